import AuditEngine
import Documents
import OrgModel

/// The history as a page: what is open now, a timeline of what changed, then what each commit changed.
struct HistoryPage {
    let frame: Page.Frame
    let header: Page.Header
    let errors: Page.Problems?
    let standingsHeading: String
    let standings: [Standing]
    let hasStandings: Bool
    let timeline: Timeline?
    let commits: [Commit]
    let hasCommits: Bool
    let gaps: Page.Problems?

    /// Rows that are answered alike since one commit.
    struct Standing {
        let verdict: String
        let verdictWords: String
        let since: String
        /// The commit in the page; `nil` where it is not there.
        let commit: String?
        let rows: [Link]
    }

    /// A name that leads somewhere in the page.
    struct Link {
        let text: String
        let anchor: String?
    }

    /// A commit and the rows that it changed.
    struct Commit {
        let anchor: String
        let day: String
        let id: String
        let author: String
        let subject: String
        let isMerge: Bool
        /// How the first commit with an export answers.
        let first: String?
        let rows: [Page.ChangedRow]
        let hasRows: Bool
    }

    init(_ history: AuditHistory, _ settings: ReportSettings) {
        let newest = history.newest
        header = Page.Header(
            label: newest.label, guide: newest.guide.words,
            outcome: history.outcome.words, history.outcome.verdict, explanation: history.range.words,
            counts: Page.Count.all(Verdict.allCases.map { ($0, $0.words, history.count($0)) }), isShare: true,
            facts: newest.basis.parts.map { Page.Fact($0.label, $0.text) }, notes: history.notes)
        frame = Page.Frame(header, of: newest.guide.name, source: nil, settings)
        errors = Page.Problems(.error, in: newest.errors)
        standingsHeading = history.standingsHeading
        standings = history.standings.map { Standing($0, in: history) }
        hasStandings = !standings.isEmpty
        timeline = Timeline(history)
        commits = history.commits.map { Commit($0, in: history) }
        hasCommits = !commits.isEmpty
        let notes = history.gaps.flatMap { gap in
            gap.problems.map { Page.Problems.Note(of: $0, in: gap) }
        }
        gaps =
            notes.isEmpty
            ? nil : Page.Problems(anchor: "gaps", heading: "Commits of which not all could be read", notes)
    }

    func render() -> String { Templates.render("html-history.mustache", self) }
}

extension Page.Problems.Note {
    fileprivate init(of problem: Problem, in gap: AuditHistory.Gap) {
        self.init(severity: nil, verdict: "unknown", place: gap.words.visible, message: problem.line.visible)
    }
}

extension HistoryPage.Standing {
    fileprivate init(_ standing: Standing, in history: AuditHistory) {
        let commit = standing.rows.first?.since?.commit
        self.init(
            verdict: standing.verdict.rawValue, verdictWords: standing.verdict.words, since: standing.since.visible,
            commit: commit?.anchor,
            rows: standing.rows.map { row in
                HistoryPage.Link(
                    text: row.requirement.id.visible,
                    anchor: row.since.flatMap { $0.kind == nil ? nil : $0.anchor(of: row) })
            })
    }
}

extension HistoryPage.Commit {
    fileprivate init(_ commit: GitCommit, in history: AuditHistory) {
        let changes = history.changes(of: commit, together: false)
        let rows = changes.flatMap { change in change.rows.map { Page.ChangedRow(change.event, of: $0) } }
        self.init(
            anchor: commit.anchor, day: commit.day, id: commit.shortID, author: commit.author.visible,
            subject: commit.subject.isBlank ? "No message" : commit.subject.visible, isMerge: commit.isMerge,
            first: history.first(in: commit), rows: rows,
            hasRows: !rows.isEmpty)
    }
}

extension Page.ChangedRow {
    fileprivate init(_ event: AuditHistory.Event, of row: AuditHistory.Row) {
        self.init(
            row.requirement, anchor: event.anchor(of: row),
            isOpen: row.since?.commit == event.commit && event.new == .failed, event.new, before: event.before,
            message: event.why, vanished: event.vanished, appeared: event.appeared)
    }
}

extension GitCommit {
    /// Where it is in the page.
    fileprivate var anchor: String { "commit-\(shortID)" }
}

extension AuditHistory.Event {
    /// Where it is in the page.
    fileprivate func anchor(of row: AuditHistory.Row) -> String { "\(row.requirement.id.anchor)-\(commit.shortID)" }

    fileprivate var before: String? { kind == nil ? nil : old.map { "was \($0.words)" } ?? "was not required" }
}

// MARK: The timeline

extension HistoryPage {
    /// A strip for each requirement that changed, from the oldest commit to the newest.
    struct Timeline {
        let columns: Int
        let oldest: String
        let newest: String
        let strips: [Strip]

        /// What one requirement was over the commits that changed anything.
        struct Strip {
            let id: String
            let words: String
            let segments: [Segment]
        }

        /// A stretch in which the answer was the same.
        struct Segment {
            let verdict: String
            let start: Int
            let length: Int
            let words: String
        }
    }
}

extension HistoryPage.Timeline {
    /// `nil` where nothing changed.
    fileprivate init?(_ history: AuditHistory) {
        let commits = Array(history.commits.reversed())
        let changed = history.rows.filter { row in row.events.contains { $0.kind != nil } }
        guard let first = commits.first, let last = commits.last, !changed.isEmpty else { return nil }
        let positions = Dictionary(commits.enumerated().map { ($1.id, $0) }) { first, _ in first }
        // What was before the oldest change is a column of its own, unless that is the first commit of all.
        let hasBefore = !history.rows.contains { row in row.events.contains { $0.kind == nil } }
        (oldest, newest) = (hasBefore ? "before \(first.day)" : first.day, last.day)
        let offset = hasBefore ? 1 : 0
        columns = commits.count + offset
        let end = columns
        strips = changed.map { row in
            Strip(row, end: end) { (positions[$0.id] ?? 0) + offset }
        }
    }
}

extension HistoryPage.Timeline.Strip {
    /// - Parameters:
    ///   - end: How many columns there are.
    ///   - column: The column of a commit.
    fileprivate init(_ row: AuditHistory.Row, end: Int, column: (GitCommit) -> Int) {
        let events = Array(row.events.reversed())
        var stretches = events.map { (verdict: $0.new, start: column($0.commit), words: $0.commit.words) }
        if let first = events.first, column(first.commit) > 0, first.kind != nil {
            stretches.insert((first.old, 0, "before"), at: 0)
        }
        let ends = stretches.dropFirst().map(\.start) + [end]
        segments = zip(stretches, ends).map { stretch, end in
            HistoryPage.Timeline.Segment(
                verdict: (stretch.verdict ?? .notApplicable).rawValue, start: stretch.start,
                length: max(0, end - stretch.start),
                words: "\(stretch.verdict?.words ?? "not required"), \(stretch.words)".visible)
        }
        id = row.requirement.id.visible
        words = segments.map(\.words).joined(separator: "; ")
    }
}
