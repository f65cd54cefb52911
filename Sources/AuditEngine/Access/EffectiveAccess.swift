import OrgModel

/// What the API user effectively has: the union of what each source gives on its way.
struct EffectiveAccess {
    /// The sources, each on its way to the API user.
    private(set) var contributions: [Contribution]
    /// What was invalid about the sources.
    let problems: [Problem]
    private let platform: PlatformFacts
    private var gaps: [Unknown]
    /// What was answered already: every row about a field requires its object too.
    private var known = KnownAnswers()

    private final class KnownAnswers {
        var answers: [Need: Answer] = [:]
    }

    /// - Parameter org: Contains the grants of every source that ``sources(of:in:)`` names.
    init(of principal: Principal, in org: Org, platform: PlatformFacts) {
        self.platform = platform
        gaps = principal.gaps
        var builder = ContributionBuilder(org: org, platform: platform)
        for id in principal.directSources { builder.add(id, through: nil) }
        for id in principal.permissionSetGroups { builder.addGroup(id) }
        contributions = builder.contributions
        gaps += builder.gaps
        let check = LicenseCheck(
            principal: principal,
            profile: principal.profile.flatMap { org.headers[$0] ?? org.recorded[$0]?.source.header },
            contributions: contributions.flatMap(\.ofFiles), platform: platform)
        problems = builder.problems + check.problems
        contributions = contributions.map { $0.checked(by: check) }
    }

    /// The same sources, of each group its members instead of their sum.
    var ofFiles: [Contribution] { contributions.flatMap(\.ofFiles) }

    /// What the profile gives by itself.
    func only(_ profile: ComponentID) -> EffectiveAccess {
        var access = self
        access.known = KnownAnswers()
        access.gaps = []
        access.contributions = contributions.filter { $0.id == profile }
        return access
    }

    /// Every source that a principal's access goes through, muting sets among them.
    static func sources(of principal: Principal, in org: Org) -> Set<ComponentID> {
        org.sources(of: principal.directSources + principal.permissionSetGroups)
    }

    /// Whether something is granted.
    func answer(to need: Need) -> Answer {
        if let answer = known.answers[need] { return answer }
        let answer = union(need)
        known.answers[need] = answer
        return answer
    }

    /// Whether a right on an object is granted, by whatever Salesforce has in its place.
    func answer(to right: ObjectRight, on object: String) -> Answer {
        let answer = Answer.all(platform.needs(right, on: object).map(answer))
        guard answer.certainty == .denied, let standIn = platform.standIn(for: right, on: object),
            let doubt = standIn.doubt,
            standIn.doubtfulWith.isEmpty
                || standIn.doubtfulWith.contains(where: { self.answer(to: .systemPermission($0)).certainty != .denied })
        else { return answer }
        let words = answer.needs.map(Wording(platform: platform).words).deduplicated().listedWithAnd
        var doubted = answer.doubted(
            Unknown(
                .text(doubt),
                resolvedBy: "Grant the API user \(words), or see as the API user whether it has "
                    + "\(platform.label(of: right)) on \(platform.plural(of: object)); no export can tell. --allow-unknown lets a gate pass."
            )
        )
        doubted.needs = answer.needs
        return doubted
    }

    /// Every way in which a source can give what is needed, also those of which it is not known whether they do.
    func ways(of contribution: Contribution, to need: Need) -> [Contribution.Way] {
        contribution.ways(to: need) + uncertainWays(of: contribution, to: need)
    }

    /// The same answer of a source or, where it is no, what the ways leave open of which nothing is sure.
    private func addingUncertainWays(to answer: Answer, of contribution: Contribution, _ need: Need) -> Answer {
        guard answer.certainty == .denied else { return answer }
        return .any([answer] + uncertainWays(of: contribution, to: need).map(\.answer), needs: [need])
    }

    /// By a system permission that may open every field: for reading, or for changing what can be read.
    private func uncertainWays(of contribution: Contribution, to need: Need) -> [Contribution.Way] {
        guard contribution.known != nil, let (access, readFirst) = fieldAccess(of: need) else { return [] }
        return platform.permissions(thatMayOpenFieldsTo: access).compactMap { permission in
            let answer = contribution.answer(to: .systemPermission(permission))
            guard answer.certainty != .denied, let fact = platform.permissions[permission],
                readFirst.map({ self.answer(to: $0).certainty != .denied }) ?? true
            else { return nil }
            return Contribution.Way(
                name: fact.label,
                answer: answer.doubted(
                    Unknown(
                        .text(fact.doubt ?? ""),
                        resolvedBy: "Grant the API user \(Wording(platform: platform).words(need)) by its own entry.")))
        }
    }

