import OrgModel
import TestSupport
import Testing

@Suite("Permission set groups")
struct GroupTests {
    private let file = "permissionsetgroups/Team.permissionsetgroup-meta.xml"

    private func read(_ parts: String) throws -> PermissionSetGroup {
        let org = try TemporaryFolder([file: document("PermissionSetGroup", parts)]).org()
        return try #require(org.groups[ComponentID(.permissionSetGroup, "Team")])
    }

    @Test("Members and muting sets are read as written, with the line that names each")
    func references() throws {
        let group = try read(
            """
            <label>The Team</label>
            <mutingPermissionSets>Team_Muting</mutingPermissionSets>
            <permissionSets>One</permissionSets>
            <permissionSets> pkg__Two
            </permissionSets>
            <status>Updated</status>
            """)
        #expect(group.label == "The Team")
        #expect(group.file == file)
        #expect(group.status == "Updated")
        #expect(!group.requiresActivation)
        #expect(group.mutingPermissionSets == [.init(name: "Team_Muting", place: Place(file: file, line: 4))])
        #expect(
            group.permissionSets == [
                .init(name: "One", place: Place(file: file, line: 5)),
                .init(name: "pkg__Two", place: Place(file: file, line: 6)),
            ])
    }

    @Test("A group without members is a group, and one that does not state its status says so")
    func empty() throws {
        let group = try read("")
        #expect(group.permissionSets.isEmpty)
        #expect(group.mutingPermissionSets.isEmpty)
        #expect(group.status == nil)
    }

    @Test("A group can be session-based", arguments: [("true", true), (" true\n", true), ("false", false)])
    func sessionBased(text: String, expected: Bool) throws {
        #expect(try read("<hasActivationRequired>\(text)</hasActivationRequired>").requiresActivation == expected)
    }

    @Test(
        "A group that does not plainly say that it is not session-based counts as one, and a warning names the line",
        arguments: [
            ["TRUE"], [""], ["true", "false"], ["false", "true"], ["false", "0"],
        ])
    func invalidFlag(values: [String]) throws {
        let flags = values.map { "<hasActivationRequired>\($0)</hasActivationRequired>" }.joined()
        let org = try TemporaryFolder([file: document("PermissionSetGroup", flags)]).org()
        #expect(org.groups[ComponentID(.permissionSetGroup, "Team")]?.requiresActivation == true)
        #expect(org.problems.map(\.place) == [Place(file: file, line: 3)])
        #expect(org.problems.first?.severity == .warning)
        #expect(org.problems.first?.message.contains("so what depends on it is unknown") == true)
    }

    @Test(
        "Of several statuses the one that is worth a warning counts",
        arguments: [
            ["Outdated", "Updated"], ["Updated", "Outdated"], ["Outdated", "Updated", "Failed"],
        ])
    func statuses(values: [String]) throws {
        #expect(try read(values.map { "<status>\($0)</status>" }.joined()).status == "Outdated")
    }

    @Test("A muting permission set has entries as a permission set has, where true mutes")
    func mutingSet() throws {
        let export = try TemporaryFolder([
            "mutingpermissionsets/Team_Muting.mutingpermissionset-meta.xml": document(
                "MutingPermissionSet", "<label>Muting</label>", userPermission("EditTask"),
                fieldPermission("Case.Subject", editable: true))
        ])
        let source = try #require(try export.orgWithGrants().source(.mutingPermissionSet, "Team_Muting"))
        #expect(source.entry(.userPermission, "EditTask")?.value(of: "enabled") == true)
        #expect(source.entry(.fieldPermission, "Case.Subject")?.value(of: "editable") == true)
        #expect(source.header.label == "Muting")
    }
}
