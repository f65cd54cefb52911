package import AuditEngine
import Documents

/// The manual of a guide: every requirement with its reasons and remedy, as Markdown for `Rules/README.md`.
package struct GuideManual {
    private let guides: [Guide]

    /// Makes the manual of some guides.
    package init(_ guides: [Guide]) {
        self.guides = guides
    }

    /// The whole manual.
    package func render() -> String {
        let sections = [introduction, contents] + guides.map(chapter)
        return sections.joined(separator: "\n\n") + "\n"
    }

    private let introduction = """
        # The rules

        This page is generated from the rule files beside it. Do not edit it: change the rule files, then run
        `swift run rolecall guide manual > Rules/README.md`. A test fails while the two differ.

        - Each folder with a `guide.yaml` is one vendor's guide: one YAML file for each table of the guide, in its order.
          Another guide is another folder; it needs no code.
        - `salesforce/` contains the platform's facts, which all guides share.
        - `schemas/` contains JSON Schemas. Each rule file names its own in its first line, so that an editor helps the person who
          writes it.

        In remedies, `{object}`, `{objects}` and `{name}` represent names that differ from org to org; a finding has them
        filled in.
        """

    private var contents: String {
        let lines = guides.map { guide in
            "| [\(guide.title)](#\(guide.title.headingAnchor)) | `\(guide.id)` | \(guide.requirements.count) |"
        }
        return (["| Guide | `--guide` | Requirements |", "|---|---|---|"] + lines).joined(separator: "\n")
    }

    private func chapter(_ guide: Guide) -> String {
        let reading = guide.reading.map { "- \($0)" }.joined(separator: "\n")
        return
            ([
                """
                ## \(guide.title)

                \(guide.summary)

                Source: <\(guide.source)>\(further(guide.coverage)). \(guide.requirements.count) requirements\(editions(of: guide)).
                """
            ] + (reading.isEmpty ? [] : ["### How the guide was read", reading]) + coverage(guide.coverage)
            + features(of: guide) + guide.allTables.map { section($0, of: guide) }).joined(separator: "\n\n")
    }

    /// The day on which the pages were read, and the pages beside the first.
    private func further(_ coverage: Guide.Coverage) -> String {
        let pages = coverage.pages.map { ", <\($0)>" }.joined()
        return pages + (coverage.day.map { ", read on \($0)" } ?? "")
    }

    /// What of the pages no row says, with the reasons; nothing where all is said and nobody counted.
    private func coverage(_ coverage: Guide.Coverage) -> [String] {
        let counted = coverage.statements.flatMap { all in
            coverage.encoded.map { "The rules say \($0) of the \(all.of("statement")) that the guide makes." }
        }
        let words = [counted, coverage.partial].compactMap(\.self).joined(separator: " ")
        let statements = coverage.notEncoded.map { "- \($0.text) Not a rule: \($0.reason)" }
        let parts = [words, statements.joined(separator: "\n")].filter { !$0.isEmpty }
        return parts.isEmpty ? [] : ["### What the rules do not say"] + parts
    }

    private func editions(of guide: Guide) -> String {
        guide.editions.isEmpty
            ? ""
            : " in the edition \(guide.edition); all editions: \(guide.editions.map { "\($0.title) (`\($0.key)`)" }.joined(separator: ", "))"
    }

    private func section(_ table: GuideTable, of guide: Guide) -> String {
        let edition =
            guide.editions.first { $0.key == table.edition }.map { ["Only in the edition \($0.title)."] } ?? []
        let rows = table.requirements.map { Self.entry($0, of: guide) }
        return (["### \(table.heading)"] + edition + rows).joined(separator: "\n\n")
    }

    private func features(of guide: Guide) -> [String] {
        guard !guide.features.isEmpty else { return [] }
        let lines = guide.features.map {
            "- \($0.title) (`--feature \($0.key)=on|off`), \($0.isOnByDefault ? "on" : "off") unless set otherwise"
        }
        return ["### Features that some rows depend on", lines.joined(separator: "\n")]
    }

    /// One requirement with its reasons and remedy.
    package static func entry(_ requirement: Requirement, of guide: Guide) -> String {
        "#### `\(requirement.id)`\n\n\(requirement.manualEntry(in: guide))"
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
    /// The anchor that Markdown viewers give a heading: lower case, hyphens for spaces, no punctuation.
    fileprivate var headingAnchor: String {
        lowercased().filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" }.replacing(" ", with: "-")
    }

    /// The same text without white space at its end.
    var trimmedEnd: String {
        var text = self[...]
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
