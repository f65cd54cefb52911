import Testing

@testable import OrgModel

@Suite("How many roles and users are below a role")
struct RoleCountTests {
    private func counts(_ roles: [(String, String?)], _ users: [String: Int]? = nil) -> [String] {
        RoleHierarchy(roles.map { Role(name: $0.0, parent: $0.1, place: Place(file: $0.0)) })
            .counts(activeUsers: users).map {
                "\($0.role.name) \($0.rolesBelow) \($0.usersAtOrBelow.map(String.init) ?? "-")"
            }
    }

    @Test("Those with the most below them come first; parents that are missing and cycles are no exception")
    func counts() {
        #expect(
            counts([("Top", nil), ("Left", "top"), ("Right", "Top"), ("Leaf", "Left"), ("Lost", "Gone")])
                == ["Top 3 -", "Left 1 -", "Leaf 0 -", "Lost 0 -", "Right 0 -"])
        #expect(counts([("A", "B"), ("B", "A"), ("C", "A")], ["a": 1, "c": 2]) == ["A 2 3", "B 2 3", "C 0 2"])
        #expect(counts([("A", nil), ("B", "A")], ["b": 5, "gone": 7]) == ["A 1 5", "B 0 5"])
        #expect(counts([]) == [])
    }
}
