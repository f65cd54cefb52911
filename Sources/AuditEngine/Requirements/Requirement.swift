package import OrgModel

/// How much depends on a requirement.
package enum RequirementSeverity: String, Sendable, Hashable, CaseIterable {
    /// Without it the integration cannot connect, or cannot write its core records.
    case critical
    /// A feature of it fails.
    case major
    /// Something is read or shown incompletely.
    case minor
}

/// One thing that a guide requires.
public struct Requirement: Sendable {
    /// What is required.
    package enum Subject: Sendable, Hashable {
        /// A system permission, by API name.
        case systemPermission(String)
        /// A right on an object, by the guide's key.
        case objectPermission(object: String, right: ObjectRight)
        /// Access to a field of an object, by the guide's key.
        case fieldPermission(object: String, field: GuideField, access: FieldAccess)
        /// A condition on roles.
        case role(RoleRule)
        /// A step of the installation that leaves a trace in the metadata.
        case install(InstallCheck)
        /// Any of several alternatives, the guide's preferred one first; each requires all of its permissions.
        case anyOf([[Subject]])

        /// The single things that are spoken of: the subject itself, or what each alternative requires.
        var parts: [Subject] {
            if case .anyOf(let alternatives) = self { alternatives.flatMap { $0 } } else { [self] }
        }

        /// Whether permissions alone decide it.
        var isPermission: Bool {
            switch self {
            case .systemPermission, .objectPermission, .fieldPermission, .anyOf: true
            case .role, .install: false
            }
        }
    }

    /// The stable identity, on which reports, waivers and histories hang.
    public let id: String
    /// The id of its table.
    package let table: String
    /// The label as the guide prints it.
    public let label: String
    /// What is required.
    package let subject: Subject
    /// What is required, in one word: granted, create, modifyAll, read, edit, assigned, above.
    public let requires: String
    /// How much depends on it.
    package let severity: RequirementSeverity
    /// What the integration needs it for.
    package let purpose: String
    /// How the row was read, where its words leave a choice.
    package let note: String?
    /// Whether the row's label was lost in the published text and inferred.
    package let isInferred: Bool
    /// The key of the feature for which alone it is asked; `nil` where it is always required.
    package let feature: String?
    /// How a failure is fixed; placeholders that only an org can fill still are in it.
    package let remedy: Remedy
    /// Where the row is in the rule files.
    package let place: Place

    /// The kind of the subject, as reports name it.
    package var kind: String {
        switch subject {
        case .systemPermission: "systemPermission"
        case .objectPermission: "objectPermission"
        case .fieldPermission: "fieldPermission"
        case .role: "role"
        case .install: "install"
        case .anyOf: "anyOf"
        }
    }

    /// The guide's key of the object that is concerned, if it is one.
    package var objectKey: String? {
        objectKeys.count == 1 ? objectKeys.first : nil
    }

    /// The guide's keys of all objects that are concerned; several where alternatives speak of several.
    var objectKeys: [String] {
        subject.parts.compactMap(\.objectKey).deduplicated()
    }
}

extension Requirement.Subject {
    var objectKey: String? {
        switch self {
        case .objectPermission(let object, _), .fieldPermission(let object, _, _): object
        case .systemPermission, .role, .install, .anyOf: nil
        }
    }
}
