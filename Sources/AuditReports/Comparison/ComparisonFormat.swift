package import AuditEngine

/// The formats in which a comparison can be reported; the raw value is what `--report` takes.
package enum ComparisonFormat: String, Sendable, CaseIterable {
    case text, json, html, markdown

    /// Turns a comparison into a report.
    ///
    /// The same comparison and settings give the same text, byte for byte.
    package func render(_ comparison: Comparison, _ settings: ReportSettings) -> String {
        switch self {
        case .text: ComparisonText(comparison, settings).render()
        case .json: ComparisonJSON(comparison, settings).jsonText
        case .html: ComparisonPage(comparison, settings).render()
        case .markdown: ComparisonMarkdown(comparison, isVerbose: settings.isVerbose).render()
        }
    }
}
