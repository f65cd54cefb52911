import Foundation
import TestSupport
import Testing

@testable import rolecall

private let samples = "\(root)/SampleMetadata"

@Suite("rolecall compare")
struct CompareCommandTests {
    /// The JSON report of a sample, in a file.
    private func report(_ path: String, in folder: String, as name: String) -> String {
        let file = "\(folder)/\(name).json"
        _ = Run("audit", path, "--quiet", "--report", "json=\(file)")
        return file
    }

    /// The ids of what has changed, by the word for it.
    private func changes(_ run: Run) throws -> [String: [String]] {
        struct Report: Decodable {
            struct Change: Decodable { let id, change: String }
            let changes: [Change]
        }
        let report = try JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
        return Dictionary(grouping: report.changes, by: \.change).mapValues { $0.map(\.id) }
    }

    @Test(
        "Each sample beside itself has not changed, as an export and as a report",
        arguments: ["ready", "gaps", "partial", "complete", "muted"])
    func itself(_ sample: String) throws {
        try withTemporaryFolder { folder in
            let export = "\(samples)/\(sample)"
            let report = report(export, in: folder, as: sample)
            for (old, new) in [(report, report), (report, export)] {
                let run = Run("compare", old, new)
                #expect(run.status == 0)
                #expect(run.error == "")
                #expect(
                    run.output.hasPrefix(
                        "NO WORSE  Nothing began to fail or became unknown.\n\n101 unchanged. --verbose lists what is unchanged.\nBoth audits: "
                    ),
                    "\(run.output)")
            }
        }
    }

    /// The sample with some of its errors fixed as their remedies say.
    private func fixed(in folder: String) throws -> String {
        let copy = "\(folder)/fixed"
        try copyFiles(from: "\(samples)/gaps", to: copy)
        let set = "\(copy)/force-app/main/default/permissionsets/LivePerson_Integration.permissionset-meta.xml"
        let text = try String(contentsOfFile: set, encoding: .utf8)
        let field = "<editable>false</editable>\n        <field>Case.AccountId</field>"
        #expect(text.contains(field))
        let permission = """
            <userPermissions>
                    <enabled>true</enabled>
                    <name>ViewRoles</name>
                </userPermissions>
            </PermissionSet>
            """
        try text.replacing(field, with: "<editable>true</editable>\n        <field>Case.AccountId</field>")
            .replacing("</PermissionSet>", with: permission).write(toFile: set, atomically: true, encoding: .utf8)
        return copy
    }

    @Test("A fixed export lists the fixed rows and no other; the other way round they are new failures")
    func fixed() throws {
        try withTemporaryFolder { folder in
            let copy = try fixed(in: folder)
            let better = Run("compare", "\(samples)/gaps", copy, "--report", "json")
            #expect(better.status == 0)
            #expect(try changes(better) == ["fixed": ["system/ViewRoles", "field/Case.AccountId"]])
            let worse = Run("compare", copy, "\(samples)/gaps", "--report", "json")
            #expect(worse.status == 1)
            #expect(try changes(worse) == ["newFailure": ["system/ViewRoles", "field/Case.AccountId"]])
            let text = Run("compare", copy, "\(samples)/gaps").output
            #expect(text.contains("FAILED   Account Name: edit  field/Case.AccountId  was passed"))
            #expect(text.contains("\n2 newly failed, 99 unchanged. --verbose lists what is unchanged.\nThe old audit:"))
            let words = text.replacing("\n", with: " ").replacing(#/ +/#, with: " ")
            let set = "force-app/main/default/permissionsets/LivePerson_Integration.permissionset-meta.xml"
            #expect(
                words.contains(
                    "- gone: granted by permission set \"LivePerson_Integration\": Case.AccountId has editable true \(copy)/\(set):9 "
                ))
            #expect(
                words.contains(
                    "- now: permission set \"LivePerson_Integration\": Case.AccountId has editable false \(samples)/gaps/\(set):9 "
                ))
        }
    }

    @Test("Two exports compare as their reports do")
    func sameEitherWay() throws {
        try withTemporaryFolder { folder in
            let reports = ["gaps", "ready", "partial", "muted"].map {
                ($0, report("\(samples)/\($0)", in: folder, as: $0))
            }
            let files = Dictionary(uniqueKeysWithValues: reports)
            for (old, new, status) in [("gaps", "ready", 0), ("ready", "muted", 1), ("ready", "partial", 3)] {
                let exports = Run("compare", "\(samples)/\(old)", "\(samples)/\(new)", "--report", "json")
                let reports = Run("compare", files[old] ?? "", files[new] ?? "", "--report", "json")
                #expect(exports.output == reports.output)
                #expect(exports.status == reports.status && exports.status == status, "\(old) \(new)")
            }
        }
    }

    @Test("What became unknown is accepted when that is required")
    func allowUnknown() {
        #expect(Run("compare", "\(samples)/ready", "\(samples)/partial", "--allow-unknown").status == 0)
        #expect(Run("compare", "\(samples)/ready", "\(samples)/gaps", "--allow-unknown").status == 1)
    }

    @Test("Names contain for both exports, and other users are reported, not refused")
    func names() {
        let run = Run("compare", "\(samples)/gaps", "\(samples)/ready", "--role", "Nobody")
        #expect(run.status == 2)
        #expect(
            run.output.contains("About the new input\n  ERROR    There is no role \"Nobody\""), "neither export has it")
        let text = Run("compare", "\(samples)/gaps", "\(samples)/ready").output.replacing("\n", with: " ").replacing(
            #/ +/#, with: " ")
        #expect(text.contains("The audited users differ: profile \"Integration User\", now \"Minimum Access"))
        let editions = Run("compare", "\(samples)/gaps", "\(samples)/gaps", "--edition", "aura")
        #expect(editions.status == 0 && !editions.output.contains("edition"), "the same for both")
    }

    @Test("A set whose file is spelled in another case is the same set")
    func spelledInAnotherCase() throws {
        try withTemporaryFolder { folder in
            try FileManager.default.copyItem(atPath: "\(samples)/gaps", toPath: "\(folder)/now")
            let files = try #require(FileManager.default.enumerator(atPath: "\(folder)/now")?.allObjects as? [String])
            let file = try #require(files.first { $0.hasSuffix("LivePerson_Integration.permissionset-meta.xml") })
            let path = "\(folder)/now/\(file)"
            try FileManager.default.moveItem(atPath: path, toPath: path.replacing("LivePerson_", with: "liveperson_"))
            let run = Run("compare", "\(samples)/gaps", "\(folder)/now")
            #expect(run.status == 0)
            #expect(!run.output.contains("The audited users differ"))
        }
    }

    @Test("An input that cannot be read in full ends with 2, though nothing that was read is worse")
    func incomplete() throws {
        try withTemporaryFolder { folder in
            try copyFiles(from: "\(samples)/ready", to: "\(folder)/org")
            try write(
                "<PermissionSet xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n<label>x</lable>\n",
                to:
                    "\(folder)/org/force-app/main/default/permissionsets/LivePerson_System_Access.permissionset-meta.xml"
            )
            let run = Run("compare", "\(samples)/ready", "\(folder)/org")
            #expect(run.status == 2)
            #expect(run.output.contains("UNDETERMINED"))
            #expect(run.output.contains("About the new input\n  ERROR"))
            #expect(run.output.contains("LivePerson_System_Access.permissionset-meta.xml:2"))
            // What the old input lacked can hide no new failure.
            let back = Run("compare", "\(folder)/org", "\(samples)/ready")
            #expect(back.status == 0)
            #expect(back.output.contains("Not all of the old audit's input was there or could be read."))
        }
    }

    @Test(
        "What is neither report nor export is refused with what is wrong and what to do",
        arguments: [
            (
                "{\"schemaVersion\": \"2.0\", \"requirements\": []}",
                "FILE: The report has the schema version \"2.0\"; this rolecall reads \"1.0\" and \"1.1\"."
            ),
            (
                "{\n\"schemaVersion\": \"1.0\",\n\"requirements\": [{}]",
                "FILE:3: The JSON ends before it is complete. Write it again"
            ),
            ("{\"version\": \"2.1.0\"}", "FILE: This is not a JSON report of an audit"),
            ("<x/>", "FILE:1: The file is not valid JSON"),
            ("PK\u{3}\u{4}", "FILE"),
        ])
    func refused(_ text: String, _ words: String) throws {
        try withTemporaryFolder { folder in
            let file = "\(folder)/old.json"
            try write(text, to: file)
            for arguments in [["compare", file, "\(samples)/ready"], ["compare", "\(samples)/ready", file]] {
                let run = Run(arguments)
                #expect(run.status == 2)
                #expect(run.output == "")
                #expect(run.error.contains(words.replacing("FILE", with: file)), "\(run.error)")
            }
        }
        #expect(
            Run("compare", "/nowhere", "\(samples)/ready").error.contains("/nowhere does not exist. Give a JSON report")
        )
    }

    @Test(
        "What is not a regular file is refused on either side, and never waited for", .mustEnd,
        arguments: ["pipe", "/dev/zero"])
    func noRegularFile(_ name: String) throws {
        try withTemporaryFolder { folder in
            let path = name == "pipe" ? "\(folder)/pipe" : name
            if name == "pipe" { try #require(mkfifo(path, 0o600) == 0) }
            for sides in [[path, "\(samples)/ready"], ["\(samples)/ready", path]] {
                let run = Run(["compare"] + sides)
                #expect(run.status == 2)
                #expect(
                    run.error.contains("\(path) cannot be read: it is not a regular file. A JSON report"),
                    "\(run.error)")
            }
        }
    }

    @Test("Another guide's report is refused, another edition's is reported")
    func otherGuide() throws {
        try withTemporaryFolder { folder in
            let mine = report("\(samples)/ready", in: folder, as: "mine")
            let text = try String(contentsOfFile: mine, encoding: .utf8)
            let other = "\(folder)/other.json"
            try text.replacing("\"id\" : \"liveperson-connector\"", with: "\"id\" : \"other\"").write(
                toFile: other, atomically: true, encoding: .utf8)
            let run = Run("compare", other, mine)
            #expect(run.status == 2)
            #expect(
                run.error.contains(
                    "against the guide \"other\", the new one against \"liveperson-connector\": they cannot be compared"
                ))
            let aura = Run("compare", mine, "\(samples)/ready", "--edition", "aura")
            #expect(aura.output.contains("the guide's edition"))
            #expect(aura.output.contains("No longer required"))
        }
    }

    @Test(
        "Once a system permission is granted, every format says the guide's steps that are due now",
        arguments: ["text", "json", "markdown"])
    func dueSteps(_ format: String) throws {
        let run = Run("compare", "\(samples)/gaps", "\(samples)/ready", "--report", format)
        #expect(run.output.contains("Synchronize Fields"), "\(run.output)")
        try withTemporaryFolder { folder in
            // A report on the old side has what its remedies announced.
            let old = report("\(samples)/gaps", in: folder, as: "gaps")
            #expect(Run("compare", old, "\(samples)/ready", "--report", format).output.contains("Synchronize Fields"))
        }
        let back = Run("compare", "\(samples)/ready", "\(samples)/gaps", "--report", format)
        #expect(!back.output.contains("Synchronize Fields"), "nothing was granted")
    }

    @Test("Standard input can be one side, or the baseline")
    func standardInput() throws {
        let report = Run("audit", "\(samples)/gaps", "--report", "json").output
        #expect(Run(["compare", "-", "\(samples)/gaps"], input: report).status == 0)
        #expect(Run(["compare", "\(samples)/ready", "-"], input: report).status == 1)
        #expect(Run(["audit", "\(samples)/gaps", "--baseline", "-"], input: report).status == 0)
        let broken = Run(["compare", "-", "\(samples)/gaps"], input: "{")
        #expect(broken.status == 2)
        #expect(broken.error.contains("Standard input:1: The JSON ends"))
    }

    @Test("What is unchanged is counted, and listed where that is asked for", arguments: ["text", "markdown"])
    func unchanged(_ format: String) {
        let sides = ["\(samples)/gaps", "\(samples)/gaps"]
        let folded = Run(["compare"] + sides + ["--report", format])
        #expect(!folded.output.contains("system/ApiEnabled") && folded.output.contains("101 unchanged"))
        let listed = Run(["compare"] + sides + ["--report", format, "--verbose"])
        #expect(listed.output.contains("system/ApiEnabled") && listed.output.contains("Unchanged"))
        #expect(Run(["compare"] + sides + ["--json"]).output.contains("\"system/ApiEnabled\""))
    }

    @Test(
        "Wrong usage ends with 64",
        arguments: [
            (["-", "-"], "Only one side"), (["a", ""], "PATH is empty"), (["a"], "<new> is missing"),
            (["a", "b", "--report", "sarif"], "It takes text, json"),
            (["a", "b", "--report", "text", "--report", "json"], "Only one report"),
        ])
    func usage(_ arguments: [String], _ words: String) {
        let run = Run(["compare"] + arguments)
        #expect(run.status == 64)
        #expect(run.error.contains(words), "\(run.error)")
    }

    @Test("Names beside two reports would do nothing, so they are wrong usage")
    func uselessNames() throws {
        try withTemporaryFolder { folder in
            let file = report("\(samples)/ready", in: folder, as: "ready")
            for flag in [
                ["--profile", "Admin"], ["--object", "Case=off"], ["--as-of", "2026-01-31"], ["--installed"],
            ] {
                let run = Run(["compare", file, file] + flag)
                #expect(run.status == 64)
                #expect(run.error.contains("\(flag[0]) is about an export"))
            }
            #expect(Run("compare", file, "\(samples)/ready", "--role", "Service_Agent_EMEA").status == 1)
            #expect(Run("compare", "\(samples)/ready", file, "--role", "Service_Agent_EMEA").status == 0)
        }
    }

    @Test("Reports go to files, and standard error says the outcome unless it shall be quiet")
    func files() throws {
        try withTemporaryFolder { folder in
            let arguments = [
                "compare", "\(samples)/ready", "\(samples)/gaps", "--report", "json=\(folder)/a.json", "--report",
                "markdown=\(folder)/a.md",
            ]
            let run = Run(arguments)
            #expect(run.output == "" && run.error.hasPrefix("rolecall: Worse: 23 newly failed, "))
            #expect(Run(arguments + ["--quiet"]).error == "")
            let markdown = try String(contentsOfFile: "\(folder)/a.md", encoding: .utf8)
            #expect(markdown.hasPrefix("## rolecall: Worse\n"))
            let unwritable = Run(
                "compare", "\(samples)/ready", "\(samples)/ready", "--report", "json=\(folder)/missing/a.json")
            #expect(unwritable.status == 2)
        }
    }
}

