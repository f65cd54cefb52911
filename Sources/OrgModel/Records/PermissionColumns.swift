// Records of permissions are Salesforce's own answer to what a source grants. Every profile owns a permission set, and
// every group has one that sums up its members; the records of both, and of sets themselves, have these columns. This
// folder makes a `PermissionSource` of them, as the folder Permissions does of metadata.

extension PermissionKind {
    /// The object whose records say what sources grant; `nil` where the records of the sets themselves do, or none.
    package var recordObject: String? {
        switch self {
        case .objectPermission: "ObjectPermissions"
        case .fieldPermission: "FieldPermissions"
        case .userPermission, .applicationVisibility: nil
        }
    }

    /// The columns of such records, each with the flag of metadata that it is.
    ///
    /// They are those of the Object Reference. API version 63 brought `PermissionsViewAllFields`.
    package var recordColumns: [(column: String, flag: String)] {
        switch self {
        case .objectPermission:
            [
                ("PermissionsRead", "allowRead"), ("PermissionsCreate", "allowCreate"),
                ("PermissionsEdit", "allowEdit"), ("PermissionsDelete", "allowDelete"),
                ("PermissionsViewAllRecords", "viewAllRecords"), ("PermissionsModifyAllRecords", "modifyAllRecords"),
                ("PermissionsViewAllFields", EntryFlag.viewAllFields),
            ]
        case .fieldPermission:
            [("PermissionsRead", EntryFlag.readable), ("PermissionsEdit", EntryFlag.editable)]
        case .userPermission, .applicationVisibility: []
        }
    }

    /// What comes before the name of a system permission in its column of PermissionSet: `PermissionsApiEnabled`.
    package static let recordPrefix = "Permissions"
}
