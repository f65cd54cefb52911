import OrgModel
import TestSupport
import Testing

@Suite("Objects and their fields")
struct ObjectDefinitionTests {
    private let sourceFormat = [
        "objects/Chat__c/Chat__c.object-meta.xml": document(
            "CustomObject", "<actionOverrides><actionName>View</actionName><label>Trap</label></actionOverrides>",
            "<label>LivePerson Conversation</label>",
            "<nameField><displayFormat>C-{0}</displayFormat><label>Conversation Number</label><type>AutoNumber</type></nameField>"
        ),
        "objects/Chat__c/fields/Text__c.field-meta.xml": document(
            "CustomField", "<fullName>Text__c</fullName>", "<label>Transcript</label>", "<required>false</required>",
            "<type>LongTextArea</type>"),
        "objects/Chat__c/fields/Parent__c.field-meta.xml": document(
            "CustomField", "<fullName>Parent__c</fullName>", "<label>Parent</label>", "<type>MasterDetail</type>"),
    ]

    private let metadataAPIFormat = [
        "objects/Chat__c.object": document(
            "CustomObject",
            "<fields><fullName>Text__c</fullName><label>Transcript</label><required>false</required><type>LongTextArea</type></fields>",
            "<fields><fullName>Parent__c</fullName><label>Parent</label><type>MasterDetail</type></fields>",
            "<label>LivePerson Conversation</label>",
            "<listViews><fullName>All</fullName><label>Trap</label></listViews>",
            "<nameField><label>Conversation Number</label><type>AutoNumber</type></nameField>")
    ]

    private func chat(_ files: [String: String], by name: String) throws -> ObjectDefinition {
        let export = try TemporaryFolder(files)
        let org = try export.org()
        // Fields are read only now, so the files must still be there.
        return try withExtendedLifetime(export) { try #require(org.readingFields(ofObjects: [name]).object("Chat__c")) }
    }

    @Test(
        "All custom fields are known of an object that the manifest names, unless its file cannot be read",
        arguments: [true, false])
    func wholeFile(isBroken: Bool) throws {
        let file = "objects/Chat__c.object"
        let export = try TemporaryFolder([
            file: isBroken ? "<CustomObject" : document("CustomObject"),
            "package.xml": document("Package", "<types><members>Chat__c</members><name>CustomObject</name></types>"),
        ])
        let org = try withExtendedLifetime(export) { try export.org().readingFields(ofObjects: ["Chat__c"]) }
        #expect(org.fileWithAllCustomFields(of: "Chat__c")?.file == (isBroken ? nil : file))
    }

    @Test(
        "Source format: label, name field and fields, each with its own file",
        arguments: [
            "Chat__c", "LivePerson Conversation",
        ])
    func sourceFormat(name: String) throws {
        let object = try chat(sourceFormat, by: name)
        #expect(object.label == "LivePerson Conversation")
        #expect(object.place == Place(file: "objects/Chat__c/Chat__c.object-meta.xml"))
        #expect(
            object.nameField
                == FieldDefinition(
                    name: "Name", label: "Conversation Number", kind: .autoNumber,
                    place: Place(file: "objects/Chat__c/Chat__c.object-meta.xml", line: 5)))
        #expect(
            object.fields.sorted { $0.name < $1.name } == [
                FieldDefinition(
                    name: "Parent__c", label: "Parent", kind: .masterDetail,
                    place: Place(file: "objects/Chat__c/fields/Parent__c.field-meta.xml")),
                FieldDefinition(
                    name: "Text__c", label: "Transcript", kind: .plain,
                    place: Place(file: "objects/Chat__c/fields/Text__c.field-meta.xml")),
            ])
    }

    @Test(
        "Metadata API format: the same from one file, each with its line",
        arguments: [
            "Chat__c", "LivePerson Conversation",
        ])
    func metadataAPIFormat(name: String) throws {
        let object = try chat(metadataAPIFormat, by: name)
        #expect(object.label == "LivePerson Conversation")
        #expect(object.nameField?.kind == .autoNumber)
        #expect(object.nameField?.place == Place(file: "objects/Chat__c.object", line: 7))
        #expect(object.fields.map(\.name) == ["Text__c", "Parent__c"])
        #expect(object.fields.map(\.label) == ["Transcript", "Parent"])
        #expect(object.fields.map(\.kind) == [.plain, .masterDetail])
        #expect(object.fields.map(\.place.line) == [3, 4])
    }

    @Test(
        "What kind of field it is",
        arguments: [
            ("<type>Text</type>", .plain), ("<required>true</required><type>Text</type>", .required),
            ("<required> true </required><type>Text</type>", .required),
            ("<required>false</required><type>Text</type>", .plain),
            ("<type>MasterDetail</type>", .masterDetail), ("<type>AutoNumber</type>", .autoNumber),
            ("<formula>1 + 1</formula><type>Number</type>", .formula), ("", .plain),
        ] as [(String, FieldDefinition.Kind)])
    func kinds(values: String, kind: FieldDefinition.Kind) throws {
        let source = try chat(
            ["objects/Chat__c/fields/X__c.field-meta.xml": document("CustomField", values)], by: "Chat__c")
        #expect(source.fields.map(\.kind) == [kind])
        let metadataAPI = try chat(
            ["objects/Chat__c.object": document("CustomObject", "<fields><fullName>X__c</fullName>\(values)</fields>")],
            by: "Chat__c")
        #expect(metadataAPI.fields.map(\.kind) == [kind])
    }

    @Test("An object of which only fields are exported is known, without a label or a place")
    func onlyFields() throws {
        let object = try chat(
            ["objects/Chat__c/fields/Text__c.field-meta.xml": document("CustomField", "<label>Transcript</label>")],
            by: "Chat__c")
        #expect(object.label == nil)
        #expect(object.place == nil)
        #expect(object.fields.map(\.name) == ["Text__c"])
    }

    @Test("Fields are read only for objects that were queried, and once")
    func fieldsOnDemand() throws {
        let export = try TemporaryFolder(metadataAPIFormat)
        let org = try export.org()
        #expect(org.object("Chat__c")?.fields.isEmpty == true)
        #expect(org.readingFields(ofObjects: ["Account"]).object("Chat__c")?.fields.isEmpty == true)
        let twice = withExtendedLifetime(export) {
            org.readingFields(ofObjects: ["Chat__c"]).readingFields(ofObjects: ["Chat__c"])
        }
        #expect(twice.object("Chat__c")?.fields.count == 2)
    }

    @Test("A broken field file is reported, and the other fields are read")
    func brokenField() throws {
        var files = sourceFormat
        files["objects/Chat__c/fields/Broken__c.field-meta.xml"] = document("CustomField", "<label>")
        let export = try TemporaryFolder(files)
        let org = try withExtendedLifetime(export) { try export.org().readingFields(ofObjects: ["Chat__c"]) }
        let problem = try #require(org.unreadable(.customField, "Chat__c.Broken__c"))
        #expect(problem.place == Place(file: "objects/Chat__c/fields/Broken__c.field-meta.xml", line: 4))
        #expect(org.object("Chat__c")?.fields.map(\.name).sorted() == ["Parent__c", "Text__c"])
    }

    @Test("A field file counts only where its object can be known from its path")
    func fieldElsewhere() throws {
        let export = try TemporaryFolder([
            "stray/Text__c.field-meta.xml": document("CustomField"), "Admin.profile-meta.xml": document("Profile"),
        ])
        #expect(try export.catalog().names == ["Profile:Admin"])
    }
}
