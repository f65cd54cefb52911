import Documents

// Whether the export shows all fields of an object: only then is what it does not show not there.

extension Org {
    /// The result of records that contains every field of an object; `nil` where there is none.
    package func resultWithAllFields(of object: String) -> Place? { wholeDefinitions[APIName(object)] }

    /// The file that shows, with its manifest, that every custom field of an object was exported; `nil` where nothing does.
    ///
    /// An object's file alone does not: projects keep the fields that they are about.
    package func fileWithAllCustomFields(of object: String) -> Place? {
        guard catalog.unreadableFolders == nil, let id = catalog.id(of: object, .customObject), unreadable[id] == nil,
            let component = catalog.components[id], !lacksField(of: object)
        else { return nil }
        return component.files.first {
            $0.hasOwnFile && catalog.scope(of: $0).manifest?.names(object: id.fullName) == true
        }.map { Place(file: $0.file.path) }
    }

    /// Whether the file of a field cannot be read, or is not a part of the metadata.
    private func lacksField(of object: String) -> Bool {
        (Array(unreadable.keys) + catalog.skipped.keys).contains { id in
            id.type == .customField
                && APIName(String(id.fullName.prefix { $0 != "." })) == APIName(object)
        }
    }
}
