import AuditEngine
import OrgModel
import Testing

/// Sources that are not what they should be, and names that differ from org to org.
@Suite("Sources and names")
struct SourceTests {
    static let set = "permissionsets/Set.permissionset"

    // MARK: Missing and unreadable sources

    static let permissionRows = [
        "system/ApiEnabled", "system/ModifyMetadata", "object/Account/create", "field/Account.Phone",
        "field/Account.Name",
    ]

    @Test(
        "A named source that is not in the export leaves unknown what it could grant, and is an error",
        arguments: [
            MetadataType.profile, .permissionSet, .permissionSetGroup,
        ])
    func missingSource(type: MetadataType) throws {
        let result = try Export().permissionSet("Set", user("ApiEnabled")).audit(
            typed: ("Set", .permissionSet), ("Lost", type))
        result.expectProblem(.error, "There is no \(type.words) \"Lost\"")
        let finding = try result.expect(
            "object/Account/create", .unknown, says: "\(type.words) \"Lost\" is not in the export")
        #expect(finding.remedy?.retrieve?.contains("Retrieve \(type.rawValue) Lost") == true)
        try result.expect("field/Account.Phone", .unknown, says: "\"Lost\" is not in the export")
        // What another source grants is granted.
        try result.expect("system/ApiEnabled", .passed, says: "permission set \"Set\"", at: "\(Self.set):3")
    }

