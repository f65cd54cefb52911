extension MetadataCatalog {
    /// Whether a path leads to a file that the export consists of: a component's own, a part of one, or the archive.
    public func consists(of path: String) -> Bool {
        guard let identity = FileIdentity(of: path) else { return false }
        let files = components.values.flatMap(\.files).flatMap { [$0.file] + $0.parts.map(\.file) }
        let onDisk = files.compactMap { file -> String? in
            guard case .disk(let path) = file.contents else { return nil }
            return path
        }
        return (paths + onDisk).contains { FileIdentity(of: $0) == identity }
    }
}
