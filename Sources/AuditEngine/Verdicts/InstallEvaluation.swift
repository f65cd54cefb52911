import OrgModel

/// Judges the steps of the installation that leave traces in the metadata.
struct InstallEvaluation {
    let guide: Guide
    let names: GuideNames
    let principal: Principal
    let options: AuditOptions
    let parts: InstalledParts
    /// Whether the export shows any trace that belongs to this vendor alone.
    private(set) var isAnythingInstalled = false

    init(guide: Guide, names: GuideNames, principal: Principal, options: AuditOptions) {
        self.guide = guide
        self.names = names
        self.principal = principal
        self.options = options
        parts = names.org.installedParts ?? InstalledParts()
        isAnythingInstalled = findsTrace
    }

    /// Whether a verdict depends on which apps the end users' profiles and permission sets show.
    var restsOnVisibleApps: Bool {
        let items = guide.requirements.filter {
            if case .utilityItem = $0.installCheck { guide.reasonNotAsked($0, options) == nil } else { false }
        }
        return !items.isEmpty && options.apps.isEmpty && !principal.endUserSources.isEmpty
            && (options.isInstalled == true || isAnythingInstalled)
    }

    /// Files of installed parts that cannot be read, errors where one of the findings depends on them, and names of apps
    /// that mean none.
    func problems(decisiveFor findings: [Finding]) -> [Problem] {
        let cited = Set(findings.filter { $0.verdict == .unknown }.flatMap(\.evidence).compactMap(\.component))
        let asksForApps = findings.contains { finding in
            guard case .utilityItem = finding.requirement.installCheck else { return false }
            return finding.verdict != .notApplicable
        }
        return [earlyTrace].compactMap(\.self)
            + parts.unreadable.map { $1.with(severity: cited.contains($0) ? .error : .warning) }
            + (asksForApps ? options.apps.compactMap { app($0).problem } : [])
    }

    /// Judges a check, unless nothing shows that the package is installed at all.
    func judgeOnceInstalled(_ check: InstallCheck) -> Judgement {
        if options.isInstalled == true || isAnythingInstalled { return judge(check) }
        if let closed = names.org.catalog.unreadableFolders {
            return .unknown(
                "Nothing of the installation is in what can be read of the export.", [Evidence(closed)],
                resolvedBy: [closed.resolvedBy])
        }
        if var silent = silentTrace {
            silent.message =
                "Whether it is installed is not known: a file that may show it is not read. \(silent.message)"
            return silent
        }
        return .unknown(Self.notShown)
    }

    /// That nothing shows whether the installation has been made; `nil` where that is stated, shown, or open for another
    /// reason. Whoever names something that it brings states it too.
    var unstated: Unknown? {
        let isOpen =
            options.isInstalled == nil && !isAnythingInstalled && names.given.isEmpty
            && guide.requirements.contains { $0.installCheck != nil }
        return isOpen && names.org.catalog.unreadableFolders == nil && silentTrace == nil ? Self.notShown : nil
    }

    private static let notShown = Unknown(
        says: "nothing of the installation is in the export, so whether it has been made is not known",
        resolvedBy:
            "If it is still to be made, say so with --before-install (installed: false in rolecall.yml). If it has been "
            + "made, retrieve what it brought (rolecall manifest lists it), or say --installed (installed: true) and give "
            + "the API names of its objects (--name KEY=API_NAME, names in rolecall.yml).")

    /// What contradicts that the installation is still to be made.
    private var earlyTrace: Problem? {
        guard options.isInstalled == false, isAnythingInstalled else { return nil }
        return Problem(
            .warning,
            "The export shows parts of the installation, and --before-install (installed: false in rolecall.yml) says that it is "
                + "still to be made. What it brings is judged all the same: leave that out.")
    }

