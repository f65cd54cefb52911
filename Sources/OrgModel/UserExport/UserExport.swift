package import Foundation

/// What an org's exported users, assignments and roles say about who has what.
///
/// ``read(_:in:)`` takes the files of the Salesforce CLI and of Data Loader in every shape that these write, side by side
/// in one call. Whatever order the files and their records come in, the result is the same.
package struct UserExport: Sendable {
    /// A user, as far as the export says.
    package struct User: Sendable, Equatable {
        /// The username. Salesforce compares usernames without regard to case.
        package let username: String
        /// The username in lower case.
        let key: String
        /// Its position among all users.
        var index = 0
        /// The Id; `nil` where the export does not say.
        let id: String?
        /// Whether the user may log in; `nil` where the export does not say.
        package internal(set) var isActive: Bool?
        /// The kind of user, such as `Standard`; `nil` where the export does not say.
        package internal(set) var userType: String?
        /// The role; `.none` for a user who is known to have none.
        package internal(set) var role: Principal.RoleAssignment
        /// Whether the name in ``role`` is the role's label, because the export has no API name for it.
        package internal(set) var roleIsLabel: Bool
        /// The profile's name, as Setup shows it.
        package internal(set) var profile: String?
        /// The name of the profile's user license.
        package internal(set) var license: String?
        /// The call center by its Id; its names are in records of CallCenter.
        package internal(set) var callCenter: CallCenterMembership
        /// The flags whose columns were exported, such as `MarketingUser`.
        package internal(set) var flags: [APIName: UserFlag]
        /// Whether assignments that name their assignee by its Id alone can be determined to be this user's.
        package internal(set) var isKnownByID: Bool
        /// Why facts are not known though the export has their columns.
        package internal(set) var doubts: UserDoubts
        /// The file, and the line where the record begins.
        package let place: Place
    }

    /// A permission set or a group that is assigned to a user.
    package struct Assignment: Sendable, Equatable {
        /// What is assigned, by the name that metadata uses: `Namespace__Name` where it belongs to a package.
        package enum Target: Sendable, Hashable {
            /// A permission set of its own, that is, neither a profile's nor a group's.
            case permissionSet(fullName: String)
            /// A permission set group.
            case group(fullName: String)
        }

        /// The username of the user who has it.
        package let username: String
        /// What is assigned.
        package let target: Target
        /// The position of the target among all targets; 0 as long as it is in no list.
        var targetIndex = 0
        /// Whether it counts; `false` for one that is inactive or revoked.
        package let isActive: Bool
        /// When it ends; `nil` for one without an end.
        package internal(set) var expires: Date?
        /// The values that decide whether it counts and that cannot be read or are missing, such as `IsActive is "yes"`.
        package internal(set) var doubts: [String]
        /// The columns that decide whether it counts and that its file does not have.
        package internal(set) var missingColumns: [String]
        /// Whether the file has a column that says a group from a permission set.
        let distinguishesGroups: Bool
        /// The file, and the line where the record begins.
        package let place: Place
    }

    /// A permission set license that is assigned to a user.
    package struct LicenseAssignment: Sendable, Equatable {
        /// The username of the user who has it.
        package let username: String
        /// Its API name, its name in Setup, or both.
        package let names: [String]
        /// The file, and the line where the record begins.
        package let place: Place

        /// The columns of which one names the license.
        static let nameColumns = [
            "PermissionSetLicense.DeveloperName", "PermissionSetLicense.MasterLabel",
            "PermissionSetLicense.PermissionSetLicenseKey",
        ]
    }

    /// The users, each once, sorted by username; of records that contradict each other what differs is not known.
    package let users: [User]
    /// The assignments, without the permission sets that every profile owns, sorted by username and by target.
    package let assignments: AssignmentList
    /// The permission set licenses that are assigned.
    package let licenses: [LicenseAssignment]
    /// The first file of permission set licenses; `nil` where there is none, or where some are omitted.
    package let wholeLicenses: Place?
    /// Whether a permission set license is assigned to a user whose Id is not an exported user's.
    package let hasForeignLicenses: Bool
    /// The roles, several records of one included, each with its parent's API name, or with the parent's Id where no file says the name.
    package private(set) var roles: [Role]
    /// The call centers.
    package let callCenters: [CallCenterRecord]
    /// The objects and fields that are defined.
    package let definitions: ExportedDefinitions
    /// Whether every call center of the org is among ``callCenters``, as far as the files say.
    package let knowsAllCallCenters: Bool
    /// What profiles, permission sets and groups grant, as records say it.
    package let sources: [RecordedSource]
    /// Records of permissions of sets that are not known.
    let foreignRecords: [ForeignRecords]
    /// What was invalid or unreadable in the files.
    package private(set) var problems: [Problem]
    /// Whether any file contains users, or is known to be a query for users that found none.
    package let hasUsers: Bool
    /// Whether any file contains assignments, or is known to be a query for assignments that found none.
    package let hasAssignments: Bool
    /// Where users are omitted, if anywhere: one who is not found may exist all the same.
    package private(set) var truncatedUsers: Place?
    /// Where assignments are omitted, or cannot be determined, if anywhere: one that is not found may exist all the same.
    package private(set) var truncatedAssignments: Place?

    /// The users, in lower case, of whom the assignment of the permission set that their profile owns was exported. Every user
    /// has one, so of who has none not all assignments were exported, unless these were left out for everybody.
    let assigneesOfProfiles: Set<String>

    /// The first assignment of a user whose Id is not an exported user's, if any.
    package let foreignAssignments: Place?
    /// The first result that contains no record and does not say of which object, if any.
    package let emptyResult: Place?

    /// The profile, permission sets and groups of a user by the names that the records have for them, also those that
    /// were assigned once.
    package func namesOfSources(of username: String) -> [ComponentID] {
        let profile = user(named: username)?.profile.map { ComponentID(.profile, $0) }
        let assigned = assignments[assignments.range(of: username.lowercased())]
        return [profile].compactMap(\.self) + assigned.map(\.target.component)
    }

    /// A user by the username, compared without regard to case.
    func user(named username: String) -> User? { index(ofUser: username).map { users[$0] } }

    /// The position of a user among all.
    func index(ofUser username: String) -> Int? {
        let key = username.lowercased()
        let position = users.position { $0.key < key }
        return position < users.count && users[position].key == key ? position : nil
    }

    init(_ reader: UserExportReader) {
        foreignAssignments = reader.foreignAssignments
        assigneesOfProfiles = reader.assigneesOfProfiles
        emptyResult = reader.emptyResult
        users = reader.users
        assignments = reader.assignments
        licenses = reader.licenses
        wholeLicenses = reader.wholeLicenses
        hasForeignLicenses = reader.hasForeignLicenses
        roles = reader.roles
        callCenters = reader.callCenters
        sources = reader.sources
        foreignRecords = reader.foreignRecords
        definitions = reader.definitions
        knowsAllCallCenters = reader.knowsAllCallCenters
        problems = reader.problems
        hasUsers = reader.hasUsers
        hasAssignments = reader.hasAssignments
        truncatedUsers = reader.truncatedUsers
        truncatedAssignments = reader.truncatedAssignments
    }

    /// Reads exported files, and those in folders; one that cannot be read becomes a problem, and the others are read all the
    /// same.
    ///
    /// - Parameters:
    ///   - named: Paths as typed; every `Place` names its file the same way.
    ///   - tree: Where they are.
    package static func read(_ named: [String], in tree: any FileTree = FilesOnDisk()) -> UserExport {
        let files = ResultFiles(named, in: tree)
        guard let known = tree.readings?.known else { return read(files, in: tree) }
        let contents = files.paths.flatMap { path in
            [path, QueryFile.path(beside: path)].map { tree.lookUp($0).isFound ? tree.contents(of: $0) : nil }
        }
        return known.users(of: files.paths, contents) { read(files, in: tree) }
    }

    private static func read(_ files: ResultFiles, in tree: any FileTree) -> UserExport {
        var export = UserExport(
            UserExportReader(
                zip(files.paths, files.paths.concurrentMap { ExportedTable.reading($0, in: tree) }).map {
                    (path: $0, reading: $1)
                }))
        export.problems = files.problems + export.problems
        return export
    }
}
