import Documents
import OrgModel

/// A value of one of the org's settings.
struct SettingValue: RowKind {
    let key: String
    /// The type, such as SecuritySettings.
    let type: String
    /// The names of the elements, between dots.
    let field: String
    /// The value that it must have.
    let value: String

    static let kind = "setting"
    static let columns = RequirementColumns(first: "Setting", second: .purpose)
    var id: String { "setting/\(key)" }
    var requires: String { "set" }

    /// What the settings are called in a manifest.
    var member: String { OrgSettings.member(ofType: type) ?? type }

    // MARK: Rule files

    static let forms = [
        RowForm(
            selectedBy: "key",
            Keys(
                "A value of one of the org's settings, of any type that the Metadata API has.",
                [
                    Key("key", .text(.identifier), "The setting's name in requirement ids: setting/<key>."),
                    Key("setting", .keys(setting), "Which setting it is, and its value."),
                    Key("requires", .choice(["set"]), "What the org must have."),
                ]))
    ]

    private static let setting = Keys(
        "A setting. API Access Control, for example, is enableAdminApprovedAppsOnly of ConnectedAppSettings.",
        [
            Key("type", .text(typeName), "The metadata type, such as SecuritySettings: the root element of the file."),
            Key(
                "field", .text(path),
                "The name of the element; of one inside others their names first, between dots: sessionSettings.lockSessionsToIp."
            ),
            Key("is", .text(anyLine), "The value that it must have, as the file has it."),
        ])

    private static let typeName = TextRule(pattern: "^[A-Z][A-Za-z0-9]*Settings$") { text in
        TextRule.apiName.fault(text)
            ?? (OrgSettings.member(ofType: text) == nil
                ? "\"\(text)\" is not a type of settings: its name ends in Settings, such as SecuritySettings." : nil)
    }

    private static let path = TextRule(pattern: "^[A-Za-z][A-Za-z0-9_]*([.][A-Za-z][A-Za-z0-9_]*)*$") { text in
        text.split(separator: ".", omittingEmptySubsequences: false).lazy.compactMap {
            TextRule.apiName.fault(String($0))
        }
        .first
    }

    /// `false` without quotes is a text too.
    private static let anyLine = TextRule.line

    static func read(_ row: YAMLValue, in table: TableContext) -> [SettingValue] {
        let setting = row["setting"]
        guard let key = row["key"].text, let type = setting["type"].text, let field = setting["field"].text,
            let value = setting["is"].text
        else { return [] }
        return [SettingValue(key: key, type: type, field: field, value: value)]
    }

    // MARK: Judging

    func judge(
        _ requirement: Requirement, in evaluation: Evaluation, _ permissions: PermissionEvaluation
    ) -> Judgement {
        let org = evaluation.org
        let parts = org.connections ?? ConnectionParts()
        let id = org.component(member, .settings) ?? ComponentID(.settings, member)
        let retrieve =
            "Retrieve Settings \(member) with API version \(evaluation.guide.platform.manifestAPIVersion) or later."
        if let problem = parts.unreadable[id] { return .unknown(evidence: Unknown(unreadable: id, problem)) }
        guard let settings = parts.settings[APIName(member)] else {
            return .unknown(
                evidence: org.catalog.absence(of: .settings, member, retrieving: retrieve),
                "Whether \(words) is \(value) is not known: \(type) is not in the export.")
        }
        let values = settings.values[field] ?? []
        guard let first = values.first else {
            return .unknown(
                "Whether \(words) is \(value) is not known: \(settings.files.listed(limit: 3)) does not say.",
                resolvedBy: [retrieve])
        }
        let evidence = values.map {
            Evidence(component: id, place: $0.place, .connection(.value(of: field, $0.value)))
        }
        guard values.allSatisfy({ Self.isSame($0.value, first.value) }) else {
            return .unknown(
                "\(words.capitalizedFirst) has several values: \(values.map(\.value).deduplicated().quoted.listed(limit: 5)).",
                evidence, resolvedBy: ["Keep the one that is right, or retrieve Settings \(member) again."])
        }
        return Self.isSame(first.value, value)
            ? .passed("\(words) is \(first.value).", evidence)
            : .failed("\(words) is \(first.value.isEmpty ? "empty" : first.value), and must be \(value).", evidence)
    }

    private var words: String { "\(type).\(field)" }

    /// Texts are compared as they are, and true and false without regard to case.
    private static func isSame(_ one: String, _ other: String) -> Bool {
        one == other || ["true", "false"].contains(one.lowercased()) && one.lowercased() == other.lowercased()
    }

    func problems(decisiveFor finding: Finding, in evaluation: Evaluation) -> [Problem] {
        evaluation.org.problemsOfConnections(decisiveFor: [finding])
    }

    func remedy(_ platform: PlatformFacts) -> Remedy? { platform.connections.settingRemedy }

    func placeholders(_ platform: PlatformFacts) -> [String: String] {
        ["type": type, "member": member, "entry": entry(field.split(separator: ".")[...], depth: 1)]
    }

    /// The elements that a file has for it.
    private func entry(_ path: ArraySlice<Substring>, depth: Int) -> String {
        let indent = String(repeating: "    ", count: depth)
        guard let first = path.first else { return "" }
        guard path.count > 1 else { return "\(indent)<\(first)>\(value.escapedForXML)</\(first)>" }
        return "\(indent)<\(first)>\n\(entry(path.dropFirst(), depth: depth + 1))\n\(indent)</\(first)>"
    }

    var retrieves: [MetadataType: Set<String>] { [.settings: [member]] }
}
