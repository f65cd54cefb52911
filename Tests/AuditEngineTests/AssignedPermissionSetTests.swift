import AuditEngine
import OrgModel
import Testing

@Suite("Rows that require a permission set")
struct AssignedPermissionSetTests {
    static let named = "permission-set/acme__Connector"
    static let labelled = "permission-set/AcmeAdmin"

    private static let rows = """
          - permissionSet: acme__Connector
            label: Acme Connector
            requires: assigned
            purpose: It grants what the connector needs.
          - key: AcmeAdmin
            find: [Acme Admin, Acme Administrator]
            label: Acme Admin
            requires: assigned
            purpose: It grants what the administrator needs.
        """

    static func load(rows: String = rows) throws -> Guide {
        try guide(kind: "permissionSet", rows: rows).load()
    }

    private static let file = "permissionsets/acme__Connector.permissionset"

    // MARK: Named sources

    @Test("A set that was named is proven by its file, and one that was not named is none of the user's")
    func named() throws {
        let export = Export().permissionSet("acme__Connector").permissionSet("Other").profile("API")
        let guide = try Self.load()
        let finding = try export.audit(.set("ACME__connector"), against: guide)
            .expect(Self.named, .unknown)
        #expect(finding.remedy?.retrieve?.contains("ACME__connector") == true)
        try export.audit(.set("acme__Connector"), against: guide)
            .expect(Self.named, .passed, states: .says(.named), at: Self.file)
        let failed = try export.audit(.set("Other").and(profile: "API"), against: guide).expect(Self.named, .failed)
        #expect(failed.message == "The API user does not have the permission set \"acme__Connector\".")
        #expect(
            failed.remedy?.setup?.contains("Permission Set Assignments > Edit Assignments, add \"Acme Connector\"")
                == true)
        #expect(failed.remedy?.metadata?.contains("--name acme__Connector --on-behalf-of API_USERNAME") == true)
        try export.audit(.profile("API"), against: guide).expect(Self.named, .failed)
    }

    @Test("Where nobody was named, nothing is known")
    func nobody() throws {
        try Export().permissionSet("acme__Connector").audit(Principal(), against: Self.load()).expect(
            Self.named, .unknown, states: .noSources)
    }

    @Test("A named set that the export lacks is not proven")
    func namedAndAbsent() throws {
        let finding = try Export().permissionSet("Other").audit(.set("acme__Connector"), against: Self.load())
            .expect(Self.named, .unknown, says: "is not in the export")
        #expect(finding.remedy?.retrieve?.contains("Retrieve PermissionSet acme__Connector") == true)
    }

    @Test("A group's member is the user's too, and its entry is the proof, even where the set is not in the export")
    func ofGroup() throws {
        let guide = try Self.load()
        let export = Export().group("Team", member("Other"), member("acme__Connector"))
        let finding = try export.audit(.group("Team"), against: guide).expect(
            Self.named, .passed, states: .says(.hasMember("acme__Connector")),
            at: "permissionsetgroups/Team.permissionsetgroup:4")
        #expect(finding.message.contains("through permission set group \"Team\""))
        try export.permissionSet("acme__Connector", sessionBased).audit(.group("Team"), against: guide).expect(
            Self.named, .unknown, says: "is session-based", at: Self.file)
        try Export().group("Team", member("Other")).audit(.group("Team"), against: guide).expect(Self.named, .failed)
        try Export().permissionSet("Other").audit(.group("Team"), against: guide).expect(
            Self.named, .unknown, says: "is not in the export")
    }

    @Test("A group by that name is what is meant too")
    func groupByName() throws {
        let guide = try Self.load()
        try Export().group("acme__Connector", member("A")).audit(.group("acme__Connector"), against: guide).expect(
            Self.named, .passed, at: "permissionsetgroups/acme__Connector.permissionsetgroup")
        try Export().group("Team", member("A"), Self.label("Acme Admin")).audit(.group("Team"), against: guide).expect(
            Self.labelled, .passed, at: "permissionsetgroups/Team.permissionsetgroup")
        // Another group of the user does not make a group of what is missing.
        let failed = try Export().group("Team", member("A")).audit(.group("Team"), against: guide).expect(
            Self.named, .failed)
        #expect(failed.message == "The API user does not have the permission set \"acme__Connector\".")
    }

    @Test(
        "What a session must activate, or what Salesforce has not computed, does not count for certain",
        arguments: [
            sessionBased, "<hasActivationRequired>perhaps</hasActivationRequired>", "<status>Updating</status>",
        ])
    func doubtfulGroup(line: String) throws {
        try Export().group("Team", member("acme__Connector"), line).audit(.group("Team"), against: Self.load())
            .expect(Self.named, .unknown)
    }

    @Test("A set that Salesforce refuses to assign does not count for certain")
    func refused() throws {
        try Export().profile("API", "<userLicense>Salesforce Integration</userLicense>")
            .permissionSet("acme__Connector", license("Salesforce"))
            .audit(.set("acme__Connector").and(profile: "API"), against: Self.load())
            .expect(Self.named, .unknown, says: "is made for the license")
        // Another set that is refused, or another way on which this one is, is nothing about it.
        let other = Export().profile("API", "<userLicense>Salesforce Integration</userLicense>")
            .permissionSet("acme__Connector").permissionSet("Other", license("Salesforce"))
        try other.audit(.set("acme__Connector", "Other").and(profile: "API"), against: Self.load()).expect(
            Self.named, .passed)
        var principal = Principal.set("acme__Connector").and(group: "Team").and(profile: "API")
        principal.assigned = [ComponentID(.permissionSetGroup, "Team")]
        try Export().profile("API", "<userLicense>Salesforce Integration</userLicense>")
            .permissionSet("acme__Connector", license("Salesforce")).group("Team", member("acme__Connector"))
            .audit(principal, against: Self.load()).expect(Self.named, .passed)
    }

    @Test("A group that the user had and that has the set is assigned again", arguments: ["acme__Connector", "Other"])
    func ended(name: String) throws {
        var principal = Principal.set("Plain")
        principal.ended = [
            .init(
                id: ComponentID(.permissionSetGroup, "Team"), place: Place(file: "a.csv", line: 7),
                says: "ended on 2026-01-01")
        ]
        let finding = try Export().permissionSet("Plain").group("Team", member(name))
            .audit(principal, against: Self.load()).expect(Self.named, .failed)
        let isAdvised = finding.remedy?.setup?.contains("Assign the permission set group \"Team\" again") == true
        #expect(isAdvised == (name == "acme__Connector"))
    }

    @Test("A member that another file of the group lacks is in doubt")
    func twoFilesOfGroup() throws {
        try Export()
            .metadata(
                "PermissionSetGroup", "a/permissionsetgroups/Team.permissionsetgroup", [member("acme__Connector")]
            )
            .metadata("PermissionSetGroup", "b/permissionsetgroups/Team.permissionsetgroup", [member("Other")])
            .audit(.group("Team"), against: Self.load()).expect(
                Self.named, .unknown, says: "another file", at: "b/permissionsetgroups/Team.permissionsetgroup")
    }

    // MARK: Exported users

    @Test("A set and a group of one name are told apart by the column that names groups")
    func setCalledAsGroup() throws {
        let export = Export().profile("API").permissionSet("Twin", user("ApiEnabled")).group("Twin", member("B"))
            .permissionSet("B")
        try UserExports("ada@x.com,Twin,,false,,true,").audit(export, against: GuideFolder.guide(asking: "ApiEnabled"))
            .expect("system/ApiEnabled", .passed)
    }

    @Test(
        "The record of the assignment is the proof",
        arguments: [
            ("ada@x.com,Connector,acme,false,,true,", Verdict.passed, "is assigned to user ada@x.com"),
            ("ADA@x.com,connector,ACME,false,,true,", .passed, "is assigned to user ada@x.com"),
            ("ada@x.com,Connector,acme,false,,true,2026-12-31T00:00:00.000Z", .passed, "until 2026-12-31"),
            ("ada@x.com,Connector,acme,false,,true,2026-01-31T00:00:00.000Z", .failed, "ended on 2026-01-31"),
            ("ada@x.com,Connector,acme,false,,false,", .failed, "is inactive (IsActive)"),
            ("ada@x.com,Connector,acme,false,,,", .unknown, "IsActive has no value"),
            ("ada@x.com,Connector,other,false,,true,", .failed, "has 1 permission set or group"),
            ("bob@x.com,Connector,acme,false,,true,", .failed, "has no permission set and no group"),
        ])
    func assigned(record: String, verdict: Verdict, says: String) throws {
        let finding = try UserExports(record).audit(against: Self.load()).finding(Self.named)
        #expect(finding.verdict == verdict, "\(finding.message)")
        #expect(finding.evidence.contains { $0.says.contains(says) && $0.place != nil }, "\(finding.evidence)")
        if says.contains("ended") {
            #expect(finding.remedy?.setup?.hasPrefix("Assign the permission set \"acme__Connector\" again") == true)
        }
    }

    @Test("Without the records of assignments nothing is missing for certain, but what was named beside them counts")
    func withoutAssignments() throws {
        let guide = try Self.load()
        let users = UserExports().withoutAssignments
        let finding = try users.audit(against: guide).expect(Self.named, .unknown)
        #expect(finding.remedy?.retrieve?.contains("Export PermissionSetAssignment") == true)
        try users.audit(
            Export().permissionSet("acme__Connector"), against: guide,
            adding: [ComponentID(.permissionSet, "acme__Connector")]
        ).expect(Self.named, .passed, at: Self.file)
    }

    @Test("What the profile leaves open is nothing about permission sets")
    func unknownProfile() throws {
        try UserExports(users: "Username,IsActive\nada@x.com,true", "ada@x.com,Other,,false,,true,")
            .audit(against: Self.load()).expect(Self.named, .failed)
    }

    @Test("A set of the package's name without its namespace may be the package's, unless the org has one of that name")
    func withoutNamespace() throws {
        let users = UserExports("ada@x.com,Connector,,false,,true,")
        let finding = try users.audit(against: Self.load()).expect(Self.named, .unknown)
        #expect(finding.remedy?.retrieve?.contains("PermissionSet.NamespacePrefix") == true)
        try users.audit(Export().profile("API").permissionSet("Connector"), against: Self.load())
            .expect(Self.named, .failed)
    }

    @Test("Whether a set must be activated is what its record says, whatever else was exported")
    func recordedActivation() throws {
        var users = UserExports()
        users.assignments =
            UserExports.header + ",PermissionSet.HasActivationRequired\nada@x.com,Connector,acme,false,,true,,true"
        users.assigneesOfProfiles = []
        let finding = try users.audit(against: Self.load()).expect(Self.named, .unknown)
        #expect(finding.message.contains("session"))
    }

    @Test("A user whom the export lacks is not known to have it, or not to have it")
    func foreignUser() throws {
        let finding = try UserExports("ada@x.com,Other,,false,,true,").audit(against: Self.load(), apiUser: "eve@x.com")
            .expect(Self.named, .unknown)
        #expect(finding.remedy?.retrieve?.contains("eve@x.com") == true)
    }

    // MARK: Labels

    private static func label(_ text: String) -> String { "<label>\(text)</label>" }

    @Test(
        "A set is found by any of its labels, in any letter case",
        arguments: [
            ("acme admin", ["X"], Verdict.passed), ("Acme Administrator", ["X"], .passed), ("Acme", ["X"], .failed),
            ("Acme Admin", ["Y"], .failed),
        ])
    func labels(label: String, named: [String], verdict: Verdict) throws {
        let principal = named.reduce(Principal()) { $0.and(set: $1) }
        try Export().permissionSet("X", Self.label(label)).permissionSet("Y", Self.label("Another"))
            .audit(principal, against: Self.load()).expect(Self.labelled, verdict)
    }

    @Test("A set of the user without a label may be the one")
    func withoutLabel() throws {
        let finding = try Export().permissionSet("X", Self.label("Acme Admin")).permissionSet("Y")
            .audit(.set("Y"), against: Self.load()).expect(Self.labelled, .unknown)
        #expect(finding.remedy?.retrieve?.contains("--name AcmeAdmin=API_NAME") == true)
    }

    @Test("Of two sets of one label it must be said which is meant, unless both are the user's, or neither")
    func ambiguous() throws {
        let export = Export().permissionSet("X", Self.label("Acme Admin")).permissionSet("Y", Self.label("Acme Admin"))
            .permissionSet("Z", Self.label("Other"))
        let guide = try Self.load()
        try export.audit(.set("X"), against: guide).expect(Self.labelled, .unknown)
        try export.audit(.set("X", "Y"), against: guide).expect(Self.labelled, .passed)
        try export.audit(.set("Z"), against: guide).expect(Self.labelled, .failed)
        var options = AuditOptions()
        options.names["AcmeAdmin"] = "Y"
        try export.audit(.set("Y"), options, against: guide).expect(Self.labelled, .passed)
        try export.audit(.set("X"), options, against: guide).expect(Self.labelled, .failed)
    }

    @Test("A set of the label that is there shows that it can be assigned, whatever else is installed")
    func labelledBeforeAnythingElse() throws {
        let guide = try GuideFolder([
            "guide.yaml": """
            id: demo
            title: Demo
            edition: First
            source: https://example.com/guide
            summary: A guide for tests.
            objects: {}
            tables: [sets.yaml, install.yaml]
            """,
            "sets.yaml":
                "table: S\ntitle: S\ncaption: S\nkind: permissionSet\nseverity: major\nrows:\n" + Self.rows,
            "install.yaml": """
            table: I
            title: I
            caption: I
            kind: install
            severity: major
            rows:
              - step: call-center
                callCenter: Acme
                label: Call Center
                requires: present
                purpose: The window needs it.
                remedy: { setup: Install it., metadata: <A/> }
            """,
        ]).load()
        let export = Export().permissionSet("X", Self.label("Acme Admin")).permissionSet("Z", Self.label("Other"))
        try export.audit(.set("Z"), against: guide).expect(Self.labelled, .failed)
        try Export().permissionSet("Z", Self.label("Other")).audit(.set("Z"), against: guide).expect(
            Self.labelled, .unknown)
    }

    @Test("Where no set has the label, the remedy says how it is named")
    func noLabel() throws {
        let finding = try Export().permissionSet("Z", Self.label("Other")).audit(.set("Z"), against: Self.load())
            .expect(Self.labelled, .failed)
        #expect(finding.remedy?.setup?.contains("\nOr: If it is called otherwise in this org") == true)
        #expect(finding.remedy?.metadata?.contains("API_NAME") == true)
    }

    @Test("Before the installation neither a package's set nor one with a label is required")
    func beforeInstallation() throws {
        var options = AuditOptions()
        options.isInstalled = false
        let result = try Export().permissionSet("Z", Self.label("Other")).audit(
            .set("Z"), options, against: Self.load())
        try result.expect(Self.named, .notApplicable)
        try result.expect(Self.labelled, .notApplicable)
    }

    // MARK: Around it

    @Test("A permission set that is to be deployed does not contain it")
    func notWritten() throws {
        let missing = try Export().permissionSet("Z").missingGrants(.set("Z"), against: Self.load())
        #expect(missing.entries.isEmpty && missing.fixed.isEmpty)
    }

    @Test("A name can be given for its key, and the next export contains it by its name")
    func names() throws {
        let guide = try Self.load()
        #expect(guide.nameKeys == ["AcmeAdmin"])
        let plan = guide.retrievePlan(for: .empty, Principal())
        #expect(plan.entries.first { $0.type == "PermissionSet" }?.members == ["*", "acme__Connector"])
        let known = guide.retrievePlan(for: .empty, .set("Mine"))
        #expect(known.entries.first { $0.type == "PermissionSet" }?.members == ["Mine"])
    }

    @Test(
        "An invalid row is reported at its line",
        arguments: [
            ("permissionSet: acme__Connector", "permissionSet: Acme Connector", ["is not an API name"]),
            (
                "permissionSet: acme__Connector", "permissionSets: acme__Connector",
                ["\"permissionSets\" is not known here"]
            ),
            ("requires: assigned", "requires: granted", ["\"granted\" is not known", "assigned"]),
            ("key: AcmeAdmin", "permissionSet: A\n    key: AcmeAdmin", ["either permissionSet, or key and find"]),
            ("find: [Acme Admin, Acme Administrator]\n    ", "", ["\"find\" is missing"]),
            ("key: AcmeAdmin", "key: a/b", ["An id contains"]),
        ])
    func invalid(text: String, replacement: String, words: [String]) throws {
        try #require(Self.rows.contains(text))
        let diagnostics = try guide(
            kind: "permissionSet", rows: Self.rows.replacing(text, with: replacement, maxReplacements: 1)
        )
        .diagnostics()
        for word in words {
            #expect(diagnostics.contains { $0.message.contains(word) && $0.line > 1 }, "\(diagnostics)")
        }
    }
}
