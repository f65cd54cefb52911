import Foundation
import OrgModel
import Testing

@Suite("What others install rolecall with")
struct InstallationTests {
    @Test("The pre-commit hooks run for every type of metadata that is read", arguments: MetadataType.allCases)
    func hooks(_ type: MetadataType) throws {
        let hooks = try String(contentsOfFile: "\(root)/.pre-commit-hooks.yaml", encoding: .utf8)
        #expect(hooks.firstMatch(of: try Regex("[(|]\(type.suffix)[|)]")) != nil)
    }
}
