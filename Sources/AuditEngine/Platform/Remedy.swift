import Documents
import OrgModel

/// How a missing grant is fixed; the texts contain placeholders in braces until a finding fills them.
public struct Remedy: Codable, Sendable, Hashable {
    /// The click path in Setup.
    public var setup: String?
    /// What to deploy instead.
    public var metadata: String?
    /// What to do afterwards.
    public var then: String?
    /// What the next export must contain to resolve it.
    public var retrieve: String?

    /// Makes a remedy.
    package init(setup: String? = nil, metadata: String? = nil, then: String? = nil, retrieve: String? = nil) {
        self.setup = setup
        self.metadata = metadata
        self.then = then
        self.retrieve = retrieve
    }

    /// The same steps in a permission set, by the words for it; a guide's remedy leaves open which one it is.
    package func granting(in set: @autoclosure () -> String) -> Remedy {
        // It takes a look at every set, and most remedies do not say in which one.
        [setup, metadata, then].contains { $0?.contains("{set}") == true } ? filled(["set": set()]) : self
    }

    /// The same with every `{placeholder}` replaced.
    func filled(_ values: [String: String]) -> Remedy {
        Remedy(
            setup: setup?.filling(values), metadata: metadata?.filling(values), then: then?.filling(values),
            retrieve: retrieve)
    }
}

extension Remedy {
    /// What a guide says of a remedy.
    static let keys = Keys(
        "What the platform's own steps (salesforce/remedies.yaml) do not say.", name: "remedy",
        [Key(optional: "setup", .text(.prose), setup), Key(optional: "metadata", .text(.text), metadata), then])

    static let key = Key(optional: "remedy", .keys(keys), "How what is missing is fixed.")

    /// The platform's own steps.
    static let steps = Keys(
        "How one kind of missing grant is fixed. Placeholders: {label}, {name}, {object}, {objects}, {set}, {user}, {username}, for what is muted {muting}, for what is forbidden {what} and {sources}, and for what the profile must grant {what} and {profile}.",
        name: "steps", [Key("setup", .text(.prose), setup), Key("metadata", .text(.text), metadata)])

    static let then = Key(optional: "then", .text(.prose), "What to do afterwards.")

    private static let setup = "The click path in Setup."
    private static let metadata = "What to deploy, or the command that changes the data where it is not metadata."

    /// Reads a remedy.
    init(_ value: YAMLValue) {
        self.init(setup: value["setup"].text, metadata: value["metadata"].text, then: value["then"].text)
    }
}

extension Remedy {
    /// How many things a remedy lists to be resolved; the others are counted.
    static let maximumLines = 20

    /// The same remedy, with no more to resolve than a person reads.
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

extension PlatformFacts {
    /// How a system permission, or a right on an object, is granted.
    func remedy(granting need: Need) -> Remedy {
        switch need {
        case .systemPermission(let name):
            systemPermissionRemedy.filled(["name": name, "label": label(ofPermission: name)])
        case .objectPermission(let object, let right):
            (objectRemedies[right] ?? Remedy()).filled(["object": object, "objects": plural(of: object)])
        case .fieldPermission(_, _, let access): fieldRemedies[access] ?? Remedy()
        }
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

extension String {
    /// The text with every `{placeholder}` replaced that a value is known for.
    ///
    /// In one pass, because the texts of every requirement are filled at each start.
    fileprivate func filling(_ values: [String: String]) -> String {
        var filled = ""
        var rest = self[...]
        while let brace = rest.utf8.firstIndex(of: UInt8(ascii: "{")) {
            filled += rest[..<brace]
            rest = rest[brace...]
            guard let end = rest.utf8.firstIndex(of: UInt8(ascii: "}")),
                let value = values[String(rest[rest.utf8.index(after: brace)..<end])]
            else {
                filled.append("{")
                rest = rest.dropFirst()
                continue
            }
            filled += value
            rest = rest[rest.utf8.index(after: end)...]
        }
        return filled + rest
    }
}
