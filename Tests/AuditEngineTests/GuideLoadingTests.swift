import AuditEngine
import Foundation
import OrgModel
import Testing

@Suite("Errors in the files of a guide")
struct GuideLoadingTests {
    private let guide = """
        id: demo
        title: Demo
        edition: First
        source: https://example.com/guide
        summary: A guide for tests.
        objects:
          Case: {}
          Chat:
            label: Chat
            find: [Demo Chat]
        tables:
          - system.yaml
          - objects.yaml
          - case.yaml
          - chat.yaml
          - roles.yaml
        """

    private let system = """
        table: "1"
        title: System
        caption: Table 1
        kind: systemPermission
        severity: major
        rows:
          - permission: ApiEnabled
            label: API Enabled
            requires: granted
            purpose: It connects.
          - permission: EditTask
            label: Edit Tasks
            requires: granted
            purpose: It writes tasks.
        """

    private let objects = """
        table: O
        title: Objects
        caption: Objects
        kind: objectPermission
        severity: major
        rows:
          - object: Case
            label: Create
            requires: [create, modifyAll]
            purpose: It writes cases.
        """

    private let caseTable = """
        table: "2"
        title: Case
        caption: Table 2
        kind: fieldPermission
        object: Case
        severity: major
        rows:
          - field: Subject
            label: Subject
            requires: edit
            purpose: It writes the subject.
        """

    private let chat = """
        table: "3"
        title: Chat
        caption: Table 3
        kind: fieldPermission
        object: Chat
        severity: minor
        rows:
          - key: Text
            find: [Transcript]
            label: Transcript
            requires: edit
            purpose: It writes the text.
        """

    private let roles = """
        table: R
        title: Roles
        caption: Roles
        kind: role
        severity: major
        rows:
          - rule: api-user-assigned
            label: Has a role
            requires: assigned
            purpose: It sees records.
            remedy:
              setup: Give it a role.
              metadata: none
        """

    /// The guide, with the first occurrence of a text in one file replaced.
    private func folder(_ file: String = "", _ text: String = "", _ replacement: String = "") throws -> GuideFolder {
        var files = [
            "guide.yaml": guide, "system.yaml": system, "objects.yaml": objects, "case.yaml": caseTable,
            "chat.yaml": chat,
            "roles.yaml": roles,
        ]
        if !file.isEmpty {
            let original = try #require(files[file])
            let range = try #require(original.range(of: text), "The test's own text \"\(text)\" is not in \(file).")
            files[file] = original.replacingCharacters(in: range, with: replacement)
        }
        return try GuideFolder(files)
    }

