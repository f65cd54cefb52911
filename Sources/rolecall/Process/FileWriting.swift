import Foundation
import OrgModel

/// A file that is to be written.
struct OutputFile: Equatable {
    let path: String
    let bytes: [UInt8]
}

extension OutputFile {
    init(path: String, text: String) { self.init(path: path, bytes: Array(text.utf8)) }
}

/// Writes a file in full, over what is there, unless that is read.
///
/// - Throws: ``CommandFailure`` that names the file and says why.
func writeFile(_ text: String, to path: String, sparing read: ReadFiles) throws(CommandFailure) {
    try writeFiles([OutputFile(path: path, text: text)], sparing: read)
}

/// Writes files in full, over what is there: all of them or, if one cannot be written, none. Every file that rolecall
/// writes is written here.
///
/// - Parameters:
///   - read: What is never written over.
///   - makesFolders: Whether to make folders that are not there.
/// - Throws: ``CommandFailure`` that names the file and says why.
func writeFiles(_ files: [OutputFile], sparing read: ReadFiles, makesFolders: Bool = false) throws(CommandFailure) {
    for file in files { try read.refuseReplacing(file.path) }
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
        /// Where it is to be; of a symbolic link, what it leads to.
        let destination: String
        let temporary: String
        let replaces: Bool
        /// Another name of what was there, until all is done.
        var backup: String?
    }

    private var prepared: [Prepared] = []
    /// How many of ``prepared`` are in their places.
    private var finished = 0
    /// Files that nothing can take the place of: pipes and devices, and files in a folder that takes no new file.
    private var direct: [(file: OutputFile, place: String)] = []
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
        let destination = try followed(file)
        guard try canBeReplaced(destination, file) else {
            direct.append((file, destination))
            return
        }
        let temporary = Self.name(beside: destination)
        let mode = Self.mode(of: destination)
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            guard mode != nil, [EACCES, EPERM, EROFS].contains(errno) else { throw failure(file, errno) }
            direct.append((file, destination))
            return
        }
        prepared.append(Prepared(file: file, destination: destination, temporary: temporary, replaces: mode != nil))
        if let mode { fchmod(descriptor, mode) }
        try write(file, to: descriptor)
    }

    mutating func finish() throws(CommandFailure) {
        for (file, place) in direct { try writeDirectly(file, to: place) }
        while finished < prepared.count {
            let next = prepared[finished]
            let backup = Self.name(beside: next.destination)
            if unsafe link(next.destination, backup) == 0 { prepared[finished].backup = backup }
            if unsafe rename(next.temporary, next.destination) != 0 {
                // A single file that is mounted, as into a container, cannot be replaced, only written.
                guard errno == EBUSY else { throw failure(next.file, errno) }
                try writeDirectly(next.file, to: next.destination)
                unsafe unlink(next.temporary)
            }
            finished += 1
        }
        for backup in prepared.compactMap(\.backup) { unsafe unlink(backup) }
    }

    func undo() {
        for (number, file) in prepared.enumerated().reversed() {
            if number < finished {
                if let backup = file.backup {
                    unsafe rename(backup, file.destination)
                } else if !file.replaces {
                    unsafe unlink(file.destination)
                }
            }
            // Two names of one file do not replace each other, so the backup of what still is there goes by itself.
            for name in [file.backup, file.temporary].compactMap(\.self) { unsafe unlink(name) }
        }
        for folder in folders.reversed() { unsafe rmdir(folder) }
    }

    // MARK: Places

    /// Whether a path leads to streams of this process, even under another name.
    private static func isStream(_ path: String) -> Bool { ["/dev/", "/proc/"].contains(where: path.hasPrefix) }

    /// Where a file is to be: what a symbolic link leads to, also where nothing is there yet.
    ///
    /// The author of a folder may have put a link there, so one that leads out is not followed.
    private func followed(_ file: OutputFile) throws(CommandFailure) -> String {
        if Self.isStream(file.path) { return file.path }
        var path = file.path
        // As many links as the system itself follows.
        for _ in 0..<40 {
            guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else {
                if path != file.path { try refuseLeadingOut(file, to: path) }
                return path
            }
            path = target.hasPrefix("/") ? target : "\(Self.folder(of: path))/\(target)"
        }
        throw failure(file, ELOOP)
    }

    private func refuseLeadingOut(_ file: OutputFile, to path: String) throws(CommandFailure) {
        guard let place = realPath(Self.folder(of: path)) else {
            throw CommandFailure(
                "\(file.path) cannot be written: it is a symbolic link that leads to a folder that does not exist.")
        }
        let borders = [".", Self.folder(of: file.path)].compactMap(realPath)
        guard borders.contains(where: { lies(place, in: $0) }) else {
            throw CommandFailure(
                "\(file.path) cannot be written: it is a symbolic link that leads out of the working folder, to \(path), and is "
                    + "not followed. Name the file that it leads to, or remove the link.")
        }
    }

    private static func folder(of path: String) -> String {
        URL(fileURLWithPath: path).deletingLastPathComponent().path
    }

    /// Whether another file can take the place; false for what must be written through the path itself.
    private func canBeReplaced(_ path: String, _ file: OutputFile) throws(CommandFailure) -> Bool {
        if Self.isStream(path) { return false }
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return true }
        guard status.st_mode & S_IFMT == S_IFREG else {
            if status.st_mode & S_IFMT == S_IFDIR { throw failure(file, EISDIR) }
            return false
        }
        guard unsafe access(path, W_OK) == 0 else { throw failure(file, errno) }
        return true
    }

    /// The permissions of a file that is there.
    private static func mode(of path: String) -> mode_t? {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
    }

    /// A name that nothing in the same folder has.
    private static func name(beside path: String) -> String {
        return "\(folder(of: path))/.rolecall-\(String(UInt64.random(in: .min ... .max), radix: 36))"
    }

    // MARK: Writing

    private func writeDirectly(_ file: OutputFile, to place: String) throws(CommandFailure) {
        let descriptor = unsafe open(place, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw failure(file, errno) }
        try write(file, to: descriptor)
    }

    private func write(_ file: OutputFile, to descriptor: Int32) throws(CommandFailure) {
        let written = writeAll(file.bytes, to: descriptor)
        // Some file systems report only now that there is no room.
        let closed = close(descriptor) == 0 ? 0 : errno
        if written != 0 || closed != 0 { throw failure(file, written != 0 ? written : closed) }
    }

    private func failure(_ file: OutputFile, _ code: Int32) -> CommandFailure {
        let lacksFolder = code == ENOENT && !FileManager.default.fileExists(atPath: Self.folder(of: file.path))
        return CommandFailure(
            "\(file.path) cannot be written: \(lacksFolder ? "its folder does not exist" : systemWords(code)).")
    }
}
