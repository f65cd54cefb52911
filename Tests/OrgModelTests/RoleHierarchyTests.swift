import OrgModel
import TestSupport
import Testing

@Suite("The role hierarchy")
struct RoleHierarchyTests {
    /// Roles written as "name" or "name < parent".
    private func hierarchy(_ roles: String...) -> RoleHierarchy {
        RoleHierarchy(
            roles.map { text in
                let parts = text.split(separator: " < ").map(String.init)
                return Role(
                    name: parts[0], parent: parts.count > 1 ? parts[1] : nil,
                    place: Place(file: "\(parts[0]).role-meta.xml"))
            })
    }

    /// CEO above Sales and Service, which have their own below them; Partner is another tree.
    private var company: RoleHierarchy {
        hierarchy(
            "Agent < Service", "Service < CEO", "Rep < Sales", "Sales < CEO", "CEO", "Partner",
            "Partner_User < Partner",
            "Trainee < Agent")
    }

    @Test(
        "The path of a role leads to the root",
        arguments: [
            ("Trainee", ["Trainee", "Agent", "Service", "CEO"]), ("CEO", ["CEO"]),
            ("Partner_User", ["Partner_User", "Partner"]),
        ])
    func path(role: String, expected: [String]) throws {
        let path = try #require(company.path(from: role))
        #expect(path.roles.map(\.name) == expected)
        #expect(path.end == .root)
        #expect(company.ancestors(of: role).map(\.name) == Array(expected.dropFirst()))
    }

    @Test("A role that the export lacks has no path")
    func unknownRole() {
        #expect(company.path(from: "Nobody") == nil)
        #expect(company.ancestors(of: "Nobody").isEmpty)
        #expect(company.nearestCommonAncestor("Nobody", "CEO") == nil)
        #expect(company.namesAtAndBelow("Nobody") == ["nobody"])
    }

    @Test(
        "The nearest common ancestor, whichever role is named first",
        arguments: [
            // Two branches.
            ("Agent", "Rep", "CEO"),
            // One above the other.
            ("Trainee", "Service", "Service"),
            // The same role.
            ("Agent", "Agent", "Agent"),
            // Two trees.
            ("Agent", "Partner_User", nil),
            ("CEO", "Partner", nil),
        ] as [(String, String, String?)])
    func nearestCommonAncestor(first: String, second: String, expected: String?) {
        #expect(company.nearestCommonAncestor(first, second)?.name == expected)
        #expect(company.nearestCommonAncestor(second, first)?.name == expected)
    }

    @Test(
        "The roles above all of several, lowest first; one that is on the way of another counts as little as that",
        arguments: [
            (["Trainee"], ["Agent", "Service", "CEO"]), (["Trainee", "Service"], ["CEO"]),
            (["Service", "trainee"], ["CEO"]),
            (["Agent", "Rep"], ["CEO"]), (["Rep", "Agent", "Agent"], ["CEO"]), (["Agent", "Partner_User"], []),
            (["CEO"], []),
            (["Agent", "Nobody"], []), ([], []),
        ])
    func commonAncestors(of roles: [String], expected: [String]) {
        #expect(company.commonAncestors(of: roles).map(\.name) == expected)
    }

    @Test("Every path to the root ends where the path of its role does")
    func pathEnds() {
        let roles = hierarchy(
            "Trainee < Agent", "Agent < Gone_Role", "Top", "Below < A", "A < B", "B < A", "Self < Self")
        let ends = roles.pathEnds
        #expect(ends["trainee"] == .missingParent("Gone_Role") && ends["agent"] == .missingParent("Gone_Role"))
        #expect(ends["top"] == .root)
        #expect(ends["self"] == .cycle(["Self", "Self"]))
        for name in ["below", "a", "b"] {
            #expect(ends[name] == .cycle(["A", "B", "A"]))
        }
        #expect(ends.count == roles.all.count)
    }

