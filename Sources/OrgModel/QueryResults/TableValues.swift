import Documents

/// What the records of a table say: the values of each next to each other, and of equal texts that are near each other one.
///
/// Written only while the table is read, by the one thread that reads it.
final class TableValues: Sendable {
    /// The file.
    let path: String
    private nonisolated(unsafe) var content = Content()

    init(path: String) { self.path = path }

    /// The column of the name that `sf data export tree` gives instead of an Id. The columns of files are in lower case.
    static let reference = "Reference"

    /// How many values there are.
    var count: Int { unsafe content.values.count }

    /// The number of a column in lower case, if any record has it.
    subscript(key: String) -> Int? { unsafe content.columns[key] }

    /// The number of a column in lower case, from now on.
    func number(of key: String) -> Int { unsafe content.number(of: key) }

    // MARK: A record's values

    func add(_ text: String, column: Int) { unsafe content.add(text, column: column) }

    /// Whether there is a value of a column, also where they are not sorted yet.
    func hasValue(column: Int, in range: Range<Int>) -> Bool { unsafe content.hasValue(column: column, in: range) }

    func sort(_ range: Range<Int>) { unsafe content.sort(range) }

    func text(ofColumn column: Int, in range: Range<Int>) -> String? {
        unsafe content.text(ofColumn: column, in: range)
    }

    func texts(in range: Range<Int>) -> [(column: String, text: String)] { unsafe content.texts(in: range) }
}

/// What is in a table. It is one value, so that each use of it is one access to check.
private struct Content {
    /// The columns in lower case.
    private(set) var columns = Numbers<String>()
    private(set) var values: [Value] = []
    private var texts: [String] = []
    /// Of each column the texts that it had last, by number.
    private var recent: [RecentTexts] = []

    struct Value {
        // There is no memory for so many that a number would not fit.
        let column: UInt32
        let text: UInt32
    }

    /// So many values are looked through sooner than searched.
    private static let fewValues = 16

    mutating func number(of key: String) -> Int {
        let number = columns.number(of: key)
        if number == recent.count { recent.append(RecentTexts()) }
        return number
    }

    mutating func add(_ text: String, column: Int) {
        let number = recent[column].number(of: text, among: &texts)
        values.append(Value(column: UInt32(column), text: number))
    }

    func hasValue(column: Int, in range: Range<Int>) -> Bool { values[range].contains { $0.column == column } }

    mutating func sort(_ range: Range<Int>) {
        if range.count > Self.fewValues { values[range].sort { $0.column < $1.column } }
    }

    func text(ofColumn column: Int, in range: Range<Int>) -> String? {
        position(ofColumn: column, in: range).map { texts[Int(values[$0].text)] }
    }

    func texts(in range: Range<Int>) -> [(column: String, text: String)] {
        values[range].map { (columns.values[Int($0.column)], texts[Int($0.text)]) }
    }

    private func position(ofColumn column: Int, in range: Range<Int>) -> Int? {
        if range.count <= Self.fewValues { return range.first { values[$0].column == column } }
        let position = values[range].position { $0.column < column }
        return position < range.upperBound && values[position].column == column ? position : nil
    }
}

/// The last few texts of a column: records share many.
private struct RecentTexts {
    private var numbers: [UInt32] = []
    private var next = 0

    private static let few = 4

    /// The number of a text among all of a table.
    mutating func number(of text: String, among texts: inout [String]) -> UInt32 {
        if let known = numbers.first(where: { texts[Int($0)] == text }) { return known }
        let number = UInt32(texts.count)
        texts.append(text)
        if numbers.count < Self.few {
            numbers.append(number)
        } else {
            numbers[next] = number
            next = (next + 1) % Self.few
        }
        return number
    }
}
