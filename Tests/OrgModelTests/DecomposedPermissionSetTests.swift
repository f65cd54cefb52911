import OrgModel
import TestSupport
import Testing

@Suite("Decomposed permission sets")
struct DecomposedPermissionSetTests {
    /// The two presets, with and without a namespace in the parts, by the files that they make of one permission set.
    enum Layout: CaseIterable {
        case onePerEntry, onePerEntryWithoutNamespace, onePerObject, onePerObjectWithNamespace, inPlural

        /// The parts by their paths below the set's folder.
        var parts: [String: String] {
            switch self {
            case .onePerEntry: Self.entries(namespace: namespace)
            case .onePerEntryWithoutNamespace: Self.entries(namespace: nil)
            case .onePerObject: Self.objects(namespace: nil, plural: "")
            case .onePerObjectWithNamespace: Self.objects(namespace: namespace, plural: "")
            case .inPlural: Self.objects(namespace: nil, plural: "s")
            }
        }

        private static func entries(namespace: String?) -> [String: String] {
            [
                "userPermissions/ApiEnabled.userPermission-meta.xml": document(
                    "UserPermission", namespace: namespace, "<enabled>true</enabled>", "<name>ApiEnabled</name>"),
                "objectPermissions/Case.objectPermission-meta.xml": document(
                    "ObjectPermission", namespace: namespace, "<allowRead>true</allowRead>", "<object>Case</object>"),
                "fieldPermissions/Case.A__c.fieldPermission-meta.xml": document(
                    "FieldPermission", namespace: namespace, "<field>Case.A__c</field>", "<readable>true</readable>"),
                "tabSettings/Case.tabSetting-meta.xml": document(
                    "TabSetting", namespace: namespace, "<tab>Case</tab>", "<visibility>Visible</visibility>"),
            ]
        }

        private static func objects(namespace: String?, plural: String) -> [String: String] {
            [
                "Agent.userPermission\(plural)-meta.xml": document(
                    "PermissionSet", namespace: namespace, userPermission("ApiEnabled")),
                "Agent.classAccess-meta.xml": document(
                    "PermissionSet", namespace: namespace, "<classAccesses><apexClass>A</apexClass></classAccesses>"),
                "objectSettings/Case.objectSettings-meta.xml": document(
                    "PermissionSet", namespace: namespace, fieldPermission("Case.A__c"),
                    objectPermission("Case", "allowRead"),
                    "<tabSettings><tab>Case</tab><visibility>Visible</visibility></tabSettings>"),
            ]
        }
    }

    private let folder = "force-app/main/default/permissionsets/Agent"
    private let ownFile = document(
        "PermissionSet", "<hasActivationRequired>true</hasActivationRequired>", "<label>The Agent</label>",
        "<license>Salesforce</license>")

    private func files(_ parts: [String: String], own: String? = "Agent/Agent.permissionset-meta.xml") -> [String:
        String]
    {
        var files = Dictionary(uniqueKeysWithValues: parts.map { ("\(folder)/\($0.key)", $0.value) })
        if let own { files["force-app/main/default/permissionsets/\(own)"] = ownFile }
        return files
    }

    private func org(_ files: [String: String]) throws -> Org {
        try TemporaryFolder(files).orgWithGrants()
    }

    /// Whether the set grants what the parts of every layout say.
    private func expectGrants(_ source: PermissionSource) {
        #expect(source.entry(.userPermission, "ApiEnabled")?.value(of: "enabled") == true)
        #expect(source.entry(.objectPermission, "Case")?.value(of: "allowRead") == true)
        #expect(source.entry(.fieldPermission, "Case.A__c")?.value(of: "readable") == true)
        #expect(PermissionKind.allCases.reduce(0) { $0 + (source.entries[$1]?.count ?? 0) } == 3)
    }

    // MARK: Both presets

    @Test("Every part is read, and evidence stays in the part's file", arguments: Layout.allCases)
    func presets(layout: Layout) throws {
        let org = try org(files(layout.parts))
        #expect(org.catalog.names == ["PermissionSet:Agent"])
        #expect(org.problems.isEmpty)
        #expect(org.unreadable.isEmpty)
        let source = try #require(org.source(.permissionSet, "Agent"))
        expectGrants(source)
        #expect(source.header.label == "The Agent")
        #expect(source.header.license == "Salesforce")
        #expect(source.header.requiresActivation)
        #expect(source.files.first == "\(folder)/Agent.permissionset-meta.xml")
        let place = try #require(source.entry(.fieldPermission, "Case.A__c")?.place)
        #expect(place.file.hasPrefix(folder) && place.file.contains("Case."))
        #expect(place.line == (layout.parts.count == 4 ? 2 : 3))
    }

