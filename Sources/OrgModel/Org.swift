import Foundation
import MetadataXML

/// An org as its export shows it.
///
/// ``read(_:)`` takes in everything but the grants and the fields, which are most of an export's bytes and mostly not
/// asked for; ``readingGrants(of:)`` and ``readingFields(ofObjects:)`` return an org that knows more.
public struct Org: Sendable {
    /// Which components the export holds, and where.
    public let catalog: MetadataCatalog
    /// What each profile and permission set says about itself.
    public private(set) var headers: [ComponentID: PermissionSourceHeader] = [:]
    /// The profiles, permission sets and muting permission sets whose grants were read.
    public private(set) var sources: [ComponentID: PermissionSource] = [:]
    /// The permission set groups.
    public private(set) var groups: [ComponentID: PermissionSetGroup] = [:]
    /// The roles.
    public internal(set) var roles = RoleHierarchy([])
    /// The objects that the export defines, wholly or in part, by API name.
    public private(set) var objects: [String: ObjectDefinition] = [:]
    /// The components whose files cannot be read, with the reason; whether that weighs depends on who asks.
    public private(set) var unreadable: [ComponentID: Problem] = [:]
    /// The objects whose fields were read.
    private var objectsWithFields: Set<String> = []
    /// Everything else that was odd in the export.
    public internal(set) var problems: [Problem]

    private init(catalog: MetadataCatalog) {
        self.catalog = catalog
        problems = catalog.problems
    }

    /// Reads everything but the grants and the fields.
    public static func read(_ catalog: MetadataCatalog) -> Org {
        var org = Org(catalog: catalog)
        for type in [MetadataType.profile, .permissionSet, .mutingPermissionSet] {
            org.readHeaders(of: type)
        }
        org.readGroups()
        org.readRoles()
        org.readObjects()
        return org
    }

    // MARK: What is read at once

    private mutating func readHeaders(of type: MetadataType) {
        let files = catalog.components(of: type).flatMap { component in component.files.map { (component.id, $0) } }
        // Most of an export's bytes are read here, if only to find out whether they can be read.
        let readings = files.concurrentMap { id, file in HeaderReading(id.type, from: file) }
        for ((id, _), reading) in zip(files, readings) {
            if let problem = reading.problem { unreadable[id] = problem }
            guard let header = reading.header else { continue }
            headers[id] = headers[id]?.merged(with: header) ?? header
        }
    }

    /// What a file says about its component; its parts, if it has any, are only tried.
    private struct HeaderReading: Sendable {
        private(set) var header: PermissionSourceHeader?
        private(set) var problem: Problem?

        init(_ type: MetadataType, from file: ComponentFile) {
            for part in file.parts {
                attempt(part.file) { () throws(MetadataXMLError) in try part.readRecords { _ in } }
            }
            guard file.hasOwnFile else {
                header = PermissionSourceHeader()
                return
            }
            header = attempt(file.file) { () throws(MetadataXMLError) in
                try PermissionSourceHeader.read(type, from: file.file)
            }
        }

        @discardableResult
        private mutating func attempt<Value>(
            _ file: InputFile, _ decode: () throws(MetadataXMLError) -> Value
        ) -> Value? {
            file.attempt(decode) { problem = $0 }
        }
    }

    private mutating func readGroups() {
        for component in catalog.components(of: .permissionSetGroup) {
            var odd: [Problem] = []
            groups[component.id] = readWhole(component, agree: { $0.grantsAlike($1) }) {
                (file) throws(MetadataXMLError) in
                try PermissionSetGroup.read(component.id.fullName, from: file, odd: &odd)
            }
            problems += odd
        }
    }

    private mutating func readRoles() {
        var found: [Role] = []
        for component in catalog.components(of: .role) {
            let role = readWhole(component, agree: { $0.parent?.lowercased() == $1.parent?.lowercased() }) {
                (file) throws(MetadataXMLError) in try Role.read(component.id.fullName, from: file)
            }
            if let role { found.append(role) }
        }
        roles = RoleHierarchy(found)
    }

    private mutating func readObjects() {
        for component in catalog.components(of: .customObject) {
            for file in component.files {
                readObject(component.id.fullName, from: file, withFields: false)
            }
        }
        for component in catalog.components(of: .customField) {
            guard let object = component.id.fullName.split(separator: ".").first.map(String.init) else { continue }
            objects[object] = objects[object] ?? ObjectDefinition(name: object)
        }
    }

    private mutating func readObject(_ name: String, from file: ComponentFile, withFields: Bool) {
        let read = attempt(ComponentID(.customObject, name), file.file) { () throws(MetadataXMLError) in
            try ObjectDefinition.read(name, from: file.file, withFields: withFields)
        }
        let disagreements = objects[name, default: ObjectDefinition(name: name)].take(read ?? ObjectDefinition(name: name))
        // A file is read a second time for its fields.
        problems += disagreements.filter { !problems.contains($0) }
    }

