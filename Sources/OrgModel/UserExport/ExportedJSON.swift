import MetadataXML

extension ExportedTable {
    /// Reads query results in every JSON shape of the Salesforce CLI: the `--json` envelope, the result by itself,
    /// an array of flat or of nested records, and the tree export.
    static func readJSON(_ bytes: [UInt8], path: String) throws(MetadataXMLError) -> ExportedTable {
        var table = ExportedTable(path: path)
        var strayed: MetadataXMLError?
        let document = try document(bytes) { record in
            // What the document says of itself comes first: a command that failed has no records.
            do throws(MetadataXMLError) { try table.add(record) } catch { strayed = strayed ?? error }
        }
        for record in try table.unwrap(document) { try table.add(record) }
        if let strayed { throw strayed }
        return table
    }

    private static func document(
        _ bytes: [UInt8], onRecord: (JSONValue) -> Void
    ) throws(MetadataXMLError) -> JSONValue {
        do throws(JSONMistake) {
            return try JSONText.read(bytes, handingOver: recordPlaces, onElement: onRecord)
        } catch {
            throw MetadataXMLError(message: ExportWording.notJSON(error), line: error.line, column: error.column)
        }
    }

    /// Where the records stand in the shapes that the Salesforce CLI writes.
    private static let recordPlaces = [[], ["records"], ["result"], ["result", "records"]]

    /// Finds the records in whatever is around them, and takes note of what that says.
    private mutating func unwrap(_ value: JSONValue) throws(MetadataXMLError) -> [JSONValue] {
        if case .array(let records) = value { return records }
        if let status = value["status"]?.text, status != "0" {
            let words = [value["name"]?.text, value["message"]?.text].compactMap(\.self).joined(separator: ": ")
            throw MetadataXMLError(message: ExportWording.failedCommand(words))
        }
        if let result = value["result"] { return try unwrap(result) }
        if let file = value["filePath"]?.text { throw MetadataXMLError(message: ExportWording.recordsElsewhere(file)) }
        guard case .array(let records)? = value["records"] else {
            throw MetadataXMLError(message: ExportWording.noRecords)
        }
        totalSize = value["totalSize"]?.text.flatMap(Int.init)
        isUnfinished = value["done"]?.text == "false"
        return records
    }

    private mutating func add(_ value: JSONValue) throws(MetadataXMLError) {
        guard case .object(_, let line) = value else { throw MetadataXMLError(message: ExportWording.noRecords) }
        var record = ExportedRecord(place: Place(file: path, line: line))
        if let type = value["attributes"]?["type"]?.text { types.insert(type) }
        record.reference = value["attributes"]?["referenceId"]?.text
        if record.reference != nil { leavesOutNulls = true }
        try flatten(value, into: &record, column: "")
        records.append(record)
    }

    /// Gives nested values the dotted columns that they have in flat exports.
    private mutating func flatten(
        _ value: JSONValue, into record: inout ExportedRecord, column: String
    ) throws(MetadataXMLError) {
        let prefix = column.isEmpty ? "" : column + "."
        switch value {
        case .null:
            addColumn(column)
        case .scalar(let text):
            let key = addColumn(column)
            if !text.isEmpty, record.values.updateValue(text, forKey: key) != nil {
                throw MetadataXMLError(message: ExportWording.sameColumn(column), line: record.place.line)
            }
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                try flatten(element, into: &record, column: "\(prefix)\(index)")
            }
        case .object(let members, _):
            for (name, member) in members where name != "attributes" {
                try flatten(member, into: &record, column: prefix + name)
            }
        }
    }
}
