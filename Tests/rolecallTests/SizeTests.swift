import Foundation
import TestSupport
import Testing

@testable import rolecall

/// Inputs that are large in one way: what cannot be taken in is refused with a reason, and what is taken in is reported in a
/// bounded way. How long they take is measured by `Benchmarks/sizes`.
@Suite("Large inputs")
struct SizeTests {
    private static func role(_ name: String, below parent: String?) -> String {
        let above = parent.map { "<parentRole>\($0)</parentRole>" } ?? ""
        return "<Role xmlns=\"http://soap.sforce.com/2006/04/metadata\"><name>\(name)</name>\(above)</Role>"
    }

    private static func permissionSet(_ body: String = "") -> String {
        "<PermissionSet xmlns=\"http://soap.sforce.com/2006/04/metadata\"><label>L</label>\(body)</PermissionSet>"
    }

    private func withOrg<Value>(_ files: [String: String] = [:], _ body: (_ folder: String) throws -> Value) throws
        -> Value
    {
        try withTemporaryFolder { folder in
            try write(Self.permissionSet(), to: "\(folder)/permissionsets/API.permissionset")
            try write(Self.role("Top", below: nil), to: "\(folder)/roles/Top.role")
            try write(Self.role("API_Role", below: "Top"), to: "\(folder)/roles/API_Role.role")
            for (path, text) in files { try write(text, to: "\(folder)/\(path)") }
            return try body(folder)
        }
    }

    private func finding(_ id: String, in report: String) throws -> [String: Any] {
        let json = try #require(try JSONSerialization.jsonObject(with: Data(report.utf8)) as? [String: Any])
        let requirements = try #require(json["requirements"] as? [[String: Any]])
        return try #require(requirements.first { $0["id"] as? String == id })
    }

    // MARK: Files without an end

    @Test(
        "A link to a file that never ends is refused",
        .enabled(if: FileManager.default.isReadableFile(atPath: "/proc/self/pagemap")),
        arguments: ["rolecall.yml", "rolecall-waivers.yml", "sfdx-project.json", "users.json"])
    func endless(name: String) throws {
        try withOrg { folder in
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/\(name)", withDestinationPath: "/proc/self/pagemap")
            // Named, since a link that is merely found there and leads out is refused for that.
            let named =
                switch name {
                case "users.json": ["--records", "\(folder)/users.json", "--end-users", "active"]
                case "rolecall.yml": ["--config", "\(folder)/rolecall.yml"]
                case "rolecall-waivers.yml": ["--waivers", "\(folder)/rolecall-waivers.yml"]
                default: [String]()
                }
            let run = Run(["audit", folder, "--permission-set", "API", "--role", "API_Role"] + named)
            #expect(run.status == 2)
            let told = run.output + run.error
            #expect(told.contains(name))
            #expect(told.replacing("\n", with: " ").contains(#/contains\s+more\s+than\s+the|larger\s+than\s+1\s+MB/#))
        }
    }

    @Test("Settings beyond a megabyte are refused", arguments: ["rolecall.yml", "rolecall-waivers.yml"])
    func largeSettings(name: String) throws {
        try withOrg([name: String(repeating: "# nothing\n", count: 110_000)]) { folder in
            let run = Run("audit", folder, "--permission-set", "API")
            #expect(run.status == 2)
            #expect(run.error.contains("\(name) cannot be read: it is larger than 1 MB"))
        }
    }

    // MARK: Names

