import Documents
import OrgModel

/// Something about the app by which the vendor connects: a connected app or an external client app.
struct ConnectedAppRequirement: RowKind {
    /// The name in requirement ids.
    let key: String
    /// The API name, where it is the same in every org.
    let name: String?
    /// Labels, or API names, by which it is found.
    let find: [String]
    let demand: Demand

    /// What is required of it.
    enum Demand: String, Sendable, Hashable, CaseIterable {
        case installed, allowed, preAuthorized, selfAuthorized, ipRelaxed, refreshTokenValidUntilRevoked
    }

    static let kind = "connectedApp"
    static let columns = RequirementColumns(first: "App", second: .access)
    var id: String { "connected-app/\(key)/\(demand.rawValue)" }
    var requires: String { demand.rawValue }
    var nameKeys: [String] { name == nil ? [key] : [] }

    var access: String {
        switch demand {
        case .installed: "Installed"
        case .allowed: "API user may use it"
        case .preAuthorized: "API user is pre-authorized"
        case .selfAuthorized: "All users may self-authorize"
        case .ipRelaxed: "IP restrictions are relaxed"
        case .refreshTokenValidUntilRevoked: "Refresh token is valid until revoked"
        }
    }

    // MARK: Rule files

    static let forms = [
        RowForm(
            selectedBy: "connectedApp",
            Keys(
                "A connected app or external client app with the same API name in every org.",
                [
                    Key("connectedApp", .text(.apiName), "The API name, with its namespace; in requirement ids too."),
                    Key(optional: "key", .never("A row has either connectedApp, or key and find.")), demands,
                ])),
        RowForm(
            selectedBy: "key",
            Keys(
                "A connected app or external client app that is found by its label, or named with --name KEY=API_NAME.",
                [
                    Key("key", .text(.identifier), "The app's name in requirement ids: connected-app/<key>/…"),
                    Key(
                        "find", .list(of: .text(.line), atLeast: 1),
                        "Labels or API names by which it is found in an export, exactly as they are in the org."),
                    demands,
                ])),
    ]

    private static let demands = Key(
        "requires", .choices(Demand.self, atLeast: 1),
        "One requirement each. installed: it is in the org. allowed: the API user may use it, being pre-authorized by an administrator "
            + "or because all users may authorize it themselves. preAuthorized: by an administrator. selfAuthorized: all users may authorize it "
            + "themselves. ipRelaxed: IP restrictions are relaxed. refreshTokenValidUntilRevoked: that is its refresh token policy."
    )

    static func read(_ row: YAMLValue, in table: TableContext) -> [ConnectedAppRequirement] {
        let name = row["connectedApp"].text
        guard let key = name ?? row["key"].text else { return [] }
        return row["requires"].choices(Demand.self).map {
            ConnectedAppRequirement(key: key, name: name, find: row["find"].texts, demand: $0)
        }
    }

    // MARK: Judging

    func judge(
        _ requirement: Requirement, in evaluation: Evaluation, _ permissions: PermissionEvaluation
    ) -> Judgement {
        ConnectedAppEvaluation(evaluation).judge(self)
    }

    func problems(decisiveFor finding: Finding, in evaluation: Evaluation) -> [Problem] {
        evaluation.org.problemsOfConnections(decisiveFor: [finding])
    }

    func remedy(_ platform: PlatformFacts) -> Remedy? { platform.connections.appRemedies[demand] }
    func placeholders(_ platform: PlatformFacts) -> [String: String] { ["app": find.first ?? key] }

    var retrieves: [MetadataType: Set<String>] {
        let types: [MetadataType] = [
            .connectedApp, .externalClientApplication, .externalClientAppOauthPolicies, .externalClientAppPolicies,
        ]
        return Dictionary(uniqueKeysWithValues: types.map { ($0, ["*"]) })
    }
}
