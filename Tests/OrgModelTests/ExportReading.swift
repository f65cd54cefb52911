import OrgModel
import TestSupport

// What tests of the model read from a made-up export.

extension TemporaryFolder {
    func catalog() throws -> MetadataCatalog {
        try MetadataCatalog.scan([path], from: path)
    }

    func org() throws -> Org {
        try Org.read(catalog())
    }

    /// The org with the grants of every profile and permission set.
    func orgWithGrants() throws -> Org {
        let org = try org()
        return org.readingGrants(of: org.catalog.components.keys)
    }
}

extension MetadataCatalog {
    /// Every component as `Type:Name`, sorted.
    var names: [String] { components.keys.sorted().map(\.description) }

    /// The paths of the files that contain a component.
    func files(_ type: MetadataType, _ name: String) -> [String] {
        components[ComponentID(type, name)]?.files.map(\.file.path) ?? []
    }
}

extension Org {
    func source(_ type: MetadataType, _ name: String) -> PermissionSource? {
        sources[ComponentID(type, name)]
    }

    func unreadable(_ type: MetadataType, _ name: String) -> Problem? {
        unreadable[ComponentID(type, name)]
    }
}

extension [Problem] {
    /// The problems at a file.
    func at(_ file: String) -> [Problem] { filter { $0.place?.file == file } }
}
