/// What exported users name of a user and a verdict may rest on; the raw value is the column.
package enum UserFact: String, Sendable, Hashable, CaseIterable {
    /// Whether the user may log in.
    case isActive = "IsActive"
    /// The kind of user.
    case userType = "UserType"
    /// The role.
    case role = "UserRole.DeveloperName"
    /// The profile.
    case profile = "Profile.Name"
    /// The license of the profile.
    case license = "Profile.UserLicense.Name"
    /// The call center.
    case callCenter = "CallCenterId"
}

/// Why facts about a user are not known although the export says something about them.
///
/// Of a fact without a doubt that is not known, the export has no column.
package struct UserDoubts: Sendable, Hashable {
    private var gaps: [UserFact: Unknown] = [:]

    /// Makes none.
    package init() {}

    /// Why a fact is not known; `nil` where the export says nothing of it.
    package subscript(fact: UserFact) -> Unknown? {
        get { gaps[fact] }
        set { gaps[fact] = newValue }
    }

    /// What would resolve a fact that is not known.
    package func resolving(_ fact: UserFact) -> String {
        gaps[fact]?.resolvedBy ?? "Export User with \(fact.rawValue)."
    }
}
