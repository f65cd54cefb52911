import AuditEngine
import Foundation
import OrgModel

/// The JUnit report: a form that every known consumer reads alike.
///
/// Bare `<testsuites>`, one level of suites, one verdict for each case, no `file` or `line` attributes: valid under both
/// of the XML schemas that consumers validate with (the Jenkins xunit plugin's and the one that Azure Pipelines names).
/// The annotated flavor gives up both schemas for the consumers that show a case at its `file` and `line`.
struct JUnitReport {
    let suites: [Suite]

    struct Suite {
        let name: String
        let package: String
        let id: Int
        let timestamp: String
        let properties: [Property]
        let cases: [Case]
        let output: String
    }

    struct Property {
        let name: String
        let value: String
    }

    struct Case {
        let classname: String
        let name: String
        var file: String?
        var line: Int?
        let result: CaseResult?

        func at(_ place: Place?) -> Self {
            var annotated = self
            annotated.file = place?.file.visible
            annotated.line = place.map { $0.line ?? 1 }
            return annotated
        }
    }

    struct CaseResult {
        let element: String
        let type: String?
        let message: String
        let text: String
    }

    /// - Parameter whole: The result of which this one is a part, if it is one.
    init(_ result: AuditResult, _ settings: ReportSettings, isAnnotated: Bool = false, partOf whole: AuditResult? = nil)
    {
        let places = isAnnotated ? FindingPlaces(result) : nil
        // Consumers know a case again by the name of its suite, its class and its own, some of them by the last two alone.
        let guide = [result.basis.label, result.guide.id].compactMap { $0?.visible }.joined(separator: ".")
        let timestamp = Self.timestamp(settings.date)
        let warnings = result.problems.filter { $0.severity == .warning }.map(\.line.visible)
        let properties = Property.all(of: whole ?? result, settings)
        var contents: [(name: String, cases: [Case])] = []
        if let whole {
            contents.append(
                ("Outcome of all parts", [Case.outcome(of: whole, guide: guide, settings).at(places?.placeOfAudit)]))
        }
        for (table, findings) in result.tables {
            contents.append(
                (table.heading, findings.map { Case($0, guide: guide, settings).at(places?.place(of: $0)) }))
        }
        // A case that cannot fail would be counted with what was audited, so there is none without an error.
        let errors = Self.inputCases(result.problems.errors, guide: guide, places)
        if !errors.isEmpty { contents.append(("Input", errors)) }
        if result.findings.isEmpty {
            // An empty run is green to some consumers, so it says that nothing was evaluated.
            contents.append(("Audit", [Case.nothingEvaluated(guide: guide).at(places?.placeOfAudit)]))
        }
        suites = contents.enumerated().map { index, content in
            // Consumers show what a suite printed beside its cases, so the first one says what was met in the input.
            Suite(
                name: (result.basis.prefix + content.name).visible, package: guide, id: index, timestamp: timestamp,
                properties: properties, cases: content.cases, output: index == 0 ? Self.output(warnings) : "")
        }
    }

    /// How a case says what an audit comes to; `nil` where no gate closes.
    fileprivate static func verdict(of result: AuditResult, _ settings: ReportSettings) -> (
        element: String, type: String
    )? {
        guard result.isComplete else { return ("error", "incomplete") }
        let failed = ("failure", "not-ready")
        let unknown = settings.allowsUnknown ? nil : ("error", "undetermined")
        if let comparison = result.comparison {
            return switch comparison.outcome {
            case .worse: failed
            case .undetermined: unknown
            case .noWorse: nil
            }
        }
        return switch result.outcome {
        case .notReady: failed
        case .undetermined, .incomplete: unknown
        case .ready: nil
        }
    }

