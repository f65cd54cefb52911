/// What exported records say that one profile, permission set or group grants.
package struct RecordedSource: Sendable {
    /// What grants it, by the names of records: a profile by its name in Setup.
    package let target: ComponentID
    /// The grants; of a group the sum of its members, less what it mutes.
    package let source: PermissionSource
    /// Of a group: how far Salesforce is with that sum; `nil` where no record says.
    package let groupStatus: String?
}

/// Records of permissions whose set is none of those that are known.
package struct ForeignRecords: Sendable, Equatable {
    /// The first of them.
    package let place: Place
    /// Whose assignments the query beside them asked for; `nil` where it did not.
    let username: String?
}

/// Joins records of sets with the records of what they grant.
struct RecordedSourceReader {
    private(set) var sources: [RecordedSource] = []
    private(set) var foreign: [ForeignRecords] = []
    private(set) var problems: [Problem] = []

    private var sets: [RecordedSet] = []
    private var targets: [RecordID: ComponentID] = [:]
    /// The Ids of which records say that they are two sets'.
    private var ambiguous: Set<RecordID> = []
    /// The sets that are assigned to each user, by the username in lower case.
    private var assigned: [String: Set<RecordID>] = [:]
    private var files: [ComponentID: [PermissionSource]] = [:]

    /// The kinds of entries whose records are of objects of their own.
    static let kinds: [(kind: PermissionKind, object: ExportedObject)] = [
        (.objectPermission, .objectPermissions), (.fieldPermission, .fieldPermissions),
    ]

    /// - Parameter usernames: The users to whom sets are assigned.
    init(_ tables: [ExportedObject: [ExportedTable]], usernames: RecordNames) {
        let results = Self.kinds.flatMap { kind, object in (tables[object] ?? []).map { (kind, $0) } }
        let columns =
            (tables[.assignment] ?? []).map { ($0, SetColumns($0, ofAssignments: true)) }
            + (tables[.permissionSet] ?? []).map { ($0, SetColumns($0, ofAssignments: false)) }
        // Most exports of assignments say nothing of what the sets grant, and have a record for each user.
        guard !results.isEmpty || columns.contains(where: { $1.hasPermissions || $1.describesSets }) else { return }
        for (table, columns) in columns { readSets(table, columns, usernames) }
        for set in sets { add(set) }
        for (kind, table) in results { readResult(table, of: kind) }
        join()
    }

    // MARK: Sets

    private mutating func readSets(
        _ table: ExportedTable, _ columns: SetColumns, _ usernames: RecordNames
    ) {
        let assignee = AssigneeColumns(table)
        var issues = RecordIssues()
        var first: [RecordID: ExportedRecord] = [:]
        for record in table.records {
            let id = columns.id(of: record)
            if let id, let username = assignee.anyUsername(of: record, usernames) {
                assigned[username.lowercased(), default: []].insert(id)
            }
            // The same set comes again with each user who has it. What says something else of it counts, too.
            if let id {
                if let known = first[id], columns.agree(known, record) { continue }
                first[id] = first[id] ?? record
            }
            if let set = columns.set(record, &issues) { sets.append(set) }
        }
        problems += issues.problems
    }

    private mutating func add(_ set: RecordedSet) {
        if let id = set.id, let known = targets[id], known != set.target {
            ambiguous.insert(id)
            problems.append(
                Problem(
                    .error, at: set.place,
                    "The record says that its Id is the one of the \(set.target.words), and another record says that it is the one of "
                        + "the \(known.words). Give the exports of one org and one day only, unedited."))
        }
        if let id = set.id { targets[id] = targets[id] ?? set.target }
        files[set.target, default: []].append(
            PermissionSource(
                id: set.target, files: [set.place.file], header: set.header,
                scope: ExportScope(apiVersion: nil, manifest: nil), entries: [.userPermission: set.permissions],
                coverage: RecordCoverage()))
    }

    // MARK: What they grant

    private mutating func readResult(_ table: ExportedTable, of kind: PermissionKind) {
        var issues = RecordIssues()
        var entries: [ComponentID: [APIName: (entry: PermissionEntry, isAdded: Bool)]] = [:]
        var foreignPlace: Place?
        for record in table.records {
            guard let record = PermissionRecord(record, of: kind, in: table, &issues) else { continue }
            guard !ambiguous.contains(record.parent), let target = targets[record.parent] else {
                issues.add(.unknownParent, at: record.entry.place)
                foreignPlace = min(foreignPlace ?? record.entry.place, record.entry.place)
                continue
            }
            let known = entries[target]?[record.name]
            entries[target, default: [:]][record.name] = (
                known?.entry.adding(record.entry, addsUp: record.isAdded || known?.isAdded == true) ?? record.entry,
                record.isAdded && known?.isAdded != false
            )
        }
        problems += issues.problems
        let query = table.query
        problems += [query.problem].compactMap(\.self)
        if let foreignPlace { foreign.append(ForeignRecords(place: foreignPlace, username: query.username)) }
        let isWhole = !table.isCutOff && !table.isPage && !issues.hidesGrants
        let assigned = query.username.map(targets(assignedTo:)) ?? []
        for target in files.keys {
            let result = query.result(of: kind, table, for: target, isWhole: isWhole, isAssigned: assigned.contains)
            files[target]?.append(
                PermissionSource(
                    id: target, files: [table.path], header: PermissionSourceHeader(ofFile: false),
                    scope: ExportScope(apiVersion: nil, manifest: nil),
                    entries: [kind: (entries[target] ?? [:]).mapValues(\.entry)],
                    coverage: RecordCoverage(kind, result)))
        }
    }

