import Foundation
import TestSupport
import Testing

@testable import rolecall

@Suite("rolecall roles")
struct RolesCommandTests {
    private let gaps = "\(root)/SampleMetadata/gaps"

    /// A folder with roles written as `Name` or `Name < Parent`.
    private func withRoles<Value>(_ roles: [String], _ body: (String) throws -> Value) throws -> Value {
        try withTemporaryFolder { folder in
            for role in roles {
                let parts = role.components(separatedBy: " < ")
                let parent = parts.count > 1 ? "<parentRole>\(parts[1])</parentRole>" : ""
                try write(
                    "<Role xmlns=\"http://soap.sforce.com/2006/04/metadata\"><name>\(parts[0])</name>\(parent)</Role>\n",
                    to: "\(folder)/roles/\(parts[0]).role")
            }
            return try body(folder)
        }
    }

    @Test(
        "It draws where they are and says what would bring the API user's role above; that it does not is not a failure"
    )
    func sample() {
        let run = Run("roles", gaps)
        #expect(run.status == 0)
        #expect(run.output.contains(#/Integration_User +0 +API user/#))
        #expect(run.output.contains(#/Care_Agent +2 +end users, not below the API user/#))
        #expect(run.output.contains("let \"Care_Team_Lead\" report to \"Integration_User\"."))
        #expect(run.error.isEmpty)
        #expect(Run("roles", gaps, "--all").output.contains("7 roles on 4 levels."))
    }

    @Test("Exported users are counted by role, the API user and inactive users as such")
    func users() {
        let run = Run("roles", "\(root)/SampleMetadata/muted")
        #expect(run.output.contains(#/Care_Agent_Billing .* 3  end users, below the API user/#))
    }

    @Test("A role that was named is drawn, however far below it is; of too many the rest is counted")
    func farBelow() throws {
        try withRoles(["R0"] + (1...250).map { "R\($0) < R\($0 - 1)" }) { folder in
            let run = Run("roles", folder, "--role", "R0", "--end-user-role", "R250")
            #expect(run.output.contains(#/R250 +end users, below the API user/#))
        }
        let wide = (1...250).map { "R\($0)" }
        try withRoles(["R0"] + wide.map { "\($0) < R0" }) { folder in
            let run = Run(["roles", folder, "--role", "R0"] + wide.flatMap { ["--end-user-role", $0] })
            #expect(run.output.replacing("\n", with: " ").contains("51 of the end users' roles are not among them."))
        }
    }

    @Test("No user needs to be named")
    func nobody() throws {
        try withRoles(["CEO", "Agent < CEO"]) { folder in
            let run = Run("roles", folder)
            #expect(run.status == 0)
            #expect(run.output == "Level  Role\n    1  CEO\n    2  └─ Agent\n\n2 roles on 2 levels.\n")
            #expect(run.error.isEmpty)
        }
    }

    @Test("Several drawings; what they come to is reported on standard error where no text says it")
    func files() throws {
        try withTemporaryFolder { folder in
            let run = Run(
                "roles", gaps, "--report", "svg=\(folder)/a.svg", "--report", "dot=\(folder)/a.dot", "--report",
                "mermaid")
            #expect(run.status == 0)
            #expect(run.output.hasPrefix("flowchart TD\n"))
            #expect(run.error.contains("rolecall: The lowest role above all end users is \"Customer_Care_Manager\"."))
            let files = try ["a.svg", "a.dot"].map { try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8) }
            #expect(files[0].hasPrefix("<svg xmlns="))
            #expect(files[1].hasPrefix("digraph roles {"))
        }
        #expect(Run("roles", gaps, "--report", "svg=/nowhere/a.svg").status == 2)
    }

    @Test(
        "A role that was named and is not there, and a cycle on its path to the root, are reported, drawn, and end with 2"
    )
    func broken() throws {
        try withRoles(["CEO", "Agent < CEO", "A < B", "B < A", "C < Gone"]) { folder in
            let cycle = Run("roles", folder, "--role", "CEO", "--end-user-role", "A")
            #expect(cycle.status == 2)
            #expect(cycle.error.contains("The roles form a cycle"))
            #expect(cycle.output.contains("a cycle"))
            let missing = Run("roles", folder, "--role", "CEA", "--end-user-role", "Agent")
            #expect(missing.status == 2)
            #expect(missing.error.contains("no role \"CEA\""))
            #expect(missing.output.contains(#/CEA +API user, not in the export/#))
            // What was not required is drawn as it is.
            #expect(Run("roles", folder).status == 0)
            let parent = Run("roles", folder, "--role", "CEO", "--end-user-role", "C")
            #expect(parent.status == 0)
            #expect(parent.error.contains("reports to \"Gone\", which is not in the export"))
        }
    }

    @Test("Without roles there is nothing to draw, and a file that cannot be read is reported")
    func nothing() throws {
        try withTemporaryFolder { folder in
            try write("<Role", to: "\(folder)/roles/Broken.role")
            let run = Run("roles", folder)
            #expect(run.status == 2)
            #expect(run.error.contains("roles/Broken.role:1"))
            #expect(run.error.contains("The export contains no roles."))
        }
    }

    @Test(
        "Wrong usage",
        arguments: [
            (["--report", "html"], "html"), (["--report", "svg", "--report", "dot"], "Only one report"),
            (["--report", "svg=a", "--report", "dot=a"], "Two reports"), (["--role", " "], "--role is empty"),
            (["--object", "Nothing=off"], "no object"),
        ])
    func usage(_ arguments: [String], _ words: String) {
        let run = Run(["roles", gaps] + arguments)
        #expect(run.status == 64)
        #expect(run.error.contains(words))
    }
}
