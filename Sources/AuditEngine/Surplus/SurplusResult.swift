public import OrgModel

/// What an API user has beyond what a guide requires.
public struct SurplusResult: Sendable {
    /// The guide.
    public let guide: Guide
    /// Whose access was looked at.
    public let principal: Principal
    /// System permissions and rights on objects, the most severe first.
    public let grants: [SurplusGrant]
    /// Access to fields, by object.
    public let fields: [SurplusFields]
    /// Requirements that pass only through all of the surplus together, and through no single one of it.
    public let carriedTogether: [Requirement]
    /// What the user has that takes away instead of giving.
    public let restrictions: [SurplusRestriction]
    /// The sources, and how the surplus is taken out of each.
    public let sources: [SurplusSource]
    /// What the export does not tell at all.
    public let gaps: [Principal.Gap]
    /// What else to know of the export, as whole sentences.
    public let notes: [String]
    /// What is wrong in the input, errors first.
    public let problems: [Problem]
    /// What it all rests on besides the export.
    public var basis = AuditBasis()

    /// How many system permissions and rights on objects have a risk; `nil` counts those that are not rated.
    public func count(_ risk: Risk?) -> Int {
        grants.count { $0.rating?.risk == risk }
    }

    /// The most severe of what is surely granted; `nil` where nothing rated is.
    public var worstRisk: Risk? {
        (grants.filter(\.isCertain).compactMap { $0.rating?.risk }
            + fields.filter(\.isCertain).compactMap(\.risk)).max()
    }

    /// The most severe of what may be granted, as far as single entries tell.
    public var worstPossibleRisk: Risk? {
        (grants.compactMap { $0.rating?.risk } + fields.compactMap(\.risk)).max()
    }

    /// Whether there is nothing beyond the guide.
    public var isEmpty: Bool { grants.isEmpty && fields.isEmpty }
}

/// A system permission, or a right on an object, that the guide does not require.
public struct SurplusGrant: Sendable {
    /// What is granted.
    public enum Subject: Sendable, Hashable {
        /// A system permission, by API name.
        case systemPermission(String)
        /// A right on an object, by API name.
        case objectRight(object: String, GrantedRight)
    }

    /// A source that grants it.
    public struct Source: Sendable, Hashable {
        /// The profile or permission set.
        public let id: ComponentID
        /// The group through which it reaches the API user.
        public let group: ComponentID?
        /// The file and the line.
        public let place: Place?
        /// Why it may be granted or not; `nil` where it surely is.
        public let doubt: String?
    }

    /// What is granted.
    public let subject: Subject
    /// What Setup calls it.
    public let label: String
    /// How severe it is; `nil` where it is not rated.
    public let rating: RiskFacts.Rating?
    /// Every source that grants it.
    public let sources: [Source]
    /// The requirements that pass only through it.
    public let carries: [Requirement]

    /// Whether any source surely grants it.
    public var isCertain: Bool { sources.contains { $0.doubt == nil } }
}

/// Access to the fields of one object that the guide does not require.
public struct SurplusFields: Sendable {
    /// The API name of the object.
    public let object: String
    /// The fields that can be read beyond the guide, and not edited.
    public let readable: [String]
    /// The fields that can be edited beyond the guide.
    public let editable: [String]
    /// Whether the object can be read at all, without which access to its fields does nothing; `nil` where the export
    /// does not tell.
    public let isEffective: Bool?
    /// Whether any source surely grants any of it.
    public let isCertain: Bool
    /// The sources that grant it.
    public let sources: [ComponentID]
    /// How severe each kind of access is that there is.
    public let ratings: [FieldAccess: RiskFacts.Rating]

    /// How severe the most severe of it is.
    public var risk: Risk? { ratings.values.map(\.risk).max() }
}

/// A system permission that takes away instead of giving.
public struct SurplusRestriction: Sendable {
    /// Its API name.
    public let name: String
    /// What Setup calls it.
    public let label: String
    /// What it takes away.
    public let says: String
    /// The file and the line.
    public let place: Place?
}

/// A source with surplus in it.
public struct SurplusSource: Sendable {
    /// What decides how surplus is taken out of a source.
    enum Kind: String, CaseIterable {
        case permissionSet, groupMember, packagedPermissionSet, packagedGroupMember, profile, standardProfile
    }

    /// The profile or permission set.
    public let id: ComponentID
    /// The group through which it reaches the API user.
    public let group: ComponentID?
    /// Its file.
    public let file: String?
    /// How many entries of it are surplus: system permissions, rights on objects, fields.
    public let counts: (permissions: Int, rights: Int, fields: Int)
    /// How the surplus is taken out of it.
    public let remedy: String
}
