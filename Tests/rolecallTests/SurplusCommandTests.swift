import AuditReports
import Foundation
import TestSupport
import Testing

@testable import rolecall

@Suite("rolecall surplus")
struct SurplusCommandTests {
    private let overprivileged = "\(root)/SampleMetadata/overprivileged"

    @Test("The overprivileged sample in every format is as expected", arguments: SurplusFormat.allCases)
    func sample(_ format: SurplusFormat) throws {
        let run = Run("surplus", overprivileged, "--report", format.rawValue)
        #expect(run.status == 0)
        #expect(run.error == "")
        try expect(run.output, equals: "overprivileged-surplus.\(format.rawValue)")
    }

    @Test(
        "Where nothing beyond the guide is found, what an exported profile leaves out is not forgotten",
        arguments: ["ready", "muted"])
    func none(_ sample: String) {
        let run = Run("surplus", "\(root)/SampleMetadata/\(sample)", "--fail-on", "low")
        #expect(run.status == 0)
        #expect(run.output.hasPrefix("NO SURPLUS FOUND\n"))
        #expect(run.output.contains("Nothing beyond the guide was found"))
    }

    @Test("A reference takes the guide's place: what the set itself grants is no surplus")
    func reference() {
        let folder = "\(root)/SampleMetadata/gaps"
        let set = "\(folder)/force-app/main/default/permissionsets/LivePerson_Integration.permissionset-meta.xml"
        let run = Run(
            "surplus", folder, "--no-config", "--permission-set", "LivePerson_Integration", "--reference", set)
        #expect(run.status == 0)
        #expect(run.output.hasPrefix("NO SURPLUS\n"), "\(run.output)")
        for (arguments, words) in [
            (["--reference", set, "--guide", "gong-salesforce"], "leave out --guide"),
            (["--reference", "\(folder)/rolecall.yml"], "a permission set's file"),
        ] {
            let refused = Run(["surplus", folder] + arguments)
            #expect(refused.status == 64)
            #expect(refused.error.contains(words))
        }
    }

    @Test(
        "--fail-on decides the exit status",
        arguments: [
            ("overprivileged", "critical", 1), ("overprivileged", "low", 1), ("complete", "medium", 1),
            ("complete", "high", 0),
        ])
    func failOn(_ sample: String, _ risk: String, _ status: Int) {
        #expect(Run("surplus", "\(root)/SampleMetadata/\(sample)", "--fail-on", risk).status == Int32(status))
        #expect(Run("surplus", "\(root)/SampleMetadata/\(sample)").status == 0)
    }

    private func surplus(of permissions: String..., header: String = "", more arguments: [String] = []) throws -> Run {
        try withTemporaryFolder { folder in
            let entries = permissions.map {
                "<userPermissions><enabled>true</enabled><name>\($0)</name></userPermissions>"
            }.joined()
            try FileManager.default.createDirectory(
                atPath: "\(folder)/permissionsets", withIntermediateDirectories: true)
            try write(
                "<PermissionSet xmlns=\"http://soap.sforce.com/2006/04/metadata\">\(header)<label>S</label>\(entries)</PermissionSet>",
                to: "\(folder)/permissionsets/S.permissionset")
            return Run(["surplus", folder, "--permission-set", "S"] + arguments)
        }
    }

