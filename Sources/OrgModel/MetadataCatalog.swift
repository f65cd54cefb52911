import Foundation
import MetadataXML

/// A component of the export and the files that hold it.
public struct MetadataComponent: Sendable {
    /// Type and full name.
    public let id: ComponentID
    /// The name as the file spells it, before percent-decoding.
    public let rawName: String
    /// The files; several where two files decode to one name or where several PATHs hold the component.
    public internal(set) var files: [ComponentFile]
}

/// A file that holds a component.
public struct ComponentFile: Sendable, Hashable {
    /// The file.
    public let file: InputFile
    /// Whether it is in source format (`…-meta.xml`); otherwise it is in Metadata API format.
    public let isSourceFormat: Bool
    /// What stands in other files, if it is a decomposed permission set.
    var parts: [PermissionSetPart] = []
    /// Whether ``file`` is the component's own; of some decomposed permission sets there are only parts.
    var hasOwnFile = true
}

/// A component that is there and is no part of the metadata.
struct LeftOut: Sendable {
    enum Reason: Sendable {
        case outsidePackageDirectories
        /// By this line of a `.forceignore`.
        case hidden(by: Place)
    }

    /// The file that holds it.
    let file: String
    let reason: Reason

    /// What to say of the file and what to do, after its name.
    var words: String {
        switch reason {
        case .outsidePackageDirectories:
            "stands outside the project's package directories, so it is no part of the project's metadata. "
                + "To audit it, give its folder as PATH."
        case .hidden(let place):
            "is hidden by \(place.file) line \(place.line ?? 0), so the Salesforce CLI leaves it alone and so does rolecall. "
                + "To audit it, take that line out or give a retrieve of the org as PATH."
        }
    }
}

/// Which components an export holds, and in which files: what can be known without opening a metadata file.
public struct MetadataCatalog: Sendable {
    /// The audited PATHs as typed.
    public let paths: [String]
    /// The components, by identity.
    public internal(set) var components: [ComponentID: MetadataComponent] = [:]
    /// The same by type, sorted by name, once all of them are known.
    private var sorted: [MetadataType: [MetadataComponent]] = [:]
    /// The spelling that was met first of each name, by the name in lower case.
    private var spellings: [ComponentID: ComponentID] = [:]
    /// What was met on the way.
    public internal(set) var problems: [Problem] = []
    /// Components that are there and are no part of the metadata, for whoever looks for one by name.
    var leftOut: [ComponentID: LeftOut] = [:]
    /// The manifests, by the folder that each stands in.
    private(set) var manifests: [String: Manifest] = [:]
    /// By what stands before each project's paths; the version is `nil` where the project states none.
    private var projectAPIVersions: [String: Int?] = [:]
    private var projectManifests: [String: Manifest] = [:]
    private var brokenManifests: [String: Problem] = [:]
    /// The folders of which something could not be read, as reports show them.
    private(set) var closedPaths: [String] = []
    /// How many files of components were met so far.
    private var fileCount = 0

    /// Why nothing could be looked for.
    public struct Failure: Error, Sendable, CustomStringConvertible {
        /// What is wrong, where, and what to do.
        public let description: String
    }

    /// Looks for metadata at the given paths: Salesforce DX projects, folders in source or Metadata API format, and the
    /// zip archives of retrieves.
    ///
    /// - Throws: ``Failure`` where a path does not exist, cannot be read, or holds no metadata.
    public static func scan(_ paths: [String]) throws(Failure) -> MetadataCatalog {
        var catalog = MetadataCatalog(paths: paths)
        let different = withoutRepeats(paths)
        for path in different {
            let before = catalog.fileCount
            let prefix = different.count > 1 ? path.trimmingSuffix("/") + "/" : ""
            try catalog.scan(path, prefix: prefix)
            if catalog.fileCount == before { throw catalog.nothingFound(in: path, prefix: prefix) }
        }
        catalog.sorted = Dictionary(grouping: catalog.components.values, by: \.id.type).mapValues { $0.sorted { $0.id < $1.id } }
        catalog.reportDuplicates()
        catalog.reportBrokenManifests()
        return catalog
    }

