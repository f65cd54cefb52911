import AuditEngine
import Foundation
import OrgModel
import TestSupport
import Testing

/// What the org-wide defaults of objects add to the row about the API user's role, and to waivers.
@Suite("Org-wide defaults")
struct OrgWideDefaultTests {
    static let above = "role/api-user-above-end-users"

    private func export(_ defaults: (String, String)...) -> Export {
        defaults.reduce(Export().roles("Agent < Lead")) { export, object in
            export.object(object.0, "<sharingModel>\(object.1)</sharingModel>")
        }
    }

    private func audit(_ export: Export, _ records: [[String]] = [], with principal: Principal? = nil) throws
        -> Finding
    {
        var principal = principal ?? Principal()
        principal.role = .role("Lead")
        principal.endUsers = [Principal.EndUser(role: .role("Agent"))]
        return try export.audit(principal, withRecords: records).expect(Self.above, .passed)
    }

    @Test(
        "A private object says why the role matters, whoever says it",
        arguments: [
            [("Task", "Private")], [("Activity", "Private")], [("Task", "Private"), ("Activity", "Private")], [],
        ])
    func isPrivate(files: [(String, String)]) throws {
        let export = files.reduce(export()) { $0.object($1.0, "<sharingModel>\($1.1)</sharingModel>") }
        let finding = try audit(export, files.isEmpty ? [[entityRecord("Task", "Task", sharing: "Private")]] : [])
        #expect(
            finding.message.hasSuffix(
                "Task is Private in this org, so the role decides which of the end users' Tasks the API user sees."))
        let evidence = try #require(finding.evidence.first { $0.statement == .orgWideDefault(of: "Task", .isPrivate) })
        #expect(evidence.place?.line == (files.isEmpty ? 2 : 3))
    }

    @Test("Nothing is said where no default is known, or where what says it contradicts itself")
    func notKnown() throws {
        let without = try audit(export()).message
        #expect(try audit(export(("Task", "Secret"))).message == without)
        #expect(try audit(export(("Task", "Private"), ("Activity", "ControlledByParent"))).message == without)
        let contradicted = try audit(export(("Task", "Private")), [[entityRecord("TASK", "Task", sharing: "Edit")]])
        #expect(contradicted.message == without)
        #expect(contradicted.evidence.allSatisfy { $0.component?.type == .role })
    }

    @Test("Each default has its own words, and several objects of one default are in one sentence")
    func words() throws {
        let message = try audit(
            export(
                ("Account", "Read"), ("Contact", "ControlledByParent"), ("Lead", "ReadWriteTransfer"),
                ("Case", "Private"),
                ("Task", "Private"))
        ).message
        #expect(
            message.hasSuffix(
                "Task and Case are Private in this org, so the role decides which of the end users' Tasks and Cases the API user "
                    + "sees. Account is Public Read Only in this org, so the role decides which of the end users' Accounts the API "
                    + "user can change. Contact is Controlled by Parent in this org: access to a record follows the one that it "
                    + "belongs to."))
    }

    @Test("Where no object is private the role matters less, and no verdict changes")
    func mattersLess() throws {
        let names = ["Task", "Account", "Contact", "Lead", "Opportunity", "Case"]
        let export = names.reduce(export()) { $0.object($1, "<sharingModel>ReadWrite</sharingModel>") }
        let words = "So the role matters less in this org, but the guide requires it all the same."
        #expect(try audit(export).message.hasSuffix(words))
        // One that is not known may be private.
        let most = names.dropLast().reduce(self.export()) { $0.object($1, "<sharingModel>ReadWrite</sharingModel>") }
        #expect(try !audit(most).message.contains("matters less"))
        let failing = try export.audit(.roles(.role("Agent"), endUsers: [.role("Lead")]), withRecords: [])
        try failing.expect(Self.above, .failed)
    }

    @Test(
        "What opens all records of an object leaves nothing of them to the role",
        arguments: [user("ViewAllData"), object("Task", "rv")])
    func open(entry: String) throws {
        let export = export(("Task", "Private"), ("Case", "Private")).permissionSet("Set", entry, object("Case", "rv"))
        let message = try audit(export, with: .set("Set")).message
        if entry.contains("ViewAllData") {
            #expect(
                message.hasSuffix(
                    "All records of Task and Case are open to the API user by other permissions, whatever its role."))
        } else {
            // Tasks have no object permissions.
            #expect(message.contains("Task is Private in this org"))
            #expect(
                message.hasSuffix(
                    "All records of Case are open to the API user by other permissions, whatever its role."))
        }
    }

    @Test("A system permission that opens no records leaves them to the role")
    func opensNothing() throws {
        let export = export(("Case", "Private")).permissionSet("Set", user("ActivitiesAccess"), user("EditTask"))
        #expect(
            try audit(export, with: .set("Set")).message.contains("Case is Private in this org, so the role decides"))
    }

    @Test("Where every default is known, the role matters less unless one of them leaves something to it")
    func somethingMatters() throws {
        let objects = ["Task", "Account", "Contact", "Lead", "Opportunity", "Case"]
        func message(_ model: String, ofCase last: String) throws -> String {
            let export = objects.dropLast().reduce(Export().roles("Agent < Lead")) {
                $0.object($1, "<sharingModel>\(model)</sharingModel>")
            }
            return try audit(export.object("Case", "<sharingModel>\(last)</sharingModel>")).message
        }
        #expect(try message("ReadWrite", ofCase: "ReadWrite").contains("the role matters less"))
        for last in ["Private", "Read"] {
            #expect(try !message("ReadWrite", ofCase: last).contains("the role matters less"))
        }
    }

    @Test("A waived right on a private object is reported with the place that says it is private")
    func waived() throws {
        let export = export(("Case", "Private"), ("Lead", "ReadWrite")).permissionSet("Set")
        let result = try export.audit(.set("Set"), withRecords: [])
        let date = try #require(ISO8601DateFormatter().date(from: "2026-11-26T00:00:00Z"))
        func waiver(_ requirement: String) -> Waiver {
            Waiver(
                requirement: requirement, reason: "Least privilege", owner: "Security", expires: date,
                place: Place(file: "waivers.yml", line: 2))
        }
        let waived = result.waiving(["object/Case/modifyAll", "object/Lead/modifyAll"].map(waiver), on: date)
        waived.expectProblem(
            .warning, "object/Case/modifyAll is waived, but Case is Private in this org. Without Modify All Records",
            at: "objects/Case.object:3")
        #expect(!waived.problems.contains { $0.message.contains("object/Lead/modifyAll") })
        #expect(!result.problems.contains { $0.message.contains("is waived") })
        let other = result.waiving([waiver("object/Case/create")], on: date)
        #expect(!other.problems.contains { $0.message.contains("is waived, but") })
    }

    @Test("Records of an object that neither the guide nor Salesforce has are an error of the guide")
    func unknownObject() throws {
        let folder = try GuideFolder([
            "guide.yaml": """
            id: one
            title: One
            edition: First
            source: https://example.com/guide
            summary: A guide for tests.
            objects: { Case: {} }
            tables: [t.yaml]
            """,
            "t.yaml": """
            table: R
            title: T
            caption: T
            kind: role
            severity: major
            remedy: { setup: Give it a role., metadata: none }
            rows:
              - rule: api-user-above-end-users
                label: Above
                requires: above
                records: [Case, Event, Invoice__c]
                purpose: It sees records.
            """,
        ])
        folder.expectOnly("t.yaml", 11, "names no object \"Invoice__c\"")
    }
}
