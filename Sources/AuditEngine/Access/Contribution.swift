import OrgModel

/// What one source gives the API user, on the way on which it reaches them: directly, or through a group that may
/// mute some of it.
struct Contribution {
    /// The profile or permission set.
    let id: ComponentID
    /// What was read of it; `nil` where the export does not have it or it cannot be read.
    var source: PermissionSource?
    /// Why ``source`` is missing, and what would resolve it.
    var absence: Unknown?
    /// The group through which it reaches the API user.
    var group: Group?

    struct Group {
        let id: ComponentID
        let isSessionBased: Bool
        /// What Salesforce says of its own computation of the group's permissions, where that is not up to date.
        let staleness: String?
        let muting: [Muting]
    }

    enum Muting {
        case set(PermissionSource)
        /// The group names it, but nothing is known of it.
        case missing(Unknown)
    }

    /// Why Salesforce refuses to assign it to the API user, where nothing proves that it is assigned, and what would resolve it.
    var refusal: Unknown?

    /// The API user's license; several where the export says several things.
    var userLicenses: [String] = []
    /// The API user's type, such as `Standard`; `nil` where nothing says it.
    var userType: String?

    let platform: PlatformFacts

    // MARK: Questions

    /// One way in which a source can give something, and whether it does.
    struct Way {
        /// What the way is called; `nil` for the plain one, the entry for the thing itself.
        let name: String?
        let answer: Answer
    }

    /// Whether the source gives what is needed, in any way.
    func answer(to need: Need) -> Answer {
        let plain = assignable(plainWay(to: need), need)
        if plain.answer.certainty == .granted { return plain.answer }
        let answers = ([plain] + otherWays(to: need).map { assignable($0, need) }).map(\.answer)
        if let granted = answers.first(where: { $0.certainty == .granted }) { return granted }
        // Of the ways that lead nowhere only the plain one is worth telling, and what a group mutes.
        let telling = answers.enumerated().filter {
            $0.offset == 0 || $0.element.certainty == .unknown || $0.element.muted != nil
        }
        return .any(telling.map(\.element), needs: [need])
    }

    /// Every way in which the source can give what is needed, the plain one first.
    func ways(to need: Need) -> [Way] { ([plainWay(to: need)] + otherWays(to: need)).map { assignable($0, need) } }

    /// The same way, unknown where the API user's license cannot contain what a permission set grants on it.
    private func assignable(_ way: Way, _ need: Need) -> Way {
        Way(name: way.name, answer: assignable(way.answer, need))
    }

    /// - Parameter need: What the answer is to; `nil` for what no guide can require.
    private func assignable(_ answer: Answer, _ need: Need?) -> Answer {
        guard answer.certainty == .granted else { return answer }
        if let refusal { return answer.doubted(refusal) }
        guard id.type == .permissionSet, let need,
            // A set with a permission set license brings what its license allows.
            source.map({ $0.header.licenses.isEmpty || $0.header.licenses.contains(where: platform.isUserLicense) })
                ?? true,
            let limit = platform.limit(of: userLicenses, userType: userType, excluding: need)
        else { return answer }
        let words = Wording(platform: platform).words(need)
        return answer.doubted(
            Unknown(
                says: "\(limit) cannot contain \(words), and Salesforce refuses to assign a set that grants it",
                resolvedBy: "Give the API user a license that can contain \(words), such as Salesforce."))
    }

    /// What the source's own entry says about a flag, as far as the API user can have it.
    ///
    /// - Parameter need: What the flag represents; `nil` for what no guide can require.
    func entryAnswer(_ kind: PermissionKind, _ name: String, flag: String, _ need: Need?) -> Answer {
        assignable(answer(kind, [name], flag: flag), need)
    }

