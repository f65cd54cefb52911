import Foundation
import TestSupport
import Testing

@testable import OrgModel

@Suite("What a .forceignore hides")
struct ForceIgnoreTests {
    // MARK: Syntax

    /// A `.forceignore`, and paths that it hides and does not hide.
    struct Example: Sendable, CustomTestStringConvertible {
        let text: String
        let hidden: [String]
        let shown: [String]

        init(_ text: String, hides hidden: [String], not shown: [String]) {
            (self.text, self.hidden, self.shown) = (text, hidden, shown)
        }

        var testDescription: String { text.debugDescription }
    }

    @Test(
        "Patterns have the syntax of .gitignore",
        arguments: [
            // Names and folders.
            Example(
                "profiles", hides: ["profiles/A", "a/profiles/b/C", "a/profiles"],
                not: ["a/profiles2/B", "myprofiles/B"]),
            Example("profiles/", hides: ["profiles/A", "a/profiles/B"], not: ["a/profiles"]),
            Example("/profiles", hides: ["profiles/A"], not: ["a/profiles/B"]),
            Example("a/profiles", hides: ["a/profiles/B"], not: ["b/a/profiles/C"]),
            Example(
                "Admin.profile-meta.xml", hides: ["a/b/Admin.profile-meta.xml"], not: ["a/NoAdmin.profile-meta.xml"]),
            Example("ADMIN.profile-META.xml", hides: ["a/Admin.profile-meta.xml"], not: []),
            // Wildcards.
            Example("*.role-meta.xml", hides: ["A.role-meta.xml", "a/B.role-meta.xml"], not: ["A.role-meta.xml.old"]),
            Example("a/*.xml", hides: ["a/B.xml"], not: ["a/b/C.xml", "B.xml"]),
            Example("A?.xml", hides: ["AB.xml", "A√.xml"], not: ["A.xml", "ABC.xml", "A/.xml"]),
            Example("**/roles", hides: ["roles/A", "a/b/roles/C"], not: ["roles2/A"]),
            Example("a/**", hides: ["a/B", "a/b/C"], not: ["a", "b/a/C"]),
            Example("a/**/z", hides: ["a/z", "a/b/z", "a/b/c/z/D"], not: ["z", "b/a/z"]),
            Example("**A**", hides: ["xAx", "b/A/c"], not: ["b"]),
            Example("**/*x*y*z*", hides: ["a/1x2y3z4", "xyz"], not: ["a/xzy"]),
            Example(String(repeating: "a*", count: 30) + "b", hides: [], not: [String(repeating: "a", count: 2000)]),
            // Sets of characters.
            Example("[A-C]x", hides: ["Ax", "a/Cx"], not: ["Dx", "[A-C]x"]),
            Example("[!a-c]x\n[^x]y", hides: ["dx", "zy"], not: ["ax", "xy"]),
            Example("[]-]x", hides: ["]x", "-x"], not: ["ax"]),
            Example("[\\]a]x", hides: ["]x", "ax"], not: ["\\x"]),
            Example("[z-a]x\n[ab", hides: [], not: ["ax", "zx", "[ab", "a"]),
            // Comments, blanks and escapes.
            Example("# A\n\n   \n#B", hides: [], not: ["# A", "#B", "B", " "]),
            Example("\\#A\n\\!B", hides: ["#A", "!B"], not: ["A", "B"]),
            Example("A  \nB\\ \nC\\", hides: ["A", "B "], not: ["A  ", "B", "C", "C\\"]),
            Example("A\r\nB\r\n", hides: ["A", "B"], not: ["C"]),
            Example("\u{FEFF}A", hides: ["A"], not: ["B"]),
            Example("a\\*b", hides: ["a*b"], not: ["axb"]),
            Example(
                "Customer Operations %28Quoting%29.profile-meta.xml",
                hides: ["p/Customer Operations %28Quoting%29.profile-meta.xml"],
                not: ["p/Customer Operations (Quoting).profile-meta.xml"]),
            Example("/\n!\n!/", hides: [], not: ["a", "/", "!"]),
            // Negation: the last line that matches counts, but nothing comes back from a hidden folder.
            Example("*.xml\n!A.xml", hides: ["B.xml", "a/B.xml"], not: ["A.xml", "a/A.xml"]),
            Example("!A.xml\n*.xml", hides: ["A.xml"], not: []),
            Example("profiles/\n!profiles/A.xml", hides: ["profiles/A.xml"], not: []),
            Example("profiles/*\n!profiles/A.xml", hides: ["profiles/B.xml"], not: ["profiles/A.xml"]),
            Example("a/**\n!a/b/\n!a/b/C", hides: ["a/X", "a/b/D"], not: ["a/b/C"]),
        ])
    func syntax(example: Example) {
        let ignore = ForceIgnore(example.text)
        #expect(example.hidden.filter { ignore.lineHiding($0) == nil } == [])
        #expect(example.shown.filter { ignore.lineHiding($0) != nil } == [])
    }

    @Test("The line that hides a file is the last one that matches it")
    func line() {
        let ignore = ForceIgnore("# profiles\n*.xml\n\na/A.xml\n")
        #expect(ignore.lineHiding("a/A.xml") == 4)
        #expect(ignore.lineHiding("a/B.xml") == 2)
    }

