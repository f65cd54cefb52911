import OrgModel
import TestSupport
import Testing

/// How another program splits a component into a folder of the component's own name.
enum Splitting: CaseIterable {
    case byID, byIDWithHash, byTag, byTagNested, inParts, inFoldersOfTags

    /// The path of the file that contains an entry, below the component's folder.
    func path(_ element: String, key: String, suffix: String) -> String {
        let object = key.split(separator: ".").first.map(String.init) ?? key
        return switch self {
        case .byID: "\(element)/\(key).\(element)-meta.xml"
        case .byIDWithHash: "\(element)/\(String(key.hashValue.magnitude, radix: 16)).\(element)-meta.xml"
        case .byTag: "\(element).xml"
        case .byTagNested where element == "userPermissions": "\(element).xml"
        case .byTagNested: "\(element)/\(object).\(element)-meta.xml"
        case .inParts: "\(element)/\(key).\(suffix)-part.xml"
        case .inFoldersOfTags: "\(element)/\(object).xml"
        }
    }
}

@Suite("Components that other programs split")
struct SplitComponentTests {
    static let types: [MetadataType] = [.profile, .permissionSet, .mutingPermissionSet]

    private let entries = [
        ("userPermissions", "ApiEnabled", userPermission("ApiEnabled")),
        ("userPermissions", "ViewSetup", userPermission("ViewSetup")),
        ("objectPermissions", "Case", objectPermission("Case", "allowRead")),
        ("fieldPermissions", "Case.A__c", fieldPermission("Case.A__c")),
        ("fieldPermissions", "Case.B__c", fieldPermission("Case.B__c")),
        ("classAccesses", "Main", "<classAccesses><apexClass>Main</apexClass><enabled>true</enabled></classAccesses>"),
    ]

    private func folder(_ type: MetadataType) -> String { "force-app/main/default/\(type.directoryName)/Integration" }

    /// The files of a component: its own with what is left over, and its parts.
    private func files(_ type: MetadataType, _ splitting: Splitting, own: Bool = true) -> [String: String] {
        var parts: [String: [String]] = [:]
        for (element, key, text) in entries {
            parts["\(folder(type))/\(splitting.path(element, key: key, suffix: type.suffix))", default: []].append(text)
        }
        var files = parts.mapValues { document(type.rawValue, $0.joined(separator: "\n")) }
        if own { files[ownFile(type)] = document(type.rawValue, "<label>Api</label>") }
        return files
    }

    private func ownFile(_ type: MetadataType) -> String { "\(folder(type))/Integration.\(type.suffix)-meta.xml" }

    private func wholeFile(_ type: MetadataType) -> String { "\(folder(type)).\(type.suffix)-meta.xml" }

    private func wholeText(_ type: MetadataType) -> String {
        document(type.rawValue, ["<label>Api</label>"].joined(), entries.map(\.2).joined(separator: "\n"))
    }

    private func expectWhole(_ org: Org, _ type: MetadataType) throws {
        let source = try #require(org.source(type, "Integration"))
        #expect(PermissionKind.allCases.map { source.entries[$0]?.count ?? 0 } == [2, 1, 2, 0])
        #expect(source.entry(.userPermission, "ViewSetup")?.value(of: "enabled") == true)
        #expect(source.header.label == "Api" && !source.header.requiresActivation)
        #expect(org.problems.isEmpty && org.unreadable.isEmpty)
    }

    @Test("Their parts are put together, in folders and in archives", arguments: types, Splitting.allCases)
    func together(type: MetadataType, splitting: Splitting) throws {
        let files = files(type, splitting)
        try expectWhole(try TemporaryFolder(files).orgWithGrants(), type)
        let export = try TemporaryFolder()
        try export.write(ZipArchive(files).data, to: "org.zip")
        let zipped = try withExtendedLifetime(export) {
            Org.read(try MetadataCatalog.scan(["\(export.path)/org.zip"], from: "\(export.path)/org.zip"))
                .readingGrants(of: [
                    ComponentID(type, "Integration")
                ])
        }
        try expectWhole(zipped, type)
    }

    @Test(
        "Without its own file it is known in part: a set may be session-based, and nothing else may be",
        arguments: types)
    func withoutOwnFile(type: MetadataType) throws {
        let org = try TemporaryFolder(files(type, .byID, own: false)).orgWithGrants()
        let source = try #require(org.source(type, "Integration"))
        #expect(source.entry(.userPermission, "ApiEnabled")?.value(of: "enabled") == true)
        #expect(source.header.activation == (type == .permissionSet ? .unstated : .notRequired))
        #expect(org.problems.first?.message.contains("Integration.\(type.suffix)-meta.xml, is missing") == true)
    }

