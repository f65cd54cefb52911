import OrgModel
import Testing

@testable import AuditEngine

/// Users with many sources, most of which have nothing to do with a row.
@Suite("Many sources")
struct ManySourcesTests {
    private static let names = (10..<30).map { "S\($0)" }

    /// So many sets, of which one may have entries.
    private func export(_ lines: String...) -> Export {
        Self.names.reduce(Export()) { $0.permissionSet($1) }
            .metadata("PermissionSet", "permissionsets/S20.permissionset", lines)
    }

    private static func principal(_ names: some Sequence<String>) -> Principal {
        names.reduce(Principal()) { $0.and(set: $1) }
    }

    @Test("Sources without an entry are named up to three, then counted", arguments: [3, 4, 20])
    func counted(sources: Int) throws {
        let names = Self.names.prefix(sources)
        let finding = try names.reduce(Export()) { $0.permissionSet($1) }.audit(Self.principal(names))
            .expect(
                "object/Account/create", .failed, states: .noEntry("Account"), at: "permissionsets/S10.permissionset")
        let counted = sources > 3 ? [String?.none] : []
        #expect(finding.evidence.map(\.component?.fullName) == names.prefix(3).map(Optional.init) + counted)
        let words = sources == 4 ? "1 further source has" : "17 further sources have"
        #expect(sources == 3 || finding.evidence.last?.says == "and \(words) no entry for Account")
    }

    @Test("What sources were read for is found out of each that was read for something else")
    func asked() throws {
        let few = AskedEntries(permissions: ["ApiEnabled"], objects: [], fields: [], wholeObjects: [])
        let platform = try PlatformFacts.load()
        let (all, some) = (ComponentID(.permissionSet, "A"), ComponentID(.permissionSet, "B"))
        let org = try Export().permissionSet("A").permissionSet("B").withOrg {
            $0.readingGrants(of: [all]).readingGrants(of: [some], keeping: few)
        }
        var asked = QuestionsAsked(platform.questions(about: .systemPermission("RunReports")))
        let answers = [all, some, all].map {
            asked.isAsked(of: Contribution(id: $0, source: org.sources[$0], facts: SharedFacts(platform)))
        }
        #expect(answers == [true, false, true])
    }

    @Test("What proves something is shown whatever it is among")
    func proof() throws {
        let result = try export(user("ApiEnabled"), user("ModifyMetadata", "false")).audit(Self.principal(Self.names))
        let passed = try result.expect("system/ApiEnabled", .passed, at: "permissionsets/S20.permissionset:3")
        #expect(passed.evidence.count == 1)
        let failed = try result.expect("system/ModifyMetadata", .failed)
        #expect(failed.evidence.contains { $0.place?.line == 4 })
        #expect(failed.evidence.last?.says == "and 16 further sources have no entry for ModifyMetadata")
    }

    @Test("What leaves a row open is not lost among many: an export that leaves something out, or records")
    func open() throws {
        let old = export(user("ViewAllData")).manifest(version: "62.0")
        try old.audit(Self.principal(Self.names)).expect("field/Opportunity.Amount", .unknown)
        let recorded = RecordedExport(export()).set("S20", #""PermissionsApiEnabled":true"#)
        try recorded.audit(Self.principal(Self.names)).expect("system/ApiEnabled", .unknown)
    }

    @Test("Grants are counted where they are too many to show, and the count is no further grant")
    func grants() throws {
        let names = (10..<70).map { "S\($0)" }
        let finding = try names.reduce(Export()) { $0.permissionSet($1, user("ApiEnabled")) }
            .audit(Self.principal(names)).expect("system/ApiEnabled", .passed, at: "permissionsets/S10.permissionset:3")
        #expect(finding.evidence.dropFirst().map(\.isFurther) == Array(repeating: true, count: 49) + [false])
        #expect(finding.evidence.last?.says == "and 10 more like this")
    }

    @Test("A muting set takes away from a group of many sets what one of them grants")
    func muted() throws {
        let members = Self.names.map { "<permissionSets>\($0)</permissionSets>" }
        let group = export(user("ApiEnabled")).metadata(
            "PermissionSetGroup", "permissionsetgroups/G.permissionsetgroup",
            members + ["<mutingPermissionSets>M</mutingPermissionSets>"]
        ).muting("M", user("ApiEnabled"))
        try group.audit(Principal().and(group: "G"))
            .expect("system/ApiEnabled", .failed, says: "muted", at: "mutingpermissionsets/M.mutingpermissionset:3")
    }
}
