import Documents
import OrgModel

/// Access to every field of an object, or to those whose API names begin in one way: one row, and one requirement.
struct FieldsPermission: SinglePermission {
    /// The guide's key of the object.
    let object: String
    let pattern: FieldPattern
    let wanted: FieldAccess

    static let kind = FieldPermission.kind
    static let columns = FieldPermission.columns
    static let isAboutObjectOfTable = true
    static let keysInAlternative = FieldPermission.keysInAlternative
    var id: String { "field/\(object).\(pattern.key)" }
    var requires: String { wanted.rawValue }
    var objectKeys: [String] { [object] }
    var access: String { wanted == .read ? "Read Access" : "Read Access, Edit Access" }
    var fieldPatterns: [FieldPattern] { [pattern] }

    // MARK: Rule files

    static let forms = [
        RowForm(
            selectedBy: "fields",
            Keys(
                "Every field of the object, or every one whose API name begins in one way.",
                [
                    Key(
                        "fields", .text(FieldPattern.rule),
                        "all, or the beginning of the API names with a * at its end, such as Namespace__*."),
                    Key(optional: "field", .never(alone)), Key(optional: "key", .never(alone)),
                    Key(optional: "find", .never(alone)), FieldPermission.access,
                ]))
    ]

    private static let alone = "A row has either field, or fields, or key and find."

    static func read(_ row: YAMLValue, in table: TableContext) -> [FieldsPermission] {
        guard let object = table.object, let pattern = row["fields"].text.flatMap(FieldPattern.init),
            let access = row["requires"].choice(FieldAccess.self)
        else { return [] }
        return [FieldsPermission(object: object.key, pattern: pattern, wanted: access)]
    }

    // MARK: Judging

    func judgeGranted(_ requirement: Requirement, _ permissions: PermissionEvaluation) -> Judgement {
        switch resolved(permissions) {
        case .unresolved(let name): return .unknown(name)
        case .found(let fields):
            let right = permissions.access.answer(to: rightOnObject, on: fields.object)
            if let doubt = permissions.doubt(of: fields.object, object), right.certainty != .granted {
                return .unknown(doubt)
            }
            guard right.certainty != .denied else {
                return permissions.judgement(
                    requirement, right, placeholders: permissions.placeholders(object: fields.object, key: object))
            }
            let all = Answer.all(([viewAllFields(fields.object, permissions)].compactMap(\.self) + [right]))
            if wanted == .read, all.certainty == .granted, permissions.platform.exists(.read, on: fields.object) {
                return permissions.judgement(requirement, all, placeholders: [:])
            }
            return FieldsVerdict(of: self, fields, right, permissions).judge(requirement)
        }
    }

    private var rightOnObject: ObjectRight { wanted == .read ? .read : .edit }

    private func viewAllFields(_ object: String, _ permissions: PermissionEvaluation) -> Answer? {
        permissions.platform.exists(.read, on: object)
            ? permissions.access.answer(to: .objectPermission(object, .viewAllFields)) : nil
    }

    func resolved(_ permissions: PermissionEvaluation) -> NameResolution<MatchingFields> {
        permissions.names.fields(matching: pattern, of: object)
    }

    /// By View All Fields, or by the fields, of which those that are not granted are shown.
    func ways(_ permissions: PermissionEvaluation) -> [[Need]] {
        guard case .found(let fields) = resolved(permissions) else { return [] }
        let right = permissions.platform.needs(rightOnObject, on: fields.object)
        let own = needs(of: fields, permissions).filter { permissions.access.answer(to: $0).certainty != .granted }
        let ofFields = Array(own.prefix(FieldsVerdict.maximumNames)) + right
        return wanted == .read && permissions.platform.exists(.read, on: fields.object)
            ? [[.objectPermission(fields.object, .viewAllFields)] + right, ofFields] : [ofFields]
    }

    /// Each field that is known to have permissions: a permission set cannot list any other.
    func grants(_ permissions: PermissionEvaluation) -> NameResolution<[Need]> {
        switch resolved(permissions) {
        case .unresolved(let name): .unresolved(name)
        case .found(let fields):
            permissions.doubt(of: fields.object, object).map(NameResolution.unresolved)
                ?? .found(
                    needs(of: fields, permissions) + permissions.platform.needs(rightOnObject, on: fields.object))
        }
    }

