import Documents

/// Makes rows of a guide of one table of a vendor's page.
///
/// What is plain becomes a row. Of what is not, the row has the likeliest reading and a question. What no row can be made of
/// is unused, with the reason.
struct TableReader {
    let table: PageTable
    private(set) var names: DraftNames
    private(set) var objects: DraftObjects
    private(set) var rows: [DraftRow] = []
    private(set) var unused: [UnusedPart] = []
    /// The objects that the heading above, or a part of the table, names.
    private var context: [String] = []
    /// What is asked of all rows, because of where they are.
    private var contextQuestion: DraftQuestion?
    /// The object of the rows below that name none.
    private var carried = ""

    init(_ table: PageTable, _ names: DraftNames, _ objects: DraftObjects) {
        (self.table, self.names, self.objects) = (table, names, objects)
    }

    mutating func read() {
        let mentions = ObjectMentions(names)
        let above = [table.caption].compactMap(\.self) + table.headings
        context = above.lazy.map(mentions.objects).first { !$0.isEmpty } ?? []
        guard let columns = TableColumns(table) ?? columnsByContent() else { return dropWhole(Self.noColumns) }
        for row in table.rows.prefix(columns.count) { readHeading(row, mentions, columns) }
        var reader = RowReader(columns: columns, subject: subjectOfNames(columns), hasTicks: hasTicks(columns))
        for row in table.rows.dropFirst(columns.count) {
            if row.cells.map(\.text.shownLine) == columns.titles { continue }
            if let text = row.onlyText, row.cells.count > 1, readSection(text, mentions, columns, row) { continue }
            read(row, &reader)
        }
        dropIfUnknown()
        guard !rows.isEmpty, !columns.unused.isEmpty else { return }
        unused.append(
            UnusedPart(
                line: table.line,
                words: "Of the table the \(columns.unused.count == 1 ? "column" : "columns") "
                    + "\(columns.unused.map(\.shortened).quoted.listed(limit: 6)) \(columns.unused.count == 1 ? "is" : "are") not used."
            ))
    }

    private static let noColumns =
        "none of its rows says that a column is an object, a field, a permission or an access"

    private mutating func dropWhole(_ reason: String) {
        let first = table.rows.first?.cells.map(\.text.shownLine).filter { !$0.isEmpty }.joined(separator: " | ") ?? ""
        rows = []
        unused = [
            UnusedPart(
                line: table.line,
                words: "The table \"\(first.shortened)\" (\(table.rows.count.of("row"))) is not used: \(reason).")
        ]
    }

    /// A table of many names, none of which is known, is about something else.
    private mutating func dropIfUnknown() {
        let systems = rows.filter { if case .system = $0.subject { true } else { false } }
        guard systems.count == rows.count, rows.count > 3,
            rows.allSatisfy({ $0.questions.contains { !$0.isRestriction } })
        else { return }
        dropWhole("none of its names is a system permission that rolecall knows, or a right on an object")
    }

    // MARK: Headings inside

    /// A row above the columns may name the object of the table.
    private mutating func readHeading(_ row: PageRow, _ mentions: ObjectMentions, _ columns: TableColumns) {
        guard let text = row.onlyText?.shownLine, row.cells.count > 1 else { return }
        let named = mentions.objects(in: text)
        guard !named.isEmpty else { return }
        let differs = Set(named.map(\.looseName)) != Set(context.map(\.looseName))
        guard !context.isEmpty, differs else {
            context = named
            return
        }
        contextQuestion = DraftQuestion(
            cell: text,
            text:
                "The table's first row names \(named.listed(limit: 3)), and what is above it \(context.listed(limit: 3)). It is "
                + "read as about the latter: say which is right.", scope: .table)
    }

