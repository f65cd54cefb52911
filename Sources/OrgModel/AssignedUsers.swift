public import struct Foundation.Date

/// The exported users in the light of an org's metadata: who the API user is, what is assigned to them, and who the
/// end users are.
public struct AssignedUsers: Sendable {
    private let export: UserExport
    private let org: Org
    /// The assignments that may hold on the day, neither inactive nor revoked nor expired, by the assignee's username in
    /// lower case: an org has as many as users times sets, so they are looked through once.
    private let assignments: [String: [UserExport.Assignment]]
    /// The profiles that the users' names in Setup mean, each looked up once.
    private let profiles: [String: NameMatch]
    private let standardProfiles: [String: String]
    /// The names of each call center whose records were exported.
    private let callCenterNames: [RecordID: [String]]

    /// Looks every assignment and profile up.
    ///
    /// - Parameters:
    ///   - export: The exported users and what is assigned to them.
    ///   - org: The org in which their profiles, permission sets, groups and roles are.
    ///   - standardProfiles: The names in Setup of standard profiles, by full name; query results name profiles so.
    ///   - date: The day on which the assignments must hold.
    public init(_ export: UserExport, in org: Org, standardProfiles: [String: String], on date: Date) {
        self.export = export
        self.org = org
        self.standardProfiles = standardProfiles
        callCenterNames = Dictionary(export.callCenters.map { (RecordID($0.id), $0.names) }, uniquingKeysWith: +)
        assignments = Dictionary(
            grouping: export.assignments.filter { $0.isActive && ($0.expires.map { $0 > date } ?? true) }
        ) { $0.username.lowercased() }
        profiles = Dictionary(
            uniqueKeysWithValues: Set(export.users.compactMap(\.profile)).map { name in
                (name, org.match(name, .profile, standardProfiles: standardProfiles))
            })
    }

    // MARK: The API user

    /// The principal that a username means, with what is assigned to it.
    public func principal(_ username: String) -> (principal: Principal, problems: [Problem]) {
        var principal = Principal()
        principal.username = username
        let matches = export.users.filter { $0.username.lowercased() == username.lowercased() }
        guard let user = matches.first, matches.count == 1 else {
            principal.gaps = [unknownUser(username)]
            return (principal, matches.isEmpty && unreadUsers == nil ? [missing(username)] : [])
        }
        principal.username = user.username
        principal.isActive = user.isActive
        principal.place = user.place
        principal.role = role(of: user)
        principal.userLicense = user.license
        principal.permissionSetLicenses.names = export.licenses
            .filter { $0.username.lowercased() == user.username.lowercased() }.flatMap(\.names)
        // What is assigned to an Id that nobody is known by may be this user's.
        principal.permissionSetLicenses.toldBy =
            user.isKnownByID || !export.hasForeignLicenses ? export.wholeLicenses : nil
        var problems: [Problem] = []
        if let match = user.profile.flatMap({ profiles[$0] }) {
            principal.profile = match.id
            problems += [match.problem?.with(severity: .warning)].compactMap(\.self)
        }
        for assignment in assignments(of: user) where assignment.doubts.isEmpty {
            let (id, problem) = component(assignment)
            problems += [problem].compactMap(\.self)
            if id.type == .permissionSet { principal.permissionSets.append(id) } else { principal.permissionSetGroups.append(id) }
        }
        principal.gaps = assignmentGaps + assignments(of: user).compactMap(doubt) + profileGaps(of: user)
            + [foreignGap(of: user)].compactMap(\.self)
        return (principal, problems)
    }

    /// The first reason why no user could be read at all. It is told by itself, and that nobody is found follows from it.
    private var unreadUsers: Problem? {
        export.hasUsers ? nil : export.problems.first { $0.severity == .error }
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

    /// Why an assignment by the Id of nobody who was exported may be this user's.
    private func foreignGap(of user: UserExport.User) -> Principal.Gap? {
        guard let place = export.foreignAssignments, !user.isKnownByID else { return nil }
        return Principal.Gap(
            place: place,
            says: "an assignment names its assignee by an Id alone, and the Id of \(user.username) is not known",
            settledBy: "Export User with Id, or PermissionSetAssignment with Assignee.Username.")
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
        assignments[user.username.lowercased()] ?? []
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
            "The \(type.words) \"\(name)\" is assigned to \(assignment.username), but \(org.catalog.isNotFound). "
                + org.catalog.remedy(retrieving: "Retrieve \(type.rawValue) \(name) too."))
        return (ComponentID(type, name), problem)
    }

    // MARK: End users

