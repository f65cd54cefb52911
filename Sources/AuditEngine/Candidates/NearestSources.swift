package import OrgModel

// Who may be meant, where no API user is named: the sources and users that come nearest to a guide.

/// A profile, permission set or group, and how much of a guide's permissions it grants by itself.
package struct SourceCount: Sendable, Hashable {
    /// The source.
    package let id: ComponentID
    /// Its label, where it has one.
    package let label: String?
    /// How many of the guide's permission requirements it satisfies alone.
    package let granted: Int
    /// How many permission requirements the guide has.
    package let total: Int
}

/// An exported user, and how much of a guide's permissions it has.
package struct UserCount: Sendable, Hashable {
    /// The username.
    package let username: String
    /// The profile's name in Setup, where the export has it.
    package let profile: String?
    /// Whether the user's license or profile is made for integrations.
    package let isIntegration: Bool
    /// How many of the guide's permission requirements at least one of the user's sources satisfies alone.
    package let granted: Int
    /// How many permission requirements the guide has.
    package let total: Int
}

extension Guide {
    /// The sources of an org that come nearest to the guide, nearest first.
    package func nearestSources(in org: Org, limit: Int = 5) -> [SourceCount] {
        let sources = Set(org.headers.keys).union(org.recorded.keys)
        let total = permissionsAsked
        return Array(
            satisfied(byEachOf: Array(sources), in: org)
                .map { SourceCount(id: $0, label: org.label(of: $0), granted: $1.count, total: total) }
                .filter { $0.granted > 0 }
                .sorted { ($1.granted, $0.id) < ($0.granted, $1.id) }
                .prefix(limit))
    }

    /// The exported users of whom one may be the API user: those with a license or profile for integrations first, each sort by
    /// how near they come to the guide.
    package func nearestUsers(of users: AssignedUsers, in org: Org) -> [UserCount] {
        let candidates = users.apiUserCandidates
        let satisfied = satisfied(byEachOf: candidates.flatMap(\.sources).deduplicated(), in: org)
        let total = permissionsAsked
        // Many users have the same sources.
        let counts = candidates.map(\.sources).deduplicated().reduce(into: [:]) { counts, sources in
            counts[sources] = Set(sources.flatMap { satisfied[$0] ?? [] }).count
        }
        return candidates.map {
            UserCount(
                username: $0.user.username, profile: $0.user.profile, isIntegration: $0.isIntegration,
                granted: counts[$0.sources] ?? 0, total: total)
        }
        .sorted {
            ($0.isIntegration ? 0 : 1, -$0.granted, $0.username) < ($1.isIntegration ? 0 : 1, -$1.granted, $1.username)
        }
    }

    private var permissionsAsked: Int {
        let guide = onlyPermissions
        return guide.requirements.count { guide.reasonNotAsked($0, AuditOptions()) == nil }
    }

    /// The ids of the requirements that each source satisfies by itself.
    ///
    /// Each core reads one source at a time, so memory does not grow with their number.
    private func satisfied(byEachOf sources: [ComponentID], in org: Org) -> [ComponentID: Set<String>] {
        // Without the installation's steps, whose files would be read again for every source.
        let guide = onlyPermissions
        let org = org.readingFields(ofObjects: GuideNames.objectsToRead(self, given: [:]))
        let ids = sources.concurrentMap { source -> Set<String> in
            // What every user has by the platform's rules says nothing for a source.
            let granted = guide.audit(org, Principal(of: source)).findings.filter { finding in
                finding.verdict == .passed && finding.evidence.contains { $0.isOfSource }
            }
            return Set(granted.map(\.requirement.id))
        }
        return Dictionary(zip(sources, ids), uniquingKeysWith: { first, _ in first })
    }
}

extension Evidence {
    fileprivate var isOfSource: Bool {
        component.map { [.profile, .permissionSet, .permissionSetGroup].contains($0.type) } ?? false
    }
}

extension Principal {
    /// A principal with one source.
    fileprivate init(of source: ComponentID) {
        self.init()
        switch source.type {
        case .profile: profile = source
        case .permissionSetGroup: permissionSetGroups = [source]
        default: permissionSets = [source]
        }
    }
}
