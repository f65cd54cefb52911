import Documents

extension ExportedTable {
    /// Reads query results in every JSON shape of the Salesforce CLI: the `--json` envelope, the result by itself,
    /// an array of flat or of nested records, and the tree export; and single pages of a REST query.
    static func readJSON(_ bytes: [UInt8], path: String) throws(DocumentError) -> ExportedTable {
        var table = ExportedTable(path: path)
        var strayed: DocumentError?
        let document = try document(bytes) { record in
            // What the document says of itself comes first: a command that failed has no records.
            do throws(DocumentError) {
                try table.add(record)
            } catch {
                // Of several errors the same one is reported in whatever order the records come.
                if strayed.map({ ($0.line ?? 0, $0.message) > (error.line ?? 0, error.message) }) != false {
                    strayed = error
                }
            }
        }
        try table.readEnvelope(document)
        if let strayed { throw strayed }
        try table.refuseErrorsOfREST()
        return table
    }

    private static func document(
        _ bytes: [UInt8], onRecord: (JSONValue) -> Void
    ) throws(DocumentError) -> JSONValue {
        do throws(JSONDiagnostic) {
            return try JSONReader.read(bytes, handingOver: recordPlaces, onElement: onRecord)
        } catch {
            if error.line == 1, ForeignText.beginsWithWord(bytes),
                let line = ForeignText.lineOfJSON(in: bytes, after: 1)
            {
                throw DocumentError(message: ExportWording.textBeforeJSON(line), line: 1)
            }
            let isObject = bytes.first { !$0.isJSONWhiteSpace } == UInt8(ascii: "{")
            throw DocumentError(
                message: ExportWording.notJSON(error, afterObject: isObject), line: error.line, column: error.column)
        }
    }

    /// Where the records are in the shapes that are read. Elements of these arrays are handed over; the arrays
    /// themselves stay, empty.
    private static let recordPlaces = [[], ["records"], ["result"], ["result", "records"]]

    /// Takes note of what is around the records.
    private mutating func readEnvelope(_ document: JSONValue) throws(DocumentError) {
        let lists = Self.recordPlaces.filter { place in
            if case .array? = place.reduce(document, { $0?[$1] }) { true } else { false }
        }
        if lists.count > 1 {
            throw DocumentError(
                message: ExportWording.twoLists(lists.map { $0.joined(separator: ".") }), line: document.line)
        }
        try refuseFailure(document)
        let result = document["result"] ?? document
        try refuseFailure(result)
        if let file = result["filePath"]?.text { throw DocumentError(message: ExportWording.recordsElsewhere(file)) }
        guard !lists.isEmpty else { throw DocumentError(message: ExportWording.noRecords, line: document.line) }
        if let size = result["totalSize"] {
            guard let number = size.text.flatMap(Int.init), number >= 0 else {
                throw DocumentError(message: ExportWording.noNumber("totalSize", size), line: result.line)
            }
            totalSize = number
        }
        if let done = result["done"] {
            guard let flag = done.text.flatMap(Bool.init) else {
                throw DocumentError(message: ExportWording.noFlag("done", done), line: result.line)
            }
            isUnfinished = !flag
        }
        nextPage = result["nextRecordsUrl"]?.text
        if nextPage != nil { isUnfinished = true }
    }

    /// What the CLI, OAuth and REST write where they could not answer.
    private func refuseFailure(_ value: JSONValue) throws(DocumentError) {
        if let status = value["status"]?.text, status != "0" {
            throw DocumentError(message: ExportWording.failedCommand([value["name"]?.text, value["message"]?.text]))
        }
        if let error = value["error"]?.text {
            throw DocumentError(message: ExportWording.failedRequest([error, value["error_description"]?.text]))
        }
        if let code = value["errorCode"]?.text {
            throw DocumentError(message: ExportWording.failedRequest([code, value["message"]?.text]))
        }
    }