    /// By the entry for the thing itself.
    private func plainWay(to need: Need) -> Way {
        switch need {
        case .systemPermission(let name):
            Way(name: nil, answer: answer(.userPermission, [name], flag: "enabled"))
        case .objectPermission(let object, let right):
            Way(name: nil, answer: answer(.objectPermission, [object], flag: flag(right)))
        case .fieldPermission(let object, let field, let access):
            Way(
                name: nil,
                answer: answer(
                    .fieldPermission, platform.names(ofField: field, of: object),
                    flag: access == .read ? "readable" : "editable"))
        }
    }

    /// By something else that brings it.
    private func otherWays(to need: Need) -> [Way] {
        switch need {
        case .systemPermission(let name): otherWaysToSystemPermission(name)
        case .objectPermission(let object, let right): otherWaysToObjectPermission(object, right)
        case .fieldPermission(let object, let field, .read): otherWaysToRead(field, of: object)
        case .fieldPermission: []
        }
    }

    /// By another system permission that brings it.
    private func otherWaysToSystemPermission(_ name: String) -> [Way] {
        platform.permissions(bringing: name).map { other in
            let label = platform.label(ofPermission: other)
            return Way(
                name: label,
                answer: answer(to: .systemPermission(other)).bringing(platform.label(ofPermission: name), by: label))
        }
    }

    /// By a right that needs it, or by a system permission that opens every object.
    private func otherWaysToObjectPermission(_ object: String, _ right: ObjectRight) -> [Way] {
        let rights = ObjectRight.allCases.filter { $0 != right && platform.closure(of: $0, on: object).contains(right) }
        let flags = rights.map { candidate -> Way in
            let label = platform.label(of: candidate)
            let way = Way(name: label, answer: answer(.objectPermission, [object], flag: flag(candidate)))
            let answer = assignable(way, .objectPermission(object, candidate)).answer
            return Way(name: label, answer: answer.bringing(platform.label(of: right), by: label))
        }
        let permissions = platform.permissions(bringing: right, on: object).map { permission -> Way in
            let label = platform.label(ofPermission: permission)
            let answer = afterMuting(
                answer(to: .systemPermission(permission)), .objectPermission, [object],
                platform.closure(of: right, on: object).map(flag).sorted())
            return Way(name: label, answer: answer.bringing("\(platform.label(of: right)) on \(object)", by: label))
        }
        return flags + permissions
    }

    /// By View All Fields on the object.
    private func otherWaysToRead(_ field: String, of object: String) -> [Way] {
        guard platform.exists(.read, on: object), source == nil || source?.entry(.objectPermission, object) != nil
        else { return [] }
        let answer = answer(.objectPermission, [object], flag: "viewAllFields")
        let names = platform.names(ofField: field, of: object)
        let isMuted = (group?.muting ?? []).contains { state in
            if case .set(let set) = state {
                mute(set, .fieldPermission, names, ["readable"], isGranted: true) != nil
            } else {
                false
            }
        }
        guard answer.certainty == .granted, isMuted else { return [Way(name: "View All Fields", answer: answer)] }
        let why = "Read on \(names[0]) is muted in the group, and which of the two counts is not known"
        let doubt = Unknown(says: why, resolvedBy: "Grant it to the API user by a permission set outside the group.")
        return [Way(name: "View All Fields", answer: answer.doubted(doubt))]
    }

    private func flag(_ right: ObjectRight) -> String { platform.flag(of: right) }

    // MARK: What the file says

    /// What the source itself says about a flag, then what the group does to it; whatever else may bring it.
    ///
    /// - Parameter names: The names under which the entry can be; a grant under any of them counts.
    func answer(_ kind: PermissionKind, _ names: [String], flag: String) -> Answer {
        let said = said(kind, names, flag: flag)
        guard said.certainty != .denied else { return said }
        let entries = mutingEntries(kind, names, flag: flag)
        let left = afterMuting(said, kind, entries.names, entries.flags)
        guard left.certainty == .granted else { return left }
        return inForce(kind == .objectPermission ? stored(left, names[0], flag: flag) : left)
    }

