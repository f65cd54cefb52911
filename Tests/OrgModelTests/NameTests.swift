import OrgModel
import TestSupport
import Testing

@Suite("File names and full names")
struct NameTests {
    private let set = document("PermissionSet", userPermission("ApiEnabled"))

    @Test(
        "Percent-encoded names are decoded; what is not a valid encoding is its own full name",
        arguments: [
            ("Custom%3A Sales", "Custom: Sales"),
            ("Operations %28Quoting%29", "Operations (Quoting)"),
            ("A%2FB", "A/B"),
            ("R%26D", "R&D"),
            ("v1%2E0", "v1.0"),
            ("caf%C3%A9 %C2%B0", "café °"),
            ("%E2%82%AC", "€"),
            ("Custom%3a Sales", "Custom: Sales"),
            ("100%25", "100%"),
            ("50% off", "50% off"),
            ("100%", "100%"),
            ("%zz", "%zz"),
            ("%FF", "%FF"),
            ("A%2FB %C3", "A%2FB %C3"),
            ("a+b", "a+b"),
        ])
    func decoding(rawName: String, fullName: String) throws {
        let export = try TemporaryFolder(["permissionsets/\(rawName).permissionset-meta.xml": set])
        let component = try #require(try export.catalog().components[ComponentID(.permissionSet, fullName)])
        #expect(component.rawName == rawName)
        #expect(component.files.map(\.file.path) == ["permissionsets/\(rawName).permissionset-meta.xml"])
    }

    @Test(
        "In Metadata API format names are decoded too, for every type",
        arguments: [
            ("profiles/A%26B.profile", "Profile", "Profile:A&B"),
            ("roles/A%26B.role", "Role", "Role:A&B"),
            ("permissionsetgroups/A%26B.permissionsetgroup", "PermissionSetGroup", "PermissionSetGroup:A&B"),
        ])
    func decodingInMetadataAPIFormat(file: String, root: String, name: String) throws {
        let export = try TemporaryFolder([file: document(root)])
        #expect(try export.catalog().names == [name])
    }

    @Test("A standard profile is found by its full name where its file has the name in Setup, and the other way round")
    func standardProfile() throws {
        for (file, typed) in [("System Administrator", "Admin"), ("Admin", "System Administrator")] {
            let match = try TemporaryFolder(["profiles/\(file).profile": document("Profile")]).org()
                .match(typed, .profile, standardProfiles: ["Admin": "System Administrator"])
            #expect(match.id == ComponentID(.profile, file))
            #expect(match.problem == nil)
        }
    }

    // MARK: Two files for one name

