public import OrgModel

/// What an audit is given in addition to the org, the principal and the guide.
public struct AuditOptions: Sendable {
    /// The guide's objects that are not enabled for the integration, by key.
    public var disabledObjects: Set<String> = []
    /// Whether the integration uses the guide's features, by key; what the guide says where the settings do not.
    public var features: [String: Bool] = [:]
    /// API names that differ from org to org, by the guide's key: `Conversation`, `Conversation.CSATScore`.
    public var names: [String: String] = [:]
    /// Whether what the guide installs is in the org; `nil` where that is not stated, and the export must show it.
    public var isInstalled: Bool?
    /// The Lightning apps that the end users work in, by full name or label; empty where none were named.
    public var apps: [String] = []

    /// Makes options that require everything and name nothing.
    public init() {}
}

extension Guide {
    /// Every key for which a user can give the API name in their org.
    package var nameKeys: [String] { GuideNames.keys(of: self) }

    /// Audits an org against the guide.
    ///
    /// Reads from the export whatever the principal's access goes through, so the org need not contain any grants yet.
    ///
    /// - Parameters:
    ///   - org: The org as its export shows it.
    ///   - principal: Whose access is judged, and whose records the integration works on.
    ///   - options: What else is known about the org.
    ///   - problems: What was met on the way to the principal; it is reported with the rest.
    public func audit(
        _ org: Org, _ principal: Principal, options: AuditOptions = AuditOptions(), problems: [Problem] = []
    ) -> AuditResult {
        evaluation(of: org, principal, options).result(problems)
    }

    /// Reads from the export whatever the principal's access goes through and the guide's rows rest on, and prepares an
    /// audit of that: what judges does not read.
    ///
    /// - Parameter keepsAllEntries: Whether it is also about what the guide does not ask for.
    func evaluation(
        of org: Org, _ principal: Principal, _ options: AuditOptions, keepingAllEntries keepsAllEntries: Bool = false
    ) -> Evaluation {
        var sources = EffectiveAccess.sources(of: principal.resumed ?? principal, in: org)
        if asksWhatEndUsersAreGranted(options) {
            for group in principal.endUserGroups { sources.formUnion(EffectiveAccess.sources(of: group.user, in: org)) }
        }
        var org =
            org
            .readingGrants(of: sources, keeping: keepsAllEntries ? .all : askedEntries(in: org, options))
            .readingFields(ofObjects: GuideNames.objectsToRead(self, given: options.names))
        if requirements.contains(where: { $0.installCheck != nil }) {
            org = org.readingInstalledParts()
            let names = GuideNames(guide: self, org: org, given: options.names)
            if InstallEvaluation(guide: self, names: names, principal: principal, options: options).restsOnVisibleApps {
                org = org.readingVisibleApps(of: principal.endUserSources)
            }
        }
        if let questions = connectionQuestions(about: principal) { org = org.reading(questions) }
        return Evaluation(of: self, org, principal, options)
    }
}

/// One audit, prepared: everything that the judgement of a requirement needs.
struct Evaluation {
    let guide: Guide
    let org: Org
    private(set) var principal: Principal
    let options: AuditOptions
    private(set) var access: EffectiveAccess
    private(set) var permissions: PermissionEvaluation
    /// The same as if no assignment had ended; `nil` where none has.
    private var resumedPermissions: PermissionEvaluation?
    let roles: RoleEvaluation
    let installation: InstallEvaluation
    /// The permission set in which what is missing is granted, in words. Most evaluations need none: it takes an answer for
    /// each requirement and set.
    private let setToExtend: Lazy<String>
    /// What is found out about the end users, of whom most guides ask nothing.
    private let endUsers = EndUserVerdicts()

    /// - Parameter org: Contains what ``Guide/evaluation(of:_:_:keepingAllEntries:)`` reads.
    init(of guide: Guide, _ org: Org, _ principal: Principal, _ options: AuditOptions) {
        self.guide = guide
        self.principal = principal
        self.org = org
        access = EffectiveAccess(of: principal, in: org, platform: guide.platform)
        var names = GuideNames(guide: guide, org: org, given: options.names)
        installation = InstallEvaluation(guide: guide, names: names, principal: principal, options: options)
        names.unstatedInstallation = installation.unstated
        var options = options
        // What the export shows is there, whatever was said.
        if installation.isAnythingInstalled { options.isInstalled = nil }
        self.options = options
        permissions = PermissionEvaluation(
            guide: guide, access: access, names: names, disabledObjects: options.disabledObjects)
        resumedPermissions = principal.resumed.map { resumed in
            PermissionEvaluation(
                guide: guide, access: EffectiveAccess(of: resumed, in: org, platform: guide.platform), names: names,
                disabledObjects: options.disabledObjects)
        }
        roles = RoleEvaluation(
            principal: principal, org: org, inactiveUserRemedy: guide.platform.inactiveUserRemedy)
        setToExtend = Lazy { [permissions] in permissions.setToExtend }
    }

