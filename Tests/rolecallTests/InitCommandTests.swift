import ArgumentParser
import Foundation
import OrgModel
import TestSupport
import Testing

@testable import rolecall

private let metadata = "force-app/main/default"

@Suite("rolecall init")
struct InitCommandTests {
    private let apiUser = "liveperson.api@tarnwickfibre.example"

    /// A sample without its configuration.
    private func withoutConfiguration(_ sample: String, _ body: (_ org: String) throws -> Void) throws {
        try withSample(sample) { org in
            try FileManager.default.removeItem(atPath: "\(org)/rolecall.yml")
            try body(org)
        }
    }

    private func records(_ org: String) -> [String] {
        ["--records"] + ["users", "assignments", "roles", "licenses", "callcenters"].map { "\(org)/\($0).json" }
    }

    private func configuration(_ org: String) -> String? {
        FileManager.default.contents(atPath: "\(org)/rolecall.yml").map { String(decoding: $0, as: UTF8.self) }
    }

    // MARK: On a terminal

    @Test("On a terminal the exported users are offered, and what selects end users; an audit reads the file")
    func users() throws {
        try withoutConfiguration("muted") { org in
            let run = Run(
                ["init", org] + records(org),
                answers: ["", "99", "someone", "1, 2", "1", "2, , role-and-below:Head_of_Sales"])
            #expect(run.status == 0, "\(run.error)")
            #expect(run.error.contains("   1  \(apiUser)       82 of 83, profile \"Integration API Only\", made for"))
            #expect(run.error.contains("2  call-center:LivePerson Embedded UI    6 users"))
            #expect(run.error.contains("3  role-and-below:Managing_Director      10 users"))
            for words in ["Choose one.", "no number 99", "\"someone\" is not one of them", "Choose one only."] {
                #expect(run.error.contains(words))
            }
            #expect(run.output.contains("Next:\n  rolecall audit \(org)\n"))
            let text = try #require(configuration(org))
            #expect(text.contains("apiUser: \(apiUser)\n"))
            #expect(text.contains("endUsers:\n  - \"call-center:LivePerson Embedded UI\"\n"))
            #expect(text.contains("records:\n  - users.json\n"))
            let audit = Run("audit", org)
            #expect(audit.status == 1, "\(audit.error)")
            #expect(audit.output.contains("API user   \(apiUser)"))
            #expect(audit.output.contains("Rests on   configuration"))
        }
    }

    @Test("Where no users are exported, sources and roles are offered")
    func sources() throws {
        try withoutConfiguration("gaps") { org in
            let run = Run(["init", org], answers: ["2 1", "Integration_user", "5"])
            #expect(run.status == 0, "\(run.error)")
            let expected = """
                profile: Integration User
                permissionSets:
                  - LivePerson_Integration
                role: Integration_User
                endUserRoles:
                  - Care_Agent

                """
            #expect(configuration(org)?.hasSuffix(expected) == true, "\(configuration(org) ?? "")")
            #expect(Run("audit", org).status == 1)
        }
    }

    @Test("A user has one profile")
    func oneProfile() throws {
        try withoutConfiguration("gaps") { org in
            try copyFiles(
                from: "\(org)/\(metadata)/profiles/Integration User.profile-meta.xml",
                to: "\(org)/\(metadata)/profiles/Other User.profile-meta.xml")
            let run = Run(["init", org], answers: ["Integration User, Other User", "Other User", "", ""])
            #expect(run.error.contains("A user has one profile: choose one only."), "\(run.error)")
            #expect(run.status == 0)
            #expect(configuration(org)?.hasSuffix("wins over it.\nprofile: Other User\n") == true)
            #expect(run.error.contains("Its key is role."))
            #expect(run.error.contains("Their keys are endUsers and endUserRoles."))
        }
    }

    @Test("Where the input ends nothing is written", arguments: [[], ["1"], ["1", "x"]])
    func endOfInput(_ answers: [String]) throws {
        try withoutConfiguration("gaps") { org in
            let run = Run(["init", org], answers: answers)
            #expect(run.status == 2)
            #expect(run.error.contains("The input ended before the question was answered.\nNothing was written."))
            #expect(run.output == "")
            #expect(configuration(org) == nil)
        }
    }

