import Foundation
import TestSupport
import Testing

@testable import rolecall

@Suite("--records: query results, and folders of them")
struct RecordsOptionTests {
    private let muted = "\(root)/SampleMetadata/muted"
    private let who = ["--api-user", "liveperson.api@tarnwickfibre.example", "--end-users", "active", "--no-config"]

    /// A folder with the query results of a sample.
    private func withRecords(_ body: (_ folder: String) throws -> Void) throws {
        try withTemporaryFolder { folder in
            for name in ["users", "assignments", "roles", "licenses", "callcenters"] {
                try copyFiles(from: "\(muted)/\(name).json", to: "\(folder)/\(name).json")
            }
            try body(folder)
        }
    }

    /// The verdicts and problems, without the paths of a folder.
    private func report(_ arguments: [String], without folder: String) -> String {
        Run(["audit", muted] + arguments + who + ["--report", "json"]).output.replacing("\(folder)/", with: "")
    }

    @Test("Of a folder every result in it is read, and nothing else")
    func folder() throws {
        try withRecords { folder in
            try FileManager.default.moveItem(atPath: "\(folder)/roles.json", toPath: "\(folder)/Roles.JSON")
            let files = try FileManager.default.contentsOfDirectory(atPath: folder).map { "\(folder)/\($0)" }
            let expected = report(["--records"] + files, without: folder)
            #expect(expected.contains("notReady"))
            try write("no result", to: "\(folder)/notes.txt")
            try write("SELECT Id FROM User", to: "\(folder)/users.soql")
            try write("dot files are the tools' own", to: "\(folder)/._users.json")
            try write("what lies deeper is not meant", to: "\(folder)/old/users.json")
            #expect(report(["--records", folder], without: folder) == expected)
            #expect(report(["--records", "\(folder)/"], without: folder) == expected)
            #expect(report(["--records", "\(folder)/users.json", folder], without: folder) == expected)
            #expect(report(["--users", folder], without: folder) == expected)
            #expect(
                report(["--users", "\(folder)/users.json", "--records"] + files, without: folder) == expected)
        }
    }

    @Test("rolecall.yml names files and folders; its old key is read too, and both add up")
    func configuration() throws {
        let who = "apiUser: liveperson.api@tarnwickfibre.example\nendUsers: [active]\n"
        try withSample("muted") { org in
            let results = ["users", "assignments", "roles", "licenses", "callcenters"]
            for name in results {
                try FileManager.default.createDirectory(atPath: "\(org)/records", withIntermediateDirectories: true)
                try FileManager.default.moveItem(atPath: "\(org)/\(name).json", toPath: "\(org)/records/\(name).json")
            }
            func outcome(_ text: String) throws -> (Int32, String) {
                try write(text + who, to: "\(org)/rolecall.yml")
                let run = Run("audit", org)
                return (run.status, run.output + run.error)
            }
            let expected = try outcome("records: [records]\n")
            #expect(expected.0 == 1, "\(expected.1)")
            let others = results.dropFirst().map { "records/\($0).json" }.joined(separator: ", ")
            for text in [
                "users: [./records]\n", "records: [\(others)]\nusers: [records/users.json]\n",
                "users: [\(others)]\nrecords: [records/users.json, records]\n",
            ] {
                #expect(try outcome(text) == expected)
            }
        }
    }

    @Test("A configuration that is found in PATH reaches no file outside through a link in a folder")
    func linkInFolder() throws {
        try withSample("muted") { org in
            let outside = "\(org)/../outside.json"
            try write(#"{"password":"hunter2"}"#, to: outside)
            try write("records: [records]\n", to: "\(org)/rolecall.yml")
            try write("Username\nann@example.com\n", to: "\(org)/records/a.csv")
            #expect(!Run("audit", org).error.contains("leads out"))
            try FileManager.default.createSymbolicLink(
                atPath: "\(org)/records/b.json", withDestinationPath: outside)
            let run = Run("audit", org)
            #expect(run.status == 2)
            #expect(run.error.contains("rolecall.yml:1: \"records\" leads out of this file's folder"), "\(run.error)")
            #expect(!run.error.contains("hunter2"))
        }
    }

    @Test("No report is written where the next run would read it as a query result")
    func writing() throws {
        try withRecords { folder in
            let before = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            for file in ["users.json", "report.json", "report.CSV"] {
                let run = Run(["audit", muted, "--records", folder, "--report", "json=\(folder)/\(file)"] + who)
                #expect(run.status == 64)
                #expect(run.error.contains("\(file) is read, so nothing can be written there"), "\(run.error)")
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == before)
            let run = Run(["audit", muted, "--records", folder, "--report", "html=\(folder)/report.html"] + who)
            #expect(run.status == 1, "\(run.error)")
        }
    }

    @Test(
        "What gives no records is an error with the file and what to do, in every command",
        arguments: [
            ("none", "The file cannot be read: it does not exist.", "Check the path"),
            ("empty", "The folder contains no query result", "rolecall manifest"),
            ("notes", "The folder contains no query result", "rolecall manifest"),
            ("queries", "The folder contains queries (.soql) and no result of any", "sf data query --file"),
            ("other/package.json", "The file has 2 columns, none of which says what it contains", "User"),
            ("text/a.csv", "The file is the table that the Salesforce CLI prints", "--output-file"),
            ("nothing/a.json", "The file is empty", "export again"),
        ])
    func invalid(_ place: String, _ words: String, _ advice: String) throws {
        try withTemporaryFolder { folder in
            try FileManager.default.createDirectory(atPath: "\(folder)/empty", withIntermediateDirectories: true)
            try write("to do", to: "\(folder)/notes/notes.txt")
            try write("SELECT Id FROM User", to: "\(folder)/queries/users.soql")
            try write(#"[{"name":"app","version":"1.0"}]"#, to: "\(folder)/other/package.json")
            try write("USERNAME         ISACTIVE\n---------------- --------\nann  true\n", to: "\(folder)/text/a.csv")
            try write("", to: "\(folder)/nothing/a.json")
            for command in [["audit"], ["surplus"], ["roles"], ["why", "system/ApiEnabled"]] {
                let run = Run(
                    command + [muted, "--no-config", "--profile", "Integration API Only", "--records"]
                        + ["\(folder)/\(place.prefix { $0 != "/" })"])
                let text = (run.output + run.error).split(whereSeparator: \.isWhitespace).joined(separator: " ")
                #expect(run.status == 2, "\(command) \(text)")
                #expect(text.contains("\(folder)/\(place)"), "\(command) \(text)")
                #expect(text.contains(words), "\(command) \(text)")
                #expect(text.contains(advice), "\(command) \(text)")
            }
        }
    }

    @Test("A folder that may not be read is an error", .enabled(if: getuid() != 0))
    func closed() throws {
        try withRecords { folder in
            try FileManager.default.setAttributes([.posixPermissions: 0o000], ofItemAtPath: folder)
            defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder) }
            let run = Run(["audit", muted, "--records", folder] + who)
            #expect(run.status == 2)
            #expect((run.output + run.error).contains("The folder cannot be read: permission denied"), "\(run.error)")
        }
    }
}
