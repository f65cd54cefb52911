import ArgumentParser
import AuditReports

/// What `--help` says about the reports of a command.
struct OutputHelp: Sendable {
    /// What a report is called.
    let report: String
    /// A value of `--report`.
    let example: String
    /// When `--allow-unknown` makes a 3 a 0, for the commands that have it.
    var allowUnknown = ""
}

/// The formats of a command's reports.
protocol OutputFormat: RawRepresentable<String>, CaseIterable, Sendable {
    /// The format of the report that is written where none is requested.
    static var text: Self { get }
    static var help: OutputHelp { get }
}

/// Whether text is in color, for every command that prints any.
struct ColorOption: ParsableArguments {
    @Option(
        name: .customLong("color"),
        help: "When to color text on standard output: auto, always or never. Example: --color never")
    var choice = ColorChoice.auto
}

/// The reports of a command, and where they go.
struct ReportOptions<Format: OutputFormat>: ParsableArguments {
    @Option(
        name: .customLong("report"), parsing: .singleValue,
        help: ArgumentHelp(
            "\(Format.help.report): \(Format.allCases.map(\.rawValue).joined(separator: ", ")); on standard output or in a file; repeat for more. Example: --report \(Format.help.example)",
            valueName: "format[=file]"))
    var typed: [ReportRequest<Format>] = []

    @OptionGroup var color: ColorOption

    /// What is written: the text report where nothing else is requested.
    var requests: [ReportRequest<Format>] { typed.isEmpty ? [ReportRequest(.text)] : typed }

    /// Whether the text report goes to standard output.
    var showsText: Bool { requests.contains { $0.file == nil && $0.format.rawValue == Format.text.rawValue } }

    /// Whether nothing goes to standard output.
    var isSilent: Bool { requests.allSatisfy { $0.file != nil } }

    /// Refuses two reports in one place.
    func validate() throws {
        if typed.count(where: { $0.file == nil }) > 1 {
            throw ValidationError(
                "Only one report can go to standard output; write the others to files: --report \(typed[0].format.rawValue)=FILE"
            )
        }
        let files = typed.compactMap(\.file)
        if Set(files.map(placeOfFile)).count < files.count {
            throw ValidationError("Two reports cannot go to one file: \(files.joined(separator: ", ")).")
        }
    }

    /// Refuses, as wrong usage, a report that would replace a file that was typed as one to read.
    func validate(with inputs: [String]) throws {
        do {
            try refuse(replacing: ReadFiles(inputs))
        } catch {
            throw ValidationError(error.message)
        }
    }

    /// Refuses to write over what is read, before an audit is made for nothing.
    ///
    /// - Throws: ``CommandFailure`` where a report's file is one of those that are read.
    func refuse(replacing read: ReadFiles) throws(CommandFailure) {
        for file in typed.compactMap(\.file) { try read.refuseReplacing(file) }
    }

    /// Writes every report in one part; see ``write(sparing:in:parts:)``.
    func write(
        sparing read: ReadFiles, in console: Console, isVerbose: Bool = false,
        render: (Format, ReportSettings) -> String
    ) -> Bool {
        var settings = console.reportSettings(color.choice)
        settings.isVerbose = isVerbose
        return write(sparing: read, in: console) { [render($0, $1 ? settings.uncolored : settings)] }
    }

    /// Writes every report, files first, so that a reader of standard output who stops early costs none of them.
    ///
    /// - Parameters:
    ///   - read: What no report may replace.
    ///   - parts: Makes the texts of a report, for a file or else for standard output; all but the first go to files of
    ///     their own: `rolecall.xml`, then `rolecall-2.xml` and so on.
    /// - Returns: Whether every file could be written; which could not is said on standard error.
    func write(sparing read: ReadFiles, in console: Console, parts: (Format, _ isFile: Bool) -> [String]) -> Bool {
        var isWritten = true
        // Nor may the second part of one report replace another report.
        var written = ReadFiles(typed.compactMap(\.file))
        for request in requests where request.file != nil {
            do throws(CommandFailure) {
                for (number, part) in parts(request.format, true).enumerated() {
                    guard let file = request.file(ofPart: number + 1) else { continue }
                    if number > 0 {
                        try written.refuseReplacing(file)
                        written = written + ReadFiles([file])
                    }
                    try writeFile(part, to: file, sparing: read)
                }
            } catch {
                console.writeError(error)
                isWritten = false
            }
        }
        for request in requests where request.file == nil {
            for part in parts(request.format, false) { console.writeOutput(part) }
        }
        return isWritten
    }
}

/// The reports of a command that judges, and what is said and decided beside them.
struct OutputOptions<Format: OutputFormat>: ParsableArguments {
    @OptionGroup var reports: ReportOptions<Format>

    @Flag(name: .customLong("allow-unknown"), help: "\(Format.help.allowUnknown). Example: --allow-unknown")
    var allowUnknown = false

    @Flag(name: .shortAndLong, help: "No messages on standard error except errors. Example: --quiet")
    var quiet = false

    /// Does what takes long, with a line on standard error while it does.
    func showingProgress<Value>(in console: Console, _ body: () throws -> Value) rethrows -> Value {
        let progress = quiet ? nil : Progress(in: console)
        defer { progress?.end() }
        return try body()
    }
}
