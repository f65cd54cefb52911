import Foundation
import OrgModel
import TestSupport
import Testing

@Suite("Several PATHs add up to one org")
struct SeveralPathsTests {
    private let folders = ["one", "two"]

    /// The org of the folders `one` and `two`, with every grant and every field.
    private func org(_ files: [String: String]) throws -> Org {
        let export = try TemporaryFolder(files)
        return try withExtendedLifetime(export) {
            let org = Org.read(try MetadataCatalog.scan(folders.map { "\(export.path)/\($0)" }))
            return org.readingGrants(of: org.catalog.components.keys).readingFields(
                ofObjects: Set(org.objects.keys.map(\.spelling)))
        }
    }

    /// The problems of the org of the two folders, their places below the folder that contains both.
    private func problems(_ files: [String: String]) throws -> [(place: String, message: String)] {
        let export = try TemporaryFolder(files)
        return try withExtendedLifetime(export) {
            let org = Org.read(try MetadataCatalog.scan(folders.map { "\(export.path)/\($0)" }))
            let all = org.readingGrants(of: org.catalog.components.keys).readingFields(
                ofObjects: Set(org.objects.keys.map(\.spelling)))
            return (all.problems + all.unreadable.values).map { problem in
                func short(_ text: String) -> String { text.replacingOccurrences(of: "\(export.path)/", with: "") }
                return (short(problem.place?.description ?? ""), short(problem.message))
            }
        }
    }

    private let whole = [
        "profiles/Admin.profile": document("Profile", userPermission("ApiEnabled")),
        "permissionsets/Agent.permissionset": document("PermissionSet", fieldPermission("Case.A__c")),
        "permissionsetgroups/G.permissionsetgroup": document(
            "PermissionSetGroup", "<permissionSets>Agent</permissionSets>"),
        "roles/CEO.role": document("Role", "<name>CEO</name>"),
        "objects/Chat__c.object": document(
            "CustomObject", "<fields><fullName>A__c</fullName><label>A</label></fields>", "<label>Chat</label>"),
    ]

    @Test("What both contain alike is not reported")
    func alike() throws {
        let twice = folders.flatMap { folder in whole.map { ("\(folder)/\($0.key)", $0.value) } }
        let org = try org(Dictionary(uniqueKeysWithValues: twice))
        #expect(org.problems.isEmpty)
        #expect(org.unreadable.isEmpty)
        #expect(org.source(.profile, "Admin")?.entry(.userPermission, "ApiEnabled")?.value(of: "enabled") == true)
        #expect(org.object("Chat__c")?.fields.count == 1)
        #expect(org.groups.count == 1)
    }

    @Test("Names that differ in case alone are one name, and what differs is unknown", arguments: ["one", "two"])
    func otherCase(folder: String) throws {
        let org = try org([
            "one/permissionsets/Agent.permissionset": document("PermissionSet", userPermission("ApiEnabled")),
            "\(folder)/permissionsets/AGENT.permissionset": document(
                "PermissionSet", userPermission("ApiEnabled", "false")),
            "two/roles/ceo.role": document("Role", "<name>CEO</name>"),
            "\(folder)/roles/CEO.role": document("Role", "<name>CEO</name>", "<parentRole>Board</parentRole>"),
        ])
        let sets = org.sources.filter { $0.key.type == .permissionSet }
        let set = try #require(sets.values.first)
        #expect(sets.count == 1)
        #expect(set.entry(.userPermission, "ApiEnabled").map { $0.value(of: "enabled") == nil } == true)
        #expect(org.roles.isEmpty && org.contradictedRoles.count == 1)
    }

    @Test("One PATH given twice is one PATH, however it is written")
    func samePath() throws {
        let export = try TemporaryFolder(whole)
        try export.link("link", to: ".")
        let catalog = try withExtendedLifetime(export) {
            try MetadataCatalog.scan(
                [
                    export.path, "\(export.path)/", "\(export.path)/profiles/..", "\(export.path)/link",
                ], from: export.path)
        }
        #expect(catalog.files(.profile, "Admin") == ["profiles/Admin.profile"])
    }

    @Test("One PATH inside another is not reported")
    func overlapping() throws {
        let export = try TemporaryFolder(whole)
        let org = try withExtendedLifetime(export) {
            let org = Org.read(try MetadataCatalog.scan([export.path, "\(export.path)/profiles"]))
            return org.readingGrants(of: org.catalog.components.keys)
        }
        #expect(org.problems.isEmpty)
        #expect(org.source(.profile, "Admin") != nil)
    }