    /// Reads a component that counts as a whole: where its files disagree, none of them is taken at its word.
    private mutating func readWhole<Value>(
        _ component: MetadataComponent, agree: (Value, Value) -> Bool,
        _ decode: (InputFile) throws(MetadataXMLError) -> Value
    ) -> Value? {
        var first: Value?
        for file in component.files.map(\.file) {
            let next = attempt(component.id, file) { () throws(MetadataXMLError) in try decode(file) }
            guard let next else { return nil }
            if let first, !agree(first, next) {
                unreadable[component.id] = Problem(
                    .warning, at: Place(file: file.path),
                    "This file and \(component.files[0].file.path) disagree about the \(component.id.type.words) "
                        + "\"\(component.id.fullName)\", so neither counts; keep one of them.")
                return nil
            }
            first = first ?? next
        }
        return first
    }

    /// Runs a decoder; a file that it cannot read becomes a problem, and the rest is read all the same.
    private mutating func attempt<Value>(
        _ id: ComponentID, _ file: InputFile, _ decode: () throws(MetadataXMLError) -> Value
    ) -> Value? {
        file.attempt(decode) { unreadable[id] = $0 }
    }

    // MARK: What is read when it is asked for

    /// The same org, with the grants of the given profiles, permission sets and muting permission sets.
    ///
    /// One that is not in the export, or cannot be read, is left out of ``sources``.
    public func readingGrants(of ids: some Sequence<ComponentID>) -> Org {
        var org = self
        for id in Set(ids).sorted() where org.sources[id] == nil {
            guard let component = catalog.components[id], unreadable[id] == nil else { continue }
            org.readGrants(of: component)
        }
        return org
    }

    private mutating func readGrants(of component: MetadataComponent) {
        var merged: PermissionSource?
        for file in component.files {
            let scope = catalog.scope(of: file)
            let result = attempt(component.id, file.file) { () throws(MetadataXMLError) in
                try PermissionSource.read(component.id, from: file, scope: scope)
            }
            guard let (source, odd) = result else { continue }
            problems += odd
            guard let first = merged else {
                merged = source
                continue
            }
            // A profile lists all its user permissions, and only them; a permission set lists all it grants.
            let (both, disagreements) = first.merged(with: source) { component.id.type != .profile || $0 == .userPermission }
            merged = both
            // Two files below one PATH are a mistake by themselves, and the catalog has told of it.
            if file.file.prefix != component.files[0].file.prefix,
                let problem = Problem(disagreements, first.header, source, in: component)
            {
                problems.append(problem)
            }
        }
        if unreadable[component.id] == nil { sources[component.id] = merged }
    }

    /// The same org, with the fields of the objects whose API name or label is among the given names.
    ///
    /// Case does not matter, so that an object that a label finds is never without its fields.
    public func readingFields(ofObjects names: Set<String>) -> Org {
        var org = self
        let names = Set(names.map { $0.lowercased() })
        let wanted = Set(
            objects.values.filter { object in
                [object.name, object.label].contains { $0.map { names.contains($0.lowercased()) } == true }
            }.map(\.name))
            .subtracting(objectsWithFields)
        org.objectsWithFields.formUnion(wanted)
        for name in wanted.sorted() {
            for file in catalog.components[ComponentID(.customObject, name)]?.files ?? [] where !file.isSourceFormat {
                org.readObject(name, from: file, withFields: true)
            }
        }
        for component in catalog.components(of: .customField) {
            let parts = component.id.fullName.split(separator: ".", maxSplits: 1).map(String.init)
            guard parts.count == 2, wanted.contains(parts[0]) else { continue }
            for file in component.files.map(\.file) {
                let field = org.attempt(component.id, file) { () throws(MetadataXMLError) in
                    try FieldDefinition.read(parts[1], from: file)
                }
                guard let field, let problem = org.objects[parts[0]]?.take(field) else { continue }
                org.problems.append(problem)
            }
        }
        return org
    }
}

extension InputFile {
    /// Runs a decoder of the file; where it cannot read it, the problem is told instead.
    fileprivate func attempt<Value>(
        _ decode: () throws(MetadataXMLError) -> Value, telling tell: (Problem) -> Void
    ) -> Value? {
        do throws(MetadataXMLError) {
            return try decode()
        } catch {
            tell(Problem(error, severity: .warning, file: path))
            return nil
        }
    }
}

// MARK: - Wording

extension Problem {
    /// What to tell of a profile or permission set that a later file describes otherwise; `nil` where they agree.
    fileprivate init?(
        _ disagreements: [PermissionSource.Disagreement], _ first: PermissionSourceHeader, _ later: PermissionSource,
        in component: MetadataComponent
    ) {
        let what = "The \(component.id.type.words) \"\(component.id.fullName)\""
        let file = component.files[0].file.path
        if let disagreement = disagreements.first {
            let others = disagreements.count > 1 ? " and \(disagreements.count - 1) more" : ""
            self.init(
                .warning, at: disagreement.second,
                "\(what) says otherwise about \(disagreement.name)\(others) here than in \(disagreement.first). "
                    + "What differs is unknown; keep the file that is right.")
        } else if first.license != later.header.license || first.requiresActivation != later.header.requiresActivation {
            self.init(
                .warning, at: later.files.first.map { Place(file: $0) },
                "\(what) says otherwise here than in \(file) about its licence or whether it is session-based. "
                    + "Keep the file that is right.")
        } else {
            return nil
        }
    }
}
