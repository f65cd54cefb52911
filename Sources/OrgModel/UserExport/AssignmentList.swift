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
    private var numbersOfTargets = Numbers<UserExport.Assignment.Target>()
    /// All that is assigned to anybody, sorted.
    private(set) var targets: [UserExport.Assignment.Target] = []
    private var states = Numbers<State>()

    private struct Entry {
        // There is no memory for so many that a number would not fit.
        let username: UInt32
        var target: UInt32
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
            username: usernames.values[Int(entry.username)], target: targets[Int(entry.target)],
            targetIndex: Int(entry.target), isActive: state.isActive, expires: state.expires, doubts: state.doubts,
            missingColumns: state.missingColumns, distinguishesGroups: state.distinguishesGroups,
            place: Place(file: state.file, line: entry.line == 0 ? nil : entry.line))
    }

    // MARK: One user's assignments

    /// Where the assignments of a user are.
    ///
    /// - Parameter key: The username in lower case.
    func range(of key: String) -> Range<Int> {
        let assignee = assignees.position { $0 < key }
        guard assignee < assignees.count, assignees[assignee] == key else { return 0..<0 }
        let start = entries.position { assigneeIndices[Int($0.username)] < assignee }
        return start..<entries.position { assigneeIndices[Int($0.username)] <= assignee }
    }

    /// The same of each of many users, whose keys are sorted.
    func ranges(of keys: some Sequence<String>) -> [Range<Int>] {
        var ends = [Int](repeating: 0, count: assignees.count)
        for (position, entry) in entries.enumerated() { ends[assigneeIndices[Int(entry.username)]] = position + 1 }
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
        append(assignment, target: numbersOfTargets.number(of: assignment.target))
    }

    /// Adds what several assignments of the list come to; they stay.
    ///
    /// - Returns: Where it is.
    mutating func append(merged: [UserExport.Assignment]) -> Range<Int> {
        let start = entries.count
        for assignment in merged { append(assignment, target: assignment.targetIndex) }
        return start..<entries.count
    }

    private mutating func append(_ assignment: UserExport.Assignment, target: Int) {
        entries.append(
            Entry(
                username: UInt32(usernames.number(of: assignment.username)), target: UInt32(target),
                state: UInt32(states.number(of: State(assignment))), line: assignment.place.line ?? 0))
    }

    mutating func reserveCapacity(_ count: Int) { entries.reserveCapacity(count) }

    /// Sorts it, once all assignments are there.
    mutating func sort() {
        let keys = usernames.values.map { $0.lowercased() }
        assignees = Set(keys).sorted()
        let indexOfAssignee = assignees.positions
        assigneeIndices = keys.map { indexOfAssignee[$0, default: 0] }
        targets = numbersOfTargets.values.sorted { $0.isBefore($1) }
        let indexOfTarget = targets.positions
        let targetIndices = numbersOfTargets.values.map { UInt32(indexOfTarget[$0, default: 0]) }
        for position in entries.indices { entries[position].target = targetIndices[Int(entries[position].target)] }
        entries.sort { [self] left, right in
            let assignees = (assigneeIndices[Int(left.username)], assigneeIndices[Int(right.username)])
            if assignees.0 != assignees.1 { return assignees.0 < assignees.1 }
            return left.target == right.target
                ? assignment(left).isBefore(assignment(right)) : left.target < right.target
        }
    }
}

/// Different values, numbered as they are met. Records that are next to each other mostly have the same ones.
private struct Numbers<Value: Hashable & Sendable>: Sendable {
    private(set) var values: [Value] = []
    private var numbers: [Value: Int] = [:]
    private var last = 0

    mutating func number(of value: Value) -> Int {
        if last < values.count, values[last] == value { return last }
        last = numbers[value, default: values.count]
        if last == values.count {
            values.append(value)
            numbers[value] = last
        }
        return last
    }
}

extension Array where Element: Hashable {
    /// The position of each element; no two are the same.
    fileprivate var positions: [Element: Int] { Dictionary(uniqueKeysWithValues: zip(self, indices)) }
}