    /// Judges every requirement.
    func result(_ problems: [Problem]) -> AuditResult {
        let findings = guide.requirements.map(finding)
        let reported =
            accessProblems + groupSumProblems + problems + roles.problems + installation.problems(decisiveFor: findings)
            + org.problemsOfConnections(decisiveFor: findings) + unreadable(decisiveFor: findings)
        var result = AuditResult(
            guide: guide, principal: principal, findings: findings, problems: reported + unreadable(except: reported),
            roleTree: roles.tree.asked(by: guide.requirements), cautions: cautions)
        result.broadPermissions = broadPermissions
        return result
    }

    private var broadPermissions: [String] {
        let platform = guide.platform
        let asked = Set(guide.requirements.flatMap { $0.systemPermissions(platform) })
        return platform.permissions.filter { !$0.value.bringsOnEveryObject.isEmpty }.keys.sorted()
            .filter { !asked.contains($0) && access.answer(to: .systemPermission($0)).certainty == .granted }
            .map(platform.label(ofPermission:))
    }

    /// What is reported of rights on objects that are private, where an owner waives them.
    private var cautions: [String: Problem] {
        let found = guide.requirements.compactMap { requirement -> (String, Problem)? in
            guard let subject = requirement.subject.asked as? ObjectPermission,
                let lacked = guide.platform.rights[subject.right]?.lackedWherePrivate,
                let (object, stated) = permissions.names.sharingModel(of: subject.object),
                stated.value == .isPrivate
            else { return nil }
            let problem = Problem(
                .warning, kind: .waivedWherePrivate, at: stated.place,
                "\(requirement.id) is waived, but \(object) is \(stated.value.label) in this org. \(lacked)")
            return (requirement.id, problem)
        }
        return Dictionary(found, uniquingKeysWith: { first, _ in first })
    }

    func finding(_ requirement: Requirement) -> Finding {
        Finding(
            requirement, withEndedAssignments(judgeIfAsked(requirement, permissions), requirement),
            grantingIn: setToExtend.value)
    }

    /// A failure with the assignments that would prevent it had they not ended.
    private func withEndedAssignments(_ judgement: Judgement, _ requirement: Requirement) -> Judgement {
        guard case .failed(let remedy) = judgement.decision else { return judgement }
        let ended = endedAssignments(granting: requirement)
        guard !ended.isEmpty else { return judgement }
        let evidence = ended.map { assignment in
            Evidence(component: assignment.id, place: assignment.place, .assignmentEnded(assignment.says))
        }
        // Any one of them is enough.
        var other = remedy ?? requirement.remedy
        other.setup = (ended.map(\.advice) + [other.setup].compactMap(\.self)).joined(separator: "\nOr: ")
        return .failed(judgement.message, judgement.evidence + evidence, other)
    }

    /// The ended assignments with which a permission would be granted.
    private func endedAssignments(granting requirement: Requirement) -> [Principal.EndedAssignment] {
        guard requirement.isPermission, let resumedPermissions else { return [] }
        let resumed = judgeIfAsked(requirement, resumedPermissions)
        guard resumed.verdict == .passed else { return [] }
        let granting = Set(resumed.evidence.compactMap(\.component))
        return principal.ended.filter { assignment in
            let members = org.groups[assignment.id]?.permissionSets.compactMap {
                org.component($0.name, .permissionSet)
            }
            return !granting.isDisjoint(with: members ?? [assignment.id])
        }
    }

    /// The judgement of what this integration requires; of a row that it does not ask for, why.
    private func judgeIfAsked(_ requirement: Requirement, _ permissions: PermissionEvaluation) -> Judgement {
        guard let reason = guide.reasonNotAsked(requirement, options) else {
            return judgeIfApplicable(requirement, permissions)
        }
        return shownBeforeInstallation(requirement, permissions) ?? .notApplicable(reason)
    }

    /// What the export shows of a row about the installation before that is made: that it is so, that something forbidden is
    /// held, and what the policies of an app say that is there; `nil` for every other row.
    private func shownBeforeInstallation(
        _ requirement: Requirement, _ permissions: PermissionEvaluation
    ) -> Judgement? {
        guard guide.awaitsInstallation(requirement, options) else { return nil }
        let judgement = judgeIfApplicable(requirement, permissions)
        let canShowFailure = requirement.isForbidden || requirement.subject.core is ConnectedAppRequirement
        return judgement.verdict == .passed || judgement.verdict == .failed && canShowFailure ? judgement : nil
    }

