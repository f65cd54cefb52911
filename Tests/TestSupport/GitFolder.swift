import Foundation

/// A Git repository that a test makes up, which goes when the test is done: the same commits, with the same ids, on every
/// machine.
package final class GitFolder: Sendable {
    package let folder: TemporaryFolder

    package var path: String { folder.path }

    /// How long it takes to start git is why a test makes one repository and asks much of it.
    package init(_ files: [String: String] = [:]) throws {
        folder = try TemporaryFolder(files)
        try git("init", "--quiet", "--initial-branch=main")
    }

    /// What a run of rolecall on it is given.
    package static var environment: [String: String] {
        [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "", "HOME": "/nonexistent",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
        ]
    }

    /// Runs git in the repository, with an author, a day and a configuration of its own.
    ///
    /// - Parameters:
    ///   - arguments: The command and its options.
    ///   - day: The day of a commit.
    ///   - place: A folder below the repository's.
    /// - Returns: What it printed, without the last line feed.
    /// - Throws: ``Failure`` where it fails.
    @discardableResult
    package func git(_ arguments: String..., on day: String = "2026-01-01", in place: String = "") throws -> String {
        try git(arguments, on: day, in: place)
    }

    private func git(_ arguments: [String], on day: String, in place: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let configuration = [
            "commit.gpgsign=false", "core.hooksPath=/dev/null", "core.autocrlf=false", "protocol.file.allow=always",
            "advice.detachedHead=false",
        ]
        process.arguments =
            ["git", "-C", "\(path)/\(place)"] + configuration.flatMap { ["-c", $0] } + arguments
        let who = ["GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"].map { ($0, "Jane Doe") }
        let address = ["GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"].map { ($0, "jane@example.com") }
        let when = ["GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"].map { ($0, "\(day)T12:00:00+0100") }
        process.environment = Self.environment.merging(who + address + when) { $1 }
        let (output, error) = (Pipe(), Pipe())
        (process.standardOutput, process.standardError) = (output, error)
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let complaint = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(description: "git \(arguments.joined(separator: " ")): \(complaint)")
        }
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// Makes a commit of files that are written or, where `nil`, removed, and of all else that has changed.
    ///
    /// - Parameters:
    ///   - subject: The first line of its message.
    ///   - day: Its day.
    ///   - files: The texts by path.
    /// - Returns: Its id.
    @discardableResult
    package func commit(_ subject: String, on day: String = "2026-01-01", _ files: [String: String?] = [:]) throws
        -> String
    {
        for (file, text) in files {
            if let text {
                try folder.write(text, to: file)
            } else {
                try FileManager.default.removeItem(atPath: "\(path)/\(file)")
            }
        }
        try git("add", "--all")
        try git("commit", "--quiet", "--allow-empty", "--message", subject, on: day)
        return try git("rev-parse", "HEAD")
    }
}
