import Foundation
import OrgModel
import TestSupport
import Testing

/// Files to be read as exported users, in a temporary folder of their own.
struct UserFiles {
    private let export: TemporaryFolder

    init(_ files: [String: [UInt8]] = [:]) throws {
        export = try TemporaryFolder()
        for (name, bytes) in files { try Data(bytes).write(to: URL(fileURLWithPath: path(name))) }
    }

    init(texts: [String: String]) throws {
        try self.init(texts.mapValues { Array($0.utf8) })
    }

    func path(_ name: String) -> String { "\(export.path)/\(name)" }

    func read(_ names: String...) -> UserExport {
        UserExport.read(names.map(path))
    }

    static func read(_ text: String, _ others: String...) throws -> UserExport {
        let names = ["file"] + others.indices.map { "other\($0)" }
        let files = try UserFiles(texts: Dictionary(uniqueKeysWithValues: zip(names, [text] + others)))
        return UserExport.read(names.map(files.path))
    }
}

@Suite("UserExport: what is read")
struct UserExportTests {
    static let profileOfBob = "\u{301}East, \"old\"\nTeam 🚀"

    @Test("Every shape gives the same users", arguments: UserExportShape.all)
    func users(shape: UserExportShape) throws {
        let files = try UserFiles(["users": shape.users])
        let export = files.read("users")
        #expect(export.problems == [])
        #expect(export.hasUsers)
        #expect(!export.hasAssignments)
        #expect(export.truncatedUsers == nil)
        try #require(export.users.map(\.username) == ["ada@example.com", "Bob@example.com"])
        let (ada, bob) = (export.users[0], export.users[1])
        #expect(ada.isActive == true)
        #expect(ada.userType == "Standard")
        #expect(ada.role == .role("Care_Manager"))
        #expect(!ada.roleIsLabel)
        #expect(ada.profile == "Minimum Access - API Only Integrations")
        #expect(ada.license == "Salesforce Integration")
        #expect(ada.callCenter == .member(id: "04v000000000001AAA", names: []))
        #expect(ada.place.file == files.path("users"))
        #expect(bob.isActive == false)
        #expect(bob.userType == "CspLitePortal")
        #expect(bob.role == .none)
        #expect(bob.profile == Self.profileOfBob)
        #expect(bob.license == "Salesforce")
        #expect(bob.callCenter == .none)
    }

