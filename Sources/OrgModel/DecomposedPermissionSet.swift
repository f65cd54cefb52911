import MetadataXML

/// A file that holds a part of a decomposed permission set.
///
/// Two presets of the Salesforce CLI decompose permission sets, both into a folder of the set's own name below
/// `permissionsets`. The set's own file keeps its label, licence and the like, and the entries go to
///
/// - `decomposePermissionSetBeta`: `fieldPermissions/Case.Origin.fieldPermission-meta.xml` and so on, one entry in each
///   file, which is the root element itself;
/// - `decomposePermissionSetBeta2`: `<Set>.userPermission-meta.xml` and so on, and for whatever belongs to an object
///   `objectSettings/Case.objectSettings-meta.xml`, each a permission set without a namespace that lacks the rest.
struct PermissionSetPart: Sendable, Hashable {
    private(set) var file: InputFile
    /// Where it is written that the Salesforce CLI is to leave the part alone.
    private(set) var hiddenBy: Place?
    /// The kind of its entries; `nil` where they are of several kinds or of none that rolecall reads.
    private let kind: PermissionKind?
    /// Whether the part holds entries that rolecall reads.
    let isRead: Bool

    /// - Returns: `nil` for a file that is no part of a permission set by its name and folder.
    init?(_ file: InputFile) {
        guard file.name.hasSuffix("-meta.xml"), file.foldersBelowPermissionSets?.isEmpty == false,
            let suffix = file.name.dropLast("-meta.xml".count).split(separator: ".").last.map(String.init),
            let element = Self.elements[suffix]
        else { return nil }
        self.file = file
        kind = PermissionKind(rawValue: element)
        isRead = kind != nil || element == Self.objectSettings
    }

    /// Whatever stands in a folder of parts that cannot be read: with it the set might grant more.
    ///
    /// - Parameters:
    ///   - folder: The folder, as reports show it.
    ///   - prefix: What stands before the path below the audited PATH.
    init(closedFolder folder: String, prefix: String) {
        file = InputFile(
            path: String(folder.dropFirst(prefix.count)), prefix: prefix,
            contents: .unreadable(
                "This folder with parts of a permission set cannot be read, so what the set grants is not known as a whole."))
        kind = nil
        isRead = true
    }

    /// The same part, which cannot be read because it is hidden: with it the set might grant more.
    func hidden(by place: Place) -> PermissionSetPart {
        var part = self
        part.hiddenBy = place
        part.file = file.unreadable(
            because: "This part of a permission set is hidden by \(place.file) line \(place.line ?? 0), so what the set "
                + "grants is not known as a whole. Take that line out or give a retrieve of the org as PATH.")
        return part
    }

    /// Reads the part's entries, as a permission set in one file would have them.
    ///
    /// - Throws: `MetadataXMLError` for a file that cannot be read, is no XML, or is not of the wanted kind, and for
    ///   an entry that does not tell what it is about.
    func readRecords(onRecord: (MetadataRecord) -> Void) throws(MetadataXMLError) {
        let entryRoot = kind.map { Self.singular($0.rawValue).capitalisedFirst }
        var records: [MetadataRecord] = []
        let root = try file.readRecords(
            roots: [MetadataType.permissionSet.rawValue] + (entryRoot.map { [$0] } ?? []), requiresNamespace: false,
            wanted: nil
        ) { records.append($0) }
        if let kind, root.name == entryRoot {
            records = [MetadataRecord(element: kind.rawValue, line: root.line, children: records)]
        }
        // Here, where the file is known that the line is in.
        for record in records { _ = try PermissionKind(rawValue: record.element)?.name(of: record) }
        records.forEach(onRecord)
    }

    // MARK: Names

    private static let objectSettings = "objectSettings"

    /// The elements of a permission set that the presets put into files of their own; as folders they have these names.
    private static let folders: Set<String> = [
        "applicationVisibilities", "classAccesses", "customMetadataTypeAccesses", "customPermissions",
        "customSettingAccesses", "externalCredentialPrincipalAccesses", "externalDataSourceAccesses", "fieldPermissions",
        "flowAccesses", "objectPermissions", objectSettings, "pageAccesses", "recordTypeVisibilities", "tabSettings",
        "userPermissions",
    ]