    /// What the source itself says about a flag.
    private func said(_ kind: PermissionKind, _ names: [String], flag: String) -> Answer {
        guard let source else {
            return Answer(absence ?? Unknown(of: id, says: "is not known", resolvedBy: ""))
        }
        let entries = names.compactMap { name in source.entry(kind, name).map { (name, $0) } }
        if let (name, entry) = entries.first(where: { $0.1.value(of: flag) == true }) {
            let evidence = Evidence(
                component: id, place: entry.place, says: "granted by \(way): \(name) has \(flag) true")
            return Answer(certainty: .granted, evidence: [evidence])
        }
        for (name, entry) in entries {
            guard let doubt = doubt(about: flag, of: name, in: entry, of: id) else { continue }
            return Answer(doubt, says: "\(way) \(doubt.predicate)")
        }
        if let (name, entry) = entries.first {
            return Answer(
                certainty: .denied,
                evidence: [Evidence(component: id, place: entry.place, says: "\(way): \(name) has \(flag) false")])
        }
        return absentEntry(kind, names[0], flag: flag, in: source)
    }

    /// What leaves it unknown whether a flag of an entry is true, and what would resolve it; `nil` where nothing does.
    private func doubt(
        about flag: String, of name: String, in entry: PermissionEntry, of source: ComponentID
    ) -> Unknown? {
        guard let doubt = entry.doubts[flag] else { return nil }
        return Unknown(
            of: source, place: entry.place, says: says(doubt, about: flag, of: name),
            resolvedBy: resolving(doubt, about: flag, of: name, in: entry, of: source))
    }

    private func says(_ doubt: FlagDoubt, about flag: String, of name: String) -> String {
        switch doubt {
        case .invalid(let text): "says \"\(text)\" for \(flag) of \(name), which is neither true nor false"
        case .contradicted(let other), .contradictedInFile(let other):
            "says two things about \(flag) of \(name), here and at \(other)"
        case .unsaid: "does not say whether \(flag) of \(name) is true or false"
        case .impossible(let granted, let lacking):
            "says that \(granted) of \(name) is true and \(lacking) is not, which Salesforce stores for nobody"
        case .needing(let needed):
            "says that \(flag) of \(name) is true, but leaves open \(needed), without which Salesforce does not store it"
        case .missing(let file): "grants \(flag) of \(name) here, but \(file) proves that it does not"
        case .unnamed(let file): "is not named by \(file), another file of the group"
        }
    }

    private func resolving(
        _ doubt: FlagDoubt, about flag: String, of name: String, in entry: PermissionEntry, of source: ComponentID
    ) -> String {
        func write(_ flag: String) -> String {
            "Write true or false for \(flag) of \(name) in \(source.words), or retrieve it again."
        }
        switch doubt {
        case .invalid, .unsaid: return write(flag)
        case .contradicted: return "Remove the entry or value of \(name) that is wrong."
        case .contradictedInFile, .missing: return source.keepingOneFile
        case .unnamed: return (group?.id ?? source).keepingOneFile
        case .impossible(let granted, let lacking):
            return "Make \(lacking) of \(name) true or \(granted) false in \(source.words), or retrieve it again."
        case .needing(let needed):
            return self.doubt(about: needed, of: name, in: entry, of: source)?.resolvedBy ?? write(needed)
        }
    }

    /// What the absence of an entry proves; what exports leave out is in `Rules/salesforce/exports.yaml`.
    private func absentEntry(_ kind: PermissionKind, _ name: String, flag: String, in source: PermissionSource)
        -> Answer
    {
        if let silence = silence(about: kind, name, flag: flag, in: source) {
            return Answer(silence, says: "\(way) \(silence.predicate)")
        }
        return Answer(
            certainty: .denied,
            evidence: [
                Evidence(
                    component: id, place: source.file, says: "\(way) has no entry for \(name)",
                    wouldStand: source.placeForMissing(kind, name))
            ])
    }