    @Test(
        "--fail-on is not sure where something is not rated, unless something rated fails it",
        arguments: [
            (["ManageStores"], "critical", 3), (["ManageStores", "ViewAllData"], "high", 1),
            (["ManageStores", "RunReports"], "medium", 3),
            (["RunReports"], "medium", 0), (["FreshlyInvented"], "low", 3), (["UseAnyApiClient"], "critical", 1),
        ])
    func notRated(_ permissions: [String], _ risk: String, _ status: Int32) throws {
        let arguments = ["--fail-on", risk]
        let run =
            try permissions.count == 1
            ? surplus(of: permissions[0], more: arguments)
            : surplus(of: permissions[0], permissions[1], more: arguments)
        #expect(run.status == status, "\(run.output)")
        #expect(
            run.error.contains("1 system permission beyond the guide is not rated, so --fail-on \(risk) cannot tell.")
                == (status == 3))
    }

    @Test("Where everything is rated, and --fail-on cannot tell for another reason, nothing is said to be not rated")
    func uncertainOfRated() throws {
        let sessionBased = "<hasActivationRequired>true</hasActivationRequired>"
        let run = try surplus(of: "ViewAllData", header: sessionBased, more: ["--fail-on", "high"])
        #expect(run.status == 3)
        #expect(!run.error.contains("not rated"), "\(run.error)")
    }

    @Test("--quiet does not say why --fail-on cannot tell")
    func quiet() throws {
        #expect(try surplus(of: "ManageStores", more: ["--fail-on", "high", "--quiet"]).error.isEmpty)
    }

    @Test("--allow-unknown accepts what is not rated, and nothing that fails")
    func allowUnknown() throws {
        #expect(try surplus(of: "ManageStores", more: ["--fail-on", "high", "--allow-unknown"]).status == 0)
        #expect(
            try surplus(of: "ManageStores", "DataExport", more: ["--fail-on", "high", "--allow-unknown"]).status == 1)
    }

    @Test(
        "Every format counts what is not rated",
        arguments: [
            (SurplusFormat.text, "SURPLUS  2 not rated"), (.markdown, "**2 not rated**"), (.json, "\"notRated\" : 2"),
            (.csv, "not rated,systemPermission,ManageStores"),
        ])
    func counted(_ format: SurplusFormat, _ words: String) throws {
        let run = try surplus(of: "ManageStores", "FreshlyInvented", more: ["--report", format.rawValue])
        #expect(run.status == 0)
        #expect(
            run.output.replacing("\":", with: "\" :").replacing("\"  :", with: "\" :").contains(words), "\(run.output)")
    }

    @Test(
        "What the export leaves open is unknown to --fail-on, and a source that was named and is not there is an error")
    func open() throws {
        try withTemporaryFolder { folder in
            try write("Username,IsActive,Profile.Name\na@x,true,Connected Systems\n", to: "\(folder)/users.csv")
            let arguments = [
                "surplus", overprivileged, "--records", "\(folder)/users.csv", "--api-user", "a@x", "--end-user-role",
                "Installer_Helpdesk",
            ]
            let run = Run(arguments + ["--fail-on", "high"])
            #expect(run.status == 3, "\(run.output)")
            #expect(run.output.contains("No export of assignments was given"))
            #expect(Run(arguments).status == 0)
            // Also where nothing that is known is beyond the guide.
            try write(
                "Username,IsActive,Profile.Name\na@x,true,Minimum Access - API Only Integrations\n",
                to: "\(folder)/users.csv")
            let nothing = Run(
                "surplus", "\(root)/SampleMetadata/ready", "--no-config", "--records", "\(folder)/users.csv",
                "--api-user",
                "a@x", "--fail-on", "critical")
            #expect(nothing.status == 3 && nothing.output.hasPrefix("NO SURPLUS FOUND"), "\(nothing.output)")
            #expect(Run("surplus", overprivileged, "--permission-set", "Lost").status == 2)
        }
    }

    @Test("Reports go to files and to standard output, and wrong usage ends with 64")
    func reports() throws {
        try withTemporaryFolder { folder in
            let run = Run(
                "surplus", overprivileged, "--report", "json=\(folder)/s.json", "--report", "csv=\(folder)/s.csv")
            #expect(run.status == 0)
            #expect(run.output == "")
            #expect(FileManager.default.fileExists(atPath: "\(folder)/s.csv"))
            let unwritable = Run(
                "surplus", overprivileged, "--report", "json=\(folder)/missing/s.json", "--report", "text")
            #expect(unwritable.status == 2)
            #expect(unwritable.output.hasPrefix("SURPLUS"))
        }
        #expect(Run("surplus", overprivileged, "--report", "junit").status == 64)
        #expect(Run("surplus", overprivileged, "--report", "text", "--report", "json").status == 64)
        #expect(Run("surplus", overprivileged, "--fail-on", "severe").status == 64)
    }
}

@Suite("Permission set licenses on the command line")
struct LicenseCommandTests {
    private let ready = "\(root)/SampleMetadata/ready"

    @Test("The flag and the configuration's key say that the user has one; without either it is required")
    func held() throws {
        let words = "only with the permission set license"
        #expect(!Run("audit", ready).output.contains(words))
        try withTemporaryFolder { folder in
            try write(
                "profile: Minimum Access - API Only Integrations\npermissionSets: [LivePerson_Integration]\n",
                to: "\(folder)/rolecall.yml")
            let arguments = ["audit", ready, "--config", "\(folder)/rolecall.yml"]
            func text(_ more: [String]) -> String {
                Run(arguments + more).output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            }
            #expect(text([]).contains(words))
            #expect(!text(["--permission-set-license", "Salesforce API Integration"]).contains(words))
        }
    }
}
