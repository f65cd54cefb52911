import ArgumentParser
import AuditReports
import Foundation
import OrgModel

/// What `--help` says about the reports of a command.
struct OutputHelp: Sendable {
    /// What a report is called.
    let report: String
    /// A value of `--report`.
    let example: String
    /// The file in it.
    var exampleFile: String { example.split(separator: "=").last.map(String.init) ?? example }
    /// When `--allow-unknown` makes a 3 a 0, for the commands that have it.
    var allowUnknown = ""
}

/// The formats of a command's reports.
protocol OutputFormat: RawRepresentable<String>, CaseIterable, Sendable {
    /// The format of the report that is written where none is requested.
    static var text: Self { get }
    static var help: OutputHelp { get }
}

extension OutputFormat {
    /// The format for programs, where there is one.
    static var json: Self? { Self(rawValue: "json") }

    /// The format that a file's name says: `report.html`, `rolecall.xml`; text where it says none.
    static func ending(_ file: String) -> Self {
        let ending = URL(fileURLWithPath: file).pathExtension.lowercased()
        let name = ["md": "markdown", "xml": "junit", "mmd": "mermaid", "gv": "dot", "htm": "html"][ending] ?? ending
        return Self(rawValue: name) ?? .text
    }
}

/// Whether text is in color, for every command that prints any.
struct ColorOption: ParsableArguments {
    @Option(
        name: .customLong("color"),
        help: "When to color text: auto, always or never. Example: --color never")
    var choice = ColorChoice.auto
}

/// The reports of a command, and where they go.
///
/// It is in no group of options: while the program is debugged, the parser makes the options of a group four times for each
/// group around it, in every call.
struct ReportOptions<Format: OutputFormat>: ParsableArguments {
    @Option(
        name: .customLong("report"), parsing: .singleValue,
        help: ArgumentHelp(
            "\(Format.help.report), on standard output or in a file. Repeat for more. Example: --report \(Format.help.example)",
            valueName: "format[=file]"))
    private var typed: [ReportRequest<Format>] = []

    @Flag(
        name: .customLong("json"),
        help: ArgumentHelp(
            "The same as --report json. Example: --json", visibility: Format.json == nil ? .private : .default))
    private var isJSON = false

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Writes the report to this file. In the format of --report, or else as the file's ending says. Example: --output \(Format.help.exampleFile)",
            valueName: "file"),
        completion: .file())
    private var output: String?

    @OptionGroup var color: ColorOption

    /// What is written: the text report where nothing else is requested.
    var requests: [ReportRequest<Format>] {
        var requests = typed + (isJSON ? [Format.json].compactMap(\.self).map { ReportRequest($0) } : [])
        if let output, output != "-" {
            if let position = requests.firstIndex(where: { $0.file == nil }) {
                requests[position] = ReportRequest(requests[position].format, file: output)
            } else {
                requests.append(ReportRequest(.ending(output), file: output))
            }
        }
        return requests.isEmpty ? [ReportRequest(.text)] : requests
    }

    /// Whether the text report goes to standard output.
    var showsText: Bool { requests.contains { $0.file == nil && $0.format.rawValue == Format.text.rawValue } }

    /// Whether nothing goes to standard output.
    var isSilent: Bool { requests.allSatisfy { $0.file != nil } }

    /// Refuses two reports in one place.
    func validate() throws {
        if output?.isBlank == true { throw ValidationError("--output is empty: name a file, or leave it out.") }
        if isJSON, Format.json == nil {
            let known = Format.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--json: this command writes no JSON report. It writes \(known): --report FORMAT.")
        }
        if let first = requests.first, requests.count(where: { $0.file == nil }) > 1 {
            throw ValidationError(
                "Only one report can go to standard output; write the others to files: --report \(first.format.rawValue)=FILE"
            )
        }
        let files = requests.compactMap(\.file)
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
        for file in requests.compactMap(\.file) { try read.refuseReplacing(file) }
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
        var written = ReadFiles(requests.compactMap(\.file))
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

/// What a command that judges says and decides beside its reports.
struct OutputOptions<Format: OutputFormat>: ParsableArguments {
    @Flag(
        name: .customLong("allow-unknown"),
        help: "Exit 0 instead of 3. \(Format.help.allowUnknown). Example: --allow-unknown")
    var allowUnknown = false

    @Flag(name: .shortAndLong, help: "No messages except errors. Example: --quiet")
    var quiet = false

    /// Does what takes long, with a line on standard error while it does.
    func showingProgress<Value>(in console: Console, _ body: () throws -> Value) rethrows -> Value {
        let progress = quiet ? nil : Progress(in: console)
        defer { progress?.end() }
        return try body()
    }
}
