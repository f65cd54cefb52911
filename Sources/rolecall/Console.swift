import Foundation

/// The world around a run, as values, so that tests need no terminal, clock or environment of their own.
struct Console {
    var writeOutput: (String) -> Void
    var writeError: (String) -> Void
    var environment: [String: String] = [:]
    var isOutputTerminal = false
    var isErrorTerminal = false
    var date: Date

    /// The process's own streams, environment and clock.
    static func process() -> Console {
        Console(
            writeOutput: { FileHandle.standardOutput.write(Data($0.utf8)) },
            writeError: { FileHandle.standardError.write(Data($0.utf8)) },
            environment: ProcessInfo.processInfo.environment,
            isOutputTerminal: isatty(STDOUT_FILENO) == 1,
            isErrorTerminal: isatty(STDERR_FILENO) == 1,
            date: Date())
    }

    /// Whether text on standard output is coloured.
    ///
    /// In this order: `--color`, `NO_COLOR`, `FORCE_COLOR` and `CLICOLOR_FORCE`, `TERM=dumb`, whether it is a terminal.
    func isColoured(_ choice: ColorChoice) -> Bool {
        switch choice {
        case .always: return true
        case .never: return false
        case .auto: break
        }
        if !(environment["NO_COLOR"] ?? "").isEmpty { return false }
        for name in ["FORCE_COLOR", "CLICOLOR_FORCE"] {
            if let value = environment[name], !value.isEmpty { return value != "0" }
        }
        if environment["TERM"] == "dumb" { return false }
        return isOutputTerminal
    }
}

/// How a run ends; documented in the README.
enum ExitStatus: Int32 {
    /// Every requirement is passed, waived or does not apply.
    case ready = 0
    /// At least one requirement failed.
    case failed = 1
    /// The audit could not be done, or not all of it.
    case notDone = 2
    /// None failed, and at least one is unknown.
    case unknown = 3
    /// The command line itself is wrong (`EX_USAGE`).
    case usage = 64
}

/// Why a run ends early, and what to do about it.
struct CommandFailure: Error {
    let status: ExitStatus
    let message: String

    init(_ message: String, status: ExitStatus = .notDone) {
        self.status = status
        self.message = message
    }
}
