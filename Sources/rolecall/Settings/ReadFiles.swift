import AuditEngine
import Foundation
import OrgModel

/// The files that a command reads, none of which it may write over.
struct ReadFiles {
    /// Files other than the export: the configuration, waivers, exported records, rule files, earlier reports. Also one that is
    /// not there yet, and would be read.
    private var files: [String]
    private var exports: [MetadataCatalog]
    /// A file that is read to be written again.
    private var exception: String?

    init(_ files: [String] = [], of exports: [MetadataCatalog] = []) {
        self.files = files
        self.exports = exports
    }

    static func + (left: ReadFiles, right: ReadFiles) -> ReadFiles {
        ReadFiles(left.files + right.files, of: left.exports + right.exports)
    }

    /// The same, but for a file whose change is what the command is for.
    func except(_ path: String?) -> ReadFiles {
        var others = self
        others.exception = path
        return others
    }

    /// - Throws: ``CommandFailure`` where a path leads to one of the files, through links too.
    func refuseReplacing(_ path: String) throws(CommandFailure) {
        if let exception, placeOfFile(exception) == placeOfFile(path) { return }
        guard contains(path) else { return }
        throw CommandFailure(
            "\(path) is read, so nothing can be written there: it would be lost. Name another file.", status: .usage)
    }

    private func contains(_ path: String) -> Bool {
        let place = placeOfFile(path)
        if files.contains(where: { placeOfFile($0) == place }) { return true }
        // The next run would read it as a query result.
        let folder = placeOfFile(URL(fileURLWithPath: place).deletingLastPathComponent().path)
        if ResultFiles.isResult(place), files.contains(where: { placeOfFile($0) == folder }) { return true }
        guard let identity = FileIdentity(of: path) else { return false }
        return files.contains { FileIdentity(of: $0) == identity }
            || exports.contains { $0.reads(path, orNamed: Self.namesInPath) }
    }

    private static let namesInPath: Set<String> = [SettingsFile.fileName, SettingsFile.waiversFileName]
}

extension Guide {
    /// The files of a guide that is read from a folder.
    func files(in folder: String?) -> [String] {
        folder.map { [$0, "\($0)/guide.yaml"] + Set(allTables.flatMap(\.requirements).map(\.place.file)).sorted() }
            ?? []
    }
}

/// One name for a file, however its path is written.
func placeOfFile(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
}
