import Documents

/// An object as the export defines it: its label and the fields that are in the export.
package struct ObjectDefinition: Sendable, Equatable {
    /// The API name.
    package let name: String
    /// The label; standard objects have none in their files.
    package var label: String? { labels.first?.value }
    /// What its definitions say of its label: more than one where they contradict each other, so that none counts.
    package internal(set) var labels: [Defined<String>] = []
    /// What its definitions say of its org-wide default: more than one where they contradict each other.
    package internal(set) var sharingModels: [Defined<SharingModel>] = []
    /// Where the object is defined; `nil` where only some of its fields are.
    package internal(set) var place: Place?
    /// The name field of a custom object, whose API name is always `Name`.
    package internal(set) var nameField: FieldDefinition?
    /// The fields that the export defines; empty until they were queried.
    package private(set) var fields: [FieldDefinition] = []
    /// Where each field is in ``fields``, by its name.
    private var positions: [APIName: Int] = [:]

    init(name: String, place: Place? = nil) {
        self.name = name
        self.place = place
    }

    /// A field by its API name.
    package func field(_ name: String) -> FieldDefinition? { positions[APIName(name)].map { fields[$0] } }

    /// The org-wide default; `nil` where nothing says it, or its definitions contradict each other.
    package var sharingModel: Defined<SharingModel>? { sharingModels.count == 1 ? sharingModels.first : nil }
}

/// Where a definition comes from that is added to others.
package enum DefinitionOrigin: Sendable {
    case file
    case record

    /// What to do where it contradicts the others.
    var advice: String {
        switch self {
        case .file: "Keep the file that is right."
        case .record: "Retrieve the metadata and export the records again, at the same time."
        }
    }

    /// The same about labels, which Salesforce translates in records.
    var adviceOnLabels: String {
        switch self {
        case .file: advice
        case .record: advice + " Records may have labels in the language of the user who exports them."
        }
    }
}

/// What a definition says of something.
package struct Defined<Value: Sendable & Equatable>: Sendable, Equatable {
    /// What it says.
    package let value: Value
    /// Where it says it.
    package let place: Place
}

extension Array {
    /// Adds what another definition says of the same thing.
    ///
    /// - Returns: Whether that is something else than what was said before.
    fileprivate mutating func merge<Value>(_ others: [Defined<Value>]) -> Bool where Element == Defined<Value> {
        let isFirst = isEmpty
        let new = others.filter { other in !contains { $0.value == other.value } }
        append(contentsOf: new)
        return !isFirst && !new.isEmpty
    }
}

/// A field as the export defines it.
package struct FieldDefinition: Sendable, Equatable {
    /// What the definition says about who can be granted what.
    package enum Kind: Sendable, Hashable {
        /// Nothing that would change it.
        case plain
        /// `<required>true</required>`: everyone who can edit the object can edit it.
        case required
        /// A master-detail relationship.
        case masterDetail
        /// An auto-number.
        case autoNumber
        /// A formula.
        case formula
        /// A roll-up summary.
        case rollUp
        /// Plain or required: a record does not say whether a field is required.
        case plainOrRequired
        /// Any of these: a record has no words for it that are known.
        case unstated
    }

    /// The API name, without the object.
    package let name: String
    /// The label; standard fields have none in their files.
    package var label: String? { labels.first?.value }
    /// What its definitions say of its label: more than one where they contradict each other, so that none counts.
    package internal(set) var labels: [Defined<String>]
    /// What kind of field it is.
    package private(set) var kind: Kind
    /// Whether a definition says what kind of field it is; those of standard fields have no type.
    private var statesKind: Bool
    /// The object that a master-detail field makes the master.
    package internal(set) var master: String?
    /// Where it is defined.
    package let place: Place
    /// Where another definition says that it is of another kind, so that neither counts.
    package internal(set) var contradicted: Place?

    /// Makes a definition, which may leave open what kind of field it is.
    package init(
        name: String, label: String?, kind: Kind, statesKind: Bool = true, master: String? = nil, place: Place
    ) {
        self.master = master
        self.name = name
        labels = label.map { [Defined(value: $0, place: place)] } ?? []
        self.kind = kind
        self.statesKind = statesKind
        self.place = place
    }

    fileprivate init(name: String, values: [MetadataRecord], place: Place) {
        func value(_ element: String) -> String? { values.first { $0.element == element }?.text }
        let kind: Kind =
            if value("type") == "MasterDetail" {
                .masterDetail
            } else if value("type") == "AutoNumber" {
                .autoNumber
            } else if value("type") == "Summary" {
                .rollUp
            } else if value("formula") != nil {
                .formula
            } else if value("required") == "true" {
                .required
            } else {
                .plain
            }
        let master = kind == .masterDetail ? value("referenceTo") : nil
        self.init(
            name: name, label: value("label"), kind: kind, statesKind: kind != .plain || value("type") != nil,
            master: master, place: place)
    }
}

