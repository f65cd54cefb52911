import AuditEngine
import OrgModel

/// The history for a person at a terminal: what is open now and since when, then the commits that changed something, the newest
/// first.
struct HistoryText {
    private let history: AuditHistory
    private let layout: TextLayout
    private let isVerbose: Bool

    init(_ history: AuditHistory, _ settings: ReportSettings) {
        self.history = history
        layout = TextLayout(settings)
        isVerbose = settings.isVerbose
    }

    func render() -> String {
        let sections = [outcome, open] + commits + [gaps, problems]
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    private var outcome: [String] {
        [layout.paint(history.outcome.words.uppercased(), history.outcome.verdict.style) + "  \(history.counts)"]
            + ([history.range.words] + history.notes).flatMap { layout.wrap($0.visible, first: "- ", rest: "  ") }
    }

    private var open: [String] {
        let standings = history.standings
        guard !standings.isEmpty else { return [] }
        return [layout.paint(history.standingsHeading, .heading)]
            + standings.flatMap { standing in
                layout.wrap(
                    "\(standing.rows.count.of("requirement")) \(standing.since)".visible,
                    first: "  \(mark(standing.verdict)) ", rest: TextLayout.indent)
                    + names(standing.rows)
            }
    }

    private func names(_ rows: [AuditHistory.Row]) -> [String] {
        let ids = rows.map(\.requirement.id)
        let listed = isVerbose ? ids.joined(separator: ", ") : ids.listed(limit: 10)
        return layout.wrap(listed.visible, first: TextLayout.indent, rest: TextLayout.indent)
    }

    private var commits: [[String]] {
        history.commits.map { commit in
            let changes = history.changes(of: commit, together: !isVerbose)
            return layout.wrap(layout.paint(commit.words.visible, .heading), first: "", rest: "  ")
                + changes.flatMap { headline($0) + why($0) }
                + [history.first(in: commit)].compactMap(\.self).map { "  \($0)" }
        }
    }

    private func mark(_ verdict: Verdict?) -> String {
        verdict.map { layout.paint($0.words.uppercased().padded(8), $0.style) } ?? "".padded(8)
    }

    private func headline(_ change: Change) -> [String] {
        guard change.rows.count == 1, let requirement = change.rows.first?.requirement else {
            return ["  \(mark(change.event.new)) \(change.words)"] + names(change.rows)
        }
        return [
            "  \(mark(change.event.new)) \(requirement.label.visible): \(requirement.requires.visible)  "
                + layout.paint(requirement.id.visible, .dim)
                + (change.event.kind == nil ? "" : "  " + change.event.words())
        ]
    }

    private func why(_ change: Change) -> [String] {
        let message = change.why.map { layout.wrap($0.visible, first: TextLayout.indent, rest: TextLayout.indent) }
        return (message ?? []) + change.vanished.flatMap { layout.lines($0, mark: "gone: ") }
            + change.event.appeared.flatMap { layout.lines($0, mark: "now: ") }
    }

    private var gaps: [String] {
        guard !history.gaps.isEmpty else { return [] }
        return [layout.paint("Commits of which not all could be read", .heading)]
            + history.gaps.flatMap { gap in
                layout.problems(gap.problems, under: gap.words.visible)
            }
    }

    private var problems: [String] {
        // A stretch that goes on until now says more.
        let isInGap = history.gaps.first?.problems == history.newest.errors
        return layout.problems(isInGap ? [] : history.newest.errors, under: "About the newest commit")
    }
}
