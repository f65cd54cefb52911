import AuditEngine
import Foundation
import OrgModel
import Testing

@Suite("What is recommended, and what only a person can know")
struct RecommendationTests {
    private static let permissions = """
          - permission: ApiEnabled
            label: API Enabled
            requires: granted
            purpose: It connects.
          - permission: EditTask
            label: Edit Tasks
            requires: granted
            level: recommended
            purpose: It writes tasks.
        """

    private static let steps = """
          - step: initialize
            label: Initialize the connection
            requires: done
            purpose: The connection is used.
            remedy: { setup: Press Initialize. }
        """

    private func recommending(table: String = "", rows: String = permissions) throws -> Guide {
        try guide(table: table, rows: rows).load()
    }

    @Test("A recommendation is reported, and never fails")
    func missing() throws {
        let result = try Export().permissionSet("A", user("ApiEnabled")).audit(.set("A"), against: recommending())
        try result.expect("system/EditTask", .recommended)
        #expect(result.outcome == .ready)
        let finding = try result.finding("system/EditTask")
        #expect(finding.remedy?.setup?.contains("Edit Tasks") == true)
        #expect(!finding.evidence.isEmpty)
    }

    @Test("Nor does it leave anything open where the export cannot tell")
    func unknown() throws {
        let guide = try recommending(
            rows: Self.permissions.replacing(
                "granted\n    purpose", with: "granted\n    level: recommended\n    purpose"))
        let result = try Export().permissionSet("A").audit(.set("Gone"), against: guide)
        #expect(result.findings.map(\.verdict) == [.recommended, .recommended])
        #expect(result.findings.allSatisfy { $0.remedy?.retrieve != nil })
    }

    @Test("What is granted passes, recommended or required")
    func granted() throws {
        let result = try Export().permissionSet("A", user("ApiEnabled"), user("EditTask"))
            .audit(.set("A"), against: recommending())
        #expect(result.findings.map(\.verdict) == [.passed, .passed])
    }

    @Test("A table's level is that of the rows that state none")
    func table() throws {
        let rows = Self.permissions.replacing("level: recommended", with: "level: required")
        let result = try Export().permissionSet("A")
            .audit(.set("A"), against: recommending(table: "level: recommended", rows: rows))
        #expect(result.findings.map(\.verdict) == [.recommended, .failed])
    }

    @Test("A permission set that grants what is missing grants nothing that is only recommended")
    func fix() throws {
        let missing = try Export().permissionSet("A").missingGrants(.set("A"), against: recommending())
        #expect(missing.entries.map(\.name) == ["ApiEnabled"])
    }

