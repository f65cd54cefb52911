import OrgModel

/// A query for records, and what its file and its result are called.
package struct RecordQuery: Sendable, Equatable {
    private enum Content: Equatable {
        case permissions(PermissionQuery)
        case records(columns: [String], object: String, condition: String?)
    }

    /// The name of the `.soql` file and of the result beside it, without an extension.
    package let name: String
    private let content: Content

    /// Makes a query for records of permissions.
    init(_ name: String, _ query: PermissionQuery) {
        self.name = name
        content = .permissions(query)
    }

    /// Makes any other query.
    ///
    /// - Parameter condition: What follows `WHERE`; `nil` asks for every record.
    init(_ name: String, _ columns: [String], of object: String, where condition: String?) {
        self.name = name
        content = .records(columns: columns, object: object, condition: condition)
    }

    /// The text as a `.soql` file has it, with a newline at the end.
    ///
    /// - Parameter omitted: Columns that the org does not have.
    package func text(omitting omitted: Set<String> = []) -> String {
        switch content {
        case .permissions(let query): return query.text(omitting: omitted)
        case .records(let columns, let object, let condition):
            let lines = [
                "SELECT \(columns.filter { !omitted.contains($0) }.joined(separator: ", "))", "FROM \(object)",
                condition.map { "WHERE \($0)" },
            ]
            return lines.compactMap(\.self).joined(separator: "\n") + "\n"
        }
    }

    /// The text on one line.
    package var line: String {
        // A line break inside a literal is escaped, so these are all between the parts of the query.
        text().split(separator: "\n").joined(separator: " ")
    }

    /// The columns of a query that is written this way.
    package static func columns(of text: String) -> [String] {
        guard text.hasPrefix("SELECT "), let end = text.firstRange(of: "\nFROM ") else { return [] }
        return text[..<end.lowerBound].dropFirst("SELECT ".count).split(separator: ",")
            .map { $0.trimmingPrefix(while: \.isWhitespace) }.map(String.init)
    }
}

/// What records are asked for; how is in `Rules/salesforce/exports.yaml`.
///
/// Records of ObjectPermissions and FieldPermissions are not among these: `PermissionQuery` asks for them.
package enum RecordKind: String, Sendable, CaseIterable {
    /// What is assigned, each with its own permission set.
    case sources
    /// Permission sets, those that profiles and groups own among them.
    case sets
    case users, roles, licenses, callcenters
    /// Objects, and what everybody may do with their records.
    case entities
    /// The fields of one object.
    case fieldDefinitions
}

extension PlatformFacts {
    /// How records of one kind are asked for.
    package struct RecordFact: Sendable {
        /// The object that is queried.
        package let object: String
        /// Its columns that rolecall reads.
        package let columns: [String]
    }

    /// The system permissions among some whose columns PermissionSet has.
    func recorded(_ permissions: Set<String>) -> [String] {
        permissions.filter { !permissionsWithoutColumn.contains($0) }.sorted()
    }
}
