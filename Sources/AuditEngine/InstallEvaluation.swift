import OrgModel

/// Judges the steps of the installation that leave traces in the metadata.
struct InstallEvaluation {
    let guide: Guide
    let names: GuideNames
    let principal: Principal
    let options: AuditOptions
    private let parts: InstalledParts

    init(guide: Guide, names: GuideNames, principal: Principal, options: AuditOptions) {
        self.guide = guide
        self.names = names
        self.principal = principal
        self.options = options
        let asksForParts = guide.requirements.contains { $0.kind == "install" }
        parts = asksForParts ? names.org.installedParts() : InstalledParts()
    }

    /// Files of installed parts that cannot be read: errors where something is asked about the installation.
    var problems: [Problem] {
        let severity: Problem.Severity = options.isInstalled || isAnythingInstalled ? .error : .warning
        return parts.unreadable.values.map { $0.with(severity: severity) }
    }

    func finding(_ check: InstallCheck, _ requirement: Requirement) -> Finding {
        guard options.isInstalled || isAnythingInstalled else {
            if let closed = names.org.catalog.closedFolders {
                return Finding(
                    requirement, .unknown, message: "Nothing of the installation is in what can be read of the export.",
                    evidence: [Evidence(closed)], remedy: Remedy(retrieve: closed.settledBy))
            }
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
                if let doubt = names.doubt(ofObject: key) {
                    return Judgement(verdict: .unknown, message: doubt.why, evidence: doubt.evidence, settledBy: doubt.settledBy)
                }
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
        let known = parts.packages.keys.sorted().first { $0.lowercased() == namespace.lowercased() } ?? namespace
        guard let place = parts.packages[known] else {
            return absent(.installedPackage, namespace, "The package \(namespace) is not in the export.")
        }
        return Judgement(
            verdict: .passed, message: "The package \(known) is installed.",
            evidence: [
                Evidence(
                    component: ComponentID(.installedPackage, known), place: place, says: "package \(known) is installed")
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
            judgement.evidence += evidence
            return judgement
        }
        return Judgement(verdict: .passed, message: "All \(hosts.count) sites are trusted.", evidence: evidence)
    }

    /// What is not in the export is not in the org only if the export was asked for it, if no file of that kind is
    /// broken or hidden that might hold it, and if every folder can be read.
    ///
    /// - Parameter member: The full name; `*` for a part that is known by something in its file.
    private func absent(
        _ type: MetadataType, _ member: String, _ message: String, settledBy: String? = nil
    ) -> Judgement {
        let broken = parts.unreadable.filter { $0.key.type == type && (member == "*" || $0.key.fullName == member) }
        if let (id, problem) = broken.min(by: { $0.key < $1.key }) {
            return Judgement(
                verdict: .unknown, message: message,
                evidence: [Evidence(component: id, place: problem.place, says: "\(id.words) cannot be read")],
                settledBy: "Mend or retrieve the file of \(id.words).")
        }
        if let (place, words) = names.org.catalog.leftOut(type, member) {
            return Judgement(
                verdict: .unknown, message: message, evidence: [Evidence(place: place, says: "a \(type.words) \(words)")],
                settledBy: "Audit an export that holds it.")
        }
        if let closed = names.org.catalog.closedFolders {
            return Judgement(
                verdict: .unknown, message: message, evidence: [Evidence(closed)], settledBy: closed.settledBy)
        }
        let asked = member == "*" ? "all members of \(type.rawValue)" : "\(type.rawValue) \(member)"
        guard let manifest = names.org.catalog.manifestAsking(for: type, member) else {
            return Judgement(
                verdict: .unknown, message: message, settledBy: settledBy ?? "Retrieve \(asked) with the next export.")
        }
        return Judgement(
            verdict: .failed, message: message,
            evidence: [Evidence(place: manifest, says: "the manifest asks for \(asked), and the export holds no such file")])
    }

    // MARK: Utility bars

    private func utilityItem(_ item: UtilityItemCheck) -> Judgement {
        let judgements = options.apps.isEmpty ? judgeVisibleApps(item) : options.apps.map { judge(item, in: $0) }
        guard !judgements.isEmpty else {
            return Judgement(
                verdict: .unknown, message: "Which Lightning apps the end users work in is not known.",
                settledBy: "Name them under apps in rolecall.yml or with --app.")
        }
        let order: [Verdict] = [.failed, .unknown, .passed]
        let worst = order.first { verdict in judgements.contains { $0.verdict == verdict } } ?? .unknown
        let telling = judgements.filter { $0.verdict == worst }
        return Judgement(
            verdict: worst, message: telling.map(\.message).joined(separator: " "),
            evidence: telling.flatMap(\.evidence),
            settledBy: telling.compactMap(\.settledBy).deduplicated().joined(separator: "\n"))
    }

    /// Where nobody named apps: every Lightning app that the end users' profiles and sets show. A source or an app that
    /// the export lacks may be one more, and so may one of which they do not plainly say whether it is visible.
    private func judgeVisibleApps(_ item: UtilityItemCheck) -> [Judgement] {
        let org = names.org.readingGrants(of: principal.endUserSources, only: [.applicationVisibility])
        let sources = principal.endUserSources.sorted()
        let missing = sources.filter { org.sources[$0] == nil }.map { id in
            Judgement(
                verdict: .unknown, message: "Which apps \(id.words) shows is not known.",
                settledBy: names.org.catalog.remedy(
                    retrieving: "Retrieve \(id.type.rawValue) \(id.fullName), or name the apps under apps in rolecall.yml."))
        }
        let entries = sources.compactMap { org.sources[$0]?.entries[.applicationVisibility] }.flatMap(\.self)
        func apps(visible: Bool?) -> Set<String> {
            Set(entries.filter { $0.value.value(of: "visible") == visible }.map(\.key.spelling))
        }
        let visible = apps(visible: true)
        return missing
            + visible.union(apps(visible: nil)).sorted().compactMap { name in
                guard let app = parts.applications[name] else {
                    return Judgement(
                        verdict: .unknown, message: "The app \"\(name)\", which end users see, \(names.org.catalog.isNotFound).",
                        settledBy: names.org.catalog.remedy(
                            retrieving: "Retrieve CustomApplication \(name), or name the apps under apps in rolecall.yml."))
                }
                guard app.isLightning else { return nil }
                let judgement = judge(item, in: name)
                if visible.contains(name) || judgement.verdict != .failed { return judgement }
                return Judgement(
                    verdict: .unknown, message: "Whether end users see the app \"\(name)\" is not known. \(judgement.message)",
                    evidence: judgement.evidence,
                    settledBy: "Mend what the end users' profiles and permission sets say of it, or name the apps under apps in rolecall.yml.")
            }
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
            judgement.evidence.insert(Evidence(place: place, says: "names the utility bar \(barName)"), at: 0)
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

extension Evidence {
    /// Why it proves nothing that something is not found.
    init(_ closed: ClosedFolders) {
        self.init(place: closed.place, says: "\(closed.says), and may hold it")
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
