package import struct Foundation.Date

/// Whose access is audited: the API user, by the sources that grant it access and its role, and the end users.
///
/// It is exactly what was named, no more: a source that was not named grants nothing.
public struct Principal: Sendable, Equatable {
    /// What is known about a user's role.
    public enum RoleAssignment: Sendable, Hashable {
        /// Nothing says.
        case notStated
        /// The user is known to have none.
        case none
        /// The role's API name; the export may lack the role.
        case role(String)

        /// The role's API name, if there is one.
        package var name: String? {
            if case .role(let name) = self { name } else { nil }
        }
    }

    /// A user whose records the integration works on.
    public struct EndUser: Sendable, Hashable {
        /// The username; `nil` where only the role was named.
        package let username: String?
        /// The role.
        package let role: RoleAssignment
        /// Where the user is in the exported users.
        package let place: Place?
        /// Whether the user may be inactive, and so no end user at all, because the export does not say.
        package let mayBeInactive: Bool
        /// Whether the user may be a program that Salesforce runs, because the export does not say.
        package let mayBeAutomated: Bool
        /// The call center.
        package let callCenter: CallCenterMembership
        /// Whether the user was chosen for being in a call center alone, which proves nothing of who is in it.
        package let isChosenByCallCenter: Bool
        /// The permission sets and groups for which the user was chosen, where nothing else chose the user: that proves nothing
        /// of who has them.
        package let chosenFor: Set<ComponentID>
        /// Why facts about the user are not known though the export says something about them.
        package let doubts: UserDoubts

        /// Makes an end user of whom only the role is known.
        public init(role: RoleAssignment) { self.init(username: nil, role: role) }

        /// Makes an end user.
        package init(
            username: String? = nil, role: RoleAssignment, place: Place? = nil, mayBeInactive: Bool = false,
            mayBeAutomated: Bool = false, callCenter: CallCenterMembership = .notStated,
            isChosenByCallCenter: Bool = false, chosenFor: Set<ComponentID> = [], doubts: UserDoubts = UserDoubts()
        ) {
            self.doubts = doubts
            self.chosenFor = chosenFor
            self.mayBeInactive = mayBeInactive
            self.mayBeAutomated = mayBeAutomated
            self.callCenter = callCenter
            self.isChosenByCallCenter = isChosenByCallCenter
            self.username = username
            self.role = role
            self.place = place
        }
    }

    /// What exported assignments show to have been assigned, and not to count any more.
    package struct EndedAssignment: Sendable, Equatable {
        /// The permission set or group.
        package let id: ComponentID
        /// The record of the assignment.
        package let place: Place
        /// Why it does not count, after "the assignment".
        package let says: String
        /// The end that it was given; `nil` where it was given none.
        package let expires: Date?

        /// Makes an ended assignment.
        package init(id: ComponentID, place: Place, says: String, expires: Date? = nil) {
            self.id = id
            self.place = place
            self.says = says
            self.expires = expires
        }
    }

    /// What an exported record says of a permission set or a group that is assigned.
    package struct Assignment: Sendable, Equatable {
        /// The record.
        package let place: Place
        /// When it ends; `nil` for one without an end.
        package let expires: Date?

        /// Makes an assignment.
        package init(place: Place, expires: Date? = nil) {
            self.place = place
            self.expires = expires
        }
    }

    /// Who says something that exported users could say as well.
    package struct Statement: Sendable, Equatable {
        /// The flag, or the key of the configuration.
        package let giver: String
        /// Where the configuration says it; `nil` for the command line.
        package let place: Place?

        /// Makes a statement.
        package init(giver: String, place: Place?) {
            self.giver = giver
            self.place = place
        }

        /// The giver, with the place where there is one.
        var words: String { place.map { "\(giver) (\($0))" } ?? giver }
    }

    /// What is known of the permission set licenses that a user has.
    package struct HeldLicenses: Sendable, Equatable {
        /// API names and names in Setup.
        package var names: [String] = []
        /// Where a record names each of them; nowhere for those that were typed.
        package var places: [String: Place] = [:]
        /// The exported file that says all of them; `nil` where there may be more.
        package var toldBy: Place?

        /// Makes a holder of none that are known.
        public init() {}
    }

