import AuditEngine
import TestSupport
import Testing

@testable import rolecall

@Suite("The manual of the guides")
struct GuideManualTests {
    @Test("The list of the guides is up to date")
    func contents() throws {
        try expect(Run("guide", "manual").output, equalsFile: "Rules/README.md")
    }

    @Test("The page of each guide is up to date", arguments: Guide.embedded)
    func page(guide: String) throws {
        try expect(Run("guide", "manual", "--guide", guide).output, equalsFile: "Rules/\(guide)/README.md")
    }
}
