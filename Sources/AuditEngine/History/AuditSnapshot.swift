package import Foundation
package import OrgModel

/// What a JSON report contains of an audit: made from a result, written, read from a report, and compared with another.
///
/// The properties are the keys of the format (`report-1.1.schema.json`), so they change only with its version. Days are
/// coded as the encoder and the decoder say: `YYYY-MM-DD`.
package struct AuditSnapshot: Codable, Sendable {
    /// The version of the format that is written.
    package static let currentSchemaVersion = "1.1"
    /// The versions that are read. Version 1.0 differs by what it lacks: fields, and the outcome "incomplete".
    package static let readableSchemaVersions = ["1.0", currentSchemaVersion]

    package var schemaVersion = currentSchemaVersion
    /// What the org is called; `nil` where the user did not say.
    package var label: String?
    /// The day on which assignments and waivers must be valid. Version 1.0 has neither this nor the next.
    package var asOf: Date?
    /// Whether the user chose that day; `nil` where they did not.
    package var asOfIsChosen: Bool?
    /// The files other than the export that decide what is required and what is accepted.
    package var configuration: AuditBasis?
    package let tool: Tool
    package let guide: GuideReference
    /// Whose access was audited.
    package let principal: PrincipalNames
    package let outcome: String
    /// How many requirements have each verdict.
    package let counts: [String: Int]
    /// The answers, in the guide's order.
    package let requirements: [Answered]
    /// What was invalid or missing in the input.
    package let problems: [Problem]
    /// The guide's tables that have a requirement; `nil` in reports of an older rolecall, as the next.
    package var tables: [Table]?
    /// The roles that the verdicts about roles rest on.
    package var roles: Roles?

    /// A table of the guide.
    package struct Table: Codable, Sendable {
        package let id: String
        package let title: String
        package let caption: String
    }

    /// What made the audit.
    package struct Tool: Codable, Sendable {
        package var name = "rolecall"
        package let version: String

        /// This program.
        package init(version: String) { self.version = version }
    }

    /// The guide and its edition.
    package struct GuideReference: Codable, Sendable {
        package let id: String
        package let title: String
        package let edition: String
        /// What its rules are known by (``Guide/digest``); `nil` in reports of an older rolecall.
        package var rules: String?
    }

    /// A requirement with its answer.
    package struct Answered: Codable, Sendable {
        package let id: String
        package let table: String
        package let label: String
        package let kind: String
        package let requires: String
        package let severity: String
        /// `recommended`; `nil` where it is required.
        package var level: String?
        package let verdict: Verdict
        package let message: String
        package let evidence: [Evidence]
        package var remedy: Remedy?
        package var waiver: Waiver?
        package var baseline: Before?
    }

    /// What became of a requirement since the baseline, and what its verdict was there.
    package struct Before: Codable, Sendable {
        package let change: String
        package let verdict: String?
    }

    /// What of the input is missing or cannot be read, and a verdict depends on it.
    package var errors: [Problem] { problems.errors }

    /// Whether every part of the input on which a verdict depends was read, and something was judged.
    package var isComplete: Bool { !requirements.isEmpty && errors.isEmpty }

    /// What the audit rests on in addition to the export; nothing where a report of an older rolecall does not say.
    package var basis: AuditBasis {
        var basis = configuration ?? AuditBasis()
        basis.label = label
        basis.asOf = asOf
        basis.isDayChosen = asOfIsChosen ?? false
        return basis
    }
}

extension AuditSnapshot {
    /// What a result says.
    ///
    /// - Parameters:
    ///   - result: The result.
    ///   - toolVersion: The version of rolecall that runs.
    package init(_ result: AuditResult, toolVersion: String) {
        self.init(
            label: result.basis.label, asOf: result.basis.asOf,
            asOfIsChosen: result.basis.isDayChosen ? true : nil, configuration: result.basis,
            tool: Tool(version: toolVersion),
            guide: GuideReference(result.guide), principal: PrincipalNames(result.principal),
            outcome: result.outcome.rawValue,
            counts: Dictionary(uniqueKeysWithValues: Verdict.allCases.map { ($0.rawValue, result.count($0)) }),
            requirements: result.findings.map(Answered.init), problems: result.problems,
            tables: result.tables.map { Table(id: $0.table.id, title: $0.table.title, caption: $0.table.caption) },
            roles: Roles(result))
    }
}

extension AuditSnapshot.GuideReference {
    package init(_ guide: Guide) {
        self.init(id: guide.id, title: guide.title, edition: guide.edition, rules: guide.digest)
    }
}

extension AuditSnapshot.Answered {
    init(_ finding: Finding) {
        let requirement = finding.requirement
        self.init(
            id: requirement.id, table: requirement.table, label: requirement.label, kind: requirement.kind,
            requires: requirement.requires, severity: requirement.severity.rawValue,
            level: requirement.isRecommended ? RequirementLevel.recommended.rawValue : nil, verdict: finding.verdict,
            message: finding.message, evidence: finding.evidence, remedy: finding.remedy, waiver: finding.waiver,
            baseline: finding.change.map {
                AuditSnapshot.Before(change: $0.kind.rawValue, verdict: $0.oldVerdict?.rawValue)
            })
    }
}
