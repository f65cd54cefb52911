import OrgModel
import TestSupport
import Testing

@Suite("Files that cannot be read")
struct BrokenFileTests {
    /// What can be wrong with a file, the line that is reported, and the words.
    struct Diagnostic: Sendable, CustomTestStringConvertible {
        let name: String
        let text: @Sendable (_ root: String) -> String
        let line: Int?
        let words: String
        var testDescription: String { name }
    }

    static let diagnostics = [
        Diagnostic(name: "empty", text: { _ in "" }, line: nil, words: "empty"),
        Diagnostic(name: "only white space", text: { _ in " \n \n" }, line: 3, words: ""),
        Diagnostic(
            name: "cut off", text: { "<\($0) xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n<label>A" }, line: 2,
            words: ""),
        Diagnostic(
            name: "wrong end tag", text: { document($0, "<label>A</lable>") }, line: 3, words: "closed by another name"),
        Diagnostic(name: "no XML", text: { _ in "{ \"json\": true }" }, line: 1, words: ""),
        Diagnostic(name: "wrong root", text: { _ in document("ApexClass") }, line: 2, words: "<ApexClass>"),
        Diagnostic(
            name: "wrong namespace", text: { document($0, namespace: "urn:other") }, line: 2, words: "namespace"),
        Diagnostic(name: "no namespace", text: { document($0, namespace: nil) }, line: 2, words: "namespace"),
        Diagnostic(
            name: "DOCTYPE",
            text: { "<!DOCTYPE \($0)>\n<\($0) xmlns=\"http://soap.sforce.com/2006/04/metadata\"/>" }, line: 1,
            words: "DOCTYPE"),
        Diagnostic(
            name: "merge conflict", text: { document($0, "<<<<<<< HEAD", "<label>A</label>") }, line: 3,
            words: "not well-formed"),
    ]

    @Test(
        "Each error is reported with file and line, and the rest of the org is read",
        arguments: diagnostics,
        [MetadataType.profile, .permissionSet, .mutingPermissionSet, .permissionSetGroup, .role, .customObject])
    func diagnostic(diagnostic: Diagnostic, type: MetadataType) throws {
        let file = "folder/Broken.\(type.suffix)-meta.xml"
        let export = try TemporaryFolder([
            file: diagnostic.text(type.rawValue), "folder/Sound.\(type.suffix)-meta.xml": document(type.rawValue),
        ])
        let org = try export.orgWithGrants()
        let problem = try #require(org.unreadable(type, "Broken"))
        #expect(problem.place?.file == file)
        #expect(problem.place?.line == diagnostic.line)
        #expect(problem.message.contains(diagnostic.words))
        #expect(org.unreadable.count == 1)
        #expect(org.sources[ComponentID(type, "Broken")] == nil)
        #expect(org.groups[ComponentID(type, "Broken")] == nil)
        switch type {
        case .profile, .permissionSet, .mutingPermissionSet: #expect(org.source(type, "Sound") != nil)
        case .permissionSetGroup: #expect(org.groups[ComponentID(type, "Sound")] != nil)
        case .role: #expect(org.roles["Sound"] != nil && org.roles["Broken"] == nil)
        default: #expect(org.object("Sound")?.place != nil)
        }
    }

    @Test("What is before an error does not pass for the whole: a file broken at its end grants nothing")
    func brokenAtTheEnd() throws {
        let export = try TemporaryFolder([
            "Agent.permissionset-meta.xml": document("PermissionSet", userPermission("ApiEnabled"), "<label>")
        ])
        let org = try export.orgWithGrants()
        #expect(org.source(.permissionSet, "Agent") == nil)
        #expect(org.unreadable(.permissionSet, "Agent")?.place?.line == 5)
    }

    @Test("Where one of two files for a permission set is broken, the set is unreadable")
    func oneOfTwoFilesBroken() throws {
        let export = try TemporaryFolder([
            "a/Agent.permissionset-meta.xml": document("PermissionSet", userPermission("ApiEnabled")),
            "b/Agent.permissionset-meta.xml": "",
        ])
        let org = try export.orgWithGrants()
        #expect(org.source(.permissionSet, "Agent") == nil)
        #expect(org.unreadable(.permissionSet, "Agent")?.place?.file == "b/Agent.permissionset-meta.xml")
    }

    @Test("A wrong file in the right place says what was found and what belongs there")
    func wrongRoot() throws {
        let export = try TemporaryFolder(["profiles/Admin.profile": document("PermissionSet")])
        let message = try #require(try export.org().unreadable(.profile, "Admin")).message
        #expect(message.contains("<PermissionSet>"))
        #expect(message.contains("<Profile>"))
    }
}
