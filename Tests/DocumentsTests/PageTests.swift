import TestSupport
import Testing

@testable import Documents

@Suite("Tables of pages")
struct PageTests {
    private func read(_ text: String, _ name: String) throws(DocumentError) -> Page {
        try Page.read(Array(text.utf8), name: name)
    }

    private func texts(_ page: Page, _ table: Int = 0) -> [[String]] {
        page.tables[table].rows.map { $0.cells.map(\.text) }
    }

    // MARK: HTML

    @Test("What spans rows and columns is in each of them, with its line")
    func spans() throws {
        let page = try read(
            """
            <html><title>A &amp; B</title>
            <h2>Objects</h2><p>What is needed:</p>
            <table>
            <tr><th rowspan=2>Object<th colspan="2">Access</tr>
            <tr><th>Read<th>Edit</tr>
            <tr><td rowspan=3>Account</td><td>x</td><td> a&nbsp;&nbsp;b<br>c </td></tr>
            <tr><td>y</td></tr>
            </table></html>
            """, "a.html")
        #expect(page.title == "A & B")
        #expect(
            texts(page) == [
                ["Object", "Access", "Access"], ["Object", "Read", "Edit"], ["Account", "x", "a b\nc"],
                ["Account", "y"],
            ])
        let table = page.tables[0]
        #expect(table.line == 3)
        #expect(table.headings == ["Objects"])
        #expect(table.caption == "What is needed:")
        #expect(table.rows.map(\.line) == [4, 5, 6, 7])
        #expect(table.rows[0].cells.map(\.origin) == [.own, .own, .left])
        #expect(table.rows[1].cells.map(\.origin) == [.above, .own, .own])
    }

    @Test("A table inside a cell is a table of its own, and the cell is without it")
    func nested() throws {
        let page = try read(
            "<table><tr><td>a<table><tr><td>b</td></tr></table>c</td><td>d</td></tr></table>", "a.html")
        #expect(texts(page, 0) == [["b"]])
        #expect(texts(page, 1) == [["ac", "d"]])
    }

    @Test("What is not shown is not read, and what images and boxes show is")
    func shown() throws {
        let page = try read(
            """
            <table><tr><td>a<script>var t = "<b>no</b>";</script><style>td{}</style><!-- no --></td>
            <td><img src="y.png" alt="Yes"><svg aria-label="check"/></td>
            <td><input type="checkbox" checked><input type="checkbox"></td><td>so&shy;ft\u{200B}er</td></tr></table>
            """, "a.html")
        #expect(texts(page) == [["a", "Yescheck", "✓", "softer"]])
    }

    @Test("Broken markup is read as a browser reads it")
    func broken() throws {
        let page = try read(
            "<table><tr><td>a<td>b<tr><td>c</b></i></td><td>d & e</table><p>rest<table><td>g", "a.html")
        #expect(texts(page, 0).first == ["a", "b"])
        #expect(texts(page, 0).last?.first == "c")
        #expect(page.tables.count == 2)
        #expect(texts(page, 1) == [["g"]])
    }

    @Test("A span of a million rows takes no more than the rows there are")
    func hugeSpan() throws {
        let page = try read(
            "<table><tr><td rowspan=1000000 colspan=999999999999>a</td></tr><tr><td>b</td></tr></table>", "a.html")
        #expect(page.tables[0].rows.count == 2)
        #expect(page.tables[0].rows[0].cells.count == 200)
    }

    @Test(
        "What is larger than any page is refused",
        arguments: [
            (String(repeating: "<div>", count: 100_000) + "<table><tr><td>a", "deeper than any page"),
            (String(repeating: "<table><tr><td>", count: 300), "inside each other"),
            ("<table><tr><td " + (0..<40_000).map { "a\($0)=1 " }.joined() + ">b</table>", "longer than any"),
            (
                "<table>" + String(repeating: "<tr>" + String(repeating: "<td>a", count: 50), count: 4_100),
                "more than 200000 cells"
            ),
        ])
    func tooLarge(_ text: String, _ words: String) {
        let error = #expect(throws: DocumentError.self) { try read("<html>\(text)", "a.html") }
        #expect(error?.message.contains(words) == true, "\(String(describing: error))")
        #expect(error?.line != nil)
    }

    @Test("Images inside a page that is one file are passed over")
    func dataAddress() throws {
        let image = String(repeating: "iVBORw0KGgo", count: 100_000)
        let page = try read("<img src=\"data:image/png;base64,\(image)\"><table><tr><td>a</table>", "a.html")
        #expect(texts(page) == [["a"]])
    }

    @Test(
        "What is struck out or hidden does not count as said",
        arguments: [
            ("<td><del>Yes</del>", ""), ("<td><s>Yes</s>No", "No"), ("<td><strike>Yes</strike>", ""),
            ("<td style=\"color: red; display: none\">Yes", ""), ("<td style='VISIBILITY:hidden'><p>Yes</p>", ""),
            ("<td><span hidden>Yes<br>x</span>No", "No"), ("<td><div hidden><s>Yes</div>No", "No"),
            ("<td>Yes<sup>12</sup>", "Yes¹²"), ("<td>Yes", "Yes"),
        ])
    func hidden(_ cell: String, _ text: String) throws {
        let page = try read("<table><tr><td>a</td>\(cell)</td><td>b</td></tr></table>", "a.html")
        #expect(texts(page) == [["a", text, "b"]])
    }

    @Test(
        "Markdown may strike out words, and refer to a footnote",
        arguments: [("~~Yes~~ No", "No"), ("Yes*", "Yes*"), ("*Yes*", "Yes"), ("<s>Yes</s>", "")])
    func struckOut(_ cell: String, _ text: String) throws {
        let page = try read("| a | b | c |\n|---|---|---|\n| x | \(cell) | y |\n", "a.md")
        #expect(texts(page) == [["a", "b", "c"], ["x", text, "y"]])
    }

    // MARK: Markdown

    @Test("Tables in Markdown are read without emphasis, links and code")
    func markdown() throws {
        let page = try read(
            #"""
            ---
            title: "A page"
            ---
            # Ignored

            ## Fields of `Account`

            | Field | Access | Why
            |:--|:-:|---|
            | **[Name](https://example.com/a_(b))** | `Read` | a \| b
            | acme__Deal_Stage__c | _Read_ | x &lt; y<br>z |

            ```
            | a | b |
            |---|---|
            ```
            Below
            -----
            <table><tr><td>c</td></tr></table>
            """#, "a.md")
        #expect(page.title == "A page")
        #expect(
            texts(page) == [
                ["Field", "Access", "Why"], ["Name", "Read", "a | b"], ["acme__Deal_Stage__c", "Read", "x < y\nz"],
            ])
        #expect(page.tables[0].headings == ["Fields of Account"])
        #expect(page.tables[0].rows.map(\.line) == [8, 10, 11])
        #expect(page.tables.count == 2)
        #expect(page.tables[1].line == 19)
        #expect(page.tables[1].headings == ["Below"])
    }

    // MARK: CSV

    @Test("Comma separated values are one table, or several with a blank row between them")
    func csv() throws {
        let page = try read("Account\n\nField;Access\nName;\"Read\nEdit\"\n;;\nA;B\nc;d\n", "a.csv")
        #expect(page.tables.map(\.headings) == [["Account"], []])
        #expect(texts(page) == [["Field", "Access"], ["Name", "Read\nEdit"]])
        #expect(page.tables.map(\.line) == [3, 7])
        #expect(throws: DocumentError.self) { try read("a,b\n\"c", "a.csv") }
    }

    // MARK: Files

    @Test("What a file is, its beginning says where its ending does not")
    func forms() throws {
        #expect(texts(try read("<!DOCTYPE html><html><table><tr><td>a</table>", "a.csv")) == [["a"]])
        #expect(texts(try read("|a|\n|-|\n|b|\n", "a.txt")) == [["a"], ["b"]])
        #expect(texts(try read("a\tb\n", "a.txt")) == [["a", "b"]])
    }

    @Test(
        "A page without a table says what to do",
        arguments: [
            ("<html><ul><li>API Enabled</ul>", "It has lists"), ("<html><p>a", "copy the table into a spreadsheet"),
            ("- API Enabled\n", "It has lists"), ("", "The file is empty."), ("%PDF-1.7", "PDF document"),
            ("PK\u{3}\u{4} word/document.xml", "Word document"), ("PK\u{3}\u{4} [Content_Types].xml", "Excel"),
            ("{\\rtf1", "RTF"), ("GIF89a", "image"), ("a\n\0", "NUL character"),
            ("From: <Saved by Blink>\nMIME-Version: 1.0\n", "MHTML"),
        ])
    func noTable(_ text: String, _ words: String) {
        let error = #expect(throws: DocumentError.self) { try read(text, "a.md") }
        #expect(error?.message.contains(words) == true, "\(String(describing: error))")
    }

    @Test("UTF-16 is read, and Windows-1252 where the page says so; other bytes are refused with their line")
    func encodings() throws {
        var utf16: [UInt8] = [0xFF, 0xFE]
        for unit in "a,é\n".utf16 { utf16 += [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        #expect(texts(try Page.read(utf16, name: "a.csv")) == [["a", "é"]])
        let western = Array("<meta charset=windows-1252><table><tr><td>".utf8) + [0x93, 0xE9] + Array("</table>".utf8)
        #expect(texts(try Page.read(western, name: "a.html")) == [["“é"]])
        for line in [1, 2, 40] {
            let bytes = Array(String(repeating: "é,b\n", count: line - 1).utf8) + [0xE9, 0x2C]
            let error = #expect(throws: DocumentError.self) { try Page.read(bytes, name: "a.csv") }
            #expect(error?.line == line)
            #expect(error?.message.contains("not UTF-8") == true)
        }
    }
}
