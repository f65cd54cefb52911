import Documents
import Foundation

/// What files were found to contain, for exports of which one after the other is read and most files are the same.
///
/// What none of the last exports had is forgotten, so that it takes no more room than two of them.
package final class KnownReadings: @unchecked Sendable {
    /// What was read of a file, and everything besides its bytes on which that depends.
    struct Key: Hashable {
        /// The type of the value, and what of it.
        let what: String
        /// The name that the value is given.
        let name: String
        let file: ComponentFile
        var scope: ExportScope?
        /// Which entries were kept of it.
        var asked: AskedEntries?
    }

    private let lock = NSLock()
    // Read and written only while the lock is held.
    private var recent: [Key: Result<any Sendable, DocumentError>] = [:]
    private var older: [Key: Result<any Sendable, DocumentError>] = [:]
    private var users: [(paths: [String], contents: [FileContents?], export: UserExport)] = []
    private var exports = 0

    private static let exportsOfGeneration = 16
    /// A few commits are audited at once.
    private static let maximumUsers = 4

    /// Knows nothing yet.
    package init() {}

    /// Notes that another export is read.
    package func beginExport() {
        lock.lock()
        defer { lock.unlock() }
        exports += 1
        guard exports % Self.exportsOfGeneration == 0 else { return }
        (older, recent) = (recent, [:])
    }

    /// What a file contains: as it is known, or as it is read now.
    ///
    /// - Throws: What reading it threw, then or now.
    func value<Value: Sendable>(
        _ key: Key, _ read: () throws(DocumentError) -> Value
    ) throws(DocumentError) -> Value {
        switch known(key) {
        case .success(let value as Value): return value
        case .failure(let error): throw error
        default: break
        }
        let reading = Result { () throws(DocumentError) in try read() }
        lock.lock()
        recent[key] = reading.map { $0 }
        lock.unlock()
        return try reading.get()
    }

    /// What exported users say: as it is known, or as it is read now.
    ///
    /// - Parameters:
    ///   - paths: The paths of the files.
    ///   - contents: Their contents, and those of the queries beside them; `nil` where there is no file.
    ///   - read: Reads them.
    func users(of paths: [String], _ contents: [FileContents?], _ read: () -> UserExport) -> UserExport {
        lock.lock()
        let known = users.first { $0.paths == paths && $0.contents == contents }
        lock.unlock()
        if let known { return known.export }
        let export = read()
        lock.lock()
        users = [(paths, contents, export)] + users.prefix(Self.maximumUsers - 1)
        lock.unlock()
        return export
    }

    private func known(_ key: Key) -> Result<any Sendable, DocumentError>? {
        lock.lock()
        defer { lock.unlock() }
        if let value = recent[key] { return value }
        guard let value = older[key] else { return nil }
        recent[key] = value
        return value
    }
}

extension MetadataCatalog {
    /// What a file contains, which is read once where exports that share files are read one after the other.
    ///
    /// - Parameters:
    ///   - what: What is read of it.
    ///   - name: The name that the value is given.
    ///   - file: The file.
    ///   - scope: How the file was exported, where the value depends on it.
    ///   - asked: Which entries are kept of it, where it has some.
    ///   - read: Reads it, or the same file with other bytes.
    /// - Throws: What reading it threw.
    func reading<Value: Sendable>(
        _ what: String, _ name: String, of file: ComponentFile, scope: ExportScope? = nil,
        keeping asked: AskedEntries? = nil,
        _ read: @escaping @Sendable (ComponentFile) throws(DocumentError) -> Value
    ) throws(DocumentError) -> Value {
        guard let readings = tree.readings else { return try read(file) }
        return try readings.value(
            KnownReadings.Key(what: what, name: name, file: file, scope: scope, asked: asked), read)
    }
}
