import Documents

/// One entry of a permission source: a user permission, an object's permissions, or a field's.
package struct PermissionEntry: Sendable, Equatable {
    /// Where the entry starts.
    package let place: Place
    /// The flags that are `true`, by element name; whatever is neither among them nor in doubt is false.
    package private(set) var flags: Set<String>
    /// Flags that say neither true nor false, or about which another element or entry says otherwise.
    package private(set) var doubts: [String: FlagDoubt]

    /// Makes an entry, as the decoder does.
    package init(place: Place, flags: Set<String>, doubts: [String: FlagDoubt] = [:]) {
        self.place = place
        self.flags = flags
        self.doubts = doubts
    }

    /// What the entry says about a flag; `nil` where that is in doubt.
    package func value(of flag: String) -> Bool? {
        doubts[flag] == nil ? flags.contains(flag) : nil
    }

    /// Makes flags false.
    mutating func clear(_ cleared: Set<String>) {
        flags.subtract(cleared)
        doubts = doubts.filter { !cleared.contains($0.key) }
    }

    /// The same entry, with a doubt about each flag that is true.
    func doubting(_ doubt: FlagDoubt) -> PermissionEntry {
        var entry = self
        entry.add(doubt, about: flags)
        return entry
    }

    /// Puts two flags in doubt, of which one cannot be true without the other.
    mutating func doubt(_ impossible: ImpossibleEntry) {
        let (granted, lacking) = (impossible.granted, impossible.lacking)
        add(.impossible(granted: granted, lacking: lacking), about: [granted, lacking])
    }

    /// Puts a flag in doubt that cannot be true without another one, which is in doubt.
    mutating func doubt(_ flag: String, needing needed: String) {
        add(.needing(needed), about: [flag])
    }

    /// Adds a second entry for the same thing: a flag that differs is unknown from then on.
    ///
    /// - Parameter isInOtherFile: Whether it is of another file for the same component.
    /// - Returns: Whether a flag differs that did not before.
    @discardableResult
    mutating func merge(_ other: PermissionEntry, inOtherFile isInOtherFile: Bool = false) -> Bool {
        let before = doubts.count
        add(
            isInOtherFile ? .contradictedInFile(other.place) : .contradicted(other.place),
            about: flags.symmetricDifference(other.flags))
        doubts.merge(other.doubts) { mine, _ in mine }
        return doubts.count > before
    }

    /// Of several doubts about a flag the first one counts.
    private mutating func add(_ doubt: FlagDoubt, about flags: some Sequence<String>) {
        doubts.merge(flags.map { ($0, doubt) }) { mine, _ in mine }
    }
}

/// The flags that have a meaning of their own, as entries spell them; those of objects are in `Rules/salesforce`.
package enum EntryFlag {
    package static let enabled = "enabled"
    package static let readable = "readable"
    package static let editable = "editable"
    package static let visible = "visible"
    package static let viewAllFields = "viewAllFields"
}

/// The kinds of entries that grant something; the raw value is the element's name.
package enum PermissionKind: String, Sendable, Hashable, CaseIterable {
    case userPermission = "userPermissions"
    case objectPermission = "objectPermissions"
    case fieldPermission = "fieldPermissions"
    /// Which apps a user sees.
    case applicationVisibility = "applicationVisibilities"

    /// What there is of each kind, by the kind instead of its element.
    static func byElement<Value>(_ values: [String: Value]) -> [PermissionKind: Value] {
        Dictionary(
            uniqueKeysWithValues: values.compactMap { element, value in
                PermissionKind(rawValue: element).map { ($0, value) }
            })
    }

    /// The child element that names what the entry is about.
    var keyElement: String {
        switch self {
        case .userPermission: "name"
        case .objectPermission: "object"
        case .fieldPermission: "field"
        case .applicationVisibility: "application"
        }
    }

    /// The flags that an export writes into every entry of the kind, as far as they can take something away.
    var flags: [String] {
        switch self {
        case .userPermission: [EntryFlag.enabled]
        case .objectPermission:
            [
                "allowCreate", "allowDelete", "allowEdit", "allowRead", "modifyAllRecords", EntryFlag.viewAllFields,
                "viewAllRecords",
            ]
        case .fieldPermission: [EntryFlag.editable, EntryFlag.readable]
        case .applicationVisibility: []
        }
    }

    /// What an entry is about.
    ///
    /// - Throws: `DocumentError` for an entry that names nothing or two things: what its file grants, or mutes, cannot
    ///   be reported without it.
    func name(of entry: MetadataRecord) throws(DocumentError) -> String {
        let names = entry.children.filter { $0.element == keyElement }
        guard let name = names.first?.text, !name.isEmpty else {
            throw DocumentError(
                message: "This <\(rawValue)> entry names no <\(keyElement)>, so it may be about anything. "
                    + "Fix or remove it, or retrieve the file again.",
                line: entry.line)
        }
        if let other = names.first(where: { $0.text != name }) {
            throw DocumentError(
                message:
                    "This <\(rawValue)> entry names two things in <\(keyElement)>, \"\(name)\" and \"\(other.text)\". "
                    + "Remove the one that is wrong, or retrieve the file again.",
                line: other.line)
        }
        return name
    }
}

/// An entry that Salesforce never stores: a flag is true without another one that it needs.
package struct ImpossibleEntry: Sendable {
    /// The object or field.
    package let name: String
    /// The flag that is true.
    package let granted: String
    /// The flag that it cannot be true without, and that is not.
    package let lacking: String
    /// Where the entry is.
    package let place: Place
}
