import OrgModel

/// Judges the app by which a vendor connects.
struct ConnectedAppEvaluation {
    private let org: Org
    private let principal: Principal
    private let platform: PlatformFacts
    private let parts: ConnectionParts
    private let given: [String: String]

    init(_ evaluation: Evaluation) {
        org = evaluation.org
        principal = evaluation.principal
        platform = evaluation.guide.platform
        parts = evaluation.org.connections ?? ConnectionParts()
        given = evaluation.options.names
    }

    private var facts: ConnectionFacts { platform.connections }

    func judge(_ requirement: ConnectedAppRequirement) -> Judgement {
        let apps = apps(requirement)
        guard let app = apps.first else { return absent(requirement) }
        if requirement.demand == .installed {
            return .passed("The \(app.words) is there.", apps.map(\.evidence))
        }
        guard apps.count == 1 else {
            return .unknown(
                "Several apps may be meant: \(apps.map(\.words).listed(limit: 5)).", apps.map(\.evidence),
                resolvedBy: [
                    "Say which one is meant under names in rolecall.yml (--name \(requirement.key)=API_NAME), or delete the others."
                ])
        }
        switch requirement.demand {
        case .installed: return .passed("The \(app.words) is there.", [app.evidence])
        case .allowed, .preAuthorized: return use(of: app, requirement)
        case .selfAuthorized: return policy(.permittedUsers, of: app)
        case .ipRelaxed: return policy(.ipRelaxation, of: app)
        case .refreshTokenValidUntilRevoked: return policy(.refreshToken, of: app)
        }
    }

    /// The apps of an API name, or else of a label.
    private func apps(_ requirement: ConnectedAppRequirement) -> [ConnectedApp] {
        if let name = requirement.name ?? given[requirement.key] {
            return parts.apps.filter { APIName($0.id.fullName) == APIName(name) }
        }
        let wanted = Set(requirement.find.map { $0.lowercased() })
        return parts.apps.filter {
            wanted.contains($0.label.value.lowercased()) || wanted.contains($0.id.fullName.lowercased())
        }
    }

    /// No export proves that an app is not there.
    private func absent(_ requirement: ConnectedAppRequirement) -> Judgement {
        let name = requirement.name ?? given[requirement.key] ?? requirement.find.first ?? requirement.key
        let message = "The app \"\(name)\" is not in the export."
        let types: [MetadataType] = [.connectedApp, .externalClientApplication]
        let broken = parts.unreadable.filter { types.contains($0.key.type) }.min { $0.key < $1.key }
        if let (id, problem) = broken { return .unknown(evidence: Unknown(unreadable: id, problem), message) }
        let open = types.lazy.compactMap { org.catalog.skipped($0, "*") }.first ?? org.catalog.unreadableFolders
        if let open { return .unknown(evidence: open, message) }
        let named =
            requirement.name == nil && given[requirement.key] == nil
            ? " If it is there under another label, say so with --name \(requirement.key)=API_NAME." : ""
        return .unknown(
            message,
            resolvedBy: [
                "Retrieve all members of ConnectedApp and ExternalClientApplication.\(named) \(facts.notExported) \(facts.notInstalled)"
            ])
    }

    // MARK: Policies

    private func policy(_ policy: ConnectedAppPolicy, of app: ConnectedApp) -> Judgement {
        switch value(of: policy, app) {
        case .open(let judgement): judgement
        case .stated(let value, let label, let evidence):
            facts.policies[policy]?.isWanted(value) == true
                ? .passed("The policy of the \(app.words): \(label).", evidence)
                : .failed("The policy of the \(app.words): \(label).", evidence)
        }
    }

    private enum PolicyValue {
        case stated(String, label: String, [Evidence])
        case open(Judgement)
    }

    /// What a policy is, if the files say one thing that is known.
    private func value(of policy: ConnectedAppPolicy, _ app: ConnectedApp) -> PolicyValue {
        let values = app.policies[policy] ?? []
        let type: MetadataType = app.isExternal ? .externalClientAppOauthPolicies : .connectedApp
        guard let first = values.first else {
            return .open(unread(type, of: app, "The export does not say what \(policy.words) of the \(app.words) is."))
        }
        let evidence = values.map {
            Evidence(component: app.id, place: $0.place, .connection(.value(of: policy.words, $0.value)))
        }
        let again = "Retrieve the \(app.words) and its policies again, or see in Setup what it is."
        guard Set(values.map(\.value)).count == 1 else {
            return .open(
                .unknown("The files of the \(app.words) say different things.", evidence, resolvedBy: [again]))
        }
        guard let label = facts.policies[policy]?.label(of: first.value) else {
            return .open(
                .unknown(
                    "\(policy.words.capitalizedFirst) of the \(app.words) is \"\(first.value)\", which rolecall does not know.",
                    evidence, resolvedBy: [again]))
        }
        return .stated(first.value, label: label, evidence)
    }

    /// A file that would say it is not there, or cannot be read.
    private func unread(_ type: MetadataType, of app: ConnectedApp, _ message: String) -> Judgement {
        let broken = parts.unreadable.filter { $0.key.type == type }.min { $0.key < $1.key }
        if let (id, problem) = broken { return .unknown(evidence: Unknown(unreadable: id, problem), message) }
        let what = app.isExternal ? "all members of \(type.rawValue)" : "ConnectedApp \(app.id.fullName)"
        return .unknown(
            message, [app.evidence],
            resolvedBy: ["Retrieve \(what) with API version \(platform.manifestAPIVersion) or later."])
    }

