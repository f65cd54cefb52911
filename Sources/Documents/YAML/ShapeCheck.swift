extension Shape {
    /// Adds an error for each value that is not what it must be.
    package func check(_ value: YAMLValue, _ diagnostics: Diagnostics) {
        switch self {
        case .anything: break
        case .never(let reason): diagnostics.add(value.place, reason)
        case .undecided: Self.report(value, diagnostics)
        case .text(let rule): Self.check(value, diagnostics, rule.fault)
        case .choice(let words): Self.check(value, diagnostics) { Self.fault(of: $0, among: words) }
        case .number(let minimum): Self.check(value, diagnostics) { Self.fault(ofNumber: $0, from: minimum) }
        case .truth:
            Self.check(value, diagnostics) { text in
                YAMLValue.truths[text.lowercased()] == nil ? "true or false is wanted here, not \"\(text)\"." : nil
            }
        case .list(let item, let minimum): Self.checkList(value, of: item, atLeast: minimum, diagnostics)
        case .named(let rule, let shape): Self.checkNames(value, rule, shape, diagnostics)
        case .keys(let keys): keys.check(value, diagnostics)
        case .selected(let selections, let otherwise):
            guard let selection = selections.first(where: { value[$0.key].exists }) else {
                return otherwise.check(value, diagnostics)
            }
            // What makes the mapping wrong is the key.
            if case .never = selection.shape {
                selection.shape.check(value[selection.key], diagnostics)
            } else {
                selection.shape.check(value, diagnostics)
            }
        case .orNothing(let shape): if !value.isNull { shape.check(value, diagnostics) }
        }
    }

    private static func report(_ undecided: YAMLValue, _ diagnostics: Diagnostics) {
        for mark in undecided.list ?? [undecided] {
            diagnostics.add(mark.place, toBeDecided + (mark.text ?? "This is to be a sentence."))
        }
    }

    /// How the error begins that a mark is.
    package static let toBeDecided = "To be decided: "

    private static func check(_ value: YAMLValue, _ diagnostics: Diagnostics, _ fault: (String) -> String?) {
        guard let text = value.text else {
            return diagnostics.add(value.place, "A text is wanted here, not \(value.kind).")
        }
        let isEmpty = value.isNull || text.isBlank
        // Control characters are blank too, and it is they that have to go.
        let message = fault(text) ?? (isEmpty ? "This is empty. Write something here, or remove it." : nil)
        if let message { diagnostics.add(value.place, message) }
    }

    private static func fault(of text: String, among words: [String]) -> String? {
        words.contains(text) ? nil : "\"\(text)\" is not known here. Known: \(words.joined(separator: ", "))."
    }

    private static func fault(ofNumber text: String, from minimum: Int) -> String? {
        guard let number = Int(text), number >= minimum else {
            return "A whole number from \(minimum) on is wanted here, not \"\(text)\"."
        }
        return nil
    }

    private static func checkList(
        _ value: YAMLValue, of item: Shape, atLeast minimum: Int, _ diagnostics: Diagnostics
    ) {
        guard let list = value.list else {
            return diagnostics.add(value.place, "A list is wanted here, not \(value.kind).")
        }
        if list.isEmpty, minimum > 0 {
            diagnostics.add(value.place, "This list is empty, so it requires nothing.")
        } else if list.count < minimum {
            diagnostics.add(value.place, "At least \(minimum) are wanted here, not \(list.count).")
        }
        var seen: Set<String> = []
        for element in list {
            item.check(element, diagnostics)
            if let text = element.text, !seen.insert(text).inserted {
                diagnostics.add(element.place, "\"\(text)\" is in this list twice. Keep one.")
            }
        }
    }

    private static func checkNames(
        _ value: YAMLValue, _ rule: TextRule, _ shape: Shape, _ diagnostics: Diagnostics
    ) {
        guard let entries = value.entries else {
            return diagnostics.add(value.place, "A mapping is wanted here, not \(value.kind).")
        }
        for entry in entries {
            if let fault = rule.fault(entry.key) ?? (entry.key.isBlank ? "This name is empty." : nil) {
                diagnostics.add(entry.place, fault)
            }
            shape.check(entry.value, diagnostics)
        }
    }
}

extension Keys {
    fileprivate func check(_ value: YAMLValue, _ diagnostics: Diagnostics) {
        guard let entries = value.entries else {
            return diagnostics.add(value.place, "A mapping is wanted here, not \(value.kind).")
        }
        let variant = variants.flatMap { variants in
            variants.all.first { $0.value == value[variants.key].text }?.keys
        }
        let known = keys + (variant ?? [])
        // Without the value that selects a variant nothing is known about the keys of any.
        let unchecked = variant == nil ? Set(variants?.all.flatMap(\.keys).map(\.name) ?? []) : []
        for entry in entries where !unchecked.contains(entry.key) {
            if let key = known.first(where: { $0.name == entry.key }) {
                key.shape.check(entry.value, diagnostics)
            } else {
                let names = known.filter(\.isOffered).map(\.name)
                diagnostics.add(
                    entry.place,
                    "The key \"\(entry.key)\" is not known here. Known keys: \(names.joined(separator: ", ")).")
            }
        }
        for key in known where key.isRequired && !value[key.name].exists {
            diagnostics.add(value.place, "The key \"\(key.name)\" is missing here.")
        }
        for rule in rules { rule.check(value, diagnostics) }
    }
}

extension Key {
    /// Whether there are values for it that are right.
    fileprivate var isOffered: Bool {
        switch shape {
        case .never, .undecided: false
        default: true
        }
    }
}

extension KeyRule {
    fileprivate func check(_ value: YAMLValue, _ diagnostics: Diagnostics) {
        func count(_ keys: [String]) -> Int { keys.count { value[$0].exists } }
        switch self {
        case .exactlyOne(let keys, let message):
            if count(keys) != 1 { diagnostics.add(value.place, message) }
        case .atLeastOne(let keys, let message):
            if count(keys) == 0 { diagnostics.add(value.place, message) }
        case .with(let key, let others):
            for other in others where value[key].exists && !value[other].exists {
                diagnostics.add(value.place, "The key \"\(other)\" is missing here, with \"\(key)\".")
            }
        }
    }
}
