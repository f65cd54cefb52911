import Documents

/// What the rows of one table have in common.
struct TableContext {
    let loader: GuideLoader
    let id: String
    let kind: any RowKind.Type
    /// The object that all its rows are about; in an alternative the one that a part is about.
    private(set) var object: GuideObject?
    let objects: [GuideObject]
    let features: [String]
    let feature: String?
    /// Whether all its rows are asked of each end user.
    let isOfEndUsers: Bool
    let severity: RequirementSeverity?
    let level: RequirementLevel?
    let remedy: Remedy?
    /// How all of its rows ask for what they are about.
    fileprivate(set) var modifiers = RowModifiers()

    /// The same for a part of an alternative, which names its object itself.
    func aboutObject(of part: YAMLValue) -> TableContext {
        var table = self
        table.object = ["field", "fields", "key"].contains { part[$0].exists } ? known(part["object"]) : nil
        return table
    }

    /// An object that the guide names; an error for any other.
    func known(_ value: YAMLValue) -> GuideObject? { loader.known(value, among: objects) }
}

extension GuideLoader {
    func table(_ file: String, objects: [GuideObject], editions: [Guide.Edition], features: [String]) -> GuideTable? {
        // Without the kind nothing is known about the rows.
        guard let whole = files.read(file, as: GuideShapes.table, diagnostics),
            let kind = RequirementKinds.named(whole["kind"].text)
        else { return nil }
        var context = TableContext(
            loader: self, id: whole["table"].text ?? "", kind: kind,
            object: kind.isAboutObjectOfTable ? known(whole["object"], among: objects) : nil, objects: objects,
            features: features, feature: knownFeature(whole["feature"], features), isOfEndUsers: whole["of"].exists,
            severity: whole["severity"].choice(RequirementSeverity.self),
            level: whole["level"].choice(RequirementLevel.self),
            remedy: whole["remedy"].ifGiven.map(Remedy.init))
        context.modifiers = RowModifiers(whole, in: context)
        return GuideTable(
            id: context.id, title: whole["title"].text ?? "", caption: whole["caption"].text ?? "",
            edition: edition(whole["edition"], among: editions),
            requirements: (whole["rows"].list ?? []).flatMap { row($0, of: context) })
    }

    /// An object that the guide names; an error for any other.
    fileprivate func known(_ value: YAMLValue, among objects: [GuideObject]) -> GuideObject? {
        guard let name = value.text else { return nil }
        let object = objects.first { $0.key == name }
        if object == nil {
            let names = objects.map(\.key).joined(separator: ", ")
            diagnostics.add(value.place, "guide.yaml names no object \"\(name)\". Its objects: \(names).")
        }
        return object
    }

    /// A table of an edition that cannot be chosen would never be required.
    private func edition(_ value: YAMLValue, among known: [Guide.Edition]) -> String? {
        guard let key = value.text else { return nil }
        if !known.contains(where: { $0.key == key }) {
            let names = known.map(\.key).joined(separator: ", ")
            diagnostics.add(value.place, "guide.yaml names no edition \"\(key)\". Its editions: \(names).")
        }
        return key
    }

    /// A feature that the guide names; an error for any other.
    private func knownFeature(_ value: YAMLValue, _ features: [String]) -> String? {
        guard let key = value.text else { return nil }
        if !features.contains(key) {
            let known = features.isEmpty ? "It names none." : "Its features: \(features.joined(separator: ", "))."
            diagnostics.add(value.place, "guide.yaml names no feature \"\(key)\". \(known)")
        }
        return key
    }

    /// The feature that a row belongs to: its table's, or its own.
    private func feature(of row: YAMLValue, in table: TableContext) -> String? {
        guard let value = row["feature"].ifGiven else { return table.feature }
        if let feature = table.feature {
            diagnostics.add(
                value.place,
                "All of this table belongs to the feature \"\(feature)\" already. Remove one of the two.")
        }
        return knownFeature(value, table.features)
    }

    private func row(_ row: YAMLValue, of table: TableContext) -> [Requirement] {
        let severity = row["severity"].choice(RequirementSeverity.self) ?? table.severity
        if severity == nil, !row["severity"].exists {
            diagnostics.add(row.place, "Neither this row nor its table states a severity.")
        }
        let level = row["level"].choice(RequirementLevel.self) ?? table.level ?? .required
        let feature = feature(of: row, in: table)
        let label = row["label"].text ?? ""
        let modifiers = RowModifiers(row, in: table).adding(table.modifiers)
        let read: [any RequirementSubject] =
            row["anyOf"].exists
            ? [AnyOf.read(row, in: table)].compactMap(\.self) : table.kind.subjects(row, in: table)
        modifiers.check(read, at: row.place, diagnostics)
        let asked = read.map(modifiers.asking)
        let subjects = isOfEndUsers(row, in: table) ? asked.map { OfEndUsers($0) } : asked
        let remedies = subjects.map { remedy(for: $0, label: label, row: row, table: table) }
        if !row["anyOf"].exists, remedies.contains(where: { $0.setup == nil }) {
            diagnostics.add(
                row.place,
                "This row has no remedy: say under \"remedy\" what to click (setup), and what to deploy (metadata) where that helps."
            )
        }
        return zip(subjects, remedies).map { subject, remedy in
            Requirement(
                id: subject.id, table: table.id, label: label, subject: subject, requires: subject.requires,
                severity: severity ?? .major, isRecommended: level == .recommended, purpose: row["purpose"].text ?? "",
                note: row["note"].text,
                isInferred: row["inferred"].truth ?? false, feature: feature, remedy: remedy, place: row.place,
                conditions: modifiers.conditions)
        }
    }

    /// Whether a row is asked of each end user: like all of its table, or by itself.
    private func isOfEndUsers(_ row: YAMLValue, in table: TableContext) -> Bool {
        if table.isOfEndUsers, let value = row["of"].ifGiven {
            diagnostics.add(value.place, "All of this table is asked of the end users already. Remove one of the two.")
        }
        return table.isOfEndUsers || row["of"].exists
    }

    /// The row's own remedy, then the table's, then the platform's for such a grant, text by text.
    private func remedy(
        for subject: any RequirementSubject, label: String, row: YAMLValue, table: TableContext
    ) -> Remedy {
        let own = row["remedy"].ifGiven.map(Remedy.init)
        if let choice = subject.core as? AnyOf, !subject.isForbidden {
            return choice.remedy(platform, then: own?.then ?? table.remedy?.then).filled(
                subject.placeholders(platform))
        }
        let layers = [own, table.remedy, subject.remedy(platform)].compactMap(\.self)
        let remedy = Remedy(
            setup: layers.lazy.compactMap(\.setup).first, metadata: layers.lazy.compactMap(\.metadata).first,
            then: layers.lazy.compactMap(\.then).first)
        let values = subject.placeholders(platform)
        return remedy.filled(values.merging(["label": subject.labelInSetup(platform) ?? label]) { $1 })
    }
}