    @Test(
        "Two files for one component below one of the PATHs add up as well; what they differ in is reported",
        arguments: [true, false])
    func twiceInOnePath(enabled: Bool) throws {
        let problems = try problems([
            "one/a/Admin.profile-meta.xml": document("Profile", userPermission("ApiEnabled")),
            "one/b/Admin.profile-meta.xml": document("Profile", userPermission("ApiEnabled", "\(enabled)")),
            "two/Admin.profile-meta.xml": document("Profile"),
        ])
        #expect(problems.map(\.place) == (enabled ? [] : ["one/b/Admin.profile-meta.xml:3"]))
    }

    // MARK: Contradictions

    @Test("Flags that differ are unknown, and one warning names both places and how many there are")
    func flags() throws {
        let files = [
            "one/Admin.profile-meta.xml": document(
                "Profile", fieldPermission("Case.A__c", editable: true), fieldPermission("Case.B__c", readable: false),
                fieldPermission("Case.C__c")),
            "two/Admin.profile-meta.xml": document(
                "Profile", fieldPermission("Case.C__c"), fieldPermission("Case.A__c"), fieldPermission("Case.B__c")),
        ]
        let source = try #require(try org(files).source(.profile, "Admin"))
        #expect(source.entry(.fieldPermission, "Case.A__c")?.value(of: "editable") == nil)
        #expect(source.entry(.fieldPermission, "Case.A__c")?.value(of: "readable") == true)
        #expect(source.entry(.fieldPermission, "Case.C__c")?.value(of: "readable") == true)
        let problem = try #require(try problems(files).first)
        #expect(problem.place == "two/Admin.profile-meta.xml:4")
        #expect(problem.message.contains("Case.A__c and 1 more here than in one/Admin.profile-meta.xml:3."))
        #expect(try problems(files).count == 1)
    }

    @Test(
        "A permission set that lists less contradicts; a profile lists what it was exported with",
        arguments: [
            (MetadataType.permissionSet, fieldPermission("Case.B__c"), nil),
            (.permissionSet, userPermission("ViewSetup"), true),
            (.profile, fieldPermission("Case.B__c"), true), (.permissionSet, "", true),
        ] as [(MetadataType, String, Bool?)])
    func silence(type: MetadataType, other: String, readable: Bool?) throws {
        let files = [
            "one/X.\(type.suffix)-meta.xml": document(type.rawValue, fieldPermission("Case.A__c")),
            "two/X.\(type.suffix)-meta.xml": document(type.rawValue, other),
        ]
        let source = try #require(try org(files).source(type, "X"))
        #expect(source.entry(.fieldPermission, "Case.A__c")?.value(of: "readable") == readable)
        #expect(try problems(files).map(\.place).first == (readable == nil ? "one/X.permissionset-meta.xml" : nil))
    }

    @Test("A profile that lists fewer system permissions contradicts as well, since it lists all that it grants")
    func silentProfile() throws {
        let files = [
            "one/X.profile-meta.xml": document("Profile", userPermission("ApiEnabled"), userPermission("RunReports")),
            "two/X.profile-meta.xml": document("Profile", userPermission("RunReports")),
        ]
        let source = try #require(try org(files).source(.profile, "X"))
        #expect(source.entry(.userPermission, "ApiEnabled").map { $0.value(of: "enabled") == nil } == true)
        #expect(source.entry(.userPermission, "RunReports")?.value(of: "enabled") == true)
        #expect(try problems(files).map(\.place) == ["two/X.profile-meta.xml"])
    }

    @Test("A profile that lacks an object that its manifest names contradicts one that lists it, and no other object")
    func silentProfileWithManifest() throws {
        let files = [
            "one/profiles/X.profile": document(
                "Profile", objectPermission("Account", "allowRead"), objectPermission("Lead", "allowRead")),
            "two/profiles/X.profile": document("Profile"),
            "two/package.xml": document(
                "Package", "<types><members>Account</members><name>CustomObject</name></types>"),
        ]
        let source = try #require(try org(files).source(.profile, "X"))
        let values = ["Account", "Lead"].map { source.entry(.objectPermission, $0)?.value(of: "allowRead") }
        #expect(values == [nil, true])
    }

    @Test("What one file lists as not granted, and another does not list, is not granted")
    func silenceAboutNothing() throws {
        let files = [
            "one/X.permissionset-meta.xml": document(
                "PermissionSet", userPermission("ApiEnabled", "false"), userPermission("RunReports")),
            "two/X.permissionset-meta.xml": document("PermissionSet", userPermission("RunReports")),
        ]
        #expect(try problems(files).isEmpty)
        let source = try #require(try org(files).source(.permissionSet, "X"))
        #expect(source.entry(.userPermission, "ApiEnabled")?.value(of: "enabled") == false)
    }

