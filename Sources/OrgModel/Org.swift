import Documents
import Foundation

/// An org as its export shows it.
///
/// Reading it takes in everything but the grants and the fields, which are most of an export's bytes and mostly not
/// required; ``readingGrants(of:only:)`` and ``readingFields(ofObjects:)`` return an org that knows more.
public struct Org: Sendable {
    /// Which components the export contains, and where.
    package let catalog: MetadataCatalog
    /// What each profile and permission set says about itself.
    package private(set) var headers: [ComponentID: PermissionSourceHeader] = [:]
    /// The profiles, permission sets and muting permission sets whose grants were read.
    package private(set) var sources: [ComponentID: PermissionSource] = [:]
    /// The permission set groups.
    package private(set) var groups: [ComponentID: PermissionSetGroup] = [:]
    /// The roles.
    package internal(set) var roles = RoleHierarchy([])
    /// The objects that the export defines, wholly or in part, by API name.
    package private(set) var objects: [APIName: ObjectDefinition] = [:]
    /// The components whose files cannot be read, with the reason; whether that weighs depends on who asks.
    package internal(set) var unreadable: [ComponentID: Problem] = [:]
    /// The roles of which files or exported records contradict each other, so that none of them counts, by name in lower
    /// case.
    package internal(set) var contradictedRoles: [String: RoleContradiction] = [:]
    /// The objects whose fields were read.
    private var objectsWithFields: Set<APIName> = []
    /// Everything else that was invalid in the export.
    package internal(set) var problems: [Problem]
    /// The components whose file has a label, by type and label, sorted by name.
    private var labels: [MetadataType: [String: [ComponentID]]] = [:]
    /// The API names of the objects, by name and by label in lower case.
    private var objectNames: [String: Set<APIName>] = [:]

    private init(catalog: MetadataCatalog) {
        self.catalog = catalog
        problems = catalog.problems
    }

    /// Reads an export: Salesforce DX projects, folders in source or Metadata API format, and the zip archives of
    /// retrieves, which add up to one org.
    ///
    /// - Throws: An error that describes itself, where a path does not exist, cannot be read, or contains no metadata. What
    ///   is wrong with a single file is a ``Problem`` of the audit.
    public static func read(_ paths: [String]) throws -> Org { read(try MetadataCatalog.scan(paths)) }

