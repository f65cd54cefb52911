import Foundation
import TestSupport
import Testing

@testable import rolecall

@Suite("Folders that cannot be read", .disabled(if: geteuid() == 0, "root may read everything"))
struct UnreadableFolderTests {
    /// Runs rolecall on a sample while a folder of it has only these permissions.
    private func run(
        closing folder: String, permissions: Int = 0, without removed: [String] = [], _ arguments: String...
    ) throws -> Run {
        try withSample("complete") { org in
            for folder in removed { try FileManager.default.removeItem(atPath: "\(org)/unpackaged/\(folder)") }
            func set(_ permissions: Int) throws {
                try FileManager.default.setAttributes(
                    [.posixPermissions: permissions], ofItemAtPath: "\(org)/\(folder)")
            }
            try set(permissions)
            defer { try? set(0o755) }
            return Run(arguments + [org, "--color", "never"])
        }
    }

    @Test(
        "What is not found proves nothing, and the exit status says that not all was audited",
        arguments: [
            "objects", "callCenters", "installedPackages", "flexipages", "applications", "roles", "permissionsets",
            "profiles",
        ], [0, 0o444])
    func nothingFails(folder: String, permissions: Int) throws {
        let run = try run(closing: "unpackaged/\(folder)", permissions: permissions, "audit", "--installed")
        #expect(run.status == 2)
        #expect(!run.output.contains("FAILED"), "\(run.output)")
        let text = run.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(
            text.contains("/unpackaged/\(folder) The folder cannot be read: permission denied."), "\(run.output)")
        #expect(text.contains(#/Find out Make the folder "\S+/unpackaged/\w+" readable\./#), "\(run.output)")
        for words in ["contains no such file", "Retrieve"] { #expect(!text.contains(words), "\(run.output)") }
    }

    @Test("Where the folder may contain all of the installation, it is not said that there is none")
    func installation() throws {
        let others = ["callCenters", "installedPackages", "flexipages"]
        let run = try run(closing: "unpackaged/objects", without: others, "why", "install/call-center")
        #expect(run.status == 2)
        #expect(run.output.hasPrefix("UNKNOWN"), "\(run.output)")
        let text = run.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(text.contains("/unpackaged/objects\" cannot be read, and may contain it"), "\(run.output)")
    }

    @Test("Where the folder may contain all of the export, that is said instead of what else could be given")
    func everything() throws {
        let run = try run(closing: "unpackaged", permissions: 0o444, "audit")
        #expect(run.status == 2)
        #expect(run.error.contains("unpackaged: The folder cannot be read: permission denied."), "\(run.error)")
    }

    @Test("A drawing of roles without those of a folder ends with 2")
    func roles() throws {
        let run = try run(closing: "unpackaged/roles", "roles")
        #expect(run.status == 2)
        #expect(run.error.contains("/unpackaged/roles\" readable."), "\(run.error)")
        #expect(!run.error.contains("Retrieve"), "\(run.error)")
    }

    @Test("One verdict that needs the folder ends with 2")
    func why() throws {
        let run = try run(closing: "unpackaged/objects", "why", "install/conversation-object")
        #expect(run.status == 2)
        #expect(run.output.hasPrefix("UNKNOWN"), "\(run.output)")
        #expect(run.error.contains("unpackaged/objects: The folder cannot be read"), "\(run.error)")
    }
}
