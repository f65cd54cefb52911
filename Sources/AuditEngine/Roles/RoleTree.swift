package import OrgModel

/// The part of the role hierarchy that the audit looked at: every role on the path to the root from the API user's role and from
/// the end users' roles, with how the API user's is to each of theirs.
package struct RoleTree: Sendable {
    /// How the API user's role is to the role of an end user.
    package enum Standing: String, Sendable, Hashable {
        /// It is met on the path to the root from there.
        case above
        /// It is not, and the export shows the whole way.
        case notAbove
        /// The export does not show enough of the way, or the API user's role was not named.
        case unknown
    }

    /// A role that end users have.
    package struct EndUserRole: Sendable, Hashable {
        /// The role's name; the export may lack the role.
        package let name: String
        /// How the API user's role is to it.
        package let standing: Standing

        /// Makes a role of end users.
        package init(_ name: String, _ standing: Standing) {
            self.name = name
            self.standing = standing
        }
    }

    /// The roles that the export has, sorted by name.
    package let roles: [Role]
    /// The API user's role; `nil` where there is none, or it was not named. The export may lack it.
    package let apiUserRole: String?
    /// The roles of the end users, in the order in which they were named.
    package let endUserRoles: [EndUserRole]
    /// Whether a requirement is about them: if none is, no role is in a wrong place.
    package private(set) var isAskedFor = true

    /// Makes a tree; without anything, an empty one.
    package init(roles: [Role] = [], apiUserRole: String? = nil, endUserRoles: [EndUserRole] = []) {
        self.roles = roles
        self.apiUserRole = apiUserRole
        self.endUserRoles = endUserRoles
    }

    /// The same tree beside the requirements of a guide.
    func asked(by requirements: [Requirement]) -> RoleTree {
        var tree = self
        tree.isAskedFor = requirements.contains { $0.kind == RoleCondition.kind }
        return tree
    }
}

extension RoleEvaluation {
    /// What reports draw.
    var tree: RoleTree {
        let named = [apiRole].compactMap(\.self) + endUserRoles.map(\.name)
        var known: Set<String> = []
        let roles = named.flatMap { hierarchy.climb(from: $0, skipping: &known) }
        return RoleTree(roles: roles.sorted { $0.name < $1.name }, apiUserRole: apiRole, endUserRoles: endUserRoles)
    }

    /// The API user's role, as the export spells it.
    var apiRole: String? { principal.role.name.map { hierarchy[$0]?.name ?? $0 } }

    /// The end users' roles, as the export spells them.
    var endUserRoles: [RoleTree.EndUserRole] {
        (principal.endUsers ?? []).compactMap(\.role.name).map { hierarchy[$0]?.name ?? $0 }.deduplicated()
            .map { RoleTree.EndUserRole($0, standings[$0]) }
    }
}
