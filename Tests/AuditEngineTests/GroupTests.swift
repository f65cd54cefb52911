import AuditEngine
import OrgModel
import Testing

/// A group gives its members' permissions less what its own muting set takes away.
@Suite("Groups and muting")
struct GroupTests {
    static let set = "permissionsets/Set.permissionset"
    static let muted = "mutingpermissionsets/Muted.mutingpermissionset"
    static let group = "permissionsetgroups/Group.permissionsetgroup"

    /// A group of one set, muted by the given entries.
    private func muting(_ entries: [String], from grants: [String]) -> Export {
        Export().metadata("PermissionSet", Self.set, grants).metadata("MutingPermissionSet", Self.muted, entries)
            .group("Group", member("Set"), mutedBy("Muted"))
    }

    // MARK: Union

    @Test("A group grants what any member grants, and says through which group")
    func union() throws {
        let result = try Export().permissionSet("Set", user("ApiEnabled")).permissionSet(
            "Other", object("Account", "rc")
        )
        .group("Group", member("Set"), member("Other")).audit(.group("Group"))
        try result.expect(
            "system/ApiEnabled", .passed, says: "granted by permission set \"Set\" through group \"Group\"",
            at: "\(Self.set):3")
        try result.expect(
            "object/Account/create", .passed, says: "permission set \"Other\" through group \"Group\"",
            at: "permissionsets/Other.permissionset:3")
        let missing = try result.expect(
            "system/ViewRoles", .failed, says: "permission set \"Set\" through group \"Group\" has no entry",
            at: Self.set)
        #expect(missing.evidence.count == 2)
    }

    @Test("A group's references are full names without regard to case")
    func referencesWithoutCase() throws {
        let result = try Export().permissionSet("Set", user("ApiEnabled"), user("ViewRoles")).muting(
            "Muted", user("ViewRoles")
        )
        .group("Group", member("SET"), mutedBy("MUTED")).audit(.group("Group"))
        try result.expect("system/ApiEnabled", .passed, says: "through group \"Group\"", at: "\(Self.set):3")
        try result.expect(
            "system/ViewRoles", .failed, says: "muted in group \"Group\" by \"Muted\"", at: "\(Self.muted):3")
    }

    @Test("What needs a muted permission is in doubt, also by what brings it, and not outside the group")
    func neededIsMuted() throws {
        let export = Export().permissionSet("Set", user("ViewSetup"), user("ViewRoles")).muting(
            "Muted", user("ViewRoles")
        )
        .group("Group", member("Set"), mutedBy("Muted"))
        let result = try export.audit(.group("Group"))
        try result.expect("system/ViewRoles", .failed, says: "muted in group", at: "\(Self.muted):3")
        try result.expect(
            "system/ViewSetup", .unknown, says: "View Roles and Role Hierarchy is muted in the group, and View Setup",
            at: "\(Self.set):3")
        let outside = try export.permissionSet("Other", user("ViewSetup")).audit(
            typed: ("Group", .permissionSetGroup), ("Other", .permissionSet))
        try outside.expect(
            "system/ViewSetup", .passed, says: "permission set \"Other\"", at: "permissionsets/Other.permissionset:3")
    }

    @Test("A group's references are never labels")
    func referencesAreNoLabels() throws {
        let result = try Export().permissionSet("Set", "<label>Shown</label>", user("ApiEnabled")).group(
            "Group", member("Shown")
        ).audit(.group("Group"))
        try result.expect("system/ApiEnabled", .unknown, says: "permission set \"Shown\" is not in the export")
    }

    @Test("A group without members grants nothing, and its file says so")
    func noMembers() throws {
        let result = try Export().group("Group", "<label>Group</label>").audit(.group("Group"))
        try result.expect("system/ApiEnabled", .failed, says: "permission set group \"Group\"", at: Self.group)
        try result.expect("object/Account/create", .failed, says: "permission set group \"Group\"", at: Self.group)
        let beside = try Export().group("Group").permissionSet("Set", user("ApiEnabled")).audit(
            .group("Group").and(set: "Set"))
        try beside.expect("system/ApiEnabled", .passed, says: "granted by permission set \"Set\"", at: "\(Self.set):3")
    }

    // MARK: What is muted

    @Test("What the group mutes is not granted, and the muting line is named")
    func mutedEverywhere() throws {
        let result = try muting([user("ApiEnabled")], from: [user("ApiEnabled"), user("ViewRoles")]).audit(
            .group("Group"))
        let finding = try result.expect(
            "system/ApiEnabled", .failed, says: "muted in group \"Group\" by \"Muted\"", at: "\(Self.muted):3")
        #expect(finding.evidence.contains { $0.component == ComponentID(.mutingPermissionSet, "Muted") })
        try result.expect("system/ViewRoles", .passed, says: "through group \"Group\"", at: "\(Self.set):4")
    }

