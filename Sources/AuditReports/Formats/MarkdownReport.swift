import AuditEngine
import Documents
import OrgModel

/// The Markdown report, for the summary of a GitHub step and for comments on merge requests: the verdict, the errors, what
/// is not passed in the groups of the text report, what is waived, the counts and the roles.
struct MarkdownReport {
    private let result: AuditResult
    private let facts: [(label: String, text: String)]

    init(_ result: AuditResult, _ settings: ReportSettings) {
        self.result = result
        facts = result.facts(settings)
    }

    func render() -> String {
        var page = MarkdownPage(head)
        page.add(
            problems(.error).map { MarkdownPage.Block($0) }, under: "### Errors about the input", counting: "errors")
        let open = Verdict.actionable.compactMap { OpenRows($0, in: result) }
        for rows in open { page.add(rows) }
        let then = open.flatMap(\.then).mergingNames
        page.add(then.map { .init("- \($0.shortened.markdown)\n") }, under: "### Then", counting: "things to do then")
        page.add(waived.map { .init($0) }, under: "### Waived\n\n\(Self.waivedHead)", counting: "waived rows")
        page.add(result.tables.isEmpty ? [] : [.init(tables)], under: "### The guide's tables", counting: "table")
        page.add(roles.map { .init($0) }, under: "### Roles", counting: "drawing")
        page.add(
            problems(.warning).map { .init($0) }, under: "### Warnings about the input", counting: "warnings")
        return page.text
    }

    // MARK: Parts

    private var head: String {
        let counts = result.findings.isEmpty ? AuditResult.nothingEvaluated : result.findings.counts + "."
        let explanation = result.findings.isEmpty ? "" : " " + result.explanation
        let facts = facts.map { "- **\($0.label):** \($0.text.shortened.markdown)\n" }.joined()
        return """
            ## rolecall: \(result.basis.prefix.shortened.markdown)\(result.outcomeWords)

            **\(counts)**\(explanation)

            \(facts)
            """
    }

    private func problems(_ severity: Problem.Severity) -> [String] {
        result.problems.filter { $0.severity == severity }.map { problem in
            let place = problem.place.map { $0.description.shortened.markdownCodeInText + " " } ?? ""
            return "- \(place)\(problem.message.shortened.markdown)\n"
        }
    }

    private static let waivedHead = "| Waived | Until | By | Because |\n|:--|:--|:--|:--|"

    private var waived: [String] {
        result.findings.filter { $0.verdict == .waived }.map { finding in
            let title = result.guide.title(of: finding.requirement).shortened.markdown
            let waiver = finding.waiver
            let because = [
                (waiver?.reason ?? "").shortened.markdown,
                waiver?.place.description.shortened.markdownCode ?? "",
            ].joined(separator: "<br>")
            let cells = [
                "\(title)<br>\(finding.requirement.id.shortened.markdownCode)", waiver?.expires.day ?? "",
                (waiver?.owner ?? "").shortened.markdown, because,
            ]
            return "| \(cells.joined(separator: " | ")) |\n"
        }
    }

    private var tables: String {
        let usual: [Verdict] = [.passed, .failed, .unknown, .waived, .notApplicable]
        let verdicts = usual + Verdict.allCases.filter { !usual.contains($0) && result.count($0) > 0 }
        let names = verdicts.map(\.words.capitalizedFirst).joined(separator: " | ")
        let rows = result.tables.map { table, findings in
            let counts = verdicts.map { verdict in "\(findings.count { $0.verdict == verdict })" }
            return "| \(table.heading.markdown) | \(counts.joined(separator: " | ")) |\n"
        }
        return "| Table | \(names) |\n|:--|\(verdicts.map { _ in "--:|" }.joined())\n" + rows.joined()
    }

    private var roles: [String] {
        guard result.roleTree.isAskedFor, let tree = MermaidRoleTree(result.roleTree) else { return [] }
        return ["```mermaid\n\(tree.diagram)\n```\n" + (tree.more.map { "\n\($0)\n" } ?? "")]
    }
}

// MARK: What is open

extension MarkdownPage {
    fileprivate mutating func add(_ open: OpenRows) {
        let verdict = open.verdict
        let heading = "### \(verdict.sign)\(verdict.openWords): \(open.findings.count.of("row"))"
        add(
            open.groups.map { Block($0.markdown(in: open.guide), weight: $0.rows.findings.count) }, under: heading,
            counting: "\(verdict.words) rows")
    }
}

extension Verdict {
    /// A sign before a heading, with the space after it.
    fileprivate var sign: String {
        switch self {
        case .failed: "❌ "
        case .unknown: "❔ "
        default: ""
        }
    }
}

extension OpenRows.Group {
    fileprivate func markdown(in guide: Guide) -> String {
        let title = hasNewTitle ? ["#### \(rows.title.shortened.markdown)"] : []
        let message = rows.message.map { [$0.shortened.markdown] } ?? []
        let steps = [("Find out", retrieve), ("Fix", setup)].flatMap { label, steps in
            steps.isEmpty ? [] : ["**\(label):** " + steps.map(\.shortened.markdown).joined(separator: "<br>\n")]
        }
        let parts = title + [headlines(in: guide)] + message + evidence + steps
        return parts.joined(separator: "\n\n") + "\n"
    }

    private func headlines(in guide: Guide) -> String {
        guard !rows.isListed else {
            return rows.findings.map { finding in
                let change = finding.sinceBaseline.map { " (\($0))" } ?? ""
                let title = guide.title(of: finding.requirement).shortened.markdown
                return "**\(title)** \(finding.requirement.id.shortened.markdownCodeInText)\(change)"
            }.joined(separator: "<br>\n")
        }
        return "**\(rows.countWords.shortened.markdown)**<br>\n\(rows.labels(in: guide).shortened.markdown)"
    }

    private var evidence: [String] {
        let all = rows.evidence
        let lines = all.prefix(FindingGroup.maximumEvidence).map { evidence in
            let places = evidence.places.prefix(3).map { " " + $0.shortened.markdownCodeInText }.joined()
            return "- \(evidence.says.shortened.markdown)\(places)"
        }
        let more = all.count - lines.count
        let shown = more > 0 ? lines + ["- and \(more) more"] : lines
        return shown.isEmpty ? [] : [shown.joined(separator: "\n")]
    }
}

// MARK: For the tables of other reports

extension MarkdownReport {
    struct ProblemRow {
        let severity: String
        let place: String
        let message: String

        init(_ problem: Problem) {
            severity = problem.severity.rawValue
            place = problem.place?.description.shortened.markdownCode ?? ""
            message = problem.message.shortened.markdown
        }
    }
}