    @Test(
        "What is in another format is reported with what to do, and leaves the component unknown",
        arguments: [
            ("YAML", "yaml"), ("YAML", "yml"), ("JSON", "json"), ("JSON5", "json5"), ("INI", "ini"), ("TOML", "toml"),
        ])
    func otherFormat(words: String, ending: String) throws {
        for type in Self.types {
            for file in ["userPermissions.\(ending)", "fieldPermissions/Case.fieldPermissions-meta.\(ending)"] {
                let org = try TemporaryFolder([ownFile(type): document(type.rawValue), "\(folder(type))/\(file)": "x"])
                    .orgWithGrants()
                let problem = try #require(org.unreadable(type, "Integration"))
                #expect(problem.place?.file == "\(folder(type))/\(file)")
                #expect(
                    problem.message.contains("is in \(words)")
                        && problem.message.contains("recompose -m \(type.suffix)"))
                #expect(org.source(type, "Integration") == nil)
            }
        }
        let own = "\(folder(.profile))/Integration.profile-meta.\(ending)"
        let org = try TemporaryFolder([own: "x", "roles/A.role": document("Role")]).orgWithGrants()
        #expect(org.unreadable(.profile, "Integration")?.place?.file == own)
        #expect(org.problems.isEmpty)
    }

    @Test(
        "A whole file beside the folder is whole, no matter what is in parts for another program", arguments: types,
        [
            "**/Integration/**", "nothing",
        ])
    func wholeBesideParts(type: MetadataType, hidden: String) throws {
        var files = files(type, .byTag)
        files[".forceignore"] = hidden
        files[wholeFile(type)] = wholeText(type)
        try expectWhole(try TemporaryFolder(files).orgWithGrants(), type)
        let ending = [
            wholeFile(type): wholeText(type), "\(folder(type))/Integration.\(type.suffix)-meta.yaml": "x",
            "\(folder(type))/userPermissions.yaml": "x",
        ]
        try expectWhole(try TemporaryFolder(ending).orgWithGrants(), type)
    }

    @Test(
        "A file beside hidden parts is whole for what it lists itself, and a label alone is not whole", arguments: types
    )
    func besideHiddenParts(type: MetadataType) throws {
        var files = files(type, .byTag, own: false)
        files[".forceignore"] = "**/Integration/**"
        files[wholeFile(type)] = wholeText(type)
        try expectWhole(try TemporaryFolder(files).orgWithGrants(), type)
        files[wholeFile(type)] = document(type.rawValue, "<label>Api</label>", userPermission("ApiEnabled"))
        let org = try TemporaryFolder(files).orgWithGrants()
        #expect(org.source(type, "Integration") == nil)
        #expect(org.unreadable(type, "Integration")?.message.contains("hidden by .forceignore line 1") == true)
    }

    @Test("A utility bar's regions are read from parts", arguments: [true, false])
    func flexiPage(byTag: Bool) throws {
        let folder = "force-app/main/default/flexipages/Bar"
        let region =
            "<flexiPageRegions><itemInstances><componentInstance><componentName>opencti:softPhone</componentName>"
            + "</componentInstance></itemInstances><name>utilityItems</name></flexiPageRegions>"
        let part = byTag ? "flexiPageRegions.xml" : "flexiPageRegions/1f2e3d4c.flexiPageRegions-meta.xml"
        let own = ["\(folder)/Bar.flexipage-meta.xml": document("FlexiPage", "<type>UtilityBar</type>")]
        let whole = own.merging(["\(folder)/\(part)": document("FlexiPage", region)]) { $1 }
        let parts = try self.parts(whole)
        #expect(parts.utilityBars[APIName("Bar")]?.items.map(\.component) == ["opencti:softPhone"])
        #expect(parts.utilityBars[APIName("Bar")]?.items.first?.place == Place(file: "\(folder)/\(part)", line: 3))
        let split = try self.parts(own.merging(["\(folder)/flexiPageRegions.json": "{}"]) { $1 })
        #expect(split.utilityBars.isEmpty)
        #expect(split.unreadable.values.map { $0.place?.file } == ["\(folder)/flexiPageRegions.json"])
        let bare = try self.parts(["\(folder)/\(part)": document("FlexiPage", region)])
        #expect(bare.unreadable.count == 1)
    }

    private func parts(_ files: [String: String]) throws -> InstalledParts {
        let export = try TemporaryFolder(files)
        return try withExtendedLifetime(export) {
            try export.org().readingInstalledParts().installedParts ?? InstalledParts()
        }
    }

    @Test(
        "What is in a bundle belongs to the bundle",
        arguments: [
            "aura/Hello/Hello.app-meta.xml", "staticresources/Zip/Old.profile-meta.xml", "lwc/x/x.role-meta.xml",
            "aura/Hello/Hello.app",
        ])
    func bundles(path: String) throws {
        let catalog = try TemporaryFolder([path: document("AuraDefinitionBundle"), "roles/A.role": document("Role")])
            .catalog()
        #expect(catalog.names == ["Role:A"])
        #expect(catalog.problems.isEmpty)
    }
}

