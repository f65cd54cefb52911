/// A version as Salesforce writes it: numbers between dots, compared number by number.
package struct PackageVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The version as it was written.
    package let description: String
    private let numbers: [Int]

    /// Reads `5.3.11`; `nil` for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            part.allSatisfy(\.isNumber) && part.utf8.count < 10 ? Int(part) : nil
        }
        guard numbers.count == parts.count, (1...4).contains(parts.count) else { return nil }
        description = text
        self.numbers = numbers + Array(repeating: 0, count: 4 - numbers.count)
    }

    package static func < (left: PackageVersion, right: PackageVersion) -> Bool {
        left.numbers.lexicographicallyPrecedes(right.numbers)
    }

    package static func == (left: PackageVersion, right: PackageVersion) -> Bool { left.numbers == right.numbers }

    package func hash(into hasher: inout Hasher) { hasher.combine(numbers) }
}
