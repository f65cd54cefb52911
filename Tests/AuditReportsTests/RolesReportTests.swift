import AuditEngine
import AuditReports
import Foundation
import OrgModel
import TestSupport
import Testing

@Suite("Drawings of roles")
struct RolesReportTests {
    private var settings: ReportSettings { FormatResults.settings }

    /// An overview of roles written as `Name < Parent`, or `Name` at a root.
    private func overview(
        _ roles: [String], api: Principal.RoleAssignment = .notStated, endRoles: [String] = [],
        users: [String: Int]? = nil
    ) -> RoleOverview {
        overview(
            of: roles.map { text in
                let parts = text.components(separatedBy: " < ")
                return Role(
                    name: parts[0], parent: parts.count > 1 ? parts[1] : nil, place: Place(file: "\(parts[0]).role"))
            }, api, endRoles, users)
    }

    private func overview(
        of roles: [Role], _ api: Principal.RoleAssignment = .notStated, _ endRoles: [String] = [],
        _ users: [String: Int]? = nil
    ) -> RoleOverview {
        var principal = Principal()
        principal.role = api
        principal.endUsers = endRoles.isEmpty ? nil : endRoles.map { .init(role: .role($0)) }
        let placement = RolePlacement(of: principal, in: RoleHierarchy(roles))
        // How each is is the engine's to say; where one end user is asked about at a time, the whole is the one.
        let standings = endRoles.map { name -> RoleTree.EndUserRole in
            principal.endUsers = [.init(role: .role(name))]
            return .init(name, RolePlacement(of: principal, in: RoleHierarchy(roles)).standing)
        }
        return RoleOverview(
            tree: RoleTree(roles: roles, apiUserRole: api.name, endUserRoles: standings), placement: placement,
            activeUsers: users)
    }

    private func text(_ overview: RoleOverview, all: Bool = false) -> String {
        RolesReport(overview, showsAll: all).render(.text, settings)
    }

    // MARK: Expected files

    /// Two trees, a path that breaks off, a cycle with a role below it, roles of users that are not exported, and
    /// names as a hostile or careless admin could choose them, in names and labels.
    private func awkward(_ names: [String] = AwkwardResult.names) -> RoleOverview {
        let roles =
            names.enumerated().map { index, name in
                Role(
                    name: name, label: names[(index + 1) % names.count],
                    parent: index % 3 == 0 ? nil : names[index - 1],
                    place: Place(file: "\(index).role"))
            } + [
                Role(name: "Broken_Off", label: "Broken off", parent: "Go\"ne\\N", place: Place(file: "b.role")),
                Role(name: "A", label: "The first", parent: "B", place: Place(file: "a.role")),
                Role(name: "B", parent: "A", place: Place(file: "b.role")),
                Role(name: "Below_Cycle", parent: "B", place: Place(file: "c.role")),
            ]
        let users = [names[0].lowercased(): 1, names[1].lowercased(): 12_345]
        return overview(of: roles, .role(names[1]), [names[2], names[8], "Broken_Off", "Nobo\"dy's\n"], users)
    }

