import Documents
import Foundation
public import OrgModel

// How a JSON report writes what the engine's own types say, and how it is read again. A word that rolecall does not
// have is reported, never guessed.

/// What is wrong with a value of a report, and where in the report.
package struct InvalidReport: Error {
    /// What is wrong, as a whole sentence.
    package let message: String
    /// The keys and positions that lead to the value.
    package let path: [any CodingKey]

    package init(_ message: String, at path: [any CodingKey]) {
        self.message = message
        self.path = path
    }
}

private enum NoteKey: String, CodingKey {
    case component, file, line, says, severity, message, reason, owner, expires
    case group, about, kind, count, entryAt, grantedAt
}

/// A place by itself.
struct NotedPlace: Codable {
    let place: Place

    init(_ place: Place) { self.place = place }

    init(from decoder: any Decoder) throws {
        let note = try decoder.container(keyedBy: NoteKey.self)
        guard let place = try note.place() else {
            throw InvalidReport("A place names no file.", at: decoder.codingPath)
        }
        self.place = place
    }

    func encode(to encoder: any Encoder) throws {
        var note = encoder.container(keyedBy: NoteKey.self)
        try note.encode(place)
    }
}

extension KeyedEncodingContainer<NoteKey> {
    fileprivate mutating func encode(_ place: Place?) throws {
        try encodeIfPresent(place?.file, forKey: .file)
        try encodeIfPresent(place?.line, forKey: .line)
    }
}

extension KeyedDecodingContainer<NoteKey> {
    fileprivate func place() throws -> Place? {
        let line = try decodeIfPresent(Int.self, forKey: .line)
        return try decodeIfPresent(String.self, forKey: .file).map { Place(file: $0, line: line) }
    }
}

extension Verdict: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let verdict = Verdict(rawValue: text) else {
            let known = Verdict.allCases.map(\.rawValue).joined(separator: ", ")
            throw InvalidReport("\"\(text)\" is not a verdict; known are \(known).", at: decoder.codingPath)
        }
        self = verdict
    }
}

extension Problem: Codable {
    public init(from decoder: any Decoder) throws {
        let note = try decoder.container(keyedBy: NoteKey.self)
        let text = try note.decode(String.self, forKey: .severity)
        guard let severity = Severity(rawValue: text) else {
            throw InvalidReport("\"\(text)\" is not a severity.", at: decoder.codingPath)
        }
        self.init(severity, at: try note.place(), try note.decode(String.self, forKey: .message))
    }

    public func encode(to encoder: any Encoder) throws {
        var note = encoder.container(keyedBy: NoteKey.self)
        try note.encode(severity.rawValue, forKey: .severity)
        try note.encode(place)
        try note.encode(message, forKey: .message)
    }
}

extension Evidence: Codable {
    public init(from decoder: any Decoder) throws {
        let note = try decoder.container(keyedBy: NoteKey.self)
        self.init(
            component: try note.decodeIfPresent(String.self, forKey: .component).flatMap(ComponentID.init(described:)),
            through: try note.decodeIfPresent(String.self, forKey: .group).map { ComponentID(.permissionSetGroup, $0) },
            place: try note.place(), says: try note.decode(String.self, forKey: .says),
            about: try note.decodeIfPresent(String.self, forKey: .about),
            // A later version may have more of them.
            try note.decodeIfPresent(String.self, forKey: .kind).flatMap(QuotedStatement.Kind.init(rawValue:)),
            count: try note.decodeIfPresent(Int.self, forKey: .count),
            wouldStand: try note.decodeIfPresent(NotedPlace.self, forKey: .entryAt)?.place)
        granted = try note.decodeIfPresent(NotedPlace.self, forKey: .grantedAt)?.place
    }

    public func encode(to encoder: any Encoder) throws {
        var note = encoder.container(keyedBy: NoteKey.self)
        try note.encodeIfPresent(component?.description, forKey: .component)
        try note.encode(place)
        try note.encode(says, forKey: .says)
        try note.encodeIfPresent(through?.fullName, forKey: .group)
        try note.encodeIfPresent(statement.subject, forKey: .about)
        try note.encodeIfPresent(statement.kind, forKey: .kind)
        try note.encodeIfPresent(statement.count, forKey: .count)
        try note.encodeIfPresent(wouldStand.map(NotedPlace.init), forKey: .entryAt)
        try note.encodeIfPresent(granted.map(NotedPlace.init), forKey: .grantedAt)
    }
}

extension Waiver: Codable {
    /// What accepts the failure that it is written with. The report does not contain the waiver's own pattern, so this
    /// names no other requirement.
    package init(from decoder: any Decoder) throws {
        let note = try decoder.container(keyedBy: NoteKey.self)
        self.init(
            requirement: "", reason: try note.decode(String.self, forKey: .reason),
            owner: try note.decode(String.self, forKey: .owner), expires: try note.decode(Date.self, forKey: .expires),
            place: Place(
                file: try note.decode(String.self, forKey: .file),
                line: try note.decodeIfPresent(Int.self, forKey: .line)))
    }

    package func encode(to encoder: any Encoder) throws {
        var note = encoder.container(keyedBy: NoteKey.self)
        try note.encode(reason, forKey: .reason)
        try note.encode(owner, forKey: .owner)
        try note.encode(expires, forKey: .expires)
        try note.encode(place)
    }
}

extension ComponentID {
    /// The identity of `Profile:Admin`; `nil` for a type that rolecall does not know.
    fileprivate init?(described text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let type = MetadataType(rawValue: parts[0]) else { return nil }
        self.init(type, parts[1])
    }
}
