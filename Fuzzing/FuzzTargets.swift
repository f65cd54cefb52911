import AuditReports
import Documents
import Foundation

@testable import AuditEngine
@testable import OrgModel
@testable import rolecall

/// What is fuzzed; `ROLECALL_FUZZ_TARGET` chooses one. Each takes the bytes of one file.
///
/// A run that ends without a crash has still found something where two readings of the same bytes differ, or where an
/// error names a line that the file does not have: `precondition` turns that into a crash.
private enum FuzzTarget: String {
    /// The parser: the same records and the same error, however the bytes are cut into chunks.
    case xml
    /// One metadata file of any type, from the folder to every report.
    case audit
    /// A zip archive, up to its permission sources.
    case zip
    /// Exported users, up to who has what.
    case json, csv
    /// A file of a guide, or of the platform's facts.
    case rules
    /// `rolecall.yml`.
    case configuration
    /// `.forceignore`.
    case ignore
    /// `sfdx-project.json`.
    case project
    /// A `.soql` file beside a result.
    case query
    /// A vendor's page, up to the guide that is drafted of it.
    case page

    func run(_ bytes: [UInt8]) {
        switch self {
        case .xml: readXML(bytes)
        case .audit: auditFile(bytes)
        case .zip: readArchive(bytes)
        case .json: joinUsers(bytes, "users.json")
        case .csv: joinUsers(bytes, "users.csv")
        case .rules: readRules(bytes)
        case .configuration: readConfiguration(bytes)
        case .ignore: hideFiles(bytes)
        case .query: readQuery(bytes)
        case .project: readProject(bytes)
        case .page: draftGuide(bytes)
        }
    }
}

private let target: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["ROLECALL_FUZZ_TARGET"] ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
        fatalError("ROLECALL_FUZZ_TARGET names no target: \"\(name)\"")
    }
    return target
}()

/// libFuzzer's entry point.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    target.run(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

// MARK: Places

/// A folder of this process's own, in memory where the system has such a place; `Fuzzing/run` removes it.
private let folder: String = {
    let path = ProcessInfo.processInfo.environment["ROLECALL_FUZZ_FOLDER"] ?? NSTemporaryDirectory()
    let folder = "\(path)/rolecall-fuzz-\(getpid())"
    try! FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
}()

private func write(_ bytes: [UInt8], to name: String) -> String {
    let path = "\(folder)/\(name)"
    let above = URL(fileURLWithPath: path).deletingLastPathComponent().path
    if access(above, F_OK) != 0 {
        try! FileManager.default.createDirectory(atPath: above, withIntermediateDirectories: true)
    }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    precondition(
        descriptor >= 0
            && bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) } == bytes.count)
    close(descriptor)
    return path
}

/// A line that a message names is one that the file has.
///
/// The end of a file may be reported as a line of its own. Lines end with U+000A in whatever encoding, so no file has more
/// of them than it has bytes.
private func check(line: Int?, of bytes: [UInt8]) {
    if let line { precondition(line >= 1 && line <= bytes.count + 1, "line \(line) of \(bytes.count) bytes") }
}

// MARK: Metadata

private func readXML(_ bytes: [UInt8]) {
    let whole = outcome(bytes, chunk: max(1, bytes.count), wanted: nil)
    for chunk in [1, 7] {
        precondition(outcome(bytes, chunk: chunk, wanted: nil) == whole, "chunks of \(chunk) change what is read")
    }
    guard case .success(let document) = whole else { return }
    guard let name = document.records.last?.element else { return }
    // What nobody requires changes nothing about what somebody does require.
    let some = outcome(bytes, chunk: 64, wanted: [name])
    precondition(
        some == .success(Document(root: document.root, records: document.records.filter { $0.element == name })))
}

private struct Document: Equatable {
    let root: MetadataRoot
    let records: [MetadataRecord]
}

private func outcome(_ bytes: [UInt8], chunk: Int, wanted: Set<String>?) -> Result<Document, DocumentError> {
    var records: [MetadataRecord] = []
    var rest = bytes[...]
    do throws(DocumentError) {
        let root = try MetadataReader.read(
            wanted: wanted,
            nextChunk: { () throws(DocumentError) -> [UInt8] in
                defer { rest = rest.dropFirst(chunk) }
                return Array(rest.prefix(chunk))
            },
            onRecord: { records.append($0) })
        for record in records { check(line: record.line, of: bytes) }
        return .success(Document(root: root, records: records))
    } catch {
        check(line: error.line, of: bytes)
        return .failure(error)
    }
}

