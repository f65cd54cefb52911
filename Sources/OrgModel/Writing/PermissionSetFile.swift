import Documents
import Foundation

/// A permission set's file that is about to be written: a new one, or one that gets more entries.
package struct PermissionSetFile: Sendable {
    /// The set's full name.
    package let fullName: String
    /// The file's path below the folder of its package.
    package let path: String
    /// Whether the file's name is that of source format.
    package let isSourceFormat: Bool
    /// Whether the set grants only in a session that activates it.
    package let isSessionBased: Bool
    /// What the file says before anything is added.
    package let bytes: [UInt8]
    /// The licenses that the set names, and the line of each; several where the file contradicts itself.
    package private(set) var licenses: [(name: String, line: Int?)] = []

    /// Why a file cannot be written to.
    package struct Refusal: Error, Sendable, CustomStringConvertible {
        /// The file, its line, what is wrong and what to do.
        package let description: String

        init(_ path: String, _ message: String) {
            description = "\(path) \(message)"
        }

        init(_ path: String, _ error: DocumentError) {
            description = "\(Place(file: path, line: error.line)): \(error.message)"
        }
    }

    /// Makes a set that grants nothing yet.
    ///
    /// It has no license: Salesforce assigns such a set to all users whose licenses allow what it grants.
    package init(_ fullName: String, label: String, description: String, isSourceFormat: Bool) {
        self.fullName = fullName
        self.isSourceFormat = isSourceFormat
        let type = MetadataType.permissionSet
        path = "\(type.directoryName)/\(fullName).\(type.suffix)\(isSourceFormat ? "-meta.xml" : "")"
        isSessionBased = false
        bytes = Array(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <\(type.rawValue) xmlns="\(MetadataType.namespace)">
                <description>\(description.escapedForXML)</description>
                <hasActivationRequired>false</hasActivationRequired>
                <label>\(label.escapedForXML)</label>
            </\(type.rawValue)>

            """.utf8)
    }

    /// Adds a file.
    ///
    /// - Throws: ``Refusal`` for a file that is not a whole permission set, or cannot be read.
    package init(reading path: String) throws(Refusal) {
        let name = URL(fileURLWithPath: path).lastPathComponent
        let type = MetadataType.permissionSet
        let file = ExportPath("\(type.directoryName)/\(name)")
        guard let (found, rawName, isSource) = MetadataCatalog.recognize(file), found == type else {
            throw Refusal(
                path,
                "is not a file of a permission set by its name. Name one that ends in .permissionset or "
                    + ".permissionset-meta.xml.")
        }
        guard FileKind(of: path) == .file else {
            throw Refusal(path, FileKind(of: path) == nil ? "does not exist." : "is not a regular file.")
        }
        fullName = decodedFullName(rawName)
        isSourceFormat = isSource
        self.path = file.description
        do throws(DocumentError) {
            bytes = try InputFile(path: path).bytes()
            let file = ComponentFile(file: InputFile(path: path, bytes: bytes), isSourceFormat: isSource)
            let (source, _) = try PermissionSource.read(
                ComponentID(type, fullName), from: file, scope: ExportScope(apiVersion: nil, manifest: nil)
            ).grants.get()
            isSessionBased = source.header.requiresActivation
            licenses = source.header.licenses.map { ($0, source.header.licensePlaces[$0]?.line) }
        } catch {
            throw Refusal(path, error)
        }
        if isSource, let part = Self.part(of: rawName, beside: path) {
            throw Refusal(
                path,
                "is one file of a decomposed permission set: \(part) belongs to it too. Write a set of its own with "
                    + "--output-dir, or retrieve the set as one file.")
        }
    }

    /// A file beside a permission set's own one that contains some of the set's entries.
    private static func part(of rawName: String, beside path: String) -> String? {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        let folders = [folder.lastPathComponent == rawName ? folder : nil, folder.appending(path: rawName)]
        return folders.lazy.compactMap(\.self).flatMap { folder in
            InputFolder(walking: Root(folder.path), in: FilesOnDisk()).files
                .filter { ComponentPart.isPart(ExportPath("permissionsets/\(rawName)/\($0.path)")) }
                .map { "\(folder.relativePath)/\($0.path)" }
        }.first
    }

    /// What the set grants with other contents.
    ///
    /// - Parameters:
    ///   - bytes: The contents.
    ///   - path: What to call the file.
    /// - Throws: ``Refusal`` for contents that are not a permission set.
    package func source(with bytes: [UInt8], path: String) throws(Refusal) -> PermissionSource {
        do throws(DocumentError) {
            return try PermissionSource.read(
                ComponentID(.permissionSet, fullName),
                from: ComponentFile(file: InputFile(path: path, bytes: bytes), isSourceFormat: isSourceFormat),
                scope: ExportScope(apiVersion: nil, manifest: nil)
            ).grants.get().0
        } catch {
            throw Refusal(path, error)
        }
    }

    /// The file with more entries; every byte that no entry touches stays as it is.
    ///
    /// - Parameters:
    ///   - grants: The entries.
    ///   - path: What to call the file in a refusal.
    /// - Throws: ``Refusal`` for a file that cannot be changed safely.
    package func adding(_ grants: [PermissionGrant], path: String) throws(Refusal) -> [UInt8] {
        do throws(DocumentError) {
            var editor = try MetadataEditor(bytes)
            for grant in grants { editor.require(grant.entry) }
            return try editor.finish()
        } catch {
            throw Refusal(path, error)
        }
    }
}

extension PermissionGrant {
    /// The entry as a metadata file has it.
    fileprivate var entry: MetadataEntry {
        MetadataEntry(
            kind.rawValue, key: MetadataEntry.Child(kind.keyElement, name),
            values: flags.map { MetadataEntry.Child($0, "true") },
            defaults: otherFlags.map { MetadataEntry.Child($0, "false") })
    }
}
