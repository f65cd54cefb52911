import Documents
import OrgModel

/// An org-wide default with which alone a row applies: a part of `when: { sharing: ... }`.
struct SharingCondition: Sendable {
    /// The guide's or Salesforce's name of the object.
    let object: String
    let model: SharingModel

    /// Whether a row applies in one org.
    enum Standing {
        case applies
        /// It does not, as the export says.
        case doesNot(Judgement)
        /// The export does not tell.
        case unknown(Unknown)
    }

    /// It in words: `the org-wide default of Account is Private`.
    var words: String {
        "the org-wide default of \(object) is \(model.label)"
    }

    func standing(_ names: GuideNames) -> Standing {
        guard let (object, stated) = names.sharingModel(of: object) else {
            return .unknown(
                Unknown(
                    says: "the row applies only where \(words), which the export does not tell",
                    resolvedBy: "Retrieve the CustomObject \(object) too, or run the query for EntityDefinition that "
                        + "rolecall manifest --output-dir writes."))
        }
        if stated.value == model { return .applies }
        return .doesNot(
            Judgement(
                decision: .notApplicable,
                message: "It is required only where \(words), and it is \(stated.value.label) in this org.",
                evidence: [Evidence(place: stated.place, .orgWideDefault(of: object, stated.value))]))
    }
}

extension SharingCondition {
    /// How rule files state several: all must hold.
    static let key = Key(
        optional: "when",
        .keys(
            Keys(
                "Where alone it is required.", name: "when",
                [
                    Key(
                        "sharing", .named(.line, .choice(SharingModel.metadataWords)),
                        "Org-wide defaults, as metadata writes them, by the object's API name or its key among the guide's objects. Of several all must hold."
                    )
                ])),
        "Where alone it is required; elsewhere it is not applicable.")

    /// The conditions of a row or a table.
    static func read(_ value: YAMLValue, in table: TableContext) -> [SharingCondition] {
        guard let sharing = value["when"]["sharing"].entries else { return [] }
        if sharing.isEmpty {
            table.loader.diagnostics.add(
                value["when"]["sharing"].place, "No object is named here. Name one, or remove when.")
        }
        return sharing.compactMap { entry in
            let isKnown =
                table.objects.contains { $0.key == entry.key } || table.loader.platform.objects[entry.key] != nil
                || entry.key.hasSuffix("__c")
            if !isKnown {
                table.loader.diagnostics.add(
                    entry.place,
                    "\"\(entry.key)\" is neither an object of guide.yaml nor a standard object that rolecall knows. The guide's objects: "
                        + "\(table.objects.map(\.key).joined(separator: ", ")).")
            }
            return entry.value.text.flatMap(SharingModel.init(metadata:)).map {
                SharingCondition(object: entry.key, model: $0)
            }
        }
    }
}

extension Requirement {
    /// Where alone it is required, as a clause; `nil` where it always is.
    package var conditionWords: String? {
        conditions.isEmpty ? nil : conditions.map(\.words).joined(separator: " and ")
    }

    /// The judgement that it does not apply in one org; `nil` where it does, or may.
    func notApplicable(_ names: GuideNames) -> Judgement? {
        conditions.lazy.compactMap { condition in
            if case .doesNot(let judgement) = condition.standing(names) { judgement } else { nil }
        }.first
    }
}

extension Judgement {
    /// The same where the export does not tell whether a row applies: what is proven to be missing may not be required.
    func asking(only conditions: [SharingCondition], _ names: GuideNames) -> Judgement {
        let open = conditions.compactMap { condition in
            if case .unknown(let unknown) = condition.standing(names) { unknown } else { nil }
        }
        guard !open.isEmpty, verdict == .failed || verdict == .unknown else { return self }
        return .unknown(
            ([message] + open.map(\.sentence)).joined(separator: " "), evidence,
            resolvedBy: open.map(\.resolvedBy) + resolvedBy)
    }
}
