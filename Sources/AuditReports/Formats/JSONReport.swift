import AuditEngine
import Foundation
import OrgModel

/// The JSON report, version 1.1: a stable format with a schema of its own (`Schemas/report-1.1.schema.json`), so its
/// types are apart from the model and change only with the version. What is written so is read so: a later audit takes
/// a report as its baseline (`JSONReportReader.swift`).
struct JSONReport: Codable {
    static let currentSchemaVersion = "1.1"
    /// What a baseline may be. Version 1.0 differs by what it lacks: fields, and the outcome "incomplete".
    static let readableSchemaVersions = ["1.0", currentSchemaVersion]

    let schemaVersion: String
    /// The day on which assignments and waivers must be valid. Version 1.0 has neither this nor the next.
    let asOf: String?
    let configuration: Basis?
    let tool: Tool
    let guide: GuideReference
    let principal: PrincipalNames
    let outcome: String
    let counts: Counts
    let requirements: [RequirementResult]
    let problems: [ProblemNote]
    let baseline: Baseline?

    /// The files other than the export that decide what is required and what is accepted.
    struct Basis: Codable {
        let file: String?
        let guideFolder: String?
        let waivers: String?
    }

    struct Tool: Codable {
        let name: String
        let version: String
    }

    struct GuideReference: Codable {
        let id: String
        let title: String
        let edition: String
    }

    struct PrincipalNames: Codable {
        let username: String?
        let profile: String?
        let permissionSets: [String]
        let permissionSetGroups: [String]
        let role: String?
        let endUserRoles: [String]
    }

    struct Counts: Codable {
        let passed: Int
        let failed: Int
        let unknown: Int
        let waived: Int
        let notApplicable: Int
    }

    struct RequirementResult: Codable {
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
        let baseline: BaselineNote?
        let waiver: WaiverNote?
    }

    struct EvidenceNote: Codable {
        let component: String?
        let file: String?
        let line: Int?
        let says: String
    }

    struct RemedyNote: Codable {
        let setup: String?
        let metadata: String?
        let then: String?
        let retrieve: String?
    }

    struct WaiverNote: Codable {
        let reason: String
        let owner: String
        let expires: String
        let file: String
        let line: Int?
    }

    struct ProblemNote: Codable {
        let severity: String
        let file: String?
        let line: Int?
        let message: String
    }

    /// What an audit came to that was compared with an earlier one.
    struct Baseline: Codable {
        let toolVersion: String
        let edition: String
        let outcome: String
        let counts: [String: Int]
        let notes: [String]
    }

    struct BaselineNote: Codable {
        let change: String
        let verdict: String?
    }

    init(_ result: AuditResult, _ settings: ReportSettings) {
        schemaVersion = Self.currentSchemaVersion
        asOf = result.basis.asOf?.day
        configuration = Basis(result.basis)
        tool = Tool(name: "rolecall", version: settings.toolVersion)
        guide = GuideReference(id: result.guide.id, title: result.guide.title, edition: result.guide.edition)
        principal = PrincipalNames(AuditEngine.PrincipalNames(result.principal))
        outcome = result.outcome.rawValue
        counts = Counts(
            passed: result.count(.passed), failed: result.count(.failed), unknown: result.count(.unknown),
            waived: result.count(.waived), notApplicable: result.count(.notApplicable))
        requirements = result.findings.map(RequirementResult.init)
        problems = result.problems.map(ProblemNote.init)
        baseline = result.comparison.map(Baseline.init)
    }

    func render() -> String { jsonText }
}

extension JSONReport.Basis {
    init(_ basis: AuditBasis) {
        self.init(file: basis.configuration, guideFolder: basis.guideFolder, waivers: basis.waivers)
    }
}

extension JSONReport.PrincipalNames {
    init(_ names: PrincipalNames) {
        username = names.username
        profile = names.profile
        permissionSets = names.permissionSets
        permissionSetGroups = names.permissionSetGroups
        role = names.role
        endUserRoles = names.endUserRoles
    }
}

extension JSONReport.Baseline {
    init(_ comparison: Comparison) {
        toolVersion = comparison.old.toolVersion
        edition = comparison.old.edition
        outcome = comparison.outcome.rawValue
        counts = comparison.countsByName
        notes = comparison.notes
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
        evidence = finding.evidence.map(JSONReport.EvidenceNote.init)
        remedy = finding.remedy.map {
            JSONReport.RemedyNote(setup: $0.setup, metadata: $0.metadata, then: $0.then, retrieve: $0.retrieve)
        }
        waiver = finding.waiver.map(JSONReport.WaiverNote.init)
        baseline = finding.change.map {
            JSONReport.BaselineNote(change: $0.kind.rawValue, verdict: $0.oldVerdict?.rawValue)
        }
    }
}

extension JSONReport.EvidenceNote {
    init(_ evidence: Evidence) {
        self.init(
            component: evidence.component?.description, file: evidence.place?.file, line: evidence.place?.line,
            says: evidence.says)
    }
}

extension JSONReport.WaiverNote {
    init(_ waiver: Waiver) {
        self.init(
            reason: waiver.reason, owner: waiver.owner, expires: waiver.expires.day, file: waiver.place.file,
            line: waiver.place.line)
    }
}

extension JSONReport.ProblemNote {
    init(_ problem: Problem) {
        self.init(
            severity: problem.severity.rawValue, file: problem.place?.file, line: problem.place?.line,
            message: problem.message)
    }
}
