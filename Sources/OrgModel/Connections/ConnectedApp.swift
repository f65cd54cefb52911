import Documents

/// An app that connects from outside: a connected app, or an external client app with its policies.
package struct ConnectedApp: Sendable, Equatable {
    /// Its type and its full name.
    package let id: ComponentID
    /// Its label, and where the file has it.
    package let label: Defined<String>
    /// What its policies say, each as often as the files say it.
    package internal(set) var policies: [ConnectedAppPolicy: [Defined<String>]] = [:]
    /// The profiles whose users an administrator has approved.
    package internal(set) var profiles: [Defined<String>] = []
    /// The permission sets whose users an administrator has approved.
    package internal(set) var permissionSets: [Defined<String>] = []
    /// What keeps everybody from using it.
    package internal(set) var blocks: [Defined<String>] = []
    /// The types of the files that say something of its policies.
    package internal(set) var typesOfPolicies: Set<MetadataType> = []

    /// The values of `permittedUsersPolicyType`, as which a connected app's `isAdminApproved` counts.
    package static let (adminApproved, selfAuthorized) = ("AdminApprovedPreAuthorized", "AllSelfAuthorized")
}

/// What an administrator decides about an app.
package enum ConnectedAppPolicy: String, Sendable, Hashable, CaseIterable {
    /// Who may use it.
    case permittedUsers
    /// Whether the restrictions of IP addresses apply to it.
    case ipRelaxation
    /// How long it stays connected.
    case refreshToken
}

extension ConnectedApp {
    /// Reads a file of the type ConnectedApp.
    ///
    /// - Throws: `DocumentError` with the place of the error.
    static func read(connectedApp name: String, from file: InputFile) throws(DocumentError) -> ConnectedApp {
        let found = try FoundRecords(
            in: file, root: .connectedApp,
            [
                "label", "oauthConfig", "oauthPolicy", "profileName", "permissionSetName", "permissionsetName",
                "sessionPolicy",
            ]
        )
        var app = ConnectedApp(id: ComponentID(.connectedApp, name), label: found.label(or: name))
        app.policies[.permittedUsers] = found.all("oauthConfig", "isAdminApproved").map { approved in
            switch approved.value {
            case "true": Defined(value: adminApproved, place: approved.place)
            case "false": Defined(value: selfAuthorized, place: approved.place)
            default: approved
            }
        }
        app.policies[.ipRelaxation] = found.all("oauthPolicy", "ipRelaxation")
        app.policies[.refreshToken] = found.all("oauthPolicy", "refreshTokenPolicy")
        app.profiles = found.all("profileName").map(\.decoded)
        app.permissionSets = found.all("permissionSetName") + found.all("permissionsetName")
        app.blocks = found.all("sessionPolicy", "policyAction").filter { $0.value == "Block" }
            .map { Defined(value: "policyAction is \($0.value)", place: $0.place) }
        app.typesOfPolicies = [.connectedApp]
        return app
    }

    /// Reads a file of the type ExternalClientApplication, which says nothing of its policies.
    ///
    /// - Throws: `DocumentError` with the place of the error.
    static func read(externalClientApp name: String, from file: InputFile) throws(DocumentError) -> ConnectedApp {
        let found = try FoundRecords(in: file, root: .externalClientApplication, ["label"])
        return ConnectedApp(id: ComponentID(.externalClientApplication, name), label: found.label(or: name))
    }
}

/// What a file says of the policies of an external client app.
struct ExternalClientAppPolicies: Sendable, Equatable {
    /// The app as the file names it.
    let app: String
    private let type: MetadataType
    private var policies: [ConnectedAppPolicy: [Defined<String>]] = [:]
    private var profiles: [Defined<String>] = []
    private var permissionSets: [Defined<String>] = []
    private var blocks: [Defined<String>] = []

