import OrgModel
import Testing

@testable import AuditEngine

@Suite("Queries for what metadata leaves out")
struct RecordQueryTests {
    private func queries(
        _ guide: String = "liveperson-connector", apiUser: String? = "api@example.com", sources: [ComponentID] = [],
        endUsers: [EndUserSelector] = [], _ set: (inout AuditOptions) -> Void = { _ in }
    ) throws -> [String: String] {
        var users = QueriedUsers()
        (users.apiUser, users.sources, users.endUsers) = (apiUser, sources, endUsers)
        var options = AuditOptions()
        set(&options)
        let queries = try Guide.load(guide).recordQueries(for: .empty, users, options: options)
        return Dictionary(uniqueKeysWithValues: queries.map { ($0.name, $0.text()) })
    }

    @Test("The columns are those of the guide's system permissions, and of what brings or may open what it requires")
    func permissionColumns() throws {
        let text = try queries()["sources"] ?? ""
        let columns = RecordQuery.columns(of: text).filter { $0.hasPrefix("PermissionSet.Permissions") }
        #expect(
            columns.map { $0.dropFirst("PermissionSet.Permissions".count) } == [
                // Of tasks, Edit Read Only Fields and View All Fields (Global) of fields, the two with Data of objects.
                "ActivitiesAccess", "ApiEnabled", "EditReadonlyFields", "EditTask", "ModifyAllData", "ModifyMetadata",
                "ViewAllData", "ViewAllFieldsGlobal", "ViewAllUsers", "ViewRoles", "ViewSetup",
            ])
    }

    @Test(
        "What may open every field is asked for where View All Fields is required",
        arguments: ["viewAllFields", "read"])
    func permissionsThatMayOpenFields(right: String) throws {
        var users = QueriedUsers()
        users.apiUser = "api@example.com"
        let queries = try ViewAllFieldsTests.guide(right).recordQueries(for: .empty, users)
        let text = queries.first { $0.name == "sources" }?.text()
        #expect(text?.contains("PermissionsViewAllFieldsGlobal") == (right == "viewAllFields"))
    }

    @Test("The fields of an object are asked for until the name of each that the guide requires is known")
    func labelledFields() throws {
        let guide = try AuditEngineTests.guide(
            kind: "fieldPermission", table: "object: Case",
            rows: "      - { key: Text, find: [Transcript], label: Text, requires: edit, purpose: It writes it. }"
        ).load()
        var users = QueriedUsers()
        users.apiUser = "api@example.com"
        for names in [[:], ["Case.Text": "Text__c"]] {
            var options = AuditOptions()
            options.names = names
            let queries = guide.recordQueries(for: .empty, users, options: options).map(\.name)
            #expect(queries.contains("fields-of-Case") == names.isEmpty)
            #expect(queries.contains("fields"))
        }
    }

    @Test("A permission for which PermissionSet has no column is not asked for")
    func withoutColumn() throws {
        let platform = try PlatformFacts.load()
        #expect(platform.recorded(["ApiEnabled", "CanApproveUninstalledApps"]) == ["ApiEnabled"])
    }

    @Test("A name that is no API name makes no file", arguments: ["../../evil", "a\nb", "", "a b"])
    func nameOfFile(_ name: String) throws {
        let names = try queries { $0.names["Conversation"] = name }.keys
        #expect(!names.isEmpty && names.allSatisfy { $0.allSatisfy { $0.isLetter || $0 == "-" } })
    }

    @Test("A package's object is asked for by label until its name is known")
    func packageObject() throws {
        let before = try queries()
        #expect(
            before["entities-by-label"]?.hasSuffix(
                "WHERE Label IN ('LivePerson Conversation', 'Conversation Transcript')\n")
                == true)
        #expect(before.values.allSatisfy { !$0.contains("__c") })
        let after = try queries { $0.names["Conversation"] = "lpc__C__c" }
        #expect(after["entities-by-label"] == nil)
        for name in ["entities", "objects", "fields", "fields-of-lpc__C__c"] {
            #expect(after[name]?.contains("'lpc__C__c'") == true, "\(name)")
        }
    }

    @Test("An object that is switched off is not asked for, nor what only its rows speak of")
    func disabled() throws {
        let queries = try queries { $0.disabledObjects = ["Task", "Conversation", "Lead"] }
        for text in queries.values { #expect(!text.contains("'Lead'") && !text.contains("'Task'"), "\(text)") }
        #expect(queries["sources"]?.contains("ActivitiesAccess") == false)
        #expect(queries["entities-by-label"] == nil)
    }

    @Test("Of alternatives on several objects none is asked about that is switched off")
    func disabledAlternative() throws {
        let folder = try AuditEngineTests.guide(
            objects: "Case: {}\n  Lead: {}",
            rows: """
                  - key: choice
                    label: Cases or leads
                    purpose: It reads one of them.
                    anyOf:
                      - [{ object: Case, requires: [read] }]
                      - [{ object: Lead, requires: [read] }]
                """)
        var users = QueriedUsers()
        users.apiUser = "api@example.com"
        var options = AuditOptions()
        options.disabledObjects = ["Lead"]
        let queries = try folder.load().recordQueries(for: .empty, users, options: options)
        #expect(queries.contains { $0.text().contains("'Case'") })
        #expect(!queries.contains { $0.text().contains("'Lead'") })
    }

    @Test("Objects without object permissions are not asked for theirs, and their fields of both that share them")
    func task() throws {
        let queries = try queries()
        #expect(queries["objects"]?.contains("'Task'") == false)
        #expect(queries["fields"]?.contains("'Task', 'Event'") == true)
    }

    @Test("Every query about permissions is read back as covering its user and objects")
    func readBack() throws {
        for (name, kind) in [("objects", PermissionKind.objectPermission), ("fields", .fieldPermission)] {
            let text = try queries(apiUser: "o'n\\eil@x.y")[name] ?? ""
            let query = try #require(PermissionQuery(text))
            #expect(query.kind == kind)
            #expect(query.parents == .assigned(username: "o'n\\eil@x.y"))
        }
    }

    @Test("Without a username the named sources are asked for, a standard profile by both names")
    func named() throws {
        let queries = try queries(
            apiUser: nil,
            sources: [
                ComponentID(.profile, "Admin"), ComponentID(.permissionSet, "ns__Set"),
                ComponentID(.permissionSetGroup, "Group"),
            ])
        #expect(queries["sources"] == nil)
        #expect(
            queries["sets"]?.hasSuffix(
                """
                WHERE Profile.Name IN ('Admin', 'System Administrator') OR Name IN ('Set') OR \
                PermissionSetGroup.DeveloperName IN ('Group')

                """) == true)
        let objects = try #require(PermissionQuery(queries["objects"] ?? ""))
        #expect(
            objects.parents
                == .named([
                    .profile: ["Admin", "System Administrator"], .permissionSet: ["Set"], .group: ["Group"],
                ]))
    }

    @Test("Where nobody is named everything that is assigned is asked for, and nothing of single objects")
    func nobody() throws {
        let queries = try queries(apiUser: nil)
        #expect(queries["objects"] == nil && queries["fields"] == nil)
        #expect(queries["assignments"]?.hasSuffix("FROM PermissionSetAssignment\n") == true)
        #expect(queries["sets"]?.hasSuffix("FROM PermissionSet\n") == true)
    }

    @Test("Users are all active ones, and those that are named; a set's users come of its assignments")
    func endUsers() throws {
        let queries = try queries(endUsers: [.username("b@c.d"), .permissionSet("ns__A"), .permissionSetGroup("G")])
        #expect(
            queries["users"]?.hasSuffix("WHERE IsActive = true OR Username IN ('api@example.com', 'b@c.d')\n") == true)
        #expect(
            queries["assignments"]?.hasSuffix(
                "WHERE PermissionSet.Name IN ('A') OR PermissionSetGroup.DeveloperName IN ('G')\n") == true)
        #expect(try self.queries()["assignments"] == nil)
    }

    @Test("Call centers are asked for where the guide or a selector speaks of them")
    func callCenters() throws {
        #expect(try queries()["callcenters"] != nil)
        #expect(try queries("gong-salesforce")["callcenters"] == nil)
        #expect(try queries("gong-salesforce", endUsers: [.callCenter("X")])["callcenters"] != nil)
    }

    @Test("Where the guide speaks of no object, none is asked for")
    func noObject() throws {
        var users = QueriedUsers()
        users.apiUser = "api@example.com"
        let queries = try GuideFolder.guide(asking: "RunReports")
            .recordQueries(for: .empty, users, options: AuditOptions()).map(\.name)
        #expect(!queries.isEmpty && Set(queries).isDisjoint(with: ["objects", "fields"]))
    }

    @Test("A column that the org lacks is left out, the others stay")
    func omitted() {
        let query = RecordQuery("users", ["Id", "CallCenterId", "Username"], of: "User", where: "IsActive = true")
        #expect(query.text(omitting: ["CallCenterId"]) == "SELECT Id, Username\nFROM User\nWHERE IsActive = true\n")
        #expect(RecordQuery.columns(of: query.text()) == ["Id", "CallCenterId", "Username"])
        #expect(query.line == "SELECT Id, CallCenterId, Username FROM User WHERE IsActive = true")
        #expect(RecordQuery.columns(of: "SELECT Id FROM User").isEmpty)
        #expect(RecordQuery.columns(of: "FIND Id, Name\nFROM User").isEmpty)
    }
}
