import OrgModel
import Testing

@testable import AuditEngine

@Suite("Many problems")
struct BoundedProblemsTests {
    private func problems(_ severity: Problem.Severity, _ count: Int) -> [Problem] {
        (0..<count).map { Problem(severity, at: Place(file: "\(severity.rawValue)-\($0)"), "Wrong.") }
    }

    @Test(
        "Up to a thousand problems, and one more of each severity, are listed as they are",
        arguments: [(0, 0), (400, 600), (1_000, 1), (1_001, 1)])
    func few(errors: Int, warnings: Int) {
        let problems = problems(.error, errors) + problems(.warning, warnings)
        #expect(problems.bounded == problems)
    }

    @Test("One warning more than are listed of a kind is listed as it is", arguments: [20, 21])
    func repeated(count: Int) {
        let problems = (0..<count).map {
            Problem(.warning, kind: .noProfile, at: Place(file: "a", line: $0), "Wrong.")
        }
        #expect(problems.countingRepeatedWarnings() == problems)
    }

    @Test(
        "Beyond that the first of each severity says how many more there are",
        arguments: [
            (1_002, 0, ["Wrong. 1 more error is not listed."]),
            (900, 200, ["Wrong. 99 more warnings are not listed."]),
            (1_100, 50, ["Wrong. 99 more errors are not listed.", "Wrong. 49 more warnings are not listed."]),
        ])
    func many(errors: Int, warnings: Int, last: [String]) {
        let problems = problems(.error, errors) + problems(.warning, warnings)
        #expect(problems.bounded.prefix(1_000) == problems.prefix(1_000))
        #expect(problems.bounded.dropFirst(1_000).map(\.message) == last)
        #expect(problems.bounded.dropFirst(1_000).first?.place == problems[1_000].place)
    }
}
