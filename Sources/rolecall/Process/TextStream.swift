import Foundation
import OrgModel

/// A stream that is written to; what goes wrong is kept until the end of the run, where it decides the exit status.
final class TextStream {
    private let writeBytes: (String) -> Int32

    /// Why the first write failed (`errno`), after which nothing is written any more; 0 while all is well.
    private var failure: Int32 = 0

    /// - Parameter write: Writes a text; returns 0 or `errno`.
    init(write: @escaping (String) -> Int32) {
        writeBytes = write
    }

    static func descriptor(_ descriptor: Int32) -> TextStream {
        TextStream { writeAll($0, to: descriptor) }
    }

    func write(_ text: String) {
        if failure == 0 { failure = writeBytes(text) }
    }

    /// Why the stream could not be written, in words; `nil` where it could, and where its reader had read enough.
    var failureReason: String? {
        failure == 0 || failure == EPIPE ? nil : systemWords(failure)
    }

    /// Keeps the numbers of closed standard streams from being given to the next file that is opened, into which
    /// reports would then be written.
    static func occupyClosedDescriptors() {
        // The lowest free number is the one that is given; open for reading, writes to it fail as they should.
        var descriptor = unsafe open("/dev/null", O_RDONLY)
        while (STDIN_FILENO...STDERR_FILENO).contains(descriptor) { descriptor = unsafe open("/dev/null", O_RDONLY) }
        close(descriptor)
    }
}

/// Writes all of a text; returns 0 or `errno`.
private func writeAll(_ text: String, to descriptor: Int32) -> Int32 { writeAll(Array(text.utf8), to: descriptor) }

/// Writes all bytes; returns 0 or `errno`, also where the run is to end before all are written.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    var rest = bytes[...]
    // The system reads what Swift lends it for the length of the call, and no more than is there.
    while !rest.isEmpty {
        let count = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        if count < 0, errno != EINTR { return errno }
        rest = rest.dropFirst(max(0, count))
        // A signal that comes after a part of the bytes shows as their count, and not as EINTR.
        if !rest.isEmpty, Interruption.isPending { return EINTR }
    }
    return 0
}

/// Why a system call failed, in words that end a sentence.
func systemWords(_ code: Int32) -> String {
    switch code {
    case EBADF: "it is closed"
    case EISDIR: "it is a folder"
    default: systemReason(code)
    }
}