    /// The username; `nil` where the sources were named instead.
    package var username: String?
    /// Whether the user can log in; `nil` where nothing says.
    package var isActive: Bool?
    /// Where the user is in the exported users.
    package var place: Place?
    /// Why facts about the user are not known though the exported users name something about them.
    package var doubts = UserDoubts()
    /// Whether exported users were given, in which end users can be looked up.
    package var hasExportedUsers = false
    /// An exported result that contains no record and does not say of which object, if any.
    package var emptyResult: Place?
    /// What may also be granted to the user, because the exported users do not say everything.
    package var gaps: [Unknown] = []
    /// The profile; `nil` where none was named.
    public var profile: ComponentID?
    /// The permission sets assigned directly.
    public var permissionSets: [ComponentID] = []
    /// The permission set groups.
    public var permissionSetGroups: [ComponentID] = []
    /// The permission sets and groups that exported assignments prove the user to have.
    package var assigned: Set<ComponentID> = []
    /// The records of what is assigned.
    package var assignments: [ComponentID: Assignment] = [:]
    /// Those among ``gaps`` because of which more permission sets and groups may be assigned.
    package var assignmentGaps: [Unknown] = []
    /// The permission sets and groups that exported assignments show the user to have had.
    package var ended: [EndedAssignment] = []
    /// The permission set licenses that the user has.
    package var permissionSetLicenses = HeldLicenses()
    /// The user license of the profile, where exported users name it.
    package var userLicense: String?
    /// The kind of user, such as `Standard`, where exported users name it.
    package var userType: String?
    /// What exported users say of the user's flags.
    package var flags: [APIName: UserFlag] = [:]
    /// The API user's role.
    public var role = RoleAssignment.notStated
    /// Who names ``role`` where it is not the exported users.
    package var roleStatement: Statement?
    /// Where the configuration names a role, by its name.
    package var rolePlaces: [String: Place] = [:]
    /// The end users; `nil` where none were named.
    public var endUsers: [EndUser]?
    /// Why there may be more end users than ``endUsers`` contains.
    package var endUserGaps: [Unknown] = []
    /// The profiles and permission sets of the end users, where exported users name them.
    package var endUserSources: Set<ComponentID> = []
    /// Why the end users may have more profiles and permission sets than ``endUserSources`` contains.
    package var endUserSourceGaps: [Unknown] = []
    /// The end users whom exported users name, those together who have the same; empty where no row is asked of them.
    package var endUserGroups: [EndUserGroup] = []

    /// Makes a principal without any access.
    public init() {}

    /// Whether nothing at all was named.
    package var isEmpty: Bool {
        username == nil && profile == nil && permissionSets.isEmpty && permissionSetGroups.isEmpty
            && role == .notStated && endUsers == nil
    }

    /// Takes a role that was typed where no exported user says which role it is.
    ///
    /// Exported users decide: where the user's record says something else, its role is not known.
    ///
    /// - Returns: Why the typed role does not count, if it does not.
    package mutating func take(_ typed: RoleAssignment, by statement: Statement) -> Problem? {
        guard let place, role != .notStated || doubts[.role] != nil else {
            role = typed
            roleStatement = statement
            return nil
        }
        if role != .notStated, role.name?.lowercased() == typed.name?.lowercased() { return nil }
        if role == .notStated, let doubt = doubts[.role] {
            return Problem(
                .warning, at: statement.place ?? place,
                "\(statement.giver) is not used, because the exported users decide which role the API user has, and "
                    + "\(doubt.says). \(doubt.resolvedBy)")
        }
        let says =
            "\(statement.words) says \(typed.quoted), but the exported user at \(place) has \(role.quoted)"
        let advice = "Leave out \(statement.giver), or export User again if the role was changed since."
        role = .notStated
        doubts[.role] = Unknown(place: place, says: says, resolvedBy: advice)
        return Problem(.error, at: statement.place ?? place, "The API user's role is not known: \(says). \(advice)")
    }

    /// The same principal, as if nothing that is assigned to it had ended; `nil` where nothing has.
    package var resumed: Principal? {
        let own = Set(permissionSets + permissionSetGroups)
        let ended = ended.map(\.id).filter { !own.contains($0) }
        guard !ended.isEmpty else { return nil }
        var principal = self
        principal.assigned.formUnion(ended)
        principal.permissionSets += ended.filter { $0.type == .permissionSet }
        principal.permissionSetGroups += ended.filter { $0.type == .permissionSetGroup }
        return principal
    }

    /// The profile and the permission sets assigned directly.
    package var directSources: [ComponentID] { (profile.map { [$0] } ?? []) + permissionSets }
}

extension Principal.RoleAssignment {
    fileprivate var quoted: String { name.map { "the role \"\($0)\"" } ?? "no role" }
}
