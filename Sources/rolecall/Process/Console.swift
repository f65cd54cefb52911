import AuditReports
import Foundation
import OrgModel

/// The world around a run, as values, so that tests need no terminal, clock or environment of their own.
struct Console {
    let output: TextStream
    let error: TextStream
    /// Reads standard input to its end.
    var readInput: () -> [UInt8] = { [] }
    /// Reads the next line of standard input, without its end; `nil` where there is none.
    var readLine: () -> String? = { nil }
    /// The paths of the shared libraries that the process uses; `nil` where the system does not say.
    var sharedLibraries: () -> [String]? = { nil }
    var environment: [String: String] = [:]
    var isOutputTerminal = false
    var isErrorTerminal = false
    var isInputTerminal = false
    /// The width of the terminal on standard output, in columns; `nil` where it is none or does not report it.
    var columns: Int?
    /// When the run is taken to be; ``atDateOfEnvironment()`` decides.
    var date: Date

    init(output: TextStream, error: TextStream, date: Date) {
        self.output = output
        self.error = error
        self.date = date
    }

    /// The process's own streams, environment and clock.
    static func process() -> Console {
        // A reader that goes away shows as an error of the write, not as a signal that ends the run.
        signal(SIGPIPE, SIG_IGN)
        // So does a file that grows larger than the process may write.
        signal(SIGXFSZ, SIG_IGN)
        Interruption.listen()
        TextStream.occupyClosedDescriptors()
        var console = Console(output: .descriptor(STDOUT_FILENO), error: .descriptor(STDERR_FILENO), date: Date())
        console.readInput = { [UInt8](FileHandle.standardInput.readDataToEndOfFile()) }
        console.readLine = { Swift.readLine() }
        console.sharedLibraries = sharedLibrariesOfProcess
        console.environment = ProcessInfo.processInfo.environment
        console.isOutputTerminal = isatty(STDOUT_FILENO) == 1
        console.isErrorTerminal = isatty(STDERR_FILENO) == 1
        console.isInputTerminal = isatty(STDIN_FILENO) == 1
        console.columns = terminalColumns(STDOUT_FILENO)
        return console
    }

    /// The paths of the shared libraries that this process uses; `nil` where the system does not say: where /proc is not mounted,
    /// and on macOS.
    static func sharedLibrariesOfProcess() -> [String]? {
        // Not by FileManager, which takes no more than the system gives at once.
        guard let maps = FileHandle(forReadingAtPath: "/proc/self/maps")?.readDataToEndOfFile() else { return nil }
        let paths = String(decoding: maps, as: UTF8.self).split(separator: "\n")
            .compactMap { line in line.firstIndex(of: "/").map { String(line[$0...]) } }
        return paths.filter { ($0.split(separator: "/").last ?? "").split(separator: ".").contains("so") }
    }

    /// The width of a terminal; `nil` where the descriptor is of none, or it does not report a width.
    static func terminalColumns(_ descriptor: Int32) -> Int? {
        var size = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// How wide the text may be: the terminal's width between what stays legible, and 100 columns where there is none.
    var textWidth: Int { columns.map { min(max($0, 60), 120) } ?? 100 }

    /// How wide help may be: as `COLUMNS` says, or the terminal, and 80 columns where there is none.
    var helpWidth: Int { min(max(environment["COLUMNS"].flatMap(Int.init) ?? columns ?? 80, 60), 100) }

    /// Writes to standard output what a report has made harmless already.
    func writeOutput(_ text: String) { output.write(text) }

    /// Writes a message to standard error, as one line. Names of files and of metadata are in messages, so all of them
    /// are made harmless here: a line break in a name begins no line.
    func writeError(_ line: String) { error.write(line.visible + "\n") }

    /// Writes a failure to standard error.
    func writeError(_ failure: CommandFailure) {
        for (number, line) in failure.lines.enumerated() { writeError(number == 0 ? "rolecall: \(line)" : line) }
    }

    /// Whether the user can be asked: questions go to standard error, and answers come from standard input.
    var canAsk: Bool { isInputTerminal && isErrorTerminal }

    /// Asks on standard error, and reads the answer; `nil` where the input has ended.
    func ask(_ question: String) -> String? {
        error.write("\(question.visible) ")
        return readLine()
    }

    /// Whether text on standard output is colored.
    ///
    /// In this order: `--color`, `NO_COLOR`, `FORCE_COLOR` and `CLICOLOR_FORCE`, `TERM=dumb`, whether it is a terminal.
    func isColored(_ choice: ColorChoice) -> Bool {
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

extension Console {
    /// How reports on standard output are made.
    func reportSettings(_ color: ColorChoice) -> ReportSettings {
        var settings = ReportSettings(toolVersion: rolecallVersion, date: date)
        settings.isColored = isColored(color)
        settings.width = textWidth
        return settings
    }
}

extension ReportSettings {
    /// The same for a file, which is not a terminal.
    var uncolored: ReportSettings {
        var settings = self
        settings.isColored = false
        settings.width = 100
        return settings
    }
}

/// Why a run ends early, and what to do about it.
struct CommandFailure: Error {
    let status: ExitStatus
    /// What to print; only the first line is still without the program's name.
    let lines: [String]

    var message: String { lines.joined(separator: "\n") }

    init(_ message: String, status: ExitStatus = .notDone) {
        self.init(lines: [message], status: status)
    }

    /// One message of several lines.
    init(lines: [String], status: ExitStatus = .notDone) {
        self.status = status
        self.lines = lines
    }

    /// An error in what was typed or, where a place is given, in the configuration.
    init(_ message: String, configuredAt place: Place?) {
        self.init(place.map { "\($0): \(message)" } ?? message, status: place == nil ? .usage : .notDone)
    }

    /// Several errors that are reported in one go.
    init(_ messages: [String], status: ExitStatus = .notDone) {
        self.init(lines: messages.prefix(1) + messages.dropFirst().map { "rolecall: \($0)" }, status: status)
    }
}

extension Console {
    /// The same console at the time that `SOURCE_DATE_EPOCH` says, so that the same input gives the same bytes on any day
    /// (reproducible-builds.org); `--as-of` wins over it.
    ///
    /// - Throws: ``CommandFailure`` where the variable is not a number of seconds: its user relies on it.
    func atDateOfEnvironment() throws(CommandFailure) -> Console {
        guard let text = environment["SOURCE_DATE_EPOCH"], !text.isEmpty else { return self }
        // Until the end of the year 9999, the last whose days have four digits.
        guard let seconds = Int(text), (0...253_402_300_799).contains(seconds) else {
            throw CommandFailure(
                "SOURCE_DATE_EPOCH is \"\(text)\", which is not a number of seconds since 1970. Correct it, or unset it.",
                status: .usage)
        }
        var console = self
        console.date = Date(timeIntervalSince1970: TimeInterval(seconds))
        return console
    }
}
