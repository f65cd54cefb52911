import Documents

/// Where the bytes of a file are.
package enum FileContents: Sendable, Hashable {
    /// A path on disk.
    case disk(String)
    /// Bytes that are already here.
    case memory([UInt8])
    /// In a zip archive.
    case archived(ArchivedFile)
    /// In a commit of a Git repository.
    case committed(CommittedFile)
    /// Nothing, for the given reason: the file is known to be there and cannot be had.
    case unreadable(String)
}

/// One file of an export, wherever its bytes are.
package struct InputFile: Sendable, Hashable {
    let location: ExportPath
    let contents: FileContents

    init(_ location: ExportPath, _ contents: FileContents) {
        self.location = location
        self.contents = contents
    }

    /// A file that is already in memory.
    package init(path: String, bytes: [UInt8]) {
        self.init(ExportPath(path), .memory(bytes))
    }

    /// A file by its path alone, which is what it is called too.
    init(path: String, in tree: any FileTree = FilesOnDisk()) {
        self.init(ExportPath(path), tree.contents(of: path))
    }

    /// The path as every report shows it.
    package var path: String { location.description }

    /// The file's name without its folders.
    var name: Substring { location.name }

    /// The same file, of which nothing can be had.
    func unreadable(because reason: String) -> InputFile { InputFile(location, .unreadable(reason)) }

    /// All bytes.
    ///
    /// - Parameter limit: How many there may be.
    /// - Throws: `DocumentError` without a line where the file cannot be read, or is larger.
    func bytes(limit: Int = .max) throws(DocumentError) -> [UInt8] {
        let next = chunks()
        var bytes: [UInt8] = []
        while true {
            let chunk = try next()
            if chunk.isEmpty { return bytes }
            guard bytes.count + chunk.count <= limit else {
                throw DocumentError(message: "The file is larger than \(limit >> 20) MB, which no such file is.")
            }
            bytes += chunk
        }
    }

    /// Whether another file contains the same bytes, or cannot be read either.
    func hasSameContent(as other: InputFile) -> Bool {
        let (next, nextOfOther) = (chunks(), other.chunks())
        while true {
            let chunk = try? next()
            guard chunk == (try? nextOfOther()) else { return false }
            if chunk?.isEmpty != false { return true }
        }
    }

    /// Reads the file's records.
    ///
    /// - Parameter filter: Says of the wanted records which ones are handed over; `nil` for all.
    /// - Throws: `DocumentError` for a file that cannot be read, is not XML, or is not of the wanted kind.
    func readRecords(
        root expected: String, wanted: Set<String>, filter: RecordFilter? = nil, onRecord: (MetadataRecord) -> Void
    ) throws(DocumentError) {
        _ = try readRecords(
            roots: [expected], requiresNamespace: true, wanted: wanted, filter: filter, onRecord: onRecord)
    }

    /// Reads the file's records where its root element may have several names.
    ///
    /// - Parameters:
    ///   - wanted: The names of the records to hand over; `nil` for all.
    ///   - filter: Says which of these are handed over; `nil` for all.
    /// - Returns: The root element.
    /// - Throws: `DocumentError` for a file that cannot be read, is not XML, or is not of the wanted kind.
    func readRecords(
        roots expected: [String], requiresNamespace: Bool, wanted: Set<String>?, filter: RecordFilter? = nil,
        onRecord: (MetadataRecord) -> Void
    ) throws(DocumentError) -> MetadataRoot {
        let root = try MetadataReader.read(
            wanted: wanted, filter: filter, nextChunk: chunksOfItself(), onRecord: onRecord)
        guard expected.contains(root.name) else {
            throw DocumentError(
                message: "The root element is <\(root.name)>, but a file of this name contains a "
                    + "<\(expected.joined(separator: "> or a <"))>. "
                    + "Put the right file in its place or remove it from the export.",
                line: root.line)
        }
        guard root.namespace == MetadataType.namespace || (!requiresNamespace && root.namespace == nil) else {
            throw DocumentError(
                message: "The root element <\(root.name)> is not in the namespace \(MetadataType.namespace), "
                    + "so this is not a metadata file of Salesforce. Export it again.",
                line: root.line)
        }
        return root
    }

    /// Hands over the file's bytes, chunk by chunk, and refuses what is in the place of a file that is elsewhere.
    private func chunksOfItself() -> () throws(DocumentError) -> [UInt8] {
        let next = chunks()
        var isFirst = true
        return { () throws(DocumentError) -> [UInt8] in
            let chunk = try next()
            if isFirst { try refusePlaceholder(startingWith: chunk) }
            isFirst = false
            return chunk
        }
    }

    private static let chunkSize = 1 << 16

    /// Hands over the file's bytes, chunk by chunk; none at its end.
    func chunks() -> () throws(DocumentError) -> [UInt8] {
        switch contents {
        case .memory(let bytes):
            var rest: [UInt8]? = bytes
            return { () throws(DocumentError) -> [UInt8] in
                defer { rest = nil }
                return rest ?? []
            }
        case .unreadable(let reason):
            return { () throws(DocumentError) -> [UInt8] in throw DocumentError(message: reason) }
        case .archived(let archived):
            var reader: ArchivedFileReader?
            return { () throws(DocumentError) -> [UInt8] in
                do throws(FileError) {
                    let opened = if let reader { reader } else { try ArchivedFileReader(archived) }
                    reader = opened
                    return try opened.read(upTo: Self.chunkSize)
                } catch {
                    throw DocumentError(
                        message: "The file is damaged in the archive: \(error.reason). Retrieve it again.")
                }
            }
        case .committed(let file):
            var isRead = false
            return { () throws(DocumentError) -> [UInt8] in
                if isRead { return [] }
                isRead = true
                return try file.bytes()
            }
        case .disk(let absolutePath):
            var file: RegularFile?
            return { () throws(DocumentError) -> [UInt8] in
                do throws(FileError) {
                    let opened = if let file { file } else { try RegularFile(absolutePath) }
                    file = opened
                    return try opened.read(upTo: Self.chunkSize)
                } catch {
                    throw DocumentError(error)
                }
            }
        }
    }
}

/// - Throws: `DocumentError` for what is in the place of a file, as ``wordsForPlaceholder(startingWith:)`` says it.
func refusePlaceholder(startingWith bytes: [UInt8]) throws(DocumentError) {
    if let words = wordsForPlaceholder(startingWith: bytes) { throw DocumentError(message: words) }
}

/// What is in the place of a file whose content a tool of Git has put elsewhere or encrypted, and what to do; `nil` for
/// any other bytes.
func wordsForPlaceholder(startingWith bytes: [UInt8]) -> String? {
    if bytes.starts(with: "version https://git-lfs.github.com/spec/".utf8) {
        return "This is a pointer of Git LFS, and the file itself is not here. Fetch it with \"git lfs pull\"."
    }
    if bytes.starts(with: "\0GITCRYPT\0".utf8) {
        return "The file is encrypted by git-crypt. Decrypt it with \"git-crypt unlock\"."
    }
    return nil
}

extension String {
    /// The same text without a suffix that it may have.
    func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