    private var findsTrace: Bool {
        guide.requirements.contains { requirement in
            guard let check = requirement.installCheck else { return false }
            switch check {
            case .object, .callCenter: return judge(check).verdict == .passed
            case .package(let key, let object, _): return package(named: key, ofObject: object) != nil
            case .callCenterMembers(let name): return isAnybodyIn(name)
            // A component may be of any vendor; a label is this vendor's own.
            case .utilityItem(let item):
                return item.label != nil
                    && parts.utilityBars.values.contains { $0.items.contains { item.isMet(by: $0) } }
            case .trustedSites: return false
            }
        }
    }

    /// What a file would say that is broken or hidden and may be a trace of this vendor's.
    private var silentTrace: Judgement? {
        for requirement in guide.requirements {
            guard let check = requirement.installCheck else { continue }
            let judgement: Judgement
            switch check {
            case .object, .package, .callCenter: judgement = judge(check)
            case .utilityItem(let item) where item.label != nil:
                judgement = absent(.flexiPage, "*", "No utility bar with the \(item.words) is in the export.")
            case .utilityItem, .callCenterMembers, .trustedSites: continue
            }
            if judgement.verdict == .unknown, !judgement.evidence.isEmpty { return judgement }
        }
        return nil
    }

    private func judge(_ check: InstallCheck) -> Judgement {
        switch check {
        case .object(let key): object(key)
        case .package(let key, let object, let version): package(key, ofObject: object, atLeast: version)
        case .callCenter(let name): callCenter(name)
        case .callCenterMembers(let name): callCenterMembers(name)
        case .utilityItem(let item): utilityItem(item)
        case .trustedSites(let hosts): trustedSites(hosts)
        }
    }

    // MARK: Parts

    private func object(_ key: String) -> Judgement {
        switch names.object(key) {
        case .unresolved(let name) where name.because.contains { $0.component != nil }: return .unknown(name)
        case .unresolved(let name):
            return absent(.customObject, "*", name.sentence, resolvedBy: name.resolvedBy)
        case .found(let name):
            guard let object = names.org.object(name) else {
                if let doubt = names.doubt(ofObject: key) { return .unknown(doubt) }
                return absent(.customObject, name, "The object \(name) is not in the export.")
            }
            let id = ComponentID(.customObject, name)
            let label = object.label.map { " (\($0))" } ?? ""
            return .passed(
                "The object \(name)\(label) is there.",
                [Evidence(component: id, place: object.place, .trace(.object(name)))])
        }
    }

    /// The package of a key, where its namespace is known and its file is there.
    private func package(named key: String, ofObject object: String?) -> (namespace: String, package: InstalledPackage)?
    {
        guard let namespace = names.given[key] ?? object.flatMap(namespace) else { return nil }
        return parts.packages.index(forKey: APIName(namespace)).map {
            (parts.packages.keys[$0].spelling, parts.packages.values[$0])
        }
    }

    private func package(_ key: String, ofObject object: String?, atLeast minimum: PackageVersion?) -> Judgement {
        guard let typed = names.given[key] ?? object.flatMap(namespace) else {
            return .unknown(
                Unknown(
                    says: "the namespace of the package is not known",
                    resolvedBy:
                        "Name it under names in rolecall.yml (--name \(key)=NAMESPACE); Setup > Installed Packages shows it."
                ))
        }
        guard let (namespace, package) = package(named: key, ofObject: object) else {
            return absent(.installedPackage, typed, "The package \(typed) is not in the export.")
        }
        let id = ComponentID(.installedPackage, namespace)
        let version = package.version.map { " in version \($0)" } ?? ""
        let evidence = Evidence(
            component: id, place: package.place, .trace(.package(namespace, version: package.version)))
        if let refusal = refusal(of: package, namespace, evidence) { return refusal }
        if let minimum, let doubt = self.doubt(about: package, namespace, minimum, evidence) { return doubt }
        return .passed("The package \(namespace) is installed\(version).", [evidence])
    }