    @Test("A false in a muting set mutes nothing")
    func falseMutesNothing() throws {
        let result = try muting(
            [user("ApiEnabled", "false"), object("Account", ""), field("Account.Phone", "")],
            from: [user("ApiEnabled"), object("Account", "rcedvm"), field("Account.Phone", "re")]
        ).audit(.group("Group"))
        for id in ["system/ApiEnabled", "object/Account/create", "object/Account/modifyAll", "field/Account.Phone"] {
            try result.expect(id, .passed)
        }
    }

    @Test("Muted in a group and granted by another source is granted", arguments: ["set", "profile", "group"])
    func mutedAndGrantedElsewhere(by: String) throws {
        let export = muting([user("ApiEnabled")], from: [user("ApiEnabled")])
            .permissionSet("Other", user("ApiEnabled")).profile("API", user("ApiEnabled")).group(
                "Others", member("Other"))
        let (principal, says, place): (Principal, String, String) =
            switch by {
            case "set":
                (
                    .group("Group").and(set: "Other"), "granted by permission set \"Other\"",
                    "permissionsets/Other.permissionset:3"
                )
            case "profile":
                (.group("Group").and(profile: "API"), "granted by profile \"API\"", "profiles/API.profile:3")
            default:
                (
                    .group("Group").and(group: "Others"), "permission set \"Other\" through group \"Others\"",
                    "permissionsets/Other.permissionset:3"
                )
            }
        let finding = try export.audit(principal).expect("system/ApiEnabled", .passed, says: says, at: place)
        #expect(!finding.evidence.contains { $0.says.contains("muted") }, "a grant needs no other evidence")
    }

    @Test("The same set assigned directly is not muted")
    func sameSetDirectly() throws {
        let result = try muting([user("ApiEnabled")], from: [user("ApiEnabled")]).audit(.group("Group").and(set: "Set"))
        try result.expect("system/ApiEnabled", .passed, says: "granted by permission set \"Set\":", at: "\(Self.set):3")
    }

    @Test("Muting acts on every member of its group")
    func allMembers() throws {
        let result = try muting([user("ApiEnabled")], from: [user("ApiEnabled")]).permissionSet(
            "Other", user("ApiEnabled")
        )
        .group("Group", member("Set"), member("Other"), mutedBy("Muted")).audit(.group("Group"))
        let finding = try result.expect(
            "system/ApiEnabled", .failed, says: "permission set \"Other\" grants it, but it is muted",
            at: "\(Self.muted):3")
        #expect(finding.evidence.contains { $0.says.contains("permission set \"Set\" grants it, but it is muted") })
    }

    @Test("Two groups mute each for itself")
    func twoGroups() throws {
        let export = muting(
            [user("ApiEnabled"), user("ViewSetup")], from: [user("ApiEnabled"), user("ViewRoles"), user("ViewSetup")]
        )
        .muting("Other", user("ViewRoles"), user("ViewSetup")).group("Second", member("Set"), mutedBy("Other"))
        let result = try export.audit(.group("Group", "Second"))
        try result.expect("system/ApiEnabled", .passed, says: "through group \"Second\"", at: "\(Self.set):3")
        try result.expect("system/ViewRoles", .passed, says: "through group \"Group\"", at: "\(Self.set):4")
        try result.expect(
            "system/ViewSetup", .failed, says: "muted in group \"Group\" by \"Muted\"", at: "\(Self.muted):4")
        try result.expect(
            "system/ViewSetup", .failed, says: "muted in group \"Second\" by \"Other\"",
            at: "mutingpermissionsets/Other.mutingpermissionset:4")
    }

    @Test("Muting what the group lacks changes nothing")
    func mutedButNotThere() throws {
        let finding = try muting([user("ApiEnabled")], from: [user("ViewRoles")]).audit(.group("Group"))
            .expect("system/ApiEnabled", .failed, states: .noEntry("ApiEnabled"), at: Self.set)
        #expect(!finding.evidence.contains { $0.says.contains("muted") })
    }

    @Test("A muting set that no group names has no effect")
    func mutingSetOfNobody() throws {
        let result = try Export().permissionSet("Set", user("ApiEnabled")).muting("Muted", user("ApiEnabled")).group(
            "Group", member("Set")
        ).audit(.group("Group"))
        try result.expect("system/ApiEnabled", .passed)
    }

    // MARK: What goes along

