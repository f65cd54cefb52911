package import OrgModel

/// Puts a history together from audits of ever older commits, of which it keeps only what has changed.
package struct HistoryBuilder {
    private var history: AuditHistory
    private let positions: [String: Int]
    /// What the commit looked at last came to.
    private var newer: CommittedAudit
    /// The commit that brought what is ``newer``, where nothing was before it: the first one of all, unless an older one has an
    /// export too.
    private var birth: (commit: GitCommit, audit: CommittedAudit)?

    /// - Parameters:
    ///   - newest: What the newest commit came to.
    ///   - range: Which commits are looked at.
    ///   - ids: The requirements that are told of; `nil` for all.
    package init(_ newest: CommittedAudit, in range: AuditHistory.Range, only ids: Set<String>?) {
        let rows = newest.audit.requirements.filter { ids?.contains($0.id) != false }
        history = AuditHistory(
            newest: newest.audit, range: range, rows: rows.map { AuditHistory.Row(requirement: $0) },
            isOfSomeRows: ids != nil, gaps: [])
        positions = Dictionary(rows.enumerated().map { ($1.id, $0) }) { first, _ in first }
        newer = newest
        hasExport = newest.hasExport
    }

    /// Adds the next older commit that touches the export.
    ///
    /// - Parameters:
    ///   - commit: The commit.
    ///   - before: What the commit before it comes to; `nil` where there is none.
    package mutating func add(_ commit: GitCommit, before: CommittedAudit?) {
        history.range.commits += 1
        history.range.oldest = commit
        noteErrors(of: commit)
        hasExport = hasExport || before?.hasExport == true
        guard let before, before.hasExport else {
            if newer.hasExport { birth = (commit, newer) }
            if let before { newer = before }
            return
        }
        if let birth { note(from: newer, to: birth.audit, birth.commit) }
        birth = nil
        note(from: before, to: newer, commit)
        newer = before
    }

    /// Whether any commit has an export, so far.
    package private(set) var hasExport: Bool

    /// The history, with what is known so far.
    package func finished() -> AuditHistory {
        var builder = self
        if let birth {
            for answered in birth.audit.audit.requirements {
                builder.append(AuditHistory.Event(first: answered, in: birth.commit), to: answered.id)
            }
        }
        return builder.history
    }

    private mutating func note(from old: CommittedAudit, to new: CommittedAudit, _ commit: GitCommit) {
        let comparison = Comparison(ofAny: old.audit, with: new.audit)
        for change in comparison.changes where !change.isSameVerdict {
            append(AuditHistory.Event(change, by: commit), to: change.requirement.id)
        }
    }

    private mutating func append(_ event: AuditHistory.Event, to id: String) {
        guard let position = positions[id] else { return }
        history.rows[position].events.append(event)
        if history.commits.last?.id != event.commit.id { history.commits.append(event.commit) }
    }

    private static let maximumProblems = 3

    /// Notes what could not be read since a commit, up to the next newer one.
    private mutating func noteErrors(of commit: GitCommit) {
        guard newer.hasExport else { return }
        let problems = Array(newer.audit.errors.prefix(Self.maximumProblems))
        guard !problems.isEmpty else {
            lastGapIsOpen = false
            return
        }
        if lastGapIsOpen, let last = history.gaps.indices.last, history.gaps[last].problems == problems {
            history.gaps[last].first = commit
        } else {
            history.gaps.append(AuditHistory.Gap(first: commit, last: commit, problems: problems))
        }
        lastGapIsOpen = true
    }

    private var lastGapIsOpen = false
}
