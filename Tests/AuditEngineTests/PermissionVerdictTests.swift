import AuditEngine
import OrgModel
import Testing

/// What entries grant, and what one grant implies.
@Suite("What is granted")
struct PermissionVerdictTests {
    static let set = "permissionsets/Set.permissionset"
    static let objectKeys = ["Account", "Contact", "Lead", "Opportunity", "Case"]

    // MARK: Modify All Data

    @Test("Modify All Data satisfies Modify Metadata and says by what")
    func modifyAllDataOpensTheMetadataAPI() throws {
        let result = try Export().permissionSet("Set", user("ModifyAllData")).audit(.set("Set"))
        let finding = try result.expect(
            "system/ModifyMetadata", .passed, states: .granted("ModifyAllData", flag: "enabled"), at: "\(Self.set):3")
        #expect(finding.evidence.contains { $0.says.contains("satisfied by Modify All Data") })
    }

    @Test("Modify All Data brings Edit Tasks and View Setup", arguments: ["EditTask", "ViewSetup"])
    func modifyAllDataBrings(permission: String) throws {
        let result = try Export().permissionSet("Set", user("ModifyAllData")).audit(.set("Set"))
        try result.expect("system/\(permission)", .passed, says: "(Modify All Data brings", at: "\(Self.set):3")
    }

    @Test(
        "Modify All Data brings neither View Roles nor API Enabled nor View All Users",
        arguments: ["ViewRoles", "ApiEnabled", "ViewAllUsers"])
    func modifyAllDataDoesNotBring(permission: String) throws {
        let result = try Export().permissionSet("Set", user("ModifyAllData")).audit(.set("Set"))
        try result.expect("system/\(permission)", .failed, states: .noEntry("\(permission)"), at: Self.set)
    }

    @Test("View Setup does not bring View Roles")
    func viewSetupAlone() throws {
        let result = try Export().permissionSet("Set", user("ViewSetup")).audit(.set("Set"))
        try result.expect(
            "system/ViewSetup", .passed, states: .granted("ViewSetup", flag: "enabled"), at: "\(Self.set):3")
        try result.expect("system/ViewRoles", .failed, states: .noEntry("ViewRoles"), at: Self.set)
    }

    @Test(
        "Modify All Data gives Create and Modify All on every object", arguments: objectKeys, ["create", "modifyAll"])
    func modifyAllDataOnObjects(key: String, right: String) throws {
        // An entry that says false is not an obstacle: the permission brings the right anyway.
        let result = try Export().permissionSet("Set", user("ModifyAllData"), object(key, "r")).audit(.set("Set"))
        try result.expect("object/\(key)/\(right)", .passed, says: "(Modify All Data brings", at: "\(Self.set):3")
    }

    @Test("Modify All Data gives no right that an object does not have")
    func modifyAllDataWithoutModifyAll() throws {
        var options = AuditOptions()
        options.names = ["Conversation": "Product2"]
        let result = try Export().permissionSet("Set", user("ModifyAllData")).audit(.set("Set"), options)
        try result.expect(
            "object/Conversation/create", .passed, says: "Modify All Data brings Create", at: "\(Self.set):3")
        try result.expect("object/Conversation/modifyAll", .failed, states: .noEntry("Product2"), at: Self.set)
    }

    @Test("Modify All Data never gives field-level security, but does open fields that have none")
    func modifyAllDataOnFields() throws {
        let result = try Export().permissionSet("Set", user("ModifyAllData"), user("ActivitiesAccess")).audit(
            .set("Set"))
        for id in ["Account.Phone", "Case.AccountId", "Lead.MobilePhone", "Task.Description", "Opportunity.Amount"] {
            let finding = try result.expect("field/\(id)", .failed, states: .noEntry("\(id)"), at: Self.set)
            #expect(finding.remedy?.metadata?.contains("<field>\(id)</field>") == true)
        }
        for id in ["Account.Name", "Account.OwnerId", "Lead.Status", "Task.Status"] {
            try result.expect("field/\(id)", .passed, says: "Modify All Data brings", at: "\(Self.set):3")
        }
    }

