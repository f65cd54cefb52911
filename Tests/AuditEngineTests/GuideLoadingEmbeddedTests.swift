import OrgModel
import Testing

@testable import AuditEngine

@Suite("The embedded guide of the LivePerson connector")
struct GuideLoadingEmbeddedTests {
    /// Every requirement in the order of the published guide, with what it requires.
    private let expected = """
        role/api-user-assigned assigned
        role/end-users-assigned assigned
        role/api-user-above-end-users above
        system/ApiEnabled granted
        system/EditTask granted
        system/ViewSetup granted
        system/ViewRoles granted
        system/ViewAllUsers granted
        system/ModifyMetadata granted
        object/Account/create create
        object/Account/modifyAll modifyAll
        object/Contact/create create
        object/Contact/modifyAll modifyAll
        object/Lead/create create
        object/Lead/modifyAll modifyAll
        object/Opportunity/create create
        object/Opportunity/modifyAll modifyAll
        object/Case/create create
        object/Case/modifyAll modifyAll
        object/Conversation/create create
        object/Conversation/modifyAll modifyAll
        field/Account.Name edit
        field/Account.OwnerId edit
        field/Account.CreatedById read
        field/Account.Phone edit
        field/Contact.AccountId edit
        field/Contact.AssistantPhone edit
        field/Contact.OwnerId edit
        field/Contact.CreatedById read
        field/Contact.Email edit
        field/Contact.HomePhone edit
        field/Contact.MobilePhone edit
        field/Contact.OtherPhone edit
        field/Contact.Phone edit
        field/Lead.CreatedById read
        field/Lead.Email edit
        field/Lead.OwnerId edit
        field/Lead.Status read
        field/Lead.MobilePhone edit
        field/Lead.Name edit
        field/Lead.Phone edit
        field/Task.OwnerId edit
        field/Task.CallDurationInSeconds edit
        field/Task.CallType edit
        field/Task.Description edit
        field/Task.CreatedById edit
        field/Task.ActivityDate edit
        field/Task.WhoId edit
        field/Task.Priority edit
        field/Task.WhatId edit
        field/Task.Status edit
        field/Task.Subject edit
        field/Task.TaskSubtype edit
        field/Task.Type edit
        field/Task.LivePersonConversation edit
        field/Opportunity.AccountId edit
        field/Opportunity.Amount read
        field/Opportunity.CreatedById read
        field/Opportunity.Name edit
        field/Opportunity.OwnerId edit
        field/Opportunity.Probability read
        field/Opportunity.StageName read
        field/Case.AccountId edit
        field/Case.CaseNumber read
        field/Case.OwnerId edit
        field/Case.CreatedById read
        field/Case.Status read
        field/Case.Subject edit
        field/Conversation.ConversationNumber edit
        field/Conversation.Account read
        field/Conversation.Contact edit
        field/Conversation.Lead edit
        field/Conversation.Case edit
        field/Conversation.Opportunity edit
        field/Conversation.Product edit
        field/Conversation.Transcript edit
        field/Conversation.CreatedById read
        field/Conversation.LastModifiedById edit
        field/Conversation.Status read
        field/Conversation.OwnerId edit
        field/Conversation.CSATScore edit
        field/Conversation.BrandID edit
        field/Conversation.EngagementChannel edit
        field/Conversation.Skill edit
        field/Conversation.StartTime edit
        field/Conversation.EndTime edit
        install/embedded-ui-package present
        install/conversation-package present
        install/conversation-object present
        install/call-center present
        install/call-center-members present
        install/softphone present
        manual/install-for-all-users done
        manual/connect-as-api-user done
        manual/initialize-again done
        manual/tenfold-account done
        manual/link-liveperson-account done
        manual/messaging-features done
        manual/agent-credentials done
        manual/agents-sign-in-conversational-cloud done
        manual/agents-sign-in-salesforce done
        """

    @Test(
        "It contains the 86 requirements of the guide's tables, its installation's steps and those for people, each once, in the guide's order, requiring what the guide requires"
    )
    func requirements() throws {
        let requirements = try Guide.load("liveperson-connector").requirements
        #expect(requirements.map { "\($0.id) \($0.requires)" } == expected.split(separator: "\n").map(String.init))
        #expect(requirements.count { !["install", "manual"].contains($0.kind) } == 86)
        #expect(Set(requirements.map(\.id)).count == requirements.count)
    }

    @Test(
        "Every requirement of every guide says what it is for, how it is fixed, and where its row is",
        arguments: Guide.embedded)
    func prose(name: String) throws {
        for requirement in try Guide.load(name).requirements {
            #expect(!requirement.label.isEmpty, "\(requirement.id)")
            #expect(requirement.purpose.count > 15 && requirement.purpose.hasSuffix("."), "\(requirement.id)")
            #expect(requirement.remedy.setup?.hasSuffix(".") == true, "\(requirement.id)")
            // What is granted is granted in Setup, or by a deployment; what is taken away, or outside Salesforce, may not be.
            if requirement.isPermission {
                #expect(requirement.remedy.setup?.hasPrefix("Setup > ") == true, "\(requirement.id)")
                #expect(requirement.remedy.metadata?.isEmpty == false, "\(requirement.id)")
            }
            // A table of another guide is named after it.
            let guide = requirement.table.contains("/") ? String(requirement.table.prefix { $0 != "/" }) : name
            #expect(requirement.place.file.hasPrefix("Rules/\(guide)/"), "\(requirement.id)")
            #expect(requirement.place.line ?? 0 > 1, "\(requirement.id)")
        }
    }

