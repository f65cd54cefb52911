/// Whose access is audited: the API user, by the sources that grant it access and its role, and the end users.
///
/// It is exactly what was named, no more: a source that was not named grants nothing.
public struct Principal: Sendable, Equatable {
    /// What is known about somebody's role.
    public enum RoleAssignment: Sendable, Hashable {
        /// Nobody said.
        case notStated
        /// The user is known to have none.
        case none
        /// The role's API name; the export may lack the role.
        case role(String)

        /// The role's API name, if there is one.
        public var name: String? {
            if case .role(let name) = self { name } else { nil }
        }
    }

    /// Somebody whose records the integration works on.
    public struct EndUser: Sendable, Hashable {
        /// The username; `nil` where only the role was named.
        public let username: String?
        /// The role.
        public let role: RoleAssignment
        /// Where the user is in the exported users.
        public let place: Place?
        /// Whether the user may be inactive, and so no end user at all, because the export does not say.
        public let mayBeInactive: Bool
        /// Whether the user may be a program that Salesforce runs, because the export does not say.
        public let mayBeAutomated: Bool
        /// The call center.
        public let callCenter: CallCenterMembership
        /// Why facts about the user are not known though the export says something about them.
        public let doubts: UserDoubts

        /// Makes an end user.
        public init(
            username: String? = nil, role: RoleAssignment, place: Place? = nil, mayBeInactive: Bool = false,
            mayBeAutomated: Bool = false, callCenter: CallCenterMembership = .notStated, doubts: UserDoubts = UserDoubts()
        ) {
            self.doubts = doubts
            self.mayBeInactive = mayBeInactive
            self.mayBeAutomated = mayBeAutomated
            self.callCenter = callCenter
            self.username = username
            self.role = role
            self.place = place
        }
    }

    /// Something about a user that the exported users leave open.
    public struct Gap: Sendable, Hashable {
        /// The file that is not whole, if there is one.
        public let place: Place?
        /// What is not known, and why.
        public let says: String
        /// What would resolve it.
        public let resolvedBy: String

        /// Makes a gap.
        public init(place: Place?, says: String, resolvedBy: String) {
            self.place = place
            self.says = says
            self.resolvedBy = resolvedBy
        }
    }

    /// What is known of the permission set licenses that a user has.
    public struct HeldLicenses: Sendable, Equatable {
        /// API names and names in Setup.
        public var names: [String] = []
        /// The exported file that says all of them; `nil` where there may be more.
        public var toldBy: Place?

        /// Makes a holder of none that are known.
        public init() {}
    }

    /// The username; `nil` where the sources were named instead.
    public var username: String?
    /// Whether the user can log in; `nil` where nothing says.
    public var isActive: Bool?
    /// Where the user is in the exported users.
    public var place: Place?
    /// Why facts about the user are not known though the exported users name something about them.
    public var doubts = UserDoubts()
    /// Whether exported users were given, in which end users can be looked up.
    public var hasExportedUsers = false
    /// An exported result that contains no record and does not say of which object, if any.
    public var emptyResult: Place?
    /// What may be granted to the user besides, because the exported users do not tell all.
    public var gaps: [Gap] = []
    /// The profile; `nil` where none was named.
    public var profile: ComponentID?
    /// The permission sets assigned directly.
    public var permissionSets: [ComponentID] = []
    /// The permission set groups.
    public var permissionSetGroups: [ComponentID] = []
    /// The permission sets and groups that exported assignments prove the user to have.
    public var assigned: Set<ComponentID> = []
    /// The permission set licenses that the user has.
    public var permissionSetLicenses = HeldLicenses()
    /// The user license of the profile, where exported users name it.
    public var userLicense: String?
    /// The kind of user, such as `Standard`, where exported users name it.
    public var userType: String?
    /// The API user's role.
    public var role = RoleAssignment.notStated
    /// The end users; `nil` where nobody named any.
    public var endUsers: [EndUser]?
    /// Why there may be more end users than ``endUsers`` contains.
    public var endUserGaps: [Gap] = []
    /// The profiles and permission sets of the end users, where exported users name them.
    public var endUserSources: Set<ComponentID> = []
    /// Why the end users may have more profiles and permission sets than ``endUserSources`` contains.
    public var endUserSourceGaps: [Gap] = []

    /// Makes a principal without any access.
    public init() {}

    /// Whether nothing at all was named.
    public var isEmpty: Bool {
        username == nil && profile == nil && permissionSets.isEmpty && permissionSetGroups.isEmpty
            && role == .notStated && endUsers == nil
    }

    /// The profile and the permission sets assigned directly.
    public var directSources: [ComponentID] { (profile.map { [$0] } ?? []) + permissionSets }
}
