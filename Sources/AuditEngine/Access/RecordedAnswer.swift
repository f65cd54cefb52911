import OrgModel

// What exported records say, which are Salesforce's own answer: they decide where they cover the question, and contradict
// what metadata says of the same source.

extension Contribution {
    /// Whether it is the sum of a group's members as Salesforce computed it.
    var isSum: Bool { id.type == .permissionSetGroup && records != nil }

    /// What is known of it; of both what its files say.
    var known: PermissionSource? { source ?? records }

    /// The group that it comes through.
    var through: ComponentID? { isSum ? nil : group?.id }

    /// An entry for something in whatever says anything of the source.
    func entry(_ kind: PermissionKind, _ name: String) -> PermissionEntry? {
        source?.entry(kind, name) ?? records?.entry(kind, name)
            ?? members.lazy.compactMap { $0.entry(kind, name) }.first
    }

    /// The same source as its files alone describe it; `nil` where either they or records are missing, as for a group's sum.
    var withoutRecords: Contribution? {
        guard records != nil, let source else { return nil }
        var contribution = self
        contribution.records = nil
        contribution.activation = source.header.activation
        return contribution
    }

    // MARK: Records and metadata

    /// What records say about a flag; `nil` where there are none of what is asked.
    func flagInRecords(_ kind: PermissionKind, _ names: [String], flag: String) -> Answer? {
        guard let records else { return nil }
        let entries = names.compactMap { name in records.entry(kind, name).map { (name, $0) } }
        func answer(_ certainty: Certainty, _ name: String, _ entry: PermissionEntry) -> Answer {
            let statement = Statement.recorded(
                in: kind.recordObject ?? "PermissionSet", name: name, what: right(kind, name, flag: flag),
                isGranted: certainty == .granted)
            return Answer(certainty: certainty, evidence: [evidence(statement, at: entry.place)])
        }
        if let (name, entry) = entries.first(where: { $0.1.value(of: flag) == true }) {
            return answer(.granted, name, entry)
        }
        for (name, entry) in entries {
            if let doubt = doubt(about: flag, of: name, in: entry, of: id) { return Answer(reached(doubt)) }
        }
        return entries.first.map { answer(.denied, $0, $1) } ?? absentRecord(kind, names, records)
    }

    /// Whether the records of an object prove that a right on it is not granted.
    func isDeniedByRecords(_ need: Need) -> Bool {
        guard case .objectPermission(let object, let right) = need else { return false }
        return flagInRecords(.objectPermission, [object], flag: platform.flag(of: right))?.certainty == .denied
    }

    /// What the absence of a record proves.
    private func absentRecord(_ kind: PermissionKind, _ names: [String], _ records: PermissionSource) -> Answer? {
        guard let object = kind.recordObject, let coverage = records.coverage else { return nil }
        for name in names {
            guard let proof = coverage.proof(of: kind, name.objectOfName) else { continue }
            let statement = Statement.notRecorded(in: object, name: name, query: proof.query.file)
            return Answer(certainty: .denied, evidence: [evidence(statement, at: proof.file)])
        }
        return coverage.gap(of: kind).map { gap, file, query in
            Answer(
                reached(
                    Unknown(
                        of: id, place: file, .says(.notRecorded(in: object, name: names[0], gap)),
                        resolvedBy: resolving(gap, names[0].objectOfName, query))))
        }
    }

    private func resolving(_ gap: RecordCoverage.Gap, _ object: String, _ query: Place) -> String {
        switch gap {
        case .noQuery: "Keep the query beside its result, in \(query): rolecall manifest --output-dir writes it."
        case .otherQuery, .unreadableQuery:
            "Write the query in \(query) again with rolecall manifest --output-dir, and run it."
        case .otherSources: "Run the queries for the API user again, all in one go."
        case .otherObjects: "Add \(object) to the objects in \(query), and run the query again."
        case .notWhole: "Run the query in \(query) again, until its result is whole."
        }
    }

    /// The answer of files, or of a group's members, together with what records say. Where records say both, files do not
    /// decide which of them are right.
    func decided(_ ofFiles: Answer, _ kind: PermissionKind, _ names: [String], flag: String) -> Answer {
        guard let ofRecords = flagInRecords(kind, names, flag: flag) else { return ofFiles }
        let isContradicted = names.contains { records?.entry(kind, $0)?.isContradicted(flag) == true }
        if isContradicted, ofRecords.certainty == .unknown { return ofRecords }
        return ofFiles.decided(by: isSum ? inForce(ofRecords) : ofRecords)
    }

    /// What a flag is called in Setup, after the name of what it is about.
    private func right(_ kind: PermissionKind, _ name: String, flag: String) -> String {
        switch kind {
        case .userPermission: platform.label(ofPermission: name)
        case .objectPermission: platform.right(ofFlag: flag).map(platform.label) ?? flag
        case .fieldPermission: flag == EntryFlag.editable ? "Edit Access" : "Read Access"
        case .applicationVisibility: flag
        }
    }

    // MARK: Groups

    /// What the sum of a group's members gives; where no record says it, what the members give on their ways.
    func flagOfSum(_ kind: PermissionKind, _ names: [String], flag: String) -> Answer {
        let ofMembers = Answer.any(members.map { $0.effectiveFlag(kind, names, flag: flag) }, needs: [])
        let answer = decided(ofMembers, kind, names, flag: flag)
        // Where records say that a session must activate the group, nothing that its members' files say is in force.
        return activation == .required ? inForce(answer) : answer
    }

    // MARK: Contradictions

    /// That metadata grants what records prove not to be granted, or the other way round; `nil` where they do not
    /// contradict each other.
    ///
    /// - Parameter ofAll: What both together come to.
    func contradiction(of ofAll: Answer, about need: Need) -> Answer? {
        guard ofAll.certainty != .unknown, let withoutRecords else { return nil }
        let ofFiles = withoutRecords.bestOfWays(to: need)
        guard ofFiles.certainty != .unknown, ofAll.certainty != ofFiles.certainty else {
            return nil
        }
        return contradicting(ofFiles, ofAll)
    }

    func contradicting(_ ofFiles: Answer, _ ofRecords: Answer) -> Answer {
        let unknown = reached(
            Unknown(
                of: id, place: ofRecords.evidence.first?.place, .says(.contradictsRecords),
                resolvedBy: "Retrieve \(id.words) again and run the queries again, on the same day."))
        return Answer(
            certainty: .unknown,
            evidence: ([Evidence(unknown)] + ofFiles.evidence + ofRecords.evidence).deduplicated(),
            resolvedBy: [unknown.resolvedBy])
    }
}

extension PermissionEntry {
    /// Whether another record, or a result that proves that there is none, says otherwise about a flag.
    fileprivate func isContradicted(_ flag: String) -> Bool {
        switch doubts[flag] {
        case .contradicted, .contradictedInFile, .missing: true
        case .invalid, .unsaid, .impossible, .needing, .unnamed, nil: false
        }
    }
}

extension Answer {
    /// The answer of files and of records together: records decide what they know.
    fileprivate func decided(by records: Answer) -> Answer {
        if records.certainty == .unknown { return certainty == .unknown ? .any([self, records], needs: needs) : self }
        guard certainty == records.certainty else { return records }
        // What nobody grants need not be said twice.
        if certainty == .denied { return self }
        var answer = self
        answer.evidence += records.evidence
        return answer
    }
}

extension String {
    /// The object of `Object.Field`, or the object itself.
    var objectOfName: String { split(separator: ".").first.map(String.init) ?? self }
}
