import OrgModel
import TestSupport
import Testing

@Suite("Records of EntityDefinition and FieldDefinition")
struct ExportedDefinitionTests {
    /// The same two records in the shapes in which query results come.
    private static let shapes: [(entities: String, fields: String)] = [
        (
            #"{"status":0,"result":{"records":[{"attributes":{"type":"EntityDefinition","url":"/x"},"QualifiedApiName":"lpc__Talk__c","Label":"Talk","InternalSharingModel":"Private"}],"totalSize":1,"done":true}}"#,
            #"{"status":0,"result":{"records":[{"attributes":{"type":"FieldDefinition","url":"/x"},"EntityDefinition":{"attributes":{"type":"EntityDefinition","url":"/x"},"QualifiedApiName":"lpc__Talk__c"},"QualifiedApiName":"lpc__Score__c","Label":"Score","DataType":"Formula (Number)"}],"totalSize":1,"done":true}}"#
        ),
        (
            #"[{"QualifiedApiName":"lpc__Talk__c","Label":"Talk","InternalSharingModel":"Private"}]"#,
            #"[{"EntityDefinition.QualifiedApiName":"lpc__Talk__c","QualifiedApiName":"lpc__Score__c","Label":"Score","DataType":"Formula (Number)"}]"#
        ),
        (
            "QualifiedApiName,Label,InternalSharingModel\nlpc__Talk__c,Talk,Private\n",
            "EntityDefinition.QualifiedApiName,QualifiedApiName,Label,DataType\nlpc__Talk__c,lpc__Score__c,Score,Formula (Number)\n"
        ),
        (
            "\u{FEFF}\"QUALIFIEDAPINAME\",\"LABEL\",\"INTERNALSHARINGMODEL\"\r\n\"lpc__Talk__c\",\"Talk\",\"Private\"\r\n",
            "\u{FEFF}\"ENTITYDEFINITION.QUALIFIEDAPINAME\",\"QUALIFIEDAPINAME\",\"LABEL\",\"DATATYPE\"\r\n\"lpc__Talk__c\",\"lpc__Score__c\",\"Score\",\"Formula (Number)\"\r\n"
        ),
    ]

    private func org(
        _ texts: String..., metadata: [String: String] = ["roles/A.role": document("Role", "<name>A</name>")]
    )
        throws -> Org
    {
        let files = try UserFiles(texts: Dictionary(uniqueKeysWithValues: texts.enumerated().map { ("\($0)", $1) }))
        let records = UserExport.read(texts.indices.map { files.path("\($0)") })
        #expect(records.problems == [])
        let export = try TemporaryFolder(metadata)
        let org = try export.org().adding(records.definitions)
        return withExtendedLifetime(export) { org.readingFields(ofObjects: ["Talk", "lpc__Talk__c"]) }
    }

    @Test("Every shape gives the same definitions", arguments: 0..<4)
    func shapes(index: Int) throws {
        let (entities, fields) = Self.shapes[index]
        let object = try #require(try org(entities, fields).object("LPC__talk__c"))
        #expect(object.label == "Talk")
        #expect(object.sharingModel?.value == .isPrivate)
        #expect(object.place?.line == object.sharingModel?.place.line)
        #expect(object.field("lpc__score__c")?.kind == .formula)
        #expect(object.field("lpc__score__c")?.label == "Score")
    }

    @Test("Whatever the order of the files, the same is found")
    func order() throws {
        let (entities, fields) = Self.shapes[2]
        let (one, other) = (try org(entities, fields), try org(fields, entities))
        #expect(one.object("lpc__Talk__c")?.fields.map(\.name) == other.object("lpc__Talk__c")?.fields.map(\.name))
        #expect(other.object("lpc__Talk__c")?.label == "Talk")
    }

