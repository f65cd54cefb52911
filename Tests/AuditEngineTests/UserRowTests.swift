import AuditEngine
import OrgModel
import Testing

@Suite("Rows that require a license, a flag or a kind of assignment")
struct UserRowTests {
    // MARK: User licenses

    private static let licenseRows = """
          - license: [Salesforce, Salesforce Integration]
            label: A full license
            requires: assigned
            purpose: It may log in.
          - permissionSetLicense: Salesforce API Integration
            label: Salesforce API Integration
            requires: assigned
            purpose: It may have object permissions.
          - key: platform
            license: [Salesforce Platform]
            label: The platform
            requires: assigned
            purpose: It is enough.
        """
    private static let userLicense = "license/user-license"
    private static let permissionSetLicense = "license/SalesforceAPIIntegrationPsl"

    private static func licenses() throws -> Guide { try guide(kind: "license", rows: licenseRows).load() }

    @Test("The ids are those of the rows")
    func ids() throws {
        #expect(
            try Self.licenses().requirements.map(\.id) == [
                Self.userLicense, Self.permissionSetLicense, "license/platform",
            ])
        #expect(try Self.licenses().warnings.isEmpty)
    }

    @Test("A permission set license that rolecall does not know has an id of the letters and digits that ids can have")
    func idOfUnknownLicense() throws {
        let row = Self.licenseRows.replacing(
            "permissionSetLicense: Salesforce API Integration", with: "permissionSetLicense: Größe-2 Plus")
        #expect(try guide(kind: "license", rows: row).load().requirements.map(\.id)[1] == "license/Gre2Plus")
    }

    @Test(
        "The profile's license is the user's, in any letter case",
        arguments: [
            ("Salesforce", Verdict.passed), ("salesforce integration", .passed), ("Salesforce Platform", .failed),
            ("", .unknown),
        ])
    func ofProfile(license: String, verdict: Verdict) throws {
        let line = license.isEmpty ? user("RunReports") : "<userLicense>\(license)</userLicense>"
        let finding = try Export().profile("API", line).audit(.profile("API"), against: Self.licenses())
            .expect(
                Self.userLicense, verdict, states: license.isEmpty ? nil : .says(.license(license)),
                at: license.isEmpty ? nil : "profiles/API.profile:3")
        if verdict == .unknown {
            #expect(finding.remedy?.retrieve?.contains("Profile.UserLicense.Name") == true)
        }
        if verdict == .failed {
            #expect(
                finding.message
                    == "The API user has the user license \"Salesforce Platform\", not \"Salesforce\" or \"Salesforce Integration\"."
            )
            #expect(
                finding.remedy?.setup?.contains("choose the User License \"Salesforce\" or \"Salesforce Integration\"")
                    == true)
        }
    }

    @Test("Without a profile it is not known", arguments: [Principal(), .set("A"), .profile("Absent")])
    func withoutProfile(principal: Principal) throws {
        let finding = try Export().permissionSet("A").audit(principal, against: Self.licenses())
            .expect(Self.userLicense, .unknown)
        #expect(finding.remedy?.retrieve?.contains("rofile") == true)
    }

    @Test(
        "So is what two files or the exported user say differently, unless all of it is enough, or none",
        arguments: [
            ("Salesforce", "Salesforce Integration", Verdict.passed), ("Identity", "Chatter Free", .failed),
            ("Salesforce", "Identity", .unknown),
        ])
    func contradiction(profile: String, exported: String, verdict: Verdict) throws {
        let export = Export().profile("API", "<userLicense>\(profile)</userLicense>")
        let finding = try UserExports(
            users: "Username,IsActive,Profile.Name,Profile.UserLicense.Name\nada@x.com,true,API,\(exported)"
        ).audit(export, against: Self.licenses()).expect(Self.userLicense, verdict)
        #expect(
            finding.evidence.map(\.says) == [
                "profile \"API\" names the license \"\(profile)\"",
                "user ada@x.com has the user license \"\(exported)\"",
            ])
    }

    // MARK: Permission set licenses

    private static let licenseHeader =
        "Assignee.Username,PermissionSetLicense.DeveloperName,PermissionSetLicense.MasterLabel"

    @Test(
        "A record names it, by either name; all records prove that it is missing",
        arguments: [
            ("ada@x.com,SalesforceAPIIntegrationPsl,", Verdict.passed),
            ("ada@x.com,,Salesforce API Integration", .passed),
            ("ada@x.com,OtherPsl,Other", .failed), ("bob@x.com,SalesforceAPIIntegrationPsl,", .failed),
        ])
    func recorded(record: String, verdict: Verdict) throws {
        let users = UserExports(
            users: "Username,IsActive,Profile.Name\nada@x.com,true,API\nbob@x.com,true,API",
            licenses: "\(Self.licenseHeader)\n\(record)")
        let finding = try users.audit(against: Self.licenses()).finding(Self.permissionSetLicense)
        #expect(finding.verdict == verdict, "\(finding.message)")
        #expect(finding.evidence.first?.place?.file.hasSuffix("licenses.csv") == true)
        #expect((finding.evidence.first?.place?.line == 2) == (verdict == .passed))
    }

    @Test("Where no record tells, it is not known, unless it was typed, or a set brings it")
    func otherSources() throws {
        let guide = try Self.licenses()
        let finding = try UserExports().audit(against: guide).expect(Self.permissionSetLicense, .unknown)
        #expect(finding.remedy?.retrieve?.contains("--permission-set-license") == true)
        var principal = Principal.set("Set")
        principal.permissionSetLicenses.names = ["salesforceapiintegrationpsl"]
        try Export().permissionSet("Set").audit(principal, against: guide)
            .expect(Self.permissionSetLicense, .passed, says: "--permission-set-license")
        let export = Export().permissionSet("Set", license("SalesforceAPIIntegrationPsl"))
        try export.audit(.set("Set"), against: guide).expect(
            Self.permissionSetLicense, .passed, at: "permissionsets/Set.permissionset:3")
        try Export().permissionSet("Set", license("OtherPsl")).audit(.set("Set"), against: guide)
            .expect(Self.permissionSetLicense, .unknown)
        let profile = Export().profile("API", "<userLicense>SalesforceAPIIntegrationPsl</userLicense>")
        try profile.audit(.profile("API"), against: guide).expect(Self.permissionSetLicense, .unknown)
        // Salesforce does not assign a set whose license the user is known to lack.
        principal.permissionSetLicenses = .init()
        principal.permissionSetLicenses.toldBy = Place(file: "licenses.json")
        try export.audit(principal, against: guide).expect(Self.permissionSetLicense, .failed, at: "licenses.json")
        try export.group("Team", member("Set")).audit(.group("Team"), against: guide)
            .expect(Self.permissionSetLicense, .unknown)
    }

    @Test("A set that brings it and records that lack it contradict each other")
    func contradictoryLicense() throws {
        try UserExports("ada@x.com,Set,,false,,true,", licenses: "\(Self.licenseHeader)\nada@x.com,OtherPsl,Other")
            .audit(
                Export().profile("API").permissionSet("Set", license("SalesforceAPIIntegrationPsl")),
                against: Self.licenses()
            ).expect(Self.permissionSetLicense, .unknown)
    }

    @Test(
        "An invalid row is reported at its line",
        arguments: [
            (
                "license: [Salesforce, Salesforce Integration]", "license: [Salesforce API Integration]",
                "is a permission set license"
            ),
            ("license: [Salesforce, Salesforce Integration]", "license: []", "This list is empty"),
            (
                "permissionSetLicense: Salesforce API Integration", "permissionSetLicense: Salesforce",
                "is a user license"
            ),
            (
                "permissionSetLicense: Salesforce API",
                "license: [Salesforce]\n    permissionSetLicense: Salesforce API",
                "either license or permissionSetLicense"
            ),
            ("key: platform\n    ", "", "is already at"),
        ])
    func invalidLicense(text: String, replacement: String, words: String) throws {
        try #require(Self.licenseRows.contains(text))
        let diagnostics = try guide(kind: "license", rows: Self.licenseRows.replacing(text, with: replacement))
            .diagnostics()
        #expect(diagnostics.contains { $0.message.contains(words) && $0.line > 1 }, "\(diagnostics)")
    }

    @Test("A user license that is not known gives a warning")
    func unknownLicense() throws {
        let guide = try guide(
            kind: "license", rows: Self.licenseRows.replacing("[Salesforce Platform]", with: "[Salesforce Platfrom]")
        )
        .load()
        #expect(guide.warnings.first?.message.contains("The nearest names are Salesforce Platform") == true)
    }

    // MARK: Flags

    private static let flagRows = """
          - userFlag: MarketingUser
            label: Marketing User
            requires: on
            purpose: It writes campaigns.
        """

    @Test(
        "A flag is what the user's record says",
        arguments: [
            ("UserPermissionsMarketingUser", "true", Verdict.passed), ("USERPERMISSIONSMARKETINGUSER", "1", .passed),
            ("UserPermissionsMarketingUser", "false", .failed), ("UserPermissionsMarketingUser", "perhaps", .unknown),
            ("UserPermissionsMarketingUser", "", .unknown), ("UserPermissionsOfflineUser", "true", .unknown),
        ])
    func flag(column: String, value: String, verdict: Verdict) throws {
        let users = UserExports(users: "Username,IsActive,Profile.Name,\(column)\nada@x.com,true,API,\(value)")
        let finding = try users.audit(against: guide(kind: "userFlag", rows: Self.flagRows).load())
            .finding("user-flag/MarketingUser")
        #expect(finding.verdict == verdict, "\(finding.message)")
        switch verdict {
        case .unknown:
            #expect(
                finding.remedy?.retrieve?.contains(
                    column.hasSuffix("MarketingUser") ? "unedited" : "Export User with UserPermissionsMarketingUser.")
                    == true, "\(finding.remedy?.retrieve ?? "")")
        default: #expect(finding.evidence.first?.place?.line == 2)
        }
        if verdict == .failed { #expect(finding.remedy?.setup?.contains("tick \"Marketing User\"") == true) }
    }

    @Test("Records of one user that say different things leave it open")
    func contradictoryFlag() throws {
        let users =
            "Username,IsActive,Profile.Name,UserPermissionsMarketingUser\nada@x.com,true,API,true\nada@x.com,true,API,false"
        let finding = try UserExports(users: users).audit(
            against: guide(kind: "userFlag", rows: Self.flagRows).load()
        ).expect("user-flag/MarketingUser", .unknown)
        #expect(finding.message.contains("contradict each other about UserPermissionsMarketingUser"))
    }

    @Test("Only exported users say it")
    func flagOfNobody() throws {
        let finding = try Export().profile("API").audit(
            .profile("API"), against: guide(kind: "userFlag", rows: Self.flagRows).load()
        ).expect("user-flag/MarketingUser", .unknown)
        #expect(finding.remedy?.retrieve?.contains("--api-user") == true)
    }

    @Test("The query for users has the columns of the flags")
    func queriedFlag() throws {
        let queries = try guide(kind: "userFlag", rows: Self.flagRows).load().recordQueries(for: .empty, QueriedUsers())
        let text = queries.first { $0.name == "users" }?.text() ?? ""
        #expect(RecordQuery.columns(of: text).last == "UserPermissionsMarketingUser")
    }

    @Test("A flag that is not known is an error that lists the known ones")
    func unknownFlag() throws {
        let rows = Self.flagRows.replacing("MarketingUser", with: "MarketngUser")
        try guide(kind: "userFlag", rows: rows).expectOnly(
            "rows.yaml", 8, "MarketngUser", "KnowledgeUser, ", "MarketingUser")
    }

    // MARK: Assignments

    private static let assignmentRows = """
          - rule: permanent
            label: Without an end
            requires: kept
            purpose: It goes on.
          - rule: withoutActivation
            label: Without activation
            requires: kept
            purpose: It always works.
        """

    private static func assignments() throws -> Guide { try guide(kind: "assignment", rows: assignmentRows).load() }

    @Test(
        "An assignment with an end is not permanent, whether the end is to come or past",
        arguments: [
            (
                ["ada@x.com,A,,false,,true,", "ada@x.com,,,,Team,true,"], Verdict.passed,
                "is assigned to user ada@x.com"
            ),
            (["ada@x.com,A,,false,,true,2027-01-01"], .failed, "until 2027-01-01 (ExpirationDate)"),
            (["ada@x.com,,,,Team,true,2027-01-01"], .failed, "permission set group \"Team\""),
            (["ada@x.com,A,,false,,true,2026-01-01"], .failed, "ended on 2026-01-01"),
            (["ada@x.com,A,,false,,false,"], .passed, "has no permission set"),
            (["ada@x.com,A,,false,,true,soon"], .unknown, "ExpirationDate is \"soon\""),
            ([], .passed, "has no permission set"),
        ])
    func permanent(records: [String], verdict: Verdict, says: String) throws {
        var users = UserExports()
        users.assignments = ([UserExports.header] + records).joined(separator: "\n")
        let finding = try users.audit(against: Self.assignments()).finding("assignment/permanent")
        #expect(finding.verdict == verdict, "\(finding.message)")
        #expect(finding.evidence.contains { $0.says.contains(says) }, "\(finding.evidence)")
    }

    @Test("Only exported records say whether assignments end")
    func permanentUnknown() throws {
        let guide = try Self.assignments()
        for principal in [Principal.set("A"), .profile("API")] {
            let unnamed = try Export().permissionSet("A").profile("API").audit(principal, against: guide)
                .expect("assignment/permanent", .unknown)
            #expect(unnamed.remedy?.retrieve?.contains("--api-user") == true)
        }
        try UserExports().withoutAssignments.audit(against: guide).expect("assignment/permanent", .unknown)
        let finding = try UserExports("ada@x.com,A,,false,,true,").audit(
            Export().permissionSet("B"), against: guide, adding: [ComponentID(.permissionSet, "B")]
        ).expect("assignment/permanent", .unknown)
        #expect(finding.remedy?.retrieve?.contains("ExpirationDate") == true)
    }

    @Test(
        "A session-based set or group fails, and what no file tells is not known",
        arguments: [
            ("", "", Verdict.passed), (sessionBased, "", .failed), ("", sessionBased, .failed),
            ("<hasActivationRequired>perhaps</hasActivationRequired>", "", .unknown),
            ("", "<hasActivationRequired>perhaps</hasActivationRequired>", .unknown),
        ])
    func activation(set: String, group: String, verdict: Verdict) throws {
        let export = Export().permissionSet("A", set).group("Team", member("A"), group)
        try export.audit(.group("Team"), against: Self.assignments()).expect("assignment/withoutActivation", verdict)
    }

    @Test("Sets and groups that the export lacks, and nobody at all, leave it open")
    func activationUnknown() throws {
        let guide = try Self.assignments()
        let id = "assignment/withoutActivation"
        let finding = try Export().permissionSet("A").audit(.set("A", "B"), against: guide).expect(id, .unknown)
        #expect(finding.remedy?.retrieve?.contains("PermissionSet B") == true)
        let group = try Export().permissionSet("A").audit(.group("Team"), against: guide).expect(id, .unknown)
        #expect(group.evidence.count == 1, "\(group.evidence)")
        try Export().permissionSet("A").audit(Principal(), against: guide).expect(id, .unknown)
        try Export().profile("API").audit(.profile("API"), against: guide).expect(id, .passed)
        // No profile is activated, so its file is no matter.
        try Export().permissionSet("A").audit(.set("A").and(profile: "API"), against: guide).expect(id, .passed)
        let old = Export().manifest(version: "50.0").group("Team", member("A")).permissionSet("A")
        try old.audit(.group("Team"), against: guide).expect(id, .unknown)
        // A record tells what the group's file cannot.
        try RecordedExport(old).group("Team").withOrg { _, org, problems in
            guide.audit(org, .group("Team"), problems: problems)
        }.expect(id, .passed)
        // Of a set files of that version tell it.
        try old.audit(.set("A"), against: guide).expect(id, .passed)
    }
}
