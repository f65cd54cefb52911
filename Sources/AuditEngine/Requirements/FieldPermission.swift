import Documents
import OrgModel

/// Access to a field of an object.
struct FieldPermission: SinglePermission {
    /// The guide's key of the object.
    let object: String
    let field: GuideField
    /// The access that the guide prints.
    let wanted: FieldAccess

    static let kind = "fieldPermission"
    static let columns = RequirementColumns(first: "Field", second: .access)
    var id: String { "field/\(object).\(field.key)" }
    var requires: String { wanted.rawValue }
    var objectKeys: [String] { [object] }
    var access: String { wanted == .read ? "Read Access" : "Read Access, Edit Access" }

    var nameKeys: [String] {
        if case .labelled(let key, _) = field { ["\(object).\(key)"] } else { [] }
    }

    // MARK: Rule files

    static let forms =
        FieldsPermission.forms + [
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

    static let access = Key(
        "requires", .choice(FieldAccess.self), "Access that the guide prints; edit includes read.")
    private static let inferred = Key(
        optional: "inferred", .truth,
        "The guide's text has lost this row's label and it was inferred; the note says from what.")

    static let keysInAlternative = [GuideShapes.objectOfGuide]
    static let isAboutObjectOfTable = true

    static func subjects(_ row: YAMLValue, in table: TableContext) -> [any RequirementSubject] {
        row["fields"].exists ? FieldsPermission.read(row, in: table) : read(row, in: table)
    }

    static func read(_ row: YAMLValue, in table: TableContext) -> [FieldPermission] {
        guard let object = table.object, let field = field(row, of: object.key, table.loader),
            let access = row["requires"].choice(FieldAccess.self)
        else { return [] }
        return [FieldPermission(object: object.key, field: field, wanted: access)]
    }

    private static func field(_ row: YAMLValue, of object: String, _ loader: GuideLoader) -> GuideField? {
        if let key = row["key"].text { return .labelled(key: key, find: row["find"].texts) }
        guard let name = row["field"].text else { return nil }
        if loader.platform.field(name, of: object) == nil, !name.hasSuffix("__c") {
            loader.diagnostics.add(
                row.place,
                "\(object) has no standard field \"\(name)\" that rolecall knows (Rules/salesforce/objects.yaml). Fix the name. If "
                    + "Salesforce has the field, ask for it by its label: key and find instead of field."
            )
        }
        return .named(name)
    }

    // MARK: Judging

    func judgeGranted(_ requirement: Requirement, _ permissions: PermissionEvaluation) -> Judgement {
        switch permissions.names.field(field, of: object) {
        case .unresolved(let name): return .unknown(name)
        case .found(let field):
            let judged = field.judged(wanted)
            let answer = Answer.all(
                needsOfItsOwn(field, judgedAs: judged).map(permissions.access.answer)
                    + [permissions.access.answer(to: judged == .read ? .read : .edit, on: field.object)])
            if let doubt = field.doubt ?? permissions.doubt(of: field.object, object), answer.certainty != .granted {
                return .unknown(doubt)
            }
            if answer.certainty == .denied, let doubt = doubt(aboutKindOf: field, permissions) {
                return .unknown(doubt)
            }
            var values = permissions.placeholders(object: field.object, key: object)
            values["name"] = "\(field.object).\(field.name)"
            return permissions.judgement(
                requirement, answer, placeholders: values,
                remark: judged != wanted || field.fact?.followsObject == true ? field.fact?.reason : nil,
                judgedAs: judged == wanted ? nil : judged)
        }
    }

    /// Whether the field's own access is granted, apart from the right on its object that it takes too.
    func answer(to field: ResolvedField, _ permissions: PermissionEvaluation) -> Answer {
        let answer = Answer.all(
            needsOfItsOwn(field, judgedAs: field.judged(wanted)).map(permissions.access.answer))
        guard answer.certainty == .denied, let doubt = doubt(aboutKindOf: field, permissions) else { return answer }
        return Answer(doubt)
    }

    /// What no user can edit is not held, whatever an entry says.
    func judgeHeld(_ requirement: Requirement, _ permissions: PermissionEvaluation) -> Judgement {
        guard wanted == .edit, case .found(let field) = permissions.names.field(field, of: object),
            field.judged(wanted) == .read
        else { return judgeGranted(requirement, permissions) }
        return .failed(
            ["No user can edit \(field.object).\(field.name).", field.fact?.reason].compactMap(\.self).joined(
                separator: " "), [])
    }

    /// The object's right, and before it the field's own access where field-level security governs it. What no
    /// user can edit is judged as read, even where the guide prints edit.
    private func needs(of field: ResolvedField, _ platform: PlatformFacts) -> [Need] {
        needs(of: field, judgedAs: field.judged(wanted), platform)
    }

    private func needs(of field: ResolvedField, judgedAs judged: FieldAccess, _ platform: PlatformFacts) -> [Need] {
        needsOfItsOwn(field, judgedAs: judged) + platform.needs(judged == .read ? .read : .edit, on: field.object)
    }

    private func needsOfItsOwn(_ field: ResolvedField, judgedAs judged: FieldAccess) -> [Need] {
        field.fact?.followsObject == true ? [] : [.fieldPermission(object: field.object, field: field.name, judged)]
    }

    /// Why a field to which no entry gives access may be open all the same; `nil` where it is not.
    private func doubt(aboutKindOf field: ResolvedField, _ permissions: PermissionEvaluation) -> Unknown? {
        guard let open = field.openKind else { return nil }
        var others: [[Need]] = []
        if !permissions.hasEntry(ofField: field.name, of: field.object) {
            others.append(permissions.platform.needs(wanted == .read ? .read : .edit, on: field.object))
        }
        if open.mayBeUneditable, wanted == .edit {
            others.append(needs(of: field, judgedAs: .read, permissions.platform))
        }
        let answers = others.map { Answer.all($0.map(permissions.access.answer)) }
        return answers.contains { $0.certainty != .denied } ? open.unknown : nil
    }

    func ways(_ permissions: PermissionEvaluation) -> [[Need]] {
        guard case .found(let field) = permissions.names.field(field, of: object) else { return [] }
        return [needs(of: field, permissions.platform)]
    }

    func grants(_ permissions: PermissionEvaluation) -> NameResolution<[Need]> {
        switch permissions.names.field(field, of: object) {
        case .unresolved(let name): .unresolved(name)
        case .found(let field):
            (field.doubt ?? permissions.doubt(of: field.object, object) ?? doubt(aboutKindOf: field, permissions))
                .map(NameResolution.unresolved)
                ?? .found(needs(of: field, permissions.platform))
        }
    }

    func isMet(by need: Need) -> Bool {
        if case .fieldPermission(_, _, wanted) = need { true } else { false }
    }

    // MARK: Words and remedies

    func words(_ platform: PlatformFacts) -> String { "\(wanted.label) on \(object).\(field.key)" }

    var ownLabel: String {
        switch field {
        case .named(let name): name
        case .labelled(let key, let find): find.first ?? key
        }
    }

    func remedy(_ platform: PlatformFacts) -> Remedy? { platform.fieldRemedies[wanted] }

    func placeholders(_ platform: PlatformFacts) -> [String: String] {
        guard let fact = platform.objects[object] else { return [:] }
        var values = ["object": object, "objects": fact.plural]
        if case .named(let name) = field { values["name"] = "\(object).\(name)" }
        return values
    }

    func labelInSetup(_ platform: PlatformFacts) -> String? {
        if case .named(let name) = field { platform.field(name, of: object)?.label } else { nil }
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
