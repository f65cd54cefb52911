import Documents

/// What an export was required: what the absence of an entry can prove.
package struct ExportScope: Sendable, Equatable {
    /// The API version of the export; `nil` where nothing states it.
    package let apiVersion: Int?
    /// The manifest beside the file, if there is one.
    package let manifest: Manifest?

    /// Makes a scope.
    package init(apiVersion: Int?, manifest: Manifest?) {
        self.apiVersion = apiVersion
        self.manifest = manifest
    }

    /// The scope of two files together: what is in neither of them is absent from both exports, so the one that says
    /// more decides what that proves.
    func merged(with other: ExportScope) -> ExportScope {
        // One that states no version counts as a new one.
        let version = apiVersion.flatMap { mine in other.apiVersion.map { max(mine, $0) } }
        guard let manifest, let otherManifest = other.manifest, manifest.file != otherManifest.file else {
            return ExportScope(apiVersion: version, manifest: manifest ?? other.manifest)
        }
        let members = manifest.members.merging(otherManifest.members) { $0.union($1) }
        return ExportScope(
            apiVersion: version,
            manifest: Manifest(file: manifest.file, apiVersion: manifest.apiVersion, members: members))
    }
}

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
        for flag in flags where doubts[flag] == nil { entry.doubts[flag] = doubt }
        return entry
    }

    /// Puts two flags in doubt, of which one cannot be true without the other.
    fileprivate mutating func doubt(_ impossible: ImpossibleEntry) {
        for flag in [impossible.granted, impossible.lacking] where doubts[flag] == nil {
            doubts[flag] = .impossible(granted: impossible.granted, lacking: impossible.lacking)
        }
    }

    /// Puts a flag in doubt that cannot be true without another one, which is in doubt.
    fileprivate mutating func doubt(_ flag: String, needing needed: String) {
        doubts[flag] = doubts[flag] ?? .needing(needed)
    }

    /// Takes in a second entry for the same thing: a flag that differs is unknown from then on.
    ///
    /// - Parameter isInOtherFile: Whether it is of another file for the same component.
    /// - Returns: Whether a flag differs that did not before.
    @discardableResult
    mutating func merge(_ other: PermissionEntry, inOtherFile isInOtherFile: Bool = false) -> Bool {
        let before = doubts.count
        for flag in flags.symmetricDifference(other.flags) where doubts[flag] == nil {
            doubts[flag] = isInOtherFile ? .contradictedInFile(other.place) : .contradicted(other.place)
        }
        doubts.merge(other.doubts) { mine, _ in mine }
        return doubts.count > before
    }
}

