extension String {
    /// The text as a YAML scalar on one line: plain where it can be nothing else, else in double quotes.
    package var yamlScalar: String {
        guard !isPlain || isYAMLWord else { return self }
        return "\"" + unicodeScalars.map(\.inYAMLQuotes).joined() + "\""
    }

    /// Whether it begins with a letter and ends as a word does, with no colon or hash between. One letter alone may be a truth
    /// value.
    private var isPlain: Bool {
        guard utf8.count > 1, let first = utf8.first, first.isLetter, let last = utf8.last else { return false }
        return (last.isInWords || ")*".utf8.contains(last))
            && utf8.allSatisfy { $0.isInWords || ",@/()*+ -".utf8.contains($0) }
    }

    /// Whether it is a truth value or null, to a reader of YAML 1.1 or 1.2.
    private var isYAMLWord: Bool {
        ["yes", "no", "true", "false", "on", "off", "null"].contains(lowercased())
    }
}

extension UInt8 {
    fileprivate var isLetter: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
    }

    /// Whether it is a letter or digit of ASCII, an underscore or a dot.
    fileprivate var isInWords: Bool {
        isLetter || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) || self == UInt8(ascii: "_")
            || self == UInt8(ascii: ".")
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
