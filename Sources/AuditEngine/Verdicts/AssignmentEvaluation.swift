import OrgModel

/// Judges what is assigned to a user: which permission sets and groups, until when, and whether a session must activate them.
struct AssignmentEvaluation {
    let principal: Principal
    let org: Org
    let access: EffectiveAccess
    let platform: PlatformFacts

    init(_ evaluation: Evaluation) {
        principal = evaluation.principal
        org = evaluation.org
        access = evaluation.access
        platform = evaluation.guide.platform
    }

    /// The permission sets and groups that are the user's own.
    private var own: [ComponentID] { principal.permissionSets + principal.permissionSetGroups }

    // MARK: One permission set

    /// How a permission set or group is assigned.
    private struct Way {
        /// What is assigned.
        let own: ComponentID
        /// The group's entry of the set; `nil` where it is assigned itself.
        let member: PermissionSetGroup.Reference?
        var evidence: [Evidence] = []
        /// Why it may not count.
        var doubts: [Unknown] = []
    }

    /// Whether the set or group of an API name is assigned.
    func judge(_ name: String, _ remedy: Remedy) -> Judgement {
        let ways = ways(to: name)
        if let way = ways.first(where: { $0.doubts.isEmpty }) { return passed(way, name) }
        let doubts = ways.flatMap(\.doubts)
        let message = "Whether \(principal.words) has \(words(for: name)) is not known."
        if !doubts.isEmpty {
            return .unknown(
                doubts.map(\.sentence).deduplicated().joined(separator: " "),
                (ways.flatMap(\.evidence) + doubts.map { Evidence($0) }).deduplicated(),
                resolvedBy: doubts.map(\.resolvedBy))
        }
        let open = openAssignments + namesakes(of: name)
        guard open.isEmpty else {
            return .unknown(message, open.flatMap(Self.evidence), resolvedBy: open.map(\.resolvedBy))
        }
        return failed("\(principal.words.capitalizedFirst) does not have \(words(for: name)).", name, remedy)
    }

    /// The assignments of a set that may be the package's, since nothing shows that the org has one of that name itself.
    private func namesakes(of name: String) -> [Unknown] {
        guard let end = name.firstRange(of: "__")?.upperBound else { return [] }
        let bare = APIName(String(name[end...]))
        return own.filter { APIName($0.fullName) == bare && org.catalog.components[$0] == nil }.compactMap { id in
            principal.assignments[id].map { record in
                Unknown(
                    of: id, place: record.place,
                    .text("\(id.words) is assigned, and whether it is \(name) of the package is not known"),
                    resolvedBy:
                        "Export PermissionSetAssignment with PermissionSet.NamespacePrefix, and retrieve \(id.words).")
            }
        }
    }

    /// Whether a set or group with one of several labels is assigned.
    ///
    /// - Parameters:
    ///   - key: By what the user can name it.
    ///   - unstated: Why it may not be there at all.
    func judge(labels: [String], key: String, _ remedy: Remedy, unlessInstalled unstated: Unknown?) -> Judgement {
        let wanted = Set(labels.map { $0.lowercased() })
        let quoted = labels.quoted.joined(separator: " or ")
        let nameIt = "Name it under names in rolecall.yml (--name \(key)=API_NAME)."
        let labelled = labelled(wanted)
        let judged = labelled.map { judge($0.fullName, remedy) }
        guard Set(judged.map(\.verdict)).count <= 1 else {
            return .unknown(
                Unknown(
                    says: "several permission sets or groups are labeled \(quoted): "
                        + labelled.map(\.fullName).listed(limit: Self.maximumNames),
                    resolvedBy: "Say which one is meant under names in rolecall.yml (--name \(key)=API_NAME)."))
        }
        if let first = judged.first, first.verdict != .failed { return first }
        if judged.isEmpty, let unstated { return .unknown(unstated) }
        let open =
            openAssignments
            + withoutLabel.map { id in
                let absence = org.catalog.absence(
                    of: id.type, id.fullName,
                    retrieving: "Retrieve \(id.type.rawValue) \(id.fullName) too, or: \(nameIt)")
                return Unknown(
                    of: id, place: absence.place, .says(absence.predicate), resolvedBy: absence.resolvedBy)
            }
        guard open.isEmpty else {
            return .unknown(
                "Whether \(principal.words) has a permission set labeled \(quoted) is not known.",
                open.flatMap(Self.evidence), resolvedBy: open.map(\.resolvedBy))
        }
        if let first = judged.first { return first }
        var remedy = remedy
        let other =
            "Or: If it is called otherwise in this org, name it under names in rolecall.yml (--name \(key)=API_NAME)."
        remedy.setup = [remedy.setup, other].compactMap(\.self).joined(separator: "\n")
        return failed(
            "\(principal.words.capitalizedFirst) does not have a permission set labeled \(quoted).", nil, remedy)
    }

