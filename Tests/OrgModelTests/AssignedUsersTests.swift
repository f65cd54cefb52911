import Foundation
import OrgModel
import TestSupport
import Testing

extension PeopleFacts {
    static let test = PeopleFacts(
        userTypes: ["Standard"], otherUserTypes: ["PowerPartner": "a partner"], automatedLicenses: ["Robots"],
        automatedProfiles: ["Robot Profile"])
}

@Suite("Who exported users are")
struct AssignedUsersTests {
    private static let users = """
        Id,Username,IsActive,UserType,UserRole.DeveloperName,Profile.Name,CallCenterId
        005A,api@example.com,true,Standard,Integration,System Administrator,
        005B,ann@example.com,true,Standard,Agent,Agents,04v000000000001AAA
        005C,ben@example.com,true,Standard,Lead,Agents,04v000000000001
        005D,cat@example.com,false,Standard,Agent,Agents,04v000000000001AAA
        005E,bot@example.com,true,AutomatedProcess,,Agents,
        005F,dan@example.com,true,Standard,,Agents,

        """
    private static let assignments = """
        Assignee.Username,PermissionSet.Name,PermissionSet.IsOwnedByProfile,PermissionSetGroup.DeveloperName,IsActive,ExpirationDate
        API@example.com,Direct,false,,true,
        api@example.com,Owned,true,,true,
        api@example.com,Expired,false,,true,2026-01-01T00:00:00.000+0000
        api@example.com,Later,false,,true,2027-01-01T00:00:00.000+0000
        api@example.com,Inactive,false,,false,
        api@example.com,Aggregate,false,Group,true,
        ann@example.com,Direct,false,,true,
        ben@example.com,Aggregate,false,Group,true,

        """

    /// The name of a permission set that a profile owns.
    private let profileSet = "X00e000000000001AAA"

    private func assigned(
        users: String = users, assignments: String? = assignments
    ) throws -> (AssignedUsers, TemporaryFolder) {
        let export = try TemporaryFolder([
            "profiles/Admin.profile": document("Profile"), "profiles/Agents.profile": document("Profile"),
            "permissionsets/Direct.permissionset": document("PermissionSet"),
            "permissionsets/Later.permissionset": document("PermissionSet"),
            "permissionsets/Member.permissionset": document("PermissionSet"),
            "permissionsetgroups/Group.permissionsetgroup": document(
                "PermissionSetGroup", "<permissionSets>Member</permissionSets>"),
            "roles/Integration.role": document("Role", "<name>Integration</name>"),
            "roles/Lead.role": document("Role", "<name>Lead</name>", "<parentRole>Integration</parentRole>"),
            "roles/Agent.role": document("Role", "<name>Agent</name>", "<parentRole>Lead</parentRole>"),
            "roles/Orphan.role": document("Role", "<name>Orphan</name>", "<parentRole>Missing</parentRole>"),
            "users.csv": users, "assignments.csv": assignments ?? "",
        ])
        let files = ["users.csv"] + (assignments == nil ? [] : ["assignments.csv"])
        let date = try #require(ISO8601DateFormatter().date(from: "2026-06-01T00:00:00Z"))
        let found = AssignedUsers(
            UserExport.read(files.map { "\(export.path)/\($0)" }), in: try export.org(),
            standardProfiles: ["Admin": "System Administrator"], people: .test, on: date)
        return (found, export)
    }

    @Test("The API user has its profile, its role, and what is assigned on the day, in any letter case")
    func principal() throws {
        let (users, _) = try assigned()
        let (principal, problems) = users.principal("Api@Example.com")
        #expect(principal.assigned == Set(principal.permissionSets + principal.permissionSetGroups))
        #expect(!principal.assigned.isEmpty)
        #expect(principal.username == "api@example.com")
        #expect(principal.profile == ComponentID(.profile, "Admin"))
        #expect(principal.permissionSets.map(\.fullName) == ["Direct", "Later"])
        #expect(principal.permissionSetGroups.map(\.fullName) == ["Group"])
        #expect(principal.role == .role("Integration"))
        #expect(principal.isActive == true)
        #expect(principal.gaps.isEmpty)
        #expect(problems.map(\.place?.line) == [4, 6], "what has ended and what is inactive")
    }

