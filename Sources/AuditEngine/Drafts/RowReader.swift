import Documents
import OrgModel

/// Makes rows of a guide of one row of a vendor's table.
struct RowReader {
    let columns: TableColumns
    /// What a column is that is only called "name".
    let subject: ColumnRole
    /// Whether the table has check marks, so that an x may be none.
    let hasTicks: Bool

    /// The texts of a row by what they say.
    struct Cells {
        var object = ""
        var field = ""
        var api = ""
        var permission = ""
        var access = ""
        var purpose = ""
        var note = ""
        var severity = ""
        /// `nil` where no column says what is required.
        var required: String?
        var rights: [(right: ObjectRight, text: String)] = []
        var line = 0
        /// Whether an x is the contrary of the table's check marks.
        var isCrossNo = false

        var isEmpty: Bool {
            [object, field, api, permission, access, purpose, note].allSatisfy(\.isEmpty)
                && rights.allSatisfy(\.text.isEmpty)
        }
    }

    /// What a row came to.
    struct Outcome {
        var rows: [DraftRow] = []
        /// Why no row was made of it, as the end of a sentence; `nil` where one was.
        var unused: String?
    }

    func cells(of row: PageRow) -> Cells {
        func text(_ role: ColumnRole) -> String { columns.first(role).map(row.text) ?? "" }
        var cells = Cells()
        (cells.line, cells.isCrossNo) = (row.line, hasTicks)
        cells.object = text(.object)
        cells.field = text(.field)
        cells.api = text(.api)
        cells.permission = text(.permission)
        cells.access = text(.access)
        cells.purpose = text(.purpose).sentence
        cells.note = text(.note).sentence
        cells.severity = text(.severity)
        cells.required = columns.first(.required).map(row.text)
        cells.rights = columns.rights.map { ($0.right, row.text($0.column)) }
        let api = text(.objectAPI)
        if !api.isEmpty { cells.object = api }
        let name = text(.name)
        switch subject {
        case .object where !name.isEmpty: cells.object = name
        case .permission where !name.isEmpty: cells.permission = name
        case .field where !name.isEmpty && cells.field.isEmpty: cells.field = name
        default: break
        }
        // API names alone, or those of system permissions.
        if subject == .permission, cells.permission.isEmpty, !columns.has(.field) { cells.permission = cells.api }
        return cells
    }

    // MARK: Kinds of rows

    func rows(
        of cells: Cells, in context: [String], _ names: inout DraftNames, _ objects: inout DraftObjects
    ) -> Outcome {
        var named = cells
        var said: [(restriction: CellRestriction, cell: String, isDrafted: Bool)] = []
        if let object = Self.restriction(&named.object, isKnown: { !names.objects(called: $0).isEmpty }) {
            said.append(object)
        }
        let owner = (named.object.isEmpty ? context.first : named.object).flatMap { names.objects(called: $0).first }
        var known = names
        if let field = Self.restriction(
            &named.field, isKnown: { !known.fields(called: $0, of: owner ?? "").isEmpty })
        {
            said.append(field)
        }
        names = known
        var outcome = readRows(of: named, in: context, &names, &objects)
        outcome.rows = outcome.rows.map { row in
            said.reduce(row) { $0.restricted($1.restriction, $1.cell, isDrafted: $1.isDrafted) }.withFootnotes(cells)
        }
        return outcome
    }

    /// What a cell with names says against them. The cell is left with the name alone where one can be told.
    private static func restriction(
        _ cell: inout String, isKnown: (String) -> Bool
    ) -> (restriction: CellRestriction, cell: String, isDrafted: Bool)? {
        let text = cell
        cell = cell.withoutFootnote
        guard let said = CellRestriction(text), !cell.items(isKnown: isKnown).allSatisfy(isKnown) else { return nil }
        guard let name = cell.restrictedName(isKnown: isKnown) else { return (said, text, false) }
        cell = name
        return (said, text, true)
    }