    /// The sets and groups of the org with one of several labels in lower case, sorted by name.
    private func labelled(_ labels: Set<String>) -> [ComponentID] {
        Set(org.headers.keys).union(org.groups.keys).union(org.recorded.keys)
            .filter { $0.type == .permissionSet || $0.type == .permissionSetGroup }
            .filter { label(of: $0).map { labels.contains($0.lowercased()) } ?? false }.sorted()
    }

    private func label(of id: ComponentID) -> String? {
        org.label(of: id) ?? org.recorded[id]?.source.header.label
    }

    /// The user's sets and groups, members of groups among them, whose labels are not known.
    private var withoutLabel: [ComponentID] {
        let members = principal.permissionSetGroups.compactMap { org.groups[$0] }.flatMap(\.permissionSets).map {
            org.component($0.name, .permissionSet) ?? ComponentID(.permissionSet, $0.name)
        }
        return (own + members).deduplicated().filter { label(of: $0) == nil }
    }

    private func ways(to name: String) -> [Way] {
        let wanted = APIName(name)
        let direct = own.filter { APIName($0.fullName) == wanted }.map { way($0) }
        let through = principal.permissionSetGroups.compactMap { org.groups[$0] }.flatMap { group in
            group.permissionSets.filter { APIName($0.name) == wanted }.map { member in
                way(group.id(in: org), member: member, of: group)
            }
        }
        return direct + through
    }

    /// A way with what proves it, and what leaves it open.
    private func way(
        _ own: ComponentID, member: PermissionSetGroup.Reference? = nil, of group: PermissionSetGroup? = nil
    ) -> Way {
        var way = Way(own: own, member: member)
        if let proof = proof(of: own) { way.evidence.append(proof) } else { way.doubts.append(absence(of: own)) }
        if let member {
            way.evidence.append(
                Evidence(component: own, place: member.place, .says(.hasMember(member.name))))
            if let silent = member.missingIn {
                way.doubts.append(
                    Unknown(
                        place: silent,
                        says:
                            "\(own.words) names the member \"\(member.name)\" at \(member.place), and another file of it does not",
                        resolvedBy: "Keep the file of \(own.words) that is right; of two exports the newer one."))
            }
        }
        if let group = group ?? org.groups[own] { way.doubts += doubts(about: group, own) }
        let set = member.map { org.component($0.name, .permissionSet) ?? ComponentID(.permissionSet, $0.name) } ?? own
        way.doubts += [own, set].deduplicated().flatMap(activationDoubts)
        way.doubts += refusals(of: set, through: member == nil ? nil : own)
        return way
    }

    private func doubts(about group: PermissionSetGroup, _ id: ComponentID) -> [Unknown] {
        guard let staleness = group.staleness ?? recordedStaleness(of: id) else { return [] }
        return [
            Unknown(
                of: id, place: Place(file: group.file), .reservation(.stale(id, staleness, mayStillGrant: false)),
                resolvedBy: "Recalculate \(id.words) in Setup, and retrieve it again.")
        ]
    }

