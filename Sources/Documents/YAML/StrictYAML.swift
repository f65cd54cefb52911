import Yams

/// One value of a YAML file, with its place; asking it for something that it is not is an error of the file.
package struct StrictYAML {
    package let file: String
    package let line: Int
    private let node: Node
    private let diagnostics: Diagnostics

    /// Reads a file's text; `nil`, with an error, where it is not YAML.
    package static func read(_ text: String, file: String, diagnostics: Diagnostics) -> StrictYAML? {
        if let (line, name) = firstAlias(in: text) {
            diagnostics.add(file, line, "An alias, *\(name), repeats another value here. Write the value out.")
            return nil
        }
        do {
            // Types are this reader's own business, so no regular expression has to guess them. Without an encoding Yams
            // would ask the environment for one, and tell on standard output what it found there.
            guard let node = try Yams.compose(yaml: text, .basic, .default, .utf8) else {
                diagnostics.add(file, 1, "The file is empty.")
                return nil
            }
            return StrictYAML(node, file: file, diagnostics: diagnostics, defaultLine: 1)
        } catch let error as YamlError {
            let (line, message) = Self.describe(error)
            diagnostics.add(file, line, message)
        } catch {
            diagnostics.add(file, 1, "The file is not valid YAML: \(error).")
        }
        return nil
    }

    /// The first alias of an anchor that the text has. A few dozen of them can represent more values than there is time
    /// to look at, and no file needs them.
    private static func firstAlias(in text: String) -> (line: Int, name: String)? {
        let bytes = text.utf8
        func names(after marker: Character) -> [Substring] {
            bytes.indices.filter { bytes[$0] == marker.asciiValue }.map { mark in
                text[bytes.index(after: mark)...].prefix {
                    $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0))
                }
            }
        }
        guard bytes.contains(UInt8(ascii: "&")) else { return nil }
        let anchors = Set(names(after: "&")).subtracting([""])
        guard let alias = names(after: "*").first(where: anchors.contains) else { return nil }
        return (text[..<alias.startIndex].count { $0.isNewline } + 1, String(alias))
    }

    private init(_ node: Node, file: String, diagnostics: Diagnostics, defaultLine: Int) {
        self.node = node
        self.file = file
        self.diagnostics = diagnostics
        line = node.mark?.line ?? defaultLine
        if !Self.untagged.contains(Tag.Name(rawValue: node.tag.rawValue)) {
            diagnostics.add(file, line, "A tag, \(node.tag), says here what the value is. No tag is read; remove it.")
        }
    }

    /// What the basic resolver makes of values without a tag.
    private static let untagged: Set<Tag.Name> = [.str, .seq, .map]

    private static func describe(_ error: YamlError) -> (line: Int, message: String) {
        switch error {
        // The parser's words speak of its own functions.
        case .parser(_, let problem, let mark, _) where problem.contains("nesting level"):
            (mark.line, "The values are nested too deeply.")
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            (mark.line, "The file is not valid YAML: \(problem).")
        case .duplicatedKeysInMapping(let duplicates, let context):
            (
                context.mark.line,
                "A key appears twice: \(duplicates.sorted().joined(separator: ", ")). Keep one."
            )
        default:
            (1, "The file is not valid YAML: \(error).")
        }
    }

    package var place: Place { Place(file: file, line: line) }

    package func diagnostic(_ message: String) {
        diagnostics.add(file, line, message)
    }

    /// Whether there is no value: nothing behind the key, or `null`.
    package var isNull: Bool {
        guard let scalar = node.scalar, scalar.style == .plain else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// The value as text; an error where it is a list or a mapping.
    package var text: String? {
        guard let scalar = node.scalar else {
            diagnostic("A text is wanted here, not \(kind).")
            return nil
        }
        if let character = scalar.string.unicodeScalars.first(where: \.isControlInText) {
            diagnostic(
                "This text has the control character \(character.codePoint), which no name and no sentence has. Remove it."
            )
            return nil
        }
        return scalar.string
    }

    /// The value as text on one line; an error where it has a line break.
    package var singleLine: String? {
        guard let text else { return nil }
        guard !text.unicodeScalars.contains("\n") else {
            diagnostic("This text has a line break, and one line is wanted here.")
            return nil
        }
        return text
    }

    /// The value as text that says something; an error where nobody can see anything in it.
    package var name: String? {
        guard let text = singleLine else { return nil }
        guard !text.isBlank else {
            diagnostic("This is empty: write a name, or remove the key.")
            return nil
        }
        return text
    }

    /// The value as a list of texts.
    package var texts: [String]? {
        list?.compactMap(\.text)
    }

    /// The value as a list of texts that say something.
    package var names: [String]? {
        list?.compactMap(\.name)
    }

    package var list: [StrictYAML]? {
        guard let sequence = node.sequence else {
            diagnostic("A list is wanted here, not \(kind).")
            return nil
        }
        return sequence.map { child($0) }
    }

    /// The value as a list with something in it: what requires nothing would be fulfilled by everybody.
    package var filledList: [StrictYAML]? {
        guard let list else { return nil }
        if list.isEmpty { diagnostic("This list is empty, so it requires nothing.") }
        return list
    }

    /// The value as a whole number.
    package var number: Int? {
        guard let text else { return nil }
        guard let number = Int(text) else {
            diagnostic("A whole number is wanted here, not \"\(text)\".")
            return nil
        }
        return number
    }

    /// The value as true or false.
    package var truth: Bool? {
        guard let text else { return nil }
        switch text.lowercased() {
        case "true", "yes", "on": return true
        case "false", "no", "off": return false
        default:
            diagnostic("true or false is wanted here, not \"\(text)\".")
            return nil
        }
    }

    /// The value as one of an enumeration's names.
    package func choice<Value>(_: Value.Type) -> Value? where Value: RawRepresentable<String> & CaseIterable {
        guard let text else { return nil }
        guard let value = Value(rawValue: text) else {
            diagnostic(
                "\"\(text)\" is not known here. Known: \(Value.allCases.map(\.rawValue).joined(separator: ", ")).")
            return nil
        }
        return value
    }

    /// The entries of a mapping in the file's order, whatever their keys.
    package var entries: [(key: String, value: StrictYAML)]? {
        guard let mapping = node.mapping else {
            diagnostic("A mapping is wanted here, not \(kind).")
            return nil
        }
        return mapping.compactMap { key, value in
            // A key is a name too.
            child(key).singleLine.map { ($0, child(value)) }
        }
    }

    /// Whether it is a mapping with such a key.
    package func holds(_ key: String) -> Bool {
        node.mapping?.keys.contains { $0.scalar?.string == key } ?? false
    }

    /// A mapping whose keys are all known; each other key is an error that lists the known ones.
    package func mapping(_ knownKeys: [String]) -> StrictMapping? {
        guard let mapping = node.mapping else {
            diagnostic("A mapping is wanted here, not \(kind).")
            return nil
        }
        var values: [String: StrictYAML] = [:]
        for (key, value) in mapping {
            let name = key.scalar?.string ?? ""
            guard knownKeys.contains(name) else {
                diagnostics.add(
                    file, key.mark?.line ?? line,
                    "The key \"\(name)\" is not known here. Known keys: \(knownKeys.joined(separator: ", ")).")
                continue
            }
            values[name] = child(value)
        }
        return StrictMapping(whole: self, values: values)
    }

    private var kind: String {
        switch node {
        case .mapping: "a mapping"
        case .sequence: "a list"
        default: "a single value"
        }
    }

    private func child(_ node: Node) -> StrictYAML {
        StrictYAML(node, file: file, diagnostics: diagnostics, defaultLine: line)
    }
}
