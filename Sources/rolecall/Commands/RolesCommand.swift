import ArgumentParser
import AuditEngine
import AuditReports
import Foundation
import OrgModel

/// `rolecall roles`: the role hierarchy as a drawing.
struct RolesCommand: OrgCommand {
    static let configuration = CommandConfiguration(
        commandName: "roles",
        abstract:
            "Draws the role hierarchy: where the API user and the end users are, and where the API user's role should be.",
        discussion: """
            Examples:
              rolecall roles path/to/project --role Integration --end-user-role Agent
              rolecall roles path/to/project --all --report svg=roles.svg

            Where users are named, their roles and the paths to the root from these are drawn, else the top levels, about 200 roles \
            in all; what is omitted is counted.

            Exit status: 0 drawn; 2 a role that was named is not there, its path to the root is a cycle, or there \
            are no roles at all.
            """)

    @OptionGroup(title: "Export") var export: ExportOptions

    @OptionGroup(title: "Who") var who: WhoOptions

    @OptionGroup(title: "What") var what: WhatOptions

    @OptionGroup(title: "Output") var reports: ReportOptions<RolesFormat>

    @OptionGroup(title: "Output") var details: RolesDetails

    func run(in console: Console) throws -> ExitStatus {
        let session = try Session(settings, on: console.date)
        _ = try session.options
        let (users, read) = try (session.users, session.read)
        try reports.refuse(replacing: read)
        let overview = RoleOverview(of: users.org, users.principal, activeUsers: users.activeUsers)
        let problems = (users.org.problems.errors + users.problems + overview.problems).bounded
        for problem in problems { console.writeError("rolecall: \(problem.line)") }
        guard !overview.tree.roles.isEmpty else {
            let advice = users.org.catalog.remedy(
                retrieving: "Retrieve them: rolecall manifest writes the package.xml that names them.")
            throw CommandFailure("The export contains no roles. \(advice)")
        }
        // What says whose roles are marked; a guide and its waivers have no part in that.
        let basis = AuditBasis(
            label: session.settings.what.label, configuration: session.configuration.path,
            asOf: session.settings.who.records.isEmpty ? nil : session.date)
        let isDrawn = draw(RolesReport(overview, on: basis, showsAll: details.all), sparing: read, in: console)
        return isDrawn ? ExitStatus(problems) : .notDone
    }

    private func draw(_ report: RolesReport, sparing read: ReadFiles, in console: Console) -> Bool {
        let isDrawn = reports.write(sparing: read, in: console) { report.render($0, $1) }
        // The text says it itself.
        if !reports.showsText {
            for line in report.conclusion { console.writeError("rolecall: \(line)") }
        }
        return isDrawn
    }
}

extension RolesFormat: OutputFormat {
    static let help = OutputHelp(report: "A drawing", example: "svg=roles.svg")
}

/// What only roles has of options about its drawings.
struct RolesDetails: ParsableArguments {
    @Flag(help: "Draws every role instead of the relevant branches. Example: --all")
    var all = false
}
