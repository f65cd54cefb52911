private import CLibArchive
import Foundation

/// Everything that one pass over a zip archive found, without a byte of it on disk.
///
/// `sf project retrieve start --target-metadata-dir` leaves such an archive: `unpackaged.zip`, with entries below
/// `unpackaged/` and below one folder for each package, or at the root with `--single-package`. Only what rolecall
/// recognises by name is decompressed.
struct InputArchive {
    /// The entries that rolecall reads, sorted by path; those that cannot be had say why when they are read.
    private(set) var files: [InputFile] = []
    /// Which entries were left out, and why.
    private(set) var problems: [Problem] = []
    /// The folders in which entries stand.
    private(set) var folders: Set<String> = []
    /// What stands in the place of files that would hold a component.
    private(set) var strange: [StrangeFile] = []

    /// How much an archive may hold. What an archive says about its own sizes is not believed: bytes count when they
    /// are there, so that a small archive that expands without end costs no more than these.
    struct Limits {
        /// Entries of any kind. Salesforce retrieves at most 10,000 files at once, and packages hold at most 35,000.
        var entries = 100_000
        /// Bytes of one entry. The profiles of the largest orgs have some 20 MB.
        var bytesOfOne = 128 << 20
        /// Bytes of everything that is decompressed. Salesforce retrieves at most 600 MB at once.
        var bytesOfAll = 600 << 20
    }

    private let path: String
    private let prefix: String
    private let limits: Limits
    private var bytesOfAll = 0
    private var leftOut: [Reason: (first: String, count: Int)] = [:]

    /// Why an entry is left out.
    private enum Reason: String, CaseIterable {
        case leadsOutside = "leads outside the archive; it is left out"
        case isLink = "is a symbolic link; it is left out"
        case isSpecial = "is no regular file; it is left out"
        case hasNoName = "has a name that is no UTF-8; it is left out"
        case isTooDeep = "lies deeper, or has a longer name, than any file of an export; it is left out"
        case isRepeated = "is in the archive more than once, each time the same; it is read once"
    }

    /// Reads an archive.
    ///
    /// - Parameters:
    ///   - path: The archive's path on disk.
    ///   - prefix: What stands before the path of each entry in reports.
    ///   - isWanted: Says by path whether an entry is to be read; the others are passed over.
    /// - Throws: `Failure` where the archive as a whole cannot be read.
    init(
        reading path: String, prefix: String = "", limits: Limits = Limits(), isWanted: (InputFile) -> Bool
    ) throws(MetadataCatalog.Failure) {
        self.path = path
        self.prefix = prefix
        self.limits = limits
        guard let reader = ZipReader(), reader.open(path) else { throw Self.noArchive(path) }
        if let contradiction = ZipHeaders.contradiction(in: path, most: limits.entries) {
            throw Failure(
                description: "\(path) contradicts itself. \(contradiction) Programs differ in which they go by, so it is not "
                    + "read. Retrieve it again.")
        }
        var isEncrypted: [Bool] = []
        var count = 0
        while let entry = try nextEntry(of: reader) {
            count += 1
            guard count <= limits.entries else { throw beyond("holds more than \(limits.entries) entries") }
            guard let file = accept(entry, number: count), isWanted(file) else { continue }
            isEncrypted.append(entry.isEncrypted)
            files.append(InputFile(path: file.path, prefix: prefix, contents: try contents(of: entry, from: reader)))
        }
        guard isEncrypted.isEmpty || isEncrypted.contains(false) else {
            throw Failure(description: "\(path) is encrypted, and rolecall asks for no passwords. Give it without encryption.")
        }
        files = withoutRepeats(files.sorted { $0.path < $1.path })
        problems = Reason.allCases.compactMap(problem)
    }

    // MARK: Entries

