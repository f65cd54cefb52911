package import OrgModel

/// A right on an object; what each one is called and needs is in ``PlatformFacts``.
package enum ObjectRight: String, Sendable, Hashable, CaseIterable {
    case read, create, edit, delete, viewAll, modifyAll, viewAllFields
}

/// What a guide can require on a field.
package enum FieldAccess: String, Sendable, Hashable, CaseIterable {
    case read, edit

    /// The flag of an entry that grants it.
    package var flag: String { self == .read ? EntryFlag.readable : EntryFlag.editable }

    /// What it is called in a message.
    var label: String { rawValue.capitalizedFirst }
}

/// The platform's facts, shared by every guide; read from `Rules/salesforce/`.
package struct PlatformFacts: Sendable {
    /// A fact about a field.
    package struct Field: Sendable, Equatable {
        /// The label in Setup.
        package let label: String
        /// Whether it has no field-level security and follows the object.
        package let followsObject: Bool
        /// Whether no user can edit it.
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
        /// What represents each right, where it has no object permissions; nothing represents one that is not here.
        let standIns: [ObjectRight: StandIn]
        /// The object with which it shares its fields: a permission on the field of either is one on both.
        package let sharesFieldsWith: String?
        /// The object that defines its custom fields, where that is another one.
        package let definesFieldsOn: String?
        /// The objects that it is a detail of, except those that the definitions of its fields name.
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
        /// What the API user lacks without it where the object is private; `nil` where that is nothing in particular.
        package let lackedWherePrivate: String?
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
        /// System permissions that must be with it in a permission set that is deployed.
        package let needs: [String]
        /// Rights on objects that must be with it, by the object's API name.
        package let needsOnObject: [String: [ObjectRight]]
        /// The first API version whose exports know it; `nil` where all do.
        package let since: Int?
        /// Whether no export ever lists it.
        package let isNeverExported: Bool
        /// Access to every field that it may give, though that is not certain.
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
    package internal(set) var rights: [ObjectRight: Right] = [:] {
        didSet { closures = RightClosures(rights) }
    }
    /// What each of them cannot be without.
    private(set) var closures = RightClosures([:])
    /// By kind of entry and element, the elements that must be true in the same entry.
    var flagNeeds: [PermissionKind: [String: Set<String>]] = [:]
    /// The same for an object's entry, where that is a big object.
    var flagNeedsOnBigObjects: [String: Set<String>] = [:]
    /// System permissions that bring something or that have a label here.
    package internal(set) var permissions: [String: Permission] = [:] {
        didSet { bringers = PermissionBringers(permissions) }
    }
    /// Which of them bring what: it is asked of every source for every row.
    private(set) var bringers = PermissionBringers([:])
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
    /// What permission sets cannot contain that name a license, in addition to what its users cannot contain at all.
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
    /// What decides whether a program can connect.
    var connections = ConnectionFacts()
    /// The API version for the next export.
    package internal(set) var manifestAPIVersion = 0
    /// How records of each kind are asked for.
    package internal(set) var records: [RecordKind: RecordFact] = [:]
    /// System permissions that metadata has, and PermissionSet has no column for.
    var permissionsWithoutColumn: Set<String> = []
    /// How a missing system permission is fixed.
    package internal(set) var systemPermissionRemedy = Remedy()
    /// How what is forbidden is taken away.
    package internal(set) var forbiddenRemedy = Remedy()
    /// How what is asked of the profile itself is granted.
    package internal(set) var profileRemedy = Remedy()
    /// How something is fixed that is granted, but muted in a group.
    package internal(set) var mutedRemedy = Remedy()
    /// How a user who is inactive is let in again.
    package internal(set) var inactiveUserRemedy = Remedy()
    /// How what a user lacks is fixed that no permission set grants.
    var userRemedies = UserRemedies()
    /// Names in Setup of the flags of users, by name.
    package internal(set) var userFlags: [String: String] = [:]
    /// How a user is made for an integration.
    package internal(set) var newUserSteps = ""
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

    /// What is known about a standard field, by its name in any case.
    func field(_ field: String, of object: String) -> Field? {
        spelling(ofField: field, of: object).flatMap { objects[object]?.fields[$0] ?? everyObjectFields[$0] }
    }

    /// A standard field's name as it is spelled here; `nil` for one that is not known.
    func spelling(ofField field: String, of object: String) -> String? {
        objects[object]?.fields.spelling(of: field) ?? everyObjectFields.spelling(of: field)
    }

    /// Whether two names mean one license: its API name, or its name in Setup.
    func isSameLicense(_ one: String, _ other: String) -> Bool {
        func key(_ name: String) -> String {
            (permissionSetLicenses.first { APIName($0.key) == APIName(name) }?.value ?? name).lowercased()
        }
        return key(one) == key(other)
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
}

extension [String: PlatformFacts.Field] {
    fileprivate func spelling(of name: String) -> String? {
        self[name] == nil ? keys.first { APIName($0) == APIName(name) } : name
    }
}
