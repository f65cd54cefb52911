package import OrgModel

/// Where the API user's role must be, and the least that brings it there.
///
/// The role must be a strict ancestor of every end user's role. Either the API user is assigned to one that is
/// (``candidates``; nothing but a user's record changes), or its own role is put right below the lowest of these and
/// above the branches that the end users are in (``insertion``), so that it sees those branches and nothing else.
/// End users without a role, or whose role was not stated, are omitted: no place in the hierarchy is above them.
package struct RolePlacement: Sendable, Equatable {
    /// How the API user's role is to the end users' roles, all in all: above all of them, or to one of them not.
    package let standing: RoleTree.Standing
    /// The roles of the export that are above every end user's role, lowest first.
    package let candidates: [Role]
    /// How the hierarchy must change for a role of the API user's own; `nil` where it is above all already, and
    /// where that cannot be determined.
    package let insertion: Insertion?
    /// Why it cannot be determined what must change; `nil` where ``insertion`` says it, or nothing must.
    package let obstacle: Obstacle?

    /// A role that is put in above the end users' roles.
    ///
    /// Afterwards every other role has the same roles above it as before, except for the one that is inserted.
    package struct Insertion: Sendable, Equatable {
        /// The API user's role; `nil` where a new one must be made, because the API user has none, or shares it with
        /// end users.
        package let role: Role?
        /// What it reports to afterwards; `nil`: to no role.
        package let parent: Role?
        /// The roles that did not report to it and do so afterwards.
        package let placedBelow: [Role]
        /// The roles that reported to it and afterwards report to what it reported to before.
        package let released: [Role]
    }

    /// A role, and what it reports to afterwards.
    package struct ParentChange: Sendable, Equatable {
        /// The role as it is; its place may be in exported users where no metadata file says it.
        package let role: Role
        /// The name of the role above it afterwards; `nil` for a root.
        package let parent: String?
    }

    /// Why it cannot be determined what must change.
    package enum Obstacle: Sendable, Equatable {
        /// No end user with a role is known.
        case noEndUserRoles
        /// The API user's role was not stated.
        case apiUserRoleNotStated
        /// Roles that users have and the export lacks.
        case rolesNotInExport([String])
        /// Parents that the export lacks, above which, or at which, the end users' paths to the root would meet.
        case missingParents([String])
        /// A cycle on the path to the root from a role: the names on it, the first one again at its end.
        case cycle([String])
    }
}

extension RolePlacement {
    /// Places the API user's role; looks at each role once.
    package init(of principal: Principal, in hierarchy: RoleHierarchy) {
        self.init(of: principal, in: hierarchy, RoleStandings(of: principal.role, in: hierarchy))
    }

    init(of principal: Principal, in hierarchy: RoleHierarchy, _ standings: RoleStandings) {
        let endRoles = (principal.endUsers ?? []).compactMap(\.role.name).deduplicated()
        let found = endRoles.map { standings[$0] }
        standing = found.contains(.notAbove) ? .notAbove : found.isEmpty || found.contains(.unknown) ? .unknown : .above
        let search = RoleSearch(apiRole: principal.role, endRoles: endRoles, hierarchy: hierarchy, ends: standings.ends)
        let obstacle = search.obstacleAboveEndRoles
        candidates = obstacle == nil ? hierarchy.commonAncestors(of: endRoles) : []
        if standing == .above {
            (insertion, self.obstacle) = (nil, nil)
        } else if let obstacle = obstacle ?? search.obstacleAtAPIRole(standing) {
            (insertion, self.obstacle) = (nil, obstacle)
        } else {
            (insertion, self.obstacle) = (search.insertion(below: candidates.first), nil)
        }
    }
}

extension RolePlacement.Insertion {
    /// What must be written: the changed `parentRole` of every role that has another one afterwards.
    ///
    /// - Parameter name: The full name of the new role, where one must be made; it reports to ``parent``.
    package func changes(newRole name: String) -> [RolePlacement.ParentChange] {
        let moved = role.map { [RolePlacement.ParentChange(role: $0, parent: parent?.name)] } ?? []
        return moved.filter { $0.role.parent?.lowercased() != $0.parent?.lowercased() }
            + placedBelow.map { RolePlacement.ParentChange(role: $0, parent: role?.name ?? name) }
            + released.map { RolePlacement.ParentChange(role: $0, parent: role?.parent) }
    }
}

/// What is looked up to place a role.
private struct RoleSearch {
    let apiRole: Principal.RoleAssignment
    let endRoles: [String]
    let hierarchy: RoleHierarchy
    let ends: [String: RolePath.End]

    /// Why it cannot be determined where the paths to the root from the end users' roles meet.
    var obstacleAboveEndRoles: RolePlacement.Obstacle? {
        if endRoles.isEmpty { return .noEndUserRoles }
        let missing = endRoles.filter { hierarchy[$0] == nil }
        if !missing.isEmpty { return .rolesNotInExport(missing) }
        if let cycle = endRoles.lazy.compactMap({ ends[$0.lowercased()]?.cycle }).first { return .cycle(cycle) }
        let parents = missingParents
        return parents.isEmpty || !hierarchy.commonAncestors(of: endRoles).isEmpty ? nil : .missingParents(parents)
    }

    /// Why the API user's own role cannot be moved, or it is not known whether it must.
    func obstacleAtAPIRole(_ standing: RoleTree.Standing) -> RolePlacement.Obstacle? {
        switch apiRole {
        case .notStated: return .apiUserRoleNotStated
        case .none: return nil
        case .role(let name):
            guard let end = ends[name.lowercased()] else { return .rolesNotInExport([name]) }
            if let cycle = end.cycle { return .cycle(cycle) }
            // It may be above the end users' roles beyond where the export ends: moving it could close a cycle.
            return standing == .unknown ? .missingParents(missingParents) : nil
        }
    }

    /// Where the paths to the root from the end users' roles break off.
    private var missingParents: [String] {
        endRoles.compactMap { ends[$0.lowercased()]?.missingParent }.deduplicated()
    }

    func insertion(below parent: Role?) -> RolePlacement.Insertion {
        let isShared = endRoles.contains { $0.lowercased() == apiRole.name?.lowercased() }
        let role = isShared ? nil : apiRole.name.flatMap { hierarchy[$0] }
        let isMoved = role.map { $0.parent?.lowercased() != parent?.name.lowercased() } ?? false
        return RolePlacement.Insertion(
            role: role, parent: parent,
            placedBelow: branches(below: parent).filter { $0.name != role?.name },
            // They stay where they are, which only the role itself leaves.
            released: isMoved ? hierarchy.all.filter { $0.parent?.lowercased() == role?.name.lowercased() } : [])
    }

    /// The roles right below one (the roots, where there is none) on the paths to the root from the end users' roles.
    private func branches(below parent: Role?) -> [Role] {
        var branches: [Role] = []
        var seen: Set<String> = []
        for name in endRoles {
            var next = hierarchy[name]
            while let role = next, seen.insert(role.name.lowercased()).inserted {
                let isBranch = role.parent?.lowercased() == parent?.name.lowercased()
                if isBranch { branches.append(role) }
                next = isBranch ? nil : role.parent.flatMap { hierarchy[$0] }
            }
        }
        return branches
    }
}

extension RolePath.End {
    fileprivate var cycle: [String]? { if case .cycle(let names) = self { names } else { nil } }
    fileprivate var missingParent: String? { if case .missingParent(let name) = self { name } else { nil } }
}
