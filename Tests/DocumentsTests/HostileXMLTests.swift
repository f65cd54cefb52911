import Documents
import Foundation
import TestSupport
import Testing

@Suite("Files that mean harm", .mustEnd)
struct HostileXMLTests {
    private static let profile = """
        <?xml version="1.0" encoding="UTF-8"?>
        <Profile xmlns="http://soap.sforce.com/2006/04/metadata">
            <!-- ü --><custom>true</custom>
            <label a='1'>A &amp; B <![CDATA[<c>]]></label>
        </Profile>
        """

    @Test("A file that breaks off at any byte is an error, and no line is reported that it does not have")
    func truncated() throws {
        let bytes = Array(Self.profile.utf8)
        for count in bytes.indices {
            let error = #expect(throws: DocumentError.self, "\(count) bytes") {
                try MetadataReader.read(bytes: Array(bytes.prefix(count))) { _ in }
            }
            #expect((1...6).contains(error?.line ?? 1), "\(count) bytes: \(error?.line ?? 0)")
        }
        #expect(try MetadataReader.read(bytes: bytes) { _ in }.name == "Profile")
    }

    /// What goes on for ever after its beginning; `#` represents a number that is another one each time.
    static let neverEnding: [String: (String, String)] = [
        "value": ("<Profile><custom>", "x"), "value that nobody requires": ("<Profile><other>", "x"),
        "white space": ("<Profile>", " \n"), "white space before the root": ("", " "),
        "references": ("<Profile><custom>", "&amp;"), "CDATA": ("<Profile><custom><![CDATA[", "x"),
        "comment": ("<Profile><!--", "x"), "comment before the root": ("<!--", "x"), "instruction": ("<?x ", "x"),
        "name": ("<Profile><", "x"), "name of the root": ("<", "x"), "attribute": ("<Profile a=\"", "x"),
        "attributes": ("<Profile><custom", " a#=''"), "attributes of the root": ("<Profile", " a#=''"),
        "namespaces": ("<Profile", " xmlns:a#='b'"), "white space in a tag": ("<Profile", " "),
        "elements of one record": ("<Profile><custom>", "<a/>"),
        "elements that nobody requires": ("<Profile><other>", "<a/>"),
        "names": ("<Profile><custom>", "<a#/>"), "levels": ("<Profile>", "<a>"),
        "levels in a record": ("<Profile><custom>", "<a>"),
        "name of a DOCTYPE": ("<!DOCTYPE ", "x"), "address of a DOCTYPE": ("<!DOCTYPE a SYSTEM \"", "x"),
        "NUL": ("", "\0"), "bytes": ("", "\u{FFFD}"),
    ]

    @Test("What never ends is given up after a few megabytes", arguments: neverEnding.keys.sorted())
    func endless(_ what: String) throws {
        let (beginning, repeated) = try #require(Self.neverEnding[what])
        var count = 0
        var number = 0
        let error = #expect(throws: DocumentError.self) {
            _ = try MetadataReader.read(
                wanted: ["custom"],
                nextChunk: { () throws(DocumentError) -> [UInt8] in
                    number += 1
                    let chunk = (count == 0 ? beginning : "") + Self.chunk(of: repeated, number)
                    count += chunk.utf8.count
                    // Without a bound this would be an endless test.
                    if count > 10 << 20 { throw DocumentError(message: "It goes on.") }
                    return Array(chunk.utf8)
                },
                onRecord: { _ in })
        }
        #expect(error?.message.hasPrefix("The file ") == true, "\(error?.message ?? "")")
    }

    /// Some thousand bytes, in which `#` represents numbers that no other chunk has.
    private static func chunk(of text: String, _ number: Int) -> String {
        guard text.contains("#") else { return String(repeating: text, count: 4096 / text.utf8.count) }
        return (0..<256).map { text.replacing("#", with: "\(number * 256 + $0)") }.joined()
    }

    @Test("A long value, comment or record is none of that")
    func long() throws {
        let value = String(repeating: "x", count: 200_000)
        let children = String(repeating: "<a>1</a>", count: 200_000)
        var records: [MetadataRecord] = []
        let text = "<Profile><!--\(value)--><custom>\(value)</custom><label>\(children)</label></Profile>"
        _ = try MetadataReader.read(bytes: Array(text.utf8)) { records.append($0) }
        #expect(records.map(\.text.count) == [200_000, 0])
        #expect(records.last?.children.count == 200_000)
    }

    @Test(
        "No entity leads to a file, which here would hang whoever opens it",
        arguments: [
            "<!DOCTYPE Profile [<!ENTITY a SYSTEM \"#\">]><Profile><label>&a;</label></Profile>",
            "<!DOCTYPE Profile [<!ENTITY % a SYSTEM \"#\"> %a;]><Profile/>",
            "<!DOCTYPE Profile SYSTEM \"#\"><Profile/>",
            "<!DOCTYPE Profile PUBLIC \"a\" \"#\"><Profile/>",
            "<Profile xmlns:xi=\"http://www.w3.org/2001/XInclude\"><xi:include href=\"#\"/></Profile>",
            "<?xml-stylesheet href=\"#\"?><Profile xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"a #\"/>",
        ])
    func externalEntity(_ text: String) throws {
        let canary = FileManager.default.temporaryDirectory.appending(path: "rolecall-\(UUID().uuidString)").path
        try #require(mkfifo(canary, 0o600) == 0)
        defer { unlink(canary) }
        let outcome = Result { () throws(DocumentError) in
            try MetadataReader.read(bytes: Array(text.replacing("#", with: "file://\(canary)").utf8)) { _ in }
        }
        switch outcome {
        case .success: #expect(!text.contains("DOCTYPE"))
        case .failure(let error):
            #expect(
                error.message.contains(
                    text.contains("DOCTYPE") ? "declares a DOCTYPE" : "<include> is not in the namespace"))
        }
    }

    @Test("Entities that represent one another are not looked at")
    func expansion() {
        let entities = (1...30).map { "<!ENTITY a\($0) \"\(String(repeating: "&a\($0 - 1);", count: 10))\">" }.joined()
        let text = "<!DOCTYPE Profile [<!ENTITY a0 \"x\">\(entities)]><Profile><label>&a30;</label></Profile>"
        let error = #expect(throws: DocumentError.self) { try MetadataReader.read(bytes: Array(text.utf8)) { _ in } }
        #expect(error?.message.contains("declares a DOCTYPE") == true)
    }

    static let wrongBytes: [(String, [UInt8])] = [
        (
            "UTF-16 is declared, ASCII is written",
            Array("<?xml version=\"1.0\" encoding=\"UTF-16\"?><a>\u{E9}</a>".utf8)
        ),
        (
            "UTF-8 is declared, Latin-1 is written",
            Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?><a>".utf8) + [0xE9] + Array("</a>".utf8)
        ),
        ("a surrogate in UTF-8", Array("<a>".utf8) + [0xED, 0xA0, 0x80] + Array("</a>".utf8)),
        ("more bytes than a character needs", Array("<a>".utf8) + [0xC0, 0xBC] + Array("</a>".utf8)),
        ("a character that breaks off", Array("<a>".utf8) + [0xF0, 0x9F, 0x98] + Array("</a>".utf8)),
        (
            "half of a pair in UTF-16",
            [0xFF, 0xFE, 0x3C, 0, 0x61, 0, 0x3E, 0, 0x00, 0xD8, 0x3C, 0, 0x2F, 0, 0x61, 0, 0x3E, 0]
        ),
        ("a byte too few in UTF-16", [0xFE, 0xFF, 0, 0x3C, 0, 0x61, 0, 0x2F, 0]),
        ("two byte order marks that contradict each other", [0xFF, 0xFE, 0xFE, 0xFF] + Array("<a/>".utf8)),
        ("NUL in a value", Array("<a>x\0y</a>".utf8)), ("NUL in a name", Array("<a\0b/>".utf8)),
        ("a reference to NUL", Array("<a>&#0;</a>".utf8)),
        ("a reference to half of a pair", Array("<a>&#xD800;</a>".utf8)),
        ("a reference beyond Unicode", Array("<a>&#x110000;</a>".utf8)),
        ("a reference beyond all numbers", Array("<a>&#99999999999999999999;</a>".utf8)),
        ("an image", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D]),
    ]

    @Test("Bytes that are not text in any encoding are an error", arguments: wrongBytes)
    func encoding(_ what: String, _ bytes: [UInt8]) {
        #expect(throws: DocumentError.self) { try MetadataReader.read(bytes: bytes) { _ in } }
    }
}
