import Foundation

/// What a zip archive says twice: once in the list at its end, by which libarchive reads, and once where each entry stands,
/// by which other programs do. Where the two differ, two people would see two exports in one file.
///
/// The layout is that of PKWARE's APPNOTE.TXT, sections 4.3 and 4.5. What is merely damaged is left to libarchive.
struct ZipHeaders: ~Copyable {
    private let file: SeekableFile
    /// The most entries that are looked at.
    private let most: Int

    /// A contradiction, as whole sentences.
    private struct Contradiction: Error {
        let message: String
    }

    /// What is said about one entry in one of the two places.
    private struct Header {
        var name: [UInt8] = []
        var flags = 0
        var method = 0
        var checksum = 0
        var packedSize = 0
        var size = 0
        /// Where the entry's own header begins, and where its bytes end.
        var start = 0
        var end = 0

        var isEncrypted: Bool { flags & 1 != 0 }
        /// Sizes and checksum stand behind the bytes instead.
        var hasDescriptor: Bool { flags & 8 != 0 }
        var isUTF8: Bool { flags & 0x800 != 0 }
        var isASCII: Bool { name.allSatisfy { $0 < 0x80 } }
        var shownName: String { String(decoding: name, as: UTF8.self) }
    }

    /// The contradiction that is met first in an archive; `nil` where there is none.
    static func contradiction(in path: String, most: Int) -> String? {
        guard let file = SeekableFile(path) else { return nil }
        do throws(Contradiction) {
            try ZipHeaders(file: file, most: most).check()
            return nil
        } catch {
            return error.message
        }
    }

    private init(file: consuming SeekableFile, most: Int) {
        self.file = file
        self.most = most
    }

    private func check() throws(Contradiction) {
        // One with more entries is not read at all.
        guard let list = try endOfArchive(), list.count <= most else { return }
        var entries: [Header] = []
        var position = list.start
        while entries.count < list.count, let entry = try entry(at: &position, shift: list.shift) { entries.append(entry) }
        entries.sort { $0.start < $1.start }
        try checkGaps(between: entries, upTo: list.start)
    }

    // MARK: The list

    /// Where the list begins, how many entries it names, and how far everything lies behind where it says.
    private typealias List = (start: Int, count: Int, shift: Int)

    private func endOfArchive() throws(Contradiction) -> List? {
        let tailStart = max(0, file.size - 22 - 0xFFFF)
        let tail = file.bytes(at: tailStart, count: file.size - tailStart)
        let ends = tail.indices.dropLast(21).filter { tail.hasSignature(0x0605, at: $0) }
        let reachingEnd = ends.filter { $0 + 22 + tail.number(at: $0 + 20, bytes: 2) == tail.count }
        guard let end = reachingEnd.last ?? ends.last else { return nil }
        if reachingEnd.count > 1 || ends.contains(where: { $0 > end }) {
            throw Contradiction(message: "It has two lists of its entries.")
        }
        let position = tailStart + end
        let (count, size, offset) = (
            tail.number(at: end + 10, bytes: 2), tail.number(at: end + 12, bytes: 4), tail.number(at: end + 16, bytes: 4)
        )
        guard count == 0xFFFF || size == 0xFFFF_FFFF || offset == 0xFFFF_FFFF else {
            return (position - size, count, position - size - offset)
        }
        return largeList(before: position) ?? (position - size, count, position - size - offset)
    }

    /// The list of an archive whose numbers need more room (zip64).
    private func largeList(before end: Int) -> List? {
        let locator = file.bytes(at: end - 20, count: 20)
        guard locator.count == 20, locator.hasSignature(0x0706, at: 0) else { return nil }
        let position = locator.number(at: 8, bytes: 8)
        let record = file.bytes(at: position, count: 56)
        guard record.count == 56, record.hasSignature(0x0606, at: 0) else { return nil }
        let (count, size, offset) = (record.number(at: 32, bytes: 8), record.number(at: 40, bytes: 8), record.number(at: 48, bytes: 8))
        let (start, overflows) = position.subtractingReportingOverflow(size)
        guard !overflows else { return nil }
        return (start, count, start - min(offset, start))
    }

    // MARK: Entries

    /// What the list says of the entry at a position, after it was compared with what stands at the entry; `nil` where the
    /// list breaks off.
    private func entry(at position: inout Int, shift: Int) throws(Contradiction) -> Header? {
        let fixed = file.bytes(at: position, count: 46)
        guard fixed.count == 46, fixed.hasSignature(0x0201, at: 0) else { return nil }
        let lengths = [28, 30, 32].map { fixed.number(at: $0, bytes: 2) }
        let rest = file.bytes(at: position + 46, count: lengths[0] + lengths[1])
        guard rest.count == lengths[0] + lengths[1] else { return nil }
        position += 46 + lengths.reduce(0, +)
        var listed = Header()
        listed.name = Array(rest.prefix(lengths[0]))
        (listed.flags, listed.method) = (fixed.number(at: 8, bytes: 2), fixed.number(at: 10, bytes: 2))
        listed.checksum = fixed.number(at: 16, bytes: 4)
        (listed.packedSize, listed.size) = (fixed.number(at: 20, bytes: 4), fixed.number(at: 24, bytes: 4))
        listed.start = fixed.number(at: 42, bytes: 4)
        let extra = Array(rest.dropFirst(lengths[0]))
        try read(extra, into: &listed, isInList: true)
        let (start, overflows) = listed.start.addingReportingOverflow(shift)
        guard !overflows else { return nil }
        listed.start = start
        return try own(of: listed)
    }

