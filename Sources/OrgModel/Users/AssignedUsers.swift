package import struct Foundation.Date

/// The exported users given an org's metadata: who the API user is, what is assigned to them, and who the
/// end users are.
package struct AssignedUsers: Sendable {
    private let export: UserExport
    private let org: Org
    /// The assignments that may be valid on the day, neither inactive nor revoked nor expired, by the assignee's username in
    /// lower case: an org has as many as users times sets, so they are looked through once.
    private let assignments: [String: [UserExport.Assignment]]
    /// The profiles that the users' names in Setup mean, each looked up once.
    private let profiles: [String: NameMatch]
    private let standardProfiles: [String: String]
    private let people: PeopleFacts
    private let date: Date
    /// Which roles are below which.
    private let subtrees: RoleSubtrees
    /// Why each role's path to the root ends.
    private let roleEnds: [String: RolePath.End]
    /// The roles of each label.
    private let rolesByLabel: [String: [Role]]
    /// The names of each call center whose records were exported.
    private let callCenterNames: [RecordID: [String]]
    /// The users by what selectors require.
    private var index = UserIndex()

    /// Looks every assignment and profile up.
    ///
    /// - Parameters:
    ///   - export: The exported users and what is assigned to them.
    ///   - org: The org in which their profiles, permission sets, groups and roles are.
    ///   - standardProfiles: The names in Setup of standard profiles, by full name; query results name profiles so.
    ///   - people: Which users are people.
    ///   - date: The day on which the assignments must be valid.
    package init(
        _ export: UserExport, in org: Org, standardProfiles: [String: String], people: PeopleFacts = PeopleFacts(),
        on date: Date
    ) {
        self.export = export
        self.org = org
        self.standardProfiles = standardProfiles
        self.people = people
        self.date = date
        subtrees = RoleSubtrees(of: org.roles)
        roleEnds = org.roles.pathEnds
        rolesByLabel = Dictionary(grouping: org.roles.all.filter { $0.label != nil }) { $0.label ?? "" }
        callCenterNames = Dictionary(export.callCenters.map { (RecordID($0.id), $0.names) }, uniquingKeysWith: +)
        assignments = Dictionary(grouping: export.assignments) { $0.username.lowercased() }.mapValues {
            UserExport.Assignment.holding($0, on: date)
        }
        profiles = Dictionary(
            uniqueKeysWithValues: Set(export.users.compactMap(\.profile)).map { name in
                (name, org.match(name, .profile, standardProfiles: standardProfiles))
            })
        index = UserIndex(export) { user in assignments(of: user).map(component) }
    }

    // MARK: The API user

    /// The principal that a username means, with what is assigned to it.
    package func principal(_ username: String) -> (principal: Principal, problems: [Problem]) {
        var principal = Principal()
        principal.username = username
        guard let user = index.byUsername[username.lowercased()]?.first.map({ export.users[$0] }) else {
            let gap = unknownUser(username)
            principal.gaps = [gap]
            for fact in UserFact.allCases { principal.doubts[fact] = gap }
            return (principal, unreadUsers == nil ? [missing(username)] : [])
        }
        principal.username = user.username
        principal.isActive = user.isActive
        principal.place = user.place
        principal.role = role(of: user)
        principal.doubts = user.doubts
        principal.doubts[.role] = user.doubts[.role] ?? labelGap(of: user)
        principal.userLicense = user.license
        principal.userType = user.userType
        principal.permissionSetLicenses.names = export.licenses
            .filter { $0.username.lowercased() == user.username.lowercased() }.flatMap(\.names)
        // What is assigned to an Id that nobody is known by may be this user's.
        principal.permissionSetLicenses.toldBy =
            user.isKnownByID || !export.hasForeignLicenses ? export.wholeLicenses : nil
        let ofType = user.userType.flatMap { people.problem(ofAPIUser: user.username, userType: $0, at: user.place) }
        var problems = [roleProblem([user]), ofType].compactMap(\.self)
        if let match = user.profile.flatMap({ profiles[$0] }) {
            principal.profile = match.id
            problems += [match.problem?.with(severity: .warning)].compactMap(\.self)
        }
        for assignment in assignments(of: user) where doubt(assignment) == nil {
            let id = component(assignment)
            problems += [problem(of: assignment), ending(assignment, id)].compactMap(\.self)
            principal.assigned.insert(id)
            if id.type == .permissionSet {
                principal.permissionSets.append(id)
            } else {
                principal.permissionSetGroups.append(id)
            }
        }
        principal.ended = ended(of: user)
        problems += principal.ended.map { $0.problem(of: user.username) }
        principal.gaps =
            assignmentGaps + assignments(of: user).compactMap(doubt) + profileGaps(of: user)
            + [foreignGap(of: user)].compactMap(\.self)
        return (principal, problems)
    }

    /// The first reason why no user could be read at all. It is reported by itself, and that nobody is found follows from it.
    private var unreadUsers: Problem? {
        export.hasUsers ? nil : export.problems.first { $0.severity == .error }
    }

    private func unknownUser(_ username: String) -> Unknown {
        Unknown(
            place: nil, says: "what is assigned to \(username) is not known",
            resolvedBy: "Export the user \(username) and what is assigned to it (rolecall manifest prints the queries)."
        )
    }

    private func missing(_ username: String) -> Problem {
        let nearest = nearestNames(to: username, among: export.users.map(\.username))
        let hint =
            nearest.isEmpty
            ? "The files contain no user at all." : "The nearest usernames are \(nearest.joined(separator: ", "))."
        return Problem(.error, "There is no user \"\(username)\" in the exported users. \(hint)")
    }

    /// Why something may be assigned that the files do not tell.
    private var assignmentGaps: [Unknown] {
        if let place = export.truncatedAssignments {
            return [
                Unknown(
                    place: place, says: "not all exported assignments can be read, so more may be assigned",
                    resolvedBy: "Export all of PermissionSetAssignment again.")
            ]
        }
        guard !export.hasAssignments else { return [] }
        let empty = export.emptyResult.map {
            " \($0) is none: it contains no record, and every user is assigned at least the profile's own."
        }
        return [
            Unknown(
                place: nil, says: "no export of assignments was given, so permission sets may be assigned",
                resolvedBy: "Export PermissionSetAssignment too and name the file with --users.\(empty ?? "")")
        ]
    }

    /// How many days before its end an assignment is reported.
    private static let daysOfWarning = 30

    /// That an assignment is valid on the day, and not for long.
    private func ending(_ assignment: UserExport.Assignment, _ id: ComponentID) -> Problem? {
        guard let end = assignment.expires, end.timeIntervalSince(date) <= Double(Self.daysOfWarning) * 86_400 else {
            return nil
        }
        return Problem(
            .warning, kind: .endingAssignment, at: assignment.place,
            "The \(id.words) is assigned to \(assignment.username) until \(end.day) only (ExpirationDate), and what it grants ends "
                + "then. Assign it without an end, or for longer: \(id.setupOfAssignments).")
    }

    /// What was assigned to a user and does not count on the day, sorted by name.
    private func ended(of user: UserExport.User) -> [Principal.EndedAssignment] {
        let counting = Set(assignments(of: user).map(component))
        let own = export.assignments.filter { $0.username.lowercased() == user.username.lowercased() }
        return Dictionary(grouping: own, by: component).filter { !counting.contains($0.key) }
            .sorted { $0.key < $1.key }
            .compactMap { id, records in
                guard let last = records.max(by: { ($0.expires ?? .distantPast) < ($1.expires ?? .distantPast) }) else {
                    return nil
                }
                let end = last.expires.map { "ended on \($0.day) (ExpirationDate)" }
                return Principal.EndedAssignment(
                    id: id, place: last.place,
                    says: last.isActive ? end ?? "has ended" : "is inactive (IsActive) or revoked (IsRevoked)")
            }
    }

    /// Why an assignment may grant something or nothing, if its record leaves that open.
    private func doubt(_ assignment: UserExport.Assignment) -> Unknown? {
        let id = component(assignment)
        if assignment.doubts.isEmpty, id.type == .permissionSet, !assignment.tellsGroups,
            org.component(id.fullName, .permissionSetGroup) != nil
        {
            return Unknown(
                place: assignment.place,
                says:
                    "whether the permission set or the permission set group \"\(id.fullName)\" is assigned to \(assignment.username) "
                    + "is not known: the file has no column that says",
                resolvedBy: "Export PermissionSetAssignment with PermissionSetGroup.DeveloperName.")
        }
        guard !assignment.doubts.isEmpty else { return nil }
        return Unknown(
            place: assignment.place,
            says: "whether the \(id.type.words) \"\(id.fullName)\" is still assigned to "
                + "\(assignment.username) is not known: \(assignment.doubts.joined(separator: ", "))",
            resolvedBy: assignment.missingColumns.isEmpty
                ? "Export PermissionSetAssignment again, unedited."
                : "Export PermissionSetAssignment with \(assignment.missingColumns.joined(separator: " and ")).")
    }

    /// Why an assignment by the Id of nobody who was exported may be this user's.
    private func foreignGap(of user: UserExport.User) -> Unknown? {
        guard let place = export.foreignAssignments, !user.isKnownByID else { return nil }
        return Unknown(
            place: place,
            says: "an assignment names its assignee by an Id alone, and the Id of \(user.username) is not known",
            resolvedBy: "Export User with Id, or PermissionSetAssignment with Assignee.Username.")
    }

    private func profileGaps(of user: UserExport.User) -> [Unknown] {
        guard user.profile == nil else { return [] }
        let why = user.doubts[.profile].map { ": \($0.says)" } ?? ""
        return [
            Unknown(
                place: user.place, says: "the profile of \(user.username) is not known, and it grants too\(why)",
                resolvedBy: user.doubts.resolving(.profile))
        ]
    }

    /// What is assigned to a user on the day, as far as is known; look at the doubts of each.
    private func assignments(of user: UserExport.User) -> [UserExport.Assignment] {
        assignments[user.username.lowercased()] ?? []
    }

    /// The component that an assignment names, whether or not the export has it.
    private func component(_ assignment: UserExport.Assignment) -> ComponentID {
        let named = assignment.target.component
        if let id = org.component(named.fullName, named.type) { return id }
        // Exports without the group's columns name a group by the permission set that sums up its members.
        let group = named.type == .permissionSet ? org.component(named.fullName, .permissionSetGroup) : nil
        return group ?? named
    }

    /// What is invalid about the component that an assignment names; one that the export lacks grants something unknown.
    private func problem(of assignment: UserExport.Assignment) -> Problem? {
        let (type, name) = (assignment.target.component.type, assignment.target.component.fullName)
        let id = component(assignment)
        if id.type != type {
            return Problem(
                .warning, kind: .groupAssignedAsSet, at: assignment.place,
                "\"\(name)\" is assigned to \(assignment.username) as a permission set, but it is a permission set group in "
                    + "the export, so the group counts. Export PermissionSetGroup.DeveloperName too.")
        }
        guard org.component(name, type) == nil else { return nil }
        let absence = org.catalog.absence(of: type, name, retrieving: "Retrieve \(type.rawValue) \(name) too.")
        return Problem(
            .warning, kind: .absentAssigned, at: assignment.place,
            "The \(type.words) \"\(name)\" is assigned to \(assignment.username), but \(absence.predicate). \(absence.resolvedBy)"
        )
    }

    // MARK: End users

    /// The end users that selectors mean; the API user is never among them.
    ///
    /// - Parameters:
    ///   - selectors: Whom to find.
    ///   - apiUser: The API user's username.
    ///   - place: Where a selector was given; `nil` for the command line.
    package func endUsers(
        _ selectors: [EndUserSelector], besides apiUser: String?,
        givenAt place: (EndUserSelector) -> Place? = { _ in nil }
    ) -> (users: [Principal.EndUser], sources: Set<ComponentID>, gaps: [Unknown], problems: [Problem]) {
        var unique: [UserExport.User] = []
        var seen: Set<String> = []
        var lost: [(given: Given, problem: () -> Problem)] = []
        var gaps = userGaps
        // Whoever is selected as somebody is meant; whoever is selected as one of all may be no person.
        var meant: Set<String> = []
        var otherwise: Set<String> = []
        var told: Set<EndUserSelector> = []
        for selector in selectors where told.insert(selector).inserted {
            let given = Given(selector, at: place(selector))
            var found = users(selector, besides: apiUser)
            let unmatched = unmatched(given)
            // Where somebody may be meant, the gap says who.
            let isNobody = unmatched == nil && found.users.isEmpty && found.gaps.isEmpty && unreadUsers == nil
            if let problem = unmatched ?? (isNobody ? { matchesNobody(given, besides: apiUser) } : nil) {
                lost.append((given, problem))
            }
            // Roles below one that the export lacks may be there all the same.
            if unmatched != nil, !selector.meansRolesBelow {
                found = (
                    [],
                    [
                        Unknown(
                            place: given.place, says: "\(given) matches nobody",
                            resolvedBy: "Correct the selector \(given).")
                    ]
                )
            }
            for user in found.users {
                let key = user.username.lowercased()
                if selector != .active { meant.insert(key) }
                if !selector.meansCallCenter { otherwise.insert(key) }
                if seen.insert(key).inserted { unique.append(user) }
            }
            gaps += found.gaps.filter { !gaps.contains($0) }
        }
        var problems = Self.problems(of: lost)
        // Whoever is selected by name is meant, active or not.
        let named = Set(
            selectors.compactMap { if case .username(let name) = $0 { name.lowercased() } else { nil } })
        let endUsers = unique.map { user in
            Principal.EndUser(
                username: user.username, role: role(of: user), place: user.place,
                mayBeInactive: user.isActive == nil && !named.contains(user.username.lowercased()),
                mayBeAutomated: !meant.contains(user.username.lowercased()) && isAutomated(user) == nil,
                callCenter: callCenter(of: user),
                isChosenByCallCenter: !otherwise.contains(user.username.lowercased()), doubts: doubts(of: user))
        }
        problems += [roleProblem(unique)].compactMap(\.self)
        return (endUsers, Set(unique.flatMap(sources)), gaps, problems)
    }

    /// Why selectors mean nobody: the first few each with the nearest names, the others counted.
    private static func problems(of lost: [(given: Given, problem: () -> Problem)]) -> [Problem] {
        let limit = 20
        let others = lost.dropFirst(limit)
        let names = others.prefix(3).map { "\"\($0.given.selector)\"" }.joined(separator: ", ")
        return lost.prefix(limit).map { $0.problem() }
            + (others.isEmpty
                ? []
                : [
                    Problem(
                        .error, "\(others.count) more selectors match nobody, such as \(names). Correct the selectors.")
                ])
    }

    private var userGaps: [Unknown] {
        if let unreadUsers {
            return [
                Unknown(
                    place: unreadUsers.place, says: "no exported user could be read, so it is not known who is meant",
                    resolvedBy: "Export User again and name the file with --users.")
            ]
        }
        return export.truncatedUsers.map {
            [
                Unknown(
                    place: $0, says: "the export of users is cut off, so there may be more end users",
                    resolvedBy: "Export all users again.")
            ]
        } ?? []
    }

    /// A selector and where it was given, as messages name it.
    private struct Given: CustomStringConvertible {
        let selector: EndUserSelector
        /// `nil` for the command line.
        let place: Place?

        init(_ selector: EndUserSelector, at place: Place?) {
            self.selector = selector
            self.place = place
        }

        var description: String { place == nil ? "--end-users \"\(selector)\"" : "\"\(selector)\"" }
    }

    /// Why a selector can mean nobody: it names something that is nowhere.
    ///
    /// - Returns: What to say of it, made when it is required: it takes a look at every name.
    private func unmatched(_ given: Given) -> (() -> Problem)? {
        let selector = given.selector
        func problem(_ name: String, _ type: MetadataType) -> (() -> Problem)? {
            let others = index.names[type] ?? [:]
            guard !org.match(name, type, standardProfiles: standardProfiles).isFound, others[name.lowercased()] == nil
            else { return nil }
            return {
                if let kind = org.otherKind(of: name, besides: type) {
                    return Problem(.error, at: given.place, "\(given) matches nobody: \"\(name)\" is a \(kind.words).")
                }
                let known =
                    org.names(of: type) + others.values + (type == .profile ? Array(standardProfiles.values) : [])
                return noName(given, type.words, nearest: nearestNames(to: name, among: known))
            }
        }
        switch selector {
        case .role(let name), .roleAndBelow(let name): return problem(name, .role)
        case .profile(let name): return problem(name, .profile)
        case .permissionSet(let name): return problem(name, .permissionSet)
        case .permissionSetGroup(let name): return problem(name, .permissionSetGroup)
        case .callCenter(let name):
            guard callCenters(name).isEmpty else { return nil }
            return {
                if callCenterNames.isEmpty {
                    return Problem(
                        .error, at: given.place,
                        "\(given) matches nobody: a call center is known by its name only where records of CallCenter are among "
                            + "the exported users. Give its Id, or export CallCenter (rolecall manifest prints the query)."
                    )
                }
                return noName(
                    given, "call center", nearest: nearestNames(to: name, among: callCenterNames.values.flatMap(\.self))
                )
            }
        case .username, .active: return nil
        }
    }

    private func noName(_ given: Given, _ words: String, nearest: [String]) -> Problem {
        let hint =
            nearest.isEmpty
            ? "There is no \(words) at all in the export."
            : "The nearest names are \(nearest.map { "\"\($0)\"" }.joined(separator: ", "))."
        return Problem(
            .error, at: given.place,
            "\(given) matches nobody: neither the export nor an exported user names such a \(words). \(hint)")
    }

    /// Labels that do not tell their users' roles: one that several roles have, or none.
    private func roleProblem(_ users: [UserExport.User]) -> Problem? {
        let open = users.filter { $0.roleIsLabel && role(of: $0) == .notStated }
        guard let first = open.first, let label = first.role.name else { return nil }
        let others = open.count == 1 ? "" : " The same is so for \(open.count - 1) more of the users."
        let roles = (rolesByLabel[label] ?? []).map { "\"\($0.name)\"" }.joined(separator: ", ")
        return Problem(
            .error, at: first.place,
            "The role of \(first.username) is known by its label \"\(label)\" alone, "
                + (roles.isEmpty ? "which no role in the export has" : "which several roles have: \(roles)")
                + ", so it is unknown.\(others) Export User with UserRole.DeveloperName.")
    }

    /// Why a role is not known of which the export has the label.
    private func labelGap(of user: UserExport.User) -> Unknown? {
        guard user.roleIsLabel, role(of: user) == .notStated, let label = user.role.name else { return nil }
        return Unknown(
            place: user.place, says: "only its label \"\(label)\" is known, which is not the label of exactly one role",
            resolvedBy: "Export User with \(UserFact.role.rawValue).")
    }

    private func matchesNobody(_ given: Given, besides apiUser: String?) -> Problem {
        let selector = given.selector
        if let apiUser,
            users(selector, besides: nil).users.contains(where: { $0.username.lowercased() == apiUser.lowercased() })
        {
            return Problem(
                .error, at: given.place,
                "\(given) means the API user \(apiUser) alone, and the API user is never among the end users. "
                    + "Select the people who use the integration.")
        }
        if case .username(let name) = selector { return missing(name).at(given.place) }
        return Problem(
            .error, at: given.place,
            "\(given) matches none of the \(export.users.count) exported users besides the API user and inactive users. "
                + "Correct the selector or export the users again.")
    }

    /// Whether a selector means a user.
    private enum Membership {
        case selected
        case other
        /// The export leaves it open: what resolves it.
        case unknown(resolvedBy: String)

        init(_ isSelected: Bool) { self = isSelected ? .selected : .other }
    }

    private func users(_ selector: EndUserSelector, besides apiUser: String?) -> (
        users: [UserExport.User], gaps: [Unknown]
    ) {
        let isMember = membership(selector)
        var selected: [Int] = []
        var open: [(position: Int, resolvedBy: String)] = []
        for group in usersAlike(for: selector) {
            switch group.first.map({ isMember(export.users[$0]) }) ?? .other {
            case .selected: selected += group
            case .other: break
            case .unknown:
                // Why differs from user to user.
                for position in group {
                    if case .unknown(let resolvedBy) = isMember(export.users[position]) {
                        open.append((position, resolvedBy))
                    }
                }
            }
        }
        let own = Set(apiUser.flatMap { index.byUsername[$0.lowercased()] } ?? [])
        selected = selected.filter { !own.contains($0) }.sorted()
        open = open.filter { !own.contains($0.position) }.sorted { $0.position < $1.position }
        return (selected.map { export.users[$0] }, (open.isEmpty ? [] : [gap(selector, open)]) + exportGaps(selector))
    }

    /// The users whom a selector may mean, those together who differ in nothing that it requires: there may be a thousand
    /// selectors, and not each of them looks at each user.
    private func usersAlike(for selector: EndUserSelector) -> [[Int]] {
        switch selector {
        case .username(let name): [index.byUsername[name.lowercased()] ?? []]
        case .role, .roleAndBelow: index.byRole
        case .profile: index.byProfile
        case .callCenter: index.byCallCenter
        case .permissionSet(let name): usersAssigned(org.match(name, .permissionSet).id)
        case .permissionSetGroup(let name): usersAssigned(org.match(name, .permissionSetGroup).id)
        case .active: index.active.map { [$0] }
        }
    }

    private func usersAssigned(_ id: ComponentID) -> [[Int]] {
        let assigned = index.byComponent[id] ?? []
        guard export.foreignAssignments != nil else { return assigned.map { [$0] } }
        return Set(assigned).union(index.active.filter { !export.users[$0].isKnownByID }).map { [$0] }
    }

    /// At most ten users are named.
    private func gap(_ selector: EndUserSelector, _ open: [(position: Int, resolvedBy: String)]) -> Unknown {
        let names = open.prefix(10).map { export.users[$0.position].username }.joined(separator: ", ")
        let more = open.count > 10 ? " and \(open.count - 10) more" : ""
        return Unknown(
            place: open.first.map { export.users[$0.position].place },
            says: "whether \"\(selector)\" means \(names)\(more) is not known",
            resolvedBy: open.map(\.resolvedBy).deduplicated().joined(separator: "\n"))
    }

    /// What a selector needs and no user's record can tell.
    private func exportGaps(_ selector: EndUserSelector) -> [Unknown] {
        switch selector {
        case .permissionSet, .permissionSetGroup: return assignmentGaps
        case .roleAndBelow(let name):
            let top = org.match(name, .role).id.fullName
            guard org.roles[top] == nil else { return [] }
            let absence = org.catalog.absence(
                of: .role, top, retrieving: "Retrieve Role:\(top) and the roles below it.")
            return [
                Unknown(
                    place: nil, says: "the role \"\(top)\" \(absence.predicate), so more roles may be below it",
                    resolvedBy: absence.resolvedBy)
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
            return { user in
                guard let type = user.userType else { return .unknown(resolvedBy: user.doubts.resolving(.userType)) }
                return Membership(people.isPerson(userType: type) && isAutomated(user) != true)
            }
        case .username: return { _ in .other }
        case .role(let name):
            let wanted = [org.match(name, .role).id.fullName, name]
            return { user in
                guard let role = role(of: user).name else {
                    // A label that no role in the export has may be the one that is meant.
                    if user.roleIsLabel, user.role.name == name, rolesByLabel[name] == nil, org.roles[name] == nil {
                        return .selected
                    }
                    return role(of: user) == .notStated ? .unknown(resolvedBy: user.doubts.resolving(.role)) : .other
                }
                return Membership(wanted.contains { $0.lowercased() == role.lowercased() })
            }
        case .roleAndBelow(let name):
            let top = org.match(name, .role).id.fullName
            return { user in
                let stated = role(of: user)
                guard let role = stated.name else {
                    return stated == .notStated ? .unknown(resolvedBy: user.doubts.resolving(.role)) : .other
                }
                return subtrees.contains(role, atOrBelow: top) ? .selected : beside(top, role)
            }
        case .profile(let name):
            let wanted = org.match(name, .profile, standardProfiles: standardProfiles).id
            return { user in
                guard let profile = user.profile else { return .unknown(resolvedBy: user.doubts.resolving(.profile)) }
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
                guard let callCenter = user.callCenterID else {
                    return .unknown(resolvedBy: user.doubts.resolving(.callCenter))
                }
                return Membership(callCenter.map { wanted.contains(RecordID($0)) } == true)
            }
        }
    }

    /// The Ids of the call centers that an Id or a name means.
    private func callCenters(_ typed: String) -> Set<RecordID> {
        let named = callCenterNames.filter { $0.value.contains { $0.lowercased() == typed.lowercased() } }.keys
        let isID =
            typed.hasPrefix(Self.callCenterPrefix) && typed.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
        return named.isEmpty && isID ? [RecordID(typed)] : Set(named)
    }

    /// How every Id of a call center begins.
    private static let callCenterPrefix = "04v"

    private func callCenter(of user: UserExport.User) -> CallCenterMembership {
        guard let stated = user.callCenterID else { return .notStated }
        guard let id = stated else { return .none }
        return .member(id: id, names: callCenterNames[RecordID(id)] ?? [])
    }

    /// Why facts about an end user are not known, the name of its call center among them.
    private func doubts(of user: UserExport.User) -> UserDoubts {
        var doubts = user.doubts
        guard doubts[.callCenter] == nil, case .member(let id, let names) = callCenter(of: user), names.isEmpty,
            !export.callCenters.isEmpty
        else { return doubts }
        let says = "no record of CallCenter has the Id \(id), which \(user.username) has at \(user.place)"
        doubts[.callCenter] = Unknown(
            place: user.place, says: says,
            resolvedBy: export.knowsAllCallCenters
                ? "Export User and CallCenter again, in one go: \(says)." : "Export all of CallCenter again: \(says).")
        return doubts
    }

    /// Whether a role may be below another, which it is not as far as is known; a path that breaks off proves only what it
    /// reached.
    private func beside(_ top: String, _ role: String) -> Membership {
        switch roleEnds[role.lowercased()] {
        case .root?: return .other
        case .cycle(let names)?: return .unknown(resolvedBy: RolePath.resolving(cycle: names))
        case .missingParent(let parent)?:
            if let end = roleEnds[top.lowercased()], !RolePath.End.missingParent(parent).mayLead(to: end) {
                return .other
            }
            return .unknown(
                resolvedBy: org.catalog.absence(
                    of: .role, parent, retrieving: "Retrieve Role:\(parent) and the roles above it."
                ).resolvedBy)
        case nil:
            return .unknown(
                resolvedBy: org.catalog.absence(
                    of: .role, role, retrieving: "Retrieve Role:\(role) and the roles above it."
                ).resolvedBy)
        }
    }

    private func assigned(_ user: UserExport.User, _ wanted: ComponentID) -> Membership {
        let found = assignments(of: user).filter { component($0) == wanted }
        let doubts = found.compactMap(doubt)
        if doubts.count < found.count { return .selected }
        if let doubt = doubts.first { return .unknown(resolvedBy: doubt.resolvedBy) }
        return foreignGap(of: user).map { .unknown(resolvedBy: $0.resolvedBy) } ?? .other
    }

    /// How many users who are not known to be inactive have each role, by its name in lower case; `nil` where no users
    /// were exported, or not all of them.
    package var activeUsersByRole: [String: Int]? {
        guard export.hasUsers, export.truncatedUsers == nil else { return nil }
        var seen: Set<String> = []
        let users = export.users.filter { $0.isActive != false && seen.insert($0.username.lowercased()).inserted }
        return users.compactMap { role(of: $0).name?.lowercased() }.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    /// A user's role; one that is known by its label alone is looked for among labels, and not known unless one role
    /// has it.
    private func role(of user: UserExport.User) -> Principal.RoleAssignment {
        guard user.roleIsLabel, let label = user.role.name else { return user.role }
        guard let roles = rolesByLabel[label], roles.count == 1 else { return .notStated }
        return .role(roles[0].name)
    }

    /// Whether a user is a program and no person; `nil` where neither its license nor its profile says.
    private func isAutomated(_ user: UserExport.User) -> Bool? {
        let license = user.license ?? user.profile.flatMap { profiles[$0] }.flatMap { org.headers[$0.id]?.license }
        return people.isAutomated(license: license, profile: user.profile)
    }

    /// The profile and the permission sets of a user, those of groups among them.
    private func sources(of user: UserExport.User) -> [ComponentID] {
        let profile = user.profile.flatMap { profiles[$0]?.id }
        let assigned = assignments(of: user).flatMap { assignment -> [ComponentID] in
            let id = component(assignment)
            guard let group = org.groups[id] else { return [id] }
            return group.permissionSets.map {
                org.component($0.name, .permissionSet) ?? ComponentID(.permissionSet, $0.name)
            }
        }
        return [profile].compactMap(\.self) + assigned
    }

    /// Why end users may have more profiles and permission sets than the files tell; one reason of each kind.
    package func sourceGaps(of endUsers: [Principal.EndUser]) -> [Unknown] {
        let usernames = Set(endUsers.compactMap { $0.username?.lowercased() })
        let users = export.users.filter { usernames.contains($0.username.lowercased()) }
        let gaps = [
            users.lazy.flatMap(profileGaps).first, users.lazy.compactMap(foreignGap).first,
            users.lazy.flatMap(assignments).compactMap(doubt).first,
        ]
        return assignmentGaps + gaps.compactMap(\.self)
    }
}

extension ComponentID {
    /// Where somebody changes whom a permission set or a group is assigned to.
    fileprivate var setupOfAssignments: String {
        "Setup > Users > the API user > "
            + (type == .permissionSet ? "Permission Set Assignments" : "Permission Set Group Assignments")
    }
}

extension Principal.EndedAssignment {
    /// What to do where the user needs it.
    package var advice: String {
        "Assign the \(id.words) again, without an end, if the user needs it: \(id.setupOfAssignments)."
    }

    fileprivate func problem(of username: String) -> Problem {
        Problem(
            .warning, kind: .endedAssignment, at: place,
            "The assignment of the \(id.words) to \(username) \(says), so it grants nothing. \(advice)"
        )
    }
}

extension UserExport.Assignment.Target {
    /// The component by its name.
    var component: ComponentID {
        switch self {
        case .permissionSet(let name): ComponentID(.permissionSet, name)
        case .group(let name): ComponentID(.permissionSetGroup, name)
        }
    }
}

/// The positions of exported users by what selectors require; inactive users are found by their username alone.
private struct UserIndex {
    /// By the username in lower case.
    private(set) var byUsername: [String: [Int]] = [:]
    private(set) var active: [Int] = []
    /// Those together whose records say the same of the role.
    private(set) var byRole: [[Int]] = []
    private(set) var byProfile: [[Int]] = []
    private(set) var byCallCenter: [[Int]] = []
    /// By what may be assigned to them.
    private(set) var byComponent: [ComponentID: [Int]] = [:]
    /// The names in the records, by the name in lower case.
    private(set) var names: [MetadataType: [String: String]] = [:]

    private struct RoleKey: Hashable {
        let role: Principal.RoleAssignment
        let isLabel: Bool
    }

    init() {}

    /// - Parameter components: What is assigned to a user.
    init(_ export: UserExport, components: (UserExport.User) -> [ComponentID]) {
        let users = export.users
        byUsername = Dictionary(grouping: users.indices) { users[$0].username.lowercased() }
        active = users.indices.filter { users[$0].isActive != false }
        byRole = Self.groups(active) { RoleKey(role: users[$0].role, isLabel: users[$0].roleIsLabel) }
        byProfile = Self.groups(active) { users[$0].profile }
        byCallCenter = Self.groups(active) { users[$0].callCenterID }
        for position in active {
            for id in Set(components(users[position])) { byComponent[id, default: []].append(position) }
        }
        for user in users {
            if let role = user.role.name { names[.role, default: [:]][role.lowercased()] = role }
            if let profile = user.profile { names[.profile, default: [:]][profile.lowercased()] = profile }
        }
        for id in export.assignments.lazy.map(\.target.component) {
            names[id.type, default: [:]][id.fullName.lowercased()] = id.fullName
        }
    }

    private static func groups(_ positions: [Int], by key: (Int) -> some Hashable) -> [[Int]] {
        Array(Dictionary(grouping: positions, by: key).values)
    }
}

extension Org {
    /// The same org with roles that only exported users name.
    ///
    /// Of a role that two records, two files, or a record and a file put below different ones nothing is known.
    package func adding(roles exported: [Role]) -> Org {
        var org = self
        var added: [Role] = []
        var contradicted: Set<String> = []
        for (key, records) in Dictionary(grouping: exported, by: { $0.name.lowercased() }) {
            if let files = contradictedRoles[key] {
                org.report(files.besides(records[0].place))
                continue
            }
            let known = roles[key]
            let all = [known].compactMap(\.self) + records
            let firsts = all.map(\.place).sorted()
            guard let other = all.first(where: { !$0.maySharePosition(with: all[0]) }) else {
                // A parent that is known by its name says more than one by its Id.
                added += [known ?? records.first { !$0.hasUnknownParent } ?? records[0]]
                continue
            }
            contradicted.insert(key)
            let id = ComponentID(.role, all[0].name)
            let advice =
                known == nil
                ? "Export UserRole again." : "Retrieve the roles and export UserRole again, at the same time."
            let problem = Problem(
                .warning, kind: .contradictoryRole, at: known?.place ?? firsts.last,
                "The role \"\(id.fullName)\" reports to \(all[0].parentWords) in \(all[0].place) and to \(other.parentWords) in "
                    + "\(other.place), so what it reports to is unknown. \(advice)")
            org.unreadable[id] = problem
            org.contradictedRoles[key] = RoleContradiction(
                id: id, problem: problem,
                resolvedBy:
                    "\(advice) \(all[0].place) and \(other.place) contradict each other about \"\(id.fullName)\".")
        }
        org.roles = RoleHierarchy(
            roles.all.filter { !contradicted.contains($0.name.lowercased()) } + added.filter { roles[$0.name] == nil })
        org.indexLabels(of: .role, org.roles.all.map { ComponentID(.role, $0.name) })
        return org
    }
}

extension Role {
    /// Whether the parent is an Id of which no file says the name; the API name of a role begins with a letter.
    fileprivate var hasUnknownParent: Bool { parent?.first.map { $0.isNumber || $0 == "@" } == true }

    fileprivate var parentWords: String { parent.map { "\"\($0)\"" } ?? "no role" }

    /// Whether two records of a role may be of one hierarchy.
    fileprivate func maySharePosition(with other: Role) -> Bool {
        if parent == nil || other.parent == nil { return parent == other.parent }
        return parent?.lowercased() == other.parent?.lowercased() || hasUnknownParent || other.hasUnknownParent
    }
}

extension Problem.Kind {
    fileprivate static let absentAssigned = Problem.Kind("absent component that is assigned")
    fileprivate static let contradictoryRole = Problem.Kind("contradictory role")
    fileprivate static let endedAssignment = Problem.Kind("ended assignment")
    fileprivate static let endingAssignment = Problem.Kind("ending assignment")
    fileprivate static let groupAssignedAsSet = Problem.Kind("group assigned as a set")
}
