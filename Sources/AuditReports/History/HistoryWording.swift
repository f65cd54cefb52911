package import AuditEngine
import OrgModel

// The words about what became of requirements over the commits of an export.

extension GitCommit {
    /// `2026-03-02 1a2b3c4d5e Jane Doe: Tighten the integration set`
    var words: String { "\(day) \(shortID) \(author): \(subject.isBlank ? "no message" : subject)" }
}

extension AuditHistory.Range {
    /// Which commits were looked at, as sentences.
    var words: String {
        let tip = "\(name) is \(newest.words)."
        guard let oldest else {
            return isComplete
                ? "\(tip) None of the commits changes what is audited." : "\(tip) No other commit was looked at."
        }
        let some = isComplete ? "" : " so far"
        return
            "\(tip) Looked at \(commits.of("commit that changes", "commits that change")) what is audited\(some), back to "
            + "\(oldest.shortID) of \(oldest.day)."
    }
}

extension AuditHistory.Gap {
    /// Which commits.
    var words: String {
        first.id == last.id
            ? last.words : "\(first.day) \(first.shortID) to \(last.day) \(last.shortID)"
    }
}

extension AuditHistory.Event {
    /// What became of the requirement, behind it.
    ///
    /// - Parameter was: `was`, or `were` of several.
    func words(_ was: String = "was") -> String {
        guard let kind else { return "" }
        return "\(kind.words), \(was) \(old?.words ?? "not required")"
    }

    /// Why it is answered so since, where no evidence that came or went says it already.
    var why: String? {
        switch new {
        case .passed?: appeared.isEmpty ? message : nil
        default: message
        }
    }
}

extension AuditHistory {
    /// What the newest commit's audit comes to.
    package var outcome: (words: String, verdict: Verdict) {
        if !newest.isComplete { return (AuditResult.Outcome.incomplete.words, .failed) }
        if count(.failed) > 0 { return ("\(count(.failed)) failing", .failed) }
        if count(.unknown) > 0 { return ("\(count(.unknown)) unknown", .unknown) }
        return ("Nothing fails", .passed)
    }

    /// `3 failed, 1 unknown, 86 passed`
    package var counts: String { rows.map(\.requirement.verdict).counts }

    /// The rows of which it is said since when they are answered so: those that are open, or that were asked for.
    private var listed: [Row] {
        let open: [Verdict] = [.failed, .unknown, .waived]
        return isOfSomeRows ? rows : open.flatMap { verdict in rows.filter { $0.requirement.verdict == verdict } }
    }

    /// The same, put together where one commit left several so; what fails comes first.
    var standings: [Standing] {
        listed.grouped { Standing.Key(verdict: $0.requirement.verdict, commit: $0.since?.commit.id) }.map { group in
            Standing(verdict: group.key.verdict, since: since(group.elements[0]), rows: group.elements)
        }
    }

    /// What is above these rows.
    var standingsHeading: String { isOfSomeRows ? "Now" : "Open now" }

    /// Since when a row is answered as it is.
    private func since(_ row: Row) -> String {
        guard let event = row.since else {
            let oldest = range.oldest.map { "before \($0.day) \($0.shortID)" } ?? "before all that was looked at"
            return range.isComplete ? "since \(oldest)" : "since \(oldest), or longer"
        }
        return event.kind == nil
            ? "since the first commit with an export, \(event.commit.words)" : "since \(event.commit.words)"
    }

    /// What a commit made of which rows, put together where it is the same for the same reason; of the first commit with an
    /// export only where rows were asked for.
    ///
    /// - Parameter together: Whether rows are put together at all.
    func changes(of commit: GitCommit, together: Bool) -> [Change] {
        let events = rows.compactMap { row in row.event(of: commit).map { (row: row, event: $0) } }
            .filter { $0.event.kind != nil || isOfSomeRows }
        return events.grouped { Change.Key($0.event) }.flatMap { group in
            together && group.elements.count > 2
                ? [Change(event: group.elements[0].event, rows: group.elements.map(\.row))]
                : group.elements.map { Change(event: $0.event, rows: [$0.row]) }
        }
    }

    /// How the first commit with an export answers, where this is the one and no rows were asked for.
    func first(in commit: GitCommit) -> String? {
        let verdicts = rows.compactMap { $0.event(of: commit) }.filter { $0.kind == nil }.compactMap(\.new)
        guard !verdicts.isEmpty, !isOfSomeRows else { return nil }
        return "The first commit with an export: \(verdicts.counts)."
    }
}

/// Rows that are answered alike since one commit.
struct Standing {
    let verdict: Verdict
    /// Since when, in words.
    let since: String
    let rows: [AuditHistory.Row]

    fileprivate struct Key: Hashable {
        let verdict: Verdict
        let commit: String?
    }
}

/// What a commit made of rows for one reason.
struct Change {
    /// Of the first of them.
    let event: AuditHistory.Event
    /// At least one.
    let rows: [AuditHistory.Row]

    fileprivate struct Key: Hashable {
        let kind: RequirementChange.Kind?
        let old: Verdict?
        let new: Verdict?
        let appeared: [Evidence]
        /// What is said instead where there is no evidence.
        let message: String?

        init(_ event: AuditHistory.Event) {
            (kind, old, new, appeared) = (event.kind, event.old, event.new, event.appeared)
            message = appeared.isEmpty ? event.message : nil
        }
    }

    /// The ids of the rows, as far as people read them.
    var ids: String { rows.map(\.requirement.id).listed(limit: 10) }

    /// What became of several of them.
    var words: String {
        "\(rows.count) requirements \(event.words("were"))"
    }

    /// Why the row is answered so; of several rows their evidence says it.
    var why: String? { rows.count == 1 || event.appeared.isEmpty ? event.why : nil }

    /// What the answer before rested on, of a single row.
    var vanished: [Evidence] { rows.count == 1 ? event.vanished : [] }
}
