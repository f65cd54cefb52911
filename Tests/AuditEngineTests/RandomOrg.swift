import AuditEngine
import OrgModel
import TestSupport

/// A small org that a seed makes up, with a user in it whose access is audited.
///
/// All that can be said about access is said at random, and so is what makes it unknown: sources that are missing or
/// broken, session-based, muted, said twice and differently or neither true nor false, or exported with an old API version.
struct RandomOrg {
    /// An entry with the letters of its flags that are true, as ``object(_:_:)`` and ``field(_:_:)`` know them; a system
    /// permission has the letter `t`.
    struct Entry: Equatable {
        let kind: PermissionKind
        let name: String
        var flags: Set<Character>
        /// Those of these flags of which it says neither that they are true nor that they are false.
        var invalid: Set<Character> = []
        /// Whether its name is in upper case, which is the same name.
        var isShouted = false

        func isAbout(_ other: Entry) -> Bool { (kind, name) == (other.kind, other.name) }
    }

    /// A file of a profile, a permission set or a muting permission set.
    struct SourceFile {
        let id: ComponentID
        /// Which of the two folders it is in.
        var folder: Int
        var isBroken: Bool
        var header: [String]
        var entries: [Entry]
    }

    struct Group {
        let name: String
        let folder: Int
        let header: [String]
        let members: [String]
        var muting: [String]
    }

    struct Manifest {
        let version: String?
        let objects: [String]
    }

    /// A custom field of the object `Chat__c`.
    struct CustomField {
        let name: String
        let lines: [String]
        let folder: Int
    }

    var files: [SourceFile] = []
    var groups: [Group] = []
    /// One for each folder.
    private(set) var manifests: [Manifest?] = []
    /// The folder that defines the object `Chat__c`.
    private(set) var chat: Int?
    private(set) var chatFields: [CustomField] = []
    var principal = Principal()
    private(set) var options = AuditOptions()

    // MARK: What it is made of

    /// Everything that an entry can be about, with the letters of all its flags.
    static let subjects: [Entry] =
        [
            "ActivitiesAccess", "ApiEnabled", "ApiUserOnly", "EditTask", "ModifyAllData", "ModifyMetadata",
            "RunReports", "ViewAllData",
            "EditReadonlyFields", "ViewAllFieldsGlobal", "ViewPublicReports", "ViewRoles", "ViewSetup",
        ].map { Entry(kind: .userPermission, name: $0, flags: ["t"]) }
        + ["Account", "Case", "Chat__c"].map { Entry(kind: .objectPermission, name: $0, flags: Set("credmvf")) }
        + ["Case.Priority", "Case.Subject", "Chat__c.Key__c", "Chat__c.Text__c", "Event.Type", "Task.Type"]
        .map { Entry(kind: .fieldPermission, name: $0, flags: Set("re")) }

    /// The letters of the flags that a flag needs beside it in what grants, for entries of objects and of fields.
    static let needed: [Character: String] = ["c": "r", "e": "r", "d": "re", "v": "r", "m": "redv", "f": "r"]

    /// What opens everything, and leaves little to find out where it is granted often.
    private static let broad: Set<String> = [
        "EditReadonlyFields", "ModifyAllData", "ViewAllData", "ViewAllFieldsGlobal",
    ]

    private static let userLicenses = [
        "Salesforce", "Salesforce", "Salesforce", "Salesforce Platform", "Salesforce Integration", "Guest",
    ]

