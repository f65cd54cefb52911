import Documents

/// What any of several alternatives satisfies. Within one of them all parts must be met: failed beats unknown beats passed.
/// Among them one is enough: passed beats unknown beats failed.
struct AnyOf: PermissionSubject {
    /// The name of the row.
    let key: String
    /// The guide's preferred one first; each requires all of its permissions.
    let alternatives: [[any SinglePermission]]

    static let kind = "anyOf"
    static let columns = RequirementColumns(first: "Permission", second: .purpose)
    var id: String { "any-of/\(key)" }
    var requires: String { "granted" }
    var access: String { "Any of \(alternatives.count) alternatives" }
    var objectKeys: [String] { alternatives.joined().flatMap(\.objectKeys) }
    var nameKeys: [String] { alternatives.joined().flatMap(\.nameKeys) }

    // MARK: Rule files

    static let row = Shape.keys(
        Keys(
            "A row that any of several alternatives satisfies. It is fixed by the first: put the guide's preferred one, or the one that grants least, first.",
            name: "anyOf",
            [
                Key(
                    "anyOf", .list(of: .list(of: part, atLeast: 1), atLeast: 2),
                    "The alternatives; each is a list of permissions, all of which it requires."),
                Key("key", .text(.identifier), "The row's own name, which is in the requirement id any-of/KEY."),
            ] + GuideShapes.everyRow(remedy: remedy) + RowModifiers.keysOfChoices))

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

    /// One permission of an alternative: written like a row of its kind, but without prose. What it is about selects the
    /// kind.
    private static let part = Shape.selected(
        by: RequirementKinds.permissions.flatMap { kind in
            kind.forms.map { form in
                .init(form.key, .keys(form.keys.adding(kind.keysInAlternative)))
            }
        },
        otherwise: .keys(
            Keys(
                "A permission.",
                ["permission", "object", "field", "fields", "key", "find", "requires"].map {
                    Key(optional: $0, .anything)
                },
                rules: [
                    .atLeastOne(
                        RequirementKinds.permissions.flatMap { $0.forms }.map(\.key),
                        "An alternative names a system permission, an object, or a field of an object.")
                ])))

    /// What a row requires; `nil` where that is not known.
    static func read(_ row: YAMLValue, in table: TableContext) -> AnyOf? {
        let list = row["anyOf"].list ?? []
        let alternatives = list.map { alternative in
            (alternative.list ?? []).flatMap { part -> [any SinglePermission] in
                let kind = RequirementKinds.permissions.first { kind in kind.forms.contains { part[$0.key].exists } }
                let subjects = kind?.subjects(part, in: table.aboutObject(of: part)) ?? []
                return subjects.compactMap { $0 as? any SinglePermission }
            }
        }
        checkEachCounts(alternatives.map { Set($0.map { AnyHashable($0) }) }, list, table.loader.diagnostics)
        guard let key = row["key"].text, !alternatives.isEmpty else { return nil }
        return AnyOf(key: key, alternatives: alternatives)
    }

    /// An alternative that requires all of another one, and maybe more, would never count.
    private static func checkEachCounts(
        _ alternatives: [Set<AnyHashable>], _ list: [YAMLValue], _ diagnostics: Diagnostics
    ) {
        for (position, alternative) in alternatives.enumerated() {
            let less = alternatives.enumerated().first { other in
                other.offset != position && !other.element.isEmpty && other.element.isSubset(of: alternative)
                    && (other.element != alternative || other.offset < position)
            }
            guard let less else { continue }
            diagnostics.add(
                list[position].place,
                "This alternative never counts: it requires all that alternative \(less.offset + 1) requires. Remove it."
            )
        }
    }

    // MARK: Judging

    /// The alternatives without what they require on objects that are not enabled for the integration; one that requires
    /// nothing else is not an alternative there.
    func enabled(_ permissions: PermissionEvaluation) -> [Alternative] {
        alternatives.enumerated().compactMap { position, parts in
            let parts = parts.filter { $0.objectKeys.allSatisfy { !permissions.disabledObjects.contains($0) } }
            return parts.isEmpty ? nil : Alternative(number: position + 1, parts: parts)
        }
    }