    @Test("A license that differs is reported; a set that either file calls session-based is session-based")
    func header() throws {
        let files = [
            "one/X.permissionset-meta.xml": document("PermissionSet", "<license>Salesforce</license>"),
            "two/X.permissionset-meta.xml": document(
                "PermissionSet", "<hasActivationRequired>true</hasActivationRequired>", "<license>Identity</license>"),
        ]
        let org = try org(files)
        #expect(org.source(.permissionSet, "X")?.header.license == nil)
        #expect(org.source(.permissionSet, "X")?.header.licenses == ["Identity", "Salesforce"])
        #expect(org.source(.permissionSet, "X")?.header.requiresActivation == true)
        #expect(org.headers[ComponentID(.permissionSet, "X")]?.requiresActivation == true)
        let problem = try #require(try problems(files).first)
        #expect(problem.place == "two/X.permissionset-meta.xml")
        #expect(
            problem.message.contains(
                "names the license \"Identity\" here and \"Salesforce\" in one/X.permissionset-meta.xml"))
        let second = try #require(try problems(files).last)
        #expect(second.message.contains("than in one/X.permissionset-meta.xml about whether it is session-based"))
    }

    @Test(
        "Of licenses that differ none counts, in any order and in one file too; one in two spellings is one",
        arguments: [
            (["Salesforce", "Identity"], 2), (["Identity", "", "Salesforce"], 2), (["Salesforce", "salesforce"], 1),
            (["Salesforce", ""], 1), (["", ""], 0),
        ])
    func licenses(_ names: [String], _ count: Int) throws {
        for names in [names, names.reversed()] {
            let lines = names.map { "<userLicense>\($0)</userLicense>" }
            let apart = Dictionary(
                uniqueKeysWithValues: lines.enumerated().map { ("\($0)/X.profile-meta.xml", document("Profile", $1)) })
            for files in [apart, ["X.profile-meta.xml": document("Profile", lines.joined(separator: "\n"))]] {
                let export = try TemporaryFolder(files)
                let org = try export.orgWithGrants()
                #expect(org.source(.profile, "X")?.header.licenses.count == count)
                #expect((org.headers[ComponentID(.profile, "X")]?.license != nil) == (count == 1))
                #expect(org.problems.count == (count > 1 ? 1 : 0), "\(org.problems)")
                #expect(
                    org.problems.allSatisfy {
                        $0.message.contains("\"Salesforce\"") && $0.message.contains("\"Identity\"")
                    })
            }
        }
    }

    @Test("Roles that differ count for nothing, and both files are named", arguments: ["A", "B"])
    func roles(first: String) throws {
        let files = [
            "one/roles/R.role": document("Role", "<parentRole>\(first)</parentRole>"),
            "two/roles/R.role": document("Role", "<parentRole>\(first == "A" ? "B" : "A")</parentRole>"),
        ]
        let problem = try #require(try problems(files).first)
        #expect(problem.place == "two/roles/R.role:3")
        #expect(problem.message.contains("This file and one/roles/R.role:3 disagree"))
        #expect(try org(files).roles.isEmpty)
        #expect(try org(files).unreadable.isEmpty)
    }

    @Test(
        "A member or muting set that one file of a group names and another does not is in doubt",
        arguments: ["one", "two"])
    func groups(whole: String) throws {
        func group(_ sets: String..., muting: String...) -> String {
            let names =
                sets.map { "<permissionSets>\($0)</permissionSets>" }
                + muting.map { "<mutingPermissionSets>\($0)</mutingPermissionSets>" }
            return document("PermissionSetGroup", names.joined())
        }
        let file = "permissionsetgroups/R.permissionsetgroup"
        let files = [
            "\(whole)/\(file)": group("A", "B", muting: "M"), "\(whole == "one" ? "two" : "one")/\(file)": group("a"),
            "\(whole)/parts/\(file)": group(),
        ]
        let read = try #require(try org(files).groups[ComponentID(.permissionSetGroup, "R")])
        #expect(read.permissionSets.map { $0.name.lowercased() } == ["a", "b"])
        #expect(read.permissionSets.map { $0.missingIn == nil } == [true, false])
        #expect(read.mutingPermissionSets.map { $0.missingIn == nil } == [false])
        #expect(try problems(files).map(\.place) == ["\(whole)/\(file):3"])
    }

    @Test("A file that names nothing but muting sets of a group says something of it")
    func groupOfMutingSets() throws {
        func group(_ lines: String...) -> String { document("PermissionSetGroup", lines.joined()) }
        func muting(_ name: String) -> String { "<mutingPermissionSets>\(name)</mutingPermissionSets>" }
        let file = "permissionsetgroups/R.permissionsetgroup"
        let files = [
            "one/\(file)": group("<permissionSets>A</permissionSets>", muting("M")), "two/\(file)": group(muting("N")),
        ]
        let read = try #require(try org(files).groups[ComponentID(.permissionSetGroup, "R")])
        #expect((read.permissionSets + read.mutingPermissionSets).map { $0.missingIn == nil } == [false, false, false])
    }

    @Test("Of objects and fields that differ neither label counts, and the second place is reported with the first")
    func objects() throws {
        func object(_ label: String, _ fields: String...) -> String {
            let elements = fields.map { "<fields><fullName>\($0)</fullName><label>\(label) \($0)</label></fields>" }
                .joined()
            return document("CustomObject", elements, "<label>\(label)</label>")
        }
        let files = [
            "one/objects/Chat__c.object": object("Chat", "A__c", "B__c"),
            "two/objects/Chat__c.object": object("Talk", "A__c", "C__c"),
        ]
        let chat = try #require(try org(files).object("Chat__c"))
        #expect(chat.labels.map(\.value) == ["Chat", "Talk"])
        #expect(chat.place?.file.hasSuffix("one/objects/Chat__c.object") == true)
        #expect(chat.fields.map(\.label) == ["Chat A__c", "Chat B__c", "Talk C__c"])
        let problems = try problems(files)
        #expect(problems.map(\.place) == ["two/objects/Chat__c.object", "two/objects/Chat__c.object:3"])
        #expect(problems[0].message.contains("\"Talk\" here, but \"Chat\" in one/objects/Chat__c.object"))
        #expect(
            problems[1].message.contains(
                "\"Chat__c.A__c\" is defined otherwise here than in one/objects/Chat__c.object:3, so which label it has is not known"
            ))
        #expect(problems.allSatisfy { !$0.message.contains("counts") })
    }

    @Test("Objects and fields in two spellings are one object and one field")
    func spellings() throws {
        let files = [
            "one/objects/Chat__c/Chat__c.object-meta.xml": document("CustomObject", "<label>Chat</label>"),
            "two/objects/CHAT__C/fields/a__c.field-meta.xml": document(
                "CustomField", "<label>A</label>", "<required>true</required>"),
            "two/objects/chat__c.object": document(
                "CustomObject", "<fields><fullName>A__c</fullName><label>A</label></fields>"),
        ]
        let read = try org(files)
        #expect(read.objects.count == 1)
        let chat = try #require(read.object("chat__C"))
        #expect(chat.name == "Chat__c")
        #expect(chat.fields.count == 1)
        #expect(chat.field("A__C")?.contradicted != nil)
    }

    // MARK: Scopes

    @Test("Manifest and version are looked for below each PATH by itself")
    func scopes() throws {
        let org = try org([
            "package.xml": manifest(version: "30.0"),
            "one/sfdx-project.json": projectFile(["force-app"], version: "62.0"),
            "one/manifest/package.xml": manifest(version: "61.0", objects: "Case"),
            "one/force-app/One.profile-meta.xml": document("Profile"),
            "two/Two.profile-meta.xml": document("Profile"),
        ])
        #expect(org.source(.profile, "One")?.scope.apiVersion == 62)
        #expect(org.source(.profile, "One")?.scope.manifest?.names(object: "Case") == true)
        #expect(org.source(.profile, "Two")?.scope == ExportScope(apiVersion: nil, manifest: nil))
    }

    @Test("A PATH inside another PATH's project is not a part of that project")
    func scopeOfInnerPath() throws {
        let export = try TemporaryFolder([
            "sfdx-project.json": projectFile(["force-app"], version: "62.0"), "package.xml": manifest(version: "61.0"),
            "force-app/One.profile-meta.xml": document("Profile"), "other/Two.profile-meta.xml": document("Profile"),
        ])
        let ids = [ComponentID(.profile, "One"), ComponentID(.profile, "Two")]
        let org = try withExtendedLifetime(export) {
            Org.read(try MetadataCatalog.scan([export.path, "\(export.path)/other"])).readingGrants(of: ids)
        }
        #expect(ids.map { org.sources[$0]?.scope.apiVersion } == [62, nil])
        #expect(ids.map { org.sources[$0]?.scope.manifest == nil } == [false, true])
    }

    @Test("What a profile from two exports lacks, it lacks in what either of them was required")
    func manifestsTogether() throws {
        let org = try org([
            "one/package.xml": manifest(version: "62.0", objects: "Case"),
            "one/profiles/P.profile": document("Profile"),
            "two/package.xml": manifest(version: "62.0", objects: "Lead"),
            "two/profiles/P.profile": document("Profile"),
        ])
        let manifest = try #require(org.source(.profile, "P")?.scope.manifest)
        #expect(["Case", "Lead", "Account"].map(manifest.names(object:)) == [true, true, false])
    }
}