    @Test("A profile or a set that neither a file nor a record describes is a warning", arguments: [true, false])
    func unknownProfile(isRecorded: Bool) throws {
        let records = try UserFiles.read(
            "Username,IsActive,Profile.Name\napi@example.com,true,Gone\n",
            #"[{"Assignee":{"Username":"api@example.com"},"IsActive":true,"PermissionSetId":"0PS000000000001","#
                + #""PermissionSet":{"Name":"X00e1","IsOwnedByProfile":true,"Profile":{"Name":"Gone"},"#
                + #""PermissionsApiEnabled":true}},{"Assignee":{"Username":"api@example.com"},"IsActive":true,"#
                + #""ExpirationDate":null,"PermissionSetId":"0PS000000000002","PermissionSet":{"Name":"Lost"}}]"#)
        var org = try TemporaryFolder(["profiles/Agents.profile": document("Profile")]).org()
        if isRecorded { org = org.adding(records.sources, standardProfiles: [:]) }
        let users = AssignedUsers(records, in: org, standardProfiles: [:], on: Date(timeIntervalSince1970: 0))
        let problems = users.principal("api@example.com").problems
        for name in ["Gone", "Lost"] {
            #expect(problems.contains { $0.message.contains("\"\(name)\"") } == !isRecorded, "\(problems)")
        }
        #expect(problems.allSatisfy { $0.severity == .warning })
    }

    @Test("A user who is not in the files is an error with the nearest usernames, and nothing is known of them")
    func unknownUser() throws {
        let (users, _) = try assigned()
        let (principal, problems) = users.principal("apy@example.com")
        #expect(problems.map(\.severity) == [.error])
        #expect(problems.first?.message.contains("The nearest usernames are api@example.com") == true)
        #expect(principal.gaps.count == 1)
    }

    @Test(
        "A result without any user is no reason not to say that a user is missing",
        arguments: ["Id,Username,IsActive,UserType,UserRole.DeveloperName,Profile.Name\n", "[]"])
    func emptyUsers(text: String) throws {
        let (users, _) = try assigned(users: text)
        let problems = users.principal("api@example.com").problems
        #expect(problems.contains { $0.message.contains("The files contain no user at all") }, "\(problems)")
    }

    @Test("Where an assignment has ended, the others stay in the order of their names")
    func orderOfHeld() throws {
        let (users, _) = try assigned(
            assignments: """
                Assignee.Username,PermissionSet.Name,PermissionSetGroup.DeveloperName,IsActive,ExpirationDate
                api@example.com,C,,true,
                api@example.com,B,,true,
                api@example.com,A,,true,2020-01-01

                """)
        #expect(users.principal("api@example.com").principal.permissionSets.map(\.fullName) == ["B", "C"])
    }

    @Test("Without assignments more may be assigned than is known")
    func noAssignments() throws {
        let (users, _) = try assigned(assignments: nil)
        let gaps = users.principal("api@example.com").principal.gaps
        #expect(gaps.map(\.says) == ["no export of assignments was given, so permission sets may be assigned"])
        #expect(gaps.allSatisfy { $0.resolvedBy.contains("PermissionSetAssignment") })
    }

    /// Whether `Direct` counts as assigned, and what is open, for one assignment with the given values.
    private func direct(_ columns: String, _ values: String) throws -> (isAssigned: Bool, gaps: [Unknown]) {
        let (users, _) = try assigned(
            assignments: "Assignee.Username,PermissionSet.Name,\(columns)\napi@example.com,Direct,\(values)\n")
        let principal = users.principal("api@example.com").principal
        return (!principal.permissionSets.isEmpty, principal.gaps)
    }

    @Test(
        "An assignment ends on its date, however an export writes it",
        arguments: [
            ("2020-01-01", false), ("2030-01-01", true), ("1577836800000", false), ("1893456000000", true),
            ("2020-01-01T00:00:00Z", false), ("2030-01-01T00:00:00.000+0000", true),
            // The moment of the audit, and the next one.
            ("2026-06-01T00:00:00Z", false), ("2026-06-01T00:00:01Z", true),
        ])
    func expiry(_ date: String, _ holds: Bool) throws {
        let direct = try direct("IsActive,ExpirationDate", "true,\(date)")
        #expect(direct.isAssigned == holds)
        #expect(direct.gaps.isEmpty)
    }

    @Test(
        "An assignment that ends soon is reported with its day; one that has ended, or ends later, or never, is not",
        arguments: [
            ("2026-06-01T00:00:00Z", nil), ("2026-06-01T00:00:01Z", "2026-06-01"),
            ("2026-06-01T23:59:59Z", "2026-06-01"),
            ("2026-06-02", "2026-06-02"), ("2026-07-01T00:00:00Z", "2026-07-01"), ("2026-07-01T00:00:01Z", nil),
            ("", nil),
        ])
    func endingSoon(_ date: String, _ day: String?) throws {
        let columns = "Assignee.Username,PermissionSet.Name,PermissionSetGroup.DeveloperName,IsActive,ExpirationDate\n"
        for target in ["Direct,", ",Group"] {
            let rows = ["api@example.com,\(target),true,\(date)\n", "ann@example.com,\(target),true,2026-06-02\n"]
            let users = try assigned(assignments: columns + rows.joined()).0
            let problems = users.principal("api@example.com").problems.filter { !$0.message.contains("grants nothing") }
            #expect(problems.map(\.severity) == (day == nil ? [] : [.warning]))
            guard let day, let problem = problems.first else { continue }
            #expect(problem.message.contains("until \(day) only"), "\(problem)")
            #expect(problem.place?.line == 2)
        }
    }

    @Test("Of several records of one assignment the first end counts", arguments: ["", "2027-01-01"])
    func firstEnd(_ other: String) throws {
        let rows = ["api@example.com,Direct,,true,2026-06-02", "api@example.com,Direct,,true,\(other)"]
        for rows in [rows, rows.reversed()] {
            let users = try assigned(assignments: ([Self.columns] + rows).joined(separator: "\n") + "\n").0
            #expect(
                users.principal("api@example.com").problems.contains { $0.message.contains("until 2026-06-02 only") })
        }
    }

    @Test(
        "An API user who is not a Standard user is reported, with what such a user is",
        arguments: [
            ("PowerPartner", "\"PowerPartner\", that is, a partner."), ("powerpartner", "that is, a partner."),
            ("Novel", "is \"Novel\". An integration"),
            ("Standard", nil), ("STANDARD", nil), ("", nil),
        ])
    func typeOfAPIUser(_ type: String, _ words: String?) throws {
        let text =
            "Username,IsActive,UserType,UserRole.DeveloperName,Profile.Name\nann@example.com,true,\(type),Agent,Agents\n"
        let (principal, problems) = try assigned(users: text).0.principal("ann@example.com")
        #expect(principal.userType == (type.isEmpty ? nil : type))
        #expect(problems.map(\.severity) == (words == nil ? [] : [.warning]))
        #expect(words.map { problems.first?.message.contains($0) == true } != false, "\(problems)")
    }

    @Test(
        "An assignment of which a value cannot be read is neither assigned nor not",
        arguments: [
            ("ExpirationDate", "31.12.2025"), ("ExpirationDate", "2026-02-31"), ("ExpirationDate", "20200101"),
            ("ExpirationDate", "2030-01-01T00:00:00Z or so"), ("IsActive", "yes"), ("IsRevoked", "no"),
        ])
    func doubtfulAssignment(_ column: String, _ value: String) throws {
        let direct = try direct(column, value)
        #expect(!direct.isAssigned)
        #expect(direct.gaps.count == 1)
        #expect(direct.gaps.first?.says.contains("\"Direct\"") == true)
        #expect(direct.gaps.first?.says.contains("\(column) is \"\(value)\"") == true)
        #expect(try self.direct("IsActive,ExpirationDate,\(column)2", "true,,\(value)").gaps.isEmpty)
    }

    @Test(
        "A flag without a value leaves the assignment open, and a date without one is not an end",
        arguments: [
            ("ExpirationDate,IsActive", ",", "IsActive"), ("ExpirationDate,IsActive,IsRevoked", ",true,", "IsRevoked"),
            ("ExpirationDate,IsActive,IsRevoked", ",,false", "IsActive"),
            ("IsActive,ExpirationDate", "true,", nil),
        ])
    func emptyFlag(_ columns: String, _ values: String, _ open: String?) throws {
        let direct = try direct(columns, values)
        #expect(direct.isAssigned == (open == nil))
        #expect(direct.gaps.map { $0.says.hasSuffix(": \(open ?? "") has no value") } == (open == nil ? [] : [true]))
    }

