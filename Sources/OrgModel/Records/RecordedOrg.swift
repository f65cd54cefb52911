extension Org {
    /// The same org with what exported records say that its profiles, permission sets and groups grant.
    ///
    /// - Parameters:
    ///   - exported: The sources, by the names of records.
    ///   - standardProfiles: The names in Setup of standard profiles, by full name; records name profiles so.
    package func adding(_ exported: [RecordedSource], standardProfiles: [String: String]) -> Org {
        var org = self
        for recorded in exported {
            let (name, type) = (recorded.target.fullName, recorded.target.type)
            // A label is no name of a set, and records have none.
            let id =
                type == .profile
                ? match(name, type, standardProfiles: standardProfiles).id
                : component(name, type) ?? recorded.target
            org.recorded[id] = org.recorded[id]?.combined(with: recorded) ?? recorded
        }
        return org
    }
}

extension RecordedSource {
    /// The same component under another of its names.
    fileprivate func combined(with other: RecordedSource) -> RecordedSource {
        guard let (source, _) = PermissionSource.combined([source, other.source]) else { return self }
        return RecordedSource(target: target, source: source, groupStatus: groupStatus ?? other.groupStatus)
    }
}
