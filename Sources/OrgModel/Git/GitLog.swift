import Documents
import Foundation

/// A commit, as people know it.
package struct GitCommit: Sendable, Hashable, Codable {
    /// All digits of its id.
    package let id: String
    /// When its author made it: `2026-03-31T12:00:00+02:00`.
    package let date: String
    package let author: String
    /// The first line of its message.
    package let subject: String
    /// The ids of the commits before it; several of a merge.
    package let parents: [String]

    /// Makes a commit.
    package init(id: String, date: String, author: String, subject: String, parents: [String]) {
        (self.id, self.date, self.author, self.subject, self.parents) = (id, date, author, subject, parents)
    }

    /// So many digits that people take for the id.
    package var shortID: String { String(id.prefix(10)) }

    /// The day on which its author made it, where they were.
    package var day: String { String(date.prefix(10)) }

    /// Whether it joins several branches.
    package var isMerge: Bool { parents.count > 1 }
}

/// A file of a commit.
struct GitFile: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case file, link, submodule
    }

    /// The path in the repository.
    let path: [UInt8]
    let kind: Kind
    let id: ObjectID

    /// - Parameters:
    ///   - path: The path in the repository.
    ///   - mode: What Git says of its kind and permissions, in octal digits; zeros where there is no file.
    ///   - id: The digits of its id.
    init?(path: some Collection<UInt8>, mode: some Collection<UInt8>, id: some Collection<UInt8>) {
        guard let id = ObjectID(id) else { return nil }
        switch String(decoding: mode, as: UTF8.self).prefix(3) {
        case "100": kind = .file
        case "120": kind = .link
        case "160": kind = .submodule
        default: return nil
        }
        self.path = Array(path)
        self.id = id
    }

    /// - Parameter entry: A line of `git ls-tree`: `100644 blob ID<tab>path`.
    init?(listed entry: [UInt8]) {
        guard let tab = entry.firstIndex(of: UInt8(ascii: "\t")) else { return nil }
        let words = entry[..<tab].split(separator: UInt8(ascii: " "))
        guard words.count == 3 else { return nil }
        self.init(path: entry[(tab + 1)...], mode: words[0], id: words[2])
    }
}

/// What a commit made of one path.
struct GitChange: Sendable, Hashable {
    /// `nil` where there was none.
    let old: GitFile?
    /// `nil` where there is none any more.
    let new: GitFile?
}

/// A commit and what it changed.
struct LoggedCommit: Sendable {
    let commit: GitCommit
    let changes: [GitChange]
}

/// The commits that `git log` prints, one after the other.
final class GitLog {
    private let process: GitProcess
    /// What was read of the next commit.
    private var pending: [UInt8]?

    init(_ process: GitProcess) {
        self.process = process
        pending = process.read(upTo: 0)
    }

    /// Each commit begins with the byte 1 and has its texts between zeros, and each change is `:mode mode id id letter`, a zero
    /// and the path.
    static let arguments = [
        "log", "--first-parent", "-m", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-color", "--no-ext-diff",
        "--no-textconv", "--no-notes", "--ignore-submodules=none", "--encoding=UTF-8",
        "--format=%x01%H%x00%P%x00%aI%x00%an%x00%s",
    ]

    /// The next commit; `nil` at the end.
    ///
    /// - Throws: ``GitFailure`` where git fails.
    func next() throws(GitFailure) -> LoggedCommit? {
        guard let start = pending else {
            if let failure = process.failure() { throw failure }
            return nil
        }
        guard start.first == 1 else { throw GitFailure("git log printed something unexpected.") }
        let texts = (0..<4).map { _ in String(decoding: process.read(upTo: 0) ?? [], as: UTF8.self) }
        let commit = GitCommit(
            id: String(decoding: start.dropFirst(), as: UTF8.self), date: texts[1], author: texts[2],
            subject: texts[3], parents: texts[0].split(separator: " ").map(String.init))
        return LoggedCommit(commit: commit, changes: readChanges())
    }

    private func readChanges() -> [GitChange] {
        var changes: [GitChange] = []
        while true {
            pending = process.read(upTo: 0)
            let token = pending?.drop { $0 == UInt8(ascii: "\n") } ?? []
            if token.isEmpty, pending != nil { continue }
            guard token.first == UInt8(ascii: ":") else { return changes }
            let words = token.dropFirst().split(separator: UInt8(ascii: " "))
            guard words.count == 5, let path = process.read(upTo: 0) else { return changes }
            changes.append(
                GitChange(
                    old: GitFile(path: path, mode: words[0], id: words[2]),
                    new: GitFile(path: path, mode: words[1], id: words[3])))
        }
    }
}
