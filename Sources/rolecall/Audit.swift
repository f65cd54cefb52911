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

            Whatever is used every time can stand in a rolecall.yml beside PATH, with the keys guide, profile, \
            permissionSets, permissionSetGroups, role, endUserRoles, objects and names.
            """)

    @Argument(
        help: ArgumentHelp(
            "A Salesforce DX project, or a folder of metadata in source or Metadata API format. Example: force-app",
            valueName: "path"))
    var paths: [String] = ["."]

    @OptionGroup(title: "Who") var who: WhoOptions

    @Option(
        help: ArgumentHelp(
            "Reads this instead of the rolecall.yml beside PATH. Example: --config audit/rolecall.yml", valueName: "file"))
    var config: String?

    @Option(
        help: ArgumentHelp(
            "The guide: the name of one that rolecall holds, or a folder of rule files. Example: --guide liveperson-connector",
            valueName: "name|path"))
    var guide: String?

    @Option(
        name: .customLong("object"), parsing: .singleValue,
        help: ArgumentHelp(
            "Whether an object is enabled for the integration; all are unless told otherwise. Example: --object Opportunity=off",
            valueName: "name=on|off"))
    var objects: [KeyValue] = []

    @Option(
        name: .customLong("name"), parsing: .singleValue,
        help: ArgumentHelp(
            "An API name that differs from org to org. Example: --name Conversation=lpc__Conversation__c",
            valueName: "key=api-name"))
    var names: [KeyValue] = []

    @Option(
        name: .customLong("report"), parsing: .singleValue,
        help: ArgumentHelp(
            "A report: text, json or junit, on standard output or in a file; repeat for more. Example: --report junit=rolecall.xml",
            valueName: "format[=file]"))
    var reports: [ReportRequest] = []

    @Flag(name: .customLong("allow-unknown"), help: "Exit 0 instead of 3 where nothing failed but something is unknown. Example: --allow-unknown")
    var allowUnknown = false

    @Option(help: "When to colour the text report: auto, always or never. Example: --color never")
    var color = ColorChoice.auto

    @Flag(name: .shortAndLong, help: "No messages on standard error besides errors. Example: --quiet")
    var quiet = false

    func validate() throws {
        if reports.count(where: { $0.file == nil }) > 1 {
            throw ValidationError("Only one report can go to standard output; write the others to files: --report junit=rolecall.xml")
        }
    }

    func run(in console: Console) throws -> ExitStatus {
        let configuration = try Configuration.find(named: config, beside: paths.first ?? ".")
        let guide = try loadGuide(guide ?? configuration.guide ?? "liveperson-connector")
        let options = try auditOptions(guide, configuration)
        let org = Org.read(try scan())
        let (principal, problems) = Who(who, configuration).principal(in: org, guide.platform)
        guard !principal.isEmpty else {
            throw CommandFailure(NobodyNamed(nearest: guide.nearestSources(in: org), path: paths.first ?? ".").message)
        }
        let result = guide.audit(org, principal, options: options, problems: problems)
        let written = write(result, in: console)
        return written ? status(of: result) : .notDone
    }

    // MARK: Steps

    private func scan() throws(CommandFailure) -> MetadataCatalog {
        do {
            return try MetadataCatalog.scan(paths)
        } catch {
            throw CommandFailure(error.description)
        }
    }

    /// The objects and names of the configuration, with the flags' on top; every key must be one that the guide has.
    private func auditOptions(_ guide: Guide, _ configuration: Configuration) throws(CommandFailure) -> AuditOptions {
        var enabled = configuration.objects
        for object in objects {
            switch object.value.lowercased() {
            case "on": enabled[object.key] = true
            case "off": enabled[object.key] = false
            default:
                throw CommandFailure("--object \(object.key)=\(object.value): say on or off.", status: .usage)
            }
        }
        var options = AuditOptions()
        options.names = configuration.names
        for name in names { options.names[name.key] = name.value }
        try check(enabled.keys, among: guide.objects.map(\.key), what: "object")
        try check(options.names.keys, among: guide.nameKeys, what: "name")
        options.disabledObjects = Set(enabled.filter { !$0.value }.keys)
        return options
    }

    private func check(
        _ keys: some Sequence<String>, among known: [String], what: String
    ) throws(CommandFailure) {
        for key in keys.sorted() where !known.contains(key) {
            throw CommandFailure(
                "The guide has no \(what) \"\(key)\". Known: \(known.joined(separator: ", ")).", status: .usage)
        }
    }

    /// Writes every report, files first, so that a reader of standard output who stops early costs none of them.
    private func write(_ result: AuditResult, in console: Console) -> Bool {
        var settings = ReportSettings(toolVersion: rolecallVersion, date: console.date)
        settings.isColoured = console.isColoured(color)
        var isWritten = true
        let requests = reports.isEmpty ? [ReportRequest(.text)] : reports
        for request in requests.filter({ $0.file != nil }) {
            guard let file = request.file else { continue }
            do {
                try request.format.render(result, settings.uncoloured).write(
                    toFile: file, atomically: false, encoding: .utf8)
            } catch {
                console.writeError("rolecall: The report \(file) cannot be written: \(systemReason(error)).\n")
                isWritten = false
            }
        }
        if let request = requests.first(where: { $0.file == nil }) {
            console.writeOutput(request.format.render(result, settings))
        } else if !quiet {
            console.writeError("rolecall: \(result.outcome.words): \(result.findings.count) requirements, "
                + "\(result.count(.failed)) failed, \(result.count(.unknown)) unknown.\n")
        }
        return isWritten
    }

    private func status(of result: AuditResult) -> ExitStatus {
        if result.problems.contains(where: { $0.severity == .error }) { return .notDone }
        switch result.outcome {
        case .ready: return .ready
        case .notReady: return .failed
        case .undetermined: return allowUnknown ? .ready : .unknown
        }
    }
}

/// What to tell somebody who named nobody.
struct NobodyNamed {
    let nearest: [SourceCount]
    let path: String

    var message: String {
        guard let first = nearest.first else {
            return "Nobody was named, and no profile or permission set in the export grants anything of what the guide asks "
                + "for. Name the API user's sources with --profile, --permission-set and --permission-set-group."
        }
        let lines = nearest.map { source in
            let label = source.label.map { $0 == source.id.fullName ? "" : " (\($0))" } ?? ""
            return "  \(source.granted) of \(source.total)  \(source.id.type.words) \"\(source.id.fullName)\"\(label)"
        }
        let flag = first.id.type == .profile ? "--profile" : "--permission-set"
        return """
            Nobody was named, so nothing was audited. These come nearest to what the guide asks for:
            \(lines.joined(separator: "\n"))
            Name the API user's sources and role, and the end users' roles, for example:
              rolecall audit \(path) \(flag) "\(first.id.fullName)" --role ROLE --end-user-role ROLE
            or write them to a rolecall.yml beside PATH.
            """
    }
}

extension ReportSettings {
    /// The same for a file, which is no terminal.
    fileprivate var uncoloured: ReportSettings {
        var settings = self
        settings.isColoured = false
        return settings
    }
}
