import Documents
import Foundation
import TestSupport
import Testing

@Suite("Reading metadata XML")
struct MetadataReaderTests {
    /// Reads a document from a string, in chunks of the given size.
    private func read(
        _ bytes: [UInt8], wanted: Set<String>? = nil, chunk: Int = 7
    ) throws(DocumentError) -> (root: MetadataRoot, records: [MetadataRecord]) {
        var records: [MetadataRecord] = []
        var rest = bytes[...]
        let root = try MetadataReader.read(
            wanted: wanted,
            nextChunk: { () throws(DocumentError) -> [UInt8] in
                defer { rest = rest.dropFirst(chunk) }
                return Array(rest.prefix(chunk))
            },
            onRecord: { records.append($0) })
        return (root, records)
    }

    private func read(_ text: String, wanted: Set<String>? = nil) throws(DocumentError) -> (
        root: MetadataRoot, records: [MetadataRecord]
    ) {
        try read(Array(text.utf8), wanted: wanted)
    }

    private let profile = """
        <?xml version="1.0" encoding="UTF-8"?>
        <Profile xmlns="http://soap.sforce.com/2006/04/metadata">
            <custom>true</custom>
            <!-- a comment
                 of two lines -->
            <fieldPermissions>
                <editable> false
                </editable>
                <field>Case.AccountId</field>
            </fieldPermissions>
            <userPermissions><enabled>true</enabled><name>ApiEnabled</name></userPermissions><label
              >A &amp; B &lt;c&gt; <![CDATA[<d>]]></label>
        </Profile>
        """

    @Test("A file may be larger than any record may be, as long as its records are not")
    func manyRecords() throws {
        let record =
            "<fieldPermissions><editable>false</editable><field>Case.\(String(repeating: "a", count: 1_000))</field></fieldPermissions>\n"
        let bytes = Array("<Profile>\(String(repeating: record, count: 5_000))</Profile>".utf8)
        #expect(bytes.count > 5_000_000)
        #expect(try read(bytes, chunk: 65_536).records.count == 5_000)
    }

    @Test("Root, records, values and the line on which each record starts")
    func records() throws {
        let (root, records) = try read(profile)
        #expect(root == MetadataRoot(name: "Profile", namespace: "http://soap.sforce.com/2006/04/metadata", line: 2))
        #expect(records.map(\.element) == ["custom", "fieldPermissions", "userPermissions", "label"])
        #expect(records.map(\.line) == [3, 6, 11, 11])
        #expect(records[0].text == "true")
        #expect(records[1].children.map(\.line) == [7, 9])
        #expect(records[1].first("editable")?.text == "false")
        #expect(records[1].text == "")
        #expect(records[3].text == "A & B <c> <d>")
    }

    @Test("Only the records required are handed over, with anything between them")
    func wantedRecords() throws {
        let (_, records) = try read(profile, wanted: ["userPermissions"])
        #expect(records.count == 1)
        #expect(records.first?.first("name")?.text == "ApiEnabled")
        #expect(records.first?.line == 11)
    }

    @Test("Values several levels deep are reached by a path")
    func nestedValues() throws {
        let (_, records) = try read(
            """
            <FlexiPage>
              <flexiPageRegions>
                <itemInstances>
                  <componentInstance>
                    <componentInstanceProperties><name>width</name><value>340</value></componentInstanceProperties>
                    <componentInstanceProperties><name>height</name><value>480</value></componentInstanceProperties>
                    <componentName>opencti:softPhone</componentName>
                  </componentInstance>
                </itemInstances>
                <itemInstances><componentInstance><componentName>x:y</componentName></componentInstance></itemInstances>
              </flexiPageRegions>
            </FlexiPage>
            """)
        let region = try #require(records.first)
        let names = region.all("itemInstances", "componentInstance", "componentName")
        #expect(names.map(\.text) == ["opencti:softPhone", "x:y"])
        let values = region.all("itemInstances", "componentInstance", "componentInstanceProperties", "value")
        #expect(values.map(\.text) == ["340", "480"])
    }

    private static let umlaut = "<?xml version=\"1.0\"?>\r\n<Role>\r\n  <name>Zürich</name>\r\n</Role>\r\n"

    @Test(
        "Every encoding that a file can declare gives the same values and lines",
        arguments: [
            ("UTF-8", Array(umlaut.utf8)),
            ("UTF-8 with byte order mark", [0xEF, 0xBB, 0xBF] + Array(umlaut.utf8)),
            ("UTF-16 little endian", Array([0xFF, 0xFE] + umlaut.data(using: .utf16LittleEndian)!)),
            ("UTF-16 big endian", Array([0xFE, 0xFF] + umlaut.data(using: .utf16BigEndian)!)),
            (
                "ISO-8859-1",
                Array(umlaut.replacing("?>", with: " encoding=\"ISO-8859-1\"?>").data(using: .isoLatin1)!)
            ),
            (
                "windows-1252",
                Array(umlaut.replacing("?>", with: " encoding=\"windows-1252\"?>").data(using: .windowsCP1252)!)
            ),
        ])
    func encodings(_ name: String, _ bytes: [UInt8]) throws {
        for chunk in [1, 7, 4096] {
            let (root, records) = try read(bytes, chunk: chunk)
            #expect(root.name == "Role")
            #expect(records.first?.text == "Zürich", "\(name) in chunks of \(chunk)")
            #expect(records.first?.line == 3)
        }
    }

