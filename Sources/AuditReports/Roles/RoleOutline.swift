import AuditEngine
import OrgModel

/// The roles in the order in which every drawing shows them: each below the role that it reports to, sisters by name.
///
/// Nothing in it recurses, and everything takes time in the number of roles: exports have thousands of them, and a
/// broken one may have them in one chain.
struct RoleOutline {
    /// Roles that are not shown.
    struct Omitted {
        fileprivate(set) var roles = 0
        /// How many of them end users have, by how the API user's role is to them.
        fileprivate(set) var standings: [RoleTree.Standing: Int] = [:]

        fileprivate mutating func add(_ row: Row) {
            guard !row.isMissing else { return }
            roles += 1
            if let standing = row.standing { standings[standing, default: 0] += 1 }
        }

        fileprivate mutating func add(_ others: Omitted) {
            roles += others.roles
            standings.merge(others.standings, uniquingKeysWith: +)
        }
    }

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
        /// The roles below it that are omitted.
        fileprivate(set) var hidden = Omitted()
        /// The roles that are omitted between it and the row that it is below.
        fileprivate(set) var between = Omitted()
        fileprivate(set) var isAPIUser = false
        /// How the API user's role is to it; `nil` where no end user has it.
        fileprivate(set) var standing: RoleTree.Standing?
        /// How many active users have it; `nil` where no users were exported.
        fileprivate(set) var users: Int?
        /// Whether it is the lowest role above all end users, and the API user's own is not above them.
        fileprivate(set) var isLowestAbove = false
    }

    private(set) var rows: [Row] = []
    /// The roles that are omitted and are below none of the rows.
    private(set) var hidden = Omitted()
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
        markLowestAbove(overview.placement)
    }

    /// Marks the lowest role above all end users, unless the API user's own is above them.
    mutating func markLowestAbove(_ placement: RolePlacement) {
        guard placement.standing != .above else { return }
        if let lowest = placement.candidates.first.flatMap({ position(of: $0.name) }) {
            rows[lowest].isLowestAbove = true
        }
    }

    func position(of name: String) -> Int? { positions[name.lowercased()] }

    /// How many roles there are, drawn or not, except those that the export lacks.
    var count: Int { rows.count { !$0.isMissing } + rows.reduce(hidden.roles) { $0 + $1.hidden.roles } }

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

    /// Keeps rows, and counts the others where they would be: between a row and the next one above it, or below a row.
    private func keeping(_ kept: Set<Int>) -> RoleOutline {
        var outline = self
        // A row is after the one above it.
        var nearest: [Int?] = []
        for (position, row) in rows.enumerated() {
            nearest.append(kept.contains(position) ? position : row.parent.flatMap { nearest[$0] })
        }
        var between: Set<Int> = []
        for position in kept {
            var next = rows[position].parent
            while let above = next, nearest[above] != nil, !kept.contains(above), between.insert(above).inserted {
                outline.rows[position].between.add(rows[above])
                next = rows[above].parent
            }
        }
        for position in rows.indices where !kept.contains(position) && !between.contains(position) {
            if let above = nearest[position] {
                outline.rows[above].hidden.add(rows[position])
            } else {
                outline.hidden.add(rows[position])
            }
        }
        let order = kept.sorted()
        let moved = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
        outline.rows = order.map { position in
            var row = outline.rows[position]
            row.parent = row.parent.flatMap { nearest[$0] }.flatMap { moved[$0] }
            return row
        }
        outline.positions = Dictionary(uniqueKeysWithValues: outline.rows.enumerated().map { ($1.key, $0) })
        return outline
    }
}

// MARK: In brief

extension RoleOutline {
    /// So much of it that it takes about so many lines: of many alike the first, of a long way its ends, and where the
    /// ways meet.
    func brief(lines limit: Int) -> RoleOutline {
        if RoleLine.lines(of: self).count <= limit { return self }
        let named = mostTelling
        // Each more may take a few lines; the API user's role and two others are always there.
        let briefs = (3...max(3, min(limit, named.count))).reversed().lazy.map { keepingBranches(to: named.prefix($0)) }
        return briefs.first { RoleLine.lines(of: $0).count <= limit } ?? keepingBranches(to: named.prefix(3))
    }

    /// So many roles are shown that are below one role and alike.
    private static let maximumAlike = 3

    /// The roles that people were named with: the API user's, the one to assign it to, then of those below one role the
    /// first of each kind, the second of each and so on.
    private var mostTelling: [Int] {
        var alike: [Int?: [RoleTree.Standing: Int]] = [:]
        var turns: [Int: Int] = [:]
        for (position, row) in rows.enumerated() {
            if row.isAPIUser || row.isLowestAbove {
                turns[position] = 0
            } else if let standing = row.standing {
                alike[row.parent, default: [:]][standing, default: 0] += 1
                turns[position] = alike[row.parent]?[standing]
            }
        }
        return turns.filter { $0.value <= Self.maximumAlike }.keys.sorted {
            (turns[$0] ?? 0, rows[$0].rank, $0) < (turns[$1] ?? 0, rows[$1].rank, $1)
        }
    }

    /// Keeps rows, those right above end users' roles, the roots and where branches part.
    private func keepingBranches(to named: some Sequence<Int>) -> RoleOutline {
        let named = Set(named)
        let parents = Set(named.compactMap { rows[$0].standing == nil ? nil : rows[$0].parent })
        var branches = rows.map { _ in 0 }
        var kept: Set<Int> = []
        for position in rows.indices.reversed() {
            guard named.contains(position) || branches[position] > 0 else { continue }
            let parent = rows[position].parent
            if let parent { branches[parent] += 1 }
            if named.contains(position) || parents.contains(position) || branches[position] > 1 || parent == nil {
                kept.insert(position)
            }
        }
        // One role between two is shown: a line that counts it would take as much room.
        let single = kept.compactMap { position in
            rows[position].parent.flatMap { above in
                !kept.contains(above) && rows[above].parent.map(kept.contains) == true ? above : nil
            }
        }
        return keeping(kept.union(single))
    }
}

extension RoleOutline.Row {
    /// What a drawing says beside the role's name.
    ///
    /// - Parameters:
    ///   - countsHidden: Whether it says how many roles below are omitted.
    ///   - endUsers: How it says that end users have the role; most show otherwise how the API user's is to it.
    func notes(
        countsHidden: Bool = true, _ endUsers: (RoleTree.Standing) -> String = { _ in "end users" }
    ) -> [String] {
        let notes = [
            isAPIUser ? "API user" : nil, standing.map(endUsers), isMissing ? "not in the export" : nil,
            isLowestAbove ? "the lowest role above all end users" : nil,
            closesCycleWith.map { "reports to \($0.cut(at: 48)): a cycle" },
            countsHidden && hidden.roles > 0 ? "+ \(hidden.roles.of("more role")) below" : nil,
        ]
        return notes.compactMap(\.self)
    }

    /// The label, where it says more than the name, and everything else that is known, for drawings without columns.
    var details: [String] { details() }

    func details(countsHidden: Bool = true) -> [String] {
        let users = users.flatMap { $0 == 0 ? nil : $0.of("user") }
        return [distinctLabel.map { "\"\($0)\"" }, users].compactMap(\.self) + notes(countsHidden: countsHidden)
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
