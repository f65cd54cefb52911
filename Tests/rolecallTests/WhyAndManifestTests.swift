import Foundation
import TestSupport
import Testing

@testable import rolecall

@Suite("rolecall why")
struct WhyCommandTests {
    private let gaps = "\(root)/SampleMetadata/gaps"

    @Test("It shows every source that was asked, with file and line, in under a screen")
    func permission() {
        let run = Run("why", "field/Case.AccountId", gaps)
        #expect(run.status == 1)
        #expect(run.output.hasPrefix("FAILED  field/Case.AccountId"))
        #expect(
            run.output.contains("no       permission set \"LivePerson_Integration\": Case.AccountId has editable false")
        )
        #expect(run.output.contains("LivePerson_Integration.permissionset-meta.xml:9\n"))
        #expect(run.output.contains("Edit on Case: granted"))
        #expect(run.output.split(separator: "\n").count < 40)
    }

    @Test("What a group mutes is reported with the line that mutes it, and fixed there")
    func muted() {
        let run = Run("why", "system/ViewAllUsers", "\(root)/SampleMetadata/muted")
        #expect(run.status == 1)
        let text = run.output.split(separator: "\n").map { $0.drop(while: { $0 == " " }) }.joined(separator: " ")
        #expect(text.contains("it is muted in group \"LivePerson_Connector\" by \"LivePerson_Connector_Muting\""))
        #expect(text.contains("mutingpermissionset-meta.xml:36"))
        #expect(text.contains("stop muting \"View All Users\" in \"LivePerson_Connector_Muting\""))
    }

    @Test("On the day of an assignment that has expired since, it counts")
    func asOf() {
        #expect(Run("audit", "\(root)/SampleMetadata/muted", "--as-of", "2024-02-01").status == 0)
        for day in ["yesterday", "2026-02-31", "2026-1-1", "2026-01-01T00:00:00Z", "20260101"] {
            #expect(Run("audit", "\(root)/SampleMetadata/muted", "--as-of", day).status == 64)
        }
    }

    @Test("For a role it shows the paths")
    func role() {
        let run = Run("why", "role/api-user-above-end-users", gaps)
        #expect(run.status == 1)
        #expect(run.output.contains("role \"Integration_User\" reports to \"Customer_Care_Manager\""))
        #expect(run.output.contains("they meet at \"Customer_Care_Manager\""))
    }

    @Test(
        "A cycle of roles and a role's broken file end it with 2, as they end the audit",
        arguments: [
            ("Chief_Executive", "<name>CEO</name><parentRole>LivePerson_Integration_User</parentRole></Role>"),
            ("LivePerson_Integration_User", "<name>"),
        ])
    func brokenRoles(role: String, rest: String) throws {
        try withSample { org in
            let file = "\(org)/force-app/main/default/roles/\(role).role-meta.xml"
            try write("<Role xmlns=\"http://soap.sforce.com/2006/04/metadata\">" + rest, to: file)
            #expect(Run("audit", org).status == 2)
            let run = Run("why", "role/api-user-above-end-users", org)
            #expect(run.status == 2)
            #expect(run.error.contains("\(role).role-meta.xml:1: "), "\(run.error)")
            // What has nothing to do with roles is as sure as before.
            #expect(Run("why", "system/ApiEnabled", org).status == 0)
        }
    }

    @Test("So does a source that was named and is not there")
    func missingSource() {
        let run = Run("why", "system/ApiEnabled", gaps, "--profile", "Nobody")
        #expect(run.status == 2)
        #expect(run.error.contains("\"Nobody\""), "\(run.error)")
    }

    @Test("A warning about what was named is said beside the verdict, once")
    func warning() {
        let run = Run("why", "system/ApiEnabled", gaps, "--api-user", "bryn.cole@example.com")
        #expect(run.error.components(separatedBy: "rolecall.yml:2: profile is not used").count == 2, "\(run.error)")
    }

    @Test("A requirement that the guide lacks is wrong usage, with the nearest")
    func unknown() {
        let run = Run("why", "field/Case.Acount", gaps)
        #expect(run.status == 64)
        #expect(run.error.contains("field/Case.AccountId"))
    }
}

