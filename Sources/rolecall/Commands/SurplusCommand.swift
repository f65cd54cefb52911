import ArgumentParser
import AuditEngine
import AuditReports
import OrgModel

/// `rolecall surplus`: what the API user could do without.
struct Surplus: OrgCommand {
    static let configuration = CommandConfiguration(
        commandName: "surplus",
        abstract:
            "Lists what the API user has beyond the guide, the most severe first, and what of the guide rests on it.",
        discussion: """
            Examples:
              rolecall surplus path/to/project --profile Admin
              rolecall surplus export --records records -u api@example.com --fail-on high
              rolecall surplus export -u api@example.com --reference Sync.permissionset

            The exit status is 0 when it is done. With --fail-on it is 1 where something of that risk or above is \
            granted, and 3 where nothing is, but something may be: the export leaves it open, or what is granted is not \
            rated. --allow-unknown makes that 0.
            """)

    @OptionGroup(title: "Export") var export: ExportOptions

    @OptionGroup(title: "Who") var who: WhoOptions

    @OptionGroup(title: "What") var what: WhatOptions

    @OptionGroup(title: "Output") var reports: ReportOptions<SurplusFormat>

    @OptionGroup(title: "Output") var output: OutputOptions<SurplusFormat>

    @OptionGroup(title: "Output") var details: SurplusDetails

    func run(in console: Console) throws -> ExitStatus {
        let (result, read) = try output.showingProgress(in: console) {
            let session = try Session(
                auditing: details.comparing(settings), on: console.date, asksForAllEntries: true)
            let read = try session.read
            try reports.refuse(replacing: read)
            var result = session.guide.surplus(
                try session.org, try session.principal, options: try session.options, problems: try session.problems)
            result.basis = try session.basis
            return (result, read)
        }
        let isWritten = reports.write(sparing: read, in: console, isVerbose: details.verbose) {
            $0.render(result, $1)
        }
        guard isWritten else { return .notDone }
        let status = status(of: result)
        if status == .unknown, !output.quiet, let reasons = unrated(result) {
            console.writeError("rolecall: \(reasons)")
        }
        return status.allowing(unknown: output.allowUnknown)
    }

    /// Why --fail-on cannot decide, as far as ratings are missing.
    private func unrated(_ result: SurplusResult) -> String? {
        let count = result.count(nil)
        guard count > 0, let failOn = details.failOn?.risk else { return nil }
        let permissions =
            count.of("system permission beyond the guide is", "system permissions beyond the guide are")
        return
            "\(permissions) not rated, so --fail-on \(failOn.rawValue) cannot tell. See their names in the report and take "
            + "away what is not needed, or accept the rest with --allow-unknown."
    }

    private func status(of result: SurplusResult) -> ExitStatus {
        let status = ExitStatus(result.problems)
        guard status == .ready, let failOn = details.failOn?.risk else { return status }
        if let worst = result.worstRisk, worst >= failOn { return .failed }
        if !result.gaps.isEmpty || result.count(nil) > 0 { return .unknown }
        return result.worstPossibleRisk.map { $0 >= failOn } == true ? .unknown : .ready
    }
}

extension SurplusFormat: OutputFormat {
    static let help = OutputHelp(
        report: "A report", example: "csv=surplus.csv",
        allowUnknown: "With --fail-on, where something is not rated or unknown")
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

/// What only surplus has of options about its reports.
struct SurplusDetails: ParsableArguments {
    @Option(
        name: .customLong("fail-on"),
        help: ArgumentHelp(
            "Exit 1 where this risk or above is granted. Example: --fail-on high",
            valueName: "risk"))
    var failOn: RiskArgument?

    @Option(
        help: ArgumentHelp(
            "A permission set's file in the guide's place. What the API user has beyond it is surplus. "
                + "Example: --reference vendor/Sync.permissionset-meta.xml",
            valueName: "file"),
        completion: .file())
    var reference: String?

    @Flag(help: "The text report lists everything. Down to each field. Example: --verbose")
    var verbose = false

    /// The settings with the reference as the guide, where one is named.
    ///
    /// - Throws: ``CommandFailure`` where a guide is named too, or the reference is no permission set's file.
    func comparing(_ settings: Settings) throws(CommandFailure) -> Settings {
        guard let reference else { return settings }
        guard settings.what.guide == nil else {
            throw CommandFailure("--reference takes the guide's place: leave out --guide.", status: .usage)
        }
        guard Guide.isPermissionSet(reference) else {
            throw CommandFailure(
                "--reference \(reference): name a permission set's file, which ends in .permissionset or .permissionset-meta.xml.",
                status: .usage)
        }
        var settings = settings
        settings.what.guide = reference
        return settings
    }
}
