/// What exported records, or the settings that say it instead of them, say of one user.
package indirect enum UserStatement: Sendable, Hashable {
    case inactive
    /// The role, and the flag or key that names it where no record does.
    case role(String?, by: String? = nil)
    /// The role is not known, and why where something says so.
    case roleNotKnown(Statement?)
    case callCenter(CallCenterMembership)

    func words(of username: String) -> String {
        switch self {
        case .inactive: "user \(username) is inactive"
        case .role(let name, let giver):
            (giver.map { "\($0) says that " } ?? "") + "user \(username) "
                + (name.map { "has the role \"\($0)\"" } ?? "has no role")
        case .roleNotKnown(let why):
            "the role of \(username) is not known" + (why.map { ": \($0.words(of: username))" } ?? "")
        case .callCenter(.none): "user \(username) is in no call center"
        case .callCenter(.notStated): "user \(username) has no CallCenterId in the export"
        case .callCenter(.member(let id, let names)):
            "user \(username) is in the call center \(names.first.map { "\"\($0)\"" } ?? id)"
        }
    }
}
