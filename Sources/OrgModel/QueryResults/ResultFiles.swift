import Foundation

/// The files of query results that are meant where files are named, and folders of them.
package struct ResultFiles: Sendable {
    /// The files, each once: those that are named, and of a folder the results directly in it.
    package private(set) var paths: [String] = []
    /// Why folders give no file.
    private(set) var problems: [Problem] = []

    private static let endings: Set<String> = ["json", "csv"]

    private let tree: any FileTree

    /// - Parameters:
    ///   - named: Paths as typed.
    ///   - tree: Where they are.
    package init(_ named: [String], in tree: any FileTree = FilesOnDisk()) {
        self.tree = tree
        for path in named {
            if tree.isFolder(path) { addResults(in: path) } else { paths.append(path) }
        }
        // A file may be named, and be in a folder that is.
        var known: Set<TreeIdentity> = []
        paths = paths.deduplicated().filter { path in
            tree.identity(of: path).map { known.insert($0).inserted } ?? true
        }
    }

    /// Whether a file with this name is read where its folder is named.
    package static func isResult(_ path: String) -> Bool {
        let url = URL(fileURLWithPath: path)
        // Dot files are the tools' own, such as those that macOS lays beside each file in a copy.
        return endings.contains(url.pathExtension.lowercased()) && !url.lastPathComponent.hasPrefix(".")
    }

    private mutating func addResults(in folder: String) {
        let names: [String]
        do {
            names = try tree.names(inFolder: folder)
        } catch {
            report("The folder cannot be read: \(systemReason(error)). \(ExportWording.checkPath)", folder)
            return
        }
        let prefix = folder == "." ? "" : folder.hasSuffix("/") ? folder : "\(folder)/"
        let found = names.sorted().filter(Self.isResult).map { prefix + $0 }.filter { !tree.isFolder($0) }
        paths += found
        guard found.isEmpty else { return }
        let hasQueries = names.contains { $0.lowercased().hasSuffix(".soql") }
        report(hasQueries ? ExportWording.queriesAlone : ExportWording.noResults, folder)
    }

    private mutating func report(_ message: String, _ folder: String) {
        problems.append(Problem(.error, at: Place(file: folder), message))
    }
}