    /// What a need is of fields, and what must be readable before; `nil` where it is about no fields.
    private func fieldAccess(of need: Need) -> (FieldAccess, readFirst: Need?)? {
        switch need {
        case .fieldPermission(_, _, .read), .objectPermission(_, .viewAllFields): (.read, nil)
        case .fieldPermission(let object, let field, .edit):
            (.edit, .fieldPermission(object: object, field: field, .read))
        case .systemPermission, .objectPermission: nil
        }
    }

    /// The same access, with flags of entries made false in every source.
    func clearing(_ entries: [ClearedEntry]) -> EffectiveAccess {
        var access = self
        access.known = KnownAnswers()
        access.contributions = access.contributions.map { $0.clearing(entries) }
        return access
    }

    /// Access adds up over the sources.
    private func union(_ need: Need) -> Answer {
        let open = gaps + (contributions.isEmpty && gaps.isEmpty ? [.noSources] : [])
        var answer = Answer.any(answersOfSources(to: need) + open.map { Answer($0) }, needs: [need])
        if answer.certainty == .granted {
            for position in answer.evidence.indices.dropFirst() where answer.evidence[position].statement.isGrant {
                answer.evidence[position].isFurther = true
            }
        }
        return answer
    }
}

extension EffectiveAccess {
    /// What each source answers; many that have no entry give one answer together.
    private func answersOfSources(to need: Need) -> [Answer] {
        let questions = platform.questions(about: need)
        var asked = QuestionsAsked(questions)
        var silent = 0
        var answers: [Answer] = []
        for contribution in contributions {
            if asked.isAsked(of: contribution), contribution.isSilent(about: questions) {
                silent += 1
                if silent > Evidence.maximumSilent { continue }
            }
            answers.append(addingUncertainWays(to: contribution.answer(to: need), of: contribution, need))
        }
        guard silent > Evidence.maximumSilent, let name = questions.first?.name else { return answers }
        let others = Evidence(.noEntryInOthers(silent - Evidence.maximumSilent, name))
        return answers + [Answer(certainty: .denied, evidence: [others], needs: [need])]
    }
}

/// An entry of whatever source, some of whose flags are thought away.
struct ClearedEntry {
    let kind: PermissionKind
    let name: String
    let flags: Set<String>
}

/// Finds the sources of a principal and what is invalid about them.
private struct ContributionBuilder {
    private let org: Org
    private let facts: SharedFacts
    private var platform: PlatformFacts { facts.platform }
    var contributions: [Contribution] = []
    var problems: [Problem] = []
    private var absentSources = 0
    private var storable: [ComponentID: PermissionSource] = [:]
    private var storableRecords: [ComponentID: PermissionSource] = [:]

    init(org: Org, platform: PlatformFacts) {
        self.org = org
        facts = SharedFacts(platform)
    }

    /// So many sources of which nothing is known are reported by name, each with what would resolve it.
    private static let maximumAbsent = 20

    /// - Parameter silent: Another file of the group, which does not name the source.
    mutating func add(_ id: ComponentID, through group: Contribution.Group?, missingIn silent: Place? = nil) {
        var contribution = Contribution(
            id: id, source: source(id)?.doubted(by: silent), group: group, facts: facts)
        // The records of a group are the sum of its members, which it replaces.
        contribution.records = id.type == .permissionSetGroup ? nil : records(id)
        let headers = [contribution.source, contribution.records].compactMap { $0?.header }
        contribution.activation = headers.dropFirst().reduce(headers.first) { $0?.merged(with: $1) }?.activation
        if contribution.source == nil {
            contribution.absence = absence(of: id)
            absentSources += contribution.records == nil ? 1 : 0
            // One more gives the same answer to everything.
            if contribution.records == nil, absentSources > Self.maximumAbsent { return }
        }
        contributions.append(contribution)
    }

    /// A source as far as Salesforce can have stored it.
    private mutating func source(_ id: ComponentID) -> PermissionSource? {
        if let known = storable[id] { return known }
        storable[id] = org.sources[id].map { storable($0, id) }
        return storable[id]
    }

