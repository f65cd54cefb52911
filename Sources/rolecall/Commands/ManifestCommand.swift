import ArgumentParser
import AuditEngine
import AuditReports
import Foundation
import OrgModel

/// `rolecall manifest`: what the next export must contain.
struct ManifestCommand: OrgCommand {
    static let configuration = CommandConfiguration(
        commandName: "manifest",
        abstract:
            "Writes the package.xml and the queries that make the next export complete for the guide, and prints the sf commands.",
        discussion: """
            Examples:
              rolecall manifest -u api@example.com --end-users role:Agent --output-dir org
              rolecall manifest path/to/export --permission-set LivePerson -o package.xml

            With --output-dir each query is a file, and its result is written beside it: there it proves that what is not in \
            the result is not granted. Without it and without --output the manifest goes to standard output and the commands \
            to standard error. rolecall fetch does all this by itself.
            """)

    @OptionGroup(title: "Export") var export: ExportOptions

    @OptionGroup(title: "Who") var who: WhoOptions

    @OptionGroup(title: "What") var what: WhatOptions

    @OptionGroup(title: "Output") var output: ManifestOutputOptions

    func run(in console: Console) throws -> ExitStatus {
        let session = try Session(settings, on: console.date, hasExport: false)
        let export = try NextExport(session)
        var instructions = RetrieveInstructions(export.queries, apiVersion: export.plan.apiVersion)
        instructions.org = output.org ?? instructions.org
        instructions.folder = output.folder
        instructions.manifest = output.file ?? instructions.path(RetrieveInstructions.manifestName)
        let xml = try packageXML(of: export.plan)
        if output.file == nil, output.folder == nil {
            console.writeOutput(xml)
            for command in instructions.commands { console.writeError(command) }
        } else {
            var files = [OutputFile(path: instructions.manifest, text: xml)]
            if output.folder != nil {
                files += export.queries.map { OutputFile(path: instructions.query($0), text: $0.text()) }
            }
            try write(files, sparing: session.files + ReadFiles(of: [export.catalog].compactMap(\.self)))
            console.writeOutput(instructions.commands.map { $0 + "\n" }.joined())
        }
        if export.lacksSources {
            console.writeError(
                "rolecall: No API user was named, so no query asks what is granted on objects and fields. Name one with "
                    + "--api-user, or what the user has with --profile, --permission-set and --permission-set-group.")
        }
        return .ready
    }

    private func write(_ files: [OutputFile], sparing read: ReadFiles) throws(CommandFailure) {
        // What is read is not replaced with --force either, so that must not be the advice.
        for file in files { try read.refuseReplacing(file.path) }
        let inTheWay = files.map(\.path).filter(isAnything)
        guard inTheWay.isEmpty || output.force else {
            throw CommandFailure(
                "\(inTheWay.listed(limit: 3)) \(inTheWay.count > 1 ? "are" : "is") there already; nothing was "
                    + "written. Name another \(output.folder == nil ? "--output" : "--output-dir"), or say --force.")
        }
        try writeFiles(files, sparing: read, makesFolders: output.folder != nil)
    }
}

/// Where the manifest goes, as typed.
struct ManifestOutputOptions: ParsableArguments {
    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("The package.xml to write, alone. Example: --output package.xml", valueName: "file"),
        completion: .file())
    var file: String?

    @Option(
        name: .customLong("output-dir"),
        help: ArgumentHelp(
            "The folder for package.xml and the queries. These in records/*.soql; made where it is not there. Example: --output-dir org",
            valueName: "folder"),
        completion: .directory)
    var folder: String?

    @Option(
        name: .customLong("target-org"),
        help: ArgumentHelp(
            "What sf calls the org: an alias or a username. For the commands that are printed. Example: --target-org my-org",
            valueName: "alias"))
    var org: String?

    @Flag(help: "Replaces files that are there already. Example: --force")
    var force = false

    func validate() throws {
        for (flag, value) in [("--output", file), ("--output-dir", folder), ("--target-org", org)]
        where value?.isBlank == true {
            throw ValidationError("\(flag) is empty: write a name, or leave it out.")
        }
        if let file, FileKind(of: file) == .folder {
            throw ValidationError("--output writes one file, and \(file) is a folder: say --output-dir \(file)")
        }
        if file != nil, folder != nil {
            throw ValidationError("--output-dir writes a package.xml too: leave out --output.")
        }
    }
}

/// What the next export must contain, as a session has it.
struct NextExport {
    let plan: RetrievePlan
    let queries: [RecordQuery]
    /// What was exported already; `nil` where nothing was.
    let catalog: MetadataCatalog?
    /// Whether nobody was named whose permissions could be asked for.
    let lacksSources: Bool

    init(_ session: Session) throws(CommandFailure) {
        let options = try session.options
        let known = try session.usersSoFar
        let org = known?.org ?? .empty
        let principal = known?.principal ?? session.settings.principal
        let users = QueriedUsers(session, principal)
        plan = session.guide.retrievePlan(for: org, principal, options: options)
        queries = session.guide.recordQueries(for: org, users, options: options)
        catalog = known?.org.catalog
        lacksSources = users.apiUser == nil && users.sources.isEmpty
    }
}

extension QueriedUsers {
    /// Those of a session.
    ///
    /// - Parameter principal: The API user's sources, as far as they are known.
    init(_ session: Session, _ principal: Principal) {
        self.init()
        apiUser = session.settings.who.apiUser
        sources = principal.directSources + principal.permissionSetGroups
        endUsers = session.endUsers
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
