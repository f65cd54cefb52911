import Documents

/// An org as its export shows it: what `OrgReader` has read of it so far. The value itself never opens a file.
public struct Org: Sendable {
    /// Which components the export contains, and where.
    package let catalog: MetadataCatalog
    /// What each profile and permission set says about itself.
    package internal(set) var headers: [ComponentID: PermissionSourceHeader] = [:]
    /// The profiles, permission sets and muting permission sets whose grants were read.
    package internal(set) var sources: [ComponentID: PermissionSource] = [:]
    /// What exported records say that profiles, permission sets and groups grant.
    package internal(set) var recorded: [ComponentID: RecordedSource] = [:]
    /// The permission set groups.
    package internal(set) var groups: [ComponentID: PermissionSetGroup] = [:]
    /// The roles.
    package internal(set) var roles = RoleHierarchy([])
    /// The objects that the export defines, wholly or in part, by API name.
    package internal(set) var objects: [APIName: ObjectDefinition] = [:]
    /// The components whose files cannot be read, with the reason; whether that weighs depends on who asks.
    package internal(set) var unreadable: [ComponentID: Problem] = [:]
    /// The roles of which files or exported records contradict each other, so that none of them counts, by name in lower
    /// case.
    package internal(set) var contradictedRoles: [String: RoleContradiction] = [:]
    /// The fields that exported records define, by object, as they are put together with those of its files.
    var recordedFields: [APIName: [FieldDefinition]] = [:]
    /// The results of records that contain every field of an object, by the object.
    var wholeDefinitions: [APIName: Place] = [:]
    /// The objects whose fields were read.
    var objectsWithFields: Set<APIName> = []
    /// What an installation leaves behind; `nil` where it was not read.
    package internal(set) var installedParts: InstalledParts?
    /// What decides whether a program can connect; `nil` where it was not read.
    package internal(set) var connections: ConnectionParts?
    /// Which apps profiles and permission sets show, of those that were read for that.
    package internal(set) var visibleApps: [ComponentID: [APIName: PermissionEntry]] = [:]
    /// What was read together with the headers, for the next caller that requires the grants.
    var readAhead: [ComponentID: [Result<SourceReading, DocumentError>]] = [:]
    /// Everything else that was invalid in the export.
    package internal(set) var problems: [Problem]
    /// The components whose file has a label, by type and label, sorted by name.
    private var labels: [MetadataType: [String: [ComponentID]]] = [:]
    /// The API names of the objects, by name and by label in lower case.
    private var objectNames: [String: Set<APIName>] = [:]

    init(catalog: MetadataCatalog) {
        self.catalog = catalog
        problems = catalog.problems
    }

    /// An org of which nothing was exported yet.
    package static let empty = Org(catalog: .empty)

    /// Looks up what finds objects, once all of them are known.
    mutating func indexObjects() {
        for object in objects.values {
            for name in [object.name] + object.labels.map(\.value) {
                objectNames[name.lowercased(), default: []].insert(APIName(object.name))
            }
        }
    }

    /// The objects whose API name or label is among the given names; case does not matter.
    func objects(named names: Set<String>) -> Set<APIName> {
        Set(names.flatMap { objectNames[$0.lowercased()] ?? [] })
    }

    /// Looks up the labels of all components of a type.
    mutating func indexLabels(of type: MetadataType, _ ids: [ComponentID]) {
        labels[type] = [:]
        for id in ids {
            if let label = label(of: id) { labels[type, default: [:]][label, default: []].append(id) }
        }
    }

    /// An object that the export defines, by its API name.
    package func object(_ name: String) -> ObjectDefinition? { objects[APIName(name)] }

    /// The objects that have a label in any of their definitions, sorted by name; case does not matter.
    package func objects(labelled label: String) -> [ObjectDefinition] {
        (objectNames[label.lowercased()] ?? []).sorted().compactMap { objects[$0] }
            .filter { $0.labels.contains { $0.value.lowercased() == label.lowercased() } }
    }

    /// Whether a component of a type has a label.
    package func isLabel(_ label: String, ofAny type: MetadataType) -> Bool {
        !components(labelled: label, type).isEmpty
    }

    /// The components of a type that have a label, sorted by name.
    func components(labelled label: String, _ type: MetadataType) -> [ComponentID] { labels[type]?[label] ?? [] }

    /// The API version with which a component was exported; `nil` where nothing states it. Of several files the one that
    /// says most decides.
    package func apiVersion(of id: ComponentID) -> Int? {
        let versions = (catalog.components[id]?.files ?? []).map { catalog.scope(of: $0).apiVersion }
        return versions.contains(nil) ? nil : versions.compactMap(\.self).max()
    }

    /// Reports a contradiction, instead of what was reported of the role before.
    mutating func report(_ contradiction: RoleContradiction) {
        let before = contradictedRoles.updateValue(contradiction, forKey: contradiction.id.fullName.lowercased())
        problems.removeAll { $0 == before?.problem }
        problems.append(contradiction.problem)
    }

    /// Every profile, permission set and muting permission set by which components grant something: these themselves, or
    /// the members and muting sets of a group.
    package func sources(of ids: [ComponentID]) -> Set<ComponentID> {
        Set(
            ids.flatMap { id in
                guard id.type == .permissionSetGroup else { return [id] }
                guard let group = groups[id] else { return [] }
                return group.permissionSets.compactMap { component($0.name, .permissionSet) }
                    + group.mutingPermissionSets.compactMap { component($0.name, .mutingPermissionSet) }
            })
    }

    /// Lets go of what was read of sources for other questions.
    ///
    /// - Parameter isMeant: Whether what was kept then is to go.
    mutating func forgetSources(keeping isMeant: (AskedEntries) -> Bool) {
        sources = sources.filter { !isMeant($0.value.asked) }
        readAhead = readAhead.filter { _, readings in
            !readings.contains { reading in (try? reading.get()).map { isMeant($0.source.asked) } ?? false }
        }
    }

    /// The same org, in which a profile or permission set grants something else than its file says.
    package func replacing(_ source: PermissionSource) -> Org {
        var org = self
        org.sources[source.id] = source
        org.headers[source.id] = source.header
        return org
    }
}
