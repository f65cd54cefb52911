import Foundation

/// Ctrl-C and its like: they end a run at once, except while files take their places, which they wait for. It leaves no
/// half of a file, and no temporary one beside it. Another program that runs meanwhile is ended too.
///
/// The process ends by the signal, as it would without this, so a shell sees 130 for Ctrl-C.
enum Interruption {
    /// Listens from now on; not to what the process was started to ignore, as by `nohup`.
    static func listen() {
        // Both are made here, because a signal's handler may not be the first to require them.
        unsafe (held.pointee, pending.pointee, child.pointee) = (0, 0, 0)
        // Without SA_RESTART: a pipe without a reader can be given up.
        var action = sigaction()
        #if os(Linux)
            unsafe action.__sigaction_handler.sa_handler = end
        #else
            unsafe action.__sigaction_u.__sa_handler = end
        #endif
        for number in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(number) { unsafe sigaction(number, &action, nil) }
    }

    /// Does what is not to be left half done.
    static func hold(_ body: () throws(CommandFailure) -> Void) throws(CommandFailure) {
        guard unsafe held.pointee == 0 else { return try body() }
        unsafe held.pointee = 1
        defer {
            unsafe held.pointee = 0
            if isPending { unsafe end(pending.pointee) }
        }
        try body()
    }

    /// Does what can be left half done and is of use then: a signal is only noted, and another one ends the process.
    ///
    /// - Returns: What was done, and the signal that came meanwhile.
    static func noting<Value>(_ body: () throws -> Value) rethrows -> (Value, Interruption.Signal?) {
        guard unsafe held.pointee == 0 else { return (try body(), nil) }
        unsafe held.pointee = Hold.noting
        defer { unsafe (held.pointee, pending.pointee) = (0, 0) }
        let value = try body()
        return (value, unsafe pending.pointee == 0 ? nil : Signal(number: pending.pointee))
    }

    /// A signal that was noted.
    struct Signal {
        fileprivate let number: Int32

        /// Ends the process by it.
        func end() {
            signal(number, SIG_DFL)
            raise(number)
        }
    }

    /// Ends a program with this one, and at once where it is asked to end again.
    ///
    /// - Parameter group: Its group of processes; `nil` once it has ended.
    static func passOn(to group: pid_t?) {
        unsafe child.pointee = group ?? 0
        if let group, isPending { kill(-group, SIGTERM) }
    }

    /// Whether the uninterrupted work should end.
    static var isPending: Bool { unsafe pending.pointee != 0 }

    static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        unsafe sigaction(number, nil, &action)
        #if os(Linux)
            let handler = unsafe action.__sigaction_handler.sa_handler
        #else
            let handler = unsafe action.__sigaction_u.__sa_handler
        #endif
        return unsafe unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}

// Plain memory, because a handler may do no more than read and write it. It changes only after `listen()`, which the
// program calls once and the tests, which run on several threads, never. It is never freed, so that no signal comes too
// late for it. The other unsafe calls hand the system a structure of this function's own, for as long as the call takes.

/// Ways to hold a signal back.
private enum Hold {
    static let noting: sig_atomic_t = 2
}

/// 1 while a signal has to wait, 2 while it is only noted, 0 while neither, -1 while none is listened to.
private nonisolated(unsafe) let held = unsafe memory(-1)
/// The signal that waits, or 0.
private nonisolated(unsafe) let pending = unsafe memory(0)
/// The group of processes that a signal is passed on to, or 0.
private nonisolated(unsafe) let child = unsafe memory(0)

private func memory(_ value: sig_atomic_t) -> UnsafeMutablePointer<sig_atomic_t> {
    let memory = UnsafeMutablePointer<sig_atomic_t>.allocate(capacity: 1)
    unsafe memory.initialize(to: value)
    return unsafe memory
}

/// The handler; outside of one it ends the process, too.
private let end: @convention(c) (Int32) -> Void = { number in
    guard unsafe held.pointee == 0 || held.pointee == Hold.noting && pending.pointee != 0 else {
        let group = unsafe child.pointee
        if group > 0 { kill(-group, unsafe pending.pointee == 0 ? SIGTERM : SIGKILL) }
        unsafe pending.pointee = number
        return
    }
    signal(number, SIG_DFL)
    raise(number)
}
