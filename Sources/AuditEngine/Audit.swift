public import OrgModel

/// What an audit is told besides the org, the principal and the guide.
public struct AuditOptions: Sendable {
    /// The guide's objects that are not enabled for the integration, by key.
    public var disabledObjects: Set<String> = []
    /// API names that differ from org to org, by the guide's key: `Conversation`, `Conversation.CSATScore`.
    public var names: [String: String] = [:]

    /// Makes options that ask for everything and name nothing.
    public init() {}
}

extension Guide {
    /// Every key for which a user can give the API name in their org.
    public var nameKeys: [String] { GuideNames.keys(of: self) }

    /// Audits an org against the guide.
    ///
    /// Reads from the export whatever the principal's access goes through, so the org need not hold any grants yet.
    ///
    /// - Parameter problems: What was met on the way to the principal; it is told with the rest.
    public func audit(
        _ org: Org, _ principal: Principal, options: AuditOptions = AuditOptions(), problems: [Problem] = []
    ) -> AuditResult {
        let org =
            org
            .readingGrants(of: EffectiveAccess.sources(of: principal, in: org))
            .readingFields(ofObjects: GuideNames.objectsToRead(self, given: options.names))
        let access = EffectiveAccess(of: principal, in: org, platform: platform)
        let permissions = PermissionEvaluation(
            guide: self, access: access, names: GuideNames(guide: self, org: org, given: options.names))
        let roles = RoleEvaluation(principal: principal, org: org)
        let findings = requirements.map { requirement -> Finding in
            if let key = requirement.objectKey, options.disabledObjects.contains(key) {
                return Finding(
                    requirement, .notApplicable, message: "\(key) is not enabled for the integration in this org.")
            }
            switch requirement.subject {
            case .systemPermission(let name):
                return permissions.systemPermission(name, requirement)
            case .objectPermission(let object, let right):
                return permissions.objectPermission(object, right, requirement)
            case .fieldPermission(let object, let field, let access):
                return permissions.fieldPermission(object, field, access, requirement)
            case .role(let rule):
                return roles.finding(rule, requirement)
            }
        }
        let all = org.problems + problems + access.problems + roles.problems + [noProfile(principal)].compactMap(\.self)
        return AuditResult(
            guide: self, principal: principal, findings: findings, problems: all + unreadable(org, besides: all))
    }

    /// Every user has a profile, so a principal without one is hardly what was meant.
    private func noProfile(_ principal: Principal) -> Problem? {
        guard principal.profile == nil else { return nil }
        return Problem(
            .warning,
            "No profile was named for the API user. Every user has one, and it grants too: name it with --profile.")
    }

    /// Files that cannot be read and on which no verdict depends.
    private func unreadable(_ org: Org, besides told: [Problem]) -> [Problem] {
        let places = Set(told.map { $0.place?.file })
        return org.unreadable.values.filter { !places.contains($0.place?.file) }
    }
}
