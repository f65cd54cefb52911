import Documents

/// The records of one exported file, whatever its shape.
///
/// Columns are compared in lower case: Data Loader writes them in capitals, in small letters or as the query has them,
/// depending on its version.
struct ExportedTable: Sendable {
    let path: String
    private(set) var records: [ExportedRecord] = []
    /// Every column of the file, also those that are empty in every record: in lower case, and as the file spells them.
    private(set) var columns: [String: String] = [:]
    /// The columns as they were met: the same few names come again in every record.
    var columnTree = ColumnTree()
    /// The memory for the columns of the record that is being read.
    var metColumns = MetColumns()
    /// What the records say.
    let values: TableValues
    /// The parents and subqueries to which a column belongs: each record may bring columns of its own.
    private var parents: Set<String> = []
    /// The objects that the records say they are of; flat files do not say.
    var types: Set<String> = []
    /// Whether a column that is null in every record is missing altogether, as in `sf data export tree`.
    var omitsNulls = false
    /// How many records the query found; `nil` where the file does not say.
    var totalSize: Int?
    /// Whether the result says that it goes on elsewhere.
    var isUnfinished = false
    /// Where a REST query goes on, if this is one of its pages.
    var nextPage: String?
    /// Whether it is one of several pages of a query, all of which are there.
    private(set) var isPage = false
    /// What is invalid about the file as a whole, though it can be read.
    var note: String?
    private var tree: any FileTree = FilesOnDisk()

    init(path: String) {
        self.path = path
        values = TableValues(path: path)
    }

    /// Reads a file of any shape.
    ///
    /// - Throws: `DocumentError` with the place of the error, in words for the person who exported the file.
    static func read(_ path: String, in tree: any FileTree) throws(DocumentError) -> ExportedTable {
        let file = InputFile(path: path, in: tree)
        var table =
            if let table = readJSONInChunks(file, path: path) { table } else {
                try read(bytes(of: file, in: tree), path: path)
            }
        table.tree = tree
        return table
    }

    private static func read(_ bytes: [UInt8], path: String) throws(DocumentError) -> ExportedTable {
        if let words = ForeignFile(bytes)?.words { throw DocumentError(message: words) }
        let text = try utf8(bytes)
        if isJSON(text) { return try readJSON(text, path: path) }
        if let (words, line) = ForeignText.recognize(text) { throw DocumentError(message: words, line: line) }
        return try readCSV(text, path: path)
    }

    /// The same, with the error as a value.
    static func reading(_ path: String, in tree: any FileTree) -> Result<ExportedTable, DocumentError> {
        Result { () throws(DocumentError) in try read(path, in: tree) }
    }

    /// The query that lies beside it.
    var query: QueryFile { QueryFile(beside: path, in: tree) }

    private static func bytes(of file: InputFile, in tree: any FileTree) throws(DocumentError) -> [UInt8] {
        do throws(DocumentError) {
            return try file.bytes()
        } catch {
            let advice = tree.lookUp(file.path).isSpecial ? ExportWording.giveFile : ExportWording.checkPath
            throw DocumentError(message: "\(error.message) \(advice)")
        }
    }

    /// Whether it shows neither records nor columns; an empty CSV has its header.
    var isEmpty: Bool { records.isEmpty && columns.isEmpty }

    /// Whether records are missing from the file, or may be.
    var isCutOff: Bool { isUnfinished || lacksRecords }

    /// Whether the query found more records than the file contains.
    var lacksRecords: Bool { totalSize.map { $0 > records.count } == true }

    /// The same table, known to be whole.
    func completed() -> ExportedTable {
        var table = self
        (table.totalSize, table.isUnfinished, table.isPage) = (nil, false, true)
        return table
    }

    /// Makes a column known, with or without a value.
    mutating func addColumn(_ name: String) {
        let key = name.lowercased()
        // What is required lies three levels deep at the most.
        for dot in key.indices.lazy.filter({ key[$0] == "." }).prefix(4) { parents.insert(String(key[..<dot])) }
        // Of several spellings the same one is shown in whatever order the records come.
        if columns[key].map({ $0 > name }) != false { columns[key] = name }
    }

    /// Makes a record without values.
    func record(at line: Int) -> ExportedRecord { ExportedRecord(values, line: line) }

