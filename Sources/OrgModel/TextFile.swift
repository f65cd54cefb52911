import Foundation

/// Why a text file cannot be read, in words that end a sentence.
package struct TextFileError: Error {
    /// What stands after "cannot be read: ".
    package let reason: String
}

/// Reads a file that a person wrote: a configuration or a rule file.
///
/// Whatever is no regular file is refused before it is opened: a pipe would hang until somebody writes to it.
///
/// - Throws: ``TextFileError`` where it is no file, cannot be opened, or is not UTF-8.
package func readText(ofFile path: String) throws(TextFileError) -> String {
    let text = try readWholeText(ofFile: path)
    return text.hasPrefix("\u{FEFF}") ? String(text.unicodeScalars.dropFirst()) : text
}

/// The same with the byte order mark with which it may begin, for a file that is written back.
package func readWholeText(ofFile path: String) throws(TextFileError) -> String {
    var status = stat()
    if unsafe stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
        throw TextFileError(reason: status.st_mode & S_IFMT == S_IFDIR ? "it is a folder" : "it is no regular file")
    }
    let bytes: Data
    do {
        bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
        throw TextFileError(reason: systemReason(error))
    }
    guard let text = String(bytes: bytes, encoding: .utf8) else { throw TextFileError(reason: "it is not UTF-8 text") }
    return text
}