/// The place that a metadata file belongs in, by its root element as far as the bytes show one.
private let places = [
    ("<Profile", "profiles/X.profile"), ("<PermissionSetGroup", "permissionsetgroups/X.permissionsetgroup"),
    ("<MutingPermissionSet", "mutingpermissionsets/X.mutingpermissionset"),
    ("<PermissionSet", "permissionsets/X.permissionset"), ("<Role", "roles/X.role"),
    ("<CustomObject", "objects/Case.object"), ("<CustomField", "objects/Case/fields/X__c.field-meta.xml"),
    ("<CustomApplication", "applications/X.app"), ("<CallCenter", "callCenters/X.callCenter"),
    ("<FlexiPage", "flexipages/X.flexipage"), ("<InstalledPackage", "installedPackages/lpc.installedPackage"),
    ("<Package", "package.xml"),
]

private let guide: Guide = try! Guide.load("liveperson-connector")

/// The principal has everything that may come, and the end users as well.
private let principal: Principal = {
    var principal = Principal()
    principal.profile = ComponentID(.profile, "X")
    principal.permissionSets = [ComponentID(.permissionSet, "X")]
    principal.permissionSetGroups = [ComponentID(.permissionSetGroup, "X"), ComponentID(.permissionSetGroup, "G")]
    principal.role = .role("R")
    principal.endUsers = [Principal.EndUser(role: .role("X"))]
    return principal
}()

private let settings: ReportSettings = {
    var settings = ReportSettings(toolVersion: "fuzz", date: Date(timeIntervalSince1970: 0))
    settings.isVerbose = true
    return settings
}()

private let namespace = "xmlns=\"http://soap.sforce.com/2006/04/metadata\""

/// What is around the file that is fuzzed, so that groups, muting and roles have something to join it with.
private let surroundings: Void = {
    let files = [
        "roles/R.role": "<Role \(namespace)><name>R</name></Role>",
        "permissionsetgroups/G.permissionsetgroup":
            "<PermissionSetGroup \(namespace)><label>G</label><permissionSets>X</permissionSets>"
            + "<mutingPermissionSets>X</mutingPermissionSets></PermissionSetGroup>",
    ]
    for (name, text) in files { _ = write(Array(text.utf8), to: "org/\(name)") }
}()

private func auditFile(_ bytes: [UInt8]) {
    _ = surroundings
    let text = String(decoding: bytes.prefix(1 << 12), as: UTF8.self)
    let place = places.first { text.contains($0.0) }?.1 ?? "profiles/X.profile"
    let path = write(bytes, to: "org/\(place)")
    defer { unlink(path) }
    guard let catalog = try? MetadataCatalog.scan(["\(folder)/org"]) else {
        preconditionFailure("The folder is not read.")
    }
    let result = guide.audit(Org.read(catalog), principal)
    precondition(!result.findings.isEmpty)
    for problem in result.problems { check(line: problem.place?.line, of: bytes + Array(repeating: 0, count: 200)) }
    // One format a run, because they cost more than everything before them; the bytes choose it.
    let formats = ReportFormat.allCases
    let format = formats[bytes.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF } % formats.count]
    precondition(!format.render(result, settings).utf8.contains(0x1B), "\(format) lets an escape through")
}

private func readArchive(_ bytes: [UInt8]) {
    let path = write(bytes, to: "archive.zip")
    guard let catalog = try? MetadataCatalog.scan([path]) else { return }
    _ = Org.read(catalog).readingGrants(of: catalog.components.keys)
}

// MARK: Users

private let emptyOrg: Org = {
    _ = surroundings
    return Org.read(try! MetadataCatalog.scan(["\(folder)/org"]))
}()

private func joinUsers(_ bytes: [UInt8], _ name: String) {
    let export = UserExport.read([write(bytes, to: name)])
    for problem in export.problems { check(line: problem.place?.line, of: bytes) }
    let org = emptyOrg.adding(roles: export.roles)
    let users = AssignedUsers(
        export, in: org, standardProfiles: guide.platform.standardProfiles, people: guide.platform.people,
        on: settings.date)
    for user in export.users.prefix(3) { _ = users.principal(user.username) }
    for selector in ["active", "role-and-below:R", "profile:X"].compactMap(EndUserSelector.init) {
        _ = users.endUsers([selector], except: nil)
    }
}

// MARK: What people write