    @Test("Muting Edit on a field leaves Read, and muting Read takes Edit along")
    func mutedFields() throws {
        let conversation = "<fields><fullName>Status__c</fullName><label>Status</label><type>Text</type></fields>"
        let grants = [
            object("Account", "re"), field("Account.Phone", "re"), object("Talk__c", "r"),
            field("Talk__c.Status__c", "re"),
        ]
        let edit = try muting([field("Account.Phone", "e"), field("Talk__c.Status__c", "e")], from: grants)
            .object("Talk__c", label: "LivePerson Conversation", conversation).audit(.group("Group"))
        try edit.expect(
            "field/Account.Phone", .failed,
            says: "muted in group \"Group\" by \"Muted\": Account.Phone has editable true", at: "\(Self.muted):3")
        try edit.expect(
            "field/Conversation.Status", .passed, states: .granted("Talk__c.Status__c", flag: "readable"),
            at: "\(Self.set):6")
        let read = try muting([field("Account.Phone", "r"), field("Talk__c.Status__c", "r")], from: grants)
            .object("Talk__c", label: "LivePerson Conversation", conversation).audit(.group("Group"))
        try read.expect(
            "field/Account.Phone", .failed,
            says: "muted in group \"Group\" by \"Muted\": Account.Phone has readable true", at: "\(Self.muted):3")
        try read.expect("field/Conversation.Status", .failed, says: "muted in group \"Group\"", at: "\(Self.muted):4")
    }

    @Test("A field of Task muted under Event is muted")
    func mutedSharedField() throws {
        let result = try muting(
            [field("Event.Description", "e")],
            from: [user("EditTask"), field("Task.Description", "re"), user("ActivitiesAccess")]
        ).audit(.group("Group"))
        try result.expect(
            "field/Task.Description", .failed,
            says: "muted in group \"Group\" by \"Muted\": Event.Description has editable true",
            at: "\(Self.muted):3")
    }

    @Test(
        "Muting a right takes along the rights that cannot be without it",
        arguments: [
            // muted, what the row requires, verdict
            ("r", "object/Account/create", Verdict.failed), ("r", "object/Account/modifyAll", .failed),
            ("r", "field/Account.Name", .failed),
            ("r", "field/Account.CreatedById", .failed),
            ("e", "object/Account/create", .passed), ("e", "object/Account/modifyAll", .failed),
            ("e", "field/Account.Name", .failed),
            ("e", "field/Account.CreatedById", .passed),
            ("d", "object/Account/create", .passed), ("d", "object/Account/modifyAll", .failed),
            ("d", "field/Account.Name", .passed),
            ("v", "object/Account/modifyAll", .failed), ("v", "field/Account.Name", .passed),
            ("m", "object/Account/modifyAll", .failed), ("m", "object/Account/create", .passed),
            ("m", "field/Account.Name", .passed),
            ("c", "object/Account/create", .failed), ("c", "object/Account/modifyAll", .passed),
        ])
    func mutedRights(flag: String, id: String, verdict: Verdict) throws {
        let result = try muting([object("Account", flag)], from: [object("Account", "rcedvm")]).audit(.group("Group"))
        if verdict == .failed {
            try result.expect(id, .failed, says: "muted in group \"Group\" by \"Muted\"", at: "\(Self.muted):3")
        } else {
            try result.expect(id, .passed, says: "through group \"Group\"", at: "\(Self.set):3")
        }
    }

    @Test(
        "Muting Modify All Data mutes what it brings",
        arguments: [
            "system/ModifyMetadata", "system/EditTask", "system/ViewSetup", "object/Lead/create",
            "object/Lead/modifyAll", "field/Lead.Name",
        ])
    func mutedModifyAllData(id: String) throws {
        let result = try muting([user("ModifyAllData")], from: [user("ModifyAllData")]).audit(.group("Group"))
        try result.expect(id, .failed)
        if id != "system/ModifyMetadata" {
            try result.expect(
                id, .failed, says: "muted in group \"Group\" by \"Muted\": ModifyAllData", at: "\(Self.muted):3")
        }
    }

    @Test(
        "Muting Modify All Data leaves system permissions of the set that grants it, and makes its objects unknown",
        arguments: [
            user("ModifyAllData"), user("modifyalldata"), user("ViewSetup"),
        ])
    func mutedModifyAllDataLeavesEntries(muted: String) throws {
        let set = [
            user("ModifyAllData"), user("EditTask"), user("ModifyMetadata"), object("Account", "rcedvm"),
            object("Lead", "r"),
        ]
        let export = muting([muted], from: set)
        let result = try export.audit(.group("Group"))
        try result.expect(
            "system/EditTask", .passed, states: .granted("EditTask", flag: "enabled"), at: "\(Self.set):4")
        // It needs View Setup and Configuration, so that it is not known whether it is left without that.
        try result.expect("system/ModifyMetadata", muted == user("ViewSetup") ? .unknown : .passed, at: "\(Self.set):5")
        for id in ["object/Account/create", "object/Account/modifyAll"] {
            let finding = try result.expect(
                id, .unknown, says: "beside it Salesforce stores no entry of an object", at: "\(Self.set):6")
            #expect(finding.remedy?.retrieve?.contains("a permission set without Modify All Data") == true)
        }
        try result.expect(
            "object/Lead/create", .failed, says: "muted in group \"Group\" by \"Muted\"", at: "\(Self.muted):3")
        // Another member's entries are its own, and so are those of the set where it is also assigned.
        let other = try export.permissionSet("Other", object("Account", "rcedvm"))
            .group("Group", member("Set"), member("Other"), mutedBy("Muted")).audit(.group("Group"))
        try other.expect(
            "object/Account/create", .passed, says: "permission set \"Other\" through",
            at: "permissionsets/Other.permissionset:3")
        try export.audit(.group("Group").and(set: "Set")).expect("object/Account/create", .passed)
    }

