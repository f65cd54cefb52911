import Yams

/// One value of a YAML file, with its place.
///
/// It does not know what it must be: a ``Shape`` checks a whole file once. The list of a value that is no list is `nil`, and so
/// on.
package struct YAMLValue: Sendable {
    package let place: Place
    private let content: Content

    private indirect enum Content: Sendable {
        /// There is no such key.
        case absent
        case single(String, isPlain: Bool)
        case list([YAMLValue])
        case mapping([Entry])
    }

    /// A key of a mapping, and its value.
    package struct Entry: Sendable {
        package let key: String
        /// Where the key is.
        package let place: Place
        package let value: YAMLValue
    }

    /// No value, as behind a key that is absent.
    package static let absent = YAMLValue(place: Place(file: "", line: nil), content: .absent)

    package var exists: Bool { if case .absent = content { false } else { true } }

    /// The same value; `nil` for none.
    package var ifGiven: YAMLValue? { exists ? self : nil }

    /// Whether there is no value: nothing behind the key, or `null`.
    package var isNull: Bool {
        if case .single(let text, isPlain: true) = content {
            ["", "~", "null", "Null", "NULL"].contains(text)
        } else {
            false
        }
    }

    /// A single value, as it is written.
    package var text: String? { if case .single(let text, _) = content { text } else { nil } }

    package var list: [YAMLValue]? { if case .list(let list) = content { list } else { nil } }

    /// The entries of a mapping, in the file's order.
    package var entries: [Entry]? { if case .mapping(let entries) = content { entries } else { nil } }

    /// The value of a key.
    package subscript(_ key: String) -> YAMLValue { entries?.first { $0.key == key }?.value ?? .absent }

    /// The single values of a list.
    package var texts: [String] { (list ?? []).compactMap(\.text) }

    package var number: Int? { text.flatMap { Int($0) } }

    /// Whether it is `true`, `yes` or `on`, and not `false`, `no` or `off`.
    package var truth: Bool? { text.flatMap { Self.truths[$0.lowercased()] } }

    static let truths = ["true": true, "yes": true, "on": true, "false": false, "no": false, "off": false]

    /// The value as one of an enumeration's names.
    package func choice<Value: RawRepresentable<String>>(_: Value.Type) -> Value? { text.flatMap(Value.init) }

    /// The values of a list as an enumeration's names.
    package func choices<Value: RawRepresentable<String>>(_: Value.Type) -> [Value] {
        (list ?? []).compactMap { $0.choice(Value.self) }
    }

    /// What each value of a mapping is read as, by key.
    package func dictionary<Value>(_ read: (YAMLValue) -> Value?) -> [String: Value] {
        let pairs = (entries ?? []).compactMap { entry in read(entry.value).map { (entry.key, $0) } }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    /// What it is, for errors.
    var kind: String {
        switch content {
        case .mapping: "a mapping"
        case .list: "a list"
        case .single, .absent: "a single value"
        }
    }
}

// MARK: Reading

extension YAMLValue {
    /// Reads a file's text and checks all of it; `nil`, with an error, where it is not YAML.
    package static func read(
        _ text: String, file: String, as shape: Shape, _ diagnostics: Diagnostics
    ) -> YAMLValue? {
        let value = read(text, file: file, diagnostics)
        if let value { shape.check(value, diagnostics) }
        return value
    }

    private static func read(_ text: String, file: String, _ diagnostics: Diagnostics) -> YAMLValue? {
        if let (line, name) = firstAlias(in: text) {
            diagnostics.add(file, line, "An alias, *\(name), repeats another value here. Write the value out.")
            return nil
        }
        do {
            // Types are the shapes' own business, so no regular expression has to guess them. Without an encoding Yams would
            // ask the environment for one, and print what it found there.
            guard let node = try Yams.compose(yaml: text, .basic, .default, .utf8) else {
                diagnostics.add(file, 1, "The file is empty.")
                return nil
            }
            return YAMLValue(node, file: file, defaultLine: 1, diagnostics)
        } catch let error as YamlError {
            let (line, message) = Self.describe(error)
            diagnostics.add(file, line, message)
        } catch {
            diagnostics.add(file, 1, "The file is not valid YAML: \(error).")
        }
        return nil
    }

    private init(_ node: Node, file: String, defaultLine: Int, _ diagnostics: Diagnostics) {
        let line = node.mark?.line ?? defaultLine
        let place = Place(file: file, line: line)
        func child(_ node: Node) -> YAMLValue { YAMLValue(node, file: file, defaultLine: line, diagnostics) }
        if !Self.untagged.contains(Tag.Name(rawValue: node.tag.rawValue)) {
            diagnostics.add(place, "A tag, \(node.tag), says here what the value is. No tag is read; remove it.")
        }
        let content: Content =
            switch node {
            case .mapping(let mapping):
                .mapping(
                    mapping.compactMap { key, value in
                        let (key, value) = (child(key), child(value))
                        guard let name = key.text else {
                            diagnostics.add(key.place, "A text is wanted here, not \(key.kind).")
                            return nil
                        }
                        return Entry(key: name, place: key.place, value: value)
                    })
            case .sequence(let sequence): .list(sequence.map(child))
            case .scalar(let scalar): .single(scalar.string, isPlain: scalar.style == .plain)
            case .alias: .absent
            }
        self.init(place: place, content: content)
    }

    /// What the basic resolver makes of values without a tag.
    private static let untagged: Set<Tag.Name> = [.str, .seq, .map]

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
}
