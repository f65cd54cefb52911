import Documents

/// How what a user lacks is fixed that no permission set grants.
struct UserRemedies: Sendable {
    /// A permission set or group that is not assigned.
    var permissionSet = Remedy()
    /// A license of each kind.
    var licenses: [AssignedLicense.Kind: Remedy] = [:]
    /// A flag of the user's record that is off.
    var flag = Remedy()
    /// A permission set, a license or a flag that a user must not have.
    var forbidden = Remedy()
    /// What is assigned otherwise than required.
    var assignments: [AssignmentRule: Remedy] = [:]

    static let keys = [
        Key(
            "permissionSet",
            .keys(Keys("A permission set or group that a user does not have.", [Key("assigned", .keys(Remedy.steps))])),
            "A permission set or group that a user does not have."),
        Key(
            "license", .each(AssignedLicense.Kind.self, "A license that a user does not have.", .keys(Remedy.steps)),
            "A license that a user does not have."),
        Key(
            "userFlag", .keys(Keys("A flag of a user that is off.", [Key("on", .keys(Remedy.steps))])),
            "A flag of a user that is off."),
        Key(
            "forbiddenOfUser", .keys(Remedy.steps),
            "A permission set, a license or a flag that a user has, and must not have."),
        Key(
            "assignment",
            .each(AssignmentRule.self, "What is assigned otherwise than required.", .keys(Remedy.steps)),
            "What is assigned otherwise than required."),
    ]

    /// Without any.
    init() {}

    /// Reads them.
    init(_ file: YAMLValue) {
        permissionSet = Remedy(file["permissionSet"]["assigned"])
        for kind in AssignedLicense.Kind.allCases { licenses[kind] = Remedy(file["license"][kind.rawValue]) }
        flag = Remedy(file["userFlag"]["on"])
        forbidden = Remedy(file["forbiddenOfUser"])
        for rule in AssignmentRule.allCases { assignments[rule] = Remedy(file["assignment"][rule.rawValue]) }
    }
}

extension Remedy {
    /// Who is meant, where that is the API user.
    static let ofAPIUser = ["user": "the API user", "username": "API_USERNAME"]
    /// The same where any end user may be meant.
    static let ofEndUser = ["user": "the user", "username": "USERNAME"]
}
