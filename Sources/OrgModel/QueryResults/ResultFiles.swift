import Foundation

/// The files of query results that are meant where files are named, and folders of them.
package struct ResultFiles: Sendable {
    /// The files, each once: those that are named, and of a folder the results directly in it.
    package private(set) var paths: [String] = []
    /// Why folders give no file.
    private(set) var problems: [Problem] = []

    private static let endings: Set<String> = ["json", "csv"]

    /// - Parameter named: Paths as typed.
    package init(_ named: [String]) {
        for path in named {
            if FileKind(of: path) == .folder { addResults(in: path) } else { paths.append(path) }
        }
        // A file may be named, and be in a folder that is.
        paths = paths.deduplicated { realPath($0) ?? $0 }
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
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            report("The folder cannot be read: \(systemReason(error)). \(ExportWording.checkPath)", folder)
            return
        }
        let prefix = folder == "." ? "" : folder.hasSuffix("/") ? folder : "\(folder)/"
        let found = names.sorted().filter(Self.isResult).map { prefix + $0 }.filter { FileKind(of: $0) != .folder }
        paths += found
        guard found.isEmpty else { return }
        let hasQueries = names.contains { $0.lowercased().hasSuffix(".soql") }
        report(hasQueries ? ExportWording.queriesAlone : ExportWording.noResults, folder)
    }

    private mutating func report(_ message: String, _ folder: String) {
        problems.append(Problem(.error, at: Place(file: folder), message))
    }
}