    private func nothingFound(in path: String, prefix: String) -> Failure {
        let nearest = leftOut.values.filter { $0.file.hasPrefix(prefix) }.min { $0.file < $1.file }
        let closed = problems.first { problem in closedPaths.contains { $0 == problem.place?.file && $0.hasPrefix(prefix) } }
        let hint =
            closed.map { " \($0.place?.file ?? ""): \($0.message)" } ?? nearest.map { " \($0.file) \($0.words)" } ?? ""
        return Failure(
            description: "\(path) holds no metadata that rolecall reads.\(hint) Looked for "
                + "*.profile-meta.xml, *.permissionset-meta.xml, *.role-meta.xml and their like anywhere below it, "
                + "and for profiles/*.profile, permissionsets/*.permissionset, roles/*.role. "
                + "Give the folder of a Salesforce DX project or of a retrieved package, or its zip file.")
    }

    /// The paths without those that lead where an earlier one does, however they are written.
    private static func withoutRepeats(_ paths: [String]) -> [String] {
        var known: Set<FileIdentity> = []
        return paths.filter { path in FileIdentity(of: path).map { known.insert($0).inserted } ?? true }
    }

    private init(paths: [String]) {
        self.paths = paths
    }

    private mutating func scan(_ path: String, prefix: String) throws(Failure) {
        let lookup = PathLookup(path)
        if let reason = lookup.reasonClosed { throw Failure(description: "\(path) cannot be read: \(reason).") }
        guard case .found(let kind) = lookup else {
            throw Failure(description: "\(path) does not exist. Give the folder or zip file that holds the exported metadata.")
        }
        let access = kind == .folder ? R_OK | X_OK : R_OK
        guard unsafe Foundation.access(path, access) == 0 else {
            throw Failure(description: "\(path) cannot be read: permission denied.")
        }
        switch kind {
        case .folder: scanFolder(path, prefix: prefix)
        case .file: try scanArchive(path, prefix: prefix)
        case .special:
            throw Failure(description: "\(path) is neither a folder nor a file. Give the folder that holds the metadata.")
        }
    }

    private mutating func scanArchive(_ path: String, prefix: String) throws(Failure) {
        let archive = try InputArchive(reading: path, prefix: prefix) { Self.isWanted($0) }
        problems += archive.problems
        take(archive.files, prefix: prefix)
    }

    private mutating func scanFolder(_ path: String, prefix: String) {
        var subfolders = [""]
        if let file = InputFile(soughtAt: DXProject.fileName, below: path, prefix: prefix) {
            do throws(MetadataXMLError) {
                let project = try DXProject.read(file)
                projectAPIVersions.updateValue(project.sourceApiVersion, forKey: prefix)
                subfolders = existing(project.packageDirectories, of: path, prefix: prefix)
                readProjectManifests(of: path, above: subfolders, prefix: prefix)
            } catch {
                problems.append(Problem(error, severity: .error, file: file.path))
            }
        }
        let folder = InputFolder(walking: path, subfolders: subfolders, prefix: prefix)
        problems += folder.problems
        closedPaths += folder.closedFolders
        var ignores = ForceIgnoreSearch(below: path, prefix: prefix)
        take(folder.files, prefix: prefix, hiddenBy: { ignores.hiding($0) })
        problems += ignores.problems
        if subfolders != [""] { noteFilesOutside(InputFolder(walking: path, prefix: prefix), inside: folder) }
    }

    private mutating func noteFilesOutside(_ project: InputFolder, inside folder: InputFolder) {
        let inside = Set(folder.files.map(\.path))
        for file in project.files where !inside.contains(file.path) {
            guard let (type, rawName, _) = Self.recognise(file) else { continue }
            noteLeftOut(LeftOut(file: file.path, reason: .outsidePackageDirectories), type, rawName: rawName)
        }
    }

    /// Remembers a component that is left out; what is inside a project and hidden comes before what is outside.
    mutating func noteLeftOut(_ leftOut: LeftOut, _ type: MetadataType, rawName: String) {
        let id = ComponentID(type, decodedFullName(rawName))
        self.leftOut[id] = self.leftOut[id] ?? leftOut
    }

    /// The package directories that are there; the others are told.
    private mutating func existing(_ directories: [String], of path: String, prefix: String) -> [String] {
        directories.filter { directory in
            guard !InputFile.isTooDeep(directory) else {
                problems.append(
                    Problem(
                        .warning, at: Place(file: prefix + DXProject.fileName),
                        "The package directory \"\(directory.prefix(100))…\" lies deeper than any folder; it is left out."))
                return false
            }
            let isInside = !directory.split(separator: "/").contains("..")
            let lookup = PathLookup("\(path)/\(directory)")
            // Of one that is closed, whoever walks there tells.
            if isInside, lookup.isFound || lookup.reasonClosed != nil { return true }
            problems.append(
                Problem(
                    .warning, at: Place(file: prefix + DXProject.fileName),
                    isInside
                        ? "The package directory \"\(directory)\" does not exist."
                        : "The package directory \"\(directory)\" lies outside the project; it is left out."))
            return false
        }
    }

