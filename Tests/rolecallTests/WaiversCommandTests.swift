import Foundation
import TestSupport
import Testing

@testable import rolecall

private let muted = "\(root)/SampleMetadata/muted"
private let accepted = "\(muted)/waivers.yml"

/// A copy of the sample `muted` with a file of waivers beside it, one for each id.
private func withWaivers<Value>(_ waivers: [(id: String, expires: String)], _ body: (_ org: String) throws -> Value)
    throws -> Value
{
    try withSample("muted") { org in
        let items = waivers.map {
            "  - requirement: \"\($0.id)\"\n    reason: Because.\n    owner: crm\n    expires: \($0.expires)\n"
        }
        try write("waivers:\n" + items.joined(), to: "\(org)/rolecall-waivers.yml")
        return try body(org)
    }
}

@Suite("Waivers in an audit")
struct WaivedAuditTests {
    @Test(
        "A waiver counts before and on its last day, and not after",
        arguments: [("2026-12-30", 0, "WAIVED"), ("2026-12-31", 0, "WAIVED"), ("2027-01-01", 1, "FAILED")])
    func life(_ day: String, _ status: Int32, _ verdict: String) {
        let run = Run("audit", muted, "--waivers", accepted, "--as-of", day)
        #expect(run.status == status)
        #expect(run.output.contains("  \(verdict)   View All Users  system/ViewAllUsers"))
        #expect(run.output.contains("expired on 2026-12-31") == (verdict == "FAILED"))
        let why = Run("why", "system/ViewAllUsers", muted, "--waivers", accepted, "--as-of", day)
        #expect(why.status == status)
        #expect(why.output.hasPrefix("\(verdict)  system/ViewAllUsers"))
        #expect(
            why.output.contains("It is waived until 2026-12-31 by crm-team@tarnwickfibre.example: Former")
                == (verdict == "WAIVED"))
        #expect(why.error.contains("expired on 2026-12-31") == (verdict == "FAILED"))
    }

    @Test("Without --as-of it is today in UTC")
    func today() throws {
        // The tests' console lives on 2027-01-15.
        for (expires, status) in [("2027-01-14", Int32(1)), ("2027-01-15", 0)] {
            try withWaivers([("system/ViewAllUsers", expires)]) { org in #expect(Run("audit", org).status == status) }
        }
        // One that has expired and is not needed is nothing to say.
        try withWaivers([("system/ApiEnabled", "2027-01-14")]) { org in
            let why = Run("why", "system/ApiEnabled", org)
            #expect(why.status == 0 && !why.error.contains("expired"), "\(why.error)")
        }
    }

    @Test("The file is found beside PATH, the configuration wins over that, and the flag over both")
    func finding() throws {
        try withWaivers([("system/ViewAllUsers", "2027-12-31")]) { org in
            #expect(Run("audit", org).output.contains("\(org)/rolecall-waivers.yml:2"))
            let configuration = try String(contentsOfFile: "\(org)/rolecall.yml", encoding: .utf8)
            try write(configuration + "waivers: audit/none.yml\n", to: "\(org)/rolecall.yml")
            try write("waivers: []\n", to: "\(org)/audit/none.yml")
            #expect(Run("audit", org).status == 1)
            #expect(Run("audit", org, "--waivers", "\(org)/rolecall-waivers.yml").status == 0)
            try FileManager.default.removeItem(atPath: "\(org)/audit/none.yml")
            let missing = Run("audit", org)
            #expect(missing.status == 2)
            #expect(missing.error.contains("audit/none.yml cannot be read: it does not exist."))
        }
    }

    @Test(
        "A file that is a link to nowhere is not a file that is absent",
        arguments: [("nowhere", "nowhere"), ("rolecall-waivers.yml", "in a circle")])
    func link(_ destination: String, _ words: String) throws {
        try withSample { org in
            try FileManager.default.createSymbolicLink(
                atPath: "\(org)/rolecall-waivers.yml", withDestinationPath: destination)
            let run = Run("audit", org)
            #expect(run.status == 2)
            #expect(
                run.error
                    == "rolecall: \(org)/rolecall-waivers.yml cannot be read: it is a symbolic link that leads \(words).\n"
            )
        }
    }

    @Test(
        "An error in the file ends every command that needs it, with its line",
        arguments: ["audit", "why system/ViewAllUsers", "waivers check"])
    func diagnostics(_ command: String) throws {
        try withWaivers([("system/ViewAllUsers", "2026-02-30")]) { org in
            let run = Run(command.split(separator: " ").map(String.init) + [org])
            #expect(run.status == 2)
            #expect(run.output == "")
            #expect(
                run.error.hasPrefix("rolecall: \(org)/rolecall-waivers.yml:5: \"2026-02-30\" is not a day."),
                "\(run.error)")
        }
    }

    @Test("What is written to files only says how many are waived")
    func summary() throws {
        try withTemporaryFolder { folder in
            let run = Run(
                "audit", muted, "--waivers", accepted, "--as-of", "2026-12-31", "--report", "json=\(folder)/a.json")
            #expect(run.error == "rolecall: Ready: 101 requirements, 0 failed, 0 unknown, 1 waived.\n")
        }
    }

    @Test("--verbose says waived requirements once, with their evidence")
    func verbose() {
        let run = Run("audit", muted, "--waivers", accepted, "--as-of", "2026-12-31", "--verbose")
        #expect(run.output.matches(of: #/system\/ViewAllUsers/#).count == 1)
        #expect(run.output.contains("LivePerson_Connector_Muting.mutingpermissionset-meta.xml:36"))
    }

    @Test("The manifest is that of the day that is required")
    func manifest() {
        #expect(Run("manifest", muted, "--as-of", "2024-02-01").output != Run("manifest", muted).output)
    }
}

