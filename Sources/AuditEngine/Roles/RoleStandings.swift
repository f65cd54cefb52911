import OrgModel

/// How the API user's role is to every other role: made in the time of one look at each role, however many end users
/// there are.
struct RoleStandings {
    private let role: Principal.RoleAssignment
    private let end: RolePath.End?
    /// Why each role's path to the root ends, by the role's name in lower case.
    let ends: [String: RolePath.End]
    private let below: Set<String>

    init(of role: Principal.RoleAssignment, in hierarchy: RoleHierarchy) {
        self.role = role
        ends = hierarchy.pathEnds
        let key = role.name?.lowercased()
        end = key.flatMap { [ends] in ends[$0] }
        // In a cycle each role would be above every other, so none is.
        if case .cycle(let names) = end, names.contains(where: { $0.lowercased() == key }) {
            below = []
        } else {
            below = key.map { hierarchy.namesAtAndBelow($0).subtracting([$0]) } ?? []
        }
    }

    /// How it is to a role of end users.
    subscript(endRole: String) -> RoleTree.Standing {
        switch role {
        case .notStated: return .unknown
        case .none: return .notAbove
        case .role:
            let key = endRole.lowercased()
            guard let end, let endOfOther = ends[key] else { return .unknown }
            if below.contains(key) { return .above }
            return endOfOther.mayLead(to: end) ? .unknown : .notAbove
        }
    }
}
