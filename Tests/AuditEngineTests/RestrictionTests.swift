import AuditEngine
import OrgModel
import TestSupport
import Testing

@Suite("Restrictions of the API user's profile")
struct RestrictionTests {
    private static let permission = user("ApiEnabled")

    private static func range(_ start: String, _ end: String) -> String {
        "<loginIpRanges><startAddress>\(start)</startAddress><endAddress>\(end)</endAddress></loginIpRanges>"
    }

    private static func dayHours(_ day: String, _ start: String, _ end: String) -> String {
        "<loginHours><\(day)End>\(end)</\(day)End><\(day)Start>\(start)</\(day)Start></loginHours>"
    }

    /// What every profile has, in addition to permissions.
    private static let header = ["<custom>true</custom>", "<userLicense>Salesforce</userLicense>"]

    /// A profile as `sf project retrieve start --target-metadata-dir` leaves it.
    private func retrieved(_ lines: String..., version: String = "63.0") -> Export {
        Export().metadata("Profile", "profiles/Api.profile", [Self.permission] + lines + Self.header)
            .manifest(askingForAllOf: "Profile", "CustomObject", version: version)
    }

    @discardableResult
    private func expect(
        _ export: Export, _ rule: String, _ requires: String, _ verdict: Verdict, says: String? = nil,
        at place: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Finding {
        let guide = try connectionGuide("restriction", "rule: \(rule)\nrequires: \(requires)")
        return try export.audit(.profile("Api"), against: guide).expect(
            "restriction/\(rule)", verdict, says: says, at: place, sourceLocation: sourceLocation)
    }

    private static let twoAddresses = "includes\naddresses: [203.0.113.7, \"203.0.113.200-203.0.113.210\"]"

    // MARK: Addresses

    @Test("A profile without ranges, as it was retrieved, restricts nothing")
    func none() throws {
        let file = "profiles/Api.profile"
        try expect(retrieved(), "loginIpRanges", "none", .passed, says: "lists no login IP ranges", at: file)
        try expect(retrieved(), "loginIpRanges", "present", .failed, says: "lists no login IP ranges", at: file)
        try expect(retrieved(), "loginIpRanges", Self.twoAddresses, .passed, at: file)
    }

    @Test("A range restricts, with its line")
    func present() throws {
        let export = retrieved(Self.range("203.0.113.0", "203.0.113.255"))
        let says = "admits logins from 203.0.113.0 to 203.0.113.255"
        try expect(export, "loginIpRanges", "none", .failed, says: says, at: "profiles/Api.profile:4")
        try expect(export, "loginIpRanges", "present", .passed, says: says, at: "profiles/Api.profile:4")
        try expect(export, "loginIpRanges", Self.twoAddresses, .passed, says: says, at: "profiles/Api.profile:4")
    }

    @Test("Ranges that leave out an address fail, and the message names it; adjoining ranges are one")
    func includes() throws {
        let most = retrieved(Self.range("203.0.113.0", "203.0.113.204"))
        let finding = try expect(most, "loginIpRanges", Self.twoAddresses, .failed)
        #expect(finding.message.contains("203.0.113.200 to 203.0.113.210"))
        #expect(!finding.message.contains("203.0.113.7"))
        let both = retrieved(Self.range("203.0.113.205", "203.0.113.255"), Self.range("203.0.113.0", "203.0.113.204"))
        try expect(both, "loginIpRanges", Self.twoAddresses, .passed)
    }

    @Test("Ranges of IPv4 alone do not include an address of IPv6, nor the other way around")
    func families() throws {
        let row = "includes\naddresses: [\"2001:db8::7\", 203.0.113.7]"
        let of4 = retrieved(Self.range("0.0.0.0", "255.255.255.255"))
        let of6 = retrieved(Self.range("2001:DB8::", "2001:db8:ffff::"))
        #expect(try expect(of4, "loginIpRanges", row, .failed).message.contains("2001:db8:0:0:0:0:0:7"))
        #expect(try expect(of6, "loginIpRanges", row, .failed).message.contains("203.0.113.7"))
        try expect(
            retrieved(Self.range("0.0.0.0", "255.255.255.255"), Self.range("2001:db8::", "2001:db8:ffff::")),
            "loginIpRanges", row, .passed)
    }

    @Test(
        "A range of every IPv4 address is no restriction that is required, and leaves open whether it is one that is not"
    )
    func everyAddress() throws {
        let export = retrieved(Self.range("0.0.0.0", "255.255.255.255"))
        try expect(export, "loginIpRanges", "present", .failed)
        try expect(export, "loginIpRanges", "none", .unknown)
    }

    @Test("What a project keeps of a profile proves no absence; nor does one that nothing asked for, or a trimmed one")
    func notProven() throws {
        let whole = [Self.permission] + Self.header
        func profile(_ lines: [String], ending: String = "") -> Export {
            Export().metadata("Profile", "profiles/Api.profile\(ending)", lines)
        }
        let source = profile(whole, ending: "-meta.xml").manifest(askingForAllOf: "Profile", "CustomObject")
        let unasked = profile(whole).manifest(askingForAllOf: "Role", "CustomObject")
        let deployed = profile(whole).manifest(askingForAllOf: "Profile")
        let alone = profile(whole)
        let trimmed = profile(Self.header).manifest(askingForAllOf: "Profile", "CustomObject")
        let part = profile([Self.permission]).manifest(askingForAllOf: "Profile", "CustomObject")
        for export in [source, unasked, deployed, alone, trimmed, part] {
            for rule in ["loginIpRanges", "loginHours"] {
                for word in ["none", "present"] {
                    let finding = try expect(export, rule, word, .unknown)
                    #expect(finding.remedy?.retrieve?.contains("--target-metadata-dir") == true)
                }
            }
        }
        try expect(
            Export().metadata("Profile", "profiles/Api.profile-meta.xml", [Self.range("10.0.0.1", "10.0.0.2")]),
            "loginIpRanges", "none", .failed, says: "10.0.0.1 to 10.0.0.2", at: "profiles/Api.profile-meta.xml:3")
    }

    @Test("An export of an API version that does not know the restriction proves nothing")
    func oldVersion() throws {
        let old = retrieved(version: "24.0")
        #expect(
            try expect(old, "loginHours", "none", .unknown).remedy?.retrieve?.contains("API version 25") == true)
        try expect(old, "loginIpRanges", "none", .passed)
        try expect(retrieved(version: "16.0"), "loginIpRanges", "none", .unknown)
    }

