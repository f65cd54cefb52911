import AuditEngine
import AuditReports
import Foundation
import OrgModel
import Testing

@Suite("GitLab Code Quality report")
struct GitLabReportTests {
    struct Issue: Decodable {
        let description: String
        let checkName: String
        let fingerprint: String
        let severity: String
        let location: Location

        enum CodingKeys: String, CodingKey {
            case description, fingerprint, severity, location
            case checkName = "check_name"
        }

        struct Location: Decodable {
            let path: String
            let lines: Lines
        }
        struct Lines: Decodable { let begin: Int }
    }

    private func issues(_ result: AuditResult) throws -> [Issue] {
        try ReportFormat.gitlab.decode([Issue].self, result)
    }

    @Test("Every issue has what GitLab requires, and no two have one fingerprint")
    func complete() throws {
        for result in [try AwkwardResult.everything(), try AwkwardResult.many()] {
            let issues = try issues(result)
            #expect(Set(issues.map(\.fingerprint)).count == issues.count)
            #expect(issues.allSatisfy { ["info", "minor", "major", "critical", "blocker"].contains($0.severity) })
            #expect(
                issues.allSatisfy {
                    !$0.location.path.isEmpty && $0.location.lines.begin >= 1 && !$0.description.isEmpty
                })
            let errors = result.problems.count { $0.severity == .error }
            // What the audit rests on is one more.
            let others = issues.count { $0.checkName.hasPrefix("input/configuration") }
            #expect(
                issues.count - others
                    == result.findings.count - result.count(.passed) - result.count(.notApplicable) + errors)
            let advised = result.count(.waived) + result.count(.recommended) + result.count(.manual)
            #expect(issues.count { $0.severity == "info" } - others == advised)
        }
    }

    @Test("A fingerprint hangs on the requirement, not on lines")
    func fingerprints() throws {
        let first = try issues(
            FormatResults.findings(["It."], evidence: [Evidence(place: Place(file: "a", line: 1), says: "")]))
        let moved = try issues(
            FormatResults.findings(["It."], evidence: [Evidence(place: Place(file: "a", line: 2), says: "")]))
        #expect(first.map(\.fingerprint) == moved.map(\.fingerprint))
        #expect(first.map(\.location.lines.begin) == [1] && moved.map(\.location.lines.begin) == [2])
    }

    @Test(
        "What else the audit rests on than the export and its day is an issue of its own",
        arguments: [
            (AuditBasis(asOf: .distantPast), 0), (AuditBasis(configuration: "rolecall.yml"), 1),
            (AuditBasis(guideFolder: "guide"), 1), (AuditBasis(waivers: "waivers.yml"), 1),
            (AuditBasis(asOf: .distantPast, isDayChosen: true), 1),
        ])
    func basis(_ basis: AuditBasis, _ count: Int) throws {
        var result = try FormatResults.findings(["It is."], .passed)
        result.basis = basis
        #expect(try issues(result).map(\.checkName) == Array(repeating: "input/configuration", count: count))
    }

    @Test("What passed is not an issue, but an empty run is one")
    func empty() throws {
        #expect(try issues(FormatResults.findings(["It is."], .passed)).isEmpty)
        #expect(try issues(AwkwardResult.empty()).map(\.severity) == ["blocker"])
    }
}
