import AuditEngine
import OrgModel
import Testing

/// Whether Salesforce lets one user have all the sources.
@Suite("Licenses")
struct LicenseTests {
    static let set = "permissionsets/Set.permissionset"
    static let integration = "<userLicense>Salesforce Integration</userLicense>"
    static let needed = "Salesforce API Integration"

    // MARK: User licenses

    @Test(
        "What only a permission set grants whose license does not fit is unknown, unless the export shows it as assigned"
    )
    func foreign() throws {
        let export = Export().profile("API", user("RunReports"), Self.integration)
            .permissionSet("Set", license("Salesforce"), user("ApiEnabled"), user("RunReports"), user("ViewSetup"))
        var principal = Principal.profile("API").and(set: "Set")
        let result = try export.audit(principal)
        result.expectProblem(
            .warning, "\"Salesforce\"", "profile \"API\" has \"Salesforce Integration\"", "Permission set \"Set\"",
            at: Self.set)
        let finding = try result.expect(
            "system/ApiEnabled", .unknown, says: "made for the license \"Salesforce\"", at: "\(Self.set):4")
        #expect(finding.remedy?.retrieve?.contains("without a license") == true)
        try result.expect("system/ViewRoles", .failed)
        principal.assigned = [ComponentID(.permissionSet, "Set")]
        let assigned = try export.audit(principal)
        assigned.expectProblem(.warning, "\"Salesforce\"", "\"Salesforce Integration\"", at: Self.set)
        try assigned.expect(
            "system/ApiEnabled", .passed, says: "granted by permission set \"Set\"", at: "\(Self.set):4")
        try export.permissionSet("Other", user("ApiEnabled")).audit(.profile("API").and(set: "Set").and(set: "Other"))
            .expect("system/ApiEnabled", .passed)
    }

    @Test("So is a group's member, with the group")
    func foreignMember() throws {
        let export = Export().profile("API", user("RunReports"), Self.integration)
            .permissionSet("Set", license("Salesforce"), user("ApiEnabled")).group("Group", member("Set"))
        var principal = Principal.profile("API").and(group: "Group")
        let result = try export.audit(principal)
        result.expectProblem(
            .warning, "Permission set \"Set\" through group \"Group\" is made for the license", at: Self.set)
        try result.expect("system/ApiEnabled", .unknown, says: "made for the license", at: "\(Self.set):4")
        principal.assigned = [ComponentID(.permissionSet, "Set")]
        try export.audit(principal).expect("system/ApiEnabled", .unknown)
        principal.assigned = [ComponentID(.permissionSetGroup, "Group")]
        try export.audit(principal).expect("system/ApiEnabled", .passed)
    }

    @Test("The exported user's license counts where the profile is not in the export")
    func exportedLicense() throws {
        var principal = Principal.profile("API").and(set: "Set")
        principal.userLicense = "Salesforce Integration"
        try Export().permissionSet("Set", license("Salesforce"), user("ApiEnabled")).audit(principal)
            .expectProblem(.warning, "made for the license \"Salesforce\"")
    }

    @Test(
        "A license that fits, a permission set license, or none is nothing to tell",
        arguments: [
            license("Salesforce"), license("SalesforceAPIIntegrationPsl"), "",
        ])
    func fitting(line: String) throws {
        let result = try Export().profile("API", user("RunReports"), "<userLicense>Salesforce</userLicense>")
            .permissionSet("Set", line, user("ApiEnabled"), object("Account", "r")).audit(
                .profile("API").and(set: "Set"))
        #expect(result.problems.isEmpty)
    }

    // MARK: What a license cannot contain

