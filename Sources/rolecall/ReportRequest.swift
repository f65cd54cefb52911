import ArgumentParser
import AuditReports

/// One `--report`: a format, and the file to write; standard output without one.
struct ReportRequest: ExpressibleByArgument {
    let format: ReportFormat
    let file: String?

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let format = parts.first.flatMap({ ReportFormat(rawValue: String($0)) }) else { return nil }
        guard parts.count == 1 || !parts[1].isEmpty else { return nil }
        self.format = format
        file = parts.count == 2 && parts[1] != "-" ? String(parts[1]) : nil
    }

    init(_ format: ReportFormat) {
        self.format = format
        file = nil
    }

    static var allValueStrings: [String] { ReportFormat.allCases.map(\.rawValue) }
}

/// A `KEY=VALUE` argument.
struct KeyValue: ExpressibleByArgument {
    let key: String
    let value: String

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        (key, value) = (parts[0], parts[1])
    }
}

/// When to colour.
enum ColorChoice: String, CaseIterable, ExpressibleByArgument {
    case auto, always, never
}
