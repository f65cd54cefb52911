import Documents
import OrgModel

/// Which fields of an object a row is about: all, or those whose API names begin in one way.
struct FieldPattern: Sendable, Hashable {
    /// What the names begin with; nothing where all fields are meant.
    let beginning: String

    private static let all = "all"

    /// As rule files write it: `all`, or a beginning with a `*`.
    static let rule = TextRule(pattern: "^(all|[A-Za-z][A-Za-z0-9_]*[*])$") { text in
        FieldPattern(text) == nil
            ? "\"\(text)\" is neither all nor the beginning of API names with one * at its end, such as Namespace__*."
            : nil
    }

    /// - Returns: `nil` for any other text.
    init?(_ text: String) {
        if text == Self.all {
            beginning = ""
            return
        }
        let name = String(text.dropLast())
        guard text.hasSuffix("*"), TextRule.apiName.fault(name) == nil else { return nil }
        beginning = name
    }

    /// Its name in requirement ids.
    var key: String { "\(beginning)*" }

    /// Whether the fields are those of a package: those of a namespace.
    var isOfPackage: Bool { beginning.contains("__") }

    func matches(_ name: String) -> Bool { name.lowercased().hasPrefix(beginning.lowercased()) }

    /// The fields in words, after the object's name: `Contact that begin with UserGems__`.
    func words(of object: String, verb: String = "begin") -> String {
        object + (beginning.isEmpty ? "" : " that \(verb) with \(beginning)")
    }
}

/// The fields of an object that a row about several is about, as far as the export shows them.
struct MatchingFields {
    /// The API name of the object.
    let object: String
    /// The fields that are there, by name; one of which the definitions contradict each other is not known.
    let fields: [(name: String, field: NameResolution<ResolvedField>)]
    /// Where it stands that these are all; `nil` where nothing shows it.
    let definition: Place?
}

/// What was found of rows about several fields, by object and pattern: every judgement asks for it again.
final class MatchedFields {
    var fields: [String: NameResolution<MatchingFields>] = [:]
}

extension GuideNames {
    /// The fields of an object that match: those that are defined, and those that any source lists permissions for.
    func fields(matching pattern: FieldPattern, of key: String) -> NameResolution<MatchingFields> {
        let id = "\(key).\(pattern.key)"
        if let known = matched.fields[id] { return known }
        let found = findFields(matching: pattern, of: key)
        matched.fields[id] = found
        return found
    }

    private func findFields(matching pattern: FieldPattern, of key: String) -> NameResolution<MatchingFields> {
        switch object(key) {
        case .unresolved(let name): return .unresolved(name)
        case .found(let object):
            // The parts of an address or of a place follow the whole.
            func matching(_ names: [String]) -> [String] {
                names.filter { pattern.matches($0) && !$0.lowercased().hasSuffix("__s") }
            }
            let defined = matching(definitions(of: object).map(\.name))
            var known: Set<APIName> = []
            let names = defined.filter { known.insert(APIName($0)).inserted }
            let others = matching(listedFields(of: object)).filter { known.insert(APIName($0)).inserted }
            return .found(
                MatchingFields(
                    object: object, fields: (names + others).sorted().map { ($0, field(.named($0), of: key)) },
                    // What lacks a field that is there was made on another day, or for a user who does not see it.
                    definition: others.isEmpty ? definition(ofAll: pattern, object) : nil))
        }
    }

    /// The names of an object's fields that any source lists permissions for.
    private func listedFields(of object: String) -> [String] {
        // Objects that share their custom fields have standard fields of their own.
        let owners = Set(guide.platform.names(ofField: "", of: object).map { APIName($0.objectOfName) })
        let sources = Array(org.sources.values) + org.recorded.values.map(\.source)
        let listed = sources.flatMap { source -> [String] in
            (source.entries[.fieldPermission]?.keys.map(\.spelling) ?? []).filter { name in
                let owner = APIName(name.objectOfName)
                return owner == APIName(object) || owners.contains(owner) && name.contains("__")
            }
        }
        return Set(listed.map { String($0.drop { $0 != "." }.dropFirst()) }).sorted()
    }

    /// Where all of the fields are that can match. Metadata defines custom fields, and those standard fields alone that were
    /// customized; of a custom object no other standard field has permissions.
    private func definition(ofAll pattern: FieldPattern, _ object: String) -> Place? {
        if unreadableFields(of: object, "") != nil { return nil }
        if let result = org.resultWithAllFields(of: object) { return result }
        guard pattern.isOfPackage || object.lowercased().hasSuffix("__c") else { return nil }
        return org.fileWithAllCustomFields(of: guide.platform.objects[object]?.definesFieldsOn ?? object)
    }
}