    /// What is assigned to a user.
    private func targets(assignedTo username: String) -> Set<ComponentID> {
        Set((assigned[username.lowercased()] ?? []).subtracting(ambiguous).compactMap { targets[$0] })
    }

    private mutating func join() {
        let statuses = Dictionary(grouping: sets, by: \.target).mapValues { $0.compactMap(\.groupStatus) }
        for (target, files) in files.sorted(by: { $0.key < $1.key }) {
            guard let (source, disagreements) = PermissionSource.combined(files) else { continue }
            problems += [Problem](disagreements, ofRecordsOf: target)
            let stated = statuses[target] ?? []
            sources.append(
                RecordedSource(
                    target: target, source: source,
                    // Of several one that keeps the sum from counting.
                    groupStatus: stated.first { !PermissionSetGroup.isUpdated($0) } ?? stated.first))
        }
    }
}

extension QueryFile {
    /// Whose assignments it asks for.
    var username: String? {
        if case .query(let query) = content, case .assigned(let username) = query.parents { username } else { nil }
    }

    /// What is reported of it.
    fileprivate var problem: Problem? {
        switch content {
        case .missing, .query: nil
        case .unreadable(let why): Problem(.error, at: place, why)
        case .other:
            Problem(
                .warning, at: place,
                "The query is not one that rolecall writes, so it may leave out records, and a record that is not in its result "
                    + "proves nothing. Write the query again with `rolecall manifest --output-dir`, and run it.")
        }
    }

    /// What a result proves about a set by what it does not contain.
    fileprivate func result(
        of kind: PermissionKind, _ table: ExportedTable, for target: ComponentID, isWhole: Bool,
        isAssigned: (ComponentID) -> Bool
    ) -> RecordCoverage.Result {
        func result(_ objects: [String], _ gap: RecordCoverage.Gap) -> RecordCoverage.Result {
            RecordCoverage.Result(
                file: Place(file: table.path), query: place, objects: Set(objects.map(APIName.init)), gap: gap)
        }
        switch content {
        case .missing: return result([], .noQuery)
        case .unreadable(let why): return result([], .unreadableQuery(why))
        case .other: return result([], .otherQuery)
        case .query(let query):
            guard query.kind == kind else { return result([], .otherQuery) }
            guard query.covers(target, isAssigned) else { return result([], .otherSources(username: username)) }
            return isWhole ? result(query.objects, .otherObjects) : result([], .notWhole)
        }
    }
}

extension PermissionQuery {
    /// Whether it asks of a set.
    fileprivate func covers(_ target: ComponentID, _ isAssigned: (ComponentID) -> Bool) -> Bool {
        switch parents {
        case .assigned: return isAssigned(target)
        case .named(let names):
            let column: NameColumn =
                switch target.type {
                case .profile: .profile
                case .permissionSetGroup: .group
                default: .permissionSet
                }
            let name = target.type == .profile ? target.fullName : target.fullName.withoutNamespace
            return names[column]?.contains { APIName($0) == APIName(name) } == true
        }
    }
}

extension String {
    /// The name of a set without the namespace of its package.
    fileprivate var withoutNamespace: String {
        // Neither a namespace nor a name contains two underscores in a row.
        guard let start = indices.first(where: { self[$0...].hasPrefix("__") }) else { return self }
        return String(self[index(start, offsetBy: 2)...])
    }
}

extension [Problem] {
    /// What is reported where two results say different things of one set.
    fileprivate init(_ disagreements: [Disagreement], ofRecordsOf target: ComponentID) {
        guard let first = disagreements.first else {
            self = []
            return
        }
        let others = disagreements.count > 1 ? " and \(disagreements.count - 1) more" : ""
        self = [
            Problem(
                .warning, at: first.second,
                "The records of the \(target.words) say otherwise about \(first.name.spelling)\(others) here than in \(first.first). What "
                    + "differs is unknown. Keep the newer result, or run the queries again.")
        ]
    }
}