    /// Adds a record that has all its values.
    mutating func add(_ record: ExportedRecord) {
        record.sortValues()
        records.append(record)
    }

    /// The number of a column, by its name in lower case.
    func number(of key: String) -> Int { values.number(of: key) }

    /// Whether the export says about a column.
    ///
    /// A parent that is null in every record leaves only its own name, and that resolves all its columns.
    func has(_ column: String) -> Bool {
        if columns[column] != nil { return true }
        guard let dot = column.lastIndex(of: ".") else { return false }
        let parent = String(column[..<dot])
        return has(parent) && !hasColumns(below: parent)
    }

    /// Whether any column belongs to a parent or a subquery.
    func hasColumns(below parent: String) -> Bool {
        parents.contains(parent)
    }

    func hasAny(of columns: [String]) -> Bool {
        columns.contains(where: has)
    }

    /// The records of a subquery as a table of their own.
    ///
    /// - Parameters:
    ///   - subquery: The name of the subquery, in lower case.
    ///   - carrying: For each column that every child takes over from its parent, the column's name there.
    /// - Returns: The table; the first record whose subquery is cut off; and the first one whose subquery is there, but
    ///   not as records, with the column that says so.
    func children(
        _ subquery: String, carrying inherited: [String: String]
    ) -> (table: ExportedTable, cutOff: Place?, unreadable: (column: String, place: Place)?) {
        var table = ExportedTable(path: path)
        table.tree = tree
        table.omitsNulls = omitsNulls
        for column in inherited.keys { table.addColumn(column) }
        var strange: [String] = []
        for key in columns.keys {
            switch SubqueryColumn(key, of: subquery) {
            case .value(_, let column): table.addColumn(column)
            case .other: strange.append(key)
            case .size, nil: break
            }
        }
        strange.sort()
        var cutOff: Place?
        var unreadable: (column: String, place: Place)?
        for record in records {
            let children = Self.children(of: record, subquery, inherited, in: table)
            for child in children { table.add(child) }
            let size = record[subquery + ".totalsize"].map { Int($0) ?? .max } ?? 0
            let isUnfinished = record[subquery + ".done"].map { $0.lowercased() != "true" } ?? false
            if size > children.count || isUnfinished || record[subquery + ".nextrecordsurl"] != nil {
                cutOff = min(cutOff ?? record.place, record.place)
            }
            if let column = strange.first(where: { record[$0] != nil }),
                unreadable.map({ record.place < $0.place }) != false
            {
                unreadable = (columns[column] ?? column, record.place)
            }
        }
        return (table, cutOff, unreadable)
    }

    private static func children(
        of record: ExportedRecord, _ subquery: String, _ inherited: [String: String], in table: ExportedTable
    ) -> [ExportedRecord] {
        var byIndex: [Int: [String: String]] = [:]
        for (key, value) in record.texts {
            if case .value(let index, let column)? = SubqueryColumn(key, of: subquery) {
                byIndex[index, default: [:]][column] = value
            }
        }
        let carried = inherited.compactMapValues { record[$0] }
        return byIndex.sorted { $0.key < $1.key }.map { _, values in
            var child = table.record(at: record.line)
            for (key, value) in values.merging(carried, uniquingKeysWith: { own, _ in own }) {
                child.add(value, column: table.number(of: key))
            }
            return child
        }
    }
}

/// What a column of a flat record says of a subquery.
private enum SubqueryColumn {
    /// A column of one of its records: `subquery.records.3.column` of the fourth, or `subquery.3.column`.
    case value(index: Int, column: String)
    /// How many records there are.
    case size
    /// Something in the place of the records.
    case other

    /// - Returns: `nil` for a column that is not the subquery's.
    init?(_ key: String, of subquery: String) {
        guard key.hasPrefix(subquery) else { return nil }
        let rest = key.dropFirst(subquery.count)
        if let next = rest.first, next.isLetter || next.isNumber { return nil }
        if [".totalsize", ".done", ".nextrecordsurl"].contains(rest) {
            self = .size
            return
        }
        let row = rest.hasPrefix(".records.") ? rest.dropFirst(".records.".count) : rest.dropFirst()
        guard rest.hasPrefix("."), let dot = row.firstIndex(of: "."), let index = Int(row[..<dot]) else {
            self = .other
            return
        }
        self = .value(index: index, column: String(row[row.index(after: dot)...]))
    }
}
