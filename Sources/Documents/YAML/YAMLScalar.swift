extension String {
    /// The text as a YAML scalar on one line: plain where it can be nothing else, else in double quotes.
    package var yamlScalar: String {
        // No colon or hash, and no space at the end.
        let isPlain = wholeMatch(of: /[A-Za-z][A-Za-z0-9_.,@\/()*+ -]*[A-Za-z0-9_.)*]/) != nil && !isYAMLWord
        guard !isPlain else { return self }
        return "\"" + unicodeScalars.map(\.inYAMLQuotes).joined() + "\""
    }

    /// Whether it is a truth value or null, to a reader of YAML 1.1 or 1.2.
    private var isYAMLWord: Bool {
        ["yes", "no", "true", "false", "on", "off", "null"].contains(lowercased())
    }
}

extension Unicode.Scalar {
    /// The character between double quotes in YAML (YAML 1.1, 5.6).
    fileprivate var inYAMLQuotes: String {
        switch self {
        case "\"", "\\": return "\\\(self)"
        case "\t": return "\\t"
        default: break
        }
        let isShown =
            properties.generalCategory != .control && properties.generalCategory != .format
            && properties.generalCategory != .lineSeparator && properties.generalCategory != .paragraphSeparator
            && !properties.isNoncharacterCodePoint
        guard !isShown else { return String(self) }
        let hex = String(value, radix: 16, uppercase: true)
        let (letter, width) = value <= 0xFF ? ("x", 2) : value <= 0xFFFF ? ("u", 4) : ("U", 8)
        return "\\\(letter)" + String(repeating: "0", count: width - hex.count) + hex
    }
}
