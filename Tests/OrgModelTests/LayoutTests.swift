import Foundation
import OrgModel
import TestSupport
import Testing

@Suite("Where metadata is found")
struct LayoutTests {
    private let profile = document("Profile", "<custom>false</custom>")
    private let set = document("PermissionSet", "<label>Set</label>")

    // MARK: Salesforce DX projects

    @Test("Every package directory of a project is read, and nothing outside them")
    func severalPackageDirectories() throws {
        let export = try TemporaryFolder([
            "sfdx-project.json": projectFile(["force-app", "./packages/crm/"]),
            "force-app/main/default/profiles/Admin.profile-meta.xml": profile,
            "packages/crm/deep/er/still/Agent.permissionset-meta.xml": set,
            "elsewhere/profiles/Stray.profile-meta.xml": profile,
        ])
        let catalog = try export.catalog()
        #expect(catalog.names == ["PermissionSet:Agent", "Profile:Admin"])
        #expect(catalog.files(.permissionSet, "Agent") == ["packages/crm/deep/er/still/Agent.permissionset-meta.xml"])
        #expect(catalog.problems.isEmpty)
    }

    @Test(
        "A file in two overlapping package directories is one file",
        arguments: [
            ["force-app", "force-app/main"], ["force-app/main", "force-app"], ["force-app", "force-app"],
            [".", "force-app"],
        ])
    func overlappingPackageDirectories(directories: [String]) throws {
        let export = try TemporaryFolder([
            "sfdx-project.json": projectFile(directories),
            "force-app/main/default/profiles/Admin.profile-meta.xml": profile,
            "force-app/other/profiles/Other.profile-meta.xml": profile,
        ])
        let catalog = try export.catalog()
        #expect(catalog.files(.profile, "Admin") == ["force-app/main/default/profiles/Admin.profile-meta.xml"])
        #expect(catalog.files(.profile, "Other") == ["force-app/other/profiles/Other.profile-meta.xml"])
        #expect(catalog.problems.isEmpty)
    }

    @Test(
        "A package directory that is missing or lies outside is reported, and the others are read",
        arguments: [
            ("gone", "\"gone\" does not exist"), ("../beside", "\"../beside\" lies outside the project"),
        ])
    func packageDirectoryNotThere(directory: String, message: String) throws {
        let export = try TemporaryFolder([
            "sfdx-project.json": projectFile([directory, "force-app"]),
            "force-app/profiles/Admin.profile-meta.xml": profile,
        ])
        let catalog = try export.catalog()
        #expect(catalog.names == ["Profile:Admin"])
        let problem = try #require(catalog.problems.first)
        #expect(catalog.problems.count == 1)
        #expect(problem.severity == .warning)
        #expect(problem.place?.file == "sfdx-project.json")
        #expect(problem.message.contains(message))
    }

