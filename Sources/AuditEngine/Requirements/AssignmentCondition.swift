import Documents
import OrgModel

/// A condition on all that is assigned to the user.
struct AssignmentCondition: RowKind {
    let rule: AssignmentRule

    static let kind = "assignment"
    static let columns = RequirementColumns(first: "Requirement", second: .purpose)
    static let canBeAskedOfEndUsers = true
    var id: String { "assignment/\(rule.rawValue)" }
    var requires: String { "kept" }

    static let forms = [
        RowForm(
            selectedBy: "rule",
            Keys(
                "A condition on the permission sets and groups that are assigned.",
                [
                    Key(
                        "rule", .choice(AssignmentRule.self),
                        "permanent: no assignment has an expiration date. withoutActivation: no permission set and no group is session-based."
                    ),
                    Key("requires", .choice(["kept"]), "All of them keep to it."),
                ]))
    ]

    static func read(_ row: YAMLValue, in table: TableContext) -> [AssignmentCondition] {
        row["rule"].choice(AssignmentRule.self).map { [AssignmentCondition(rule: $0)] } ?? []
    }

    func judge(
        _ requirement: Requirement, in evaluation: Evaluation, _ permissions: PermissionEvaluation
    ) -> Judgement {
        AssignmentEvaluation(evaluation).judge(rule)
    }

    func problems(decisiveFor finding: Finding, in evaluation: Evaluation) -> [Problem] { [] }

    func remedy(_ platform: PlatformFacts) -> Remedy? { platform.userRemedies.assignments[rule] }
    func placeholders(_ platform: PlatformFacts) -> [String: String] { Remedy.ofAPIUser }
}

/// The conditions on assignments that a guide can state.
enum AssignmentRule: String, Sendable, Hashable, CaseIterable {
    /// None of them ends.
    case permanent
    /// None of them is of a set or group that a session must activate.
    case withoutActivation
}
