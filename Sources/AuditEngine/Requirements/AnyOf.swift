import Documents

/// Rows that any of several alternatives satisfies.
enum AnyOf {
    static let row = Shape.keys(
        Keys(
            "A row that any of several alternatives satisfies. It is fixed by the first: put the guide's preferred one, or the one that grants least, first.",
            name: "anyOf",
            [
                Key(
                    "anyOf", .list(of: .list(of: part, atLeast: 1), atLeast: 2),
                    "The alternatives; each is a list of permissions, all of which it requires."),
                Key("key", .text(.identifier), "The row's own name, which is in the requirement id any-of/KEY."),
            ] + GuideShapes.everyRow(remedy: remedy)))

    private static let remedy = Key(
        optional: "remedy",
        .keys(
            Keys(
                "What to do after the first alternative was granted.",
                ["setup", "metadata"].map {
                    Key(
                        optional: $0,
                        .never(
                            "A row with alternatives is fixed by the first of them: say only what to do afterwards (then)."
                        ))
                } + [Remedy.then])),
        "What to do after the first alternative was granted.")

    /// The kinds, first those whose permissions name more than others: a field names its object too.
    private static let kinds = RequirementKinds.all.filter { $0.isPermission }
        .sorted { ($0.keysInAlternative ?? []).count > ($1.keysInAlternative ?? []).count }

    /// One permission of an alternative: written like a row of its kind, but without prose. What it is about selects the
    /// kind.
    private static let part = Shape.selected(
        by: kinds.flatMap { kind in
            kind.forms.map { form in
                .init(form.key, .keys(form.keys.adding(kind.keysInAlternative ?? [])))
            }
        },
        otherwise: .keys(
            Keys(
                "A permission.",
                ["permission", "object", "field", "key", "find", "requires"].map { Key(optional: $0, .anything) },
                rules: [
                    .atLeastOne(
                        kinds.flatMap { $0.forms }.map(\.key),
                        "An alternative names a system permission, an object, or a field of an object.")
                ])))

    /// What a row requires; `nil` where that is not known.
    static func read(_ row: YAMLValue, in table: TableContext) -> RequiredSubject? {
        let list = row["anyOf"].list ?? []
        let alternatives = list.map { alternative in
            (alternative.list ?? []).flatMap { part in
                let kind = kinds.first { kind in kind.forms.contains { part[$0.key].exists } }
                return kind?.read(part, in: table.aboutObject(of: part)).map(\.subject) ?? []
            }
        }
        checkEachCounts(alternatives, list, table.loader.diagnostics)
        guard let key = row["key"].text, !alternatives.isEmpty else { return nil }
        return (.anyOf(alternatives), "any-of/\(key)", "granted")
    }

    /// An alternative that requires all of another one, and maybe more, would never count.
    private static func checkEachCounts(
        _ alternatives: [[Requirement.Subject]], _ list: [YAMLValue], _ diagnostics: Diagnostics
    ) {
        for (position, alternative) in alternatives.enumerated() {
            let less = alternatives.enumerated().first { other in
                other.offset != position && !other.element.isEmpty && Set(other.element).isSubset(of: alternative)
                    && (Set(other.element) != Set(alternative) || other.offset < position)
            }
            guard let less else { continue }
            diagnostics.add(
                list[position].place,
                "This alternative never counts: it requires all that alternative \(less.offset + 1) requires. Remove it."
            )
        }
    }
}
