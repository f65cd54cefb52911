import OrgModel
import TestSupport
import Testing

@Suite("Which manifest and API version contain for a file")
struct ScopeTests {
    private let profile = document("Profile")

    private func scope(_ files: [String: String]) throws -> ExportScope {
        let org = try TemporaryFolder(files).orgWithGrants()
        return try #require(org.source(.profile, "Admin")?.scope)
    }

    @Test("The nearest package.xml above the file, not the ones farther up or beside")
    func nearestManifest() throws {
        let scope = try scope([
            "package.xml": manifest(version: "50.0", objects: "Account"),
            "a/package.xml": manifest(version: "51.0", objects: "Contact"),
            "a/b/profiles/Admin.profile": profile,
            "a/c/package.xml": manifest(version: "52.0", objects: "Lead"),
        ])
        #expect(scope.manifest?.file == "a/package.xml")
        #expect(scope.apiVersion == 51)
    }

    @Test("The search goes up to PATH")
    func manifestAtTop() throws {
        let scope = try scope([
            "package.xml": manifest(version: "50.0"), "a/b/c/profiles/Admin.profile": profile,
        ])
        #expect(scope.manifest?.file == "package.xml")
    }

    @Test("A manifest above PATH does not count")
    func manifestAbovePath() throws {
        let export = try TemporaryFolder([
            "package.xml": manifest(version: "50.0"), "inner/profiles/Admin.profile": profile,
        ])
        let id = ComponentID(.profile, "Admin")
        let org = try withExtendedLifetime(export) {
            Org.read(try MetadataCatalog.scan(["\(export.path)/inner"], from: "\(export.path)/inner")).readingGrants(
                of: [id])
        }
        #expect(org.sources[id]?.scope == ExportScope(apiVersion: nil, manifest: nil))
    }

    @Test("Without any manifest the version is unstated")
    func noManifest() throws {
        #expect(try scope(["profiles/Admin.profile": profile]) == ExportScope(apiVersion: nil, manifest: nil))
    }

    @Test("A manifest may name a type more than once")
    func typeTwice() throws {
        let types = ["Account", "Case"].map { "<types><members>\($0)</members><name>CustomObject</name></types>" }
        let export = try TemporaryFolder([
            "package.xml": document("Package", types[0], types[1]), "profiles/Admin.profile": document("Profile"),
        ])
        let catalog = try export.catalog()
        for object in ["Account", "Case"] {
            #expect(catalog.manifestAsking(for: .customObject, object)?.file == "package.xml", "\(object)")
        }
        #expect(catalog.manifestAsking(for: .customObject, "Lead") == nil)
    }

    // MARK: In a project

    private let file = "force-app/main/default/profiles/Admin.profile-meta.xml"

    @Test(
        "Source format takes the project's version first, then its manifest's, else none",
        arguments: [
            ("62.0", "59.0", 62), (nil, "59.0", 59), ("62.0", nil, 62), (nil, nil, nil),
        ] as [(String?, String?, Int?)])
    func projectVersion(project: String?, inManifest: String?, expected: Int?) throws {
        let scope = try scope([
            "sfdx-project.json": projectFile(["force-app"], version: project),
            "manifest/package.xml": manifest(version: inManifest, objects: "Account"),
            file: profile,
        ])
        #expect(scope.apiVersion == expected)
        #expect(scope.manifest?.file == "manifest/package.xml")
        #expect(scope.manifest?.names(object: "Account") == true)
    }

    @Test("Metadata API format inside a project takes the manifest's version, never the project's")
    func metadataAPIFormatInProject() throws {
        let scope = try scope([
            "sfdx-project.json": projectFile(["src"], version: "62.0"),
            "src/package.xml": manifest(version: "38.0"),
            "src/profiles/Admin.profile": profile,
        ])
        #expect(scope.apiVersion == 38)
    }

    @Test(
        "A manifest above the file comes before manifest/package.xml, wherever above it is",
        arguments: [
            "package.xml", "force-app/package.xml", "force-app/main/default/package.xml",
        ])
    func nearestBeforeProjectManifest(place: String) throws {
        let scope = try scope([
            "sfdx-project.json": projectFile(["force-app/main"]),
            "manifest/package.xml": manifest(version: "59.0"),
            place: manifest(version: "51.0"),
            file: profile,
        ])
        #expect(scope.manifest?.file == place)
        #expect(scope.apiVersion == 51)
    }

    @Test("Outside a project manifest/package.xml is a manifest like any other")
    func manifestFolderOutsideProject() throws {
        let scope = try scope(["manifest/package.xml": manifest(version: "59.0"), file: profile])
        #expect(scope.manifest == nil)
    }

    // MARK: What a manifest says

    @Test(
        "A manifest names an object, and a wildcard every object but the standard ones",
        arguments: [
            (["Account"], "Account", true), (["Account"], "Contact", false), (["*"], "Account", false),
            (["*"], "Chat__c", true), (["*"], "pkg__Chat__c", true), (["*", "Account"], "Account", true),
            ([], "Chat__c", false),
        ])
    func namesObject(members: [String], object: String, expected: Bool) throws {
        let types = members.map { "<types><members> \($0)\n</members><name>CustomObject</name></types>" }.joined()
        let scope = try scope([
            "package.xml": document("Package", types, "<types><members>Contact</members><name>Layout</name></types>"),
            "profiles/Admin.profile": profile,
        ])
        #expect(scope.manifest?.names(object: object) == expected)
    }

    @Test(
        "A version is the number before the point",
        arguments: [
            ("62.0", 62), ("39", 39), (" 40.0 ", 40), ("latest", nil), ("", nil),
        ] as [(String, Int?)])
    func versions(text: String, expected: Int?) throws {
        let scope = try scope(["package.xml": manifest(version: text), "profiles/Admin.profile": profile])
        #expect(scope.apiVersion == expected)
    }

    @Test("A broken manifest is an error with its line, and no manifest farther up takes its place")
    func brokenManifest() throws {
        let export = try TemporaryFolder([
            "package.xml": manifest(version: "38.0", objects: "Account"),
            "a/package.xml":
                "<?xml version=\"1.0\"?>\n<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n<types>",
            "a/profiles/Admin.profile": profile,
        ])
        let org = try export.orgWithGrants()
        let problem = try #require(org.problems.first)
        #expect(problem.severity == .error)
        #expect(problem.place == Place(file: "a/package.xml", line: 3))
        let scope = org.source(.profile, "Admin")?.scope
        #expect(scope?.manifest?.names(object: "Account") != true)
        #expect(scope?.apiVersion == nil)
    }

    @Test("A broken package.xml that is not a source's manifest is a warning")
    func brokenManifestOfNothing() throws {
        let export = try TemporaryFolder([
            "profiles/Admin.profile": profile, "package.xml": manifest(version: "62.0"),
            "destructive/package.xml": "<Package>",
        ])
        let problems = try export.catalog().problems
        #expect(problems.map(\.place?.file) == ["destructive/package.xml"])
        #expect(problems.first?.severity == .warning)
    }
}