    init(seed: UInt64) {
        var random = SplitMix(state: seed)
        let profile = ComponentID(.profile, "API")
        let sets = ["A", "B", "C"]
        let muting = ["Mute", "Hush"]
        let sources =
            [profile] + sets.map { ComponentID(.permissionSet, $0) }
            + muting.map { ComponentID(.mutingPermissionSet, $0) }
        for id in sources where random.chance(0.95) { files += Self.files(of: id, &random) }
        for file in files.indices {
            for entry in files[file].entries.indices {
                let flags = files[file].entries[entry].flags.sorted()
                if !flags.isEmpty, random.chance(0.04) {
                    files[file].entries[entry].invalid = random.chance(0.5) ? Set(flags) : [random.one(of: flags)]
                }
                files[file].entries[entry].isShouted = random.chance(0.05)
            }
        }
        let statuses = ["Updated", "Updated", "Updated", "Updated", "Updated", "Updated", "Outdated", "Failed"]
        groups = ["G", "H"].map { name in
            Group(
                name: name, folder: random.folder(),
                header: (random.chance(0.1) ? [sessionBased] : []) + ["<status>\(random.one(of: statuses))</status>"],
                members: random.some(of: sets, 0.4) + (random.chance(0.12) ? ["Gone"] : []),
                muting: random.some(of: muting, 0.4) + (random.chance(0.05) ? ["Lost"] : []))
        }
        manifests = [0, 1].map { _ in
            guard random.chance(0.4) else { return nil }
            return Manifest(
                version: random.chance(0.8) ? random.one(of: ["39.0", "41.0", "45.0", "62.0", "63.0"]) : nil,
                objects: random.some(of: ["Account", "Case", "Chat__c"], 0.3))
        }
        makeObject(&random)
        makePrincipal(profile, sets, &random)
        if random.chance(0.1) { options.disabledObjects = ["Case"] }
    }

    private static func files(of id: ComponentID, _ random: inout SplitMix) -> [SourceFile] {
        var header: [String] = []
        if id.type == .profile, random.chance(0.7) { header.append("<custom>\(random.chance(0.5))</custom>") }
        if id.type == .permissionSet, random.chance(0.15) { header.append(sessionBased) }
        if id.type == .profile, random.chance(0.6) {
            header.append("<userLicense>\(random.one(of: userLicenses))</userLicense>")
        }
        if id.type == .permissionSet, random.chance(0.25) {
            header.append(
                license(
                    random.one(of: [
                        "Salesforce", "Guest", "DemoPsl", "SalesforceAPIIntegrationPsl", "SalesforceAPIIntegrationPsl",
                    ])))
        }
        // What is muted is mostly little.
        let share = id.type == .mutingPermissionSet ? 0.12 : 0.4
        let isWithoutPermissions = id.type == .profile && random.chance(0.1)
        var entries = subjects.filter { !(isWithoutPermissions && $0.kind == .userPermission) }.compactMap {
            subject -> Entry? in
            random.chance(broad.contains(subject.name) && id.type != .mutingPermissionSet ? share / 8 : share)
                ? random.entry(about: subject, in: id) : nil
        }
        if random.chance(0.1), let twice = entries.randomElement(using: &random) {
            entries.append(random.entry(about: twice.whole, in: id))
        }
        let file = SourceFile(
            id: id, folder: random.folder(), isBroken: random.chance(0.02), header: header, entries: entries)
        guard random.chance(0.1) else { return [file] }
        var other = file
        other.folder = 1 - file.folder
        other.header = random.some(of: header, 0.8)
        other.entries = random.some(of: entries, 0.9)
        if random.chance(0.5), let position = other.entries.indices.randomElement(using: &random) {
            other.entries[position] = random.entry(about: other.entries[position].whole, in: id)
        }
        return [file, other]
    }

    private mutating func makeObject(_ random: inout SplitMix) {
        guard random.chance(0.9) else { return }
        chat = random.folder()
        chatFields = [
            CustomField(
                name: "Text__c", lines: ["<label>Transcript</label>", "<type>Text</type>"], folder: random.folder()),
            CustomField(
                name: "Key__c", lines: ["<label>Key</label>", "<type>AutoNumber</type>"], folder: random.folder()),
            CustomField(
                name: "Must__c", lines: ["<label>Must</label>", "<required>true</required>"], folder: random.folder()),
            CustomField(
                name: "Of__c",
                lines: ["<label>Of</label>", "<referenceTo>Account</referenceTo>", "<type>MasterDetail</type>"],
                folder: random.folder()),
        ].filter { _ in random.chance(0.9) }
    }