    /// What records say of a source, as far as Salesforce can have stored it.
    private mutating func records(_ id: ComponentID) -> PermissionSource? {
        if let known = storableRecords[id] { return known }
        storableRecords[id] = (org.recorded[id]?.source).map { storable($0, id) }
        return storableRecords[id]
    }

    private mutating func storable(_ source: PermissionSource, _ id: ComponentID) -> PermissionSource {
        let (source, impossible) = source.doubtingImpossibleEntries(platform.flagNeeds)
        if let first = impossible.first {
            let more = impossible.count > 1 ? ", and \(impossible.count - 1) more entries are like it" : ""
            problems.append(
                Problem(
                    .warning, at: first.place,
                    "The \(id.type.words) \"\(id.fullName)\" says that \(first.granted) of \(first.name) is true and "
                        + "\(first.lacking) is not\(more): Salesforce stores no such entry, so what depends on it is unknown. "
                        + "Make both true, or \(first.granted) false, or retrieve it again."))
        }
        return source
    }

    /// What is said of the sources that are not reported by name.
    var gaps: [Unknown] {
        let more = absentSources - Self.maximumAbsent
        guard more > 0 else { return [] }
        return [
            Unknown(
                .moreSources(more, org.catalog.isNotFound),
                resolvedBy: org.catalog.remedy(retrieving: "Retrieve the other \(more) sources that were named too."))
        ]
    }

    mutating func addGroup(_ id: ComponentID) {
        let (first, absentBefore) = (contributions.count, absentSources)
        let way = addMembers(of: id)
        guard let recorded = org.recorded[id], let status = recorded.groupStatus ?? org.groups[id]?.status,
            PermissionSetGroup.isUpdated(status), way?.staleness == nil
        else { return }
        var sum = Contribution(id: id, group: way, facts: facts)
        sum.records = records(id)
        // The group's own file says whether it is session-based.
        let header = recorded.source.header
        sum.activation =
            org.groups[id] == nil ? header.activation : PermissionSourceHeader().merged(with: header).activation
        sum.members = Array(contributions[first...])
        // Of what records say nothing is missing; for the rest those that were added stand for all that are absent.
        absentSources = absentBefore
        contributions.replaceSubrange(first..., with: [sum])
    }

    /// - Returns: How the members reach the API user; `nil` where the group is not known.
    private mutating func addMembers(of id: ComponentID) -> Contribution.Group? {
        guard let group = org.groups[id] else {
            // Everything that a group could grant is unknown while its file is.
            add(id, through: nil)
            return nil
        }
        let recordedStatus = org.recorded[id]?.groupStatus.flatMap { PermissionSetGroup.isUpdated($0) ? nil : $0 }
        let staleness = group.staleness ?? recordedStatus.map(PermissionSetGroup.words(ofStatus:))
        if let staleness {
            problems.append(
                Problem(
                    .warning, at: Place(file: group.file),
                    "The permission set group \"\(id.fullName)\" has \(staleness): Salesforce may not grant what its "
                        + "members do, so what it alone grants is unknown. Recalculate it in Setup, and retrieve it again."
                ))
        }
        let way = Contribution.Group(
            id: id, isSessionBased: group.requiresActivation, staleness: staleness,
            muting: group.mutingPermissionSets.map { muting($0, in: id) } + skipped(of: group, id))
        if group.permissionSets.isEmpty {
            // A group without members is a source all the same: its file proves that it grants nothing.
            let nothing = PermissionSource(
                id: id, files: [group.file], header: PermissionSourceHeader(),
                scope: ExportScope(apiVersion: nil, manifest: nil), entries: [:])
            contributions.append(Contribution(id: id, source: nothing, facts: facts))
        }
        for member in group.permissionSets {
            if let set = org.component(member.name, .permissionSet) {
                add(set, through: way, missingIn: member.missingIn)
            } else {
                problems.append(outside(member, .permissionSet, group: id))
                add(ComponentID(.permissionSet, member.name), through: way)
            }
        }
        return way
    }

