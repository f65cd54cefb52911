package import OrgModel

/// The whole chain behind one verdict: every source that was asked, and what each says.
package struct Explanation: Sendable {
    /// How sure a source makes an answer.
    package enum Answer: String, Sendable {
        case granted, notGranted, unknown
    }

    /// What one source says about one thing that is needed.
    package struct SourceAnswer: Sendable {
        /// The source, on its way to the API user: `permission set "A" through group "G"`.
        package let source: String
        /// The permission through which it would come, if not by itself: `Modify All Data`.
        package let by: String?
        /// Whether it gives what is needed.
        package let answer: Answer
        /// What its file says, and what a group does to it.
        package let evidence: [Evidence]
    }

    /// One thing that the requirement needs, and what every source says about it.
    package struct Chain: Sendable {
        /// The number of the alternative that needs it, from 1; `nil` where the guide names no alternatives.
        package let alternative: Int?
        /// What is needed, in words.
        package let need: String
        /// What all sources together come to.
        package let answer: Answer
        /// Each source's answers, in the order in which the sources were named.
        package let sources: [SourceAnswer]
    }

    /// The verdict.
    package let finding: Finding
    /// What it takes; empty for a requirement about roles, whose evidence is the paths.
    package let chains: [Chain]
    /// The whole paths to the root on which a verdict about the API user's place among the roles rests, of which the finding's
    /// evidence may show the beginning.
    package let ways: [Evidence]
    /// How the API user's role is to roles that it is not above, as whole sentences.
    package let relations: [String]
    /// The errors of the input that bear on the verdict: with them it is not the whole truth.
    package let errors: [Problem]
}

extension Guide {
    /// Explains the verdict on one requirement.
    ///
    /// - Parameters:
    ///   - id: The requirement's id.
    ///   - org: The org as its export shows it.
    ///   - principal: Whose access is judged.
    ///   - options: What else is known about the org.
    ///   - problems: What was met on the way to the principal.
    /// - Returns: `nil` where the guide has no requirement of that id.
    package func explain(
        _ id: String, _ org: Org, _ principal: Principal, options: AuditOptions = AuditOptions(),
        problems: [Problem] = []
    ) -> Explanation? {
        guard let requirement = requirements.first(where: { $0.id == id }) else { return nil }
        let evaluation = evaluation(of: org, principal, options)
        let chains = requirement.alternatives(evaluation.permissions).flatMap { alternative in
            alternative.parts.flatMap { $0.ways(evaluation.permissions) }.joined().deduplicated()
                .map { evaluation.chain($0, alternative.number) }
        }
        let finding = evaluation.finding(requirement)
        let errors = (problems + evaluation.problems(bearingOn: finding)).errors
            .deduplicated()
        let isPlace = requirement.roleRule == .apiUserAboveEndUsers
        return Explanation(
            finding: finding, chains: chains, ways: isPlace ? evaluation.roles.evidenceOfAllWays : [],
            relations: isPlace && principal.role.name != nil ? evaluation.roles.relationsToOthers : [], errors: errors)
    }
}

extension Evaluation {
    fileprivate func chain(_ need: Need, _ alternative: Int?) -> Explanation.Chain {
        let sources = access.contributions.flatMap { contribution in
            access.ways(of: contribution, to: need).map { way in
                Explanation.SourceAnswer(
                    source: contribution.way, by: way.name, answer: way.answer.certainty.explained,
                    evidence: way.answer.evidence)
            }
        }
        return Explanation.Chain(
            alternative: alternative, need: Wording(platform: guide.platform).words(need),
            answer: access.answer(to: need).certainty.explained,
            sources: worthTelling(sources))
    }

    /// Each thing once: another way that is merely not there is not worth a line, and what a group mutes may be met on
    /// several ways.
    private func worthTelling(_ sources: [Explanation.SourceAnswer]) -> [Explanation.SourceAnswer] {
        var shown: Set<[Evidence]> = []
        return sources.filter {
            ($0.by == nil || $0.answer != .notGranted || $0.isMuted) && shown.insert($0.evidence).inserted
        }
    }
}

extension Explanation.SourceAnswer {
    /// Whether a group mutes it.
    fileprivate var isMuted: Bool { evidence.contains { $0.component?.type == .mutingPermissionSet } }
}

extension Certainty {
    fileprivate var explained: Explanation.Answer {
        switch self {
        case .granted: .granted
        case .denied: .notGranted
        case .unknown: .unknown
        }
    }
}
