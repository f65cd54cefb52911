import AuditEngine
import AuditReports
import Foundation
import OrgModel
import TestSupport
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite("Every report format")
struct ReportFormatTests {
    private let settings = ReportSettings(toolVersion: "1.2.3", date: Date(timeIntervalSince1970: 1_800_000_000))

    @Test("The awkward result gives the expected file", arguments: ReportFormat.allCases)
    func awkward(_ format: ReportFormat) throws {
        let report = format.render(try AwkwardResult.everything(), settings)
        try expect(report, equals: "awkward.\(format.rawValue)")
        #expect(
            report == format.render(try AwkwardResult.everything(), settings), "the same input gives the same bytes")
    }

    @Test("Nothing that a terminal or a CI runner obeys is left in a report", arguments: ReportFormat.allCases)
    func harmless(_ format: ReportFormat) throws {
        for result in [try AwkwardResult.everything(), try AwkwardResult.active()] {
            let report = format.render(result, settings)
            // RFC 4180 ends each row so. Commands are what the format "github" is for; its own tests contain each line to be
            // one of rolecall's.
            expectHarmless(
                format == .csv ? report.replacing("\r\n", with: "\n") : report, mayCommand: format == .github)
        }
    }

    @Test("A character that does something is shown by its number", arguments: AwkwardResult.activeCharacters)
    func shown(_ character: Unicode.Scalar) throws {
        let report = ReportFormat.text.render(try FormatResults.findings(["Evil\(character)31m"]), settings)
        #expect(report.contains("Evil\\u{\(String(character.value, radix: 16))}31m"))
    }

    @Test(
        "A bracket that no two hashes are before is no command", arguments: ["#a[x]", "#[x]", "[x]", "a[x]", " #a[x]"])
    func noCommand(_ text: String) {
        #expect(text.visible == text)
    }

    @Test("Empty, long and many results are reported by every format", arguments: ReportFormat.allCases)
    func extremes(_ format: ReportFormat) throws {
        #expect(!format.render(try AwkwardResult.empty(), settings).isEmpty)
        #expect(format.render(try AwkwardResult.long(), settings).contains("long long"))
        let many = try AwkwardResult.many()
        let report = format.render(many, settings)
        switch format {
        case .github: #expect(report.contains("\(many.findings.count - 9) more are not shown"))
        case .markdown: #expect(report.contains("Failed: \(many.findings.count) rows"))
        // What rows have in common is said once, and this is all that they say.
        case .text: #expect(report.contains("\(many.findings.count) failed"))
        default: #expect(report.contains("Finding \(many.findings.count - 1)."))
        }
    }

    @Test("Text ends with what to do next, also where nothing is open")
    func nextSteps() throws {
        var settings = settings
        settings.nextSteps = [NextStep(command: "rolecall x", effect: "It does.")]
        let report = ReportFormat.text.render(try FormatResults.findings(["It is."], .passed), settings)
        #expect(report.contains("What to do next\n  rolecall x\n"))
    }

    @Test("Verbose text names each row that is open for the reason of others", arguments: [true, false])
    func rowsOfGroup(isVerbose: Bool) throws {
        var settings = settings
        settings.isVerbose = isVerbose
        let result = try FormatResults.findings(Array(repeating: "It.", count: 100))
        let report = ReportFormat.text.render(result, settings)
        #expect(result.findings.allSatisfy { report.contains($0.requirement.id) } == isVerbose)
    }

    @Test("An org is ready to install where nothing shows what the installation brings", arguments: Verdict.allCases)
    func readyToInstall(_ verdict: Verdict) throws {
        let guide = try AwkwardResult.guide()
        let findings = guide.requirements.map {
            Finding($0, guide.comesWithInstallation($0) ? verdict : .passed, message: "It.")
        }
        var result = AuditResult(guide: guide, principal: Principal(), findings: findings, problems: [])
        result.basis.isInstalled = false
        #expect((result.outcomeWords == "Ready to install") == (verdict == .notApplicable))
    }

    @Test("A result without any finding is never ready", arguments: ReportFormat.allCases)
    func nothingAsked(_ format: ReportFormat) throws {
        let result = try AwkwardResult.empty()
        #expect(result.outcome == .incomplete)
        #expect(!format.render(result, settings).lowercased().contains("\"ready\""))
        #expect(!format.render(result, settings).contains("READY"))
    }

    @Test(
        "An error about the input makes the audit incomplete in every format, whatever the verdicts are",
        arguments: ReportFormat.allCases)
    func incomplete(_ format: ReportFormat) throws {
        for verdict in Verdict.allCases {
            let error = Problem(.error, at: Place(file: "a.profile", line: 3), "The file of a source is broken.")
            let result = try FormatResults.findings(["It is."], verdict, problems: [error])
            #expect(result.outcome == .incomplete)
            let report = format.render(result, settings)
            #expect(report.contains("The file of a source is broken."))
            // GitLab's issues have no place for an outcome; the error is one of them.
            #expect(format == .gitlab || report.lowercased().contains("incomplete"))
            for word in ["READY", "NOT READY", "\"ready\"", "\"notReady\"", "rolecall: Ready", ">Ready<"] {
                #expect(!report.contains(word))
            }
        }
    }

    @Test("Warnings of one kind are counted after 20 in one file; other kinds and errors are all reported")
    func repeatedWarnings() throws {
        let repeated = (1...50).map { (line: Int) in
            Problem(
                .warning, kind: Problem.Kind("repeated entry"), at: Place(file: "a.profile", line: line),
                "Case.F\(line)__c is listed twice with different values, here and on line \(line).")
        }
        let errors = (1...50).map { (line: Int) in Problem(.error, at: Place(file: "b.profile", line: line), "Broken.")
        }
        let others = (60...99).map { (line: Int) in
            Problem(.warning, at: Place(file: "a.profile", line: line), "A warning without a kind.")
        }
        let result = AuditResult(
            guide: try AwkwardResult.guide(), principal: Principal(), findings: [],
            problems: repeated + errors + others)
        let told = result.problems.filter { $0.severity == .warning }
        #expect(result.problems.count == 50 + told.count)
        #expect(Array(told.prefix(20)) == Array(repeated.prefix(20)))
        #expect(
            told.dropFirst(20).map(\.message) == [
                "\(repeated[20].message) 29 more like this in this file."
            ] + others.map(\.message))
        #expect(told.dropFirst(20).map(\.place) == [repeated[20].place] + others.map(\.place))
    }

    @Test("Color is in the text only when it was required, and changes nothing else")
    func color() throws {
        let plain = ReportFormat.text.render(try AwkwardResult.everything(), settings)
        var colored = settings
        colored.isColored = true
        let text = ReportFormat.text.render(try AwkwardResult.everything(), colored)
        #expect(text.contains("\u{1B}[1;31mFAILED"))
        let stripped = text.replacing(#/\x{1B}\[[0-9;]*m/#, with: "")
        #expect(stripped == plain)
    }
}

