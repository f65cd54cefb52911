package import AuditEngine
package import Documents
import Foundation
import OrgModel

extension AuditSnapshot {
    /// Reads a JSON report that rolecall wrote.
    ///
    /// Whatever a report of this version also has is ignored: fields may be added within it.
    ///
    /// - Throws: `DocumentError` where it is not JSON, no report, or one of another schema version, and where anything
    ///   lacks or contradicts itself on which a comparison rests.
    package init(jsonReport text: String) throws(DocumentError) {
        let document = try Self.document(text)
        try Self.checkKind(of: document)
        do {
            let report = try JSONDecoder().decode(JSONReport.self, from: Data(text.utf8))
            self = try report.snapshot()
        } catch let error as DecodingError {
            throw error.diagnostic.error(in: document)
        } catch let diagnostic as Diagnostic {
            throw diagnostic.error(in: document)
        } catch {
            throw DocumentError(message: "The report cannot be understood: \(error). \(again)")
        }
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
        guard !JSONReport.readableSchemaVersions.contains(version) else { return }
        let writer = document["tool"]?["version"]?.text.map { " (rolecall \($0) wrote it)" } ?? ""
        throw DocumentError(
            message: "The report has the schema version \"\(version)\"\(writer); this rolecall reads "
                + "\(JSONReport.readableSchemaVersions.map { "\"\($0)\"" }.joined(separator: " and ")). Audit the older export again with this rolecall, or give the "
                + "exports themselves to rolecall compare.")
    }
}

/// What to do about a text that is not a report.
private let again = "Write it again: rolecall audit PATH --report json=FILE."

/// What is wrong, and where in the report.
private struct Diagnostic: Error {
    let message: String
    let path: [any CodingKey]

    init(_ message: String, at path: [any CodingKey]) {
        self.message = message
        self.path = path
    }

    func error(in document: JSONValue) -> DocumentError {
        DocumentError(message: "\(message) \(again)", line: document.line(of: path))
    }
}

/// A key or a position on the way to a value.
private enum Step: CodingKey {
    case key(String)
    case index(Int)

    init?(stringValue: String) { self = .key(stringValue) }
    init?(intValue: Int) { self = .index(intValue) }

    var stringValue: String {
        switch self {
        case .key(let key): key
        case .index(let index): String(index)
        }
    }

    var intValue: Int? { if case .index(let index) = self { index } else { nil } }
}

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
    fileprivate var diagnostic: Diagnostic {
        switch self {
        case .keyNotFound(let key, let context):
            Diagnostic("The report lacks \((context.codingPath + [key]).words).", at: context.codingPath)
        case .valueNotFound(_, let context):
            Diagnostic("The report has no value for \(context.codingPath.words).", at: context.codingPath)
        case .typeMismatch(_, let context), .dataCorrupted(let context):
            Diagnostic("In the report \(context.codingPath.words) is not what it should be.", at: context.codingPath)
        @unknown default:
            Diagnostic("The report cannot be understood.", at: [])
        }
    }
}

// What the wire's words mean; a word that it does not have is reported, never guessed.

extension JSONReport {
    fileprivate func snapshot() throws(Diagnostic) -> AuditSnapshot {
        guard !requirements.isEmpty else {
            throw Diagnostic("The report is of an audit that evaluated no requirement.", at: [])
        }
        var ids: Set<String> = []
        var answers: [AuditSnapshot.Answered] = []
        for (index, requirement) in requirements.enumerated() {
            let path: [any CodingKey] = [Step.key("requirements"), Step.index(index)]
            guard ids.insert(requirement.id).inserted else {
                throw Diagnostic("The requirement \"\(requirement.id)\" is in the report twice.", at: path)
            }
            answers.append(try requirement.answered(at: path))
        }
        return AuditSnapshot(
            toolVersion: tool.version, guide: guide.id, edition: guide.edition, principal: principal.names,
            requirements: answers, problems: try knownProblems(), basis: try knownBasis())
    }

    private func knownBasis() throws(Diagnostic) -> AuditBasis {
        let day = asOf.flatMap { Date(day: $0) }
        if let asOf, day == nil { throw Diagnostic("\"\(asOf)\" is not a day (YYYY-MM-DD).", at: [Step.key("asOf")]) }
        return AuditBasis(
            configuration: configuration?.file, guideFolder: configuration?.guideFolder,
            waivers: configuration?.waivers,
            asOf: day)
    }

    private func knownProblems() throws(Diagnostic) -> [Problem] {
        var known: [Problem] = []
        for (index, problem) in problems.enumerated() {
            guard let severity = Problem.Severity(rawValue: problem.severity) else {
                throw Diagnostic(
                    "\"\(problem.severity)\" is not a severity.", at: [Step.key("problems"), Step.index(index)])
            }
            known.append(Problem(severity, at: JSONReport.place(problem.file, problem.line), problem.message))
        }
        return known
    }

    fileprivate static func place(_ file: String?, _ line: Int?) -> Place? { file.map { Place(file: $0, line: line) } }
}

extension JSONReport.RequirementResult {
    fileprivate func answered(at path: [any CodingKey]) throws(Diagnostic) -> AuditSnapshot.Answered {
        guard let verdict = Verdict(rawValue: verdict) else {
            let known = Verdict.allCases.map(\.rawValue).joined(separator: ", ")
            throw Diagnostic("\"\(verdict)\" is not a verdict; known are \(known).", at: path)
        }
        return AuditSnapshot.Answered(
            id: id, label: label, requires: requires, verdict: verdict, message: message,
            evidence: evidence.map { note in
                Evidence(
                    component: note.component.flatMap(ComponentID.init(described:)),
                    place: JSONReport.place(note.file, note.line), says: note.says)
            },
            waiver: try knownWaiver(at: path), then: remedy?.then)
    }

    /// The waiver as one of this requirement; its pattern is not in the report.
    private func knownWaiver(at path: [any CodingKey]) throws(Diagnostic) -> Waiver? {
        guard let waiver else { return nil }
        guard let expires = Date(day: waiver.expires) else {
            throw Diagnostic("\"\(waiver.expires)\" is not a day (YYYY-MM-DD).", at: path + [Step.key("waiver")])
        }
        return Waiver(
            requirement: id, reason: waiver.reason, owner: waiver.owner, expires: expires,
            place: Place(file: waiver.file, line: waiver.line))
    }
}

extension JSONReport.PrincipalNames {
    fileprivate var names: PrincipalNames {
        var names = PrincipalNames()
        names.username = username
        names.profile = profile
        names.permissionSets = permissionSets
        names.permissionSetGroups = permissionSetGroups
        names.role = role
        names.endUserRoles = endUserRoles
        return names
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
