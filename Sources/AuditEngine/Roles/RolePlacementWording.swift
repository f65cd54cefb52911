import OrgModel

extension RolePlacement {
    /// What may be done, as whole sentences: which roles the API user could be assigned to, and how a role of its own
    /// gets there. Empty where nothing must be done, or that cannot be determined.
    package var advice: [String] {
        guard standing != .above, obstacle == nil || !candidates.isEmpty else { return [] }
        return [lowest] + (insertion.map { [$0.words(isFirst: candidates.isEmpty)] } ?? [])
    }

    private var lowest: String {
        guard let lowest = candidates.first else { return "No role in the export is above all of them." }
        return "The lowest role above all end users is \"\(lowest.name)\"."
    }
}

extension RolePlacement.Insertion {
    fileprivate func words(isFirst: Bool) -> String {
        let start = isFirst ? "Let" : "Assign the API user to it, or let"
        guard let role else {
            return "\(start) the API user have a role of its own, which reports to \(Self.quoted(parent)) and to which "
                + "\(Self.list(placedBelow)) \(placedBelow.count == 1 ? "reports" : "report")."
        }
        let isMoved = role.parent?.lowercased() != parent?.name.lowercased()
        let own = isMoved ? ["\"\(role.name)\" report to \(Self.quoted(parent))"] : []
        // The first clause has the verb that the others go without.
        let verb = isMoved ? "" : "report "
        let below = placedBelow.isEmpty ? [] : ["\(Self.list(placedBelow)) \(verb)to \"\(role.name)\""]
        let rest = released.isEmpty ? [] : ["\(Self.list(released)) to \(role.parent.map { "\"\($0)\"" } ?? "no role")"]
        return "\(start) \((own + below + rest).joined(separator: ", "))."
    }

    private static func quoted(_ role: Role?) -> String { role.map { "\"\($0.name)\"" } ?? "no role" }

    /// At most five roles, then a count.
    private static func list(_ roles: [Role]) -> String {
        let names = roles.map(\.name).quoted
        return names.count > 5 ? names.listed(limit: 5) : names.listedWithAnd
    }
}

extension RolePlacement.Obstacle {
    /// Why, as a whole sentence, with what would resolve it.
    package var words: String {
        func list(_ names: [String]) -> String { names.prefix(10).quoted.joined(separator: ", ") }
        return switch self {
        case .noEndUserRoles: "Where the API user's role must be depends on the end users' roles, and none are known."
        case .apiUserRoleNotStated:
            "The API user's role is not known: name it under role in rolecall.yml or with --role."
        case .rolesNotInExport(let names):
            "Roles that users have are not in the export: \(list(names)). Retrieve them and the roles above them."
        case .missingParents(let names):
            "The paths to the root break off below roles that are not in the export: \(list(names)). Retrieve them and the roles above them."
        case .cycle(let names): "The roles form a cycle, which must be fixed first: \(RolePath.words(names))."
        }
    }
}
