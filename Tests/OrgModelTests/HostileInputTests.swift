import Documents
import Foundation
import TestSupport
import Testing

@testable import OrgModel

@Suite("Input that means harm, or changes while it is read", .mustEnd)
struct HostileInputTests {
    /// What becomes of a file after its first record was read, and what is reported; nothing where it is read to its end.
    static let changes: [(String, @Sendable (String) throws -> Void, String?)] = [
        ("cut off", { truncate($0, 100) }, "The file "),
        ("emptied", { truncate($0, 0) }, "The file "),
        (
            "longer",
            {
                let file = try FileHandle(forWritingTo: URL(fileURLWithPath: $0))
                try file.seekToEnd()
                try file.write(contentsOf: Data("<Profile/>".utf8))
            }, "goes on after the end"
        ),
        ("replaced", { try Data().write(to: URL(fileURLWithPath: $0), options: .atomic) }, nil),
        ("removed", { try FileManager.default.removeItem(atPath: $0) }, nil),
    ]

    @Test("A file that changes while it is read is reported, or read as it was", arguments: changes)
    func changing(_ name: String, _ change: @Sendable (String) throws -> Void, _ words: String?) throws {
        // More than what is read at a time, several times over.
        let entries = String(repeating: userPermission("ApiEnabled"), count: 10_000)
        let export = try TemporaryFolder(["Admin.profile": document("Profile", entries)])
        let file = InputFile(path: "\(export.path)/Admin.profile")
        var count = 0
        do throws(DocumentError) {
            try file.readRecords(root: "Profile", wanted: ["userPermissions"]) { _ in
                count += 1
                if count == 1 { #expect(throws: Never.self) { try change("\(export.path)/Admin.profile") } }
            }
            #expect(words == nil)
            #expect(count == 10_000)
        } catch {
            // Where it breaks off hangs on how much was read before.
            #expect(words.map(error.message.contains) == true, "\(error.message)")
        }
    }

    @Test("Exported users that break off at any byte are an error, and no user is taken from them")
    func truncatedUsers() throws {
        let text =
            #"{"result": {"records": [{"Id": "1", "Username": "\u00fc@b", "Profile": {"Name": "P"}, "UserRole": null}], "totalSize": 1, "done": true}}"#
        let export = try TemporaryFolder()
        let path = "\(export.path)/users.json"
        for count in 0..<text.utf8.count {
            try export.write(Data(text.utf8.prefix(count)), to: "users.json")
            let read = UserExport.read([path])
            #expect(read.users.isEmpty, "\(count) bytes")
            #expect(read.problems.contains { $0.severity == .error }, "\(count) bytes")
        }
        try export.write(text, to: "users.json")
        #expect(UserExport.read([path]).users.count == 1)
    }

    @Test("Names of 10,000 characters are compared in no time")
    func longNames() {
        let names = (0..<200).map { String(repeating: "x", count: 10_000) + "\($0)" } + ["yy"]
        #expect(nearestNames(to: String(repeating: "y", count: 10_000), among: names).count == 3)
        #expect(nearestNames(to: "y", among: names).first == "yy")
    }
}
