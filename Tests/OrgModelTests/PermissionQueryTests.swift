import OrgModel
import Testing

@Suite("Queries for records of permissions")
struct PermissionQueryTests {
    private static let queries = [
        PermissionQuery(.objectPermission, of: .assigned(username: "o'neil\\api@example.com"), objects: ["Account"]),
        PermissionQuery(.fieldPermission, of: .assigned(username: "api@example.com"), objects: ["Task", "ns__X__c"]),
        PermissionQuery(
            .fieldPermission, of: .named([.profile: ["It's, (one)"], .group: ["G"]]), objects: ["Task"]),
        PermissionQuery(.objectPermission, of: .named([.permissionSet: ["A", "B"]]), objects: ["Case"]),
        PermissionQuery(.objectPermission, of: .assigned(username: "\u{301}a'\u{301}b\r\n\t"), objects: ["Case"]),
    ]

    @Test("a query that was written is read back", arguments: queries)
    func readsItself(_ query: PermissionQuery) {
        #expect(PermissionQuery(query.text()) == query)
        let shorter = query.text(omitting: ["PermissionsViewAllFields"])
        #expect(PermissionQuery(shorter) == query)
        #expect(!shorter.contains("PermissionsViewAllFields"))
    }

    @Test("white space, the case of keywords, and more objects make no difference")
    func readsLooselyWritten() throws {
        let text = """
            select Id,ParentId,SobjectType from objectpermissions
               where parentid in(select permissionsetid from PermissionSetAssignment where assignee.username='a@b.c')
                 and SobjectType in ('Account' ,'Lead')
            """
        let query = PermissionQuery(
            .objectPermission, of: .assigned(username: "a@b.c"), objects: ["Account", "Lead"])
        #expect(PermissionQuery(text) == query)
    }

    @Test(
        "a query that may leave out records is not read",
        arguments: [
            " LIMIT 10", " AND PermissionsRead = true", " ORDER BY Field", " OR SobjectType = 'Lead'", "; DELETE",
            " -- more", " AND SobjectType IN ('Account')", " ALL ROWS",
        ])
    func refusesOtherQueries(_ addition: String) throws {
        let query = try #require(Self.queries.first)
        #expect(PermissionQuery(query.text() + addition) == nil)
    }

    @Test(
        "a text that is no query is not read",
        arguments: [
            "Id FROM ObjectPermissions WHERE (Parent.Name IN ('A')) AND SobjectType IN ('Account')",
            "SELECT Id ObjectPermissions WHERE (Parent.Name IN ('A')) AND SobjectType IN ('Account')",
            "SELECT Id FROM ObjectPermissions (Parent.Name IN ('A')) AND SobjectType IN ('Account')",
            "SELECT Id FROM ObjectPermissions WHERE (Parent.Name IN ('A')) SobjectType IN ('Account')",
            "SELECT Id FROM ObjectPermissions WHERE (Parent.Name IN ('A')) AND IN ('Account')",
            "SELECT Id FROM ObjectPermissions WHERE (Parent.Name ('A')) AND SobjectType IN ('Account')",
            "SELECT Id FROM ObjectPermissions WHERE (Parent.Name IN 'A')) AND SobjectType IN ('Account')",
            "SELECT Id FROM ObjectPermissions WHERE Parent.Name IN ('A')) AND SobjectType IN ('Account')",
            "SELECT Id FROM ObjectPermissions WHERE ParentId (SELECT PermissionSetId FROM PermissionSetAssignment "
                + "WHERE Assignee.Username = 'a') AND SobjectType IN ('Account')",
            "SELECT Id FROM ObjectPermissions WHERE ParentId IN SELECT PermissionSetId FROM PermissionSetAssignment "
                + "WHERE Assignee.Username = 'a') AND SobjectType IN ('Account')",
            "", "SELECT", "SELECT Id FROM ObjectPermissions", "SELECT FROM ObjectPermissions WHERE",
            "SELECT Id FROM Account WHERE ParentId IN (SELECT PermissionSetId FROM PermissionSetAssignment "
                + "WHERE Assignee.Username = 'a') AND SobjectType IN ('Account')",
            "SELECT COUNT(Id) FROM ObjectPermissions WHERE (Parent.Name IN ('A')) AND SobjectType IN ('Account')",
            "SELECT Id FROM ObjectPermissions WHERE ParentId IN (SELECT PermissionSetId FROM PermissionSetAssignment "
                + "WHERE Assignee.Username = 'a' AND SobjectType IN ('Account')",
            "SELECT Id FROM ObjectPermissions WHERE (Parent.Name IN ('A) AND SobjectType IN ('Account')",
            "SELECT Id FROM ObjectPermissions WHERE (Parent.Name IN ('A', 'B)",
            "SELECT Id FROM ObjectPermissions WHERE (Parent.Name IN ('A\\q')) AND SobjectType IN ('Account')",
            "SELECT Id FROM ObjectPermissions WHERE (Parent.Label IN ('A')) AND SobjectType IN ('Account')",
        ])
    func refusesOtherTexts(_ text: String) { #expect(PermissionQuery(text) == nil) }
}
