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
        // Records of what they grant make them such.
        let whole = text.replacing("0PS1", with: "0PS000000000002")
        #expect(
            try read(["assignments.csv": whole, "objects.csv": Self.objects]).sources.map(\.target.fullName) == ["Set"])
    }

    @Test("A query for sets that it names proves something of these alone", arguments: ["set", "Other"])
    func namedSets(name: String) throws {
        let query = PermissionQuery(.objectPermission, of: .named([.permissionSet: [name]]), objects: ["Account"])
        let folder = try TemporaryFolder([
            "sources.csv": Self.assignments, "objects.csv": Self.objects, "objects.soql": query.text(),
        ])
        let export = withExtendedLifetime(folder) {
            UserExport.read(["sources.csv", "objects.csv"].map { "\(folder.path)/\($0)" })
        }
        let set = try #require(export.sources.first { $0.target.type == .permissionSet })
        #expect((set.source.coverage?.proof(of: .objectPermission, "Account") != nil) == (name == "set"))
    }

    @Test("Of several states of a group the one counts that keeps its sum from counting", arguments: ["a", "z"])
    func groupStatus(name: String) throws {
        let updated = Self.assignments.replacing("Outdated", with: "Updated")
        let export = try read(["\(name).csv": updated, "m.csv": Self.assignments])
        #expect(export.sources.first { $0.target.type == .permissionSetGroup }?.groupStatus == "Outdated")
        // The same set under the same Id again is no contradiction.
        #expect(!export.problems.contains { $0.severity == .error }, "\(export.problems)")
    }

    @Test("What a record that Salesforce adds grants is granted, whatever the other one says, in any order")
    func added() throws {
        let rows = [
            "110000000000005,0PS000000000002,Case,true,maybe", "000000000000001,0PS000000000002,Case,true,true",
        ]
        for rows in [rows, rows.reversed()] {
            let objects = Self.objects + rows.joined(separator: "\n") + "\n"
            let export = try read(["sources.csv": Self.assignments, "objects.csv": objects])
            let set = try #require(export.sources.first { $0.target.type == .permissionSet })
            #expect(set.source.entry(.objectPermission, "Case")?.value(of: "allowCreate") == true)
        }
    }

    private static func set(_ members: String) -> String {
        #"[{"attributes":{"type":"PermissionSet"},"Id":"0PS000000000001","Name":"Set","PermissionsApiEnabled":true,\#(members)}]"#
    }

    @Test("A column that begins as those of system permissions do is none of them")
    func likePermission() throws {
        let members = #""NamespacePrefix":null,"IsOwnedByProfile":false,"PermissionSetGroupId":"0PG000000000001""#
        let export = try read(["sets.json": Self.set(members)])
        #expect(export.problems.isEmpty)
        #expect(export.sources.first?.source.entry(.userPermission, "ApiEnabled") != nil)
    }

    @Test(
        "The set of a profile that is not named is none of its own",
        arguments: [#""Type":"Profile""#, #""IsOwnedByProfile":true"#])
    func unnamedProfile(column: String) throws {
        let export = try read(["sets.json": Self.set(column)])
        #expect(export.sources.isEmpty)
        #expect(export.problems.contains { $0.message.contains("Profile.Name") })
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
