import Foundation

extension MetadataCatalog {
    /// Whether a path leads to a file that was read with the export, or is read with the next one: the archive, a file that
    /// contains a component or a part of one, and no matter what is in an audited folder and is of a kind that is looked for
    /// there. Symbolic links and hard links lead there too.
    ///
    /// - Parameters:
    ///   - path: The path of a file, relative to the working folder or absolute.
    ///   - names: The names of other files than metadata that are looked for in an audited folder.
    package func reads(_ path: String, orNamed names: Set<String>) -> Bool {
        guard let identity = FileIdentity(of: path) else { return false }
        if (paths + filesOnDisk).contains(where: { FileIdentity(of: $0) == identity }) { return true }
        let folders = paths.filter { FileKind(of: $0) == .folder }.compactMap(realPath)
        // A file of one name alone is found by where it is.
        guard identity.hasSeveralNames else {
            return realPath(path).map { place in folders.contains { Self.isLookedFor(place, in: $0, names) } } ?? false
        }
        return folders.contains { folder in
            FileManager.default.enumerator(atPath: folder)?.contains { below in
                guard let below = below as? String else { return false }
                let place = "\(folder)/\(below)"
                return FileIdentity(of: place) == identity && Self.isLookedFor(place, in: folder, names)
            } ?? false
        }
    }

    private var filesOnDisk: [String] {
        components.values.flatMap(\.files).flatMap { [$0.file] + $0.parts.map(\.file) }.compactMap { file in
            guard case .disk(let path) = file.contents else { return nil }
            return path
        }
    }

    /// Whether a file of this name and place says something about the org, or about how it is audited.
    private static func isLookedFor(_ place: String, in folder: String, _ names: Set<String>) -> Bool {
        guard lies(place, in: folder), place != folder else { return false }
        let file = ExportPath(String(place.dropFirst(folder.hasSuffix("/") ? folder.count : folder.count + 1)))
        return isWanted(file) || [DXProject.fileName, ForceIgnore.fileName].contains(String(file.name))
            || names.contains(String(file.name))
    }
}
