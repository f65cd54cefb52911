/// The positions of exported users by what selectors require; inactive users are found by their username alone.
struct UserIndex {
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

    /// - Parameters:
    ///   - targets: The positions of the targets that are assigned to a user.
    ///   - components: What each target is.
    init(_ export: UserExport, targets: (UserExport.User) -> [Int], components: [ComponentID]) {
        let users = export.users
        active = users.indices.filter { users[$0].isActive != false }
        byRole = Self.groups(active) { RoleKey(role: users[$0].role, isLabel: users[$0].roleIsLabel) }
        byProfile = Self.groups(active) { users[$0].profile }
        byCallCenter = Self.groups(active) { users[$0].callCenter }
        var byTarget = [[Int]](repeating: [], count: components.count)
        for position in active {
            for target in targets(users[position]) { byTarget[target].append(position) }
        }
        byComponent = Dictionary(zip(components, byTarget)) { Set($0 + $1).sorted() }
        for role in Set(users.compactMap(\.role.name)).sorted() {
            names[.role, default: [:]][role.lowercased()] = role
        }
        for profile in Set(users.compactMap(\.profile)).sorted() {
            names[.profile, default: [:]][profile.lowercased()] = profile
        }
        for id in export.assignments.targets.map(\.component) {
            names[id.type, default: [:]][id.fullName.lowercased()] = id.fullName
        }
    }

    private static func groups(_ positions: [Int], by key: (Int) -> some Hashable) -> [[Int]] {
        Array(Dictionary(grouping: positions, by: key).values)
    }
}
