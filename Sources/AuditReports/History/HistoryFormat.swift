package import AuditEngine

/// The formats in which a history can be reported; the raw value is what `--report` takes.
package enum HistoryFormat: String, Sendable, CaseIterable {
    case text, json, html, markdown

    /// Turns a history into a report.
    ///
    /// The same history and settings give the same text, byte for byte.
    package func render(_ history: AuditHistory, _ settings: ReportSettings) -> String {
        switch self {
        case .text: HistoryText(history, settings).render()
        case .json: HistoryJSON(history, settings).jsonText
        case .html: HistoryPage(history, settings).render()
        case .markdown: HistoryMarkdown(history, settings).render()
        }
    }
}
