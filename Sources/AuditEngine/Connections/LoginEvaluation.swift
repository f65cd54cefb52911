import OrgModel

/// Judges from where, when and with which session the API user can log in.
struct LoginEvaluation {
    private let org: Org
    private let principal: Principal
    private let platform: PlatformFacts
    private let parts: ConnectionParts

    init(_ evaluation: Evaluation) {
        org = evaluation.org
        principal = evaluation.principal
        platform = evaluation.guide.platform
        parts = evaluation.org.connections ?? ConnectionParts()
    }

    func judge(_ restriction: Restriction) -> Judgement {
        guard let named = principal.profile else { return .unknown(profileNotKnown) }
        let profile = org.component(named.fullName, .profile) ?? named
        if restriction.rule == .sessionLevel { return sessionLevel(of: profile) }
        if let problem = org.unreadable[profile] ?? parts.unreadable[profile] {
            return .unknown(evidence: Unknown(unreadable: profile, problem))
        }
        guard let files = parts.restrictions?.files else {
            return .unknown(
                evidence: org.catalog.absence(
                    of: .profile, profile.fullName,
                    retrieving: "Retrieve Profile \(profile.fullName) with the next export."))
        }
        return restriction.rule == .loginHours
            ? hours(of: profile, restriction.word, files) : ranges(of: profile, restriction, files)
    }

    private var profileNotKnown: Unknown {
        Unknown(
            says: "the API user's profile is not known",
            resolvedBy: principal.username == nil
                ? "Name it under profile in rolecall.yml or with --profile." : principal.doubts.resolving(.profile))
    }

    // MARK: What is absent

    private static let proof =
        "together with objects and with the package.xml that asked for it (rolecall fetch does so, and sf project retrieve start "
        + "--target-metadata-dir with what rolecall manifest writes)."

    /// What the files of a profile prove of a restriction that they do not list, or why they prove nothing.
    private enum Absence {
        case proven(Evidence)
        case open(Unknown)
    }

    /// - Parameter others: Whether a file does not list it.
    private func absence(
        of rule: Restriction.Rule, _ what: String, from profile: ComponentID,
        in files: [LoginRestrictions.File], isSilent: (LoginRestrictions.File) -> Bool
    ) -> Absence? {
        let silent = files.filter(isSilent)
        guard let first = silent.first else { return nil }
        let since = platform.connections.apiVersions[rule] ?? 0
        func isTooOld(_ file: LoginRestrictions.File) -> Bool { file.apiVersion.map { $0 < since } ?? false }
        let retrieved = silent.filter(\.isAsRetrieved)
        if let file = retrieved.first(where: { !isTooOld($0) }) {
            return .proven(Evidence(component: profile, place: file.place, .connection(.lists(no: what))))
        }
        let words = ComponentID(profile.type, profile.fullName).words
        return .open(
            Unknown(
                of: profile, place: first.place, .connection(.lists(no: what)),
                resolvedBy: retrieved.isEmpty
                    ? "Give a retrieve of \(words) in Metadata API format as PATH, \(Self.proof)"
                    : "Retrieve \(words) again with API version \(since) or later."))
    }

    private func open(_ unknown: Unknown) -> Judgement {
        .unknown(
            evidence: unknown,
            "\(unknown.sentence) That proves nothing: the file may have been edited, or exported in part.")
    }

    private func contradicted(_ listed: [Evidence], by silent: Evidence, _ profile: ComponentID) -> Judgement {
        .unknown(
            "Two files of \(profile.words) say different things.", listed + [silent],
            resolvedBy: [profile.keepingOneFile])
    }

    // MARK: Addresses

    private func ranges(
        of profile: ComponentID, _ restriction: Restriction, _ files: [LoginRestrictions.File]
    ) -> Judgement {
        let ranges = files.flatMap(\.ranges)
        let absence = absence(of: .loginIpRanges, "login IP ranges", from: profile, in: files) { $0.ranges.isEmpty }
        guard !ranges.isEmpty else {
            guard case .proven(let proof) = absence else {
                if case .open(let unknown) = absence { return open(unknown) }
                return .unknown(profileNotKnown)
            }
            return restriction.word == .present
                ? .failed("Users of \(profile.words) can log in from every IP address.", [proof])
                : .passed("Users of \(profile.words) can log in from every IP address.", [proof])
        }
        let evidence =
            ranges.prefix(Evidence.limit).map {
                Evidence(component: profile, place: $0.place, .connection(.admits($0.value)))
            } + Evidence.more(ranges.count - Evidence.limit)
        if case .proven(let silent) = absence { return contradicted(evidence, by: silent, profile) }
        return judge(ranges.map(\.value), restriction, of: profile, evidence)
    }

