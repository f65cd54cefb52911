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
        let rows: [Row]
    }

    struct Row {
        let anchor: String
        let isOpen: Bool
        let verdict: String
        let verdictWords: String
        let label: String
        let access: String
        let accessClass = "is-access"
        let message: String?
        let vanished: [Page.EvidenceNote]
        let hasVanished: Bool
        let appeared: [Page.EvidenceNote]
        let hasAppeared: Bool
    }

    init(_ comparison: Comparison, _ settings: ReportSettings) {
        let (old, new) = (comparison.old, comparison.new)
        let guide = new.guide.title.isEmpty ? new.guide.id : new.guide.title
        let kinds = comparison.kinds
        let facts =
            [
                Page.Fact("Before", old.words(of: comparison.commits?.old)),
                Page.Fact("Now", new.words(of: comparison.commits?.new)),
            ]
        header = Page.Header(
            label: old.label == new.label ? new.label : nil,
            guide: new.guide.edition.isEmpty ? guide : "\(guide) (\(new.guide.edition))",
            outcome: comparison.outcome.words, comparison.outcome.verdict, explanation: comparison.outcome.explanation,
            counts: Page.Count.all(kinds.map { ($0.verdict, $0.words, comparison.count($0)) }), isShare: true,
            facts: facts, notes: comparison.notes)
        frame = Page.Frame(header, of: guide, source: nil, settings)
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
        let counts = Verdict.allCases.map { verdict in (verdict, requirements.count { $0.verdict == verdict }) }
            .filter { $0.1 > 0 }.map { "\($0.1) \($0.0.words)" }
        return
            ([commit?.words].compactMap(\.self) + [basis.prefix + counts.joined(separator: ", ")]
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
        rows = changes.map { ComparisonPage.Row($0, isOpen: kind == .newFailure) }
    }
}

extension ComparisonPage.Row {
    fileprivate init(_ change: RequirementChange, isOpen: Bool) {
        let requirement = change.requirement
        self.init(
            anchor: requirement.id.anchor, isOpen: isOpen,
            verdict: (change.newVerdict ?? .notApplicable).rawValue,
            verdictWords: change.newVerdict?.words ?? "not required",
            label: "\(requirement.label): \(requirement.requires)".visible,
            access: "\(requirement.id), \(change.before)".visible, message: change.message?.visible,
            vanished: change.vanished.map(Page.EvidenceNote.init), hasVanished: !change.vanished.isEmpty,
            appeared: change.appeared.map(Page.EvidenceNote.init), hasAppeared: !change.appeared.isEmpty)
    }
}
