import Documents
import Foundation
import Testing

@testable import OrgModel

@Suite("The list of assignments")
struct AssignmentListTests {
    private static func assignment(
        _ username: String, _ name: String, line: Int = 2, isActive: Bool = true, expires: Date? = nil
    ) -> UserExport.Assignment {
        UserExport.Assignment(
            username: username, target: name.hasPrefix("G") ? .group(fullName: name) : .permissionSet(fullName: name),
            isActive: isActive, expires: expires, doubts: isActive ? [] : ["IsActive is \"no\""], missingColumns: [],
            distinguishesGroups: true, place: Place(file: "file", line: line))
    }

    private static func list(_ assignments: UserExport.Assignment...) -> AssignmentList {
        var list = AssignmentList()
        for assignment in assignments { list.append(assignment) }
        list.sort()
        return list
    }

    /// In words, so that two lists can be compared.
    private static func words(_ list: some Sequence<UserExport.Assignment>) -> [String] {
        list.map { "\($0.username) \($0.target.component.fullName) \($0.place.line ?? 0) \($0.isActive)" }
    }

    @Test("Users come in alphabetical order whatever the case, and of each permission sets before groups")
    func order() {
        let list = Self.list(
            Self.assignment("bob", "G"), Self.assignment("Ada", "B"), Self.assignment("bob", "C"),
            Self.assignment("ADA", "A"), Self.assignment("Ada", "G"))
        #expect(
            Self.words(list) == [
                "ADA A 2 true", "Ada B 2 true", "Ada G 2 true", "bob C 2 true", "bob G 2 true",
            ])
        #expect(list.assignees == ["ada", "bob"])
    }

    @Test("Records of one assignment come in the order of their lines, and at one place in that of what they say")
    func places() {
        let list = Self.list(
            Self.assignment("ada", "A", line: 9), Self.assignment("ada", "A", line: 3, isActive: true),
            Self.assignment("ada", "A", line: 3, isActive: false))
        #expect(Self.words(list) == ["ada A 3 false", "ada A 3 true", "ada A 9 true"])
    }

    @Test("An assignment is what was added")
    func element() {
        let day = Date(timeIntervalSince1970: 86_400)
        var added = Self.assignment("ada", "B", line: 5, isActive: false, expires: day)
        added.targetIndex = 1
        let list = Self.list(Self.assignment("ada", "A"), added, Self.assignment("bob", "B"))
        #expect(list[1] == added)
    }

    @Test(
        "The assignments of a user are found by the key",
        arguments: [("ada", 0..<2), ("bob", 2..<3), ("dora", 3..<4), ("a", 0..<0), ("carl", 0..<0), ("e", 0..<0)])
    func range(key: String, expected: Range<Int>) {
        let list = Self.list(
            Self.assignment("dora", "A"), Self.assignment("Ada", "B"), Self.assignment("bob", "A"),
            Self.assignment("ada", "A"))
        #expect(list.range(of: key) == expected)
        #expect(list.ranges(of: [key]) == [expected])
        #expect(list.ranges(of: ["0", key, "z"])[1] == expected)
    }

    @Test("What several come to is behind them, and they stay where they are")
    func merged() {
        var list = Self.list(Self.assignment("ada", "A", line: 2), Self.assignment("ada", "B", line: 3))
        var one = list[1]
        one.doubts = ["it counts at file:3 and not at file:4"]
        #expect(list.append(merged: [one]) == 2..<3)
        #expect(list[2] == one)
        #expect(Self.words(list[..<2]) == ["ada A 2 true", "ada B 3 true"])
    }
}