    /// The path below the archive of an entry that may be read; one that may not is counted as left out.
    ///
    /// - Parameter number: Which entry of the archive it is, from 1.
    private mutating func accept(_ entry: ZipReader.Entry, number: Int) -> InputFile? {
        let path: String
        switch entry.name {
        case .path(let text): path = text
        case .bytes(let bytes): return leave(out: bytes.shownInText, .hasNoName)
        case .unknown: return leave("Entry number \(number)", .hasNoName)
        }
        if InputFile.isTooDeep(path.replacing("\\", with: "/")) { return leave(out: String(path.prefix(200)) + "…", .isTooDeep) }
        // Windows separates by backslashes, and some programs there write them into archives.
        let parts = path.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "\\" }
        let hasDrive = parts.first?.last == ":"
        if parts.contains("..") || parts.first?.isEmpty == true || hasDrive { return leave(out: path, .leadsOutside) }
        // As in folders, names with a dot are the tools' own; macOS puts such entries into the archives it makes.
        let names = parts.filter { !$0.isEmpty && $0 != "." }
        let isToolsOwn = names.dropLast().contains { $0.hasPrefix(".") }
            || names.last.map { $0.hasPrefix(".") && $0 != ForceIgnore.fileName[...] } == true
        if isToolsOwn { return nil }
        switch entry.kind {
        case .file: break
        case .folder:
            note(folder: names)
            return nil
        case .link:
            note(names, isA: "a symbolic link, which is not followed in an archive")
            return leave(out: path, .isLink)
        case .special:
            note(names, isA: "no regular file")
            return leave(out: path, .isSpecial)
        }
        note(folder: names.dropLast())
        return names.isEmpty ? nil : InputFile(path: names.joined(separator: "/"), bytes: [])
    }

    private mutating func note(folder names: some Collection<Substring>) {
        var names = Array(names)
        while !names.isEmpty, folders.insert(names.joined(separator: "/")).inserted { names.removeLast() }
    }

    private mutating func note(_ names: [Substring], isA what: String) {
        let file = InputFile(path: names.joined(separator: "/"), prefix: prefix, contents: .unreadable(""))
        if MetadataCatalog.recognise(file) != nil { strange.append(StrangeFile(file: file, what: what)) }
    }

    /// Each path once. Programs differ in which of two entries with one path they take, so where these differ neither
    /// counts.
    private mutating func withoutRepeats(_ sorted: [InputFile]) -> [InputFile] {
        var files: [InputFile] = []
        for file in sorted {
            guard let last = files.last, last.path == file.path else {
                files.append(file)
                continue
            }
            if last.contents == file.contents {
                _ = leave(out: file.path, .isRepeated)
            } else {
                files[files.count - 1] = file.unreadable(
                    because: "The archive holds this entry more than once, and not with the same content; neither counts. "
                        + "Retrieve again.")
            }
        }
        return files
    }

    private mutating func leave(out path: String, _ reason: Reason) -> InputFile? {
        leave("The entry \"\(path)\"", reason)
    }

    /// - Parameter words: The entry, as the beginning of a sentence.
    private mutating func leave(_ words: String, _ reason: Reason) -> InputFile? {
        leftOut[reason, default: (first: words, count: 0)].count += 1
        return nil
    }

    /// One problem for all entries that are left out for one reason: an archive may hold a great many.
    private func problem(_ reason: Reason) -> Problem? {
        guard let (first, count) = leftOut[reason] else { return nil }
        let others = count > 1 ? " So are \(count - 1) more for this reason." : ""
        return Problem(
            .warning, at: Place(file: path), "\(first) \(reason.rawValue).\(others)")
    }

    private mutating func contents(
        of entry: ZipReader.Entry, from reader: borrowing ZipReader
    ) throws(MetadataCatalog.Failure) -> InputFile.Contents {
        if entry.isEncrypted {
            return .unreadable("The file is encrypted in the archive, and rolecall asks for no passwords.")
        }
        var bytes: [UInt8] = []
        while true {
            switch reader.nextBytes() {
            case .failure(let error):
                return .unreadable("The file is damaged in the archive: \(error.reason). Retrieve it again.")
            case .success(let chunk):
                if chunk.isEmpty { return .memory(bytes) }
                bytesOfAll += chunk.count
                guard bytesOfAll <= limits.bytesOfAll else {
                    throw beyond("expands to more than \(limits.bytesOfAll >> 20) MB of metadata")
                }
                guard bytes.count + chunk.count <= limits.bytesOfOne else {
                    return .unreadable(
                        "The file expands to more than \(limits.bytesOfOne >> 20) MB, which no metadata file has; "
                            + "it is left out.")
                }
                bytes += chunk
            }
        }
    }

    // MARK: Failures

    private typealias Failure = MetadataCatalog.Failure

    private func nextEntry(of reader: borrowing ZipReader) throws(MetadataCatalog.Failure) -> ZipReader.Entry? {
        switch reader.nextEntry() {
        case .success(let entry): return entry
        case .failure(let error): throw Self.damaged(path, error.reason)
        }
    }

    private func beyond(_ what: String) -> Failure {
        Failure(
            description: "\(path) \(what), which no retrieve from Salesforce does; it is not read. "
                + "Unpack it and give the folder if it is what you mean.")
    }

    private static func damaged(_ path: String, _ reason: String) -> Failure {
        Failure(
            description: "\(path) is a zip archive that breaks off or is damaged: \(reason). Retrieve it again.")
    }

    /// What to say of a file that libarchive does not take for a zip archive.
    private static func noArchive(_ path: String) -> Failure {
        let start = try? FileHandle(forReadingFrom: URL(fileURLWithPath: path)).read(upToCount: 100)
        let advice = "Give the folder that holds the exported metadata, or the zip file of a retrieve."
        if let words = start.flatMap({ wordsForPlaceholder(startingWith: [UInt8]($0)) }) {
            return Failure(description: "\(path) cannot be read. \(words)")
        }
        switch start.map({ [UInt8]($0.prefix(4)) }) {
        case [0x50, 0x4B, 0x03, 0x04]: return damaged(path, "the list of entries at its end is missing")
        case [0x50, 0x4B, 0x05, 0x06]: return Failure(description: "\(path) is a zip archive without entries. \(advice)")
        default: return Failure(description: "\(path) is a file, and not a zip archive. \(advice)")
        }
    }
}

