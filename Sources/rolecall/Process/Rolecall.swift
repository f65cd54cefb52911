import ArgumentParser
import AuditReports
import Foundation

/// The version, as `--version` and every report say it.
let rolecallVersion = "0.1.0"

/// A command that runs against a ``Console`` and says how it ended.
protocol ConsoleCommand: ParsableCommand {
    func run(in console: Console) throws -> ExitStatus
}

/// The command line.
struct Rolecall: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "rolecall",
        abstract: "Audits a Salesforce org's exported metadata against a vendor's installation guide, offline.",
        discussion: """
            Says, requirement by requirement, whether the integration's API user has what the guide requires: what is \
            granted with file and line, what is missing and how to fix it, and what the export cannot tell.

            Exit status: 0 ready; 1 something failed; 3 nothing failed, something is unknown; 2 the audit could not be \
            done; 64 wrong usage.
            """,
        version: rolecallVersion,
        subcommands: [
            Audit.self, Why.self, Fix.self, Surplus.self, Compare.self, History.self, ReportCommand.self,
            RolesCommand.self,
            WaiversCommand.self,
            ManifestCommand.self, Fetch.self, InitCommand.self, GuideCommand.self,
        ]
    )

    @Flag(help: "Show the licenses of all that is in the program.")
    var licenses = false

    /// Shows the licenses: without a command, nothing else can be meant.
    func run(in console: Console) -> ExitStatus {
        console.writeOutput(LicenseListing(sharedLibraries: console.sharedLibraries()).text)
        return .ready
    }

    /// Runs what the process was called with, the program's name, then its arguments; returns the exit status.
    ///
    /// Where Swift cannot read them it shows none, not even the name. Help and a 0 would then pass for an audit.
    static func run(commandLine: [String], in console: Console) -> Int32 {
        guard !commandLine.isEmpty else {
            console.writeError(
                "rolecall: The arguments cannot be read. On Linux they are in /proc, which is not mounted here.")
            return ExitStatus.notDone.rawValue
        }
        let status = parseAndRun(Array(commandLine.dropFirst()), in: console)
        if let reason = console.output.failureReason {
            console.writeError("rolecall: Standard output cannot be written: \(reason).")
            return ExitStatus.notDone.rawValue
        }
        return console.error.failureReason == nil ? status : ExitStatus.notDone.rawValue
    }

    private static func parseAndRun(_ arguments: [String], in console: Console) -> Int32 {
        do {
            let words = try TypedArguments(arguments).words
            if let help = try CommandHelp(askedIn: words, width: console.helpWidth) {
                console.writeOutput(help.text)
                return ExitStatus.ready.rawValue
            }
            var command = try command(named: words[...]) ?? parseAsRoot(words)
            try RepeatedOptions(in: words, of: type(of: command)).refuse()
            if let command = command as? any ConsoleCommand {
                return try command.run(in: try console.atDateOfEnvironment()).rawValue
            }
            // What completions print is thrown.
            try command.run()
            return ExitStatus.ready.rawValue
        } catch let failure as CommandFailure {
            console.writeError(failure)
            return failure.status.rawValue
        } catch {
            return report(error, arguments, in: console)
        }
    }

    /// The command that is named, with its arguments; `nil` where none is, or something else is asked for.
    ///
    /// Below a root the parser makes the options of a command twice more, to see whether one takes all that follows.
    private static func command(
        named words: ArraySlice<String>, among commands: [any ParsableCommand.Type] = configuration.subcommands
    ) throws -> (any ParsableCommand)? {
        guard let named = commands.first(where: { $0._commandName == words.first }), !words.contains("--version") else {
            return nil
        }
        let (below, rest) = (named.configuration.subcommands, words.dropFirst())
        return try below.isEmpty ? named.parseAsRoot(Array(rest)) : command(named: rest, among: below)
    }

    /// Prints what the parser throws: what was asked for, or what is wrong.
    private static func report(_ error: any Error, _ arguments: [String], in console: Console) -> Int32 {
        let status = exitCode(for: error)
        guard !status.isSuccess else {
            console.writeOutput(fullMessage(for: error) + "\n")
            return status.rawValue
        }
        // A shell would print it into the line that is typed.
        if arguments.first == "---completion" { return status.rawValue }
        let words = (try? TypedArguments(arguments).words) ?? arguments
        let lines = message(for: error).showingLineBreaks(of: arguments).split(separator: "\n").map(String.init)
        console.writeError(CommandFailure(lines: WrongUsage(words)?.lines(orElse: lines) ?? lines, status: .usage))
        return status.rawValue
    }
}

extension String {
    /// The same message with each argument, or value of one, that contains a line break on one line: the parser of the command
    /// line quotes what it does not understand.
    fileprivate func showingLineBreaks(of arguments: [String]) -> String {
        let values = arguments.flatMap { [$0, $0.split(separator: "=", maxSplits: 1).last.map(String.init) ?? $0] }
        return values.filter { $0.unicodeScalars.contains("\n") }.reduce(self) { $0.replacing($1, with: $1.visible) }
    }
}
