import ArgumentParser
import AuditEngine
import AuditReports
import Foundation
import OrgModel

/// `rolecall init`: who is meant, written down once.
struct InitCommand: OrgCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Writes the rolecall.yml that says who the API user and the end users are.",
        discussion: """
            Examples:
              rolecall init path/to/export --records path/to/export/records
              rolecall init path/to/project --permission-set LivePerson --role CEO

            On a terminal it asks for what no flag says, and offers what is in the export: the users, or else the profiles and \
            permission sets, that come nearest to the guide, and the roles. Elsewhere it lists them and writes nothing, unless \
            flags name the API user. Every flag that has a key in rolecall.yml is written down.

            The file goes into PATH (beside it where PATH is a file), or to --config FILE.

            Exit status: 0 written; 2 not written; 64 wrong usage, or the API user is not named.
            """)

    @OptionGroup(title: "Export") var export: ExportOptions

    @OptionGroup(title: "Who") var who: WhoOptions

    @OptionGroup(title: "What") var what: WhatOptions

    @Flag(help: "Replaces a rolecall.yml that is there already. Example: --force")
    var force = false

    @Flag(name: .customLong("dry-run"), help: "Prints the file instead of writing it. Example: --dry-run")
    var dryRun = false

    func run(in console: Console) throws -> ExitStatus {
        let file = ConfigurationToWrite(settings)
        if !dryRun, !force { try file.refuseIfThere() }
        let session = try Session(settings.withoutConfiguration, on: console.date)
        _ = try session.options
        try refuseUnknownNames(session)
        var who = WhoQuestions(settings, try session.candidates)
        if console.canAsk {
            do throws(CommandFailure) {
                try who.ask(in: console)
            } catch {
                throw CommandFailure(lines: error.lines + ["Nothing was written."], status: error.status)
            }
        } else {
            try who.requireAPIUser()
        }
        let text = try file.text(who.settings)
        guard !dryRun else {
            console.writeOutput(text.visibleLines)
            return .ready
        }
        try writeFile(text, to: file.path, sparing: try session.read.except(file.path))
        for line in who.missing { console.writeError("rolecall: \(line)") }
        console.writeOutput("Wrote \(file.path):\n\n\(text)\nNext:\n  \(file.nextCommand)\n".visibleLines)
        return .ready
    }
}

extension InitCommand {
    /// Refuses to write what an audit would report at once.
    private func refuseUnknownNames(_ session: Session) throws(CommandFailure) {
        let (org, who) = (try session.org, settings.who)
        let roles = ([who.role].compactMap(\.self) + who.endUserRoles).map { org.match($0, .role) }
        let errors = (try session.problems + roles.problems).errors
        guard errors.isEmpty else { throw CommandFailure(errors.bounded.map(\.line) + ["Nothing was written."]) }
    }
}

extension Settings {
    /// What is typed alone: a configuration that is there is not read to write another.
    fileprivate var withoutConfiguration: Settings {
        var settings = self
        settings.what.config = nil
        settings.what.noConfig = true
        return settings
    }
}

/// The configuration that is written, and where.
private struct ConfigurationToWrite {
    let path: String
    private let typed: Settings

    init(_ typed: Settings) {
        self.typed = typed
        let path = typed.what.config ?? SettingsFile.path(of: SettingsFile.fileName, beside: typed.paths.first ?? ".")
        self.path = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
    }

    func refuseIfThere() throws(CommandFailure) {
        guard isAnything(at: path) else { return }
        throw CommandFailure(
            "\(path) is there already; nothing was written. --force replaces it, --dry-run prints what would be written."
        )
    }

    /// - Throws: ``CommandFailure`` where an audit could not read the file.
    func text(_ settings: Settings) throws(CommandFailure) -> String {
        let border = typed.what.config == nil ? SettingsFile.folder(of: path) : nil
        do throws(CommandFailure) {
            return try SettingsText(settings, path: path, comment: Self.comment, within: border).text
        } catch {
            throw CommandFailure(lines: ["Nothing was written. \(error.lines.first ?? "")"] + error.lines.dropFirst())
        }
    }

    private static let comment = """
        Who the API user is, and who the end users are. Written by rolecall init; each key has a flag of rolecall audit that
        wins over it.
        """

    /// What to run next.
    var nextCommand: String {
        ShellCommand("rolecall audit").paths(typed.paths).option("--config", typed.what.config).line
    }
}
