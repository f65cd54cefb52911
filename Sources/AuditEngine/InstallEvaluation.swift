import OrgModel

/// Judges the steps of the installation that leave traces in the metadata.
struct InstallEvaluation {
    let guide: Guide
    let names: GuideNames
    let principal: Principal
    let options: AuditOptions
    /// Files of installed parts that cannot be read.
    let problems: [Problem]
    private let parts: InstalledParts

    init(guide: Guide, names: GuideNames, principal: Principal, options: AuditOptions) {
        self.guide = guide
        self.names = names
        self.principal = principal
        self.options = options
        let asksForParts = guide.requirements.contains { $0.kind == "install" }
        (parts, problems) = asksForParts ? names.org.installedParts() : (InstalledParts(), [])
    }

    func finding(_ check: InstallCheck, _ requirement: Requirement) -> Finding {
        guard options.isInstalled || isAnythingInstalled else {
            return Finding(
                requirement, .notApplicable,
                message: "Nothing of the installation is in the export. If it must be there, say --installed.")
        }
        let judgement = judge(check)
        let remedy: Remedy? =
            switch judgement.verdict {
            case .failed: requirement.remedy
            case .unknown: Remedy(retrieve: judgement.settledBy)
            default: nil
            }
        return Finding(
            requirement, judgement.verdict, message: judgement.message, evidence: judgement.evidence, remedy: remedy)
    }

    /// Whether the export shows any trace that belongs to this vendor alone.
    private var isAnythingInstalled: Bool {
        guide.requirements.contains { requirement in
            guard case .install(let check) = requirement.subject else { return false }
            switch check {
            case .object, .package, .callCenter: return judge(check).verdict == .passed
            // A component may be anybody's; a label is the vendor's own.
            case .utilityItem(let item):
                return item.label != nil && parts.utilityBars.values.contains { $0.items.contains { item.isMet(by: $0) } }
            case .trustedSites: return false
            }
        }
    }

    private struct Judgement {
        let verdict: Verdict
        let message: String
        var evidence: [Evidence] = []
        var settledBy: String?
    }

    private func judge(_ check: InstallCheck) -> Judgement {
        switch check {
        case .object(let key): object(key)
        case .package(let key, let object): package(key, ofObject: object)
        case .callCenter(let name): callCenter(name)
        case .utilityItem(let item): utilityItem(item)
        case .trustedSites(let hosts): trustedSites(hosts)
        }
    }

    // MARK: Parts

    private func object(_ key: String) -> Judgement {
        switch names.object(key) {
        case .unresolved(let name) where !name.unreadable.isEmpty:
            return Judgement(verdict: .unknown, message: name.why, evidence: name.evidence, settledBy: name.settledBy)
        case .unresolved(let name):
            return absent(.customObject, "*", name.why, settledBy: name.settledBy)
        case .found(let name):
            guard let object = names.org.objects[name] else {
                return absent(.customObject, name, "The object \(name) is not in the export.")
            }
            let id = ComponentID(.customObject, name)
            let label = object.label.map { " (\($0))" } ?? ""
            return Judgement(
                verdict: .passed, message: "The object \(name)\(label) is there.",
                evidence: [Evidence(component: id, place: object.place, says: "defines \(name)")])
        }
    }

    private func package(_ key: String, ofObject object: String?) -> Judgement {
        guard let namespace = names.given[key] ?? object.flatMap(namespace) else {
            return Judgement(
                verdict: .unknown, message: "The namespace of the package is not known.",
                settledBy: "Name it with --name \(key)=NAMESPACE (Setup > Installed Packages).")
        }
        guard let place = parts.packages[namespace] else {
            return absent(.installedPackage, namespace, "The package \(namespace) is not in the export.")
        }
        return Judgement(
            verdict: .passed, message: "The package \(namespace) is installed.",
            evidence: [
                Evidence(
                    component: ComponentID(.installedPackage, namespace), place: place, says: "package \(namespace) is installed")
            ])
    }

    /// The namespace in an object's API name: `lpc` in `lpc__Conversation__c`.
    private func namespace(ofObject key: String) -> String? {
        guard case .found(let name) = names.object(key) else { return nil }
        let parts = name.split(separator: "__", omittingEmptySubsequences: false)
        return parts.count == 3 ? parts.first.map(String.init) : nil
    }

    private func callCenter(_ name: String) -> Judgement {
        guard let center = parts.callCenters.first(where: { $0.displayName == name }) else {
            return absent(.callCenter, "*", "No call center \"\(name)\" is in the export.")
        }
        return Judgement(
            verdict: .passed, message: "The call center \"\(name)\" is there. Who is in it stands in the users' CallCenterId.",
            evidence: [Evidence(place: center.place, says: "call center \"\(name)\"")])
    }

    private func trustedSites(_ hosts: [String]) -> Judgement {
        func normalised(_ endpoint: String) -> String {
            var text = endpoint.lowercased()[...]
            for prefix in ["https://", "http://"] where text.hasPrefix(prefix) { text = text.dropFirst(prefix.count) }
            while text.hasSuffix("/") { text.removeLast() }
            return String(text)
        }
        let active = Dictionary(
            parts.trustedSites.filter(\.isActive).map { (normalised($0.endpoint), $0) }, uniquingKeysWith: { first, _ in first })
        let missing = hosts.filter { active[normalised($0)] == nil }
        let evidence = hosts.compactMap { active[normalised($0)] }
            .map { Evidence(place: $0.place, says: "\($0.endpoint) is trusted") }
        guard missing.isEmpty else {
            var judgement = absent(
                .cspTrustedSite, "*", "Not among the active trusted sites: \(missing.joined(separator: ", ")).")
            judgement.evidence = evidence
            return judgement
        }
        return Judgement(verdict: .passed, message: "All \(hosts.count) sites are trusted.", evidence: evidence)
    }

