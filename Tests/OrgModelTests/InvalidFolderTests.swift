import Foundation
import OrgModel
import TestSupport
import Testing

@Suite("Invalid things in a folder are survived and reported")
struct InvalidFolderTests {
    private func export() throws -> TemporaryFolder {
        try TemporaryFolder(["force-app/profiles/Admin.profile-meta.xml": document("Profile")])
    }

    /// Whether the profile was found once, and the only problem, which must be a warning at the given path.
    private func onlyProblem(_ export: TemporaryFolder, at path: String) throws -> String {
        let catalog = try export.catalog()
        #expect(catalog.names == ["Profile:Admin"])
        #expect(catalog.files(.profile, "Admin").count == 1)
        #expect(catalog.problems.map(\.place?.file) == [path])
        let problem = try #require(catalog.problems.first)
        #expect(problem.severity == .warning)
        return problem.message
    }

    @Test(
        "A file whose folder or ending is in another case is skipped, and that is reported",
        arguments: [
            ("PermissionSets/Extra.permissionset", "permissionsets/Extra.permissionset"),
            ("permissionsets/Extra.PermissionSet", "permissionsets/Extra.permissionset"),
            ("anywhere/Extra.permissionSet-meta.xml", "Extra.permissionset-meta.xml"),
        ])
    func otherCase(path: String, wanted: String) throws {
        let export = try export()
        try export.write(document("PermissionSet"), to: path)
        #expect(try onlyProblem(export, at: path).contains("because it is not called \(wanted), so it is skipped"))
        let problem = try export.org().match("Extra", .permissionSet).problem
        #expect(problem?.message.contains(wanted) == true, "\(String(describing: problem))")
    }

    @Test("Files of other programs are no metadata in another case", arguments: ["src/Main.App", "docs/Role.ROLE"])
    func otherFiles(path: String) throws {
        let export = try export()
        try export.write("text", to: path)
        #expect(try export.catalog().problems.isEmpty)
    }

