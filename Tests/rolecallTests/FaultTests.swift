import Foundation
import TestSupport
import Testing

@testable import rolecall

private func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}

@Suite("Faults around a run", .mustEnd)
struct FaultTests {
    @Test("A report for which there is no room leaves nothing, and the others are written")
    func noRoom() throws {
        try withTemporaryFolder { folder in
            // No file may be larger than 32 kB, and only the page is.
            let run = try Shell(
                "ulimit -f 32; rolecall audit SampleMetadata/gaps --report html='\(folder)/a.html' --report gitlab='\(folder)/b.json'"
            )
            #expect(run.status == 2)
            #expect(
                run.output.contains("rolecall: \(folder)/a.html cannot be written: file too large.\n"), "\(run.output)")
            #expect(try names(in: folder) == ["b.json"])
        }
    }

    @Test("What a library's own variable says in the environment changes nothing and prints nothing")
    func environmentOfALibrary() throws {
        let audit = "rolecall audit SampleMetadata/ready --report json"
        #expect(try Shell("YAMS_DEFAULT_ENCODING=utf16 \(audit)").output == Shell(audit).output)
    }

    /// What a process that has to be interrupted is interrupted by; a shell's background job ignores Ctrl-C.
    private static let signals = [SIGINT, SIGTERM].filter { !Interruption.isIgnored($0) }

    /// Runs the audit of a sample with one report, interrupts it, and waits for its end.
    private func interrupt(_ report: String, by signal: Int32, once wait: () -> Void) throws -> Process {
        let process = Process()
        process.executableURL = Bundle.main.bundleURL.appending(path: "rolecall")
        process.arguments = ["audit", "\(root)/SampleMetadata/gaps", "--report", report, "--quiet"]
        try receivingSignals { try process.run() }
        wait()
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        return process
    }

    /// Starts processes that receive signals: the threads of tests block every one, and what they start inherits that.
    private func receivingSignals<Value>(_ body: () throws -> Value) rethrows -> Value {
        var (none, blocked) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &blocked)
        defer { pthread_sigmask(SIG_SETMASK, &blocked, nil) }
        return try body()
    }

    @Test("Ctrl-C ends a run that waits for a reader of its report", arguments: signals)
    func interruptedWhileWaiting(_ signal: Int32) throws {
        try withTemporaryFolder { folder in
            try #require(mkfifo("\(folder)/pipe", 0o600) == 0)
            let process = try interrupt("json=\(folder)/pipe", by: signal) { Thread.sleep(forTimeInterval: 2) }
            // What a shell shows as 130.
            #expect(process.terminationReason == .uncaughtSignal)
            #expect(process.terminationStatus == signal)
            #expect(try names(in: folder) == ["pipe"])
        }
    }

    @Test("Ctrl-C ends a run whose reader reads no more", arguments: signals)
    func interruptedWhileRead(_ signal: Int32) throws {
        try withTemporaryFolder { folder in
            try #require(mkfifo("\(folder)/pipe", 0o600) == 0)
            let pipe = open("\(folder)/pipe", O_RDWR)
            defer { close(pipe) }
            let process = try interrupt("html=\(folder)/pipe", by: signal) {
                var byte: UInt8 = 0
                #expect(read(pipe, &byte, 1) == 1)
            }
            #expect(process.terminationReason == .uncaughtSignal)
            #expect(process.terminationStatus == signal)
        }
    }

    @Test("A run that was started to ignore a signal ignores it, as by nohup")
    func ignored() throws {
        try withTemporaryFolder { folder in
            let run = try receivingSignals {
                try Shell(
                    """
                    set -m; trap '' HUP; mkfifo '\(folder)/pipe'
                    rolecall audit SampleMetadata/gaps --report html='\(folder)/pipe' -q &
                    { head -c 1; kill -HUP -- -$!; cat; } < '\(folder)/pipe' | tail -c 8; wait $!
                    """)
            }
            #expect(run.output.hasPrefix("</html>\n") && run.status == 1, "\(run)")
        }
    }

    @Test("Whenever it comes, Ctrl-C leaves a whole report or none, and no other file", arguments: signals)
    func interruptedWhileWriting(_ signal: Int32) throws {
        for moment in 0..<10 {
            try withTemporaryFolder { folder in
                _ = try interrupt("html=\(folder)/a.html", by: signal) {
                    Thread.sleep(forTimeInterval: 0.05 * Double(moment))
                }
                if try !names(in: folder).isEmpty {
                    #expect(try names(in: folder) == ["a.html"])
                    #expect(try String(contentsOfFile: "\(folder)/a.html", encoding: .utf8).hasSuffix("</html>\n"))
                }
            }
        }
    }
}