    // MARK: Who may use it

    private func use(of app: ConnectedApp, _ requirement: ConnectedAppRequirement) -> Judgement {
        if !app.blocks.isEmpty {
            return .failed(
                "Nobody may use the \(app.words).",
                app.blocks.map { Evidence(component: app.id, place: $0.place, .text($0.value)) })
        }
        if app.isExternal, !app.typesOfPolicies.contains(.externalClientAppPolicies) {
            return unread(
                .externalClientAppPolicies, of: app, "The export does not say whether the \(app.words) is enabled.")
        }
        switch value(of: .permittedUsers, app) {
        case .open(let judgement): return judgement
        case .stated(let value, let label, let evidence):
            guard facts.policies[.permittedUsers]?.isWanted(value) == true else { return approval(by: app, evidence) }
            return requirement.demand == .allowed
                ? .passed("The policy of the \(app.words): \(label).", evidence)
                : .failed("The policy of the \(app.words): \(label).", evidence)
        }
    }

    /// Whether an administrator has approved the API user.
    private func approval(by app: ConnectedApp, _ policy: [Evidence]) -> Judgement {
        let sets = Set(principal.permissionSets.filter { org.headers[$0]?.requiresActivation == false }.map(name))
        let approved =
            app.profiles.filter { names(ofProfile: principal.profile).contains(APIName($0.value)) }
            + app.permissionSets.filter { sets.contains(APIName($0.value)) }
        if let first = approved.first {
            return .passed(
                "Who has \"\(first.value)\" may use the \(app.words).",
                approved.map { app.evidence(approving: $0) } + policy)
        }
        let listed = app.profiles + app.permissionSets
        let evidence = listed.prefix(Evidence.limit).map { app.evidence(approving: $0) } + policy
        if let doubt = doubt(aboutApprovalBy: app, listed) {
            return .unknown(
                "Whether the API user is approved for the \(app.words) is not known: \(doubt.says).", evidence,
                resolvedBy: [doubt.resolvedBy])
        }
        return .failed(
            "Only who has \(listed.map(\.value).quoted.listed(limit: 5)) may use the \(app.words), and the API user has none of these.",
            evidence)
    }

    /// Why an API user whom no profile and no permission set approves by its name may be approved all the same.
    private func doubt(aboutApprovalBy app: ConnectedApp, _ listed: [Defined<String>]) -> Unknown? {
        let see =
            "Setup > Manage Connected Apps (or External Client App Manager) > the app shows its profiles and permission sets."
        if listed.isEmpty {
            return Unknown(
                says: "the export lists no profile and no permission set that is approved",
                resolvedBy: "Retrieve the \(app.words) and its policies again. \(see)")
        }
        if let gap = principal.gaps.first { return gap }
        guard principal.profile != nil else {
            return Unknown(
                says: "the API user's profile is not known",
                resolvedBy: "Name it under profile in rolecall.yml or with --profile.")
        }
        if let id = listed.first(where: { $0.value.isRecordID }) {
            return Unknown(says: "\"\(id.value)\" is the Id of one that is approved, and no name", resolvedBy: see)
        }
        let approved = Set(app.permissionSets.map { APIName($0.value) })
        let members = principal.permissionSetGroups.flatMap { org.groups[$0]?.permissionSets ?? [] }
            .map { ComponentID(.permissionSet, $0.name) }
        let near = (principal.permissionSets + members).first { set in
            approved.contains(name(set)) || org.label(of: set).map { approved.contains(APIName($0)) } == true
        }
        return near.map { set in
            Unknown(
                says:
                    "\(set.words) may be one that is approved, but is session-based, in a group, or named by its label alone",
                resolvedBy: see)
        } ?? unknownGroup
    }

    /// A group of which nothing is known may have a permission set that is approved.
    private var unknownGroup: Unknown? {
        principal.permissionSetGroups.first { org.groups[$0] == nil }.map { group in
            org.catalog.absence(
                of: .permissionSetGroup, group.fullName,
                retrieving: "Retrieve PermissionSetGroup \(group.fullName) with the next export.")
        }
    }

    private func name(_ id: ComponentID) -> APIName { APIName(id.fullName) }

    private func names(ofProfile profile: ComponentID?) -> Set<APIName> {
        guard let name = profile?.fullName else { return [] }
        return Set([name, platform.standardProfiles[name]].compactMap(\.self).map(APIName.init))
    }
}

extension ConnectedAppPolicy {
    fileprivate var words: String {
        switch self {
        case .permittedUsers: "who may use it"
        case .ipRelaxation: "the IP relaxation"
        case .refreshToken: "the refresh token policy"
        }
    }
}

extension ConnectedApp {
    fileprivate var isExternal: Bool { id.type == .externalClientApplication }
    fileprivate var words: String { id.words }
    fileprivate var evidence: Evidence {
        Evidence(component: id, place: label.place, .connection(.app(label.value)))
    }
    fileprivate func evidence(approving name: Defined<String>) -> Evidence {
        Evidence(component: id, place: name.place, .connection(.approves(name.value)))
    }
}

extension String {
    /// Whether it is the Id of a profile or a permission set, which says nothing of its name.
    fileprivate var isRecordID: Bool {
        (hasPrefix("0PS") || hasPrefix("00e")) && [15, 18].contains(count)
            && allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }
}
