import Documents

/// What a row of a vendor's table asks for, in a column of words or in columns with check marks.
struct RowAccess {
    private(set) var rights: [ObjectRight] = []
    /// What is not sure about it, on objects and on fields.
    private var questions: [DraftQuestion] = []
    private let cell: String
    private var saysWrite = false
    /// Whether it says that nothing is asked for.
    private var asksForNothing = false
    private let isCrossNo: Bool
    /// What is said against all that is asked for; `nil` where something is asked for.
    private(set) var restriction: CellRestriction?
    /// The rights that are spoken against.
    private var excluded: Set<ObjectRight> = []

    init(_ cells: RowReader.Cells) {
        cell = cells.access.shownLine
        isCrossNo = cells.isCrossNo
        var found: Set<ObjectRight> = []
        if !cells.access.isEmpty {
            let words = AccessWords(cells.access)
            found.formUnion(words.rights)
            (saysWrite, asksForNothing) = (words.saysWrite, words.asksForNothing)
            excluded.formUnion(words.excluded)
            if let said = words.restriction {
                restriction = words.rights.isEmpty ? said : nil
                if let restriction {
                    questions.append(restriction.question(cell))
                } else {
                    questions.append(Self.exception(cell, words.excluded))
                }
            } else if !words.asksForNothing, !words.isSure {
                questions.append(Self.unclear(cells.access, words.rights))
            }
        }
        for (right, text) in cells.rights { add(right, text, &found) }
        found.subtract(excluded)
        if found.isEmpty, restriction != nil { found = excluded }
        if found != excluded { restriction = nil }
        asksForNothing = found.isEmpty && questions.isEmpty && (asksForNothing || !cells.rights.isEmpty)
        rights = ObjectRight.allCases.filter(found.contains)
        guard rights.isEmpty, questions.isEmpty else { return }
        questions.append(
            DraftQuestion(
                cell: cells.field.isEmpty ? cells.object.shownLine : cells.field.shownLine,
                text:
                    "The page does not say which access is asked for, so read is written here. Correct it where more is needed.",
                scope: .table))
    }

    private static func exception(_ cell: String, _ excluded: [ObjectRight]) -> DraftQuestion {
        let reading =
            excluded.isEmpty
            ? "The page asks for it with a condition or an exception."
            : "The page speaks against \(excluded.words), which is not asked for here. To forbid it, write a row of its own."
        return DraftQuestion(
            cell: cell.shownLine, text: "\(reading) \(CellRestriction.choices)", isRestriction: true)
    }

    /// Reads a cell that says something against the right of its column.
    private mutating func add(
        _ right: ObjectRight, _ text: String, _ said: CellRestriction, _ found: inout Set<ObjectRight>
    ) {
        let words = AccessWords(text)
        switch said {
        case .limits:
            found.insert(right)
            excluded.formUnion(words.excluded)
            questions.append(Self.exception(text, words.excluded))
        case .forbids where !words.rights.isEmpty:
            found.formUnion(words.rights)
            excluded.formUnion(words.excluded)
            questions.append(Self.exception(text, words.excluded))
        case .forbids, .notRequired:
            excluded.insert(right)
            if restriction != .forbids { restriction = said }
            questions.append(Self.exception(text, [right]))
        }
    }

    private mutating func add(_ right: ObjectRight, _ text: String, _ found: inout Set<ObjectRight>) {
        let mark = CheckMark(text)
        if mark != .no || Self.isMixed(text), let said = CellRestriction(text) {
            return add(right, text, said, &found)
        }
        switch mark {
        case .yes: found.insert(right)
        case .no: break
        case .cross where isCrossNo:
            questions.append(
                DraftQuestion(
                    cell: text.shownLine,
                    text: "The table has check marks as well, so this is read as not asked for. Add what is meant.",
                    scope: .table))
        case .cross: found.insert(right)
        case .optional:
            found.insert(right)
            questions.append(
                DraftQuestion(
                    cell: text.shownLine, text: "The page calls \([right].words) optional here. Keep it, or remove it.",
                    scope: .table))
        case .unclear:
            // A column of rights may have the rights in words.
            let words = AccessWords(text)
            if words.isSure {
                found.formUnion(words.rights)
            } else {
                found.insert(right)
                questions.append(
                    DraftQuestion(
                        cell: text.shownLine,
                        text: "It is not plain whether this asks for \([right].words). Keep it, or remove it.",
                        scope: .table))
            }
        }
    }

    /// Whether a cell has more than the sign that it begins with.
    private static func isMixed(_ text: String) -> Bool { CellRestriction.words(of: text).count > 2 }

