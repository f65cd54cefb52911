import Foundation

/// Names of exported records by their Ids, and Ids by their names.
struct RecordNames {
    /// By name in lower case.
    private var ids: [String: Set<RecordID>] = [:]
    private var names: [RecordID: Name] = [:]

    private enum Name: Equatable {
        case one(String)
        /// Two records of different exports share a reference, so that it means neither.
        case ambiguous
    }

    mutating func add(_ name: String, id: String) {
        let key = RecordID(id)
        ids[name.lowercased(), default: []].insert(key)
        names[key] = names[key].map { $0 == .one(name) } ?? true ? .one(name) : .ambiguous
    }

    subscript(id: String) -> String? {
        if case .one(let name)? = names[RecordID(id)] { name } else { nil }
    }

    /// Whether the records of a name have other Ids than this one. The references of `sf data export tree` are not an Ids.
    func contradict(id: String, of name: String) -> Bool {
        guard let known = ids[name.lowercased()], !RecordID(id).isReference, !known.contains(where: \.isReference)
        else { return false }
        return !known.contains(RecordID(id))
    }
}

extension ExportedRecord {
    /// A flag; `nil` where the record does not say, or says something else.
    ///
    /// No flag of Salesforce is ever null, so a record without a value in a column that the file has was edited.
    func flag(
        _ column: String, in table: ExportedTable, _ issues: inout RecordIssues
    ) -> Bool? {
        guard let value = self[column.lowercased()] else {
            if table.columns[column.lowercased()] != nil { issues.add(.emptyFlag(column: column), at: place) }
            return nil
        }
        switch value.lowercased() {
        case "true", "1": return true
        case "false", "0": return false
        default:
            issues.add(.invalidFlag(column: column, value: value), at: place)
            return nil
        }
    }

    /// What the record says where a flag should be; `nil` where the file does not have the column.
    func says(ofFlag flag: String, in table: ExportedTable) -> String? {
        let column = flag.lowercased()
        if let value = self[column] { return "\(flag) is \"\(value)\"" }
        return table.columns[column].map { _ in "\(flag) has no value" }
    }

    /// Why a fact is not known where the record has text in the place of the parent that says it.
    fileprivate func gapOfText(_ fact: UserFact, parent: String) -> Unknown? {
        guard self[parent.lowercased()] != nil, self[fact.rawValue.lowercased()] == nil else { return nil }
        return Unknown(
            place: place, says: "\(parent) is text and no record",
            resolvedBy: "Export User with \(fact.rawValue) and `sf data query --result-format json`.")
    }

    /// A date and time; `nil` where the record does not say, or says something else.
    fileprivate func date(_ column: String, _ issues: inout RecordIssues) -> Date? {
        guard let value = self[column.lowercased()] else { return nil }
        guard let date = Date(exported: value) else {
            issues.add(.invalidDate(value), at: place)
            return nil
        }
        return date
    }

    /// A name as metadata has it, with the namespace of its package.
    func fullName(_ name: String, namespace column: String) -> String {
        self[column].map { "\($0)__\(name)" } ?? name
    }
}

extension ExportedRecord {
    /// The username of whom the record names as its assignee; `nil` where it is no known user's, or two users'.
    func assignee(_ usernames: RecordNames, _ issues: inout RecordIssues) -> String? {
        let ids = ["assigneeid", "assignee.id"].compactMap { self[$0] }
        let (stated, known) = (self["assignee.username"], ids.lazy.compactMap { usernames[$0] }.first)
        guard let username = stated ?? known else {
            issues.add(.unknownAssignee, at: place)
            return nil
        }
        if let known, known.lowercased() != username.lowercased() {
            issues.add(.otherAssignee(username: known), at: place)
            return nil
        }
        if ids.contains(where: { usernames.contradict(id: $0, of: username) }) {
            issues.add(.otherAssigneeID, at: place)
            return nil
        }
        return username
    }

