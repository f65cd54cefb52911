import OrgModel

/// What a guide requires in one org, with all that it cannot be without.
struct AskedAccess {
    private var access = DeployableAccess()
    var permissions: Set<String> { access.permissions }
    var rights: [String: Set<ObjectRight>] { access.rights }
    /// By the names under which sources can list the field.
    private(set) var fields: [String: Set<FieldAccess>] = [:]
    /// The fields that are asked for by the beginnings of their names.
    private var patterns: [(objects: Set<APIName>, pattern: FieldPattern, access: Set<FieldAccess>)] = []
    /// Why some of what the guide requires cannot be determined from surplus.
    private(set) var unresolved: [Unknown] = []
    private let platform: PlatformFacts
    private let org: Org

    /// - Parameters:
    ///   - requirements: Those that require permissions and are not switched off.
    ///   - org: What ``Evaluation/readingMasters()`` returns.
    init(_ requirements: [Requirement], in evaluation: Evaluation, _ org: Org) {
        platform = evaluation.guide.platform
        self.org = org
        for requirement in requirements {
            for several in requirement.subject.severalFields { take(several, evaluation.permissions.names) }
            switch evaluation.asked(by: requirement) {
            case .found(let needs): for need in needs { take(need) }
            case .unresolved(let name):
                if !unresolved.contains(where: { $0.statement == name.statement }) { unresolved.append(name) }
            }
        }
    }

    private mutating func take(_ need: Need) {
        switch need {
        case .systemPermission, .objectPermission:
            access.add(platform.deployable(need, in: org))
        case .fieldPermission(let object, let field, let access):
            for name in platform.names(ofField: field, of: object) {
                fields[name, default: []].formUnion(access == .edit ? [.read, .edit] : [.read])
            }
        }
    }

    /// Fields that the export does not define are among them too, and View All Fields gives no more than all of them.
    private mutating func take(_ several: FieldsPermission, _ names: GuideNames) {
        guard case .found(let object) = names.object(several.object) else { return }
        let owners = platform.names(ofField: "", of: object).map { APIName($0.objectOfName) }
        patterns.append((Set(owners), several.pattern, several.wanted == .edit ? [.read, .edit] : [.read]))
        if several.pattern.beginning.isEmpty, platform.exists(.viewAllFields, on: object) {
            access.add(DeployableAccess([.objectPermission(object, .viewAllFields)]))
        }
    }

    func includes(_ right: ObjectRight, on object: String) -> Bool {
        rights[object]?.contains(right) == true
    }

    func includes(_ access: FieldAccess, on field: String) -> Bool {
        fields[field]?.contains(access) == true
            || patterns.contains { owners, pattern, wanted in
                wanted.contains(access) && owners.contains(APIName(field.objectOfName))
                    && pattern.matches(String(field.drop { $0 != "." }.dropFirst()))
            }
    }
}

extension Evaluation {
    /// Reads the fields of all objects of which a set must be granted something with what the guide requires: the objects
    /// themselves, and those that they are details of.
    func readingMasters() -> Org {
        let platform = guide.platform
        let required = guide.requirements.flatMap { permissions.ways(to: $0.subject).joined() }.compactMap(
            \.objectOfRight)
        let others =
            platform.permissions.values.flatMap(\.needsOnObject.keys) + platform.objects.values.flatMap(\.detailOf)
        return org.readingMasters(ofObjects: Set(required + others))
    }

    /// What a requirement requires: the guide's own way. Of alternatives, which it accepts alike, the first that is met.
    fileprivate func asked(by requirement: Requirement) -> NameResolution<[Need]> {
        if requirement.isChoice,
            let met = permissions.ways(to: requirement.subject).first(where: { needs in
                needs.allSatisfy { access.answer(to: $0).certainty == .granted }
            })
        {
            return .found(met)
        }
        return permissions.grants(for: requirement.subject)
    }
}
