import Documents

/// Rows that require access to a field.
enum FieldPermission: RequirementKind {
    static let name = "fieldPermission"

    static let forms = [
        RowForm(
            selectedBy: "key",
            Keys(
                "A field with an API name that differs from org to org.",
                [
                    Key(
                        "key", .text(.line), "The field's name in requirement ids: its label in UpperCamelCase."),
                    Key(
                        "find", .list(of: .text(.line), atLeast: 1),
                        "Labels by which the field is found in an export, exactly as they are in the org."),
                    Key(optional: "field", .never("A row has either field, or key and find.")), access, inferred,
                ])),
        RowForm(
            selectedBy: "field",
            Keys(
                "A field with the same API name in every org.",
                [
                    Key("field", .text(.line), "API name of the field, without its object."), access, inferred,
                ])),
    ]

    private static let access = Key(
        "requires", .choice(FieldAccess.self), "Access that the guide prints; edit includes read.")
    private static let inferred = Key(
        optional: "inferred", .truth,
        "The guide's text has lost this row's label and it was inferred; the note says from what.")

    static let keysInAlternative: [Key]? = [GuideShapes.objectOfGuide]
    static let isAboutObjectOfTable = true

    static func read(_ row: YAMLValue, in table: TableContext) -> [RequiredSubject] {
        guard let object = table.object, let field = field(row, of: object.key, table.loader),
            let access = row["requires"].choice(FieldAccess.self)
        else { return [] }
        return [
            (
                .fieldPermission(object: object.key, field: field, access: access), "field/\(object.key).\(field.key)",
                access.rawValue
            )
        ]
    }

    private static func field(_ row: YAMLValue, of object: String, _ loader: GuideLoader) -> GuideField? {
        if let key = row["key"].text { return .labelled(key: key, find: row["find"].texts) }
        guard let name = row["field"].text else { return nil }
        if loader.platform.field(name, of: object) == nil, !name.hasSuffix("__c") {
            loader.diagnostics.add(
                row.place,
                "Rules/salesforce/objects.yaml knows no field \"\(name)\" of \(object). Fix the name or add the field there."
            )
        }
        return .named(name)
    }
}

/// A field as a guide speaks of it.
package enum GuideField: Sendable, Hashable {
    /// A standard field, by API name.
    case named(String)
    /// A field whose API name differs from org to org: the guide's key for it, and the labels by which it is found.
    case labelled(key: String, find: [String])

    /// The name in requirement ids.
    package var key: String {
        switch self {
        case .named(let name): name
        case .labelled(let key, _): key
        }
    }
}
