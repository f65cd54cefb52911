import AuditEngine
import Foundation
import OrgModel
import Testing

@testable import AuditReports

@Suite("SARIF report")
struct SARIFReportTests {
    // What the tests read of a log.
    struct Log: Decodable {
        let runs: [Run]
        struct Run: Decodable {
            let tool: Tool
            let results: [Result]
            let invocations: [Invocation]
            let originalUriBaseIds: [String: Base]
        }
        struct Base: Decodable {}
        struct Tool: Decodable { let driver: Driver }
        struct Driver: Decodable { let rules: [Rule] }
        struct Rule: Decodable {
            let id: String
            let shortDescription: Text
            let fullDescription: Text
            let help: Text
            let properties: Properties
        }
        struct Properties: Decodable {
            let severity: String?
            enum CodingKeys: String, CodingKey { case severity = "security-severity" }
        }
        struct Text: Decodable {
            let text: String
            let markdown: String?
        }
        struct Result: Decodable {
            let ruleId: String
            let ruleIndex: Int
            let kind: String
            let level: String
            let message: Text
            let locations: [Location]
            let partialFingerprints: [String: String]
            let suppressions: [Suppression]?
            let codeFlows: [Flow]?
        }
        struct Flow: Decodable { let threadFlows: [Thread] }
        struct Thread: Decodable { let locations: [Step] }
        struct Step: Decodable { let location: Location }
        struct Suppression: Decodable { let kind, status, justification: String }
        struct Location: Decodable { let physicalLocation: Physical }
        struct Physical: Decodable {
            let artifactLocation: Artifact
            let region: Region
        }
        struct Artifact: Decodable {
            let uri: String
            let uriBaseId: String?
        }
        struct Region: Decodable { let startLine, endLine: Int }
        struct Invocation: Decodable {
            let executionSuccessful: Bool
            let toolExecutionNotifications: [Notification]
        }
        struct Notification: Decodable {
            let level: String
            let message: Text
        }
    }

    private func run(_ result: AuditResult, _ format: ReportFormat = .sarif) throws -> Log.Run {
        try #require(try format.decode(Log.self, result).runs.first)
    }

    private func place(_ evidence: [Evidence], principal: Principal = Principal(), problems: [Problem] = []) throws
        -> String
    {
        let result = try FormatResults.findings(["It."], evidence: evidence, principal: principal, problems: problems)
        let location = try #require(run(result).results.first?.locations.first?.physicalLocation)
        return "\(location.artifactLocation.uri):\(location.region.startLine)"
    }

    @Test("Of a source in several files the audit is shown at the first")
    func placeOfAudit() throws {
        var principal = Principal()
        principal.profile = ComponentID(.profile, "P")
        let evidence = ["one", "two"].map {
            Evidence(component: principal.profile, place: Place(file: $0, line: 1), says: "It says")
        }
        let result = try FormatResults.findings(["It."], evidence: evidence, principal: principal)
        #expect(FindingPlaces(result).placeOfAudit.file == "one")
    }

    @Test("What GitHub drops of a result's locations has no link, and a bracket in a path ends none")
    func linksOfMany() throws {
        let evidence = (1...101).map { Evidence(place: Place(file: "a[b]", line: $0), says: "It says") }
        let lines = try #require(run(FormatResults.findings(["It."], evidence: evidence)).results.first).message.text
            .split(separator: "\n")
        #expect(lines.contains("- It says ([a\\[b\\]:99](99))"))
        #expect(!lines.contains { $0.contains("](100)") })
        #expect(lines.contains { $0.hasPrefix("- ") && $0.contains("a[b]:100") })
    }

