import OrgModel

/// What a row requires of each end user instead of the API user.
///
/// End users who have the same are judged once, so that a hundred thousand of them cost no more than they differ.
struct OfEndUsers: RequirementSubject {
    /// What is required.
    let core: any RequirementSubject

    init(_ subject: any RequirementSubject) { core = subject }

    static let kind = "endUsers"
    static let columns = RequirementColumns(first: "Requirement", second: .purpose)
    var id: String { "end-users/\(core.id)" }
    var requires: String { core.requires }
    var access: String { core.access }
    var objectKeys: [String] { core.objectKeys }
    var nameKeys: [String] { core.nameKeys }
    func remedy(_ platform: PlatformFacts) -> Remedy? { core.remedy(platform) }
    func labelInSetup(_ platform: PlatformFacts) -> String? { core.labelInSetup(platform) }
    func problems(decisiveFor finding: Finding, in evaluation: Evaluation) -> [Problem] { [] }

    func placeholders(_ platform: PlatformFacts) -> [String: String] {
        core.placeholders(platform).merging(Remedy.ofEndUser) { $1 }.merging(["set": Self.set]) { $1 }
    }

    private static let set = "a permission set of the end users"

    // MARK: Judging

    /// End users who have the same, and what is found out about the first of them.
    private struct Judged {
        let group: Principal.EndUserGroup
        let judgement: Judgement

        var verdict: Verdict { judgement.verdict }
        /// Whether they may be no end users at all.
        var isDoubtful: Bool { group.mayBeInactive || group.mayBeAutomated }
    }

    func judge(
        _ requirement: Requirement, in evaluation: Evaluation, _ permissions: PermissionEvaluation
    ) -> Judgement {
        let principal = evaluation.principal
        guard let endUsers = principal.endUsers else { return .unknown(notNamed(principal)) }
        guard !endUsers.isEmpty else {
            return .unknown(
                Unknown.nobodySelected.sentence, principal.endUserGaps.map { Evidence($0) },
                resolvedBy: ([.nobodySelected] + principal.endUserGaps).map(\.resolvedBy))
        }
        let asked = requirement.requiring(core)
        let judged = evaluation.evaluationsOfEndUsers.map { group, evaluation in
            Judged(group: group, judgement: judge(asked, of: group, in: evaluation))
        }
        let total = judged.reduce(0) { $0 + $1.group.count }
        let failed = judged.filter { $0.verdict == .failed }
        if let judgement = self.failed(failed.filter { !$0.isDoubtful }, of: total, requirement) { return judgement }
        if let judgement = doubtful(failed) { return judgement }
        let unknown = judged.filter { $0.verdict == .unknown }
        if !unknown.isEmpty { return self.unknown(unknown, of: total) }
        guard endUsers.allSatisfy({ $0.username != nil }), total > 0 else { return .unknown(notNamed(principal)) }
        let passed = judged.filter { $0.verdict == .passed }
        guard let first = passed.first else { return judged[0].judgement }
        let judgement = Judgement.passed(
            "It is so for \(total == 1 ? "the only end user" : "each of the \(total) end users"): \(Self.names(passed)). "
                + first.judgement.message, Self.evidence(passed))
        return principal.endUserGaps.isEmpty ? judgement : judgement.amongOthers(than: principal.endUserGaps)
    }

    private func judge(
        _ requirement: Requirement, of group: Principal.EndUserGroup, in evaluation: Evaluation
    ) -> Judgement {
        let judgement = core.judge(requirement, in: evaluation, evaluation.permissions)
        guard judgement.verdict == .passed, let set = core as? AssignedPermissionSet, !group.chosenFor.isEmpty,
            AssignmentEvaluation(evaluation).isMeant(
                set.name, typed: evaluation.permissions.names.given[set.key], among: group.chosenFor)
        else { return judgement }
        return .unknown(
            "They were chosen as end users for having it, which does not show whether everyone has it who uses the integration.",
            judgement.evidence,
            resolvedBy: [
                "Name the end users by something else than the permission set, such as --end-users role-and-below:NAME (endUsers in rolecall.yml)."
            ])
    }