private func readRules(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    _ = write(Array(plainGuide.utf8), to: "guide/guide.yaml")
    _ = write(bytes, to: text.contains("\ntables:") ? "guide/guide.yaml" : "guide/table.yaml")
    let diagnostics = Diagnostics()
    let files = RuleFiles(folder: "\(folder)/guide")
    let read = GuideLoader(files: files, platform: guide.platform, diagnostics: diagnostics).load()
    precondition(read != nil || !diagnostics.all.isEmpty, "A guide that is not read has no error.")
    // A file of the platform's facts is named like one of its sections.
    for section in ["rights", "permissions", "objects", "profiles", "apps", "userLicenses"]
    where text.contains("\(section):") {
        let file = factFiles[section] ?? "objects.yaml"
        let path = write(bytes, to: "facts/\(file)")
        _ = PlatformFacts.load(from: RuleFiles(folder: "\(folder)/facts"), diagnostics: diagnostics)
        unlink(path)
    }
    for diagnostic in diagnostics.all { check(line: diagnostic.line, of: bytes + Array(plainGuide.utf8)) }
}

private let factFiles = [
    "rights": "object-permissions.yaml", "permissions": "permissions.yaml", "objects": "objects.yaml",
    "profiles": "standard-profiles.yaml", "apps": "standard-apps.yaml", "userLicenses": "user-licenses.yaml",
]

private let plainGuide = """
    id: plain
    title: Plain
    edition: First
    source: https://example.com
    summary: It contains one table.
    objects:
      Case: {}
      Task: {}
      Account: {}
      Conversation:
        label: Conversation
        find: [Conversation]
    tables:
      - table.yaml

    """

private func readConfiguration(_ bytes: [UInt8]) {
    do throws(CommandFailure) {
        var typed = Settings.parse()
        typed.paths = [folder]
        typed.what.config = write(bytes, to: "rolecall.yml")
        let configuration = try SettingsFile.find(for: typed)
        for place in configuration.places.values { check(line: place.line, of: bytes) }
        let settings = typed.completed(by: configuration)
        for selector in settings.who.endUsers { _ = EndUserSelector(selector) }
        _ = try settings.options(for: guide)
    } catch {
        precondition(!error.message.isEmpty, "A refusal says nothing.")
    }
}

extension Settings {
    /// Settings of which nothing was typed.
    fileprivate static func parse() -> Settings { try! Settings.parse([]) }
}

/// A query that is read is written as one that says the same.
private func readQuery(_ bytes: [UInt8]) {
    guard let query = PermissionQuery(String(decoding: bytes, as: UTF8.self)) else { return }
    precondition(PermissionQuery(query.text()) == query)
}

/// A draft is read as rule files, whatever the page says.
private func draftGuide(_ bytes: [UInt8]) {
    let ending = ["html", "md", "csv"][bytes.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF } % 3]
    do throws(DocumentError) {
        let page = try Page.read(bytes, name: "page.\(ending)")
        for table in page.tables { for row in table.rows { check(line: row.line, of: bytes) } }
        let draft = try GuideDraft.make(
            of: page, from: .init(file: "page", day: "2026-01-01", id: "page", title: nil, source: nil), guide.platform,
            ExportedDefinitions([], []))
        let files = RuleFiles(
            folder: "draft", texts: Dictionary(uniqueKeysWithValues: draft.files.map { ($0.name, $0.text) }))
        let diagnostics = Diagnostics()
        let read = GuideLoader(files: files, platform: guide.platform, diagnostics: diagnostics).load()
        precondition(read != nil, "A draft is no YAML.")
        let marks = diagnostics.all.count { $0.message.hasPrefix(Shape.toBeDecided) }
        precondition(marks == draft.marks, "A draft's marks are not all read.")
    } catch {
        check(line: error.line, of: bytes)
    }
}

private func hideFiles(_ bytes: [UInt8]) {
    let ignore = ForceIgnore(String(decoding: bytes, as: UTF8.self))
    for path in [
        "force-app/main/default/profiles/Admin.profile-meta.xml", "a", "ä/**/[b]", String(repeating: "a", count: 64),
    ] {
        check(line: ignore.lineHiding(path), of: bytes)
    }
}

private func readProject(_ bytes: [UInt8]) {
    do throws(DocumentError) {
        _ = try DXProject.read(InputFile(path: DXProject.fileName, bytes: bytes))
    } catch {
        check(line: error.line, of: bytes)
    }
}
