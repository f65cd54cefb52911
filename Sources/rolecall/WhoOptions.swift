import ArgumentParser
import AuditEngine
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
            "A permission set assigned to the API user; repeat for more. Example: --permission-set LivePerson_Integration",
            valueName: "name"))
    var permissionSets: [String] = []

    @Option(
        name: .customLong("permission-set-group"), parsing: .singleValue,
        help: ArgumentHelp(
            "A permission set group assigned to the API user; repeat for more. Example: --permission-set-group Integrations",
            valueName: "name"))
    var permissionSetGroups: [String] = []

    @Option(help: ArgumentHelp("The API user's role. Example: --role Integration_User", valueName: "name"))
    var role: String?

    @Option(
        name: .customLong("end-user-role"), parsing: .singleValue,
        help: ArgumentHelp(
            "A role of the people who use the integration; repeat for more. Example: --end-user-role Service_Agent",
            valueName: "name"))
    var endUserRoles: [String] = []
}

/// Who is meant, after flags and configuration were put together; flags win.
struct Who {
    var profile: String?
    var permissionSets: [String]
    var permissionSetGroups: [String]
    var role: String?
    var endUserRoles: [String]

    init(_ options: WhoOptions, _ configuration: Configuration) {
        func choose(_ typed: [String], _ configured: [String]) -> [String] { typed.isEmpty ? configured : typed }
        profile = options.profile ?? configuration.profile
        permissionSets = choose(options.permissionSets, configuration.permissionSets)
        permissionSetGroups = choose(options.permissionSetGroups, configuration.permissionSetGroups)
        role = options.role ?? configuration.role
        endUserRoles = choose(options.endUserRoles, configuration.endUserRoles)
    }

    /// The principal that is meant, and the names that mean nothing in the export.
    func principal(in org: Org, _ platform: PlatformFacts) -> (Principal, [Problem]) {
        var problems: [Problem] = []
        func match(_ name: String, _ type: MetadataType) -> ComponentID {
            let match = org.match(name, type, standardProfiles: platform.standardProfiles)
            problems += [match.problem].compactMap(\.self)
            return match.id
        }
        // Roles that the export lacks are told by the audit itself, with what depends on them.
        func matchRole(_ name: String) -> Principal.RoleAssignment {
            .role(org.match(name, .role).id.fullName)
        }
        var principal = Principal()
        principal.profile = profile.map { match($0, .profile) }
        principal.permissionSets = permissionSets.map { match($0, .permissionSet) }
        principal.permissionSetGroups = permissionSetGroups.map { match($0, .permissionSetGroup) }
        if let role { principal.role = matchRole(role) }
        if !endUserRoles.isEmpty { principal.endUsers = endUserRoles.map { Principal.EndUser(role: matchRole($0)) } }
        return (principal, problems)
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
