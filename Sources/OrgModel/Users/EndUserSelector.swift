/// Which of the exported users are the end users: one selector of `--end-users`.
package enum EndUserSelector: Sendable, Hashable {
    /// Users with a role, by its name or label.
    case role(String)
    /// Users with a role or one below it.
    case roleAndBelow(String)
    /// Users with a profile, by its name or its name in Setup.
    case profile(String)
    /// Users to whom a permission set is assigned directly.
    case permissionSet(String)
    /// Users to whom a permission set group is assigned.
    case permissionSetGroup(String)
    /// Users in a call center, by its Id, or by its name where records of CallCenter were exported.
    case callCenter(String)
    /// One user.
    case username(String)
    /// All active standard users.
    case active

    /// Reads a selector as typed: `role:Agent`, `active`, or a bare username.
    ///
    /// - Returns: `nil` for an unknown kind and for an empty name.
    package init?(_ typed: String) {
        guard typed != "active" else {
            self = .active
            return
        }
        let parts = typed.split(separator: ":", maxSplits: 1).map(String.init)
        guard let name = parts.last, !name.isEmpty else { return nil }
        guard parts.count == 2 else {
            guard name.contains("@") else { return nil }
            self = .username(name)
            return
        }
        switch parts[0] {
        case "role": self = .role(name)
        case "role-and-below": self = .roleAndBelow(name)
        case "profile": self = .profile(name)
        case "permission-set": self = .permissionSet(name)
        case "permission-set-group": self = .permissionSetGroup(name)
        case "call-center": self = .callCenter(name)
        case "username": self = .username(name)
        default: return nil
        }
    }

    var meansRolesBelow: Bool { if case .roleAndBelow = self { true } else { false } }

    /// The permission set or group that it requires, where it requires one.
    func assignedSource(in org: Org) -> ComponentID? {
        switch self {
        case .permissionSet(let name): org.match(name, .permissionSet).id
        case .permissionSetGroup(let name): org.match(name, .permissionSetGroup).id
        default: nil
        }
    }

    var meansCallCenter: Bool { if case .callCenter = self { true } else { false } }

    /// The forms that ``init(_:)`` reads, for messages.
    package static let forms = [
        "role:NAME", "role-and-below:NAME", "profile:NAME", "permission-set:NAME", "permission-set-group:NAME",
        "call-center:ID or NAME", "username:USERNAME", "active",
    ]
}

extension EndUserSelector: CustomStringConvertible {
    /// The selector as typed.
    package var description: String {
        switch self {
        case .role(let name): "role:\(name)"
        case .roleAndBelow(let name): "role-and-below:\(name)"
        case .profile(let name): "profile:\(name)"
        case .permissionSet(let name): "permission-set:\(name)"
        case .permissionSetGroup(let name): "permission-set-group:\(name)"
        case .callCenter(let id): "call-center:\(id)"
        case .username(let name): "username:\(name)"
        case .active: "active"
        }
    }
}
