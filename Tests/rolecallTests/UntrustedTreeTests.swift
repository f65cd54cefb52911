import AuditReports
import Foundation
import TestSupport
import Testing

@testable import rolecall

private let metadata = "force-app/main/default"

/// Every file below a folder, with its bytes.
private func contents(of folder: String) throws -> [String: Data] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder)
    return Dictionary(
        uniqueKeysWithValues: paths.compactMap { path in
            FileManager.default.contents(atPath: "\(folder)/\(path)").map { (path, $0) }
        })
}

@Suite("What is read is never written over")
struct ReadFilesTests {
    /// The sample with a file of each kind that is read with it.
    private func withOrg(_ body: (_ org: String, _ inputs: [String]) throws -> Void) throws {
        try withSample { org in
            try write("# nothing\n", to: "\(org)/.forceignore")
            try write("waivers:\n", to: "\(org)/rolecall-waivers.yml")
            try write(
                "<?xml version=\"1.0\"?><Package xmlns=\"http://soap.sforce.com/2006/04/metadata\"/>",
                to: "\(org)/manifest/package.xml")
            let set = try #require(
                FileManager.default.contentsOfDirectory(atPath: "\(org)/\(metadata)/permissionsets").first)
            let inputs = [
                ".forceignore", "rolecall-waivers.yml", "rolecall.yml", "sfdx-project.json", "manifest/package.xml",
                "\(metadata)/permissionsets/\(set)",
            ]
            for input in inputs { try #require(FileManager.default.fileExists(atPath: "\(org)/\(input)"), "\(input)") }
            try body(org, inputs)
        }
    }

    @Test(
        "By no command, under no name", .mustEnd,
        arguments: [
            ["audit", "--report", "json="], ["surplus", "--report", "json="], ["roles", "--report", "svg="],
            ["manifest", "--output", ""],
            ["compare", "--report", "json="],
        ])
    func inputs(_ command: [String]) throws {
        try withOrg { org, inputs in
            let before = try contents(of: org)
            for (number, input) in inputs.enumerated() {
                try withTemporaryFolder { links in
                    try FileManager.default.linkItem(atPath: "\(org)/\(input)", toPath: "\(links)/hard")
                    try FileManager.default.createSymbolicLink(
                        atPath: "\(links)/soft", withDestinationPath: "\(org)/\(input)")
                    // Under other names each kind is tried once.
                    let names =
                        ["\(org)/\(input)"]
                        + (number == 0 || command[0] == "audit" ? ["\(links)/hard", "\(links)/soft"] : [])
                    for name in names {
                        let sides = command[0] == "compare" ? [org, org] : [org]
                        let run = Run([command[0]] + sides + [command[1], command[2] + name])
                        #expect(run.status == 64, "\(command[0]) \(name): \(run.error)")
                        #expect(run.error.contains("is read, so nothing can be written there"), "\(run.error)")
                    }
                }
            }
            #expect(try contents(of: org) == before)
        }
    }

    @Test("Nor rule files, earlier reports, exported records and the parts of a report")
    func others() throws {
        try withTemporaryFolder { folder in
            try FileManager.default.copyItem(atPath: "\(root)/Rules/gong-salesforce", toPath: "\(folder)/guide")
            let gaps = "\(root)/SampleMetadata/gaps"
            let table = try #require(
                FileManager.default.contentsOfDirectory(atPath: "\(folder)/guide").filter {
                    $0 != "guide.yaml" && $0.hasSuffix(".yaml")
                }
                .sorted().first)
            #expect(Run("audit", gaps, "--report", "json=\(folder)/old.json").status == 1)
            try write("Username,IsActive\nann@example.com,true\n", to: "\(folder)/users-2.csv")
            let before = try contents(of: folder)
            for arguments in [
                ["audit", gaps, "--guide", "\(folder)/guide", "--report", "json=\(folder)/guide/\(table)"],
                ["manifest", gaps, "--guide", "\(folder)/guide", "--output", "\(folder)/guide/guide.yaml"],
                ["audit", gaps, "--baseline", "\(folder)/old.json", "--report", "json=\(folder)/old.json"],
                ["compare", "\(folder)/old.json", gaps, "--report", "json=\(folder)/old.json"],
                ["manifest", gaps, "--records", "\(folder)/users-2.csv", "--output", "\(folder)/users-2.csv"],
            ] {
                let run = Run(arguments)
                #expect(run.status == 64, "\(run.error)")
                #expect(run.error.contains("is read, so nothing can be written there"), "\(run.error)")
            }
            #expect(try contents(of: folder) == before)
            // Only when the audit is made is it known how many parts there are.
            let parts = Run(
                "audit", gaps, "--records", "\(folder)/users-2.csv", "--junit-limit", "60", "--report",
                "junit=\(folder)/users.csv")
            #expect(parts.status == 2)
            #expect(parts.error.contains("\(folder)/users-2.csv is read, so"), "\(parts.error)")
            #expect(FileManager.default.contents(atPath: "\(folder)/users-2.csv") == before["users-2.csv"])
        }
    }

    @Test("The second part of a report does not replace another report")
    func parts() throws {
        try withTemporaryFolder { folder in
            let run = Run(
                "audit", "\(root)/SampleMetadata/gaps", "--junit-limit", "60", "--report", "junit=\(folder)/a.xml",
                "--report",
                "text=\(folder)/a-2.xml")
            #expect(run.status == 2)
            let other = try String(contentsOfFile: "\(folder)/a-2.xml", encoding: .utf8)
            #expect(other.hasPrefix("NOT READY"))
        }
    }

    @Test("A report that is in PATH already is replaced, and a file is changed whose change is required")
    func replaced() throws {
        try withSample("gaps") { org in
            for _ in 1...2 {
                #expect(
                    Run(
                        "audit", org, "--report", "json=\(org)/report.json", "--report",
                        "html=\(org)/docs/../report.html"
                    ).status != 64)
            }
            let set = try #require(
                FileManager.default.contentsOfDirectory(atPath: "\(org)/\(metadata)/permissionsets").first)
            let path = "\(org)/\(metadata)/permissionsets/\(set)"
            let before = FileManager.default.contents(atPath: path)
            #expect(Run("fix", org, "--into", path).status == 0)
            #expect(FileManager.default.contents(atPath: path) != before)
        }
    }
}