    /// A project's manifests stand outside its package directories, above them or in `manifest/`.
    private mutating func readProjectManifests(of path: String, above directories: [String], prefix: String) {
        let above = directories.flatMap { InputFile(path: "\($0)/package.xml", bytes: []).foldersAbove }
        for folder in Set(above + ["", "manifest"]).sorted() {
            let name = (folder.isEmpty ? "" : "\(folder)/") + Self.manifestName
            // Of a package directory that is closed, whoever walks there tells.
            if folder != "manifest", PathLookup("\(path)/\(name)").reasonClosed != nil { continue }
            guard let file = InputFile(soughtAt: name, below: path, prefix: prefix) else { continue }
            readManifest(file)
        }
        projectManifests[prefix] = manifests[prefix + "manifest"]
    }

    private mutating func readManifest(_ file: InputFile) {
        let folder = file.foldersAbove.first ?? ""
        do throws(MetadataXMLError) {
            manifests[folder] = try Manifest.read(file)
        } catch {
            // It names nothing, but it stands where it stands: one farther up says nothing about this folder.
            manifests[folder] = Manifest(file: file.path, apiVersion: nil, members: [:])
            brokenManifests[folder] = Problem(error, severity: .warning, file: file.path)
        }
    }

    /// Whether a file of this name and folder says something about the org.
    static func isWanted(_ file: InputFile) -> Bool {
        file.name == manifestName || recognise(file) != nil || PermissionSetPart(file) != nil
    }

    static let manifestName: Substring = "package.xml"

    /// Takes in everything below one PATH.
    ///
    /// - Parameter hiddenBy: Where it is written that a file in source format is to be left alone.
    private mutating func take(
        _ files: [InputFile], prefix: String, hiddenBy: (InputFile) -> Place? = { _ in nil }
    ) {
        var parts: [PermissionSetPart] = []
        for file in files {
            if file.name == Self.manifestName {
                // Never hidden: rolecall reads it for what the export was asked for, and deploys nothing.
                readManifest(file)
            } else if let (type, rawName, isSourceFormat) = Self.recognise(file) {
                if isSourceFormat, let place = hiddenBy(file) {
                    noteLeftOut(LeftOut(file: file.path, reason: .hidden(by: place)), type, rawName: rawName)
                } else {
                    take(ComponentFile(file: file, isSourceFormat: isSourceFormat), type, rawName: rawName)
                }
            } else if let part = PermissionSetPart(file) {
                parts.append(hiddenBy(file).map(part.hidden) ?? part)
            }
        }
        take(parts, prefix: prefix)
    }

    /// Takes in a file that holds a component.
    mutating func take(_ file: ComponentFile, _ type: MetadataType, rawName: String) {
        let own = ComponentID(type, decodedFullName(rawName))
        // Salesforce compares names without regard to case, so two spellings are one component.
        let id = spellings[ComponentID(type, own.fullName.lowercased()), default: own]
        spellings[ComponentID(type, own.fullName.lowercased())] = id
        components[id, default: MetadataComponent(id: id, rawName: rawName, files: [])].files.append(file)
        fileCount += 1
    }

    /// What a file holds, by its name and folder alone.
    static func recognise(_ file: InputFile) -> (type: MetadataType, rawName: String, isSourceFormat: Bool)? {
        let folders = file.path.utf8.split(separator: UInt8(ascii: "/")).dropLast().suffix(2).map(Substring.init)
        let name = file.name
        let isSourceFormat = name.hasSuffix("-meta.xml")
        let base = isSourceFormat ? name.dropLast("-meta.xml".count) : name
        guard let dot = base.lastIndex(of: "."), dot != base.startIndex,
            let type = MetadataType(suffix: base[base.index(after: dot)...])
        else { return nil }
        let rawName = String(base[..<dot])
        if type == .customField {
            // objects/<Object>/fields/<Field>.field-meta.xml
            guard isSourceFormat, folders.last == "fields", let object = folders.dropLast().last else { return nil }
            return (type, "\(object).\(rawName)", true)
        }
        // Other programs use endings such as .object and .role too, so a file without -meta.xml counts only in its folder.
        guard isSourceFormat || folders.last.map(String.init) == type.directoryName else { return nil }
        return (type, rawName, isSourceFormat)
    }

