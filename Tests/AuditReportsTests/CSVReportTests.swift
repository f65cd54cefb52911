import AuditEngine
import AuditReports
import Foundation
import OrgModel
import Testing

@Suite("CSV report")
struct CSVReportTests {
    /// The cells as RFC 4180 says they are read.
    private func rows(_ result: AuditResult) throws -> [[String]] {
        let report = ReportFormat.csv.render(result, FormatResults.settings)
        #expect(report.unicodeScalars.first == "\u{FEFF}")
        var rows: [[String]] = [[""]]
        var isQuoted = false
        var scalars = Array(report.unicodeScalars.dropFirst())[...]
        while let scalar = scalars.popFirst() {
            let last = (row: rows.count - 1, cell: rows[rows.count - 1].count - 1)
            switch scalar {
            case "\"" where isQuoted && scalars.first == "\"":
                rows[last.row][last.cell].unicodeScalars.append("\"")
                scalars = scalars.dropFirst()
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: rows[last.row].append("")
            case "\r" where !isQuoted:
                #expect(scalars.popFirst() == "\n")
                rows.append([""])
            default: rows[last.row][last.cell].unicodeScalars.append(scalar)
            }
        }
        #expect(rows.popLast() == [""] && !isQuoted)
        return rows
    }

    @Test("One row for each requirement, then one for each error about the input, all as wide as the header")
    func shape() throws {
        let result = try AwkwardResult.everything()
        let rows = try rows(result)
        let errors = result.problems.count { $0.severity == .error }
        #expect(rows.allSatisfy { $0.count == rows[0].count })
        let ids = result.findings.map(\.requirement.id) + Array(repeating: "input/unreadable", count: errors)
        #expect(rows.dropFirst().map(\.first) == ids)
        #expect(rows.dropFirst(result.findings.count + 1).allSatisfy { $0[5] == "incomplete" })
        #expect(try self.rows(AwkwardResult.empty()).dropFirst().map { $0[6] } == ["No requirement was evaluated."])
    }

    @Test("No cell is a formula", arguments: ["=1+1", "+1", "-1", "@SUM(A1)", "=\u{301}x", "\tx", "\rx"])
    func formulas(_ name: String) throws {
        let result = try FormatResults.findings(
            [name], evidence: [Evidence(place: Place(file: name, line: 1), says: name)])
        let cells = try rows(result).flatMap(\.self)
        #expect(
            cells.allSatisfy { cell in cell.unicodeScalars.first.map { !"=+-@\t\r".unicodeScalars.contains($0) } ?? true
            })
        // In the message, the file and the evidence.
        let isShown = name.hasPrefix("\t") || name.hasPrefix("\r")
        #expect(cells.count { $0.hasPrefix(isShown ? "\\u{" : "'") } == 3)
    }

    @Test(
        "Nor is what a spreadsheet with lists of semicolons takes for one",
        arguments: [
            ("a;=1+1", "a;'=1+1"), ("a; +1;-1", "a; '+1;'-1"), ("a;\"@x\"", "a;\"'@x\""), ("a=1;b", "a=1;b"),
        ])
    func semicolons(_ name: String, _ cell: String) throws {
        #expect(try rows(FormatResults.findings([name]))[1][6] == cell)
    }

    @Test("Quotes and commas stay in their cell", arguments: ["a\"b", "a,b", "\"\u{301},x", "a;b"])
    func quoting(_ name: String) throws {
        let rows = try rows(FormatResults.findings([name]))
        #expect(rows.map(\.count) == [29, 29])
        #expect(rows[1][6] == name)
    }
}
