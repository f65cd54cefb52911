/// The positions of exported users by what selectors require; inactive users are found by their username alone.
struct UserIndex {
    /// By the username in lower case.
    private(set) var byUsername: [String: [Int]] = [:]
    private(set) var active: [Int] = []
    /// Those together whose records say the same of the role.
    private(set) var byRole: [[Int]] = []
    private(set) var byProfile: [[Int]] = []
    private(set) var byCallCenter: [[Int]] = []
    /// By what may be assigned to them.
    private(set) var byComponent: [ComponentID: [Int]] = [:]
    /// The names in the records, by the name in lower case.
    private(set) var names: [MetadataType: [String: String]] = [:]

    private struct RoleKey: Hashable {
        let role: Principal.RoleAssignment
        let isLabel: Bool
    }

    init() {}

    /// - Parameter components: What is assigned to a user.
    init(_ export: UserExport, components: (UserExport.User) -> [ComponentID]) {
        let users = export.users
        byUsername = Dictionary(grouping: users.indices) { users[$0].username.lowercased() }
        active = users.indices.filter { users[$0].isActive != false }
        byRole = Self.groups(active) { RoleKey(role: users[$0].role, isLabel: users[$0].roleIsLabel) }
        byProfile = Self.groups(active) { users[$0].profile }
        byCallCenter = Self.groups(active) { users[$0].callCenter }
        for position in active {
            for id in Set(components(users[position])) { byComponent[id, default: []].append(position) }
        }
        for user in users {
            if let role = user.role.name { names[.role, default: [:]][role.lowercased()] = role }
            if let profile = user.profile { names[.profile, default: [:]][profile.lowercased()] = profile }
        }
        for id in export.assignments.lazy.map(\.target.component) {
            names[id.type, default: [:]][id.fullName.lowercased()] = id.fullName
        }
    }

    private static func groups(_ positions: [Int], by key: (Int) -> some Hashable) -> [[Int]] {
        Array(Dictionary(grouping: positions, by: key).values)
    }
}
