import Foundation
import TestSupport
import Testing

@testable import rolecall

@Suite("Errors in what is typed or configured")
struct TypedErrorTests {
    @Test(
        "Each wrong value in rolecall.yml is reported with its line",
        arguments: [
            ("objects:\n  Case: on\n  Quote: off\n", 3, "The guide has no object \"Quote\". Known: Account"),
            ("\nnames: { Csat: x__c }\n", 2, "The guide has no name \"Csat\". Known: "),
            ("profile: Admin\nguide: salesforce-connector\n", 2, "There is no guide \"salesforce-connector\""),
            ("profile: Admin\nedition: cti\n", 2, "The guide has no edition \"cti\". Known: open-cti, aura."),
            ("profile: \"\"\n", 1, "This is empty"),
            ("permissionSets: [A, ' ']\n", 1, "This is empty"),
            ("role: A\nendUserRoles:\n  - ''\n", 3, "This is empty"),
            ("names:\n  Conversation: ''\n", 2, "This is empty"),
            ("guide: ''\n", 1, "This is empty"),
            ("apiUser: R&D *&*\nprofile: &a b\nrole: *a\n", 3, "An alias, *a, repeats another value here."),
            ("profile: Admin\nrole: !!binary A\n", 2, "A tag, tag:yaml.org,2002:binary, says here what the value is."),
            ("profile: !admin Admin\n", 1, "A tag, !admin, says here"),
            ("\nprofile: " + String(repeating: "[", count: 2_000), 2, "The values are nested too deeply."),
            ("objects:\n" + String(repeating: "- ", count: 2_000), 2, "The values are nested too deeply."),
        ])
    func configuration(_ text: String, _ line: Int, _ words: String) throws {
        try withTemporaryFolder { folder in
            try write(text, to: "\(folder)/rolecall.yml")
            let run = Run("audit", "\(root)/SampleMetadata/gaps", "--config", "\(folder)/rolecall.yml")
            #expect(run.status == 2)
            #expect(run.error.contains("\(folder)/rolecall.yml:\(line): \(words)"), "\(run.error)")
            #expect(run.output == "")
        }
    }

    @Test(
        "An empty name on the command line is wrong usage",
        arguments: [
            "--profile", "--permission-set", "--permission-set-group", "--role", "--end-user-role", "--guide",
            "--edition",
            "--config", "--app", "--api-user", "--records", "--end-users",
        ])
    func emptyFlag(_ flag: String) {
        let run = Run("audit", "\(root)/SampleMetadata/gaps", flag, "")
        #expect(run.status == 64)
        #expect(run.error.contains("\(flag) is empty"), "\(run.error)")
    }

    @Test(
        "An option that takes one value and is given twice is wrong usage, in every command",
        arguments: [
            (["audit", "--profile", "Nobody", "--profile", "Integration User"], "--profile"),
            (["audit", "--profile=A", "--profile=A"], "--profile"), (["surplus", "--role", "A", "--role=B"], "--role"),
            (["why", "system/ApiEnabled", "--api-user", "a@b.c", "--api-user", "d@e.f"], "--api-user"),
            (["roles", "--as-of", "2026-01-01", "--as-of", "2027-01-01"], "--as-of"),
            (["fix", "--output-dir", "x", "--guide", "a", "--guide", "b"], "--guide"),
            (["manifest", "-o", "a.xml", "--output", "b.xml"], "-o"),
            (["waivers", "check", "--waivers", "a", "--waivers", "b"], "--waivers"),
            (["compare", "a.json", "b.json", "--config", "x", "--config", "y"], "--config"),
            (["guide", "list", "--guide", "a", "--guide", "b"], "--guide"),
            (["audit", "--color", "never", "--color", "always", "--edition", "a", "--edition", "b"], "--color"),
        ])
    func repeatedOption(_ arguments: [String], _ option: String) {
        let run = Run(arguments)
        #expect(run.status == 64)
        #expect(run.error.hasPrefix("rolecall: \(option) is given more than once"), "\(run.error)")
        #expect(run.output.isEmpty)
    }

    @Test(
        "A key that is given two values is wrong usage, the same value twice included",
        arguments: [
            (["audit", "--object", "Lead=on", "--object", "Lead=off"], "--object Lead"),
            (["surplus", "--name=Conversation=a__C", "--name", "Conversation=b__C"], "--name Conversation"),
            (["roles", "--feature", "engage=on", "--feature=engage=on"], "--feature engage"),
        ])
    func repeatedKey(_ arguments: [String], _ option: String) {
        let run = Run(arguments)
        #expect(run.status == 64)
        #expect(run.error.contains("\(option) is given more than once"), "\(run.error)")
        #expect(run.output.isEmpty)
    }

