import Documents

/// A file that contains a part of a component that was split into a folder of the component's own name.
///
/// Two presets of the Salesforce CLI split permission sets below `permissionsets`:
///
/// - `decomposePermissionSetBeta`: `fieldPermissions/Case.Origin.fieldPermission-meta.xml` and so on, one entry in each
///   file, which is the root element itself;
/// - `decomposePermissionSetBeta2`: `<Set>.userPermission-meta.xml` and so on, and for whatever belongs to an object
///   `objectSettings/Case.objectSettings-meta.xml`, each a permission set without a namespace that lacks the rest.
///
/// Other programs split profiles, muting permission sets and Lightning pages too, each below its type's folder, and keep
/// the type's root element in every file:
///
/// - sf-decomposer: `userPermissions/ApiEnabled.userPermissions-meta.xml`, or `userPermissions.xml` with all of them; in
///   XML, or in formats that only it puts together again;
/// - sfdx-metadata-splitter: `….profile-part.xml`;
/// - sfdx-profile-decompose: `fieldPermissions/Account.xml`.
///
/// The component's own file keeps what is left over: its label, license and the like.
struct ComponentPart: Sendable, Hashable {
    private(set) var file: InputFile
    /// The component's type, by the folder in which the split components are.
    let type: MetadataType
    /// Where it is written that the Salesforce CLI is to leave the part alone.
    private(set) var hiddenBy: Place?
    /// The component's elements that it may contain; `nil` where it may contain any.
    private let elements: Set<String>?
    /// What it is written in.
    private let format: PartFormat
    /// Whether it represents the component's own file, in another format than XML.
    let isOwnFile: Bool
    private let isUnreadableFolder: Bool

    /// - Returns: `nil` for a file that is not a part of a component by its name and folder.
    init?(_ file: InputFile) {
        guard let (type, name, elements, isOwnFile) = Self.recognize(file.location) else { return nil }
        self.elements = elements
        self.isOwnFile = isOwnFile
        self.file = file
        self.type = type
        format = name.format
        isUnreadableFolder = false
        if format != .xml {
            self.file = file.unreadable(
                because:
                    "This part of a \(type.words) is in \(format.rawValue), which only the program that split it puts "
                    + "together again, so what the \(type.words) contains is not known as a whole. Recompose it first (with "
                    + "sf-decomposer: sf decomposer recompose -m \(type.suffix)), or give a retrieve of the org as PATH."
            )
        }
    }

    /// Whether a file is a part of a component by its name and folder.
    static func isPart(_ path: ExportPath) -> Bool { recognize(path) != nil }

    private static func recognize(
        _ path: ExportPath
    ) -> (type: MetadataType, name: PartName, elements: Set<String>?, isOwnFile: Bool)? {
        guard let name = PartName(path.name), let (type, folders) = path.foldersOfComponents,
            let (elements, isOwnFile) = contents(name, type, folders)
        else { return nil }
        return (type, name, elements, isOwnFile)
    }

    /// What a file of a name contains, below folders of which the first one is the component's own.
    private static func contents(
        _ name: PartName, _ type: MetadataType, _ folders: [Substring]
    ) -> (elements: Set<String>?, isOwnFile: Bool)? {
        guard let first = folders.first else { return nil }
        switch name.ending {
        case .meta where name.marker == type.suffix:
            // In XML it is the component itself.
            let isNamed = name.base == first || folders.count > 1 && name.base == folders.last ?? ""
            return isNamed && name.format != .xml ? (nil, true) : nil
        case .part: return name.marker == type.suffix ? (nil, false) : nil
        case .meta, .plain:
            // The folder that all entries of one kind are in, below the component's own.
            let folder = folders.dropFirst().last.flatMap { type.splitElements.contains(String($0)) ? String($0) : nil }
            let named = type.elementsByEnding[String(name.marker)]
            guard let element = (name.ending == .meta || named == String(name.marker) ? named : nil) ?? folder else {
                return nil
            }
            return (
                element == MetadataType.objectSettings ? ["objectPermissions", "fieldPermissions"] : [element], false
            )
        }
    }

    /// Whatever is in a folder of parts that cannot be read: with it the component might contain more.
    ///
    init(unreadableFolder folder: ExportPath, of type: MetadataType) {
        file = InputFile(
            folder,
            .unreadable(
                "This folder with parts of a \(type.words) cannot be read, so what the \(type.words) contains is not known as a whole."
            ))
        self.type = type
        elements = nil
        format = .xml
        isOwnFile = false
        isUnreadableFolder = true
    }

    /// The same part, which cannot be read because it is hidden: with it the component might contain more.
    func hidden(by place: Place) -> ComponentPart {
        var part = self
        part.hiddenBy = place
        part.file = file.unreadable(
            because: "This part of a \(type.words) is hidden by \(place.file) line \(place.line ?? 0), so what the "
                + "\(type.words) contains is not known as a whole. Take that line out or give a retrieve of the org as PATH."
        )
        return part
    }

