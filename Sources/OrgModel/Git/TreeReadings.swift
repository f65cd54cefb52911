import Documents
import Foundation

/// What the audit of one commit read of its files, to see whether the audit of the next one could come to anything else.
package final class TreeReadings: @unchecked Sendable {
    /// What the files of all commits contain.
    package let known: KnownReadings

    /// What was read of a file, and how it is read again where the file has other bytes.
    private struct Use {
        let key: KnownReadings.Key
        let value: Result<any Sendable, DocumentError>
        let readAgain: @Sendable (ComponentFile) throws(DocumentError) -> any Sendable
    }

    private let lock = NSLock()
    // Read and written only while the lock is held.
    private var uses: [String: [Use]] = [:]

    /// - Parameter known: What the files of all commits contain.
    init(_ known: KnownReadings) {
        self.known = known
    }

    /// What a file contains; as it is known, or as it is read now.
    ///
    /// - Throws: What reading it threw, then or now.
    func value<Value: Sendable>(
        _ key: KnownReadings.Key, _ read: @escaping @Sendable (ComponentFile) throws(DocumentError) -> Value
    ) throws(DocumentError) -> Value {
        let result = Result { () throws(DocumentError) in
            try known.value(key) { () throws(DocumentError) in try read(key.file) }
        }
        if case .committed(let file) = key.file.file.contents {
            let use = Use(
                key: key, value: result.map { $0 }, readAgain: { file throws(DocumentError) in try read(file) })
            lock.lock()
            uses[file.path, default: []].append(use)
            lock.unlock()
        }
        return try result.get()
    }

    /// Whether all that was read of a file is the same with other bytes.
    ///
    /// - Parameters:
    ///   - path: The file in the repository.
    ///   - other: The other bytes.
    func areTheSame(of path: String, with other: CommittedFile) -> Bool {
        lock.lock()
        let uses = uses[path] ?? []
        lock.unlock()
        return uses.allSatisfy { use in
            let file = use.key.file.replacing(.committed(other))
            let key = KnownReadings.Key(
                what: use.key.what, name: use.key.name, file: file, scope: use.key.scope, asked: use.key.asked)
            let value: Result<any Sendable, DocumentError> = Result { () throws(DocumentError) in
                try known.value(key) { () throws(DocumentError) in try use.readAgain(file) }
            }
            return isSame(value, use.value)
        }
    }

    private func isSame(
        _ one: Result<any Sendable, DocumentError>, _ other: Result<any Sendable, DocumentError>
    ) -> Bool {
        switch (one, other) {
        case (.failure(let one), .failure(let other)): one == other
        case (.success(let one), .success(let other)): (one as? any Equatable)?.isSame(as: other) ?? false
        default: false
        }
    }
}

extension Equatable {
    fileprivate func isSame(as other: Any) -> Bool { (other as? Self) == self }
}

extension MetadataCatalog {
    /// Whether a file is of a kind of which nothing is read but what ``TreeReadings`` keeps.
    ///
    /// - Parameter path: The path in the repository.
    static func isReadAsAWhole(_ path: String) -> Bool {
        guard let type = recognize(ExportPath(path))?.type else { return false }
        switch type {
        case .profile, .permissionSet, .mutingPermissionSet, .permissionSetGroup, .role, .customObject, .customField:
            return true
        default: return false
        }
    }
}

extension CommitWalk.Step {
    /// Whether the audit of the commit before cannot come to anything else: only contents have changed, and nothing that was
    /// read of them.
    ///
    /// - Parameter readings: What the audit of the commit read, or of one that comes to the same.
    package func changesNothing(given readings: TreeReadings) -> Bool {
        guard let before, before.links == 0 else { return false }
        return changes.allSatisfy { change in
            guard let old = change.old, let new = change.new, old.kind == .file, new.kind == .file else { return false }
            let path = String(decoding: old.path, as: UTF8.self)
            return MetadataCatalog.isReadAsAWhole(path)
                && readings.areTheSame(of: path, with: before.file(old))
        }
    }
}
