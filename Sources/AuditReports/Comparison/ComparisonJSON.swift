import AuditEngine
import OrgModel

/// The comparison as JSON, version 1.1: a stable format with a schema of its own (`Schemas/compare-1.1.schema.json`).
struct ComparisonJSON: Encodable {
    let schemaVersion = "1.1"
    let tool: JSONReport.Tool
    let guide: GuideName
    let old: Side
    let new: Side
    let outcome: String
    let counts: [String: Int]
    let notes: [String]
    let changes: [Change]
    let problems: [JSONReport.ProblemNote]

    struct GuideName: Encodable {
        let id: String
    }

    struct Side: Encodable {
        let toolVersion: String
        let edition: String
        let principal: JSONReport.PrincipalNames
        let complete: Bool
        let asOf: String?
        let configuration: JSONReport.Basis
    }

    struct Change: Encodable {
        let id: String
        let label: String
        let requires: String
        let change: String
        let old: String?
        let new: String?
        let message: String
        let waiver: JSONReport.WaiverNote?
        let vanished: [JSONReport.EvidenceNote]
        let appeared: [JSONReport.EvidenceNote]
        let then: String?
    }

    init(_ comparison: Comparison, _ settings: ReportSettings) {
        tool = JSONReport.Tool(name: "rolecall", version: settings.toolVersion)
        guide = GuideName(id: comparison.new.guide)
        old = Side(comparison.old)
        new = Side(comparison.new)
        outcome = comparison.outcome.rawValue
        counts = comparison.countsByName
        notes = comparison.notes
        let changed = Dictionary(grouping: comparison.changes, by: \.kind)
        changes = comparison.kinds.filter { $0 != .unchanged }.flatMap { changed[$0] ?? [] }.map(Change.init)
        problems = comparison.new.errors.map(JSONReport.ProblemNote.init)
    }
}

extension ComparisonJSON.Side {
    init(_ audit: AuditSnapshot) {
        toolVersion = audit.toolVersion
        edition = audit.edition
        principal = JSONReport.PrincipalNames(audit.principal)
        complete = audit.isComplete
        asOf = audit.basis.asOf?.day
        configuration = JSONReport.Basis(audit.basis)
    }
}

extension ComparisonJSON.Change {
    init(_ change: RequirementChange) {
        id = change.requirement.id
        label = change.requirement.label
        requires = change.requirement.requires
        self.change = change.kind.rawValue
        old = change.oldVerdict?.rawValue
        new = change.newVerdict?.rawValue
        message = change.requirement.message
        waiver = change.newVerdict == .waived ? change.requirement.waiver.map(JSONReport.WaiverNote.init) : nil
        vanished = change.vanished.map(JSONReport.EvidenceNote.init)
        appeared = change.appeared.map(JSONReport.EvidenceNote.init)
        then = change.then
    }
}