    @Test(
        "Where it is not known whether Modify All Data is muted, the objects of the set that grants it are unknown",
        arguments: [
            user("ModifyAllData", "1"), "<userPermissions><name>ModifyAllData</name></userPermissions>",
        ])
    func perhapsMutedModifyAllData(entry: String) throws {
        let result = try muting([entry], from: [user("ModifyAllData"), object("Account", "rcedvm")]).audit(
            .group("Group"))
        try result.expect("object/Account/create", .unknown)
        try result.expect("object/Lead/create", .unknown)
    }

    @Test(
        "A field whose Read is muted is unknown where View All Fields of its object is granted",
        arguments: [
            (field("Talk__c.Status__c", "r"), Verdict.unknown), (field("talk__c.STATUS__C", "re"), .unknown),
            (field("Talk__c.Status__c", ""), .passed), (object("Talk__c", "f"), .failed),
        ])
    func mutedFieldUnderViewAllFields(muted: String, verdict: Verdict) throws {
        let result = try muting([muted], from: [object("Talk__c", "rf")])
            .object(
                "Talk__c", label: "LivePerson Conversation",
                "<fields><fullName>Status__c</fullName><label>Status</label><type>Text</type></fields>"
            )
            .audit(.group("Group"))
        try result.expect("field/Conversation.Status", verdict)
        if verdict == .unknown {
            try result.expect(
                "field/Conversation.Status", verdict, says: "which of the two counts is not known", at: "\(Self.set):3")
        }
    }

    @Test("A field whose Read is muted is unknown where a member that is not there may grant View All Fields")
    func mutedFieldOfMissingMember() throws {
        let export = Export().permissionSet("Reads", object("Opportunity", "r"))
            .muting("Muted", field("Opportunity.Amount", "r")).group("Group", member("Lost"), mutedBy("Muted"))
        try export.audit(.group("Group").and(set: "Reads")).expect(
            "field/Opportunity.Amount", .unknown, says: "permission set \"Lost\" is not in the export")
    }

    @Test(
        "A permission that no export lists may be muted unless the muting set says that it is not",
        arguments: [([], Verdict.unknown), ([user("ManagePackageLicenses", "false")], .passed)])
    func mutedWithoutSayingSo(entries: [String], verdict: Verdict) throws {
        let guide = try GuideFolder.guide(asking: "ManagePackageLicenses")
        try muting(entries, from: [user("ManagePackageLicenses")]).audit(.group("Group"), against: guide)
            .expect("system/ManagePackageLicenses", verdict)
    }

    @Test(
        "A muting entry that leaves out a flag may mute it",
        arguments: [
            ("<userPermissions><name>ApiEnabled</name></userPermissions>", "system/ApiEnabled"),
            (
                "<objectPermissions><object>Account</object><allowRead>false</allowRead></objectPermissions>",
                "object/Account/create"
            ),
            (
                "<fieldPermissions><field>Account.Phone</field><readable>false</readable></fieldPermissions>",
                "field/Account.Phone"
            ),
        ])
    func unsaidFlag(entry: String, id: String) throws {
        let grants = [user("ApiEnabled"), object("Account", "rcedvm"), field("Account.Phone", "re")]
        let result = try muting([entry], from: grants).audit(.group("Group"))
        let finding = try result.finding(id)
        #expect(finding.verdict == .unknown)
        #expect(finding.evidence.contains { $0.says.contains("may mute it by \"Muted\", which does not say whether") })
    }

    @Test("Names compare without regard to case, in what grants and in what mutes")
    func namesWithoutCase() throws {
        let grants = [user("APIENABLED"), object("account", "rcedvm"), field("ACCOUNT.Phone", "re"), user("viewroles")]
        let result = try muting([user("ViewRoles"), object("ACCOUNT", "c")], from: grants).audit(.group("Group"))
        try result.expect(
            "system/ApiEnabled", .passed, states: .granted("ApiEnabled", flag: "enabled"), at: "\(Self.set):3")
        try result.expect("object/Account/create", .failed, says: "muted in group", at: "\(Self.muted):4")
        try result.expect("object/Account/modifyAll", .passed)
        try result.expect(
            "field/Account.Phone", .passed, states: .granted("Account.Phone", flag: "editable"), at: "\(Self.set):5")
        try result.expect("system/ViewRoles", .failed, says: "muted in group", at: "\(Self.muted):3")
    }

