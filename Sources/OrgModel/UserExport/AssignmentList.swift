import Documents
import struct Foundation.Date

/// The assignments of an export, sorted by username and by target. There may be some hundred thousand, so what many of them
/// have in common is kept once, and an assignment is made of it when somebody looks at it.
package struct AssignmentList: RandomAccessCollection, Sendable {
    private var entries: [Entry] = []
    /// The usernames as the records have them.
    private var usernames = Numbers<String>()
    /// Those to whom anything is assigned, in lower case and sorted, exported users or not.
    private(set) var assignees: [String] = []
    /// Of each username its position among them.
    private var assigneeIndices: [Int] = []
    private var metTargets = Numbers<UserExport.Assignment.Target>()
    /// All that is assigned to anybody, sorted.
    private(set) var targets: [UserExport.Assignment.Target] = []
    /// Of each target that was met its position among them.
    private var targetIndices: [Int] = []
    private var states = Numbers<State>()

    private struct Entry {
        // There is no memory for so many that a number would not fit.
        let username: UInt32
        let target: UInt32
        let state: UInt32
        /// 0 for none.
        let line: Int
    }

    /// What an assignment's record says besides who has what.
    private struct State: Hashable {
        let isActive: Bool
        let expires: Date?
        let doubts: [String]
        let missingColumns: [String]
        let distinguishesGroups: Bool
        let file: String

        init(_ assignment: UserExport.Assignment) {
            isActive = assignment.isActive
            expires = assignment.expires
            doubts = assignment.doubts
            missingColumns = assignment.missingColumns
            distinguishesGroups = assignment.distinguishesGroups
            file = assignment.place.file
        }
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { entries.count }

    package subscript(position: Int) -> UserExport.Assignment { assignment(entries[position]) }

    private func assignment(_ entry: Entry) -> UserExport.Assignment {
        let state = states.values[Int(entry.state)]
        return UserExport.Assignment(
            username: usernames.values[Int(entry.username)], target: metTargets.values[Int(entry.target)],
            targetIndex: targetIndex(of: entry), isActive: state.isActive, expires: state.expires, doubts: state.doubts,
            missingColumns: state.missingColumns, distinguishesGroups: state.distinguishesGroups,
            place: Place(file: state.file, line: entry.line == 0 ? nil : entry.line))
    }

    private func assigneeIndex(of entry: Entry) -> Int { assigneeIndices[Int(entry.username)] }
    private func targetIndex(of entry: Entry) -> Int { targetIndices[Int(entry.target)] }

    // MARK: One user's assignments

    /// Where the assignments of a user are.
    ///
    /// - Parameter key: The username in lower case.
    func range(of key: String) -> Range<Int> {
        let assignee = assignees.position { $0 < key }
        guard assignee < assignees.count, assignees[assignee] == key else { return 0..<0 }
        let start = entries.position { assigneeIndex(of: $0) < assignee }
        return start..<entries.position { assigneeIndex(of: $0) <= assignee }
    }

    /// The same of each of many users, whose keys are sorted.
    func ranges(of keys: some Sequence<String>) -> [Range<Int>] {
        var ends = [Int](repeating: 0, count: assignees.count)
        for (position, entry) in entries.enumerated() { ends[assigneeIndex(of: entry)] = position + 1 }
        var assignee = 0
        return keys.map { key in
            while assignee < assignees.count, assignees[assignee] < key { assignee += 1 }
            guard assignee < assignees.count, assignees[assignee] == key else { return 0..<0 }
            return (assignee == 0 ? 0 : ends[assignee - 1])..<ends[assignee]
        }
    }

    // MARK: While it is made

    /// Adds an assignment, as long as the list is not sorted.
    mutating func append(_ assignment: UserExport.Assignment) {
        entries.append(
            Entry(
                username: UInt32(usernames.number(of: assignment.username)),
                target: UInt32(metTargets.number(of: assignment.target)),
                state: UInt32(states.number(of: State(assignment))), line: assignment.place.line ?? 0))
    }

    /// Adds what several assignments of the sorted list come to; they stay.
    ///
    /// - Returns: Where it is.
    mutating func append(merged: [UserExport.Assignment]) -> Range<Int> {
        let start = entries.count
        for assignment in merged { append(assignment) }
        return start..<entries.count
    }

    /// Sorts it, once all assignments are there.
    mutating func sort() {
        let keys = usernames.values.map { $0.lowercased() }
        assignees = Set(keys).sorted()
        assigneeIndices = keys.positions(in: assignees)
        targets = metTargets.values.sorted { $0.isBefore($1) }
        targetIndices = metTargets.values.positions(in: targets)
        entries.sort { [self] left, right in
            let assignees = (assigneeIndex(of: left), assigneeIndex(of: right))
            if assignees.0 != assignees.1 { return assignees.0 < assignees.1 }
            return left.target == right.target
                ? assignment(left).isBefore(assignment(right)) : targetIndex(of: left) < targetIndex(of: right)
        }
    }
}

extension Array where Element: Hashable {
    /// The position of each element among others, of which no two are the same and which have all of them.
    fileprivate func positions(in others: [Element]) -> [Int] {
        let positions = Dictionary(uniqueKeysWithValues: zip(others, others.indices))
        return map { positions[$0, default: 0] }
    }
}
