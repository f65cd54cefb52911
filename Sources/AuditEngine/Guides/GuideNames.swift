import OrgModel

/// What a guide's name for an object or field means in one org.
enum NameResolution<Found> {
    case found(Found)
    case unresolved(Unknown)
}

/// A field as one org has it, and what governs access to it.
struct ResolvedField {
    /// The API name of the object.
    let object: String
    /// The API name of the field, without the object.
    let name: String
    /// Whether it follows the object or can never be edited, and why; `nil` for plain field-level security.
    let fact: PlatformFacts.Field?
    /// Why the field may not be there at all; an entry that grants it proves that it is.
    var doubt: Unknown?
    /// What its definition leaves open of what governs access to it; `nil` where it says it.
    var openKind: OpenKind?

    /// A field of which only a record of FieldDefinition is known, which does not say what governs access to it.
    struct OpenKind {
        /// Whether it may be of a kind that no user can edit.
        let mayBeUneditable: Bool
        /// What is not known.
        let unknown: Unknown
    }

    /// What can be granted of what is wanted.
    func judged(_ wanted: FieldAccess) -> FieldAccess {
        fact?.isNeverEditable == true ? .read : wanted
    }
}

/// Finds the objects and fields of a guide in an org: by API name, by the name that the user gave, or by label.
struct GuideNames {
    let guide: Guide
    let org: Org
    /// The API names that the user gave, by the guide's key: `Conversation`, `Conversation.CSATScore`.
    let given: [String: String]
    /// Why nothing that the installation brings can be found; `nil` where it is known whether that has been made.
    var unstatedInstallation: Unknown?
    /// What was found already of rows about several fields.
    let matched = MatchedFields()
    /// The objects among them, as the export spells them.
    private let givenObjects: [String: GivenObject]

    /// An object that the user named.
    private struct GivenObject {
        let name: String
        /// Why it may not be there at all.
        let doubt: Unknown?
    }

    init(guide: Guide, org: Org, given: [String: String]) {
        self.guide = guide
        self.org = org
        self.given = given
        let keys = guide.objects.filter { !$0.find.isEmpty && given[$0.key] != nil }.map(\.key)
        let defined = keys.isEmpty ? [] : org.namesOfObjects
        let objects = keys.map { ($0, Self.object(given: given[$0] ?? "", for: $0, among: defined, guide, org)) }
        givenObjects = Dictionary(objects, uniquingKeysWith: { first, _ in first })
    }

    private static func object(
        given typed: String, for key: String, among defined: [String], _ guide: Guide, _ org: Org
    ) -> GivenObject {
        if let name = defined.first(where: { matches(typed, $0) }) { return GivenObject(name: name, doubt: nil) }
        if let name = guide.platform.objects.keys.first(where: { matches(typed, $0) }) {
            return GivenObject(name: name, doubt: nil)
        }
        let others = defined.filter { guide.platform.objects[$0] == nil }
        // An export without any such object says nothing of their names.
        guard !others.isEmpty else { return GivenObject(name: typed, doubt: nil) }
        let nearest = nearestNames(to: typed, among: others).joined(separator: ", ")
        return GivenObject(
            name: typed,
            doubt: org.catalog.undefined(
                "the export defines no object \(typed). The nearest names are \(nearest)",
                retrieving: "Fix --name \(key)=API_NAME, or retrieve the CustomObject \(typed) too."))
    }

    /// Why an object that the user named may not be there at all; an entry for it in any source proves that it is.
    func doubt(ofObject key: String) -> Unknown? { givenObjects[key]?.doubt }

    /// Labels and API names of the objects whose fields are needed to resolve the guide's names.
    static func objectsToRead(_ guide: Guide, given: [String: String]) -> Set<String> {
        var names = Set(given.values)
        for object in guide.objects {
            names.formUnion(object.find)
            names.formUnion(guide.platform.objectsDefiningFields(of: object.key))
        }
        for condition in guide.requirements.flatMap(\.conditions) {
            names.formUnion(guide.platform.objectsDefiningFields(of: condition.object))
        }
        return names
    }

    /// Every key for which the user can give a name.
    static func keys(of guide: Guide) -> [String] {
        let named = guide.requirements.flatMap(\.subject.nameKeys)
        return (guide.objects.filter { !$0.find.isEmpty }.map(\.key) + named).deduplicated()
    }