@Suite("Several files of one component")
struct SeveralFilesTests {
    private let names: [(kind: PermissionKind, names: [String])] = [
        (.userPermission, ["ApiEnabled", "ViewSetup", "EditTask"]), (.objectPermission, ["Account", "Case"]),
        (.fieldPermission, ["Account.Fax", "Case.A__c"]),
    ]

    /// One file of a component, as chance makes it.
    private func file(_ random: inout some RandomNumberGenerator) -> [(kind: PermissionKind, name: String, value: Bool)]
    {
        names.flatMap { kind, names in
            Bool.random(using: &random)
                ? names.filter { _ in Bool.random(using: &random) }.map { (kind, $0, Bool.random(using: &random)) } : []
        }
    }

    private func text(_ type: MetadataType, _ file: [(kind: PermissionKind, name: String, value: Bool)]) -> String {
        document(
            type.rawValue,
            file.map { kind, name, value in
                switch kind {
                case .userPermission: userPermission(name, "\(value)")
                case .objectPermission:
                    "<objectPermissions><allowRead>\(value)</allowRead><object>\(name)</object></objectPermissions>"
                default: fieldPermission(name, readable: value)
                }
            }.joined(separator: "\n"))
    }

    /// Whether one file alone proves that something is not granted.
    private func denies(
        _ file: [(kind: PermissionKind, name: String, value: Bool)], _ type: MetadataType, _ kind: PermissionKind,
        _ name: String
    ) -> Bool {
        if let entry = file.first(where: { $0.kind == kind && $0.name == name }) { return !entry.value }
        if type == .profile, kind == .objectPermission {
            return name == "Account" && file.contains { $0.name == "Account.Fax" }
        }
        return !(type == .profile && kind == .fieldPermission) && file.contains { $0.kind == kind }
    }

    @Test(
        "No file turns into granted what another one denies, in any order, and fragments add up",
        arguments: 0..<60 as Range<UInt64>)
    func property(seed: UInt64) throws {
        var random = Generator(state: seed &* 7919 &+ 17)
        for type in [MetadataType.profile, .permissionSet, .mutingPermissionSet] {
            let files = (0..<Int.random(in: 2...4, using: &random)).map { _ in file(&random) }
            func org(_ order: [Int]) throws -> PermissionSource {
                let texts = order.enumerated().map {
                    ("p\($0.offset)/X.\(type.suffix)-meta.xml", text(type, files[$0.element]))
                }
                return try #require(
                    try TemporaryFolder(Dictionary(uniqueKeysWithValues: texts)).orgWithGrants().source(type, "X"))
            }
            let (forward, backward) = (try org(Array(files.indices)), try org(files.indices.reversed()))
            for (kind, names) in names {
                let flag = kind == .userPermission ? "enabled" : kind == .objectPermission ? "allowRead" : "readable"
                for name in names {
                    let value = forward.entry(kind, name).map { $0.value(of: flag) }
                    #expect(value == backward.entry(kind, name).map { $0.value(of: flag) })
                    let isGranted = files.contains { $0.contains { $0.kind == kind && $0.name == name && $0.value } }
                    let isDenied = files.contains { denies($0, type, kind, name) }
                    #expect((value == .some(.some(true))) == (isGranted && !isDenied), "\(type) \(name) in \(files)")
                    #expect((value == .some(.none)) == (isGranted && isDenied), "\(type) \(name) in \(files)")
                }
            }
        }
    }

    @Test("Objects that packages bring in pieces are not reported")
    func objectsInPieces() throws {
        func object(_ field: String) -> String {
            document("CustomObject", "<fields><fullName>\(field)</fullName><label>\(field)</label></fields>")
        }
        let export = try TemporaryFolder([
            "unpackaged/objects/Account.object": object("A__c"), "Pack/objects/Account.object": object("p__B__c"),
        ])
        let org = try withExtendedLifetime(export) { try export.org().readingFields(ofObjects: ["Account"]) }
        #expect(org.problems.isEmpty)
        #expect(org.object("Account")?.fields.map(\.name).sorted() == ["A__c", "p__B__c"])
    }
}

/// The same numbers for the same seed.
private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
