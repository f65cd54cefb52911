/// What one file shows of the names that are asked for among the records of one element, and of those beside them.
package struct NameSearch: Sendable, Equatable {
    private let asked: AskedNames
    private var groups: [GroupSearch]
    /// Whether there is any record at all.
    package private(set) var hasRecords = false
    /// The beginning of the last name, as records of one group follow each other, and the position of its group.
    private var lastBeginning: [UInt8] = []
    private var lastGroup: Int?

    /// What becomes of a record.
    enum Meeting {
        /// It is of a group of which nothing is asked.
        case outside
        case unasked(group: Int)
        case asked(group: Int)
    }

    init(_ asked: AskedNames) {
        self.asked = asked
        groups = asked.groups.map { _ in GroupSearch() }
        lastGroup = asked.group([])
    }

    /// Takes note of a record.
    ///
    /// - Parameters:
    ///   - name: What it is about.
    ///   - place: Where it is.
    mutating func meet(_ name: ArraySlice<UInt8>, at place: @autoclosure () -> Place) -> Meeting {
        hasRecords = true
        guard let position = group(of: name) else { return .outside }
        let group = asked.groups[position]
        let (before, isThere) = group.position(of: name)
        groups[position].meet(name, before, of: group.names.count, isMarked: isMarked(name), at: place())
        return group.isWhole || isThere ? .asked(group: position) : .unasked(group: position)
    }

    private mutating func group(of name: ArraySlice<UInt8>) -> Int? {
        if !lastBeginning.isEmpty, name.starts(with: lastBeginning) { return lastGroup }
        let beginning = name.prefix(asked.lengthOfBeginning(name))
        lastBeginning.replaceSubrange(0..., with: beginning)
        lastGroup = asked.group(beginning)
        return lastGroup
    }

    private func isMarked(_ name: ArraySlice<UInt8>) -> Bool {
        guard let first = asked.marker.first else { return false }
        var rest = name.dropFirst(lastBeginning.count)
        if rest.isEmpty { return true }
        while let position = rest.firstIndex(of: first) {
            if rest[position...].starts(with: asked.marker) { return true }
            rest = rest[(position + 1)...]
        }
        return false
    }

    /// Takes note of the flags that are true in a record of a group.
    mutating func note(_ flags: UInt8, of group: Int) { groups[group].combinations.insert(flags) }

    // MARK: What was found

    /// The groups in which a name is without the marker.
    package var unmarkedGroups: [String] { groupNames { $0.hasUnmarked } }

    /// The groups in which a record has just these of the flags true.
    package func groups(_ isMeant: (Set<String>) -> Bool) -> [String] {
        groupNames { group in
            group.combinations.contains { combination in
                isMeant(Set(asked.flags.enumerated().filter { combination & 1 << $0.offset != 0 }.map(\.element)))
            }
        }
    }

    private func groupNames(_ isMeant: (GroupSearch) -> Bool) -> [String] {
        zip(asked.groups, groups).filter { isMeant($1) }
            .map { group, _ in String(decoding: group.beginning.dropLast(), as: UTF8.self) }
    }

    /// Where a record would be that is not there: before the next one by name, else before the last one of its group;
    /// `nil` where the group has none.
    package func place(forMissing name: String) -> Place? {
        let bytes = Array(name.utf8)[...]
        guard let position = asked.group(bytes.prefix(asked.lengthOfBeginning(bytes))) else { return nil }
        let (before, isThere) = asked.groups[position].position(of: bytes)
        return isThere ? groups[position].place(forMissing: before) : nil
    }
}

/// What is found in one group of names.
private struct GroupSearch: Sendable, Equatable {
    struct Neighbor: Sendable, Equatable {
        /// In lower case.
        private(set) var name: [UInt8]
        private(set) var place: Place

        init(_ name: ArraySlice<UInt8>, _ place: Place) {
            (self.name, self.place) = (name.map(\.lowercasedLetter), place)
        }

        /// Becomes another one, in the same memory.
        mutating func become(_ other: ArraySlice<UInt8>, _ place: Place) {
            name.removeAll(keepingCapacity: true)
            for byte in other { name.append(byte.lowercasedLetter) }
            self.place = place
        }
    }

    /// For each asked name the first one behind it; empty while none was met, as most files have nothing of most groups.
    private var next: [Neighbor?] = []
    private var last: Neighbor?
    var hasUnmarked = false
    /// Which flags are true together, each a bit.
    var combinations: Set<UInt8> = []

    /// - Parameters:
    ///   - before: How many of the asked names are before this one.
    ///   - count: How many names are asked for.
    mutating func meet(
        _ name: ArraySlice<UInt8>, _ before: Int, of count: Int, isMarked: Bool, at place: @autoclosure () -> Place
    ) {
        if !isMarked { hasUnmarked = true }
        if next.isEmpty { next = Array(repeating: nil, count: count) }
        if last == nil {
            last = Neighbor(name, place())
        } else if let known = last?.name, order(name, known) > 0 {
            last?.become(name, place())
        }
        // What is behind one asked name is behind all before it, so the first that has a nearer one ends the search.
        var position = before - 1
        var neighbor: Neighbor?
        while position >= 0, next[position].map({ order(name, $0.name) < 0 }) ?? true {
            neighbor = neighbor ?? Neighbor(name, place())
            next[position] = neighbor
            position -= 1
        }
    }

    func place(forMissing position: Int) -> Place? {
        guard let last else { return nil }
        return (next[position] ?? last).place
    }
}
