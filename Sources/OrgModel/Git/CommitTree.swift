import Documents
import Foundation

/// The files of a commit that an audit reads, without any of them on disk.
///
/// It looks to a reader as a checkout of the commit would: symbolic links are followed inside of the paths that are read, and a
/// submodule is the empty folder that it is before it is fetched.
package struct CommitTree: FileTree {
    /// A folder of the commit.
    private struct Folder: Sendable {
        var files: [String: GitFile] = [:]
        var folders: Set<String> = []
        /// Files that say nothing by their names; a symbolic link may lead to one.
        var others: [String: GitFile] = [:]

        var isEmpty: Bool { files.isEmpty && folders.isEmpty && others.isEmpty }

        subscript(name: String) -> GitFile? { files[name] ?? others[name] }

        /// Takes a file in, or out for `nil`.
        mutating func set(_ name: String, _ file: GitFile?, isRead: Bool) {
            if isRead { files[name] = file } else { others[name] = file }
        }
    }

    private let paths: CommittedPaths
    private let objects: GitObjects
    package private(set) var readings: TreeReadings?
    /// How many symbolic links it has: a file of any name may be what one leads to.
    private(set) var links = 0
    /// By the path in the repository.
    private var folders: [String: Folder] = [:]

    init(_ paths: CommittedPaths, _ objects: GitObjects, _ known: KnownReadings?) {
        (self.paths, self.objects) = (paths, objects)
        readings = known.map(TreeReadings.init)
    }

    // MARK: What is in it

    mutating func add(_ file: GitFile) {
        if file.kind == .link { links += 1 }
        let (folder, name) = Self.parts(file.path)
        makeFolder(folder)
        folders[folder]?.set(name, file, isRead: paths.reads(file))
    }

    mutating func remove(_ file: GitFile) {
        if file.kind == .link { links -= 1 }
        let (folder, name) = Self.parts(file.path)
        folders[folder]?.set(name, nil, isRead: paths.reads(file))
        removeFolders(from: folder)
    }

    /// Begins with what the audit of another commit reads.
    mutating func beginReadings() { readings = readings.map { TreeReadings($0.known) } }

    /// The content of a file.
    func file(_ file: GitFile) -> CommittedFile {
        CommittedFile(file.id, at: String(decoding: file.path, as: UTF8.self), in: objects)
    }

    private mutating func makeFolder(_ path: String) {
        guard folders[path] == nil else { return }
        folders[path] = Folder()
        guard !path.isEmpty else { return }
        let (above, name) = Self.parts(Array(path.utf8))
        makeFolder(above)
        folders[above]?.folders.insert(name)
    }

    private mutating func removeFolders(from path: String) {
        guard folders[path]?.isEmpty == true else { return }
        folders[path] = nil
        guard !path.isEmpty else { return }
        let (above, name) = Self.parts(Array(path.utf8))
        folders[above]?.folders.remove(name)
        removeFolders(from: above)
    }

    private static func parts(_ path: [UInt8]) -> (folder: String, name: String) {
        let slash = path.lastIndex(of: UInt8(ascii: "/"))
        return (
            slash.map { String(decoding: path[..<$0], as: UTF8.self) } ?? "",
            String(decoding: slash.map { path[($0 + 1)...] } ?? path[...], as: UTF8.self)
        )
    }

    /// The paths of the submodules in the repository.
    package var submodules: Set<String> {
        Set(
            folders.values.flatMap(\.files.values).filter { $0.kind == .submodule }.map {
                String(decoding: $0.path, as: UTF8.self)
            })
    }

    // MARK: What is at a path

    /// What a path leads to.
    private enum Found {
        case folder(String)
        case file(GitFile, at: String)
        case nothing
        case leadsNowhere
        /// A symbolic link whose end is not known, for this reason.
        case closed(String)
    }

    /// As many links as a system itself follows.
    private static let maximumLinks = 40

    private func find(_ parts: [String], links: Int = 0) -> Found {
        let path = parts.joined(separator: "/")
        if folders[path] != nil { return .folder(path) }
        if let name = parts.last, let folder = folders[parts.dropLast().joined(separator: "/")] {
            // Most paths are of a file, or of nothing, in a folder.
            guard let file = folder[name] else { return .nothing }
            if file.kind == .file, String(validating: file.path, as: UTF8.self) != nil { return .file(file, at: path) }
        }
        var folder: [String] = []
        for (position, part) in parts.enumerated() {
            if folders[(folder + [part]).joined(separator: "/")] != nil {
                folder.append(part)
                continue
            }
            guard let file = folders[folder.joined(separator: "/")]?[part],
                String(validating: file.path, as: UTF8.self) != nil
            else { return .nothing }
            let rest = Array(parts[(position + 1)...])
            switch file.kind {
            case .file: return rest.isEmpty ? .file(file, at: path) : .nothing
            case .submodule: return rest.isEmpty ? .folder(path) : .nothing
            case .link: return follow(file, in: folder, rest, links: links + 1)
            }
        }
        return .nothing
    }

    private func follow(_ link: GitFile, in folder: [String], _ rest: [String], links: Int) -> Found {
        guard links <= Self.maximumLinks else { return .leadsNowhere }
        guard let bytes = try? objects.bytes(of: link.id), let target = String(validating: bytes, as: UTF8.self) else {
            return .closed("its target cannot be read from the repository")
        }
        var place = folder
        for part in target.split(separator: "/") where part != "." {
            if part == ".." { _ = place.popLast() } else { place.append(String(part)) }
        }
        guard !target.hasPrefix("/"), paths.contain(place) else {
            return .closed("it leads out of what is read of the commit, to \(target)")
        }
        let found = find(place + rest, links: links)
        if case .nothing = found { return .leadsNowhere }
        return found
    }

    // MARK: As a reader of files sees it

    package func lookUp(_ path: String) -> PathLookup {
        guard let place = paths.place(of: path) else { return FilesOnDisk().lookUp(path) }
        switch find(place) {
        case .folder: return .found(.folder)
        case .file: return .found(.file)
        case .nothing: return .absent
        case .leadsNowhere: return .leadsNowhere
        case .closed(let reason): return .closedLink(reason: reason)
        }
    }

    package func identity(of path: String) -> TreeIdentity? {
        guard let place = paths.place(of: path) else { return FilesOnDisk().identity(of: path) }
        switch find(place) {
        case .folder(let path), .file(_, let path): return .committed(path)
        case .nothing, .leadsNowhere, .closed: return nil
        }
    }

    package func isLink(_ path: String) -> Bool {
        guard let place = paths.place(of: path) else { return FilesOnDisk().isLink(path) }
        guard let name = place.last, case .folder(let folder) = find(place.dropLast()) else { return false }
        return folders[folder]?.files[name]?.kind == .link
    }

    package func names(inFolder path: String) throws -> [String] {
        guard let place = paths.place(of: path) else { return try FilesOnDisk().names(inFolder: path) }
        guard case .folder(let folder) = find(place), let folder = folders[folder] else { return [] }
        return Array(folder.folders) + Array(folder.files.keys)
    }

    package func contents(of path: String) -> FileContents {
        guard let place = paths.place(of: path) else { return FilesOnDisk().contents(of: path) }
        guard case .file(let file, _) = find(place) else {
            return .unreadable("The file cannot be read: it does not exist in this commit.")
        }
        return .committed(self.file(file))
    }

    package func mayRead(_ path: String, isFolder: Bool) -> Bool {
        paths.place(of: path) != nil || FilesOnDisk().mayRead(path, isFolder: isFolder)
    }
}
