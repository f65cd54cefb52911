import AuditEngine
import OrgModel
import Testing

@Suite("Installed parts")
struct InstallationTests {
    /// An org in which all of the Open CTI edition is installed.
    private func installed(
        utilityBar: String? = "Bar", items: String = "<flexiPageRegions><itemInstances><componentInstance><componentName>opencti:softPhone</componentName></componentInstance></itemInstances></flexiPageRegions>"
    ) -> Export {
        Export()
            .permissionSet("Set")
            .object("lpc__LivePerson_Conversation__c", label: "LivePerson Conversation")
            .metadata("InstalledPackage", "installedPackages/lpc.installedPackage", ["<versionNumber>1.2</versionNumber>"])
            .metadata("InstalledPackage", "installedPackages/lpui.installedPackage", ["<versionNumber>5.3</versionNumber>"])
            .metadata("CallCenter", "callCenters/LP.callCenter", ["<displayName>LivePerson Embedded UI</displayName>"])
            .metadata(
                "CustomApplication", "applications/Service.app",
                ["<label>Service Desk</label>", "<uiType>Lightning</uiType>"]
                    + (utilityBar.map { ["<utilityBar>\($0)</utilityBar>"] } ?? []))
            .metadata("FlexiPage", "flexipages/Bar.flexipage", [items, "<type>UtilityBar</type>"])
    }

    private func options(apps: [String] = ["Service"], isInstalled: Bool = false) -> AuditOptions {
        var options = AuditOptions()
        options.apps = apps
        options.isInstalled = isInstalled
        options.names = ["EmbeddedUIPackage": "lpui"]
        return options
    }

    @Test("Two files of one part that differ leave its row unknown, whichever is met first", arguments: ["a", "z"])
    func differingFiles(folder: String) throws {
        let other = "<flexiPageRegions><itemInstances><componentInstance><componentName>other:thing</componentName></componentInstance></itemInstances></flexiPageRegions>"
        let result = try installed()
            .metadata("FlexiPage", "\(folder)/flexipages/Bar.flexipage", [other, "<type>UtilityBar</type>"])
            .audit(.set("Set"), options())
        try result.expect("install/softphone", .unknown)
    }

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
        let items = "<flexiPageRegions><componentInstances><componentName>opencti:softPhone</componentName></componentInstances></flexiPageRegions>"
        try installed(items: items).audit(.set("Set"), options(apps: ["Service Desk"])).expect("install/softphone", .passed)
    }

    @Test("An app without a utility bar, or with a bar without the softphone, fails")
    func withoutSoftphone() throws {
        try installed(utilityBar: nil).audit(.set("Set"), options()).expect("install/softphone", .failed)
        let empty = try installed(items: "<flexiPageRegions><name>utilityItems</name></flexiPageRegions>").audit(.set("Set"), options())
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
            "<applicationVisibilities><application>Hidden</application><visible>false</visible></applicationVisibilities>")
        try export.audit(principal, options(apps: [])).expect("install/softphone", .passed)
    }

    @Test("Where nothing of it is in the export nothing is asked, unless it must be there")
    func nothing() throws {
        let export = Export().permissionSet("Set")
        try export.audit(.set("Set"), options()).expect("install/call-center", .notApplicable)
        try export.audit(.set("Set"), options(isInstalled: true)).expect("install/call-center", .unknown)
        let asked = export.metadata("Package", "package.xml", ["<types><members>*</members><name>CallCenter</name></types>"])
        try asked.audit(.set("Set"), options(isInstalled: true)).expect("install/call-center", .failed)
    }

    @Test("A part whose file cannot be read is unknown, whatever the manifest asks for, and the file is an error")
    func unreadable() throws {
        let export = installed().metadata("Package", "package.xml", ["<types><members>*</members><name>CallCenter</name></types>"])
            .file("callCenters/LP.callCenter", "<broken")
        let result = try export.audit(.set("Set"), options())
        try result.expect("install/call-center", .unknown, at: "callCenters/LP.callCenter:1")
        result.expectProblem(.error, at: "callCenters/LP.callCenter:1")
    }

    @Test("A trusted site that does not plainly say whether it is active is unknown", arguments: [
        (["true"], Verdict.passed), (["false"], .failed), ([], .failed), (["TRUE"], .unknown), (["true", "false"], .unknown),
    ])
    func trustedSite(values: [String], verdict: Verdict) throws {
        let folder = try GuideFolder([
            "guide.yaml": "id: demo\ntitle: Demo\nedition: A\nsource: https://example.com\nsummary: A.\nobjects: {}\ntables: [sites.yaml]",
            "sites.yaml": """
                table: S
                title: Sites
                caption: Sites
                kind: install
                severity: major
                rows:
                  - step: sites
                    trustedSites: [chat.example.com]
                    label: Sites
                    requires: present
                    purpose: The window loads from it.
                    remedy: { setup: Trust it., metadata: <CspTrustedSite/> }
                """,
        ])
        let isActive = values.map { "<isActive>\($0)</isActive>" }.joined()
        let result = try Export().permissionSet("Set")
            .metadata("Package", "package.xml", ["<types><members>*</members><name>CspTrustedSite</name></types>"])
            .metadata("CspTrustedSite", "cspTrustedSites/Chat.cspTrustedSite", ["<endpointUrl>https://chat.example.com</endpointUrl>", isActive])
            .audit(.set("Set"), options(isInstalled: true), against: folder.load())
        try result.expect("install/sites", verdict)
    }

    @Test("An app that end users may see is unknown where it would fail, and passes where it has the softphone", arguments: [
        ("1", "Bar", Verdict.passed), ("1", nil, .unknown), ("true", nil, .failed), ("false", nil, .unknown),
    ] as [(String, String?, Verdict)])
    func oddlyVisibleApp(visible: String, utilityBar: String?, verdict: Verdict) throws {
        var principal = Principal.set("Set")
        principal.endUserSources = [ComponentID(.profile, "Agent")]
        let export = installed(utilityBar: utilityBar).profile(
            "Agent", "<applicationVisibilities><application>Service</application><visible>\(visible)</visible></applicationVisibilities>")
        try export.audit(principal, options(apps: [])).expect("install/softphone", verdict)
    }

    @Test("A failure names the manifest that asked for the part")
    func manifestAsEvidence() throws {
        let export = Export().permissionSet("Set")
            .metadata("Package", "package.xml", ["<types><members>*</members><name>CallCenter</name></types>"])
        try export.audit(.set("Set"), options(isInstalled: true))
            .expect("install/call-center", .failed, says: "the manifest asks for all members of CallCenter", at: "package.xml")
    }

    @Test("An app that end users see, or a source of theirs, that the export lacks leaves it unknown")
    func missingApps() throws {
        var principal = Principal.set("Set")
        principal.endUserSources = [ComponentID(.profile, "Agent")]
        let visible = "<applicationVisibilities><application>Other</application><visible>true</visible></applicationVisibilities>"
        let finding = try installed().profile("Agent", visible).audit(principal, options(apps: [])).expect("install/softphone", .unknown)
        #expect(finding.message.contains("\"Other\""))
        let missing = try installed().audit(principal, options(apps: [])).expect("install/softphone", .unknown)
        #expect(missing.message.contains("profile \"Agent\""))
    }
}
