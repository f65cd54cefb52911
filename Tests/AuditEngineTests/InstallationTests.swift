import AuditEngine
import OrgModel
import TestSupport
import Testing

@Suite("Installed parts")
struct InstallationTests {
    /// An org in which all of the Open CTI edition is installed.
    private func installed(
        utilityBar: String? = "Bar",
        items: String =
            "<flexiPageRegions><itemInstances><componentInstance><componentName>opencti:softPhone</componentName></componentInstance></itemInstances></flexiPageRegions>"
    ) -> Export {
        Export()
            .permissionSet("Set")
            .object("lpc__LivePerson_Conversation__c", label: "LivePerson Conversation")
            .metadata(
                "InstalledPackage", "installedPackages/lpc.installedPackage", ["<versionNumber>1.2</versionNumber>"]
            )
            .metadata(
                "InstalledPackage", "installedPackages/lpui.installedPackage", ["<versionNumber>5.3</versionNumber>"]
            )
            .metadata("CallCenter", "callCenters/LP.callCenter", ["<displayName>LivePerson Embedded UI</displayName>"])
            .metadata(
                "CustomApplication", "applications/Service.app",
                ["<label>Service Desk</label>", "<uiType>Lightning</uiType>"]
                    + (utilityBar.map { ["<utilityBar>\($0)</utilityBar>"] } ?? [])
            )
            .metadata("FlexiPage", "flexipages/Bar.flexipage", [items, "<type>UtilityBar</type>"])
    }

    private func options(apps: [String] = ["Service"], isInstalled: Bool? = nil) -> AuditOptions {
        var options = AuditOptions()
        options.apps = apps
        options.isInstalled = isInstalled
        options.names = ["EmbeddedUIPackage": "lpui"]
        return options
    }

    /// A guide of one row that requires an installed part.
    private func guide(_ check: String) throws -> GuideFolder {
        try GuideFolder([
            "guide.yaml":
                "id: demo\ntitle: Demo\nedition: A\nsource: https://example.com\nsummary: A.\nobjects: {}\ntables: [parts.yaml]",
            "parts.yaml": """
            table: P
            title: Parts
            caption: Parts
            kind: install
            severity: major
            rows:
              - step: part
                \(check)
                label: Part
                requires: present
                purpose: The window needs it.
                remedy: { setup: Install it., metadata: <A/> }
            """,
        ])
    }

    @Test("Two files of one part that differ leave its row unknown, whichever is met first", arguments: ["a", "z"])
    func differingFiles(folder: String) throws {
        let other =
            "<flexiPageRegions><itemInstances><componentInstance><componentName>other:thing</componentName></componentInstance></itemInstances></flexiPageRegions>"
        let result = try installed()
            .metadata("FlexiPage", "\(folder)/flexipages/Bar.flexipage", [other, "<type>UtilityBar</type>"])
            .audit(.set("Set"), options())
        try result.expect("install/softphone", .unknown)
    }

    // MARK: Before and after

    private static let ofInstallation = [
        "install/call-center", "install/conversation-object", "object/Conversation/create",
        "field/Conversation.CSATScore", "field/Task.LivePersonConversation",
    ]

    @Test(
        "Where nothing of the installation is shown and nothing is stated, all that it brings is unknown for one reason"
    )
    func unstated() throws {
        let result = try Export().permissionSet("Set").audit(.set("Set"))
        let findings = try Self.ofInstallation.map { try result.expect($0, .unknown) }
        #expect(Set(findings.map(\.message)).count == 1)
        for flag in ["--before-install", "--installed"] {
            #expect(findings[0].remedy?.retrieve?.contains(flag) == true)
        }
        #expect(try result.finding("object/Account/create").verdict == .failed)
    }

    @Test("Before the installation nothing that it brings applies; after it all of it is required")
    func stated() throws {
        var options = AuditOptions()
        options.isInstalled = false
        let before = try Export().permissionSet("Set").audit(.set("Set"), options)
        for id in Self.ofInstallation { try before.expect(id, .notApplicable) }
        #expect(try before.finding("object/Account/create").verdict == .failed)
        #expect(!before.problems.contains { $0.message.contains("--before-install") })
        options.isInstalled = true
        let after = try Export().permissionSet("Set").manifest(version: "60.0").audit(.set("Set"), options)
        for id in Self.ofInstallation {
            #expect(try after.finding(id).message.contains("before-install") == false)
            #expect(try after.finding(id).verdict != .notApplicable)
        }
    }

