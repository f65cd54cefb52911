/// What a text must be: for a reader a function that says what is wrong with it, for a schema a regular expression.
package struct TextRule: Sendable {
    /// What schemas call it; `nil` where it is used once.
    package let name: String?
    /// What a schema says, as a regular expression of ECMAScript.
    package let pattern: String
    /// Whether a value that YAML takes for a number or a truth value can be such a text.
    package let canBeNumber: Bool
    /// What is wrong with a text that is not blank; `nil` where nothing is.
    package let fault: @Sendable (String) -> String?

    package init(
        _ name: String? = nil, pattern: String, canBeNumber: Bool = false,
        fault: @escaping @Sendable (String) -> String?
    ) {
        (self.name, self.pattern, self.canBeNumber, self.fault) = (name, pattern, canBeNumber, fault)
    }

    /// Control characters but tabs and line breaks, as a pattern has them between brackets.
    private static let controls = #"\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029"#

    /// A text, of several lines or one.
    package static let text = TextRule(
        "text", pattern: "^[^\(controls)]*[^\(controls)\\s][^\(controls)]*$", canBeNumber: true, fault: control)

    /// A text on one line.
    package static let line = TextRule(
        "line", pattern: "^[^\\n\(controls)]*[^\(controls)\\s][^\\n\(controls)]*$", canBeNumber: true,
        fault: { text in
            control(text)
                ?? (text.unicodeScalars.contains("\n")
                    ? "This text has a line break, and one line is wanted here." : nil)
        })

    /// A sentence, or several.
    package static let prose = TextRule(
        "prose", pattern: "^[^\(controls)]*\\.$",
        fault: { text in
            control(text) ?? (text.hasSuffix(".") ? nil : "This text does not end with a period.")
        })

    /// What file names, class names and identities in reports can carry.
    package static let identifier = word(
        name: "identifier", "A-Za-z0-9._-", canBeNumber: true,
        fault: { _ in "An id contains letters, digits, \"-\", \".\" and \"_\" only, and at least one of them." })

    /// What Salesforce calls something inside: letters, digits and underscores.
    package static let apiName = word(
        name: "apiName", "A-Za-z", "A-Za-z0-9_",
        fault: { "\"\($0)\" is not an API name: letters, digits and \"_\", a letter first." })

    /// An address in the web. Reports make a link of it, so it is nothing else.
    package static let webAddress = word(
        name: "webAddress", after: ["https://", "http://"], "A-Za-z0-9", #"!#-&(-;=?-[\]-_a-~"#,
        fault: { _ in "This is not a web address. Write one that begins with https:// or http://." })

    /// One of some beginnings, then ASCII characters: the first of one set, the others of another.
    ///
    /// - Parameters:
    ///   - name: What the rule files' schemas call the rule; `nil` where they write it out.
    ///   - beginnings: The text begins with one of them; empty where it begins with its characters.
    ///   - first: A set as a regular expression has it between brackets: characters, and ranges of them.
    ///   - others: The same; `nil` for the same set.
    ///   - canBeNumber: Whether a number of YAML is taken as the text that it is written with.
    ///   - fault: What is wrong with a text that the rule refuses, as whole sentences.
    package static func word(
        name: String? = nil, after beginnings: [String] = [], _ first: String, _ others: String? = nil,
        canBeNumber: Bool = false,
        fault: @escaping @Sendable (String) -> String
    ) -> TextRule {
        let sets = (first: ASCIISet(first), others: ASCIISet(others ?? first))
        let beginning = beginnings.isEmpty ? "" : "(" + beginnings.joined(separator: "|") + ")"
        return TextRule(name, pattern: "^\(beginning)[\(first)][\(others ?? first)]*$", canBeNumber: canBeNumber) {
            text in
            let start = beginnings.first(where: text.hasPrefix)
            guard start != nil || beginnings.isEmpty else { return fault(text) }
            let rest = text.utf8.dropFirst(start?.utf8.count ?? 0)
            return rest.first.map(sets.first.contains) == true && rest.dropFirst().allSatisfy(sets.others.contains)
                ? nil : fault(text)
        }
    }

    private static let control: @Sendable (String) -> String? = { text in
        text.unicodeScalars.first(where: \.isControlInText).map {
            "This text has the control character \($0.codePoint), which no name and no sentence has. Remove it."
        }
    }
}

/// Characters of ASCII, as a regular expression has them between brackets.
private struct ASCIISet: Sendable {
    private var bits: (low: UInt64, high: UInt64) = (0, 0)

    init(_ text: String) {
        let bytes = Array(text.utf8).filter { $0 != UInt8(ascii: "\\") }
        var index = 0
        while index < bytes.count {
            let isRange = index + 2 < bytes.count && bytes[index + 1] == UInt8(ascii: "-")
            let last = isRange ? bytes[index + 2] : bytes[index]
            for byte in bytes[index]...max(last, bytes[index]) { insert(byte) }
            index += isRange ? 3 : 1
        }
    }

    private mutating func insert(_ byte: UInt8) {
        if byte < 64 { bits.low |= 1 << UInt64(byte) } else if byte < 128 { bits.high |= 1 << UInt64(byte - 64) }
    }

    func contains(_ byte: UInt8) -> Bool {
        byte < 64 ? bits.low >> UInt64(byte) & 1 == 1 : byte < 128 && bits.high >> UInt64(byte - 64) & 1 == 1
    }
}
