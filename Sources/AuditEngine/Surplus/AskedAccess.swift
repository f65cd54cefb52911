import OrgModel

/// What a guide asks for in one org, with all that it cannot be without.
struct AskedAccess {
    private(set) var permissions: Set<String> = []
    private(set) var rights: [String: Set<ObjectRight>] = [:]
    /// By the names under which sources can list the field.
    private(set) var fields: [String: Set<FieldAccess>] = [:]
    /// Why some of what the guide asks for cannot be told from surplus.
    private(set) var unresolved: [UnresolvedName] = []
    private let platform: PlatformFacts

    /// - Parameter requirements: Those that ask for permissions and are not switched off.
    init(_ requirements: [Requirement], in evaluation: Evaluation) {
        platform = evaluation.guide.platform
        for requirement in requirements {
            evaluation.needs(of: requirement).forEach { take($0) }
            if let name = evaluation.permissions.unresolvedName(in: requirement.subject),
                !unresolved.contains(where: { $0.why == name.why })
            {
                unresolved.append(name)
            }
        }
    }

    private mutating func take(_ need: Need) {
        switch need {
        case .systemPermission(let name):
            permissions.formUnion(platform.closure(ofNeeds: name))
        case .objectPermission(let object, let right):
            if let fact = platform.objects[object], fact.hasNoObjectPermissions {
                if let permission = fact.editPermission, right != .read { take(.systemPermission(permission)) }
            } else {
                rights[object, default: []].formUnion(platform.closure(of: right))
            }
        case .fieldPermission(let object, let field, let access):
            for name in platform.names(ofField: field, of: object) {
                fields[name, default: []].formUnion(access == .edit ? [.read, .edit] : [.read])
            }
        }
    }

    func includes(_ right: GrantedRight, on object: String) -> Bool {
        right.objectRight.map { rights[object]?.contains($0) == true } ?? false
    }

    func includes(_ access: FieldAccess, on field: String) -> Bool {
        fields[field]?.contains(access) == true
    }
}

extension Evaluation {
    /// What a requirement asks for: the guide's own way. Of alternatives, which it accepts alike, the first that is met.
    fileprivate func needs(of requirement: Requirement) -> [Need] {
        guard case .anyOf = requirement.subject else { return permissions.needs(of: requirement.subject) }
        let ways = permissions.ways(to: requirement.subject)
        let isMet = { (needs: [Need]) in needs.allSatisfy { access.answer(to: $0).certainty == .granted } }
        return ways.first(where: isMet) ?? ways.first ?? []
    }
}

extension PermissionEvaluation {
    /// Why what a requirement asks for has no API name in this org; `nil` where it has one.
    func unresolvedName(in subject: Requirement.Subject) -> UnresolvedName? {
        switch subject {
        case .objectPermission(let key, _):
            if case .unresolved(let name) = names.object(key) { return name }
        case .fieldPermission(let key, let field, _):
            if case .unresolved(let name) = names.field(field, of: key) { return name }
        case .systemPermission, .anyOf, .role, .install: break
        }
        return nil
    }
}
