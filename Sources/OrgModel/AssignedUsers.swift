public import struct Foundation.Date

/// The exported users in the light of an org's metadata: who the API user is, what is assigned to them, and who the
/// end users are.
public struct AssignedUsers: Sendable {
    private let export: UserExport
    private let org: Org
    private let standardProfiles: [String: String]
    private let date: Date

    /// - Parameters:
    ///   - standardProfiles: The names in Setup of standard profiles, by full name; query results name profiles so.
    ///   - date: The day on which the assignments must hold.
    public init(_ export: UserExport, in org: Org, standardProfiles: [String: String], on date: Date) {
        self.export = export
        self.org = org
        self.standardProfiles = standardProfiles
        self.date = date
    }

    // MARK: The API user

    /// The principal that a username means, with what is assigned to it.
    public func principal(_ username: String) -> (principal: Principal, problems: [Problem]) {
        var principal = Principal()
        principal.username = username
        let matches = export.users.filter { $0.username.lowercased() == username.lowercased() }
        guard let user = matches.first, matches.count == 1 else {
            principal.gaps = [unknownUser(username)]
            return (principal, matches.isEmpty ? [missing(username)] : [])
        }
        principal.username = user.username
        principal.isActive = user.isActive
        principal.place = user.place
        principal.role = role(of: user)
        var problems: [Problem] = []
        if let profile = user.profile {
            let match = org.match(profile, .profile, standardProfiles: standardProfiles)
            principal.profile = match.id
            problems += [match.problem?.with(severity: .warning)].compactMap(\.self)
        }
        for assignment in assignments(of: user) where assignment.doubts.isEmpty {
            let (id, problem) = component(assignment)
            problems += [problem].compactMap(\.self)
            if id.type == .permissionSet { principal.permissionSets.append(id) } else { principal.permissionSetGroups.append(id) }
        }
        principal.gaps = assignmentGaps + assignments(of: user).compactMap(doubt) + profileGaps(of: user)
        return (principal, problems)
    }

    private func unknownUser(_ username: String) -> Principal.Gap {
        Principal.Gap(
            place: nil, says: "what is assigned to \(username) is not known",
            settledBy: "Export the user \(username) and what is assigned to it (rolecall manifest prints the queries).")
    }

    private func missing(_ username: String) -> Problem {
        let nearest = nearestNames(to: username, among: export.users.map(\.username))
        let hint =
            nearest.isEmpty
            ? "The files hold no user at all." : "The nearest usernames are \(nearest.joined(separator: ", "))."
        return Problem(.error, "There is no user \"\(username)\" in the exported users. \(hint)")
    }

    /// Why something may be assigned that the files do not tell.
    private var assignmentGaps: [Principal.Gap] {
        if let place = export.truncatedAssignments {
            return [
                Principal.Gap(
                    place: place, says: "the export of assignments is cut off, so more may be assigned",
                    settledBy: "Export all of PermissionSetAssignment again.")
            ]
        }
        guard !export.hasAssignments else { return [] }
        return [
            Principal.Gap(
                place: nil, says: "no export of assignments was given, so permission sets may be assigned",
                settledBy: "Export PermissionSetAssignment too and name the file with --users.")
        ]
    }

    /// Why an assignment may grant something or nothing, if its record leaves that open.
    private func doubt(_ assignment: UserExport.Assignment) -> Principal.Gap? {
        guard !assignment.doubts.isEmpty else { return nil }
        return Principal.Gap(
            place: assignment.place,
            says: "whether the \(component(assignment).0.type.words) \"\(component(assignment).0.fullName)\" is still assigned to "
                + "\(assignment.username) is not known: \(assignment.doubts.joined(separator: ", "))",
            settledBy: "Export PermissionSetAssignment again, unedited.")
    }

    private func profileGaps(of user: UserExport.User) -> [Principal.Gap] {
        guard user.profile == nil else { return [] }
        return [
            Principal.Gap(
                place: user.place, says: "the profile of \(user.username) is not known, and it grants too",
                settledBy: "Export User with Profile.Name.")
        ]
    }

    /// What is assigned to a user on the day, as far as is known; look at the doubts of each.
    private func assignments(of user: UserExport.User) -> [UserExport.Assignment] {
        assignments.filter { $0.username.lowercased() == user.username.lowercased() }
    }

    /// The assignments that may hold on the day: neither inactive nor revoked nor expired.
    private var assignments: [UserExport.Assignment] {
        export.assignments.filter { $0.isActive && ($0.expires.map { $0 > date } ?? true) }
    }

    /// The component that an assignment names; one that the export lacks is told, and grants something unknown.
    private func component(_ assignment: UserExport.Assignment) -> (ComponentID, Problem?) {
        let (type, name): (MetadataType, String) =
            switch assignment.target {
            case .permissionSet(let name): (.permissionSet, name)
            case .group(let name): (.permissionSetGroup, name)
            }
        if let id = org.component(name, type) { return (id, nil) }
        let problem = Problem(
            .warning, at: assignment.place,
            "The \(type.words) \"\(name)\" is assigned to \(assignment.username), but is not in the export. "
                + "Retrieve \(type.rawValue) \(name) too.")
        return (ComponentID(type, name), problem)
    }

