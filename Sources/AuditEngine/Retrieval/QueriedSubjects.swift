import OrgModel

/// What a guide's rows make queries ask about.
struct QueriedSubjects {
    /// System permissions that rows require, that bring what rows require, or that may open it.
    private(set) var permissions: Set<String> = []
    /// Objects whose object permissions decide rows, in the guide's order.
    private(set) var objects: [String] = []
    /// Objects whose field permissions decide rows.
    private(set) var objectsOfFields: [String] = []
    /// Every object that is known by its API name.
    private(set) var definedObjects: [String] = []
    /// Labels of the objects that are not.
    private(set) var labels: [String] = []
    /// Objects of whose fields the API names are not known, or not all of them.
    private(set) var objectsWithLabelledFields: [String] = []
    /// Whether rows are about call centers.
    private(set) var hasCallCenters = false
    /// The columns of User that are the flags which rows require.
    private(set) var userFlags: [String] = []
    /// Whether rows are about what end users have, and which system permissions they ask of them.
    private(set) var asksEndUsers = false
    private(set) var permissionsOfEndUsers: Set<String> = []
    private let platform: PlatformFacts

    init(of guide: Guide, in org: Org, _ options: AuditOptions) {
        platform = guide.platform
        let org = org.readingFields(ofObjects: GuideNames.objectsToRead(guide, given: options.names))
        let names = GuideNames(guide: guide, org: org, given: options.names)
        let evaluation = PermissionEvaluation(
            guide: guide, access: EffectiveAccess(of: Principal(), in: org, platform: platform), names: names,
            disabledObjects: options.disabledObjects)
        for requirement in guide.requirements where guide.reasonNotAsked(requirement, options) == nil {
            if !requirement.isAskedOfEndUsers {
                for need in evaluation.ways(to: requirement.subject).joined() { add(need) }
            }
            for key in requirement.objectKeys where !options.disabledObjects.contains(key) {
                addObject(key, names)
            }
            if requirement.isAskedOfEndUsers {
                asksEndUsers = true
                for case .systemPermission(let name) in evaluation.ways(to: requirement.subject.core).joined() {
                    permissionsOfEndUsers.insert(name)
                }
            }
            if let flag = requirement.subject.core as? RequiredUserFlag { userFlags.add(flag.column) }
            for condition in requirement.conditions { addObject(condition.object, names) }
            addLabelledField(requirement, names)
            for several in requirement.subject.severalFields where !requirement.isAskedOfEndUsers {
                add(several, names)
            }
            addCallCenter(requirement.installCheck)
        }
        permissions.formUnion(permissions.flatMap(platform.permissions(bringing:)))
        permissionsOfEndUsers.formUnion(permissionsOfEndUsers.flatMap(platform.permissions(bringing:)))
    }

    private mutating func add(_ need: Need) {
        switch need {
        case .systemPermission(let name): permissions.insert(name)
        case .objectPermission(let object, let right):
            objects.add(object)
            permissions.formUnion(platform.permissions(bringing: right, on: object))
            if right == .viewAllFields {
                permissions.formUnion(platform.permissions(thatMayOpenFieldsTo: .read))
            }
        case .fieldPermission(let object, let field, _):
            for name in platform.names(ofField: field, of: object) {
                objectsOfFields.add(String(name.prefix { $0 != "." }))
            }
            // What may be edited is read too.
            permissions.formUnion(FieldAccess.allCases.flatMap(platform.permissions(thatMayOpenFieldsTo:)))
        }
    }

    private mutating func addObject(_ key: String, _ names: GuideNames) {
        if case .found(let name) = names.object(key) {
            for object in platform.objectsDefiningFields(of: name) { definedObjects.add(object) }
        } else {
            for label in names.guide.object(key)?.find ?? [] { labels.add(label) }
            // Whatever it is called, these bring rights on it.
            for right in ObjectRight.allCases { permissions.formUnion(platform.permissions(bringing: right, on: key)) }
        }
    }

    /// What decides access to a field is asked about its object, so that is possible before the field's name is known.
    private mutating func addLabelledField(_ requirement: Requirement, _ names: GuideNames) {
        for key in requirement.subject.nameKeys where names.given[key] == nil && key.contains(".") {
            guard case .found(let object) = names.object(String(key.prefix { $0 != "." })) else { continue }
            objectsWithLabelledFields.add(object)
            for need in [.fieldPermission(object: object, field: key, .edit)] + platform.needs(.edit, on: object) {
                add(need)
            }
        }
    }

    /// Which fields there are is asked too, and what decides access to them of the object.
    private mutating func add(_ several: FieldsPermission, _ names: GuideNames) {
        guard case .found(let object) = names.object(several.object) else { return }
        objectsWithLabelledFields.add(object)
        add(.fieldPermission(object: object, field: several.pattern.key, several.wanted))
    }

    private mutating func addCallCenter(_ check: InstallCheck?) {
        switch check {
        case .callCenter, .callCenterMembers: hasCallCenters = true
        default: break
        }
    }
}

extension [String] {
    fileprivate mutating func add(_ name: String) {
        if !contains(name) { append(name) }
    }
}
