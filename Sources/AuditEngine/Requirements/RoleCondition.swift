import Documents
import OrgModel

/// A condition on roles.
struct RoleCondition: RowKind {
    let rule: RoleRule

    static let kind = "role"
    static let columns = RequirementColumns(first: "Requirement", second: .purpose)
    var id: String { "role/\(rule.rawValue)" }
    var requires: String { rule.word }

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
            "requires", .choice([rule.word]),
            "assigned: a role is assigned. above: the API user's role is a strict ancestor.")
    }

    static func read(_ row: YAMLValue, in table: TableContext) -> [RoleCondition] {
        row["rule"].choice(RoleRule.self).map { [RoleCondition(rule: $0)] } ?? []
    }

    func judge(
        _ requirement: Requirement, in evaluation: Evaluation, _ permissions: PermissionEvaluation
    ) -> Judgement {
        evaluation.roles.judge(rule)
    }

    func problems(decisiveFor finding: Finding, in evaluation: Evaluation) -> [Problem] { evaluation.roles.problems }
}

/// The conditions on roles that a guide can state.
package enum RoleRule: String, Sendable, Hashable, CaseIterable {
    /// The API user has a role.
    case apiUserAssigned = "api-user-assigned"
    /// Every end user has a role.
    case endUsersAssigned = "end-users-assigned"
    /// The API user's role is a strict ancestor of every end user's role.
    case apiUserAboveEndUsers = "api-user-above-end-users"

    /// What it requires, in one word.
    fileprivate var word: String { self == .apiUserAboveEndUsers ? "above" : "assigned" }
}

extension Requirement {
    /// The condition on roles that it states, if it states one.
    package var roleRule: RoleRule? { (subject as? RoleCondition)?.rule }
}
