import AuditEngine
import OrgModel

/// The JSON report, version 1.0: a stable format with a schema of its own (`Schemas/report-1.0.schema.json`), so its
/// types stand apart from the model and change only with the version.
struct JSONReport: Encodable {
    let schemaVersion = "1.0"
    let tool: Tool
    let guide: GuideReference
    let principal: PrincipalNames
    let outcome: String
    let counts: Counts
    let requirements: [RequirementResult]
    let problems: [ProblemNote]

    struct Tool: Encodable {
        let name: String
        let version: String
    }

    struct GuideReference: Encodable {
        let id: String
        let title: String
        let edition: String
    }

    struct PrincipalNames: Encodable {
        let username: String?
        let profile: String?
        let permissionSets: [String]
        let permissionSetGroups: [String]
        let role: String?
        let endUserRoles: [String]
    }

    struct Counts: Encodable {
        let passed: Int
        let failed: Int
        let unknown: Int
        let waived: Int
        let notApplicable: Int
    }

    struct RequirementResult: Encodable {
        let id: String
        let table: String
        let label: String
        let kind: String
        let requires: String
        let severity: String
        let verdict: String
        let message: String
        let evidence: [EvidenceNote]
        let remedy: RemedyNote?
        let waiver: WaiverNote?
    }

    struct EvidenceNote: Encodable {
        let component: String?
        let file: String?
        let line: Int?
        let says: String
    }

    struct RemedyNote: Encodable {
        let setup: String?
        let metadata: String?
        let then: String?
        let retrieve: String?
    }

    struct WaiverNote: Encodable {
        let reason: String
        let owner: String
        let expires: String
        let file: String
        let line: Int?
    }

    struct ProblemNote: Encodable {
        let severity: String
        let file: String?
        let line: Int?
        let message: String
    }

    init(_ result: AuditResult, _ settings: ReportSettings) {
        tool = Tool(name: "rolecall", version: settings.toolVersion)
        guide = GuideReference(id: result.guide.id, title: result.guide.title, edition: result.guide.edition)
        principal = PrincipalNames(result.principal)
        outcome = result.outcome.rawValue
        counts = Counts(
            passed: result.count(.passed), failed: result.count(.failed), unknown: result.count(.unknown),
            waived: result.count(.waived), notApplicable: result.count(.notApplicable))
        requirements = result.findings.map(RequirementResult.init)
        problems = result.problems.map {
            ProblemNote(
                severity: $0.severity.rawValue, file: $0.place?.file, line: $0.place?.line, message: $0.message)
        }
    }

    func render() -> String { jsonText }
}

extension JSONReport.PrincipalNames {
    init(_ principal: Principal) {
        username = principal.username
        profile = principal.profile?.fullName
        permissionSets = principal.permissionSets.map(\.fullName)
        permissionSetGroups = principal.permissionSetGroups.map(\.fullName)
        role = if case .role(let name) = principal.role { name } else { nil }
        let roles = (principal.endUsers ?? []).compactMap { user -> String? in
            if case .role(let name) = user.role { name } else { nil }
        }
        endUserRoles = Set(roles).sorted()
    }
}

extension JSONReport.RequirementResult {
    init(_ finding: Finding) {
        id = finding.requirement.id
        table = finding.requirement.table
        label = finding.requirement.label
        kind = finding.requirement.kind
        requires = finding.requirement.requires
        severity = finding.requirement.severity.rawValue
        verdict = finding.verdict.rawValue
        message = finding.message
        evidence = finding.evidence.map {
            JSONReport.EvidenceNote(
                component: $0.component?.description, file: $0.place?.file, line: $0.place?.line, says: $0.says)
        }
        remedy = finding.remedy.map {
            JSONReport.RemedyNote(setup: $0.setup, metadata: $0.metadata, then: $0.then, retrieve: $0.retrieve)
        }
        waiver = finding.waiver.map {
            JSONReport.WaiverNote(
                reason: $0.reason, owner: $0.owner, expires: $0.expires.day, file: $0.place.file, line: $0.place.line)
        }
    }
}
