import MetadataXML

/// A JSON value whose scalars are the text that the file has for them.
enum JSONValue: Sendable {
    case null
    /// A string, or a number, `true` or `false` as written.
    case scalar(String)
    case array([JSONValue])
    /// The members in their order, and the line of the opening brace.
    case object([(name: String, value: JSONValue)], line: Int)

    /// A member of an object.
    subscript(name: String) -> JSONValue? {
        guard case .object(let members, _) = self else { return nil }
        return members.last { $0.name == name }?.value
    }

    /// The text of a scalar.
    var text: String? {
        if case .scalar(let text) = self { text } else { nil }
    }
}

/// Reads JSON text and says on which line each object begins, and where and how a broken text ends.
///
/// Foundation's readers say neither on every platform, and both take trailing commas on Linux. Yet a line is what
/// everything in a report hangs on, and the two ways in which an export breaks deserve their own words.
struct JSONText {
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    private var lineStart = 0

    private let handedOver: [[String]]
    private let onElement: (JSONValue) throws(MetadataXMLError) -> Void
    /// The names of the objects' members that lead to the value being read; an element of an array has none of its own.
    private var path: [String] = []

    /// More than any query result has; it keeps a hostile file from exhausting the stack.
    private static let maximumDepth = 100

    private init(
        _ bytes: [UInt8], handedOver: [[String]], onElement: @escaping (JSONValue) throws(MetadataXMLError) -> Void
    ) {
        self.bytes = bytes
        self.handedOver = handedOver
        self.onElement = onElement
    }

    /// Reads the one value of a text.
    ///
    /// - Parameters:
    ///   - bytes: Valid UTF-8.
    ///   - handedOver: Where arrays stand, by the names that lead there, whose elements are handed over one by one
    ///     and not kept: a whole query result takes ten times the memory of its file.
    ///   - onElement: Gets each element of those arrays, in their order; the arrays themselves are empty in the result.
    /// - Throws: `MetadataXMLError` with line and column.
    static func read(
        _ bytes: [UInt8], handingOver handedOver: [[String]] = [],
        onElement: (JSONValue) throws(MetadataXMLError) -> Void = { _ in }
    ) throws(MetadataXMLError) -> JSONValue {
        try withoutActuallyEscaping(onElement) { (onElement) throws(MetadataXMLError) in
            try read(JSONText(bytes, handedOver: handedOver, onElement: onElement))
        }
    }

    private static func read(_ text: consuming JSONText) throws(MetadataXMLError) -> JSONValue {
        let value = try text.value(depth: 0)
        text.skipWhiteSpace()
        guard text.position == text.bytes.count else { throw text.mistakeAfterTheEnd() }
        return value
    }

    private mutating func value(depth: Int) throws(MetadataXMLError) -> JSONValue {
        let first = try peek()
        guard depth < Self.maximumDepth else { throw mistake("The values are nested too deeply.") }
        switch first {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .scalar(try string())
        default: return try literal()
        }
    }

    private mutating func object(depth: Int) throws(MetadataXMLError) -> JSONValue {
        let start = line
        var members: [(name: String, value: JSONValue)] = []
        position += 1
        if try take("}") { return .object(members, line: start) }
        repeat {
            guard try peek() == UInt8(ascii: "\"") else { throw unexpected("a name in double quotes") }
            let name = try string()
            guard try take(":") else { throw unexpected("\":\"") }
            path.append(name)
            members.append((name, try value(depth: depth + 1)))
            path.removeLast()
        } while try take(",")
        guard try take("}") else { throw unexpected("\",\" or \"}\"") }
        return .object(members, line: start)
    }

    private mutating func array(depth: Int) throws(MetadataXMLError) -> JSONValue {
        var elements: [JSONValue] = []
        position += 1
        if try take("]") { return .array(elements) }
        let isHandedOver = depth == path.count && handedOver.contains(path)
        repeat {
            let element = try value(depth: depth + 1)
            if isHandedOver { try onElement(element) } else { elements.append(element) }
        } while try take(",")
        guard try take("]") else { throw unexpected("\",\" or \"]\"") }
        return .array(elements)
    }