    @Test("What flags say is not asked")
    func flagsOnATerminal() throws {
        try withoutConfiguration("muted") { org in
            let run = Run(
                ["init", org] + records(org) + ["--api-user", apiUser, "--end-users", "active"], answers: [])
            #expect(run.status == 0, "\(run.error)")
            #expect(run.error == "")
        }
    }

    // MARK: Elsewhere

    @Test("Without a terminal and without flags it lists who may be meant, and writes nothing")
    func listing() throws {
        try withoutConfiguration("muted") { org in
            for (arguments, words) in [
                (
                    records(org),
                    [
                        "   1  \(apiUser)", "role-and-below:Care_Shift_Lead",
                        "--api-user \"\(apiUser)\" --end-users \"call-center:LivePerson Embedded UI\"",
                    ]
                ),
                (
                    [],
                    [
                        "1  LivePerson_Records", "Which role does the API user have?",
                        "--profile \"Integration API Only\" --permission-set LivePerson_Records",
                    ]
                ),
            ] {
                let run = Run(["init", org] + arguments)
                #expect(run.status == 64)
                #expect(run.output == "")
                for words in words + ["No API user was named, so nothing was written."] {
                    #expect(run.error.contains(words), "\(run.error)")
                }
                #expect(configuration(org) == nil)
            }
        }
    }

    @Test("Every setting that has a key is written down as each sample has it, and means the same")
    func roundTrip() throws {
        for sample in ["ready", "gaps", "partial", "complete", "muted", "overprivileged", "fetched"] {
            try withSample(sample) { org in
                let typed = try Settings.parse([org])
                let settings = typed.completed(by: try SettingsFile.find(for: typed))
                let text = try SettingsText(settings, path: "\(org)/rolecall.yml", comment: "", within: org).text
                #expect(text != configuration(org))
                let before = Run("audit", org)
                try write(text, to: "\(org)/rolecall.yml")
                let after = Run("audit", org)
                #expect(after.output == before.output)
                #expect(after.status == before.status)
            }
        }
    }

    @Test("Everything that is typed and has a key is in the file")
    func everySetting() throws {
        try withoutConfiguration("gaps") { org in
            try write("waivers:\n", to: "\(org)/audit/w.yml")
            let arguments = [
                "init", org, "--guide", "liveperson-connector", "--profile", "Integration User", "--role",
                "Integration_User", "--records", "\(org)/users.json", "\(org)/callcenters.json", "--end-users",
                "role:Care_Agent", "--object", "Opportunity=OFF", "--name", "EmbeddedUIPackage=lpui", "--app",
                "LivePerson_Service", "--waivers", "\(org)/audit/../audit/w.yml", "--installed",
                "--permission-set-license",
                "A \"b\"",
            ]
            let dry = Run(arguments + ["--dry-run"])
            #expect(dry.status == 0, "\(dry.error)")
            #expect(configuration(org) == nil)
            #expect(Run(arguments).status == 0)
            #expect(configuration(org) == dry.output)
            for line in [
                "guide: liveperson-connector", "records:\n  - users.json\n  - callcenters.json", "  Opportunity: off",
                "  EmbeddedUIPackage: lpui", "waivers: audit/w.yml", "installed: on",
                "permissionSetLicenses:\n  - \"A \\\"b\\\"\"",
            ] {
                #expect(dry.output.contains("\(line)\n"), "\(dry.output)")
            }
            let flags = Run("audit", org, "--no-config").status
            #expect(flags == 2)
            #expect([0, 1, 3].contains(Run("audit", org).status))
        }
    }

