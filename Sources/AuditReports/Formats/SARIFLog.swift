import AuditEngine
import Foundation

/// A log in the format SARIF 2.1.0, as far as rolecall writes it; the names are the specification's.
struct SARIFLog: Encodable {
    let schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    let version = "2.1.0"
    let runs: [Run]

    private enum CodingKeys: String, CodingKey {
        case schema = "$schema"
        case version, runs
    }

    struct Run: Encodable {
        let tool: Tool
        let automationDetails: AutomationDetails?
        let invocations: [Invocation]
        let results: [Result]
        let properties: RunProperties
    }

    struct Tool: Encodable {
        let driver: Driver
    }

    struct Driver: Encodable {
        let name = "rolecall"
        let version: String
        let rules: [Rule]
    }

    struct AutomationDetails: Encodable {
        let id: String
    }

    /// What the audit comes to and rests on, under the names that the JSON report has.
    struct RunProperties: Encodable {
        let outcome: String
        let label: String?
        let asOf: Date?
        let configuration: AuditBasis
        let guide: AuditSnapshot.GuideReference
        let principal: PrincipalNames

        init(_ result: AuditResult) {
            outcome = result.outcome.rawValue
            label = result.basis.label
            asOf = result.basis.asOf
            configuration = result.basis
            guide = AuditSnapshot.GuideReference(result.guide)
            principal = PrincipalNames(result.principal)
        }
    }

    struct Rule: Encodable {
        let id: String
        let shortDescription: Text
        let fullDescription: Text
        let help: Text
        let helpUri: String?
        let defaultConfiguration: Configuration
        let properties: RuleProperties
    }

    struct Configuration: Encodable {
        let level: Level
    }

    /// What GitHub reads in addition to the specification's own.
    struct RuleProperties: Encodable {
        let tags: [String]
        let precision: String
        let problemSeverity: String
        let securitySeverity: String

        private enum CodingKeys: String, CodingKey {
            case tags, precision
            case problemSeverity = "problem.severity"
            case securitySeverity = "security-severity"
        }
    }

    /// A text, in Markdown too where that says more.
    struct Text: Encodable {
        let text: String
        var markdown: String?
    }

    struct Result: Encodable {
        let ruleId: String
        let ruleIndex: Int
        let kind: Kind
        let level: Level
        let message: Text
        let locations: [Location]
        let relatedLocations: [Location]
        let partialFingerprints: [String: String]
        let suppressions: [Suppression]?
        let baselineState: BaselineState?
        let properties: ResultProperties
    }

    /// What is absent is not written: GitHub would take it for an alert.
    enum BaselineState: String, Encodable {
        case new, unchanged, updated
    }

    enum Kind: String, Encodable {
        case pass, fail, open, notApplicable
    }

    enum Level: String, Encodable {
        case none, note, warning, error
    }

    struct ResultProperties: Encodable {
        let verdict: String
    }

    struct Suppression: Encodable {
        let kind = "external"
        let status = "accepted"
        let justification: String
    }

    struct Location: Encodable {
        var id: Int?
        let physicalLocation: PhysicalLocation
        var message: Text?
    }

    struct PhysicalLocation: Encodable {
        let artifactLocation: ArtifactLocation
        let region: Region
    }

    struct ArtifactLocation: Encodable {
        let uri: String
    }

    struct Region: Encodable {
        let startLine: Int
    }

    struct Invocation: Encodable {
        let executionSuccessful: Bool
        let toolExecutionNotifications: [Notification]
    }

    struct Notification: Encodable {
        let level: Level
        let message: Text
        let locations: [Location]
    }
}