    /// Why the absence of an entry proves nothing; `nil` where the export would list what is granted.
    private func silence(about kind: PermissionKind, _ name: String, flag: String, in source: PermissionSource)
        -> Unknown?
    {
        let object = name.split(separator: ".").first.map(String.init) ?? name
        switch (id.type, kind) {
        case (.profile, .userPermission): return unlisted(name, in: source) ?? withoutSystemPermissions(source)
        case (_, .userPermission): return unlisted(name, in: source)
        case (.profile, .objectPermission): return covers(object, source) ? nil : notExported(object, source)
        case (.profile, .fieldPermission):
            guard covers(object, source) || source.entry(.objectPermission, object) != nil else {
                return notExported(object, source)
            }
            return source.leavingOpen(
                "does not list \(name), but a profile lists every field that was exported with it", retrieve(object))
        case (_, .objectPermission): return exportedInPart(object, source)
        case (_, .fieldPermission):
            return exportedInPart(object, source) ?? withoutViewAllFields(name, of: object, flag: flag, in: source)
        case (_, .applicationVisibility): return nil
        }
    }

    /// Whether a profile was exported together with an object, and so says everything about it.
    private func covers(_ object: String, _ source: PermissionSource) -> Bool {
        source.objectsWithStandardFields.contains(APIName(object)) || names(object, source)
    }

    private func names(_ object: String, _ source: PermissionSource) -> Bool {
        source.scope.manifest?.names(object: object) == true
    }

    private func notExported(_ object: String, _ source: PermissionSource) -> Unknown {
        source.leavingOpen("was exported without \(object), so it cannot say", retrieve(object))
    }

    /// Trimmed profiles are common, and say nothing; only those of some licenses may have no system permission.
    private func withoutSystemPermissions(_ source: PermissionSource) -> Unknown? {
        guard source.entries[.userPermission]?.isEmpty ?? true else { return nil }
        // Of licenses that contradict each other any may be the one that counts.
        let mayHaveNone =
            !source.header.licenses.isEmpty
            && (source.header.licenses + userLicenses).allSatisfy {
                platform.licensesWithoutSystemPermissions.contains(APIName($0))
            }
        if mayHaveNone { return nil }
        return source.leavingOpen(
            "lists no system permission at all, as a profile does that was exported in part or trimmed",
            "Retrieve \(id.words) again with the next export; a profile always comes with its system permissions."
        )
    }

    private func exportedInPart(_ object: String, _ source: PermissionSource) -> Unknown? {
        guard let version = source.scope.apiVersion, version < platform.permissionSetsCompleteFrom,
            !names(object, source)
        else { return nil }
        return source.leavingOpen(
            "was exported with API version \(version), which leaves out objects that were not exported with it",
            "Retrieve \(id.words) again with API version \(platform.permissionSetsCompleteFrom) or later."
        )
    }

    private func withoutViewAllFields(_ name: String, of object: String, flag: String, in source: PermissionSource)
        -> Unknown?
    {
        guard let version = source.scope.apiVersion, version < platform.viewAllFieldsFrom, flag == "readable",
            platform.exists(.read, on: object), !source.objectsWithFieldsToReadAlone.contains(APIName(object)),
            answer(to: .objectPermission(object, .read)).certainty != .denied
        else { return nil }
        return source.leavingOpen(
            "was exported with API version \(version), which leaves out View All Fields, and with it the entries of "
                + "single fields, so it may grant Read on \(name)",
            "Retrieve \(id.words) again with API version \(platform.viewAllFieldsFrom) or later."
        )
    }

    /// Why an export may leave out a system permission that is granted; `nil` where it would list it.
    private func unlisted(_ permission: String, in source: PermissionSource) -> Unknown? {
        guard let fact = platform.permissions[permission] else { return nil }
        if fact.isNeverExported {
            return source.leavingOpen(
                "does not list \(fact.label), which no export ever lists",
                "See in Setup whether the API user has \(fact.label), and accept the row by a waiver."
            )
        }
        guard let since = fact.since, let version = source.scope.apiVersion, version < since else { return nil }
        return source.leavingOpen(
            "was exported with API version \(version), which does not know \(fact.label) yet",
            "Retrieve \(source.id.words) again with API version \(since) or later."
        )
    }

