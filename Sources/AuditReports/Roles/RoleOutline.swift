import AuditEngine
import OrgModel

/// The roles in the order in which every drawing shows them: each below the role that it reports to, sisters by name.
///
/// Nothing in it recurses, and everything takes time in the number of roles: exports have thousands of them, and a
/// broken one may have them in one chain.
struct RoleOutline {
    struct Row {
        let key: String
        let name: String
        let label: String?
        /// How many roles are above it.
        let depth: Int
        /// The position of the row that it is below.
        fileprivate(set) var parent: Int?
        let isMissing: Bool
        /// The role that it reports to, where that closes a cycle and so cannot be drawn above it.
        fileprivate(set) var closesCycleWith: String?
        /// How many roles below it are omitted.
        fileprivate(set) var hidden = 0
        fileprivate(set) var isAPIUser = false
        /// How the API user's role is to it; `nil` where no end user has it.
        fileprivate(set) var standing: RoleTree.Standing?
        /// How many active users have it; `nil` where no users were exported.
        fileprivate(set) var users: Int?
        /// Whether it is the lowest role above all end users, and the API user's own is not above them.
        fileprivate(set) var isLowestAbove = false
    }

    private(set) var rows: [Row] = []
    /// How many roles are omitted that are below none of the rows.
    private(set) var hidden = 0
    private var positions: [String: Int] = [:]

    init(_ tree: RoleTree) {
        layOut(tree)
        if let api = tree.apiUserRole.flatMap(position) { rows[api].isAPIUser = true }
        for role in tree.endUserRoles {
            if let position = position(of: role.name) { rows[position].standing = role.standing }
        }
    }

    init(_ overview: RoleOverview) {
        self.init(overview.tree)
        for position in rows.indices where !rows[position].isMissing {
            rows[position].users = overview.activeUsers.map { $0[rows[position].key] ?? 0 }
        }
        guard overview.placement.standing != .above else { return }
        if let lowest = overview.placement.candidates.first.flatMap({ position(of: $0.name) }) {
            rows[lowest].isLowestAbove = true
        }
    }

    func position(of name: String) -> Int? { positions[name.lowercased()] }

    /// How many roles there are, drawn or not, except those that the export lacks.
    var count: Int { rows.count { !$0.isMissing } + rows.reduce(hidden) { $0 + $1.hidden } }

    // MARK: Order