    // MARK: End users

    /// The end users that selectors mean; the API user is never among them.
    public func endUsers(
        _ selectors: [EndUserSelector], besides apiUser: String?
    ) -> (users: [Principal.EndUser], sources: Set<ComponentID>, gaps: [Principal.Gap], problems: [Problem]) {
        var selected: [UserExport.User] = []
        var problems: [Problem] = []
        for selector in selectors {
            let users = users(selector).filter { $0.username.lowercased() != apiUser?.lowercased() }
            if users.isEmpty { problems.append(matchesNobody(selector)) }
            selected += users
        }
        var seen: Set<String> = []
        let unique = selected.filter { seen.insert($0.username.lowercased()).inserted }
        let endUsers = unique.map { Principal.EndUser(username: $0.username, role: role(of: $0), place: $0.place) }
        return (endUsers, Set(unique.flatMap(sources)), userGaps, problems)
    }

    private var userGaps: [Principal.Gap] {
        export.truncatedUsers.map {
            [
                Principal.Gap(
                    place: $0, says: "the export of users is cut off, so there may be more end users",
                    settledBy: "Export all users again.")
            ]
        } ?? []
    }

    private func matchesNobody(_ selector: EndUserSelector) -> Problem {
        if case .username(let name) = selector { return missing(name) }
        return Problem(
            .error,
            "\"\(selector)\" matches none of the \(export.users.count) exported users besides the API user and inactive users. "
                + "Correct the selector or export the users again.")
    }

    private func users(_ selector: EndUserSelector) -> [UserExport.User] {
        let active = export.users.filter { $0.isActive != false }
        switch selector {
        case .active:
            return active.filter { $0.isStandard != false }
        case .username(let name):
            return export.users.filter { $0.username.lowercased() == name.lowercased() }
        case .role(let name):
            return active.filter { isAmong([org.match(name, .role).id.fullName, name], role(of: $0)) }
        case .roleAndBelow(let name):
            let top = org.match(name, .role).id.fullName
            let names = org.roles.rolesAtAndBelow(top).map(\.name) + [top]
            return active.filter { isAmong(names, role(of: $0)) }
        case .profile(let name):
            let wanted = org.match(name, .profile, standardProfiles: standardProfiles).id
            return active.filter { user in
                user.profile.map { org.match($0, .profile, standardProfiles: standardProfiles).id == wanted || $0 == name } ?? false
            }
        case .permissionSet(let name):
            return active.filter { assigned($0, .permissionSet, name) }
        case .permissionSetGroup(let name):
            return active.filter { assigned($0, .permissionSetGroup, name) }
        case .callCenter(let id):
            // Ids of 15 and of 18 characters mean the same; the last three only make them safe without regard to case.
            return active.filter { $0.callCenterID??.prefix(15) == id.prefix(15) }
        }
    }

    private func isAmong(_ names: [String], _ role: Principal.RoleAssignment) -> Bool {
        guard case .role(let name) = role else { return false }
        return names.contains { $0.lowercased() == name.lowercased() }
    }

    private func assigned(_ user: UserExport.User, _ type: MetadataType, _ name: String) -> Bool {
        let wanted = org.match(name, type).id
        return assignments(of: user).contains { component($0).0 == wanted }
    }

    /// A user's role; one that is known by its label only is found by that.
    private func role(of user: UserExport.User) -> Principal.RoleAssignment {
        guard user.roleIsLabel, case .role(let label) = user.role else { return user.role }
        return .role(org.match(label, .role).id.fullName)
    }

    /// The profile and the permission sets of a user, those of groups among them.
    private func sources(of user: UserExport.User) -> [ComponentID] {
        let profile = user.profile.map { org.match($0, .profile, standardProfiles: standardProfiles).id }
        let assigned = assignments(of: user).flatMap { assignment -> [ComponentID] in
            let id = component(assignment).0
            guard let group = org.groups[id] else { return [id] }
            return group.permissionSets.compactMap { org.component($0.name, .permissionSet) }
        }
        return [profile].compactMap(\.self) + assigned
    }
}

extension Org {
    /// The same org with roles that only exported users tell; where both tell a role, the metadata counts.
    public func adding(roles exported: [Role]) -> Org {
        var org = self
        for role in exported {
            guard let known = roles[role.name], known.parent?.lowercased() != role.parent?.lowercased() else { continue }
            org.problems.append(
                Problem(
                    .warning, at: known.place,
                    "The role \"\(known.name)\" reports to \(known.parent.map { "\"\($0)\"" } ?? "no role") here, but to "
                        + "\(role.parent.map { "\"\($0)\"" } ?? "no role") in \(role.place.file). The metadata counts; "
                        + "export both again at the same time."))
        }
        org.roles = RoleHierarchy(roles.all + exported)
        return org
    }
}
