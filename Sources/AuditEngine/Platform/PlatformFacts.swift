package import OrgModel

/// A right on an object; what each one is called and needs is in ``PlatformFacts``.
package enum ObjectRight: String, Sendable, Hashable, CaseIterable {
    case read, create, edit, delete, viewAll, modifyAll
}

/// What a guide can require on a field.
package enum FieldAccess: String, Sendable, Hashable, CaseIterable {
    case read, edit
}

/// How a missing grant is fixed; the texts contain placeholders in braces until a finding fills them.
public struct Remedy: Codable, Sendable, Hashable {
    /// The click path in Setup.
    public var setup: String?
    /// What to deploy instead.
    public var metadata: String?
    /// What to do afterwards.
    public var then: String?
    /// What the next export must hold for the export to tell.
    public var retrieve: String?

    /// Makes a remedy.
    package init(setup: String? = nil, metadata: String? = nil, then: String? = nil, retrieve: String? = nil) {
        self.setup = setup
        self.metadata = metadata
        self.then = then
        self.retrieve = retrieve
    }

    /// The same with every `{placeholder}` replaced.
    func filled(_ values: [String: String]) -> Remedy {
        Remedy(
            setup: setup?.filling(values), metadata: metadata?.filling(values), then: then?.filling(values),
            retrieve: retrieve)
    }
}

extension String {
    /// The text with every `{placeholder}` replaced that a value is known for.
    ///
    /// In one pass, because the texts of every requirement are filled at each start.
    fileprivate func filling(_ values: [String: String]) -> String {
        var filled = ""
        var rest = self[...]
        while let brace = rest.utf8.firstIndex(of: UInt8(ascii: "{")) {
            filled += rest[..<brace]
            rest = rest[brace...]
            guard let end = rest.utf8.firstIndex(of: UInt8(ascii: "}")),
                let value = values[String(rest[rest.utf8.index(after: brace)..<end])]
            else {
                filled.append("{")
                rest = rest.dropFirst()
                continue
            }
            filled += value
            rest = rest[rest.utf8.index(after: end)...]
        }
        return filled + rest
    }
}

