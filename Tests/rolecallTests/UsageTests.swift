import Foundation
import TestSupport
import Testing

@testable import rolecall

@Suite("What is typed, and what to type instead")
struct UsageTests {
    private let gaps = "\(root)/SampleMetadata/gaps"

    // MARK: What is meant

    @Test(
        "A PATH without a command is audited, with the options of audit before or behind it",
        arguments: [["PATH"], ["--quiet", "PATH"], ["PATH", "--quiet"], ["-d", "PATH"], ["audit", "-d", "PATH"]])
    func auditByDefault(_ arguments: [String]) {
        let run = Run(arguments.map { $0 == "PATH" ? gaps : $0 } + ["--color", "never"])
        let expected = Run("audit", gaps, "--color", "never")
        #expect(run.status == 1 && run.output.hasPrefix("NOT READY"), "\(run.error)")
        #expect(run.output.prefix(2_000) == expected.output.prefix(2_000))
    }

    @Test(
        "No PATH is taken for one of several values before it",
        arguments: [
            (["audit", "--records", "a.json", "b.CSV", "org"], ["--records", "a.json", "--records", "b.CSV", "org"]),
            (["audit", "--users", "a.json", "org", "b.json"], ["--users", "a.json", "org", "b.json"]),
            (["why", "--records", "a.json", "--", "x"], ["--records", "a.json", "--", "x"]),
            (["audit", "--records=a.json", "org.zip"], ["--records=a.json", "org.zip"]),
            (["audit", "--records", "org.zip", "b.json"], ["--records", "org.zip", "--records", "b.json"]),
            (
                ["audit", "--records", "-", "b.json", "org"], ["--records", "-", "--records", "b.json", "org"]
            ),
            (
                ["audit", "--end-users", "role:A", "u@x.y", "org"],
                ["--end-users", "role:A", "--end-users", "u@x.y", "org"]
            ),
            (["audit", "--end-users", "active", "-q", "active"], ["--end-users", "active", "-q", "active"]),
            (["audit", "--profile", "A", "org"], ["--profile", "A", "org"]),
        ])
    func severalValues(_ typed: [String], _ words: [String]) throws {
        #expect(try TypedArguments(typed).words.dropFirst() == words[...])
    }

    @Test(
        "A word that looks like a path is one, also where nothing is there, and so is an empty one",
        arguments: ["nowhere/org", "org.zip", ""])
    func paths(_ word: String) throws {
        #expect(try TypedArguments([word]).words == ["audit", word])
    }

