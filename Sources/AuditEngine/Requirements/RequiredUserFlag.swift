import Documents
import OrgModel

/// A flag of the user's own record, such as Marketing User.
struct RequiredUserFlag: RowKind {
    /// The name without what every such column begins with.
    let name: String
    /// The column of User.
    var column: String { UserFlag.prefix + name }

    static let canBeForbidden = true
    static let kind = "userFlag"
    static let columns = RequirementColumns(first: "Flag", second: .purpose)
    static let canBeAskedOfEndUsers = true
    var id: String { "user-flag/\(name)" }
    var requires: String { "on" }

    // MARK: Rule files

    static let forms = [
        RowForm(
            selectedBy: "userFlag",
            Keys(
                "A flag of the user's record.",
                [
                    Key(
                        "userFlag", .text(.apiName),
                        "Its name: the column of User without UserPermissions, such as MarketingUser."),
                    Key(
                        "requires", .choice(["on"]),
                        "The flag is on; in quotation marks, because some readers of YAML take the word for true."),
                ]))
    ]

    static func read(_ row: YAMLValue, in table: TableContext) -> [RequiredUserFlag] {
        guard let name = row["userFlag"].text else { return [] }
        let known = table.loader.platform.userFlags
        if known[name] == nil {
            table.loader.diagnostics.add(
                row["userFlag"].place,
                "Rules/salesforce/people.yaml knows no flag \"\(name)\" of users. Fix the name or add it there. It knows "
                    + "\(known.keys.sorted().joined(separator: ", ")).")
        }
        return [RequiredUserFlag(name: name)]
    }

    // MARK: Judging

    func judge(
        _ requirement: Requirement, in evaluation: Evaluation, _ permissions: PermissionEvaluation
    ) -> Judgement {
        let principal = evaluation.principal
        let label = "the flag \"\(permissions.platform.userFlags[name] ?? name)\""
        let says = "whether \(principal.words) has \(label) is not known"
        func evidence(_ isOn: Bool) -> [Evidence] {
            [Evidence(place: principal.place, .user(principal.name, .flag(column, isOn: isOn)))]
        }
        switch principal.flags[APIName(name)] {
        case .on: return .passed("\(principal.words.capitalizedFirst) has \(label).", evidence(true))
        case .off: return .failed("\(principal.words.capitalizedFirst) does not have \(label).", evidence(false))
        case .unclear(let doubt):
            return .unknown(
                Unknown(
                    says: "\(says): \(doubt.says)", resolvedBy: doubt.resolvedBy, because: [doubt]))
        case nil:
            guard principal.username != nil else {
                return .unknown(
                    Unknown(
                        says: "\(says): only exported users say",
                        resolvedBy:
                            "Name the API user with --api-user, and export User with \(column) (rolecall manifest prints the query)."
                    ))
            }
            let isExported = principal.place != nil
            return .unknown(
                Unknown(
                    place: principal.place,
                    says: isExported ? "\(says): the exported users do not have the column \(column)" : says,
                    resolvedBy: isExported
                        ? "Export User with \(column)."
                        : "Export the user \(principal.name) with \(column) (rolecall manifest prints the query)."))
        }
    }

    func remedyWhereForbidden(_ platform: PlatformFacts) -> Remedy? { platform.userRemedies.forbidden }
    func problems(decisiveFor finding: Finding, in evaluation: Evaluation) -> [Problem] { [] }

    func remedy(_ platform: PlatformFacts) -> Remedy? { platform.userRemedies.flag }
    func placeholders(_ platform: PlatformFacts) -> [String: String] {
        Remedy.ofAPIUser.merging(["name": column]) { $1 }
    }
    func labelInSetup(_ platform: PlatformFacts) -> String? { platform.userFlags[name] }
}