    @Test("Of many names that mean nothing the first twenty are reported by themselves, and the others counted")
    func manyMissingNames() throws {
        let names = (0..<100).map { "  - Nothing_\(1000 + $0)\n" }.joined()
        try withOrg(["rolecall.yml": "role: API_Role\npermissionSets:\n\(names)"]) { folder in
            let run = Run("audit", folder, "--report", "json")
            #expect(run.status == 2)
            #expect(run.output.matches(of: #/There is no permission set/#).count == 20)
            #expect(run.output.contains("80 more names of permission sets mean nothing in the export either, such as"))
            let evidence = try #require(
                try finding("system/ApiEnabled", in: run.output)["evidence"] as? [[String: Any]])
            #expect(evidence.count == 21)
            #expect(evidence.contains { ($0["says"] as? String)?.hasPrefix("80 more sources ") == true })
        }
    }

    @Test("A verdict names a few of the sources that have no entry, and counts the others; why names all")
    func manySources() throws {
        let sets = (100..<200).map { "S\($0)" }
        let files = sets.map { ("permissionsets/\($0).permissionset", Self.permissionSet()) }
        try withOrg(Dictionary(uniqueKeysWithValues: files)) { folder in
            let run = Run(["audit", folder, "--report", "json"] + sets.flatMap { ["--permission-set", $0] })
            let finding = try finding("system/ApiEnabled", in: run.output)
            #expect(finding["verdict"] as? String == "failed")
            let evidence = try #require(finding["evidence"] as? [[String: Any]])
            #expect(evidence.count == 4)
            #expect(evidence.last?["says"] as? String == "and 97 further sources have no entry for ApiEnabled")
            #expect(evidence.last?["kind"] as? String == "noEntryInOthers")
            #expect(evidence.last?["count"] as? Int == 97)
            let text = Run(["audit", folder] + sets.flatMap { ["--permission-set", $0] }).output
            #expect(text.contains("nor in 97 further sources"))
            #expect(
                Run(["why", "system/ApiEnabled", folder] + sets.flatMap { ["--permission-set", $0] }).output.contains(
                    "S199"))
        }
    }

    @Test("Waivers that name nothing are reported what they may have meant, twenty of them")
    func manyWaivers() throws {
        let waivers = (0..<30).map {
            "- {requirement: system/Nothing\(100 + $0), reason: r, owner: o, expires: 2099-01-01}\n"
        }
        try withOrg(["rolecall-waivers.yml": "waivers:\n" + waivers.joined()]) { folder in
            let run = Run("audit", folder, "--permission-set", "API", "--report", "json")
            #expect(run.output.matches(of: #/The nearest are/#).count <= 20)
            #expect(run.output.contains("The guide has no requirement"))
        }
    }

    @Test("Of many warnings of one kind in one file the first twenty-one are listed, and the others counted")
    func manyWarnings() throws {
        let entries = (0..<30).map { field in
            ["true", "false", "maybe"].map {
                "<fieldPermissions><editable>\($0)</editable><field>Case.F\(field)__c</field></fieldPermissions>\n"
            }.joined()
        }
        let directories = (0..<30).map { "{\"path\": \"gone\($0)\"}" }.joined(separator: ", ")
        try withOrg([
            "permissionsets/API.permissionset": Self.permissionSet(entries.joined()),
            "sfdx-project.json": "{\"packageDirectories\": [{\"path\": \".\"}, \(directories)]}",
        ]) { folder in
            // An audit does not look at what the guide does not ask for.
            let output = Run("surplus", folder, "--permission-set", "API", "--report", "json").output
            for words in ["is listed twice", "neither true nor false", "The package directory"] {
                #expect(output.components(separatedBy: words).count - 1 == 21, "\(words)")
            }
            #expect(output.components(separatedBy: "9 more like this in this file.").count - 1 == 3)
        }
    }

    @Test(
        "Of many selectors that match no user the first twenty are reported by themselves, and the others counted",
        arguments: [
            "username:nobody%@example.com", "role:Nothing%", "permission-set:Nothing%", "call-center:Nothing%",
        ])
    func manySelectors(form: String) throws {
        try withOrg(["users.csv": "Username,IsActive,UserType,CallCenterId\nu@example.com,true,Standard,\n"]) {
            folder in
            let selectors = (100..<130).map { form.replacing("%", with: "\($0)") }
            let run = Run(
                ["audit", folder, "--permission-set", "API", "--records", "\(folder)/users.csv", "--report", "json"]
                    + (selectors + selectors).flatMap { ["--end-users", $0] })
            #expect(run.status == 2)
            let json = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
            let problems = try #require(json["problems"] as? [[String: Any]]).compactMap { $0["message"] as? String }
            let names = selectors.map { $0.split(separator: ":").last ?? "" }
            #expect(names.prefix(20).allSatisfy { name in problems.contains { $0.contains("\(name)\"") } })
            #expect(problems.contains { $0.hasPrefix("10 more selectors match no user, such as \"\(selectors[20])\"") })
            #expect(!problems.contains { $0.contains(selectors[29]) })
        }
    }

    @Test(
        "Of a thousand files with a problem each the others are counted, by severity",
        arguments: [["audit"], ["surplus"]])
    func manyProblems(command: [String]) throws {
        let files = (1000..<2100).map { ("permissionsets/S\($0).permissionset", "<PermissionSet") }
        try withOrg(Dictionary(uniqueKeysWithValues: files)) { folder in
            // Two of them are required, which makes errors of them.
            let run = Run(
                command + [folder, "--permission-set", "S1500", "--permission-set", "S2000", "--report", "json"])
            #expect(run.status == 2)
            let json = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
            let problems = try #require(json["problems"] as? [[String: Any]])
            #expect(problems.count == 1_001)
            #expect(problems.count { $0["severity"] as? String == "error" } == 2)
            let last = try #require(problems.last?["message"] as? String)
            #expect(last.contains(#/\d\d+ more warnings are not listed\.$/#), "\(last)")
        }
    }

    // MARK: Roles

    private static let chain = Dictionary(
        uniqueKeysWithValues: (0..<200).map {
            ("roles/R\($0).role", role("R\($0)", below: $0 == 0 ? "Top" : "R\($0 - 1)"))
        })

    @Test(
        "The verdict on two hundred roles names five of them, and why reports every way",
        arguments: ["API_Role", "Top"])
    func manyRoles(apiRole: String) throws {
        let who = ["--permission-set", "API", "--role", apiRole] + (0..<200).flatMap { ["--end-user-role", "R\($0)"] }
        try withOrg(Self.chain) { folder in
            let run = Run(["audit", folder, "--report", "json"] + who)
            let finding = try finding("role/api-user-above-end-users", in: run.output)
            #expect(finding["verdict"] as? String == (apiRole == "Top" ? "passed" : "failed"))
            let message = try #require(finding["message"] as? String)
            #expect(message.count <= 1_200)
            #expect(message.contains("\"R0\", \"R1\", \"R2\", \"R3\", \"R4\" and 195 more"))
            #expect(try #require(finding["evidence"] as? [[String: Any]]).count <= 51)
            let why = Run(["why", "role/api-user-above-end-users", folder] + who).output
            #expect((1..<200).allSatisfy { why.contains("role \"R\($0)\" reports to \"R\($0 - 1)\"") })
        }
    }

    @Test("Of a long cycle the two ends are named")
    func longCycle() throws {
        var files = Self.chain
        files["roles/R0.role"] = Self.role("R0", below: "R199")
        try withOrg(files) { folder in
            let run = Run(
                "audit", folder, "--permission-set", "API", "--role", "API_Role", "--end-user-role", "R7", "--report",
                "json")
            #expect(run.status == 2)
            #expect(run.output.contains("(193 more)"))
            let message = try #require(
                try finding("role/api-user-above-end-users", in: run.output)["message"] as? String)
            #expect(message.count <= 1_200)
        }
    }

    // MARK: Files

    @Test("A metadata file with more entries than any org has is not read")
    func manyEntries() throws {
        let set = Self.permissionSet(String(repeating: "<tabSettings/>", count: 300_001))
        try withOrg(["permissionsets/Huge.permissionset": set]) { folder in
            let run = Run("audit", folder, "--permission-set", "Huge", "--report", "json")
            #expect(run.status == 2)
            #expect(run.output.contains("The file has more than 300000 entries, which no metadata file of an org has"))
        }
    }

    @Test("Folders deeper than any project's are not looked into")
    func deepFolders() throws {
        try withOrg(["\(String(repeating: "a/", count: 120))permissionsets/Deep.permissionset": Self.permissionSet()]) {
            folder in
            let run = Run("audit", folder, "--permission-set", "Deep", "--report", "json")
            #expect(run.status == 2)
            #expect(run.output.contains("The folder lies more than 100 folders deep, and is not looked into."))
        }
    }

    @Test("A package directory deeper than any folder is omitted")
    func deepPackageDirectory() throws {
        let project =
            "{\"packageDirectories\": [{\"path\": \"\(String(repeating: "a/", count: 9_000))\"}, {\"path\": \".\"}]}"
        try withOrg(["sfdx-project.json": project]) { folder in
            let run = Run("audit", folder, "--permission-set", "API", "--report", "json")
            #expect(run.output.contains("lies deeper than any folder; it is omitted."))
        }
    }

    @Test("An entry of a zip that is deeper than any file is omitted")
    func deepEntry() throws {
        try withTemporaryFolder { folder in
            let deep = String(repeating: "a/", count: 5_000) + "permissionsets/Deep.permissionset"
            let zip = ZipArchive(["permissionsets/API.permissionset": Self.permissionSet(), deep: Self.permissionSet()])
            try zip.data.write(to: URL(fileURLWithPath: "\(folder)/a.zip"))
            let run = Run("audit", "\(folder)/a.zip", "--permission-set", "API", "--report", "json")
            #expect(
                run.output.contains("lies deeper, or has a longer name, than any file of an export; it is omitted."))
        }
    }

    @Test("An export of users with more columns than any query has is not read")
    func manyColumns() throws {
        let columns = ["Username"] + (0..<10_000).map { "C\($0)" }
        try withOrg(["users.csv": columns.joined(separator: ",") + "\n"]) { folder in
            let run = Run(
                "audit", folder, "--permission-set", "API", "--records", "\(folder)/users.csv", "--end-users", "active",
                "--report", "json")
            #expect(run.status == 2)
            #expect(run.output.contains("The file has 10001 columns, and no query result has more than 10000"))
        }
    }

    @Test("Separators in a quoted name of a column are not a columns")
    func separatorsInQuotes() throws {
        let name = String(repeating: "a,", count: 10_001)
        try withOrg(["users.csv": "Username,\"\(name)\"\nu@example.com,x\n"]) { folder in
            let run = Run(
                "audit", folder, "--permission-set", "API", "--records", "\(folder)/users.csv", "--end-users", "active",
                "--report", "json")
            #expect(!run.output.contains("The file has"))
            #expect(run.output.contains("users.csv"))
        }
    }
}
