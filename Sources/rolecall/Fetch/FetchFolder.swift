import AuditEngine
import AuditReports
import Foundation
import OrgModel

/// The folder that gets what is fetched: what is there already, and what is written.
struct FetchFolder {
    /// What the files that a fetch may replace say of themselves.
    static let mark = "Written by rolecall fetch"

    let path: String
    /// Whether everything is asked again, and files of others may be replaced.
    let replacesAll: Bool
    /// What `sf` writes to. It is renamed once it is whole.
    let temporary: String

    init(_ path: String, force: Bool) {
        self.path = path
        replacesAll = force
        temporary = "\(path)/.rolecall-\(String(UInt64.random(in: .min ... .max), radix: 36))"
    }

    var manifest: String { "\(path)/\(RetrieveInstructions.manifestName)" }
    var export: String { "\(path)/export" }
    var records: String { "\(path)/records" }
    var settings: String { "\(path)/\(SettingsFile.fileName)" }

    // MARK: What is there

    /// What an earlier call has left of a query.
    enum State {
        case absent
        /// All that it asks for.
        case whole(FetchedRecords)
        /// The same query without a result or with a part of one, or the same about other objects.
        case incomplete
        /// Anything else.
        case foreign
    }

    func state(of query: RecordQuery) -> State {
        let (question, result) = (self.question(query), self.result(query))
        guard isAnything(at: question) || isAnything(at: result) else { return .absent }
        guard let text = text(of: question) else { return .foreign }
        guard text == query.text(omitting: Self.omitted(in: text, of: query)) else {
            return query.asksForOtherObjects(than: text) ? .incomplete : .foreign
        }
        guard let records = FetchedRecords(ofFile: result), records.isWhole else { return .incomplete }
        return .whole(records)
    }

    /// The columns that an org did not have when it was asked.
    private static func omitted(in text: String, of query: RecordQuery) -> Set<String> {
        Set(RecordQuery.columns(of: query.text())).subtracting(RecordQuery.columns(of: text))
    }

    /// Whether the export is the whole of what a manifest names.
    func hasExport(of manifest: String) -> Bool {
        !replacesAll && isAnything(at: export) && text(of: self.manifest) == manifest
    }

    var mayReplaceSettings: Bool { replacesAll || !isAnything(at: settings) || isOwn(settings) }

    /// Refuses to write over what no fetch has written, before anything is asked.
    func refuseForeign(_ queries: [RecordQuery]) throws(CommandFailure) {
        for folder in [path, records] where isAnything(at: folder) {
            guard case .folder? = FileKind(of: folder), folder == path || !leadsOut(folder, of: path) else {
                throw CommandFailure(
                    "\(folder) is not a folder, or a link that leads out of \(path). Name another --output-dir.")
            }
        }
        if replacesAll { return }
        let results = queries.filter { if case .foreign = state(of: $0) { true } else { false } }.map(question)
        let isKnown = isOwn(manifest)
        let others = isKnown ? [] : [manifest, export].filter(isAnything)
        let inTheWay = results + others
        guard inTheWay.isEmpty else {
            throw CommandFailure(
                "\(inTheWay.listed(limit: 3)) \(inTheWay.count > 1 ? "are" : "is") there already, and not of this fetch. Nothing "
                    + "was asked. Name another --output-dir, or say --force.")
        }
    }

    private func isOwn(_ file: String) -> Bool {
        text(of: file)?.split(separator: "\n").prefix(2).contains { $0.contains(Self.mark) } == true
    }

    /// The text of a regular file.
    private func text(of file: String) -> String? {
        guard case .file? = FileKind(of: file) else { return nil }
        return try? String(contentsOfFile: file, encoding: .utf8)
    }

    private func question(_ query: RecordQuery) -> String { "\(records)/\(query.name).soql" }
    private func result(_ query: RecordQuery) -> String { "\(records)/\(query.name).json" }

    // MARK: What is written

    /// Does what leaves files in the temporary folder, and removes it afterwards.
    func withTemporaryFolder(_ body: () throws(CommandFailure) -> Void) throws(CommandFailure) {
        let manager = FileManager.default
        let wasThere = isAnything(at: path)
        do {
            try manager.createDirectory(
                atPath: temporary, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw CommandFailure("\(path) cannot be written: \(systemWords(errno)).")
        }
        defer {
            try? manager.removeItem(atPath: temporary)
            // Only an empty folder goes; the system reads the path for as long as the call takes.
            if !wasThere { unsafe rmdir(path) }
        }
        try body()
    }

    func write(_ question: String, _ result: [UInt8], of query: RecordQuery) throws(CommandFailure) {
        try write([
            OutputFile(path: self.question(query), text: question), OutputFile(path: self.result(query), bytes: result),
        ])
    }

    func write(_ files: [OutputFile]) throws(CommandFailure) {
        try writeFiles(files, sparing: ReadFiles(), makesFolders: true)
    }

    /// Puts an export in the place of an earlier one, and then the manifest, which says that it is whole.
    func replaceExport(with new: String, manifest: String) throws(CommandFailure) {
        // Both are names on one file system, so each takes its place at once; the system reads them during the call only.
        if isAnything(at: export), unsafe rename(export, "\(temporary)/earlier") != 0 {
            throw CommandFailure("\(export) cannot be replaced: \(systemWords(errno)).")
        }
        guard unsafe rename(new, export) == 0 else {
            throw CommandFailure("\(export) cannot be written: \(systemWords(errno)).")
        }
        try write([OutputFile(path: self.manifest, text: manifest)])
    }
}

extension RecordQuery {
    /// Whether a text asks for the same permissions of the same sources, on other objects: their names may have been found
    /// since.
    fileprivate func asksForOtherObjects(than text: String) -> Bool {
        guard let earlier = PermissionQuery(text), let own = PermissionQuery(self.text()) else { return false }
        return earlier.kind == own.kind && earlier.parents == own.parents
    }
}
