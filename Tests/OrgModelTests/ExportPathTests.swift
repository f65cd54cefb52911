import Testing

@testable import OrgModel

@Suite("Paths of an export")
struct ExportPathTests {
    @Test(
        "A path is shown below its PATH only where there are several",
        arguments: [
            (false, "objects/Case.object", "objects/Case.object"),
            (true, "objects/Case.object", "org/objects/Case.object"),
            (false, "", ""), (true, "", "org"),
        ])
    func description(isOneOfSeveral: Bool, relative: String, shown: String) {
        for typed in ["org", "org/"] {
            #expect(ExportPath(relative, below: Root(typed, isOneOfSeveral: isOneOfSeveral)).description == shown)
        }
    }

    @Test("The folders above a path end with the PATH, whatever is above that")
    func folders() {
        let path = ExportPath("a/b/c.role", below: Root("/x/org", isOneOfSeveral: true))
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
