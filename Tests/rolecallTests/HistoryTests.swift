import ArgumentParser
import AuditEngine
import AuditReports
import Foundation
import OrgModel
import TestSupport
import Testing

@testable import rolecall

/// What a JSON report of a history says.
struct HistoryReport: Decodable {
    struct Range: Decodable {
        let newest: String
        let oldest: String?
        let commits: Int
    }
    struct Commit: Decodable {
        let id, date, author, subject: String
        let parents: [String]
    }
    struct Evidence: Decodable {
        let file: String?
        let line: Int?
        let says: String
    }
    struct Event: Decodable {
        let commit, change, message: String
        let old, new: String?
        let vanished, appeared: [Evidence]
    }
    struct Row: Decodable {
        let id, verdict: String
        let events: [Event]
    }
    struct Gap: Decodable {
        struct Problem: Decodable { let message: String }
        let first, last: String
        let problems: [Problem]
    }
    let range: Range
    let complete: Bool
    let notes: [String]
    let commits: [Commit]
    let requirements: [Row]
    let gaps: [Gap]

    /// What each commit made of the rows, by its id.
    var changes: [String: [String: String]] {
        var changes: [String: [String: String]] = [:]
        for row in requirements {
            for event in row.events { changes[event.commit, default: [:]][row.id] = event.change }
        }
        return changes
    }

    func events(of row: String) -> [Event] { requirements.first { $0.id == row }?.events ?? [] }
}

extension HistoryExport {
    func run(_ arguments: String..., environment: [String: String] = [:]) -> Run {
        Run(
            ["history", path] + options + arguments,
            environment: GitFolder.environment.merging(environment) { $1 })
    }

    /// Its history, and what was printed.
    func history(_ arguments: String..., environment: [String: String] = [:]) throws -> HistoryReport {
        let run = Run(
            ["history", path] + options + ["--json"] + arguments,
            environment: GitFolder.environment.merging(environment) { $1 })
        #expect(run.error == "")
        return try JSONDecoder().decode(HistoryReport.self, from: Data(run.output.utf8))
    }
}

extension AuditSnapshot {
    /// All that it says.
    var text: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}

@Suite("rolecall history")
struct HistoryTests {
    @Test("The commit that is found for each change is the one that made it")
    func story() throws {
        let export = try HistoryExport.story()
        let report = try export.history()
        for commit in export.commits {
            #expect(report.changes[commit.id] ?? [:] == commit.changes, "\(commit.subject)")
        }
        let known = Set(export.commits.map(\.id))
        #expect(Set(report.changes.keys).isSubset(of: known))
        #expect(report.range.commits == export.commits.count)
        #expect(report.range.oldest == export.commits[0].id)
        #expect(report.requirements.map(\.verdict) == ["failed", "passed", "failed", "passed"])
    }

    @Test("A change names file and line on both sides, and the commit with its day, author and subject")
    func sides() throws {
        var export = try HistoryExport()
        let set = "my export/permissionsets/API.permissionset"
        try export.add("Revoke Email", "2026-03-04", [:], [set: HistoryExport.permissionSet(email: false)])
        let report = try export.history("--row", HistoryExport.email)
        #expect(report.requirements.map(\.id) == [HistoryExport.email])
        let event = try #require(report.requirements.first?.events.first)
        let commit = try #require(report.commits.first { $0.id == event.commit })
        #expect(commit.date == "2026-03-04T12:00:00+01:00")
        #expect(commit.author == "Jane Doe")
        #expect(commit.subject == "Revoke Email")
        #expect(event.vanished.contains { $0.file == "\(export.repository.path)/\(set)" && $0.line == 3 })
        #expect(
            event.appeared.contains { $0.file == "\(export.repository.path)/\(set)" && $0.says.contains("no entry") })
        #expect((event.old, event.new) == ("passed", "failed"))
    }

    @Test("A commit is audited as a checkout of it is")
    func checkouts() throws {
        let export = try HistoryExport.story()
        let date = Date(timeIntervalSince1970: 1_800_000_000)
        let session = try Session(try Settings.parse([export.path] + export.options), on: date)
        let committed = try CommittedExport(session, at: "main", in: GitFolder.environment)
        for commit in export.commits {
            try export.repository.git("checkout", "--quiet", "--force", commit.id)
            let id = try committed.repository.commit(commit.id)
            let audit = try committed.audit(CommitTree(of: id, in: committed.repository, committed.paths))
            let checkout = try Session(try Settings.parse([export.path] + export.options), on: date)
            guard audit.hasExport else {
                #expect(throws: CommandFailure.self) { try checkout.result() }
                continue
            }
            let expected = AuditSnapshot(try checkout.result(), toolVersion: rolecallVersion)
            #expect(try audit.audit.text == expected.text, "\(commit.subject)")
        }
    }

    @Test("Of commits that change what is not asked for, and of those between them, nothing is missed")
    func besides() throws {
        var export = try HistoryExport()
        let (own, other) = (
            "my export/permissionsets/API.permissionset", "my export/permissionsets/Other.permissionset"
        )
        func set(_ label: String, email: Bool = true) -> String {
            HistoryExport.permissionSet(email: email, label: label)
        }
        try export.add("Add another set", "2026-02-01", [:], [other: set("Other")])
        let labels = ["Other", "Other", "Other", "Interface", "Interface", "Other", "Other"]
        for (number, label) in labels.enumerated() {
            try export.add(
                "Change the other set \(number)", "2026-02-02", [:], [other: set(label, email: number % 2 == 1)])
            if number == 1 { try export.add("Revoke Email", "2026-02-03", [:], [own: set("Interface", email: false)]) }
            if number == 5 { try export.add("Grant Email", "2026-02-04", [:], [own: set("Interface")]) }
        }
        // By its label, which two sets have for a while.
        let run = Run(
            [
                "history", export.path, "--guide", "\(export.guide.path)/demo", "--permission-set", "Interface",
                "--no-config", "--json", "--row", HistoryExport.email,
            ], environment: GitFolder.environment)
        let report = try JSONDecoder().decode(HistoryReport.self, from: Data(run.output.utf8))
        let subjects = Dictionary(uniqueKeysWithValues: export.commits.map { ($0.id, $0.subject) })
        #expect(
            report.events(of: HistoryExport.email).map { "\(subjects[$0.commit] ?? ""): \($0.change)" } == [
                "Grant Email: fixed", "Change the other set 5: newFailure", "Change the other set 3: becameUnknown",
                "Revoke Email: newFailure", "Add the export: first",
            ])
        #expect(report.range.commits == export.commits.count)
    }

    @Test("Reports of the whole story", arguments: ["text", "json", "markdown", "html"])
    func reports(_ format: String) throws {
        // Where lines are broken in a sentence with a path depends on where the test runs.
        let export = try HistoryExport.story(moves: false)
        let run = export.run("--report", format)
        #expect(run.status == 0)
        let text = run.output.replacing(export.repository.path + "/", with: "")
            .replacing(export.guide.path, with: "GUIDE")
        try expect(text, equals: "history.\(format)")
    }
}
