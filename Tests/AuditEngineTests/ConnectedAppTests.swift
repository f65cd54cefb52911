import AuditEngine
import OrgModel
import TestSupport
import Testing

@Suite("Connected apps")
struct ConnectedAppTests {
    private static let path = "connectedApps/Vendor_App.connectedApp"
    private static let approved = "<oauthConfig><isAdminApproved>true</isAdminApproved></oauthConfig>"
    private static let open = "<oauthConfig><isAdminApproved>false</isAdminApproved></oauthConfig>"

    private func app(_ lines: String..., path: String = path) -> Export {
        Export().profile("Api").metadata("ConnectedApp", path, ["<label>Vendor</label>"] + lines)
    }

    private static let external = "<externalClientApplication>Vendor_ECA</externalClientApplication>"

    /// An external client app, which is enabled, and its policy.
    private func externalApp(_ policy: String..., enabled: [String] = ["<isEnabled>true</isEnabled>"]) -> Export {
        Export().profile("Api")
            .metadata("ExternalClientApplication", "externalClientApps/Vendor_ECA.eca", ["<label>Vendor</label>"])
            .metadata(
                "ExtlClntAppOauthConfigurablePolicies", "extlClntAppOauthPolicies/p.ecaOauthPlcy",
                [Self.external] + policy
            )
            .metadata(
                "ExtlClntAppConfigurablePolicies", "extlClntAppPolicies/p.ecaPlcy", [Self.external] + enabled)
    }

    private func result(
        _ export: Export, _ demand: String, _ principal: Principal = .profile("Api"), names: [String: String] = [:],
        row: String = "key: Vendor\nfind: [Vendor]"
    ) throws -> AuditResult {
        var options = AuditOptions()
        options.names = names
        return try export.audit(
            principal, options, against: connectionGuide("connectedApp", "\(row)\nrequires: [\(demand)]"))
    }

    @discardableResult
    private func expect(
        _ export: Export, _ demand: String, _ verdict: Verdict, _ principal: Principal = .profile("Api"),
        at place: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Finding {
        let result = try result(export, demand, principal)
        let finding = try result.finding("connected-app/Vendor/\(demand)", sourceLocation: sourceLocation)
        #expect(finding.verdict == verdict, "\(finding.message)", sourceLocation: sourceLocation)
        if let place {
            let places = finding.evidence.map { $0.place?.description ?? "" }
            #expect(places.contains(place), "\(places)", sourceLocation: sourceLocation)
        }
        return finding
    }

    // MARK: Whether it is there

    @Test("An app is found by its label or its API name, in both formats and of both types")
    func installed() throws {
        try expect(app(), "installed", .passed, at: "\(Self.path):3")
        try expect(
            app(path: "main/connectedApps/X.connectedApp-meta.xml"), "installed", .passed,
            at: "main/connectedApps/X.connectedApp-meta.xml:3")
        try expect(externalApp(), "installed", .passed, at: "externalClientApps/Vendor_ECA.eca:3")
        let named = try result(app(), "installed", row: "key: V\nfind: [vendor_app]")
        try named.expect("connected-app/V/installed", .passed)
        let published = try result(app(), "installed", row: "connectedApp: vendor_app")
        try published.expect("connected-app/vendor_app/installed", .passed)
        let given = try result(app(), "installed", names: ["V": "Vendor_App"], row: "key: V\nfind: [Other]")
        try given.expect("connected-app/V/installed", .passed)
        let wrong = try result(app(), "installed", names: ["Vendor": "Other"])
        try wrong.expect("connected-app/Vendor/installed", .unknown)
    }

    @Test(
        "No export proves that an app is missing, and each says what to do",
        arguments: ["installed", "allowed", "ipRelaxed"])
    func absent(_ demand: String) throws {
        let export = Export().profile("Api").manifest(askingForAllOf: "ConnectedApp", "ExternalClientApplication")
        let retrieve = try expect(export, demand, .unknown).remedy?.retrieve
        for words in ["--name Vendor=API_NAME", "Connected Apps OAuth Usage", "Approve Uninstalled Connected Apps"] {
            #expect(retrieve?.contains(words) == true)
        }
    }

    @Test("A broken file leaves open whether an app is there if an app may be in it")
    func brokenFile() throws {
        for (path, isShown) in [(Self.path, true), ("extlClntAppOauthPolicies/p.ecaOauthPlcy", false)] {
            let finding = try expect(Export().profile("Api").file(path, "<broken"), "allowed", .unknown)
            #expect(finding.evidence.contains { $0.place?.file == path } == isShown)
        }
    }

    @Test("Several apps of the label are there, and which one is meant is not known")
    func several() throws {
        let two = app(Self.open).metadata(
            "ConnectedApp", "connectedApps/B.connectedApp", ["<label>Vendor</label>", Self.open])
        try expect(two, "installed", .passed)
        #expect(
            try expect(two, "allowed", .unknown).remedy?.retrieve?.contains("--name Vendor=API_NAME") == true)
        let named = try result(two, "allowed", names: ["Vendor": "B"])
        try named.expect("connected-app/Vendor/allowed", .passed)
    }

