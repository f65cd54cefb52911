import Documents

/// Rows that require rights on an object.
enum ObjectPermission: RequirementKind {
    static let name = "objectPermission"

    static let forms = [
        RowForm(
            selectedBy: "object",
            Keys(
                "The rights on one object; each right is a requirement of its own.",
                [
                    GuideShapes.objectOfGuide,
                    Key(
                        "requires", .choices(ObjectRight.self, atLeast: 1),
                        "The rights that the API user must have, one requirement each."),
                ]))
    ]

    static let keysInAlternative: [Key]? = []

    static func read(_ row: YAMLValue, in table: TableContext) -> [RequiredSubject] {
        guard let object = table.known(row["object"])?.key else { return [] }
        let rights = row["requires"].choices(ObjectRight.self)
        check(rights, existOn: object, at: row.place, table.loader)
        return rights.map { right in
            (
                .objectPermission(object: object, right: right), "object/\(object)/\(right.rawValue)", right.rawValue
            )
        }
    }

    /// A right that an object does not have could never be granted.
    private static func check(
        _ rights: [ObjectRight], existOn object: String, at place: Place, _ loader: GuideLoader
    ) {
        guard let fact = loader.platform.objects[object] else { return }
        if fact.hasNoObjectPermissions {
            let instead = [fact.readPermission, fact.editPermission].compactMap(\.self).joined(separator: " and ")
            loader.diagnostics.add(
                place,
                "Salesforce has no object permissions for \(object)."
                    + (instead.isEmpty ? "" : " Ask for the system permissions \(instead) instead."))
        }
        for right in rights where fact.without.contains(right) {
            loader.diagnostics.add(
                place, "Salesforce has no \(loader.platform.label(of: right)) on \(object).")
        }
    }
}
