import Foundation

/// What a kept report says: the words of a statement, and as much of what it was as reports go by.
package struct QuotedStatement: Sendable, Hashable {
    /// What a statement says of a source where the words alone do not tell.
    package enum Kind: String, Sendable, Hashable, Codable {
        /// It has no entry of a name.
        case noEntry
        /// So many further sources have no entry of a name.
        case noEntryInOthers
        /// It was exported without an object.
        case exportedWithout
    }

    /// The words, those for the component included.
    package let words: String
    /// The permission, object or field that it is about, where it is about one.
    package let subject: String?
    package let kind: Kind?
    /// How many sources it is said of, where these are counted and not named.
    package let count: Int?

    /// Makes one of what a report says.
    package init(_ words: String, about subject: String? = nil, _ kind: Kind? = nil, count: Int? = nil) {
        (self.words, self.subject, self.kind, self.count) = (words, subject, kind, count)
    }

    /// The same about something else.
    func about(_ other: String) -> QuotedStatement {
        // What it is about comes after the component, whose name may be the same.
        guard let subject, let range = words.range(of: subject, options: .backwards) else { return self }
        return QuotedStatement(words.replacingCharacters(in: range, with: other), about: other, kind, count: count)
    }
}

extension Statement {
    /// What a report says of it in addition to its words.
    package var kind: QuotedStatement.Kind? {
        switch self {
        case .says(.noEntry): .noEntry
        case .noEntryInOthers: .noEntryInOthers
        case .says(.exportedWithout): .exportedWithout
        case .quoted(let statement): statement.kind
        default: nil
        }
    }

    /// How many sources it is said of, where these are counted and not named.
    package var count: Int? {
        switch self {
        case .noEntryInOthers(let count, _): count
        case .quoted(let statement): statement.count
        default: nil
        }
    }
}
