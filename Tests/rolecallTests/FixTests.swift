import Foundation
import TestSupport
import Testing

@testable import rolecall

@Suite("rolecall fix")
struct FixCommandTests {
    private static let samples = "\(root)/SampleMetadata"
    private static let integration =
        "force-app/main/default/permissionsets/LivePerson_Integration.permissionset-meta.xml"

    private func read(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    /// A copy of a sample that may be changed.
    private func copy(_ sample: String, to folder: String) throws -> String {
        try copyFiles(from: "\(Self.samples)/\(sample)", to: "\(folder)/\(sample)")
        return "\(folder)/\(sample)"
    }

    /// The verdicts on the rows that require permissions, by id.
    private func verdicts(_ arguments: [String]) throws -> [String: String] {
        let run = Run(["audit"] + arguments + ["--report", "json"])
        let report = try #require(
            JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any], "\(run.error)")
        let rows = try #require(report["requirements"] as? [[String: Any]])
        return rows.reduce(into: [:]) { verdicts, row in
            guard let id = row["id"] as? String, (row["kind"] as? String)?.hasSuffix("Permission") == true else {
                return
            }
            verdicts[id] = row["verdict"] as? String
        }
    }

    /// The command that a run says proves it, without `rolecall`.
    private func proof(_ run: Run) throws -> [String] {
        let line = try #require(run.output.split(separator: "\n").last { $0.contains("  rolecall audit ") })
        // As a shell reads it.
        let words = try Shell("printf '%s\\n' \(line)").output.split(separator: "\n").map(String.init)
        return Array(words.dropFirst(2))
    }

    @Test("The HTML report has the set that is written, to download", arguments: ["gaps", "muted"])
    func page(_ sample: String) throws {
        let page = Run("audit", "\(Self.samples)/\(sample)", "--report", "html").output
        let link = try #require(page.firstMatch(of: #/href="data:[^,]*,([^"]*)"/#)?.output.1)
        let bytes = try #require(Data(base64Encoded: String(link)))
        try expect(String(decoding: bytes, as: UTF8.self), equals: "fix-\(sample).permissionset")
    }

    @Test("Where no permission failed, or the org has a set of that name, the HTML report has none to download")
    func pageWithoutSet() throws {
        #expect(!Run("audit", "\(Self.samples)/ready", "--report", "html").output.contains("href=\"data:"))
        try withTemporaryFolder { folder in
            let org = try copy("gaps", to: folder)
            let run = Run("fix", org, "--output-dir", "\(org)/force-app/main/default")
            #expect(run.status == 0, "\(run.error)")
            #expect(!Run("audit", org, "--report", "html").output.contains("href=\"data:"))
        }
    }

    @Test(
        "With the written set the command that it prints passes every row about permissions",
        arguments: [
            ("gaps", []), ("muted", []),
            (
                "partial",
                [
                    "--include-unknown", "--object", "Conversation=off", "--name",
                    "Task.LivePersonConversation=lpc__C__c",
                ]
            ),
            ("ready", ["--permission-set", "LivePerson_System_Access"]), ("complete", ["--profile", "LivePerson API"]),
        ] as [(String, [String])],
        ["source", "metadata"])
    func roundTrip(_ sample: (String, [String]), _ format: String) throws {
        try withTemporaryFolder { folder in
            let run = Run(
                ["fix", "\(Self.samples)/\(sample.0)", "--output-dir", "\(folder)/out", "--format", format] + sample.1)
            #expect(run.status == 0, "\(run.error)")
            guard FileManager.default.fileExists(atPath: "\(folder)/out") else {
                #expect(run.output.hasPrefix("No permission is missing"), "\(run.output)")
                return
            }
            #expect(run.output.contains("sf project deploy start --metadata-dir") == (format == "metadata"))
            let after = try verdicts(proof(run))
            #expect(
                Set(after.values).isSubset(of: ["passed", "notApplicable"]), "\(after.filter { $0.value != "passed" })")
        }
    }

    @Test(
        "For a new user the set grants all that the guide requires, whoever is configured",
        arguments: [("ready", 83), ("gaps", 83), ("partial", 62)])
    func newUser(_ sample: String, _ rows: Int) throws {
        try withTemporaryFolder { folder in
            let run = Run(
                "fix", "\(Self.samples)/\(sample)", "--new-user", "--before-install", "--output-dir", "\(folder)/out")
            #expect(run.status == 0, "\(run.error)")
            #expect(run.output.contains("grants what \(rows) requirements ask for"))
            let isComplete = rows == 83
            #expect(
                run.output.contains("Not in it: 21 rows about objects and fields that the installation") == !isComplete)
            #expect(run.output.contains("Make the API user: Setup > Users > Users > New User"))
            #expect(!run.error.contains("No profile was named"))
            // The profile is not in the export, and grants nothing that is asked for.
            let proof = try proof(run).filter { $0 != "PROFILE" && $0 != "--profile" }
            let after = try verdicts(proof)
            #expect(after.values.count { $0 == "passed" } == rows)
            #expect(after.values.count { $0 == "notApplicable" } == 83 - rows)
        }
    }

    @Test(
        "A new user is none that is named",
        arguments: [
            ["--profile", "Api"], ["--permission-set", "A"], ["--permission-set-group", "A"],
            ["--records", "u.json", "--api-user", "a@example.com"],
        ])
    func namedNewUser(_ arguments: [String]) {
        let run = Run(["fix", "\(Self.samples)/ready", "--new-user", "--output-dir", "out"] + arguments)
        #expect(run.status == 64)
        #expect(run.error.contains("leave out \(arguments[arguments.count - 2])"), "\(run.error)")
    }

    @Test("Without the surplus, what rests on Modify All Data is granted by itself, so that its set can go")
    func withoutSurplus() throws {
        let sample = "\(Self.samples)/overprivileged"
        let left = ["--profile", "Connected Systems", "--permission-set", "LivePerson_Connector"]
        #expect(try verdicts([sample] + left).values.count { $0 != "passed" } > 30)
        try withTemporaryFolder { folder in
            let nothing = Run("fix", sample, "--output-dir", folder)
            #expect(nothing.output.hasPrefix("No permission is missing"))
            let run = Run("fix", sample, "--without-surplus", "--output-dir", folder)
            #expect(run.status == 0, "\(run.error)")
            #expect(
                !(try read("\(folder)/permissionsets/LivePerson_Connector_for_Salesforce.permissionset-meta.xml")
                    .contains("AllData")))
            let after = try verdicts(
                [sample, folder] + left + ["--permission-set", "LivePerson_Connector_for_Salesforce"])
            // This one is granted by an entry of its own in the set that goes here as a whole.
            #expect(after.filter { $0.value != "passed" } == ["system/ModifyMetadata": "failed"])
        }
    }

    @Test("A proof for an exported user names the user, and what else is to be assigned")
    func proofByUser() throws {
        try withTemporaryFolder { folder in
            let run = Run("fix", "\(Self.samples)/muted", "--output-dir", folder)
            let proof = try proof(run)
            #expect(proof.contains("--api-user") && !proof.contains("--profile"), "\(proof)")
            #expect(Run(["audit"] + proof).status == 0)
        }
    }

    @Test("What is written is what the sample lacks", arguments: ["gaps", "muted"])
    func written(_ sample: String) throws {
        try withTemporaryFolder { folder in
            let run = Run("fix", "\(Self.samples)/\(sample)", "--output-dir", folder, "--as-of", "2026-03-04")
            let set = try read("\(folder)/permissionsets/LivePerson_Connector_for_Salesforce.permissionset-meta.xml")
            try expect(set, equals: "fix-\(sample).permissionset")
            try expect(try read("\(folder)/package.xml"), equals: "fix.package.xml")
            let told = run.output.replacing(folder, with: "OUT").replacing(Self.samples, with: "SAMPLES")
            try expect(told, equals: "fix-\(sample).txt")
        }
    }

    @Test("Merged into a set, only lines that were missing or false differ, and the set then passes")
    func into() throws {
        try withTemporaryFolder { folder in
            let org = try copy("gaps", to: folder)
            let file = "\(org)/\(Self.integration)"
            let before = try read(file).split(separator: "\n")
            let run = Run("fix", org, "--into", file)
            #expect(run.status == 0, "\(run.error)")
            var removed: [Substring] = []
            for case .remove(_, let line, _) in try read(file).split(separator: "\n").difference(from: before) {
                removed.append(line)
            }
            #expect(removed.count == 2 && removed.allSatisfy { $0.contains(">false<") }, "\(removed)")
            let proof = try proof(run)
            #expect(proof.prefix(2) == [org, "--profile"], "the set is in PATH already")
            #expect(try verdicts(proof).values.allSatisfy { $0 == "passed" })
            let again = Run("fix", org, "--into", file)
            #expect(again.output.hasPrefix("No permission is missing"))
        }
    }

    /// A small org whose API user has a profile of a license.
    private func org(_ folder: String, license: String, set: String = "") throws -> [String] {
        let namespace = "xmlns=\"http://soap.sforce.com/2006/04/metadata\""
        for name in ["profiles", "permissionsets"] {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
        }
        try write(
            "<Profile \(namespace)>\n<custom>true</custom>\n<userLicense>\(license)</userLicense>\n"
                + "<userPermissions><enabled>true</enabled><name>ChatterOwnGroups</name></userPermissions>\n</Profile>\n",
            to: "\(folder)/profiles/Robot.profile")
        try write(
            "<PermissionSet \(namespace)>\n    <label>S</label>\n    \(set)\n</PermissionSet>\n",
            to: "\(folder)/permissionsets/S.permissionset")
        return [
            "fix", folder, "--profile", "Robot", "--permission-set", "S", "--object", "Conversation=off",
            "--include-unknown",
        ]
    }

    @Test(
        "A set is not written to whose license cannot contain the entries",
        arguments: [
            "Salesforce Integration", "salesforce integration", "Salesforce Platform", "salesforce platform",
            "Identity",
            "Customer Community Login",
        ])
    func intoLicensed(license: String) throws {
        try withTemporaryFolder { folder in
            let arguments = try org(folder, license: "Salesforce Integration", set: "<license>\(license)</license>")
            let file = "\(folder)/permissionsets/S.permissionset"
            let before = try read(file)
            let run = Run(arguments + ["--into", file])
            #expect(run.status == 2)
            #expect(run.error.contains("\(file):3: The permission set \"S\" is made for the license \"\(license)\""))
            #expect(run.error.contains("Nothing was written"))
            #expect(try read(file) == before)
            let fitting = try org("\(folder)/fitting", license: "Salesforce", set: "<license>Salesforce</license>")
            #expect(Run(fitting + ["--into", "\(folder)/fitting/permissionsets/S.permissionset"]).status == 0)
            let none = try org("\(folder)/none", license: "Salesforce Integration")
            #expect(Run(none + ["--into", "\(folder)/none/permissionsets/S.permissionset"]).status == 0)
        }
    }

    @Test(
        "A set with a permission set license gets the entries and a warning: what the license can contain is not known",
        arguments: [
            ("IdentityConnect", true), ("SalesforceAPIIntegrationPsl", false), ("Salesforce API Integration", false),
        ])
    func intoPermissionSetLicense(license: String, isDoubtful: Bool) throws {
        try withTemporaryFolder { folder in
            let arguments = try org(folder, license: "Salesforce", set: "<license>\(license)</license>")
            let file = "\(folder)/permissionsets/S.permissionset"
            let run = Run(arguments + ["--into", file])
            #expect(run.status == 0)
            #expect(
                run.error.contains(
                    "\(file):3: The permission set \"S\" names the permission set license \"\(license)\"")
                    == isDoubtful, "\(run.error)")
        }
    }

    @Test("A set that names two licenses is refused for either of them")
    func intoTwoLicenses() throws {
        try withTemporaryFolder { folder in
            let lines = "<license>Identity</license>\n<license>Salesforce</license>"
            let arguments = try org(folder, license: "Salesforce", set: lines)
            let run = Run(arguments + ["--into", "\(folder)/permissionsets/S.permissionset"])
            #expect(run.status == 2)
            #expect(
                run.error.contains("S.permissionset:3: The permission set \"S\" is made for the license \"Identity\""))
        }
    }

    @Test("A set that goes with no license of the API user is reported, a new one too", arguments: [true, false])
    func licenseOfUser(isNew: Bool) throws {
        try withTemporaryFolder { folder in
            let arguments = try org(folder, license: "Salesforce Integration")
            let target =
                isNew ? ["--output-dir", "\(folder)/out"] : ["--into", "\(folder)/permissionsets/S.permissionset"]
            let run = Run(arguments + target)
            #expect(run.status == 0, "\(run.error)")
            #expect(run.error.contains("only with the permission set license \"Salesforce API Integration\""))
            let held =
                try org("\(folder)/held", license: "Salesforce Integration")
                + ["--permission-set-license", "Salesforce API Integration", "--output-dir", "\(folder)/other"]
            #expect(!Run(held).error.contains("only with the permission set license"))
            let other = try org(
                "\(folder)/foreign", license: "Salesforce Platform", set: "<license>Salesforce</license>")
            #expect(
                Run(other + ["--into", "\(folder)/foreign/permissionsets/S.permissionset"]).error.contains(
                    "does not let one user have both"))
        }
    }

    @Test(
        "A flag that is neither true nor false is left alone, and written only where the unknown is granted too",
        arguments: [
            "<enabled>TRUE</enabled>", "<enabled>true</enabled><enabled>false</enabled>",
        ])
    func intoOdd(flag: String) throws {
        try withTemporaryFolder { folder in
            let org = try copy("gaps", to: folder)
            let file = "\(org)/\(Self.integration)"
            let pattern = #/<enabled>true</enabled>(?=\s*<name>ViewSetup<)/#
            let invalid = try read(file).replacing(pattern, with: flag)
            #expect(invalid.contains(flag))
            try write(invalid, to: file)
            #expect(Run("fix", org, "--into", file).error.contains("system/ViewSetup is omitted"))
            #expect(try read(file).contains(flag))
            let run = Run("fix", org, "--into", file, "--include-unknown")
            #expect(run.status == 0, "\(run.error)")
            #expect(!(try read(file).contains(flag)))
            #expect(try verdicts(proof(run)).values.allSatisfy { $0 == "passed" })
        }
    }

    @Test("With --output-dir a copy is changed, and the file itself stays")
    func intoCopy() throws {
        try withTemporaryFolder { folder in
            let file = "\(Self.samples)/gaps/\(Self.integration)"
            let before = try read(file)
            let run = Run("fix", "\(Self.samples)/gaps", "--into", file, "--output-dir", "\(folder)/")
            #expect(run.status == 0, "\(run.error)")
            #expect(try read(file) == before)
            #expect(try read("\(folder)/permissionsets/LivePerson_Integration.permissionset-meta.xml") != before)
            #expect(try read("\(folder)/package.xml").contains("<members>LivePerson_Integration</members>"))
            #expect(run.output.contains("  cp \(folder)/permissionsets/LivePerson_Integration"))
        }
    }

    @Test(
        "A file that cannot take the entries stays as it is",
        arguments: [
            ("A.permissionset", "<PermissionSet><label>"),
            ("A.permissionset", "<Profile xmlns=\"http://soap.sforce.com/2006/04/metadata\"/>"),
            ("A.profile", "<Profile xmlns=\"http://soap.sforce.com/2006/04/metadata\"/>"),
            (
                "A.permissionset",
                "<PermissionSet xmlns=\"http://soap.sforce.com/2006/04/metadata\"><hasActivationRequired>true</hasActivationRequired></PermissionSet>"
            ),
            (
                "A.permissionset",
                "<PermissionSet xmlns=\"http://soap.sforce.com/2006/04/metadata\"><hasActivationRequired>1</hasActivationRequired></PermissionSet>"
            ),
            (
                "A.permissionset",
                "<PermissionSet xmlns=\"http://soap.sforce.com/2006/04/metadata\"><userPermissions><enabled>true</enabled></userPermissions></PermissionSet>"
            ),
        ])
    func refused(_ name: String, _ text: String) throws {
        try withTemporaryFolder { folder in
            try write(text, to: "\(folder)/\(name)")
            let run = Run("fix", "\(Self.samples)/gaps", "--into", "\(folder)/\(name)", "--output-dir", "\(folder)/out")
            #expect(run.status == 2)
            #expect(run.error.contains("\(name)") && run.error.contains("Nothing was written"), "\(run.error)")
            #expect(run.output == "")
            #expect(try read("\(folder)/\(name)") == text)
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/out"))
        }
    }

    @Test("A set that several files contain is not changed in one of them")
    func twice() throws {
        try withTemporaryFolder { folder in
            let org = try copy("gaps", to: folder)
            let file = "\(org)/\(Self.integration)"
            let text = try read(file)
            try write(text, to: "\(org)/force-app/other/permissionsets/LivePerson_Integration.permissionset-meta.xml")
            let run = Run("fix", org, "--into", file)
            #expect(run.status == 2)
            #expect(run.error.contains("force-app/other/permissionsets/LivePerson_Integration.permissionset-meta.xml"))
            #expect(try read(file) == text)
        }
    }

    @Test("Nothing is overwritten without --force")
    func force() throws {
        try withTemporaryFolder { folder in
            try write("mine", to: "\(folder)/package.xml")
            let run = Run("fix", "\(Self.samples)/gaps", "--output-dir", folder)
            #expect(run.status == 2)
            #expect(run.error.contains("\(folder)/package.xml is there already; nothing was written."))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["package.xml"])
            #expect(Run("fix", "\(Self.samples)/gaps", "--output-dir", folder, "--force").status == 0)
            #expect(try read("\(folder)/package.xml") != "mine")
        }
    }

    @Test("A set that the org has already is not written over, in any case of its name")
    func existing() throws {
        try withTemporaryFolder { folder in
            let run = Run(
                "fix", "\(Self.samples)/gaps", "--output-dir", "\(folder)/out", "--set-name", "liveperson_integration",
                "--force")
            #expect(run.status == 2)
            #expect(run.error.contains("The org has a permission set \"LivePerson_Integration\" already"))
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/out"))
        }
    }

    @Test("Moved roles are written too, change one line each, and then pass")
    func roles() throws {
        try withTemporaryFolder { folder in
            let org = try copy("gaps", to: folder)
            let run = Run("fix", org, "--output-dir", "\(folder)/out", "--roles")
            #expect(run.status == 0, "\(run.error)")
            #expect(
                try read("\(folder)/out/package.xml").contains(
                    "<members>Care_Team_Lead</members>\n        <name>Role</name>"))
            let name = "roles/Care_Team_Lead.role-meta.xml"
            let original = "\(org)/force-app/main/default/\(name)"
            let moved = try read("\(folder)/out/\(name)")
            #expect(try moved == read(original).replacing(">Customer_Care_Manager<", with: ">Integration_User<"))
            try write(moved, to: original)
            // No user is in the call center, which no permission set fixes.
            try write(
                read("\(org)/users.json").replacing(
                    "\"CallCenterId\": null", with: "\"CallCenterId\": \"04v3d0000000001AAA\""), to: "\(org)/users.json"
            )
            // Of end users who are known by role alone it is not known whether they are in it.
            #expect(Run(try ["audit"] + proof(run) + ["--allow-unknown"]).status == 0)
        }
    }

    @Test("Moved roles are no export of their own, and take no file's place in a zip")
    func rolesAlone() throws {
        try withTemporaryFolder { folder in
            func role(_ name: String, _ parent: String = "") -> String {
                "<Role xmlns=\"http://soap.sforce.com/2006/04/metadata\"><name>\(name)</name>\(parent)</Role>"
            }
            let top = "<parentRole>Top</parentRole>"
            let files = [
                "roles/Top.role": role("Top"), "roles/Api.role": role("Api", top),
                "roles/Agent.role": role("Agent", top),
            ]
            for (name, text) in files { try write(text, to: "\(folder)/org/\(name)") }
            try ZipArchive(files).data.write(to: URL(fileURLWithPath: "\(folder)/org.zip"))
            for (org, isCopied) in [("org", true), ("org.zip", false)] {
                let out = "\(folder)/out-\(org)"
                let run = Run(
                    "fix", "\(folder)/\(org)", "--profile", "P", "--role", "Api", "--end-user-role", "Agent", "--roles",
                    "--output-dir", out)
                #expect(
                    run.output.hasPrefix("Wrote \(out)/roles/Agent.role\nWrote \(out)/package.xml\n"), "\(run.output)")
                #expect(try !proof(run).contains(out))
                #expect(run.output.contains("\n  cp \(out)/roles/Agent.role ") == isCopied, "\(run.output)")
            }
        }
    }

    @Test("Without --roles the proposal is reported in words alone")
    func proposal() throws {
        try withTemporaryFolder { folder in
            let run = Run("fix", "\(Self.samples)/gaps", "--output-dir", folder)
            #expect(run.output.contains("Roles: The lowest role above all end users is \"Customer_Care_Manager\"."))
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/roles"))
        }
    }

    @Test("What is unknown is reported on standard error, and nothing is written for it")
    func unknown() throws {
        try withTemporaryFolder { folder in
            let run = Run("fix", "\(Self.samples)/partial", "--output-dir", "\(folder)/out")
            #expect(run.status == 0)
            #expect(run.output.hasPrefix("No permission is proven to be missing; nothing was written."))
            #expect(run.error.contains("--before-install"))
            // Each reason has its own rows.
            #expect(
                run.error.contains("rolecall: field/Task.Description, field/Task.ActivityDate and 3 more are omitted. ")
            )
            #expect(
                run.error.contains(
                    "Retrieve profile \"LivePerson API\" again together with the object, named under CustomObject"))
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/out"))
        }
    }

    @Test(
        "Of what the installation brings that is counted which is asked for after it",
        arguments: [
            ("partial", ["--before-install", "--object", "Lead=off"], "Not in it: 21 rows about objects"),
            ("partial", ["--before-install", "--object", "Conversation=off"], "Not in it: 1 row about objects"),
            ("gaps", ["--object", "Opportunity=off"], nil),
        ] as [(String, [String], String?)])
    func afterInstallation(_ sample: String, _ flags: [String], _ words: String?) throws {
        try withTemporaryFolder { folder in
            let run = Run(["fix", "\(Self.samples)/\(sample)", "--output-dir", folder] + flags)
            #expect(run.status == 0, "\(run.error)")
            #expect(run.output.contains(words ?? "Not in it") == (words != nil), "\(run.output)")
        }
    }

    @Test("A set that grants all that is missing, and is not assigned, has to be assigned")
    func unassigned() throws {
        try withTemporaryFolder { folder in
            let fix = ["fix", "\(Self.samples)/gaps", "--output-dir", folder]
            #expect(Run(fix).status == 0)
            let file = "\(folder)/permissionsets/LivePerson_Connector_for_Salesforce.permissionset-meta.xml"
            let before = try read(file)
            let run = Run("fix", "\(Self.samples)/gaps", folder, "--into", file)
            #expect(run.status == 0, "\(run.error)")
            #expect(
                run.output.hasPrefix("Nothing was written: \(file) grants all that is missing already."),
                "\(run.output)")
            #expect(run.output.contains("  sf org assign permset --name LivePerson_Connector_for_Salesforce "))
            #expect(try read(file) == before)
            let copied = Run("fix", "\(Self.samples)/gaps", folder, "--into", file, "--output-dir", "\(folder)/copy")
            #expect(copied.status == 0 && !copied.output.contains("  cp "), "\(copied.output)")
        }
    }

    @Test("What cannot be judged is reported, and the exit status says so")
    func errors() throws {
        try withTemporaryFolder { folder in
            let run = Run(
                "fix", "\(Self.samples)/gaps", "--permission-set", "LivePerson_Integratoin", "--output-dir", folder)
            #expect(run.status == 2)
            #expect(run.error.contains("There is no permission set \"LivePerson_Integratoin\" in the export."))
            let newUser = Run(
                "fix", "\(Self.samples)/gaps", "--new-user", "--role", "Nope", "--output-dir", "\(folder)/a")
            #expect(newUser.status == 2)
            #expect(newUser.error.contains("There is no role \"Nope\""), "\(newUser.error)")
            let set = ["--permission-set", "LivePerson_Integration", "--output-dir", "\(folder)/b"]
            #expect(Run(["fix", "\(Self.samples)/gaps", "--no-config"] + set).error.contains("No profile was named"))
        }
    }

    @Test(
        "Wrong usage ends with 64",
        arguments: [
            ([], "Say where to write"), (["--into", "a.permissionset", "--set-name", "A"], "leave out --set-name"),
            (["--into", "a.permissionset", "--format", "source"], "leave out --set-name and --format"),
            (["--output-dir", "x", "--set-name", "1A"], "is not an API name"),
            (["--output-dir", "x", "--set-name", "A__B"], "is not an API name"),
            (["--output-dir", "x", "--set-name", "A_"], "is not an API name"),
            (["--output-dir", " "], "--output-dir is empty"),
            (["--into", "a.permissionset", "--roles"], "say where with --output-dir"),
            (["--output-dir", "x", "--format", "zip"], "--format"),
        ] as [([String], String)])
    func usage(_ arguments: [String], _ words: String) {
        let run = Run(["fix", "\(Self.samples)/gaps"] + arguments)
        #expect(run.status == 64)
        #expect(run.error.contains(words), "\(run.error)")
    }

    @Test(
        "A guide's title becomes an API name",
        arguments: [
            ("LivePerson Connector for Salesforce", "LivePerson_Connector_for_Salesforce"),
            ("8x8: the 2nd!", "Guide_8x8_the_2nd"),
            ("Größe", "Gr_e"), ("", "Guide"),
            (String(repeating: "a ", count: 60), String(repeating: "a_", count: 39) + "a"),
        ])
    func apiName(_ title: String, _ name: String) {
        #expect(title.asAPIName == name)
    }
}