    // MARK: In an export

    private let profile = document("Profile")
    private let admin = "force-app/main/default/profiles/Admin.profile-meta.xml"
    private let other = "force-app/main/default/profiles/Other.profile-meta.xml"

    private func export(_ files: [String: String]) throws -> TemporaryFolder {
        try TemporaryFolder(
            files.merging([admin: profile, other: profile, "sfdx-project.json": projectFile(["force-app"])]) { $1 })
    }

    @Test("A name that is required and hidden is reported, with the line that hides it")
    func askedFor() throws {
        let org = try export([".forceignore": "# mine\n**/Admin.*\n"]).org()
        #expect(org.catalog.names == ["Profile:Other"])
        #expect(org.problems.isEmpty)
        let problem = try #require(org.match("Admin", .profile).problem)
        #expect(problem.severity == .error)
        #expect(problem.place?.file == admin)
        #expect(problem.message.contains("is hidden by .forceignore line 2"))
    }

    @Test("What is hidden inside the project and is outside it too is reported as hidden", arguments: ["a", "z"])
    func hiddenAndOutside(folder: String) throws {
        let org = try export([
            ".forceignore": "**/Set.*", "force-app/Set.permissionset-meta.xml": document("PermissionSet"),
            "\(folder)/Set.permissionset-meta.xml": document("PermissionSet"),
        ]).org()
        let problem = try #require(org.match("Set", .permissionSet).problem)
        #expect(problem.place?.file == "force-app/Set.permissionset-meta.xml")
        #expect(problem.message.contains("is hidden by .forceignore line 1"), "\(problem.message)")
    }

    @Test("The nearest .forceignore upward counts alone, and its patterns start at its folder")
    func nearest() throws {
        let catalog = try export([
            ".forceignore": "Admin.*", "force-app/.forceignore": "/main/default/profiles/Other.*",
        ]).catalog()
        #expect(catalog.names == ["Profile:Admin"])
    }

    @Test("None above PATH is looked for")
    func abovePath() throws {
        let export = try export([".forceignore": "Admin.*"])
        let catalog = try withExtendedLifetime(export) {
            try MetadataCatalog.scan(["\(export.path)/force-app"], from: "\(export.path)/force-app")
        }
        #expect(catalog.names == ["Profile:Admin", "Profile:Other"])
    }

    @Test("Each of several PATHs has its own")
    func severalPaths() throws {
        let export = try TemporaryFolder([
            "one/.forceignore": "A.*", "one/A.role-meta.xml": document("Role"), "one/B.role-meta.xml": document("Role"),
            "two/A.role-meta.xml": document("Role"),
        ])
        let org = try withExtendedLifetime(export) {
            Org.read(try MetadataCatalog.scan(["\(export.path)/one", "\(export.path)/two"]))
        }
        #expect(org.catalog.names == ["Role:A", "Role:B"])
        #expect(org.catalog.files(.role, "A") == ["\(export.path)/two/A.role-meta.xml"])
    }

    @Test(
        "Patterns are compared with each folder once, and where they are too many for so many files, the rest is read")
    func tooManyComparisons() throws {
        let export = try TemporaryFolder([".forceignore": "*.nothing\n/a/hidden\n*.other\n"])
        // Three patterns: the folders a, a/b and a/hidden, and the files in them that are not hidden.
        func hidden(limit: Int) -> (files: [String], problems: [Problem]) {
            var search = ForceIgnoreSearch(Root(export.path), maximumComparisons: limit) {
                FilesOnDisk().file(soughtAt: $0)
            }
            let files = ["a/b/A", "a/b/B", "a/hidden/C", "a/hidden/D", "a/b/E", "a/hidden/F"].filter {
                search.hiding(InputFile(path: $0, bytes: [])) != nil
            }
            return (files, search.problems)
        }
        let whole = hidden(limit: 3 * 6)
        #expect(whole.files == ["a/hidden/C", "a/hidden/D", "a/hidden/F"])
        #expect(whole.problems.isEmpty)
        let cut = hidden(limit: 3 * 6 - 1)
        #expect(cut.problems.map(\.severity) == [.error])
        #expect(cut.problems.first?.message.contains("The file has 3 patterns, too many for so many files.") == true)
    }

    @Test("It never hides the manifest")
    func manifestIsShown() throws {
        let org = try export([
            ".forceignore": "package.xml\nmanifest", "manifest/package.xml": manifest(version: "61.0"),
        ])
        .orgWithGrants()
        #expect(org.source(.profile, "Admin")?.scope.apiVersion == 61)
    }

