import AuditEngine
import OrgModel
import Testing

@Suite("Rows that are asked of each end user")
struct EndUserRowTests {
    private static let users = """
        Username,IsActive,UserType,Profile.Name,Profile.UserLicense.Name,UserPermissionsMarketingUser
        ada@x.com,true,Standard,API,Salesforce,false
        ann@x.com,true,Standard,Agents,Salesforce,true
        ben@x.com,true,Standard,Agents,Salesforce,true
        cat@x.com,true,Standard,Agents,Salesforce,false
        dan@x.com,false,Standard,Agents,Salesforce,false
        """

    private static func load(_ kind: String, _ rows: String, table: String = "of: endUsers") throws -> Guide {
        try guide(kind: kind, table: table, rows: rows).load()
    }

    private static let flag = """
          - userFlag: MarketingUser
            label: Marketing User
            requires: on
            purpose: It writes campaigns.
        """
    private static let set = """
          - permissionSet: acme__Agent
            label: Acme Agent
            requires: assigned
            purpose: It shows the window.
        """
    private static let permission = """
          - permission: RunReports
            label: Run Reports
            requires: granted
            purpose: It runs reports.
        """
    private static let idOfFlag = "end-users/user-flag/MarketingUser"
    private static let idOfSet = "end-users/permission-set/acme__Agent"

    private static func assigned(_ names: String...) -> UserExports {
        var exports = UserExports(users: users, endUsers: ["active"])
        exports.assignments = ([UserExports.header] + names.map { "\($0)@x.com,Agent,acme,false,,true," }).joined(
            separator: "\n")
        return exports
    }

    // MARK: Verdicts

    @Test("Where nobody is an end user, it says so")
    func nobody() throws {
        var principal = Principal.set("A")
        principal.endUsers = []
        let finding = try Export().permissionSet("A").audit(principal, against: Self.load("permissionSet", Self.set))
            .expect(Self.idOfSet, .unknown)
        #expect(finding.message.contains("match no user"), "\(finding.message)")
    }

