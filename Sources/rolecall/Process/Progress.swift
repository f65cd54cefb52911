import Dispatch

/// A line on standard error while a run takes longer than a second, where standard error is a terminal.
final class Progress {
    private let timer: any DispatchSourceTimer
    private let console: Console
    private let state: State

    /// What the timer's thread and the audit's share.
    final class State: @unchecked Sendable {
        private let queue = DispatchQueue(label: "rolecall.progress")
        private var isShown = false
        private var isEnded = false
        private var line = "Reading the export …"

        /// Shows the line, unless the run has ended.
        func show(_ write: (String) -> Void) {
            queue.sync {
                guard !isEnded else { return }
                isShown = true
                write(line)
            }
        }

        /// Changes the line, also where it is shown.
        func change(_ newLine: String, _ write: (String) -> Void) {
            queue.sync {
                line = newLine
                if isShown, !isEnded { write(line) }
            }
        }

        /// Takes the line back, where it was shown.
        func end(_ erase: () -> Void) {
            queue.sync {
                if isShown, !isEnded { erase() }
                isEnded = true
            }
        }
    }

    /// Starts to wait; `nil` where it is none.
    init?(in console: Console) {
        guard console.isErrorTerminal, console.environment["TERM"] != "dumb" else { return nil }
        self.console = console
        let state = State()
        self.state = state
        let error = console.error
        timer = DispatchSource.makeTimerSource()
        timer.schedule(deadline: .now() + 1)
        timer.setEventHandler { state.show { error.write($0) } }
        timer.activate()
    }

    /// Says what is being done now.
    func say(_ line: String) { state.change(line) { console.error.write("\(Self.erasing)\($0)") } }

    /// Takes the line back.
    func end() {
        timer.cancel()
        state.end { console.error.write(Self.erasing) }
    }

    /// Back to the first column, and erase to the end of the line (ECMA-48, EL).
    private static let erasing = "\r\u{1B}[K"
}