    /// Whether it contains something that rolecall reads.
    var isRead: Bool { elements.map { !$0.isDisjoint(with: type.elementsReadFromParts) } ?? true }

    /// Whether it says nothing of what is wanted of the component.
    func isUnwanted(_ wanted: Set<String>) -> Bool {
        guard let elements, elements.isDisjoint(with: wanted) else { return false }
        return elements.isSubset(of: type.elementsReadOnDemand)
    }

    /// Whether it is there for another program than the Salesforce CLI, which sees the component's own file alone.
    var isForAnotherProgram: Bool { hiddenBy != nil || format != .xml }

    /// The elements of the component's own file that show that it contains by itself what the part contains.
    ///
    /// Tools that split a component put all elements of one name into parts, so a file in which some of them are is whole.
    var elementsOfWholeFile: Set<String> {
        isForAnotherProgram && !isUnreadableFolder
            ? elements ?? type.elementsReadFromParts.subtracting(type.elementsReadOnDemand) : []
    }

    /// Reads the part's records, as a component in one file would have them.
    ///
    /// - Throws: `DocumentError` for a file that cannot be read, is not XML, or is not of the wanted kind, and for
    ///   an entry that does not tell what it is about.
    func readRecords(onRecord: (MetadataRecord) -> Void) throws(DocumentError) {
        let kind = type.isSplitByPresets && elements?.count == 1 ? elements?.first.flatMap(PermissionKind.init) : nil
        let entryRoot = kind.map { singular($0.rawValue).capitalizedFirst }
        var records: [MetadataRecord] = []
        let root = try file.readRecords(
            roots: [type.rawValue] + (entryRoot.map { [$0] } ?? []), requiresNamespace: false, wanted: nil
        ) { records.append($0) }
        if let kind, root.name == entryRoot {
            records = [MetadataRecord(element: kind.rawValue, line: root.line, children: records)]
        }
        // Here, where the file is known that the line is in.
        for record in records { _ = try PermissionKind(rawValue: record.element)?.name(of: record) }
        records.forEach(onRecord)
    }

    /// The folder of the component that the part belongs to.
    ///
    /// - Parameter folders: The folders of the components that have a file of their own.
    func folder(among folders: Set<ExportPath>) -> ExportPath? {
        let candidates = file.location.foldersAbove.prefix(file.location.foldersOfComponents?.folders.count ?? 0)
        return candidates.first { folders.contains($0) }
            ?? candidates.first { !type.splitElements.contains(String($0.name)) }
    }
}

extension ComponentFile {
    /// Reads the records of a component: those of its own file, then those of its parts.
    ///
    /// A part that is there for another program counts for nothing where the component's own file is whole.
    ///
    /// - Parameters:
    ///   - filter: Says of the wanted records which ones are handed over; `nil` for all.
    ///   - onRecord: Gets each of them and the path of its file.
    /// - Returns: The files that were read, and the elements that the own file of a split component has itself.
    /// - Throws: `DocumentError`, which names the file where it is a part's.
    func readRecords(
        of type: MetadataType, wanted: Set<String>, filter: RecordFilter? = nil,
        onRecord: (MetadataRecord, String) -> Void
    ) throws(DocumentError) -> (files: [String], ownElements: Set<String>) {
        var files: [String] = []
        // Once for each file: a path is put together whenever it is asked for, and all that is kept of a record has it.
        func begin(_ file: InputFile) -> String {
            let path = file.path
            files.append(path)
            filter?.file = path
            return path
        }
        func handOver(_ record: MetadataRecord, at path: String) {
            if wanted.contains(record.element), filter?.wants(record) != false { onRecord(record, path) }
        }
        var ownElements: Set<String> = []
        let wantedParts = parts.filter { !$0.isUnwanted(wanted) }
        if hasOwnFile {
            let path = begin(file)
            let telling = wantedParts.reduce(into: Set<String>()) { $0.formUnion($1.elementsOfWholeFile) }
            // A record that is not wanted tells, too, whether the file is whole.
            try file.readRecords(
                root: type.rawValue, wanted: wanted.union(telling), filter: wantedParts.isEmpty ? filter : nil
            ) { record in
                if !wantedParts.isEmpty { ownElements.insert(record.element) }
                handOver(record, at: path)
            }
        }
        for part in wantedParts where part.elementsOfWholeFile.isDisjoint(with: ownElements) {
            let path = begin(part.file)
            do throws(DocumentError) {
                try part.readRecords { handOver($0, at: path) }
            } catch {
                throw error.at(file: path)
            }
        }
        return (files, ownElements)
    }
}
