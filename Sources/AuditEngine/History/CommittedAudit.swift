package import OrgModel

/// What the audit of one commit came to.
package struct CommittedAudit: Sendable {
    /// The answers; all of them unknown where there is no export.
    package let audit: AuditSnapshot
    /// Whether the commit has an export at all.
    package let hasExport: Bool

    /// Makes the outcome of an audit.
    package init(_ audit: AuditSnapshot, hasExport: Bool = true) {
        self.audit = audit
        self.hasExport = hasExport
    }
}

extension Guide {
    /// The audit of what has no export: of whatever is asked, nothing is known.
    ///
    /// - Parameters:
    ///   - reason: Why there is none, as a whole sentence.
    ///   - principal: Whose access is meant.
    ///   - options: What else is known about the org.
    package func auditWithoutExport(
        because reason: String, _ principal: Principal, options: AuditOptions
    ) -> AuditResult {
        let findings = requirements.map { requirement in
            Finding(requirement, judgement(of: requirement, because: reason, options), grantingIn: "")
        }
        return AuditResult(
            guide: self, principal: principal, findings: findings, problems: [Problem(.error, reason)])
    }

    private func judgement(of requirement: Requirement, because reason: String, _ options: AuditOptions) -> Judgement {
        if let notAsked = reasonNotAsked(requirement, options) { return .notApplicable(notAsked) }
        if requirement.subject.isForPerson { return .manual(reason) }
        return .unknown(reason, resolvedBy: ["Audit a commit that has an export."])
    }
}
