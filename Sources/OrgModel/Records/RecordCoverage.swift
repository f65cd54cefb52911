/// What the absence of a record of one source proves: nothing, but where a whole result lies beside the query that asked
/// for it.
package struct RecordCoverage: Sendable, Equatable {
    /// A file of records.
    struct Result: Sendable, Equatable {
        /// The file.
        let file: Place
        /// The query beside it.
        let query: Place
        /// The objects for which the absence of a record proves that nothing is granted.
        let objects: Set<APIName>
        /// Why it proves nothing about other objects, or about any.
        let gap: Gap
    }

    /// Why a result proves nothing by what it does not contain.
    package enum Gap: Sendable, Hashable {
        /// There is no query beside it.
        case noQuery
        /// The query is not one that rolecall writes, so it may leave out records.
        case otherQuery
        /// The query cannot be read; why.
        case unreadableQuery(String)
        /// The query asks of other sources: of those of this user, or by their names.
        case otherSources(username: String?)
        /// The query does not name the object.
        case otherObjects
        /// Records are missing from the result, or one names no source.
        case notWhole
    }

    private var results: [PermissionKind: [Result]] = [:]

    init() {}

    init(_ kind: PermissionKind, _ result: Result) { results = [kind: [result]] }

    func merged(with other: RecordCoverage) -> RecordCoverage {
        var merged = self
        merged.results.merge(other.results, uniquingKeysWith: +)
        return merged
    }

    /// The objects about which the absence of a record proves something.
    func objects(of kind: PermissionKind) -> Set<APIName> {
        (results[kind] ?? []).reduce(into: []) { $0.formUnion($1.objects) }
    }

    /// The file that proves by not containing a record that nothing is granted on an object, and the query beside it.
    package func proof(of kind: PermissionKind, _ object: String) -> (file: Place, query: Place)? {
        (results[kind] ?? []).first { $0.objects.contains(APIName(object)) }.map { ($0.file, $0.query) }
    }

    /// Why no file proves it where none does, the file, and the query that would have to be beside it.
    package func gap(of kind: PermissionKind) -> (gap: Gap, file: Place, query: Place)? {
        results[kind]?.first.map { ($0.gap, $0.file, $0.query) }
    }
}
