import AuditReports
import Foundation
import OrgModel
import TestSupport
import Testing

@testable import AuditEngine

@Suite("Reports since a baseline")
struct BaselineReportTests {
    private let settings = FormatResults.settings

    @Test("The awkward baseline gives the expected file", arguments: ReportFormat.allCases)
    func expected(_ format: ReportFormat) throws {
        let result = try AwkwardResult.sinceBaseline()
        let report = format.render(result, settings)
        try expect(report, equals: "awkward-baseline.\(format.rawValue)")
        expectHarmless(format == .csv ? report.replacing("\r\n", with: "\n") : report, mayCommand: format == .github)
    }

    @Test("The awkward comparison gives the expected file", arguments: ComparisonFormat.allCases)
    func comparison(_ format: ComparisonFormat) throws {
        let comparison = try #require(AwkwardResult.sinceBaseline().comparison)
        let report = format.render(comparison, settings)
        try expect(report, equals: "awkward-comparison.\(format.rawValue)")
        expectHarmless(report)
    }

    @Test("Every kind of change and every verdict is in the awkward comparison")
    func complete() throws {
        let changes = try #require(AwkwardResult.sinceBaseline().comparison).changes
        #expect(Set(changes.map(\.kind)) == Set(RequirementChange.Kind.allCases))
        #expect(Set(changes.map(\.oldVerdict)) == Set(Verdict.allCases.map(Optional.some) + [nil]))
        #expect(Set(changes.map(\.newVerdict)) == Set(Verdict.allCases.map(Optional.some) + [nil]))
    }

