import AuditEngine
import OrgModel

/// What the API user has beyond the guide, for a person at a terminal: the most severe first, each with where it comes from
/// and what of the guide rests on it, then how it is taken away.
struct SurplusTextReport {
    private let result: SurplusResult
    private let layout: TextLayout
    private let isVerbose: Bool
    private let facts: [(label: String, text: String)]

    init(_ result: SurplusResult, _ settings: ReportSettings) {
        self.result = result
        isVerbose = settings.isVerbose
        facts = result.facts(settings)
        layout = TextLayout(settings)
    }

    func render() -> String {
        let sections =
            [headline, head] + result.items.map { level($0.risk, $0.items) }
            + [fields, together, restrictions, sources, unknown, layout.problems(result.problems), summary]
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    /// How many names are in a line before the rest is only counted.
    private var limit: Int { isVerbose ? .max : 12 }

    // MARK: Head and foot

    private var headline: [String] {
        guard !result.isEmpty else {
            return [result.isSure ? layout.paint("NO SURPLUS", .good) : layout.paint("NO SURPLUS FOUND", .doubtful)]
        }
        return [layout.paint("SURPLUS", result.worstRisk.style) + "  \(result.countsWithFields)"]
    }

    private var head: [String] {
        facts.flatMap { layout.wrap($0.text.visible, first: $0.label.padded(11), rest: "".padded(11)) }
    }

    private var summary: [String] {
        let carries = result.grants.contains { !$0.carries.isEmpty } || !result.carriedTogether.isEmpty
        let first =
            carries ? " Part of the guide rests on it: `rolecall fix --without-surplus` grants that by itself." : ""
        return layout.wrap(result.summary + first, first: "", rest: "")
    }

    // MARK: Permissions and rights

    private func level(_ risk: Risk?, _ items: [SurplusItem]) -> [String] {
        let meaning = risk.flatMap { result.guide.platform.risks.levels[$0] } ?? "Rate them yourself by their names."
        let heading = layout.wrap(
            meaning, first: layout.paint(risk.words.capitalizedFirst, risk.style) + ": ", rest: "".padded(2))
        // The harmless are many; their names are enough.
        guard isVerbose || (risk ?? .low) > .low else { return heading + list(items) }
        return heading + items.flatMap(item)
    }

    private func list(_ items: [SurplusItem]) -> [String] {
        let permissions = items.filter { !$0.isRight }.map { item in
            let maybe = item.grants.allSatisfy(\.isCertain) ? "" : " (maybe)"
            return (item.title == item.names[0] ? item.title : "\(item.title) (\(item.names[0]))") + maybe
        }
        let names =
            permissions.isEmpty ? [] : layout.wrap(permissions.joined(separator: ", ").visible, first: "  ", rest: "  ")
        return names
            + items.filter { $0.isRight || !$0.carries.isEmpty }.flatMap { item in
                (item.isRight ? [title(item)] + objects(item) : []) + carries(item, named: !item.isRight)
            }
    }

    private func item(_ item: SurplusItem) -> [String] {
        let why = item.why.map { layout.wrap($0, first: TextLayout.indent, rest: TextLayout.indent) } ?? []
        return [title(item)] + why + objects(item) + item.sources.flatMap(source) + carries(item, named: false)
    }

    private func title(_ item: SurplusItem) -> String {
        "  \(item.title.visible)" + (item.isRight ? "" : "  " + layout.paint(item.names[0].visible, .dim))
    }

    private func objects(_ item: SurplusItem) -> [String] {
        guard item.names.count > 1 else { return [] }
        return layout.wrap(item.names.listed(limit: limit).visible, first: TextLayout.indent, rest: TextLayout.indent)
    }

    private func source(_ words: String, _ places: [Place], _ doubt: String?) -> [String] {
        let says = doubt.map { "maybe: \($0)" } ?? words
        let shown = places.prefix(isVerbose ? .max : 3).map { $0.description.visible }
        let more = places.count > shown.count ? ["and \(places.count - shown.count) more"] : []
        return layout.wrap(says.visible, first: TextLayout.indent + "- ", rest: TextLayout.indent + "  ")
            + (shown + more).map { TextLayout.indent + "  " + layout.paint($0, .dim) }
    }

    private func carries(_ item: SurplusItem, named: Bool) -> [String] {
        let carried = item.carries
        guard !carried.isEmpty else { return [] }
        let count = carried.count.of("requirement passes", "requirements pass")
        let through = named ? item.title : "it"
        return layout.wrap(
            "\(count) only through \(through), so grant first: \(carried.map(\.id).listed(limit: limit))".visible,
            first: TextLayout.indent + layout.paint("! ", .doubtful), rest: TextLayout.indent + "  ")
    }

    private var together: [String] {
        guard !result.carriedTogether.isEmpty else { return [] }
        let count = result.carriedTogether.count.of("requirement passes", "requirements pass")
        return layout.wrap(
            "\(count) through several of these at once, so grant before you take all of it away: "
                + result.carriedTogether.map(\.id).listed(limit: limit).visible,
            first: layout.paint("Together", .heading) + "  ", rest: "".padded(10))
    }

    // MARK: Fields

    private var fields: [String] {
        guard !result.fields.isEmpty else { return [] }
        let heading = "\(layout.paint("Fields", .heading)): access beyond the guide"
        let idle = result.fields.filter { $0.isEffective == false }
        let open = result.fields.filter { $0.isEffective != false }
            .sorted { ($1.count, $0.object) < ($0.count, $1.object) }
        let shown = Array(open.prefix(limit))
        let width = shown.map(\.object.visible.count).max() ?? 0
        var lines = shown.flatMap { fields -> [String] in
            let object = "  \(fields.object.visible.padded(width))  "
            let row = object + fields.words
            // A few are reported at once.
            if fields.count <= 4 {
                let names = (fields.editable + fields.readable).joined(separator: ", ").visible
                return layout.wrap("\(fields.words): \(names)", first: object, rest: "".padded(object.count))
            }
            guard isVerbose else { return [row] }
            return [row]
                + [("edit", fields.editable), ("read", fields.readable)].filter { !$0.1.isEmpty }.flatMap {
                    access, names in
                    layout.wrap("\(access): \(names.joined(separator: ", "))".visible, first: "    ", rest: "      ")
                }
        }
        let rest = open.dropFirst(shown.count)
        if !rest.isEmpty {
            lines.append("  and \(rest.reduce(0) { $0 + $1.count }) fields of \(rest.count) more objects")
        }
        if !idle.isEmpty {
            let count = idle.reduce(0) { $0 + $1.count }
            lines += layout.wrap(
                "\(count.of("field")) without effect, because the object cannot be read: "
                    + idle.map(\.object).listed(limit: limit).visible, first: "  ", rest: "    ")
        }
        return [heading] + lines
    }

    // MARK: What to do, and what is not known

    private var restrictions: [String] {
        guard !result.restrictions.isEmpty else { return [] }
        return [layout.paint("Keep", .heading)]
            + result.restrictions.flatMap { restriction in
                ["  \(restriction.label)  \(layout.paint(restriction.name, .dim))"]
                    + layout.wrap(restriction.says, first: TextLayout.indent, rest: TextLayout.indent)
                    + (restriction.place.map { [TextLayout.indent + layout.paint($0.description.visible, .dim)] } ?? [])
            }
    }

    private var sources: [String] {
        guard !result.sources.isEmpty else { return [] }
        return [layout.paint("Take away", .heading)]
            + result.sources.flatMap { source in
                layout.wrap(source.words.visible, first: "  ", rest: "    ")
                    + layout.wrap(source.remedy.visible, first: TextLayout.indent, rest: TextLayout.indent)
            }
    }

    private var unknown: [String] {
        guard !result.gaps.isEmpty || !result.notes.isEmpty else { return [] }
        var lines = [layout.paint("What the export does not say", .heading)]
        for gap in result.gaps {
            lines += layout.wrap(gap.sentence.visible, first: "  - ", rest: "    ")
            if let place = gap.place { lines.append("    " + layout.paint(place.description.visible, .dim)) }
            lines += layout.wrap(gap.resolvedBy.visible, first: "    ", rest: "    ")
        }
        return lines + result.notes.flatMap { layout.wrap($0.visible, first: "  - ", rest: "    ") }
    }
}

extension Risk? {
    fileprivate var style: TextLayout.Style {
        switch self {
        case .critical, .high: .bad
        case .medium: .doubtful
        case .low, nil: .heading
        }
    }
}
