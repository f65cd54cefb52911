import AuditEngine
import Foundation
import OrgModel
import Testing

@testable import AuditReports

@Suite("Markdown report")
struct MarkdownReportTests {
    private func report(_ result: AuditResult) -> String {
        ReportFormat.markdown.render(result, FormatResults.settings)
    }

    /// The lines about what is not passed.
    private func open(_ message: String, place: String = "It.") throws -> [Substring] {
        let evidence = Evidence(place: Place(file: place, line: 1), says: "It says")
        let report = report(try FormatResults.findings([message], evidence: [evidence]))
        return Array(report.split(separator: "\n").drop { !$0.hasPrefix("### ❌") })
    }

    @Test(
        "In prose nothing is markup, a link or a mention",
        arguments: [
            ("a|b", "a&#124;b"), ("`x`", "&#96;x&#96;"), ("a\nb", "a&#92;u{a}b"), ("<b>&amp;", "&lt;b>&amp;amp;"),
            ("![x](http://e)", "!&#91;x](http&#58;//e)"), ("www.e.com", "www&#46;e.com"),
            ("Www.e.com", "Www&#46;e.com"),
            ("*x*", "&#42;x&#42;"),
            ("_x_ a_b__c", "&#95;x_ a_b__c"), ("~~x~~", "&#126;&#126;&#8203;x&#126;&#126;"), ("\\|", "&#92;&#124;"),
            ("@user me@e.com", "@&#8203;user me@e.com"), ("> x", "&gt; x"), ("#12 !12", "#&#8203;12 !&#8203;12"),
            ("|\u{301}", "&#124;\u{301}"), ("<\u{301}b", "&lt;\u{301}b"),
        ])
    func prose(text: String, markdown: String) throws {
        let lines = try open(text)
        #expect(lines.contains(Substring(markdown)), "\(lines)")
    }

    @Test(
        "A path is code, whatever it contains",
        arguments: [
            ("a|b", "`a|b:1`"), ("a`b", "`` a`b:1 ``"), ("@x <b>", "`@x <b>:1`"), ("``", "``` ``:1 ```"),
            ("|\u{301}", "`|\u{301}:1`"),
        ])
    func code(path: String, markdown: String) throws {
        let lines = try open("It.", place: path)
        #expect(lines.contains(Substring("- It says \(markdown)")), "\(lines)")
    }

    @Test("What nobody can see is no code", arguments: ["", " "])
    func noCode(text: String) {
        #expect(text.markdownCode == "")
    }

