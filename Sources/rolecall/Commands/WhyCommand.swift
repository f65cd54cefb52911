import ArgumentParser
import AuditEngine
import AuditReports
import OrgModel

/// `rolecall why`: the whole chain behind one verdict.
struct Why: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Explains one verdict: every source that was asked, what it says, and what mutes or brings it.",
        discussion: """
            Example:
              rolecall why field/Case.AccountId path/to/project --profile Admin

            The exit status is that of the verdict: 0 passed, waived or not applicable, 1 failed, 3 unknown; 2 where something \
            that it depends on cannot be read or is not there.
            """)

    @Argument(
        help: ArgumentHelp(
            "The requirement's id, as reports show it. Example: system/ApiEnabled", valueName: "requirement"))
    var requirement: String

    @OptionGroup var subject: SubjectOptions

    @OptionGroup var color: ColorOption

    func run(in console: Console) throws -> ExitStatus {
        let subject = try AuditSubject(subject, on: console.date)
        guard
            let explanation = subject.guide.explain(
                requirement, subject.org, subject.principal, options: subject.options, problems: subject.problems
            )?.waiving(subject.waivers, of: subject.guide, on: subject.date)
        else {
            throw unknownRequirement(requirement, of: subject.guide)
        }
        console.writeOutput(WhyReport(explanation, on: subject.basis, console.reportSettings(color.choice)).render())
        let warnings = subject.guide.warnings + subject.problems.filter { $0.severity == .warning }
        for problem in (explanation.errors + warnings).bounded { console.writeError("rolecall: \(problem.line)") }
        for waiver in subject.expiredWaivers(of: requirement) where explanation.finding.verdict == .failed {
            console.writeError(
                "rolecall: \(waiver.place): A waiver of \"\(waiver.requirement)\" expired on \(waiver.expires.day).")
        }
        if !explanation.errors.isEmpty { return .notDone }
        switch explanation.finding.verdict {
        case .failed: return .failed
        case .unknown: return .unknown
        case .passed, .waived, .notApplicable: return .ready
        }
    }
}