    @Test(
        "Without a column that decides whether it counts, an assignment is open",
        arguments: [
            ("Other", "", ["ExpirationDate", "IsActive"]), ("ExpirationDate", "", ["IsActive"]),
            ("IsActive", "true", ["ExpirationDate"]),
        ])
    func noDecidingColumn(column: String, value: String, missing: [String]) throws {
        let direct = try direct(column, value)
        #expect(!direct.isAssigned)
        let gap = try #require(direct.gaps.first)
        #expect(missing.allSatisfy { gap.says.contains("the file has no \($0)") }, "\(gap.says)")
        #expect(gap.resolvedBy == "Export PermissionSetAssignment with \(missing.joined(separator: " and ")).")
    }

    @Test(
        "An end that is null in every record is no end: the column is there, or the shape leaves out every null",
        arguments: [
            (#"{"attributes":{"type":"PermissionSetAssignment"},"#, #","ExpirationDate":null"#, true),
            (#"{"attributes":{"type":"PermissionSetAssignment","referenceId":"R1"},"#, "", true),
            (#"{"attributes":{"type":"PermissionSetAssignment"},"#, "", false),
        ])
    func noEndAtAll(start: String, end: String, isAssigned: Bool) throws {
        let record =
            start
            + #""Assignee":{"Username":"api@example.com"},"PermissionSet":{"Name":"Direct"},"IsActive":true"# + end
            + "}"
        let principal = try assigned(assignments: #"{"records":[\#(record)]}"#).0.principal("api@example.com").principal
        #expect(principal.permissionSets.map(\.fullName) == (isAssigned ? ["Direct"] : []))
        #expect(principal.gaps.isEmpty == isAssigned, "\(principal.gaps)")
    }

    @Test("An assignment that has ended or is inactive is reported with its line, unless the same is assigned again")
    func endedAssignments() throws {
        let columns =
            "Assignee.Username,PermissionSet.Name,PermissionSetGroup.DeveloperName,IsActive,IsRevoked,ExpirationDate\n"
        let rows = [
            "api@example.com,Direct,,true,false,2026-06-01", "api@example.com,Sum,Group,false,false,",
            "api@example.com,Later,,true,false,2026-01-01", "ann@example.com,Later,,true,false,2026-01-01",
            "api@example.com,Member,,true,true,", "api@example.com,Set,,true,false,",
        ]
        let users = try assigned(assignments: columns + rows.joined(separator: "\n") + "\n").0
        let (principal, problems) = users.principal("api@example.com")
        let said = [
            "Direct": "ended on 2026-06-01 (ExpirationDate)", "Group": "is inactive", "Later": "ended on 2026-01-01",
            "Member": "revoked",
        ]
        let lines = ["Direct": 2, "Group": 3, "Later": 4, "Member": 6]
        #expect(Set(principal.ended.map(\.id.fullName)) == Set(said.keys))
        for ended in principal.ended {
            let name = ended.id.fullName
            #expect(ended.place.line == lines[name])
            #expect(ended.says.contains(said[name] ?? "?"), "\(ended)")
            #expect(problems.contains { $0.place == ended.place && $0.message.contains("\"\(name)\"") })
        }
        let anew = columns + "api@example.com,Later,,true,false,\n" + rows[2] + "\n"
        #expect(try assigned(assignments: anew).0.principal("api@example.com").principal.ended.isEmpty)
    }

    @Test(
        "A typed role counts only where the user's record says nothing of one",
        arguments: [
            ("Lead", .role("Lead"), nil), ("", .notStated, "has no role"),
            ("Agent", .notStated, "has the role \"Agent\""), ("LEAD", .role("LEAD"), nil),
            (nil, .role("Lead"), nil),
        ] as [(String?, Principal.RoleAssignment, String?)])
    func typedRole(exported: String?, role: Principal.RoleAssignment, words: String?) throws {
        let column = exported == nil ? "" : "UserRole.DeveloperName,"
        let value = exported.map { "\($0)," } ?? ""
        let users = try assigned(
            users: "Username,IsActive,\(column)Profile.Name\nann@example.com,true,\(value)Agents\n"
        ).0
        var principal = users.principal("ann@example.com").principal
        let place = Place(file: "rolecall.yml", line: 4)
        let problem = principal.take(.role("Lead"), by: .init(giver: "role", place: place))
        #expect(principal.role == role)
        #expect(problem?.severity == words.map { _ in .error })
        #expect((principal.roleStatement != nil) == (exported == nil))
        guard let words, let problem else { return }
        #expect(problem.place == place)
        #expect(problem.message.contains(words) && problem.message.contains(":2"), "\(problem)")
        #expect(principal.doubts[.role]?.says.contains("rolecall.yml:4") == true)
    }

    @Test(
        "Where no user could be read, the cause is reported and not that nobody is found",
        arguments: [
            "{", "Username,IsActive\na\n", "Id,IsActive\n1,true\n",
        ])
    func unreadUsers(users: String) throws {
        let (assigned, _) = try assigned(users: users, assignments: nil)
        #expect(assigned.principal("api@example.com").problems.isEmpty)
        let found = assigned.endUsers([.active, .username("ann@example.com")], except: nil)
        #expect(found.problems.isEmpty)
        #expect(found.gaps.map(\.says) == ["no exported user could be read, so it is not known who is meant"])
    }

    @Test(
        "A user whose profile is not known may be granted anything by it",
        arguments: [
            "Username,IsActive,UserRoleId,Profile.Name\napi@example.com,true,,\n",
            "Username,IsActive\napi@example.com,true\n",
        ])
    func unknownProfile(users: String) throws {
        let gap = try #require(try assigned(users: users).0.principal("api@example.com").principal.gaps.first)
        #expect(gap.says.contains("the profile of api@example.com is not known"))
        #expect(gap.resolvedBy.contains("Profile.Name"))
    }

    @Test("What is assigned but not in the export is a warning that names it")
    func outside() throws {
        let (users, _) = try assigned(
            assignments:
                "Assignee.Username,PermissionSet.Name,PermissionSet.NamespacePrefix,IsActive,ExpirationDate\napi@example.com,Set,ns,true,\n"
        )
        let (principal, problems) = users.principal("api@example.com")
        #expect(principal.permissionSets.map(\.fullName) == ["ns__Set"])
        #expect(problems.map(\.severity) == [.warning])
        #expect(problems.first?.message.contains("Retrieve PermissionSet ns__Set too.") == true)
    }

    @Test(
        "Each selector means the users it says, never the API user and never, but by name, inactive ones",
        arguments: [
            ("role:Agent", ["ann"]), ("role-and-below:Lead", ["ann", "ben"]),
            ("profile:Agents", ["ann", "ben", "bot", "dan"]),
            ("permission-set:Direct", ["ann"]), ("permission-set-group:Group", ["ben"]),
            ("call-center:04v000000000001AAA", ["ann", "ben"]), ("username:CAT@example.com", ["cat"]),
            ("dan@example.com", ["dan"]), ("active", ["ann", "ben", "dan"]),
        ])
    func selectors(_ typed: String, _ expected: [String]) throws {
        let (users, _) = try assigned()
        let selector = try #require(EndUserSelector(typed))
        let found = users.endUsers([selector], except: "api@example.com")
        #expect(found.users.compactMap(\.username).map { $0.prefix(3) }.sorted() == expected.map { $0.prefix(3) })
        #expect(found.problems.isEmpty)
    }

    @Test(
        "Users whom a selector may mean are reported, with what resolves it",
        arguments: [
            ("role:Agent", "UserRole.DeveloperName"), ("role-and-below:Lead", "UserRole.DeveloperName"),
            ("role-and-below:Lead", "Retrieve Role:Gone"), ("role-and-below:Nowhere", "Retrieve Role:Nowhere"),
            ("profile:Agents", "Profile.Name"), ("call-center:04v9", "CallCenterId"),
            ("permission-set:Direct", "Export User with Id"),
        ])
    func openMembership(_ typed: String, _ resolvedBy: String) throws {
        let users = """
            Username,IsActive,UserRole.DeveloperName
            gus@example.com,true,Gone

            """
        let (gone, _) = try assigned(
            users: users, assignments: "AssigneeId,PermissionSet.Name\n005X,Direct\n")
        let (bare, _) = try assigned(
            users: "Username,IsActive\ngus@example.com,true\n",
            assignments: "AssigneeId,PermissionSet.Name\n005X,Direct\n")
        let selector = try #require(EndUserSelector(typed))
        let gaps = [gone, bare].flatMap { $0.endUsers([selector], except: nil).gaps }
        #expect(gaps.contains { $0.resolvedBy.contains(resolvedBy) }, "\(gaps)")
    }

    @Test("Whether a selector means the API user is not asked")
    func openMembershipOfAPIUser() throws {
        let users = try assigned(users: "Username,IsActive\napi@example.com,true\n", assignments: nil).0
        func gaps(except apiUser: String?) -> [String] {
            users.endUsers([.role("Agent")], except: apiUser).gaps.map(\.says)
        }
        #expect(gaps(except: nil).contains { $0.contains("means api@example.com") })
        #expect(!gaps(except: "API@example.com").contains { $0.contains("api@example.com") })
    }

    @Test("Who has another set may have one that is assigned by the Id of no exported user, and is not chosen for it")
    func otherSetBesideForeignAssignment() throws {
        let assignments = """
            AssigneeId,Assignee.Username,PermissionSet.Name,IsActive,ExpirationDate
            005X,,Direct,true,
            ,gus@example.com,Later,true,

            """
        let users = try assigned(users: "Username,IsActive\ngus@example.com,true\n", assignments: assignments).0
        let found = users.endUsers([.permissionSet("Direct")], except: nil)
        #expect(found.users.isEmpty)
        #expect(found.gaps.contains { $0.says.contains("gus@example.com") }, "\(found.gaps)")
        #expect(users.endUsers([.permissionSet("Later")], except: nil).users.count == 1)
    }

    @Test("What selects end users is offered with how many it selects, of whom the API user is none")
    func endUserChoices() throws {
        let users = try assigned(users: Self.users.replacing("001AAA", with: "001")).0
        let choices = users.endUserChoices(except: "API@example.com").map { "\($0.selector) \($0.users)" }
        #expect(
            choices == [
                "active 3", "call-center:04v000000000001 2", "role-and-below:Integration 2", "role-and-below:Lead 2",
                "role-and-below:Agent 1",
            ])
    }

    @Test("The API user is one of the active users as whom people or integrations log in")
    func apiUserCandidates() throws {
        let names = try assigned().0.apiUserCandidates.map { $0.user.username.prefix(3) }
        #expect(names.sorted() == ["ann", "api", "ben", "dan"])
    }

    @Test("A role whose path breaks off at the same role as another's is not below that one")
    func besideAnOrphan() throws {
        let users = "Username,IsActive,UserRole.DeveloperName\nann@example.com,true,Orphan\n"
        let export = try TemporaryFolder([
            "roles/Top.role": document("Role", "<name>Top</name>"),
            "roles/Orphan.role": document("Role", "<name>Orphan</name>", "<parentRole>Missing</parentRole>"),
            "roles/Other.role": document("Role", "<name>Other</name>", "<parentRole>Missing</parentRole>"),
            "users.csv": users,
        ])
        let assigned = AssignedUsers(
            UserExport.read(["\(export.path)/users.csv"]), in: try export.org(), standardProfiles: [:], people: .test,
            on: .distantPast)
        func found(_ top: String) -> (users: Int, gaps: Int) {
            let found = assigned.endUsers([.roleAndBelow(top)], except: nil)
            return (found.users.count, found.gaps.count)
        }
        #expect(found("Other") == (0, 0))
        #expect(found("Top") == (0, 1))
        #expect(found("Orphan") == (1, 0))
    }

    @Test("Where no user was exported, none is counted by role")
    func noUsers() throws {
        let export = try TemporaryFolder(["roles/Top.role": document("Role", "<name>Top</name>")])
        let nobody = AssignedUsers(
            UserExport.read([]), in: try export.org(), standardProfiles: [:], people: .test, on: .distantPast)
        #expect(nobody.activeUsersByRole == nil)
    }

    @Test("An export of users that is cut off leaves open who the end users are, and counts no user by role")
    func cutOffUsers() throws {
        let record = { (name: String) in
            #"{"Username":"\#(name)@example.com","IsActive":true,"Profile":{"Name":"Agents"},"UserRole":{"DeveloperName":"Agent"}}"#
        }
        func assigned(of size: Int) throws -> AssignedUsers {
            let result = #"{"totalSize":\#(size),"done":true,"records":[\#(record("ann")),\#(record("ben"))]}"#
            return try self.assigned(users: #"{"status":0,"result":\#(result)}"#, assignments: nil).0
        }
        let cut = try assigned(of: 3)
        let found = cut.endUsers([.role("Agent")], except: nil)
        #expect(found.users.map(\.username) == ["ann@example.com", "ben@example.com"])
        #expect(found.gaps.map { $0.place?.file.hasSuffix("/users.csv") } == [true])
        #expect(found.gaps.allSatisfy { $0.says.contains("may be more end users") })
        #expect(cut.activeUsersByRole == nil)
        let whole = try assigned(of: 2)
        #expect(whole.endUsers([.role("Agent")], except: nil).gaps.isEmpty)
        #expect(whole.activeUsersByRole == ["agent": 2])
    }

    @Test(
        "An end user of whom it is not reported whether it is active may be inactive, but who is named by name is meant"
    )
    func maybeInactive() throws {
        let users = try assigned(
            users: "Username,IsActive,UserRole.DeveloperName,Profile.Name\nann@example.com,,Agent,Agents\n"
        ).0
        #expect(users.endUsers([.role("Agent")], except: nil).users.map(\.mayBeInactive) == [true])
        #expect(users.endUsers([.username("Ann@example.com")], except: nil).users.map(\.mayBeInactive) == [false])
        #expect(try assigned().0.endUsers([.role("Agent")], except: nil).users.map(\.mayBeInactive) == [false])
    }

    @Test("Who has a permission set by an assignment in doubt may be meant, and is reported")
    func doubtfulMembership() throws {
        let assignments = "Assignee.Username,PermissionSet.Name,IsActive\nann@example.com,Direct,\n"
        let found = try assigned(assignments: assignments).0.endUsers([.permissionSet("Direct")], except: nil)
        #expect(found.users.isEmpty)
        #expect(found.problems.isEmpty)
        #expect(found.gaps.contains { $0.says.contains("ann@example.com") }, "\(found.gaps)")
    }

    @Test("Below a role that the export lacks are those that name it as their parent, in any case")
    func belowMissingRole() throws {
        let users = try assigned(
            users: "Username,IsActive,UserRole.DeveloperName,Profile.Name\nann@example.com,true,Orphan,Agents\n"
        ).0
        let found = users.endUsers([.roleAndBelow("MISSING")], except: nil)
        #expect(found.users.map(\.username) == ["ann@example.com"])
    }

    @Test("The API user is omitted however its name is spelled")
    func apiUserInAnotherCase() throws {
        let found = try assigned().0.endUsers([.active], except: "API@Example.Com")
        #expect(found.users.compactMap(\.username) == ["ann@example.com", "ben@example.com", "dan@example.com"])
    }

    @Test(
        "Without assignments nobody knows all who have a permission set",
        arguments: ["permission-set:Direct", "permission-set-group:Group"])
    func selectorWithoutAssignments(_ typed: String) throws {
        let selector = try #require(EndUserSelector(typed))
        #expect(try assigned(assignments: nil).0.endUsers([selector], except: nil).gaps.count == 1)
        #expect(try assigned().0.endUsers([selector], except: nil).gaps.isEmpty)
    }

    @Test("What several selectors leave open is reported once")
    func gapOnce() throws {
        let users = try assigned(assignments: nil).0
        let both: [EndUserSelector] = [.permissionSet("Direct"), .permissionSet("Later")]
        #expect(users.endUsers(both, except: nil).gaps == users.endUsers([both[0]], except: nil).gaps)
    }

    @Test("An assignment by the Id of no exported user may be that of an API user without an Id")
    func foreignAssignment() throws {
        let assignments = "AssigneeId,PermissionSet.Name\n005X,Direct\n"
        let bare = try assigned(
            users: "Username,IsActive,Profile.Name,UserRoleId\napi@example.com,true,Agents,\n", assignments: assignments
        ).0
        #expect(bare.principal("api@example.com").principal.gaps.map(\.resolvedBy).contains { $0.contains("with Id") })
        let known = assignments + "005A,\(profileSet)\n"
        #expect(try assigned(assignments: known).0.principal("api@example.com").principal.gaps.isEmpty)
    }

    @Test(
        "More may be assigned to a user whose profile's own permission set is not among the assignments, unless it is left out for everybody",
        arguments: [
            ("ben@example.com,Direct", true), ("ben@example.com,PROFILE", true),
            ("api@example.com,Direct\nben@example.com,PROFILE", true), ("API@example.com,PROFILE", false),
            ("api@example.com,Direct\nben@example.com,Direct", false),
        ])
    func userWithoutAssignments(_ rows: String, _ isOpen: Bool) throws {
        let rows = rows.replacing("PROFILE", with: profileSet)
        let found = try assigned(assignments: "Assignee.Username,PermissionSet.Name\n\(rows)\n").0
        let gaps = found.principal("api@example.com").principal.gaps.map(\.says)
        #expect(gaps.contains { $0.contains("profile's own permission set") } == isOpen, "\(gaps)")
    }

    @Test("The API user is never among the end users, and selecting it says so")
    func selectingAPIUser() throws {
        let found = try assigned().0.endUsers([.username("API@example.com")], except: "api@example.com")
        #expect(found.users.isEmpty)
        #expect(found.problems.first?.message.contains("never among the end users") == true)
    }

    @Test("A selector that matches no one does not mean the API user")
    func notTheAPIUser() throws {
        let found = try assigned().0.endUsers([.role("CEO")], except: "api@example.com")
        #expect(found.problems.count == 1)
        #expect(found.problems.first?.message.contains("never among the end users") == false)
    }

    @Test("Of users with labels of roles that are not exported, a label selects those who have it")
    func labelsOfRoles() throws {
        let (users, _) = try assigned(
            users: """
                Id,Username,IsActive,UserType,UserRole.Name,Profile.Name
                005A,api@example.com,true,Standard,First Line,Agents
                005B,ann@example.com,true,Standard,Second Line,Agents

                """)
        let found = users.endUsers([.role("Second Line")], except: nil)
        #expect(found.users.compactMap(\.username) == ["ann@example.com"])
    }

    @Test("A label that tells no role is reported, also beside a user of whose role nothing is known")
    func labelBesideNothing() throws {
        let label =
            "Id,Username,IsActive,UserType,UserRole.Name,Profile.Name\n005A,zoe@example.com,true,Standard,X,Agents\n"
        let nothing = "Id,Username,IsActive,UserType,Profile.Name\n005B,ann@example.com,true,Standard,Agents\n"
        let folder = try TemporaryFolder(["a.csv": label, "b.csv": nothing])
        let read = withExtendedLifetime(folder) { UserExport.read(["a.csv", "b.csv"].map { "\(folder.path)/\($0)" }) }
        let org = try assigned().1.org()
        let users = AssignedUsers(read, in: org, standardProfiles: [:], people: .test, on: .now)
        let found = users.endUsers([.username("ann@example.com"), .username("zoe@example.com")], except: nil)
        #expect(
            found.problems.map(\.message).contains { $0.contains("zoe@example.com is known by its label \"X\" alone") })
    }

    @Test("Roles exported without their parents are not a roots")
    func rolesWithoutParents() throws {
        let role = #"[{"attributes":{"type":"UserRole"},"Id":"00E1","DeveloperName":"Agent","Name":"Agent"}]"#
        let export = try UserFiles.read(role)
        #expect(export.roles.isEmpty)
        #expect(export.problems.first?.message.contains("ParentRoleId") == true)
    }

    @Test("Several selectors add up, each user once")
    func several() throws {
        let (users, _) = try assigned()
        let found = users.endUsers([.role("Agent"), .callCenter("04v000000000001")], except: nil)
        #expect(found.users.compactMap(\.username) == ["ann@example.com", "ben@example.com"])
        #expect(found.sources.contains(ComponentID(.permissionSet, "Member")))
        #expect(found.users.map(\.isChosenByCallCenter) == [false, true])
    }

    @Test("A user without a role is known to have none")
    func withoutRole() throws {
        let (users, _) = try assigned()
        #expect(users.endUsers([.username("dan@example.com")], except: nil).users.map(\.role) == [.none])
    }

    @Test(
        "A selector that matches no user is an error", arguments: ["role:Nobody", "username:x@y.z", "call-center:04v9"])
    func nobody(_ typed: String) throws {
        let (users, _) = try assigned()
        let selector = try #require(EndUserSelector(typed))
        #expect(users.endUsers([selector], except: "api@example.com").problems.map(\.severity) == [.error])
    }

    @Test(
        "It is reported where it was given, and nobody is required other exports because of it",
        arguments: [
            ("profile:Nope", "005G,eve@example.com,true,Standard,Agent,,"),
            ("call-center:04w", "005G,eve@example.com,true,Standard,Agent,Agents,"),
            ("role:Nope", "005G,eve@example.com,true,Standard,,Agents,"),
        ])
    func placeOfSelector(_ typed: String, _ record: String) throws {
        let (users, _) = try assigned(users: Self.users + record + "\n")
        let selector = try #require(EndUserSelector(typed))
        let place = Place(file: "rolecall.yml", line: 9)
        let configured = users.endUsers([selector], except: nil) { _ in place }
        #expect(configured.problems.map(\.place) == [place])
        #expect(configured.gaps.map(\.resolvedBy) == ["Correct the selector \"\(typed)\"."])
        let onCommandLine = users.endUsers([selector, .role("Lead")], except: nil)
        #expect(onCommandLine.problems.first?.message.hasPrefix("--end-users \"\(typed)\" matches no user") == true)
        #expect(onCommandLine.users.count == 1)
        #expect(onCommandLine.gaps.count == 1)
    }

    @Test("What is not a selector is refused", arguments: ["rolle:x", "role:", "plain", ""])
    func noSelector(_ typed: String) {
        #expect(EndUserSelector(typed) == nil)
    }

    @Test("Roles that only the exported users name complete the hierarchy; what both state differently is unknown")
    func exportedRoles() throws {
        let (_, export) = try assigned()
        let place = Place(file: "roles.json")
        let org = try export.org().adding(roles: [
            Role(name: "Top", place: place), Role(name: "Integration", parent: "Top", place: place),
            Role(name: "agent", parent: "Top", place: place),
        ])
        #expect(org.roles["Top"]?.place == place)
        #expect(org.roles["Agent"] == nil)
        #expect(org.roles["Integration"] == nil)
        let problem = try #require(org.unreadable[ComponentID(.role, "Agent")])
        #expect(problem.message.contains("reports to \"Lead\" in roles/Agent.role:"))
        #expect(problem.message.contains("and to \"Top\" in roles.json"))
    }

    // MARK: Contradictions

    private static let columns =
        "Assignee.Username,PermissionSet.Name,PermissionSetGroup.DeveloperName,IsActive,ExpirationDate"

    @Test(
        "Assignments that contradict each other are neither assigned nor not, in any order",
        arguments: [
            ["Direct,,true,", "Direct,,false,"], ["Direct,,false,", "direct,,true,"],
            ["Direct,,true,2020-01-01", "Direct,,true,2030-01-01", "Direct,,true,2030-01-01"],
            ["Direct,,true,", "Direct,,yes,"],
        ])
    func contradictoryAssignments(_ rows: [String]) throws {
        let text = Self.columns + "\n" + rows.map { "api@example.com,\($0)\n" }.joined()
        let principal = try assigned(assignments: text).0.principal("api@example.com").principal
        #expect(principal.permissionSets.isEmpty)
        #expect(principal.gaps.count == 1)
        #expect(
            principal.gaps.first?.says.contains("\"Direct\"") == true
                || principal.gaps.first?.says.contains("\"direct\"") == true)
    }

    @Test(
        "Assignments that agree, however often, are assigned; those that ended are not",
        arguments: [
            (["Direct,,true,", "Direct,,true,2030-01-01"], true),
            (["Direct,,true,2020-01-01", "Direct,,false,"], false),
        ])
    func agreeingAssignments(_ rows: [String], _ isAssigned: Bool) throws {
        let text = Self.columns + "\n" + rows.map { "api@example.com,\($0)\n" }.joined()
        let principal = try assigned(assignments: text).0.principal("api@example.com").principal
        #expect(principal.permissionSets.map(\.fullName) == (isAssigned ? ["Direct"] : []))
        #expect(principal.gaps.isEmpty)
    }

    @Test(
        "Of users who are described in two ways what differs is unknown",
        arguments: [
            "api@example.com,true,Standard,Integration,Agents,", "API@example.com,true,Standard,Integration,Agents,",
        ])
    func contradictoryUsers(_ row: String) throws {
        let header = "Username,IsActive,UserType,UserRole.DeveloperName,Profile.Name,CallCenterId\n"
        let other = "api@example.com,false,Standard,Lead,Agents,\n"
        for text in [header + row + "\n" + other, header + other + row + "\n" + other] {
            let principal = try assigned(users: text).0.principal("api@example.com").principal
            #expect(principal.isActive == nil)
            #expect(principal.role == .notStated)
            #expect(principal.profile == ComponentID(.profile, "Agents"))
            let problem = try #require(UserFiles.read(text).problems.first)
            #expect(problem.severity == .error)
            #expect(problem.message.contains("IsActive, UserRole differ"))
        }
    }

    @Test(
        "Two records of one role that disagree leave it unknown; a parent by its Id is not a disagreement",
        arguments: [
            (["Top", nil], false), (["Top", "Lead"], false), (["Top", "top"], true),
            (["Top", "00E000000000009"], true),
            (["00E000000000009", nil], false),
        ])
    func contradictoryRoles(_ parents: [String?], _ isKnown: Bool) throws {
        let (_, export) = try assigned()
        let roles = parents.enumerated().map { Role(name: "New", parent: $1, place: Place(file: "roles\($0).json")) }
        for order in [roles, roles.reversed()] {
            let org = try export.org().adding(roles: order)
            #expect(org.roles["New"].map { $0.parent?.lowercased() == "top" } == (isKnown ? true : nil))
            #expect((org.unreadable[ComponentID(.role, "New")] == nil) == isKnown)
        }
    }

    @Test(
        "An assignment whose Id and username mean two users is nobody's, and what is assigned is unknown",
        arguments: [
            ("005000000000001,api@example.com", true), ("005000000000001AAA,API@example.com", true),
            ("005000000000009,api@example.com", false),
            ("005000000000002,api@example.com", false), ("@UserRef1,api@example.com", true), (",api@example.com", true),
            ("005000000000009,zoe@example.com", true),
        ])
    func idOfAssignee(_ assignee: String, _ isSound: Bool) throws {
        let users =
            "Id,Username,IsActive,Profile.Name\n005000000000001AAA,api@example.com,true,Agents\n005000000000002,ann@example.com,true,Agents\n"
        let assignments =
            "AssigneeId,Assignee.Username,PermissionSet.Name,IsActive,ExpirationDate\n\(assignee),Direct,true,\n,api@example.com,\(profileSet),,\n"
        let found = try assigned(users: users, assignments: assignments).0.principal("api@example.com").principal
        #expect(found.gaps.isEmpty == isSound, "\(found.gaps)")
        #expect(found.permissionSets.isEmpty == (!isSound || assignee.contains("zoe")))
        let licenses = "AssigneeId,Assignee.Username,PermissionSetLicense.DeveloperName\n\(assignee),Psl\n"
        for text in [assignments, licenses] {
            let problems = try UserFiles.read(users, text).problems.filter { $0.severity == .error }
            #expect(problems.isEmpty == isSound, "\(problems)")
            #expect(problems.allSatisfy { $0.message.contains("AssigneeId") })
        }
        #expect((try UserFiles.read(users, licenses).wholeLicenses != nil) == isSound)
    }

    @Test(
        "What contradictory or invalid records leave open says where, and not to export a column that is there",
        arguments: [
            (
                UserFact.isActive, "true,Standard,Agent,Agents,People,04v000000000001",
                "false,Standard,Agent,Agents,People,04v000000000001"
            ),
            (
                .userType, "true,Standard,Agent,Agents,People,04v000000000001",
                "true,Guest,Agent,Agents,People,04v000000000001"
            ),
            (
                .role, "true,Standard,Agent,Agents,People,04v000000000001",
                "true,Standard,Lead,Agents,People,04v000000000001"
            ),
            (
                .role, "true,Standard,Agent,Agents,People,04v000000000001",
                "true,Standard,,Agents,People,04v000000000001"
            ),
            (
                .profile, "true,Standard,Agent,Agents,People,04v000000000001",
                "true,Standard,Agent,Others,People,04v000000000001"
            ),
            (
                .license, "true,Standard,Agent,Agents,People,04v000000000001",
                "true,Standard,Agent,Agents,Robots,04v000000000001"
            ),
            (.callCenter, "true,Standard,Agent,Agents,People,04v000000000001", "true,Standard,Agent,Agents,People,"),
            (
                .isActive, "yes,Standard,Agent,Agents,People,04v000000000001",
                "yes,Standard,Agent,Agents,People,04v000000000001"
            ),
        ])
    func settlingContradictions(_ fact: UserFact, _ first: String, _ second: String) throws {
        let header =
            "Username,IsActive,UserType,UserRole.DeveloperName,Profile.Name,Profile.UserLicense.Name,CallCenterId\n"
        for (one, other) in [(first, second), (second, first)] {
            let users = try assigned(users: "\(header)ann@example.com,\(one)\nann@example.com,\(other)\n").0
            let advice = users.principal("ann@example.com").principal.doubts.resolving(fact)
            #expect(
                advice
                    == users.endUsers([.username("ann@example.com")], except: nil).users.first?.doubts.resolving(fact))
            #expect(!advice.contains("Export User with"), "\(advice)")
            #expect(
                advice.contains(first == second ? "users.csv:2 IsActive is \"yes\"" : "users.csv:2 and "), "\(advice)")
            #expect(first == second || advice.contains("users.csv:3 contradict each other about"), "\(advice)")
        }
        let selectors = [EndUserSelector.active, .role("Agent"), .profile("Agents"), .callCenter("04v000000000001")]
        let users = try assigned(users: "\(header)ann@example.com,\(first)\nann@example.com,\(second)\n").0
        let gaps = users.endUsers(selectors, except: nil).gaps
        #expect(gaps.allSatisfy { !$0.resolvedBy.contains("Export User with") }, "\(gaps)")
    }

