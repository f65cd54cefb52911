import AuditEngine
import OrgModel
import TestSupport
import Testing

/// How the API user's role is to the end users' roles.
@Suite("Roles")
struct RoleTests {
    static let assigned = "role/api-user-assigned"
    static let endUsers = "role/end-users-assigned"
    static let above = "role/api-user-above-end-users"

    /// Two trees: a CEO with sales and service below, and partners apart.
    private let export = Export().roles(
        "Agent < Lead < Service < CEO", "Rep < Sales < CEO", "Partner_User < Partner_Manager", "Integration < CEO")

    private func audit(
        _ role: Principal.RoleAssignment, _ endUsers: Principal.RoleAssignment..., in export: Export? = nil
    ) throws -> AuditResult {
        try (export ?? self.export).audit(.roles(role, endUsers: endUsers))
    }

    /// How `why` puts it.
    private func relations(
        _ role: Principal.RoleAssignment, _ endUsers: Principal.RoleAssignment..., in export: Export? = nil
    ) throws -> String {
        try (export ?? self.export).withOrg { org in
            try Guide.load("liveperson-connector").explain(Self.above, org, .roles(role, endUsers: endUsers))?.relations
                .joined(separator: " ") ?? ""
        }
    }

    // MARK: Above

    @Test("An ancestor at any distance is above", arguments: ["Lead", "Service", "CEO", "ceo"])
    func ancestor(role: String) throws {
        let result = try audit(.role(role), .role("Agent"))
        let finding = try result.expect(
            Self.above, .passed, states: .role("Agent", reportsTo: "Lead"), at: "roles/Agent.role:4")
        #expect(finding.message.contains("Agent -> Lead"))
        #expect(finding.remedy == nil)
        #expect(!result.problems.contains { $0.severity == .error })
    }

    @Test("The path of an ancestor ends at the ancestor")
    func pathToAncestor() throws {
        let finding = try audit(.role("Service"), .role("Agent")).finding(Self.above)
        #expect(finding.message.contains("Agent -> Lead -> Service"))
        #expect(!finding.message.contains("CEO"))
    }

    @Test("The same role is not above itself")
    func sameRole() throws {
        let finding = try audit(.role("Lead"), .role("Lead")).expect(
            Self.above, .failed, states: .role("Lead", reportsTo: "Service"), at: "roles/Lead.role:4")
        #expect(finding.message.contains("\"Lead\" is the same role as \"Lead\"."))
        #expect(finding.message.contains("lowest role above all end users is \"Service\""))
        #expect(finding.remedy?.setup?.contains("Role") == true)
    }

    @Test("The role of an exported user counts where the user is active", arguments: [true, nil])
    func activity(_ isActive: Bool?) throws {
        var principal = Principal.roles(.role("CEO"), endUsers: [.role("Agent")])
        (principal.username, principal.place, principal.isActive) = ("api@x.com", Place(file: "users.csv"), isActive)
        try export.audit(principal).expect(Self.assigned, isActive == true ? .passed : .unknown)
    }

    @Test("A role below is not above")
    func descendant() throws {
        let finding = try audit(.role("Agent"), .role("Service")).expect(Self.above, .failed)
        #expect(finding.message.contains("\"Agent\" is below \"Service\""))
        #expect(finding.message.contains("lowest role above all end users is \"CEO\""))
    }

    @Test(
        "A sister branch is not above, neither deeper nor nearer the top",
        arguments: [
            ("Rep", "Service", "Rep -> Sales -> CEO", "Service -> CEO", "CEO"),
            ("Integration", "Agent", "Integration -> CEO", "Agent -> Lead -> Service -> CEO", "Lead"),
            ("Sales", "Service", "Sales -> CEO", "Service -> CEO", "CEO"),
        ])
    func sister(role: String, endUser: String, apiPath: String, endPath: String, lowest: String) throws {
        let finding = try audit(.role(role), .role(endUser)).expect(Self.above, .failed)
        #expect(finding.message.contains("\"\(role)\" is in another branch than \"\(endUser)\""))
        let relations = try relations(.role(role), .role(endUser))
        #expect(relations.contains("they meet at \"CEO\""))
        #expect(relations.contains(apiPath) && relations.contains(endPath), "both paths are shown")
        #expect(finding.message.contains("lowest role above all end users is \"\(lowest)\""))
        for name in [role, endUser] {
            #expect(finding.evidence.contains { $0.component == ComponentID(.role, name) && $0.place?.line == 4 })
        }
    }

