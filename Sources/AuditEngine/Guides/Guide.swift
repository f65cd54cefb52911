package import OrgModel

/// A vendor's installation guide as rules: what an integration's API user must be granted.
public struct Guide: Sendable {
    /// The name of the guide's folder.
    public let id: String
    /// The title.
    public let title: String
    /// The title of the edition that is audited.
    public private(set) var edition: String
    /// The editions that can be chosen, the default first, with their titles; empty where there is only one.
    package let editions: [Edition]
    /// Where the guide is published.
    package let source: String
    /// What the integration is and what its guide requires.
    package let summary: String
    /// How the guide was read where its words leave a choice.
    package let reading: [String]
    /// The objects of the guide, in its order.
    package let objects: [GuideObject]
    /// The features that a customer may do without, and for which alone some rows ask; in the guide's order.
    package let features: [Feature]
    /// The tables of every edition, in the guide's order.
    package let allTables: [GuideTable]
    /// The tables of the edition that is audited, in the guide's order.
    package private(set) var tables: [GuideTable]
    /// The platform's facts.
    package let platform: PlatformFacts
    /// What in its files may be wrong and does not keep it from being used.
    package let warnings: [Problem]

    /// An edition of a guide.
    package struct Edition: Sendable, Equatable {
        /// What it is chosen by.
        package let key: String
        /// What it is called.
        public let title: String
    }

    /// A part of the integration that some customers do not use.
    package struct Feature: Sendable, Equatable {
        /// What it is switched by.
        package let key: String
        /// What the vendor calls it.
        public let title: String
        /// Whether it is taken as used where nobody says so.
        package let isOnByDefault: Bool
    }

    /// The same guide in one of its editions.
    ///
    /// - Parameter key: The edition's key; `nil` chooses the default.
    /// - Returns: `nil` where the guide has no such edition.
    func selecting(edition key: String?) -> Guide? {
        guard let edition = key.map({ key in editions.first { $0.key == key } }) ?? editions.first else {
            return key == nil ? self : nil
        }
        var guide = self
        guide.edition = edition.title
        guide.tables = allTables.filter { $0.edition == nil || $0.edition == edition.key }
        return guide
    }

    /// The same guide with only the tables that require permissions.
    var onlyPermissions: Guide {
        var guide = self
        guide.tables = tables.filter { $0.requirements.allSatisfy(\.subject.isPermission) }
        return guide
    }

    /// Every requirement, in the guide's order.
    public var requirements: [Requirement] { tables.flatMap(\.requirements) }

    /// The object of a key.
    package func object(_ key: String) -> GuideObject? {
        objects.first { $0.key == key }
    }

    /// The feature of a key.
    package func feature(_ key: String) -> Feature? {
        features.first { $0.key == key }
    }
}

/// An object as a guide speaks of it.
package struct GuideObject: Sendable, Equatable {
    /// The guide's name for it, as it is in requirement ids.
    package let key: String
    /// The words for it in texts.
    public let label: String
    /// The labels by which an object is found whose API name differs from org to org; empty where the key is the
    /// API name.
    package let find: [String]
}

/// One table of a guide.
package struct GuideTable: Sendable {
    /// The table's number in the guide, or a letter for a paragraph.
    public let id: String
    /// A short title.
    public let title: String
    /// The caption as the guide prints it.
    package let caption: String
    /// The edition to which the table belongs; `nil` for every one.
    package let edition: String?
    /// What the table's rows require.
    package let requirements: [Requirement]
}

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

/// A field as a guide speaks of it.
package enum GuideField: Sendable, Hashable {
    /// A standard field, by API name.
    case named(String)
    /// A field whose API name differs from org to org: the guide's key for it, and the labels by which it is found.
    case labelled(key: String, find: [String])

    /// The name in requirement ids.
    package var key: String {
        switch self {
        case .named(let name): name
        case .labelled(let key, _): key
        }
    }
}

/// The conditions on roles that a guide can state.
package enum RoleRule: String, Sendable, Hashable, CaseIterable {
    /// The API user has a role.
    case apiUserAssigned = "api-user-assigned"
    /// Every end user has a role.
    case endUsersAssigned = "end-users-assigned"
    /// The API user's role is a strict ancestor of every end user's role.
    case apiUserAboveEndUsers = "api-user-above-end-users"
}

/// What a step of an installation leaves behind, by which it is recognized.
package enum InstallCheck: Sendable, Hashable {
    /// An object of the guide, by key.
    case object(String)
    /// A managed package: the key by which the user can name its namespace, and the guide's object whose API name
    /// carries it, if any does; and the lowest version that will do, where the guide names one.
    case package(key: String, ofObject: String?, minimumVersion: PackageVersion?)
    /// A call center, by the name that Setup shows.
    case callCenter(String)
    /// Each end user is in a call center, by the name that Setup shows.
    case callCenterMembers(String)
    /// An item on the utility bar of each app that the end users work in.
    case utilityItem(UtilityItemCheck)
    /// Sites that must be trusted.
    case trustedSites([String])
}

/// By what an item of a utility bar is recognized, and what it must be like.
package struct UtilityItemCheck: Sendable, Hashable {
    /// The component; `nil` where its API name is not known.
    package let component: String?
    /// The label.
    public let label: String?
    /// Width and height of the panel in pixels, as the file writes them, where they are required.
    package let size: [String: String]
}