    private init(_ type: MetadataType, _ found: FoundRecords) throws(DocumentError) {
        let names = Set(found.all("externalClientApplication").map(\.value))
        guard let name = names.first, names.count == 1, !name.isEmpty else {
            throw DocumentError(
                message:
                    "The file does not name one <externalClientApplication>, so it may be of any. Retrieve it again.",
                line: nil)
        }
        app = name
        self.type = type
    }

    /// Reads a file of the type ExtlClntAppOauthConfigurablePolicies.
    ///
    /// - Throws: `DocumentError` with the place of the error.
    static func read(oauth file: InputFile) throws(DocumentError) -> ExternalClientAppPolicies {
        let found = try FoundRecords(
            in: file, root: .externalClientAppOauthPolicies,
            [
                "externalClientApplication", "permittedUsersPolicyType", "ipRelaxationPolicyType",
                "refreshTokenPolicyType",
                "commaSeparatedProfile", "commaSeparatedPermissionSet",
            ])
        var read = try ExternalClientAppPolicies(.externalClientAppOauthPolicies, found)
        read.policies = [
            .permittedUsers: found.all("permittedUsersPolicyType"), .ipRelaxation: found.all("ipRelaxationPolicyType"),
            .refreshToken: found.all("refreshTokenPolicyType"),
        ]
        read.profiles = found.list("commaSeparatedProfile").map(\.decoded)
        read.permissionSets = found.list("commaSeparatedPermissionSet")
        return read
    }

    /// Reads a file of the type ExtlClntAppConfigurablePolicies.
    ///
    /// - Throws: `DocumentError` with the place of the error.
    static func read(enabling file: InputFile) throws(DocumentError) -> ExternalClientAppPolicies {
        let switches = ["isEnabled", "isOauthPluginEnabled"]
        let found = try FoundRecords(
            in: file, root: .externalClientAppPolicies, Set(["externalClientApplication"] + switches))
        var read = try ExternalClientAppPolicies(.externalClientAppPolicies, found)
        read.blocks = switches.flatMap { element in
            found.all(element).filter { $0.value != "true" }
                .map { Defined(value: "\(element) is \($0.value)", place: $0.place) }
        }
        return read
    }

    /// Adds what is said to the app that it is said of.
    func add(to app: inout ConnectedApp) {
        app.typesOfPolicies.insert(type)
        app.policies.merge(policies) { $0 + $1 }
        app.profiles += profiles
        app.permissionSets += permissionSets
        app.blocks += blocks
    }
}

/// Some elements of a file.
private struct FoundRecords {
    private let records: [MetadataRecord]
    private let file: String

    /// - Throws: `DocumentError` with the place of the error.
    init(in file: InputFile, root: MetadataType, _ wanted: Set<String>) throws(DocumentError) {
        var records: [MetadataRecord] = []
        try file.readRecords(root: root.rawValue, wanted: wanted) { records.append($0) }
        self.records = records
        self.file = file.path
    }

    /// Every text at a path of elements.
    func all(_ first: String, _ second: String? = nil) -> [Defined<String>] {
        records.filter { $0.element == first }.flatMap { record in second.map { record.all($0) } ?? [record] }
            .map { Defined(value: $0.text, place: Place(file: file, line: $0.line)) }
    }

    /// The texts between the commas of an element.
    func list(_ element: String) -> [Defined<String>] {
        all(element).flatMap { list in
            list.value.split(separator: ",").map { String($0).trimmingBlanks }.filter { !$0.isEmpty }
                .map { Defined(value: $0, place: list.place) }
        }
    }

    /// The label, or the name of an app that has none.
    func label(or name: String) -> Defined<String> {
        all("label").first ?? Defined(value: name, place: Place(file: file))
    }
}

extension String {
    /// The text without the blanks around it.
    fileprivate var trimmingBlanks: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}

extension Defined<String> {
    /// The full name that the name of a file represents.
    fileprivate var decoded: Defined { Defined(value: decodedFullName(value), place: place) }
}
