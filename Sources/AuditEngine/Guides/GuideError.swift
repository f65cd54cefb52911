package import Documents
import OrgModel

/// Why a guide cannot be used: every error in its files, or the one in how it was chosen.
public struct GuideError: Error, Sendable, CustomStringConvertible {
    /// The errors, in the order of the files.
    package let diagnostics: [Diagnostic]
    /// What was wrongly chosen, where no file is wrong.
    package let choice: Choice?

    /// What is chosen about a guide.
    package enum Choice: Sendable {
        case guide, edition
    }

    init(diagnostics: [Diagnostic], choice: Choice? = nil) {
        self.diagnostics = diagnostics
        self.choice = choice
    }

    private init(_ choice: Choice, of name: String, _ message: String) {
        self.init(diagnostics: [Diagnostic(file: name, line: 1, message: message)], choice: choice)
    }

    static func unknownGuide(_ name: String) -> GuideError {
        GuideError(
            .guide, of: name,
            "There is no guide \"\(name)\".\(didYouMean(name, among: Guide.embedded)) rolecall guide list shows those that there are. "
                + "A folder is named with a slash: ./\(name).")
    }

    static func unknownEdition(_ key: String, of guide: Guide) -> GuideError {
        let known = guide.editions.map(\.key).joined(separator: ", ")
        return GuideError(
            .edition, of: guide.id,
            "The guide has no edition \"\(key)\".\(didYouMean(key, among: guide.editions.map(\.key))) \(known.isEmpty ? "It has only one" : "Known: \(known)")."
        )
    }

    /// What is wrong with a file that is a guide by itself.
    static func invalid(_ path: String, _ message: String) -> GuideError { GuideError(.guide, of: path, message) }

    static func noFolder(_ path: String) -> GuideError {
        GuideError(.guide, of: path, "\(path) is a file; name the folder that contains it and the other rule files.")
    }

    /// One error a line.
    public var description: String { diagnostics.map(\.description).joined(separator: "\n") }

    static func check(_ diagnostics: Diagnostics) throws(GuideError) {
        if !diagnostics.all.isEmpty { throw GuideError(diagnostics: diagnostics.all) }
    }
}
