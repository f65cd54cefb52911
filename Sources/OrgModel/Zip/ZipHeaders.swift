import Documents
import Foundation

/// What a zip archive says of its entries, which it does twice: once in the list at its end, by which most programs read, and
/// once where each entry is. Where the two differ, two people would see two exports in one file.
///
/// The layout is that of PKWARE's APPNOTE.TXT, sections 4.3 and 4.5. No entry is decompressed.
struct ZipHeaders {
    private let file: SeekableFile
    /// The most entries that are looked at.
    private let limit: Int

    /// Why the entries of an archive are not known.
    enum Failure: Error {
        /// The file is not a zip archive, or has no entries.
        case noArchive
        /// In words that end a sentence.
        case damaged(String)
        /// As whole sentences.
        case contradiction(String)
        case tooManyEntries
        /// The file cannot be opened; in words that end a sentence.
        case unreadable(String)
    }

    /// What is said about one entry in one of the two places.
    private struct Header {
        var name: [UInt8] = []
        /// The name that an extra field gives, for programs that know UTF-8.
        var unicodeName: [UInt8]?
        var kind = ZipEntry.Kind.file
        var flags = 0
        var method = 0
        var checksum = 0
        var packedSize = 0
        var size = 0
        /// Where the entry's own header begins, and where its bytes end.
        var start = 0
        var end = 0
        /// Where the list names it.
        var listed = 0..<0

        var isEncrypted: Bool { flags & 1 != 0 }
        /// Sizes and checksum follow the bytes instead.
        var hasDescriptor: Bool { flags & 8 != 0 }
        var isUTF8: Bool { flags & 0x800 != 0 }
        var isASCII: Bool { name.allSatisfy { $0 < 0x80 } }
        var shownName: String { String(decoding: name, as: UTF8.self) }
    }

    /// The entries of an archive, in the order in which they are in it.
    ///
    /// - Parameter limit: How many there may be.
    /// - Throws: ``Failure`` also for an archive that contradicts itself anywhere.
    static func entries(of path: String, limit: Int) throws(Failure) -> [ZipEntry] {
        let file: SeekableFile
        do throws(FileError) {
            file = try SeekableFile(path)
        } catch {
            throw .unreadable(error.reason)
        }
        return try ZipHeaders(file: file, limit: limit).entries()
    }

    private func entries() throws(Failure) -> [ZipEntry] {
        guard let list = try endOfArchive(), list.count > 0 else { throw .noArchive }
        guard list.count <= limit else { throw .tooManyEntries }
        var headers: [Header] = []
        headers.reserveCapacity(list.count)
        var position = list.start
        while headers.count < list.count { headers.append(try entry(at: &position, shift: list.shift)) }
        headers.sort { $0.start < $1.start }
        try checkGaps(between: headers, upTo: list.start)
        return headers.map { header in
            ZipEntry(
                name: header.unicodeName ?? header.name, kind: header.kind, isEncrypted: header.isEncrypted,
                file: ArchivedFile(
                    archive: file, start: header.start,
                    end: min(header.end + ArchivedFile.longestDescriptor, file.size),
                    listed: header.listed, size: header.size))
        }
    }

    // MARK: The list

    /// Where the list begins, how many entries it names, and how far everything lies behind where it says.
    private typealias List = (start: Int, count: Int, shift: Int)

    private func endOfArchive() throws(Failure) -> List? {
        let tailStart = max(0, file.size - 22 - 0xFFFF)
        let tail = file.bytes(at: tailStart, count: file.size - tailStart)
        let ends = tail.indices.dropLast(21).filter { tail.hasSignature(0x0605, at: $0) }
        let reachingEnd = ends.filter { $0 + 22 + tail.number(at: $0 + 20, bytes: 2) == tail.count }
        guard let end = reachingEnd.last ?? ends.last else { return nil }
        if reachingEnd.count > 1 || ends.contains(where: { $0 > end }) {
            throw .contradiction("It has two lists of its entries.")
        }
        let position = tailStart + end
        let (count, size, offset) = (
            tail.number(at: end + 10, bytes: 2), tail.number(at: end + 12, bytes: 4),
            tail.number(at: end + 16, bytes: 4)
        )
        let small: List? = position - size - offset < 0 ? nil : (position - size, count, position - size - offset)
        guard count == 0xFFFF || size == 0xFFFF_FFFF || offset == 0xFFFF_FFFF else {
            return small
        }
        return largeList(before: position) ?? small
    }

    /// The list of an archive whose numbers need more room (zip64).
    private func largeList(before end: Int) -> List? {
        let locator = file.bytes(at: end - 20, count: 20)
        guard locator.count == 20, locator.hasSignature(0x0706, at: 0) else { return nil }
        let position = locator.number(at: 8, bytes: 8)
        let record = file.bytes(at: position, count: 56)
        guard record.count == 56, record.hasSignature(0x0606, at: 0) else { return nil }
        let (count, size, offset) = (
            record.number(at: 32, bytes: 8), record.number(at: 40, bytes: 8), record.number(at: 48, bytes: 8)
        )
        let (start, overflows) = position.subtractingReportingOverflow(size)
        guard !overflows else { return nil }
        return (start, count, start - min(offset, start))
    }

