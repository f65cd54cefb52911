import AuditEngine
import AuditReports
import Documents

/// What a user may do after an audit that left something open.
struct NextSteps {
    let steps: [NextStep]

    init(after result: AuditResult, _ settings: Settings) {
        let failed = result.findings.filter { $0.verdict == .failed }
        let granted = failed.count(where: \.requirement.isPermission)
        let unknown = result.count(.unknown)
        var steps: [NextStep] = []
        if granted > 0 {
            steps.append(
                NextStep(
                    command: settings.command("rolecall fix").option("--output-dir", "fix").line,
                    effect:
                        "writes a permission set for \(granted == failed.count ? "" : "\(granted) of ")the \(failed.count.of("failed row"))."
                ))
        }
        if unknown > 0 {
            steps.append(
                NextStep(
                    command: settings.command("rolecall manifest").option("--output-dir", "next-export").line,
                    effect: "writes what the next export must contain, for the \(unknown.of("unknown row"))."))
        }
        if !result.broadPermissions.isEmpty {
            steps.append(
                NextStep(
                    command: settings.command("rolecall surplus").line,
                    effect:
                        "lists what the API user has beyond the guide, such as \(result.broadPermissions.listedWithAnd)."
                ))
        }
        if let first = result.findings.first(where: \.isOpen) {
            steps.append(
                NextStep(
                    command: settings.command("rolecall why \(first.requirement.id)").line,
                    effect: "shows all that one verdict rests on."))
        }
        self.steps = steps
    }
}