    /// The API name of an object.
    func object(_ key: String) -> NameResolution<String> {
        guard let object = guide.object(key), !object.find.isEmpty else { return .found(key) }
        if let name = givenObjects[key]?.name { return .found(name) }
        let labelled = object.find.flatMap(org.objects(labelled:))
        let candidates = labelled.map(\.name).deduplicated().sorted()
        switch candidates.count {
        case 1:
            if let doubt = labelled.first.flatMap({ contradiction(in: $0.labels, of: "object \($0.name)", key: key) }) {
                return .unresolved(doubt)
            }
            return .found(candidates[0])
        case 0:
            if let unreadable = unreadableObject(labelled: object.find) { return .unresolved(unreadable) }
            if unlabelledObjects.isEmpty, let unstatedInstallation { return .unresolved(unstatedInstallation) }
            return .unresolved(
                org.catalog.undefined(
                    "the export defines no object labeled \(quotedList(object.find)), so its API name is not known"
                        + unlabelledObjects,
                    retrieving:
                        "Retrieve the object's CustomObject too, or name it under names in rolecall.yml (--name \(key)=API_NAME). "
                        + "If it is not used, switch it off under objects (--object \(key)=off)."))
        default:
            return .unresolved(
                Unknown(
                    says:
                        "several objects are labeled \(quotedList(object.find)): \(candidates.joined(separator: ", "))",
                    resolvedBy: "Say which one is meant under names in rolecall.yml (--name \(key)=API_NAME)."))
        }
    }

    /// The API name of an object and its org-wide default; `nil` where that is not known.
    ///
    /// Tasks and events have the default of the object that defines their fields too, Activity.
    func sharingModel(of key: String) -> (object: String, stated: Defined<SharingModel>)? {
        guard case .found(let name) = object(key) else { return nil }
        let owners = [name, guide.platform.objects[name]?.definesFieldsOn].compactMap(\.self)
        let stated = owners.compactMap(org.object).flatMap(\.sharingModels)
        guard let first = stated.first, stated.allSatisfy({ $0.value == first.value }) else { return nil }
        return (name, first)
    }

    /// Why a label proves nothing that only some of the definitions give.
    private func contradiction(in labels: [Defined<String>], of what: String, key: String) -> Unknown? {
        guard labels.count > 1 else { return nil }
        return Unknown(
            says: "the \(what) is labeled \"\(labels[0].value)\" at \(labels[0].place) and \"\(labels[1].value)\" at "
                + "\(labels[1].place), so whether it is meant is not known",
            resolvedBy:
                "Keep the definition that is right, or name what is meant under names in rolecall.yml (--name \(key)=API_NAME)."
        )
    }

    /// The custom objects whose definitions say nothing of a label, in words.
    private var unlabelledObjects: String {
        let names = org.objects.values.filter { $0.labels.isEmpty && $0.name.lowercased().hasSuffix("__c") }.map(\.name)
            .sorted()
        guard let first = names.first else { return "" }
        return names.count == 1
            ? ". \(first) is there without a label" : ". \(names.listed(limit: 5)) are there without labels"
    }

    /// A field of an object.
    func field(_ field: GuideField, of key: String) -> NameResolution<ResolvedField> {
        switch object(key) {
        case .unresolved(let name): .unresolved(name)
        case .found(let object): checked(self.field(field, of: key, object: object))
        }
    }

    /// The same field with what its definition leaves open; not known where two definitions say different things of what
    /// governs access to it.
    private func checked(_ resolution: NameResolution<ResolvedField>) -> NameResolution<ResolvedField> {
        guard case .found(var field) = resolution, let definition = definition(of: field.name, field.object) else {
            return resolution
        }
        guard let other = definition.contradicted else {
            field.openKind = openKind(of: field, definition)
            return .found(field)
        }
        return .unresolved(
            Unknown(
                says:
                    "the field \(field.object).\(field.name) is defined as two kinds of field, at \(definition.place) and at \(other), "
                    + "so what governs access to it is not known",
                resolvedBy: "Keep the definition that is right, or retrieve the object again."))
    }

