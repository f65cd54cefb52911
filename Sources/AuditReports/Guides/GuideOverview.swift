package import AuditEngine

/// The built-in guides, one a line, for a person at a terminal: what each is for, how many rows it has, and how much of what
/// the vendor published they say.
package struct GuideOverview {
    private let guides: [Guide]

    /// Makes the overview of some guides.
    package init(_ guides: [Guide]) {
        self.guides = guides
    }

    /// The whole overview.
    package func render() -> String {
        let rows = guides.map { [$0.id, "\($0.allTables.flatMap(\.requirements).count)", $0.coverage.words, $0.title] }
        let heading = ["Guide", "Rows", "Statements", "For"]
        let widths = heading.indices.map { column in ([heading] + rows).map { $0[column].count }.max() ?? 0 }
        let lines = ([heading] + rows).map { row in
            zip(row, widths).map { $0.padded($1) }.joined(separator: "  ").trimmedEnd
        }
        return
            (lines + [
                "",
                "Statements: how many of those that the vendor's pages make a row says. *: a page could be read only in part.",
                "The rows of one: rolecall guide list --guide NAME",
            ]).joined(separator: "\n") + "\n"
    }
}

extension Guide.Coverage {
    /// `28 of 34`; with a star where a page could be read only in part.
    var words: String {
        let counts = statements.flatMap { all in encoded.map { "\($0) of \(all)" } } ?? "not counted"
        return counts + (partial == nil ? "" : " *")
    }
}
