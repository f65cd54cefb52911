import Documents
import Foundation

/// Makes assignments of the records of one table: there may be some hundred thousand, so its columns are looked up once.
struct AssignmentDecoder {
    let assignee: AssigneeColumns
    private let usernames: RecordNames
    private let isActive: Column
    private let isRevoked: Column
    private let expires: Column
    private let set: (text: Column, name: Column, namespace: Column, type: Column, isOfProfile: Column)
    private let group: (text: Column, name: Column, namespace: Column, any: [Column])
    private let distinguishesGroups: Bool
    private let missingColumns: [String]

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

    init(_ table: ExportedTable, usernames: RecordNames) {
        self.usernames = usernames
        assignee = AssigneeColumns(table)
        isActive = table.column("IsActive")
        isRevoked = table.column("IsRevoked")
        expires = table.column("ExpirationDate")
        set = (
            table.column("PermissionSet"), table.column("PermissionSet.Name"),
            table.column("PermissionSet.NamespacePrefix"), table.column("PermissionSet.Type"),
            table.column("PermissionSet.IsOwnedByProfile")
        )
        group = (
            table.column("PermissionSetGroup"), table.column("PermissionSetGroup.DeveloperName"),
            table.column("PermissionSetGroup.NamespacePrefix"), table.columns(Self.groupColumns)
        )
        distinguishesGroups = table.hasAny(of: Self.groupColumns)
        missingColumns = Self.decidingColumns.filter { $0.isMissing(from: table) }.flatMap(\.names).sorted()
    }

    /// - Returns: `nil` for a record of which it is not known who has what.
    func assignment(_ record: ExportedRecord, _ issues: inout RecordIssues) -> UserExport.Assignment? {
        guard let target = target(of: record, &issues),
            let username = assignee.username(of: record, usernames, &issues)
        else { return nil }
        let isRevoked = record.flag(isRevoked, &issues)
        let isActive = record.flag(isActive, &issues)
        let expires = end(of: record, &issues)
        let doubts = [
            isActive == nil ? record.says(ofFlag: self.isActive) : nil,
            isRevoked == nil ? record.says(ofFlag: self.isRevoked) : nil,
            // Without a value it has no end.
            expires == nil ? record[self.expires].map { "ExpirationDate is \"\($0)\"" } : nil,
        ]
        return UserExport.Assignment(
            username: username, target: target, isActive: isActive ?? true && !(isRevoked ?? false), expires: expires,
            doubts: (doubts.compactMap(\.self) + missingColumns.map { "the file has no \($0)" }).sorted(),
            missingColumns: missingColumns, distinguishesGroups: distinguishesGroups, place: record.place)
    }

    /// When an assignment ends; `nil` where the record does not say, or says something else.
    private func end(of record: ExportedRecord, _ issues: inout RecordIssues) -> Date? {
        guard let value = record[expires] else { return nil }
        guard let date = Date(exported: value) else {
            issues.add(.invalidDate(value), at: record.place)
            return nil
        }
        return date
    }

    /// Every profile owns a permission set, which is among its users' assignments. Without the column that says so,
    /// it is known by the name that the platform gives it: "X" and the profile's Id.
    func isOfProfile(_ record: ExportedRecord, _ issues: inout RecordIssues) -> Bool {
        let name = record[set.name]
        // The record of a group need not name a permission set, and says nothing of it then.
        let isSaid = name != nil || record[set.isOfProfile] != nil
        if isSaid, let flag = record.flag(set.isOfProfile, &issues) { return flag }
        guard let name, name.hasPrefix("X00e"), record[set.namespace] == nil else { return false }
        let id = name.dropFirst().prefix { $0.isASCII && ($0.isLetter || $0.isNumber) }
        return id.count == 15 || id.count == 18
    }

    /// A group's record also names a permission set, the group's own sum of its members, which is in no metadata.
    private func target(of record: ExportedRecord, _ issues: inout RecordIssues) -> UserExport.Assignment.Target? {
        if let name = record[group.name] {
            return .group(fullName: record.fullName(name, namespace: group.namespace))
        }
        // Text in the place of the group or of the set is reported with the record.
        if record[group.text] != nil { return nil }
        if group.any.contains(where: { record[$0] != nil }) {
            issues.add(.unknownGroup, at: record.place)
            return nil
        }
        guard let name = record[set.name] else {
            if record[set.text] == nil { issues.add(.unknownPermissionSet, at: record.place) }
            return nil
        }
        let fullName = record.fullName(name, namespace: set.namespace)
        return record[set.type]?.lowercased() == "group"
            ? .group(fullName: fullName) : .permissionSet(fullName: fullName)
    }
}