    private func retrieve(_ object: String) -> String {
        "Retrieve \(id.words) again together with the object \(object): name \(object) under CustomObject in package.xml "
            + "(* leaves out standard objects)."
    }

    /// How the source reaches the API user.
    var way: String {
        group.map { "\(id.words) through group \"\($0.id.fullName)\"" } ?? id.words
    }

    // MARK: Muting

    /// What the group leaves of an answer. What is surely muted is muted, whoever would grant it and whatever is not known
    /// of another muting set.
    private func afterMuting(_ answer: Answer, _ kind: PermissionKind, _ names: [String], _ flags: [String]) -> Answer {
        guard let group, answer.certainty != .denied else { return answer }
        let isGranted = answer.certainty == .granted
        let muted = group.muting.compactMap { state -> Answer? in
            switch state {
            case .set(let set): mute(set, kind, names, flags, isGranted: isGranted)
            case .missing(let unknown):
                Answer(
                    certainty: .unknown, evidence: [Evidence(component: group.id, says: unknown.says)],
                    resolvedBy: [unknown.resolvedBy])
            }
        }
        guard let muted = muted.min(by: { $0.certainty < $1.certainty }) else { return answer }
        if muted.certainty == .denied {
            // What Salesforce computed last may be older than what mutes.
            return group.staleness == nil
                ? muted : stale(muted, group, "still grant what the group mutes by now")
        }
        return isGranted ? muted.told(after: answer.evidence) : answer
    }

    /// An entry of an object beside a system permission that opens every object is none of its own: Salesforce stores no
    /// such entry, and exports it all the same. What is left of it where a group mutes the permission is not known.
    private func stored(_ answer: Answer, _ object: String, flag: String) -> Answer {
        guard group != nil, let right = platform.right(ofFlag: flag) else { return answer }
        let muted = platform.permissions(bringing: right, on: object).first { permission in
            let said = said(.userPermission, [permission], flag: "enabled")
            let entries = mutingEntries(.userPermission, [permission], flag: "enabled")
            return said.certainty != .denied
                && afterMuting(said, .userPermission, entries.names, entries.flags).certainty < said.certainty
        }
        guard let muted = muted.map(platform.label(ofPermission:)) else { return answer }
        return answer.doubted(
            Unknown(
                of: id,
                says:
                    "grants \(muted) too, which is muted in the group: beside it Salesforce stores no entry of an object",
                resolvedBy: "Grant it to the API user by a permission set without \(muted)."))
    }

    /// What is granted now and at all times; unknown where Salesforce has not computed the group from its members yet, and
    /// where a session must activate it.
    private func inForce(_ answer: Answer) -> Answer {
        if answer.certainty == .granted, let group, group.staleness != nil {
            return stale(answer, group, "not grant what its members do")
        }
        if answer.certainty == .granted, let activation = source?.header.activation,
            [.untold, .unclear].contains(activation)
        {
            return answer.doubted(
                Unknown(
                    says: "whether \(id.words) is session-based is not known",
                    resolvedBy: "Retrieve \(id.words) again, with its own file."))
        }
        let isSet = source?.header.requiresActivation == true
        guard answer.certainty == .granted, isSet || group?.isSessionBased == true else { return answer }
        let what = isSet ? id.words : "group \"\(group?.id.fullName ?? "")\""
        return answer.doubted(
            Unknown(
                says: "\(what) is session-based and grants only in a session that activates it",
                resolvedBy: "Grant it to the API user by a source that needs no activation."))
    }

    /// An answer in doubt because Salesforce has not computed the group from its members yet.
    private func stale(_ answer: Answer, _ group: Group, _ mayDo: String) -> Answer {
        answer.doubted(
            Unknown(
                says: "group \"\(group.id.fullName)\" has \(group.staleness ?? ""), so Salesforce may \(mayDo)",
                resolvedBy: "Recalculate \(group.id.words) in Setup, and retrieve it again."))
    }

