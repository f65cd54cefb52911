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
    }

    private static let fewChildren = 32

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
}