    @Test("A text of several lines in a message of one has no line break")
    func onOneLine() {
        #expect("Export a.\nExport b.\n\n".onOneLine == "Export a. Export b.")
        #expect("one\r\n  two".onOneLine == "one two")
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

    @Test("A symbolic link whose file is gone is reported")
    func danglingLink() throws {
        let export = try export()
        try export.link("force-app/profiles/Gone.profile-meta.xml", to: "/nowhere/Gone.profile-meta.xml")
        let message = try onlyProblem(export, at: "force-app/profiles/Gone.profile-meta.xml")
        #expect(message.contains("symbolic link leads nowhere"))
    }

    @Test("A symbolic link to a folder or file outside is followed")
    func linkOutside() throws {
        let outside = try TemporaryFolder([
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

    @Test("A FIFO is not waited for", .mustEnd)
    func fifo() throws {
        let export = try export()
        try #require(mkfifo("\(export.path)/force-app/profiles/Pipe.profile-meta.xml", 0o600) == 0)
        #expect(try onlyProblem(export, at: "force-app/profiles/Pipe.profile-meta.xml").contains("not a regular file"))
    }

    @Test("A device is omitted, with any name", .mustEnd, arguments: ["/dev/zero", "/dev/random"])
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
        try export.write(document("Role"), to: "Invalid.profile-meta.xml/CEO.role-meta.xml")
        let catalog = try export.catalog()
        #expect(catalog.names == ["Profile:Admin", "Role:CEO"])
        #expect(catalog.problems.isEmpty)
    }

    @Test(
        "What the tools keep for themselves is left alone", arguments: [".git", ".sfdx", "node_modules", "lost+found"])
    func toolFolders(folder: String) throws {
        let export = try export()
        try export.write(document("Profile"), to: "\(folder)/Other.profile-meta.xml")
        #expect(try export.catalog().names == ["Profile:Admin"])
    }

    @Test(
        "A field's file counts in its object's folder of fields alone",
        arguments: [
            ("objects/Account/fields", ["CustomField:Account.X__c"]), ("objects/Account/old", []),
            ("objects/Account", []),
        ])
    func fieldElsewhere(folder: String, expected: [String]) throws {
        let export = try export()
        try export.write(document("CustomField", "<fullName>X__c</fullName>"), to: "\(folder)/X__c.field-meta.xml")
        #expect(try export.catalog().names == expected + ["Profile:Admin"])
    }

    /// The catalog while a folder of the export has only these permissions.
    private func catalog(_ export: TemporaryFolder, closing folder: String, _ permissions: Int) throws
        -> MetadataCatalog
    {
        func set(_ permissions: Int) throws {
            try FileManager.default.setAttributes(
                [.posixPermissions: permissions], ofItemAtPath: "\(export.path)/\(folder)")
        }
        try set(permissions)
        defer { try? set(0o700) }
        return try export.catalog()
    }

    @Test(
        "A folder that may not be read, or not be searched, is an error, reported once; nothing is proven by absence then",
        .disabled(if: geteuid() == 0, "root may read everything"), arguments: [0o000, 0o111, 0o444])
    func unreadableFolder(permissions: Int) throws {
        let export = try export()
        try export.write(document("Role"), to: "closed/CEO.role-meta.xml")
        try export.write(document("Role"), to: "closed/CFO.role-meta.xml")
        try export.write(manifest(version: "61.0", objects: "*"), to: "package.xml")
        #expect(try export.catalog().manifestAsking(for: .customObject, "Odd__c") != nil)
        let catalog = try catalog(export, closing: "closed", permissions)
        #expect(catalog.names == ["Profile:Admin"])
        #expect(catalog.problems.map(\.place) == [Place(file: "closed")])
        let problem = try #require(catalog.problems.first)
        #expect(problem.severity == .error)
        #expect(problem.message.hasPrefix("The folder cannot be read: permission denied."))
        #expect(catalog.manifestAsking(for: .customObject, "Odd__c") == nil)
        let match = Org.read(catalog).match("CEO", .role).problem
        #expect(match?.message.contains("Make the folder \"closed\" readable.") == true)
        #expect(match?.message.contains("Retrieve") == false)
    }

    @Test(
        "A link into a folder that may not be searched is an error",
        .disabled(if: geteuid() == 0, "root may read everything"))
    func closedLink() throws {
        let export = try export()
        try export.write("", to: "node_modules/sets/notes.txt")
        try export.link("force-app/sets", to: "../node_modules/sets")
        let problems = try catalog(export, closing: "node_modules", 0o000).problems
        #expect(problems.map(\.place?.file) == ["force-app/sets"])
        #expect(
            problems.allSatisfy {
                $0.severity == .error && $0.message.contains("cannot be followed: permission denied")
            })
    }

    @Test(
        "Where everything is in a folder that cannot be read, the message says so",
        .disabled(if: geteuid() == 0, "root may read everything"), arguments: ["force-app", "."])
    func allClosed(folder: String) throws {
        let export = try export()
        let failure = #expect(throws: MetadataCatalog.Failure.self) { try catalog(export, closing: folder, 0o444) }
        #expect(failure?.description.contains("cannot be read: permission denied") == true)
    }

    @Test(
        "A PATH that nobody may reach is not said to be missing",
        .disabled(if: geteuid() == 0, "root may read everything"))
    func pathInUnreadableFolder() throws {
        let export = try export()
        let failure = #expect(throws: MetadataCatalog.Failure.self) {
            try FileManager.default.setAttributes([.posixPermissions: 0o000], ofItemAtPath: "\(export.path)/force-app")
            defer {
                try? FileManager.default.setAttributes(
                    [.posixPermissions: 0o700], ofItemAtPath: "\(export.path)/force-app")
            }
            _ = try MetadataCatalog.scan(
                ["\(export.path)/force-app/profiles"], from: "\(export.path)/force-app/profiles")
        }
        #expect(failure?.description == "\(export.path)/force-app/profiles cannot be read: permission denied.")
    }

    @Test(
        "A package directory that may not be read is reported as that, and not as one that does not exist",
        .disabled(if: geteuid() == 0, "root may read everything"), arguments: ["closed", "closed/main"])
    func closedPackageDirectory(directory: String) throws {
        let export = try export()
        try export.write(projectFile(["force-app", directory]), to: "sfdx-project.json")
        try export.makeFolder("closed/main")
        let problems = try catalog(export, closing: "closed", 0o000).problems
        #expect(problems.map(\.place?.file) == [directory])
        #expect(problems.allSatisfy { $0.severity == .error && $0.message.contains("permission denied") })
    }

    @Test(
        "A decomposed permission set of which a folder cannot be read is not known as a whole",
        .disabled(if: geteuid() == 0, "root may read everything"),
        arguments: [("Agent/Agent", "Agent/objectSettings"), ("Agent", "Agent"), ("Agent", "Agent/objectSettings")])
    func closedParts(own: String, closed: String) throws {
        let export = try export()
        try export.write(document("PermissionSet"), to: "permissionsets/\(own).permissionset-meta.xml")
        try export.write(
            document("PermissionSet"), to: "permissionsets/Agent/objectSettings/Case.objectSettings-meta.xml")
        try export.write(document("PermissionSet"), to: "permissionsets/Other.permissionset-meta.xml")
        let org = Org.read(try catalog(export, closing: "permissionsets/\(closed)", 0o000))
        #expect(org.unreadable.keys.map(\.fullName) == ["Agent"])
        #expect(org.unreadable(.permissionSet, "Agent")?.place?.file == "permissionsets/\(closed)")
    }

    @Test(
        "What a project is known by is not waited for", .mustEnd,
        arguments: [
            ("sfdx-project.json", "force-app"), ("package.xml", "."), ("manifest/package.xml", "force-app"),
        ])
    func fifoOfProject(file: String, directory: String) throws {
        let export = try export()
        if file != "sfdx-project.json" { try export.write(projectFile([directory]), to: "sfdx-project.json") }
        try export.makeFolder("manifest")
        try #require(mkfifo("\(export.path)/\(file)", 0o600) == 0)
        let problem = try #require(try export.catalog().problems.first)
        #expect(problem.place?.file == file)
        #expect(problem.message.contains("not a regular file"))
    }

    @Test("A file that may not be read is reported", .disabled(if: geteuid() == 0, "root may read everything"))
    func unreadableFile() throws {
        let export = try export()
        try export.write(document("Role"), to: "CEO.role-meta.xml")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o000], ofItemAtPath: "\(export.path)/CEO.role-meta.xml")
        let problem = try #require(try export.org().unreadable(.role, "CEO"))
        #expect(problem.place?.file == "CEO.role-meta.xml")
        #expect(problem.message.contains("cannot be read: permission denied"))
    }
}