    /// What a record leaves open of a field, unless the platform's facts say it.
    private func openKind(of field: ResolvedField, _ definition: FieldDefinition) -> ResolvedField.OpenKind? {
        let name = "\(field.object).\(field.name)"
        let isOpen = definition.kind == .unstated || definition.kind == .plainOrRequired && field.fact == nil
        guard isOpen, guide.platform.field(field.name, of: field.object) == nil else { return nil }
        let what =
            definition.kind == .unstated
            ? "what kind of field \(name) is"
            : "whether \(name) is required on the object, and so has no field permissions"
        return ResolvedField.OpenKind(
            mayBeUneditable: definition.kind == .unstated,
            unknown: Unknown(
                says: "no entry grants it, and the record of FieldDefinition does not say \(what)",
                resolvedBy: "Retrieve the CustomObject \(field.object) too.",
                because: [
                    Unknown(place: definition.place, says: "\(name) is known from this record alone", resolvedBy: "")
                ]))
    }

    private func field(_ field: GuideField, of key: String, object: String) -> NameResolution<ResolvedField> {
        switch field {
        case .named(let name):
            return .found(ResolvedField(object: object, name: name, fact: fact(name, of: object)))
        case .labelled(let fieldKey, let find):
            if let name = given["\(key).\(fieldKey)"] {
                return self.field(given: name, for: "\(key).\(fieldKey)", of: object)
            }
            let candidates = definitions(of: object).filter { field in
                find.contains { wanted in field.labels.contains { matches(wanted, $0.value) } }
            }
            let names = candidates.map(\.name).deduplicated()
            if names.isEmpty, let unreadable = unreadableFields(of: object, "a field labeled \(quotedList(find))") {
                return .unresolved(unreadable)
            }
            guard names.count == 1 else { return unresolved(find, "\(key).\(fieldKey)", object, names) }
            let what = "field \(object).\(names[0])"
            let doubts = candidates.compactMap { contradiction(in: $0.labels, of: what, key: "\(key).\(fieldKey)") }
            if let doubt = doubts.first { return .unresolved(doubt) }
            return .found(ResolvedField(object: object, name: names[0], fact: fact(names[0], of: object)))
        }
    }

    /// A field that the user named, as `Field` or `Object.Field`.
    private func field(given typed: String, for key: String, of object: String) -> NameResolution<ResolvedField> {
        let fix = "Fix --name \(key)=API_NAME."
        let owners = guide.platform.objectsDefiningFields(of: object)
        let parts = typed.split(separator: ".", maxSplits: 1).map(String.init)
        if parts.count == 2, !owners.contains(where: { matches(parts[0], $0) }) {
            return .unresolved(
                Unknown(says: "the name given for it, \(typed), is not a field of \(object)", resolvedBy: fix))
        }
        let defined = definitions(of: object).map(\.name)
        let typedName = parts.last ?? typed
        let name =
            defined.first { matches(typedName, $0) } ?? guide.platform.spelling(ofField: typedName, of: object)
            ?? typedName
        var field = ResolvedField(object: object, name: name, fact: fact(name, of: object))
        if defined.contains(name) || guide.platform.field(name, of: object) != nil { return .found(field) }
        if let unreadable = unreadableFields(of: object, named: name, "the field \(name)") {
            return .unresolved(unreadable)
        }
        // A name field alone comes with the object's own file, which in source format contains no other field.
        if owners.contains(where: { org.object($0)?.fields.isEmpty == false }) {
            let nearest = nearestNames(to: name, among: defined).joined(separator: ", ")
            field.doubt = org.catalog.undefined(
                "the export defines no field \(name) of \(object). The nearest names are \(nearest)", retrieving: fix)
        }
        return .found(field)
    }

    // MARK: Definitions that cannot be read

    /// The definitions whose label might be the one that is looked for.
    private func unreadableObject(labelled find: [String]) -> Unknown? {
        let files = org.unreadable.filter {
            $0.key.type == .customObject && guide.platform.objects[$0.key.fullName] == nil
        }
        return unreadable(files, "an object labeled \(quotedList(find))")
    }

    /// The definitions that might contain a field: the object's own file, and the files of single fields.
    func unreadableFields(of object: String, named name: String? = nil, _ what: String) -> Unknown? {
        let owners = Set(guide.platform.objectsDefiningFields(of: object).map(APIName.init))
        let files = org.unreadable.filter { id, _ in
            let parts = id.fullName.split(separator: ".", maxSplits: 1).map { APIName(String($0)) }
            guard let owner = parts.first, owners.contains(owner) else { return false }
            switch id.type {
            case .customObject: return true
            case .customField: return name.map { parts.last == APIName($0) } ?? true
            default: return false
            }
        }
        return unreadable(files, what)
    }

