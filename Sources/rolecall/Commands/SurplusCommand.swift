import ArgumentParser
import AuditEngine
import AuditReports
import OrgModel

/// `rolecall surplus`: what the API user could do without.
struct Surplus: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "surplus",
        abstract:
            "Lists what the API user has beyond the guide, the most severe first, and what of the guide rests on it.",
        discussion: """
            Examples:
              rolecall surplus path/to/project --profile Admin
              rolecall surplus export --users users.json assignments.json --api-user api@example.com --fail-on high

            The exit status is 0 when it is done. With --fail-on it is 1 where something of that risk or above is \
            granted, and 3 where nothing is, but something may be: the export leaves it open, or what is granted is not \
            rated. --allow-unknown makes that 0.
            """)

    @OptionGroup var subject: SubjectOptions

    @Option(
        name: .customLong("report"), parsing: .singleValue,
        help: ArgumentHelp(
            "A report: \(SurplusFormat.allCases.map(\.rawValue).joined(separator: ", ")); on standard output or in a file; repeat for more. Example: --report csv=surplus.csv",
            valueName: "format[=file]"))
    var reports: [ReportRequest<SurplusFormat>] = []

    @Option(
        name: .customLong("fail-on"),
        help: ArgumentHelp(
            "Exit 1 where something of this risk or above is granted: \(Risk.allCases.map(\.rawValue).joined(separator: ", ")). Example: --fail-on high",
            valueName: "risk"))
    var failOn: RiskArgument?

    @Flag(
        name: .customLong("allow-unknown"),
        help: "With --fail-on, exit 0 instead of 3 where something is not rated or unknown. Example: --allow-unknown")
    var allowUnknown = false

    @Option(help: "When to color the text report: auto, always or never. Example: --color never")
    var color = ColorChoice.auto

    @Flag(name: .shortAndLong, help: "No messages on standard error besides errors. Example: --quiet")
    var quiet = false

    @Flag(help: "The text report lists everything, down to each field. Example: --verbose")
    var verbose = false

    func validate() throws { try reports.validate() }

    func run(in console: Console) throws -> ExitStatus {
        let progress = quiet ? nil : Progress(in: console)
        defer { progress?.end() }
        let subject = try AuditSubject(subject, on: console.date)
        try reports.refuse(replacing: subject.read)
        var result = subject.guide.surplus(
            subject.org, subject.principal, options: subject.options, problems: subject.problems)
        result.basis = subject.basis
        progress?.end()
        guard write(result, sparing: subject.read, in: console) else { return .notDone }
        let status = status(of: result)
        if status == .unknown, !quiet, let reasons = unrated(result) { console.writeError("rolecall: \(reasons)") }
        return status == .unknown && allowUnknown ? .ready : status
    }

    /// Why --fail-on cannot tell, as far as that is for lack of ratings.
    private func unrated(_ result: SurplusResult) -> String? {
        let count = result.count(nil)
        guard count > 0, let failOn = failOn?.risk else { return nil }
        let permissions =
            count == 1 ? "1 system permission beyond the guide is" : "\(count) system permissions beyond the guide are"
        return
            "\(permissions) not rated, so --fail-on \(failOn.rawValue) cannot tell. See their names in the report and take "
            + "away what is not needed, or accept the rest with --allow-unknown."
    }

    private func write(_ result: SurplusResult, sparing read: ReadFiles, in console: Console) -> Bool {
        var settings = console.reportSettings(color)
        settings.isVerbose = verbose
        let requests = reports.isEmpty ? [ReportRequest(.text)] : reports
        return requests.write(sparing: read, in: console) { format, isFile in
            [format.render(result, isFile ? settings.uncolored : settings)]
        }
    }

    private func status(of result: SurplusResult) -> ExitStatus {
        if result.problems.contains(where: { $0.severity == .error }) { return .notDone }
        guard let failOn = failOn?.risk else { return .ready }
        if let worst = result.worstRisk, worst >= failOn { return .failed }
        if !result.gaps.isEmpty || result.count(nil) > 0 { return .unknown }
        return result.worstPossibleRisk.map { $0 >= failOn } == true ? .unknown : .ready
    }
}

/// A risk, as typed.
struct RiskArgument: ExpressibleByArgument {
    let risk: Risk

    init?(argument: String) {
        guard let risk = Risk(rawValue: argument) else { return nil }
        self.risk = risk
    }

    static var allValueStrings: [String] { Risk.allCases.map(\.rawValue) }
}
