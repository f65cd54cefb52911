import Testing

@testable import Documents

@Suite("Reading JSON")
struct JSONReaderTests {
    /// Reads a text that comes in pieces.
    private func read(
        _ bytes: [UInt8], pieces size: Int, onElement: (JSONValue) -> Void
    ) throws(JSONDiagnostic) -> JSONValue {
        var position = 0
        return try JSONReader.read(
            [],
            next: {
                let piece = bytes[position...].prefix(size)
                position += piece.count
                return Array(piece)
            }, handingOver: [["records"]], onElement: onElement)
    }

    /// The same, with its value and the elements that were handed over in words.
    private func read(_ bytes: [UInt8], pieces size: Int) throws(JSONDiagnostic) -> String {
        var elements: [JSONValue] = []
        let value = try read(bytes, pieces: size) { elements.append($0) }
        return "\(value) \(elements)"
    }

    private static let text = #"""
        {"done": true, "size": -1.5e3, "none": null, "records": [
          {"Id": "1", "Name": "Åsa \"A\" \u00e9\ud83d\ude00 \ud83d", "Is\u0041": false, "In": {"Id": "2"}},
          {"Id": "3", "Name": "", "IsA": true, "In": {"Other": ["x", {"Id": "4"}, []]}},
          {"Id": "5", "Name": "B", "IsA": null}
        ], "after": {}}
        """#

    @Test("Where the pieces of a text begin makes no difference", arguments: 1...24)
    func pieces(of size: Int) throws {
        let whole = try read(Array(Self.text.utf8), pieces: .max)
        #expect(whole.contains("\"Åsa \\\"A\\\" é😀 \u{FFFD}\"") && whole.contains("line: 4"))
        #expect(try read(Array(Self.text.utf8), pieces: size) == whole)
    }

    @Test("What was read is dropped, and lines are still counted")
    func long() throws {
        let records = (0..<20_000).map { "{\"Id\":\"\($0)\",\n\"Name\":\"\(String(repeating: "n", count: 40))\"}" }
        let text = "{\"records\":[\n\(records.joined(separator: ",\n"))\n]}"
        var lines: [Int?] = []
        _ = try read(Array(text.utf8), pieces: 1 << 16) { lines.append($0.line) }
        #expect(lines == (0..<20_000).map { 2 + 2 * $0 })
    }

    @Test(
        "What is no JSON is an error however it comes",
        arguments: [
            (#"{"a":tru}"#, 6), (#"{"a":truex}"#, 6), (#"{"a":nul"#, 6), (#"{"a":"\u12"#, 8), (#"{"a":"\ud83d\u"#, 14),
            (#"{"a":"\x"}"#, 8), (#"{"a":1,"a":2}"#, 8), (#"{"records":[{"a":1,"b":2},{"a":1,"a":2}]}"#, 34),
            ("{\"a\":\"\u{1}\"}", 7), (#"{"a":1} {"#, 9), (#"{"a":"b"#, 8), (#"{"a":--1}"#, 6),
        ])
    func invalid(_ text: String, column: Int) {
        for size in [1, 2, .max] {
            let error = #expect(throws: JSONDiagnostic.self) { try read(Array(text.utf8), pieces: size) }
            #expect(error?.column == column, "in pieces of \(size)")
        }
    }

    @Test("Text that is no UTF-8 is an error and is not repaired", arguments: [[0xE9], [0xC3], [0xED, 0xA0, 0x80]])
    func invalidUTF8(_ bytes: [UInt8]) {
        for prefix in ["{\"", "{\"a\":\"", "{\"a\":\"\\n"] {
            let text = Array(prefix.utf8) + bytes + Array("\":\"\"}".utf8)
            let error = #expect(throws: JSONDiagnostic.self) { try read(text, pieces: 1) }
            #expect(error.map { "\($0.kind)".contains("UTF-8") } == true)
        }
    }
}