    @Test("A broken file that may be the app's is an error")
    func broken() throws {
        let export = Export().profile("Api").file("connectedApps/A.connectedApp", "<ConnectedApp")
        let result = try result(export, "installed")
        try result.expect("connected-app/Vendor/installed", .unknown)
        #expect(result.problems.contains { $0.severity == .error && $0.place?.file == "connectedApps/A.connectedApp" })
        let beside = try self.result(app().file("connectedApps/A.connectedApp", "<ConnectedApp"), "installed")
        try beside.expect("connected-app/Vendor/installed", .passed)
    }

    @Test("Before the installation an app is not asked for")
    func beforeInstallation() throws {
        var options = AuditOptions()
        options.isInstalled = false
        for row in ["key: Vendor\nfind: [Vendor]", "connectedApp: Vendor"] {
            let guide = try connectionGuide("connectedApp", "\(row)\nrequires: [installed]")
            let result = try Export().profile("Api").audit(.profile("Api"), options, against: guide)
            try result.expect("connected-app/Vendor/installed", .notApplicable)
        }
    }

    // MARK: Who may use it

    @Test("All users may use an app that they authorize themselves")
    func selfAuthorized() throws {
        try expect(app(Self.open), "allowed", .passed, at: "\(Self.path):4")
        try expect(app(Self.open), "selfAuthorized", .passed, at: "\(Self.path):4")
        try expect(app(Self.open), "preAuthorized", .failed, at: "\(Self.path):4")
        let external = externalApp("<permittedUsersPolicyType>AllSelfAuthorized</permittedUsersPolicyType>")
        try expect(external, "allowed", .passed, at: "extlClntAppOauthPolicies/p.ecaOauthPlcy:4")
        try expect(external, "selfAuthorized", .passed)
        try expect(external, "preAuthorized", .failed)
    }

    @Test("An administrator has approved a profile of the API user", arguments: ["Api", "api", "System Administrator"])
    func approvedProfile(_ name: String) throws {
        let principal = Principal.profile(name == "System Administrator" ? "Admin" : "Api")
        let export = app(Self.approved, "<profileName>\(name)</profileName>").profile("Admin")
        for demand in ["allowed", "preAuthorized"] {
            try expect(export, demand, .passed, principal, at: "\(Self.path):5")
        }
        try expect(export, "selfAuthorized", .failed, principal, at: "\(Self.path):4")
    }

    @Test("Who has another profile than those that are approved may not use it")
    func otherProfileApproved() throws {
        let export = app(Self.approved, "<profileName>Other</profileName>").profile("Other")
        let finding = try expect(export, "allowed", .failed, at: "\(Self.path):5")
        #expect(finding.message.contains("\"Other\""))
    }

    @Test("An administrator has approved a permission set of the API user, or of somebody else")
    func approvedSet() throws {
        let export = app(Self.approved, "<permissionSetName>Vendor_Set</permissionSetName>").permissionSet("Vendor_Set")
            .permissionSet("Other")
        let user = Principal.profile("Api")
        try expect(export, "allowed", .passed, user.and(set: "Vendor_Set"), at: "\(Self.path):5")
        let finding = try expect(export, "allowed", .failed, user.and(set: "Other"), at: "\(Self.path):5")
        #expect(finding.message.contains("\"Vendor_Set\""))
        // Which profile the user has is not known.
        try expect(export, "allowed", .unknown, .set("Other"))
        try expect(export, "allowed", .passed, .set("Vendor_Set"))
    }

    @Test("A set that is session-based, in a group, or named by its label leaves it unknown")
    func doubtfulSet() throws {
        let user = Principal.profile("Api")
        let export = app(Self.approved, "<permissionSetName>Vendor_Set</permissionSetName>")
        try expect(
            export.permissionSet("Vendor_Set", sessionBased), "allowed", .unknown, user.and(set: "Vendor_Set"))
        try expect(
            export.permissionSet("Vendor_Set").group("Group", member("Vendor_Set")), "allowed", .unknown,
            user.and(group: "Group"))
        // A member that the export lacks is one all the same.
        try expect(export.group("Group", member("Vendor_Set")), "allowed", .unknown, user.and(group: "Group"))
        try expect(export.group("Group", member("Other")), "allowed", .failed, user.and(group: "Group"))
        try expect(export, "allowed", .unknown, user.and(group: "Absent"))
        try expect(
            export.permissionSet("S", "<label>Vendor_Set</label>"), "allowed", .unknown, user.and(set: "S"))
    }

