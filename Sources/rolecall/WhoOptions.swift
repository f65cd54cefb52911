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
            "A permission set license that the API user holds, besides those that exported users tell; repeat for more. Example: --permission-set-license \"Salesforce API Integration\"",
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

/// Who is meant, after flags and configuration were put together; flags win.
struct Who {
    var profile: String?
    var permissionSets: [String]
    var permissionSetGroups: [String]
    var permissionSetLicenses: [String]
    var role: String?
    var endUserRoles: [String]
    var users: [String]
    /// What is in the files, which are read while the export is.
    private let exportedUsers: Background<UserExport>?
    var apiUser: String?
    var endUsers: [EndUserSelector]

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
        permissionSets = apiUser == nil ? choose(options.permissionSets, configuration.permissionSets) : options.permissionSets
        permissionSetGroups =
            apiUser == nil ? choose(options.permissionSetGroups, configuration.permissionSetGroups) : options.permissionSetGroups
        permissionSetLicenses = choose(options.permissionSetLicenses, configuration.permissionSetLicenses)
        role = options.role ?? configuration.role
        let isTypedEndUser = !options.endUserRoles.isEmpty || !options.endUsers.isEmpty
        endUserRoles = isTypedEndUser ? options.endUserRoles : configuration.endUserRoles
        users = choose(options.users, configuration.users)
        endUsers = []
        for text in isTypedEndUser ? options.endUsers : configuration.endUsers {
            guard let selector = EndUserSelector(text) else {
                throw CommandFailure(
                    "\"\(text)\" is no selector of end users. Known forms: \(EndUserSelector.forms.joined(separator: ", ")).",
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
        var problems: [Problem] = []
        func match(_ names: [String], _ type: MetadataType) -> [ComponentID] {
            let matches = names.map { org.match($0, type, standardProfiles: platform.standardProfiles) }
            problems += matches.problems
            return matches.map(\.id)
        }
        // Roles that the export lacks are told by the audit itself, with what depends on them.
        func matchRole(_ name: String) -> Principal.RoleAssignment {
            .role(org.match(name, .role).id.fullName)
        }
        var principal = Principal()
        principal.profile = match([profile].compactMap(\.self), .profile).first
        principal.permissionSets = match(permissionSets, .permissionSet)
        principal.permissionSetGroups = match(permissionSetGroups, .permissionSetGroup)
        var org = org
        var exported: AssignedUsers?
        if let export = exportedUsers?.value {
            org = org.adding(roles: export.roles)
            let assigned = AssignedUsers(
                export, in: org, standardProfiles: platform.standardProfiles, people: platform.people, on: date)
            problems += export.problems + assign(assigned, to: &principal)
            exported = assigned
        }
        principal.permissionSetLicenses.names += permissionSetLicenses
        if let role { principal.role = matchRole(role) }
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
            principal.permissionSetGroups += besides.permissionSetGroups.filter { !found.principal.permissionSetGroups.contains($0) }
            problems += found.problems
        }
        if !endUsers.isEmpty {
            let found = users.endUsers(endUsers, besides: principal.username)
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
