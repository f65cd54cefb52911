/// Makes tables of the elements of a web page as they come.
struct HTMLTables {
    private var page = Page()
    /// The tables that are open, one inside the other.
    private var open: [OpenTable] = []
    /// By level from 2, the headings that are above what comes next.
    private var headings: [Int: String] = [:]
    /// What is being read outside of a table: a heading or a paragraph.
    private var block = ""
    private var headingLevel: Int?
    /// The last paragraph, if nothing came after it.
    private var paragraph: String?
    /// How many elements are open whose text is not shown.
    private var hidden = 0
    /// How many elements are open that raise their text.
    private var raised = 0
    /// Of each element that is open, its name and whether its text is not shown.
    private var elements: [(name: String, isHidden: Bool)] = []
    private var isInTitle = false
    /// The heading of the page, which says more of it than what is in the title of a window.
    private var firstHeading: String?
    /// All that is shown outside of tables.
    private(set) var text = ""

    private struct OpenTable {
        let line: Int
        let headings: [String]
        var caption: String?
        var grid = PageGrid()
        var cell: OpenCell?
        var isInCaption = false

        mutating func endCell() {
            guard let cell else { return }
            grid.add(
                PageCell(text: cell.text.shownText, isHeader: cell.isHeader), columns: cell.columns, rows: cell.rows,
                line: cell.line)
            self.cell = nil
        }
    }

    private struct OpenCell {
        let line: Int
        let columns: Int
        let rows: Int
        let isHeader: Bool
        var text = ""
    }

    private static let hiddenElements: Set = [
        "script", "style", "template", "noscript", "select", "button", "head", "del", "s", "strike",
    ]
    private static let blocks: Set = [
        "p", "div", "br", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article",
        "pre",
        "blockquote", "hr", "header", "footer", "main", "nav", "aside", "details", "summary", "figure", "figcaption",
    ]
    private static let maximumTables = 50
    /// A longer paragraph is a text, and no caption.
    private static let maximumCaption = 200

    // MARK: Elements

    mutating func start(_ name: String, _ attributes: HTMLAttributes, line: Int) throws(DocumentError) {
        if name == "title" { (isInTitle, block) = (page.title == nil, "") }
        begin(name, attributes)
        switch name {
        case "table": try startTable(line: line)
        case "caption": change { $0.isInCaption = true }
        case "tr":
            change {
                $0.endCell()
                $0.grid.beginRow(line: line)
            }
        case "thead", "tbody", "tfoot":
            change {
                $0.endCell()
                $0.grid.endGroup()
            }
        case "td", "th": try startCell(isHeader: name == "th", attributes, line: line)
        case "img", "svg": add(attributes["alt"] ?? attributes["aria-label"] ?? "")
        case "input" where attributes["type"]?.lowercased() == "checkbox": add(attributes["checked"] == nil ? "" : "✓")
        default: break
        }
        guard Self.blocks.contains(name) else { return }
        if ["ul", "ol"].contains(name) { page.hasLists = true }
        breakLine()
        headingLevel = name.count == 2 && name.hasPrefix("h") ? name.last?.wholeNumberValue : headingLevel
    }

    mutating func end(_ name: String, line: Int) throws(DocumentError) {
        if name == "title", isInTitle {
            page.title = block.shownLine.isEmpty ? nil : block.shownLine
            (isInTitle, block) = (false, "")
        }
        switch name {
        case "table": try endTable()
        case "caption": change { $0.isInCaption = false }
        case "td", "th": change { $0.endCell() }
        case "tr":
            change {
                $0.endCell()
                $0.grid.endRow()
            }
        default: break
        }
        if Self.blocks.contains(name) { breakLine() }
        close(name)
    }

    private mutating func begin(_ name: String, _ attributes: HTMLAttributes) {
        let isHidden = Self.hiddenElements.contains(name) || Self.isHidden(attributes)
        elements.append((name, isHidden))
        if isHidden { hidden += 1 }
        if name == "sup" { raised += 1 }
    }

