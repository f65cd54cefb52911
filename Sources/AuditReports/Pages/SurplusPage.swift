import AuditEngine
import Documents
import OrgModel

/// Surplus as a page: first how it is taken away, then what it is, the most severe first.
struct SurplusPage {
    let frame: Page.Frame
    let header: Page.Header
    let errors: Page.Problems?
    /// Whether part of the guide has to be granted before anything is taken away.
    let carries: Bool
    let sources: [Source]
    let hasSources: Bool
    let kept: [Kept]
    let hasKept: Bool
    let levels: [Level]
    let hasLevels: Bool
    let nothing: String
    let unknown: Page.Problems?
    let warnings: Page.Problems?

    /// A profile or permission set with surplus in it.
    struct Source {
        let name: String
        let contents: String
        let remedy: String
    }

    /// What takes away instead of giving.
    struct Kept {
        let label: String
        let says: String
        let place: String?
    }

    /// What has one risk, or all fields.
    struct Level {
        let anchor: String
        let heading: String
        let meaning: String
        let firstColumn: String
        let secondColumn: String
        let rows: [Row]
    }

    struct Row {
        let anchor: String
        let verdict: String
        let verdictWords: String
        let label: String
        let access: String
        let accessClass = "is-access"
        let why: String?
        let names: [Names]
        let evidence: [Granter]
        let hasEvidence: Bool
        /// What passes only through it.
        let carried: String?
    }

    /// Names under a word for what they are.
    struct Names {
        let label: String
        let text: String
    }

    struct Granter {
        let says: String
        let places: [String]
    }

    init(_ result: SurplusResult, _ settings: ReportSettings) {
        let guide = result.guide
        header = Page.Header(
            label: result.basis.label, guide: guide.words(on: result.basis, settings), outcome: result.title,
            result.verdict, explanation: result.summary, counts: Page.Count.all(result.countsOfRisks), isShare: false,
            facts: [Page.Fact("API user", result.principal.words)]
                + result.basis.facts.map { Page.Fact($0.label, $0.text) })
        frame = Page.Frame(header, of: guide.title, source: guide.source.visible, settings)
        errors = Page.Problems(.error, in: result.problems)
        carries = result.grants.contains { !$0.carries.isEmpty } || !result.carriedTogether.isEmpty
        sources = result.sources.map(Source.init)
        hasSources = !sources.isEmpty
        kept = result.restrictions.map {
            Kept(label: $0.label.visible, says: $0.says.visible, place: $0.place?.description.visible)
        }
        hasKept = !kept.isEmpty
        levels = result.items.map { Level($0.risk, $0.items, in: guide) } + [Level(result.fields)].compactMap(\.self)
        hasLevels = !levels.isEmpty
        nothing = result.summary
        let gaps = result.gaps.map {
            Page.Problems.Note(
                severity: nil, verdict: "unknown", place: $0.place?.description.visible,
                message: "\($0.sentence) \($0.resolvedBy)".visible)
        }
        let notes = result.notes.map {
            Page.Problems.Note(severity: nil, verdict: "unknown", place: nil, message: $0.visible)
        }
        unknown =
            gaps.isEmpty && notes.isEmpty
            ? nil : Page.Problems(anchor: "unknown", heading: "What the export does not say", gaps + notes)
        warnings = Page.Problems(.warning, in: result.problems)
    }

    func render() -> String { Templates.render("html-surplus.mustache", self) }
}

extension SurplusResult {
    fileprivate var title: String {
        isEmpty ? isSure ? "No surplus" : "No surplus found" : "Surplus"
    }

    /// The verdict whose color and sign the page's head has.
    fileprivate var verdict: Verdict {
        if isEmpty { return isSure ? .passed : .unknown }
        return (grants.compactMap { $0.rating?.risk }.max()).verdict
    }