    @Test("It hides nothing in Metadata API format; in a zip archive it hides what it hides in a folder")
    func otherFormats() throws {
        let files = [".forceignore": "*", "profiles/Admin.profile": profile]
        #expect(try TemporaryFolder(files).catalog().names == ["Profile:Admin"])
        let export = try TemporaryFolder()
        let project = [
            "Repo/.forceignore": "**/Other.*", "Repo/\(admin)": profile, "Repo/Other.profile-meta.xml": profile,
        ]
        try export.write(
            ZipArchive(project.merging(["profiles/Other.profile": profile]) { $1 }).data, to: "project.zip")
        let catalog = try MetadataCatalog.scan(["\(export.path)/project.zip"], from: "\(export.path)/project.zip")
        #expect(catalog.names == ["Profile:Admin", "Profile:Other"])
        #expect(catalog.files(.profile, "Other") == ["profiles/Other.profile"])
    }

    @Test("Where it hides everything, the message says so")
    func everything() throws {
        let export = try export([".forceignore": "force-app"])
        let failure = #expect(throws: MetadataCatalog.Failure.self) { try export.catalog() }
        #expect(failure?.description.contains("\(admin) is hidden by .forceignore line 1") == true)
    }

    // MARK: Those that cannot be read

    /// What cannot be read hides nothing, and is an error: what it would hide is not known.
    private func expectError(_ words: String, _ make: (_ path: String) throws -> Void) throws {
        let export = try export([:])
        try make("\(export.path)/.forceignore")
        let catalog = try export.catalog()
        #expect(catalog.names == ["Profile:Admin", "Profile:Other"])
        #expect(catalog.problems.map(\.place) == [Place(file: ".forceignore")])
        let problem = try #require(catalog.problems.first)
        #expect(problem.severity == .error)
        #expect(problem.message.contains(words), "\(problem.message)")
    }

    @Test("One that may not be read is an error", .disabled(if: geteuid() == 0, "root may read everything"))
    func closed() throws {
        try expectError("permission denied") { path in
            try "*".write(toFile: path, atomically: false, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o000], ofItemAtPath: path)
        }
    }

    @Test("So is a folder of that name")
    func folderOfThatName() throws {
        try expectError("it is a folder") {
            try FileManager.default.createDirectory(atPath: $0, withIntermediateDirectories: false)
        }
    }

    @Test("A FIFO of that name is not waited for", .mustEnd)
    func fifo() throws {
        try expectError("it is not a regular file") { try #require(mkfifo($0, 0o600) == 0) }
    }

    @Test(
        "A symbolic link to what has no end, or to nothing", .mustEnd,
        arguments: [
            ("/dev/zero", "it is not a regular file"), ("nowhere", "leads nowhere"),
            (".forceignore", "leads in a circle"),
        ])
    func link(destination: String, words: String) throws {
        try expectError(words) {
            try FileManager.default.createSymbolicLink(atPath: $0, withDestinationPath: destination)
        }
    }

    @Test(
        "One that is not UTF-8 text",
        arguments: [
            Data([0xFF, 0xFE, 0x2A, 0x00]), Data([0x2A, 0x00, 0x0A, 0x00]), Data([0x53, 0xFC, 0x64]),
        ])
    func encoding(bytes: Data) throws {
        try expectError("UTF-8") { try bytes.write(to: URL(fileURLWithPath: $0)) }
    }

    @Test("One of more bytes than any real one has", .mustEnd)
    func large() throws {
        try expectError("larger than 1 MB") { path in
            try "*".write(toFile: path, atomically: false, encoding: .utf8)
            // The file has no blocks beyond its first bytes.
            try #require(truncate(path, 1 << 40) == 0)
        }
    }

    @Test("The next one above it does not count instead")
    func aboveUnreadable() throws {
        let export = try export([".forceignore": "*", "force-app/.forceignore/notes.txt": ""])
        #expect(try export.catalog().names == ["Profile:Admin", "Profile:Other"])
    }

    // MARK: Decomposed permission sets

    private let folder = "force-app/permissionsets/Agent"

    private func decomposed(hiding line: String) throws -> Org {
        try export([
            ".forceignore": line,
            "\(folder)/Agent.permissionset-meta.xml": document("PermissionSet"),
            "\(folder)/Agent.userPermission-meta.xml": document("PermissionSet", userPermission("ApiEnabled")),
            "\(folder)/Agent.classAccess-meta.xml": document("PermissionSet"),
        ]).orgWithGrants()
    }

    @Test("A set of which a part is hidden cannot be read as a whole")
    func hiddenPart() throws {
        let org = try decomposed(hiding: "*.userPermission-meta.xml")
        #expect(org.source(.permissionSet, "Agent") == nil)
        let problem = try #require(org.unreadable(.permissionSet, "Agent"))
        #expect(problem.place?.file == "\(folder)/Agent.userPermission-meta.xml")
        #expect(problem.message.contains("hidden by .forceignore line 1"))
    }

    @Test("A part that rolecall does not read may be hidden")
    func hiddenOtherPart() throws {
        #expect(try decomposed(hiding: "*.classAccess-meta.xml").source(.permissionSet, "Agent") != nil)
    }

    @Test("A set whose folder is hidden is hidden")
    func hiddenSet() throws {
        let org = try decomposed(hiding: "Agent/")
        #expect(org.catalog.names == ["Profile:Admin", "Profile:Other"])
        #expect(org.problems.isEmpty)
        #expect(
            org.match("Agent", .permissionSet).problem?.message.contains("is hidden by .forceignore line 1") == true)
    }
}
