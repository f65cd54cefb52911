import ArgumentParser
import AuditEngine
import AuditReports
import Foundation
import OrgModel

/// `rolecall roles`: the role hierarchy as a drawing.
struct RolesCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "roles",
        abstract:
            "Draws the role hierarchy: where the API user and the end users are, and where the API user's role would have to.",
        discussion: """
            Examples:
              rolecall roles path/to/project --role Integration_User --end-user-role Service_Agent
              rolecall roles path/to/project --all --report svg=roles.svg

            Where somebody is named, their roles and the paths to the root from these are drawn, else the top levels, about 200 roles \
            in all; what is omitted is counted. Exit status: 0 drawn; 2 a role that was named is not there, its path to the root is a cycle, or there \
            are not a roles at all.
            """)

    @OptionGroup var subject: SubjectOptions

    @OptionGroup var reports: ReportOptions<RolesFormat>

    @Flag(help: "Draws every role instead of the relevant branches. Example: --all")
    var all = false

    func run(in console: Console) throws -> ExitStatus {
        let known = try RolesSubject(subject, on: console.date)
        try reports.refuse(replacing: known.read)
        let overview = RoleOverview(of: known.org, known.principal, activeUsers: known.activeUsers)
        let ofExport = known.org.problems.filter { $0.severity == .error } + known.problems
        let told = Set(ofExport)
        let problems = (ofExport + overview.problems.filter { !told.contains($0) }).bounded
        for problem in problems { console.writeError("rolecall: \(problem.line)") }
        guard !overview.tree.roles.isEmpty else {
            let advice = known.org.catalog.remedy(
                retrieving: "Retrieve them: rolecall manifest writes the package.xml that names them.")
            throw CommandFailure("The export contains no roles. \(advice)")
        }
        let isDrawn = draw(RolesReport(overview, on: known.basis, showsAll: all), sparing: known.read, in: console)
        return isDrawn && !problems.contains { $0.severity == .error } ? .ready : .notDone
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
    static let help = OutputHelp(report: "A drawing, dot for Graphviz", example: "svg=roles.svg")
}

/// Whose roles are marked; maybe nobody's.
private struct RolesSubject {
    let org: Org
    let principal: Principal
    let problems: [Problem]
    let activeUsers: [String: Int]?
    /// What was read.
    let read: ReadFiles
    /// What says whose roles are marked; a guide and its waivers have no part in that.
    let basis: AuditBasis

    init(_ typed: SubjectOptions, on date: Date) throws(CommandFailure) {
        let configuration = try Configuration.find(for: typed)
        let guide = try loadGuide(typed.what, configuration)
        _ = try AuditSubject.options(typed.what, configuration, guide)
        let who = try Who(typed.who, configuration)
        let date = typed.what.asOf?.date ?? date
        let known = try who.principal(in: Org.read(AuditSubject.scan(typed.paths)), guide.platform, on: date)
        (org, principal, problems) = (known.org, known.principal, known.problems)
        activeUsers = known.users?.activeUsersByRole
        basis = AuditBasis(configuration: configuration.file, asOf: who.users.isEmpty ? nil : date)
        read = ReadFiles(
            [configuration.file].compactMap(\.self) + who.users
                + guide.files(in: typed.what.guideFolder(configuration)), of: [org.catalog])
    }
}
