import OrgModel
import Testing

@testable import AuditEngine

@Suite("View All Fields as a right that a guide requires")
struct ViewAllFieldsTests {
    static let id = "object/Account/viewAllFields"

    static func guide(_ right: String = "viewAllFields") throws -> Guide {
        try AuditEngineTests.guide(
            objects: "Account: {}", kind: "objectPermission",
            rows: """
                  - object: Account
                    label: Account
                    requires: [\(right)]
                    purpose: It reads every field.
                """
        ).load()
    }

    private func set(_ version: String?, _ lines: String...) -> Export {
        Export().manifest(version: version).metadata("PermissionSet", "permissionsets/A.permissionset", lines)
    }

    private static let withoutFlag =
        "<objectPermissions><allowRead>true</allowRead><object>Account</object></objectPermissions>"

    @Test(
        "The entry of the object decides it", arguments: [("rf", Verdict.passed), ("rcedvm", .failed), ("", .failed)])
    func entry(flags: String, verdict: Verdict) throws {
        let export = set("63.0", object("Account", flags))
        let finding = try export.audit(.set("A"), against: Self.guide()).expect(
            Self.id, verdict, at: "permissionsets/A.permissionset:3")
        #expect(finding.remedy?.setup?.contains("tick \"View All Fields\"") == (verdict == .failed ? true : nil))
        #expect(finding.remedy?.metadata?.contains("<allowRead>true</allowRead>") == (verdict == .failed ? true : nil))
    }

    @Test("No system permission brings it", arguments: ["ModifyAllData", "ViewAllData"])
    func broad(permission: String) throws {
        let export = set("63.0", user(permission), object("Account", "rcedvm"))
        try export.audit(.set("A"), against: Self.guide()).expect(Self.id, .failed)
    }

    @Test("View All Fields (Global) leaves it unknown")
    func global() throws {
        let export = set("63.0", user("ViewAllFieldsGlobal"), object("Account", "r"))
        let finding = try export.audit(.set("A"), against: Self.guide()).expect(
            Self.id, .unknown, says: "no source says whether View All Fields (Global) opens fields to the API",
            at: "permissionsets/A.permissionset:3")
        #expect(finding.remedy?.retrieve?.contains("View All Fields on Account") == true)
    }

    @Test("What an export of such a version leaves open of a field is told once")
    func olderField() throws {
        let guide = try AuditEngineTests.guide(
            objects: "Account: {}", kind: "fieldPermission", table: "object: Account",
            rows: "      - { field: Phone, requires: read, label: Phone, purpose: It reads it. }"
        ).load()
        let finding = try set("62.0", Self.withoutFlag).audit(.set("A"), against: guide)
            .expect("field/Account.Phone", .unknown)
        #expect(finding.evidence.count == 1, "\(finding.evidence.map(\.says))")
    }

    @Test("An export of a version that does not know it proves that it is missing only by what could not be with it")
    func older() throws {
        let result = try set("62.0", Self.withoutFlag).audit(.set("A"), against: Self.guide())
        let finding = try result.expect(
            Self.id, .unknown, says: "was exported with API version 62, which does not know View All Fields yet",
            at: "permissionsets/A.permissionset")
        #expect(finding.remedy?.retrieve?.contains("API version 63 or later") == true)
        let denials = [
            [], [object("Account", "")], [Self.withoutFlag, field("Account.Phone", "r")],
            [Self.withoutFlag, field("Account.Phone", "")],
        ]
        for lines in denials {
            let export = Export().manifest(version: "62.0")
                .metadata("PermissionSet", "permissionsets/A.permissionset", lines)
            try export.audit(.set("A"), against: Self.guide()).expect(Self.id, .failed)
        }
        let versions: [String?] = ["63.0", nil]
        for version in versions {
            try set(version, Self.withoutFlag).audit(.set("A"), against: Self.guide()).expect(Self.id, .failed)
        }
    }

    @Test("What such an export says of Read and of fields is as it was")
    func olderOtherwise() throws {
        let result = try set("62.0", Self.withoutFlag, field("Account.Phone", "")).audit(.set("A"))
        try result.expect("field/Account.Phone", .failed)
        try set("62.0", object("Account", "")).audit(.set("A"), against: Self.guide("read")).expect(
            "object/Account/read", .failed)
        try set("62.0", Self.withoutFlag).audit(.set("A"), against: Self.guide("create")).expect(
            "object/Account/create", .failed)
    }

