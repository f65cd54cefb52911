// Names are free text, which may be hostile. What a reader cannot see, or a program acts on, is distinguished here, once for
// every module.

extension Unicode.Scalar {
    /// Whether a terminal or a viewer does something at this character, or nothing at all, instead of showing it:
    /// control characters, line separators, bidirectional controls, and what has no width, such as soft hyphens,
    /// variation selectors and tag characters.
    package var isHidden: Bool {
        // Most text is ASCII, and requiring properties costs more than the rest of a report.
        if isASCII { return value < 0x20 || value == 0x7F }
        return switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        // Of what formats text, the signs that are around numbers in Arabic and other scripts are seen.
        case .format: !isVisibleFormat
        // A pattern of Braille without a dot looks like a space, and is none.
        case _ where value == 0x2800: true
        default: properties.isDefaultIgnorableCodePoint || properties.isNoncharacterCodePoint
        }
    }

    private var isVisibleFormat: Bool {
        switch value {
        case 0x0600...0x0605, 0x06DD, 0x070F, 0x0890...0x0891, 0x08E2, 0x110BD, 0x110CD: true
        default: false
        }
    }

    /// Whether a reader cannot see a difference between this character and none.
    fileprivate var isBlank: Bool { isHidden || properties.isWhitespace }
}

extension StringProtocol {
    /// Whether the text contains nothing visible: no character at all, or only spaces and what has no width.
    package var isBlank: Bool { unicodeScalars.allSatisfy(\.isBlank) }
}

extension Unicode.Scalar {
    /// Whether it has no place in a text of several lines.
    package var isControlInText: Bool {
        if isASCII { return isHidden && self != "\n" && self != "\t" }
        return switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    /// `U+001B`
    package var codePoint: String {
        let hex = String(value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex
    }
}
