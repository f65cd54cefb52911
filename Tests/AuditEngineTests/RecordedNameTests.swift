import AuditEngine
import OrgModel
import TestSupport
import Testing

/// Objects and fields of a package that records of EntityDefinition and FieldDefinition name.
@Suite("Names found in records")
struct RecordedNameTests {
    private static let conversation = entityRecord("lpc__Talk__c", "LivePerson Conversation")

    private func audit(
        _ export: Export, _ files: [[String]], _ principal: Principal = .set("Set"),
        _ options: AuditOptions = AuditOptions()
    ) throws -> AuditResult {
        try export.audit(principal, options, withRecords: files)
    }

    private func set(_ entries: String...) -> Export {
        Export().metadata("PermissionSet", "permissionsets/Set.permissionset", entries)
    }

    // MARK: Objects

    @Test("An object is found by the label of its record, in any case", arguments: ["lpc__Talk__c", "LPC__TALK__C"])
    func byLabel(name: String) throws {
        let result = try audit(
            set(object(name, "redcvm")), [[Self.conversation], []].filter { !$0.isEmpty })
        try result.expect("object/Conversation/create", .passed)
        let evidence = try result.expect("install/conversation-object", .passed).evidence
        #expect(evidence.first?.statement == .trace(.object("lpc__Talk__c")))
        #expect(evidence.first?.place?.line == 2)
    }

    @Test("Two objects with one label, one of them from a record, leave open which is meant")
    func sameLabel() throws {
        let export = set(object("lpc__Talk__c", "redcvm")).object("Chat__c", label: "LivePerson Conversation")
        let finding = try audit(export, [[Self.conversation]]).expect("object/Conversation/create", .unknown)
        #expect(finding.message.contains("several objects are labeled") || finding.message.contains("Several objects"))
        #expect(finding.message.contains("Chat__c, lpc__Talk__c"))
    }

    @Test(
        "Records that give an object two labels, or a record and a file that do, leave it unknown and name both places")
    func contradictingLabels() throws {
        let export = set(object("lpc__Talk__c", "redcvm"))
        let byRecords = try audit(export, [[Self.conversation], [entityRecord("LPC__talk__c", "Konversation")]])
        let finding = try byRecords.expect("object/Conversation/create", .unknown)
        #expect(finding.message.contains("/0.json:2") && finding.message.contains("/1.json:2"))
        byRecords.expectProblem(
            .warning, "has the label \"Konversation\"", "in the language of the user who exports them")
        let file = export.object("lpc__Talk__c", label: "Talk")
        let byFile = try audit(file, [[Self.conversation]])
        let other = try byFile.expect("object/Conversation/create", .unknown)
        #expect(other.message.contains("objects/lpc__Talk__c.object:3") && other.message.contains("/0.json:2"))
    }

    @Test("A record without a label names nothing")
    func noLabel() throws {
        let finding = try audit(
            set(object("lpc__Talk__c", "redcvm")),
            [
                [
                    entityRecord("lpc__Talk__c", nil), entityRecord("Account", "Account"), entityRecord("Case", nil),
                    entityRecord("Invoice__c", "Invoice"),
                ]
            ]
        )
        .expect("object/Conversation/create", .unknown)
        #expect(finding.message.contains("lpc__Talk__c is there without a label"))
    }

    @Test("Definitions of other objects change nothing")
    func others() throws {
        let export = set(object("Account", "redcvm"))
        let records = [
            [entityRecord("Invoice__c", "Invoice"), entityRecord("Account", "Client")],
            [fieldRecord("Invoice__c", "Due__c", "Due", "Date")],
        ]
        let with = try audit(export, records)
        let without = try export.audit(.set("Set"))
        #expect(with.findings.map(\.verdict) == without.findings.map(\.verdict))
    }

    // MARK: Fields