    @Test(
        "What a user license cannot contain is unknown where only a permission set grants it",
        arguments: [
            ("Salesforce Platform", "object/Lead/create", Verdict.unknown),
            ("salesforce platform", "field/Lead.Phone", .unknown),
            ("Salesforce Platform", "field/Opportunity.Name", .unknown),
            ("Salesforce Platform", "object/Account/create", .passed),
            ("Salesforce Platform", "system/ApiEnabled", .passed), ("Salesforce", "object/Lead/create", .passed),
            ("Chatter Free", "system/ModifyMetadata", .unknown), ("Chatter Free", "object/Account/create", .unknown),
            ("Identity", "field/Task.CreatedById", .unknown),
            ("Guest User License", "object/Account/modifyAll", .unknown),
            ("Customer Community", "object/Case/create", .passed),
            ("Customer Community", "object/Case/modifyAll", .unknown),
            ("Partner Community", "object/Lead/create", .passed), ("Partner Community", "system/ViewSetup", .unknown),
            ("Salesforce Integration", "object/Lead/create", .passed), ("Unheard Of", "object/Lead/create", .passed),
        ])
    func limits(license: String, id: String, verdict: Verdict) throws {
        let objects = ["Account", "Case", "Lead", "Opportunity"].map { object($0, "rcedvm") }.joined(separator: "\n")
        let permissions = ["ActivitiesAccess", "ApiEnabled", "ModifyMetadata", "ViewSetup"].map { user($0) }.joined(
            separator: "\n")
        let export = Export().permissionSet("Set", objects, permissions, field("Lead.Phone", "re"))
            .profile("API", user("RunReports"), "<userLicense>\(license)</userLicense>").group("Group", member("Set"))
        for principal in [Principal.set("Set"), .group("Group")] {
            let finding = try export.audit(principal.and(profile: "API")).expect(id, verdict)
            guard verdict == .unknown else { continue }
            #expect(
                finding.evidence.contains { $0.says.contains("the user license \"\(license)\" cannot contain") },
                "\(finding.evidence)")
            #expect(finding.remedy?.retrieve?.contains("such as Salesforce") == true)
        }
    }

    @Test("What the profile itself grants counts, and so does a set with a permission set license")
    func grantedByProfile() throws {
        let platform = "<userLicense>Salesforce Platform</userLicense>"
        let profile = try Export().profile("API", user("RunReports"), object("Lead", "rcedvm"), platform)
            .permissionSet("Set", object("Lead", "rcedvm")).audit(.profile("API").and(set: "Set"))
        try profile.expect("object/Lead/create", .passed, says: "granted by profile", at: "profiles/API.profile:4")
        let set = try Export().profile("API", user("RunReports"), platform)
            .permissionSet("Set", license("SalesUserPsl"), object("Lead", "rcedvm")).audit(
                .profile("API").and(set: "Set"))
        try set.expect("object/Lead/create", .passed)
    }

    @Test("Modify All Data of a set brings nothing that the license cannot contain")
    func broughtAlong() throws {
        let result = try Export().profile("API", user("RunReports"), "<userLicense>Salesforce Platform</userLicense>")
            .permissionSet("Set", user("ModifyAllData")).audit(.profile("API").and(set: "Set"))
        try result.expect("object/Lead/create", .unknown, says: "cannot contain Create on Lead", at: "\(Self.set):3")
        try result.expect("object/Account/create", .passed)
    }

    @Test(
        "The exported user's license counts beside the profile's: what one of them cannot contain is unknown",
        arguments: [
            ("<userLicense>Salesforce</userLicense>", "Salesforce Platform"),
            ("<userLicense>Salesforce Platform</userLicense>", "Salesforce"),
            ("", "Salesforce Platform"),
        ])
    func contradictoryLicenses(profile: String, exported: String) throws {
        var principal = Principal.profile("API").and(set: "Set")
        principal.userLicense = exported
        let result = try Export().profile("API", user("RunReports"), profile).permissionSet(
            "Set", object("Lead", "rcedvm")
        ).audit(principal)
        try result.expect("object/Lead/create", .unknown, says: "Salesforce Platform", at: "\(Self.set):3")
    }

    @Test(
        "What users of a type cannot contain is unknown, whatever license is reported",
        arguments: [
            ("PowerPartner", "system/ViewSetup", Verdict.unknown), ("PowerPartner", "object/Lead/create", .passed),
            ("CspLitePortal", "object/Lead/create", .unknown), ("Guest", "object/Account/modifyAll", .unknown),
            ("CsnOnly", "system/ApiEnabled", .unknown), ("Standard", "system/ViewSetup", .passed),
            ("Novel", "system/ViewSetup", .passed),
        ])
    func limitsOfTypes(type: String, id: String, verdict: Verdict) throws {
        let objects = ["Account", "Lead"].map { object($0, "rcedvm") }.joined(separator: "\n")
        for license in ["", "<userLicense>Salesforce</userLicense>"] {
            var principal = Principal.profile("API").and(set: "Set")
            principal.userType = type
            let finding = try Export().profile("API", user("RunReports"), license)
                .permissionSet("Set", objects, user("ApiEnabled"), user("ViewSetup")).audit(principal).expect(
                    id, verdict)
            guard verdict == .unknown else { continue }
            #expect(
                finding.evidence.contains { $0.says.contains("a user of type \"\(type)\" cannot contain") },
                "\(finding.evidence)")
        }
    }

    @Test(
        "Of two licenses of one profile what either cannot contain is unknown, in any order",
        arguments: [
            ["Salesforce", "Salesforce Platform"], ["Salesforce Platform", "Salesforce"],
        ])
    func twoLicenses(_ licenses: [String]) throws {
        let lines = licenses.map { "<userLicense>\($0)</userLicense>" }
        let result = try Export().permissionSet("Set", object("Lead", "rcedvm"), object("Account", "rcedvm"))
            .metadata("Profile", "a/profiles/API.profile", [user("RunReports"), lines[0]])
            .metadata("Profile", "b/profiles/API.profile", [user("RunReports"), lines[1]]).audit(
                .profile("API").and(set: "Set"))
        try result.expect("object/Lead/create", .unknown, says: "Salesforce Platform", at: "\(Self.set):3")
        try result.expect("object/Account/create", .passed)
        result.expectProblem(
            .warning, "\"Salesforce Platform\"", "\"Salesforce\"", "which one counts is unknown",
            at: "b/profiles/API.profile")
    }

    @Test(
        "Of two licenses of one set what either keeps from being assigned is unknown, in any order",
        arguments: [
            ["Salesforce", "Identity"], ["Identity", "Salesforce"],
        ])
    func twoLicensesOfSet(_ licenses: [String]) throws {
        let result = try Export().profile("API", user("RunReports"), "<userLicense>Salesforce</userLicense>")
            .metadata(
                "PermissionSet", "a/permissionsets/Set.permissionset", [license(licenses[0]), user("ApiEnabled")]
            )
            .metadata(
                "PermissionSet", "b/permissionsets/Set.permissionset", [license(licenses[1]), user("ApiEnabled")]
            )
            .audit(.profile("API").and(set: "Set"))
        let finding = try result.expect("system/ApiEnabled", .unknown)
        #expect(finding.evidence.contains { $0.says.contains("Identity") }, "\(finding.evidence)")
        result.expectProblem(.warning, "which one counts is unknown", at: "b/permissionsets/Set.permissionset")
    }

    @Test("The row and the warning about two files of one profile say the same is to be done")
    func twoFiles() throws {
        let result = try Export().metadata("Profile", "a/profiles/API.profile", [user("ApiEnabled")])
            .metadata("Profile", "b/profiles/API.profile", [user("ApiEnabled", "false")]).audit(.profile("API"))
        let advice = "Keep the file of profile \"API\" that is right; of two exports the newer one."
        #expect(try result.expect("system/ApiEnabled", .unknown).remedy?.retrieve == advice)
        result.expectProblem(.warning, advice, at: "b/profiles/API.profile:3")
    }

    // MARK: Licenses that contradict each other

    @Test(
        "Where the exported user's license and the profile's differ, what either cannot have is unknown, and a warning names both",
        arguments: [("Salesforce", "Salesforce Integration"), ("Salesforce Integration", "Salesforce")])
    func otherLicenseThanProfile(profile: String, exported: String) throws {
        var principal = Principal.profile("API").and(set: "Set")
        principal.userLicense = exported
        principal.place = Place(file: "users.json", line: 7)
        principal.permissionSetLicenses.toldBy = Place(file: "licenses.json")
        let result = try Export().profile("API", user("ApiEnabled"), "<userLicense>\(profile)</userLicense>")
            .permissionSet("Set", object("Account", "rcedvm")).audit(principal)
        try result.expect(
            "object/Account/create", .unknown, says: "cannot have without the permission set license",
            at: "\(Self.set):3")
        // The profile itself is the user's, whatever its license.
        try result.expect("system/ApiEnabled", .passed)
        #expect(result.problems.count == 2)
        result.expectProblem(
            .warning, "\"\(exported)\"", "\"\(profile)\" at profiles/API.profile:4", at: "users.json:7")
        let holder = profile == "Salesforce" ? "the API user" : "profile \"API\""
        result.expectProblem(.warning, "\(holder) has the license \"Salesforce Integration\"", at: "licenses.json")
    }

    @Test(
        "So is what two files of a profile that name different licenses cannot have, in any order", arguments: [0, 1])
    func twoLicensesForObjects(first: Int) throws {
        let licenses = ["<userLicense>Salesforce</userLicense>", Self.integration]
        var principal = Principal.profile("API").and(set: "Set")
        principal.permissionSetLicenses.toldBy = Place(file: "licenses.json")
        let result = try Export().permissionSet("Set", object("Account", "rcedvm"))
            .metadata("Profile", "a/profiles/API.profile", [user("RunReports"), licenses[first]])
            .metadata("Profile", "b/profiles/API.profile", [user("RunReports"), licenses[1 - first]]).audit(principal)
        try result.expect("object/Account/create", .unknown, says: "cannot have without", at: "\(Self.set):3")
    }

    @Test("The same license in another case is no contradiction")
    func sameLicense() throws {
        var principal = Principal.profile("API").and(set: "Set")
        principal.userLicense = "salesforce"
        let result = try Export().profile("API", user("RunReports"), "<userLicense>Salesforce</userLicense>")
            .permissionSet("Set", object("Account", "rcedvm")).audit(principal)
        #expect(result.problems.isEmpty)
    }

    @Test("A profile of guests without system permissions may be trimmed where the exported user has another license")
    func doubtfulGuest() throws {
        let export = Export().profile("API", object("Account", "r"), "<userLicense>Guest</userLicense>")
        var principal = Principal.profile("API")
        try export.audit(principal).expect("system/ApiEnabled", .failed)
        principal.userLicense = "Salesforce"
        try export.audit(principal).expect(
            "system/ApiEnabled", .unknown, states: .says(.listsNoSystemPermission), at: "profiles/API.profile")
    }

    // MARK: Permission set licenses

    @Test("A set that Salesforce refuses to assign brings its license to no other one")
    func refusedSetBringsNothing() throws {
        let export = Export().profile("API", user("RunReports"), Self.integration)
            .permissionSet("Set", object("Account", "rcedvm"))
            .permissionSet("Extra", license("SalesforceAPIIntegrationPsl"))
        var principal = Principal.profile("API").and(set: "Set").and(set: "Extra")
        try export.audit(principal).expect("object/Account/create", .passed)
        principal.permissionSetLicenses.toldBy = Place(file: "licenses.json")
        let refused = try export.audit(principal)
        try refused.expect("object/Account/create", .unknown, says: "cannot have without", at: "\(Self.set):3")
        refused.expectProblem(.warning, "\"Set\" grants object permissions", Self.needed, at: "licenses.json")
        principal.assigned = [ComponentID(.permissionSet, "Extra")]
        try export.audit(principal).expect("object/Account/create", .passed)
    }

    @Test("A set that brings another permission set license does not bring the one that is needed")
    func otherLicenseBrought() throws {
        try Export().profile("API", user("RunReports"), Self.integration).permissionSet("Set", object("Account", "r"))
            .permissionSet("Extra", license("LightningConsoleUserPsl"))
            .audit(.profile("API").and(set: "Set").and(set: "Extra"))
            .expectProblem(.warning, "\"Set\" grants object permissions", Self.needed, at: Self.set)
    }

    /// The audit of an integration user with one permission set.
    private func audit(
        _ lines: String..., held: [String] = [], toldBy place: Place? = nil, isAssigned: Bool = false
    ) throws -> AuditResult {
        var principal = Principal.profile("API").and(set: "Set")
        principal.permissionSetLicenses.names = held
        principal.permissionSetLicenses.toldBy = place
        if isAssigned { principal.assigned = [ComponentID(.permissionSet, "Set")] }
        return try Export().profile("API", user("RunReports"), Self.integration)
            .metadata("PermissionSet", Self.set, lines).audit(principal)
    }

    @Test("An empty result may be that of the licenses, and is not required again")
    func emptyResult() throws {
        var principal = Principal.profile("API").and(set: "Set")
        principal.emptyResult = Place(file: "licenses.json")
        try Export().profile("API", user("RunReports"), Self.integration).permissionSet("Set", object("Account", "r"))
            .audit(principal)
            .expectProblem(
                .warning, "licenses.json contains no record", "no user has the license. Assign it before", at: Self.set)
    }

    @Test(
        "Object permissions beside the license Salesforce Integration need a permission set license, which metadata does not tell",
        arguments: [
            object("Account", "r"), object("Account", "").replacing("<allowRead>false", with: "<allowRead>perhaps"),
        ])
    func unknown(entry: String) throws {
        try audit(entry).expectProblem(
            .warning, "Permission set \"Set\" grants object permissions", Self.needed, "--permission-set-license",
            "PermissionSetLicenseAssign", at: Self.set)
    }

    @Test("An export that lacks it says so, and names the file")
    func lacking() throws {
        let place = Place(file: "licenses.json")
        let result = try audit(object("Account", "r"), held: ["Other", "LightningConsoleUserPsl"], toldBy: place)
        result.expectProblem(.warning, Self.needed, "does not have", "Edit Assignments", at: "licenses.json")
        #expect(result.problems.count == 1)
    }

    @Test(
        "Who contains it by either name, or gets it with another set, is reported nothing",
        arguments: [
            "SalesforceAPIIntegrationPsl", "salesforce api integration",
        ])
    func holding(name: String) throws {
        #expect(try audit(object("Account", "r"), held: [name]).problems.isEmpty)
        #expect(try audit(object("Account", "r"), license(name)).problems.isEmpty)
    }

    @Test(
        "Sets without object permissions need nothing",
        arguments: [user("ApiEnabled"), object("Account", ""), field("Account.Phone", "r")])
    func withoutObjects(line: String) throws {
        #expect(try audit(line).problems.isEmpty)
    }

    @Test("A permission set's own license comes with it, so that only an export can say that it is lacking")
    func ownLicense() throws {
        let lines = [license("LightningConsoleUserPsl"), user("ApiEnabled")]
        #expect(try audit(lines[0], lines[1]).problems.isEmpty)
        #expect(try audit(license("Salesforce Integration"), toldBy: Place(file: "l")).problems.isEmpty)
        #expect(
            try audit(lines[0], lines[1], held: ["LightningConsoleUserPsl"], toldBy: Place(file: "l")).problems.isEmpty)
        try audit(lines[0], lines[1], toldBy: Place(file: "l"))
            .expectProblem(.warning, "needs the permission set license \"LightningConsoleUserPsl\"", at: "l")
    }

    @Test(
        "What needs a permission set license that the user demonstrably lacks is unknown, unless it is shown as assigned",
        arguments: [
            (license("LightningConsoleUserPsl"), "needs the permission set license \"LightningConsoleUserPsl\""),
            (
                object("Account", "rcedvm"),
                "cannot have without the permission set license \"Salesforce API Integration\""
            ),
        ])
    func lackingIsUnknown(line: String, words: String) throws {
        let complete = Place(file: "licenses.json")
        try audit(line, user("ApiEnabled"), toldBy: complete).expect(
            "system/ApiEnabled", .unknown, says: words, at: "\(Self.set):4")
        try audit(line, user("ApiEnabled"), toldBy: complete, isAssigned: true).expect("system/ApiEnabled", .passed)
        try audit(line, user("ApiEnabled")).expect("system/ApiEnabled", .passed)
        try audit(
            line, user("ApiEnabled"), held: ["LightningConsoleUserPsl", "SalesforceAPIIntegrationPsl"], toldBy: complete
        )
        .expect("system/ApiEnabled", .passed)
    }
}