    @Test("A column that is missing is required")
    func settlingMissingColumns() throws {
        let principal = try assigned(users: "Username,IsActive\nann@example.com,true\n").0.principal("ann@example.com")
            .principal
        #expect(principal.doubts.resolving(.profile) == "Export User with Profile.Name.")
        #expect(principal.gaps.contains { $0.resolvedBy == "Export User with Profile.Name." })
        #expect(principal.doubts.resolving(.role) == "Export User with UserRole.DeveloperName.")
    }

    @Test(
        "A role's name and Id that contradict each other say so",
        arguments: [
            ("00E000000000002,Agent", true), ("00E000000000009,Agent", true), (",Agent", true),
            ("00E000000000001,Agent", false),
            ("00E000000000001AAA,agent", false), ("00E000000000009,Elsewhere", false),
        ])
    func roleOfTwoKinds(_ columns: String, _ isContradicted: Bool) throws {
        let roles = "Id,DeveloperName,ParentRoleId\n00E000000000001,Agent,\n00E000000000002,Lead,\n"
        let users =
            "Username,IsActive,UserRoleId,UserRole.DeveloperName,Profile.Name\nann@example.com,true,\(columns),Agents\n"
        let user = try #require(UserFiles.read(users, roles).users.first)
        #expect((user.role == .notStated) == isContradicted)
        #expect((user.doubts[.role]?.says.contains("contradict each other") == true) == isContradicted)
        #expect(!isContradicted || user.doubts.resolving(.role).contains("Export User and UserRole again"))
    }