    @Test("In JUnit only what is new fails, and the rest is reported as skipped")
    func junit() throws {
        let result = try AwkwardResult.sinceBaseline()
        let report = ReportFormat.junit.render(result, settings)
        func isNew(_ finding: Finding) -> Bool { finding.change?.isSameVerdict == false }
        for (element, verdict) in [("<failure ", Verdict.failed), ("<error type=\"unknown\"", .unknown)] {
            #expect(
                report.split(separator: element).count - 1
                    == result.findings.count { $0.verdict == verdict && isNew($0) })
        }
        #expect(report.contains("<skipped message=\"failed already in the baseline: "))
        #expect(report.contains("<skipped message=\"unknown already in the baseline: "))
    }

    @Test("In GitHub's annotations what the baseline has is a warning")
    func github() throws {
        let guide = try AwkwardResult.guide()
        let findings = guide.requirements.prefix(2).map { Finding($0, .failed, message: "It fails.") }
        let result = AuditResult(guide: guide, principal: Principal(), findings: Array(findings), problems: [])
        let old = AuditResult(
            guide: guide, principal: Principal(),
            findings: [findings[0], Finding(guide.requirements[1], .passed, message: "It is.")],
            problems: [])
        let report = ReportFormat.github.render(
            result.since(
                AuditSnapshot(old, toolVersion: "1.2.3"), at: Place(file: "old.json"), toolVersion: "1.2.3",
                mayBeOfAnother: true), settings)
        let levels = report.split(separator: "\n").map { $0.prefix(while: { $0 != " " }) }
        #expect(levels == ["::error", "::warning", "::notice"])
        #expect(report.contains("title=Failed (as in the baseline)"))
        #expect(report.contains("title=Failed (new%2C was passed)"))
    }

    @Test("In SARIF either every result has a baseline state or none has", arguments: [ReportFormat.sarif, .sarifFull])
    func sarif(_ format: ReportFormat) throws {
        struct Log: Decodable {
            struct Run: Decodable { let results: [Result] }
            struct Result: Decodable {
                let ruleId: String
                let baselineState: String?
            }
            let runs: [Run]
        }
        let compared = try #require(format.decode(Log.self, AwkwardResult.sinceBaseline()).runs.first).results
        #expect(compared.allSatisfy { $0.baselineState != nil })
        let ofInput = compared.filter { $0.ruleId == "input/unreadable" }
        #expect(ofInput.count { $0.baselineState == "new" } == 1)
        #expect(
            try format.decode(Log.self, AwkwardResult.everything()).runs[0].results.allSatisfy {
                $0.baselineState == nil
            })
    }

    /// A comparison of two audits of the guide's first rows, each with the evidence of one word.
    private func comparison(
        _ rows: [(old: (verdict: Verdict, says: String), new: (verdict: Verdict, says: String))]
    ) throws -> Comparison {
        let guide = try AwkwardResult.guide()
        func audit(_ answers: [(verdict: Verdict, says: String)]) -> AuditSnapshot {
            let findings = zip(guide.requirements, answers).map {
                Finding($0, $1.verdict, message: "It.", evidence: [Evidence(says: $1.says)])
            }
            return AuditSnapshot(
                AuditResult(guide: guide, principal: Principal(), findings: findings, problems: []),
                toolVersion: "1.2.3")
        }
        return try Comparison(of: audit(rows.map(\.old)), with: audit(rows.map(\.new)))
    }

    @Test("Verbose lists what is unchanged too, and nothing twice", arguments: [ComparisonFormat.text, .markdown])
    func verbose(_ format: ComparisonFormat) throws {
        let comparison = try comparison([
            ((.passed, "a"), (.failed, "b")), ((.passed, "a"), (.passed, "a")), ((.failed, "a"), (.failed, "a")),
        ])
        for isVerbose in [false, true] {
            var settings = settings
            settings.isVerbose = isVerbose
            let lines = format.render(comparison, settings).split(separator: "\n")
            let counts = comparison.changes.map { change in lines.count { $0.contains(change.requirement.id) } }
            #expect(counts == (isVerbose ? [1, 1, 1] : [1, 0, 0]))
        }
    }

    @Test("Rows that rest on other evidence for one reason say it once, below the last of them; other rows each say it")
    func otherEvidence() throws {
        let rows = [("o1", "n1"), ("o1", "n2"), ("o2", "n2"), ("o2", "n2")]
        var settings = settings
        settings.isVerbose = true
        func said(_ old: Verdict, _ new: Verdict) throws -> [Substring] {
            let comparison = try comparison(rows.map { ((old, $0.0), (new, $0.1)) })
            return ComparisonFormat.text.render(comparison, settings).split(separator: "\n").compactMap { line in
                line.firstMatch(of: #/(gone|now): +(\w+)/#)?.2
            }
        }
        let unchanged = try said(.passed, .passed)
        #expect(unchanged == ["o1", "n1", "o1", "n2", "o2", "n2"])
        #expect(try said(.passed, .failed) == ["o1", "n1", "o1", "n2", "o2", "n2", "o2", "n2"])
    }

    @Test("Errors about the new input have a heading only where there are any")
    func noErrors() throws {
        let report = ComparisonFormat.text.render(try comparison([((.passed, "a"), (.failed, "b"))]), settings)
        #expect(!report.contains("About the new input"))
    }

    @Test(
        "That the rules differ is said where nothing else that is said explains it",
        arguments: [
            ("guide", "1", "basket", "new", true), ("guide", "1", "basket", "old", false),
            ("other", "1", "basket", "new", false), ("guide", "2", "basket", "new", false),
            ("guide", "1", "letter", "new", false),
        ])
    func rules(_ guide: String, _ version: String, _ edition: String, _ rules: String, _ isSaid: Bool) {
        func audit(_ id: String, _ version: String, _ edition: String, _ rules: String) -> AuditSnapshot {
            var guide = AuditSnapshot.GuideReference(id: id, title: "", edition: edition)
            guide.rules = rules
            return AuditSnapshot(
                tool: AuditSnapshot.Tool(version: version), guide: guide, principal: PrincipalNames(), outcome: "",
                counts: [:], requirements: [], problems: [])
        }
        let comparison = Comparison(
            ofAny: audit("guide", "1", "basket", "old"), with: audit(guide, version, edition, rules))
        #expect(comparison.notes.contains { $0.contains("rules differ") } == isSaid)
    }

    @Test("A comment on GitHub contains 65,536 characters, and says what it leaves out")
    func size() throws {
        let guide = try AwkwardResult.guide()
        let text = String(repeating: "long ", count: 300)
        let findings = guide.requirements.map { Finding($0, .failed, message: text) }
        let errors = (0..<300).map { Problem(.error, at: Place(file: "f", line: $0 + 1), text) }
        let result = AuditResult(guide: guide, principal: Principal(), findings: findings, problems: errors)
        let passed = findings.map { Finding($0.requirement, .passed, message: "It is.") }
        let old = AuditSnapshot(
            AuditResult(guide: guide, principal: Principal(), findings: passed, problems: []), toolVersion: "1.2.3")
        let comparison = try #require(
            result.since(old, at: Place(file: "old.json"), toolVersion: "1.2.3", mayBeOfAnother: true).comparison)
        let report = ComparisonFormat.markdown.render(comparison, settings)
        #expect(report.utf8.count < 65_536)
        #expect(report.contains("more. The text and JSON reports contain everything."))
    }
}