    /// How much there is of each risk, and of fields.
    fileprivate var countsOfRisks: [(verdict: Verdict, words: String, count: Int)] {
        let risks = Risk.allCases.map(Optional.some) + [nil]
        return risks.map { ($0.verdict, $0.words, count($0)) } + [(.notApplicable, "fields", fieldCount)]
    }
}

extension Risk? {
    /// The verdict whose color and sign it has.
    fileprivate var verdict: Verdict {
        switch self {
        case .critical, .high: .failed
        case .medium: .unknown
        case .low: .notApplicable
        case nil: .waived
        }
    }
}

extension SurplusPage.Source {
    fileprivate init(_ source: SurplusSource) {
        name = source.name.capitalizedFirst.visible
        contents = source.contents.visible
        remedy = source.remedy.visible
    }
}

extension SurplusPage.Level {
    fileprivate init(_ risk: Risk?, _ items: [SurplusItem], in guide: Guide) {
        anchor = "risk-\(risk?.rawValue ?? "none")"
        heading = risk.words
        meaning = (risk.flatMap { guide.platform.risks.levels[$0] } ?? "Rate them yourself by their names.").visible
        firstColumn = "Permission"
        secondColumn = "API name"
        let anchor = anchor
        rows = items.enumerated().map { SurplusPage.Row($1, risk, anchor: "\(anchor)-\($0 + 1)") }
    }

    /// `nil` where there are no fields.
    fileprivate init?(_ fields: [SurplusFields]) {
        guard !fields.isEmpty else { return nil }
        anchor = "fields"
        heading = "fields"
        meaning = "Access to fields beyond the guide"
        firstColumn = "Object"
        secondColumn = "Fields"
        rows = fields.sorted { ($1.count, $0.object) < ($0.count, $1.object) }.enumerated()
            .map { SurplusPage.Row($1, anchor: "fields-\($0 + 1)") }
    }
}

extension SurplusPage.Row {
    /// So many names are in the table; all are inside the row.
    private static let maximumNames = 4

    fileprivate init(_ item: SurplusItem, _ risk: Risk?, anchor: String) {
        let granters = item.sources.map { source in
            SurplusPage.Granter(
                says: (source.doubt.map { "maybe: \($0)" } ?? source.words).visible,
                places: source.places.map { $0.description.visible })
        }
        let carried = item.carries.map(\.id).joined(separator: ", ")
        self.init(
            anchor: anchor, verdict: risk.verdict.rawValue,
            verdictWords: risk.words + (item.grants.contains(where: \.isCertain) ? "" : ", maybe"),
            label: item.title.visible, access: item.names.listed(limit: Self.maximumNames).visible,
            why: item.why?.visible,
            names: item.names.count > Self.maximumNames
                ? [SurplusPage.Names(label: "Objects", text: item.names.joined(separator: ", ").visible)] : [],
            evidence: granters, hasEvidence: !granters.isEmpty,
            carried: carried.isEmpty ? nil : "These pass only through it: \(carried).".visible)
    }

    fileprivate init(_ fields: SurplusFields, anchor: String) {
        let names = [("Edit Access", fields.editable), ("Read Access", fields.readable)].filter { !$0.1.isEmpty }
        let ratings = [FieldAccess.edit, .read].compactMap { fields.ratings[$0] }
        let why = ratings.first { $0.risk == fields.risk }?.why
        self.init(
            anchor: anchor, verdict: fields.risk.verdict.rawValue, verdictWords: fields.risk.words,
            label: fields.object.visible, access: fields.words,
            why: (fields.isEffective == false ? "Without effect, because the object cannot be read." : why)?.visible,
            names: names.map { SurplusPage.Names(label: $0, text: $1.joined(separator: ", ").visible) },
            evidence: fields.sources.map {
                SurplusPage.Granter(says: "\($0.type.words) \"\($0.fullName)\"".visible, places: [])
            },
            hasEvidence: !fields.sources.isEmpty, carried: nil)
    }
}
