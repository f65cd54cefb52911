import AuditEngine
import Foundation
import OrgModel
import Testing

@Suite("What a permission set must grant")
struct MissingGrantsTests {
    /// Entries as `name: the flags that are true`, where there are any.
    private func entries(_ missing: MissingGrants, _ kind: PermissionKind, of object: String? = nil) -> [String] {
        missing.entries
            .filter { $0.kind == kind && (object == nil || $0.name == object || $0.name.hasPrefix("\(object ?? "").")) }
            .map { "\($0.name): \($0.flags.sorted().joined(separator: " "))" }
    }

    private func only(_ object: String...) -> AuditOptions {
        var options = AuditOptions()
        options.disabledObjects = Set(["Account", "Contact", "Lead", "Task", "Opportunity", "Case", "Conversation"])
            .subtracting(object)
        return options
    }

    @Test("Where everything is missing, all of it is granted and nothing else")
    func everything() throws {
        let missing = try Export().permissionSet("Set", user("RunReports")).missingGrants(.set("Set"), only("Lead"))
        #expect(
            entries(missing, .objectPermission) == [
                "Lead: allowCreate allowDelete allowEdit allowRead modifyAllRecords viewAllRecords"
            ])
        #expect(
            entries(missing, .fieldPermission) == [
                "Lead.Email: editable readable", "Lead.MobilePhone: editable readable", "Lead.Phone: editable readable",
            ])
        #expect(
            entries(missing, .userPermission) == [
                "ApiEnabled: enabled", "EditTask: enabled", "ModifyMetadata: enabled", "ViewAllUsers: enabled",
                "ViewRoles: enabled", "ViewSetup: enabled",
            ])
        let tasks = try Export().permissionSet("Set", user("RunReports")).missingGrants(.set("Set"), only("Task"))
        #expect(
            entries(tasks, .userPermission).prefix(3) == [
                "ActivitiesAccess: enabled", "ApiEnabled: enabled", "EditTask: enabled",
            ])
        #expect(missing.skipped.isEmpty)
        #expect(missing.undefinedFields.isEmpty)
        #expect(missing.fixed == missing.audit.findings.filter { $0.verdict == .failed }.map(\.requirement.id))
    }

    @Test("What the audit reports already is no news of the set that is written")
    func knownObstacles() throws {
        let export = Export().profile("P", "<userLicense>Salesforce</userLicense>").permissionSet(
            "Other", license("Identity"), user("RunReports"))
        let problems = try export.withOrg { org in
            let guide = try Guide.load("liveperson-connector")
            let missing = guide.missingGrants(in: org, of: .profile("P").and(set: "Other"), options: only("Lead"))
            #expect(missing.audit.problems.contains { $0.message.contains("Identity") })
            let set = PermissionSource(
                id: ComponentID(.permissionSet, "New"), files: ["new.permissionset"], header: PermissionSourceHeader(),
                scope: ExportScope(apiVersion: nil, manifest: nil), entries: [:])
            return missing.obstacles(to: set, in: org, options: only("Lead"))
        }
        #expect(!problems.contains { $0.message.contains("Identity") }, "\(problems)")
    }

    @Test("A right comes with those that it cannot be without, although the user has them elsewhere")
    func rights() throws {
        let granted = Export().permissionSet("Set", object("Lead", "redvm"))
        #expect(
            try entries(granted.missingGrants(.set("Set"), only("Lead")), .objectPermission) == [
                "Lead: allowCreate allowRead"
            ])
        let created = Export().permissionSet("Set", object("Lead", "rce"))
        #expect(
            try entries(created.missingGrants(.set("Set"), only("Lead")), .objectPermission) == [
                "Lead: allowDelete allowEdit allowRead modifyAllRecords viewAllRecords"
            ])
    }

    @Test("A system permission comes with what Salesforce requires beside it, and never by way of a broader one")
    func systemPermissions() throws {
        let all = ["ApiEnabled", "EditTask", "ViewAllUsers", "ViewRoles", "ModifyMetadata", "ViewSetup"]
        func granted(without permission: String) throws -> [String] {
            let set = all.filter { $0 != permission }.map { user($0) }.joined(separator: "\n")
            return try entries(Export().permissionSet("Set", set).missingGrants(.set("Set"), only()), .userPermission)
        }
        #expect(try granted(without: "ViewRoles") == ["ViewRoles: enabled"])
        #expect(try granted(without: "ViewSetup") == ["ViewRoles: enabled", "ViewSetup: enabled"])
        #expect(
            try granted(without: "ModifyMetadata") == [
                "ModifyMetadata: enabled", "ViewRoles: enabled", "ViewSetup: enabled",
            ])
        #expect(try granted(without: "EditTask") == ["EditTask: enabled"])
    }

    @Test(
        "A permission comes with all that Salesforce requires beside it, also rights on objects, and what those require",
        arguments: [
            ("CreateCustomizeReports", ["CreateCustomizeReports", "RunReports"], []),
            ("ViewAllProfiles", ["ViewAllProfiles", "ViewRoles", "ViewSetup"], []),
            ("TransferAnyLead", ["TransferAnyLead"], ["Lead: allowCreate allowRead"]),
            ("TransferAnyCase", ["TransferAnyCase"], ["Case: allowCreate allowRead"]),
            (
                "ImportPersonal", ["ImportPersonal"],
                ["Account: allowCreate allowEdit allowRead", "Contact: allowCreate allowEdit allowRead"]
            ),
            ("AuthorApex", ["AuthorApex", "ModifyMetadata", "ViewRoles", "ViewSetup"], []),
            (
                "CustomizeApplication", ["CustomizeApplication", "ManageCustomPermissions", "ViewRoles", "ViewSetup"],
                []
            ),
            (
                "ViewAllData",
                [
                    "ViewAllData", "ViewEventLogFiles", "ViewPublicDashboards", "ViewPublicReports", "ViewRoles",
                    "ViewSetup",
                ], []
            ),
            (
                "QueryAllFiles",
                [
                    "QueryAllFiles", "ViewAllData", "ViewEventLogFiles", "ViewPublicDashboards", "ViewPublicReports",
                    "ViewRoles", "ViewSetup",
                ], []
            ),
            (
                "ManageUsers",
                [
                    "AssignPermissionSets", "DelegatedTwoFactor", "FreezeUsers", "ManageInternalUsers",
                    "ManageIpAddresses",
                    "ManageLoginAccessPolicies", "ManagePasswordPolicies", "ManageProfilesPermissionsets",
                    "ManageRoles", "ManageSharing",
                    "ManageUsers", "MonitorLoginHistory", "ResetPasswords", "ViewAllUsers", "ViewRoles", "ViewSetup",
                ], []
            ),
            (
                "ModifyAllData",
                [
                    "ConvertLeads", "EditEvent", "EditTask", "ImportLeads", "ModifyAllData", "RunReports",
                    "TransferAnyCase",
                    "TransferAnyEntity", "TransferAnyLead", "ViewAllData", "ViewEventLogFiles", "ViewPublicDashboards",
                    "ViewPublicReports", "ViewRoles", "ViewSetup",
                ], ["Case: allowCreate allowRead", "Lead: allowCreate allowRead"]
            ),
        ])
    func requiredBeside(permission: String, permissions: [String], objects: [String]) throws {
        let export = Export().permissionSet("Set", user("Packaging2"))
        let missing = try export.missingGrants(.set("Set"), against: GuideFolder.guide(asking: permission))
        #expect(entries(missing, .userPermission) == permissions.map { "\($0): enabled" })
        #expect(entries(missing, .objectPermission) == objects)
    }

    @Test("A field's row brings the object's right where that is missing too")
    func fieldAndObject() throws {
        let set = Export().permissionSet("Set", object("Case", "cr"))
        let missing = try set.missingGrants(.set("Set"), only("Case"))
        #expect(
            entries(missing, .objectPermission) == [
                "Case: allowDelete allowEdit allowRead modifyAllRecords viewAllRecords"
            ])
        #expect(
            entries(missing, .fieldPermission) == [
                "Case.AccountId: editable readable", "Case.Subject: editable readable",
            ])
    }

    @Test("A field of activities is listed for Task and for Event, where Event lists it at all")
    func activities() throws {
        let export = Export().permissionSet("Set", user("EditTask"))
            .metadata(
                "CustomObject", "objects/Activity.object",
                [
                    "<fields><fullName>lpc__C__c</fullName><label>LivePerson Conversation</label><type>Lookup</type></fields>"
                ])
        let missing = try export.missingGrants(.set("Set"), only("Task"))
        #expect(
            entries(missing, .fieldPermission, of: "Task").map { $0.prefix { $0 != ":" } } == [
                "Task.ActivityDate", "Task.Description", "Task.Type", "Task.WhatId", "Task.WhoId", "Task.lpc__C__c",
            ])
        #expect(
            entries(missing, .fieldPermission, of: "Event").map { $0.prefix { $0 != ":" } } == [
                "Event.Description", "Event.Type", "Event.WhatId", "Event.WhoId", "Event.lpc__C__c",
            ])
        #expect(entries(missing, .objectPermission).isEmpty)
    }

    @Test(
        "A field that Task and Event share is granted for whichever row requires more",
        arguments: [["Task", "Event"], ["Event", "Task"]])
    func sharedField(order: [String]) throws {
        let tables = Dictionary(
            uniqueKeysWithValues: ["Task", "Event"].map { object in
                (
                    "\(object).yaml",
                    """
                    table: \(object)
                    title: \(object)
                    caption: \(object)
                    kind: fieldPermission
                    object: \(object)
                    severity: major
                    rows:
                      - field: Description
                        label: Comments
                        requires: \(object == "Task" ? "edit" : "read")
                        purpose: It says more.
                    """
                )
            })
        let text =
            "id: demo\ntitle: Demo\nedition: A\nsource: https://example.com\nsummary: A.\nobjects: { Task: {}, Event: {} }\n"
        let folder = try GuideFolder(
            tables.merging(["guide.yaml": text + "tables: [\(order.map { "\($0).yaml" }.joined(separator: ", "))]"]) {
                $1
            })
        let missing = try Export().permissionSet("Set", user("ActivitiesAccess"), user("EditTask"))
            .missingGrants(.set("Set"), against: folder.load())
        #expect(
            entries(missing, .fieldPermission) == [
                "Event.Description: editable readable", "Task.Description: editable readable",
            ])
    }

    /// The package's object, with one field of the given definition that the guide requires.
    private func conversation(_ field: String, type: String) -> Export {
        Export().object(
            "lpc__C__c", label: "LivePerson Conversation",
            "<nameField><label>Conversation Number</label><type>AutoNumber</type></nameField>",
            "<fields><fullName>lpc__F__c</fullName><label>\(field)</label>\(type)</fields>")
    }

    @Test(
        "A field without field-level security gets no entry, and one that nobody edits is only readable",
        arguments: [
            ("<type>Text</type>", ["lpc__C__c.lpc__F__c: editable readable"]),
            ("<required>true</required><type>Text</type>", []),
            ("<type>MasterDetail</type><referenceTo>Account</referenceTo>", []),
            ("<type>Text</type><formula>1</formula>", ["lpc__C__c.lpc__F__c: readable"]),
        ])
    func definitions(_ type: String, _ expected: [String]) throws {
        let export = conversation("Brand ID", type: type).permissionSet("Set", user("RunReports"))
        let missing = try export.missingGrants(.set("Set"), only("Conversation"))
        #expect(entries(missing, .fieldPermission) == expected)
        #expect(missing.fixed.contains("field/Conversation.BrandID"))
    }

    @Test("Reading a detail needs reading its master, and viewing all of it viewing all of that, up to the last master")
    func masters() throws {
        let export = conversation("Account", type: "<type>MasterDetail</type><referenceTo>M__c</referenceTo>")
            .object(
                "M__c", label: "Master",
                "<fields><fullName>T__c</fullName><type>MasterDetail</type><referenceTo>Contract</referenceTo></fields>"
            )
        let all = try export.permissionSet("Set", user("RunReports")).missingGrants(.set("Set"), only("Conversation"))
        #expect(
            entries(all, .objectPermission) == [
                "Account: allowRead viewAllRecords", "Contract: allowRead viewAllRecords",
                "M__c: allowRead viewAllRecords",
                "lpc__C__c: allowCreate allowDelete allowEdit allowRead modifyAllRecords viewAllRecords",
            ])
        let create = try export.permissionSet("Set", object("lpc__C__c", "redvm")).missingGrants(
            .set("Set"), only("Conversation"))
        #expect(
            entries(create, .objectPermission) == [
                "Account: allowRead", "Contract: allowRead", "M__c: allowRead", "lpc__C__c: allowCreate allowRead",
            ])
    }

    @Test("Objects that are details of each other come to an end")
    func cycle() throws {
        let export = conversation("Account", type: "<type>MasterDetail</type><referenceTo>lpc__C__c</referenceTo>")
        #expect(throws: Never.self) { try export.permissionSet("Set").missingGrants(.set("Set")) }
    }

    @Test("What is unknown is omitted with what would resolve it, and granted only when that is required")
    func unknown() throws {
        let export = Export().profile("P", user("ApiEnabled"))
        let known = try export.missingGrants(.profile("P"), only("Case"))
        #expect(entries(known, .objectPermission).isEmpty)
        let row = known.skipped.first { $0.requirement == "object/Case/create" }
        #expect(
            row?.why.hasPrefix("The export cannot tell. Retrieve profile \"P\" again together with the object")
                == true)
        let all = try export.missingGrants(.profile("P"), only("Case"), includesUnknown: true)
        #expect(
            entries(all, .objectPermission) == [
                "Case: allowCreate allowDelete allowEdit allowRead modifyAllRecords viewAllRecords"
            ])
        #expect(all.skipped.isEmpty)
    }

    @Test("What is unknown with the surplus and without it is omitted, and what only the surplus grants is granted")
    func unknownWithoutSurplus() throws {
        let export = Export().profile("P", user("ModifyMetadata"), user("ModifyAllData"), user("ApiEnabled"))
            .permissionSet("S", sessionBased, user("ViewAllUsers"))
        let missing = try export.withOrg { org in
            try Guide.load("liveperson-connector").missingGrants(
                in: org, of: .profile("P").and(set: "S"), options: only("Case"), omitsSurplus: true)
        }
        #expect(missing.fixed.contains("object/Case/create"))
        #expect(missing.skipped.map(\.requirement).contains("system/ViewAllUsers"))
    }

    @Test("A name that is not known is omitted in any case, with the flag that resolves it")
    func unresolved() throws {
        let export = Export().permissionSet("Set")
        let missing = try export.missingGrants(.set("Set"), only("Conversation"), includesUnknown: true)
        #expect(missing.skipped.map(\.requirement).contains("object/Conversation/create"))
        #expect(missing.skipped.allSatisfy { $0.why.contains("--before-install") })
        #expect(entries(missing, .objectPermission).isEmpty)
    }

    @Test("Of the entries of a set only those are refused that its license cannot hold")
    func refused() throws {
        let entries = ["Account", "Lead"].map {
            PermissionGrant(.objectPermission, $0, flags: ["allowRead"], of: ["allowRead"])
        }
        let platform = try Guide.load("liveperson-connector").platform
        #expect(platform.entries(entries, refusedInSetsOf: "Salesforce Platform").map(\.name) == ["Lead"])
        #expect(platform.entries(entries, refusedInSetsOf: "Salesforce").isEmpty)
    }

    @Test("A field that the export does not define is granted, and named")
    func undefined() throws {
        var options = only("Conversation")
        options.names = ["Conversation": "C__c", "Conversation.BrandID": "B__c"]
        let missing = try Export().permissionSet("Set").missingGrants(.set("Set"), options)
        #expect(entries(missing, .fieldPermission) == ["C__c.B__c: editable readable"])
        #expect(missing.undefinedFields == ["C__c.B__c"])
    }

    @Test("What a group mutes is granted by the set itself")
    func muted() throws {
        let export = Export().permissionSet("Set", object("Lead", "rcedvm")).group("G", member("Set"), mutedBy("M"))
            .muting("M", object("Lead", "c"))
        let missing = try export.missingGrants(.group("G"), only("Lead"))
        #expect(entries(missing, .objectPermission) == ["Lead: allowCreate allowRead"])
    }

    @Test("Of several alternatives the guide's first one is granted, and none where one is fulfilled")
    func alternatives() throws {
        let guide = try Guide.load("6sense-conversational-email")
        let nothing = try Export().permissionSet("Set").missingGrants(.set("Set"), against: guide)
        #expect(nothing.fixed.contains("any-of/api-access"))
        #expect(entries(nothing, .userPermission).contains("ApiEnabled: enabled"))
        #expect(!entries(nothing, .userPermission).contains("ApiUserOnly: enabled"))
        let other = try Export().permissionSet("Set", user("ApiUserOnly")).missingGrants(.set("Set"), against: guide)
        #expect(!entries(other, .userPermission).contains("ApiEnabled: enabled"))
    }

    @Test(
        "The set that is about to be written is warned of where rows do not pass with it, and only then",
        arguments: [
            ([], nil), (["ViewRoles"], "system/ViewRoles"), (["ApiEnabled", "ViewRoles"], "system/ApiEnabled"),
        ]
            as [(Set<String>, String?)])
    func obstacles(left: Set<String>, row: String?) throws {
        let file = PermissionSetFile("New", label: "New", description: "New", isSourceFormat: false)
        let problems = try Export().permissionSet("Set", user("RunReports")).withOrg { org in
            let missing = try Guide.load("liveperson-connector").missingGrants(
                in: org, of: .set("Set"), options: only("Lead"))
            let bytes = try file.adding(missing.entries.filter { !left.contains($0.name) }, path: file.path)
            return try missing.obstacles(
                to: file.source(with: bytes, path: file.path), in: org, options: only("Lead"))
        }
        #expect(problems.count == (row == nil ? 0 : 1), "\(problems)")
        #expect(problems.allSatisfy { $0.severity == .warning && $0.place == Place(file: file.path) })
        #expect(problems.allSatisfy { row.map($0.message.contains) == true })
        #expect(problems.allSatisfy { $0.message.contains("and 1 more rows") == (left.count == 2) })
        #expect(problems.allSatisfy { $0.message.contains(" Permission set \"New\" has no entry for ") })
    }

    @Test("A failure that is waived stays as it is")
    func waived() throws {
        let waiver = Waiver(
            requirement: "system/*", reason: "r", owner: "o", expires: .distantFuture,
            place: Place(file: "w.yml", line: 1))
        let missing = try Export().permissionSet("Set").missingGrants(.set("Set"), only("Lead"), waivers: [waiver])
        #expect(entries(missing, .userPermission).isEmpty)
        #expect(!entries(missing, .objectPermission).isEmpty)
    }

    @Test("What a set of a license cannot contain is found among entries of every kind, also beside an invalid one")
    func refusedEntries() throws {
        let entries = [
            PermissionGrant(.fieldPermission, "Nothing", flags: ["readable"], of: []),
            PermissionGrant(.fieldPermission, "Lead.Phone", flags: ["readable"], of: []),
            PermissionGrant(.objectPermission, "Lead", flags: ["allowRead"], of: []),
            PermissionGrant(.objectPermission, "Account", flags: ["allowRead"], of: []),
        ]
        let refused = try PlatformFacts.load().entries(entries, refusedInSetsOf: "Salesforce Platform")
        #expect(refused.map(\.name) == ["Lead.Phone", "Lead"])
    }

    @Test("Nothing is missing where nothing failed")
    func nothing() throws {
        let missing = try Export().permissionSet(
            "Set", user("ModifyAllData"), user("ApiEnabled"), user("ViewRoles"), user("ViewAllUsers")
        )
        .missingGrants(.set("Set"), only())
        #expect(missing.entries.isEmpty && missing.fixed.isEmpty && missing.skipped.isEmpty)
    }
}
