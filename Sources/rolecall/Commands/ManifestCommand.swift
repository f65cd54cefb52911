import ArgumentParser
import AuditEngine
import AuditReports
import Foundation
import OrgModel

/// `rolecall manifest`: what the next export must contain.
struct ManifestCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "manifest",
        abstract:
            "Writes the package.xml that makes the next export complete for the guide, and prints the sf commands.",
        discussion: """
            Examples:
              rolecall manifest --output package.xml
              rolecall manifest path/to/export --permission-set LivePerson_Integration --output package.xml

            Without --output the manifest goes to standard output and the commands to standard error.
            """)

    @OptionGroup var settings: Settings

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The file to write. Example: --output package.xml", valueName: "file"),
        completion: .file())
    var output: String?

    func run(in console: Console) throws -> ExitStatus {
        let session = try Session(settings, on: console.date)
        let options = try session.options
        // A folder without metadata is not an error here: the manifest is what will fill it.
        let users = try? session.users
        let plan = session.guide.retrievePlan(
            for: users?.org, users?.principal ?? session.settings.principal, options: options)
        let commands = session.guide.platform.retrieveCommands(manifest: output ?? "package.xml")
        let xml = try packageXML(of: plan)
        guard let output else {
            console.writeOutput(xml)
            for command in commands { console.writeError(command) }
            return .ready
        }
        try writeFile(xml, to: output, sparing: session.files + ReadFiles(of: [users?.org.catalog].compactMap(\.self)))
        console.writeOutput(commands.map { $0 + "\n" }.joined())
        return .ready
    }
}

/// The text of a `package.xml`.
///
/// - Throws: ``CommandFailure`` where XML cannot contain a name.
func packageXML(of plan: RetrievePlan) throws(CommandFailure) -> String {
    do throws(RetrievePlan.UnwritableName) {
        return try plan.packageXML()
    } catch {
        throw CommandFailure(
            "The \(error.type) \"\(error.name)\" has a character in its name that XML cannot contain, so no package.xml can name it. "
                + "Name another, or rename its file.")
    }
}
