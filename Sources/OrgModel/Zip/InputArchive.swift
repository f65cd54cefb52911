import Foundation

/// Everything that one pass over a zip archive found, without a byte of it on disk.
///
/// `sf project retrieve start --target-metadata-dir` leaves such an archive: `unpackaged.zip`, with entries below
/// `unpackaged/` and below one folder for each package, or at the root with `--single-package`. Nothing is decompressed
/// before it is read, and nothing of it is kept, so that an archive takes as much memory as the names in it.
struct InputArchive {
    /// The entries that rolecall reads, sorted by path; those that cannot be had say why when they are read.
    private(set) var files: [InputFile] = []
    /// Which entries were omitted, and why.
    private(set) var problems: [Problem] = []
    /// The folders in which entries are.
    private(set) var folders: Set<ExportPath> = []
    /// What is in the place of files that would contain a component.
    private(set) var strange: [StrangeFile] = []

    /// How much an archive may contain, by the sizes that it states. An entry that expands to more than it states cannot be
    /// read, so that a small archive that expands without end costs no more than these.
    struct Limits {
        /// Entries of any kind. Salesforce retrieves at most 10,000 files at once, and packages contain at most 35,000.
        var entries = 100_000
        /// Bytes of one entry. The profiles of the largest orgs have some 20 MB.
        var bytesOfOne = 128 << 20
        /// Bytes of everything that is decompressed. Salesforce retrieves at most 600 MB at once.
        var bytesOfAll = 600 << 20
    }

    private let root: Root
    private let limits: Limits
    private var bytesOfAll = 0
    private var skipped: [Reason: (first: String, count: Int)] = [:]

    /// Why an entry is omitted.
    private enum Reason: String, CaseIterable {
        case leadsOutside = "leads outside the archive; it is omitted"
        case isLink = "is a symbolic link; it is omitted"
        case isSpecial = "is not a regular file; it is omitted"
        case hasNoName = "has a name that is not UTF-8; it is omitted"
        case isTooDeep = "lies deeper, or has a longer name, than any file of an export; it is omitted"
        case isRepeated = "is in the archive more than once, each time the same; it is read once"
    }

    /// Reads an archive.
    ///
    /// - Parameters:
    ///   - root: The archive.
    ///   - isWanted: Says by path whether an entry is to be read; the others are passed over.
    /// - Throws: `Failure` where the archive as a whole cannot be read.
    init(
        reading root: Root, limits: Limits = Limits(), isWanted: (ExportPath) -> Bool
    ) throws(MetadataCatalog.Failure) {
        self.root = root
        self.limits = limits
        var isEncrypted: [Bool] = []
        for entry in try listedEntries() {
            guard let path = accept(entry), isWanted(path) else { continue }
            isEncrypted.append(entry.isEncrypted)
            files.append(InputFile(path, try contents(of: entry)))
        }
        guard isEncrypted.isEmpty || isEncrypted.contains(false) else {
            throw Failure(
                description: "\(path) is encrypted, and rolecall asks for no password. Give it without encryption.")
        }
        files = withoutRepeats(files.sorted { $0.location.relative < $1.location.relative })
        problems = Reason.allCases.compactMap(problem)
    }

    private var path: String { root.path }

    private func listedEntries() throws(MetadataCatalog.Failure) -> [ZipEntry] {
        do throws(ZipHeaders.Failure) {
            return try ZipHeaders.entries(of: path, limit: limits.entries)
        } catch {
            switch error {
            case .noArchive: throw Self.noArchive(path)
            case .damaged(let reason): throw Self.damaged(path, reason)
            case .unreadable(let reason): throw Failure(description: "\(path) cannot be read: \(reason).")
            case .tooManyEntries: throw beyond("contains more than \(limits.entries) entries")
            case .contradiction(let words):
                throw Failure(
                    description:
                        "\(path) contradicts itself. \(words) Programs differ in which they go by, so it is not "
                        + "read. Retrieve it again.")
            }
        }
    }

    // MARK: Entries

