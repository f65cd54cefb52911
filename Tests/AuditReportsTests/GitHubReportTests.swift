import AuditEngine
import AuditReports
import Foundation
import OrgModel
import Testing

@Suite("GitHub workflow commands")
struct GitHubReportTests {
    private func lines(_ result: AuditResult) -> [Substring] {
        ReportFormat.github.render(result, FormatResults.settings).split(separator: "\n")
    }

    private let command =
        #/::(?:error|warning|notice) (?:file=(?<file>[^:,]*),)?(?:line=[0-9]+,)?title=(?<title>[^:,]*)::(?<message>.*)/#
        .matchingSemantics(.unicodeScalar)

    @Test("Every line is a command of rolecall's, with any names")
    func escaping() throws {
        let names = AwkwardResult.names + FormatResults.hidden
        let evidence = names.map { Evidence(place: Place(file: $0, line: 1), says: $0) }
        let hostile = try names.enumerated().map { index, name in
            try FormatResults.findings([name], evidence: [evidence[index]] + evidence)
        }
        for result in [try AwkwardResult.everything()] + hostile {
            for line in lines(result) {
                let match = try #require(line.wholeMatch(of: command), "\(line)")
                // Each percent sign that is left is one of the escapes.
                let escapes = #/%(?:25|0A|0D|3A|2C)/#.matchingSemantics(.unicodeScalar)
                for text in [match.file, match.title, match.message].compactMap(\.self) {
                    #expect(!text.replacing(escapes, with: "").unicodeScalars.contains("%"), "\(line)")
                }
            }
        }
    }

    @Test("A path is escaped as a property, a message as data")
    func form() throws {
        let evidence = Evidence(place: Place(file: "a:b,c%.xml", line: 3), says: "no")
        let result = try FormatResults.findings(["50% of a: b, c"], evidence: [evidence])
        let line = try #require(lines(result).first)
        #expect(line.hasPrefix("::error file=a%3Ab%2Cc%25.xml,line=3,title=Failed%3A API user has a role::"))
        #expect(line.hasSuffix("::50%25 of a: b, c%0A- no (a:b,c%25.xml:3)"))
    }

    @Test("At most ten of a level, and the first says how many more there are")
    func limit() throws {
        for (verdict, level) in [(Verdict.failed, "error"), (.unknown, "warning")] {
            let ten = lines(try FormatResults.findings((1...10).map { "Number \($0)." }, verdict))
            #expect(ten.count { $0.hasPrefix("::\(level) ") } == 10)
            #expect(ten.first?.contains("Number 1.") == true)
            for count in [11, 12] {
                let more = lines(try FormatResults.findings((1...count).map { "Number \($0)." }, verdict))
                #expect(more.count { $0.hasPrefix("::\(level) ") } == 10)
                #expect(
                    more.first?.hasSuffix(
                        "::\(count - 9) more are not shown: GitHub shows 10 of a level for each step. Other formats have all of them."
                    ) == true)
            }
        }
    }

    @Test("What passed is not an annotation; the outcome is one; an empty run is an error")
    func outcome() throws {
        let passed = lines(try FormatResults.findings(["It is."], .passed))
        #expect(
            passed == [
                "::notice title=rolecall%3A Ready::1 passed. The API user has everything that the guide requires."
            ])
        #expect(lines(try AwkwardResult.empty()).first?.hasPrefix("::error ") == true)
    }
}