    @Test("Two files of the profile that say different things leave it unknown")
    func contradictory() throws {
        let export = retrieved().metadata("Profile", "b/profiles/Api.profile", [Self.range("10.0.0.1", "10.0.0.2")])
        try expect(export, "loginIpRanges", "none", .unknown, says: "10.0.0.1", at: "b/profiles/Api.profile:3")
        try expect(export, "loginIpRanges", "present", .unknown)
    }

    @Test(
        "A range that is none is an error with its line",
        arguments: [
            ("10.0.0", "10.0.0.2", "no IP address"), ("10.0.0.9", "10.0.0.2", "ends before it starts"),
            ("10.0.0.1", "2001:db8::1", "IPv4"), ("", "10.0.0.2", "no IP address"),
        ])
    func broken(start: String, end: String, words: String) throws {
        let guide = try connectionGuide("restriction", "rule: loginIpRanges\nrequires: none")
        let result = try retrieved(Self.range(start, end)).audit(.profile("Api"), against: guide)
        try result.expect("restriction/loginIpRanges", .unknown)
        result.expectProblem(.error, words, at: "profiles/Api.profile:4")
    }

    @Test("A range without an end is an error too")
    func withoutEnd() throws {
        let guide = try connectionGuide("restriction", "rule: loginIpRanges\nrequires: none")
        let line = "<loginIpRanges><startAddress>10.0.0.1</startAddress></loginIpRanges>"
        let result = try retrieved(line).audit(.profile("Api"), against: guide)
        try result.expect("restriction/loginIpRanges", .unknown)
        result.expectProblem(.error, "no <endAddress>", at: "profiles/Api.profile:4")
    }

