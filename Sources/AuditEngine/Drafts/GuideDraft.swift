package import Documents
package import OrgModel

/// A guide that is drafted from the tables of a vendor's page.
///
/// What is not sure is marked with `decide`, and a guide with such a mark is refused: a person decides, and removes it.
package struct GuideDraft: Sendable {
    /// Where a draft comes from, and what it is called.
    package struct Origin: Sendable {
        /// The name of the page's file, as places quote it.
        package let file: String
        /// The day of the draft.
        package let day: String
        package let id: String
        /// `nil` where the page's own title is taken.
        package let title: String?
        /// The page's address in the web; `nil` where it is still to be written.
        package let source: String?

        package init(file: String, day: String, id: String, title: String?, source: String?) {
            (self.file, self.day, self.id, self.title, self.source) = (file, day, id, title, source)
        }
    }

    /// A file of the guide's folder.
    package struct File: Sendable, Equatable {
        package let name: String
        package let text: String
    }

    /// The files, `guide.yaml` first.
    package let files: [File]
    /// What of the page was not used, each with its line.
    package let unused: [Problem]
    /// How many marks are to be decided.
    package let marks: Int
    /// How many rows there are.
    package let rows: Int

    /// The most tables of a draft: each object has one of its own.
    private static let maximumTables = 300

    /// Drafts a guide.
    ///
    /// - Parameters:
    ///   - page: The vendor's page.
    ///   - origin: Where the page comes from, and what the guide is called.
    ///   - platform: The objects, fields and permissions that are known by name.
    ///   - definitions: The objects and fields that exported records define.
    /// - Throws: `DocumentError` where no table of the page says what is required.
    package static func make(
        of page: Page, from origin: Origin, _ platform: PlatformFacts, _ definitions: ExportedDefinitions
    ) throws(DocumentError) -> GuideDraft {
        var content = DraftContent(page, origin, DraftNames(platform, definitions))
        guard !content.tables.isEmpty else {
            throw DocumentError(
                message:
                    "No table says what is required: none has a column for an object, a field or a permission with names that are "
                    + "known. " + content.unused.prefix(3).map { "Line \($0.line): \($0.words)" }.joined(separator: " ")
                    + " Give each table a first row such as Object, Field, Permission, Access, Purpose.")
        }
        guard content.tables.count <= maximumTables else {
            throw DocumentError(
                message:
                    "The tables are about more than \(maximumTables) objects, which no guide is. Give a file with the tables that "
                    + "are meant alone.")
        }
        content.addErrors(platform)
        let text = DraftText(content)
        return GuideDraft(
            files: text.files,
            unused: content.unused.map { Problem(.warning, at: Place(file: origin.file, line: $0.line), $0.words) },
            marks: text.marks, rows: content.tables.reduce(0) { $0 + $1.rows.count })
    }
}

/// A table of a drafted guide.
struct DraftTable {
    let number: String
    let title: String
    let caption: String
    let kind: String
    /// The key of the object of all its rows; `nil` where each row has its own.
    let object: String?
    var rows: [DraftRow]
    let line: Int
    let file: String
}

/// What is drafted, before it is written down.
struct DraftContent {
    let origin: GuideDraft.Origin
    let title: String?
    private(set) var tables: [DraftTable] = []
    private(set) var objects = DraftObjects()
    private(set) var unused: [UnusedPart] = []
    /// Errors that are of no row.
    private(set) var errors: [String] = []
    /// Where each row that was read so far is, by what it is about.
    private var places: [String: (table: Int, row: Int)] = [:]
    private var fileNames: Set<String> = ["guide"]

    init(_ page: Page, _ origin: GuideDraft.Origin, _ names: DraftNames) {
        self.origin = origin
        title = origin.title ?? page.title
        var names = names
        var number = 0
        for table in page.tables {
            var reader = TableReader(table, names, objects)
            reader.read()
            unused += reader.unused
            names = reader.names
            guard !reader.rows.isEmpty else { continue }
            number += 1
            objects = reader.objects
            add(reader.rows, of: table, number: Self.number(of: table) ?? String(number))
        }
        tables.removeAll { $0.rows.isEmpty }
        unused.sort { $0.line < $1.line }
    }

    // MARK: Tables