@Suite("Reading a JSON report")
struct JSONReportReaderTests {
    private func json(_ result: AuditResult) -> String { ReportFormat.json.render(result, FormatResults.settings) }

    @Test("A report that is read says what the result said, however awkward its names are")
    func roundTrip() throws {
        for result in [try AwkwardResult.everything(), try AwkwardResult.sinceBaseline()] {
            let snapshot = AuditSnapshot(result, toolVersion: "1.2.3")
            let read = try AuditSnapshot(jsonReport: json(result))
            #expect(read.tool.version == "1.2.3")
            #expect(read.principal == snapshot.principal)
            #expect(read.problems == snapshot.problems)
            #expect(read.guide.edition == snapshot.guide.edition)
            for (before, after) in zip(snapshot.requirements, read.requirements) {
                #expect((before.id, before.label, before.requires) == (after.id, after.label, after.requires))
                #expect((before.verdict, before.message) == (after.verdict, after.message))
                #expect(before.evidence.map(\.says) == after.evidence.map(\.says))
                #expect(before.evidence.map(\.place) == after.evidence.map(\.place))
                #expect(before.evidence.map(\.component) == after.evidence.map(\.component))
                #expect(before.waiver?.reason == after.waiver?.reason && before.waiver?.owner == after.waiver?.owner)
                #expect(before.waiver?.expires == after.waiver?.expires && before.waiver?.place == after.waiver?.place)
            }
            let comparison = try Comparison(of: read, with: snapshot)
            #expect(comparison.changes.allSatisfy { $0.kind == .unchanged })
            #expect(comparison.changes.count == result.findings.count)
            #expect(
                comparison.notes == [
                    "Not all of the old audit's input was there or could be read.",
                    "Not all of the new audit's input was there or could be read.",
                ])
        }
    }

    /// A report of one finding, which each error is made in.
    private func small() throws -> String {
        let guide = try AwkwardResult.guide()
        let evidence = Evidence(
            component: ComponentID(.profile, "A"), place: Place(file: "a", line: 3), says: "It says.")
        let finding = Finding(guide.requirements[0], .passed, message: "It is.", evidence: [evidence])
        return json(
            AuditResult(
                guide: guide, principal: Principal(), findings: [finding], problems: [Problem(.warning, "Invalid.")]))
    }

    @Test(
        "Each error is reported with its line, and what to do",
        arguments: [
            (
                "\"schemaVersion\" : \"1.1\"", "\"schemaVersion\" : \"2.0\"",
                "the schema version \"2.0\" (rolecall 1.2.3 wrote it); this rolecall reads \"1.0\" and \"1.1\"", false
            ),
            ("\"schemaVersion\" : \"1.1\"", "\"schemaVersion\" : 1.0", "schemaVersion is not what it should be", true),
            ("\"schemaVersion\"", "\"version\"", "not a JSON report of an audit: it has no schemaVersion", false),
            ("\"requirements\"", "\"changes\"", "not a JSON report of an audit: it has no requirements", false),
            (
                "\"verdict\" : \"passed\"", "\"verdict\" : \"perhaps\"",
                "\"perhaps\" is not a verdict; known are passed, failed", true
            ),
            ("\"verdict\"", "\"Verdict\"", "The report lacks requirements[0].verdict.", true),
            ("\"verdict\" : \"passed\"", "\"verdict\" : null", "requirements[0].verdict", true),
            ("\"line\" : 3", "\"line\" : \"3\"", "requirements[0].evidence[0].line is not what it should be", true),
            ("\"severity\" : \"warning\"", "\"severity\" : \"hint\"", "\"hint\" is not a severity", true),
            ("\"passed\" : 1", "\"passed\" : 1,", "not valid JSON", false),
            ("\"passed\" : 1", "\"passed\" : 2", "its counts say 2 passed, and its requirements 1", false),
            (
                "\"verdict\" : \"passed\"", "\"verdict\" : \"failed\"",
                "its counts say 1 passed, and its requirements 0", false
            ),
            (
                "\"outcome\" : \"ready\"", "\"outcome\" : \"notReady\"",
                "its outcome is \"notReady\", and its requirements come to \"ready\"", false
            ),
            (
                "\"verdict\" : \"passed\"", "\"verdict\" : \"failed\", \"verdict\" : \"passed\"",
                "\"verdict\" is here for the second time", false
            ),
        ])
    func diagnostics(_ part: String, _ instead: String, _ words: String, _ hasLine: Bool) throws {
        let text = try small()
        let position = try #require(text.range(of: part)).lowerBound
        let error = #expect(throws: DocumentError.self) {
            try AuditSnapshot(jsonReport: text.replacing(part, with: instead))
        }
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
        #expect(error?.message.firstMatch(of: #/Write it again: rolecall audit|Use the rolecall that wrote it/#) != nil)
        if hasLine { #expect(error?.line == lineOfObject(around: position, in: text)) }
    }

    /// Where the object begins that a position is in.
    private func lineOfObject(around position: String.Index, in text: String) -> Int {
        var depth = 0
        let brace = text[..<position].lastIndex { character in
            depth += character == "}" ? 1 : character == "{" ? -1 : 0
            return depth < 0
        }
        return text[..<(brace ?? text.startIndex)].count { $0 == "\n" } + 1
    }

    @Test(
        "What is not a report is refused",
        arguments: [
            ("", "The file is empty"), (" \n", "The file is empty"), ("[]", "it has no schemaVersion"),
            ("{}", "it has no schemaVersion"),
            ("null", "it has no schemaVersion"), ("<testsuites/>", "not valid JSON"),
            ("{\"schemaVersion\": \"1.0\"", "ends before it is complete"),
            (String(repeating: "[", count: 50_000), "nested too deeply"), ("{} {}", "A second JSON value"),
            ("{\"schemaVersion\": {}, \"requirements\": []}", "schema version \"\""),
        ])
    func noReport(_ text: String, _ words: String) {
        let error = #expect(throws: DocumentError.self) { try AuditSnapshot(jsonReport: text) }
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    @Test("A cut report is refused wherever the cut falls")
    func cut() throws {
        let text = try small()
        for length in stride(from: 0, to: text.count - 2, by: 7) {
            #expect(throws: DocumentError.self, "\(length)") {
                try AuditSnapshot(jsonReport: String(text.prefix(length)))
            }
        }
    }

    @Test("A requirement that is there twice, and an audit that evaluated none, are refused")
    func contradictions() throws {
        let guide = try AwkwardResult.guide()
        let finding = Finding(guide.requirements[0], .passed, message: "It is.")
        let twice = AuditResult(guide: guide, principal: Principal(), findings: [finding, finding], problems: [])
        let error = #expect(throws: DocumentError.self) { try AuditSnapshot(jsonReport: json(twice)) }
        #expect(error?.message.contains("\"\(guide.requirements[0].id)\" is in the report twice") == true)
        let none = #expect(throws: DocumentError.self) { try AuditSnapshot(jsonReport: json(AwkwardResult.empty())) }
        #expect(none?.message.contains("evaluated no requirement") == true)
    }

    @Test("A report of version 1.0 is still a baseline")
    func firstVersion() throws {
        let text = try small().replacing("\"schemaVersion\" : \"1.1\"", with: "\"schemaVersion\" : \"1.0\"")
        #expect(try AuditSnapshot(jsonReport: text).requirements.count == 1)
    }

    @Test("What a later version adds is left aside")
    func additions() throws {
        let text = try small().replacing("\"verdict\" : ", with: "\"added\" : {\"deep\" : [1, null]},\n\"verdict\" : ")
        #expect(try AuditSnapshot(jsonReport: text).requirements.count == 1)
    }
}

