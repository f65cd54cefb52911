import AuditEngine
import OrgModel

/// The history as Markdown: what is open now, then what each commit changed, as far as there is room.
struct HistoryMarkdown {
    private let history: AuditHistory
    private let isVerbose: Bool

    init(_ history: AuditHistory, _ settings: ReportSettings) {
        self.history = history
        isVerbose = settings.isVerbose
    }

    func render() -> String {
        var page = MarkdownPage(head)
        page.add(
            history.newest.errors.map { .init("- \($0.line.shortened.markdown)\n") },
            under: "### About the newest commit", counting: "errors")
        page.add(
            history.standings.map { .init(row($0), weight: $0.rows.count) },
            under: "### \(history.standingsHeading)\n\n| Verdict | Requirements | Since |\n|:--|:--|:--|",
            counting: "requirements")
        page.add(history.commits.map { .init(text(of: $0)) }, under: "### What changed", counting: "commits")
        page.add(
            history.gaps.map { .init(text(of: $0)) }, under: "### Commits of which not all could be read",
            counting: "stretches of commits")
        return page.text
    }

    private var head: String {
        let notes = ([history.range.words] + history.notes).map { "- \($0.shortened.markdown)\n" }.joined()
        return """
            ## rolecall history: \(history.newest.basis.prefix.shortened.markdown)\(history.outcome.words)

            **\(history.counts.capitalizedFirst).**

            \(notes)
            """
    }

    private func row(_ standing: Standing) -> String {
        "| \(standing.verdict.words.capitalizedFirst) | \(ids(standing.rows)) | \(standing.since.capitalizedFirst.shortened.markdown) |\n"
    }

    private func ids(_ rows: [AuditHistory.Row]) -> String {
        let ids = rows.map { $0.requirement.id.shortened.markdownCode }
        return isVerbose ? ids.joined(separator: ", ") : ids.listed(limit: 10)
    }

    private func text(of commit: GitCommit) -> String {
        let changes = history.changes(of: commit, together: !isVerbose).map(text)
        let first = history.first(in: commit).map { ["- \($0)\n"] } ?? []
        return "**\(commit.day)** \(commit.shortID.markdownCode) \(commit.author.shortened.markdown): "
            + "\(commit.subject.isBlank ? "no message" : commit.subject.shortened.markdown)\n\n"
            + (changes + first).joined()
    }

    private func text(of change: Change) -> String {
        let words =
            change.rows.count == 1
            ? change.event.kind == nil ? change.event.new?.words ?? "" : change.event.words() : change.words
        let lines =
            [change.why].compactMap { $0?.shortened.markdown } + change.vanished.map { line("Gone", $0) }
            + change.event.appeared.map { line("Now", $0) }
        return "- \(ids(change.rows)): \(words.capitalizedFirst)\n" + lines.map { "  - \($0)\n" }.joined()
    }

    private func line(_ mark: String, _ evidence: Evidence) -> String {
        let place = evidence.place.map { " \($0.description.shortened.markdownCodeInText)" } ?? ""
        return "\(mark): \(evidence.says.shortened.markdown)\(place)"
    }

    private func text(of gap: AuditHistory.Gap) -> String {
        "- \(gap.words.shortened.markdown)\n" + gap.problems.map { "  - \($0.line.shortened.markdown)\n" }.joined()
    }
}
