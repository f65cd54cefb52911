import Dispatch

/// A line on standard error while an audit takes longer than a second, where standard error is a terminal.
final class Progress {
    private let timer: any DispatchSourceTimer
    private let line = "Reading the export …"
    private let console: Console
    private let state: State

    /// What the timer's thread and the audit's share.
    final class State: @unchecked Sendable {
        private let queue = DispatchQueue(label: "rolecall.progress")
        private var isShown = false
        private var isEnded = false

        /// Shows the line, unless the audit has ended.
        func show(_ write: () -> Void) {
            queue.sync {
                guard !isEnded, !isShown else { return }
                isShown = true
                write()
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
        let line = line
        timer = DispatchSource.makeTimerSource()
        timer.schedule(deadline: .now() + 1)
        timer.setEventHandler { state.show { error.write(line) } }
        timer.activate()
    }

    /// Takes the line back.
    func end() {
        timer.cancel()
        // Back to the first column, and erase to the end of the line (ECMA-48, EL).
        state.end { console.error.write("\r\u{1B}[K") }
    }
}
