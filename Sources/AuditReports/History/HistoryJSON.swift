import AuditEngine
import OrgModel

/// The history as JSON, version 1.0: a stable format with a schema of its own (`Schemas/history-1.0.schema.json`).
struct HistoryJSON: Encodable {
    let schemaVersion = "1.0"
    let tool: AuditSnapshot.Tool
    let guide: AuditSnapshot.GuideReference
    let principal: PrincipalNames
    let label: String?
    let range: Range
    let complete: Bool
    let notes: [String]
    /// How many requirements have each verdict now.
    let counts: [String: Int]
    /// The commits that events and gaps name.
    let commits: [GitCommit]
    let requirements: [Row]
    let gaps: [Gap]
    let problems: [Problem]

    struct Range: Encodable {
        let revision: String
        let newest: String
        let oldest: String?
        let commits: Int
    }

    struct Row: Encodable {
        let id: String
        let label: String
        let requires: String
        let verdict: Verdict
        let message: String
        let events: [Event]
    }

    struct Event: Encodable {
        let commit: String
        let change: String
        let old: Verdict?
        let new: Verdict?
        let message: String
        let vanished: [Evidence]
        let appeared: [Evidence]
    }

    struct Gap: Encodable {
        let first: String
        let last: String
        let problems: [Problem]
    }

    init(_ history: AuditHistory, _ settings: ReportSettings) {
        let newest = history.newest
        tool = AuditSnapshot.Tool(version: settings.toolVersion)
        (guide, principal, label) = (newest.guide, newest.principal, newest.label)
        let range = history.range
        self.range = Range(
            revision: range.name, newest: range.newest.id, oldest: range.oldest?.id, commits: range.commits)
        complete = range.isComplete && newest.isComplete
        notes = history.notes
        counts = Dictionary(uniqueKeysWithValues: Verdict.allCases.map { ($0.rawValue, history.count($0)) })
        let ends = [range.newest, range.oldest].compactMap(\.self) + history.gaps.flatMap { [$0.first, $0.last] }
        commits = (history.commits + ends).deduplicated(by: \.id)
        requirements = history.rows.map(Row.init)
        gaps = history.gaps.map { Gap(first: $0.first.id, last: $0.last.id, problems: $0.problems) }
        problems = newest.errors
    }
}

extension HistoryJSON.Row {
    init(_ row: AuditHistory.Row) {
        let answered = row.requirement
        self.init(
            id: answered.id, label: answered.label, requires: answered.requires, verdict: answered.verdict,
            message: answered.message, events: row.events.map(HistoryJSON.Event.init))
    }
}

extension HistoryJSON.Event {
    init(_ event: AuditHistory.Event) {
        self.init(
            commit: event.commit.id, change: event.kind?.rawValue ?? "first", old: event.old, new: event.new,
            message: event.message, vanished: event.vanished, appeared: event.appeared)
    }
}
