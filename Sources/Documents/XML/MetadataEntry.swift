/// What a metadata file is to say: an entry known by one of its children, such as the `<fieldPermissions>` of a field,
/// with the values that it must have.
package struct MetadataEntry: Sendable, Equatable {
    /// The element, for example `fieldPermissions`.
    package let element: String
    /// The child that says what the entry is about, and its text.
    package let key: Child
    /// The children whose text is given.
    package let values: [Child]
    /// The other children that a new entry has.
    package let defaults: [Child]

    /// An element with a text.
    package struct Child: Sendable, Equatable {
        /// The element.
        package let element: String
        /// Its text.
        package let text: String

        /// Makes a child.
        package init(_ element: String, _ text: String) {
            self.element = element
            self.text = text
        }
    }

    /// Makes an entry.
    package init(_ element: String, key: Child, values: [Child], defaults: [Child]) {
        self.element = element
        self.key = key
        self.values = values.sorted { $0.element < $1.element }
        self.defaults = defaults
    }

    /// Whether a record is this entry: names compare without regard to case.
    func isMet(by record: MetadataRecord) -> Bool {
        guard record.element == element, let text = record.first(key.element)?.text else { return false }
        return text.utf8.elementsEqual(key.text.utf8) { $0 == $1 || $0.lowercasedLetter == $1.lowercasedLetter }
    }

    /// All children of a new entry, sorted as Salesforce sorts them.
    var children: [Child] { (values + defaults + [key]).sorted { $0.element < $1.element } }
}

extension [MetadataRecord] {
    /// What the records are once they say what an entry says, in any order.
    ///
    /// - Parameter entry: Every record of it gets its values, so that two of them no longer contradict each other.
    func saying(_ entry: MetadataEntry) -> [MetadataRecord] {
        guard contains(where: entry.isMet) else {
            let children = entry.children.map { MetadataRecord(element: $0.element, line: 0, text: $0.text) }
            return self + [MetadataRecord(element: entry.element, line: 0, children: children)]
        }
        return map { entry.isMet(by: $0) ? $0.saying(entry.values) : $0 }
    }

    /// The records without their lines and their order: what a file says, however it says it.
    var meaning: [String] { map(\.meaning).sorted() }
}

extension MetadataRecord {
    fileprivate func saying(_ values: [MetadataEntry.Child]) -> MetadataRecord {
        let changed = children.map { child in
            let value = values.first { $0.element == child.element }
            return value.map { MetadataRecord(element: $0.element, line: child.line, text: $0.text) } ?? child
        }
        let missing = values.filter { value in !children.contains { $0.element == value.element } }
        return MetadataRecord(
            element: element, line: line, text: text,
            children: changed + missing.map { MetadataRecord(element: $0.element, line: line, text: $0.text) })
    }

    /// No element name or text can contain these control characters, which XML does not allow.
    fileprivate var meaning: String { "\u{1}\(element)\u{2}\(text)\u{3}\(children.meaning.joined())\u{4}" }
}

extension String {
    /// The text as XML contains it, with the quotes that Salesforce escapes too.
    package var escapedForXML: String {
        var result = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "\"": result += "&quot;"
            case "'": result += "&apos;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