    private mutating func layOut(_ tree: RoleTree) {
        let roles = Dictionary(tree.roles.map { ($0.name.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
        let parents = roles.compactMapValues { $0.parent?.lowercased() }
        let named = [tree.apiUserRole].compactMap(\.self) + tree.endUserRoles.map(\.name)
        // A role that is only mentioned, as a user's role or as a parent, is drawn as missing.
        let mentioned = tree.roles.compactMap(\.parent) + named
        let missing = Dictionary(mentioned.map { ($0.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
            .filter { roles[$0.key] == nil }
        let sorted = roles.keys.sorted()
        let children = Dictionary(grouping: sorted) { parents[$0] ?? "" }

        func draw(_ root: String) {
            var pending = [(key: root, depth: 0, parent: Int?.none)]
            while let (key, depth, parent) = pending.popLast() {
                guard positions[key] == nil else { continue }
                let position = rows.count
                positions[key] = position
                rows.append(
                    Row(
                        key: key, name: roles[key]?.name ?? missing[key] ?? key, label: roles[key]?.label, depth: depth,
                        parent: parent, isMissing: roles[key] == nil))
                pending += (children[key] ?? []).reversed().map { ($0, depth + 1, position) }
            }
        }

        for root in (sorted.filter { parents[$0] == nil } + missing.keys).sorted() { draw(root) }
        // What is left is on a cycle or below one: the cycle is cut open at its first name.
        for key in sorted where positions[key] == nil {
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
    var steps: Set<Int> {
        var steps: Set<Int> = []
        for (position, row) in rows.enumerated() where row.standing == .above {
            var next = position
            while !rows[next].isAPIUser, steps.insert(next).inserted, let parent = rows[next].parent { next = parent }
        }
        return steps
    }
}

// MARK: What is omitted

extension RoleOutline {
    /// What a reader takes in: where people were named, their roles and the paths to the root from these; else the top levels.
    ///
    /// - Parameter limit: About how many rows may be left.
    func relevant(limit: Int) -> RoleOutline {
        let named = rows.indices.filter { rows[$0].isAPIUser || rows[$0].standing != nil }
        if named.isEmpty {
            return rows.count <= limit
                ? self : keeping(rows.indices.sorted { (rows[$0].depth, $0) < (rows[$1].depth, $1) }, limit: limit)
        }
        return keeping(named.sorted { (rows[$0].rank, $0) < (rows[$1].rank, $1) }, limit: limit)
    }

    /// Keeps rows and all above them, as long as there is room, and counts the others where they would be.
    ///
    /// - Parameter order: The positions of the rows, those that matter most first.
    private func keeping(_ order: [Int], limit: Int) -> RoleOutline {
        var kept: Set<Int> = []
        var ways = 0
        for position in order {
            var way: Set<Int> = []
            var next: Int? = position
            while let current = next, !kept.contains(current), way.insert(current).inserted {
                // The path to the root through a cycle goes on where the drawing cuts it open.
                next = rows[current].parent ?? rows[current].closesCycleWith.flatMap { self.position(of: $0) }
            }
            // The first two ways, the API user's and that of the role that matters most, are shown whole, however long.
            guard ways < 2 || kept.count + way.count <= limit else { break }
            ways += 1
            kept.formUnion(way)
        }
        return keeping(kept)
    }

    private func keeping(_ kept: Set<Int>) -> RoleOutline {
        var outline = self
        // A row is after the one above it, so that what is omitted below a row is known when its turn comes.
        for position in rows.indices.reversed() where !kept.contains(position) {
            let left = outline.rows[position].hidden + (rows[position].isMissing ? 0 : 1)
            if let parent = rows[position].parent {
                outline.rows[parent].hidden += left
            } else {
                outline.hidden += left
            }
        }
        let order = kept.sorted()
        let moved = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
        outline.rows = order.map { position in
            var row = outline.rows[position]
            row.parent = row.parent.flatMap { moved[$0] }
            return row
        }
        outline.positions = Dictionary(uniqueKeysWithValues: outline.rows.enumerated().map { ($1.key, $0) })
        return outline
    }
}

extension RoleOutline.Row {
    /// What a drawing says beside the role's name.
    ///
    /// - Parameter endUsers: How it says that end users have the role; most show otherwise how the API user's is to it.
    func notes(_ endUsers: (RoleTree.Standing) -> String = { _ in "end users" }) -> [String] {
        let notes = [
            isAPIUser ? "API user" : nil, standing.map(endUsers), isMissing ? "not in the export" : nil,
            isLowestAbove ? "the lowest role above all end users" : nil,
            closesCycleWith.map { "reports to \($0.cut(at: 48)): a cycle" },
            hidden > 0 ? "+ \(hidden.of("more role")) below" : nil,
        ]
        return notes.compactMap(\.self)
    }

    /// The label, where it says more than the name, and everything else that is known, for drawings without columns.
    var details: [String] {
        let users = users.flatMap { $0 == 0 ? nil : $0.of("user") }
        return [distinctLabel.map { "\"\($0)\"" }, users].compactMap(\.self) + notes()
    }

    /// The name and everything else that is known, on one line.
    var words: String {
        details.isEmpty ? name.cut(at: 200) : "\(name.cut(at: 200)) (\(details.joined(separator: ", ")))"
    }

    /// The label, where it is not just the name with spaces.
    var distinctLabel: String? {
        guard let label, label.lowercased() != name.lowercased().replacing("_", with: " ") else { return nil }
        return label.cut(at: 80)
    }

    /// What matters most comes first.
    fileprivate var rank: Int {
        if isAPIUser { return 0 }
        return switch standing {
        case .notAbove: 1
        case .unknown: 2
        case .above: 3
        case nil: 4
        }
    }
}
