/// What is said about exported users: what is wrong, and what to do.
enum ExportWording {
    // MARK: Files that cannot be read

    static let checkPath = "Check the path, and that you may read the file."
    static let giveFile = "A file is wanted here: write to one what a command prints, and give that."
    static let nullCharacter =
        "The file holds a NUL character here, which no exported text has: it is damaged, or no text. Export it again."
    static let exportAsUTF8 =
        "In Data Loader tick Settings > \"Write all CSVs with UTF-8 encoding\"; in a spreadsheet save as \"CSV UTF-8\"; "
        + "the Salesforce CLI writes UTF-8 by itself. Then export again."
    /// A table that is wider than any that Salesforce writes.
    static func tooManyColumns(_ count: Int, most: Int) -> String {
        "The file has \(count) columns, and no query result has more than \(most), so it is not read. Export it again."
    }

    static let emptyFile =
        "The file is empty: it has no header. The Salesforce CLI leaves this of a query that finds nothing. Check the "
        + "query's WHERE and the org it ran in, and export again."
    static let strayQuote =
        "The row that begins here has a double quote where none can be. Inside a value a quote is written twice. "
        + "Export again, and do not edit the file by hand."
    static let openQuote =
        "The row that begins here has a quoted value that never ends: the file is cut off or was edited. Export again."
    static let noRecords =
        "The JSON holds no list of records as `sf data query`, `sf data export bulk` and `sf data export tree` write it. "
        + "Export again with one of these."

    static func notJSON(_ mistake: JSONMistake) -> String {
        switch mistake.kind {
        case .onlyABracket:
            "The file holds \"[\" alone, which is what `sf data export bulk` leaves of a query that finds nothing. Check "
                + "the query's WHERE and the org it ran in, and export again."
        case .endsEarly:
            "The JSON ends before it is complete: the export was interrupted or is still running. Export again."
        case .secondValue:
            "A second JSON value begins here, after the first one ended: `sf data export bulk` appends to a file that is "
                + "already there. Delete the file and export again."
        case .nestedTooDeeply, .controlCharacter: mistake.words
        case .repeatedName: "\(mistake.words) Export it again unedited."
        case .expected: "\(mistake.words) Export it again."
        }
    }

    static func wrongWidth(_ found: Int, expected: Int) -> String {
        "The row that begins here has \(found) \(found == 1 ? "value" : "values"), but the header has \(expected). The "
            + "file is cut off or was edited. Export again."
    }

    static func repeatedColumn(_ name: String) -> String {
        "The header has the column \(name) twice, so it is not clear which value counts. Export it again unedited."
    }

    static func sameColumn(_ name: String) -> String {
        "The record has the column \(name) twice, so it is not clear which value counts. Export it again unedited."
    }

    static func failedCommand(_ words: String) -> String {
        "The file holds an error of the Salesforce CLI instead of records: \(words.isEmpty ? "it gives no message" : words)."
            .replacing("..", with: ".") + " Mend that and export again."
    }

    static func recordsElsewhere(_ file: String) -> String {
        "The file says how the export went; the records themselves are in \(file). Give that file instead."
    }

    // MARK: Files that can be read, but not used

    /// The queries themselves are the platform's facts, in `Rules/salesforce/exports.yaml`.
    private static let queries = "`rolecall manifest` prints the queries."

    static func unknownObject(_ table: ExportedTable) -> String {
        let found =
            table.types.isEmpty
            ? "has the columns \(table.columns.values.sorted().prefix(20).joined(separator: ", "))"
            : "holds records of \(table.types.sorted().joined(separator: ", "))"
        return "The file \(found). It should hold records of \(ExportedObject.allCases.map(\.rawValue).joined(separator: ", ")). "
            + queries
    }

    static let noRecordsAtAll =
        "The result holds no record, so it does not even show whether users or assignments were asked for. Check the "
        + "query's WHERE and the org it ran in. For a result that may be empty, export CSV with Data Loader, which "
        + "writes the header."

    static func cutOff(_ table: ExportedTable) -> String {
        guard table.lacksRecords else {
            return "The file says that the result is not done (\"done\" is false), so there may be more records than the "
                + "\(table.records.count) that it holds. " + liftLimit(nil)
        }
        let size = table.totalSize.map { " of \($0)" } ?? ""
        return "The result is cut off: it holds \(table.records.count)\(size) records. " + liftLimit(table.totalSize)
    }

