/// What identifies an object of a Git repository: a commit, or the content of a file.
package struct ObjectID: Sendable, Hashable {
    // Bits instead of the digits: as texts they would take three times the room in the table of all files of a commit.
    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    private let count: Int

    /// - Parameter digits: All of them, of SHA-1 or of SHA-256; `nil` for another text.
    init?(_ digits: some Collection<UInt8>) {
        guard [40, 64].contains(digits.count) else { return nil }
        count = digits.count
        for digit in digits {
            guard let value = Character(UnicodeScalar(digit)).hexDigitValue else { return nil }
            append(UInt64(value))
        }
    }

    private mutating func append(_ digit: UInt64) {
        words = (
            words.0 << 4 | words.1 >> 60, words.1 << 4 | words.2 >> 60, words.2 << 4 | words.3 >> 60,
            words.3 << 4 | digit
        )
    }

    package static func == (left: ObjectID, right: ObjectID) -> Bool { left.words == right.words }

    package func hash(into hasher: inout Hasher) { hasher.combine(words.3) }

    /// The digits.
    package var text: String {
        let all = [words.0, words.1, words.2, words.3].map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        return String(all.joined().suffix(count))
    }
}
