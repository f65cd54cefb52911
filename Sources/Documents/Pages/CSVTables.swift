/// Reads the tables of comma separated values: one, or several with blank rows between them, each with a row above that has
/// one value alone as its heading.
enum CSVTables {
    static func read(_ bytes: [UInt8]) throws(DocumentError) -> Page {
        var page = Page()
        var heading: String?
        var grid = PageGrid()
        func end() throws(DocumentError) {
            grid.endRow()
            defer { grid = PageGrid() }
            guard let first = grid.rows.first else { return }
            // One value alone names what follows.
            if grid.rows.count == 1, let only = first.onlyText {
                heading = only.shownLine
                page.title = page.title ?? heading
                return
            }
            try page.add(
                PageTable(
                    line: first.line, headings: [heading].compactMap(\.self), caption: nil, rows: grid.rows))
            heading = nil
        }
        for row in try rows(bytes) {
            let texts = row.fields.map(\.shownText)
            if texts.allSatisfy(\.isEmpty) {
                try end()
                continue
            }
            grid.beginRow(line: row.line)
            for text in texts { grid.add(PageCell(text: text, isHeader: false), line: row.line) }
            if grid.count > Page.maximumCells { throw Page.tooManyCells(row.line) }
        }
        try end()
        return page
    }

    private static func rows(_ bytes: [UInt8]) throws(DocumentError) -> [CSVRow] {
        do throws(DocumentError) {
            return try CSVReader.read(bytes, separator: separator(of: bytes), limit: PageGrid.maximumColumns)
        } catch {
            throw DocumentError(
                message:
                    "The row that begins here has a double quote in a wrong place, or one that never ends, so the file is not "
                    + "CSV. Inside a value a quote is written twice. Save the table as CSV again.",
                line: error.line)
        }
    }

    /// What most often separates values in the first lines.
    private static func separator(of bytes: [UInt8]) -> UInt8 {
        let start = bytes.prefix(4096)
        let offered = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
        var counts = [0, 0, 0]
        var isQuoted = false
        for byte in start {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if !isQuoted, let position = offered.firstIndex(of: byte) { counts[position] += 1 }
        }
        // A comma is in sentences too.
        if counts[2] > 0, counts[2] >= counts[1] { return offered[2] }
        return counts[1] > counts[0] ? offered[1] : offered[0]
    }
}
