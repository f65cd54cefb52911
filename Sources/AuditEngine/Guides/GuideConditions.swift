import Documents

// What a guide requires only under a condition: in one of several ways, or where a feature is used.

extension GuideLoader {
    // MARK: Alternatives

    /// What a row with `anyOf` requires; `nil`, with an error, where it is none.
    func alternatives(
        _ row: StrictMapping, of table: TableContext
    ) -> (Requirement.Subject, id: String, requires: String)? {
        let key = row.required("key").flatMap(identifier)
        guard let list = row["anyOf"]?.list else { return nil }
        guard table.kind.isPermission else {
            row["anyOf"]?.diagnostic(
                "Only permissions can be required in several ways, not what a \(table.kind.rawValue) row is about.")
            return nil
        }
        if list.count < 2 { row["anyOf"]?.diagnostic("A choice has two alternatives at least.") }
        let alternatives = list.map { alternative in
            (alternative.filledList ?? []).flatMap { part($0, objects: table.objects) }
        }
        checkEachCounts(alternatives, list)
        guard let key, !alternatives.isEmpty else { return nil }
        return (.anyOf(alternatives), "any-of/\(key)", Granted.granted.rawValue)
    }

    /// One permission of an alternative: written like a row of its kind, but without prose. What it is about says the
    /// kind.
    private func part(_ value: StrictYAML, objects: [GuideObject]) -> [Requirement.Subject] {
        let others = ["object", "field", "key", "find"]
        guard let part = value.mapping(["permission"] + others + ["requires"]) else { return [] }
        let kind: Kind
        if part["permission"] != nil {
            kind = .systemPermission
        } else if part["field"] ?? part["key"] != nil {
            kind = .fieldPermission
        } else if part["object"] != nil {
            kind = .objectPermission
        } else {
            value.diagnostic("An alternative names a system permission, an object, or a field of an object.")
            return []
        }
        if kind == .systemPermission {
            for other in others { part[other]?.diagnostic("A system permission belongs to no object. Leave this out.") }
        }
        let object = kind == .fieldPermission ? part.required("object").flatMap { known($0, objects) } : nil
        let context = TableContext(
            id: "", kind: kind, object: object, objects: objects, features: [], feature: nil, severity: nil, remedy: nil
        )
        return subjects(part, of: context).map(\.0)
    }

    /// An alternative that requires all of another one, and maybe more, would never count.
    private func checkEachCounts(_ alternatives: [[Requirement.Subject]], _ list: [StrictYAML]) {
        for (position, alternative) in alternatives.enumerated() {
            let less = alternatives.enumerated().first { other in
                other.offset != position && !other.element.isEmpty && Set(other.element).isSubset(of: alternative)
                    && (Set(other.element) != Set(alternative) || other.offset < position)
            }
            guard let less else { continue }
            list[position].diagnostic(
                "This alternative never counts: it requires all that alternative \(less.offset + 1) requires. Remove it."
            )
        }
    }

    /// The steps of the first alternative, which the guide prefers; only what to do afterwards is the row's own.
    func remedy(for alternatives: [[Requirement.Subject]], row: StrictMapping, table: TableContext) -> Remedy {
        let own = row["remedy"].flatMap(Remedy.read)
        if own?.setup != nil || own?.metadata != nil {
            row["remedy"]?.diagnostic(
                "A row with alternatives is fixed by the first of them: say only what to do afterwards (then).")
        }
        let then = own?.then ?? table.remedy?.then
        return Remedy.all((alternatives.first ?? []).map { platform.remedy(forPart: $0, then: then) })
    }

    // MARK: Features

    func feature(key: String, value: StrictYAML) -> Guide.Feature? {
        guard let entry = value.mapping(["title", "default"]) else { return nil }
        if key.isEmpty || !key.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }) {
            value.diagnostic(
                "The name of a feature contains letters, digits and \"-\" only: it is typed in --feature \(key)=on.")
        }
        let title = entry.required("title")?.text
        let isOn = entry.required("default")?.truth
        return Guide.Feature(key: key, title: title ?? key, isOnByDefault: isOn ?? true)
    }

    /// The feature that a row belongs to: its table's, or its own.
    func feature(of row: StrictMapping, in table: TableContext) -> String? {
        guard let value = row["feature"] else { return table.feature }
        if let feature = table.feature {
            value.diagnostic("All of this table belongs to the feature \"\(feature)\" already. Remove one of the two.")
        }
        return knownFeature(value, table.features)
    }

    /// A feature that the guide names; an error for any other.
    func knownFeature(_ value: StrictYAML, _ features: [String]) -> String? {
        guard let key = value.text else { return nil }
        if !features.contains(key) {
            let known = features.isEmpty ? "It names none." : "Its features: \(features.joined(separator: ", "))."
            value.diagnostic("guide.yaml names no feature \"\(key)\". \(known)")
        }
        return key
    }

    /// A feature for which nothing is asked would change nothing when it is switched. With another error the rows may
    /// be incomplete.
    func checkUse(of features: StrictYAML?, _ tables: [GuideTable]) {
        guard diagnostics.all.isEmpty else { return }
        let used = Set(tables.flatMap(\.requirements).compactMap(\.feature))
        for (key, value) in features?.entries ?? [] where !used.contains(key) {
            value.diagnostic("No table and no row belongs to the feature \"\(key)\". Remove it, or name it there.")
        }
    }
}
