import AuditEngine
import OrgModel
import Testing

/// What an entry that is not there proves, line by line of the table in the design.
@Suite("An absent entry")
struct AbsentEntryTests {
    static let set = "permissionsets/Set.permissionset"
    static let profile = "profiles/API.profile"

    // MARK: Permission sets

    @Test(
        "in a permission set of API version 40 or later, or of none stated, is not granted",
        arguments: ["40.0", "62.0", nil] as [String?])
    func completePermissionSet(version: String?) throws {
        var export = Export().permissionSet("Set", "<label>Set</label>")
        if let version { export = export.manifest(version: version) }
        let result = try export.audit(.set("Set"))
        try result.expect("system/ApiEnabled", .failed, states: .noEntry("ApiEnabled"), at: Self.set)
        try result.expect("object/Account/create", .failed, states: .noEntry("Account"), at: Self.set)
        // Object read is missing as well, so the object's Edit is granted by another set here.
        let withObject = try export.permissionSet("Objects", object("Account", "re")).audit(.set("Set", "Objects"))
        try withObject.expect("field/Account.Phone", .failed, states: .noEntry("Account.Phone"), at: Self.set)
    }

    @Test(
        "in a permission set of API version 39 or earlier is unknown for objects and fields",
        arguments: ["39.0", "20.0"])
    func oldPermissionSet(version: String) throws {
        let result = try Export().permissionSet("Set", user("ApiEnabled")).manifest(version: version)
            .audit(.set("Set"))
        let number = version.prefix(2)
        let create = try result.expect("object/Account/create", .unknown, says: "API version \(number)", at: Self.set)
        #expect(create.remedy?.retrieve?.contains("API version 40 or later") == true)
        #expect(create.remedy?.setup == nil, "an unknown is resolved by a retrieve, not fixed")
        try result.expect("field/Account.Phone", .unknown, says: "API version \(number)", at: Self.set)
    }

    @Test("in a permission set of API version 39 is not granted for system permissions")
    func oldPermissionSetSystem() throws {
        let result = try Export().permissionSet("Set").manifest(version: "39.0").audit(.set("Set"))
        try result.expect("system/ApiEnabled", .failed, states: .noEntry("ApiEnabled"), at: Self.set)
    }

    @Test("in a permission set of API version 39 is not granted for the objects that the manifest beside it names")
    func oldPermissionSetWithManifest() throws {
        let result = try Export().permissionSet("Set", object("Lead", "re"), object("Account", "re"))
            .manifest(version: "39.0", objects: "Account", "Case").audit(.set("Set"))
        try result.expect("object/Case/create", .failed, states: .noEntry("Case"), at: Self.set)
        try result.expect("field/Account.Phone", .failed, states: .noEntry("Account.Phone"), at: Self.set)
        try result.expect("object/Contact/create", .unknown, states: .says(.exported(39, .objects)), at: Self.set)
        try result.expect("field/Lead.Phone", .unknown, states: .says(.exported(39, .objects)), at: Self.set)
    }

