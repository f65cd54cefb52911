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

    /// One end users' role in words, which say everything that the drawing shows.
    struct RelationNote {
        let role: String
        let verdict: String
        let words: String
    }

    /// `nil` where nobody named a role.
    init?(_ tree: RoleTree) {
        guard tree.apiUserRole != nil || !tree.endUserRoles.isEmpty else { return nil }
        let outline = Outline(tree)
        let rows = outline.rows
        let positions = Dictionary(rows.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
        let standings = Dictionary(
            tree.endUserRoles.map { ($0.name.lowercased(), $0.standing) }, uniquingKeysWith: { first, _ in first })
        let api = tree.apiUserRole?.lowercased()
        nodes = rows.enumerated().map { position, row in
            Node(row, at: position, isAPIUser: row.key == api, standing: standings[row.key])
        }
        let strong = outline.steps(from: api, to: tree.endUserRoles.filter { $0.standing == .above })
        edges = rows.enumerated().compactMap { position, row in
            row.parent.flatMap { positions[$0] }.map { parent in
                Edge(from: rows[parent], at: parent, to: row, at: position, isStrong: strong.contains(row.key))
            }
        }
        let textEnd = nodes.map(\.end).max() ?? 0
        let nodes = nodes
        lanes = [RoleTree.Standing.notAbove, .unknown].enumerated().compactMap { lane, standing in
            let ends = tree.endUserRoles.filter { $0.standing == standing }.compactMap { positions[$0.name.lowercased()] }
            let x = textEnd + Measure.laneStep * (lane + 1)
            return api.flatMap { positions[$0] }.flatMap { Lane(standing, from: $0, to: ends, beside: nodes, x: x) }
        }
        width = textEnd + Measure.laneStep * (lanes.isEmpty ? 0 : 3)
        height = rows.count * Measure.row
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

/// The roles in the order of the drawing.
private struct Outline {
    struct Row {
        let key: String
        let name: String
        let depth: Int
        /// The key of the row that it stands below.
        let parent: String?
        let isMissing: Bool
        /// The role that it reports to, where that closes a cycle and so cannot be drawn above it.
        var closesCycleWith: String?
    }

    private(set) var rows: [Row] = []
    private let parents: [String: String]

    init(_ tree: RoleTree) {
        let roles = Dictionary(tree.roles.map { ($0.name.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
        parents = roles.compactMapValues { $0.parent?.lowercased() }
        let named = [tree.apiUserRole].compactMap(\.self) + tree.endUserRoles.map(\.name)
        // A role that is only mentioned, as somebody's role or as a parent, is drawn as missing.
        let mentioned = tree.roles.compactMap(\.parent) + named
        let missing = Dictionary(mentioned.map { ($0.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
            .filter { roles[$0.key] == nil }
        let children = Dictionary(grouping: roles.keys.sorted()) { parents[$0] ?? "" }
        var drawn: Set<String> = []

        func draw(_ root: String) {
            var pending = [(key: root, depth: 0, parent: String?.none)]
            while let (key, depth, parent) = pending.popLast() {
                guard drawn.insert(key).inserted else { continue }
                let name = roles[key]?.name ?? missing[key] ?? key
                rows.append(Row(key: key, name: name, depth: depth, parent: parent, isMissing: roles[key] == nil))
                pending += (children[key] ?? []).reversed().map { ($0, depth + 1, key) }
            }
        }

        for root in (roles.keys.filter { parents[$0] == nil } + missing.keys).sorted() { draw(root) }
        // Whatever is left stands on a cycle or below one: the cycle is cut open at its first name.
        for key in roles.keys.sorted() where !drawn.contains(key) {
            let start = Self.onCycle(from: key, parents)
            let position = rows.count
            draw(start)
            rows[position].closesCycleWith = roles[start]?.parent
        }
    }

    private static func onCycle(from key: String, _ parents: [String: String]) -> String {
        var seen: Set<String> = []
        var current = key
        while seen.insert(current).inserted { current = parents[current] ?? current }
        var cycle = [current]
        while let next = parents[cycle[cycle.count - 1]], next != current { cycle.append(next) }
        return cycle.min() ?? current
    }

    /// The rows on the ways from end users' roles up to the API user's, except the last.
    func steps(from api: String?, to endRoles: [RoleTree.EndUserRole]) -> Set<String> {
        guard let api else { return [] }
        var steps: Set<String> = []
        for role in endRoles {
            var key = role.name.lowercased()
            while key != api, steps.insert(key).inserted, let parent = parents[key] { key = parent }
        }
        return steps
    }
}

extension RoleDrawing.Node {
    fileprivate init(_ row: Outline.Row, at position: Int, isAPIUser: Bool, standing: RoleTree.Standing?) {
        let measure = RoleDrawing.Measure.self
        x = measure.x(row.depth)
        y = measure.y(position)
        textX = x + 16
        textY = y + 5
        kind = isAPIUser ? "api" : standing != nil ? "end" : row.isMissing ? "missing" : "plain"
        fullName = row.name.visible
        name = fullName.count > measure.longestName ? "\(fullName.prefix(measure.longestName - 1))…" : fullName
        let notes = [
            isAPIUser ? "API user" : nil, standing.map { _ in "end users" }, row.isMissing ? "not in the export" : nil,
            row.closesCycleWith.map { "reports to \($0.prefix(measure.longestName)): a cycle".visible },
        ]
        note = notes.compactMap(\.self).joined(separator: ", ")
        noteClass = standing?.verdict.rawValue ?? "plain"
    }

    /// Where its text ends at the latest.
    fileprivate var end: Int {
        textX + (name.count + note.count + 2) * RoleDrawing.Measure.letter
    }
}

extension RoleDrawing.Edge {
    fileprivate init(from parent: Outline.Row, at parentPosition: Int, to row: Outline.Row, at position: Int, isStrong: Bool) {
        let measure = RoleDrawing.Measure.self
        let start = measure.y(parentPosition) + measure.radius
        path = "M\(measure.x(parent.depth)) \(start)V\(measure.y(position))H\(measure.x(row.depth) - measure.radius)"
        kind = isStrong ? "above" : parent.isMissing ? "missing" : "plain"
    }
}

extension RoleDrawing.Lane {
    /// `nil` where there is nothing to connect.
    fileprivate init?(_ standing: RoleTree.Standing, from api: Int, to ends: [Int], beside nodes: [RoleDrawing.Node], x: Int) {
        let measure = RoleDrawing.Measure.self
        guard let first = (ends + [api]).min(), let last = (ends + [api]).max(), !ends.isEmpty else { return nil }
        verdict = standing.verdict.rawValue
        let ways = ([api] + ends).map { "M\(nodes[$0].end) \(nodes[$0].y)H\(x)" }
        path = "M\(x) \(measure.y(first))V\(measure.y(last))" + ways.joined()
        marks = ends.sorted().map { RoleDrawing.Mark(x: x - 8, y: measure.y($0) - 8, centerX: x, centerY: measure.y($0)) }
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
            case .unknown: "It cannot be told whether \(apiUserRole == nil ? "the API user" : api) is above"
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
