import Documents
import OrgModel

/// Makes rows about fields of one row of a vendor's table.
struct FieldRowReader {
    private var cells: RowReader.Cells
    let columns: TableColumns
    private(set) var names: DraftNames
    private(set) var objects: DraftObjects

    init(cells: RowReader.Cells, columns: TableColumns, names: DraftNames, objects: DraftObjects) {
        (self.cells, self.columns, self.names, self.objects) = (cells, columns, names, objects)
    }

    mutating func read(in context: [String]) -> RowReader.Outcome {
        let lostLabel = isLabelLost ? Named(label: cells.field.shownLine) : nil
        if lostLabel != nil { cells.access = cells.field }
        let access = RowAccess(cells)
        if let reason = access.reasonToLeaveOut { return RowReader.Outcome(unused: reason) }
        let named = cells.object.isEmpty ? context : cells.object.items { !names.objects(called: $0).isEmpty }
        var outcome = RowReader.Outcome()
        for field in lostLabel.map({ [$0] }) ?? fields(of: named) {
            let owners = field.object.map { [$0] } ?? named
            guard !owners.isEmpty else {
                outcome.unused = "neither it nor a heading above the table says of which object the field is"
                continue
            }
            for owner in owners {
                let (key, question) = objects.key(for: owner, line: cells.line, &names)
                var row = row(field, of: key, access)
                row.questions = [question].compactMap(\.self) + row.questions
                if owners.count > 1, cells.object.isEmpty {
                    row.questions.append(
                        DraftQuestion(
                            cell: field.label,
                            text:
                                "What is above the table names \(owners.listed(limit: 4)), so the field is asked for on each of them. "
                                + "Remove it where it is not meant.", scope: .table))
                }
                outcome.rows.append(row.with(cells))
            }
        }
        return outcome
    }

    // MARK: What is named

    private struct Named {
        /// The object that is named with the field, `Account.Name`; `nil` where none is.
        var object: String?
        /// What the page calls the field.
        var label: String
        /// The API name beside it.
        var api: String?
    }

    /// Whether the access is where the field should be: pages that were copied lose the labels that are links.
    private var isLabelLost: Bool { cells.access.isEmpty && cells.api.isEmpty && AccessWords(cells.field).isSure }

    private mutating func fields(of named: [String]) -> [Named] {
        let owner = named.first.flatMap { names.objects(called: $0).first } ?? ""
        let apis = cells.api.items { $0.isAPIWord }
        var known = names
        func isKnown(_ text: String) -> Bool { !known.fields(called: text, of: owner).isEmpty }
        var labels = cells.field.items(isKnown: isKnown).flatMap { item in
            // Names of a package's fields are in no list: short ones between commas are several.
            let parts = item.split(separator: ", ").map(String.init)
            return parts.count > 1 && parts.allSatisfy { $0.split(separator: " ").count <= 4 } ? parts : [item]
        }
        names = known
        if labels.isEmpty { labels = apis }
        return labels.enumerated().map { position, label in
            var field = Named(label: label, api: apis.count == labels.count ? apis[position] : nil)
            split(&field)
            return field
        }
    }

    /// `Account.Name` and `Name (Name__c)`.
    private func split(_ field: inout Named) {
        let parts = field.label.split(maxSplits: 1) { "([".contains($0) }.map(String.init)
        if parts.count == 2, field.api == nil {
            let inside = String(parts[1].prefix { !")]".contains($0) }).shownLine
            if inside.isCustomAPIName || (inside.isAPIWord && inside.contains { $0.isUppercase }) {
                (field.label, field.api) = (parts[0].shownLine, inside)
            }
        }
        for dotted in [field.api, field.label].compactMap(\.self) {
            let words = dotted.split(separator: ".", maxSplits: 1).map(String.init)
            guard words.count == 2, words[1].first?.isWhitespace == false,
                let object = names.objects(called: words[0]).first
            else { continue }
            field.object = object
            if field.api == dotted { field.api = words[1] } else { field.label = words[1] }
        }
    }

