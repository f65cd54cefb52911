import Foundation

/// Everything that one walk over a folder found.
struct InputFolder {
    /// The regular files, sorted by path.
    private(set) var files: [InputFile] = []
    /// What could not be looked into, and what is not a file.
    private(set) var problems: [Problem] = []
    /// The folders of which something could not be read, as reports show them.
    private(set) var unreadableFolders: [String] = []
    /// What is in the place of files that would contain a component.
    private(set) var strange: [StrangeFile] = []

    private let root: String
    private let prefix: String
    /// Folders already walked, so that a loop of symbolic links ends.
    private var visited: Set<FileIdentity> = []

    /// Folders that never contain an org's metadata; the last is a file system's own, which only root may read.
    private static let skipped: Set<String> = ["node_modules", "lost+found"]

    /// Walks a folder.
    ///
    /// - Parameters:
    ///   - root: The folder's path on disk.
    ///   - subfolders: Only these folders below it, relative to it; "" is the folder itself.
    ///   - prefix: What is before the relative path of each file in reports.
    init(walking root: String, subfolders: [String] = [""], prefix: String = "") {
        self.root = root
        self.prefix = prefix
        for subfolder in subfolders { walk(subfolder) }
        // Package directories may be inside each other.
        files = Set(files).sorted { $0.path < $1.path }
    }

    private mutating func walk(_ start: String) {
        var pending = [start]
        while let folder = pending.popLast() {
            let absolute = folder.isEmpty ? root : "\(root)/\(folder)"
            guard let identity = FileIdentity(of: absolute) else {
                if let reason = PathLookup(absolute).reasonClosed {
                    close(folder, "The folder cannot be read: \(reason).")
                }
                continue
            }
            guard visited.insert(identity).inserted else {
                // Package directories may be inside each other; what leads back here otherwise is a link.
                if isLink(absolute) {
                    problems.append(
                        Problem(
                            .warning, at: Place(file: prefix + folder),
                            "The symbolic link leads to a folder that is read already; it is omitted."))
                }
                continue
            }
            do {
                for name in try FileManager.default.contentsOfDirectory(atPath: absolute).sorted(by: >) {
                    // Dot files and folders are the tools' own: version control, caches of the Salesforce CLI.
                    if name.hasPrefix(".") || Self.skipped.contains(name) { continue }
                    let path = folder.isEmpty ? name : "\(folder)/\(name)"
                    guard let subfolder = try visit(path) else { continue }
                    if InputFile.isTooDeep(subfolder) {
                        close(
                            subfolder,
                            "The folder lies more than \(InputFile.maximumFolders) folders deep, and is not looked into."
                        )
                    } else {
                        pending.append(subfolder)
                    }
                }
            } catch {
                let reason = (error as? UnreadableFolder)?.reason ?? systemReason(error)
                close(folder, "The folder cannot be read: \(reason).")
            }
        }
    }

    /// Takes in one entry of a folder; returns its path if it is a folder itself.
    ///
    /// - Throws: ``UnreadableFolder`` where the folder lets nobody to what it lists.
    private mutating func visit(_ path: String) throws(UnreadableFolder) -> String? {
        let absolute = "\(root)/\(path)"
        switch PathLookup(absolute) {
        case .found(.folder):
            let file = InputFile(path: path, prefix: prefix, onDisk: absolute)
            if MetadataCatalog.recognize(file) != nil { strange.append(StrangeFile(file: file, what: "a folder")) }
            return path
        case .found(.file): files.append(InputFile(path: path, prefix: prefix, onDisk: absolute))
        case .found(.special): leaveOut(path, "This is not a regular file", what: "a pipe, a socket or a device")
        case .leadsNowhere:
            leaveOut(path, "The symbolic link leads nowhere", what: "a symbolic link that leads nowhere")
        case .absent: leaveOut(path, "Nothing is found by this name: it is gone meanwhile, or its name is not UTF-8")
        case .closedLink(let reason): close(path, "The symbolic link cannot be followed: \(reason).")
        case .unreadableFolder(let reason): throw UnreadableFolder(reason: reason)
        }
        return nil
    }

    private struct UnreadableFolder: Error {
        let reason: String
    }

    /// Tells of what is not a file. A manifest is not omitted: one that cannot be read is not one that is absent.
    private mutating func leaveOut(_ path: String, _ why: String, what: String? = nil) {
        let file = InputFile(path: path, prefix: prefix, onDisk: "\(root)/\(path)")
        if let what { strange.append(StrangeFile(file: file, what: what)) }
        if file.name == MetadataCatalog.manifestName {
            files.append(file)
        } else {
            problems.append(Problem(.warning, at: Place(file: file.path), "\(why); it is omitted."))
        }
    }

    /// A folder may contain anything, so that one which cannot be read leaves more open than any single file.
    private mutating func close(_ folder: String, _ why: String) {
        unreadableFolders.append(prefix + folder)
        problems.append(
            Problem(
                .error, at: Place(file: prefix + folder),
                "\(why) What it contains is not known, so nothing proves that the org lacks a component. Make it readable."
            ))
    }

    private func isLink(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }
}

extension Unknown {
    /// Folders of an export that cannot be read: what is not found may be in them.
    ///
    /// - Parameter paths: The folders, as reports show them; `nil` where there are none.
    init?(unreadableFolders paths: [String]) {
        guard let first = paths.min() else { return nil }
        let words = "the folder \"\(first)\"" + (paths.count > 1 ? " and \(paths.count - 1) more" : "")
        self.init(
            place: Place(file: first), says: "\(words) cannot be read, and may contain it",
            resolvedBy: "Make \(words) readable.")
    }
}