    /// Why a package that is installed is not for all users; `nil` also where the file does not say, as most do not.
    private func refusal(of package: InstalledPackage, _ namespace: String, _ evidence: Evidence) -> Judgement? {
        guard let (type, place) = package.securityType, type != "AllUsers" else { return nil }
        let says = Evidence(component: evidence.component, place: place, .trace(.securityType(type)))
        guard type == "AdminsOnly" else {
            return .unknown(
                "The package \(namespace) is installed, but for whom is not known.", [says],
                resolvedBy: ["Retrieve InstalledPackage \(namespace) again, unedited."])
        }
        return .failed("The package \(namespace) is installed for administrators only, not for all users.", [says])
    }

    /// Why a package's version will not do, or may not.
    private func doubt(
        about package: InstalledPackage, _ namespace: String, _ minimum: PackageVersion, _ evidence: Evidence
    ) -> Judgement? {
        guard let version = package.version.flatMap(PackageVersion.init) else {
            return .unknown(
                "The version of the package \(namespace) is not known; \(minimum) or later is required.", [evidence],
                resolvedBy: ["Retrieve InstalledPackage \(namespace) again, unedited."])
        }
        guard version < minimum else { return nil }
        return .failed(
            "The package \(namespace) has the version \(version); \(minimum) or later is required.", [evidence])
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
        return .passed(
            "The call center \"\(name)\" is there.",
            [Evidence(place: center.place, .trace(.callCenter(name)))])
    }

    private func trustedSites(_ hosts: [String]) -> Judgement {
        func normalized(_ endpoint: String) -> String {
            var text = endpoint.lowercased()[...]
            for prefix in ["https://", "http://"] where text.hasPrefix(prefix) { text = text.dropFirst(prefix.count) }
            while text.hasSuffix("/") { text.removeLast() }
            return String(text)
        }
        let active = Dictionary(
            parts.trustedSites.filter(\.isActive).map { (normalized($0.endpoint), $0) },
            uniquingKeysWith: { first, _ in first })
        let missing = hosts.filter { active[normalized($0)] == nil }
        let evidence = hosts.compactMap { active[normalized($0)] }
            .map { Evidence(place: $0.place, .trace(.trustedSite($0.endpoint))) }
        guard missing.isEmpty else {
            var judgement = absent(
                .cspTrustedSite, "*", "Not among the active trusted sites: \(missing.joined(separator: ", ")).")
            judgement.evidence += evidence
            return judgement
        }
        return .passed("All \(hosts.count) sites are trusted.", evidence)
    }

    /// What is not in the export is not in the org only if the export was required it, if no file of that kind is
    /// broken or hidden that might contain it, and if every folder can be read.
    ///
    /// - Parameter member: The full name; `*` for a part that is known by something in its file.
    private func absent(
        _ type: MetadataType, _ member: String, _ message: String, resolvedBy: String? = nil
    ) -> Judgement {
        let broken = parts.unreadable.filter {
            $0.key.type == type && (member == "*" || $0.key.fullName.lowercased() == member.lowercased())
        }
        if let (id, problem) = broken.min(by: { $0.key < $1.key }) {
            return unknown(Unknown(unreadable: id, problem), message)
        }
        let catalog = names.org.catalog
        if let open = catalog.skipped(type, member) ?? catalog.unreadableFolders { return unknown(open, message) }
        let asked = member == "*" ? "all members of \(type.rawValue)" : "\(type.rawValue) \(member)"
        guard let manifest = catalog.manifestAsking(for: type, member) else {
            return .unknown(message, resolvedBy: [resolvedBy ?? "Retrieve \(asked) with the next export."])
        }
        return .failed(
            message,
            [Evidence(place: manifest, .trace(.requested(asked)))])
    }

    private func unknown(_ unknown: Unknown, _ message: String) -> Judgement {
        .unknown(message, [Evidence(unknown)], resolvedBy: [unknown.resolvedBy])
    }

    // MARK: Utility bars