    @Test("What an export shows of the installation is judged, although it is said to be still to be made")
    func early() throws {
        var options = options()
        options.isInstalled = false
        let result = try installed().audit(.set("Set"), options)
        try result.expect("install/call-center", .passed)
        try result.expect("object/Conversation/create", .failed)
        #expect(!result.findings.contains { $0.verdict == .notApplicable })
        result.expectProblem(.warning, "The export shows parts of the installation", "--before-install")
    }

    @Test("Before the installation a row about an object that is not used does not apply, whatever the export shows")
    func unusedObjectBefore() throws {
        var options = AuditOptions()
        options.isInstalled = false
        options.disabledObjects = ["Account"]
        try Export().permissionSet("Set", object("Account", "rcedvm")).audit(.set("Set"), options).expect(
            "object/Account/create", .notApplicable)
    }

    @Test("Objects without a label may be what the installation brought")
    func withoutLabel() throws {
        let export = Export().permissionSet("Set").object("lpc__Conversation__c", label: nil)
        let finding = try export.audit(.set("Set")).expect("object/Conversation/create", .unknown)
        #expect(finding.message.contains("lpc__Conversation__c is there without a label"))
    }

    // MARK: What is there

    @Test("What is installed passes by the file that shows it")
    func passes() throws {
        let result = try installed().audit(.set("Set"), options())
        for id in ["embedded-ui-package", "conversation-package", "conversation-object", "call-center", "softphone"] {
            try result.expect("install/\(id)", .passed)
        }
        let softphone = try #require(result.findings.first { $0.requirement.id == "install/softphone" })
        #expect(softphone.evidence.map { $0.place?.description } == ["flexipages/Bar.flexipage:3"])
    }

    @Test("An app is also known by its label, and its bar in the older form of the page counts as well")
    func olderForm() throws {
        let items =
            "<flexiPageRegions><componentInstances><componentName>opencti:softPhone</componentName></componentInstances></flexiPageRegions>"
        try installed(items: items).audit(.set("Set"), options(apps: ["Service Desk"])).expect(
            "install/softphone", .passed)
    }

    @Test("An app without a utility bar, or with a bar without the softphone, fails")
    func withoutSoftphone() throws {
        try installed(utilityBar: nil).audit(.set("Set"), options()).expect("install/softphone", .failed)
        let empty = try installed(items: "<flexiPageRegions><name>utilityItems</name></flexiPageRegions>").audit(
            .set("Set"), options())
        try empty.expect("install/softphone", .failed)
    }

    @Test("One app of several without the softphone is enough to fail, and one outside the export to be unknown")
    func severalApps() throws {
        let export = installed().metadata("CustomApplication", "applications/Sales.app", ["<uiType>Lightning</uiType>"])
        try export.audit(.set("Set"), options(apps: ["Service", "Sales"])).expect("install/softphone", .failed)
        try installed().audit(.set("Set"), options(apps: ["Service", "Other"])).expect("install/softphone", .unknown)
    }

    @Test("Without apps named, and nothing known of the end users, it is unknown")
    func noApps() throws {
        try installed().audit(.set("Set"), options(apps: [])).expect("install/softphone", .unknown)
    }

    @Test("Without apps named, those count that the end users' sources show")
    func visibleApps() throws {
        var principal = Principal.set("Set")
        principal.endUserSources = [ComponentID(.profile, "Agent")]
        let export = installed().profile(
            "Agent",
            "<applicationVisibilities><application>Service</application><visible>true</visible></applicationVisibilities>",
            "<applicationVisibilities><application>Hidden</application><visible>false</visible></applicationVisibilities>"
        )
        try export.audit(principal, options(apps: [])).expect("install/softphone", .passed)
    }