    private func needs(of fields: MatchingFields, _ permissions: PermissionEvaluation) -> [Need] {
        fields.fields.compactMap { name, field in
            guard case .found(let field) = field, field.fact?.followsObject != true,
                permissions.hasPermissions(field), field.openKind == nil
            else { return nil }
            return .fieldPermission(object: field.object, field: field.name, field.judged(wanted))
        }
    }

    func isMet(by need: Need) -> Bool {
        if case .fieldPermission = need { true } else { false }
    }

    // MARK: Words and remedies

    func words(_ platform: PlatformFacts) -> String { "\(wanted.label) on the fields of \(pattern.words(of: object))" }
    var ownLabel: String { pattern.key }

    /// The fields are named where an org shows which they are.
    func remedy(_ platform: PlatformFacts) -> Remedy? {
        platform.fieldRemedies[wanted]?.filled(["label": "{fields}"])
    }

    func placeholders(_ platform: PlatformFacts) -> [String: String] {
        platform.objects[object].map { ["object": object, "objects": $0.plural] } ?? [:]
    }
}

extension RequirementSubject {
    /// What is asked for of several fields at once, whether by itself or in an alternative.
    var severalFields: [FieldsPermission] {
        if let choice = core as? AnyOf { return choice.alternatives.joined().compactMap { $0 as? FieldsPermission } }
        return [core as? FieldsPermission].compactMap(\.self)
    }

    /// Which fields these are.
    var fieldPatterns: [FieldPattern] { severalFields.map(\.pattern) }
}

extension PermissionEvaluation {
    /// Whether a field is known to have field permissions, or to have none: custom fields do unless their definitions say
    /// otherwise, and standard fields where anything lists them, or the platform's facts do.
    fileprivate func hasPermissions(_ field: ResolvedField) -> Bool {
        field.fact != nil || field.name.lowercased().hasSuffix("__c")
            || platform.field(field.name, of: field.object) != nil
            || hasEntry(ofField: field.name, of: field.object)
    }
}

/// What is found out about several fields together.
private struct FieldsVerdict {
    let subject: FieldsPermission
    let fields: MatchingFields
    /// Whether the right on the object is granted, which all of them take.
    let right: Answer
    let permissions: PermissionEvaluation
    /// Each field, and whether its own access is granted.
    let answers: [(name: String, answer: Answer)]

    /// How many fields a message names.
    static let maximumNames = 5
    /// How many fields a remedy has an entry for.
    private static let maximumEntries = 20

    init(
        of subject: FieldsPermission, _ fields: MatchingFields, _ right: Answer, _ permissions: PermissionEvaluation
    ) {
        (self.subject, self.fields, self.right, self.permissions) = (subject, fields, right, permissions)
        answers = fields.fields.map { name, field in
            (name, Self.answer(to: field, subject, permissions))
        }
    }

    private static func answer(
        to field: NameResolution<ResolvedField>, _ subject: FieldsPermission, _ permissions: PermissionEvaluation
    ) -> Answer {
        switch field {
        case .unresolved(let unknown): return Answer(unknown)
        case .found(let field):
            let single = FieldPermission(object: subject.object, field: .named(field.name), wanted: subject.wanted)
            let answer = single.answer(to: field, permissions)
            guard answer.certainty == .denied, !permissions.hasPermissions(field) else { return answer }
            return Answer(
                Unknown(
                    says: "nothing in the export shows whether \(field.object).\(field.name) has field permissions",
                    resolvedBy:
                        "Retrieve the profiles together with the CustomObject \(field.object): a profile lists each field that "
                        + "has permissions."))
        }
    }

    func judge(_ requirement: Requirement) -> Judgement {
        let denied = answers.filter { $0.answer.certainty == .denied }
        let unknown = answers.filter { $0.answer.certainty == .unknown }
        if !denied.isEmpty { return failed(denied, requirement) }
        if answers.isEmpty { return .unknown(nothingMatches) }
        if !unknown.isEmpty || right.certainty == .unknown { return open(unknown) }
        guard let definition = fields.definition else { return .unknown(incomplete, incompleteMessage) }
        let count = answers.count
        return .passed(
            "\(subject.wanted.label) is granted on \(count == 1 ? "the one field" : "all \(count) fields") of "
                + "\(words), as far as field permissions govern it.",
            evidence(answers) + [Evidence(place: definition, .text("all fields of \(words) are known from it"))])
    }