    /// REST answers a query that fails with an array of errors, which looks like one of records.
    private func refuseErrorsOfREST() throws(DocumentError) {
        guard columns["errorcode"] != nil, columns["message"] != nil, let first = records.first else { return }
        throw DocumentError(
            message: ExportWording.failedRequest([first["errorcode"], first["message"]]), line: first.place.line)
    }

    private mutating func add(_ value: JSONValue) throws(DocumentError) {
        guard let line = value.line else { throw DocumentError(message: ExportWording.noRecords) }
        var record = ExportedRecord(place: Place(file: path, line: line))
        if let type = value["attributes"]?["type"]?.text { types.insert(type) }
        record.reference = value["attributes"]?["referenceId"]?.text
        if record.reference != nil { omitsNulls = true }
        var nulls: Set<String> = []
        try flatten(value, into: &record, column: "", &nulls)
        if let both = record.values.keys.filter({ Self.isBelow(nulls, $0) }).min() {
            throw DocumentError(message: ExportWording.valueBesideNull(columns[both] ?? both), line: line)
        }
        records.append(record)
    }

    /// Whether a parent of a column, `userrole` of `userrole.name`, is among some.
    private static func isBelow(_ parents: Set<String>, _ column: String) -> Bool {
        var parent = column[...]
        while !parents.isEmpty, let dot = parent.lastIndex(of: ".") {
            parent = parent[..<dot]
            if parents.contains(String(parent)) { return true }
        }
        return false
    }

    /// Gives nested values the dotted columns that they have in flat exports.
    private mutating func flatten(
        _ value: JSONValue, into record: inout ExportedRecord, column: String, _ nulls: inout Set<String>
    ) throws(DocumentError) {
        let prefix = column.isEmpty ? "" : column + "."
        switch value {
        case .null: try add("", into: &record, column: column, &nulls)
        case .scalar(let text): try add(text, into: &record, column: column, &nulls)
        case .array(let elements):
            // An empty list says that there is nothing, as a null does.
            if elements.isEmpty { addColumn(column) }
            for (index, element) in elements.enumerated() {
                try flatten(element, into: &record, column: "\(prefix)\(index)", &nulls)
            }
        case .object(let members, _):
            for (name, member) in members where name != "attributes" {
                try flatten(member, into: &record, column: prefix + name, &nulls)
            }
        }
    }

    private mutating func add(
        _ text: String, into record: inout ExportedRecord, column: String, _ nulls: inout Set<String>
    ) throws(DocumentError) {
        if let nested = Self.nested(text, column) {
            return try flatten(nested, into: &record, column: column, &nulls)
        }
        let key = addColumn(column)
        let isNew = record.values[key] == nil && (text.isEmpty ? nulls.insert(key).inserted : !nulls.contains(key))
        guard isNew else { throw DocumentError(message: ExportWording.sameColumn(column), line: record.place.line) }
        if !text.isEmpty { record.values[key] = text }
    }

    /// Adds a value of a row; JSON text of a parent or a subquery becomes the columns that it represents.
    mutating func add(_ text: String, into record: inout ExportedRecord, key: String) throws(DocumentError) {
        guard let nested = Self.nested(text, key) else {
            record.values[key] = text
            return
        }
        var nulls: Set<String> = []
        try flatten(nested, into: &record, column: columns[key] ?? key, &nulls)
    }

    /// The records in a text that an export has in the place of a parent or a subquery; `nil` for any other text.
    private static func nested(_ text: String, _ column: String) -> JSONValue? {
        guard text.utf8.first == UInt8(ascii: "{") || text.utf8.first == UInt8(ascii: "["),
            let name = column.lowercased().split(separator: ".").last, Self.relationships.contains(String(name)),
            let value = try? JSONReader.read(Array(text.utf8))
        else { return nil }
        return value
    }

    /// The parents and subqueries whose columns are read, as they end a column's name.
    private static let relationships: Set = [
        "userrole", "profile", "userlicense", "assignee", "permissionset", "permissionsetgroup", "permissionsetlicense",
        "permissionsetassignments", "entitydefinition", "records",
    ]
}
