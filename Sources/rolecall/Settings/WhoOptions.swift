import ArgumentParser
import AuditEngine
import Foundation
import OrgModel

/// Whose access is audited, as typed.
struct WhoOptions: ParsableArguments {
    @Option(
        name: .customLong("profile"),
        help: ArgumentHelp(
            "The API user's profile: full name, name in Setup, or label. Example: --profile \"Minimum Access - API Only Integrations\"",
            valueName: "name"))
    var profile: String?

    @Option(
        name: .customLong("permission-set"), parsing: .singleValue,
        help: ArgumentHelp(
            "A permission set assigned to the API user, beside --api-user one more than the exported ones; repeat for more. Example: --permission-set LivePerson_Integration",
            valueName: "name"))
    var permissionSets: [String] = []

    @Option(
        name: .customLong("permission-set-group"), parsing: .singleValue,
        help: ArgumentHelp(
            "A permission set group assigned to the API user; repeat for more. Example: --permission-set-group Integrations",
            valueName: "name"))
    var permissionSetGroups: [String] = []

    @Option(
        name: .customLong("permission-set-license"), parsing: .singleValue,
        help: ArgumentHelp(
            "A permission set license that the API user has, except those that exported users name; repeat for more. Example: --permission-set-license \"Salesforce API Integration\"",
            valueName: "name"))
    var permissionSetLicenses: [String] = []

    @Option(help: ArgumentHelp("The API user's role. Example: --role Integration_User", valueName: "name"))
    var role: String?

    @Option(
        name: .customLong("end-user-role"), parsing: .singleValue,
        help: ArgumentHelp(
            "A role of the people who use the integration; repeat for more. Example: --end-user-role Service_Agent",
            valueName: "name"))
    var endUserRoles: [String] = []

    @Option(
        name: .customLong("users"), parsing: .upToNextOption,
        help: ArgumentHelp(
            "Query results exported by sf or Data Loader (JSON or CSV): users, permission set assignments, roles. Example: --users users.json assignments.json",
            valueName: "file"),
        completion: .file(extensions: ["json", "csv"]))
    var users: [String] = []

    @Option(
        name: .customLong("api-user"),
        help: ArgumentHelp(
            "The API user's username, looked up in --users. Example: --api-user liveperson@example.com",
            valueName: "username"))
    var apiUser: String?

    @Option(
        name: .customLong("end-users"), parsing: .upToNextOption,
        help: ArgumentHelp(
            "End users, looked up in --users; several add up: \(EndUserSelector.forms.joined(separator: ", ")). Example: --end-users role-and-below:Service_Lead",
            valueName: "selector"))
    var endUsers: [String] = []
}

extension WhoOptions {
    /// The keys of the configuration that say who is meant, and their flags.
    static let flags: KeyValuePairs = [
        "profile": "--profile", "permissionSets": "--permission-set", "permissionSetGroups": "--permission-set-group",
        "endUserRoles": "--end-user-role", "apiUser": "--api-user", "endUsers": "--end-users",
    ]

    /// Whether the flag of a key was typed.
    func gives(_ key: String) -> Bool {
        switch key {
        case "profile": profile != nil
        case "permissionSets": !permissionSets.isEmpty
        case "permissionSetGroups": !permissionSetGroups.isEmpty
        case "endUserRoles": !endUserRoles.isEmpty
        case "apiUser": apiUser != nil
        case "endUsers": !endUsers.isEmpty
        default: false
        }
    }
}

extension Configuration {
    /// What it says of the API user or the end users and does not count, because a flag says it with another key: nobody
    /// sees that from the command line alone. That a flag wins over its own key needs no word.
    fileprivate func unused(besides options: WhoOptions) -> [Problem] {
        let sources = ["profile", "permissionSets", "permissionSetGroups"]
        let (apiUser, endUsers) = (["apiUser"], ["endUsers", "endUserRoles"])
        // Sources mean a user of one's own, a username means that user's sources, and of end users the typed ones count.
        let rivals = [(sources, apiUser), (apiUser, sources), (endUsers, endUsers)]
        var problems = rivals.flatMap { typed, configured in
            let flags = WhoOptions.flags.filter { typed.contains($0.key) && options.gives($0.key) }
            let unused = configured.filter { key in places[key] != nil && !options.gives(key) && !flags.isEmpty }
            return unused.map { (key: $0, by: flags.map(\.value).joined(separator: " and ")) }
        }
        // Without any flag the configuration's own user comes before the sources that it names.
        if options.apiUser == nil, self.apiUser != nil, !sources.contains(where: options.gives) {
            problems += sources.filter { places[$0] != nil }.map { ($0, "apiUser") }
        }
        return problems.map { key, by in
            Problem(
                .warning, at: places[key],
                "\(key) is not used, because \(by) \(by.contains(" and ") ? "say" : "says") who is meant. \(Self.advice(key, by))"
            )
        }
    }

