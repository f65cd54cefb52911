import Dispatch
import Documents
import Foundation

/// A running git, that is written to and read from by one thread at a time.
///
/// It is a process of Foundation and not of swift-subprocess: it stays open while threads that do not wait asynchronously ask
/// it.
final class GitProcess: @unchecked Sendable {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let complaint: Background<String>
    private var buffer: ArraySlice<UInt8> = []

    private static let chunkSize = 1 << 16
    /// Git says in a line or two what is wrong.
    private static let maximumComplaint = 2_000

    init(_ path: String, _ arguments: [String], _ environment: [String: String]) throws(GitFailure) {
        let errors = Pipe()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = environment
        (process.standardInput, process.standardOutput, process.standardError) = (input, output, errors)
        do {
            try process.run()
        } catch {
            throw GitFailure("\(path) cannot be run: \(systemReason(error)).")
        }
        // It waits where nobody reads what it complains about.
        complaint = Background { Self.text(of: errors) }
    }

    deinit {
        try? input.fileHandleForWriting.close()
        if process.isRunning { process.terminate() }
    }

    private static func text(of pipe: Pipe) -> String {
        var text: [UInt8] = []
        while let chunk = try? pipe.fileHandleForReading.read(upToCount: chunkSize), !chunk.isEmpty {
            text += chunk.prefix(maximumComplaint - text.count)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Writes to its standard input.
    ///
    /// - Throws: ``GitFailure`` where it has ended.
    func write(_ text: String) throws(GitFailure) {
        do {
            try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        } catch {
            throw failure() ?? Self.ended
        }
    }

    /// The bytes before the next occurrence of one, which is passed over; `nil` at the end, where nothing is left.
    func read(upTo end: UInt8) -> [UInt8]? {
        var found: [UInt8] = []
        while true {
            if let position = buffer.firstIndex(of: end) {
                found += buffer[..<position]
                buffer = buffer[(position + 1)...]
                return found
            }
            found += buffer
            buffer = nextChunk()[...]
            if buffer.isEmpty { return found.isEmpty ? nil : found }
        }
    }

    /// The next bytes.
    ///
    /// - Throws: ``GitFailure`` where there are fewer.
    func read(count: Int) throws(GitFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            if buffer.isEmpty { buffer = nextChunk()[...] }
            if buffer.isEmpty { throw failure() ?? Self.ended }
            let part = buffer.prefix(count - bytes.count)
            bytes += part
            buffer = buffer.dropFirst(part.count)
        }
        return bytes
    }

    /// Passes over the next bytes.
    func skip(count: Int) {
        var left = count
        while left > 0 {
            if buffer.isEmpty { buffer = nextChunk()[...] }
            if buffer.isEmpty { return }
            let part = min(left, buffer.count)
            buffer = buffer.dropFirst(part)
            left -= part
        }
    }

    func readToEnd() -> [UInt8] {
        var bytes = Array(buffer)
        buffer = []
        while true {
            let chunk = nextChunk()
            if chunk.isEmpty { return bytes }
            bytes += chunk
        }
    }

    /// How git ended; `nil` where a signal ended it. Waits for its end.
    func exitStatus() -> Int32? {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
        return process.terminationReason == .exit ? process.terminationStatus : nil
    }

    /// What git complained about where it ended in failure; `nil` where it ended well. Waits for its end.
    func failure() -> GitFailure? {
        guard exitStatus() != 0 else { return nil }
        let lines = complaint.value.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        return lines.isEmpty ? Self.ended : GitFailure("git says: \(lines.joined(separator: " "))")
    }

    static let ended = GitFailure("git ended unexpectedly.")

    private func nextChunk() -> [UInt8] {
        let descriptor = output.fileHandleForReading.fileDescriptor
        var result = 0
        // The system writes no more into the buffer than its size, and the descriptor is open as long as its handle.
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Self.chunkSize) { buffer, filled in
            repeat {
                result = unsafe Foundation.read(descriptor, buffer.baseAddress, buffer.count)
            } while result < 0 && errno == EINTR
            filled = max(0, result)
        }
        return bytes
    }
}
