package import OrgModel

/// What became of one requirement between two audits.
package struct RequirementChange: Sendable {
    /// In words; what needs attention comes first.
    package enum Kind: String, Sendable, CaseIterable {
        /// It fails, and did not before.
        case newFailure
        /// The export cannot tell any more, or cannot tell what is required the first time.
        case becameUnknown
        /// It is passed, and failed before or was waived.
        case fixed
        /// It is passed, and was unknown before.
        case resolved
        /// It is waived, and was not before.
        case waived
        /// It is recommended and not shown, and was not so before.
        case newRecommendation
        /// It is required, and was not before: the guide or what is enabled has changed. It does not fail.
        case newlyRequired
        /// It is not required any more.
        case noLongerRequired
        /// The answer is the same and rests on something else.
        case evidenceChanged
        /// The answer is the same and rests on the same.
        case unchanged
    }

    /// What became of it.
    package let kind: Kind
    /// The requirement as the new audit answers it, or the old one where the new one does not ask.
    package let requirement: AuditSnapshot.Answered
    /// The old answer; `nil` where the old audit did not ask.
    package let oldVerdict: Verdict?
    /// The new answer; `nil` where the new audit does not ask.
    package let newVerdict: Verdict?
    /// What the old answer rested on and the new one does not.
    package let vanished: [Evidence]
    /// What the new answer rests on and the old one did not.
    package let appeared: [Evidence]

    /// What is to be done now that it is granted, as the old answer announced; `nil` where nothing is.
    package let then: String?

    /// - Returns: `nil` where neither audit asked.
    init?(_ old: AuditSnapshot.Answered?, _ new: AuditSnapshot.Answered?) {
        guard let requirement = new ?? old else { return nil }
        self.requirement = requirement
        oldVerdict = old?.verdict
        newVerdict = new?.verdict
        then = new?.verdict == .passed ? old?.remedy?.then : nil
        // What is not required has no evidence; nothing of the org has changed by that.
        let isAsked = [oldVerdict, newVerdict].allSatisfy { $0 != nil && $0 != .notApplicable }
        vanished = isAsked ? (old?.evidence ?? []).lacking(in: new?.evidence ?? []) : []
        appeared = isAsked ? (new?.evidence ?? []).lacking(in: old?.evidence ?? []) : []
        kind =
            oldVerdict != newVerdict
            ? Kind(from: oldVerdict, to: newVerdict)
            : vanished.isEmpty && appeared.isEmpty ? .unchanged : .evidenceChanged
    }

    /// Whether the answer is the old one, whatever it rests on.
    package var isSameVerdict: Bool { oldVerdict == newVerdict }
}

extension RequirementChange.Kind {
    /// What it is for an answer to become another.
    fileprivate init(from old: Verdict?, to new: Verdict?) {
        switch (old, new) {
        case (_, .failed): self = .newFailure
        case (_, .unknown): self = .becameUnknown
        case (_, .waived): self = .waived
        case (.failed, .passed), (.waived, .passed): self = .fixed
        case (.unknown, .passed): self = .resolved
        case (.recommended, .passed): self = .fixed
        case (.passed, .recommended), (nil, .recommended): self = .newRecommendation
        case (nil, _), (_, .passed), (.notApplicable, .manual), (.waived, .manual): self = .newlyRequired
        case (_, .notApplicable), (_, .recommended), (_, .manual), (_, nil): self = .noLongerRequired
        }
    }
}

extension [Evidence] {
    /// What is not said by the other evidence. A line that has moved, or another source beside it, is not a change, and a
    /// source without an entry may be among those that are counted.
    fileprivate func lacking(in other: Self) -> Self {
        let claims = Dictionary(grouping: other, by: \.component).mapValues { Set($0.map(\.claim)) }
        let counted = Set(other.filter { $0.statement.kind == .noEntryInOthers }.map(\.statement.subject))
        return filter { evidence in
            switch evidence.statement.kind {
            case .noEntryInOthers: return false
            case .noEntry where counted.contains(evidence.statement.subject): return false
            default: return claims[evidence.component]?.contains(evidence.claim) != true
            }
        }
    }
}

