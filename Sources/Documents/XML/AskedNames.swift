/// The names that are asked for among the records of one element, each of which is about what one of its children names.
///
/// Names compare as bytes and without regard to the case of their letters, before anything is made of them.
package struct AskedNames: Sendable, Hashable {
    /// The child that says what a record is about.
    let key: String
    /// The children whose values are true or false, and of which it is kept which ones are true together.
    package let flags: [String]
    /// What names of another sort contain.
    let marker: [UInt8]
    /// Whether names are in groups, by what is before their first dot.
    private let isGrouped: Bool
    /// Sorted by their beginnings.
    let groups: [Group]

    struct Group: Sendable, Hashable {
        /// What the names begin with, in lower case: the dot too.
        let beginning: [UInt8]
        /// Whole names in lower case, sorted.
        let names: [[UInt8]]
        /// Whether every name is asked for.
        let isWhole: Bool
    }

    /// Names without groups.
    ///
    /// - Parameters:
    ///   - names: The names.
    ///   - key: The child that has one.
    package init(_ names: Set<String>, key: String) {
        self.key = key
        (flags, marker, isGrouped) = ([], [], false)
        groups = [Group(beginning: [], names: names.map(\.utf8.lowercased).sorted(), isWhole: false)]
    }

    /// Names in groups, by what is before their first dot.
    ///
    /// - Parameters:
    ///   - names: Whole names by their groups. Of a group without any it is kept all the same what records there are.
    ///   - whole: The groups of which every name is asked for.
    ///   - key: The child that has one.
    ///   - flags: The children whose values are true or false, 8 at the most.
    ///   - marker: What names of another sort contain.
    package init(
        _ names: [String: Set<String>], whole: Set<String>, key: String, flags: [String], marker: String
    ) {
        self.key = key
        self.flags = Array(flags.prefix(8))
        self.marker = Array(marker.utf8)
        isGrouped = true
        groups = names.map { group, names in
            Group(
                beginning: "\(group).".utf8.lowercased, names: names.map(\.utf8.lowercased).sorted(),
                isWhole: whole.contains(group))
        }
        .sorted { $0.beginning < $1.beginning }
    }

    /// The length of the beginning by which a name is in a group, its dot too; 0 for a name without one.
    func lengthOfBeginning(_ name: ArraySlice<UInt8>) -> Int {
        guard isGrouped, let dot = name.firstIndex(of: UInt8(ascii: ".")) else { return 0 }
        return dot + 1 - name.startIndex
    }

    /// The position of the group with a beginning.
    func group(_ beginning: ArraySlice<UInt8>) -> Int? {
        let position = groups.position { order(beginning, $0.beginning) > 0 }
        return position < groups.count && order(beginning, groups[position].beginning) == 0 ? position : nil
    }

    /// Whether a name is asked for.
    package func contains(_ name: String) -> Bool {
        let bytes = Array(name.utf8)[...]
        guard let group = group(bytes.prefix(lengthOfBeginning(bytes))).map({ groups[$0] }) else { return false }
        return group.isWhole || group.position(of: bytes).isThere
    }

    /// Whether all that others ask for is asked for here too.
    package func covers(_ other: AskedNames) -> Bool {
        other.groups.allSatisfy { asked in
            guard let own = group(asked.beginning[...]).map({ groups[$0] }) else { return false }
            return own.isWhole || !asked.isWhole && asked.names.allSatisfy { own.position(of: $0[...]).isThere }
        }
    }
}

extension AskedNames.Group {
    /// How many of the names are before another one, and whether that is among them.
    func position(of name: ArraySlice<UInt8>) -> (before: Int, isThere: Bool) {
        let position = names.position { order(name, $0) > 0 }
        return (position, position < names.count && order(name, names[position]) == 0)
    }
}

/// Whether a name is before another one, which is in lower case: negative, 0 where they are alike, or positive.
func order(_ name: ArraySlice<UInt8>, _ other: [UInt8]) -> Int {
    var position = 0
    for byte in name {
        guard position < other.count else { return 1 }
        let (mine, its) = (byte.lowercasedLetter, other[position])
        if mine != its { return Int(mine) - Int(its) }
        position += 1
    }
    return position < other.count ? -1 : 0
}

extension String.UTF8View {
    fileprivate var lowercased: [UInt8] { map(\.lowercasedLetter) }
}

extension [UInt8] {
    fileprivate static func < (left: [UInt8], right: [UInt8]) -> Bool { left.lexicographicallyPrecedes(right) }
}

extension [[UInt8]] {
    fileprivate func sorted() -> [[UInt8]] { sorted { $0.lexicographicallyPrecedes($1) } }
}
