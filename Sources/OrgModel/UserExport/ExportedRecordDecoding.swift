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

    /// Why a fact is not known where the record has text in the place of the parent that says it.
    fileprivate func gapOfText(_ fact: UserFact, parent: String) -> Unknown? {
        guard self[parent.lowercased()] != nil, self[fact.rawValue.lowercased()] == nil else { return nil }
        return Unknown(
            place: place, says: "\(parent) is text and no record",
            resolvedBy: "Export User with \(fact.rawValue) and `sf data query --result-format json`.")
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
        let ids = ids.compactMap { record[$0] }
        let (stated, known) = (record[username], ids.lazy.compactMap { usernames[$0] }.first)
        guard let username = stated ?? known else {
            issues.add(.unknownAssignee, at: record.place)
            return nil
        }
        if let known, !known.isSameUsername(as: username) {
            issues.add(.otherAssignee(username: known), at: record.place)
            return nil
        }
        if ids.contains(where: { usernames[$0] != username && usernames.contradict(id: $0, of: username) }) {
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

extension UserExport.User {
    /// The columns of which one says the role.
    private static let roleColumns = ["userrole.developername", "userroleid", "userrole.id", "userrole.name"]

    init?(
        _ record: ExportedRecord, in table: ExportedTable, _ flagColumns: UserFlagColumns, roleNames: RecordNames,
        usernames: RecordNames, _ issues: inout RecordIssues
    ) {
        guard let username = record["username"] else {
            issues.add(.noUsername, at: record.place)
            return nil
        }
        let lower = username.lowercased()
        self.username = username
        // The same memory for both, wherever it can be.
        key = lower == username ? username : lower
        id = record.id
        isActive = record.flag(flagColumns.isActive, &issues)
        doubts = UserDoubts()
        if isActive == nil, let says = record.says(ofFlag: flagColumns.isActive) {
            doubts[.isActive] = Unknown(
                place: record.place, says: says,
                resolvedBy: "Export User again, unedited: at \(record.place) \(says).")
        }
        userType = record["usertype"]
        var ofRole = RecordIssues()
        (role, roleIsLabel) = Self.role(of: record, in: table, roleNames, &ofRole)
        doubts[.role] = ofRole.gap ?? record.gapOfText(.role, parent: "UserRole")
        issues.add(ofRole)
        doubts[.profile] = record.gapOfText(.profile, parent: "Profile")
        doubts[.license] =
            record.gapOfText(.license, parent: "Profile") ?? record.gapOfText(.license, parent: "Profile.UserLicense")
        profile = record["profile.name"]
        license = record["profile.userlicense.name"]
        isKnownByID = record.id.flatMap { usernames[$0] } != nil
        callCenter =
            !table.has("callcenterid")
            ? .notStated : record["callcenterid"].map { .member(id: $0, names: []) } ?? CallCenterMembership.none
        flags = flagColumns.flags(of: record, &issues)
        place = record.place
    }

    private static func role(
        of record: ExportedRecord, in table: ExportedTable, _ roleNames: RecordNames, _ issues: inout RecordIssues
    ) -> (Principal.RoleAssignment, isLabel: Bool) {
        let id = record["userroleid"] ?? record["userrole.id"]
        let nameByID = id.flatMap { roleNames[$0] }
        let (name, label) = (record["userrole.developername"], record["userrole.name"])
        if let stated = name ?? label, contradicts(stated, isLabel: name == nil, id: id, nameByID, roleNames, in: table)
        {
            issues.add(.otherRole(id: id, name: stated), at: record.place)
            return (.notStated, false)
        }
        if let name = name ?? nameByID { return (.role(name), false) }
        if let label { return (.role(label), true) }
        if id != nil {
            issues.add(.unknownRole, at: record.place)
            return (.notStated, false)
        }
        // Text in the place of the role is none that can be read, and not "no role".
        let isKnown = record["userrole"] == nil && table.hasAny(of: roleColumns)
        return (isKnown ? .none : .notStated, false)
    }

    /// Whether a record names a role and by its Id another one, or none.
    private static func contradicts(
        _ stated: String, isLabel: Bool, id: String?, _ nameByID: String?, _ roleNames: RecordNames,
        in table: ExportedTable
    ) -> Bool {
        guard let id else { return table.columns["userroleid"] != nil && !table.omitsNulls }
        guard !isLabel else { return false }
        return nameByID.map { $0.lowercased() != stated.lowercased() } ?? roleNames.contradict(id: id, of: stated)
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
