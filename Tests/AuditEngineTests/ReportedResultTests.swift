import Foundation
import OrgModel
import Testing

@testable import AuditEngine

@Suite("A result that is read from a report")
struct ReportedResultTests {
    private func report(
        _ rows: [(id: String, table: String)], tables: [AuditSnapshot.Table]? = nil, requires: String = "read"
    ) -> AuditSnapshot {
        var report = AuditSnapshot(
            tool: AuditSnapshot.Tool(version: "1"),
            guide: AuditSnapshot.GuideReference(id: "demo", title: "Demo", edition: ""), principal: PrincipalNames(),
            outcome: "", counts: [:],
            requirements: rows.map { row in
                AuditSnapshot.Answered(
                    id: row.id, table: row.table, label: row.id, kind: "", requires: requires, severity: "",
                    verdict: .passed, message: "It is.", evidence: [])
            }, problems: [])
        report.tables = tables
        return report
    }

    @Test(
        "Without its guide a row is of the kind that its id says, and any other is shown all the same",
        arguments: [
            ("system/ApiEnabled", "systemPermission"), ("object/Account/read", "objectPermission"),
            ("field/Account.Phone", "fieldPermission"), ("role/api-user-assigned", "role"), ("system", "other"),
            ("object/Account", "other"), ("object/Account/read/more", "other"), ("object/Account/novel", "other"),
            ("field/Account", "other"), ("role/novel", "other"), ("novel/Account", "other"),
        ])
    func kinds(id: String, kind: String) {
        let findings = report([(id, "1")]).result(by: nil).findings
        #expect(findings.map(\.requirement.id) == [id])
        #expect(findings.map(\.requirement.kind) == [kind])
    }

    @Test(
        "A source is a type and a name, and any other text is none",
        arguments: [
            ("Profile:API: 1", ComponentID(.profile, "API: 1")), ("Profile", nil), ("Novel:API", nil), ("", nil),
        ])
    func sources(text: String, id: ComponentID?) throws {
        let json = "{\"component\": \"\(text)\", \"says\": \"It says so\"}"
        #expect(try JSONDecoder().decode(Evidence.self, from: Data(json.utf8)).component == id)
    }

    @Test("A table that the report does not describe is the guide's, and each is there once")
    func tables() throws {
        let rows = [("system/ApiEnabled", "1"), ("system/EditTask", "2"), ("system/ViewSetup", "3")]
        let first = AuditSnapshot.Table(id: "1", title: "First", caption: "First")
        let files = ["Other", "Second"].enumerated().map { number, title in
            """
            table: "\(number + 1)"
            title: \(title)
            caption: \(title)
            kind: systemPermission
            severity: major
            rows: [{ permission: \(number == 0 ? "ApiEnabled" : "EditTask"), label: A, requires: granted, purpose: B. }]
            """
        }
        let guide = try GuideFolder([
            "guide.yaml": """
            id: demo
            title: Demo
            edition: First
            source: https://example.com/guide
            summary: A guide for tests.
            objects: {}
            tables: [one.yaml, two.yaml]
            """, "one.yaml": files[0], "two.yaml": files[1],
        ]).load()
        let result = report(rows, tables: [first]).result(by: guide)
        #expect(result.guide.tables.map(\.title) == ["First", "Second", "3"])
        #expect(result.guide.tables.map { $0.requirements.map(\.id) } == rows.map { [$0.0] })
    }

    @Test("End users are as many as the report says, or as their roles show where it does not")
    func endUsers() {
        func users(_ roles: [String], _ counts: PrincipalNames.EndUserCounts?) -> [Principal.RoleAssignment]? {
            var names = PrincipalNames()
            (names.endUserRoles, names.endUsers) = (roles, counts)
            return names.principal(endUserRoles: nil).endUsers?.map(\.role)
        }
        #expect(users([], nil) == nil)
        #expect(users(["Sales"], nil) == [.role("Sales")])
        #expect(users([], .init(count: 2, withoutRole: 1, roleNotKnown: 1)) == [.none, .notStated])
        #expect(users(["Sales"], .init(count: 2, withoutRole: 0, roleNotKnown: 0)) == [.role("Sales"), .role("Sales")])
    }
}