    /// The end users that selectors mean; the API user is never among them.
    public func endUsers(
        _ selectors: [EndUserSelector], besides apiUser: String?
    ) -> (users: [Principal.EndUser], sources: Set<ComponentID>, gaps: [Principal.Gap], problems: [Problem]) {
        var selected: [UserExport.User] = []
        var problems: [Problem] = []
        var gaps = userGaps
        for selector in selectors {
            let found = users(selector, besides: apiUser)
            // Where somebody may be meant, the gap tells who.
            if found.users.isEmpty, found.gaps.isEmpty, unreadUsers == nil { problems.append(matchesNobody(selector, besides: apiUser)) }
            selected += found.users
            gaps += found.gaps.filter { !gaps.contains($0) }
        }
        var seen: Set<String> = []
        let unique = selected.filter { seen.insert($0.username.lowercased()).inserted }
        // Whoever is selected by name is meant, active or not.
        let named = Set(
            selectors.compactMap { if case .username(let name) = $0 { name.lowercased() } else { nil } })
        let endUsers = unique.map { user in
            Principal.EndUser(
                username: user.username, role: role(of: user), place: user.place,
                mayBeInactive: user.isActive == nil && !named.contains(user.username.lowercased()),
                callCenter: callCenter(of: user))
        }
        return (endUsers, Set(unique.flatMap(sources)), gaps, problems)
    }

    private var userGaps: [Principal.Gap] {
        if let unreadUsers {
            return [
                Principal.Gap(
                    place: unreadUsers.place, says: "no exported user could be read, so it is not known who is meant",
                    settledBy: "Export User again and name the file with --users.")
            ]
        }
        return export.truncatedUsers.map {
            [
                Principal.Gap(
                    place: $0, says: "the export of users is cut off, so there may be more end users",
                    settledBy: "Export all users again.")
            ]
        } ?? []
    }

    private func matchesNobody(_ selector: EndUserSelector, besides apiUser: String?) -> Problem {
        if let apiUser, users(selector, besides: nil).users.contains(where: { $0.username.lowercased() == apiUser.lowercased() }) {
            return Problem(
                .error,
                "\"\(selector)\" means the API user \(apiUser) alone, and the API user is never among the end users. "
                    + "Select the people who use the integration.")
        }
        if case .username(let name) = selector { return missing(name) }
        return Problem(
            .error,
            "\"\(selector)\" matches none of the \(export.users.count) exported users besides the API user and inactive users. "
                + "Correct the selector or export the users again.")
    }

    /// Whether a selector means a user.
    private enum Membership {
        case selected
        case other
        /// The export leaves it open: what settles it.
        case unknown(settledBy: String)

        init(_ isSelected: Bool) { self = isSelected ? .selected : .other }
    }

    private func users(_ selector: EndUserSelector, besides apiUser: String?) -> (users: [UserExport.User], gaps: [Principal.Gap]) {
        let isMember = membership(selector)
        var selected: [UserExport.User] = []
        var open: [(user: UserExport.User, settledBy: String)] = []
        for user in export.users where user.username.lowercased() != apiUser?.lowercased() {
            switch isMember(user) {
            case .selected: selected.append(user)
            case .other: break
            case .unknown(let settledBy): open.append((user, settledBy))
            }
        }
        return (selected, (open.isEmpty ? [] : [gap(selector, open)]) + exportGaps(selector))
    }

    /// At most ten users are named.
    private func gap(_ selector: EndUserSelector, _ open: [(user: UserExport.User, settledBy: String)]) -> Principal.Gap {
        let names = open.prefix(10).map(\.user.username).joined(separator: ", ")
        let more = open.count > 10 ? " and \(open.count - 10) more" : ""
        var seen: Set<String> = []
        return Principal.Gap(
            place: open.first?.user.place, says: "whether \"\(selector)\" means \(names)\(more) is not known",
            settledBy: open.map(\.settledBy).filter { seen.insert($0).inserted }.joined(separator: "\n"))
    }

    /// What a selector needs and no user's record can tell.
    private func exportGaps(_ selector: EndUserSelector) -> [Principal.Gap] {
        switch selector {
        case .permissionSet, .permissionSetGroup: return assignmentGaps
        case .roleAndBelow(let name):
            let top = org.match(name, .role).id.fullName
            guard org.roles[top] == nil else { return [] }
            return [
                Principal.Gap(
                    place: nil, says: "the role \"\(top)\" \(org.catalog.isNotFound), so more roles may be below it",
                    settledBy: org.catalog.remedy(retrieving: "Retrieve Role:\(top) and the roles below it."))
            ]
        default: return []
        }
    }

    /// Tells whether a selector means a user; inactive users only by name.
    private func membership(_ selector: EndUserSelector) -> (UserExport.User) -> Membership {
        if case .username(let name) = selector { return { Membership($0.username.lowercased() == name.lowercased()) } }
        let isMember = membershipOfActive(selector)
        return { $0.isActive == false ? .other : isMember($0) }
    }

