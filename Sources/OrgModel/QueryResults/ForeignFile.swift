/// A file that is not text, known by how it begins.
enum ForeignFile {
    case workbook
    case archive
    case compressed
    case oldWorkbook
    case document
    case encrypted

    /// - Returns: `nil` for what may be text.
    init?(_ bytes: [UInt8]) {
        func begins(_ signature: [UInt8]) -> Bool { bytes.starts(with: signature) }
        if begins([0x50, 0x4B, 0x03, 0x04]) || begins([0x50, 0x4B, 0x05, 0x06]) {
            // The name of the first entry is right behind the header.
            let start = String(decoding: bytes.prefix(400), as: UTF8.self)
            let isWorkbook = ["[Content_Types].xml", "xl/", "_rels/", "docProps/"].contains(where: start.contains)
            self = isWorkbook ? .workbook : .archive
        } else if begins([0x1F, 0x8B]) {
            self = .compressed
        } else if begins([0xD0, 0xCF, 0x11, 0xE0]) {
            self = .oldWorkbook
        } else if begins(Array("%PDF".utf8)) {
            self = .document
        } else if begins(Array("\0GITCRYPT".utf8)) {
            self = .encrypted
        } else {
            return nil
        }
    }

    /// What the file is, and what to do.
    var words: String {
        switch self {
        case .workbook, .oldWorkbook:
            "The file is an Excel workbook. Give the file that was exported, or save the sheet as \"CSV UTF-8\"."
        case .archive:
            "The file is a zip archive. Unpack it and give the exported files; an archive of metadata is a PATH."
        case .compressed: "The file is compressed with gzip. Unpack it and give that."
        case .document: "The file is a PDF document. \(ExportWording.exportWithCLI)"
        case .encrypted: "The file is encrypted with git-crypt. Run `git-crypt unlock` and audit again."
        }
    }
}

/// A text that is neither JSON nor CSV, or has something before it.
enum ForeignText {
    /// What a text is and what to do, and the line that shows it; `nil` for what may be CSV.
    static func recognize(_ bytes: [UInt8]) -> (words: String, line: Int)? {
        let start = String(decoding: bytes.prefix(4_000), as: UTF8.self)
        let lines = start.split(separator: "\n", omittingEmptySubsequences: false).map { $0.trimmingSpaces() }
        guard let first = lines.firstIndex(where: { !$0.isEmpty }) else { return nil }
        if lines[first].hasPrefix("<") { return (markup(start.lowercased()), first + 1) }
        if lines[first].hasPrefix("version https://git-lfs.github.com/spec/") { return (largeFile, first + 1) }
        if let line = lineOfJSON(in: bytes, after: 0) { return (ExportWording.textBeforeJSON(line), 1) }
        if let line = lines.firstIndex(where: isOfTable) { return (table, line + 1) }
        return nil
    }

    /// The first line, within the first fifty, on which JSON with records or an error begins.
    ///
    /// - Parameter skipped: How many lines are known to be something else.
    static func lineOfJSON(in bytes: [UInt8], after skipped: Int) -> Int? {
        let lines = bytes.split(separator: 0x0A, maxSplits: 50, omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where index >= skipped && index < 50 {
            let start = line.drop(while: \.isJSONWhiteSpace)
            guard start.first == UInt8(ascii: "{") || start.first == UInt8(ascii: "[") else { continue }
            let rest = String(decoding: bytes[start.startIndex...].prefix(2_000), as: UTF8.self)
            if ["\"records\"", "\"attributes\"", "\"status\"", "\"Id\"", "\"Username\""].contains(where: rest.contains)
            {
                return index + 1
            }
        }
        return nil
    }

    /// Whether a text that begins with a bracket goes on as a message does, `[warn] ...`.
    static func beginsWithWord(_ bytes: [UInt8]) -> Bool {
        guard let second = bytes.lazy.filter({ !$0.isJSONWhiteSpace }).dropFirst().first else { return false }
        return Character(Unicode.Scalar(second)).isLetter
    }

    private static let largeFile =
        "The file is a pointer of Git LFS: the export itself is not here. Run `git lfs pull` and audit again."
    private static let table =
        "The file is the table that the Salesforce CLI prints for people, which cuts values off. \(ExportWording.exportWithCLI)"

    /// A line of a table, or of what is printed below one.
    private static func isOfTable(_ line: String) -> Bool {
        if line.hasPrefix("Total number of records retrieved") { return true }
        let isRule = line.unicodeScalars.allSatisfy { "-=+| ".unicodeScalars.contains($0) || isBoxDrawing($0) }
        let isBordered = line.unicodeScalars.first.map(isBoxDrawing) == true
        return isBordered || (isRule && (line.contains("---") || line.contains("===")))
    }

    private static func isBoxDrawing(_ scalar: Unicode.Scalar) -> Bool { (0x2500...0x257F).contains(scalar.value) }

    /// - Parameter start: How it begins, in small letters.
    private static func markup(_ start: String) -> String {
        if start.contains("<html") || start.contains("<!doctype html") {
            return
                "The file is an HTML page, maybe the login page: the session has expired, or a report was saved as a web page. "
                + ExportWording.exportWithCLI
        }
        if start.contains("soap.sforce.com/2006/04/metadata") {
            return "The file is XML metadata, which belongs into PATH. \(ExportWording.exportWithCLI)"
        }
        return "The file is XML, as the SOAP and REST APIs answer with it. \(ExportWording.exportWithCLI)"
    }
}

extension StringProtocol {
    /// Without the white space around it.
    func trimmingSpaces() -> String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
