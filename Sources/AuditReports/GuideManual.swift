public import AuditEngine

/// The manual of a guide: every requirement with its reasons and remedy, as Markdown for `Rules/README.md`.
public struct GuideManual {
    private let guides: [Guide]

    /// Makes the manual of some guides.
    public init(_ guides: [Guide]) {
        self.guides = guides
    }

    /// The whole manual.
    public func render() -> String {
        let sections = [introduction] + guides.map(chapter)
        return sections.joined(separator: "\n\n") + "\n"
    }

    private let introduction = """
        # The rules

        This page is generated from the rule files beside it. Do not edit it: change the rule files, then run
        `swift run rolecall guide manual > Rules/README.md`. A test fails while the two differ.

        - Each folder with a `guide.yaml` is one vendor's guide: one YAML file for each table of the guide, in its order.
          Another guide is another folder; it needs no code.
        - `salesforce/` holds the platform's facts, which all guides share.
        - `schemas/` holds JSON Schemas. Each rule file names its own in its first line, so that an editor helps whoever
          writes it.

        In remedies, `{object}`, `{objects}` and `{name}` stand for names that differ from org to org; a finding has them
        filled in.
        """

    private func chapter(_ guide: Guide) -> String {
        let reading = guide.reading.map { "- \($0)" }.joined(separator: "\n")
        return (["""
            ## \(guide.title)

            \(guide.summary)

            Source: <\(guide.source)>. \(guide.requirements.count) requirements\(editions(of: guide)).

            ### How the guide was read

            \(reading)
            """] + guide.allTables.map { section($0, of: guide) }).joined(separator: "\n\n")
    }

    private func editions(of guide: Guide) -> String {
        guide.editions.isEmpty
            ? "" : " in the edition \(guide.edition); all editions: \(guide.editions.map { "\($0.title) (`\($0.key)`)" }.joined(separator: ", "))"
    }

    private func section(_ table: GuideTable, of guide: Guide) -> String {
        let edition = guide.editions.first { $0.key == table.edition }.map { ["Only in the edition \($0.title)."] } ?? []
        return (["### \(table.heading)"] + edition + table.requirements.map(Self.entry)).joined(separator: "\n\n")
    }

    /// One requirement with its reasons and remedy.
    public static func entry(_ requirement: Requirement) -> String {
        "#### `\(requirement.id)`\n\n\(requirement.manualEntry)"
    }
}

extension Requirement {
    /// What the manual says about a requirement, as Markdown without a heading.
    var manualEntry: String {
        var lines = ["\(label), requires **\(requires)** (\(severity.rawValue)). \(purpose)"]
        if let note { lines += ["", "How it is judged: \(note)"] }
        lines += ["", "To mend it: \(remedy.setup ?? "")"]
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