    // MARK: Entries

    /// What the list says of the entry at a position, after it was compared with what is at the entry.
    private func entry(at position: inout Int, shift: Int) throws(Failure) -> Header {
        let start = position
        let fixed = file.bytes(at: start, count: 46)
        guard fixed.count == 46, fixed.hasSignature(0x0201, at: 0) else { throw Self.brokenList }
        let lengths = [28, 30, 32].map { fixed.number(at: $0, bytes: 2) }
        let rest = file.bytes(at: start + 46, count: lengths[0] + lengths[1])
        guard rest.count == lengths[0] + lengths[1] else { throw Self.brokenList }
        position += 46 + lengths.reduce(0, +)
        var listed = Header()
        listed.listed = start..<start + 46 + rest.count
        listed.name = Array(rest.prefix(lengths[0]))
        listed.kind = ZipEntry.Kind(
            named: listed.name, system: Int(fixed[5]), attributes: fixed.number(at: 38, bytes: 4))
        (listed.flags, listed.method) = (fixed.number(at: 8, bytes: 2), fixed.number(at: 10, bytes: 2))
        listed.checksum = fixed.number(at: 16, bytes: 4)
        (listed.packedSize, listed.size) = (fixed.number(at: 20, bytes: 4), fixed.number(at: 24, bytes: 4))
        listed.start = fixed.number(at: 42, bytes: 4)
        try read(Array(rest.dropFirst(lengths[0])), into: &listed, isInList: true)
        listed.start = listed.start.addingReportingOverflow(shift).partialValue
        return try own(of: listed)
    }

    private static let brokenList = Failure.damaged("its list of entries breaks off")

    /// What is at an entry itself, compared with what the list says of it.
    private func own(of listed: Header) throws(Failure) -> Header {
        var listed = listed
        let fixed = file.bytes(at: listed.start, count: 30)
        let lengths = [26, 28].map { fixed.number(at: $0, bytes: 2) }
        let rest = fixed.count == 30 ? file.bytes(at: listed.start + 30, count: lengths[0] + lengths[1]) : []
        let (end, overflows) = listed.start.addingReportingOverflow(30 + rest.count + min(listed.packedSize, .max / 4))
        guard fixed.count == 30, fixed.hasSignature(0x0403, at: 0), rest.count == lengths[0] + lengths[1], !overflows,
            end <= file.size
        else { throw .damaged("the entry \"\(listed.shownName)\" is not where the list of entries says") }
        listed.end = end
        var own = Header()
        own.name = Array(rest.prefix(lengths[0]))
        (own.flags, own.method) = (fixed.number(at: 6, bytes: 2), fixed.number(at: 8, bytes: 2))
        own.checksum = fixed.number(at: 14, bytes: 4)
        (own.packedSize, own.size) = (fixed.number(at: 18, bytes: 4), fixed.number(at: 22, bytes: 4))
        try read(Array(rest.dropFirst(lengths[0])), into: &own, isInList: false)
        try compare(listed, own)
        listed.unicodeName = listed.unicodeName ?? own.unicodeName
        return listed
    }

    private func compare(_ listed: Header, _ own: Header) throws(Failure) {
        guard listed.name == own.name else {
            throw .contradiction(
                "Its list of entries names \"\(listed.shownName)\" where the entry itself is called \"\(own.shownName)\"."
            )
        }
        // Some programs take what comes before it for the name.
        guard !own.name.contains(0), (listed.unicodeName ?? own.unicodeName)?.contains(0) != true else {
            throw .contradiction("The name of the entry \"\(own.shownName)\" contains a zero byte.")
        }
        if let name = own.unicodeName, let other = listed.unicodeName, name != other { throw Self.secondName(of: own) }
        let isNamedAlike = listed.isUTF8 == own.isUTF8 || own.isASCII
        let hasOwnSizes = !own.hasDescriptor
        let isSizedAlike =
            !hasOwnSizes
            || (listed.checksum, listed.packedSize, listed.size) == (own.checksum, own.packedSize, own.size)
        guard isNamedAlike, isSizedAlike, listed.method == own.method, listed.isEncrypted == own.isEncrypted else {
            throw .contradiction(
                "Its list of entries and the entry \"\(own.shownName)\" itself contradict each other on how the entry is packed."
            )
        }
    }

    private static func secondName(of header: Header) -> Failure {
        .contradiction("The entry \"\(header.shownName)\" gives itself a second name.")
    }