    @Test("Modify All Data that is contradicted makes unknown what it would bring, and nothing else")
    func contradictedModifyAllData() throws {
        let result = try Export().permissionSet(
            "Set", user("ModifyAllData"), user("ModifyAllData", "false"), user("ApiEnabled")
        )
        .audit(.set("Set"))
        for id in ["system/ModifyMetadata", "system/EditTask", "object/Lead/modifyAll", "field/Account.Name"] {
            try result.expect(id, .unknown, says: "two things about enabled of ModifyAllData", at: "\(Self.set):3")
        }
        try result.expect("system/ApiEnabled", .passed)
        try result.expect("system/ViewRoles", .failed)
        try result.expect("field/Account.Phone", .failed)
    }

    @Test("View All Data gives read on every object and no edit")
    func viewAllData() throws {
        let result = try Export().permissionSet(
            "Set", user("ViewAllData"), field("Account.Phone", "re"), field("Opportunity.Probability", "r")
        )
        .audit(.set("Set"))
        try result.expect("field/Case.Status", .passed, says: "View All Data brings Read on Case", at: "\(Self.set):3")
        try result.expect("object/Account/modifyAll", .failed)
        try result.expect("field/Account.Phone", .failed, states: .noEntry("Account"), at: Self.set)
    }

    @Test("What is missing is reported of the permission that was required, not of one that would serve as well")
    func ownAbsence() throws {
        let result = try Export().permissionSet("Set", user("RunReports")).audit(.set("Set"))
        try result.expect("system/ModifyMetadata", .failed, states: .noEntry("ModifyMetadata"), at: Self.set)
    }

    @Test(
        "What is missing is granted in a set that an admin can change",
        arguments: ["ns__Vendor", "Session", "Licensed"])
    func setToExtend(other: String) throws {
        let header = ["Session": sessionBased, "Licensed": license("SalesforceAPIIntegrationPsl")][other] ?? ""
        let export = Export().permissionSet(other, header, user("EditTask"), user("ViewSetup"))
            .permissionSet("Mine", user("RunReports"))
        let setup = try export.audit(.set(other, "Mine")).expect("system/ApiEnabled", .failed).remedy?.setup
        #expect(setup?.contains("Setup > Permission Sets > Mine >") == true, "\(setup ?? "")")
    }

    @Test("An entry that is missing would be before the next one by name, or after the last")
    func placeOfMissing() throws {
        let result = try Export().permissionSet("Set", user("ActivitiesAccess"), user("ViewSetup"), user("RunReports"))
            .audit(.set("Set"))
        let places = try ["ApiEnabled", "ViewAllUsers"].map {
            try result.finding("system/\($0)").evidence.compactMap(\.wouldStand).first
        }
        #expect(places == [Place(file: Self.set, line: 5), Place(file: Self.set, line: 4)])
    }

    @Test("A field's would be among those of its object, and at the top of the file where there is none of them")
    func placeOfMissingField() throws {
        let fields = ["Case.Origin", "Account.Fax", "Account.Website"].map { field($0, "r") }
        let result = try Export().metadata(
            "PermissionSet", Self.set, [object("Account", "r"), object("Lead", "r")] + fields
        )
        .audit(.set("Set"))
        let places = try ["Account.Phone", "Lead.Phone"].map {
            try result.finding("field/\($0)").evidence.compactMap(\.wouldStand).first
        }
        #expect(places == [Place(file: Self.set, line: 7), Place(file: Self.set, line: 1)])
    }

    // MARK: Object rights

