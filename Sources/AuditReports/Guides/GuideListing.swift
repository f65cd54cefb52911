package import AuditEngine

/// A guide's requirements, one a line, for a person at a terminal.
package struct GuideListing {
    private let guide: Guide

    /// Makes the list of one guide's requirements.
    package init(_ guide: Guide) {
        self.guide = guide
    }

    /// The whole list.
    package func render() -> String {
        let width = guide.requirements.map(\.id.count).max() ?? 0
        let tables = guide.tables.map { table in
            let rows = table.requirements.map { requirement in
                let condition =
                    (requirement.feature.map { " (only with \($0))" } ?? "")
                    + (requirement.isRecommended ? " (recommended)" : "")
                return "  \(requirement.id.padded(width))  \(requirement.label): \(requirement.requires)\(condition)"
            }
            return ([table.heading] + rows).joined(separator: "\n")
        }
        let editions = guide.editions.map { "\($0.key) (\($0.title))" }.joined(separator: ", ")
        let features = guide.features.map { "\($0.key) (\($0.title), \($0.isOnByDefault ? "on" : "off") by default)" }
            .joined(separator: ", ")
        let heading =
            [
                "\(guide.id): \(guide.title), \(guide.edition), \(guide.requirements.count) requirements"
            ] + (editions.isEmpty ? [] : ["Editions: \(editions)"])
            + (features.isEmpty ? [] : ["Features: \(features)"])
        return ([heading.joined(separator: "\n")] + tables).joined(separator: "\n\n") + "\n"
    }
}
