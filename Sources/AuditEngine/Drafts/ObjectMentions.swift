import Documents

/// The objects that a heading or a caption names.
struct ObjectMentions {
    private let names: DraftNames

    init(_ names: DraftNames) { self.names = names }

    /// What names the objects that are above a table or a part of it: `Account` in "Table 2. Account object permissions".
    ///
    /// An object that is not known counts where the text says that it is one.
    func objects(in text: String) -> [String] {
        let words = text.split { $0.isWhitespace || ",;:()/".contains($0) }.map { $0.trimmedSigns }
            .filter { !$0.isEmpty }
        guard words.count <= 40 else { return [] }
        let known = known(in: words)
        if !known.strong.isEmpty { return known.strong.deduplicated() }
        if let unknown = unknown(in: words) { return [unknown] }
        return known.weak.count == 1 ? known.weak : []
    }

    /// Known objects: those with a word beside them that says so, and others, which may be words of a sentence.
    private func known(in words: [String]) -> (strong: [String], weak: [String]) {
        var (strong, weak): ([String], [String]) = ([], [])
        var position = 0
        while position < words.count {
            guard let length = length(at: position, words) else {
                position += 1
                continue
            }
            let name = words[position..<position + length].joined(separator: " ")
            let before = position > 0 ? words[position - 1].lowercased() : ""
            let next = position + length < words.count ? words[position + length].lowercased() : ""
            let isWhole = length == words.count
            let isListed = ["and", "&", "or"].contains(next) || ["and", "&", "or"].contains(before)
            if isWhole || Self.followers.contains(next) || Self.leaders.contains(before)
                || (isListed && !strong.isEmpty)
            {
                strong.append(name)
            } else if before != "use" {
                weak.append(name)
            }
            position += length
        }
        // "Lead and Contact fields": what is before an "and" is said of both.
        let isList = words.contains { ["and", "&"].contains($0.lowercased()) }
        return isList && !strong.isEmpty ? (weak + strong, []) : (strong, weak)
    }

    /// How many words at a place are the name of a known object; `nil` where none are.
    private func length(at position: Int, _ words: [String]) -> Int? {
        guard let first = words[position].first, first.isUppercase || words[position].contains("__") else { return nil }
        return [4, 3, 2, 1].first { length in
            guard position + length <= words.count else { return false }
            let phrase = words[position..<position + length].joined(separator: " ")
            return phrase.lowercased() != "object" && names.objects(called: phrase).count == 1
                && !phrase.lowercased().hasSuffix(" object") && !phrase.lowercased().hasSuffix(" objects")
        }
    }

    /// The words before "object" or "fields" where they are a name.
    private func unknown(in words: [String]) -> String? {
        let lower = words.map { $0.lowercased() }
        guard let end = lower.firstIndex(where: { ["object", "fields", "field"].contains($0) }) else { return nil }
        let start = lower[..<end].lastIndex { Self.noise.contains($0) || $0.allSatisfy { !$0.isLetter } }
        let name = words[(start.map { $0 + 1 } ?? 0)..<end]
        guard (1...4).contains(name.count), name.allSatisfy({ $0.first?.isUppercase == true || $0.contains("__") })
        else { return nil }
        return name.joined(separator: " ")
    }

    private static let followers: Set = [
        "object", "objects", "field", "fields", "permission", "permissions", "record", "records", "access", "table",
    ]
    private static let leaders: Set = ["on", "of", "for", "object", "the"]
    private static let noise: Set = [
        "table", "section", "step", "the", "a", "an", "on", "of", "for", "to", "required", "standard", "custom",
        "salesforce",
        "all", "system", "following", "these", "minimum", "additional", "each", "any", "your", "our", "level", "and",
        "in",
        "with", "read", "write", "edit", "optional", "mandatory", "recommended", "needed", "package", "packaged",
        "sync",
        "synced", "integration", "user", "api", "list", "object", "appendix", "readable", "editable", "common", "other",
        "more", "key", "which", "needs", "specific", "relevant", "important", "mapped", "supported", "default",
    ]
}

extension StringProtocol {
    /// Without quotation marks, periods and the like around it.
    fileprivate var trimmedSigns: String {
        var text = self[...]
        while let first = text.first, !first.isLetter, !first.isNumber, first != "&" { text.removeFirst() }
        while let last = text.last, !last.isLetter, !last.isNumber, last != "&" { text.removeLast() }
        return String(text)
    }
}