    /// What stands at an entry itself, compared with what the list says of it.
    private func own(of listed: Header) throws(Contradiction) -> Header {
        var listed = listed
        listed.end = listed.start
        let fixed = file.bytes(at: listed.start, count: 30)
        guard fixed.count == 30, fixed.hasSignature(0x0403, at: 0) else { return listed }
        let lengths = [26, 28].map { fixed.number(at: $0, bytes: 2) }
        let rest = file.bytes(at: listed.start + 30, count: lengths[0] + lengths[1])
        guard rest.count == lengths[0] + lengths[1] else { return listed }
        var own = Header()
        own.name = Array(rest.prefix(lengths[0]))
        (own.flags, own.method) = (fixed.number(at: 6, bytes: 2), fixed.number(at: 8, bytes: 2))
        own.checksum = fixed.number(at: 14, bytes: 4)
        (own.packedSize, own.size) = (fixed.number(at: 18, bytes: 4), fixed.number(at: 22, bytes: 4))
        try read(Array(rest.dropFirst(lengths[0])), into: &own, isInList: false)
        try compare(listed, own)
        listed.end = listed.start.addingReportingOverflow(30 + rest.count).partialValue
            .addingReportingOverflow(listed.packedSize).partialValue
        return listed
    }

    private func compare(_ listed: Header, _ own: Header) throws(Contradiction) {
        guard listed.name == own.name else {
            throw Contradiction(
                message: "Its list of entries names \"\(listed.shownName)\" where the entry itself is called \"\(own.shownName)\".")
        }
        let isNamedAlike = listed.isUTF8 == own.isUTF8 || own.isASCII
        let hasOwnSizes = !own.hasDescriptor
        let isSizedAlike = !hasOwnSizes || (listed.checksum, listed.packedSize, listed.size) == (own.checksum, own.packedSize, own.size)
        guard isNamedAlike, isSizedAlike, listed.method == own.method, listed.isEncrypted == own.isEncrypted else {
            throw Contradiction(
                message: "Its list of entries and the entry \"\(own.shownName)\" itself contradict each other on how the entry is packed.")
        }
    }

    /// Takes in what the extra fields of a header say: numbers that need more room, and another name.
    private func read(_ extra: [UInt8], into header: inout Header, isInList: Bool) throws(Contradiction) {
        var position = 0
        while position + 4 <= extra.count {
            let (kind, length) = (extra.number(at: position, bytes: 2), extra.number(at: position + 2, bytes: 2))
            let field = Array(extra.dropFirst(position + 4).prefix(length))
            position += 4 + length
            switch kind {
            case 0x0001:
                var numbers = stride(from: 0, through: field.count - 8, by: 8).map { field.number(at: $0, bytes: 8) }[...]
                if header.size == 0xFFFF_FFFF { header.size = numbers.popFirst() ?? header.size }
                if header.packedSize == 0xFFFF_FFFF { header.packedSize = numbers.popFirst() ?? header.packedSize }
                if isInList, header.start == 0xFFFF_FFFF { header.start = numbers.popFirst() ?? header.start }
            case 0x7075 where header.isASCII && field.count > 5 && Array(field.dropFirst(5)) != header.name:
                throw Contradiction(message: "The entry \"\(header.shownName)\" gives itself a second name.")
            default: break
            }
        }
    }

    // MARK: What lies between

    /// Entries that lie in each other, or that the list does not name, are read by some programs and not by others.
    private func checkGaps(between entries: [Header], upTo end: Int) throws(Contradiction) {
        var last = 0
        for entry in entries {
            guard entry.start >= last else {
                throw Contradiction(message: "The entry \"\(entry.shownName)\" lies within another entry.")
            }
            if entry.start > last { try checkGap(from: last, to: entry.start) }
            last = max(last, entry.end)
        }
        if !entries.isEmpty, last < end { try checkGap(from: last, to: end) }
    }

    private func checkGap(from start: Int, to end: Int) throws(Contradiction) {
        let gap = file.bytes(at: start, count: min(end - start, 28))
        // Sizes and checksum may stand there, with or without a signature, in 4 or 8 bytes each.
        for offset in [0, 12, 16, 20, 24] where offset + 4 <= gap.count && gap.hasSignature(0x0403, at: offset) {
            throw Contradiction(message: "It holds an entry that its list of entries does not name.")
        }
    }
}

extension [UInt8] {
    /// Whether `PK` and two numbers stand here, as at the beginning of each part of an archive.
    fileprivate func hasSignature(_ kind: Int, at position: Int) -> Bool {
        position + 4 <= count && self[position] == 0x50 && self[position + 1] == 0x4B && number(at: position + 2, bytes: 2) == kind
    }

    /// A number, its lowest byte first; one that is out of reach is the highest that there is.
    fileprivate func number(at position: Int, bytes: Int) -> Int {
        guard position >= 0, position + bytes <= count else { return .max }
        let value = self[position..<position + bytes].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int(clamping: value)
    }
}

/// A file of which single parts are read.
private struct SeekableFile: ~Copyable {
    private let descriptor: Int32
    let size: Int

    init?(_ path: String) {
        // The system takes the path for the length of the call, and fills the structure.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            return nil
        }
        self.descriptor = descriptor
        size = Int(status.st_size)
    }

    /// So many bytes from a position; fewer at the end, and none where there is no such position.
    func bytes(at position: Int, count: Int) -> [UInt8] {
        guard position >= 0, position < size, count > 0 else { return [] }
        let wanted = min(count, size - position)
        // No more is written than there is room for.
        return unsafe [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
            filled = max(0, unsafe pread(descriptor, buffer.baseAddress, wanted, off_t(position)))
        }
    }

    deinit { close(descriptor) }
}
