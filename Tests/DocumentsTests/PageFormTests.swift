import Testing

@testable import Documents

@Suite("Forms of pages")
struct PageFormTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let tables: [[[String]]]
        /// What each table has above it; not compared where `nil`.
        let headings: [[String]]?
        /// The caption of each table; not compared where `nil`.
        let captions: [String?]?

        init(
            _ name: String, _ text: String, _ tables: [[String]]..., headings: [[String]]? = nil,
            captions: [String?]? = nil
        ) {
            (self.name, self.text, self.tables) = (name, text, tables)
            (self.headings, self.captions) = (headings, captions)
        }

        var testDescription: String { name }
    }

    private func check(_ expected: Case, _ file: String) throws {
        let page = try Page.read(Array(expected.text.utf8), name: file)
        #expect(page.tables.map { $0.rows.map { $0.cells.map(\.text) } } == expected.tables)
        if let headings = expected.headings { #expect(page.tables.map(\.headings) == headings) }
        if let captions = expected.captions { #expect(page.tables.map(\.caption) == captions) }
    }

    // MARK: CSV

    @Test("Separated values", arguments: values)
    func readsValues(_ expected: Case) throws { try check(expected, "a.csv") }

    static let values = [
        Case("One value alone begins a table", "A,\nb,c\n", [["A", ""], ["b", "c"]], headings: [[]]),
        Case("Signs in quotation marks separate nothing", "a,\"w;x;y;z\"\nb,c\n", [["a", "w;x;y;z"], ["b", "c"]]),
        Case("Semicolons, and one tab", "a;b;c\td\n", [["a", "b", "c d"]]),
        Case("Tabs, and commas in sentences", "a\tb, c, d, e\n", [["a", "b, c, d, e"]]),
        Case("Pipes in a file that is called CSV", "a|b\n-|-\n", [["a|b"], ["-|-"]]),
    ]

    // MARK: HTML

    @Test("Elements of HTML", arguments: elements)
    func readsElements(_ expected: Case) throws { try check(expected, "a.html") }

    static let elements = [
        Case("A caption", "<table><caption>Needs</caption><tr><td>a</table>", [["a"]], captions: ["Needs"]),
        Case("A paragraph above", "<p>Needs:</p><div></div><table><tr><td>a</table>", [["a"]], captions: ["Needs:"]),
        Case("Words right above", "Needs:<table><tr><td>a</table>", [["a"]], captions: ["Needs:"]),
        Case("Words in a block right above", "<div>Needs:<table><tr><td>a</table>", [["a"]], captions: ["Needs:"]),
        Case(
            "A paragraph above another table",
            "<p>Needs:</p><table><tr><td>a</table><table><tr><td>b</table>", [["a"]], [["b"]],
            captions: ["Needs:", nil]),
        Case(
            "A long paragraph is no caption", "<p>\(String(repeating: "word ", count: 50))</p><table><tr><td>a</table>",
            [["a"]], captions: [nil]),
        Case(
            "Headings of several levels", "<h1>T</h1><h2>A</h2><h3>B</h3><table><tr><td>a</table>", [["a"]],
            headings: [["B", "A"]], captions: [nil]),
        Case(
            "A heading ends those below its level",
            "<h2>A</h2><h3>B</h3><h2>C</h2><h3></h3><table><tr><td>a</table>", [["a"]], headings: [["C"]]),
        Case("An empty table", "<table></table><table><tr><td>a</table>", [["a"]]),
        Case("Numbers that are not raised", "<table><tr><td><b>12</b> <sup>3</sup>", [["12 ³"]]),
        Case("Empty lines", "<table><tr><td>a<br> <br>b<td> c</table>", [["a\nb", "c"]]),
        Case("Blank rows", "<table><tr><td> <td></tr><tr><td>a<td></table>", [["a", ""]]),
        Case("A file that ends within a cell", "<table><tr><td>ab", [["ab"]]),
        Case(
            "A word that is longer than any", "<table><tr><td>a<td>\(String(repeating: "b", count: 5000))", [["a", ""]]),
        Case(
            "More columns than any table", "<table><tr>" + String(repeating: "<td>a", count: 300),
            [Array(repeating: "a", count: 200)]),
        Case("A table without markup before it", "Needs <table><tr><td>a</table>", [["a"]]),
    ]

    @Test(
        "The title is the first heading, else what the page calls itself first",
        arguments: [
            ("<title>A</title><h1>B</h1><h1>C</h1>", "B"), ("<title>A</title><svg><title>B</title></svg>", "A"),
            ("<title> </title>", nil), ("<h2>A</h2>", nil),
        ])
    func titles(_ head: String, _ title: String?) throws {
        let page = try Page.read(Array("<html>\(head)<table><tr><td>a</table>".utf8), name: "a.html")
        #expect(page.title == title)
    }

    @Test("A tag in the title, which parsers read in different ways, does not end it")
    func tagInTitle() throws {
        let text = "<html><title>A <i>B</i> C</title><table><tr><td>a</table>"
        #expect(try Page.read(Array(text.utf8), name: "a.html").title?.hasSuffix("C") == true)
    }

    @Test("What spans rows and columns is known as such")
    func origins() throws {
        let text = "<table><tr><td rowspan=2 colspan=2>a<td>b</tr><tr><td>c</tr></table>"
        let table = try #require(try Page.read(Array(text.utf8), name: "a.html").tables.first)
        #expect(table.rows.map { $0.cells.map(\.origin) } == [[.own, .left, .own], [.above, .left, .own]])
    }

    @Test(
        "A row has only one text where that spans it, or nothing is beside it",
        arguments: [("<td colspan=2>a", "a"), ("<td>a<td>", "a"), ("<td>a<td>a", nil), ("<td><td>a", nil)])
    func onlyText(_ cells: String, _ text: String?) throws {
        let table = try #require(try Page.read(Array("<table><tr>\(cells)</table>".utf8), name: "a.html").tables.first)
        #expect(table.rows.first?.onlyText == text)
    }

    @Test("The cells of all tables count")
    func manyTables() throws {
        var page = Page()
        let row = PageRow(line: 1, cells: Array(repeating: PageCell(text: "a", isHeader: false), count: 200))
        let table = PageTable(line: 7, headings: [], caption: nil, rows: Array(repeating: row, count: 400))
        try page.add(table)
        try page.add(table)
        let error = #expect(throws: DocumentError.self) { try page.add(table) }
        #expect(error?.line == 7)
        #expect(page.tables.count == 2)
    }

    @Test("The first error of a page counts")
    func firstError() {
        let text =
            String(repeating: "<table><tr><td>", count: 51) + String(repeating: "<b>", count: 1100)
        let error = #expect(throws: DocumentError.self) { try Page.read(Array(text.utf8), name: "a.html") }
        #expect(error?.message.contains("inside each other") == true)
    }

    // MARK: Markdown

    @Test("Blocks of Markdown", arguments: blocks)
    func readsBlocks(_ expected: Case) throws { try check(expected, "a.md") }

    private static let table = "| a | b |\n|---|---|\n| c | d |\n"
    private static let rows = [["a", "b"], ["c", "d"]]

    static let blocks = [
        Case("A paragraph above", "Needs:\n\n\(table)", rows, headings: [[]], captions: ["Needs:"]),
        Case("A paragraph above another table", "Needs:\n\n\(table)\n\(table)", rows, rows, captions: ["Needs:", nil]),
        Case("A list above", "Needs:\n- one\n\n\(table)", rows, headings: [[]], captions: [nil]),
        Case(
            "A long paragraph is no caption", "\(String(repeating: "word ", count: 50))\n\n\(table)", rows,
            captions: [nil]),
        Case("Two dashes below words", "Needs:\n--\n\n\(table)", rows, headings: [[]]),
        Case("A line across", "## A\n\n---\n\n\(table)", rows, headings: [["A"]]),
        Case("A line across below the table", "\(table)\n---\n", rows),
        Case("Headings of several levels", "# T\n## A\n### B ##\n\(table)", rows, headings: [["B", "A"]]),
        Case("A heading ends those below its level", "## A\n### B\n## C\n\(table)", rows, headings: [["C"]]),
        Case("Underlined headings", "A\n---\nB\n===\nC\n---\n\(table)", rows, headings: [["C"]]),
        Case("Seven signs are no heading", "####### A\n\(table)", rows, headings: [[]]),
        Case("A sign before a word is no heading", "#A\n\(table)", rows, headings: [[]], captions: ["#A"]),
        Case("Fences", "~~~\n\(table)~~~\n\(table)```\n\(table)", rows),
        Case("Words below the table", "\(table)Words\n", rows),
        Case("Words with pipes", "x | y\na-b | c-d\n\n\(table)\nx | y", rows),
        Case("Words at the end", "\(table)\nWords", rows),
        Case("A table at the end", "| a | b |\n|---|---|\n| c | d |", rows),
        Case("A column without dashes", "| a | b |\n|---|   |\n| c | d |\n", rows),
        Case("A blank table", "|  |  |\n|--|--|\n|  |  |\n\n\(table)", rows),
        Case("A row with one pipe", "| a | b |\n|---|---|\n|\n| c | d |\n", rows),
        Case("Rows without pipes at their ends", "a | b\n--|--\nc | d\n", rows),
        Case(
            "HTML before Markdown", "Needs:\n<table><tr><td>e\n</table>\n\n\(table)", [["e"]], rows,
            captions: ["Needs:", nil]),
        Case("HTML that does not end", "<table><tr><td>e\n", [["e"]]),
        Case("A comment first", "<!-- a -->\n\(table)", rows),
    ]

    @Test(
        "Signs of Markdown in a cell",
        arguments: [
            ("x \\| y", "x | y"), ("C:\\dir", "C:\\dir"), ("end\\\\", "end\\"), ("\\*x\\*", "*x*"), ("\\\\*x*", "\\x"),
            ("acme\\_\\_Deal\\_\\_c", "acme__Deal__c"),
            ("A &amp; B", "A & B"),
            ("a<br>b", "a\nb"), ("__Read__", "Read"), ("a__b_c", "a__b_c"), ("![a](b)", "a"), ("*", "*"),
            ("`a_b`", "a_b"),
        ])
    func cells(_ cell: String, _ text: String) throws {
        try check(Case("", "| a |\n|---|\n| \(cell) |\n", [["a"], [text]]), "a.md")
    }

    @Test("A backslash at the end of a row")
    func lastBackslash() throws {
        try check(Case("", "a | b\n--|--\nc | d\\\n", [["a", "b"], ["c", "d\\"]]), "a.md")
    }

    @Test(
        "The title is in front of the text, or its first heading",
        arguments: [
            ("---\nid: 1\ntitle: A \"page\"\n---\n# B\n", "A page"), ("# B\n# C\n", "B"), ("---\nid: 1\n---\n", nil),
            ("title: A\n\n", nil),
        ])
    func markdownTitles(_ text: String, _ title: String?) throws {
        #expect(try Page.read(Array((text + Self.table).utf8), name: "a.md").title == title)
    }

    // MARK: Files

    @Test(
        "What a file without a known ending is, its text says",
        arguments: [
            (" \n<table><tr><td>a</table>", [["a"]]), ("Needs\n---\na,b\n", [["Needs"], ["---"], ["a", "b"]]),
            ("a|b,c\nd,e\n", [["a|b", "c"], ["d", "e"]]), ("a | b\n--|--\nc | d\n", [["a", "b"], ["c", "d"]]),
        ])
    func forms(_ text: String, _ rows: [[String]]) throws { try check(Case("", text, rows), "a.txt") }

    @Test(
        "UTF-16 is read in both orders, and refused where it is damaged",
        arguments: [
            ([0xFE, 0xFF, 0, 0x61, 0, 0x2C, 0, 0x62], true), ([0xFF, 0xFE, 0x61, 0, 0x2C, 0, 0x62, 0], true),
            ([0xFF, 0xFE, 0x61, 0, 0x2C, 0, 0x62, 0, 0], false),
            ([0xFF, 0xFE, 0x61, 0, 0x2C, 0, 0, 0, 0x62, 0], false),
            ([0xFF, 0xFE, 0x61, 0, 0, 0xD8, 0x62, 0], false),
        ] as [([UInt8], Bool)])
    func utf16(_ bytes: [UInt8], _ isRead: Bool) throws {
        let page = Result { () throws(DocumentError) in try Page.read(bytes, name: "a.csv") }
        #expect(
            (try? page.get())?.tables.map { $0.rows.map { $0.cells.map(\.text) } } == (isRead ? [[["a", "b"]]] : nil))
    }

    @Test("A page of lists or of neither says what to do", arguments: [("# A\n\n- b\n", true), ("# A\n\nb\n", false)])
    func lists(_ text: String, _ hasLists: Bool) throws {
        let error = #expect(throws: DocumentError.self) { try Page.read(Array(text.utf8), name: "a.md") }
        #expect(error?.message.contains("It has lists") == hasLists)
    }
}
