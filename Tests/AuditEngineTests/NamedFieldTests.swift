import AuditEngine
import OrgModel
import Testing

/// Names that differ from org to org: given by the user, or found in definitions that may be unreadable.
@Suite("Names given for objects and fields")
struct NamedFieldTests {
    static let set = "permissionsets/Set.permissionset"

    private func export(_ entries: String...) -> Export {
        Export()
            .metadata("PermissionSet", Self.set, [object("Talk__c", "redcvm")] + entries)
            .object(
                "Talk__c", label: "LivePerson Conversation",
                "<fields><fullName>Skill__c</fullName><label>Ability</label><type>Text</type></fields>",
                "<fields><fullName>Skilled__c</fullName><label>Other</label><type>Text</type></fields>")
    }

    private func audit(_ export: Export, skill name: String) throws -> AuditResult {
        var options = AuditOptions()
        options.names = ["Conversation.Skill": name]
        return try export.audit(.set("Set"), options)
    }

    @Test(
        "A field may be given with its object or without",
        arguments: ["Skill__c", "Talk__c.Skill__c", "talk__c.Skill__c"])
    func withObject(name: String) throws {
        let result = try audit(export(field("Talk__c.Skill__c", "er")), skill: name)
        try result.expect(
            "field/Conversation.Skill", .passed, states: .granted("Talk__c.Skill__c", flag: "editable"),
            at: "\(Self.set):4")
    }

    @Test(
        "A shared Activity field may be given with any of the objects that define it",
        arguments: ["Task.Talk__c", "Activity.Talk__c", "Talk__c"])
    func activity(name: String) throws {
        var options = AuditOptions()
        options.names = ["Task.LivePersonConversation": name]
        let result = try Export().permissionSet(
            "Set", field("Task.Talk__c", "er"), user("EditTask"), user("ActivitiesAccess")
        ).audit(.set("Set"), options)
        try result.expect(
            "field/Task.LivePersonConversation", .passed, states: .granted("Task.Talk__c", flag: "editable"),
            at: "\(Self.set):3")
    }

    @Test(
        "Names of Salesforce's own objects and fields are found in any case",
        arguments: [
            ("case", "SUBJECT", "Case.Subject"), ("CASE", "case.subject", "Case.Subject"),
            ("Case", "Subject", "Case.Subject"),
        ])
    func standardNames(object typed: String, field typedField: String, name: String) throws {
        var options = AuditOptions()
        options.names = ["Conversation": typed, "Conversation.Skill": typedField]
        // Another custom object, so that the export says something of the names of objects.
        let result = try export(object("Case", "redcvm"), field("Case.Subject", "re")).audit(.set("Set"), options)
        try result.expect(
            "field/Conversation.Skill", .passed, states: .granted("\(name)", flag: "editable"), at: "\(Self.set):5")
        try result.expect(
            "object/Conversation/create", .passed, states: .granted("Case", flag: "allowCreate"), at: "\(Self.set):4")
    }

    @Test("The name field of a custom object follows it, whether the export defines the object or not")
    func nameField() throws {
        var options = AuditOptions()
        for (name, defined, verdict) in [
            ("Given__c", "Given__c", Verdict.passed), ("Given__c", "Other__c", .passed), ("Given", "Other__c", .failed),
            ("Given", "Given", .passed),
        ] {
            options.names = ["Conversation": name, "Conversation.Skill": "Name"]
            let export = Export().permissionSet("Set", object(name, "redcvm")).object(defined, label: "Other")
            try export.audit(.set("Set"), options).expect("field/Conversation.Skill", verdict)
        }
    }

    @Test("The name field is edited with the object, also where its definition says that it is required")
    func requiredNameField() throws {
        for (flags, verdict) in [("re", Verdict.passed), ("r", .failed)] {
            let export = Export().permissionSet("Set", object("Talk__c", flags)).object(
                "Talk__c", label: "LivePerson Conversation",
                "<fields><fullName>Name</fullName><label>Name</label><required>true</required><type>Text</type></fields>"
            )
            try audit(export, skill: "Name").expect("field/Conversation.Skill", verdict)
        }
    }

    @Test("A field that was named and is defined is judged by its entries")
    func definedField() throws {
        try audit(export(), skill: "Skill__c").expect("field/Conversation.Skill", .failed)
        // Salesforce's own need no definition.
        var options = AuditOptions()
        options.names = ["Conversation": "Case", "Conversation.Skill": "Subject"]
        try Export().permissionSet("Set", object("Case", "redcvm"))
            .object("Case", "<fields><fullName>Other__c</fullName><label>Other</label><type>Text</type></fields>")
            .audit(.set("Set"), options).expect("field/Conversation.Skill", .failed)
    }

