import Foundation

/// How many bytes a text file may have.
package enum TextFileSize: Int {
    /// What people write to say what is meant: a configuration, waivers.
    case settings = 0x100000
    /// What a guide requires.
    case rules = 0x1000000
    /// What rolecall itself wrote.
    case report = 0x4000000
}

/// Reads a text file: a configuration, a rule file or a report.
///
/// - Throws: ``FileError`` where it is not a regular file, cannot be opened, is too large, or is not UTF-8.
package func readText(ofFile path: String, _ size: TextFileSize) throws(FileError) -> String {
    let text = try readWholeText(ofFile: path, size)
    return text.hasPrefix("\u{FEFF}") ? String(text.unicodeScalars.dropFirst()) : text
}

/// The same with the byte order mark with which it may begin, for a file that is written back.
package func readWholeText(ofFile path: String, _ size: TextFileSize) throws(FileError) -> String {
    let bytes = try RegularFile(path).readToEnd(limit: size.rawValue)
    guard let text = String(bytes: bytes, encoding: .utf8) else { throw FileError(reason: "it is not UTF-8 text") }
    return text
}
