import AuditEngine
import OrgModel
import TestSupport
import Testing

@Suite("Settings of the org")
struct SettingTests {
    private static let row = """
        key: sessionsLockedToIp
        setting: { type: SecuritySettings, field: sessionSettings.lockSessionsToIp, is: "false" }
        requires: set
        """

    private func export(_ lines: String..., path: String = "settings/Security.settings") -> Export {
        Export().profile("Api").metadata("SecuritySettings", path, lines)
    }

    private func result(_ export: Export, row: String = row) throws -> AuditResult {
        try export.audit(.profile("Api"), against: connectionGuide("setting", row))
    }

    @Test(
        "The value in the file decides, and true and false without regard to case",
        arguments: [("false", Verdict.passed), ("False", .passed), ("true", .failed), ("", .failed), ("no", .failed)],
        ["settings/Security.settings", "main/settings/Security.settings-meta.xml"])
    func value(of text: (String, Verdict), path: String) throws {
        let line = "<sessionSettings><lockSessionsToIp>\(text.0)</lockSessionsToIp></sessionSettings>"
        try result(export("<a/>", line, path: path)).expect(
            "setting/sessionsLockedToIp", text.1, says: "lockSessionsToIp is \"\(text.0)\"", at: "\(path):4")
    }

    @Test("Other texts are compared as they are", arguments: [("TwoHours", Verdict.passed), ("twohours", .failed)])
    func text(_ text: String, _ verdict: Verdict) throws {
        let row = """
            key: timeout
            setting: { type: SecuritySettings, field: sessionSettings.sessionTimeout, is: TwoHours }
            requires: set
            """
        let line = "<sessionSettings><sessionTimeout>\(text)</sessionTimeout></sessionSettings>"
        try result(export(line), row: row).expect("setting/timeout", verdict)
    }

    @Test("A file without the element, and no file, leave it unknown and say what to retrieve")
    func absent() throws {
        let without = export("<sessionSettings><a>false</a></sessionSettings>")
        let beside = export("<lockSessionsToIp>false</lockSessionsToIp>")
        let parent = export("<sessionSettings><lockSessionsToIp><a>false</a></lockSessionsToIp></sessionSettings>")
        for export in [without, beside, parent, Export().profile("Api").manifest(askingForAllOf: "Settings")] {
            let finding = try result(export).expect("setting/sessionsLockedToIp", .unknown)
            #expect(finding.remedy?.retrieve?.contains("Settings Security") == true)
            #expect(finding.remedy?.retrieve?.contains("API version 63") == true)
        }
    }

    @Test("Two values leave it unknown, in one file or in two; the same one twice does not")
    func contradictory() throws {
        func line(_ values: String...) -> String {
            let elements = values.map { "<lockSessionsToIp>\($0)</lockSessionsToIp>" }.joined()
            return "<sessionSettings>\(elements)</sessionSettings>"
        }
        try result(export(line("false", "true"))).expect("setting/sessionsLockedToIp", .unknown)
        try result(export(line("false", "false"))).expect("setting/sessionsLockedToIp", .passed)
        let other = export(line("false")).metadata("SecuritySettings", "b/settings/Security.settings", [line("true")])
        try result(other).expect(
            "setting/sessionsLockedToIp", .unknown, says: "\"true\"", at: "b/settings/Security.settings:3")
    }

    @Test("A file that cannot be read is an error, with its line", arguments: ["SecuritySettings", "AccountSettings"])
    func broken(root: String) throws {
        let text = root == "SecuritySettings" ? "<SecuritySettings" : document(root)
        let result = try result(Export().profile("Api").file("settings/Security.settings", text))
        try result.expect("setting/sessionsLockedToIp", .unknown)
        #expect(result.problems.contains { $0.severity == .error && $0.place?.file == "settings/Security.settings" })
    }

    @Test("A broken file of other settings is not read")
    func others() throws {
        let line = "<sessionSettings><lockSessionsToIp>false</lockSessionsToIp></sessionSettings>"
        let result = try result(export(line).file("settings/Account.settings", "<"))
        try result.expect("setting/sessionsLockedToIp", .passed)
        #expect(!result.problems.contains { $0.place?.file == "settings/Account.settings" })
    }

    @Test("What is wrong is deployed as the elements that the file has")
    func remedy() throws {
        let row = Self.row + "\nremedy: { setup: Untick it. }"
        let line = "<sessionSettings><lockSessionsToIp>true</lockSessionsToIp></sessionSettings>"
        let guide = try connectionGuideFolder("setting", [row], remedy: nil).load()
        let result = try export(line).audit(.profile("Api"), against: guide)
        let remedy = try result.expect("setting/sessionsLockedToIp", .failed).remedy
        #expect(remedy?.setup == "Untick it.")
        let lines = [
            "    <sessionSettings>", "        <lockSessionsToIp>false</lockSessionsToIp>", "    </sessionSettings>",
        ]
        #expect(remedy?.metadata?.contains(lines.joined(separator: "\n")) == true)
        #expect(remedy?.metadata?.contains("settings/Security.settings") == true)
    }

    @Test("A row must say where in Setup it is")
    func withoutSetup() throws {
        let folder = try connectionGuideFolder("setting", [Self.row], remedy: nil)
        #expect(folder.diagnostics().map(\.message).contains { $0.contains("This row has no remedy") })
    }

    @Test("The next export asks for the file")
    func manifest() throws {
        let plan = try connectionGuide("setting", Self.row).retrievePlan(for: .empty, .profile("Api"))
        #expect(plan.entries.first { $0.type == "Settings" }?.members == ["Security"])
    }

    @Test(
        "A row that is wrong is reported with its line",
        arguments: [
            ("type: SecuritySettings", "type: Security", "ends in Settings"),
            ("type: SecuritySettings", "type: Settings", "ends in Settings"),
            ("sessionSettings.lockSessionsToIp", "sessionSettings..lockSessionsToIp", "not an API name"),
            (", is: \"false\"", "", "\"is\" is missing"),
            ("requires: set", "requires: on", "Known: set"), ("field:", "path:", "not known here"),
            ("key: sessionsLockedToIp", "key: a b", "An id contains"),
        ])
    func invalid(_ old: String, _ new: String, _ words: String) throws {
        let row = Self.row.replacing(old, with: new)
        let diagnostics = try connectionGuideFolder("setting", [row]).diagnostics()
        #expect(diagnostics.contains { $0.message.contains(words) && (9...13).contains($0.line) }, "\(diagnostics)")
    }
}
