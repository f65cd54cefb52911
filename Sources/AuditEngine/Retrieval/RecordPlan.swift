import Documents
package import OrgModel

// The folder Retrieval: what the next export must contain so that a guide can be audited. A `RetrievePlan` is what is
// retrieved as metadata; the queries are for what metadata leaves out: who the users are, and what profiles grant. Both are
// values: `AuditReports` makes their texts and commands, and the commands `manifest` and `fetch` write and run them.

/// Whom queries are about.
package struct QueriedUsers: Sendable {
    /// The API user's username; `nil` where the sources are named instead.
    package var apiUser: String?
    /// The API user's profile, permission sets and groups, as far as they were named.
    package var sources: [ComponentID] = []
    /// Who the end users are.
    package var endUsers: [EndUserSelector] = []

    /// Makes users of whom nothing is known.
    package init() {}

    /// Whose permissions are asked for; `nil` where nobody says, because those of all sources together are too many.
    fileprivate func parents(_ platform: PlatformFacts) -> PermissionQuery.Parents? {
        if let apiUser { return .assigned(username: apiUser) }
        var names: [PermissionQuery.NameColumn: [String]] = [:]
        for source in sources {
            guard let column = source.type.nameColumn else { continue }
            names[column, default: []] += platform.namesInRecords(of: source)
        }
        return names.isEmpty ? nil : .named(names.mapValues { $0.deduplicated() })
    }
}

extension Guide {
    /// The queries whose results answer what metadata leaves open for this guide.
    ///
    /// A package's objects are asked about where their API names are known: by `options.names`, or by an org that defines
    /// them. Of the others only the definitions are asked for, by label; once `options.names` has what these say, the plan
    /// made again has the rest.
    ///
    /// - Parameters:
    ///   - org: The org as far as it was exported already.
    ///   - users: Whose permissions are asked for, and which other users.
    ///   - options: What is not enabled is not asked for, and what was named is asked for by its name.
    package func recordQueries(
        for org: Org, _ users: QueriedUsers, options: AuditOptions = AuditOptions()
    ) -> [RecordQuery] {
        let subjects = QueriedSubjects(of: self, in: org, options)
        return RecordPlan(subjects: subjects, users: users, platform: platform).queries
    }
}

/// Makes the queries of what is asked about and whom.
private struct RecordPlan {
    let subjects: QueriedSubjects
    let users: QueriedUsers
    let platform: PlatformFacts

    /// In the order in which each is of use to those after it.
    var queries: [RecordQuery] {
        [sources] + entities + permissions + fieldDefinitions + [allUsers, records(.roles), licenses]
            + [assignments, callCenters].compactMap(\.self)
    }

    private func records(
        _ kind: RecordKind, as name: String? = nil, adding more: [String] = [], where condition: String? = nil
    ) -> RecordQuery {
        let fact = platform.records[kind] ?? PlatformFacts.RecordFact(object: "", columns: [])
        return RecordQuery(name ?? kind.rawValue, fact.columns + more, of: fact.object, where: condition)
    }

    // MARK: The API user

    /// What is assigned to the API user; where only sources are named, these; where nothing is, all there are.
    private var sources: RecordQuery {
        let columns = platform.recorded(subjects.permissions).map { PermissionKind.recordPrefix + $0 }
        if let apiUser = users.apiUser {
            return records(
                .sources, adding: columns.map { "PermissionSet.\($0)" },
                where: "Assignee.Username = \(apiUser.soqlLiteral)")
        }
        let names = users.parents(platform).flatMap { parents in
            if case .named(let names) = parents { names } else { nil }
        }
        let conditions = PermissionQuery.NameColumn.allCases.compactMap { column in
            names?[column].map { "\(column.ofSet) IN \($0.soqlList)" }
        }
        return records(
            .sets, adding: columns, where: conditions.isEmpty ? nil : conditions.joined(separator: " OR "))
    }

    private var permissions: [RecordQuery] {
        guard let parents = users.parents(platform) else { return [] }
        let asked: [(String, PermissionKind, [String])] = [
            ("objects", .objectPermission, subjects.objects), ("fields", .fieldPermission, subjects.objectsOfFields),
        ]
        return asked.filter { !$0.2.isEmpty }.map { name, kind, objects in
            RecordQuery(name, PermissionQuery(kind, of: parents, objects: objects))
        }
    }

    private var licenses: RecordQuery {
        // The end users' licenses are asked for with the others.
        let apiUser = subjects.asksEndUsers ? nil : users.apiUser
        return records(.licenses, where: apiUser.map { "Assignee.Username = \($0.soqlLiteral)" })
    }

