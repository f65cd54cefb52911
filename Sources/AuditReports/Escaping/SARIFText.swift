import Foundation

extension String {
    /// A path as a relative reference of RFC 3986: everything is percent-encoded that is not letter, digit, `-._~` or
    /// the slash between folders, so a file that is itself named with `%20` is encoded once more.
    var uriReference: String {
        // A colon in the first part would make it a scheme, two slashes at the front a host: neither is left.
        let relative = String(unicodeScalars.drop { $0 == "/" })
        let path = unicodeScalars.first == "/" ? "/" + relative : relative
        return path.addingPercentEncoding(withAllowedCharacters: .unreservedInPaths) ?? ""
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

extension CharacterSet {
    fileprivate static let unreservedInPaths = CharacterSet(
        charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/")
}
