import Documents
import Foundation

/// The Git repository that contains the folders of an export.
package struct GitRepository: Sendable {
    let git: GitProgram
    /// The folder from which git is run: the top of the working tree, or a bare repository.
    let folder: String
    /// Whether there is no working tree.
    package let isBare: Bool
    /// Whether the oldest commits of the branch are missing.
    package let isShallow: Bool
    let objects: GitObjects

    /// Finds the repository in which a path is; the path itself need not exist any more.
    ///
    /// - Parameters:
    ///   - path: A path as typed.
    ///   - git: The program.
    /// - Throws: ``GitFailure`` where there is none, or git refuses to read it.
    package init(of path: String, _ git: GitProgram) throws(GitFailure) {
        let (start, _) = Self.existing(path)
        let facts: [String]
        do throws(GitFailure) {
            let output = try git.run(
                ["rev-parse", "--is-inside-work-tree", "--is-shallow-repository"], in: start)
            facts = String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
        } catch {
            throw GitFailure(
                "\(path) is not in a Git repository that can be read. \(error.description) Give the folder of an export that is "
                    + "kept in Git.")
        }
        self.git = git
        isShallow = facts.last == "true"
        let hasTree = facts.first == "true"
        // In the folder .git of one with a working tree it is the same.
        isBare = !hasTree
        let top = try git.run(["rev-parse", hasTree ? "--show-toplevel" : "--absolute-git-dir"], in: start)
        // What it prints ends with a line feed; a folder's name may have more of them.
        let folder = String(decoding: top.dropLast(), as: UTF8.self)
        self.folder = folder
        objects = GitObjects { () throws(GitFailure) in try git.start(["cat-file", "--batch"], in: folder) }
    }

    /// The nearest folder at or above a path that exists, and what is below it.
    private static func existing(_ path: String) -> (folder: String, below: [String]) {
        var folder = URL(fileURLWithPath: path).standardizedFileURL
        var below: [String] = []
        while FileKind(of: folder.path) != .folder, folder.path != "/" {
            below.insert(folder.lastPathComponent, at: 0)
            folder.deleteLastPathComponent()
        }
        return (folder.path, below)
    }

    /// Where a path is in the repository; `nil` where it is outside of it.
    ///
    /// - Parameter path: A path as typed.
    package func place(of path: String) -> [String]? {
        let (start, below) = Self.existing(path)
        guard let top = realPath(folder), let real = realPath(start), lies(real, in: top) else { return nil }
        let parts = real.dropFirst(top.count).split(separator: "/").map(String.init)
        // The folders of a bare repository are Git's own, and no part of a commit.
        return isBare ? below : parts + below
    }

    // MARK: Revisions

    /// The commit that a revision means.
    ///
    /// - Parameter revision: As Git takes it: `HEAD~3`, a branch, a tag, the beginning of an id.
    /// - Throws: ``GitFailure`` where it means none.
    package func commit(_ revision: String) throws(GitFailure) -> ObjectID {
        guard !revision.isEmpty, revision.first != "-" else {
            throw GitFailure("\"\(revision)\" is not a revision. Give a branch, a tag or the id of a commit.")
        }
        do throws(GitFailure) {
            let output = try git.run(["rev-parse", "--verify", "--quiet", "\(revision)^{commit}"], in: folder)
            if let id = ObjectID(output.dropLast()) { return id }
        } catch {
            // Said better below.
        }
        if revision == "HEAD" {
            throw GitFailure("\(shownFolder) has no commit on its branch yet. Commit the export first.")
        }
        let shallow = isShallow ? " The clone is shallow: git fetch --unshallow brings the rest of its commits." : ""
        throw GitFailure(
            "\"\(revision)\" is not a commit of this repository. Give a branch, a tag or the id of a commit; for a day: "
                + "\"$(git rev-list -1 --before=2026-01-31 HEAD)\".\(shallow)")
    }

    private var shownFolder: String { realPath(".") == realPath(folder) ? "The repository" : folder }

    /// Whether one commit is another one, or among those before it.
    package func isAncestor(_ commit: ObjectID, of other: ObjectID) throws(GitFailure) -> Bool {
        let process = try git.start(["merge-base", "--is-ancestor", commit.text, other.text], in: folder)
        switch process.exitStatus() {
        case 0: return true
        case 1: return false
        default: throw process.failure() ?? GitProcess.ended
        }
    }

    /// What is known of a commit.
    package func describe(_ commit: ObjectID) throws(GitFailure) -> GitCommit {
        let log = try GitLog(git.start(GitLog.arguments + ["--no-walk", "--no-patch", commit.text], in: folder))
        guard let described = try log.next() else { throw GitProcess.ended }
        return described.commit
    }

    /// The commits of a branch that touch some paths, the newest first, each with what it changed.
    ///
    /// Of a merge the first parent counts: what came with it is its own change.
    ///
    /// - Parameters:
    ///   - newest: Where the walk begins.
    ///   - excluded: This commit and all before it are omitted; `nil` for none.
    ///   - places: The paths in the repository.
    func log(from newest: ObjectID, excluding excluded: ObjectID?, _ places: [[String]]) throws(GitFailure) -> GitLog {
        let range = [newest.text] + (excluded.map { ["^\($0.text)"] } ?? [])
        return GitLog(
            try git.start(GitLog.arguments + range + ["--"] + places.map(Self.pathspec), in: folder))
    }

    /// All files of a commit at or below some paths.
    func files(of commit: ObjectID, _ places: [[String]]) throws(GitFailure) -> [GitFile] {
        let arguments = ["ls-tree", "-r", "-z", "--full-tree", commit.text, "--"] + places.map(Self.pathspec)
        let process = try git.start(arguments, in: folder)
        var files: [GitFile] = []
        while let entry = process.read(upTo: 0) { files += [GitFile(listed: entry)].compactMap(\.self) }
        if let failure = process.failure() { throw failure }
        return files
    }

    /// Whether a commit has a file or folder at a place.
    package func contains(_ place: [String], in commit: ObjectID) throws(GitFailure) -> Bool {
        if place.isEmpty { return true }
        return try !git.run(["ls-tree", "-z", "--full-tree", commit.text, "--", Self.pathspec(place)], in: folder)
            .isEmpty
    }

    private static func pathspec(_ place: [String]) -> String { place.isEmpty ? "." : place.joined(separator: "/") }

    // MARK: The working tree

    /// The first changed or new file at or below some paths that no commit has, and how many there are.
    ///
    /// - Parameters:
    ///   - places: The paths in the repository.
    ///   - isWanted: Whether a file says anything.
    package func uncommitted(
        _ places: [[String]], where isWanted: (String) -> Bool
    ) throws(GitFailure) -> (first: String, count: Int)? {
        guard !isBare else { return nil }
        let arguments =
            try withoutFilters() + ["status", "--porcelain", "-z", "--no-renames", "--untracked-files=all"]
            + ["--ignore-submodules=all", "--"] + places.map(Self.pathspec)
        let output = try git.run(arguments, in: folder)
        let paths = output.split(separator: 0).map { String(decoding: $0.dropFirst(3), as: UTF8.self) }.filter(isWanted)
        return paths.first.map { ($0, paths.count) }
    }

    /// Filters are programs, which git would run to compare a file with what is committed.
    private func withoutFilters() throws(GitFailure) -> [String] {
        let process = try git.start(["config", "--name-only", "-z", "--get-regexp", "^filter\\."], in: folder)
        let names = process.readToEnd().split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        return names.flatMap { ["-c", $0.hasSuffix(".required") ? "\($0)=false" : "\($0)="] }
    }
}
