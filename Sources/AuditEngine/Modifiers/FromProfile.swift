import OrgModel

/// What the API user's profile itself must grant: a row with `from: profile`, for which no permission set counts.
struct FromProfile: RequirementSubject {
    /// What it must grant, or must not.
    let subject: any RequirementSubject

    static let kind = "fromProfile"
    static let columns = RequirementColumns(first: "Requirement", second: .purpose)

    var core: any RequirementSubject { subject.core }
    var asked: (any PermissionSubject)? { subject.asked }
    var isForbidden: Bool { subject.isForbidden }
    var id: String { subject.id }
    var requires: String { subject.requires }
    var access: String { subject.access }
    var objectKeys: [String] { subject.objectKeys }
    var nameKeys: [String] { subject.nameKeys }

    // MARK: Judging

    func judge(
        _ requirement: Requirement, in evaluation: Evaluation, _ permissions: PermissionEvaluation
    ) -> Judgement {
        guard let profile = evaluation.principal.profile else {
            return .unknown(
                evaluation.principal.unknownProfile,
                "The API user's profile is not known, and only what it grants itself counts.")
        }
        let permissions = permissions.replacing(permissions.access.only(profile))
        var judgement = subject.judge(asking(requirement, permissions.platform), in: evaluation, permissions)
        judgement.message += " Only what the \(profile.words) itself grants counts."
        guard case .failed(let remedy) = judgement.decision, !(subject is Forbidden) else { return judgement }
        let label = evaluation.org.label(of: profile) ?? permissions.platform.standardProfiles[profile.fullName]
        var own = requirement.remedy.filled(["profile": label ?? profile.fullName])
        own.metadata = remedy?.metadata ?? own.metadata
        judgement.decision = .failed(own)
        return judgement
    }

    /// The same row, as if any source would do.
    private func asking(_ requirement: Requirement, _ platform: PlatformFacts) -> Requirement {
        (subject as? any SinglePermission).map { requirement.asking(for: $0, platform) } ?? requirement
    }

    func problems(decisiveFor finding: Finding, in evaluation: Evaluation) -> [Problem] {
        subject.problems(decisiveFor: finding, in: evaluation)
    }

    // MARK: Words and remedies

    func remedy(_ platform: PlatformFacts) -> Remedy? {
        guard !(subject is Forbidden) else { return subject.remedy(platform) }
        var remedy = subject.remedy(platform) ?? Remedy()
        remedy.setup = platform.profileRemedy.setup
        remedy.metadata = remedy.metadata ?? platform.profileRemedy.metadata
        return remedy
    }

    func placeholders(_ platform: PlatformFacts) -> [String: String] {
        let words = (core as? any SinglePermission)?.words(platform) ?? "what the first alternative requires"
        return subject.placeholders(platform).merging(["what": words]) { $1 }
    }

    func labelInSetup(_ platform: PlatformFacts) -> String? { subject.labelInSetup(platform) }
}

extension Requirement {
    /// Whether only what the profile itself grants counts.
    package var isAskedOfProfile: Bool { subject is FromProfile }
}

extension Principal {
    /// That nothing says which profile the user has.
    var unknownProfile: Unknown {
        Unknown(
            says: "the API user's profile is not known",
            resolvedBy: username == nil
                ? "Name the API user's profile under profile in rolecall.yml or with --profile."
                : doubts.resolving(.profile))
    }
}

extension PermissionEvaluation {
    /// The same with another access.
    func replacing(_ access: EffectiveAccess) -> PermissionEvaluation {
        PermissionEvaluation(guide: guide, access: access, names: names, disabledObjects: disabledObjects)
    }
}
