import OrgModel
import TestSupport
import Testing

@testable import AuditEngine

@Suite("Rows about all fields, or those of a namespace")
struct FieldsPermissionTests {
    static let all = "field/Contact.*"
    static let ofPackage = "field/Contact.UserGems__*"

    static func guide(_ fields: String = "\"UserGems__*\"", _ access: String = "read", object: String = "Contact")
        throws -> Guide
    {
        try AuditEngineTests.guide(
            objects: "\(object): {}", kind: "fieldPermission", table: "object: \(object)",
            rows: """
                  - fields: \(fields)
                    requires: \(access)
                    label: Fields
                    purpose: It works with them.
                """
        ).load()
    }

    private static func custom(_ name: String, _ more: String = "<type>Text</type>") -> String {
        "<fields><fullName>\(name)</fullName>\(more)</fields>"
    }

    /// An export with two fields of a package, and one of the org's own.
    private func export(whole: Bool = true, _ lines: String...) -> Export {
        (whole ? Export().manifest(version: "63.0", objects: "Contact") : Export().manifest(version: "63.0"))
            .object(
                "Contact", Self.custom("UserGems__A__c"), Self.custom("UserGems__B__c"), Self.custom("Own__c")
            )
            .metadata("PermissionSet", "permissionsets/A.permissionset", lines)
    }

    // MARK: Reading

    @Test("A name field that is defined twice is one")
    func nameField() throws {
        let export = Export().manifest(version: "63.0", objects: "Contact").object(
            "Contact", Self.custom("Name"), Self.custom("Own__c"),
            "<nameField><label>Name</label><type>Text</type></nameField>"
        ).permissionSet("A", object("Contact", "r"), field("Contact.Own__c", "r"))
        let finding = try export.audit(.set("A"), against: Self.guide("all")).expect(Self.all, .unknown)
        #expect(finding.message.contains("on the 2 fields of Contact that the export shows"), "\(finding.message)")
    }

    @Test("Access to activities opens none of their fields by itself")
    func activities() throws {
        let export = Export().manifest(version: "63.0")
            .permissionSet("A", user("ActivitiesAccess"), field("Task.Description", ""))
        try export.audit(.set("A"), against: Self.guide("all", object: "Task")).expect(
            "field/Task.*", .failed, at: "permissionsets/A.permissionset:4")
    }

    @Test("Where the right on the object is not known, neither is the row, whatever the fields are")
    func openObject() throws {
        let export = export(field("Contact.UserGems__A__c", "r"), field("Contact.UserGems__B__c", "r"))
            .permissionSet("S", sessionBased, object("Contact", "r"))
        let finding = try export.audit(.set("A", "S"), against: Self.guide()).expect(
            Self.ofPackage, .unknown, at: "permissionsets/S.permissionset:4")
        #expect(finding.message == "The export cannot tell whether Read on Contact is granted.")
    }