    @Test("Every shape gives the same assignments", arguments: UserExportShape.all)
    func assignments(shape: UserExportShape) throws {
        let export = try UserFiles(["users": shape.users, "assignments": shape.assignments]).read(
            "assignments", "users")
        #expect(export.problems == [])
        #expect(export.hasAssignments)
        #expect(export.truncatedAssignments == nil)
        #expect(export.assignments.map(\.username) == ["ada@example.com", "ada@example.com", "Bob@example.com"])
        #expect(
            export.assignments.map(\.target) == [
                .permissionSet(fullName: "lpc__Agent"), .group(fullName: "Care"), .permissionSet(fullName: "Reports"),
            ])
        #expect(export.assignments.map(\.isActive) == [true, true, false])
        #expect(export.assignments.map(\.expires) == [nil, nil, Date(timeIntervalSince1970: 1_767_225_599)])
    }

    @Test("A record's line is where it begins, after values of several lines too")
    func lines() throws {
        let csv =
            "\u{FEFF}\"Username\",\"Profile.Name\",\"IsActive\",\"UserRole.Name\"\r\n"
            + "\"a\",\"x\r\ny\nz\",\"true\",\"R\"\r\n\r\n\"b\",\"\",\"true\",\"\"\r\n"
        #expect(try UserFiles.read(csv).users.map(\.place.line) == [2, 6])
        let json = "[\n{\"Username\": \"a\",\n\"IsActive\": true},\n{\"Username\": \"b\"}]"
        #expect(try UserFiles.read(json).users.map(\.place.line) == [2, 4])
    }

    @Test("A CSV file need not end with a line break, even if its last value is empty", arguments: ["", "\"\""])
    func lastValue(value: String) throws {
        let export = try UserFiles.read("Username,IsActive,Profile.Name,UserRole.DeveloperName\na,TRUE,P,\(value)")
        #expect(export.problems == [])
        #expect(export.users.map(\.role) == [.none])
    }

    // MARK: Roles

    static let roles = #"""
        {"status":0,"result":{"totalSize":3,"done":true,"records":[
        {"attributes":{"type":"UserRole"},"Id":"00E000000000001AAA","DeveloperName":"Top","Name":"The Top","ParentRoleId":null},
        {"attributes":{"type":"UserRole"},"Id":"00E000000000002AAA","DeveloperName":"Care","Name":"Care","ParentRoleId":"00E000000000001AAA"},
        {"attributes":{"type":"UserRole"},"Id":"00E000000000003AAA","DeveloperName":"Lost","Name":"Lost","ParentRoleId":"00E000000000009AAA"}]}}
        """#

    @Test("Roles know their parents by name, and one whose parent is not exported is not a root")
    func roleHierarchy() throws {
        let export = try UserFiles.read(Self.roles)
        #expect(export.problems == [])
        #expect(export.roles.map(\.name) == ["Care", "Lost", "Top"])
        #expect(export.roles.map(\.label) == ["Care", "Lost", "The Top"])
        #expect(export.roles.map(\.parent) == ["Top", "00E000000000009AAA", nil])
        let flat = try UserFiles.read("Id,DeveloperName,Name,ParentRoleId\n1,Top,The Top,\n2,Care,Care,1\n")
        #expect(flat.roles.map(\.parent) == ["Top", nil])
    }

    @Test("A role is known by its API name, or by its Id, or by its label, in this order")
    func roleSources() throws {
        let users = """
            Username,IsActive,Profile.Name,UserRoleId,UserRole.DeveloperName,UserRole.Name
            a,true,P,00E000000000002AAA,Care,The Top
            b,true,P,00E000000000001,,The Top
            d,true,P,,,

            """
        let labels = "Username,IsActive,Profile.Name,UserRole.Name\nc,true,P,The Top\n"
        let export = try UserFiles(texts: ["users": users, "labels": labels, "roles": Self.roles]).read(
            "users", "labels", "roles")
        #expect(export.problems == [])
        #expect(export.users.map(\.role) == [.role("Care"), .role("Top"), .role("The Top"), .none])
        #expect(export.users.map(\.roleIsLabel) == [false, false, true, false])
    }

    @Test(
        "A role that its Id contradicts is not known",
        arguments: [
            "00E000000000001AAA,Care", ",Care",
        ])
    func contradictoryRole(values: String) throws {
        let users = "Username,IsActive,Profile.Name,UserRoleId,UserRole.DeveloperName\na,true,P,\(values)\n"
        let export = try UserFiles(texts: ["users": users, "roles": Self.roles]).read("users", "roles")
        #expect(export.users.map(\.role) == [.notStated])
        #expect(export.problems.map(\.severity) == [.error])
        #expect(export.problems.first?.message.contains("The user's role is \"Care\", but UserRoleId ") == true)
    }

    @Test("What the export has no column for is not known, rather than empty")
    func missingColumns() throws {
        let export = try UserFiles.read("Username,Department\na,Care\n")
        let user = try #require(export.users.first)
        #expect(user.isActive == nil)
        #expect(user.userType == nil)
        #expect(user.role == .notStated)
        #expect(user.profile == nil)
        #expect(user.callCenter == .notStated)
    }

    // MARK: Assignments

    @Test("A revoked assignment does not count")
    func revoked() throws {
        let export = try UserFiles.read(
            """
            Assignee.Username,PermissionSet.Name,PermissionSet.NamespacePrefix,PermissionSetGroupId,IsActive,IsRevoked,ExpirationDate
            a,Set,,,true,false,
            b,Set,,,true,true,

            """)
        #expect(export.problems == [])
        #expect(export.assignments.map(\.isActive) == [true, false])
    }

    @Test(
        "Without the column that says so, a profile's own set is known by its name",
        arguments: [
            ("X00ex00000018ozT_128_09_43_34_1", true), ("X00e000000000001AAA", true), ("X00e_Reports", false),
            ("Xylophone", false),
        ])
    func ownedByProfile(name: String, isOwned: Bool) throws {
        let export = try UserFiles.read(
            """
            Assignee.Username,PermissionSet.Name,PermissionSet.NamespacePrefix,PermissionSetGroupId,IsActive
            a,\(name),,,true

            """)
        #expect(export.assignments.isEmpty == isOwned)
    }

    @Test("A group of a package has the package's namespace")
    func groupNamespace() throws {
        let export = try UserFiles.read(
            """
            Assignee.Username,PermissionSet.Name,PermissionSet.NamespacePrefix,PermissionSetGroup.DeveloperName,PermissionSetGroup.NamespacePrefix,IsActive
            a,Sum,,Care,lpc,true

            """)
        #expect(export.assignments.map(\.target) == [.group(fullName: "lpc__Care")])
    }

    @Test(
        "Of two records of a user an API name of the role counts more than its label, which is not compared with no role",
        arguments: [
            ("Name,Agent of care", "DeveloperName,Agent", Principal.RoleAssignment.role("Agent"), false),
            ("Name,Agent of care", "Name,Agent of care", .role("Agent of care"), true),
            ("Name,Agent of care", "DeveloperName,", .notStated, false),
        ])
    func twoRoles(_ first: String, _ other: String, _ role: Principal.RoleAssignment, _ isLabel: Bool) throws {
        let texts = [first, other].map { text in
            let parts = text.split(separator: ",", omittingEmptySubsequences: false)
            return "Username,IsActive,Profile.Name,UserRole.\(parts[0])\na,true,P,\(parts[1])\n"
        }
        for (one, two) in [(texts[0], texts[1]), (texts[1], texts[0])] {
            let user = try #require(UserFiles.read(one, two).users.first)
            #expect(user.role == role)
            #expect(user.roleIsLabel == isLabel)
        }
    }

    @Test("What one of two records of a user says counts, unless a third one says otherwise")
    func severalRecords() throws {
        let start = "Username,IsActive,Profile.Name,UserRole.DeveloperName"
        let texts = ["\(start)\na,true,P,R\n", "\(start),CallCenterId\na,true,P,R,04v000000000001\n"]
        #expect(try UserFiles.read(texts[0], texts[1]).users.map { $0.callCenter != .notStated } == [true])
        let flags = ["true", "false", "true"].map { "\(start),UserPermissionsMarketingUser\na,true,P,R,\($0)\n" }
        let user = try #require(UserFiles.read(flags[0], flags[1], flags[2]).users.first)
        #expect(user.flags.values.map(\.isOn) == [nil])
    }

    @Test("The record of a group need not say whether a set that it does not name is a profile's")
    func groupWithoutSet() throws {
        let export = try UserFiles.read(
            "Assignee.Username,PermissionSet.Name,PermissionSet.IsOwnedByProfile,PermissionSetGroup.DeveloperName,IsActive,"
                + "ExpirationDate\na,,,Team,true,\n")
        #expect(!export.problems.contains { $0.message.contains("IsOwnedByProfile") })
        #expect(export.assignments.map(\.target) == [.group(fullName: "Team")])
    }

    static let subqueries = [
        #"""
        {"totalSize":2,"done":true,"records":[
        {"attributes":{"type":"User"},"Username":"ada","IsActive":true,"Profile":{"Name":"P"},"UserRole":null,
         "PermissionSetAssignments":{"totalSize":2,"done":true,"records":[
          {"attributes":{"type":"PermissionSetAssignment"},"IsActive":true,"ExpirationDate":null,"PermissionSetGroup":null,
           "PermissionSet":{"Name":"A","NamespacePrefix":null}},
          {"attributes":{"type":"PermissionSetAssignment"},"IsActive":true,"ExpirationDate":null,"PermissionSetGroup":{"DeveloperName":"G"},
           "PermissionSet":{"Name":"B","NamespacePrefix":null}}]}},
        {"attributes":{"type":"User"},"Username":"bob","IsActive":true,"Profile":{"Name":"P"},"UserRole":null,
         "PermissionSetAssignments":null}]}
        """#,
        """
        Username,IsActive,Profile.Name,UserRole.Name,PermissionSetAssignments.totalSize,\
        PermissionSetAssignments.records.0.IsActive,PermissionSetAssignments.records.0.PermissionSet.Name,\
        PermissionSetAssignments.records.0.PermissionSet.NamespacePrefix,\
        PermissionSetAssignments.records.0.PermissionSetGroup.DeveloperName,\
        PermissionSetAssignments.records.1.IsActive,PermissionSetAssignments.records.1.PermissionSet.Name,\
        PermissionSetAssignments.records.1.PermissionSet.NamespacePrefix,\
        PermissionSetAssignments.records.1.PermissionSetGroup.DeveloperName,\
        PermissionSetAssignments.records.0.ExpirationDate
        ada,true,P,,2,true,A,,,true,B,,G,
        bob,true,P,,,,,,,,,,,

        """,
    ]

    @Test("Assignments may be below their users, nested or flat", arguments: subqueries)
    func subquery(text: String) throws {
        let export = try UserFiles.read(text)
        #expect(export.problems == [])
        #expect(export.users.map(\.username) == ["ada", "bob"])
        #expect(export.assignments.map(\.username) == ["ada", "ada"])
        #expect(export.assignments.map(\.target) == [.permissionSet(fullName: "A"), .group(fullName: "G")])
        #expect(export.hasAssignments)
    }

    @Test(
        "A query that is known to have found nothing differs from one that was never made",
        arguments: [
            ("Username,IsActive\n", true, false), ("Assignee.Username,PermissionSet.Name\n", false, true),
            ("Username,IsActive,UserRoleId,Profile.Name,PermissionSetAssignments\na,true,,P,\n", true, true),
            ("Id,DeveloperName,ParentRoleId\n", false, false),
        ])
    func nothingFound(text: String, hasUsers: Bool, hasAssignments: Bool) throws {
        let export = try UserFiles.read(text)
        #expect(export.problems == [])
        #expect(export.hasUsers == hasUsers)
        #expect(export.hasAssignments == hasAssignments)
    }

    @Test("An export of 20,000 users is read in full", .mustEnd, arguments: [false, true])
    func manyUsers(isJSON: Bool) throws {
        let text =
            isJSON
            ? "["
                + (0..<20_000).map {
                    #"{"Username":"user\#($0)@example.com","IsActive":true,"UserRole":{"DeveloperName":"R\#($0 % 50)"},"Profile":{"Name":"P"}}"#
                }
                .joined(separator: ",\n") + "]"
            : "Username,IsActive,UserRole.DeveloperName,Profile.Name\n"
                + (0..<20_000).map { "user\($0)@example.com,true,R\($0 % 50),P\n" }.joined()
        #expect(try UserFiles.read(text).users.count == 20_000)
    }
}
