import Documents
import OrgModel

/// A permission set or a group that is assigned to the user, by itself or as a member of a group.
struct AssignedPermissionSet: RowKind {
    /// What a guide says of the set.
    enum Name: Sendable, Equatable {
        /// The API name, with the namespace of its package.
        case named(String)
        /// The labels by which it is found in an export.
        case labelled([String])
    }

    /// The API name, or else the guide's own name of it.
    let key: String
    let name: Name

    static let canBeForbidden = true
    static let kind = "permissionSet"
    static let columns = RequirementColumns(first: "Permission set", second: .purpose)
    static let canBeAskedOfEndUsers = true
    var id: String { "permission-set/\(key)" }
    var requires: String { "assigned" }

    var nameKeys: [String] {
        if case .labelled = name { [key] } else { [] }
    }

    /// A set with a namespace is a package's.
    var comesWithPackage: Bool { ComponentID(.permissionSet, key).isPackaged }

    // MARK: Rule files

    static let forms = [
        RowForm(
            selectedBy: "key",
            Keys(
                "A permission set or group whose API name differs from org to org, or is not published.",
                [
                    Key(
                        "key", .text(.identifier),
                        "The set's name in the requirement id permission-set/KEY and in --name KEY=API_NAME."),
                    Key(
                        "find", .list(of: .text(.line), atLeast: 1),
                        "Labels by which the set is found in an export, exactly as they are in the org."),
                    Key(optional: "permissionSet", .never("A row has either permissionSet, or key and find.")),
                    requiresAssigned,
                ])),
        RowForm(
            selectedBy: "permissionSet",
            Keys(
                "A permission set or group with the same API name in every org.",
                [
                    Key(
                        "permissionSet", .text(.apiName),
                        "API name of the permission set or group, with the namespace of its package."),
                    requiresAssigned,
                ])),
    ]

    private static let requiresAssigned = Key(
        "requires", .choice(["assigned"]), "The user has it, by itself or as a member of a group.")

    static func read(_ row: YAMLValue, in table: TableContext) -> [AssignedPermissionSet] {
        if let key = row["key"].text {
            return [AssignedPermissionSet(key: key, name: .labelled(row["find"].texts))]
        }
        return row["permissionSet"].text.map { [AssignedPermissionSet(key: $0, name: .named($0))] } ?? []
    }

    // MARK: Judging

    func judge(
        _ requirement: Requirement, in evaluation: Evaluation, _ permissions: PermissionEvaluation
    ) -> Judgement {
        let assignments = AssignmentEvaluation(evaluation)
        if let typed = permissions.names.given[key] { return assignments.judge(typed, requirement.remedy) }
        switch name {
        case .named(let name): return assignments.judge(name, requirement.remedy)
        case .labelled(let labels):
            return assignments.judge(
                labels: labels, key: key, requirement.remedy,
                unlessInstalled: permissions.names.unstatedInstallation)
        }
    }

    func remedyWhereForbidden(_ platform: PlatformFacts) -> Remedy? { platform.userRemedies.forbidden }
    func problems(decisiveFor finding: Finding, in evaluation: Evaluation) -> [Problem] { [] }

    func remedy(_ platform: PlatformFacts) -> Remedy? { platform.userRemedies.permissionSet }

    func placeholders(_ platform: PlatformFacts) -> [String: String] {
        guard case .named(let name) = name else { return Remedy.ofAPIUser }
        return Remedy.ofAPIUser.merging(["name": name]) { $1 }
    }
}