    @Test(
        "A call center that is not among those that were exported is not a reason to export its columns",
        arguments: [
            ("Id,Name,InternalName\n04v000000000009,Phones,P\n", "Export User and CallCenter again, in one go"),
            ("Id,Name,InternalName\n04v000000000009,Phones,P\n,Lost,L\n", "Export all of CallCenter again"),
            ("Id,Name,InternalName\n04v000000000001,Phones,P\n", nil),
        ])
    func callCenterOfNoRecord(_ callCenters: String, _ advice: String?) throws {
        let export = try TemporaryFolder()
        let files = try UserFiles.read(
            "Username,IsActive,CallCenterId\nann@example.com,true,04v000000000001AAA\n", callCenters)
        let users = AssignedUsers(
            files, in: try TemporaryFolder(["profiles/A.profile": document("Profile")]).org(), standardProfiles: [:],
            on: Date(timeIntervalSince1970: 0))
        let found = try #require(users.endUsers([.username("ann@example.com")], except: nil).users.first)
        #expect((found.doubts[.callCenter] == nil) == (advice == nil))
        #expect(advice.map { found.doubts.resolving(.callCenter).hasPrefix($0) } != false, "\(export.path)")
    }

    @Test(
        "Two files of one role that disagree are not decided by an exported record, whichever it agrees with",
        arguments: ["Top", "Lead", nil])
    func recordBesideTwoFiles(_ parent: String?) throws {
        let export = try TemporaryFolder([
            "a/roles/R.role": document("Role", "<name>R</name>", "<parentRole>Top</parentRole>"),
            "b/roles/R.role": document("Role", "<name>R</name>", "<parentRole>Lead</parentRole>"),
        ])
        let org = try export.org().adding(roles: [
            Role(name: "r", parent: parent, place: Place(file: "roles.json", line: 5))
        ])
        #expect(org.roles["R"] == nil)
        let problem = try #require(org.problems.first { $0.message.contains("about the role above") })
        #expect(
            problem.message.contains(
                "neither counts, nor does the exported record at roles.json:5, and what depends on it is unknown"))
        #expect(org.problems.count == 1)
    }

    // MARK: Labels

    private static let labels =
        "Username,IsActive,UserType,UserRole.Name,Profile.Name\nann@example.com,true,Standard,%,Agents\n"

    @Test(
        "A role that is known by its label is looked for among labels alone",
        arguments: [
            ("Agent", Principal.RoleAssignment.role("Agent_2")), ("Agent_2", .notStated), ("Nowhere", .notStated),
            ("Twice", .notStated),
        ])
    func label(_ label: String, _ expected: Principal.RoleAssignment) throws {
        let export = try TemporaryFolder([
            "roles/Agent.role": document("Role", "<name>Other</name>"),
            "roles/Agent_2.role": document("Role", "<name>Agent</name>"),
            "roles/A.role": document("Role", "<name>Twice</name>"),
            "roles/B.role": document("Role", "<name>Twice</name>"),
        ])
        let users = AssignedUsers(
            try UserFiles.read(Self.labels.replacing("%", with: label)), in: try export.org(), standardProfiles: [:],
            people: .test, on: Date(timeIntervalSince1970: 0))
        let found = users.endUsers([.username("ann@example.com")], except: nil)
        #expect(found.users.map(\.role) == [expected])
        #expect(found.problems.map(\.severity) == (expected == .notStated ? [.error] : []))
        if label == "Twice" { #expect(found.problems.first?.message.contains("\"A\", \"B\"") == true) }
        #expect(users.principal("ann@example.com").principal.role == expected)
        #expect((users.principal("ann@example.com").principal.doubts[.role] == nil) == (expected != .notStated))
        // Of two roles with one label it is not known which one the user has.
        #expect(users.endUsers([.role("Twice")], except: nil).users.isEmpty)
    }

    // MARK: People

    @Test(
        "Programs are not an active end users; whoever may be one is reported",
        arguments: [
            ("Profile.UserLicense.Name", "Robots", [false]), ("Profile.UserLicense.Name", "People", [true]),
            ("Profile.Name", "Robot Profile", [false]), ("Profile.Name", "Agents", [true]),
        ])
    func programs(_ column: String, _ value: String, _ expected: [Bool]) throws {
        let text = "Username,IsActive,UserType,UserRoleId,\(column)\nann@example.com,true,Standard,,\(value)\n"
        let found = try assigned(users: text).0.endUsers([.active], except: nil).users
        #expect(found.map(\.mayBeAutomated) == (expected == [true] ? [column == "Profile.Name"] : []))
        // The users that are named are meant.
        let named = try assigned(users: text).0.endUsers([.username("ann@example.com"), .active], except: nil).users
        #expect(named.map(\.mayBeAutomated) == [false])
    }

    // MARK: Names

    @Test(
        "A selector that names nothing says so, with the nearest names",
        arguments: [
            ("role:Agend", "\"Agent\""), ("role-and-below:Lied", "\"Lead\""), ("profile:Agenten", "\"Agents\""),
            ("permission-set:Direkt", "\"Direct\""), ("permission-set-group:Groop", "\"Group\""),
            ("permission-set:Group", "is a permission set group"),
            ("permission-set-group:Direct", "is a permission set"),
            ("call-center:Phone", "export CallCenter"),
        ])
    func unknownName(_ typed: String, _ words: String) throws {
        let selector = try #require(EndUserSelector(typed))
        let problems = try assigned().0.endUsers([selector], except: "api@example.com").problems
        #expect(problems.map(\.severity) == [.error])
        #expect(problems.first?.message.contains(words) == true, "\(problems)")
    }

    @Test("A group that an export names as a permission set is the group")
    func groupAsSet() throws {
        let rows = "Assignee.Username,PermissionSet.Name,IsActive,ExpirationDate\napi@example.com,Group,true,\n"
        let (principal, problems) = try assigned(assignments: rows).0.principal("api@example.com")
        #expect(principal.permissionSetGroups.map(\.fullName) == ["Group"])
        #expect(principal.permissionSets.isEmpty)
        #expect(problems.map(\.severity) == [.warning])
        #expect(problems.first?.message.contains("it is a permission set group in the export") == true)
    }

    @Test(
        "A typed name of another kind is reported for what it is",
        arguments: [
            (
                "Group", MetadataType.permissionSet,
                "is a permission set group, not a permission set. Give it as --permission-set-group"
            ),
            (
                "direct", .permissionSetGroup,
                "is a permission set, not a permission set group. Give it as --permission-set"
            ),
            ("Lead", .profile, "is a role, not a profile. Give it as --role"),
        ])
    func otherKind(_ name: String, _ type: MetadataType, _ words: String) throws {
        let problem = try #require(assigned().1.org().match(name, type).problem)
        #expect(problem.message.contains(words))
        #expect(!problem.message.contains("Retrieve"))
    }
}
