import Foundation
import OrgModel
import TestSupport

/// An export in a temporary folder of its own, which goes when the test is done.
final class Export: Sendable {
    /// The folder.
    let path: String

    /// Writes the given files, by their paths below the folder.
    init(_ files: [String: String] = [:]) throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("rolecall-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (file, text) in files { try write(text, to: file) }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func write(_ text: String, to file: String) throws {
        try write(Data(text.utf8), to: file)
    }

    func write(_ data: Data, to file: String) throws {
        try makeFolder((file as NSString).deletingLastPathComponent)
        try data.write(to: URL(fileURLWithPath: "\(path)/\(file)"))
    }

    func makeFolder(_ folder: String) throws {
        try FileManager.default.createDirectory(atPath: "\(path)/\(folder)", withIntermediateDirectories: true)
    }

    func link(_ link: String, to destination: String) throws {
        try FileManager.default.createSymbolicLink(atPath: "\(path)/\(link)", withDestinationPath: destination)
    }

    func catalog() throws -> MetadataCatalog {
        try MetadataCatalog.scan([path])
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

func userPermission(_ name: String, _ enabled: String = "true") -> String {
    "<userPermissions><enabled>\(enabled)</enabled><name>\(name)</name></userPermissions>"
}

/// An entry of `objectPermissions` with the flags that are `true`; the others are omitted.
func objectPermission(_ object: String, _ flags: String...) -> String {
    let elements = flags.map { "<\($0)>true</\($0)>" }.joined()
    return "<objectPermissions>\(elements)<object>\(object)</object></objectPermissions>"
}

func fieldPermission(_ field: String, editable: Bool = false, readable: Bool = true) -> String {
    "<fieldPermissions><editable>\(editable)</editable><field>\(field)</field>"
        + "<readable>\(readable)</readable></fieldPermissions>"
}

/// A manifest for `CustomObject` and the given version.
func manifest(version: String?, objects: String...) -> String {
    let members = objects.map { "<members>\($0)</members>" }.joined()
    let version = version.map { "<version>\($0)</version>" } ?? ""
    return document("Package", "<types>\(members)<name>CustomObject</name></types>", version)
}

/// A project file with the given package directories.
func projectFile(_ directories: [String], version: String? = nil) -> String {
    let list = directories.map { "{ \"path\": \"\($0)\" }" }.joined(separator: ", ")
    let version = version.map { ", \"sourceApiVersion\": \"\($0)\"" } ?? ""
    return "{ \"packageDirectories\": [\(list)]\(version) }"
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
