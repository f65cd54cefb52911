import AuditReports
import Foundation
import Testing

@Suite("Commands to paste")
struct ShellCommandTests {
    private func line(_ name: String) -> String { ShellCommand("audit").option("--profile", name).line }

    @Test(
        "A name is quoted so that as many shells as can take it for one word",
        arguments: [
            ("API_User", "--profile API_User"), ("Minimum Access - API", #"--profile "Minimum Access - API""#),
            ("O'Neill", #"--profile "O'Neill""#), ("Größe", #"--profile "Größe""#), ("", #"--profile """#),
            ("a$b", "--profile 'a$b'"), ("50%", "--profile '50%'"), ("wow!", "--profile 'wow!'"),
            ("a\\", #"--profile 'a\'"#),
            ("it's $HOME", #"--profile 'it'\''s $HOME'"#), ("'\u{301}$(id)", "--profile ''\\''\u{301}$(id)'"),
            ("\u{201C}a\u{201D}", "--profile '\u{201C}a\u{201D}'"), ("=ls", #"--profile "=ls""#),
            ("-v", "--profile=-v"), ("--a b", #""--profile=--a b""#), ("a\nb", #"--profile 'a\u{a}b'"#),
            ("a\u{1B}[2J", #"--profile 'a\u{1b}[2J'"#), ("a\u{AD}b", #"--profile 'a\u{ad}b'"#),
        ])
    func examples(_ name: String, _ option: String) {
        #expect(line(name) == "audit \(option)")
    }

    @Test("A path is never taken for an option")
    func paths() {
        #expect(ShellCommand("audit").paths(["-rf", "a b", "/c", "=d"]).line == #"audit ./-rf "a b" /c "=d""#)
    }

    /// Numbers that are the same in every run.
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    /// Mostly what means something to a shell, with marks that make other characters of it, and now and then anything.
    private static func name(_ numbers: inout Numbers) -> String {
        let telling = Array(
            "'\"`$\\(){}[]<>|&;*?~#!%^=-+,:/ \t\n\r\u{1B}\u{301}\u{20DD}\u{200D}\u{202E}\u{AD}\u{2018}\u{201D}aZ9_.@é🧑"
                .unicodeScalars)
        var scalars = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...12, using: &numbers) {
            let any = Unicode.Scalar(UInt32.random(in: 1...0x10_FFFF, using: &numbers))
            scalars.append(
                Int.random(in: 0..<8, using: &numbers) > 0 ? telling.randomElement(using: &numbers) ?? "'" : any ?? "'")
        }
        return String(scalars) + (Int.random(in: 0..<4, using: &numbers) == 0 ? "'$(touch pwned)'" : "")
    }

    @Test(
        "Pasted into a shell, a command runs nothing that a name contains, and hands over the name",
        arguments: ["bash", "dash"])
    func pasted(_ shell: String) throws {
        var numbers = Numbers(state: 20_261_126)
        let names = (0..<1_000).map { _ in Self.name(&numbers) }
        let lines = names.map { ShellCommand("printf '%s\\0'").option("--profile", $0).paths([$0]).line }
        #expect(!lines.contains { $0.unicodeScalars.contains("\n") })
        let folder = FileManager.default.temporaryDirectory.appending(path: "rolecall-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            shell, "-c", "export LC_ALL=C.UTF-8; cd '\(folder.path)' || exit 9\n" + lines.joined(separator: "\n"),
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
        let words = output.split(separator: 0, omittingEmptySubsequences: false).dropLast().map {
            String(decoding: $0, as: UTF8.self)
        }
        let expected = names.flatMap { name -> [String] in
            let isOption = name.unicodeScalars.first == "-"
            return (isOption ? ["--profile=\(name.visible)"] : ["--profile", name.visible]) + [
                isOption ? "./\(name.visible)" : name.visible
            ]
        }
        #expect(words == expected)
    }
}
