import Documents

extension ExportedTable {
    /// Reads comma separated values, as the Salesforce CLI and Data Loader write them.
    ///
    /// A file with an error is refused as a whole: after a quote that is never closed it is not possible to distinguish a record from
    /// a value.
    static func readCSV(_ bytes: [UInt8], path: String) throws(DocumentError) -> ExportedTable {
        let separator = separatorLine(bytes)
        // A spreadsheet leaves rows of separators alone behind; they have nothing.
        let rows = try csvRows(bytes, separator).filter { !$0.isBlank }
        guard let header = rows.first else { throw DocumentError(message: ExportWording.emptyFile) }
        if let footer = rows.suffix(maximumRowsOfFooter).first(where: \.isOfReport) {
            throw DocumentError(message: ExportWording.report, line: footer.line)
        }
        let names = header.fields.map { $0.trimmingSpaces() }
        let keys = names.map { $0.lowercased() }
        var table = ExportedTable(path: path)
        if let separator { table.note = ExportWording.separatorLine(separator.byte) }
        for (name, key) in zip(names, keys) {
            // A spreadsheet may leave columns behind that have neither a name nor values.
            guard key.isEmpty || table.columns[key] == nil else {
                throw DocumentError(message: ExportWording.repeatedColumn(name), line: header.line)
            }
            table.addColumn(name)
        }
        for row in rows.dropFirst() {
            guard row.width == keys.count else {
                throw DocumentError(
                    message: ExportWording.wrongWidth(row.width, expected: keys.count), line: row.line)
            }
            var record = table.record(at: row.line)
            for (key, value) in zip(keys, row.fields) where !value.isEmpty {
                try table.add(value, into: &record, key: key)
            }
            table.add(record)
        }
        return table
    }

    /// An object of Salesforce has 800 fields, and its parents may have as many each.
    private static let maximumColumns = 10_000

    private static let maximumRowsOfFooter = 8

    /// The separator that a spreadsheet wrote into a first line of its own, `sep=;`, and the line's length.
    private static func separatorLine(_ bytes: [UInt8]) -> (byte: UInt8, length: Int)? {
        let line = bytes.prefix(10).prefix { $0 != 0x0A && $0 != 0x0D }
        let text = line.filter { $0 != UInt8(ascii: "\"") }
        guard text.count == 5, String(decoding: text.prefix(4), as: UTF8.self).lowercased() == "sep=" else {
            return nil
        }
        return (text[4], line.count)
    }

    private static func csvRows(
        _ bytes: [UInt8], _ separator: (byte: UInt8, length: Int)?
    ) throws(DocumentError) -> [CSVRow] {
        // The line that says the separator becomes an empty one, so that lines keep their numbers.
        let bytes = separator.map { Array(bytes.dropFirst($0.length)) } ?? bytes
        let rows = try CSVReader.read(bytes, separator: separator?.byte ?? delimiter(of: bytes), limit: maximumColumns)
        if let wide = rows.first(where: { $0.width > maximumColumns }) {
            throw DocumentError(
                message: ExportWording.tooManyColumns(wide.width, limit: maximumColumns), line: wide.line)
        }
        return rows
    }

    /// What separates the header's names, none of which can contain it; the CLI's bulk export offers all of these.
    private static func delimiter(of bytes: [UInt8]) -> UInt8 {
        let offered = Set(",;\t|^`".utf8)
        let header = bytes.drop(while: \.isJSONWhiteSpace).prefix { $0 != 0x0A && $0 != 0x0D }
        return header.first(where: offered.contains) ?? UInt8(ascii: ",")
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