    @Test("Several fields of a label are reported as such, also where nothing else shows the installation")
    func severalFields() throws {
        let fields = ["A__c", "B__c"].map {
            "<fields><fullName>\($0)</fullName><label>LivePerson Conversation</label><type>Lookup</type></fields>"
        }
        let finding = try Export().permissionSet("Set", user("EditTask"))
            .metadata("CustomObject", "objects/Activity.object", fields)
            .audit(.set("Set")).expect("field/Task.LivePersonConversation", .unknown)
        #expect(finding.message.hasPrefix("Several fields of Task are labeled \"LivePerson Conversation\": A__c, B__c"))
    }

    @Test("A field of another object cannot be meant")
    func anotherObject() throws {
        let finding = try audit(export(field("Talk__c.Skill__c", "er")), skill: "Case.Skill__c")
            .expect("field/Conversation.Skill", .unknown)
        #expect(finding.message == "The name given for it, Case.Skill__c, is not a field of Talk__c.")
        #expect(finding.remedy?.retrieve == "Fix --name Conversation.Skill=API_NAME.")
    }

    @Test("A field that the object's own definition lacks is reported with the nearest names, not with a retrieve")
    func noSuchField() throws {
        let finding = try audit(export(), skill: "Skil__c").expect("field/Conversation.Skill", .unknown)
        #expect(
            finding.message
                == "The export defines no field Skil__c of Talk__c. The nearest names are Skill__c, Skilled__c.")
        #expect(finding.remedy?.retrieve == "Fix --name Conversation.Skill=API_NAME.")
    }

    @Test("An entry that grants the field proves that it is there, even without a definition")
    func grantedAllTheSame() throws {
        let result = try audit(export(field("Talk__c.Late__c", "er")), skill: "Late__c")
        try result.expect(
            "field/Conversation.Skill", .passed, states: .granted("Talk__c.Late__c", flag: "editable"),
            at: "\(Self.set):4")
    }

    // MARK: Objects

    private static let objectRows = [
        "object/Conversation/create", "object/Conversation/modifyAll", "field/Conversation.Skill",
    ]

    private func audit(
        _ export: Export, object name: String, _ more: [String: String] = ["Conversation.Skill": "Skill__c"]
    ) throws -> AuditResult {
        var options = AuditOptions()
        options.names = more.merging(["Conversation": name]) { $1 }
        return try export.audit(.set("Set"), options)
    }

    @Test("An object may be given in any case", arguments: ["Talk__c", "talk__c", "TALK__C"])
    func anyCase(name: String) throws {
        let result = try audit(export(field("Talk__c.Skill__c", "er")), object: name)
        for id in Self.objectRows {
            try result.expect(id, .passed, says: "Talk__c", at: "\(Self.set):\(id.hasPrefix("field") ? 4 : 3)")
        }
    }

    @Test("An export that defines standard objects alone does not say that the object given is not there")
    func standardObjectsAlone() throws {
        let export = Export().permissionSet("Set", user("ApiEnabled"))
        for name in ["Case", "Walk__c"] {
            try audit(export.object(name), object: "Talk__c").expect(
                "object/Conversation/create", name == "Case" ? .failed : .unknown)
        }
    }

    @Test("An object that the export lacks leaves its rows unknown, with the nearest names, and fix leaves them out")
    func noSuchObject() throws {
        let export = export().object("Walk__c", label: "Walk")
        let result = try audit(export, object: "Tlk__c")
        for id in Self.objectRows {
            let finding = try result.expect(id, .unknown)
            #expect(finding.message == "The export defines no object Tlk__c. The nearest names are Talk__c, Walk__c.")
            #expect(
                finding.remedy?.retrieve == "Fix --name Conversation=API_NAME, or retrieve the CustomObject Tlk__c too."
            )
        }
        var options = AuditOptions()
        options.names = ["Conversation": "Tlk__c"]
        let missing = try export.missingGrants(.set("Set"), options, includesUnknown: true)
        #expect(missing.skipped.map(\.requirement).contains("object/Conversation/create"))
        #expect(!missing.entries.contains { $0.name.hasPrefix("Tlk__c") })
    }

    @Test(
        "An entry for the object in any source proves that it is there",
        arguments: [("rc", Verdict.passed), ("r", .failed)])
    func listedAllTheSame(flags: String, verdict: Verdict) throws {
        let result = try audit(export(object("Far__c", flags)), object: "Far__c")
        try result.expect("object/Conversation/create", verdict, says: "Far__c", at: "\(Self.set):4")
    }

    @Test("What opens every object opens that one, whatever it is called")
    func openedByAll() throws {
        let export = Export().permissionSet("Set", user("ModifyAllData")).object("Walk__c", label: "Walk")
        try audit(export, object: "Tlk__c").expect(
            "object/Conversation/create", .passed, says: "Modify All Data brings", at: "\(Self.set):3")
    }

    @Test("Where the export defines no custom object, nothing can be said of a name")
    func nothingDefined() throws {
        let result = try audit(Export().permissionSet("Set", user("ApiEnabled")), object: "Far__c")
        try result.expect("object/Conversation/create", .failed, states: .noEntry("Far__c"), at: Self.set)
    }

    @Test("A name that is given for an object of Salesforce's counts for nothing")
    func notToBeNamed() throws {
        let result = try audit(export(), object: "Talk__c", ["Contact": "Far__c"])
        try result.expect("object/Contact/create", .failed, states: .noEntry("Contact"), at: Self.set)
    }

    @Test("An object whose file cannot be read is there all the same")
    func brokenObject() throws {
        let result = try audit(
            export().metadata("CustomObject", "objects/Far__c.object", ["<label>"]), object: "far__c")
        try result.expect("object/Conversation/create", .failed, states: .noEntry("Far__c"), at: Self.set)
    }

    // MARK: Definitions that cannot be read

    private static let objectFile = "objects/Talk__c/Talk__c.object-meta.xml"
    private static let fieldFile = "objects/Talk__c/fields/Skill__c.field-meta.xml"

    private func sourceFormat(object: [String] = ["<label>LivePerson Conversation</label>"], field: [String]) -> Export
    {
        Export()
            .metadata(
                "PermissionSet", Self.set,
                [AuditEngineTests.object("Talk__c", "redcvm"), AuditEngineTests.field("Talk__c.Skill__c", "er")]
            )
            .metadata("CustomObject", Self.objectFile, object)
            .metadata("CustomField", Self.fieldFile, field)
    }

    @Test("An object file that cannot be read leaves what a label would find unknown, as an error")
    func unreadableObject() throws {
        let result = try sourceFormat(object: ["<label>"], field: ["<label>Skill</label>"]).audit(.set("Set"))
        for id in ["object/Conversation/create", "field/Conversation.Skill"] {
            let finding = try result.expect(
                id, .unknown, states: .says(.unreadable), at: "\(Self.objectFile):4")
            #expect(finding.message.contains("cannot be read"))
        }
        result.expectProblem(.error, "closed", at: "\(Self.objectFile):4")
    }

    @Test("A field file that cannot be read leaves the rows unknown that it could decide, as an error")
    func unreadableField() throws {
        let result = try sourceFormat(field: ["<label>"]).audit(.set("Set"))
        let finding = try result.expect(
            "field/Conversation.Skill", .unknown, states: .says(.unreadable),
            at: "\(Self.fieldFile):4")
        #expect(finding.message.contains("cannot be read"))
        result.expectProblem(.error, "closed", at: "\(Self.fieldFile):4")
    }

    @Test("The same where the field was named: what it is decides how the row is judged")
    func unreadableNamedField() throws {
        let result = try audit(sourceFormat(field: ["<label>"]), skill: "Skill__c")
        try result.expect(
            "field/Conversation.Skill", .unknown, states: .says(.unreadable),
            at: "\(Self.fieldFile):4")
        result.expectProblem(.error, "closed", at: "\(Self.fieldFile):4")
    }

    @Test("A field that is defined as two kinds of field is unknown; two definitions that agree are one")
    func twoKinds() throws {
        func verdict(_ required: String) throws -> Finding {
            let export = Export()
                .metadata(
                    "PermissionSet", Self.set,
                    [AuditEngineTests.object("Talk__c", "redcvm"), AuditEngineTests.field("Talk__c.Skill__c", "er")]
                )
                .metadata(
                    "CustomObject", "objects/Talk__c.object",
                    [
                        "<fields><fullName>Skill__c</fullName><label>Skill</label>\(required)</fields>",
                        "<fields><fullName>Skill__c</fullName><label>Skill</label></fields>",
                        "<label>LivePerson Conversation</label>",
                    ])
            let result = try export.audit(.set("Set"))
            return try result.expect("field/Conversation.Skill", required.isEmpty ? .passed : .unknown)
        }
        #expect(
            try verdict("<required>true</required>").message.contains(
                "is defined as two kinds of field, at objects/Talk__c.object:3 and at objects/Talk__c.object:4"))
        _ = try verdict("")
    }

    @Test(
        "A label that only one of two definitions gives finds nothing; a name that is given does",
        arguments: [true, false])
    func twoLabels(isReversed: Bool) throws {
        let labels = isReversed ? ["Other", "Skill"] : ["Skill", "Other"]
        let export = Export()
            .metadata(
                "PermissionSet", Self.set,
                [AuditEngineTests.object("Talk__c", "redcvm"), AuditEngineTests.field("Talk__c.Skill__c", "er")]
            )
            .metadata(
                "CustomObject", "objects/Talk__c.object",
                labels.map { "<fields><fullName>Skill__c</fullName><label>\($0)</label></fields>" } + [
                    "<label>LivePerson Conversation</label>"
                ])
        let finding = try export.audit(.set("Set")).expect("field/Conversation.Skill", .unknown)
        #expect(
            finding.message.contains(
                "labeled \"\(labels[0])\" at objects/Talk__c.object:3 and \"\(labels[1])\" at objects/Talk__c.object:4")
        )
        try audit(export, skill: "Skill__c").expect("field/Conversation.Skill", .passed)
    }

    @Test("So does the label of an object that another definition contradicts", arguments: ["a", "z"])
    func twoObjectLabels(folder: String) throws {
        let export = Export()
            .metadata("PermissionSet", Self.set, [AuditEngineTests.object("Talk__c", "redcvm")])
            .metadata("CustomObject", "\(folder)/objects/Talk__c.object", ["<label>LivePerson Conversation</label>"])
            .metadata("CustomObject", "m/objects/talk__C.object", ["<label>Old Talk</label>"])
        let finding = try export.audit(.set("Set")).expect("object/Conversation/create", .unknown)
        #expect(finding.message.contains("\"Old Talk\" at m/objects/talk__C.object"))
        var options = AuditOptions()
        options.names = ["Conversation": "Talk__c"]
        try export.audit(.set("Set"), options).expect("object/Conversation/create", .passed)
    }

    @Test("A name field that is defined as two kinds of field is unknown")
    func twoNameFields() throws {
        func nameField(_ type: String) -> [String] {
            [
                "<label>LivePerson Conversation</label>",
                "<nameField><label>Conversation Number</label><type>\(type)</type></nameField>",
            ]
        }
        func verdict(_ type: String, _ expected: Verdict) throws {
            try Export()
                .metadata("PermissionSet", Self.set, [AuditEngineTests.object("Talk__c", "redcvm")])
                .metadata("CustomObject", "a/objects/Talk__c.object", nameField("AutoNumber"))
                .metadata("CustomObject", "b/objects/Talk__c.object", nameField(type))
                .audit(.set("Set")).expect("field/Conversation.ConversationNumber", expected)
        }
        try verdict("AutoNumber", .passed)
        try verdict("Text", .unknown)
    }

    @Test("A broken object that no row needs is only worth knowing")
    func brokenAndNotNeeded() throws {
        let result = try sourceFormat(field: ["<label>Skill</label>"])
            .metadata("CustomObject", "objects/Other__c/Other__c.object-meta.xml", ["<label>"]).audit(.set("Set"))
        try result.expect(
            "field/Conversation.Skill", .passed, states: .granted("Talk__c.Skill__c", flag: "editable"),
            at: "\(Self.set):4")
        result.expectProblem(.warning, "closed", at: "objects/Other__c/Other__c.object-meta.xml:4")
    }

    @Test("Where the object is switched off, its broken file may still be a trace of the installation")
    func switchedOff() throws {
        var options = AuditOptions()
        options.disabledObjects = ["Conversation", "Task"]
        let result = try sourceFormat(object: ["<label>"], field: ["<label>Skill</label>"]).audit(.set("Set"), options)
        try result.expect("object/Conversation/create", .notApplicable)
        try result.expect(
            "install/conversation-object", .unknown, states: .says(.unreadable),
            at: "\(Self.objectFile):4")
        result.expectProblem(.error, "closed", at: "\(Self.objectFile):4")
    }
}
