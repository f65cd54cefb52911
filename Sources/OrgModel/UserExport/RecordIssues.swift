/// What can be invalid about one record.
enum RecordIssue: Hashable {
    case noUsername
    case noRoleName
    case unknownRole
    case unknownAssignee
    case unknownLicense
    case unknownGroup
    case unknownPermissionSet
    case unknownCallCenter
    case noDefinedName
    case noDefinedObject
    case invalidFlag(column: String, value: String)
    case emptyFlag(column: String)
    case invalidDate(String)
    /// Text in the place of a parent's record.
    case textForRecord(column: String)
    case otherAssignee(username: String)
    case otherAssigneeID
    case otherRole(id: String?, name: String)
    /// A record of permissions without the Id of the set that grants them.
    case noParent
    /// A record of permissions whose set is in no file.
    case unknownParent
    /// A record of permissions that is about nothing.
    case noSubject(column: String)
    /// A set that a profile or a group owns, without the name of that.
    case unnamedOwner(column: String)

    var severity: Problem.Severity {
        switch self {
        case .noParent, .noSubject, .invalidDate, .textForRecord, .otherAssignee, .otherAssigneeID, .otherRole,
            .unknownGroup,
            .unknownPermissionSet:
            .error
        default: .warning
        }
    }

    /// The kind of which a file may have many; each other issue is reported once for a file.
    var kind: Problem.Kind? {
        if case .invalidFlag = self { .invalidFlag } else { nil }
    }

    /// Whether it hides an assignment, which is skipped.
    var hidesAssignments: Bool {
        switch self {
        case .textForRecord, .otherAssignee, .otherAssigneeID, .unknownGroup, .unknownPermissionSet: true
        default: false
        }
    }

    /// Whether it hides what a set grants, because a record is skipped that may be of any.
    var hidesGrants: Bool {
        switch self {
        case .noParent, .noSubject: true
        default: false
        }
    }

    var message: String {
        switch self {
        case .noParent:
            "The record has no ParentId, so it is not known which permission set or profile grants it. Export it again "
                + "with ParentId."
        case .unknownParent:
            "The record's ParentId is the Id of no permission set in the files, so it is not known what grants it. Give the "
                + "PermissionSetAssignment records of the same user and the same day too, with PermissionSetId."
        case .noSubject(let column):
            "The record has no \(column), so it is not known what it is about. Export it again, unedited."
        case .unnamedOwner(let column):
            "The record is of a permission set that a profile or a group owns, and does not name that. Export it again with "
                + "\(column)."
        case .noUsername:
            "The record has no Username and is omitted. Export it with its Username."
        case .noRoleName:
            "The role has no DeveloperName and is omitted. Export it with its DeveloperName."
        case .unknownRole:
            "The user's UserRoleId is the Id of no role in the files, so the user's role is unknown. Add "
                + "UserRole.DeveloperName to the query, or give an export of UserRole too."
        case .unknownAssignee:
            "The assignment's AssigneeId is the Id of no user in the files, so no user gets it. Add Assignee.Username to "
                + "the query, or give the users of the org with Id and Username too."
        case .unknownLicense:
            "The assignment is of a permission set license without a name. Add PermissionSetLicense.DeveloperName to the query."
        case .unknownGroup:
            "The assignment is of a permission set group without a name. Add PermissionSetGroup.DeveloperName to the query."
        case .unknownPermissionSet:
            "The assignment is of a permission set without a name. Add PermissionSet.Name to the query."
        case .unknownCallCenter:
            "The call center has no Id or no name and is skipped. Export CallCenter with Id, Name and InternalName."
        case .noDefinedName:
            "The definition has no QualifiedApiName and is omitted. Export it with its QualifiedApiName."
        case .noDefinedObject:
            "The field has no EntityDefinition.QualifiedApiName, so it is not known of which object it is, and it is omitted. "
                + "Export it with that column."
        case .invalidFlag(let column, let value):
            "\(column) is \"\(value)\", which is neither true nor false, so what depends on it is unknown. Export it again unedited."
        case .emptyFlag(let column):
            "\(column) has no value here, though the file has the column, so what depends on it is unknown. Export it again "
                + "unedited."
        case .invalidDate(let value):
            "ExpirationDate is \"\(value)\", which is not a date as Salesforce writes it, so it is not known whether the "
                + "assignment still counts. Export it again unedited."
        case .textForRecord(let column):
            "The column \(column) has text where a record should be, which \(ExportWording.lostRecords), so what depends on it "
                + "is unknown. Export with `sf data query --result-format json`, or the single columns, such as \(column).\(Self.name(below: column))."
        case .otherAssignee(let username):
            "The assignment's AssigneeId is the Id of \(username), but its Assignee.Username is another, so what is assigned is "
                + "unknown. Give the exports of one org and one day only, unedited."
        case .otherAssigneeID:
            "The assignment's Assignee.Username is an exported user's, but its AssigneeId is not that user's Id, so what is "
                + "assigned is unknown. Give the exports of one org and one day only, unedited."
        case .otherRole(let id, let name):
            "The user's role is \"\(name)\", but \(id.map { "UserRoleId is \"\($0)\", the Id of another role" } ?? "UserRoleId has no value"), "
                + "so the role is unknown. Give the exports of one org and one day only, unedited."
        }
    }
}

