import AuditEngine
import Documents
import OrgModel

/// The role tree as a drawing: one role a line, each below and right of the role that it reports to, and a bracket for many
/// that are alike.
///
/// An outline needs no more room than its lines, however wide the org is, and it can be laid out without knowing how
/// wide any letter is. From the API user's role, a broken line runs beside it to every role of end users that it must be
/// above and is not; the steps by which it is above the others are drawn strong.
struct RoleDrawing {
    let width: Int
    let height: Int
    let nodes: [Node]
    let folds: [Fold]
    let edges: [Edge]
    let lanes: [Lane]

    /// A role.
    struct Node {
        let x: Int
        let y: Int
        let textX: Int
        let textY: Int
        let kind: String
        let name: String
        let fullName: String
        let note: String
        let noteClass: String
    }

    /// Roles that are only counted.
    struct Fold {
        let path: String
        let kind: String
        let textX: Int
        let textY: Int
        let words: String
        let note: String
        let noteClass: String
    }

    /// From a role to one that reports to it.
    struct Edge {
        let path: String
        let kind: String
    }

    /// What connects the API user's role with the roles that it is not, or not known to be, above.
    struct Lane {
        let verdict: String
        let path: String
        let marks: [Mark]
    }

    struct Mark {
        let x: Int
        let y: Int
        let centerX: Int
        let centerY: Int
    }

    /// Draws the rows of an outline.
    init(_ outline: RoleOutline) {
        let lines = RoleLine.lines(of: outline)
        let texts = lines.enumerated().map { Text($1, at: $0) }
        nodes = zip(lines, texts).compactMap(Node.init)
        folds = zip(lines, texts).compactMap(Fold.init)
        edges = lines.enumerated().compactMap { position, line in
            line.parent.map { Edge(from: lines[$0], at: $0, to: line, at: position) }
        }
        let textEnd = texts.map(\.end).max() ?? 0
        let api = lines.firstIndex(where: \.isAPIUser)
        lanes = [RoleTree.Standing.notAbove, .unknown].enumerated().compactMap { lane, standing in
            let ends = lines.indices.filter { lines[$0].count(standing) > 0 }
            let x = textEnd + Measure.laneStep * (lane + 1)
            return api.flatMap { Lane(standing, from: $0, to: ends, beside: texts, x: x) }
        }
        width = textEnd + Measure.laneStep * (lanes.isEmpty ? 0 : 3)
        height = lines.count * Measure.row
    }

    /// Lengths in the drawing's units, which are CSS pixels.
    fileprivate enum Measure {
        static let row = 32
        static let step = 24
        static let laneStep = 22
        static let radius = 6
        static let longestName = 48
        static let longestNote = 72

        static func x(_ depth: Int) -> Int { 10 + depth * step }
        static func y(_ position: Int) -> Int { row / 2 + position * row }
    }

    /// What a line says, and where.
    fileprivate struct Text {
        let x: Int
        let y: Int
        let name: String
        let note: String
        let noteClass: String
        let end: Int

        var start: Int { x + 16 }
        /// The line on which letters stand.
        var base: Int { y + 5 }

        init(_ line: RoleLine, at position: Int) {
            x = Measure.x(line.depth)
            y = Measure.y(position)
            let isBold: Bool
            switch line.content {
            case .role(let row):
                name = row.name.visible.cut(at: Measure.longestName)
                note = row.details(countsHidden: false).joined(separator: ", ").visible.cut(at: Measure.longestNote)
                noteClass = row.standing?.verdict.rawValue ?? (row.isLowestAbove ? "lowest" : "plain")
                isBold = row.isAPIUser || row.standing != nil
            case .between(let omitted):
                (name, isBold) = ("\(omitted.roles.of("role")) between", false)
                (note, noteClass) = omitted.note
            case .below(let omitted, let above):
                let place = above.map { " below \($0.visible.cut(at: Measure.longestName / 2))" } ?? ""
                name = "and \(omitted.roles) more\(place)"
                isBold = false
                (note, noteClass) = omitted.note
            }
            // About as wide as letters are at the sizes of the style sheet, which also keeps lines off wider ones.
            end = x + 16 + name.width(letter: isBold ? 9 : 8) + (note.isEmpty ? 0 : 10 + note.width(letter: 7)) + 8
        }
    }
}

