import Documents
import Foundation
import OrgModel

extension Guide {
    /// The names of the guides that the program contains.
    public static var embedded: [String] { RuleFiles.embeddedGuides }

    /// Whether a guide is given as a path, of a folder or of a permission set's file.
    ///
    /// A folder has a slash or starts with a dot: one that happens to be in the working directory must never take the place
    /// of a guide that the program contains. A permission set's file ends as such files do.
    package static func isPath(_ name: String) -> Bool {
        name.contains("/") || name.hasPrefix(".") || isPermissionSet(name)
    }

    /// Reads a guide, and checks all of it.
    ///
    /// - Parameters:
    ///   - name: The name of a guide that the program contains, or a folder or file as ``isPath(_:)`` knows it.
    ///   - edition: The key of the edition to audit; `nil` for the guide's default.
    ///   - border: A folder that no file of the guide may lie outside of, symbolic links followed; `nil` for none.
    /// - Throws: ``GuideError`` with every error, each with file and line.
    public static func load(_ name: String, edition: String? = nil, within border: String? = nil) throws(GuideError)
        -> Guide
    {
        guard isPath(name) || embedded.contains(name) else { throw .unknownGuide(name) }
        let platform = try PlatformFacts.load()
        if isPermissionSet(name) {
            let guide = try reading(permissionSet: name, platform, within: border)
            guard edition == nil else { throw .unknownEdition(edition ?? "", of: guide) }
            return guide
        }
        var isDirectory: ObjCBool = true
        if isPath(name), FileManager.default.fileExists(atPath: name, isDirectory: &isDirectory),
            !isDirectory.boolValue
        {
            throw .noFolder(name)
        }
        let guide =
            isPath(name)
            ? try read(RuleFiles(folder: name, within: border), platform)
            : try EmbeddedGuides.shared.guide(name) { () throws(GuideError) in
                try read(RuleFiles(embedded: name), platform)
            }
        guard let selected = guide.selecting(edition: edition) else { throw .unknownEdition(edition ?? "", of: guide) }
        return selected
    }

    private static func read(_ files: RuleFiles, _ platform: PlatformFacts) throws(GuideError) -> Guide {
        let diagnostics = Diagnostics()
        let guide = GuideLoader(files: files, platform: platform, diagnostics: diagnostics).load()
        try GuideError.check(diagnostics)
        guard let guide else { throw GuideError(diagnostics: []) }
        return guide
    }
}

/// The guides that the program contains, each of which is read once, however many audits one process makes.
private final class EmbeddedGuides: Sendable {
    static let shared = EmbeddedGuides()

    private let lock = NSLock()
    // Read and written only while the lock is held.
    private nonisolated(unsafe) var known: [String: Guide] = [:]

    func guide(_ name: String, _ read: () throws(GuideError) -> Guide) throws(GuideError) -> Guide {
        if let guide = lock.withLock({ known[name] }) { return guide }
        let guide = try read()
        lock.withLock { known[name] = guide }
        return guide
    }
}

/// Reads one guide's files into a ``Guide``, gathering every error on the way.
struct GuideLoader {
    let files: RuleFiles
    let platform: PlatformFacts
    let diagnostics: Diagnostics
    /// What may be wrong and does not keep the guide from being used.
    let warnings = Diagnostics()
    /// The guides that include this one, the outermost first.
    var includedBy: [String] = []

