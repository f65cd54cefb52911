import Documents

/// How a file was exported, on which depends what the absence of an entry proves.
package struct ExportScope: Sendable, Hashable {
    /// The API version of the export; `nil` where nothing states it.
    package let apiVersion: Int?
    /// The manifest beside the file, if there is one.
    package let manifest: Manifest?

    /// Makes a scope.
    package init(apiVersion: Int?, manifest: Manifest?) {
        self.apiVersion = apiVersion
        self.manifest = manifest
    }

    package func hash(into hasher: inout Hasher) {
        // Manifests of one file hardly differ, and may have many members.
        hasher.combine(apiVersion)
        hasher.combine(manifest?.file)
    }

    /// The scope of two files together: what is in neither of them is absent from both exports, so the one that says
    /// more decides what that proves.
    func merged(with other: ExportScope) -> ExportScope {
        // One that states no version counts as a new one.
        let version = apiVersion.flatMap { mine in other.apiVersion.map { max(mine, $0) } }
        guard let manifest, let otherManifest = other.manifest else {
            return ExportScope(apiVersion: version, manifest: manifest ?? other.manifest)
        }
        let members = manifest.members.merging(otherManifest.members) { $0.union($1) }
        return ExportScope(
            apiVersion: version,
            manifest: Manifest(file: manifest.file, apiVersion: manifest.apiVersion, members: members))
    }
}