    /// A row inside that names the object of the rows below it, and nothing else.
    private mutating func readSection(
        _ text: String, _ mentions: ObjectMentions, _ columns: TableColumns, _ row: PageRow
    ) -> Bool {
        let spans = row.cells.dropFirst().allSatisfy { $0.origin == .left }
        let isGroup = columns.first(.object) == 0 && columns.has(.field)
        if isGroup, !spans {
            carried = text
            return true
        }
        let named = mentions.objects(in: text.shownLine)
        let isAlone = columns.has(.field) || columns.has(.name) || columns.has(.api)
        guard !named.isEmpty, spans || isAlone, !columns.has(.object) || spans else {
            if spans {
                unused.append(
                    UnusedPart(line: row.line, words: "The row \"\(text.shortened)\" is not used: it is a heading."))
            }
            return spans
        }
        (context, carried, contextQuestion) = (named, "", nil)
        return true
    }

    // MARK: Columns without titles

    /// The columns of a table whose rows say what they are: known permissions, or known objects with rights.
    private func columnsByContent() -> TableColumns? {
        let sample = table.rows.prefix(200)
        let width = sample.map(\.cells.count).max() ?? 0
        func share(_ column: Int, _ isKnown: (String) -> Bool) -> Bool {
            let texts = sample.map { $0.text(column).shownLine }.filter { !$0.isEmpty }
            return !texts.isEmpty && texts.count(where: isKnown) * 2 >= texts.count
        }
        var roles: [ColumnRole?] = Array(repeating: nil, count: width)
        if let column = (0..<width).first(where: { share($0) { !names.permissions(called: $0).isEmpty } }) {
            roles[column] = .permission
            if column + 1 < width { roles[column + 1] = .purpose }
            return TableColumns(roles: roles)
        }
        guard let object = (0..<width).first(where: { share($0) { !names.objects(called: $0).isEmpty } }),
            let access = (0..<width).first(where: { column in
                column != object && share(column) { AccessWords($0).isSure }
            })
        else { return nil }
        (roles[object], roles[access]) = (.object, .access)
        return TableColumns(roles: roles)
    }

    /// What a column is that is only called "name" or "label": what most of it is known as.
    private func subjectOfNames(_ columns: TableColumns) -> ColumnRole {
        guard let column = columns.first(.name) ?? (columns.has(.field) ? nil : columns.first(.api)) else {
            return .field
        }
        let texts = table.rows.dropFirst(columns.count).map { $0.text(column).shownLine }.filter { !$0.isEmpty }
        let permissions = texts.count { !names.permissions(called: $0).isEmpty }
        let known = texts.count { !names.objects(called: $0).isEmpty }
        if permissions * 2 >= texts.count { return .permission }
        if known * 2 >= texts.count { return .object }
        return context.isEmpty && !columns.has(.object) ? .permission : .field
    }

    private func hasTicks(_ columns: TableColumns) -> Bool {
        table.rows.dropFirst(columns.count).contains { row in
            columns.rights.contains { CheckMark(row.text($0.column)) == .yes }
        }
    }

    // MARK: Rows

    private mutating func read(_ row: PageRow, _ reader: inout RowReader) {
        let cells = reader.cells(of: row)
        if cells.isEmpty { return }
        if !cells.object.isEmpty { carried = cells.object }
        var named = cells
        if !cells.field.isEmpty || !cells.permission.isEmpty { named.object = carried }
        let read = reader.rows(of: named, in: context, &names, &objects)
        rows += read.rows.map { row in
            var row = row
            if let contextQuestion, named.object.isEmpty { row.questions.append(contextQuestion) }
            return row
        }
        if let reason = read.unused {
            unused.append(
                UnusedPart(line: row.line, words: "The row \"\(row.shownTexts.shortened)\" is not used: \(reason)."))
        }
    }
}

extension PageRow {
    /// Its texts on one line.
    fileprivate var shownTexts: String {
        cells.filter { $0.origin != .left }.map(\.text.shownLine).filter { !$0.isEmpty }.joined(separator: " | ")
    }
}

extension String {
    /// Its beginning, as far as a message quotes it.
    var shortened: String { count > 100 ? prefix(99) + "…" : self }
}
