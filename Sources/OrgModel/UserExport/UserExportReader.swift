import MetadataXML

/// Reads exported files and joins their records, in whatever order the files come.
struct UserExportReader {
    private(set) var users: [UserExport.User] = []
    private(set) var assignments: [UserExport.Assignment] = []
    private(set) var licenses: [UserExport.LicenseAssignment] = []
    private(set) var roles: [Role] = []
    private(set) var callCenters: [CallCenterRecord] = []
    private(set) var problems: [Problem] = []
    private(set) var truncatedUsers: Place?
    private(set) var truncatedAssignments: Place?
    private(set) var foreignAssignments: Place?
    /// Whether a permission set licence names its assignee by the Id of nobody who was exported.
    private(set) var hasForeignLicenses = false
    private var lacksLicenses = false
    private var lacksCallCenters = false
    private var tables: [ExportedObject: [ExportedTable]] = [:]

    var hasUsers: Bool { tables[.user] != nil }
    var hasAssignments: Bool { tables[.assignment] != nil }

    /// The first file of permission set licences, if nothing is missing from any.
    var wholeLicenses: Place? { lacksLicenses ? nil : tables[.license]?.first.map { Place(file: $0.path) } }

    /// Whether there are records of call centers and nothing is missing from any file of them.
    var knowsAllCallCenters: Bool { !lacksCallCenters && tables[.callCenter] != nil }

    /// The relationship from a user to its assignments.
    private static let subquery = "permissionsetassignments"

    // MARK: Files

    /// Takes in what one file holds, or why it could not be read.
    mutating func take(_ reading: Result<ExportedTable, MetadataXMLError>, from path: String) {
        switch reading {
        case .success(let table): take(table)
        case .failure(let error): problems.append(Problem(error, severity: .error, file: path))
        }
    }

    private mutating func take(_ table: ExportedTable) {
        let place = Place(file: table.path)
        let object = ExportedObject.of(table)
        if table.isCutOff { tellCutOff(table, object) }
        guard let object else {
            // An empty JSON result shows no column; an empty CSV has its header.
            let isEmpty = table.records.isEmpty && table.columns.isEmpty
            if isEmpty, table.isCutOff { return }
            problems.append(
                isEmpty
                    ? Problem(.warning, at: place, ExportWording.noRecordsAtAll)
                    : Problem(.error, at: place, ExportWording.unknownObject(table)))
            return
        }
        keep(table, as: object)
        if object == .user { takeSubquery(of: table) }
    }

    /// A result that is cut off before its first record may have been of any object.
    private mutating func tellCutOff(_ table: ExportedTable, _ object: ExportedObject?) {
        let place = Place(file: table.path)
        problems.append(Problem(.error, at: place, ExportWording.cutOff(table)))
        if object == .user || object == nil { truncatedUsers = truncatedUsers ?? place }
        if object == .license || object == nil { lacksLicenses = true }
        if object == .callCenter || object == nil { lacksCallCenters = true }
        if object == .assignment || object == nil || Self.hasSubquery(table) {
            truncatedAssignments = truncatedAssignments ?? place
        }
    }

    private static func hasSubquery(_ table: ExportedTable) -> Bool {
        table.has(subquery) || table.hasColumns(below: subquery)
    }

    private mutating func takeSubquery(of users: ExportedTable) {
        guard Self.hasSubquery(users) else { return }
        let (table, cutOff) = users.children(Self.subquery, carrying: ["assignee.username": "username"])
        if let cutOff {
            problems.append(Problem(.error, at: cutOff, ExportWording.cutOffSubquery))
            truncatedAssignments = truncatedAssignments ?? cutOff
        }
        keep(table, as: .assignment)
    }

    // MARK: Records

    /// Makes users, assignments and roles of all records; call it once, after the last file.
    mutating func join() {
        let roleNames = names(of: .role, column: "developername")
        let usernames = names(of: .user, column: "username")
        // Without the column every role would look like a root; the names are still of use.
        for table in tables[.role] ?? [] where table.has("parentroleid") {
            roles += decode(table) { Role($0, roleNames: roleNames, &$1) }.values
        }
        for table in tables[.user] ?? [] {
            users += decode(table) { UserExport.User($0, in: table, roleNames: roleNames, usernames: usernames, &$1) }.values
        }
        for table in tables[.assignment] ?? [] {
            let (decoded, troubles) = decode(table) { UserExport.Assignment($0, in: table, usernames: usernames, &$1) }
            assignments += decoded
            foreignAssignments = foreignAssignments ?? troubles.place(of: .unknownAssignee)
            truncatedAssignments = truncatedAssignments ?? troubles.hidingAssignments
        }
        for table in tables[.license] ?? [] {
            let (decoded, troubles) = decode(table) { UserExport.LicenseAssignment($0, usernames: usernames, &$1) }
            licenses += decoded
            lacksLicenses = lacksLicenses || troubles.count(of: .unknownLicense) > 0
            hasForeignLicenses = hasForeignLicenses || troubles.count(of: .unknownAssignee) > 0
        }
        for table in tables[.callCenter] ?? [] {
            let (decoded, troubles) = decode(table) { CallCenterRecord($0, &$1) }
            callCenters += decoded
            lacksCallCenters = lacksCallCenters || troubles.count(of: .unknownCallCenter) > 0
        }
        tellSameUsernames()
    }

    private func names(of object: ExportedObject, column: String) -> RecordNames {
        var names = RecordNames()
        for record in (tables[object] ?? []).flatMap(\.records) {
            if let id = record.id, let name = record[column] { names.add(name, id: id) }
        }
        return names
    }

    private mutating func decode<Value>(
        _ table: ExportedTable, _ makeValue: (ExportedRecord, inout RecordTroubles) -> Value?
    ) -> (values: [Value], troubles: RecordTroubles) {
        var troubles = RecordTroubles()
        let values = table.records.compactMap { makeValue($0, &troubles) }
        // An assignment of a user who was not exported is nobody's business; but if all are, the files do not fit.
        let isUseless = values.isEmpty && troubles.count(of: .unknownAssignee) > 0
        problems += troubles.problems.map { isUseless ? $0.with(severity: .error) : $0 }
        return (values, troubles)
    }

    // MARK: Mistakes in the query

    /// Keeps a table that has what its object cannot do without, and tells which other columns are missing.
    private mutating func keep(_ table: ExportedTable, as object: ExportedObject) {
        let missing = table.records.isEmpty ? [] : object.wantedColumns.filter { $0.isMissing(from: table) }
        let essential = missing.first { $0.severity == .error }
        problems += (essential.map { [$0] } ?? missing).map { column in
            Problem(column.severity, at: Place(file: table.path), ExportWording.missingColumn(column, of: object))
        }
        if essential == nil { tables[object, default: []].append(table) }
    }

    private mutating func tellSameUsernames() {
        var places: [String: Place] = [:]
        var repeated: [(file: String, users: [UserExport.User])] = []
        for user in users {
            let key = user.username.lowercased()
            guard places[key] != nil else {
                places[key] = user.place
                continue
            }
            if repeated.last?.file != user.place.file { repeated.append((user.place.file, [])) }
            repeated[repeated.count - 1].users.append(user)
        }
        for (_, users) in repeated {
            guard let second = users.first, let first = places[second.username.lowercased()] else { continue }
            let message = ExportWording.sameUsername(second.username, first: first, others: users.count - 1)
            problems.append(Problem(.error, at: second.place, message))
        }
    }
}
