import Documents

/// A right on an object.
struct ObjectPermission: SinglePermission {
    /// The guide's key of the object.
    let object: String
    let right: ObjectRight

    static let kind = "objectPermission"
    static let columns = RequirementColumns(first: "Object", second: .access, isCalledByObject: true)
    var id: String { "object/\(object)/\(right.rawValue)" }
    var requires: String { right.rawValue }
    var objectKeys: [String] { [object] }

    var access: String {
        switch right {
        case .viewAll: "View All"
        case .modifyAll: "Modify All"
        case .viewAllFields: "View All Fields"
        case .read, .create, .edit, .delete: right.rawValue.capitalizedFirst
        }
    }

    // MARK: Rule files

    static let forms = [
        RowForm(
            selectedBy: "object",
            Keys(
                "The rights on one object; each right is a requirement of its own.",
                [
                    GuideShapes.objectOfGuide,
                    Key(
                        "requires", .choices(ObjectRight.self, atLeast: 1),
                        "The rights that the API user must have, one requirement each."),
                ]))
    ]

    static let keysInAlternative: [Key] = []

    static func read(_ row: YAMLValue, in table: TableContext) -> [ObjectPermission] {
        guard let object = table.known(row["object"])?.key else { return [] }
        let rights = row["requires"].choices(ObjectRight.self)
        check(rights, existOn: object, at: row.place, table.loader)
        return rights.map { ObjectPermission(object: object, right: $0) }
    }

    /// A right that an object does not have could never be granted.
    private static func check(
        _ rights: [ObjectRight], existOn object: String, at place: Place, _ loader: GuideLoader
    ) {
        let platform = loader.platform
        guard let fact = platform.objects[object] else { return }
        for right in rights where fact.hasNoObjectPermissions && fact.standIns[right] == nil {
            let known = ObjectRight.allCases.filter { fact.standIns[$0] != nil }.map(\.rawValue)
            loader.diagnostics.add(
                place,
                "Salesforce has no object permissions for \(object), and nothing stands for \(platform.label(of: right)) there. "
                    + "Ask for the system permission that the vendor means instead. Known for \(object): "
                    + "\(known.joined(separator: ", ")).")
        }
        for right in rights where fact.without.contains(right) {
            loader.diagnostics.add(place, "Salesforce has no \(platform.label(of: right)) on \(object).")
        }
    }

    // MARK: Judging

    func judgeGranted(_ requirement: Requirement, _ permissions: PermissionEvaluation) -> Judgement {
        switch permissions.names.object(object) {
        case .unresolved(let name): return .unknown(name)
        case .found(let name):
            let answer = permissions.access.answer(to: right, on: name)
            if let doubt = permissions.doubt(of: name, object), answer.certainty != .granted {
                return .unknown(doubt)
            }
            return permissions.judgement(
                requirement, answer, placeholders: permissions.placeholders(object: name, key: object),
                remark: permissions.platform.substitution(for: right, on: name))
        }
    }

    func ways(_ permissions: PermissionEvaluation) -> [[Need]] {
        guard case .found(let name) = permissions.names.object(object) else { return [] }
        return [permissions.platform.needs(right, on: name)]
    }

    func grants(_ permissions: PermissionEvaluation) -> NameResolution<[Need]> {
        switch permissions.names.object(object) {
        case .unresolved(let name): .unresolved(name)
        case .found(let name):
            permissions.doubt(of: name, object).map(NameResolution.unresolved)
                ?? .found(ways(permissions).first ?? [])
        }
    }

    func isMet(by need: Need) -> Bool {
        if case .objectPermission(_, right) = need { true } else { false }
    }

    // MARK: Words and remedies

    func words(_ platform: PlatformFacts) -> String { "\(platform.label(of: right)) on \(object)" }
    var ownLabel: String { "" }
    func remedy(_ platform: PlatformFacts) -> Remedy? {
        platform.standIn(for: right, on: object).map { Remedy.all($0.needs.map(platform.remedy(granting:))) }
            ?? platform.objectRemedies[right]
    }

    func placeholders(_ platform: PlatformFacts) -> [String: String] {
        platform.objects[object].map { ["object": object, "objects": $0.plural] } ?? [:]
    }
}
