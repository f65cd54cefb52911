import Documents

/// Goes back over the commits of a branch that change what an audit reads, with the files of each.
///
/// One `git ls-tree` lists the files of the newest commit, and one `git log` says what each commit changed of them, so that no
/// other tree is listed.
package struct CommitWalk {
    /// The files of the commit that ``next()`` handed over last, or else of the newest one.
    package private(set) var tree: CommitTree
    /// The submodules that were met, by their paths in the repository.
    package private(set) var submodules: Set<String> = []
    private let paths: CommittedPaths
    private let log: GitLog

    /// A commit that changes what an audit reads.
    package struct Step: Sendable {
        /// The commit.
        package let commit: GitCommit
        /// The files of the commit before it, of a merge of the first; `nil` where there is none in this clone.
        package let before: CommitTree?
        /// What it changed.
        let changes: [GitChange]
    }

    /// Lists the files of the newest commit.
    ///
    /// - Parameters:
    ///   - repository: The repository.
    ///   - paths: What an audit reads.
    ///   - newest: Where the walk begins.
    ///   - excluded: This commit and all before it are left out; `nil` for none.
    ///   - known: What the files of other commits contain.
    /// - Throws: ``GitFailure`` where git fails.
    package init(
        _ repository: GitRepository, _ paths: CommittedPaths, from newest: ObjectID,
        excluding excluded: ObjectID? = nil,
        _ known: KnownReadings
    ) throws(GitFailure) {
        self.paths = paths
        tree = try CommitTree(of: newest, in: repository, paths, known)
        log = try repository.log(from: newest, excluding: excluded, paths.places)
        submodules = tree.submodules
    }

    /// The next older commit that changes what is read; `nil` at the end.
    ///
    /// - Throws: ``GitFailure`` where git fails.
    package mutating func next() throws(GitFailure) -> Step? {
        while let logged = try log.next() {
            let changes = logged.changes.filter { $0.old != $0.new }
            guard revert(changes) else { continue }
            tree.beginReadings()
            let before = logged.commit.parents.isEmpty ? nil : tree
            return Step(commit: logged.commit, before: before, changes: changes)
        }
        return nil
    }

    /// Takes changes back.
    ///
    /// - Returns: Whether any of them is of a file that is read.
    private mutating func revert(_ changes: [GitChange]) -> Bool {
        let hadLinks = tree.links > 0
        // A folder may have taken the place of a file.
        for file in changes.compactMap(\.new) { tree.remove(file) }
        for file in changes.compactMap(\.old) {
            tree.add(file)
            if file.kind == .submodule { submodules.insert(String(decoding: file.path, as: UTF8.self)) }
        }
        if hadLinks || tree.links > 0 { return !changes.isEmpty }
        return changes.contains { change in [change.old, change.new].compactMap(\.self).contains(where: paths.reads) }
    }
}

extension CommitTree {
    /// Lists the files of a commit.
    ///
    /// - Parameters:
    ///   - commit: The commit.
    ///   - repository: The repository.
    ///   - paths: What an audit reads.
    ///   - known: What the files of other commits contain; `nil` where no other one is read.
    /// - Throws: ``GitFailure`` where git fails.
    package init(
        of commit: ObjectID, in repository: GitRepository, _ paths: CommittedPaths, _ known: KnownReadings? = nil
    ) throws(GitFailure) {
        self.init(paths, repository.objects, known)
        for file in try repository.files(of: commit, paths.places) { add(file) }
    }
}
