import OrgModel
import TestSupport
import Testing

@Suite("What the entries of a file say")
struct EntryTests {
    private let file = "permissionsets/Agent.permissionset-meta.xml"

    /// The permission set of the given entries, and what is wrong in its file.
    private func read(_ entries: String) throws -> (PermissionSource, [Problem]) {
        let org = try TemporaryFolder([file: document("PermissionSet", entries)]).orgWithGrants()
        return (try #require(org.source(.permissionSet, "Agent")), org.problems)
    }

    @Test("Entries are found by name, with their lines and flags")
    func entries() throws {
        let (source, problems) = try read(
            [
                userPermission("ApiEnabled"), objectPermission("Case", "allowRead", "modifyAllRecords"),
                fieldPermission("Case.Subject", editable: false),
            ].joined(separator: "\n"))
        #expect(
            source.entry(.userPermission, "ApiEnabled")
                == PermissionEntry(place: Place(file: file, line: 3), flags: ["enabled"]))
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

    @Test("A flag that is cleared is false, also where it was in doubt, and every other stays as it is")
    func cleared() throws {
        let doubtful = "<allowCreate>maybe</allowCreate><allowDelete>maybe</allowDelete><allowEdit>true</allowEdit>"
        let entry = "<objectPermissions>\(doubtful)<allowRead>true</allowRead><object>Case</object></objectPermissions>"
        let source = try read(entry).0.clearing(["allowCreate", "allowEdit"], of: .objectPermission, "case")
        let cleared = try #require(source.entry(.objectPermission, "Case"))
        #expect(
            ["allowCreate", "allowDelete", "allowEdit", "allowRead"].map(cleared.value) == [false, nil, false, true])
    }

    @Test(
        "An entry is impossible where a flag is true and one that it needs is false, and not where either is in doubt",
        arguments: [
            ([["allowEdit"]], [nil, nil], 1), ([["allowEdit"], []], [nil, false], 0),
            ([["allowEdit"], ["allowEdit", "allowRead"]], [nil, nil], 0),
        ] as [([[String]], [Bool?], Int)])
    func needs(entries: [[String]], values: [Bool?], count: Int) throws {
        let elements = entries.map { flags in
            let flags = flags.map { "<\($0)>true</\($0)>" }.joined()
            return "<objectPermissions>\(flags)<object>Case</object></objectPermissions>"
        }
        let (source, impossible) = try read(elements.joined(separator: "\n")).0
            .doubtingImpossibleEntries { _, _ in ["allowEdit": ["allowRead"]] }
        let entry = try #require(source.entry(.objectPermission, "Case"))
        #expect(["allowEdit", "allowRead"].map(entry.value) == values)
        #expect(impossible.count == count)
    }

    @Test("A missing flag is false and no reason to complain")
    func missingFlag() throws {
        let (source, problems) = try read("<objectPermissions><object>Case</object></objectPermissions>")
        #expect(source.entry(.objectPermission, "Case")?.value(of: "allowCreate") == false)
        #expect(problems.isEmpty)
    }

    @Test(
        "A flag is true if it says true, white space aside",
        arguments: [
            ("true", true), (" true ", true), ("\n\ttrue\r\n", true), ("false", false), (" false ", false),
        ])
    func flags(text: String, expected: Bool) throws {
        let (source, problems) = try read(userPermission("ApiEnabled", text))
        #expect(source.entry(.userPermission, "ApiEnabled")?.value(of: "enabled") == expected)
        #expect(problems.isEmpty)
    }

