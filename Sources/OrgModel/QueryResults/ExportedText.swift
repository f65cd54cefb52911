import Documents
import Foundation

extension ExportedTable {
    /// The file's text as UTF-8 without a byte order mark.
    ///
    /// UTF-16 is read where a byte order mark says so: that is what PowerShell's `>` writes. An encoding without a mark
    /// would have to be guessed, and a wrong guess would change names silently.
    static func utf8(_ bytes: [UInt8]) throws(DocumentError) -> [UInt8] {
        let text =
            switch (bytes.first, bytes.dropFirst().first) {
            case (0xFF, 0xFE): try utf16(bytes) { low, high in UInt16(high) << 8 | UInt16(low) }
            case (0xFE, 0xFF): try utf16(bytes) { high, low in UInt16(high) << 8 | UInt16(low) }
            // Not copied: an export may have a hundred megabytes.
            default: bytes.starts(with: byteOrderMark) ? Array(bytes.dropFirst(byteOrderMark.count)) : bytes
            }
        if let line = lineOfFirstDiagnostic(in: text) {
            let isUTF8 = !looksLikeUTF16(text) && String(bytes: text, encoding: .utf8) != nil
            throw DocumentError(
                message: isUTF8
                    ? ExportWording.nullCharacter : "The file is not UTF-8 text. \(ExportWording.exportAsUTF8)",
                line: line)
        }
        return text
    }

    /// What UTF-8 text may begin with.
    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private static func utf16(
        _ bytes: [UInt8], unit: (UInt8, UInt8) -> UInt16
    ) throws(DocumentError) -> [UInt8] {
        let units = stride(from: 2, to: bytes.count - 1, by: 2).map { unit(bytes[$0], bytes[$0 + 1]) }
        // Half a character at the end, or anywhere, would be replaced and change a name silently.
        guard bytes.count.isMultiple(of: 2), let text = String(validating: units, as: UTF16.self) else {
            throw DocumentError(message: ExportWording.brokenUTF16)
        }
        return Array(text.utf8)
    }

    /// Whether this may be UTF-16 without a byte order mark: an export begins with a bracket or a column's name, of whose
    /// first two bytes one is zero.
    private static func looksLikeUTF16(_ bytes: [UInt8]) -> Bool {
        bytes.prefix(2).count { $0 == 0 } == 1 && bytes.count > 1
    }

    /// The line of the first byte that no exported text has; a null character counts, valid as it is in UTF-8.
    private static func lineOfFirstDiagnostic(in bytes: [UInt8]) -> Int? {
        if !bytes.contains(0), String(bytes: bytes, encoding: .utf8) != nil { return nil }
        var line = 1
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        while case .scalarValue(let scalar) = decoder.decode(&iterator), scalar != "\0" {
            if scalar == "\n" { line += 1 }
        }
        return line
    }
}
