import AuditEngine
import OrgModel

/// The role tree as a drawing: one role a line, each below and right of the role that it reports to.
///
/// An outline needs no more room than its lines, however wide the org is, and it can be laid out without knowing how
/// wide any letter is. From the API user's role, a broken line runs beside it to every role of end users that it must be
/// above and is not; the steps by which it is above the others are drawn strong.
struct RoleDrawing {
    let width: Int
    let height: Int
    let nodes: [Node]
    let edges: [Edge]
    let lanes: [Lane]
    let more: More?
    let relations: [RelationNote]

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

    /// What is below no role of the drawing and is omitted.
    struct More {
        let words: String
        let y: Int
    }

    /// One end users' role in words, which say everything that the drawing shows.
    struct RelationNote {
        let role: String
        let verdict: String
        let words: String
    }

    /// `nil` where no role was named.
    init?(_ tree: RoleTree) {
        guard tree.apiUserRole != nil || !tree.endUserRoles.isEmpty else { return nil }
        self.init(RoleOutline(tree), tree)
    }

    /// Draws the rows of an outline.
    ///
    /// - Parameter tree: Says how the API user's role is to the end users'.
    init(_ outline: RoleOutline, _ tree: RoleTree) {
        let rows = outline.rows
        let nodes = rows.enumerated().map { Node($1, at: $0) }
        let strong = outline.steps
        edges = rows.enumerated().compactMap { position, row in
            row.parent.map { Edge(from: rows[$0], at: $0, to: row, at: position, isStrong: strong.contains(position)) }
        }
        more = outline.hidden == 0 ? nil : More(words: "+ \(outline.hidden) more roles", y: Measure.y(rows.count) + 5)
        let textEnd = (nodes.map(\.end) + [more.map { Measure.x(0) + $0.words.count * Measure.letter } ?? 0]).max() ?? 0
        lanes = [RoleTree.Standing.notAbove, .unknown].enumerated().compactMap { lane, standing in
            let ends = rows.indices.filter { rows[$0].standing == standing }
            let x = textEnd + Measure.laneStep * (lane + 1)
            return rows.firstIndex(where: \.isAPIUser).flatMap {
                Lane(standing, from: $0, to: ends, beside: nodes, x: x)
            }
        }
        self.nodes = nodes
        width = textEnd + Measure.laneStep * (lanes.isEmpty ? 0 : 3)
        height = (rows.count + (more == nil ? 0 : 1)) * Measure.row
        relations = tree.endUserRoles.map { RelationNote($0, apiUserRole: tree.apiUserRole) }
    }

    /// Lengths in the drawing's units, which are CSS pixels.
    fileprivate enum Measure {
        static let row = 36
        static let step = 24
        static let laneStep = 22
        static let radius = 6
        /// Wide enough for the letters of any system font at the size of the style sheet.
        static let letter = 8
        static let longestName = 48

        static func x(_ depth: Int) -> Int { 10 + depth * step }
        static func y(_ position: Int) -> Int { row / 2 + position * row }
    }
}

extension RoleDrawing.Node {
    fileprivate init(_ row: RoleOutline.Row, at position: Int) {
        let measure = RoleDrawing.Measure.self
        x = measure.x(row.depth)
        y = measure.y(position)
        textX = x + 16
        textY = y + 5
        kind = row.isAPIUser ? "api" : row.standing != nil ? "end" : row.isMissing ? "missing" : "plain"
        fullName = row.name.visible
        name = fullName.count > measure.longestName ? "\(fullName.prefix(measure.longestName - 1))…" : fullName
        note = row.details.joined(separator: ", ").visible
        noteClass = row.standing?.verdict.rawValue ?? "plain"
    }

    /// Where its text ends at the latest.
    fileprivate var end: Int {
        textX + (name.count + note.count + 2) * RoleDrawing.Measure.letter
    }
}

extension RoleDrawing.Edge {
    fileprivate init(
        from parent: RoleOutline.Row, at parentPosition: Int, to row: RoleOutline.Row, at position: Int, isStrong: Bool
    ) {
        let measure = RoleDrawing.Measure.self
        let start = measure.y(parentPosition) + measure.radius
        path = "M\(measure.x(parent.depth)) \(start)V\(measure.y(position))H\(measure.x(row.depth) - measure.radius)"
        kind = isStrong ? "above" : parent.isMissing ? "missing" : "plain"
    }
}

extension RoleDrawing.Lane {
    /// `nil` where there is nothing to connect.
    fileprivate init?(
        _ standing: RoleTree.Standing, from api: Int, to ends: [Int], beside nodes: [RoleDrawing.Node], x: Int
    ) {
        let measure = RoleDrawing.Measure.self
        guard let first = (ends + [api]).min(), let last = (ends + [api]).max(), !ends.isEmpty else { return nil }
        verdict = standing.verdict.rawValue
        let ways = ([api] + ends).map { "M\(nodes[$0].end) \(nodes[$0].y)H\(x)" }
        path = "M\(x) \(measure.y(first))V\(measure.y(last))" + ways.joined()
        marks = ends.sorted().map {
            RoleDrawing.Mark(x: x - 8, y: measure.y($0) - 8, centerX: x, centerY: measure.y($0))
        }
    }
}

extension RoleDrawing.RelationNote {
    fileprivate init(_ role: RoleTree.EndUserRole, apiUserRole: String?) {
        self.role = role.name.visible
        verdict = role.standing.verdict.rawValue
        let api = apiUserRole?.visible ?? "The API user"
        words =
            switch role.standing {
            case .above: "\(api) is above"
            case .notAbove: "\(api) is not above"
            case .unknown: "It cannot be determined whether \(apiUserRole == nil ? "the API user" : api) is above"
            }
    }
}

extension RoleTree.Standing {
    /// The verdict that it leads to.
    fileprivate var verdict: Verdict {
        switch self {
        case .above: .passed
        case .notAbove: .failed
        case .unknown: .unknown
        }
    }
}
