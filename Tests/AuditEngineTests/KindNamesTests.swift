import Foundation
import TestSupport
import Testing

@testable import AuditEngine

@Suite("Where the kinds of requirements are listed")
struct KindNamesTests {
    static let ofTables = Set(RequirementKinds.all.map { $0.kind })

    @Test("The schema of the JSON report names every kind, and no other")
    func reportSchema() throws {
        let file = URL(filePath: "\(root)/Sources/AuditReports/Schemas/report-1.1.schema.json")
        let schema = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        let definitions = try #require(schema["definitions"] as? [String: [String: Any]])
        let properties = try #require(definitions["requirement"]?["properties"] as? [String: [String: Any]])
        let kinds = try #require(properties["kind"]?["enum"] as? [String])
        #expect(kinds.count == Set(kinds).count)
        #expect(Set(kinds) == Self.ofTables.union([AnyOf.kind]))
    }

    @Test("The rule language's documentation has a row for every kind of table, and for no other")
    func documentation() throws {
        let text = try String(contentsOfFile: "\(root)/Documentation/rule-language.md", encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).drop { !$0.hasPrefix("| `kind` |") }
        let rows = lines.dropFirst(2).prefix { !$0.isEmpty }
            .compactMap { $0.split(separator: "`").dropFirst().first.map(String.init) }
        #expect(rows.sorted() == Self.ofTables.sorted())
    }
}