    private mutating func literal() throws(MetadataXMLError) -> JSONValue {
        let end = bytes[position...].firstIndex { !Self.isLiteral($0) } ?? bytes.count
        let word = String(decoding: bytes[position..<end], as: UTF8.self)
        let isNumber = word.utf8.allSatisfy(Self.isNumeric) && Double(word) != nil
        guard isNumber || ["null", "true", "false"].contains(word) else { throw unexpected("a value") }
        position = end
        return word == "null" ? .null : .scalar(word)
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

    private mutating func string() throws(MetadataXMLError) -> String {
        position += 1
        let start = position
        while true {
            switch try byteInString() {
            case UInt8(ascii: "\""):
                defer { position += 1 }
                return String(decoding: bytes[start..<position], as: UTF8.self)
            case UInt8(ascii: "\\"):
                return try escapedString(beginning: bytes[start..<position])
            default:
                position += 1
            }
        }
    }

    /// The slower way, for a string from its first escape on.
    private mutating func escapedString(beginning: ArraySlice<UInt8>) throws(MetadataXMLError) -> String {
        var text = Array(beginning)
        while true {
            let byte = try byteInString()
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text += String(try escape()).utf8
            default: text.append(byte)
            }
        }
    }

    private func byteInString() throws(MetadataXMLError) -> UInt8 {
        guard position < bytes.count else { throw endsEarly() }
        guard bytes[position] >= 0x20 else {
            throw mistake(
                "The file is not valid JSON: a text in double quotes holds a line break or a control character.")
        }
        return bytes[position]
    }

    private mutating func escape() throws(MetadataXMLError) -> Unicode.Scalar {
        guard position < bytes.count else { throw endsEarly() }
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

    /// A scalar outside the first plane takes two escapes; half of such a pair stands for nothing.
    private mutating func escapedScalar() throws(MetadataXMLError) -> Unicode.Scalar {
        let first = try hexadecimal()
        guard UTF16.isLeadSurrogate(first), bytes[(position + 1)...].starts(with: "\\u".utf8) else {
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
    private mutating func hexadecimal() throws(MetadataXMLError) -> UInt16 {
        guard position + 4 < bytes.count else { throw endsEarly() }
        let digits = bytes[(position + 1)...(position + 4)]
        guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let value = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw unexpected("four hexadecimal digits after \\u") }
        position += 4
        return value
    }

    // MARK: Between the values

    private mutating func skipWhiteSpace() {
        while position < bytes.count, bytes[position].isJSONWhiteSpace {
            if bytes[position] == 0x0A {
                line += 1
                lineStart = position + 1
            }
            position += 1
        }
    }

    private mutating func peek() throws(MetadataXMLError) -> UInt8 {
        skipWhiteSpace()
        guard position < bytes.count else { throw endsEarly() }
        return bytes[position]
    }

    private mutating func take(_ character: Unicode.Scalar) throws(MetadataXMLError) -> Bool {
        guard try peek() == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    // MARK: Mistakes

    private func mistake(_ message: String) -> MetadataXMLError {
        let before = String(decoding: bytes[lineStart..<min(position, bytes.count)], as: UTF8.self)
        return MetadataXMLError(message: message, line: line, column: before.count + 1)
    }

    private func unexpected(_ expected: String) -> MetadataXMLError {
        mistake("The file is not valid JSON: here should be \(expected). Export it again.")
    }

    private func endsEarly() -> MetadataXMLError {
        let isOnlyABracket = bytes.filter { !$0.isJSONWhiteSpace } == [UInt8(ascii: "[")]
        return mistake(isOnlyABracket ? ExportWording.onlyABracket : ExportWording.endsEarly)
    }

    private func mistakeAfterTheEnd() -> MetadataXMLError {
        let startsAnother = bytes[position] == UInt8(ascii: "[") || bytes[position] == UInt8(ascii: "{")
        return startsAnother ? mistake(ExportWording.secondValue) : unexpected("the end of the file")
    }
}