    @Test(
        "Names are written so that they are read again, whatever is in them",
        arguments: [
            "yes", "Null", "off", "a: b", "# no comment", "- item", "'single'", "\"double\"", "back\\slash", "{a}",
            "[b]", "*c",
            "&d", "!e", "%f", "@g", "`h", "| i", "> j", "? k", "é\u{301}中", "with, comma", "1e3", "0x1F", "2026-01-01",
            "~", "=",
            "<<", "trailing ", "tab\there", "\u{202E}backwards", "a #b", "a:b", "…",
        ])
    func hostileNames(_ name: String) throws {
        try withTemporaryFolder { folder in
            let settings = try Settings.parse(["--profile=\(name)", "--end-user-role=\(name)", "--app=\(name)"])
            let path = "\(folder)/rolecall.yml"
            let text = try SettingsText(settings, path: path, comment: "", within: folder).text
            let read = try SettingsFile(text, path: path, within: folder)
            for key in ["profile", "endUserRoles", "apps"] { #expect(read.values[key]?.map(\.name) == [name]) }
        }
    }

    @Test("The configuration that was named is not what the file names")
    func namedConfiguration() throws {
        try withTemporaryFolder { folder in
            let settings = try Settings.parse([
                "--config", "\(root)/SampleMetadata/gaps/rolecall.yml", "--profile", "Admin",
            ])
            let text = try SettingsText(settings, path: "\(folder)/rolecall.yml", comment: "", within: folder).text
            #expect(text == "profile: Admin\n")
        }
    }

    @Test(
        "A name that no rolecall.yml can contain is refused, and nothing is written",
        arguments: ["a\nb", "a\u{1B}[31mb"])
    func unwritableName(_ name: String) throws {
        try withoutConfiguration("gaps") { org in
            let run = Run("init", org, "--permission-set", "LivePerson_Integration", "--app", name)
            #expect(run.status == 2)
            #expect(run.error.contains("Nothing was written."), "\(run.error)")
            #expect(!run.error.contains("\u{1B}"))
            #expect(configuration(org) == nil)
        }
    }

    // MARK: Files

    @Test("A rolecall.yml that is there is replaced only with --force")
    func existing() throws {
        try withSample("gaps") { org in
            let before = configuration(org)
            let arguments = ["init", org, "--profile", "Integration User"]
            let refused = Run(arguments, answers: ["1"])
            #expect(refused.status == 2)
            #expect(refused.error.contains("rolecall.yml is there already; nothing was written. --force replaces it"))
            #expect(configuration(org) == before)
            let dry = Run(arguments + ["--dry-run"])
            #expect(dry.status == 0)
            #expect(configuration(org) == before)
            #expect(Run(arguments + ["--force"]).status == 0)
            #expect(configuration(org) == dry.output)
            #expect(dry.output.hasSuffix("over it.\nprofile: Integration User\n"))
        }
    }

    @Test("Beside a zip the file is beside it; files outside PATH need --config, which is in the next command")
    func places() throws {
        try withTemporaryFolder { folder in
            try copyFiles(from: "\(root)/SampleMetadata/gaps", to: "\(folder)/org")
            try FileManager.default.removeItem(atPath: "\(folder)/org/rolecall.yml")
            try write(
                try String(contentsOfFile: "\(folder)/org/users.json", encoding: .utf8), to: "\(folder)/data/users.json"
            )
            let arguments = [
                "init", "\(folder)/org", "--profile", "Integration User", "--records", "\(folder)/data/users.json",
                "--end-users", "role:Care_Agent",
            ]
            let outside = Run(arguments)
            #expect(outside.status == 2)
            #expect(outside.error.contains("Nothing was written."))
            #expect(
                outside.error.contains("data/users.json is outside \(folder)/org, and a rolecall.yml"),
                "\(outside.error)")
            #expect(configuration("\(folder)/org") == nil)
            let config = "\(folder)/audit.yml"
            let run = Run(arguments + ["--config", config])
            #expect(run.status == 0, "\(run.error)")
            #expect(run.output.contains("rolecall audit \(folder)/org --config \(config)\n"))
            #expect(run.output.contains("records:\n  - data/users.json\n"))
            #expect([0, 1, 3].contains(Run("audit", "\(folder)/org", "--config", config).status))
            let archive = "\(folder)/org.zip"
            let set = "\(folder)/org/\(metadata)/permissionsets/LivePerson_Integration.permissionset-meta.xml"
            try ZipArchive([
                "unpackaged/permissionsets/LivePerson_Integration.permissionset": try String(
                    contentsOfFile: set, encoding: .utf8)
            ]).data.write(to: URL(fileURLWithPath: archive))
            let zipped = Run("init", archive, "--permission-set", "LivePerson_Integration")
            #expect(zipped.status == 0, "\(zipped.error)")
            #expect(configuration(folder)?.contains("permissionSets:\n  - LivePerson_Integration\n") == true)
        }
    }

