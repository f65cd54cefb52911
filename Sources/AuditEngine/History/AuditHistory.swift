package import OrgModel

/// What became of each requirement over the commits of an export that is kept in Git.
package struct AuditHistory: Sendable {
    /// The audit of the newest commit.
    package let newest: AuditSnapshot
    /// Which commits were looked at.
    package var range: Range
    /// The requirements, in the guide's order.
    package internal(set) var rows: [Row]
    /// The commits that made something of a requirement, the newest first.
    package internal(set) var commits: [GitCommit] = []
    /// Whether only some requirements are told of.
    package let isOfSomeRows: Bool
    /// Where not all of an export could be read, the newest stretch first.
    package internal(set) var gaps: [Gap]
    /// What a reader should know of how it was made, as sentences.
    package var notes: [String] = []

    /// Which commits were looked at.
    package struct Range: Sendable {
        /// What the walk began with, as the user calls it.
        package var name: String
        /// The commit that it means.
        package var newest: GitCommit
        /// The oldest commit that was looked at; `nil` where none changed the export.
        package var oldest: GitCommit?
        /// How many commits changed what is audited.
        package var commits = 0
        /// Whether all that were asked for were looked at.
        package var isComplete = true

        /// Makes a range of no commits.
        package init(name: String, newest: GitCommit) { (self.name, self.newest) = (name, newest) }
    }

    /// One requirement.
    package struct Row: Sendable {
        /// How the audit of the newest commit answers it.
        package let requirement: AuditSnapshot.Answered
        /// What became of it, the newest change first.
        package internal(set) var events: [Event] = []

        /// Since when it is answered as it is; `nil` where it was so before the oldest commit already.
        package var since: Event? { events.first }

        /// What a commit made of it; `nil` where it made nothing.
        package func event(of commit: GitCommit) -> Event? { events.first { $0.commit.id == commit.id } }
    }

    /// A commit that made something of a requirement.
    package struct Event: Sendable {
        /// The commit, by its id.
        package let commit: GitCommit
        /// What it made; `nil` where the commit is the first with an export.
        package let kind: RequirementChange.Kind?
        /// The answer before; `nil` where there was none.
        package let old: Verdict?
        /// The answer since.
        package let new: Verdict?
        /// Why it is answered so since.
        package let message: String
        /// What the answer before rested on and the one since does not.
        package let vanished: [Evidence]
        /// What the answer since rests on and the one before did not.
        package let appeared: [Evidence]

        private static let maximumEvidence = 5

        /// - Parameters:
        ///   - change: What became of the requirement.
        ///   - commit: The commit that did it.
        init(_ change: RequirementChange, by commit: GitCommit) {
            self.init(
                commit: commit, kind: change.kind, old: change.oldVerdict, new: change.newVerdict,
                message: change.requirement.message, vanished: change.vanished.limited(to: Self.maximumEvidence),
                appeared: change.appeared.limited(to: Self.maximumEvidence))
        }

        /// - Parameters:
        ///   - answered: The first answer.
        ///   - commit: The first commit with an export.
        init(first answered: AuditSnapshot.Answered, in commit: GitCommit) {
            self.init(
                commit: commit, kind: nil, old: nil, new: answered.verdict, message: answered.message, vanished: [],
                appeared: answered.evidence.limited(to: Self.maximumEvidence))
        }

        private init(
            commit: GitCommit, kind: RequirementChange.Kind?, old: Verdict?, new: Verdict?, message: String,
            vanished: [Evidence], appeared: [Evidence]
        ) {
            (self.commit, self.kind, self.old, self.new, self.message) = (commit, kind, old, new, message)
            (self.vanished, self.appeared) = (vanished, appeared)
        }
    }

    /// Commits, one after the other, in which the same could not be read.
    package struct Gap: Sendable {
        /// The first of them.
        package internal(set) var first: GitCommit
        /// The last of them.
        package let last: GitCommit
        /// What could not be read, or is not there.
        package let problems: [Problem]
    }

    /// How many of the requirements are answered in a way now.
    package func count(_ verdict: Verdict) -> Int { rows.count { $0.requirement.verdict == verdict } }
}
