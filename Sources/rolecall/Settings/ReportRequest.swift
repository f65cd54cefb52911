import ArgumentParser
import AuditReports
import Foundation
import OrgModel

/// One `--report`: a format, and the file to write; standard output without one.
struct ReportRequest<Format: OutputFormat>: ExpressibleByArgument, Sendable {
    let format: Format
    let file: String?

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let format = parts.first.flatMap({ Format(rawValue: String($0)) }) else { return nil }
        guard parts.count == 1 || !parts[1].isEmpty else { return nil }
        self.format = format
        file = parts.count == 2 && parts[1] != "-" ? String(parts[1]) : nil
    }

    init(_ format: Format, file: String? = nil) {
        self.format = format
        self.file = file
    }

    static var allValueStrings: [String] { Format.allCases.map(\.rawValue) }

    /// Without this, only enumerations complete their values.
    static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }

    /// The file of one part: `rolecall.xml`, then `rolecall-2.xml` and so on; `nil` for standard output.
    func file(ofPart part: Int) -> String? {
        guard part > 1, let file else { return file }
        let url = URL(fileURLWithPath: file)
        let base = url.deletingPathExtension().lastPathComponent
        let ending = url.pathExtension.isEmpty ? "" : ".\(url.pathExtension)"
        return url.deletingLastPathComponent().appending(path: "\(base)-\(part)\(ending)").path
    }
}

/// When to color.
enum ColorChoice: String, CaseIterable, ExpressibleByArgument {
    case auto, always, never
}
