/// A command for a reader to paste: words of ours, and names and paths that strangers chose.
///
/// Every command that rolecall prints is made here, so that a name is never more than one word of it, no matter what is in
/// the name. It is one line: what a name hides is shown, as everywhere.
package struct ShellCommand {
    private var words: [String]

    /// Begins a command with words that need no quotes.
    package init(_ words: String...) {
        self.words = words
    }

    /// The command as one line to paste.
    package var line: String { words.joined(separator: " ") }

    /// Adds words of ours, as they are.
    package func word(_ word: String) -> ShellCommand { adding([word]) }

    /// Adds arguments as a program gets them.
    package func arguments(_ arguments: [String]) -> ShellCommand { adding(arguments.map(\.shellQuoted)) }

    /// Adds paths, none of which can be taken for an option.
    package func paths(_ paths: [String]) -> ShellCommand { arguments(paths.map(\.asPathArgument)) }

    /// Adds an option with a name, which is not an option itself, even where it looks like one.
    package func option(_ flag: String, _ value: String) -> ShellCommand {
        adding(value.startsLikeOption ? ["\(flag)=\(value)".shellQuoted] : [flag, value.shellQuoted])
    }

    /// The same, where there is a name.
    package func option(_ flag: String, _ value: String?) -> ShellCommand { value.map { option(flag, $0) } ?? self }

    /// The same, once for each name.
    package func options(_ flag: String, _ values: [String]) -> ShellCommand {
        values.reduce(self) { $0.option(flag, $1) }
    }

    private func adding(_ more: [String]) -> ShellCommand {
        var command = self
        command.words += more
        return command
    }
}

extension String {
    var startsLikeOption: Bool { unicodeScalars.first == "-" }

    /// The path in a form that cannot be taken for an option.
    var asPathArgument: String { startsLikeOption ? "./\(self)" : self }

    /// The text as one word of a command line.
    ///
    /// Bare where it needs no quotes, else in double quotes where sh, cmd.exe and PowerShell take these for the same
    /// text, else in single quotes as sh reads them: one that is part of the text ends the quotes, is escaped, and
    /// begins them again. Scalars are compared, as shells do: to Swift an apostrophe with a combining mark is another
    /// character than an apostrophe.
    var shellQuoted: String {
        let text = visible.unicodeScalars
        if !text.isEmpty, text.first != "=", text.allSatisfy(\.isBareInShells) { return String(text) }
        if text.allSatisfy(\.isPlainInDoubleQuotes) { return "\"\(String(text))\"" }
        var result = "'".unicodeScalars
        for scalar in text {
            result.append(contentsOf: scalar == "'" ? "'\\''".unicodeScalars : String(scalar).unicodeScalars)
        }
        return String(result) + "'"
    }
}

extension Unicode.Scalar {
    private var isASCIILetterOrDigit: Bool {
        isASCII && (properties.isAlphabetic || properties.numericType == .decimal)
    }

    fileprivate var isBareInShells: Bool { isASCIILetterOrDigit || "._-/=:".unicodeScalars.contains(self) }

    /// Whether it means itself between double quotes in sh (bash's history of commands included), cmd.exe and PowerShell.
    ///
    /// Beyond ASCII only letters and digits do: PowerShell takes typographic quotes for quotes, and Windows may take other
    /// signs, combining ones too, for the ASCII character that they look like.
    fileprivate var isPlainInDoubleQuotes: Bool {
        if isASCII { return !"\"$`\\!%^".unicodeScalars.contains(self) }
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter, .decimalNumber: return true
        default: return false
        }
    }
}
