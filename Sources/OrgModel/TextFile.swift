import Foundation

/// Why a text file cannot be read, in words that end a sentence.
package struct TextFileError: Error {
    /// What stands after "cannot be read: ".
    package let reason: String
}

/// Reads a file that a person wrote: a configuration or a rule file.
///
/// - Throws: ``TextFileError`` where it is no regular file, cannot be opened, or is not UTF-8.
package func readText(ofFile path: String) throws(TextFileError) -> String {
    let text = try readWholeText(ofFile: path)
    return text.hasPrefix("\u{FEFF}") ? String(text.unicodeScalars.dropFirst()) : text
}

/// The same with the byte order mark with which it may begin, for a file that is written back.
package func readWholeText(ofFile path: String) throws(TextFileError) -> String {
    let bytes: [UInt8]
    do throws(FileOnDisk.Failure) {
        bytes = try FileOnDisk(path).readToEnd()
    } catch {
        throw TextFileError(reason: error.reason)
    }
    guard let text = String(bytes: bytes, encoding: .utf8) else { throw TextFileError(reason: "it is not UTF-8 text") }
    return text
}
