import Documents
import Foundation

/// A component of the export and the files that contain it.
package struct MetadataComponent: Sendable {
    /// Type and full name.
    package let id: ComponentID
    /// The name as the file spells it, before percent-decoding.
    package let rawName: String
    /// The files; several where two files decode to one name or where several PATHs contain the component.
    package internal(set) var files: [ComponentFile]
}

/// A file that contains a component.
package struct ComponentFile: Sendable, Hashable {
    /// The file.
    package let file: InputFile
    /// Whether it is in source format (`…-meta.xml`); otherwise it is in Metadata API format.
    package let isSourceFormat: Bool
    /// What is in other files, if the component is split.
    var parts: [ComponentPart] = []
    /// Whether ``file`` is the component's own; of some that are split there are only parts.
    var hasOwnFile = true

    /// The same file with other bytes.
    func replacing(_ contents: FileContents) -> ComponentFile {
        ComponentFile(
            file: InputFile(file.location, contents), isSourceFormat: isSourceFormat, parts: parts,
            hasOwnFile: hasOwnFile)
    }
}

/// Which components an export contains, and in which files: what can be known without opening a metadata file.
package struct MetadataCatalog: Sendable {
    /// The audited PATHs as typed.
    package let paths: [String]
    /// Where these are.
    let tree: any FileTree
    /// The components, by identity.
    package internal(set) var components: [ComponentID: MetadataComponent] = [:]
    /// The same by type, sorted by name, once all of them are known.
    private var sorted: [MetadataType: [MetadataComponent]] = [:]
    /// The spelling that was met first of each name, by the name in lower case.
    private var spellings: [ComponentID: ComponentID] = [:]
    /// What was met on the way.
    package internal(set) var problems: [Problem] = []
    /// Components that are there and are not a part of the metadata, for a user who looks for one by name; by the name in lower
    /// case.
    var skipped: [ComponentID: Skipped] = [:]
    /// The manifests, by the folder that each is in.
    private(set) var manifests: [ExportPath: Manifest] = [:]
    /// The Salesforce DX projects, by the folder that each is in.
    private var projects: [ExportPath: DXProject] = [:]
    private var brokenManifests: [ExportPath: Problem] = [:]
    /// The folders of which something could not be read.
    private(set) var closedPaths: [ExportPath] = []
    /// How many files of components were met so far.
    private var fileCount = 0

    /// Why nothing could be looked for.
    package struct Failure: Error, Sendable, CustomStringConvertible {
        /// What is wrong, where, and what to do.
        package let description: String
        /// Whether it is only that a folder, all of which can be read, contains no metadata.
        package var isFolderWithoutMetadata = false
    }

    /// Looks for metadata at the given paths: Salesforce DX projects, folders in source or Metadata API format, and the
    /// zip archives of retrieves.
    ///
    /// - Parameters:
    ///   - paths: The PATHs, as typed.
    ///   - folder: The folder from which reports name what is below it; empty for the working folder.
    ///   - tree: Where the PATHs are.
    /// - Throws: ``Failure`` where a path does not exist, cannot be read, or contains no metadata.
    package static func scan(
        _ paths: [String], from folder: String = "", in tree: any FileTree = FilesOnDisk()
    ) throws(Failure) -> MetadataCatalog {
        var catalog = MetadataCatalog(paths: paths, in: tree)
        let different = catalog.pathsWithoutRepeats
        for path in different {
            let (before, reported) = (catalog.fileCount, catalog.problems.count)
            let root = Root(path, from: folder)
            try catalog.scan(root)
            if catalog.fileCount == before { throw catalog.nothingFound(in: root, reported: reported) }
        }
        catalog.sorted = Dictionary(grouping: catalog.components.values, by: \.id.type).mapValues {
            $0.sorted { $0.id < $1.id }
        }
        catalog.reportBrokenManifests()
        return catalog
    }

    /// - Parameter reported: How many problems there were before PATH was looked at.
    private func nothingFound(in root: Root, reported: Int) -> Failure {
        let nearest = skipped.values.filter { $0.path.root == root }.min { $0.file < $1.file }
        let problems = problems[reported...]
        let closed = problems.first { problem in closedPaths.contains { $0.description == problem.place?.file } }
        func words(_ problem: Problem) -> String { " \(problem.place.map { "\($0): " } ?? "")\(problem.message)" }
        let hint = closed.map(words) ?? nearest.map { " \($0.file) \($0.words)" } ?? problems.first.map(words) ?? ""
        var failure = Failure(
            description: "\(root.path) contains no metadata that rolecall reads.\(hint) Looked for "
                + "*.profile-meta.xml, *.permissionset-meta.xml, *.role-meta.xml and their like anywhere below it, "
                + "and for profiles/*.profile, permissionsets/*.permissionset, roles/*.role. "
                + "Give the folder of a Salesforce DX project or of a retrieved package, or its zip file.")
        failure.isFolderWithoutMetadata = closed == nil && tree.isFolder(root.path)
        return failure
    }

    /// The paths without those that lead where an earlier one does, however they are written.
    private var pathsWithoutRepeats: [String] {
        var known: Set<TreeIdentity> = []
        return paths.filter { path in tree.identity(of: path).map { known.insert($0).inserted } ?? true }
    }

    private init(paths: [String], in tree: any FileTree = FilesOnDisk()) {
        self.paths = paths
        self.tree = tree
    }

    /// The catalog of an org of which nothing was exported yet.
    static let empty = MetadataCatalog(paths: [])

    private mutating func scan(_ root: Root) throws(Failure) {
        let path = root.path
        let lookup = tree.lookUp(path)
        if let reason = lookup.reasonClosed { throw Failure(description: "\(path) cannot be read: \(reason).") }
        guard case .found(let kind) = lookup else {
            throw Failure(
                description: "\(path) does not exist. Give the folder or zip file that contains the exported metadata.")
        }
        guard tree.mayRead(path, isFolder: kind == .folder) else {
            throw Failure(description: "\(path) cannot be read: permission denied.")
        }
        switch kind {
        case .folder: scanFolder(root)
        case .file:
            guard case .disk = tree.contents(of: path) else {
                throw Failure(
                    description:
                        "\(path) is a file, and of a commit only folders are read. Give the folder of an export that "
                        + "is kept in Git unpacked.")
            }
            try scanArchive(root)
        case .special:
            throw Failure(
                description: "\(path) is neither a folder nor a file. Give the folder that contains the metadata.")
        }
    }

    private mutating func scanArchive(_ root: Root) throws(Failure) {
        let archive = try InputArchive(reading: root) { Self.isWanted($0) }
        problems += archive.problems
        let byPath = Dictionary(archive.files.map { ($0.location, $0) }, uniquingKeysWith: { first, _ in first })
        let files = withoutFilesOutsideProjects(archive.files) { archive.folders.contains($0) }
        var ignores = ForceIgnoreSearch(root) { byPath[$0] }
        add(files, below: root, hiddenBy: { ignores.hiding($0) })
        problems += ignores.problems
        note(archive.strange)
    }

    private mutating func scanFolder(_ root: Root) {
        let tree = tree
        var subfolders: [ExportPath]?
        let projectFile = tree.file(soughtAt: ExportPath(DXProject.fileName, below: root))
        if let projectFile, let project = readProject(projectFile) {
            let directories = existing(project, in: projectFile) { directory in
                let lookup = tree.lookUp(directory.onDisk)
                // One that is unreadable is reported where it is walked.
                return lookup.isFound || lookup.reasonClosed != nil
            }
            readProjectManifests(above: directories, in: root)
            subfolders = directories
        }
        let folder = InputFolder(walking: root, in: tree, subfolders: subfolders)
        problems += folder.problems
        closedPaths += folder.unreadableFolders
        let files =
            projectFile != nil
            ? folder.files : withoutFilesOutsideProjects(folder.files) { tree.lookUp($0.onDisk).isFound }
        var ignores = ForceIgnoreSearch(root) { tree.file(soughtAt: $0) }
        add(files, below: root, hiddenBy: { ignores.hiding($0) })
        problems += ignores.problems
        if let subfolders, subfolders != [ExportPath("", below: root)] {
            let inside = Set(folder.files.map(\.location))
            for file in InputFolder(walking: root, in: tree).files where !inside.contains(file.location) {
                noteOutside(file.location)
            }
        }
        note(folder.strange)
    }

    // MARK: Projects

    /// The project that a file describes; one that cannot be read is an error, and hides nothing.
    private mutating func readProject(_ file: InputFile) -> DXProject? {
        do throws(DocumentError) {
            let project = try DXProject.read(file)
            projects[file.location.folder] = project
            return project
        } catch {
            problems.append(Problem(error, severity: .error, file: file.path))
            return nil
        }
    }

    /// The files below a PATH that count: where a project is in a folder below it, only those in its package
    /// directories. Of projects inside each other the outer one counts.
    ///
    /// - Parameter isThere: Whether there is a folder of the given path.
    private mutating func withoutFilesOutsideProjects(_ files: [InputFile], isThere: (ExportPath) -> Bool)
        -> [InputFile]
    {
        let projectFiles = files.filter { $0.name == DXProject.fileName[...] }
            .map { (file: $0, folders: $0.location.foldersAbove) }.sorted { $0.folders.count < $1.folders.count }
        var directories: [ExportPath: Set<ExportPath>] = [:]
        var foldersOfManifests: Set<ExportPath> = []
        for (file, folders) in projectFiles where !folders.contains(where: { directories[$0] != nil }) {
            guard let project = readProject(file) else { continue }
            let inside = existing(project, in: file, isThere: isThere)
            directories[folders[0]] = Set(inside)
            // A project's manifests are above its package directories or in `manifest`.
            foldersOfManifests.insert(folders[0].appending("manifest"))
            for directory in inside { foldersOfManifests.formUnion([directory] + directory.foldersAbove) }
        }
        if directories.isEmpty { return files }
        return files.filter { file in
            let above = file.location.foldersAbove
            guard let root = above.first(where: { directories[$0] != nil }), let inside = directories[root] else {
                return true
            }
            if above.contains(where: inside.contains) { return true }
            if file.name == Self.manifestName { return foldersOfManifests.contains(above[0]) }
            noteOutside(file.location)
            return false
        }
    }

    private mutating func noteOutside(_ path: ExportPath) {
        guard let (type, rawName, _) = Self.recognize(path) else { return }
        noteSkipped(Skipped(path, .outsidePackageDirectories), type, rawName: rawName)
    }

    /// Remembers what is in the place of components' files and is none.
    private mutating func note(_ strange: [StrangeFile]) {
        for strange in strange {
            guard let (type, rawName, _) = Self.recognize(strange.path) else { continue }
            noteSkipped(Skipped(strange.path, .noFile(strange.what)), type, rawName: rawName)
        }
    }

    /// Remembers a component that is omitted; what is inside a project and hidden comes before what is outside.
    mutating func noteSkipped(_ skipped: Skipped, _ type: MetadataType, rawName: String) {
        var skipped = skipped
        skipped.fullName = decodedFullName(rawName)
        let key = ComponentID(type, skipped.fullName.lowercased())
        self.skipped[key] = self.skipped[key] ?? skipped
    }

    /// The package directories of a project that are there; the others are reported.
    private mutating func existing(
        _ project: DXProject, in file: InputFile, isThere: (ExportPath) -> Bool
    ) -> [ExportPath] {
        project.packageDirectories.compactMap { directory in
            guard !ExportPath.isTooDeep(directory.path) else {
                problems.append(
                    Problem(
                        .warning, kind: .tooDeepPackageDirectory, at: Place(file: file.path, line: directory.line),
                        "The package directory \"\(directory.path.prefix(100))…\" lies deeper than any folder; it is omitted."
                    ))
                return nil
            }
            let isInside = !directory.path.split(separator: "/").contains("..")
            let path = file.location.folder.appending(directory.path)
            if isInside, isThere(path) { return path }
            problems.append(
                Problem(
                    .warning, kind: isInside ? .absentPackageDirectory : .outsidePackageDirectory,
                    at: Place(file: file.path, line: directory.line),
                    isInside
                        ? "The package directory \"\(directory.path)\" does not exist."
                        : "The package directory \"\(directory.path)\" lies outside the project; it is omitted."))
            return nil
        }
    }

    /// A project's manifests are outside its package directories, above them or in `manifest/`.
    private mutating func readProjectManifests(above directories: [ExportPath], in root: Root) {
        let (top, own) = (ExportPath("", below: root), ExportPath("manifest", below: root))
        let above = directories.flatMap { [$0] + $0.foldersAbove }
        for folder in Set(above + [top, own]).sorted(by: { $0.relative < $1.relative }) {
            let path = folder.appending(Self.manifestName)
            // A package directory that is unreadable is reported where it is walked.
            if folder != own, tree.lookUp(path.onDisk).reasonClosed != nil { continue }
            guard let file = tree.file(soughtAt: path) else { continue }
            readManifest(file)
        }
    }

    private mutating func readManifest(_ file: InputFile) {
        let folder = file.location.folder
        do throws(DocumentError) {
            manifests[folder] = try reading("Manifest", "", of: ComponentFile(file: file, isSourceFormat: false)) {
                file throws(DocumentError) in try Manifest.read(file.file)
            }
        } catch {
            // It names nothing, but it is where it is: one farther up says nothing about this folder.
            manifests[folder] = Manifest(file: file.path, apiVersion: nil, members: [:])
            brokenManifests[folder] = Problem(error, severity: .warning, file: file.path)
        }
    }

    /// Adds everything below one PATH.
    ///
    /// - Parameter hiddenBy: Where it is written that a file in source format is to be left alone.
    private mutating func add(
        _ files: [InputFile], below root: Root, hiddenBy: (InputFile) -> Place? = { _ in nil }
    ) {
        var parts: [ComponentPart] = []
        var hiddenFiles: [InputFile] = []
        for file in files {
            if file.name == Self.manifestName {
                // Never hidden: rolecall reads what the export was asked for in it, and deploys nothing.
                readManifest(file)
            } else if let (type, rawName, isSourceFormat) = Self.recognize(file.location) {
                if isSourceFormat, let place = hiddenBy(file) {
                    noteSkipped(Skipped(file.location, .hidden(by: place)), type, rawName: rawName)
                    hiddenFiles.append(file)
                } else {
                    add(ComponentFile(file: file, isSourceFormat: isSourceFormat), type, rawName: rawName)
                }
            } else if let part = ComponentPart(file) {
                parts.append(hiddenBy(file).map(part.hidden) ?? part)
            } else if let (type, rawName, path) = Self.recognizeOtherCase(file.location) {
                let skipped = Skipped(file.location, .otherCase(path))
                noteSkipped(skipped, type, rawName: rawName)
                problems.append(
                    Problem(
                        .warning, at: Place(file: file.path),
                        "The \(type.words) \"\(decodedFullName(rawName))\" \(skipped.words)"))
            }
        }
        add(parts, hiddenFiles: hiddenFiles.map(\.location), below: root)
    }

    /// Adds a file that contains a component.
    mutating func add(_ file: ComponentFile, _ type: MetadataType, rawName: String) {
        let own = ComponentID(type, decodedFullName(rawName))
        // Salesforce compares names without regard to case, so two spellings are one component.
        let id = spellings[ComponentID(type, own.fullName.lowercased()), default: own]
        spellings[ComponentID(type, own.fullName.lowercased())] = id
        components[id, default: MetadataComponent(id: id, rawName: rawName, files: [])].files.append(file)
        fileCount += 1
    }

    /// A broken manifest is an error where it is some component's, and one of nothing is only worth knowing.
    private mutating func reportBrokenManifests() {
        guard !brokenManifests.isEmpty else { return }
        let needed = Set(components.values.flatMap(\.files).map { scope(of: $0).manifest?.file })
        problems += brokenManifests.values.map { problem in
            problem.with(severity: needed.contains(problem.place?.file) ? .error : .warning)
        }
    }

    /// How a file was exported.
    ///
    /// The manifest is the `package.xml` nearest above the file, up to the audited PATH, or else a project's
    /// `manifest/package.xml`. The API version is the manifest's for a file in Metadata API format, and for one in
    /// source format the project's, then the manifest's.
    func scope(of component: ComponentFile) -> ExportScope {
        let folders = component.file.location.foldersAbove
        let project = folders.first { projects[$0] != nil }
        let manifest =
            folders.lazy.compactMap { manifests[$0] }.first ?? project.flatMap { manifests[$0.appending("manifest")] }
        let projectVersion = project.flatMap { projects[$0]?.sourceApiVersion }
        return ExportScope(
            apiVersion: component.isSourceFormat ? projectVersion ?? manifest?.apiVersion : manifest?.apiVersion,
            manifest: manifest)
    }

    /// The manifest that required a component by name, or for all of its type (`*`), so that its absence proves that
    /// the org has none; `nil` also where it may be in a folder that cannot be read.
    package func manifestAsking(for type: MetadataType, _ member: String) -> Place? {
        guard unreadableFolders == nil else { return nil }
        return manifests.values.filter { $0.names(member, of: type) }.map { Place(file: $0.file) }.min()
    }

    /// The folders that cannot be read, where there are any.
    package var unreadableFolders: Unknown? { Unknown(unreadableFolders: closedPaths) }

    /// The component that a full name means, without regard to case.
    package func id(of fullName: String, _ type: MetadataType) -> ComponentID? {
        let exact = ComponentID(type, fullName)
        return components[exact] == nil ? spellings[ComponentID(type, fullName.lowercased())] : exact
    }

    /// The components of one type, sorted by name.
    package func components(of type: MetadataType) -> [MetadataComponent] { sorted[type] ?? [] }
}

extension Problem.Kind {
    fileprivate static let absentPackageDirectory = Problem.Kind("absent package directory")
    fileprivate static let outsidePackageDirectory = Problem.Kind("package directory outside its project")
    fileprivate static let tooDeepPackageDirectory = Problem.Kind("too deep package directory")
}

extension Problem {
    /// A file that could not be read.
    init(_ error: DocumentError, severity: Severity, file: String) {
        let column = error.column.map { " (column \($0))" } ?? ""
        self.init(severity, at: Place(file: error.file ?? file, line: error.line), error.message + column)
    }
}
