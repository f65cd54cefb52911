import OrgModel
import TestSupport
import Testing

@Suite("Files about connections")
struct ConnectionReadingTests {
    private func parts(_ files: [String: String], _ ask: (inout ConnectionQuestions) -> Void) throws -> ConnectionParts
    {
        var questions = ConnectionQuestions()
        ask(&questions)
        let folder = try TemporaryFolder(files)
        return try withExtendedLifetime(folder) { try #require(folder.org().reading(questions).connections) }
    }

    @Test("Each type is known in both formats")
    func recognized() throws {
        let folder = try TemporaryFolder([
            "connectedApps/A.connectedApp": document("ConnectedApp"),
            "connectedApps/B.connectedApp-meta.xml": document("ConnectedApp"),
            "externalClientApps/A.eca": document("ExternalClientApplication"),
            "externalClientApps/B.eca-meta.xml": document("ExternalClientApplication"),
            "extlClntAppOauthPolicies/A.ecaOauthPlcy": document("ExtlClntAppOauthConfigurablePolicies"),
            "extlClntAppPolicies/A.ecaPlcy-meta.xml": document("ExtlClntAppConfigurablePolicies"),
            "profileSessionSettings/A.profileSessionSetting": document("ProfileSessionSetting"),
            "settings/Security.settings": document("SecuritySettings"),
            "settings/Account.settings-meta.xml": document("AccountSettings"),
            // Other programs have such files too.
            "other/Security.settings": "key=value", "other/A.eca": "text",
        ])
        #expect(
            try folder.catalog().names == [
                "ConnectedApp:A", "ConnectedApp:B", "ExternalClientApplication:A", "ExternalClientApplication:B",
                "ExtlClntAppConfigurablePolicies:A", "ExtlClntAppOauthConfigurablePolicies:A",
                "ProfileSessionSetting:A",
                "Settings:Account", "Settings:Security",
            ])
    }

    @Test("A permission set may be called as a folder of settings is")
    func setCalledSettings() throws {
        let folder = try TemporaryFolder([
            "permissionsets/settings/settings.permissionset-meta.xml": document("PermissionSet"),
            "permissionsets/settings/userPermissions/ViewSetup.userPermissions-meta.xml": document(
                "PermissionSet", userPermission("ViewSetup", "true")),
        ])
        let source = try folder.orgWithGrants().source(.permissionSet, "settings")
        #expect(source?.entry(.userPermission, "ViewSetup") != nil)
    }

    @Test("A connected app with all that is read, and one without anything")
    func connectedApp() throws {
        let whole = document(
            "ConnectedApp", "<label>The App</label>",
            "<oauthConfig><isAdminApproved>true</isAdminApproved></oauthConfig>",
            "<oauthPolicy><ipRelaxation>BYPASS</ipRelaxation><refreshTokenPolicy>infinite</refreshTokenPolicy></oauthPolicy>",
            "<profileName>Custom%3A Sales</profileName>", "<permissionSetName>Set</permissionSetName>",
            "<sessionPolicy><policyAction>Block</policyAction></sessionPolicy>")
        let files = ["connectedApps/A.connectedApp": whole, "connectedApps/B.connectedApp": document("ConnectedApp")]
        let apps = try parts(files) { $0.asksForApps = true }.apps
        let app = try #require(apps.first)
        #expect(app.label.value == "The App")
        #expect(app.label.place.description == "connectedApps/A.connectedApp:3")
        #expect(app.policies[.permittedUsers]?.map(\.value) == [ConnectedApp.adminApproved])
        #expect(app.policies[.ipRelaxation]?.map(\.value) == ["BYPASS"])
        #expect(app.policies[.refreshToken]?.map(\.place.line) == [5])
        #expect(app.profiles.map(\.value) == ["Custom: Sales"])
        #expect(app.permissionSets.map(\.value) == ["Set"])
        #expect(app.blocks.map(\.place.line) == [8])
        let bare = try #require(apps.last)
        #expect(bare.label.value == "B" && bare.profiles.isEmpty && bare.blocks.isEmpty)
        #expect(bare.policies.values.allSatisfy { $0.isEmpty })
    }

