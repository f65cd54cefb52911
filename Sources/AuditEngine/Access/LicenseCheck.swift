import OrgModel

/// Whether Salesforce lets the API user have the permission sets that are named or assigned.
struct LicenseCheck {
    /// A user license and where it is named.
    struct Statement {
        let license: String
        let place: Place?
    }

    let principal: Principal
    /// The user licenses that the profile's files name; several where they contradict each other.
    let ofProfile: [Statement]
    /// The API user's user license, as its profile and the exported users name it; several where they contradict each other.
    let userLicenses: [String]
    let contributions: [Contribution]
    let platform: PlatformFacts
    /// The licenses that sets assigned directly bring with them, as the sets name them.
    private var broughtDirectly: [String]

    /// - Parameter header: What the files of the API user's profile say of themselves; `nil` where there is none.
    init(
        principal: Principal, profile header: PermissionSourceHeader?, contributions: [Contribution],
        platform: PlatformFacts
    ) {
        self.principal = principal
        ofProfile = (header?.licenses ?? []).map { Statement(license: $0, place: header?.licensePlaces[$0]) }
        userLicenses = (ofProfile.map(\.license) + [principal.userLicense].compactMap(\.self)).deduplicated()
        self.contributions = contributions
        self.platform = platform
        broughtDirectly = []
        // A set that Salesforce refuses to assign brings nothing.
        broughtDirectly = permissionSets.filter {
            $0.contribution.group == nil && refusalByOwnLicense(of: $0.contribution) == nil
        }.compactMap(\.source.header.license).deduplicated()
    }

    var problems: [Problem] {
        [contradiction].compactMap(\.self) + foreignUserLicenses + lackingOwnLicense
            + [lackingForObjects].compactMap(\.self)
    }

    /// Not as an array, which would be a copy of all sources.
    private var permissionSets: some Sequence<(contribution: Contribution, source: PermissionSource)> {
        contributions.lazy.compactMap { contribution in
            guard contribution.id.type == .permissionSet, let source = contribution.known else { return nil }
            return (contribution, source)
        }
    }

    // MARK: What cannot be assigned

    /// Why Salesforce refuses to assign a permission set to the API user, and what would resolve it; `nil` where it may not,
    /// and where the export shows the set, or the group that it comes through, as assigned: what is assigned was not refused.
    func refusal(of contribution: Contribution) -> Unknown? {
        refusalByOwnLicense(of: contribution) ?? refusalOfObjects(of: contribution)
    }

    /// The set, unless the export shows that it is assigned.
    private func unproven(_ contribution: Contribution) -> PermissionSource? {
        guard contribution.id.type == .permissionSet,
            !principal.assigned.contains(contribution.group?.id ?? contribution.id)
        else { return nil }
        return contribution.known
    }

    /// Because of the license that the set itself names.
    private func refusalByOwnLicense(of contribution: Contribution) -> Unknown? {
        guard let source = unproven(contribution) else { return nil }
        if let (own, other) = foreignLicense(of: source) {
            return Unknown(
                .reservation(.madeForLicense(contribution.id, own, holder: holder(of: other), other: other)),
                resolvedBy: withoutLicense)
        }
        if let license = lackingLicense(of: source) {
            return Unknown(
                .reservation(.needsLicense(contribution.id, label(license), user: userWords)), resolvedBy: assign)
        }
        return nil
    }

    /// Because it grants object permissions, beside which the user's license needs another one.
    private func refusalOfObjects(of contribution: Contribution) -> Unknown? {
        guard let source = unproven(contribution),
            let (_, needed) = licensesForObjects.first(where: {
                holds($0.needed) == false && needsLicense($0.needed, source)
            })
        else { return nil }
        return Unknown(
            .reservation(.objectsNeedLicense(contribution.id, label(needed), user: userWords)), resolvedBy: assign)
    }

    private let withoutLicense =
        "Make a permission set of the same content without a license, or with one that fits, and assign that instead."

    // MARK: User licenses

    /// The exported user's license and the profile's, where they are not the same.
    private var contradiction: Problem? {
        guard let exported = principal.userLicense, let other = ofProfile.first,
            !ofProfile.contains(where: { APIName($0.license) == APIName(exported) })
        else { return nil }
        return Problem(
            .warning, at: principal.place,
            "The exported records name the user license \"\(exported)\" of \(userWords), and \(profileWords) names "
                + "\"\(other.license)\"\(other.place.map { " at \($0)" } ?? ""). A user has the license of the profile, so one of the two "
                + "is outdated; what either license cannot contain is unknown. Export both again.")
    }

    /// The user license that a permission set is made for, and the API user's where that is another one.
    private func foreignLicense(of source: PermissionSource) -> (own: String, other: String)? {
        // Of several that the set's files name any may be the one that counts.
        for own in source.header.licenses where platform.isUserLicense(own) {
            if let other = userLicenses.first(where: { APIName($0) != APIName(own) }) { return (own, other) }
        }
        return nil
    }

