import OrgModel
import Testing

@testable import AuditEngine

/// A guide with one table, of system permissions where nothing else is said, whose rows the test writes.
func guide(
    objects: String = "Case: {}", kind: String = "systemPermission", features: String = "", table: String = "",
    rows: String
) throws -> GuideFolder {
    try GuideFolder([
        "guide.yaml": """
        id: demo
        title: Demo
        edition: First
        source: https://example.com/guide
        summary: A guide for tests.
        objects:
          \(objects)
        \(features.isEmpty ? "" : "features:\n  \(features)")
        tables: [rows.yaml]
        """,
        "rows.yaml": """
        table: "1"
        title: Rows
        caption: Rows
        kind: \(kind)
        severity: major
        \(table.isEmpty ? "# A table of no feature." : table)
        rows:
        \(rows)
        """,
    ])
}

@Suite("Requirements that any of several alternatives meets")
struct AnyOfTests {
    /// API Only User alone, or Run Reports and View Reports in Public Folders together.
    private static let rows = """
          - key: choice
            label: One of two
            anyOf:
              - [{ permission: ApiUserOnly, requires: granted }]
              - - { permission: RunReports, requires: granted }
                - { permission: ViewPublicReports, requires: granted }
            purpose: It can be had in two ways.
            remedy: { then: Connect again. }
        """

    /// What an export says of a permission.
    enum State: Int, CaseIterable {
        case denied, unknown, granted
    }

    private static let combinations = State.allCases.flatMap { first in
        State.allCases.flatMap { second in State.allCases.map { [first, second, $0] } }
    }

    /// An export in which a set grants what is granted, and a set that must be activated what is unknown.
    private func export(_ states: [State]) -> Export {
        let permissions = ["ApiUserOnly", "RunReports", "ViewPublicReports"]
        func entries(_ state: State) -> [String] {
            zip(permissions, states).filter { $0.1 == state }.map { user($0.0) }
        }
        return Export()
            .metadata("PermissionSet", "permissionsets/Plain.permissionset", entries(.granted))
            .metadata("PermissionSet", "permissionsets/Session.permissionset", [sessionBased] + entries(.unknown))
    }

    @Test(
        "Within an alternative failed beats unknown beats passed, among them passed beats unknown beats failed",
        arguments: combinations)
    func verdict(states: [State]) throws {
        let result = try export(states).audit(.set("Plain", "Session"), against: guide(rows: Self.rows).load())
        let best = max(states[0].rawValue, min(states[1].rawValue, states[2].rawValue))
        try result.expect("any-of/choice", [.failed, .unknown, .passed][best])
    }