@Suite("rolecall waivers check")
struct WaiversCheckTests {
    @Test("What each waiver is good for, in the order of the file")
    func states() throws {
        let waivers = [
            ("system/ViewAllUsers", "2027-12-31"), ("system/ViewAllUsers", "2027-01-31"),
            ("system/ApiEnabled", "2027-12-31"),
            ("field/*", "2026-12-31"), ("system/ViewAllUser", "2027-12-31"),
        ]
        try withWaivers(waivers) { org in
            let run = Run("waivers", "check", org)
            #expect(run.status == 1)
            #expect(run.error == "")
            try expect(run.output.replacing(org, with: "ORG"), equals: "waivers-check.txt")
        }
    }

    @Test(
        "The exit status says whether something is stale",
        arguments: [
            ("system/ViewAllUsers", "2027-01-15", 0), ("system/ViewAllUsers", "2027-01-14", 1),
            ("system/*", "2027-12-31", 0),
            ("system/ApiEnabled", "2027-12-31", 1), ("system/Nothing", "2027-12-31", 1),
        ])
    func status(_ id: String, _ expires: String, _ status: Int32) throws {
        try withWaivers([(id, expires)]) { org in #expect(Run("waivers", "check", org).status == status) }
    }

    @Test("What is unknown is not a failure that could be waived")
    func unknown() throws {
        try withWaivers([("object/Case/create", "2027-12-31")]) { org in
            let run = Run(
                "waivers", "check", "\(root)/SampleMetadata/partial", "--waivers", "\(org)/rolecall-waivers.yml")
            #expect(run.status == 3)
            #expect(run.output.hasPrefix("UNKNOWN    object/Case/create\n"))
        }
    }

    @Test("Without a named user it says what needs no audit, and says so")
    func nobody() throws {
        try withWaivers([("system/ApiEnabled", "2027-12-31"), ("field/Case.*", "2027-12-31")]) { org in
            try FileManager.default.removeItem(atPath: "\(org)/rolecall.yml")
            let run = Run("waivers", "check", org)
            #expect(run.status == 0)
            #expect(run.output.hasPrefix("IN FORCE   system/ApiEnabled\n"))
            #expect(run.output.contains("It names field/Case.AccountId, "))
            #expect(run.error.contains("No API user was named, so nothing was audited"))
        }
    }

    @Test("An export that cannot be read in full leaves the check undone")
    func brokenExport() throws {
        try withWaivers([("system/ViewAllUsers", "2027-12-31")]) { org in
            try write("<Profile>", to: "\(org)/force-app/main/default/profiles/Integration API Only.profile-meta.xml")
            let run = Run("waivers", "check", org)
            #expect(run.status == 2)
            #expect(run.error.contains("Integration API Only.profile-meta.xml:"))
        }
    }

    @Test("Without a file there is nothing to check; an empty one is fine")
    func noFile() throws {
        let run = Run("waivers", "check", muted)
        #expect(run.status == 2)
        #expect(run.error.contains("There is no \(muted)/rolecall-waivers.yml; rolecall waivers add makes it"))
        try withWaivers([]) { org in
            let run = Run("waivers", "check", org)
            #expect(run.status == 0)
            #expect(run.output == "\(org)/rolecall-waivers.yml: 0 waivers on 2027-01-15, none stale\n")
        }
    }
}

@Suite("rolecall waivers add")
struct WaiversAddTests {
    private func add(_ id: String, _ org: String, _ arguments: [String] = ["--expires", "2027-12-31"]) -> Run {
        Run(["waivers", "add", id, org, "--reason", "Not: here #1", "--owner", "crm@example.com"] + arguments)
    }

