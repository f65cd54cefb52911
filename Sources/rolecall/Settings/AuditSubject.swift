import ArgumentParser
import AuditEngine
import AuditReports
import Foundation
import OrgModel

/// What is audited, and against which guide, as typed: what every command about an org has in common.
struct SubjectOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "A Salesforce DX project, a folder of metadata in source or Metadata API format, or a retrieved zip; several add up to one org. Example: force-app",
            valueName: "path"),
        completion: .file())
    var paths: [String] = ["."]

    @OptionGroup(title: "Who") var who: WhoOptions

    @OptionGroup(title: "What") var what: WhatOptions

    init() {}

    /// One PATH of a command that takes several for sides of their own.
    init(_ path: String, _ who: WhoOptions, _ what: WhatOptions) {
        paths = [path]
        self.who = who
        self.what = what
    }

    func validate() throws { try TypedNames(paths, who, what).refuseEmpty() }
}

/// What was typed about an org, by the flag of each.
struct TypedNames {
    let names: [(flag: String, values: [String])]

    init(_ paths: [String], _ who: WhoOptions, _ what: WhatOptions) {
        let names: [(flag: String, values: [String?])] = [
            ("PATH", paths), ("--profile", [who.profile]), ("--permission-set", who.permissionSets),
            ("--permission-set-group", who.permissionSetGroups),
            ("--permission-set-license", who.permissionSetLicenses), ("--role", [who.role]),
            ("--end-user-role", who.endUserRoles), ("--users", who.users), ("--api-user", [who.apiUser]),
            ("--end-users", who.endUsers), ("--config", [what.config]), ("--no-config", what.noConfig ? ["true"] : []),
            ("--guide", [what.guide]),
            ("--edition", [what.edition]), ("--app", what.apps), ("--waivers", [what.waivers]),
            ("--object", what.objects.map(\.key)), ("--feature", what.features.map(\.key)),
            ("--name", what.names.map(\.key)), ("--installed", what.installed ? ["true"] : []),
            ("--as-of", [what.asOf?.date.ISO8601Format()]),
        ]
        self.names = names.map { ($0, $1.compactMap(\.self)) }
    }

    /// No name is empty; a script whose variable is not set would otherwise audit something else than is meant.
    func refuseEmpty() throws {
        for (flag, values) in names where values.contains(where: \.isBlank) {
            throw ValidationError("\(flag) is empty: write a name, or leave it out.")
        }
    }
}

/// The guide and what is known about the org in addition to its export, as typed.
struct WhatOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Reads this instead of the rolecall.yml in PATH (beside it where PATH is a file), and no rolecall-waivers.yml that merely lies there. Example: --config audit/rolecall.yml",
            valueName: "file"),
        completion: .file(extensions: ["yml", "yaml"]))
    var config: String?

    @Flag(
        name: .customLong("no-config"),
        help:
            "Reads no rolecall.yml and no rolecall-waivers.yml that merely lies in PATH, as for exports from strangers. Example: --no-config"
    )
    var noConfig = false

    @Option(
        help: ArgumentHelp(
            "The guide: the name of a built-in one, or a folder of rule files, with a slash in its path. What rolecall.yml says of another guide (edition, objects, features, names, installed) does not count then. Example: --guide gong-salesforce",
            valueName: "name|path"),
        completion: .directory)
    var guide: String?

    @Option(
        help: ArgumentHelp(
            "The edition of the guide, where it has several. Example: --edition aura", valueName: "key"))
    var edition: String?

    @Option(
        name: .customLong("object"), parsing: .singleValue,
        help: ArgumentHelp(
            "Whether an object is enabled for the integration; all are unless set otherwise. Example: --object Opportunity=off",
            valueName: "name=on|off"))
    var objects: [KeyValue] = []

    @Option(
        name: .customLong("feature"), parsing: .singleValue,
        help: ArgumentHelp(
            "Whether the integration uses a feature for which alone the guide asks something; rolecall guide list --guide NAME lists a guide's features and their defaults. Example: --feature engage=on",
            valueName: "name=on|off"))
    var features: [KeyValue] = []

    @Option(
        name: .customLong("name"), parsing: .singleValue,
        help: ArgumentHelp(
            "An API name that differs from org to org; a field's also as Object.Field. Example: --name Conversation=lpc__Conversation__c",
            valueName: "key=api-name"))
    var names: [KeyValue] = []

    @Option(
        name: .customLong("app"), parsing: .singleValue,
        help: ArgumentHelp(
            "A Lightning app that the end users work in; repeat for more. Example: --app \"Sales Console\"",
            valueName: "name"))
    var apps: [String] = []

    @Flag(help: "The packages must be installed, even where the export shows nothing of them. Example: --installed")
    var installed = false

    @Option(
        help: ArgumentHelp(
            "Reads the waivers from this file instead of the rolecall-waivers.yml in PATH (beside it where PATH is a file). Example: --waivers audit/waivers.yml",
            valueName: "file"),
        completion: .file(extensions: ["yml", "yaml"]))
    var waivers: String?

    @Option(
        name: .customLong("as-of"),
        help: ArgumentHelp(
            "The day on which assignments and waivers must be valid; today in UTC by default. Example: --as-of 2026-12-31",
            valueName: "YYYY-MM-DD"))
    var asOf: Day?

    func validate() throws {
        if noConfig, config != nil {
            throw ValidationError(
                "--config names a configuration, and --no-config requires none: leave one of them out.")
        }
        for (flag, pairs) in [("--object", objects), ("--feature", features), ("--name", names)] {
            var seen: Set<String> = []
            // The last one would win, and say nothing, as with an option that takes one value.
            guard let again = pairs.first(where: { !seen.insert($0.key).inserted }) else { continue }
            throw ValidationError(
                "\(flag) \(again.key) is given more than once, but it takes one value. Leave out all but one.")
        }
    }
}

