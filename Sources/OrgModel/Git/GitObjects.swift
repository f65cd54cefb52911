import Documents
import Foundation

/// The content of a file in a commit.
package struct CommittedFile: Sendable, Hashable {
    let id: ObjectID
    /// The path in the repository.
    let path: String
    private let objects: GitObjects

    init(_ id: ObjectID, at path: String, in objects: GitObjects) {
        self.id = id
        self.path = path
        self.objects = objects
    }

    package static func == (left: CommittedFile, right: CommittedFile) -> Bool { left.id == right.id }

    package func hash(into hasher: inout Hasher) { hasher.combine(id) }

    /// All bytes.
    func bytes() throws(DocumentError) -> [UInt8] {
        do throws(GitFailure) {
            return try objects.bytes(of: id)
        } catch {
            throw DocumentError(message: "The file cannot be read from the repository. \(error.description)")
        }
    }
}

/// The contents of a repository's files, from one `git cat-file` that is kept open.
final class GitObjects: @unchecked Sendable {
    private let start: @Sendable () throws(GitFailure) -> GitProcess
    private let lock = NSLock()
    // Read and written only while the lock is held.
    private var process: GitProcess?

    /// The same as of one file in a zip archive: the profiles of the largest orgs have some 20 MB.
    private static let maximumBytes = 128 << 20

    /// - Parameter start: Starts the program.
    init(_ start: @escaping @Sendable () throws(GitFailure) -> GitProcess) {
        self.start = start
    }

    /// The content of a file.
    ///
    /// - Throws: ``GitFailure`` where the repository lacks it, or it is larger than any metadata file.
    func bytes(of id: ObjectID) throws(GitFailure) -> [UInt8] {
        lock.lock()
        defer { lock.unlock() }
        let git = if let process { process } else { try start() }
        // Where it ends, the next file is asked of another one.
        process = nil
        try git.write("\(id.text)\n")
        guard let line = git.read(upTo: UInt8(ascii: "\n")) else { throw git.failure() ?? GitProcess.ended }
        let words = String(decoding: line, as: UTF8.self).split(separator: " ")
        guard words.count == 3, let size = Int(words[2]) else {
            process = git
            throw Self.missing(id)
        }
        let bytes = size <= Self.maximumBytes ? try git.read(count: size) : nil
        // Behind the content there is a line feed.
        git.skip(count: bytes == nil ? size + 1 : 1)
        process = git
        guard let bytes else { throw Self.tooLarge }
        return bytes
    }

    private static func missing(_ id: ObjectID) -> GitFailure {
        GitFailure(
            "Its content \(id.text) is not in this clone, or is damaged; rolecall fetches nothing. A clone without filters has it: "
                + "git fetch --refetch --no-filter.")
    }

    private static let tooLarge = GitFailure(
        "It is larger than \(maximumBytes >> 20) MB, which no metadata file is.")
}
