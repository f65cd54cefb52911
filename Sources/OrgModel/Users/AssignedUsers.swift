package import struct Foundation.Date

/// The exported users given an org's metadata: who the API user is, what is assigned to them, and who the
/// end users are.
package struct AssignedUsers: Sendable {
    let export: UserExport
    let org: Org
    /// What was ever assigned to anybody, and behind that what may be valid on the day, neither inactive nor revoked nor
    /// expired, of users for whom that is not all.
    private let assigned: AssignmentList
    /// Of each user, where the records are of what was ever assigned to it.
    private let recordRanges: [Range<Int>]
    /// By the user's index, where that is which may be valid on the day; only of users for whom it is not all.
    private let holding: [Int: Range<Int>]
    /// The permission set licenses, by the username in lower case.
    private let licenses: [String: [UserExport.LicenseAssignment]]
    /// The component that each target of an assignment names.
    let components: [ComponentID]
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
        licenses = Dictionary(grouping: export.licenses) { $0.username.lowercased() }
        components = export.assignments.targets.map { org.assigned($0) }
        var assigned = export.assignments
        recordRanges = assigned.ranges(of: export.users.lazy.map(\.key))
        holding = assigned.appendHolding(recordRanges, on: date)
        self.assigned = assigned
        profiles = Dictionary(
            uniqueKeysWithValues: Set(export.users.compactMap(\.profile)).map { name in
                (name, org.match(name, .profile, standardProfiles: standardProfiles))
            })
        index = UserIndex(export, targets: { assignments(of: $0).map(\.targetIndex) }, components: components)
    }

    // MARK: What is assigned

    /// What is assigned to a user on the day, as far as is known; look at the doubts of each.
    func assignments(of user: UserExport.User) -> AssignmentList.SubSequence {
        assigned[holding[user.index] ?? recordRanges[user.index]]
    }

    /// The component that an assignment names, whether or not the export has it.
    func component(_ assignment: UserExport.Assignment) -> ComponentID { components[assignment.targetIndex] }

    /// Whether the assignments of a user were exported: of who was left out by a query it is not known what is assigned.
    func hasExportedAssignments(_ user: UserExport.User) -> Bool {
        export.assigneesOfProfiles.isEmpty
            ? !recordRanges[user.index].isEmpty : export.assigneesOfProfiles.contains(user.key)
    }

    /// Every record of what was ever assigned to a user, where some of it may not be so on the day.
    func records(of user: UserExport.User) -> AssignmentList.SubSequence {
        assigned[holding[user.index] == nil ? 0..<0 : recordRanges[user.index]]
    }

    /// The permission set licenses of a user.
    func permissionSetLicenses(of user: UserExport.User) -> [UserExport.LicenseAssignment] {
        licenses[user.key] ?? []
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

extension Org {
    /// The component that a target of an assignment names, whether or not the export has it.
    fileprivate func assigned(_ target: UserExport.Assignment.Target) -> ComponentID {
        let named = target.component
        if let id = component(named.fullName, named.type) { return id }
        // Exports without the group's columns name a group by the permission set that sums up its members.
        let group = named.type == .permissionSet ? component(named.fullName, .permissionSetGroup) : nil
        return group ?? named
    }
}

extension AssignmentList {
    /// Adds what may be valid on a day, of users for whom that is not all that was ever assigned.
    ///
    /// - Returns: Where it is, by the user's index.
    fileprivate mutating func appendHolding(_ ranges: [Range<Int>], on date: Date) -> [Int: Range<Int>] {
        var keys = Numbers<UserExport.Assignment.Target>()
        let keyOfTarget = targets.map { keys.number(of: $0.key) }
        var holding: [Int: Range<Int>] = [:]
        for (user, range) in ranges.enumerated() {
            let merged = UserExport.Assignment.holding(self[range], key: { keyOfTarget[$0.targetIndex] }, on: date)
            if let merged { holding[user] = append(merged: merged) }
        }
        return holding
    }
}
