import Documents
import OrgModel

/// A system permission.
struct SystemPermission: SinglePermission {
    /// The API name.
    let name: String

    static let kind = "systemPermission"
    static let columns = RequirementColumns(first: "Permission", second: .purpose)
    var id: String { "system/\(name)" }
    var requires: String { "granted" }

    // MARK: Rule files

    static let forms = [
        RowForm(
            selectedBy: "permission",
            Keys(
                "One system permission.",
                [
                    Key("permission", .text(.line), "API name of the system permission."),
                    Key("requires", .choice(["granted"]), "What the API user must have."),
                ]))
    ]

    static let keysInAlternative = ["object", "field", "fields", "key", "find"].map {
        Key(optional: $0, .never("A system permission belongs to no object. Leave this out."))
    }

    static func read(_ row: YAMLValue, in table: TableContext) -> [SystemPermission] {
        guard let name = row["permission"].text else { return [] }
        warn(ifUnknown: name, at: row.place, table.loader)
        return [SystemPermission(name: name)]
    }

    /// Salesforce adds permissions three times a year, so a name that is not known may be a new one as well as a typing
    /// error, which nothing would ever grant.
    private static func warn(ifUnknown name: String, at place: Place, _ loader: GuideLoader) {
        let known = loader.platform.knownPermissions
        guard known[name] == nil else { return }
        let nearest = nearestNames(to: name, among: Array(known.keys)).joined(separator: ", ")
        loader.warnings.add(
            place,
            "rolecall knows no system permission \"\(name)\". If the name is mistyped, no profile or permission set "
                + "grants it, and the requirement never passes. The nearest names are \(nearest)."
        )
    }

    // MARK: Judging

    func judgeGranted(_ requirement: Requirement, _ permissions: PermissionEvaluation) -> Judgement {
        let access = permissions.access
        let own = access.answer(to: .systemPermission(name))
        let others = permissions.platform.permissions
            .filter { $0.value.satisfies[name] != nil }
            .sorted { $0.key < $1.key }
            .map { satisfying(access.answer(to: .systemPermission($0.key)), $0.value) }
            .filter { $0.certainty > own.certainty }
        return permissions.judgement(requirement, others.first ?? own, placeholders: ["name": name])
    }

    /// Another permission that serves the same purpose.
    private func satisfying(_ answer: Answer, _ other: PlatformFacts.Permission) -> Answer {
        var answer = answer
        answer.needs = answer.certainty == .granted ? [] : [.systemPermission(name)]
        if answer.certainty == .granted, let why = other.satisfies[name] {
            answer.evidence.append(Evidence(.satisfied(by: other.label, why)))
        }
        return answer
    }

    func ways(_ permissions: PermissionEvaluation) -> [[Need]] {
        let others = permissions.platform.permissions.filter { $0.value.satisfies[name] != nil }.keys.sorted()
        return ([name] + others).map { [.systemPermission($0)] }
    }

    func grants(_ permissions: PermissionEvaluation) -> NameResolution<[Need]> { .found([.systemPermission(name)]) }

    func isMet(by need: Need) -> Bool { need == .systemPermission(name) }

    // MARK: Words and remedies

    func words(_ platform: PlatformFacts) -> String { platform.label(ofPermission: name) }
    var ownLabel: String { name }
    func remedy(_ platform: PlatformFacts) -> Remedy? { platform.systemPermissionRemedy }
    func placeholders(_ platform: PlatformFacts) -> [String: String] { ["name": name] }
    func labelInSetup(_ platform: PlatformFacts) -> String? { platform.permissions[name]?.label }
}
