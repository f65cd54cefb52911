import AuditEngine
import Foundation
import OrgModel

/// What the pages have in common: the HTML reports of an audit, of surplus and of a comparison are the templates
/// `html*.mustache`, put together from the parts `page-*.mustache` with what is here.
///
/// The templates contain all markup and the engine escapes every value. Neither the filter nor anything else needs the
/// script; it only adds comfort. The page's content security policy allows its one style sheet and its one script by
/// their hashes, which are in the template.
///
/// What a template tests (`{{#.name}}`) is looked up with a dot, because the engine otherwise goes on looking for a
/// missing value in everything around it.
enum Page {
    /// What is before and after everything that people see.
    struct Frame {
        let style = Templates.text("page.css") + Templates.text("role-drawing.css")
        let script = Templates.text("page.js")
        let title: String
        let description: String
        let toolVersion: String
        let date: String
        /// The address of the guide; `nil` where it is not known.
        let source: String?

        init(_ header: Header, of guide: String, source: String?, _ settings: ReportSettings) {
            title = [header.label, header.outcome, guide.visible].compactMap(\.self).joined(separator: ": ")
            description = ([header.explanation] + header.facts.map { "\($0.label): \($0.text)." }).joined(
                separator: " ")
            toolVersion = settings.toolVersion
            date = settings.date.day
            self.source = source
        }
    }

    /// What it comes to, and for whom: all that a reader needs who reads no further.
    struct Header {
        let label: String?
        let guide: String
        let outcome: String
        let outcomeClass: String
        let explanation: String
        let counts: [Count]
        let total: Int
        let hasBar: Bool
        let facts: [Fact]
        /// What a reader should know who would take it for something else.
        let notes: [String]
        let hasNotes: Bool

        /// - Parameter isShare: Whether the counts are parts of a whole.
        init(
            label: String?, guide: String, outcome: String, _ verdict: Verdict, explanation: String, counts: [Count],
            isShare: Bool, facts: [Fact], notes: [String] = []
        ) {
            self.label = label?.visible
            self.guide = guide.visible
            self.outcome = outcome
            outcomeClass = verdict.rawValue
            self.explanation = explanation.visible
            self.counts = counts
            total = counts.reduce(0) { $0 + $1.count }
            hasBar = isShare && total > 0
            self.facts = facts
            self.notes = notes.map(\.visible)
            hasNotes = !notes.isEmpty
        }
    }

    /// How many there are of a kind; `before` is how many are left of them in the bar.
    struct Count {
        let verdict: String
        let words: String
        let count: Int
        let before: Int

        /// Of what there is none is omitted.
        static func all(_ counts: [(verdict: Verdict, words: String, count: Int)]) -> [Count] {
            var before = 0
            return counts.filter { $0.count > 0 }.map { verdict, words, count in
                defer { before += count }
                return Count(verdict: verdict.rawValue, words: words, count: count, before: before)
            }
        }
    }

    /// Something about who was audited and when.
    struct Fact {
        let label: String
        let text: String

        init(_ label: String, _ text: String) {
            self.label = label.capitalizedFirst
            self.text = text.visible
        }
    }

    /// What is wrong in the input, or not known.
    struct Problems {
        let anchor: String
        let heading: String
        let problems: [Note]

        struct Note {
            /// `nil` for what is merely not known.
            let severity: String?
            let verdict: String
            let place: String?
            let message: String
        }

        /// `nil` where there is none of a severity.
        init?(_ severity: Problem.Severity, in problems: [Problem]) {
            let problems = problems.filter { ($0.severity == .error) == (severity == .error) }
            guard !problems.isEmpty else { return nil }
            anchor = severity == .error ? "input" : "warnings"
            heading = severity == .error ? "Errors about the input" : "Warnings about the input"
            self.problems = problems.map(Note.init)
        }

        init(anchor: String, heading: String, _ notes: [Note]) {
            self.anchor = anchor
            self.heading = heading
            problems = notes
        }
    }

    /// A requirement of which something became.
    struct ChangedRow {
        let anchor: String
        let isOpen: Bool
        let verdict: String
        let verdictWords: String
        let label: String
        let access: String
        let accessClass = "is-access"
        let message: String?
        let vanished: [EvidenceNote]
        let hasVanished: Bool
        let appeared: [EvidenceNote]
        let hasAppeared: Bool

        /// - Parameters:
        ///   - verdict: The answer now; `nil` where nothing is required any more.
        ///   - before: How it was answered before; `nil` where it was not.
        init(
            _ requirement: AuditSnapshot.Answered, anchor: String, isOpen: Bool, _ verdict: Verdict?, before: String?,
            message: String?, vanished: [Evidence], appeared: [Evidence]
        ) {
            (self.anchor, self.isOpen) = (anchor, isOpen)
            self.verdict = (verdict ?? .notApplicable).rawValue
            verdictWords = verdict?.words ?? "not required"
            label = "\(requirement.label): \(requirement.requires)".visible
            access = [requirement.id, before].compactMap(\.self).joined(separator: ", ").visible
            self.message = message?.visible
            self.vanished = vanished.map(EvidenceNote.init)
            hasVanished = !vanished.isEmpty
            self.appeared = appeared.map(EvidenceNote.init)
            hasAppeared = !appeared.isEmpty
        }
    }

    struct EvidenceNote {
        let says: String
        let place: String?
        let wouldStand: String?

        init(_ evidence: Evidence) {
            says = evidence.says.visible
            place = (evidence.wouldStand == nil ? evidence.place : nil)?.description.visible
            wouldStand = evidence.wouldStand?.description.visible
        }
    }
}

extension Page.Problems.Note {
    fileprivate init(_ problem: Problem) {
        severity = problem.severity.rawValue
        verdict = problem.severity == .error ? "failed" : "unknown"
        place = problem.place?.description.visible
        message = problem.message.visible
    }
}

extension String {
    /// The text as an `id` in the page: no white space, and the same for links to it as for itself.
    var anchor: String {
        String(map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./".contains($0)) ? $0 : "-" })
    }
}
