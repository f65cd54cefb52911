import AuditEngine
import OrgModel

/// The comparison as Markdown, for comments on pull and merge requests.
struct ComparisonMarkdown {
    // The template sees these by name; every text in them is Markdown already.
    let outcome: String
    let counts: String
    let explanation: String
    let notes: [String]
    let hasNotes: Bool
    private(set) var rows: [Row] = []
    private(set) var hasRows = false
    private(set) var problems: [String] = []
    private(set) var hasProblems = false
    private(set) var truncated: String?

    struct Row {
        let change: String
        let label: String
        let id: String
        let before: String
        let now: String
        let message: String
        let evidence: [EvidenceLine]
    }

    struct EvidenceLine {
        let mark: String
        let says: String
        let place: String?
    }

    /// GitHub takes comments of at most 65,536 characters.
    private static let mostBytes = 60_000

    init(_ comparison: Comparison) {
        outcome = comparison.outcome.words
        counts = comparison.counts.capitalizedFirst + (comparison.changes.isEmpty ? "" : ".")
        explanation = comparison.outcome.explanation
        notes = comparison.notes.map(\.shortened.markdown)
        hasNotes = !notes.isEmpty
        let changed = Dictionary(grouping: comparison.changes, by: \.kind)
        let open = comparison.kinds.filter { $0 != .unchanged }.flatMap { changed[$0] ?? [] }
        fill(open.map(Row.init), comparison.newErrors.map(\.line.shortened.markdown))
    }

    func render() -> String { Templates.render("comparison.mustache", self) }

    /// Takes in rows and problems as long as there is room, and says what was left out.
    private mutating func fill(_ allRows: [Row], _ allProblems: [String]) {
        var room = Self.mostBytes - render().utf8.count - 500
        problems = Array(allProblems.prefix { problem in
            room -= problem.utf8.count + 10
            return room >= 0
        })
        rows = Array(allRows.prefix { row in
            room -= row.size
            return room >= 0
        })
        hasProblems = !problems.isEmpty
        hasRows = !rows.isEmpty
        let left = allRows.count - rows.count + allProblems.count - problems.count
        truncated = left == 0 ? nil : "Truncated: \(left) more. The text and JSON reports hold everything."
    }
}

extension ComparisonMarkdown.Row {
    init(_ change: RequirementChange) {
        let requirement = change.requirement
        self.change = change.kind.words.capitalizedFirst
        label = "\(requirement.label): \(requirement.requires)".shortened.markdown
        id = requirement.id.shortened.markdownCode
        before = change.oldVerdict?.words ?? "not asked for"
        now = change.newVerdict?.words ?? "not asked for"
        message = change.newVerdict == nil ? "" : requirement.message.shortened.markdown
        evidence = Self.lines("Gone", change.vanished) + Self.lines("Now", change.appeared)
    }

    /// A row is for reading: of much evidence it shows the beginning.
    private static func lines(_ mark: String, _ evidence: [Evidence]) -> [ComparisonMarkdown.EvidenceLine] {
        let most = 5
        let lines = evidence.prefix(most).map {
            ComparisonMarkdown.EvidenceLine(
                mark: mark, says: $0.says.shortened.markdown, place: $0.place?.description.shortened.markdownCode)
        }
        let more = evidence.count - most
        return more > 0 ? lines + [.init(mark: mark, says: "\(more) more", place: nil)] : lines
    }

    /// At least as many bytes as the row takes.
    fileprivate var size: Int {
        let texts = [change, label, id, before, now, message] + evidence.flatMap { [$0.mark, $0.says, $0.place ?? ""] }
        return texts.reduce(20) { $0 + $1.utf8.count + 10 }
    }
}

extension String {
    /// What fits a cell; nobody reads more there.
    fileprivate var shortened: String { cut(at: 2_000) }
}
