import Foundation
import OrgModel
import TestSupport
import Testing

@Suite("A Salesforce DX project in a folder below PATH")
struct ProjectBelowPathTests {
    private let set = document("PermissionSet", userPermission("ApiEnabled"))

    private var files: [String: String] {
        [
            "Repo-main/sfdx-project.json":
                "{\n  \"packageDirectories\": [\n    { \"path\": \"force-app\" },\n    { \"path\": \"gone\" }\n  ],\n  \"sourceApiVersion\": \"61.0\"\n}",
            "Repo-main/.forceignore": "# tools\n**/Hidden.*",
            "Repo-main/manifest/package.xml": manifest(version: "60.0", objects: "Case"),
            "Repo-main/force-app/main/permissionsets/Api.permissionset-meta.xml": set,
            "Repo-main/force-app/main/permissionsets/Hidden.permissionset-meta.xml": set,
            "Repo-main/force-app/demo/sfdx-project.json": projectFile(["nothing"], version: "40.0"),
            "Repo-main/archive/permissionsets/Old.permissionset-meta.xml": set,
            "Repo-main/archive/package.xml": manifest(version: "20.0"),
            "other/permissionsets/Beside.permissionset": set,
        ]
    }

    private func expectProject(_ org: Org, place: String) throws {
        #expect(org.catalog.names == ["PermissionSet:Api", "PermissionSet:Beside"])
        let scope = try #require(org.source(.permissionSet, "Api")?.scope)
        #expect(scope.apiVersion == 61)
        #expect(scope.manifest?.names(object: "Case") == true)
        #expect(org.source(.permissionSet, "Beside")?.scope.apiVersion == nil)
        let hidden = try #require(org.match("Hidden", .permissionSet).problem)
        #expect(hidden.message.contains("Repo-main/.forceignore line 2"))
        let old = try #require(org.match("old", .permissionSet).problem)
        #expect(old.message.contains("outside the project's package directories"))
        #expect(org.problems.map { $0.place?.description } == ["Repo-main/sfdx-project.json:4"])
        #expect(org.problems.first?.message.contains("\"gone\" does not exist") == true)
    }

    @Test(
        "Its package directories, its version and its .forceignore contain for it; of projects inside each other the outer one counts"
    )
    func inFolder() throws {
        try expectProject(try TemporaryFolder(files).orgWithGrants(), place: "")
    }

    @Test("The same in an archive")
    func inArchive() throws {
        let export = try TemporaryFolder()
        try export.write(ZipArchive(files).data, to: "Repo.zip")
        let org = try withExtendedLifetime(export) { () throws in
            let org = Org.read(try MetadataCatalog.scan(["\(export.path)/Repo.zip"], from: "\(export.path)/Repo.zip"))
            return org.readingGrants(of: org.catalog.components.keys)
        }
        try expectProject(org, place: "")
    }

    @Test("A package directory may be the project's own folder")
    func wholeProject() throws {
        let org = try TemporaryFolder([
            "app/sfdx-project.json": projectFile(["."], version: "61.0"), "app/x/Api.permissionset-meta.xml": set,
        ]).orgWithGrants()
        #expect(org.source(.permissionSet, "Api")?.scope.apiVersion == 61)
        #expect(org.problems.isEmpty)
    }

    // MARK: Nothing found

    @Test(
        "What is in the place of the only file is named where nothing is found", arguments: ["folder", "link", "pipe"])
    func inPlaceOfFile(kind: String) throws {
        let export = try TemporaryFolder()
        let file = "profiles/Api.profile"
        switch kind {
        case "folder": try export.makeFolder(file)
        case "link":
            try export.makeFolder("profiles")
            try export.link(file, to: "nowhere")
        default:
            try export.makeFolder("profiles")
            #expect(mkfifo("\(export.path)/\(file)", 0o600) == 0)
        }
        let failure = #expect(throws: MetadataCatalog.Failure.self) { try export.catalog() }
        #expect(failure?.description.contains("profiles/Api.profile is a") == true)
        #expect(failure?.description.contains(kind) == true)
    }

    @Test("A package directory that does not exist is named where nothing is found")
    func missingPackageDirectory() throws {
        let export = try TemporaryFolder(["sfdx-project.json": projectFile(["missing"])])
        let failure = #expect(throws: MetadataCatalog.Failure.self) { try export.catalog() }
        #expect(
            failure?.description.contains("sfdx-project.json:1: The package directory \"missing\" does not exist.")
                == true)
    }

    @Test(
        "What Git has put elsewhere or encrypted is reported for what it is",
        arguments: [
            ("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n", "git lfs pull"),
            ("\0GITCRYPT\0abc", "git-crypt unlock"),
        ])
    func placeholders(text: String, advice: String) throws {
        let org = try TemporaryFolder(["profiles/Api.profile": text]).orgWithGrants()
        #expect(org.unreadable(.profile, "Api")?.message.contains(advice) == true)
        let export = try TemporaryFolder(["org.zip": text])
        let failure = #expect(throws: MetadataCatalog.Failure.self) {
            try MetadataCatalog.scan(["\(export.path)/org.zip"], from: "\(export.path)/org.zip")
        }
        #expect(failure?.description.contains(advice) == true)
    }
}