    @Test("A pass rests on what the alternative that is fulfilled has, and says which one it is")
    func passed() throws {
        let result = try export([.denied, .granted, .granted]).audit(
            .set("Plain"), against: guide(rows: Self.rows).load())
        let finding = try result.finding("any-of/choice")
        #expect(finding.message.hasPrefix("Alternative 2 is fulfilled. "))
        #expect(
            finding.evidence.map(\.place?.description) == [
                "permissionsets/Plain.permissionset:3", "permissionsets/Plain.permissionset:4",
            ])
        #expect(finding.remedy == nil)
    }

    @Test("A failure says what each alternative lacks, and is fixed by what the first one lacks")
    func failed() throws {
        let result = try export([.denied, .granted, .denied]).audit(
            .set("Plain"), against: guide(rows: Self.rows).load())
        let finding = try result.finding("any-of/choice")
        #expect(
            finding.message == "No alternative is fulfilled. Alternative 1: API Only User is not granted. "
                + "Alternative 2: View Reports in Public Folders is not granted.")
        let remedy = try #require(finding.remedy)
        #expect(remedy.setup?.contains("\"API Only User\"") == true)
        #expect(remedy.setup?.contains("View Reports") == false)
        #expect(remedy.metadata?.contains("<name>ApiUserOnly</name>") == true)
        #expect(remedy.then == "Connect again.")
    }

    @Test("What is unknown says so of each alternative, and what would resolve it")
    func unknown() throws {
        let result = try export([.denied, .granted, .unknown]).audit(
            .set("Plain", "Session"), against: guide(rows: Self.rows).load())
        let finding = try result.finding("any-of/choice")
        #expect(finding.message.contains("Alternative 1: API Only User is not granted."))
        #expect(
            finding.message.contains(
                "Alternative 2: The export cannot tell whether View Reports in Public Folders is granted."))
        #expect(finding.evidence.map(\.component?.fullName) == ["Session"])
        #expect(finding.remedy?.retrieve?.contains("needs no activation") == true)
    }

    @Test("What a group mutes in the first alternative is fixed there")
    func muted() throws {
        let export = Export().permissionSet("A", user("ApiUserOnly")).muting("M", user("ApiUserOnly"))
            .group("G", member("A"), mutedBy("M"))
        let finding = try export.audit(.group("G"), against: guide(rows: Self.rows).load()).expect(
            "any-of/choice", .failed)
        #expect(finding.remedy?.setup?.contains("stop muting \"API Only User\" in \"M\"") == true)
        #expect(finding.remedy?.then == "Connect again.")
    }

    @Test("What represents a permission represents it in an alternative, too")
    func satisfied() throws {
        let rows = Self.rows.replacing("ApiUserOnly", with: "ModifyMetadata")
        let result = try Export().permissionSet("A", user("ModifyAllData")).audit(
            .set("A"), against: guide(rows: rows).load())
        try result.expect("any-of/choice", .passed)
    }

    @Test("Only the alternative that is met is required, so that another one is surplus")
    func surplus() throws {
        let rows = Self.rows.replacing("ApiUserOnly", with: "ViewSetup")
        let guide = try guide(rows: rows).load()
        func surplus(_ permissions: String...) throws -> [SurplusGrant.Subject] {
            try Export().metadata("PermissionSet", "permissionsets/A.permissionset", permissions.map { user($0) })
                .withOrg { guide.surplus($0, .set("A")).grants.map(\.subject) }
        }
        #expect(try surplus("RunReports", "ViewPublicReports") == [])
        #expect(try surplus("ViewSetup", "RunReports") == [.systemPermission("RunReports")])
        #expect(try surplus("RunReports") == [.systemPermission("RunReports")])
    }

    @Test("The explanation goes through every alternative, each under its number")
    func explanation() throws {
        let guide = try guide(rows: Self.rows).load()
        let explanation = try export([.denied, .granted, .unknown]).withOrg {
            guide.explain("any-of/choice", $0, .set("Plain", "Session"))
        }
        let chains = try #require(explanation).chains
        #expect(chains.map(\.alternative) == [1, 2, 2])
        #expect(chains.map(\.need) == ["API Only User", "Run Reports", "View Reports in Public Folders"])
        #expect(chains.map(\.answer) == [.notGranted, .granted, .unknown])
    }

    @Test("The explanation tells what an entry grants once, and no right as brought by itself")
    func explanationOfRight() throws {
        let guide = try ViewAllFieldsTests.guide("read")
        let explanation = try Export().permissionSet("A", object("Account", "r")).withOrg {
            guide.explain("object/Account/read", $0, .set("A"))
        }
        let sources = try #require(explanation).chains.flatMap(\.sources)
        #expect(sources.map(\.by) == [nil])
    }

    @Test("What makes a row pass is what the first alternative requires; every other way is known, too")
    func needs() throws {
        let guide = try guide(rows: Self.rows.replacing("RunReports", with: "ModifyMetadata")).load()
        let ways = try Export().permissionSet("A").withOrg { org in
            let permissions = Evaluation(of: guide, org, .set("A"), AuditOptions()).permissions
            let grants = permissions.grants(for: guide.requirements[0].subject)
            let needs = if case .found(let needs) = grants { needs } else { [Need]() }
            #expect(needs == [.systemPermission("ApiUserOnly")])
            return permissions.ways(to: guide.requirements[0].subject)
        }
        #expect(
            ways == [
                [.systemPermission("ApiUserOnly")],
                [.systemPermission("ModifyMetadata"), .systemPermission("ViewPublicReports")],
                [.systemPermission("ModifyAllData"), .systemPermission("ViewPublicReports")],
            ])
    }

    // MARK: Objects and fields

    private static let mixed = """
          - key: access
            label: Cases or leads
            anyOf:
              - [{ object: Case, requires: [read, delete] }, { object: Case, field: Subject, requires: edit }]
              - [{ object: Lead, requires: [viewAll] }]
              - [{ object: Chat, key: Text, find: [Transcript], requires: read }]
            purpose: It can be had in three ways.
        """
    private static let objects = "Case: {}\n  Lead: {}\n  Chat: { label: Chat, find: [Demo Chat] }"

    private func mixed() throws -> Guide { try guide(objects: Self.objects, rows: Self.mixed).load() }

    @Test(
        "An alternative requires rights and fields as rows do; all of it must be there",
        arguments: [
            ("red", "re", Verdict.passed), ("red", "r", .failed), ("re", "re", .failed),
        ])
    func whole(rights: String, access: String, verdict: Verdict) throws {
        // The object that is looked for by its label is there, and its field, so that nothing is unknown for want of them.
        let export = Export().permissionSet("A", object("Case", rights), field("Case.Subject", access)).object(
            "Chat__c", label: "Demo Chat"
        )
        .metadata(
            "CustomObject", "objects/Chat__c.object",
            [
                "<fields><fullName>Text__c</fullName><label>Transcript</label><type>Text</type></fields>",
                "<label>Demo Chat</label>",
            ])
        let finding = try export.audit(.set("A"), against: mixed()).expect("any-of/access", verdict)
        guard verdict == .failed else { return }
        #expect(finding.message.contains("Alternative 2: View All Records on Lead is not granted."))
        #expect(finding.message.contains("Alternative 3: Read on Chat__c.Text__c and Read on Chat__c are not granted."))
        #expect(
            finding.remedy?.setup?.contains(rights == "re" ? "\"Delete\"" : "\"Edit Access\" for \"Subject\"") == true)
        #expect(finding.remedy?.metadata?.contains("{") == false)
    }

    @Test("An object that the guide does not name is reported once, whatever of it is required")
    func unnamedObject() throws {
        for part in ["object: Lead, requires: [read]", "object: Lead, field: Phone, requires: read"] {
            try AuditEngineTests.guide(
                rows: """
                          - key: choice
                            label: One of two
                            anyOf:
                              - [{ permission: ApiEnabled, requires: granted }]
                              - [{ \(part) }]
                            purpose: It works.
                    """
            ).expectOnly("rows.yaml", 12, "names no object \"Lead\"")
        }
    }

    @Test("Several rights that an object lacks are deployed as one entry, as Salesforce requires it")
    func oneEntry() throws {
        let rows = Self.mixed.replacing("[read, delete]", with: "[delete, create]")
        let guide = try guide(objects: Self.objects, rows: rows).load()
        var options = AuditOptions()
        options.disabledObjects = ["Lead", "Chat"]
        let finding = try Export().permissionSet("A").audit(.set("A"), options, against: guide).expect(
            "any-of/access", .failed)
        #expect(
            finding.remedy?.metadata == """
                <objectPermissions>
                    <allowCreate>true</allowCreate>
                    <allowDelete>true</allowDelete>
                    <allowEdit>true</allowEdit>
                    <allowRead>true</allowRead>
                    <object>Case</object>
                </objectPermissions>
                <fieldPermissions>
                    <editable>true</editable>
                    <field>Case.Subject</field>
                    <readable>true</readable>
                </fieldPermissions>
                """)
    }

    @Test("A name that the export does not show leaves its alternative open, and says how to name it")
    func unresolved() throws {
        let finding = try Export().permissionSet("A").audit(.set("A"), against: mixed()).expect(
            "any-of/access", .unknown)
        #expect(finding.message.contains("Alternative 3: The export defines no object labeled \"Demo Chat\""))
        #expect(finding.remedy?.retrieve?.contains("--name Chat=API_NAME") == true)
        #expect(try mixed().nameKeys == ["Chat", "Chat.Text"])
    }

    @Test("An object that is not enabled takes its alternative along; where all are off, nothing is asked")
    func disabled() throws {
        var options = AuditOptions()
        options.disabledObjects = ["Case", "Chat"]
        let finding = try Export().permissionSet("A").audit(.set("A"), options, against: mixed()).expect(
            "any-of/access", .failed)
        #expect(
            finding.message == "No alternative is fulfilled. Alternative 2: View All Records on Lead is not granted.")
        #expect(finding.remedy?.setup?.contains("\"View All Records\"") == true)
        options.disabledObjects.insert("Lead")
        let off = try Export().permissionSet("A").audit(.set("A"), options, against: mixed()).expect(
            "any-of/access", .notApplicable)
        #expect(off.message == "Case, Lead, Chat are not enabled for the integration in this org.")
    }

    @Test("The steps in the manual are those of the first alternative, and its alternatives are reported in words")
    func words() throws {
        let guide = try mixed()
        let requirement = try #require(guide.requirements.first)
        #expect(requirement.kind == "anyOf")
        #expect(requirement.objectKey == nil)
        #expect(
            guide.alternatives(of: requirement)
                == [
                    "Read on Case and Delete on Case and Edit on Case.Subject", "View All Records on Lead",
                    "Read on Chat.Text",
                ])
        #expect(requirement.remedy.metadata?.contains("<field>Case.Subject</field>") == true)
        #expect(requirement.remedy.metadata?.contains("Lead") == false)
    }
}