/// Two audits against one guide, and what became of each requirement between them.
package struct Comparison: Sendable {
    /// What a comparison comes to.
    package enum Outcome: String, Sendable {
        /// Something fails that did not before.
        case worse
        /// Nothing began to fail, and something became unknown or not all of the new input could be read.
        case undetermined
        /// Nothing began to fail or became unknown.
        case noWorse
    }

    /// Why two audits cannot be compared: they are against different guides.
    package struct DifferentGuides: Error, Sendable {
        /// The name of the old audit's guide.
        package let old: String
        /// The name of the new audit's guide.
        package let new: String
    }

    /// The earlier audit.
    package let old: AuditSnapshot
    /// The later audit.
    package let new: AuditSnapshot
    /// What became of every requirement: those of the new audit in its order, then those that it does not have.
    package let changes: [RequirementChange]
    /// The commits that were audited; `nil` where it was something else.
    package var commits: (old: GitCommit, new: GitCommit)?
    /// What a reader should know of how the audits were made, as sentences.
    package var remarks: [String] = []

    /// Compares two audits against one guide.
    ///
    /// - Throws: ``DifferentGuides``.
    package init(of old: AuditSnapshot, with new: AuditSnapshot) throws(DifferentGuides) {
        guard old.guide.id == new.guide.id else { throw DifferentGuides(old: old.guide.id, new: new.guide.id) }
        self.init(ofAny: old, with: new)
    }

    /// Compares two audits, even if they are against different guides.
    ///
    /// - Parameters:
    ///   - old: The earlier audit.
    ///   - new: The later audit.
    package init(ofAny old: AuditSnapshot, with new: AuditSnapshot) {
        self.old = old
        self.new = new
        let before = Dictionary(old.requirements.map { ($0.id, $0) }) { first, _ in first }
        let now = Set(new.requirements.map(\.id))
        changes =
            new.requirements.compactMap { RequirementChange(before[$0.id], $0) }
            + old.requirements.filter { !now.contains($0.id) }.compactMap { RequirementChange($0, nil) }
    }

    /// What it comes to.
    package var outcome: Outcome {
        if count(.newFailure) > 0 { return .worse }
        return count(.becameUnknown) > 0 || !new.isComplete ? .undetermined : .noWorse
    }

    /// How many requirements became so.
    package func count(_ kind: RequirementChange.Kind) -> Int { changes.count { $0.kind == kind } }

    /// What could not be read or found of the new input, and could be before.
    package var newErrors: [Problem] {
        let known = Set(old.problems.map(\.withoutLine))
        return new.errors.filter { !known.contains($0.withoutLine) }
    }
}

extension Problem {
    fileprivate var withoutLine: Problem { Problem(severity, at: place.map { Place(file: $0.file) }, message) }
}

extension AuditResult {
    /// The same result with what became of each requirement since an earlier audit.
    ///
    /// - Parameters:
    ///   - baseline: The earlier audit.
    ///   - place: The file of the earlier audit.
    ///   - toolVersion: The version of rolecall that runs.
    ///   - mayBeOfAnother: Whether the earlier audit may be of another user or against another guide.
    /// - Returns: The result, compared; or, where the earlier audit is of another and must not be, the result with an
    ///   error that says so and without a comparison, because it would accept failures that no one has seen.
    package func since(
        _ baseline: AuditSnapshot, at place: Place, toolVersion: String, mayBeOfAnother: Bool
    ) -> AuditResult {
        let new = AuditSnapshot(self, toolVersion: toolVersion)
        if !mayBeOfAnother, let difference = baseline.difference(from: new) {
            let problem = Problem(
                .error, at: place,
                "The baseline is of another audit, so nothing was compared with it: \(difference). Give a baseline of the "
                    + "same user and guide, or say --baseline-of-another if this one is meant.")
            return AuditResult(
                guide: guide, principal: principal, findings: findings, problems: problems + [problem],
                roleTree: roleTree)
        }
        let comparison = Comparison(ofAny: baseline, with: new)
        let changes = Dictionary(comparison.changes.map { ($0.requirement.id, $0) }) { first, _ in first }
        var result = self
        result.comparison = comparison
        result.findings = findings.map { finding in
            var compared = finding
            compared.change = changes[finding.requirement.id]
            return compared
        }
        return result
    }
}

extension AuditSnapshot {
    /// In what an earlier audit is about something else than a later one; `nil` where both are about one user of one org
    /// and one guide.
    fileprivate func difference(from new: AuditSnapshot) -> String? {
        if guide.id != new.guide.id {
            return "it is against the guide \"\(guide.id)\", this audit against \"\(new.guide.id)\""
        }
        if let label, let other = new.label, label != other {
            return "it is of the org \"\(label)\", this audit of \"\(other)\""
        }
        if principal.isSameUser(as: new.principal) { return nil }
        return "it is of \(principal.words), this audit of \(new.principal.words)"
    }
}

extension PrincipalNames {
    /// Whether both mean one user: by the username where both have one, else by the profile and sets that were named, and
    /// where none were by the role.
    ///
    /// What is assigned to a user may change, and that is what a baseline is for.
    fileprivate func isSameUser(as other: PrincipalNames) -> Bool {
        if let username, let other = other.username { return username.lowercased() == other.lowercased() }
        if sources.isEmpty, other.sources.isEmpty { return role?.lowercased() == other.role?.lowercased() }
        return Set(sources.map { $0.lowercased() }) == Set(other.sources.map { $0.lowercased() })
    }

    /// What was named to grant the access, each with its kind.
    private var sources: [String] {
        (profile.map { ["the profile \"\($0)\""] } ?? []) + permissionSets.map { "the permission set \"\($0)\"" }
            + permissionSetGroups.map { "the permission set group \"\($0)\"" }
    }

    /// The username, or else what was named.
    fileprivate var words: String {
        if let username { return username }
        if !sources.isEmpty { return "a user with \(sources.joined(separator: ", "))" }
        return role.map { "a user with the role \"\($0)\"" } ?? "no user"
    }
}