    @Test("A role above the API user's is not in another branch, however many roles there are")
    func manyNotBelow() throws {
        let endUsers = ["Lead", "Service", "CEO", "Rep", "Sales", "Partner_Manager"]
        let finding = try export.audit(.roles(.role("Agent"), endUsers: endUsers.map { .role($0) }))
            .expect(Self.above, .failed)
        let parts = finding.message.split(separator: "in another branch than")
        #expect(parts.count == 2 && parts[0].contains("\"Lead\"") && !parts[1].contains("\"Lead\""), "\(parts)")
    }

    @Test("A name that means no role is reported where it was written")
    func placeOfName() throws {
        var principal = Principal.roles(.role("CEO"), endUsers: [.role("Agnt")])
        principal.rolePlaces = ["CEO": Place(file: "a", line: 1), "Agnt": Place(file: "a", line: 2)]
        try export.audit(principal).expectProblem(.error, "\"Agnt\"", at: "a:2")
    }

    @Test("A role under another root is not above")
    func otherRoot() throws {
        let finding = try audit(.role("Partner_Manager"), .role("Agent")).expect(
            Self.above, .failed, states: .role("Partner_Manager", reportsTo: nil),
            at: "roles/Partner_Manager.role")
        #expect(try relations(.role("Partner_Manager"), .role("Agent")).contains("they meet nowhere"))
        #expect(finding.message.contains("lowest role above all end users is \"Lead\""))
    }

    // MARK: Several end users

