import ArgumentParser
import AuditEngine
import AuditReports
import OrgModel

/// `rolecall why`: the whole chain behind one verdict.
struct Why: OrgCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Explains one verdict: every source that was asked, what it says, and what mutes or brings it.",
        discussion: """
            Examples:
              rolecall why field/Case.AccountId path/to/project --profile Admin
              rolecall why "Modify Metadata" path/to/project --profile Admin

            The exit status is that of the verdict: 0 passed, waived or not applicable, 1 failed, 3 unknown; 2 where something \
            that it depends on cannot be read or is not there.
            """)

    @Argument(
        help: ArgumentHelp(
            "The requirement's id, its end, or a label. As reports show them; where several are meant they are listed. Example: system/ApiEnabled",
            valueName: "requirement"),
        completion: .requirements)
    var requirement: String

    @OptionGroup(title: "Export") var export: ExportOptions

    @OptionGroup(title: "Who") var who: WhoOptions

    @OptionGroup(title: "What") var what: WhatOptions

    @OptionGroup var color: ColorOption

    func run(in console: Console) throws -> ExitStatus {
        let session = try Session(settings, on: console.date)
        let requirement = try session.guide.requirement(named: requirement).id
        try session.requireUser()
        let (problems, waivers) = try (session.problems, session.waivers)
        guard
            let explanation = session.guide.explain(
                requirement, try session.org, try session.principal, options: try session.options, problems: problems
            )?.waiving(waivers, of: session.guide, on: session.date)
        else {
            throw session.guide.unknownRequirement(requirement)
        }
        console.writeOutput(
            WhyReport(explanation, on: try session.basis, console.reportSettings(color.choice)).render())
        let warnings = session.guide.warnings + problems.filter { $0.severity == .warning }
        for problem in (explanation.errors + warnings).bounded { console.writeError("rolecall: \(problem.line)") }
        let expired = waivers.filter {
            $0.isFor(session.guide) && $0.names(requirement) && $0.hasExpired(on: session.date)
        }
        for waiver in expired where explanation.finding.verdict == .failed {
            console.writeError(
                "rolecall: \(waiver.place): A waiver of \"\(waiver.requirement)\" expired on \(waiver.expires.day).")
        }
        return explanation.errors.isEmpty ? ExitStatus(explanation.finding.verdict) : .notDone
    }
}
