/// Why a document cannot be read, and where: of XML, CSV, an exported table or a report.
package struct DocumentError: Error, Sendable, Equatable {
    /// What is wrong and what to do, as whole sentences.
    package let message: String
    /// The line, from 1; `nil` where the file as a whole is meant.
    package let line: Int?
    /// The column in characters, from 1; `nil` where it is not known.
    package let column: Int?
    /// The file, where it is not the one that the caller named; a reader of bytes knows of no files.
    package private(set) var file: String?

    /// Makes an error.
    package init(message: String, line: Int? = nil, column: Int? = nil) {
        self.message = message
        self.line = line
        self.column = column
    }

    /// The error of a file that cannot be read at all.
    package init(_ error: FileError) {
        self.init(message: "The file cannot be read: \(error.reason).")
    }

    /// The same error in another file than the one that the caller named.
    package func at(file: String) -> DocumentError {
        var error = self
        error.file = file
        return error
    }
}

/// Why a file cannot be read, in words that end a sentence.
package struct FileError: Error {
    /// What is after "cannot be read: ".
    package let reason: String

    /// Makes an error.
    package init(reason: String) { self.reason = reason }
}
