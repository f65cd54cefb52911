/// An address of IPv4 or IPv6.
///
/// An address of IPv4 is the one of IPv6 that it is mapped to (`::ffff:0:0` and on), as Salesforce has it in ranges.
package struct IPAddress: Sendable, Hashable, Comparable, CustomStringConvertible {
    private let high: UInt64
    private let low: UInt64

    private init(high: UInt64, low: UInt64) {
        (self.high, self.low) = (high, low)
    }

    /// Reads `10.0.0.1` or `2001:db8::1`; `nil` for anything else.
    package init?(_ text: String) {
        guard let groups = text.contains(":") ? Self.groups(text) : Self.mapped(text) else { return nil }
        func number(_ groups: ArraySlice<UInt16>) -> UInt64 { groups.reduce(0) { $0 << 16 | UInt64($1) } }
        self.init(high: number(groups[..<4]), low: number(groups[4...]))
    }

    package static func < (left: IPAddress, right: IPAddress) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }

    /// The address as people write it, without leaving out zeros.
    package var description: String {
        if isIPv4 { return [24, 16, 8, 0].map { "\(low >> $0 & 0xff)" }.joined(separator: ".") }
        let groups = [high, low].flatMap { half in [48, 32, 16, 0].map { half >> $0 & 0xffff } }
        return groups.map { String($0, radix: 16) }.joined(separator: ":")
    }

    /// Whether it is an address of IPv4.
    var isIPv4: Bool { high == 0 && low >> 32 == 0xffff }

    /// The next address; `nil` after the last one.
    fileprivate var next: IPAddress? {
        let (sum, overflows) = low.addingReportingOverflow(1)
        guard overflows else { return IPAddress(high: high, low: sum) }
        return high == .max ? nil : IPAddress(high: high + 1, low: 0)
    }

    // MARK: Reading

    private static func mapped(_ text: String) -> [UInt16]? { ipv4(text).map { [0, 0, 0, 0, 0, 0xffff] + $0 } }

    /// The two groups that an address of IPv4 takes in one of IPv6.
    private static func ipv4(_ text: some StringProtocol) -> [UInt16]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part -> UInt16? in
            guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                return nil
            }
            return UInt16(part).flatMap { $0 < 256 ? $0 : nil }
        }
        guard parts.count == 4, numbers.count == 4 else { return nil }
        return [numbers[0] << 8 | numbers[1], numbers[2] << 8 | numbers[3]]
    }

    private static func groups(_ text: String) -> [UInt16]? {
        let halves = text.split(separator: "::", omittingEmptySubsequences: false)
        // Only the end can be written as one of IPv4.
        guard halves.count < 3, let first = halves.first.flatMap({ half($0, isLast: halves.count == 1) }) else {
            return nil
        }
        guard halves.count == 2 else { return first.count == 8 ? first : nil }
        guard let last = half(halves[1], isLast: true), first.count + last.count < 8 else { return nil }
        return first + Array(repeating: 0, count: 8 - first.count - last.count) + last
    }

    private static func half(_ text: Substring, isLast: Bool) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        var groups: [UInt16] = []
        for (position, part) in parts.enumerated() {
            if isLast, position == parts.count - 1, part.contains(".") {
                guard let last = ipv4(part) else { return nil }
                groups += last
            } else {
                guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy(\.isHexadecimalDigit),
                    let group = UInt16(part, radix: 16)
                else { return nil }
                groups.append(group)
            }
        }
        return groups
    }
}

/// The addresses from one to another, both of them among these.
package struct AddressRange: Sendable, Hashable, CustomStringConvertible {
    /// The lowest one.
    package let start: IPAddress
    /// The highest one.
    package let end: IPAddress

    /// - Returns: `nil` where the end is before the start, and for a range from IPv4 to IPv6, which Salesforce refuses.
    package init?(from start: IPAddress, to end: IPAddress) {
        guard start <= end, start.isIPv4 == end.isIPv4 else { return nil }
        (self.start, self.end) = (start, end)
    }

    /// Reads `10.0.0.1` or `10.0.0.1-10.0.0.9`; `nil` for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { IPAddress(String($0)) }
        guard parts.count < 3, let first = parts.first, let start = first, let last = parts.last, let end = last else {
            return nil
        }
        self.init(from: start, to: end)
    }

    /// One address, or both ends.
    package var description: String { start == end ? "\(start)" : "\(start) to \(end)" }

    /// Every address of IPv4.
    package static let everyIPv4 = AddressRange("0.0.0.0-255.255.255.255")
}

extension Collection<AddressRange> {
    /// Whether each address of a range is in one of these.
    package func includes(_ range: AddressRange) -> Bool {
        var first = range.start
        for own in sorted(by: { $0.start < $1.start }) where own.end >= first {
            if own.start > first { return false }
            if own.end >= range.end { return true }
            guard let next = own.end.next else { return true }
            first = next
        }
        return false
    }
}

extension UInt8 {
    fileprivate var isHexadecimalDigit: Bool {
        (0x30...0x39).contains(self) || (0x41...0x46).contains(self) || (0x61...0x66).contains(self)
    }
}
