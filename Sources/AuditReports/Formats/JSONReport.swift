import AuditEngine
import OrgModel

/// The JSON report, version 1.1: a stable format with a schema of its own (`Schemas/report-1.1.schema.json`). All of it
/// but the summary of a comparison is an ``AuditSnapshot``, which a later audit reads as its baseline.
struct JSONReport: Encodable {
    let audit: AuditSnapshot
    let baseline: Baseline?

    private enum CodingKeys: CodingKey {
        case baseline
    }

    /// What an audit came to that was compared with an earlier one.
    struct Baseline: Encodable {
        let toolVersion: String
        let edition: String
        let outcome: String
        let counts: [String: Int]
        let notes: [String]
    }

    init(_ result: AuditResult, _ settings: ReportSettings) {
        audit = AuditSnapshot(result, toolVersion: settings.toolVersion)
        baseline = result.comparison.map {
            Baseline(
                toolVersion: $0.old.tool.version, edition: $0.old.guide.edition, outcome: $0.outcome.rawValue,
                counts: $0.countsByName, notes: $0.notes)
        }
    }

    func encode(to encoder: any Encoder) throws {
        try audit.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(baseline, forKey: .baseline)
    }

    func render() -> String { jsonText }
}
