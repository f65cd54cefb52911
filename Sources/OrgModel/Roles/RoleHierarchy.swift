import Documents

/// A role and the role above it.
package struct Role: Sendable, Hashable {
    /// The API name (Setup calls it Role Name; exports of users call it DeveloperName).
    package let name: String
    /// The label.
    package let label: String?
    /// The API name of the role above, as written; `nil` at a root.
    package let parent: String?
    /// The file, with the line that names the parent where there is one.
    package let place: Place

    /// Makes a role.
    package init(name: String, label: String? = nil, parent: String? = nil, place: Place) {
        self.name = name
        self.label = label
        self.parent = parent
        self.place = place
    }

    /// - Throws: `DocumentError` with the place of the error.
    static func read(_ name: String, from file: InputFile) throws(DocumentError) -> Role {
        var label: String?
        var parents: [MetadataRecord] = []
        try file.readRecords(root: MetadataType.role.rawValue, wanted: ["name", "parentRole"]) { record in
            if record.element == "name" { label = record.text } else { parents.append(record) }
        }
        let parent = try theOne(of: parents)
        return Role(
            name: name, label: label, parent: parent?.text, place: Place(file: file.path, line: parent?.line))
    }

    /// The element that names the role above; `nil` where none does, or an empty one.
    private static func theOne(of parents: [MetadataRecord]) throws(DocumentError) -> MetadataRecord? {
        guard let parent = parents.first else { return nil }
        if let other = parents.first(where: { $0.text.lowercased() != parent.text.lowercased() }) {
            throw DocumentError(
                message: "The role has two different <parentRole> elements, \"\(parent.text)\" and \"\(other.text)\". "
                    + "Remove the one that is wrong, or retrieve the file again.",
                line: other.line)
        }
        return parent.text.isEmpty ? nil : parent
    }
}

/// The way from a role up to where the export ends.
package struct RolePath: Sendable, Equatable {
    /// Why a path ends.
    package enum End: Sendable, Equatable {
        /// At a role without a parent.
        case root
        /// At a role whose parent is not in the export, or cannot be read; the parent's name as written.
        case missingParent(String)
        /// In a cycle: the names on it, the first one again at its end. Wherever a path reaches it, it begins with the
        /// name that sorts first.
        case cycle([String])

        /// - Parameter names: The names on the cycle, each once, from any of them upwards.
        init(cycleOf names: [String]) {
            let start = names.indices.min { names[$0].lowercased() < names[$1].lowercased() } ?? 0
            let turned = Array(names[start...] + names[..<start])
            self = .cycle(turned + turned.prefix(1))
        }
    }

    /// The roles, from the one required upwards.
    package let roles: [Role]
    /// Why there are no more.
    package let end: End

    /// `Agent -> Lead -> Manager`; of many names the two ends.
    package static func words(_ names: [String]) -> String {
        let limit = 8
        guard names.count > limit else { return names.joined(separator: " -> ") }
        let left = names.count - limit
        return (names.prefix(limit / 2) + ["(\(left) more)"] + names.suffix(limit / 2)).joined(separator: " -> ")
    }

    /// What to do about a cycle of roles.
    package static func resolving(cycle names: [String]) -> String { "Fix the cycle of roles \(words(names))." }
}

extension RolePath.End {
    /// Whether the way may lead on to a role that it does not reach, beyond where the export ends.
    ///
    /// A way to a root leads nowhere. One that breaks off does; but a role that itself is below some role of the
    /// way, or below the one that is missing, cannot be above it as well: its own way ends alike.
    ///
    /// - Parameter other: How that role's own way ends.
    package func mayLead(to other: RolePath.End) -> Bool {
        switch (self, other) {
        case (.root, _): false
        case (.missingParent(let parent), .missingParent(let other)): parent.lowercased() != other.lowercased()
        case (.missingParent, _), (.cycle, _): true
        }
    }
}

