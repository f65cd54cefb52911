import AuditEngine
import OrgModel

/// Who may be meant in an export, where nobody is named.
struct Candidates {
    /// The exported users, those who look like the API user first; empty where no users were exported.
    let users: [UserCount]
    /// The profiles and permission sets that come nearest to the guide.
    let sources: [SourceCount]
    let roles: [RoleCount]
    private let exported: AssignedUsers?

    init(_ guide: Guide, _ known: NamedUsers) {
        exported = known.exported
        users = exported.map { guide.nearestUsers(of: $0, in: known.org) } ?? []
        // What each user has says more.
        sources = users.isEmpty ? guide.nearestSources(in: known.org, limit: .max) : []
        roles = known.org.roles.counts(activeUsers: known.activeUsers)
    }

    /// Those users who look like the API user.
    var likelyUsers: [UserCount] { users.filter { $0.isIntegration || $0.granted > 0 } }

    /// What selects end users, and how many.
    func endUsers(except apiUser: String?) -> [(selector: EndUserSelector, users: Int)] {
        exported?.endUserChoices(except: apiUser) ?? []
    }
}

extension UserCount {
    /// What is known of the user.
    var words: String {
        [profile.map { "profile \"\($0)\"" }, isIntegration ? "made for integrations" : nil].compactMap(\.self)
            .joined(separator: ", ")
    }
}

extension SourceCount {
    /// The label in brackets, where it is not the name.
    var labelWords: String { label.flatMap { $0 == id.fullName ? nil : " (\($0))" } ?? "" }
}

extension RoleCount {
    /// What is known of the role.
    var words: String {
        let label = role.label.flatMap { $0 == role.name ? nil : "\"\($0)\"" }
        let below = rolesBelow == 0 ? nil : "\(rolesBelow.of("role")) below"
        let users = usersAtOrBelow.map { "\($0.of("active user")) at or below it" }
        return [label, below, users].compactMap(\.self).joined(separator: ", ")
    }
}