    @Test("Two spellings of one name in one file are one entry, and a difference is reported")
    func twoSpellings() throws {
        let result = try Export().permissionSet("Set", user("ApiEnabled"), user("apienabled", "false")).audit(
            .set("Set"))
        try result.expect("system/ApiEnabled", .unknown)
        result.expectProblem(.warning, "apienabled is listed twice", "line 3", at: "\(Self.set):4")
    }

    @Test(
        "What is surely muted is muted whoever would grant it: a member that is not there, or cannot be read",
        arguments: [
            "ns__Lost", "Broken",
        ])
    func mutedForMissingMember(name: String) throws {
        let export = Export().permissionSet("Set", user("RunReports")).file(
            "permissionsets/Broken.permissionset", "<PermissionSet"
        )
        .metadata(
            "MutingPermissionSet", Self.muted,
            [
                user("ApiEnabled"), object("Account", "c"), field("Contact.Phone", "e"), user("ViewSetup"),
            ]
        )
        .group("Group", member("Set"), member(name), mutedBy("Muted"))
        let result = try export.audit(.group("Group"))
        for (id, line) in [
            ("system/ApiEnabled", 3), ("object/Account/create", 4), ("field/Contact.Phone", 5), ("system/ViewSetup", 6),
        ] {
            try result.expect(
                id, .failed, says: "whatever permission set \"\(name)\" grants, it is muted",
                at: "\(Self.muted):\(line)")
        }
        try result.expect("object/Account/modifyAll", .unknown)
        try result.expect("system/ViewAllUsers", .unknown)
        // Another muting set that is not there changes nothing in that.
        let two = try export.group("Group", member("Set"), member(name), mutedBy("Muted"), mutedBy("Gone")).audit(
            .group("Group"))
        try two.expect("system/ApiEnabled", .failed)
    }

    @Test(
        "A group of an API version that exports no muting grants nothing for certain",
        arguments: [
            ("45.0", Verdict.unknown), ("46.0", .passed), ("52.0", .passed), ("53.0", .passed),
        ])
    func oldGroup(version: String, verdict: Verdict) throws {
        let result = try Export().permissionSet("Set", user("ApiEnabled")).group("Group", member("Set")).manifest(
            version: version
        )
        .audit(.group("Group"))
        let finding = try result.finding("system/ApiEnabled")
        #expect(finding.verdict == verdict)
        if verdict == .unknown {
            #expect(finding.evidence.contains { $0.statement == .says(.exported(45, .muting)) })
            #expect(finding.remedy?.retrieve?.contains("API version 46 or later") == true)
        }
        try result.expect("system/ViewRoles", .failed)
        let warned = result.problems.contains { $0.message.contains("cannot tell whether it is session-based") }
        #expect(warned == ["46.0", "52.0"].contains(version))
        // One that says that it is session-based leaves nothing to tell.
        let stated = try Export().permissionSet("Set", user("ApiEnabled"))
            .group("Group", member("Set"), sessionBased).manifest(version: version).audit(.group("Group"))
        #expect(!stated.problems.contains { $0.message.contains("cannot tell whether it is session-based") })
    }

    @Test("Muting an object's right mutes it where Modify All Data brings it")
    func mutedRightOfModifyAllData() throws {
        let result = try muting([object("Account", "c")], from: [user("ModifyAllData")]).audit(.group("Group"))
        try result.expect(
            "object/Account/create", .failed,
            says: "muted in group \"Group\" by \"Muted\": Account has allowCreate true", at: "\(Self.muted):3")
        try result.expect("object/Account/modifyAll", .passed, says: "Modify All Data brings", at: "\(Self.set):3")
        try result.expect("object/Lead/create", .passed, says: "Modify All Data brings", at: "\(Self.set):3")
    }

    @Test(
        "Muting View All Fields or Read of the object mutes the read that View All Fields gives", arguments: ["f", "r"])
    func mutedViewAllFields(flag: String) throws {
        let result = try muting([object("Talk__c", flag)], from: [object("Talk__c", "rf")])
            .object(
                "Talk__c", label: "LivePerson Conversation",
                "<fields><fullName>Status__c</fullName><label>Status</label><type>Text</type></fields>"
            )
            .audit(.group("Group"))
        try result.expect(
            "field/Conversation.Status", .failed, says: "muted in group \"Group\" by \"Muted\"", at: "\(Self.muted):3")
    }

    // MARK: What is missing

    @Test("A member outside the export leaves unknown what no other source grants, and is a warning at its line")
    func missingMember() throws {
        let result = try Export().permissionSet("Set", user("ApiEnabled")).group(
            "Group", member("Set"), member("ns__Lost")
        ).audit(.group("Group"))
        result.expectProblem(.warning, "\"ns__Lost\"", "not in the export", at: "\(Self.group):4")
        #expect(!result.problems.contains { $0.severity == .error })
        try result.expect("system/ApiEnabled", .passed, says: "granted by permission set \"Set\"", at: "\(Self.set):3")
        let finding = try result.expect(
            "object/Account/create", .unknown, says: "permission set \"ns__Lost\" is not in the export")
        #expect(finding.remedy?.retrieve?.contains("PermissionSet ns__Lost") == true)
    }

