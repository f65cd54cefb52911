import Documents
import OrgModel

// What guides can require. Each kind is one type in a file of this folder, which says all that distinguishes it from the
// others: how rule files state it, how it is judged, how it is fixed, and how reports show it.

/// What a requirement requires.
protocol RequirementSubject: Sendable {
    /// The name of its kind in rule files and reports.
    static var kind: String { get }
    static var columns: RequirementColumns { get }

    /// What is required, whomever it is asked of, and in whatever way: itself, unless it modifies another one.
    var core: any RequirementSubject { get }
    /// The stable identity of a requirement of it.
    var id: String { get }
    /// What is required, in one word: granted, create, modifyAll, read, edit, assigned, above.
    var requires: String { get }
    /// What is required, as tables with a column for it show it.
    var access: String { get }
    /// The guide's keys of the objects that it is about.
    var objectKeys: [String] { get }
    /// The keys for which the user can give a name.
    var nameKeys: [String] { get }

    /// Whether only a person can know, so that it never fails.
    var isForPerson: Bool { get }
    /// Whether it must not be held.
    var isForbidden: Bool { get }
    /// The permissions that it asks for; `nil` where it is about something else, or forbids them.
    var asked: (any PermissionSubject)? { get }

    func judge(
        _ requirement: Requirement, in evaluation: Evaluation, _ permissions: PermissionEvaluation
    ) -> Judgement

    /// What is wrong with the export and may keep the verdict from being sure.
    func problems(decisiveFor finding: Finding, in evaluation: Evaluation) -> [Problem]

    /// How it is fixed on the platform; `nil` for what has no general steps.
    func remedy(_ platform: PlatformFacts) -> Remedy?
    /// How it is taken away where it is forbidden; `nil` for what cannot be forbidden.
    func remedyWhereForbidden(_ platform: PlatformFacts) -> Remedy?
    /// What can be filled into a remedy without any org: the names that are the same in every one.
    func placeholders(_ platform: PlatformFacts) -> [String: String]
    /// What an export must contain that nothing else asks for, `*` for all of a type.
    var retrieves: [MetadataType: Set<String>] { get }
    /// What Setup calls it, where that is known: a guide's label may say something else.
    func labelInSetup(_ platform: PlatformFacts) -> String?
}

extension RequirementSubject {
    var core: any RequirementSubject { self }
    var access: String { requires.capitalizedFirst }
    var objectKeys: [String] { [] }
    var nameKeys: [String] { [] }
    var isForPerson: Bool { false }
    var isForbidden: Bool { false }
    var asked: (any PermissionSubject)? { self as? any PermissionSubject }
    func remedy(_ platform: PlatformFacts) -> Remedy? { nil }
    func remedyWhereForbidden(_ platform: PlatformFacts) -> Remedy? { nil }
    func placeholders(_ platform: PlatformFacts) -> [String: String] { [:] }
    func labelInSetup(_ platform: PlatformFacts) -> String? { nil }
    var retrieves: [MetadataType: Set<String>] { [:] }
}

/// How a report shows the requirements of a kind in a table.
package struct RequirementColumns: Sendable {
    package enum Second: Sendable {
        case purpose, access
    }

    /// The heading of the column for what is required.
    package let first: String
    package let second: Second
    /// Whether a row is called by its object, and not by the guide's label.
    package var isCalledByObject = false
}

// MARK: Kinds of tables

/// A kind that a table of a guide can have.
protocol RowKind: RequirementSubject {
    /// The forms that a row can have; the last where none is selected by its key.
    static var forms: [RowForm] { get }
    /// Whether all rows of a table are about one object.
    static var isAboutObjectOfTable: Bool { get }
    /// Whether a row can demand that it is not so; ``RequirementSubject/remedyWhereForbidden(_:)`` says then how that is done.
    static var canBeForbidden: Bool { get }

    /// Whether its rows can be asked of each end user instead of the API user.
    static var canBeAskedOfEndUsers: Bool { get }

    /// What a row requires: one thing, or for an object one for each right.
    static func read(_ row: YAMLValue, in table: TableContext) -> [Self]

    /// The same of any row of the kind, also of one whose form is a type of its own.
    static func subjects(_ row: YAMLValue, in table: TableContext) -> [any RequirementSubject]
}