    @Test(
        "A value that is neither true nor false is unknown, and a warning names its line",
        arguments: [
            ("TRUE", "TRUE"), ("True", "True"), ("yes", "yes"), ("1", "1"), ("", ""), ("tru e", "tru e"),
            ("true false", "true false"), ("true\u{A0}", "true\\u{a0}"), ("\u{200B}false", "\\u{200b}false"),
            ("<x>true</x>", "<x>"), ("true<x/>", "<x>"),
            (String(repeating: "é", count: 41), String(repeating: "é", count: 40) + "…"),
        ])
    func invalidFlags(text: String, shown: String) throws {
        let (source, problems) = try read(
            "<userPermissions>\n<enabled>\(text)</enabled>\n<name>ApiEnabled</name></userPermissions>")
        #expect(source.entry(.userPermission, "ApiEnabled")?.value(of: "enabled") == nil)
        let problem = try #require(problems.first)
        #expect(problems.count == 1)
        #expect(problem.severity == .warning)
        #expect(problem.place == Place(file: file, line: 4))
        #expect(
            problem.message.contains(
                "<enabled> contains \"\(shown)\", which is neither true nor false, so what depends on it is unknown"))
    }

    @Test(
        "A flag that appears twice in an entry with different values is unknown, and a warning names the line",
        arguments: [
            (["true", "false"], 4), (["false", "true"], 4), (["true", "xx"], 4), (["xx", "true"], 3),
            (["true", "false", "true"], 4),
            (["true", "true", "false"], 5),
        ])
    func flagTwice(values: [String], line: Int) throws {
        let flags = values.map { "<enabled>\($0)</enabled>" }.joined(separator: "\n")
        let (source, problems) = try read("<userPermissions><name>ApiEnabled</name>\(flags)</userPermissions>")
        let entry = source.entry(.userPermission, "ApiEnabled")
        #expect(entry?.value(of: "enabled") == nil)
        #expect(entry?.flags == [])
        #expect(problems.map(\.place) == [Place(file: file, line: line)])
        #expect(problems.allSatisfy { $0.severity == .warning && $0.message.hasPrefix("<enabled> ") })
    }

    @Test("A flag that appears twice in an entry with the same value is no harm", arguments: [true, false])
    func flagTwiceEqual(value: Bool) throws {
        let flag = "<enabled>\(value)</enabled>"
        let (source, problems) = try read("<userPermissions>\(flag)<name>ApiEnabled</name>\(flag)</userPermissions>")
        #expect(source.entry(.userPermission, "ApiEnabled")?.value(of: "enabled") == value)
        #expect(problems.isEmpty)
    }

    @Test(
        "An invalid flag beside another entry for the same thing stays unknown, in any order",
        arguments: ["true", "false"])
    func invalidFlagBesideAnotherEntry(other: String) throws {
        for values in [["yes", other], [other, "yes"]] {
            let (source, problems) = try read(values.map { userPermission("ApiEnabled", $0) }.joined(separator: "\n"))
            #expect(source.entry(.userPermission, "ApiEnabled")?.value(of: "enabled") == nil)
            #expect(problems.contains { $0.message.contains("neither true nor false") })
        }
    }

    @Test(
        "A set is session-based unless it plainly says that it is not",
        arguments: [
            (["true"], true, 0), ([" true "], true, 0), (["false"], false, 0), (["false", "false"], false, 0),
            (["TRUE"], true, 1),
            ([""], true, 1), (["true", "false"], true, 1), (["false", "true"], true, 1), (["false", "no"], true, 1),
        ])
    func sessionBased(values: [String], expected: Bool, warnings: Int) throws {
        let (source, problems) = try read(
            values.map { "<hasActivationRequired>\($0)</hasActivationRequired>" }.joined())
        #expect(source.header.requiresActivation == expected)
        #expect(problems.map(\.place) == Array(repeating: Place(file: file, line: 3), count: warnings))
    }

    @Test(
        "A profile is custom or standard only where it plainly says so",
        arguments: [
            (["true"], true), (["false"], false), (["true", "true"], true), (["TRUE"], nil), (["true", "false"], nil),
            (["1", "true"], nil), (["true", "false", "true"], nil),
        ] as [([String], Bool?)])
    func custom(values: [String], expected: Bool?) throws {
        let profile = "profiles/P.profile"
        let export = try TemporaryFolder([
            profile: document("Profile", values.map { "<custom>\($0)</custom>" }.joined())
        ])
        let org = try export.orgWithGrants()
        #expect(org.headers[ComponentID(.profile, "P")]?.isCustom == expected)
        #expect(org.source(.profile, "P")?.header.isCustom == expected)
        #expect(org.problems.map(\.place) == (expected == nil ? [Place(file: profile, line: 3)] : []))
    }

    // MARK: Entries without a name

    @Test(
        "An entry that names nothing, or two things, makes its file unreadable at that line",
        arguments: [
            "<objectPermissions><allowRead>true</allowRead></objectPermissions>",
            "<objectPermissions><allowRead>true</allowRead><object> </object></objectPermissions>",
            "<objectPermissions><allowRead>true</allowRead><object><x>Case</x></object></objectPermissions>",
            "<objectPermissions><allowRead>true</allowRead><object>Case</object><object>Lead</object></objectPermissions>",
            "<objectPermissions><allowRead>true</allowRead><object>Case</object><object/></objectPermissions>",
        ], [MetadataType.profile, .permissionSet, .mutingPermissionSet])
    func namelessEntry(entry: String, type: MetadataType) throws {
        let file = "\(type.directoryName)/Agent.\(type.suffix)"
        let org = try TemporaryFolder([file: document(type.rawValue, userPermission("ApiEnabled"), entry)])
            .orgWithGrants()
        #expect(org.source(type, "Agent") == nil)
        let problem = try #require(org.unreadable(type, "Agent"))
        #expect(problem.place == Place(file: file, line: 4))
        #expect(problem.message.contains("<object>"))
    }

    @Test(
        "An entry of any kind needs its name",
        arguments: [
            ("userPermissions", "name"), ("objectPermissions", "object"), ("fieldPermissions", "field"),
            ("applicationVisibilities", "application"),
        ])
    func namelessEntry(kind: String, key: String) throws {
        let org = try TemporaryFolder([file: document("PermissionSet", "<\(kind)/>")]).orgWithGrants()
        #expect(
            org.unreadable(.permissionSet, "Agent")?.message.contains("This <\(kind)> entry names no <\(key)>") == true)
    }

    @Test("An entry that has its name twice is no harm")
    func nameTwice() throws {
        let (source, problems) = try read(
            "<userPermissions><enabled>true</enabled><name>ApiEnabled</name><name> ApiEnabled</name></userPermissions>")
        #expect(source.entry(.userPermission, "ApiEnabled")?.value(of: "enabled") == true)
        #expect(problems.isEmpty)
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

    @Test("Twice with different values: what differs is unknown, the rest contains, and a warning names both lines")
    func twiceDifferent() throws {
        let (source, problems) = try read(
            objectPermission("Case", "allowRead", "allowCreate") + "\n"
                + objectPermission("Case", "allowRead", "allowEdit"))
        let entry = source.entry(.objectPermission, "Case")
        #expect(entry?.value(of: "allowRead") == true)
        #expect(entry?.value(of: "allowDelete") == false)
        #expect(entry?.value(of: "allowCreate") == nil)
        #expect(entry?.value(of: "allowEdit") == nil)
        #expect(entry?.doubts["allowEdit"] == .contradicted(Place(file: file, line: 4)))
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

    @Test("A third entry that repeats the first does not resolve the contradiction, and adds no warning")
    func thirdRepeatsFirst() throws {
        let (source, problems) = try read(
            ["true", "false", "true"].map { userPermission("ApiEnabled", $0) }.joined(separator: "\n"))
        #expect(source.entry(.userPermission, "ApiEnabled")?.value(of: "enabled") == nil)
        #expect(problems.map(\.place) == [Place(file: file, line: 4)])
    }

    // MARK: What a file says about itself

    @Test("Headers of profiles and permission sets")
    func headers() throws {
        let export = try TemporaryFolder([
            "profiles/Custom%3A Agent.profile": document(
                "Profile", "<custom>true</custom>", "<userLicense>Salesforce</userLicense>"),
            "profiles/Bare.profile": document("Profile"),
            file: document(
                "PermissionSet", "<hasActivationRequired>true</hasActivationRequired>",
                "<label>Service &amp; Sales</label>",
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
                fieldPermission("Case.Subject"), fieldPermission("Lead.Score__c"),
                fieldPermission("pkg__Chat__c.pkg__Text__c"), fieldPermission("Order.Tax_Rate"),
            ].joined())
        #expect(source.objectsWithStandardFields == [APIName("case"), APIName("order")])
    }

    @Test(
        "An entry that is missing would be before the next one, a field among its object's, and else it is the last of them",
        arguments: [
            (PermissionKind.userPermission, "B", 4), (.userPermission, "Z", 4), (.fieldPermission, "Case.A", 5),
            (.fieldPermission, "Case.C", 6), (.fieldPermission, "Case.Z", 6), (.fieldPermission, "Lead.A", 7),
            (.fieldPermission, "Task.A", 1), (.objectPermission, "Case", 1),
        ])
    func placeForMissing(kind: PermissionKind, name: String, line: Int) throws {
        let (source, _) = try read(
            [
                userPermission("A"), userPermission("C"), fieldPermission("Case.B"), fieldPermission("Case.D"),
                fieldPermission("Lead.B"),
            ].joined(separator: "\n"))
        #expect(source.placeForMissing(kind, name).line == line)
    }

    @Test("Grants are read only where they are required")
    func grantsOnDemand() throws {
        let export = try TemporaryFolder([file: document("PermissionSet", userPermission("ApiEnabled"))])
        let org = try export.org()
        #expect(org.sources.isEmpty)
        let asked = withExtendedLifetime(export) {
            org.readingGrants(of: [ComponentID(.permissionSet, "Agent"), ComponentID(.permissionSet, "Absent")])
        }
        #expect(Array(asked.sources.keys) == [ComponentID(.permissionSet, "Agent")])
    }
}
