import Documents

/// Rows that require something of roles.
enum RoleCondition: RequirementKind {
    static let name = "role"

    static let forms = [
        RowForm(
            selectedBy: "rule",
            Keys(
                "A condition on roles.", [Key("rule", .choice(RoleRule.self), "Which condition it is.")],
                variants: Variants(
                    by: "rule",
                    RoleRule.allCases.map { Variant($0.rawValue, [requires(by: $0)]) })))
    ]

    private static func requires(by rule: RoleRule) -> Key {
        Key(
            "requires", .choice([rule == .apiUserAboveEndUsers ? "above" : "assigned"]),
            "assigned: a role is assigned. above: the API user's role is a strict ancestor.")
    }

    static func read(_ row: YAMLValue, in table: TableContext) -> [RequiredSubject] {
        guard let rule = row["rule"].choice(RoleRule.self) else { return [] }
        return [(.role(rule), "role/\(rule.rawValue)", row["requires"].text ?? "")]
    }
}

/// The conditions on roles that a guide can state.
package enum RoleRule: String, Sendable, Hashable, CaseIterable {
    /// The API user has a role.
    case apiUserAssigned = "api-user-assigned"
    /// Every end user has a role.
    case endUsersAssigned = "end-users-assigned"
    /// The API user's role is a strict ancestor of every end user's role.
    case apiUserAboveEndUsers = "api-user-above-end-users"
}
