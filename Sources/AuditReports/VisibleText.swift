extension String {
    /// The same text with nothing in it that a terminal, a log viewer or a CI runner would act on.
    ///
    /// Control characters (line breaks among them), bidirectional controls and line separators are shown as
    /// `\u{1b}`. CI runners obey `##[command]`, `##vso[command]` and `##teamcity[command]` anywhere in a line of a log,
    /// and GitHub's obeys `::command::` at its start, so those are broken the same way. Names in metadata are free text;
    /// this is the one place that makes them safe.
    var visible: String {
        var result = ""
        var isAtWordStart = true
        let scalars = Array(unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            if scalar.isActive || scalars.startsCommand(at: index) || (isAtWordStart && scalars[index...].starts(with: "::".unicodeScalars)) {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
            isAtWordStart = scalar.properties.isWhitespace
        }
        return result
    }

    /// The same, for a text of several lines that are meant.
    public var visibleLines: String {
        split(separator: "\n", omittingEmptySubsequences: false).map { String($0).visible }.joined(separator: "\n")
    }

    /// The text, where it is too long without its end and with a mark that it is.
    func cut(at most: Int) -> String {
        // In bytes, which is quick, a text is never shorter than in Unicode scalars.
        utf8.count <= most || unicodeScalars.count <= most ? self : String(unicodeScalars.prefix(most - 1)) + "…"
    }
}

extension [Unicode.Scalar] {
    /// Whether `##[` or `##word[` has its bracket here.
    fileprivate func startsCommand(at index: Int) -> Bool {
        guard self[index] == "[" else { return false }
        let hash = self[..<index].lastIndex { !($0.isASCII && $0.properties.isAlphabetic) }
        guard let hash, hash > 0 else { return false }
        return self[hash] == "#" && self[hash - 1] == "#"
    }
}

extension Unicode.Scalar {
    /// Whether a terminal or a viewer does something at this character instead of showing it.
    fileprivate var isActive: Bool {
        switch value {
        case 0x00...0x1F, 0x7F...0x9F: true
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        case 0x2028, 0x2029, 0xFEFF: true
        // No characters at all; XML cannot hold them in any form.
        case 0xFFFE, 0xFFFF: true
        default: false
        }
    }
}