    @Test(
        "Every result has a location, a rule of its own and a fingerprint of its own",
        arguments: [ReportFormat.sarif, .sarifFull])
    func complete(_ format: ReportFormat) throws {
        for result in [try AwkwardResult.everything(), try AwkwardResult.many()] {
            let run = try run(result, format)
            let rules = run.tool.driver.rules
            #expect(Set(rules.map(\.id)).count == rules.count)
            for rule in rules {
                #expect(!rule.shortDescription.text.isEmpty && !rule.fullDescription.text.isEmpty)
                #expect(!rule.help.text.isEmpty && rule.help.markdown?.isEmpty == false)
                // What is missing is no vulnerability.
                #expect(rule.properties.severity == nil)
            }
            for result in run.results {
                #expect(rules[result.ruleIndex].id == result.ruleId)
                #expect(result.locations.count == 1)
                #expect(result.locations.allSatisfy { $0.physicalLocation.region.startLine >= 1 })
                #expect(result.locations.allSatisfy { !$0.physicalLocation.artifactLocation.uri.isEmpty })
                #expect(Array(result.partialFingerprints.keys) == ["rolecallFinding/v1"])
            }
            let fingerprints = run.results.compactMap { $0.partialFingerprints.values.first }
            #expect(Set(fingerprints).count == fingerprints.count)
        }
    }