@Suite("rolecall manifest")
struct ManifestCommandTests {
    @Test("It names the guide's standard objects, and the sources that were named")
    func named() {
        let run = Run("manifest", "\(root)/SampleMetadata/partial")
        #expect(run.status == 0)
        for member in ["Account", "Activity", "Case", "Event", "LivePerson API", "LivePerson_Administration"] {
            #expect(run.output.contains("<members>\(member)</members>"), "\(member)")
        }
        #expect(run.output.contains("<version>63.0</version>"))
        #expect(run.error.hasPrefix("sf project retrieve start --target-org ORG --manifest package.xml"))
        #expect(run.error.contains("FROM PermissionSet WHERE Profile.Name IN ('LivePerson API')"))
    }

    @Test("Without an export it requires all sources; with --output it writes the file and prints the commands")
    func withoutExport() throws {
        try withTemporaryFolder { folder in
            let run = Run("manifest", folder, "--output", "\(folder)/package.xml")
            #expect(run.status == 0)
            #expect(run.output.contains("--manifest \(folder)/package.xml"))
            let manifest = try String(contentsOfFile: "\(folder)/package.xml", encoding: .utf8)
            #expect(manifest.contains("<members>*</members>\n        <name>PermissionSet</name>"))
        }
    }

    @Test("An export made with the manifest leaves nothing unknown")
    func complete() throws {
        let manifest = try String(
            contentsOfFile: "\(root)/SampleMetadata/complete/unpackaged/package.xml", encoding: .utf8)
        #expect(Run("manifest", "\(root)/SampleMetadata/partial").output == manifest)
        #expect(Run("audit", "\(root)/SampleMetadata/complete", "--report", "json").output.contains("\"unknown\" : 0"))
    }

    @Test("The page on exports shows the commands that it prints")
    func documentedCommands() throws {
        let page = try String(contentsOfFile: "\(root)/Documentation/exporting.md", encoding: .utf8)
        try withTemporaryFolder { folder in
            let run = Run(
                "manifest", folder, "--target-org", "my-org", "--api-user", "liveperson.api@example.com", "--end-users",
                "role-and-below:Service_Lead", "--output-dir", "\(folder)/org")
            let commands = run.output.replacing("\(folder)/", with: "")
            #expect(commands.split(separator: "\n").count == 11)
            #expect(page.contains(commands))
        }
    }

    @Test("With --output-dir every query is a file beside its result, and a name is quoted in it")
    func outputFolder() throws {
        try withTemporaryFolder { folder in
            let run = Run(
                "manifest", folder, "--api-user", "o'neil@example.com", "--target-org", "my org", "--output-dir",
                "\(folder)/a/org")
            #expect(run.status == 0)
            #expect(run.error == "")
            let files = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/a/org/records").sorted()
            for file in files {
                let result = file.replacing(".soql", with: ".json")
                let command =
                    "sf data query --target-org \"my org\" --file \(folder)/a/org/records/\(file) --result-format json "
                    + "--output-file \(folder)/a/org/records/\(result) --api-version 63.0\n"
                #expect(run.output.contains(command), "\(file)")
            }
            #expect(run.output.split(separator: "\n").count == files.count + 1)
            let objects = try String(contentsOfFile: "\(folder)/a/org/records/objects.soql", encoding: .utf8)
            #expect(
                objects.contains("WHERE Assignee.Username = 'o\\'neil@example.com')\nAND SobjectType IN ('Account',"))
            #expect(FileManager.default.fileExists(atPath: "\(folder)/a/org/package.xml"))
        }
    }

    @Test("What is there is replaced with --force only", arguments: ["--output", "--output-dir"])
    func force(_ flag: String) throws {
        try withTemporaryFolder { folder in
            let file = "\(folder)/out/package.xml"
            try write("mine", to: file)
            let target = flag == "--output" ? file : "\(folder)/out"
            let run = Run("manifest", folder, flag, target)
            #expect(run.status == 2)
            #expect(run.error.contains("\(file) is there already"), "\(run.error)")
            #expect(try String(contentsOfFile: file, encoding: .utf8) == "mine")
            #expect(Run("manifest", folder, flag, target, "--force").status == 0)
            #expect(try String(contentsOfFile: file, encoding: .utf8).hasPrefix("<?xml"))
        }
    }

    @Test("A PATH that is not there or cannot be read is an error, a folder without metadata is not")
    func path() throws {
        try withTemporaryFolder { folder in
            try write("no zip", to: "\(folder)/export.zip")
            try FileManager.default.createDirectory(atPath: "\(folder)/empty", withIntermediateDirectories: true)
            for (path, status) in [("nowhere", 2), ("export.zip", 2), ("empty", 0)] {
                let run = Run("manifest", "\(folder)/\(path)", "--output", "\(folder)/package.xml")
                #expect(run.status == Int32(status), "\(path): \(run.error)")
                #expect(FileManager.default.fileExists(atPath: "\(folder)/package.xml") == (status == 0))
            }
        }
    }

    @Test("--output and --output-dir exclude each other, and neither is empty")
    func usage() {
        for arguments in [["--output", "a", "--output-dir", "b"], ["--output-dir", ""], ["--target-org", " "]] {
            #expect(Run(["manifest"] + arguments).status == 64, "\(arguments)")
        }
    }

    @Test("Objects that are switched off are omitted")
    func objectOff() {
        let run = Run("manifest", "\(root)/SampleMetadata/partial", "--object", "Lead=off")
        #expect(!run.output.contains("<members>Lead</members>"))
    }
}