    /// What is not in the export is not in the org only if the export was asked for it.
    private func absent(
        _ type: MetadataType, _ member: String, _ message: String, settledBy: String? = nil
    ) -> Judgement {
        guard names.org.catalog.asksFor(type, member) else {
            let name = member == "*" ? "all members of \(type.rawValue)" : "\(type.rawValue) \(member)"
            return Judgement(
                verdict: .unknown, message: message, settledBy: settledBy ?? "Retrieve \(name) with the next export.")
        }
        return Judgement(verdict: .failed, message: message)
    }

    // MARK: Utility bars

    private func utilityItem(_ item: UtilityItemCheck) -> Judgement {
        let apps = self.apps
        guard !apps.isEmpty else {
            return Judgement(
                verdict: .unknown, message: "Which Lightning apps the end users work in is not known.",
                settledBy: "Name them under apps in rolecall.yml or with --app.")
        }
        let judgements = apps.map { app in judge(item, in: app) }
        let order: [Verdict] = [.failed, .unknown, .passed]
        let worst = order.first { verdict in judgements.contains { $0.verdict == verdict } } ?? .unknown
        let telling = judgements.filter { $0.verdict == worst }
        return Judgement(
            verdict: worst, message: telling.map(\.message).joined(separator: " "),
            evidence: telling.flatMap(\.evidence),
            settledBy: telling.compactMap(\.settledBy).deduplicated().joined(separator: "\n"))
    }

    /// The apps that the user named, or else the Lightning apps that the end users' profiles and sets show.
    private var apps: [String] {
        if !options.apps.isEmpty { return options.apps }
        let org = names.org.readingGrants(of: principal.endUserSources)
        let visible = principal.endUserSources.compactMap { org.sources[$0] }.flatMap { source in
            (source.entries[.applicationVisibility] ?? [:]).filter { $0.value.value(of: "visible") == true }.map(\.key)
        }
        return Set(visible).filter { parts.applications[$0]?.isLightning == true }.sorted()
    }

    private func judge(_ item: UtilityItemCheck, in name: String) -> Judgement {
        guard let app = application(name) else {
            let fullName = guide.platform.standardApps.first { $0.value == name }?.key ?? name
            return absent(.customApplication, fullName, "The app \"\(name)\" is not in the export.")
        }
        guard let (barName, place) = app.utilityBar else {
            return Judgement(
                verdict: .failed, message: "The app \"\(name)\" has no utility bar.",
                evidence: [
                    Evidence(
                        component: ComponentID(.customApplication, app.fullName), place: Place(file: app.file),
                        says: "names no utility bar")
                ])
        }
        guard let bar = parts.utilityBars[barName] else {
            var judgement = absent(.flexiPage, barName, "The utility bar \(barName) of the app \"\(name)\" is not in the export.")
            judgement.evidence = [Evidence(place: place, says: "names the utility bar \(barName)")]
            return judgement
        }
        let id = ComponentID(.flexiPage, bar.fullName)
        guard let found = bar.items.first(where: item.isRecognised) else {
            let others = bar.items.isEmpty ? "nothing" : bar.items.map(\.component).joined(separator: ", ")
            return Judgement(
                verdict: .failed, message: "The utility bar of the app \"\(name)\" has no \(item.words).",
                evidence: [Evidence(component: id, place: Place(file: bar.file), says: "holds \(others)")])
        }
        let evidence = [Evidence(component: id, place: found.place, says: "holds \(item.words)")]
        guard item.isMet(by: found) else {
            let sizes = item.size.keys.sorted().map { "\($0) \(found.properties[$0] ?? "not set")" }.joined(separator: ", ")
            let wanted = item.size.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
            return Judgement(
                verdict: .failed, message: "The \(item.words) of the app \"\(name)\" has \(sizes), not \(wanted).",
                evidence: evidence)
        }
        return Judgement(
            verdict: .passed, message: "The utility bar of the app \"\(name)\" holds \(item.words).", evidence: evidence)
    }

    /// An app by full name, by a standard app's name in Setup, or by a label that only one has.
    private func application(_ name: String) -> CustomApplication? {
        if let app = parts.applications[name] { return app }
        if let standard = guide.platform.standardApps.first(where: { $0.value == name })?.key,
            let app = parts.applications[standard]
        {
            return app
        }
        let labelled = parts.applications.values.filter { $0.label == name }
        return labelled.count == 1 ? labelled.first : nil
    }
}

extension UtilityItemCheck {
    /// Whether an item is the one that is meant.
    fileprivate func isRecognised(_ item: UtilityBar.Item) -> Bool {
        if let component, component != item.component { return false }
        if let label, label != item.properties["label"] { return false }
        return true
    }

    /// Whether it is also what it must be like.
    fileprivate func isMet(by item: UtilityBar.Item) -> Bool {
        isRecognised(item) && size.allSatisfy { item.properties[$0.key] == $0.value }
    }

    fileprivate var words: String {
        label.map { "item \"\($0)\"" } ?? component ?? "item"
    }
}
