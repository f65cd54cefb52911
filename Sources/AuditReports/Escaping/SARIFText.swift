extension String {
    /// A path as a relative reference of RFC 3986: everything is percent-encoded that is not letter, digit, `-._~` or
    /// the slash between folders, so a file that is itself named with `%20` is encoded once more.
    var uriReference: String {
        var result = ""
        // A colon in the first part would make it a scheme, two slashes at the front a host: neither is left.
        var isAfterRoot = false
        for byte in utf8 {
            let isRoot = byte == UInt8(ascii: "/") && (result.isEmpty || isAfterRoot)
            if isRoot && isAfterRoot { continue }
            isAfterRoot = isRoot
            result += byte.isUnreservedInURI ? String(UnicodeScalar(byte)) : "%" + byte.hex
        }
        return result
    }

    /// A name in a SARIF message, where `[text](target)` would be a link.
    var sarifText: String { visible.breaking("](") }

    /// A name as the text of a link in a SARIF message.
    var sarifLinkText: String {
        var result = String.UnicodeScalarView()
        for scalar in visible.unicodeScalars {
            if scalar == "[" || scalar == "]" || scalar == "\\" { result.append("\\") }
            result.append(scalar)
        }
        return String(result)
    }

    /// GitHub takes at most 1,024 characters, and none of no length.
    var sarifDescription: String { isEmpty ? "-" : visible.cut(at: 1_000) }

    /// The same text with the last character of a sequence shown as `\u{28}` wherever the sequence is.
    private func breaking(_ sequence: String) -> String {
        var result = String.UnicodeScalarView()
        let (start, last) = (sequence.unicodeScalars.dropLast(), sequence.unicodeScalars.last)
        for scalar in unicodeScalars {
            if scalar == last, result.suffix(start.count).elementsEqual(start) {
                result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }
}

extension UInt8 {
    fileprivate var isUnreservedInURI: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"), UInt8(ascii: "/"):
            true
        default: false
        }
    }

    fileprivate var hex: String {
        let digits = String(self, radix: 16, uppercase: true)
        return digits.count == 1 ? "0" + digits : digits
    }
}