    /// The elements by file ending: the singular, as the Salesforce CLI writes it, and the plural of its documentation.
    private static let elements = Dictionary(
        folders.flatMap { [($0, $0), (singular($0), $0)] }, uniquingKeysWith: { first, _ in first })

    private static func singular(_ element: String) -> String {
        if element.hasSuffix("ies") { return element.dropLast(3) + "y" }
        return String(element.dropLast(element.hasSuffix("sses") ? 2 : 1))
    }

    /// The folder of the set that the part belongs to.
    ///
    /// - Parameter setFolders: The folders of the sets that have a file of their own.
    func setFolder(among setFolders: Set<String>) -> String? {
        let candidates = file.foldersAbove.prefix(file.foldersBelowPermissionSets?.count ?? 0)
        return candidates.first { setFolders.contains($0) }
            ?? candidates.first { !Self.folders.contains(lastComponent($0)) }
    }
}

extension MetadataCatalog {
    /// Takes in the parts of decomposed permission sets, each with the file that holds its set's own data.
    mutating func take(_ parts: [PermissionSetPart], prefix: String) {
        let sets = setsByFolder(prefix: prefix)
        var partsBySet = Dictionary(grouping: parts) { $0.setFolder(among: Set(sets.keys)) }
        for closed in closedPaths where closed.hasPrefix(prefix) {
            let folders = InputFile(path: closed, bytes: []).foldersAbove.dropLast()
            for folder in [closed] + folders where sets[folder] != nil || partsBySet[folder] != nil {
                partsBySet[folder, default: []].append(PermissionSetPart(closedFolder: closed, prefix: prefix))
            }
        }
        for (folder, parts) in partsBySet.sorted(by: { ($0.key ?? "") < ($1.key ?? "") }) {
            guard let folder, let first = parts.first else { continue }
            if let (id, position) = sets[folder] {
                components[id]?.files[position].parts = parts.filter(\.isRead)
            } else if let place = first.hiddenBy, parts.allSatisfy({ $0.hiddenBy != nil }) {
                let leftOut = LeftOut(file: first.file.path, reason: .hidden(by: place))
                noteLeftOut(leftOut, .permissionSet, rawName: lastComponent(folder))
            } else {
                takeSetWithoutOwnFile(parts, rawName: lastComponent(folder))
            }
        }
    }

    /// Where the permission sets below one PATH are, by the folder in which their parts would be: the one that holds the
    /// set's own file or, if there is none, the one beside it.
    private func setsByFolder(prefix: String) -> [String: (id: ComponentID, position: Int)] {
        var inside: [String: (id: ComponentID, position: Int)] = [:]
        var beside = inside
        for component in components.values.filter({ $0.id.type == .permissionSet }).sorted(by: { $0.id < $1.id }) {
            for (position, file) in component.files.enumerated() where file.isSourceFormat && file.file.prefix == prefix {
                let folder = file.file.foldersAbove[0]
                let name = file.file.name.split(separator: ".").dropLast(2).joined(separator: ".")
                if lastComponent(folder) == name {
                    inside[folder] = (component.id, position)
                } else {
                    beside[folder.isEmpty ? name : "\(folder)/\(name)"] = (component.id, position)
                }
            }
        }
        return inside.merging(beside) { inside, _ in inside }
    }

    private mutating func takeSetWithoutOwnFile(_ parts: [PermissionSetPart], rawName: String) {
        let file = ComponentFile(
            file: parts[0].file, isSourceFormat: true, parts: parts.filter(\.isRead), hasOwnFile: false)
        take(file, .permissionSet, rawName: rawName)
        problems.append(
            Problem(
                .warning, at: Place(file: file.file.path),
                "This is a part of the permission set \"\(decodedFullName(rawName))\", but the set's own file, "
                    + "\(rawName).permissionset-meta.xml, is missing: its licence and whether it is session-based are not "
                    + "known. Retrieve the set again."))
    }
}

extension InputFile {
    /// The folders between the nearest folder `permissionsets` above and the file; `nil` where there is no such folder.
    fileprivate var foldersBelowPermissionSets: [Substring]? {
        let folders = path.dropFirst(prefix.count).split(separator: "/").dropLast()
        return folders.lastIndex(of: "permissionsets").map { Array(folders[($0 + 1)...]) }
    }
}

private func lastComponent(_ folder: String) -> String {
    folder.split(separator: "/").last.map(String.init) ?? ""
}

extension String {
    fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
