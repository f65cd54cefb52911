package import OrgModel

extension Guide {
    /// Finds what the API user has beyond the guide, and what of the guide rests on it.
    ///
    /// Reads from the export whatever the principal's access goes through, as ``audit(_:_:options:problems:)`` does.
    ///
    /// - Parameters:
    ///   - org: The org.
    ///   - principal: Whose access it is.
    ///   - options: What the guide is audited with.
    ///   - problems: What was met on the way to the principal; it is reported with the rest.
    /// - Returns: What is granted beyond the guide.
    package func surplus(
        _ org: Org, _ principal: Principal, options: AuditOptions = AuditOptions(), problems: [Problem] = []
    ) -> SurplusResult {
        let evaluation = evaluation(of: org, principal, options, keepingAllEntries: true)
        return SurplusEvaluation(evaluation, masters: evaluation.readingMasters()).result(problems)
    }
}

/// Compares what the sources grant with what the guide requires.
struct SurplusEvaluation {
    private let evaluation: Evaluation
    /// The requirements that require permissions and pass.
    private let passed: [Requirement]
    private let asked: AskedAccess
    private let platform: PlatformFacts
    /// The names that the guide requires, and those of which something is known, as they are spelled there.
    private let spellings: [APIName: String]

    /// - Parameter masters: What ``Evaluation/readingMasters()`` returns.
    init(_ evaluation: Evaluation, masters: Org) {
        self.evaluation = evaluation
        platform = evaluation.guide.platform
        let requirements = evaluation.guide.onlyPermissions.requirements
        asked = AskedAccess(
            requirements.filter(evaluation.isAsked), in: evaluation, masters)
        passed = requirements.filter { evaluation.finding($0).verdict == .passed }
        let names =
            Array(asked.permissions) + Array(asked.rights.keys) + Array(asked.fields.keys)
            + Array(platform.permissions.keys)
            + Array(platform.risks.permissions.keys) + Array(platform.risks.restrictions.keys)
        spellings = Dictionary(names.map { (APIName($0), $0) }, uniquingKeysWith: { first, _ in first })
    }

    private var contributions: [Contribution] { evaluation.access.ofFiles }

    func result(_ problems: [Problem]) -> SurplusResult {
        let entries = permissionEntries() + rightEntries()
        let fields = fieldEntries()
        let grants = entries.map { SurplusGrant($0, carries: carried(by: [$0]), platform) }.sorted(
            by: SurplusGrant.mostSevereFirst)
        let carriedAlone = Set(grants.flatMap(\.carries).map(\.id))
        let carriedTogether = carried(by: entries + fields).filter { !carriedAlone.contains($0.id) }
        let reported = evaluation.accessProblems + problems
        return SurplusResult(
            guide: evaluation.guide, principal: evaluation.principal, grants: grants, fields: byObject(fields),
            carriedTogether: carriedTogether, restrictions: restrictions(),
            sources: sources(entries, fields), gaps: gaps, notes: notes,
            problems: (reported + evaluation.unreadable(except: reported)).inOrder)
    }

    // MARK: What is granted beyond the guide

    /// A flag that sources set and the guide does not require.
    struct Entry {
        let kind: PermissionKind
        /// The permission, object or field.
        let name: String
        /// The right or the access that the flag represents; `nil` for a system permission.
        let right: ObjectRight?
        let access: FieldAccess?
        let flag: String
        let sources: [SurplusGrant.Source]
    }

    private func permissionEntries() -> [Entry] {
        names(.userPermission)
            .filter { !asked.permissions.contains($0) && platform.risks.restrictions[$0] == nil }
            .compactMap { entry(.userPermission, $0, flag: EntryFlag.enabled) }
    }

    private func rightEntries() -> [Entry] {
        names(.objectPermission).flatMap { object in
            ObjectRight.mostSevereFirst
                .filter { !asked.includes($0, on: object) }
                .compactMap { entry(.objectPermission, object, right: $0, flag: platform.flag(of: $0)) }
        }
    }

    private func fieldEntries() -> [Entry] {
        names(.fieldPermission).flatMap { field in
            FieldAccess.allCases
                .filter { !asked.includes($0, on: field) }
                .compactMap { entry(.fieldPermission, field, access: $0, flag: $0.flag) }
        }
    }

    /// Everything of a kind that any source lists.
    private func names(_ kind: PermissionKind) -> [String] {
        let listed = contributions.flatMap { contribution in
            [contribution.source, contribution.records].flatMap { $0?.entries[kind].map { Array($0.keys) } ?? [] }
        }
        return Set(listed).map { spellings[$0] ?? $0.spelling }.sorted()
    }