    // MARK: Rows

    private mutating func row(_ field: Named, of object: String, _ access: RowAccess) -> DraftRow {
        let found = field.api.map { names.fields(called: $0, of: object) } ?? []
        let called = found.isEmpty ? names.fields(called: field.label, of: object) : found
        let (draft, question) =
            if field.label == cells.access.shownLine, field.api == nil {
                lost(field)
            } else if Self.all.contains(field.label.looseName) {
                every(field)
            } else if let first = called.first {
                known(first, called, field, of: object)
            } else {
                unknown(field, of: object)
            }
        var row = DraftRow(
            subject: .field(object: object, draft, access.fieldAccess), label: field.label.label, line: cells.line)
        row.questions = [question].compactMap(\.self) + access.questionsOnField
        row.isForbidden = access.restriction == .forbids
        row.isRecommended = access.restriction == .notRequired
        return row
    }

    private func lost(_ field: Named) -> (DraftField, DraftQuestion?) {
        (
            .labelled(key: "Field\(cells.line)", find: field.label),
            DraftQuestion(
                cell: field.label,
                text: "The row says the access and not the field. Look it up on the page, and name it.")
        )
    }

    private static let all: Set = ["all", "allfields", "allstandardfields", "allcustomfields", "everyfield", ""]

    private func every(_ field: Named) -> (DraftField, DraftQuestion?) {
        if ["all", "allfields", "everyfield"].contains(field.label.looseName) { return (.all, nil) }
        return (
            .all,
            DraftQuestion(
                cell: field.label,
                text:
                    "All fields are required here. Keep that, or write a row for each field that the integration uses.")
        )
    }

    private func known(
        _ first: String, _ all: [String], _ field: Named, of object: String
    ) -> (DraftField, DraftQuestion?) {
        var question: DraftQuestion?
        if all.count > 1 {
            question = DraftQuestion(
                cell: field.label,
                text: "Several fields are called so: \(all.listed(limit: 6)). Name the one that is meant.")
        }
        if names.canName(first, of: object) { return (.named(first), question) }
        // A guide finds by its label what rolecall does not know by name.
        let label = names.label(ofField: first, of: object) ?? field.label
        return (.labelled(key: first, find: label), question)
    }

    private mutating func unknown(_ field: Named, of object: String) -> (DraftField, DraftQuestion?) {
        let name = field.api ?? field.label
        let nearest = names.fields(near: name, of: object)
        let isDefined = names.knowsAllFields(of: object)
        if name.isAPIWord, name.lowercased().hasSuffix("__c"), !isDefined { return (.named(name), nil) }
        let key = field.api.map { $0.isAPIWord ? $0 : $0.camelName } ?? field.label.camelName
        let label =
            field.label == field.api || field.label.isAPIWord && field.label.count(where: \.isUppercase) > 1
            ? field.label.wordsOfAPIName : field.label
        let draft = DraftField.labelled(key: key.isEmpty ? "Field\(cells.line)" : key, find: label)
        if let likely = likelyName(name, among: nearest), let known = names.fields(called: likely, of: object).first {
            let (draft, _) = self.known(known, [known], field, of: object)
            return (
                draft, DraftQuestion(cell: field.label, text: "It is taken for the field \(likely). Is that meant?")
            )
        }
        if isDefined {
            let advice = nearest.isEmpty ? "" : " The nearest names are \(nearest.quoted.joined(separator: ", "))."
            return (
                draft,
                DraftQuestion(
                    cell: field.label, text: "It is not a field that the records know.\(advice) Name the right one.")
            )
        }
        return (
            draft,
            DraftQuestion(
                cell: field.label,
                text:
                    "Neither rolecall nor a record knows the fields of these labels, so an audit looks for the labels in the org. Check "
                    + "what is under find in their rows, or draft again with records of FieldDefinition (--records).",
                scope: .guide)
        )
    }
}
