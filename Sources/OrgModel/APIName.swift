import Documents

/// A name as Salesforce compares it: without regard to the case of its letters. It keeps the spelling of its file.
///
/// Nothing is made of a name until it is shown: a large profile lists some ten thousand fields.
package struct APIName: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The name as written.
    package let spelling: String

    /// Makes a name.
    package init(_ spelling: String) {
        self.spelling = spelling
    }

    package var description: String { spelling }

    package static func == (left: APIName, right: APIName) -> Bool {
        let (left, right) = (left.spelling.utf8, right.spelling.utf8)
        return left.count == right.count
            && zip(left, right).allSatisfy { $0 == $1 || $0.lowercasedLetter == $1.lowercasedLetter }
    }

    package static func < (left: APIName, right: APIName) -> Bool {
        left.spelling.utf8.lexicographicallyPrecedes(right.spelling.utf8) { $0.lowercasedLetter < $1.lowercasedLetter }
    }

    package func hash(into hasher: inout Hasher) {
        // Eight bytes at a time. The bit that says cases apart is set in all of them: that makes a few other
        // characters alike as well, which a hash may.
        var word: UInt64 = 0
        var count = 0
        for byte in spelling.utf8 {
            word = word << 8 | UInt64(byte | 0x20)
            count += 1
            if count & 7 == 0 {
                hasher.combine(word)
                word = 0
            }
        }
        hasher.combine(word)
        hasher.combine(count)
    }
}