    @Test("The awkward roles give the expected file", arguments: RolesFormat.allCases, [true, false])
    func awkward(_ format: RolesFormat, all: Bool) throws {
        let report = RolesReport(awkward(), showsAll: all)
        let drawing = report.render(format, settings)
        try expect(drawing, equals: "roles\(all ? "-all" : "").\(format.rawValue)")
        #expect(
            RolesReport(awkward(), showsAll: all).render(format, settings) == drawing,
            "the same input gives the same bytes")
        expectHarmless(drawing)
        expectHarmless(RolesReport(awkward(AwkwardResult.activeNames), showsAll: all).render(format, settings))
    }

    @Test("Color changes nothing but the color")
    func color() {
        var colored = settings
        colored.isColored = true
        let text = RolesReport(awkward()).render(.text, colored)
        #expect(text.contains("\u{1B}["))
        #expect(text.replacing(#/\x{1B}\[[0-9;]*m/#, with: "") == self.text(awkward()))
    }

    // MARK: The tree

    @Test("Sisters are by name, each below the role that it reports to")
    func tree() {
        let text = text(overview(["b < top", "Top", "A < Top", "A1 < A", "Other"]))
        #expect(
            text == """
                Level  Role
                    1  Other
                    1  Top
                    2  ├─ A
                    3  │  └─ A1
                    2  └─ b

                5 roles on 3 levels.

                """)
    }

    @Test("Where users are named, only their branches are drawn, and what is omitted is counted where it would be")
    func relevant() {
        let roles = [
            "CEO", "Sales < CEO", "Rep < Sales", "Rep2 < Sales", "Service < CEO", "Agent < Service", "IT < CEO",
            "API < IT", "Else", "Below < Else",
        ]
        let text = text(overview(roles, api: .role("API"), endRoles: ["Agent"], users: ["agent": 7]))
        #expect(
            text.hasPrefix(
                """
                Level  Role         Users
                    1  CEO              0  + 3 more roles below
                    2  ├─ IT            0
                    3  │  └─ API        0  API user
                    2  └─ Service       0  the lowest role above all end users
                    3     └─ Agent      7  end users, not below the API user
                       + 2 more roles

                5 of 10 roles are drawn, on 3 levels; --all draws every role.
                The API user's role "API" is not above "Agent".
                The lowest role above all end users is "Service".
                Assign the API user to it, or let "API" report to "Service", "Agent" to "API".
                """))
        #expect(
            self.text(overview(roles, api: .role("API"), endRoles: ["Agent"]), all: true).contains(
                "10 roles on 3 levels"))
    }

    @Test(
        "What it comes to is said in words",
        arguments: [
            (.role("CEO"), ["Agent"], "is above the end users' role."),
            (.role("CEO"), ["Agent", "Rep"], "is above all 2 roles of the end users."),
            (.role("Sales"), ["Agent", "Rep"], "is not above \"Agent\". It is above the other one."),
            (.none, ["Agent"], "The API user has no role and is not above \"Agent\"."),
            (
                .none, ["Agent"],
                "let the API user have a role of its own, which reports to \"CEO\" and to which \"Agent\" reports."
            ),
            (.notStated, ["Agent"], "name it under role in rolecall.yml or with --role"),
            (.role("CEO"), ["Gone"], "Whether it is above \"Gone\" cannot be determined."),
            (.role("CEO"), [], "none are known"),
            (.role("Sales"), ["CEO"], "No role in the export is above all of them."),
            (.role("Sales"), ["CEO"], "Let \"Sales\" report to no role, \"CEO\" to \"Sales\", \"Rep\" to \"CEO\"."),
        ] as [(Principal.RoleAssignment, [String], String)])
    func words(api: Principal.RoleAssignment, endRoles: [String], expected: String) {
        let roles = ["CEO", "Sales < CEO", "Rep < Sales", "Agent < CEO"]
        let words = RolesReport(overview(roles, api: api, endRoles: endRoles)).conclusion.joined(separator: " ")
        #expect(words.contains(expected), "\(words)")
    }

    // MARK: Many roles

    @Test("Of thousands the top levels are drawn, and the others counted")
    func many() {
        let roles = ["Top"] + (0..<50).map { "M\($0) < Top" } + (0..<5_000).map { "R\($0) < M\($0 % 50)" }
        let text = text(overview(roles))
        #expect(text.split(separator: "\n").count < 210)
        #expect(text.contains("200 of 5051 roles are drawn, on 3 levels"))
        #expect(text.contains("+ 100 more roles below"))
        #expect(self.text(overview(roles), all: true).split(separator: "\n").count == 5_053)
        #expect(self.text(overview((0..<5_000).map { "R\($0)" })).contains("       + 4800 more roles\n"))
    }

    @Test("Of thousands of end users' roles those that fail are drawn first")
    func manyEndUsers() {
        let roles = ["Top", "API < Top", "Out < Top"] + (0..<2_000).map { "R\($0) < API" }
        let tree = RoleTree(
            roles: roles.map { text in
                let parts = text.components(separatedBy: " < ")
                return Role(name: parts[0], parent: parts.count > 1 ? parts[1] : nil, place: Place(file: "r"))
            }, apiUserRole: "API", endUserRoles: (0..<2_000).map { .init("R\($0)", .above) } + [.init("Out", .notAbove)]
        )
        var principal = Principal()
        principal.role = .role("API")
        principal.endUsers = [.init(role: .role("Out"))]
        let placement = RolePlacement(of: principal, in: RoleHierarchy(tree.roles))
        let report = RolesReport(RoleOverview(tree: tree, placement: placement))
        #expect(report.render(.text, settings).contains(#/Out +end users, not below the API user/#))
        #expect(report.render(.text, settings).contains("200 of 2003 roles are drawn"))
    }

    @Test("A long chain is drawn by every format, and its lines do not grow with it", arguments: RolesFormat.allCases)
    func chain(_ format: RolesFormat) {
        let count = 2_000
        let roles = (0..<count).map {
            Role(name: "R\($0)", parent: $0 == 0 ? nil : "R\($0 - 1)", place: Place(file: "r"))
        }
        let drawing = RolesReport(overview(of: roles, .role("R0"), ["R\(count - 1)"]), showsAll: true).render(
            format, settings)
        #expect(drawing.contains("R\(count - 1)"))
        #expect(drawing.split(separator: "\n").allSatisfy { $0.utf8.count < 1_500 || $0.contains("sans-serif") })
    }
}