extension WhatOptions {
    /// The folder of the guide that is meant; `nil` where it is a built-in one.
    func guideFolder(_ configuration: Configuration) -> String? {
        guard let name = guide ?? configuration.guide, Guide.isFolder(name) else { return nil }
        return name.count > 2 && name.hasPrefix("./") ? String(name.dropFirst(2)) : name
    }
}

/// A day, as typed.
struct Day: ExpressibleByArgument {
    let typed: String
    /// Its beginning in UTC.
    let date: Date

    init?(argument: String) {
        guard let date = Date(day: argument) else { return nil }
        typed = argument
        self.date = date
    }
}

/// What is audited, and against which guide, after flags and configuration were put together and the export was read.
struct AuditSubject {
    let guide: Guide
    let org: Org
    let principal: Principal
    let options: AuditOptions
    /// What was met on the way to the principal.
    let problems: [Problem]
    let waivers: [Waiver]
    /// When assignments and waivers must be valid.
    let date: Date
    /// What was read.
    let read: ReadFiles
    /// What the verdicts rest on besides the export.
    let basis: AuditBasis

    /// - Throws: ``CommandFailure`` where there is nothing to audit, or nobody was named.
    init(_ typed: SubjectOptions, on date: Date) throws(CommandFailure) {
        let configuration = try Configuration.find(for: typed)
        guide = try loadGuide(typed.what, configuration)
        options = try Self.options(typed.what, configuration, guide)
        let who = try Who(typed.who, configuration)
        let waiverFile = WaiverFile(typed, configuration)
        waivers = try waiverFile.read()
        self.date = typed.what.asOf?.date ?? date
        basis = AuditBasis(
            configuration: configuration.file, guideFolder: typed.what.guideFolder(configuration),
            waivers: try waiverFile.text() == nil ? nil : waiverFile.path, asOf: self.date,
            isDayChosen: typed.what.asOf != nil)
        let export = Org.read(try Self.scan(typed.paths))
        let known = who.principal(in: export, guide.platform, on: self.date)
        (principal, org, problems) = (known.principal, known.org, known.problems)
        read = ReadFiles(
            [configuration.file].compactMap(\.self) + who.users + (waiverFile.isLeftAlone ? [] : [waiverFile.path])
                + guide.files(in: basis.guideFolder), of: [org.catalog])
        guard !principal.isEmpty else {
            throw CommandFailure(
                lines: NobodyNamed(
                    nearest: guide.nearestSources(in: org), path: typed.paths.first ?? ".",
                    problems: problems + org.problemsOfInput
                ).lines)
        }
    }

    /// Judges every requirement, and applies the waivers.
    ///
    /// - Parameter others: These instead of the file's.
    func audit(waiving others: [Waiver]? = nil) -> AuditResult {
        var result = guide.audit(org, principal, options: options, problems: problems).waiving(
            others ?? waivers, on: date)
        result.basis = basis
        return result
    }

    /// The waivers of a requirement that contain no more.
    func expiredWaivers(of requirement: String) -> [Waiver] {
        waivers.filter { $0.isFor(guide) && $0.names(requirement) && $0.hasExpired(on: date) }
    }

    /// - Throws: ``CommandFailure`` where a path contains no metadata.
    static func scan(_ paths: [String]) throws(CommandFailure) -> MetadataCatalog {
        do {
            return try MetadataCatalog.scan(paths)
        } catch {
            throw CommandFailure(error.description)
        }
    }

