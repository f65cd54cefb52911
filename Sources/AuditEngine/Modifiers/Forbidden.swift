import OrgModel

/// What must not be held: a row with `forbidden: true`.
struct Forbidden: RequirementSubject {
    /// What must not be held.
    let subject: any RequirementSubject

    static let kind = "forbidden"
    static let columns = RequirementColumns(first: "Requirement", second: .purpose)

    /// What the ids of forbidden things begin with.
    static let idPrefix = "forbidden/"
    /// What says that something is not to be held, before what that is.
    static let wordPrefix = "not "

    var core: any RequirementSubject { subject.core }
    var asked: (any PermissionSubject)? { nil }
    var isForbidden: Bool { true }
    var id: String { Self.idPrefix + subject.id }
    var requires: String { Self.wordPrefix + subject.requires }
    var access: String { "No \((subject as? FieldPermission)?.wanted.accessInSetup ?? subject.access)" }
    var objectKeys: [String] { subject.objectKeys }
    var nameKeys: [String] { subject.nameKeys }

    // MARK: Judging

    /// Passed where it is proven not to be held, and failed where it is held.
    func judge(
        _ requirement: Requirement, in evaluation: Evaluation, _ permissions: PermissionEvaluation
    ) -> Judgement {
        let held =
            (subject as? any PermissionSubject)?.judgeHeld(requirement, permissions)
            ?? subject.judge(requirement, in: evaluation, permissions)
        let message = "\(held.message) The guide \(requirement.isRecommended ? "advises against" : "forbids") it."
        switch held.decision {
        case .passed:
            return .failed(message, held.evidence, requirement.remedy.filled(["sources": sources(held.evidence)]))
        case .failed where subject is any PermissionSubject:
            // Every user has a profile, and it grants too.
            guard evaluation.principal.profile == nil else { return .passed(message, held.evidence) }
            let unknown = evaluation.principal.unknownProfile
            return .unknown(
                "\(message) But the API user's profile is not known, and it may grant it.",
                unknown.because.map { Evidence($0) } + held.evidence, resolvedBy: [unknown.resolvedBy])
        case .failed:
            guard held.evidence.isEmpty else { return .passed(message, held.evidence) }
            return .unknown(
                "\(message) But nothing in the export shows all that the API user has.",
                resolvedBy: [AssignmentEvaluation.nameUser])
        case .unknown(let advice):
            return .unknown(message, held.evidence, resolvedBy: resolving(held, advice, permissions.platform))
        case .notApplicable, .manual: return held
        }
    }

    /// What would resolve it; where a source may give it, that is never to grant it in a way that is sure.
    private func resolving(_ held: Judgement, _ advice: [String], _ platform: PlatformFacts) -> [String] {
        guard held.evidence.contains(where: { $0.statement.isDoubted }) else { return advice }
        return [
            "See in Setup whether the API user has \(words(platform)) all the same, and take it away then where the evidence "
                + "says that it may come from. Otherwise nothing in an export can tell: --allow-unknown lets a gate pass."
        ]
    }

    private func sources(_ evidence: [Evidence]) -> String {
        let words = evidence.filter { $0.component != nil }.map { $0.component.words(through: $0.through) }
            .deduplicated()
        return words.isEmpty ? Remedy.unnamedSources : words.listed(limit: 5)
    }

    func problems(decisiveFor finding: Finding, in evaluation: Evaluation) -> [Problem] {
        subject.problems(decisiveFor: finding, in: evaluation)
    }

    // MARK: Words and remedies

    private func words(_ platform: PlatformFacts) -> String {
        (subject as? any SinglePermission)?.words(platform) ?? "it"
    }

    func remedy(_ platform: PlatformFacts) -> Remedy? { subject.remedyWhereForbidden(platform) }

    func placeholders(_ platform: PlatformFacts) -> [String: String] {
        subject.placeholders(platform).merging(["what": words(platform)]) { $1 }
    }

    func labelInSetup(_ platform: PlatformFacts) -> String? { subject.labelInSetup(platform) }
}

extension Requirement {
    /// Whether it must not be held.
    package var isForbidden: Bool { subject.isForbidden }
}

extension Remedy {
    /// The words for the sources of something where no org names them.
    static let unnamedSources = "each source that grants it"
}

extension FieldAccess {
    /// What Setup calls it, by itself.
    fileprivate var accessInSetup: String { self == .read ? "Read Access" : "Edit Access" }
}

extension Statement {
    /// Whether something may be granted, and may not count.
    fileprivate var isDoubted: Bool {
        switch self {
        case .doubted, .reservation: true
        case .implied(let statement, _, _): statement.isDoubted
        default: false
        }
    }
}
