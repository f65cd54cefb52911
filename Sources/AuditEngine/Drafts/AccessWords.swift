import Documents

/// What the words of a cell ask for: `Read, Create and Modify All`, `R/W`, `Read Access Edit Access`.
struct AccessWords: Equatable {
    /// The rights that it names, in Salesforce's order.
    private(set) var rights: [ObjectRight] = []
    /// The words that name no right.
    private(set) var others: [String] = []
    /// Whether a right is named that some read as including Create.
    private(set) var saysWrite = false
    /// Whether it says that nothing is asked for.
    private(set) var asksForNothing = false
    /// The rights that it speaks against.
    private(set) var excluded: [ObjectRight] = []
    /// What it says against rights; `nil` where it asks for all that it names.
    private(set) var restriction: CellRestriction?

    /// Whether all of it is understood, and it names a right.
    var isSure: Bool { !rights.isEmpty && others.isEmpty && restriction == nil }

    /// Whether it is about rights alone, for or against them.
    var isAboutRights: Bool { isSure || (restriction != nil && !(rights.isEmpty && excluded.isEmpty)) }

    init(_ text: String) {
        let words = text.lowercased().split { !($0.isLetter || $0.isNumber) }.map(String.init)
        let isAcronym = text.allSatisfy { $0.isUppercase || !$0.isLetter }
        asksForNothing = Self.nothing.contains(text.looseName)
        guard !asksForNothing else { return }
        restriction = CellRestriction(text)
        if restriction != nil {
            readRestricted(text, isAcronym: isAcronym)
            return
        }
        var found: Set<ObjectRight> = []
        var position = 0
        while position < words.count {
            let (names, length, isWrite) = Self.rights(in: words[position...], isAcronym: isAcronym)
            found.formUnion(names ?? [])
            saysWrite = saysWrite || isWrite
            if names == nil, !Self.fillers.contains(words[position]) { others.append(words[position]) }
            position += length
        }
        rights = ObjectRight.allCases.filter(found.contains)
    }

    /// Reads words some of which speak against rights: what is behind a negation, or before it where nothing is behind.
    private mutating func readRestricted(_ text: String, isAcronym: Bool) {
        var clauses = RestrictedClauses()
        // A word such as "but" ends what was said before as a bracket does.
        let plain = CellRestriction.plain(text).replacing("all but ", with: "all except ").replacing(
            " but ", with: " ; ")
        for part in plain.splitKeepingSigns(",;.()[]\n") {
            if let sign = part.first, ",;.()[]\n".contains(sign) {
                clauses.end(isHard: sign != ",", begins: "([".contains(sign))
                continue
            }
            let words = part.split { !($0.isLetter || $0.isNumber) }.map(String.init)
            var position = 0
            while position < words.count {
                let word = words[position]
                let isCondition = position + 1 < words.count && CellRestriction.isCondition(word, words[position + 1])
                // What is behind is a condition, and names no rights.
                if isCondition || word == "unless" { break }
                let (names, length, isWrite) = Self.rights(in: words[position...], isAcronym: isAcronym)
                let isRemoval = word == "remove" && position + 1 == words.count
                if CellRestriction.negations.contains(word), !isRemoval {
                    clauses.negate()
                    position += 1
                    continue
                }
                if let names { clauses.add(names) } else { clauses.add(other: word) }
                saysWrite = saysWrite || isWrite
                position += length
            }
        }
        clauses.finish()
        (rights, excluded) = (clauses.rights, clauses.rightsExcluded)
    }

    private static let nothing: Set = ["none", "noaccess", "na", "no", "notrequired", "nil"]
    private static let fillers: Set = [
        "access", "permission", "permissions", "right", "rights", "and", "on", "the", "records", "record", "object",
        "level",
        "only", "field", "fields", "security",
    ]

    /// The rights at the beginning of some words, and how many words say them; `nil` where none does.
    private static func rights(
        in words: ArraySlice<String>, isAcronym: Bool
    ) -> (rights: [ObjectRight]?, length: Int, isWrite: Bool) {
        for length in [3, 2, 1] {
            let said = words.prefix(length)
            let phrase = said.joined(separator: " ")
            if let right = phrases[phrase] { return ([right], said.count, isWrite: phrase == "write") }
        }
        let word = words.first ?? ""
        let isLetters = isAcronym || word == "rw" || word == "crud"
        guard isLetters, word.allSatisfy({ letters[$0] != nil }), Set(word).count == word.count else {
            return (nil, 1, false)
        }
        return (word.flatMap { letters[$0] ?? [] }, 1, isWrite: word.contains("w"))
    }

