import ArgumentParser
import AuditEngine
import AuditReports
import Foundation
import OrgModel

/// `rolecall audit`: the main job.
struct Audit: OrgCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Says whether the API user has everything that the guide requires.",
        discussion: """
            Examples:
              rolecall audit path/to/project --profile Admin --role CEO
              rolecall audit path/to/export --records path/to/records -u api@example.com
              rolecall audit path/to/export --report text --report junit=rolecall.xml

            "rolecall PATH" is the same as "rolecall audit PATH". A command's name is always the command: a folder of that name \
            is ./fix, for example.

            Whatever is used every time can be in a rolecall.yml in the first PATH (beside it where PATH is a file), with the keys \
            \(Setting.keys.joined(separator: ", ")). Failures that are accepted are in a rolecall-waivers.yml there, \
            each with a reason, an owner and a last day.
            """)

    @OptionGroup(title: "Export") var export: ExportOptions

    @OptionGroup(title: "Who") var who: WhoOptions

    @OptionGroup(title: "What") var what: WhatOptions

    @OptionGroup(title: "Output") var reports: ReportOptions<ReportFormat>

    @OptionGroup(title: "Output") var output: OutputOptions<ReportFormat>

    @OptionGroup(title: "Output") var details: AuditDetails

    func validate() throws {
        try settings.validate()
        if let command = settings.paths.first(where: { TypedArguments.commands.contains($0) && !isAnything(at: $0) }) {
            throw ValidationError(
                "\"\(command)\" is a command, and no file or folder of that name is here. Put it first: rolecall \(command)"
            )
        }
        try reports.validate(with: [details.baseline].compactMap(\.self))
    }

    func run(in console: Console) throws -> ExitStatus {
        // Read before the export, which may take long.
        let earlier = try details.baseline.map {
            (audit: try AuditSnapshot(reportAt: $0, in: console), place: placeOfReport($0))
        }
        var (result, read, missing) = try output.showingProgress(in: console) {
            let session = try Session(auditing: settings, on: console.date)
            let read = try session.read + ReadFiles([details.baseline].compactMap(\.self))
            try reports.refuse(replacing: read)
            let result = try session.result()
            let isPage = reports.requests.contains { $0.format == .html }
            return (result, read, isPage && result.count(.failed) > 0 ? MissingSet(for: session) : nil)
        }
        if let earlier {
            result = result.since(
                earlier.audit, at: earlier.place, toolVersion: rolecallVersion,
                mayBeOfAnother: details.baselineOfAnother)
        }
        let written = write(result, missing, sparing: read, in: console)
        return written ? ExitStatus(result).allowing(unknown: output.allowUnknown) : .notDone
    }

    // MARK: Steps

    /// Writes every report; where none goes to standard output, standard error says the outcome.
    private func write(
        _ result: AuditResult, _ missing: MissingSet?, sparing read: ReadFiles, in console: Console
    ) -> Bool {
        var settings = console.reportSettings(reports.color.choice)
        settings.date = result.basis.asOf ?? settings.date
        settings.isVerbose = details.verbose
        settings.allowsUnknown = output.allowUnknown
        settings.nextSteps = NextSteps(after: result, self.settings).steps
        settings.missingSet = missing
        let isWritten = reports.write(sparing: read, in: console) { format, isFile in
            isFile
                ? format.render(result, settings.uncolored, limit: details.junitLimit ?? .max)
                : [format.render(result, settings)]
        }
        if !isWritten {
            console.writeError("rolecall: Incomplete: not every report could be written.")
        } else if !output.quiet, reports.isSilent {
            console.writeError("rolecall: \(summary(of: result))")
        }
        return isWritten
    }

    /// The outcome in a line.
    private func summary(of result: AuditResult) -> String {
        let waived = result.count(.waived) > 0 ? ", \(result.count(.waived)) waived" : ""
        let baseline = result.comparison.map { " Since the baseline: \($0.counts)." } ?? ""
        return "\(result.basis.prefix)\(result.outcomeWords): \(result.findings.count) requirements, "
            + "\(result.count(.failed)) failed, \(result.count(.unknown)) unknown\(waived).\(baseline)"
    }
}

extension ReportFormat: OutputFormat {
    static let help = OutputHelp(
        report: "A report", example: "junit=rolecall.xml",
        allowUnknown:
            "Where nothing failed but something is unknown; JUnit then skips what is unknown")
}

/// What only an audit has of options about its reports.
struct AuditDetails: ParsableArguments {
    @Option(
        name: .customLong("junit-limit"),
        help: ArgumentHelp(
            "The most test cases in one JUnit file. For consumers that refuse more; further files get -2, -3 … in their names, and each has the outcome of all. Example: --junit-limit 5000",
            valueName: "count"))
    var junitLimit: Int?

    @Option(
        help: ArgumentHelp(
            "A JSON report: only what is new since fails. Or - for one on standard input. Every report says what is new since. Example: --baseline last-week.json",
            valueName: "file"))
    var baseline: String?

    @Flag(
        name: .customLong("baseline-of-another"),
        help:
            "The baseline may be of another user or guide. Without this it is refused, because what fails there says nothing about here. Example: --baseline-of-another"
    )
    var baselineOfAnother = false

    @Flag(help: "The text report lists passed requirements too. With their evidence. Example: --verbose")
    var verbose = false

    func validate() throws {
        if let junitLimit, junitLimit < ReportFormat.leastCases {
            throw ValidationError(
                "--junit-limit takes a count of at least \(ReportFormat.leastCases): each file has the outcome and one case more."
            )
        }
        if baseline?.isBlank == true {
            throw ValidationError("--baseline is empty: name a JSON report, or leave it out.")
        }
        if baselineOfAnother, baseline == nil {
            throw ValidationError("--baseline-of-another is about --baseline: name one, or leave it out.")
        }
    }
}
