package import AuditEngine

/// The formats in which surplus can be reported; the raw value is what `--report` takes.
package enum SurplusFormat: String, Sendable, CaseIterable {
    case text, json, html, markdown, csv, sarif

    /// Turns a result into a report.
    ///
    /// The same result and settings give the same text, byte for byte.
    package func render(_ result: SurplusResult, _ settings: ReportSettings) -> String {
        switch self {
        case .text: SurplusTextReport(result, settings).render()
        case .json: SurplusJSONReport(result, settings).render()
        case .html: SurplusPage(result, settings).render()
        case .markdown: SurplusMarkdownReport(result, settings).render()
        case .sarif: SurplusSARIFReport(result, settings).render()
        case .csv: SurplusCSVReport(result: result).render()
        }
    }
}
