import AuditEngine
import OrgModel
import Testing

/// Whether Salesforce lets one user have all the sources.
@Suite("Licences")
struct LicenseTests {
    static let set = "permissionsets/Set.permissionset"
    static let integration = "<userLicense>Salesforce Integration</userLicense>"
    static let needed = "Salesforce API Integration"

    // MARK: User licences

    @Test("A permission set whose licence does not fit the profile's is told, and counts all the same")
    func foreign() throws {
        let result = try Export().profile("API", user("RunReports"), Self.integration)
            .permissionSet("Set", license("Salesforce"), user("ApiEnabled")).audit(.profile("API").and(set: "Set"))
        result.expectProblem(.warning, "\"Salesforce\"", "\"Salesforce Integration\"", "Permission set \"Set\"", at: Self.set)
        try result.expect("system/ApiEnabled", .passed, says: "granted by permission set \"Set\"", at: "\(Self.set):4")
    }

    @Test("So is a group's member, with the group")
    func foreignMember() throws {
        let result = try Export().profile("API", user("RunReports"), Self.integration)
            .permissionSet("Set", license("Salesforce"), user("ApiEnabled")).group("Group", member("Set"))
            .audit(.profile("API").and(group: "Group"))
        result.expectProblem(.warning, "Permission set \"Set\" through group \"Group\" is made for the licence", at: Self.set)
    }

    @Test("The exported user's licence counts where the profile is not in the export")
    func exportedLicense() throws {
        var principal = Principal.profile("API").and(set: "Set")
        principal.userLicense = "Salesforce Integration"
        try Export().permissionSet("Set", license("Salesforce"), user("ApiEnabled")).audit(principal)
            .expectProblem(.warning, "made for the licence \"Salesforce\"")
    }

    @Test("A licence that fits, a permission set licence, or none is nothing to tell", arguments: [
        license("Salesforce"), license("SalesforceAPIIntegrationPsl"), "",
    ])
    func fitting(line: String) throws {
        let result = try Export().profile("API", user("RunReports"), "<userLicense>Salesforce</userLicense>")
            .permissionSet("Set", line, user("ApiEnabled"), object("Account", "r")).audit(.profile("API").and(set: "Set"))
        #expect(result.problems.isEmpty)
    }

    // MARK: Permission set licences

    /// The audit of an integration user with one permission set.
    private func audit(
        _ lines: String..., held: [String] = [], toldBy place: Place? = nil
    ) throws -> AuditResult {
        var principal = Principal.profile("API").and(set: "Set")
        principal.permissionSetLicenses.names = held
        principal.permissionSetLicenses.toldBy = place
        return try Export().profile("API", user("RunReports"), Self.integration)
            .metadata("PermissionSet", Self.set, lines).audit(principal)
    }

    @Test("Object permissions beside the licence Salesforce Integration need a permission set licence, which metadata does not tell")
    func unknown() throws {
        try audit(object("Account", "r")).expectProblem(
            .warning, "Permission set \"Set\" grants object permissions", Self.needed, "--permission-set-license",
            "PermissionSetLicenseAssign", at: Self.set)
    }

    @Test("An export that lacks it says so, and names the file")
    func lacking() throws {
        let place = Place(file: "licenses.json")
        let result = try audit(object("Account", "r"), held: ["Other", "LightningConsoleUserPsl"], toldBy: place)
        result.expectProblem(.warning, Self.needed, "does not hold", "Edit Assignments", at: "licenses.json")
        #expect(result.problems.count == 1)
    }

    @Test("Who holds it by either name, or gets it with another set, is told nothing", arguments: [
        "SalesforceAPIIntegrationPsl", "salesforce api integration",
    ])
    func holding(name: String) throws {
        #expect(try audit(object("Account", "r"), held: [name]).problems.isEmpty)
        #expect(try audit(object("Account", "r"), license(name)).problems.isEmpty)
    }

    @Test("Sets without object permissions need nothing", arguments: [user("ApiEnabled"), object("Account", ""), field("Account.Phone", "r")])
    func withoutObjects(line: String) throws {
        #expect(try audit(line).problems.isEmpty)
    }

    @Test("A permission set's own licence comes with it, so that only an export can say that it is lacking")
    func ownLicense() throws {
        let lines = [license("LightningConsoleUserPsl"), user("ApiEnabled")]
        #expect(try audit(lines[0], lines[1]).problems.isEmpty)
        #expect(try audit(lines[0], lines[1], held: ["LightningConsoleUserPsl"], toldBy: Place(file: "l")).problems.isEmpty)
        try audit(lines[0], lines[1], toldBy: Place(file: "l"))
            .expectProblem(.warning, "needs the permission set licence \"LightningConsoleUserPsl\"", at: "l")
    }
}
