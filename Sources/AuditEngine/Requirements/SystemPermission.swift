import Documents
import OrgModel

/// Rows that require a system permission.
enum SystemPermission: RequirementKind {
    static let name = "systemPermission"

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

    static let keysInAlternative: [Key]? = ["object", "field", "key", "find"].map {
        Key(optional: $0, .never("A system permission belongs to no object. Leave this out."))
    }

    static func read(_ row: YAMLValue, in table: TableContext) -> [RequiredSubject] {
        guard let name = row["permission"].text else { return [] }
        warn(ifUnknown: name, at: row.place, table.loader)
        return [(.systemPermission(name), "system/\(name)", row["requires"].text ?? "")]
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
}
