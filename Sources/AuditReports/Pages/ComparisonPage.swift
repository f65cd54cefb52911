import AuditEngine
import Documents
import OrgModel

/// The comparison of two audits as a page: the outcome, what to do now, then what has changed.
struct ComparisonPage {
    let frame: Page.Frame
    let header: Page.Header
    let errors: Page.Problems?
    let then: [String]
    let hasThen: Bool
    let groups: [Group]
    let hasGroups: Bool
    /// How many requirements are as before.
    let unchanged: String?

    /// The requirements of which the same became.
    struct Group {
        let anchor: String
        let heading: String
        let summary: String
        let rows: [Page.ChangedRow]
    }

    init(_ comparison: Comparison, _ settings: ReportSettings) {
        let (old, new) = (comparison.old, comparison.new)
        let kinds = comparison.kinds
        let facts =
            [
                Page.Fact("Before", old.words(of: comparison.commits?.old)),
                Page.Fact("Now", new.words(of: comparison.commits?.new)),
            ]
        header = Page.Header(
            label: old.label == new.label ? new.label : nil,
            guide: new.guide.words,
            outcome: comparison.outcome.words, comparison.outcome.verdict, explanation: comparison.outcome.explanation,
            counts: Page.Count.all(kinds.map { ($0.verdict, $0.words, comparison.count($0)) }), isShare: true,
            facts: facts, notes: comparison.notes)
        frame = Page.Frame(header, of: new.guide.name, source: nil, settings)
        errors = Page.Problems(.error, in: new.errors)
        then = comparison.then.map(\.visible)
        hasThen = !then.isEmpty
        let changed = Dictionary(grouping: comparison.changes, by: \.kind)
        groups = kinds.filter { $0 != .unchanged }.map { Group($0, changed[$0] ?? []) }
        hasGroups = !groups.isEmpty
        let same = comparison.count(.unchanged)
        unchanged = same == 0 ? nil : "\(same.of("requirement is", "requirements are")) answered as before."
    }

    func render() -> String { Templates.render("html-comparison.mustache", self) }
}

extension AuditSnapshot {
    /// What the audit came to and what it rests on.
    fileprivate func words(of commit: GitCommit?) -> String {
        ([commit?.words].compactMap(\.self) + [basis.prefix + requirements.map(\.verdict).counts]
            + basis.parts.map { "\($0.label) \($0.text)" })
            .joined(separator: "; ")
    }
}

extension Comparison.Outcome {
    /// The verdict whose color and sign it has.
    fileprivate var verdict: Verdict {
        switch self {
        case .worse: .failed
        case .undetermined: .unknown
        case .noWorse: .passed
        }
    }
}

extension RequirementChange.Kind {
    /// The verdict whose color and sign it has.
    fileprivate var verdict: Verdict {
        switch self {
        case .newFailure: .failed
        case .becameUnknown: .unknown
        case .fixed, .resolved: .passed
        case .waived: .waived
        case .newRecommendation: .recommended
        case .newlyRequired, .noLongerRequired, .evidenceChanged, .unchanged: .notApplicable
        }
    }
}

extension ComparisonPage.Group {
    fileprivate init(_ kind: RequirementChange.Kind, _ changes: [RequirementChange]) {
        anchor = "change-\(kind.rawValue)"
        heading = kind.heading
        summary = changes.count.of("requirement")
        rows = changes.map { Page.ChangedRow($0, isOpen: kind == .newFailure) }
    }
}

extension Page.ChangedRow {
    fileprivate init(_ change: RequirementChange, isOpen: Bool) {
        let requirement = change.requirement
        self.init(
            requirement, anchor: requirement.id.anchor, isOpen: isOpen, change.newVerdict, before: change.before,
            message: change.message, vanished: change.vanished, appeared: change.appeared)
    }
}