    @Test("GitHub gets what failed or is unknown, and every result of it as a failure")
    func forGitHub() throws {
        let result = try AwkwardResult.everything()
        let results = try run(result).results.filter { $0.ruleId != "input/unreadable" }
        #expect(results.count == result.count(.failed) + result.count(.unknown))
        #expect(
            results.allSatisfy {
                $0.kind == "fail" && ["error", "warning"].contains($0.level) && $0.suppressions == nil
            })
        let notes = try run(result).invocations.flatMap(\.toolExecutionNotifications).filter { $0.level == "note" }
        #expect(notes.count == result.count(.waived))
        #expect(notes.allSatisfy { $0.message.text.contains("Waived until 2026-12-31 by owner ") })
    }

    @Test(
        "The full report has every verdict, a level for failures alone, and says of every result whether it is suppressed"
    )
    func full() throws {
        let result = try AwkwardResult.everything()
        let results = try run(result, .sarifFull).results.filter { $0.ruleId != "input/unreadable" }
        #expect(results.map(\.ruleId) == result.findings.map(\.requirement.id))
        let kinds: [Verdict: String] = [
            .passed: "pass", .failed: "fail", .unknown: "open", .waived: "fail", .notApplicable: "notApplicable",
            .recommended: "review", .manual: "review",
        ]
        for (sarif, finding) in zip(results, result.findings) {
            #expect(sarif.kind == kinds[finding.verdict])
            #expect((sarif.level == "none") == (sarif.kind != "fail"))
            #expect(sarif.suppressions?.count == (finding.verdict == .waived ? 1 : 0))
        }
        let suppression = try #require(results.first { $0.suppressions?.isEmpty == false }?.suppressions?.first)
        #expect([suppression.kind, suppression.status] == ["external", "accepted"])
        #expect(suppression.justification.hasPrefix("Waived until 2026-12-31 by owner "))
        #expect(
            try run(result, .sarifFull).invocations.flatMap(\.toolExecutionNotifications).allSatisfy {
                $0.level != "note"
            })
    }

    @Test(
        "A result points at the line that decides, else at a file: where an absent entry would be moves with the others"
    )
    func places() throws {
        let absent = Evidence(place: Place(file: "a"), says: "", wouldStand: Place(file: "a", line: 7))
        let denied = Evidence(place: Place(file: "b", line: 3), says: "")
        #expect(try place([absent]) == "a:1")
        #expect(try place([absent, denied]) == "b:3")
        #expect(try place([Evidence(place: Place(file: "c"), says: "")]) == "c:1")
    }

    @Test("A finding without a file points at the user's export, a problem's file, or where the names can be stated")
    func placesWithoutFile() throws {
        var principal = Principal()
        principal.place = Place(file: "users.json", line: 4)
        #expect(try place([Evidence(says: "")], principal: principal) == "users.json:1")
        #expect(try place([], problems: [Problem(.warning, at: Place(file: "d", line: 9), "Invalid.")]) == "d:1")
        #expect(try place([]) == "rolecall.yml:1")
    }

    @Test(
        "A path becomes a URI that means the file as it is named on disk",
        arguments: [
            ("profiles/Custom%3A Marketing.profile", "profiles/Custom%253A%20Marketing.profile"),
            ("C:x", "C%3Ax"), ("//host/x", "file:///host/x"), ("/a b", "file:///a%20b"),
            ("../a/é.json", "../a/%C3%A9.json"),
            ("a\\b?c#d", "a%5Cb%3Fc%23d"),
        ])
    func uri(path: String, uri: String) throws {
        #expect(try place([Evidence(place: Place(file: path), says: "")]) == "\(uri):1")
    }

    @Test("No name becomes a link in a message")
    func links() throws {
        let evidence = Evidence(place: Place(file: "a](b)", line: 1), says: "x](y)")
        let result = try FormatResults.findings(["[here](https://evil.example)"], evidence: [evidence])
        let message = try #require(run(result).results.first?.message.text)
        #expect(!message.contains("[here]("))
        #expect(message.hasSuffix("- x]\\u{28}y) ([a\\](b):1](1))"))
    }

    @Test("Input that could not be read is a result, a notification and an execution without success")
    func input() throws {
        let problem = Problem(.error, at: Place(file: "a", line: 2), "Broken.")
        let broken = try run(FormatResults.findings(["It."], .passed, problems: [problem]))
        #expect(broken.results.map(\.ruleId) == ["input/unreadable"])
        // GitHub may refuse a run without success, and then the alert about the input is lost too.
        #expect(broken.invocations.map(\.executionSuccessful) == [true])
        let full = try run(FormatResults.findings(["It."], .passed, problems: [problem]), .sarifFull)
        #expect(full.invocations.map(\.executionSuccessful) == [false])
        #expect(broken.invocations.first?.toolExecutionNotifications.map(\.level) == ["error"])
        let invalid = try run(FormatResults.findings(["It."], .passed, problems: [Problem(.warning, "Invalid.")]))
        #expect(invalid.results.isEmpty)
        #expect(invalid.invocations.map(\.executionSuccessful) == [true])
        #expect(invalid.invocations.first?.toolExecutionNotifications.map(\.level) == ["warning"])
        #expect(try run(AwkwardResult.empty(), .sarifFull).invocations.map(\.executionSuccessful) == [false])
    }

    @Test("Paths start at the working folder, and each region ends")
    func regions() throws {
        let evidence = [
            Evidence(place: Place(file: "a", line: 3), says: ""), Evidence(place: Place(file: "/b", line: 4), says: ""),
        ]
        let run = try run(FormatResults.findings(["It."], evidence: evidence))
        #expect(Array(run.originalUriBaseIds.keys) == ["%SRCROOT%"])
        let location = try #require(run.results.first?.locations.first?.physicalLocation)
        #expect(location.artifactLocation.uriBaseId == "%SRCROOT%")
        #expect(location.region.endLine == 3)
    }

    @Test("The way between roles is a flow from role to role, and what is muted one from the grant on")
    func flows() throws {
        let guide = try AwkwardResult.guide()
        let role = try #require(guide.requirements.first { $0.id.hasPrefix("role/") })
        let other = try #require(guide.requirements.first { $0.id.hasPrefix("system/") })
        var muted = Evidence(place: Place(file: "muting", line: 5), says: "it is muted")
        muted.granted = Place(file: "set", line: 7)
        let steps = (1...3).map { (line: Int) in
            Evidence(place: Place(file: "role\(line)", line: line), says: "reports to")
        }
        let result = AuditResult(
            guide: guide, principal: Principal(),
            findings: [
                Finding(role, .failed, message: "It is not.", evidence: steps),
                Finding(other, .failed, message: "It is not.", evidence: [muted] + steps),
            ], problems: [])
        let flows = try run(result).results.map { result in
            (result.codeFlows ?? []).flatMap(\.threadFlows).map { thread in
                thread.locations.map(\.location.physicalLocation.artifactLocation.uri)
            }
        }
        #expect(flows == [[["role1", "role2", "role3"]], [["set", "muting"]]])
    }
}
