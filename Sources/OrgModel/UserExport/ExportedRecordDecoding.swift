import Foundation

/// Names of exported records by their Ids, and Ids by their names.
struct RecordNames {
    /// By name in lower case the first Id.
    private var ids: [String: RecordID] = [:]
    /// The further Ids of names that have several.
    private var moreIDs: [String: Set<RecordID>] = [:]
    private var names: [RecordID: Name] = [:]

    private enum Name: Equatable {
        case one(String)
        /// Two records of different exports share a reference, so that it means neither.
        case ambiguous
    }

    init(capacity: Int) {
        ids.reserveCapacity(capacity)
        names.reserveCapacity(capacity)
    }

    mutating func add(_ name: String, id: String) {
        let id = RecordID(id)
        let key = name.lowercased()
        let first = ids[key]
        if first == nil { ids[key] = id } else if first != id { moreIDs[key, default: []].insert(id) }
        names[id] = names[id].map { $0 == .one(name) } ?? true ? .one(name) : .ambiguous
    }

    subscript(id: String) -> String? {
        if case .one(let name)? = names[RecordID(id)] { name } else { nil }
    }

    /// Whether the records of a name have other Ids than this one. The references of `sf data export tree` are no Ids.
    func contradict(id: String, of name: String) -> Bool {
        let (id, key) = (RecordID(id), name.lowercased())
        guard let first = ids[key], !id.isReference else { return false }
        let known = (moreIDs[key] ?? []).union([first])
        return !known.contains(where: \.isReference) && !known.contains(id)
    }
}

extension ExportedRecord {
    /// A flag; `nil` where the record does not say, or says something else.
    ///
    /// No flag of Salesforce is ever null, so a record without a value in a column that the file has was edited.
    func flag(_ column: Column, _ issues: inout RecordIssues) -> Bool? {
        guard let value = self[column] else {
            if column.isInFile { issues.add(.emptyFlag(column: column.name), at: place) }
            return nil
        }
        switch value.lowercased() {
        case "true", "1": return true
        case "false", "0": return false
        default:
            issues.add(.invalidFlag(column: column.name, value: value), at: place)
            return nil
        }
    }

    /// The same of a column by its name.
    func flag(_ column: String, in table: ExportedTable, _ issues: inout RecordIssues) -> Bool? {
        flag(table.column(column), &issues)
    }

    /// What the record says where a flag should be; `nil` where the file does not have the column.
    func says(ofFlag column: Column) -> String? {
        if let value = self[column] { return "\(column.name) is \"\(value)\"" }
        return column.isInFile ? "\(column.name) has no value" : nil
    }

    /// A name as metadata has it, with the namespace of its package.
    func fullName(_ name: String, namespace column: String) -> String { Self.fullName(name, namespace: self[column]) }

    /// The same, of a column that was looked up.
    func fullName(_ name: String, namespace column: Column) -> String { Self.fullName(name, namespace: self[column]) }

    private static func fullName(_ name: String, namespace: String?) -> String {
        namespace.map { "\($0)__\(name)" } ?? name
    }

    /// Notes each parent in whose place the record has text.
    func reportTextForParents(_ parents: [Column], _ issues: inout RecordIssues) {
        for parent in parents where self[parent] != nil {
            issues.add(.textForRecord(column: parent.name), at: place)
        }
    }
}

/// The columns of a table that name an assignee.
struct AssigneeColumns {
    private let username: Column
    private let ids: [Column]

    init(_ table: ExportedTable) {
        username = table.column("Assignee.Username")
        ids = table.columns(["AssigneeId", "Assignee.Id"])
    }

    /// The username of whom a record names as its assignee; `nil` where it is no known user's, or two users'.
    func username(of record: ExportedRecord, _ usernames: RecordNames, _ issues: inout RecordIssues) -> String? {
        let ids = ids.compactMap { column in record[column].map { (id: $0, username: usernames[$0]) } }
        let (stated, known) = (record[username], ids.lazy.compactMap(\.username).first)
        guard let username = stated ?? known else {
            issues.add(.unknownAssignee, at: record.place)
            return nil
        }
        if let known, !known.isSameUsername(as: username) {
            issues.add(.otherAssignee(username: known), at: record.place)
            return nil
        }
        if ids.contains(where: { $0.username != username && usernames.contradict(id: $0.id, of: username) }) {
            issues.add(.otherAssigneeID, at: record.place)
            return nil
        }
        return username
    }

    /// The same of a record that may contradict itself, where it matters little: `nil` where it says nothing at all.
    func anyUsername(of record: ExportedRecord, _ usernames: RecordNames) -> String? {
        record[username] ?? ids.lazy.compactMap { record[$0] }.compactMap { usernames[$0] }.first
    }
}

extension UserExport.LicenseAssignment {
    init?(
        _ record: ExportedRecord, of assignee: AssigneeColumns, usernames: RecordNames, _ issues: inout RecordIssues
    ) {
        guard let username = assignee.username(of: record, usernames, &issues) else { return nil }
        self.username = username
        place = record.place
        names = Self.nameColumns.compactMap { record[$0.lowercased()] }
        if names.isEmpty {
            issues.add(.unknownLicense, at: record.place)
            return nil
        }
    }
}

extension Role {
    init?(_ record: ExportedRecord, roleNames: RecordNames, _ issues: inout RecordIssues) {
        guard let name = record["developername"] else {
            issues.add(.noRoleName, at: record.place)
            return nil
        }
        // A parent that no file names stays as its Id: the path upwards breaks off there, and must not look like a root.
        let parent = record["parentroleid"].map { roleNames[$0] ?? $0 }
        self.init(name: name, label: record["name"], parent: parent, place: record.place)
    }
}

extension CallCenterRecord {
    init?(_ record: ExportedRecord, _ issues: inout RecordIssues) {
        let names = ["name", "internalname"].compactMap { record[$0] }
        guard let id = record.id, !names.isEmpty else {
            issues.add(.unknownCallCenter, at: record.place)
            return nil
        }
        self.init(id: id, names: names, place: record.place)
    }
}

extension String {
    /// Whether two usernames are one user's: Salesforce compares them without regard to case.
    fileprivate func isSameUsername(as other: String) -> Bool {
        self == other || lowercased() == other.lowercased()
    }
}
