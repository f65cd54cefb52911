import AuditEngine
import OrgModel

/// The comparison for a person at a terminal: the outcome, then only what has changed, what needs attention first. What is
/// unchanged is counted, and listed where that is asked for.
struct ComparisonText {
    let comparison: Comparison
    private let layout: TextLayout
    private let isVerbose: Bool

    init(_ comparison: Comparison, _ settings: ReportSettings) {
        self.comparison = comparison
        layout = TextLayout(settings)
        isVerbose = settings.isVerbose
    }

    func render() -> String {
        let changed = RequirementChange.Kind.allCases.filter { isVerbose || !$0.isFolded }.map(group)
        let sections = [outcome] + changed + [then, problems, counts]
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    private var outcome: [String] {
        let outcome = comparison.outcome
        return [layout.paint(outcome.words.uppercased(), outcome.style) + "  \(outcome.explanation)"]
            + comparison.notes.flatMap { layout.wrap($0.visible, first: "- ", rest: "  ") }
    }

    private var counts: [String] {
        let folded = comparison.changes.contains(where: \.kind.isFolded) && !isVerbose
        let hint = folded ? " --verbose lists what is unchanged." : ""
        return ([comparison.counts.capitalizedFirst + "." + hint] + comparison.bases).flatMap {
            layout.wrap($0.visible, first: "", rest: "")
        }
    }

    private func group(_ kind: RequirementChange.Kind) -> [String] {
        let changes = comparison.changes.filter { $0.kind == kind }
        guard !changes.isEmpty else { return [] }
        var lines = [layout.paint(kind.heading, .heading)]
        for (change, next) in zip(changes, changes.dropFirst().map(Optional.some) + [nil]) {
            lines += headline(change) + why(change)
            // Rows that rest on other evidence for one reason are reported it once, below the last of them.
            if kind != .evidenceChanged || next?.vanished != change.vanished || next?.appeared != change.appeared {
                lines += change.vanished.flatMap { layout.lines($0, mark: "gone: ") }
                lines += change.appeared.flatMap { layout.lines($0, mark: "now: ") }
            }
        }
        return lines
    }

    private func headline(_ change: RequirementChange) -> [String] {
        let requirement = change.requirement
        let verdict = change.newVerdict.map { layout.paint($0.words.uppercased().padded(8), $0.style) } ?? "".padded(8)
        let before = change.isSameVerdict ? "" : "  " + change.before
        return [
            "  \(verdict) \(requirement.label.visible): \(requirement.requires.visible)  "
                + layout.paint(requirement.id.visible, .dim) + before
        ]
    }

    private func why(_ change: RequirementChange) -> [String] {
        change.message.map { layout.wrap($0.visible, first: TextLayout.indent, rest: TextLayout.indent) } ?? []
    }

    private var then: [String] {
        let steps = layout.steps("Then", comparison.then)
        return steps.isEmpty ? [] : [layout.paint("To do now", .heading)] + steps
    }

    private var problems: [String] {
        let problems = comparison.new.errors
        guard !problems.isEmpty else { return [] }
        return [layout.paint("About the new input", .heading)]
            + problems.flatMap {
                layout.wrap(
                    $0.line.visible, first: "  " + layout.paint("ERROR   ", .bad) + " ", rest: TextLayout.indent)
            }
    }
}
