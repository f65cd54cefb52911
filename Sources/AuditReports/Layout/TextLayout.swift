import AuditEngine
import OrgModel

/// How text for a terminal is laid out: line width, color and columns.
struct TextLayout {
    private let width: Int
    private let isColored: Bool

    init(_ settings: ReportSettings) {
        width = settings.width
        isColored = settings.isColored
    }

    /// The column at which texts below a label start.
    static let indent = String(repeating: " ", count: 11)

    /// Breaks a text at spaces so that it fits the width; a word longer than a line stays whole.
    ///
    /// - Parameters:
    ///   - first: What is before the first line; color in it takes no column.
    ///   - rest: What is before each further line.
    func wrap(_ text: String, first: String, rest: String) -> [String] {
        var lines: [String] = []
        var line = first
        var columns = first.columns
        var isEmpty = true
        for word in text.split(separator: " ") {
            if !isEmpty, columns + 1 + word.count > width {
                lines.append(line)
                (line, columns) = (rest, rest.count)
                isEmpty = true
            }
            line += (isEmpty ? "" : " ") + word
            columns += word.count + (isEmpty ? 0 : 1)
            isEmpty = false
        }
        return lines + [line]
    }

    /// What evidence says, with its place on a line of its own.
    func lines(_ evidence: Evidence) -> [String] { lines(evidence, mark: "") }

    /// The same with a word before it.
    func lines(_ evidence: Evidence, mark: String) -> [String] {
        let place = evidence.place.map { [Self.indent + "  " + paint($0.description.visible, .dim)] } ?? []
        return wrap(evidence.says.visible, first: Self.indent + "- " + mark, rest: Self.indent + "  ") + place
    }

    /// What several pieces of evidence say, with their places.
    func lines(_ evidence: SharedEvidence) -> [String] {
        wrap(evidence.says.visible, first: Self.indent + "- ", rest: Self.indent + "  ")
            + evidence.places.map { Self.indent + "  " + paint($0.visible, .dim) }
    }

    /// Steps under a label; what was said already is not said again.
    func steps(_ label: String, _ texts: [String]) -> [String] {
        texts.deduplicated().byPath.enumerated().flatMap { position, group in
            let first = "  " + (position == 0 ? label : "").padded(8) + " "
            guard let path = group.path else {
                return group.steps.flatMap { wrap($0.visible, first: first, rest: Self.indent) }
            }
            return wrap("\(path.visible):", first: first, rest: Self.indent)
                + group.steps.flatMap { wrap($0.visible, first: Self.indent + "- ", rest: Self.indent + "  ") }
        }
    }

    /// What is wrong in the input, under a heading; nothing where nothing was.
    func problems(_ problems: [Problem], under heading: String = "About the input") -> [String] {
        guard !problems.isEmpty else { return [] }
        return [paint(heading, .heading)]
            + problems.flatMap { problem in
                let style: Style = problem.severity == .error ? .bad : .doubtful
                let severity = paint(problem.severity.rawValue.uppercased().padded(8), style)
                guard let place = problem.place else {
                    return wrap(problem.message.visible, first: "  \(severity) ", rest: Self.indent)
                }
                return ["  \(severity) \(place.description.visible)"]
                    + wrap(problem.message.visible, first: Self.indent, rest: Self.indent)
            }
    }

    func paint(_ text: String, _ style: Style) -> String {
        isColored ? "\u{1B}[\(style.code)m\(text)\u{1B}[0m" : text
    }

    /// The few ways in which text is highlighted. Color libraries decide by themselves, from the environment and for the
    /// whole process, whether to color; here that is a value, so it is five codes instead.
    enum Style {
        case good, bad, doubtful, heading, dim

        /// The parameters of SGR (ECMA-48, 8.3.117).
        fileprivate var code: String {
            switch self {
            case .good: "1;32"
            case .bad: "1;31"
            case .doubtful: "1;33"
            case .heading: "1"
            case .dim: "2"
            }
        }
    }
}

extension Verdict {
    /// How the verdict is highlighted.
    var style: TextLayout.Style {
        switch self {
        case .passed: .good
        case .failed: .bad
        case .unknown: .doubtful
        case .waived, .notApplicable: .dim
        case .recommended, .manual: .heading
        }
    }
}

extension String {
    /// How many columns the text takes; color takes none.
    fileprivate var columns: Int {
        // Most texts have none, and looking for it with a regular expression costs more than the rest of the layout.
        utf8.contains(0x1B) ? replacing(#/\x{1B}\[[0-9;]*m/#, with: "").count : count
    }

    /// The text filled up with spaces to a width.
    func padded(_ width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(0, width - count))
    }
}
