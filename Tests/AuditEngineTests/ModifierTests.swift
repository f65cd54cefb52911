import Foundation
import OrgModel
import TestSupport
import Testing

@testable import AuditEngine

@Suite("What must not be held")
struct ForbiddenTests {
    private static let id = "forbidden/system/ModifyAllData"

    private static func guide() throws -> Guide {
        try AuditEngineTests.guide(
            objects: "Account: {}",
            rows: """
                  - permission: ModifyAllData
                    requires: granted
                    forbidden: true
                    label: Modify All Data
                    purpose: It is more than the integration needs.
                """
        ).load()
    }

    private func audit(_ export: Export, _ principal: Principal) throws -> AuditResult {
        try export.profile("P", user("ApiEnabled")).audit(principal.and(profile: "P"), against: Self.guide())
    }

    @Test("It passes where it is proven not to be held")
    func passed() throws {
        let result = try audit(Export().permissionSet("A", user("ViewAllData")), .set("A"))
        let finding = try result.expect(
            Self.id, .passed, states: .noEntry("ModifyAllData"), at: "permissionsets/A.permissionset")
        #expect(finding.message == "Modify All Data is not granted. The guide forbids it.")
        #expect(finding.requirement.requires == "not granted")
        #expect(finding.requirement.kind == "systemPermission")
    }

