import OrgModel
import Testing

@testable import AuditEngine

@Suite("What is found out about groups of end users")
struct EndUserTallyTests {
    @Test("Of many groups the first few say why, and each thing to do is said once, up to so many")
    func bounded() {
        var tally = EndUserTally()
        for number in 0..<40 {
            var user = Principal()
            user.username = "u\(number)@x.com"
            tally.add(.init(user), .unknown("Why \(number).", resolvedBy: ["Do \(number / 2)."]))
        }
        #expect(tally.count == 40)
        #expect(tally.unknown.messages == "Why 0. Why 1. Why 2.")
        #expect(tally.unknown.resolvedBy == (0..<20).map { "Do \($0)." })
        var user = Principal()
        user.username = "last@x.com"
        tally.add(.init(user), .unknown("Why.", resolvedBy: ["Do this."]))
        #expect(tally.unknown.resolvedBy.count == 20)
    }
}
