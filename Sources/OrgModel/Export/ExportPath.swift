/// An audited PATH: where it is on disk, and how reports show what is below it.
package struct Root: Sendable, Hashable {
    /// The folder or the archive, as typed.
    let path: String
    /// What reports show before a path below it.
    fileprivate let prefix: String

    /// - Parameter folder: The folder from which reports name what is below it; empty for the working folder.
    init(_ path: String, from folder: String = "") {
        self.path = path
        prefix = Self.prefix(
            path == folder && !folder.isEmpty
                ? "."
                : path.hasPrefix("\(folder)/") && !folder.isEmpty ? String(path.dropFirst(folder.count + 1)) : path)
    }

    /// PATH as it was typed, without what changes nothing of where it leads from the working folder.
    private static func prefix(_ path: String) -> String {
        var rest = path[...]
        while rest.hasPrefix("./") { rest = rest.dropFirst(2).drop { $0 == "/" } }
        if rest == "." { return "" }
        let isAbsolute = rest.hasPrefix("/")
        while rest.hasSuffix("/") { rest = rest.dropLast() }
        return rest.isEmpty && !isAbsolute ? "" : rest + "/"
    }
}

/// Where a file or folder of an export is: below which PATH, and where there.
package struct ExportPath: Sendable, Hashable, CustomStringConvertible {
    let root: Root
    /// The path below the root; empty for the root itself.
    let relative: String

    init(_ relative: String, below root: Root) {
        self.root = root
        self.relative = relative
    }

    /// A path that is shown as it is.
    init(_ path: String) {
        self.init(path, below: Root(""))
    }

    /// The path as every report shows it: PATH as it was typed, then the way below it, so that it resolves from the working
    /// folder.
    package var description: String {
        relative.isEmpty && root.prefix.count > 1 ? root.prefix.trimmingSuffix("/") : root.prefix + relative
    }

    var onDisk: String { relative.isEmpty ? root.path : "\(root.path)/\(relative)" }

    /// The name of the file or folder without those above it.
    var name: Substring {
        // By bytes, because every file of an export is asked for it.
        relative.utf8.lastIndex(of: UInt8(ascii: "/")).map { relative[relative.utf8.index(after: $0)...] }
            ?? relative[...]
    }

    /// The folders above, nearest first; the last one is the root.
    var foldersAbove: [ExportPath] {
        var folders: [ExportPath] = []
        var rest = relative[...]
        while let slash = rest.utf8.lastIndex(of: UInt8(ascii: "/")) {
            rest = rest[..<slash]
            folders.append(ExportPath(String(rest), below: root))
        }
        return folders + (relative.isEmpty ? [] : [ExportPath("", below: root)])
    }

    /// The nearest folder above; the root is above itself.
    var folder: ExportPath { foldersAbove.first ?? self }

    /// The path of something below this folder.
    func appending(_ path: some StringProtocol) -> ExportPath {
        let separator = relative.isEmpty || path.isEmpty ? "" : "/"
        return ExportPath(relative + separator + path, below: root)
    }

    /// More folders than any project has above a file. Looking for something in each of the folders above a file
    /// takes time in the square of their number.
    static let maximumFolders = 100

    /// Whether a path has more folders, or more bytes, than any has that a system would take.
    static func isTooDeep(_ path: String) -> Bool {
        path.utf8.count > 4_096 || path.utf8.count { $0 == UInt8(ascii: "/") } > maximumFolders
    }
}
