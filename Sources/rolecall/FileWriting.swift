import Foundation

/// A file that is to be written.
struct OutputFile: Equatable {
    let path: String
    let bytes: [UInt8]
}

/// Writes a file in full, over what stands there.
///
/// - Throws: ``CommandFailure`` that names the file and says why.
func writeFile(_ text: String, to path: String) throws(CommandFailure) {
    try writeFiles([OutputFile(path: path, bytes: Array(text.utf8))])
}

/// Writes files in full, over what stands there: all of them or, if one cannot be written, none.
///
/// - Parameter makesFolders: Whether to make folders that are not there.
/// - Throws: ``CommandFailure`` that names the file and says why.
func writeFiles(_ files: [OutputFile], makesFolders: Bool = false) throws(CommandFailure) {
    try Interruption.hold { () throws(CommandFailure) in
        var writing = FileWriting()
        do throws(CommandFailure) {
            for file in files {
                if makesFolders { try writing.makeFolders(above: file.path) }
                try writing.prepare(file)
            }
            try writing.finish()
        } catch {
            writing.undo()
            throw error
        }
    }
}

// Why the unsafe calls below are sound: each is a system call with paths that Swift hands over as texts that end with a
// zero, for as long as the call takes, or with a structure of the caller's own that it fills.

/// Files on their way: each is written beside its place first, under a name of its own, and takes the place only when
/// all are there.
private struct FileWriting {
    /// A file that is written already and not yet in its place.
    private struct Prepared {
        let file: OutputFile
        /// Where it is to stand; of a symbolic link, what it leads to.
        let destination: String
        let temporary: String
        let replaces: Bool
        /// Another name of what stood there, until all is done.
        var backup: String?
    }

    private var prepared: [Prepared] = []
    /// How many of ``prepared`` are in their places.
    private var finished = 0
    /// Files that nothing can take the place of: pipes and devices, and what lies in a folder that takes no new file.
    private var direct: [OutputFile] = []
    private var folders: [String] = []

    // MARK: Steps

    mutating func makeFolders(above path: String) throws(CommandFailure) {
        var missing: [String] = []
        var folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        while !FileManager.default.fileExists(atPath: folder.path), folder.path != "/" {
            missing.append(folder.path)
            folder.deleteLastPathComponent()
        }
        for folder in missing.reversed() {
            guard unsafe mkdir(folder, 0o777) == 0 else {
                throw CommandFailure("The folder \(folder) cannot be made: \(systemWords(errno)).")
            }
            folders.append(folder)
        }
    }

    mutating func prepare(_ file: OutputFile) throws(CommandFailure) {
        guard let destination = try place(of: file) else {
            direct.append(file)
            return
        }
        let temporary = Self.name(beside: destination)
        let mode = Self.mode(of: destination)
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            guard mode != nil, [EACCES, EPERM, EROFS].contains(errno) else { throw failure(file, errno) }
            direct.append(file)
            return
        }
        prepared.append(Prepared(file: file, destination: destination, temporary: temporary, replaces: mode != nil))
        if let mode { fchmod(descriptor, mode) }
        try write(file, to: descriptor)
    }

    mutating func finish() throws(CommandFailure) {
        for file in direct { try writeDirectly(file) }
        while finished < prepared.count {
            let next = prepared[finished]
            let backup = Self.name(beside: next.destination)
            if next.replaces, unsafe link(next.destination, backup) == 0 { prepared[finished].backup = backup }
            if unsafe rename(next.temporary, next.destination) != 0 {
                // A single file that is mounted, as into a container, cannot be replaced, only written.
                guard errno == EBUSY else { throw failure(next.file, errno) }
                try writeDirectly(next.file)
                unsafe unlink(next.temporary)
            }
            finished += 1
        }
        for backup in prepared.compactMap(\.backup) { unsafe unlink(backup) }
    }

    func undo() {
        for (number, file) in prepared.enumerated().reversed() {
            if number < finished {
                if let backup = file.backup { unsafe rename(backup, file.destination) }
                if !file.replaces { unsafe unlink(file.destination) }
            }
            // Two names of one file do not replace each other, so the backup of what still stands there goes by itself.
            for name in [file.backup, file.temporary].compactMap(\.self) { unsafe unlink(name) }
        }
        for folder in folders.reversed() { unsafe rmdir(folder) }
    }

    // MARK: Places

    /// Where a file is to stand; `nil` where it must be written through the path itself.
    private func place(of file: OutputFile) throws(CommandFailure) -> String? {
        // What stands there leads to streams of this process, whatever it looks like.
        if ["/dev/", "/proc/"].contains(where: file.path.hasPrefix) { return nil }
        var status = stat()
        guard unsafe stat(file.path, &status) == 0 else {
            // A link that leads nowhere yet is followed by whoever opens it.
            return unsafe lstat(file.path, &status) == 0 ? nil : file.path
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            if status.st_mode & S_IFMT == S_IFDIR { throw failure(file, EISDIR) }
            return nil
        }
        guard unsafe access(file.path, W_OK) == 0 else { throw failure(file, errno) }
        return URL(fileURLWithPath: file.path).resolvingSymlinksInPath().path
    }

    /// The permissions of a file that is there.
    private static func mode(of path: String) -> mode_t? {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
    }

    /// A name that nothing in the same folder has.
    private static func name(beside path: String) -> String {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        return "\(folder)/.rolecall-\(String(UInt64.random(in: .min ... .max), radix: 36))"
    }

    // MARK: Writing

    private func writeDirectly(_ file: OutputFile) throws(CommandFailure) {
        let descriptor = unsafe open(file.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw failure(file, errno) }
        try write(file, to: descriptor)
    }

    private func write(_ file: OutputFile, to descriptor: Int32) throws(CommandFailure) {
        let written = writeAll(file.bytes, to: descriptor)
        // Some file systems tell only now that there is no room.
        let closed = close(descriptor) == 0 ? 0 : errno
        if written != 0 || closed != 0 { throw failure(file, written != 0 ? written : closed) }
    }

    private func failure(_ file: OutputFile, _ code: Int32) -> CommandFailure {
        let folder = URL(fileURLWithPath: file.path).deletingLastPathComponent().path
        let lacksFolder = code == ENOENT && !FileManager.default.fileExists(atPath: folder)
        return CommandFailure("\(file.path) cannot be written: \(lacksFolder ? "its folder does not exist" : systemWords(code)).")
    }
}