    /// How both can count, if they can.
    private static func advice(_ key: String, _ by: String) -> String {
        switch key {
        case "apiUser" where !by.contains("--profile"): "To add to what is assigned to that user, give --api-user too."
        case "permissionSets", "permissionSetGroups":
            "To add to what is assigned to the user, give --api-user and \(WhoOptions.flags.first { $0.key == key }?.value ?? "")."
        case "endUsers", "endUserRoles":
            "To add to them, give \(WhoOptions.flags.first { $0.key == key }?.value ?? "") too."
        default: "If it is what you mean, leave the other out."
        }
    }
}

/// Who is meant, after flags and configuration were put together; flags win.
struct Who {
    var profile: String?
    var permissionSets: [String]
    var permissionSetGroups: [String]
    var permissionSetLicenses: [String]
    var role: String?
    /// Whether a flag names the role, and not the configuration.
    private let isTypedRole: Bool
    var endUserRoles: [String]
    var users: [String]
    /// What is in the files, which are read while the export is.
    private let exportedUsers: Background<UserExport>?
    var apiUser: String?
    var endUsers: [EndUserSelector]
    /// What the configuration says and does not count, because flags with another name are in its place.
    private let unused: [Problem]
    /// Where the configuration gives the names that count, by its key and the name: `permissionSets.API`.
    private let places: [String: Place]

    /// - Throws: ``CommandFailure`` where what is said contradicts itself.
    init(_ options: WhoOptions, _ configuration: Configuration) throws(CommandFailure) {
        func choose(_ typed: [String], _ configured: [String]) -> [String] { typed.isEmpty ? configured : typed }
        let namesSources =
            options.profile != nil || !options.permissionSets.isEmpty || !options.permissionSetGroups.isEmpty
        if options.apiUser != nil, options.profile != nil {
            throw CommandFailure(
                "--api-user says whose access is meant, and --users which profile that user has; leave out --profile, "
                    + "or leave out --api-user.", status: .usage)
        }
        // Sources that are typed mean a user of one's own, not the one in the configuration, and the other way round.
        apiUser = options.apiUser ?? (namesSources ? nil : configuration.apiUser)
        profile = apiUser == nil ? options.profile ?? configuration.profile : nil
        // Beside a user who is typed they are what shall be assigned besides.
        permissionSets =
            apiUser == nil ? choose(options.permissionSets, configuration.permissionSets) : options.permissionSets
        permissionSetGroups =
            apiUser == nil
            ? choose(options.permissionSetGroups, configuration.permissionSetGroups) : options.permissionSetGroups
        permissionSetLicenses = choose(options.permissionSetLicenses, configuration.permissionSetLicenses)
        role = options.role ?? configuration.role
        isTypedRole = options.role != nil
        let isTypedEndUser = !options.endUserRoles.isEmpty || !options.endUsers.isEmpty
        endUserRoles = isTypedEndUser ? options.endUserRoles : configuration.endUserRoles
        users = choose(options.users, configuration.users)
        endUsers = []
        for text in isTypedEndUser ? options.endUsers : configuration.endUsers {
            guard let selector = EndUserSelector(text) else {
                throw CommandFailure(
                    "\"\(text)\" is not a selector of end users. Known forms: \(EndUserSelector.forms.joined(separator: ", ")).",
                    configuredAt: isTypedEndUser ? nil : configuration.places["endUsers.\(text)"])
            }
            endUsers.append(selector)
        }
        if users.isEmpty, apiUser != nil || !endUsers.isEmpty {
            let isTyped = options.apiUser != nil || !options.endUsers.isEmpty
            throw CommandFailure(
                "\(isTyped ? "--api-user and --end-users" : "apiUser and endUsers") are looked up in exported users: name the "
                    + "files with --users\(isTyped ? "" : ", or under users"). rolecall manifest prints the queries that make them.",
                configuredAt: isTyped ? nil : configuration.places["apiUser"] ?? configuration.places["endUsers"])
        }
        let typedKeys = WhoOptions.flags.filter { options.gives($0.key) }.map(\.key)
        places = configuration.places.filter { place in !typedKeys.contains { place.key.hasPrefix("\($0).") } }
        unused = configuration.unused(besides: options)
        let users = users
        exportedUsers = users.isEmpty ? nil : Background { UserExport.read(users) }
    }

