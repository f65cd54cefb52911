// What is assigned to a user, and what the export leaves open of it.

extension AssignedUsers {
    /// Why an assignment may grant something or nothing, if its record leaves that open.
    func doubt(_ assignment: UserExport.Assignment) -> Unknown? {
        let id = component(assignment)
        guard assignment.doubts.isEmpty else {
            return Unknown(
                place: assignment.place,
                says: "whether the \(id.type.words) \"\(id.fullName)\" is still assigned to "
                    + "\(assignment.username) is not known: \(assignment.doubts.joined(separator: ", "))",
                resolvedBy: assignment.missingColumns.isEmpty
                    ? "Export PermissionSetAssignment again, unedited, and keep the newest result only."
                    : "Export PermissionSetAssignment with \(assignment.missingColumns.joined(separator: " and ")).")
        }
        guard !assignment.distinguishesGroups, id.type == .permissionSet,
            org.component(id.fullName, .permissionSetGroup) != nil
        else { return nil }
        return Unknown(
            place: assignment.place,
            says:
                "whether the permission set or the permission set group \"\(id.fullName)\" is assigned to \(assignment.username) "
                + "is not known: the file has no column that says",
            resolvedBy: "Export PermissionSetAssignment with PermissionSetGroup.DeveloperName.")
    }

    /// Why an assignment by an Id that no exported user has may be this user's.
    func foreignGap(of user: UserExport.User) -> Unknown? {
        guard let place = export.foreignAssignments, !user.isKnownByID else { return nil }
        return Unknown(
            place: place,
            says: "an assignment names its assignee by an Id alone, and the Id of \(user.username) is not known",
            resolvedBy: "Export User with Id, or PermissionSetAssignment with Assignee.Username.")
    }

    /// Why more may be assigned to a user than what was exported.
    func unlistedGap(of user: UserExport.User) -> Unknown? {
        guard assignmentGaps.isEmpty, foreignGap(of: user) == nil, !hasExportedAssignments(user) else { return nil }
        return Unknown(
            place: nil,
            says:
                "the exported assignments are without that of the profile's own permission set, which \(user.username) has as "
                + "every user, so more may be assigned",
            resolvedBy:
                "Export all records of PermissionSetAssignment of \(user.username), those owned by profiles too.")
    }

    /// Why records of permissions that were asked for this user, of a set that is not known, may grant something.
    func foreignRecordsGap(of user: UserExport.User) -> Unknown? {
        let ofUser = export.foreignRecords.filter { $0.username?.lowercased() == user.key }
        guard let place = ofUser.map(\.place).min() else { return nil }
        return Unknown(
            place: place,
            says:
                "a record of what is assigned to \(user.username) is of a permission set whose Id is in no other file, so more "
                + "may be assigned",
            resolvedBy: "Run all queries for \(user.username) again, in one go.")
    }

    /// Why something may be assigned that the files do not say.
    var assignmentGaps: [Unknown] {
        if let place = export.truncatedAssignments {
            return [
                Unknown(
                    place: place, says: "not all exported assignments can be read, so more may be assigned",
                    resolvedBy: "Export all of PermissionSetAssignment again.")
            ]
        }
        guard !export.hasAssignments else { return [] }
        let empty = export.emptyResult.map {
            " \($0) is none: it contains no record, and every user is assigned at least the profile's own."
        }
        return [
            Unknown(
                place: nil, says: "no export of assignments was given, so permission sets may be assigned",
                resolvedBy:
                    "Export PermissionSetAssignment too and name the file under records in rolecall.yml (--records).\(empty ?? "")"
            )
        ]
    }

    /// Why a profile may grant something that is not known.
    func profileGaps(of user: UserExport.User) -> [Unknown] {
        guard user.profile == nil else { return [] }
        let why = user.doubts[.profile].map { ": \($0.says)" } ?? ""
        return [
            Unknown(
                place: user.place, says: "the profile of \(user.username) is not known, and it grants too\(why)",
                resolvedBy: user.doubts.resolving(.profile))
        ]
    }

    /// The profiles and the permission sets of users, those of groups among them.
    func sources(of users: some Sequence<UserExport.User>) -> Set<ComponentID> {
        var (names, targets) = (Set<String>(), Set<Int>())
        for user in users {
            if let profile = user.profile { names.insert(profile) }
            targets.formUnion(assignments(of: user).lazy.map(\.targetIndex))
        }
        let profiles = names.compactMap { self.profiles[$0]?.id }
        let assigned = targets.flatMap { target -> [ComponentID] in
            let id = components[target]
            guard let group = org.groups[id] else { return [id] }
            return group.permissionSets.map {
                org.component($0.name, .permissionSet) ?? ComponentID(.permissionSet, $0.name)
            }
        }
        return Set(profiles + assigned)
    }

    /// Why end users may have more profiles and permission sets than the files say; one reason of each kind.
    package func sourceGaps(of endUsers: [Principal.EndUser]) -> [Unknown] {
        let indices = endUsers.compactMap { $0.username.flatMap(export.index) }.sorted()
        let users = indices.lazy.map { export.users[$0] }
        let gaps = [
            users.lazy.flatMap(profileGaps).first, users.lazy.compactMap(foreignGap).first,
            users.lazy.compactMap(unlistedGap).first,
            users.lazy.flatMap(assignments).compactMap(doubt).first,
        ]
        return assignmentGaps + gaps.compactMap(\.self)
    }
}

extension UserExport.Assignment.Target {
    /// The component by its name.
    var component: ComponentID {
        switch self {
        case .permissionSet(let name): ComponentID(.permissionSet, name)
        case .group(let name): ComponentID(.permissionSetGroup, name)
        }
    }
}
