import Foundation
import OrgModel
import TestSupport
import Testing

@testable import rolecall

@Suite("What others install rolecall with")
struct InstallationTests {
    @Test("The pre-commit hooks run for every type of metadata that is read", arguments: MetadataType.allCases)
    func hooks(_ type: MetadataType) throws {
        let hooks = try String(contentsOfFile: "\(root)/.pre-commit-hooks.yaml", encoding: .utf8)
        #expect(hooks.firstMatch(of: try Regex("[(|]\(type.suffix)[|)]")) != nil)
    }

    @Test(
        "The pre-commit hooks run for whatever an audit may read, and for nothing else",
        arguments: [
            ("force-app/main/default/profiles/Admin.profile-meta.xml", true),
            ("unpackaged/profiles/Admin.profile", true),
            ("force-app/main/default/permissionsets/Api/Api.userPermission-meta.xml", true),
            ("force-app/main/default/permissionsets/Api/objectSettings/Case.objectSettings-meta.xml", true),
            ("force-app/main/default/profiles/Admin/userPermissions/ViewSetup.userPermissions-meta.xml", true),
            ("force-app/main/default/mutingpermissionsets/M/userPermissions.xml", true),
            ("force-app/main/default/permissionsets/Api/userPermissions.yaml", true),
            ("force-app/main/default/objects/Case/fields/A__c.field-meta.xml", true),
            ("audit/users.json", true), ("audit/Assignments.csv", true), ("audit/objects.soql", true),
            ("org.zip", true),
            ("rolecall.yml", true), ("audit/config.yaml", true), ("sfdx-project.json", true), (".forceignore", true),
            ("sub/.forceignore", true), ("manifest/package.xml", true), ("rolecall-waivers.yml", true),
            ("audit/waivers.yml", true),
            ("guides/mine/guide.yaml", true), ("guides/mine/table-1.yml", true),
            ("README.md", false), ("force-app/main/default/classes/A.cls", false), ("x.forceignore", false),
            ("src/xml", false),
            ("profile", false), ("main.js", false),
        ])
    func hookFiles(_ path: String, _ runs: Bool) throws {
        let hooks = try String(contentsOfFile: "\(root)/.pre-commit-hooks.yaml", encoding: .utf8)
        let pattern = try #require(hooks.firstMatch(of: #/files: &metadata '([^']+)'/#)?.1)
        // pre-commit searches.
        #expect(try (path.firstMatch(of: Regex(String(pattern))) != nil) == runs)
    }
}

@Suite("The GitHub action")
struct ActionTests {
    /// What the action's last step did.
    private struct Step {
        let status: Int32
        let output: String
        let outputs: String
        let annotations: String?
    }

    /// The script of a step, as GitHub's runner runs it.
    private func script(_ id: String) throws -> String {
        let lines = try String(contentsOfFile: "\(root)/action.yml", encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        let step = try #require(lines.firstIndex { $0.contains("- id: \(id)") })
        let start = try #require(lines[step...].firstIndex { $0.hasSuffix("run: |") }) + 1
        let isWithin = { (line: Substring) in line.isEmpty || line.hasPrefix("        ") }
        return lines[start...].prefix(while: isWithin).map { $0.dropFirst(8) }.joined(separator: "\n")
    }

    /// Runs the script of a step: its exit status, and what it printed.
    private func runStep(_ id: String, in folder: String, _ environment: [String: String]) throws -> (Int32, String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["--noprofile", "--norc", "-eo", "pipefail", "-c", try script(id)]
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.environment = environment
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, output)
    }

