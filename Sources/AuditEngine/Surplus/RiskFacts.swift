import Documents

/// How much harm a right does in the hands of somebody who has stolen the credentials; what each level means is in
/// `Rules/salesforce/risks.yaml`.
package enum Risk: String, Sendable, Hashable, CaseIterable, Comparable {
    case critical, high, medium, low

    /// The lesser risk comes first.
    package static func < (left: Risk, right: Risk) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .critical: 3
        case .high: 2
        case .medium: 1
        case .low: 0
        }
    }
}

/// A right that a source can give on an object, the most severe first; View All Fields is none of the rights that a guide
/// can require.
package enum GrantedRight: String, Sendable, Hashable, CaseIterable {
    case modifyAll, viewAll, viewAllFields, delete, edit, create, read

    /// The right that a guide can require; `nil` for View All Fields.
    var objectRight: ObjectRight? { ObjectRight(rawValue: rawValue) }
}

/// The facts of `Rules/salesforce/risks.yaml`.
package struct RiskFacts: Sendable {
    /// How severe a right is, and why.
    package struct Rating: Sendable, Hashable {
        /// The level.
        package let risk: Risk
        /// What somebody who has the credentials can do with it.
        package let why: String
        /// Where it is described, if somebody describes it.
        package let source: String?
    }

    /// What each level means.
    package private(set) var levels: [Risk: String] = [:]
    /// System permissions by API name.
    package private(set) var permissions: [String: Rating] = [:]
    /// Rights on one object.
    package private(set) var rights: [GrantedRight: Rating] = [:]
    /// Access to one field.
    package private(set) var fields: [FieldAccess: Rating] = [:]
    /// System permissions that take away instead of giving, by API name, and what they take away.
    package private(set) var restrictions: [String: String] = [:]

    /// - Parameter known: The system permissions that are known; a rated one must be among them.
    static func read(_ file: StrictYAML?, known: [String: String]) -> RiskFacts {
        var facts = RiskFacts()
        let whole = file?.mapping(["levels", "permissions", "objectRights", "fields", "restrictions"])
        let levels = whole?.required("levels")?.mapping(Risk.allCases.map(\.rawValue))
        for level in Risk.allCases { facts.levels[level] = levels?.prose(level.rawValue) }
        for (name, value) in whole?.required("permissions")?.entries ?? [] {
            if known[name] == nil { value.diagnostic("permissions.yaml knows no permission \(name).") }
            facts.permissions[name] = rating(value)
        }
        let rights = whole?.required("objectRights")?.mapping(GrantedRight.allCases.map(\.rawValue))
        for right in GrantedRight.allCases { facts.rights[right] = rights?.required(right.rawValue).flatMap(rating) }
        let fields = whole?.required("fields")?.mapping(FieldAccess.allCases.map(\.rawValue))
        for access in FieldAccess.allCases { facts.fields[access] = fields?.required(access.rawValue).flatMap(rating) }
        let restrictions = whole?.required("restrictions")
        let texts = restrictions?.mapping(restrictions?.entries?.map(\.key) ?? [])
        for (name, _) in restrictions?.entries ?? [] { facts.restrictions[name] = texts?.prose(name) }
        return facts
    }

    private static func rating(_ value: StrictYAML) -> Rating? {
        guard let entry = value.mapping(["risk", "why", "source"]), let why = entry.prose("why"),
            let risk = entry.required("risk")?.choice(Risk.self)
        else { return nil }
        return Rating(risk: risk, why: why, source: entry["source"]?.text)
    }
}
