import AuditEngine
import OrgModel

/// Surplus as a person reads it: one system permission, or one right on however many objects.
struct SurplusItem {
    /// What Setup calls it: `Modify All Data`, `Delete on Invoice__c`, `Delete on 3 objects`.
    let title: String
    /// The API name of a permission; the names of the objects.
    let names: [String]
    let isRight: Bool
    let why: String?
    /// The grants that it represents, one for each object.
    let grants: [SurplusGrant]

    /// The requirements that pass only through it, each once.
    var carries: [Requirement] { grants.flatMap(\.carries).deduplicated(by: \.id) }

    /// Where it comes from, in words; each source once, and once more where something of it is in doubt.
    var sources: [(words: String, places: [Place], doubt: String?)] {
        var found: [(words: String, places: [Place], doubt: String?)] = []
        var positions: [String: Int] = [:]
        for source in grants.flatMap(\.sources) {
            let key = source.doubt == nil ? source.words : "?\(source.words)"
            let position = positions[key, default: found.count]
            if position == found.count { found.append((source.words, [], source.doubt)) }
            positions[key] = position
            found[position].places += [source.place].compactMap(\.self)
        }
        return found
    }
}

extension SurplusGrant.Source {
    /// `permission set "A" through group "G"`
    var words: String {
        "\(id.type.words) \"\(id.fullName)\"" + (group.map { " through group \"\($0.fullName)\"" } ?? "")
    }
}

extension SurplusResult {
    /// The grants of each risk, the most severe first and what is not rated last, with each right reported once for all objects.
    var items: [(risk: Risk?, items: [SurplusItem])] {
        (Risk.allCases.map(Optional.some) + [nil]).compactMap { risk in
            let items = self.items(grants.filter { $0.rating?.risk == risk })
            return items.isEmpty ? nil : (risk, items)
        }
    }

    private func items(_ grants: [SurplusGrant]) -> [SurplusItem] {
        var permissions: [SurplusItem] = []
        var rights: [ObjectRight: [(object: String, grant: SurplusGrant)]] = [:]
        for grant in grants {
            switch grant.subject {
            case .systemPermission(let name):
                permissions.append(
                    SurplusItem(
                        title: grant.label, names: [name], isRight: false, why: grant.rating?.why, grants: [grant]))
            case .objectRight(let object, let right):
                rights[right, default: []].append((object, grant))
            }
        }
        return permissions
            + ObjectRight.mostSevereFirst.compactMap { right in
                guard let found = rights[right], let first = found.first?.grant else { return nil }
                let objects = found.count == 1 ? found[0].object : "\(found.count) objects"
                return SurplusItem(
                    title: "\(first.label) on \(objects)", names: found.map(\.object), isRight: true,
                    why: first.rating?.why,
                    grants: found.map(\.grant))
            }
    }

    /// `2 critical, 1 high, 3 not rated`; a permission counts once, and so does each right on each object.
    var counts: String {
        let counts = (Risk.allCases.map(Optional.some) + [nil]).map { (count($0), $0.words) }
        return counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }

    /// The same with how many fields there are, as the head of a report has it.
    var countsWithFields: String {
        ([counts] + (fieldCount > 0 ? [fieldCount.of("field")] : [])).filter { !$0.isEmpty }.joined(separator: ", ")
    }

    /// Whether the export shows everything that is granted.
    var isSure: Bool { gaps.isEmpty && notes.isEmpty }

    /// How much there is of everything, as a sentence.
    var summary: String {
        guard !isEmpty else {
            return isSure
                ? "The API user has nothing beyond what the guide requires."
                : "Nothing beyond the guide was found, but the export does not say everything."
        }
        let permissions = grants.count { if case .systemPermission = $0.subject { true } else { false } }
        let counts = countsOfKinds(permissions: permissions, rights: grants.count - permissions, fields: fieldCount)
        return "Beyond the guide the API user has \(counts.listedWithAnd)."
    }

    /// How many fields can be read or edited beyond the guide.
    var fieldCount: Int { fields.reduce(0) { $0 + $1.count } }

    /// Which guide was applied to whom, each fact under a word for it.
    func facts(_ settings: ReportSettings) -> [(label: String, text: String)] {
        basis.org + [("Guide", guide.words(on: basis, settings)), ("API user", principal.words)] + basis.facts
    }
}

extension SurplusFields {
    var count: Int { readable.count + editable.count }

    /// `12 to edit, 3 to read`
    var words: String {
        [(editable.count, "to edit"), (readable.count, "to read")]
            .filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ") + (isCertain ? "" : " (maybe)")
    }
}

extension SurplusSource {
    /// `permission set "A" through group "G": 3 system permissions, 40 fields`
    var words: String { "\(name): \(contents)" }

    var name: String {
        "\(id.type.words) \"\(id.fullName)\"" + (group.map { " through group \"\($0.fullName)\"" } ?? "")
    }

    var contents: String {
        countsOfKinds(permissions: counts.permissions, rights: counts.rights, fields: counts.fields)
            .joined(separator: ", ")
    }
}

extension Risk? {
    var words: String { self?.rawValue ?? "not rated" }
}

/// `2 system permissions`, `1 right on objects`, `40 fields`; what there is none of is omitted.
private func countsOfKinds(permissions: Int, rights: Int, fields: Int) -> [String] {
    [
        (permissions, permissions.of("system permission")),
        (rights, rights.of("right on objects", "rights on objects")),
        (fields, fields.of("field")),
    ].filter { $0.0 > 0 }.map(\.1)
}
