import OrgModel

/// How the API user's role is to one end user's role.
struct Relation {
    let endRole: String
    let message: String
    /// What leaves it open; `nil` where it is known.
    var unknown: Unknown?

    init(of apiRole: String, to endRole: String, _ standing: RoleTree.Standing, in org: Org) {
        let hierarchy = org.roles
        self.endRole = endRole
        let endPath = hierarchy.path(from: endRole)
        guard let endPath, let apiPath = hierarchy.path(from: apiRole) else {
            let missing = endPath == nil ? endRole : apiRole
            let absence = org.absence(ofRole: missing)
            message = "The role \"\(missing)\" \(absence.predicate.words)."
            unknown = absence
            return
        }
        let paths = "\(Self.words(endPath, in: org)); \(Self.words(apiPath, in: org))"
        switch standing {
        case .above:
            let position = endPath.roles.firstIndex { $0.name.lowercased() == apiRole.lowercased() }
            message = "\"\(apiRole)\" is above \"\(endRole)\": \(Self.words(endPath, upTo: position, in: org))."
        case .notAbove:
            let common =
                hierarchy.nearestCommonAncestor(apiRole, endRole)
                .map { "they meet at \"\($0.name)\"" } ?? "they meet nowhere"
            let how = apiRole.lowercased() == endRole.lowercased() ? "the same role as" : "not above"
            message = "\"\(apiRole)\" is \(how) \"\(endRole)\": \(common) (\(paths))."
        case .unknown:
            let unknown = Unknown(
                says: "whether \"\(apiRole)\" is above \"\(endRole)\" cannot be determined from the export: \(paths)",
                resolvedBy: Self.resolving(endPath, in: org))
            message = unknown.sentence
            self.unknown = unknown
        }
    }

    private static func resolving(_ path: RolePath, in org: Org) -> String {
        switch path.end {
        case .missingParent(let parent): org.absence(ofRole: parent).resolvedBy
        case .cycle(let names): RolePath.resolving(cycle: names)
        case .root: ""
        }
    }

    /// `Agent -> Lead -> Manager`, with what comes after the last one.
    private static func words(_ path: RolePath, upTo position: Int? = nil, in org: Org) -> String {
        let names = RolePath.words(path.roles.prefix((position ?? path.roles.count) + 1).map(\.name))
        guard position == nil else { return names }
        return switch path.end {
        case .root: names
        case .missingParent(let parent):
            "\(names) -> \(parent) (\(org.absence(ofRole: parent).predicate.note))"
        case .cycle: "\(names) -> \(path.roles.last?.parent.map { org.roles[$0]?.name ?? $0 } ?? "") (a cycle)"
        }
    }
}

extension Org {
    func unreadableRole(_ name: String) -> Problem? {
        (contradictedRoles[name.lowercased()]?.id ?? catalog.id(of: name, .role)).flatMap { unreadable[$0] }
    }

    /// Why the hierarchy lacks a role.
    func absence(ofRole name: String) -> Unknown {
        if let contradiction = contradictedRoles[name.lowercased()] { return contradiction.unknown }
        let id = ComponentID(.role, name)
        if let problem = unreadableRole(name) {
            return Unknown(unreadable: id, problem, resolvedBy: "Fix or retrieve the file of the role \"\(name)\".")
        }
        if isLabel(name, ofAny: .role) {
            return Unknown(
                of: id, .says(.labelOfSeveralRoles), resolvedBy: "Name the role by its full name.")
        }
        return catalog.absence(of: .role, name, retrieving: "Retrieve Role:\(name) and the roles above it.")
    }
}
