/// A role, and how many others are below it.
package struct RoleCount: Sendable {
    /// The role.
    package let role: Role
    /// How many roles are below it.
    package let rolesBelow: Int
    /// How many active users have it or a role below it; `nil` where users were not exported.
    package let usersAtOrBelow: Int?
}

extension RoleHierarchy {
    /// All roles, those with the most roles below them first.
    ///
    /// - Parameter activeUsers: How many users have each role, by its name in lower case.
    package func counts(activeUsers: [String: Int]? = nil) -> [RoleCount] {
        let (all, subtrees) = (all, RoleSubtrees(of: self))
        let roles = subtrees.sums(of: Dictionary(uniqueKeysWithValues: all.map { ($0.name.lowercased(), 1) }))
        let users = activeUsers.map(subtrees.sums)
        return all.map { role in
            let key = role.name.lowercased()
            return RoleCount(
                role: role, rolesBelow: (roles[key] ?? 1) - 1, usersAtOrBelow: users.map { $0[key] ?? 0 })
        }
        .sorted { ($1.rolesBelow, $0.role.name) < ($0.rolesBelow, $1.role.name) }
    }
}