    /// Who the end users are and what they have only exported users tell.
    private func notNamed(_ principal: Principal) -> Unknown {
        let says =
            principal.endUsers == nil
            ? "the end users were not named, so what they have is not known"
            : "end users are known by their roles alone, so what they have is not known"
        return Unknown(
            says: says,
            resolvedBy: principal.hasExportedUsers
                ? "Name the end users with --end-users (endUsers in rolecall.yml)."
                : "Export User and PermissionSetAssignment (rolecall manifest prints the queries), name the files under records in rolecall.yml (--records) and the end users under endUsers (--end-users)."
        )
    }

    private func failed(_ failed: [Judged], of total: Int, _ requirement: Requirement) -> Judgement? {
        guard let first = failed.first, case .failed(let remedy) = first.judgement.decision else { return nil }
        return .failed(
            "\(Self.count(failed, of: total)) not so: \(Self.names(failed)). \(Self.messages(failed))",
            Self.evidence(failed), (remedy ?? requirement.remedy).filled(Remedy.ofEndUser).granting(in: Self.set))
    }

    /// Failed, but only because of users who may be no end users, being inactive or programs: unknown.
    private func doubtful(_ failed: [Judged]) -> Judgement? {
        guard !failed.isEmpty, failed.allSatisfy(\.isDoubtful) else { return nil }
        let isActive = !failed.contains(where: \.group.mayBeInactive)
        let fact: UserFact = isActive ? .license : .isActive
        let isOne = failed.reduce(0) { $0 + $1.group.count } == 1
        let what = isOne ? "is a person and not a program" : "are people and not programs"
        return .unknown(
            "Whether \(Self.names(failed)) \(isActive ? what : "may log in") is not known. If so: "
                + Self.messages(failed),
            Self.evidence(failed), resolvedBy: failed.map { $0.group.user.doubts.resolving(fact) })
    }

    private func unknown(_ unknown: [Judged], of total: Int) -> Judgement {
        .unknown(
            "\(Self.count(unknown, of: total)) not known: \(Self.names(unknown)). \(Self.messages(unknown))",
            Self.evidence(unknown), resolvedBy: unknown.flatMap(\.judgement.resolvedBy))
    }

    // MARK: Words

    /// How many users a finding names, how many of them it shows the evidence of, and how many messages it has.
    private static let (maximumNames, maximumGroups) = (5, 3)

    private static func count(_ judged: [Judged], of total: Int) -> String {
        let count = judged.reduce(0) { $0 + $1.group.count }
        return count == total
            ? "For \(total == 1 ? "the only end user" : "all \(total) end users") it is"
            : "For \(count) of \(total) end users it is"
    }

    private static func names(_ judged: [Judged]) -> String {
        let names = judged.flatMap(\.group.usernames).prefix(maximumNames)
        let more = judged.reduce(0) { $0 + $1.group.count } - names.count
        return names.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    }

    private static func messages(_ judged: [Judged]) -> String {
        judged.map(\.judgement.message).deduplicated().prefix(maximumGroups).joined(separator: " ")
    }

    private static func evidence(_ judged: [Judged]) -> [Evidence] {
        judged.prefix(maximumGroups).flatMap(\.judgement.evidence).deduplicated()
    }
}

extension Requirement {
    /// Whether it is asked of each end user instead of the API user.
    package var isAskedOfEndUsers: Bool { subject is OfEndUsers }

    /// The same row, requiring something else.
    fileprivate func requiring(_ other: any RequirementSubject) -> Requirement {
        Requirement(
            id: id, table: table, label: label, subject: other, requires: requires, severity: severity,
            isRecommended: isRecommended, purpose: purpose, note: note, isInferred: isInferred, feature: feature,
            remedy: remedy, place: place)
    }
}

extension Guide {
    /// Whether any of its rows is asked of each end user.
    package var asksEndUsers: Bool { requirements.contains(where: \.isAskedOfEndUsers) }

    /// Whether what end users' profiles and permission sets grant is asked, and required here.
    func asksWhatEndUsersAreGranted(_ options: AuditOptions) -> Bool {
        requirements.contains {
            $0.isAskedOfEndUsers && $0.subject.core is any PermissionSubject && reasonNotAsked($0, options) == nil
        }
    }
}