    @Test("What an audit would report at once is reported before anything is written")
    func unknownNames() throws {
        try withoutConfiguration("muted") { org in
            for (arguments, words) in [
                (["--profile", "Nope"], "There is no profile \"Nope\""),
                (["--profile", "Care Agent", "--role", "Nope"], "\"Nope\""),
                (records(org) + ["--api-user", "nope@x"], "There is no user \"nope@x\""),
                (["--api-user", apiUser], "name the files with --records"),
                (records(org) + ["--api-user", apiUser, "--end-users", "rolle:x"], "is not a selector"),
                (["--profile", "Care Agent", "--object", "Nope=off"], "no object \"Nope\""),
                (["--records", "\(org)/nope.json", "--profile", "Care Agent"], "it does not exist"),
            ] {
                let run = Run(["init", org] + arguments)
                #expect([2, 64].contains(run.status))
                #expect(run.error.contains(words), "\(run.error)")
                #expect(configuration(org) == nil)
            }
        }
    }

    @Test("Where the export has no roles, none are asked for")
    func noRoles() throws {
        try withoutConfiguration("gaps") { org in
            try FileManager.default.removeItem(atPath: "\(org)/\(metadata)/roles")
            #expect(!Run("init", org).error.contains("Which role"))
            let run = Run(["init", org], answers: ["1"])
            #expect(run.status == 0 && !run.error.contains("Which role"), "\(run.error)")
        }
    }

    @Test("What looks like the API user comes first, and the platform's own users are not offered")
    func order() throws {
        try withTemporaryFolder { folder in
            try write(
                """
                Username,IsActive,UserType,Profile.Name,Profile.UserLicense.Name
                admin@x,true,Standard,System Administrator,Salesforce
                zz@x,true,Standard,Custom API,Salesforce Integration
                bi@x,true,Standard,Analytics Cloud Integration User,Analytics Cloud Integration User
                gone@x,false,Standard,Custom API,Salesforce Integration
                guest@x,true,Guest,Site,Guest User License

                """, to: "\(folder)/users.csv")
            try write(
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <Profile xmlns="http://soap.sforce.com/2006/04/metadata">
                <userPermissions><enabled>true</enabled><name>ApiEnabled</name></userPermissions>
                </Profile>
                """, to: "\(folder)/profiles/Admin.profile")
            let run = Run("init", folder, "--records", "\(folder)/users.csv")
            #expect(run.status == 64)
            #expect(
                run.error.contains("   1  zz@x     0 of 83, profile \"Custom API\", made for integrations\n"),
                "\(run.error)")
            #expect(run.error.contains("   2  admin@x  1 of 83, profile \"System Administrator\"\n"))
            for other in ["bi@x", "gone@x", "guest@x"] { #expect(!run.error.contains(other)) }
            let audit = Run("audit", folder, "--records", "\(folder)/users.csv")
            #expect(audit.error.contains("  0 of 83  zz@x, profile \"Custom API\", made for integrations\n"))
        }
    }
}

@Suite("Where no user is named")
struct NobodyNamedTests {
    @Test("rolecall init is proposed, at most five users are listed, and at most ten roles")
    func users() throws {
        try withSample("muted") { org in
            try FileManager.default.removeItem(atPath: "\(org)/rolecall.yml")
            for number in 1...9 {
                try write(
                    "<Role xmlns=\"http://soap.sforce.com/2006/04/metadata\"><name>R</name></Role>",
                    to: "\(org)/\(metadata)/roles/R\(number).role-meta.xml")
            }
            let run = Run("audit", org, "--records", "\(org)/users.json", "\(org)/assignments.json")
            #expect(run.status == 2)
            #expect(run.error.contains("  82 of 83  liveperson.api@tarnwickfibre.example, profile"), "\(run.error)")
            #expect(run.error.matches(of: #/ of 83 /#).count == 5)
            #expect(run.error.matches(of: #/Roles in the export: (\w+, ){9}\w+ and 7 more\.\n/#).count == 1)
            #expect(run.error.contains("  rolecall init \(org) --records \(org)/users.json"))
            #expect(!run.error.contains("permission set \""))
        }
    }

    @Test("Where a configuration is there already, that is the file to change")
    func configuration() throws {
        try withSample("gaps") { org in
            try write("objects: { Opportunity: off }\n", to: "\(org)/rolecall.yml")
            let run = Run("audit", org)
            #expect(run.status == 2)
            #expect(run.error.contains("61 of 83  permission set \"LivePerson_Integration\""), "\(run.error)")
            #expect(run.error.contains("or write them to \(org)/rolecall.yml."))
            #expect(!run.error.contains("rolecall init"))
        }
    }
}
