import AuditEngine
import OrgModel

/// The report for a person at a terminal: the outcome, then what is to be done, and at the end the outcome again.
struct TextReport {
    let result: AuditResult
    private let layout: TextLayout
    private let isVerbose: Bool
    private let facts: [(label: String, text: String)]
    private let nextSteps: [NextStep]

    init(_ result: AuditResult, _ settings: ReportSettings) {
        self.result = result
        isVerbose = settings.isVerbose
        facts = result.facts(settings)
        nextSteps = settings.nextSteps
        layout = TextLayout(settings)
    }

    func render() -> String {
        let errors = result.problems.errors
        let rest = [waived, passed, tables, warnings, closing]
        let sections =
            [outcome, layout.problems(errors, under: "Errors about the input"), principal]
            + Verdict.actionable.flatMap(section) + rest
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    // MARK: Sections

    /// So many warnings are shown.
    private static let maximumWarnings = 8

    private var warnings: [String] {
        let all = result.problems.filter { $0.severity != .error }
        let shown = isVerbose ? all : Array(all.prefix(Self.maximumWarnings))
        let more = all.count - shown.count
        return layout.problems(shown, under: "Warnings about the input")
            + (more == 0 ? [] : ["  and \(more.of("more warning")): --verbose lists them, and every other report."])
    }

    private var outcome: [String] { [headline, result.explanation] }

    private var headline: String {
        layout.paint(result.outcomeWords.uppercased(), result.outcome.verdict.style) + "  \(result.findings.counts)"
    }

    /// The outcome again, where it is out of sight by now, and what to do next.
    private var closing: [String] {
        let isLong = result.findings.contains(where: \.isOpen)
        guard isLong || !nextSteps.isEmpty else { return [] }
        return [isLong ? headline : layout.paint("What to do next", .heading)]
            + nextSteps.flatMap { step in
                ["  \(step.command.visible)"]
                    + layout.wrap(step.effect.visible, first: TextLayout.indent, rest: TextLayout.indent)
            }
    }

    private var principal: [String] { facts.flatMap(labelled) }

    private func labelled(_ label: String, _ text: String) -> [String] {
        layout.wrap(text.visible, first: label.padded(11), rest: "".padded(11))
    }

    /// The tables of which not all is passed, and how many others there are; all of them where everything is shown.
    private var tables: [String] {
        let others = result.tables.filter { isVerbose || $0.findings.contains { $0.verdict != .passed } }
        let shown = others.isEmpty ? result.tables : others
        let width = shown.map(\.table.heading.visible.count).max() ?? 0
        let more = result.tables.count - shown.count
        return [layout.paint("The guide's tables", .heading)]
            + shown.map { table, findings in
                let isClean = !findings.contains(where: \.isOpen)
                let counts = layout.paint(findings.counts, isClean ? .good : findings.worstStyle)
                return "  \(table.heading.visible.padded(width))  \(counts)"
            } + (more > 0 ? ["  All rows of \(more.of("other table")) passed."] : [])
    }

    // MARK: What is open

    /// The rows of a verdict under a heading, those with one reason together.
    private func section(_ verdict: Verdict) -> [[String]] {
        guard let open = OpenRows(verdict, in: result) else { return [] }
        let heading = [
            layout.paint("\(verdict.openWords): \(open.findings.count.of("row"))", verdict.style)
        ]
        let blocks = open.groups.map { group in
            (group.hasNewTitle ? [layout.paint(group.rows.title.visible, .heading)] : []) + lines(group)
        }
        return [heading] + blocks + [layout.steps("Then", open.then)]
    }

    private func lines(_ group: OpenRows.Group) -> [String] {
        // A checklist is read at a glance; how each of its steps is done is in every other report, and in `why`.
        let isFolded = !isVerbose && group.rows.findings.allSatisfy { $0.verdict == .manual }
        return headlines(group.rows) + why(group.rows)
            + layout.steps("Find out", group.retrieve) + (isFolded ? [] : layout.steps("Fix", group.setup))
    }

    private func headlines(_ group: FindingGroup) -> [String] {
        guard !group.isListed, !isVerbose else { return group.findings.map(headline) }
        return ["  \(verdict(of: group.findings[0])) \(group.countWords.visible)"]
            + layout.wrap(
                group.labels(in: result.guide).visible, first: TextLayout.indent, rest: TextLayout.indent)
    }

    private func verdict(of finding: Finding) -> String {
        layout.paint(finding.verdict.words.uppercased().padded(8), finding.verdict.style)
    }

    private func headline(_ finding: Finding) -> String {
        let requirement = finding.requirement
        return "  \(verdict(of: finding)) \(result.guide.title(of: requirement).visible)  "
            + layout.paint(requirement.id.visible, .dim)
            + (finding.sinceBaseline.map {
                "  " + layout.paint($0, finding.isOpenSinceBaseline ? .dim : finding.verdict.style)
            } ?? "")
    }

    /// Why the rows of a group are open: what was found out, once where it is the same, and what it rests on.
    private func why(_ group: FindingGroup) -> [String] {
        let lines =
            group.message.map { layout.wrap($0.visible, first: TextLayout.indent, rest: TextLayout.indent) } ?? []
        // The message says which users and roles are meant; the rest is in `why`, and in the drawing of the roles.
        return !group.isAboutPermissions && !isVerbose && !lines.isEmpty
            ? lines : lines + shown(group.evidence, of: group)
    }

    private func shown(_ evidence: [SharedEvidence], of group: FindingGroup) -> [String] {
        let shown = isVerbose ? evidence : Array(evidence.prefix(FindingGroup.maximumEvidence))
        let more = evidence.count - shown.count
        return shown.flatMap(layout.lines)
            + (more == 0
                ? []
                : [
                    "\(TextLayout.indent)- and \(more) more: rolecall why \(group.findings[0].requirement.id.visible)"
                ])
    }

    /// What is passed, or does not apply, where everything is required.
    private var passed: [String] {
        let closed: [Verdict] = [.passed, .notApplicable]
        let findings = isVerbose ? result.findings.filter { closed.contains($0.verdict) } : []
        guard !findings.isEmpty else { return [] }
        return [layout.paint("Not open", .heading)] + findings.flatMap { [headline($0)] + why($0) }
    }

    private func why(_ finding: Finding) -> [String] {
        let isResolved = finding.verdict == .waived || finding.verdict == .notApplicable
        let message =
            isResolved || finding.evidence.isEmpty || finding.requirement.roleRule != nil ? [finding.message] : []
        return message.flatMap { layout.wrap($0.visible, first: TextLayout.indent, rest: TextLayout.indent) }
            + finding.evidence.flatMap(layout.lines)
    }

    /// What is waived, by waiver: each is reported once, below the rows that it covers.
    private var waived: [String] {
        let findings = result.findings.filter { $0.verdict == .waived }
        guard !findings.isEmpty else { return [] }
        let rows = Dictionary(grouping: findings, by: \.waiver)
        let waivers = findings.map(\.waiver).deduplicated()
        return [layout.paint("Waived", .heading)]
            + waivers.flatMap { waiver in
                (rows[waiver] ?? []).flatMap { [headline($0)] + (isVerbose ? why($0) : []) } + lines(waiver)
            }
    }

    private func lines(_ waiver: Waiver?) -> [String] {
        guard let waiver else { return [] }
        return layout.wrap(waiver.words.capitalizedFirst.visible, first: TextLayout.indent, rest: TextLayout.indent)
            + [TextLayout.indent + layout.paint(waiver.place.description.visible, .dim)]
    }
}

extension [Finding] {
    fileprivate var worstStyle: TextLayout.Style {
        contains { $0.verdict == .failed } ? .bad : .doubtful
    }
}
