import Documents
import OrgModel

/// A condition on roles.
struct RoleCondition: RowKind {
    let rule: RoleRule
    /// The API names, or the guide's names, of the objects whose records it is about.
    let records: [String]

    static let kind = "role"
    static let columns = RequirementColumns(first: "Requirement", second: .purpose)
    var id: String { "role/\(rule.rawValue)" }
    var requires: String { rule.word }

    static let forms = [
        RowForm(
            selectedBy: "rule",
            Keys(
                "A condition on roles.", [Key("rule", .choice(RoleRule.self), "Which condition it is."), recordsKey],
                variants: Variants(
                    by: "rule",
                    RoleRule.allCases.map { Variant($0.rawValue, [requires(by: $0)]) })))
    ]

    private static let recordsKey = Key(
        optional: "records", .list(of: .text(.line), atLeast: 1),
        "The objects whose records it is about, by API name or as keys of the guide's objects: their org-wide defaults say why "
            + "it matters in an org.")

    private static func requires(by rule: RoleRule) -> Key {
        Key(
            "requires", .choice([rule.word]),
            "assigned: a role is assigned. above: the API user's role is a strict ancestor.")
    }

    static func read(_ row: YAMLValue, in table: TableContext) -> [RoleCondition] {
        let records = (row["records"].list ?? []).compactMap { object(of: $0, in: table) }
        return row["rule"].choice(RoleRule.self).map { [RoleCondition(rule: $0, records: records)] } ?? []
    }

    /// An object that the guide or the platform's facts name; an error for any other.
    private static func object(of value: YAMLValue, in table: TableContext) -> String? {
        guard let name = value.text else { return nil }
        return table.loader.platform.objects[name] == nil ? table.known(value)?.key : name
    }

    func judge(
        _ requirement: Requirement, in evaluation: Evaluation, _ permissions: PermissionEvaluation
    ) -> Judgement {
        let judgement = evaluation.roles.judge(rule)
        return records.isEmpty ? judgement : judgement.adding(RoleReason(records, permissions))
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