    private mutating func makePrincipal(_ profile: ComponentID, _ sets: [String], _ random: inout SplitMix) {
        if random.chance(0.7) { principal.profile = profile }
        for set in random.some(of: sets, 0.4) { principal.add(ComponentID(.permissionSet, set)) }
        for group in random.some(of: groups.map(\.name), 0.4) { principal.add(ComponentID(.permissionSetGroup, group)) }
        if random.chance(0.05) { principal.add(ComponentID(.permissionSet, "Gone")) }
        if principal.directSources.isEmpty, principal.permissionSetGroups.isEmpty { principal.profile = profile }
        if random.chance(0.2) { principal.userLicense = random.one(of: Self.userLicenses) }
        if random.chance(0.3) { principal.permissionSetLicenses.toldBy = Place(file: "licenses.json") }
        principal.permissionSetLicenses.names = random.some(of: ["DemoPsl", "SalesforceAPIIntegrationPsl"], 0.3)
        principal.assigned = Set(random.some(of: principal.permissionSets + principal.permissionSetGroups, 0.5))
    }
}

extension RandomOrg.Entry {
    /// The same with every flag.
    fileprivate var whole: RandomOrg.Entry { RandomOrg.subjects.first(where: isAbout) ?? self }

    var line: String {
        let name = isShouted ? name.uppercased() : name
        let line =
            switch kind {
            case .objectPermission: object(name, String(flags))
            case .fieldPermission: field(name, String(flags))
            default: user(name, "\(!flags.isEmpty)")
            }
        return invalid.map(element).reduce(line) { $0.replacing("<\($1)>true<", with: "<\($1)>1<") }
    }

    private func element(_ flag: Character) -> String {
        switch (kind, flag) {
        case (.userPermission, _): "enabled"
        case (.fieldPermission, "e"): "editable"
        case (.fieldPermission, _): "readable"
        case (_, "c"): "allowCreate"
        case (_, "d"): "allowDelete"
        case (_, "e"): "allowEdit"
        case (_, "r"): "allowRead"
        case (_, "m"): "modifyAllRecords"
        case (_, "v"): "viewAllRecords"
        default: "viewAllFields"
        }
    }
}

extension SplitMix {
    mutating func chance(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &self) < probability }

    mutating func folder() -> Int { Int.random(in: 0...1, using: &self) }

    mutating func one<Element>(of elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &self)]
    }

    mutating func some<Element>(of elements: [Element], _ probability: Double) -> [Element] {
        elements.filter { _ in chance(probability) }
    }

    /// An entry about what another one is about, with some of its flags; in what grants mostly with those that Salesforce
    /// stores beside them.
    fileprivate mutating func entry(about whole: RandomOrg.Entry, in id: ComponentID) -> RandomOrg.Entry {
        let share = whole.kind == .userPermission ? 0.75 : whole.kind == .objectPermission ? 0.3 : 0.5
        let flags = Set(whole.flags.sorted().filter { _ in chance(share) })
        let isStorable = id.type != .mutingPermissionSet && chance(0.95)
        return RandomOrg.Entry(
            kind: whole.kind, name: whole.name,
            flags: isStorable ? flags.union(flags.flatMap { RandomOrg.needed[$0] ?? "" }) : flags)
    }
}

// MARK: - Changes

extension RandomOrg {
    /// Makes one more flag true in a source, if that can be without contradicting what the source says elsewhere: the
    /// flag of an entry that every file of the source has once, or a new entry in all of them.
    mutating func grantMore(in id: ComponentID, _ random: inout SplitMix) {
        let subject = random.one(of: Self.subjects)
        let flag = random.one(of: subject.flags.sorted())
        let positions = files.indices.filter { files[$0].id == id }
        let counts = Set(positions.map { position in files[position].entries.count { $0.isAbout(subject) } })
        guard counts == [0] || counts == [1] else { return }
        for position in positions {
            if let entry = files[position].entries.firstIndex(where: subject.isAbout) {
                files[position].entries[entry].flags.insert(flag)
            } else {
                files[position].entries.append(Entry(kind: subject.kind, name: subject.name, flags: [flag]))
            }
        }
    }

    /// The same org, in which everything that can be in any order is in another one.
    func shuffled(_ random: inout SplitMix) -> RandomOrg {
        var org = self
        org.files.shuffle(using: &random)
        for position in org.files.indices {
            org.files[position].entries.shuffle(using: &random)
            org.files[position].header.shuffle(using: &random)
        }
        org.groups = groups.map {
            Group(
                name: $0.name, folder: $0.folder, header: $0.header.shuffled(using: &random),
                members: $0.members.shuffled(using: &random), muting: $0.muting.shuffled(using: &random))
        }
        org.chatFields.shuffle(using: &random)
        org.principal.permissionSets.shuffle(using: &random)
        org.principal.permissionSetGroups.shuffle(using: &random)
        return org
    }

