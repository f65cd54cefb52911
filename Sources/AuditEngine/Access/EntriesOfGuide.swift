package import OrgModel

extension Guide {
    /// The entries of profiles and permission sets on which its rows rest in an org.
    ///
    /// They may be more than are looked at in the end. What is looked at all the same and is not among them is unknown.
    package func askedEntries(in org: Org, _ options: AuditOptions) -> AskedEntries {
        var entries = GuideEntries(GuideNames(guide: self, org: org, given: options.names))
        for requirement in requirements {
            for key in requirement.objectKeys + requirement.conditions.map(\.object) { entries.add(object: key) }
            for subject in requirement.subject.permissionsNamed { entries.add(subject) }
        }
        return entries.asked
    }
}

/// Collects the entries on which rows rest.
private struct GuideEntries {
    private let names: GuideNames
    private let platform: PlatformFacts
    private var permissions: Set<String>
    private var objects: Set<String> = []
    private var fields: Set<String> = []
    private var wholeObjects: Set<String> = []

    init(_ names: GuideNames) {
        self.names = names
        platform = names.guide.platform
        permissions = platform.permissionsOfFacts
    }

    var asked: AskedEntries {
        AskedEntries(permissions: permissions, objects: objects, fields: fields, wholeObjects: wholeObjects)
    }

    mutating func add(object key: String) {
        guard case .found(let name) = names.object(key) else { return }
        objects.formUnion(platform.objectsListingFields(of: name) + platform.objectsStanding(for: name))
    }

    mutating func add(_ subject: any SinglePermission) {
        switch subject {
        case let permission as SystemPermission: permissions.insert(permission.name)
        case let permission as FieldPermission:
            guard case .found(let object) = names.object(permission.object) else { return }
            // Before its definition is read, the field of a label may be any.
            if case .named(let name) = permission.field {
                fields.formUnion(platform.names(ofField: name, of: object))
            } else {
                wholeObjects.formUnion(platform.objectsListingFields(of: object))
            }
        case let several as FieldsPermission:
            guard case .found(let object) = names.object(several.object) else { return }
            wholeObjects.formUnion(platform.objectsListingFields(of: object))
        default: break
        }
    }
}

extension RequirementSubject {
    /// The permissions that it names, by itself or in alternatives.
    fileprivate var permissionsNamed: [any SinglePermission] {
        if let choice = core as? AnyOf { return Array(choice.alternatives.joined()) }
        return [core as? any SinglePermission].compactMap(\.self)
    }
}

extension PlatformFacts {
    /// The objects under which an export may list an object's fields: more than one where objects share them.
    fileprivate func objectsListingFields(of object: String) -> [String] {
        [object, objects[object]?.sharesFieldsWith].compactMap(\.self)
    }

    /// Every system permission that a fact speaks of.
    fileprivate var permissionsOfFacts: Set<String> {
        let ofPermissions = permissions.flatMap { name, fact in
            [name] + fact.brings + fact.needs + Array(fact.satisfies.keys)
        }
        let standIns = objects.values.flatMap(\.standIns.values)
        let ofStandIns =
            standIns.flatMap(\.doubtfulWith)
            + standIns.flatMap(\.needs).compactMap { need in
                if case .systemPermission(let name) = need { name } else { nil }
            }
        return Set(ofPermissions + ofStandIns)
    }
}
