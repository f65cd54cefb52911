import Documents
import OrgModel

/// What the names of a vendor's page mean: by the platform's facts, and by exported records of EntityDefinition and
/// FieldDefinition.
///
/// Case, spaces and signs between words do not matter.
struct DraftNames {
    private let platform: PlatformFacts
    private var permissions: [String: [String]] = [:]
    private var objects: [String: [String]] = [:]
    /// The labels of objects that records define, by API name.
    private(set) var recordedLabels: [String: String] = [:]
    /// The fields that records define, by object.
    private var recordedFields: [String: [RecordedField]] = [:]
    /// The fields of each object by what they are called, made when they are first looked up.
    private var fields: [String: [String: [String]]] = [:]
    /// How many more names are compared with all that are known.
    private var comparisons = 100

    private struct RecordedField {
        let name: String
        let label: String?
    }

    init(_ platform: PlatformFacts, _ definitions: ExportedDefinitions) {
        self.platform = platform
        for (name, label) in platform.knownPermissions.sorted(by: { $0.key < $1.key }) {
            for word in Set([name.looseName, label.looseName]).subtracting([""]) {
                permissions[word, default: []].append(name)
            }
        }
        for (name, fact) in platform.objects.sorted(by: { $0.key < $1.key }) {
            add(object: name, called: [name, fact.label, fact.plural])
        }
        for object in definitions.objects {
            recordedLabels[object.name] = object.label
            add(object: object.name, called: [object.name, object.label ?? ""])
        }
        for record in definitions.fields {
            recordedFields[record.object, default: []].append(
                RecordedField(name: record.field.name, label: record.field.label))
        }
    }

    private mutating func add(object name: String, called words: [String]) {
        for word in Set(words.map(\.looseName)).subtracting([""]) where objects[word]?.contains(name) != true {
            objects[word, default: []].append(name)
        }
    }

    // MARK: Permissions

    /// The system permissions that a text may mean: more than one where the name is ambiguous.
    func permissions(called text: String) -> [String] {
        var word = text.looseName
        if let found = permissions[word] { return found }
        for ending in ["permissions", "permission"] where word.hasSuffix(ending) {
            word.removeLast(ending.count)
            return permissions[word] ?? []
        }
        return []
    }

    /// The names in Setup that come nearest to a text.
    mutating func permissions(near text: String) -> [String] {
        nearest(to: text, among: platform.knownPermissions.map { $0.value.isEmpty ? $0.key : $0.value })
    }

    func label(ofPermission name: String) -> String { platform.label(ofPermission: name) }

    // MARK: Objects

    /// The API names of the objects that a text may mean.
    func objects(called text: String) -> [String] {
        var word = text.looseName
        if let found = objects[word] { return found }
        for beginning in ["standardobject", "customobject", "standard", "custom"] where word.hasPrefix(beginning) {
            word.removeFirst(beginning.count)
            break
        }
        for ending in ["objects", "object", "records", "record"] where word.hasSuffix(ending) {
            word.removeLast(ending.count)
            break
        }
        return objects[word] ?? []
    }

    mutating func objects(near text: String) -> [String] {
        nearest(to: text, among: platform.objects.values.map(\.label) + recordedLabels.values)
    }

    /// Whether the platform's facts know an object, so that guides need not say how it is found.
    func isStandard(_ object: String) -> Bool { platform.objects[object] != nil }

    func hasRight(_ right: ObjectRight, on object: String) -> Bool {
        platform.objects[object]?.without.contains(right) != true
    }

    // MARK: Fields

    /// Whether records list the fields of an object, so that one that is not among them is not there.
    func knowsAllFields(of object: String) -> Bool { recordedFields[object] != nil }

    /// The API names of the fields of an object that a text may mean.
    mutating func fields(called text: String, of object: String) -> [String] {
        let known = fields[object] ?? index(object)
        fields[object] = known
        return known[text.looseName] ?? []
    }