    @Test(
        "What is not XML is reported with its line, in plain words",
        arguments: [
            ("", nil, "The file is empty."),
            ("just text", 1, "The file contains no XML element."),
            ("<Role>\n<name>x</nam>\n</Role>", 2, "closed by another name"),
            ("<Role>\n<name>x</name>\n", 3, "ends before all its elements are closed"),
            ("<Role/>\n<Role/>", 2, "goes on after the end"),
            (
                "<Role xmlns=\"a\" xmlns:b=\"b\">\n<name><b:x/></name></Role>", 2,
                "<x> is not in the namespace of the root"
            ),
            ("<Role xmlns=\"a\">\n<name xmlns=\"b\">x</name></Role>", 2, "<name> is not in the namespace of the root"),
            ("<Role xmlns=\"a\">\n<b:name>x</b:name></Role>", 2, "<name> is not in the namespace of the root"),
            ("<Role/>\n\0<<<", 2, "goes on after the end"),
            ("<Role/>\n\0", 2, "goes on after the end"),
            ("<Role/>\n\0" + String(repeating: " ", count: 200_000), 2, "goes on after the end"),
            ("<Role>\n&nbsp;</Role>", 2, "an entity that XML does not know"),
            ("<?xml version=\"1.0\" encoding=\"klingon\"?>\n<Role/>", 1, "declares an encoding"),
            ("<!DOCTYPE Role [<!ENTITY a \"b\">]>\n<Role>&a;</Role>", 1, "declares a DOCTYPE"),
        ] as [(String, Int?, String)])
    func malformed(_ text: String, _ line: Int?, _ words: String) {
        let error = #expect(throws: DocumentError.self) { try read(text) }
        #expect(error?.line == line)
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    @Test("Bytes that are not the declared encoding are an error")
    func invalidBytes() {
        let error = #expect(throws: DocumentError.self) {
            try read(Array("<Role>\n<name>".utf8) + [0xC3, 0x28] + Array("</name></Role>".utf8), chunk: 4096)
        }
        #expect(error?.line == 2)
        #expect(error?.message.contains("encoding") == true, "\(error?.message ?? "")")
    }

    @Test("An error of the input itself is passed on")
    func inputError() {
        let failure = DocumentError(message: "The disk is gone.")
        let error = #expect(throws: DocumentError.self) {
            _ = try MetadataReader.read(
                nextChunk: { () throws(DocumentError) -> [UInt8] in throw failure }, onRecord: { _ in })
        }
        #expect(error == failure)
    }

    @Test("Elements nested beyond libxml2's bound are an error, not a crash")
    func depth() {
        let text = String(repeating: "<a>", count: 5_000) + String(repeating: "</a>", count: 5_000)
        #expect(throws: DocumentError.self) { try read(Array(text.utf8), chunk: 4096) }
    }

    @Test("libxml2's own words are omitted where they speak to programmers")
    func plainWords() {
        expectMessage("<a>\u{1}</a>", "The file contains a character that XML does not allow (U+0001).")
        expectMessage(
            "<a>" + String(repeating: "<b>", count: 300),
            "The file nests elements deeper than any that Salesforce writes.")
        expectMessage(
            "<a b=\"" + String(repeating: "x", count: 10_000_001) + "\"/>",
            "The file contains a name or value that is larger than any that Salesforce writes.")
    }

    private func expectMessage(_ text: String, _ words: String) { expectMessage(Array(text.utf8), words) }

    @Test("Bytes that are not UTF-8 are reported as such")
    func encoding() {
        expectMessage(
            Array("<a>".utf8) + [0xC3, 0x28] + Array("</a>".utf8),
            "The file contains bytes that are not in the encoding that it declares (UTF-8, where it declares none).")
    }

    private func expectMessage(_ bytes: [UInt8], _ words: String) {
        do throws(DocumentError) {
            _ = try read(bytes, chunk: 1 << 16)
            Issue.record("The file was read.")
        } catch {
            #expect(error.message.contains(words), "\(error.message)")
            for raw in ["XML_PARSE_HUGE", "!", "..", "xmlParse", "PCDATA"] {
                #expect(!error.message.contains(raw), "\(error.message)")
            }
        }
    }
}
