/// The words, texts and signs of a query.
struct SOQLTokens {
    private enum Token: Equatable {
        case word(String)
        case text(String)
        case sign(Unicode.Scalar)
    }

    private var tokens: ArraySlice<Token>

    var isAtEnd: Bool { tokens.isEmpty }

    /// - Returns: `nil` for a text with anything else in it.
    init?(_ text: String) {
        var found: [Token] = []
        // By scalars: a quote is one also where a combining mark follows it.
        var rest = Substring(text).unicodeScalars
        while let first = rest.first {
            if first.properties.isWhitespace {
                rest.removeFirst()
            } else if Self.signs.contains(first) {
                found.append(.sign(rest.removeFirst()))
            } else if first == "'" {
                guard let text = Self.takeText(&rest) else { return nil }
                found.append(.text(text))
            } else {
                let word = rest.prefix {
                    $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "_" || $0 == "."
                }
                guard !word.isEmpty else { return nil }
                found.append(.word(String(word)))
                rest = rest.dropFirst(word.count)
            }
        }
        tokens = found[...]
    }

    private static let signs: Set<Unicode.Scalar> = ["(", ")", ",", "="]

    private static func takeText(_ rest: inout Substring.UnicodeScalarView) -> String? {
        var text = String.UnicodeScalarView()
        rest.removeFirst()
        while let next = rest.popFirst() {
            switch next {
            case "'": return String(text)
            case "\\":
                guard let escaped = rest.popFirst(), let scalar = String.soqlEscapes[escaped] else { return nil }
                text.append(scalar)
            default: text.append(next)
            }
        }
        return nil
    }

    /// Goes past a word, whatever its case.
    ///
    /// - Returns: Whether it is there.
    mutating func take(_ word: String) -> Bool {
        guard case .word(let next)? = tokens.first, next.lowercased() == word.lowercased() else { return false }
        tokens.removeFirst()
        return true
    }

    mutating func take(sign: Unicode.Scalar) -> Bool {
        guard tokens.first == .sign(sign) else { return false }
        tokens.removeFirst()
        return true
    }

    mutating func takeText() -> String? {
        guard case .text(let text)? = tokens.first else { return nil }
        tokens.removeFirst()
        return text
    }

    /// Goes past the names of columns.
    ///
    /// - Returns: Whether there are any.
    mutating func skipColumns() -> Bool {
        repeat {
            guard case .word? = tokens.first else { return false }
            tokens.removeFirst()
        } while take(sign: ",")
        return true
    }

    /// Texts in brackets.
    mutating func takeList() -> [String]? {
        guard take(sign: "(") else { return nil }
        var texts: [String] = []
        repeat {
            guard let text = takeText() else { return nil }
            texts.append(text)
        } while take(sign: ",")
        return take(sign: ")") ? texts : nil
    }

    mutating func takeParents() -> PermissionQuery.Parents? {
        if take("ParentId") { return takeAssigned().map { .assigned(username: $0) } }
        return takeNames().map { .named($0) }
    }

    private mutating func takeAssigned() -> String? {
        let words = ["SELECT", "PermissionSetId", "FROM", "PermissionSetAssignment", "WHERE", "Assignee.Username"]
        guard take("IN"), take(sign: "("), words.allSatisfy({ take($0) }), take(sign: "="),
            let username = takeText(), take(sign: ")")
        else { return nil }
        return username
    }

    private mutating func takeNames() -> [PermissionQuery.NameColumn: [String]]? {
        guard take(sign: "(") else { return nil }
        var names: [PermissionQuery.NameColumn: [String]] = [:]
        repeat {
            guard let column = PermissionQuery.NameColumn.allCases.first(where: { take($0.rawValue) }), take("IN"),
                names[column] == nil, let list = takeList()
            else { return nil }
            names[column] = list
        } while take("OR")
        return take(sign: ")") ? names : nil
    }
}

extension String {
    /// What a backslash and a letter are in a text of SOQL; the source is the SOQL reference, "Quoted String Escape Sequences".
    fileprivate static let soqlEscapes: [Unicode.Scalar: Unicode.Scalar] = [
        "'": "'", "\\": "\\", "\"": "\"", "n": "\n", "r": "\r", "t": "\t",
    ]

    /// The text as SOQL writes it.
    package var soqlLiteral: String {
        let escaped = unicodeScalars.map { scalar in
            switch scalar {
            case "'", "\\": "\\\(scalar)"
            case "\n": "\\n"
            case "\r": "\\r"
            case "\t": "\\t"
            default: String(scalar)
            }
        }
        return "'\(escaped.joined())'"
    }
}

extension [String] {
    /// The texts in brackets, as SOQL writes them after `IN`.
    package var soqlList: String { "(\(map(\.soqlLiteral).joined(separator: ", ")))" }
}
