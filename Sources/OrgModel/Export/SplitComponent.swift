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

    /// Whether it is there for another program than the Salesforce CLI, which sees the component's own file alone.
    var isForAnotherProgram: Bool { hiddenBy != nil || format != .xml }

    /// The elements of the component's own file that show that it contains by itself what the part contains.
    ///
    /// Whoever splits a component puts all elements of one name into parts, so a file in which some of them are is whole.
    var elementsOfWholeFile: Set<String> {
        isForAnotherProgram && !isUnreadableFolder ? elements ?? type.elementsReadFromParts : []
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

// MARK: - Names

/// What the parts of a component are written in; the raw value is its name for texts.
private enum PartFormat: String {
    case xml = "XML"
    case yaml = "YAML"
    case json = "JSON"
    case json5 = "JSON5"
    case ini = "INI"
    case toml = "TOML"

    init?(ending: Substring) {
        switch ending {
        case "xml": self = .xml
        case "yaml", "yml": self = .yaml
        case "json": self = .json
        case "json5", "jsonc": self = .json5
        case "ini": self = .ini
        case "toml": self = .toml
        default: return nil
        }
    }
}

/// A file name that a part of a component may have: `ApiEnabled.userPermissions-meta.xml`, `userPermissions.yaml`.
private struct PartName {
    enum Ending { case meta, part, plain }

    let format: PartFormat
    let ending: Ending
    /// What the file contains: what is behind the last dot before the ending, and the whole name where there is none.
    let marker: Substring
    /// What is before that dot.
    let base: Substring

    init?(_ name: Substring) {
        guard let dot = name.lastIndex(of: "."), let format = PartFormat(ending: name[name.index(after: dot)...]) else {
            return nil
        }
        var stem = name[..<dot]
        self.format = format
        ending = stem.hasSuffix("-meta") ? .meta : stem.hasSuffix("-part") ? .part : .plain
        if ending != .plain { stem = stem.dropLast("-meta".count) }
        let inner = ending == .plain ? nil : stem.lastIndex(of: ".")
        marker = inner.map { stem[stem.index(after: $0)...] } ?? stem
        base = inner.map { stem[..<$0] } ?? ""
    }
}

extension MetadataType {
    fileprivate static let objectSettings = "objectSettings"

    /// Whether the Salesforce CLI has presets that split components of the type.
    fileprivate var isSplitByPresets: Bool { self == .permissionSet }

    /// The elements that programs put into files of their own; as folders they have these names.
    fileprivate var splitElements: Set<String> {
        switch self {
        case .permissionSet, .mutingPermissionSet: Self.elementsOfPermissionSets
        case .profile: Self.elementsOfProfiles
        case .flexiPage: ["flexiPageRegions", "platformActionlist", "properties"]
        case .customApplication:
            ["actionOverrides", "brand", "consoleConfig", "preferences", "profileActionOverrides", "workspaceConfig"]
        case .callCenter: ["sections"]
        default: []
        }
    }

    /// The split elements that rolecall reads.
    fileprivate var elementsReadFromParts: Set<String> {
        switch self {
        case .permissionSet, .mutingPermissionSet, .profile: Set(PermissionKind.allCases.map(\.rawValue))
        case .flexiPage: ["flexiPageRegions"]
        default: []
        }
    }

    /// Whether parts alone tell what a component grants, although its own file is missing.
    fileprivate var isReadWithoutOwnFile: Bool {
        switch self {
        case .permissionSet, .mutingPermissionSet, .profile: true
        default: false
        }
    }

    private static let elementsOfPermissionSets: Set<String> = [
        "agentAccesses", "applicationVisibilities", "classAccesses", "customMetadataTypeAccesses", "customPermissions",
        "customSettingAccesses", "emailRoutingAddressAccesses", "externalCredentialPrincipalAccesses",
        "externalDataSourceAccesses", "fieldPermissions", "flowAccesses", "objectPermissions", objectSettings,
        "pageAccesses",
        "recordTypeVisibilities", "servicePresenceStatusAccesses", "tabSettings", "userPermissions",
    ]

    private static let elementsOfProfiles = elementsOfPermissionSets.union([
        "categoryGroupVisibilities", "layoutAssignments", "loginFlows", "loginHours", "loginIpRanges",
        "profileActionOverrides", "tabVisibilities",
    ])

    /// The elements by file ending: the singular, as the Salesforce CLI writes it, and the plural of everybody else.
    fileprivate var elementsByEnding: [String: String] { Self.endings[self] ?? [:] }

    private static let endings = Dictionary(
        uniqueKeysWithValues: allCases.map { type in
            (
                type,
                Dictionary(
                    type.splitElements.flatMap { [($0, $0), (singular($0), $0)] },
                    uniquingKeysWith: { first, _ in first })
            )
        })

    /// The types of which components are split, by the folder they are in.
    fileprivate static let byFolderOfSplitComponents = Dictionary(
        uniqueKeysWithValues: allCases.filter { $0 != .customObject && $0 != .customField }.map {
            ($0.directoryName, $0)
        })
}

private func singular(_ element: String) -> String {
    if element.hasSuffix("ies") { return element.dropLast(3) + "y" }
    return String(element.dropLast(element.hasSuffix("sses") ? 2 : 1))
}

extension ExportPath {
    /// The nearest folder above that contains components of one type, and the folders between it and the file; `nil` where
    /// there is none.
    fileprivate var foldersOfComponents: (type: MetadataType, folders: [Substring])? {
        let folders = relative.split(separator: "/").dropLast()
        guard let position = folders.lastIndex(where: { MetadataType.byFolderOfSplitComponents[String($0)] != nil }),
            let type = MetadataType.byFolderOfSplitComponents[String(folders[position])]
        else { return nil }
        return (type, Array(folders[(position + 1)...]))
    }
}

// MARK: - Putting them together

extension ComponentFile {
    /// Reads the records of a component: those of its own file, then those of its parts.
    ///
    /// A part that is there for another program counts for nothing where the component's own file is whole.
    ///
    /// - Parameter onRecord: Gets each wanted record and the path of its file.
    /// - Returns: The files that were read.
    /// - Throws: `DocumentError`, which names the file where it is a part's.
    func readRecords(
        of type: MetadataType, wanted: Set<String>, onRecord: (MetadataRecord, String) -> Void
    ) throws(DocumentError) -> [String] {
        var files: [String] = []
        var seen: Set<String> = []
        if hasOwnFile {
            files.append(file.path)
            let telling = parts.reduce(into: Set<String>()) { $0.formUnion($1.elementsOfWholeFile) }
            try file.readRecords(root: type.rawValue, wanted: wanted.union(telling)) { record in
                if telling.contains(record.element) { seen.insert(record.element) }
                if wanted.contains(record.element) { onRecord(record, file.path) }
            }
        }
        for part in parts where part.elementsOfWholeFile.isDisjoint(with: seen) {
            files.append(part.file.path)
            do throws(DocumentError) {
                try part.readRecords { record in
                    if wanted.contains(record.element) { onRecord(record, part.file.path) }
                }
            } catch {
                throw error.at(file: part.file.path)
            }
        }
        return files
    }
}

extension MetadataCatalog {
    /// Takes in the parts of components, each with the file that contains its component's own data.
    ///
    /// - Parameter hiddenFiles: The components' own files that are hidden.
    mutating func take(_ parts: [ComponentPart], hiddenFiles: [ExportPath], below root: Root) {
        let types = closedPaths.isEmpty ? Set(parts.map(\.type)) : Set(MetadataType.allCases)
        let parts = Dictionary(grouping: parts, by: \.type)
        let hidden = Set(hiddenFiles.compactMap(\.folderOfItsName))
        for type in types.sorted(by: { $0.rawValue < $1.rawValue }) {
            take(parts[type] ?? [], of: type, hiddenFolders: hidden, below: root)
        }
    }

    private mutating func take(
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
                takeComponentWithoutOwnFile(parts, type, rawName: String(folder.name))
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

    private mutating func takeComponentWithoutOwnFile(_ parts: [ComponentPart], _ type: MetadataType, rawName: String) {
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
        take(
            ComponentFile(
                // What cannot be read without it is in for it, so that whoever reads it is reported.
                file: file, isSourceFormat: true, parts: parts.filter(\.isRead), hasOwnFile: own == nil && !isRead),
            type, rawName: rawName)
        guard own == nil, isRead else { return }
        let untold =
            type == .permissionSet ? "its license and whether it is session-based are" : "what it says of itself is"
        problems.append(
            Problem(
                .warning, at: Place(file: file.path),
                "This is a part of \(what), but its own file, \(missing), is missing: \(untold) not known. Retrieve it again."
            ))
    }
}

extension ExportPath {
    /// The name of the component that the file contains by its name, as the file spells it.
    fileprivate var nameOfComponent: String { name.split(separator: ".").dropLast(2).joined(separator: ".") }

    /// The folder of the file where that has the component's name.
    fileprivate var folderOfItsName: ExportPath? { folder.name == nameOfComponent ? folder : nil }
}