    @Test("Who lacks it is named, and the others are counted")
    func failed() throws {
        let finding = try Self.assigned("ann").audit(against: Self.load("permissionSet", Self.set)).expect(
            Self.idOfSet, .failed)
        #expect(finding.message.hasPrefix("For 2 of 3 end users it is not so: ben@x.com, cat@x.com. "))
        #expect(
            finding.remedy?.setup?.contains("Setup > Users > Users > the user > Permission Set Assignments") == true)
        #expect(finding.remedy?.metadata?.contains("--on-behalf-of USERNAME") == true)
        #expect(finding.evidence.allSatisfy { $0.place?.file.hasSuffix("users.csv") == true })
    }

    @Test("It passes where each of them has it, whatever the API user has")
    func passed() throws {
        let finding = try Self.assigned("ann", "ben", "cat").audit(against: Self.load("permissionSet", Self.set))
            .expect(
                Self.idOfSet, .passed)
        #expect(finding.message.hasPrefix("It is so for each of the 3 end users: ann@x.com, ben@x.com, cat@x.com."))
    }

    @Test("A flag is that of each of them")
    func flags() throws {
        let finding = try Self.assigned().audit(against: Self.load("userFlag", Self.flag)).expect(
            Self.idOfFlag, .failed)
        #expect(finding.message.hasPrefix("For 1 of 3 end users it is not so: cat@x.com. "))
        var chosen = Self.assigned()
        chosen.endUsers = ["ann@x.com", "ben@x.com"]
        try chosen.audit(against: Self.load("userFlag", Self.flag)).expect(Self.idOfFlag, .passed)
    }

    @Test(
        "A permission is what the profile and the sets of each grant",
        arguments: [("true", Verdict.passed), ("false", .failed)])
    func permissions(enabled: String, verdict: Verdict) throws {
        let export = Export().profile("API").profile("Agents", user("RunReports", enabled))
        let finding = try Self.assigned().audit(export, against: Self.load("systemPermission", Self.permission)).expect(
            "end-users/system/RunReports", verdict)
        #expect(finding.evidence.contains { $0.place?.description == "profiles/Agents.profile:3" })
        if verdict == .failed {
            #expect(finding.remedy?.setup?.contains("a permission set of the end users") == true)
        }
    }

    @Test("What the API user's sources grant explains nothing of them")
    func explanation() throws {
        let guide = try Self.load("systemPermission", Self.permission)
        let explanation = try Export().permissionSet("A", user("RunReports")).withOrg {
            guide.explain("end-users/system/RunReports", $0, .set("A"))
        }
        #expect(try #require(explanation).chains.isEmpty)
    }

    @Test("What the export cannot tell of one of them is unknown, and says what to export")
    func unknown() throws {
        let finding = try Self.assigned().withoutAssignments.audit(against: Self.load("permissionSet", Self.set))
            .expect(
                Self.idOfSet, .unknown)
        #expect(finding.message.hasPrefix("For all 3 end users it is not known: ann@x.com, ben@x.com, cat@x.com."))
        #expect(finding.remedy?.retrieve?.contains("Export PermissionSetAssignment") == true)
    }

    @Test("End users whose assignments were not asked for may have more, and what is forbidden may be among it")
    func otherAssignmentsExported() throws {
        var exports = Self.assigned("ann", "ben", "cat")
        exports.assigneesOfProfiles = ["ada@x.com"]
        try exports.audit(against: Self.load("permissionSet", Self.set)).expect(Self.idOfSet, .passed)
        exports.assignments = UserExports.header
        let guide = try Self.load("permissionSet", Self.set)
        let finding = try exports.audit(against: guide).expect(Self.idOfSet, .unknown)
        #expect(finding.remedy?.retrieve?.contains("Export all records of PermissionSetAssignment") == true)
        let forbidden = try Self.load(
            "permissionSet", Self.set.replacing("requires: assigned", with: "requires: assigned\n    forbidden: true"))
        #expect(try exports.audit(against: forbidden).findings.map(\.verdict) == [.unknown])
        exports.assigneesOfProfiles = nil
        #expect(try exports.audit(against: forbidden).findings.map(\.verdict) == [.passed])
    }

    @Test("End users who are not named, or known by their roles alone, leave it open")
    func notNamed() throws {
        let guide = try Self.load("userFlag", Self.flag)
        var exports = Self.assigned()
        exports.endUsers = []
        let finding = try exports.audit(against: guide).expect(Self.idOfFlag, .unknown)
        #expect(finding.remedy?.retrieve?.contains("--end-users") == true)
        let byRole = try Export().profile("API").audit(.roles(.notStated, endUsers: [.role("Agent")]), against: guide)
        #expect(try byRole.expect(Self.idOfFlag, .unknown).message.contains("by their roles alone"))
        try Export().profile("API").audit(.roles(.notStated, endUsers: []), against: guide).expect(
            Self.idOfFlag, .unknown)
    }

    @Test("Users who may be no end users, or who may be more, leave it open")
    func doubtful() throws {
        let guide = try Self.load("userFlag", Self.flag)
        var exports = UserExports(
            users:
                "Username,UserType,Profile.Name,UserPermissionsMarketingUser\nada@x.com,Standard,API,false\ncat@x.com,Standard,Agents,false",
            endUsers: ["profile:Agents"])
        let finding = try exports.audit(against: guide).expect(Self.idOfFlag, .unknown)
        #expect(finding.message.contains("cat@x.com may log in"), "\(finding.message)")
        exports.users =
            "Username,IsActive,Profile.Name,UserPermissionsMarketingUser\nann@x.com,true,Agents,true\nben@x.com,true,,true"
        exports.endUsers = ["profile:Agents"]
        let more = try exports.audit(against: guide, apiUser: nil).expect(Self.idOfFlag, .unknown)
        #expect(more.message.hasPrefix("Not all end users are known."), "\(more.message)")
    }

    @Test("Who was chosen for having the set shows nothing of who has it")
    func circular() throws {
        let guide = try Self.load("permissionSet", Self.set)
        let export = Export().profile("API").permissionSet("acme__Agent")
        var exports = Self.assigned("ann", "ben")
        exports.endUsers = ["permission-set:acme__Agent"]
        try exports.audit(export, against: guide).expect(Self.idOfSet, .unknown)
        exports.endUsers = ["permission-set:acme__Agent", "ann@x.com", "ben@x.com"]
        try exports.audit(export, against: guide).expect(Self.idOfSet, .passed)
        // Nor does another set that they were chosen for.
        exports.assignments? += ["ann", "ben"].map { "\n\($0)@x.com,Other,,false,,true," }.joined()
        exports.endUsers = ["permission-set:Other"]
        try exports.audit(export.permissionSet("Other"), against: guide).expect(Self.idOfSet, .passed)
    }

    @Test("Where it is not known whether those who were chosen for a set have it for good, that is what is told")
    func circularAndDoubtful() throws {
        let export = Export().profile("API").permissionSet("acme__Agent", sessionBased)
        var exports = Self.assigned("ann", "ben")
        exports.endUsers = ["permission-set:acme__Agent"]
        let finding = try exports.audit(export, against: Self.load("permissionSet", Self.set)).expect(
            Self.idOfSet, .unknown)
        #expect(finding.message.contains("session-based") && !finding.message.contains("were chosen"))
    }

    @Test("The same of a set that is known by its label, or was named", arguments: [nil, "acme__Agent"])
    func circularByLabel(name: String?) throws {
        let guide = try Self.load(
            "permissionSet",
            Self.set.replacing("- permissionSet: acme__Agent", with: "- key: Agent\n    find: [Acme Agent]"))
        let export = Export().profile("API").permissionSet("acme__Agent", "<label>Acme Agent</label>")
            .permissionSet("Other", "<label>Other</label>")
        var options = AuditOptions()
        if let name { options.names["Agent"] = name }
        var exports = Self.assigned("ann", "ben")
        exports.assignments? += ["ann", "ben"].map { "\n\($0)@x.com,Other,,false,,true," }.joined()
        for (chosen, verdict) in [("acme__Agent", Verdict.unknown), ("Other", .passed)] {
            exports.endUsers = ["permission-set:\(chosen)"]
            try exports.audit(export, options, against: guide).expect("end-users/permission-set/Agent", verdict)
        }
    }

    // MARK: Many users

    @Test("Users who have the same are judged together, in whatever order they come")
    func groups() throws {
        let count = 2_000
        let names = (0..<count).map { "u\($0)@x.com" }
        var exports = UserExports(
            users: (["Username,IsActive,UserType,Profile.Name,Profile.UserLicense.Name,UserPermissionsMarketingUser"]
                + names.enumerated().map { "\($1),true,Standard,Agents,Salesforce,\($0 % 2 == 0)" }).joined(
                    separator: "\n"),
            endUsers: ["active"])
        exports.assignments = ([UserExports.header] + names.map { "\($0),Agent,acme,false,,true," }).joined(
            separator: "\n")
        let finding = try exports.audit(against: Self.load("userFlag", Self.flag), apiUser: nil).expect(
            Self.idOfFlag, .failed)
        #expect(finding.message.hasPrefix("For 1000 of 2000 end users it is not so: "))
        #expect(finding.message.contains(" and 995 more. "))
        #expect(finding.evidence.count == 1)
    }

    // MARK: Rule files and queries

    @Test("One row of a table can be asked of them, beside one of the API user")
    func oneRow() throws {
        let rows = Self.permission + "\n" + Self.permission + "\n    of: endUsers"
        let guide = try Self.load("systemPermission", rows, table: "")
        #expect(guide.requirements.map(\.id) == ["system/RunReports", "end-users/system/RunReports"])
        #expect(guide.requirements.map(\.kind) == ["systemPermission", "systemPermission"])
        let missing = try Export().permissionSet("A").missingGrants(.set("A"), against: guide)
        #expect(missing.fixed == ["system/RunReports"])
        let surplus = try Export().permissionSet("A", user("RunReports")).withOrg { guide.surplus($0, .set("A")) }
        #expect(surplus.isEmpty)
    }

    @Test("Alternatives can be asked of them too")
    func alternatives() throws {
        let rows = """
              - key: reports
                anyOf:
                  - [{ permission: RunReports, requires: granted }]
                  - [{ permission: ViewPublicReports, requires: granted }]
                label: Reports
                purpose: It shows reports.
            """
        let export = Export().profile("API").profile("Agents", user("RunReports", "false"), user("ViewPublicReports"))
        try Self.assigned().audit(export, against: Self.load("systemPermission", rows)).expect(
            "end-users/any-of/reports", .passed)
    }

    @Test(
        "A row that cannot be asked of them, or twice, is an error",
        arguments: [
            (
                "role", "of: endUsers",
                "  - { rule: api-user-assigned, label: R, requires: assigned, purpose: P., remedy: { setup: S., metadata: m } }",
                "Only permissions"
            ),
            ("userFlag", "of: endUsers", flag + "\n    of: endUsers", "asked of the end users already"),
            ("userFlag", "of: admins", flag, "\"admins\" is not known"),
        ])
    func invalid(kind: String, table: String, rows: String, words: String) throws {
        let diagnostics = try guide(kind: kind, table: table, rows: rows).diagnostics()
        #expect(diagnostics.contains { $0.message.contains(words) && $0.line > 0 }, "\(diagnostics)")
    }

    @Test("What end users have is queried, and their profiles and sets are retrieved")
    func plans() throws {
        var users = QueriedUsers()
        users.apiUser = "ada@x.com"
        let guide = try Self.load("systemPermission", Self.permission)
        let queries = guide.recordQueries(for: .empty, users)
        let assignments = queries.first { $0.name == "assignments" }?.text() ?? ""
        #expect(assignments.hasSuffix("WHERE Assignee.IsActive = true\n"))
        #expect(assignments.contains("PermissionSet.PermissionsRunReports"))
        #expect(queries.first { $0.name == "licenses" }?.text().contains("WHERE") == false)
        // The API user needs none of it.
        #expect(queries.first { $0.name == "sources" }?.text().contains("RunReports") != true)
        let fields = try AuditEngineTests.guide(
            kind: "fieldPermission", table: "object: Case\nof: endUsers",
            rows: "      - { fields: all, requires: read, label: A, purpose: B. }"
        ).load().recordQueries(for: .empty, users)
        #expect(!fields.contains { ["fields", "fields-of-Case"].contains($0.name) })
        var principal = Principal.profile("API")
        func profiles() -> [String]? {
            guide.retrievePlan(for: .empty, principal).entries.first { $0.type == "Profile" }?.members
        }
        #expect(profiles() == ["*", "API"])
        principal.endUserSources = [ComponentID(.profile, "Agents"), ComponentID(.permissionSet, "Extra")]
        #expect(profiles() == ["API", "Agents"])
    }
}
