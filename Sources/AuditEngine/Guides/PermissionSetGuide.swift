import Documents
import OrgModel

// A permission set as a guide: a vendor's set says as precisely as a table what its user needs.

extension Guide {
    /// Whether a name is that of a permission set's file.
    package static func isPermissionSet(_ name: String) -> Bool {
        [".permissionset", ".permissionset-meta.xml"].contains { name.hasSuffix($0) }
    }

    /// Reads a permission set's file as a guide that requires what the set grants.
    ///
    /// - Parameter border: A folder that the file may not lie outside of, symbolic links followed; `nil` for none.
    /// - Throws: ``GuideError`` where the file cannot be read, contradicts itself or grants nothing that can be required.
    static func reading(permissionSet path: String, _ platform: PlatformFacts, within border: String?)
        throws(GuideError) -> Guide
    {
        if let border, leadsOut(path, of: border) {
            throw .invalid(path, "It is a symbolic link that leads out of \(border), or lies behind one.")
        }
        let file: PermissionSetFile
        let source: PermissionSource
        do throws(PermissionSetFile.Refusal) {
            file = try PermissionSetFile(reading: path)
            source = try file.source(with: file.bytes, path: path)
        } catch {
            throw .invalid(path, error.description)
        }
        var hash = TextHash()
        hash.add(String(decoding: file.bytes, as: UTF8.self))
        return try PermissionSetGuide(source, path, platform).guide(digest: hash.text)
    }
}

/// Makes a guide of what a permission set grants: a table of system permissions, one of rights on objects, and one of fields
/// for each object.
private struct PermissionSetGuide {
    let source: PermissionSource
    let path: String
    let platform: PlatformFacts
    private let diagnostics = Diagnostics()

    init(_ source: PermissionSource, _ path: String, _ platform: PlatformFacts) {
        (self.source, self.path, self.platform) = (source, path, platform)
    }

    func guide(digest: String) throws(GuideError) -> Guide {
        let fields = Dictionary(grouping: granted(.fieldPermission).compactMap(field), by: \.subject.object)
        let tables =
            [
                table(
                    "S", "System permissions", granted(.userPermission).map { (SystemPermission(name: $0.name), $0) }),
                table("O", "Object permissions", granted(.objectPermission).flatMap(rights)),
            ] + fields.keys.sorted().map { table("F-\($0)", "\(label(of: $0)) fields", fields[$0] ?? []) }
        let shown = tables.filter { !$0.requirements.isEmpty }
        try GuideError.check(diagnostics)
        guard !shown.isEmpty else {
            throw .invalid(
                path, "The permission set grants no system permission, object or field, so it requires nothing.")
        }
        let keys = shown.flatMap(\.requirements).flatMap(\.objectKeys).deduplicated()
        return Guide(
            id: source.id.fullName, title: source.header.label ?? source.id.fullName, edition: "Permission set",
            editions: [], source: "", summary: "What the permission set \(quotedName) grants is required.",
            reading: [
                "The set's system permissions, rights on objects and access to fields are required. Its apps, tabs, Apex classes, "
                    + "pages, record types and custom permissions are not."
            ],
            coverage: Guide.Coverage(),
            objects: keys.map { GuideObject(key: $0, label: label(of: $0), find: []) }, features: [],
            allTables: shown, tables: shown, platform: platform, warnings: [], digest: digest)
    }

    // MARK: Entries

    private typealias Entry = (name: String, entry: PermissionEntry)

    /// The entries of a kind, by name. What contradicts itself, or says neither true nor false, is an error.
    private func granted(_ kind: PermissionKind) -> [Entry] {
        let entries = (source.entries[kind] ?? [:]).sorted { $0.key < $1.key }
        for (name, entry) in entries where !entry.doubts.isEmpty {
            diagnostics.add(
                entry.place,
                "Whether the set grants \(name.spelling) is not clear: \(entry.doubts.keys.sorted().listedWithAnd) is neither true "
                    + "nor false, or both. Fix the entry, or retrieve the set again.")
        }
        return entries.map { ($0.key.spelling, $0.value) }.filter { !$0.1.flags.isEmpty }
    }

    private func rights(_ entry: Entry) -> [(ObjectPermission, Entry)] {
        let rights = ObjectRight.allCases.filter { entry.entry.flags.contains(platform.flag(of: $0)) }
        return rights.map { (ObjectPermission(object: entry.name, right: $0), entry) }
    }

    private func field(_ entry: Entry) -> (subject: FieldPermission, entry: Entry)? {
        let parts = entry.name.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        let access: FieldAccess = entry.entry.flags.contains(EntryFlag.editable) ? .edit : .read
        return (FieldPermission(object: parts[0], field: .named(parts[1]), wanted: access), entry)
    }

    // MARK: Rows

    private func table(_ id: String, _ title: String, _ rows: [(some SinglePermission, Entry)]) -> GuideTable {
        GuideTable(
            id: id, title: title, caption: title, edition: nil,
            requirements: rows.map { requirement($0, in: id, at: $1.entry.place) })
    }

    private func requirement(_ subject: some SinglePermission, in table: String, at place: Place) -> Requirement {
        let label = label(of: subject)
        let remedy = (subject.remedy(platform) ?? Remedy()).filled(
            subject.placeholders(platform).merging(["label": label]) { $1 })
        return Requirement(
            id: subject.id, table: table, label: label, subject: subject, requires: subject.requires, severity: .major,
            purpose: "The permission set \(quotedName) grants it.", note: nil, isInferred: false, feature: nil,
            remedy: remedy, place: place)
    }

    private func label(of subject: some SinglePermission) -> String {
        switch subject {
        case let object as ObjectPermission: label(of: object.object)
        case let field as FieldPermission:
            platform.field(field.field.key, of: field.object)?.label ?? field.field.key
        default: subject.labelInSetup(platform) ?? subject.words(platform)
        }
    }

    private func label(of object: String) -> String { platform.objects[object]?.label ?? object }

    private var quotedName: String { "\"\(source.header.label ?? source.id.fullName)\"" }
}