    /// The path below the archive of an entry that may be read; one that may not is counted as omitted.
    private mutating func accept(_ entry: ZipEntry) -> ExportPath? {
        guard let path = String(validating: entry.name, as: UTF8.self) else {
            return leave(out: entry.name.shownInText, .hasNoName)
        }
        if ExportPath.isTooDeep(path.replacing("\\", with: "/")) {
            return leave(out: String(path.prefix(200)) + "…", .isTooDeep)
        }
        // Windows separates by backslashes, and some programs there write them into archives.
        let parts = path.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "\\" }
        let hasDrive = parts.first?.last == ":"
        if parts.contains("..") || parts.first?.isEmpty == true || hasDrive { return leave(out: path, .leadsOutside) }
        // As in folders, names with a dot are the tools' own; macOS puts such entries into the archives it makes.
        let names = parts.filter { !$0.isEmpty && $0 != "." }
        let isToolsOwn =
            names.dropLast().contains { $0.hasPrefix(".") }
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
        return names.isEmpty ? nil : location(names)
    }

    private mutating func note(folder names: some Collection<Substring>) {
        var names = Array(names)
        while !names.isEmpty, folders.insert(location(names)).inserted { names.removeLast() }
    }

    private func location(_ names: [Substring]) -> ExportPath { ExportPath(names.joined(separator: "/"), below: root) }

    private mutating func note(_ names: [Substring], isA what: String) {
        let path = location(names)
        if MetadataCatalog.recognize(path) != nil { strange.append(StrangeFile(path: path, what: what)) }
    }

    /// Each path once. Programs differ in which of two entries with one path they take, so where these differ neither
    /// counts.
    private mutating func withoutRepeats(_ sorted: [InputFile]) -> [InputFile] {
        var files: [InputFile] = []
        for file in sorted {
            guard let last = files.last, last.location == file.location else {
                files.append(file)
                continue
            }
            if last.hasSameContent(as: file) {
                _ = leave(out: file.path, .isRepeated)
            } else {
                files[files.count - 1] = file.unreadable(
                    because:
                        "The archive contains this entry more than once, and not with the same content; neither counts. "
                        + "Retrieve again.")
            }
        }
        return files
    }

    private mutating func leave(out path: String, _ reason: Reason) -> ExportPath? {
        skipped[reason, default: (first: "The entry \"\(path)\"", count: 0)].count += 1
        return nil
    }

    /// One problem for all entries that are omitted for one reason: an archive may contain a great many.
    private func problem(_ reason: Reason) -> Problem? {
        guard let (first, count) = skipped[reason] else { return nil }
        let others = count > 1 ? " So are \(count - 1) more for this reason." : ""
        return Problem(
            .warning, at: Place(file: path), "\(first) \(reason.rawValue).\(others)")
    }

    private mutating func contents(of entry: ZipEntry) throws(MetadataCatalog.Failure) -> FileContents {
        if entry.isEncrypted {
            return .unreadable("The file is encrypted in the archive, and rolecall asks for no password.")
        }
        guard entry.file.size <= limits.bytesOfOne else {
            return .unreadable(
                "The file expands to more than \(limits.bytesOfOne >> 20) MB, which no metadata file has; it is omitted."
            )
        }
        bytesOfAll += entry.file.size
        guard bytesOfAll <= limits.bytesOfAll else {
            throw beyond("expands to more than \(limits.bytesOfAll >> 20) MB of metadata")
        }
        return .archived(entry.file)
    }

    // MARK: Failures

    private typealias Failure = MetadataCatalog.Failure

    private func beyond(_ what: String) -> Failure {
        Failure(
            description: "\(path) \(what), which no retrieve from Salesforce does; it is not read. "
                + "Unpack it and give the folder if it is what you mean.")
    }

    private static func damaged(_ path: String, _ reason: String) -> Failure {
        Failure(
            description: "\(path) is a zip archive that breaks off or is damaged: \(reason). Retrieve it again.")
    }

    /// What is said of a file that libarchive does not take for a zip archive.
    private static func noArchive(_ path: String) -> Failure {
        let start = try? FileHandle(forReadingFrom: URL(fileURLWithPath: path)).read(upToCount: 100)
        let advice = "Give the folder that contains the exported metadata, or the zip file of a retrieve."
        if let words = start.flatMap({ wordsForPlaceholder(startingWith: [UInt8]($0)) }) {
            return Failure(description: "\(path) cannot be read. \(words)")
        }
        switch start.map({ [UInt8]($0.prefix(4)) }) {
        case [0x50, 0x4B, 0x03, 0x04]: return damaged(path, "the list of entries at its end is missing")
        case [0x50, 0x4B, 0x05, 0x06]:
            return Failure(description: "\(path) is a zip archive without entries. \(advice)")
        default: return Failure(description: "\(path) is a file, and not a zip archive. \(advice)")
        }
    }
}

extension [UInt8] {
    /// As text in which a byte beyond printable ASCII is a `\xE9`; the beginning, where there are many.
    fileprivate var shownInText: String {
        let shown = prefix(200).map { byte in
            (0x20..<0x7F).contains(byte)
                ? String(UnicodeScalar(byte))
                : "\\x" + String(byte >> 4, radix: 16, uppercase: true)
                    + String(byte & 0xF, radix: 16, uppercase: true)
        }
        return shown.joined() + (count > 200 ? "…" : "")
    }
}
