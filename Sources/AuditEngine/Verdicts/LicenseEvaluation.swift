import OrgModel

/// Judges which licenses a user has.
struct LicenseEvaluation {
    let principal: Principal
    let org: Org
    let access: EffectiveAccess
    let platform: PlatformFacts

    init(_ evaluation: Evaluation) {
        principal = evaluation.principal
        org = evaluation.org
        access = evaluation.access
        platform = evaluation.guide.platform
    }

    // MARK: User license

    func judge(userLicenses wanted: [String]) -> Judgement {
        let stated = stated
        let user = principal.words
        guard let first = stated.first else { return .unknown(notStated) }
        let isWanted = stated.map { license, _ in wanted.contains { APIName($0) == APIName(license) } }
        let evidence = stated.map(\.evidence)
        guard Set(isWanted).count == 1 else {
            let names = stated.map(\.license).deduplicated().quoted.joined(separator: " and ")
            return .unknown(
                "The user license of \(user) is not known: the export names \(names), and a user has the license of the profile.",
                evidence, resolvedBy: ["Export the profile and the user again, in one go."])
        }
        return isWanted[0]
            ? .passed("\(user.capitalizedFirst) has the user license \"\(first.license)\".", evidence)
            : .failed(
                "\(user.capitalizedFirst) has the user license \"\(first.license)\", not \(wanted.quoted.joined(separator: " or ")).",
                evidence)
    }

    /// The user's license as the profile and the exported user name it; several where they contradict each other.
    private var stated: [(license: String, evidence: Evidence)] {
        let header = principal.profile.flatMap { org.headers[$0] ?? org.recorded[$0]?.source.header }
        let ofProfile = (header?.licenses ?? []).map { license in
            (
                license,
                Evidence(
                    component: principal.profile, place: header?.licensePlaces[license], .says(.license(license)))
            )
        }
        let ofUser = principal.userLicense.map { license in
            (license, Evidence(place: principal.place, .user(principal.name, .license(license))))
        }
        return ofProfile + [ofUser].compactMap(\.self)
    }

    private var notStated: Unknown {
        let exported = "export User with \(UserFact.license.rawValue)"
        if let doubt = principal.doubts[.license] {
            return Unknown(
                place: doubt.place, says: "the user license of \(principal.words) is not known: \(doubt.says)",
                resolvedBy: doubt.resolvedBy)
        }
        let says = "nothing in the export names the user license of \(principal.words)"
        guard let profile = principal.profile else {
            return Unknown(
                says: says,
                resolvedBy: principal.username == nil
                    ? "Name the API user's profile (--profile, profile in rolecall.yml), or \(exported) and name the API user (--api-user)."
                    : "\(exported.capitalizedFirst).")
        }
        if let problem = org.unreadable[profile] { return Unknown(unreadable: profile, problem) }
        return Unknown(
            of: nil, place: principal.place, .text(says),
            resolvedBy: "Retrieve \(profile.type.rawValue) \(profile.fullName) with the next export, or \(exported).")
    }

    // MARK: Permission set licenses

    func judge(permissionSetLicense name: String) -> Judgement {
        let held = principal.permissionSetLicenses
        let label = "the permission set license \"\(platform.permissionSetLicenses[name] ?? name)\""
        let user = principal.words
        if let own = held.names.first(where: { platform.isSameLicense($0, name) }) {
            let place = held.places[own]
            let giver = place == nil ? "--permission-set-license (permissionSetLicenses in rolecall.yml)" : nil
            return .passed(
                "\(user.capitalizedFirst) has \(label).",
                [Evidence(place: place, .user(principal.name, .permissionSetLicense(own, by: giver)))])
        }
        let brought = brought(name)
        if let file = held.toldBy {
            let missing = Evidence(place: file, .user(principal.name, .noPermissionSetLicense(name)))
            guard brought.isEmpty else {
                return .unknown(
                    "Whether \(user) has \(label) is not known: a permission set that is assigned brings it, and no record names "
                        + "it.", [missing] + brought,
                    resolvedBy: ["Export PermissionSetAssignment and PermissionSetLicenseAssign again, in one go."])
            }
            return .failed("\(user.capitalizedFirst) does not have \(label).", [missing])
        }
        if !brought.isEmpty {
            return .passed(
                "\(user.capitalizedFirst) has \(label): a permission set with that license is assigned, which brings it.",
                brought)
        }
        let empty =
            principal.emptyResult.map {
                " \($0) contains no record: if it is the result for PermissionSetLicenseAssign, nobody has the license."
            } ?? ""
        return .unknown(
            Unknown(
                says: "whether \(user) has \(label) is not known, because metadata does not tell",
                resolvedBy:
                    "See Setup > Users > the user > Permission Set License Assignments, and name it with --permission-set-license "
                    + "(permissionSetLicenses in rolecall.yml), or export PermissionSetLicenseAssign and name the file under records "
                    + "(--records; rolecall manifest prints the query).\(empty)"))
    }

    /// The sets that are assigned directly and bring a license: whoever is assigned such a set is assigned its license.
    private func brought(_ license: String) -> [Evidence] {
        access.ofFiles.filter { $0.id.type == .permissionSet && $0.group == nil && $0.refusal == nil }
            .compactMap { source in
                guard let header = source.known?.header, let own = header.license, platform.isSameLicense(own, license)
                else { return nil }
                return Evidence(component: source.id, place: header.licensePlaces[own], .says(.license(own)))
            }
    }
}
