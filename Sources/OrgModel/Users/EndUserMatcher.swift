/// Finds which exported users a selector means.
struct EndUserMatcher {
    private let known: AssignedUsers
    /// Which roles are below which.
    private let subtrees: RoleSubtrees
    /// Why each role's path to the root ends.
    private let roleEnds: [String: RolePath.End]

    init(_ known: AssignedUsers) {
        self.known = known
        subtrees = RoleSubtrees(of: known.org.roles)
        roleEnds = known.org.roles.pathEnds
    }

    /// Whether a selector means a user.
    private enum Membership {
        case selected
        case other
        /// The export leaves it open: what resolves it.
        case unknown(resolvedBy: String)

        init(_ isSelected: Bool) { self = isSelected ? .selected : .other }
    }

    private var org: Org { known.org }
    private var exported: [UserExport.User] { known.export.users }

    // MARK: Users of a selector

    /// - Returns: The positions of the users, and why there may be more.
    func users(_ selector: EndUserSelector, except apiUser: String?) -> (users: [Int], gaps: [Unknown]) {
        let isMember = membership(selector)
        var selected: [Int] = []
        var open: [(position: Int, resolvedBy: String)] = []
        for group in usersAlike(for: selector) {
            switch group.first.map({ isMember(exported[$0]) }) ?? .other {
            case .selected: selected += group
            case .other: break
            case .unknown:
                // Why differs from user to user.
                for position in group {
                    if case .unknown(let resolvedBy) = isMember(exported[position]) {
                        open.append((position, resolvedBy))
                    }
                }
            }
        }
        let own = apiUser.flatMap(known.export.index)
        selected = selected.filter { $0 != own }.sorted()
        open = open.filter { $0.position != own }.sorted { $0.position < $1.position }
        return (selected, (open.isEmpty ? [] : [gap(selector, open)]) + exportGaps(selector))
    }

    /// The users whom a selector may mean, those together who differ in nothing that it requires: there may be a thousand
    /// selectors, and not each of them looks at each user.
    private func usersAlike(for selector: EndUserSelector) -> [[Int]] {
        let index = known.index
        switch selector {
        case .username(let name): return known.export.index(ofUser: name).map { [[$0]] } ?? []
        case .role, .roleAndBelow: return index.byRole
        case .profile: return index.byProfile
        case .callCenter: return index.byCallCenter
        case .permissionSet(let name): return usersAssigned(org.match(name, .permissionSet).id)
        case .permissionSetGroup(let name): return usersAssigned(org.match(name, .permissionSetGroup).id)
        case .active: return index.active.map { [$0] }
        }
    }

    private func usersAssigned(_ id: ComponentID) -> [[Int]] {
        let assigned = known.index.byComponent[id] ?? []
        guard known.export.foreignAssignments != nil else { return assigned.map { [$0] } }
        return Set(assigned).union(known.index.active.filter { !exported[$0].isKnownByID }).map { [$0] }
    }

    // MARK: What is left open

    /// At most ten users are named.
    private func gap(_ selector: EndUserSelector, _ open: [(position: Int, resolvedBy: String)]) -> Unknown {
        let names = open.map { exported[$0.position].username }.listed(limit: 10)
        return Unknown(
            place: open.first.map { exported[$0.position].place },
            says: "whether \"\(selector)\" means \(names) is not known",
            resolvedBy: open.map(\.resolvedBy).deduplicated().joined(separator: "\n"))
    }

    /// What a selector needs and no user's record can say.
    private func exportGaps(_ selector: EndUserSelector) -> [Unknown] {
        switch selector {
        case .permissionSet, .permissionSetGroup: return known.assignmentGaps
        case .roleAndBelow(let name):
            let top = org.match(name, .role).id.fullName
            guard org.roles[top] == nil else { return [] }
            let absence = org.catalog.absence(
                of: .role, top, retrieving: "Retrieve Role:\(top) and the roles below it.")
            return [
                Unknown(
                    place: nil, says: "the role \"\(top)\" \(absence.predicate.words), so more roles may be below it",
                    resolvedBy: absence.resolvedBy)
            ]
        default: return []
        }
    }

    // MARK: Membership

    /// Says whether a selector means a user; inactive users only by name.
    private func membership(_ selector: EndUserSelector) -> (UserExport.User) -> Membership {
        if case .username(let name) = selector {
            let key = name.lowercased()
            return { Membership($0.key == key) }
        }
        let isMember = membershipOfActive(selector)
        return { $0.isActive == false ? .other : isMember($0) }
    }