    private var words: String { subject.pattern.words(of: fields.object) }

    private func count(_ some: [(name: String, answer: Answer)]) -> String {
        "\(some.count) of the \(answers.count) known fields of \(words)"
    }

    private func names(_ some: [(name: String, answer: Answer)]) -> String {
        some.map(\.name).listed(limit: Self.maximumNames)
    }

    /// What the answers to the first of some fields rest on, and how many more fields there are.
    private func evidence(_ some: [(name: String, answer: Answer)]) -> [Evidence] {
        let shown = some.filter { !$0.answer.evidence.isEmpty }
        let told = shown.prefix(Self.maximumNames).flatMap { $0.answer.evidence.prefix(Self.maximumNames) }
        return told.deduplicated() + Evidence.more(shown.count - Self.maximumNames)
    }

    private func failed(_ denied: [(name: String, answer: Answer)], _ requirement: Requirement) -> Judgement {
        let message = "\(subject.wanted.label) is not granted on \(count(denied)): \(names(denied))."
        return .failed(message, evidence(denied), remedy(denied, requirement))
    }

    private func remedy(_ denied: [(name: String, answer: Answer)], _ requirement: Requirement) -> Remedy {
        var values = permissions.placeholders(object: fields.object, key: subject.object)
        values["fields"] = names(denied)
        var remedy = requirement.remedy.filled(values)
        let entries = denied.prefix(Self.maximumEntries).map { name, _ in
            remedy.filled(["name": "\(fields.object).\(name)"]).metadata?.trimmingPrefix { $0.isNewline }
        }
        remedy.metadata = entries.compactMap(\.self).map(String.init).deduplicated().joined()
        if denied.count > Self.maximumEntries {
            remedy.metadata? +=
                "<!-- and \(denied.count - Self.maximumEntries) more: rolecall fix writes them all -->\n"
        }
        guard let muted = denied.lazy.compactMap(\.answer.muted).first else { return remedy }
        return Remedy.all([
            permissions.platform.mutedRemedy.filled([
                "label": muted.label, "name": muted.name, "muting": muted.set.fullName,
            ]), remedy,
        ])
    }

    // MARK: What is not known

    private func open(_ unknown: [(name: String, answer: Answer)]) -> Judgement {
        guard !unknown.isEmpty else {
            return .unknown(
                "The export cannot tell whether \(Wording(platform: permissions.platform).unknownRight(right)).",
                right.evidence, resolvedBy: right.resolvedBy)
        }
        return .unknown(
            "The export cannot tell whether \(subject.wanted.label) is granted on \(count(unknown)): \(names(unknown)).",
            right.certainty == .unknown ? right.evidence + evidence(unknown) : evidence(unknown),
            resolvedBy: unknown.flatMap(\.answer.resolvedBy).deduplicated().counting(beyond: Remedy.maximumLines)
                + viewAllFields)
    }

    private var incompleteMessage: String {
        "\(subject.wanted.label) is granted on the \(answers.count.of("field")) of \(words) that the export shows, but nothing "
            + "shows that these are all."
    }

    private var incomplete: Unknown {
        Unknown(
            says: "nothing shows all fields of \(words)",
            resolvedBy: (["Run the query fields-of-\(fields.object) that rolecall manifest --output-dir writes"]
                + (subject.pattern.isOfPackage
                    ? ["or name the CustomObject \(fields.object) in package.xml and retrieve it"] : []))
                .joined(separator: ", ") + "." + viewAllFields.map { " \($0)" }.joined())
    }

    /// What would be enough, whatever the fields are.
    private var viewAllFields: [String] {
        subject.wanted == .read && permissions.platform.exists(.read, on: fields.object)
            ? ["View All Fields on \(fields.object) would be enough, whatever its fields are."] : []
    }

    private var nothingMatches: Unknown {
        if subject.pattern.isOfPackage, let unstated = permissions.names.unstatedInstallation { return unstated }
        return Unknown(
            says: "the export shows no field of \(subject.pattern.words(of: fields.object, verb: "begins"))",
            resolvedBy:
                "Retrieve the fields of \(fields.object) (CustomObject) too, or run the query fields-of-\(fields.object) that "
                + "rolecall manifest --output-dir writes. If what brings them is still to be installed, say so with "
                + "--before-install (installed: false in rolecall.yml).")
    }
}
