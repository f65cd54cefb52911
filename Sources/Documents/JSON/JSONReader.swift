/// Why a text is not JSON, and where.
package struct JSONDiagnostic: Error {
    package enum Kind: Sendable {
        /// The text ends before the value does.
        case endsEarly
        /// It ends after its first bracket.
        case onlyABracket
        /// Another value follows the first one.
        case secondValue
        case nestedTooDeeply
        /// A line break or another control character within double quotes.
        case controlCharacter
        /// A name that another member of the object has: readers differ on which of the two counts.
        case repeatedName(String)
        /// Something else is there.
        case expected(String)
    }

    package let kind: Kind
    /// The line, from 1.
    package let line: Int
    /// The column in characters, from 1.
    package let column: Int

    /// What is wrong, as a sentence; what to do depends on where the text is from.
    package var words: String {
        switch kind {
        case .endsEarly, .onlyABracket: "The JSON ends before it is complete."
        case .secondValue: "A second JSON value begins here, after the first one ended."
        case .nestedTooDeeply: "The values are nested too deeply."
        case .controlCharacter:
            "The file is not valid JSON: a text in double quotes contains a line break or a control character."
        case .repeatedName(let name):
            "The name \"\(name)\" is here for the second time in one object, so it is not clear which value counts."
        case .expected(let what): "The file is not valid JSON: here should be \(what)."
        }
    }
}

