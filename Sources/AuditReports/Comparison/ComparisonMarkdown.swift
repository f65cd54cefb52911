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
    let then: [String]
    let hasThen: Bool
    private(set) var rows: [Row] = []
    private(set) var hasRows = false
    /// What is answered as before, where that is listed: folded, since it requires no action.
    private(set) var folded: [Row] = []
    private(set) var hasFolded = false
    let foldedHeading = RequirementChange.Kind.unchanged.heading
    private(set) var problems: [String] = []
    private(set) var hasProblems = false
    private(set) var truncated: String?

    struct Row {
        let change: String
        let label: String
        let id: String
        let before: String
        let now: String
        let why: String
    }

    /// GitHub takes comments of at most 65,536 characters.
    private static let maximumBytes = 60_000

    /// - Parameter isVerbose: Whether what is unchanged is listed too, and not only counted.
    init(_ comparison: Comparison, isVerbose: Bool = false) {
        outcome = comparison.outcome.words
        counts = comparison.counts.capitalizedFirst + (comparison.changes.isEmpty ? "" : ".")
        explanation = comparison.outcome.explanation
        notes = (comparison.bases + comparison.notes).map(\.shortened.markdown)
        hasNotes = !notes.isEmpty
        then = comparison.then.map(\.shortened.markdown)
        hasThen = !then.isEmpty
        let changed = Dictionary(grouping: comparison.changes, by: \.kind)
        let answered = comparison.kinds.filter { !$0.isFolded }.flatMap { changed[$0] ?? [] }
        let unchanged = comparison.kinds.filter { $0.isFolded && isVerbose }.flatMap { changed[$0] ?? [] }
        fill(
            answered.map(Row.init), comparison.new.errors.map(\.line.shortened.markdown),
            unchanged.map(Row.init))
    }

    func render() -> String { Templates.render("comparison.mustache", self) }

    /// Takes in rows and problems as long as there is room, and says what was omitted.
    private mutating func fill(_ allRows: [Row], _ allProblems: [String], _ allFolded: [Row]) {
        var room = Self.maximumBytes - render().utf8.count - 500
        problems = Array(
            allProblems.prefix { problem in
                room -= problem.utf8.count + 10
                return room >= 0
            })
        func fitting(_ rows: [Row]) -> [Row] {
            Array(
                rows.prefix { row in
                    room -= row.size
                    return room >= 0
                })
        }
        rows = fitting(allRows)
        folded = fitting(allFolded)
        hasProblems = !problems.isEmpty
        hasRows = !rows.isEmpty
        hasFolded = !folded.isEmpty
        let left = allRows.count - rows.count + allProblems.count - problems.count + allFolded.count - folded.count
        truncated = left == 0 ? nil : "Truncated: \(left) more. The text and JSON reports contain everything."
    }
}

extension ComparisonMarkdown.Row {
    init(_ change: RequirementChange) {
        let requirement = change.requirement
        self.change = change.kind.words.capitalizedFirst
        label = "\(requirement.label): \(requirement.requires)".shortened.markdown
        id = requirement.id.shortened.markdownCode
        before = change.oldVerdict?.words ?? "not required"
        now = change.newVerdict?.words ?? "not required"
        let message = change.message.map { [$0.shortened.markdown] } ?? []
        why = (message + Self.lines("Gone", change.vanished) + Self.lines("Now", change.appeared)).joined(
            separator: "<br>")
    }

    /// A row is for reading: of much evidence it shows the beginning.
    private static func lines(_ mark: String, _ evidence: [Evidence]) -> [String] {
        let limit = 5
        let lines = evidence.prefix(limit).map { evidence in
            let place = evidence.place.map { " \($0.description.shortened.markdownCode)" } ?? ""
            return "\(mark): \(evidence.says.shortened.markdown)\(place)"
        }
        let more = evidence.count - limit
        return more > 0 ? lines + ["\(mark): \(more) more"] : lines
    }

    /// At least as many bytes as the row takes.
    fileprivate var size: Int {
        [change, label, id, before, now, why].reduce(20) { $0 + $1.utf8.count + 5 }
    }
}