// MARK: - libarchive

/// Owns a libarchive reader and frees it; no pointer leaves it.
@safe private struct ZipReader: ~Copyable {
    private let archive: OpaquePointer
    /// libarchive converts names through the thread's locale, and loses those that it cannot express; the locale of a
    /// program that never asked for one knows nothing beyond ASCII. `nil` where the system has no such locale.
    private let locale: locale_t?

    /// What the archive says about one entry.
    struct Entry {
        enum Kind { case file, folder, link, special }
        /// The path as stored.
        enum Name {
            case path(String)
            /// It is no text.
            case bytes([UInt8])
            /// libarchive does not hand it over.
            case unknown
        }
        let name: Name
        let kind: Kind
        let isEncrypted: Bool
    }

    /// Why libarchive gave up, in its own words.
    struct ReadError: Error {
        let reason: String
    }

    // Why the unsafe calls below are sound: the handles that libarchive and the C library are given were made in `init`,
    // which fails without them, and are freed in `deinit`; this owns them alone and cannot be copied. An entry is asked only
    // before the next one is read, its texts end with a zero and are copied at once, and a buffer comes with its size.

    /// How many bytes are decompressed at a time.
    private static let chunkSize = 1 << 16

    init?() {
        guard let archive = unsafe archive_read_new() else { return nil }
        unsafe self.archive = archive
        unsafe locale = unsafe Self.newUTF8Locale()
    }

    /// What a system calls its locale for UTF-8: Linux the first, macOS the second.
    private static func newUTF8Locale() -> locale_t? {
        for name in ["C.UTF-8", "en_US.UTF-8"] {
            if let locale = unsafe newlocale(LC_CTYPE_MASK, name, nil) { return unsafe locale }
        }
        return nil
    }

    /// Opens a zip archive by the list of entries at its end, which alone tells links from files; false for a file that
    /// has none.
    func open(_ path: String) -> Bool {
        unsafe archive_read_support_format_zip_seekable(archive) == ARCHIVE_OK
            && archive_read_open_filename(archive, path, Self.chunkSize) == ARCHIVE_OK
    }

    deinit {
        _ = unsafe archive_read_free(archive)
        if let locale = unsafe locale { unsafe freelocale(locale) }
    }

    /// The next entry, and `nil` at the end.
    func nextEntry() -> Result<Entry?, ReadError> {
        // With `nil`, uselocale changes nothing.
        let previous = unsafe uselocale(locale)
        defer { _ = unsafe uselocale(previous) }
        var entry: OpaquePointer?
        let status = unsafe archive_read_next_header(archive, &entry)
        // A warning is about what rolecall does not use, such as times, or about a name that is no text here.
        guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let entry = unsafe entry else {
            return status == ARCHIVE_EOF ? .success(nil) : .failure(error)
        }
        return .success(
            Entry(
                name: unsafe name(of: entry), kind: unsafe kind(of: entry),
                isEncrypted: unsafe archive_entry_is_encrypted(entry) != 0))
    }

    /// The next bytes of the current entry, and none at its end, where libarchive has checked size and checksum.
    func nextBytes() -> Result<[UInt8], ReadError> {
        var count = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Self.chunkSize) { buffer, initialized in
            count = unsafe archive_read_data(archive, buffer.baseAddress, buffer.count)
            initialized = max(count, 0)
        }
        // Negative is any trouble: a damaged stream, a method of compression that libarchive lacks, a false checksum.
        return count < 0 ? .failure(error) : .success(bytes)
    }

    private func name(of entry: OpaquePointer) -> Entry.Name {
        // A name that libarchive cannot convert it may still hand over as it is stored.
        guard let name = unsafe archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry) else { return .unknown }
        if let path = unsafe String(validatingCString: name) { return .path(path) }
        return .bytes(unsafe UnsafeBufferPointer(start: name, count: strlen(name)).map { UInt8(bitPattern: $0) })
    }

    private func kind(of entry: OpaquePointer) -> Entry.Kind {
        switch unsafe UInt32(archive_entry_filetype(entry)) {
        case ROLECALL_AE_IFREG: .file
        case ROLECALL_AE_IFDIR: .folder
        case ROLECALL_AE_IFLNK: .link
        default: .special
        }
    }

    private var error: ReadError {
        let words = unsafe archive_error_string(archive).map { unsafe String(cString: $0) }
        return ReadError(reason: words ?? "no reason is known")
    }
}

extension [UInt8] {
    /// As text in which a byte beyond printable ASCII is a `\xE9`; the beginning, where there are many.
    fileprivate var shownInText: String {
        let shown = prefix(200).map { byte in
            (0x20..<0x7F).contains(byte) ? String(UnicodeScalar(byte)) : "\\x" + String(byte >> 4, radix: 16, uppercase: true)
                + String(byte & 0xF, radix: 16, uppercase: true)
        }
        return shown.joined() + (count > 200 ? "…" : "")
    }
}
