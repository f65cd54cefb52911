import Documents
import OrgModel
import TestSupport
import Testing

@Suite("Reading an org")
struct OrgReaderTests {
    private static let ids = ["Agent", "Broken", "Nameless", "Member"].map { ComponentID(.permissionSet, $0) }
    private static let group = ComponentID(.permissionSetGroup, "Group")

    /// A whole set, a broken one, one with an entry about nothing, and a group with a member.
    private func export() throws -> TemporaryFolder {
        try TemporaryFolder([
            "permissionsets/Agent.permissionset": document(
                "PermissionSet", userPermission("ApiEnabled") + userPermission("EditTask", "maybe")),
            "permissionsets/Broken.permissionset": "<PermissionSet",
            "permissionsets/Nameless.permissionset": document(
                "PermissionSet", "<label>L</label><userPermissions><enabled>true</enabled></userPermissions>"),
            "permissionsets/Member.permissionset": document("PermissionSet", userPermission("EditTask")),
            "permissionsetgroups/Group.permissionsetgroup": document(
                "PermissionSetGroup", "<label>G</label><permissionSets>member</permissionSets>"),
        ])
    }

    @Test("What is expected is read once: its grants are known when its files are gone")
    func readOnce() throws {
        var export: TemporaryFolder? = try export()
        let catalog = try #require(try export?.catalog())
        let org = Org.read(catalog) { _ in Self.ids + [Self.group] }
        #expect(org.sources.isEmpty)
        export = nil
        let known = org.readingGrants(of: Self.ids)
        #expect(known.sources.keys.sorted() == [Self.ids[0], Self.ids[3]])
        let others = Org.read(catalog).readingGrants(of: Self.ids)
        #expect(others.sources.isEmpty)
    }

    @Test("Whether a source was expected changes nothing of what is known of it")
    func sameKnowledge() throws {
        let export = try export()
        try withExtendedLifetime(export) {
            let orgs = [[], Self.ids].map { ids in
                { (catalog: MetadataCatalog) in Org.read(catalog) { _ in ids } }
            }
            let catalog = try export.catalog()
            let (first, expected) = (orgs[0](catalog), orgs[1](catalog))
            #expect(first.headers == expected.headers)
            #expect(first.unreadable == expected.unreadable)
            #expect(first.problems == expected.problems)
            let (known, knownBefore) = (first.readingGrants(of: Self.ids), expected.readingGrants(of: Self.ids))
            #expect(known.sources.mapValues(\.entries) == knownBefore.sources.mapValues(\.entries))
            #expect(known.unreadable == knownBefore.unreadable)
            #expect(known.problems == knownBefore.problems)
            #expect(known.problems.count == 1)
            #expect(known.unreadable.count == 2)
            #expect(known.match("L", .permissionSet).id == ComponentID(.permissionSet, "Nameless"))
        }
    }
}