    @Test("Which roles are below which is the same by positions, also in cycles, below them and below what is missing")
    func subtrees() {
        let roles = hierarchy(
            "Agent < Service", "Service < CEO", "Rep < Sales", "Sales < CEO", "CEO", "Orphan < Gone", "Child < Orphan",
            "Other < gone", "A < B", "B < C", "C < A", "Under < B", "Deep < Under", "Self < Self", "Below < Self")
        let subtrees = RoleSubtrees(of: roles)
        let names = roles.all.map(\.name) + ["Gone", "Nobody"]
        for top in names {
            let below = roles.namesAtAndBelow(top)
            for name in names {
                #expect(
                    subtrees.contains(name, atOrBelow: top) == below.contains(name.lowercased()), "\(name) below \(top)"
                )
            }
        }
    }

    @Test(
        "The roles at and below a role",
        arguments: [
            ("CEO", ["Agent", "CEO", "Rep", "Sales", "Service", "Trainee"]),
            ("Service", ["Agent", "Service", "Trainee"]),
            ("Trainee", ["Trainee"]), ("Partner", ["Partner", "Partner_User"]),
        ])
    func atAndBelow(role: String, expected: [String]) {
        #expect(company.namesAtAndBelow(role) == Set(expected.map { $0.lowercased() }))
    }

    @Test("Names are compared without regard to case, and shown as the files spell them")
    func caseInsensitive() throws {
        let roles = hierarchy("Agent < service_LEAD", "Service_Lead < ceo", "CEO")
        #expect(roles.path(from: "AGENT")?.roles.map(\.name) == ["Agent", "Service_Lead", "CEO"])
        #expect(roles.path(from: "agent")?.end == .root)
        #expect(roles["sErViCe_LeAd"]?.name == "Service_Lead")
        #expect(roles.nearestCommonAncestor("agent", "SERVICE_LEAD")?.name == "Service_Lead")
        #expect(roles.namesAtAndBelow("Ceo") == ["agent", "ceo", "service_lead"])
    }

    // MARK: Broken trees

    @Test("A path that breaks off at a missing parent keeps what it reached and names the parent as written")
    func missingParent() throws {
        let roles = hierarchy("Trainee < Agent", "Agent < Gone_Role", "Other < gone_role")
        let path = try #require(roles.path(from: "Trainee"))
        #expect(path.roles.map(\.name) == ["Trainee", "Agent"])
        #expect(path.end == .missingParent("Gone_Role"))
        #expect(roles.nearestCommonAncestor("Trainee", "Agent")?.name == "Agent")
        #expect(roles.nearestCommonAncestor("Agent", "Other") == nil)
    }

    @Test("A cycle is reported with the names on it, the first one again at its end")
    func cycle() throws {
        let roles = hierarchy("Below < A", "A < B", "B < C", "C < A", "Apart")
        let below = try #require(roles.path(from: "Below"))
        #expect(below.roles.map(\.name) == ["Below", "A", "B", "C"])
        #expect(below.end == .cycle(["A", "B", "C", "A"]))
        #expect(roles.path(from: "B")?.end == .cycle(["A", "B", "C", "A"]))
        #expect(roles.pathEnds["b"] == below.end)
        #expect(roles.path(from: "Apart")?.end == .root)
        #expect(roles.namesAtAndBelow("A") == ["a", "b", "below", "c"])
    }

    @Test("A role that is its own parent is a cycle, in any case", arguments: ["Self", "SELF"])
    func selfCycle(parent: String) {
        let roles = hierarchy("Self < \(parent)")
        #expect(roles.path(from: "Self")?.roles.map(\.name) == ["Self"])
        #expect(roles.path(from: "Self")?.end == .cycle(["Self", "Self"]))
        #expect(roles.ancestors(of: "Self").isEmpty)
        #expect(roles.namesAtAndBelow("Self") == ["self"])
    }

    @Test("50,000 roles in a chain take no recursion", .mustEnd)
    func longChain() throws {
        let count = 50_000
        let roles = RoleHierarchy(
            (0..<count).map { number in
                Role(name: "R\(number)", parent: number == 0 ? nil : "R\(number - 1)", place: Place(file: "R\(number)"))
            })
        let path = try #require(roles.path(from: "R\(count - 1)"))
        #expect(path.roles.count == count)
        #expect(path.end == .root)
        #expect(roles.ancestors(of: "R\(count - 1)").last?.name == "R0")
        #expect(roles.nearestCommonAncestor("R\(count - 1)", "R25000")?.name == "R25000")
        #expect(roles.namesAtAndBelow("R0").count == count)
        #expect(roles.commonAncestors(of: (1..<count).map { "R\($0)" }).map(\.name) == ["R0"])
        #expect(roles.pathEnds.count == count)
    }

    @Test("A cycle of 50,000 roles ends as well", .mustEnd)
    func longCycle() throws {
        let count = 50_000
        let roles = RoleHierarchy(
            (0..<count).map { Role(name: "R\($0)", parent: "R\(($0 + 1) % count)", place: Place(file: "R\($0)")) })
        guard case .cycle(let names) = try #require(roles.path(from: "R7")).end else {
            Issue.record("The path does not end in a cycle.")
            return
        }
        #expect(names.count == count + 1)
        #expect(names.first == "R0" && names.last == "R0")
        #expect(roles.namesAtAndBelow("R7").count == count)
    }

    // MARK: From files

    @Test("A role with two different parents is unreadable at the line of the second", arguments: ["West", "", "CEO"])
    func twoParents(other: String) throws {
        let file = "roles/Rep.role"
        let org = try TemporaryFolder([
            file: document(
                "Role", "<parentRole>East</parentRole>", "<parentRole>EAST</parentRole>",
                "<parentRole>\(other)</parentRole>")
        ]).org()
        #expect(org.roles["Rep"] == nil)
        let problem = try #require(org.unreadable(.role, "Rep"))
        #expect(problem.place == Place(file: file, line: 5))
        #expect(problem.message.contains("\"East\" and \"\(other)\""))
    }

    @Test(
        "Roles are read from files in both formats: name, label, parent and the line that names it",
        arguments: [
            "roles/Agent.role", "deep/Agent.role-meta.xml",
        ])
    func fromFiles(file: String) throws {
        let export = try TemporaryFolder([
            file: document(
                "Role", "<caseAccessLevel>Edit</caseAccessLevel>", "<name>Service Agent</name>",
                "<parentRole> CEO\n</parentRole>"),
            "roles/CEO.role": document("Role", "<name>Chief</name>", "<parentRole></parentRole>"),
        ])
        let roles = try export.org().roles
        #expect(roles.all.map(\.name) == ["Agent", "CEO"])
        #expect(
            roles["Agent"]
                == Role(name: "Agent", label: "Service Agent", parent: "CEO", place: Place(file: file, line: 5)))
        #expect(roles["CEO"] == Role(name: "CEO", label: "Chief", parent: nil, place: Place(file: "roles/CEO.role")))
    }

    @Test("An org without roles has an empty hierarchy")
    func noRoles() throws {
        #expect(RoleHierarchy([]).isEmpty)
        #expect(!company.isEmpty)
    }
}
