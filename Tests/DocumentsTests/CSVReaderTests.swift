import Testing

@testable import Documents

@Suite("Reading comma separated values")
struct CSVReaderTests {
    private func read(_ text: String, separator: Character = ",", limit: Int = 9) throws(DocumentError) -> [CSVRow] {
        try CSVReader.read(Array(text.utf8), separator: separator.asciiValue ?? 0, limit: limit)
    }

    @Test(
        "Values are what is between separators, quotes and line breaks",
        arguments: [
            ("a,b", [["a", "b"]]), ("a,b\n", [["a", "b"]]), ("a,\n", [["a", ""]]), ("a,", [["a", ""]]),
            ("\n\na", [[""], [""], ["a"]]), ("", []), (",", [["", ""]]),
            ("\"a,\nb\",c", [["a,\nb", "c"]]), ("\"\",\"a\"\"b\"", [["", "a\"b"]]), ("\"\"\"\"", [["\""]]),
            ("\"\"\"\"\"\"", [["\"\""]]), ("a\"\"b", [["a\"b"]]), ("  a b ,\t\"c\"\t\n", [["a b ", "c"]]),
            ("a\r\nb\rc", [["a"], ["b"], ["c"]]), ("\u{301}a,\"\u{301}b\"", [["\u{301}a", "\u{301}b"]]),
            ("Åsa,à\n", [["Åsa", "à"]]),
        ])
    func values(_ text: String, _ rows: [[String]]) throws {
        #expect(try read(text).map(\.fields) == rows)
    }

    @Test("A row is on the line on which it begins, however its lines end")
    func lines() throws {
        for end in ["\n", "\r\n", "\r"] {
            let text = "a\n\n\"b\nc\n\"\nd\n\"e\n".replacing("\n", with: end)
            #expect(try read(text + "\"").map(\.line) == [1, 2, 3, 6, 7])
        }
    }

    @Test("What separates values may be a space or a tab")
    func separators() throws {
        #expect(try read("a\t\tb", separator: "\t").map(\.fields) == [["a", "", "b"]])
        #expect(try read("a  b", separator: " ").map(\.fields) == [["a", "", "b"]])
    }

    @Test("Of a row with too many values only so many are kept, and all are counted")
    func limit() throws {
        let rows = try read("a,b,c,d\n", limit: 2)
        #expect(rows.map(\.fields) == [["a", "b"]])
        #expect(rows.map(\.width) == [4])
    }

    @Test(
        "A quote in a wrong place is reported with the row's line",
        arguments: [
            ("a\nb\"c", "where none can be"), ("a\n\"b\"c", "where none can be"), ("a\n\"b\nc\n", "never ends"),
        ])
    func quotes(_ text: String, _ words: String) {
        let error = #expect(throws: DocumentError.self) { try read(text) }
        #expect(error?.line == 2)
        #expect(error?.message.contains(words) == true)
    }
}