    @Test("An approved app that lists nobody leaves it unknown, and so does an Id in the place of a name")
    func nobodyListed() throws {
        try expect(app(Self.approved), "allowed", .unknown)
        try expect(app("<oauthConfig><scopes>Api</scopes></oauthConfig>"), "allowed", .unknown)
        let approved = "<permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>"
        func list(_ names: String) -> String { "<commaSeparatedPermissionSet>\(names)</commaSeparatedPermissionSet>" }
        try expect(externalApp(approved, list("0PS5g000000AbCdEFG")), "allowed", .unknown)
        try expect(externalApp(approved, list("A, B")), "allowed", .failed)
        try expect(
            externalApp(approved, list("A, B")).permissionSet("B"), "allowed", .passed,
            Principal.profile("Api").and(set: "B"), at: "extlClntAppOauthPolicies/p.ecaOauthPlcy:5")
        try expect(
            externalApp(approved, "<commaSeparatedProfile>Api</commaSeparatedProfile>"), "allowed", .passed,
            at: "extlClntAppOauthPolicies/p.ecaOauthPlcy:5")
    }

    @Test("Nobody may use an app that is blocked or disabled")
    func blocked() throws {
        let block = "<sessionPolicy><policyAction>Block</policyAction></sessionPolicy>"
        try expect(app(Self.open, block), "allowed", .failed, at: "\(Self.path):5")
        try expect(
            app(Self.open, "<sessionPolicy><policyAction>RaiseSessionLevel</policyAction></sessionPolicy>"), "allowed",
            .passed)
        let open = "<permittedUsersPolicyType>AllSelfAuthorized</permittedUsersPolicyType>"
        for element in ["isEnabled", "isOauthPluginEnabled"] {
            try expect(
                externalApp(open, enabled: ["<\(element)>false</\(element)>"]), "allowed", .failed,
                at: "extlClntAppPolicies/p.ecaPlcy:4")
        }
        // Whether it is enabled is in a file that is not there.
        let unstated = Export().profile("Api")
            .metadata("ExternalClientApplication", "externalClientApps/Vendor_ECA.eca", ["<label>Vendor</label>"])
            .metadata(
                "ExtlClntAppOauthConfigurablePolicies", "extlClntAppOauthPolicies/p.ecaOauthPlcy",
                [Self.external, open])
        let finding = try expect(unstated, "allowed", .unknown)
        #expect(finding.remedy?.retrieve?.contains("ExtlClntAppConfigurablePolicies") == true)
    }

    // MARK: Other policies

    @Test(
        "The value of a policy decides, and one that is not known leaves it unknown",
        arguments: [
            ("ipRelaxed", "BYPASS", Verdict.passed), ("ipRelaxed", "ENFORCE", .failed),
            ("ipRelaxed", "BYPASS_2FACTOR", .failed), ("ipRelaxed", "ENFORCE_RELAXREFRESH", .failed),
            ("ipRelaxed", "SOMETHING", .unknown), ("refreshTokenValidUntilRevoked", "infinite", .passed),
            ("refreshTokenValidUntilRevoked", "zero", .failed),
            ("refreshTokenValidUntilRevoked", "specific_lifetime:15:DAYS", .failed),
            ("refreshTokenValidUntilRevoked", "specific_inactivity:7:DAYS", .failed),
            ("refreshTokenValidUntilRevoked", "", .unknown),
        ])
    func policy(_ demand: String, _ value: String, _ verdict: Verdict) throws {
        let element = demand == "ipRelaxed" ? "ipRelaxation" : "refreshTokenPolicy"
        let line = "<oauthPolicy><\(element)>\(value)</\(element)></oauthPolicy>"
        try expect(app(line), demand, verdict, at: "\(Self.path):4")
    }

    @Test(
        "External client apps spell the same values in another way",
        arguments: [
            ("ipRelaxed", "Bypass", Verdict.passed), ("ipRelaxed", "Enforce_RelaxRefresh", .failed),
            ("ipRelaxed", "Bypass_2factor", .failed), ("refreshTokenValidUntilRevoked", "Infinite", .passed),
            ("refreshTokenValidUntilRevoked", "SpecificLifetime", .failed),
            ("refreshTokenValidUntilRevoked", "Zero", .failed),
        ])
    func externalPolicy(_ demand: String, _ value: String, _ verdict: Verdict) throws {
        let element = demand == "ipRelaxed" ? "ipRelaxationPolicyType" : "refreshTokenPolicyType"
        try expect(
            externalApp("<\(element)>\(value)</\(element)>"), demand, verdict,
            at: "extlClntAppOauthPolicies/p.ecaOauthPlcy:4")
    }

