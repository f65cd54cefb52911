extension Page {
    /// Reads the tables of a file: HTML, Markdown, or comma separated values.
    ///
    /// - Parameters:
    ///   - bytes: All bytes of the file.
    ///   - name: The file's name. Its ending says what the file is, unless its beginning says otherwise.
    /// - Throws: ``DocumentError`` where it is none of these, is too large, or has no table.
    package static func read(_ bytes: [UInt8], name: String) throws(DocumentError) -> Page {
        if let words = UnreadablePage.recognize(bytes) { throw DocumentError(message: words) }
        let text = try PageEncoding.decoded(bytes)
        let form = Form(text, name: name.lowercased())
        let page =
            switch form {
            case .html: try HTMLReader.read(text)
            case .markdown: try MarkdownTables.read(text)
            case .csv: try CSVTables.read(text)
            }
        guard page.tables.isEmpty else { return page }
        throw DocumentError(message: "The file has no table. \(advice(page))")
    }

    private static func advice(_ page: Page) -> String {
        page.hasLists
            ? "It has lists: write what they require as a table, one requirement a row, in CSV or Markdown, with a first row "
                + "that says what the columns are (Object, Field, Permission, Access, Purpose)."
            : "Many pages load their tables only in a browser: save the page from there, or copy the table into a spreadsheet "
                + "and save that as CSV."
    }

    private enum Form {
        case html, markdown, csv

        init(_ bytes: [UInt8], name: String) {
            let start = String(decoding: bytes.prefix(4096), as: UTF8.self).lowercased()
            let isMarkup = start.first { !$0.isWhitespace } == "<"
            func ends(_ endings: String...) -> Bool { endings.contains { name.hasSuffix(".\($0)") } }
            if ends("html", "htm", "xhtml") || (isMarkup && start.contains("<html")) {
                self = .html
            } else if ends("md", "markdown", "mdx") {
                self = .markdown
            } else if ends("csv", "tsv") {
                self = .csv
            } else if isMarkup {
                self = .html
            } else {
                self = MarkdownTables.hasTable(bytes) ? .markdown : .csv
            }
        }
    }
}

/// What a text is written with.
enum PageEncoding {
    /// The text in UTF-8, without a byte order mark.
    ///
    /// UTF-16 with its mark is read as well, and Windows-1252 where the page says so.
    static func decoded(_ bytes: [UInt8]) throws(DocumentError) -> [UInt8] {
        if bytes.starts(with: [0xFF, 0xFE]) { return try utf16(bytes, low: 0) }
        if bytes.starts(with: [0xFE, 0xFF]) { return try utf16(bytes, low: 1) }
        if let zero = bytes.firstIndex(of: 0) {
            throw DocumentError(
                message:
                    "The file contains a NUL character here, so it is no text: it is another kind of file, or damaged. "
                    + "Give the page as HTML, Markdown or CSV.",
                line: bytes[..<zero].count { $0 == 0x0A } + 1)
        }
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        guard let line = invalidLine(text) else { return text }
        if declaresWesternEncoding(text) { return text.flatMap { Array(String(westernScalar($0)).utf8) } }
        throw DocumentError(
            message:
                "The file contains bytes here that are not UTF-8. Save it again as UTF-8 (in a spreadsheet \"CSV UTF-8\").",
            line: line)
    }

    private static func utf16(_ bytes: [UInt8], low: Int) throws(DocumentError) -> [UInt8] {
        let units = stride(from: 2, to: bytes.count - 1, by: 2).map {
            UInt16(bytes[$0 + low]) | UInt16(bytes[$0 + 1 - low]) << 8
        }
        guard let text = String(validating: units, as: UTF16.self), bytes.count.isMultiple(of: 2),
            !text.utf8.contains(0)
        else {
            throw DocumentError(
                message: "The file begins as UTF-16 text does, but not all of it is. Save it again as UTF-8.")
        }
        return Array(text.utf8)
    }

    /// The line that is not UTF-8; `nil` where all are. No character has a line break inside.
    private static func invalidLine(_ bytes: [UInt8]) -> Int? {
        if String(validating: bytes, as: UTF8.self) != nil { return nil }
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        return lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }.map { $0 + 1 }
    }

    /// Whether a page says that it is written in what browsers take for Windows-1252.
    private static func declaresWesternEncoding(_ bytes: [UInt8]) -> Bool {
        let start = String(decoding: bytes.prefix(4096), as: UTF8.self).lowercased()
        return ["windows-1252", "iso-8859-1", "latin1", "us-ascii"].contains {
            start.contains("charset=\($0)") || start.contains("charset=\"\($0)")
        }
    }

    /// The characters of Windows-1252 that are others than those of Latin 1.
    private static let western: [UInt32] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,
        0x017D,
        0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153,
        0x9D,
        0x017E, 0x0178,
    ]

    private static func westernScalar(_ byte: UInt8) -> Unicode.Scalar {
        guard (0x80...0x9F).contains(byte) else { return Unicode.Scalar(byte) }
        return Unicode.Scalar(western[Int(byte) - 0x80]) ?? Unicode.Scalar(byte)
    }
}

/// A file that is no page, known by how it begins.
private enum UnreadablePage {
    private static let asCSV = "Copy its table into a spreadsheet and save that as CSV, or save the page as HTML."

    private static let signatures: [(bytes: [UInt8], words: String)] = [
        (Array("%PDF".utf8), "The file is a PDF document. \(asCSV)"),
        (Array("{\\rtf".utf8), "The file is a text in RTF. \(asCSV)"),
        (Array("bplist00".utf8), "The file is a web archive of Safari. Save the page as its source (HTML) instead."),
        ([0xD0, 0xCF, 0x11, 0xE0], "The file is an old Word or Excel document. Save its table as CSV."),
        ([0x1F, 0x8B], "The file is compressed with gzip. Unpack it and give that."),
        ([0x89, 0x50, 0x4E, 0x47], image), ([0xFF, 0xD8, 0xFF], image), (Array("GIF8".utf8), image),
        (Array("RIFF".utf8), image),
    ]

    private static let image =
        "The file is an image, of which no text can be read. Copy what it shows into a spreadsheet and save that as CSV."

    static func recognize(_ bytes: [UInt8]) -> String? {
        if bytes.isEmpty { return "The file is empty." }
        if let known = signatures.first(where: { bytes.starts(with: $0.bytes) }) { return known.words }
        let start = String(decoding: bytes.prefix(2000), as: UTF8.self)
        if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
            if start.contains("word/") { return "The file is a Word document. \(asCSV)" }
            let isOffice = start.contains("[Content_Types].xml") || start.contains("xl/")
            return isOffice
                ? "The file is a Word or Excel document. Save its table as \"CSV UTF-8\"."
                : "The file is a zip archive. Unpack it and give the page."
        }
        let isSavedByBrowser = start.hasPrefix("From: <Saved by") || start.lowercased().contains("multipart/related")
        return isSavedByBrowser && start.contains("MIME-Version:")
            ? "The file is a web archive (MHTML). Save the page as \"HTML only\" instead." : nil
    }
}