    private static let phrases: [String: ObjectRight] = [
        "read": .read, "view": .read, "visible": .read, "readable": .read, "query": .read,
        "create": .create, "insert": .create, "add": .create,
        "edit": .edit, "update": .edit, "write": .edit, "modify": .edit, "change": .edit, "editable": .edit,
        "delete": .delete, "remove": .delete,
        "view all": .viewAll, "view all records": .viewAll, "read all": .viewAll, "viewall": .viewAll,
        "modify all": .modifyAll, "modify all records": .modifyAll, "modifyall": .modifyAll, "edit all": .modifyAll,
        "view all fields": .viewAllFields,
    ]

    private static let letters: [Character: [ObjectRight]] = [
        "r": [.read], "c": [.create], "e": [.edit], "u": [.edit], "w": [.edit], "d": [.delete],
    ]
}

/// The clauses of a text that speaks against some rights.
private struct RestrictedClauses {
    private var asked: Set<ObjectRight> = []
    private var excluded: Set<ObjectRight> = []
    /// The rights of the clause before its negation.
    private var before: Set<ObjectRight> = []
    private var isNegated = false
    /// Whether a negation is in the clause, and no right behind it.
    private var isOpen = false
    private var isJustNegated = false
    private var saysAll = false

    var rights: [ObjectRight] {
        var rights = asked
        if rights.isEmpty, saysAll, !excluded.isEmpty { rights = [.read, .create, .edit, .delete] }
        return ObjectRight.allCases.filter { rights.contains($0) && !excluded.contains($0) }
    }

    var rightsExcluded: [ObjectRight] { ObjectRight.allCases.filter(excluded.contains) }

    mutating func negate() { (isNegated, isOpen, isJustNegated) = (true, true, true) }

    mutating func add(_ rights: [ObjectRight]) {
        isJustNegated = false
        if isNegated {
            excluded.formUnion(rights)
            isOpen = false
        } else {
            asked.formUnion(rights)
            before.formUnion(rights)
        }
    }

    mutating func add(other word: String) {
        isJustNegated = false
        if !isNegated, ["all", "full", "everything", "any"].contains(word) { saysAll = true }
    }

    /// Ends the last clause.
    mutating func finish() {
        isJustNegated = false
        end(isHard: true, begins: false)
    }

    /// Ends a clause. A list behind a negation goes on at a comma.
    ///
    /// - Parameter begins: Whether a part in brackets begins, of which a negation right before it speaks.
    mutating func end(isHard: Bool, begins: Bool) {
        if isJustNegated, begins || before.isEmpty { return }
        if isOpen { excluded.formUnion(before.isEmpty ? asked : before) }
        if isOpen || isHard { isNegated = false }
        (isOpen, before) = (false, [])
    }
}

extension String {
    /// Its parts between some signs, and the signs.
    fileprivate func splitKeepingSigns(_ signs: String) -> [String] {
        var parts = [""]
        for character in self {
            if signs.contains(character) {
                parts += [String(character), ""]
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        return parts.filter { !$0.isEmpty }
    }
}

/// What a cell says that a column is for: a check mark, a word, or nothing.
enum CheckMark {
    case yes, no, optional
    /// An x, which is a check mark in one table and its contrary in another.
    case cross
    case unclear

    init(_ text: String) {
        let text = text.withoutFootnote
        let word = text.looseName
        if text.isEmpty {
            self = .no
        } else if Self.yesSigns.contains(where: text.contains) || Self.yesWords.contains(word) {
            self = .yes
        } else if word == "x" || text == "×" || text == "☒" {
            self = .cross
        } else if Self.noSigns.contains(where: text.contains) || Self.noWords.contains(word) {
            self = .no
        } else {
            self = Self.optionalWords.contains(word) ? .optional : .unclear
        }
    }

    private static let yesSigns = ["✓", "✔", "☑", "✅", "🗹", "●", "•", "◉"]
    private static let noSigns = ["✗", "✘", "✕", "✖", "❌", "☐", "○"]
    private static let yesWords: Set = [
        "yes", "y", "true", "required", "mandatory", "must", "always", "needed", "check", "checked", "tick", "on",
        "granted",
    ]
    private static let noWords: Set = ["no", "n", "false", "na", "none", "notrequired", "notneeded", "off", ""]
    private static let optionalWords: Set = [
        "optional", "recommended", "nicetohave", "suggested", "bestpractice", "onlyifneeded",
    ]
}
