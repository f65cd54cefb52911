import Documents
import TestSupport
import Testing

/// Changes to files, shown as the lines that a `diff` would show.
@Suite("Editing a metadata file")
struct MetadataEditorTests {
    private static let namespace = "xmlns=\"http://soap.sforce.com/2006/04/metadata\""

    /// Read on an object, and a permission.
    private static let readCase = MetadataEntry(
        "objectPermissions", key: .init("object", "Case"), values: [.init("allowRead", "true")],
        defaults: [.init("allowEdit", "false")])
    private static let api = MetadataEntry(
        "userPermissions", key: .init("name", "ApiEnabled"), values: [.init("enabled", "true")], defaults: [])

    private func edited(_ text: String, _ entries: MetadataEntry...) throws -> String {
        var editor = try MetadataEditor(Array(text.utf8))
        for entry in entries { editor.require(entry) }
        return String(decoding: try editor.finish(), as: UTF8.self)
    }

    /// A permission set around its children.
    private func set(_ children: String) -> String { "<PermissionSet \(Self.namespace)>\(children)</PermissionSet>" }

    @Test("A new entry is among its like in the order of names, in the file's own indentation")
    func order() throws {
        let file = set(
            """

                <label>A</label>
                <objectPermissions>
                    <allowRead>true</allowRead>
                    <object>Account</object>
                </objectPermissions>
                <!-- the contacts -->
                <objectPermissions>
                    <allowRead>true</allowRead>
                    <object>Contact</object>
                </objectPermissions>

            """)
        let expected = file.replacing(
            "    <!-- the contacts -->\n",
            with: """
                    <objectPermissions>
                        <allowEdit>false</allowEdit>
                        <allowRead>true</allowRead>
                        <object>Case</object>
                    </objectPermissions>
                    <!-- the contacts -->

                """)
        #expect(try edited(file, Self.readCase) == expected)
    }

    @Test(
        "Only the value that is wrong is replaced",
        arguments: [
            ("<enabled>false</enabled>", "<enabled>true</enabled>"),
            ("<enabled>\n  false <!-- why --></enabled>", "<enabled>\n  true <!-- why --></enabled>"),
            ("<enabled><!-- why -->fal<!-- ? -->se</enabled>", "<enabled><!-- why -->true<!-- ? --></enabled>"),
            ("<enabled><![CDATA[false]]></enabled>", "<enabled>true</enabled>"),
            ("<enabled>&#102;alse</enabled>", "<enabled>true</enabled>"),
            ("<enabled></enabled>", "<enabled>true</enabled>"),
            ("<enabled/>", "<enabled>true</enabled>"),
            ("<enabled a='>' />", "<enabled a='>' >true</enabled>"),
            ("<enabled>false</enabled><enabled>true</enabled>", "<enabled>true</enabled><enabled>true</enabled>"),
            ("", "<enabled>true</enabled>"),
        ])
    func value(_ before: String, _ after: String) throws {
        func file(_ flag: String) -> String {
            set("<userPermissions>\(flag)<name> <![CDATA[ApiEnabled]]></name></userPermissions>")
        }
        #expect(try edited(file(before), Self.api) == file(after))
    }

    @Test("A missing flag gets its place among the others, on a line of its own")
    func missingFlag() throws {
        let file = set(
            "\r\n\t<objectPermissions>\r\n\t\t<allowCreate>true</allowCreate><!-- c -->\r\n\t\t<object>Case</object>\r\n\t</objectPermissions>\r\n"
        )
        let expected = file.replacing("<!-- c -->\r\n", with: "<!-- c -->\r\n\t\t<allowRead>true</allowRead>\r\n")
        #expect(try edited(file, Self.readCase) == expected)
    }

    @Test("Two entries for one thing no longer contradict each other")
    func twice() throws {
        let entry = "<userPermissions><enabled>false</enabled><name>ApiEnabled</name></userPermissions>"
        let file = set(entry + entry.replacing("false", with: "true"))
        #expect(try edited(file, Self.api) == file.replacing("false", with: "true"))
    }