    @Test("What no file says of a policy, or two files say otherwise, is unknown")
    func unstatedPolicy() throws {
        for demand in ["selfAuthorized", "ipRelaxed", "refreshTokenValidUntilRevoked"] {
            #expect(
                try expect(app(), demand, .unknown).remedy?.retrieve?.contains("ConnectedApp Vendor_App") == true)
            #expect(
                try expect(externalApp(), demand, .unknown).remedy?.retrieve?
                    .contains("ExtlClntAppOauthConfigurablePolicies") == true)
        }
        let bypass = "<ipRelaxationPolicyType>Bypass</ipRelaxationPolicyType>"
        let two = externalApp(bypass).metadata(
            "ExtlClntAppOauthConfigurablePolicies", "extlClntAppOauthPolicies/q.ecaOauthPlcy",
            [Self.external, bypass.replacing("Bypass<", with: "Enforce<")])
        try expect(two, "ipRelaxed", .unknown)
        let broken = externalApp().file("extlClntAppOauthPolicies/q.ecaOauthPlcy", "<")
        let result = try result(broken, "ipRelaxed")
        try result.expect("connected-app/Vendor/ipRelaxed", .unknown)
        #expect(
            result.problems.contains { $0.severity == .error && $0.place?.file.hasSuffix("q.ecaOauthPlcy") == true })
        // The policies of an app of the other type are no file that would say it.
        let other = try expect(app().file("extlClntAppOauthPolicies/q.ecaOauthPlcy", "<"), "ipRelaxed", .unknown)
        #expect(other.evidence.map(\.place?.description) == ["\(Self.path):3"])
    }

    // MARK: Rows

    @Test("A row is one requirement for each word, and the next export asks for all types of apps")
    func rows() throws {
        let guide = try connectionGuide("connectedApp", "key: V\nfind: [V]\nrequires: [installed, ipRelaxed]")
        #expect(guide.requirements.map(\.id) == ["connected-app/V/installed", "connected-app/V/ipRelaxed"])
        #expect(guide.nameKeys == ["V"])
        let types = guide.retrievePlan(for: .empty, .profile("Api")).entries.map(\.type)
        for type in [
            "ConnectedApp", "ExternalClientApplication", "ExtlClntAppOauthConfigurablePolicies",
            "ExtlClntAppConfigurablePolicies",
        ] { #expect(types.contains(type)) }
    }

    @Test("A row without a remedy has the platform's")
    func remedy() throws {
        let row = "key: V\nfind: [Vendor]\nrequires: [ipRelaxed]"
        let guide = try connectionGuideFolder("connectedApp", [row], remedy: nil).load()
        let export = app("<oauthPolicy><ipRelaxation>ENFORCE</ipRelaxation></oauthPolicy>")
        let remedy = try export.audit(.profile("Api"), against: guide).expect("connected-app/V/ipRelaxed", .failed)
            .remedy
        #expect(remedy?.setup?.contains("> Vendor >") == true)
    }

    @Test(
        "A row that is wrong is reported with its line",
        arguments: [
            ("key: V\nrequires: [installed]", "\"find\" is missing"),
            ("find: [V]\nrequires: [installed]", "\"key\" is missing"),
            ("connectedApp: V\nkey: V\nrequires: [installed]", "either connectedApp, or key and find"),
            ("connectedApp: V\nfind: [V]\nrequires: [installed]", "not known here"),
            ("connectedApp: V W\nrequires: [installed]", "not an API name"),
            ("key: V\nfind: []\nrequires: [installed]", "list is empty"),
            ("key: V\nfind: [V]\nrequires: []", "list is empty"),
            ("key: V\nfind: [V]\nrequires: installed", "A list is wanted"),
            ("key: V\nfind: [V]\nrequires: [enabled]", "Known: installed, allowed"),
            ("key: V\nfind: [V]\nrequires: [installed, installed]", "twice"),
            ("key: V\nfind: [V]", "\"requires\" is missing"),
        ])
    func invalid(_ row: String, _ words: String) throws {
        let diagnostics = try connectionGuideFolder("connectedApp", [row]).diagnostics()
        #expect(diagnostics.contains { $0.message.contains(words) && $0.line > 6 }, "\(diagnostics)")
    }
}