    /// Runs the step in a folder that has a copy of the ready sample below `--org`.
    private func run(_ inputs: [String: String], annotations: String? = nil) throws -> Step {
        try withTemporaryFolder { folder in
            try copyFiles(from: "\(root)/SampleMetadata/ready", to: "\(folder)/--org")
            try copyFiles(from: "\(root)/SampleMetadata/gaps", to: "\(folder)/gaps")
            if let annotations { try write(annotations, to: "\(folder)/annotations") }
            var environment = ProcessInfo.processInfo.environment.merging([
                "INSTALLED": Bundle.main.bundleURL.appending(path: "rolecall").path, "SOURCE": folder, "BUILD": folder,
                "ANNOTATIONS": "\(folder)/annotations", "SUMMARY": "\(folder)/new-summary.md",
                "GITHUB_OUTPUT": "\(folder)/output",
                "GITHUB_STEP_SUMMARY": "\(folder)/summary.md",
                "PATHS": ".", "GUIDE": "", "ARGUMENTS": "", "REPORTS": "", "ANNOTATE": "true", "FAIL": "true",
            ]) { $1 }
            environment.merge(inputs) { $1 }
            let (status, output) = try runStep("audit", in: folder, environment)
            func text(_ name: String) -> String? { try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) }
            return Step(
                status: status, output: output, outputs: text("output") ?? "",
                annotations: text("annotations"))
        }
    }

    @Test(
        "The step fails with rolecall's status unless fail is exactly false",
        arguments: [
            ("gaps", "true", 1), ("gaps", "false", 0), ("--org", "true", 0), ("nowhere", "true", 2),
            ("nowhere", "false", 0),
        ] as [(String, String, Int32)])
    func status(_ path: String, _ fail: String, _ status: Int32) throws {
        let step = try run(["PATHS": path, "FAIL": fail])
        #expect(step.status == status, "\(step.output)")
        let expected = ["gaps": 1, "--org": 0, "nowhere": 2][path] ?? -1
        #expect(step.outputs == "status=\(expected)\n")
    }

    @Test(
        "Any other value of fail or annotate is an error, and nothing is audited",
        arguments: [
            "FAIL", "ANNOTATE",
        ], ["", "False", "FALSE", "no", "0", "false ", "true\nfalse"])
    func otherValues(_ input: String, _ value: String) throws {
        let step = try run(["PATHS": "--org", input: value])
        #expect(step.status == 64)
        #expect(step.output == "::error title=rolecall::The input \(input.lowercased()) must be true or false.\n")
        #expect(step.outputs == "status=64\n")
    }

    @Test("Annotations of an earlier run are not shown again")
    func earlierAnnotations() throws {
        let stale = "::error title=old::Stale.\n"
        let failed = try run(["PATHS": "nowhere"], annotations: stale)
        #expect(!failed.output.contains("Stale") && failed.annotations == nil)
        let audited = try run(["PATHS": "gaps"], annotations: stale)
        #expect(!audited.output.contains("Stale") && audited.output.contains("::error file="))
        let silent = try run(["PATHS": "gaps", "ANNOTATE": "false"], annotations: stale)
        #expect(!silent.output.contains("::error"))
    }

    @Test("Each line of path is a path, with any beginning, and each of arguments an argument")
    func lines() throws {
        #expect(try run(["PATHS": "--org\n\n  \n", "ARGUMENTS": "--edition=open-cti\n"]).status == 0)
        #expect(try run(["PATHS": "--org", "GUIDE": "gong-salesforce"]).output.contains("Gong"))
        let help = try run(["PATHS": "--help"])
        #expect(help.status == 2 && help.output.contains("--help does not exist"))
        let several = try run(["PATHS": "gaps", "ARGUMENTS": "--profile\nNobody"])
        #expect(several.status == 2 && several.output.contains("There is no profile \"Nobody\""))
    }

    // MARK: The program of a release

    /// Prepares a runner without rolecall and Swift, whose `curl` copies: a release of this version, and the commands that the
    /// step needs.
    private static let runner = """
        set -e
        mkdir commands release content "release/v$RELEASED"
        for command in bash sed sha256sum tar gzip rm mkdir grep cp; do ln -s "$(command -v $command)" commands/; done
        printf '#!/bin/bash\ncp "${@: -1}" "${@: -2:1}"\n' >commands/curl
        printf '#!/bin/bash\necho %s\n' "$RELEASED" >content/rolecall
        chmod +x commands/curl content/rolecall
        cd "release/v$RELEASED"
        tar -czf "rolecall-$RELEASED-linux-x86_64.tar.gz" -C ../.. content
        sha256sum -- *.tar.gz >SHA256SUMS
        """

    /// Looks for the program on that runner, after another command has changed the release.
    private func findProgram(_ inputs: [String: String], released: String, _ change: String = "true") throws -> Step {
        try withTemporaryFolder { folder in
            let prepared = try Shell("cd '\(folder)'; RELEASED=\(released)\n\(Self.runner)\n\(change)")
            try #require(prepared.status == 0, "\(prepared)")
            let environment = [
                "PATH": "\(folder)/commands", "SOURCE": root, "RELEASES": "\(folder)/release", "SYSTEM": "Linux-X64",
                "DOWNLOAD": "\(folder)/download", "GITHUB_OUTPUT": "\(folder)/output", "VERSION": "", "SHA256": "",
            ].merging(inputs) { $1 }
            let (status, output) = try runStep("program", in: folder, environment)
            let found = try? String(contentsOfFile: "\(folder)/output", encoding: .utf8)
            return Step(
                status: status, output: output, outputs: found?.replacing(folder, with: "") ?? "", annotations: nil)
        }
    }

    @Test("The release of the action's own version is used where rolecall is not installed")
    func ownRelease() throws {
        let step = try findProgram([:], released: rolecallVersion)
        #expect(step.status == 0, "\(step.output)")
        #expect(step.outputs == "installed=/download/rolecall\n")
    }

    @Test(
        "The release that is named is used, also where another rolecall is installed", arguments: ["9.8.7", "v9.8.7"])
    func namedRelease(_ version: String) throws {
        let install = "cp ../../content/rolecall ../../commands/"
        let step = try findProgram(["VERSION": version], released: "9.8.7", install)
        #expect(step.outputs == "installed=/download/rolecall\n", "\(step.output)")
        #expect(try findProgram([:], released: "9.8.7", install).outputs == "installed=/commands/rolecall\n")
    }

    @Test(
        "A program without its checksum is never used",
        arguments: [
            ("", "echo >>rolecall-9.8.7-linux-x86_64.tar.gz", "another checksum"),
            (String(repeating: "0", count: 64), "true", "another checksum"), ("x", "true", "another checksum"),
            ("", "rm SHA256SUMS", "lists no checksum"), ("", "echo >SHA256SUMS", "lists no checksum"),
            ("", "rm *.tar.gz", "cannot be downloaded"),
        ])
    func checksums(_ checksum: String, _ change: String, _ message: String) throws {
        let step = try findProgram(["VERSION": "9.8.7", "SHA256": checksum], released: "9.8.7", change)
        #expect(step.status == 2)
        #expect(step.output.contains("::error title=rolecall::") && step.output.contains(message), "\(step.output)")
        #expect(step.outputs == "")
    }

    @Test(
        "Where there is neither a release nor Swift, the message says what to do",
        arguments: ["Linux-X64", "macOS-ARM64"])
    func nothing(_ system: String) throws {
        let step = try findProgram(["SYSTEM": system], released: "9.8.7")
        #expect(step.status == 2)
        #expect(step.output.contains("has no program for \(system), and Swift is not on this runner"), "\(step.output)")
    }
}
