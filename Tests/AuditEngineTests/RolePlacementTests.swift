import AuditEngine
import OrgModel
import TestSupport
import Testing

@Suite("Placing the API user's role")
struct RolePlacementTests {
    private func hierarchy(_ roles: String...) -> RoleHierarchy { RoleHierarchy(roles.map(Role.init(written:))) }

    /// A CEO with service and sales below, and partners apart.
    private var company: RoleHierarchy {
        hierarchy(
            "Agent < Lead", "Lead < Service", "Service < CEO", "Rep < Sales", "Sales < CEO", "CEO", "Integration < CEO",
            "Helper < Integration", "Partner_User < Partner_Manager", "Partner_Manager")
    }

    private func place(_ role: Principal.RoleAssignment, above endRoles: [String], in hierarchy: RoleHierarchy)
        -> RolePlacement
    {
        RolePlacement(of: .roles(role, endUsers: endRoles.map { .role($0) }), in: hierarchy)
    }

    /// `Role -> Parent` for each change.
    private func changes(_ placement: RolePlacement) throws -> [String] {
        try #require(placement.insertion).changes(newRole: "New").map { "\($0.role.name) -> \($0.parent ?? "-")" }
    }

    @Test("End users who are known to have no role are named, and no others")
    func namesWithoutRole() throws {
        var principal = Principal.roles(.role("Lead"), endUsers: [])
        principal.endUsers = [("ann", .role("Agent")), ("ben", .none), ("cid", .notStated)].map {
            Principal.EndUser(username: $0, role: $1)
        }
        let overview = try Export().roles("Agent < Lead").withOrg { RoleOverview(of: $0, principal) }
        #expect(overview.endUsersWithoutRole == ["ben"])
    }

    @Test("A role that is above all of them is in place")
    func inPlace() {
        let placement = place(.role("service"), above: ["Agent", "Lead"], in: company)
        #expect(placement.standing == .above)
        #expect(placement.candidates.map(\.name) == ["Service", "CEO"])
        #expect(placement.insertion == nil && placement.obstacle == nil)
        #expect(placement.advice.isEmpty)
    }

    @Test(
        "A role is moved right above the branches of the end users",
        arguments: [
            // Beside the end users' branch: only that branch is hung below it.
            ("Integration", ["Lead"], "Service", ["Integration -> Service", "Lead -> Integration", "Helper -> CEO"]),
            ("Integration", ["Agent", "Rep"], "CEO", ["Service -> Integration", "Sales -> Integration"]),
            // Below an end user's role.
            ("Agent", ["Service"], "CEO", ["Agent -> CEO", "Service -> Agent"]),
            // Above one of them already.
            (
                "Lead", ["Agent", "Rep"], "CEO",
                ["Lead -> CEO", "Service -> Lead", "Sales -> Lead", "Agent -> Service"]
            ),
            // In another tree.
            (
                "Partner_Manager", ["Rep"], "Sales",
                ["Partner_Manager -> Sales", "Rep -> Partner_Manager", "Partner_User -> -"]
            ),
            // Above two trees, and above a root.
            (
                "Integration", ["Agent", "Partner_User"], nil,
                [
                    "Integration -> -", "CEO -> Integration", "Partner_Manager -> Integration", "Helper -> CEO",
                ]
            ),
            ("CEO", ["Agent", "Partner_Manager"], nil, ["Partner_Manager -> CEO"]),
            ("Sales", ["CEO"], nil, ["Sales -> -", "CEO -> Sales", "Rep -> CEO"]),
        ] as [(String, [String], String?, [String])])
    func moved(role: String, endRoles: [String], lowest: String?, expected: [String]) throws {
        let placement = place(.role(role), above: endRoles, in: company)
        #expect(placement.standing == .notAbove)
        #expect(placement.candidates.first?.name == lowest)
        #expect(placement.insertion?.role?.name == role)
        #expect(placement.insertion?.parent?.name == lowest)
        #expect(try changes(placement) == expected)
    }

    @Test(
        "Without a role, or with one that end users share, the API user needs another",
        arguments: [
            (Principal.RoleAssignment.none, ["Agent"], ["Agent -> New"]),
            (.role("Lead"), ["Agent", "Lead"], ["Lead -> New"]),
            (.role("CEO"), ["CEO", "Partner_User"], ["CEO -> New", "Partner_Manager -> New"]),
        ])
    func newRole(role: Principal.RoleAssignment, endRoles: [String], expected: [String]) throws {
        let placement = place(role, above: endRoles, in: company)
        #expect(placement.standing == .notAbove)
        #expect(try #require(placement.insertion).role == nil)
        #expect(try changes(placement) == expected)
    }

    @Test(
        "The first clause of the advice has the verb",
        arguments: [
            ("Integration", ["Lead"], "report to \"Service\", \"Lead\" to \"Integration\", \"Helper\" to \"CEO\"."),
            ("Integration", ["Agent", "Rep"], "\"Service\" and \"Sales\" report to \"Integration\"."),
        ])
    func advice(role: String, endRoles: [String], clauses: String) {
        let advice = place(.role(role), above: endRoles, in: company).advice
        #expect(advice.last?.hasSuffix(clauses) == true, "\(advice)")
    }