    @Test(
        "Two files that decode to one name are one component; where they differ, both are named",
        arguments: [true, false])
    func twoFilesForOneName(isEqual: Bool) throws {
        let other = isEqual ? set : document("PermissionSet", userPermission("ApiEnabled", "false"))
        let export = try TemporaryFolder([
            "permissionsets/A%26B.permissionset-meta.xml": set, "permissionsets/A&B.permissionset-meta.xml": other,
        ])
        let org = try export.orgWithGrants()
        #expect(org.problems.count == (isEqual ? 0 : 1))
        if let problem = org.problems.first {
            #expect(problem.severity == .warning)
            let told = "\(problem.place?.file ?? "") \(problem.message)"
            #expect(told.contains("permissionsets/A%26B.permissionset-meta.xml"))
            #expect(told.contains("permissionsets/A&B.permissionset-meta.xml"))
            #expect(problem.message.contains("permission set \"A&B\""))
        }

        let entry = org.source(.permissionSet, "A&B")?.entry(.userPermission, "ApiEnabled")
        #expect(entry?.value(of: "enabled") == (isEqual ? true : nil))
        #expect(
            entry?.doubts["enabled"]
                == (isEqual
                    ? nil : .contradictedInFile(Place(file: "permissionsets/A&B.permissionset-meta.xml", line: 3))))
    }

    @Test("Of three files for one name each is asked, wherever the one that differs is", arguments: ["a", "b", "c"])
    func threeFilesForOneName(invalid: String) throws {
        let files = ["a", "b", "c"].map {
            (
                "\($0)/Agent.permissionset-meta.xml",
                $0 == invalid ? document("PermissionSet", userPermission("ViewSetup")) : set
            )
        }
        let org = try TemporaryFolder(Dictionary(uniqueKeysWithValues: files)).orgWithGrants()
        #expect(org.source(.permissionSet, "Agent")?.entry(.userPermission, "ApiEnabled")?.value(of: "enabled") == nil)
        #expect(org.problems.count == 1)
        #expect(
            org.problems.first.map {
                "\($0.place?.file ?? "") \($0.message)".contains("\(invalid)/Agent.permissionset-meta.xml")
            } == true)
    }

    @Test("What only one of two files for a permission set grants is unknown, not granted")
    func grantedByOneOfTwoFiles() throws {
        let export = try TemporaryFolder([
            "a/Agent.permissionset-meta.xml": document("PermissionSet", userPermission("EditTask")),
            "b/Agent.permissionset-meta.xml": set,
        ])
        let source = try export.orgWithGrants().source(.permissionSet, "Agent")
        #expect(source?.entry(.userPermission, "EditTask")?.value(of: "enabled") == nil)
        #expect(source?.entry(.userPermission, "ApiEnabled")?.value(of: "enabled") == nil)
    }

    @Test("Two files for a role or a group that disagree: neither file is taken at its word")
    func contradictingRolesAndGroups() throws {
        let export = try TemporaryFolder([
            "a/Rep.role-meta.xml": document("Role", "<parentRole>East</parentRole>"),
            "b/Rep.role-meta.xml": document("Role", "<parentRole>West</parentRole>"),
            "a/East.role-meta.xml": document("Role"),
            "b/West.role-meta.xml": document("Role"),
            "a/Team.permissionsetgroup-meta.xml": document(
                "PermissionSetGroup", "<permissionSets>One</permissionSets>"),
            "b/Team.permissionsetgroup-meta.xml": document(
                "PermissionSetGroup", "<permissionSets>Two</permissionSets>"),
        ])
        let org = try export.org()
        #expect(org.roles["Rep"] == nil)
        #expect(
            org.groups[ComponentID(.permissionSetGroup, "Team")]?.permissionSets.allSatisfy { $0.missingIn != nil }
                == true)
        #expect(org.unreadable.isEmpty && org.contradictedRoles.count == 1)
        for file in ["Rep.role-meta.xml", "Team.permissionsetgroup-meta.xml"] {
            let problem = org.problems.first { $0.place?.file.hasSuffix(file) == true }
            let told = "\(problem?.place?.file ?? "") \(problem?.message ?? "")"
            #expect(told.contains("a/\(file)") && told.contains("b/\(file)"))
        }
        #expect(org.roles["East"] != nil)
    }

    @Test("Two files for a role or a group that agree are read once")
    func agreeingRolesAndGroups() throws {
        let role = document("Role", "<parentRole>CEO</parentRole>")
        let group = document("PermissionSetGroup", "<permissionSets>One</permissionSets>")
        let export = try TemporaryFolder([
            "a/Rep.role-meta.xml": role,
            "b/Rep.role-meta.xml": "<!-- moved -->\n"
                + role.replacing("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", with: ""),
            "a/Team.permissionsetgroup-meta.xml": group, "b/Team.permissionsetgroup-meta.xml": group,
        ])
        let org = try export.org()
        #expect(org.roles["Rep"]?.parent == "CEO")
        #expect(org.groups[ComponentID(.permissionSetGroup, "Team")]?.permissionSets.map(\.name) == ["One"])
        #expect(org.unreadable.isEmpty)
    }
}

@Suite("What a typed name means")
struct NameMatchingTests {
    private let standardProfiles = ["Admin": "System Administrator", "Standard": "Standard User"]

    private func labelled(_ label: String) -> String { document("PermissionSet", "<label>\(label)</label>") }

    @Test(
        "In the order of the contract",
        arguments: [
            // A full name comes before the label of another component.
            ("Sales", "Sales"),
            // A label that only one has.
            ("Support Agents", "Support"),
            // The name as the file spells it.
            ("R%26D", "R&D"),
            ("R&D", "R&D"),
            // Without regard to case only when nothing else fits.
            ("support", "Support"),
            ("SALES", "Sales"),
            // A label comes before a full name that differs in case.
            ("other", "Marketing"),
            ("OTHER", "Other"),
        ])
    func permissionSets(typed: String, fullName: String) throws {
        let export = try TemporaryFolder([
            "Sales.permissionset-meta.xml": labelled("Sales People"),
            "Support.permissionset-meta.xml": labelled("Support Agents"),
            "Trap.permissionset-meta.xml": labelled("Sales"),
            "R%26D.permissionset-meta.xml": labelled("Research"),
            "Other.permissionset-meta.xml": labelled("Something"),
            "Marketing.permissionset-meta.xml": labelled("other"),
        ])
        let match = try export.org().match(typed, .permissionSet)
        #expect(match.id == ComponentID(.permissionSet, fullName))
        #expect(match.problem == nil)
    }

    @Test("A full name comes before the same name as another file spells it")
    func fullNameBeforeRawName() throws {
        let export = try TemporaryFolder([
            // The first one's full name is what the second one's file is called.
            "%2521x.permissionset-meta.xml": labelled("First"), "%21x.permissionset-meta.xml": labelled("Second"),
        ])
        let org = try export.org()
        #expect(org.catalog.names == ["PermissionSet:!x", "PermissionSet:%21x"])
        #expect(org.match("%21x", .permissionSet).id.fullName == "%21x")
        #expect(org.match("!x", .permissionSet).id.fullName == "!x")
    }

