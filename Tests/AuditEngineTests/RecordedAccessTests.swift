import AuditEngine
import OrgModel
import Testing

/// Records of permissions are Salesforce's own answer: one that is there proves what it says, one that is absent proves
/// something only where its query does.
@Suite("Records of permissions")
struct RecordedAccessTests {
    private static let set = RecordedExport.set
    private static let profile = RecordedExport.profile
    private static let group = RecordedExport.group

    private static func evidence(_ finding: Finding) -> String {
        finding.evidence.map { "\($0.says) \($0.place?.description ?? "")" }.joined(separator: "\n")
    }

    /// The evidence names files of a temporary folder.
    private func expect(
        _ result: AuditResult, _ id: String, _ verdict: Verdict, says words: String..., at ending: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let finding = try result.finding(id, sourceLocation: sourceLocation)
        let told = Self.evidence(finding)
        #expect(finding.verdict == verdict, "\(id): \(finding.message)\n\(told)", sourceLocation: sourceLocation)
        #expect(
            finding.evidence.contains { evidence in
                words.allSatisfy(evidence.says.contains)
                    && ending.map { evidence.place?.description.hasSuffix($0) == true } != false
            },
            "\(id): nothing says \(words), but:\n\(told)", sourceLocation: sourceLocation)
    }

    // MARK: What is there

    @Test("A record proves what it says, with its file and line")
    func presence() throws {
        let result = try RecordedExport().set("Set").object(Self.set, "Account", "rc")
            .field(Self.set, "Contact.Phone", "re").audit(.set("Set"))
        try expect(
            result, "object/Account/create", .passed,
            says: "ObjectPermissions record of permission set \"Set\": Account, Create", at: "records/objects.json:2")
        try expect(result, "object/Account/modifyAll", .failed, says: "Account, no Modify All Records")
        try expect(result, "object/Contact/create", .unknown, says: "the query is not beside its result")
    }

    @Test("The columns of a set decide about system permissions, and others are left to the metadata")
    func systemPermissions() throws {
        let export = Export().profile("Api", user("ViewSetup"), user("ApiEnabled"))
        let columns = #""PermissionsApiEnabled":true,"PermissionsModifyMetadata":true"#
        let result = try RecordedExport(export).profile("Api", columns).audit(.profile("Api"))
        try expect(
            result, "system/ApiEnabled", .passed, says: "PermissionSet record of profile \"Api\": ApiEnabled",
            at: "records/sources.json:2")
        try expect(result, "system/ViewSetup", .passed, says: "granted by profile \"Api\"", at: "Api.profile:3")
        try expect(result, "system/ViewRoles", .failed, says: "has no entry for ViewRoles")
    }

    @Test("Modify All Data adds records beside the stored ones, which add up")
    func addedRecords() throws {
        let recorded = RecordedExport().set("Set").object(Self.set, "Account", "rc")
            .object(Self.set, "Account", "redvm", id: "000000000000000AAA").asking(about: "Account")
        let result = try recorded.audit(.set("Set"))
        try expect(result, "object/Account/create", .passed, says: "Account, Create")
        try expect(result, "object/Account/modifyAll", .passed, says: "Account, Modify All Records")
    }

    @Test("A record that Salesforce adds does not contradict metadata that grants the same by Modify All Data")
    func addedRecordBesideModifyAllData() throws {
        let export = Export().permissionSet("Set", user("ModifyAllData"))
        let result = try RecordedExport(export).set("Set")
            .object(Self.set, "Account", "rcedvm", id: "000000000000000AAA").asking(about: "Account")
            .audit(.set("Set"))
        try expect(result, "object/Account/create", .passed, says: "Account, Create")
    }

    @Test("The sum of a group does not count where the group's file says that it is to be calculated again")
    func sumOfOutdatedGroup() throws {
        let (outdated, updated) = ("<status>Outdated</status>", "<status>Updated</status>")
        for (status, recorded, verdict) in [
            (outdated, true, Verdict.unknown), (updated, true, .passed), (outdated, false, .unknown),
            (updated, false, .failed),
        ] {
            let export = Export().permissionSet("A", user("ApiEnabled")).group("G", member("A"), status)
            let column = #""PermissionsApiEnabled":\#(recorded)"#
            let result = try RecordedExport(export).group("G", column).audit(.group("G"))
            try result.expect("system/ApiEnabled", verdict)
        }
    }

    @Test("The sum of a group of which there is no file counts where its record says that it is up to date")
    func sumWithoutFile() throws {
        for (status, verdict) in [("Updated", Verdict.passed), ("Outdated", .unknown)] {
            try RecordedExport().group("G", status: status, #""PermissionsApiEnabled":true"#).audit(.group("G"))
                .expect("system/ApiEnabled", verdict)
        }
    }

    // MARK: What is absent

    @Test("A record that is absent proves that nothing is granted where its query covers the set and the object")
    func absence() throws {
        let result = try RecordedExport().set("Set").object(Self.set, "Account", "r")
            .asking(about: "Account", "Contact").asking("fields", about: "Contact").audit(.set("Set"))
        try expect(
            result, "object/Contact/create", .failed, says: "no ObjectPermissions record",
            "for Contact, which", "objects.soql asks for", at: "records/objects.json")
        try expect(result, "object/Lead/create", .unknown, says: "the query does not ask for the object")
        try expect(result, "field/Contact.Phone", .failed, says: "no FieldPermissions record")
    }

    @Test("A profile's own set answers for the objects that its file does not list")
    func profileWithoutObjects() throws {
        let export = Export().profile("Api", user("ApiEnabled"))
        let plain = try export.audit(.profile("Api"))
        try plain.expect("object/Account/create", .unknown)
        let result = try RecordedExport(export).profile("Api").asking(about: "Account").audit(.profile("Api"))
        try expect(result, "object/Account/create", .failed, says: "no ObjectPermissions record of profile \"Api\"")
    }

    @Test(
        "Without its query as rolecall writes it, for the same user and whole, a result proves nothing by absence",
        arguments: [
            ("no query", "the query is not beside its result"),
            ("edited", "not one that rolecall writes"), ("another user", "assigned to other@example.com"),
            ("cut off", "records are missing"), ("more than there is", "records are missing"),
            ("no parent", "records are missing"), ("kind", "not one that rolecall writes"),
        ])
    func absenceWithoutProof(_ fault: String, _ words: String) throws {
        let recorded = RecordedExport().set("Set").object(Self.set, "Lead", "r")
        let asked = recorded.asking(about: "Account", "Lead")
        let faulty =
            switch fault {
            case "no query": recorded
            case "edited": recorded.asking(about: "Account", "Lead", adding: "LIMIT 1")
            case "another user": recorded.asking(of: "other@example.com", about: "Account", "Lead")
            case "cut off": asked.ending("objects", #""totalSize":1,"done":false"#)
            case "more than there is": asked.ending("objects", #""totalSize":50000,"done":true"#)
            case "no parent":
                asked.record(in: "objects", #"{"Id":"110000000000009","ParentId":null,"SobjectType":"Account"}"#)
            default: recorded.asking("fields", about: "Account").field(Self.set, "Account.Phone", "r")
            }
        let result = try faulty.audit(.set("Set"))
        if fault == "kind" {
            try expect(result, "object/Account/create", .unknown, says: "the query is not beside its result")
        } else {
            try expect(result, "object/Account/create", .unknown, says: words)
        }
        // What is there proves what it says all the same.
        try expect(result, "object/Lead/modifyAll", .failed, says: "Lead, no Modify All Records")
    }

    @Test("A query that was edited is reported at its file")
    func editedQuery() throws {
        let result = try RecordedExport().set("Set").object(Self.set, "Lead", "r")
            .asking(about: "Lead", adding: "ORDER BY Id").audit(.set("Set"))
        result.expectProblem(.warning, "not one that rolecall writes", "manifest --output-dir")
    }

    @Test(
        "A field whose record is absent, or denies it, is not readable through View All Fields", arguments: [nil, ""])
    func viewAllFieldsWithoutRecord(_ flags: String?) throws {
        var recorded = RecordedExport().set("Set").object(Self.set, "Opportunity", "rf")
            .asking(about: "Opportunity").asking("fields", about: "Opportunity")
        if let flags { recorded = recorded.field(Self.set, "Opportunity.Amount", flags) }
        try expect(try recorded.audit(.set("Set")), "field/Opportunity.Amount", .failed, says: "Opportunity.Amount")
    }

    // MARK: Contradictions

    @Test("Metadata and records that contradict each other leave the row unknown, with both places")
    func contradiction() throws {
        let export = Export().permissionSet("Set", object("Account", "rc"), object("Lead", "r"))
        let result = try RecordedExport(export).set("Set").object(Self.set, "Account", "r")
            .object(Self.set, "Lead", "rc").asking(about: "Account", "Lead", "Case").audit(.set("Set"))
        for object in ["Account", "Lead"] {
            let finding = try result.finding("object/\(object)/create")
            #expect(finding.verdict == .unknown)
            let places = Self.evidence(finding)
            #expect(places.contains("two days") && places.contains("Set.permissionset:"))
            #expect(places.contains("records/objects.json:"))
            #expect(finding.remedy?.retrieve?.contains("on the same day") == true)
        }
        // What only the metadata grants, and the records prove not to be there.
        let other = try RecordedExport(Export().permissionSet("Set", object("Case", "rc"))).set("Set")
            .asking(about: "Case").audit(.set("Set"))
        try expect(other, "object/Case/create", .unknown, says: "described in two ways")
    }

    @Test("Two results of one query that differ leave unknown what differs")
    func differingResults() throws {
        let result = try RecordedExport().set("Set").object(Self.set, "Account", "rc")
            .object(Self.set, "Account", "r", in: "objects2").object(Self.set, "Lead", "rc")
            .asking(about: "Account", "Lead").asking("objects2", about: "Account", "Lead").audit(.set("Set"))
        try expect(result, "object/Account/create", .unknown, says: "says two things about allowCreate of Account")
        try expect(result, "object/Lead/create", .unknown, says: "proves that it does not")
        result.expectProblem(.warning, "records of the permission set \"Set\" say otherwise about")
    }

    @Test("Metadata does not decide which of two results that differ is right", arguments: ["rc", "r"])
    func differingResultsBesideMetadata(_ flags: String) throws {
        let export = Export().permissionSet("Set", object("Account", flags), object("Lead", flags))
            .group("Group", member("Set"), "<status>Updated</status>")
        for (parent, recorded, principal) in [
            (Self.set, RecordedExport(export).set("Set"), Principal.set("Set")),
            (Self.group, RecordedExport(export).group("Group"), Principal.group("Group")),
        ] {
            // Of Lead the other result has no record.
            let result = try recorded.object(parent, "Account", "rc").object(parent, "Account", "r", in: "objects2")
                .object(parent, "Lead", "rc").asking(about: "Account", "Lead")
                .asking("objects2", about: "Account", "Lead").audit(principal)
            try expect(result, "object/Account/create", .unknown, says: "says two things about allowCreate of Account")
            try expect(result, "object/Lead/create", .unknown, says: "proves that it does not")
            // Metadata is not to blame for it.
            #expect(try !Self.evidence(result.finding("object/Account/create")).contains("described in two ways"))
        }
    }

    @Test("A field whose other record is not in doubt is granted by that one, as far as the group is in force")
    func differingResultsOfSharedField() throws {
        let export = Export().permissionSet("Other", user("EditTask"), user("ActivitiesAccess"))
        for (activation, verdict) in [("false", Verdict.passed), ("null", .unknown)] {
            let recorded = RecordedExport(export).group("G", #""HasActivationRequired":\#(activation)"#)
                .field(Self.group, "Task.Description", "re").field(Self.group, "Event.Description", "re")
                .field(Self.group, "Task.Description", "r", in: "fields2")
                .field(Self.group, "Event.Description", "re", in: "fields2")
            try recorded.audit(.group("G").and(set: "Other")).expect("field/Task.Description", verdict)
        }
    }

    @Test("An entry that Salesforce never stores is unknown in records too")
    func impossibleRecord() throws {
        let result = try RecordedExport().set("Set").object(Self.set, "Contact", "re")
            .field(Self.set, "Contact.Phone", "e").audit(.set("Set"))
        try expect(result, "field/Contact.Phone", .unknown, says: "which Salesforce never stores")
    }

    @Test("A flag that is no flag, or has no value, is unknown")
    func invalidFlags() throws {
        func result(_ value: String) throws -> AuditResult {
            try RecordedExport().set("Set").record(
                in: "objects",
                #"{"Id":"1","ParentId":"\#(Self.set)","SobjectType":"Account","PermissionsRead":true,"#
                    + #""PermissionsCreate":\#(value),"PermissionsModifyAllRecords":false}"#
            ).asking(about: "Account").audit(.set("Set"))
        }
        let invalid = try result(#""yes""#)
        try expect(invalid, "object/Account/create", .unknown, says: "\"yes\"")
        #expect(
            try invalid.finding("object/Account/create").remedy?.retrieve?.contains(
                "Run the query again whose result is")
                == true)
        try expect(try result("null"), "object/Account/create", .unknown, says: "does not say")
        try expect(try result("true"), "object/Account/create", .passed, says: "Account, Create")
    }

    // MARK: Groups

    private static let ofGroup = Export().permissionSet("Member", object("Account", "rc"), object("Lead", "rc"))
        .muting("Muted", object("Lead", "c")).metadata(
            "PermissionSetGroup", "permissionsetgroups/Group.permissionsetgroup",
            [member("Member"), mutedBy("Muted"), "<status>Updated</status>"])

    @Test("The sum of a group counts instead of its members, and a difference is reported with its rows")
    func sum() throws {
        let result = try RecordedExport(Self.ofGroup).group("Group").object(Self.group, "Account", "r")
            .object(Self.group, "Lead", "r").asking(about: "Account", "Lead").audit(.group("Group"))
        try expect(
            result, "object/Account/create", .failed,
            says: "ObjectPermissions record of permission set group \"Group\": Account, no Create")
        try expect(result, "object/Lead/create", .failed, says: "muted in group \"Group\"")
        result.expectProblem(.warning, "say something else than its members' files", "object/Account/create")
        let finding = try #require(result.problems.first { $0.message.contains("members' files") })
        #expect(!finding.message.contains("object/Lead"))
    }

    @Test("Where the sum does not cover a row, the members less what is muted decide")
    func sumInPart() throws {
        let result = try RecordedExport(Self.ofGroup).group("Group").object(Self.group, "Account", "rc")
            .audit(.group("Group"))
        try expect(result, "object/Account/create", .passed, says: "record of permission set group \"Group\"")
        try expect(result, "object/Lead/create", .failed, says: "muted in group \"Group\"")
    }

    @Test("A group that is not in the export is known by its sum")
    func sumAlone() throws {
        let result = try RecordedExport().group("Group").object(Self.group, "Account", "rc").asking(about: "Account")
            .audit(.group("Group"))
        try expect(result, "object/Account/create", .passed, says: "record of permission set group \"Group\"")
        try expect(result, "object/Account/modifyAll", .failed, says: "no Modify All Records")
    }

    @Test("What the sum of a group denies is denied, however many of its members are not in the export")
    func sumOfAbsentMembers() throws {
        let members = (0..<25).map { member("Gone\($0)") } + ["<status>Updated</status>"]
        let export = Export().metadata("PermissionSetGroup", "permissionsetgroups/Group.permissionsetgroup", members)
        let result = try RecordedExport(export).group("Group").object(Self.group, "Account", "r")
            .audit(.group("Group"))
        try expect(result, "object/Account/create", .failed, says: "Account, no Create")
        try expect(result, "object/Lead/create", .unknown, says: "is not in the export")
    }

    @Test("A set that records alone describe counts beside many of which nothing is known")
    func besideManyAbsent() throws {
        let principal = (0..<25).reduce(Principal()) { $0.and(set: "Gone\($1)") }.and(set: "Set")
        try RecordedExport().set("Set", #""PermissionsApiEnabled":true"#).audit(principal)
            .expect("system/ApiEnabled", .passed)
    }

    @Test(
        "The sum of a group whose status is not Updated does not count", arguments: ["Outdated", "Updating", "Failed"])
    func staleSum(_ status: String) throws {
        let result = try RecordedExport(Self.ofGroup).group("Group", status: status).object(
            Self.group, "Account", "rcm"
        )
        .asking(about: "Account").audit(.group("Group"))
        try expect(result, "object/Account/create", .unknown, says: "has the status \(status)")
        try expect(result, "object/Account/modifyAll", .failed, says: "has modifyAllRecords false")
    }

    @Test("A session-based group grants nothing by itself, whatever its sum says")
    func sessionBasedSum() throws {
        let result = try RecordedExport().group("Group", #""HasActivationRequired":true"#)
            .object(Self.group, "Account", "rc").audit(.group("Group"))
        try expect(result, "object/Account/create", .unknown, says: "session-based")
        try expect(result, "object/Account/modifyAll", .failed, says: "no Modify All Records")
        // What its file says that the records do not cover is no more in force than they are.
        let export = Export().permissionSet("Member", object("Account", "rc"), object("Lead", "rc"))
            .group("Group", member("Member"), "<hasActivationRequired>false</hasActivationRequired>")
        let both = try RecordedExport(export).group("Group", #""HasActivationRequired":true"#)
            .object(Self.group, "Account", "rc").audit(.group("Group"))
        try expect(both, "object/Account/create", .unknown, says: "session-based")
        try expect(both, "object/Lead/create", .unknown, says: "session-based")
    }
}