    @Test("The set's own file may be beside the folder", arguments: Layout.allCases)
    func ownFileBeside(layout: Layout) throws {
        let org = try org(files(layout.parts, own: "Agent.permissionset-meta.xml"))
        #expect(org.problems.isEmpty)
        expectGrants(try #require(org.source(.permissionSet, "Agent")))
    }

    @Test(
        "A set without its own file is still a set; what that file would say is reported to be unknown",
        arguments: Layout.allCases)
    func withoutOwnFile(layout: Layout) throws {
        let org = try org(files(layout.parts, own: nil))
        #expect(org.catalog.names == ["PermissionSet:Agent"])
        expectGrants(try #require(org.source(.permissionSet, "Agent")))
        #expect(org.problems.count == 1)
        #expect(org.problems.first?.message.contains("Agent.permissionset-meta.xml, is missing") == true)
    }

    @Test("A set of which there is nothing that rolecall reads grants nothing")
    func onlyOtherParts() throws {
        let path = "\(folder)/Agent.classAccess-meta.xml"
        let org = try org([path: document("PermissionSet", namespace: nil)])
        #expect(org.source(.permissionSet, "Agent")?.entries.values.allSatisfy(\.isEmpty) == true)
        #expect(org.source(.permissionSet, "Agent")?.files == [path])
    }

    @Test("The same in a zip archive")
    func inArchive() throws {
        let export = try TemporaryFolder()
        try export.write(ZipArchive(files(Layout.onePerObject.parts)).data, to: "project.zip")
        let id = ComponentID(.permissionSet, "Agent")
        let org = try withExtendedLifetime(export) {
            Org.read(try MetadataCatalog.scan(["\(export.path)/project.zip"], from: "\(export.path)/project.zip"))
                .readingGrants(of: [id])
        }
        expectGrants(try #require(org.sources[id]))
    }

    // MARK: Which set a part belongs to

    @Test("Every file below a folder with the set's own name belongs to it, however deep")
    func anyDepth() throws {
        let part = document("FieldPermission", "<field>Case.A__c</field>", "<readable>true</readable>")
        let org = try org(files(["by/team/Case.A__c.fieldPermission-meta.xml": part]))
        #expect(org.catalog.names == ["PermissionSet:Agent"])
        #expect(org.source(.permissionSet, "Agent")?.entry(.fieldPermission, "Case.A__c") != nil)
    }

    @Test("Several sets side by side, in folders of their own, and with percent-encoded names")
    func severalSets() throws {
        let part = document("PermissionSet", namespace: nil, userPermission("ApiEnabled"))
        let org = try org([
            "permissionsets/A/A.userPermission-meta.xml": part,
            "permissionsets/A/A.permissionset-meta.xml": document("PermissionSet"),
            "permissionsets/team/B/B.userPermission-meta.xml": part,
            "permissionsets/C%2FD/C%2FD.userPermission-meta.xml": part,
        ])
        #expect(org.catalog.names == ["PermissionSet:A", "PermissionSet:B", "PermissionSet:C/D"])
        #expect(org.sources.values.allSatisfy { $0.entry(.userPermission, "ApiEnabled") != nil })
    }

    @Test(
        "Files of such names elsewhere are not a parts of a set",
        arguments: [
            "customPermissions/A.customPermission-meta.xml", "permissionsets/A.userPermission-meta.xml",
            "permissionsets/A/notes.md", "permissionsets/A/A.userPermission",
            "permissionsets/A/A.somethingNew-meta.xml",
        ])
    func noParts(path: String) throws {
        let org = try org([path: document("CustomPermission"), "roles/CEO.role": document("Role")])
        #expect(org.catalog.names == ["Role:CEO"])
        #expect(org.problems.isEmpty)
    }

    // MARK: What is wrong with parts

    @Test(
        "A part that cannot be read makes the set unreadable, and is named",
        arguments: [
            ("Agent.userPermission-meta.xml", "<PermissionSet>"),
            ("Agent.userPermission-meta.xml", ""),
            ("Agent.userPermission-meta.xml", document("Profile")),
            ("Agent.userPermission-meta.xml", document("FieldPermission")),
            ("Agent.userPermission-meta.xml", document("UserPermission", namespace: "urn:other")),
            ("objectSettings/Case.objectSettings-meta.xml", document("ObjectPermission")),
            ("Agent.userPermission-meta.xml", document("UserPermission", "<enabled>true</enabled>")),
            (
                "Agent.userPermission-meta.xml",
                document("PermissionSet", namespace: nil, "<userPermissions><name/></userPermissions>")
            ),
            (
                "objectSettings/Case.objectSettings-meta.xml",
                document("PermissionSet", namespace: nil, "<fieldPermissions/>")
            ),
        ])
    func brokenPart(path: String, text: String) throws {
        let org = try org(files([path: text]))
        #expect(org.source(.permissionSet, "Agent") == nil)
        #expect(org.unreadable(.permissionSet, "Agent")?.place?.file == "\(folder)/\(path)")
    }

    @Test("A broken part of a kind that rolecall does not read does not matter")
    func brokenOtherPart() throws {
        let org = try org(files(["Agent.classAccess-meta.xml": "<PermissionSet>"]))
        #expect(org.source(.permissionSet, "Agent") != nil)
        #expect(org.problems.isEmpty && org.unreadable.isEmpty)
    }

    @Test("An entry in two parts with different values is unknown, and both files are named")
    func contradiction() throws {
        let org = try org(
            files([
                "objectSettings/A.objectSettings-meta.xml": document(
                    "PermissionSet", namespace: nil, fieldPermission("Case.A__c", editable: true)),
                "objectSettings/B.objectSettings-meta.xml": document(
                    "PermissionSet", namespace: nil, fieldPermission("Case.A__c", editable: false)),
            ]))
        let entry = try #require(org.source(.permissionSet, "Agent")?.entry(.fieldPermission, "Case.A__c"))
        #expect(entry.value(of: "editable") == nil)
        #expect(entry.value(of: "readable") == true)
        let problem = try #require(org.problems.first)
        #expect(problem.place == Place(file: "\(folder)/objectSettings/B.objectSettings-meta.xml", line: 3))
        #expect(problem.message.contains("in \(folder)/objectSettings/A.objectSettings-meta.xml:3"))
    }

    @Test(
        "A whole set beside a decomposed one is a second file for it: what it lists no entry of it says nothing about",
        arguments: [
            ("", true), (userPermission("ApiEnabled"), true), (userPermission("ViewSetup"), nil),
            (userPermission("ApiEnabled", "false"), nil),
        ] as [(String, Bool?)])
    func wholeBesideDecomposed(entries: String, enabled: Bool?) throws {
        var files = files(Layout.onePerEntry.parts)
        files["force-app/main/default/permissionsets/Agent.permissionset-meta.xml"] = document(
            "PermissionSet", "<hasActivationRequired>true</hasActivationRequired>", entries)
        let org = try org(files)
        #expect(org.problems.count == (enabled == nil ? 1 : 0))
        let source = try #require(org.source(.permissionSet, "Agent"))
        #expect(source.entry(.userPermission, "ApiEnabled")?.value(of: "enabled") == enabled)
    }

    @Test(
        "What only a part lists is in doubt where the set's own file lists others of the kind",
        arguments: ["Agent.permissionset-meta.xml", "Agent/Agent.permissionset-meta.xml"], Layout.allCases)
    func wholeFileBesideParts(own: String, layout: Layout) throws {
        var files = files(layout.parts, own: nil)
        let path = "force-app/main/default/permissionsets/\(own)"
        func value(_ name: String, _ entries: String...) throws -> Bool? {
            files[path] = document("PermissionSet", "<label>The Agent</label>", entries.joined())
            let source = try #require(try org(files).sources[ComponentID(.permissionSet, "Agent")])
            #expect(source.entry(.fieldPermission, "Case.A__c")?.value(of: "readable") == true, "another kind")
            return source.entry(.userPermission, name)?.value(of: "enabled")
        }
        #expect(try value("ApiEnabled", userPermission("RunReports")) == nil)
        #expect(try value("RunReports", userPermission("RunReports")) == true)
        #expect(try value("ApiEnabled", userPermission("RunReports"), userPermission("ApiEnabled")) == true)
        #expect(try value("ApiEnabled") == true)
    }
}

private let namespace = "http://soap.sforce.com/2006/04/metadata"
