import AuditEngine
import Foundation
import OrgModel

/// The comparison as JSON, version 1.1: a stable format with a schema of its own (`Schemas/compare-1.1.schema.json`).
struct ComparisonJSON: Encodable {
    let schemaVersion = "1.1"
    let tool: AuditSnapshot.Tool
    let guide: GuideName
    let old: Side
    let new: Side
    let outcome: String
    let counts: [String: Int]
    let notes: [String]
    let changes: [Change]
    /// The ids of the requirements that nothing happened to.
    let unchanged: [String]
    let problems: [Problem]

    struct GuideName: Encodable {
        let id: String
    }

    struct Side: Encodable {
        let toolVersion: String
        let edition: String
        let principal: PrincipalNames
        let complete: Bool
        let label: String?
        let asOf: Date?
        let configuration: AuditBasis
        let commit: GitCommit?
    }

    struct Change: Encodable {
        let id: String
        let label: String
        let requires: String
        let change: String
        let old: Verdict?
        let new: Verdict?
        let message: String
        let waiver: Waiver?
        let vanished: [Evidence]
        let appeared: [Evidence]
        let then: String?
    }

    init(_ comparison: Comparison, _ settings: ReportSettings) {
        tool = AuditSnapshot.Tool(version: settings.toolVersion)
        guide = GuideName(id: comparison.new.guide.id)
        old = Side(comparison.old, comparison.commits?.old)
        new = Side(comparison.new, comparison.commits?.new)
        outcome = comparison.outcome.rawValue
        counts = comparison.countsByName
        notes = comparison.notes
        let changed = Dictionary(grouping: comparison.changes, by: \.kind)
        changes = comparison.kinds.filter { $0 != .unchanged }.flatMap { changed[$0] ?? [] }.map(Change.init)
        unchanged = (changed[.unchanged] ?? []).map(\.requirement.id)
        problems = comparison.new.errors
    }
}

extension ComparisonJSON.Side {
    init(_ audit: AuditSnapshot, _ commit: GitCommit?) {
        self.init(
            toolVersion: audit.tool.version, edition: audit.guide.edition, principal: audit.principal,
            complete: audit.isComplete, label: audit.label, asOf: audit.asOf, configuration: audit.basis,
            commit: commit)
    }
}

extension ComparisonJSON.Change {
    init(_ change: RequirementChange) {
        let requirement = change.requirement
        self.init(
            id: requirement.id, label: requirement.label, requires: requirement.requires, change: change.kind.rawValue,
            old: change.oldVerdict, new: change.newVerdict, message: requirement.message,
            waiver: change.newVerdict == .waived ? requirement.waiver : nil, vanished: change.vanished,
            appeared: change.appeared, then: change.then)
    }
}
