/// The Salesforce objects whose exported records are understood.
enum ExportedObject: String, CaseIterable, Sendable {
    case user = "User"
    // Before the assignments, whose columns it has too.
    case license = "PermissionSetLicenseAssign"
    case assignment = "PermissionSetAssignment"
    case role = "UserRole"
    case callCenter = "CallCenter"
    case objectPermissions = "ObjectPermissions"
    case fieldPermissions = "FieldPermissions"
    // After the objects whose records name a permission set too.
    case permissionSet = "PermissionSet"
    case entityDefinition = "EntityDefinition"
    case fieldDefinition = "FieldDefinition"

    /// Whether flat records with these columns can only be of this object.
    ///
    /// A username also is in exports of assignments, but there it is the assignee's.
    private func isRecognized(by table: ExportedTable) -> Bool {
        switch self {
        case .user: table.has("username")
        case .license:
            table.hasAny(
                of: ["permissionsetlicenseid"] + UserExport.LicenseAssignment.nameColumns.map { $0.lowercased() })
        case .assignment:
            table.hasAny(of: ["assigneeid", "assignee.username", "permissionsetid", "permissionset.name"])
        case .role: table.has("developername") && table.has("parentroleid")
        case .callCenter: table.has("internalname")
        case .fieldPermissions: table.has("parentid") && table.has("field")
        // Records of fields have the columns for Read and Edit too, and may be without the one that names the field.
        case .objectPermissions:
            table.has("parentid") && table.has("sobjecttype") && !table.has("field")
                && table.hasAny(of: Self.columnsOfObjectsAlone)
        case .permissionSet: table.has("isownedbyprofile")
        case .fieldDefinition: table.has("qualifiedapiname") && table.has("datatype")
        case .entityDefinition: table.has("qualifiedapiname") && !table.has("datatype")
        }
    }

    /// Permissions that objects have and fields do not.
    private static let columnsOfObjectsAlone = PermissionKind.objectPermission.recordColumns.map {
        $0.column.lowercased()
    }
    .filter { column in
        !PermissionKind.fieldPermission.recordColumns.contains { $0.column.lowercased() == column }
    }

    /// The object of a table's records: what they say themselves, or else what their columns show.
    static func of(_ table: ExportedTable) -> ExportedObject? {
        if table.types.isEmpty { return allCases.first { $0.isRecognized(by: table) } }
        return table.types.count == 1 ? table.types.first.flatMap(ExportedObject.init) : nil
    }
}

extension ExportedObject {
    /// The parents whose columns are read, as a query names them.
    var parents: [String] {
        switch self {
        case .user: ["UserRole", "Profile", "Profile.UserLicense"]
        case .assignment: ["Assignee", "PermissionSet", "PermissionSetGroup"]
        case .license: ["Assignee", "PermissionSetLicense"]
        case .permissionSet: ["Profile", "License", "PermissionSetGroup"]
        case .objectPermissions, .fieldPermissions: ["Parent"]
        case .fieldDefinition: ["EntityDefinition"]
        case .role, .callCenter, .entityDefinition: []
        }
    }
}

/// A column without which an export answers less than it seems to.
struct WantedColumn: Sendable {
    /// The names as a query has them; any one of them will do.
    let names: [String]
    /// What follows from its absence, to go on after "so".
    let effect: String
    /// An error where the records say nothing without it.
    var severity = Problem.Severity.warning
    /// Whether it may be null in every record, so that some shapes leave it out altogether.
    var isOftenNull = false

    func isMissing(from table: ExportedTable) -> Bool {
        !table.hasAny(of: names.map { $0.lowercased() }) && !(isOftenNull && table.omitsNulls)
    }
}

