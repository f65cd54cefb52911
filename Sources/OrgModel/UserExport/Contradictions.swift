import struct Foundation.Date

extension UserExport.User {
    /// One user of several records with one username, in whatever order they come.
    ///
    /// - Returns: The user, of whom nothing is known that the records say differently, and the columns that differ.
    static func merging(_ records: [UserExport.User]) -> (user: UserExport.User, differing: [String]) {
        var differing: [String] = []
        let sorted = records.sorted { ($0.place, $0.username) < ($1.place, $1.username) }
        var user = sorted[0]
        var doubts = UserDoubts()
        /// - Parameter values: One for each of the records.
        func theOne<Value: Hashable>(_ column: String, _ values: [Value?], _ fact: UserFact? = nil) -> Value? {
            let stated = zip(values, sorted).filter { $0.0 != nil }
            guard let first = stated.first else {
                if let fact { doubts[fact] = sorted.lazy.compactMap { $0.doubts[fact] }.first }
                return nil
            }
            guard let other = stated.first(where: { $0.0 != first.0 }) else { return first.0 }
            differing.append(column)
            if let fact { doubts[fact] = contradiction(column, of: user.username, first.1.place, other.1.place) }
            return nil
        }
        _ = theOne("Id", sorted.map { $0.id.flatMap { $0.hasPrefix("@") ? nil : RecordID($0) } })
        user.isActive = theOne("IsActive", sorted.map(\.isActive), .isActive)
        user.userType = theOne("UserType", sorted.map { $0.userType?.lowercased() }, .userType)
        user.profile = theOne("Profile.Name", sorted.map(\.profile), .profile)
        user.license = theOne("Profile.UserLicense.Name", sorted.map(\.license), .license)
        let callCenter = theOne("CallCenterId", sorted.map(\.callCenter.stated), .callCenter)
        let stated = sorted.first { $0.callCenter.stated == callCenter }
        user.callCenter = stated?.callCenter ?? .notStated
        let flags = flags(of: sorted) { contradiction($0, of: user.username, $1, $2) }
        user.flags = flags.flags
        differing += flags.differing
        (user.role, user.roleIsLabel) = role(sorted) { theOne("UserRole", $0, .role) }
        user.isKnownByID = sorted.contains(where: \.isKnownByID)
        user.doubts = doubts
        return (user, differing)
    }

    private static func contradiction(_ column: String, of username: String, _ first: Place, _ other: Place)
        -> Unknown
    {
        let says = "the records of \(username) at \(first) and \(other) contradict each other about \(column)"
        return Unknown(place: other, says: says, resolvedBy: "Export User again, all users in one go: \(says).")
    }

    /// An API name says more than a label, and none is not compared with the other.
    private static func role(
        _ records: [UserExport.User], _ theOne: ([String?]) -> String?
    ) -> (Principal.RoleAssignment, isLabel: Bool) {
        let stated = records.filter { $0.role != .notStated }
        let withoutLabels = stated.filter { !$0.roleIsLabel }
        let isLabel =
            withoutLabels.isEmpty
            || (withoutLabels.allSatisfy { $0.role == .none } && withoutLabels.count < stated.count)
        let counting = isLabel ? stated : withoutLabels
        // No role is one of the things that can be stated.
        let key = theOne(
            records.map { record in
                guard record.role != .notStated, isLabel || !record.roleIsLabel else { return nil }
                return record.role.name.map { isLabel ? $0 : $0.lowercased() } ?? ""
            })
        guard let key, let first = counting.first(where: { ($0.role.name ?? "").lowercased() == key.lowercased() })
        else {
            return (.notStated, false)
        }
        return (first.role, first.roleIsLabel)
    }
}

extension UserExport.Assignment {
    /// What may be valid on a day of one user's assignments, one for each target; `nil` where that is all of them.
    ///
    /// - Parameter key: The same number for the same target, whatever the case of its name.
    static func holding(
        _ records: AssignmentList.SubSequence, key: (UserExport.Assignment) -> Int, on date: Date
    ) -> [UserExport.Assignment]? {
        let isOneEach = Set(records.map(key)).count == records.count
        if isOneEach, records.allSatisfy({ $0.mayHold(on: date) }) { return nil }
        return Dictionary(grouping: records, by: key).values.compactMap { merging($0, on: date) }
            .sorted { $0.isBefore($1) }
    }

    /// What several records of one assignment come to on a day, in whatever order they come; `nil` where it does not have.
    ///
    /// - Parameter records: At least one, all of one user and one target.
    static func merging(_ records: [UserExport.Assignment], on date: Date) -> UserExport.Assignment? {
        let holding = records.filter { $0.mayHold(on: date) }
        guard var one = holding.first else { return nil }
        one.doubts = Set(holding.flatMap(\.doubts)).sorted()
        one.missingColumns = Set(holding.flatMap(\.missingColumns)).sorted()
        one.expires = holding.compactMap(\.expires).min()
        if let other = records.first(where: { !$0.mayHold(on: date) }) {
            one.doubts.append("it counts at \(one.place) and not at \(other.place)")
        }
        return one
    }

    /// Whether nothing proves that it has ended.
    private func mayHold(on date: Date) -> Bool { isActive && (expires.map { $0 > date } ?? true) }

    /// Whether it is before another one of the same user: the same way in whatever order their records come.
    func isBefore(_ other: UserExport.Assignment) -> Bool {
        if targetIndex != other.targetIndex { return targetIndex < other.targetIndex }
        return place == other.place ? state < other.state : place < other.place
    }

    private var state: String { "\(isActive) \(expires.map { "\($0.timeIntervalSince1970)" } ?? "") \(doubts)" }
}

extension UserExport.Assignment.Target {
    /// Permission sets come before groups, and each by their names.
    func isBefore(_ other: UserExport.Assignment.Target) -> Bool { sortKey < other.sortKey }

    private var sortKey: (Int, String) {
        switch self {
        case .permissionSet(let name): (1, name)
        case .group(let name): (2, name)
        }
    }

    /// The same target, whatever the case of its name.
    var key: UserExport.Assignment.Target {
        switch self {
        case .permissionSet(let name): .permissionSet(fullName: name.lowercased())
        case .group(let name): .group(fullName: name.lowercased())
        }
    }
}
