package import AuditEngine
package import Documents
import Foundation
import OrgModel

extension AuditSnapshot {
    /// Reads a JSON report that rolecall wrote.
    ///
    /// Other keys in a report of this version are ignored: fields may be added within it.
    ///
    /// - Throws: `DocumentError` where it is not JSON, no report, or one of another schema version, and where anything
    ///   lacks or contradicts itself on which a comparison rests.
    package init(jsonReport text: String) throws(DocumentError) {
        let document = try Self.document(text)
        try Self.checkKind(of: document)
        do {
            let decoder = JSONDecoder()
            decoder.dateDecodingStrategy = .custom(Self.day)
            self = try decoder.decode(AuditSnapshot.self, from: Data(text.utf8))
        } catch let error as DecodingError {
            throw error.invalidValue.error(in: document)
        } catch let error as InvalidReport {
            throw error.error(in: document)
        } catch {
            throw DocumentError(message: "The report cannot be understood: \(error). \(again)")
        }
        try checkRequirements(in: document)
        try checkSummary(in: document)
    }

    private static func day(_ decoder: any Decoder) throws -> Date {
        let text = try String(from: decoder)
        guard let day = Date(day: text) else {
            throw InvalidReport("\"\(text)\" is not a day (YYYY-MM-DD).", at: decoder.codingPath)
        }
        return day
    }

    private func checkRequirements(in document: JSONValue) throws(DocumentError) {
        guard !requirements.isEmpty else {
            throw InvalidReport("The report is of an audit that evaluated no requirement.", at: []).error(in: document)
        }
        var ids: Set<String> = []
        for (index, requirement) in requirements.enumerated() where !ids.insert(requirement.id).inserted {
            let line: Int? =
                if case .array(let elements) = document["requirements"] { elements[index].line } else { nil }
            throw DocumentError(
                message: "The requirement \"\(requirement.id)\" is in the report twice. \(again)", line: line)
        }
    }

    /// A report whose rows do not add up to what it says of them was changed after it was written, and proves nothing.
    private func checkSummary(in document: JSONValue) throws(DocumentError) {
        for verdict in Verdict.allCases {
            let (stated, listed) = (counts[verdict.rawValue] ?? 0, requirements.count { $0.verdict == verdict })
            guard stated != listed else { continue }
            throw InvalidReport(
                "The report contradicts itself: its counts say \(stated) \(verdict.words), and its requirements \(listed). It "
                    + "was changed after it was written.", at: []
            ).error(in: document)
        }
        let open = [Verdict.failed, .unknown].first { verdict in requirements.contains { $0.verdict == verdict } }
        let outcomes: [Verdict?: AuditResult.Outcome] = [.failed: .notReady, .unknown: .undetermined]
        let expected = outcomes[open] ?? .ready
        guard ![expected, .incomplete].map(\.rawValue).contains(outcome) else { return }
        throw InvalidReport(
            "The report contradicts itself: its outcome is \"\(outcome)\", and its requirements come to \"\(expected.rawValue)\". It "
                + "was changed after it was written.", at: []
        ).error(in: document)
    }

    private static func document(_ text: String) throws(DocumentError) -> JSONValue {
        guard !text.allSatisfy(\.isWhitespace) else {
            throw DocumentError(message: "The file is empty. \(again)")
        }
        do throws(JSONDiagnostic) {
            return try JSONReader.read(Array(text.utf8))
        } catch {
            throw DocumentError(message: "\(error.words) \(again)", line: error.line)
        }
    }

    private static func checkKind(of document: JSONValue) throws(DocumentError) {
        for key in ["schemaVersion", "requirements"] where document[key] == nil {
            throw DocumentError(message: "This is not a JSON report of an audit: it has no \(key). \(again)")
        }
        let version = document["schemaVersion"]?.text ?? ""
        guard !Self.readableSchemaVersions.contains(version) else { return }
        let writer = document["tool"]?["version"]?.text.map { " (rolecall \($0) wrote it)" } ?? ""
        throw DocumentError(
            message: "The report has the schema version \"\(version)\"\(writer); this rolecall reads "
                + "\(Self.readableSchemaVersions.quoted.listedWithAnd). Use the rolecall that wrote it, or audit its export again with this "
                + "one.")
    }
}

/// What to do about a text that is not a report.
private let again = "Write it again: rolecall audit PATH --report json=FILE."

extension [any CodingKey] {
    /// `requirements[3].verdict`
    fileprivate var words: String {
        reduce("") { words, key in
            if let index = key.intValue { return "\(words)[\(index)]" }
            return words.isEmpty ? key.stringValue : "\(words).\(key.stringValue)"
        }
    }
}

extension JSONValue {
    /// The line of the innermost object on the way to a value, as far as the way leads.
    fileprivate func line(of path: [any CodingKey]) -> Int? {
        let own: Int? = if case .object(_, let line) = self { line } else { nil }
        guard let first = path.first else { return own }
        let next: JSONValue? =
            if case .array(let elements) = self {
                first.intValue.flatMap { elements.indices.contains($0) ? elements[$0] : nil }
            } else {
                self[first.stringValue]
            }
        return next?.line(of: Array(path.dropFirst())) ?? own
    }
}

extension DecodingError {
    fileprivate var invalidValue: InvalidReport {
        switch self {
        case .keyNotFound(let key, let context):
            InvalidReport("The report lacks \((context.codingPath + [key]).words).", at: context.codingPath)
        case .valueNotFound(_, let context):
            InvalidReport("The report has no value for \(context.codingPath.words).", at: context.codingPath)
        case .typeMismatch(_, let context), .dataCorrupted(let context):
            InvalidReport(
                context.codingPath.isEmpty
                    ? "The report contains a value that is not what it should be: \(context.debugDescription)"
                    : "In the report \(context.codingPath.words) is not what it should be.", at: context.codingPath)
        @unknown default:
            InvalidReport("The report cannot be understood.", at: [])
        }
    }
}

extension InvalidReport {
    fileprivate func error(in document: JSONValue) -> DocumentError {
        DocumentError(message: "\(message) \(again)", line: document.line(of: path))
    }
}