    private func unreadable(_ files: [ComponentID: Problem], _ what: String) -> Unknown? {
        guard !files.isEmpty else { return nil }
        let sorted = files.sorted { $0.key < $1.key }
        let words = sorted.map(\.key.words).joined(separator: ", ")
        let advice = "Fix or retrieve the \(sorted.count == 1 ? "file" : "files") of \(words)."
        return Unknown(
            says: "\(words) cannot be read, so \(what) cannot be looked for there", resolvedBy: advice,
            because: sorted.map { Unknown(unreadable: $0.key, $0.value, resolvedBy: advice) })
    }

    private func unresolved(
        _ find: [String], _ key: String, _ object: String, _ names: [String]
    ) -> NameResolution<ResolvedField> {
        if names.isEmpty, let unstatedInstallation { return .unresolved(unstatedInstallation) }
        let labeled = "labeled \(quotedList(find))"
        return .unresolved(
            names.isEmpty
                ? org.catalog.undefined(
                    "the export defines no field of \(object) \(labeled), so its API name is not known",
                    retrieving:
                        "Retrieve the fields of \(object) (CustomObject) too, or name the field under names in rolecall.yml (--name \(key)=API_NAME)."
                )
                : Unknown(
                    says: "several fields of \(object) are \(labeled): \(names.joined(separator: ", "))",
                    resolvedBy: "Say which one is meant under names in rolecall.yml (--name \(key)=API_NAME)."))
    }

    /// The fields that the export defines for an object, wherever such definitions are, and its name field.
    func definitions(of object: String) -> [FieldDefinition] {
        let owners = guide.platform.objectsDefiningFields(of: object).compactMap(org.object)
        let nameFields = owners.compactMap(\.nameField)
        guard var merged = owners.first, owners.count > 1 else { return (owners.first?.fields ?? []) + nameFields }
        // Records list a shared field under each of the objects, its file only under one.
        for field in owners.dropFirst().flatMap(\.fields) { _ = merged.merge(field, from: .record) }
        return merged.fields + nameFields
    }

    private func definition(of field: String, _ object: String) -> FieldDefinition? {
        definitions(of: object).first { matches($0.name, field) }
    }

    /// What governs access to a field: a platform fact, or what the field's own definition says.
    private func fact(_ name: String, of object: String) -> PlatformFacts.Field? {
        let platform = guide.platform
        if let known = platform.field(name, of: object) {
            return known.followsObject || known.isNeverEditable ? known : nil
        }
        let kind = definition(of: name, object).flatMap { platform.customKinds[$0.kind] }
        // Every custom object has a name field, whether the export defines it or not.
        guard matches(name, "Name"), let nameField = platform.nameField,
            object.lowercased().hasSuffix("__c") || org.object(object) != nil
        else { return kind }
        // The name field follows the object; as an auto-number it is also never editable.
        guard let kind, kind.isNeverEditable else { return nameField }
        return PlatformFacts.Field(
            label: nameField.label, followsObject: true, isNeverEditable: true,
            reason: [nameField.reason, kind.reason].compactMap(\.self).joined(separator: " "))
    }

    private func matches(_ wanted: String, _ label: String?) -> Bool { Self.matches(wanted, label) }

    private static func matches(_ wanted: String, _ label: String?) -> Bool {
        label?.lowercased() == wanted.lowercased()
    }
}

extension MetadataCatalog {
    /// A definition that is not found: it may be in a folder that cannot be read, or the export lacks it.
    fileprivate func undefined(_ says: String, retrieving advice: String) -> Unknown {
        Unknown(
            says: says, resolvedBy: remedy(retrieving: advice), because: [unreadableFolders].compactMap(\.self))
    }
}

extension Unknown {
    /// A component whose file cannot be read.
    init(unreadable id: ComponentID, _ problem: Problem, resolvedBy advice: String? = nil) {
        self.init(
            of: id, place: problem.place, .says(.unreadable),
            resolvedBy: advice ?? "Fix the file of \(id.words) or retrieve it again.")
    }
}

extension Org {
    /// The API names of the objects that the export defines, in part or in a file that cannot be read.
    fileprivate var namesOfObjects: [String] {
        Set(objects.values.map(\.name)).union(
            catalog.components.keys.filter { $0.type == .customObject }.map(\.fullName)
        ).sorted()
    }
}

/// `"A" or "B"`, for texts.
private func quotedList(_ names: [String]) -> String {
    names.quoted.joined(separator: " or ")
}
