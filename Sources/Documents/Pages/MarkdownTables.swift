/// Reads the tables of a text in Markdown: pipe tables, and tables in HTML.
struct MarkdownTables {
    private let lines: [Substring]
    private var page = Page()
    private var headings: [Int: String] = [:]
    private var paragraph: String?
    private var position = 0

    private static let maximumCaption = 200

    /// - Parameter bytes: Valid UTF-8.
    static func read(_ bytes: [UInt8]) throws(DocumentError) -> Page {
        var reader = MarkdownTables(bytes)
        reader.readFrontMatter()
        while reader.position < reader.lines.count { try reader.readBlock() }
        return reader.page
    }

    /// Whether there is a row of dashes and pipes below another row.
    static func hasTable(_ bytes: [UInt8]) -> Bool {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .contains { $0.contains("|") && isRule($0) }
    }

    private init(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    // MARK: Blocks

    /// What programs read before the text: lines between two rows of dashes.
    private mutating func readFrontMatter() {
        guard lines.first?.trimmed == "---", let end = lines.dropFirst().firstIndex(where: { $0.trimmed == "---" })
        else {
            return
        }
        let title = lines[..<end].first { $0.hasPrefix("title:") }
        page.title = title.flatMap { String($0.dropFirst("title:".count)).trimmingQuotes }
        position = end + 1
    }

    private mutating func readBlock() throws(DocumentError) {
        let line = lines[position]
        let text = line.trimmed
        if text.hasPrefix("```") || text.hasPrefix("~~~") { return skipFence(String(text.prefix(3))) }
        if text.lowercased().contains("<table") { return try readHTML() }
        if position + 1 < lines.count, line.contains("|"), Self.isRule(lines[position + 1]) { return try readTable() }
        position += 1
        if let heading = Self.heading(text) {
            add(heading.text, level: heading.level)
        } else if position < lines.count, !text.isEmpty, let level = Self.levelOfUnderline(lines[position].trimmed) {
            add(String(text), level: level)
            position += 1
        } else if !text.isEmpty {
            let isItem = ["- ", "* ", "+ "].contains(where: text.hasPrefix)
            if isItem { page.hasLists = true }
            let shown = Self.shown(String(text)).shownLine
            paragraph = shown.count <= Self.maximumCaption && !isItem ? shown : nil
        }
    }

    private mutating func skipFence(_ fence: String) {
        position += 1
        while position < lines.count, !lines[position].trimmed.hasPrefix(fence) { position += 1 }
        position += 1
    }

    private mutating func add(_ heading: String, level: Int) {
        let shown = Self.shown(heading).shownLine
        headings = headings.filter { $0.key < level }
        if level > 1 { headings[level] = shown } else { page.title = page.title ?? shown }
        paragraph = nil
    }

    private static func heading(_ text: Substring) -> (level: Int, text: String)? {
        let level = text.prefix { $0 == "#" }.count
        guard (1...6).contains(level), text.dropFirst(level).first == " " else { return nil }
        return (level, String(text.dropFirst(level)).replacing(#/\s+#+\s*$/#, with: ""))
    }

    private static func levelOfUnderline(_ text: Substring) -> Int? {
        guard text.count > 2, let first = text.first, text.allSatisfy({ $0 == first }) else { return nil }
        return first == "=" ? 1 : first == "-" ? 2 : nil
    }

    // MARK: Tables

    /// Whether a row has nothing but dashes, colons and pipes: what is below the first row of a table.
    private static func isRule(_ line: Substring) -> Bool {
        let text = line.trimmed
        return text.contains("-") && text.allSatisfy { "|-: \t".contains($0) }
            && text.split(separator: "|").allSatisfy { $0.contains("-") || $0.allSatisfy(\.isWhitespace) }
    }

    private mutating func readTable() throws(DocumentError) {
        var grid = PageGrid()
        let first = position
        while position < lines.count, lines[position].contains("|") {
            let number = position + 1
            defer { position += 1 }
            if position == first + 1 { continue }
            grid.beginRow(line: number)
            for cell in Self.cells(lines[position]) {
                grid.add(PageCell(text: Self.shown(cell).shownText, isHeader: position == first), line: number)
            }
            if grid.count > Page.maximumCells { throw Page.tooManyCells(number) }
        }
        grid.endRow()
        let above = headings.sorted { $0.key > $1.key }.map(\.value)
        let caption = paragraph
        paragraph = nil
        guard !grid.rows.isEmpty else { return }
        try page.add(PageTable(line: first + 1, headings: above, caption: caption, rows: grid.rows))
    }

    /// A table in HTML, which ends with as many end tags as it has tables.
    private mutating func readHTML() throws(DocumentError) {
        let first = position
        var depth = 0
        repeat {
            let text = lines[position].lowercased()
            depth += text.count(of: "<table") - text.count(of: "</table")
            position += 1
        } while depth > 0 && position < lines.count
        let html = lines[first..<position].joined(separator: "\n")
        let above = headings.sorted { $0.key > $1.key }.map(\.value)
        for table in try HTMLReader.read(Array(html.utf8), firstLine: first + 1).tables {
            try page.add(
                PageTable(
                    line: table.line, headings: table.headings + above, caption: table.caption ?? paragraph,
                    rows: table.rows))
        }
        paragraph = nil
    }

    /// What is between pipes that no backslash is before.
    private static func cells(_ line: Substring) -> [String] {
        var cells = [""]
        var isEscaped = false
        for character in line.trimmed {
            if character == "|", !isEscaped {
                cells.append("")
            } else {
                if isEscaped, character != "|" { cells[cells.count - 1].append("\\") }
                if character != "\\" || isEscaped { cells[cells.count - 1].append(character) }
            }
            isEscaped = character == "\\" && !isEscaped
        }
        if isEscaped { cells[cells.count - 1].append("\\") }
        // A row begins and ends with a pipe, or with neither.
        if cells[0].allSatisfy(\.isWhitespace) { cells.removeFirst() }
        if cells.last?.allSatisfy(\.isWhitespace) == true { cells.removeLast() }
        return cells
    }

    // MARK: Inside of a line

    /// What a piece of Markdown shows: without emphasis, links and tags.
    static func shown(_ markdown: String) -> String {
        var text = markdown
        if text.contains("](") {
            text = text.replacing(#/!?\[([^\[\]]*)\]\((?:[^()]|\([^()]*\))*\)/#) { String($0.output.1) }
        }
        // What is struck out does not count as said.
        if text.contains("~~") { text = text.replacing(#/~~[^~]+~~/#, with: "") }
        if text.contains(where: { "*_~`\\".contains($0) }) { text = withoutEmphasis(text) }
        if text.contains("<") || text.contains("&") { text = HTMLReader.shownText(text) }
        return text
    }

    /// Without the signs around words: names of Salesforce have underscores inside, so one counts only at the end of a word.
    private static func withoutEmphasis(_ text: String) -> String {
        let characters = Array(text.trimmed)
        func isInWord(_ position: Int) -> Bool {
            func isPart(_ position: Int) -> Bool {
                characters.indices.contains(position)
                    && (characters[position].isLetter || characters[position].isNumber)
            }
            var (left, right) = (position - 1, position + 1)
            while left >= 0, characters[left] == "_" { left -= 1 }
            while right < characters.count, characters[right] == "_" { right += 1 }
            return isPart(left) && isPart(right)
        }
        var shown = ""
        // A single asterisk at the end is the sign of a footnote.
        let hasFootnote = characters.last == "*" && !characters.count { $0 == "*" }.isMultiple(of: 2)
        var isEscaped = false
        for (position, character) in characters.enumerated() {
            if isEscaped {
                shown.append(character)
                isEscaped = false
                continue
            }
            let isAlone = characters.count == 1 || (hasFootnote && position == characters.count - 1)
            switch character {
            case "*" where !isAlone, "`", "~": continue
            case "_" where !isInWord(position): continue
            case "\\" where position + 1 < characters.count && characters[position + 1].isPunctuation:
                isEscaped = true
            default: shown.append(character)
            }
        }
        return shown
    }
}

extension StringProtocol {
    fileprivate var trimmed: SubSequence {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }

    fileprivate func count(of word: String) -> Int { ranges(of: word).count }
}

extension String {
    fileprivate var trimmingQuotes: String? {
        let text = shownLine.filter { $0 != "\"" }
        return text.isEmpty ? nil : text
    }
}
