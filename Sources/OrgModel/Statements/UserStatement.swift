/// What exported records, or the settings that say it instead of them, say of one user.
package indirect enum UserStatement: Sendable, Hashable {
    case inactive
    /// The role, and the flag or key that names it where no record does.
    case role(String?, by: String? = nil)
    /// The role is not known, and why where something says so.
    case roleNotKnown(Statement?)
    case callCenter(CallCenterMembership)
    /// A permission set or group is assigned; on which day that ends, if it does.
    case assigned(ComponentID, until: String?)
    /// A permission set or group was assigned; how that ended, after "the assignment".
    case wasAssigned(ComponentID, says: String)
    /// How many permission sets and groups are assigned.
    case assignments(Int)
    case license(String)
    /// A permission set license, and the flag or key that names it where no record does.
    case permissionSetLicense(String, by: String? = nil)
    /// A permission set license that no record names.
    case noPermissionSetLicense(String)
    /// A flag, by its column.
    case flag(String, isOn: Bool)

    func words(of username: String) -> String {
        switch self {
        case .inactive: "user \(username) is inactive"
        case .role(let name, let giver):
            (giver.map { "\($0) says that " } ?? "") + "user \(username) "
                + (name.map { "has the role \"\($0)\"" } ?? "has no role")
        case .roleNotKnown(let why):
            "the role of \(username) is not known" + (why.map { ": \($0.words(of: username))" } ?? "")
        case .assigned(let id, let day):
            "\(id.words) is assigned to user \(username)" + (day.map { " until \($0) (ExpirationDate)" } ?? "")
        case .wasAssigned(let id, let says): "the assignment of \(id.words) to user \(username) \(says)"
        case .assignments(let count):
            "user \(username) has "
                + (count == 0
                    ? "no permission set and no group"
                    : count.of("permission set or group", "permission sets and groups"))
        case .license(let name): "user \(username) has the user license \"\(name)\""
        case .permissionSetLicense(let name, let giver):
            (giver.map { "\($0) says that " } ?? "")
                + "\(username.isEmpty ? "the API user" : "user \(username)") has the permission set license \"\(name)\""
        case .noPermissionSetLicense(let name):
            "no record gives user \(username) the permission set license \"\(name)\""
        case .flag(let column, let isOn): "user \(username) has \(column) \(isOn)"
        case .callCenter(.none): "user \(username) is in no call center"
        case .callCenter(.notStated): "user \(username) has no CallCenterId in the export"
        case .callCenter(.member(let id, let names)):
            "user \(username) is in the call center \(names.first.map { "\"\($0)\"" } ?? id)"
        }
    }
}
