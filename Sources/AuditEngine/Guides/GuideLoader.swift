package import Documents
import Foundation
import OrgModel

/// Why a guide cannot be used: every error in its files, or the one in how it was chosen.
public struct GuideError: Error, Sendable, CustomStringConvertible {
    /// The errors, in the order of the files.
    package let diagnostics: [Diagnostic]
    /// What was wrongly chosen, where no file is wrong.
    package let choice: Choice?

    /// What somebody chooses about a guide.
    package enum Choice: Sendable {
        case guide, edition
    }

    init(diagnostics: [Diagnostic], choice: Choice? = nil) {
        self.diagnostics = diagnostics
        self.choice = choice
    }

    private init(_ choice: Choice, of name: String, _ message: String) {
        self.init(diagnostics: [Diagnostic(file: name, line: 1, message: message)], choice: choice)
    }

    static func unknownGuide(_ name: String) -> GuideError {
        GuideError(
            .guide, of: name,
            "There is no guide \"\(name)\". Built-in guides: \(Guide.embedded.joined(separator: ", ")). "
                + "A folder is named with a slash: ./\(name).")
    }

    static func unknownEdition(_ key: String, of guide: Guide) -> GuideError {
        let known = guide.editions.map(\.key).joined(separator: ", ")
        return GuideError(
            .edition, of: guide.id,
            "The guide has no edition \"\(key)\". \(known.isEmpty ? "It has only one" : "Known: \(known)").")
    }

    static func noFolder(_ path: String) -> GuideError {
        GuideError(.guide, of: path, "\(path) is a file; name the folder that contains it and the other rule files.")
    }

    /// One error a line.
    public var description: String { diagnostics.map(\.description).joined(separator: "\n") }

    static func check(_ diagnostics: Diagnostics) throws(GuideError) {
        if !diagnostics.all.isEmpty { throw GuideError(diagnostics: diagnostics.all) }
    }
}

extension Guide {
    /// The names of the guides that the program contains.
    public static var embedded: [String] { RuleFiles.embeddedGuides }

    /// Whether a guide is given as a folder.
    ///
    /// Only a path with a slash, or one that starts with a dot, is one: a folder that happens to be in the working
    /// directory must never take the place of a guide that the program contains.
    package static func isFolder(_ name: String) -> Bool {
        name.contains("/") || name.hasPrefix(".")
    }

    /// Reads a guide, and checks all of it.
    ///
    /// - Parameters:
    ///   - name: The name of a guide that the program contains, or a folder as ``isFolder(_:)`` knows it.
    ///   - edition: The key of the edition to audit; `nil` for the guide's default.
    ///   - border: A folder that no file of the guide may lie outside of, symbolic links followed; `nil` for none.
    /// - Throws: ``GuideError`` with every error, each with file and line.
    public static func load(_ name: String, edition: String? = nil, within border: String? = nil) throws(GuideError)
        -> Guide
    {
        guard isFolder(name) || embedded.contains(name) else { throw .unknownGuide(name) }
        var isDirectory: ObjCBool = true
        if isFolder(name), FileManager.default.fileExists(atPath: name, isDirectory: &isDirectory),
            !isDirectory.boolValue
        {
            throw .noFolder(name)
        }
        let diagnostics = Diagnostics()
        let platform = PlatformFacts.load(from: RuleFiles(embedded: "salesforce"), diagnostics: diagnostics)
        let files = isFolder(name) ? RuleFiles(folder: name, within: border) : RuleFiles(embedded: name)
        let guide = GuideLoader(files: files, platform: platform, diagnostics: diagnostics).load()
        try GuideError.check(diagnostics)
        guard let guide else { throw GuideError(diagnostics: []) }
        guard let selected = guide.selecting(edition: edition) else { throw .unknownEdition(edition ?? "", of: guide) }
        return selected
    }
}

/// Reads one guide's files into a ``Guide``, gathering every error on the way.
struct GuideLoader {
    let files: RuleFiles
    let platform: PlatformFacts
    let diagnostics: Diagnostics
    /// What may be wrong and does not keep the guide from being used.
    let warnings = Diagnostics()

