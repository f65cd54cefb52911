/// A mapping whose keys were checked.
package struct StrictMapping {
    /// The mapping itself, for errors that concern all of it.
    package let whole: StrictYAML
    private let values: [String: StrictYAML]

    init(whole: StrictYAML, values: [String: StrictYAML]) {
        self.whole = whole
        self.values = values
    }

    /// The value of a key that may be absent.
    package subscript(_ key: String) -> StrictYAML? { values[key] }

    /// The value of a key that must be there.
    package func required(_ key: String) -> StrictYAML? {
        if values[key] == nil { whole.diagnostic("The key \"\(key)\" is missing here.") }
        return values[key]
    }

    /// A sentence, or several, that must be there and end with a period.
    package func prose(_ key: String) -> String? {
        required(key).flatMap(Self.prose)
    }

    /// The same, where it may be absent.
    package func optionalProse(_ key: String) -> String? {
        self[key].flatMap(Self.prose)
    }

    private static func prose(_ value: StrictYAML) -> String? {
        guard let text = value.text else { return nil }
        if !text.hasSuffix(".") { value.diagnostic("This text does not end with a period.") }
        return text
    }
}
