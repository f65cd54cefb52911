import Documents

/// Reads the files of an export into an ``Org``: before anything is judged, and nothing else opens them.
///
/// First everything but the grants and the fields, which are most of an export's bytes and mostly not required; then
/// what one principal's access and one guide depend on.
struct OrgReader {
    /// What was read so far.
    private(set) var org: Org

    /// Goes on with an org.
    init(_ org: Org) {
        self.org = org
    }

    /// Reads everything but the grants and the fields.
    ///
    /// - Parameter expected: The grants that will be required, as far as that can be known without the labels in the files of
    ///   profiles and sets. They are read together with the rest of these files.
    init(_ catalog: MetadataCatalog, expecting expected: (Org) -> ExpectedGrants) {
        self.init(Org(catalog: catalog))
        readGroups()
        readRoles()
        readObjects()
        org.indexObjects()
        readAhead(expected(org))
        for type in [MetadataType.profile, .permissionSet, .mutingPermissionSet] { readHeaders(of: type) }
        for type in [MetadataType.profile, .permissionSet, .mutingPermissionSet, .permissionSetGroup, .role] {
            org.indexLabels(of: type, catalog.components(of: type).map(\.id))
        }
    }

    private var catalog: MetadataCatalog { org.catalog }

    // MARK: What is read at once

    private mutating func readHeaders(of type: MetadataType) {
        let files = catalog.components(of: type).filter { org.readAhead[$0.id] == nil }
            .flatMap { component in component.files.map { (component.id, $0) } }
        // Most of an export's bytes are read here, if only to find out whether they can be read.
        let readings = files.concurrentMap { [catalog] id, file in
            Result { () throws(DocumentError) in
                try catalog.reading("header", "", of: file) { file throws(DocumentError) in
                    try PermissionSourceHeader.read(id.type, from: file)
                }
            }
        }
        for ((id, file), reading) in zip(files, readings) { add(reading, of: id, in: file.file) }
    }

    private mutating func add(
        _ reading: Result<PermissionSourceHeader, DocumentError>, of id: ComponentID, in file: InputFile
    ) {
        guard let header = note(reading, of: id, in: file) else { return }
        org.headers[id] = org.headers[id]?.merged(with: header) ?? header
    }

    private mutating func readGroups() {
        let readings = readEachFile(of: .permissionSetGroup) {
            (id, file) throws(DocumentError) in try PermissionSetGroup.read(id.fullName, from: file)
        }
        for (id, values) in readings {
            org.problems += values.flatMap(\.invalid)
            guard org.unreadable[id] == nil, let group = PermissionSetGroup.combined(values.map(\.group)) else {
                continue
            }
            org.groups[id] = group
            org.problems += [group.disagreement].compactMap(\.self)
        }
    }

    private mutating func readRoles() {
        let readings = readEachFile(of: .role) {
            (id, file) throws(DocumentError) in try Role.read(id.fullName, from: file)
        }
        org.roles = RoleHierarchy(
            readings.compactMap { id, values in
                guard org.unreadable[id] == nil, let first = values.first else { return nil }
                guard let other = values.first(where: { $0.parent?.lowercased() != first.parent?.lowercased() }) else {
                    return first
                }
                org.report(RoleContradiction(of: id, first.place, other.place))
                return nil
            })
    }

    private mutating func readObjects() {
        readObjects(catalog.components(of: .customObject), withFields: false)
        for component in catalog.components(of: .customField) {
            guard let object = component.id.fullName.split(separator: ".").first.map(String.init) else { continue }
            let name = APIName(object)
            org.objects[name] = org.objects[name] ?? ObjectDefinition(name: object)
        }
    }

    private mutating func readObjects(_ components: [MetadataComponent], withFields: Bool) {
        let files = components.flatMap { component in component.files.map { (component.id, $0) } }
            .filter { !withFields || !$1.isSourceFormat }
        let readings = files.concurrentMap { [catalog] id, file in
            Result { () throws(DocumentError) in
                try catalog.reading(withFields ? "fields" : "object", id.fullName, of: file) {
                    file throws(DocumentError) in
                    try ObjectDefinition.read(id.fullName, from: file.file, withFields: withFields)
                }
            }
        }
        var reported = Set(withFields ? org.problems : [])
        for ((id, file), reading) in zip(files, readings) {
            let read = note(reading, of: id, in: file.file) ?? ObjectDefinition(name: id.fullName)
            let disagreements = org.objects[APIName(id.fullName), default: ObjectDefinition(name: id.fullName)]
                .merge(read)
            // A file is read a second time for its fields.
            org.problems += disagreements.filter { reported.insert($0).inserted }
        }
    }