    private func recordedStaleness(of group: ComponentID) -> String? {
        org.recorded[group]?.groupStatus.flatMap {
            PermissionSetGroup.isUpdated($0) ? nil : PermissionSetGroup.words(ofStatus: $0)
        }
    }

    /// Why a set or group that must be activated, or may have to be, does not count as one that the user has.
    private func activationDoubts(of id: ComponentID) -> [Unknown] {
        switch activation(of: id) {
        case .required:
            [
                Unknown(
                    of: id, place: place(of: id), .reservation(.sessionBased(id)),
                    resolvedBy:
                        "Assign it without activation: in Setup, untick \"Session Activation Required\" of \(id.words)."
                )
            ]
        case .unclear:
            [
                Unknown(
                    of: id, place: place(of: id), .reservation(.activationNotKnown(id)),
                    resolvedBy: "Retrieve \(id.words) again, with its own file.")
            ]
        case .notRequired, .unstated, nil: []
        }
    }

    /// Why Salesforce would refuse to assign a set that nothing shows to be assigned.
    private func refusals(of set: ComponentID, through group: ComponentID?) -> [Unknown] {
        access.ofFiles.filter { $0.id == set && $0.group?.id == group }.compactMap(\.refusal)
    }

    private func passed(_ way: Way, _ name: String) -> Judgement {
        let through = way.member.map { _ in " through \(way.own.words)" } ?? ""
        let muting = way.member.flatMap { _ in org.groups[way.own]?.mutingPermissionSets.first?.name }
        let remark = muting.map { " The group mutes what \"\($0)\" says." } ?? ""
        return .passed(
            "\(principal.words.capitalizedFirst) has \(words(for: name))\(through).\(remark)", way.evidence)
    }

    /// - Parameter name: The API name that is missing; `nil` where it is not known.
    private func failed(_ message: String, _ name: String?, _ remedy: Remedy) -> Judgement {
        let ended = principal.ended.filter { ended in name.map { isMeant(ended.id, by: $0) } ?? false }
        var remedy = remedy.filled(["name": name ?? "API_NAME"])
        if !ended.isEmpty {
            remedy.setup = (ended.map(\.advice) + [remedy.setup].compactMap(\.self)).joined(separator: "\nOr: ")
        }
        let evidence = ended.map {
            Evidence(
                component: $0.id, place: $0.place, .user(principal.name, .wasAssigned($0.id, says: $0.says)))
        }
        return .failed(message, ended.isEmpty ? standing : evidence, remedy)
    }

    /// Whether a set or group is one of a name, or has it as a member.
    private func isMeant(_ id: ComponentID, by name: String) -> Bool {
        APIName(id.fullName) == APIName(name)
            || org.groups[id]?.permissionSets.contains { APIName($0.name) == APIName(name) } == true
    }

    /// Whether what is meant is among some sets and groups: who was chosen for having them shows nothing.
    func isMeant(_ name: AssignedPermissionSet.Name, typed: String?, among ids: Set<ComponentID>) -> Bool {
        if let typed { return ids.contains { isMeant($0, by: typed) } }
        switch name {
        case .named(let name): return ids.contains { isMeant($0, by: name) }
        case .labelled(let labels):
            let names = labelled(Set(labels.map { $0.lowercased() })).map(\.fullName)
            return ids.contains { id in names.contains { isMeant(id, by: $0) } }
        }
    }

    // MARK: All that is assigned

    func judge(_ rule: AssignmentRule) -> Judgement {
        switch rule {
        case .permanent: permanent()
        case .withoutActivation: withoutActivation()
        }
    }