    @Test("A manual step is neither open nor passed, until a waiver attests it")
    func manual() throws {
        let guide = try guide(kind: "manual", rows: Self.steps).load()
        let result = try Export().permissionSet("A").audit(.set("A"), against: guide)
        try result.expect("manual/initialize", .manual)
        #expect(result.outcome == .ready)
        #expect(try result.finding("manual/initialize").remedy?.setup == "Press Initialize.")
        let waiver = Waiver(
            requirement: "manual/initialize", reason: "Done on 2026-11-20.", owner: "crm",
            expires: try #require(Date(day: "2027-11-20")), place: Place(file: "w.yml", line: 2))
        let attested = result.waiving([waiver], on: try #require(Date(day: "2026-11-21")))
        #expect(attested.findings.map(\.verdict) == [.waived])
        #expect(attested.findings[0].waiver == waiver)
        let late = result.waiving([waiver], on: try #require(Date(day: "2027-11-21")))
        #expect(late.findings.map(\.verdict) == [.manual])
        #expect(late.problems.contains { $0.message.contains("manual/initialize") && $0.message.contains("again") })
    }

    @Test("A manual step without a name or what to do is an error")
    func invalidStep() throws {
        try guide(kind: "manual", rows: Self.steps.replacing("step: initialize", with: "step: a b"))
            .expectOnly("rows.yaml", 8, "letters")
        try guide(kind: "manual", rows: Self.steps.replacing("remedy: { setup: Press Initialize. }", with: "note: No."))
            .expectOnly("rows.yaml", 8, "remedy")
    }

    @Test("A level is one of two words")
    func invalidLevel() throws {
        try guide(rows: Self.permissions.replacing("level: recommended", with: "level: optional"))
            .expectOnly("rows.yaml", 15, "required", "recommended")
    }
}

@Suite("Guides that include others")
struct IncludedGuideTests {
    private func folder(includes: String, id: String = "demo", rows: String) throws -> GuideFolder {
        try GuideFolder([
            "guide.yaml": """
            id: \(id)
            title: Demo
            edition: First
            source: https://example.com/guide
            summary: A guide for tests.
            objects: {}
            tables: [rows.yaml]
            includes: [\(includes)]
            """,
            "rows.yaml": """
            table: S
            title: Rows
            caption: Rows
            kind: systemPermission
            severity: major
            rows:
            \(rows)
            """,
        ])
    }

    private static let own = """
          - permission: ApiEnabled
            label: The API
            requires: granted
            purpose: It connects.
        """

    @Test("The tables of an included guide follow, and a row that is there already stays")
    func included() throws {
        let guide = try folder(includes: "gong-salesforce", rows: Self.own).load()
        let gong = try Guide.load("gong-salesforce")
        #expect(
            guide.requirements.map(\.id) == ["system/ApiEnabled"]
                + gong.requirements.map(\.id).filter { $0 != "system/ApiEnabled" })
        #expect(guide.requirements[0].label == "The API")
        #expect(Set(guide.tables.map(\.id)).count == guide.tables.count)
        #expect(guide.tables.dropFirst().allSatisfy { $0.id.hasPrefix("gong-salesforce/") })
        #expect(guide.features.map(\.key) == gong.features.map(\.key))
        #expect(guide.objects.map(\.key) == gong.objects.map(\.key))
        let result = try Export().permissionSet("A", user("ApiEnabled")).audit(.set("A"), against: guide)
        #expect(result.tables.map(\.table.id) == guide.tables.map(\.id))
    }

    @Test("Objects and features of several included guides add up")
    func severalIncluded() throws {
        // The second has objects that the first has not.
        let names = ["6sense-conversational-email", "gong-salesforce"]
        let guide = try folder(includes: names.joined(separator: ", "), rows: Self.own).load()
        let included = try names.map { try Guide.load($0) }
        #expect(Set(guide.objects.map(\.key)) == Set(included.flatMap(\.objects).map(\.key)))
        #expect(Set(guide.objects.map(\.key)).count == guide.objects.count)
        #expect(guide.features.map(\.key) == included.flatMap(\.features).map(\.key))
    }

    @Test("Rules that differ in an included guide have another digest")
    func digest() throws {
        let one = try folder(includes: "gong-salesforce", rows: Self.own).load().digest
        let other = try folder(includes: "gong-salesforce, 6sense-conversational-email", rows: Self.own).load().digest
        #expect(one != other)
    }

    @Test(
        "A guide that includes itself, or one that is not there, is an error", arguments: ["demo", "gong-salesfroce"])
    func invalid(name: String) throws {
        try folder(includes: name, rows: Self.own)
            .expectOnly("guide.yaml", 8, name == "demo" ? "demo includes demo" : "gong-salesforce")
    }
}

@Suite("How much of the pages a guide says")
struct CoverageTests {
    private func folder(_ keys: String) throws -> GuideFolder {
        try GuideFolder([
            "guide.yaml": """
            id: demo
            title: Demo
            edition: First
            source: https://example.com/guide
            summary: A guide for tests.
            objects: {}
            tables: [rows.yaml]
            \(keys)
            """,
            "rows.yaml": """
            table: S
            title: Rows
            caption: Rows
            kind: systemPermission
            severity: major
            rows: [{ permission: ApiEnabled, label: It, requires: granted, purpose: It works. }]
            """,
        ])
    }

    @Test("What no row says is counted")
    func counted() throws {
        let guide = try folder(
            """
            read: 2026-11-25
            pages: [https://example.com/more]
            partial: The page ends at the second table.
            statements: 10
            notEncoded:
              - { statement: Each synced field can be read., reason: Customers choose them., count: 3 }
              - { statement: A person looks at it., reason: It leaves no trace. }
            """
        ).load()
        #expect(guide.coverage.encoded == 6)
        #expect(guide.coverage.day == "2026-11-25")
        #expect(guide.coverage.pages == ["https://example.com/more"])
        #expect(guide.coverage.partial == "The page ends at the second table.")
        #expect(guide.coverage.notEncoded.map(\.count) == [3, 1])
    }

    @Test(
        "What cannot be is an error",
        arguments: [
            ("statements: 2\nnotEncoded: [{ statement: A., reason: B., count: 3 }]", 9, "3 of 2"),
            ("read: yesterday", 8, "not a day"), ("notEncoded: [{ statement: A. }]", 8, "reason"),
        ])
    func invalid(keys: String, line: Int, words: String) throws {
        try folder(keys).expectOnly("guide.yaml", line, words)
    }
}
