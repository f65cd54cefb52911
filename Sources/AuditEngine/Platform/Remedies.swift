import OrgModel

extension Remedy {
    /// How many things a remedy asks to be resolved; the others are counted.
    static let maximumLines = 20

    /// The same remedy, with as much to resolve as somebody reads.
    var bounded: Remedy {
        var remedy = self
        remedy.retrieve = retrieve.map { text in
            text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.cutAtWord(1_000) }
                .counting(beyond: 3 * Self.maximumLines).joined(separator: "\n")
        }
        return remedy
    }

    /// All of several remedies, each text once.
    static func all(_ remedies: [Remedy]) -> Remedy {
        func texts(_ part: KeyPath<Remedy, String?>) -> [String] {
            remedies.compactMap { $0[keyPath: part]?.trimmingNewlines }.deduplicated()
        }
        func joined(_ texts: [String]) -> String? { texts.isEmpty ? nil : texts.joined(separator: "\n") }
        return Remedy(
            setup: joined(texts(\.setup)), metadata: joined(texts(\.metadata).mergingObjectEntries),
            then: joined(texts(\.then)), retrieve: joined(texts(\.retrieve)))
    }
}

extension [String] {
    /// The same metadata with one entry for each object: Salesforce refuses an object that appears twice.
    fileprivate var mergingObjectEntries: [String] {
        var merged: [[Substring]] = []
        for entry in flatMap(\.metadataEntries) {
            let object = entry.first == "<objectPermissions>" ? entry.first { $0.contains("<object>") } : nil
            let position = object.flatMap { object in
                merged.firstIndex { $0.first == entry.first && $0.contains(object) }
            }
            guard let position, let first = entry.first, let last = entry.last else {
                merged.append(entry)
                continue
            }
            // Salesforce writes an entry's children in the order of the alphabet.
            let children = Set(merged[position].dropFirst().dropLast() + entry.dropFirst().dropLast())
            merged[position] = [first] + children.sorted() + [last]
        }
        return merged.map { $0.joined(separator: "\n") }
    }
}

extension StringProtocol {
    /// The text; of a longer one the words that fit.
    func cutAtWord(_ limit: Int) -> String {
        guard utf8.count > limit, count > limit else { return String(self) }
        let beginning = prefix(limit)
        let end = beginning.lastIndex(of: " ") ?? beginning.endIndex
        return beginning[..<end] + " … (\(count - beginning[..<end].count) more characters)"
    }
}

extension String {
    /// The lines of each entry that is in the text, each up to the end tag that closes it.
    fileprivate var metadataEntries: [[Substring]] {
        var entries: [[Substring]] = [[]]
        for line in split(separator: "\n", omittingEmptySubsequences: false) {
            entries[entries.count - 1].append(line)
            if line.hasPrefix("</") { entries.append([]) }
        }
        return entries.filter { !$0.isEmpty }
    }

    fileprivate var trimmingNewlines: String {
        var text = self[...]
        while text.last?.isNewline == true { text.removeLast() }
        return String(text)
    }
}
