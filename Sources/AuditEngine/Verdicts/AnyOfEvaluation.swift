import OrgModel

/// One of the alternatives of a requirement, or all that a requirement without alternatives requires.
struct Alternative {
    /// Its number among the guide's alternatives, from 1; `nil` where the guide names none.
    let number: Int?
    /// What it requires, all of it.
    let parts: [Requirement.Subject]
}

// Requirements that any of several alternatives meets. Within one of them all parts must hold: failed beats unknown
// beats passed. Among them one is enough: passed beats unknown beats failed.
extension PermissionEvaluation {
    /// The alternatives that a requirement has in this org.
    func alternatives(of requirement: Requirement) -> [Alternative] {
        guard case .anyOf(let alternatives) = requirement.subject else {
            return [Alternative(number: nil, parts: [requirement.subject])]
        }
        return enabled(alternatives)
    }

    /// The alternatives without what they require on objects that are not enabled for the integration; one that asks
    /// for nothing else is not an alternative there.
    func enabled(_ alternatives: [[Requirement.Subject]]) -> [Alternative] {
        alternatives.enumerated().compactMap { position, parts in
            let parts = parts.filter { $0.objectKey.map(disabledObjects.contains) != true }
            return parts.isEmpty ? nil : Alternative(number: position + 1, parts: parts)
        }
    }

    /// Every way to meet all of several parts: each way to one of them with each way to the next.
    func ways(toAll parts: [Requirement.Subject]) -> [[Need]] {
        parts.map(ways).reduce([[]]) { found, next in
            found.flatMap { needs in next.map { (needs + $0).deduplicated() } }
        }
    }

    /// Judges alternatives, of which one is enough.
    func anyOf(_ requirement: Requirement) -> Judgement {
        let judged = alternatives(of: requirement).map { ($0, judge($0, requirement)) }
        if let (alternative, judgement) = judged.first(where: { $0.1.verdict == .passed }) {
            return .passed("\(words(alternative)) is fulfilled. \(judgement.message)", judgement.evidence)
        }
        let message = judged.map { "\(words($0)): \($1.message)" }.joined(separator: " ")
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

    private func words(_ alternative: Alternative) -> String {
        "Alternative \(alternative.number ?? 1)"
    }

    /// All parts of one alternative.
    private func judge(_ alternative: Alternative, _ requirement: Requirement) -> Judgement {
        .all(alternative.parts.compactMap { judge($0, requirement.asking(for: $0, guide.platform)) })
    }

    /// One part; `nil` for what no alternative can require.
    private func judge(_ part: Requirement.Subject, _ requirement: Requirement) -> Judgement? {
        switch part {
        case .systemPermission(let name): systemPermission(name, requirement)
        case .objectPermission(let object, let right): objectPermission(object, right, requirement)
        case .fieldPermission(let object, let field, let access): fieldPermission(object, field, access, requirement)
        case .role, .install, .anyOf: nil
        }
    }
}

extension Guide {
    /// What each alternative of a requirement requires, in words; empty where it has none.
    package func alternatives(of requirement: Requirement) -> [String] {
        guard case .anyOf(let alternatives) = requirement.subject else { return [] }
        return alternatives.map { $0.map(words).joined(separator: " and ") }
    }

    private func words(_ part: Requirement.Subject) -> String {
        switch part {
        case .systemPermission(let name): platform.label(ofPermission: name)
        case .objectPermission(let key, let right): "\(platform.label(of: right)) on \(key)"
        case .fieldPermission(let key, let field, let access):
            "\(access.rawValue.capitalizedFirst) on \(key).\(field.key)"
        case .role, .install, .anyOf: ""
        }
    }
}

extension Requirement {
    /// The same row, requiring one part of one of its alternatives.
    fileprivate func asking(for part: Subject, _ platform: PlatformFacts) -> Requirement {
        Requirement(
            id: id, table: table, label: label, subject: part, requires: requires, severity: severity, purpose: purpose,
            note: note, isInferred: isInferred, feature: feature,
            remedy: platform.remedy(forPart: part, then: remedy.then), place: place)
    }
}
