import AuditEngine
import Foundation
import OrgModel

// The folder Who: whom the settings name, as the export and exported users know them, and who may be meant where they name
// nobody.

/// The users that settings name, as the export and exported users know them.
struct NamedUsers {
    /// The org, with the roles and definitions that exported records add to it.
    private(set) var org: Org
    private(set) var principal = Principal()
    /// What was found on the way.
    private(set) var problems: [Problem]
    /// The exported users, where there are any.
    private(set) var exported: AssignedUsers?
    /// How many active users each role has, where users are exported.
    private(set) var activeUsers: [String: Int]?
    private let typed: Settings
    private let configuration: SettingsFile

    /// - Parameter endUsers: The selectors of the settings.
    init(_ session: Session, _ endUsers: [EndUserSelector], in org: Org, _ export: UserExport?) {
        (self.org, typed, configuration) = (org, session.typed, session.configuration)
        let (who, platform) = (session.settings.who, session.guide.platform)
        problems = typed.unused(of: configuration)
        addSources(who, platform)
        if let export {
            self.org = org.adding(roles: export.roles).adding(export.definitions).adding(
                export.sources, standardProfiles: platform.standardProfiles)
            let assigned = AssignedUsers(
                export, in: self.org, standardProfiles: platform.standardProfiles, people: platform.people,
                on: session.date)
            problems += export.problems
            if let apiUser = who.apiUser { addAssignments(of: apiUser, assigned) }
            if !endUsers.isEmpty {
                addEndUsers(endUsers, assigned, asksWhatTheyHave: session.guide.asksEndUsers)
            }
            principal.hasExportedUsers = true
            principal.emptyResult = export.emptyResult
            activeUsers = assigned.activeUsersByRole
            exported = assigned
        }
        principal.permissionSetLicenses.names += who.permissionSetLicenses
        addRoles(who)
    }

    private mutating func addSources(_ who: WhoOptions, _ platform: PlatformFacts) {
        func match(_ names: [String], _ type: MetadataType, _ key: String) -> [ComponentID] {
            let matches = names.map { org.match($0, type, standardProfiles: platform.standardProfiles) }
            let lost = zip(names, matches).filter { !$1.isFound }.map(\.0)
            problems += zip(matches.problems, lost).map { $0.at(place(of: $1, in: key)) }
            return matches.map(\.id)
        }
        principal.profile = match([who.profile].compactMap(\.self), .profile, "profile").first
        principal.permissionSets = match(who.permissionSets, .permissionSet, "permissionSets")
        principal.permissionSetGroups = match(who.permissionSetGroups, .permissionSetGroup, "permissionSetGroups")
    }

    private mutating func addAssignments(of apiUser: String, _ users: AssignedUsers) {
        let found = users.principal(apiUser)
        let added = principal
        principal = found.principal
        principal.permissionSets += added.permissionSets.filter { !found.principal.permissionSets.contains($0) }
        principal.permissionSetGroups += added.permissionSetGroups.filter {
            !found.principal.permissionSetGroups.contains($0)
        }
        problems += found.problems.map { $0.at(place(of: apiUser, in: "apiUser")) }
    }

    /// - Parameter asksWhatTheyHave: Whether rows are asked of each of them.
    private mutating func addEndUsers(
        _ selectors: [EndUserSelector], _ users: AssignedUsers, asksWhatTheyHave: Bool
    ) {
        let found = users.endUsers(selectors, except: principal.username) { place(of: "\($0)", in: "endUsers") }
        principal.endUsers = found.users
        principal.endUserSources = found.sources
        principal.endUserSourceGaps = users.sourceGaps(of: found.users)
        principal.endUserGaps = found.gaps
        if asksWhatTheyHave { principal.endUserGroups = users.groups(of: found.users) }
        problems += found.problems
    }

    /// Roles that the export lacks are reported by the audit itself, with what depends on them.
    private mutating func addRoles(_ who: WhoOptions) {
        func match(_ name: String) -> Principal.RoleAssignment { .role(org.match(name, .role).id.fullName) }
        if let role = who.role {
            let isTyped = typed.who.role != nil
            let statement = Principal.Statement(
                giver: isTyped ? "--role" : "role in rolecall.yml", place: isTyped ? nil : configuration.places["role"])
            problems += [principal.take(match(role), by: statement)].compactMap(\.self)
        }
        for (key, roles) in [("role", [who.role].compactMap(\.self)), ("endUserRoles", who.endUserRoles)] {
            for role in roles { principal.rolePlaces[org.match(role, .role).id.fullName] = place(of: role, in: key) }
        }
        let named = who.endUserRoles.map { Principal.EndUser(role: match($0)) }
        if !named.isEmpty { principal.endUsers = (principal.endUsers ?? []) + named }
    }

    /// Where the configuration gives a name; `nil` where a flag gives the names of the key.
    private func place(of name: String, in key: String) -> Place? {
        let isTyped = Setting.all.contains { $0.key == key && $0.isGiven(in: typed) }
        return isTyped ? nil : configuration.place(of: name, in: key)
    }
}
