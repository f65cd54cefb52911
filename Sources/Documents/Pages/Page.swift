/// The tables of a page: a web page, a text in Markdown, or a sheet of comma separated values.
package struct Page: Sendable {
    /// What the page calls itself; `nil` where it does not.
    package internal(set) var title: String?
    /// Its tables, in the page's order; a table inside another one comes before that.
    package internal(set) var tables: [PageTable] = []
    /// Whether it has lists.
    package internal(set) var hasLists = false
    /// How many cells all tables have.
    private(set) var cells = 0

    /// The most cells of one page. The longest guides have a few thousand.
    static let maximumCells = 200_000

    mutating func add(_ table: PageTable) throws(DocumentError) {
        cells += table.rows.reduce(0) { $0 + $1.cells.count }
        guard cells <= Self.maximumCells else { throw Self.tooManyCells(table.line) }
        tables.append(table)
    }

    static func tooManyCells(_ line: Int) -> DocumentError {
        DocumentError(
            message:
                "The tables have more than \(maximumCells) cells up to here, which no guide has. Give a file with the "
                + "tables that are meant alone.",
            line: line)
    }
}

/// A table of a page. What spans several rows or columns is in each of them.
package struct PageTable: Sendable, Equatable {
    /// The line on which it begins.
    package let line: Int
    /// The headings above it, the nearest first.
    package let headings: [String]
    /// Its caption, or else the short paragraph right above it.
    package let caption: String?
    package let rows: [PageRow]
}

/// A row of a table.
package struct PageRow: Sendable, Equatable {
    package let line: Int
    package let cells: [PageCell]

    /// The text of a cell; empty where the row ends before it.
    package func text(_ column: Int) -> String { column < cells.count ? cells[column].text : "" }

    package var isBlank: Bool { cells.allSatisfy(\.text.isEmpty) }

    /// The text of a row that has only one, in its first cell or in a cell that spans all columns.
    package var onlyText: String? {
        guard let first = cells.first else { return nil }
        return cells.dropFirst().allSatisfy { $0.text.isEmpty || $0.origin == .left } ? first.text : nil
    }
}

/// A cell of a table.
package struct PageCell: Sendable, Equatable {
    /// Whose text it is.
    package enum Origin: Sendable {
        case own
        /// That of the cell on its left, which spans both columns.
        case left
        /// That of the cell above, which spans both rows.
        case above
    }

    /// The text: its lines without the white space around them, none of them empty.
    package let text: String
    package let isHeader: Bool
    package internal(set) var origin = Origin.own

    /// Its lines.
    package var lines: [String] { text.split(separator: "\n").map(String.init) }
}

/// Puts a table together of its cells as they come.
struct PageGrid {
    private(set) var rows: [PageRow] = []
    private var line = 0
    private var cells: [PageCell]?
    /// By column, the cell that goes on below, and in how many rows.
    private var pending: [Int: (cell: PageCell, rows: Int)] = [:]
    private(set) var count = 0

    /// The most columns of a table.
    static let maximumColumns = 200

    mutating func beginRow(line: Int) {
        endRow()
        (self.line, cells) = (line, [])
    }

    mutating func add(_ cell: PageCell, columns: Int = 1, rows: Int = 1, line: Int) {
        if cells == nil { beginRow(line: line) }
        fill()
        for column in 0..<max(1, min(columns, Self.maximumColumns)) {
            guard let position = cells?.count, position < Self.maximumColumns else { return }
            var copy = cell
            if column > 0 { copy.origin = .left }
            cells?.append(copy)
            if rows > 1 { pending[position] = (copy, rows - 1) }
        }
    }

    mutating func endRow() {
        fill()
        // What goes on below may be behind a row that ends early.
        while let last = pending.keys.max(), let position = cells?.count, position <= last {
            cells?.append(PageCell(text: "", isHeader: false))
            fill()
        }
        let row = PageRow(line: line, cells: cells ?? [])
        count += row.cells.count
        if !row.isBlank { rows.append(row) }
        cells = nil
    }

    /// What goes on below ends with its group of rows.
    mutating func endGroup() {
        endRow()
        pending = [:]
    }

    /// Repeats what goes on from above, up to the next column that is free.
    private mutating func fill() {
        while let position = cells?.count, let (cell, rows) = pending[position] {
            var copy = cell
            if copy.origin == .own { copy.origin = .above }
            cells?.append(copy)
            pending[position] = rows > 1 ? (cell, rows - 1) : nil
        }
    }
}

extension String {
    /// The text as a page shows it: its lines without white space around them, one space between words, without empty lines
    /// and without what cannot be seen.
    var shownText: String {
        var lines: [String] = []
        var line = String.UnicodeScalarView()
        var endsWord = false
        func end() {
            if !line.isEmpty { lines.append(String(line)) }
            (line, endsWord) = (String.UnicodeScalarView(), false)
        }
        for scalar in unicodeScalars {
            if scalar == "\n" {
                end()
            } else if scalar.properties.isWhitespace {
                endsWord = true
            } else if !scalar.isHidden {
                if endsWord, !line.isEmpty { line.append(" ") }
                endsWord = false
                line.append(scalar)
            }
        }
        end()
        return lines.joined(separator: "\n")
    }

    /// The same on one line.
    package var shownLine: String { shownText.split(separator: "\n").joined(separator: " ") }
}
