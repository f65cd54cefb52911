/// Different values, numbered as they are met. Records that are next to each other mostly have the same ones.
struct Numbers<Value: Hashable & Sendable>: Sendable {
    private(set) var values: [Value] = []
    private var numbers: [Value: Int] = [:]
    private var last = 0

    /// The number of a value that was met.
    subscript(value: Value) -> Int? { numbers[value] }

    /// The number of a value, from now on.
    mutating func number(of value: Value) -> Int {
        if last < values.count, values[last] == value { return last }
        last = numbers[value, default: values.count]
        if last == values.count {
            values.append(value)
            numbers[value] = last
        }
        return last
    }
}