    /// The judgement of what this org can have; of what is about something that it does not have, why.
    private func judgeIfApplicable(_ requirement: Requirement, _ permissions: PermissionEvaluation) -> Judgement {
        if let other = requirement.notApplicable(permissions.names) { return other }
        return requirement.subject.judge(requirement, in: self, permissions)
            .asking(only: requirement.conditions, permissions.names)
    }

    /// Whether a requirement is required in this org, or may be.
    func isAsked(_ requirement: Requirement) -> Bool {
        guide.reasonNotAsked(requirement, options) == nil && requirement.notApplicable(permissions.names) == nil
    }

    /// What keeps one verdict from being sure: what is wrong with the export as a whole and, where the verdict is
    /// unknown, with what it is about.
    func problems(bearingOn finding: Finding) -> [Problem] {
        guard finding.verdict == .unknown else { return org.problems }
        let ofSubject = finding.requirement.subject.problems(decisiveFor: finding, in: self)
        return org.problems + ofSubject + unreadable(decisiveFor: [finding])
    }

    /// What was invalid about the guide, about the export and about whatever the principal's access goes through.
    var accessProblems: [Problem] { guide.warnings + org.problems + access.problems + [noProfile].compactMap(\.self) }

    /// The same audit of another access.
    func replacing(_ access: EffectiveAccess) -> Evaluation {
        var evaluation = self
        evaluation.access = access
        evaluation.permissions = permissions.replacing(access)
        return evaluation
    }

    /// What is found out about the end users, by the id of each row that is asked of them.
    ///
    /// All rows are judged of one group before the next one, so that nothing is kept of what each has.
    var endUserTallies: [String: EndUserTally] {
        if let known = endUsers.tallies { return known }
        var tallies: [String: EndUserTally] = [:]
        let rows = guide.requirements.compactMap { requirement in
            (requirement.subject as? OfEndUsers).map { (requirement, $0) }
        }
        .filter { guide.reasonNotAsked($0.0, options) == nil }
        for group in principal.endUserGroups {
            let evaluation = asking(group.user)
            for (requirement, subject) in rows {
                tallies[requirement.id, default: EndUserTally()].add(
                    group, subject.judge(requirement, of: group, in: evaluation))
            }
        }
        endUsers.tallies = tallies
        return tallies
    }

    /// The same audit of another user.
    private func asking(_ user: Principal) -> Evaluation {
        var evaluation = self
        evaluation.principal = user
        evaluation.resumedPermissions = nil
        return evaluation.replacing(EffectiveAccess(of: user, in: org, platform: guide.platform))
    }

    /// Every user has a profile, so a principal without one is hardly what was meant.
    private var noProfile: Problem? {
        guard principal.profile == nil else { return nil }
        if let username = principal.username {
            guard let place = principal.place else { return nil }
            return Problem(
                .warning, at: place,
                "The profile of \(username) is not known. Every user has one, and it grants too. \(principal.doubts.resolving(.profile))"
            )
        }
        return Problem(
            .warning, kind: .noProfile,
            "No profile was named for the API user. Every user has one, and it grants too: name it under profile in rolecall.yml or with --profile."
        )
    }

    /// Files that cannot be read and leave a verdict unknown, which makes them errors.
    private func unreadable(decisiveFor findings: [Finding]) -> [Problem] {
        let cited = Set(findings.filter { $0.verdict == .unknown }.flatMap(\.evidence).compactMap(\.component))
        return org.unreadable.filter { cited.contains($0.key) }.map { $0.value.with(severity: .error) }
    }

    /// Files that cannot be read and on which no verdict depends.
    func unreadable(except reported: [Problem]) -> [Problem] {
        let places = Set(reported.map { $0.place?.file })
        return org.unreadable.values.filter { !places.contains($0.place?.file) }
    }
}

/// What is found out about the end users, once it is, for all copies of what has it.
private final class EndUserVerdicts {
    var tallies: [String: EndUserTally]?
}

/// A value that is made when it is first needed, once for all copies of what has it.
private final class Lazy<Value> {
    private(set) lazy var value = make()
    private let make: () -> Value

    init(_ make: @escaping () -> Value) { self.make = make }
}

extension Problem.Kind {
    fileprivate static let waivedWherePrivate = Problem.Kind("waived right on a private object")
    /// No profile was named for the API user.
    package static let noProfile = Problem.Kind("no profile named")
}
