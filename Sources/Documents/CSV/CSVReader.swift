/// One row of comma separated values.
package struct CSVRow: Sendable, Equatable {
    /// The values, without those behind the limit of the reader.
    package fileprivate(set) var fields: [String] = []
    /// How many values the row has.
    package fileprivate(set) var width = 0
    /// The line on which the row begins, from 1.
    package let line: Int
}

/// Reads comma separated values (RFC 4180) and says on which line each row begins.
///
/// It works on bytes: in Swift a quote or a comma is another character with a combining mark after it, as where a value
/// begins with one. White space before a value and behind a quoted one is omitted.
package struct CSVReader {
    private let bytes: [UInt8]
    private let separator: UInt8
    private let limit: Int
    private var position = 0
    private var line = 1
    /// Where the row begins that is being read; every error concerns a whole row, since a quote that is never closed
    /// leaves open what is a value.
    private var lineOfRow = 1

    private static let quote = UInt8(ascii: "\"")

    /// Reads all rows, blank ones too, and hands them over one by one: all together take ten times the memory of the file.
    ///
    /// - Parameters:
    ///   - bytes: Valid UTF-8.
    ///   - separator: What is between two values.
    ///   - limit: How many values of a row are kept.
    ///   - onRow: Gets each row, in their order.
    /// - Throws: ``DocumentError`` with the line of the first row that has a quote in a wrong place.
    package static func read(
        _ bytes: [UInt8], separator: UInt8, limit: Int, onRow: (CSVRow) -> Void
    ) throws(DocumentError) {
        var reader = CSVReader(bytes: bytes, separator: separator, limit: limit)
        while reader.position < bytes.count { onRow(try reader.row()) }
    }

    /// Reads all rows of a small file.
    ///
    /// - Parameters:
    ///   - bytes: Valid UTF-8.
    ///   - separator: What is between two values.
    ///   - limit: How many values of a row are kept.
    /// - Returns: The rows, blank ones too.
    /// - Throws: ``DocumentError`` with the line of the first row that has a quote in a wrong place.
    package static func read(
        _ bytes: [UInt8], separator: UInt8, limit: Int
    ) throws(DocumentError) -> [CSVRow] {
        var rows: [CSVRow] = []
        try read(bytes, separator: separator, limit: limit) { rows.append($0) }
        return rows
    }

    private init(bytes: [UInt8], separator: UInt8, limit: Int) {
        self.bytes = bytes
        self.separator = separator
        self.limit = limit
    }

    private mutating func row() throws(DocumentError) -> CSVRow {
        lineOfRow = line
        var row = CSVRow(line: line)
        while true {
            let field = try field()
            row.width += 1
            if row.width <= limit { row.fields.append(field) }
            guard byte == separator else { break }
            position += 1
        }
        skipLineBreak()
        return row
    }

    private mutating func field() throws(DocumentError) -> String {
        skipSpaces()
        guard byte == Self.quote else { return try plainField() }
        position += 1
        let field = try quotedField()
        skipSpaces()
        guard isAtEndOfField else { throw strayQuote }
        return field
    }

    private mutating func plainField() throws(DocumentError) -> String {
        let start = position
        var hasQuotes = false
        while !isAtEndOfField {
            if byte == Self.quote {
                position += 1
                guard byte == Self.quote else { throw strayQuote }
                hasQuotes = true
            }
            position += 1
        }
        return text(bytes[start..<position], hasQuotes: hasQuotes)
    }

    /// Reads on behind the opening quote, and behind the closing one.
    private mutating func quotedField() throws(DocumentError) -> String {
        let start = position
        var hasQuotes = false
        while let byte {
            position += 1
            if byte == Self.quote {
                guard self.byte == Self.quote else {
                    return text(bytes[start..<(position - 1)], hasQuotes: hasQuotes)
                }
                hasQuotes = true
                position += 1
            } else if byte == 0x0A || (byte == 0x0D && self.byte != 0x0A) {
                line += 1
            }
        }
        throw DocumentError(
            message: "The row that begins here has a quoted value that never ends: the file is cut off or was edited. "
                + "Export again.",
            line: lineOfRow)
    }

    private var strayQuote: DocumentError {
        DocumentError(
            message: "The row that begins here has a double quote where none can be. Inside a value a quote is written "
                + "twice. Export again, and do not edit the file by hand.",
            line: lineOfRow)
    }

    /// A value without the second one of each two quotes.
    private func text(_ field: ArraySlice<UInt8>, hasQuotes: Bool) -> String {
        guard hasQuotes else { return String(decoding: field, as: UTF8.self) }
        var text: [UInt8] = []
        var isSecond = false
        for byte in field {
            isSecond = byte == Self.quote && !isSecond
            if !(byte == Self.quote && !isSecond) { text.append(byte) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    // MARK: Position

    /// The next byte; `nil` at the end.
    private var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

    private var isAtEndOfField: Bool {
        guard let byte else { return true }
        return byte == separator || byte == 0x0A || byte == 0x0D
    }

    private mutating func skipSpaces() {
        while let byte, byte != separator, byte == 0x20 || byte == 0x09 || byte == 0x0B || byte == 0x0C {
            position += 1
        }
    }

    private mutating func skipLineBreak() {
        guard let byte else { return }
        position += 1
        if byte == 0x0D, self.byte == 0x0A { position += 1 }
        line += 1
    }
}
