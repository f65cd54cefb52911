/// A query for records of ObjectPermissions or FieldPermissions, as a `.soql` file contains it.
///
/// A result does not say what was asked, so a record that is absent proves nothing by itself. It proves that nothing is
/// granted where the query lies beside the result and covers the source and the object.
package struct PermissionQuery: Sendable, Equatable {
    /// Of which sources a query asks.
    package enum Parents: Sendable, Equatable {
        /// Of everything that is assigned to the user of this name.
        case assigned(username: String)
        /// Of the sets with one of these names.
        case named([NameColumn: [String]])
    }

    /// A column that names a source.
    package enum NameColumn: String, Sendable, CaseIterable {
        /// A profile's name in Setup.
        case profile = "Parent.Profile.Name"
        /// A permission set's name without its namespace.
        case permissionSet = "Parent.Name"
        /// A group's name without its namespace.
        case group = "Parent.PermissionSetGroup.DeveloperName"
    }

    /// What the records are about: objects or fields.
    package let kind: PermissionKind
    /// Of which sources.
    package let parents: Parents
    /// Of which objects.
    package let objects: [String]

    /// Makes a query for a kind whose records are of an object of their own.
    package init(_ kind: PermissionKind, of parents: Parents, objects: [String]) {
        self.kind = kind
        self.parents = parents
        self.objects = objects
    }

    /// The text as it is written, with a newline at the end.
    ///
    /// - Parameter omitted: Columns that the org does not have.
    package func text(omitting omitted: Set<String> = []) -> String {
        let columns = (Self.ownColumns(kind) + kind.recordColumns.map(\.column)).filter { !omitted.contains($0) }
        return """
            SELECT \(columns.joined(separator: ", "))
            FROM \(kind.recordObject ?? "")
            WHERE \(parents.condition)
            AND SobjectType IN \(objects.soqlList)

            """
    }

    /// What each record is about.
    private static func ownColumns(_ kind: PermissionKind) -> [String] {
        ["Id", "ParentId", "SobjectType"] + (kind == .fieldPermission ? ["Field"] : [])
    }
}

extension PermissionQuery.Parents {
    fileprivate var condition: String {
        switch self {
        case .assigned(let username):
            return "ParentId IN (SELECT PermissionSetId FROM PermissionSetAssignment WHERE Assignee.Username = "
                + "\(username.soqlLiteral))"
        case .named(let names):
            let conditions = PermissionQuery.NameColumn.allCases.compactMap { column in
                names[column].map { "\(column.rawValue) IN \($0.soqlList)" }
            }
            return "(\(conditions.joined(separator: " OR ")))"
        }
    }
}

// MARK: Reading

extension PermissionQuery {
    /// Reads the text of a query.
    ///
    /// - Returns: `nil` for a query that was not written this way, white space and the columns aside: it may leave out
    ///   records that this one would find.
    package init?(_ text: String) {
        guard var tokens = SOQLTokens(text), tokens.take("SELECT"), tokens.skipColumns(), tokens.take("FROM"),
            let kind = PermissionKind.allCases.first(where: { $0.recordObject.map { tokens.take($0) } ?? false }),
            tokens.take("WHERE"), let parents = tokens.takeParents(), tokens.take("AND"),
            tokens.take("SobjectType"), tokens.take("IN"), let objects = tokens.takeList(), tokens.isAtEnd
        else { return nil }
        self.init(kind, of: parents, objects: objects)
    }
}
