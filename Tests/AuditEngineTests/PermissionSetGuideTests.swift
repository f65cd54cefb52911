import AuditEngine
import Foundation
import OrgModel
import TestSupport
import Testing

@Suite("A permission set as the guide")
struct PermissionSetGuideTests {
    private static let grants = [
        "<userPermissions><enabled>true</enabled><name>ApiEnabled</name></userPermissions>",
        "<userPermissions><enabled>false</enabled><name>EditTask</name></userPermissions>",
        "<objectPermissions><allowCreate>true</allowCreate><allowDelete>false</allowDelete><allowEdit>true</allowEdit>"
            + "<allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords><object>Account</object>"
            + "<viewAllRecords>false</viewAllRecords></objectPermissions>",
        "<fieldPermissions><editable>true</editable><field>Account.Phone</field><readable>true</readable></fieldPermissions>",
        "<fieldPermissions><editable>false</editable><field>Account.Rating__c</field><readable>true</readable></fieldPermissions>",
    ]

    /// A folder with the vendor's set, and the path of the file.
    private func vendor(_ lines: [String] = grants, name: String = "Vendor.permissionset") throws -> (
        folder: TemporaryFolder, path: String
    ) {
        let folder = try TemporaryFolder([name: document("PermissionSet", parts: lines)])
        return (folder, "\(folder.path)/\(name)")
    }

    @Test(
        "What the set grants is required, and nothing else",
        arguments: ["Vendor.permissionset", "Vendor.permissionset-meta.xml"])
    func rows(name: String) throws {
        // The name of a field without its object means none.
        let (folder, path) = try vendor(Self.grants + [field("Phone", "r")], name: name)
        let guide = try Guide.load(path)
        #expect(guide.id == "Vendor")
        #expect(
            guide.requirements.map(\.id) == [
                "system/ApiEnabled", "object/Account/read", "object/Account/create", "object/Account/edit",
                "field/Account.Phone", "field/Account.Rating__c",
            ])
        #expect(guide.requirements.map(\.requires) == ["granted", "read", "create", "edit", "edit", "read"])
        #expect(guide.requirements.map(\.place.line) == [3, 5, 5, 5, 6, 7])
        _ = folder
    }

    @Test("An org passes with at least the same, and fails with less")
    func audit() throws {
        let (folder, path) = try vendor()
        let guide = try Guide.load(path)
        let same = try Export().metadata("PermissionSet", "permissionsets/A.permissionset", Self.grants)
            .audit(.set("A"), against: guide)
        #expect(same.outcome == .ready)
        let less = try Export().metadata(
            "PermissionSet", "permissionsets/A.permissionset", Array(Self.grants.dropLast())
        )
        .audit(.set("A"), against: guide)
        try less.expect("field/Account.Rating__c", .failed)
        #expect(less.findings.count { $0.verdict == .failed } == 1)
        _ = folder
    }

    @Test(
        "What cannot be a guide says why, with the file",
        arguments: [
            (["<label>Empty</label>"], "grants no"),
            (
                [
                    "<userPermissions><enabled>yes</enabled><name>ApiEnabled</name></userPermissions>",
                    "<userPermissions><enabled>true</enabled><name>EditTask</name></userPermissions>",
                ], "not clear"
            ),
            (["<userPermissions><enabled>true</enabled></userPermissions>"], "names no"),
        ])
    func invalid(lines: [String], words: String) throws {
        let (folder, path) = try vendor(lines)
        let error = #expect(throws: GuideError.self) { try Guide.load(path) }
        #expect(error?.description.contains(path) == true)
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        _ = folder
    }

    @Test("A file that lies outside of where it must lie is not read, and neither is a link that leads there")
    func outside() throws {
        let (folder, path) = try vendor()
        #expect(try Guide.load(path, within: folder.path).id == "Vendor")
        let other = try TemporaryFolder()
        let link = "\(other.path)/Link.permissionset"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
        for name in [path, link] {
            let error = #expect(throws: GuideError.self) { try Guide.load(name, within: other.path) }
            #expect(error?.description.contains("leads out of \(other.path)") == true)
        }
    }

    @Test("A file that is not there is named, and no edition is chosen of one that is")
    func absent() throws {
        let error = #expect(throws: GuideError.self) { try Guide.load("/nowhere/Gone.permissionset") }
        #expect(error?.description.contains("does not exist") == true)
        let (folder, path) = try vendor()
        #expect(throws: GuideError.self) { try Guide.load(path, edition: "first") }
        _ = folder
    }
}