    /// What is missing or wrong is empty in the result, and the rest is checked in the same go; with an error the result is
    /// not used.
    func load() -> Guide? {
        guard let whole = files.read("guide.yaml", as: GuideShapes.guide, diagnostics) else { return nil }
        let included = includedGuides(whole["includes"], of: whole["id"].text ?? "")
        let objects = (whole["objects"].entries ?? []).map(object)
        let editions = (whole["editions"].entries ?? []).map {
            Guide.Edition(key: $0.key, title: $0.value.text ?? "")
        }
        let features = (whole["features"].entries ?? []).map {
            Guide.Feature(
                key: $0.key, title: $0.value["title"].text ?? $0.key, isOnByDefault: $0.value["default"].truth ?? true)
        }
        // What leads out of the guide's folder is not read.
        let tableFiles = whole["tables"].texts.filter { GuideShapes.tableFile.fault($0) == nil }
        let tables = tableFiles.compactMap {
            table($0, objects: objects, editions: editions, features: features.map(\.key))
        }
        checkIdentities(tables, editions: editions.map(\.key))
        checkUse(of: whole["features"], tables)
        let coverage = Guide.Coverage(whole)
        checkCounts(of: coverage, whole["notEncoded"])
        let all = included.reduce(into: Combination(objects: objects, features: features, tables: tables)) {
            $0.add($1)
        }
        return Guide(
            id: whole["id"].text ?? "", title: whole["title"].text ?? "", edition: whole["edition"].text ?? "",
            editions: editions, source: whole["source"].text ?? "", summary: whole["summary"].text ?? "",
            reading: whole["reading"].texts, coverage: coverage, objects: all.objects,
            features: all.features, allTables: all.tables, tables: all.tables,
            platform: platform,
            warnings: warnings.all.map {
                Problem(
                    .warning, kind: .unknownPermission, at: Place(file: $0.file, line: $0.line), $0.message)
            },
            digest: files.digest(of: ["guide.yaml"] + tableFiles, included.map(\.digest)))
    }

    /// No more statements can be left out than there are.
    private func checkCounts(of coverage: Guide.Coverage, _ notEncoded: YAMLValue) {
        guard let all = coverage.statements, let encoded = coverage.encoded, encoded < 0 else { return }
        diagnostics.add(
            notEncoded.place, "This leaves out \(all - encoded) of \(all) statements. Fix the counts, or statements.")
    }

    private func object(_ entry: YAMLValue.Entry) -> GuideObject {
        let (key, value) = (entry.key, entry.value)
        let find = value["find"].texts
        let label = value["label"].text ?? platform.objects[key]?.label
        func needs(_ what: String) {
            diagnostics.add(
                value.place,
                "\(key) is not a standard object that rolecall knows (Rules/salesforce/objects.yaml), so it needs \(what)."
            )
        }
        if label == nil { needs("a label here") }
        // The name of a custom object is the same in every org where it has no label to be found by.
        if find.isEmpty, platform.objects[key] == nil, !key.hasSuffix("__c") { needs("labels to find it by") }
        return GuideObject(key: key, label: label ?? key, find: find)
    }

    /// No two requirements of one edition may have the same id.
    private func checkIdentities(_ tables: [GuideTable], editions: [String]) {
        for edition in editions.isEmpty ? [""] : editions {
            var places: [String: Place] = [:]
            for requirement in tables.filter({ $0.edition == nil || $0.edition == edition }).flatMap(\.requirements) {
                let opposite =
                    requirement.isForbidden ? requirement.subjectID : Forbidden.idPrefix + requirement.id
                if let first = places[requirement.id] {
                    diagnostics.add(
                        requirement.place,
                        "The requirement \(requirement.id) is already at \(first). Keep one of the two rows.")
                } else if let first = places[opposite], requirement.feature == nil {
                    diagnostics.add(
                        requirement.place,
                        "This row forbids what the row at \(first) requires, or the other way round. Keep one of the two rows."
                    )
                }
                places[requirement.id] = requirement.place
            }
        }
    }

    /// A feature that changes nothing when it is switched is one for which nothing is required. With another error the rows
    /// may be incomplete.
    private func checkUse(of features: YAMLValue, _ tables: [GuideTable]) {
        guard diagnostics.all.isEmpty else { return }
        let used = Set(tables.flatMap(\.requirements).compactMap(\.feature))
        for entry in features.entries ?? [] where !used.contains(entry.key) {
            diagnostics.add(
                entry.value.place,
                "No table and no row belongs to the feature \"\(entry.key)\". Remove it, or name it there.")
        }
    }
}

extension Problem.Kind {
    fileprivate static let unknownPermission = Problem.Kind("unknown permission")
}
