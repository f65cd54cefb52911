import Foundation
import TestSupport
import Testing

@testable import rolecall

/// The program itself, run by a shell, because only a process has streams that can be closed or full.
struct Shell {
    let status: Int32
    let output: String

    /// - Parameter command: A command line in which `rolecall` represents the program.
    init(_ command: String) throws {
        let program = Bundle.main.bundleURL.appending(path: "rolecall").path
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["-c", "rolecall() { '\(program)' \"$@\"; }; cd '\(root)' || exit 99; \(command)"]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        output = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        status = process.terminationStatus
    }
}

@Suite("The working directory")
struct WorkingDirectoryTests {
    @Test("A folder there does not take the place of a built-in guide")
    func builtInNamesWin() throws {
        try withTemporaryFolder { folder in
            try write("id: other\n", to: "\(folder)/liveperson-connector/guide.yaml")
            let audit = "cd '\(folder)' && rolecall audit '\(root)/SampleMetadata/gaps' --guide"
            #expect(try Shell("\(audit) liveperson-connector").status == 1)
            #expect(try Shell("\(audit) ./liveperson-connector").output.contains("liveperson-connector/guide.yaml:1: "))
        }
    }
}

@Suite("Streams that cannot be written")
struct StreamTests {
    private static let audit = "rolecall audit SampleMetadata/gaps"

    @Test(
        "A full or closed standard output is reported, and the run ends with 2",
        arguments: [
            "\(audit) 2>&1 >/dev/full", "\(audit) 2>&1 >&-", "rolecall --version 2>&1 >/dev/full",
            "rolecall guide manual 2>&1 >&-",
        ])
    func output(_ command: String) throws {
        let run = try Shell(command)
        #expect(run.status == 2, "\(run.output)")
        #expect(run.output.contains("rolecall: Standard output cannot be written: "), "\(run.output)")
    }

    @Test(
        "A full or closed standard error crashes nothing",
        arguments: ["\(audit) --nonsense 2>/dev/full", "\(audit) --nonsense 2>&-", "\(audit) --nonsense >&- 2>&-"])
    func error(_ command: String) throws {
        #expect(try Shell(command).status == 2)
    }

    @Test("A reader that goes away is not an error: the audit keeps its own status and says nothing")
    func reader() throws {
        let run = try Shell("\(Self.audit) 2>&1 | true; exit ${PIPESTATUS[0]}")
        #expect(run.status == 1)
        #expect(run.output == "")
    }

    @Test("Nothing is written behind what could not be")
    func failure() {
        var written: [String] = []
        let stream = TextStream {
            written.append($0)
            return written.count == 1 ? EIO : 0
        }
        stream.write("a")
        stream.write("b")
        #expect(written == ["a"] && stream.failureReason != nil)
    }

    @Test("A closed stream is never taken for a file that is opened later")
    func reusedDescriptor() throws {
        try withTemporaryFolder { folder in
            let run = try Shell("\(Self.audit) --report json='\(folder)/a.json' --report text >&- 2>&-")
            #expect(run.status == 2)
            let report = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/a.json"))
            #expect(
                (try JSONSerialization.jsonObject(with: report) as? [String: Any])?["outcome"] as? String == "notReady")
        }
    }
}