    /// The entries and flags of a muting set that take a flag away: muting takes along what cannot be without it.
    private func mutingEntries(
        _ kind: PermissionKind, _ names: [String], flag: String
    ) -> (names: [String], flags: [String]) {
        switch kind {
        case .userPermission:
            return (names.flatMap { platform.closure(ofPermission: $0).sorted() }, [flag])
        case .objectPermission, .fieldPermission, .applicationVisibility:
            return (names, (platform.flagNeeds(kind, names[0])[flag] ?? []).union([flag]).sorted())
        }
    }

    /// What a muting set does to the given flags: muted by a flag that is true, unknown by one that is in doubt, `nil`
    /// where it leaves them alone.
    private func mute(
        _ set: PermissionSource, _ kind: PermissionKind, _ names: [String], _ flags: [String], isGranted: Bool
    ) -> Answer? {
        let group = "group \"\(group?.id.fullName ?? "")\""
        let states = names.flatMap { name in
            flags.compactMap { flag in set.entry(kind, name).map { (name, flag, $0) } }
        }
        if let (name, flag, entry) = states.first(where: { $0.2.value(of: $0.1) == true }) {
            let evidence = Evidence(
                component: set.id, place: entry.place,
                says: (isGranted
                    ? "\(id.words) grants it, but it is muted" : "whatever \(id.words) grants, it is muted")
                    + " in \(group) by \"\(set.id.fullName)\": \(name) has \(flag) true")
            return Answer(
                certainty: .denied, evidence: [evidence],
                muted: isGranted ? Answer.Muted(set: set.id, name: name, label: label(kind, name, flag: flag)) : nil)
        }
        for (name, flag, entry) in states {
            guard let doubt = doubt(about: flag, of: name, in: entry, of: set.id) else { continue }
            return Answer(doubt, says: "\(group) may mute it by \"\(set.id.fullName)\", which \(doubt.predicate)")
        }
        for name in kind == .userPermission ? names : [] where set.entry(kind, name) == nil {
            guard let unlisted = unlisted(name, in: set) else { continue }
            return Answer(unlisted, says: "\(group) may mute it by \"\(set.id.fullName)\", which \(unlisted.predicate)")
        }
        return nil
    }

    /// What an entry's flag is called in Setup.
    private func label(_ kind: PermissionKind, _ name: String, flag: String) -> String {
        switch kind {
        case .userPermission: platform.label(ofPermission: name)
        case .applicationVisibility: name
        case .objectPermission: "\(platform.right(ofFlag: flag).map(platform.label) ?? flag) on \(name)"
        case .fieldPermission: "\(flag == "editable" ? "Edit" : "Read") on \(name)"
        }
    }
}

extension Answer {
    /// The same answer; while it is unknown, what it would take away is reported first.
    fileprivate func told(after granted: [Evidence]) -> Answer {
        guard certainty == .unknown else { return self }
        var answer = self
        answer.evidence = granted + evidence
        return answer
    }

    /// The same answer, in doubt for a reason; each evidence goes on with it.
    func doubted(_ doubt: Unknown) -> Answer {
        Answer(
            certainty: .unknown,
            evidence: evidence.map {
                Evidence(component: $0.component, place: $0.place, says: "\($0.says), but \(doubt.says)")
            },
            resolvedBy: [doubt.resolvedBy])
    }

    /// The same answer, with its evidence saying through which other grant it comes.
    fileprivate func bringing(_ what: String, by other: String?) -> Answer {
        guard certainty == .granted, let other else { return self }
        var answer = self
        answer.evidence = evidence.map {
            Evidence(component: $0.component, place: $0.place, says: "\($0.says) (\(other) brings \(what))")
        }
        return answer
    }
}

extension PermissionSource {
    /// Its first file.
    fileprivate var file: Place? { files.first.map { Place(file: $0) } }

    /// Something that its export leaves open.
    fileprivate func leavingOpen(_ says: String, _ resolvedBy: String) -> Unknown {
        Unknown(of: id, place: file, says: says, resolvedBy: resolvedBy)
    }
}
