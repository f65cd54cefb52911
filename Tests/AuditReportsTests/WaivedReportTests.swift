import AuditEngine
import AuditReports
import Foundation
import OrgModel
import Testing

@Suite("A waived requirement in every format")
struct WaivedReportTests {
    /// A result in which one requirement failed and is waived until 2026-12-31, as it is on a day.
    private func result(on day: String) throws -> AuditResult {
        let waiver = Waiver(
            requirement: "role/*", reason: "The org has no roles.", owner: "crm team",
            expires: try #require(Date(day: "2026-12-31")),
            place: Place(file: "rolecall-waivers.yml", line: 3))
        return try FormatResults.findings(
            ["It lacks that."], evidence: [Evidence(place: Place(file: "a.profile", line: 7), says: "no entry")]
        ).waiving([waiver], on: try #require(Date(day: day)))
    }

    private func report(_ format: ReportFormat, on day: String) throws -> String {
        format.render(try result(on: day), FormatResults.settings)
    }

    @Test("Reason, owner and last day are reported before and on the last day", arguments: ReportFormat.allCases)
    func holds(_ format: ReportFormat) throws {
        let before = try report(format, on: "2026-12-30")
        #expect(try before == report(format, on: "2026-12-31"))
        for words in ["2026-12-31", "crm team", "The org has no roles.", "aived"] {
            #expect(before.contains(words), "\(format): \(words)")
        }
        #expect(!before.contains("expired"))
    }

    @Test("After the last day it is a failure again, and the report says since when", arguments: ReportFormat.allCases)
    func expired(_ format: ReportFormat) throws {
        let report = try report(format, on: "2027-01-01")
        // Code Quality is about single lines; it has no place for a warning about the input.
        #expect(report.contains("expired on 2026-12-31 and counts for nothing") == ![.gitlab, .csv].contains(format))
        #expect(!report.contains("The org has no roles."))
        var failed = try FormatResults.findings(
            ["It lacks that."], evidence: [Evidence(place: Place(file: "a.profile", line: 7), says: "no entry")])
        failed = AuditResult(
            guide: failed.guide, principal: failed.principal, findings: failed.findings,
            problems: try result(on: "2027-01-01").problems)
        #expect(report == format.render(failed, FormatResults.settings))
    }

    @Test("JUnit skips it, with what was found as the text")
    func junit() throws {
        let report = try report(.junit, on: "2026-12-31")
        #expect(
            report.contains(
                "<skipped message=\"waived until 2026-12-31 by crm team: The org has no roles.\">waived until"))
        #expect(report.contains("\nIt lacks that.\n- no entry (a.profile:7)</skipped>"))
        #expect(report.contains("failures=\"0\" errors=\"0\" skipped=\"1\""))
    }

    @Test("JSON has the waiver beside the finding, and counts it")
    func json() throws {
        struct Report: Decodable {
            let outcome: String
            let counts: [String: Int]
            let requirements: [Requirement]
            struct Requirement: Decodable {
                let verdict, message: String
                let waiver: Waiver
            }
            struct Waiver: Decodable {
                let reason, owner, expires, file: String
                let line: Int
            }
        }
        let report = try ReportFormat.json.decode(Report.self, result(on: "2026-12-31"))
        #expect(report.outcome == "ready")
        #expect(report.counts["waived"] == 1)
        let requirement = try #require(report.requirements.first)
        #expect([requirement.verdict, requirement.message] == ["waived", "It lacks that."])
        let waiver = requirement.waiver
        #expect(
            [waiver.reason, waiver.owner, waiver.expires, waiver.file] == [
                "The org has no roles.", "crm team", "2026-12-31", "rolecall-waivers.yml",
            ])
        #expect(waiver.line == 3)
    }

    @Test("GitHub's notices are limited, and the outcome stays among them")
    func notices() throws {
        let guide = try AwkwardResult.guide()
        let waiver = try #require(try result(on: "2026-12-31").findings.first?.waiver)
        let findings = (0..<30).map {
            Finding(
                guide.requirements[$0 % guide.requirements.count], .waived, message: "It lacks that.", waiver: waiver)
        }
        let result = AuditResult(guide: guide, principal: Principal(), findings: findings, problems: [])
        let lines = ReportFormat.github.render(result, FormatResults.settings).split(separator: "\n")
        #expect(lines.count == 10)
        #expect(lines.allSatisfy { $0.hasPrefix("::notice ") })
        #expect(
            lines.first?.contains(
                "22 more are not shown: GitHub shows 10 of a level for each step. Other formats have all of them.")
                == true)
        #expect(lines.last?.contains("title=rolecall%3A Ready::30 waived.") == true)
    }

    @Test("Text and HTML contain the waiver, and rows under one waiver have it once in the text")
    func once() throws {
        let guide = try AwkwardResult.guide()
        let waiver = try #require(try result(on: "2026-12-31").findings.first?.waiver)
        let findings = guide.requirements.prefix(3).map {
            Finding($0, .waived, message: "It lacks that.", waiver: waiver)
        }
        let result = AuditResult(guide: guide, principal: Principal(), findings: findings, problems: [])
        let text = ReportFormat.text.render(result, FormatResults.settings)
        #expect(text.matches(of: #/Until 2026-12-31 by crm team: The org has no roles\./#).count == 1)
        #expect(text.matches(of: #/  WAIVED   /#).count == 3)
        let page = ReportFormat.html.render(result, FormatResults.settings)
        #expect(
            page.matches(of: #/<div class="waiver">\n<p><b>Waived until 2026-12-31<\/b> by crm team<\/p>/#).count == 3)
    }
}