    @Test(
        "in source format is judged by the project's API version, and by the manifest's only where the project states none",
        arguments: [
            ("39.0", "62.0", Verdict.unknown), ("62.0", "39.0", .failed), (nil, "39.0", .unknown), (nil, nil, .failed),
        ]
            as [(String?, String?, Verdict)])
    func sourceFormat(project: String?, manifest: String?, verdict: Verdict) throws {
        let path = "force-app/main/default/permissionsets/Set.permissionset-meta.xml"
        let version = project.map { #", "sourceApiVersion": "\#($0)""# } ?? ""
        var export = Export()
            .file("sfdx-project.json", #"{"packageDirectories": [{"path": "force-app"}]\#(version)}"#)
            .metadata("PermissionSet", path, [])
        if let manifest {
            export = export.metadata("Package", "manifest/package.xml", ["<version>\(manifest)</version>"])
        }
        try export.audit(.set("Set")).expect(
            "object/Account/create", verdict,
            states: verdict == .unknown ? .says(.exported(39, .objects)) : .noEntry("Account"),
            at: path)
    }

    /// Files are read in the order of their folders' names.
    @Test(
        "in both of two files is judged by the export that says more, whichever is read first", arguments: ["a", "c"])
    func twoExports(folderOfOld: String) throws {
        let export = Export()
            .metadata("PermissionSet", "\(folderOfOld)/permissionsets/Set.permissionset", [])
            .metadata("Package", "\(folderOfOld)/package.xml", ["<version>39.0</version>"])
            .metadata("PermissionSet", "b/permissionsets/Set.permissionset", [])
            .metadata("Package", "b/package.xml", ["<version>62.0</version>"])
        try export.audit(.set("Set")).expect("object/Account/create", .failed)
    }

    @Test(
        "of a permission that exports of that API version did not know is unknown",
        arguments: [
            ("41.0", Verdict.unknown), ("42.0", .failed), (nil, .failed),
        ] as [(String?, Verdict)])
    func permissionUnknownToTheExport(version: String?, verdict: Verdict) throws {
        for export in [Export().permissionSet("API", user("EditTask")), Export().profile("API", user("EditTask"))] {
            let principal = export.files.keys.contains(Self.profile) ? Principal.profile("API") : .set("API")
            let result = try export.manifest(version: version).audit(principal)
            let finding = try result.finding("field/Task.CreatedById")
            #expect(finding.verdict == verdict)
            guard verdict == .unknown else { continue }
            #expect(
                finding.evidence.contains { $0.statement == .says(.exported(41, .permission("Access Activities"))) })
            #expect(finding.remedy?.retrieve?.contains("API version 42 or later") == true)
            try result.expect("system/ApiEnabled", .failed)
        }
    }

    // MARK: Profiles, system permissions

    @Test(
        "in a profile that lists some system permission is not granted",
        arguments: [user("RunReports"), user("RunReports", "false")])
    func profileWithPermissions(entry: String) throws {
        let result = try Export().profile("API", "<custom>false</custom>", entry).audit(.profile("API"))
        try result.expect("system/ApiEnabled", .failed, states: .noEntry("ApiEnabled"), at: Self.profile)
    }

    @Test(
        "in a profile without any system permission is unknown, unless its license is a guest's, a portal's or a community's",
        arguments: [
            ("<custom>false</custom>", Verdict.unknown), ("<custom>true</custom>", .unknown),
            ("<userLicense>Salesforce</userLicense>", .unknown),
            ("<userLicense>Salesforce Integration</userLicense>", .unknown),
            ("<userLicense>Guest User License</userLicense>", .failed),
            ("<userLicense>customer community</userLicense>", .failed),
            ("<userLicense>Partner</userLicense>", .failed),
        ])
    func profileWithoutPermissions(custom: String, verdict: Verdict) throws {
        let result = try Export().profile("API", custom).audit(.profile("API"))
        let says = verdict == .unknown ? "lists no system permission at all" : "has no entry for ApiEnabled"
        try result.expect("system/ApiEnabled", verdict, says: says, at: Self.profile)
    }

    @Test("of Modify All Data that is unknown makes unknown what it would bring")
    func unknownModifyAllData() throws {
        let result = try Export().profile("API").permissionSet(
            "Set", object("Account", "re"), field("Account.Phone", "re")
        )
        .audit(.profile("API").and(set: "Set"))
        for id in ["system/ModifyMetadata", "system/EditTask", "system/ViewSetup", "object/Account/create"] {
            try result.expect(id, .unknown, states: .says(.listsNoSystemPermission), at: Self.profile)
        }
        try result.expect("field/Account.Phone", .passed)
    }

    @Test("of a permission that no export lists is unknown, and an entry for it counts")
    func neverExported() throws {
        let guide = try GuideFolder.guide(asking: "ManagePackageLicenses")
        for principal in [Principal.profile("API"), .set("Set")] {
            let silent = try Export().profile("API", user("ApiEnabled")).permissionSet("Set", user("ApiEnabled"))
                .audit(principal, against: guide)
            let finding = try silent.finding("system/ManagePackageLicenses")
            #expect(finding.verdict == .unknown)
            #expect(finding.evidence.contains { $0.says.contains("which no export ever lists") })
        }
        try Export().permissionSet("Set", user("ManagePackageLicenses")).audit(.set("Set"), against: guide)
            .expect("system/ManagePackageLicenses", .passed)
    }

    // MARK: View All Fields

    @Test(
        "of a field to be read is unknown in a permission set of API version 40 to 62 that may contain View All Fields",
        arguments: [
            // version, what else the set contains, verdict
            ("62.0", [object("Opportunity", "r")], Verdict.unknown), ("40.0", [object("opportunity", "re")], .unknown),
            ("62.0", [user("ViewAllData")], .unknown), ("63.0", [object("Opportunity", "r")], .failed),
            (nil, [object("Opportunity", "r")], .failed),
            // A field that may be read alone would have no entry beside View All Fields.
            ("62.0", [object("Opportunity", "r"), field("OPPORTUNITY.Type", "r")], .failed),
            ("62.0", [object("Opportunity", "r"), field("Opportunity.Type", "re"), field("Lead.Fax", "r")], .unknown),
            ("62.0", [object("Opportunity", "")], .failed), ("62.0", [], .failed),
            ("62.0", [object("Opportunity", "r"), field("Opportunity.Amount", "")], .failed),
        ] as [(String?, [String], Verdict)])
    func viewAllFieldsOfOldExport(version: String?, lines: [String], verdict: Verdict) throws {
        let result = try Export().metadata("PermissionSet", Self.set, lines).manifest(version: version)
            .permissionSet("Reads", object("Opportunity", "r"), field("Opportunity.Fax", "r")).audit(
                .set("Set", "Reads"))
        let finding = try result.expect("field/Opportunity.Amount", verdict)
        if verdict == .unknown { #expect(finding.remedy?.retrieve?.contains("API version 63 or later") == true) }
        // Edit is never hidden.
        try result.expect("field/Opportunity.AccountId", .failed)
    }

    // MARK: Profiles, objects

    @Test("of an object is unknown in a profile that shows nothing of the object")
    func profileWithoutObject() throws {
        let result = try Export().profile("API", user("ApiEnabled")).manifest(version: "62.0").audit(.profile("API"))
        let finding = try result.expect(
            "object/Account/create", .unknown, states: .says(.exportedWithout("Account")), at: Self.profile)
        #expect(finding.remedy?.retrieve?.contains("named under CustomObject") == true)
        #expect(finding.remedy?.retrieve?.contains("\"Account\"") == true)
    }

    @Test(
        "of an object is not granted in a profile that lists a standard field of the object, whatever it says of it",
        arguments: ["", "r", "re"])
    func profileWithStandardField(flags: String) throws {
        let result = try Export().profile("API", user("ApiEnabled"), field("Account.Fax", flags)).audit(.profile("API"))
        try result.expect("object/Account/create", .failed, states: .noEntry("Account"), at: Self.profile)
        try result.expect(
            "object/Contact/create", .unknown, states: .says(.exportedWithout("Contact")), at: Self.profile)
    }

    @Test(
        "of an object stays unknown in a profile that lists only custom fields of it",
        arguments: ["Rating__c", "lpc__Rating__c"])
    func profileWithCustomField(name: String) throws {
        let result = try Export().profile("API", user("ApiEnabled"), field("Account.\(name)", "re")).audit(
            .profile("API"))
        try result.expect(
            "object/Account/modifyAll", .unknown, states: .says(.exportedWithout("Account")), at: Self.profile)
    }

    @Test("of an object is not granted in a profile whose manifest names the object")
    func profileWithManifest() throws {
        let result = try Export().profile("API", user("ApiEnabled")).manifest(version: "62.0", objects: "Account")
            .audit(.profile("API"))
        try result.expect("object/Account/create", .failed, states: .noEntry("Account"), at: Self.profile)
        try result.expect("object/Lead/create", .unknown, states: .says(.exportedWithout("Lead")), at: Self.profile)
    }

    @Test("of an object with * in the manifest is not granted for a custom object and unknown for a standard one")
    func profileWithWildcard() throws {
        let result = try Export().profile("API", user("ApiEnabled")).manifest(version: "62.0", objects: "*")
            .object("Talk__c", label: "LivePerson Conversation").audit(.profile("API"))
        try result.expect("object/Conversation/create", .failed, states: .noEntry("Talk__c"), at: Self.profile)
        let standard = try result.expect(
            "object/Account/create", .unknown, states: .says(.exportedWithout("Account")), at: Self.profile)
        #expect(standard.remedy?.retrieve?.contains("* leaves out standard objects") == true)
    }

    // MARK: Profiles, fields

    @Test("of a field in a profile is unknown, even if the manifest names the object")
    func profileField() throws {
        let result = try Export().profile(
            "API", user("ApiEnabled"), object("Account", "re"), field("Account.Fax", "re")
        )
        .manifest(version: "62.0", objects: "Account").audit(.profile("API"))
        let finding = try result.expect(
            "field/Account.Phone", .unknown, states: .says(.doesNotListField("Account.Phone")), at: Self.profile)
        #expect(finding.remedy?.retrieve?.contains("together with the object, named") == true)
    }

    @Test(
        "of a field in a profile is not put down to a missing object where the object was exported",
        arguments: [
            (user("ApiEnabled"), ["Account"]), (object("Account", "re"), []), (field("Account.Fax", "re"), []),
        ])
    func profileFieldOfExportedObject(entry: String, manifest: [String]) throws {
        var export = Export().profile("API", entry).permissionSet("Set", object("Account", "re"))
        if let object = manifest.first { export = export.manifest(version: "62.0", objects: object) }
        let finding = try export.audit(.profile("API").and(set: "Set"))
            .expect(
                "field/Account.Phone", .unknown, states: .says(.doesNotListField("Account.Phone")), at: Self.profile)
        #expect(!finding.evidence.contains { $0.says.contains("exported without") })
    }

    @Test("of a field is beside the point where the object's own permission is known to be lacking")
    func profileFieldWithoutObject() throws {
        let result = try Export().profile("API", user("ApiEnabled"), object("Account", "r")).audit(.profile("API"))
        try result.expect(
            "field/Account.Phone", .failed, states: .denied("Account", flag: "allowEdit"), at: "profiles/API.profile:4")
    }

    // MARK: Explicit

    @Test("is not the same as false, which is not granted, even where the export is partial")
    func explicitFalse() throws {
        let export = Export()
            .profile("API", user("ApiEnabled", "false"), object("Account", ""), field("Account.Phone", ""))
            .permissionSet("Set", object("Account", "re")).manifest(version: "20.0")
        let result = try export.audit(.profile("API"))
        try result.expect(
            "system/ApiEnabled", .failed, states: .denied("ApiEnabled", flag: "enabled"), at: "profiles/API.profile:3")
        try result.expect(
            "object/Account/create", .failed, states: .denied("Account", flag: "allowCreate"),
            at: "profiles/API.profile:4")
        let old = try Export().permissionSet("Set", object("Account", "re"), field("Account.Phone", "r")).manifest(
            version: "20.0"
        )
        .audit(.set("Set"))
        try old.expect(
            "field/Account.Phone", .failed, states: .denied("Account.Phone", flag: "editable"),
            at: "permissionsets/Set.permissionset:4")
    }

    @Test("of a flag inside an entry is false")
    func missingFlag() throws {
        let result = try Export()
            .permissionSet(
                "Set", "<objectPermissions><allowRead>true</allowRead><object>Account</object></objectPermissions>"
            )
            .audit(.set("Set"))
        try result.expect(
            "object/Account/create", .failed, states: .denied("Account", flag: "allowCreate"), at: "\(Self.set):3")
    }

    // MARK: Union

    @Test("in one source that proves nothing outweighs a denial and yields to a grant")
    func union() throws {
        let export = Export().profile("API", user("ApiEnabled"))
            .permissionSet("Denies", object("Account", "re"), field("Account.Phone", ""))
            .permissionSet("Grants", field("Account.Phone", "re"))
        let unknown = try export.audit(.profile("API").and(set: "Denies"))
        try unknown.expect(
            "field/Account.Phone", .unknown, says: "profile \"API\" was exported without Account", at: Self.profile)
        let passed = try export.audit(.profile("API").and(set: "Denies").and(set: "Grants"))
        try passed.expect(
            "field/Account.Phone", .passed, says: "granted by permission set \"Grants\"",
            at: "permissionsets/Grants.permissionset:3")
    }
}
