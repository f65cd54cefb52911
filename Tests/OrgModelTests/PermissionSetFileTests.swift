import Foundation
import OrgModel
import TestSupport
import Testing

@Suite("A permission set's file to write to")
struct PermissionSetFileTests {
    private static let api = PermissionGrant(.userPermission, "ApiEnabled", flags: ["enabled"], of: ["enabled"])

    @Test("A new set is a whole file, and reads as what it was made of")
    func new() throws {
        let set = PermissionSetFile("My_Set", label: "A & B", description: "<why>", isSourceFormat: true)
        #expect(set.path == "permissionsets/My_Set.permissionset-meta.xml")
        let export = try TemporaryFolder()
        try export.write(Data(try set.adding([Self.api], path: "new")), to: set.path)
        let org = try export.orgWithGrants()
        #expect(org.headers[ComponentID(.permissionSet, "My_Set")]?.label == "A & B")
        #expect(
            org.source(.permissionSet, "My_Set")?.entry(.userPermission, "ApiEnabled")?.value(of: "enabled") == true)
        #expect(org.problems.isEmpty)
    }

    @Test(
        "The name is the file's, decoded",
        arguments: [("A%2EB.permissionset", "A.B"), ("A.permissionset-meta.xml", "A")])
    func name(_ file: String, _ name: String) throws {
        let export = try TemporaryFolder([file: document("PermissionSet", "<label>A</label>")])
        let set = try PermissionSetFile(reading: "\(export.path)/\(file)")
        #expect(set.fullName == name)
        #expect(set.path == "permissionsets/\(file)")
    }

    @Test(
        "What is not a whole permission set is refused, with what to do",
        arguments: [
            ("A.profile", document("Profile"), "is not a file of a permission set by its name"),
            ("A.userPermission-meta.xml", document("PermissionSet"), "is not a file of a permission set by its name"),
            ("A.permissionset", document("MutingPermissionSet"), "The root element is <MutingPermissionSet>"),
            ("A.permissionset", document("PermissionSet", namespace: nil), "is not in the namespace"),
            ("A.permissionset", "<PermissionSet>", "A.permissionset:1: "),
            ("A.permissionset", "", "The file is empty."),
        ])
    func refused(_ file: String, _ text: String, _ words: String) throws {
        let export = try TemporaryFolder([file: text])
        let refusal = #expect(throws: PermissionSetFile.Refusal.self) {
            try PermissionSetFile(reading: "\(export.path)/\(file)")
        }
        #expect(refusal?.description.contains(words) == true, "\(refusal?.description ?? "")")
    }

    @Test("A folder and a file that is not there are refused")
    func noFile() throws {
        let export = try TemporaryFolder()
        try export.makeFolder("A.permissionset")
        for (name, words) in [("A.permissionset", "is not a regular file"), ("B.permissionset", "does not exist")] {
            let refusal = #expect(throws: PermissionSetFile.Refusal.self) {
                try PermissionSetFile(reading: "\(export.path)/\(name)")
            }
            #expect(refusal?.description.contains(words) == true)
        }
    }

    @Test(
        "One file of a decomposed set is refused, and the part beside it is named",
        arguments: ["permissionsets/A.permissionset-meta.xml", "permissionsets/A/A.permissionset-meta.xml"],
        ["permissionsets/A/A.userPermission-meta.xml", "permissionsets/A/objectSettings/Case.objectSettings-meta.xml"])
    func decomposed(_ own: String, _ part: String) throws {
        let export = try TemporaryFolder([
            own: document("PermissionSet", "<label>A</label>"), part: document("PermissionSet", namespace: nil),
        ])
        let refusal = #expect(throws: PermissionSetFile.Refusal.self) {
            try PermissionSetFile(reading: "\(export.path)/\(own)")
        }
        #expect(refusal?.description.contains(part) == true, "\(refusal?.description ?? "")")
    }

    @Test("A set beside another one's parts is a whole one")
    func besideOthers() throws {
        let export = try TemporaryFolder([
            "permissionsets/A.permissionset-meta.xml": document("PermissionSet", "<label>A</label>"),
            "permissionsets/B/B.userPermission-meta.xml": document("PermissionSet", namespace: nil),
        ])
        let set = try PermissionSetFile(reading: "\(export.path)/permissionsets/A.permissionset-meta.xml")
        #expect(set.fullName == "A")
        #expect(set.path == "permissionsets/A.permissionset-meta.xml")
    }
}