    /// `nil` where no source grants it, or a group mutes it.
    private func entry(
        _ kind: PermissionKind, _ name: String, right: ObjectRight? = nil, access: FieldAccess? = nil, flag: String
    ) -> Entry? {
        let need = Self.need(kind, name, right, access)
        let sources = contributions.compactMap { contribution -> SurplusGrant.Source? in
            let inFiles = contribution.source?.entry(kind, name).flatMap { $0.value(of: flag) == false ? nil : $0 }
            // A column that nobody asked for is no reason to suspect a grant.
            let inRecords = contribution.records?.entry(kind, name).flatMap { $0.value(of: flag) == true ? $0 : nil }
            guard let entry = inFiles ?? inRecords else { return nil }
            let answer = contribution.assignableFlag(kind, name, flag: flag, need)
            guard answer.certainty != .denied else { return nil }
            return SurplusGrant.Source(
                id: contribution.id, group: contribution.group?.id, place: entry.place,
                doubt: answer.certainty == .unknown ? answer.evidence.map(\.says).joined(separator: "; ") : nil)
        }
        guard !sources.isEmpty else { return nil }
        return Entry(kind: kind, name: name, right: right, access: access, flag: flag, sources: sources)
    }

    /// What a flag represents; `nil` for what no guide can require.
    private static func need(_ kind: PermissionKind, _ name: String, _ right: ObjectRight?, _ access: FieldAccess?)
        -> Need?
    {
        switch kind {
        case .userPermission: .systemPermission(name)
        case .objectPermission: right.map { .objectPermission(name, $0) }
        case .fieldPermission: access.flatMap { Need(field: name, $0) }
        case .applicationVisibility: nil
        }
    }

    // MARK: What of the guide rests on it

    /// The requirements that pass now and would not without these entries.
    private func carried(by entries: [Entry]) -> [Requirement] {
        let cleared = entries.filter(mayCarry).flatMap(clearing)
        guard !cleared.isEmpty else { return [] }
        let without = evaluation.replacing(evaluation.access.clearing(cleared))
        return passed.filter { without.finding($0).verdict != .passed }
    }

    /// The same audit of what is left when all of the surplus is taken away.
    var withoutSurplus: Evaluation {
        let cleared = (permissionEntries() + rightEntries() + fieldEntries()).filter(mayCarry).flatMap(clearing)
        return evaluation.replacing(evaluation.access.clearing(cleared))
    }

    /// Whether an entry has anything to do with what the guide requires.
    private func mayCarry(_ entry: Entry) -> Bool {
        switch entry.kind {
        case .userPermission:
            guard let fact = platform.permissions[entry.name] else { return false }
            return !fact.brings.isEmpty || !fact.bringsOnEveryObject.isEmpty || !fact.satisfies.isEmpty
        case .objectPermission: return asked.rights[entry.name] != nil
        case .fieldPermission: return asked.fields[entry.name] != nil
        case .applicationVisibility: return false
        }
    }

    /// Taking a right away takes along what cannot be without it. What a system permission brought stays where the files
    /// list it by itself.
    private func clearing(_ entry: Entry) -> [ClearedEntry] {
        var flags: Set<String> = [entry.flag]
        if let right = entry.right {
            flags.formUnion(
                ObjectRight.allCases.filter { platform.closure(of: $0, on: entry.name).contains(right) }.map(
                    platform.flag))
        }
        return [ClearedEntry(kind: entry.kind, name: entry.name, flags: flags)]
    }

    // MARK: Fields and restrictions

    private func byObject(_ entries: [Entry]) -> [SurplusFields] {
        let objects = Dictionary(grouping: entries) { platform.owner(ofField: $0.name) }
        return objects.keys.sorted().map { object in
            let entries = objects[object] ?? []
            func fields(_ access: FieldAccess) -> Set<String> {
                Set(entries.filter { $0.access == access }.map { String($0.name.drop { $0 != "." }.dropFirst()) })
            }
            let editable = fields(.edit)
            let certainty = evaluation.access.answer(to: .read, on: object).certainty
            let kinds = Set(entries.compactMap(\.access))
            return SurplusFields(
                object: object, readable: fields(.read).subtracting(editable).sorted(), editable: editable.sorted(),
                isEffective: certainty == .unknown ? nil : certainty == .granted,
                isCertain: entries.contains { $0.sources.contains { $0.doubt == nil } },
                sources: entries.flatMap { $0.sources.map(\.id) }.deduplicated(),
                ratings: platform.risks.fields.filter { kinds.contains($0.key) })
        }
    }