    /// Reads every file of a type's components.
    ///
    /// - Returns: What each of a component's files contains, as far as they can be read.
    private mutating func readEachFile<Value: Sendable>(
        of type: MetadataType, _ decode: @escaping @Sendable (ComponentID, InputFile) throws(DocumentError) -> Value
    ) -> [(id: ComponentID, values: [Value])] {
        let components = catalog.components(of: type)
        let readings = components.concurrentMap { [catalog] component in
            component.files.map { file in
                Result { () throws(DocumentError) in
                    try catalog.reading(type.rawValue, component.id.fullName, of: file) { file throws(DocumentError) in
                        try decode(component.id, file.file)
                    }
                }
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
            org.unreadable[id] = Problem(error, severity: .warning, file: file.path)
            return nil
        }
    }

    // MARK: What is read when it is required

    private static let filesAtOnce = 16
    /// The limit of entries over all sources that are read together: each takes some 200 bytes of memory. The sets of a
    /// user in a large org contain about a million.
    private static let maximumEntries = 2_000_000

    /// Reads sources as long as there is room for their entries.
    ///
    /// - Parameters:
    ///   - ids: The sources.
    ///   - asked: Which of their entries are kept.
    ///   - keep: Gets what each file of a component says, or `nil` for a component that there is no room for, and returns how
    ///     many entries it keeps.
    private mutating func readSources(
        _ ids: Set<ComponentID>, keeping asked: AskedEntries,
        _ keep: (inout OrgReader, MetadataComponent, [Result<SourceReading, DocumentError>]?) -> Int
    ) {
        let components = ids.sorted().compactMap { catalog.components[$0] }
        var kept = 0
        var position = 0
        // A few at a time, so that no more are held than there is room for, in the same order on every machine.
        while position < components.count {
            let batch = Array(components[position..<min(position + Self.filesAtOnce, components.count)])
            position += batch.count
            guard kept <= Self.maximumEntries else {
                for component in batch { _ = keep(&self, component, nil) }
                continue
            }
            let readings = batch.concurrentMap { [org] component in
                // What one of several files proves about another one depends on all of their entries.
                let kept = component.files.count > 1 ? AskedEntries.all : asked
                return org.readAhead[component.id]
                    ?? component.files.map { file in
                        Result { () throws(DocumentError) in
                            let scope = org.catalog.scope(of: file)
                            return try org.catalog.reading(
                                "grants", component.id.fullName, of: file, scope: scope, keeping: kept
                            ) { file throws(DocumentError) in
                                try PermissionSource.read(component.id, from: file, scope: scope, keeping: kept)
                            }
                        }
                    }
            }
            for (component, readings) in zip(batch, readings) { kept += keep(&self, component, readings) }
        }
    }

    /// Reads whole sources instead of their headers alone.
    private mutating func readAhead(_ expected: ExpectedGrants) {
        readSources(org.sources(of: expected.sources), keeping: expected.asked) { reader, component, readings in
            guard let readings else { return 0 }
            reader.org.readAhead[component.id] = readings
            for (file, reading) in zip(component.files, readings) {
                reader.add(reading.map(\.source.header), of: component.id, in: file.file)
            }
            return readings.reduce(0) { $0 + ((try? $1.get().source.count) ?? 0) }
        }
    }

    /// Reads the grants of profiles, permission sets and muting permission sets.
    ///
    /// One that is not in the export, or cannot be read, is not in ``Org/sources``.
    ///
    /// - Parameter asked: Which of their entries are kept, at least.
    mutating func readGrants(of ids: some Sequence<ComponentID>, keeping asked: AskedEntries) {
        // What was read for another question may lack what is asked now.
        org.forgetSources { !$0.covers(asked) }
        readSources(Set(ids).filter { org.sources[$0] == nil && org.unreadable[$0] == nil }, keeping: asked) {
            reader, component, readings in
            guard let readings else {
                reader.leaveUnread(component)
                return 0
            }
            reader.org.readAhead[component.id] = nil
            reader.add(readings, of: component)
            return reader.org.sources[component.id]?.count ?? 0
        }
    }

    private mutating func leaveUnread(_ component: MetadataComponent) {
        org.unreadable[component.id] = Problem(
            .warning, at: component.files.first.map { Place(file: $0.file.path) },
            "The sources read before this one contain more than \(Self.maximumEntries) entries together, which is the limit, so "
                + "it is not read. Audit with fewer sources.")
    }

    /// Adds what each file of a component grants.
    private mutating func add(_ readings: [Result<SourceReading, DocumentError>], of component: MetadataComponent) {
        var files: [PermissionSource] = []
        for (file, reading) in zip(component.files, readings) {
            guard let (source, invalid) = note(reading.flatMap(\.grants), of: component.id, in: file.file) else {
                continue
            }
            org.problems += invalid
            files.append(source)
        }
        guard org.unreadable[component.id] == nil, let (source, disagreements) = PermissionSource.combined(files)
        else { return }
        org.sources[component.id] = source
        org.problems += [Problem](disagreements, files, in: component.id)
    }

    /// Reads the fields of the objects whose API name or label is among the given names.
    ///
    /// Case does not matter, so that an object that a label finds is never without its fields.
    mutating func readFields(ofObjects names: Set<String>) {
        let wanted = org.objects(named: names).subtracting(org.objectsWithFields)
        org.objectsWithFields.formUnion(wanted)
        let components = wanted.sorted().compactMap { catalog.id(of: $0.spelling, .customObject) }.compactMap {
            catalog.components[$0]
        }
        readObjects(components, withFields: true)
        for component in catalog.components(of: .customField) {
            let parts = component.id.fullName.split(separator: ".", maxSplits: 1).map(String.init)
            guard parts.count == 2, wanted.contains(APIName(parts[0])) else { continue }
            for file in component.files {
                let reading = Result { () throws(DocumentError) in
                    try catalog.reading("field", parts[1], of: file) { file throws(DocumentError) in
                        try FieldDefinition.read(parts[1], from: file.file)
                    }
                }
                guard let field = note(reading, of: component.id, in: file.file),
                    let problem = org.objects[APIName(parts[0])]?.merge(field)
                else { continue }
                org.problems.append(problem)
            }
        }
        for object in wanted.sorted() { addRecordedFields(of: object) }
    }

    /// After the fields of the files, which say more of a field.
    private mutating func addRecordedFields(of object: APIName) {
        for field in org.recordedFields[object] ?? [] {
            let problem = org.objects[object]?.merge(record: field)
            org.problems += [problem ?? nil].compactMap(\.self)
        }
    }

    /// Reads the fields of objects, of the objects that these are details of, and so on.
    mutating func readMasters(ofObjects names: Set<String>) {
        var pending = names
        var read: Set<APIName> = []
        while !pending.isEmpty {
            readFields(ofObjects: pending)
            let objects = org.objects(named: pending).subtracting(read)
            read.formUnion(objects)
            pending = Set(objects.flatMap { org.objects[$0]?.fields.compactMap(\.master) ?? [] })
        }
    }

    /// Reads what an installation leaves behind.
    mutating func readInstalledParts() { org.installedParts = org.installedParts ?? InstalledParts(in: catalog) }
}

extension Org {
    /// Reads an export: Salesforce DX projects, folders in source or Metadata API format, and the zip archives of
    /// retrieves, which add up to one org.
    ///
    /// - Throws: An error that describes itself, where a path does not exist, cannot be read, or contains no metadata. What
    ///   is wrong with a single file is a ``Problem`` of the audit.
    public static func read(_ paths: [String]) throws -> Org { read(try MetadataCatalog.scan(paths)) }