extension RecordIssue {
    /// Why a user's role is not known, if it says that.
    fileprivate func gapOfRole(at place: Place) -> Unknown? {
        switch self {
        case .otherRole(_, let name):
            Unknown(
                place: place, says: "the role's name, \"\(name)\", and its Id contradict each other",
                resolvedBy:
                    "Export User and UserRole again, in one go and unedited: at \(place) the name and the Id of the role "
                    + "contradict each other.")
        case .unknownRole:
            Unknown(
                place: place, says: "its Id is not an exported role's",
                resolvedBy: "Export User with UserRole.DeveloperName, or all of UserRole too.")
        default: nil
        }
    }

    private static func name(below column: String) -> String {
        ["UserRole", "PermissionSetGroup", "PermissionSetLicense"].contains(column)
            ? "DeveloperName" : column == "Assignee" ? "Username" : "Name"
    }
}

/// Counts what is invalid in a table, so that one error in a query is reported once and not for every record.
struct RecordIssues {
    private var found: [RecordIssue: (count: Int, first: Place)] = [:]

    mutating func add(_ issue: RecordIssue, at place: Place) {
        let known = found[issue]
        found[issue] = ((known?.count ?? 0) + 1, min(known?.first ?? place, place))
    }

    /// Adds those of one record.
    mutating func add(_ others: RecordIssues) {
        for (issue, found) in others.found { add(issue, at: found.first) }
    }

    /// Why a user's role is not known, if one of them says that.
    var gap: Unknown? { found.lazy.compactMap { $0.key.gapOfRole(at: $0.value.first) }.first }

    func count(of issue: RecordIssue) -> Int {
        found[issue]?.count ?? 0
    }

    /// The first place of an issue.
    func place(of issue: RecordIssue) -> Place? { found[issue]?.first }

    /// Where assignments were skipped that a user may have.
    var hidingAssignments: Place? {
        found.filter { $0.key.hidesAssignments }.map(\.value.first).min()
    }

    /// Whether records were skipped that may say what any set grants.
    var hidesGrants: Bool { found.keys.contains(where: \.hidesGrants) }

    /// One problem for each kind of issue, at its first record.
    var problems: [Problem] {
        found.map { issue, found in
            let others = found.count - 1
            let more =
                others == 0
                ? "" : " It is the same with \(others.of("more record")) of the file."
            return Problem(issue.severity, kind: issue.kind, at: found.first, issue.message + more)
        }
    }
}