    @Test("What can make the row pass are the fields that are not granted, or View All Fields")
    func ways() throws {
        let guide = try Self.guide()
        let ways = try export(object("Contact", "r"), field("Contact.UserGems__A__c", "r")).withOrg { org in
            guide.evaluation(of: org, .set("A"), AuditOptions()).permissions.ways(to: guide.requirements[0].subject)
        }
        #expect(
            ways == [
                [.objectPermission("Contact", .viewAllFields), .objectPermission("Contact", .read)],
                [
                    .fieldPermission(object: "Contact", field: "UserGems__B__c", .read),
                    .objectPermission("Contact", .read),
                ],
            ])
    }

    @Test("A field that a source lists counts also where the export does not define the object that was named")
    func undefinedObject() throws {
        let guide = try AuditEngineTests.guide(
            objects: "Chat: { label: Chat, find: [Demo Chat] }", kind: "fieldPermission", table: "object: Chat",
            rows: "      - { fields: all, requires: read, label: A, purpose: B. }"
        ).load()
        var options = AuditOptions()
        options.names = ["Chat": "Chat__c"]
        try Export().permissionSet("A", user("ViewAllData"), field("Chat__c.A__c", "")).object("Talk__c", label: "Talk")
            .audit(.set("A"), options, against: guide).expect(
                "field/Chat.*", .failed, at: "permissionsets/A.permissionset:4")
    }

    @Test("Every field that matches must be granted, and the object with them")
    func read() throws {
        let guide = try Self.guide()
        let both = [field("Contact.UserGems__A__c", "r"), field("Contact.UserGems__B__c", "re")]
        let passed = try export(object("Contact", "r"), both[0], both[1]).audit(.set("A"), against: guide).expect(
            Self.ofPackage, .passed, states: .granted("Contact.UserGems__A__c", flag: "readable"),
            at: "permissionsets/A.permissionset:4")
        #expect(
            passed.message == "Read is granted on all 2 fields of Contact that begin with UserGems__, as far as field "
                + "permissions govern it.")
        #expect(passed.evidence.contains { $0.place?.file == "objects/Contact.object" })
        let failed = try export(object("Contact", "r"), both[0]).audit(.set("A"), against: guide).expect(
            Self.ofPackage, .failed, states: .noEntry("Contact.UserGems__B__c"), at: "permissionsets/A.permissionset")
        #expect(
            failed.message == "Read is not granted on 1 of the 2 known fields of Contact that begin with UserGems__: "
                + "UserGems__B__c.")
        #expect(failed.remedy?.setup?.contains("\"Read Access\" for \"UserGems__B__c\"") == true)
        #expect(failed.remedy?.metadata?.contains("<field>Contact.UserGems__B__c</field>") == true)
        #expect(failed.remedy?.metadata?.contains(" more: ") == false)
        let object = try export(both[0], both[1]).audit(.set("A"), against: guide).expect(Self.ofPackage, .failed)
        #expect(object.message == "Read on Contact is not granted.")
        #expect(object.remedy?.setup?.contains("tick \"Read\"") == true)
    }

    @Test("View All Fields is enough to read them, whatever fields there are", arguments: ["all", "\"UserGems__*\""])
    func viewAllFields(fields: String) throws {
        let export = Export().manifest(version: "63.0").permissionSet("A", object("Contact", "rf"))
        let id = fields == "all" ? Self.all : Self.ofPackage
        try export.audit(.set("A"), against: Self.guide(fields)).expect(
            id, .passed, states: .granted("Contact", flag: "viewAllFields"), at: "permissionsets/A.permissionset:3")
        for object in [object("Contact", "rf"), object("Contact", "ref")] {
            try self.export(object).audit(.set("A"), against: Self.guide(fields, "edit")).expect(id, .failed)
        }
    }

    @Test("Where nothing shows that the known fields are all, they prove no pass, but a failure")
    func partial() throws {
        let guide = try Self.guide()
        let granted = [
            object("Contact", "r"), field("Contact.UserGems__A__c", "r"), field("Contact.UserGems__B__c", "r"),
        ]
        let open = try export(whole: false, granted[0], granted[1], granted[2]).audit(.set("A"), against: guide).expect(
            Self.ofPackage, .unknown)
        #expect(open.message.contains("but nothing shows that these are all"))
        #expect(open.remedy?.retrieve?.contains("name the CustomObject Contact in package.xml") == true)
        #expect(open.remedy?.retrieve?.contains("View All Fields on Contact would be enough") == true)
        try export(whole: false, granted[0], granted[1]).audit(.set("A"), against: guide).expect(
            Self.ofPackage, .failed)
    }

    @Test("A definition of custom fields proves nothing of standard ones")
    func customFieldsOnly() throws {
        let export = export(
            object("Contact", "r"), field("Contact.UserGems__A__c", "r"), field("Contact.UserGems__B__c", "r"),
            field("Contact.Own__c", "r"))
        try export.audit(.set("A"), against: Self.guide("all")).expect(Self.all, .unknown)
    }

    @Test("A custom object's definition shows all of its fields that have permissions")
    func customObject() throws {
        let guide = try AuditEngineTests.guide(
            objects: "Chat: { label: Chat, find: [Demo Chat] }", kind: "fieldPermission", table: "object: Chat",
            rows: "      - { fields: all, requires: edit, label: A, purpose: B. }"
        ).load()
        let export = Export().manifest(version: "63.0", objects: "d__Chat__c")
            .object(
                "d__Chat__c", label: "Demo Chat", Self.custom("d__A__c"), Self.custom("d__B__c"),
                Self.custom("d__C__c"), Self.custom("d__D__c"),
                Self.custom("d__Need__c", "<required>true</required><type>Text</type>"),
                Self.custom("d__Sum__c", "<formula>1</formula><type>Number</type>"))
        let entries = [
            object("d__Chat__c", "re"), field("d__Chat__c.d__A__c", "re"), field("d__Chat__c.d__B__c", "re"),
            field("d__Chat__c.d__C__c", "re"), field("d__Chat__c.d__D__c", "re"), field("d__Chat__c.d__Sum__c", "r"),
        ]
        let passed = try export.metadata("PermissionSet", "permissionsets/A.permissionset", entries)
            .audit(.set("A"), against: guide).expect("field/Chat.*", .passed)
        // The required field has no entry to show, so none of the entries is left out.
        #expect(!passed.evidence.contains { $0.says.contains("more") })
        let failed = try export.metadata("PermissionSet", "permissionsets/A.permissionset", Array(entries.dropLast()))
            .audit(.set("A"), against: guide).expect("field/Chat.*", .failed)
        #expect(failed.message.contains("1 of the 6 known fields of d__Chat__c: d__Sum__c."))
    }

    @Test("What any source lists is known to be there; the parts of a location follow the whole")
    func listed() throws {
        let export = Export().permissionSet("A", object("Contact", "r"))
            .profile(
                "P", object("Contact", "r"), field("Contact.Title", ""), field("Contact.UserGems__C__c", ""),
                field("Contact.UserGems__C__Latitude__s", ""), user("ApiEnabled"))
        let result = try export.audit(.set("A").and(profile: "P"), against: Self.guide("all"))
        let finding = try result.expect(Self.all, .failed, at: "profiles/P.profile:4")
        #expect(finding.message.contains("2 of the 2 known fields of Contact: Title, UserGems__C__c."))
    }

    // MARK: Records

    private func recorded(
        _ records: [String], query: String?, _ lines: [String], guide: Guide? = nil
    ) throws -> (AuditResult, [Problem]) {
        try recorded(records, query: query, lines) { org, problems in
            (try (guide ?? Self.guide("all")).audit(org, .set("A")), problems)
        }
    }

    private func recorded<Value>(
        _ records: [String], query: String?, _ lines: [String], _ body: (Org, [Problem]) throws -> Value
    ) throws -> Value {
        var export = Export().metadata("PermissionSet", "permissionsets/A.permissionset", lines)
            .file(
                "records/fields-of-Contact.json",
                "{\"records\":[\n\(records.joined(separator: ",\n"))\n],\"totalSize\":\(records.count),\"done\":true}")
        if let query { export = export.file("records/fields-of-Contact.soql", query) }
        let folder = try TemporaryFolder(export.files)
        return try withExtendedLifetime(folder) {
            let read = UserExport.read(["\(folder.path)/records/fields-of-Contact.json"])
            let org = try Org.read(MetadataCatalog.scan([folder.path], from: folder.path)).adding(read.definitions)
            return try body(org, read.problems)
        }
    }

    private static let query =
        "SELECT QualifiedApiName\nFROM FieldDefinition\nWHERE EntityDefinition.QualifiedApiName = 'Contact'\n"

    @Test(
        "Records of all fields show that there is no other, where their query does",
        arguments: [
            (query, Verdict.passed), (query + "LIMIT 5", .unknown), ("RE" + query, .unknown),
            (query.replacing("'Contact'", with: "'Account'"), .unknown),
            (query.replacing("'Contact'", with: "'Contacts"), .unknown),
            (query + "AND Label = 'A'", .unknown), (nil, .unknown),
        ] as [(String?, Verdict)])
    func records(query: String?, verdict: Verdict) throws {
        let records = [
            fieldRecord("Contact", "Own__c", "Own", "Text(80)", nillable: true),
            fieldRecord("Contact", "CreatedDate", "Created Date", "Date/Time", nillable: false),
            fieldRecord("Contact", "Phone", "Phone", "Phone", nillable: true),
        ]
        let (result, problems) = try recorded(
            records, query: query, [object("Contact", "r"), field("Contact.Own__c", "r"), field("Contact.Phone", "r")])
        #expect(problems == [])
        try result.expect(Self.all, verdict)
    }

    @Test("A standard field that nothing lists may have no field permissions")
    func withoutPermissions() throws {
        let records = [
            fieldRecord("Contact", "LastViewedDate", "Last Viewed Date", "Date/Time", nillable: true),
            fieldRecord("Contact", "Phone", "Phone", "Phone", nillable: true),
        ]
        let (result, _) = try recorded(
            records, query: Self.query, [object("Contact", "r"), field("Contact.Phone", "r")])
        let finding = try result.expect(Self.all, .unknown)
        #expect(finding.message.contains("1 of the 2 known fields of Contact: LastViewedDate."))
        #expect(
            finding.evidence.contains {
                $0.says.contains("nothing in the export shows whether Contact.LastViewedDate has")
            })
        let (open, _) = try recorded(records, query: Self.query, [object("Contact", "rf")])
        try open.expect(Self.all, .passed)
        // What is open for another reason says that one.
        let (global, _) = try recorded(
            records, query: Self.query, [object("Contact", "r"), user("ViewAllFieldsGlobal")])
        let other = try global.expect(Self.all, .unknown)
        #expect(!other.evidence.contains { $0.says.contains("nothing in the export shows whether") })
    }

    @Test("Of what kind a field is does not matter where its entry grants what is asked")
    func openKind() throws {
        let (result, _) = try recorded(
            [fieldRecord("Contact", "Own__c", "Own", nil, nillable: true)], query: Self.query,
            [object("Contact", "re"), field("Contact.Own__c", "re")], guide: Self.guide("all", "edit"))
        try result.expect(Self.all, .passed)
    }

    @Test("A permission set grants no field that has no field permissions, or may have none")
    func fixOfRecorded() throws {
        let records = [
            fieldRecord("Contact", "CreatedDate", "Created Date", "Date/Time", nillable: false),
            fieldRecord("Contact", "LastViewedDate", "Last Viewed Date", "Date/Time", nillable: true),
            fieldRecord("Contact", "Own__c", "Own", "Text(80)"),
            fieldRecord("Contact", "Phone", "Phone", "Phone", nillable: true),
        ]
        let missing = try recorded(records, query: Self.query, [object("Contact", "r")]) { org, _ in
            try Self.guide("all").missingGrants(in: org, of: .set("A"))
        }
        #expect(missing.entries.map(\.name) == ["Contact.Phone"])
    }

    @Test("A result that lacks a field that is there does not show all of them")
    func lacking() throws {
        let records = [fieldRecord("Contact", "Own__c", "Own", "Text(80)", nillable: true)]
        let lines = [object("Contact", "r"), field("Contact.Own__c", "r"), field("Contact.Other__c", "r")]
        let (whole, _) = try recorded(records, query: Self.query, Array(lines.dropLast()))
        try whole.expect(Self.all, .passed)
        let (result, _) = try recorded(records, query: Self.query, lines)
        try result.expect(Self.all, .unknown)
    }

    // MARK: Nothing there

    @Test("Where no field matches, the row is open, and before the installation it does not apply")
    func nothingMatches() throws {
        let export = Export().manifest(version: "63.0", objects: "Contact").object("Contact", Self.custom("Own__c"))
            .permissionSet("A", object("Contact", "r"))
        let finding = try export.audit(.set("A"), against: Self.guide()).expect(Self.ofPackage, .unknown)
        #expect(finding.message == "The export shows no field of Contact that begins with UserGems__.")
        #expect(finding.remedy?.retrieve?.contains("--before-install") == true)
        var options = AuditOptions()
        options.isInstalled = false
        try export.audit(.set("A"), options, against: Self.guide()).expect(Self.ofPackage, .notApplicable)
        try export.audit(.set("A"), options, against: Self.guide("all")).expect(Self.all, .failed)
    }

    @Test("Whether the installation has been made is no matter of an object's own fields")
    func nothingKnown() throws {
        func table(_ name: String, _ kind: String, _ rows: String) -> String {
            "table: \(name)\ntitle: T\ncaption: T\nkind: \(kind)\nseverity: major\n\(rows)"
        }
        let guide = try GuideFolder([
            "guide.yaml":
                "id: demo\ntitle: Demo\nedition: A\nsource: https://example.com\nsummary: A.\nobjects: { Contact: {} }\n"
                + "tables: [fields.yaml, install.yaml]",
            "fields.yaml": table(
                "F", "fieldPermission",
                "object: Contact\nrows:\n  - { fields: all, requires: read, label: A, purpose: B. }\n"
                    + "  - { fields: \"UserGems__*\", requires: read, label: A, purpose: B. }"),
            "install.yaml": table(
                "I", "install",
                "rows:\n  - { step: s, callCenter: Acme, requires: present, label: A, purpose: B., "
                    + "remedy: { setup: A., metadata: B } }"),
        ]).load()
        let result = try Export().permissionSet("A", object("Contact", "r")).audit(.set("A"), against: guide)
        #expect(try result.expect(Self.all, .unknown).message == "The export shows no field of Contact.")
        #expect(
            try result.expect(Self.ofPackage, .unknown).message.contains("othing of the installation is in the export"))
    }

    // MARK: Fix, surplus, retrieval

    @Test("A permission set grants what is known to be missing")
    func fix() throws {
        let export = export(object("Contact", "r"), field("Contact.UserGems__A__c", "r"))
        let missing = try export.missingGrants(.set("A"), against: Self.guide("\"UserGems__*\"", "edit"))
        #expect(missing.entries.map(\.name) == ["Contact.UserGems__A__c", "Contact.UserGems__B__c", "Contact"])
        #expect(missing.fixed == [Self.ofPackage])
        let open = try self.export(
            whole: false, object("Contact", "r"), field("Contact.UserGems__A__c", "r"),
            field("Contact.UserGems__B__c", "r")
        )
        .missingGrants(.set("A"), against: Self.guide(), includesUnknown: true)
        #expect(open.entries.isEmpty)
        #expect(open.skipped.map(\.requirement) == [Self.ofPackage])
    }

    @Test("Fields that are asked for are no surplus, nor is View All Fields where all are")
    func surplus() throws {
        let lines = [object("Contact", "rf"), field("Contact.UserGems__X__c", "re"), field("Contact.Other__c", "r")]
        let export = Export().manifest(version: "63.0").metadata(
            "PermissionSet", "permissionsets/A.permissionset", lines)
        func surplus(_ guide: Guide) throws -> SurplusResult { try export.withOrg { guide.surplus($0, .set("A")) } }
        let ofPackage = try surplus(Self.guide())
        #expect(ofPackage.grants.map(\.label) == ["View All Fields"])
        #expect(ofPackage.fields.flatMap(\.readable) == ["Other__c"])
        #expect(ofPackage.fields.flatMap(\.editable) == ["UserGems__X__c"])
        let all = try surplus(Self.guide("all"))
        #expect(all.grants.isEmpty)
        #expect(all.fields.flatMap(\.readable) == [])
        #expect(all.fields.flatMap(\.editable) == ["UserGems__X__c"])
        // No row can require what Salesforce does not have.
        let task = Export().manifest(version: "63.0").permissionSet("A", AuditEngineTests.object("Task", "rf"))
        let grants = try task.withOrg { try Self.guide("all", object: "Task").surplus($0, .set("A")).grants }
        #expect(grants.map(\.label).contains("View All Fields"))
    }

    @Test("The queries ask which fields there are, and who has them")
    func queries() throws {
        var users = QueriedUsers()
        users.apiUser = "api@example.com"
        let queries = try Export().permissionSet("A").withOrg { try Self.guide().recordQueries(for: $0, users) }
        for name in ["fields-of-Contact", "objects", "fields"] {
            #expect(queries.contains { $0.name == name && $0.line.contains("'Contact'") }, "\(name)")
        }
    }

    @Test("Evidence, message and remedy are bounded")
    func bounded() throws {
        let names = (10..<60).map { "UserGems__F\($0)__c" }
        let export = Export().manifest(version: "63.0", objects: "Contact").metadata(
            "CustomObject", "objects/Contact.object", names.map { Self.custom($0) }
        ).permissionSet("A", object("Contact", "r"))
        let finding = try export.audit(.set("A"), against: Self.guide()).expect(Self.ofPackage, .failed)
        #expect(
            finding.message.hasSuffix(
                "50 of the 50 known fields of Contact that begin with UserGems__: UserGems__F10__c, "
                    + "UserGems__F11__c, UserGems__F12__c, UserGems__F13__c, UserGems__F14__c and 45 more."))
        #expect(finding.evidence.count == 6)
        #expect(finding.remedy?.metadata?.contains("and 30 more: rolecall fix writes them all") == true)
        #expect(try export.missingGrants(.set("A"), against: Self.guide()).entries.count == 50)
    }

    // MARK: Alternatives and rule files

    @Test("An alternative can require several fields")
    func alternative() throws {
        let guide = try AuditEngineTests.guide(
            objects: "Contact: {}",
            rows: """
                  - key: choice
                    label: One of two
                    anyOf:
                      - [{ permission: ModifyAllData, requires: granted }]
                      - [{ object: Contact, fields: "UserGems__*", requires: read }]
                    purpose: It can be had in two ways.
                """
        ).load()
        let entries = [
            object("Contact", "r"), field("Contact.UserGems__A__c", "r"), field("Contact.UserGems__B__c", "r"),
        ]
        try export(entries[0], entries[1], entries[2]).audit(.set("A"), against: guide).expect("any-of/choice", .passed)
        try export(entries[0], entries[1]).audit(.set("A"), against: guide).expect("any-of/choice", .failed)
        #expect(
            guide.alternatives(of: guide.requirements[0])[1]
                == "Read on the fields of Contact that begin with UserGems__")
    }

    @Test(
        "What is wrong with such a row is reported",
        arguments: [
            (
                "{ fields: \"*\", requires: read",
                ["\"*\" is neither all nor the beginning of API names with one * at its end"]
            ),
            ("{ fields: \"A*B*\", requires: read", ["neither all nor the beginning"]),
            ("{ fields: every, requires: read", ["\"every\" is neither all nor"]),
            ("{ fields: all, requires: create", ["\"create\" is not known here. Known: read, edit."]),
            ("{ fields: all, field: Phone, requires: read", ["either field, or fields, or key and find"]),
            ("{ fields: all, requires: edit, forbidden: true", ["Several fields cannot be forbidden in one row."]),
        ])
    func invalid(row: String, words: [String]) throws {
        let folder = try AuditEngineTests.guide(
            objects: "Contact: {}", kind: "fieldPermission", table: "object: Contact",
            rows: "      - \(row), label: A, purpose: B. }")
        let told = folder.diagnostics()
        #expect(told.count == 1, "\(told)")
        for word in words { #expect(told.first?.message.contains(word) == true, "\(told)") }
    }
}
