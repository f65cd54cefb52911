import OrgModel

extension String {
    /// The same text with nothing in it that a terminal, a log viewer or a CI runner would act on, and nothing that
    /// a reader cannot see.
    ///
    /// Control characters (line breaks among them), bidirectional controls, line separators and characters without width
    /// are shown as `\u{1b}`. CI runners obey `##[command]`, `##vso[command]` and `##teamcity[command]` anywhere in a line
    /// of a log, and GitHub's obeys `::command::` at its start, so those are broken the same way. Names in metadata are
    /// free text; this is the one place that makes them safe.
    package var visible: String {
        if isPlain { return self }
        var result = ""
        var isAtWordStart = true
        let scalars = Array(unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            if scalar.isHidden || scalars.startsCommand(at: index)
                || (isAtWordStart && scalars[index...].starts(with: "::".unicodeScalars))
            {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
            isAtWordStart = scalar.properties.isWhitespace
        }
        return result
    }

    /// Whether it is ASCII in which nothing can be hidden and no command be written, as most of a report is.
    private var isPlain: Bool {
        var previous: UInt8 = 0
        return utf8.allSatisfy { byte in
            defer { previous = byte }
            return (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "[")
                && (byte != UInt8(ascii: ":") || previous != byte)
        }
    }

    /// The same, for a text of several lines that are meant.
    package var visibleLines: String {
        unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).visible }.joined(
            separator: "\n")
    }

    /// The text, where it is too long without its end and with a mark that it is.
    func cut(at limit: Int) -> String {
        // In bytes, which is quick, a text is never shorter than in Unicode scalars.
        utf8.count <= limit || unicodeScalars.count <= limit ? self : String(unicodeScalars.prefix(limit - 1)) + "…"
    }
}

extension [Unicode.Scalar] {
    /// Whether `##[` or `##word[` has its bracket here.
    func startsCommand(at index: Int) -> Bool {
        guard self[index] == "[" else { return false }
        let hash = self[..<index].lastIndex { !($0.isASCII && $0.properties.isAlphabetic) }
        guard let hash, hash > 0 else { return false }
        return self[hash] == "#" && self[hash - 1] == "#"
    }
}
