public import OrgModel

/// What an audit says about one requirement.
public enum Verdict: String, Sendable, Hashable, CaseIterable {
    /// The export proves it.
    case passed
    /// The export proves that it is not so.
    case failed
    /// The export cannot tell.
    case unknown
    /// Failed, and accepted with a reason and an expiry.
    case waived
    /// Not required in this org.
    case notApplicable
    /// Recommended, not required, and the export does not show it.
    case recommended
    /// A step for a person, which leaves no trace in an export.
    case manual
}

/// A requirement, with what the audit found about it.
public struct Finding: Sendable {
    /// What was asked.
    public let requirement: Requirement
    /// The answer.
    public let verdict: Verdict
    /// Why, as whole sentences.
    public let message: String
    /// What the answer rests on.
    public let evidence: [Evidence]
    /// What would change the answer; `nil` where it is passed or does not apply.
    public let remedy: Remedy?
    /// What became of the requirement since the baseline; `nil` where there is none.
    package internal(set) var change: RequirementChange?
    /// What accepts the failure; `nil` where it is not waived.
    package let waiver: Waiver?

    /// Makes a finding. What is longer than people read is cut, and says so.
    package init(
        _ requirement: Requirement, _ verdict: Verdict, message: String, evidence: [Evidence] = [],
        remedy: Remedy? = nil, waiver: Waiver? = nil
    ) {
        self.requirement = requirement
        self.verdict = verdict
        self.message = message.cutAtWord(Self.maximumCharacters)
        self.evidence = evidence.limited(to: Self.maximumEvidence)
        self.remedy = remedy?.bounded
        self.waiver = waiver
    }

    /// A finding that a report has: it is bounded already.
    init(
        reported requirement: Requirement, _ verdict: Verdict, message: String, evidence: [Evidence], remedy: Remedy?,
        waiver: Waiver?
    ) {
        (self.requirement, self.verdict, self.message) = (requirement, verdict, message)
        (self.evidence, self.remedy, self.waiver) = (evidence, remedy, waiver)
    }

    private static let maximumCharacters = 8_000
    /// Several answers may come together, each of which counts what it leaves out.
    private static let maximumEvidence = 4 * (Evidence.limit + 1)
}

/// Everything that an audit found: what every report is made from.
public struct AuditResult: Sendable {
    /// What the audit comes to.
    public enum Outcome: String, Sendable {
        /// Every requirement is passed, waived or does not apply. What is recommended or manual does not count.
        case ready
        /// At least one requirement failed.
        case notReady
        /// None failed, and at least one is unknown.
        case undetermined
        /// The audit could not be done in full: there is an error about the input, or nothing was judged at all. What
        /// the verdicts would come to does not count then.
        case incomplete
    }

    /// The guide.
    package let guide: Guide
    /// Whose access was audited.
    package let principal: Principal
    /// One finding for each requirement, in the guide's order.
    public internal(set) var findings: [Finding]
    /// What is wrong in the input, errors first.
    public internal(set) var problems: [Problem]
    /// The roles that the verdicts about roles rest on.
    package let roleTree: RoleTree
    /// What is reported of a requirement whose failure is waived, by id.
    package let cautions: [String: Problem]
    /// The system permissions that open every object, that the API user has and the guide does not require; by label.
    package internal(set) var broadPermissions: [String] = []
    /// The comparison with the baseline; `nil` where there is none.
    package internal(set) var comparison: Comparison?
    /// What it all rests on in addition to the export.
    package var basis = AuditBasis()

    /// Makes a result; problems are sorted, and reported once each.
    package init(
        guide: Guide, principal: Principal, findings: [Finding], problems: [Problem], roleTree: RoleTree = RoleTree(),
        cautions: [String: Problem] = [:]
    ) {
        self.guide = guide
        self.principal = principal
        self.findings = findings
        self.roleTree = roleTree
        self.cautions = cautions
        self.problems = (problems + [Self.login(principal, findings)].compactMap(\.self)).inOrder
    }

    /// Makes the result that a report has: its problems are in order, and all there are.
    init(
        reported guide: Guide, _ principal: Principal, _ findings: [Finding], _ problems: [Problem],
        _ roleTree: RoleTree
    ) {
        (self.guide, self.principal, self.findings) = (guide, principal, findings)
        (self.problems, self.roleTree, cautions) = (problems, roleTree, [:])
    }

    /// What is wrong with logging in as the API user, unless a finding says it: an inactive user makes no org ready,
    /// whatever the guide asks and whatever was waived.
    private static func login(_ principal: Principal, _ findings: [Finding]) -> Problem? {
        guard let username = principal.username, let place = principal.place, principal.isActive != true else {
            return nil
        }
        let verdicts = findings.filter { $0.requirement.tellsWhetherAPIUserIsActive }.map(\.verdict)
        if principal.isActive == false {
            return verdicts.contains(.failed)
                ? nil
                : Problem(
                    .error, at: place,
                    "The API user \(username) is inactive, so no one can log in as it. Activate the user: "
                        + "Setup > Users > Users > \(username) > Edit, Active, Save.")
        }
        return verdicts.contains { $0 != .notApplicable && $0 != .passed }
            ? nil
            : Problem(
                .warning, at: place,
                "Whether the API user \(username) is active, and so may log in, is not known. \(principal.doubts.resolving(.isActive))"
            )
    }

    /// What the audit comes to.
    public var outcome: Outcome {
        guard isComplete else { return .incomplete }
        if findings.contains(where: { $0.verdict == .failed }) { return .notReady }
        return findings.contains { $0.verdict == .unknown } ? .undetermined : .ready
    }

    /// Whether every part of the input on which a verdict depends was read, and something was judged.
    public var isComplete: Bool { !findings.isEmpty && problems.errors.isEmpty }

    /// How many findings have a verdict.
    public func count(_ verdict: Verdict) -> Int {
        findings.count { $0.verdict == verdict }
    }

    /// The findings of each table that has any, in the guide's order.
    package var tables: [(table: GuideTable, findings: [Finding])] {
        let findings = Dictionary(grouping: findings, by: \.requirement.table)
        return guide.tables.compactMap { table in findings[table.id].map { (table, $0) } }
    }
}

extension [Problem] {
    /// Errors first, then by place; reported once each, and counted where a file has many of one kind.
    var inOrder: [Problem] {
        Set(self).sorted { left, right in
            guard left.severity == right.severity else { return left.severity < right.severity }
            let places = (left.place ?? Place(file: ""), right.place ?? Place(file: ""))
            return places.0 == places.1 ? left.message < right.message : places.0 < places.1
        }.countingRepeatedWarnings().bounded
    }
}

extension Requirement {
    /// Whether its verdict says so where the API user is inactive.
    fileprivate var tellsWhetherAPIUserIsActive: Bool { roleRule == .apiUserAssigned }
}