@Suite("A configuration that is merely found in PATH")
struct FoundConfigurationTests {
    @Test(
        "It names files below its own folder only, and nothing of others is shown",
        arguments: [
            "records: [../outside/secret]", "users: [OUTSIDE/secret]", "waivers: ../outside/secret",
            "guide: ../outside/guide",
            "guide: OUTSIDE/guide", "records: [link]", "waivers: inside/../link", "guide: ./folder",
            "guide: ./linked-guide",
            "guide: ./own-guide",
        ])
    func border(_ line: String) throws {
        try withTemporaryFolder { folder in
            let org = "\(folder)/org"
            try FileManager.default.copyItem(atPath: "\(root)/SampleMetadata/ready", toPath: org)
            try write("SECRET-CANARY: x\nsecond,SECRET-CANARY\n", to: "\(folder)/outside/secret")
            try write("SECRET-CANARY: x\n", to: "\(folder)/outside/guide/guide.yaml")
            try write("", to: "\(org)/inside/a")
            let links = [
                ("link", "../outside/secret"), ("folder", "../outside/guide"),
                ("linked-guide/guide.yaml", "../../outside/secret"),
            ]
            try FileManager.default.createDirectory(atPath: "\(org)/linked-guide", withIntermediateDirectories: true)
            for (link, target) in links {
                try FileManager.default.createSymbolicLink(atPath: "\(org)/\(link)", withDestinationPath: target)
            }
            try FileManager.default.copyItem(atPath: "\(root)/Rules/gong-salesforce", toPath: "\(org)/own-guide")
            let rules = try String(contentsOfFile: "\(org)/own-guide/guide.yaml", encoding: .utf8)
            try write(rules + "  - ../../outside/secret\n", to: "\(org)/own-guide/guide.yaml")
            try write(
                "profile: Nobody\n\(line.replacing("OUTSIDE", with: "\(folder)/outside"))\n", to: "\(org)/rolecall.yml")
            for command in ["audit", "manifest", "surplus"] {
                let run = Run(command, org)
                #expect(run.status == 2)
                #expect(!(run.output + run.error).contains("SECRET"), "\(run.output + run.error)")
            }
            #expect(
                !Run("audit", org, "--config", "\(org)/rolecall.yml").error.contains("leads out of this file's folder"))
        }
    }

    @Test(
        "It is not a link that leads out, nor are waivers",
        arguments: [("rolecall.yml", "--config"), ("rolecall-waivers.yml", "--waivers")])
    func link(_ name: String, _ option: String) throws {
        try withSample { org in
            try write("SECRET-CANARY: x\n", to: "\(org)/../secret")
            try? FileManager.default.removeItem(atPath: "\(org)/\(name)")
            try FileManager.default.createSymbolicLink(atPath: "\(org)/\(name)", withDestinationPath: "../secret")
            let run = Run("audit", org)
            #expect(run.status == 2)
            #expect(run.error.contains("\(name) is a symbolic link that leads out of its folder"), "\(run.error)")
            #expect(run.error.contains("name it with \(option)"))
            #expect(!run.error.contains("SECRET"))
        }
    }

    @Test("It counts for nothing with --no-config, and the waivers there neither with that nor with --config")
    func off() throws {
        try withSample("muted") { org in
            try write(
                "waivers:\n  - requirement: \"*\"\n    reason: Because.\n    owner: crm\n    expires: 2027-12-31\n",
                to: "\(org)/rolecall-waivers.yml")
            #expect(Run("audit", org).status == 0)
            #expect(Run("audit", org, "--config", "\(org)/rolecall.yml").status == 1)
            let none = Run("audit", org, "--no-config")
            #expect(none.status == 2)
            #expect(none.error.contains("No API user was named"))
            #expect(
                Run("audit", org, "--no-config", "--waivers", "\(org)/rolecall-waivers.yml", "--profile", "Admin")
                    .output.contains("\(org)/rolecall-waivers.yml"))
            for command in [
                ["check"], ["add", "system/ViewAllUsers", "--reason", "R.", "--owner", "o", "--expires", "2027-12-31"],
            ] {
                let run = Run(["waivers"] + command + [org, "--no-config"])
                #expect(run.status == 64)
                #expect(run.error.contains("Name the file with --waivers."))
            }
            #expect(Run("audit", org, "--no-config", "--config", "\(org)/rolecall.yml").status == 64)
        }
    }

    /// The sample with a configuration that names a guide and waivers of its own.
    private func withBasis(_ sample: String = "ready", _ body: (_ org: String) throws -> Void) throws {
        try withSample(sample) { org in
            try FileManager.default.copyItem(atPath: "\(root)/Rules/liveperson-connector", toPath: "\(org)/my-guide")
            try write("waivers:\n", to: "\(org)/my-waivers.yml")
            let configuration = try String(contentsOfFile: "\(org)/rolecall.yml", encoding: .utf8)
                .split(separator: "\n").filter { !$0.hasPrefix("guide:") }.joined(separator: "\n")
            try write("\(configuration)\nguide: ./my-guide\nwaivers: my-waivers.yml\n", to: "\(org)/rolecall.yml")
            try body(org)
        }
    }

    @Test("Every report says what it rests on")
    func basis() throws {
        try withBasis { org in
            let formats = ReportFormat.allCases.map(\.rawValue)
            _ = Run(["audit", org, "--as-of", "2027-03-04"] + formats.map { "--report=\($0)=\(org)/../report.\($0)" })
            for format in formats {
                let report = try String(contentsOfFile: "\(org)/../report.\(format)", encoding: .utf8)
                for part in ["rolecall.yml", "my-guide", "my-waivers.yml", "2027-03-04"] {
                    #expect(report.replacing("\n           ", with: " ").contains(part), "\(part) in \(format)")
                }
            }
            #expect(Run("roles", org).output.replacing("\n", with: " ").contains("configuration \(org)/rolecall.yml"))
        }
    }

    @Test(
        "Every other command that judges says it too",
        arguments: [
            ["why", "system/ApiEnabled"], ["compare", "--report", "text"], ["compare", "--report", "json"],
            ["compare", "--report", "markdown"], ["surplus", "--report", "csv"], ["fix", "--output-dir"],
        ])
    func basisElsewhere(_ command: [String]) throws {
        try withBasis("overprivileged") { org in
            let sides = command[0] == "compare" ? [org, org] : [org]
            let output =
                command[0] == "fix"
                ? ["--output-dir", "\(org)/written"] : command[0] == "why" ? [] : Array(command.dropFirst())
            let what = command[0] == "why" ? [command[1]] : []
            let run = Run([command[0]] + what + sides + output + ["--as-of", "2027-03-04"])
            for part in ["rolecall.yml", "my-guide", "my-waivers.yml", "2027-03-04"] {
                #expect(run.output.replacing("\n  ", with: " ").contains(part), "\(part): \(run.output)")
            }
        }
    }

    @Test(
        "Waivers for everything, or for years, are reported",
        arguments: [
            (["*"], "2027-12-31", "waives every requirement of the guide"),
            (["system/*", "*/*"], "2027-12-31", "\"*/*\" waives every"),
            (
                ["system/*", "object/*", "field/*", "role/*", "install/*"], "2027-12-31",
                "Together the waivers cover every"
            ),
            (["system/ViewAllUsers"], "2029-01-16", "for more than two years"),
            (["system/ViewAllUsers"], "2029-01-15", nil),
            (["system/*"], "2027-12-31", nil),
        ] as [([String], String, String?)])
    func cautions(_ ids: [String], _ expires: String, _ words: String?) throws {
        try withSample("muted") { org in
            let items = ids.map {
                "  - requirement: \"\($0)\"\n    reason: Because.\n    owner: crm\n    expires: \(expires)\n"
            }
            try write("waivers:\n" + items.joined(), to: "\(org)/rolecall-waivers.yml")
            let run = Run("audit", org, "--report", "json")
            let check = Run("waivers", "check", org)
            if let words {
                #expect(run.output.replacing("\\\"", with: "\"").contains(words), "\(run.output)")
                #expect(check.error.contains(words), "\(check.error)")
            } else {
                #expect(!run.output.contains("two years") && !run.output.contains("every requirement of the guide"))
            }
        }
    }

    @Test(
        "A reason or an owner that nobody can see is none",
        arguments: ["\u{200B}", "\u{AD} \u{2060}", "\u{E0041}\u{FE0F}", "\u{2800}", "\u{3164}"])
    func invisible(_ text: String) throws {
        try withSample("muted") { org in
            let waivers =
                "waivers:\n  - requirement: system/ViewAllUsers\n    reason: \"\(text)\"\n    owner: \"\(text)\"\n    expires: 2027-12-31\n"
            try write(waivers, to: "\(org)/rolecall-waivers.yml")
            let run = Run("audit", org)
            #expect(run.status == 2)
            #expect(
                run.error.contains("rolecall-waivers.yml:3: This is empty")
                    && run.error.contains("rolecall-waivers.yml:4: This is empty"), "\(run.error)")
            let add = Run(
                "waivers", "add", "system/ViewAllUsers", org, "--reason", text, "--owner", "crm", "--expires",
                "2027-12-31")
            #expect(add.status == 64)
        }
    }
}

