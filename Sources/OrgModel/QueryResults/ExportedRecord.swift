import Documents

/// One record of an exported query result, flat: whatever the file's shape, a value is found by its column.
///
/// An export may have some hundred thousand, so what they say is kept together, in the values of their table.
struct ExportedRecord: Sendable {
    private let table: TableValues
    /// Where its values begin in those of the table, and how many there are; nulls and empty texts are omitted.
    private let start: Int
    private var count = 0
    /// The line where it begins.
    let line: Int

    init(_ table: TableValues, line: Int) {
        self.table = table
        self.line = line
        start = table.count
    }

    private var range: Range<Int> { start..<(start + count) }

    /// The file, and the line where the record begins.
    var place: Place { Place(file: table.path, line: line) }

    /// The value of a column in lower case, such as `userrole.developername`.
    subscript(column: String) -> String? { table[column].flatMap { table.text(ofColumn: $0, in: range) } }

    /// The value of a column.
    subscript(column: Column) -> String? { column.number.flatMap { table.text(ofColumn: $0, in: range) } }

    /// What other records name this one by.
    var id: String? { self["id"] ?? self[TableValues.reference].map { "@" + $0 } }

    /// All values with their columns in lower case.
    var texts: [(column: String, text: String)] { table.texts(in: range) }

    /// Adds the value of a column that has none yet.
    mutating func add(_ text: String, column: Int) {
        table.add(text, column: column)
        count += 1
    }

    /// Whether a column has a value, also before all of them are there.
    func hasValue(column: Int) -> Bool { table.hasValue(column: column, in: range) }

    /// Makes the record ready for searching, once it has all its values.
    func sortValues() { table.sort(range) }
}

/// A column of a table, looked up once for all of its records.
struct Column {
    /// As a query has it.
    let name: String
    /// Whether the file has it, with or without a value.
    let isInFile: Bool
    /// `nil` where no record has a value in it.
    fileprivate let number: Int?
}

extension ExportedTable {
    /// The column with a name, compared without regard to case.
    func column(_ name: String) -> Column {
        let key = name.lowercased()
        return Column(name: name, isInFile: columns[key] != nil, number: values[key])
    }

    /// The same of several names.
    func columns(_ names: [String]) -> [Column] { names.map(column) }
}