    /// The fields that are called nearly so, as they are shown.
    mutating func fields(near text: String, of object: String) -> [String] {
        guard comparisons > 0 else { return [] }
        comparisons -= 1
        let labels = labels(of: object)
        if knowsAllFields(of: object) { return nearestNames(to: text, among: labels) }
        return likelyName(text, among: labels).map { [$0] } ?? []
    }

    /// Whether a guide may name a field by its API name.
    func canName(_ field: String, of object: String) -> Bool {
        field.hasSuffix("__c") || platform.field(field, of: object) != nil
    }

    /// What a field is called in Setup; `nil` where that is not known.
    func label(ofField field: String, of object: String) -> String? {
        platform.field(field, of: object)?.label
            ?? recordedFields[object]?.first { $0.name == field }?.label
    }

    private func labels(of object: String) -> [String] {
        (platform.objects[object]?.fields.values.map(\.label) ?? [])
            + platform.everyObjectFields.values.map(\.label)
            + (recordedFields[object] ?? []).compactMap(\.label)
    }

    /// A label wins over an API name, and the object's own field over one that every object has.
    private func index(_ object: String) -> [String: [String]] {
        let own = (platform.objects[object]?.fields ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value.label) }
        let every = platform.everyObjectFields.sorted { $0.key < $1.key }.map { ($0.key, $0.value.label) }
        let recorded = (recordedFields[object] ?? []).map { ($0.name, $0.label ?? "") }
        var index: [String: [String]] = [:]
        func add(_ entries: [(String, String)]) {
            var words: [String: [String]] = [:]
            for (name, label) in entries where !label.isEmpty { words[label.looseName, default: []].append(name) }
            for (word, names) in words where index[word] == nil { index[word] = names.deduplicated() }
            for (name, _) in entries where index[name.looseName] == nil { index[name.looseName] = [name] }
        }
        add(own)
        add(recorded)
        add(every)
        index[""] = nil
        return index
    }

    // MARK: Near names

    /// Comparing takes time, and a hostile page has as many unknown names as there is room for.
    private mutating func nearest(to text: String, among names: some Sequence<String>) -> [String] {
        guard comparisons > 0 else { return [] }
        comparisons -= 1
        return nearestNames(to: text, among: names)
    }
}

extension String {
    /// Its letters and digits in lower case, with "and" for an ampersand.
    var looseName: String {
        var name = ""
        for scalar in lowercased().unicodeScalars {
            if scalar == "&" {
                name += "and"
            } else if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                name.unicodeScalars.append(scalar)
            }
        }
        return name
    }

    /// Its words in UpperCamelCase, of ASCII letters and digits alone: `Conversation Transcript` is ConversationTranscript.
    var camelName: String {
        let words = split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
        return String(words.map { String($0).capitalizedFirst }.joined().prefix(60))
    }

    /// What an API name says: the words of `acme__Deal_Stage__c` are Deal Stage.
    var wordsOfAPIName: String {
        let parts = ranges(of: "__").isEmpty ? [self] : components(between: "__")
        let name = parts.count > 2 ? parts[1] : parts[0]
        var words = ""
        for character in name.replacing("_", with: " ") {
            if character.isUppercase, let last = words.last, last.isLowercase { words.append(" ") }
            words.append(character)
        }
        return words
    }

    private func components(between separator: String) -> [String] {
        split(separator: separator, omittingEmptySubsequences: true).map(String.init)
    }

    /// Whether it is written as Salesforce writes the API names of what an org or a package adds.
    var isCustomAPIName: Bool {
        let name = lowercased()
        return isAPIWord && ["__c", "__mdt", "__e", "__b", "__x", "__r"].contains(where: name.hasSuffix)
    }

    /// Whether it is one word that an API name can be.
    var isAPIWord: Bool {
        guard let first = utf8.first, Character(Unicode.Scalar(first)).isLetter else { return false }
        return allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    }
}
