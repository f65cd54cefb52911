import AuditEngine
import OrgModel
import Testing

/// What a principal has beyond the guide.
@Suite("Surplus")
struct SurplusTests {
    static let set = "permissionsets/Set.permissionset"

    private func names(_ result: SurplusResult) -> [String] {
        result.grants.map { grant in
            switch grant.subject {
            case .systemPermission(let name): name
            case .objectRight(let object, let right): "\(object) \(right.rawValue)"
            }
        }
    }

    private func grant(_ name: String, in result: SurplusResult) throws -> SurplusGrant {
        try #require(result.grants.first { $0.subject == .systemPermission(name) }, "\(names(result))")
    }

    /// A guide that requires Read on cases alone.
    private static func guideReadingCases() throws -> Guide {
        let folder = try GuideFolder([
            "guide.yaml":
                "id: demo\ntitle: Demo\nedition: A\nsource: https://example.com\nsummary: A.\nobjects: { Case: {} }\ntables: [rights.yaml]",
            "rights.yaml": """
            table: R
            title: Rights
            caption: Rights
            kind: objectPermission
            severity: major
            rows:
              - object: Case
                label: Read
                requires: [read]
                purpose: It reads cases.
            """,
        ])
        return try folder.load()
    }

    // MARK: What is surplus

    @Test("What the guide requires is none, and neither is what that cannot be without")
    func asked() throws {
        let surplus = try Export()
            .permissionSet(
                "Set", user("ApiEnabled"), user("ActivitiesAccess"), user("EditTask"), user("ViewSetup"),
                user("ViewRoles"), user("ViewAllUsers"),
                user("ModifyMetadata"), object("Account", "rcedvm"), field("Account.Phone", "re"),
                field("Task.Description", "re"), field("Event.Description", "re"), field("Opportunity.Amount", "r")
            )
            .surplus(.set("Set"))
        #expect(surplus.isEmpty, "\(names(surplus))")
        #expect(surplus.worstRisk == nil)
    }

    @Test(
        "What is granted to fix a guide is none",
        arguments: ["liveperson-connector", "6sense-conversational-email", "gong-salesforce"])
    func fixed(name: String) throws {
        let guide = try Guide.load(name)
        let export = Export().permissionSet("Set")
        let entries = try export.withOrg { guide.missingGrants(in: $0, of: .set("Set")).entries }
        #expect(entries.count > 5)
        let lines = entries.map { entry in
            let key =
                [PermissionKind.userPermission: "name", .objectPermission: "object", .fieldPermission: "field"][
                    entry.kind] ?? ""
            let flags = entry.flags.map { "<\($0)>true</\($0)>" }.joined()
            return "<\(entry.kind.rawValue)>\(flags)<\(key)>\(entry.name)</\(key)></\(entry.kind.rawValue)>"
        }
        let surplus = try export.metadata("PermissionSet", Self.set, lines).withOrg { guide.surplus($0, .set("Set")) }
        #expect(surplus.isEmpty, "\(names(surplus)) \(surplus.fields.map(\.object))")
    }

