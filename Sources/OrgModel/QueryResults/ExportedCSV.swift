import Documents

extension ExportedTable {
    /// Reads comma separated values, as the Salesforce CLI and Data Loader write them.
    ///
    /// A file with an error is refused as a whole: after a quote that is never closed it is not possible to distinguish a record from
    /// a value.
    static func readCSV(_ bytes: [UInt8], path: String) throws(DocumentError) -> ExportedTable {
        let separator = separatorLine(bytes)
        // The line that says the separator becomes an empty one, so that lines keep their numbers.
        let bytes = separator.map { Array(bytes.dropFirst($0.length)) } ?? bytes
        var rows = RecordRows(path: path)
        try CSVReader.read(bytes, separator: separator?.byte ?? delimiter(of: bytes), limit: maximumColumns) {
            rows.add($0)
        }
        var table = try rows.tableOfAll()
        if let separator { table.note = ExportWording.separatorLine(separator.byte) }
        return table
    }

    /// An object of Salesforce has 800 fields, and its parents may have as many each.
    fileprivate static let maximumColumns = 10_000

    /// The separator that a spreadsheet wrote into a first line of its own, `sep=;`, and the line's length.
    private static func separatorLine(_ bytes: [UInt8]) -> (byte: UInt8, length: Int)? {
        let line = bytes.prefix(10).prefix { $0 != 0x0A && $0 != 0x0D }
        let text = line.filter { $0 != UInt8(ascii: "\"") }
        guard text.count == 5, String(decoding: text.prefix(4), as: UTF8.self).lowercased() == "sep=" else {
            return nil
        }
        return (text[4], line.count)
    }

    /// What separates the header's names, none of which can contain it; the CLI's bulk export offers all of these.
    private static func delimiter(of bytes: [UInt8]) -> UInt8 {
        let offered = Set(",;\t|^`".utf8)
        let header = bytes.drop(while: \.isJSONWhiteSpace).prefix { $0 != 0x0A && $0 != 0x0D }
        return header.first(where: offered.contains) ?? UInt8(ascii: ",")
    }
}

/// Makes a table of rows, of which the first one is the header.
private struct RecordRows {
    private var table: ExportedTable
    /// The columns in lower case; `nil` before the header.
    private var keys: [String]?
    /// The last few rows.
    private var last: [CSVRow] = []
    /// The first row that is too wide to be a query result's.
    private var wide: DocumentError?
    /// The first other error. What follows it is not read.
    private var error: DocumentError?

    private static let maximumRowsOfFooter = 8

    init(path: String) { table = ExportedTable(path: path) }

    mutating func add(_ row: CSVRow) {
        if wide == nil, row.width > ExportedTable.maximumColumns {
            wide = DocumentError(
                message: ExportWording.tooManyColumns(row.width, limit: ExportedTable.maximumColumns), line: row.line)
        }
        // A spreadsheet leaves rows of separators alone behind; they have nothing.
        if row.isBlank { return }
        if last.count == Self.maximumRowsOfFooter { last.removeFirst() }
        last.append(row)
        if error != nil { return }
        do throws(DocumentError) {
            if let keys { try addRecord(row, keys) } else { try addHeader(row) }
        } catch {
            self.error = error
        }
    }

    private mutating func addHeader(_ row: CSVRow) throws(DocumentError) {
        let names = row.fields.map { $0.trimmingSpaces() }
        let keys = names.map { $0.lowercased() }
        self.keys = keys
        for (name, key) in zip(names, keys) {
            // A spreadsheet may leave columns behind that have neither a name nor values.
            guard key.isEmpty || table.columns[key] == nil else {
                throw DocumentError(message: ExportWording.repeatedColumn(name), line: row.line)
            }
            table.addColumn(name)
        }
    }

    private mutating func addRecord(_ row: CSVRow, _ keys: [String]) throws(DocumentError) {
        guard row.width == keys.count else {
            throw DocumentError(message: ExportWording.wrongWidth(row.width, expected: keys.count), line: row.line)
        }
        var record = table.record(at: row.line)
        for (key, value) in zip(keys, row.fields) where !value.isEmpty {
            try table.add(value, into: &record, key: key)
        }
        table.add(record)
    }

    /// The table, once all rows are added.
    func tableOfAll() throws(DocumentError) -> ExportedTable {
        if let wide { throw wide }
        guard keys != nil else { throw DocumentError(message: ExportWording.emptyFile) }
        if let footer = last.first(where: \.isOfReport) {
            throw DocumentError(message: ExportWording.report, line: footer.line)
        }
        if let error { throw error }
        return table
    }
}

extension CSVRow {
    fileprivate var isBlank: Bool { fields.allSatisfy { $0.allSatisfy(\.isWhitespace) } }

    /// Whether it is of the lines that end every Salesforce report.
    fileprivate var isOfReport: Bool {
        fields.contains { $0.hasPrefix("Copyright (c)") && $0.contains("salesforce.com") }
            || fields.first?.hasPrefix("Confidential Information - Do Not Distribute") == true
    }
}
