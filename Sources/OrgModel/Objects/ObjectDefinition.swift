import Documents

/// An object as the export defines it: its label and the fields that are in the export.
package struct ObjectDefinition: Sendable {
    /// The API name.
    package let name: String
    /// The label; standard objects have none in their files.
    package var label: String? { labels.first?.text }
    /// What its definitions say of its label: more than one where they contradict each other, so that none counts.
    package internal(set) var labels: [DefinedLabel] = []
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
}

/// A label as a definition says it.
package struct DefinedLabel: Sendable, Equatable {
    /// The label.
    package let text: String
    /// Where it is said.
    package let place: Place
}

extension [DefinedLabel] {
    /// Adds what another definition says of the same thing.
    ///
    /// - Returns: Whether that is another label than those before.
    fileprivate mutating func merge(_ others: [DefinedLabel]) -> Bool {
        let isFirst = isEmpty
        let new = others.filter { other in !contains { $0.text == other.text } }
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
    }

    /// The API name, without the object.
    package let name: String
    /// The label; standard fields have none in their files.
    package var label: String? { labels.first?.text }
    /// What its definitions say of its label: more than one where they contradict each other, so that none counts.
    package internal(set) var labels: [DefinedLabel]
    /// What kind of field it is.
    package let kind: Kind
    /// The object that a master-detail field makes the master.
    package let master: String?
    /// Where it is defined.
    package let place: Place
    /// Where another definition says that it is of another kind, so that neither counts.
    package internal(set) var contradicted: Place?

    /// Makes a definition.
    package init(name: String, label: String?, kind: Kind, master: String? = nil, place: Place) {
        self.master = master
        self.name = name
        labels = label.map { [DefinedLabel(text: $0, place: place)] } ?? []
        self.kind = kind
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
        self.init(name: name, label: value("label"), kind: kind, master: master, place: place)
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
        let wanted: Set<String> = withFields ? ["label", "nameField", "fields"] : ["label", "nameField"]
        try file.readRecords(root: MetadataType.customObject.rawValue, wanted: wanted) { record in
            let place = Place(file: file.path, line: record.line)
            switch record.element {
            case "label":
                object.labels = [DefinedLabel(text: record.text, place: place)]
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

    /// Adds what another file says of the same object.
    ///
    /// - Returns: What they disagree about.
    mutating func merge(_ other: ObjectDefinition) -> [Problem] {
        var problems: [Problem] = []
        if labels.merge(other.labels), let first = labels.first, let last = labels.last {
            problems.append(
                Problem(
                    .warning, at: other.place,
                    "The object \"\(name)\" has the label \"\(last.text)\" here, but \"\(first.text)\" in \(first.place.file), "
                        + "so which label it has is not known. Keep the file that is right."))
        }
        place = place ?? other.place
        if let otherField = other.nameField, let problem = nameField?.merge(otherField, of: name) {
            problems.append(problem)
        }
        nameField = nameField ?? other.nameField
        for field in other.fields {
            if let problem = merge(field) { problems.append(problem) }
        }
        return problems
    }

    /// Adds a field.
    ///
    /// - Returns: What another definition of it says otherwise.
    mutating func merge(_ field: FieldDefinition) -> Problem? {
        if let position = positions[APIName(field.name)] { return fields[position].merge(field, of: name) }
        positions[APIName(field.name)] = fields.count
        fields.append(field)
        return nil
    }
}

extension FieldDefinition {
    /// Adds another definition of the same field.
    ///
    /// - Returns: What is reported where it differs in what rolecall goes by.
    fileprivate mutating func merge(_ other: FieldDefinition, of object: String) -> Problem? {
        let isOfOtherKind = kind != other.kind
        if isOfOtherKind { contradicted = contradicted ?? other.place }
        let hasOtherLabel = labels.merge(other.labels)
        guard isOfOtherKind || hasOtherLabel else { return nil }
        let what = [isOfOtherKind ? "what kind of field it is" : nil, hasOtherLabel ? "which label it has" : nil]
            .compactMap(\.self)
        return Problem(
            .warning, kind: .contradictoryField, at: other.place,
            "The field \"\(object).\(name)\" is defined otherwise here than in \(place), so \(what.joined(separator: " and ")) "
                + "is not known. Keep the file that is right.")
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
}
