package import OrgModel

/// What an audit found, as far as another audit can be compared with it: taken from a result, or read from the JSON
/// report that was made of one.
package struct AuditSnapshot: Sendable {
    /// The version of rolecall that made the audit.
    package let toolVersion: String
    /// The guide's name.
    package let guide: String
    /// The title of the guide's edition.
    package let edition: String
    /// Whose access was audited.
    package let principal: PrincipalNames
    /// The answers, in the guide's order.
    package let requirements: [Answered]
    /// What was invalid or missing in the input.
    package let problems: [Problem]
    /// What the audit rests on in addition to the export; nothing where a report of an older rolecall does not say.
    package let basis: AuditBasis

    /// A requirement with its answer.
    package struct Answered: Sendable {
        /// The stable identity.
        package let id: String
        /// The label as the guide prints it.
        package let label: String
        /// What is required, in one word.
        package let requires: String
        /// The answer.
        package let verdict: Verdict
        /// Why, as whole sentences.
        package let message: String
        /// What the answer rests on.
        package let evidence: [Evidence]
        /// What accepts the failure; `nil` where it is not waived.
        package let waiver: Waiver?
        /// What is to be done once the failure is fixed; `nil` where nothing is.
        package let then: String?

        /// Makes an answer.
        package init(
            id: String, label: String, requires: String, verdict: Verdict, message: String, evidence: [Evidence],
            waiver: Waiver? = nil, then: String? = nil
        ) {
            self.id = id
            self.label = label
            self.requires = requires
            self.verdict = verdict
            self.message = message
            self.evidence = evidence
            self.waiver = waiver
            self.then = then
        }
    }

    /// Makes a snapshot.
    package init(
        toolVersion: String, guide: String, edition: String, principal: PrincipalNames, requirements: [Answered],
        problems: [Problem], basis: AuditBasis = AuditBasis()
    ) {
        self.toolVersion = toolVersion
        self.guide = guide
        self.edition = edition
        self.principal = principal
        self.requirements = requirements
        self.problems = problems
        self.basis = basis
    }

    /// What a result says.
    ///
    /// - Parameters:
    ///   - result: The result.
    ///   - toolVersion: The version of rolecall that runs.
    package init(_ result: AuditResult, toolVersion: String) {
        self.init(
            toolVersion: toolVersion, guide: result.guide.id, edition: result.guide.edition,
            principal: PrincipalNames(result.principal), requirements: result.findings.map(Answered.init),
            problems: result.problems, basis: result.basis)
    }

    /// What of the input is missing or cannot be read, and a verdict depends on it.
    package var errors: [Problem] { problems.filter { $0.severity == .error } }

    /// Whether every part of the input on which a verdict depends was read, and something was judged.
    package var isComplete: Bool { !requirements.isEmpty && errors.isEmpty }
}

extension AuditSnapshot.Answered {
    init(_ finding: Finding) {
        self.init(
            id: finding.requirement.id, label: finding.requirement.label, requires: finding.requirement.requires,
            verdict: finding.verdict, message: finding.message, evidence: finding.evidence,
            waiver: finding.waiver, then: finding.remedy?.then)
    }
}

/// Whose access was audited, as reports name it.
package struct PrincipalNames: Sendable, Hashable {
    /// The API user's username, where it is known.
    package var username: String?
    /// The profile's full name.
    package var profile: String?
    /// The permission sets' full names.
    package var permissionSets: [String] = []
    /// The permission set groups' full names.
    package var permissionSetGroups: [String] = []
    /// The API user's role; `nil` where none is known.
    package var role: String?
    /// The end users' roles, sorted.
    package var endUserRoles: [String] = []

    /// Nobody.
    package init() {}

    /// The names of a principal.
    package init(_ principal: Principal) {
        username = principal.username
        profile = principal.profile?.fullName
        permissionSets = principal.permissionSets.map(\.fullName)
        permissionSetGroups = principal.permissionSetGroups.map(\.fullName)
        role = if case .role(let name) = principal.role { name } else { nil }
        let roles = (principal.endUsers ?? []).compactMap { user -> String? in
            if case .role(let name) = user.role { name } else { nil }
        }
        endUserRoles = Set(roles).sorted()
    }
}