    /// Adds what the extra fields of a header say: numbers that need more room, and another name.
    private func read(_ extra: [UInt8], into header: inout Header, isInList: Bool) throws(Failure) {
        var position = 0
        while position + 4 <= extra.count {
            let (kind, length) = (extra.number(at: position, bytes: 2), extra.number(at: position + 2, bytes: 2))
            let field = Array(extra.dropFirst(position + 4).prefix(length))
            position += 4 + length
            switch kind {
            case 0x0001:
                var numbers = stride(from: 0, through: field.count - 8, by: 8).map { field.number(at: $0, bytes: 8) }[
                    ...]
                if header.size == 0xFFFF_FFFF { header.size = numbers.popFirst() ?? header.size }
                if header.packedSize == 0xFFFF_FFFF { header.packedSize = numbers.popFirst() ?? header.packedSize }
                if isInList, header.start == 0xFFFF_FFFF { header.start = numbers.popFirst() ?? header.start }
            case 0x7075 where field.count > 5:
                let name = Array(field.dropFirst(5))
                if header.isASCII || header.isUTF8, name != header.name { throw Self.secondName(of: header) }
                header.unicodeName = name
            default: break
            }
        }
    }

    // MARK: What lies between

    /// Entries that lie in each other, or that the list does not name, are read by some programs and not by others.
    private func checkGaps(between entries: [Header], upTo end: Int) throws(Failure) {
        var last = 0
        for entry in entries {
            guard entry.start >= last else {
                throw .contradiction("The entry \"\(entry.shownName)\" lies within another entry.")
            }
            if entry.start > last { try checkGap(from: last, to: entry.start) }
            last = max(last, entry.end)
        }
        if !entries.isEmpty, last < end { try checkGap(from: last, to: end) }
    }

    private func checkGap(from start: Int, to end: Int) throws(Failure) {
        let gap = file.bytes(at: start, count: min(end - start, 28))
        // Sizes and checksum may be there, with or without a signature, in 4 or 8 bytes each.
        for offset in [0, 12, 16, 20, 24] where offset + 4 <= gap.count && gap.hasSignature(0x0403, at: offset) {
            throw .contradiction("It contains an entry that its list of entries does not name.")
        }
    }
}

/// One entry of a zip archive, as its headers describe it.
struct ZipEntry {
    enum Kind { case file, folder, link, special }

    /// The path as stored: UTF-8, or what only the program that wrote it knows.
    let name: [UInt8]
    let kind: Kind
    let isEncrypted: Bool
    let file: ArchivedFile
}

extension ZipEntry.Kind {
    /// - Parameters:
    ///   - name: The entry's path; that of a folder ends with a slash, whatever the attributes say.
    ///   - system: The system whose attributes follow: 3 is Unix, 0 is DOS.
    ///   - attributes: What that system keeps of a file.
    init(named name: [UInt8], system: Int, attributes: Int) {
        if name.last == UInt8(ascii: "/") {
            self = .folder
            return
        }
        switch system {
        case 0: self = attributes & 0x10 != 0 ? .folder : .file
        case 3:
            switch mode_t(truncatingIfNeeded: attributes >> 16) & S_IFMT {
            // Info-ZIP marks what was piped into it as a pipe.
            case 0, S_IFREG, S_IFIFO: self = .file
            case S_IFDIR: self = .folder
            case S_IFLNK: self = .link
            default: self = .special
            }
        default: self = .file
        }
    }
}

extension [UInt8] {
    /// Whether `PK` and two numbers are here, as at the beginning of each part of an archive.
    fileprivate func hasSignature(_ kind: Int, at position: Int) -> Bool {
        position + 4 <= count && self[position] == 0x50 && self[position + 1] == 0x4B
            && number(at: position + 2, bytes: 2) == kind
    }

    /// A number, its lowest byte first; one that is out of reach is the highest that there is.
    fileprivate func number(at position: Int, bytes: Int) -> Int {
        guard position >= 0, position + bytes <= count else { return .max }
        let value = self[position..<position + bytes].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int(clamping: value)
    }
}

/// An open file of which single parts are read; closed when the last owner is gone.
///
/// Open as long as it is, it stays the same file, whatever takes its name meanwhile.
final class SeekableFile: Sendable {
    private let descriptor: Int32
    let size: Int

    init(_ path: String) throws(FileError) {
        // The system takes the path for the length of the call, and fills the structure.
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        var status = stat()
        let isOpen = unsafe descriptor >= 0 && fstat(descriptor, &status) == 0
        size = Int(status.st_size)
        guard isOpen else { throw FileError(reason: systemReason(errno)) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw FileError(reason: "it is not a regular file") }
    }

    /// So many bytes from a position; fewer at the end, and none where there is no such position.
    func bytes(at position: Int, count: Int) -> [UInt8] {
        guard position >= 0, position < size, count > 0 else { return [] }
        let wanted = min(count, size - position)
        // No more is written than there is room for.
        return unsafe [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
            filled = max(0, unsafe read(at: position, into: UnsafeMutableRawBufferPointer(buffer)))
        }
    }

    /// Fills a buffer from a position on.
    ///
    /// - Returns: How many bytes there are, at most as many as there is room for; -1 where they cannot be read.
    func read(at position: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        unsafe pread(descriptor, buffer.baseAddress, buffer.count, off_t(position))
    }

    deinit { close(descriptor) }
}