    @Test(
        "One that adds up may come again, also as a value, and whoever requires help gets it",
        arguments: [
            [
                "audit", "\(root)/SampleMetadata/ready", "--end-user-role", "Service_Lead", "--end-user-role",
                "Service_Agent_EMEA",
            ],
            ["audit", "--help", "--profile", "A", "--profile", "B"],
            ["audit", "\(root)/SampleMetadata/ready", "--quiet", "--quiet"],
            ["audit", "--quiet", "--", "\(root)/SampleMetadata/ready"],
        ])
    func repeatedList(_ arguments: [String]) {
        let run = Run(arguments)
        #expect(run.status != 64, "\(run.error)")
    }

    // MARK: What does not count

    @Test(
        "What rolecall.yml says and another flag puts aside is reported with its line",
        arguments: [
            (
                "apiUser: a@b.c\npermissionSets: [S]\n", ["--permission-set", "LivePerson_Integration"],
                [
                    "1: apiUser is not used, because --permission-set says who is meant. To add to what is assigned to that user, give --api-user too."
                ]
            ),
            (
                "\napiUser: a@b.c\n", ["--profile", "Integration User", "--permission-set-group", "G"],
                ["2: apiUser is not used, because --profile and --permission-set-group say who is meant."]
            ),
            (
                "profile: A\npermissionSets: [S]\npermissionSetGroups: [G]\n", ["--api-user", "a@b.c"],
                [
                    "1: profile is not used, because --api-user says", "2: permissionSets is not used",
                    "3: permissionSetGroups is not used",
                ]
            ),
            ("profile: A\napiUser: a@b.c\n", [], ["1: profile is not used, because apiUser says"]),
            (
                "profile: Integration User\nendUsers: ['role:Care_Agent']\n", ["--end-user-role", "Care_Agent"],
                ["2: endUsers is not used, because --end-user-role says"]
            ),
            (
                "profile: Integration User\nendUserRoles: [Care_Agent]\n", ["--end-users", "role:Care_Agent"],
                ["2: endUserRoles is not used, because --end-users says"]
            ),
            // A flag in the place of its own key needs no word.
            ("profile: Integration User\nendUserRoles: [Care_Agent]\n", ["--end-user-role", "Care_Agent"], []),
        ])
    func unusedSettings(_ text: String, _ flags: [String], _ words: [String]) throws {
        try withTemporaryFolder { folder in
            let users = "records: ['\(root)/SampleMetadata/gaps/users.json']\n"
            try write(text + users, to: "\(folder)/rolecall.yml")
            let run = Run(
                [
                    "audit", "\(root)/SampleMetadata/gaps", "--config", "\(folder)/rolecall.yml", "--report", "csv",
                    "--report", "json=\(folder)/a.json",
                ] + flags)
            let report = try String(contentsOfFile: "\(folder)/a.json", encoding: .utf8)
            #expect(report.components(separatedBy: " is not used, because ").count == words.count + 1)
            for word in words {
                let parts = word.split(separator: ": ", maxSplits: 1)
                #expect(
                    report.contains("\"line\" : \(parts[0]),\n      \"message\" : \"\(parts[1])"),
                    "\(report.suffix(3000)) \(run.error)")
            }
        }
    }

    @Test("A flag in the place of its own key needs no word")
    func overriddenSettings() {
        let run = Run(
            "audit", "\(root)/SampleMetadata/gaps", "--profile", "Integration User", "--permission-set",
            "LivePerson_Integration")
        #expect(!run.output.contains("is not used"))
    }

    @Test(
        "A name of rolecall.yml that means nothing is reported with its line, one of the command line without a place",
        arguments: [
            ("profile: Nope\n", "rolecall.yml:1"),
            ("\npermissionSets: [LivePerson_Integration, Nope]\n", "rolecall.yml:2"),
            ("\n\npermissionSetGroups: [Nope]\n", "rolecall.yml:3"),
            ("records: [u.csv]\nendUsers:\n  - role:Nope\n", "rolecall.yml:3"),
            ("records: [u.csv]\napiUser: nope@x.y\n", "rolecall.yml:2"), ("profile: A\n", nil),
        ])
    func placeOfName(_ text: String, _ place: String?) throws {
        try withTemporaryFolder { folder in
            try write(text, to: "\(folder)/rolecall.yml")
            try write(
                "Username,IsActive,UserType,UserRole.DeveloperName,Profile.Name\nann@x.y,true,Standard,Care_Agent,Agents\n",
                to: "\(folder)/u.csv")
            let flags = place == nil ? ["--profile", "Nope"] : []
            let run = Run(["audit", "\(root)/SampleMetadata/gaps", "--config", "\(folder)/rolecall.yml"] + flags)
            #expect(run.status == 2)
            if let place {
                #expect(run.output.contains("  ERROR    \(folder)/\(place)\n"), "\(run.output.suffix(800))")
            } else {
                #expect(run.output.contains("  ERROR    There is no profile \"Nope\""), "\(run.output.suffix(800))")
            }
        }
    }

    @Test("So is an empty PATH")
    func emptyPath() {
        let run = Run("audit", "")
        #expect(run.status == 64)
        #expect(run.error.contains("PATH is empty"), "\(run.error)")
    }

    @Test(
        "No report replaces a file that is read",
        arguments: [
            ["audit", "--baseline", "old.json", "--report", "json=./old.json"],
            ["compare", "old.json", "new.json", "--report", "text=new.json"],
        ])
    func reportOverInput(_ arguments: [String]) {
        let run = Run(arguments)
        #expect(run.status == 64)
        #expect(run.error.contains("so nothing can be written there"))
    }

    @Test(
        "No report goes where something is read",
        arguments: ["audit", "surplus", "roles"],
        [
            "rolecall.yml", "force-app/../users.json",
            "force-app/main/default/mutingpermissionsets/LivePerson_Connector_Muting.mutingpermissionset-meta.xml",
        ])
    func replacingInput(_ command: String, _ file: String) throws {
        try withSample("muted") { org in
            let path = "\(org)/\(file)"
            try FileManager.default.createSymbolicLink(atPath: "\(org)/link", withDestinationPath: path)
            for name in [path, "\(org)/link"] {
                let before = try Data(contentsOf: URL(fileURLWithPath: path))
                let run = Run(command, org, "--report", "text=\(name)")
                #expect(run.status == 64, "\(run.error)")
                #expect(run.error.contains("\(name) is read, so nothing can be written there: it would be lost."))
                #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
            }
        }
    }

    @Test(
        "Two reports cannot go to one file",
        arguments: [("a.xml", "a.xml"), ("a.xml", "./a.xml"), ("b/../a.xml", "a.xml")])
    func oneFile(_ first: String, _ second: String) throws {
        try withTemporaryFolder { folder in
            let run = Run(
                "audit", "\(root)/SampleMetadata/gaps", "--report", "junit=\(folder)/\(first)", "--report",
                "json=\(folder)/\(second)")
            #expect(run.status == 64)
            #expect(run.error.contains("Two reports cannot go to one file"))
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/a.xml"))
        }
    }

    @Test("A guide in rolecall.yml is looked for beside the file")
    func guideBesideConfiguration() throws {
        try withSample("gaps") { org in
            try copyFiles(from: "\(root)/Rules/liveperson-connector", to: "\(org)/myguide")
            let configuration = try String(contentsOfFile: "\(org)/rolecall.yml", encoding: .utf8)
            try write(configuration + "guide: ./myguide\n", to: "\(org)/rolecall.yml")
            #expect(Run("audit", org).status == 1)
            try write("guide: ./none\n", to: "\(org)/rolecall.yml")
            #expect(Run("audit", org).error.contains("none/guide.yaml"))
        }
    }

    @Test(
        "A guide that is not a folder says what would be one",
        arguments: [
            (
                "Rules",
                "There is no guide \"Rules\". rolecall guide list shows those that there are. A folder is named with a slash: ./Rules."
            ),
            ("./nowhere", "./nowhere/guide.yaml:1: The file does not exist."),
            ("\(root)/Rules/liveperson-connector/guide.yaml", "is a file; name the folder that contains it"),
        ])
    func badGuide(_ guide: String, _ words: String) {
        let run = Run("audit", "\(root)/SampleMetadata/gaps", "--guide", guide)
        #expect(run.status == 2)
        #expect(run.error.contains(words), "\(run.error)")
    }

    @Test(
        "A configuration that is not a file says so, and never hangs",
        arguments: ["folder", "pipe", "missing", "binary", "dangling", "looping"])
    func invalidConfiguration(_ kind: String) throws {
        try withSample { org in
            let path = "\(org)/rolecall.yml"
            try FileManager.default.removeItem(atPath: path)
            let words: String
            switch kind {
            case "folder":
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
                words = "cannot be read: it is a folder."
            case "pipe":
                #expect(mkfifo(path, 0o600) == 0)
                words = "cannot be read: it is not a regular file."
            case "binary":
                try Data([0xC3, 0x28]).write(to: URL(fileURLWithPath: path))
                words = "cannot be read: it is not UTF-8 text."
            case "dangling":
                try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "nowhere")
                words = "cannot be read: it is a symbolic link that leads nowhere."
            case "looping":
                try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "rolecall.yml")
                words = "cannot be read: it is a symbolic link that leads in a circle."
            default: words = "cannot be read: it does not exist."
            }
            for arguments in kind == "missing" ? [["--config", path]] : [[], ["--config", path]] {
                let run = Run(["audit", org] + arguments)
                #expect(run.status == 2)
                #expect(run.error == "rolecall: \(path) \(words)\n")
            }
        }
    }

    @Test(
        "A report that cannot be written says why in plain words",
        arguments: [("/missing/a.xml", "its folder does not exist"), ("", "it is a folder")])
    func unwritable(_ name: String, _ words: String) throws {
        try withTemporaryFolder { folder in
            let run = Run("audit", "\(root)/SampleMetadata/gaps", "--report", "json=\(folder)\(name)")
            #expect(run.status == 2)
            #expect(run.error.hasPrefix("rolecall: \(folder)\(name) cannot be written: \(words).\n"), "\(run.error)")
        }
    }
}