    @Test("A member that cannot be read leaves unknown what no other source grants, and is an error")
    func unreadableMember() throws {
        let result = try Export().permissionSet("Set", user("ApiEnabled")).file(
            "permissionsets/Broken.permissionset", "<PermissionSet"
        )
        .group("Group", member("Set"), member("Broken")).audit(.group("Group"))
        result.expectProblem(.error, at: "permissionsets/Broken.permissionset:1")
        try result.expect(
            "object/Account/create", .unknown, says: "\"Broken\" cannot be read",
            at: "permissionsets/Broken.permissionset:1")
        try result.expect("system/ApiEnabled", .passed)
    }

    @Test("Muting what a system permission brings takes that permission along, and all that only it brings")
    func mutedBroughtPermission() throws {
        let result = try muting([user("ViewAllData")], from: [user("ModifyAllData")]).audit(.group("Group"))
        try result.expect(
            "object/Account/create", .failed, says: "muted in group \"Group\" by \"Muted\"", at: "\(Self.muted):3")
        for id in ["system/ModifyMetadata", "system/ViewSetup"] { try result.expect(id, .failed) }
    }

    @Test("A muting set outside the export leaves unknown what it could mute, and is a warning at its line")
    func missingMutingSet() throws {
        let export = Export().permissionSet("Set", user("ApiEnabled"), user("ModifyAllData")).group(
            "Group", member("Set"), mutedBy("Lost"))
        let result = try export.audit(.group("Group"))
        result.expectProblem(.warning, "\"Lost\"", "not in the export", at: "\(Self.group):4")
        let finding = try result.expect(
            "system/ApiEnabled", .unknown, says: "granted by permission set \"Set\" through group \"Group\"",
            at: "\(Self.set):3")
        #expect(finding.evidence.contains { $0.says.contains("may mute it by \"Lost\"") })
        #expect(finding.remedy?.retrieve?.contains("MutingPermissionSet Lost") == true)
        try result.expect("object/Account/create", .unknown)
        try result.expect("system/EditTask", .unknown)
        // What no member grants cannot be muted either.
        try result.expect("system/ViewRoles", .failed, states: .noEntry("ViewRoles"), at: Self.set)
        // Another group is not concerned.
        let beside = try export.group("Others", member("Set")).audit(.group("Group", "Others"))
        try beside.expect("system/ApiEnabled", .passed, says: "through group \"Others\"", at: "\(Self.set):3")
    }

    @Test("No grant adds to another one while each of them may be muted")
    func doubtfulGrants() throws {
        let export = Export().permissionSet("Set", user("ApiEnabled")).permissionSet("Other", user("ApiEnabled"))
        let groups = export.group("Group", member("Set"), mutedBy("Lost"))
            .group("Others", member("Other"), mutedBy("Lost"))
        let finding = try groups.audit(.group("Group", "Others")).expect(
            "system/ApiEnabled", .unknown, at: "\(Self.set):3")
        let grants = finding.evidence.filter { $0.statement.isGrant }
        #expect(grants.map(\.place?.file) == [Self.set, "permissionsets/Other.permissionset"])
        #expect(grants.allSatisfy { !$0.isFurther })
        let granted = try export.audit(.set("Set", "Other")).expect("system/ApiEnabled", .passed, at: "\(Self.set):3")
        #expect(granted.evidence.map(\.isFurther) == [false, true])
    }

    @Test("A muting set that cannot be read leaves unknown what it could mute, and is an error")
    func unreadableMutingSet() throws {
        let result = try Export().permissionSet("Set", user("ApiEnabled")).file(Self.muted, "").group(
            "Group", member("Set"), mutedBy("Muted")
        ).audit(.group("Group"))
        result.expectProblem(.error, at: Self.muted)
        try result.expect("system/ApiEnabled", .unknown, says: "\"Muted\" cannot be read")
    }

    @Test(
        "Beside a missing muting set, what a known one mutes is muted",
        arguments: [["Lost", "Muted"], ["Muted", "Lost"]])
    func missingBesideKnown(order: [String]) throws {
        let result = try muting([user("ApiEnabled")], from: [user("ApiEnabled"), user("ViewRoles")])
            .metadata("PermissionSetGroup", Self.group, [member("Set")] + order.map(mutedBy)).audit(.group("Group"))
        try result.expect(
            "system/ApiEnabled", .failed, says: "muted in group \"Group\" by \"Muted\"", at: "\(Self.muted):3")
        try result.expect("system/ViewRoles", .unknown)
    }

