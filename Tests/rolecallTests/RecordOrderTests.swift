import Foundation
import TestSupport
import Testing

@testable import rolecall

@Suite("Exported records in any order")
struct RecordOrderTests {
    /// The records of a sample, each file on one line, so that no order changes any record's line.
    private static func shuffled(_ name: String, from folder: String, to target: String, _ seed: UInt64) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
        let whole = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let result = whole["result"] as? [String: Any] ?? whole
        let records = try #require(result["records"] as? [[String: Any]])
        var generator = Seeded(state: seed)
        // Contradictions of every kind: a second user, role and assignment that say something else.
        let extra = records.prefix(2).map { record in
            var other = record
            if other["IsActive"] != nil { other["IsActive"] = false }
            if other["ParentRoleId"] != nil { other["ParentRoleId"] = NSNull() }
            return other
        }
        let mixed = (records + extra).shuffled(using: &generator)
        try JSONSerialization.data(withJSONObject: mixed, options: [.sortedKeys]).write(
            to: URL(fileURLWithPath: "\(target)/\(name)"))
    }

    private struct Seeded: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    @Test("Every report has the same bytes")
    func sameBytes() throws {
        let sample = "\(root)/SampleMetadata/muted"
        let names = ["users.json", "assignments.json", "roles.json", "licenses.json"]
        let formats = ["text", "json", "markdown", "csv", "sarif", "junit", "html"]
        var reports: [String: Set<String>] = [:]
        try withTemporaryFolder { folder in
            for seed in 0..<6 {
                for name in names { try Self.shuffled(name, from: sample, to: folder, UInt64(seed)) }
                var generator = Seeded(state: UInt64(seed))
                let files = names.map { "\(folder)/\($0)" }.shuffled(using: &generator)
                let run = Run(
                    ["audit", sample, "--records"] + files
                        + ["--end-users", "active", "role-and-below:Head_of_Customer_Care"]
                        + formats.map { "--report=\($0)=\(folder)/report.\($0)" })
                for format in formats {
                    let report = try String(contentsOfFile: "\(folder)/report.\(format)", encoding: .utf8)
                    // The next steps have the files in the order in which they were typed.
                    let output = report.split(separator: "\n").filter { !$0.contains(" --records ") }
                    reports[format, default: []].insert(
                        "\(run.status)\n\(output.joined(separator: "\n"))\n\(run.error)")
                }
            }
        }
        for format in formats {
            #expect(reports[format]?.count == 1, "\(format)")
            #expect(reports[format]?.first?.contains("differ") == true, "\(format)")
        }
    }

    @Test(
        "An inactive API user makes no org ready, whatever the guide asks",
        arguments: [
            ("false", Int32(2), "is inactive, so no one can log in as it. Activate the user"),
            ("null", Int32(0), "is active, and so may log in, is not known"),
        ])
    func inactive(_ value: String, _ status: Int32, _ words: String) throws {
        try withTemporaryFolder { folder in
            try write(
                """
                <PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata"><label>S</label><userPermissions>\
                <enabled>true</enabled><name>ApiEnabled</name></userPermissions></PermissionSet>
                """, to: "\(folder)/permissionsets/S.permissionset")
            try write(
                """
                <Profile xmlns="http://soap.sforce.com/2006/04/metadata"><userPermissions><enabled>true</enabled>\
                <name>RunReports</name></userPermissions></Profile>
                """, to: "\(folder)/profiles/P.profile")
            try write(
                #"[{"Id":"005000000000001","Username":"api@x.example","IsActive":\#(value),"UserRole":null,"Profile":{"Name":"P"}}]"#,
                to: "\(folder)/users.json")
            try write(
                "Assignee.Username,PermissionSet.Name,PermissionSet.NamespacePrefix,PermissionSetGroupId,IsActive,ExpirationDate\napi@x.example,S,,,true,\n",
                to: "\(folder)/assignments.csv")
            let run = Run(
                "audit", folder, "--records", "\(folder)/users.json", "\(folder)/assignments.csv", "--api-user",
                "api@x.example", "--guide",
                "gong-salesforce", "--report", "json")
            #expect(run.output.contains(words), "\(run.output)")
            if status == 2 { #expect(run.status == 2) } else { #expect(run.output.contains("\"warning\"")) }
        }
    }
}
