import OrgModel

/// What one source gives the API user, on the way on which it reaches them: directly, or through a group that may
/// mute some of it.
struct Contribution {
    /// The profile or permission set.
    let id: ComponentID
    /// What was read of it; `nil` where the export does not hold it or it cannot be read.
    var source: PermissionSource?
    /// Why ``source`` is missing, and what would settle it.
    var absence: (says: String, place: Place?, settledBy: String)?
    /// The group through which it reaches the API user.
    var group: Group?

    struct Group {
        let id: ComponentID
        let isSessionBased: Bool
        let muting: [Muting]
    }

    enum Muting {
        case set(PermissionSource)
        /// The group names it, but nothing is known of it.
        case missing(name: String, says: String, settledBy: String)
    }

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
        let plain = plainWay(to: need)
        if plain.answer.certainty == .granted { return plain.answer }
        let answers = ([plain] + otherWays(to: need)).map(\.answer)
        if let granted = answers.first(where: { $0.certainty == .granted }) { return granted }
        // Of the ways that lead nowhere only the plain one is worth telling, and what a group mutes.
        let telling = answers.enumerated().filter { $0.offset == 0 || $0.element.certainty == .unknown || $0.element.muted != nil }
        return .any(telling.map(\.element), needs: [need])
    }

    /// Every way in which the source can give what is needed, the plain one first.
    func ways(to need: Need) -> [Way] { [plainWay(to: need)] + otherWays(to: need) }

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
                    .fieldPermission, platform.names(ofField: field, of: object), flag: access == .read ? "readable" : "editable"))
        }
    }

    /// By something else that brings it.
    private func otherWays(to need: Need) -> [Way] {
        switch need {
        case .systemPermission(let name): otherWaysToSystemPermission(name)
        case .objectPermission(let object, let right): otherWaysToObjectPermission(object, right)
        case .fieldPermission(let object, _, let access): otherWaysToField(of: object, access)
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
        let rights = ObjectRight.allCases.filter { $0 != right && platform.closure(of: $0).contains(right) }
        let flags = rights.map { candidate -> Way in
            let label = platform.label(of: candidate)
            let answer = answer(.objectPermission, [object], flag: flag(candidate))
            return Way(name: label, answer: answer.bringing(platform.label(of: right), by: label))
        }
        let permissions = platform.permissions(bringing: right, on: object).map { permission -> Way in
            let label = platform.label(ofPermission: permission)
            let answer = mutedRight(answer(to: .systemPermission(permission)), object, right)
            return Way(name: label, answer: answer.bringing("\(platform.label(of: right)) on \(object)", by: label))
        }
        return flags + permissions
    }

    /// For reading, by View All Fields on the object.
    private func otherWaysToField(of object: String, _ access: FieldAccess) -> [Way] {
        guard access == .read, source?.entry(.objectPermission, object) != nil else { return [] }
        return [Way(name: "View All Fields", answer: answer(.objectPermission, [object], flag: "viewAllFields"))]
    }

    private func flag(_ right: ObjectRight) -> String { platform.flag(of: right) }

    // MARK: What the file says

    /// What the source itself says about a flag, then what the group does to it; whatever else may bring it.
    ///
    /// - Parameter names: The names under which the entry can stand; a grant under any of them counts.
    func answer(_ kind: PermissionKind, _ names: [String], flag: String) -> Answer {
        guard let source else {
            return Answer(
                certainty: .unknown,
                evidence: [Evidence(component: id, place: absence?.place, says: absence?.says ?? "")],
                settledBy: absence.map { [$0.settledBy] } ?? [])
        }
        let entries = names.compactMap { name in source.entry(kind, name).map { (name, $0) } }
        if let (name, entry) = entries.first(where: { $0.1.value(of: flag) == true }) {
            let evidence = Evidence(
                component: id, place: entry.place, says: "granted by \(way): \(name) has \(flag) true")
            return mutedOrGranted(evidence) { muting in
                let entries = mutingEntries(kind, names, flag: flag)
                return mute(muting, kind, entries.names, entries.flags)
            }
        }
        for (name, entry) in entries {
            guard let doubt = doubt(about: flag, of: name, in: entry, of: id) else { continue }
            let evidence = Evidence(component: id, place: entry.place, says: "\(way) \(doubt.says)")
            return Answer(certainty: .unknown, evidence: [evidence], settledBy: [doubt.settledBy])
        }
        if let (name, entry) = entries.first {
            return Answer(
                certainty: .denied,
                evidence: [Evidence(component: id, place: entry.place, says: "\(way): \(name) has \(flag) false")])
        }
        return absentEntry(kind, names[0], in: source)
    }

    /// What leaves it unknown whether a flag of an entry is true, and what would settle it; `nil` where nothing does.
    private func doubt(
        about flag: String, of name: String, in entry: PermissionEntry, of source: ComponentID
    ) -> (says: String, settledBy: String)? {
        switch entry.doubts[flag] {
        case .odd(let text):
            (
                "says \"\(text)\" for \(flag) of \(name), which is neither true nor false",
                "Write true or false for \(flag) of \(name) in \(source.words), or retrieve it again."
            )
        case .contradicted(let other):
            ("says two things about \(flag) of \(name), here and at \(other)", "Remove the entry or value of \(name) that is wrong.")
        case nil: nil
        }
    }

    /// What the absence of an entry proves; what exports leave out stands in `Rules/salesforce/exports.yaml`.
    private func absentEntry(_ kind: PermissionKind, _ name: String, in source: PermissionSource) -> Answer {
        let object = name.split(separator: ".").first.map(String.init) ?? name
        let file = Place(file: source.files.first ?? "")
        func unknown(_ why: String, settledBy: String) -> Answer {
            Answer(
                certainty: .unknown, evidence: [Evidence(component: id, place: file, says: "\(way) \(why)")],
                settledBy: [settledBy])
        }
        if kind == .userPermission, let version = source.scope.apiVersion, let since = platform.permissions[name]?.since,
            version < since
        {
            return unknown(
                "was exported with API version \(version), which does not know \(platform.label(ofPermission: name)) yet",
                settledBy: "Retrieve \(id.words) again with API version \(since) or later.")
        }
        switch (id.type, kind) {
        case (.profile, .userPermission):
            if source.entries[.userPermission]?.isEmpty ?? true, source.header.isCustom != true {
                return unknown(
                    "lists no system permission at all, which no whole export of it does",
                    settledBy: "Retrieve \(id.words) again with the next export; a profile always comes with its system permissions.")
            }
        case (.profile, .objectPermission):
            if !source.objectsWithStandardFields.contains(object), source.scope.manifest?.names(object: object) != true {
                return unknown("was exported without \(object), so it cannot say", settledBy: retrieve(object))
            }
        case (.profile, .fieldPermission):
            let isTrimmed =
                source.objectsWithStandardFields.contains(object) || source.entry(.objectPermission, object) != nil
                || source.scope.manifest?.names(object: object) == true
            return unknown(
                isTrimmed
                    ? "does not list \(name), but a profile lists every field that was exported with it"
                    : "was exported without \(object), so it cannot say",
                settledBy: retrieve(object))
        case (_, .objectPermission), (_, .fieldPermission):
            if let version = source.scope.apiVersion, version < platform.permissionSetsCompleteFrom,
                source.scope.manifest?.names(object: object) != true
            {
                return unknown(
                    "was exported with API version \(version), which leaves out objects that were not exported with it",
                    settledBy: "Retrieve \(id.words) again with API version \(platform.permissionSetsCompleteFrom) or later.")
            }
        default: break
        }
        return Answer(
            certainty: .denied,
            evidence: [
                Evidence(
                    component: id, place: file, says: "\(way) has no entry for \(name)",
                    wouldStand: source.placeForMissing(kind, name))
            ])
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

    private func mutedOrGranted(_ evidence: Evidence, _ muting: (PermissionSource) -> Answer?) -> Answer {
        let muted = (group?.muting ?? []).compactMap { state -> Answer? in
            switch state {
            case .set(let set): muting(set)
            case .missing(_, let says, let settledBy):
                Answer(
                    certainty: .unknown, evidence: [Evidence(component: group?.id, says: says)], settledBy: [settledBy])
            }
        }
        // What one muting set surely mutes is muted, whatever is not known of another.
        if let muted = muted.min(by: { $0.certainty < $1.certainty }) { return muted.told(after: [evidence]) }
        if source?.header.requiresActivation == true || group?.isSessionBased == true {
            let what = source?.header.requiresActivation == true ? id.words : "group \"\(group?.id.fullName ?? "")\""
            return Answer(
                certainty: .unknown,
                evidence: [
                    Evidence(
                        component: evidence.component, place: evidence.place,
                        says: "\(evidence.says), but \(what) is session-based and grants only in a session that activates it")
                ],
                settledBy: ["Grant it to the API user by a source that needs no activation."])
        }
        return Answer(certainty: .granted, evidence: [evidence])
    }

    /// The entries and flags of a muting set that take a flag away: muting takes along what cannot be without it.
    private func mutingEntries(
        _ kind: PermissionKind, _ names: [String], flag: String
    ) -> (names: [String], flags: [String]) {
        switch kind {
        case .userPermission:
            return (names.flatMap { platform.closure(ofPermission: $0).sorted() }, [flag])
        case .objectPermission:
            guard let right = platform.rights.first(where: { $0.value.flag == flag })?.key else {
                return (names, [flag, self.flag(.read)])
            }
            return (names, platform.closure(of: right).map(self.flag).sorted())
        case .fieldPermission:
            return (names, flag == "editable" ? ["readable", "editable"] : [flag])
        case .applicationVisibility:
            return (names, [flag])
        }
    }

    /// What a muting set does to the given flags: muted by a flag that is true, unknown by one that is in doubt, `nil`
    /// where it leaves them alone.
    private func mute(
        _ set: PermissionSource, _ kind: PermissionKind, _ names: [String], _ flags: [String]
    ) -> Answer? {
        let group = "group \"\(group?.id.fullName ?? "")\""
        let states = names.flatMap { name in
            flags.compactMap { flag in set.entry(kind, name).map { (name, flag, $0) } }
        }
        if let (name, flag, entry) = states.first(where: { $0.2.value(of: $0.1) == true }) {
            let evidence = Evidence(
                component: set.id, place: entry.place,
                says: "\(id.words) grants it, but it is muted in \(group) by \"\(set.id.fullName)\": \(name) has \(flag) true")
            return Answer(
                certainty: .denied, evidence: [evidence],
                muted: Answer.Muted(set: set.id, name: name, label: label(kind, name, flag: flag)))
        }
        for (name, flag, entry) in states {
            guard let doubt = doubt(about: flag, of: name, in: entry, of: set.id) else { continue }
            let evidence = Evidence(
                component: set.id, place: entry.place,
                says: "\(group) may mute it by \"\(set.id.fullName)\", which \(doubt.says)")
            return Answer(certainty: .unknown, evidence: [evidence], settledBy: [doubt.settledBy])
        }
        return nil
    }

    /// What an entry's flag is called in Setup.
    private func label(_ kind: PermissionKind, _ name: String, flag: String) -> String {
        switch kind {
        case .userPermission: platform.label(ofPermission: name)
        case .applicationVisibility: name
        case .objectPermission: "\(platform.rights.values.first { $0.flag == flag }?.label ?? flag) on \(name)"
        case .fieldPermission: "\(flag == "editable" ? "Edit" : "Read") on \(name)"
        }
    }

    /// A right on one object that a system permission brings may itself be muted in the group.
    private func mutedRight(_ answer: Answer, _ object: String, _ right: ObjectRight) -> Answer {
        guard answer.certainty == .granted, let group else { return answer }
        let muted = group.muting.compactMap { state -> Answer? in
            guard case .set(let set) = state else { return nil }
            return mute(set, .objectPermission, [object], platform.closure(of: right).map(flag).sorted())
        }
        return muted.min { $0.certainty < $1.certainty }?.told(after: answer.evidence) ?? answer
    }
}

extension Answer {
    /// The same answer; while it is unknown, what it would take away is told first.
    fileprivate func told(after granted: [Evidence]) -> Answer {
        guard certainty == .unknown else { return self }
        var answer = self
        answer.evidence = granted + evidence
        return answer
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

extension ComponentID {
    /// `permission set "Name"`, for texts.
    var words: String { "\(type.words) \"\(fullName)\"" }
}