    @Test("A guide from a folder without errors is read whole, in its own order")
    func sound() throws {
        let folder = try folder()
        let guide = try Guide.load(folder.path)
        #expect(guide.id == "demo")
        #expect(
            guide.requirements.map(\.id) == [
                "system/ApiEnabled", "system/EditTask", "object/Case/create", "object/Case/modifyAll",
                "field/Case.Subject",
                "field/Chat.Text", "role/api-user-assigned",
            ])
        #expect(guide.requirements.map(\.place.line) == [7, 11, 7, 7, 8, 8, 7])
        #expect(guide.requirements.first?.place.file == "\(folder.path)/system.yaml")
        #expect(guide.requirements.map(\.severity) == [.major, .major, .major, .major, .major, .minor, .major])
    }

    // MARK: What must not be empty

    @Test(
        "A guide that requires nothing is an error, not a guide that everybody fulfils",
        arguments: [
            (
                "guide.yaml",
                "tables:\n  - system.yaml\n  - objects.yaml\n  - case.yaml\n  - chat.yaml\n  - roles.yaml",
                "tables: []", 11
            ),
            ("objects.yaml", "requires: [create, modifyAll]", "requires: []", 9),
        ])
    func empty(file: String, text: String, replacement: String, line: Int) throws {
        try folder(file, text, replacement).expectOnly(file, line, "empty")
    }

    @Test("A table without rows is an error at its rows")
    func emptyRows() throws {
        let rows = try #require(objects.range(of: "rows:\n")).upperBound
        try folder("objects.yaml", String(objects[rows...]), "  []").expectOnly("objects.yaml", 7, "empty")
    }

    @Test("A table of an edition that the guide does not have would never be required")
    func unknownEdition() throws {
        try folder("case.yaml", "title: Case", "title: Case\nedition: aura").expectOnly(
            "case.yaml", 3, "names no edition \"aura\"")
    }

    @Test("An id that reports could not carry is an error", arguments: ["de mo", "de/mo", "\"\""])
    func badID(id: String) throws {
        try folder("guide.yaml", "id: demo", "id: \(id)").expectOnly("guide.yaml", 1, "letters, digits")
    }

    // MARK: What would act on the reader of a report

    @Test(
        "A control character is an error at its line, and so is a line break where one line is wanted",
        arguments: [
            ("guide.yaml", "title: Demo", "title: \"De\\emo\"", 2, "U+001B"),
            ("guide.yaml", "title: Demo", "title: \"De\\n::mo\"", 2, "line break"),
            ("guide.yaml", "edition: First", "edition: \"a\\x85b\"", 3, "U+0085"),
            ("guide.yaml", "    label: Chat", "    label: \"C\\Lhat\"", 9, "U+2028"),
            ("system.yaml", "title: System", "title: \"S\\n##vso[x]\"", 2, "line break"),
            ("system.yaml", "caption: Table 1", "caption: \"T\\0\"", 3, "U+0000"),
            ("system.yaml", "    label: API Enabled", "    label: \"API\\n\"", 8, "line break"),
            ("system.yaml", "purpose: It connects.", "purpose: \"It \\acon.\"", 10, "U+0007"),
            ("roles.yaml", "setup: Give it", "setup: \"\\b\" #", 12, "U+0008"),
        ])
    func control(file: String, text: String, replacement: String, line: Int, words: String) throws {
        let folder = try folder(file, text, replacement)
        #expect(
            folder.diagnostics().contains {
                $0.file == "\(folder.path)/\(file)" && $0.line == line && $0.message.contains(words)
            }, "\(folder.diagnostics())")
    }

    @Test(
        "A source is an address in the web",
        arguments: [
            "\"javascript:alert(1)\"", "data:text/html,x", "https:example.com", "\"https://\"", "\"https://a b\"",
            "\"https://a/<b>\"", "//example.com", "\"https://e\u{301}x\"",
        ])
    func source(_ source: String) throws {
        try folder("guide.yaml", "https://example.com/guide", source).expectOnly("guide.yaml", 4, "not a web address")
    }

    @Test(
        "A table lies in the guide's own folder", arguments: ["../system.yaml", "/etc/passwd", "a/../../system.yaml"])
    func tableOutside(_ file: String) throws {
        try folder("guide.yaml", "  - system.yaml", "  - \(file)").expectOnly("guide.yaml", 12, "in the guide's folder")
    }

    // MARK: Keys

    @Test(
        "An unknown key is reported at its own line, with the known keys",
        arguments: [
            ("guide.yaml", "title: Demo", "titel: x\ntitle: Demo", 2, "titel", "title"),
            ("system.yaml", "caption:", "color: red\ncaption:", 3, "color", "caption"),
            ("system.yaml", "    label: API", "    lable: x\n    label: API", 8, "lable", "label"),
            // A key of another kind of table is unknown in this one.
            ("system.yaml", "    label: API", "    field: x\n    label: API", 8, "field", "permission"),
            ("roles.yaml", "      setup:", "      click: x\n      setup:", 12, "click", "setup"),
            ("guide.yaml", "    label: Chat", "    name: Chat\n    label: Chat", 9, "name", "find"),
        ])
    func unknownKey(file: String, text: String, replacement: String, line: Int, key: String, known: String) throws {
        try folder(file, text, replacement).expectOnly(file, line, "\"\(key)\" is not known", "Known keys: ", known)
    }

    @Test(
        "A key that appears twice is reported with its name, at one of its two lines",
        arguments: [
            ("system.yaml", "title: System", "title: System\ntitle: Again", [2, 3], "title"),
            ("system.yaml", "    label: API Enabled", "    label: API Enabled\n    label: Again", [8, 9], "label"),
            ("guide.yaml", "  Chat:\n", "  Case: {}\n  Chat:\n", [7, 8], "Case"),
        ])
    func duplicateKey(file: String, text: String, replacement: String, lines: [Int], key: String) throws {
        let folder = try folder(file, text, replacement)
        let diagnostics = folder.diagnostics().filter { $0.file == "\(folder.path)/\(file)" }
        #expect(diagnostics.count == 1)
        #expect(diagnostics.first.map { lines.contains($0.line) } == true, "\(diagnostics)")
        #expect(diagnostics.first?.message.contains("A key appears twice: \(key)") == true, "\(diagnostics)")
    }

    @Test(
        "A missing key is reported with its name, at the mapping that lacks it",
        arguments: [
            ("guide.yaml", "edition: First\n", 1, "edition"),
            ("guide.yaml", "summary: A guide for tests.\n", 1, "summary"),
            ("system.yaml", "caption: Table 1\n", 1, "caption"),
            ("system.yaml", "    label: Edit Tasks\n", 11, "label"),
            ("system.yaml", "\n    purpose: It writes tasks.", 11, "purpose"),
            ("system.yaml", "    requires: granted\n    purpose: It writes", 11, "requires"),
            ("case.yaml", "object: Case\n", 1, "object"),
            ("chat.yaml", "    find: [Transcript]\n", 8, "find"),
        ])
    func missingKey(file: String, text: String, line: Int, key: String) throws {
        let kept = key == "requires" ? "    purpose: It writes" : ""
        let folder = try folder(file, text, kept)
        #expect(
            folder.diagnostics().contains(
                Diagnostic(file: "\(folder.path)/\(file)", line: line, message: "The key \"\(key)\" is missing here.")),
            "\(folder.diagnostics())")
    }

    // MARK: Names

    @Test("Two rows for one requirement: the second is reported, and where the first is")
    func duplicateID() throws {
        let folder = try folder("system.yaml", "EditTask", "ApiEnabled")
        folder.expectOnly("system.yaml", 11, "system/ApiEnabled", "\(folder.path)/system.yaml:7")
    }

    @Test("Two rows for one requirement in two tables are reported as well")
    func duplicateIDInTwoTables() throws {
        let folder = try folder("guide.yaml", "  - roles.yaml", "  - roles.yaml\n  - again.yaml")
        try Data(roles.utf8).write(to: URL(fileURLWithPath: "\(folder.path)/again.yaml"))
        folder.expectOnly("again.yaml", 7, "role/api-user-assigned", "\(folder.path)/roles.yaml:7")
    }

    @Test("A field's object that the guide does not name is reported at the table's object")
    func unnamedObjectOfFields() throws {
        let folder = try folder("case.yaml", "object: Case", "object: Lead")
        folder.expectOnly("case.yaml", 5, "names no object \"Lead\"", "Case, Chat")
    }

    @Test("An object that the guide does not name is reported in a row, too")
    func unnamedObject() throws {
        try folder("objects.yaml", "object: Case", "object: Lead").expectOnly(
            "objects.yaml", 7, "names no object \"Lead\"", "Case, Chat")
    }

    @Test("A field that the platform's facts do not know is reported at its row")
    func unknownField() throws {
        try folder("case.yaml", "field: Subject", "field: Subjekt").expectOnly("case.yaml", 8, "\"Subjekt\"", "Case")
    }

    @Test(
        "An object that is not Salesforce's own needs a label, and labels to find it by",
        arguments: [
            ("    label: Chat\n", 9, "label"), ("\n    find: [Demo Chat]", 9, "find"),
        ])
    func packageObject(text: String, line: Int, word: String) throws {
        // And nothing else: the tables that use the object are right.
        try folder("guide.yaml", text).expectOnly("guide.yaml", line, "Chat", word)
    }

    @Test("A custom object that every org calls the same needs a label alone")
    func publicCustomObject() throws {
        let folder = try AuditEngineTests.guide(
            objects: "Chat__c: { label: Chat }", kind: "objectPermission",
            rows: "      - { object: Chat__c, requires: [read], label: A, purpose: B. }")
        #expect(try folder.load().requirements.map(\.id) == ["object/Chat__c/read"])
    }

    @Test("A row has either a field or a key, never both")
    func fieldAndKey() throws {
        try folder("chat.yaml", "    find:", "    field: OwnerId\n    find:").expectOnly(
            "chat.yaml", 9, "either field, or key")
    }

    @Test("Rows whose labels differ by a number are told apart by it")
    func numberedLabels() throws {
        let guide = try AuditEngineTests.guide(
            rows: """
                      - { permission: ApiEnabled, requires: granted, label: Step 1, purpose: B. }
                      - { permission: EditTask, requires: granted, label: Step 2, purpose: B. }
                """
        ).load()
        #expect(guide.requirements(named: "step 2").map(\.id) == ["system/EditTask"])
        #expect(guide.requirements(named: "stop 2").isEmpty)
    }

    @Test("What is typed without any letter means no row, not even one whose label has none")
    func nameWithoutLetters() throws {
        let guide = try AuditEngineTests.guide(
            rows: "      - { permission: ApiEnabled, requires: granted, label: \"*\", purpose: B. }"
        ).load()
        #expect(guide.requirements(named: "-").isEmpty)
    }

    // MARK: Values

    @Test(
        "A value that is none of the known ones is reported at its line, with the known ones",
        arguments: [
            ("system.yaml", "requires: granted", "requires: edit", 9, "edit", "granted"),
            ("objects.yaml", "[create, modifyAll]", "[create, modify]", 9, "modify", "modifyAll"),
            ("case.yaml", "requires: edit", "requires: write", 10, "write", "read, edit"),
            ("roles.yaml", "api-user-assigned", "api-user-asigned", 7, "api-user-asigned", "api-user-above-end-users"),
            ("roles.yaml", "requires: assigned", "requires: granted", 9, "granted", "Known: assigned."),
            (
                "system.yaml", "kind: systemPermission", "kind: permission", 4, "permission",
                "systemPermission, objectPermission"
            ),
            ("system.yaml", "severity: major", "severity: high", 5, "high", "critical, major, minor"),
        ])
    func unknownValue(file: String, text: String, replacement: String, line: Int, value: String, known: String) throws {
        let folder = try folder(file, text, replacement)
        let diagnostic = try #require(folder.diagnostics().first)
        #expect(diagnostic.file == "\(folder.path)/\(file)")
        #expect(diagnostic.line == line)
        #expect(diagnostic.message.contains("\"\(value)\" is not known here"))
        #expect(diagnostic.message.contains(known))
    }

    @Test(
        "A value of the wrong type is reported at its line, with what is wanted",
        arguments: [
            ("guide.yaml", "title: Demo", "title: [Demo]", 2, "A text is wanted here, not a list"),
            ("guide.yaml", "    find: [Demo Chat]", "    find: Demo Chat", 10, "A list is wanted here"),
            ("system.yaml", "requires: granted", "requires: [granted]", 9, "A text is wanted here, not a list"),
            ("objects.yaml", "requires: [create, modifyAll]", "requires: create", 9, "A list is wanted here"),
            (
                "roles.yaml", "      setup: Give it a role.\n      metadata: none", "      none", 12,
                "A mapping is wanted here"
            ),
            (
                "case.yaml", "    label: Subject", "    inferred: perhaps\n    label: Subject", 9,
                "true or false is wanted here"
            ),
        ])
    func wrongType(file: String, text: String, replacement: String, line: Int, words: String) throws {
        let folder = try folder(file, text, replacement)
        let diagnostic = Diagnostic(file: "\(folder.path)/\(file)", line: line, message: words)
        #expect(
            folder.diagnostics().contains {
                $0.file == diagnostic.file && $0.line == line && $0.message.contains(words)
            },
            "\(folder.diagnostics())")
    }

    @Test(
        "Prose that does not end with a period is reported at its line",
        arguments: [
            ("guide.yaml", "A guide for tests.", 5), ("system.yaml", "It writes tasks.", 14),
            ("roles.yaml", "Give it a role.", 12),
        ])
    func prose(file: String, text: String, line: Int) throws {
        try folder(file, text, String(text.dropLast())).expectOnly(file, line, "does not end with a period")
    }

    @Test("A note without a period is reported too")
    func note() throws {
        try folder("system.yaml", "    label: API Enabled", "    note: Mind this\n    label: API Enabled")
            .expectOnly("system.yaml", 8, "does not end with a period")
    }

    @Test(
        "A row without a remedy, or with one that is nothing to do, is reported at the row",
        arguments: [
            "\n    remedy:\n      setup: Give it a role.\n      metadata: none", "\n      setup: Give it a role.",
        ])
    func missingRemedy(text: String) throws {
        try folder("roles.yaml", text).expectOnly("roles.yaml", 7, "no remedy", "setup", "metadata")
    }

    @Test("A row without a severity, its own or its table's, is reported")
    func missingSeverity() throws {
        try folder("case.yaml", "severity: major\n").expectOnly("case.yaml", 7, "severity")
        // One that is not known is not missing.
        try folder(
            "case.yaml", "severity: major\nrows:\n  - field: Subject", "rows:\n  - severity: severe\n    field: Subject"
        )
        .expectOnly("case.yaml", 7, "\"severe\" is not known")
    }

    @Test(
        "An error in what several requirements of a row share is reported once",
        arguments: [
            ("remedy:\n      setup: Click it", 12, "does not end with a period"),
            ("remedy:\n      setup: Click it.\n      metadat: x", 13, "\"metadat\" is not known"),
            ("severity: severe", 11, "\"severe\" is not known"),
            ("note: It is so", 11, "does not end with a period"),
        ])
    func sharedDiagnostic(text: String, line: Int, words: String) throws {
        try folder("objects.yaml", "purpose: It writes cases.", "purpose: It writes cases.\n    \(text)")
            .expectOnly("objects.yaml", line, words)
    }

    // MARK: Permissions that are not known

    @Test(
        "A permission that is not known is a warning with the nearest names, in whatever way a row requires it",
        arguments: [
            ("permission: EditTask", "permission: EditTaks", "EditTaks", "EditTask"),
            ("permission: EditTask", "permission: ViewAllUser", "ViewAllUser", "ViewAllUsers"),
            (
                "permission: EditTask\n    label: Edit Tasks\n    requires: granted",
                "key: choice\n    label: Either\n    anyOf:\n      - [{ permission: RunReport, requires: granted }]\n"
                    + "      - [{ permission: EditTask, requires: granted }]", "RunReport", "RunReports"
            ),
        ])
    func unknownPermission(text: String, replacement: String, name: String, nearest: String) throws {
        let folder = try folder("system.yaml", text, replacement)
        #expect(folder.diagnostics().isEmpty)
        let guide = try folder.load()
        let warning = try #require(guide.warnings.first)
        #expect(guide.warnings.count == 1)
        #expect(warning.severity == .warning)
        #expect(warning.place?.file == "\(folder.path)/system.yaml")
        #expect((11...14).contains(warning.place?.line ?? 0))
        #expect(warning.message.hasPrefix("rolecall knows no system permission \"\(name)\"."))
        #expect(warning.message.contains("The nearest names are \(nearest), "))
        let export = Export().permissionSet("Set", user("ApiEnabled"))
        #expect(try export.audit(.set("Set"), against: guide).problems.contains(warning))
        #expect(try export.withOrg { guide.surplus($0, .set("Set")) }.problems.contains(warning))
    }

    @Test(
        "Every name of the list is known to a guide, with or without a name in Setup",
        arguments: [
            "ActivitiesAccess", "CanApproveUninstalledApps", "UseAnyApiClient", "DebugApex", "CreateAuditFields",
            "YourAccountCDAPublishEvents",
            "AECommunityAccess", "ManageUsers",
        ])
    func knownPermission(name: String) throws {
        #expect(try folder("system.yaml", "permission: EditTask", "permission: \(name)").load().warnings.isEmpty)
    }

    // MARK: Files

    @Test("A file that is named and not there is reported")
    func missingTable() throws {
        let folder = try folder("guide.yaml", "  - chat.yaml", "  - chats.yaml")
        folder.expectOnly("chats.yaml", 1, "does not exist")
    }

    @Test("A folder without guide.yaml says so")
    func missingGuideFile() throws {
        try GuideFolder(["system.yaml": system]).expectOnly("guide.yaml", 1, "does not exist")
    }

    @Test("A guide that is neither built in nor a folder is reported, with the command that lists the built-in ones")
    func unknownGuide() {
        let error = #expect(throws: GuideError.self) { try Guide.load("no-such-guide") }
        #expect(error?.diagnostics.first?.file == "no-such-guide")
        #expect(error?.diagnostics.first?.message.contains("rolecall guide list") == true)
    }

    @Test(
        "What is not YAML is reported at the line where it stops being YAML",
        arguments: [
            ("rows:\n  - permission: A\n    label: \"open\n", 4, "not valid YAML"),
            ("table: \"1\"\n\ttitle: x\n", 2, "not valid YAML"),
            ("table: [1, 2\n", 2, "not valid YAML"),
            ("", 1, "empty"),
        ])
    func notYAML(text: String, line: Int, words: String) throws {
        let folder = try folder("system.yaml", system, text)
        folder.expectOnly("system.yaml", line, words)
    }

    @Test("A file that is not text is reported")
    func notText() throws {
        let folder = try folder()
        try Data([0x74, 0xFF, 0xFE, 0x3A]).write(to: URL(fileURLWithPath: "\(folder.path)/system.yaml"))
        folder.expectOnly("system.yaml", 1, "UTF-8")
    }

    // MARK: Several at once

    @Test("Errors in several files, and several in one row, are all reported in one go, in the order of the files")
    func several() throws {
        let folder = try GuideFolder([
            "guide.yaml": guide.replacing("title: Demo\n", with: "").replacing("edition: First\n", with: ""),
            "system.yaml": system.replacing("    label: Edit Tasks\n", with: "")
                .replacing("It writes tasks.", with: "It writes tasks"),
            "objects.yaml": objects.replacing("caption: Objects\n", with: "").replacing("[create,", with: "[creat,"),
            "case.yaml": caseTable + "\n  - [",
            "chat.yaml": chat.replacing("requires: edit", with: "requires: write"),
        ])
        let diagnostics = folder.diagnostics()
        let told = diagnostics.map(\.description)
        for (place, words) in [
            ("guide.yaml:1", "\"title\" is missing"), ("guide.yaml:1", "\"edition\" is missing"),
            ("system.yaml:11", "\"label\" is missing"),
            ("system.yaml:13", "does not end with a period"), ("objects.yaml:1", "\"caption\" is missing"),
            ("objects.yaml:8", "\"creat\" is not known"), ("case.yaml:", "not valid YAML"),
            ("chat.yaml:11", "\"write\" is not known"), ("roles.yaml:1", "does not exist"),
        ] {
            #expect(
                told.contains { $0.hasPrefix("\(folder.path)/\(place)") && $0.contains(words) },
                "\(place) \(words): \(told)")
        }
        var files: [String] = []
        for diagnostic in diagnostics where files.last != diagnostic.file { files.append(diagnostic.file) }
        #expect(
            files
                == ["guide.yaml", "system.yaml", "objects.yaml", "case.yaml", "chat.yaml", "roles.yaml"]
                .map { "\(folder.path)/\($0)" })
    }

    @Test("An error reads as file, line and message; an error as one error a line")
    func description() throws {
        let folder = try folder("guide.yaml", "edition: First\n")
        let error = #expect(throws: GuideError.self) { try Guide.load(folder.path) }
        #expect(error?.description == "\(folder.path)/guide.yaml:1: The key \"edition\" is missing here.")
    }
}