    @Test(
        "A project file or manifest that is there and no file is reported, and never waited for",
        .mustEnd,
        arguments: [
            "sfdx-project.json", "package.xml", "manifest/package.xml",
        ],
        [
            ("/dev/zero", "it is not a regular file"), ("pipe", "it is not a regular file"),
            ("nowhere", "it is a symbolic link that leads nowhere"),
            ("itself", "it is a symbolic link that leads in a circle"), ("folder", "it is a folder"),
        ])
    func invalidFile(_ name: String, _ kind: (destination: String, words: String)) throws {
        let export = try TemporaryFolder(["force-app/profiles/Admin.profile-meta.xml": profile])
        if name != "sfdx-project.json" { try export.write(projectFile(["force-app"]), to: "sfdx-project.json") }
        try export.makeFolder("manifest")
        switch kind.destination {
        case "pipe": try #require(mkfifo("\(export.path)/\(name)", 0o600) == 0)
        case "folder": try export.makeFolder(name)
        case "itself": try export.link(name, to: String(name.split(separator: "/").last ?? ""))
        default: try export.link(name, to: kind.destination)
        }
        let problem = try #require(
            try export.catalog().problems.first { $0.message.hasPrefix("The file cannot be read: ") })
        #expect(problem == Problem(.error, at: Place(file: name), "The file cannot be read: \(kind.words)."))
    }

    @Test("So is a manifest beside metadata without a project, and none farther up takes its place")
    func invalidManifest() throws {
        let export = try TemporaryFolder([
            "package.xml": manifest(version: "62.0", objects: "Account"), "a/profiles/Admin.profile": profile,
        ])
        try export.link("a/package.xml", to: "nowhere")
        let catalog = try export.catalog()
        #expect(catalog.problems.map(\.place) == [Place(file: "a/package.xml")])
        // A warning would do if the profile's manifest were another one.
        #expect(catalog.problems.map(\.severity) == [.error])
        #expect(catalog.manifestAsking(for: .customObject, "Account") == Place(file: "package.xml"))
    }

    @Test(
        "A broken project file is an error that says what is wrong",
        arguments: [
            (
                "{ \"packageDirectories\": [{ \"path\": \".\" }],\n  \"packageDirectories\": [{ \"path\": \"..\" }] }",
                "is here for the second time"
            ),
            ("{ \"packageDirectories\": [", "not valid JSON"),
            ("", "not valid JSON"),
            ("{ \"sourceApiVersion\": \"62.0\" }", "packageDirectories"),
            ("{ \"packageDirectories\": \"force-app\" }", "packageDirectories"),
        ])
    func brokenProjectFile(text: String, message: String) throws {
        let export = try TemporaryFolder([
            "sfdx-project.json": text, "force-app/profiles/Admin.profile-meta.xml": profile,
        ])
        let problem = try #require(try export.catalog().problems.first)
        #expect(problem.severity == .error)
        #expect(problem.place?.file == "sfdx-project.json")
        #expect(problem.message.contains(message))
        #expect(!problem.message.contains("<Any>"), "Foundation's words for programmers")
    }

    // MARK: Folders in source format

    @Test("A plain folder in source format is read wherever its files are")
    func plainSourceFolder() throws {
        let export = try TemporaryFolder([
            "Admin.profile-meta.xml": profile,
            "invalid/place/Agent.permissionset-meta.xml": set,
            "permissionsetgroups/Team.permissionsetgroup-meta.xml": document("PermissionSetGroup"),
            "mutingpermissionsets/Mute.mutingpermissionset-meta.xml": document("MutingPermissionSet"),
            "roles/CEO.role-meta.xml": document("Role"),
            "objects/Case/Case.object-meta.xml": document("CustomObject"),
            "objects/Case/fields/Reason__c.field-meta.xml": document("CustomField"),
            "objects/Case/listViews/Mine.listView-meta.xml": document("ListView"),
            "README.md": "no metadata",
        ])
        #expect(
            try export.catalog().names == [
                "CustomField:Case.Reason__c", "CustomObject:Case", "MutingPermissionSet:Mute", "PermissionSet:Agent",
                "PermissionSetGroup:Team", "Profile:Admin", "Role:CEO",
            ])
    }

    @Test("The full name is everything before the last ending, dots included")
    func namesWithDots() throws {
        let export = try TemporaryFolder(["profiles/A.B v1.0.profile-meta.xml": profile])
        #expect(try export.catalog().names == ["Profile:A.B v1.0"])
    }

    // MARK: Metadata API format

    @Test(
        "A retrieved folder is read at each depth at which the tools leave its package.xml",
        arguments: [
            "", "unpackaged/", "unpackaged/unpackaged/",
        ])
    func metadataAPIDepths(depth: String) throws {
        let export = try TemporaryFolder([
            "\(depth)package.xml": manifest(version: "61.0", objects: "Account"),
            "\(depth)profiles/Admin.profile": profile,
            "\(depth)permissionsets/Agent.permissionset": set,
            "\(depth)roles/CEO.role": document("Role"),
            "\(depth)objects/Account.object": document("CustomObject"),
        ])
        let org = try export.orgWithGrants()
        #expect(
            org.catalog.names == ["CustomObject:Account", "PermissionSet:Agent", "Profile:Admin", "Role:CEO"])
        let scope = try #require(org.source(.profile, "Admin")?.scope)
        #expect(scope.manifest?.file == "\(depth)package.xml")
        #expect(scope.manifest?.names(object: "Account") == true)
        #expect(scope.apiVersion == 61)
    }

    @Test("Several packages beside each other keep their own manifests")
    func severalPackages() throws {
        let export = try TemporaryFolder([
            "unpackaged/package.xml": manifest(version: "61.0", objects: "Account"),
            "unpackaged/profiles/Admin.profile": profile,
            "My Package/package.xml": manifest(version: "39.0", objects: "Lead"),
            "My Package/permissionsets/Agent.permissionset": set,
        ])
        let org = try export.orgWithGrants()
        #expect(org.source(.profile, "Admin")?.scope.apiVersion == 61)
        #expect(org.source(.permissionSet, "Agent")?.scope.apiVersion == 39)
        #expect(org.source(.permissionSet, "Agent")?.scope.manifest?.names(object: "Account") == false)
    }

    @Test("A file without -meta.xml counts only in its type's folder")
    func contentOnlyFilesNeedTheirFolder() throws {
        let export = try TemporaryFolder([
            "profiles/Admin.profile": profile, "editor/settings/default.profile": "not XML",
            "models/chair.object": "v 1",
        ])
        let catalog = try export.catalog()
        #expect(catalog.names == ["Profile:Admin"])
        #expect(catalog.problems.isEmpty)
    }

    // MARK: Nothing to audit

    @Test(
        "A PATH that does not exist, is a file or contains no metadata says so, and what was looked for",
        arguments: [
            ("nowhere", "does not exist"), ("notes.txt", "is a file"), ("empty", "contains no metadata"),
            ("empty", ".profile-meta.xml"),
        ])
    func nothingToAudit(folder: String, message: String) throws {
        let export = try TemporaryFolder(["notes.txt": "notes", "empty/package.xml": manifest(version: "62.0")])
        let failure = #expect(throws: MetadataCatalog.Failure.self) {
            try MetadataCatalog.scan(["\(export.path)/\(folder)"], from: "\(export.path)/\(folder)")
        }
        #expect(failure?.description.contains("\(export.path)/\(folder)") == true)
        #expect(failure?.description.contains(message) == true)
    }

    @Test("One empty PATH among several is not a less empty")
    func emptyPathAmongSeveral() throws {
        let export = try TemporaryFolder(["full/Admin.profile-meta.xml": profile, "empty/notes.txt": "notes"])
        let failure = #expect(throws: MetadataCatalog.Failure.self) {
            try MetadataCatalog.scan(["\(export.path)/full", "\(export.path)/empty"])
        }
        #expect(failure?.description.contains("\(export.path)/empty contains no metadata") == true)
    }
}
