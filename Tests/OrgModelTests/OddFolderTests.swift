import Foundation
import OrgModel
import Testing

@Suite("Odd things in a folder are survived and told")
struct OddFolderTests {
    private func export() throws -> Export {
        try Export(["force-app/profiles/Admin.profile-meta.xml": document("Profile")])
    }

    /// Whether the profile was found once, and the only problem, which must be a warning at the given path.
    private func onlyProblem(_ export: Export, at path: String) throws -> String {
        let catalog = try export.catalog()
        #expect(catalog.names == ["Profile:Admin"])
        #expect(catalog.files(.profile, "Admin").count == 1)
        #expect(catalog.problems.map(\.place?.file) == [path])
        let problem = try #require(catalog.problems.first)
        #expect(problem.severity == .warning)
        return problem.message
    }

    @Test("A symbolic link to a folder above it ends", arguments: ["..", ".", "../force-app"])
    func loop(destination: String) throws {
        let export = try export()
        try export.link("force-app/loop", to: destination)
        #expect(try onlyProblem(export, at: "force-app/loop").contains("symbolic link"))
    }

    @Test("Two symbolic links that lead to each other lead nowhere")
    func linksToEachOther() throws {
        let export = try export()
        try export.link("a", to: "b")
        try export.link("b", to: "a")
        let problems = try export.catalog().problems
        #expect(Set(problems.map(\.place?.file)) == ["a", "b"])
        #expect(problems.allSatisfy { $0.severity == .warning && $0.message.contains("symbolic link leads nowhere") })
    }

    @Test("A symbolic link whose file is gone is told")
    func danglingLink() throws {
        let export = try export()
        try export.link("force-app/profiles/Gone.profile-meta.xml", to: "/nowhere/Gone.profile-meta.xml")
        let message = try onlyProblem(export, at: "force-app/profiles/Gone.profile-meta.xml")
        #expect(message.contains("symbolic link leads nowhere"))
    }

    @Test("A symbolic link to a folder or file outside is followed")
    func linkOutside() throws {
        let outside = try Export([
            "Agent.permissionset-meta.xml": document("PermissionSet"), "sub/CEO.role-meta.xml": document("Role"),
        ])
        let export = try export()
        try export.link("force-app/sets", to: outside.path)
        try export.link("force-app/Sales.role-meta.xml", to: "\(outside.path)/sub/CEO.role-meta.xml")
        let catalog = try export.catalog()
        #expect(catalog.names == ["PermissionSet:Agent", "Profile:Admin", "Role:CEO", "Role:Sales"])
        #expect(catalog.files(.permissionSet, "Agent") == ["force-app/sets/Agent.permissionset-meta.xml"])
        #expect(catalog.problems.isEmpty)
    }

    @Test("A FIFO is not waited for", .timeLimit(.minutes(1)))
    func fifo() throws {
        let export = try export()
        try #require(mkfifo("\(export.path)/force-app/profiles/Pipe.profile-meta.xml", 0o600) == 0)
        #expect(try onlyProblem(export, at: "force-app/profiles/Pipe.profile-meta.xml").contains("no regular file"))
    }

    @Test("A device is left out, whatever its name", .timeLimit(.minutes(1)), arguments: ["/dev/zero", "/dev/random"])
    func device(path: String) throws {
        let export = try export()
        try export.link("force-app/profiles/Device.profile-meta.xml", to: path)
        let catalog = try export.catalog()
        #expect(catalog.names == ["Profile:Admin"])
        #expect(catalog.problems.map(\.place?.file) == ["force-app/profiles/Device.profile-meta.xml"])
    }

    @Test("A folder that has a metadata file's name is a folder")
    func folderNamedAsFile() throws {
        let export = try export()
        try export.write(document("Role"), to: "Odd.profile-meta.xml/CEO.role-meta.xml")
        let catalog = try export.catalog()
        #expect(catalog.names == ["Profile:Admin", "Role:CEO"])
        #expect(catalog.problems.isEmpty)
    }

    @Test("What the tools keep for themselves is left alone", arguments: [".git", ".sfdx", "node_modules"])
    func toolFolders(folder: String) throws {
        let export = try export()
        try export.write(document("Profile"), to: "\(folder)/Other.profile-meta.xml")
        #expect(try export.catalog().names == ["Profile:Admin"])
    }

    @Test("A folder that may not be read is told", .disabled(if: geteuid() == 0, "root may read everything"))
    func unreadableFolder() throws {
        let export = try export()
        try export.write(document("Role"), to: "closed/CEO.role-meta.xml")
        try FileManager.default.setAttributes([.posixPermissions: 0o000], ofItemAtPath: "\(export.path)/closed")
        defer { try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: "\(export.path)/closed") }
        #expect(try onlyProblem(export, at: "closed").contains("cannot be read: permission denied"))
    }

    @Test("A file that may not be read is told", .disabled(if: geteuid() == 0, "root may read everything"))
    func unreadableFile() throws {
        let export = try export()
        try export.write(document("Role"), to: "CEO.role-meta.xml")
        try FileManager.default.setAttributes([.posixPermissions: 0o000], ofItemAtPath: "\(export.path)/CEO.role-meta.xml")
        let problem = try #require(try export.org().unreadable(.role, "CEO"))
        #expect(problem.place?.file == "CEO.role-meta.xml")
        #expect(problem.message.contains("cannot be read: permission denied"))
    }
}