    @Test("Above all end users passes, and every path is shown")
    func severalEndUsers() throws {
        let finding = try audit(.role("CEO"), .role("Agent"), .role("Rep")).expect(
            Self.above, .passed, states: .role("Rep", reportsTo: "Sales"), at: "roles/Rep.role:4")
        #expect(
            finding.message.contains("Agent -> Lead -> Service -> CEO")
                && finding.message.contains("Rep -> Sales -> CEO"))
    }

    @Test("Of few roles whose paths are long the roles are named, without the paths", arguments: [3, 60])
    func longPaths(length: Int) throws {
        let names = (1...5).map { "R\($0)" + String(repeating: "x", count: length) }
        let middle = "Middle" + String(repeating: "y", count: length)
        let export = names.reduce(Export().roles("\(middle) < CEO")) { $0.roles("\($1) < \(middle) < CEO") }
        let finding = try export.audit(.roles(.role("CEO"), endUsers: names.map { .role($0) })).expect(
            Self.above, .passed)
        #expect(finding.message.contains("->") == (length == 3))
        for name in names { #expect(finding.message.contains(name)) }
    }

    @Test("Of more than five roles only the names are told, however short their paths are")
    func manyShortPaths() throws {
        let names = ["A", "B", "C", "D", "E", "F"]
        let export = names.reduce(Export().role("CEO")) { $0.role($1, under: "CEO") }
        let finding = try export.audit(.roles(.role("CEO"), endUsers: names.map { .role($0) })).expect(
            Self.above, .passed)
        #expect(finding.message == "\"CEO\" is above \"A\", \"B\", \"C\", \"D\", \"E\" and 1 more.")
    }

    @Test("Above some of them fails, and the lowest role above all is named")
    func someEndUsers() throws {
        let finding = try audit(.role("Service"), .role("Agent"), .role("Rep")).expect(Self.above, .failed)
        #expect(finding.message.contains("\"Service\" is in another branch than \"Rep\""))
        #expect(!finding.message.contains("Agent"))
        #expect(finding.message.contains("lowest role above all end users is \"CEO\""))
    }

    @Test("The lowest role above all is a strict ancestor of each, also where one end user is above another")
    func lowestIsStrict() throws {
        let finding = try audit(.role("Integration"), .role("Agent"), .role("Lead")).expect(Self.above, .failed)
        #expect(finding.message.contains("lowest role above all end users is \"Service\""))
    }

    @Test("Where no role is above all of them, that is said", arguments: [["Agent", "Partner_User"], ["CEO"]])
    func noLowest(roles: [String]) throws {
        let finding = try export.audit(.roles(.role("Sales"), endUsers: roles.map { .role($0) })).expect(
            Self.above, .failed)
        #expect(finding.message.contains("No role in the export is above all of them"))
    }

    @Test("One failure weighs more than what is unknown of others")
    func failureBeatsUnknown() throws {
        let result = try audit(.role("Integration"), .role("Agent"), .role("Gone"))
        try result.expect(Self.above, .failed)
        try result.expect(Self.endUsers, .unknown)
    }

    @Test("What is unknown of one end user keeps the row from passing")
    func unknownBeatsPass() throws {
        let finding = try audit(.role("Lead"), .role("Agent"), .role("Gone")).expect(Self.above, .unknown)
        #expect(finding.message.contains("\"Gone\""))
        #expect(finding.remedy?.retrieve?.contains("Role:Gone") == true)
    }

    // MARK: Assigned

    @Test("A role in the export is assigned")
    func roleAssigned() throws {
        let result = try audit(.role("CEO"), .role("Agent"), .role("Rep"))
        try result.expect(Self.assigned, .passed, states: .role("CEO", reportsTo: nil), at: "roles/CEO.role")
        try result.expect(Self.endUsers, .passed, states: .role("Rep", reportsTo: "Sales"), at: "roles/Rep.role:4")
    }

    @Test("An API user known to have no role fails")
    func apiUserWithoutRole() throws {
        let result = try audit(.none, .role("Agent"))
        let finding = try result.expect(Self.assigned, .failed)
        #expect(finding.message.contains("no role"))
        #expect(finding.remedy?.setup?.contains("Setup > Users") == true)
        #expect(try result.expect(Self.above, .failed).message.contains("no role"))
    }

    @Test("An API user who is inactive fails, with any role")
    func inactiveAPIUser() throws {
        var principal = Principal.roles(.role("CEO"), endUsers: [.role("Agent")])
        (principal.username, principal.place, principal.isActive) = (
            "api@example.com", Place(file: "users.json", line: 5), false
        )
        // Who names the role says nothing of that.
        principal.roleStatement = .init(giver: "role", place: Place(file: "rolecall.yml", line: 2))
        let finding = try export.audit(principal).expect(
            Self.assigned, .failed, says: "is inactive", at: "users.json:5")
        #expect(finding.message.contains("The API user is inactive"))
    }

    @Test("An API user whose role is not stated is unknown")
    func roleNotStated() throws {
        let result = try audit(.notStated, .role("Agent"))
        for id in [Self.assigned, Self.above] {
            let finding = try result.expect(id, .unknown)
            #expect(finding.remedy?.retrieve?.contains("--role") == true)
        }
        try result.expect(Self.endUsers, .passed)
    }

    @Test("Without end users the rules about them are unknown", arguments: [nil, []] as [[Principal.RoleAssignment]?])
    func noEndUsers(endUsers: [Principal.RoleAssignment]?) throws {
        let result = try export.audit(.roles(.role("CEO"), endUsers: endUsers))
        for id in [Self.endUsers, Self.above] {
            let finding = try result.expect(id, .unknown)
            #expect(finding.remedy?.retrieve?.contains(endUsers == nil ? "--end-user-role" : "--end-users") == true)
            #expect(finding.message.contains(endUsers == nil ? "not named" : "match no user"))
        }
        try result.expect(Self.assigned, .passed)
    }

    @Test("An end user known to have no role fails both rules and is named")
    func endUserWithoutRole() throws {
        var principal = Principal.roles(.role("CEO"), endUsers: nil)
        principal.endUsers = [
            .init(username: "ann@example.com", role: .role("Agent")), .init(username: "bob@example.com", role: .none),
        ]
        let result = try export.audit(principal)
        for id in [Self.endUsers, Self.above] {
            let finding = try result.expect(id, .failed)
            #expect(finding.message.contains("bob@example.com has no role"))
            #expect(!finding.message.contains("ann@example.com"))
        }
    }

    @Test("At most ten users are named, then a count")
    func manyUsers() throws {
        var principal = Principal.roles(.role("CEO"), endUsers: nil)
        principal.endUsers = (1...12).map { .init(username: "user\($0)@example.com", role: .none) }
        let finding = try export.audit(principal).expect(Self.endUsers, .failed)
        #expect(finding.message.contains("user10@example.com and 2 more have no role"))
        #expect(!finding.message.contains("user11@"))
    }

    @Test("End users of whom nothing is known leave unknown what would pass, and fail what fails without them")
    func moreEndUsers() throws {
        var principal = Principal.roles(.role("CEO"), endUsers: [.role("Agent")])
        principal.endUserGaps = [
            Unknown(place: Place(file: "users.json"), says: "there may be more", resolvedBy: "Export all.")
        ]
        let result = try export.audit(principal)
        for id in [Self.endUsers, Self.above] {
            let finding = try result.expect(id, .unknown, says: "there may be more", at: "users.json")
            #expect(finding.remedy?.retrieve?.contains("Export all.") == true)
        }
        principal.role = .role("Agent")
        try export.audit(principal).expect(Self.above, .failed)
    }

    @Test("Every role of end users that the export lacks is named")
    func missingRolesOfEndUsers() throws {
        let finding = try audit(.role("CEO"), .role("Here_Not"), .role("Agent"), .role("There_Not")).expect(
            Self.endUsers, .unknown)
        #expect(finding.message.contains("\"Here_Not\"") && finding.message.contains("\"There_Not\""))
        #expect(!finding.message.contains("\"Agent\""))
    }

    @Test(
        "Two paths to the root that end at one missing role, however it is spelled, do not lead from one to the other")
    func sameMissingParent() throws {
        let export = Export().role("Integration", under: "Gone").role("Agent", under: "GONE")
        try export.audit(.roles(.role("Integration"), endUsers: [.role("Agent")])).expect(Self.above, .failed)
        let other = Export().role("Integration", under: "Gone").role("Agent", under: "Gone_Too")
        try other.audit(.roles(.role("Integration"), endUsers: [.role("Agent")])).expect(Self.above, .unknown)
    }

    @Test(
        "An end user whose role nobody stated leaves both rules unknown",
        arguments: [
            [Principal.RoleAssignment.notStated], [.role("Agent"), .notStated],
        ])
    func endUserNotStated(endUsers: [Principal.RoleAssignment]) throws {
        let result = try export.audit(.roles(.role("CEO"), endUsers: endUsers))
        try result.expect(Self.endUsers, .unknown)
        try result.expect(Self.above, .unknown)
    }

    @Test("Where the exported users do not show the API user's profile, no advice is to name it")
    func profileOfExportedUser() throws {
        var principal = Principal.roles(.role("CEO"), endUsers: nil)
        principal.username = "api@example.com"
        principal.place = Place(file: "users.csv", line: 2)
        let result = try export.audit(principal)
        // Nor is it known whether this user may log in.
        #expect(try result.expect(Self.assigned, .unknown).remedy?.retrieve?.contains("IsActive") == true)
        result.expectProblem(.warning, "profile of api@example.com is not known", "Profile.Name", at: "users.csv:2")
        #expect(!result.problems.contains { $0.message.contains("--profile") })
    }

    @Test(
        "What fails only because of users who may be inactive is unknown",
        arguments: [
            Principal.RoleAssignment.none, .role("CEO"),
        ])
    func mayBeInactive(role: Principal.RoleAssignment) throws {
        var principal = Principal.roles(.role("CEO"), endUsers: nil)
        let ann = Principal.EndUser(username: "ann@example.com", role: role, mayBeInactive: true)
        principal.endUsers = [ann, .init(username: "ben@example.com", role: .role("Agent"))]
        let finding = try export.audit(principal).expect(Self.above, .unknown)
        #expect(finding.message.contains("ann@example.com"))
        #expect(finding.remedy?.retrieve?.contains("IsActive") == true)
        principal.endUsers?.append(.init(username: "cat@example.com", role: role))
        try export.audit(principal).expect(Self.above, .failed)
    }

    @Test("Only the end users whose role is not known are named as such")
    func someRolesNotKnown() throws {
        var principal = Principal.roles(.role("CEO"), endUsers: nil)
        principal.endUsers = [
            .init(username: "ann@example.com", role: .role("Agent")),
            .init(username: "ben@example.com", role: .notStated),
        ]
        for id in [Self.endUsers, Self.above] {
            let finding = try export.audit(principal).expect(id, .unknown)
            #expect(finding.message == "Not every end user's role is known: ben@example.com.")
        }
    }

    // MARK: Missing and unreadable roles

    @Test("A stated role that the export lacks is an error and leaves its rows unknown")
    func missingRole() throws {
        let result = try audit(.role("Servise"), .role("Agent"))
        result.expectProblem(.error, "no role \"Servise\"", "\"Service\"")
        #expect(try result.expect(Self.assigned, .unknown).remedy?.retrieve?.contains("Role:Servise") == true)
        try result.expect(Self.above, .unknown)
        try result.expect(Self.endUsers, .passed)
    }

    @Test("An end user's role that the export lacks is an error and leaves its rows unknown")
    func missingEndUserRole() throws {
        let result = try audit(.role("CEO"), .role("Gone"))
        result.expectProblem(.error, "no role \"Gone\"")
        #expect(try result.expect(Self.endUsers, .unknown).message.contains("\"Gone\""))
        try result.expect(Self.above, .unknown)
        try result.expect(Self.assigned, .passed)
    }

    @Test("A stated role whose file cannot be read is an error and leaves its rows unknown")
    func unreadableRole() throws {
        let result = try audit(.role("Broken"), .role("Agent"), in: export.file("roles/Broken.role", "<Role"))
        #expect(result.problems.filter { $0.severity == .error }.map { $0.place?.file } == ["roles/Broken.role"])
        try result.expect(Self.assigned, .unknown)
        try result.expect(Self.above, .unknown)
    }

    @Test("A parent whose file cannot be read breaks the path off, and is an error")
    func unreadableParent() throws {
        let broken = export.file("roles/Service.role", "")
        let result = try audit(.role("CEO"), .role("Agent"), in: broken)
        result.expectProblem(.error, at: "roles/Service.role")
        let finding = try result.expect(
            Self.above, .unknown, states: .role("Lead", reportsTo: "Service"), at: "roles/Lead.role:4")
        #expect(finding.message.contains("Agent -> Lead -> Service"))
        // What the path reached before is proven all the same.
        try audit(.role("Lead"), .role("Agent"), in: broken).expect(Self.above, .passed)
    }

    @Test(
        "That nothing says whether the API user is active is a warning unless a row says it",
        arguments: Verdict.allCases)
    func unknownActivity(_ verdict: Verdict) throws {
        let guide = try Guide.load("liveperson-connector")
        let row = try #require(guide.requirements.first { $0.id == Self.assigned })
        let other = try #require(guide.requirements.first { $0.id == Self.above })
        var principal = Principal()
        (principal.username, principal.place) = ("api@example.com", Place(file: "users.json"))
        let result = AuditResult(
            guide: guide, principal: principal,
            findings: [Finding(row, verdict, message: "It."), Finding(other, .failed, message: "It.")], problems: [])
        let isSaid = verdict != .passed && verdict != .notApplicable
        #expect(result.problems.map(\.severity) == (isSaid ? [] : [.warning]))
        principal.isActive = true
        #expect(AuditResult(guide: guide, principal: principal, findings: [], problems: []).problems.isEmpty)
    }

    @Test("An overview of the roles has each file that cannot be read once", arguments: ["Broken", "CEO"])
    func overview(role: String) throws {
        let problems = try export.file("roles/Broken.role", "<Role").withOrg { org in
            RoleOverview(of: org, .roles(.role(role), endUsers: [.role("Agent")])).problems
        }
        #expect(problems.map { $0.place?.file } == ["roles/Broken.role"])
        #expect(problems.map(\.severity) == [role == "Broken" ? .error : .warning])
    }

    @Test("A role that exported users contradict each other about is reported once, and not as one that is missing")
    func contradictedRole() throws {
        let result = try export.withOrg { org in
            let records = ["Lead", "Sales"].map { Role(name: "New", parent: $0, place: Place(file: "users.json")) }
            return try Guide.load("liveperson-connector").audit(
                org.adding(roles: records), .roles(.role("New"), endUsers: [.role("Agent")]))
        }
        #expect(result.problems.errors.count == 1)
        result.expectProblem(.error, "\"New\" reports to \"Lead\" in users.json and to \"Sales\"")
    }

    @Test("A name that several labels have is not taken for the role that is spelled almost so")
    func ambiguousName() throws {
        let labelled = ["A", "B"].reduce(export) {
            $0.metadata("Role", "roles/\($1).role", ["<name>agent</name>"])
        }
        let result = try audit(.role("agent"), .role("Rep"), in: labelled)
        result.expectProblem(.error, "\"agent\" is the label of several roles: \"A\", \"B\"")
    }

    @Test("A role that cannot be read and that no path requires is a warning")
    func unreadableBystander() throws {
        let result = try audit(.role("CEO"), .role("Agent"), in: export.file("roles/Broken.role", "<Role"))
        result.expectProblem(.warning, at: "roles/Broken.role:1")
        #expect(!result.problems.contains { $0.severity == .error })
        try result.expect(Self.above, .passed)
    }

    // MARK: Missing parents

    /// The export ends below `Default`; `Top` and `Other` are roots, `Side` is under `Default` as well.
    private let partial = Export().role("Agent", under: "Lead").role("Lead", under: "Default").role(
        "Side", under: "Default"
    )
    .role("Under_Side", under: "Side").role("Below", under: "Agent").role("Top").role("Elsewhere", under: "Away")

    @Test("A missing parent that several ways lead to is reported once")
    func missingParentOnce() throws {
        let export = partial.file("roles/Broken.role", "<Role").file("profiles/Broken.profile", "<Profile")
        let problems = try export.withOrg { org in
            RoleOverview(of: org, .roles(.role("Top"), endUsers: [.role("Agent"), .role("Below"), .role("Lead")]))
                .problems
        }
        #expect(problems.map { $0.place?.description } == ["roles/Lead.role:4", "roles/Broken.role:1"])
    }

    @Test("A path that breaks off proves what it reached")
    func foundBeforeTheBreak() throws {
        let result = try audit(.role("Lead"), .role("Agent"), in: partial)
        let finding = try result.expect(
            Self.above, .passed, states: .role("Agent", reportsTo: "Lead"), at: "roles/Agent.role:4")
        #expect(!finding.message.contains("Default"))
        result.expectProblem(.warning, "reports to \"Default\", which is not in the export", at: "roles/Lead.role:4")
        #expect(!result.problems.contains { $0.severity == .error })
    }

    @Test(
        "Not met on a path that breaks off is unknown, and the missing role is named", arguments: ["Top", "Elsewhere"])
    func undecided(role: String) throws {
        let finding = try audit(.role(role), .role("Agent"), in: partial)
            .expect(Self.above, .unknown, states: .role("Lead", reportsTo: "Default"), at: "roles/Lead.role:4")
        #expect(finding.message.contains("Agent -> Lead -> Default (not in the export)"))
        #expect(finding.remedy?.retrieve?.contains("Role:Default") == true)
    }

    @Test(
        "A role that itself is below the break cannot be above it",
        arguments: [
            "Side",  // under the same missing role
            "Under_Side",
            "Below",  // under the end user
            "Agent",  // the end user's own
        ])
    func decided(role: String) throws {
        let finding = try audit(.role(role), .role("Agent"), in: partial).expect(Self.above, .failed)
        #expect(try relations(.role(role), .role("Agent"), in: partial).contains("Default (not in the export)"))
        if role != "Agent" {
            #expect(finding.message.contains("lowest role above all end users is \"Lead\""))
        }
    }

    @Test("An end user's whole path decides, even if the API user's own breaks off")
    func apiPathBreaks() throws {
        let result = try audit(.role("Elsewhere"), .role("Agent"), in: export.role("Elsewhere", under: "Away"))
        try result.expect(Self.above, .failed)
        result.expectProblem(.warning, "\"Away\"", at: "roles/Elsewhere.role:4")
    }

    // MARK: What exported users leave open

    @Test("What exported users do not show of a role or of being active is said, with what they say instead")
    func doubts() throws {
        var doubts = UserDoubts()
        for fact in UserFact.allCases {
            doubts[fact] = Unknown(
                place: nil, says: "\(fact.rawValue) is invalid", resolvedBy: "Look at \(fact.rawValue).")
        }
        let place = Place(file: "users.json", line: 3)
        var principal = Principal()
        (principal.username, principal.place, principal.doubts) = ("api@x.example", place, doubts)
        principal.endUsers = [
            Principal.EndUser(username: "ann@x.example", role: .notStated, place: place, doubts: doubts)
        ]
        let open = try export.audit(principal)
        let api = try open.expect(
            "role/api-user-assigned", .unknown, says: "the role of api@x.example is not known", at: "users.json:3")
        #expect(api.message == "The API user's role is not known: UserRole.DeveloperName is invalid.")
        for id in ["role/api-user-assigned", Self.above, "role/end-users-assigned"] {
            #expect(try open.expect(id, .unknown).remedy?.retrieve == "Look at UserRole.DeveloperName.")
        }
        open.expectProblem(.warning, "Look at Profile.Name.", at: "users.json:3")
        principal.role = .role("CEO")
        let inactive = try export.audit(principal).expect("role/api-user-assigned", .unknown)
        #expect(inactive.remedy?.retrieve == "Look at IsActive.")
        principal.isActive = true
        for (mayBeInactive, column) in [(true, "IsActive"), (false, "Profile.UserLicense.Name")] {
            principal.endUsers = [
                Principal.EndUser(
                    username: "ann@x.example", role: .none, place: place, mayBeInactive: mayBeInactive,
                    mayBeAutomated: !mayBeInactive,
                    doubts: doubts)
            ]
            #expect(
                try export.audit(principal).expect("role/end-users-assigned", .unknown).remedy?.retrieve
                    == "Look at \(column).")
        }
    }

    // MARK: Cycles

    /// `Agent` is below a cycle of three.
    private let cyclic = Export().role("Agent", under: "Lead").role("Lead", under: "A").role("A", under: "B").role(
        "B", under: "C"
    )
    .role("C", under: "A").role("Top")

    @Test("A cycle on an asked path is an error that prints it")
    func cycle() throws {
        let result = try audit(.role("Top"), .role("Agent"), in: cyclic)
        result.expectProblem(.error, "A -> B -> C -> A")
        let finding = try result.expect(Self.above, .unknown)
        #expect(finding.remedy?.retrieve?.contains("A -> B -> C -> A") == true)
        try result.expect(Self.assigned, .passed)
    }

    @Test("However many ways lead to one cycle, what to do about it is reported once")
    func oneCycle() throws {
        let finding = try audit(.role("Top"), .role("Agent"), .role("B"), .role("C"), in: cyclic).expect(
            Self.above, .unknown)
        #expect(finding.remedy?.retrieve == "Fix the cycle of roles A -> B -> C -> A.")
        #expect(finding.message.contains("B -> C -> A -> B (a cycle)"), "\(finding.message)")
    }

    @Test("What the path reached below the cycle is proven")
    func belowTheCycle() throws {
        let result = try audit(.role("Lead"), .role("Agent"), in: cyclic)
        try result.expect(Self.above, .passed, states: .role("Agent", reportsTo: "Lead"), at: "roles/Agent.role:4")
        result.expectProblem(.error, "A -> B -> C -> A")
    }

    @Test("What only the cycle decides is unknown", arguments: ["A", "B", "C"])
    func onTheCycle(role: String) throws {
        try audit(.role(role), .role("Agent"), in: cyclic).expect(Self.above, .unknown)
        try audit(.role(role), .role("A"), in: cyclic).expect(Self.above, .unknown)
    }

    @Test("Why one row has its verdict has the error where that leaves it unknown, and not where the row passes")
    func cycleBearingOnOneRow() throws {
        let guide = try Guide.load("liveperson-connector")
        let principal = Principal.roles(.role("Integration"), endUsers: [.role("Agent")])
        let explanations = try cyclic.role("Integration").withOrg { org in
            try [Self.assigned, Self.above].map { try #require(guide.explain($0, org, principal)) }
        }
        #expect(explanations.map(\.finding.verdict) == [.passed, .unknown])
        #expect(explanations.map(\.errors.count) == [0, 1])
    }

    @Test("A cycle elsewhere is not reported")
    func cycleElsewhere() throws {
        let result = try audit(.role("CEO"), .role("Agent"), in: export.role("X", under: "Y").role("Y", under: "X"))
        try result.expect(Self.above, .passed)
        #expect(!result.problems.contains { $0.severity == .error })
    }

    @Test("A role that is its own parent is a cycle")
    func ownParent() throws {
        let result = try audit(.role("CEO"), .role("Loop"), in: export.role("Loop", under: "Loop"))
        result.expectProblem(.error, "Loop -> Loop")
        try result.expect(Self.above, .unknown)
    }

    // MARK: Tree

    @Test("The tree contains the asked paths and nothing else, and how the roles are to each other")
    func tree() throws {
        let tree = try audit(.role("lead"), .role("Agent"), .role("Sales"), .role("agent"), .role("Nobody")).roleTree
        #expect(tree.roles.map(\.name) == ["Agent", "CEO", "Lead", "Sales", "Service"])
        #expect(tree.apiUserRole == "Lead")
        #expect(tree.endUserRoles == [.init("Agent", .above), .init("Sales", .notAbove), .init("Nobody", .unknown)])
    }

    @Test("A guide that asks for no place among the roles has no tree that shows one as wrong")
    func treeNotAskedFor() throws {
        let rows = """
              - permission: ApiEnabled
                label: API Enabled
                requires: granted
                purpose: It connects.
            """
        let result = try export.audit(
            .roles(.role("Sales"), endUsers: [.role("Agent")]), against: guide(rows: rows).load())
        #expect(!result.roleTree.isAskedFor)
        #expect(try audit(.role("Sales"), .role("Agent")).roleTree.isAskedFor)
    }

    @Test("Without a role of the API user the tree says what that comes to")
    func treeWithoutRole() throws {
        #expect(try audit(.none, .role("Agent")).roleTree.endUserRoles == [.init("Agent", .notAbove)])
        let notStated = try audit(.notStated, .role("Agent")).roleTree
        #expect(notStated.endUserRoles == [.init("Agent", .unknown)])
        #expect(notStated.apiUserRole == nil)
    }
}
