import ArgumentParser
import AuditEngine
import AuditReports
import Foundation
import OrgModel

/// `rolecall manifest`: what the next export must hold.
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

    @OptionGroup var subject: SubjectOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The file to write. Example: --output package.xml", valueName: "file"),
        completion: .file())
    var output: String?

    func run(in console: Console) throws -> ExitStatus {
        let known = try ManifestSubject(subject, on: console.date)
        let plan = known.guide.retrievePlan(for: known.org, known.principal, options: known.options)
        let commands = known.guide.platform.retrieveCommands(manifest: output ?? "package.xml")
        let xml = try packageXML(of: plan)
        guard let output else {
            console.writeOutput(xml)
            for command in commands { console.writeError(command) }
            return .ready
        }
        try writeFile(xml, to: output, sparing: known.read)
        console.writeOutput(commands.map { $0 + "\n" }.joined())
        return .ready
    }
}

/// What is known before an export: maybe nothing but the guide and some names.
private struct ManifestSubject {
    let guide: Guide
    let options: AuditOptions
    let org: Org?
    let principal: Principal
    /// What was read.
    let read: ReadFiles

    init(_ typed: SubjectOptions, on date: Date) throws(CommandFailure) {
        let configuration = try Configuration.find(for: typed)
        guide = try loadGuide(typed.what, configuration)
        options = try AuditSubject.options(typed.what, configuration, guide)
        // A folder without metadata is not an error here: the manifest is what will fill it.
        let who = try Who(typed.who, configuration)
        if let export = (try? MetadataCatalog.scan(typed.paths)).map(Org.read) {
            let known = who.principal(in: export, guide.platform, on: typed.what.asOf?.date ?? date)
            (principal, org) = (known.principal, known.org)
        } else {
            (principal, org) = (who.principalAsTyped, nil)
        }
        read = ReadFiles(
            [configuration.file].compactMap(\.self) + who.users
                + guide.files(in: typed.what.guideFolder(configuration)),
            of: [org?.catalog].compactMap(\.self))
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
