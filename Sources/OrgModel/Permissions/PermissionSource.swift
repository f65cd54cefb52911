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
    /// The objects of which a standard field is listed: an export lists an object's custom fields without the object
    /// itself, but its standard fields only together with it.
    package private(set) var objectsWithStandardFields: Set<APIName>
    /// The objects of which a field is listed that may be read and not edited.
    package private(set) var objectsWithFieldsToReadAlone: Set<APIName>

    /// Lets go of the entries of other kinds.
    mutating func keep(_ kinds: Set<PermissionKind>) {
        entries = entries.filter { kinds.contains($0.key) }
    }

    /// How many entries there are.
    var count: Int { entries.values.reduce(0) { $0 + $1.count } }

    /// The entry about a permission, object or field (`Object.Field`).
    package func entry(_ kind: PermissionKind, _ name: String) -> PermissionEntry? {
        entries[kind]?[APIName(name)]
    }

    /// Where an entry that is absent would be: before the next one by name, as exports sort them; for a field among
    /// its object's.
    package func placeForMissing(_ kind: PermissionKind, _ name: String) -> Place {
        // Names of permissions and objects have no object, and are all neighbors.
        let object = name.objectOfField
        let neighbours = (entries[kind] ?? [:]).filter { $0.key.spelling.objectOfField == object }
        let next =
            neighbours.filter { $0.key > APIName(name) }.min { $0.key < $1.key } ?? neighbours.max { $0.key < $1.key }
        return next?.value.place ?? Place(file: files.first ?? "", line: 1)
    }

    /// Makes a source from its parts, as the decoder does.
    package init(
        id: ComponentID, files: [String], header: PermissionSourceHeader, scope: ExportScope,
        entries: [PermissionKind: [APIName: PermissionEntry]], coverage: RecordCoverage? = nil
    ) {
        self.id = id
        self.coverage = coverage
        self.files = files
        self.header = header
        self.scope = scope
        self.entries = entries
        let fields = entries[.fieldPermission] ?? [:]
        objectsWithStandardFields = Set(fields.keys.compactMap(\.spelling.objectOfStandardField))
        objectsWithFieldsToReadAlone = Set(
            fields.lazy.filter {
                $0.value.value(of: EntryFlag.readable) == true && $0.value.value(of: EntryFlag.editable) == false
            }
            .compactMap(\.key.spelling.objectOfField))
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

extension String {
    /// The object of a standard field (`Account.Fax`); `nil` for a custom one (`Account.Region__c`, `Account.lpc__Id__c`).
    ///
    /// By bytes: a large profile lists some ten thousand fields.
    fileprivate var objectOfStandardField: APIName? {
        guard let dot = utf8.firstIndex(of: UInt8(ascii: ".")) else { return nil }
        let field = utf8[utf8.index(after: dot)...]
        let isCustom = zip(field, field.dropFirst()).contains { $0 == UInt8(ascii: "_") && $1 == UInt8(ascii: "_") }
        return isCustom || dot == startIndex || field.isEmpty ? nil : APIName(String(self[..<dot]))
    }

    /// The object of a field; `nil` where the name has no dot.
    var objectOfField: APIName? {
        utf8.firstIndex(of: UInt8(ascii: ".")).map { APIName(String(self[..<$0])) }
    }
}
