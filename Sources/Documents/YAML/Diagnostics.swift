/// An error in a file that a person wrote: a rule file or a configuration.
package struct Diagnostic: Sendable, Hashable, CustomStringConvertible {
    /// The file, as the person knows it.
    package let file: String
    /// The line, from 1.
    package let line: Int
    /// What is wrong and what would be right.
    package let message: String

    /// `file:line: message`
    package var description: String { "\(file):\(line): \(message)" }

    package init(file: String, line: Int, message: String) {
        self.file = file
        self.line = line
        self.message = message
    }
}

/// Gathers every error of a whole reading, so that the person who wrote the files can fix them in one go.
package final class Diagnostics {
    package private(set) var all: [Diagnostic] = []

    package init() {}

    package func add(_ file: String, _ line: Int, _ message: String) {
        all.append(Diagnostic(file: file, line: line, message: message))
    }

    package func add(_ place: Place, _ message: String) { add(place.file, place.line ?? 1, message) }
}