    /// Notes each parent in whose place the record has text.
    func reportTextForParents(_ parents: [String], _ issues: inout RecordIssues) {
        for parent in parents where self[parent.lowercased()] != nil {
            issues.add(.textForRecord(column: parent), at: place)
        }
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
        self.username = username
        id = record.id
        isActive = record.flag("IsActive", in: table, &issues)
        doubts = UserDoubts()
        if isActive == nil, let says = record.says(ofFlag: "IsActive", in: table) {
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
        flags = flagColumns.flags(of: record, in: table, &issues)
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

extension UserExport.Assignment {
    /// The columns of which one says whether the assignment is of a group.
    private static let groupColumns = [
        "permissionsetgroup.developername", "permissionsetgroupid", "permissionsetgroup.id",
    ]

    /// The columns without which it is not known whether an assignment counts. IsActive does not say that it still will on
    /// another day, and ExpirationDate not that it has not been deactivated.
    static let decidingColumns = [
        WantedColumn(names: ["IsActive"], effect: "it is not known whether an assignment counts"),
        WantedColumn(
            names: ["ExpirationDate"], effect: "it is not known whether an assignment has ended", isOftenNull: true),
    ]

    init?(
        _ record: ExportedRecord, in table: ExportedTable, usernames: RecordNames, _ issues: inout RecordIssues
    ) {
        guard let target = Self.target(of: record, &issues), let username = record.assignee(usernames, &issues) else {
            return nil
        }
        self.username = username
        self.target = target
        distinguishesGroups = table.hasAny(of: Self.groupColumns)
        let isRevoked = record.flag("IsRevoked", in: table, &issues)
        let isActive = record.flag("IsActive", in: table, &issues)
        let expires = record.date("ExpirationDate", &issues)
        self.isActive = isActive ?? true && !(isRevoked ?? false)
        self.expires = expires
        missingColumns = Self.decidingColumns.filter { $0.isMissing(from: table) }.flatMap(\.names)
        doubts =
            [
                isActive == nil ? record.says(ofFlag: "IsActive", in: table) : nil,
                isRevoked == nil ? record.says(ofFlag: "IsRevoked", in: table) : nil,
                // Without a value it has no end.
                expires == nil ? record["expirationdate"].map { "ExpirationDate is \"\($0)\"" } : nil,
            ].compactMap(\.self) + missingColumns.map { "the file has no \($0)" }
        place = record.place
    }

    /// Every profile owns a permission set, which is among its users' assignments. Without the column that says so,
    /// it is known by the name that the platform gives it: "X" and the profile's Id.
    static func isOfProfile(
        _ record: ExportedRecord, in table: ExportedTable, _ issues: inout RecordIssues
    ) -> Bool {
        let column = "PermissionSet.IsOwnedByProfile"
        // The record of a group need not name a permission set, and says nothing of it then.
        let isSaid = record["permissionset.name"] != nil || record[column.lowercased()] != nil
        if isSaid, let flag = record.flag(column, in: table, &issues) { return flag }
        guard let name = record["permissionset.name"], name.hasPrefix("X00e"),
            record["permissionset.namespaceprefix"] == nil
        else { return false }
        let id = name.dropFirst().prefix { $0.isASCII && ($0.isLetter || $0.isNumber) }
        return id.count == 15 || id.count == 18
    }

    /// A group's record also names a permission set, the group's own sum of its members, which is in no metadata.
    private static func target(of record: ExportedRecord, _ issues: inout RecordIssues) -> Target? {
        if let name = record["permissionsetgroup.developername"] {
            return .group(fullName: record.fullName(name, namespace: "permissionsetgroup.namespaceprefix"))
        }
        // Text in the place of the group or of the set is reported with the record.
        if record["permissionsetgroup"] != nil { return nil }
        if groupColumns.contains(where: { record[$0] != nil }) {
            issues.add(.unknownGroup, at: record.place)
            return nil
        }
        guard let name = record["permissionset.name"] else {
            if record["permissionset"] == nil { issues.add(.unknownPermissionSet, at: record.place) }
            return nil
        }
        let fullName = record.fullName(name, namespace: "permissionset.namespaceprefix")
        return record["permissionset.type"]?.lowercased() == "group"
            ? .group(fullName: fullName) : .permissionSet(fullName: fullName)
    }
}

extension UserExport.LicenseAssignment {
    init?(_ record: ExportedRecord, usernames: RecordNames, _ issues: inout RecordIssues) {
        guard let username = record.assignee(usernames, &issues) else { return nil }
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
