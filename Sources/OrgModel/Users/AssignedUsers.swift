package import struct Foundation.Date

/// The exported users given an org's metadata: who the API user is, what is assigned to them, and who the
/// end users are.
package struct AssignedUsers: Sendable {
    let export: UserExport
    let org: Org
    /// The assignments that may be valid on the day, neither inactive nor revoked nor expired, by the assignee's username in
    /// lower case: an org has as many as users times sets, so they are looked through once.
    private let assignments: [String: [UserExport.Assignment]]
    /// Every record of the users who have more of them than that, or others.
    private let records: [String: [UserExport.Assignment]]
    /// The permission set licenses, by the username in lower case.
    private let licenses: [String: [UserExport.LicenseAssignment]]
    /// The profiles that the users' names in Setup mean, each looked up once.
    let profiles: [String: NameMatch]
    let standardProfiles: [String: String]
    let people: PeopleFacts
    let date: Date
    /// The roles of each label.
    let rolesByLabel: [String?: [Role]]
    /// The names of each call center whose records were exported.
    let callCenterNames: [RecordID: [String]]
    /// The users by what selectors require.
    private(set) var index = UserIndex()

    /// Looks every assignment and profile up.
    ///
    /// - Parameters:
    ///   - export: The exported users and what is assigned to them.
    ///   - org: The org in which their profiles, permission sets, groups and roles are.
    ///   - standardProfiles: The names in Setup of standard profiles, by full name; query results name profiles so.
    ///   - people: Which users are people.
    ///   - date: The day on which the assignments must be valid.
    package init(
        _ export: UserExport, in org: Org, standardProfiles: [String: String], people: PeopleFacts = PeopleFacts(),
        on date: Date
    ) {
        self.export = export
        self.org = org
        self.standardProfiles = standardProfiles
        self.people = people
        self.date = date
        rolesByLabel = Dictionary(grouping: org.roles.all, by: \.label)
        callCenterNames = Dictionary(export.callCenters.map { (RecordID($0.id), $0.names) }, uniquingKeysWith: +)
        let records = Dictionary(grouping: export.assignments) { $0.username.lowercased() }
        let holding = records.mapValues { UserExport.Assignment.holding($0, on: date) }
        self.records = records.filter { $0.value.count != holding[$0.key]?.count }
        assignments = holding
        licenses = Dictionary(grouping: export.licenses) { $0.username.lowercased() }
        profiles = Dictionary(
            uniqueKeysWithValues: Set(export.users.compactMap(\.profile)).map { name in
                (name, org.match(name, .profile, standardProfiles: standardProfiles))
            })
        index = UserIndex(export) { user in assignments(of: user).map(component) }
    }

    // MARK: What is assigned

    /// What is assigned to a user on the day, as far as is known; look at the doubts of each.
    func assignments(of user: UserExport.User) -> [UserExport.Assignment] {
        assignments[user.username.lowercased()] ?? []
    }

    /// Whether the assignments of a user were exported: of who was left out by a query it is not known what is assigned.
    func hasExportedAssignments(_ user: UserExport.User) -> Bool {
        let username = user.username.lowercased()
        return export.assigneesOfProfiles.isEmpty
            ? assignments[username] != nil : export.assigneesOfProfiles.contains(username)
    }

    /// Every record of what was ever assigned to a user, where some of it may not be so on the day.
    func records(of user: UserExport.User) -> [UserExport.Assignment] {
        records[user.username.lowercased()] ?? []
    }

    /// The permission set licenses of a user.
    func permissionSetLicenses(of user: UserExport.User) -> [UserExport.LicenseAssignment] {
        licenses[user.username.lowercased()] ?? []
    }

    // MARK: What else is known of a user

    /// Whether a user is a program and no person; `nil` where neither its license nor its profile says.
    func isAutomated(_ user: UserExport.User) -> Bool? {
        people.isAutomated(license: license(of: user), profile: user.profile)
    }

    /// The name of a user's license, as the export says it or else the profile.
    func license(of user: UserExport.User) -> String? {
        user.license ?? user.profile.flatMap { profiles[$0] }.flatMap { org.headers[$0.id]?.license }
    }

    /// A user's call center, with the names of its record.
    func callCenter(of user: UserExport.User) -> CallCenterMembership {
        guard case .member(let id, _) = user.callCenter else { return user.callCenter }
        return .member(id: id, names: callCenterNames[RecordID(id)] ?? [])
    }

    // MARK: Users who are not found

    /// The first reason why no user could be read at all. It is reported by itself, and that no user is found follows from it.
    var unreadUsers: Problem? {
        export.hasUsers ? nil : export.problems.first { $0.severity == .error }
    }

    /// That a username is no exported user's.
    func missing(_ username: String) -> Problem {
        if let words = org.wrongUsername(username) { return Problem(.error, words) }
        let nearest = nearestNames(to: username, among: export.users.map(\.username))
        let hint =
            nearest.isEmpty
            ? "The files contain no user at all." : "The nearest usernames are \(nearest.joined(separator: ", "))."
        return Problem(.error, "There is no user \"\(username)\" in the exported users. \(hint)")
    }
}