    static let cutOffSubquery =
        "This user's PermissionSetAssignments are cut off. Query PermissionSetAssignment by itself. " + queries + " "
        + liftLimit(nil)

    private static func liftLimit(_ size: Int?) -> String {
        let limit = size.map(String.init) ?? "a higher number"
        return "Export with `sf data export bulk`, which has no such limit, or set the environment variable "
            + "SF_ORG_MAX_QUERY_LIMIT to \(limit) and export again."
    }

    static func missingColumn(_ column: WantedColumn, of object: ExportedObject) -> String {
        "No record has \(column.names.joined(separator: " or ")), so \(column.effect). "
            + "Export \(object.rawValue) with that column. " + queries
    }

    static func sameUsername(_ username: String, first: Place, others: Int) -> String {
        let more = others == 0 ? "" : ", and so do \(others) more users of this file"
        return
            "The username \"\(username)\" stands here and at \(first)\(more). An org has one user of a username: give "
            + "each export once, and the exports of one org only."
    }
}

/// What can be odd about one record.
enum RecordTrouble: Hashable {
    case noUsername
    case noRoleName
    case unknownRole
    case unknownAssignee
    case unknownLicense
    case unknownGroup
    case unknownPermissionSet
    case unknownCallCenter
    case oddFlag(column: String, value: String)
    case emptyFlag(column: String)
    case oddDate(String)

    /// An error hides assignments that somebody may have.
    var severity: Problem.Severity {
        switch self {
        case .unknownGroup, .unknownPermissionSet: .error
        default: .warning
        }
    }

    var message: String {
        switch self {
        case .noUsername:
            "The record has no Username and is left out. Export it with its Username."
        case .noRoleName:
            "The role has no DeveloperName and is left out. Export it with its DeveloperName."
        case .unknownRole:
            "The user's UserRoleId is the Id of no role in the files, so the user's role is unknown. Add "
                + "UserRole.DeveloperName to the query, or give an export of UserRole too."
        case .unknownAssignee:
            "The assignment's AssigneeId is the Id of no user in the files, so nobody gets it. Add Assignee.Username to "
                + "the query, or give the users of the org with Id and Username too."
        case .unknownLicense:
            "The assignment is of a permission set licence without a name. Add PermissionSetLicense.DeveloperName to the query."
        case .unknownGroup:
            "The assignment is of a permission set group without a name. Add PermissionSetGroup.DeveloperName to the query."
        case .unknownPermissionSet:
            "The assignment is of a permission set without a name. Add PermissionSet.Name to the query."
        case .unknownCallCenter:
            "The call center has no Id or no name and is skipped. Export CallCenter with Id, Name and InternalName."
        case .oddFlag(let column, let value):
            "\(column) is \"\(value)\", which is neither true nor false, so what depends on it is unknown. Export it again unedited."
        case .emptyFlag(let column):
            "\(column) has no value here, though the file has the column, so what depends on it is unknown. Export it again "
                + "unedited."
        case .oddDate(let value):
            "ExpirationDate is \"\(value)\", which is no date as Salesforce writes it, so it is not known whether the "
                + "assignment still holds. Export it again unedited."
        }
    }
}

/// Counts what is odd in a table, so that one mistake in a query is told once and not for every record.
struct RecordTroubles {
    private var counts: [RecordTrouble: Int] = [:]
    private var firsts: [(trouble: RecordTrouble, place: Place)] = []

    mutating func add(_ trouble: RecordTrouble, at place: Place) {
        counts[trouble, default: 0] += 1
        if counts[trouble] == 1 { firsts.append((trouble, place)) }
    }

    func count(of trouble: RecordTrouble) -> Int {
        counts[trouble] ?? 0
    }

    /// Where a trouble was met first.
    func place(of trouble: RecordTrouble) -> Place? {
        firsts.first { $0.trouble == trouble }?.place
    }

    /// Where assignments that somebody may have were left out.
    var hidingAssignments: Place? {
        firsts.first { $0.trouble.severity == .error }?.place
    }

    /// One problem for each kind of trouble, at its first record, in the order of these.
    var problems: [Problem] {
        firsts.map { trouble, place in
            let others = count(of: trouble) - 1
            let more =
                others == 0
                ? "" : " It is the same with \(others) more \(others == 1 ? "record" : "records") of the file."
            return Problem(trouble.severity, at: place, trouble.message + more)
        }
    }
}
