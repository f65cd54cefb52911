import Documents
import OrgModel

/// A step of an installation, which leaves a trace in the metadata.
struct InstallationStep: RowKind {
    let step: String
    let check: InstallCheck

    static let kind = "install"
    static let columns = RequirementColumns(first: "Requirement", second: .purpose)
    var id: String { "install/\(step)" }
    var requires: String { "present" }

    var nameKeys: [String] {
        if case .package(let key, _, _) = check { [key] } else { [] }
    }

    func judge(
        _ requirement: Requirement, in evaluation: Evaluation, _ permissions: PermissionEvaluation
    ) -> Judgement {
        evaluation.installation.judgeOnceInstalled(check)
    }

    func problems(decisiveFor finding: Finding, in evaluation: Evaluation) -> [Problem] {
        evaluation.installation.problems(decisiveFor: [finding])
    }

    // MARK: Rule files

    static let forms = [
        RowForm(
            selectedBy: "step",
            Keys(
                "A step of the installation that leaves a trace in the metadata, recognized by exactly one of several keys.",
                [
                    Key("step", .text(.line), "The step's name in requirement ids: install/<step>."),
                    Key("requires", .choice(["present"]), "What the org must show."),
                ] + traces,
                rules: [
                    .exactlyOne(
                        traces.map(\.name),
                        "A step of an installation is recognized by exactly one of: "
                            + traces.map(\.name).joined(separator: ", ") + ".")
                ]))
    ]

    /// By what a step can be recognized.
    private static let traces = [
        Key(optional: "object", .text(.line), "Recognized by an object of the guide: its key."),
        Key(optional: "package", .keys(package), "Recognized by a managed package."),
        Key(optional: "callCenter", .text(.line), "Recognized by a call center: its name in Setup."),
        Key(
            optional: "callCenterMembers", .text(.line),
            "Every end user is in this call center: its name in Setup. Exported users say so."),
        Key(
            optional: "utilityItem", .keys(utilityItem),
            "Recognized by an item on the utility bar of each app that the end users work in."),
        Key(
            optional: "trustedSites", .list(of: .text(.line), atLeast: 1),
            "Recognized by trusted sites: every host must be among the active ones."),
    ]

    private static let package = Keys(
        "A managed package.",
        [
            Key("key", .text(.line), "By what the user names its namespace: --name KEY=NAMESPACE."),
            Key(
                optional: "ofObject", .text(.line), "The guide's object whose API name contains the namespace."),
            Key(
                optional: "minimumVersion", .text(version), "The lowest version that is enough: numbers between dots."),
        ])

    private static let version = TextRule(
        pattern: #"^[0-9]{1,9}(\.[0-9]{1,9}){0,3}$"#, canBeNumber: true,
        fault: { text in
            PackageVersion(text) == nil
                ? "\"\(text)\" is not a version: write numbers between dots, such as 5.3.11." : nil
        })

    private static let utilityItem = Keys(
        "An item on a utility bar.",
        [
            Key(optional: "component", .text(.line), "The component, namespace:name."),
            Key(optional: "label", .text(.line), "The item's label."),
            Key(optional: "width", .number(from: 1), "Width of the panel in pixels."),
            Key(optional: "height", .number(from: 1), "Height of the panel in pixels."),
        ],
        rules: [
            .atLeastOne(
                ["component", "label"], "An item on a utility bar is recognized by component, or label, or both.")
        ])

    static func read(_ row: YAMLValue, in table: TableContext) -> [InstallationStep] {
        guard let step = row["step"].text, let check = check(row, in: table) else { return [] }
        return [InstallationStep(step: step, check: check)]
    }

    private static func check(_ row: YAMLValue, in table: TableContext) -> InstallCheck? {
        let package = row["package"]
        let item = row["utilityItem"]
        if row["object"].exists { return table.known(row["object"]).map { .object($0.key) } }
        if let name = row["callCenter"].text { return .callCenter(name) }
        if let name = row["callCenterMembers"].text { return .callCenterMembers(name) }
        if row["trustedSites"].exists { return .trustedSites(row["trustedSites"].texts) }
        if let key = package["key"].text {
            return .package(
                key: key, ofObject: package["ofObject"].ifGiven.flatMap(table.known)?.key,
                minimumVersion: package["minimumVersion"].text.flatMap(PackageVersion.init))
        }
        guard item.exists else { return nil }
        return .utilityItem(
            UtilityItemCheck(
                component: item["component"].text, label: item["label"].text,
                size: item.dictionary(\.text).filter { ["width", "height"].contains($0.key) }))
    }
}

extension Requirement {
    /// The step of an installation that it requires, if it requires one.
    var installCheck: InstallCheck? { (subject as? InstallationStep)?.check }
}

/// What a step of an installation leaves behind, by which it is recognized.
package enum InstallCheck: Sendable, Hashable {
    /// An object of the guide, by key.
    case object(String)
    /// A managed package: the key by which the user can name its namespace, and the guide's object whose API name
    /// contains it, if any does; and the lowest version that is enough, where the guide names one.
    case package(key: String, ofObject: String?, minimumVersion: PackageVersion?)
    /// A call center, by the name that Setup shows.
    case callCenter(String)
    /// Each end user is in a call center, by the name that Setup shows.
    case callCenterMembers(String)
    /// An item on the utility bar of each app that the end users work in.
    case utilityItem(UtilityItemCheck)
    /// Sites that must be trusted.
    case trustedSites([String])
}

/// By what an item of a utility bar is recognized, and what it must be like.
package struct UtilityItemCheck: Sendable, Hashable {
    /// The component; `nil` where its API name is not known.
    package let component: String?
    /// The label.
    package let label: String?
    /// Width and height of the panel in pixels, as the file writes them, where they are required.
    package let size: [String: String]
}