    @Test("It makes the file, then adds to it, and says what is covered")
    func adding() throws {
        try withSample("muted") { org in
            let first = add("system/ViewAllUsers", org)
            #expect(first.status == 0, "\(first.error)")
            #expect(first.output.hasPrefix("Added to \(org)/rolecall-waivers.yml:\nHOLDS      system/ViewAllUsers\n"))
            #expect(first.output.contains("It covers system/ViewAllUsers."))
            let text = try String(contentsOfFile: "\(org)/rolecall-waivers.yml", encoding: .utf8)
            #expect(text.hasPrefix("# Failures that are accepted."))
            #expect(
                text.hasSuffix("    reason: \"Not: here #1\"\n    owner: crm@example.com\n    expires: 2027-12-31\n"))
            let second = add("field/Case.*", org)
            #expect(second.status == 2)
            #expect(
                second.error.contains("Nothing was added. Nothing that \"field/Case.*\" names fails"), "\(second.error)"
            )
            #expect(try String(contentsOfFile: "\(org)/rolecall-waivers.yml", encoding: .utf8) == text)
            #expect(Run("audit", org).status == 0)
        }
    }

    @Test("A new file that is named is checked as one in PATH is")
    func newFile() throws {
        try withTemporaryFolder { folder in
            let org = "\(root)/SampleMetadata/muted"
            let options = ["--expires", "2027-12-31", "--waivers", "\(folder)/new.yml"]
            let redundant = add("system/ApiEnabled", org, options)
            #expect(redundant.status == 2 && redundant.error.contains("Nothing was added."), "\(redundant.error)")
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/new.yml"))
            let added = add("system/ViewAllUsers", org, options)
            #expect(added.status == 0 && added.output.contains("It covers system/ViewAllUsers."), "\(added.error)")
            #expect(added.error.isEmpty, "\(added.error)")
        }
    }

    @Test("What would be stale from the start is refused, and nothing is written")
    func refusals() throws {
        try withWaivers([("system/ViewAllUsers", "2026-12-31")]) { org in
            let file = "\(org)/rolecall-waivers.yml"
            let before = try Data(contentsOf: URL(fileURLWithPath: file))
            let cases: [(Run, Int32, String)] = [
                (
                    add("system/ViewAllUser", org), 64,
                    "The guide has no requirement \"system/ViewAllUser\". Did you mean system/ViewAllUsers?"
                ),
                (add("sytem/*", org), 64, "The nearest are"),
                (add("", org), 64, "The guide has no requirement \"\""),
                (
                    add("system/*", org, ["--expires", "2027-01-14"]), 64,
                    "--expires 2027-01-14 is past: it is 2027-01-15."
                ),
                (add("system/*", org, ["--expires", "2026-12-30", "--as-of", "2026-12-31"]), 64, "is past"),
                (add("system/*", org, ["--expires", "2027-02-30"]), 64, "2027-02-30"),
                (add("system/*", org, ["--expires", "2027-12-31", "--reason", " "]), 64, "--reason is empty"),
                (add("system/*", org, ["--expires", "2027-12-31", "--owner", ""]), 64, "--owner is empty"),
                (Run("waivers", "add", "system/*", org, "--owner", "x", "--expires", "2027-12-31"), 64, "--reason"),
                (
                    add("system/ViewAllUsers", org), 2,
                    "\(file):2: \"system/ViewAllUsers\" is waived here already, until 2026-12-31."
                ),
            ]
            for (run, status, words) in cases {
                #expect(run.status == status, "\(words): \(run.error)")
                #expect(run.error.contains(words), "\(run.error)")
                #expect(run.output == "")
            }
            #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == before)
        }
    }

    @Test(
        "A file with an error, or that is none, stays as it is",
        arguments: ["waivers:\n  - owner: x\n", "waivers: [", "\u{0}"])
    func broken(_ text: String) throws {
        try withSample("muted") { org in
            try write(text, to: "\(org)/rolecall-waivers.yml")
            let run = add("system/ViewAllUsers", org)
            #expect(run.status == 2)
            #expect(run.error.contains("\(org)/rolecall-waivers.yml:"))
            #expect(try String(contentsOfFile: "\(org)/rolecall-waivers.yml", encoding: .utf8) == text)
        }
        #expect(
            add("system/ViewAllUsers", muted, ["--expires", "2027-12-31", "--waivers", "/nowhere/w.yml"]).status == 2)
        #expect(add("system/ViewAllUsers", muted, ["--expires", "2027-12-31", "--waivers", "/tmp"]).status == 2)
    }

    @Test("It adds where no audit can be made, and says that it does not know what is covered")
    func withoutAudit() throws {
        try withTemporaryFolder { folder in
            let nobody = add("system/ViewAllUsers", folder)
            #expect(nobody.status == 0)
            #expect(nobody.output.contains("IN FORCE   system/ViewAllUsers"))
            #expect(nobody.error.contains("No API user was named"))
            let empty = add("system/ApiEnabled", folder, ["--expires", "2027-12-31", "--profile", "Admin"])
            #expect(empty.status == 0)
            #expect(empty.error.contains("What the waiver covers is not known: "))
            let text = try String(contentsOfFile: "\(folder)/rolecall-waivers.yml", encoding: .utf8)
            #expect(text.matches(of: #/- requirement/#).count == 2)
        }
    }
}

@Suite("Errors about users in rolecall.yml")
struct ConfiguredUsersTests {
    @Test(
        "They are reported with file and line",
        arguments: [
            ("users: [u.json]\nendUsers:\n  - active\n  - rolle:x\n", 4, "\"rolle:x\" is not a selector of end users."),
            ("role: x\napiUser: a@b.c\n", 2, "apiUser and endUsers are looked up in exported users"),
            ("profile: x\n\nendUsers: [active]\n", 3, "apiUser and endUsers are looked up in exported users"),
        ])
    func diagnostics(_ text: String, _ line: Int, _ words: String) throws {
        try withTemporaryFolder { folder in
            try write(text, to: "\(folder)/rolecall.yml")
            let run = Run("audit", "\(root)/SampleMetadata/gaps", "--config", "\(folder)/rolecall.yml")
            #expect(run.status == 2)
            #expect(run.error.hasPrefix("rolecall: \(folder)/rolecall.yml:\(line): \(words)"), "\(run.error)")
        }
    }
}