    private func permanent() -> Judgement {
        let ending = own.compactMap { id in
            principal.assignments[id].flatMap { record in record.expires.map { (id, record.place, $0.day) } }
        }
        let ended = principal.ended.filter { $0.expires != nil }
        let evidence =
            ending.map { id, place, day in
                Evidence(component: id, place: place, .user(principal.name, .assigned(id, until: day)))
            }
            + ended.map {
                Evidence(
                    component: $0.id, place: $0.place, .user(principal.name, .wasAssigned($0.id, says: $0.says)))
            }
        if !evidence.isEmpty {
            let names = (ending.map(\.0) + ended.map(\.id)).map(\.words).listed(limit: Self.maximumNames)
            let isOne = evidence.count == 1
            return .failed(
                "\(isOne ? "An assignment" : "Assignments") of \(principal.words) \(isOne ? "has" : "have") an expiration date: "
                    + "\(names).", evidence)
        }
        guard principal.username != nil else {
            return .unknown(
                Unknown(
                    says: "only exported records say whether the assignments of the API user end",
                    resolvedBy: Self.nameUser))
        }
        let unrecorded = own.filter { principal.assignments[$0] == nil }.map { id in
            Unknown(
                of: id, place: place(of: id), .says(.named),
                resolvedBy: "Export PermissionSetAssignment of \(principal.words) with ExpirationDate.")
        }
        let open = principal.assignmentGaps + unrecorded
        guard open.isEmpty else {
            return .unknown(
                "Whether every assignment of \(principal.words) is without an end is not known.",
                open.flatMap(Self.evidence), resolvedBy: open.map(\.resolvedBy))
        }
        return .passed(
            "No assignment of \(principal.words) has an expiration date.",
            own.isEmpty ? standing : own.compactMap(proof).limited())
    }

    private func withoutActivation() -> Judgement {
        let sources = access.contributions.filter { $0.id.type != .profile }
        var (required, open, plain): ([Evidence], [Unknown], [Evidence]) = ([], [], [])
        for group in principal.permissionSetGroups { add(group, activation(of: group), &required, &open, &plain) }
        for source in sources where source.id.type != .permissionSetGroup {
            add(source.id, activation(of: source.id), &required, &open, &plain)
        }
        if !required.isEmpty {
            let names = required.compactMap(\.component).map(\.words).deduplicated()
            return .failed(
                "Session-based: \(names.listed(limit: Self.maximumNames)). "
                    + "\(names.count == 1 ? "It grants" : "They grant") only in a session that activates \(names.count == 1 ? "it" : "them").",
                required)
        }
        if principal.isNobody { open.append(.noSources) }
        open += principal.assignmentGaps
        guard open.isEmpty else {
            return .unknown(
                "Whether \(principal.words) has only permission sets that need no activation is not known.",
                open.flatMap(Self.evidence), resolvedBy: open.map(\.resolvedBy))
        }
        return .passed(
            plain.isEmpty
                ? "\(principal.words.capitalizedFirst) has no permission set and no group."
                : "No permission set and no group of \(principal.words) is session-based.",
            plain.isEmpty ? standing : plain.limited())
    }

    private func add(
        _ id: ComponentID, _ activation: PermissionSourceHeader.Activation?, _ required: inout [Evidence],
        _ open: inout [Unknown], _ plain: inout [Evidence]
    ) {
        switch activation {
        case .required:
            required.append(Evidence(component: id, place: place(of: id), .says(.activation(isRequired: true))))
        case .notRequired where isTooOld(id), .unclear, .unstated:
            open.append(
                Unknown(
                    of: id, place: place(of: id), .reservation(.activationNotKnown(id)),
                    resolvedBy: "Retrieve \(id.words) again, with its own file and a recent API version."))
        case .notRequired:
            plain.append(Evidence(component: id, place: place(of: id), .says(.activation(isRequired: false))))
        case nil: open.append(absence(of: id))
        }
    }

