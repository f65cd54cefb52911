import OrgModel

// What Salesforce requires together in one permission set that is deployed.

extension PlatformFacts {
    /// A system permission, or a right on an object, and all that Salesforce requires with it in a permission set that
    /// is deployed.
    ///
    /// What a permission implies is among it: Salesforce ticks it together with the other, and an entry without it
    /// is refused.
    ///
    /// - Parameter org: Has read the fields of the objects and of their masters.
    func deployable(_ need: Need, in org: Org) -> DeployableAccess {
        DeployableAccess(reachable(from: need) { needs(with: $0, in: org) })
    }

    private func needs(with need: Need, in org: Org) -> [Need] {
        switch need {
        case .systemPermission(let name):
            guard let fact = permissions[name] else { return [] }
            return (fact.needs + fact.brings).map(Need.systemPermission)
                + fact.needsOnObject.flatMap { object, rights in rights.map { .objectPermission(object, $0) } }
        case .objectPermission(let object, let right):
            let own = needs(of: right, on: object).map { Need.objectPermission(object, $0) }
            guard let onMaster = rights[right]?.needsOnMaster, !onMaster.isEmpty else { return own }
            return own
                + masters(of: object, in: org).flatMap { master in onMaster.map { .objectPermission(master, $0) } }
        case .fieldPermission: return []
        }
    }

    /// The objects that an object is a detail of.
    private func masters(of object: String, in org: Org) -> [String] {
        let definition = org.object(object)
        // As the org or Salesforce spells them, so that nothing is granted twice.
        let defined = definition?.fields.compactMap(\.master).map { master in
            org.object(master)?.name ?? objects.keys.first { APIName($0) == APIName(master) } ?? master
        }
        return ((defined ?? []) + (objects[object]?.detailOf ?? [])).filter {
            objects[$0]?.hasNoObjectPermissions != true
        }
    }

    /// The names under which a deployed permission set lists a field: its own, and the one of the object that shares
    /// it, if that lists it too.
    func deployableNames(ofField field: String, of object: String) -> [String] {
        let twin = objects[object]?.sharesFieldsWith.map { ($0, objects[$0]?.fields[field]) }
        guard let (other, fact) = twin, field.hasSuffix("__c") || fact?.followsObject == false else {
            return ["\(object).\(field)"]
        }
        return ["\(object).\(field)", "\(other).\(field)"]
    }
}

/// System permissions and rights on objects that are together in one permission set.
struct DeployableAccess {
    private(set) var permissions: Set<String> = []
    private(set) var rights: [String: Set<ObjectRight>] = [:]

    /// - Parameter needs: What is needed; access to fields needs nothing else, and is not part of it.
    init(_ needs: Set<Need> = []) {
        for need in needs {
            switch need {
            case .systemPermission(let name): permissions.insert(name)
            case .objectPermission(let object, let right): rights[object, default: []].insert(right)
            case .fieldPermission: break
            }
        }
    }

    mutating func add(_ other: DeployableAccess) {
        permissions.formUnion(other.permissions)
        rights.merge(other.rights) { $0.union($1) }
    }
}