/// The platform's facts, shared by every guide; read from `Rules/salesforce/`.
package struct PlatformFacts: Sendable {
    /// A fact about a field.
    package struct Field: Sendable, Equatable {
        /// The label in Setup.
        package let label: String
        /// Whether it has no field-level security and follows the object.
        package let followsObject: Bool
        /// Whether nobody can edit it, whatever they have.
        package let isNeverEditable: Bool
        /// Why; present where one of the two is true.
        package let reason: String?
    }

    /// A fact about an object.
    package struct Object: Sendable {
        /// The label.
        package let label: String
        /// The plural label, which Setup shows.
        package let plural: String
        /// Whether Salesforce offers no object permissions for it.
        package let hasNoObjectPermissions: Bool
        /// The system permission that represents reading it, where it has no object permissions.
        package let readPermission: String?
        /// The system permission that, beside the one for reading, represents changing it, where it has no object
        /// permissions.
        package let editPermission: String?
        /// The object with which it shares its fields: a permission on the field of either is one on both.
        package let sharesFieldsWith: String?
        /// The object that defines its custom fields, where that is another one.
        package let definesFieldsOn: String?
        /// The objects that it is a detail of, except those that the definitions of its fields tell.
        package let detailOf: [String]
        /// Rights that do not exist on it.
        package let without: Set<ObjectRight>
        /// Its fields.
        package let fields: [String: Field]
    }

    /// A fact about a right on objects.
    package struct Right: Sendable {
        /// The element in `objectPermissions`.
        package let flag: String
        /// The label in Setup.
        package let label: String
        /// The rights that it cannot be without.
        package let needs: [ObjectRight]
        /// The rights that it cannot be without on a big object.
        package let needsOnBigObjects: [ObjectRight]
        /// The rights on each master that the same permission set must grant, where the object is a detail.
        package let needsOnMaster: [ObjectRight]
    }

    /// A fact about a system permission.
    package struct Permission: Sendable {
        /// The name in Setup.
        package let label: String
        /// The system permissions that come with it.
        package let brings: [String]
        /// The rights that come with it on every object that has them.
        package let bringsOnEveryObject: Set<ObjectRight>
        /// System permissions whose purpose it serves as well, with the reason.
        package let satisfies: [String: String]
        /// System permissions that must be beside it in a permission set that is deployed.
        package let needs: [String]
        /// Rights on objects that must be beside it, by the object's API name.
        package let needsOnObject: [String: [ObjectRight]]
        /// The first API version whose exports know it; `nil` where all do.
        package let since: Int?
        /// Whether no export ever lists it.
        package let isNeverExported: Bool
        /// Access to every field that it may give, though nobody can say so for certain.
        package let mayOpen: FieldAccess?
        /// What makes that uncertain; present where ``mayOpen`` is.
        package let doubt: String?
    }

    /// Fields that every object has.
    package internal(set) var everyObjectFields: [String: Field] = [:]
    /// Kinds of custom fields, by what their definition says.
    package internal(set) var customKinds: [FieldDefinition.Kind: Field] = [:]
    /// The name field of a custom object.
    package internal(set) var nameField: Field?
    /// Objects by API name.
    package internal(set) var objects: [String: Object] = [:]
    /// Rights on objects.
    package internal(set) var rights: [ObjectRight: Right] = [:]
    /// By kind of entry and element, the elements that must be true in the same entry.
    var flagNeeds: [PermissionKind: [String: Set<String>]] = [:]
    /// The same for an object's entry, where that is a big object.
    var flagNeedsOnBigObjects: [String: Set<String>] = [:]
    /// System permissions that bring something or that have a label here.
    package internal(set) var permissions: [String: Permission] = [:]
    /// The names of all system permissions that are known, each with its name in Setup, which is empty where nothing
    /// says it.
    package internal(set) var knownPermissions: [String: String] = [:]
    /// Names in Setup of standard profiles, by full name.
    package internal(set) var standardProfiles: [String: String] = [:]
    /// Names in Setup of standard apps, by full name.
    package internal(set) var standardApps: [String: String] = [:]
    /// How much harm rights do in the wrong hands.
    package internal(set) var risks = RiskFacts()
    /// Names of user licenses; a permission set that names one fits no other license.
    package internal(set) var userLicenses: Set<String> = []
    /// Names in Setup of permission set licenses, by API name.
    package internal(set) var permissionSetLicenses: [String: String] = [:]
    /// By user license, the permission set license without which no object permission can be assigned.
    package internal(set) var objectPermissionsNeed: [String: String] = [:]
    /// What permission sets cannot contain that name a license, besides what its users cannot contain at all.
    var setLimit = LicenseLimit()
    /// What user licenses cannot contain.
    var licenseLimits: [LicenseLimit] = []
    /// User licenses whose profiles may well contain no system permission at all.
    var licensesWithoutSystemPermissions: Set<APIName> = []
    /// Which users are people.
    package internal(set) var people = PeopleFacts()
    /// From this API version on a permission set lists all that it grants.
    package internal(set) var permissionSetsCompleteFrom = 0
    /// From this API version on a permission set lists View All Fields of an object, instead of hiding the fields' entries.
    var viewAllFieldsFrom = 0
    /// From this API version on a group names its muting permission sets.
    var mutingFrom = 0
    /// From this API version on a group says whether it is session-based.
    var sessionBasedGroupsFrom = 0
    /// The API version for the next export.
    package internal(set) var manifestAPIVersion = 0
    /// Queries for what is not metadata: the file to write, and the query.
    package internal(set) var userQueries: [(file: String, query: String)] = []
    /// How a missing system permission is fixed.
    package internal(set) var systemPermissionRemedy = Remedy()
    /// How something is fixed that is granted, but muted in a group.
    package internal(set) var mutedRemedy = Remedy()
    /// How a user who is inactive is let in again.
    package internal(set) var inactiveUserRemedy = Remedy()
    /// How surplus is taken out of each kind of source.
    var surplusRemedies: [SurplusSource.Kind: String] = [:]
    /// How a missing right on an object is fixed.
    package internal(set) var objectRemedies: [ObjectRight: Remedy] = [:]
    /// How missing access to a field is fixed.
    package internal(set) var fieldRemedies: [FieldAccess: Remedy] = [:]

    /// The name of a system permission in Setup.
    package func label(ofPermission name: String) -> String {
        knownPermissions[name].flatMap { $0.isEmpty ? nil : $0 } ?? name
    }

    /// The label of a right in Setup.
    package func label(of right: ObjectRight) -> String {
        rights[right]?.label ?? right.rawValue
    }

    /// The right for which an element of `objectPermissions` is.
    func right(ofFlag flag: String) -> ObjectRight? {
        rights.first { $0.value.flag == flag }?.key
    }

    /// The element of a right in `objectPermissions`.
    func flag(of right: ObjectRight) -> String {
        rights[right]?.flag ?? right.rawValue
    }

    /// The plural label under which Setup shows an object.
    func plural(of object: String) -> String {
        objects[object]?.plural ?? object
    }

    /// What is known about a standard field, whatever case its name is in.
    func field(_ field: String, of object: String) -> Field? {
        spelling(ofField: field, of: object).flatMap { objects[object]?.fields[$0] ?? everyObjectFields[$0] }
    }

    /// A standard field's name as it is spelled here; `nil` for one that is not known.
    func spelling(ofField field: String, of object: String) -> String? {
        objects[object]?.fields.spelling(of: field) ?? everyObjectFields.spelling(of: field)
    }

    /// Whether two names mean one license: its API name, or its name in Setup.
    func isSameLicense(_ one: String, _ other: String) -> Bool {
        func key(_ name: String) -> String { (permissionSetLicenses[name] ?? name).lowercased() }
        return key(one) == key(other)
    }

    /// What a right on an object takes: an entry of the object, or the system permissions that represent it where
    /// Salesforce offers no object permissions.
    func needs(_ right: ObjectRight, on object: String) -> [Need] {
        guard let fact = objects[object], fact.hasNoObjectPermissions else { return [.objectPermission(object, right)] }
        let permissions =
            switch right {
            case .read: [fact.readPermission]
            case .create, .edit, .delete: [fact.readPermission, fact.editPermission]
            case .viewAll, .modifyAll: [String?]()
            }
        let needs = permissions.compactMap(\.self).map(Need.systemPermission)
        return needs.isEmpty ? [.objectPermission(object, right)] : needs
    }

    /// Whether Salesforce has a right on an object at all.
    func exists(_ right: ObjectRight, on object: String) -> Bool {
        objects[object].map { !$0.hasNoObjectPermissions && !$0.without.contains(right) } ?? true
    }

    static let suffixOfBigObjects = "__b"

    private func isBigObject(_ name: String) -> Bool { name.lowercased().hasSuffix(Self.suffixOfBigObjects) }

    /// The rights that a right on an object cannot be without.
    private func needs(of right: ObjectRight, on object: String) -> [ObjectRight] {
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

    /// A system permission, or a right on an object, and all that Salesforce requires beside it in a permission set that
    /// is deployed.
    ///
    /// What a permission implies is among it: Salesforce ticks it together with the other, and an entry without it
    /// is refused.
    ///
    /// - Parameter org: Contains the fields of the objects and of their masters.
    func deployable(_ need: Need, in org: Org) -> DeployableAccess {
        DeployableAccess(reachable(from: need) { needs(beside: $0, in: org) })
    }

    private func needs(beside need: Need, in org: Org) -> [Need] {
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
        let told = definition?.fields.compactMap(\.master).map { master in
            org.object(master)?.name ?? objects.keys.first { APIName($0) == APIName(master) } ?? master
        }
        return ((told ?? []) + (objects[object]?.detailOf ?? [])).filter { objects[$0]?.hasNoObjectPermissions != true }
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

    /// The names under which field permissions may list a field: more than one where objects share their fields.
    func names(ofField field: String, of object: String) -> [String] {
        [object, objects[object]?.sharesFieldsWith].compactMap(\.self).map { "\($0).\(field)" }
    }

    /// The objects in whose definitions an object's fields can be.
    func objectsDefiningFields(of object: String) -> [String] {
        let fact = objects[object]
        return [object, fact?.sharesFieldsWith, fact?.definesFieldsOn].compactMap(\.self)
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

extension [String: PlatformFacts.Field] {
    fileprivate func spelling(of name: String) -> String? {
        self[name] == nil ? keys.first { APIName($0) == APIName(name) } : name
    }
}

/// A value, those that it leads to, those that these lead to, and so on.
private func reachable<Value: Hashable>(from first: Value, _ next: (Value) -> [Value]) -> Set<Value> {
    var found: Set<Value> = [first]
    var pending = [first]
    while let one = pending.popLast() {
        for other in next(one) where found.insert(other).inserted { pending.append(other) }
    }
    return found
}

/// System permissions and rights on objects that are together in one permission set.
struct DeployableAccess {
    private(set) var permissions: Set<String> = []
    private(set) var rights: [String: Set<ObjectRight>] = [:]

    /// - Parameter needs: What is needed; access to fields needs nothing beside it, and is none of this.
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