    /// Kinds of fields, what a set grants on the object and on the field, and the verdict on a row that requires Edit.
    @Test(
        "A field that only a record defines",
        arguments: [
            ("Text(80)", nil, "redcvm", "er", .passed), ("Text(80)", nil, "redcvm", "r", .failed),
            // Without an entry it may be required, which a record does not say.
            ("Text(80)", nil, "redcvm", nil, .unknown), ("Text(80)", false, "redcvm", nil, .unknown),
            ("Text(80)", true, "redcvm", nil, .failed),
            // Required or not, it cannot be edited without the object.
            ("Text(80)", nil, "r", nil, .failed),
            ("Auto Number", nil, "redcvm", "r", .passed), ("Formula (Text)", nil, "redcvm", "r", .passed),
            ("Formula (Text)", nil, "redcvm", nil, .failed),
            ("Roll-Up Summary (COUNT Task)", nil, "redcvm", "r", .passed),
            ("Master-Detail(Case)", nil, "redcvm", nil, .passed), ("Master-Detail(Case)", nil, "r", nil, .failed),
            // Setup's words in another language may mean a formula.
            ("Formel (Text)", nil, "redcvm", "er", .passed), ("Formel (Text)", nil, "redcvm", "r", .unknown),
            ("Formel (Text)", nil, "redcvm", "", .failed), (nil, nil, "redcvm", nil, .unknown),
            (nil, true, "r", "r", .unknown),
        ] as [(String?, Bool?, String, String?, Verdict)])
    func kinds(type: String?, nillable: Bool?, object flags: String, entry: String?, verdict: Verdict) throws {
        let name = "lpc__Talk__c.lpc__Skill__c"
        let entries = entry.map { [field(name, $0)] } ?? []
        let export = Export().metadata(
            "PermissionSet", "permissionsets/Set.permissionset", [object("lpc__Talk__c", flags)] + entries)
        let records = [fieldRecord("lpc__Talk__c", "lpc__Skill__c", "Skill", type, nillable: nillable)]
        let result = try audit(export, [[Self.conversation], records])
        let finding = try result.expect("field/Conversation.Skill", verdict)
        if verdict == .unknown {
            #expect(finding.message.contains("the record of FieldDefinition does not say"))
            #expect(finding.remedy?.retrieve == "Retrieve the CustomObject lpc__Talk__c too.")
            #expect(finding.evidence.first?.place?.line == 2)
        }
    }

    @Test("A record leaves nothing open of a field that Salesforce defines")
    func standardField() throws {
        try audit(set(object("Account", "redcvm")), [[fieldRecord("Account", "Phone", "Account Phone", "Phone")]])
            .expect("field/Account.Phone", .failed)
    }

    @Test(
        "A fix grants reading of a field of any kind, where an entry shows that it has field permissions, and not editing",
        arguments: ["read", "edit"])
    func fixed(access: String) throws {
        let rows = """
              - field: lpc__Skill__c
                label: Skill
                requires: \(access)
                purpose: It is shown.
            """
        let guide = try guide(kind: "fieldPermission", table: "object: Case", rows: rows).load()
        let missing = try set(object("Case", "r"), field("Case.lpc__Skill__c", "")).withOrg(
            records: [[fieldRecord("Case", "lpc__Skill__c", "Skill", nil)]]
        ) { guide.missingGrants(in: $0, of: .set("Set", "Gone"), includesUnknown: true) }
        let why =
            "No entry grants it, and the record of FieldDefinition does not say what kind of field Case.lpc__Skill__c is. "
            + "Retrieve the CustomObject Case too."
        #expect(missing.entries.map(\.name) == (access == "read" ? ["Case.lpc__Skill__c"] : []))
        #expect(missing.skipped.map(\.why) == (access == "read" ? [] : [why]))
    }

    @Test("An entry of any source shows that the field has field permissions")
    func shownByAnotherSource() throws {
        let export = set(object("lpc__Talk__c", "redcvm"))
            .profile("Other", user("ApiEnabled"), field("lpc__Talk__c.lpc__Skill__c", ""))
        let records = [[Self.conversation], [fieldRecord("lpc__Talk__c", "lpc__Skill__c", "Skill", "Text(80)")]]
        try audit(export, records).expect("field/Conversation.Skill", .unknown)
        try audit(export, records, .set("Set").and(profile: "Other")).expect("field/Conversation.Skill", .failed)
    }

