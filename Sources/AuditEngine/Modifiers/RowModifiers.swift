import Documents

/// How a row, or its whole table, asks for what it is about: that it must not be held, of what alone it counts, and where.
struct RowModifiers {
    private var isForbidden: Bool?
    private var isFromProfile = false
    private(set) var conditions: [SharingCondition] = []

    /// What is said of a row: by itself, else by its table; the conditions of both must hold.
    func adding(_ table: RowModifiers) -> RowModifiers {
        var all = self
        all.isForbidden = isForbidden ?? table.isForbidden
        all.isFromProfile = isFromProfile || table.isFromProfile
        all.conditions = table.conditions + conditions
        return all
    }

    /// What cannot be forbidden: that not all fields can be read forbids none of them.
    func check(_ subjects: [any RequirementSubject], at place: Place, _ diagnostics: Diagnostics) {
        guard isForbidden == true, subjects.contains(where: { !$0.fieldPatterns.isEmpty }) else { return }
        diagnostics.add(place, "Several fields cannot be forbidden in one row. Name each of them in a row of its own.")
    }

    /// What a row is about, asked for as it says.
    func asking(for subject: any RequirementSubject) -> any RequirementSubject {
        let demanded: any RequirementSubject = isForbidden == true ? Forbidden(subject: subject) : subject
        return isFromProfile ? FromProfile(subject: demanded) : demanded
    }
}

extension RowModifiers {
    init(_ value: YAMLValue, in table: TableContext) {
        isForbidden = value["forbidden"].truth
        isFromProfile = value["from"].exists
        conditions = SharingCondition.read(value, in: table)
    }

    /// The keys beside those of a kind, of its rows and its tables.
    static func keys(of kind: any RowKind.Type) -> [Key] {
        let rows = "Rows of the kind \"\(kind.kind)\""
        return [
            Key(
                optional: "forbidden",
                kind.canBeForbidden ? .truth : .never("\(rows) cannot be forbidden. Remove this key."), forbidden),
            Key(
                optional: "from",
                kind is any SinglePermission.Type
                    ? .choice(["profile"])
                    : .never("\(rows) cannot be asked of the profile itself: permissions can. Remove this key."), from),
            SharingCondition.key,
        ]
    }

    /// The same of rows with alternatives.
    static let keysOfChoices = keys(of: SystemPermission.self)

    private static let forbidden = "Whether it must not be held: passed where it is proven not to be."
    private static let from =
        "profile: only what the API user's profile itself grants counts, and no permission set."
}