    /// The objects and names of the configuration, with the flags' on top; every key must be one that the guide has.
    static func options(
        _ typed: WhatOptions, _ configuration: Configuration, _ guide: Guide
    ) throws(CommandFailure) -> AuditOptions {
        try check(configuration, guide)
        let enabled = try switches("--object", typed.objects, over: configuration.objects)
        var options = AuditOptions()
        options.features = try switches("--feature", typed.features, over: configuration.features)
        options.names = configuration.names
        for name in typed.names { options.names[name.key] = name.value }
        let unknown =
            typed.objects.compactMap { guide.refusal(ofObject: $0.key) }
            + typed.features.compactMap { guide.refusal(ofFeature: $0.key) }
            + typed.names.compactMap { guide.refusal(ofName: $0.key) }
        if !unknown.isEmpty { throw CommandFailure(unknown, status: .usage) }
        options.disabledObjects = Set(enabled.filter { !$0.value }.keys)
        options.apps = typed.apps.isEmpty ? configuration.apps : typed.apps
        options.isInstalled = typed.installed || configuration.installed == true
        return options
    }

    /// What is on and off, the configuration's with the flag's on top.
    private static func switches(
        _ flag: String, _ typed: [KeyValue], over configured: [String: Bool]
    ) throws(CommandFailure) -> [String: Bool] {
        var switches = configured
        for one in typed {
            switch one.value.lowercased() {
            case "on": switches[one.key] = true
            case "off": switches[one.key] = false
            default: throw CommandFailure("\(flag) \(one.key)=\(one.value): say on or off.", status: .usage)
            }
        }
        return switches
    }

    /// The keys under `objects`, `features` and `names`, which only the guide knows.
    private static func check(_ configuration: Configuration, _ guide: Guide) throws(CommandFailure) {
        let refusals =
            configuration.objects.keys.map { (configuration.places["objects.\($0)"], guide.refusal(ofObject: $0)) }
            + configuration.features.keys.map { (configuration.places["features.\($0)"], guide.refusal(ofFeature: $0)) }
            + configuration.names.keys.map { (configuration.places["names.\($0)"], guide.refusal(ofName: $0)) }
        let diagnostics = refusals.compactMap { place, refusal -> Diagnostic? in
            guard let place, let refusal else { return nil }
            return Diagnostic(file: place.file, line: place.line ?? 1, message: refusal)
        }
        if !diagnostics.isEmpty { throw CommandFailure(diagnostics.sorted { $0.line < $1.line }.map(\.description)) }
    }
}

extension Guide {
    /// Why the guide knows nothing of an object that somebody names; `nil` where it does.
    fileprivate func refusal(ofObject key: String) -> String? { refusal(of: "object", key, among: objects.map(\.key)) }

    /// The same for a feature.
    fileprivate func refusal(ofFeature key: String) -> String? {
        refusal(of: "feature", key, among: features.map(\.key))
    }

    /// The same for a key of `--name`.
    fileprivate func refusal(ofName key: String) -> String? { refusal(of: "name", key, among: nameKeys) }

    private func refusal(of what: String, _ key: String, among known: [String]) -> String? {
        if known.contains(key) { return nil }
        if known.isEmpty { return "The guide has no \(what) \"\(key)\", nor any other." }
        return "The guide has no \(what) \"\(key)\". Known: \(known.joined(separator: ", "))."
    }
}

/// What to tell somebody who named nobody.
struct NobodyNamed {
    let nearest: [SourceCount]
    let path: String
    /// What is wrong with the input, which may be why the right source is not among the nearest.
    let problems: [Problem]

    var lines: [String] { advice + problems.bounded.map(\.line) }

    private var advice: [String] {
        guard let first = nearest.first else {
            return [
                "Nobody was named, and no profile or permission set in the export grants anything of what the guide asks "
                    + "for. Name the API user's sources with --profile, --permission-set and --permission-set-group."
            ]
        }
        let lines = nearest.map { source in
            let label = source.label.map { $0 == source.id.fullName ? "" : " (\($0))" } ?? ""
            return "  \(source.granted) of \(source.total)  \(source.id.type.words) \"\(source.id.fullName)\"\(label)"
        }
        let flag = first.id.type == .profile ? "--profile" : "--permission-set"
        let command = ShellCommand("rolecall audit").paths([path]).option(flag, first.id.fullName).word(
            "--role ROLE --end-user-role ROLE")
        return ["Nobody was named, so nothing was audited. These come nearest to what the guide requires:"] + lines + [
            "Name the API user's sources and role, and the end users' roles, for example:",
            "  \(command.line)",
            "or write them to a rolecall.yml in PATH (beside it where PATH is a file).",
        ]
    }
}
