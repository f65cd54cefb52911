import Foundation

/// An open file; closed with the last reference to it.
///
/// Every file outside an archive is opened here, so that what is not a regular file is refused in one place: a pipe
/// would be waited for, and a device may never end.
///
/// Foundation's `FileHandle` costs a second copy of each chunk and a few objects around it, in a place that every byte
/// of an export goes through.
package final class RegularFile {
    private let path: String
    private let descriptor: Int32
    /// How many bytes the system says there are.
    private let size: Int
    private var bytesRead = 0

    /// Files of /proc say that they have no bytes, and some of them never end.
    private static let maximumBeyondSize = 1 << 20

    package init(_ path: String) throws(FileError) {
        self.path = path
        // Opening a pipe without a writer would already wait here; a regular file takes no notice.
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        var status = stat()
        let isOpen = unsafe descriptor >= 0 && fstat(descriptor, &status) == 0
        size = Int(status.st_size)
        guard isOpen else { throw failure(errno) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw failure(EISDIR)
        default: throw FileError(reason: Self.noRegularFile)
        }
    }

    private static let noRegularFile = "it is not a regular file"

    // Why the unsafe calls are sound: the path is a String for the length of the call, the system writes no more into a buffer
    // than its stated size, the descriptor stays open as long as this lives, and the words of an error are copied at once.

    /// The next bytes; none at the end of the file.
    package func read(upTo count: Int) throws(FileError) -> [UInt8] {
        var result = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { (buffer, filled) in
            repeat {
                result = unsafe Foundation.read(descriptor, buffer.baseAddress, count)
            } while result < 0 && errno == EINTR
            filled = max(0, result)
        }
        if result < 0 { throw failure(errno) }
        bytesRead += result
        guard bytesRead <= max(size, Self.maximumBeyondSize) else {
            throw FileError(
                reason: "it contains more than the \(size) bytes that the system says it has, as files of /proc do")
        }
        return bytes
    }

    /// All bytes.
    ///
    /// - Parameter limit: How many there may be; of a file that says it has more, none is read.
    package func readToEnd(limit: Int) throws(FileError) -> [UInt8] {
        var bytes: [UInt8] = []
        while size <= limit {
            let chunk = try read(upTo: 1 << 16)
            if chunk.isEmpty { return bytes }
            if bytes.count + chunk.count > limit { break }
            bytes += chunk
        }
        throw FileError(reason: "it is larger than \(limit >> 20) MB, which no such file is")
    }

    private func failure(_ code: Int32) -> FileError {
        switch code {
        case EISDIR: FileError(reason: "it is a folder")
        // A socket.
        case ENXIO: FileError(reason: Self.noRegularFile)
        case ENOENT:
            FileError(reason: isAnything(at: path) ? "it is a symbolic link that leads nowhere" : "it does not exist")
        case ELOOP: FileError(reason: "it is a symbolic link that leads in a circle")
        default: FileError(reason: systemReason(code))
        }
    }

    deinit { close(descriptor) }
}