/// The kinds of entries that grant something; the raw value is the element's name.
package enum PermissionKind: String, Sendable, Hashable, CaseIterable {
    case userPermission = "userPermissions"
    case objectPermission = "objectPermissions"
    case fieldPermission = "fieldPermissions"
    /// Which apps a user sees.
    case applicationVisibility = "applicationVisibilities"

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
        case .userPermission: ["enabled"]
        case .objectPermission:
            [
                "allowCreate", "allowDelete", "allowEdit", "allowRead", "modifyAllRecords", "viewAllFields",
                "viewAllRecords",
            ]
        case .fieldPermission: ["editable", "readable"]
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

/// A profile, permission set or muting permission set: whatever grants, or takes away, by entries.
package struct PermissionSource: Sendable {
    /// Type and full name.
    package let id: ComponentID
    /// The files it was read from; the first one is named where no single line can be.
    package let files: [String]
    /// What the file says about itself.
    package let header: PermissionSourceHeader
    /// What its export was required.
    package let scope: ExportScope
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
        let object = kind == .fieldPermission ? name.objectOfField : nil
        let neighbours = (entries[kind] ?? [:]).filter { object == nil || $0.key.spelling.objectOfField == object }
        let next =
            neighbours.filter { $0.key > APIName(name) }.min { $0.key < $1.key } ?? neighbours.max { $0.key < $1.key }
        return next?.value.place ?? Place(file: files.first ?? "", line: 1)
    }

    /// Makes a source from its parts, as the decoder does.
    package init(
        id: ComponentID, files: [String], header: PermissionSourceHeader, scope: ExportScope,
        entries: [PermissionKind: [APIName: PermissionEntry]]
    ) {
        self.id = id
        self.files = files
        self.header = header
        self.scope = scope
        self.entries = entries
        let fields = entries[.fieldPermission] ?? [:]
        objectsWithStandardFields = Set(fields.keys.compactMap(\.spelling.objectOfStandardField))
        objectsWithFieldsToReadAlone = Set(
            fields.lazy.filter { $0.value.value(of: "readable") == true && $0.value.value(of: "editable") == false }
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
                for (flag, needed) in unmet where entry.value(of: needed) == nil {
                    source.entries[kind]?[name]?.doubt(flag, needing: needed)
                }
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

/// An entry that Salesforce stores for nobody: a flag is true without another one that it needs.
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

/// What a permission source says about itself, apart from what it grants.
package struct PermissionSourceHeader: Sendable, Equatable {
    /// The label, where the file has one; profiles have none.
    package var label: String?
    /// The user license (profiles) or the license whose holders alone may be assigned (permission sets); `nil` where none
    /// is named, and where several are, of which nobody can say which one counts.
    package var license: String? { licenses.count == 1 ? licenses.first : nil }
    /// Every license that the files name, sorted.
    package private(set) var licenses: [String] = []
    /// Where each of them is named first.
    package private(set) var licensePlaces: [String: Place] = [:]
    /// Whether a profile was made in this org; `nil` where the file does not say, or says neither true nor false.
    package var isCustom: Bool?
    /// Whether it is session-based.
    package private(set) var activation = Activation.notRequired
    /// Session-based: grants nothing until a session activates it. A set that may be so counts as one that is.
    package var requiresActivation: Bool { activation != .notRequired }
    private var flags = FlagReading()

    /// Whether a permission set grants only in a session that activates it.
    package enum Activation: Sendable, Equatable {
        case notRequired
        case required
        /// The file says neither, or both.
        case unclear
        /// The file that would say it is missing.
        case untold

        /// What two files for one set come to.
        fileprivate func merged(with other: Activation) -> Activation {
            switch (self, other) {
            case (.untold, let told), (let told, .untold): told
            case (.required, _), (_, .required): .required
            case (.unclear, _), (_, .unclear): .unclear
            case (.notRequired, .notRequired): .notRequired
            }
        }
    }

    /// Makes an empty header.
    ///
    /// - Parameter hasFile: Whether there is a file that would say more.
    package init(ofFile hasFile: Bool = true) {
        if !hasFile { activation = .untold }
    }

    /// Reads a component's header alone, which also finds out whether its files can be read at all.
    ///
    /// - Throws: `DocumentError` with the place of the error.
    static func read(_ type: MetadataType, from file: ComponentFile) throws(DocumentError) -> PermissionSourceHeader {
        var header = PermissionSourceHeader(ofFile: file.hasOwnFile || type != .permissionSet)
        _ = try file.readRecords(of: type, wanted: elements) { _ = header.take($0, in: $1) }
        return header
    }

    /// The header of a component that two files contain: what one does not say the other may, and of two labels the first one
    /// counts. Of two licenses none does; a set that either of them calls session-based proves nothing, nor does a profile that only one of
    /// them calls custom.
    func merged(with other: PermissionSourceHeader) -> PermissionSourceHeader {
        var merged = self
        merged.label = label ?? other.label
        merged.add(licenses: other.licenses)
        merged.licensePlaces.merge(other.licensePlaces) { first, _ in first }
        merged.isCustom = isCustom == other.isCustom ? isCustom : nil
        merged.activation = activation.merged(with: other.activation)
        return merged
    }

    private mutating func add(licenses others: [String]) {
        let known = Dictionary(
            (licenses + others).sorted().map { (APIName($0), $0) }, uniquingKeysWith: { first, _ in first })
        licenses = known.sorted { $0.key < $1.key }.map(\.value)
    }

    private var activationSaid: Activation {
        switch flags.value(of: "hasActivationRequired") {
        case true: .required
        case false: .notRequired
        case nil: flags.mayBeTrue("hasActivationRequired") ? .unclear : .notRequired
        }
    }

    /// Whether both say something, and not the same, about whether the set is session-based.
    func contradictsActivation(of other: PermissionSourceHeader) -> Bool {
        activation != other.activation && ![activation, other.activation].contains(.untold)
    }

    /// Whether both name a license, and not the same.
    func contradictsLicense(of other: PermissionSourceHeader) -> Bool {
        !licenses.isEmpty && !other.licenses.isEmpty && licenses.map(APIName.init) != other.licenses.map(APIName.init)
    }

    static let elements: Set<String> = ["label", "license", "userLicense", "custom", "hasActivationRequired"]

    /// Takes in one of the elements, and leaves any other alone.
    ///
    /// - Returns: What is invalid about it.
    mutating func take(_ record: MetadataRecord, in file: String) -> Problem? {
        switch record.element {
        case "label": label = record.text
        case "license", "userLicense":
            // An empty one names none.
            guard !record.text.isEmpty else { return nil }
            let before = licenses
            add(licenses: [record.text])
            licensePlaces[record.text] = licensePlaces[record.text] ?? Place(file: file, line: record.line)
            guard let other = before.first, licenses.count > before.count else { return nil }
            return Problem(
                .warning, kind: .contradictoryLicense, at: Place(file: file, line: record.line),
                "The file names the license \"\(record.text)\" here and \"\(other)\" before, so which one counts is unknown. Remove "
                    + "the one that is wrong.")
        case "custom", "hasActivationRequired":
            let problem = flags.take(record, in: file)
            isCustom = flags.value(of: "custom")
            activation = activationSaid
            return problem
        default: break
        }
        return nil
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
    fileprivate var objectOfField: APIName? {
        utf8.firstIndex(of: UInt8(ascii: ".")).map { APIName(String(self[..<$0])) }
    }
}

extension Problem.Kind {
    static let contradictoryLicense = Problem.Kind("contradictory license")
}
