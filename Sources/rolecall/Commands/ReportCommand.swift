import ArgumentParser
import AuditEngine
import AuditReports
import OrgModel

/// `rolecall report`: any format, from a kept JSON report.
struct ReportCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Makes any format from a JSON report that was kept, without the export.",
        discussion: """
            Examples:
              rolecall report kept.json --report html=page.html --report csv=rows.csv
              rolecall report kept.json --guide ./my-guide --report sarif=rolecall.sarif

            The audit is not made again: verdicts, places and the day are those of the report. What a report does not contain is \
            omitted: the commands to go on with, the permission set to deploy, and what changed since a baseline.

            Exit status: 0 written, whatever the verdicts are; 2 FILE is no report of an audit, or a report cannot be written; 64 \
            wrong usage.
            """)

    @Argument(
        help: ArgumentHelp(
            "A JSON report of rolecall audit, or - for standard input. Example: kept.json", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var file: String

    @Option(
        help: ArgumentHelp(
            "The guide that the report is against, where rolecall does not contain it: a folder of rule files. Example: --guide ./my-guide",
            valueName: "name|path"),
        completion: .directory)
    var guide: String?

    @OptionGroup var reports: ReportOptions<ReportFormat>

    @Flag(
        name: .customLong("allow-unknown"),
        help: "JUnit skips what is unknown instead of failing. Example: --allow-unknown")
    var allowUnknown = false

    @Flag(help: "The text report lists passed requirements too, with their evidence. Example: --verbose")
    var verbose = false

    func validate() throws {
        try reports.validate(with: [file])
        if guide?.isBlank == true {
            throw ValidationError("--guide is empty: name a guide, or leave it out.")
        }
    }

    func run(in console: Console) throws -> ExitStatus {
        let audit = try AuditSnapshot(reportAt: file, in: console)
        let guide = try guide(of: audit)
        for remark in remarks(on: audit, guide) { console.writeError("rolecall: \(placeOfReport(file)): \(remark)") }
        let result = audit.result(by: guide)
        let read = ReadFiles(file == "-" ? [] : [file])
        let isWritten = reports.write(sparing: read, in: console) { format, isFile in
            var settings = console.reportSettings(reports.color.choice)
            if isFile { settings = settings.uncolored }
            settings.toolVersion = audit.tool.version
            settings.date = audit.asOf ?? settings.date
            settings.isVerbose = verbose
            settings.allowsUnknown = allowUnknown
            return [format.render(result, settings)]
        }
        return isWritten ? .ready : .notDone
    }

    /// The guide that was typed, or else the one of the report, if rolecall contains it.
    private func guide(of audit: AuditSnapshot) throws(CommandFailure) -> Guide? {
        guard let guide else {
            return Guide.embedded.contains(audit.guide.id) ? try loadGuide(audit.guide.id) : nil
        }
        let loaded = try loadGuide(guide)
        guard loaded.id == audit.guide.id else {
            throw CommandFailure(
                "The report is against the guide \"\(audit.guide.id)\", and \(guide) is \"\(loaded.id)\". Name the guide of the report.",
                status: .usage)
        }
        return loaded
    }

    /// What is missing from the reports that are made.
    private func remarks(on audit: AuditSnapshot, _ guide: Guide?) -> [String] {
        var remarks: [String] = []
        if audit.roles == nil {
            remarks.append(
                "An older rolecall (\(audit.tool.version)) wrote it, so roles are not drawn, and rows are grouped less."
            )
        }
        if audit.requirements.contains(where: { $0.baseline != nil }) {
            remarks.append(
                "What changed since its baseline is omitted; rolecall compare shows it, from both reports.")
        }
        guard let guide else {
            let advice =
                audit.basis.guideFolder.map { "Name its folder (it was \($0)) with --guide." }
                ?? "Name its folder with --guide."
            return remarks + [
                "rolecall contains no guide \"\(audit.guide.id)\", so purposes and notes are omitted. \(advice)"
            ]
        }
        if audit.guide.rules != guide.digest {
            remarks.append(
                "The rules of the guide \"\(guide.id)\" are not those of the report. Purposes, notes and the help of rules are of "
                    + "those at hand; all else is of the report.")
        }
        return remarks
    }
}