    @Test("A muting entry that contradicts itself leaves unknown what it could mute")
    func contradictedMuting() throws {
        let result = try muting(
            [user("ApiEnabled"), user("ApiEnabled", "false"), user("ViewRoles")],
            from: [user("ApiEnabled"), user("ViewRoles"), user("ViewSetup")]
        ).audit(.group("Group"))
        try result.expect(
            "system/ApiEnabled", .unknown, says: "two things about enabled of ApiEnabled", at: "\(Self.muted):3")
        try result.expect("system/ViewRoles", .failed, says: "muted in group \"Group\"", at: "\(Self.muted):5")
        try result.expect("system/ViewSetup", .unknown, says: "is muted in the group", at: "\(Self.set):5")
        result.expectProblem(.warning, "ApiEnabled is listed twice", at: "\(Self.muted):4")
    }

    @Test(
        "A muting entry that is neither true nor false leaves unknown what it could mute",
        arguments: [
            "1", "TRUE", "yes", "", "true\u{A0}", "<x>true</x>", "true</enabled><enabled>false",
        ])
    func invalidMuting(value: String) throws {
        let result = try muting(
            [user("ApiEnabled", value), user("ViewRoles")],
            from: [user("ApiEnabled"), user("ViewRoles"), user("ViewSetup")]
        ).audit(.group("Group"))
        let finding = try result.expect(
            "system/ApiEnabled", .unknown, says: "group \"Group\" may mute it by \"Muted\", which says",
            at: "\(Self.muted):3")
        #expect(finding.remedy?.retrieve?.contains(" of ApiEnabled ") == true)
        try result.expect("system/ViewRoles", .failed, says: "muted in group \"Group\"", at: "\(Self.muted):4")
        try result.expect("system/ViewSetup", .unknown, says: "is muted in the group", at: "\(Self.set):5")
        result.expectProblem(.warning, "<enabled>", at: "\(Self.muted):3")
    }

    @Test("An invalid flag of a muting set also leaves unknown what cannot be without it, and what else is brought")
    func invalidMutingOfObject() throws {
        let invalid = object("Account", "").replacing("<allowRead>false", with: "<allowRead>1")
        let result = try muting(
            [invalid], from: [user("ModifyAllData"), object("Account", "rc"), object("Case", "rc")]
        ).audit(.group("Group"))
        try result.expect(
            "object/Account/create", .unknown, says: "says \"1\" for allowRead of Account", at: "\(Self.muted):3")
        try result.expect("object/Case/create", .passed)
    }

    @Test(
        "A muting entry without a name may mute anything",
        arguments: [
            "<userPermissions><enabled>true</enabled></userPermissions>",
            "<userPermissions><enabled>true</enabled><name>EditTask</name><name>ApiEnabled</name></userPermissions>",
        ])
    func namelessMuting(entry: String) throws {
        let result = try muting([entry], from: [user("ApiEnabled")]).audit(.group("Group"))
        result.expectProblem(.error, "<name>", at: "\(Self.muted):3")
        try result.expect("system/ApiEnabled", .unknown, says: "\"Muted\" cannot be read")
    }

    // MARK: State of the group

    @Test(
        "What a group alone grants that is not up to date is unknown",
        arguments: ["Outdated", "Updating", "Failed", "Pending"])
    func status(status: String) throws {
        let export = Export().permissionSet("Set", user("ApiEnabled"), user("ModifyAllData")).muting(
            "Muted", user("ViewRoles")
        )
        .group("Group", member("Set"), mutedBy("Muted"), "<status>\(status)</status>")
        let result = try export.audit(.group("Group"))
        result.expectProblem(.warning, "\"Group\"", status, "Recalculate", at: Self.group)
        let finding = try result.expect(
            "system/ApiEnabled", .unknown, says: "has the status \(status)", at: "\(Self.set):3")
        #expect(finding.remedy?.retrieve?.contains("Recalculate permission set group \"Group\" in Setup") == true)
        try result.expect("object/Account/create", .unknown, says: "has the status \(status)", at: "\(Self.set):4")
        // What neither its members grant nor its muting set leaves is missing after the next computation too.
        try result.expect("system/ViewAllUsers", .failed)
        try result.expect("system/ViewRoles", .failed)
        try export.audit(.group("Group").and(set: "Set")).expect("system/ApiEnabled", .passed)
    }

    @Test(
        "What the members of a group grant and it mutes is unknown while it is not up to date: the mute may be younger",
        arguments: ["Outdated", "Updating", "Failed"])
    func mutedInStaleGroup(status: String) throws {
        func audit(_ status: String) throws -> AuditResult {
            try muting(
                [user("ApiEnabled"), object("Account", "c"), field("Account.Phone", "e"), user("ViewAllUsers")],
                from: [user("ApiEnabled"), object("Account", "rcedvm"), field("Account.Phone", "re")]
            ).group("Group", member("Set"), mutedBy("Muted"), "<status>\(status)</status>").audit(.group("Group"))
        }
        let (stale, updated) = (try audit(status), try audit("Updated"))
        for (id, line) in [("system/ApiEnabled", 3), ("object/Account/create", 4), ("field/Account.Phone", 5)] {
            let finding = try stale.expect(
                id, .unknown, says: "has the status \(status), so Salesforce may still grant",
                at: "\(Self.muted):\(line)")
            #expect(finding.remedy?.retrieve?.contains("Recalculate") == true)
            try updated.expect(id, .failed, at: "\(Self.muted):\(line)")
        }
        // No source grants it, muted or not.
        try stale.expect("system/ViewAllUsers", .failed)
    }