    @Test("Apps, utility bars and packages are found in any case")
    func otherCase() throws {
        var options = options(apps: ["SERVICE"])
        try installed(utilityBar: "BAR").audit(.set("Set"), options).expect("install/softphone", .passed)
        var principal = Principal.set("Set")
        principal.endUserSources = [ComponentID(.profile, "Agent")]
        let export = installed(utilityBar: "bar").profile(
            "Agent",
            "<applicationVisibilities><application>service</application><visible>true</visible></applicationVisibilities>"
        )
        options.apps = []
        options.names = ["EmbeddedUIPackage": "LPUI"]
        let result = try export.audit(principal, options)
        try result.expect("install/softphone", .passed)
        try result.expect("install/embedded-ui-package", .passed)
    }

    @Test("Where nothing of it is in the export it is unknown, unless it must be there")
    func nothing() throws {
        let export = Export().permissionSet("Set")
        try export.audit(.set("Set"), options()).expect("install/call-center", .unknown)
        try export.audit(.set("Set"), options(isInstalled: true)).expect("install/call-center", .unknown)
        let asked = export.metadata(
            "Package", "package.xml", ["<types><members>*</members><name>CallCenter</name></types>"])
        try asked.audit(.set("Set"), options(isInstalled: true)).expect("install/call-center", .failed)
        // That the org has no call center does not say whether the installation is still to be made.
        let finding = try asked.audit(.set("Set"), options()).finding("install/call-center")
        #expect(finding.verdict == .unknown && finding.evidence.isEmpty)
    }

    @Test("A part whose file cannot be read is unknown, even where the manifest names it, and the file is an error")
    func unreadable() throws {
        let export = installed().metadata(
            "Package", "package.xml", ["<types><members>*</members><name>CallCenter</name></types>"]
        )
        .file("callCenters/LP.callCenter", "<broken")
        let result = try export.audit(.set("Set"), options())
        try result.expect("install/call-center", .unknown, at: "callCenters/LP.callCenter:1")
        result.expectProblem(.error, at: "callCenters/LP.callCenter:1")
    }

    @Test("A guide that asks for no part reads none", arguments: [true, false])
    func unasked(asks: Bool) throws {
        let guide = try asks ? guide("callCenter: LP").load() : FieldsPermissionTests.guide()
        let result = try Export().permissionSet("Set").file("callCenters/LP.callCenter", "<broken")
            .audit(.set("Set"), against: guide)
        #expect(result.problems.contains { $0.place?.file == "callCenters/LP.callCenter" } == asks)
    }

    @Test(
        "A trusted site that does not plainly say whether it is active is unknown",
        arguments: [
            (["true"], Verdict.passed), (["false"], .failed), ([], .failed), (["TRUE"], .unknown),
            (["true", "false"], .unknown),
        ])
    func trustedSite(values: [String], verdict: Verdict) throws {
        let folder = try guide("trustedSites: [chat.example.com]")
        let isActive = values.map { "<isActive>\($0)</isActive>" }.joined()
        let result = try Export().permissionSet("Set")
            .metadata("Package", "package.xml", ["<types><members>*</members><name>CspTrustedSite</name></types>"])
            .metadata(
                "CspTrustedSite", "cspTrustedSites/Chat.cspTrustedSite",
                ["<endpointUrl>https://chat.example.com</endpointUrl>", isActive]
            )
            .audit(.set("Set"), options(isInstalled: true), against: folder.load())
        try result.expect("install/part", verdict)
    }

    @Test(
        "An app that end users may see is unknown where it would fail, and passes where it has the softphone",
        arguments: [
            ("1", "Bar", Verdict.passed), ("1", nil, .unknown), ("true", nil, .failed), ("false", nil, .unknown),
        ] as [(String, String?, Verdict)])
    func oddlyVisibleApp(visible: String, utilityBar: String?, verdict: Verdict) throws {
        var principal = Principal.set("Set")
        principal.endUserSources = [ComponentID(.profile, "Agent")]
        let export = installed(utilityBar: utilityBar).profile(
            "Agent",
            "<applicationVisibilities><application>Service</application><visible>\(visible)</visible></applicationVisibilities>"
        )
        try export.audit(principal, options(apps: [])).expect("install/softphone", verdict)
    }