    @Test("It fails where it is held, with where it is granted and how it is taken away")
    func failed() throws {
        let result = try audit(Export().permissionSet("A", user("ModifyAllData")), .set("A"))
        let finding = try result.expect(
            Self.id, .failed, states: .granted("ModifyAllData", flag: "enabled"), at: "permissionsets/A.permissionset:3"
        )
        #expect(finding.message.hasSuffix(". The guide forbids it."))
        #expect(
            finding.remedy?.setup?.hasPrefix(
                "Take Modify All Data away from permission set \"A\": Setup > Permission Sets")
                == true)
        #expect(finding.remedy?.metadata?.contains("Modify All Data") == true)
        #expect(finding.requirement.generalRemedy.setup?.contains("each source that grants it") == true)
    }

    @Test("What brings it, and what serves the same purpose, counts as held")
    func brought() throws {
        let guide = try AuditEngineTests.guide(
            rows: """
                  - { permission: ViewAllData, requires: granted, forbidden: true, label: A, purpose: B. }
                  - { permission: ModifyMetadata, requires: granted, forbidden: true, label: A, purpose: B. }
                """
        ).load()
        let result = try Export().profile("P", user("ModifyAllData")).audit(.profile("P"), against: guide)
        try result.expect("forbidden/system/ViewAllData", .failed, at: "profiles/P.profile:3")
        let other = try result.expect("forbidden/system/ModifyMetadata", .failed, at: "profiles/P.profile:3")
        #expect(other.remedy?.setup?.contains(" away from profile \"P\": ") == true, "\(other.remedy?.setup ?? "")")
    }

    @Test("Held means effectively held: what a group mutes is not")
    func muted() throws {
        let export = Export().permissionSet("A", user("ModifyAllData")).muting("M", user("ModifyAllData"))
        try audit(export.group("G", member("A"), mutedBy("M")), .group("G")).expect(Self.id, .passed)
        try audit(export.group("G", member("A")), .group("G")).expect(Self.id, .failed)
        try audit(export.group("G", member("A"), mutedBy("Other")), .group("G")).expect(Self.id, .unknown)
    }

    @Test("Without the profile, or a source, nothing proves that it is not held")
    func unknownSources() throws {
        let export = Export().permissionSet("A", user("ApiEnabled"))
        let finding = try export.audit(.set("A"), against: Self.guide()).expect(Self.id, .unknown)
        #expect(finding.message.hasSuffix("But the API user's profile is not known, and it may grant it."))
        #expect(finding.remedy?.retrieve?.contains("--profile") == true)
        let missing = try audit(export, .set("Missing")).expect(Self.id, .unknown)
        #expect(missing.remedy?.retrieve?.contains("Retrieve PermissionSet Missing") == true)
        let held = try Export().permissionSet("A", user("ModifyAllData")).audit(.set("A"), against: Self.guide())
        try held.expect(Self.id, .failed)
    }

    @Test("Where it may be held, nobody is told to grant it")
    func doubted() throws {
        let result = try audit(Export().permissionSet("A", sessionBased, user("ModifyAllData")), .set("A"))
        let finding = try result.expect(Self.id, .unknown)
        #expect(finding.remedy?.retrieve?.contains("See in Setup whether the API user has Modify All Data") == true)
        #expect(finding.remedy?.retrieve?.contains("Grant it") == false)
    }

    @Test("No permission set is written for it, and it is no reason to ask for anything")
    func others() throws {
        let export = Export().profile("P", user("ApiEnabled")).permissionSet("A", user("ModifyAllData"))
        let principal = Principal.set("A").and(profile: "P")
        let missing = try export.missingGrants(principal, against: Self.guide())
        #expect(missing.entries.isEmpty)
        #expect(missing.fixed.isEmpty)
        let surplus = try export.withOrg { try Self.guide().surplus($0, principal) }
        #expect(surplus.grants.map(\.label).contains("Modify All Data"))
        #expect(try export.audit(principal, against: Self.guide()).broadPermissions.contains("Modify All Data"))
    }

    @Test("The next rows of its table are asked for as before")
    func mixedTable() throws {
        let guide = try AuditEngineTests.guide(
            rows: """
                  - { permission: ModifyAllData, requires: granted, forbidden: true, label: A, purpose: B. }
                  - { permission: ApiEnabled, requires: granted, label: A, purpose: B. }
                """
        ).load()
        let surplus = try Export().profile("P", user("ApiEnabled")).withOrg { guide.surplus($0, .profile("P")) }
        #expect(surplus.grants.isEmpty)
        #expect(guide.onlyPermissions.requirements.map(\.id) == ["system/ApiEnabled"])
    }

    @Test(
        "Rights and fields can be forbidden",
        arguments: [
            ([object("Account", "r")], Verdict.passed, Verdict.passed),
            ([object("Account", "rcedvm")], .failed, .passed),
            ([object("Account", "re"), field("Account.Phone", "re")], .passed, .failed),
            ([field("Account.Phone", "re")], .passed, .passed),
        ])
    func kinds(lines: [String], object: Verdict, field: Verdict) throws {
        let export = Export().manifest(version: "63.0", objects: "Account")
            .metadata(
                "Profile", "profiles/P.profile", [user("ApiEnabled"), field2("Account.Phone", in: lines)] + lines)
        let objects = try AuditEngineTests.guide(
            objects: "Account: {}", kind: "objectPermission",
            rows: "      - { object: Account, requires: [modifyAll], forbidden: true, label: A, purpose: B. }"
        ).load()
        let fields = try AuditEngineTests.guide(
            objects: "Account: {}", kind: "fieldPermission", table: "object: Account",
            rows: "      - { field: Phone, requires: edit, forbidden: true, label: A, purpose: B. }"
        ).load()
        try export.audit(.profile("P"), against: objects).expect("forbidden/object/Account/modifyAll", object)
        let finding = try export.audit(.profile("P"), against: fields).expect("forbidden/field/Account.Phone", field)
        #expect(finding.requirement.access == "No Edit Access")
    }

    /// A profile that was exported with an object lists each of its fields.
    private func field2(_ name: String, in lines: [String]) -> String {
        lines.contains { $0.contains(name) } ? "" : AuditEngineTests.field(name, "")
    }

    @Test("What no user can edit is not held, whatever an entry says")
    func neverEditable() throws {
        let guide = try AuditEngineTests.guide(
            objects: "Account: {}", kind: "fieldPermission", table: "object: Account",
            rows: "      - { field: CreatedDate, requires: edit, forbidden: true, label: A, purpose: B. }"
        ).load()
        let finding = try Export().profile("P", object("Account", "rcedvm")).audit(.profile("P"), against: guide)
            .expect("forbidden/field/Account.CreatedDate", .passed)
        #expect(finding.message.hasPrefix("No user can edit Account.CreatedDate."))
    }

    @Test("A choice is forbidden as a whole: none of its alternatives may be held")
    func choice() throws {
        let guide = try AuditEngineTests.guide(
            rows: """
                  - key: broad
                    label: One of two
                    forbidden: true
                    anyOf:
                      - [{ permission: ModifyAllData, requires: granted }]
                      - [{ permission: ViewAllData, requires: granted }]
                    purpose: It reads everything.
                """
        ).load()
        let failed = try Export().profile("P", user("ViewAllData")).audit(.profile("P"), against: guide).expect(
            "forbidden/any-of/broad", .failed)
        #expect(failed.remedy?.metadata?.contains("remove what grants") == true)
        try Export().profile("P", user("ApiEnabled")).audit(.profile("P"), against: guide).expect(
            "forbidden/any-of/broad", .passed)
    }

    @Test("A table says it of all its rows, and a row that says otherwise counts")
    func table() throws {
        let guide = try AuditEngineTests.guide(
            table: "forbidden: true",
            rows: """
                  - { permission: ModifyAllData, requires: granted, label: A, purpose: B. }
                  - { permission: ApiEnabled, requires: granted, forbidden: false, label: A, purpose: B. }
                """
        ).load()
        #expect(guide.requirements.map(\.id) == ["forbidden/system/ModifyAllData", "system/ApiEnabled"])
    }

    @Test("A permission set can be forbidden", arguments: [("A", Verdict.failed), ("B", .unknown)])
    func permissionSet(name: String, verdict: Verdict) throws {
        let guide = try AuditEngineTests.guide(
            kind: "permissionSet",
            rows: "      - { permissionSet: A, requires: assigned, forbidden: true, label: A, purpose: B. }"
        ).load()
        let export = Export().permissionSet("A").permissionSet("B").profile("P", user("ApiEnabled"))
        let finding = try export.audit(.set(name).and(profile: "P"), against: guide).expect(
            "forbidden/permission-set/A", verdict)
        #expect(finding.requirement.kind == "permissionSet")
        #expect(finding.remedy?.setup?.contains("take \"A\" away") == (verdict == .failed ? true : nil))
    }

    @Test("What end users must not have has an id of its own")
    func endUsers() throws {
        let guide = try AuditEngineTests.guide(
            rows:
                "      - { permission: ModifyAllData, requires: granted, forbidden: true, of: endUsers, label: A, purpose: B. }"
        ).load()
        #expect(guide.requirements.map(\.id) == ["end-users/forbidden/system/ModifyAllData"])
        #expect(guide.requirements[0].isForbidden)
        #expect(guide.onlyPermissions.requirements.isEmpty)
    }

    @Test("That a set was not named proves nothing of what is assigned")
    func namedSources() throws {
        let guide = try AuditEngineTests.guide(
            kind: "permissionSet",
            rows: "      - { permissionSet: Admin, requires: assigned, forbidden: true, label: A, purpose: B. }"
        ).load()
        let finding = try Export().permissionSet("A").audit(.set("A"), against: guide)
            .expect("forbidden/permission-set/Admin", .unknown)
        #expect(finding.remedy?.retrieve?.contains("PermissionSetAssignment") == true)
    }

    @Test("Before the installation what is forbidden is forbidden all the same where the export shows it")
    func beforeInstallation() throws {
        let guide = try AuditEngineTests.guide(
            objects: "Lead: {}", kind: "fieldPermission", table: "object: Lead",
            rows:
                "      - { key: Revenue, find: [Annual Revenue], requires: read, forbidden: true, label: A, purpose: B. }"
        ).load()
        var options = AuditOptions()
        options.isInstalled = false
        options.names = ["Lead.Revenue": "Revenue__c"]
        let held = Export().profile("P", object("Lead", "r"), field("Lead.Revenue__c", "r"))
        try held.audit(.profile("P"), options, against: guide).expect("forbidden/field/Lead.Revenue", .failed)
    }

    @Test("A row that forbids what another one requires is an error")
    func contradiction() throws {
        try AuditEngineTests.guide(
            rows: """
                      - { permission: EditTask, requires: granted, label: A, purpose: B. }
                      - { permission: EditTask, requires: granted, forbidden: true, label: A, purpose: B. }
                """
        ).expectOnly("rows.yaml", 9, "forbids what the row at")
    }

    @Test("What one row requires, another may forbid with a feature")
    func contradictionOfFeature() throws {
        let folder = try AuditEngineTests.guide(
            features: "read-only: { title: Read only, default: off }",
            rows: """
                      - { permission: EditTask, requires: granted, label: A, purpose: B. }
                      - { permission: EditTask, requires: granted, forbidden: true, feature: read-only, label: A, purpose: B. }
                """)
        #expect(folder.diagnostics().isEmpty, "\(folder.diagnostics())")
    }

    @Test("A set that would grant what is forbidden is warned of")
    func fixed() throws {
        let guide = try AuditEngineTests.guide(
            objects: "Account: {}", kind: "objectPermission",
            rows: """
                      - { object: Account, requires: [modifyAll], label: A, purpose: B. }
                      - { object: Account, requires: [delete], forbidden: true, label: A, purpose: B. }
                """
        ).load()
        let file = PermissionSetFile("New", label: "New", description: "New", isSourceFormat: false)
        let problems = try Export().profile("P", user("ApiEnabled"), field("Account.Phone", "")).withOrg { org in
            let missing = guide.missingGrants(in: org, of: .profile("P"))
            let bytes = try file.adding(missing.entries, path: file.path)
            return try missing.obstacles(
                to: file.source(with: bytes, path: file.path), in: org, options: AuditOptions())
        }
        #expect(problems.contains { $0.message.contains("forbidden/object/Account/delete") }, "\(problems)")
    }

    @Test(
        "What is forbidden and held already, or fails and is waived, is no news of the set that is written",
        arguments: ["required", "recommended"])
    func heldBefore(level: String) throws {
        let guide = try AuditEngineTests.guide(
            rows: """
                      - { permission: ApiEnabled, requires: granted, label: A, purpose: B. }
                      - { permission: EditTask, requires: granted, label: A, purpose: B. }
                      - { permission: ModifyMetadata, requires: granted, forbidden: true, level: \(level), label: A, purpose: B. }
                """
        ).load()
        let waiver = Waiver(
            requirement: "system/EditTask", reason: "r", owner: "o", expires: .distantFuture,
            place: Place(file: "w.yml", line: 1))
        let file = PermissionSetFile("New", label: "New", description: "New", isSourceFormat: false)
        let problems = try Export().profile("P", user("ModifyMetadata")).withOrg { org in
            let missing = guide.missingGrants(in: org, of: .profile("P"), waivers: [waiver])
            let bytes = try file.adding(missing.entries, path: file.path)
            return try missing.obstacles(
                to: file.source(with: bytes, path: file.path), in: org, options: AuditOptions())
        }
        #expect(problems == [])
    }

    @Test("What had better not be held is reported where it is, and never fails")
    func recommended() throws {
        let guide = try AuditEngineTests.guide(
            table: "level: recommended",
            rows: "      - { permission: ModifyAllData, requires: granted, forbidden: true, label: A, purpose: B. }"
        ).load()
        for (set, verdict) in [
            (Export().profile("A", user("ModifyAllData")), Verdict.recommended),
            (Export().profile("A", user("ApiEnabled")), .passed),
        ] {
            let result = try set.audit(.profile("A"), against: guide)
            try result.expect("forbidden/system/ModifyAllData", verdict)
            #expect(result.outcome == .ready)
        }
    }

    @Test(
        "What cannot be forbidden is an error",
        arguments: [
            ("role", "{ rule: api-user-assigned, requires: assigned", "Rows of the kind \"role\" cannot be forbidden."),
            (
                "install", "{ step: s, requires: present, object: Account",
                "Rows of the kind \"install\" cannot be forbidden."
            ),
        ])
    func invalid(kind: String, row: String, words: String) throws {
        let folder = try AuditEngineTests.guide(
            objects: "Account: {}", kind: kind,
            rows: "      - \(row), forbidden: true, label: A, purpose: B., remedy: { setup: A., metadata: B } }")
        folder.expectOnly("rows.yaml", 8, words)
    }
}

