extension Org {
    /// The same org with roles that only exported users name.
    ///
    /// Of a role that two records, two files, or a record and a file put below different ones nothing is known.
    package func adding(roles exported: [Role]) -> Org {
        var org = self
        var added: [Role] = []
        var contradicted: Set<String> = []
        for (key, records) in Dictionary(grouping: exported, by: { $0.name.lowercased() }) {
            if let files = contradictedRoles[key] {
                org.report(files.contradicted(byRecordAt: records[0].place))
                continue
            }
            let known = roles[key]
            let all = [known].compactMap(\.self) + records
            let firsts = all.map(\.place).sorted()
            guard let other = all.first(where: { !$0.maySharePosition(with: all[0]) }) else {
                // A parent that is known by its name says more than one by its Id.
                added += [known ?? records.first { !$0.hasUnknownParent } ?? records[0]]
                continue
            }
            contradicted.insert(key)
            let id = ComponentID(.role, all[0].name)
            let advice =
                known == nil
                ? "Export UserRole again." : "Retrieve the roles and export UserRole again, at the same time."
            let problem = Problem(
                .warning, kind: .contradictoryRole, at: known?.place ?? firsts.last,
                "The role \"\(id.fullName)\" reports to \(all[0].parentWords) in \(all[0].place) and to \(other.parentWords) in "
                    + "\(other.place), so what it reports to is unknown. \(advice)")
            org.unreadable[id] = problem
            org.contradictedRoles[key] = RoleContradiction(
                id: id, problem: problem,
                resolvedBy:
                    "\(advice) \(all[0].place) and \(other.place) contradict each other about \"\(id.fullName)\".")
        }
        org.roles = RoleHierarchy(
            roles.all.filter { !contradicted.contains($0.name.lowercased()) } + added.filter { roles[$0.name] == nil })
        org.indexLabels(of: .role, org.roles.all.map { ComponentID(.role, $0.name) })
        return org
    }
}

extension Role {
    /// Whether the parent is an Id of which no file says the name; the API name of a role begins with a letter.
    fileprivate var hasUnknownParent: Bool { parent?.first.map { $0.isNumber || $0 == "@" } == true }

    fileprivate var parentWords: String { parent.map { "\"\($0)\"" } ?? "no role" }

    /// Whether two records of a role may be of one hierarchy.
    fileprivate func maySharePosition(with other: Role) -> Bool {
        if parent == nil || other.parent == nil { return parent == other.parent }
        return parent?.lowercased() == other.parent?.lowercased() || hasUnknownParent || other.hasUnknownParent
    }
}

extension Problem.Kind {
    fileprivate static let contradictoryRole = Problem.Kind("contradictory role")
}
