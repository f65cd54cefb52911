import OrgModel
import Testing

@testable import AuditEngine

@Suite("Rights on objects for which Salesforce has no object permissions")
struct StandInTests {
    private func guide(_ object: String, _ rights: String, _ more: String = "") throws -> Guide {
        try AuditEngineTests.guide(
            objects: "\(object): {}", kind: "objectPermission",
            rows: """
                  - object: \(object)
                    label: \(object)
                    requires: [\(rights)]
                    purpose: It works on them.
                    \(more)
                """
        ).load()
    }

    private func audit(_ object: String, _ right: String, _ lines: [String]) throws -> Finding {
        let export = Export().metadata("PermissionSet", "permissionsets/A.permissionset", lines)
        return try export.audit(.set("A"), against: guide(object, right)).finding("object/\(object)/\(right)")
    }

    @Test(
        "What stands for a right decides it",
        arguments: [
            ("Task", "create", [user("ActivitiesAccess"), user("EditTask")], Verdict.passed),
            ("Task", "create", [user("EditTask")], .failed),
            ("Task", "delete", [user("ActivitiesAccess")], .failed),
            ("Event", "edit", [user("ActivitiesAccess"), user("EditEvent")], .passed),
            ("Event", "edit", [user("ActivitiesAccess"), user("EditTask")], .failed),
            ("Task", "viewAll", [user("ActivitiesAccess"), user("ViewAllData")], .passed),
            ("Task", "viewAll", [user("ActivitiesAccess"), user("EditTask")], .failed),
            ("Task", "viewAll", [user("ActivitiesAccess"), user("ViewAllActivities")], .unknown),
            ("Task", "modifyAll", [user("ActivitiesAccess"), user("ModifyAllData")], .passed),
            ("Task", "modifyAll", [user("ModifyAllData")], .failed),
            ("CampaignMember", "read", [object("Campaign", "r")], .passed),
            ("CampaignMember", "edit", [object("Campaign", "r")], .unknown),
            ("OpportunityContactRole", "edit", [object("Opportunity", "re")], .passed),
            ("OpportunityContactRole", "edit", [object("Opportunity", "r")], .failed),
            ("OpportunityContactRole", "create", [user("ModifyAllData")], .passed),
            ("UserRole", "read", [user("ViewRoles")], .passed),
            ("UserRole", "read", [user("ViewSetup")], .failed),
            ("User", "read", [user("ViewSetup")], .unknown),
            ("User", "edit", [user("ManageInternalUsers")], .unknown),
            ("User", "edit", [user("ViewSetup")], .failed),
        ])
    func verdict(object: String, right: String, lines: [String], verdict: Verdict) throws {
        let finding = try audit(object, right, lines)
        #expect(finding.verdict == verdict, "\(finding.message)")
        #expect(finding.message.contains("Salesforce has no object permissions for "))
    }

