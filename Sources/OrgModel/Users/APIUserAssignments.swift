import struct Foundation.Date

// The API user: what exported records say of it, and what their assignments give it.

extension AssignedUsers {
    /// The principal that a username means, with what is assigned to it.
    package func principal(_ username: String) -> (principal: Principal, problems: [Problem]) {
        guard let user = export.user(named: username) else {
            return (unknown(username), unreadUsers == nil ? [missing(username)] : [])
        }
        let ofType = user.userType.flatMap { people.problem(ofAPIUser: user.username, userType: $0, at: user.place) }
        let (principal, problems) = principal(of: user)
        return (principal, [roleProblem([user]), ofType].compactMap(\.self) + problems)
    }

    /// A user with what is assigned to it, and what is invalid about that.
    func principal(of user: UserExport.User) -> (principal: Principal, problems: [Problem]) {
        var principal = facts(of: user)
        var problems: [Problem] = []
        if let match = user.profile.flatMap({ profiles[$0] }) {
            principal.profile = match.id
            if org.recorded[match.id] == nil {
                problems += [match.problem?.with(severity: .warning)].compactMap(\.self)
            }
        }
        problems += add(assignments(of: user).filter { doubt($0) == nil }, to: &principal)
        principal.ended = ended(of: user)
        problems += principal.ended.map { $0.problem(of: user.username) }
        principal.assignmentGaps =
            assignmentGaps + assignments(of: user).compactMap(doubt)
            + [foreignGap(of: user), foreignRecordsGap(of: user), unlistedGap(of: user)].compactMap(\.self)
        principal.gaps = principal.assignmentGaps + profileGaps(of: user)
        return (principal, problems)
    }

    /// What the user's own record and the licenses say.
    private func facts(of user: UserExport.User) -> Principal {
        var principal = Principal()
        principal.username = user.username
        principal.isActive = user.isActive
        principal.place = user.place
        principal.role = role(of: user)
        principal.doubts = user.doubts
        principal.doubts[.role] = user.doubts[.role] ?? labelGap(of: user)
        principal.userLicense = user.license
        principal.userType = user.userType
        principal.flags = user.flags
        for license in permissionSetLicenses(of: user) {
            principal.permissionSetLicenses.names += license.names
            for name in license.names { principal.permissionSetLicenses.places[name] = license.place }
        }
        // What is assigned to an Id of no known user may be this user's.
        principal.permissionSetLicenses.toldBy =
            user.isKnownByID || !export.hasForeignLicenses ? export.wholeLicenses : nil
        return principal
    }

    /// Adds what is assigned for certain; returns what is invalid about it, or ends soon.
    private func add(_ assignments: some Sequence<UserExport.Assignment>, to principal: inout Principal) -> [Problem] {
        assignments.flatMap { assignment in
            let id = component(assignment)
            principal.assigned.insert(id)
            principal.assignments[id] = Principal.Assignment(place: assignment.place, expires: assignment.expires)
            if id.type == .permissionSet {
                principal.permissionSets.append(id)
            } else {
                principal.permissionSetGroups.append(id)
            }
            return [problem(of: assignment), ending(assignment, id)].compactMap(\.self)
        }
    }

    /// A principal of whom the export knows nothing.
    private func unknown(_ username: String) -> Principal {
        let gap = Unknown(
            place: nil, says: "what is assigned to \(username) is not known",
            resolvedBy: "Export the user \(username) and what is assigned to it (rolecall manifest prints the queries)."
        )
        var principal = Principal()
        principal.username = username
        (principal.gaps, principal.assignmentGaps) = ([gap], [gap])
        for fact in UserFact.allCases { principal.doubts[fact] = gap }
        return principal
    }

    /// How many days before its end an assignment is reported.
    private static let daysOfWarning = 30

    /// That an assignment is valid on the day, and not for long.
    private func ending(_ assignment: UserExport.Assignment, _ id: ComponentID) -> Problem? {
        guard let end = assignment.expires, end.timeIntervalSince(date) <= Double(Self.daysOfWarning) * 86_400 else {
            return nil
        }
        return Problem(
            .warning, kind: .endingAssignment, at: assignment.place,
            "The \(id.words) is assigned to \(assignment.username) until \(end.day) only (ExpirationDate), and what it grants ends "
                + "then. Assign it without an end, or for longer: \(id.setupOfAssignments).")
    }

    /// What was assigned to a user and does not count on the day, sorted by name.
    private func ended(of user: UserExport.User) -> [Principal.EndedAssignment] {
        let counting = Set(assignments(of: user).map(component))
        return Dictionary(grouping: records(of: user), by: component).filter { !counting.contains($0.key) }
            .sorted { $0.key < $1.key }
            .compactMap { id, records in
                guard let last = records.max(by: { ($0.expires ?? .distantPast) < ($1.expires ?? .distantPast) }) else {
                    return nil
                }
                let end = last.expires.map { "ended on \($0.day) (ExpirationDate)" }
                return Principal.EndedAssignment(
                    id: id, place: last.place,
                    says: last.isActive ? end ?? "has ended" : "is inactive (IsActive) or revoked (IsRevoked)",
                    expires: last.expires)
            }
    }

    /// What is invalid about the component that an assignment names; one that the export lacks grants something unknown.
    private func problem(of assignment: UserExport.Assignment) -> Problem? {
        let (type, name) = (assignment.target.component.type, assignment.target.component.fullName)
        let id = component(assignment)
        if id.type != type {
            return Problem(
                .warning, kind: .groupAssignedAsSet, at: assignment.place,
                "\"\(name)\" is assigned to \(assignment.username) as a permission set, but it is a permission set group in "
                    + "the export, so the group counts. Export PermissionSetGroup.DeveloperName too.")
        }
        // What is known by its records need not be retrieved.
        guard org.component(name, type) == nil, org.recorded[id] == nil else { return nil }
        let absence = org.catalog.absence(of: type, name, retrieving: "Retrieve \(type.rawValue) \(name) too.")
        return Problem(
            .warning, kind: .absentAssigned, at: assignment.place,
            "The \(type.words) \"\(name)\" is assigned to \(assignment.username), but \(absence.predicate.words). \(absence.resolvedBy)"
        )
    }
}

extension ComponentID {
    /// Where an admin changes to whom a permission set or a group is assigned to.
    fileprivate var setupOfAssignments: String {
        "Setup > Users > the API user > "
            + (type == .permissionSet ? "Permission Set Assignments" : "Permission Set Group Assignments")
    }
}

extension Principal.EndedAssignment {
    /// What to do where the user needs it.
    package var advice: String {
        "Assign the \(id.words) again, without an end, if the user needs it: \(id.setupOfAssignments)."
    }

    fileprivate func problem(of username: String) -> Problem {
        Problem(
            .warning, kind: .endedAssignment, at: place,
            "The assignment of the \(id.words) to \(username) \(says), so it grants nothing. \(advice)"
        )
    }
}

extension Problem.Kind {
    fileprivate static let absentAssigned = Problem.Kind("absent component that is assigned")
    fileprivate static let endedAssignment = Problem.Kind("ended assignment")
    fileprivate static let endingAssignment = Problem.Kind("ending assignment")
    fileprivate static let groupAssignedAsSet = Problem.Kind("group assigned as a set")
}
