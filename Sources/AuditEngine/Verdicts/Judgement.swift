import OrgModel

/// What is found out about a requirement: a finding that does not know yet of which requirement it is.
///
/// Every evaluation of this folder and of `Roles` returns one, and ``Finding/init(_:_:)`` is the one place that makes a
/// finding of it.
struct Judgement {
    /// What was decided, and what is to be done about it.
    enum Decision {
        case passed
        /// What fixes it; the requirement's own remedy where it is `nil`.
        case failed(Remedy?)
        /// What would resolve it, as whole sentences.
        case unknown(resolvedBy: [String])
        case notApplicable
        /// Nothing in an export could decide it.
        case manual
    }

    var decision: Decision
    /// Why, as whole sentences.
    var message: String
    /// What it rests on.
    var evidence: [Evidence]

    static func passed(_ message: String, _ evidence: [Evidence]) -> Judgement {
        Judgement(decision: .passed, message: message, evidence: evidence)
    }

    static func failed(_ message: String, _ evidence: [Evidence], _ remedy: Remedy? = nil) -> Judgement {
        Judgement(decision: .failed(remedy), message: message, evidence: evidence)
    }

    static func unknown(_ message: String, _ evidence: [Evidence] = [], resolvedBy: [String]) -> Judgement {
        Judgement(decision: .unknown(resolvedBy: resolvedBy), message: message, evidence: evidence)
    }

    /// - Parameter message: Why, where that is more than the unknown says.
    static func unknown(_ unknown: Unknown, _ message: String? = nil) -> Judgement {
        .unknown(
            message ?? unknown.sentence, unknown.because.map { Evidence($0) }, resolvedBy: [unknown.resolvedBy])
    }

    /// The same of those who are known, where there may be more.
    func amongOthers(than gaps: [Unknown]) -> Judgement {
        .unknown(
            "Not all end users are known. Of those that are: \(message)", gaps.map { Evidence($0) } + evidence,
            resolvedBy: gaps.map(\.resolvedBy))
    }

    static func notApplicable(_ message: String) -> Judgement {
        Judgement(decision: .notApplicable, message: message, evidence: [])
    }

    static func manual(_ message: String) -> Judgement {
        Judgement(decision: .manual, message: message, evidence: [])
    }

    var verdict: Verdict {
        switch decision {
        case .passed: .passed
        case .failed: .failed
        case .unknown: .unknown
        case .notApplicable: .notApplicable
        case .manual: .manual
        }
    }

    /// What would resolve it; nothing where it is not unknown.
    var resolvedBy: [String] {
        if case .unknown(let advice) = decision { advice } else { [] }
    }
}

extension Judgement {
    /// All of several judgements that must all pass: failed beats unknown beats passed. It is made of those that decide.
    static func all(_ judgements: [Judgement]) -> Judgement {
        let verdict = [.failed, .unknown].first { verdict in judgements.contains { $0.verdict == verdict } } ?? .passed
        let deciding = judgements.filter { $0.verdict == verdict }
        let message = deciding.map(\.message).deduplicated().joined(separator: " ")
        let evidence = deciding.flatMap(\.evidence).deduplicated()
        switch verdict {
        case .failed:
            let remedies = deciding.compactMap { if case .failed(let remedy) = $0.decision { remedy } else { nil } }
            return .failed(message, evidence, remedies.isEmpty ? nil : .all(remedies))
        case .unknown: return .unknown(message, evidence, resolvedBy: deciding.flatMap(\.resolvedBy))
        default: return .passed(message, evidence)
        }
    }
}

extension Finding {
    /// What was found out about a requirement.
    ///
    /// - Parameters:
    ///   - requirement: The requirement.
    ///   - judgement: What was found out.
    ///   - set: The permission set in which what is missing is granted, in words; asked for only where something is.
    init(_ requirement: Requirement, _ judgement: Judgement, grantingIn set: @autoclosure () -> String) {
        let remedy: Remedy? =
            switch judgement.decision {
            case .failed(let remedy): (remedy ?? requirement.remedy).granting(in: set())
            case .unknown(let advice): Remedy(retrieve: advice.deduplicated().joined(separator: "\n"))
            case .manual: requirement.remedy.granting(in: set())
            case .passed, .notApplicable: nil
            }
        self.init(
            requirement, requirement.verdict(judgement.verdict), message: judgement.message,
            evidence: judgement.evidence, remedy: remedy)
    }
}

extension Requirement {
    /// A recommendation never fails, and leaves nothing open.
    fileprivate func verdict(_ judged: Verdict) -> Verdict {
        isRecommended && (judged == .failed || judged == .unknown) ? .recommended : judged
    }
}

extension Unknown {
    /// That selectors of end users mean none.
    static let nobodySelected = Unknown(
        says: "the selectors of end users match no user",
        resolvedBy:
            "Correct the selectors of end users (--end-users, or endUsers in rolecall.yml), or export the users again.")
}
