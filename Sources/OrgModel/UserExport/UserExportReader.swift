import Documents

/// Reads exported files and joins their records, in whatever order the files and the records come.
struct UserExportReader {
    private(set) var users: [UserExport.User] = []
    private(set) var assignments = AssignmentList()
    private(set) var licenses: [UserExport.LicenseAssignment] = []
    private(set) var roles: [Role] = []
    private(set) var callCenters: [CallCenterRecord] = []
    /// What profiles, permission sets and groups grant, as records say it.
    private(set) var sources: [RecordedSource] = []
    /// Records of permissions of sets that are not known.
    private(set) var foreignRecords: [ForeignRecords] = []
    private(set) var definitions = ExportedDefinitions([], [])
    private(set) var problems: [Problem] = []
    private(set) var truncatedUsers: Place?
    private(set) var truncatedAssignments: Place?
    private(set) var foreignAssignments: Place?
    private(set) var assigneesOfProfiles: Set<String> = []
    private(set) var emptyResult: Place?
    /// Whether a permission set license names its assignee by an Id that no exported user has.
    private(set) var hasForeignLicenses = false
    private var lacksLicenses = false
    private var lacksCallCenters = false
    private var tables: [ExportedObject: [ExportedTable]] = [:]

    var hasUsers: Bool { tables[.user] != nil }
    var hasAssignments: Bool { tables[.assignment] != nil }

    /// The first file of permission set licenses, if nothing is missing from any.
    var wholeLicenses: Place? { lacksLicenses ? nil : tables[.license]?.first.map { Place(file: $0.path) } }

    /// Whether there are records of call centers and nothing is missing from any file of them.
    var knowsAllCallCenters: Bool { !lacksCallCenters && tables[.callCenter] != nil }

    /// The relationship from a user to its assignments.
    private static let subquery = "permissionsetassignments"

    /// Reads what each file contains, or why it could not be read.
    init(_ readings: consuming [(path: String, reading: Result<ExportedTable, DocumentError>)]) {
        add(readings)
        join()
        problems.sort()
    }

    /// Keeps the tables that are of use, and nothing else holds them then: they are freed as soon as they are read.
    private mutating func add(_ readings: consuming [(path: String, reading: Result<ExportedTable, DocumentError>)]) {
        var tables: [ExportedTable] = []
        // Whatever is said must not depend on the order of the files.
        for (path, reading) in readings.sorted(by: { $0.path < $1.path }) {
            switch reading {
            case .success(let table): tables.append(table)
            case .failure(let error): problems.append(Problem(error, severity: .error, file: path))
            }
        }
        for table in QueryPages.joined(tables) { add(table) }
    }

    // MARK: Files

    private mutating func add(_ table: ExportedTable) {
        let place = Place(file: table.path)
        // An empty JSON result shows no column, but the query beside it says of which object it is.
        let object = ExportedObject.of(table) ?? (table.isEmpty ? table.query.object : nil)
        problems += [table.note.map { Problem(.warning, at: place, $0) }].compactMap(\.self)
        if table.types == ["AggregateResult"] {
            problems.append(Problem(.error, at: place, ExportWording.aggregate))
            return
        }
        if table.isCutOff { reportCutOff(table, object) }
        if let size = table.totalSize, size < table.records.count {
            problems.append(Problem(.error, at: place, ExportWording.moreRecords(table)))
        }
        guard let object else {
            let isEmpty = table.isEmpty
            if isEmpty, table.isCutOff { return }
            if isEmpty { emptyResult = emptyResult ?? place }
            problems.append(
                isEmpty
                    ? Problem(.warning, at: place, ExportWording.noRecordsAtAll)
                    : Problem(.error, at: place, ExportWording.unknownObject(table)))
            return
        }
        keep(table, as: object)
        if object == .user { addSubquery(of: table) }
    }

    /// A result that is cut off before its first record may have been of any object.
    private mutating func reportCutOff(_ table: ExportedTable, _ object: ExportedObject?) {
        let place = Place(file: table.path)
        problems.append(Problem(.error, at: place, ExportWording.cutOff(table)))
        if object == .user || object == nil { truncatedUsers = truncatedUsers ?? place }
        if object == .license || object == nil { lacksLicenses = true }
        if object == .callCenter || object == nil { lacksCallCenters = true }
        if object == .assignment || object == nil || Self.hasSubquery(table) { noteHiddenAssignments(at: place) }
    }

    private mutating func noteHiddenAssignments(at place: Place?) {
        guard let place else { return }
        truncatedAssignments = min(truncatedAssignments ?? place, place)
    }

