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

    /// Whether all of it is understood, and it names a right.
    var isSure: Bool { !rights.isEmpty && others.isEmpty }

    /// The least access to a field that it asks for.
    var fieldAccess: FieldAccess {
        rights.contains { [.edit, .create].contains($0) } ? .edit : .read
    }

    init(_ text: String) {
        let words = text.lowercased().split { !($0.isLetter || $0.isNumber) }.map(String.init)
        let isAcronym = text.allSatisfy { $0.isUppercase || !$0.isLetter }
        asksForNothing = Self.nothing.contains(text.looseName)
        guard !asksForNothing else { return }
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
        for length in [3, 2, 1] where words.count >= length {
            let phrase = words.prefix(length).joined(separator: " ")
            if let names = phrases[phrase] {
                let rights = names.compactMap(ObjectRight.init)
                // A right that is not known here is a word like any other.
                guard rights.count == names.count else { break }
                return (rights, length, isWrite: phrase == "write")
            }
        }
        let word = words.first ?? ""
        let isLetters = isAcronym || word == "rw" || word == "crud"
        guard isLetters, word.allSatisfy({ letters[$0] != nil }), Set(word).count == word.count else {
            return (nil, 1, false)
        }
        return (word.flatMap { letters[$0] ?? [] }, 1, isWrite: word.contains("w"))
    }

    private static let phrases: [String: [String]] = [
        "read": ["read"], "view": ["read"], "visible": ["read"], "readable": ["read"], "query": ["read"],
        "create": ["create"], "insert": ["create"], "add": ["create"],
        "edit": ["edit"], "update": ["edit"], "write": ["edit"], "modify": ["edit"], "change": ["edit"],
        "editable": ["edit"], "delete": ["delete"], "remove": ["delete"],
        "view all": ["viewAll"], "view all records": ["viewAll"], "read all": ["viewAll"], "viewall": ["viewAll"],
        "modify all": ["modifyAll"], "modify all records": ["modifyAll"], "modifyall": ["modifyAll"],
        "edit all": ["modifyAll"], "view all fields": ["viewAllFields"],
    ]

    private static let letters: [Character: [ObjectRight]] = [
        "r": [.read], "c": [.create], "e": [.edit], "u": [.edit], "w": [.edit], "d": [.delete],
    ]
}

/// What a cell says that a column is for: a check mark, a word, or nothing.
enum CheckMark {
    case yes, no, optional
    /// An x, which is a check mark in one table and its contrary in another.
    case cross
    case unclear

    init(_ text: String) {
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