    private func membershipOfActive(_ selector: EndUserSelector) -> (UserExport.User) -> Membership {
        switch selector {
        case .active: return isPerson
        case .username: return { _ in .other }
        case .role(let name):
            let names = [org.match(name, .role).id.fullName, name].map { $0.lowercased() }
            return { has($0, roleAmong: names, typed: name) }
        case .roleAndBelow(let name):
            let top = org.match(name, .role).id.fullName
            return { isAtOrBelow(top, $0) }
        case .profile(let name):
            let id = org.match(name, .profile, standardProfiles: known.standardProfiles).id
            return { has($0, profile: id, typed: name) }
        case .permissionSet(let name):
            let id = org.match(name, .permissionSet).id
            return { assigned($0, id) }
        case .permissionSetGroup(let name):
            let id = org.match(name, .permissionSetGroup).id
            return { assigned($0, id) }
        case .callCenter(let typed):
            let ids = callCenters(typed)
            return { isIn(ids, $0) }
        }
    }

    private func isPerson(_ user: UserExport.User) -> Membership {
        guard let type = user.userType else { return .unknown(resolvedBy: user.doubts.resolving(.userType)) }
        return Membership(known.people.isPerson(userType: type) && known.isAutomated(user) != true)
    }

    private func has(_ user: UserExport.User, profile id: ComponentID, typed name: String) -> Membership {
        guard let profile = user.profile else { return .unknown(resolvedBy: user.doubts.resolving(.profile)) }
        return Membership(profile == name || known.profiles[profile]?.id == id)
    }

    private func assigned(_ user: UserExport.User, _ wanted: ComponentID) -> Membership {
        let found = known.assignments(of: user).filter { known.component($0) == wanted }
        let doubts = found.compactMap(known.doubt)
        if doubts.count < found.count { return .selected }
        if let doubt = doubts.first { return .unknown(resolvedBy: doubt.resolvedBy) }
        return known.foreignGap(of: user).map { .unknown(resolvedBy: $0.resolvedBy) } ?? .other
    }

    // MARK: Roles

    /// - Parameter names: The names of the role, in lower case.
    private func has(_ user: UserExport.User, roleAmong names: [String], typed: String) -> Membership {
        let role = known.role(of: user)
        if let name = role.name { return Membership(names.contains(name.lowercased())) }
        // A label that no role in the export has may be the one that is meant.
        if user.roleIsLabel, user.role.name == typed, known.rolesByLabel[typed] == nil, org.roles[typed] == nil {
            return .selected
        }
        return role == .notStated ? .unknown(resolvedBy: user.doubts.resolving(.role)) : .other
    }

    private func isAtOrBelow(_ top: String, _ user: UserExport.User) -> Membership {
        let stated = known.role(of: user)
        guard let role = stated.name else {
            return stated == .notStated ? .unknown(resolvedBy: user.doubts.resolving(.role)) : .other
        }
        return subtrees.contains(role, atOrBelow: top) ? .selected : beside(top, role)
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
            return unknown(without: parent)
        case nil: return unknown(without: role)
        }
    }

    /// Unknown because the export lacks a role.
    private func unknown(without role: String) -> Membership {
        .unknown(
            resolvedBy: org.catalog.absence(
                of: .role, role, retrieving: "Retrieve Role:\(role) and the roles above it."
            ).resolvedBy)
    }

    // MARK: Call centers

    private func isIn(_ callCenters: Set<RecordID>, _ user: UserExport.User) -> Membership {
        switch user.callCenter {
        case .notStated: .unknown(resolvedBy: user.doubts.resolving(.callCenter))
        case .none: .other
        case .member(let id, _): Membership(callCenters.contains(RecordID(id)))
        }
    }

    /// The Ids of the call centers that an Id or a name means.
    func callCenters(_ typed: String) -> Set<RecordID> {
        let named = known.callCenterNames.filter { $0.value.contains { $0.lowercased() == typed.lowercased() } }.keys
        let isID =
            typed.hasPrefix(Self.callCenterPrefix) && typed.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
        return named.isEmpty && isID ? [RecordID(typed)] : Set(named)
    }

    /// How every Id of a call center begins.
    private static let callCenterPrefix = "04v"
}