    @Test("Sources without an entry are named together with how many others there are, and one by itself is not lost")
    func withoutEntry() throws {
        func lines(_ evidence: [Evidence]) throws -> [Substring] {
            report(try FormatResults.findings(["It."], evidence: evidence)).split(separator: "\n").filter {
                $0.hasPrefix("- no entry")
            }
        }
        let sources = ["A", "B"].map {
            Evidence(component: ComponentID(.permissionSet, $0), says: "no entry for X", about: "X", .noEntry)
        }
        let others = Evidence(
            says: "and 7 further sources have no entry for X", about: "X", .noEntryInOthers, count: 7)
        let counted = Evidence(says: "9 of them say so", about: "X", count: 9)
        let several = try lines(sources + [others, counted])
        #expect(
            several == [
                "- no entry for X in permission set \"A\", permission set \"B\", nor in 7 further sources"
            ])
        #expect(try lines([sources[0]]) == ["- no entry for X"])
        let other = Evidence(component: ComponentID(.permissionSet, "C"), says: "no entry for Y", about: "Y", .noEntry)
        #expect(try lines(sources + [others, other]).last == "- no entry for Y in permission set \"C\"")
    }

    @Test("What several files say has the lines of each")
    func places() throws {
        let evidence = [("a", 1), ("b", 2), ("a", 3)].map {
            Evidence(place: Place(file: $0.0, line: $0.1), says: "It says")
        }
        let lines = report(try FormatResults.findings(["It."], evidence: evidence)).split(separator: "\n")
        #expect(lines.contains("- It says `a:1, 3` `b:2`"), "\(lines)")
    }

    @Test("A step is with the first of the groups that it is for")
    func steps() throws {
        let guide = try AwkwardResult.guide()
        let findings = zip(guide.requirements, ["a", "b"]).map { requirement, file in
            Finding(
                requirement, .failed, message: "It is \(file).",
                evidence: [Evidence(place: Place(file: file, line: 1), says: "It says \(file)")],
                remedy: Remedy(setup: "Do.\nDo \(file).", retrieve: "Fetch.\nFetch \(file)."))
        }
        let result = AuditResult(guide: guide, principal: Principal(), findings: findings, problems: [])
        let groups = try #require(OpenRows(.failed, in: result)).groups
        #expect(groups.map(\.setup) == [["Do.", "Do a."], ["Do b."]])
        #expect(groups.map(\.retrieve) == [["Fetch.", "Fetch a."], ["Fetch b."]])
    }

    @Test("A verdict that most guides never have is a column only where a row has it", arguments: Verdict.allCases)
    func columns(_ verdict: Verdict) throws {
        let report = report(try FormatResults.findings(["It."], verdict))
        let usual = "| Table | Passed | Failed | Unknown | Waived | Not applicable |"
        switch verdict {
        case .recommended: #expect(report.contains(usual + " Recommended |\n"))
        case .manual: #expect(report.contains(usual + " Manual |\n"))
        default: #expect(report.contains(usual + "\n"))
        }
    }

    @Test("Every row of a table has as many cells as its head")
    func tables() throws {
        var expected = 0
        for line in report(try AwkwardResult.everything()).split(separator: "\n") {
            let bars = line.replacing("\\|", with: "").count { $0 == "|" }
            if line.hasPrefix("|") {
                if expected == 0 { expected = bars }
                #expect(bars == expected, "\(line)")
            } else {
                expected = 0
            }
        }
    }

    @Test("Failed comes before unknown, what is waived has a table of its own, and what passed is only counted")
    func order() throws {
        let result = try AwkwardResult.everything()
        let headings = report(result).split(separator: "\n").filter { $0.hasPrefix("### ") }
        #expect(
            headings == [
                "### Errors about the input", "### ❌ Failed: \(result.count(.failed)) rows",
                "### ❔ Unknown: \(result.count(.unknown)) rows",
                "### Recommended, not required: \(result.count(.recommended)) rows",
                "### Manual steps, which no export shows: \(result.count(.manual)) rows", "### Then", "### Waived",
                "### The guide's tables",
                "### Roles", "### Warnings about the input",
            ])
        let waived = report(result).split(separator: "### Waived\n").last?.split(separator: "\n###").first ?? ""
        #expect(waived.matches(of: #/ \| 2026-12-31 \| owner /#).count == result.count(.waived))
    }

    @Test("It stays below what a comment takes, and says what is omitted, in each section")
    func truncated() throws {
        let long = String(repeating: "|<>", count: 100)
        let evidence = (0..<20).map { Evidence(place: Place(file: "\(long)\($0)", line: 1), says: long) }
        let endUsers = (0..<1_000).map { Principal.EndUser(role: .role("\(long)\($0)")) }
        var principal = Principal()
        principal.endUsers = endUsers
        let tree = RoleTree(endUserRoles: (0..<1_000).map { .init("\(long)\($0)", .notAbove) })
        let problems = (0..<1_000).map { Problem(.error, at: Place(file: long, line: $0 + 1), long) }
        for result in [
            try FormatResults.findings([], problems: problems),
            try FormatResults.findings(
                Array(repeating: long, count: 86), evidence: evidence, principal: principal, problems: problems,
                roleTree: tree),
        ] {
            let report = report(result)
            #expect(report.utf8.count < 65_000)
            #expect(report.hasSuffix("The other reports contain everything.**\n"))
        }
        #expect(!report(try AwkwardResult.everything()).contains("Not shown for lack of room"))
    }

    @Test("The role tree names who is where, and no name ends its label or the diagram")
    func roles() throws {
        let tree = RoleTree(
            roles: [
                Role(name: "CEO", parent: nil, place: Place(file: "c")),
                Role(name: "API", parent: "ceo", place: Place(file: "a")),
                Role(name: "Agent", parent: "Missing", place: Place(file: "b")),
            ],
            apiUserRole: "API", endUserRoles: [.init("Agent", .notAbove), .init("x\"]\n```\n%%{<b>", .unknown)])
        let report = report(try FormatResults.findings(["It."], roleTree: tree))
        let diagram = try #require(report.split(separator: "```mermaid\n").last?.split(separator: "\n```").first)
        #expect(
            String(diagram) == """
                flowchart TD
                    role0["CEO"]
                    role1["API (API user)"]
                    role2["Missing (not in the export)"]
                    role3["Agent (end users)"]
                    role4["x#34;#93;#92;u#123;a#125;#96;#96;#96;#92;u#123;a#125;#37;#37;#123;#60;b#62; (end users, not in the export)"]
                    role0 --> role1
                    role2 --> role3
                    role1 -. "not above" .-> role3
                    role1 -. "unknown" .-> role4
                """)
    }
}
