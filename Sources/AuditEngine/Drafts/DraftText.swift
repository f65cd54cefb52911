import Documents

/// A drafted guide as the text of its files, in the style of `Rules`.
struct DraftText {
    private(set) var files: [GuideDraft.File] = []
    /// How many marks the files have.
    private(set) var marks = 0
    /// The line on which each row begins, by file.
    private var lines: [String: [(line: Int, table: Int, row: Int)]] = [:]
    private let content: DraftContent

    init(_ content: DraftContent) {
        self.content = content
        var tables: [GuideDraft.File] = []
        for number in content.tables.indices { tables.append(write(number)) }
        files = [guide()] + tables
    }

    /// The row to which a line of a file belongs; `nil` where it is above all rows.
    func row(of file: String, line: Int) -> (table: Int, row: Int)? {
        lines[file]?.last { $0.line <= line }.map { ($0.table, $0.row) }
    }

    // MARK: guide.yaml

    private mutating func guide() -> GuideDraft.File {
        let origin = content.origin
        var text = YAMLText()
        text.comment("yaml-language-server: $schema=../schemas/guide.schema.json")
        text.comment(
            "Drafted from \(origin.file) on \(origin.day). Each \"decide\" is to be decided, and then removed.")
        if !content.unused.isEmpty {
            text.comment("Of the page this was not used, or not as it is:")
            for part in content.unused { text.comment("  line \(part.line): \(part.words)") }
        }
        decide(questionsOnGuide, &text, indent: "")
        text.pair("id", origin.id)
        text.pair("title", content.title?.label ?? origin.id)
        text.pair("edition", "As read on \(origin.day)")
        text.pair("source", origin.source ?? "https://example.com/")
        text.line("read: \(origin.day)")
        let subject = content.title.map { "\($0.label)" } ?? "The page"
        text.prose(
            "summary",
            "\(subject.hasSuffix(".") ? String(subject.dropLast()) : subject) says what its API user needs in Salesforce."
        )
        if content.objects.all.isEmpty { text.line("objects: {}") } else { text.line("objects:") }
        for object in content.objects.all {
            guard let label = object.label else {
                text.line("  \(object.key.yamlScalar): {}")
                continue
            }
            text.line("  \(object.key.yamlScalar):")
            text.pair("label", label.label, indent: "    ")
            text.line("    find:")
            text.line("      - \(label.label.safeScalar)")
            let question = object.question.map { [place($0, line: object.line)] } ?? []
            decide(question, &text, indent: "    ")
        }
        text.line("tables:")
        for table in content.tables { text.line("  - \(table.file)") }
        return GuideDraft.File(name: "guide.yaml", text: text.text)
    }

    private var questionsOnGuide: [String] {
        var questions = [
            "Say in the summary what the integration does, and what the guide asks of its API user, in two or three sentences."
        ]
        if content.title == nil { questions.append("The page has no title: write the guide's title.") }
        if content.origin.source == nil { questions.append("Write the page's address under source.") }
        let silent = content.tables.filter { table in table.rows.contains { $0.purpose == nil } }.map(\.file)
        if !silent.isEmpty {
            questions.append(
                "The page gives no reason for rows of \(silent.listed(limit: 8)). Their purpose says so: write why the integration needs "
                    + "what it asks for, or leave it.")
        }
        questions.append(
            "Every table has the severity major. Give critical to what the integration cannot work without, and minor to what is only "
                + "shown incompletely.")
        let rows = content.tables.flatMap(\.rows)
        return questions + SharedQuestions(rows, scope: .guide).words(file: content.origin.file) + content.errors
    }

    // MARK: Tables

    private mutating func write(_ number: Int) -> GuideDraft.File {
        let table = content.tables[number]
        let shared = SharedQuestions(table.rows, scope: .table)
        var text = YAMLText()
        text.comment("yaml-language-server: $schema=../schemas/table.schema.json")
        text.comment("Drafted from \(content.origin.file), line \(table.line).")
        decide(shared.words(file: content.origin.file), &text, indent: "")
        text.pair("table", table.number)
        text.pair("title", table.title)
        text.pair("caption", table.caption)
        text.pair("kind", table.kind)
        if let object = table.object { text.pair("object", object) }
        text.pair("severity", RequirementSeverity.major.rawValue)
        text.line("rows:")
        for (position, row) in table.rows.enumerated() {
            if position > 0 { text.line("") }
            lines[table.file, default: []].append((text.count + 1, number, position))
            write(row, without: shared, &text)
        }
        return GuideDraft.File(name: table.file, text: text.text)
    }

