import AuditEngine
import Foundation
import OrgModel

/// A table for a spreadsheet: one row for each requirement.
struct CSVReport {
    let result: AuditResult

    func render() -> String {
        let headings = Dictionary(result.guide.tables.map { ($0.id, $0.heading) }) { first, _ in first }
        let rows = result.findings.map { finding -> [String] in
            let requirement = finding.requirement
            return [
                requirement.id.visible, (headings[requirement.table] ?? requirement.table).visible,
                requirement.label.visible,
                requirement.requires, requirement.severity.rawValue, finding.verdict.words, finding.message.visible,
                (finding.place?.file ?? "").visible,
                finding.place?.line.map(String.init) ?? "",
                finding.evidence.map(\.line.visible).joined(separator: "\n"),
                finding.remedy?.setup ?? "", finding.remedy?.then ?? "", finding.remedy?.retrieve ?? "",
            ] + cells(finding.waiver) + (finding.change.map { [$0.words] } ?? [])
        }
        let columns = Self.columns + (result.comparison == nil ? [] : ["Since the baseline"])
        let basis = CSVBasis(result.guide, result.principal, result.basis)
        return ([columns + CSVBasis.columns] + (rows + errors).map { $0 + basis.cells }).csv
    }

    /// What the audit could not do, so that a table of good verdicts is not taken for the whole answer.
    private var errors: [[String]] {
        let whole = AuditResult.Outcome.incomplete.words.lowercased()
        let nothing = result.findings.isEmpty ? [Problem(.error, AuditResult.nothingEvaluated)] : []
        return (result.problems.errors + nothing).map { problem in
            let cells = [
                "input/unreadable", "Input", "About the input", "", "", whole, problem.message.visible,
                (problem.place?.file ?? "").visible, problem.place?.line.map(String.init) ?? "",
            ]
            let width = Self.columns.count + (result.comparison == nil ? 0 : 1)
            return cells + Array(repeating: "", count: width - cells.count)
        }
    }

    private func cells(_ waiver: Waiver?) -> [String] {
        guard let waiver else { return ["", "", "", ""] }
        return [waiver.expires.day, waiver.owner.visible, waiver.reason.visible, waiver.place.description.visible]
    }

    private static let columns = [
        "Requirement", "Table", "Label", "Requires", "Severity", "Verdict", "Message", "File", "Line", "Evidence",
        "Fix",
        "Then", "Find out", "Waived until", "Waived by", "Waived because", "Waiver",
    ]
}

/// What every row rests on. It is in each, because a table for a spreadsheet has no place of its own for it, and rows of many
/// tables are put together.
struct CSVBasis {
    static let columns = [
        "Configuration", "Guide folder", "Waivers", "As of", "Org", "Guide", "Edition", "Rules", "API user", "Access",
        "Role", "End users' roles",
    ]

    /// The cells of these columns.
    let cells: [String]

    init(_ guide: Guide, _ principal: Principal, _ basis: AuditBasis) {
        let names = PrincipalNames(principal)
        cells = [
            basis.configuration, basis.guideFolder, basis.waivers, basis.asOf?.day, basis.label, guide.id,
            guide.edition, guide.digest, names.username, principal.hasSources ? principal.sourceWords : nil, names.role,
            names.endUserRoles.isEmpty ? nil : principal.endUserRoleWords,
        ].map { ($0 ?? "").visible }
    }
}

extension [[String]] {
    /// The rows as RFC 4180 requires them, after a byte order mark, without which Excel takes UTF-8 for the system's own
    /// encoding.
    var csv: String {
        "\u{FEFF}" + map { $0.map(\.csvCell).joined(separator: ",") + "\r\n" }.joined()
    }
}

extension String {
    /// The text as one cell of a CSV file.
    ///
    /// A spreadsheet takes a cell that begins with one of these characters for a formula; after an apostrophe it is text.
    /// Where lists are separated by semicolons, as in most of Europe, a cell also begins behind one, and with a line, whatever
    /// quotation marks are around it.
    fileprivate var csvCell: String {
        var result = String.UnicodeScalarView()
        var isStart = true
        for scalar in visibleLines.unicodeScalars {
            if isStart, "=+-@\t\r".unicodeScalars.contains(scalar) { result.append("'") }
            if scalar == "\"" { result.append(scalar) }
            result.append(scalar)
            isStart = scalar == ";" || scalar == "\n" || isStart && (scalar == "\"" || scalar == " ")
        }
        let mustBeQuoted = result.contains { "\",;\t\r\n".unicodeScalars.contains($0) }
        return mustBeQuoted ? "\"" + String(result) + "\"" : String(result)
    }
}
