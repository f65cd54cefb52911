// Which role a user has, also where the export has only its label.

extension AssignedUsers {
    /// A user's role; one that is known by its label alone is looked for among labels, and not known unless one role
    /// has it.
    func role(of user: UserExport.User) -> Principal.RoleAssignment {
        guard user.roleIsLabel, let label = user.role.name else { return user.role }
        guard let roles = rolesByLabel[label], roles.count == 1 else { return .notStated }
        return .role(roles[0].name)
    }

    /// Why a role is not known of which the export has the label.
    func labelGap(of user: UserExport.User) -> Unknown? {
        guard role(of: user) == .notStated, let label = user.role.name else { return nil }
        return Unknown(
            place: user.place, says: "only its label \"\(label)\" is known, which is not the label of exactly one role",
            resolvedBy: "Export User with \(UserFact.role.rawValue).")
    }

    /// Labels that do not tell their users' roles: one that several roles have, or none.
    func roleProblem(_ users: some Sequence<UserExport.User>) -> Problem? {
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

    /// How many users who are not known to be inactive have each role, by its name in lower case; `nil` where no users
    /// were exported, or not all of them.
    package var activeUsersByRole: [String: Int]? {
        guard export.hasUsers, export.truncatedUsers == nil else { return nil }
        return index.byRole.reduce(into: [:]) { counts, users in
            guard let name = users.first.flatMap({ role(of: export.users[$0]).name }) else { return }
            counts[name.lowercased(), default: 0] += users.count
        }
    }
}
