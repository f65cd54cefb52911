import Documents
import OrgModel

/// A license that the user has: one of several user licenses, or a permission set license.
struct AssignedLicense: RowKind {
    enum License: Sendable, Equatable {
        /// Any of these, as profiles write them.
        case user(anyOf: [String])
        /// By its API name or its name in Setup.
        case permissionSet(String)
    }

    /// What remedies are for.
    enum Kind: String, Sendable, CaseIterable {
        case userLicense, permissionSetLicense
    }

    let key: String
    let license: License

    static let canBeForbidden = true
    static let kind = "license"
    static let columns = RequirementColumns(first: "License", second: .purpose)
    static let canBeAskedOfEndUsers = true
    var id: String { "license/\(key)" }
    var requires: String { "assigned" }

    // MARK: Rule files

    static let forms = [
        RowForm(
            selectedBy: "permissionSetLicense",
            Keys(
                "A permission set license.",
                [
                    Key(
                        "permissionSetLicense", .text(.line),
                        "Its API name, or its name in Setup; it is in the requirement id license/NAME."),
                    Key(optional: "license", .never("A row has either license or permissionSetLicense.")),
                    Key(optional: "key", .never("A permission set license is called by its own name. Leave this out.")),
                    requiresAssigned,
                ])),
        RowForm(
            selectedBy: "license",
            Keys(
                "A user license.",
                [
                    Key(
                        "license", .list(of: .text(.line), atLeast: 1),
                        "User licenses, as profiles write them; any of them is enough."),
                    Key(
                        optional: "key", .text(.identifier),
                        "The row's name in the requirement id license/KEY; user-license where there is none."),
                    requiresAssigned,
                ])),
    ]

    private static let requiresAssigned = Key("requires", .choice(["assigned"]), "The user has it.")

    static func read(_ row: YAMLValue, in table: TableContext) -> [AssignedLicense] {
        let platform = table.loader.platform
        if let name = row["permissionSetLicense"].text {
            check(row["permissionSetLicense"], isUserLicense: false, table.loader)
            let known = platform.permissionSetLicenses.first { platform.isSameLicense($0.key, name) }?.key
            let key = known ?? String(name.filter { $0.isASCII && ($0.isLetter || $0.isNumber) })
            return [AssignedLicense(key: key, license: .permissionSet(known ?? name))]
        }
        let names = row["license"].texts
        guard !names.isEmpty else { return [] }
        for name in row["license"].list ?? [] { check(name, isUserLicense: true, table.loader) }
        return [AssignedLicense(key: row["key"].text ?? "user-license", license: .user(anyOf: names))]
    }

    /// A license of the one kind is none of the other. A user license that is not known may be a new one as well as a typing
    /// error, which no user has.
    private static func check(_ value: YAMLValue, isUserLicense: Bool, _ loader: GuideLoader) {
        let platform = loader.platform
        guard let name = value.text else { return }
        let isPermissionSetLicense = platform.permissionSetLicenses.keys.contains { platform.isSameLicense($0, name) }
        if isUserLicense, isPermissionSetLicense {
            loader.diagnostics.add(
                value.place,
                "\(name) is a permission set license, not a user license. Write permissionSetLicense: \(name).")
        } else if !isUserLicense, platform.isUserLicense(name) {
            loader.diagnostics.add(
                value.place, "\(name) is a user license, not a permission set license. Write license: [\(name)].")
        } else if isUserLicense, !platform.isUserLicense(name) {
            let nearest = nearestNames(to: name, among: platform.userLicenses).joined(separator: ", ")
            loader.warnings.add(
                value.place,
                "rolecall knows no user license \"\(name)\". If the name is mistyped, no user has it. The nearest names are "
                    + "\(nearest).")
        }
    }

    // MARK: Judging

    func judge(
        _ requirement: Requirement, in evaluation: Evaluation, _ permissions: PermissionEvaluation
    ) -> Judgement {
        let licenses = LicenseEvaluation(evaluation)
        return switch license {
        case .user(let names): licenses.judge(userLicenses: names)
        case .permissionSet(let name): licenses.judge(permissionSetLicense: name)
        }
    }

    func remedyWhereForbidden(_ platform: PlatformFacts) -> Remedy? { platform.userRemedies.forbidden }
    func problems(decisiveFor finding: Finding, in evaluation: Evaluation) -> [Problem] { [] }

    func remedy(_ platform: PlatformFacts) -> Remedy? {
        switch license {
        case .user: platform.userRemedies.licenses[.userLicense]
        case .permissionSet: platform.userRemedies.licenses[.permissionSetLicense]
        }
    }

    func placeholders(_ platform: PlatformFacts) -> [String: String] {
        let name =
            switch license {
            case .user(let names): names.quoted.joined(separator: " or ")
            case .permissionSet(let name): name
            }
        return Remedy.ofAPIUser.merging(["name": name]) { $1 }
    }

    func labelInSetup(_ platform: PlatformFacts) -> String? {
        switch license {
        case .user: nil
        case .permissionSet(let name): platform.permissionSetLicenses[name] ?? name
        }
    }
}
