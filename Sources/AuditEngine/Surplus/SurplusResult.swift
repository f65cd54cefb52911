package import OrgModel

/// What an API user has beyond what a guide requires.
package struct SurplusResult: Sendable {
    /// The guide.
    package let guide: Guide
    /// Whose access was looked at.
    package let principal: Principal
    /// System permissions and rights on objects, the most severe first.
    package let grants: [SurplusGrant]
    /// Access to fields, by object.
    package let fields: [SurplusFields]
    /// Requirements that pass only through all of the surplus together, and through no single one of it.
    package let carriedTogether: [Requirement]
    /// What the user has that takes away instead of giving.
    package let restrictions: [SurplusRestriction]
    /// The sources, and how the surplus is taken out of each.
    package let sources: [SurplusSource]
    /// What the export does not tell at all.
    package let gaps: [Unknown]
    /// What else to know of the export, as whole sentences.
    package let notes: [String]
    /// What is wrong in the input, errors first.
    package let problems: [Problem]
    /// What it all rests on in addition to the export.
    package var basis = AuditBasis()

    /// How many system permissions and rights on objects have a risk; `nil` counts those that are not rated.
    package func count(_ risk: Risk?) -> Int {
        grants.count { $0.rating?.risk == risk }
    }

    /// The most severe of what is surely granted; `nil` where nothing rated is.
    package var worstRisk: Risk? {
        (grants.filter(\.isCertain).compactMap { $0.rating?.risk }
            + fields.filter(\.isCertain).compactMap(\.risk)).max()
    }

    /// The most severe of what may be granted, as far as single entries tell.
    package var worstPossibleRisk: Risk? {
        (grants.compactMap { $0.rating?.risk } + fields.compactMap(\.risk)).max()
    }

    /// Whether there is nothing beyond the guide.
    package var isEmpty: Bool { grants.isEmpty && fields.isEmpty }
}

/// A system permission, or a right on an object, that the guide does not require.
package struct SurplusGrant: Sendable {
    /// What is granted.
    package enum Subject: Sendable, Hashable {
        /// A system permission, by API name.
        case systemPermission(String)
        /// A right on an object, by API name.
        case objectRight(object: String, ObjectRight)
    }

    /// A source that grants it.
    package struct Source: Sendable, Hashable {
        /// The profile or permission set.
        package let id: ComponentID
        /// The group through which it reaches the API user.
        package let group: ComponentID?
        /// The file and the line.
        package let place: Place?
        /// Why it may be granted or not; `nil` where it surely is.
        package let doubt: String?
    }

    /// What is granted.
    package let subject: Subject
    /// What Setup calls it.
    package let label: String
    /// How severe it is; `nil` where it is not rated.
    package let rating: RiskFacts.Rating?
    /// Every source that grants it.
    package let sources: [Source]
    /// The requirements that pass only through it.
    package let carries: [Requirement]

    /// Whether any source surely grants it.
    package var isCertain: Bool { sources.contains { $0.doubt == nil } }
}

/// Access to the fields of one object that the guide does not require.
package struct SurplusFields: Sendable {
    /// The API name of the object.
    package let object: String
    /// The fields that can be read beyond the guide, and not edited.
    package let readable: [String]
    /// The fields that can be edited beyond the guide.
    package let editable: [String]
    /// Whether the object can be read at all, without which access to its fields does nothing; `nil` where the export
    /// does not tell.
    package let isEffective: Bool?
    /// Whether any source surely grants any of it.
    package let isCertain: Bool
    /// The sources that grant it.
    package let sources: [ComponentID]
    /// How severe each kind of access is that there is.
    package let ratings: [FieldAccess: RiskFacts.Rating]

    /// How severe the most severe of it is.
    package var risk: Risk? { ratings.values.map(\.risk).max() }
}

/// A system permission that takes away instead of giving.
package struct SurplusRestriction: Sendable {
    /// Its API name.
    package let name: String
    /// What Setup calls it.
    package let label: String
    /// What it takes away.
    package let says: String
    /// The file and the line.
    package let place: Place?
}

/// A source with surplus in it.
package struct SurplusSource: Sendable {
    /// What decides how surplus is taken out of a source.
    enum Kind: String, CaseIterable {
        case permissionSet, groupMember, packagedPermissionSet, packagedGroupMember, profile, standardProfile
    }

    /// The profile or permission set.
    package let id: ComponentID
    /// The group through which it reaches the API user.
    package let group: ComponentID?
    /// Its file.
    package let file: String?
    /// How many entries of it are surplus: system permissions, rights on objects, fields.
    package let counts: (permissions: Int, rights: Int, fields: Int)
    /// How the surplus is taken out of it.
    package let remedy: String
}