@Suite("Names that act on their readers")
struct ActiveNameTests {
    /// What a runner's log must never contain.
    private func isHarmless(_ text: String) -> Bool {
        !text.contains(#/(?m)^\s*(::|##[a-z]*\[)/#) && !text.contains("##vso[")
            && !text.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x202E || $0.value == 0xAD }
    }

    private static let name = "A\n::error::x\n##vso[task.complete]\u{1B}[2J\u{202E}\u{AD}"

    @Test(
        "Whatever is typed begins no line of either stream",
        arguments: [
            ["audit", "--profile", "N"], ["audit", "--permission-set", "N"], ["audit", "--role", "N"], ["audit", "N"],
            ["audit", "--N"],
            ["audit", "--report=N"], ["audit", "--guide", "./N"], ["audit", "--guide", "N"],
            ["audit", "--records", "N"],
            ["audit", "--object", "N=on"], ["why", "N"], ["manifest", "--permission-set", "N"],
            ["manifest", "--output", "/nowhere/N"],
            ["guide", "show", "N"], ["guide", "check", "./N"], ["waivers", "check", "--waivers", "N"],
            ["roles", "--role", "N"],
            ["surplus", "--profile", "N"], ["compare", "N", "N"],
            ["fix", "--set-name", "N", "--output-dir", "/nowhere/x"],
        ])
    func typed(_ arguments: [String]) throws {
        let arguments = arguments.map { $0.replacing("N", with: Self.name) }
        let needsPath = !["compare", "guide"].contains(arguments[0]) && arguments != ["audit", Self.name]
        let run = Run(arguments + (needsPath ? ["\(root)/SampleMetadata/ready"] : []))
        #expect(isHarmless(run.output), "\(run.output)")
        #expect(isHarmless(run.error), "\(run.error)")
        #expect(!(run.output + run.error).isEmpty)
    }

