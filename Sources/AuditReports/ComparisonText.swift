import AuditEngine
import OrgModel

/// The comparison for a person at a terminal: the outcome, then only what has changed, what needs attention first.
struct ComparisonText {
    let comparison: Comparison
    private let layout: TextLayout

    init(_ comparison: Comparison, _ settings: ReportSettings) {
        self.comparison = comparison
        layout = TextLayout(settings)
    }

    func render() -> String {
        let changed = RequirementChange.Kind.allCases.filter { $0 != .unchanged }.map(group)
        let sections = [outcome] + changed + [problems, [comparison.counts.capitalizedFirst + "."]]
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    private var outcome: [String] {
        let outcome = comparison.outcome
        return [layout.paint(outcome.words.uppercased(), outcome.style) + "  \(outcome.explanation)"]
            + comparison.notes.flatMap { layout.wrap($0.visible, first: "- ", rest: "  ") }
    }

    private func group(_ kind: RequirementChange.Kind) -> [String] {
        let changes = comparison.changes.filter { $0.kind == kind }
        guard !changes.isEmpty else { return [] }
        return [layout.paint(kind.heading, .heading)] + changes.flatMap(lines)
    }

    private func lines(_ change: RequirementChange) -> [String] {
        let requirement = change.requirement
        let verdict = change.newVerdict.map { layout.paint($0.words.uppercased().padded(8), $0.style) } ?? "".padded(8)
        let before = change.isSameVerdict ? "" : "  " + change.before
        let headline =
            "  \(verdict) \(requirement.label.visible): \(requirement.requires.visible)  "
            + layout.paint(requirement.id.visible, .dim) + before
        return [headline] + why(change) + change.vanished.flatMap { layout.lines($0, mark: "gone: ") }
            + change.appeared.flatMap { layout.lines($0, mark: "now: ") }
    }

    /// The message says what no evidence does.
    private func why(_ change: RequirementChange) -> [String] {
        let isAttended = change.kind == .newFailure || change.kind == .becameUnknown || change.kind == .waived
        guard isAttended || (change.appeared.isEmpty && change.newVerdict != nil && change.kind != .evidenceChanged) else { return [] }
        return layout.wrap(change.requirement.message.visible, first: TextLayout.indent, rest: TextLayout.indent)
    }

    private var problems: [String] {
        let problems = comparison.newErrors
        guard !problems.isEmpty else { return [] }
        return [layout.paint("About the new input", .heading)]
            + problems.flatMap { layout.wrap($0.line.visible, first: "  " + layout.paint("ERROR   ", .bad) + " ", rest: TextLayout.indent) }
    }
}
