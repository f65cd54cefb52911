extension MetadataCatalog {
    /// Adds the parts of components, each with the file that contains its component's own data.
    ///
    /// - Parameter hiddenFiles: The components' own files that are hidden.
    mutating func add(_ parts: [ComponentPart], hiddenFiles: [ExportPath], below root: Root) {
        let types = closedPaths.isEmpty ? Set(parts.map(\.type)) : Set(MetadataType.allCases)
        let parts = Dictionary(grouping: parts, by: \.type)
        let hidden = Set(hiddenFiles.compactMap(\.folderOfItsName))
        for type in types.sorted(by: { $0.rawValue < $1.rawValue }) {
            add(parts[type] ?? [], of: type, hiddenFolders: hidden, below: root)
        }
    }

    private mutating func add(
        _ parts: [ComponentPart], of type: MetadataType, hiddenFolders: Set<ExportPath>, below root: Root
    ) {
        let (inside, beside) = componentsByFolder(of: type, below: root)
        let known = Set(inside.keys).union(beside.keys)
        var partsByFolder = Dictionary(grouping: parts) { $0.folder(among: known) }
        for closed in closedPaths where closed.root == root {
            for folder in [closed] + closed.foldersAbove.dropLast()
            where known.contains(folder) || partsByFolder[folder] != nil {
                partsByFolder[folder, default: []].append(
                    ComponentPart(unreadableFolder: closed, of: type))
            }
        }
        for (folder, parts) in partsByFolder.sorted(by: { ($0.key?.relative ?? "") < ($1.key?.relative ?? "") }) {
            guard let folder, let first = parts.first else { continue }
            // What is left over is inside the folder, so the file beside it is whole.
            let isWholeBeside = hiddenFolders.contains(folder) || parts.contains(where: \.isOwnFile)
            for part in parts {
                if part.isForAnotherProgram, let position = beside[folder] {
                    if !isWholeBeside, part.isRead { add(part, to: position) }
                } else if let position = inside[folder] ?? beside[folder] {
                    if part.isRead { add(part, to: position) }
                }
            }
            if known.contains(folder) { continue }
            if let place = first.hiddenBy, parts.allSatisfy({ $0.hiddenBy != nil }) {
                let skipped = Skipped(first.file.location, .hidden(by: place))
                noteSkipped(skipped, type, rawName: String(folder.name))
            } else {
                addComponentWithoutOwnFile(parts, type, rawName: String(folder.name))
            }
        }
    }

    private mutating func add(_ part: ComponentPart, to position: (id: ComponentID, position: Int)) {
        components[position.id]?.files[position.position].parts.append(part)
    }

    /// Where the components of a type below one PATH are, by the folder in which their parts would be: those whose own
    /// file is inside it, and those whose own file is beside it.
    private func componentsByFolder(
        of type: MetadataType, below root: Root
    ) -> (
        inside: [ExportPath: (id: ComponentID, position: Int)], beside: [ExportPath: (id: ComponentID, position: Int)]
    ) {
        var inside: [ExportPath: (id: ComponentID, position: Int)] = [:]
        var beside = inside
        for component in components.values.filter({ $0.id.type == type }).sorted(by: { $0.id < $1.id }) {
            for (position, file) in component.files.enumerated()
            where file.isSourceFormat && file.file.location.root == root {
                let path = file.file.location
                if let folder = path.folderOfItsName {
                    inside[folder] = (component.id, position)
                } else {
                    beside[path.folder.appending(path.nameOfComponent)] = (component.id, position)
                }
            }
        }
        return (inside, beside)
    }

    private mutating func addComponentWithoutOwnFile(_ parts: [ComponentPart], _ type: MetadataType, rawName: String) {
        let own = parts.first(where: \.isOwnFile)?.file
        let what = "the \(type.words) \"\(decodedFullName(rawName))\""
        let missing = "\(rawName).\(type.suffix)-meta.xml"
        let isRead = type.isReadWithoutOwnFile
        let file =
            own
            ?? (isRead
                ? parts[0].file
                : parts[0].file.unreadable(
                    because:
                        "This is a part of \(what), but its own file, \(missing), is missing, so what it is is not known. "
                        + "Retrieve it again."))
        add(
            ComponentFile(
                // What cannot be read without it is in for it, so that reading it is reported.
                file: file, isSourceFormat: true, parts: parts.filter(\.isRead), hasOwnFile: own == nil && !isRead),
            type, rawName: rawName)
        guard own == nil, isRead else { return }
        let unstated =
            type == .permissionSet ? "its license and whether it is session-based are" : "what it says of itself is"
        problems.append(
            Problem(
                .warning, at: Place(file: file.path),
                "This is a part of \(what), but its own file, \(missing), is missing: \(unstated) not known. Retrieve it again."
            ))
    }
}

extension ExportPath {
    /// The name of the component that the file contains by its name, as the file spells it.
    fileprivate var nameOfComponent: String { name.split(separator: ".").dropLast(2).joined(separator: ".") }

    /// The folder of the file where that has the component's name.
    fileprivate var folderOfItsName: ExportPath? { folder.name == nameOfComponent ? folder : nil }
}
