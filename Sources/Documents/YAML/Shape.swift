/// What a value must be in a file that a person writes.
///
/// Shapes are the one description of rule files, waivers and `rolecall.yml`: a reader checks a whole file with them before it
/// reads any value, and the JSON Schemas in `Rules/schemas`, with which editors check, are made of them.
package indirect enum Shape: Sendable {
    case anything
    /// Nothing is right here, and why.
    case never(String)
    /// What is still to be decided, in one sentence or a list of them: always an error, which says it.
    case undecided
    /// A single value.
    case text(TextRule)
    /// One of several words.
    case choice([String])
    case number(from: Int)
    case truth
    /// A list; single values are in it once.
    case list(of: Shape, atLeast: Int = 0)
    /// A mapping whose keys the writer chooses.
    case named(TextRule, Shape)
    /// A mapping whose keys are known.
    case keys(Keys)
    /// A mapping that is one of several: the first whose key it has.
    case selected(by: [Selection], otherwise: Shape)
    /// Nothing behind the key, or the shape.
    case orNothing(Shape)

    /// What a mapping is where it has a key.
    package struct Selection: Sendable {
        package let key: String
        package let shape: Shape

        package init(_ key: String, _ shape: Shape) {
            (self.key, self.shape) = (key, shape)
        }
    }

    /// One of an enumeration's names.
    package static func choice<Value: RawRepresentable<String> & CaseIterable>(_: Value.Type) -> Shape {
        .choice(Value.allCases.map(\.rawValue))
    }

    /// A list of an enumeration's names.
    package static func choices<Value: RawRepresentable<String> & CaseIterable>(
        _: Value.Type, atLeast: Int = 0
    ) -> Shape {
        .list(of: .choice(Value.self), atLeast: atLeast)
    }

    /// A mapping with one key for each of an enumeration's names.
    package static func each<Value: RawRepresentable<String> & CaseIterable>(
        _: Value.Type, _ description: String, _ shape: Shape
    ) -> Shape {
        .keys(Keys(description, Value.allCases.map { Key($0.rawValue, shape) }))
    }
}

/// The keys that a mapping can have.
package struct Keys: Sendable {
    /// What other schemas call it; `nil` where it is used once.
    package let name: String?
    package let description: String
    package private(set) var keys: [Key]
    package let rules: [KeyRule]
    /// Further keys, by the value of one.
    package let variants: Variants?

    package init(
        _ description: String, name: String? = nil, _ keys: [Key], rules: [KeyRule] = [], variants: Variants? = nil
    ) {
        (self.description, self.name, self.keys) = (description, name, keys)
        (self.rules, self.variants) = (rules, variants)
    }

    /// The same with further keys.
    package func adding(_ keys: [Key]) -> Keys {
        var all = self
        all.keys += keys
        return all
    }
}

/// A key of a mapping.
package struct Key: Sendable {
    package let name: String
    package let shape: Shape
    package let isRequired: Bool
    /// What it is for.
    package let description: String

    package init(_ name: String, _ shape: Shape, _ description: String = "") {
        (self.name, self.shape, self.description, isRequired) = (name, shape, description, true)
    }

    package init(optional name: String, _ shape: Shape, _ description: String = "") {
        (self.name, self.shape, self.description, isRequired) = (name, shape, description, false)
    }
}

/// Which keys a mapping must have together.
package enum KeyRule: Sendable {
    case exactlyOne([String], String)
    case atLeastOne([String], String)
    /// With the first, all the others are there.
    case with(String, [String])
}

/// The keys that a mapping has in addition to others, by the value of one of those.
package struct Variants: Sendable {
    package let key: String
    package let all: [Variant]

    package init(by key: String, _ all: [Variant]) {
        (self.key, self.all) = (key, all)
    }
}

/// The keys that a mapping has where a key has a value.
package struct Variant: Sendable {
    package let value: String
    package let keys: [Key]

    package init(_ value: String, _ keys: [Key]) {
        (self.value, self.keys) = (value, keys)
    }
}