    private func readRows(
        of cells: Cells, in context: [String], _ names: inout DraftNames, _ objects: inout DraftObjects
    ) -> Outcome {
        let isAboutField = !cells.field.isEmpty || (!cells.api.isEmpty && cells.permission.isEmpty)
        let hasRights = !cells.access.isEmpty || !cells.rights.isEmpty || columns.has(.access)
        if isAboutField {
            var reader = FieldRowReader(cells: cells, columns: columns, names: names, objects: objects)
            defer { (names, objects) = (reader.names, reader.objects) }
            return reader.read(in: context)
        }
        if !cells.object.isEmpty, hasRights || cells.permission.isEmpty {
            return objectRows(cells.object, cells, &names, &objects)
        }
        if !cells.permission.isEmpty { return permissionRows(cells, context, &names, &objects) }
        // Rights alone are about the object of the heading.
        guard !cells.access.isEmpty || cells.rights.contains(where: { !$0.text.isEmpty }) else {
            return Outcome(unused: "it names no object, field or permission")
        }
        guard !context.isEmpty else { return permissionRows(cells.asPermission, context, &names, &objects) }
        return objectRows(context.joined(separator: "\n"), cells, &names, &objects)
    }

    private func objectRows(
        _ text: String, _ cells: Cells, _ names: inout DraftNames, _ objects: inout DraftObjects
    ) -> Outcome {
        let access = RowAccess(cells)
        if let reason = access.reasonToLeaveOut { return Outcome(unused: reason) }
        var outcome = Outcome()
        for item in text.items(isKnown: { !names.objects(called: $0).isEmpty }) {
            let (key, question) = objects.key(for: item, line: cells.line, &names)
            let rights = access.rights.filter { names.hasRight($0, on: key) }
            var row = DraftRow(
                subject: .object(key: key, rights.isEmpty ? [.read] : rights),
                label: cells.access.isEmpty ? rights.words : cells.access.shownLine, line: cells.line)
            row.questions = [question].compactMap(\.self) + access.questionsOnObject
            row.isForbidden = access.restriction == .forbids
            row.isRecommended = access.restriction == .notRequired
            if rights.count < access.rights.count {
                let lacking = access.rights.filter { !rights.contains($0) }
                row.questions.append(
                    DraftQuestion(cell: item, text: "Salesforce has no \(lacking.words) on it. Say what is meant."))
            }
            outcome.rows.append(row.with(cells))
        }
        return outcome
    }

    private func permissionRows(
        _ cells: Cells, _ context: [String], _ names: inout DraftNames, _ objects: inout DraftObjects
    ) -> Outcome {
        if !context.isEmpty || !cells.object.isEmpty, AccessWords(cells.permission).isAboutRights {
            var other = cells
            other.access = cells.permission
            return objectRows(
                cells.object.isEmpty ? context.joined(separator: "\n") : cells.object, other, &names, &objects)
        }
        var outcome = Outcome()
        var carried: CellRestriction?
        func isKnown(_ text: String) -> Bool { !names.permissions(called: text).isEmpty }
        for item in cells.permission.withoutFootnote.items(isKnown: isKnown) {
            // A list behind a negation goes on.
            if let said = isKnown(item) ? carried : CellRestriction(item) ?? carried {
                let name = item.restrictedName(isKnown: isKnown)
                let row = systemRow(name ?? item, cells, names) ?? unknown(name ?? item, cells, &names)
                outcome.rows.append(row.with(cells).restricted(said, cells.permission))
                carried = said
            } else if let row = systemRow(item, cells, names) {
                outcome.rows.append(row.with(cells))
            } else if let found = rightsOnObject(item, names) {
                var other = cells
                (other.access, other.permission) = (found.access, "")
                outcome.rows += objectRows(found.object, other, &names, &objects).rows
            } else {
                outcome.rows.append(unknown(item, cells, &names).with(cells))
            }
        }
        return outcome.rows.isEmpty ? Outcome(unused: "it names no permission") : outcome
    }

    // MARK: Permissions

    /// A system permission by its name, by one in brackets, by the API name beside it, or by what is before a dash or colon.
    private func systemRow(_ item: String, _ cells: Cells, _ names: DraftNames) -> DraftRow? {
        func row(_ found: [String], purpose: String? = nil) -> DraftRow? {
            guard let first = found.first else { return nil }
            var row = DraftRow(subject: .system(first), label: item.label, line: cells.line)
            row.purpose = purpose
            if found.count > 1 {
                row.questions.append(
                    DraftQuestion(
                        cell: item,
                        text:
                            "Several system permissions are called so: \(found.listed(limit: 6)). Name the one that is meant."
                    ))
            }
            return row
        }
        let byAPI = cells.api.isEmpty ? [] : names.permissions(called: cells.api)
        if let row = row(byAPI) ?? row(names.permissions(called: item)) { return row }
        let parts = item.split(maxSplits: 1) { "([".contains($0) }.map(String.init)
        if parts.count == 2 {
            let inside = String(parts[1].prefix { !")]".contains($0) })
            if let row = row(names.permissions(called: parts[0])) ?? row(names.permissions(called: inside)) {
                return row
            }
        }
        for dash in [": ", " – ", " — ", " - "] {
            guard let range = item.firstRange(of: dash) else { continue }
            let (name, rest) = (String(item[..<range.lowerBound]), String(item[range.upperBound...]))
            if var found = row(names.permissions(called: name), purpose: rest.capitalizedFirst.sentence) {
                found.label = name
                return found
            }
        }
        return nil
    }