    private static func hasSubquery(_ table: ExportedTable) -> Bool {
        table.columns.keys.contains { $0.hasPrefix(subquery) }
    }

    private mutating func addSubquery(of users: ExportedTable) {
        guard Self.hasSubquery(users) else { return }
        let (table, cutOff, unreadable) = users.children(Self.subquery, carrying: ["assignee.username": "username"])
        if let cutOff { problems.append(Problem(.error, at: cutOff, ExportWording.cutOffSubquery)) }
        if let unreadable {
            problems.append(Problem(.error, at: unreadable.place, ExportWording.unreadableSubquery(unreadable.column)))
        }
        noteHiddenAssignments(at: cutOff)
        noteHiddenAssignments(at: unreadable?.place)
        keep(table, as: .assignment)
    }

    // MARK: Records

    /// Makes users, assignments and roles of all records.
    private mutating func join() {
        let roleNames = names(of: .role, column: "developername")
        let usernames = names(of: .user, column: "username")
        // Without the column every role would look like a root; the names are still of use.
        for table in tables[.role] ?? [] where table.has("parentroleid") {
            roles += decode(table, .role) { Role($0, roleNames: roleNames, &$1) }.values
        }
        var users: [UserExport.User] = []
        users.reserveCapacity((tables[.user] ?? []).map(\.records.count).reduce(0, +))
        for table in tables[.user] ?? [] {
            let decoder = UserDecoder(table, roleNames: roleNames, usernames: usernames)
            _ = decode(table, .user, decoder.user) { users.append($0) }
        }
        self.users = consume users
        var assignments = AssignmentList()
        let results = AssignmentResults(tables[.assignment] ?? [], usernames: usernames)
        for table in tables[.assignment] ?? [] {
            var ofProfiles: Set<String> = []
            let decoder = AssignmentDecoder(table, usernames: usernames)
            let issues = decode(table, .assignment) { record, issues in
                guard decoder.isOfProfile(record, &issues) else { return decoder.assignment(record, &issues) }
                var ignored = RecordIssues()
                if let username = decoder.assignee.username(of: record, usernames, &ignored) {
                    ofProfiles.insert(username.lowercased())
                }
                return nil
            } use: {
                assignments.append(results.doubting($0))
            }
            assigneesOfProfiles.formUnion(ofProfiles)
            if let place = issues.place(of: .unknownAssignee) {
                foreignAssignments = min(foreignAssignments ?? place, place)
            }
            noteHiddenAssignments(at: issues.hidingAssignments)
        }
        self.assignments = consume assignments
        addSources(usernames)
        // They are most of an export, and take ten times the room of what was made of them.
        for object in [ExportedObject.assignment, .user] { tables[object]?.removeAll() }
        for table in tables[.license] ?? [] {
            let assignee = AssigneeColumns(table)
            let (decoded, issues) = decode(table, .license) {
                UserExport.LicenseAssignment($0, of: assignee, usernames: usernames, &$1)
            }
            licenses += decoded
            lacksLicenses = lacksLicenses || issues.count(of: .unknownLicense) > 0 || issues.hidingAssignments != nil
            hasForeignLicenses = hasForeignLicenses || issues.count(of: .unknownAssignee) > 0
        }
        for table in tables[.callCenter] ?? [] {
            let (decoded, issues) = decode(table, .callCenter) { CallCenterRecord($0, &$1) }
            callCenters += decoded
            lacksCallCenters = lacksCallCenters || issues.count(of: .unknownCallCenter) > 0
        }
        mergeUsers()
        sortRecords()
        joinDefinitions()
    }

    private mutating func joinDefinitions() {
        let objects = (tables[.entityDefinition] ?? []).flatMap { table in
            decode(table, .entityDefinition) { ObjectDefinition(entity: $0, &$1) }.values
        }
        var fields: [FieldRecord] = []
        var whole: [APIName: Place] = [:]
        for table in tables[.fieldDefinition] ?? [] {
            let decoded = decode(table, .fieldDefinition) { FieldRecord($0, &$1) }.values
            fields += decoded
            guard !decoded.isEmpty, decoded.count == table.records.count, !table.isCutOff, !table.isPage,
                let object = table.query.objectOfAllFields.map(APIName.init),
                decoded.allSatisfy({ APIName($0.object) == object })
            else { continue }
            whole[object] = Place(file: table.path)
        }
        definitions = ExportedDefinitions(objects, fields, whole: whole)
    }

    private mutating func addSources(_ usernames: RecordNames) {
        let reader = RecordedSourceReader(tables, usernames: usernames)
        (sources, foreignRecords) = (reader.sources, reader.foreign)
        problems += reader.problems
    }