    @Test("So is what an unknown member may grant")
    func mutedUnknownMemberOfStaleGroup() throws {
        let export = Export().muting("Muted", user("ApiEnabled"))
        try export.group("Group", member("Gone"), mutedBy("Muted"), "<status>Outdated</status>").audit(.group("Group"))
            .expect("system/ApiEnabled", .unknown)
        try export.group("Group", member("Gone"), mutedBy("Muted"), "<status>Updated</status>").audit(.group("Group"))
            .expect("system/ApiEnabled", .failed)
    }

    @Test(
        "An empty status is none that says that the group is up to date",
        arguments: ["<status/>", "<status></status>", "<status> </status><status>Updated</status>"])
    func emptyStatus(line: String) throws {
        let result = try Export().permissionSet("Set", user("ApiEnabled")).group("Group", member("Set"), line).audit(
            .group("Group"))
        result.expectProblem(.warning, "\"Group\" has an empty status", "Recalculate", at: Self.group)
        try result.expect("system/ApiEnabled", .unknown, says: "has an empty status", at: "\(Self.set):3")
    }

    @Test("What an ended assignment would grant says so, and so does what to do")
    func endedAssignment() throws {
        let export = Export().permissionSet("Set", user("ApiEnabled")).permissionSet("Other", user("ViewRoles"))
            .group("Group", member("Set"))
        var principal = Principal.set("Other")
        principal.ended = [
            .init(
                id: ComponentID(.permissionSetGroup, "Group"), place: Place(file: "a.csv", line: 7),
                says: "ended on 2026-01-01")
        ]
        let result = try export.audit(principal)
        let finding = try result.expect(
            "system/ApiEnabled", .failed, says: "but its assignment ended on", at: "a.csv:7")
        #expect(finding.remedy?.setup?.hasPrefix("Assign the permission set group \"Group\" again") == true)
        // What it would not grant either is missing as before.
        let other = try result.expect("system/ViewAllUsers", .failed)
        #expect(!other.evidence.contains { $0.place?.file == "a.csv" })
        try result.expect("system/ViewRoles", .passed)
    }

    @Test(
        "A group that is up to date, or does not say, is nothing to tell",
        arguments: ["<status>Updated</status>", "<status>updated</status>", ""])
    func updated(line: String) throws {
        let result = try Export().permissionSet("Set", user("ApiEnabled")).group("Group", member("Set"), line).audit(
            .group("Group"))
        #expect(result.problemsBesidesNoProfile.isEmpty)
    }

    @Test("What a session-based group alone grants is unknown; what it mutes stays muted")
    func sessionBasedGroup() throws {
        let export = Export().permissionSet("Set", user("ApiEnabled"), user("ViewRoles")).muting(
            "Muted", user("ViewRoles")
        )
        .group("Group", member("Set"), mutedBy("Muted"), sessionBased)
        let result = try export.audit(.group("Group"))
        try result.expect(
            "system/ApiEnabled", .unknown,
            states: .reservation(.sessionBased(ComponentID(.permissionSetGroup, "Group"))), at: "\(Self.set):3")
        try result.expect("system/ViewRoles", .failed, says: "muted in group \"Group\"", at: "\(Self.muted):3")
        try export.audit(.group("Group").and(set: "Set")).expect("system/ApiEnabled", .passed)
    }

    @Test(
        "A set that may be session-based grants nothing by itself",
        arguments: ["TRUE", "", "false</hasActivationRequired><hasActivationRequired>true"])
    func invalidActivation(value: String) throws {
        let invalid = "<hasActivationRequired>\(value)</hasActivationRequired>"
        try Export().permissionSet("Set", invalid, user("ApiEnabled")).audit(.set("Set")).expect(
            "system/ApiEnabled", .unknown)
        try Export().permissionSet("Set", user("ApiEnabled")).group("Group", member("Set"), invalid).audit(
            .group("Group")
        )
        .expect("system/ApiEnabled", .unknown)
    }

    @Test("A session-based member of a group grants nothing by itself")
    func sessionBasedMember() throws {
        let result = try Export().permissionSet("Set", sessionBased, user("ApiEnabled")).group("Group", member("Set"))
            .audit(.group("Group"))
        try result.expect(
            "system/ApiEnabled", .unknown, states: .reservation(.sessionBased(ComponentID(.permissionSet, "Set"))),
            at: "\(Self.set):4")
    }
}
