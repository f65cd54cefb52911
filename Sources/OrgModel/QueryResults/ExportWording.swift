/// What is said about exported users: what is wrong, and what to do.
enum ExportWording {
    // MARK: Files that cannot be read

    static let checkPath = "Check the path, and that you may read the file."
    static let giveFile = "A file is wanted here: write to one what a command prints, and give that."
    static let nullCharacter =
        "The file contains a NUL character here, which no exported text has: it is damaged, or no text. Export it again."
    static let exportWithCLI =
        "Export with `sf data query --result-format json --output-file users.json`. " + queries
    static let exportAsUTF8 =
        "Excel's plain \"CSV\" (Windows-1252) is not, for example. In Data Loader tick Settings > "
        + "\"Write all CSVs with UTF-8 encoding\"; in a spreadsheet save as \"CSV UTF-8\"; "
        + "the Salesforce CLI writes UTF-8 by itself. Then export again."
    /// A table that is wider than any that Salesforce writes.
    static func tooManyColumns(_ count: Int, limit: Int) -> String {
        "The file has \(count) columns, and no query result has more than \(limit), so it is not read. Export it again."
    }

    static let brokenUTF16 =
        "The file begins as UTF-16 text does, but not all of it is: it is cut off or was edited. Export it again."
    static let emptyFile =
        "The file is empty: it has no header. The Salesforce CLI leaves this of a query that finds nothing. Check the "
        + "query's WHERE and the org it ran in, and export again."
    static let noRecords =
        "The JSON contains no list of records as `sf data query`, `sf data export bulk` and `sf data export tree` write it. "
        + "Export again with one of these."
    static let report =
        "The file is a Salesforce report: it ends with a report's footer, and its columns are not the API's. "
        + exportWithCLI

    static func twoLists(_ names: [String]) -> String {
        "The JSON has records at two places, under \(names.joined(separator: " and ")), so it is not clear which count. "
            + "Export it again unedited."
    }

    static func noNumber(_ name: String, _ value: JSONValue) -> String {
        "\"\(name)\" is \(shown(value)), which is not a number of records. Export it again unedited."
    }

    static func noFlag(_ name: String, _ value: JSONValue) -> String {
        "\"\(name)\" is \(shown(value)), which is neither true nor false. Export it again unedited."
    }

    private static func shown(_ value: JSONValue) -> String {
        if case .null = value { "null" } else { value.text.map { "\"\($0)\"" } ?? "a list or an object" }
    }

    static func textBeforeJSON(_ line: Int) -> String {
        "The JSON begins on line \(line); a warning of the command or other text is before it. Delete the lines above, or export "
            + "again with --output-file and without `2>&1`."
    }

    static func separatorLine(_ separator: UInt8) -> String {
        "The file begins with \"sep=\(Character(Unicode.Scalar(separator)))\", so a spreadsheet wrote it, which may have changed "
            + "values, dates for example. It is read; the export itself, unedited, is better."
    }

    static func notJSON(_ diagnostic: JSONDiagnostic, afterObject: Bool) -> String {
        switch diagnostic.kind {
        case .onlyABracket:
            "The file contains \"[\" alone, which is what `sf data export bulk` leaves of a query that finds nothing. Check "
                + "the query's WHERE and the org it ran in, and export again."
        case .endsEarly:
            "The JSON ends before it is complete: the export was interrupted or is still running. Export again."
        case .secondValue where afterObject:
            "A second JSON value begins here, after the first one ended: the file is JSON Lines, or contains two results. Write "
                + "each result into a file of its own with `sf data query --result-format json --output-file FILE`."
        case .secondValue:
            "A second JSON value begins here, after the first one ended: `sf data export bulk` appends to a file that is "
                + "already there. Delete the file and export again."
        case .nestedTooDeeply, .controlCharacter: diagnostic.words
        case .repeatedName: "\(diagnostic.words) Export it again unedited."
        case .expected: "\(diagnostic.words) Export it again."
        }
    }

    static func wrongWidth(_ found: Int, expected: Int) -> String {
        "The row that begins here has \(found.of("value")), but the header has \(expected). The "
            + "file is cut off or was edited. Export again."
    }

    /// A column as messages call it: by its name only where rolecall knows that name, because any file may have been given,
    /// also one with a secret.
    private static func shown(_ column: String) -> String {
        let known = ExportedObject.allCases.flatMap(\.wantedColumns).flatMap(\.names).contains {
            $0.lowercased() == column.lowercased()
        }
        return known ? "the column \(column)" : "a column"
    }

