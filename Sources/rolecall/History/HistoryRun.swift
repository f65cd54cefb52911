import AuditEngine
import Foundation
import OrgModel

/// Audits the commits of an export, the newest first.
struct HistoryRun {
    private let export: CommittedExport
    private let options: CommitOptions
    private let excluded: ObjectID?

    /// - Throws: ``CommandFailure`` where a revision is not in the repository.
    init(_ session: Session, _ options: CommitOptions, in environment: [String: String]) throws(CommandFailure) {
        self.options = options
        let export = try CommittedExport(session, at: options.until, in: environment)
        self.export = export
        excluded = try git { () throws(GitFailure) in try options.since.map(export.repository.commit) }
    }

    /// As many commits are audited at once as keep all cores busy; more would only take more memory.
    private static let commitsAtOnce = max(2, ProcessInfo.processInfo.activeProcessorCount)

    /// Audits the commits.
    ///
    /// - Parameters:
    ///   - ids: The requirements that are told of; `nil` for all.
    ///   - say: Gets what is being done, for a person who waits.
    /// - Throws: ``CommandFailure`` where a commit cannot be audited at all.
    func history(only ids: Set<String>?, say: (String) -> Void) throws(CommandFailure) -> AuditHistory {
        let repository = export.repository
        let range = AuditHistory.Range(
            name: options.until, newest: try git { () throws(GitFailure) in try repository.describe(export.newest) })
        var walk = try git { () throws(GitFailure) in
            try CommitWalk(repository, export.paths, from: export.newest, excluding: excluded, KnownReadings())
        }
        let tip = try export.audit(walk.tree, requiresUser: true)
        var builder = HistoryBuilder(tip, in: range, only: ids)
        let isComplete = try addCommits(to: &builder, &walk, since: tip, say: say)
        guard builder.hasExport || !isComplete else {
            throw CommandFailure(
                "No commit of \(options.until) has an export to audit. \(tip.audit.errors.first?.message ?? "")")
        }
        var history = builder.finished()
        history.range.isComplete = isComplete
        history.notes = try notes(history, walk)
        return history
    }

    /// Audits commit after commit.
    ///
    /// - Returns: Whether all were audited; not where the run was interrupted.
    private func addCommits(
        to builder: inout HistoryBuilder, _ walk: inout CommitWalk, since tip: CommittedAudit, say: (String) -> Void
    ) throws(CommandFailure) -> Bool {
        var latest = Latest(audit: tip, readings: walk.tree.readings)
        var count = 0
        while !Interruption.isPending {
            let steps: [Planned]
            do throws(GitFailure) {
                steps = try plan(&walk, after: latest)
            } catch {
                // Ctrl-C may end git too.
                if Interruption.isPending { return false }
                throw CommandFailure(error.description)
            }
            guard let last = steps.last?.step else { return true }
            let audits = audit(steps)
            if Interruption.isPending { return false }
            for (planned, audit) in zip(steps, audits) {
                builder.add(planned.step.commit, before: try take(planned.step, audit, after: &latest))
            }
            count += steps.count
            say("Audited \(count.of("commit")), back to \(last.commit.day) …")
        }
        return false
    }

    /// What the commit looked at last came to, and what its audit read.
    private struct Latest {
        var audit: CommittedAudit
        var readings: TreeReadings?
    }

    /// A commit to look at.
    private struct Planned: Sendable {
        let step: CommitWalk.Step
        /// Whether the commit before it is audited; else it is taken to come to the same.
        let isAudited: Bool
    }

    /// So many commits are planned at once that change nothing.
    private static let maximumPlanned = 64

    /// The next older commits, of which as many are audited as can be at once.
    private func plan(_ walk: inout CommitWalk, after latest: Latest) throws(GitFailure) -> [Planned] {
        var planned: [Planned] = []
        while planned.count < Self.maximumPlanned, planned.count(where: \.isAudited) < Self.commitsAtOnce,
            let step = try walk.next()
        {
            let changesNothing = latest.readings.map(step.changesNothing) ?? false
            planned.append(Planned(step: step, isAudited: step.before != nil && !changesNothing))
        }
        return planned
    }

    private func audit(_ steps: [Planned]) -> [Result<CommittedAudit, CommandFailure>?] {
        // What is shared is only read: each commit has a session of its own.
        nonisolated(unsafe) let export = export
        return steps.concurrentMap { planned in
            guard planned.isAudited, let tree = planned.step.before else { return nil }
            return Result { () throws(CommandFailure) in try unsafe export.audit(tree) }
        }
    }

    /// What the commit before one comes to: as it was audited, or the same as that after it, if that is so.
    private func take(
        _ step: CommitWalk.Step, _ audited: Result<CommittedAudit, CommandFailure>?, after latest: inout Latest
    ) throws(CommandFailure) -> CommittedAudit? {
        guard let tree = step.before else { return nil }
        // What the commits planned with it read was not known yet.
        if audited == nil, latest.readings.map(step.changesNothing) == true { return latest.audit }
        let audit = if let audited { try audited.get() } else { try export.audit(tree) }
        latest = Latest(audit: audit, readings: tree.readings)
        return audit
    }

    private func notes(_ history: AuditHistory, _ walk: CommitWalk) throws(CommandFailure) -> [String] {
        let repository = export.repository
        let head = try? git { () throws(GitFailure) in try repository.commit("HEAD") }
        return [
            history.range.isComplete ? nil : "It was interrupted: what older commits did is not known.",
            try relationNote(history),
            history.commits.contains(where: \.isMerge)
                ? "Of a merge the first parent counts: what came with it is its own change. To look into it: --since ID^1 --until ID^2."
                : nil,
            repository.isShallow
                ? "The clone is shallow: older commits are missing, and what they did is not known. git fetch --unshallow brings them."
                : nil,
        ].compactMap(\.self) + (try export.notes(submodules: walk.submodules, isNewest: head == export.newest))
    }

    /// What is said where the commit to begin after is not the one before the oldest that was looked at.
    private func relationNote(_ history: AuditHistory) throws(CommandFailure) -> String? {
        guard let since = options.since, let excluded else { return nil }
        let isAncestor = try git { () throws(GitFailure) in
            try export.repository.isAncestor(excluded, of: export.newest)
        }
        guard !isAncestor else { return nil }
        return
            "\(since) is not a commit before \(options.until): the branch was rewritten, or it is on another one. All commits are "
            + "looked at that \(options.until) has and \(since) has not."
    }
}