@Suite("rolecall audit --baseline")
struct BaselineCommandTests {
    private func audit(_ sample: String, baseline: String, in folder: String, _ more: String...) -> Run {
        let file = "\(folder)/\(baseline).json"
        _ = Run("audit", "\(samples)/\(baseline)", "--quiet", "--report", "json=\(file)")
        return Run(["audit", "\(samples)/\(sample)", "--baseline", file] + more)
    }

    @Test(
        "Only what is new fails",
        arguments: [
            ("gaps", "gaps", 0), ("gaps", "ready", 1), ("ready", "gaps", 0), ("partial", "partial", 0),
            ("partial", "ready", 3), ("gaps", "partial", 1),
        ])

    func status(_ sample: String, _ baseline: String, _ status: Int32) throws {
        try withTemporaryFolder { folder in
            #expect(audit(sample, baseline: baseline, in: folder, "--baseline-of-another").status == status)
        }
    }

    @Test("The outcome stays what it is, each open row says whether it is new, and the report can be the next baseline")
    func report() throws {
        try withTemporaryFolder { folder in
            let old = audit("gaps", baseline: "gaps", in: folder)
            #expect(old.output.hasPrefix("NOT READY  69 passed, 23 failed, 9 manual\n"))
            #expect(old.output.contains("\nBaseline   No worse: 101 unchanged.\n"))
            #expect(old.output.matches(of: #/  as in the baseline\n/#).count == 23)
            let new = audit(
                "gaps", baseline: "ready", in: folder, "--baseline-of-another", "--report", "json=\(folder)/new.json")
            #expect(
                new.error.hasPrefix(
                    "rolecall: Not ready: 101 requirements, 23 failed, 0 unknown. Since the baseline: 23 newly failed, "
                )
            )
            let text = try String(contentsOfFile: "\(folder)/new.json", encoding: .utf8)
            #expect(text.contains("\"outcome\" : \"notReady\"") && text.contains("\"outcome\" : \"worse\""))
            #expect(text.matches(of: #/"change" : "newFailure",\n +"verdict" : "passed"/#).count == 23)
            #expect(!text.contains(folder), "no absolute path")
            #expect(Run("audit", "\(samples)/gaps", "--baseline", "\(folder)/new.json").status == 0)
        }
    }

    @Test(
        "A baseline of another user or guide is an error in every report, unless it is said that it is meant",
        arguments: [
            (["--permission-set", "LivePerson_Integration"], "the permission set \"LivePerson_System_Access\""),
            (
                ["--guide", "gong-salesforce"],
                "it is against the guide \"liveperson-connector\", this audit against \"gong-salesforce\""
            ),
            (["--role", "Service_Lead"], nil),
        ] as [([String], String?)])
    func ofAnother(_ flags: [String], _ words: String?) throws {
        try withTemporaryFolder { folder in
            let (baseline, report) = ("\(folder)/old.json", "\(folder)/report")
            _ = Run("audit", "\(samples)/ready", "--quiet", "--report", "json=\(baseline)")
            let formats = ["text", "json", "junit", "html", "sarif", "github", "markdown", "gitlab", "csv"]
            let audit =
                ["audit", "\(samples)/ready", "--baseline", baseline] + flags
                + formats.flatMap { ["--report", "\($0)=\(report).\($0)"] }
            let run = Run(audit)
            guard let words else {
                // What is assigned to a user may change; that is what a baseline is for.
                #expect(run.status == 1 && !run.error.contains("Incomplete"))
                return
            }
            #expect(run.status == 2 && run.error.contains("rolecall: Incomplete: "), "\(run.error)")
            for format in formats {
                let text = try String(contentsOfFile: "\(report).\(format)", encoding: .utf8)
                #expect(text.replacing(#/\s+/#, with: " ").contains("is of another audit"), "\(format)")
            }
            let problems = try String(contentsOfFile: "\(report).json", encoding: .utf8).replacing("\\\"", with: "\"")
            #expect(problems.contains(words), "\(problems.suffix(800))")
            let meant = Run(audit + ["--baseline-of-another"])
            #expect(meant.status != 2 && meant.error.contains("Since the baseline: "), "\(meant.status) \(meant.error)")
        }
    }

    @Test("Input that cannot be read still ends with 2, and what is unknown is accepted when required")
    func otherStatuses() throws {
        try withTemporaryFolder { folder in
            #expect(audit("ready", baseline: "ready", in: folder, "--role", "Nobody").status == 2)
            #expect(
                audit("partial", baseline: "ready", in: folder, "--baseline-of-another", "--allow-unknown").status == 0)
            #expect(
                Run("audit", "\(samples)/ready", "--baseline", "\(folder)/none.json").error.contains(
                    "none.json cannot be read"))
            #expect(Run("audit", "\(samples)/ready", "--baseline", " ").status == 64)
            #expect(Run("audit", "\(samples)/ready", "--baseline", samples).error.contains("it is a folder"))
        }
    }
}
