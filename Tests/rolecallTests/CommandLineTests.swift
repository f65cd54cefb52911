import ArgumentParser
import AuditEngine
import Foundation
import TestSupport
import Testing

@testable import rolecall

/// What one run of the command line printed, and how it ended.
struct Run {
    let status: Int32
    let output: String
    let error: String

    init(_ arguments: String..., environment: [String: String] = [:], isTerminal: Bool = false) {
        self.init(arguments, environment: environment, isTerminal: isTerminal)
    }

    init(_ arguments: [String], environment: [String: String] = [:], isTerminal: Bool = false, input: String = "") {
        self.init(commandLine: ["rolecall"] + arguments, environment: environment, isTerminal: isTerminal, input: input)
    }

    /// Runs it on a terminal, where a user gives these answers, and then ends the input.
    init(_ arguments: [String], answers: [String]) {
        self.init(commandLine: ["rolecall"] + arguments, answers: answers)
    }

    /// Runs what a process was called with, its own name first.
    init(
        commandLine: [String], environment: [String: String] = [:], isTerminal: Bool = false, input: String = "",
        answers: [String]? = nil
    ) {
        final class Sink {
            var text = ""
        }
        let output = Sink()
        let error = Sink()
        func stream(_ sink: Sink) -> TextStream {
            TextStream {
                sink.text += $0
                return 0
            }
        }
        var console = Console(
            output: stream(output), error: stream(error), date: Date(timeIntervalSince1970: 1_800_000_000))
        console.environment = environment
        console.isOutputTerminal = isTerminal
        console.readInput = { Array(input.utf8) }
        if let answers {
            var rest = answers[...]
            console.readLine = { rest.popFirst() }
            (console.isInputTerminal, console.isErrorTerminal) = (true, true)
        }
        status = Rolecall.run(commandLine: commandLine, in: console)
        self.output = output.text
        self.error = error.text
    }
}

@Suite("rolecall audit")
struct AuditCommandTests {
    @Test(
        "Each sample ends as its README says",
        arguments: [
            ("ready", 0), ("gaps", 1), ("partial", 3), ("complete", 0), ("muted", 1), ("overprivileged", 0),
            ("fetched", 3),
        ])
    func samples(_ sample: String, _ status: Int) throws {
        let run = Run("audit", "\(root)/SampleMetadata/\(sample)")
        #expect(run.status == Int32(status))
        #expect(run.error == "")
        try expect(run.output, equals: "\(sample).txt")
    }

    @Test(
        "The counts of each sample add up to the guide's requirements",
        arguments: ["ready", "gaps", "partial", "complete", "muted", "overprivileged", "fetched"])
    func counts(_ sample: String) throws {
        let run = Run("audit", "\(root)/SampleMetadata/\(sample)", "--report", "json")
        let report = try #require(JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        let counts = try #require(report["counts"] as? [String: Int])
        let requirements = try #require(report["requirements"] as? [[String: Any]])
        #expect(counts.values.reduce(0, +) == requirements.count)
        // The rows of the guide's tables, objects counted twice; the installation's steps and those for people come on top.
        #expect(requirements.count { !["install", "manual"].contains($0["kind"] as? String) } == 86)
    }

    @Test("The records of a partial export resolve what its profile leaves open")
    func recordsOfPartial() throws {
        let sample = "\(root)/SampleMetadata/partial"
        let run = Run("audit", sample, "--records", "\(sample)/records")
        #expect(run.status == 3)
        #expect(run.error == "")
        #expect(run.output.contains("87 passed, 5 unknown"))
        try expect(run.output, equals: "partial-records.txt")
    }

    @Test("Unknown is accepted when that is required")
    func allowUnknown() {
        #expect(Run("audit", "\(root)/SampleMetadata/partial", "--allow-unknown").status == 0)
        #expect(Run("audit", "\(root)/SampleMetadata/gaps", "--allow-unknown").status == 1)
    }

