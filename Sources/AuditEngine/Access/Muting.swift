import OrgModel

// What a group takes away from what its members grant, and what keeps a grant from being in force.

extension Contribution {
    /// What the group leaves of an answer. What is surely muted is muted, regardless of who would grant it and of what is not known
    /// of another muting set.
    func afterMuting(_ answer: Answer, _ kind: PermissionKind, _ names: [String], _ flags: [String]) -> Answer {
        guard let group, answer.certainty != .denied else { return answer }
        let isGranted = answer.certainty == .granted
        let muted = group.muting.compactMap { state -> Answer? in
            switch state {
            case .set(let set):
                mute(set, kind, names, flags, in: group.id, isGranted: isGranted)?
                    .takingAway(isGranted ? answer.evidence.first?.place : nil)
            case .missing(let unknown): Answer(unknown)
            }
        }
        guard let muted = muted.min(by: { $0.certainty < $1.certainty }) else { return answer }
        if muted.certainty == .denied {
            // What Salesforce computed last may be older than what mutes.
            return group.staleness == nil
                ? muted : stale(muted, group, mayStillGrant: true)
        }
        return isGranted ? muted.denial(after: answer.evidence) : answer
    }

    /// What the group leaves of an answer that rests on a system permission.
    private func afterMuting(_ answer: Answer, permission: String) -> Answer {
        let entries = mutingEntries(.userPermission, [permission], flag: EntryFlag.enabled)
        return afterMuting(answer, .userPermission, entries.names, entries.flags)
    }

    /// An entry of an object beside a system permission that opens every object is none of its own: Salesforce stores no
    /// such entry, and exports it all the same. What is left of it where a group mutes the permission is not known.
    func stored(_ answer: Answer, _ object: String, flag: String) -> Answer {
        guard group != nil, let right = platform.right(ofFlag: flag) else { return answer }
        let muted = platform.permissions(bringing: right, on: object).first { permission in
            let stated = statedFlag(.userPermission, [permission], flag: EntryFlag.enabled)
            return stated.certainty != .denied
                && afterMuting(stated, permission: permission).certainty < stated.certainty
        }
        guard let muted = muted.map(platform.label(ofPermission:)) else { return answer }
        return answer.doubted(
            Unknown(
                .reservation(.besideMuted(id, muted)),
                resolvedBy: "Grant it to the API user by a permission set without \(muted)."))
    }

    /// What is left of a system permission where the group mutes one that it needs: Salesforce stores no such pair, and no
    /// source says what it does to one.
    func besideMutedNeeds(_ answer: Answer, _ permission: String) -> Answer {
        // It is asked of every source for every permission, and most groups mute nothing.
        guard group?.muting.isEmpty == false else { return answer }
        let muted = platform.permissions(neededBy: permission).first {
            afterMuting(answer, permission: $0).muted != nil
        }
        guard let muted = muted.map(platform.label(ofPermission:)) else { return answer }
        let label = platform.label(ofPermission: permission)
        return answer.doubted(
            Unknown(
                .reservation(.neededIsMuted(label, needed: muted)),
                resolvedBy: "Unmute \(muted), or grant \(label) to the API user by a permission set outside the group.")
        )
    }

    /// What is granted now and at all times; unknown where Salesforce has not computed the group from its members yet, and
    /// where a session must activate it.
    func inForce(_ answer: Answer) -> Answer {
        guard answer.certainty == .granted else { return answer }
        if let group, group.staleness != nil { return stale(answer, group, mayStillGrant: false) }
        if let activation, [.unstated, .unclear].contains(activation) {
            return answer.doubted(
                Unknown(
                    .reservation(.activationNotKnown(id)),
                    resolvedBy: "Retrieve \(id.words) again, with its own file."))
        }
        let isSet = activation == .required
        guard isSet || group?.isSessionBased == true else { return answer }
        return answer.doubted(
            Unknown(
                .reservation(.sessionBased(isSet ? id : group?.id ?? id)),
                resolvedBy: "Grant it to the API user by a source that needs no activation."))
    }

    /// An answer in doubt because Salesforce has not computed the group from its members yet.
    private func stale(_ answer: Answer, _ group: Group, mayStillGrant: Bool) -> Answer {
        answer.doubted(
            Unknown(
                .reservation(.stale(group.id, group.staleness ?? "", mayStillGrant: mayStillGrant)),
                resolvedBy: "Recalculate \(group.id.words) in Setup, and retrieve it again."))
    }

    /// The entries and flags of a muting set that take a flag away: muting takes along what cannot be without it.
    func mutingEntries(
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
    func mute(
        _ set: PermissionSource, _ kind: PermissionKind, _ names: [String], _ flags: [String],
        in group: ComponentID?, isGranted: Bool
    ) -> Answer? {
        guard let group else { return nil }
        let states = names.flatMap { name in
            flags.compactMap { flag in set.entry(kind, name).map { (name, flag, $0) } }
        }
        if let (name, flag, entry) = states.first(where: { $0.2.value(of: $0.1) == true }) {
            let statement = Statement.muted(name, flag: flag, of: id, isGranted: isGranted, in: group, by: set.id)
            return Answer(
                certainty: .denied, evidence: [Evidence(component: set.id, place: entry.place, statement)],
                muted: isGranted ? Answer.Muted(set: set.id, name: name, label: label(kind, name, flag: flag)) : nil)
        }
        let unlistedNames = kind == .userPermission ? names.filter { set.entry(kind, $0) == nil } : []
        let open =
            states.lazy.compactMap { name, flag, entry in doubt(about: flag, of: name, in: entry, of: set.id) }.first
            ?? unlistedNames.lazy.compactMap { unlisted($0, in: set) }.first
            // Where nobody asked for an entry when the file was read, that it was not kept proves nothing.
            ?? names.first { !set.asked.includes(kind, $0) }.map { _ in Unknown.notRead(set.id) }
        return open.map { Answer($0.stating(.mayBeMuted(in: group, by: set.id.fullName, $0.predicate))) }
    }

    /// What an entry's flag is called in Setup.
    private func label(_ kind: PermissionKind, _ name: String, flag: String) -> String {
        switch kind {
        case .userPermission: platform.label(ofPermission: name)
        case .applicationVisibility: name
        case .objectPermission: "\(platform.right(ofFlag: flag).map(platform.label) ?? flag) on \(name)"
        case .fieldPermission: "\(flag == EntryFlag.editable ? "Edit" : "Read") on \(name)"
        }
    }
}
