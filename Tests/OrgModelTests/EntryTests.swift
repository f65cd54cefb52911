import OrgModel
import Testing

@Suite("What the entries of a file say")
struct EntryTests {
    private let file = "permissionsets/Agent.permissionset-meta.xml"

    /// The permission set of the given entries, and what was odd in its file.
    private func read(_ entries: String) throws -> (PermissionSource, [Problem]) {
        let org = try Export([file: document("PermissionSet", entries)]).orgWithGrants()
        return (try #require(org.source(.permissionSet, "Agent")), org.problems)
    }

    @Test("Entries are found by name, with their lines and flags")
    func entries() throws {
        let (source, problems) = try read(
            [
                userPermission("ApiEnabled"), objectPermission("Case", "allowRead", "modifyAllRecords"),
                fieldPermission("Case.Subject", editable: false),
            ].joined(separator: "\n"))
        #expect(source.entry(.userPermission, "ApiEnabled") == PermissionEntry(place: Place(file: file, line: 3), flags: ["enabled"]))
        let object = source.entry(.objectPermission, "Case")
        #expect(object?.place == Place(file: file, line: 4))
        #expect(object?.flags == ["allowRead", "modifyAllRecords"])
        #expect(object?.value(of: "allowRead") == true)
        let field = source.entry(.fieldPermission, "Case.Subject")
        #expect(field?.place.line == 5)
        #expect(field?.value(of: "readable") == true)
        #expect(field?.value(of: "editable") == false)
        #expect(problems.isEmpty)
    }

    @Test("A missing flag is false and no reason to complain")
    func missingFlag() throws {
        let (source, problems) = try read("<objectPermissions><object>Case</object></objectPermissions>")
        #expect(source.entry(.objectPermission, "Case")?.value(of: "allowCreate") == false)
        #expect(problems.isEmpty)
    }

    @Test("A flag is true if it says true, white space aside", arguments: [
        ("true", true), (" true ", true), ("\n\ttrue\r\n", true), ("false", false), (" false ", false),
    ])
    func flags(text: String, expected: Bool) throws {
        let (source, problems) = try read(userPermission("ApiEnabled", text))
        #expect(source.entry(.userPermission, "ApiEnabled")?.value(of: "enabled") == expected)
        #expect(problems.isEmpty)
    }

    @Test("A value that is neither true nor false is false, and a warning names its line", arguments: [
        "TRUE", "True", "yes", "1", "", "tru e", "true false",
    ])
    func oddFlags(text: String) throws {
        let (source, problems) = try read(
            "<userPermissions>\n<enabled>\(text)</enabled>\n<name>ApiEnabled</name></userPermissions>")
        #expect(source.entry(.userPermission, "ApiEnabled")?.value(of: "enabled") == false)
        let problem = try #require(problems.first)
        #expect(problems.count == 1)
        #expect(problem.severity == .warning)
        #expect(problem.place == Place(file: file, line: 4))
        #expect(problem.message.contains("<enabled> holds \"\(text)\""))
        #expect(problem.message.contains("neither true nor false"))
    }

    @Test("Whether a set is session-based is a flag like any other", arguments: [
        ("true", true, 0), (" true ", true, 0), ("false", false, 0), ("TRUE", false, 1),
    ])
    func sessionBased(text: String, expected: Bool, warnings: Int) throws {
        let (source, problems) = try read("<hasActivationRequired>\(text)</hasActivationRequired>")
        #expect(source.header.requiresActivation == expected)
        #expect(problems.map(\.place) == Array(repeating: Place(file: file, line: 3), count: warnings))
    }

    @Test("An entry that names nothing is told and left out", arguments: [
        "<objectPermissions><allowRead>true</allowRead></objectPermissions>",
        "<objectPermissions><allowRead>true</allowRead><object> </object></objectPermissions>",
    ])
    func namelessEntry(entry: String) throws {
        let (source, problems) = try read(entry)
        #expect(source.entries[.objectPermission] == nil)
        #expect(problems.map(\.place) == [Place(file: file, line: 3)])
        #expect(problems.first?.message.contains("<object>") == true)
    }

    // MARK: The same entry twice

    @Test("Twice with equal values is nothing")
    func twiceEqual() throws {
        let entry = objectPermission("Case", "allowRead", "allowCreate")
        let (source, problems) = try read("\(entry)\n\(entry)")
        #expect(source.entry(.objectPermission, "Case")?.value(of: "allowCreate") == true)
        #expect(problems.isEmpty)
    }

    @Test("A missing flag and one that says false are equal")
    func twiceEqualInOtherWords() throws {
        let (source, problems) = try read(
            objectPermission("Case", "allowRead") + "\n<objectPermissions><allowCreate>false</allowCreate>"
                + "<allowRead>true</allowRead><object>Case</object></objectPermissions>")
        #expect(source.entry(.objectPermission, "Case")?.value(of: "allowCreate") == false)
        #expect(problems.isEmpty)
    }

    @Test("Twice with different values: what differs is unknown, the rest holds, and a warning names both lines")
    func twiceDifferent() throws {
        let (source, problems) = try read(
            objectPermission("Case", "allowRead", "allowCreate") + "\n" + objectPermission("Case", "allowRead", "allowEdit"))
        let entry = source.entry(.objectPermission, "Case")
        #expect(entry?.value(of: "allowRead") == true)
        #expect(entry?.value(of: "allowDelete") == false)
        #expect(entry?.value(of: "allowCreate") == nil)
        #expect(entry?.value(of: "allowEdit") == nil)
        #expect(entry?.contradictions["allowEdit"] == Place(file: file, line: 4))
        let problem = try #require(problems.first)
        #expect(problems.count == 1)
        #expect(problem.severity == .warning)
        #expect(problem.place == Place(file: file, line: 4))
        #expect(problem.message.contains("Case is listed twice"))
        #expect(problem.message.contains("line 3"))
    }

    @Test("Three times, each different: a warning for the second and one for the third")
    func thriceDifferent() throws {
        let (source, problems) = try read(
            [
                objectPermission("Case", "allowRead"), objectPermission("Case", "allowRead", "allowEdit"),
                objectPermission("Case", "allowRead", "allowCreate"),
            ].joined(separator: "\n"))
        #expect(source.entry(.objectPermission, "Case")?.value(of: "allowRead") == true)
        #expect(source.entry(.objectPermission, "Case")?.value(of: "allowEdit") == nil)
        #expect(source.entry(.objectPermission, "Case")?.value(of: "allowCreate") == nil)
        #expect(problems.map(\.place) == [Place(file: file, line: 4), Place(file: file, line: 5)])
        #expect(problems.allSatisfy { $0.message.contains("line 3") })
    }

    @Test("A third entry that repeats the first does not settle the contradiction, and adds no warning")
    func thirdRepeatsFirst() throws {
        let (source, problems) = try read(
            ["true", "false", "true"].map { userPermission("ApiEnabled", $0) }.joined(separator: "\n"))
        #expect(source.entry(.userPermission, "ApiEnabled")?.value(of: "enabled") == nil)
        #expect(problems.map(\.place) == [Place(file: file, line: 4)])
    }

    // MARK: What a file says about itself

    @Test("Headers of profiles and permission sets")
    func headers() throws {
        let export = try Export([
            "profiles/Custom%3A Agent.profile": document("Profile", "<custom>true</custom>", "<userLicense>Salesforce</userLicense>"),
            "profiles/Bare.profile": document("Profile"),
            file: document(
                "PermissionSet", "<hasActivationRequired>true</hasActivationRequired>", "<label>Service &amp; Sales</label>",
                "<license>Salesforce Integration</license>"),
        ])
        let org = try export.org()
        let profile = org.headers[ComponentID(.profile, "Custom: Agent")]
        #expect(profile?.isCustom == true)
        #expect(profile?.license == "Salesforce")
        #expect(profile?.label == nil)
        #expect(org.headers[ComponentID(.profile, "Bare")]?.isCustom == nil)
        let set = org.headers[ComponentID(.permissionSet, "Agent")]
        #expect(set?.label == "Service & Sales")
        #expect(set?.license == "Salesforce Integration")
        #expect(set?.requiresActivation == true)
    }

    @Test("Standard fields show which objects an export covered; custom fields do not")
    func objectsWithStandardFields() throws {
        let (source, _) = try read(
            [
                fieldPermission("Case.Subject"), fieldPermission("Lead.Score__c"), fieldPermission("pkg__Chat__c.pkg__Text__c"),
            ].joined())
        #expect(source.objectsWithStandardFields == ["Case"])
    }

    @Test("Grants are read only where they are asked for")
    func grantsOnDemand() throws {
        let export = try Export([file: document("PermissionSet", userPermission("ApiEnabled"))])
        let org = try export.org()
        #expect(org.sources.isEmpty)
        let asked = withExtendedLifetime(export) {
            org.readingGrants(of: [ComponentID(.permissionSet, "Agent"), ComponentID(.permissionSet, "Absent")])
        }
        #expect(Array(asked.sources.keys) == [ComponentID(.permissionSet, "Agent")])
    }
}