    @Test(
        "A file says more than a record: whether the field is required, and what the record has no words for",
        arguments: [
            ("Text(80)", "<type>Text</type>", Verdict.failed),
            ("Text(80)", "<required>true</required><type>Text</type>", .passed),
            ("Formel (Text)", "<formula>1</formula><type>Text</type>", .failed),
            // The type is left out of the files of standard fields alone.
            ("Master-Detail(Case)", "", .passed),
        ])
    func files(type: String, elements: String, verdict: Verdict) throws {
        let export = set(object("lpc__Talk__c", "redcvm")).object(
            "lpc__Talk__c", "<fields><fullName>lpc__Skill__c</fullName><label>Skill</label>\(elements)</fields>")
        let records = [[Self.conversation], [fieldRecord("lpc__Talk__c", "LPC__skill__c", "Skill", type)]]
        let result = try audit(export, records)
        try result.expect("field/Conversation.Skill", verdict)
        #expect(result.problemsBesidesNoProfile == [])
    }

    @Test("A file and a record that contradict each other about the kind of a field, or its label, leave it unknown")
    func contradictingFields() throws {
        func export(_ label: String, _ elements: String) -> Export {
            set(object("lpc__Talk__c", "redcvm"), field("lpc__Talk__c.lpc__Skill__c", "er")).object(
                "lpc__Talk__c", "<fields><fullName>lpc__Skill__c</fullName><label>\(label)</label>\(elements)</fields>")
        }
        let records = [[Self.conversation], [fieldRecord("lpc__Talk__c", "lpc__Skill__c", "Skill", "Formula (Text)")]]
        let kind = try audit(export("Skill", "<type>Text</type>"), records)
        #expect(try kind.expect("field/Conversation.Skill", .unknown).message.contains("/1.json:2"))
        kind.expectProblem(.warning, "what kind of field it is", "export the records again, at the same time")
        let label = try audit(export("Ability", "<formula>1</formula><type>Text</type>"), records)
        #expect(try label.expect("field/Conversation.Skill", .unknown).message.contains("\"Ability\""))
    }

    @Test("A field of activities is the same under Task, Event and Activity", arguments: ["Task", "Event", "Activity"])
    func activities(owner: String) throws {
        let records = [
            [fieldRecord(owner, "lpc__Talk__c", "LivePerson Conversation", "Lookup(LivePerson Conversation)")]
        ]
        let export = set(field("Event.lpc__Talk__c", "er"), user("EditTask"), user("ActivitiesAccess"))
        try audit(export, records).expect("field/Task.LivePersonConversation", .passed)
        // Its file is under Activity, and says that it is not required.
        let file = set(user("EditTask"), user("ActivitiesAccess")).object(
            "Activity",
            "<fields><fullName>lpc__Talk__c</fullName><label>LivePerson Conversation</label><type>Lookup</type></fields>"
        )
        try audit(file, records).expect("field/Task.LivePersonConversation", .failed)
        try audit(set(user("EditTask"), user("ActivitiesAccess")), records)
            .expect("field/Task.LivePersonConversation", .unknown)
    }

    @Test("A field that the user named is looked for among the records too")
    func named() throws {
        var options = AuditOptions()
        options.names = ["Conversation.Skill": "Skil__c"]
        let records = [
            [Self.conversation], [fieldRecord("lpc__Talk__c", "Skill__c", "Ability", "Text(80)", nillable: true)],
        ]
        let finding = try audit(set(object("lpc__Talk__c", "redcvm")), records, .set("Set"), options)
            .expect("field/Conversation.Skill", .unknown)
        #expect(finding.message.contains("The nearest names are Skill__c"))
    }
}
