import ArgumentParser
import AuditEngine
import AuditReports
import Foundation
import OrgModel

/// `rolecall audit`: the main job.
struct Audit: ConsoleCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says whether the API user has everything that the guide asks for.",
        discussion: """
            Examples:
              rolecall audit path/to/project --profile Admin --role CEO --end-user-role Service_Agent
              rolecall audit retrieved/unpackaged --permission-set LivePerson_Integration --report text --report junit=rolecall.xml

            Whatever is used every time can stand in a rolecall.yml in PATH (beside it where PATH is a file), with the keys guide, profile, \
            permissionSets, permissionSetGroups, role, endUserRoles, objects, names, edition, apps, installed and waivers. Failures that are \
            accepted stand in a rolecall-waivers.yml there, each with a reason, an owner and a last day.
            """)

    @OptionGroup var subject: SubjectOptions

    @Option(
        name: .customLong("report"), parsing: .singleValue,
        help: ArgumentHelp(
            "A report: \(ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")); on standard output or in a file; repeat for more. Example: --report junit=rolecall.xml",
            valueName: "format[=file]"))
    var reports: [ReportRequest<ReportFormat>] = []

    @Option(
        name: .customLong("junit-limit"),
        help: ArgumentHelp(
            "The most test cases in one JUnit file, for consumers that refuse more; further files get -2, -3 … in their names. Example: --junit-limit 5000",
            valueName: "count"))
    var junitLimit: Int?

    @Flag(name: .customLong("allow-unknown"), help: "Exit 0 instead of 3 where nothing failed but something is unknown. Example: --allow-unknown")
    var allowUnknown = false

    @Option(help: "When to colour the text report: auto, always or never. Example: --color never")
    var color = ColorChoice.auto

    @Flag(name: .shortAndLong, help: "No messages on standard error besides errors. Example: --quiet")
    var quiet = false

    @Flag(help: "The text report tells passed requirements too, with their evidence. Example: --verbose")
    var verbose = false

    func validate() throws {
        if let junitLimit, junitLimit < 1 { throw ValidationError("--junit-limit takes a count of at least 1.") }
        try reports.validate()
    }

    func run(in console: Console) throws -> ExitStatus {
        let progress = quiet ? nil : Progress(in: console)
        defer { progress?.end() }
        let subject = try AuditSubject(subject, on: console.date)
        let result = subject.audit()
        progress?.end()
        let written = write(result, in: console)
        return written ? status(of: result) : .notDone
    }

    // MARK: Steps

    /// Writes every report, files first, so that a reader of standard output who stops early costs none of them.
    private func write(_ result: AuditResult, in console: Console) -> Bool {
        var settings = console.reportSettings(color)
        settings.isVerbose = verbose
        var isWritten = true
        let requests = reports.isEmpty ? [ReportRequest(.text)] : reports
        for request in requests.filter({ $0.file != nil }) {
            guard let file = request.file else { continue }
            do throws(CommandFailure) {
                let parts = request.format.render(result, settings.uncoloured, most: junitLimit ?? .max)
                for (number, part) in parts.enumerated() { try writeFile(part, to: Self.name(file, part: number + 1)) }
            } catch {
                console.writeError("rolecall: \(error.message)\n")
                isWritten = false
            }
        }
        if let request = requests.first(where: { $0.file == nil }) {
            console.writeOutput(request.format.render(result, settings))
        } else if !quiet {
            let waived = result.count(.waived) > 0 ? ", \(result.count(.waived)) waived" : ""
            console.writeError("rolecall: \(result.outcome.words): \(result.findings.count) requirements, "
                + "\(result.count(.failed)) failed, \(result.count(.unknown)) unknown\(waived).\n")
        }
        return isWritten
    }

    /// `rolecall.xml`, then `rolecall-2.xml` and so on.
    private static func name(_ file: String, part: Int) -> String {
        guard part > 1 else { return file }
        let url = URL(fileURLWithPath: file)
        let base = url.deletingPathExtension().lastPathComponent
        let ending = url.pathExtension.isEmpty ? "" : ".\(url.pathExtension)"
        return url.deletingLastPathComponent().appending(path: "\(base)-\(part)\(ending)").path
    }

    private func status(of result: AuditResult) -> ExitStatus {
        if result.findings.isEmpty || result.problems.contains(where: { $0.severity == .error }) { return .notDone }
        switch result.outcome {
        case .ready: return .ready
        case .notReady: return .failed
        case .undetermined: return allowUnknown ? .ready : .unknown
        }
    }
}

extension ReportSettings {
    /// The same for a file, which is no terminal.
    fileprivate var uncoloured: ReportSettings {
        var settings = self
        settings.isColoured = false
        settings.width = 100
        return settings
    }
}
