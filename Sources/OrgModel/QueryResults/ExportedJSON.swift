import Documents

extension ExportedTable {
    /// Reads query results in every JSON shape of the Salesforce CLI: the `--json` envelope, the result by itself,
    /// an array of flat or of nested records, and the tree export; and single pages of a REST query.
    static func readJSON(_ bytes: [UInt8], path: String) throws(DocumentError) -> ExportedTable {
        try table(path: path) { onRecord throws(DocumentError) in
            do throws(JSONDiagnostic) {
                return try JSONReader.read(bytes, handingOver: recordPlaces, onElement: onRecord)
            } catch {
                throw words(for: error, in: bytes)
            }
        }
    }

    /// Reads a file that is the JSON it should be a chunk at a time, since an export may have some hundred megabytes; `nil` for
    /// any other file, of which it takes all bytes to say what is wrong.
    static func readJSONInChunks(_ file: InputFile, path: String) -> ExportedTable? {
        let chunks = file.chunks()
        let next = { (try? chunks()) ?? [] }
        let first = Array(next().trimmingPrefix(byteOrderMark))
        return try? table(path: path) { onRecord throws(DocumentError) in
            do throws(JSONDiagnostic) {
                return try JSONReader.read(first, next: next, handingOver: recordPlaces, onElement: onRecord)
            } catch {
                throw DocumentError(message: error.words)
            }
        }
    }

    /// Whether a text begins as JSON does.
    static func isJSON(_ text: [UInt8]) -> Bool {
        let first = text.first { !$0.isJSONWhiteSpace }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    }

    /// - Parameter read: Reads a document and hands its records over.
    private static func table(
        path: String, _ read: ((JSONValue) -> Void) throws(DocumentError) -> JSONValue
    ) throws(DocumentError) -> ExportedTable {
        var table = ExportedTable(path: path)
        var strayed: DocumentError?
        let document = try read { record in
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

    private static func words(for error: JSONDiagnostic, in bytes: [UInt8]) -> DocumentError {
        if error.line == 1, ForeignText.beginsWithWord(bytes),
            let line = ForeignText.lineOfJSON(in: bytes, after: 1)
        {
            return DocumentError(message: ExportWording.textBeforeJSON(line), line: 1)
        }
        let isObject = bytes.first { !$0.isJSONWhiteSpace } == UInt8(ascii: "{")
        return DocumentError(
            message: ExportWording.notJSON(error, afterObject: isObject), line: error.line, column: error.column)
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
        var record = record(at: line)
        if let type = value["attributes"]?["type"]?.text { types.insert(type) }
        if let reference = value["attributes"]?["referenceId"]?.text {
            record.add(reference, column: number(of: TableValues.reference))
            omitsNulls = true
        }
        var met = metColumns.emptied()
        metColumns = MetColumns()
        defer { metColumns = met }
        try flatten(value, into: &record, ColumnTree.root, &met)
        if let both = both(met).min() {
            throw DocumentError(message: ExportWording.valueBesideNull(columns[both] ?? both), line: line)
        }
        add(record)
    }

    /// The columns of one record, by their positions in the tree.
    struct MetColumns {
        var values: [Int] = []
        var nulls: [Int] = []
        /// Whether they are in one column of a row, beside others.
        var isOfRow = false

        /// None, in the memory of these.
        consuming func emptied() -> MetColumns {
            values.removeAll(keepingCapacity: true)
            nulls.removeAll(keepingCapacity: true)
            numbers = []
            return self
        }

        /// The numbers of all of them, once they are many.
        private var numbers: Set<Int> = []

        private static let few = 32

        /// - Returns: Whether the record does not have it yet, under whatever spelling.
        mutating func insert(_ position: Int, isNull: Bool, in columnTree: ColumnTree) -> Bool {
            guard let number = columnTree.number(at: position) else { return false }
            let isNew: Bool
            if values.count + nulls.count < Self.few {
                func isSame(_ known: Int) -> Bool { columnTree.number(at: known) == number }
                isNew = !values.contains(where: isSame) && !nulls.contains(where: isSame)
            } else {
                if numbers.isEmpty { numbers = Set((values + nulls).compactMap(columnTree.number)) }
                isNew = numbers.insert(number).inserted
            }
            if isNull { nulls.append(position) } else { values.append(position) }
            return isNew
        }
    }

    /// The columns in lower case that have a value below a null.
    private func both(_ met: MetColumns) -> [String] {
        if met.nulls.isEmpty { return [] }
        let nulls = met.nulls.compactMap(columnTree.number)
        return met.values.filter { position in columnTree.numbers(above: position).contains(where: nulls.contains) }
            .map { columnTree.name(at: $0).lowercased() }
    }

    /// Gives nested values the dotted columns that they have in flat exports.
    private mutating func flatten(
        _ value: JSONValue, into record: inout ExportedRecord, _ column: Int, _ met: inout MetColumns
    ) throws(DocumentError) {
        switch value {
        case .null: try add("", into: &record, column, &met)
        case .scalar(let text): try add(text, into: &record, column, &met)
        case .array(let elements):
            // An empty list says that there is nothing, as a null does.
            if elements.isEmpty { becomesColumn(column) }
            for (index, element) in elements.enumerated() {
                try flatten(element, into: &record, position(of: "\(index)", in: column), &met)
            }
        case .object(let members, _):
            columnTree.restart(at: column)
            for member in members where member.name != "attributes" {
                try flatten(member.value, into: &record, position(of: member.name, in: column), &met)
            }
        }
    }

    private mutating func position(of name: String, in parent: Int) -> Int {
        let values = values
        return columnTree.position(of: name, in: parent) { values.number(of: $0) }
    }

    private mutating func becomesColumn(_ position: Int) {
        if columnTree.becomesColumn(at: position) { addColumn(columnTree.name(at: position)) }
    }

    private mutating func add(
        _ text: String, into record: inout ExportedRecord, _ column: Int, _ met: inout MetColumns
    ) throws(DocumentError) {
        if let nested = Self.nested(text, columnTree.name(at: column)) {
            return try flatten(nested, into: &record, column, &met)
        }
        becomesColumn(column)
        let isNew = met.insert(column, isNull: text.isEmpty, in: columnTree)
        guard isNew, let number = columnTree.number(at: column), !met.isOfRow || !record.hasValue(column: number) else {
            throw DocumentError(
                message: ExportWording.sameColumn(columnTree.name(at: column)), line: record.place.line)
        }
        if !text.isEmpty { record.add(text, column: number) }
    }

    /// Adds a value of a row; JSON text of a parent or a subquery becomes the columns that it represents.
    ///
    /// - Parameter key: The column in lower case.
    mutating func add(_ text: String, into record: inout ExportedRecord, key: String) throws(DocumentError) {
        guard let nested = Self.nested(text, key) else {
            let column = number(of: key)
            // JSON text in a column before may have given this one a value.
            if !columnTree.isEmpty, record.hasValue(column: column) {
                throw DocumentError(message: ExportWording.sameColumn(columns[key] ?? key), line: record.place.line)
            }
            return record.add(text, column: column)
        }
        var met = MetColumns()
        met.isOfRow = true
        try flatten(nested, into: &record, position(of: columns[key] ?? key, in: ColumnTree.root), &met)
    }

    /// The records in a text that an export has in the place of a parent or a subquery; `nil` for any other text.
    private static func nested(_ text: String, _ column: @autoclosure () -> String) -> JSONValue? {
        guard text.utf8.first == UInt8(ascii: "{") || text.utf8.first == UInt8(ascii: "["),
            let name = column().lowercased().split(separator: ".").last, Self.relationships.contains(String(name)),
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
