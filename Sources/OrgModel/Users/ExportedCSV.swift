import Documents
import SwiftCSV

extension ExportedTable {
    /// Reads comma separated values, as the Salesforce CLI and Data Loader write them.
    ///
    /// A file with an error is refused as a whole: after a quote that is never closed nobody can tell a record from
    /// a value.
    static func readCSV(_ bytes: [UInt8], path: String) throws(DocumentError) -> ExportedTable {
        let told = separatorLine(bytes)
        // A spreadsheet leaves rows of separators alone behind; they have nothing.
        let rows = try csvRows(bytes, told).filter { !$0.isBlank }
        guard let header = rows.first else { throw DocumentError(message: ExportWording.emptyFile) }
        if let footer = rows.suffix(maximumRowsOfFooter).first(where: \.isOfReport) {
            throw DocumentError(message: ExportWording.report, line: footer.line)
        }
        let names = header.fields.map { $0.trimmingSpaces() }
        let keys = names.map { $0.lowercased() }
        var table = ExportedTable(path: path)
        if let told { table.note = ExportWording.separatorLine(told.separator) }
        for (name, key) in zip(names, keys) {
            // A spreadsheet may leave columns behind that have neither a name nor values.
            guard key.isEmpty || table.columns[key] == nil else {
                throw DocumentError(message: ExportWording.repeatedColumn(name), line: header.line)
            }
            table.addColumn(name)
        }
        table.records.reserveCapacity(rows.count)
        for row in rows.dropFirst() {
            guard row.fields.count == keys.count else {
                throw DocumentError(
                    message: ExportWording.wrongWidth(row.fields.count, expected: keys.count), line: row.line)
            }
            var record = ExportedRecord(place: Place(file: path, line: row.line))
            for (key, value) in zip(keys, row.fields) where !value.isEmpty {
                try table.take(value, into: &record, key: key)
            }
            table.records.append(record)
        }
        return table
    }

    /// An object of Salesforce has 800 fields, and its parents may have as many each.
    private static let maximumColumns = 10_000

    private struct CSVRow {
        let fields: [String]
        let line: Int

        var isBlank: Bool { fields.allSatisfy { $0.allSatisfy(\.isWhitespace) } }

        /// Whether it is of the lines that end every Salesforce report.
        var isOfReport: Bool {
            fields.contains { $0.hasPrefix("Copyright (c)") && $0.contains("salesforce.com") }
                || fields.first?.hasPrefix("Confidential Information - Do Not Distribute") == true
        }
    }

    private static let maximumRowsOfFooter = 8

    /// The separator that a spreadsheet wrote into a first line of its own, `sep=;`, and the line's length.
    private static func separatorLine(_ bytes: [UInt8]) -> (separator: UInt8, length: Int)? {
        let line = bytes.prefix(10).prefix { $0 != 0x0A && $0 != 0x0D }
        let text = line.filter { $0 != UInt8(ascii: "\"") }
        guard text.count == 5, String(decoding: text.prefix(4), as: UTF8.self).lowercased() == "sep=" else {
            return nil
        }
        return (text[4], line.count)
    }

    private static func csvRows(
        _ bytes: [UInt8], _ told: (separator: UInt8, length: Int)?
    ) throws(DocumentError) -> [CSVRow] {
        var rows: [CSVRow] = []
        var line = 1
        // The line that says the separator becomes an empty one, so that lines keep their numbers.
        let bytes = told.map { Array(bytes.dropFirst($0.length)) } ?? bytes
        let delimiter = told?.separator ?? delimiter(of: bytes)
        try refuseManyColumns(bytes, delimiter)
        do {
            // SwiftCSV forgets the last value of a file if it is empty and no line break follows.
            let text = textWithOneScalarPerByte(bytes + [UInt8(ascii: "\n")])
            // Without a row limit this would read every row, and make short rows as long as the longest.
            let csv = try EnumeratedCSV(
                string: text, delimiter: .character(Character(Unicode.Scalar(delimiter))), loadColumns: false,
                rowLimit: 0)
            try csv.enumerateAsArray(startAt: 0, rowLimit: nil) { fields in
                rows.append(CSVRow(fields: fields.map(original), line: line))
                line += 1 + fields.reduce(0) { $0 + lineBreaks(in: $1) }
            }
        } catch {
            throw DocumentError(message: ExportWording.strayQuote, line: line)
        }
        // SwiftCSV takes the end of the file for the end of a quoted value. In well-formed CSV quotes come in pairs.
        if !bytes.count(where: { $0 == UInt8(ascii: "\"") }).isMultiple(of: 2) {
            throw DocumentError(message: ExportWording.openQuote, line: rows.last?.line)
        }
        return rows
    }

    /// The bytes as a text of one character each, except that a carriage return and a line feed are one.
    ///
    /// SwiftCSV compares characters, and in Swift a quote or a comma is another character with a combining mark after
    /// it, as where a value begins with one. As Latin-1 nothing combines; ``original(_:)`` undoes it.
    private static func textWithOneScalarPerByte(_ bytes: [UInt8]) -> String {
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: bytes.lazy.map { Unicode.Scalar($0) })
        return String(scalars)
    }

    private static func original(_ field: String) -> String {
        if field.utf8.allSatisfy({ $0 < 0x80 }) { return field }
        return String(decoding: field.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }, as: UTF8.self)
    }

    private static func lineBreaks(in field: String) -> Int {
        guard field.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D }) else { return 0 }
        return field.count { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
    }

    /// What separates the header's names, none of which can contain it; the CLI's bulk export offers all of these.
    private static func delimiter(of bytes: [UInt8]) -> UInt8 {
        let offered = Set(",;\t|^`".utf8)
        let header = bytes.drop(while: \.isJSONWhiteSpace).prefix { $0 != 0x0A && $0 != 0x0D }
        return header.first(where: offered.contains) ?? UInt8(ascii: ",")
    }

    /// Refuses a first row of more columns than any query has, before values are made of it.
    private static func refuseManyColumns(_ bytes: [UInt8], _ delimiter: UInt8) throws(DocumentError) {
        var (columns, line, isQuoted) = (1, 1, false)
        for byte in bytes.drop(while: {
            if $0 == 0x0A { line += 1 }
            return $0.isJSONWhiteSpace
        }) {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == 0x0A || byte == 0x0D { break }
            if byte == delimiter { columns += 1 }
        }
        guard columns <= maximumColumns else {
            throw DocumentError(message: ExportWording.tooManyColumns(columns, limit: maximumColumns), line: line)
        }
    }
}