@Suite("Exported users on the command line")
struct UsersCommandTests {
    private let ready = "\(root)/SampleMetadata/ready"

    @Test("A user's assignments take the place of named sources")
    func apiUser() throws {
        try withTemporaryFolder { folder in
            try write(
                """
                Username,IsActive,UserRole.DeveloperName,Profile.Name,CallCenterId
                api@example.com,true,LivePerson_Integration_User,Minimum Access - API Only Integrations,
                agent@example.com,true,Service_Agent_EMEA,Minimum Access - API Only Integrations,04v000000000001AAA

                """, to: "\(folder)/users.csv")
            try write(
                """
                Assignee.Username,PermissionSet.Name,PermissionSetGroup.DeveloperName,PermissionSet.IsOwnedByProfile,IsActive,ExpirationDate
                api@example.com,LivePerson_Integration,,false,true,
                api@example.com,LivePerson_System_Access,,false,true,

                """, to: "\(folder)/assignments.csv")
            try write(
                "Id,Name,InternalName\n04v000000000001AAA,LivePerson Embedded UI,LP\n", to: "\(folder)/callcenters.csv")
            let run = Run(
                "audit", ready, "--records", "\(folder)/users.csv", "\(folder)/assignments.csv",
                "\(folder)/callcenters.csv", "--api-user",
                "api@example.com", "--end-users", "role:Service_Agent_EMEA", "agent@example.com")
            #expect(run.status == 0, "\(run.output)\(run.error)")
            let files = ["users.csv", "assignments.csv", "callcenters.csv"].map { "\(folder)/\($0)" }
            let role = "role/api-user-assigned"
            // The sample's configuration names the role that the exported user has; a flag that names another contradicts it.
            let typed = Run(
                ["why", role, ready, "--records"] + files + ["--api-user", "api@example.com", "--role", "Service_Lead"])
            #expect(typed.status == 2 && typed.output.contains("UNKNOWN"), "\(typed.output)\(typed.error)")
            #expect(typed.output.contains("--role says the role \"Service_Lead\", but the exported user at"))
            #expect(typed.output.contains("users.csv:2"))
            try write(
                "Username,IsActive,Profile.Name\napi@example.com,true,Minimum Access - API Only Integrations\n",
                to: "\(folder)/norole.csv")
            let flag = Run(
                "why", role, ready, "--records", "\(folder)/norole.csv", "--api-user", "api@example.com", "--role",
                "LivePerson_Integration_User")
            #expect(flag.output.contains("--role says that user api@example.com has the role"), "\(flag.output)")
            #expect(!flag.output.contains("norole.csv:2"))
            #expect(run.output.contains("api@example.com: profile \"Minimum Access - API Only Integrations\""))
            let alone = Run(
                "audit", ready, "--records", "\(folder)/users.csv", "--api-user", "api@example.com", "--end-users",
                "active")
            #expect(alone.status == 3)
            #expect(alone.output.contains("no export of assignments was given"))
            let wrong = Run(
                "audit", ready, "--records", "\(folder)/users.csv", "--api-user", "apu@example.com", "--end-users",
                "active")
            #expect(wrong.status == 2)
            #expect(wrong.output.contains("api@example.com"))
        }
    }

    @Test(
        "What cannot be meant together is wrong usage",
        arguments: [
            (["--api-user", "a@b.c"], "name the files with --records"),
            (["--records", "x.csv", "--api-user", "a@b.c", "--profile", "Admin"], "leave out --profile"),
            (["--records", "x.csv", "--end-users", "rolle:x"], "Known forms: role:NAME"),
        ])
    func usage(_ arguments: [String], _ words: String) {
        let run = Run(["audit", "\(root)/SampleMetadata/partial"] + arguments)
        #expect(run.status == 64)
        #expect(run.error.contains(words))
    }
}