    @Test("The message names what stands for the right, and the remedy grants it")
    func words() throws {
        let failed = try audit("Task", "create", [user("ActivitiesAccess")])
        #expect(
            failed.message
                == "Edit Tasks is not granted. Salesforce has no object permissions for Tasks; Access Activities "
                + "and Edit Tasks stand for Create.")
        #expect(failed.remedy?.setup?.contains("tick \"Edit Tasks\"") == true)
        #expect(failed.evidence.map(\.statement) == [.noEntry("EditTask")])
        let role = try audit("OpportunityContactRole", "edit", [])
        #expect(role.message.hasSuffix("Edit on Opportunities stands for Edit."))
        #expect(role.remedy?.setup?.contains("Object Settings > Opportunities > Edit") == true)
        #expect(role.remedy?.metadata?.contains("<object>Opportunity</object>") == true)
        // What a guide advises for the row is about the row's own object.
        let own = try guide("OpportunityContactRole", "edit", "remedy: { setup: Own., metadata: Own. }")
        let finding = try Export().permissionSet("A").audit(.set("A"), against: own)
            .finding("object/OpportunityContactRole/edit")
        #expect(finding.remedy?.setup?.contains("Object Settings > Opportunities > Edit") == true)
    }

    @Test("What is unknown says why, and what would resolve it")
    func doubt() throws {
        let finding = try audit("CampaignMember", "edit", [object("Campaign", "r")])
        #expect(finding.message.hasPrefix("The export cannot tell whether Edit on Campaign is granted."))
        #expect(finding.evidence.contains { $0.says.contains("no page of Salesforce's own says") })
        #expect(
            finding.remedy?.retrieve
                == "Grant the API user Edit on Campaign, or see as the API user whether it has Edit on "
                + "Campaign Members; no export can tell. --allow-unknown lets a gate pass.")
    }

    @Test("Fields of such an object need what stands for Read or Edit on it")
    func fields() throws {
        let guide = try AuditEngineTests.guide(
            objects: "CampaignMember: {}", kind: "fieldPermission", table: "object: CampaignMember",
            rows: """
                  - field: Score__c
                    label: Score
                    requires: read
                    purpose: It reads it.
                """
        ).load()
        func verdict(_ lines: String...) throws -> Verdict {
            let export = Export().metadata("PermissionSet", "permissionsets/A.permissionset", lines)
            return try export.audit(.set("A"), against: guide).finding("field/CampaignMember.Score__c").verdict
        }
        #expect(try verdict(object("Campaign", "r"), field("CampaignMember.Score__c", "r")) == .passed)
        #expect(try verdict(object("Campaign", "r")) == .failed)
        #expect(try verdict(field("CampaignMember.Score__c", "r")) == .unknown)
    }

    @Test("A permission set grants what stands for a right, which is then no surplus")
    func fixAndSurplus() throws {
        let guide = try guide("OpportunityContactRole", "edit")
        let export = Export().permissionSet("A", user("ApiEnabled"))
        let missing = try export.missingGrants(.set("A"), against: guide)
        #expect(missing.entries.map(\.name) == ["Opportunity"])
        #expect(missing.entries.first?.flags == ["allowRead", "allowEdit"])
        let surplus = try Export().permissionSet("A", object("Opportunity", "re")).withOrg {
            guide.surplus($0, .set("A"))
        }
        #expect(surplus.grants.isEmpty)
    }

    @Test(
        "What is exported next contains the objects that decide, and a broad permission that stands for a right is required"
    )
    func planAndPowers() throws {
        let plan = try guide("CampaignMember", "read").retrievePlan(
            for: Export().permissionSet("A").withOrg { $0 }, .set("A"))
        #expect(plan.entries.first { $0.type == "CustomObject" }?.members == ["Campaign", "CampaignMember"])
        let export = Export().permissionSet("A", user("ActivitiesAccess"), user("ViewAllData"))
        #expect(try export.audit(.set("A"), against: guide("Task", "viewAll")).broadPermissions == [])
        #expect(try export.audit(.set("A"), against: guide("Task", "read")).broadPermissions == ["View All Data"])
    }

    @Test("A right for which nothing stands is an error that names those for which something does")
    func nothing() throws {
        let folder = try AuditEngineTests.guide(
            objects: "EmailMessage: {}", kind: "objectPermission",
            rows: """
                  - object: EmailMessage
                    label: Email Message
                    requires: [read, create]
                    purpose: It works on them.
                """)
        folder.expectOnly("rows.yaml", 8, "nothing stands for Create there", "Known for EmailMessage: read, viewAll.")
    }

    @Test("The platform's facts name only permissions and objects that are known")
    func facts() throws {
        let platform = try PlatformFacts.load()
        for (object, fact) in platform.objects {
            for need in fact.standIns.values.flatMap(\.needs) {
                switch need {
                case .systemPermission(let name): #expect(platform.knownPermissions[name] != nil, "\(object): \(name)")
                case .objectPermission(let name, let right):
                    #expect(platform.objects[name]?.hasNoObjectPermissions == false, "\(object): \(name)")
                    #expect(platform.exists(right, on: name), "\(object): \(name)")
                case .fieldPermission: Issue.record("\(object)")
                }
            }
            for name in fact.standIns.values.flatMap(\.doubtfulWith) {
                #expect(platform.knownPermissions[name] != nil, "\(object): \(name)")
            }
        }
    }
}
