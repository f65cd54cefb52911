import ArgumentParser
import AuditEngine
import AuditReports
import Foundation
import OrgModel

/// `rolecall fetch`: an audit's input, by the installed Salesforce CLI.
struct Fetch: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch",
        abstract:
            "Runs the installed sf to export what an audit needs: records of permissions and users, and metadata.",
        discussion: """
            Examples:
              rolecall fetch --target-org my-org --output-dir org -u api@example.com \\
                --end-users role-and-below:Agent
              rolecall audit org

            This is the one command that is not offline, and sf alone opens the connection, with the login that it has. What \
            arrived stays: the same command again goes on where it stopped. --dry-run prints the commands and runs nothing.

            Exit status: 0 all arrived; 2 not all of it, or nothing; 64 wrong usage.
            """)

    @Option(
        name: .customLong("target-org"),
        help: ArgumentHelp(
            "What sf calls the org: an alias or a username. Example: --target-org my-org", valueName: "alias"))
    var org: String

    @Option(
        name: [.customShort("o"), .customLong("output-dir")],
        help: ArgumentHelp(
            "The folder for the export. Made where it is not there. Example: --output-dir org", valueName: "folder"),
        completion: .directory)
    var folder: String

    @Flag(help: "Asks for everything again. What is in --output-dir already is replaced. Example: --force")
    var force = false

    @Flag(name: .customLong("dry-run"), help: "Prints the commands; runs and writes nothing. Example: --dry-run")
    var dryRun = false

    @OptionGroup(title: "Who") var who: WhoOptions

    @OptionGroup(title: "What") var what: WhatOptions

    private var typed: Settings { Settings([folder], who, what) }

    func validate() throws {
        for (flag, value) in [("--target-org", org), ("--output-dir", folder)] where value.isBlank {
            throw ValidationError("\(flag) is empty: write a name.")
        }
        if !who.records.isEmpty {
            throw ValidationError("--records names records that are there already, and fetch gets them: leave it out.")
        }
        try typed.validate()
    }

    func run(in console: Console) throws -> ExitStatus {
        let session = try Session(typed, on: console.date, hasExport: false)
        let plan = try FetchPlan(session)
        guard !dryRun else {
            guard plan.namesUser else { throw Self.noUser([]) }
            printCommands(plan, in: console)
            return .ready
        }
        guard let cli = SalesforceCLI(in: console.environment) else {
            let failure = SalesforceFailure(.notInstalled, says: "")
            throw CommandFailure(lines: [
                "There is no program sf in the folders of PATH.", "  \(failure.advice(org: org, nil))",
            ])
        }
        let place = FetchFolder(folder.hasSuffix("/") ? String(folder.dropLast()) : folder, force: force)
        let run = FetchRun(plan, from: org, into: place, by: cli, in: console)
        var settings = session.settings
        if !plan.namesUser {
            let user = try chooseUser(run, in: console)
            run.take(apiUser: user)
            settings.who.apiUser = user
        }
        try Interruption.hold { () throws(CommandFailure) in
            try run.run()
            try FetchedSettings(settings, in: place).write(in: console)
        }
        guard run.left.isEmpty else {
            console.writeError(
                "rolecall: Not all arrived. Left: \(run.left.joined(separator: ", ")). The same command again goes on from here."
            )
            return .notDone
        }
        return .ready
    }

    /// Asks who the API user is, on a terminal; lists who may be, elsewhere.
    private func chooseUser(_ run: FetchRun, in console: Console) throws(CommandFailure) -> String {
        var users: [APIUserCandidate] = []
        try Interruption.hold { () throws(CommandFailure) in users = try run.candidates() }
        var choice = Choice(
            question: "Who is the API user? These may be, those that are made for integrations first:",
            answers: users.map { Choice.Answer(name: $0.user.username, words: $0.words) })
        choice.limit = 20
        guard console.canAsk, !users.isEmpty, let user = try choice.ask(in: console).first else {
            throw Self.noUser(choice.lines)
        }
        return user
    }

    private static func noUser(_ candidates: [String]) -> CommandFailure {
        CommandFailure(
            lines: [
                "Name the API user with --api-user, or what the user has with --profile, --permission-set and "
                    + "--permission-set-group."
                    + (candidates.isEmpty ? "" : " Users who may be, those that are made for integrations first:")
            ] + candidates, status: .usage)
    }

    private func printCommands(_ plan: FetchPlan, in console: Console) {
        var instructions = RetrieveInstructions(plan.queries, apiVersion: plan.apiVersion)
        (instructions.folder, instructions.org) = (folder, org)
        instructions.manifest = instructions.path(RetrieveInstructions.manifestName)
        console.writeOutput(SalesforceCommand.display(org: org).line + "\n")
        for query in plan.queries {
            console.writeOutput("# \(query.line.visible)\n\(instructions.command(query).line)\n")
        }
        console.writeOutput(instructions.retrieve.line + "\n")
        if plan.queries.contains(where: { $0.name == RecordQuery.entitiesByLabel }) {
            console.writeError(
                "rolecall: Once the names of the objects that are asked for by label are known, more is asked about them."
            )
        }
    }
}

extension APIUserCandidate {
    /// What is known of the user.
    fileprivate var words: String {
        [user.profile.map { "profile \"\($0)\"" }, isIntegration ? "made for integrations" : nil].compactMap(\.self)
            .joined(separator: ", ")
    }
}

/// The `rolecall.yml` beside what was fetched, which says who is meant.
private struct FetchedSettings {
    private let settings: Settings
    private let folder: FetchFolder

    init(_ settings: Settings, in folder: FetchFolder) {
        var settings = settings
        settings.who.records = [folder.records]
        settings.what.guide = settings.what.guide ?? defaultGuide
        self.settings = settings
        self.folder = folder
    }

    /// Writes the file, unless another one is there, and says how to audit.
    func write(in console: Console) throws(CommandFailure) {
        guard isAnything(at: folder.records) || isAnything(at: folder.export) else { return }
        let (text, leadsOut) = try text()
        if folder.mayReplaceSettings {
            try folder.write([OutputFile(path: folder.settings, text: text)])
        } else {
            console.writeError("rolecall: \(folder.settings) is there already, and stays as it is.")
        }
        guard isAnything(at: folder.export) else { return }
        let audit = ShellCommand("rolecall audit").paths([folder.path])
        console.writeOutput(audit.option("--config", leadsOut ? folder.settings : nil).line + "\n")
    }

    /// The text, and whether it names files elsewhere, which only a configuration that is named may do.
    private func text() throws(CommandFailure) -> (String, leadsOut: Bool) {
        do throws(CommandFailure) {
            return (try text(within: folder.path), false)
        } catch {
            return (try text(within: nil), true)
        }
    }

    private func text(within border: String?) throws(CommandFailure) -> String {
        try SettingsText(settings, path: folder.settings, comment: Self.comment, within: border).text
    }

    private static let comment = """
        \(FetchFolder.mark), which writes it again with each call. Remove this line, and it stays as you change it.
        """
}
