/// A permission set as exported records describe it: one of its own, the one that a profile owns, or the sum of a group's
/// members.
///
/// Records of PermissionSet say it, and records of PermissionSetAssignment with the columns of the set.
struct RecordedSet {
    /// The Id by which other records name it; `nil` where the record does not say.
    let id: RecordID?
    /// What it belongs to, by the names of records: a profile by its name in Setup.
    let target: ComponentID
    let header: PermissionSourceHeader
    /// The system permissions whose columns were exported.
    let permissions: [APIName: PermissionEntry]
    /// Of a group: how far Salesforce is with the sum of its members.
    let groupStatus: String?
    let place: Place
}

/// Where a table has the columns of sets.
struct SetColumns {
    /// What comes before each column, in lower case.
    private let prefix: String
    private let idColumns: [String]
    /// The columns of system permissions, each with the permission's API name.
    private let permissions: [(column: String, name: APIName)]
    /// The columns that say something of a set, whoever has it.
    private let ofSet: [Column]
    private let table: ExportedTable

    /// - Parameter isOfAssignments: Whether the records are of PermissionSetAssignment instead of PermissionSet.
    init(_ table: ExportedTable, ofAssignments isOfAssignments: Bool) {
        self.table = table
        prefix = isOfAssignments ? "permissionset." : ""
        idColumns = isOfAssignments ? ["permissionsetid", "permissionset.id"] : ["id"]
        let start = prefix + PermissionKind.recordPrefix.lowercased()
        permissions = table.columns.compactMap { [prefix] key, spelling in
            // PermissionSetGroupId begins the same.
            guard key.hasPrefix(start), !key.dropFirst(prefix.count).hasPrefix("permissionset") else { return nil }
            return (spelling, APIName(String(spelling.dropFirst(start.count))))
        }
        ofSet = table.columns.keys
            .filter { !isOfAssignments || $0.hasPrefix("permissionset.") || $0.hasPrefix("permissionsetgroup.") }
            .sorted().map { table.column($0) }
    }

    /// Whether two records say the same of their set.
    func agree(_ one: ExportedRecord, _ other: ExportedRecord) -> Bool { ofSet.allSatisfy { one[$0] == other[$0] } }

    /// Whether records can say something about what the sets grant.
    var hasPermissions: Bool { !permissions.isEmpty }
    /// Whether records can say something about the sets themselves.
    var describesSets: Bool {
        ["hasactivationrequired", "type", "label"].contains { table.columns[prefix + $0] != nil }
    }

    func id(of record: ExportedRecord) -> RecordID? {
        idColumns.lazy.compactMap { record[$0] }.first.map { RecordID($0) }
    }

    /// - Returns: `nil` for a record that does not say whose set it is.
    func set(_ record: ExportedRecord, _ issues: inout RecordIssues) -> RecordedSet? {
        guard let target = target(of: record, &issues) else { return nil }
        let flag = flag("HasActivationRequired", of: record, &issues)
        let header = PermissionSourceHeader(
            // The labels of the sets that profiles and groups own are no labels of theirs.
            label: target.type == .permissionSet ? record[prefix + "label"] : nil,
            license: record[prefix + "license.name"],
            isSessionBased: record[prefix + "type"]?.lowercased() == "session" ? true : flag, at: record.place)
        return RecordedSet(
            id: id(of: record), target: target, header: header,
            permissions: permissions(of: record, &issues),
            groupStatus: record["permissionsetgroup.status"], place: record.place)
    }

    private func flag(_ column: String, of record: ExportedRecord, _ issues: inout RecordIssues) -> Bool? {
        record.flag(table.columns[prefix + column.lowercased()] ?? column, in: table, &issues)
    }

    private func target(of record: ExportedRecord, _ issues: inout RecordIssues) -> ComponentID? {
        if let group = record["permissionsetgroup.developername"] {
            return ComponentID(
                .permissionSetGroup, record.fullName(group, namespace: "permissionsetgroup.namespaceprefix"))
        }
        let type = record[prefix + "type"]?.lowercased()
        if let profile = record[prefix + "profile.name"] { return ComponentID(.profile, profile) }
        // The names of the sets that profiles and groups own are no names of theirs.
        guard type != "profile", type != "group", flag("IsOwnedByProfile", of: record, &issues) != true else {
            issues.add(
                .unnamedOwner(column: type == "group" ? "PermissionSetGroup.DeveloperName" : "Profile.Name"),
                at: record.place)
            return nil
        }
        return record[prefix + "name"].map {
            ComponentID(.permissionSet, record.fullName($0, namespace: prefix + "namespaceprefix"))
        }
    }

    private func permissions(of record: ExportedRecord, _ issues: inout RecordIssues) -> [APIName: PermissionEntry] {
        var entries: [APIName: PermissionEntry] = [:]
        for (column, name) in permissions {
            entries[name] = PermissionEntry(
                record, in: table, columns: [(column, EntryFlag.enabled)], &issues)
        }
        return entries
    }
}

extension PermissionEntry {
    /// The entry that a record's flags are.
    ///
    /// - Parameter columns: The columns, each with the flag that it is. A flag whose column is missing is in doubt.
    init(
        _ record: ExportedRecord, in table: ExportedTable, columns: [(column: String, flag: String)],
        _ issues: inout RecordIssues
    ) {
        var granted: Set<String> = []
        var doubts: [String: FlagDoubt] = [:]
        for (column, flag) in columns {
            switch record.flag(column, in: table, &issues) {
            case true: granted.insert(flag)
            case false: break
            case nil: doubts[flag] = record[column.lowercased()].map { .invalid($0) } ?? .unsaid
            }
        }
        self.init(place: record.place, flags: granted, doubts: doubts)
    }
}