extension RowKind {
    static var isAboutObjectOfTable: Bool { false }
    static var canBeAskedOfEndUsers: Bool { self is any SinglePermission.Type }
    static func subjects(_ row: YAMLValue, in table: TableContext) -> [any RequirementSubject] {
        read(row, in: table)
    }

    static var canBeForbidden: Bool { self is any SinglePermission.Type }
}

/// What a row is where it has a key, apart from the keys of every row.
struct RowForm {
    let key: String
    let keys: Keys

    init(selectedBy key: String, _ keys: Keys) {
        (self.key, self.keys) = (key, keys)
    }
}

/// Every kind of table, and of permission.
enum RequirementKinds {
    static let all: [any RowKind.Type] = [
        SystemPermission.self, ObjectPermission.self, FieldPermission.self, RoleCondition.self, InstallationStep.self,
        Restriction.self, SettingValue.self, ConnectedAppRequirement.self,
        ManualStep.self,
        AssignedPermissionSet.self, AssignedLicense.self, RequiredUserFlag.self, AssignmentCondition.self,
    ]

    /// What an alternative can require, first the kinds that name more than others: a field names its object too.
    static let permissions: [any SinglePermission.Type] = all.compactMap { $0 as? any SinglePermission.Type }
        .sorted { $0.keysInAlternative.count > $1.keysInAlternative.count }

    static func named(_ name: String?) -> (any RowKind.Type)? { all.first { $0.kind == name } }
}

// MARK: Permissions

/// What permissions alone decide.
protocol PermissionSubject: RequirementSubject {
    /// Whether it is granted, for a row that asks for it.
    func judgeGranted(_ requirement: Requirement, _ permissions: PermissionEvaluation) -> Judgement

    /// Whether it is held, for a row that forbids it.
    func judgeHeld(_ requirement: Requirement, _ permissions: PermissionEvaluation) -> Judgement

    /// Every way in which it can be met in this org, each with all that must be granted for it: the guide's own first,
    /// then anything else that would do instead.
    func ways(_ permissions: PermissionEvaluation) -> [[Need]]

    /// What a permission set must grant for it, all of it: the permission itself, never a broader one that would do
    /// instead.
    func grants(_ permissions: PermissionEvaluation) -> NameResolution<[Need]>
}

extension PermissionSubject {
    func judge(
        _ requirement: Requirement, in evaluation: Evaluation, _ permissions: PermissionEvaluation
    ) -> Judgement {
        judgeGranted(requirement, permissions)
    }

    func judgeHeld(_ requirement: Requirement, _ permissions: PermissionEvaluation) -> Judgement {
        judgeGranted(requirement, permissions)
    }

    func problems(decisiveFor finding: Finding, in evaluation: Evaluation) -> [Problem] { evaluation.access.problems }

    func remedyWhereForbidden(_ platform: PlatformFacts) -> Remedy? { platform.forbiddenRemedy }
}

/// One permission, which an alternative can require too.
protocol SinglePermission: PermissionSubject, RowKind, Hashable {
    /// The keys of an alternative in addition to those of a row.
    static var keysInAlternative: [Key] { get }

    /// Whether a need is just what it requires.
    func isMet(by need: Need) -> Bool
    /// What it requires, in words.
    func words(_ platform: PlatformFacts) -> String
    /// What it is called where the guide has no label for it.
    var ownLabel: String { get }
}

extension SinglePermission {
    /// How it is fixed as a part of an alternative, for which the guide's row has no label.
    func remedy(_ platform: PlatformFacts, then: String?) -> Remedy {
        var remedy = remedy(platform) ?? Remedy()
        remedy.then = then
        let values = placeholders(platform)
        return remedy.filled(values.merging(["label": labelInSetup(platform) ?? ownLabel]) { $1 })
    }
}

extension PermissionEvaluation {
    /// Every way to what a requirement is about, whether it asks for that or forbids it.
    func ways(to subject: any RequirementSubject) -> [[Need]] {
        (subject.core as? any PermissionSubject)?.ways(self) ?? []
    }

    /// What a requirement asks for.
    func grants(for subject: any RequirementSubject) -> NameResolution<[Need]> {
        subject.asked?.grants(self) ?? .found([])
    }
}