    /// Tells of two files for one component below one PATH. Several PATHs may overlap; what they disagree about is told
    /// when it is read.
    private mutating func reportDuplicates() {
        for component in components.values.sorted(by: { $0.id < $1.id }) where component.files.count > 1 {
            var first: [String: String] = [:]
            for file in component.files.map(\.file) {
                guard let other = first.updateValue(first[file.prefix] ?? file.path, forKey: file.prefix) else { continue }
                problems.append(
                    Problem(
                        .warning, at: Place(file: file.path),
                        "This file and \(other) both hold the \(component.id.type.words) \"\(component.id.fullName)\". "
                            + "\(component.id.type.disagreement); keep one of them."))
            }
        }
    }

    /// A broken manifest is an error where it is some component's, and one of nothing is only worth knowing.
    private mutating func reportBrokenManifests() {
        guard !brokenManifests.isEmpty else { return }
        let needed = Set(components.values.flatMap(\.files).map { scope(of: $0).manifest?.file })
        problems += brokenManifests.values.map { problem in
            problem.with(severity: needed.contains(problem.place?.file) ? .error : .warning)
        }
    }

    /// What the export was asked for where a file stands.
    ///
    /// The manifest is the `package.xml` nearest above the file, up to the audited PATH, or else a project's
    /// `manifest/package.xml`. The API version is the manifest's for a file in Metadata API format, and for one in
    /// source format the project's, then the manifest's.
    func scope(of component: ComponentFile) -> ExportScope {
        let prefix = component.file.prefix
        let manifest =
            component.file.foldersAbove.lazy.compactMap { manifests[$0] }.first ?? projectManifests[prefix]
        let projectVersion = projectAPIVersions[prefix] ?? nil
        return ExportScope(
            apiVersion: component.isSourceFormat ? projectVersion ?? manifest?.apiVersion : manifest?.apiVersion,
            manifest: manifest)
    }

    /// The manifest that asked for a component by name, or for all of its type (`*`), so that its absence proves that
    /// the org has none; `nil` also where it may stand in a folder that cannot be read.
    public func manifestAsking(for type: MetadataType, _ member: String) -> Place? {
        guard closedFolders == nil else { return nil }
        return manifests.values.filter { manifest in
            guard let members = manifest.members[type.rawValue] else { return false }
            // "*" leaves out standard apps, as it leaves out standard objects.
            return members.contains(APIName(member))
                || (members.contains(APIName("*")) && !member.lowercased().hasPrefix("standard__"))
        }
        .map { Place(file: $0.file) }.min()
    }

    /// Why a component of a type, or the one of a name, is no part of the metadata although its file is there.
    public func leftOut(_ type: MetadataType, _ member: String) -> (place: Place, words: String)? {
        let hidden = leftOut.filter { $0.key.type == type && (member == "*" || $0.key.fullName == member) }
        return hidden.min { $0.key < $1.key }.map { (Place(file: $0.value.file), $0.value.words) }
    }

    /// The folders that cannot be read, where there are any.
    public var closedFolders: ClosedFolders? { ClosedFolders(closedPaths) }

    /// What to say of a component that is not found, after its name.
    public var isNotFound: String {
        closedFolders == nil ? "is not in the export" : "is not in what can be read of the export"
    }

    /// What helps where something is not found: reading what is there comes before retrieving more.
    public func remedy(retrieving advice: String) -> String { closedFolders?.settledBy ?? advice }

    /// The component that a full name means, without regard to case.
    public func id(of fullName: String, _ type: MetadataType) -> ComponentID? {
        let exact = ComponentID(type, fullName)
        return components[exact] == nil ? spellings[ComponentID(type, fullName.lowercased())] : exact
    }

    /// The components of one type, sorted by name.
    func components(of type: MetadataType) -> [MetadataComponent] { sorted[type] ?? [] }
}

extension MetadataType {
    /// What comes of files that hold one component and differ.
    fileprivate var disagreement: String {
        switch self {
        case .profile, .permissionSet, .permissionSetGroup, .mutingPermissionSet, .role:
            "Where they disagree, the verdict is unknown"
        default:
            "Where they disagree, the first one counts"
        }
    }

    fileprivate init?(suffix: Substring) {
        guard let type = Self.allCases.first(where: { $0.suffix == suffix }) else { return nil }
        self = type
    }
}

extension Problem {
    /// A file that could not be read.
    init(_ error: MetadataXMLError, severity: Severity, file: String) {
        let column = error.column.map { " (column \($0))" } ?? ""
        self.init(severity, at: Place(file: file, line: error.line), error.message + column)
    }
}
