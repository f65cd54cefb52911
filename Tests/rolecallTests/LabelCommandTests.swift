import Foundation
import TestSupport
import Testing

@testable import rolecall

@Suite("What a report rests on")
struct LabelCommandTests {
    private let sample = "\(root)/SampleMetadata/gaps"

    private func json(_ arguments: String..., environment: [String: String] = [:]) throws -> [String: Any] {
        let run = Run(["audit"] + arguments + ["--report", "json"], environment: environment)
        return try #require(JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any], "\(run.error)")
    }

    @Test("--label and the key label say what the org is called; the flag wins")
    func label() throws {
        #expect(try json(sample)["label"] == nil)
        #expect(try json(sample, "--label", "Production EU")["label"] as? String == "Production EU")
        let folder = try TemporaryFolder(["rolecall.yml": "label: Sandbox\nprofile: Admin\n"])
        let file = "\(folder.path)/rolecall.yml"
        #expect(try json(sample, "--config", file)["label"] as? String == "Sandbox")
        #expect(try json(sample, "--config", file, "--label", "Production")["label"] as? String == "Production")
    }

    @Test(
        "Each command says it",
        arguments: [["audit"], ["why", "system/ApiEnabled"], ["surplus"], ["roles"]])
    func commands(_ words: [String]) throws {
        let run = Run(words + [sample, "--label", "Org of Ada"])
        #expect(run.output.contains("Org of Ada"), "\(run.error)")
        #expect(!Run(words + [sample]).output.contains("Org:"))
    }

    @Test("A baseline of another org is refused")
    func baseline() throws {
        let folder = try TemporaryFolder()
        let old = "\(folder.path)/old.json"
        _ = Run("audit", sample, "--label", "A", "--report", "json=\(old)")
        #expect(Run("audit", sample, "--baseline", old, "--label", "A").status == 0)
        #expect(Run("audit", sample, "--baseline", old).status == 0)
        let other = Run("audit", sample, "--baseline", old, "--label", "B")
        #expect(other.status == 2)
        #expect(other.output.replacing(#/\s+/#, with: " ").contains("it is of the org \"A\", this audit of \"B\""))
        #expect(Run("audit", sample, "--baseline", old, "--label", "B", "--baseline-of-another").status == 0)
    }

    @Test(
        "The time of a report is --as-of, else SOURCE_DATE_EPOCH, else the clock's",
        arguments: [
            (["--as-of", "2026-12-31"], "86400", "2026-12-31T00:00:00", "2026-12-31"),
            ([], "86401", "1970-01-02T00:00:01", "1970-01-02"), ([], "", "2027-01-15T08:00:00", "2027-01-15"),
        ])
    func time(_ arguments: [String], _ epoch: String, _ timestamp: String, _ day: String) throws {
        let environment = ["SOURCE_DATE_EPOCH": epoch]
        let junit = Run(["audit", sample, "--report", "junit"] + arguments, environment: environment)
        #expect(junit.output.contains("timestamp=\"\(timestamp)\""))
        let page = Run(["audit", sample, "--report", "html"] + arguments, environment: environment)
        #expect(page.output.contains("<p>rolecall \(rolecallVersion), \(day)."))
        let json = Run(["audit", sample, "--report", "json"] + arguments, environment: environment)
        #expect(json.output.contains("\"asOf\" : \"\(day)\""))
    }

    @Test(
        "A SOURCE_DATE_EPOCH that is not a number of seconds is wrong usage",
        arguments: ["today", "-1", "1.5", "999999999999999"])
    func invalidTime(_ epoch: String) {
        let run = Run("audit", sample, environment: ["SOURCE_DATE_EPOCH": epoch])
        #expect(run.status == 64)
        #expect(run.error.contains("SOURCE_DATE_EPOCH is \"\(epoch)\""))
    }

    @Test("The digest of the rules changes with their text alone")
    func digest() throws {
        func rules(_ arguments: String...) throws -> String {
            let run = Run(["audit", sample, "--report", "json"] + arguments)
            let report = try #require(JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
            return try #require((report["guide"] as? [String: Any])?["rules"] as? String)
        }
        let embedded = try rules()
        let folder = try TemporaryFolder()
        let copy = "\(folder.path)/liveperson-connector"
        try FileManager.default.copyItem(atPath: "\(root)/Rules/liveperson-connector", toPath: copy)
        #expect(try rules("--guide", copy) == embedded)
        let text = try String(contentsOfFile: "\(copy)/guide.yaml", encoding: .utf8)
        try (text + "# A comment.\n").write(toFile: "\(copy)/guide.yaml", atomically: true, encoding: .utf8)
        #expect(try rules("--guide", copy) != embedded)
    }
}
