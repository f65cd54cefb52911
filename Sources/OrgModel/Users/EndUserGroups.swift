// The end users, those together who have the same: a row that is asked of each of them is judged once for all of these.

extension Principal {
    /// End users who have the same profile, permission sets, licenses and flags, as far as exported users tell.
    package struct EndUserGroup: Sendable, Equatable {
        /// The first of them, whose records stand for those of the others.
        package let user: Principal
        /// The usernames of the first few.
        package internal(set) var usernames: [String]
        /// How many they are.
        package internal(set) var count = 1
        /// Whether they may be inactive, and so no end users at all, because the export does not say.
        package let mayBeInactive: Bool
        /// Whether they may be programs, because the export does not say.
        package let mayBeAutomated: Bool
        /// The permission sets and groups for which alone they were chosen as end users.
        package let chosenFor: Set<ComponentID>

        /// How many of them are named.
        static let maximumNames = 5

        /// Makes a group of one user.
        package init(
            _ user: Principal, mayBeInactive: Bool = false, mayBeAutomated: Bool = false,
            chosenFor: Set<ComponentID> = []
        ) {
            self.user = user
            usernames = [user.username].compactMap(\.self)
            self.mayBeInactive = mayBeInactive
            self.mayBeAutomated = mayBeAutomated
            self.chosenFor = chosenFor
        }
    }
}

extension AssignedUsers {
    /// What two users have in common for whom every row has one verdict.
    private struct Standing: Hashable {
        let profile: String?
        let isProfileInDoubt: Bool
        let license: String?
        let isLicenseInDoubt: Bool
        let userType: String?
        let flags: [APIName: Bool?]
        let assignments: [Assigned]
        let ended: [Assigned]
        let licenses: [[String]]
        let isKnownByID: Bool
        let hasExportedAssignments: Bool
        let mayBeInactive: Bool
        let mayBeAutomated: Bool
        let chosenFor: Set<ComponentID>

        /// An assignment, whenever it ends.
        struct Assigned: Hashable {
            let id: ComponentID
            let ends: Bool
            let isInDoubt: Bool
        }
    }

    /// The end users whom the exported users name, in the order in which the first of each group comes.
    package func groups(of endUsers: [Principal.EndUser]) -> [Principal.EndUserGroup] {
        var standings = Numbers<Standing>()
        var groups: [Principal.EndUserGroup] = []
        for endUser in endUsers {
            guard let user = endUser.username.flatMap(export.user) else { continue }
            let position = standings.number(of: standing(of: user, endUser))
            guard position < groups.count else {
                groups.append(
                    Principal.EndUserGroup(
                        principal(of: user).principal, mayBeInactive: endUser.mayBeInactive,
                        mayBeAutomated: endUser.mayBeAutomated, chosenFor: endUser.chosenFor))
                continue
            }
            groups[position].count += 1
            if groups[position].usernames.count < Principal.EndUserGroup.maximumNames {
                groups[position].usernames.append(user.username)
            }
        }
        return groups
    }

    private func standing(of user: UserExport.User, _ endUser: Principal.EndUser) -> Standing {
        func assigned(_ assignment: UserExport.Assignment) -> Standing.Assigned {
            Standing.Assigned(
                id: component(assignment), ends: assignment.expires != nil, isInDoubt: doubt(assignment) != nil)
        }
        return Standing(
            profile: user.profile, isProfileInDoubt: user.doubts[.profile] != nil, license: user.license,
            isLicenseInDoubt: user.doubts[.license] != nil, userType: user.userType,
            flags: user.flags.mapValues(\.isOn), assignments: assignments(of: user).map(assigned),
            ended: records(of: user).map(assigned), licenses: permissionSetLicenses(of: user).map(\.names),
            isKnownByID: user.isKnownByID, hasExportedAssignments: hasExportedAssignments(user),
            mayBeInactive: endUser.mayBeInactive,
            mayBeAutomated: endUser.mayBeAutomated, chosenFor: endUser.chosenFor)
    }
}