    /// `Read on Account`, `Account: Read, Create`.
    private func rightsOnObject(_ item: String, _ names: DraftNames) -> (object: String, access: String)? {
        for word in [" on the ", " on ", " for ", " to "] {
            guard let range = item.firstRange(of: word) else { continue }
            let (access, object) = (String(item[..<range.lowerBound]), String(item[range.upperBound...]))
            if AccessWords(access).isSure, !names.objects(called: object).isEmpty { return (object, access) }
        }
        for dash in [": ", " – ", " — ", " - "] {
            guard let range = item.firstRange(of: dash) else { continue }
            let (object, access) = (String(item[..<range.lowerBound]), String(item[range.upperBound...]))
            if AccessWords(access).isSure, !names.objects(called: object).isEmpty { return (object, access) }
        }
        return nil
    }

    private func unknown(_ item: String, _ cells: Cells, _ names: inout DraftNames) -> DraftRow {
        let nearest = names.permissions(near: item)
        let likely = likelyName(item, among: nearest)
        if let likely, let name = names.permissions(called: likely).first {
            var row = DraftRow(subject: .system(name), label: item.label, line: cells.line)
            row.questions = [
                DraftQuestion(cell: item, text: "It is taken for the system permission \(likely). Is that meant?")
            ]
            return row
        }
        let advice = nearest.isEmpty ? "" : " The nearest names are \(nearest.quoted.joined(separator: ", "))."
        let name = item.isAPIWord ? item : item.camelName
        let subject = name.isEmpty || name.first?.isNumber == true ? "Unknown\(cells.line)" : name
        var row = DraftRow(subject: .system(subject), label: item.label, line: cells.line)
        row.questions = [
            DraftQuestion(
                cell: item,
                text:
                    "No system permission is called so. Write its API name, or move the row to the table it belongs into.\(advice)"
            )
        ]
        return row
    }
}

extension RowReader.Cells {
    /// The same where what looked like an access is what the row is about.
    fileprivate var asPermission: RowReader.Cells {
        var cells = self
        (cells.permission, cells.access) = (access, "")
        if cells.permission.isEmpty { cells.permission = RowAccess(self).rights.words }
        return cells
    }
}

extension DraftRow {
    /// The row with what the other columns say.
    func with(_ cells: RowReader.Cells) -> DraftRow {
        var row = self
        if !cells.purpose.isEmpty { row.purpose = cells.purpose }
        if !cells.note.isEmpty {
            if row.purpose == nil { row.purpose = cells.note } else { row.note = cells.note }
        }
        switch cells.severity.looseName {
        case "critical", "blocker", "blocking": row.severity = .critical
        case "high", "major", "medium": row.severity = .major
        case "low", "minor": row.severity = .minor
        default: break
        }
        guard let required = cells.required else { return row }
        if let said = CellRestriction(required) {
            let isNo = CheckMark(required) == .no
            return row.restricted(isNo ? .notRequired : said, required)
        }
        switch CheckMark(required) {
        case .yes, .cross: break
        case .no, .optional:
            row.isRecommended = true
            if Self.recommended.contains(required.looseName) { break }
            row.questions.append(
                DraftQuestion(
                    cell: required.isEmpty ? row.label : required,
                    text:
                        "The page does not call it required, so it is a recommendation here (level). Keep that, name a feature that "
                        + "needs it, or remove the row.", scope: .table))
        case .unclear:
            row.questions.append(
                DraftQuestion(
                    cell: required.shownLine,
                    text:
                        "The page says so of whether it is required. Keep the row, name a feature that needs it, or remove it.",
                    scope: .table))
        }
        return row
    }
}

extension DraftRow {
    private static let recommended: Set = ["recommended", "suggested", "bestpractice", "nicetohave"]
}

extension [ObjectRight] {
    /// Their names in Setup: `Read, View All`.
    var words: String {
        map { ObjectPermission(object: "", right: $0).access }.joined(separator: ", ")
    }
}