    private mutating func write(_ row: DraftRow, without shared: SharedQuestions, _ text: inout YAMLText) {
        let requires: String
        switch row.subject {
        case .system(let name):
            text.line("  - permission: \(name.yamlScalar)")
            requires = "granted"
        case .object(let key, let rights):
            text.line("  - object: \(key.yamlScalar)")
            requires = "[\(rights.map(\.rawValue).joined(separator: ", "))]"
        case .field(_, .named(let name), let access):
            text.line("  - field: \(name.yamlScalar)")
            requires = access.rawValue
        case .field(_, .all, let access):
            text.line("  - fields: all")
            requires = access.rawValue
        case .field(_, .labelled(let key, let find), let access):
            text.line("  - key: \(key.yamlScalar)")
            text.line("    find:")
            text.line("      - \(find.label.safeScalar)")
            requires = access.rawValue
        }
        text.pair("label", row.label.isEmpty ? row.subject.identity : row.label, indent: "    ")
        text.line("    requires: \(requires)")
        if row.isForbidden { text.line("    forbidden: true") }
        if row.isRecommended { text.pair("level", RequirementLevel.recommended.rawValue, indent: "    ") }
        if let severity = row.severity { text.pair("severity", severity.rawValue, indent: "    ") }
        text.prose("purpose", row.purpose ?? Self.noReason, indent: "    ")
        if let note = row.note { text.prose("note", note, indent: "    ") }
        let questions = row.questions.filter { $0.scope != .guide && !shared.has($0) }.map { place($0, line: row.line) }
        decide(questions.deduplicated(), &text, indent: "    ")
    }

    static let noReason = "The page gives no reason."

    // MARK: Marks

    private func place(_ question: DraftQuestion, line: Int) -> String {
        "\"\(question.cell.shownLine.shortened)\" (\(content.origin.file):\(line)): \(question.text)"
    }

    private mutating func decide(_ questions: [String], _ text: inout YAMLText, indent: String) {
        marks += questions.count
        if questions.count == 1 { return text.prose("decide", questions[0], indent: indent) }
        guard !questions.isEmpty else { return }
        text.line("\(indent)decide:")
        for question in questions { text.item(question, indent: indent + "  ") }
    }
}

/// What is asked of several rows, and said once for all of them.
private struct SharedQuestions {
    private let rows: [(text: String, rows: [(cell: String, row: DraftRow)])]

    init(_ rows: [DraftRow], scope: DraftQuestion.Scope) {
        let all = rows.flatMap { row in row.questions.filter { $0.scope == scope }.map { (question: $0, row: row) } }
        self.rows = all.grouped { $0.question.text }.map { text, elements in
            (text, elements.map { ($0.question.cell, $0.row) })
        }
        .filter { $0.rows.count > 1 || scope == .guide }
    }

    func has(_ question: DraftQuestion) -> Bool {
        question.scope == .table && rows.contains { $0.text == question.text }
    }

    func words(file: String) -> [String] {
        rows.map { text, rows in
            let isOneCell = Set(rows.map(\.cell)).count == 1
            let subjects = rows.map { cell, row in
                let name = isOneCell ? row.name : cell.shownLine
                return "\(isOneCell ? name.shortened : "\"\(name.shortened)\"") (line \(row.line))"
            }
            .deduplicated().listed(limit: isOneCell ? 8 : 15)
            let cell =
                isOneCell && rows[0].cell.shownLine != rows[0].row.name
                ? "\"\(rows[0].cell.shownLine.shortened)\" of " : ""
            return "\(cell)\(subjects) in \(file): \(text)"
        }
    }
}

extension DraftRow {
    /// What a person calls it.
    fileprivate var name: String {
        if case .object(let key, _) = subject { key } else { label }
    }
}

/// Text in YAML as it is written line by line.
private struct YAMLText {
    private var lines: [String] = []
    private static let width = 120

    var text: String { lines.map { $0 + "\n" }.joined() }
    /// How many lines there are.
    var count: Int { lines.count }

    mutating func line(_ text: String) { lines.append(text) }

    mutating func comment(_ text: String) {
        lines.append("# \(text.shownComment.replacing("*", with: "∗"))")
    }

    mutating func pair(_ key: String, _ value: String, indent: String = "") {
        line("\(indent)\(key): \(value.safeScalar)")
    }

    /// A sentence behind a key, on several lines where it is long.
    mutating func prose(_ key: String, _ text: String, indent: String = "") {
        folded(text, after: "\(indent)\(key): ", indent: indent + "  ")
    }

    /// A sentence of a list.
    mutating func item(_ text: String, indent: String) { folded(text, after: "\(indent)- ", indent: indent + "  ") }

    private mutating func folded(_ text: String, after beginning: String, indent: String) {
        let shown = text.shownLine
        let scalar = shown.safeScalar
        guard beginning.count + scalar.count > Self.width, !shown.contains("*") else { return line(beginning + scalar) }
        line(beginning + ">-")
        var current = ""
        for word in shown.split(separator: " ") {
            if !current.isEmpty, indent.count + current.count + 1 + word.count > Self.width {
                line(indent + current)
                current = ""
            }
            current += (current.isEmpty ? "" : " ") + word
        }
        line(indent + current)
    }
}

extension String {
    /// The text without line breaks, and with its spaces.
    fileprivate var shownComment: String {
        let spaces = prefix { $0 == " " }
        return spaces + shownLine
    }

    /// The text as a scalar in which no asterisk is, which a reader of rule files may take for an alias.
    fileprivate var safeScalar: String {
        let scalar = yamlScalar
        guard scalar.contains("*") else { return scalar }
        let quoted = scalar.hasPrefix("\"") ? scalar : "\"\(scalar)\""
        return quoted.replacing("*", with: "\\x2A")
    }
}
