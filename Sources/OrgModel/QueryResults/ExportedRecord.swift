import Documents

/// One record of an exported query result, flat: whatever the file's shape, a value is found by its column.
///
/// An export may have some hundred thousand, so they know the columns of their table by number.
struct ExportedRecord: Sendable {
    private let columns: ColumnNumbers
    /// The values; nulls and empty texts are omitted.
    private var values: [(column: Int, text: String)] = []
    /// The name that `sf data export tree` gives instead of an Id.
    var reference: String?
    let place: Place

    init(_ columns: ColumnNumbers, place: Place) {
        self.columns = columns
        self.place = place
        unsafe values.reserveCapacity(columns.usualCount)
    }

    /// So many values are looked through sooner than searched.
    private static let fewValues = 16

    /// The value of a column in lower case, such as `userrole.developername`.
    subscript(column: String) -> String? {
        guard let number = columns[column] else { return nil }
        if values.count <= Self.fewValues { return values.first { $0.column == number }?.text }
        let position = values.position { $0.column < number }
        return position < values.count && values[position].column == number ? values[position].text : nil
    }

    /// What other records name this one by.
    var id: String? { self["id"] ?? reference.map { "@" + $0 } }

    /// All values with their columns in lower case.
    var texts: [(column: String, text: String)] { values.map { (columns.key(of: $0.column), $0.text) } }

    /// Adds the value of a column that has none yet.
    mutating func add(_ text: String, column: Int) { values.append((column, text)) }

    /// Gives a column its value, whether or not it has one.
    mutating func set(_ text: String, column: Int) {
        values.removeAll { $0.column == column }
        values.append((column, text))
    }

    /// Whether a column has a value, while values are added.
    func hasValue(column: Int) -> Bool { values.contains { $0.column == column } }

    /// Makes the record ready for searching, once it has all its values.
    mutating func sortValues() {
        unsafe columns.usualCount = min(values.count, Self.fewValues)
        if values.count > Self.fewValues { values.sort { $0.column < $1.column } }
    }
}

/// The columns of a table by number, for all of its records.
final class ColumnNumbers: Sendable {
    // Written only while the table is read, by the one thread that reads it.
    private nonisolated(unsafe) var numbers: [String: Int] = [:]
    private nonisolated(unsafe) var keys: [String] = []
    /// How many values the last record has.
    nonisolated(unsafe) var usualCount = 0

    /// The number of a column in lower case, if any record has it.
    subscript(key: String) -> Int? { unsafe numbers[key] }

    func key(of number: Int) -> String { unsafe keys[number] }

    /// The number of a column in lower case, from now on.
    func number(of key: String) -> Int {
        if let number = unsafe numbers[key] { return number }
        let number = unsafe keys.count
        unsafe numbers[key] = number
        unsafe keys.append(key)
        return number
    }
}

/// The columns of nested values, as they were met: the same few come again in every record, mostly in the same order.
struct ColumnTree: Sendable {
    private var nodes = [Node(name: "", number: nil, above: [])]

    /// The position of what contains all columns.
    static let root = 0

    private struct Node {
        /// The dotted name, as the file spells it.
        let name: String
        /// Its number; `nil` for no column.
        let number: Int?
        /// The numbers of what it is below.
        let above: [Int]
        /// Whether records have a value in it, or a null.
        var isColumn = false
        var children: [(name: String, position: Int)] = []
        /// Which of them comes next, if the record is like the last one.
        var expected = 0
        /// The same children, once they are many.
        var positions: [String: Int] = [:]
        /// Its last few long texts, since records share many.
        var recent: [String] = []
    }

    private static let fewChildren = 32
    private static let fewTexts = 4

    /// Whether it has any column.
    var isEmpty: Bool { nodes.count == 1 }

    func name(at position: Int) -> String { nodes[position].name }
    func number(at position: Int) -> Int? { nodes[position].number }

    /// The numbers of what a column is below, `userrole` of `userrole.name`.
    func numbers(above position: Int) -> [Int] { nodes[position].above }

    /// The position of what has a name inside of something else.
    ///
    /// - Parameter number: Numbers a name in lower case that is new.
    mutating func position(of name: String, in parent: Int, number: (String) -> Int) -> Int {
        let expected = nodes[parent].expected
        if expected < nodes[parent].children.count, nodes[parent].children[expected].name == name {
            nodes[parent].expected = expected + 1
            return nodes[parent].children[expected].position
        }
        if let index = index(of: name, in: parent) {
            nodes[parent].expected = index + 1
            return nodes[parent].children[index].position
        }
        let whole = parent == Self.root ? name : "\(nodes[parent].name).\(name)"
        let key = whole.lowercased()
        let above = key.indices.filter { key[$0] == "." }.map { number(String(key[..<$0])) }
        nodes.append(Node(name: whole, number: number(key), above: above))
        let index = nodes[parent].children.count
        nodes[parent].children.append((name, nodes.count - 1))
        if index >= Self.fewChildren {
            if index == Self.fewChildren {
                for (index, child) in nodes[parent].children.enumerated() {
                    nodes[parent].positions[child.name] = index
                }
            }
            nodes[parent].positions[name] = index
        }
        nodes[parent].expected = index + 1
        return nodes.count - 1
    }

    private func index(of name: String, in parent: Int) -> Int? {
        nodes[parent].children.count > Self.fewChildren
            ? nodes[parent].positions[name] : nodes[parent].children.firstIndex { $0.name == name }
    }

    /// Begins with the first of all columns again.
    mutating func restart(at position: Int) { nodes[position].expected = 0 }

    /// Says that something is a column.
    ///
    /// - Returns: Whether it was none before.
    mutating func becomesColumn(at position: Int) -> Bool {
        defer { nodes[position].isColumn = true }
        return !nodes[position].isColumn
    }

    /// The same text, in memory that records share where it is long and came a short while ago.
    mutating func shared(_ text: String, at position: Int) -> String {
        guard text.utf8.count > 15 else { return text }
        if let known = nodes[position].recent.first(where: { $0 == text }) { return known }
        if nodes[position].recent.count == Self.fewTexts { nodes[position].recent.removeFirst() }
        nodes[position].recent.append(text)
        return text
    }
}
