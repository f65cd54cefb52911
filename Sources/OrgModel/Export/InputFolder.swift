import Documents
import Foundation

/// Everything that one walk over a folder found.
struct InputFolder {
    /// The regular files, sorted by path.
    private(set) var files: [InputFile] = []
    /// What could not be looked into, and what is not a file.
    private(set) var problems: [Problem] = []
    /// The folders of which something could not be read.
    private(set) var unreadableFolders: [ExportPath] = []
    /// What is in the place of files that would contain a component.
    private(set) var strange: [StrangeFile] = []

    /// Folders already walked, so that a loop of symbolic links ends.
    private var visited: Set<TreeIdentity> = []
    private let tree: any FileTree

    /// Folders that never contain an org's metadata; the last is a file system's own, which only root may read.
    private static let skipped: Set<String> = ["node_modules", "lost+found"]

    /// Walks a folder.
    ///
    /// - Parameters:
    ///   - root: The folder.
    ///   - tree: Where it is.
    ///   - subfolders: Only these folders below it; `nil` for all of it.
    init(walking root: Root, in tree: any FileTree, subfolders: [ExportPath]? = nil) {
        self.tree = tree
        for folder in subfolders ?? [ExportPath("", below: root)] { walk(folder) }
        // Package directories may be inside each other.
        files = Set(files).sorted { $0.location.relative < $1.location.relative }
    }

    private mutating func walk(_ start: ExportPath) {
        var pending = [start]
        while let folder = pending.popLast() {
            let absolute = folder.onDisk
            guard let identity = tree.identity(of: absolute) else {
                if let reason = tree.lookUp(absolute).reasonClosed {
                    close(folder, "The folder cannot be read: \(reason).")
                }
                continue
            }
            guard visited.insert(identity).inserted else {
                // Package directories may be inside each other; what leads back here otherwise is a link.
                if tree.isLink(absolute) {
                    problems.append(
                        Problem(
                            .warning, at: Place(file: folder.description),
                            "The symbolic link leads to a folder that is read already; it is omitted."))
                }
                continue
            }
            do {
                for name in try tree.names(inFolder: absolute).sorted(by: >) {
                    // Dot files and folders are the tools' own: version control, caches of the Salesforce CLI.
                    if name.hasPrefix(".") || Self.skipped.contains(name) { continue }
                    guard let subfolder = try visit(folder.appending(name)) else { continue }
                    if ExportPath.isTooDeep(subfolder.relative) {
                        close(
                            subfolder,
                            "The folder lies more than \(ExportPath.maximumFolders) folders deep, and is not looked into."
                        )
                    } else {
                        pending.append(subfolder)
                    }
                }
            } catch {
                let reason = (error as? FileError)?.reason ?? systemReason(error)
                close(folder, "The folder cannot be read: \(reason).")
            }
        }
    }

    /// Adds one entry of a folder; returns its path if it is a folder itself.
    ///
    /// - Throws: ``FileError`` where what the folder lists may not be looked at.
    private mutating func visit(_ path: ExportPath) throws(FileError) -> ExportPath? {
        switch tree.lookUp(path.onDisk) {
        case .found(.folder):
            if MetadataCatalog.recognize(path) != nil { strange.append(StrangeFile(path: path, what: "a folder")) }
            return path
        case .found(.file): files.append(tree.file(at: path))
        case .found(.special): leaveOut(path, "This is not a regular file", what: "a pipe, a socket or a device")
        case .leadsNowhere:
            leaveOut(path, "The symbolic link leads nowhere", what: "a symbolic link that leads nowhere")
        case .absent: leaveOut(path, "Nothing is found by this name: it is gone meanwhile, or its name is not UTF-8")
        case .closedLink(let reason): close(path, "The symbolic link cannot be followed: \(reason).")
        case .unreadableFolder(let reason): throw FileError(reason: reason)
        }
        return nil
    }

    /// Reports what is not a file. A manifest is not omitted: one that cannot be read is not one that is absent.
    private mutating func leaveOut(_ path: ExportPath, _ why: String, what: String? = nil) {
        if let what { strange.append(StrangeFile(path: path, what: what)) }
        if path.name == MetadataCatalog.manifestName {
            files.append(tree.file(at: path))
        } else {
            problems.append(Problem(.warning, at: Place(file: path.description), "\(why); it is omitted."))
        }
    }

    /// A folder may contain anything, so that one which cannot be read leaves more open than any single file.
    private mutating func close(_ folder: ExportPath, _ why: String) {
        unreadableFolders.append(folder)
        problems.append(
            Problem(
                .error, at: Place(file: folder.description),
                "\(why) What it contains is not known, so nothing proves that the org lacks a component. Make it readable."
            ))
    }
}

extension Unknown {
    /// Folders of an export that cannot be read: what is not found may be in them.
    ///
    /// - Parameter paths: The folders; `nil` where there are none.
    init?(unreadableFolders paths: [ExportPath]) {
        guard let first = paths.map(\.description).min() else { return nil }
        let others = paths.count - 1
        self.init(
            place: Place(file: first), .unreadableFolders(first, others: others),
            resolvedBy: "Make \(Statement.words(ofFolder: first, others: others)) readable.")
    }
}