    // MARK: The guide

    /// Salesforce refuses OR here, so what is known by its name and what is known by its label are two queries.
    private var entities: [RecordQuery] {
        let byName =
            subjects.definedObjects.isEmpty
            ? nil : records(.entities, where: "QualifiedApiName IN \(subjects.definedObjects.soqlList)")
        let byLabel =
            subjects.labels.isEmpty
            ? nil
            : records(
                .entities, as: RecordQuery.entitiesByLabel, where: "Label IN \(subjects.labels.soqlList)")
        return [byName, byLabel].compactMap(\.self)
    }

    /// Salesforce wants one object at a time.
    private var fieldDefinitions: [RecordQuery] {
        // The name becomes one of a file, and may be anything that was typed.
        subjects.objectsWithLabelledFields.filter { TextRule.apiName.fault($0) == nil }.map { object in
            records(
                .fieldDefinitions, as: "fields-of-\(object)",
                where: "EntityDefinition.QualifiedApiName = \(object.soqlLiteral)")
        }
    }

    // MARK: The users

    /// Every user who may be an end user, and all that are named. Fewer would do for the selectors of today, but who chooses
    /// others tomorrow would not notice that some users were never asked for.
    private var allUsers: RecordQuery {
        let named = users.endUsers.compactMap { selector in
            if case .username(let name) = selector { name } else { nil }
        }
        let names = ([users.apiUser].compactMap(\.self) + named).deduplicated()
        return records(
            .users, adding: subjects.userFlags.sorted(),
            where: "IsActive = true" + (names.isEmpty ? "" : " OR Username IN \(names.soqlList)"))
    }

    /// All that is assigned where rows are asked of end users. Otherwise whom their permission sets and groups are assigned
    /// to; everything that is assigned where nobody is named.
    private var assignments: RecordQuery? {
        if subjects.asksEndUsers {
            let columns = platform.recorded(subjects.permissionsOfEndUsers).map {
                "PermissionSet.\(PermissionKind.recordPrefix)\($0)"
            }
            return records(.sources, as: "assignments", adding: columns, where: "Assignee.IsActive = true")
        }
        var names: [PermissionQuery.NameColumn: [String]] = [:]
        for selector in users.endUsers {
            guard let source = selector.assignedSource, let column = source.type.nameColumn else { continue }
            names[column, default: []] += platform.namesInRecords(of: source)
        }
        let conditions = PermissionQuery.NameColumn.allCases.compactMap { column in
            names[column].map { "\(column.ofAssignment) IN \($0.deduplicated().soqlList)" }
        }
        if users.parents(platform) == nil { return records(.sources, as: "assignments") }
        guard !conditions.isEmpty else { return nil }
        return records(.sources, as: "assignments", where: conditions.joined(separator: " OR "))
    }

    private var callCenters: RecordQuery? {
        let isSelected = users.endUsers.contains { if case .callCenter = $0 { true } else { false } }
        return subjects.hasCallCenters || isSelected ? records(.callcenters) : nil
    }
}

extension RecordQuery {
    /// The query for the objects of which only the label is known.
    package static let entitiesByLabel = "entities-by-label"
}

// MARK: Names

extension MetadataType {
    fileprivate var nameColumn: PermissionQuery.NameColumn? {
        switch self {
        case .profile: .profile
        case .permissionSet: .permissionSet
        case .permissionSetGroup: .group
        default: nil
        }
    }
}

extension PermissionQuery.NameColumn {
    /// The column of PermissionSet: records of permissions name the set as their parent.
    fileprivate var ofSet: String { String(rawValue.dropFirst("Parent.".count)) }

    /// The column of PermissionSetAssignment.
    fileprivate var ofAssignment: String { self == .group ? ofSet : "PermissionSet.\(ofSet)" }
}

extension PlatformFacts {
    /// The names that records may have for a source: without a namespace, and for a profile also the one in Setup.
    fileprivate func namesInRecords(of source: ComponentID) -> [String] {
        let name = source.fullName
        guard source.type == .profile else {
            return [name.firstRange(of: "__").map { String(name[$0.upperBound...]) } ?? name]
        }
        return [name] + [standardProfiles[name]].compactMap(\.self)
    }
}

extension EndUserSelector {
    fileprivate var assignedSource: ComponentID? {
        switch self {
        case .permissionSet(let name): ComponentID(.permissionSet, name)
        case .permissionSetGroup(let name): ComponentID(.permissionSetGroup, name)
        default: nil
        }
    }
}
