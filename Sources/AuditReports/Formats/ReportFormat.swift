public import AuditEngine

public import struct Foundation.Date

/// The formats in which a result can be reported; the raw value is what `--report` takes.
public enum ReportFormat: String, Sendable, CaseIterable {
    case text, json, junit, html
    case junitAnnotated = "junit-annotated"
    case sarif
    case sarifFull = "sarif-full"
    case github, markdown, gitlab, csv

    /// The format's name for people, with what it is for.
    package var summary: String {
        switch self {
        case .text: "for reading in a terminal"
        case .json: "everything, for programs"
        case .junit: "JUnit XML, for CI"
        case .html: "one page, for sending to people"
        case .junitAnnotated: "JUnit XML with a file and a line for each case, for consumers that show them"
        case .sarif: "SARIF with what failed or is unknown, for GitHub code scanning"
        case .sarifFull: "SARIF with every verdict"
        case .github: "annotations, for the log of a GitHub workflow"
        case .markdown: "for the summary of a GitHub step and for comments"
        case .gitlab: "Code Quality, for GitLab merge requests"
        case .csv: "one row for each requirement, for a spreadsheet"
        }
    }

    /// Turns a result into a report.
    ///
    /// The same result and settings give the same text, byte for byte.
    public func render(_ result: AuditResult, _ settings: ReportSettings) -> String {
        switch self {
        case .text: TextReport(result, settings).render()
        case .json: JSONReport(result, settings).render()
        case .junit: JUnitReport(result, settings).render()
        case .html: HTMLReport(result, settings).render()
        case .junitAnnotated: JUnitReport(result, settings, isAnnotated: true).render()
        case .sarif: SARIFReport(result, settings).render()
        case .sarifFull: SARIFReport(result, settings, isFull: true).render()
        case .github: GitHubReport(result).render()
        case .markdown: MarkdownReport(result, settings).render()
        case .gitlab: GitLabReport(result).render()
        case .csv: CSVReport(result: result).render()
        }
    }
}

/// What a report needs to know in addition to the result.
public struct ReportSettings: Sendable {
    /// The version of rolecall.
    public var toolVersion: String
    /// When the audit was made, for the formats that must say.
    public var date: Date
    /// Whether the text may contain color.
    public var isColored = false
    /// How many columns the text may take.
    public var width = 100
    /// Whether the text lists passed requirements too, with their evidence.
    public var isVerbose = false
    /// Whether what is unknown closes no gate; JUnit then skips it.
    public var allowsUnknown = false

    /// What the reader may do next, at the end of the text.
    package var nextSteps: [NextStep] = []
    /// What may be deployed instead of fixing it by hand; `nil` where nothing is missing, or it was not made.
    package var missingSet: MissingSet?

    /// Makes settings for a report without color.
    public init(toolVersion: String, date: Date) {
        self.toolVersion = toolVersion
        self.date = date
    }
}

/// A command that goes on where a report ends.
package struct NextStep: Sendable {
    /// The command, to paste.
    package let command: String
    /// What it does.
    package let effect: String

    /// Makes a step.
    package init(command: String, effect: String) {
        self.command = command
        self.effect = effect
    }
}

/// A permission set's file that grants what failed rows require.
package struct MissingSet: Sendable {
    /// The set's API name.
    package let name: String
    /// The file's name.
    package let file: String
    /// The file's contents.
    package let text: String
    /// How many of the failed rows pass with it.
    package let rows: Int
    /// The username of the API user, where it is known.
    package let username: String?
    /// What keeps the API user from having what it grants, or Salesforce from taking it, as whole sentences.
    package let cautions: [String]

    /// Makes a set.
    package init(name: String, file: String, text: String, rows: Int, username: String?, cautions: [String] = []) {
        self.name = name
        self.file = file
        self.text = text
        self.rows = rows
        self.username = username
        self.cautions = cautions
    }
}
