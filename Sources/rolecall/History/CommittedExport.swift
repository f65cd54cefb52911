import AuditEngine
import Foundation
import OrgModel

/// The exports of a session in the commits of their repository.
struct CommittedExport {
    let repository: GitRepository
    let paths: CommittedPaths
    private let session: Session
    /// The newest commit.
    let newest: ObjectID
    /// The query results that the newest commit lacks, so that they are read from disk.
    private let recordsOnDisk: [String]

    /// - Parameters:
    ///   - session: What is asked, of which export.
    ///   - revision: The newest commit.
    ///   - environment: The variables of the process.
    /// - Throws: ``CommandFailure`` where there is no repository, or it cannot be read.
    init(_ session: Session, at revision: String, in environment: [String: String]) throws(CommandFailure) {
        self.session = session
        let (typed, records) = (session.typed.paths, session.settings.who.records)
        (repository, newest, paths, recordsOnDisk) = try git { () throws(GitFailure) in
            let repository = try GitRepository(of: typed[0], try GitProgram(in: environment))
            let newest = try repository.commit(revision)
            var committed: [String] = []
            for path in records {
                guard let place = repository.place(of: path) else { continue }
                if try repository.contains(place, in: newest) { committed.append(path) }
            }
            return (
                repository, newest, try CommittedPaths(typed, records: committed, in: repository),
                records.filter { !committed.contains($0) }
            )
        }
    }

    /// What the audit of a commit comes to.
    ///
    /// - Parameters:
    ///   - tree: The commit's files.
    ///   - requiresUser: Whether it is an error that nobody is named whom an export of it has.
    func audit(_ tree: CommitTree, requiresUser: Bool = false) throws(CommandFailure) -> CommittedAudit {
        let session = Session(self.session, in: tree)
        tree.readings?.known.beginExport()
        guard let reason = reasonWithoutExport(session, tree) else {
            let audit = CommittedAudit(AuditSnapshot(try session.result(), toolVersion: rolecallVersion))
            if requiresUser { try session.requireUser() }
            return audit
        }
        var result = session.guide.auditWithoutExport(
            because: reason, session.settings.principal, options: try session.options
        ).waiving(try session.waivers, on: session.date)
        result.basis = try session.basis
        return CommittedAudit(AuditSnapshot(result, toolVersion: rolecallVersion), hasExport: false)
    }

    /// Why a commit has nothing to audit; `nil` where it has.
    private func reasonWithoutExport(_ session: Session, _ tree: CommitTree) -> String? {
        for path in session.typed.paths where !tree.lookUp(path).isFound {
            return "\(path) does not exist in the commit."
        }
        do throws(MetadataCatalog.Failure) {
            _ = try session.readUsers()
            return nil
        } catch {
            return error.description
        }
    }

    /// What became of each requirement between two commits.
    ///
    /// - Parameter old: The revision of the earlier commit; the later one is the newest.
    /// - Throws: ``CommandFailure`` where a commit cannot be audited.
    func compare(_ old: String) throws(CommandFailure) -> Comparison {
        let known = KnownReadings()
        let (before, now) = (
            try side(git { () throws(GitFailure) in try repository.commit(old) }, known),
            try side(newest, known, requiresUser: true)
        )
        // Both are against the guide of the session.
        var comparison = AuditEngine.Comparison(ofAny: before.audit.audit, with: now.audit.audit)
        comparison.commits = (before.commit, now.commit)
        let head = try? git { () throws(GitFailure) in try repository.describe(repository.commit("HEAD")) }
        comparison.remarks = try notes(
            submodules: before.tree.submodules.union(now.tree.submodules), isNewest: head == now.commit)
        return comparison
    }

    private func side(
        _ id: ObjectID, _ known: KnownReadings, requiresUser: Bool = false
    ) throws(CommandFailure) -> (audit: CommittedAudit, commit: GitCommit, tree: CommitTree) {
        let (commit, tree) = try git { () throws(GitFailure) in
            return (try repository.describe(id), try CommitTree(of: id, in: repository, paths, known))
        }
        return (try audit(tree, requiresUser: requiresUser), commit, tree)
    }

    // MARK: What a reader should know

    /// What is said of the clone and the working tree.
    ///
    /// - Parameter isNewest: Whether the newest commit that was looked at is the one that is checked out.
    func notes(submodules: Set<String>, isNewest: Bool) throws(CommandFailure) -> [String] {
        let changed =
            isNewest
            ? try git { () throws(GitFailure) in try repository.uncommitted(paths.places, where: paths.reads) } : nil
        return [
            recordsOnDisk.isEmpty
                ? nil
                : "\(recordsOnDisk.listed(limit: 3)) \(recordsOnDisk.count == 1 ? "is" : "are") not in the newest commit, and \(recordsOnDisk.count == 1 ? "counts" : "count") for every commit as of now.",
            changed.map { first, count in
                let others = count > 1 ? " and \((count - 1).of("other file")) have" : " has"
                return "\(first)\(others) changes that are not committed; they are not a part of this."
            },
            submodules.min().map { first in
                "What the submodule \(first) contains is in another repository; it is not audited."
                    + (submodules.count > 1 ? " So are \(submodules.count - 1) others." : "")
            },
        ].compactMap(\.self)
    }
}

/// Does what may fail with Git.
func git<Value>(_ body: () throws(GitFailure) -> Value) throws(CommandFailure) -> Value {
    do throws(GitFailure) {
        return try body()
    } catch {
        throw CommandFailure(error.description)
    }
}
