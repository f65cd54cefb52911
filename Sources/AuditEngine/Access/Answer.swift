import OrgModel

/// How sure the export makes an answer. What is proven to be granted beats what cannot be determined, which beats what is
/// proven not to be granted: one source that grants is enough.
enum Certainty: Int, Comparable {
    case denied, unknown, granted

    static func < (left: Certainty, right: Certainty) -> Bool { left.rawValue < right.rawValue }
}

/// Something that can be granted: what a remedy has to bring about.
enum Need: Hashable {
    case systemPermission(String)
    case objectPermission(String, ObjectRight)
    case fieldPermission(object: String, field: String, FieldAccess)

    /// The object of a right on one.
    var objectOfRight: String? {
        if case .objectPermission(let object, _) = self { object } else { nil }
    }

    /// - Parameter name: `Object.Field`; `nil` comes of any other.
    init?(field name: String, _ access: FieldAccess) {
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        self = .fieldPermission(object: parts[0], field: parts[1], access)
    }
}

/// The answer to whether something is granted, with what it rests on.
struct Answer {
    let certainty: Certainty
    /// What the answer rests on; for an answer that is not "granted", everything that keeps it from being so.
    var evidence: [Evidence]
    /// What is required and not proven to be granted.
    var needs: [Need] = []
    /// What would resolve an unknown answer, as whole sentences.
    var resolvedBy: [String] = []
    /// What a group mutes, without which it would be granted.
    var muted: Muted?

    /// An entry of a muting permission set.
    struct Muted: Hashable {
        let set: ComponentID
        /// What the entry is about: a permission, an object or a field.
        let name: String
        /// What it mutes, in Setup's words.
        let label: String
    }

    /// Access adds up: granted by any is granted.
    static func any(_ answers: [Answer], needs: [Need]) -> Answer {
        let best = answers.map(\.certainty).max() ?? .denied
        let telling = answers.filter { $0.certainty == best }
        return Answer(
            certainty: best,
            evidence: telling.flatMap(\.evidence).deduplicated().bounded,
            needs: best == .granted ? [] : needs,
            resolvedBy: telling.flatMap(\.resolvedBy).deduplicated().counting(beyond: Remedy.maximumLines),
            muted: best == .denied ? telling.lazy.compactMap(\.muted).first : nil)
    }

    /// Some access takes several grants: all of them must be there. The answer speaks of those that decide it.
    static func all(_ answers: [Answer]) -> Answer {
        let worst = answers.map(\.certainty).min() ?? .granted
        let telling = answers.filter { $0.certainty == worst }
        return Answer(
            certainty: worst,
            evidence: telling.flatMap(\.evidence).deduplicated(),
            needs: telling.flatMap(\.needs).deduplicated(),
            resolvedBy: telling.flatMap(\.resolvedBy).deduplicated(),
            muted: worst == .denied ? telling.lazy.compactMap(\.muted).first : nil)
    }
}

extension Answer {
    /// That it is not known.
    init(_ unknown: Unknown) {
        self.init(certainty: .unknown, evidence: [Evidence(unknown)], resolvedBy: [unknown.resolvedBy])
    }

    /// The same answer, with what it may take away reported first.
    func denial(after granted: [Evidence]) -> Answer {
        var answer = self
        answer.evidence = granted + evidence
        return answer
    }

    /// The same answer, with its evidence saying where that is granted which it takes away.
    func takingAway(_ place: Place?) -> Answer {
        var answer = self
        for index in evidence.indices { answer.evidence[index].granted = place }
        return answer
    }

    /// The same answer, in doubt for a reason; each evidence goes on with it.
    func doubted(_ doubt: Unknown) -> Answer {
        Answer(
            certainty: .unknown,
            evidence: evidence.map { $0.stating(.doubted($0.statement, by: doubt.statement)) },
            resolvedBy: [doubt.resolvedBy])
    }

    /// The same answer, with its evidence saying through which other grant it comes.
    func bringing(_ what: String, by other: String?) -> Answer {
        guard certainty == .granted, let other else { return self }
        var answer = self
        answer.evidence = evidence.map { $0.stating(.implied($0.statement, what: what, by: other)) }
        return answer
    }
}

extension [String] {
    /// The first lines, and how many more there are.
    func counting(beyond limit: Int) -> [String] {
        count > limit ? prefix(limit) + ["The same for \(count - limit) more."] : self
    }
}