@Suite("What the profile itself must grant")
struct FromProfileTests {
    private static let id = "system/ApiEnabled"

    private static func guide(_ more: String = "") throws -> Guide {
        try AuditEngineTests.guide(
            rows: """
                  - permission: ApiEnabled
                    requires: granted
                    from: profile
                    label: API Enabled
                    purpose: It connects.
                \(more)
                """
        ).load()
    }

    @Test("Only the profile counts")
    func verdicts() throws {
        let export = Export().permissionSet("A", user("ApiEnabled")).profile("With", user("ApiEnabled"))
            .profile("Without", user("ViewSetup"))
        try export.audit(.profile("With"), against: Self.guide()).expect(
            Self.id, .passed, at: "profiles/With.profile:3")
        let failed = try export.audit(.set("A").and(profile: "Without"), against: Self.guide()).expect(
            Self.id, .failed, states: .noEntry("ApiEnabled"), at: "profiles/Without.profile")
        #expect(
            failed.message == "API Enabled is not granted. Only what the profile \"Without\" itself grants counts.")
        #expect(failed.remedy?.setup?.hasPrefix("Setup > Profiles > Without > System Permissions") == true)
        #expect(failed.remedy?.setup?.contains("tick API Enabled, Save.") == true)
        #expect(failed.remedy?.metadata?.contains("<name>ApiEnabled</name>") == true)
        let missing = try export.audit(.profile("Missing"), against: Self.guide()).expect(Self.id, .unknown)
        #expect(missing.remedy?.retrieve?.contains("Missing") == true)
    }

    @Test("Without a known profile it is unknown, whatever sets grant")
    func noProfile() throws {
        let finding = try Export().permissionSet("A", user("ApiEnabled")).audit(.set("A"), against: Self.guide())
            .expect(
                Self.id, .unknown)
        #expect(finding.remedy?.retrieve?.contains("--profile") == true)
    }

    @Test("No permission set is written for it, and it is no surplus")
    func others() throws {
        let export = Export().profile("Without", user("ViewSetup")).profile("With", user("ApiEnabled"))
        let missing = try export.missingGrants(.profile("Without"), against: Self.guide())
        #expect(missing.entries.isEmpty)
        #expect(missing.fixed.isEmpty)
        #expect(try export.withOrg { try Self.guide().surplus($0, .profile("With")) }.grants.isEmpty)
    }

    @Test("The profile must not grant what is forbidden to it alone; a permission set may")
    func forbidden() throws {
        let guide = try AuditEngineTests.guide(
            rows:
                "      - { permission: ModifyAllData, requires: granted, forbidden: true, from: profile, label: A, purpose: B. }"
        ).load()
        let export = Export().permissionSet("A", user("ModifyAllData")).profile("P", user("ApiEnabled"))
            .profile("Q", user("ModifyAllData"))
        let id = "forbidden/system/ModifyAllData"
        try export.audit(.set("A").and(profile: "P"), against: guide).expect(id, .passed)
        let failed = try export.audit(.profile("Q"), against: guide).expect(id, .failed)
        #expect(failed.remedy?.setup?.contains("away from profile \"Q\"") == true)
    }

    @Test(
        "Only permissions can be asked of the profile",
        arguments: [
            (
                "role", "{ rule: api-user-assigned, requires: assigned, from: profile",
                "Rows of the kind \"role\" cannot be asked of the profile itself"
            ),
            (
                "systemPermission", "{ permission: ApiEnabled, requires: granted, from: set",
                "\"set\" is not known here. Known: profile."
            ),
        ])
    func invalid(kind: String, row: String, words: String) throws {
        let folder = try AuditEngineTests.guide(
            kind: kind, rows: "      - \(row), label: A, purpose: B., remedy: { setup: A., metadata: B } }")
        folder.expectOnly("rows.yaml", 8, words)
    }
}