    @Test(
        "What is unknown and allowed closes no gate on JUnit either, in parts too",
        arguments: [[], ["--junit-limit", "10"]])
    func allowedUnknownInJUnit(_ limit: [String]) throws {
        try withTemporaryFolder { folder in
            for (name, flag) in [("closed", [String]()), ("open", ["--allow-unknown"])] {
                _ = Run(
                    ["audit", "\(root)/SampleMetadata/partial", "--report", "junit=\(folder)/\(name).xml"] + limit
                        + flag)
            }
            for part in try FileManager.default.contentsOfDirectory(atPath: folder) {
                let text = try String(contentsOfFile: "\(folder)/\(part)", encoding: .utf8)
                #expect(text.contains("<error") == part.hasPrefix("closed"), "\(part)")
                if part == "open.xml" { #expect(text.contains("<skipped message=\"unknown: ") || !limit.isEmpty) }
            }
        }
    }

    @Test("Several reports are written in one run, and only what was required is printed")
    func severalReports() throws {
        try withTemporaryFolder { folder in
            let run = Run(
                "audit", "\(root)/SampleMetadata/gaps", "--report", "junit=\(folder)/a.xml", "--report",
                "json=\(folder)/a.json")
            #expect(run.status == 1)
            #expect(run.output == "")
            #expect(run.error == "rolecall: Not ready: 101 requirements, 23 failed, 0 unknown.\n")
            let junit = try String(contentsOfFile: "\(folder)/a.xml", encoding: .utf8)
            let json = try String(contentsOfFile: "\(folder)/a.json", encoding: .utf8)
            #expect(junit.hasPrefix("<?xml"))
            #expect(json.hasPrefix("{"))
        }
    }

    @Test("JUnit is split where a consumer takes only so many cases, and no case is lost")
    func junitLimit() throws {
        try withTemporaryFolder { folder in
            let run = Run(
                "audit", "\(root)/SampleMetadata/gaps", "--junit-limit", "40", "--report", "junit=\(folder)/a.xml",
                "--report", "json=\(folder)/a.json")
            #expect(run.status == 1)
            let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            #expect(names == ["a-2.xml", "a-3.xml", "a.json", "a.xml"])
            let cases = try ["a.xml", "a-2.xml", "a-3.xml"].map { name in
                try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8).matches(of: #/<testcase /#).count
            }
            #expect(cases == [40, 40, 24], "each has the outcome besides")
        }
        for limit in ["0", "1", "-1"] { #expect(Run("audit", "--junit-limit", limit).status == 64) }
    }

    @Test("A report that cannot be written is named, and the others are still written")
    func unwritable() throws {
        try withTemporaryFolder { folder in
            let run = Run(
                "audit", "\(root)/SampleMetadata/ready", "--report", "junit=\(folder)/missing/a.xml",
                "--report", "json=\(folder)/a.json", "--report", "text")
            #expect(run.status == 2)
            #expect(run.error.contains("missing/a.xml cannot be written"))
            #expect(run.output.hasPrefix("READY"))
            #expect(FileManager.default.fileExists(atPath: "\(folder)/a.json"))
        }
    }

    @Test("Without a named user the nearest sources are listed")
    func nobody() throws {
        try withTemporaryFolder { folder in
            try copyFiles(from: "\(root)/SampleMetadata/gaps/force-app", to: "\(folder)/force-app")
            let run = Run("audit", folder)
            #expect(run.status == 2)
            #expect(run.output == "")
            #expect(run.error.contains("permission set \"LivePerson_Integration\""))
            #expect(run.error.contains("--permission-set LivePerson_Integration --role ROLE"))
        }
    }

    @Test("A name that is not there is an error with the nearest names, and the rest is audited")
    func unknownName() throws {
        let run = Run("audit", "\(root)/SampleMetadata/ready", "--permission-set", "LivePerson_Integratoin")
        #expect(run.status == 2)
        #expect(run.output.contains("There is no permission set \"LivePerson_Integratoin\" in the export."))
        #expect(run.output.contains("\"LivePerson_Integration\", "), "the nearest name")
        #expect(run.output.contains("Table 1. System permissions"))
    }

    @Test(
        "A PATH without metadata says what was looked for",
        arguments: [
            ("/nowhere/at/all", "does not exist"), ("/etc/hostname", "is a file"),
            ("\(root)/Sources", "contains no metadata"),
        ])
    func badPath(_ path: String, _ words: String) {
        let run = Run("audit", path)
        #expect(run.status == 2)
        #expect(run.error.contains(words))
        #expect(run.error.contains(path))
    }

    @Test("Flags win over rolecall.yml")
    func flagsWin() {
        let run = Run("audit", "\(root)/SampleMetadata/gaps", "--role", "Managing_Director", "--report", "json")
        #expect(run.output.contains("\"role\" : \"Managing_Director\""))
        #expect(run.output.contains("\"failed\" : 22"))
    }

    @Test("Objects that are switched off are not required")
    func objectOff() {
        let run = Run(
            "audit", "\(root)/SampleMetadata/gaps", "--object", "Opportunity=off", "--object", "Conversation=off")
        #expect(run.output.contains(#/Table 6\. Opportunity fields +7 not applicable/#))
        #expect(run.status == 1)
    }

    @Test("Objects that are switched on are required")
    func objectOn() throws {
        let settings = try Settings.parse(["--object", "Case=on", "--object", "Lead=off"])
        #expect(try settings.options(for: loadGuide(defaultGuide)).disabledObjects == ["Lead"])
    }

    @Test("Before the installation an org is ready to install", arguments: [true, false])
    func readyToInstall(isConfigured: Bool) throws {
        try withTemporaryFolder { folder in
            try copyFiles(from: "\(root)/SampleMetadata/partial", to: "\(folder)/org")
            let configuration = "\(folder)/org/rolecall.yml"
            if isConfigured {
                let text = try String(contentsOfFile: configuration, encoding: .utf8)
                try write("\(text)\ninstalled: false\n", to: configuration)
            }
            let flags = isConfigured ? [] : ["--before-install"]
            let set = "LivePerson_Connector_for_Salesforce"
            #expect(Run(["fix", "\(folder)/org", "--new-user", "--output-dir", "\(folder)/set"] + flags).status == 0)
            let audit = [
                "audit", "\(folder)/org", "\(folder)/set", "--permission-set", set, "--role", "LivePerson_API",
            ]
            let run = Run(audit + flags)
            #expect(run.status == 0)
            #expect(run.output.hasPrefix("READY TO INSTALL  65 passed, 27 not applicable, 9 manual\n"), "\(run.output)")
            // What is typed counts more than what is configured.
            #expect(Run(audit + ["--installed"]).output.hasPrefix("UNDETERMINED"))
        }
    }

    @Test("An org that shows the installation is not ready to install, but ready")
    func installedBefore() {
        let run = Run("audit", "\(root)/SampleMetadata/ready", "--before-install")
        #expect(run.output.hasPrefix("READY  92 passed, 9 manual\n"), "\(run.output)")
        #expect(run.output.contains("The export shows parts of the installation"))
    }

    @Test("Of many warnings the first are shown, and --verbose shows all")
    func manyWarnings() throws {
        try withTemporaryFolder { folder in
            try copyFiles(from: "\(root)/SampleMetadata/ready", to: "\(folder)/org")
            let packages = (1...20).map { "{\"path\": \"missing\($0)\"}" }.joined(separator: ",\n")
            try write(
                "{\"packageDirectories\": [{\"path\": \"force-app\"},\n\(packages)]}",
                to: "\(folder)/org/sfdx-project.json")
            let run = Run("audit", "\(folder)/org")
            #expect(run.output.contains("missing8\""))
            #expect(!run.output.contains("missing20\""))
            #expect(run.output.contains("  and 12 more warnings: --verbose lists them, and every other report.\n"))
            #expect(Run("audit", "\(folder)/org", "--verbose").output.contains("missing20\""))
        }
    }

    @Test("An installation cannot be both ahead and made")
    func contradictoryInstallation() {
        let run = Run("audit", "\(root)/SampleMetadata/ready", "--before-install", "--installed")
        #expect(run.status == 64)
        #expect(run.error.contains("--before-install"))
    }

    @Test(
        "Wrong usage ends with 64 and says what is known",
        arguments: [
            (["--object", "Quote=off"], "The guide has no object \"Quote\". Known: Account"),
            (["--object", "Case=maybe"], "say on or off"),
            (["--name", "Conversation.Csat=x"], "The guide has no name"),
            (["--name", "Conversation="], "'Conversation=' is invalid"),
            (["--name", "=x"], "'=x' is invalid"),
            (["--report", "text", "--report", "json"], "Only one report"),
            (["--report", "pdf"], "text, json"),
            (["--nonsense"], "There is no option --nonsense"),
        ])
    func usage(_ arguments: [String], _ words: String) {
        let run = Run(["audit", "\(root)/SampleMetadata/gaps"] + arguments)
        #expect(run.status == 64)
        #expect(run.error.contains(words), "\(run.error)")
    }

    @Test("Each error in rolecall.yml is reported with its line")
    func configurationDiagnostics() throws {
        try withTemporaryFolder { folder in
            try write("profile: [a]\nrolle: x\nobjects:\n  Case: perhaps\n", to: "\(folder)/rolecall.yml")
            let run = Run("audit", "\(root)/SampleMetadata/gaps", "--config", "\(folder)/rolecall.yml")
            #expect(run.status == 2)
            #expect(run.error.contains("rolecall.yml:1: A text is wanted here, not a list."))
            #expect(
                run.error.contains(
                    "rolecall.yml:2: The key \"rolle\" is not known here. Known keys: guide, edition, profile"))
            #expect(run.error.contains("rolecall.yml:4: true or false is wanted here, not \"perhaps\"."))
        }
    }

    @Test("A broken file is reported with file and line, the rest is audited, and the exit status says so")
    func brokenFile() throws {
        try withTemporaryFolder { folder in
            try copyFiles(from: "\(root)/SampleMetadata/ready", to: "\(folder)/org")
            let set =
                "\(folder)/org/force-app/main/default/permissionsets/LivePerson_System_Access.permissionset-meta.xml"
            try write("<PermissionSet xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n<label>x</lable>\n", to: set)
            let run = Run("audit", "\(folder)/org")
            #expect(run.status == 2)
            #expect(run.output.contains("LivePerson_System_Access.permissionset-meta.xml:2"))
            #expect(run.output.contains("5 unknown") || run.output.contains("1 passed, 5 unknown"))
        }
    }

    @Test("Color follows --color, then the environment, then the terminal")
    func color() {
        func isColored(_ flag: String, _ environment: [String: String] = [:], isTerminal: Bool) -> Bool {
            Run(
                "audit", "\(root)/SampleMetadata/ready", "--color", flag, environment: environment,
                isTerminal: isTerminal
            ).output.contains("\u{1B}[")
        }
        #expect(isColored("auto", isTerminal: true))
        #expect(!isColored("auto", isTerminal: false))
        #expect(!isColored("auto", ["NO_COLOR": "1"], isTerminal: true))
        #expect(isColored("auto", ["FORCE_COLOR": "1"], isTerminal: false))
        #expect(!isColored("auto", ["FORCE_COLOR": "0"], isTerminal: true))
        #expect(!isColored("auto", ["TERM": "dumb"], isTerminal: true))
        #expect(isColored("always", ["NO_COLOR": "1"], isTerminal: false))
        #expect(!isColored("never", ["FORCE_COLOR": "1"], isTerminal: true))
    }
}

@Suite("The command line as a whole")
struct CommandLineTests {
    @Test("A process whose arguments cannot be read has audited nothing, and says so")
    func unreadableArguments() {
        let run = Run(commandLine: [])
        #expect(run.status == 2)
        #expect(run.output == "")
        #expect(run.error.contains("/proc"))
    }