/// Reads JSON text and says on which line each object begins, and where and how a broken text ends.
///
/// Foundation's readers say neither on every platform, and both take trailing commas on Linux. Yet a line is what
/// everything in a report hangs on, and the two ways in which an export breaks deserve their own words.
package struct JSONReader {
    /// The text, as far as it was asked for; what was read and is not needed again is dropped.
    private var bytes: [UInt8]
    /// Gives the next bytes, none at the end.
    private let next: () -> [UInt8]
    private var isAtEnd = false
    private var position = 0
    private var line = 1
    private var lineStart = 0

    private let handedOver: [[String]]
    private let onElement: (JSONValue) -> Void
    /// The names of the objects' members that lead to the value being read; an element of an array has none of its own.
    private var path: [String] = []
    /// Whether what is read is handed over, so that nothing asks for the way to it.
    private var isInsideElement = false
    /// The names in the last element, in their order, and how many of them this one has had: elements are much alike.
    private var names: [(bytes: [UInt8], text: String)] = []
    private var namesRead = 0

    /// More than any query result has; it keeps a hostile file from exhausting the stack.
    private static let maximumDepth = 100

    /// So many names are compared sooner than hashed, and there are a great many records of about ten; more are hashed,
    /// since an object of a million names must not take a million times a million comparisons.
    private static let fewMembers = 16

    private static let usualMembers = 8
    private static let maximumNames = 256

    /// How much of what was read is kept before it is dropped.
    private static let maximumRead = 1 << 18

    private init(
        _ bytes: [UInt8], next: @escaping () -> [UInt8], handedOver: [[String]],
        onElement: @escaping (JSONValue) -> Void
    ) {
        self.bytes = bytes
        self.next = next
        self.handedOver = handedOver
        self.onElement = onElement
    }

    /// Reads the one value of a text.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8. In what is not valid UTF-8 and handed over, nothing is replaced: it is an error.
    ///   - next: Gives the bytes that follow, none at the end. Places in errors are right where all bytes were given at once.
    ///   - handedOver: Where arrays are, by the names that lead there, whose elements are handed over one by one
    ///     and not kept: a whole query result takes ten times the memory of its file.
    ///   - onElement: Gets each element of those arrays, in their order; the arrays themselves are empty in the result.
    /// - Returns: The value.
    /// - Throws: ``JSONDiagnostic`` with line and column.
    package static func read(
        _ bytes: [UInt8], next: () -> [UInt8] = { [] }, handingOver handedOver: [[String]] = [],
        onElement: (JSONValue) -> Void = { _ in }
    ) throws(JSONDiagnostic) -> JSONValue {
        try withoutActuallyEscaping(next) { (next) throws(JSONDiagnostic) in
            try withoutActuallyEscaping(onElement) { (onElement) throws(JSONDiagnostic) in
                try read(JSONReader(bytes, next: next, handedOver: handedOver, onElement: onElement))
            }
        }
    }

    private static func read(_ text: consuming JSONReader) throws(JSONDiagnostic) -> JSONValue {
        let value = try text.value(depth: 0)
        text.skipWhiteSpace()
        guard text.position == text.bytes.count else { throw text.diagnosticAfterTheEnd() }
        return value
    }

    // MARK: Bytes

    /// Whether there is a byte at the position, or so many from there on.
    @inline(__always)
    private mutating func has(_ count: Int = 1) -> Bool { position + count <= bytes.count || fetch(count) }

    private mutating func fetch(_ count: Int) -> Bool {
        while position + count > bytes.count {
            if isAtEnd { return false }
            let chunk = next()
            isAtEnd = chunk.isEmpty
            bytes += chunk
        }
        return true
    }

    /// Forgets what was read. Nothing may rest on a position before this one.
    private mutating func dropRead() {
        guard position > Self.maximumRead else { return }
        bytes.removeFirst(position)
        lineStart -= position
        position = 0
    }

    // MARK: Values

    private mutating func value(depth: Int) throws(JSONDiagnostic) -> JSONValue {
        let first = try peek()
        guard depth < Self.maximumDepth else { throw diagnostic(.nestedTooDeeply) }
        switch first {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .scalar(try string())
        default: return try literal()
        }
    }

    private mutating func object(depth: Int) throws(JSONDiagnostic) -> JSONValue {
        let start = line
        var members: [JSONValue.Member] = []
        members.reserveCapacity(Self.usualMembers)
        var names: Set<String> = []
        position += 1
        if try take("}") { return .object(members, line: start) }
        repeat {
            guard try peek() == UInt8(ascii: "\"") else { throw unexpected("a name in double quotes") }
            let start = position
            let name = try name()
            if members.count == Self.fewMembers { names = Set(members.map(\.name)) }
            let isNew =
                members.count < Self.fewMembers ? !members.contains { $0.name == name } : names.insert(name).inserted
            guard isNew else {
                position = start
                throw diagnostic(.repeatedName(name))
            }
            guard try take(":") else { throw unexpected("\":\"") }
            if !isInsideElement { path.append(name) }
            members.append(JSONValue.Member(name: name, value: try value(depth: depth + 1)))
            if !isInsideElement { path.removeLast() }
        } while try take(",")
        guard try take("}") else { throw unexpected("\",\" or \"}\"") }
        return .object(members, line: start)
    }

    private mutating func array(depth: Int) throws(JSONDiagnostic) -> JSONValue {
        var elements: [JSONValue] = []
        position += 1
        if try take("]") { return .array(elements) }
        let isHandedOver = depth == path.count && handedOver.contains(path)
        if isHandedOver { isInsideElement = true }
        defer { if isHandedOver { isInsideElement = false } }
        repeat {
            if isHandedOver { namesRead = 0 }
            let element = try value(depth: depth + 1)
            if isHandedOver {
                onElement(element)
                dropRead()
            } else {
                elements.append(element)
            }
        } while try take(",")
        guard try take("]") else { throw unexpected("\",\" or \"]\"") }
        return .array(elements)
    }

    private mutating func literal() throws(JSONDiagnostic) -> JSONValue {
        for (word, value) in Self.words where bytes[position] == word[0] && isNext(word) {
            if has(word.count + 1), Self.isLiteral(bytes[position + word.count]) { break }
            position += word.count
            return value
        }
        var length = 0
        while has(length + 1), Self.isLiteral(bytes[position + length]) { length += 1 }
        let word = String(decoding: bytes[position..<(position + length)], as: UTF8.self)
        let isNumber = word.utf8.allSatisfy(Self.isNumeric) && Double(word) != nil
        guard isNumber else { throw unexpected("a value") }
        position += length
        return .scalar(word)
    }

    private static let words: [(bytes: [UInt8], value: JSONValue)] = [
        (Array("null".utf8), .null), (Array("true".utf8), .scalar("true")), (Array("false".utf8), .scalar("false")),
    ]

    private mutating func isNext(_ expected: [UInt8]) -> Bool {
        guard has(expected.count) else { return false }
        for (index, byte) in expected.enumerated() where bytes[position + index] != byte { return false }
        return true
    }

    private static func isLiteral(_ byte: UInt8) -> Bool {
        isNumeric(byte) || (0x61...0x7A).contains(byte)
    }

    private static func isNumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }

    // MARK: Strings

    /// Reads a member's name.
    private mutating func name() throws(JSONDiagnostic) -> String {
        defer { namesRead += 1 }
        if namesRead < names.count, isNext(names[namesRead].bytes) {
            position += names[namesRead].bytes.count
            return names[namesRead].text
        }
        let start = position
        let text = try string()
        let name = (bytes: Array(bytes[start..<position]), text: text)
        if namesRead < names.count {
            names[namesRead] = name
        } else if namesRead < Self.maximumNames {
            names.append(name)
        }
        return text
    }

    private mutating func string() throws(JSONDiagnostic) -> String {
        position += 1
        let start = position
        var isASCII = true
        repeat { isASCII = skipPlainBytes() && isASCII } while position == bytes.count && fetch(1)
        let read = bytes[start..<position]
        switch try byteInString() {
        case UInt8(ascii: "\\"): return try escapedString(beginning: read)
        default:
            // What ASCII is needs no other look at whether it is UTF-8.
            let text = try isASCII ? String(decoding: read, as: UTF8.self) : self.text(read)
            position += 1
            return text
        }
    }

    /// Goes to the next byte that a string does not have as it is, or to the end of those that are there.
    ///
    /// - Returns: Whether all bytes before it are ASCII.
    private mutating func skipPlainBytes() -> Bool {
        var all: UInt8 = 0
        var end = position
        while end < bytes.count {
            let byte = bytes[end]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
            all |= byte
            end += 1
        }
        position = end
        return all < 0x80
    }

    /// The slower way, for a string from its first escape on.
    private mutating func escapedString(beginning: ArraySlice<UInt8>) throws(JSONDiagnostic) -> String {
        var text = Array(beginning)
        while true {
            let byte = try byteInString()
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return try self.text(text[...])
            case UInt8(ascii: "\\"): text += String(try escape()).utf8
            default: text.append(byte)
            }
        }
    }

    private func text(_ bytes: ArraySlice<UInt8>) throws(JSONDiagnostic) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw unexpected("UTF-8 text") }
        return text
    }

    private mutating func byteInString() throws(JSONDiagnostic) -> UInt8 {
        guard has() else { throw endsEarly() }
        guard bytes[position] >= 0x20 else {
            throw diagnostic(.controlCharacter)
        }
        return bytes[position]
    }

    private mutating func escape() throws(JSONDiagnostic) -> Unicode.Scalar {
        guard has() else { throw endsEarly() }
        defer { position += 1 }
        switch bytes[position] {
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try escapedScalar()
        case let byte where "\"\\/".utf8.contains(byte): return Unicode.Scalar(byte)
        default: throw unexpected("one of \"\\/bfnrtu after a backslash")
        }
    }

    /// A scalar outside the first plane takes two escapes; half of such a pair represents nothing.
    private mutating func escapedScalar() throws(JSONDiagnostic) -> Unicode.Scalar {
        let first = try hexadecimal()
        guard UTF16.isLeadSurrogate(first), has(3), bytes[(position + 1)...].starts(with: "\\u".utf8) else {
            return Unicode.Scalar(first) ?? "\u{FFFD}"
        }
        let end = position
        position += 2
        let second = try hexadecimal()
        guard UTF16.isTrailSurrogate(second) else {
            position = end
            return "\u{FFFD}"
        }
        return UTF16.decode(UTF16.EncodedScalar([first, second]))
    }

    /// Reads the four digits after the current position and stays on the last one.
    private mutating func hexadecimal() throws(JSONDiagnostic) -> UInt16 {
        guard has(5) else { throw endsEarly() }
        let digits = bytes[(position + 1)...(position + 4)]
        guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let value = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw unexpected("four hexadecimal digits after \\u") }
        position += 4
        return value
    }

    // MARK: Between the values

    private mutating func skipWhiteSpace() {
        while has(), bytes[position].isJSONWhiteSpace {
            if bytes[position] == 0x0A {
                line += 1
                lineStart = position + 1
            }
            position += 1
        }
    }

    private mutating func peek() throws(JSONDiagnostic) -> UInt8 {
        skipWhiteSpace()
        guard has() else { throw endsEarly() }
        return bytes[position]
    }

    private mutating func take(_ character: Unicode.Scalar) throws(JSONDiagnostic) -> Bool {
        guard try peek() == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    // MARK: Errors

    private func diagnostic(_ kind: JSONDiagnostic.Kind) -> JSONDiagnostic {
        let before = String(decoding: bytes[max(0, lineStart)..<min(position, bytes.count)], as: UTF8.self)
        return JSONDiagnostic(kind: kind, line: line, column: before.count + 1)
    }

    private func unexpected(_ expected: String) -> JSONDiagnostic { diagnostic(.expected(expected)) }

    private func endsEarly() -> JSONDiagnostic {
        let isOnlyABracket = bytes.filter { !$0.isJSONWhiteSpace } == [UInt8(ascii: "[")]
        return diagnostic(isOnlyABracket ? .onlyABracket : .endsEarly)
    }

    private func diagnosticAfterTheEnd() -> JSONDiagnostic {
        let startsAnother = bytes[position] == UInt8(ascii: "[") || bytes[position] == UInt8(ascii: "{")
        return startsAnother ? diagnostic(.secondValue) : unexpected("the end of the file")
    }
}

extension UInt8 {
    /// Whether this is one of the four bytes that JSON has between its values.
    package var isJSONWhiteSpace: Bool { self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 }
}
