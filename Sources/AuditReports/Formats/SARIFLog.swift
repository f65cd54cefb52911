import AuditEngine
import Foundation
import OrgModel

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
        let originalUriBaseIds = [ArtifactLocation.workingFolder: URIBase()]
        let invocations: [Invocation]
        let results: [Result]
        let properties: RunProperties
    }

    /// What relative paths start from. Its own address is not written, because it differs from run to run.
    struct URIBase: Encodable {
        let description = Text(text: "The folder in which rolecall ran.")
    }

    struct Tool: Encodable {
        let driver: Driver
    }

    struct Driver: Encodable {
        var name = "rolecall"
        let version: String
        let semanticVersion: String
        let rules: [Rule]
    }

    struct AutomationDetails: Encodable {
        let id: String

        /// What is before the last slash is the category in which an upload replaces the one before, and it wins over the
        /// category that the upload names. So there is one only where there is a label: without it, only what the upload
        /// names keeps two orgs apart.
        init?(_ basis: AuditBasis, _ guide: Guide) {
            guard let label = basis.label else { return nil }
            id = "rolecall/\(label)/\(guide.id)/".visible
        }
    }

    /// What the audit comes to and rests on, under the names that the JSON report has.
    struct RunProperties: Encodable {
        let outcome: String?
        let label: String?
        let asOf: Date?
        let configuration: AuditBasis
        let guide: AuditSnapshot.GuideReference
        let principal: PrincipalNames

        init(_ guide: Guide, _ principal: Principal, _ basis: AuditBasis, outcome: String? = nil) {
            self.outcome = outcome
            label = basis.label
            asOf = basis.asOf
            configuration = basis
            self.guide = AuditSnapshot.GuideReference(guide)
            self.principal = PrincipalNames(principal)
        }
    }

    struct Rule: Encodable {
        let id: String
        let name: String
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
        /// Makes each result a vulnerability, so only what is one has it.
        var securitySeverity: String?

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
        var codeFlows: [CodeFlow]?
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
        case pass, fail, open, review, notApplicable
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
        static let workingFolder = "%SRCROOT%"
        let uri: String
        let uriBaseId: String?
    }

    struct Region: Encodable {
        let startLine: Int
        let endLine: Int
    }

    /// What leads to a result, place by place.
    struct CodeFlow: Encodable {
        let threadFlows: [ThreadFlow]
    }

    struct ThreadFlow: Encodable {
        let locations: [Step]
    }

    struct Step: Encodable {
        let location: Location
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