    @Test(
        "More than 600 system permissions are known, each by a name that metadata can contain and a label without white space around it"
    )
    func knownPermissions() throws {
        let known = try PlatformFacts.load().knownPermissions
        #expect(known.count > 800)
        for (name, label) in known {
            #expect(name.wholeMatch(of: #/[A-Z][A-Za-z0-9]*/#) != nil, "\(name)")
            #expect(label.wholeMatch(of: #/([!-~]([ -~]*[!-~])?)?/#) != nil, "\(label)")
        }
        #expect(Set(known.keys.map { $0.lowercased() }).count == known.count)
        let facts = try PlatformFacts.load()
        #expect(facts.label(ofPermission: "SubscribeReportsRunAsUser") == "Subscribe to Reports: Set Running User")
        #expect(facts.label(ofPermission: "UseAnyApiAuth") == "UseAnyApiAuth")
        #expect(facts.label(ofPermission: "FreshlyInvented") == "FreshlyInvented")
    }

    @Test("What a permission brings or needs is known itself, on objects that are known")
    func dependencies() throws {
        let facts = try PlatformFacts.load()
        for (name, fact) in facts.permissions {
            for other in fact.brings + fact.needs { #expect(facts.knownPermissions[other] != nil, "\(name): \(other)") }
            for object in fact.needsOnObject.keys { #expect(facts.objects[object] != nil, "\(name): \(object)") }
        }
    }

    @Test(
        "What others rate critical or high is rated at least high, with a source",
        arguments: [
            "CanApproveUninstalledApps", "UseAnyApiClient", "BypassMFAForUiLogins", "DeleteFieldHistory",
            "DeleteFieldHistoryArchive",
            "ManageDevSandboxes", "DebugApex", "Packaging2Delete", "Packaging2PromoteVersion", "ExternalClientAppAdmin",
            "CanInsertFeedSystemFields", "ManageExternalConnections", "CodeBuilderUser", "AccessContentBuilder",
            "NewReportBuilder",
            "EditBrandTemplates", "OverrideForecasts", "ViewAllForecasts", "ModerateNetworkUsers",
            "ManageSubscriptions",
            "EmailAdministration", "ManageChatterMessages", "ManageUnlistedGroups", "ManageDynamicDashboards",
            "ManageReportsInPubFolders", "ApexRestServices",
        ])
    func ratings(name: String) throws {
        let rating = try #require(try PlatformFacts.load().risks.permissions[name])
        #expect(rating.risk >= .high)
        #expect(rating.source?.hasPrefix("https://") == true)
    }

    @Test(
        "The metadata to deploy names what is missing",
        arguments: [
            ("system/ViewRoles", "<userPermissions>"), ("object/Case/create", "<allowCreate>true</allowCreate>"),
            ("object/Case/modifyAll", "<modifyAllRecords>true</modifyAllRecords>"),
            ("field/Case.AccountId", "<editable>true</editable>"),
            ("field/Opportunity.Amount", "<editable>false</editable>"),
            ("role/api-user-above-end-users", "UserRoleId"),
        ])
    func metadata(id: String, element: String) throws {
        let requirement = try #require(try Guide.load("liveperson-connector").requirements.first { $0.id == id })
        #expect(requirement.remedy.metadata?.contains(element) == true)
    }

    @Test("Every remedy that changes a system permission ends with initializing the integration again")
    func initializingAnew() throws {
        let system = try Guide.load("liveperson-connector").requirements.filter { $0.kind == "systemPermission" }
        #expect(system.count == 6)
        for requirement in system {
            #expect(requirement.remedy.then?.contains("Synchronize Fields") == true, "\(requirement.id)")
        }
    }

    @Test("The two rows whose label the published text lost say that it was inferred, and no other does")
    func inferred() throws {
        let inferred = try Guide.load("liveperson-connector").requirements.filter(\.isInferred)
        #expect(inferred.map(\.id) == ["field/Contact.Email", "field/Lead.Email"])
        #expect(inferred.allSatisfy { $0.note?.contains("inferred") == true })
    }

    @Test("Fields and objects of the package are found by label; all others by API name")
    func labelled() throws {
        let guide = try Guide.load("liveperson-connector")
        #expect(guide.object("Conversation")?.find == ["LivePerson Conversation", "Conversation Transcript"])
        #expect(guide.objects.filter { !$0.find.isEmpty }.map(\.key) == ["Conversation"])
        var labels: [String: [String]] = [:]
        for requirement in guide.requirements {
            if case .labelled(_, let find) = (requirement.subject as? FieldPermission)?.field {
                labels[requirement.id] = find
            }
        }
        #expect(labels.count == 16)
        #expect(labels["field/Conversation.CSATScore"] == ["CSAT Score"])
        #expect(labels["field/Task.LivePersonConversation"] == ["LivePerson Conversation"])
    }

    @Test("The program knows its guides by name, which is what each calls itself")
    func embedded() throws {
        #expect(Guide.embedded.count > 20 && Guide.embedded == Guide.embedded.sorted())
        for name in Guide.embedded { #expect(try Guide.load(name).id == name) }
    }
}
