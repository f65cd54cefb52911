extension AssignedUsers {
    /// What selects end users here, and how many of them: all who are active, each call center, each role with those below
    /// it. What selects none is not among them.
    ///
    /// - Parameter apiUser: A user who is none of them.
    package func endUserChoices(except apiUser: String?) -> [(selector: EndUserSelector, users: Int)] {
        let matcher = EndUserMatcher(self)
        let callCenters = Set(index.byCallCenter.compactMap { $0.first.map { callCenter(of: export.users[$0]) } })
            .compactMap { membership -> EndUserSelector? in
                guard case .member(let id, let names) = membership else { return nil }
                return .callCenter(names.first { matcher.callCenters($0).count == 1 } ?? id)
            }
        let choices = ([.active] + callCenters.sorted { "\($0)" < "\($1)" }).map {
            (selector: $0, users: matcher.users($0, except: apiUser).users.count)
        }
        let own = apiUser.flatMap(export.index)
        let others = index.active.filter { $0 != own }.map { export.users[$0] }
        let byRole = others.compactMap { role(of: $0).name?.lowercased() }.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        let roles = org.roles.counts(activeUsers: byRole).map {
            (selector: EndUserSelector.roleAndBelow($0.role.name), users: $0.usersAtOrBelow ?? 0)
        }
        return (choices + roles.sorted { ($1.users, "\($0.selector)") < ($0.users, "\($1.selector)") })
            .filter { $0.users > 0 }
    }
}