@Suite("JUnit report")
struct JUnitReportTests {
    private let settings = ReportSettings(toolVersion: "1.2.3", date: Date(timeIntervalSince1970: 1_800_000_000))

    /// The report as Foundation's XML parser sees it: each case's verdict, and each suite's own counts.
    private final class Reader: NSObject, XMLParserDelegate {
        var suites: [[String: String]] = []
        var cases: [(suite: Int, attributes: [String: String], children: [String])] = []
        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            switch name {
            case "testsuite": suites.append(attributes)
            case "testcase": cases.append((suites.count - 1, attributes, []))
            case "failure", "error", "skipped": cases[cases.count - 1].children.append(name)
            default: break
            }
        }
    }

    private func read(_ result: AuditResult, _ format: ReportFormat = .junit) throws -> Reader {
        let reader = Reader()
        let parser = XMLParser(data: Data(format.render(result, settings).utf8))
        parser.delegate = reader
        #expect(parser.parse(), "\(parser.parserError.map(String.init(describing:)) ?? "")")
        return reader
    }

    @Test("Whether nobody is an end user, or nobody was named, is told apart")
    func endUsers() throws {
        for (endUsers, words) in [([], "no user matches"), (nil, "not named")] as [([Principal.EndUser]?, String)] {
            var principal = Principal()
            principal.endUsers = endUsers
            let result = try FormatResults.findings(["It is."], principal: principal)
            #expect(ReportFormat.text.render(result, FormatResults.settings).contains("End users  \(words)"))
        }
    }

    @Test("Counts, names and verdicts are those of the result")
    func mapping() throws {
        let result = try AwkwardResult.everything()
        let reader = try read(result)
        let requirementCases = reader.cases.filter { !($0.attributes["classname"] ?? "").hasSuffix(".input") }
        #expect(requirementCases.count == result.findings.count)
        for (element, verdicts) in [
            ("failure", [Verdict.failed]), ("error", [.unknown]),
            ("skipped", [.waived, .notApplicable, .recommended, .manual]),
        ] {
            let expected = result.findings.count { verdicts.contains($0.verdict) }
            #expect(requirementCases.count { $0.children == [element] } == expected, "\(element)")
        }
        let names = reader.cases.map { "\($0.attributes["classname"] ?? "") \($0.attributes["name"] ?? "")" }
        #expect(Set(names).count == names.count, "no two cases have one name")
        for (index, suite) in reader.suites.enumerated() {
            let cases = reader.cases.filter { $0.suite == index }
            #expect(suite["tests"] == "\(cases.count)")
            #expect(suite["failures"] == "\(cases.count { $0.children == ["failure"] })")
            #expect(suite["errors"] == "\(cases.count { $0.children == ["error"] })")
            #expect(suite["skipped"] == "\(cases.count { $0.children == ["skipped"] })")
        }
    }

    @Test("Files that cannot be read are error cases of their own; a warning fails nothing")
    func input() throws {
        let guide = try AwkwardResult.guide()
        let passed = [Finding(guide.requirements[0], .passed, message: "It is.")]
        let broken = try read(
            AuditResult(
                guide: guide, principal: Principal(), findings: passed,
                problems: [Problem(.error, at: Place(file: "a.profile", line: 3), "Broken.")]))
        #expect(broken.cases.last?.attributes["name"] == "read a.profile")
        #expect(broken.cases.last?.children == ["error"])
        let invalid = try read(
            AuditResult(
                guide: guide, principal: Principal(), findings: passed, problems: [Problem(.warning, "Invalid.")]))
        #expect(invalid.cases.count == 1 && invalid.cases.allSatisfy { $0.children.isEmpty })
        #expect(invalid.suites.count == 1, "no suite is empty")
        let report = ReportFormat.junit.render(
            AuditResult(
                guide: guide, principal: Principal(), findings: passed, problems: [Problem(.warning, "Invalid.")]),
            settings)
        #expect(report.contains("<system-out>1 warning about the input:\nInvalid.</system-out>"))
        #expect(report.contains("name=\"rolecall.warnings\" value=\"1\""))
    }

    @Test("An empty run is not green")
    func empty() throws {
        #expect(try read(AwkwardResult.empty()).cases.map(\.children) == [["error"]])
    }

    @Test(
        "A message is cut at 1,200 characters, and what is reported of warnings stays far below what consumers refuse")
    func caps() throws {
        let long = ReportFormat.junit.render(try AwkwardResult.long(), settings)
        let message = try #require(long.firstMatch(of: #/failure type="requirement-failed" message="([^"]*)"/#)?.1)
        #expect(message.count == 1_200)
        #expect(message.hasSuffix("…"))
        let fix = String(repeating: "fix ", count: 500)
        let fixed = Finding(
            try AwkwardResult.guide().requirements[0], .failed, message: String(repeating: "why ", count: 500),
            remedy: Remedy(setup: fix))
        let both = ReportFormat.junit.render(
            AuditResult(guide: try AwkwardResult.guide(), principal: Principal(), findings: [fixed], problems: []),
            settings)
        let parts = try #require(both.firstMatch(of: #/failure type="requirement-failed" message="([^"]*)"/#)?.1)
        #expect(parts.count == 1_200)
        #expect(parts.contains("… Fix: fix fix"))
        let name = String(repeating: "x", count: 1_000)
        let warnings = (1...2_000).map { Problem(.warning, at: Place(file: "f\($0)"), "\(name) is invalid.") }
        let result = AuditResult(
            guide: try AwkwardResult.guide(), principal: Principal(), findings: try AwkwardResult.long().findings,
            problems: warnings)
        let report = ReportFormat.junit.render(result, settings)
        #expect(report.utf8.count < 1_000_000)
        #expect(report.contains(" more warnings; the text and JSON reports have them all."))
    }

    @Test("Annotated, each case has a file and a line, and everything else is the same")
    func annotated() throws {
        for result in [try AwkwardResult.everything(), try AwkwardResult.empty()] {
            let plain = try read(result)
            let annotated = try read(result, .junitAnnotated)
            #expect(
                annotated.cases.allSatisfy {
                    $0.attributes["file"]?.isEmpty == false && Int($0.attributes["line"] ?? "") != nil
                })
            #expect(plain.cases.allSatisfy { $0.attributes["file"] == nil && $0.attributes["line"] == nil })
            #expect(plain.cases.map(\.attributes["name"]) == annotated.cases.map(\.attributes["name"]))
            #expect(plain.cases.map(\.children) == annotated.cases.map(\.children))
        }
    }
}
