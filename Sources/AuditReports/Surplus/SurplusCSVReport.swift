import AuditEngine
import OrgModel

/// Surplus as a table for a spreadsheet: a row for each system permission and each right on an object, once for each
/// source that grants it, and a row for the fields of each object.
struct SurplusCSVReport {
    let result: SurplusResult

    func render() -> String {
        let rows = result.grants.flatMap(rows) + result.fields.flatMap(rows)
        let basis = CSVBasis(result.guide, result.principal, result.basis)
        return ([Self.columns + CSVBasis.columns] + rows.map { $0 + basis.cells }).csv
    }

    private static let columns = [
        "Risk", "Kind", "Name", "Right", "Label", "Why", "Certain", "Source", "File", "Line", "Needed by", "Fields",
    ]

    private func rows(_ grant: SurplusGrant) -> [[String]] {
        let (kind, name, right) =
            switch grant.subject {
            case .systemPermission(let name): ("systemPermission", name, "")
            case .objectRight(let object, let right): ("objectRight", object, right.rawValue)
            }
        return grant.sources.map { source in
            [
                (grant.rating?.risk).words, kind, name.visible, right, grant.label.visible, grant.rating?.why ?? "",
                source.doubt.map { "no: \($0)".visible } ?? "yes", source.words.visible,
                (source.place?.file ?? "").visible,
                source.place?.line.map(String.init) ?? "", grant.carries.map(\.id).joined(separator: "\n"), "",
            ]
        }
    }

    private func rows(_ fields: SurplusFields) -> [[String]] {
        let sources = fields.sources.map { "\($0.type.words) \"\($0.fullName)\"".visible }.joined(separator: "\n")
        let certain = !fields.isCertain ? "no" : fields.isEffective == false ? "no: the object cannot be read" : "yes"
        return [(FieldAccess.edit, fields.editable), (.read, fields.readable)].filter { !$0.1.isEmpty }.map {
            access, names in
            let rating = fields.ratings[access]
            return [
                (rating?.risk).words, "fields", fields.object.visible, access.rawValue, "", rating?.why ?? "", certain,
                sources, "", "", "", "\(names.count)",
            ]
        }
    }
}
