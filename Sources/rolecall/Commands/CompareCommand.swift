import ArgumentParser
import AuditEngine
import AuditReports
import Foundation
import OrgModel

/// `rolecall compare`: what became of each requirement between two audits.
struct Compare: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract:
            "Says what began to fail, was fixed or became unknown between two audits, and which grants came and went.",
        discussion: """
            Each side is a JSON report of rolecall, or an export, which is then audited.

            Examples:
              rolecall compare last-week.json today.json
              rolecall compare last-week.json path/to/project --report text --report markdown=comment.md
              rolecall compare before.zip after.zip --permission-set LivePerson_Integration --role CEO

            Exit status: 0 nothing is worse; 1 something fails that did not; 3 nothing began to fail, something became \
            unknown; 2 the two cannot be compared, or the new export could not be read in full; 64 wrong usage.
            """)

    @Argument(
        help: ArgumentHelp(
            "The earlier audit: a JSON report, - for one on standard input, or an export. Example: last-week.json",
            valueName: "old"))
    var old: String

    @Argument(help: ArgumentHelp("The later audit, in the same forms. Example: path/to/project", valueName: "new"))
    var new: String

    @OptionGroup(title: "Who, in exports") var who: WhoOptions

    @OptionGroup(title: "What, in exports") var what: WhatOptions

    @Option(
        name: .customLong("report"), parsing: .singleValue,
        help: ArgumentHelp(
            "A report: \(ComparisonFormat.allCases.map(\.rawValue).joined(separator: ", ")); on standard output or in a file; repeat for more. Example: --report markdown=comment.md",
            valueName: "format[=file]"))
    var reports: [ReportRequest<ComparisonFormat>] = []

    @Flag(
        name: .customLong("allow-unknown"),
        help: "Exit 0 instead of 3 where nothing began to fail but something became unknown. Example: --allow-unknown")
    var allowUnknown = false

    @Option(help: "When to color the text report: auto, always or never. Example: --color never")
    var color = ColorChoice.auto

    @Flag(name: .shortAndLong, help: "No messages on standard error besides errors. Example: --quiet")
    var quiet = false

    func validate() throws {
        try TypedNames([old, new], who, what).refuseEmpty()
        if old == "-", new == "-" { throw ValidationError("Only one side can be read from standard input.") }
        try reports.validate(besides: [old, new])
    }

    func run(in console: Console) throws -> ExitStatus {
        try refuseNamesWithoutExport()
        let progress = quiet ? nil : Progress(in: console)
        defer { progress?.end() }
        let (old, new) = try (side(old, in: console), side(new, in: console))
        let read = old.read + new.read
        try reports.refuse(replacing: read)
        let comparison = try compare(old.audit, new.audit)
        progress?.end()
        let isWritten = write(comparison, sparing: read, in: console)
        guard isWritten, comparison.new.isComplete else { return .notDone }
        return ExitStatus(comparison, allowUnknown: allowUnknown)
    }

    // MARK: Steps

    /// A report contains what was named when it was made; names for it would be ignored.
    private func refuseNamesWithoutExport() throws(CommandFailure) {
        guard isReport(old), isReport(new) else { return }
        guard let flag = TypedNames([], who, what).names.first(where: { !$0.values.isEmpty })?.flag else { return }
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
        let subject = try AuditSubject(SubjectOptions(path, who, what), on: console.date)
        return (AuditSnapshot(subject.audit(), toolVersion: rolecallVersion), subject.read)
    }

    private func write(_ comparison: Comparison, sparing read: ReadFiles, in console: Console) -> Bool {
        let settings = console.reportSettings(color)
        let requests = reports.isEmpty ? [ReportRequest(.text)] : reports
        let isWritten = requests.write(sparing: read, in: console) { format, isFile in
            [format.render(comparison, isFile ? settings.uncolored : settings)]
        }
        if !quiet, requests.allSatisfy({ $0.file != nil }) {
            console.writeError("rolecall: \(comparison.outcome.words): \(comparison.counts).")
        }
        return isWritten
    }
}

/// Whether a side of a comparison is a report: standard input, or a file that is not a zip archive.
private func isReport(_ path: String) -> Bool {
    if path == "-" { return true }
    switch FileKind(of: path) {
    case nil, .folder: return false
    // Whoever reads reports refuses it, without waiting for what a pipe may bring.
    case .special: return true
    case .file: break
    }
    guard let file = FileHandle(forReadingAtPath: path) else { return true }
    defer { try? file.close() }
    // Every zip archive begins so, an empty one too (APPNOTE.TXT, 4.3).
    return (try? file.read(upToCount: 2)) != Data("PK".utf8)
}