    @Test("The most severe comes first, what is not rated last, and each says where it comes from")
    func order() throws {
        let result = try Export()
            .permissionSet(
                "Set", user("RunReports"), user("ModifyAllData"), user("FreshlyInvented"),
                object("Invoice__c", "rcedvmf"),
                user("ViewAllData")
            )
            .surplus(.set("Set"))
        #expect(
            names(result) == [
                "ModifyAllData", "ViewAllData", "Invoice__c modifyAll", "Invoice__c viewAll",
                "Invoice__c viewAllFields",
                "Invoice__c delete", "RunReports", "Invoice__c edit", "Invoice__c create", "Invoice__c read",
                "FreshlyInvented",
            ])
        let grant = try grant("ModifyAllData", in: result)
        #expect(grant.rating?.risk == .critical)
        #expect(grant.label == "Modify All Data")
        #expect(grant.sources.map(\.place) == [Place(file: Self.set, line: 4)])
        #expect(try self.grant("FreshlyInvented", in: result).rating == nil)
        #expect(result.worstRisk == .critical)
        #expect(result.count(nil) == 1)
    }

    @Test("What a permission of the guide needs on objects is none")
    func neededOnObjects() throws {
        let guide = try GuideFolder.guide(asking: "TransferAnyCase")
        let set = Export().permissionSet("Set", user("TransferAnyCase"), object("Case", "rc"))
        let surplus = try set.withOrg { guide.surplus($0, .set("Set")) }
        #expect(surplus.isEmpty, "\(names(surplus))")
    }

    @Test(
        "Fields beyond the guide are reported by object; those that two objects share once, and without effect where the object cannot be read"
    )
    func fields() throws {
        let result = try Export()
            .permissionSet(
                "Set", object("Account", "r"), field("Account.Fax", "r"), field("Account.Site", "re"),
                field("Account.Phone", "re"),
                field("Opportunity.Amount", "re"), field("Invoice__c.Iban__c", "re"), field("Task.Color__c", "re"),
                field("Event.Color__c", "re"), field("Account.Hidden__c", "")
            )
            .surplus(.set("Set"))
        #expect(result.fields.map(\.object) == ["Account", "Invoice__c", "Opportunity", "Task"])
        #expect(result.fields.map(\.editable) == [["Site"], ["Iban__c"], ["Amount"], ["Color__c"]])
        #expect(result.fields.map(\.readable) == [["Fax"], [], [], []])
        #expect(result.fields.map(\.isEffective) == [true, false, false, false])
        #expect(
            result.fields.map { Set($0.ratings.keys) } == [[.read, .edit], [.read, .edit], [.edit], [.read, .edit]])
    }

    @Test("Fields of activities have effect where activities can be accessed")
    func activityFields() throws {
        let result = try Export().permissionSet("Set", user("ActivitiesAccess"), field("Task.Color__c", "re")).surplus(
            .set("Set"))
        #expect(result.fields.map(\.isEffective) == [true])
        #expect(!result.grants.map(\.label).contains("ActivitiesAccess"))
    }

    @Test("Whether fields have effect is open where it is not known whether their object can be read")
    func fieldsOfUnknownObject() throws {
        let result = try Export().profile("P", user("ApiEnabled"), field("Invoice__c.Iban__c", "r")).surplus(
            .profile("P"))
        #expect(result.fields.map(\.object) == ["Invoice__c"])
        #expect(result.fields.map(\.isEffective) == [nil])
    }

    @Test("Fields of a session-based set alone are in doubt, and no risk for sure")
    func doubtfulFields() throws {
        let result = try Export().permissionSet("Set", sessionBased, field("Task.Color__c", "re")).surplus(.set("Set"))
        #expect(result.fields.map(\.isCertain) == [false])
        #expect(result.worstRisk == nil)
        #expect(result.worstPossibleRisk == .low)
    }

    @Test("What restricts is not a surplus")
    func restriction() throws {
        let result = try Export().permissionSet("Set", user("ApiUserOnly")).surplus(.set("Set"))
        #expect(result.isEmpty)
        #expect(result.restrictions.map(\.name) == ["ApiUserOnly"])
    }

    @Test("What records deny is none, unless metadata grants it: then it is in doubt")
    func recorded() throws {
        let entry = object("Case", "rcv").replacing("<allowEdit>false", with: "<allowEdit>1")
        let recorded = RecordedExport(Export().permissionSet("Set", entry)).set("Set")
            .object(RecordedExport.set, "Case", "rc")
        let result = try recorded.withOrg { _, org, _ in try Self.guideReadingCases().surplus(org, .set("Set")) }
        #expect(names(result) == ["Case viewAll", "Case create"])
        let doubts = result.grants.map { $0.sources.compactMap(\.doubt).joined() }
        #expect(doubts.first?.contains("described in two ways") == true)
        #expect(doubts.last == "")
    }

    @Test("What keeps several rows from being resolved is told once")
    func notesOnNames() throws {
        let notes = try Export().permissionSet("Set").surplus(.set("Set")).notes
        #expect(notes.count { $0.contains("What is granted on it may be among the surplus.") } == 1, "\(notes)")
    }

    @Test("Only of a profile's file it is told that it may leave something out")
    func notesOnProfiles() throws {
        let file = try Export().profile("Api", user("ApiEnabled")).surplus(.profile("Api"))
        #expect(file.notes.contains { $0.contains("An export of a profile lists only") })
        let records = try RecordedExport().profile("Api", #""PermissionsApiEnabled":true"#).withOrg { guide, org, _ in
            guide.surplus(org, .profile("Api"))
        }
        #expect(!records.notes.contains { $0.contains("An export of a profile lists only") })
    }

    @Test("A guide's object that is switched off is not required")
    func objectOff() throws {
        var options = AuditOptions()
        options.disabledObjects = ["Lead"]
        let export = Export().permissionSet(
            "Set", object("Lead", "rc"), object("Case", "rc"), field("Lead.Email", "re"))
        #expect(try export.surplus(.set("Set")).isEmpty)
        let result = try export.surplus(.set("Set"), options)
        #expect(names(result) == ["Lead create", "Lead read"])
        #expect(result.fields.map(\.object) == ["Lead"])
    }

    // MARK: Groups and doubts

    @Test(
        "What Salesforce does not let the API user have is in doubt, as in the audit",
        arguments: [
            ([license("Salesforce")], "is made for the license"), ([], "cannot contain Modify All Data"),
        ])
    func refused(header: [String], words: String) throws {
        let surplus = try Export().profile("API", user("RunReports"), "<userLicense>Identity</userLicense>")
            .metadata(
                "PermissionSet", Self.set,
                header + [user("ModifyAllData"), object("Account", "rf"), field("Account.Fax", "re")]
            ).surplus(.profile("API").and(set: "Set"))
        let grant = try grant("ModifyAllData", in: surplus)
        #expect(grant.sources[0].doubt?.contains(words) == true, "\(grant)")
        #expect(!grant.isCertain)
        #expect(surplus.fields.allSatisfy { !$0.isCertain })
    }

    @Test("What a group mutes is none; what another way grants is, with the group and without")
    func muted() throws {
        let export = Export().permissionSet(
            "Set", user("ManageUsers"), user("AuthorApex"), object("Invoice__c", "redvm"), field("Account.Fax", "re")
        )
        .muting("Muting", user("ManageUsers"), object("Invoice__c", "v"), field("Account.Fax", "r"))
        .group("Group", member("Set"), mutedBy("Muting"))
        let result = try export.surplus(.group("Group"))
        // Muting View All takes Modify All along, which cannot be without it.
        #expect(names(result) == ["AuthorApex", "Invoice__c delete", "Invoice__c edit", "Invoice__c read"])
        #expect(result.fields.isEmpty)
        #expect(result.grants[0].sources.map(\.group) == [ComponentID(.permissionSetGroup, "Group")])
        #expect(result.sources.map(\.remedy).allSatisfy { $0.contains("Muting Permission Set in Group") })
        let both = try export.surplus(.group("Group").and(set: "Set"))
        #expect(try grant("ManageUsers", in: both).sources.map(\.group) == [nil])
        #expect(try grant("AuthorApex", in: both).sources.count == 2)
    }

    @Test("A set that has nothing beyond the guide is none of the sources")
    func sourceOfNothing() throws {
        let sources = try Export().permissionSet("A", user("AuthorApex")).permissionSet("B").surplus(.set("A", "B"))
            .sources
        #expect(sources.map(\.id.fullName) == ["A"])
    }

    @Test("What a set has directly and through a group is counted on each way by itself")
    func ways() throws {
        let result = try Export().permissionSet("Set", user("ManageUsers"), user("AuthorApex"))
            .muting("Muting", user("ManageUsers")).group("Group", member("Set"), mutedBy("Muting"))
            .surplus(.group("Group").and(set: "Set"))
        let counts = result.sources.map { ($0.group == nil, $0.counts.permissions) }
        #expect(counts.first { $0.0 }?.1 == 2)
        #expect(counts.first { !$0.0 }?.1 == 1)
    }

    @Test(
        "What a session, a missing muting set or a contradiction leaves open may be surplus, and says why",
        arguments: [
            (Export().permissionSet("Set", sessionBased, user("ModifyAllData")), Principal.set("Set"), "session-based"),
            (
                Export().permissionSet("Set", user("ModifyAllData")).group("Group", member("Set"), mutedBy("Lost")),
                .group("Group"), "which is not in the export"
            ),
            (
                Export().permissionSet("Set", user("ModifyAllData"), user("ModifyAllData", "false")), .set("Set"),
                "says two things"
            ),
            (
                Export().permissionSet("Set", user("ModifyAllData", "TRUE")), .set("Set"),
                "says \"TRUE\" for enabled of ModifyAllData"
            ),
            (
                Export().permissionSet("Set", user("ModifyAllData")).group("Group", member("Set"), mutedBy("Muted"))
                    .muting("Muted", user("ModifyAllData", "1")),
                .group("Group"), "may mute it by \"Muted\", which says \"1\""
            ),
        ])
    func doubt(export: Export, principal: Principal, words: String) throws {
        let result = try export.surplus(principal)
        let grant = try grant("ModifyAllData", in: result)
        #expect(!grant.isCertain)
        #expect(grant.sources[0].doubt?.contains(words) == true)
        #expect(result.worstRisk == nil)
        #expect(result.worstPossibleRisk == .critical)
        #expect(grant.carries.isEmpty)
    }

    @Test("A source that is missing or unreadable, or none at all, is reported as what the export leaves open")
    func gaps() throws {
        let missing = try Export().permissionSet("Set", user("ApiEnabled")).surplus(.set("Set", "Lost"))
        #expect(
            missing.gaps.map(\.says) == [
                "permission set \"Lost\" is not in the export, so whatever it grants is unknown"
            ])
        let broken = try Export().permissionSet("Set", user("ApiEnabled")).file(Self.set, "<PermissionSet").surplus(
            .set("Set"))
        #expect(broken.gaps.map { $0.place?.file } == [Self.set])
        #expect(broken.problems.map(\.severity).first == .error)
        #expect(try Export().permissionSet("Set").surplus(.roles(.role("R"), endUsers: nil)).gaps.count == 1)
    }

    @Test("An export that leaves out what a source grants is reported, and a whole one is not")
    func partial() throws {
        let profile = try Export().profile("P", field("Account.Fax", "r")).surplus(.profile("P"))
        #expect(profile.gaps.map(\.statement) == [.says(.listsNoSystemPermission)])
        #expect(try Export().profile("P", user("ApiEnabled")).surplus(.profile("P")).gaps.isEmpty)
        let set = Export().permissionSet("Set", user("ApiEnabled"))
        #expect(
            try set.manifest(version: "39.0").surplus(.set("Set")).gaps.map { $0.says.contains("API version 39") } == [
                true
            ])
        #expect(try set.manifest(version: "40.0").surplus(.set("Set")).gaps.isEmpty)
    }

    // MARK: What of the guide rests on it

    @Test("Modify All Data carries what nothing else grants, and nothing that something else grants too")
    func carries() throws {
        let export = Export().permissionSet(
            "Set", user("ModifyAllData"), user("ManageUsers"), field("Account.Phone", "re"))
        let alone = try export.surplus(.set("Set"))
        let carried = try grant("ModifyAllData", in: alone).carries.map(\.id)
        for id in [
            "object/Account/create", "object/Case/modifyAll", "system/EditTask", "system/ModifyMetadata",
            "field/Account.Phone",
        ] {
            #expect(carried.contains(id), "\(id)")
        }
        #expect(!carried.contains("system/ApiEnabled"))
        #expect(try grant("ManageUsers", in: alone).carries.isEmpty)
        let beside = try export.permissionSet("Other", object("Account", "rcedvm"), user("EditTask")).surplus(
            .set("Set", "Other"))
        let left = try grant("ModifyAllData", in: beside).carries.map(\.id)
        #expect(left.count < carried.count)
        for id in ["object/Account/create", "system/EditTask", "field/Account.Phone"] {
            #expect(!left.contains(id), "\(id)")
        }
    }

    @Test("What passes through either of two is carried by neither, but by both together")
    func carriedTogether() throws {
        let result = try Export().permissionSet(
            "Set", user("ModifyAllData"), user("ViewAllData"), field("Opportunity.Amount", "r")
        )
        .surplus(.set("Set"))
        let id = "field/Opportunity.Amount"
        #expect(!result.grants.flatMap(\.carries).map(\.id).contains(id))
        #expect(result.carriedTogether.map(\.id).contains(id))
        #expect(!result.carriedTogether.map(\.id).contains("object/Account/create"))
    }

    @Test("View All Fields carries the fields that only it lets be read")
    func viewAllFields() throws {
        let result = try Export().permissionSet("Set", object("Opportunity", "rcedvmf")).surplus(.set("Set"))
        #expect(names(result) == ["Opportunity viewAllFields"])
        #expect(result.grants[0].carries.map(\.id) == ["field/Opportunity.Amount", "field/Opportunity.Probability"])
    }

    @Test("A right carries nothing where what it needs is in doubt")
    func carriedByAnotherRight() throws {
        let guide = try Self.guideReadingCases()
        let result = try Export().permissionSet(
            "Set", object("Case", "rv").replacing("<allowRead>true", with: "<allowRead>1")
        ).withOrg { guide.surplus($0, .set("Set")) }
        #expect(names(result).contains("Case viewAll"))
        let carried = result.grants.first { $0.subject == .objectRight(object: "Case", .viewAll) }?.carries
        #expect(carried?.isEmpty == true)
    }

    @Test("A right that is taken away with all that cannot be without it carries nothing that needs neither")
    func dependentRights() throws {
        let guide = try Self.guideReadingCases()
        let result = try Export().permissionSet("Set", object("Case", "redvm")).withOrg {
            guide.surplus($0, .set("Set"))
        }
        #expect(names(result) == ["Case modifyAll", "Case viewAll", "Case delete", "Case edit"])
        #expect(result.grants.flatMap(\.carries).isEmpty)
    }

    // MARK: How it is taken away

    @Test(
        "The way depends on the kind of the source",
        arguments: [
            (
                Export().profile("P", "<custom>true</custom>", user("ManageUsers")), Principal.profile("P"),
                "Setup > Profiles > P >"
            ),
            (
                Export().profile("Admin", "<custom>false</custom>", user("ManageUsers")), .profile("Admin"),
                "System Administrator is a standard one"
            ),
            (
                Export().permissionSet("Set", "<label>The Set</label>", user("ManageUsers")), .set("Set"),
                "Setup > Permission Sets > The Set >"
            ),
            (Export().permissionSet("lpc__Set", user("ManageUsers")), .set("lpc__Set"), "belongs to a package"),
        ])
    func remedy(export: Export, principal: Principal, words: String) throws {
        let sources = try export.surplus(principal).sources
        #expect(sources.count == 1)
        #expect(sources[0].remedy.contains(words))
        #expect(!sources[0].remedy.contains("{"))
    }
}

@Suite("Risks")
struct RiskTests {
    @Test("The powers that matter are rated, each with a level, a reason and a label")
    func rated() throws {
        let platform = try PlatformFacts.load()
        #expect(platform.risks.permissions.count >= 70)
        for (name, rating) in platform.risks.permissions {
            #expect(platform.label(ofPermission: name) != name, "\(name)")
            #expect(rating.why.hasSuffix("."), "\(name)")
        }
        #expect(Set(platform.risks.levels.keys) == Set(Risk.allCases))
        #expect(platform.risks.rights.count == ObjectRight.allCases.count)
        #expect(Set(platform.risks.permissions.keys).isDisjoint(with: platform.risks.restrictions.keys))
        for name in ["ModifyAllData", "ManageUsers", "AuthorApex", "AssignPermissionSets"] {
            #expect(platform.risks.permissions[name]?.risk == .critical)
        }
    }

    @Test("Levels compare as they sound")
    func comparison() {
        #expect(Risk.allCases.sorted(by: >) == [.critical, .high, .medium, .low])
    }
}
