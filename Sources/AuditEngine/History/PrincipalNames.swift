package import OrgModel

/// Whose access was audited, as reports name it.
package struct PrincipalNames: Codable, Sendable, Hashable {
    /// The API user's username, where it is known.
    package var username: String?
    /// The profile's full name.
    package var profile: String?
    /// The permission sets' full names.
    package var permissionSets: [String] = []
    /// The permission set groups' full names.
    package var permissionSetGroups: [String] = []
    /// The API user's role; `nil` where none is known.
    package var role: String?
    /// Whether the API user has no role; `nil` where it has one, or where that is not known.
    package var withoutRole: Bool?
    /// The end users' roles, sorted.
    package var endUserRoles: [String] = []
    /// How many end users there are, and of how many no role is known; `nil` where none were named.
    package var endUsers: EndUserCounts?
    /// Where the user is in the exported users.
    package var file: String?
    package var line: Int?

    /// How many end users there are.
    package struct EndUserCounts: Codable, Sendable, Hashable {
        package let count: Int
        package let withoutRole: Int
        package let roleNotKnown: Int
    }
}

extension PrincipalNames {
    /// The names of a principal.
    package init(_ principal: Principal) {
        let roles = (principal.endUsers ?? []).compactMap(\.role.name)
        self.init(
            username: principal.username, profile: principal.profile?.fullName,
            permissionSets: principal.permissionSets.map(\.fullName),
            permissionSetGroups: principal.permissionSetGroups.map(\.fullName), role: principal.role.name,
            withoutRole: principal.role == .none ? true : nil, endUserRoles: Set(roles).sorted(),
            endUsers: principal.endUsers.map { users in
                EndUserCounts(
                    count: users.count, withoutRole: users.count { $0.role == .none },
                    roleNotKnown: users.count { $0.role == .notStated })
            },
            file: principal.place?.file, line: principal.place?.line)
    }

    /// The principal that has these names, as far as reports show one.
    ///
    /// - Parameter roles: The roles of the end users, where they are known in the order in which they were named.
    func principal(endUserRoles roles: [String]?) -> Principal {
        var principal = Principal()
        principal.username = username
        principal.place = file.map { Place(file: $0, line: line) }
        principal.profile = profile.map { ComponentID(.profile, $0) }
        principal.permissionSets = permissionSets.map { ComponentID(.permissionSet, $0) }
        principal.permissionSetGroups = permissionSetGroups.map { ComponentID(.permissionSetGroup, $0) }
        principal.role =
            role.map { Principal.RoleAssignment.role($0) }
            ?? (withoutRole == true ? Principal.RoleAssignment.none : Principal.RoleAssignment.notStated)
        let named = roles ?? endUserRoles
        guard endUsers != nil || !named.isEmpty else { return principal }
        let (without, unknown) = (endUsers?.withoutRole ?? 0, endUsers?.roleNotKnown ?? 0)
        // Several have one role; which ones is not in a report.
        let more = max(0, (endUsers?.count ?? 0) - named.count - without - unknown)
        let withRole = named + Array(repeating: named.first ?? "", count: named.isEmpty ? 0 : more)
        principal.endUsers =
            withRole.map { Principal.EndUser(role: .role($0)) }
            + Array(repeating: Principal.EndUser(role: .none), count: without)
            + Array(repeating: Principal.EndUser(role: .notStated), count: unknown)
        return principal
    }
}
