import ArgumentParser
import AuditEngine
import AuditReports
import OrgModel

/// `rolecall history`: which commit made what of each requirement.
struct History: OrgCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Says which commit of an export in Git broke or fixed each requirement.",
        discussion: """
            Every commit that changes what is audited is asked the same: rolecall.yml, waivers and the guide are read as they \
            are now. Nothing is checked out, and Git's own program reads the commits.

            Examples:
              rolecall history path/to/project --since v1.2 --row field/Case.AccountId
              rolecall history path/to/project --report html=history.html

            Exit status: 0 all commits were audited; 2 not all could be; 64 wrong usage.
            """)

    @OptionGroup(title: "Export") var export: ExportOptions

    @OptionGroup(title: "Who") var who: WhoOptions

    @OptionGroup(title: "What") var what: WhatOptions

    @OptionGroup(title: "Commits") var commits: CommitOptions

    @OptionGroup(title: "Output") var reports: ReportOptions<HistoryFormat>

    @OptionGroup(title: "Output") var details: HistoryDetails

    func validate() throws {
        try settings.validate()
        try reports.validate(with: [])
    }

    func run(in console: Console) throws -> ExitStatus {
        let session = try Session(settings, on: console.date)
        let ids = try commits.rows.map { try session.guide.requirement(named: $0).id }
        let read = session.files
        try reports.refuse(replacing: read)
        let progress = details.quiet ? nil : Progress(in: console)
        let (history, interruption) = try Interruption.noting {
            defer { progress?.end() }
            let run = try HistoryRun(session, commits, in: console.environment)
            return try run.history(only: ids.isEmpty ? nil : Set(ids)) { progress?.say($0) }
        }
        defer { interruption?.end() }
        let isWritten = reports.write(sparing: read, in: console, isVerbose: details.verbose) { $0.render(history, $1) }
        if !details.quiet, reports.isSilent {
            console.writeError("rolecall: \(history.newest.basis.prefix)\(history.outcome.words): \(history.counts).")
        }
        return isWritten && history.range.isComplete && history.newest.isComplete ? .ready : .notDone
    }
}

/// What only a history has of options about its reports.
struct HistoryDetails: ParsableArguments {
    @Flag(help: "Text lists each requirement by itself. With what its answers rest on. Example: --verbose")
    var verbose = false

    @Flag(name: .shortAndLong, help: "No messages except errors. Example: --quiet")
    var quiet = false
}

/// Which commits are looked at, and what is told of them.
struct CommitOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only commits after this one. A branch, a tag or the id of a commit. Example: --since v1.2",
            valueName: "rev"))
    var since: String?

    @Option(
        help: ArgumentHelp(
            "The newest commit. HEAD where none is given. Example: --until origin/main", valueName: "rev"))
    var until = "HEAD"

    @Option(
        name: .customLong("row"), parsing: .singleValue,
        help: ArgumentHelp(
            "Tells of this requirement alone. By its id, its end, or a label; repeat for more. Example: --row system/ApiEnabled",
            valueName: "requirement"),
        completion: .requirements)
    var rows: [String] = []
}

extension HistoryFormat: OutputFormat {
    static let help = OutputHelp(report: "A report", example: "json=history.json")
}