    /// One case for each file that could not be read, so that no two have the same name.
    private static func inputCases(_ problems: [Problem], guide: String, _ places: FindingPlaces?) -> [Case] {
        let files = Dictionary(grouping: problems) { $0.place?.file ?? "" }
        return files.keys.sorted().map { file in
            let messages = (files[file] ?? []).map(\.line.visible)
            return Case(
                classname: "\(guide).input",
                name: file.isEmpty ? "find what was named" : "read \(file.visible)",
                result: CaseResult(
                    element: "error", type: "input-error", message: messages.first ?? "", lines: messages)
            ).at(files[file]?.first.flatMap { places?.place(of: $0) })
        }
    }

    /// Consumers refuse texts of 10 MB; no reader needs one of 64 KiB.
    fileprivate static let maximumCharacters = 1 << 16
    /// A message is the one line that consumers show in their lists.
    fileprivate static let maximumCharactersInMessage = 1_200

    /// As many lines as fit, and how many more there are.
    private static func output(_ lines: [String]) -> String {
        var rest = maximumCharacters
        let written = lines.prefix { line in
            rest -= line.count + 1
            return rest >= 0
        }
        let heading = lines.isEmpty ? [] : ["\(lines.count.of("warning")) about the input:"]
        guard written.count < lines.count else { return (heading + lines).joined(separator: "\n") }
        return
            (heading + written + [
                "\(lines.count - written.count) more warnings; the text and JSON reports have them all."
            ])
            .joined(separator: "\n")
    }

    func render() -> String {
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n\(suites.map(\.xml).joined())</testsuites>\n"
    }

    /// One schema refuses a zone and fractions of a second.
    private static func timestamp(_ date: Date) -> String {
        String(date.ISO8601Format().prefix(while: { $0 != "Z" }))
    }
}

// MARK: XML

/// A name and a value, with a space before them.
private func attribute(_ name: String, _ value: String?) -> String {
    value.map { " \(name)=\"\($0.escapedForMarkup)\"" } ?? ""
}

extension JUnitReport.Suite {
    fileprivate var xml: String {
        func count(_ element: String) -> String { "\(cases.count { $0.result?.element == element })" }
        let attributes =
            attribute("name", name) + attribute("package", package) + attribute("id", "\(id)")
            + attribute("tests", "\(cases.count)") + attribute("failures", count("failure"))
            + attribute("errors", count("error")) + attribute("skipped", count("skipped"))
            + attribute("time", "0.000") + attribute("timestamp", timestamp) + attribute("hostname", "localhost")
        return """
              <testsuite\(attributes)>
                <properties>
            \(properties.map(\.xml).joined())    </properties>
            \(cases.map(\.xml).joined())    <system-out>\(output.escapedForMarkup)</system-out>
                <system-err></system-err>
              </testsuite>

            """
    }
}

extension JUnitReport.Property {
    /// What the audit comes to and rests on; what there is none of is omitted.
    fileprivate static func all(of result: AuditResult, _ settings: ReportSettings) -> [Self] {
        let principal = PrincipalNames(result.principal)
        let warnings = result.problems.count { $0.severity == .warning }
        let values: [(String, String?)] =
            [
                ("version", settings.toolVersion), ("outcome", result.outcome.rawValue),
                ("label", result.basis.label), ("guide", result.guide.id), ("edition", result.guide.edition),
                ("rules", result.guide.digest), ("api-user", principal.username),
                ("access", result.principal.hasSources ? result.principal.sourceWords : nil), ("role", principal.role),
                ("warnings", warnings == 0 ? nil : "\(warnings)"),
                ("end-user-roles", principal.endUserRoles.isEmpty ? nil : result.principal.endUserRoleWords),
            ] + result.basis.parts.map { ($0.label.replacing(" ", with: "-"), $0.text) }
        return values.compactMap { name, value in
            value.map { Self(name: "rolecall.\(name)", value: $0.visible) }
        }
    }

    fileprivate var xml: String { "      <property\(attribute("name", name))\(attribute("value", value))/>\n" }
}