    static func repeatedColumn(_ name: String) -> String {
        "The header has \(shown(name)) twice, so it is not clear which value counts. Export it again unedited."
    }

    static func sameColumn(_ name: String) -> String {
        "The record has \(shown(name)) twice, so it is not clear which value counts. Export it again unedited."
    }

    static func valueBesideNull(_ column: String) -> String {
        "The record has a value of \(column), but its parent is null, so it is not clear which counts. Export it again unedited."
    }

    static func failedCommand(_ words: [String?]) -> String { failure("an error of the Salesforce CLI", words) }

    static func failedRequest(_ words: [String?]) -> String { failure("an error of Salesforce's API", words) }

    private static func failure(_ what: String, _ words: [String?]) -> String {
        let words = words.compactMap(\.self).joined(separator: ": ")
        return "The file contains \(what) instead of records: \(words.isEmpty ? "it gives no message" : words)."
            .replacing("..", with: ".") + " Fix that and export again."
    }

    static func recordsElsewhere(_ file: String) -> String {
        "The file says how the export went; the records themselves are in \(file). Give that file instead."
    }

    // MARK: Folders

    static let noResults =
        "The folder contains no query result: no .json and no .csv file lies directly in it. Name the folder that contains them. "
        + queries
    static let queriesAlone =
        "The folder contains queries (.soql) and no result of any. Run each, with the result beside it: "
        + "`sf data query --file objects.soql --result-format json --output-file objects.json`."

    // MARK: Files that can be read, but not used

    /// The queries themselves are the platform's facts, in `Rules/salesforce/exports.yaml`.
    private static let queries = "`rolecall manifest` prints the queries."

    /// What is not a query result may be any file there is, also one with a secret: of its columns none is quoted.
    static func unknownObject(_ table: ExportedTable) -> String {
        let found =
            table.types.isEmpty
            ? "has \(table.columns.count == 1 ? "one column" : "\(table.columns.count) columns"), none of which says what it contains"
            : "contains records of \(table.types.sorted().joined(separator: ", "))"
        return
            "The file \(found). It should contain records of \(ExportedObject.allCases.map(\.rawValue).joined(separator: ", ")). "
            + queries
    }

    static let noRecordsAtAll =
        "The result contains no record, so it does not even show of which object it is. Check the query's WHERE and the org it "
        + "ran in. Where the org has no such record, as of permission set licenses or call centers, export CSV with Data Loader, "
        + "which writes the header: then it is known that there is none."

    static func cutOff(_ table: ExportedTable) -> String {
        if let next = table.nextPage {
            return
                "The file is one page of a REST query, with \(table.records.count) of \(table.totalSize.map(String.init) ?? "more") "
                + "records, and not all other pages are given. The next one is at \(next): give every page, or export with "
                + "`sf data query`, which gets them all."
        }
        if table.records.isEmpty, let size = table.totalSize, size > 0 {
            return
                "The result contains no records, only their number, \(size): SELECT COUNT() gives that, and so does a result that is "
                + "cut off. Name the columns instead. " + queries
        }
        guard table.lacksRecords else {
            return
                "The file says that the result is not done (\"done\" is false), so there may be more records than the "
                + "\(table.records.count) that it contains. " + liftLimit(nil)
        }
        let size = table.totalSize.map { " of \($0)" } ?? ""
        return "The result is cut off: it contains \(table.records.count)\(size) records. " + liftLimit(table.totalSize)
    }

    static func moreRecords(_ table: ExportedTable) -> String {
        "The result contains \(table.records.count) records, but its totalSize is \(table.totalSize ?? 0), so it was edited or put "
            + "together. Export it again unedited."
    }

    static let aggregate =
        "The file contains the result of a query that counts or groups, not the records themselves. Name the columns instead. "
        + queries

    static func unreadableSubquery(_ column: String) -> String {
        "The column \(column) has text in the place of the user's assignments, which \(lostRecords), so what is assigned is "
            + "unknown. Query PermissionSetAssignment by itself. " + queries
    }

    /// What some tools do to the records of parents and subqueries.
    static let lostRecords = "is how some tools write records into CSV (\"[object Object]\")"

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

    static func contradiction(_ what: String, _ columns: [String], first: Place, others: Int) -> String {
        let more =
            others == 0 ? "" : " It is the same with \(others.of("more record")) of the file."
        let are = columns.count == 1 ? "differs" : "differ"
        return
            "\(what) is here and at \(first), and \(columns.joined(separator: ", ")) \(are), so what depends on that is unknown."
            + "\(more) Give the exports of one org and one day only."
    }
}