    private func utilityItem(_ item: UtilityItemCheck) -> Judgement {
        let judgements = options.apps.isEmpty ? judgeVisibleApps(item) : options.apps.map { judge(item, in: $0) }
        guard !judgements.isEmpty else {
            return .unknown(
                Unknown(
                    says: "which Lightning apps the end users work in is not known",
                    resolvedBy: "Name them under apps in rolecall.yml or with --app."))
        }
        return .all(judgements)
    }

    /// Where no apps were named: every Lightning app that the end users' profiles and sets show. A source or an app that
    /// the export lacks may be one more, and so may one of which they do not plainly say whether it is visible.
    private func judgeVisibleApps(_ item: UtilityItemCheck) -> [Judgement] {
        let visibleApps = names.org.visibleApps
        let sources = principal.endUserSources.sorted()
        let missing = sources.filter { visibleApps[$0] == nil }.map { id in
            let absence = names.org.catalog.absence(
                of: id.type, id.fullName,
                retrieving: "Retrieve \(id.type.rawValue) \(id.fullName), or name the apps under apps in rolecall.yml.")
            return Judgement.unknown("Which apps \(id.words) shows is not known.", resolvedBy: [absence.resolvedBy])
        }
        let entries = sources.compactMap { visibleApps[$0] }.flatMap(\.self)
        func apps(visible: Bool?) -> Set<APIName> {
            Set(entries.filter { $0.value.value(of: EntryFlag.visible) == visible }.map(\.key))
        }
        let visible = apps(visible: true)
        return missing + unknownApps
            + visible.union(apps(visible: nil)).sorted().compactMap { name -> Judgement? in
                guard let app = parts.applications[name] else {
                    let absence = names.org.catalog.absence(
                        of: .customApplication, name.spelling,
                        retrieving: "Retrieve CustomApplication \(name), or name the apps under apps in rolecall.yml.")
                    return .unknown(absence, "The app \"\(name)\", which end users see, \(absence.predicate.words).")
                }
                guard app.isLightning else { return nil }
                let judgement = judge(item, in: app.fullName)
                if visible.contains(name) || judgement.verdict != .failed { return judgement }
                return .unknown(
                    "Whether end users see the app \"\(name)\" is not known. \(judgement.message)", judgement.evidence,
                    resolvedBy: [
                        "Fix what the end users' profiles and permission sets say of it, or name the apps under apps in rolecall.yml."
                    ])
            }
    }

    /// Why end users may see more apps than their known sources show.
    private var unknownApps: [Judgement] {
        guard !principal.endUserSources.isEmpty else { return [] }
        let byRole = Unknown(
            place: nil, says: "the end users of some roles are not known, so neither is what they see",
            resolvedBy:
                "Name the end users under endUsers in rolecall.yml (--end-users), or the apps under apps (--app).")
        let isRoleAlone = (principal.endUsers ?? []).contains { $0.username == nil }
        return (principal.endUserGaps + principal.endUserSourceGaps + (isRoleAlone ? [byRole] : [])).map { gap in
            .unknown(
                "Not all apps that the end users see are known: \(gap.says).",
                gap.place == nil ? [] : [Evidence(gap)],
                resolvedBy: ["\(gap.resolvedBy) Or name the apps under apps in rolecall.yml."])
        }
    }