extension JUnitReport.Case {
    fileprivate var xml: String {
        let attributes =
            attribute("classname", classname) + attribute("name", name) + attribute("file", file)
            + attribute("line", line.map(String.init)) + attribute("time", "0.000")
        return "    <testcase\(attributes)>\n\(result?.xml ?? "")    </testcase>\n"
    }
}

extension JUnitReport.CaseResult {
    fileprivate var xml: String {
        let attributes = attribute("type", type) + attribute("message", message)
        return "      <\(element)\(attributes)>\(text.escapedForMarkup)</\(element)>\n"
    }
}

extension JUnitReport.Case {
    init(_ finding: Finding, guide: String, _ settings: ReportSettings) {
        let requirement = finding.requirement
        let path = requirement.id.split(separator: "/").dropLast().joined(separator: ".")
        let object = requirement.objectKey.map { ".\($0)" } ?? ""
        classname = "\(guide).\(requirement.subjectGroup ?? path)\(object)".visible
        name = "\(requirement.id) (\(requirement.label))".visible
        result = JUnitReport.CaseResult(finding, settings)
    }

    /// What the audit comes to, with the verdict that its exit status has.
    static func outcome(of result: AuditResult, guide: String, _ settings: ReportSettings) -> Self {
        let message =
            "\(result.outcomeWords): \(result.findings.counts). \(result.explanation)"
            + (result.comparison.map { " Since the baseline: \($0.outcome.words.lowercased()): \($0.counts)." } ?? "")
        let verdict = JUnitReport.verdict(of: result, settings)
        return Self(
            classname: "\(guide).outcome", name: "evaluate all parts",
            result: verdict.map {
                JUnitReport.CaseResult(
                    element: $0.element, type: $0.type, message: message.visible, lines: [message.visible])
            })
    }

    static func nothingEvaluated(guide: String) -> Self {
        Self(
            classname: guide, name: "evaluate the guide",
            result: JUnitReport.CaseResult(
                element: "error", type: "no-checks", message: AuditResult.nothingEvaluated,
                lines: [AuditResult.nothingEvaluated]))
    }
}

extension Requirement {
    /// The first part of the id: what the requirement is about.
    fileprivate var subjectGroup: String? { id.split(separator: "/").first.map(String.init) }
}

extension JUnitReport.CaseResult {
    fileprivate init(element: String, type: String?, message: String, lines: [String]) {
        self.element = element
        self.type = type
        self.message = message.cut(at: JUnitReport.maximumCharactersInMessage)
        text = lines.joined(separator: "\n").cut(at: JUnitReport.maximumCharacters)
    }

    /// `nil` for a passed requirement.
    init?(_ finding: Finding, _ settings: ReportSettings) {
        let (element, type): (String, String?)
        switch finding.verdict {
        case .passed: return nil
        // What the baseline has too must close no gate.
        case .failed where finding.isOpenSinceBaseline, .unknown where finding.isOpenSinceBaseline:
            (element, type) = ("skipped", nil)
        case .unknown where settings.allowsUnknown: (element, type) = ("skipped", nil)
        case .failed: (element, type) = ("failure", "requirement-failed")
        case .unknown: (element, type) = ("error", "unknown")
        case .waived, .notApplicable, .recommended, .manual: (element, type) = ("skipped", nil)
        }
        let waiver = finding.waiver.map { "\(finding.verdict.words) \($0.words)".visible }
        let words = finding.verdict.words + (finding.isOpenSinceBaseline ? " already in the baseline" : "")
        let prefix = type == nil ? "\(words): " : ""
        let message = waiver ?? prefix + finding.conclusion.visible
        let lines =
            (waiver.map { [$0] } ?? []) + [(waiver == nil ? prefix : "") + finding.message.visible]
            + finding.evidence.map { "- \($0.line)".visible }
            + (finding.remedy?.stepsAndMetadata ?? []).map { "\($0.label): \($0.text.visibleLines)" }
        self.init(element: element, type: type, message: message, lines: lines)
    }
}
