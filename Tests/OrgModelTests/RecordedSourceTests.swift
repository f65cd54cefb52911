import Foundation
import OrgModel
import TestSupport
import Testing

/// Records of sets and of what they grant, in whatever shape and order the files come.
@Suite("Sources as records describe them")
struct RecordedSourceTests {
    private static let assignments = """
        AssigneeId,Assignee.Username,IsActive,ExpirationDate,PermissionSetId,PermissionSet.Name,PermissionSet.NamespacePrefix,\
        PermissionSet.IsOwnedByProfile,PermissionSet.Profile.Name,PermissionSet.HasActivationRequired,\
        PermissionSet.PermissionsApiEnabled,PermissionSetGroup.DeveloperName,PermissionSetGroup.Status,\
        PermissionSetGroupId
        005000000000001,a@b.c,true,,0PS000000000001AAA,X00e1,,true,System Administrator,false,true,,,
        005000000000001,a@b.c,true,,0PS000000000002AAA,Set,ns,false,,true,false,,,
        005000000000001,a@b.c,true,,0PS000000000003AAA,G1,,false,,false,false,Group,Outdated,0PG000000000001

        """
    private static let objects = """
        Id,ParentId,SobjectType,PermissionsRead,PermissionsCreate
        110000000000001,0PS000000000001,Account,true,true
        110000000000002,0PS000000000002,Account,true,false

        """

    private func read(_ files: [String: String]) throws -> UserExport {
        let folder = try TemporaryFolder(files)
        return withExtendedLifetime(folder) { UserExport.read(files.keys.sorted().map { "\(folder.path)/\($0)" }) }
    }

    @Test(
        "CSV of each kind says the same as JSON does",
        arguments: [("plain", ","), ("capitals", ","), ("semicolons", ";")])
    func shapes(_ name: String, _ separator: String) throws {
        let texts = [Self.assignments, Self.objects].map { text in
            let header = text.prefix { $0 != "\n" }
            let changed = name == "capitals" ? header.uppercased() + text.dropFirst(header.count) : text
            return changed.replacingOccurrences(of: ",", with: separator)
        }
        let export = try read(["sources.csv": texts[0], "objects.csv": texts[1]])
        #expect(export.problems.isEmpty)
        #expect(
            export.sources.map(\.target)
                == [
                    ComponentID(.profile, "System Administrator"), ComponentID(.permissionSet, "ns__Set"),
                    ComponentID(.permissionSetGroup, "Group"),
                ].sorted())
        let profile = try #require(export.sources.first { $0.target.type == .profile })
        #expect(profile.source.entry(.userPermission, "ApiEnabled")?.value(of: "enabled") == true)
        let account = try #require(profile.source.entry(.objectPermission, "Account"))
        #expect(account.value(of: "allowCreate") == true && account.value(of: "allowDelete") == nil)
        #expect(account.place.line == 2)
        let set = try #require(export.sources.first { $0.target.type == .permissionSet })
        #expect(set.source.header.activation == .required)
        #expect(set.source.entry(.objectPermission, "Account")?.value(of: "allowCreate") == false)
        #expect(export.sources.first { $0.target.type == .permissionSetGroup }?.groupStatus == "Outdated")
    }

    @Test("Records of PermissionSet describe sets without an assignment")
    func permissionSets() throws {
        let sets = """
            {"records":[{"attributes":{"type":"PermissionSet"},"Id":"0PS000000000001","Name":"Set","NamespacePrefix":null,\
            "IsOwnedByProfile":false,"License":{"Name":"Salesforce"},"HasActivationRequired":false,"PermissionsApiEnabled":true}],\
            "totalSize":1,"done":true}
            """
        let export = try read(["sets.json": sets])
        let set = try #require(export.sources.first)
        #expect(set.target == ComponentID(.permissionSet, "Set") && set.source.header.license == "Salesforce")
        #expect(set.source.entry(.userPermission, "apienabled")?.value(of: "enabled") == true)
    }

    @Test("Assignments alone, without a column of what sets grant, are no sources")
    func assignmentsAlone() throws {
        let text =
            "Assignee.Username,IsActive,ExpirationDate,PermissionSetId,PermissionSet.Name\na@b.c,true,,0PS1,Set\n"
        #expect(try read(["assignments.csv": text]).sources.isEmpty)
    }

    @Test("A record whose ParentId is no known set's is reported, and one without ParentId is skipped")
    func parents() throws {
        let rows = "110000000000003,0PS000000000009,Case,true,true\n110000000000004,,Lead,true,true\n"
        let export = try read(["sources.csv": Self.assignments, "objects.csv": Self.objects + rows])
        let messages = export.problems.map(\.message)
        #expect(messages.contains { $0.contains("ParentId is the Id of no permission set") })
        #expect(messages.contains { $0.contains("has no ParentId") })
        for source in export.sources {
            #expect(source.source.entry(.objectPermission, "Case") == nil)
            #expect(source.source.entry(.objectPermission, "Lead") == nil)
        }
    }

    @Test("An Id that two sets have means neither")
    func ambiguousID() throws {
        let other = Self.assignments.replacingOccurrences(of: "System Administrator", with: "Other")
        let export = try read(["a.csv": Self.assignments, "b.csv": other, "objects.csv": Self.objects])
        let profiles = export.sources.filter { $0.target.type == .profile }
        #expect(profiles.count == 2 && profiles.allSatisfy { $0.source.entry(.objectPermission, "Account") == nil })
        #expect(export.problems.contains { $0.severity == .error && $0.message.contains("one org and one day") })
    }
}