    private func judge(
        _ ranges: [AddressRange], _ restriction: Restriction, of profile: ComponentID, _ evidence: [Evidence]
    ) -> Judgement {
        let admitsAll = AddressRange.everyIPv4.map(ranges.includes) ?? false
        let all = "Users of \(profile.words) can log in from every IPv4 address"
        let some = "Users of \(profile.words) can log in only from \(ranges.map(\.description).listed(limit: 5))."
        switch restriction.word {
        case .none where admitsAll:
            return .unknown(
                "\(all), but from no IPv6 address for certain.", evidence,
                resolvedBy: [
                    "Delete the ranges in Setup, or let the row be unknown where the vendor connects by IPv4: --allow-unknown lets a gate pass."
                ])
        case .none: return .failed(some, evidence)
        case .present: return admitsAll ? .failed("\(all).", evidence) : .passed(some, evidence)
        case .includes:
            let missing = restriction.addresses.filter { !ranges.includes($0) }
            return missing.isEmpty
                ? .passed("Users of \(profile.words) can log in from all addresses that the guide names.", evidence)
                : .failed(
                    "Users of \(profile.words) cannot log in from \(missing.map(\.description).listed(limit: 10)).",
                    evidence)
        }
    }

    // MARK: Hours

    private func hours(
        of profile: ComponentID, _ word: Restriction.Word, _ files: [LoginRestrictions.File]
    ) -> Judgement {
        let hours = files.flatMap(\.hours)
        let absence = absence(of: .loginHours, "login hours", from: profile, in: files) { $0.hoursPlace == nil }
        let evidence = hours.map {
            Evidence(
                component: profile, place: $0.place,
                .connection(.hours(day: $0.value.day, from: $0.value.from, to: $0.value.to)))
        }
        let always = files.compactMap(\.hoursPlace).map {
            Evidence(component: profile, place: $0, .connection(.allHours))
        }
        if !hours.isEmpty {
            if case .proven(let silent) = absence { return contradicted(evidence, by: silent, profile) }
            let days = hours.map(\.value.day).deduplicated().listed(limit: 7)
            let message = "Users of \(profile.words) cannot log in at all hours: \(days)."
            return word == .none ? .failed(message, evidence) : .passed(message, evidence)
        }
        let proof: [Evidence]
        switch absence {
        case .proven(let silent): proof = [silent]
        case .open(let unknown) where always.isEmpty: return open(unknown)
        case .open, nil: proof = always
        }
        let message = "Users of \(profile.words) can log in at all hours."
        return word == .none ? .passed(message, proof) : .failed(message, proof)
    }

    // MARK: Sessions

    private func sessionLevel(of profile: ComponentID) -> Judgement {
        let names = [profile.fullName, platform.standardProfiles[profile.fullName]].compactMap(\.self).map(APIName.init)
        let settings = parts.sessionSettings.filter { names.contains(APIName($0.profile)) }
        let see =
            "Setup > Profiles > \(platform.standardProfiles[profile.fullName] ?? profile.fullName) > Session Settings shows it: "
            + "if it is None, the row stays unknown all the same: --allow-unknown lets a gate pass."
        guard !settings.isEmpty else {
            let broken = parts.unreadable.filter { $0.key.type == .profileSessionSetting }.min { $0.key < $1.key }
            if let (id, problem) = broken { return .unknown(evidence: Unknown(unreadable: id, problem)) }
            return .unknown(
                "No session setting of \(profile.words) is in the export.",
                resolvedBy: ["Retrieve ProfileSessionSetting with the next export. \(see)"])
        }
        let levels = settings.compactMap(\.requiredLevel)
        let evidence = levels.map {
            Evidence(component: profile, place: $0.place, .connection(.value(of: "requiredSessionLevel", $0.value)))
        }
        let values = Set(levels.map(\.value))
        guard let level = values.first, values.count == 1 else {
            return .unknown(
                values.isEmpty
                    ? "\(settings.map(\.file).listed(limit: 3)) says nothing of the level of security."
                    : "The session settings of \(profile.words) say different things.", evidence, resolvedBy: [see])
        }
        let message = "At login \(profile.words) requires a session of the level \(level)."
        if platform.connections.levelsOfEveryLogin.contains(level) { return .passed(message, evidence) }
        return platform.connections.otherLevels.contains(level)
            ? .failed(message, evidence) : .unknown(message, evidence, resolvedBy: [see])
    }
}
