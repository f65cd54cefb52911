import AuditEngine
import Foundation
import Testing

@Suite("A program that embeds rolecall")
struct EmbeddingTests {
    @Test("It audits an export with what is public")
    func example() throws {
        let root = URL(fileURLWithPath: #filePath).appendingPathComponent("../../..").standardized.path
        let (outcome, failed, report) = try audit(
            "\(root)/SampleMetadata/gaps", profile: "Integration User", permissionSets: ["LivePerson_Integration"],
            role: "Integration_User", endUserRoles: ["Care_Agent", "Care_Team_Lead"])
        #expect(outcome == .notReady)
        #expect(failed.contains("system/ViewRoles"))
        #expect(report.contains("\"outcome\" : \"notReady\""))
    }
}
