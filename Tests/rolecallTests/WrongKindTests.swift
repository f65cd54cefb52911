import Foundation
import TestSupport
import Testing

@testable import rolecall

@Suite("Names of the wrong kind")
struct WrongKindTests {
    private let muted = "\(root)/SampleMetadata/muted"

    /// What an audit of the sample says, on one line.
    private func audit(_ arguments: [String]) -> (status: Int32, text: String) {
        let run = Run(["audit", muted, "--report", "github"] + arguments)
        return (run.status, run.output.replacing("%3A", with: ":"))
    }

    @Test(
        "A name is reported for what it is, with the option that takes it",
        arguments: [
            (
                ["--permission-set", "LivePerson_Connector"], "is a permission set group, not a permission set.",
                "--permission-set-group"
            ),
            (["--permission-set", "Integration API Only"], "is a profile, not a permission set.", "--profile"),
            (
                ["--permission-set-group", "LivePerson_Setup"], "is a permission set, not a permission set group.",
                "--permission-set"
            ),
            (["--profile", "LivePerson_Setup"], "is a permission set, not a profile.", "--permission-set"),
            (["--profile", "Care_Shift_Lead"], "is a role, not a profile.", "--role or --end-user-role"),
            (["--profile", "api@tarnwickfibre.example"], "is a username, not a profile.", "--api-user"),
            (
                ["--profile", "Integration API Only", "--role", "LivePerson_Setup"], "is a permission set, not a role.",
                "--permission-set"
            ),
            (
                ["--profile", "Integration API Only", "--end-user-role", "a@b.example"], "is a username, not a role.",
                "--end-users"
            ),
            (
                ["--profile", "Integration API Only", "--app", "LivePerson_Agent"], "is a permission set, not an app.",
                "--permission-set"
            ),
            (
                ["--records", "RECORDS", "-u", "LivePerson_Setup"], "is a permission set, not a username.",
                "--permission-set"
            ),
            (
                ["--records", "RECORDS", "--profile", "Integration API Only", "--end-users", "role:LivePerson_Agent"],
                "\"LivePerson_Agent\" is a permission set.", "Select its users with permission-set:LivePerson_Agent."
            ),
        ])
    func flags(_ arguments: [String], _ words: String, _ advice: String) {
        let (status, text) = audit(arguments.map { $0 == "RECORDS" ? "\(muted)/users.json" : $0 } + ["--no-config"])
        #expect(status == 2)
        #expect(text.contains(words) && text.contains(advice), "\(text.prefix(1_500))")
    }

    @Test("rolecall.yml is named with the line of each")
    func configuration() throws {
        try withTemporaryFolder { folder in
            try write(
                """
                profile: LivePerson_Setup
                permissionSets:
                  - LivePerson_Connector
                role: Integration API Only
                endUserRoles: [LivePerson_Agent]
                """, to: "\(folder)/rolecall.yml")
            let run = Run("audit", muted, "--config", "\(folder)/rolecall.yml", "--report", "json")
            let report = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
            let errors = (report["problems"] as? [[String: Any]] ?? []).filter { $0["severity"] as? String == "error" }
            #expect(errors.compactMap { $0["line"] as? Int }.sorted() == [1, 3, 4, 5], "\(errors)")
            #expect(errors.allSatisfy { "\($0["message"] ?? "")".contains(" is a ") })
        }
    }
}