    private func membershipOfActive(_ selector: EndUserSelector) -> (UserExport.User) -> Membership {
        switch selector {
        case .active:
            return { $0.isStandard.map(Membership.init) ?? .unknown(settledBy: "Export User with UserType.") }
        case .username: return { _ in .other }
        case .role(let name):
            let wanted = [org.match(name, .role).id.fullName, name]
            return { user in
                guard let role = role(of: user).name else { return user.role == .notStated ? Self.roleNotStated : .other }
                if wanted.contains(where: { $0.lowercased() == role.lowercased() }) { return .selected }
                // A label that no role in the export has may be that of the role that is meant.
                return user.roleIsLabel && org.roles[role] == nil ? Self.roleNotStated : .other
            }
        case .roleAndBelow(let name):
            let top = org.match(name, .role).id.fullName
            return { user in
                guard let role = role(of: user).name else { return user.role == .notStated ? Self.roleNotStated : .other }
                return below(top, role)
            }
        case .profile(let name):
            let wanted = org.match(name, .profile, standardProfiles: standardProfiles).id
            return { user in
                guard let profile = user.profile else { return .unknown(settledBy: "Export User with Profile.Name.") }
                return Membership(
                    profile == name || profiles[profile]?.id == wanted)
            }
        case .permissionSet(let name):
            let wanted = org.match(name, .permissionSet).id
            return { assigned($0, wanted) }
        case .permissionSetGroup(let name):
            let wanted = org.match(name, .permissionSetGroup).id
            return { assigned($0, wanted) }
        case .callCenter(let typed):
            let wanted = callCenters(typed)
            return { user in
                guard let callCenter = user.callCenterID else { return .unknown(settledBy: "Export User with CallCenterId.") }
                return Membership(callCenter.map { wanted.contains(RecordID($0)) } == true)
            }
        }
    }

    /// The Ids of the call centers that an Id or a name means.
    private func callCenters(_ typed: String) -> Set<RecordID> {
        let named = callCenterNames.filter { $0.value.contains { $0.lowercased() == typed.lowercased() } }.keys
        return named.isEmpty ? [RecordID(typed)] : Set(named)
    }

    private func callCenter(of user: UserExport.User) -> CallCenterMembership {
        guard let stated = user.callCenterID else { return .notStated }
        guard let id = stated else { return .none }
        return .member(id: id, names: callCenterNames[RecordID(id)] ?? [])
    }

    private static let roleNotStated = Membership.unknown(settledBy: "Export User with UserRole.DeveloperName.")

    /// Whether a role is at or below another; a path that breaks off proves only what it reached.
    private func below(_ top: String, _ role: String) -> Membership {
        if role.lowercased() == top.lowercased() { return .selected }
        guard let path = org.roles.path(from: role) else {
            return .unknown(settledBy: org.catalog.remedy(retrieving: "Retrieve Role:\(role) and the roles above it."))
        }
        if path.roles.contains(where: { $0.name.lowercased() == top.lowercased() }) { return .selected }
        switch path.end {
        case .root: return .other
        case .cycle(let names): return .unknown(settledBy: "Mend the cycle of roles \(names.prefix(10).joined(separator: " -> ")).")
        case .missingParent(let parent):
            if parent.lowercased() == top.lowercased() { return .selected }
            if let above = org.roles.path(from: top), !path.end.mayLead(to: above.end) { return .other }
            return .unknown(settledBy: org.catalog.remedy(retrieving: "Retrieve Role:\(parent) and the roles above it."))
        }
    }

    private func assigned(_ user: UserExport.User, _ wanted: ComponentID) -> Membership {
        let found = assignments(of: user).filter { component($0).0 == wanted }
        if found.contains(where: \.doubts.isEmpty) { return .selected }
        if !found.isEmpty { return .unknown(settledBy: "Export PermissionSetAssignment again, unedited.") }
        return foreignGap(of: user).map { .unknown(settledBy: $0.settledBy) } ?? .other
    }

    /// How many users who are not known to be inactive have each role, by its name in lower case; `nil` where no users
    /// were exported, or not all of them.
    public var activeUsersByRole: [String: Int]? {
        guard export.hasUsers, export.truncatedUsers == nil else { return nil }
        var seen: Set<String> = []
        let users = export.users.filter { $0.isActive != false && seen.insert($0.username.lowercased()).inserted }
        return users.compactMap { role(of: $0).name?.lowercased() }.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    /// A user's role; one that is known by its label only is found by that.
    private func role(of user: UserExport.User) -> Principal.RoleAssignment {
        guard user.roleIsLabel, case .role(let label) = user.role else { return user.role }
        return .role(org.match(label, .role).id.fullName)
    }

    /// The profile and the permission sets of a user, those of groups among them.
    private func sources(of user: UserExport.User) -> [ComponentID] {
        let profile = user.profile.flatMap { profiles[$0]?.id }
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