    @Test("What is not asked for is not read")
    func unasked() throws {
        let files = [
            "connectedApps/A.connectedApp": "<", "settings/Security.settings": "<",
            "profileSessionSettings/A.profileSessionSetting": "<", "profiles/A.profile": document("Profile"),
        ]
        let nothing = try parts(files) { _ in }
        #expect(nothing.unreadable.isEmpty && nothing.apps.isEmpty && nothing.settings.isEmpty)
        let all = try parts(files) {
            $0.asksForApps = true
            $0.asksForSessions = true
            $0.settings = ["Security"]
        }
        #expect(
            all.unreadable.keys.sorted().map(\.description) == [
                "ConnectedApp:A", "ProfileSessionSetting:A", "Settings:Security",
            ])
    }

    @Test("Policies that name no app, or two, are reported")
    func policiesOfNothing() throws {
        let two =
            "<externalClientApplication>A</externalClientApplication><externalClientApplication>B</externalClientApplication>"
        for lines in ["", two] {
            let read = try parts([
                "externalClientApps/A.eca": document("ExternalClientApplication"),
                "extlClntAppOauthPolicies/P.ecaOauthPlcy": document("ExtlClntAppOauthConfigurablePolicies", lines),
            ]) { $0.asksForApps = true }
            #expect(read.unreadable.values.map(\.message).contains { $0.contains("externalClientApplication") })
        }
    }

    @Test("Policies are those of the app that they name, in any case, and of no other")
    func policiesOfOneApp() throws {
        let read = try parts([
            "externalClientApps/A.eca": document("ExternalClientApplication"),
            "externalClientApps/B.eca": document("ExternalClientApplication"),
            "extlClntAppOauthPolicies/P.ecaOauthPlcy": document(
                "ExtlClntAppOauthConfigurablePolicies", "<commaSeparatedProfile>X, , Y</commaSeparatedProfile>",
                "<externalClientApplication>a</externalClientApplication>"),
        ]) { $0.asksForApps = true }
        #expect(read.apps.map { $0.profiles.map(\.value) } == [["X", "Y"], []])
    }

    @Test("Session settings that name no profile are reported", arguments: ["", "<profile> </profile>"])
    func sessionsOfNobody(_ line: String) throws {
        let read = try parts([
            "profileSessionSettings/A.profileSessionSetting": document(
                "ProfileSessionSetting", line, "<requiredSessionLevel>LOW</requiredSessionLevel>")
        ]) { $0.asksForSessions = true }
        #expect(read.sessionSettings.isEmpty && read.unreadable.count == 1)
    }

    @Test("The restrictions of a profile that cannot be read are not reported once more")
    func brokenProfile() throws {
        let read = try parts(["profiles/A.profile": "<Profile"]) {
            $0.restrictedProfile = ComponentID(.profile, "A")
        }
        #expect(read.unreadable.isEmpty && read.restrictions == nil)
    }

    @Test("Two files of one app that differ count neither")
    func twoFiles() throws {
        let files = [
            "connectedApps/A.connectedApp": document("ConnectedApp", "<label>A</label>"),
            "b/connectedApps/A.connectedApp": document("ConnectedApp", "<label>B</label>"),
        ]
        let read = try parts(files) { $0.asksForApps = true }
        #expect(read.apps.isEmpty && read.unreadable.count == 1)
    }

    @Test("Settings are known by the path of their elements, with their lines")
    func settings() throws {
        let text = document(
            "SecuritySettings", "<networkAccess><ipRanges><start>10.0.0.1</start></ipRanges></networkAccess>",
            "<networkAccess><ipRanges><start>10.0.0.9</start></ipRanges></networkAccess>", "<flag> true </flag>")
        let read = try parts(["settings/Security.settings": text]) { $0.settings = ["Security"] }
        let values = try #require(read.settings[APIName("Security")]?.values)
        #expect(values["networkAccess.ipRanges.start"]?.map(\.value) == ["10.0.0.1", "10.0.0.9"])
        #expect(values["flag"]?.map(\.place.line) == [5])
        #expect(values["flag"]?.map(\.value) == ["true"])
        #expect(values["networkAccess"] == nil)
    }

    @Test(
        "A type of settings ends in Settings",
        arguments: [("SecuritySettings", "Security"), ("Settings", nil), ("A", nil)])
    func member(_ type: String, _ member: String?) {
        #expect(OrgSettings.member(ofType: type) == member)
    }
}

@Suite("IP addresses")
struct IPAddressTests {
    @Test(
        "Addresses of IPv4 and IPv6",
        arguments: [
            ("203.0.113.7", "203.0.113.7"), ("0.0.0.0", "0.0.0.0"), ("::", "0:0:0:0:0:0:0:0"),
            ("2001:DB8::7", "2001:db8:0:0:0:0:0:7"), ("::ffff:10.0.0.1", "10.0.0.1"), ("::ffff:a00:1", "10.0.0.1"),
            ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("fe80::", "fe80:0:0:0:0:0:0:0"),
        ])
    func valid(_ text: String, _ description: String) {
        #expect(IPAddress(text)?.description == description)
    }

    @Test(
        "What is no address",
        arguments: [
            "", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.-4", "1.2.3.", "1.2.3.0004", "1.2.3.4 ", "1.2.3.4.x",
            "1:2:3:4:5:6:7:8::9::1", "a.b.c.d", ":",
            ":::",
            "1::2::3",
            "12345::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8", "::g", "::1.2.3", "1.2.3.4::",
            "fe80::1%eth0",
            "+1.2.3.4", "::+1",
        ])
    func invalid(_ text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test("A range ends where it starts or later, in one family")
    func ranges() {
        #expect(AddressRange("10.0.0.1-10.0.0.9")?.description == "10.0.0.1 to 10.0.0.9")
        #expect(AddressRange("10.0.0.1")?.description == "10.0.0.1")
        for text in [
            "10.0.0.9-10.0.0.1", "10.0.0.1-::1:0:0:0", "10.0.0.1-", "-10.0.0.1", "1.1.1.1-2.2.2.2-3.3.3.3", "",
        ] {
            #expect(AddressRange(text) == nil, "\(text)")
        }
    }

    @Test("Ranges include what they cover together, up to the last address of all")
    func includes() throws {
        let last = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
        let ranges = try [
            "10.0.0.5-10.0.0.9", "10.0.0.1-10.0.0.4", "10.0.0.11", "1::-1::ffff:ffff:ffff:ffff", "1:0:0:1::-\(last)",
        ]
        .map { try #require(AddressRange($0)) }
        let cases: [(String, Bool)] = [
            ("10.0.0.1-10.0.0.9", true), ("10.0.0.1-10.0.0.11", false), ("10.0.0.10", false), ("10.0.0.11", true),
            ("10.0.0.0", false), ("1::5-1:0:0:2::", true), (last, true), ("0::1", false),
        ]
        for (text, isIncluded) in cases {
            let range = try #require(AddressRange(text))
            #expect(ranges.includes(range) == isIncluded, "\(text)")
        }
        let one = try #require(AddressRange("10.0.0.1"))
        #expect(![AddressRange]().includes(one))
    }
}