    @Test("An object that has no such right has none that an older version leaves out", arguments: ["Task", "Event"])
    func withoutRight(object: String) throws {
        let guide = try AuditEngineTests.guide(
            objects: "\(object): {}", kind: "fieldPermission", table: "object: \(object)",
            rows: "      - { field: Description, requires: read, label: Comments, purpose: It reads them. }"
        ).load()
        for (version, line) in [
            ("62.0", user("ViewAllData")), ("62.0", AuditEngineTests.object(object, "r")),
            // An entry that Salesforce does not write.
            ("63.0", AuditEngineTests.object(object, "rf")),
        ] {
            try set(version, user("ActivitiesAccess"), line).audit(.set("A"), against: guide).expect(
                "field/\(object).Description", .failed)
        }
    }

    @Test("Records say it", arguments: [("rf", Verdict.passed), ("r", .failed)])
    func records(flags: String, verdict: Verdict) throws {
        let export = set("62.0", Self.withoutFlag)
        let recorded = RecordedExport(export).set("A").object(RecordedExport.set, "Account", flags)
            .asking(about: "Account")
        let finding = try recorded.withOrg { _, org, _ in
            try Self.guide().audit(org, .set("A")).finding(Self.id)
        }
        #expect(finding.verdict == verdict, "\(finding.message)")
    }

    @Test("What records say of it opens fields, whatever version the file beside them is of")
    func recordsBesideOlderFile() throws {
        let file = set("62.0", Self.withoutFlag.replacing("Account", with: "Opportunity"))
        let recorded = RecordedExport(file).set("A").object(RecordedExport.set, "Opportunity", "rf")
        try recorded.audit(.set("A")).expect("field/Opportunity.Amount", .passed)
    }

    @Test("A group opens the fields that its members open, where the records of its sum say nothing of the object")
    func memberOfSum() throws {
        let group = set("63.0", object("Opportunity", "rf"))
            .group("G", member("A"), "<status>Updated</status>")
        try RecordedExport(group).group("G").audit(.group("G")).expect("field/Opportunity.Amount", .passed)
    }

    @Test("A group takes it away by muting it, or Read", arguments: ["f", "r"])
    func muted(flags: String) throws {
        let export = Export().manifest(version: "63.0").permissionSet("A", object("Account", "rf"))
            .muting("M", object("Account", flags)).group("G", member("A"), mutedBy("M"))
        let finding = try export.audit(.group("G"), against: Self.guide()).expect(Self.id, .failed)
        #expect(finding.remedy?.setup?.contains("stop muting \"") == true)
    }

    @Test("A permission set that grants it grants Read with it")
    func fix() throws {
        let missing = try set("63.0", user("ApiEnabled")).missingGrants(.set("A"), against: Self.guide())
        #expect(missing.entries.map(\.flags) == [["allowRead", "viewAllFields"]])
        #expect(missing.entries.first?.otherFlags.contains("viewAllRecords") == true)
        let other = try set("63.0", user("ApiEnabled")).missingGrants(.set("A"), against: Self.guide("edit"))
        #expect(other.entries.first?.otherFlags.contains("viewAllFields") == false)
    }

    @Test("It is surplus unless the guide requires it", arguments: [("viewAllFields", false), ("read", true)])
    func surplus(right: String, isSurplus: Bool) throws {
        let rights = try set("63.0", object("Account", "rf")).withOrg { try Self.guide(right).surplus($0, .set("A")) }
        #expect(rights.grants.isEmpty != isSurplus)
    }

    @Test("An alternative can require it")
    func alternative() throws {
        let guide = try AuditEngineTests.guide(
            objects: "Account: {}",
            rows: """
                  - key: choice
                    label: One of two
                    anyOf:
                      - [{ object: Account, requires: [viewAllFields] }]
                      - [{ permission: ViewAllFieldsGlobal, requires: granted }]
                    purpose: It can be had in two ways.
                """
        ).load()
        try set("63.0", object("Account", "rf")).audit(.set("A"), against: guide).expect("any-of/choice", .passed)
        try set("63.0", object("Account", "r")).audit(.set("A"), against: guide).expect("any-of/choice", .failed)
    }
}
