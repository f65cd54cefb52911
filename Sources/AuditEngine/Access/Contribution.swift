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
    /// What exported records say of it: Salesforce's own answer. Of a group it is the sum of its members, less what is muted.
    var records: PermissionSource?
    /// What is known of whether it is session-based.
    var activation: PermissionSourceHeader.Activation?
    /// The members of the group whose sum ``records`` is, each on its way.
    var members: [Contribution] = []
    /// The group through which it reaches the API user; the group itself where it is its sum.
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

    let facts: SharedFacts
    var platform: PlatformFacts { facts.platform }

    // MARK: Questions

    /// One way in which a source can give something, and whether it does.
    struct Way {
        /// What the way is called; `nil` for the plain one, the entry for the thing itself.
        let name: String?
        let answer: Answer
    }

    /// Whether the source gives what is needed, in any way.
    func answer(to need: Need) -> Answer {
        let answer = bestOfWays(to: need)
        return contradiction(of: answer, about: need) ?? answer
    }

    /// The best of what its ways come to.
    func bestOfWays(to need: Need) -> Answer {
        let plain = assignable(plainWay(to: need), need)
        if plain.answer.certainty == .granted { return plain.answer }
        var answers = ([plain] + otherWays(to: need).map { assignable($0, need) }).map(\.answer)
        // Salesforce adds a record of each object for a system permission that opens all of them.
        if isDeniedByRecords(need) { answers.removeAll { $0.certainty == .unknown } }
        if let granted = answers.first(where: { $0.certainty == .granted }) { return granted }
        // Of the ways that lead nowhere only the plain one is worth telling, and what a group mutes.
        let telling = answers.enumerated().filter {
            $0.offset == 0 || $0.element.certainty == .unknown || $0.element.muted != nil
        }
        return .any(telling.map(\.element), needs: [need])
    }

    /// Every way in which the source can give what is needed, the plain one first.
    func ways(to need: Need) -> [Way] {
        if let contradiction = contradiction(of: bestOfWays(to: need), about: need) {
            return [Way(name: nil, answer: contradiction)]
        }
        return ([plainWay(to: need)] + otherWays(to: need)).map { assignable($0, need) }
    }

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
            known.map({ $0.header.licenses.isEmpty || $0.header.licenses.contains(where: platform.isUserLicense) })
                ?? true,
            let limit = platform.limit(of: userLicenses, userType: userType, excluding: need)
        else { return answer }
        let words = Wording(platform: platform).words(need)
        return answer.doubted(
            Unknown(
                .reservation(.cannotContain(limit: "\(limit)", what: words)),
                resolvedBy: "Give the API user a license that can contain \(words), such as Salesforce."))
    }

    /// What the source's own entry says about a flag, as far as the API user can have it.
    ///
    /// - Parameter need: What the flag represents; `nil` for what no guide can require.
    func assignableFlag(_ kind: PermissionKind, _ name: String, flag: String, _ need: Need?) -> Answer {
        let answer = assignable(effectiveFlag(kind, [name], flag: flag), need)
        guard answer.certainty == .denied, let ofFiles = withoutRecords?.effectiveFlag(kind, [name], flag: flag),
            ofFiles.certainty == .granted
        else { return answer }
        return contradicting(ofFiles, answer)
    }

    /// By the entry for the thing itself.
    private func plainWay(to need: Need) -> Way {
        switch need {
        case .systemPermission(let name):
            Way(name: nil, answer: effectiveFlag(.userPermission, [name], flag: EntryFlag.enabled))
        case .objectPermission(let object, let right):
            Way(name: nil, answer: effectiveFlag(.objectPermission, [object], flag: flag(right)))
        case .fieldPermission(let object, let field, let access):
            Way(
                name: nil,
                answer: effectiveFlag(
                    .fieldPermission, platform.names(ofField: field, of: object),
                    flag: access.flag))
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
            let way = Way(name: label, answer: effectiveFlag(.objectPermission, [object], flag: flag(candidate)))
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
        let names = platform.names(ofField: field, of: object)
        guard platform.exists(.read, on: object),
            (source == nil && !isSum) || entry(.objectPermission, object) != nil,
            !isOlderThanViewAllFields(on: object),
            // With View All Fields the record of each field says that it can be read.
            flagInRecords(.fieldPermission, names, flag: EntryFlag.readable)?.certainty != .denied
        else { return [] }
        let answer = effectiveFlag(.objectPermission, [object], flag: EntryFlag.viewAllFields)
        let isMuted = (group?.muting ?? []).contains { state in
            if case .set(let set) = state {
                mute(set, .fieldPermission, names, [EntryFlag.readable], in: group?.id, isGranted: true) != nil
            } else {
                false
            }
        }
        guard answer.certainty == .granted, isMuted else { return [Way(name: "View All Fields", answer: answer)] }
        let doubt = Unknown(
            .reservation(.readIsMuted(names[0])),
            resolvedBy: "Grant it to the API user by a permission set outside the group.")
        return [Way(name: "View All Fields", answer: answer.doubted(doubt))]
    }

    private func flag(_ right: ObjectRight) -> String { platform.flag(of: right) }

    // MARK: What the file says

    /// What the source itself says about a flag, then what the group does to it; whatever else may bring it.
    ///
    /// - Parameter names: The names under which the entry can be; a grant under any of them counts.
    func effectiveFlag(_ kind: PermissionKind, _ names: [String], flag: String) -> Answer {
        if isSum { return flagOfSum(kind, names, flag: flag) }
        let stated = statedFlag(kind, names, flag: flag)
        guard stated.certainty != .denied else { return stated }
        let entries = mutingEntries(kind, names, flag: flag)
        let left = afterMuting(stated, kind, entries.names, entries.flags)
        guard left.certainty == .granted else { return left }
        switch kind {
        case .userPermission: return inForce(besideMutedNeeds(left, names[0]))
        case .objectPermission: return inForce(stored(left, names[0], flag: flag))
        case .fieldPermission, .applicationVisibility: return inForce(left)
        }
    }

    /// What the source itself says about a flag: its records where they do, else its files.
    func statedFlag(_ kind: PermissionKind, _ names: [String], flag: String) -> Answer {
        decided(flagInFiles(kind, names, flag: flag), kind, names, flag: flag)
    }

    /// What its files say about a flag, and what their silence proves.
    private func flagInFiles(_ kind: PermissionKind, _ names: [String], flag: String) -> Answer {
        guard let source else {
            return Answer(absence ?? Unknown(of: id, .says(.notKnown), resolvedBy: ""))
        }
        let entries = names.compactMap { name in source.entry(kind, name).map { (name, $0) } }
        if let (name, entry) = entries.first(where: { $0.1.value(of: flag) == true }) {
            return Answer(certainty: .granted, evidence: [evidence(.granted(name, flag: flag), at: entry.place)])
        }
        for (name, entry) in entries {
            guard let doubt = doubt(about: flag, of: name, in: entry, of: id) else { continue }
            return Answer(reached(doubt))
        }
        if let (name, entry) = entries.first {
            if let silence = silence(aboutFlag: flag, of: name, in: entry, source) { return Answer(reached(silence)) }
            return Answer(certainty: .denied, evidence: [evidence(.denied(name, flag: flag), at: entry.place)])
        }
        return absentEntry(kind, names[0], flag: flag, in: source)
    }

    func evidence(_ statement: Statement, at place: Place?, wouldStand: Place? = nil) -> Evidence {
        Evidence(component: id, through: through, place: place, statement, wouldStand: wouldStand)
    }

    /// What the source leaves open, with how it reaches the API user.
    func reached(_ unknown: Unknown) -> Unknown {
        var unknown = unknown
        unknown.through = through
        return unknown
    }

    /// What leaves it unknown whether a flag of an entry is true, and what would resolve it; `nil` where nothing does.
    func doubt(
        about flag: String, of name: String, in entry: PermissionEntry, of source: ComponentID
    ) -> Unknown? {
        guard let doubt = entry.doubts[flag] else { return nil }
        return Unknown(
            of: source, place: entry.place, .says(.leavesOpen(doubt, flag: flag, of: name)),
            resolvedBy: resolving(doubt, about: flag, of: name, in: entry, of: source))
    }

    private func resolving(
        _ doubt: FlagDoubt, about flag: String, of name: String, in entry: PermissionEntry, of source: ComponentID
    ) -> String {
        func write(_ flag: String) -> String {
            if records?.files.contains(entry.place.file) == true {
                return
                    "Run the query again whose result is \(entry.place.file), with all its columns, and do not edit the result."
            }
            return "Write true or false for \(flag) of \(name) in \(source.words), or retrieve it again."
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

    /// How the source reaches the API user.
    var way: String { Optional(id).words(through: through) }
}
