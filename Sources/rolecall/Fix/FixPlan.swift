import AuditEngine
import AuditReports
import Foundation
import OrgModel

/// The files that `rolecall fix` is about to write.
struct FixPlan {
    let missing: MissingGrants
    /// Whether the API user is still to be made.
    let isForNewUser: Bool
    let org: Org
    let principal: Principal
    /// The permission set as it was, or new; `nil` where no permission is missing.
    let set: PermissionSetFile?
    /// The roles' files that change.
    let roles: [RoleFile]
    /// The folder for new files.
    let folder: String?
    /// The file that gets the entries, if it is there already.
    let into: String?
    /// Everything to write; empty where nothing has to be.
    let files: [OutputFile]
    /// How many rows are about what the installation brings, which is still to be made.
    let rowsAfterInstallation: Int
    /// What keeps the API user from having the set.
    let problems: [Problem]
    private let read: ReadFiles

    /// - Throws: ``CommandFailure`` where a file cannot be made or changed.
    init(
        _ missing: MissingGrants, in org: Org, ofNewUser isForNewUser: Bool, for session: Session,
        _ output: FixOutputOptions
    ) throws(CommandFailure) {
        let folder = output.folder.map { $0.count > 1 && $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
        let set = missing.entries.isEmpty ? nil : try Self.set(missing.entries, for: session, output)
        let isSourceFormat = set?.isSourceFormat ?? output.isSourceFormat(org.catalog)
        let roles =
            output.roles ? try Self.roles(missing.placement, in: org.catalog, isSourceFormat: isSourceFormat) : []
        var files: [OutputFile] = []
        var components: [ComponentID] = []
        var problems: [Problem] = []
        if let set {
            let path = folder.map { "\($0)/\(set.path)" } ?? output.into ?? set.path
            let bytes = try Self.refusing { () throws(PermissionSetFile.Refusal) in
                try set.adding(missing.entries, path: output.into ?? set.path)
            }
            let source = try Self.refusing { () throws(PermissionSetFile.Refusal) in
                try set.source(with: bytes, path: path)
            }
            problems = missing.obstacles(to: source, in: org, options: try session.options)
            if bytes != set.bytes {
                problems += Self.doubtfulLicenses(
                    of: set, path: output.into ?? set.path, platform: session.guide.platform)
                files.append(OutputFile(path: path, bytes: bytes))
                components.append(ComponentID(.permissionSet, set.fullName))
            }
        }
        if let folder {
            files += roles.map { OutputFile(path: "\(folder)/\($0.path)", bytes: $0.bytes) }
            components += roles.map { ComponentID(.role, $0.fullName) }
            if !components.isEmpty {
                let manifest = try packageXML(of: session.guide.platform.manifest(deploying: components))
                files.append(OutputFile(path: "\(folder)/package.xml", bytes: Array(manifest.utf8)))
            }
        }
        self.isForNewUser = isForNewUser
        (self.missing, self.org, principal) = (missing, org, missing.audit.principal)
        (self.set, self.roles) = (set, roles)
        (self.folder, self.files, into) = (folder, files, output.into)
        self.problems = problems
        let options = try session.options
        rowsAfterInstallation = missing.audit.findings.count {
            $0.verdict == .notApplicable && $0.requirement.isPermission
                && session.guide.awaitsInstallation($0.requirement, options)
        }
        read = try session.read
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
        try writeFiles(files, sparing: force ? ReadFiles() : read.except(into), makesFolders: folder != nil)
    }

    // MARK: The files

    private static func set(
        _ entries: [PermissionGrant], for session: Session, _ output: FixOutputOptions
    ) throws(CommandFailure) -> PermissionSetFile {
        guard let path = output.into else { return try new(for: session, output) }
        let set = try refusing { () throws(PermissionSetFile.Refusal) in try PermissionSetFile(reading: path) }
        guard !set.isSessionBased else {
            throw CommandFailure(
                "\(path) is session-based: it grants only in a session that activates it. Nothing was written; "
                    + "put the missing permissions into a set of their own, with --output-dir alone.")
        }
        for license in set.licenses {
            let refused = session.guide.platform.entries(entries, refusedInSetsOf: license.name).map(\.name)
            guard refused.isEmpty else {
                throw CommandFailure(
                    "\(Place(file: path, line: license.line)): The permission set \"\(set.fullName)\" is made for the license "
                        + "\"\(license.name)\", and such a set cannot contain all that is missing (\(refused.listed(limit: 3))): Salesforce refuses it. "
                        + "Nothing was written; grant what is missing in a set without a license, with --output-dir alone."
                )
            }
        }
        let files =
            try session.org.catalog.components[ComponentID(.permissionSet, set.fullName)]?.files.map(\.file.path) ?? []
        guard files.count < 2 else {
            throw CommandFailure(
                "Several files contain the permission set \"\(set.fullName)\": \(files.joined(separator: ", ")). Changed in one "
                    + "alone, it would contradict itself. Nothing was written; keep one of them.")
        }
        return set
    }

    /// Salesforce refuses what a permission set license cannot contain, and of most of them that is not known.
    private static func doubtfulLicenses(of set: PermissionSetFile, path: String, platform: PlatformFacts) -> [Problem]
    {
        set.licenses.filter { platform.isUnknownWhatSetsContain(of: $0.name) }.map { license in
            Problem(
                .warning, at: Place(file: path, line: license.line),
                "The permission set \"\(set.fullName)\" names the permission set license \"\(license.name)\", and whether that one "
                    + "can contain what is added is not known: Salesforce refuses to deploy what it cannot. Validate it before "
                    + "(sf project deploy validate), or grant what is missing in a set without a license, with --output-dir alone."
            )
        }
    }

    private static func new(for session: Session, _ output: FixOutputOptions) throws(CommandFailure)
        -> PermissionSetFile
    {
        try .new(
            named: output.setName, for: session, isSourceFormat: output.isSourceFormat(try session.org.catalog))
    }

    private static func roles(
        _ placement: RolePlacement?, in catalog: MetadataCatalog, isSourceFormat: Bool
    ) throws(CommandFailure) -> [RoleFile] {
        // A role that does not exist yet is a decision of the org's admins; the proposal names it.
        guard let insertion = placement?.insertion, let own = insertion.role else { return [] }
        var files: [RoleFile] = []
        for change in insertion.changes(newRole: own.name) {
            files.append(
                try refusing { () throws(PermissionSetFile.Refusal) in
                    try RoleFile(
                        of: change.role, reportingTo: change.parent, in: catalog,
                        isSourceFormat: isSourceFormat)
                })
        }
        return files
    }

    private static func refusing<Value>(
        _ body: () throws(PermissionSetFile.Refusal) -> Value
    ) throws(CommandFailure) -> Value {
        do throws(PermissionSetFile.Refusal) {
            return try body()
        } catch {
            throw CommandFailure("\(error) Nothing was written.")
        }
    }
}

extension PermissionSetFile {
    /// A new set for what is missing.
    ///
    /// - Parameter name: Its API name; by default one is made from the guide's title.
    /// - Throws: ``CommandFailure`` where the org has a set of that name.
    fileprivate static func new(
        named typedName: String?, for session: Session, isSourceFormat: Bool
    ) throws(CommandFailure) -> PermissionSetFile {
        let (guide, org) = (session.guide, try session.org)
        let name = typedName ?? guide.title.asAPIName
        if let known = org.component(name, .permissionSet) {
            let file = org.catalog.components[known]?.files.first?.file.path ?? known.fullName
            throw CommandFailure(
                "The org has a permission set \"\(known.fullName)\" already (\(file)); nothing was written. "
                    + "Add to it with --into, or name the new one with --set-name.")
        }
        // Salesforce allows 80 characters for a label and 255 for a description.
        let label = typedName.map { $0.replacing("_", with: " ") } ?? guide.title
        return PermissionSetFile(
            name, label: String(label.prefix(80)),
            description: String("What the API user lacked of \(guide.title). Written by rolecall.".prefix(255)),
            isSourceFormat: isSourceFormat)
    }
}

extension MissingSet {
    /// The set that `rolecall fix` would write after the same audit; `nil` where there is nothing to grant, or it would
    /// refuse.
    init?(for session: Session) {
        do {
            let missing = session.guide.missingGrants(
                in: try session.org, of: try session.principal, options: try session.options,
                waivers: try session.waivers, on: session.date)
            guard !missing.entries.isEmpty else { return nil }
            let set = try PermissionSetFile.new(named: nil, for: session, isSourceFormat: true)
            let bytes = try set.adding(missing.entries, path: set.path)
            let source = try set.source(with: bytes, path: set.path)
            let obstacles = missing.obstacles(to: source, in: try session.org, options: try session.options)
            self.init(
                name: set.fullName, file: String(set.path.split(separator: "/").last ?? ""),
                text: String(decoding: bytes, as: UTF8.self), rows: missing.fixed.count,
                username: try session.principal.username,
                cautions: obstacles.map(\.message) + [missing.undefinedRemark].compactMap(\.self))
        } catch {
            return nil
        }
    }
}

extension FixOutputOptions {
    /// Whether new files are named as in source format: as asked, or else as most of the export's files are.
    fileprivate func isSourceFormat(_ catalog: MetadataCatalog) -> Bool {
        if let format { return format == .source }
        let files = catalog.components.values.flatMap(\.files)
        return files.count { $0.isSourceFormat } * 2 > files.count
    }
}
