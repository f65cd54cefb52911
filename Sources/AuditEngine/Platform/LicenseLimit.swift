import OrgModel

/// What user licenses cannot contain, even where permission sets grant it; read from `Rules/salesforce/user-licenses.yaml`.
struct LicenseLimit: Sendable {
    /// The user licenses.
    var licenses: Set<APIName> = []
    /// Values of `User.UserType` that only users with such licenses have.
    var userTypes: Set<APIName> = []
    /// The objects of which they have nothing.
    var objects = Names([])
    /// The rights that they have on no object.
    var rights: Set<ObjectRight> = []
    /// The system permissions that they do not contain.
    var permissions = Names([])

    /// Names, or every name that Salesforce gives.
    struct Names: Sendable {
        /// Is for all that Salesforce makes: custom objects are omitted.
        static let all = "*"

        private let names: Set<APIName>

        init(_ texts: [String]) { names = Set(texts.map(APIName.init)) }

        func contains(_ name: String) -> Bool {
            names.contains(APIName(name)) || (names.contains(APIName(Self.all)) && !name.contains("__"))
        }
    }

    /// Whether it keeps something from being granted by a permission set.
    func excludes(_ need: Need) -> Bool {
        switch need {
        case .systemPermission(let name): permissions.contains(name)
        case .objectPermission(let object, let right): rights.contains(right) || objects.contains(object)
        case .fieldPermission(let object, _, _): objects.contains(object)
        }
    }
}

extension PlatformFacts {
    /// What keeps a user with some licenses, of some type, from holding something; `nil` where nothing does.
    func limit(of licenses: [String], userType: String?, excluding need: Need) -> String? {
        let limits = licenseLimits.filter { $0.excludes(need) }
        if let license = licenses.first(where: { license in limits.contains { $0.licenses.contains(APIName(license)) } }
        ) {
            return "the user license \"\(license)\""
        }
        guard let userType, limits.contains(where: { $0.userTypes.contains(APIName(userType)) }) else { return nil }
        return "a user of type \"\(userType)\""
    }

    /// Whether a name is that of a user license, and not of a permission set license.
    func isUserLicense(_ name: String) -> Bool {
        userLicenses.contains { APIName($0) == APIName(name) }
    }
}