    @Test("A failure names the manifest that required the part")
    func manifestAsEvidence() throws {
        let export = Export().permissionSet("Set")
            .metadata("Package", "package.xml", ["<types><members>*</members><name>CallCenter</name></types>"])
        try export.audit(.set("Set"), options(isInstalled: true))
            .expect(
                "install/call-center", .failed, states: .trace(.requested("all members of CallCenter")),
                at: "package.xml")
    }

    @Test("A classic app that end users see needs no utility bar")
    func classicApp() throws {
        var principal = Principal.set("Set")
        principal.endUserSources = [ComponentID(.profile, "Agent")]
        let visible = ["Service", "Classic"].map {
            "<applicationVisibilities><application>\($0)</application><visible>true</visible></applicationVisibilities>"
        }
        let export = installed().metadata("Profile", "profiles/Agent.profile", visible)
        func verdict(_ type: String) throws -> Verdict {
            let classic = export.metadata(
                "CustomApplication", "applications/Classic.app", ["<label>Classic</label>", "<uiType>\(type)</uiType>"])
            return try classic.audit(principal, options(apps: [])).finding("install/softphone").verdict
        }
        #expect(try verdict("Aloha") == .passed)
        #expect(try verdict("Lightning") == .failed)
    }

    @Test("A part whose files .forceignore hides is unknown, even where the manifest names it")
    func hidden() throws {
        let folder = "force-app/main/default"
        let export = Export().file("sfdx-project.json", #"{ "packageDirectories": [{ "path": "force-app" }] }"#)
            .file(".forceignore", "**/callCenters/**\n")
            .metadata("Package", "manifest/package.xml", ["<types><members>*</members><name>CallCenter</name></types>"])
            .metadata("PermissionSet", "\(folder)/permissionsets/Set.permissionset-meta.xml", [])
            .metadata(
                "CallCenter", "\(folder)/callCenters/LP.callCenter-meta.xml",
                ["<displayName>LivePerson Embedded UI</displayName>"])
        try export.audit(.set("Set"), options(isInstalled: true)).expect(
            "install/call-center", .unknown, says: "is hidden by .forceignore line 1",
            at: "\(folder)/callCenters/LP.callCenter-meta.xml")
    }

    @Test(
        "All apps in a manifest are all but the standard ones, so one of those is not known to be missing",
        arguments: ["Service Console", "standard__LightningService"])
    func standardApp(name: String) throws {
        let export = Export().permissionSet("Set")
            .metadata("Package", "package.xml", ["<types><members>*</members><name>CustomApplication</name></types>"])
        for export in [
            export, export.metadata("CustomApplication", "applications/Other.app", ["<label>Other</label>"]),
        ] {
            let result = try export.audit(.set("Set"), options(apps: [name], isInstalled: true))
            try result.expect("install/softphone", .unknown)
            #expect(!result.problems.contains { $0.severity == .error })
        }
        let asked = export.metadata(
            "Package", "package.xml",
            ["<types><members>standard__LightningService</members><name>CustomApplication</name></types>"])
        try asked.audit(.set("Set"), options(apps: [name], isInstalled: true))
            .expect(
                "install/softphone", .failed, says: "CustomApplication standard__LightningService", at: "package.xml")
    }

    @Test(
        "A size that a guide gives for a utility item is part of what it must be like",
        arguments: [
            (
                "<componentInstanceProperties><name>width</name><value>340</value></componentInstanceProperties>",
                Verdict.passed, ""
            ),
            (
                "<componentInstanceProperties><name>width</name><value>300</value></componentInstanceProperties>",
                .failed, "has width 300, not width 340"
            ),
            ("", .failed, "has width not set, not width 340"),
        ])
    func sizeOfItem(properties: String, verdict: Verdict, words: String) throws {
        let folder = try guide("utilityItem: { component: \"demo:phone\", width: 340 }")
        let items =
            "<flexiPageRegions><itemInstances><componentInstance>\(properties)<componentName>demo:phone</componentName></componentInstance></itemInstances></flexiPageRegions>"
        let finding = try installed(items: items).audit(.set("Set"), options(isInstalled: true), against: folder.load())
            .expect("install/part", verdict)
        #expect(finding.message.contains(words) || words.isEmpty, "\(finding.message)")
    }

    @Test("A utility item that a guide knows by its label is no item of another label", arguments: ["Phone", "Other"])
    func labelOfItem(_ label: String) throws {
        let folder = try guide("utilityItem: { label: Phone, width: 340 }")
        let properties = [("label", label), ("width", "340")].map {
            "<componentInstanceProperties><name>\($0)</name><value>\($1)</value></componentInstanceProperties>"
        }.joined()
        let items =
            "<flexiPageRegions><itemInstances><componentInstance>\(properties)<componentName>demo:phone</componentName></componentInstance></itemInstances></flexiPageRegions>"
        try installed(items: items).audit(.set("Set"), options(isInstalled: true), against: folder.load())
            .expect("install/part", label == "Phone" ? .passed : .failed)
        // It shows by itself that the installation has been made.
        try installed(items: items).audit(.set("Set"), options(), against: folder.load())
            .expect("install/part", label == "Phone" ? .passed : .unknown)
    }

    @Test(
        "A trusted site is its host, in whatever case and with whatever scheme",
        arguments: [
            "https://Chat.Example.com/", "http://chat.example.com", "CHAT.EXAMPLE.COM",
        ])
    func caseOfSite(url: String) throws {
        let folder = try guide("trustedSites: [chat.example.com]")
        let export = Export().permissionSet("Set").metadata(
            "CspTrustedSite", "cspTrustedSites/Chat.cspTrustedSite",
            ["<endpointUrl>\(url)</endpointUrl>", "<isActive>true</isActive>"])
        try export.audit(.set("Set"), options(isInstalled: true), against: folder.load())
            .expect("install/part", .passed, says: "is trusted", at: "cspTrustedSites/Chat.cspTrustedSite:3")
        // A site is no trace of one vendor's installation.
        try export.audit(.set("Set"), options(isInstalled: false), against: folder.load())
            .expect("install/part", .notApplicable)
    }

    @Test("An app that end users see, or a source of theirs, that the export lacks leaves it unknown")
    func missingApps() throws {
        var principal = Principal.set("Set")
        principal.endUserSources = [ComponentID(.profile, "Agent")]
        let visible =
            "<applicationVisibilities><application>Other</application><visible>true</visible></applicationVisibilities>"
        let finding = try installed().profile("Agent", visible).audit(principal, options(apps: [])).expect(
            "install/softphone", .unknown)
        #expect(finding.message.contains("\"Other\""))
        let missing = try installed().audit(principal, options(apps: [])).expect("install/softphone", .unknown)
        #expect(missing.message.contains("profile \"Agent\""))
    }

    // MARK: The call center's members

    private typealias EndUser = Principal.EndUser

    private func member(_ name: String, _ callCenter: CallCenterMembership, mayBeInactive: Bool = false) -> EndUser {
        EndUser(
            username: "\(name)@x.example", role: .role("Agent"), place: Place(file: "users.json", line: 3),
            mayBeInactive: mayBeInactive, callCenter: callCenter)
    }

    @Test("End users who were chosen by their call center prove nothing of who is in it")
    func circularEndUsers() throws {
        var principal = Principal.set("Set")
        let chosen = EndUser(
            username: "ada@x.example", role: .role("Agent"), callCenter: Self.inGuides, isChosenByCallCenter: true)
        principal.endUsers = [chosen, member("ben", Self.inGuides)]
        let finding = try installed().audit(principal, options()).expect("install/call-center-members", .unknown)
        #expect(finding.message.contains("ada@x.example: chosen as end users by their call center"))
        #expect(finding.remedy?.retrieve?.contains("role-and-below:NAME") == true)
        principal.endUsers?.append(member("cat", .none))
        try installed().audit(principal, options()).expect("install/call-center-members", .failed)
    }

    private static let inGuides = CallCenterMembership.member(
        id: "04v000000000001AAA", names: ["LivePerson Embedded UI", "LP"])
    private static let inOther = CallCenterMembership.member(id: "04v000000000002AAA", names: ["Phones", "Phones_1"])
    private static let byInternalName = CallCenterMembership.member(id: "04v000000000001AAA", names: ["lp"])
    private static let inUnnamed = CallCenterMembership.member(id: "04v000000000003AAA", names: [])
    private static let byOneName = CallCenterMembership.member(id: "04v000000000003AAA", names: ["Phones"])

    @Test(
        "Each end user is in the guide's call center, or the row says who is not and why it is not known",
        arguments: [
            ([inGuides, inGuides], Verdict.passed, "Every end user is in"),
            ([byInternalName], .passed, "Every end user is in"),
            ([inGuides, .none], .failed, "In no call center: user1@x.example."),
            (
                [inOther, .none], .failed,
                "In no call center: user1@x.example. In another call center than \"LivePerson Embedded UI\": user0@x.example."
            ),
            ([inGuides, inUnnamed], .unknown, "Whether user1@x.example is in"),
            ([byOneName], .unknown, "Whether user0@x.example is in"),
            ([inGuides, .notStated], .unknown, "Whether user1@x.example is in"), ([], .unknown, "match no user"),
            ([.notStated, .none], .failed, "In no call center: user1@x.example."),
        ])
    func callCenterMembers(_ memberships: [CallCenterMembership], _ verdict: Verdict, _ words: String) throws {
        var principal = Principal.set("Set")
        principal.endUsers = memberships.enumerated().map { member("user\($0)", $1) }
        let export = installed().metadata(
            "CallCenter", "callCenters/Phones_1.callCenter", ["<displayName>Phones</displayName>"])
        let finding = try export.audit(principal, options()).expect("install/call-center-members", verdict)
        #expect(finding.message.contains(words), "\(finding.message)")
        #expect((finding.remedy?.retrieve == nil) == (verdict != .unknown))
    }

    @Test(
        "Without end users, with end users known by role alone, with more that may be, and with inactive ones it is unknown"
    )
    func callCenterMembersUnknown() throws {
        var principal = Principal.set("Set")
        try installed().audit(principal, options()).expect("install/call-center-members", .unknown)
        principal.endUsers = [EndUser(role: .role("Agent"))]
        let byRole = try installed().audit(principal, options()).expect("install/call-center-members", .unknown)
        #expect(byRole.message.contains("known by their roles alone"))
        principal.endUsers = [member("a", .none, mayBeInactive: true)]
        try installed().audit(principal, options()).expect("install/call-center-members", .unknown)
        principal.endUsers = [member("a", Self.inGuides)]
        principal.endUserGaps = [Unknown(place: nil, says: "there may be more", resolvedBy: "Export all users.")]
        try installed().audit(principal, options()).expect("install/call-center-members", .unknown)
        principal.endUsers = [member("a", .none)]
        try installed().audit(principal, options()).expect("install/call-center-members", .failed)
    }

    @Test("What would show the call centers depends on what is there")
    func callCenterAdvice() throws {
        var principal = Principal.set("Set")
        func advice() throws -> String {
            try installed().audit(principal, options()).expect("install/call-center-members", .unknown).remedy?.retrieve
                ?? ""
        }
        #expect(try advice().contains("name the file under records"))
        principal.endUsers = [EndUser(role: .role("Agent"))]
        #expect(try advice().contains("name the file under records"))
        principal.hasExportedUsers = true
        #expect(try advice().hasPrefix("Name the end users with --end-users"))
        principal.endUsers = nil
        #expect(try advice().hasPrefix("Name the end users with --end-users"))
        var doubts = UserDoubts()
        doubts[.callCenter] = Unknown(place: nil, says: "it is invalid", resolvedBy: "Look at it.")
        for membership in [Self.inUnnamed, .notStated] {
            principal.endUsers = [EndUser(username: "a@x.example", role: .none, callCenter: membership, doubts: doubts)]
            #expect(try advice() == "Look at it.")
        }
        principal.endUsers = [EndUser(username: "a@x.example", role: .none, callCenter: Self.inUnnamed)]
        principal.emptyResult = Place(file: "callcenters.json")
        #expect(try advice().contains("callcenters.json contains no record"))
    }

    @Test("Only who is in the guide's call center shows that the installation has been made")
    func callCenterOfAnother() throws {
        for (membership, verdict) in [(Self.inGuides, Verdict.passed), (Self.inOther, .unknown)] {
            var principal = Principal.set("Set")
            principal.endUsers = [member("a", membership)]
            try Export().permissionSet("Set").audit(principal, options()).expect("install/call-center-members", verdict)
        }
    }

    @Test("Of many end users five are named and the others are counted")
    func manyMembers() throws {
        var principal = Principal.set("Set")
        principal.endUsers = (1...5_000).map { member("user\($0)", .none) }
        let finding = try installed().audit(principal, options()).expect("install/call-center-members", .failed)
        #expect(finding.message.hasSuffix("user5@x.example and 4995 more."))
        #expect(finding.evidence.count == 5)
    }

    // MARK: Packages

    private func package(_ lines: String...) -> Export {
        installed().metadata("InstalledPackage", "installedPackages/lpui.installedPackage", lines)
    }

    @Test(
        "A package that is installed for administrators only fails its row",
        arguments: [
            (["<securityType>AdminsOnly</securityType>"], Verdict.failed),
            (["<securityType>AllUsers</securityType>"], .passed), ([], .passed),
            (["<securityType>Some</securityType>"], .unknown),
            (["<securityType>AllUsers</securityType>", "<securityType>AdminsOnly</securityType>"], .unknown),
        ])
    func securityType(_ lines: [String], _ verdict: Verdict) throws {
        let export = installed().metadata("InstalledPackage", "installedPackages/lpui.installedPackage", lines)
        try export.audit(.set("Set"), options()).expect("install/embedded-ui-package", verdict)
    }

    @Test(
        "The Aura edition requires the UI package 5.3.11 or later, compared number by number",
        arguments: [
            ("5.3.11", Verdict.passed), ("5.3.9", .failed), ("5.10", .passed), ("5.3", .failed), ("10.0.0.1", .passed),
            ("5.3.11.0", .passed),
            ("5.3.11-beta", .unknown), ("", .unknown), ("5..3", .unknown), ("99999999999999999999", .unknown),
            ("5.3.11.0.1", .unknown), ("+5.3.11", .unknown), ("٥.٣.١١", .unknown), ("5.3.½", .unknown),
        ])
    func minimumVersion(_ version: String, _ verdict: Verdict) throws {
        let aura = try Guide.load("liveperson-connector", edition: "aura")
        let result = try package("<versionNumber>\(version)</versionNumber>").audit(
            .set("Set"), options(), against: aura)
        try result.expect("install/embedded-ui-version", verdict)
    }

    // MARK: Doubts

    private static let softphone =
        "<componentInstance><componentName>opencti:softPhone</componentName></componentInstance>"

    @Test(
        "An element that is there twice with two values is a doubt",
        arguments: [
            (
                "CustomApplication", "applications/Service.app",
                ["<uiType>Lightning</uiType>", "<utilityBar>Bar</utilityBar>", "<utilityBar>Other</utilityBar>"],
                "install/softphone"
            ),
            (
                "FlexiPage", "flexipages/Bar.flexipage",
                [
                    "<flexiPageRegions><itemInstances>\(softphone)</itemInstances></flexiPageRegions>",
                    "<type>AppPage</type>", "<type>UtilityBar</type>",
                ], "install/softphone"
            ),
            (
                "CallCenter", "callCenters/LP.callCenter",
                ["<displayName>Other</displayName>", "<displayName>LivePerson Embedded UI</displayName>"],
                "install/call-center"
            ),
        ])
    func repeated(_ root: String, _ path: String, _ lines: [String], _ row: String) throws {
        let result = try installed().metadata(root, path, lines).audit(.set("Set"), options())
        try result.expect(row, .unknown)
        result.expectProblem(.error, "with different values", at: "\(path):\(Export.firstLine + lines.count - 1)")
    }

    @Test(
        "A component may have a property of its own by the name of one of the bar",
        arguments: [("decorator", Verdict.passed), ("", .unknown)])
    func ownProperty(_ type: String, _ verdict: Verdict) throws {
        func label(_ value: String, _ type: String) -> String {
            "<componentInstanceProperties><name>label</name><type>\(type)</type><value>\(value)</value></componentInstanceProperties>"
        }
        let item =
            "<componentInstance>\(label("Phone", ""))\(label("Softphone", type))<componentName>opencti:softPhone</componentName></componentInstance>"
        let page = [
            "<flexiPageRegions><itemInstances>\(item)</itemInstances></flexiPageRegions>", "<type>UtilityBar</type>",
        ]
        let result = try installed().metadata("FlexiPage", "flexipages/Bar.flexipage", page).audit(
            .set("Set"), options())
        try result.expect("install/softphone", verdict)
        #expect(result.problems.contains { $0.message.contains("two values") } == (verdict == .unknown))
    }

    @Test(
        "A trace that is broken is not \"not installed\"",
        arguments: ["callCenters/LP.callCenter", "installedPackages/lpui.installedPackage"])
    func brokenTrace(_ path: String) throws {
        let result = try Export().permissionSet("Set").file(path, "<broken").audit(.set("Set"), options())
        try result.expect("install/softphone", .unknown)
        result.expectProblem(.error, at: "\(path):1")
    }

    @Test(
        "The name of an app that several have, or none, is an error with the names",
        arguments: [
            (["Service Desk"], "is the label of several apps: \"Second\", \"Service\""),
            (["Servise"], "The nearest names are \"Service\""),
            (["service"], nil), (["Second"], nil),
        ] as [([String], String?)])
    func appNames(_ apps: [String], _ words: String?) throws {
        let export = installed()
            .metadata(
                "CustomApplication", "applications/Second.app",
                ["<label>Service Desk</label>", "<uiType>Lightning</uiType>", "<utilityBar>Bar</utilityBar>"]
            )
            .metadata("Package", "package.xml", ["<types><members>*</members><name>CustomApplication</name></types>"])
        let result = try export.audit(.set("Set"), options(apps: apps))
        try result.expect("install/softphone", words == nil ? .passed : .unknown)
        if let words {
            result.expectProblem(.error, words)
        } else {
            #expect(!result.problems.contains { $0.severity == .error })
        }
    }

    @Test(
        "A name is not taken for a mistyped one where an app cannot be read that may have it",
        arguments: [("applications/Desk.app", false), ("callCenters/Desk.callCenter", true)])
    func unreadApp(broken: String, isMistyped: Bool) throws {
        let result = try installed().file(broken, "<broken").audit(.set("Set"), options(apps: ["Desk"]))
        try result.expect("install/softphone", .unknown)
        #expect(result.problems.contains { $0.message.contains("There is no app \"Desk\"") } == isMistyped)
    }

    @Test("Where the export has no app at all, a name is not taken for a mistyped one")
    func noAppToName() throws {
        let result = try Export().permissionSet("Set").audit(.set("Set"), options(apps: ["Desk"], isInstalled: true))
        try result.expect("install/softphone", .unknown)
        #expect(!result.problems.contains { $0.severity == .error })
    }

    @Test("While more may be shown to the end users than is known, the softphone is unknown")
    func appsKnownInPart() throws {
        let visible =
            "<applicationVisibilities><application>Service</application><visible>true</visible></applicationVisibilities>"
        let gap = Unknown(place: nil, says: "no export of assignments was given", resolvedBy: "Export them.")
        func verdict(_ change: (inout Principal) -> Void) throws -> Verdict {
            var principal = Principal.set("Set")
            principal.endUserSources = [ComponentID(.profile, "Agent")]
            principal.endUsers = [member("a", Self.inGuides)]
            change(&principal)
            return try installed().profile("Agent", visible).audit(principal, options(apps: [])).finding(
                "install/softphone"
            ).verdict
        }
        #expect(try verdict { _ in } == .passed)
        #expect(try verdict { $0.endUserSourceGaps = [gap] } == .unknown)
        #expect(try verdict { $0.endUserGaps = [gap] } == .unknown)
        #expect(try verdict { $0.endUsers?.append(EndUser(role: .role("Lead"))) } == .unknown)
        #expect(
            try verdict { $0.endUserSources.insert(ComponentID(.permissionSet, "Member_Not_Exported")) } == .unknown)
    }
}
