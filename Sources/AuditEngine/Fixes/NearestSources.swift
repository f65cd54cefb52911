package import OrgModel

/// A profile or permission set, and how much of a guide's permissions it grants by itself.
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

extension Guide {
    /// The sources of an org that come nearest to the guide, nearest first.
    ///
    /// Each core reads one source at a time, so memory does not grow with their number.
    package func nearestSources(in org: Org, limit: Int = 5) -> [SourceCount] {
        // Without the installation's steps, whose files would be read again for every source.
        let guide = onlyPermissions
        let asked = guide.requirements.count { guide.reasonNotAsked($0, AuditOptions()) == nil }
        let org = org.readingFields(ofObjects: GuideNames.objectsToRead(self, given: [:]))
        let counts = org.headers.keys.filter { $0.type != .mutingPermissionSet }.concurrentMap { id -> SourceCount in
            var principal = Principal()
            if id.type == .profile { principal.profile = id } else { principal.permissionSets = [id] }
            // What every user has by the platform's rules says nothing for a source.
            let granted = guide.audit(org, principal).findings
                .count { $0.verdict == .passed && $0.evidence.contains { $0.component == id } }
            return SourceCount(id: id, label: org.label(of: id), granted: granted, total: asked)
        }
        return Array(
            counts.filter { $0.granted > 0 }
                .sorted { ($1.granted, $0.id) < ($0.granted, $1.id) }
                .prefix(limit))
    }
}
