import Foundation

/// Everything that one walk over a folder found.
struct InputFolder {
    /// The regular files, sorted by path.
    private(set) var files: [InputFile] = []
    /// What could not be looked into, and what is no file.
    private(set) var problems: [Problem] = []

    private let root: String
    private let prefix: String
    /// Folders already walked, so that a loop of symbolic links ends.
    private var visited: Set<FileIdentity> = []

    /// Folders that never hold an org's metadata.
    private static let skipped: Set<String> = ["node_modules"]

    /// Walks a folder.
    ///
    /// - Parameters:
    ///   - root: The folder's path on disk.
    ///   - subfolders: Only these folders below it, relative to it; "" is the folder itself.
    ///   - prefix: What stands before the relative path of each file in reports.
    init(walking root: String, subfolders: [String] = [""], prefix: String = "") {
        self.root = root
        self.prefix = prefix
        for subfolder in subfolders { walk(subfolder) }
        // Package directories may stand inside each other.
        files = Set(files).sorted { $0.path < $1.path }
    }

    private mutating func walk(_ start: String) {
        var pending = [start]
        while let folder = pending.popLast() {
            let absolute = folder.isEmpty ? root : "\(root)/\(folder)"
            guard let identity = FileIdentity(of: absolute) else { continue }
            guard visited.insert(identity).inserted else {
                // Package directories may stand inside each other; what leads back here otherwise is a link.
                if isLink(absolute) {
                    problems.append(
                        Problem(
                            .warning, at: Place(file: prefix + folder),
                            "The symbolic link leads to a folder that is read already; it is left out."))
                }
                continue
            }
            do {
                for name in try FileManager.default.contentsOfDirectory(atPath: absolute).sorted(by: >) {
                    // Dot files and folders are the tools' own: version control, caches of the Salesforce CLI.
                    if name.hasPrefix(".") || Self.skipped.contains(name) { continue }
                    let path = folder.isEmpty ? name : "\(folder)/\(name)"
                    if let subfolder = visit(path) { pending.append(subfolder) }
                }
            } catch {
                problems.append(
                    Problem(.warning, at: Place(file: prefix + folder), "The folder cannot be read: \(systemReason(error))."))
            }
        }
    }

    /// Takes in one entry of a folder; returns its path if it is a folder itself.
    private mutating func visit(_ path: String) -> String? {
        let absolute = "\(root)/\(path)"
        guard let kind = FileKind(of: absolute) else {
            leaveOut(path, "The symbolic link leads nowhere; it is left out.")
            return nil
        }
        switch kind {
        case .folder:
            return path
        case .file:
            files.append(InputFile(path: path, prefix: prefix, onDisk: absolute))
        case .special:
            leaveOut(path, "This is no regular file; it is left out.")
        }
        return nil
    }

    /// Tells of what is no file. A manifest is not left out: one that cannot be read is not one that is absent.
    private mutating func leaveOut(_ path: String, _ words: String) {
        let file = InputFile(path: path, prefix: prefix, onDisk: "\(root)/\(path)")
        if file.name == MetadataCatalog.manifestName {
            files.append(file)
        } else {
            problems.append(Problem(.warning, at: Place(file: file.path), words))
        }
    }

    private func isLink(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }
}

/// Whether anything stands at a path: also a symbolic link that leads nowhere, which whoever reads the file must be told of.
package func isAnything(at path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0
}

/// What a path on disk leads to, symbolic links followed.
package enum FileKind {
    case folder
    case file
    /// What would be waited for, such as a FIFO, and devices.
    case special

    /// `nil` where the path leads nowhere.
    package init?(of path: String) {
        guard let status = status(path) else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: self = .folder
        case S_IFREG: self = .file
        default: self = .special
        }
    }
}

/// What tells whether two paths lead to one file or folder.
struct FileIdentity: Hashable {
    private let device: UInt64
    private let inode: UInt64

    /// `nil` where the path leads nowhere.
    init?(of path: String) {
        guard let status = status(path) else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }
}

private func status(_ path: String) -> stat? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? status : nil
}