    /// Closes the innermost element of a name, and what is open inside of it.
    private mutating func close(_ name: String) {
        guard let position = elements.lastIndex(where: { $0.name == name }) else { return }
        hidden -= elements[position...].count(where: \.isHidden)
        raised -= elements[position...].count { $0.name == "sup" }
        elements.removeSubrange(position...)
    }

    private static func isHidden(_ attributes: HTMLAttributes) -> Bool {
        if attributes["hidden"] != nil { return true }
        guard let style = attributes["style"]?.lowercased().filter({ !$0.isWhitespace }) else { return false }
        return style.contains(#/(?:^|;)(?:display:none|visibility:(?:hidden|collapse))/#)
            || style.contains(#/(?:^|;)text-decoration(?:-line)?:[^;]*line-through/#)
    }

    /// The digits of a footnote's sign, as signs that no number is taken for.
    private static func raised(_ words: String) -> String {
        let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
        return String(words.map { $0.isASCII ? $0.wholeNumberValue.map { digits[$0] } ?? $0 : $0 })
    }

    mutating func add(_ words: String) {
        let words = raised > 0 ? Self.raised(words) : words
        if isInTitle {
            block += words
            return
        }
        guard hidden == 0 else { return }
        guard let last = open.indices.last else {
            text += words
            block += words
            return
        }
        if open[last].isInCaption {
            open[last].caption = (open[last].caption ?? "") + words
        } else {
            open[last].cell?.text += words
        }
    }

    /// The page, once all of it was read.
    mutating func finished(line: Int) throws(DocumentError) -> Page {
        while !open.isEmpty { try endTable() }
        page.title = firstHeading ?? page.title
        return page
    }

    // MARK: Tables

    private mutating func change(_ change: (inout OpenTable) -> Void) {
        if let last = open.indices.last { change(&open[last]) }
    }

    private mutating func startTable(line: Int) throws(DocumentError) {
        guard open.count < Self.maximumTables else {
            throw DocumentError(
                message:
                    "The page has more than \(Self.maximumTables) tables inside each other. Give a file with its tables alone.",
                line: line)
        }
        endBlock()
        let above = headings.sorted { $0.key > $1.key }.map(\.value)
        open.append(OpenTable(line: line, headings: above, caption: open.isEmpty ? paragraph : nil))
        paragraph = nil
    }

    private mutating func startCell(isHeader: Bool, _ attributes: HTMLAttributes, line: Int) throws(DocumentError) {
        func span(_ name: String) -> Int { attributes[name].flatMap { Int($0.prefix(9)) }.map { max(1, $0) } ?? 1 }
        change { table in
            table.endCell()
            table.cell = OpenCell(
                line: line, columns: span("colspan"), rows: span("rowspan"), isHeader: isHeader)
        }
        let cells = open.reduce(0) { $0 + $1.grid.count }
        if cells > Page.maximumCells { throw Page.tooManyCells(line) }
    }

    private mutating func endTable() throws(DocumentError) {
        guard var table = open.popLast() else { return }
        table.endCell()
        table.grid.endRow()
        let caption = table.caption?.shownLine
        guard !table.grid.rows.isEmpty else { return }
        try page.add(
            PageTable(
                line: table.line, headings: table.headings, caption: caption?.isEmpty == false ? caption : nil,
                rows: table.grid.rows))
    }

    // MARK: Text outside of tables

    private mutating func breakLine() {
        guard let last = open.indices.last else { return endBlock() }
        open[last].cell?.text += "\n"
    }

    private mutating func endBlock() {
        text += "\n"
        let shown = block.shownLine
        block = ""
        defer { headingLevel = nil }
        guard !shown.isEmpty else { return }
        if let level = headingLevel {
            headings = headings.filter { $0.key < level }
            // The heading of the page is above all of its tables.
            if level > 1 { headings[level] = shown }
            if level == 1 { firstHeading = firstHeading ?? shown }
            paragraph = nil
        } else {
            paragraph = shown.count <= Self.maximumCaption ? shown : nil
        }
    }
}