    @Test("The name field of a record is the object's name field")
    func nameField() throws {
        let object = try #require(
            try org(
                "EntityDefinition.QualifiedApiName,QualifiedApiName,Label,DataType\nlpc__Talk__c,Name,Number,Auto Number\n"
            ).object("lpc__Talk__c"))
        #expect(object.nameField?.kind == .autoNumber)
        #expect(object.fields.isEmpty)
    }

    @Test("The master of a detail is the object with the label in its type")
    func master() throws {
        let entities = "QualifiedApiName,Label\nlpc__Talk__c,Talk\nPolicy__c,Policy\n"
        let fields = """
            EntityDefinition.QualifiedApiName,QualifiedApiName,Label,DataType
            lpc__Talk__c,Policy__c,Policy,Master-Detail(Policy)
            lpc__Talk__c,Other__c,Other,Master-Detail(Unheard Of)

            """
        let object = try #require(try org(entities, fields).object("lpc__Talk__c"))
        #expect(object.fields.map(\.master) == ["Policy__c", nil])
    }

    @Test(
        "The words of metadata and of records for org-wide defaults",
        arguments: [
            ("Private", SharingModel.isPrivate), ("Read", .publicRead), ("ReadWrite", .publicReadWrite),
            ("Edit", .publicReadWrite),
            ("ReadWriteTransfer", .publicReadWriteTransfer), ("ControlledByParent", .controlledByParent),
            ("FullAccess", .publicFullAccess),
        ])
    func sharingModels(word: String, model: SharingModel) throws {
        let byRecord = try org("QualifiedApiName,Label,InternalSharingModel\nlpc__Talk__c,Talk,\(word)\n")
        #expect(byRecord.object("lpc__Talk__c")?.sharingModel?.value == model)
        let byFile = try org(
            metadata: ["objects/lpc__Talk__c.object": document("CustomObject", "<sharingModel>\(word)</sharingModel>")])
        #expect(byFile.object("lpc__Talk__c")?.sharingModel?.value == model)
        #expect(byFile.object("lpc__Talk__c")?.sharingModel?.place.line == 3)
    }

    @Test("A default of another word, or of two words, is not known")
    func unknownDefault() throws {
        #expect(
            try org("QualifiedApiName,Label,InternalSharingModel\nlpc__Talk__c,Talk,Secret\n").object("lpc__Talk__c")?
                .sharingModel == nil)
        let both = try org(
            "QualifiedApiName,Label,InternalSharingModel\nlpc__Talk__c,Talk,Private\n",
            metadata: ["objects/lpc__Talk__c.object": document("CustomObject", "<sharingModel>Read</sharingModel>")])
        #expect(both.object("lpc__Talk__c")?.sharingModel == nil)
        #expect(
            both.problems.map(\.message).contains {
                $0.contains("The org-wide default of lpc__Talk__c is Private here, but Public Read Only at")
            })
    }

    @Test(
        "A result shows all fields of an object where it is whole and each of its records can be read",
        arguments: [
            ("\(title)", 1, true), ("\(title)", 2, false), ("", 0, false),
            ("\(title),\(title.replacing("Contact", with: "Account"))", 2, false),
            (#"\#(title),{"attributes":{"type":"FieldDefinition"},"Label":"X"}"#, 2, false),
        ])
    func allFields(_ records: String, _ size: Int, _ isWhole: Bool) throws {
        let folder = try TemporaryFolder([
            "fields.json": #"{"totalSize":\#(size),"done":true,"records":[\#(records)]}"#,
            "fields.soql":
                "SELECT QualifiedApiName FROM FieldDefinition WHERE EntityDefinition.QualifiedApiName = 'Contact'\n",
            "roles/A.role": document("Role", "<name>A</name>"),
        ])
        let org = try withExtendedLifetime(folder) {
            try folder.org().adding(UserExport.read(["\(folder.path)/fields.json"]).definitions)
        }
        #expect((org.resultWithAllFields(of: "Contact") != nil) == isWhole)
    }

    private static let title =
        #"{"attributes":{"type":"FieldDefinition"},"EntityDefinition":{"QualifiedApiName":"Contact"},"#
        + #""QualifiedApiName":"Title","Label":"Title","DataType":"Text(80)"}"#

    @Test("Records without a name, or fields without an object, are omitted and reported once")
    func incomplete() throws {
        let fields = try UserFiles.read(
            "EntityDefinition.QualifiedApiName,QualifiedApiName,Label,DataType\n,A__c,A,Text(1)\n,B__c,B,Text(1)\nX__c,,C,Text(1)\n"
        )
        #expect(fields.problems.map(\.severity) == [.warning, .warning])
        #expect(fields.problems[0].message.contains("has no EntityDefinition.QualifiedApiName"))
        #expect(fields.problems[0].message.contains("1 more record"))
        #expect(fields.problems[1].message.contains("has no QualifiedApiName"))
    }

    @Test("A result that is cut off is reported, and what it contains counts")
    func cutOff() throws {
        let read = try UserFiles.read(
            #"{"records":[{"attributes":{"type":"EntityDefinition"},"QualifiedApiName":"A__c","Label":"A"}],"totalSize":2,"done":true}"#
        )
        #expect(read.problems.map(\.severity) == [.error])
        #expect(read.problems.first?.message.contains("cut off") == true)
    }

    @Test("A column without which little is known is asked for")
    func columns() throws {
        let read = try UserFiles.read("EntityDefinition.QualifiedApiName,QualifiedApiName,DataType\nA__c,B__c,Date\n")
        #expect(read.problems.map(\.severity) == [.warning])
        #expect(read.problems.first?.message.contains("nothing can be found by its label") == true)
    }
}
