import Documents

/// How much harm a right does in the hands of an attacker who has stolen the credentials; what each level means is in
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

extension ObjectRight {
    /// Every right, the most severe first.
    package static let mostSevereFirst: [ObjectRight] = [
        .modifyAll, .viewAll, .viewAllFields, .delete, .edit, .create, .read,
    ]

    /// Its place among them.
    var rank: Int { Self.mostSevereFirst.firstIndex(of: self) ?? 0 }
}

/// The facts of `Rules/salesforce/risks.yaml`.
package struct RiskFacts: Sendable {
    /// How severe a right is, and why.
    package struct Rating: Sendable, Hashable {
        /// The level.
        package let risk: Risk
        /// What an attacker who has the credentials can do with it.
        package let why: String
        /// Where it is described; `nil` where it is not.
        package let source: String?
    }

    /// What each level means.
    package private(set) var levels: [Risk: String] = [:]
    /// System permissions by API name.
    package private(set) var permissions: [String: Rating] = [:]
    /// Rights on one object.
    package private(set) var rights: [ObjectRight: Rating] = [:]
    /// Access to one field.
    package private(set) var fields: [FieldAccess: Rating] = [:]
    /// System permissions that take away instead of giving, by API name, and what they take away.
    package private(set) var restrictions: [String: String] = [:]

    /// No facts.
    init() {}

    /// - Parameter known: The system permissions that are known; a rated one must be among them.
    init(_ file: YAMLValue, known: [String: String], _ diagnostics: Diagnostics) {
        for level in Risk.allCases { levels[level] = file["levels"][level.rawValue].text }
        permissions = file["permissions"].dictionary(Rating.init)
        for entry in file["permissions"].entries ?? [] where known[entry.key] == nil {
            diagnostics.add(entry.value.place, "permissions.yaml knows no permission \(entry.key).")
        }
        for right in ObjectRight.allCases { rights[right] = Rating(file["objectRights"][right.rawValue]) }
        for access in FieldAccess.allCases { fields[access] = Rating(file["fields"][access.rawValue]) }
        restrictions = file["restrictions"].dictionary(\.text)
    }

    /// The keys of the file.
    static let keys = Keys(
        "How much harm a right does in the wrong hands.",
        [
            Key(
                "levels", .each(Risk.self, "What each level means.", .text(.prose)),
                "What each level means."),
            Key("permissions", .named(.apiName, .keys(rating)), "System permissions by API name."),
            Key(
                "objectRights", .each(ObjectRight.self, "Rights on one object, by name.", .keys(rating)),
                "Rights on one object, by name."),
            Key(
                "fields", .each(FieldAccess.self, "Access to one field.", .keys(rating)), "Access to one field."),
            Key(
                "restrictions", .named(.apiName, .text(.prose)),
                "System permissions that take away instead of giving, by API name, and what they take away."),
        ])

    private static let rating = Keys(
        "How severe it is, and why.", name: "rating",
        [
            Key("risk", .choice(Risk.self), "One of the levels."),
            Key("why", .text(.prose), "What can be done with it by a person who has stolen the credentials."),
            Key(optional: "source", .text(.webAddress), "Where it is described."),
        ])
}

extension RiskFacts.Rating {
    fileprivate init?(_ entry: YAMLValue) {
        guard let risk = entry["risk"].choice(Risk.self) else { return nil }
        self.init(risk: risk, why: entry["why"].text ?? "", source: entry["source"].text)
    }
}