extension RoleOutline.Omitted {
    /// How many of them end users have, and the class of the most severe.
    fileprivate var note: (String, String) {
        let count = standings.values.reduce(0, +)
        guard count > 0 else { return ("", "plain") }
        let worst = [RoleTree.Standing.notAbove, .unknown, .above].first { standings[$0] != nil }
        let all = count == roles ? "end users" : "\(count) with end users"
        let few =
            worst.flatMap { standings[$0] }.map { $0 < count ? ", \($0) of them \(worst?.words ?? "")" : "" } ?? ""
        return (all + few, worst?.verdict.rawValue ?? "plain")
    }
}

extension String {
    /// About how wide the text is, where most letters of Latin are so wide; others may be as wide as they are high.
    fileprivate func width(letter: Int) -> Int {
        unicodeScalars.reduce(0) { width, scalar in
            width
                + (scalar.value >= 0x250
                    ? 2 * letter : "MWmw@%".unicodeScalars.contains(scalar) ? 3 * letter / 2 : letter)
        }
    }
}

extension RoleDrawing.Node {
    /// `nil` for a line that is not a role.
    fileprivate init?(_ line: RoleLine, _ text: RoleDrawing.Text) {
        guard case .role(let row) = line.content else { return nil }
        (x, y, textX, textY) = (text.x, text.y, text.start, text.base)
        kind = row.isAPIUser ? "api" : row.standing != nil ? "end" : row.isMissing ? "missing" : "plain"
        fullName = row.name.visible
        (name, note, noteClass) = (text.name, text.note, text.noteClass)
    }
}

extension RoleDrawing.Fold {
    /// `nil` for a line that is a role.
    fileprivate init?(_ line: RoleLine, _ text: RoleDrawing.Text) {
        (textX, textY, words, note, noteClass) = (text.start, text.base, text.name, text.note, text.noteClass)
        switch line.content {
        case .role: return nil
        case .between:
            path = [-5, 0, 5].map { "M\(text.x) \(text.y + $0)v.01" }.joined()
            kind = "dots"
        case .below:
            path = "M\(text.x + 5) \(text.y - 10)h-5v20h5"
            kind = "bracket"
        }
    }
}

extension RoleDrawing.Edge {
    fileprivate init(from parent: RoleLine, at parentPosition: Int, to line: RoleLine, at position: Int) {
        let measure = RoleDrawing.Measure.self
        let start = measure.y(parentPosition) + measure.radius
        let isBracket = if case .below = line.content { true } else { false }
        let end = measure.x(line.depth) - (isBracket ? 0 : measure.radius)
        path = "M\(measure.x(parent.depth)) \(start)V\(measure.y(position))H\(end)"
        let isMissing = if case .role(let row) = parent.content { row.isMissing } else { false }
        kind = line.isStep ? "above" : isMissing ? "missing" : "plain"
    }
}

extension RoleDrawing.Lane {
    /// `nil` where there is nothing to connect.
    fileprivate init?(
        _ standing: RoleTree.Standing, from api: Int, to ends: [Int], beside texts: [RoleDrawing.Text], x: Int
    ) {
        let measure = RoleDrawing.Measure.self
        guard let first = (ends + [api]).min(), let last = (ends + [api]).max(), !ends.isEmpty else { return nil }
        verdict = standing.verdict.rawValue
        let ways = ([api] + ends).map { "M\(texts[$0].end) \(texts[$0].y)H\(x)" }
        path = "M\(x) \(measure.y(first))V\(measure.y(last))" + ways.joined()
        marks = ends.sorted().map {
            RoleDrawing.Mark(x: x - 8, y: measure.y($0) - 8, centerX: x, centerY: measure.y($0))
        }
    }
}

extension RoleTree.Standing {
    /// The verdict that it leads to.
    var verdict: Verdict {
        switch self {
        case .above: .passed
        case .notAbove: .failed
        case .unknown: .unknown
        }
    }

    /// How a role is to the API user's.
    fileprivate var words: String {
        switch self {
        case .above: "below the API user"
        case .notAbove: "not below the API user"
        case .unknown: "perhaps below the API user"
        }
    }
}