    @Test("An entry in another spelling is the same entry, and keeps its spelling")
    func otherCase() throws {
        let file = set("<userPermissions><enabled>false</enabled><name>APIEnabled</name></userPermissions>")
        #expect(try edited(file, Self.api) == file.replacing("false", with: "true"))
        let said = set("<objectPermissions><allowRead>true</allowRead><object>CASE</object></objectPermissions>")
        #expect(try edited(said, Self.readCase) == said)
    }

    @Test("A byte order mark, and letters of several bytes before it, do not move a change")
    func positions() throws {
        func file(_ flag: String) -> String {
            "\u{FEFF}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<!-- é漢🧑 -->\r\n"
                + set("<label a='é&lt;>'\n>é&amp;漢</label><userPermissions><!-- 🧑 --><enabled\r\n>\(flag)</enabled\n>")
                .replacing("</PermissionSet>", with: "<name>ApiEnabled</name></userPermissions></PermissionSet>")
        }
        #expect(try edited(file("fal&#115;e"), Self.api) == file("true"))
    }

    @Test("A change behind more text than libxml2 has in memory is at its place")
    func farBehind() throws {
        func file(_ flag: String) -> String {
            let labels = String(repeating: "<label>é</label>\r\n", count: 20_000)
            return set("\(labels)<userPermissions><enabled>\(flag)</enabled><name>ApiEnabled</name></userPermissions>")
        }
        #expect(try edited(file("false"), Self.api) == file("true"))
    }

    @Test("What is said already changes nothing, not a byte")
    func nothingToDo() throws {
        let file =
            "\u{FEFF}" + set("<userPermissions> <name>ApiEnabled</name>\n<enabled>true</enabled></userPermissions>")
            + "\n\n<!-- end -->"
        #expect(try edited(file, Self.api) == file)
    }

