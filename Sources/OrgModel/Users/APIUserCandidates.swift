/// An exported user who may be an integration's.
package struct APIUserCandidate: Sendable {
    /// The user.
    package let user: UserExport.User
    /// The profile, permission sets and groups that the user has, as far as is known.
    package let sources: [ComponentID]
    /// Whether the license or the profile is made for integrations.
    package let isIntegration: Bool
}

extension AssignedUsers {
    /// The users of whom one may be the API user: the active ones as whom people or integrations log in.
    package var apiUserCandidates: [APIUserCandidate] {
        index.active.map { export.users[$0] }.compactMap { user in
            let isIntegration = people.isIntegration(license: license(of: user), profile: user.profile)
            let canLogIn = user.userType.map(people.isPerson) ?? true
            // The platform's own programs may not be changed.
            guard canLogIn, isIntegration || isAutomated(user) != true else { return nil }
            let profile = user.profile.flatMap { profiles[$0]?.id }
            let sources = [profile].compactMap(\.self) + assignments(of: user).map(component)
            return APIUserCandidate(user: user, sources: sources.sorted(), isIntegration: isIntegration)
        }
    }
}
