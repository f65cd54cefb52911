import Documents
import Foundation

/// The JSON Schema (draft 7) that says what a shape says, as far as a schema can say it.
struct JSONSchema {
    private var definitions: [(key: String, value: JSON)] = []

    /// JSON whose keys keep their order.
    indirect enum JSON {
        case text(String)
        case literal(String)
        case list([JSON])
        case object([(key: String, value: JSON)])

        static func texts(_ texts: [String]) -> JSON { .list(texts.map(JSON.text)) }
    }

    /// The text of a schema's file.
    static func text(of shape: Shape) -> String {
        var schema = JSONSchema()
        guard case .object(let root) = schema.json(shape) else { return "" }
        var all: [(key: String, value: JSON)] = [("$schema", .text("http://json-schema.org/draft-07/schema#"))] + root
        if !schema.definitions.isEmpty { all.append(("definitions", .object(schema.definitions))) }
        return JSON.object(all).text(indent: "") + "\n"
    }

    private mutating func json(_ shape: Shape) -> JSON {
        switch shape {
        case .anything: return .literal("true")
        case .never, .undecided: return .literal("false")
        case .text(let rule): return json(rule)
        case .choice(let words): return .object([("enum", .texts(words))])
        case .number(let minimum): return .object([("type", .text("integer")), ("minimum", .literal("\(minimum)"))])
        case .truth:
            let words = ["true", "false", "yes", "no", "on", "off"].flatMap { [$0, $0.capitalized, $0.uppercased()] }
            return .object([("enum", .list([.literal("true"), .literal("false")] + words.map(JSON.text)))])
        case .list(let item, let minimum):
            var keywords: [(key: String, value: JSON)] = [("type", .text("array")), ("items", json(item))]
            if minimum > 0 { keywords.append(("minItems", .literal("\(minimum)"))) }
            if item.isSingle { keywords.append(("uniqueItems", .literal("true"))) }
            return .object(keywords)
        case .named(let rule, let shape):
            return .object([
                ("type", .text("object")), ("propertyNames", json(rule)),
                ("additionalProperties", json(shape)),
            ])
        case .keys(let keys): return json(keys)
        case .selected(let selections, let otherwise):
            return selections.reversed().reduce(json(otherwise)) { rest, selection in
                .object([
                    ("if", .object([("required", .texts([selection.key]))])), ("then", json(selection.shape)),
                    ("else", rest),
                ])
            }
        case .orNothing(let shape):
            return .object([("anyOf", .list([.object([("type", .text("null"))]), json(shape)]))])
        }
    }

    private mutating func json(_ rule: TextRule) -> JSON {
        let types = rule.canBeNumber ? JSON.texts(["string", "number", "boolean"]) : .text("string")
        return defined(rule.name, .object([("type", types), ("pattern", .text(rule.pattern))]))
    }

    private mutating func json(_ keys: Keys) -> JSON {
        defined(keys.name, .object(keywords(keys)))
    }

    /// A schema; a reference to it where it has a name.
    private mutating func defined(_ name: String?, _ json: JSON) -> JSON {
        guard let name else { return json }
        if !definitions.contains(where: { $0.key == name }) { definitions.append((name, json)) }
        return .object([("$ref", .text("#/definitions/\(name)"))])
    }

    private mutating func keywords(_ keys: Keys) -> [(key: String, value: JSON)] {
        let ofVariants = Set(keys.variants?.all.flatMap(\.keys).map(\.name) ?? []).sorted()
        var keywords: [(key: String, value: JSON)] = [
            ("type", .text("object")), ("description", .text(keys.description)),
            ("properties", .object(properties(keys.keys) + ofVariants.map { ($0, .literal("true")) })),
            ("additionalProperties", .literal("false")),
        ]
        keywords += required(keys.keys)
        var all = keys.rules.map(json)
        for variant in keys.variants?.all ?? [] {
            let value = JSON.object([("const", .text(variant.value))])
            let key = keys.variants?.key ?? ""
            let own = Set(variant.keys.map(\.name))
            let ofOthers = ofVariants.filter { !own.contains($0) }.map { (key: $0, value: JSON.literal("false")) }
            all.append(
                .object([
                    ("if", .object([("properties", .object([(key, value)])), ("required", .texts([key]))])),
                    (
                        "then",
                        .object(
                            [("properties", .object(properties(variant.keys) + ofOthers))] + required(variant.keys))
                    ),
                ]))
        }
        if !all.isEmpty { keywords.append(("allOf", .list(all))) }
        return keywords
    }

    private func required(_ keys: [Key]) -> [(key: String, value: JSON)] {
        let names = keys.filter(\.isRequired).map(\.name)
        return names.isEmpty ? [] : [("required", .texts(names))]
    }

    private mutating func properties(_ keys: [Key]) -> [(key: String, value: JSON)] {
        var properties: [(key: String, value: JSON)] = []
        for key in keys {
            let value = json(key.shape)
            properties.append((key.name, key.description.isEmpty ? value : value.described(key.description)))
        }
        return properties
    }

    private func json(_ rule: KeyRule) -> JSON {
        func each(_ keys: [String]) -> JSON { .list(keys.map { .object([("required", .texts([$0]))]) }) }
        return switch rule {
        case .exactlyOne(let keys, _): .object([("oneOf", each(keys))])
        case .atLeastOne(let keys, _): .object([("anyOf", each(keys))])
        case .with(let key, let others): .object([("dependencies", .object([(key, .texts(others))]))])
        }
    }
}

extension Shape {
    /// Whether it is one for single values.
    fileprivate var isSingle: Bool {
        switch self {
        case .text, .choice, .number, .truth: true
        default: false
        }
    }
}

extension JSONSchema.JSON {
    /// The same schema with what it is for; a reference takes nothing in addition.
    fileprivate func described(_ description: String) -> JSONSchema.JSON {
        guard case .object(let keywords) = self else { return self }
        let own: [(key: String, value: JSONSchema.JSON)] = [("description", .text(description))]
        if keywords.first?.key == "$ref" { return .object(own + [("allOf", .list([self]))]) }
        return .object(own + keywords.filter { $0.key != "description" })
    }

    fileprivate func text(indent: String) -> String {
        let inner = indent + "  "
        switch self {
        case .text(let text): return text.inJSON
        case .literal(let text): return text
        case .list(let items):
            let texts = items.map { $0.text(indent: inner) }
            let isShort = texts.allSatisfy { !$0.contains("\n") } && texts.map(\.count).reduce(0, +) < 100
            return isShort
                ? "[\(texts.joined(separator: ", "))]"
                : "[\n" + texts.map { inner + $0 }.joined(separator: ",\n") + "\n\(indent)]"
        case .object(let pairs):
            if pairs.isEmpty { return "{}" }
            let lines = pairs.map { "\($0.key.inJSON): \($0.value.text(indent: inner))" }
            let isShort = lines.count == 1 && !lines[0].contains("\n") && lines[0].count < 100
            return isShort
                ? "{ \(lines[0]) }" : "{\n" + lines.map { inner + $0 }.joined(separator: ",\n") + "\n\(indent)}"
        }
    }
}

extension String {
    fileprivate var inJSON: String {
        "\"" + replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
