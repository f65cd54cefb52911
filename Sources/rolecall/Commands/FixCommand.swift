import ArgumentParser
import AuditEngine
import AuditReports
import Foundation
import OrgModel

/// `rolecall fix`: what is missing, as a permission set that can be deployed.
struct Fix: OrgCommand {
    static let configuration = CommandConfiguration(
        commandName: "fix",
        abstract: "Writes a permission set that grants exactly what is missing, and the package.xml to deploy it.",
        discussion: """
            Examples:
              rolecall fix path/to/project --profile Admin --output-dir fix
              rolecall fix path/to/project --into permissionsets/LivePerson.permissionset

            With --into the entries go into a permission set that is there already; every byte that no entry touches stays \
            as it is. Nothing else is ever overwritten without --force, and files are written all or none.

            Exit status: 0 written, or nothing is missing; 2 not done, or part of the input could not be read; 64 wrong usage. \
            What the export cannot tell is omitted and reported on standard error.
            """)

    @OptionGroup(title: "Export") var export: ExportOptions

    @OptionGroup(title: "Who") var who: WhoOptions

    @OptionGroup(title: "What") var what: WhatOptions

    @OptionGroup(title: "Output") var output: FixOutputOptions

    func validate() throws {
        try settings.validate()
        guard output.isForNewUser else { return }
        let typed = (settings.given(in: .sources) + settings.given(in: .apiUser)).map(\.flag)
        guard typed.isEmpty else {
            throw ValidationError(
                "--new-user writes what a user needs who has nothing yet: leave out \(typed.listedWithAnd).")
        }
    }

    func run(in console: Console) throws -> ExitStatus {
        let session =
            output.isForNewUser
            ? try Session(settings, on: console.date, ofNewUser: true)
            : try Session(auditing: settings, on: console.date, asksForAllEntries: output.omitsSurplus)
        let subject = output.isForNewUser ? try Subject(newUserOf: session) : try Subject(session)
        let missing = session.guide.missingGrants(
            in: subject.org, of: subject.principal, options: try session.options,
            includesUnknown: output.includesUnknown, omitsSurplus: output.omitsSurplus, problems: try session.problems,
            waivers: try session.waivers, on: session.date)
        let problems = missing.audit.problems.filter { !output.isForNewUser || $0.kind != .noProfile }
        for line in problems.map(\.line) + missing.remarks { console.writeError("rolecall: \(line)") }
        let plan = try FixPlan(missing, in: subject.org, ofNewUser: output.isForNewUser, for: session, output)
        try plan.write(force: output.force)
        for problem in plan.problems { console.writeError("rolecall: \(problem.line)") }
        console.writeOutput(FixSummary(plan, on: try session.basis, settings).text.visibleLines)
        return ExitStatus(problems)
    }
}

/// Who is to have the permission set.
private struct Subject {
    let org: Org
    let principal: Principal

    /// The user that is named.
    init(_ session: Session) throws(CommandFailure) {
        (org, principal) = (try session.org, try session.principal)
    }

    /// A user who is still to be made: whatever its profile will be, nothing is granted so far.
    init(newUserOf session: Session) throws(CommandFailure) {
        let nothing = PermissionSource(
            id: ComponentID(.permissionSet, "what a new user has"), files: [], header: PermissionSourceHeader(),
            scope: ExportScope(apiVersion: nil, manifest: nil), entries: [:])
        var principal = try session.principal
        principal.permissionSets = [nothing.id]
        (org, self.principal) = (try session.org.replacing(nothing), principal)
    }
}

/// Where the permission set goes, as typed.
struct FixOutputOptions: ParsableArguments {
    @Option(
        name: [.customShort("o"), .customLong("output-dir")],
        help: ArgumentHelp(
            "The folder for what is written. The permission set and its package.xml; made where it is not there. Example: --output-dir fix",
            valueName: "folder"),
        completion: .directory)
    var folder: String?

    @Option(
        help: ArgumentHelp(
            "A permission set's file that gets the entries. It is replaced, or left alone where --output-dir takes the changed copy. Example: --into permissionsets/LivePerson.permissionset",
            valueName: "file"),
        completion: .file(extensions: ["permissionset", "xml"]))
    var into: String?

    @Option(
        name: .customLong("set-name"),
        help: ArgumentHelp(
            "The API name of the new permission set. Made from the guide's title by default. Example: --set-name LivePerson_Missing",
            valueName: "name"))
    var setName: String?

    @Option(
        help:
            "The new file's format: source or metadata. Metadata is that of Metadata API; as PATH by default. Example: --format metadata"
    )
    var format: FileFormat?

    @Flag(
        name: .customLong("include-unknown"),
        help:
            "Also grants what is unknown. What the export cannot tell to be granted, where its name is known. Example: --include-unknown"
    )
    var includesUnknown = false

    @Flag(
        name: .customLong("without-surplus"),
        help:
            "Grants what would be missing without surplus. Everything beyond the guide, so Modify All Data and the like, can be taken away afterwards. Example: --without-surplus"
    )
    var omitsSurplus = false

    @Flag(
        name: .customLong("new-user"),
        help: "For an API user who is still to be made. All that the guide requires is granted. Example: --new-user")
    var isForNewUser = false

    @Flag(help: "Replaces files that are there already. Example: --force")
    var force = false

    @Flag(
        help:
            "Also writes the roles that must move. Their parentRole changes, so that the API user's role is above the end users'. Example: --roles"
    )
    var roles = false

    /// The two formats of metadata files.
    enum FileFormat: String, CaseIterable, ExpressibleByArgument {
        case source, metadata
    }

    func validate() throws {
        if folder == nil, into == nil {
            throw ValidationError(
                "Say where to write: --output-dir FOLDER for a new permission set, --into FILE for one that is there.")
        }
        if roles, folder == nil {
            throw ValidationError("--roles writes files of its own: say where with --output-dir.")
        }
        for (flag, value) in [("--output-dir", folder), ("--into", into), ("--set-name", setName)]
        where value?.isBlank == true {
            throw ValidationError("\(flag) is empty: write a name, or leave it out.")
        }
        if into != nil, setName != nil || format != nil {
            throw ValidationError("--into FILE keeps the name that the file has; leave out --set-name and --format.")
        }
        if let setName, !setName.isAPIName {
            throw ValidationError(
                "--set-name \(setName) is not an API name: it begins with a letter, contains letters, digits and single underscores, "
                    + "does not end with one, and has at most 80 characters.")
        }
    }
}

extension String {
    /// Whether Salesforce takes it for the API name of a new component.
    fileprivate var isAPIName: Bool {
        count <= 80 && wholeMatch(of: #/[A-Za-z](?:_?[A-Za-z0-9])*/#) != nil
    }

    /// An API name in which the words of a title are.
    var asAPIName: String {
        let words = split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let name = words.joined(separator: "_")
        let start = name.first?.isLetter == true ? name : "Guide_\(name)"
        return String(start.prefix(80)).replacing(#/_+$/#, with: "")
    }
}
