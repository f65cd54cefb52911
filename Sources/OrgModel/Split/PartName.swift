/// What the parts of a component are written in; the raw value is its name for texts.
enum PartFormat: String {
    case xml = "XML"
    case yaml = "YAML"
    case json = "JSON"
    case json5 = "JSON5"
    case ini = "INI"
    case toml = "TOML"

    init?(ending: Substring) {
        switch ending {
        case "xml": self = .xml
        case "yaml", "yml": self = .yaml
        case "json": self = .json
        case "json5", "jsonc": self = .json5
        case "ini": self = .ini
        case "toml": self = .toml
        default: return nil
        }
    }
}

/// A file name that a part of a component may have: `ApiEnabled.userPermissions-meta.xml`, `userPermissions.yaml`.
struct PartName {
    enum Ending { case meta, part, plain }

    let format: PartFormat
    let ending: Ending
    /// What the file contains: what is behind the last dot before the ending, and the whole name where there is none.
    let marker: Substring
    /// What is before that dot.
    let base: Substring

    init?(_ name: Substring) {
        guard let dot = name.lastIndex(of: "."), let format = PartFormat(ending: name[name.index(after: dot)...]) else {
            return nil
        }
        var stem = name[..<dot]
        self.format = format
        ending = stem.hasSuffix("-meta") ? .meta : stem.hasSuffix("-part") ? .part : .plain
        if ending != .plain { stem = stem.dropLast("-meta".count) }
        let inner = ending == .plain ? nil : stem.lastIndex(of: ".")
        marker = inner.map { stem[stem.index(after: $0)...] } ?? stem
        base = inner.map { stem[..<$0] } ?? ""
    }
}

extension MetadataType {
    static let objectSettings = "objectSettings"

    /// Whether the Salesforce CLI has presets that split components of the type.
    var isSplitByPresets: Bool { self == .permissionSet }

    /// The elements that programs put into files of their own; as folders they have these names.
    var splitElements: Set<String> {
        switch self {
        case .permissionSet, .mutingPermissionSet: Self.elementsOfPermissionSets
        case .profile: Self.elementsOfProfiles
        case .flexiPage: ["flexiPageRegions", "platformActionlist", "properties"]
        case .customApplication:
            ["actionOverrides", "brand", "consoleConfig", "preferences", "profileActionOverrides", "workspaceConfig"]
        case .callCenter: ["sections"]
        default: []
        }
    }

    /// The split elements that rolecall reads.
    var elementsReadFromParts: Set<String> {
        switch self {
        case .profile: Self.elementsThatGrant.union(LoginRestrictions.File.elements)
        case .permissionSet, .mutingPermissionSet: Self.elementsThatGrant
        case .flexiPage: ["flexiPageRegions"]
        default: []
        }
    }

    /// The split elements that are read only where they are asked for: parts with nothing else are no matter otherwise.
    var elementsReadOnDemand: Set<String> { self == .profile ? LoginRestrictions.File.elements : [] }

    private static let elementsThatGrant = Set(PermissionKind.allCases.map(\.rawValue))

    /// Whether parts alone tell what a component grants, although its own file is missing.
    var isReadWithoutOwnFile: Bool {
        switch self {
        case .permissionSet, .mutingPermissionSet, .profile: true
        default: false
        }
    }

    private static let elementsOfPermissionSets: Set<String> = [
        "agentAccesses", "applicationVisibilities", "classAccesses", "customMetadataTypeAccesses", "customPermissions",
        "customSettingAccesses", "emailRoutingAddressAccesses", "externalCredentialPrincipalAccesses",
        "externalDataSourceAccesses", "fieldPermissions", "flowAccesses", "objectPermissions", objectSettings,
        "pageAccesses",
        "recordTypeVisibilities", "servicePresenceStatusAccesses", "tabSettings", "userPermissions",
    ]

    private static let elementsOfProfiles = elementsOfPermissionSets.union([
        "categoryGroupVisibilities", "layoutAssignments", "loginFlows", "loginHours", "loginIpRanges",
        "profileActionOverrides", "tabVisibilities",
    ])

    /// The elements by file ending: the singular, as the Salesforce CLI writes it, and the plural of all other tools.
    var elementsByEnding: [String: String] { Self.endings[self] ?? [:] }

    private static let endings = Dictionary(
        uniqueKeysWithValues: allCases.map { type in
            (
                type,
                Dictionary(
                    type.splitElements.flatMap { [($0, $0), (singular($0), $0)] },
                    uniquingKeysWith: { first, _ in first })
            )
        })

    /// The types of which components are split, by the folder they are in.
    static let byFolderOfSplitComponents = Dictionary(
        uniqueKeysWithValues: allCases.filter(\.isSplit).map { ($0.directoryName, $0) })

    private var isSplit: Bool {
        switch self {
        case .customObject, .customField, .connectedApp, .externalClientApplication, .externalClientAppOauthPolicies,
            .externalClientAppPolicies, .profileSessionSetting, .settings:
            false
        default: true
        }
    }
}

func singular(_ element: String) -> String {
    if element.hasSuffix("ies") { return element.dropLast(3) + "y" }
    return String(element.dropLast(element.hasSuffix("sses") ? 2 : 1))
}

extension ExportPath {
    /// The nearest folder above that contains components of one type, and the folders between it and the file; `nil` where
    /// there is none.
    var foldersOfComponents: (type: MetadataType, folders: [Substring])? {
        let folders = relative.split(separator: "/").dropLast()
        guard let position = folders.lastIndex(where: { MetadataType.byFolderOfSplitComponents[String($0)] != nil }),
            let type = MetadataType.byFolderOfSplitComponents[String(folders[position])]
        else { return nil }
        return (type, Array(folders[(position + 1)...]))
    }
}