    private func restrictions() -> [SurplusRestriction] {
        platform.risks.restrictions.sorted { $0.key < $1.key }.compactMap { name, says in
            guard
                let source = entry(.userPermission, name, flag: EntryFlag.enabled)?.sources.first(where: {
                    $0.doubt == nil
                })
            else { return nil }
            return SurplusRestriction(
                name: name, label: platform.label(ofPermission: name), says: says, place: source.place)
        }
    }

    // MARK: Sources

    private func sources(_ entries: [Entry], _ fields: [Entry]) -> [SurplusSource] {
        contributions.compactMap { contribution in
            func granted(_ entries: [Entry], _ kind: PermissionKind) -> [Entry] {
                entries.filter { entry in
                    entry.kind == kind
                        && entry.sources.contains { $0.id == contribution.id && $0.group == contribution.group?.id }
                }
            }
            let counts = (
                granted(entries, .userPermission).count, granted(entries, .objectPermission).count,
                Set(granted(fields, .fieldPermission).map(\.name)).count
            )
            guard counts != (0, 0, 0) else { return nil }
            return SurplusSource(
                id: contribution.id, group: contribution.group?.id, file: contribution.source?.files.first,
                counts: counts,
                remedy: remedy(for: contribution))
        }
    }

    private func remedy(for contribution: Contribution) -> String {
        let group = contribution.group?.id.fullName
        let kind: SurplusSource.Kind =
            if contribution.id.type == .profile {
                contribution.source?.header.isCustom == false ? .standardProfile : .profile
            } else if contribution.id.isPackaged {
                group == nil ? .packagedPermissionSet : .packagedGroupMember
            } else {
                group == nil ? .permissionSet : .groupMember
            }
        let name = contribution.id.fullName
        let label = contribution.source?.header.label ?? platform.standardProfiles[name] ?? name
        return Remedy(setup: platform.surplusRemedies[kind]).filled(["name": label, "group": group ?? ""]).setup ?? ""
    }

    // MARK: What the export does not tell

    private var gaps: [Unknown] {
        let noSources: [Unknown] = contributions.isEmpty && evaluation.principal.gaps.isEmpty ? [.noSources] : []
        return (noSources + evaluation.principal.gaps + contributions.compactMap(\.absence) + partialSources)
            .deduplicated()
    }

    /// Sources whose export may leave out what they grant: their silence about something that is nowhere proves nothing.
    /// That profiles leave out objects goes without saying, in a note.
    private var partialSources: [Unknown] {
        contributions.compactMap { $0.silence(about: $0.id.type == .profile ? .userPermission : .objectPermission) }
    }

    private var notes: [String] {
        let unresolved = asked.unresolved.map {
            "\($0.sentence) What is granted on it may be among the surplus. \($0.resolvedBy)"
        }
        let profiles = contributions.filter { $0.id.type == .profile && $0.source != nil }.map {
            "An export of a profile lists only the objects and fields that were exported with it, so \($0.id.words) may "
                + "also grant rights on others."
        }
        return unresolved + profiles
    }
}

extension SurplusGrant {
    init(_ entry: SurplusEvaluation.Entry, carries: [Requirement], _ platform: PlatformFacts) {
        if let right = entry.right {
            subject = .objectRight(object: entry.name, right)
            label = platform.label(of: right)
            rating = platform.risks.rights[right]
        } else {
            subject = .systemPermission(entry.name)
            label = platform.label(ofPermission: entry.name)
            rating = platform.risks.permissions[entry.name]
        }
        sources = entry.sources
        self.carries = carries
    }

    /// The most severe first, what is not rated last; system permissions before rights on objects, then by name.
    fileprivate static func mostSevereFirst(_ left: SurplusGrant, _ right: SurplusGrant) -> Bool {
        guard left.rating?.risk == right.rating?.risk else {
            guard let risk = left.rating?.risk else { return false }
            return right.rating.map { risk > $0.risk } ?? true
        }
        return left.sortKey < right.sortKey
    }

    private var sortKey: (Int, String, Int) {
        switch subject {
        case .systemPermission(let name): (0, name, 0)
        case .objectRight(let object, let right): (1, object, right.rank)
        }
    }
}

extension ComponentID {
    /// Whether it belongs to a managed package, which alone can change it: `Namespace__Name`.
    var isPackaged: Bool { fullName.contains("__") }
}

extension PlatformFacts {
    /// The object under which a field is counted: one of two that share their fields.
    fileprivate func owner(ofField name: String) -> String {
        let object = String(name.prefix { $0 != "." })
        return [object, objects[object]?.sharesFieldsWith].compactMap(\.self).max() ?? object
    }
}
