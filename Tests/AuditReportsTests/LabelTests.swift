import AuditEngine
import AuditReports
import Foundation
import OrgModel
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite("The label of an org")
struct LabelTests {
    private func result(_ label: String?) throws -> AuditResult {
        var result = try FormatResults.findings(
            ["It is.", "It is not."], problems: [Problem(.error, at: Place(file: "a.profile"), "Broken.")])
        result.basis = AuditBasis(label: label, waivers: "waivers.yml")
        return result
    }

    @Test("Every format says it, and none says that there is none", arguments: ReportFormat.allCases)
    func shown(_ format: ReportFormat) throws {
        #expect(format.render(try result("Org of Ada"), FormatResults.settings).contains("Org of Ada"))
        let without = format.render(try result(nil), FormatResults.settings)
        #expect(!without.contains("Org of Ada"))
        #expect(!without.contains("rolecall.label"))
    }

    /// The names by which JUnit's consumers know a case: class and name, without the suite.
    private func cases(_ label: String?) throws -> [String] {
        final class Reader: NSObject, XMLParserDelegate {
            var names: [String] = []
            func parser(
                _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
                attributes: [String: String]
            ) {
                if name == "testcase" { names.append("\(attributes["classname"] ?? "") \(attributes["name"] ?? "")") }
            }
        }
        let parser = XMLParser(data: Data(ReportFormat.junit.render(try result(label), FormatResults.settings).utf8))
        let reader = Reader()
        parser.delegate = reader
        #expect(parser.parse())
        return reader.names
    }

    struct Issue: Decodable { let fingerprint: String }

    struct Log: Decodable {
        let runs: [Run]
        struct Run: Decodable {
            let automationDetails: Details?
            let results: [Result]
        }
        struct Details: Decodable { let id: String }
        struct Result: Decodable { let partialFingerprints: [String: String] }
    }

    private func run(_ label: String?) throws -> Log.Run {
        let runs = try ReportFormat.sarif.decode(Log.self, result(label)).runs
        return try #require(runs.first)
    }

    private func fingerprints(_ label: String?) throws -> [String] {
        try ReportFormat.gitlab.decode([Issue].self, result(label)).map(\.fingerprint)
    }

    @Test("Two orgs share no test case, no GitLab issue, no category and no fingerprint of code scanning")
    func apart() throws {
        let (first, second) = (try cases("A"), try cases("B"))
        #expect(!first.isEmpty && Set(first).isDisjoint(with: second))

        #expect(try Set(fingerprints("A")).isDisjoint(with: fingerprints("B")))
        #expect(try Set(fingerprints("A")).isDisjoint(with: fingerprints(nil)))

        let (one, other) = (try run("A"), try run("B"))
        #expect(one.automationDetails?.id != other.automationDetails?.id)
        #expect(Set(one.results.map(\.partialFingerprints)).isDisjoint(with: other.results.map(\.partialFingerprints)))
        // It would win over the category that an upload names.
        #expect(try run(nil).automationDetails == nil)
    }
}
