import Documents

/// A profile, permission set or muting permission set: whatever grants, or takes away, by entries.
package struct PermissionSource: Sendable {
    /// Type and full name.
    package let id: ComponentID
    /// The files it was read from; the first one is named where no single line can be.
    package let files: [String]
    /// What the file says about itself.
    package let header: PermissionSourceHeader
    /// How its files were exported.
    package let scope: ExportScope
    /// What the absence of a record proves, where exported records are what it was read from.
    package let coverage: RecordCoverage?
    /// The entries by kind, and in each by API name.
    package private(set) var entries: [PermissionKind: [APIName: PermissionEntry]]
    /// Which entries were kept.
    package let asked: AskedEntries
    private let outline: EntryOutline

    /// The objects of which a standard field is listed: an export lists an object's custom fields without the object
    /// itself, but its standard fields only together with it.
    package var objectsWithStandardFields: Set<APIName> { outline.objectsWithStandardFields }
    /// The objects of which a field is listed that may be read and not edited.
    package var objectsWithFieldsToReadAlone: Set<APIName> { outline.objectsWithFieldsToReadAlone }
    /// The objects of which a field is listed that may not be read.
    package var objectsWithUnreadableFields: Set<APIName> { outline.objectsWithUnreadableFields }
    /// Whether there is any entry of a kind, kept or not.
    package func lists(_ kind: PermissionKind) -> Bool { outline.kinds.contains(kind) }

    /// How many entries are kept.
    var count: Int { entries.values.reduce(0) { $0 + $1.count } }

    /// The entry about a permission, object or field (`Object.Field`).
    package func entry(_ kind: PermissionKind, _ name: String) -> PermissionEntry? {
        entries[kind]?[APIName(name)]
    }

    /// Where an entry that is absent would be: before the next one by name, as exports sort them; for a field among
    /// its object's.
    package func placeForMissing(_ kind: PermissionKind, _ name: String) -> Place {
        if let place = outline.place(forMissing: name, kind) { return place }
        // Names of permissions and objects have no object, and are all neighbors.
        let object = name.objectOfField
        let neighbours = (entries[kind] ?? [:]).filter { $0.key.spelling.objectOfField == object }
        let next =
            neighbours.filter { $0.key > APIName(name) }.min { $0.key < $1.key } ?? neighbours.max { $0.key < $1.key }
        return next?.value.place ?? Place(file: files.first ?? "", line: 1)
    }

    /// Makes a source with all its entries.
    package init(
        id: ComponentID, files: [String], header: PermissionSourceHeader, scope: ExportScope,
        entries: [PermissionKind: [APIName: PermissionEntry]], coverage: RecordCoverage? = nil
    ) {
        self.init(
            id: id, files: files, header: header, scope: scope, entries: entries, coverage: coverage, asked: .all,
            EntryOutline(entries))
    }

    /// Makes a source of which some entries were kept.
    init(
        id: ComponentID, files: [String], header: PermissionSourceHeader, scope: ExportScope,
        entries: [PermissionKind: [APIName: PermissionEntry]], coverage: RecordCoverage?, asked: AskedEntries,
        _ outline: EntryOutline
    ) {
        self.id = id
        self.coverage = coverage
        self.files = files
        self.header = header
        self.scope = scope
        self.entries = entries
        self.asked = asked
        self.outline = outline
    }

    /// The same source, with flags of an entry made false.
    package func clearing(_ flags: Set<String>, of kind: PermissionKind, _ name: String) -> PermissionSource {
        var source = self
        source.entries[kind]?[APIName(name)]?.clear(flags)
        return source
    }

    /// The same source, in which a flag counts only if those that it needs are true in the same entry: in doubt about each
    /// that is true beside a false one, and about that one, and about each that is true beside one that is in doubt; and
    /// the entries in which one is false, in the order of their lines.
    ///
    /// - Parameter needs: By kind and name of an entry, the flags that must be true beside each.
    package func doubtingImpossibleEntries(
        _ needs: (PermissionKind, String) -> [String: Set<String>]
    ) -> (source: PermissionSource, impossible: [ImpossibleEntry]) {
        var source = self
        var impossible: [ImpossibleEntry] = []
        for (kind, named) in entries {
            for (name, entry) in named {
                let needs = needs(kind, name.spelling)
                let unmet = entry.flags.sorted().filter { entry.value(of: $0) == true }.flatMap { flag in
                    (needs[flag] ?? []).sorted().filter { entry.value(of: $0) != true }.map { (flag, $0) }
                }
                let found = unmet.filter { entry.value(of: $0.1) == false }.map { flag, lacking in
                    ImpossibleEntry(name: name.spelling, granted: flag, lacking: lacking, place: entry.place)
                }
                for one in found { source.entries[kind]?[name]?.doubt(one) }
                // What is in doubt already stays so.
                for (flag, needed) in unmet { source.entries[kind]?[name]?.doubt(flag, needing: needed) }
                impossible += found.prefix(1)
            }
        }
        return (source, impossible.sorted { ($0.place, $0.name) < ($1.place, $1.name) })
    }

    /// The same source, with a doubt about everything that it grants or takes away.
    package func doubting(_ doubt: FlagDoubt) -> PermissionSource {
        var source = self
        source.entries = entries.mapValues { $0.mapValues { $0.doubting(doubt) } }
        return source
    }
}
