import Documents
import Foundation

/// Why something cannot be had from a Git repository.
package struct GitFailure: Error, Sendable, CustomStringConvertible {
    /// What is wrong and what to do, as whole sentences.
    package let description: String

    /// Makes a failure.
    package init(_ description: String) { self.description = description }
}

/// The installed program `git`, by which repositories are read.
///
/// Nothing of a repository is run: no hook, no filter, no text conversion, no other program for differences; and nothing is
/// fetched.
package struct GitProgram: Sendable {
    private let path: String
    private let environment: [String: String]

    /// Looks for it.
    ///
    /// - Parameter environment: The variables of the process.
    /// - Throws: ``GitFailure`` where it is not installed.
    package init(in environment: [String: String]) throws(GitFailure) {
        guard let path = installedProgram("git", in: environment) else {
            throw GitFailure(
                "git is not installed, or not in PATH. Install it: the commits of a repository are read by it.")
        }
        self.path = path
        self.environment = Self.variables(of: environment)
    }

    /// Variables that only say where Git is configured. The others can name another repository, other files, or programs to run:
    /// a hook has GIT_DIR set, for example.
    private static let harmless: Set<String> = [
        "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_CEILING_DIRECTORIES",
        "GIT_DISCOVERY_ACROSS_FILESYSTEM", "GIT_EXEC_PATH",
    ]

    private static func variables(of environment: [String: String]) -> [String: String] {
        var variables = environment.filter { !$0.key.hasPrefix("GIT_") || harmless.contains($0.key) }
        variables["GIT_OPTIONAL_LOCKS"] = "0"
        variables["GIT_TERMINAL_PROMPT"] = "0"
        variables["GIT_NO_LAZY_FETCH"] = "1"
        // Its messages are quoted, and those of another language would not fit between ours.
        variables["LC_ALL"] = "C"
        return variables
    }

    /// What every call is given: paths are paths and no patterns, and what the configuration could make run does not.
    private static let options = [
        "--no-pager", "--literal-pathspecs", "-c", "core.fsmonitor=false", "-c", "log.showRoot=true", "-c",
        "log.diffMerges=first-parent", "-c", "log.showSignature=false", "-c", "log.follow=false", "-c",
        "diff.relative=false", "-c", "protocol.allow=never",
    ]

    /// Starts git.
    ///
    /// - Parameters:
    ///   - arguments: Its command and options.
    ///   - folder: Where it looks for the repository.
    /// - Throws: ``GitFailure`` where it cannot be started.
    func start(_ arguments: [String], in folder: String) throws(GitFailure) -> GitProcess {
        try GitProcess(path, ["-C", folder] + Self.options + arguments, environment)
    }

    /// Runs git to its end.
    ///
    /// - Returns: What it printed.
    /// - Throws: ``GitFailure`` with git's own words where it fails.
    func run(_ arguments: [String], in folder: String) throws(GitFailure) -> [UInt8] {
        let process = try start(arguments, in: folder)
        let output = process.readToEnd()
        guard let failure = process.failure() else { return output }
        throw failure
    }
}