    @Test("Nor does what a file is called")
    func files() throws {
        try withSample { org in
            let folder = "\(org)/\(metadata)/permissionsets"
            for set in try FileManager.default.contentsOfDirectory(atPath: folder) {
                try FileManager.default.copyItem(
                    atPath: "\(folder)/\(set)", toPath: "\(folder)/B\n::error::x\u{1B}[2J\(set)")
            }
            try FileManager.default.removeItem(atPath: "\(org)/rolecall.yml")
            for command in [
                ["audit", org], ["audit", org, "--profile", "Nobody"], ["manifest", org], ["roles", org],
                ["surplus", org],
            ] {
                let run = Run(command)
                #expect(isHarmless(run.output), "\(command): \(run.output)")
                #expect(isHarmless(run.error), "\(command): \(run.error)")
            }
        }
    }

    @Test("A manifest contains any name that XML can contain, and refuses the others")
    func manifest() throws {
        let run = Run("manifest", "\(root)/SampleMetadata/ready", "--permission-set", "A&<\n::b ##vso[c]\u{202E}\"'")
        #expect(run.status == 0)
        #expect(
            run.output.contains("<members>A&amp;&lt;&#xa;::b ##vso&#x5b;c]&#x202e;&quot;&#39;</members>"),
            "\(run.output)")
        for name in ["a\u{1B}", "a\u{FFFE}"] {
            let run = Run("manifest", "\(root)/SampleMetadata/ready", "--permission-set", name)
            #expect(run.status == 2)
            #expect(run.output == "")
            #expect(run.error.contains("has a character in its name that XML cannot contain"), "\(run.error)")
        }
    }
}
