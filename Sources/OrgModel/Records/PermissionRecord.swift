/// A record of ObjectPermissions or FieldPermissions.
struct PermissionRecord {
    /// The set that grants it.
    let parent: RecordID
    /// The object, or `Object.Field`.
    let name: APIName
    let entry: PermissionEntry
    /// Whether Salesforce adds it for Modify All Data or View All Data, beside the one that is stored.
    let isAdded: Bool

    /// - Returns: `nil` for a record that does not say who grants what.
    init?(
        _ record: ExportedRecord, of kind: PermissionKind, in table: ExportedTable, _ issues: inout RecordIssues
    ) {
        guard let parent = record["parentid"] ?? record["parent.id"] else {
            issues.add(.noParent, at: record.place)
            return nil
        }
        guard let object = record["sobjecttype"] else {
            issues.add(.noSubject(column: "SobjectType"), at: record.place)
            return nil
        }
        if kind == .fieldPermission {
            guard let field = record["field"] else {
                issues.add(.noSubject(column: "Field"), at: record.place)
                return nil
            }
            name = APIName(field.contains(".") ? field : "\(object).\(field)")
        } else {
            name = APIName(object)
        }
        self.parent = RecordID(parent)
        isAdded = record.id?.hasPrefix("000") == true
        entry = PermissionEntry(record, in: table, columns: kind.recordColumns, &issues)
    }
}

extension PermissionEntry {
    /// The entry that two records of one result for the same thing are.
    ///
    /// - Parameter addsUp: Whether one of them is one that Salesforce adds.
    func adding(_ other: PermissionEntry, addsUp: Bool) -> PermissionEntry {
        guard addsUp else {
            var entry = self
            entry.merge(other)
            return entry
        }
        let flags = flags.filter { value(of: $0) == true }.union(other.flags.filter { other.value(of: $0) == true })
        let doubts = doubts.merging(other.doubts) { mine, _ in mine }.filter { !flags.contains($0.key) }
        return PermissionEntry(place: min(place, other.place), flags: flags, doubts: doubts)
    }
}
