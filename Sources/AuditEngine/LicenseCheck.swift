import OrgModel

/// Whether Salesforce lets the API user have the permission sets that are named or assigned.
struct LicenseCheck {
    let principal: Principal
    /// The user licence of the profile; `nil` where nothing tells it.
    let userLicense: String?
    let contributions: [Contribution]
    let platform: PlatformFacts

    var problems: [Problem] {
        foreignUserLicenses + lackingOwnLicense + [lackingForObjects].compactMap(\.self)
    }

    private var permissionSets: [(contribution: Contribution, source: PermissionSource)] {
        contributions.compactMap { contribution in
            guard contribution.id.type == .permissionSet, let source = contribution.source else { return nil }
            return (contribution, source)
        }
    }

    // MARK: User licences

    /// A permission set with a user licence can be assigned only beside a profile with the same one.
    private var foreignUserLicenses: [Problem] {
        guard let userLicense else { return [] }
        return permissionSets.compactMap { contribution, source in
            guard let other = source.header.license, platform.isUserLicense(other), APIName(other) != APIName(userLicense) else {
                return nil
            }
            return Problem(
                .warning, at: source.files.first.map { Place(file: $0) },
                "\(contribution.way.capitalisedFirst) is made for the licence \"\(other)\", but \(profileWords) has "
                    + "\"\(userLicense)\": Salesforce does not let one user have both. Make a permission set of the same "
                    + "content without a licence, or with one that fits, and assign that instead.")
        }
    }

    private var profileWords: String { principal.profile?.words ?? "the API user" }

    // MARK: Permission set licences

    /// Whoever is assigned a permission set with a permission set licence gets the licence by itself, so that only an
    /// export can say that the user lacks it.
    private var lackingOwnLicense: [Problem] {
        permissionSets.compactMap { contribution, source in
            guard let license = source.header.license, !platform.isUserLicense(license),
                holds(license) == false
            else { return nil }
            return Problem(
                .warning, at: principal.permissionSetLicenses.toldBy,
                "\(contribution.way.capitalisedFirst) needs the permission set licence \"\(label(license))\", which "
                    + "\(userWords) does not hold. \(assign)")
        }
    }

    /// A user licence may bear object permissions only beside a permission set licence.
    private var lackingForObjects: Problem? {
        guard let userLicense,
            let needed = platform.objectPermissionsNeed.first(where: { APIName($0.key) == APIName(userLicense) })?.value
        else { return nil }
        let sets = permissionSets.filter { _, source in
            source.header.license.map { platform.isSameLicense($0, needed) } != true && source.grantsAnyObject
        }
        let bringsIt = permissionSets.contains { contribution, source in
            contribution.group == nil && source.header.license.map { platform.isSameLicense($0, needed) } == true
        }
        guard let first = sets.first, !bringsIt else { return nil }
        let more = Set(sets.map(\.contribution.id)).count - 1
        let why =
            "\(first.contribution.way.capitalisedFirst)\(more > 0 ? " and \(more) more" : "") "
            + "\(more > 0 ? "grant" : "grants") object permissions, and \(profileWords) has the licence \"\(userLicense)\": "
            + "Salesforce lets a user have both only with the permission set licence \"\(label(needed))\""
        switch holds(needed) {
        case true: return nil
        case false:
            return Problem(
                .warning, at: principal.permissionSetLicenses.toldBy, "\(why), which \(userWords) does not hold. \(assign)")
        case nil:
            return Problem(
                .warning, at: first.source.files.first.map { Place(file: $0) },
                "\(why). Metadata does not tell who holds it. See Setup > Users > the API user > Permission Set License "
                    + "Assignments, and name it with --permission-set-license (permissionSetLicenses in rolecall.yml), or give an "
                    + "export of PermissionSetLicenseAssign with --users (rolecall manifest prints the query).")
        }
    }

    /// `nil` where nothing tells.
    private func holds(_ license: String) -> Bool? {
        if principal.permissionSetLicenses.names.contains(where: { platform.isSameLicense($0, license) }) { return true }
        return principal.permissionSetLicenses.toldBy == nil ? nil : false
    }

    private func label(_ license: String) -> String { platform.permissionSetLicenses[license] ?? license }

    private var userWords: String { principal.username ?? "the API user" }

    private let assign =
        "Assign it before: Setup > Users > the API user > Permission Set License Assignments > Edit Assignments."
}

extension PermissionSource {
    fileprivate var grantsAnyObject: Bool {
        entries[.objectPermission]?.values.contains { !$0.flags.isEmpty } == true
    }
}
