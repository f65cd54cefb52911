import OrgModel

// What one permission or right implies, needs or represents: what follows from the facts by themselves.

extension PlatformFacts {
    /// What a right on an object takes: an entry of the object, or what represents it where Salesforce offers no object
    /// permissions.
    func needs(_ right: ObjectRight, on object: String) -> [Need] {
        objects[object]?.standIns[right]?.needs ?? [.objectPermission(object, right)]
    }

    /// Whether Salesforce has a right on an object at all.
    func exists(_ right: ObjectRight, on object: String) -> Bool {
        objects[object].map { !$0.hasNoObjectPermissions && !$0.without.contains(right) } ?? true
    }

    static let suffixOfBigObjects = "__b"

    private func isBigObject(_ name: String) -> Bool { name.lowercased().hasSuffix(Self.suffixOfBigObjects) }

    /// The rights that a right on an object cannot be without.
    func needs(of right: ObjectRight, on object: String) -> [ObjectRight] {
        rights[right]?.needs(onBigObject: isBigObject(object)) ?? []
    }

    /// A right on an object and all the rights that it cannot be without.
    func closure(of right: ObjectRight, on object: String) -> Set<ObjectRight> {
        (isBigObject(object) ? closures.onBigObjects : closures.onOthers)[right] ?? [right]
    }

    /// By element, the elements that must be true in the same entry: Salesforce stores none that lacks them.
    func flagNeeds(_ kind: PermissionKind, _ name: String) -> [String: Set<String>] {
        kind == .objectPermission && isBigObject(name) ? flagNeedsOnBigObjects : flagNeeds[kind] ?? [:]
    }

    /// A system permission and all that come with it.
    func closure(ofPermission name: String) -> Set<String> { bringers.closures[name] ?? [name] }

    /// The system permissions that one cannot be without, directly or through a third, by name.
    func permissions(neededBy name: String) -> [String] {
        reachable(from: name) { permissions[$0]?.needs ?? [] }.subtracting([name]).sorted()
    }

    /// The system permissions that bring another one, directly or through a third.
    func permissions(bringing name: String) -> [String] { bringers.ofPermissions[name] ?? [] }

    /// The system permissions that may give access to every field, by name.
    func permissions(thatMayOpenFieldsTo access: FieldAccess) -> [String] { bringers.ofFields[access] ?? [] }

    /// The system permissions that bring a right on an object.
    func permissions(bringing right: ObjectRight, on object: String) -> [String] {
        exists(right, on: object) ? bringers.ofRights[right] ?? [] : []
    }
}

/// Each right on an object with all the rights that it cannot be without.
struct RightClosures: Sendable {
    let onBigObjects: [ObjectRight: Set<ObjectRight>]
    let onOthers: [ObjectRight: Set<ObjectRight>]

    init(_ rights: [ObjectRight: PlatformFacts.Right]) {
        func closures(onBigObjects: Bool) -> [ObjectRight: Set<ObjectRight>] {
            let all = ObjectRight.allCases.map { right in
                (right, reachable(from: right) { rights[$0]?.needs(onBigObject: onBigObjects) ?? [] })
            }
            return Dictionary(uniqueKeysWithValues: all)
        }
        onBigObjects = closures(onBigObjects: true)
        onOthers = closures(onBigObjects: false)
    }
}

extension PlatformFacts.Right {
    fileprivate func needs(onBigObject isBig: Bool) -> [ObjectRight] { isBig ? needsOnBigObjects : needs }
}

/// The system permissions that bring others, rights on objects or access to fields, sorted by name.
struct PermissionBringers: Sendable {
    /// Each permission with all that come with it.
    private(set) var closures: [String: Set<String>] = [:]
    private(set) var ofPermissions: [String: [String]] = [:]
    private(set) var ofRights: [ObjectRight: [String]] = [:]
    private(set) var ofFields: [FieldAccess: [String]] = [:]

    init(_ permissions: [String: PlatformFacts.Permission]) {
        for (name, fact) in permissions.sorted(by: { $0.key < $1.key }) {
            let closure = reachable(from: name) { permissions[$0]?.brings ?? [] }
            closures[name] = closure
            for other in closure where other != name { ofPermissions[other, default: []].append(name) }
            for right in fact.bringsOnEveryObject { ofRights[right, default: []].append(name) }
            if let access = fact.mayOpen { ofFields[access, default: []].append(name) }
        }
    }
}

/// A value, those that it leads to, those that these lead to, and so on.
func reachable<Value: Hashable>(from first: Value, _ next: (Value) -> [Value]) -> Set<Value> {
    var found: Set<Value> = [first]
    var pending = [first]
    while let one = pending.popLast() {
        for other in next(one) where found.insert(other).inserted { pending.append(other) }
    }
    return found
}