    func ways(_ permissions: PermissionEvaluation) -> [[Need]] {
        enabled(permissions).flatMap { $0.ways(permissions) }
    }

    /// The guide's preferred one, unless a name in it is not known.
    func grants(_ permissions: PermissionEvaluation) -> NameResolution<[Need]> {
        let resolutions = enabled(permissions).map { $0.grants(permissions) }
        return resolutions.first { if case .found = $0 { true } else { false } } ?? resolutions.first ?? .found([])
    }

    func judgeGranted(_ requirement: Requirement, _ permissions: PermissionEvaluation) -> Judgement {
        let judged = enabled(permissions).map { ($0.words, $0.judgeGranted(requirement, permissions)) }
        if let (words, judgement) = judged.first(where: { $0.1.verdict == .passed }) {
            return .passed("\(words) is fulfilled. \(judgement.message)", judgement.evidence)
        }
        let message = judged.map { "\($0): \($1.message)" }.joined(separator: " ")
        let unknown = judged.map(\.1).filter { $0.verdict == .unknown }
        guard unknown.isEmpty else {
            return .unknown(
                "The export cannot tell whether any alternative is fulfilled. \(message)",
                unknown.flatMap(\.evidence).deduplicated(), resolvedBy: unknown.flatMap(\.resolvedBy))
        }
        var failed = judged.first?.1 ?? .failed("", [])
        failed.message = "No alternative is fulfilled. \(message)"
        failed.evidence = judged.flatMap(\.1.evidence).deduplicated()
        return failed
    }

    /// The steps of the first, which the guide prefers; what to do afterwards is the row's own.
    func remedy(_ platform: PlatformFacts, then: String?) -> Remedy {
        Remedy.all((alternatives.first ?? []).map { $0.remedy(platform, then: then) })
    }
}

/// One of the alternatives of a requirement, or all that a requirement without alternatives requires.
struct Alternative {
    /// Its number among the guide's alternatives, from 1; `nil` where the guide names none.
    let number: Int?
    /// What it requires, all of it.
    let parts: [any SinglePermission]

    fileprivate var words: String { "Alternative \(number ?? 1)" }

    fileprivate func judgeGranted(_ requirement: Requirement, _ permissions: PermissionEvaluation) -> Judgement {
        .all(parts.map { $0.judgeGranted(requirement.asking(for: $0, permissions.platform), permissions) })
    }

    /// Every way to meet all of its parts: each way to one of them with each way to the next.
    fileprivate func ways(_ permissions: PermissionEvaluation) -> [[Need]] {
        parts.map { $0.ways(permissions) }.reduce([[]]) { found, next in
            found.flatMap { needs in next.map { (needs + $0).deduplicated() } }
        }
    }

    fileprivate func grants(_ permissions: PermissionEvaluation) -> NameResolution<[Need]> {
        var all: [Need] = []
        for part in parts {
            switch part.grants(permissions) {
            case .unresolved(let name): return .unresolved(name)
            case .found(let needs): all += needs
            }
        }
        return .found(all)
    }
}

extension Requirement {
    /// Whether it has several alternatives.
    package var isChoice: Bool { subject.core is AnyOf }

    /// The alternatives that it has in this org; none where it is not about permissions.
    func alternatives(_ permissions: PermissionEvaluation) -> [Alternative] {
        guard !isAskedOfEndUsers else { return [] }
        if let choice = subject.core as? AnyOf { return choice.enabled(permissions) }
        return (subject.core as? any SinglePermission).map { [Alternative(number: nil, parts: [$0])] } ?? []
    }
}

extension Guide {
    /// What each alternative of a requirement requires, in words; empty where it has none.
    package func alternatives(of requirement: Requirement) -> [String] {
        guard let choice = requirement.subject.core as? AnyOf else { return [] }
        return choice.alternatives.map { $0.map { $0.words(platform) }.joined(separator: " and ") }
    }
}
