import Documents

/// What words of a page say against what they name: that it must not be held, or is not asked for in every case.
enum CellRestriction {
    case forbids
    /// It is called not required, which forbids nothing.
    case notRequired
    /// It is asked for under a condition, or with an exception.
    case limits

    /// - Returns: `nil` where the words say nothing against it.
    init?(_ text: String) {
        let words = Self.words(of: text)
        let count = words.count(where: Self.negations.contains)
        guard count > 0 else {
            let isCondition =
                words.contains("unless") || zip(words, words.dropFirst()).contains(where: Self.isCondition)
            guard isCondition else { return nil }
            self = .limits
            return
        }
        let joined = words.joined(separator: " ")
        let needless = joined.matches(of: #/\b(?:not (?:\w+ )?(?:required|needed|necessary|mandatory)|no need)\b/#)
            .count
        let isYes = ["yes", "y", "true"].contains(words.first) || Self.beginsWithTick(text)
        self = needless == count ? .notRequired : isYes ? .limits : .forbids
    }

    static let negations: Set = [
        "not", "no", "never", "without", "except", "excepting", "excluding", "exclude", "excluded", "disabled",
        "disable", "off", "remove", "removed", "revoke", "revoked", "deny", "denied", "forbidden", "prohibited",
        "hidden", "neither", "nor", "cannot", "disallowed", "unchecked", "uncheck", "deselect", "minus", "avoid",
    ]

    static func isCondition(_ first: String, _ second: String) -> Bool {
        first == "only" && ["if", "when", "where", "while"].contains(second)
    }

    /// The words in lower case, with "do not" for "don't".
    static func words(of text: String) -> [String] {
        plain(text).split { !($0.isLetter || $0.isNumber) }.map(String.init)
    }

    static func plain(_ text: String) -> String {
        text.lowercased().replacing("’", with: "'").replacing("can't", with: "can not")
            .replacing("won't", with: "will not").replacing("n't", with: " not")
    }

    private static func beginsWithTick(_ text: String) -> Bool {
        text.first.map { CheckMark(String($0)) == .yes } == true
    }

    /// What a person has to decide, of the cell that says so.
    func question(_ cell: String, isDrafted: Bool = true) -> DraftQuestion {
        let reading =
            switch self {
            case _ where !isDrafted: "These words may speak against it. It is required here."
            case .forbids: "These words speak against it, so it is forbidden here."
            case .notRequired: "The page does not call it required, so it is a recommendation here."
            case .limits: "The page asks for it with a condition or an exception. It is required here."
            }
        return DraftQuestion(cell: cell, text: "\(reading) \(Self.choices)", isRestriction: true)
    }

    static let choices =
        "Choose: required, forbidden: true, level: recommended, or remove the row."
}

extension DraftRow {
    /// The row as a restriction of it is drafted, with the mark.
    func restricted(_ restriction: CellRestriction, _ cell: String, isDrafted: Bool = true) -> DraftRow {
        var row = self
        row.questions.append(restriction.question(cell.shownLine, isDrafted: isDrafted))
        guard isDrafted else { return row }
        switch restriction {
        case .forbids: (row.isForbidden, row.isRecommended) = (true, false)
        case .notRequired: row.isRecommended = !row.isForbidden
        case .limits: break
        }
        return row
    }

    /// The row with a mark for each of the cells that has a footnote.
    func withFootnotes(_ cells: RowReader.Cells) -> DraftRow {
        var row = self
        let texts = [cells.object, cells.field, cells.permission, cells.access, cells.required ?? ""]
        for text in texts + cells.rights.map(\.text) where text.hasFootnote {
            row.questions.append(
                DraftQuestion(
                    cell: text.shownLine,
                    text: "It has a footnote, which is not read. Look it up on the page. \(CellRestriction.choices)",
                    isRestriction: true))
        }
        return row
    }
}

extension String {
    private static let endsOfFootnotes = Set("*†‡§⁰¹²³⁴⁵⁶⁷⁸⁹])")

    /// Without the sign of a footnote at its end.
    var withoutFootnote: String {
        // Most cells have none, and to make the pattern takes longer than to read the cell.
        guard let last, Self.endsOfFootnotes.contains(last) else { return self }
        let text = replacing(#/(?:\s*(?:[*†‡§⁰¹²³⁴⁵⁶⁷⁸⁹]|\[\d{1,2}\]|\(\d{1,2}\)))+$/#, with: "")
        return text.isEmpty ? self : text
    }

    var hasFootnote: Bool { withoutFootnote != self }

    /// The name that is in a text with a restriction: the longest part that is known, else what is before a bracket or a dash.
    ///
    /// - Returns: `nil` where the text has no such part.
    func restrictedName(isKnown: (String) -> Bool) -> String? {
        let words = shownLine.split { $0.isWhitespace || "()[]:;,".contains($0) }.map(String.init).filter { $0 != "-" }
        if words.count <= 25 {
            for length in stride(from: words.count, to: 0, by: -1) {
                for start in 0...(words.count - length) {
                    let name = words[start..<start + length].joined(separator: " ")
                    if isKnown(name) { return name }
                }
            }
        }
        for separator in ["(", "[", " - ", " – ", " — ", ": "] {
            guard let range = firstRange(of: separator) else { continue }
            let name = String(self[..<range.lowerBound]).shownLine
            if !name.isEmpty, CellRestriction(name) == nil { return name }
        }
        return nil
    }
}
