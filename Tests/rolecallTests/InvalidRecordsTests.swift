import Foundation
import OrgModel
import TestSupport
import Testing

@testable import rolecall

/// The records of permissions of one user, as `sf data query` leaves them, which a test spoils.
private struct Records {
    /// What each file contains, by its name.
    var files: [String: String] = [:]
    var username = "api@example.com"
    let objects = ["Account", "Contact", "Lead", "Opportunity", "Case", "Task", "Event"]

    static let set = "0PS000000000001AAA"
    static let profile = "0PS000000000002AAA"

    init(username: String = "api@example.com") {
        self.username = username
        files["users.json"] = Self.result(
            "User",
            [
                #""Username":\#(quoted(username)),"IsActive":true,"UserType":"Standard","Profile":{"Name":"Api"},"UserRole":null"#
            ])
        files["sources.json"] = Self.result(
            "PermissionSetAssignment",
            [
                assignment(Self.set, #""Name":"Set","IsOwnedByProfile":false,"Type":"Regular""#),
                assignment(
                    Self.profile, #""Name":"X00e1","IsOwnedByProfile":true,"Type":"Profile","Profile":{"Name":"Api"}"#),
            ])
        objects([object(Self.set, "Account", "rc"), object(Self.set, "Contact", "re")])
        fields([field(Self.set, "Contact.Phone", "re"), field(Self.set, "Contact.Email", "r")])
        query(.objectPermission, beside: "objects")
        query(.fieldPermission, beside: "fields")
    }

    private func quoted(_ text: String) -> String {
        String(decoding: (try? JSONEncoder().encode(text)) ?? Data(), as: UTF8.self)
    }

    static func result(_ type: String, _ records: [String], _ end: String? = nil) -> String {
        let lines = records.map { #"{"attributes":{"type":"\#(type)","url":"/x"},\#($0)}"# }.joined(separator: ",\n")
        return "{\"records\":[\n\(lines)\n],\(end ?? #""totalSize":\#(records.count),"done":true"#)}"
    }

    func assignment(_ set: String, _ columns: String, _ group: String = "null", of username: String? = nil) -> String {
        #""AssigneeId":"005000000000001AAA","Assignee":{"Username":\#(quoted(username ?? self.username))},"IsActive":true,"#
            + #""ExpirationDate":null,"PermissionSetId":"\#(set)","PermissionSetGroup":\#(group),"PermissionSet":{\#(columns),"#
            + #""HasActivationRequired":false,"NamespacePrefix":null,"PermissionsApiEnabled":true,"PermissionsViewSetup":false,"#
            + #""PermissionsModifyAllData":false,"PermissionsViewAllData":false,"PermissionsModifyMetadata":false,"#
            + #""PermissionsViewAllFieldsGlobal":false,"PermissionsEditReadonlyFields":false}"#
    }

    func object(_ parent: String, _ name: String, _ flags: String, id: String = "110000000000001AAA") -> String {
        let columns: [(Character, String)] = [
            ("r", "Read"), ("c", "Create"), ("e", "Edit"), ("d", "Delete"), ("v", "ViewAllRecords"),
            ("m", "ModifyAllRecords"), ("f", "ViewAllFields"),
        ]
        return #""Id":"\#(id)","ParentId":"\#(parent)","SobjectType":"\#(name)""#
            + columns.map { #","Permissions\#($1)":\#(flags.contains($0))"# }.joined()
    }

    func field(_ parent: String, _ name: String, _ flags: String) -> String {
        #""Id":"01k000000000001AAA","ParentId":"\#(parent)","SobjectType":"\#(name.prefix { $0 != "." })","Field":"\#(name)","#
            + #""PermissionsRead":\#(flags.contains("r")),"PermissionsEdit":\#(flags.contains("e"))"#
    }

    mutating func objects(_ records: [String], _ end: String? = nil, in file: String = "objects") {
        files["\(file).json"] = Self.result("ObjectPermissions", records, end)
    }

    mutating func fields(_ records: [String], in file: String = "fields") {
        files["\(file).json"] = Self.result("FieldPermissions", records)
    }

    mutating func query(_ kind: PermissionKind, beside file: String, of username: String? = nil) {
        files["\(file).soql"] =
            PermissionQuery(kind, of: .assigned(username: username ?? self.username), objects: objects).text()
    }

    struct Report {
        let run: Run
        let verdicts: [String: String]

        /// What is written of the input, and of one requirement.
        func contains(_ words: String) -> Bool {
            (run.output + run.error).contains(words)
        }
    }

    /// Writes an export without any source, and the records.
    func withFolders<Value>(_ body: (_ export: String, _ records: String) throws -> Value) throws -> Value {
        try withTemporaryFolder { folder in
            try write(document("Role", "<name>R</name>"), to: "\(folder)/export/roles/R.role")
            for (name, text) in files { try write(text, to: "\(folder)/records/\(name)") }
            return try body("\(folder)/export", "\(folder)/records")
        }
    }

    func audit() throws -> Report {
        try withFolders { export, records in
            let run = Run("audit", export, "--records", records, "--api-user", username, "--report", "json")
            let report = try #require(
                JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any], "\(run.error)")
            let requirements = try #require(report["requirements"] as? [[String: Any]])
            let pairs = requirements.compactMap { row in
                (row["id"] as? String).flatMap { id in (row["verdict"] as? String).map { (id, $0) } }
            }
            return Report(run: run, verdicts: Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
        }
    }
}

@Suite("Records of permissions that are invalid, at the command line")
struct InvalidRecordsTests {
    private let account = "object/Account/create"
    private let lead = "object/Lead/create"
    private let phone = "field/Contact.Phone"
    private let email = "field/Contact.Email"
    private let mobile = "field/Contact.MobilePhone"

    private func expect(
        _ records: Records, _ verdicts: [String: String], status: Int32? = nil, says words: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let report = try records.audit()
        for (id, verdict) in verdicts {
            #expect(report.verdicts[id] == verdict, "\(id)", sourceLocation: sourceLocation)
        }
        for words in words {
            #expect(
                report.contains(words), "\(words) in \(report.run.output.suffix(3000))", sourceLocation: sourceLocation)
        }
        if let status { #expect(report.run.status == status, sourceLocation: sourceLocation) }
    }

    @Test("As sf leaves them, records prove what is there and what is absent")
    func whole() throws {
        try expect(
            Records(), [account: "passed", lead: "failed", phone: "passed", email: "failed", mobile: "failed"],
            status: 1)
    }

    @Test("rolecall init counts what records of permissions say, without any metadata of the user's sources")
    func candidates() throws {
        try Records().withFolders { export, records in
            let run = Run("init", export, "--records", records)
            #expect(run.status == 64)
            // API Enabled, Create on Account, Edit Access to Phone, and the fields that follow Contact.
            #expect(run.error.contains("   1  api@example.com  6 of 83, profile \"Api\"\n"), "\(run.error)")
        }
    }

    @Test("A record without ParentId is an error, and then nothing is proven by absence", arguments: ["null", "\"\""])
    func noParent(_ value: String) throws {
        var records = Records()
        let other = records.object("P", "Lead", "rc").replacing("\"ParentId\":\"P\"", with: "\"ParentId\":\(value)")
        records.objects([records.object(Records.set, "Account", "rc"), other])
        try expect(records, [account: "passed", lead: "unknown"], status: 2, says: "The record has no ParentId")
    }

    @Test("A record of a set that no assignment names leaves open what it grants to the user")
    func unknownParent() throws {
        var records = Records()
        records.objects([
            records.object(Records.set, "Account", "rc"), records.object("0PS000000000009AAA", "Lead", "rc"),
        ])
        try expect(records, [account: "passed", lead: "unknown"], says: "the Id of no permission set in the files")
    }

    @Test("What another user's set grants is not the API user's")
    func otherUser() throws {
        var records = Records()
        let (own, other) = ("0PS000000000009AAA", "other@example.com")
        records.files["sources.json"] = Records.result(
            "PermissionSetAssignment",
            [
                records.assignment(Records.set, #""Name":"Set","IsOwnedByProfile":false"#),
                records.assignment(
                    Records.profile, #""Name":"X00e1","IsOwnedByProfile":true,"Profile":{"Name":"Api"}"#),
                records.assignment(own, #""Name":"Other","IsOwnedByProfile":false"#, of: other).replacing(
                    "005000000000001AAA", with: "005000000000002AAA"),
            ])
        records.objects([records.object(Records.set, "Account", "rc"), records.object(own, "Lead", "rc")])
        try expect(records, [account: "passed", lead: "failed"])
        // The query asked of the other user alone.
        records.query(.objectPermission, beside: "objects", of: other)
        try expect(records, [account: "passed", lead: "unknown"], says: other)
    }

    @Test("A record of a set that no assignment names leaves open nothing of a user for whom it was not asked")
    func unknownParentOfAnother() throws {
        var records = Records()
        records.objects([records.object("0PS000000000009AAA", "Lead", "rc")], in: "others")
        records.query(.objectPermission, beside: "others", of: "other@example.com")
        try expect(records, [account: "passed", lead: "failed"])
    }

    @Test("Two records of one set in one result that differ leave open what differs, whichever comes first")
    func differingRecords() throws {
        var records = Records()
        let set = records.assignment(Records.set, #""Name":"Set","IsOwnedByProfile":false,"Type":"Regular""#)
        let profile = records.assignment(
            Records.profile, #""Name":"X00e1","IsOwnedByProfile":true,"Type":"Profile","Profile":{"Name":"Api"}"#)
        func without(_ record: String) -> String { record.replacing("ApiEnabled\":true", with: "ApiEnabled\":false") }
        for sets in [[set, without(set)], [without(set), set]] {
            records.files["sources.json"] = Records.result("PermissionSetAssignment", sets + [without(profile)])
            try expect(records, ["system/ApiEnabled": "unknown"], says: "say otherwise about ApiEnabled")
        }
        records.files["sources.json"] = Records.result("PermissionSetAssignment", [set, set, without(profile)])
        try expect(records, ["system/ApiEnabled": "passed"])
    }

    @Test("What one result lists of a user and another one does not is in doubt", arguments: ["a", "z"])
    func olderAssignments(_ file: String) throws {
        var records = Records()
        let both = try #require(records.files["sources.json"])
        records.files["\(file).json"] = both
        try expect(records, [account: "passed"])
        let profile = records.assignment(
            Records.profile, #""Name":"X00e1","IsOwnedByProfile":true,"Type":"Profile","Profile":{"Name":"Api"}"#)
        records.files["sources.json"] = Records.result("PermissionSetAssignment", [profile])
        try expect(records, [account: "unknown"], says: "lists what is assigned to the user, and not this")
        // A result without the record of the profile was not asked for all that the user has.
        let set = records.assignment(Records.set, #""Name":"Set","IsOwnedByProfile":false,"Type":"Regular""#)
        records.files["\(file).json"] = Records.result("PermissionSetAssignment", [set])
        try expect(records, [account: "passed"])
    }

    @Test("Two results of one query that differ leave open what differs, whichever comes first", arguments: ["a", "z"])
    func differing(_ file: String) throws {
        var records = Records()
        records.objects(
            [records.object(Records.set, "Account", "r"), records.object(Records.set, "Lead", "rc")], in: file)
        records.query(.objectPermission, beside: file)
        try expect(records, [account: "unknown", lead: "unknown"], says: "say otherwise about")
    }

    @Test(
        "A query that was edited proves nothing, and is reported",
        arguments: [
            ("\n", "\nLIMIT 1\n"), ("SELECT", "-- all\nSELECT"), ("FROM ObjectPermissions", "FROM ObjectPermissions o"),
            ("SobjectType IN", "PermissionsRead = true AND SobjectType IN"), ("WHERE", "WHERE NOT"),
            ("IN ('Account'", "NOT IN ('Account'"), ("'Account', ", "'Account' 'Contact', "),
            ("AND SobjectType", "OR SobjectType"),
            ("ObjectPermissions", "FieldPermissions"), ("Assignee.Username =", "Assignee.Username !="),
            (
                "SELECT PermissionSetId FROM PermissionSetAssignment",
                "SELECT PermissionSetId FROM PermissionSetAssignment FOR VIEW"
            ),
        ])
    func edited(_ text: String, _ other: String) throws {
        var records = Records()
        let query = try #require(records.files["objects.soql"])
        let changed = text == "\n" ? query + other : query.replacing(text, with: other)
        #expect(changed != query)
        records.files["objects.soql"] = changed
        try expect(records, [account: "passed", lead: "unknown", mobile: "failed"])
        if text != "ObjectPermissions" {
            try expect(records, [:], says: "The query is not one that rolecall writes", "objects.soql")
        }
    }

    @Test("A query may be written in another case and with other white space, and name more objects")
    func sameQuery() throws {
        var records = Records()
        let query = try #require(records.files["objects.soql"])
        records.files["objects.soql"] =
            "\u{FEFF}"
            + query.replacing("\n", with: "\r\n\t ").replacing("SELECT", with: "select")
            .replacing("FROM", with: "from").replacing("'Account',", with: "'Account','Asset' ,")
        try expect(records, [account: "passed", lead: "failed"])
        records.files["objects.soql"] = query.replacing(", 'Lead'", with: "")
        try expect(records, [account: "passed", lead: "unknown"], says: "does not ask for the object")
        records.files["objects.soql"] = nil
        try expect(records, [account: "passed", lead: "unknown"], says: "the query is not beside its result")
    }

    @Test("Columns are found in any case; what a missing column would say is unknown")
    func columns() throws {
        var records = Records()
        let header = "Id,ParentId,SobjectType,Field,PermissionsRead,PermissionsEdit"
        let rows =
            "01k1,\(Records.set),Contact,Contact.Phone,true,true\n01k2,\(Records.set),Contact,Contact.Email,true,false\n"
        records.files["fields.json"] = nil
        for header in [header, header.uppercased(), header.lowercased()] {
            records.files["fields.csv"] = "\(header)\n\(rows)"
            try expect(records, [phone: "passed", email: "failed", mobile: "failed"])
        }
        records.files["fields.csv"] =
            "Id,ParentId,SobjectType,Field,PermissionsRead\n01k1,\(Records.set),Contact,Contact.Phone,true\n"
        try expect(records, [phone: "unknown", mobile: "failed"])
        records.files["fields.csv"] =
            "Id,SobjectType,Field,PermissionsRead,PermissionsEdit\n01k1,Contact,Contact.Phone,true,true\n"
        try expect(
            records, [phone: "unknown", mobile: "unknown"], status: 2, says: "none of which says what it contains")
        records.files["fields.csv"] =
            "Id,ParentId,SobjectType,PermissionsRead,PermissionsEdit\n01k1,\(Records.set),Contact,true,true\n"
        try expect(records, [phone: "unknown", mobile: "unknown"], status: 2)
        records.files["fields.csv"] = nil
        for (column, words) in [("ParentId", "No record has ParentId"), ("Field", "No record has Field")] {
            let field = records.field(Records.set, "Contact.Phone", "re")
            records.fields([field.replacing(try Regex(#","\#(column)":"[^"]*""#), with: "")])
            try expect(records, [phone: "unknown", mobile: "unknown"], status: 2, says: words)
        }
    }

    @Test("Edit without Read is stored for nobody, so it proves nothing")
    func editWithoutRead() throws {
        var records = Records()
        records.fields([records.field(Records.set, "Contact.Phone", "e")])
        records.objects([records.object(Records.set, "Account", "c"), records.object(Records.set, "Contact", "re")])
        try expect(records, [phone: "unknown", account: "unknown"])
    }

    @Test("A flag that is no flag leaves open what it would say", arguments: ["\"yes\"", "null", "{}", "2"])
    func invalidFlag(_ value: String) throws {
        var records = Records()
        records.objects([
            records.object(Records.set, "Account", "r").replacing(
                "\"PermissionsCreate\":false", with: "\"PermissionsCreate\":\(value)")
        ])
        let report = try records.audit()
        #expect(report.verdicts[account] == "unknown", "\(report.run.output.suffix(2000)) \(report.run.error)")
    }

    @Test("Records that Salesforce adds for Modify All Data add up with those that are stored")
    func addedRecords() throws {
        var records = Records()
        records.objects([
            records.object(Records.set, "Account", "rc"),
            records.object(Records.set, "Account", "redvm", id: "000000000000000AAA"),
        ])
        try expect(records, [account: "passed", "object/Account/modifyAll": "passed"])
    }

    @Test(
        "A username may contain what SOQL escapes",
        arguments: ["o'brien@example.com", "a\\b@example.com", "a\"b@x.y", "'@x.y"])
    func username(_ username: String) throws {
        let records = Records(username: username)
        try expect(records, [account: "passed", lead: "failed", phone: "passed", mobile: "failed"], status: 1)
        var other = records
        other.query(.objectPermission, beside: "objects", of: username.replacing("'", with: "\\'") + "x")
        try expect(other, [account: "passed", lead: "unknown"])
    }

    @Test(
        "The sum of a group counts only where its status is Updated",
        arguments: ["Outdated", "Updating", "Failed", "UPDATED", "Updated"])
    func groupStatus(_ status: String) throws {
        var records = Records()
        records.files["sources.json"] = Records.result(
            "PermissionSetAssignment",
            [
                records.assignment(
                    Records.set, #""Name":"G1","IsOwnedByProfile":false,"Type":"Group""#,
                    #"{"DeveloperName":"Group","NamespacePrefix":null,"Status":"\#(status)"}"#),
                records.assignment(
                    Records.profile, #""Name":"X00e1","IsOwnedByProfile":true,"Profile":{"Name":"Api"}"#),
            ])
        let counts = status.lowercased() == "updated"
        try expect(records, [account: counts ? "passed" : "unknown", lead: counts ? "failed" : "unknown"])
    }

    @Test(
        "A result that is cut off is an error, and proves nothing by absence",
        arguments: [
            #""totalSize":2,"done":false"#, #""totalSize":61234,"done":true"#, #""totalSize":61234,"done":false"#,
        ])
    func cutOff(_ end: String) throws {
        var records = Records()
        records.objects(
            [records.object(Records.set, "Account", "rc"), records.object(Records.set, "Contact", "re")], end)
        try expect(records, [account: "passed", lead: "unknown"], status: 2, says: "SF_ORG_MAX_QUERY_LIMIT")
    }
}