    /// A permission set with a user license can be assigned only beside a profile with the same one.
    private var foreignUserLicenses: [Problem] {
        permissionSets.compactMap { contribution, source in
            guard let (own, other) = foreignLicense(of: source) else { return nil }
            return Problem(
                .warning, kind: .foreignUserLicense, at: source.files.first.map { Place(file: $0) },
                "\(contribution.way.capitalizedFirst) is made for the license \"\(own)\", but \(holder(of: other)) has "
                    + "\"\(other)\": Salesforce does not let one user have both. \(withoutLicense)")
        }
    }

    private var profileWords: String { principal.profile?.words ?? "the API user" }

    /// Whose license it is by what is stated: the profile's, unless only the exported user has it.
    private func holder(of license: String) -> String {
        ofProfile.isEmpty || ofProfile.contains { $0.license == license } ? profileWords : userWords
    }

    // MARK: Permission set licenses

    /// The permission set license that a set needs and that the user lacks.
    ///
    /// A user who is assigned a set with a permission set license gets the license automatically, so that only an export can say
    /// that the user lacks it.
    private func lackingLicense(of source: PermissionSource) -> String? {
        source.header.licenses.first { !platform.isUserLicense($0) && holds($0) == false }
    }

    private var lackingOwnLicense: [Problem] {
        permissionSets.compactMap { contribution, source in
            guard let license = lackingLicense(of: source) else { return nil }
            return Problem(
                .warning, kind: .lackingLicense, at: principal.permissionSetLicenses.toldBy,
                "\(contribution.way.capitalizedFirst) needs the permission set license \"\(label(license))\", which "
                    + "\(userWords) does not have. \(assign)")
        }
    }

    /// The API user's licenses that bear object permissions only beside a permission set license, each with that one.
    private var licensesForObjects: [(own: String, needed: String)] {
        userLicenses.compactMap { own in
            platform.objectPermissionsNeed.first { APIName($0.key) == APIName(own) }.map { (own, $0.value) }
        }
    }

    private func isBrought(_ license: String, by source: PermissionSource) -> Bool {
        source.header.license.map { platform.isSameLicense($0, license) } == true
    }

    private func isBroughtDirectly(_ license: String) -> Bool {
        broughtDirectly.contains { platform.isSameLicense($0, license) }
    }

    private func needsLicense(_ license: String, _ source: PermissionSource) -> Bool {
        source.grantsAnyObject && !isBrought(license, by: source) && !isBroughtDirectly(license)
    }

    /// A user license may bear object permissions only beside a permission set license.
    private var lackingForObjects: Problem? {
        guard let (userLicense, needed) = licensesForObjects.first else { return nil }
        let sets = permissionSets.filter { needsLicense(needed, $0.source) }
        guard let first = sets.first else { return nil }
        let more = Set(sets.map(\.contribution.id)).count - 1
        let why =
            "\(first.contribution.way.capitalizedFirst)\(more > 0 ? " and \(more) more" : "") "
            + "\(more > 0 ? "grant" : "grants") object permissions, and \(holder(of: userLicense)) has the license \"\(userLicense)\": "
            + "Salesforce lets a user have both only with the permission set license \"\(label(needed))\""
        switch holds(needed) {
        case true: return nil
        case false:
            return Problem(
                .warning, at: principal.permissionSetLicenses.toldBy,
                "\(why), which \(userWords) does not have. \(assign)")
        case nil:
            return Problem(
                .warning, at: first.source.files.first.map { Place(file: $0) },
                "\(why). Metadata does not tell who has it. See Setup > Users > the API user > Permission Set License "
                    + "Assignments, and name it with --permission-set-license (permissionSetLicenses in rolecall.yml), or give an "
                    + "export of PermissionSetLicenseAssign with --records (rolecall manifest prints the query).\(emptyResult)"
            )
        }
    }

    /// What an empty result may mean.
    private var emptyResult: String {
        principal.emptyResult.map { place in
            " \(place) contains no record: if it is the result for PermissionSetLicenseAssign, no user has the license. \(assign)"
        } ?? ""
    }

    /// `nil` where nothing says.
    private func holds(_ license: String) -> Bool? {
        if principal.permissionSetLicenses.names.contains(where: { platform.isSameLicense($0, license) }) {
            return true
        }
        return principal.permissionSetLicenses.toldBy == nil ? nil : false
    }

    private func label(_ license: String) -> String { platform.permissionSetLicenses[license] ?? license }

    private var userWords: String { principal.username ?? "the API user" }

    private let assign =
        "Assign it before: Setup > Users > the API user > Permission Set License Assignments > Edit Assignments."
}

extension PermissionSource {
    /// Whether it grants any right on any object, or may.
    fileprivate var grantsAnyObject: Bool {
        entries[.objectPermission]?.values.contains { !$0.flags.isEmpty || !$0.doubts.isEmpty } == true
    }
}

extension Problem.Kind {
    fileprivate static let foreignUserLicense = Problem.Kind("set for another user license")
    fileprivate static let lackingLicense = Problem.Kind("lacking permission set license")
}