    @Test(
        "A named source that cannot be read leaves unknown what it could grant, and is an error",
        arguments: [
            ("profiles/Lost.profile", MetadataType.profile), ("permissionsets/Lost.permissionset", .permissionSet),
            ("permissionsetgroups/Lost.permissionsetgroup", .permissionSetGroup),
        ], ["", "<Profile", "not metadata"])
    func unreadableSource(source: (path: String, type: MetadataType), text: String) throws {
        let result = try Export().permissionSet("Set", user("ApiEnabled")).file(source.path, text)
            .audit(typed: ("Set", .permissionSet), ("Lost", source.type))
        #expect(result.problems.filter { $0.severity == .error }.map { $0.place?.file } == [source.path])
        for id in Self.permissionRows.dropFirst() {
            let finding = try result.finding(id)
            #expect(finding.verdict == .unknown)
            #expect(
                finding.evidence.contains {
                    $0.says.contains("\"Lost\" cannot be read") && $0.place?.file == source.path
                })
        }
        try result.expect("system/ApiEnabled", .passed)
    }

    @Test("A file that cannot be read and that no verdict depends on is a warning")
    func unreadableBystander() throws {
        let result = try Export().permissionSet("Set", user("ApiEnabled")).file("profiles/Other.profile", "<Profile")
            .audit(.set("Set"))
        result.expectProblem(.warning, at: "profiles/Other.profile:1")
        #expect(!result.problems.contains { $0.severity == .error })
        try result.expect("system/ViewRoles", .failed)
    }

    @Test(
        "Without any source every permission row is unknown",
        arguments: permissionRows + ["field/Task.CreatedById", "field/Task.Status"])
    func noSource(id: String) throws {
        let result = try Export().roles("Agent < Lead").permissionSet("Set", user("ApiEnabled"))
            .audit(.roles(.role("Lead"), endUsers: [.role("Agent")]))
        let finding = try result.expect(id, .unknown, states: .noSources)
        #expect(finding.remedy?.retrieve?.contains("--profile") == true)
        try result.expect("role/api-user-above-end-users", .passed)
    }

    @Test("A principal without a profile is reported, one with a profile is not")
    func noProfile() throws {
        let export = Export().permissionSet("Set", user("ApiEnabled")).profile("API", user("ApiEnabled"))
        try export.audit(.set("Set")).expectProblem(.warning, "No profile was named")
        #expect(try export.audit(.profile("API")).problems.isEmpty)
    }

    // MARK: Session-based sources

    @Test("What a session-based set alone grants is unknown and says why")
    func sessionBasedSet() throws {
        let export = Export().permissionSet("Session", sessionBased, user("ApiEnabled"), object("Account", "rc"))
            .permissionSet("Set", user("ApiEnabled"))
        let alone = try export.audit(.set("Session"))
        try alone.expect(
            "system/ApiEnabled", .unknown, says: "session-based", at: "permissionsets/Session.permissionset:4")
        try alone.expect(
            "object/Account/create", .unknown, says: "session-based", at: "permissionsets/Session.permissionset:5")
        // What it does not grant it does not grant in any session.
        try alone.expect(
            "system/ViewRoles", .failed, states: .noEntry("ViewRoles"), at: "permissionsets/Session.permissionset")
        let beside = try export.audit(.set("Session", "Set"))
        try beside.expect("system/ApiEnabled", .passed, says: "granted by permission set \"Set\"", at: "\(Self.set):3")
    }

    @Test("What a session-based set's Modify All Data alone brings is unknown")
    func sessionBasedModifyAllData() throws {
        let result = try Export().permissionSet("Session", sessionBased, user("ModifyAllData")).audit(.set("Session"))
        for id in ["system/ModifyMetadata", "system/EditTask", "object/Case/modifyAll"] {
            let finding = try result.expect(
                id, .unknown, says: "session-based", at: "permissionsets/Session.permissionset:4")
            #expect(!finding.evidence.contains { $0.says.contains("brings") })
        }
    }

    // MARK: Objects switched off

    @Test("Nothing is asked about an object that is switched off")
    func switchedOff() throws {
        var options = AuditOptions()
        options.disabledObjects = ["Opportunity", "Conversation"]
        let result = try Export().permissionSet("Set", object("Account", "re")).audit(.set("Set"), options)
        let off = result.findings.filter { ["Opportunity", "Conversation"].contains($0.requirement.objectKey) }
        #expect(off.count > 20)
        for finding in off {
            #expect(finding.verdict == .notApplicable, "\(finding.requirement.id)")
            #expect(finding.message.contains("not enabled for the integration"))
            #expect(finding.remedy == nil)
        }
        let others = result.findings.filter { $0.verdict == .notApplicable && $0.requirement.kind != "install" }
        #expect(others.count == off.count)
        try result.expect("object/Account/create", .failed)
        try result.expect("system/ApiEnabled", .failed)
    }

    // MARK: Names

    private let talk = "<fields><fullName>CSAT__c</fullName><label>CSAT Score</label><type>Number</type></fields>"

    @Test(
        "An object is found by either of its labels, without regard to case",
        arguments: [
            "LivePerson Conversation", "Conversation Transcript", "conversation transcript",
        ])
    func objectByLabel(label: String) throws {
        let result = try Export().object("Talk__c", label: label, talk)
            .permissionSet("Set", object("Talk__c", "rcedvm"), field("Talk__c.CSAT__c", "re")).audit(.set("Set"))
        try result.expect(
            "object/Conversation/create", .passed, states: .granted("Talk__c", flag: "allowCreate"), at: "\(Self.set):3"
        )
        try result.expect(
            "field/Conversation.CSATScore", .passed, states: .granted("Talk__c.CSAT__c", flag: "editable"),
            at: "\(Self.set):4")
    }

    @Test("An object that no label finds is unknown, and so are its fields")
    func noObject() throws {
        var options = AuditOptions()
        options.isInstalled = true
        let result = try Export().object("Other__c", label: "Something else").permissionSet(
            "Set", user("ModifyAllData")
        ).audit(.set("Set"), options)
        for id in [
            "object/Conversation/create", "object/Conversation/modifyAll", "field/Conversation.CSATScore",
            "field/Conversation.OwnerId",
        ] {
            let finding = try result.expect(id, .unknown)
            #expect(
                finding.message.contains(
                    "defines no object labeled \"LivePerson Conversation\" or \"Conversation Transcript\""))
            #expect(finding.remedy?.retrieve?.contains("--name Conversation=API_NAME") == true)
        }
    }

    @Test("An object that two labels find is unknown, and both are named")
    func twoObjects() throws {
        let result = try Export().object("Talk__c", label: "LivePerson Conversation", talk).object(
            "Old__c", label: "Conversation Transcript"
        )
        .permissionSet("Set", object("Talk__c", "rcedvm"), object("Old__c", "rcedvm")).audit(.set("Set"))
        let finding = try result.expect("object/Conversation/create", .unknown)
        #expect(finding.message.contains("Old__c, Talk__c"))
        #expect(finding.remedy?.retrieve?.contains("--name Conversation=API_NAME") == true)
        try result.expect("field/Conversation.CSATScore", .unknown)
    }

    @Test("A name given by the user resolves which object is meant")
    func givenObject() throws {
        var options = AuditOptions()
        options.names = ["Conversation": "Talk__c"]
        let result = try Export().object("Talk__c", label: "LivePerson Conversation", talk).object(
            "Old__c", label: "LivePerson Conversation"
        )
        .permissionSet("Set", object("Talk__c", "rcedvm"), object("Old__c", "")).audit(.set("Set"), options)
        try result.expect(
            "object/Conversation/create", .passed, states: .granted("Talk__c", flag: "allowCreate"), at: "\(Self.set):3"
        )
        let csat = try result.expect(
            "field/Conversation.CSATScore", .failed, states: .noEntry("Talk__c.CSAT__c"), at: Self.set)
        #expect(csat.remedy?.metadata?.contains("<field>Talk__c.CSAT__c</field>") == true)
    }

    @Test("A name given by the user needs no definition in the export")
    func givenWithoutDefinition() throws {
        var options = AuditOptions()
        options.names = [
            "Conversation": "Talk__c", "Conversation.CSATScore": "Rating__c", "Task.LivePersonConversation": "Link__c",
        ]
        let result = try Export()
            .permissionSet(
                "Set", user("EditTask"), user("ActivitiesAccess"), object("Talk__c", "re"),
                field("Talk__c.Rating__c", "re"), field("Task.Link__c", "r")
            )
            .audit(.set("Set"), options)
        try result.expect(
            "field/Conversation.CSATScore", .passed, states: .granted("Talk__c.Rating__c", flag: "editable"),
            at: "\(Self.set):6")
        try result.expect(
            "field/Task.LivePersonConversation", .failed, states: .denied("Task.Link__c", flag: "editable"),
            at: "\(Self.set):7")
        let skill = try result.expect("field/Conversation.Skill", .unknown)
        #expect(skill.message.contains("no field of Talk__c labeled \"Skill\""))
    }

    @Test("A field that no label finds is unknown")
    func noField() throws {
        let result = try Export().object("Talk__c", label: "LivePerson Conversation").permissionSet(
            "Set", user("ModifyAllData")
        ).audit(.set("Set"))
        let finding = try result.expect("field/Conversation.CSATScore", .unknown)
        #expect(finding.message.contains("no field of Talk__c labeled \"CSAT Score\""))
        #expect(finding.remedy?.retrieve?.contains("--name Conversation.CSATScore=API_NAME") == true)
        // Fields that every object has need no definition.
        try result.expect("field/Conversation.OwnerId", .passed, says: "Modify All Data brings", at: "\(Self.set):3")
    }

    @Test("A field that two labels find is unknown until the user names one")
    func twoFields() throws {
        let export = Export()
            .object(
                "Talk__c", label: "LivePerson Conversation", talk,
                "<fields><fullName>CSAT2__c</fullName><label>CSAT Score</label><type>Text</type></fields>"
            )
            .permissionSet(
                "Set", object("Talk__c", "re"), field("Talk__c.CSAT2__c", "re"), field("Talk__c.CSAT__c", "re"))
        let finding = try export.audit(.set("Set")).expect("field/Conversation.CSATScore", .unknown)
        #expect(finding.message.contains("CSAT__c") && finding.message.contains("CSAT2__c"))
        #expect(finding.remedy?.retrieve?.contains("--name Conversation.CSATScore=API_NAME") == true)
        var options = AuditOptions()
        options.names = ["Conversation.CSATScore": "CSAT2__c"]
        try export.audit(.set("Set"), options)
            .expect(
                "field/Conversation.CSATScore", .passed, states: .granted("Talk__c.CSAT2__c", flag: "editable"),
                at: "\(Self.set):4"
            )
    }
}
