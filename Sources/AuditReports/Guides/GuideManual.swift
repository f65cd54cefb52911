package import AuditEngine
import Documents

/// The manual of the guides, as Markdown: one page that lists them, and a page for each with every requirement, its reasons
/// and its remedy. `Rules/README.md` and `Rules/<guide>/README.md` are these pages.
package struct GuideManual {
    private let guides: [Guide]

    /// Makes the manual of some guides.
    package init(_ guides: [Guide]) {
        self.guides = guides
    }

    /// The page that lists the guides.
    package func contents() -> String { [introduction, list].joined(separator: "\n\n") + "\n" }

    private let introduction = """
        # The rules

        This page and the README.md of each guide are generated from the rule files beside them. Do not edit them: change the rule
        files, then run `ROLECALL_UPDATE_EXPECTED=1 swift test --disable-xctest --filter GuideManualTests`. A test fails while they
        differ.

        - Each folder with a `guide.yaml` is one vendor's guide: one YAML file for each table of the guide, in its order.
          Another guide is another folder; it needs no code.
        - `salesforce/` contains the platform's facts, which all guides share.
        - `schemas/` contains JSON Schemas. Each rule file names its own in its first line, so that an editor helps the person who
          writes it.

        Statements are what the vendor's pages say: a permission, a right on an object, access to a field, a setting. Of some guides
        the pages could be read only in part: their page here says which.
        """

    private var list: String {
        let lines = guides.map { guide in
            "| [\(guide.title)](\(guide.id)/README.md) | `\(guide.id)` | \(guide.requirements.count) | \(guide.coverage.words) |"
        }
        let heading = ["| Guide | `--guide` | Requirements | Statements that a row says |", "|---|---|---|---|"]
        return (heading + lines + [total].compactMap(\.self)).joined(separator: "\n")
    }

    /// The sum of all that are counted.
    private var total: String? {
        let counted = guides.map(\.coverage).filter { $0.statements != nil }
        let (all, encoded) = counted.reduce((0, 0)) { ($0.0 + ($1.statements ?? 0), $0.1 + ($1.encoded ?? 0)) }
        guard all > 0 else { return nil }
        let requirements = guides.reduce(0) { $0 + $1.requirements.count }
        return "| All | | \(requirements) | \(encoded) of \(all) (\(100 * encoded / all) %) |"
    }

    /// The page of one guide.
    package static func page(_ guide: Guide) -> String {
        let reading = guide.reading.map { "- \($0)" }.joined(separator: "\n")
        let head = """
            # \(guide.title)

            \(guide.summary)

            \(guide.source.isEmpty ? "" : "Source: <\(guide.source)>\(further(guide.coverage)). ")\(guide.requirements.count.of("requirement"))\(editions(of: guide)).

            In remedies, `{object}`, `{objects}` and `{name}` represent names that differ from org to org; a finding has them
            filled in.
            """
        let parts =
            [head] + (reading.isEmpty ? [] : ["## How the guide was read", reading]) + coverage(guide.coverage)
            + features(of: guide) + guide.allTables.map { section($0, of: guide) }
        return parts.joined(separator: "\n\n") + "\n"
    }

    /// The day on which the pages were read, and the pages beside the first.
    private static func further(_ coverage: Guide.Coverage) -> String {
        let pages = coverage.pages.map { ", <\($0)>" }.joined()
        return pages + (coverage.day.map { ", read on \($0)" } ?? "")
    }

    /// What of the pages no row says, with the reasons; nothing where all is said and nobody counted.
    private static func coverage(_ coverage: Guide.Coverage) -> [String] {
        let counted = coverage.statements.flatMap { all in
            coverage.encoded.map { "The rules say \($0) of the \(all.of("statement")) that the guide makes." }
        }
        let words = [counted, coverage.partial].compactMap(\.self).joined(separator: " ")
        let statements = coverage.notEncoded.map { "- \($0.text) Not a rule: \($0.reason)" }
        let parts = [words, statements.joined(separator: "\n")].filter { !$0.isEmpty }
        return parts.isEmpty ? [] : ["## What the rules do not say"] + parts
    }

    private static func editions(of guide: Guide) -> String {
        guide.editions.isEmpty
            ? ""
            : " in the edition \(guide.edition); all editions: \(guide.editions.map { "\($0.title) (`\($0.key)`)" }.joined(separator: ", "))"
    }

    private static func section(_ table: GuideTable, of guide: Guide) -> String {
        let edition =
            guide.editions.first { $0.key == table.edition }.map { ["Only in the edition \($0.title)."] } ?? []
        let rows = table.requirements.map { entry($0, of: guide) }
        return (["## \(table.heading)"] + edition + rows).joined(separator: "\n\n")
    }

    private static func features(of guide: Guide) -> [String] {
        guard !guide.features.isEmpty else { return [] }
        let lines = guide.features.map {
            "- \($0.title) (`--feature \($0.key)=on|off`), \($0.isOnByDefault ? "on" : "off") unless set otherwise"
        }
        return ["## Features that some rows depend on", lines.joined(separator: "\n")]
    }

    /// One requirement with its reasons and remedy.
    package static func entry(_ requirement: Requirement, of guide: Guide) -> String {
        "### `\(requirement.id)`\n\n\(requirement.manualEntry(in: guide))"
    }
}

extension Requirement {
    /// What the manual says about a requirement, as Markdown without a heading.
    func manualEntry(in guide: Guide) -> String {
        var lines = [
            "\(label), \(isRecommended ? "recommends" : "requires") **\(requires)** (\(severity.rawValue)). \(purpose)"
        ]
        let alternatives = guide.alternatives(of: self).enumerated().map { "\($0 + 1). \($1)" }
        if !alternatives.isEmpty { lines += ["", "Any of these is enough:", ""] + alternatives }
        if let feature = feature.flatMap(guide.feature) {
            lines += ["", "Required only where \(feature.title) is used."]
        }
        if isForbidden { lines += ["", "It must not be held."] }
        if isAskedOfProfile { lines += ["", "Only what the API user's profile itself grants counts."] }
        if let conditionWords { lines += ["", "Required only where \(conditionWords)."] }
        if let note { lines += ["", "How it is judged: \(note)"] }
        let remedy = generalRemedy
        lines += ["", "To fix it: \(remedy.setup ?? "")"]
        if let then = remedy.then { lines += ["", "Then: \(then)"] }
        if let metadata = remedy.metadata {
            let isXML = metadata.hasPrefix("<")
            lines += ["", isXML ? "Or deploy:" : "Or run:", "", isXML ? "```xml" : "```sh", metadata.trimmedEnd, "```"]
        }
        return lines.joined(separator: "\n")
    }
}

extension String {
    /// The same text without white space at its end.
    var trimmedEnd: String {
        var text = self[...]
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