    @Test("Without a profile, or without its file, it is unknown")
    func noProfile() throws {
        let guide = try connectionGuide("restriction", "rule: loginIpRanges\nrequires: none")
        let result = try Export().permissionSet("Set").audit(.set("Set"), against: guide)
        #expect(
            try result.expect("restriction/loginIpRanges", .unknown).remedy?.retrieve?.contains("--profile") == true)
        let other = try retrieved().audit(.profile("Other"), against: guide)
        #expect(
            try other.expect("restriction/loginIpRanges", .unknown).remedy?.retrieve?.contains("Profile Other") == true)
        let broken = try Export().file("profiles/Api.profile", "<Profile").audit(.profile("Api"), against: guide)
        try broken.expect("restriction/loginIpRanges", .unknown)
        #expect(broken.problems.contains { $0.severity == .error && $0.place?.file == "profiles/Api.profile" })
    }

    @Test("The ranges of a split profile are in their own files, and these are no matter for its permissions")
    func split() throws {
        let export = Export()
            .metadata("Profile", "profiles/Api/Api.profile-meta.xml", [Self.permission])
            .metadata(
                "Profile", "profiles/Api/loginIpRanges/a.loginIpRanges-meta.xml", [Self.range("10.0.0.1", "10.0.0.2")])
        try expect(
            export, "loginIpRanges", "none", .failed, says: "10.0.0.1",
            at: "profiles/Api/loginIpRanges/a.loginIpRanges-meta.xml:3")
        let broken = export.file("profiles/Api/loginIpRanges/b.loginIpRanges-meta.xml", "<Profile")
        try expect(broken, "loginIpRanges", "none", .unknown)
        try broken.audit(.profile("Api"), against: GuideFolder.guide(asking: "ApiEnabled")).expect(
            "system/ApiEnabled", .passed)
    }

    // MARK: Hours

    @Test("Hours restrict unless they are whole days", arguments: [("480", "1080"), ("0", "0"), ("0", "1380")])
    func hours(start: String, end: String) throws {
        let export = retrieved(Self.dayHours("monday", "0", "1440"), Self.dayHours("tuesday", start, end))
        try expect(export, "loginHours", "none", .failed, says: "Tuesday", at: "profiles/Api.profile:5")
        try expect(export, "loginHours", "present", .passed, says: "Tuesday", at: "profiles/Api.profile:5")
        // The same hours again are no harm.
        let twice = retrieved(Self.dayHours("tuesday", start, end), Self.dayHours("tuesday", start, end))
        try expect(twice, "loginHours", "none", .failed, says: "Tuesday", at: "profiles/Api.profile:5")
        let always = retrieved(Self.dayHours("monday", "0", "1440"))
        try expect(always, "loginHours", "none", .passed, says: "at all hours", at: "profiles/Api.profile:4")
        try expect(always, "loginHours", "present", .failed, says: "at all hours", at: "profiles/Api.profile:4")
        try expect(retrieved(), "loginHours", "none", .passed, says: "lists no login hours", at: "profiles/Api.profile")
    }

    @Test(
        "Hours that are none are an error with its line",
        arguments: [
            dayHours("monday", "noon", "1080"), dayHours("monday", "1080", "480"), dayHours("someday", "0", "1440"),
            "<loginHours><mondayStart>0</mondayStart></loginHours>",
            dayHours("monday", "0", "1440") + dayHours("monday", "0", "60"),
        ])
    func brokenHours(_ line: String) throws {
        let guide = try connectionGuide("restriction", "rule: loginHours\nrequires: none")
        let result = try retrieved(line).audit(.profile("Api"), against: guide)
        try result.expect("restriction/loginHours", .unknown)
        #expect(result.problems.contains { $0.severity == .error && $0.place?.line == 4 })
    }

    // MARK: Sessions

    private func session(_ lines: String..., path: String = "profileSessionSettings/a.profileSessionSetting") -> Export
    {
        Export().profile("Api", Self.permission).metadata("ProfileSessionSetting", path, lines)
    }

    @Test(
        "A session of more than every login has fails",
        arguments: [
            ("STANDARD", Verdict.passed), ("LOW", .passed), ("HIGH_ASSURANCE", .failed), ("NEW_LEVEL", .unknown),
        ])
    func sessionLevel(_ level: String, _ verdict: Verdict) throws {
        let export = session("<profile>api</profile>", "<requiredSessionLevel>\(level)</requiredSessionLevel>")
        try expect(
            export, "sessionLevel", "none", verdict, says: level,
            at: "profileSessionSettings/a.profileSessionSetting:4")
    }

    @Test("Without a setting of the profile, or a level in it, the level is unknown")
    func noSessionLevel() throws {
        let other = session("<profile>Other</profile>", "<requiredSessionLevel>HIGH_ASSURANCE</requiredSessionLevel>")
        let none = session("<profile>Api</profile>", "<sessionTimeout>60</sessionTimeout>")
        for export in [
            other, none, Export().profile("Api"), session("<requiredSessionLevel>LOW</requiredSessionLevel>"),
        ] {
            try expect(export, "sessionLevel", "none", .unknown)
        }
        let two = session("<profile>Api</profile>", "<requiredSessionLevel>LOW</requiredSessionLevel>").metadata(
            "ProfileSessionSetting", "profileSessionSettings/b.profileSessionSetting",
            ["<profile>Api</profile>", "<requiredSessionLevel>HIGH_ASSURANCE</requiredSessionLevel>"])
        try expect(two, "sessionLevel", "none", .unknown)
    }

    @Test("A broken file is the reason why the level is unknown only where it may say the level")
    func brokenBesideSessionLevel() throws {
        let guide = try connectionGuide(
            "restriction", "rule: loginIpRanges\nrequires: none", "rule: sessionLevel\nrequires: none")
        let broken = Export().profile("Api", Self.permission, Self.range("nowhere", "10.0.0.1"))
        let result = try broken.audit(.profile("Api"), against: guide)
        try result.expect(
            "restriction/loginIpRanges", .unknown, states: .says(.unreadable), at: "profiles/Api.profile:4")
        #expect(try result.expect("restriction/sessionLevel", .unknown).evidence.isEmpty)
        let setting = broken.file("profileSessionSettings/a.profileSessionSetting", "<")
        try setting.audit(.profile("Api"), against: guide).expect(
            "restriction/sessionLevel", .unknown, states: .says(.unreadable),
            at: "profileSessionSettings/a.profileSessionSetting:1")
    }

    @Test("A broken file is no error where no row that is asked depends on it")
    func brokenAndNotAsked() throws {
        let rows = ["rule: sessionLevel", "rule: loginHours\n    feature: nights"].map {
            """
              - \($0)
                label: It
                requires: none
                purpose: It connects.
                remedy: { setup: Click., metadata: <A/> }
            """
        }
        let guide = try guide(
            kind: "restriction", features: "nights: { title: Runs at night, default: off }",
            rows: rows.joined(separator: "\n")
        ).load()
        let broken = session("<profile>Api</profile>", "<requiredSessionLevel>LOW</requiredSessionLevel>")
            .profile("Api", Self.permission, Self.dayHours("monday", "noon", "1080"))
        let result = try broken.audit(.profile("Api"), against: guide)
        try result.expect("restriction/sessionLevel", .passed)
        result.expectProblem(.warning, at: "profiles/Api.profile:4")
        #expect(result.problems.errors.isEmpty)
    }

    // MARK: Rows

    @Test("The next export asks for what the rows need")
    func manifest() throws {
        func types(_ rule: String) throws -> [String] {
            try connectionGuide("restriction", "rule: \(rule)\nrequires: none")
                .retrievePlan(for: .empty, .profile("Api")).entries.map(\.type)
        }
        #expect(try types("sessionLevel").contains("ProfileSessionSetting"))
        #expect(try !types("loginHours").contains("ProfileSessionSetting"))
        // Without an object the profile would prove nothing.
        #expect(try types("loginHours").contains("CustomObject"))
    }

    @Test("A word that is not known of a rule is one error")
    func unknownWord() throws {
        let diagnostics = try connectionGuideFolder("restriction", ["rule: loginHours\nrequires: includes"])
            .diagnostics()
        #expect(diagnostics.count == 1, "\(diagnostics)")
    }

    @Test("A row without a remedy has the platform's")
    func remedy() throws {
        let row = "rule: loginIpRanges\nrequires: includes\naddresses: [203.0.113.7]"
        let guide = try connectionGuideFolder("restriction", [row], remedy: nil).load()
        let result = try retrieved(Self.range("10.0.0.1", "10.0.0.2")).audit(.profile("Api"), against: guide)
        #expect(
            try result.expect("restriction/loginIpRanges", .failed).remedy?.setup?.contains("enter 203.0.113.7") == true
        )
    }

    @Test(
        "A row that is wrong is reported with its line",
        arguments: [
            ("rule: loginIpRanges\nrequires: includes", "\"addresses\" is missing"),
            ("rule: loginIpRanges\nrequires: none\naddresses: [10.0.0.1]", "only for \"requires: includes\""),
            ("rule: loginIpRanges\nrequires: includes\naddresses: [10.0.0]", "\"10.0.0\" is not an address"),
            ("rule: loginIpRanges\nrequires: includes\naddresses: [10.0.0.9-10.0.0.1]", "is not an address"),
            ("rule: loginIpRanges\nrequires: includes\naddresses: []", "list is empty"),
            ("rule: loginHours\nrequires: includes", "Known: none, present"),
            ("rule: sessionLevel\nrequires: present", "Known: none"),
            ("rule: loginDays\nrequires: none", "Known: loginIpRanges, loginHours, sessionLevel"),
            ("requires: none", "\"rule\" is missing"), ("rule: loginHours", "\"requires\" is missing"),
            ("rule: loginHours\nrequires: none\naddresses: [10.0.0.1]", "not known here"),
            ("rule: loginHours\nrequires: none\nanyOf: []", "Only permissions"),
        ])
    func invalid(_ row: String, _ words: String) throws {
        let diagnostics = try connectionGuideFolder("restriction", [row]).diagnostics()
        #expect(diagnostics.contains { $0.message.contains(words) && $0.line > 6 }, "\(diagnostics)")
    }
}