    private mutating func sortRecords() {
        assignments.sort()
        licenses = licenses.sorted(
            byKey: { $0.username.lowercased() }, { $0.names.description < $1.names.description })
        roles.sort {
            ($0.name.lowercased(), $0.place, $0.parent ?? "") < ($1.name.lowercased(), $1.place, $1.parent ?? "")
        }
        callCenters.sort { ($0.id, $0.names.description) < ($1.id, $1.names.description) }
    }

    private func names(of object: ExportedObject, column: String) -> RecordNames {
        let records = (tables[object] ?? []).flatMap(\.records)
        var names = RecordNames(capacity: records.count)
        for record in records {
            if let id = record.id, let name = record[column] { names.add(name, id: id) }
        }
        return names
    }

    private mutating func decode<Value>(
        _ table: ExportedTable, _ object: ExportedObject, _ makeValue: (ExportedRecord, inout RecordIssues) -> Value?
    ) -> (values: [Value], issues: RecordIssues) {
        var values: [Value] = []
        values.reserveCapacity(table.records.count)
        let issues = decode(table, object, makeValue) { values.append($0) }
        return (values, issues)
    }

    private mutating func decode<Value>(
        _ table: ExportedTable, _ object: ExportedObject, _ makeValue: (ExportedRecord, inout RecordIssues) -> Value?,
        use: (Value) -> Void
    ) -> RecordIssues {
        var issues = RecordIssues()
        // Most files have no text in the place of any parent.
        let parents = table.columns(object.parents).filter(\.isInFile)
        var isUseful = false
        for record in table.records {
            record.reportTextForParents(parents, &issues)
            guard let value = makeValue(record, &issues) else { continue }
            isUseful = true
            use(value)
        }
        // An assignment of a user who was not exported does not matter; but if all are, the files do not fit.
        let isUseless = !isUseful && issues.count(of: .unknownAssignee) > 0
        problems += issues.problems.map { isUseless ? $0.with(severity: .error) : $0 }
        return issues
    }

    // MARK: Errors in the query

    /// Keeps a table that has what its object cannot do without, and says which other columns are missing.
    private mutating func keep(_ table: ExportedTable, as object: ExportedObject) {
        let missing = table.records.isEmpty ? [] : object.wantedColumns.filter { $0.isMissing(from: table) }
        let essential = missing.first { $0.severity == .error }
        problems += (essential.map { [$0] } ?? missing).map { column in
            Problem(column.severity, at: Place(file: table.path), ExportWording.missingColumn(column, of: object))
        }
        if essential == nil { tables[object, default: []].append(table) }
    }

    // MARK: Contradictions

    /// Makes one user of all records with one username; what they say differently is unknown.
    private mutating func mergeUsers() {
        var differing: [String: [(user: String, columns: [String], first: Place, second: Place)]] = [:]
        users.sort { $0.key == $1.key ? ($0.place, $0.username) < ($1.place, $1.username) : $0.key < $1.key }
        var (read, count) = (0, 0)
        while read < users.count {
            let key = users[read].key
            let end = users[read...].firstIndex { $0.key != key } ?? users.count
            users[count] = users[read]
            if end - read > 1 {
                let records = users[read..<end]
                let (user, columns) = UserExport.User.merging(Array(records))
                users[count] = user
                let places = records.map(\.place).sorted()
                if !columns.isEmpty, let last = places.last {
                    differing[last.file, default: []].append((user.username, columns, places[0], last))
                }
            }
            users[count].index = count
            (read, count) = (end, count + 1)
        }
        users.removeLast(users.count - count)
        for contradictions in differing.values {
            guard let first = contradictions.min(by: { ($0.second, $0.user) < ($1.second, $1.user) }) else { continue }
            problems.append(
                Problem(
                    .error, at: first.second,
                    ExportWording.contradiction(
                        "The user \"\(first.user)\"", first.columns, first: first.first,
                        others: contradictions.count - 1)))
        }
    }
}

extension [Problem] {
    /// By place, and by words where that is the same.
    fileprivate mutating func sort() {
        sort { left, right in
            let places = (left.place ?? Place(file: ""), right.place ?? Place(file: ""))
            return places.0 == places.1 ? left.message < right.message : places.0 < places.1
        }
    }
}

extension Array {
    /// The elements by a key, which is made once of each; those of one key by something else.
    fileprivate func sorted(byKey key: (Element) -> String, _ isBefore: (Element, Element) -> Bool) -> [Element] {
        let keys = map(key)
        return indices.sorted { left, right in
            keys[left] == keys[right] ? isBefore(self[left], self[right]) : keys[left] < keys[right]
        }.map { self[$0] }
    }
}
