private import CLibArchive
import Foundation

/// A file in a zip archive, by where it is there; it is decompressed again whenever it is read, and nothing of it is kept.
package struct ArchivedFile: Sendable {
    let archive: SeekableFile
    /// Where the entry's own header begins.
    let start: Int
    /// Where the entry's bytes end, with what may follow them.
    let end: Int
    /// Where the archive's list of entries names it.
    let listed: Range<Int>
    /// How many bytes it has, by the list.
    let size: Int

    /// Sizes and checksum, which may follow an entry's bytes.
    static let longestDescriptor = 24
}

extension ArchivedFile: Hashable {
    package static func == (left: ArchivedFile, right: ArchivedFile) -> Bool {
        left.archive === right.archive && left.start == right.start && left.listed == right.listed
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(start) }
}

/// Decompresses one file of an archive; the only user of libarchive, of which no pointer leaves it.
@safe final class ArchivedFileReader {
    private let archive: OpaquePointer
    private let window: ArchiveWindow
    /// How many more bytes the file may have.
    private var bytesLeft: Int

    // Why the unsafe calls below are sound: the reader that libarchive is given was made in `init`, which fails without it, and
    // is freed in `deinit`; this owns it alone. The window lives as long as the reader that asks it for bytes. A buffer comes with
    // its size, and texts end with a zero and are copied at once.

    init(_ file: ArchivedFile) throws(FileError) {
        guard let window = ArchiveWindow(file), let archive = unsafe archive_read_new() else {
            throw FileError(reason: "the archive was changed while it was read")
        }
        unsafe self.archive = archive
        self.window = window
        bytesLeft = file.size
        let client = unsafe Unmanaged.passUnretained(window).toOpaque()
        var entry: OpaquePointer?
        guard unsafe archive_read_support_format_zip_seekable(archive) == ARCHIVE_OK,
            unsafe archive_read_set_callback_data(archive, client) == ARCHIVE_OK,
            unsafe archive_read_set_read_callback(
                archive,
                { _, client, bytes in
                    guard let client = unsafe client, let bytes = unsafe bytes else { return -1 }
                    return unsafe Unmanaged<ArchiveWindow>.fromOpaque(client).takeUnretainedValue().read(into: bytes)
                }) == ARCHIVE_OK,
            unsafe archive_read_set_seek_callback(
                archive,
                { _, client, offset, whence in
                    guard let client = unsafe client else { return -1 }
                    return unsafe Unmanaged<ArchiveWindow>.fromOpaque(client).takeUnretainedValue().seek(offset, whence)
                }) == ARCHIVE_OK,
            unsafe archive_read_open1(archive) == ARCHIVE_OK
        else { throw failure }
        // A warning is about what is not used here, such as times, or about a name that is not text.
        let status = unsafe archive_read_next_header(archive, &entry)
        guard status == ARCHIVE_OK || status == ARCHIVE_WARN else { throw failure }
    }

    deinit { _ = unsafe archive_read_free(archive) }

    /// The next bytes, and none at the end, where libarchive has checked size and checksum.
    ///
    /// - Parameter count: How many there may be.
    func read(upTo count: Int) throws(FileError) -> [UInt8] {
        // One more than there may be, to see that it is not there.
        let count = min(count, bytesLeft + 1)
        var result = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            result = unsafe archive_read_data(archive, buffer.baseAddress, buffer.count)
            filled = max(result, 0)
        }
        // Negative is any issue: a damaged stream, a method of compression that libarchive lacks, a false checksum.
        guard result >= 0 else { throw failure }
        bytesLeft -= result
        guard bytesLeft >= 0 else { throw FileError(reason: "it expands to more than the archive says") }
        return bytes
    }

    private var failure: FileError {
        let words = unsafe archive_error_string(archive).map { unsafe String(cString: $0) }
        return FileError(reason: words?.onOneLine ?? "no reason is known")
    }
}

/// One entry of an archive as an archive of its own: the entry as it is in the file, and behind it a list that names it alone.
///
/// libarchive reads the whole list of an archive before it hands over any entry, which takes too long to do for each.
@safe private final class ArchiveWindow {
    private let file: SeekableFile
    private let start: Int
    private let length: Int
    private let list: [UInt8]
    private var position = 0
    private let buffer: UnsafeMutableRawBufferPointer

    private static let maximumAtOnce = 1 << 16

    init?(_ entry: ArchivedFile) {
        file = entry.archive
        var listed = file.bytes(at: entry.listed.lowerBound, count: entry.listed.count)
        guard listed.count == entry.listed.count, listed.count >= 46, entry.end - entry.start < 1 << 31 else {
            return nil
        }
        // There is no comment, and the entry begins where the window does.
        listed.replaceSubrange(32..<34, with: [0, 0])
        listed.replaceSubrange(42..<46, with: [0, 0, 0, 0])
        start = entry.start
        length = entry.end - entry.start
        list =
            listed + [0x50, 0x4B, 0x05, 0x06, 0, 0, 0, 0, 1, 0, 1, 0]
            + Self.bytes(listed.count) + Self.bytes(length) + [0, 0]
        unsafe buffer = .allocate(byteCount: min(Self.maximumAtOnce, length + list.count), alignment: 1)
    }

    deinit { unsafe buffer.deallocate() }

    private static func bytes(_ number: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }

    // Why the unsafe calls are sound: no more is written than the buffer has room for, and the buffer lives as long as this.

    /// Hands over the next bytes, which stay until the next ones are required.
    ///
    /// - Returns: How many there are: none at the end, -1 where they cannot be read.
    func read(into bytes: UnsafeMutablePointer<UnsafeRawPointer?>) -> Int {
        unsafe bytes.pointee = unsafe UnsafeRawPointer(buffer.baseAddress)
        let count: Int
        if position < length {
            count = unsafe file.read(
                at: start + position, into: UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(length - position)))
            if count == 0 { return -1 }
        } else {
            let rest = list.dropFirst(position - length).prefix(unsafe buffer.count)
            unsafe buffer.copyBytes(from: rest)
            count = rest.count
        }
        position += max(count, 0)
        return count
    }

    /// - Returns: The new position, and -1 where there is none.
    func seek(_ offset: Int64, _ whence: Int32) -> Int64 {
        let origin = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? position : length + list.count
        let (wanted, overflows) = origin.addingReportingOverflow(Int(offset))
        guard !overflows, 0...(length + list.count) ~= wanted else { return -1 }
        position = wanted
        return Int64(wanted)
    }
}