    /// What is missing or wrong is empty in the result, so that the rest is checked in the same go; with an error
    /// nobody gets to see the result.
    func load() -> Guide? {
        guard
            let whole = files.read("guide.yaml", diagnostics)?
                .mapping([
                    "id", "title", "edition", "editions", "source", "summary", "reading", "objects", "features",
                    "tables",
                ])
        else { return nil }
        let id = whole.required("id").flatMap(identifier)
        let title = whole.required("title")?.singleLine
        let edition = whole.required("edition")?.singleLine
        let source = whole.required("source").flatMap(webAddress)
        let summary = whole.prose("summary")
        let objects = whole.required("objects")?.entries?.compactMap(object) ?? []
        let editions = (whole["editions"]?.entries ?? []).compactMap { key, value in
            value.singleLine.map { Guide.Edition(key: key, title: $0) }
        }
        let features = (whole["features"]?.entries ?? []).compactMap(feature)
        let names = whole.required("tables")?.filledList?.compactMap(fileName) ?? []
        let tables = names.compactMap { table($0, objects: objects, editions: editions, features: features.map(\.key)) }
        checkIdentities(tables, editions: editions.map(\.key))
        checkUse(of: whole["features"], tables)
        return Guide(
            id: id ?? "", title: title ?? "", edition: edition ?? "", editions: editions, source: source ?? "",
            summary: summary ?? "",
            reading: whole["reading"]?.texts ?? [], objects: objects, features: features, allTables: tables,
            tables: tables,
            platform: platform,
            warnings: warnings.all.map {
                Problem(
                    .warning, kind: .unknownPermission, at: Place(file: $0.file, line: $0.line), $0.message)
            })
    }

    /// What file names, class names and identities in reports can carry.
    func identifier(_ value: StrictYAML) -> String? {
        guard let text = value.text else { return nil }
        let isSound =
            !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._".contains($0)) }
        if !isSound {
            value.diagnostic("An id contains letters, digits, \"-\", \".\" and \"_\" only, and at least one of them.")
        }
        return text
    }