    /// Whether its file is of an API version that cannot tell.
    private func isTooOld(_ id: ComponentID) -> Bool {
        guard id.type == .permissionSetGroup, org.recorded[id]?.source.header.activation != .notRequired,
            let version = org.apiVersion(of: id)
        else { return false }
        return version < platform.sessionBasedGroupsFrom
    }

    /// What files and records say of it; `nil` where there are none.
    private func activation(of id: ComponentID) -> PermissionSourceHeader.Activation? {
        let stated = [
            id.type == .permissionSetGroup ? org.groups[id]?.activation : org.headers[id]?.activation,
            org.recorded[id]?.source.header.activation,
        ].compactMap(\.self)
        return stated.dropFirst().reduce(stated.first) { $0?.merged(with: $1) }
    }

    // MARK: What is known of the user

    /// How many names a finding lists; the others are counted.
    private static let maximumNames = 5

    static let nameUser =
        "Name the API user with --api-user, and export PermissionSetAssignment of it with ExpirationDate (rolecall manifest "
        + "prints the query)."

    /// Why more may be assigned than is known, by which a set could be the user's.
    private var openAssignments: [Unknown] {
        if principal.isNobody { return [.noSources] }
        let groups = principal.permissionSetGroups.filter { org.groups[$0] == nil }.map { id in
            let absence = absence(of: id)
            return Unknown(of: id, place: absence.place, absence.statement, resolvedBy: absence.resolvedBy)
        }
        return principal.assignmentGaps + groups
    }

    /// What says that a set or group is the user's: the record of the assignment, or its file where it was named.
    private func proof(of id: ComponentID) -> Evidence? {
        if let record = principal.assignments[id] {
            return Evidence(
                component: id, place: record.place,
                .user(principal.name, .assigned(id, until: record.expires?.day)))
        }
        return place(of: id).map { Evidence(component: id, place: $0, .says(.named)) }
    }

    /// Where a set or group is described.
    private func place(of id: ComponentID) -> Place? {
        (org.catalog.components[id]?.files.first?.file.path ?? org.recorded[id]?.source.files.first).map {
            Place(file: $0)
        }
    }

    private func absence(of id: ComponentID) -> Unknown {
        if let problem = org.unreadable[id] { return Unknown(unreadable: id, problem) }
        let absence = org.catalog.absence(
            of: id.type, id.fullName, retrieving: "Retrieve \(id.type.rawValue) \(id.fullName) with the next export.")
        return Unknown(
            of: id, place: absence.place, .says(absence.predicate),
            resolvedBy: org.wrongType(of: id) ?? absence.resolvedBy)
    }

    /// What the exported users say of all that is assigned.
    private var standing: [Evidence] {
        guard let username = principal.username, let place = principal.place else { return [] }
        return [Evidence(place: place, .user(username, .assignments(own.count)))]
    }

    private func words(for name: String) -> String {
        let type: MetadataType =
            principal.permissionSetGroups.contains { APIName($0.fullName) == APIName(name) }
                || org.component(name, .permissionSetGroup) != nil ? .permissionSetGroup : .permissionSet
        return "the \(ComponentID(type, name).words)"
    }

    private static func evidence(_ unknown: Unknown) -> [Evidence] {
        unknown.place == nil && unknown.component == nil && unknown.because.isEmpty
            ? [Evidence(unknown)] : [Evidence(unknown)] + unknown.because.map { Evidence($0) }
    }
}

extension Principal {
    /// What messages call the user.
    var words: String { username.map { "the user \($0)" } ?? "the API user" }

    /// The same after "user".
    var name: String { username ?? "" }

    /// Whether nothing was named that could grant anything.
    fileprivate var isNobody: Bool {
        username == nil && profile == nil && permissionSets.isEmpty && permissionSetGroups.isEmpty
    }
}

extension PermissionSetGroup {
    /// The group among the components of an org.
    fileprivate func id(in org: Org) -> ComponentID {
        org.component(fullName, .permissionSetGroup) ?? ComponentID(.permissionSetGroup, fullName)
    }
}
