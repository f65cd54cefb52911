import AuditEngine
import AuditReports
import Foundation
import OrgModel

/// The files that `rolecall fix` is about to write.
struct FixPlan {
    let missing: MissingGrants
    let subject: AuditSubject
    /// The permission set as it was, or new.
    let set: PermissionSetFile
    /// The folder for new files.
    let folder: String?
    /// The file that gets the entries, if it is there already.
    let into: String?
    /// Everything to write; empty where the file says all of it already.
    let files: [OutputFile]

    /// - Throws: ``CommandFailure`` where the set cannot be made or changed.
    init(_ missing: MissingGrants, for subject: AuditSubject, _ output: FixOutputOptions) throws(CommandFailure) {
        self.missing = missing
        self.subject = subject
        into = output.into
        folder = output.folder.map { $0.count > 1 && $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
        if let into = output.into { set = try Self.read(into) } else { set = try Self.new(for: subject, output) }
        let setPath = set.path
        let path = folder.map { "\($0)/\(setPath)" } ?? output.into ?? setPath
        let bytes = try Self.bytes(of: set, with: missing.entries, path: output.into ?? path)
        if output.into != nil, bytes == set.bytes {
            files = []
            return
        }
        var files = [OutputFile(path: path, bytes: bytes)]
        if let folder {
            let manifest = subject.guide.platform.manifest(deploying: [ComponentID(.permissionSet, set.fullName)])
            files.append(OutputFile(path: "\(folder)/package.xml", bytes: Array(manifest.packageXML.utf8)))
        }
        self.files = files
    }

    /// Writes everything, or nothing.
    ///
    /// - Parameter force: Whether files may be replaced that were not named.
    func write(force: Bool) throws(CommandFailure) {
        let inTheWay = folder == nil ? [] : files.map(\.path).filter { FileManager.default.fileExists(atPath: $0) }
        guard inTheWay.isEmpty || force else {
            throw CommandFailure(
                "\(inTheWay.joined(separator: " and ")) \(inTheWay.count > 1 ? "are" : "is") there already; nothing was "
                    + "written. Name another --output-dir, or say --force.")
        }
        try writeFiles(files, makesFolders: folder != nil)
    }

    // MARK: The permission set

    private static func read(_ path: String) throws(CommandFailure) -> PermissionSetFile {
        let set: PermissionSetFile
        do throws(PermissionSetFile.Refusal) {
            set = try PermissionSetFile(reading: path)
        } catch {
            throw CommandFailure("\(error) It was left alone.")
        }
        guard set.isSessionBased else { return set }
        throw CommandFailure(
            "\(path) is session-based: it grants only in a session that activates it. It was left alone; "
                + "write a set of its own with --output-dir.")
    }

    private static func new(for subject: AuditSubject, _ output: FixOutputOptions) throws(CommandFailure) -> PermissionSetFile {
        let guide = subject.guide
        let name = output.setName ?? guide.title.asAPIName
        if let known = subject.org.component(name, .permissionSet) {
            let file = subject.org.catalog.components[known]?.files.first?.file.path ?? known.fullName
            throw CommandFailure(
                "The org has a permission set \"\(known.fullName)\" already (\(file)); nothing was written. "
                    + "Add to it with --into, or name the new one with --set-name.")
        }
        let label = output.setName.map { $0.replacing("_", with: " ") } ?? guide.title
        return PermissionSetFile(
            name, label: String(label.prefix(80)),
            description: String("What the API user lacked of \(guide.title). Written by rolecall.".prefix(255)),
            isSourceFormat: output.format.map { $0 == .source } ?? subject.org.catalog.isMostlySourceFormat)
    }

    private static func bytes(
        of set: PermissionSetFile, with entries: [PermissionGrant], path: String
    ) throws(CommandFailure) -> [UInt8] {
        do throws(PermissionSetFile.Refusal) {
            return try set.adding(entries, path: path)
        } catch {
            throw CommandFailure("\(error) It was left alone.")
        }
    }
}

extension MetadataCatalog {
    /// Whether most of the files are in source format.
    fileprivate var isMostlySourceFormat: Bool {
        let files = components.values.flatMap(\.files)
        return files.count { $0.isSourceFormat } * 2 > files.count
    }
}