    /// Reports make a link of it, so it is nothing but an address in the web.
    private func webAddress(_ value: StrictYAML) -> String? {
        guard let text = value.singleLine else { return nil }
        let isSound =
            text.wholeMatch(of: #/https?://[A-Za-z0-9][!-~]*/#) != nil && !text.contains(where: "<>\"'`\\".contains)
        if !isSound {
            value.diagnostic("The source is not a web address. Write one that begins with https:// or http://.")
        }
        return text
    }

    /// A table is in the guide's folder or below it.
    private func fileName(_ value: StrictYAML) -> String? {
        guard let text = value.name else { return nil }
        if text.hasPrefix("/") || text.split(separator: "/").contains("..") {
            value.diagnostic("The file of a table is in the guide's folder or below it. Move it there.")
            return nil
        }
        return text
    }

    private func object(key: String, value: StrictYAML) -> GuideObject? {
        guard let entry = value.mapping(["label", "find"]) else { return nil }
        let find = entry["find"]?.texts ?? []
        let label = entry["label"]?.singleLine ?? platform.objects[key]?.label
        if label == nil {
            value.diagnostic(
                "\(key) is not an object that Rules/salesforce/objects.yaml knows, so it needs a label here.")
        }
        if find.isEmpty, platform.objects[key] == nil {
            value.diagnostic(
                "\(key) is not an object that Rules/salesforce/objects.yaml knows, so it needs labels to find it by.")
        }
        return GuideObject(key: key, label: label ?? key, find: find)
    }

    /// No two requirements of one edition may have the same id.
    private func checkIdentities(_ tables: [GuideTable], editions: [String]) {
        for edition in editions.isEmpty ? [""] : editions {
            var places: [String: Place] = [:]
            for requirement in tables.filter({ $0.edition == nil || $0.edition == edition }).flatMap(\.requirements) {
                if let first = places[requirement.id] {
                    diagnostics.add(
                        requirement.place.file, requirement.place.line ?? 1,
                        "The requirement \(requirement.id) is already at \(first). Keep one of the two rows.")
                }
                places[requirement.id] = requirement.place
            }
        }
    }

    // MARK: Tables

    enum Kind: String, CaseIterable {
        case systemPermission, objectPermission, fieldPermission, role, install

        /// Whether its rows are about permissions, which can be required in several ways.
        var isPermission: Bool { [.systemPermission, .objectPermission, .fieldPermission].contains(self) }

        /// The keys that only rows of this kind have.
        var rowKeys: [String] {
            switch self {
            case .systemPermission: ["permission"]
            case .objectPermission: ["object"]
            case .fieldPermission: ["field", "key", "find", "inferred"]
            case .role: ["rule"]
            case .install: ["step"] + InstallKind.allCases.map(\.rawValue)
            }
        }
    }

    /// What the rows of one table have in common.
    struct TableContext {
        let id: String
        let kind: Kind
        let object: GuideObject?
        let objects: [GuideObject]
        let features: [String]
        let feature: String?
        let severity: RequirementSeverity?
        let remedy: Remedy?
    }

    private func table(
        _ file: String, objects: [GuideObject], editions: [Guide.Edition], features: [String]
    ) -> GuideTable? {
        guard
            let whole = files.read(file, diagnostics)?
                .mapping([
                    "table", "title", "caption", "kind", "edition", "feature", "object", "severity", "remedy", "rows",
                ])
        else { return nil }
        let id = whole.required("table")?.singleLine
        let title = whole.required("title")?.singleLine
        let caption = whole.required("caption")?.singleLine
        // Without the kind nothing is known about the rows.
        guard let kind = whole.required("kind")?.choice(Kind.self) else { return nil }
        let context = TableContext(
            id: id ?? "", kind: kind, object: object(of: whole, kind: kind, objects: objects), objects: objects,
            features: features, feature: whole["feature"].flatMap { knownFeature($0, features) },
            severity: whole["severity"]?.choice(RequirementSeverity.self),
            remedy: whole["remedy"].flatMap(Remedy.read))
        let rows = whole.required("rows")?.filledList ?? []
        return GuideTable(
            id: id ?? "", title: title ?? "", caption: caption ?? "",
            edition: whole["edition"].flatMap { edition($0, among: editions) },
            requirements: rows.flatMap { row($0, of: context) })
    }

    /// A table of an edition that nobody can choose would never be required.
    private func edition(_ value: StrictYAML, among known: [Guide.Edition]) -> String? {
        guard let key = value.text else { return nil }
        if !known.contains(where: { $0.key == key }) {
            value.diagnostic(
                "guide.yaml names no edition \"\(key)\". Its editions: \(known.map(\.key).joined(separator: ", ")).")
        }
        return key
    }

    private func object(of table: StrictMapping, kind: Kind, objects: [GuideObject]) -> GuideObject? {
        guard kind == .fieldPermission else {
            table["object"]?.diagnostic("Only a table of fieldPermission rows has an object.")
            return nil
        }
        return table.required("object").flatMap { known($0, objects) }
    }

    /// An object that the guide names; an error for any other.
    func known(_ value: StrictYAML, _ objects: [GuideObject]) -> GuideObject? {
        guard let name = value.text else { return nil }
        guard let object = objects.first(where: { $0.key == name }) else {
            value.diagnostic(
                "guide.yaml names no object \"\(name)\". Its objects: \(objects.map(\.key).joined(separator: ", ")).")
            return nil
        }
        return object
    }

    private func row(_ value: StrictYAML, of table: TableContext) -> [Requirement] {
        let hasAlternatives = value.holds("anyOf")
        let keys =
            hasAlternatives
            ? ["anyOf", "key"] : table.kind.rowKeys + (table.kind.isPermission ? ["requires", "anyOf"] : ["requires"])
        guard let row = value.mapping(keys + ["label", "feature", "purpose", "severity", "note", "remedy"]) else {
            return []
        }
        let label = row.required("label")?.singleLine ?? ""
        let purpose = row.prose("purpose") ?? ""
        let severity = row["severity"]?.choice(RequirementSeverity.self) ?? table.severity
        if severity == nil { value.diagnostic("Neither this row nor its table states a severity.") }
        let note = row.optionalProse("note")
        let feature = feature(of: row, in: table)
        let subjects = hasAlternatives ? alternatives(row, of: table).map { [$0] } ?? [] : subjects(row, of: table)
        return subjects.map { subject, id, requires in
            Requirement(
                id: id, table: table.id, label: label, subject: subject, requires: requires,
                severity: severity ?? .major, purpose: purpose, note: note,
                isInferred: row["inferred"]?.truth ?? false, feature: feature,
                remedy: remedy(for: subject, label: label, row: row, table: table),
                place: Place(file: value.file, line: value.line))
        }
    }

    /// What a row requires: one thing, or for an object one for each right.
    func subjects(
        _ row: StrictMapping, of table: TableContext
    ) -> [(Requirement.Subject, id: String, requires: String)] {
        let requires = row.required("requires")
        switch table.kind {
        case .systemPermission:
            let word = requires?.choice(Granted.self)
            guard let name = row.required("permission")?.singleLine else { return [] }
            warn(ifUnknown: name, row)
            return [(.systemPermission(name), "system/\(name)", word?.rawValue ?? "")]
        case .objectPermission:
            let rights = (requires?.filledList ?? []).compactMap { $0.choice(ObjectRight.self) }
            guard let object = row.required("object").flatMap({ known($0, table.objects) }) else { return [] }
            check(rights, existOn: object, row)
            return rights.map { right in
                (
                    .objectPermission(object: object.key, right: right), "object/\(object.key)/\(right.rawValue)",
                    right.rawValue
                )
            }
        case .fieldPermission:
            let access = requires?.choice(FieldAccess.self)
            guard let object = table.object, let field = field(row, of: object), let access else { return [] }
            return [
                (
                    .fieldPermission(object: object.key, field: field, access: access),
                    "field/\(object.key).\(field.key)", access.rawValue
                )
            ]
        case .role:
            let word = requires?.choice(RoleWord.self)
            guard let rule = row.required("rule")?.choice(RoleRule.self) else { return [] }
            return [(.role(rule), "role/\(rule.rawValue)", word?.rawValue ?? "")]
        case .install:
            let word = requires?.choice(InstallWord.self)
            guard let step = row.required("step")?.singleLine, let check = installCheck(row, of: table) else {
                return []
            }
            return [(.install(check), "install/\(step)", word?.rawValue ?? "")]
        }
    }

    /// Salesforce adds permissions three times a year, so a name that is not known may be a new one as well as a typing
    /// error, which nothing would ever grant.
    private func warn(ifUnknown permission: String, _ row: StrictMapping) {
        guard platform.knownPermissions[permission] == nil else { return }
        let nearest = nearestNames(to: permission, among: Array(platform.knownPermissions.keys))
        warnings.add(
            row.whole.file, row.whole.line,
            "rolecall knows no system permission \"\(permission)\". If the name is mistyped, no profile or permission set "
                + "grants it, and the requirement never passes. The nearest names are \(nearest.joined(separator: ", "))."
        )
    }

    /// A right that an object does not have could never be granted.
    private func check(_ rights: [ObjectRight], existOn object: GuideObject, _ row: StrictMapping) {
        guard let fact = platform.objects[object.key] else { return }
        if fact.hasNoObjectPermissions {
            let instead = [fact.readPermission, fact.editPermission].compactMap(\.self).joined(separator: " and ")
            row.whole.diagnostic(
                "Salesforce has no object permissions for \(object.key)."
                    + (instead.isEmpty ? "" : " Ask for the system permissions \(instead) instead."))
        }
        for right in rights where fact.without.contains(right) {
            row.whole.diagnostic("Salesforce has no \(platform.label(of: right)) on \(object.key).")
        }
    }

    private enum InstallWord: String, CaseIterable { case present }

    /// By what a step of an installation can be recognized: the key of the row that says it.
    private enum InstallKind: String, CaseIterable {
        case object, package, callCenter, callCenterMembers, utilityItem, trustedSites
    }

    private func installCheck(_ row: StrictMapping, of table: TableContext) -> InstallCheck? {
        let given = InstallKind.allCases.compactMap { kind in row[kind.rawValue].map { (kind, $0) } }
        guard given.count == 1, let (kind, value) = given.first else {
            let kinds = InstallKind.allCases.map(\.rawValue).joined(separator: ", ")
            row.whole.diagnostic("A step of an installation is recognized by exactly one of: \(kinds).")
            return nil
        }
        switch kind {
        case .object: return known(value, table.objects).map { .object($0.key) }
        case .callCenter: return value.text.map(InstallCheck.callCenter)
        case .callCenterMembers: return value.text.map(InstallCheck.callCenterMembers)
        case .trustedSites: return value.texts.map(InstallCheck.trustedSites)
        case .package:
            guard let entry = value.mapping(["key", "ofObject", "minimumVersion"]),
                let key = entry.required("key")?.text
            else { return nil }
            return .package(
                key: key, ofObject: entry["ofObject"].flatMap { known($0, table.objects) }?.key,
                minimumVersion: entry["minimumVersion"].flatMap(version))
        case .utilityItem:
            guard let entry = value.mapping(["component", "label", "width", "height"]) else { return nil }
            var size: [String: String] = [:]
            for name in ["width", "height"] { size[name] = entry[name]?.text }
            return .utilityItem(
                UtilityItemCheck(component: entry["component"]?.text, label: entry["label"]?.text, size: size))
        }
    }

    private func version(_ value: StrictYAML) -> PackageVersion? {
        guard let text = value.text else { return nil }
        guard let version = PackageVersion(text) else {
            value.diagnostic("\"\(text)\" is not a version: write numbers between dots, such as 5.3.11.")
            return nil
        }
        return version
    }

    enum Granted: String, CaseIterable { case granted }
    private enum RoleWord: String, CaseIterable { case assigned, above }

    private func field(_ row: StrictMapping, of object: GuideObject) -> GuideField? {
        if let key = row["key"]?.singleLine {
            guard let find = row.required("find")?.texts else { return nil }
            row["field"]?.diagnostic("A row has either field, or key and find.")
            return .labelled(key: key, find: find)
        }
        guard let name = row.required("field")?.singleLine else { return nil }
        if platform.field(name, of: object.key) == nil, !name.hasSuffix("__c") {
            row.whole.diagnostic(
                "Rules/salesforce/objects.yaml knows no field \"\(name)\" of \(object.key). Fix the name or add the field there."
            )
        }
        return .named(name)
    }

    // MARK: Remedies

    /// The row's own remedy, then the table's, then the platform's for such a grant, text by text.
    private func remedy(
        for subject: Requirement.Subject, label: String, row: StrictMapping, table: TableContext
    ) -> Remedy {
        if case .anyOf(let alternatives) = subject { return remedy(for: alternatives, row: row, table: table) }
        let layers = [row["remedy"].flatMap(Remedy.read), table.remedy, platform.remedy(for: subject)].compactMap(
            \.self)
        let remedy = Remedy(
            setup: layers.lazy.compactMap(\.setup).first,
            metadata: layers.lazy.compactMap(\.metadata).first,
            then: layers.lazy.compactMap(\.then).first)
        if remedy.setup == nil || remedy.metadata == nil {
            row.whole.diagnostic(
                "This row has no remedy: say under \"remedy\" what to click (setup) and what to deploy (metadata).")
        }
        return remedy.filled(
            platform.placeholders(for: subject).merging(["label": platform.labelInSetup(of: subject) ?? label]) { $1 })
    }
}

extension Problem.Kind {
    fileprivate static let unknownPermission = Problem.Kind("unknown permission")
}