    /// Whether nobody is named, neither an API user nor an end user.
    var isEmpty: Bool {
        principalAsTyped.isEmpty && apiUser == nil && role == nil && endUserRoles.isEmpty && endUsers.isEmpty
    }

    /// The principal that is meant, the org with what exported users add to it, what was met on the way, and the exported
    /// users where there are any.
    func principal(
        in org: Org, _ platform: PlatformFacts, on date: Date
    ) -> (principal: Principal, org: Org, problems: [Problem], users: AssignedUsers?) {
        var problems = unused
        func match(_ names: [String], _ type: MetadataType, _ key: String) -> [ComponentID] {
            let matches = names.map { org.match($0, type, standardProfiles: platform.standardProfiles) }
            let lost = zip(names, matches).filter { !$1.isFound }.map(\.0)
            problems += zip(matches.problems, lost).map { $0.at(places["\(key).\($1)"]) }
            return matches.map(\.id)
        }
        // Roles that the export lacks are reported by the audit itself, with what depends on them.
        func matchRole(_ name: String) -> Principal.RoleAssignment {
            .role(org.match(name, .role).id.fullName)
        }
        var principal = Principal()
        principal.profile = match([profile].compactMap(\.self), .profile, "profile").first
        principal.permissionSets = match(permissionSets, .permissionSet, "permissionSets")
        principal.permissionSetGroups = match(permissionSetGroups, .permissionSetGroup, "permissionSetGroups")
        var org = org
        var exported: AssignedUsers?
        if let export = exportedUsers?.value {
            org = org.adding(roles: export.roles)
            let assigned = AssignedUsers(
                export, in: org, standardProfiles: platform.standardProfiles, people: platform.people, on: date)
            problems += export.problems + assign(assigned, to: &principal)
            principal.hasExportedUsers = true
            principal.emptyResult = export.emptyResult
            exported = assigned
        }
        principal.permissionSetLicenses.names += permissionSetLicenses
        if let role {
            let statement = Principal.Statement(
                giver: isTypedRole ? "--role" : "role in rolecall.yml", place: isTypedRole ? nil : places["role"])
            problems += [principal.take(matchRole(role), by: statement)].compactMap(\.self)
        }
        let named = endUserRoles.map { Principal.EndUser(role: matchRole($0)) }
        if !named.isEmpty { principal.endUsers = (principal.endUsers ?? []) + named }
        return (principal, org, problems, exported)
    }

    private func assign(_ users: AssignedUsers, to principal: inout Principal) -> [Problem] {
        var problems: [Problem] = []
        if let apiUser {
            let found = users.principal(apiUser)
            let besides = principal
            principal = found.principal
            principal.permissionSets += besides.permissionSets.filter { !found.principal.permissionSets.contains($0) }
            principal.permissionSetGroups += besides.permissionSetGroups.filter {
                !found.principal.permissionSetGroups.contains($0)
            }
            problems += found.problems.map { $0.at(places["apiUser.\(apiUser)"]) }
        }
        if !endUsers.isEmpty {
            let found = users.endUsers(endUsers, besides: principal.username) { places["endUsers.\($0)"] }
            principal.endUsers = found.users
            principal.endUserSources = found.sources
            principal.endUserSourceGaps = users.sourceGaps(of: found.users)
            principal.endUserGaps = found.gaps
            problems += found.problems
        }
        return problems
    }

    /// The principal where there is no export yet to look the names up in: every name taken as a full name.
    var principalAsTyped: Principal {
        var principal = Principal()
        principal.profile = profile.map { ComponentID(.profile, $0) }
        principal.permissionSets = permissionSets.map { ComponentID(.permissionSet, $0) }
        principal.permissionSetGroups = permissionSetGroups.map { ComponentID(.permissionSetGroup, $0) }
        return principal
    }
}
