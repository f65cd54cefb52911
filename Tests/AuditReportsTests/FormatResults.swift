import AuditEngine
import AuditReports
import Foundation
import OrgModel

/// Small results for the tests of single formats.
enum FormatResults {
    static let settings = ReportSettings(toolVersion: "1.2.3", date: Date(timeIntervalSince1970: 1_800_000_000))

    /// Characters with a combining mark behind them: to Swift's comparison of characters they are others.
    static let hidden = ["|", "<", "\"", "`", ":", ",", "%", "[", "]", "*", "@", "=", "~"].map { "\($0)\u{301}x" }

    /// One finding for each message, all with one verdict.
    static func findings(
        _ messages: [String], _ verdict: Verdict = .failed, evidence: [Evidence] = [],
        principal: Principal = Principal(),
        problems: [Problem] = [], roleTree: RoleTree = RoleTree()
    ) throws -> AuditResult {
        let guide = try AwkwardResult.guide()
        let findings = messages.enumerated().map { index, message in
            Finding(guide.requirements[index % guide.requirements.count], verdict, message: message, evidence: evidence)
        }
        return AuditResult(
            guide: guide, principal: principal, findings: findings, problems: problems, roleTree: roleTree)
    }
}

extension ReportFormat {
    /// The report as a program reads it.
    func decode<Value: Decodable>(_ type: Value.Type, _ result: AuditResult) throws -> Value {
        try JSONDecoder().decode(type, from: Data(render(result, FormatResults.settings).utf8))
    }
}