    @Test("What is in the current folder is a path, and a hidden name is not what was meant")
    func pathsHere() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: ".")
        let plain = try #require(names.first { !$0.contains(".") })
        #expect(try TypedArguments([plain]).words == ["audit", plain])
        #expect(names.contains(".gitignore") && !Run("gitignore").error.contains("Did you mean"))
    }

    @Test("A folder behind records is PATH, unless it has query results and is no project")
    func folderBehindRecords() throws {
        try withTemporaryFolder { folder in
            try write("{}", to: "\(folder)/records/users.json")
            try write("{}", to: "\(folder)/org/sfdx-project.json")
            try write("{}", to: "\(folder)/org/package.json")
            let words = try TypedArguments(["why", "--records", "a.json", "\(folder)/records", "\(folder)/org"]).words
            #expect(
                words == ["why", "--records", "a.json", "--records", "\(folder)/records", "\(folder)/org"])
        }
    }

    @Test("--json and -o say of a report what --report says")
    func shortReports() throws {
        let json = Run("audit", gaps, "--report", "json")
        #expect(Run("audit", gaps, "--json").output == json.output)
        try withTemporaryFolder { folder in
            for (arguments, file, beginning) in [
                (["--json"], "a.txt", "{"), ([], "a.json", "{"), ([], "a.html", "<!DOCTYPE html>"),
                ([], "a.md", "## rolecall"), ([], "a", "NOT READY"),
                (["--report", "csv"], "b.json", "Requirement,Table"),
            ] {
                let run = Run(["audit", gaps, "-o", "\(folder)/\(file)"] + arguments)
                #expect(run.status == 1 && run.output.isEmpty)
                let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
                #expect(text.hasPrefix(beginning), "\(file)")
            }
            let both = ["--report", "json=\(folder)/c.json", "-o", "\(folder)/c.csv"]
            #expect(Run(["audit", gaps] + both).output.isEmpty)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).contains("c.json"))
            #expect(try String(contentsOfFile: "\(folder)/c.csv", encoding: .utf8).contains("Requirement,Table"))
        }
        #expect(Run("audit", gaps, "-o", "-", "--json").output == json.output)
        #expect(Run("roles", gaps, "--json").error.contains("writes no JSON report. It writes text"))
        #expect(
            Run("audit", gaps, "--json", "--report", "text").error.contains("Only one report can go to standard output")
        )
    }

    @Test("A short option means the same in every command that has it")
    func shortOptions() throws {
        let root = try #require(KnownCommand(Rolecall.self))
        let leaves = root.commands.flatMap { $0.commands.isEmpty ? [$0] : $0.commands }
        let options = leaves.flatMap(\.options).map(\.flags).filter { !$0[0].hasPrefix("--") }
        let meanings = Dictionary(grouping: options, by: { $0[0] }).mapValues { Set($0.flatMap { $0.dropFirst() }) }
        #expect(meanings["-u"] == ["--api-user"] && meanings["-d"] == ["--source-dir"])
        #expect(meanings["-o"] == ["--output", "--output-dir"])
        #expect(Set(meanings.keys) == ["-d", "-h", "-o", "-q", "-u"])
    }

    @Test(
        "why takes a label, the end of an id, and an id, without regard to case",
        arguments: [
            ("system/ApiEnabled", "system/ApiEnabled"), ("Modify Metadata", "system/ModifyMetadata"),
            ("modifymetadata", "system/ModifyMetadata"), ("Case.Status", "field/Case.Status"),
            ("Opportunity: create", "object/Opportunity/create"),
            ("opportunity/modifyall", "object/Opportunity/modifyAll"),
            ("FIELD/case.accountid", "field/Case.AccountId"),
        ])
    func requirementNames(_ typed: String, _ id: String) {
        let run = Run("why", typed, gaps)
        #expect(run.output.contains("  \(id)  "), "\(run.output)\(run.error)")
        #expect(Run("guide", "show", typed).output.contains("`\(id)`"))
    }

    // MARK: What is wrong

    @Test(
        "Wrong usage says what to type instead",
        arguments: [
            (
                ["aduit", "x"],
                "no command \"aduit\", and no file or folder of that name either. Did you mean: rolecall audit"
            ),
            (["nothing-like-it"], "The commands are audit, why, fix"),
            (["--quiet", "audit"], "\"audit\" is a command, and no file or folder of that name is here. Put it first"),
            (["guide", "lst"], "no command \"rolecall guide lst\". Did you mean: rolecall guide list"),
            (["help", "surplis"], "Did you mean: rolecall surplus"),
            (["audit", "--profle", "A"], "no option --profle in rolecall audit. Did you mean --profile?"),
            (["--username", "a@b.c"], "Did you mean --api-user?"),
            (["why", "x", "--into", "y"], "no option --into in rolecall why. It is an option of rolecall fix."),
            (["audit", "-profile", "A"], "A long option begins with two dashes: --profile"),
            (["audit", "-qx"], "no option -x in rolecall audit."),
            (
                ["audit", "\u{2014}profile", "A"],
                "begins with a long dash, as texts have it. Type two short ones: --profile"
            ),
            (["version"], "Did you mean: rolecall --version"),
            (["manifest", "-o", "/"], "--output writes one file, and / is a folder: say --output-dir /"),
            (["guide", "show", "object/Case"], "may mean 2 requirements. Name one by its id:\n  object/Case/create"),
            (["audit", "-x"], "no option -x in rolecall audit.\nSee: rolecall audit --help"),
            (["audit", "--profile=-x", "--output", "-", "--nope"], "no option --nope in rolecall audit."),
            (["audit", "--report", "jsn"], "--report does not take \"jsn\". Did you mean --report json?"),
            (["audit", "--report=htm=x"], "Did you mean --report html?"),
            (["surplus", "--fail-on", "worst"], "It takes critical, high, medium, low."),
            (["audit", "--profile"], "--profile needs a value: name. Example: --profile \"Minimum"),
            (["audit", "--profile", "--quiet"], "--profile needs a value"),
            (["audit", "--object", "Lead"], "Example: --object Opportunity=off"),
            (["audit", "--as-of", "soon"], "Example: --as-of 2026-12-31"),
            (["why"], "<requirement> is missing.\nExamples:\n  rolecall why field/Case.AccountId"),
            (["compare", "a.json"], "<new> is missing.\nExamples:\n  rolecall compare last-week.json today.json"),
            (
                ["waivers", "add"],
                "<requirement>, --reason <text>, --owner <text>, --expires <YYYY-MM-DD> are missing."
            ),
            (
                ["waivers", "add", "x"],
                "rolecall: --reason <text>, --owner <text>, --expires <YYYY-MM-DD> are missing."
            ),
            (["compare", "a", "b", "c"], "c is one too many: compare takes two sides."),
            (["compare", "a", "b", "c\nd"], "c\\u{a}d is one too many"),
            (["compare", "--records", "a.json", "b.json"], "Put <old> <new> before them, or behind --."),
            (["guide", "list", "x"], "takes nothing but options: leave out \"x\"."),
            (
                ["why", "Status"],
                "\"Status\" may mean 3 requirements. Name one by its id:\n  field/Task.Status  Status"
            ),
            (["why", "Modfy Metadata"], "Did you mean system/ModifyMetadata?"),
            (["guide", "show", "ApiEnabld"], "Did you mean system/ApiEnabled?"),
            (["audit", "--object", "Opportunty=off"], "no object \"Opportunty\". Did you mean \"Opportunity\"?"),
            (["audit", "--end-users", "rolle:x"], "Did you mean role:x?"),
        ])
    func wrongUsage(_ arguments: [String], _ words: String) {
        let run = Run(arguments)
        #expect(run.status == 64)
        #expect(run.error.hasPrefix("rolecall: ") && run.error.contains(words), "\(run.error)")
        #expect(run.output.isEmpty)
    }

    @Test(
        "A guide or an edition that there is not is reported with the one that was meant",
        arguments: [("--guide", "gong-salesforc", "gong-salesforce"), ("--edition", "auro", "aura")])
    func choices(_ flag: String, _ typed: String, _ meant: String) {
        let run = Run("audit", gaps, flag, typed)
        #expect(run.status == 2 && run.error.contains("Did you mean \"\(meant)\"?"), "\(run.error)")
    }

    // MARK: Help

    @Test(
        "Help fits two screens of 80 columns, with its examples in one piece",
        arguments: [
            [], ["audit"], ["why"], ["fix"], ["surplus"], ["compare"], ["history"], ["roles"], ["waivers"],
            ["waivers", "check"],
            ["waivers", "add"], ["manifest"], ["fetch"], ["init"], ["guide"], ["guide", "list"], ["guide", "show"],
            ["guide", "check"], ["guide", "manual"],
        ])
    func help(_ command: [String]) {
        let run = Run(command + ["--help"], environment: ["COLUMNS": "80"])
        let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(run.status == 0 && run.error.isEmpty)
        #expect(lines.count <= 56, "\(lines.count)")
        #expect(lines.allSatisfy { $0.count <= 80 }, "\(lines.filter { $0.count > 80 })")
        #expect(command.isEmpty || run.output == Run(command + ["-h"], environment: ["COLUMNS": "80"]).output)
        let long = Run(["help"] + command, environment: ["COLUMNS": "80"])
        #expect(long.status == 0 && (long.output.count > run.output.count || command.count < 2))
    }

    @Test("Everything about an option is in the long help, its example on a line of its own")
    func longHelp() {
        let help = Run("help", "audit", environment: ["COLUMNS": "80"]).output
        #expect(help.contains("\n      Example: --profile \"Minimum Access - API Only Integrations\"\n"))
        let short = Run("audit", "--help").output
        #expect(!short.contains("Minimum Access") && short.contains("\n\nExamples:\n  rolecall audit "))
        for (text, isShown) in [(help, true), (short, false)] { #expect(text.contains("Whatever is used") == isShown) }
        #expect(Run("--help").output.contains("requirement by requirement"))
        #expect(!help.contains("\n\n\n"))
        for other in [["help", "--quiet", "audit"], ["help", "audit", "x"]] {
            #expect(Run(other, environment: ["COLUMNS": "80"]).output == help)
        }
    }

    @Test("A command that has others below it has its help", arguments: [[], ["guide"], ["waivers"]])
    func groups(_ command: [String]) {
        let help = Run(command)
        #expect(help.status == 0 && help.output.hasSuffix(" <command> --help explains a command.\n"))
        #expect(Run(command + ["--help"]).output == help.output)
    }

    // MARK: Completions

    private func completions(_ name: String, _ words: String..., typed: String = "") -> [String] {
        let line = ["rolecall"] + words + [typed]
        let command = words.first == "guide" ? Array(words.prefix(2)) : Array(words.prefix(1))
        let run = Run(["---completion"] + command + ["--", name, "\(line.count - 1)", "\(typed.count)"] + line)
        #expect(run.status == 0 && run.error.isEmpty, "\(run.error)")
        return run.output.split(separator: "\n").map(String.init)
    }

    @Test("Completions know guides, rows, keys and the names in the export")
    func names() {
        #expect(completions("--guide", "audit", gaps, "--guide").contains("gong-salesforce"))
        #expect(completions("positional@0", "why").contains("system/ApiEnabled"))
        #expect(
            completions("positional@0", "why", "--guide", "gong-salesforce").allSatisfy { !$0.contains("Conversation") }
        )
        #expect(completions("--profile", "audit", gaps, "--profile") == ["Integration User"])
        #expect(completions("--role", "roles", "-d", gaps, "--role").contains("Integration_User"))
        #expect(completions("--permission-set", "fix", gaps, "--permission-set") == ["LivePerson_Integration"])
        #expect(completions("--object", "audit", "--object").contains("Opportunity=off"))
        #expect(completions("--edition", "guide", "list", "--edition") == ["open-cti", "aura"])
    }

    @Test("Completions know folders that may be guides, guides between quotes, and the names in a zip file")
    func namesInFiles() throws {
        try withTemporaryFolder { folder in
            try write("id: own", to: "\(folder)/own/guide.yaml")
            try write("", to: "\(folder)/more/own/guide.yaml")
            try write("", to: "\(folder)/.hidden/guide.yaml")
            try write("", to: "\(folder)/notes.txt")
            let guides = completions("--guide", "audit", "--guide", typed: "\(folder)/")
            #expect(guides.filter { $0.hasPrefix(folder) } == ["\(folder)/more/", "\(folder)/own"])
            let archive = "\(folder)/org.zip"
            try ZipArchive(["unpackaged/profiles/Api.profile": "<Profile/>"]).data.write(
                to: URL(fileURLWithPath: archive))
            #expect(completions("--profile", "audit", archive, "--profile") == ["Api"])
        }
        for quoted in ["'gong-salesforce'", "'gong-salesforce", "\"gong-salesforce\""] {
            #expect(completions("positional@0", "why", "--guide", quoted).contains("system/ApiEnabled"))
        }
    }

    @Test("A completion that finds nothing says nothing")
    func noNames() throws {
        try withTemporaryFolder { folder in
            try write("no export", to: "\(folder)/notes.txt")
            #expect(completions("--profile", "audit", folder, "--profile").isEmpty)
            #expect(completions("positional@0", "why", "--guide", "\(folder)/none").isEmpty)
            #expect(completions("positional@0", "why", "--guide", "''").isEmpty)
        }
    }
}
