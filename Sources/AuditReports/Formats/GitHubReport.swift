import AuditEngine
import OrgModel

/// Commands for GitHub's runner, which shows each as an annotation at its file and line.
struct GitHubReport {
    private let result: AuditResult
    private let places: FindingPlaces

    init(_ result: AuditResult) {
        self.result = result
        places = FindingPlaces(result)
    }

    func render() -> String {
        let errors = problems(.error) + findings(.failed) + nothingEvaluated
        let warnings = findings(.unknown) + problems(.warning) + findingsOfBaseline
        return (limited(errors) + limited(warnings) + limited(recommended + waived, to: Self.limit - 1) + [outcome]).map
        {
            $0.line + "\n"
        }.joined()
    }

    /// The runner drops what a step says beyond this many of a level, so one of them says how many more there are.
    private static let limit = 10

    private func limited(_ commands: [WorkflowCommand], to limit: Int = Self.limit) -> [WorkflowCommand] {
        guard commands.count > limit, let level = commands.first?.level else { return commands }
        let more = WorkflowCommand(
            level: level, title: "rolecall",
            message:
                "\(commands.count - limit + 1) more are not shown: GitHub shows \(Self.limit) of a level for each step. Other formats have all of them."
        )
        return [more] + commands.prefix(limit - 1)
    }

    private var outcome: WorkflowCommand {
        WorkflowCommand(
            level: .notice, title: "rolecall: \(result.basis.prefix)\(result.outcomeWords)",
            message: result.findings.isEmpty
                ? result.explanation : "\(result.findings.counts). \(result.explanation)\(sinceBaseline)",
            details: result.basis.facts.map { "\($0.label): \($0.text)" })
    }

    private var sinceBaseline: String {
        result.comparison.map { " Since the baseline: \($0.outcome.words.lowercased()): \($0.counts)." } ?? ""
    }

    private var nothingEvaluated: [WorkflowCommand] {
        result.findings.isEmpty
            ? [WorkflowCommand(level: .error, title: "rolecall", message: AuditResult.nothingEvaluated)] : []
    }

    private var recommended: [WorkflowCommand] {
        result.findings.filter { $0.verdict == .recommended }.map { command($0, level: .notice) }
    }

    private func findings(_ verdict: Verdict) -> [WorkflowCommand] {
        result.findings.filter { $0.verdict == verdict && !$0.isOpenSinceBaseline }.map {
            command($0, level: verdict == .failed ? .error : .warning)
        }
    }

    /// What the baseline has too is not an error of this change.
    private var findingsOfBaseline: [WorkflowCommand] {
        result.findings.filter(\.isOpenSinceBaseline).map { command($0, level: .warning) }
    }

    private func command(_ finding: Finding, level: WorkflowCommand.Level) -> WorkflowCommand {
        let verdict = finding.verdict.words.capitalizedFirst + (finding.sinceBaseline.map { " (\($0))" } ?? "")
        return WorkflowCommand(
            level: level, place: places.place(of: finding),
            title: "\(result.basis.prefix)\(verdict): \(result.guide.title(of: finding.requirement))",
            message: finding.message,
            details: finding.evidence.map { "- \($0.line)" } + (finding.remedy?.lines ?? []))
    }

    private var waived: [WorkflowCommand] {
        result.findings.filter { $0.verdict == .waived }.map { finding in
            WorkflowCommand(
                level: .notice, place: places.place(of: finding),
                title: "\(result.basis.prefix)Waived: \(result.guide.title(of: finding.requirement))",
                message: finding.waiver.map { "Waived \($0.words)" } ?? "Waived.", details: [finding.message])
        }
    }

    private func problems(_ severity: Problem.Severity) -> [WorkflowCommand] {
        result.problems.filter { $0.severity == severity }.map { problem in
            WorkflowCommand(
                level: severity == .error ? .error : .warning, place: problem.place,
                title: "\(result.basis.prefix)About the input",
                message: problem.message)
        }
    }
}

/// One command for GitHub's runner: `::error file=...,line=...,title=...::message`.
private struct WorkflowCommand {
    enum Level: String {
        case error, warning, notice
    }

    let level: Level
    var place: Place?
    let title: String
    let message: String
    var details: [String] = []

    var line: String {
        let properties = [("file", place?.file), ("line", place?.line.map(String.init)), ("title", title)]
            .compactMap { name, value in value.map { "\(name)=\($0.visible.workflowProperty)" } }
        // The runner cuts a message at 4,096 characters, wherever that falls.
        let text = ([message] + details).map(\.visible).joined(separator: "\n").cut(at: 4_000)
        return "::\(level.rawValue) \(properties.joined(separator: ","))::\(text.workflowData)"
    }
}

extension String {
    /// The text as the message of a workflow command: percent signs and line breaks escaped.
    fileprivate var workflowData: String { percentEscaped("%\r\n") }

    /// The text as the value of a workflow command's property, which a comma or a colon would end.
    fileprivate var workflowProperty: String { percentEscaped("%\r\n:,") }

    private func percentEscaped(_ characters: String) -> String {
        var result = ""
        for scalar in unicodeScalars {
            if characters.unicodeScalars.contains(scalar) {
                result += "%" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16, uppercase: true)
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