    /// The same org, in which no license keeps anything from being granted.
    func withoutLicenses() -> RandomOrg {
        var org = self
        for file in org.files.indices {
            org.files[file].header.removeAll { $0.hasPrefix("<license>") || $0.hasPrefix("<userLicense>") }
        }
        org.principal.userLicense = nil
        org.principal.permissionSetLicenses = Principal.HeldLicenses()
        return org
    }

    /// The same org, whose export was required as a whole.
    func withOneManifest() -> RandomOrg {
        var org = self
        org.manifests = [manifests[0], nil]
        return org
    }
}

// MARK: - Files

extension RandomOrg {
    /// The names of the two folders.
    static let folders = ["one", "two"]

    /// The export in Metadata API format.
    ///
    /// - Parameter folders: What the two folders are called, which decides the order in which they are read.
    func export(in folders: [String] = Self.folders) -> Export {
        var export = rest(Export(), in: folders, suffix: "")
        for (folder, manifest) in zip(folders, manifests) {
            if let manifest { export = export.metadata("Package", "\(folder)/package.xml", manifest.lines) }
        }
        for (number, folder) in folders.enumerated() {
            let fields = chatFields.filter { $0.folder == number }
                .map { "<fields><fullName>\($0.name)</fullName>\($0.lines.joined())</fields>" }
            let lines = fields + (chat == number ? ["<label>Demo Chat</label>"] : [])
            if chat != nil, !lines.isEmpty {
                export = export.metadata("CustomObject", "\(folder)/objects/Chat__c.object", lines)
            }
        }
        return export
    }

    /// The export as a Salesforce DX project, with the one manifest of ``withOneManifest()``.
    var project: Export {
        let version = manifests[0]?.version.map { #", "sourceApiVersion": "\#($0)""# } ?? ""
        var export = rest(Export(), in: Self.folders, suffix: "-meta.xml")
            .file("sfdx-project.json", #"{"packageDirectories": [{"path": "one"}, {"path": "two"}]\#(version)}"#)
        if let manifest = manifests[0] { export = export.metadata("Package", "manifest/package.xml", manifest.lines) }
        guard let chat else { return export }
        export = export.metadata(
            "CustomObject", "\(Self.folders[chat])/objects/Chat__c/Chat__c.object-meta.xml",
            ["<label>Demo Chat</label>"])
        for field in chatFields {
            export = export.metadata(
                "CustomField", "\(Self.folders[field.folder])/objects/Chat__c/fields/\(field.name).field-meta.xml",
                ["<fullName>\(field.name)</fullName>"] + field.lines)
        }
        return export
    }

    /// What is the same in every format but for the files' endings.
    private func rest(_ export: Export, in folders: [String], suffix: String) -> Export {
        func path(_ id: ComponentID, _ folder: Int) -> String {
            "\(folders[folder])/\(id.type.directoryName)/\(id.fullName).\(id.type.suffix)\(suffix)"
        }
        var export = export
        for folder in [0, 1] {
            // So that neither folder is empty.
            let role = ComponentID(.role, "R\(folder)")
            export = export.metadata("Role", path(role, folder), ["<name>\(role.fullName)</name>"])
        }
        for file in files {
            let root = file.id.type.rawValue
            export =
                file.isBroken
                ? export.file(path(file.id, file.folder), "<\(root)>")
                : export.metadata(root, path(file.id, file.folder), file.header + file.entries.map(\.line))
        }
        for group in groups {
            let id = ComponentID(.permissionSetGroup, group.name)
            export = export.metadata(
                id.type.rawValue, path(id, group.folder),
                group.header + group.members.map(member) + group.muting.map(mutedBy))
        }
        return export
    }
}

extension RandomOrg.Manifest {
    fileprivate var lines: [String] {
        (objects.isEmpty
            ? [] : ["<types>\(objects.map { "<members>\($0)</members>" }.joined())<name>CustomObject</name></types>"])
            + (version.map { ["<version>\($0)</version>"] } ?? [])
    }
}
