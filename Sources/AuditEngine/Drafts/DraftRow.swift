import Documents
import OrgModel

/// What a row of a drafted table requires, as far as the page says it.
struct DraftRow {
    var subject: DraftSubject
    /// What the page calls it, on one line.
    var label: String
    var purpose: String?
    var note: String?
    var severity: RequirementSeverity?
    var isRecommended = false
    /// Whether it must not be held.
    var isForbidden = false
    /// The line of the page.
    let line: Int
    var questions: [DraftQuestion] = []

    /// What no two rows of a guide are about in the same way.
    var identity: String { (isForbidden ? "forbidden/" : "") + subject.identity }
}

/// What a drafted row is about.
enum DraftSubject: Equatable {
    /// A system permission, by API name or by what stands for one.
    case system(String)
    case object(key: String, [ObjectRight])
    case field(object: String, DraftField, FieldAccess)

    /// The kind of table that it belongs into, and the object of all its rows.
    var kind: (name: String, object: String?) {
        switch self {
        case .system: (SystemPermission.kind, nil)
        case .object: (ObjectPermission.kind, nil)
        case .field(let object, _, _): (FieldPermission.kind, object)
        }
    }

    /// What no two rows of a guide are about.
    var identity: String {
        switch self {
        case .system(let name): "system/\(name)"
        case .object(let key, _): "object/\(key)"
        case .field(let object, let field, _): "field/\(object).\(field.name)"
        }
    }
}

/// A field as a drafted row names it.
enum DraftField: Equatable {
    case named(String)
    case labelled(key: String, find: String)
    /// Every field of the object.
    case all

    var name: String {
        switch self {
        case .named(let name): name
        case .labelled(let key, _): key
        case .all: "*"
        }
    }
}

/// What a person has to decide about a row.
struct DraftQuestion: Equatable {
    /// The words of the page.
    let cell: String
    /// What is not known, and what to do: whole sentences.
    let text: String
    /// Where it is said, if the same is asked of other rows too.
    var scope = Scope.row
    /// Whether the page says something against what the row is about.
    var isRestriction = false

    enum Scope {
        case row
        /// Once in the table.
        case table
        /// Once in the guide, also where it is asked of one row.
        case guide
    }
}

/// A part of the page that no row was made of.
struct UnusedPart: Equatable {
    let line: Int
    /// A whole sentence.
    let words: String
}

/// The objects of a drafted guide, in the order in which its page names them.
struct DraftObjects {
    struct Object {
        let key: String
        /// The label, and by which one it is found; `nil` where the key is the name of a standard object.
        let label: String?
        var question: DraftQuestion?
        let line: Int
    }

    private(set) var all: [Object] = []
    /// By what the page calls them.
    private var keys: [String: String] = [:]

    /// The key of the object that a text means.
    ///
    /// - Returns: The key, and what is not sure about it in this row alone.
    mutating func key(for text: String, line: Int, _ names: inout DraftNames) -> (key: String, question: DraftQuestion?)
    {
        let found = names.objects(called: text)
        if let first = found.first {
            add(recorded: first, names, line: line)
            guard found.count > 1 else { return (first, nil) }
            return (
                first,
                DraftQuestion(
                    cell: text,
                    text: "Several objects are called so: \(found.listed(limit: 6)). Name the one that is meant.")
            )
        }
        let word = text.looseName.withoutObjectWord
        if let known = keys[word] { return (known, nil) }
        // `Signal (plc__Signal__c)`
        let parts = text.split { "()[]".contains($0) }.map { String($0).shownLine }
        let name = parts.first { $0.isCustomAPIName }
        let first = parts.first ?? text
        let label = first.isCustomAPIName ? first.wordsOfAPIName : first.withoutObjectWord
        if let known = parts.first(where: { !names.objects(called: $0).isEmpty }) {
            return self.key(for: known, line: line, &names)
        }
        let key = unusedKey(name ?? label)
        keys[word] = key
        keys[key.looseName] = key
        all.append(Object(key: key, label: label, question: Self.question(text, &names), line: line))
        return (key, nil)
    }

    private mutating func add(recorded name: String, _ names: DraftNames, line: Int) {
        guard !all.contains(where: { $0.key == name }) else { return }
        let label = names.isStandard(name) ? nil : names.recordedLabels[name] ?? name.wordsOfAPIName
        all.append(Object(key: name, label: label, line: line))
    }

    private func unusedKey(_ text: String) -> String {
        let name = text.isCustomAPIName ? text : text.withoutObjectWord.camelName
        let key = name.isEmpty || name.first?.isNumber == true ? "Object\(name)" : name
        guard all.contains(where: { $0.key == key }) else { return key }
        return (2...).lazy.map { "\(key)\($0)" }.first { other in !all.contains { $0.key == other } } ?? key
    }

    private static func question(_ text: String, _ names: inout DraftNames) -> DraftQuestion {
        let likely = likelyName(text, among: names.objects(near: text))
        let advice = likely.map { " Did you mean \($0)?" } ?? ""
        return DraftQuestion(
            cell: text,
            text:
                "Neither rolecall nor the records know an object of this name. If a package brings it, write its label as it is "
                + "in the org under find; if it is a typing error, name the right object.\(advice)")
    }
}

extension String {
    /// Without the word "object" at its end.
    var withoutObjectWord: String {
        for ending in [" objects", " object", "objects", "object"]
        where lowercased().hasSuffix(ending) && count > ending.count {
            return String(dropLast(ending.count))
        }
        return self
    }
}
