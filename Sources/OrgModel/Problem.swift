// A `Place` is part of what this module says to every module above.
@_exported public import Documents
import Foundation

/// What is wrong with the input.
///
/// A problem is never a finding about the org, and it never stops the audit of the rest.
public struct Problem: Sendable, Hashable {
    /// How much a problem weighs.
    public enum Severity: String, Sendable, Hashable, Comparable {
        /// A verdict depends on what could not be read or found; the exit status says so.
        case error
        /// Worth knowing; every verdict that it touches already says "unknown" by itself.
        case warning

        public static func < (left: Severity, right: Severity) -> Bool {
            left == .error && right == .warning
        }
    }

    /// What sort of problem it is, where one file can have many of it: reports count those after the first few.
    ///
    /// Each kind is declared beside what makes its problems.
    package struct Kind: Sendable, Hashable {
        private let name: String

        package init(_ name: String) {
            self.name = name
        }
    }

    /// How much it weighs.
    public let severity: Severity
    /// Its kind; `nil` where a file has one of it, or a few. A problem without a kind is always reported: a kind that
    /// was forgotten makes a report longer and hides nothing.
    package let kind: Kind?
    /// Where it was met; `nil` for what was asked for and is nowhere.
    public let place: Place?
    /// What is wrong and what to do, as whole sentences.
    public let message: String

    /// Makes a problem.
    package init(_ severity: Severity, kind: Kind? = nil, at place: Place? = nil, _ message: String) {
        self.severity = severity
        self.kind = kind
        self.place = place
        self.message = message
    }

    /// The same problem at a place, where it has none yet.
    package func at(_ place: Place?) -> Problem {
        Problem(severity, kind: kind, at: self.place ?? place, message)
    }

    /// The same problem with another weight.
    package func with(severity: Severity) -> Problem {
        Problem(severity, kind: kind, at: place, message)
    }
}

extension Sequence<Problem> {
    /// Those on which a verdict depends.
    package var errors: [Problem] { filter { $0.severity == .error } }
}

extension String {
    /// A text of several lines in a message of one: its lines with spaces between them.
    package var onOneLine: String {
        split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
            .joined(separator: " ")
    }
}