    @Test("Modify All without Create fails exactly on Create", arguments: objectKeys)
    func modifyAllWithoutCreate(key: String) throws {
        let result = try Export().permissionSet("Set", object(key, "redvm")).audit(.set("Set"))
        try result.expect(
            "object/\(key)/modifyAll", .passed, states: .granted("\(key)", flag: "modifyAllRecords"),
            at: "\(Self.set):3")
        let create = try result.expect(
            "object/\(key)/create", .failed, states: .denied("\(key)", flag: "allowCreate"), at: "\(Self.set):3")
        #expect(create.message.contains("Create on \(key)"))
        #expect(create.remedy?.metadata?.contains("<allowCreate>true</allowCreate>") == true)
        #expect(
            result.findings.filter {
                $0.requirement.objectKey == key && $0.requirement.kind == "objectPermission" && $0.verdict == .failed
            }.count == 1)
    }

    @Test("Create without Modify All fails exactly on Modify All")
    func createWithoutModifyAll() throws {
        let result = try Export().permissionSet("Set", object("Account", "rcedv")).audit(.set("Set"))
        try result.expect(
            "object/Account/create", .passed, states: .granted("Account", flag: "allowCreate"), at: "\(Self.set):3")
        try result.expect(
            "object/Account/modifyAll", .failed, states: .denied("Account", flag: "modifyAllRecords"),
            at: "\(Self.set):3")
    }

    @Test("Modify All by itself brings nothing where what it needs is in doubt, and never Create")
    func modifyAllInDoubt() throws {
        let entry = object("Account", "redvm").replacing(">true<", with: ">1<").replacing(
            "<modifyAllRecords>1<", with: "<modifyAllRecords>true<")
        let result = try Export().permissionSet("Set", entry, field("Account.Phone", "re")).audit(.set("Set"))
        for id in ["field/Account.Name", "field/Account.Phone", "field/Account.CreatedById"] {
            try result.expect(
                id, .unknown, says: "modifyAllRecords of Account is true, but leaves open allow", at: "\(Self.set):3")
        }
        try result.expect(
            "object/Account/create", .failed, states: .denied("Account", flag: "allowCreate"), at: "\(Self.set):3")
    }

    // MARK: Entries that Salesforce stores for no user

    @Test(
        "What an entry says is unknown where a flag is true without another one that it needs, and a warning names the line",
        arguments: [
            (
                "m", "modifyAllRecords", "allowDelete",
                ["object/Account/modifyAll", "field/Account.Name", "field/Account.CreatedById"]
            ),
            ("redm", "modifyAllRecords", "viewAllRecords", ["object/Account/modifyAll"]),
            ("c", "allowCreate", "allowRead", ["object/Account/create"]),
            ("ed", "allowDelete", "allowRead", ["field/Account.Name", "field/Account.CreatedById"]),
            ("rd", "allowDelete", "allowEdit", ["field/Account.Name"]),
            ("v", "viewAllRecords", "allowRead", ["field/Account.CreatedById"]),
            ("f", "viewAllFields", "allowRead", ["field/Account.CreatedById"]),
        ])
    func impossibleObject(flags: String, granted: String, lacking: String, unknown: [String]) throws {
        let export = Export().permissionSet("Set", user("ViewSetup"), object("Account", flags))
        let result = try export.audit(.set("Set"))
        result.expectProblem(.warning, "permission set \"Set\"", "\(granted) of Account", lacking, at: "\(Self.set):4")
        #expect(result.problemsBesidesNoProfile.count == 1)
        for id in unknown {
            try result.expect(id, .unknown, says: "which Salesforce never stores", at: "\(Self.set):4")
        }
        try result.expect("object/Contact/create", .failed)
        let profile = try Export().profile("API", user("ViewSetup"), object("Account", flags)).audit(.profile("API"))
        for id in unknown { try profile.expect(id, .unknown, at: "profiles/API.profile:4") }
        // What another source says stays as it is.
        let other = try export.permissionSet("Other", object("Account", "rcedvm")).audit(.set("Set", "Other"))
        for id in unknown { try other.expect(id, .passed) }
    }

    @Test("The same for a field's Edit without Read")
    func impossibleField() throws {
        let result = try Export().permissionSet("Set", object("Account", "rcedvm"), field("Account.Phone", "e")).audit(
            .set("Set"))
        result.expectProblem(.warning, "editable of Account.Phone", "readable", at: "\(Self.set):4")
        try result.expect(
            "field/Account.Phone", .unknown, says: "editable of Account.Phone is true and readable is not",
            at: "\(Self.set):4")
    }

    @Test(
        "A flag counts only if those that it needs are true beside it: one that says neither, or both, leaves it unknown",
        arguments: [
            ("editable", "field/Account.Phone", field("Account.Phone", "re"), "readable"),
            ("allowCreate", "object/Account/create", object("Account", "rcedvm"), "allowRead"),
            ("modifyAllRecords", "object/Account/modifyAll", object("Account", "rcedvm"), "viewAllRecords"),
            ("modifyAllRecords", "object/Account/modifyAll", object("Account", "rcedvm"), "allowDelete"),
        ])
    func uncertainNeed(flag: String, id: String, entry: String, needed: String) throws {
        let objects = entry.hasPrefix("<field") ? [object("Account", "rcedvm")] : []
        func replaced(_ other: String) -> String {
            entry.replacing("<\(needed)>true</\(needed)>", with: other)
        }
        let contradicted = "<\(needed)>true</\(needed)><\(needed)>false</\(needed)>"
        for entries in [
            [replaced("<\(needed)>False</\(needed)>")], [replaced("<\(needed)>no</\(needed)>")],
            [replaced("<\(needed)/>")], [replaced(contradicted)],
            [entry, replaced("<\(needed)>false</\(needed)>")],
        ] {
            let result = try Export().metadata("PermissionSet", Self.set, entries + objects).audit(.set("Set"))
            try result.expect(id, .unknown, says: "\(flag) of Account", at: "\(Self.set):3")
            result.expectProblem(.warning)
            try Export().metadata("PermissionSet", Self.set, [entry] + objects).audit(.set("Set")).expect(id, .passed)
        }
        let files = try Export().metadata("PermissionSet", "a/\(Self.set)", [entry] + objects)
            .metadata("PermissionSet", "b/\(Self.set)", [replaced("<\(needed)>0</\(needed)>")] + objects)
            .audit(.set("Set"))
        try files.expect(id, .unknown)
    }

    @Test("Many such entries are reported at the first of them, once for a set that comes on two ways")
    func impossibleEntries() throws {
        let result = try Export().permissionSet(
            "Set", field("Case.Subject", "re"), object("Case", "c"), object("Account", "c"), field("Lead.Phone", "e")
        )
        .group("Group", member("Set")).audit(.set("Set").and(group: "Group"))
        result.expectProblem(.warning, "allowCreate of Case", "and 2 more entries are like it", at: "\(Self.set):4")
        #expect(result.problemsBesidesNoProfile.count == 1)
    }

    @Test("A big object grants Delete without Edit, and what mutes needs nothing beside it")
    func possibleEntries() throws {
        let result = try Export().permissionSet("Set", object("Log__b", "rcd"), object("Account", "rcedvm")).muting(
            "Muted", object("Account", "vm")
        )
        .group("Group", member("Set"), mutedBy("Muted")).audit(.group("Group"))
        #expect(result.problemsBesidesNoProfile.isEmpty)
        try result.expect("object/Account/create", .passed)
        try result.expect("object/Account/modifyAll", .failed)
    }

    // MARK: Fields with field-level security

    @Test(
        "A field row requires the field and the object",
        arguments: [
            ("re", "re", Verdict.passed), ("re", "r", .failed), ("re", "", .failed), ("r", "re", .failed),
            ("", "re", .failed),
        ])
    func editField(fieldFlags: String, objectFlags: String, verdict: Verdict) throws {
        let result = try Export().permissionSet(
            "Set", field("Account.Phone", fieldFlags), object("Account", objectFlags)
        ).audit(.set("Set"))
        let (says, line) =
            fieldFlags != "re"
            ? ("Account.Phone has editable false", 3)
            : verdict == .passed ? ("Account has allowEdit true", 4) : ("Account has allowEdit false", 4)
        try result.expect("field/Account.Phone", verdict, says: says, at: "\(Self.set):\(line)")
    }

    @Test("Field and object may be granted by different sources")
    func fieldAndObjectApart() throws {
        let result = try Export().permissionSet("Fields", field("Account.Phone", "re")).profile(
            "API", object("Account", "re")
        )
        .audit(.profile("API").and(set: "Fields"))
        let finding = try result.expect(
            "field/Account.Phone", .passed, says: "granted by permission set \"Fields\"",
            at: "permissionsets/Fields.permissionset:3")
        #expect(
            finding.evidence.contains {
                $0.says.contains("profile \"API\"") && $0.place?.description == "profiles/API.profile:3"
            })
    }

    /// The conversation object: its Status row requires read, its Skill row for edit.
    private let conversation = Export()
        .object(
            "Talk__c", label: "LivePerson Conversation",
            "<fields><fullName>Status__c</fullName><label>Status</label><type>Picklist</type></fields>",
            "<fields><fullName>Skill__c</fullName><label>Skill</label><type>Text</type></fields>")

    @Test("View All Fields gives read of the object's fields, and never edit")
    func viewAllFields() throws {
        let result = try conversation.permissionSet("Set", object("Talk__c", "rcedvmf")).audit(.set("Set"))
        try result.expect(
            "field/Conversation.Status", .passed, states: .granted("Talk__c", flag: "viewAllFields"),
            at: "\(Self.set):3")
        try result.expect("field/Conversation.Skill", .failed, states: .noEntry("Talk__c.Skill__c"), at: Self.set)
    }

    @Test("View All Fields without Read on the object in the same entry is stored for no user")
    func viewAllFieldsWithoutRead() throws {
        let export = conversation.permissionSet("Set", object("Talk__c", "f")).permissionSet(
            "Reads", object("Talk__c", "r"))
        try export.audit(.set("Set")).expect(
            "field/Conversation.Status", .unknown, says: "viewAllFields of Talk__c", at: "\(Self.set):3")
        try export.audit(.set("Set", "Reads")).expect(
            "field/Conversation.Status", .unknown, says: "viewAllFields of Talk__c", at: "\(Self.set):3")
    }

    @Test(
        "View All Fields (Global) leaves reading a field unknown, and never gives Edit",
        arguments: ["ViewAllFieldsGlobal", "viewallfieldsglobal"])
    func viewAllFieldsGlobal(name: String) throws {
        let result = try Export().permissionSet("Set", user(name), object("Opportunity", "re"), object("Lead", "re"))
            .permissionSet("Other")
            .audit(.set("Other", "Set"))
        let finding = try result.expect(
            "field/Opportunity.Amount", .unknown, says: "View All Fields (Global)", at: "\(Self.set):3")
        #expect(finding.remedy?.retrieve == "Grant the API user Read on Opportunity.Amount by its own entry.")
        try result.expect("field/Lead.Phone", .failed)
        // The object's own right is needed all the same.
        try Export().permissionSet("Set", user(name)).audit(.set("Set")).expect("field/Opportunity.Amount", .failed)
        try Export().permissionSet("Set", user(name, "false"), object("Opportunity", "r")).audit(.set("Set"))
            .expect("field/Opportunity.Amount", .failed)
    }

    @Test(
        "Edit Read Only Fields leaves editing a field unknown that can be read",
        arguments: [
            ("r", Verdict.unknown), ("", .failed), ("re", .passed),
        ])
    func editReadOnlyFields(flags: String, verdict: Verdict) throws {
        let result = try Export().permissionSet("Set", user("EditReadonlyFields"))
            .permissionSet("Other", object("Lead", "re"), field("Lead.Phone", flags)).audit(.set("Set", "Other"))
        try result.expect("field/Lead.Phone", verdict)
        if verdict == .unknown {
            try result.expect("field/Lead.Phone", verdict, says: "Edit Read Only Fields", at: "\(Self.set):3")
        }
        try Export().permissionSet("Set", user("EditReadonlyFields"), object("Lead", "r"), field("Lead.Phone", "r"))
            .audit(.set("Set"))
            .expect("field/Lead.Phone", .failed)
    }

    // MARK: Task

    @Test("A field of Task counts under Task and under Event", arguments: ["Task", "Event"])
    func sharedFields(object: String) throws {
        let other = object == "Task" ? "Event" : "Task"
        let result = try Export()
            .permissionSet(
                "Set", user("EditTask"), field("\(object).Description", "re"), field("\(other).Description", ""),
                user("ActivitiesAccess")
            )
            .audit(.set("Set"))
        try result.expect(
            "field/Task.Description", .passed, states: .granted("\(object).Description", flag: "editable"),
            at: "\(Self.set):4")
    }

    @Test("Object edit of Task is Edit Tasks and Access Activities")
    func editTask() throws {
        let with = try Export().permissionSet(
            "Set", user("EditTask"), field("Task.Type", "re"), user("ActivitiesAccess")
        )
        .audit(.set("Set"))
        for id in ["field/Task.Type", "field/Task.Status"] {
            try with.expect(id, .passed, states: .granted("EditTask", flag: "enabled"), at: "\(Self.set):3")
            try with.expect(id, .passed, states: .granted("ActivitiesAccess", flag: "enabled"), at: "\(Self.set):5")
        }
        let without = try Export().permissionSet("Set", field("Task.Type", "re"), user("ActivitiesAccess")).audit(
            .set("Set"))
        try without.expect("field/Task.Type", .failed, states: .noEntry("EditTask"), at: Self.set)
        let status = try without.expect("field/Task.Status", .failed, states: .noEntry("EditTask"), at: Self.set)
        #expect(status.remedy?.metadata?.contains("<name>EditTask</name>") == true)
    }

    @Test(
        "Without Access Activities no row of Task passes, whatever else is granted",
        arguments: ["EditTask", "ModifyAllData"])
    func accessActivities(permission: String) throws {
        let result = try Export().permissionSet("Set", user(permission), user("ViewAllData"), field("Task.Type", "re"))
            .audit(.set("Set"))
        for id in ["field/Task.Type", "field/Task.Status", "field/Task.CreatedById"] {
            let finding = try result.expect(id, .failed, states: .noEntry("ActivitiesAccess"), at: Self.set)
            #expect(finding.message.hasPrefix("Access Activities is not granted."))
            #expect(finding.remedy?.setup?.contains("tick \"Access Activities\"") == true)
            #expect(finding.remedy?.metadata?.contains("<name>ActivitiesAccess</name>") == true)
            #expect(
                finding.remedy?.then?.contains("Synchronize Fields") == true,
                "as after any system permission of the guide")
        }
    }

    @Test("Task's Created By needs Access Activities alone")
    func taskCreatedBy() throws {
        let finding = try Export().permissionSet("Set", user("ActivitiesAccess")).audit(.set("Set"))
            .expect(
                "field/Task.CreatedById", .passed, states: .granted("ActivitiesAccess", flag: "enabled"),
                at: "\(Self.set):3")
        #expect(finding.message.contains("judged as read"))
        #expect(finding.message.contains("Create Audit Fields"))
    }

    @Test("Task's LivePerson field is found on Activity, where source format keeps it")
    func activityField() throws {
        let result = try Export()
            .metadata(
                "CustomField", "objects/Activity/fields/lpc__Talk__c.field-meta.xml",
                ["<fullName>lpc__Talk__c</fullName>", "<label>LivePerson Conversation</label>", "<type>Lookup</type>"]
            )
            .permissionSet("Set", user("EditTask"), field("Event.lpc__Talk__c", "re"), user("ActivitiesAccess")).audit(
                .set("Set"))
        try result.expect(
            "field/Task.LivePersonConversation", .passed, states: .granted("Event.lpc__Talk__c", flag: "editable"),
            at: "\(Self.set):4")
    }

    // MARK: Fields without field-level security

    @Test("A standard field without field-level security follows the object, with any field entry")
    func followsObject() throws {
        let granted = try Export().permissionSet("Set", object("Lead", "re"), field("Lead.Status", "")).audit(
            .set("Set"))
        let finding = try granted.expect(
            "field/Lead.Name", .passed, states: .granted("Lead", flag: "allowEdit"), at: "\(Self.set):3")
        #expect(finding.message.contains("no field-level security"))
        let owner = try Export().permissionSet("Set", object("Account", "re")).audit(.set("Set")).expect(
            "field/Account.OwnerId", .passed)
        #expect(owner.message.contains("also takes Modify All, or Transfer and Edit"))
        try granted.expect(
            "field/Lead.Status", .passed, states: .granted("Lead", flag: "allowRead"), at: "\(Self.set):3")
        let readOnly = try Export().permissionSet("Set", object("Lead", "r")).audit(.set("Set"))
        try readOnly.expect("field/Lead.Name", .failed, states: .denied("Lead", flag: "allowEdit"), at: "\(Self.set):3")
    }

    @Test(
        "Audit fields and auto-numbers are judged as read",
        arguments: ["Task.CreatedById", "Conversation.LastModifiedById", "Case.CaseNumber"])
    func neverEditable(id: String) throws {
        let result = try conversation.permissionSet(
            "Set", object("Case", "r"), object("Talk__c", "r"), user("ActivitiesAccess")
        )
        .audit(.set("Set"))
        try result.expect("field/\(id)", .passed)
    }

    /// Kinds of custom fields, and what grants them.
    @Test(
        "A custom field follows its definition",
        arguments: [
            // An auto-number has field-level security, but is judged as read.
            ("<type>AutoNumber</type>", "r", "r", Verdict.passed, "Talk__c.Skill__c has readable true"),
            ("<type>AutoNumber</type>", "", "re", .failed, "Talk__c.Skill__c has readable false"),
            ("<type>Text</type><formula>Name</formula>", "r", "r", .passed, "Talk__c.Skill__c has readable true"),
            (
                "<summaryOperation>max</summaryOperation><type>Summary</type>", "r", "r", .passed,
                "Talk__c.Skill__c has readable true"
            ),
            ("<type>Summary</type>", "", "re", .failed, "Talk__c.Skill__c has readable false"),
            // Required and master-detail fields have none.
            ("<type>Text</type><required>true</required>", "", "re", .passed, "Talk__c has allowEdit true"),
            ("<type>Text</type><required>true</required>", "re", "r", .failed, "Talk__c has allowEdit false"),
            ("<type>MasterDetail</type>", "", "re", .passed, "Talk__c has allowEdit true"),
            ("<type>MasterDetail</type>", "re", "r", .failed, "Talk__c has allowEdit false"),
            ("<type>Text</type><required>false</required>", "r", "re", .failed, "Talk__c.Skill__c has editable false"),
        ] as [(String, String, String, Verdict, String)])
    func customKinds(definition: String, fieldFlags: String, objectFlags: String, verdict: Verdict, says: String) throws
    {
        let result = try Export()
            .object(
                "Talk__c", label: "LivePerson Conversation",
                "<fields><fullName>Skill__c</fullName><label>Skill</label>\(definition)</fields>"
            )
            .permissionSet("Set", field("Talk__c.Skill__c", fieldFlags), object("Talk__c", objectFlags)).audit(
                .set("Set"))
        let line = says.contains("Skill__c has") ? 3 : 4
        let finding = try result.expect("field/Conversation.Skill", verdict, says: says, at: "\(Self.set):\(line)")
        #expect(
            finding.message.contains("judged as read")
                == ["AutoNumber", "formula", "Summary"].contains(where: definition.contains))
    }

    @Test(
        "The name field follows the object, and as an auto-number it is judged as read",
        arguments: [
            ("Text", "re", Verdict.passed, "Talk__c has allowEdit true"),
            ("Text", "r", .failed, "Talk__c has allowEdit false"),
            ("AutoNumber", "r", .passed, "Talk__c has allowRead true"),
            ("AutoNumber", "", .failed, "Talk__c has allowRead false"),
        ])
    func nameField(type: String, flags: String, verdict: Verdict, says: String) throws {
        let result = try Export()
            .object(
                "Talk__c", label: "LivePerson Conversation",
                "<nameField><label>Conversation Number</label><type>\(type)</type></nameField>"
            )
            .permissionSet("Set", object("Talk__c", flags)).audit(.set("Set"))
        try result.expect("field/Conversation.ConversationNumber", verdict, says: says, at: "\(Self.set):3")
    }

    // MARK: Values

    @Test("Two entries that contradict each other are unknown, and a warning names both lines")
    func contradiction() throws {
        let result = try Export()
            .permissionSet(
                "Set", user("ApiEnabled"), object("Account", "rcedvm"), user("ApiEnabled", "false"),
                object("Account", "redvm")
            )
            .audit(.set("Set"))
        let system = try result.expect("system/ApiEnabled", .unknown, says: "\(Self.set):5", at: "\(Self.set):3")
        #expect(system.remedy?.retrieve?.contains("ApiEnabled") == true)
        try result.expect(
            "object/Account/create", .unknown, says: "two things about allowCreate of Account", at: "\(Self.set):4")
        // Only the flag that differs is unknown.
        try result.expect("object/Account/modifyAll", .passed, says: "modifyAllRecords true", at: "\(Self.set):4")
        result.expectProblem(.warning, "ApiEnabled is listed twice", "line 3", at: "\(Self.set):5")
        result.expectProblem(.warning, "Account is listed twice", "line 4", at: "\(Self.set):6")
    }

    @Test("A contradiction yields to another source that grants")
    func contradictionElsewhere() throws {
        let result = try Export().permissionSet("Set", user("ApiEnabled"), user("ApiEnabled", "false"))
            .permissionSet("Other", user("ApiEnabled")).audit(.set("Set", "Other"))
        try result.expect(
            "system/ApiEnabled", .passed, says: "granted by permission set \"Other\"",
            at: "permissionsets/Other.permissionset:3")
    }

    @Test("Two equal entries are nothing")
    func equalEntries() throws {
        let result = try Export().permissionSet("Set", user("ApiEnabled"), user("ApiEnabled")).audit(.set("Set"))
        try result.expect(
            "system/ApiEnabled", .passed, states: .granted("ApiEnabled", flag: "enabled"), at: "\(Self.set):3")
        #expect(result.problemsBesidesNoProfile.isEmpty)
    }

    @Test("White space around true does not matter")
    func whiteSpace() throws {
        let result = try Export().permissionSet("Set", user(" ApiEnabled ", " true\t")).audit(.set("Set"))
        try result.expect(
            "system/ApiEnabled", .passed, states: .granted("ApiEnabled", flag: "enabled"), at: "\(Self.set):3")
        #expect(result.problemsBesidesNoProfile.isEmpty)
    }

    @Test("A value that is neither true nor false is unknown and reported", arguments: ["TRUE", "yes", "1", ""])
    func neitherTrueNorFalse(value: String) throws {
        let result = try Export().permissionSet("Set", user("ApiEnabled", value)).audit(.set("Set"))
        let finding = try result.expect(
            "system/ApiEnabled", .unknown,
            says: "permission set \"Set\" says \"\(value)\" for enabled of ApiEnabled, which is neither true nor false",
            at: "\(Self.set):3")
        #expect(
            finding.remedy?.retrieve?.contains(
                "Write true or false for enabled of ApiEnabled in permission set \"Set\"") == true)
        result.expectProblem(.warning, "\"\(value)\"", "neither true nor false", at: "\(Self.set):3")
    }

    @Test("Where Modify All Data is neither true nor false, what it would bring is unknown")
    func invalidModifyAllData() throws {
        let result = try Export().permissionSet("Set", user("ModifyAllData", "1")).audit(.set("Set"))
        try result.expect(
            "object/Account/create", .unknown, says: "says \"1\" for enabled of ModifyAllData", at: "\(Self.set):3")
    }

    @Test("A flag that appears twice in one entry with different values is unknown")
    func flagTwice() throws {
        let result = try Export()
            .permissionSet(
                "Set", "<userPermissions><enabled>true</enabled>",
                "<enabled>false</enabled><name>ApiEnabled</name></userPermissions>"
            )
            .audit(.set("Set"))
        try result.expect(
            "system/ApiEnabled", .unknown, says: "two things about enabled of ApiEnabled, here and at \(Self.set):4",
            at: "\(Self.set):3")
        result.expectProblem(.warning, "<enabled> says false here and true before", at: "\(Self.set):4")
    }

    @Test("An entry without a name leaves unknown what its set grants, and is an error at its line")
    func namelessEntry() throws {
        let result = try Export()
            .permissionSet("Set", user("ApiEnabled"), "<userPermissions><enabled>true</enabled></userPermissions>")
            .audit(.set("Set"))
        result.expectProblem(.error, "names no <name>", at: "\(Self.set):4")
        try result.expect("system/ApiEnabled", .unknown, says: "cannot be read", at: "\(Self.set):4")
    }

    @Test("Every source that grants is named, the first one first")
    func alsoGranted() throws {
        let result = try Export().permissionSet("Set", user("ApiEnabled")).profile("API", user("ApiEnabled"))
            .audit(.profile("API").and(set: "Set"))
        let finding = try result.expect(
            "system/ApiEnabled", .passed, says: "also granted by permission set \"Set\"", at: "\(Self.set):3")
        #expect(finding.evidence.first?.says.hasPrefix("granted by profile \"API\"") == true)
    }
}