    private mutating func add(_ rows: [DraftRow], of table: PageTable, number: String) {
        let groups = rows.grouped { row in "\(row.subject.kind.name) \(row.subject.kind.object ?? "")" }
        for (position, group) in groups.enumerated() {
            guard let kind = group.elements.first?.subject.kind else { continue }
            let letter = groups.count > 1 ? Self.letter(position) : ""
            let label = kind.object.map { key in objects.all.first { $0.key == key }?.label ?? key }
            let title =
                label.map { "\($0) fields" }
                ?? (kind.name == SystemPermission.kind ? "System permissions" : "Object permissions")
            let caption = table.caption ?? table.headings.first ?? title
            tables.append(
                DraftTable(
                    number: number + letter, title: title.label, caption: caption.label, kind: kind.name,
                    object: kind.object,
                    rows: [], line: table.line, file: fileName(kind)))
            for row in group.elements { add(row) }
        }
    }

    private static func number(of table: PageTable) -> String? {
        table.caption.flatMap { $0.firstMatch(of: #/^Table\s+([0-9A-Z]{1,4})\b/#).map { String($0.output.1) } }
    }

    private static func letter(_ position: Int) -> String {
        position < 26 ? String(UnicodeScalar(UInt8(97 + position))) : "-\(position + 1)"
    }

    private mutating func fileName(_ kind: (name: String, object: String?)) -> String {
        let name =
            switch (kind.name, kind.object) {
            case (_, let object?): "fields-" + object.slug
            case (SystemPermission.kind, nil): "system-permissions"
            default: "object-permissions"
            }
        let free =
            fileNames.contains(name) ? (2...).lazy.map { "\(name)-\($0)" }.first { !fileNames.contains($0) } : name
        fileNames.insert(free ?? name)
        return "\(free ?? name).yaml"
    }

    // MARK: Rows

    /// Adds a row, unless another one asks for the same.
    private mutating func add(_ row: DraftRow) {
        let last = tables.count - 1
        guard let place = places[row.identity] else {
            places[row.identity] = (last, tables[last].rows.count)
            return tables[last].rows.append(row)
        }
        let earlier = tables[place.table].rows[place.row]
        switch (earlier.subject, row.subject) {
        case (.object(_, let asked), .object(let key, let rights)):
            let others = rights.filter { !asked.contains($0) }
            guard !others.isEmpty else { return drop(row, sameAs: earlier) }
            tables[place.table].rows[place.row].subject = .object(
                key: key, ObjectRight.allCases.filter { (asked + others).contains($0) })
        case (.field(_, _, .read), .field(_, _, .edit)):
            tables[place.table].rows[place.row].subject = row.subject
        default: return drop(row, sameAs: earlier)
        }
        tables[place.table].rows[place.row].questions += row.questions
        unused.append(
            UnusedPart(
                line: row.line,
                words:
                    "The row \"\(row.label.shortened)\" is added to that of line \(earlier.line), which is about the same."
            ))
    }

    private mutating func drop(_ row: DraftRow, sameAs earlier: DraftRow) {
        if let place = places[row.identity] {
            tables[place.table].rows[place.row].questions += row.questions.filter(\.isRestriction)
        }
        unused.append(
            UnusedPart(
                line: row.line,
                words: "The row \"\(row.label.shortened)\" is not used: line \(earlier.line) asks for the same."))
    }

    // MARK: Errors

    /// Loads the draft as a guide, and asks about each row in which that finds an error.
    mutating func addErrors(_ platform: PlatformFacts) {
        let text = DraftText(self)
        let diagnostics = Diagnostics()
        let files = RuleFiles(
            folder: "draft", texts: Dictionary(text.files.map { ($0.name, $0.text) }) { first, _ in first })
        _ = GuideLoader(files: files, platform: platform, diagnostics: diagnostics).load()
        for diagnostic in diagnostics.all where !diagnostic.message.hasPrefix(Shape.toBeDecided) {
            let file = String(diagnostic.file.dropFirst("draft/".count))
            guard let (table, row) = text.row(of: file, line: diagnostic.line) else {
                errors.append("\(file): \(diagnostic.message)")
                continue
            }
            tables[table].rows[row].questions.append(
                DraftQuestion(cell: tables[table].rows[row].label, text: diagnostic.message))
        }
    }
}

extension String {
    /// A name of a file: its words in lower case, with dashes between them.
    package var slug: String {
        var words = ""
        var previous: Character?
        for character in self {
            let isPart = character.isASCII && (character.isLetter || character.isNumber)
            if !isPart || (character.isUppercase && previous?.isLowercase == true) { words += " " }
            if isPart { words += character.lowercased() }
            previous = character
        }
        let slug = words.split(separator: " ").joined(separator: "-").prefix(60)
        return slug.isEmpty ? "other" : String(slug)
    }
}