    @Test("End users without a role do not count")
    func withoutRole() {
        let users = [Principal.RoleAssignment.role("Agent"), .none, .notStated]
        #expect(RolePlacement(of: .roles(.role("Lead"), endUsers: users), in: company).standing == .above)
    }

    /// Two branches below a role that the export lacks, one below another such, and a cycle.
    private var broken: RoleHierarchy {
        hierarchy(
            "A1 < A", "A < Default", "B1 < B", "B < Default", "Far < Away", "Top", "Lower < Top", "X < Y", "Y < X",
            "Z < X")
    }

    @Test(
        "What the export does not show is not guessed",
        arguments: [
            (.role("Top"), [], .noEndUserRoles),
            (.notStated, ["Lower"], .apiUserRoleNotStated),
            (.role("Gone"), ["Lower"], .rolesNotInExport(["Gone"])),
            (.role("Top"), ["Lower", "Gone"], .rolesNotInExport(["Gone"])),
            (.role("A"), ["A1", "B1"], .missingParents(["Default"])),
            (.role("A"), ["A"], .missingParents(["Default"])),
            (.role("Top"), ["A1"], .missingParents(["Default"])),
            (.role("Top"), ["A", "Far"], .missingParents(["Default", "Away"])),
            (.role("Top"), ["Z"], .cycle(["X", "Y", "X"])),
            (.role("Z"), ["Lower"], .cycle(["X", "Y", "X"])),
        ] as [(Principal.RoleAssignment, [String], RolePlacement.Obstacle)])
    func obstacles(role: Principal.RoleAssignment, endRoles: [String], expected: RolePlacement.Obstacle) {
        let placement = place(role, above: endRoles, in: broken)
        #expect(placement.insertion == nil)
        #expect(placement.obstacle == expected)
    }

    @Test("Below where the export ends, a role can be placed all the same")
    func belowTheBreak() throws {
        let placement = place(.role("B"), above: ["A1"], in: broken)
        #expect(placement.standing == .notAbove)
        #expect(try changes(placement) == ["B -> A", "A1 -> B", "B1 -> Default"])
        // Whether Top is above Default is not known, but A is above A1.
        let top = place(.role("Top"), above: ["A1"], in: broken)
        #expect(top.candidates.map(\.name) == ["A"])
        #expect(top.advice == ["The lowest role above all end users is \"A\"."])
        #expect(place(.role("Top"), above: ["A", "Far"], in: broken).advice == [])
    }

    @Test(
        "In any forest, what is proposed makes the rule pass and leaves everybody else's ancestors alone",
        arguments: 0..<400)
    func anyForest(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let count = Int.random(in: 1...12, using: &random)
        let roles = (0..<count).map { number in
            // Every role reports to an earlier one, or to none.
            let parent = Int.random(in: -1..<max(number, 1), using: &random)
            return Role(
                name: "R\(number)", parent: parent < 0 || number == 0 ? nil : "r\(parent)",
                place: Place(file: "R\(number)"))
        }
        let before = RoleHierarchy(roles)
        let names = roles.map(\.name).shuffled(using: &random)
        let endRoles = Array(names.prefix(Int.random(in: 1...4, using: &random)))
        let api: Principal.RoleAssignment = Bool.random(using: &random) ? names.last.map { .role($0) } ?? .none : .none
        let placement = place(api, above: endRoles, in: before)

        for candidate in placement.candidates {
            #expect(place(.role(candidate.name), above: endRoles, in: before).standing == .above)
        }
        #expect(
            placement.candidates.count
                == names.count { place(.role($0), above: endRoles, in: before).standing == .above })
        guard let insertion = placement.insertion else {
            #expect(placement.standing == .above)
            return
        }
        let placed = insertion.role?.name ?? "New"
        let after = before.applying(
            insertion.changes(newRole: "New"), newRole: insertion.role == nil ? ("New", insertion.parent) : nil)
        #expect(place(.role(placed), above: endRoles, in: after).standing == .above)
        for role in roles where role.name != placed {
            let kept = before.ancestors(of: role.name).map(\.name).filter { $0 != placed }
            #expect(after.path(from: role.name)?.end == .root)
            #expect(after.ancestors(of: role.name).map(\.name).filter { $0 != placed } == kept)
        }
        #expect(
            insertion.changes(newRole: "New").allSatisfy { $0.role.parent?.lowercased() != $0.parent?.lowercased() })
    }
}

extension Role {
    /// Written as `Name` or `Name < Parent`.
    fileprivate init(written text: String) {
        let parts = text.split(separator: " < ").map(String.init)
        self.init(name: parts[0], parent: parts.count > 1 ? parts[1] : nil, place: Place(file: "\(parts[0]).role"))
    }
}

extension RoleHierarchy {
    fileprivate func applying(_ changes: [RolePlacement.ParentChange], newRole: (name: String, parent: Role?)?)
        -> RoleHierarchy
    {
        let changed = changes.map {
            Role(name: $0.role.name, label: $0.role.label, parent: $0.parent, place: $0.role.place)
        }
        let new = newRole.map { [Role(name: $0.name, parent: $0.parent?.name, place: Place(file: $0.name))] } ?? []
        // Of two roles with one name the first one counts.
        return RoleHierarchy(changed + new + all)
    }
}
