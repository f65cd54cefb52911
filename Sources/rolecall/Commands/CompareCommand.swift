import ArgumentParser
import AuditEngine
import AuditReports
import Foundation
import OrgModel

/// `rolecall compare`: what became of each requirement between two audits.
struct Compare: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Says what began to fail, was fixed or became unknown between two audits.",
        discussion: """
            Each side is a JSON report of rolecall, or an export, which is then audited. With --git each side is a revision: \
            two commits of an export that is kept in Git are audited, without a checkout. rolecall.yml, waivers and the guide \
            are read as they are now.

            Examples:
              rolecall compare last-week.json today.json --report markdown=comment.md
              rolecall compare before.zip after.zip --permission-set LivePerson --role CEO
              rolecall compare --git origin/main HEAD path/to/project

            Exit status: 0 nothing is worse; 1 something fails that did not; 3 only something became unknown; 2 not compared, \
            or not read in full; 64 wrong usage.
            """)

    @Argument(
        help: ArgumentHelp(
            "The earlier audit: a report, or an export. A JSON report; - is one on standard input. Example: last-week.json",
            valueName: "old"),
        completion: .file())
    var old: String

    @Argument(
        help: ArgumentHelp("The later audit: a report, or an export. Example: path/to/project", valueName: "new"),
        completion: .file())
    var new: String

    @Argument(
        help: ArgumentHelp(
            "With --git, the exports in the repository. The working folder where none is named. Example: force-app",
            valueName: "path"),
        completion: .file())
    private var paths: [String] = []

    @OptionGroup(title: "Who, in exports") var who: WhoOptions

    @OptionGroup(title: "What, in exports") var what: WhatOptions

    @OptionGroup(title: "Output") var reports: ReportOptions<ComparisonFormat>

    @OptionGroup(title: "Output") var output: OutputOptions<ComparisonFormat>

    @OptionGroup(title: "Output") var details: CompareDetails

    func validate() throws {
        try Settings([old, new] + paths, who, what).validate()
        guard !details.comparesCommits else { return try reports.validate(with: []) }
        guard paths.isEmpty else {
            throw ValidationError(
                "\(paths[0]) is one too many: compare takes two sides. To compare two commits of it, say --git.")
        }
        if old == "-", new == "-" { throw ValidationError("Only one side can be read from standard input.") }
        try reports.validate(with: [old, new])
    }

    func run(in console: Console) throws -> ExitStatus {
        let (comparison, read) = try output.showingProgress(in: console) {
            try details.comparesCommits ? compareCommits(in: console) : compareSides(in: console)
        }
        let isWritten = reports.write(sparing: read, in: console, isVerbose: details.verbose) {
            $0.render(comparison, $1)
        }
        if !output.quiet, reports.isSilent {
            console.writeError(
                "rolecall: \(comparison.new.basis.prefix)\(comparison.outcome.words): \(comparison.counts).")
        }
        guard isWritten, comparison.new.isComplete else { return .notDone }
        return ExitStatus(comparison).allowing(unknown: output.allowUnknown)
    }

    // MARK: Steps

    private func compareSides(in console: Console) throws(CommandFailure) -> (Comparison, ReadFiles) {
        try refuseNamesWithoutExport()
        let (old, new) = try (side(old, in: console), side(new, in: console))
        let read = old.read + new.read
        try reports.refuse(replacing: read)
        return (try compare(old.audit, new.audit), read)
    }

    private func compareCommits(in console: Console) throws(CommandFailure) -> (Comparison, ReadFiles) {
        let session = try Session(Settings(paths.isEmpty ? ["."] : paths, who, what), on: console.date)
        try reports.refuse(replacing: session.files)
        let export = try CommittedExport(session, at: new, in: console.environment)
        return (try export.compare(old), session.files)
    }

    /// A report contains what was named when it was made; names for it would be ignored.
    private func refuseNamesWithoutExport() throws(CommandFailure) {
        guard isReport(old), isReport(new) else { return }
        guard let flag = Settings([], who, what).firstFlag else { return }
        throw CommandFailure(
            "\(flag) is about an export, but \(old) and \(new) are both reports. Leave it out, or give the exports.",
            status: .usage)
    }

    private func side(_ path: String, in console: Console) throws(CommandFailure) -> (
        audit: AuditSnapshot, read: ReadFiles
    ) {
        if isReport(path) {
            return (try AuditSnapshot(reportAt: path, in: console), ReadFiles(path == "-" ? [] : [path]))
        }
        guard FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure(
                "\(path) does not exist. Give a JSON report of rolecall, or the folder or zip file of an export.")
        }
        let session = try Session(auditing: Settings([path], who, what), on: console.date)
        return (AuditSnapshot(try session.result(), toolVersion: rolecallVersion), try session.read)
    }
}

/// What only a comparison has of options about its reports.
struct CompareDetails: ParsableArguments {
    @Flag(
        name: .customLong("git"),
        help: "The two sides are revisions of a repository. Two commits of an export in Git. Example: --git main HEAD")
    var comparesCommits = false

    @Flag(help: "Text and Markdown list what is unchanged too. Example: --verbose")
    var verbose = false
}

extension ComparisonFormat: OutputFormat {
    static let help = OutputHelp(
        report: "A report", example: "markdown=comment.md",
        allowUnknown: "Where nothing began to fail but something became unknown")
}

/// Whether a side of a comparison is a report: standard input, or a file that is not a zip archive.
private func isReport(_ path: String) -> Bool {
    if path == "-" { return true }
    switch FileKind(of: path) {
    case nil, .folder: return false
    // The reader of reports refuses it, without waiting for what a pipe may bring.
    case .special: return true
    case .file: break
    }
    guard let file = FileHandle(forReadingAtPath: path) else { return true }
    defer { try? file.close() }
    // Every zip archive begins so, an empty one too (APPNOTE.TXT, 4.3).
    return (try? file.read(upToCount: 2)) != Data("PK".utf8)
}