    /// Reads everything but the grants and the fields.
    ///
    /// - Parameters:
    ///   - catalog: The components and their files.
    ///   - expected: The grants that will be required, as far as that can be known without the labels in the files of profiles
    ///     and sets.
    package static func read(
        _ catalog: MetadataCatalog, expecting expected: (Org) -> ExpectedGrants = { _ in ExpectedGrants() }
    ) -> Org {
        OrgReader(catalog, expecting: expected).org
    }

    private func reading(_ read: (inout OrgReader) -> Void) -> Org {
        var reader = OrgReader(self)
        read(&reader)
        return reader.org
    }

    /// The same org, with the grants of the given profiles, permission sets and muting permission sets.
    ///
    /// One that is not in the export, or cannot be read, is not in ``sources``.
    ///
    /// - Parameters:
    ///   - ids: The sources.
    ///   - asked: Which of their entries are kept, at least.
    package func readingGrants(of ids: some Sequence<ComponentID>, keeping asked: AskedEntries = .all) -> Org {
        reading { $0.readGrants(of: ids, keeping: asked) }
    }

    /// The same org, which knows of the given profiles and permission sets which apps they show.
    package func readingVisibleApps(of ids: Set<ComponentID>) -> Org {
        let read = reading { $0.readGrants(of: ids, keeping: .apps) }
        var org = self
        // What is wrong with their files weighs only on what is said of the apps.
        org.visibleApps = read.sources.filter { ids.contains($0.key) }.mapValues {
            $0.entries[.applicationVisibility] ?? [:]
        }
        return org
    }

    /// The same org, with the fields of the objects whose API name or label is among the given names.
    package func readingFields(ofObjects names: Set<String>) -> Org { reading { $0.readFields(ofObjects: names) } }

    /// The same org, with the fields of objects and of all that these are details of.
    package func readingMasters(ofObjects names: Set<String>) -> Org { reading { $0.readMasters(ofObjects: names) } }

    /// The same org, with what an installation leaves behind.
    package func readingInstalledParts() -> Org { reading { $0.readInstalledParts() } }

    /// The same org, with what decides whether a program can connect, as far as it is asked for.
    package func reading(_ questions: ConnectionQuestions) -> Org {
        var org = self
        org.connections = ConnectionParts(questions, in: self)
        return org
    }
}

/// The grants that will be required of an org.
package struct ExpectedGrants: Sendable {
    /// The profiles, permission sets and groups.
    let sources: [ComponentID]
    /// Which of their entries.
    let asked: AskedEntries

    /// Makes an expectation; of nothing by itself.
    package init(of sources: [ComponentID] = [], keeping asked: AskedEntries = .all) {
        (self.sources, self.asked) = (sources, asked)
    }
}
