import OrgModel

/// What a row requires of each end user instead of the API user.
///
/// End users who have the same are judged once, so that a hundred thousand of them cost no more than they differ.
struct OfEndUsers: RequirementSubject {
    /// What is required, or forbidden.
    let subject: any RequirementSubject

    init(_ subject: any RequirementSubject) { self.subject = subject }

    static let kind = "endUsers"
    static let columns = RequirementColumns(first: "Requirement", second: .purpose)
    var id: String { "end-users/\(subject.id)" }
    var core: any RequirementSubject { subject.core }
    var isForbidden: Bool { subject.isForbidden }
    var requires: String { subject.requires }
    var access: String { subject.access }
    var objectKeys: [String] { subject.objectKeys }
    var nameKeys: [String] { subject.nameKeys }
    func remedy(_ platform: PlatformFacts) -> Remedy? { subject.remedy(platform) }
    func labelInSetup(_ platform: PlatformFacts) -> String? { subject.labelInSetup(platform) }
    func problems(decisiveFor finding: Finding, in evaluation: Evaluation) -> [Problem] { [] }

    func placeholders(_ platform: PlatformFacts) -> [String: String] {
        subject.placeholders(platform).merging(Remedy.ofEndUser) { $1 }.merging(["set": Self.set]) { $1 }
    }

    private static let set = "a permission set of the end users"

    // MARK: Judging

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
        let tally = evaluation.endUserTallies[id] ?? EndUserTally()
        if let first = tally.failed.judgements.first, case .failed(let remedy) = first.decision {
            return .failed(
                "\(tally.words(tally.failed)) not so: \(tally.failed.names). \(tally.failed.messages)",
                tally.failed.evidence,
                (remedy ?? requirement.remedy).filled(Remedy.ofEndUser).granting(in: Self.set))
        }
        if tally.doubtful.count > 0 { return doubtful(tally.doubtful) }
        if tally.unknown.count > 0 {
            return .unknown(
                "\(tally.words(tally.unknown)) not known: \(tally.unknown.names). \(tally.unknown.messages)",
                tally.unknown.evidence, resolvedBy: tally.unknown.resolvedBy)
        }
        guard endUsers.allSatisfy({ $0.username != nil }) else { return .unknown(notNamed(principal)) }
        guard let first = tally.passed.judgements.first else {
            return tally.others.judgements.first ?? .unknown(notNamed(principal))
        }
        let judgement = Judgement.passed(
            "It is so for \(tally.count == 1 ? "the only end user" : "each of the \(tally.count) end users"): "
                + "\(tally.passed.names). \(first.message)", tally.passed.evidence)
        return principal.endUserGaps.isEmpty ? judgement : judgement.amongOthers(than: principal.endUserGaps)
    }

    /// What is found out about end users who have the same.
    ///
    /// - Parameter evaluation: That of the first of them.
    func judge(
        _ requirement: Requirement, of group: Principal.EndUserGroup, in evaluation: Evaluation
    ) -> Judgement {
        let judgement = subject.judge(requirement.requiring(subject), in: evaluation, evaluation.permissions)
        guard judgement.verdict == .passed, let set = subject as? AssignedPermissionSet,
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

    /// Failed, but only because of users who may be no end users, being inactive or programs: unknown.
    private func doubtful(_ share: EndUserTally.Share) -> Judgement {
        let person = share.count == 1 ? "is a person and not a program" : "are people and not programs"
        return .unknown(
            "Whether \(share.names) \(share.mayBeInactive ? "may log in" : person) is not known. If so: \(share.messages)",
            share.evidence, resolvedBy: share.resolvedBy)
    }
}

/// What is found out about the end users: how many there are of each verdict, and so much of why as a finding tells.
struct EndUserTally {
    /// Those of one verdict.
    struct Share {
        private(set) var count = 0
        /// What is found out about the first few groups.
        private(set) var judgements: [Judgement] = []
        private(set) var resolvedBy: [String] = []
        /// Whether any of them may be inactive.
        private(set) var mayBeInactive = false
        private var usernames: [String] = []

        /// How many users a finding names, and of how many groups it says why.
        private static let (maximumNames, maximumJudgements) = (5, 3)

        fileprivate mutating func add(_ group: Principal.EndUserGroup, _ judgement: Judgement, _ advice: [String]) {
            count += group.count
            mayBeInactive = mayBeInactive || group.mayBeInactive
            usernames += group.usernames.prefix(Self.maximumNames - usernames.count)
            if judgements.count < Self.maximumJudgements { judgements.append(judgement) }
            for line in advice where resolvedBy.count < Remedy.maximumLines && !resolvedBy.contains(line) {
                resolvedBy.append(line)
            }
        }

        var names: String {
            let more = count - usernames.count
            return usernames.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
        }

        var messages: String { judgements.map(\.message).deduplicated().joined(separator: " ") }
        var evidence: [Evidence] { judgements.flatMap(\.evidence).deduplicated() }
    }

    private(set) var (passed, failed, unknown, others) = (Share(), Share(), Share(), Share())
    /// Those who fail and may be no end users at all.
    private(set) var doubtful = Share()

    /// How many users there are.
    var count: Int { [passed, failed, unknown, others, doubtful].reduce(0) { $0 + $1.count } }

    mutating func add(_ group: Principal.EndUserGroup, _ judgement: Judgement) {
        switch judgement.verdict {
        case .passed: passed.add(group, judgement, [])
        case .unknown: unknown.add(group, judgement, judgement.resolvedBy)
        case .failed where group.mayBeInactive || group.mayBeAutomated:
            let fact: UserFact = group.mayBeInactive ? .isActive : .license
            doubtful.add(group, judgement, [group.user.doubts.resolving(fact)])
        case .failed: failed.add(group, judgement, [])
        default: others.add(group, judgement, [])
        }
    }

    /// How many they are of all.
    func words(_ share: Share) -> String {
        share.count == count
            ? "For \(count == 1 ? "the only end user" : "all \(count) end users") it is"
            : "For \(share.count) of \(count) end users it is"
    }
}

extension Requirement {
    /// Whether it is asked of each end user instead of the API user.
    package var isAskedOfEndUsers: Bool { subject is OfEndUsers }
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
