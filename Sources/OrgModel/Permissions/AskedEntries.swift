import Documents

/// Which entries of profiles and permission sets are asked for. The others are not kept: an API user may have hundreds of
/// sets with thousands of entries each, of which a guide asks for a few dozen.
package final class AskedEntries: Sendable {
    /// By kind, the names that are asked for; `nil` for all entries.
    private let names: [PermissionKind: AskedNames]?
    private let digest: Int

    /// Every entry.
    package static let all = AskedEntries(names: nil)

    private init(names: [PermissionKind: AskedNames]?) {
        self.names = names
        digest = names.hashValue
    }

    /// Entries by their names; no other.
    ///
    /// - Parameters:
    ///   - permissions: The system permissions.
    ///   - objects: The objects whose rights, or of which some fields, are asked for.
    ///   - fields: The fields, as `Object.Field`.
    ///   - wholeObjects: The objects of which every field is asked for.
    package convenience init(
        permissions: Set<String>, objects: Set<String>, fields: Set<String>, wholeObjects: Set<String>
    ) {
        var groups: [String: Set<String>] = [:]
        for object in objects.union(wholeObjects) { groups[object.lowercased()] = [] }
        for field in fields { groups[String(field.prefix { $0 != "." }).lowercased(), default: []].insert(field) }
        let fieldNames = AskedNames(
            groups, whole: Set(wholeObjects.map { $0.lowercased() }), key: PermissionKind.fieldPermission.keyElement,
            flags: PermissionKind.fieldPermission.flags, marker: "__")
        func asked(_ names: Set<String>, _ kind: PermissionKind) -> AskedNames {
            AskedNames(names, key: kind.keyElement)
        }
        self.init(names: [
            .userPermission: asked(permissions, .userPermission),
            .objectPermission: asked(objects.union(wholeObjects), .objectPermission),
            .fieldPermission: fieldNames,
            .applicationVisibility: asked([], .applicationVisibility),
        ])
    }

    /// Every entry of which apps are shown, and no other.
    static let apps = AskedEntries(
        names: AskedEntries(permissions: [], objects: [], fields: [], wholeObjects: []).names?.filter {
            $0.key != .applicationVisibility
        })

    /// Whether an entry is among them.
    package func includes(_ kind: PermissionKind, _ name: String) -> Bool { names?[kind]?.contains(name) ?? true }

    /// Whether all that others ask for is asked for here too.
    func covers(_ other: AskedEntries) -> Bool {
        guard let names else { return true }
        guard let asked = other.names else { return false }
        return names.allSatisfy { kind, names in asked[kind].map(names.covers) ?? false }
    }

    /// What lets through these entries alone.
    var filter: RecordFilter? {
        names.map { RecordFilter(Dictionary(uniqueKeysWithValues: $0.map { ($0.key.rawValue, $0.value) })) }
    }
}

extension AskedEntries: Hashable {
    package static func == (left: AskedEntries, right: AskedEntries) -> Bool {
        left === right || left.digest == right.digest && left.names == right.names
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}

/// What is known of all entries of a source, also of those that are not kept.
struct EntryOutline: Sendable {
    /// The objects of which a standard field is listed.
    private(set) var objectsWithStandardFields: Set<APIName>
    /// The objects of which a field is listed that may be read and not edited.
    private(set) var objectsWithFieldsToReadAlone: Set<APIName>
    /// The objects of which a field is listed that may not be read.
    private(set) var objectsWithUnreadableFields: Set<APIName>
    /// The kinds of which there is an entry.
    private(set) var kinds: Set<PermissionKind>
    /// What the files show of what is asked for, where not all entries are kept.
    private let searches: [PermissionKind: NameSearch]

    /// - Parameter searches: What the files show of the entries that were not kept.
    init(_ entries: [PermissionKind: [APIName: PermissionEntry]], _ searches: [PermissionKind: NameSearch] = [:]) {
        self.searches = searches
        let fields = entries[.fieldPermission] ?? [:]
        objectsWithStandardFields = Set(fields.keys.compactMap(\.spelling.objectOfStandardField))
        func objects(_ isMeant: (PermissionEntry) -> Bool) -> Set<APIName> {
            Set(fields.filter { isMeant($0.value) }.compactMap(\.key.spelling.objectOfField))
        }
        objectsWithFieldsToReadAlone = objects {
            $0.value(of: EntryFlag.readable) == true && $0.value(of: EntryFlag.editable) == false
        }
        objectsWithUnreadableFields = objects { $0.value(of: EntryFlag.readable) == false }
        kinds = Set(entries.filter { !$0.value.isEmpty }.keys)
        kinds.formUnion(searches.filter(\.value.hasRecords).keys)
        guard let search = searches[.fieldPermission] else { return }
        objectsWithStandardFields.formUnion(search.unmarkedGroups.map(APIName.init))
        objectsWithFieldsToReadAlone.formUnion(search.groups { $0 == [EntryFlag.readable] }.map(APIName.init))
        objectsWithUnreadableFields.formUnion(search.groups { !$0.contains(EntryFlag.readable) }.map(APIName.init))
    }

    /// Where an entry would be that is absent; `nil` where the entries themselves tell.
    func place(forMissing name: String, _ kind: PermissionKind) -> Place? { searches[kind]?.place(forMissing: name) }
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