    @Test(
        "A standard profile is known by its name in Setup too",
        arguments: [
            ("Admin", "Admin"), ("System Administrator", "Admin"), ("Standard User", "Standard"), ("admin", "Admin"),
        ])
    func standardProfile(typed: String, fullName: String) throws {
        let export = try TemporaryFolder([
            "profiles/Admin.profile": document("Profile"), "profiles/Standard.profile": document("Profile"),
        ])
        let match = try export.org().match(typed, .profile, standardProfiles: standardProfiles)
        #expect(match.id == ComponentID(.profile, fullName))
        #expect(match.problem == nil)
    }

    @Test("A profile whose full name is a standard profile's name in Setup comes before that one")
    func fullNameBeforeSetupName() throws {
        let export = try TemporaryFolder([
            "profiles/Admin.profile": document("Profile"), "profiles/System Administrator.profile": document("Profile"),
        ])
        let match = try export.org().match("System Administrator", .profile, standardProfiles: standardProfiles)
        #expect(match.id.fullName == "System Administrator")
    }

    @Test("The name in Setup is a profile's alone")
    func setupNameOfAnotherType() throws {
        let export = try TemporaryFolder(["Admin.permissionset-meta.xml": labelled("Admins")])
        let match = try export.org().match("System Administrator", .permissionSet, standardProfiles: standardProfiles)
        #expect(match.problem?.severity == .error)
    }

    @Test("A label that two components have is an error that lists both")
    func ambiguousLabel() throws {
        let export = try TemporaryFolder([
            "Agent_One.permissionset-meta.xml": labelled("Agent"),
            "Agent_Two.permissionset-meta.xml": labelled("Agent"),
            "Far.permissionset-meta.xml": labelled("Far"),
        ])
        let problem = try #require(try export.org().match("Agent", .permissionSet).problem)
        #expect(problem.severity == .error)
        #expect(problem.message.contains("label of several permission sets"))
        #expect(problem.message.contains("\"Agent_One\", \"Agent_Two\""))
        #expect(!problem.message.contains("Far"))
    }

    @Test("Labels of roles and groups are known as well")
    func labelsOfOtherTypes() throws {
        let export = try TemporaryFolder([
            "CEO.role-meta.xml": document("Role", "<name>Chief Executive</name>"),
            "Team.permissionsetgroup-meta.xml": document("PermissionSetGroup", "<label>The Team</label>"),
        ])
        let org = try export.org()
        #expect(org.match("Chief Executive", .role).id == ComponentID(.role, "CEO"))
        #expect(org.match("The Team", .permissionSetGroup).id == ComponentID(.permissionSetGroup, "Team"))
    }

    @Test("A name that is not there is an error with the nearest names, at most three, nearest first")
    func nearest() throws {
        let export = try TemporaryFolder([
            "LivePerson_API.permissionset-meta.xml": labelled("Unlike"),
            "LivePerson_APIs.permissionset-meta.xml": labelled("Quite else"),
            "LivePerson.permissionset-meta.xml": labelled("Zebra"),
            "Wholly_Different.permissionset-meta.xml": labelled("Xylophone"),
        ])
        let match = try export.org().match("LivePerson_AP", .permissionSet)
        let problem = try #require(match.problem)
        #expect(match.id == ComponentID(.permissionSet, "LivePerson_AP"))
        #expect(problem.severity == .error)
        #expect(problem.message.contains("There is no permission set \"LivePerson_AP\""))
        #expect(problem.message.contains("\"LivePerson_API\", \"LivePerson_APIs\", \"LivePerson\""))
        #expect(!problem.message.contains("Wholly_Different"))
    }

    @Test("Where the export contains none of the type, the error says what to retrieve")
    func noneOfTheType() throws {
        let export = try TemporaryFolder(["CEO.role-meta.xml": document("Role")])
        let problem = try #require(try export.org().match("Agent", .permissionSet).problem)
        #expect(problem.severity == .error)
        #expect(problem.message.contains("no permission set at all"))
        #expect(problem.message.contains("Retrieve PermissionSet"))
    }

    @Test("A reference inside metadata is a full name without regard to case, never a label")
    func references() throws {
        let export = try TemporaryFolder(["Agent.permissionset-meta.xml": labelled("Service Agent")])
        let org = try export.org()
        #expect(org.component("Agent", .permissionSet) == ComponentID(.permissionSet, "Agent"))
        #expect(org.component("aGENT", .permissionSet) == ComponentID(.permissionSet, "Agent"))
        #expect(org.component("Service Agent", .permissionSet) == nil)
        #expect(org.component("Agent", .mutingPermissionSet) == nil)
    }
}