    @Test("Options that take files complete files, and --report its formats")
    func completions() {
        let script = Run("--generate-completion-script", "fish").output
        for (option, files) in [
            ("records", "set -l exts"), ("users", "set -l exts"), ("config", "set -l exts"), ("waivers", "set -l exts"),
            ("report", "text"),
        ] {
            let lines = script.split(separator: "\n").filter { $0.contains("-l '\(option)'") }
            #expect(!lines.isEmpty)
            #expect(lines.allSatisfy { $0.split(separator: "Example: ").last?.contains(files) == true }, "\(lines)")
        }
    }

    @Test("Version, help and completions go to standard output and end well")
    func information() {
        for arguments in [["--version"], ["audit", "--version"]] {
            #expect(Run(arguments).output == "\(rolecallVersion)\n")
        }
        for arguments in [["--help"], ["audit", "--help"], ["--generate-completion-script", "bash"]] {
            let run = Run(arguments)
            #expect(run.status == 0)
            #expect(run.output.contains("audit"))
            #expect(run.error == "")
        }
    }

    @Test("Every option about an org has a row in the table of settings")
    func settings() {
        let options = Run("manifest", "--help").output.matches(of: #/\n  (?:-\w, )?(--[a-z-]+)/#).map { String($0.1) }
        // --before-install is the other way of --installed.
        let own: Set = ["--before-install", "--output", "--output-dir", "--target-org", "--force", "--source-dir"]
        #expect(Set(options).subtracting(own) == Set(Setting.all.map(\.flag)))
    }

    @Test("The help of every option has an example", arguments: ["audit", "compare"])
    func examples(_ command: String) {
        let help = Run("help", command).output
        let options = help.matches(of: #/\n  (?:-\w, )?(--[a-z-]+)/#).map { String($0.1) }
        #expect(options.count > 10)
        for option in Set(options).subtracting(["--version", "--help"]) {
            #expect(help.contains("Example: \(option)") || help.contains("Example:\n"), "\(option)")
        }
    }
}

@Suite("The text report on a terminal")
struct TerminalTests {
    @Test("--verbose lists passed requirements with their evidence")
    func verbose() {
        let run = Run("audit", "\(root)/SampleMetadata/gaps", "--verbose")
        #expect(run.output.contains("PASSED   API Enabled  system/ApiEnabled"))
        #expect(run.output.contains("- granted by profile \"Integration User\": ApiEnabled has enabled true"))
        #expect(!Run("audit", "\(root)/SampleMetadata/gaps").output.contains("PASSED"))
    }

    @Test("The text fits the terminal, within what stays legible", arguments: [(40, 60), (80, 80), (300, 120)])
    func width(_ columns: Int, _ expected: Int) {
        var console = Console(
            output: TextStream { _ in 0 }, error: TextStream { _ in 0 }, date: Date(timeIntervalSince1970: 0))
        console.columns = columns
        #expect(console.textWidth == expected)
    }

    @Test("The width is what the terminal reports, where it is one and reports any", arguments: [(72, 72), (0, nil)])
    func reportedWidth(_ columns: UInt16, _ expected: Int?) throws {
        let terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        defer { close(terminal) }
        try #require(terminal >= 0)
        var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        try #require(ioctl(terminal, UInt(TIOCSWINSZ), &size) == 0)
        #expect(Console.terminalColumns(terminal) == expected)
        let file = open("/dev/null", O_RDONLY)
        defer { close(file) }
        #expect(Console.terminalColumns(file) == nil)
    }

    @Test("Nothing is shown of progress where standard error is no terminal")
    func noProgress() {
        let console = Console(
            output: TextStream { _ in 0 }, error: TextStream { _ in 0 }, date: Date(timeIntervalSince1970: 0))
        #expect(Progress(in: console) == nil)
    }

    @Test("Nor where the terminal cannot take it back", arguments: [("xterm", true), ("dumb", false)])
    func progressOnTerminal(_ terminal: String, _ isShown: Bool) {
        var console = Console(
            output: TextStream { _ in 0 }, error: TextStream { _ in 0 }, date: Date(timeIntervalSince1970: 0))
        console.isErrorTerminal = true
        console.environment = ["TERM": terminal]
        let progress = Progress(in: console)
        progress?.end()
        #expect((progress != nil) == isShown)
    }

    @Test(
        "What is shown of progress is taken back, once, and nothing is shown after the end", arguments: [true, false])
    func endOfProgress(isShown: Bool) {
        let state = Progress.State()
        var written: [String] = []
        if isShown { state.show { written.append($0) } }
        state.change("More") { written.append($0) }
        state.end { written.append("erased") }
        state.end { written.append("erased again") }
        state.show { written.append($0) }
        state.change("Late") { written.append($0) }
        #expect(written == (isShown ? ["Reading the export …", "More", "erased"] : []))
    }
}
