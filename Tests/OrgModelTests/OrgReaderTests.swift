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
        let org = Org.read(catalog) { _ in ExpectedGrants(of: Self.ids + [Self.group]) }
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
                { (catalog: MetadataCatalog) in Org.read(catalog) { _ in ExpectedGrants(of: ids) } }
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

    private static let few = AskedEntries(
        permissions: ["ApiEnabled"], objects: ["Case"], fields: ["Case.Origin"], wholeObjects: ["Lead"])

    @Test("Of a source only the entries are kept that are asked for, and what the others prove")
    func askedEntries() throws {
        let fields = ["Case.Origin", "Case.Reason", "Lead.Any__c", "Account.Fax"].map {
            "<fieldPermissions><editable>false</editable><field>\($0)</field><readable>true</readable></fieldPermissions>"
        }
        let export = try TemporaryFolder([
            "permissionsets/A.permissionset": document(
                "PermissionSet", userPermission("ApiEnabled") + userPermission("EditTask") + fields.joined())
        ])
        let org = try export.org()
        let id = ComponentID(.permissionSet, "A")
        let some = org.readingGrants(of: [id], keeping: Self.few)
        let source = try #require(some.sources[id])
        #expect(source.entries[.userPermission]?.keys.map(\.spelling) == ["ApiEnabled"])
        #expect(source.entries[.fieldPermission]?.keys.map(\.spelling).sorted() == ["Case.Origin", "Lead.Any__c"])
        #expect(source.objectsWithStandardFields == [APIName("Case")])
        #expect(source.objectsWithFieldsToReadAlone == [APIName("Case"), APIName("Lead")])
        #expect(source.objectsWithUnreadableFields.isEmpty)
        #expect(source.lists(.userPermission) && !source.lists(.objectPermission))
        #expect(source.asked.includes(.fieldPermission, "lead.Other"))
        #expect(!source.asked.includes(.userPermission, "EditTask"))
        // What was read for less is read again.
        let all = some.readingGrants(of: [id])
        #expect(all.sources[id]?.entries[.userPermission]?.count == 2)
        #expect(all.readingGrants(of: [id], keeping: Self.few).sources[id]?.entries[.userPermission]?.count == 2)
    }

    @Test("Of several files of a component all entries are kept, because they prove things of each other")
    func severalFiles() throws {
        let entries = userPermission("ApiEnabled") + userPermission("EditTask")
        let export = try TemporaryFolder([
            "a/permissionsets/A.permissionset": document("PermissionSet", entries),
            "b/permissionsets/A.permissionset": document("PermissionSet", entries),
        ])
        let id = ComponentID(.permissionSet, "A")
        let source = try #require(export.org().readingGrants(of: [id], keeping: Self.few).sources[id])
        #expect(source.entries[.userPermission]?.count == 2)
    }
}