    /// Reads everything but the grants and the fields.
    package static func read(_ catalog: MetadataCatalog) -> Org {
        var org = Org(catalog: catalog)
        for type in [MetadataType.profile, .permissionSet, .mutingPermissionSet] {
            org.readHeaders(of: type)
        }
        org.readGroups()
        org.readRoles()
        org.readObjects()
        for type in [MetadataType.profile, .permissionSet, .mutingPermissionSet, .permissionSetGroup, .role] {
            org.indexLabels(of: type, catalog.components(of: type).map(\.id))
        }
        for object in org.objects.values {
            for name in [object.name] + object.labels.map(\.text) {
                org.objectNames[name.lowercased(), default: []].insert(APIName(object.name))
            }
        }
        return org
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
            .filter { $0.labels.contains { $0.text.lowercased() == label.lowercased() } }
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

    // MARK: What is read at once

    private mutating func readHeaders(of type: MetadataType) {
        let files = catalog.components(of: type).flatMap { component in component.files.map { (component.id, $0) } }
        // Most of an export's bytes are read here, if only to find out whether they can be read.
        let readings = files.concurrentMap { id, file in
            Result { () throws(DocumentError) in try PermissionSourceHeader.read(id.type, from: file) }
        }
        for ((id, file), reading) in zip(files, readings) {
            guard let header = note(reading, of: id, in: file.file) else { continue }
            headers[id] = headers[id]?.merged(with: header) ?? header
        }
    }

    private mutating func readGroups() {
        let readings = readEachFile(of: .permissionSetGroup) {
            (id, file) throws(DocumentError) in try PermissionSetGroup.read(id.fullName, from: file)
        }
        for (id, values) in readings {
            problems += values.flatMap(\.invalid)
            guard unreadable[id] == nil, let group = PermissionSetGroup.combined(values.map(\.group)) else { continue }
            groups[id] = group
            problems += [group.disagreement].compactMap(\.self)
        }
    }

    private mutating func readRoles() {
        let readings = readEachFile(of: .role) {
            (id, file) throws(DocumentError) in try Role.read(id.fullName, from: file)
        }
        roles = RoleHierarchy(
            readings.compactMap { id, values in
                guard unreadable[id] == nil, let first = values.first else { return nil }
                guard let other = values.first(where: { $0.parent?.lowercased() != first.parent?.lowercased() }) else {
                    return first
                }
                tell(RoleContradiction(of: id, first.place, other.place))
                return nil
            })
    }

    /// Reports a contradiction, instead of what was reported of the role before.
    mutating func tell(_ contradiction: RoleContradiction) {
        let told = contradictedRoles.updateValue(contradiction, forKey: contradiction.id.fullName.lowercased())
        problems.removeAll { $0 == told?.problem }
        problems.append(contradiction.problem)
    }

    private mutating func readObjects() {
        readObjects(catalog.components(of: .customObject), withFields: false)
        for component in catalog.components(of: .customField) {
            guard let object = component.id.fullName.split(separator: ".").first.map(String.init) else { continue }
            let name = APIName(object)
            objects[name] = objects[name] ?? ObjectDefinition(name: object)
        }
    }

    private mutating func readObjects(_ components: [MetadataComponent], withFields: Bool) {
        let files = components.flatMap { component in component.files.map { (component.id, $0) } }
            .filter { !withFields || !$1.isSourceFormat }
        let readings = files.concurrentMap { id, file in
            Result { () throws(DocumentError) in
                try ObjectDefinition.read(id.fullName, from: file.file, withFields: withFields)
            }
        }
        var told = Set(withFields ? problems : [])
        for ((id, file), reading) in zip(files, readings) {
            let read = note(reading, of: id, in: file.file) ?? ObjectDefinition(name: id.fullName)
            let disagreements = objects[APIName(id.fullName), default: ObjectDefinition(name: id.fullName)].take(read)
            // A file is read a second time for its fields.
            problems += disagreements.filter { told.insert($0).inserted }
        }
    }

    /// Reads every file of a type's components.
    ///
    /// - Returns: What each of a component's files contains, as far as they can be read.
    private mutating func readEachFile<Value: Sendable>(
        of type: MetadataType, _ decode: @Sendable (ComponentID, InputFile) throws(DocumentError) -> Value
    ) -> [(id: ComponentID, values: [Value])] {
        let components = catalog.components(of: type)
        let readings = components.concurrentMap { component in
            component.files.map { file in
                Result { () throws(DocumentError) in try decode(component.id, file.file) }
            }
        }
        return zip(components, readings).map { component, readings in
            let values = zip(component.files, readings).compactMap { note($1, of: component.id, in: $0.file) }
            return (component.id, values)
        }
    }

    /// What a file contains; one that cannot be read leaves its component unreadable, and the rest is read all the same.
    private mutating func note<Value>(
        _ reading: Result<Value, DocumentError>, of id: ComponentID, in file: InputFile
    ) -> Value? {
        switch reading {
        case .success(let value): return value
        case .failure(let error):
            unreadable[id] = Problem(error, severity: .warning, file: file.path)
            return nil
        }
    }

    /// The same org, in which a profile or permission set grants something else than its file says.
    package func replacing(_ source: PermissionSource) -> Org {
        var org = self
        org.sources[source.id] = source
        org.headers[source.id] = source.header
        return org
    }

    // MARK: What is read when it is required

    /// The same org, with the grants of the given profiles, permission sets and muting permission sets.
    ///
    /// One that is not in the export, or cannot be read, is omitted of ``sources``.
    ///
    /// - Parameters:
    ///   - ids: The sources.
    ///   - kinds: Which of their entries are kept; all where nothing else is said.
    package func readingGrants(
        of ids: some Sequence<ComponentID>, only kinds: Set<PermissionKind> = Set(PermissionKind.allCases)
    ) -> Org {
        var org = self
        let components = Set(ids).sorted().filter { sources[$0] == nil && unreadable[$0] == nil }
            .compactMap { catalog.components[$0] }
        var kept = 0
        var position = 0
        // A few at a time, so that no more are held than there is room for, in the same order on every machine.
        while position < components.count {
            let batch = Array(components[position..<min(position + Self.filesAtOnce, components.count)])
            position += batch.count
            guard kept <= Self.maximumEntries else {
                for component in batch { org.leaveUnread(component) }
                continue
            }
            let readings = batch.concurrentMap { component in
                component.files.map { file in
                    Result { () throws(DocumentError) in
                        try PermissionSource.read(component.id, from: file, scope: catalog.scope(of: file))
                    }
                }
            }
            for (component, readings) in zip(batch, readings) {
                org.take(readings, of: component)
                org.sources[component.id]?.keep(kinds)
            }
            kept += batch.reduce(0) { $0 + (org.sources[$1.id]?.count ?? 0) }
        }
        return org
    }

    private static let filesAtOnce = 4
    /// The limit of entries over all sources that are read together: each takes some 200 bytes of memory. The sets of a
    /// user in a large org contain about a million.
    private static let maximumEntries = 2_000_000

    private mutating func leaveUnread(_ component: MetadataComponent) {
        unreadable[component.id] = Problem(
            .warning, at: component.files.first.map { Place(file: $0.file.path) },
            "The sources read before this one contain more than \(Self.maximumEntries) entries together, which is the limit, so "
                + "it is not read. Audit with fewer sources.")
    }

    /// Takes in what each file of a component grants.
    private mutating func take(
        _ readings: [Result<(PermissionSource, [Problem]), DocumentError>], of component: MetadataComponent
    ) {
        var files: [PermissionSource] = []
        for (file, reading) in zip(component.files, readings) {
            guard let (source, invalid) = note(reading, of: component.id, in: file.file) else { continue }
            problems += invalid
            files.append(source)
        }
        guard unreadable[component.id] == nil, let (source, disagreements) = PermissionSource.combined(files) else {
            return
        }
        sources[component.id] = source
        problems += [Problem](disagreements, files, in: component.id)
    }

    /// The same org, with the fields of the objects whose API name or label is among the given names.
    ///
    /// Case does not matter, so that an object that a label finds is never without its fields.
    package func readingFields(ofObjects names: Set<String>) -> Org {
        var org = self
        let wanted = Set(names.flatMap { objectNames[$0.lowercased()] ?? [] }).subtracting(objectsWithFields)
        org.objectsWithFields.formUnion(wanted)
        let components = wanted.sorted().compactMap { catalog.id(of: $0.spelling, .customObject) }.compactMap {
            catalog.components[$0]
        }
        org.readObjects(components, withFields: true)
        for component in catalog.components(of: .customField) {
            let parts = component.id.fullName.split(separator: ".", maxSplits: 1).map(String.init)
            guard parts.count == 2, wanted.contains(APIName(parts[0])) else { continue }
            for file in component.files.map(\.file) {
                let reading = Result { () throws(DocumentError) in try FieldDefinition.read(parts[1], from: file) }
                guard let field = org.note(reading, of: component.id, in: file),
                    let problem = org.objects[APIName(parts[0])]?.take(field)
                else { continue }
                org.problems.append(problem)
            }
        }
        return org
    }
}
