import OrgModel
import Testing

@testable import AuditEngine

@Suite("A history that is put together from audits")
struct HistoryBuilderTests {
    private func commit(_ number: Int) -> GitCommit {
        GitCommit(id: "\(number)", date: "2026-01-0\(number)", author: "A", subject: "S", parents: [])
    }

    private func audit(
        _ verdict: Verdict, problems: [String] = [], hasExport: Bool = true
    ) -> CommittedAudit {
        let answer = AuditSnapshot.Answered(
            id: "a", table: "", label: "a", kind: "", requires: "granted", severity: "", verdict: verdict,
            message: "It is.", evidence: [])
        return CommittedAudit(
            AuditSnapshot(
                tool: AuditSnapshot.Tool(version: "1"),
                guide: AuditSnapshot.GuideReference(id: "g", title: "", edition: ""), principal: PrincipalNames(),
                outcome: "", counts: [:], requirements: [answer], problems: problems.map { Problem(.error, $0) }),
            hasExport: hasExport)
    }

    /// The history of commits 1, 2, ..., which come to these audits.
    private func history(_ audits: [CommittedAudit]) throws -> AuditHistory {
        let range = AuditHistory.Range(name: "main", newest: commit(audits.count))
        var builder = HistoryBuilder(try #require(audits.last), in: range, only: nil)
        for number in (1...audits.count).reversed() {
            builder.add(commit(number), before: number > 1 ? audits[number - 2] : nil)
        }
        return builder.finished()
    }

    @Test("An export that was away for several commits came back with the one that brought it")
    func withoutExport() throws {
        let away = audit(.unknown, hasExport: false)
        let history = try history([audit(.passed), away, away, audit(.failed)])
        let events = history.rows[0].events
        #expect(history.commits.map(\.id) == ["4", "2", "1"])
        #expect(events.map(\.commit.id) == ["4", "2", "1"])
        #expect(events.map(\.new) == [.failed, .unknown, .passed])
        #expect(events.map(\.kind) == [.newFailure, .becameUnknown, nil])
        #expect(try self.history([away, audit(.passed)]).rows[0].events.map(\.kind) == [nil])
    }

    @Test("A commit that changes no verdict is no event")
    func unchanged() throws {
        #expect(try history([audit(.passed), audit(.passed)]).rows[0].events.map(\.commit.id) == ["1"])
    }

    @Test(
        "Commits in a row with the same errors are one gap, and those without an export are none",
        arguments: [
            ([["A"], ["A"], []], [["1", "2"]]), ([["A"], ["B"]], [["2", "2"], ["1", "1"]]),
            ([["A"], [], ["A"]], [["3", "3"], ["1", "1"]]), ([["A"], nil, ["A"]], [["1", "3"]]), ([nil, []], []),
        ] as [([[String]?], [[String]])])
    func gaps(errors: [[String]?], expected: [[String]]) throws {
        let audits = errors.map { errors in
            audit(.passed, problems: errors ?? ["It has no export."], hasExport: errors != nil)
        }
        #expect(try history(audits).gaps.map { [$0.first.id, $0.last.id] } == expected)
    }
}
