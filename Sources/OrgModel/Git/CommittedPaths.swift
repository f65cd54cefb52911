import Documents

/// Which paths are read from commits, and where they are in the repository.
package struct CommittedPaths: Sendable {
    /// A path as it was typed.
    private struct Path: Sendable {
        let typed: String
        let place: [String]
        /// Whether it is of query results; otherwise it is of metadata.
        let isRecords: Bool
    }

    private var paths: [Path] = []

    /// - Parameters:
    ///   - paths: The exports, as typed.
    ///   - records: The query results that belong to them, as typed; those outside of the repository are left on disk.
    ///   - repository: Where the exports are.
    /// - Throws: ``GitFailure`` where an export is not in the repository.
    package init(_ paths: [String], records: [String], in repository: GitRepository) throws(GitFailure) {
        for path in paths {
            guard let place = repository.place(of: path) else {
                throw GitFailure(
                    "\(path) is not in the repository of \(paths[0]). Give exports of one repository, whose commits are audited."
                )
            }
            add(path, place, isRecords: false)
        }
        for path in records {
            if let place = repository.place(of: path) { add(path, place, isRecords: true) }
        }
    }

    private mutating func add(_ path: String, _ place: [String], isRecords: Bool) {
        var typed = path[...]
        while typed.count > 1, typed.last == "/" { typed = typed.dropLast() }
        paths.append(Path(typed: String(typed), place: place, isRecords: isRecords))
        // What is asked for longest paths first finds the nearest one.
        paths.sort { $0.typed.utf8.count > $1.typed.utf8.count }
    }

    /// The places in the repository.
    package var places: [[String]] { paths.map(\.place).deduplicated() }

    /// Where a path is in the repository; `nil` for one that is not read from commits.
    func place(of path: String) -> [String]? {
        for known in paths where path.utf8.starts(with: known.typed.utf8) {
            let rest = path.utf8.dropFirst(known.typed.utf8.count)
            guard rest.isEmpty || rest.first == UInt8(ascii: "/") || known.typed == "/" else { continue }
            return known.place + rest.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
        }
        return nil
    }

    /// Whether a place in the repository is in or below one of the paths.
    func contain(_ place: [String]) -> Bool { paths.contains { place.starts(with: $0.place) } }

    /// Whether a file says anything: metadata by its name and folders, anything among query results, and what only a reader
    /// can tell.
    func reads(_ file: GitFile) -> Bool {
        if file.kind != .file { return true }
        return reads(String(decoding: file.path, as: UTF8.self))
    }

    /// The same of a regular file, by its path in the repository.
    package func reads(_ path: String) -> Bool {
        if MetadataCatalog.isWanted(ExportPath(path)) { return true }
        return paths.contains { known in
            let place = known.place.joined(separator: "/")
            guard place.isEmpty || path == place || path.hasPrefix("\(place)/") else { return false }
            // By which name PATH was typed decides what a file of it contains.
            let below = place.isEmpty ? path[...] : path.dropFirst(place.count + 1)
            return known.isRecords || MetadataCatalog.isWanted(ExportPath(String(below), below: Root(known.typed)))
        }
    }
}