extension ObjectDefinition {
    /// Reads what an object's own file says.
    ///
    /// - Parameter withFields: Whether to read the fields that Metadata API format keeps in the same file.
    /// - Throws: `DocumentError` with the place of the error.
    static func read(
        _ name: String, from file: InputFile, withFields: Bool
    ) throws(DocumentError) -> ObjectDefinition {
        var object = ObjectDefinition(name: name, place: Place(file: file.path))
        let wanted = Set(["label", "nameField", "sharingModel"] + (withFields ? ["fields"] : []))
        try file.readRecords(root: MetadataType.customObject.rawValue, wanted: wanted) { record in
            let place = Place(file: file.path, line: record.line)
            switch record.element {
            case "label":
                object.labels = [Defined(value: record.text, place: place)]
            case "sharingModel":
                object.sharingModels =
                    SharingModel(metadata: record.text).map { [Defined(value: $0, place: place)] } ?? []
            case "nameField":
                object.nameField = FieldDefinition(name: "Name", values: record.children, place: place)
            default:
                guard let name = record.first("fullName")?.text else { return }
                // As they are there: what is there twice is reported where the files of an object are put together.
                object.fields.append(FieldDefinition(name: name, values: record.children, place: place))
            }
        }
        return object
    }

    /// Adds what another definition says of the same object.
    ///
    /// - Returns: What they disagree about.
    mutating func merge(_ other: ObjectDefinition, from origin: DefinitionOrigin = .file) -> [Problem] {
        var problems: [Problem] = []
        if labels.merge(other.labels), let first = labels.first, let last = labels.last {
            problems.append(
                Problem(
                    .warning, kind: .contradictoryLabel, at: other.place,
                    "The object \"\(name)\" has the label \"\(last.value)\" here, but \"\(first.value)\" in \(first.place.file), "
                        + "so which label it has is not known. \(origin.adviceOnLabels)"))
        }
        if sharingModels.merge(other.sharingModels), let first = sharingModels.first, let last = sharingModels.last {
            problems.append(
                Problem(
                    .warning, kind: .contradictoryDefault, at: last.place,
                    "The org-wide default of \(name) is \(last.value.label) here, but \(first.value.label) at \(first.place), so "
                        + "which it is is not known. \(origin.advice)"))
        }
        place = place ?? other.place
        if let otherField = other.nameField, let problem = nameField?.merge(otherField, of: name, from: origin) {
            problems.append(problem)
        }
        nameField = nameField ?? other.nameField
        for field in other.fields {
            if let problem = merge(field, from: origin) { problems.append(problem) }
        }
        return problems
    }

    /// Adds a field.
    ///
    /// - Returns: What another definition of it says otherwise.
    package mutating func merge(_ field: FieldDefinition, from origin: DefinitionOrigin = .file) -> Problem? {
        if let position = positions[APIName(field.name)] {
            return fields[position].merge(field, of: name, from: origin)
        }
        positions[APIName(field.name)] = fields.count
        fields.append(field)
        return nil
    }

    /// Adds what a record says of a field, after all that files say of it.
    ///
    /// - Returns: What they disagree about.
    mutating func merge(record field: FieldDefinition) -> Problem? {
        guard APIName(field.name) == Self.nameOfNameField else { return merge(field, from: .record) }
        if nameField != nil { return nameField?.merge(field, of: name, from: .record) }
        nameField = field
        return nil
    }

    private static let nameOfNameField = APIName("Name")
}

extension FieldDefinition {
    /// Adds another definition of the same field.
    ///
    /// - Returns: What is reported where it differs in what rolecall goes by.
    fileprivate mutating func merge(
        _ other: FieldDefinition, of object: String, from origin: DefinitionOrigin
    ) -> Problem? {
        let both = kind(with: other, from: origin)
        if both == nil { contradicted = contradicted ?? other.place }
        kind = both ?? kind
        statesKind = statesKind || other.statesKind
        contradicted = contradicted ?? other.contradicted
        master = master ?? other.master
        let hasOtherLabel = labels.merge(other.labels)
        guard both == nil || hasOtherLabel else { return nil }
        let what = [both == nil ? "what kind of field it is" : nil, hasOtherLabel ? "which label it has" : nil]
            .compactMap(\.self)
        return Problem(
            .warning, kind: .contradictoryField, at: other.place,
            "The field \"\(object).\(name)\" is defined otherwise here than in \(place), so \(what.joined(separator: " and ")) "
                + "is not known. \(hasOtherLabel ? origin.adviceOnLabels : origin.advice)")
    }

    /// The kind that two definitions of a field say together; `nil` where they contradict each other.
    private func kind(with other: FieldDefinition, from origin: DefinitionOrigin) -> Kind? {
        if kind == other.kind { return kind }
        return switch (kind, other.kind) {
        case (.unstated, let known), (let known, .unstated): known
        case (.plainOrRequired, .plain), (.plain, .plainOrRequired): .plain
        case (.plainOrRequired, .required), (.required, .plainOrRequired): .required
        // The files of standard fields do not say it, but their records do.
        default: origin == .record && !statesKind ? other.kind : nil
        }
    }
}

extension FieldDefinition {
    /// Reads a field from a file of its own.
    ///
    /// - Throws: `DocumentError` with the place of the error.
    static func read(_ name: String, from file: InputFile) throws(DocumentError) -> FieldDefinition {
        var values: [MetadataRecord] = []
        try file.readRecords(
            root: MetadataType.customField.rawValue, wanted: ["label", "type", "required", "formula", "referenceTo"]
        ) { values.append($0) }
        return FieldDefinition(name: name, values: values, place: Place(file: file.path))
    }
}

extension Problem.Kind {
    static let contradictoryField = Problem.Kind("contradictory field")
    fileprivate static let contradictoryLabel = Problem.Kind("contradictory label")
    fileprivate static let contradictoryDefault = Problem.Kind("contradictory org-wide default")
}
