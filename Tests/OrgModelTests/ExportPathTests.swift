import Testing

@testable import OrgModel

@Suite("Paths of an export")
struct ExportPathTests {
    @Test(
        "A path is shown below its PATH, so that it resolves from the working folder",
        arguments: [
            ("org", "org/a/b.role", "org"), ("org/", "org/a/b.role", "org"), ("./org", "org/a/b.role", "org"),
            (".//org//", "org/a/b.role", "org"), (".", "a/b.role", ""), ("./", "a/b.role", ""),
            ("../org", "../org/a/b.role", "../org"), ("/x/org", "/x/org/a/b.role", "/x/org"), ("/", "/a/b.role", "/"),
            ("", "a/b.role", ""),
        ])
    func description(typed: String, shown: String, root: String) {
        #expect(ExportPath("a/b.role", below: Root(typed)).description == shown)
        #expect(ExportPath("", below: Root(typed)).description == root)
    }

    @Test("The folders above a path end with the PATH, whatever is above that")
    func folders() {
        let path = ExportPath("a/b/c.role", below: Root("/x/org"))
        #expect(path.name == "c.role")
        #expect(path.onDisk == "/x/org/a/b/c.role")
        #expect(path.foldersAbove.map(\.relative) == ["a/b", "a", ""])
        #expect(path.folder.appending("c.role") == path)
        let root = ExportPath("", below: path.root)
        #expect(root.foldersAbove.isEmpty)
        #expect(root.folder == root)
        #expect(root.onDisk == "/x/org")
        #expect(root.appending("") == root)
        #expect(root.appending("a").relative == "a")
    }
}