@Suite("Rows that an org-wide default decides")
struct SharingConditionTests {
    private static let id = "object/Account/viewAll"

    private static func guide(_ when: String = "{ sharing: { Account: Private } }", table: String = "") throws -> Guide
    {
        try AuditEngineTests.guide(
            objects: "Account: {}", kind: "objectPermission", table: table,
            rows: """
                  - object: Account
                    requires: [viewAll]
                    label: Account
                    purpose: It reads all.
                    \(when.isEmpty ? "" : "when: \(when)")
                """
        ).load()
    }

    private func export(_ defaults: [String: String], _ flags: String) -> Export {
        defaults.reduce(Export().permissionSet("A", object("Account", flags))) { export, object in
            export.object(object.key, "<sharingModel>\(object.value)</sharingModel>")
        }
    }

    @Test(
        "It applies where the default is that, not where it is another, and is open where nothing says it",
        arguments: [
            (["Account": "Private"], "rv", Verdict.passed), (["Account": "Private"], "r", .failed),
            (["Account": "Read"], "r", .notApplicable), (["Account": "Read"], "rv", .notApplicable),
            ([:], "rv", .passed), ([:], "r", .unknown),
        ])
    func verdict(defaults: [String: String], flags: String, verdict: Verdict) throws {
        try export(defaults, flags).audit(.set("A"), against: Self.guide()).expect(Self.id, verdict)
    }

