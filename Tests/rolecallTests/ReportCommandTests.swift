import AuditReports
import Foundation
import TestSupport
import Testing

@testable import rolecall

@Suite("rolecall report")
struct ReportCommandTests {
    private func read(_ folder: TemporaryFolder, _ file: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/\(file)")), as: UTF8.self)
    }

    private func requests(_ folder: TemporaryFolder, _ name: String) -> [String] {
        ReportFormat.allCases.map { "--report=\($0.rawValue)=\(folder.path)/\(name).\($0.rawValue)" }
    }

    /// What only an audit can say: the commands to go on with, and the permission set to deploy.
    private static let ofAuditsAlone: Set<ReportFormat> = [.text, .html]

    @Test(
        "What is made of a kept report is what the audit makes, byte for byte",
        arguments: [
            ["ready"], ["gaps", "--label", "Production EU", "--as-of", "2026-12-31"], ["partial"], ["complete"],
            ["muted"], ["muted", "--waivers", "\(root)/SampleMetadata/muted/waivers.yml", "--as-of", "2026-12-31"],
            ["muted", "--guide", "gong-salesforce", "--feature", "engage=on"],
            ["partial", "--guide", "6sense-conversational-email"], ["overprivileged"], ["fetched"],
        ])
    func same(_ arguments: [String]) throws {
        let folder = try TemporaryFolder()
        // The time of day is not in a report, so here the clock has none.
        let day = ["SOURCE_DATE_EPOCH": "1799971200"]
        let audit = Run(
            ["audit", "\(root)/SampleMetadata/\(arguments[0])", "--quiet"] + requests(folder, "audit")
                + arguments.dropFirst(), environment: day)
        #expect([0, 1, 3].contains(audit.status), "\(audit.error)")
        let report = Run(["report", "\(folder.path)/audit.json"] + requests(folder, "report"), environment: day)
        #expect(report.status == 0 && report.output == "" && report.error == "", "\(report.error)")
        for format in ReportFormat.allCases {
            let (expected, made) = (
                try read(folder, "audit.\(format.rawValue)"), try read(folder, "report.\(format.rawValue)")
            )
            guard Self.ofAuditsAlone.contains(format) else {
                if let line = difference(expected, made) { Issue.record("\(arguments) \(format.rawValue): \(line)") }
                continue
            }
            var rest = expected.split(separator: "\n", omittingEmptySubsequences: false)[...]
            for line in made.split(separator: "\n", omittingEmptySubsequences: false) {
                guard let next = rest.firstIndex(of: line) else {
                    Issue.record("\(arguments) \(format.rawValue): the audit does not say \(line.prefix(300))")
                    break
                }
                rest = rest[(next + 1)...]
            }
        }
    }

    private func difference(_ expected: String, _ made: String) -> String? {
        guard expected != made else { return nil }
        let lines = zip(expected.split(separator: "\n"), made.split(separator: "\n"))
        return lines.first { $0 != $1 }.map { "\($0.prefix(300)) | \($1.prefix(300))" } ?? "one is longer"
    }

    @Test(
        "A report of an older rolecall, and one of a guide that is not at hand, give what they say, and what is missing is reported"
    )
    func lesser() throws {
        let folder = try TemporaryFolder()
        let kept = "\(folder.path)/kept.json"
        _ = Run("audit", "\(root)/SampleMetadata/gaps", "--quiet", "--report", "json=\(kept)")
        var report = try #require(
            JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: kept))) as? [String: Any])
        for key in ["label", "asOf", "configuration", "tables", "roles"] { report[key] = nil }
        report["schemaVersion"] = "1.0"
        report["guide"] = ["id": "some-guide", "title": "Some Guide", "edition": "first"]
        let old = "\(folder.path)/old.json"
        try JSONSerialization.data(withJSONObject: report).write(to: URL(fileURLWithPath: old))
        let run = Run(["report", old] + requests(folder, "made"))
        #expect(run.status == 0)
        #expect(run.error.contains("An older rolecall"))
        #expect(run.error.contains("rolecall contains no guide \"some-guide\""))
        for format in ReportFormat.allCases where format != .github && format != .gitlab {
            let text = try read(folder, "made.\(format.rawValue)")
            #expect(text.contains("Some Guide") || text.contains("some-guide"), "\(format)")
        }
        let text = Run("report", old).output
        #expect(text.hasPrefix("NOT READY  69 passed, 23 failed, 9 manual\n"))
    }

    @Test("A report in a file has no color")
    func color() throws {
        let folder = try TemporaryFolder()
        let audit = Run("audit", "\(root)/SampleMetadata/ready", "--quiet", "--report", "json=\(folder.path)/kept.json")
        #expect(audit.error == "")
        let run = Run(
            "report", "\(folder.path)/kept.json", "--color", "always", "--report", "text", "--report",
            "text=\(folder.path)/a.txt")
        #expect(run.output.contains("\u{1B}["))
        #expect(try !read(folder, "a.txt").contains("\u{1B}"))
    }

    @Test("What is not a report of an audit is refused with 2, and what is read is not replaced")
    func refused() throws {
        let folder = try TemporaryFolder(["a.json": "{}", "empty.json": ""])
        for file in ["a.json", "empty.json", "nowhere.json"] {
            let run = Run("report", "\(folder.path)/\(file)")
            #expect(run.status == 2 && run.output == "", "\(file)")
            #expect(run.error.contains("\(file)"))
        }
        let kept = "\(folder.path)/kept.json"
        _ = Run("audit", "\(root)/SampleMetadata/gaps", "--quiet", "--report", "json=\(kept)")
        #expect(Run("report", kept, "--report", "html=\(kept)").status == 64)
        let other = Run("report", kept, "--guide", "gong-salesforce")
        #expect(other.status == 64)
        #expect(other.error.contains("The report is against the guide \"liveperson-connector\""))
        let piped = Run(["report", "-", "--report", "csv"], input: try read(folder, "kept.json"))
        #expect(piped.status == 0)
        #expect(piped.output == Run("report", kept, "--report", "csv").output)
    }
}
