import AuditEngine
import OrgModel

/// The report for a person at a terminal: the outcome, a line for each table, then only what is not passed.
struct TextReport {
    let result: AuditResult
    private let layout: TextLayout
    private let isVerbose: Bool

    init(_ result: AuditResult, _ settings: ReportSettings) {
        self.result = result
        isVerbose = settings.isVerbose
        layout = TextLayout(settings)
    }

    func render() -> String {
        let sections = [outcome, principal, tables] + groups + [waived, layout.problems(result.problems)]
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    // MARK: Sections

    private var outcome: [String] {
        [
            layout.paint(result.outcome.words.uppercased(), result.outcome.verdict.style)
                + "  \(result.findings.counts)",
            result.explanation,
        ]
    }

    private var principal: [String] { result.facts.flatMap(labelled) }

    private func labelled(_ label: String, _ text: String) -> [String] {
        layout.wrap(text.visible, first: label.padded(11), rest: "".padded(11))
    }

    private var tables: [String] {
        let width = result.tables.map(\.table.heading.visible.count).max() ?? 0
        return result.tables.map { table, findings in
            let isClean = !findings.contains(where: \.isOpen)
            let counts = layout.paint(findings.counts, isClean ? .good : findings.worstStyle)
            return "  \(table.heading.visible.padded(width))  \(counts)"
        }
    }

    /// What is not passed, or everything where that is required, by what it is about: roles, system permissions, then each object with its fields.
    private var groups: [[String]] {
        let open = result.findings.filter { $0.isOpen || (isVerbose && $0.verdict != .waived) }
        var keys: [String] = []
        var members: [String: [Finding]] = [:]
        for finding in open {
            let key = finding.requirement.objectKey.map(objectTitle) ?? table(of: finding)
            if members[key] == nil { keys.append(key) }
            members[key, default: []].append(finding)
        }
        return keys.map { group($0, members[$0] ?? []) }
    }

    private func objectTitle(_ key: String) -> String {
        result.guide.object(key)?.label ?? key
    }

    private func table(of finding: Finding) -> String {
        result.guide.tables.first { $0.id == finding.requirement.table }?.title ?? finding.requirement.table
    }

    private func group(_ title: String, _ findings: [Finding]) -> [String] {
        var lines = [layout.paint(title.visible, .heading)]
        for (position, finding) in findings.enumerated() {
            lines.append(headline(finding))
            // Rows about which the export says the same thing are reported why once, below the last of them.
            let next = findings.dropFirst(position + 1).first
            let isShared =
                finding.verdict == .unknown && next?.verdict == .unknown && next?.evidence == finding.evidence
            if !isShared || finding.evidence.isEmpty { lines += why(finding) }
        }
        func steps(_ part: KeyPath<Remedy, String?>) -> [String] {
            findings.compactMap { $0.remedy?[keyPath: part] }.flatMap { $0.split(separator: "\n").map(String.init) }
        }
        return lines + layout.steps("To find out", steps(\.retrieve)) + layout.steps("Fix", steps(\.setup))
            + layout.steps("Then", steps(\.then))
    }

    private func headline(_ finding: Finding) -> String {
        let requirement = finding.requirement
        let verdict = finding.verdict.words.uppercased().padded(8)
        return "  \(layout.paint(verdict, finding.verdict.style)) "
            + "\(requirement.label.visible): \(requirement.requires.visible)  \(layout.paint(requirement.id.visible, .dim))"
            + (finding.sinceBaseline.map {
                "  " + layout.paint($0, finding.isOpenSinceBaseline ? .dim : finding.verdict.style)
            } ?? "")
    }

    private func why(_ finding: Finding) -> [String] {
        var lines: [String] = []
        let isResolved = finding.verdict == .waived || finding.verdict == .notApplicable
        if finding.verdict == .failed || isResolved || finding.evidence.isEmpty || finding.requirement.roleRule != nil {
            lines += layout.wrap(finding.message.visible, first: TextLayout.indent, rest: TextLayout.indent)
        }
        return lines + finding.evidence.flatMap(layout.lines)
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