    private static func unclear(_ cell: String, _ rights: [ObjectRight]) -> DraftQuestion {
        let reading = rights.isEmpty ? "Read" : rights.words
        return DraftQuestion(
            cell: cell.shownLine,
            text:
                "These words do not say which rights are asked for; \(reading) is written here. Write those that are meant "
                + "(\(ObjectRight.allCases.map(\.rawValue).joined(separator: ", ")); of a field read or edit).",
            scope: .table)
    }

    /// Why a row asks for nothing, as the end of a sentence; `nil` where it asks for something.
    var reasonToLeaveOut: String? { asksForNothing ? "it asks for no access" : nil }

    var questionsOnObject: [DraftQuestion] {
        guard saysWrite else { return questions }
        return questions + [
            DraftQuestion(
                cell: cell,
                text: "Write is read as edit, which does not bring Create. Add create where records are created.",
                scope: .table)
        ]
    }

    var questionsOnField: [DraftQuestion] {
        let others = rights.filter { ![.read, .create, .edit].contains($0) }
        guard !others.isEmpty else { return questions }
        return questions + [
            DraftQuestion(
                cell: cell,
                text:
                    "Fields have no \(others.words). Say which access to the field is meant, or require it of the object.",
                scope: .table)
        ]
    }

    var fieldAccess: FieldAccess { rights.contains { [.edit, .create].contains($0) } ? .edit : .read }
}

extension String {
    /// What a cell lists: its lines, or what is between semicolons or commas, without bullets. A text that is known as a whole is
    /// one.
    func items(isKnown: (String) -> Bool) -> [String] {
        split(separator: "\n").flatMap { line -> [String] in
            let line = String(line).withoutBullet
            if line.isEmpty { return [] }
            if isKnown(line) { return [line] }
            for separator in [";", ",", "/", "|"] {
                let parts = line.split(separator: separator).map { String($0).withoutBullet }.filter { !$0.isEmpty }
                guard parts.count > 1 else { continue }
                // The last one of a list in words.
                let items = parts.flatMap { isKnown($0) ? [$0] : $0.splitAtAnd(isKnown) }
                if separator == ";" || items.contains(where: isKnown) { return items }
            }
            return line.splitAtAnd(isKnown)
        }
    }

    private func splitAtAnd(_ isKnown: (String) -> Bool) -> [String] {
        let text = hasPrefix("and ") ? String(dropFirst(4)) : self
        for word in [" and ", " & ", " + "] {
            let parts = text.split(separator: word).map { String($0).withoutBullet }
            if parts.allSatisfy(isKnown) { return parts }
        }
        return [text]
    }

    /// Without what begins an item of a list, and without white space around it.
    private var withoutBullet: String {
        var text = self[...]
        while let first = text.first {
            let rest = text.dropFirst()
            let number = text.prefix { $0.isNumber }
            if first.isWhitespace || (Self.bullets.contains(first) && rest.first?.isWhitespace == true) {
                text = rest
            } else if (1...2).contains(number.count), let sign = text.dropFirst(number.count).first,
                ".)".contains(sign),
                text.dropFirst(number.count + 1).first?.isWhitespace == true
            {
                text = text.dropFirst(number.count + 1)
            } else {
                break
            }
        }
        return String(text).withoutEnd(".;,")
    }

    /// Without a bullet; a sentence may begin with a number.
    private var withoutBulletOnly: String {
        guard dropFirst().first?.isWhitespace == true else { return self }
        return String(drop { Self.bullets.contains($0) || $0.isWhitespace })
    }

    private static let bullets: Set<Character> = ["•", "·", "▪", "◦", "‣", "*", "–", "—", "-"]

    /// Without white space and some signs at its end.
    private func withoutEnd(_ signs: String) -> String {
        var text = self[...]
        while let last = text.last, last.isWhitespace || signs.contains(last) { text.removeLast() }
        return String(text)
    }

    /// The text as the label of a row: one line, not longer than a label is.
    var label: String {
        let line = shownLine
        return line.count > 150 ? line.prefix(149) + "…" : line
    }

    /// The text as whole sentences; empty where there is none.
    var sentence: String {
        var lines: [String] = []
        for line in split(separator: "\n") {
            let text = String(line).withoutBulletOnly
            // A line that begins in lower case goes on with the sentence, unless it has a bullet.
            if let last = lines.last, text == line, text.first?.isLowercase == true {
                lines[lines.count - 1] = "\(last) \(text)"
            } else {
                lines.append(text)
            }
        }
        return lines.map { line in
            let text = line.withoutEnd(":;,")
            return (text.isEmpty || text.hasSuffix(".") ? text : text + ".").capitalizedFirst
        }
        .filter { !$0.isEmpty }.joined(separator: " ")
    }
}