    private func judge(_ item: UtilityItemCheck, in name: String) -> Judgement {
        let match = self.app(name)
        guard let app = match.app else {
            if let problem = match.problem {
                return .unknown(
                    problem.message,
                    resolvedBy: ["Name each app by its full name, under apps in rolecall.yml or with --app."])
            }
            let fullName = guide.platform.standardApps.first { $0.value == name }?.key ?? name
            return absent(.customApplication, fullName, "The app \"\(name)\" is not in the export.")
        }
        guard let (barName, place) = app.utilityBar else {
            return .failed(
                "The app \"\(name)\" has no utility bar.",
                [
                    Evidence(
                        component: ComponentID(.customApplication, app.fullName), place: Place(file: app.file),
                        .trace(.noUtilityBar))
                ])
        }
        guard let bar = parts.utilityBars[APIName(barName)] else {
            var judgement = absent(
                .flexiPage, barName, "The utility bar \(barName) of the app \"\(name)\" is not in the export.")
            judgement.evidence.insert(Evidence(place: place, .trace(.utilityBar(barName))), at: 0)
            return judgement
        }
        let id = ComponentID(.flexiPage, bar.fullName)
        guard let found = bar.items.first(where: item.isRecognized) else {
            let others = bar.items.isEmpty ? "nothing" : bar.items.map(\.component).joined(separator: ", ")
            return .failed(
                "The utility bar of the app \"\(name)\" has no \(item.words).",
                [Evidence(component: id, place: Place(file: bar.file), .trace(.contains(others)))])
        }
        let evidence = [Evidence(component: id, place: found.place, .trace(.contains(item.words)))]
        guard item.isMet(by: found) else {
            let sizes = item.size.keys.sorted().map { "\($0) \(found.properties[$0] ?? "not set")" }.joined(
                separator: ", ")
            let wanted = item.size.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
            return .failed("The \(item.words) of the app \"\(name)\" has \(sizes), not \(wanted).", evidence)
        }
        return .passed("The utility bar of the app \"\(name)\" contains \(item.words).", evidence)
    }

    /// An app by full name, by a standard app's name in Setup, by a label that only one has, or by full name without
    /// regard to case; why the name means none, where that is the name's fault.
    private func app(_ name: String) -> (app: CustomApplication?, problem: Problem?) {
        let standard = guide.platform.standardApps.first { $0.value == name || $0.key == name }?.key
        let named = parts.applications[APIName(name)]
        if let app = named?.fullName == name ? named : standard.flatMap({ parts.applications[APIName($0)] }) {
            return (app, nil)
        }
        let labelled = parts.applications.values.filter { $0.label == name }.sorted { $0.fullName < $1.fullName }
        if labelled.count > 1 {
            let names = labelled.map { "\"\($0.fullName)\"" }.joined(separator: ", ")
            return (
                nil, Problem(.error, "\"\(name)\" is the label of several apps: \(names). Name one by its full name.")
            )
        }
        if let app = labelled.first ?? named { return (app, nil) }
        guard standard == nil, !parts.applications.isEmpty, !mayBeUnread(name) else { return (nil, nil) }
        if let words = names.org.wrongType(of: ComponentID(.customApplication, name)) {
            return (nil, Problem(.error, words))
        }
        let known = parts.applications.values.flatMap { [$0.fullName] + ($0.label.map { [$0] } ?? []) }
        let nearest = nearestNames(to: name, among: known).quoted.joined(separator: ", ")
        return (nil, Problem(.error, "There is no app \"\(name)\" in the export. The nearest names are \(nearest)."))
    }

    /// Whether an app may be in a file that is broken, hidden or in a folder that cannot be read; its label may be any.
    private func mayBeUnread(_ name: String) -> Bool {
        let catalog = names.org.catalog
        return catalog.unreadableFolders != nil || catalog.skipped(.customApplication, "*") != nil
            || parts.unreadable.contains { $0.key.type == .customApplication }
    }
}

extension UtilityItemCheck {
    /// Whether an item is the one that is meant.
    fileprivate func isRecognized(_ item: UtilityBar.Item) -> Bool {
        if let component, component != item.component { return false }
        if let label, label != item.properties["label"] { return false }
        return true
    }

    /// Whether it is also what it must be like.
    fileprivate func isMet(by item: UtilityBar.Item) -> Bool {
        isRecognized(item) && size.allSatisfy { item.properties[$0.key] == $0.value }
    }

    fileprivate var words: String {
        label.map { "item \"\($0)\"" } ?? component ?? "item"
    }
}