@Suite("JUnit in parts")
struct JUnitPartsTests {
    /// A result of 15 findings, the last of which has a verdict of its own.
    private func result(_ last: Verdict, problems: [Problem] = []) throws -> AuditResult {
        let guide = try AwkwardResult.guide()
        let findings = guide.requirements.enumerated().map {
            Finding($1, $0 == 14 ? last : .passed, message: "It is so.")
        }
        return AuditResult(guide: guide, principal: Principal(), findings: findings, problems: problems)
    }

    @Test(
        "Whichever part a gate reads, it sees what the whole audit comes to",
        arguments: [
            (Verdict.failed, false, "notReady", "<failure"), (.unknown, false, "undetermined", "<error"),
            (.passed, false, "ready", nil),
            (.passed, true, "incomplete", "<error"), (.failed, true, "incomplete", "<error"),
        ] as [(Verdict, Bool, String, String?)])
    func outcome(_ last: Verdict, _ isBroken: Bool, _ outcome: String, _ element: String?) throws {
        let problems = isBroken ? [Problem(.error, at: Place(file: "a"), "Broken.")] : []
        let result = try result(last, problems: problems)
        for limit in [2, 3, 7, 14] {
            let parts = ReportFormat.junit.render(result, FormatResults.settings, limit: limit)
            #expect(parts.count > 1)
            for part in parts {
                #expect(part.contains("name=\"rolecall.outcome\" value=\"\(outcome)\""))
                #expect(element.map(part.contains) ?? !part.contains(#/<failure|<error/#))
            }
            // The broken file and the outcome are cases of their own, and the first part may have to contain one finding more.
            #expect(parts.dropFirst().allSatisfy { $0.matches(of: #/<testcase /#).count <= limit })
            #expect(parts.reduce(0) { $0 + $1.matches(of: #/<testcase /#).count } == 15 + problems.count + parts.count)
        }
        #expect(ReportFormat.junitAnnotated.render(result, FormatResults.settings, limit: 7).count > 1)
        for limit in [15 + problems.count, 100] {
            let whole = ReportFormat.junit.render(result, FormatResults.settings, limit: limit)
            #expect(whole == [ReportFormat.junit.render(result, FormatResults.settings)], "one file is as it was")
        }
    }

    @Test("With a baseline a part closes the gate only for what is new")
    func baseline() throws {
        let result = try result(.failed)
        for (verdict, isClosed) in [(Verdict.failed, false), (.passed, true)] {
            let old = AuditSnapshot(try self.result(verdict), toolVersion: "1.2.3")
            let since = result.since(old, at: Place(file: "old.json"), toolVersion: "1.2.3", mayBeOfAnother: false)
            for part in ReportFormat.junit.render(since, FormatResults.settings, limit: 7) {
                #expect(part.contains("<failure") == isClosed)
            }
        }
    }
}
