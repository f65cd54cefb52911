import Testing

@testable import OrgModel

@Suite("What one user's records say")
struct UserRecordTests {
    private static func flag(_ values: String...) throws -> UserFlag? {
        let rows = values.map { "ada,true,\($0)\n" }.joined()
        let export = try UserFiles.read("Username,IsActive,UserPermissionsMarketingUser\n" + rows)
        return export.users.first?.flags[APIName("MarketingUser")]
    }

    @Test(
        "A flag is what a record says that says something", arguments: [("?", "true"), ("true", "?"), ("true", "true")])
    func flag(_ first: String, _ second: String) throws {
        #expect(try Self.flag(first, second) == .on)
    }

    @Test(
        "Records that contradict each other leave a flag open, whatever a further one says",
        arguments: ["true", "false"])
    func contradiction(third: String) throws {
        #expect(try Self.flag("true", "false", third)?.isOn == nil)
        #expect(try Self.flag("true", "?", "false")?.isOn == nil)
    }

    @Test("Where no record says a flag, the first one is named")
    func unclear() throws {
        guard case .unclear(let unknown) = try Self.flag("first", "second") else {
            Issue.record("the flag is known")
            return
        }
        #expect(unknown.place?.line == 2)
        #expect(unknown.says.contains("first"))
    }

    @Test("A column that names no flag is none")
    func noFlag() throws {
        let export = try UserFiles.read("Username,IsActive,UserPermissions\nada,true,true\n")
        #expect(export.users.map(\.flags) == [[:]])
    }

    @Test("Text in the place of the role hides it only where no column says it", arguments: ["Agent", ""])
    func textForRole(name: String) throws {
        let export = try UserFiles.read("Username,IsActive,UserRole,UserRole.DeveloperName\nada,true,text,\(name)\n")
        #expect(export.users.map { $0.doubts[.role] != nil } == [name.isEmpty])
        #expect(export.users.map(\.role) == [name.isEmpty ? .notStated : .role(name)])
    }

    @Test("Whether a user is active is open only where the record does not say", arguments: ["true", "false", "?"])
    func isActive(value: String) throws {
        let export = try UserFiles.read("Username,IsActive\nada,\(value)\n")
        #expect(export.users.map { $0.doubts[.isActive] != nil } == [value == "?"])
    }

    @Test("An assignment may name its user by each Id of the records of that username", arguments: ["0051", "0052"])
    func severalIDs(id: String) throws {
        let export = try UserFiles.read(
            "Id,Username,IsActive\n0051,ada,true\n0052,ADA,true\n",
            "AssigneeId,Assignee.Username,PermissionSet.Name,IsActive,ExpirationDate\n\(id),ada,S,true,\n")
        #expect(export.assignments.map(\.target) == [.permissionSet(fullName: "S")])
    }

    @Test("An assignment that names another Id than the user's is refused")
    func otherID() throws {
        let export = try UserFiles.read(
            "Id,Username,IsActive\n0051,ada,true\n",
            "AssigneeId,Assignee.Username,PermissionSet.Name,IsActive,ExpirationDate\n0059,ada,S,true,\n")
        #expect(export.assignments.isEmpty)
    }
}
