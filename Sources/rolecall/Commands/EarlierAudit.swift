import AuditEngine
import AuditReports
import Foundation
import OrgModel

// What `rolecall compare` and `rolecall audit --baseline` have in common.

/// Compares two audits.
///
/// - Throws: ``CommandFailure`` where the two are against different guides.
func compare(_ old: AuditSnapshot, _ new: AuditSnapshot) throws(CommandFailure) -> Comparison {
    do {
        return try Comparison(of: old, with: new)
    } catch {
        throw CommandFailure(error)
    }
}

/// Where a report is, as messages name it.
func placeOfReport(_ path: String, line: Int? = nil) -> Place {
    Place(file: path == "-" ? "Standard input" : path, line: line)
}

extension AuditSnapshot {
    /// Reads a JSON report from a file, or from standard input where its name is `-`.
    ///
    /// - Throws: ``CommandFailure`` that names the file, the line, and what to do.
    init(reportAt path: String, in console: Console) throws(CommandFailure) {
        let text = try Self.text(ofReportAt: path, in: console)
        do throws(DocumentError) {
            try self.init(jsonReport: text)
        } catch {
            throw CommandFailure("\(placeOfReport(path, line: error.line)): \(error.message)")
        }
    }

    private static func text(ofReportAt path: String, in console: Console) throws(CommandFailure) -> String {
        if path == "-" {
            guard let text = String(bytes: console.readInput(), encoding: .utf8) else {
                throw CommandFailure("Standard input cannot be read: it is not UTF-8 text.")
            }
            return text
        }
        do throws(FileError) {
            return try readText(ofFile: path, .report)
        } catch {
            throw CommandFailure("\(path) cannot be read: \(error.reason). A JSON report of rolecall is wanted here.")
        }
    }
}

extension CommandFailure {
    fileprivate init(_ error: Comparison.DifferentGuides) {
        self.init(
            "The old audit is against the guide \"\(error.old)\", the new one against \"\(error.new)\": they cannot be compared."
        )
    }
}
