import AuditEngine
import OrgModel

/// Surplus as Markdown, for the summary of a GitHub step and for comments on merge requests.
struct SurplusMarkdownReport {
    // The template sees these by name; every text in them is Markdown already.
    let counts: String
    let summary: String
    let facts: [Fact]
    let hasRows: Bool
    let rows: [Row]
    let hasFields: Bool
    let fields: [FieldRow]
    let together: String?
    let hasRestrictions: Bool
    let restrictions: [Fact]
    let hasSources: Bool
    let sources: [Fact]
    let hasUnknown: Bool
    let unknown: [Fact]
    let hasProblems: Bool
    let problems: [MarkdownReport.ProblemRow]
    let moreProblems: Int?

    struct Fact {
        let label: String
        let text: String
    }

    struct Row {
        let risk: String
        let title: String
        let names: String?
        let why: String
        let sources: [String]
        let carries: String?
    }

    struct FieldRow {
        let object: String
        let words: String
        let remark: String
    }

    /// GitHub shows no summary of more than 1 MiB: of much of a kind the beginning is shown, and of long names.
    private static let limit = 100

    init(_ result: SurplusResult, _ settings: ReportSettings) {
        let nothing = result.isSure ? "No surplus" : "No surplus found"
        counts = result.isEmpty ? nothing : result.countsWithFields.capitalizedFirst
        summary = result.summary
        facts = result.facts(settings).map { Fact(label: $0.label, text: $0.text.short.markdown) }
        rows = result.items.flatMap { level in level.items.map { Row($0, level.risk) } }
        hasRows = !rows.isEmpty
        fields = result.fields.sorted { ($1.count, $0.object) < ($0.count, $1.object) }.prefix(Self.limit).map(
            FieldRow.init)
        hasFields = !fields.isEmpty
        together =
            result.carriedTogether.isEmpty ? nil : result.carriedTogether.map(\.id).listed(limit: Self.limit).markdown
        restrictions = result.restrictions.map { Fact(label: $0.label.markdown, text: $0.says.markdown) }
        hasRestrictions = !restrictions.isEmpty
        sources = result.sources.prefix(Self.limit).map {
            Fact(label: $0.words.short.markdown, text: $0.remedy.short.markdown)
        }
        hasSources = !sources.isEmpty
        unknown =
            result.gaps.prefix(Self.limit).map {
                Fact(label: $0.sentence.short.markdown, text: $0.resolvedBy.short.markdown)
            } + result.notes.map { Fact(label: $0.short.markdown, text: "") }
        hasUnknown = !unknown.isEmpty
        problems = result.problems.prefix(Self.limit).map(MarkdownReport.ProblemRow.init)
        hasProblems = !problems.isEmpty
        moreProblems = result.problems.count > Self.limit ? result.problems.count - Self.limit : nil
    }

    func render() -> String { Templates.render("surplus.mustache", self) }
}

extension SurplusMarkdownReport.Row {
    init(_ item: SurplusItem, _ risk: Risk?) {
        self.risk = risk.words
        title = item.title.short.markdown
        // One object's name is in the title.
        let all = item.isRight && item.names.count == 1 ? [] : item.names
        let shown = all.prefix(12)
        let more = all.count - shown.count
        names =
            shown.isEmpty
            ? nil : shown.map(\.short.markdownCode).joined(separator: " ") + (more > 0 ? " and \(more) more" : "")
        why = (item.why ?? "").markdown
        sources = item.sources.prefix(10).map { words, places, doubt in
            let place = places.first.map { " " + $0.description.short.markdownCode } ?? ""
            return (doubt.map { "maybe: \($0)" } ?? words).short.markdown + place
        }
        carries = item.carries.isEmpty ? nil : item.carries.map(\.id).listed(limit: 20).short.markdown
    }
}

extension SurplusMarkdownReport.FieldRow {
    init(_ fields: SurplusFields) {
        object = fields.object.short.markdownCode
        words = fields.words
        remark = fields.isEffective == false ? "without effect, because the object cannot be read" : ""
    }
}

extension String {
    /// What fits a cell; no reader needs more there.
    fileprivate var short: String { cut(at: 500) }
}