    @Test(
        "Entries find their place in files of any shape",
        arguments: [
            ("<PermissionSet NS/>", "<PermissionSet NS>\n    NEW\n</PermissionSet>"),
            ("<PermissionSet NS></PermissionSet>\n", "<PermissionSet NS>\n    NEW\n</PermissionSet>\n"),
            ("<PermissionSet NS>\r\n</PermissionSet>", "<PermissionSet NS>\r\n    NEW\r\n</PermissionSet>"),
            (
                "<PermissionSet NS><label>A</label></PermissionSet>",
                "<PermissionSet NS><label>A</label>NEW</PermissionSet>"
            ),
            ("<PermissionSet NS>\n<z>A</z>\n</PermissionSet>", "<PermissionSet NS>\nNEW\n<z>A</z>\n</PermissionSet>"),
            (
                "<PermissionSet NS>\n\t<label>A</label> <!-- a\nb --> \n</PermissionSet>",
                "<PermissionSet NS>\n\t<label>A</label> <!-- a\nb --> \n\tNEW\n</PermissionSet>"
            ),
            (
                "<PermissionSet NS>\n  <a/> <b/>\n</PermissionSet>",
                "<PermissionSet NS>\n  <a/> <b/>NEW\n</PermissionSet>"
            ),
            (
                "<?pi ?><!-- < --><PermissionSet NS b='>'>\n  <label>A</label></PermissionSet>",
                "<?pi ?><!-- < --><PermissionSet NS b='>'>\n  <label>A</label>\n  NEW</PermissionSet>"
            ),
        ])
    func place(_ before: String, _ after: String) throws {
        func whole(_ text: String, _ entry: String) -> String {
            text.replacing("NS", with: Self.namespace).replacing("NEW", with: entry)
        }
        let result = try edited(whole(before, ""), Self.api)
        let flat = result.replacing(
            #/<userPermissions>\s*(<enabled>true<\/enabled>)\s*(<name>ApiEnabled<\/name>)\s*<\/userPermissions>/#
        ) {
            "<userPermissions>\($0.1)\($0.2)</userPermissions>"
        }
        #expect(
            flat == whole(after, "<userPermissions><enabled>true</enabled><name>ApiEnabled</name></userPermissions>"))
    }

    @Test("Several new entries are in Salesforce's order, in any order before")
    func several() throws {
        let result = try edited("<PermissionSet \(Self.namespace)/>", Self.api, Self.readCase)
        #expect(
            result
                == set(
                    """

                        <objectPermissions>
                            <allowEdit>false</allowEdit>
                            <allowRead>true</allowRead>
                            <object>Case</object>
                        </objectPermissions>
                        <userPermissions>
                            <enabled>true</enabled>
                            <name>ApiEnabled</name>
                        </userPermissions>

                    """))
    }

    @Test("In a file that is not sorted an entry is behind the last of its like")
    func unsorted() throws {
        func entry(_ object: String) -> String { "<objectPermissions><object>\(object)</object></objectPermissions>" }
        let file = set(entry("Lead") + entry("Account") + "<label>A</label>")
        let new =
            "<objectPermissions><allowEdit>false</allowEdit><allowRead>true</allowRead><object>Case</object></objectPermissions>"
        #expect(try edited(file, Self.readCase) == set(entry("Lead") + entry("Account") + new + "<label>A</label>"))
    }

    @Test("Elements with a prefix stay with it")
    func prefix() throws {
        let file =
            "<m:PermissionSet xmlns:m=\"http://soap.sforce.com/2006/04/metadata\"><m:label>A</m:label></m:PermissionSet>"
        let new = "<m:userPermissions><m:enabled>true</m:enabled><m:name>ApiEnabled</m:name></m:userPermissions>"
        #expect(try edited(file, Self.api) == file.replacing("</m:label>", with: "</m:label>\(new)"))
    }

    @Test(
        "A child of the root is changed, made or taken away with its line",
        arguments: [
            (
                "\n  <name>A</name>\n  <parentRole>B</parentRole>\n", "C",
                "\n  <name>A</name>\n  <parentRole>C</parentRole>\n"
            ),
            ("\n  <name>A</name>\n", "C", "\n  <name>A</name>\n  <parentRole>C</parentRole>\n"),
            ("\r\n  <name>A</name>\r\n  <parentRole>B</parentRole> \r\n", nil, "\r\n  <name>A</name>\r\n"),
            ("<name>A</name><parentRole>B</parentRole><z/>", nil, "<name>A</name><z/>"),
            ("\n<parentRole>B</parentRole><!-- why -->\n", nil, "\n<!-- why -->\n"),
            ("<name>A</name>", nil, "<name>A</name>"),
        ])
    func child(_ before: String, _ text: String?, _ after: String) throws {
        var editor = try MetadataEditor(Array("<Role \(Self.namespace)>\(before)</Role>".utf8))
        editor.setText(of: "parentRole", to: text)
        #expect(String(decoding: try editor.finish(), as: UTF8.self) == "<Role \(Self.namespace)>\(after)</Role>")
    }

    @Test("Text is escaped as Salesforce escapes it")
    func escaping() throws {
        let entry = MetadataEntry("a", key: .init("k", "<&>\"'"), values: [], defaults: [])
        #expect(try edited(set(""), entry).contains("<k>&lt;&amp;&gt;&quot;&apos;</k>"))
    }

    @Test(
        "What is not UTF-8 is refused, and so is what the reader refuses",
        arguments: [
            Array("<?xml version='1.0' encoding='ISO-8859-1'?><a>\u{e9}</a>".utf8),
            [0xFF, 0xFE, 0x3C, 0, 0x61, 0, 0x2F, 0, 0x3E, 0],
            [0x4C, 0x6F, 0xA7, 0x94],
            Array("<!DOCTYPE a><a/>".utf8), Array("<a><b></a>".utf8), [],
        ] as [[UInt8]])
    func refused(_ bytes: [UInt8]) {
        #expect(throws: DocumentError.self) { try MetadataEditor(bytes) }
    }

    @Test("A text that XML cannot contain is refused")
    func control() throws {
        var editor = try MetadataEditor(Array(set("").utf8))
        editor.require(MetadataEntry("a", key: .init("k", "\u{1}"), values: [], defaults: []))
        #expect(throws: DocumentError.self) { try editor.finish() }
    }
}