/// The role hierarchy of an org: a forest, as the exports have it, with every way in which it can be broken.
///
/// Names are compared without regard to case, as Salesforce compares them.
package struct RoleHierarchy: Sendable {
    fileprivate let roles: [String: Role]
    /// The names of the roles that report to each role, all of them in lower case; those of the roots by `""`.
    fileprivate let children: [String: [String]]

    /// Makes a hierarchy from roles in any order. Of two roles with one name the first one counts.
    package init(_ roles: [Role]) {
        self.roles = Dictionary(roles.map { ($0.name.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
        children = Dictionary(grouping: self.roles.keys) { [all = self.roles] in all[$0]?.parent?.lowercased() ?? "" }
    }

    /// All roles, sorted by name.
    package var all: [Role] { roles.values.sorted { $0.name < $1.name } }

    /// Whether the export contains no role at all.
    package var isEmpty: Bool { roles.isEmpty }

    /// The role of a name.
    package subscript(name: String) -> Role? {
        roles[name.lowercased()]
    }

    /// The way from a role to the root, the role itself first; `nil` for a role that the export lacks.
    ///
    /// Takes time in the length of the path, and no recursion.
    package func path(from name: String) -> RolePath? {
        guard var role = self[name] else { return nil }
        var path = [role]
        var positions = [role.name.lowercased(): 0]
        while let parent = role.parent {
            guard let next = self[parent] else { return RolePath(roles: path, end: .missingParent(parent)) }
            if let position = positions[next.name.lowercased()] {
                return RolePath(roles: path, end: RolePath.End(cycleOf: path[position...].map(\.name)))
            }
            positions[next.name.lowercased()] = path.count
            path.append(next)
            role = next
        }
        return RolePath(roles: path, end: .root)
    }

    /// The roles above a role, nearest first; empty for a root and for a role that the export lacks.
    package func ancestors(of name: String) -> [Role] {
        Array(path(from: name)?.roles.dropFirst() ?? [])
    }

    /// The lowest role that is both roles, or above both; `nil` where they have none in this export.
    package func nearestCommonAncestor(_ first: String, _ second: String) -> Role? {
        guard let firstPath = path(from: first), let secondPath = path(from: second) else { return nil }
        let names = Set(firstPath.roles.map { $0.name.lowercased() })
        return secondPath.roles.first { names.contains($0.name.lowercased()) }
    }

    /// Where the path from a role joins that from another one.
    private enum Join {
        /// At this position of the other path.
        case at(Int)
        case nowhere
    }

    /// The roles that are above every one of the named roles, lowest first; empty where they have none in this export.
    ///
    /// Takes time in the number of roles, however many are named.
    package func commonAncestors(of names: [String]) -> [Role] {
        guard let first = names.first, let path = path(from: first)?.roles else { return [] }
        var joins: [String: Join] = [:]
        for (position, role) in path.enumerated() { joins[role.name.lowercased()] = .at(position) }
        var lowest = 1
        for name in names.dropFirst().map({ $0.lowercased() }) {
            var climbed: [String] = []
            var key: String? = name
            while let current = key, joins[current] == nil, let role = roles[current] {
                joins[current] = .nowhere
                climbed.append(current)
                key = role.parent?.lowercased()
            }
            guard let key, case .at(let join)? = joins[key] else { return [] }
            for role in climbed { joins[role] = .at(join) }
            // One that is on the first one's way itself is not above itself.
            lowest = max(lowest, climbed.isEmpty && path[join].name.lowercased() == name ? join + 1 : join)
        }
        return Array(path.dropFirst(lowest))
    }

    /// The roles on the path to the root from a role, the role itself first, as far as it was not climbed yet.
    ///
    /// Climbing from many roles so takes time in the number of roles.
    ///
    /// - Parameters:
    ///   - name: The role.
    ///   - top: Where the climb ends, this role not included.
    ///   - known: The roles that were climbed already, by name in lower case; those of this climb are added.
    package func climb(from name: String, below top: String? = nil, skipping known: inout Set<String>) -> [Role] {
        var climbed: [Role] = []
        var next = self[name]
        while let role = next, role.name.lowercased() != top?.lowercased(),
            known.insert(role.name.lowercased()).inserted
        {
            climbed.append(role)
            next = role.parent.flatMap { self[$0] }
        }
        return climbed
    }

    /// Why each role's path to the root ends, by the role's name in lower case.
    ///
    /// Looks at each role once. Of a cycle, every role that leads to it has the names in the same order.
    package var pathEnds: [String: RolePath.End] {
        var ends: [String: RolePath.End] = [:]
        for start in roles.keys.sorted() where ends[start] == nil {
            var climbed: [String] = []
            var seen: Set<String> = []
            var key = start
            var end: RolePath.End?
            while end == nil, seen.insert(key).inserted {
                climbed.append(key)
                guard let parent = roles[key]?.parent else {
                    end = .root
                    break
                }
                key = parent.lowercased()
                end = roles[key] == nil ? .missingParent(parent) : ends[key]
            }
            // Back where the climb has been before. All share the one list of names.
            let cycle = climbed.drop { $0 != key }.compactMap { roles[$0]?.name }
            let common = end ?? RolePath.End(cycleOf: cycle)
            for role in climbed { ends[role] = common }
        }
        return ends
    }

    /// The names of a role and of the roles below it, in lower case; the role itself may be one that the export lacks.
    ///
    /// Takes time in the number of these roles.
    package func namesAtAndBelow(_ name: String) -> Set<String> {
        var found: Set<String> = [name.lowercased()]
        var pending = [name.lowercased()]
        while let name = pending.popLast() {
            for child in children[name] ?? [] where found.insert(child).inserted { pending.append(child) }
        }
        return found
    }
}

/// Which roles of a hierarchy are below which: each role by its position in an order in which the roles below it follow it.
///
/// Takes one look at each role to make, and then none to ask, however many ask.
package struct RoleSubtrees: Sendable {
    /// The positions of a role and of the roles below it, by the name in lower case; the roles of a cycle share theirs.
    private var positions: [String: Range<Int>] = [:]

    /// Numbers the roles of a hierarchy.
    package init(of hierarchy: RoleHierarchy) {
        // A role that the export lacks has roles below it too, and nothing is known to be above it.
        let missing = hierarchy.children.keys.filter { !$0.isEmpty && hierarchy.roles[$0] == nil }
        for root in (hierarchy.children[""] ?? []) + missing { number(root, in: hierarchy) }
        // What is left is in a cycle or below one.
        for start in hierarchy.roles.keys where positions[start] == nil {
            let cycle = Self.cycle(above: start, in: hierarchy)
            guard let first = cycle.first else { continue }
            number(first, in: hierarchy)
            for role in cycle { positions[role] = positions[first] }
        }
    }

    /// Whether a role is another one or below it.
    package func contains(_ role: String, atOrBelow top: String) -> Bool {
        guard let own = positions[role.lowercased()], let all = positions[top.lowercased()] else {
            return role.lowercased() == top.lowercased()
        }
        return all.contains(own.lowerBound)
    }

    /// For each role the sum of the numbers that it and the roles below it have, all by the name in lower case.
    func sums(of numbers: [String: Int]) -> [String: Int] {
        var own = Array(repeating: 0, count: positions.values.map(\.upperBound).max() ?? 0)
        for (role, number) in numbers {
            if let position = positions[role]?.lowerBound { own[position] += number }
        }
        // Each is the sum of all before it, so that a range's is the difference of two.
        var sums = [0]
        for number in own { sums.append(sums[sums.count - 1] + number) }
        return positions.mapValues { sums[$0.upperBound] - sums[$0.lowerBound] }
    }

    /// The roles of the cycle to which the path upwards from a role leads.
    private static func cycle(above start: String, in hierarchy: RoleHierarchy) -> [String] {
        var climbed: [String] = []
        var seen: Set<String> = []
        var key = start
        while seen.insert(key).inserted, let parent = hierarchy.roles[key]?.parent?.lowercased() {
            climbed.append(key)
            key = parent
        }
        return Array(climbed.drop { $0 != key })
    }

    private mutating func number(_ root: String, in hierarchy: RoleHierarchy) {
        var next = positions.count
        var path: [(role: String, children: [String])] = []
        func enter(_ role: String) {
            positions[role] = next..<next + 1
            path.append((role, hierarchy.children[role] ?? []))
            next += 1
        }
        enter(root)
        while let (role, children) = path.last {
            if children.isEmpty {
                path.removeLast()
                positions[role] = positions[role].map { $0.lowerBound..<next }
            } else {
                let child = path[path.count - 1].children.removeLast()
                if positions[child] == nil { enter(child) }
            }
        }
    }
}
