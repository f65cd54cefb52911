/// A JSON value whose scalars are the text that the file has for them.
package enum JSONValue: Sendable {
    case null
    /// A string, or a number, `true` or `false` as written.
    case scalar(String)
    case array([JSONValue])
    /// The members in their order, each of another name, and the line of the opening brace.
    case object([Member], line: Int)

    /// A member of an object.
    package struct Member: Sendable {
        package let name: String
        package let value: JSONValue
    }

    /// The value of an object's member.
    package subscript(name: String) -> JSONValue? {
        guard case .object(let members, _) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The text of a scalar.
    package var text: String? {
        if case .scalar(let text) = self { text } else { nil }
    }
}

extension JSONValue {
    /// The line of an object's opening brace.
    package var line: Int? { if case .object(_, let line) = self { line } else { nil } }
}
