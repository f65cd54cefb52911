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
        (isBigObject(object) ? rights[right]?.needsOnBigObjects : rights[right]?.needs) ?? []
    }

    /// A right on an object and all the rights that it cannot be without.
    func closure(of right: ObjectRight, on object: String) -> Set<ObjectRight> {
        reachable(from: right) { needs(of: $0, on: object) }
    }

    /// By element, the elements that must be true in the same entry: Salesforce stores none that lacks them.
    func flagNeeds(_ kind: PermissionKind, _ name: String) -> [String: Set<String>] {
        kind == .objectPermission && isBigObject(name) ? flagNeedsOnBigObjects : flagNeeds[kind] ?? [:]
    }

    /// A system permission and all that come with it.
    func closure(ofPermission name: String) -> Set<String> {
        reachable(from: name) { permissions[$0]?.brings ?? [] }
    }

    /// The system permissions that bring another one, directly or through a third.
    func permissions(bringing name: String) -> [String] {
        permissions.filter { !$0.value.brings.isEmpty && $0.key != name }.keys
            .filter { closure(ofPermission: $0).contains(name) }.sorted()
    }

    /// The system permissions that may give access to every field, by name.
    func permissions(thatMayOpenFieldsTo access: FieldAccess) -> [String] {
        permissions.filter { $0.value.mayOpen == access }.keys.sorted()
    }

    /// The system permissions that bring a right on an object.
    func permissions(bringing right: ObjectRight, on object: String) -> [String] {
        guard exists(right, on: object) else { return [] }
        return permissions.keys.filter { permissions[$0]?.bringsOnEveryObject.contains(right) == true }.sorted()
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
