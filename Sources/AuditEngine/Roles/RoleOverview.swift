package import OrgModel

/// The whole role hierarchy of an org given who is asked about, for drawing it.
package struct RoleOverview: Sendable {
    /// Every role of the export, and how the API user's is to the end users'.
    package let tree: RoleTree
    /// Where the API user's role must be.
    package let placement: RolePlacement
    /// How many active users each role has, by its name in lower case; `nil` where no users were exported.
    package let activeUsers: [String: Int]?
    /// The usernames of the end users who have no role; those that were not named by username are not among them.
    package let endUsersWithoutRole: [String]
    /// What is wrong with the roles that were queried, and with files of roles.
    package let problems: [Problem]

    /// Makes an overview.
    package init(
        tree: RoleTree, placement: RolePlacement, activeUsers: [String: Int]? = nil, endUsersWithoutRole: [String] = [],
        problems: [Problem] = []
    ) {
        self.tree = tree
        self.placement = placement
        self.activeUsers = activeUsers
        self.endUsersWithoutRole = endUsersWithoutRole
        self.problems = problems
    }

    /// Looks at an org's roles; the principal may be empty.
    package init(of org: Org, _ principal: Principal, activeUsers: [String: Int]? = nil) {
        let evaluation = RoleEvaluation(principal: principal, org: org)
        let asked = evaluation.problems
        let unreadable = org.unreadable.filter { $0.key.type == .role }.map(\.value)
            .filter { problem in !asked.contains { $0.place?.file == problem.place?.file } }
            .sorted { ($0.place ?? Place(file: "")) < ($1.place ?? Place(file: "")) }
        self.init(
            tree: RoleTree(
                roles: org.roles.all, apiUserRole: evaluation.apiRole, endUserRoles: evaluation.endUserRoles),
            placement: evaluation.placement, activeUsers: activeUsers,
            endUsersWithoutRole: (principal.endUsers ?? []).filter { $0.role == .none }.compactMap(\.username),
            problems: asked + unreadable)
    }
}