/// The address sanitizer reserves more than any bound allows.
private let canBeBound = (try? Shell("ulimit -v 600000; rolecall --version"))?.status == 0

@Suite("Hostile files, audited with little memory", .mustEnd, .enabled(if: canBeBound))
struct LittleMemoryTests {
    private static let file = "force-app/main/default/profiles/Minimum Access - API Only Integrations.profile-meta.xml"
    private static let start = "<Profile xmlns=\"http://soap.sforce.com/2006/04/metadata\">"

    /// What makes a profile, and what is said of it.
    static let profiles: [(String, String, String)] = [
        ("a value of 200 MB", "(echo '\(start)<custom>'; head -c 200000000 /dev/zero | tr '\\0' x)", "larger than any"),
        ("a comment of 200 MB", "(echo '\(start)<!--'; head -c 200000000 /dev/zero | tr '\\0' x)", "larger than any"),
        ("a million attributes", "(echo '\(start)<custom '; seq -f 'a%.0f=\"\"' 1000000)", "larger than any"),
        ("100,000 levels", "(echo '\(start)'; yes '<a>' | head -100000)", "nests elements deeper"),
        (
            "a record of 10 million elements", "(echo '\(start)<userPermissions>'; yes '<a/>' | head -10000000)",
            "larger than any"
        ),
        ("200 MB of NULs", "head -c 200000000 /dev/zero", "contains no XML element"),
        (
            "half of a pair in UTF-16", "printf '\\377\\376<\\0a\\0>\\0\\0\\330<\\0/\\0a\\0>\\0'",
            "ends before all its elements"
        ),
    ]

    @Test("A file that cannot be meant is refused, and libxml2 says nothing of its own", arguments: profiles)
    func profile(_ what: String, _ maker: String, _ words: String) throws {
        try withSample { org in
            let run = try Shell("\(maker) > '\(org)/\(Self.file)'; ulimit -v 600000; rolecall audit '\(org)'")
            #expect(run.status == 2, "\(run.output)")
            #expect(run.output.contains(words), "\(run.output)")
            #expect(!run.output.contains("encoding error"), "\(run.output)")
        }
    }

    @Test("Names of 3,000 characters, in an archive and on the command line, and roles in a circle")
    func names() throws {
        try withTemporaryFolder { folder in
            let long = String(repeating: "x", count: 3_000)
            var zip = ZipArchive()
            for number in 0..<50 {
                zip.entries.append(.init(path: "profiles/\(long)\(number).profile", text: "\(Self.start)</Profile>"))
                let parent = "<parentRole>\(long)\((number + 1) % 50)</parentRole>"
                zip.entries.append(
                    .init(
                        path: "roles/\(long)\(number).role",
                        text: Self.start.replacing("Profile", with: "Role") + parent + "</Role>"))
            }
            try zip.data.write(to: URL(fileURLWithPath: "\(folder)/a.zip"))
            let name = "$(head -c 10000 /dev/zero | tr '\\0' y)"
            let run = try Shell(
                "ulimit -v 600000; rolecall audit '\(folder)/a.zip' --profile \(name) --role \(long)0 --end-user-role \(long)1; echo \"status $?\""
            )
            #expect(run.output.hasSuffix("status 2\n"))
            #expect(run.output.contains("Salesforce does not allow one; fix parentRole."))
        }
    }
}