    /// What an export of an old API version cannot tell of a group.
    private mutating func skipped(of group: PermissionSetGroup, _ id: ComponentID) -> [Contribution.Muting] {
        guard let version = org.apiVersion(of: id) else { return [] }
        if version < platform.mutingFrom {
            return [
                .missing(
                    Unknown(
                        of: id, .says(.exported(version, .muting)),
                        resolvedBy: "Retrieve \(id.words) again with API version \(platform.mutingFrom) or later."))
            ]
        }
        if version < platform.sessionBasedGroupsFrom, !group.requiresActivation {
            problems.append(
                Problem(
                    .warning, at: Place(file: group.file),
                    "The permission set group \"\(id.fullName)\" was exported with API version \(version), which cannot tell whether "
                        + "it is session-based. Retrieve it again with API version \(platform.sessionBasedGroupsFrom) or later."
                ))
        }
        return []
    }

    private mutating func muting(
        _ reference: PermissionSetGroup.Reference, in group: ComponentID
    ) -> Contribution.Muting {
        guard let id = org.component(reference.name, .mutingPermissionSet) else {
            problems.append(outside(reference, .mutingPermissionSet, group: group))
            let absence = org.catalog.absence(
                of: .mutingPermissionSet, reference.name,
                retrieving: "Retrieve MutingPermissionSet \(reference.name) with the next export.")
            return .missing(
                Unknown(
                    of: group, .mayBeMuted(in: group, by: reference.name, absence.predicate),
                    resolvedBy: absence.resolvedBy))
        }
        guard let set = org.sources[id] else {
            let absence = absence(of: id)
            return .missing(Unknown(of: group, absence.statement, resolvedBy: absence.resolvedBy))
        }
        return .set(set.doubted(by: reference.missingIn))
    }

    private func outside(
        _ reference: PermissionSetGroup.Reference, _ type: MetadataType, group: ComponentID
    ) -> Problem {
        let absence = org.catalog.absence(
            of: type, reference.name, retrieving: "Retrieve \(type.rawValue) \(reference.name) too.")
        return Problem(
            .warning, kind: .absentMember(type), at: reference.place,
            "The permission set group \"\(group.fullName)\" names the \(type.words) \"\(reference.name)\", which "
                + "\(absence.predicate.words). \(absence.resolvedBy)")
    }

    /// Why nothing is known of a source; a file that cannot be read is an error from now on.
    private mutating func absence(of id: ComponentID) -> Unknown {
        if let problem = org.unreadable[id] {
            problems.append(problem.with(severity: .error))
            return Unknown(
                of: id, place: problem.place, .grantsUnknown(id, .unreadable),
                resolvedBy: "Fix or retrieve the file of \(id.words).")
        }
        let absence = org.catalog.absence(
            of: id.type, id.fullName, retrieving: "Retrieve \(id.type.rawValue) \(id.fullName) with the next export.")
        return Unknown(
            of: id, place: absence.place, .grantsUnknown(id, absence.predicate),
            resolvedBy: org.wrongType(of: id) ?? absence.resolvedBy)
    }
}

extension Unknown {
    /// That nothing is known of what grants the API user anything.
    static let noSources = Unknown(
        .noSources,
        resolvedBy:
            "Name the API user's profile, permission sets and permission set groups, in rolecall.yml or with --profile, --permission-set and --permission-set-group."
    )
}

extension PermissionSource {
    /// The same source, in doubt as a whole where a file of its group does not name it.
    fileprivate func doubted(by silent: Place?) -> PermissionSource {
        silent.map { doubting(.unnamed(by: $0)) } ?? self
    }
}

extension Problem.Kind {
    fileprivate static func absentMember(_ type: MetadataType) -> Problem.Kind {
        Problem.Kind("absent \(type.words) of a group")
    }
}

extension Contribution {
    /// Itself, or the members whose sum it is.
    fileprivate var ofFiles: [Contribution] { isSum ? members : [self] }

    /// The same, with what the licenses leave of it.
    fileprivate func checked(by check: LicenseCheck) -> Contribution {
        var contribution = self
        contribution.userLicenses = check.userLicenses
        contribution.userType = check.principal.userType
        contribution.refusal = check.refusal(of: self)
        contribution.members = members.map { $0.checked(by: check) }
        return contribution
    }

    /// The same, with flags of entries made false.
    fileprivate func clearing(_ entries: [ClearedEntry]) -> Contribution {
        func cleared(_ source: PermissionSource?) -> PermissionSource? {
            entries.reduce(source) { $0?.clearing($1.flags, of: $1.kind, $1.name) }
        }
        var contribution = self
        contribution.source = cleared(source)
        contribution.records = cleared(records)
        contribution.members = members.map { $0.clearing(entries) }
        return contribution
    }
}