    @Test("It says why it does not apply and where that stands, and what would tell where nothing does")
    func words() throws {
        let other = try export(["Account": "Read"], "r").audit(.set("A"), against: Self.guide()).expect(
            Self.id, .notApplicable, says: "the org-wide default of Account is Public Read Only",
            at: "objects/Account.object:3")
        #expect(
            other.message
                == "It is required only where the org-wide default of Account is Private, and it is Public Read Only "
                + "in this org.")
        let open = try export([:], "r").audit(.set("A"), against: Self.guide()).expect(Self.id, .unknown)
        #expect(open.message.contains("View All Records on Account is not granted."))
        #expect(open.message.contains("which the export does not tell"))
        #expect(open.remedy?.retrieve?.contains("Retrieve the CustomObject Account too") == true)
        let both = try Export().profile("P", user("ApiEnabled")).audit(.profile("P"), against: Self.guide()).expect(
            Self.id, .unknown)
        #expect(both.message.contains("which the export does not tell"))
        #expect(both.remedy?.retrieve?.contains("Retrieve the CustomObject Account too") == true)
    }

    @Test("Records say the default too")
    func records() throws {
        let result = try export([:], "r").audit(
            .set("A"), withRecords: [[entityRecord("Account", "Account", sharing: "Edit")]], against: Self.guide())
        try result.expect(Self.id, .notApplicable)
    }

    @Test(
        "Of several objects all must hold",
        arguments: [
            (["Account": "Private", "Contact": "ControlledByParent"], Verdict.failed),
            (["Account": "Private", "Contact": "Read"], .notApplicable),
            (["Contact": "Read"], .notApplicable), (["Account": "Private"], .unknown),
        ])
    func several(defaults: [String: String], verdict: Verdict) throws {
        let when = "{ sharing: { Account: Private, Contact: ControlledByParent } }"
        try export(defaults, "r").audit(.set("A"), against: Self.guide(when)).expect(Self.id, verdict)
        let table = try Self.guide(
            "{ sharing: { Account: Private } }", table: "when: { sharing: { Contact: ControlledByParent } }")
        try export(defaults, "r").audit(.set("A"), against: table).expect(Self.id, verdict)
    }

    @Test("What does not apply is not granted, not required and not asked for")
    func others() throws {
        let missing = try export(["Account": "Read"], "r").missingGrants(.set("A"), against: Self.guide())
        #expect(missing.entries.isEmpty)
        let surplus = try export(["Account": "Read"], "rv").withOrg { try Self.guide().surplus($0, .set("A")) }
        #expect(surplus.grants.map(\.label) == ["View All Records", "Read"])
        let plan = try Self.guide("{ sharing: { Opportunity: Private } }").retrievePlan(
            for: Export().permissionSet("A").withOrg { $0 }, .set("A"))
        #expect(plan.entries.first { $0.type == "CustomObject" }?.members == ["Account", "Opportunity"])
        // A package's object is retrieved by its own name, and nothing for a row that is not asked.
        for (when, members) in [
            ("Chat: Private } }", ["*", "Account"]), ("Opportunity: Private } }, feature: extra", ["*", "Account"]),
        ] {
            let guide = try AuditEngineTests.guide(
                objects: "Account: {}\n  Chat: { label: Chat, find: [Demo Chat] }", kind: "objectPermission",
                features: when.contains("extra") ? "extra: { title: Extra, default: off }" : "",
                rows: """
                          - { object: Account, requires: [read], label: A, purpose: B. }
                          - { object: Account, requires: [viewAll], label: A, purpose: B., when: { sharing: { \(when) }
                    """
            ).load()
            let plan = try guide.retrievePlan(for: Export().permissionSet("A").withOrg { $0 }, .set("A"))
            #expect(plan.entries.first { $0.type == "CustomObject" }?.members == members)
        }
        let queries = try export([:], "r").withOrg { org in
            try Self.guide("{ sharing: { Opportunity: Private } }").recordQueries(for: org, QueriedUsers())
        }
        #expect(queries.contains { $0.name == "entities" && $0.line.contains("'Opportunity'") })
    }

    @Test("The manual says it")
    func manual() throws {
        let row = try Self.guide("{ sharing: { Account: Read } }").requirements[0]
        #expect(row.conditionWords == "the org-wide default of Account is Public Read Only")
    }

    @Test(
        "What is wrong about it is reported",
        arguments: [
            (
                "{ sharing: { Acount: Private } }",
                ["\"Acount\" is neither an object of guide.yaml", "The guide's objects: Account."]
            ),
            ("{ sharing: { Account: Secret } }", ["\"Secret\" is not known here. Known: Private, Read, "]),
            ("{ sharing: {} }", ["No object is named here."]),
            ("{ default: Private }", ["The key \"default\" is not known here. Known keys: sharing."]),
        ])
    func invalid(when: String, words: [String]) throws {
        let folder = try AuditEngineTests.guide(
            objects: "Account: {}",
            rows: """
                  - permission: ApiEnabled
                    requires: granted
                    label: A
                    purpose: B.
                    when: \(when)
                """)
        let told = folder.diagnostics()
        for word in words { #expect(told.contains { $0.message.contains(word) && $0.line == 12 }, "\(told)") }
    }
}
