import AuditEngine
import OrgModel

/// The Markdown report, for the summary of a GitHub step and for comments on merge requests: the verdict, the counts,
/// what is not passed, the roles.
struct MarkdownReport {
    // The template sees these by name; every text in them is Markdown already.
    let outcome: String
    let counts: String
    let explanation: String
    let facts: [Fact]
    let hasTables: Bool
    let tables: [TableRow]
    private(set) var hasRows = false
    private(set) var rows: [Row] = []
    private(set) var hasWaived = false
    private(set) var waived: [WaivedRow] = []
    let roleTree: MermaidRoleTree?
    private(set) var hasProblems = false
    private(set) var problems: [ProblemRow] = []
    private(set) var truncated: String?

    struct Fact {
        let label: String
        let text: String
    }

    struct TableRow {
        let heading: String
        let passed: Int
        let failed: Int
        let unknown: Int
        let waived: Int
        let notApplicable: Int
    }

    struct Row {
        let verdict: String
        let title: String
        let id: String
        let message: String
        let evidence: [EvidenceNote]
        let steps: [Fact]
    }

    struct WaivedRow {
        let title: String
        let id: String
        let message: String
        let until: String
        let owner: String
        let reason: String
        let place: String
    }

    struct EvidenceNote {
        let says: String
        let place: String?
    }

    struct ProblemRow {
        let severity: String
        let place: String
        let message: String
    }

    init(_ result: AuditResult, _ settings: ReportSettings) {
        outcome = result.basis.prefix.markdown + result.outcomeWords
        counts = result.findings.isEmpty ? AuditResult.nothingEvaluated : result.findings.counts + "."
        explanation = result.findings.isEmpty ? "" : " " + result.explanation
        facts = result.facts(settings).map { Fact(label: $0.label, text: $0.text.shortened.markdown) }
        tables = result.tables.map(TableRow.init)
        hasTables = !tables.isEmpty
        roleTree = MermaidRoleTree(result.roleTree)
        let open = [Verdict.failed, .unknown].flatMap { verdict in
            let findings = result.findings.filter { $0.verdict == verdict }
            return findings.filter { !$0.isOpenSinceBaseline } + findings.filter(\.isOpenSinceBaseline)
        }
        let waived = result.findings.filter { $0.verdict == .waived }
        fill(
            open.map { Row($0, of: result.guide) }, waived.map { WaivedRow($0, of: result.guide) },
            result.problems.map(ProblemRow.init))
    }

    func render() -> String { Templates.render("markdown.mustache", self) }

    // MARK: Size

    /// GitHub shows no summary of more than 1 MiB, and other steps may have written to it before.
    private static let maximumBytes = 900 << 10

    /// Takes in rows and problems as long as there is room, and says what was omitted.
    private mutating func fill(_ allRows: [Row], _ allWaived: [WaivedRow], _ allProblems: [ProblemRow]) {
        // What is around the rows and after them.
        var room = Self.maximumBytes - render().utf8.count - 1_000
        rows = Array(
            allRows.prefix { row in
                room -= row.size
                return room >= 0
            })
        waived = Array(
            allWaived.prefix { row in
                room -= row.size
                return room >= 0
            })
        problems = Array(
            allProblems.prefix { problem in
                room -= problem.size
                return room >= 0
            })
        hasRows = !rows.isEmpty
        hasWaived = !waived.isEmpty
        hasProblems = !problems.isEmpty
        let words = [
            (allRows.count - rows.count, "not passed"), (allWaived.count - waived.count, "waived"),
            (allProblems.count - problems.count, "about the input"),
        ]
        .filter { $0.0 > 0 }.map { "\($0.0) more \($0.1)" }
        truncated =
            words.isEmpty ? nil : "Truncated: \(words.joined(separator: ", ")). The other reports contain everything."
    }
}

extension MarkdownReport.TableRow {
    init(table: GuideTable, findings: [Finding]) {
        func count(_ verdict: Verdict) -> Int { findings.count { $0.verdict == verdict } }
        heading = table.heading.markdown
        passed = count(.passed)
        failed = count(.failed)
        unknown = count(.unknown)
        waived = count(.waived)
        notApplicable = count(.notApplicable)
    }
}

extension MarkdownReport.Row {
    init(_ finding: Finding, of guide: Guide) {
        verdict = "\(finding.verdict.sign) \(finding.verdict.words)" + (finding.sinceBaseline.map { " (\($0))" } ?? "")
        title = guide.title(of: finding.requirement).shortened.markdown
        id = finding.requirement.id.shortened.markdownCode
        message = finding.message.shortened.markdown
        evidence = MarkdownReport.notes(finding.evidence)
        steps = (finding.remedy?.steps ?? []).map {
            MarkdownReport.Fact(label: $0.label, text: $0.text.shortened.markdownLines)
        }
    }

    /// At least as many bytes as the row takes.
    fileprivate var size: Int {
        let texts =
            [verdict, title, id, message] + evidence.flatMap { [$0.says, $0.place ?? ""] }
            + steps.flatMap { [$0.label, $0.text] }
        return texts.reduce(20) { $0 + $1.utf8.count + 10 }
    }
}

extension MarkdownReport.WaivedRow {
    init(_ finding: Finding, of guide: Guide) {
        title = guide.title(of: finding.requirement).shortened.markdown
        id = finding.requirement.id.shortened.markdownCode
        message = finding.message.shortened.markdown
        until = finding.waiver?.expires.day ?? ""
        owner = (finding.waiver?.owner ?? "").shortened.markdown
        reason = (finding.waiver?.reason ?? "").shortened.markdown
        place = finding.waiver?.place.description.shortened.markdownCode ?? ""
    }

    /// At least as many bytes as the row takes.
    fileprivate var size: Int {
        [title, id, message, until, owner, reason, place].reduce(40) { $0 + $1.utf8.count }
    }
}

extension MarkdownReport.ProblemRow {
    init(_ problem: Problem) {
        severity = problem.severity.rawValue
        place = problem.place?.description.shortened.markdownCode ?? ""
        message = problem.message.shortened.markdown
    }

    fileprivate var size: Int { severity.utf8.count + place.utf8.count + message.utf8.count + 20 }
}

extension MarkdownReport {
    /// A row is for reading: of much evidence it shows the beginning.
    fileprivate static func notes(_ evidence: [Evidence]) -> [EvidenceNote] {
        let limit = 10
        let notes = evidence.prefix(limit).map {
            EvidenceNote(says: $0.says.shortened.markdown, place: $0.place?.description.shortened.markdownCode)
        }
        let more = evidence.count - limit
        return more > 0 ? notes + [EvidenceNote(says: "\(more) more", place: nil)] : notes
    }
}

extension Verdict {
    fileprivate var sign: String {
        switch self {
        case .passed: "✅"
        case .failed: "❌"
        case .unknown: "❔"
        case .waived, .notApplicable: "➖"
        }
    }
}