extension ExportedObject {
    /// What is reported where it is missing.
    var wantedColumns: [WantedColumn] {
        switch self {
        case .user: Self.columnsOfUsers
        case .assignment: Self.columnsOfAssignments
        case .license: Self.columnsOfLicenses
        case .role: Self.columnsOfRoles
        case .callCenter: Self.columnsOfCallCenters
        case .objectPermissions: Self.columnsOfPermissions
        case .fieldPermissions: Self.columnsOfPermissions + Self.columnsOfFieldPermissions
        case .permissionSet: Self.columnsOfPermissionSets
        case .entityDefinition: Self.columnsOfEntities
        case .fieldDefinition: Self.columnsOfEntities + Self.columnsOfFieldDefinitions
        }
    }

    private static let columnsOfUsers =
        [
            WantedColumn(names: ["Username"], effect: "no user can be recognized", severity: .error),
            WantedColumn(
                names: ["UserRole.DeveloperName", "UserRole.Name", "UserRoleId", "UserRole.Id"],
                effect: "no user's role is known"),
            WantedColumn(names: ["Profile.Name"], effect: "no user's profile is known"),
            WantedColumn(names: ["IsActive"], effect: "it is not known who may log in"),
        ]

    private static let columnsOfAssignments =
        [
            WantedColumn(
                names: ["Assignee.Username", "AssigneeId", "Assignee.Id"], effect: "no user gets the assignments",
                severity: .error),
            WantedColumn(
                names: ["PermissionSet.Name", "PermissionSetGroup.DeveloperName"],
                effect: "it is not known what is assigned", severity: .error),
            WantedColumn(
                names: ["PermissionSetGroup.DeveloperName", "PermissionSetGroupId", "PermissionSetGroup.Id"],
                effect: "a group that is assigned cannot be determined from a permission set", isOftenNull: true),
            WantedColumn(
                names: ["PermissionSet.NamespacePrefix"],
                effect: "a package's permission set cannot be determined from one of the org's own",
                isOftenNull: true),
        ] + AssignmentDecoder.decidingColumns

    private static let columnsOfLicenses =
        [
            WantedColumn(
                names: ["Assignee.Username", "AssigneeId", "Assignee.Id"], effect: "no user gets the licenses",
                severity: .error),
            WantedColumn(
                names: UserExport.LicenseAssignment.nameColumns,
                effect: "it is not known which license is assigned",
                severity: .error),
        ]

    private static let columnsOfRoles =
        [
            WantedColumn(names: ["DeveloperName"], effect: "the roles cannot be recognized", severity: .error),
            WantedColumn(
                names: ["ParentRoleId"], effect: "it is not known which role is above which"),
            WantedColumn(names: ["Id"], effect: "the roles cannot be determined by their Ids", isOftenNull: true),
        ]

    private static let columnsOfCallCenters =
        [
            WantedColumn(
                names: ["Id"], effect: "it is not known which users are in which call center", severity: .error),
            WantedColumn(
                names: ["Name", "InternalName"], effect: "the call centers are known by their Ids alone",
                severity: .error),
        ]

    private static let columnsOfPermissions =
        [
            WantedColumn(
                names: ["ParentId"], effect: "it is not known which permission set or profile grants it",
                severity: .error),
            WantedColumn(
                names: ["SobjectType"], effect: "it is not known which object the records are about", severity: .error
            ),
        ]

    private static let columnsOfFieldPermissions =
        [WantedColumn(names: ["Field"], effect: "it is not known which field the records are about", severity: .error)]

    private static let columnsOfPermissionSets =
        [
            WantedColumn(names: ["Id"], effect: "no other record can be related to them", severity: .error),
            WantedColumn(
                names: ["IsOwnedByProfile"], effect: "a profile's own set cannot be determined from a permission set"),
        ]

    private static let columnsOfEntities =
        [
            WantedColumn(
                names: ["QualifiedApiName"], effect: "the definitions cannot be recognized", severity: .error),
            WantedColumn(names: ["Label"], effect: "nothing can be found by its label", isOftenNull: true),
        ]

    private static let columnsOfFieldDefinitions =
        [
            WantedColumn(
                names: ["EntityDefinition.QualifiedApiName"], effect: "it is not known whose fields they are",
                severity: .error),
            WantedColumn(names: ["DataType"], effect: "it is not known which fields have no field-level security"),
        ]
}
