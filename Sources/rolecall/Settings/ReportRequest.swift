import ArgumentParser
import AuditReports
import Foundation
import OrgModel

/// One `--report`: a format, and the file to write; standard output without one.
struct ReportRequest<Format: RawRepresentable<String> & CaseIterable & Sendable>: ExpressibleByArgument, Sendable {
    let format: Format
    let file: String?

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let format = parts.first.flatMap({ Format(rawValue: String($0)) }) else { return nil }
        guard parts.count == 1 || !parts[1].isEmpty else { return nil }
        self.format = format
        file = parts.count == 2 && parts[1] != "-" ? String(parts[1]) : nil
    }

    init(_ format: Format) {
        self.format = format
        file = nil
    }

    static var allValueStrings: [String] { Format.allCases.map(\.rawValue) }

    /// Without this, only enumerations complete their values.
    static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }
}

extension Array {
    /// - Parameter inputs: Files that are read, which no report may replace.
    /// - Throws: `ValidationError` where two reports would go to one place, or one to where something is read from.
    func validate<Format>(besides inputs: [String] = []) throws where Element == ReportRequest<Format> {
        if count(where: { $0.file == nil }) > 1 {
            throw ValidationError(
                "Only one report can go to standard output; write the others to files: --report \(self[0].format.rawValue)=FILE"
            )
        }
        let files = compactMap(\.file)
        if Set(files.map(placeOfFile)).count < files.count {
            throw ValidationError("Two reports cannot go to one file: \(files.joined(separator: ", ")).")
        }
        do {
            try refuse(replacing: ReadFiles(inputs))
        } catch {
            throw ValidationError(error.message)
        }
    }

    /// Refuses to write over what is read, before an audit is made for nothing.
    ///
    /// - Throws: ``CommandFailure`` where a report's file is one of those that are read.
    func refuse<Format>(replacing read: ReadFiles) throws(CommandFailure) where Element == ReportRequest<Format> {
        for file in compactMap(\.file) { try read.refuseReplacing(file) }
    }

    /// Writes every report, files first, so that a reader of standard output who stops early costs none of them.
    ///
    /// - Parameters:
    ///   - read: What no report may replace.
    ///   - render: Makes the texts of a report, for a file or else for standard output; all but the first go to files of
    ///     their own: `rolecall.xml`, then `rolecall-2.xml` and so on.
    /// - Returns: Whether every file could be written; which could not is said on standard error.
    func write<Format>(
        sparing read: ReadFiles, in console: Console, render: (Format, _ isFile: Bool) -> [String]
    ) -> Bool where Element == ReportRequest<Format> {
        var isWritten = true
        // Nor may the second part of one report replace another report.
        var written = compactMap(\.file)
        for request in self {
            guard let file = request.file else { continue }
            do throws(CommandFailure) {
                for (number, part) in render(request.format, true).enumerated() {
                    let name = nameOfPart(number + 1, of: file)
                    if number > 0 {
                        try ReadFiles(written).refuseReplacing(name)
                        written.append(name)
                    }
                    try writeFile(part, to: name, sparing: read)
                }
            } catch {
                console.writeError(error)
                isWritten = false
            }
        }
        for request in self where request.file == nil {
            for part in render(request.format, false) { console.writeOutput(part) }
        }
        return isWritten
    }
}

/// `rolecall.xml`, then `rolecall-2.xml` and so on.
private func nameOfPart(_ part: Int, of file: String) -> String {
    guard part > 1 else { return file }
    let url = URL(fileURLWithPath: file)
    let base = url.deletingPathExtension().lastPathComponent
    let ending = url.pathExtension.isEmpty ? "" : ".\(url.pathExtension)"
    return url.deletingLastPathComponent().appending(path: "\(base)-\(part)\(ending)").path
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

/// When to color.
enum ColorChoice: String, CaseIterable, ExpressibleByArgument {
    case auto, always, never
}
