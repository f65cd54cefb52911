/// The 64-bit FNV-1a hash of texts: it shows that rules are not the same, and is no proof against someone who forges them.
struct TextHash {
    private var value: UInt64 = 0xcbf2_9ce4_8422_2325

    /// Adds a text, and where it ends.
    mutating func add(_ text: String) {
        for byte in text.utf8 { add(byte) }
        // No UTF-8 text contains this byte.
        add(0xFF)
    }

    private mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }

    /// The hash in 16 hexadecimal digits.
    var text: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
