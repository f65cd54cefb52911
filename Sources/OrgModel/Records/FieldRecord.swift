import Documents

/// A field that a record of FieldDefinition describes.
package struct FieldRecord: Sendable, Equatable {
    /// The API name of its object.
    package let object: String
    package let field: FieldDefinition
    /// What the field of a detail calls its master: the label of an object.
    let masterLabel: String?

    init?(_ record: ExportedRecord, _ issues: inout RecordIssues) {
        guard let name = record["qualifiedapiname"] else {
            issues.add(.noDefinedName, at: record.place)
            return nil
        }
        guard let object = record["entitydefinition.qualifiedapiname"] else {
            issues.add(.noDefinedObject, at: record.place)
            return nil
        }
        self.object = object
        let type = FieldType(record["datatype"] ?? "")
        let mayBeNull = record["isnillable"].map { ["true", "1"].contains($0.lowercased()) } ?? false
        field = FieldDefinition(
            name: name, label: record["label"], kind: type.kind(mayBeNull: mayBeNull),
            // What is not known of it leaves it to other definitions.
            statesKind: type.isKnown, place: record.place)
        masterLabel = type.name == "master-detail" ? type.detail : nil
    }
}

/// What `DataType` of FieldDefinition says: the words of Setup, such as `Text(80)` or `Formula (Checkbox)`.
private struct FieldType {
    /// What is before the bracket, in lower case.
    let name: String
    /// What is in the bracket.
    let detail: String?

    init(_ text: String) {
        let bracket = text.firstIndex(of: "(") ?? text.endIndex
        name = text[..<bracket].trimmingSpaces().lowercased()
        detail = text[bracket...].isEmpty ? nil : text[bracket...].dropFirst().prefix { $0 != ")" }.trimmingSpaces()
    }

    /// Whether it is in English, and of a type that is known.
    var isKnown: Bool { Self.kinds[name] != nil || Self.others.contains(name) }

    /// - Parameter mayBeNull: Whether the record says so. A field that may be null is not required.
    func kind(mayBeNull: Bool) -> FieldDefinition.Kind {
        if let kind = Self.kinds[name] { return kind }
        guard isKnown else { return .unstated }
        return mayBeNull ? .plain : .plainOrRequired
    }

    /// The types that decide who can be granted what.
    private static let kinds: [String: FieldDefinition.Kind] = [
        "auto number": .autoNumber, "formula": .formula, "roll-up summary": .rollUp, "master-detail": .masterDetail,
    ]

    /// Every other type of Setup, "Custom Field Types"; what their brackets contain does not matter.
    private static let others: Set = [
        "address", "checkbox", "content", "currency", "date", "date/time", "email", "entity definition",
        "external lookup", "fax", "field definition", "geolocation", "hierarchy", "html text area", "indirect lookup",
        "long text area", "lookup", "metadata relationship", "multi-select picklist", "name", "number", "percent",
        "phone", "picklist", "record type", "rich text area", "text", "text area", "time", "url",
    ]
}
