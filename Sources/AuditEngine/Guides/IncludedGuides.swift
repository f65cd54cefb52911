import Documents
import OrgModel

extension GuideLoader {
    /// The guides whose tables belong to this one too. What is wrong with their names is an error.
    func includedGuides(_ names: YAMLValue, of guide: String) -> [Guide] {
        let chain = includedBy + [guide]
        return (names.list ?? []).compactMap { value -> Guide? in
            guard let name = value.text else { return nil }
            guard !chain.contains(name) else {
                diagnostics.add(
                    value.place,
                    "The guide includes itself: \((chain + [name]).joined(separator: " includes ")). Remove it.")
                return nil
            }
            guard RuleFiles.embeddedGuides.contains(name) else {
                diagnostics.add(
                    value.place,
                    "There is no guide \"\(name)\".\(didYouMean(name, among: Guide.embedded)) "
                        + "Only built-in guides can be included: rolecall guide list shows them.")
                return nil
            }
            let loader = GuideLoader(
                files: RuleFiles(embedded: name), platform: platform, diagnostics: diagnostics, includedBy: chain)
            return loader.load()?.selecting(edition: nil)
        }
    }
}

/// What the rows of a guide rest on, with what the guides bring that it includes.
struct Combination {
    private(set) var objects: [GuideObject]
    private(set) var features: [Guide.Feature]
    private(set) var tables: [GuideTable]

    init(objects: [GuideObject], features: [Guide.Feature], tables: [GuideTable]) {
        (self.objects, self.features, self.tables) = (objects, features, tables)
    }

    /// Adds the tables of an included guide, after what is there. What is there decides: a row about the same thing is left
    /// out, also one that forbids what is required.
    mutating func add(_ guide: Guide) {
        let decided = Set(tables.flatMap(\.requirements).map(\.subjectID))
        objects += guide.objects.filter { object in !objects.contains { $0.key == object.key } }
        features += guide.features.filter { feature in !features.contains { $0.key == feature.key } }
        tables += guide.tables.compactMap { table in
            var table = table
            table.id = "\(guide.id)/\(table.id)"
            table.edition = nil
            table.requirements = table.requirements.filter { !decided.contains($0.subjectID) }.map { requirement in
                var requirement = requirement
                requirement.table = table.id
                return requirement
            }
            return table.requirements.isEmpty ? nil : table
        }
    }
}

extension Requirement {
    /// What it is about, whether it is required or forbidden.
    var subjectID: String { id.hasPrefix(Forbidden.idPrefix) ? String(id.dropFirst(Forbidden.idPrefix.count)) : id }
}

extension Guide.Coverage {
    /// What `guide.yaml` says of it.
    init(_ whole: YAMLValue) {
        self.init(
            day: whole["read"].text, pages: whole["pages"].texts, partial: whole["partial"].text,
            statements: whole["statements"].number,
            notEncoded: (whole["notEncoded"].list ?? []).map {
                Statement(
                    text: $0["statement"].text ?? "", reason: $0["reason"].text ?? "", count: $0["count"].number ?? 1)
            })
    }
}
