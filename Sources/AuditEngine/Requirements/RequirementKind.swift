import Documents

// What guides can require: one file for each kind.

/// A kind of requirement: how rule files state it.
protocol RequirementKind: Sendable {
    /// Its name in rule files and reports.
    static var name: String { get }
    /// The forms that a row can have; the last where none is selected by its key.
    static var forms: [RowForm] { get }
    /// What an alternative has in addition to the keys of a form; `nil` where no alternative can require such a thing.
    static var keysInAlternative: [Key]? { get }
    /// Whether all rows of a table are about one object.
    static var isAboutObjectOfTable: Bool { get }

    /// What a row requires: one thing, or for an object one for each right.
    static func read(_ row: YAMLValue, in table: TableContext) -> [RequiredSubject]
}

extension RequirementKind {
    static var isAboutObjectOfTable: Bool { false }
    static var keysInAlternative: [Key]? { nil }

    /// Whether its rows are about permissions, which can be required in several ways.
    static var isPermission: Bool { keysInAlternative != nil }
}

/// What a row is where it has a key, apart from the keys of every row.
struct RowForm {
    let key: String
    let keys: Keys

    init(selectedBy key: String, _ keys: Keys) {
        (self.key, self.keys) = (key, keys)
    }
}

/// What a row requires, with its stable identity.
typealias RequiredSubject = (subject: Requirement.Subject, id: String, requires: String)

/// The kinds that tables can have.
enum RequirementKinds {
    static let all: [any RequirementKind.Type] = [
        SystemPermission.self, ObjectPermission.self, FieldPermission.self, RoleCondition.self,
        InstallationStep.self,
    ]

    static func named(_ name: String?) -> (any RequirementKind.Type)? { all.first { $0.name == name } }
}
