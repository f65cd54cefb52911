import AuditEngine
import Foundation
import OrgModel
import TestSupport

/// Exported users and what is assigned to them, beside an export.
struct UserExports {
    var users: String
    var assignments: String?
    var licenses: String?
    /// The users of whom the export also has the assignment of the permission set that their profile owns; `nil` for all.
    var assigneesOfProfiles: [String]?
    /// Who the end users are, as typed.
    var endUsers: [String] = []

    /// The API user and what is assigned to her, one column after the other.
    static let header =
        "Assignee.Username,PermissionSet.Name,PermissionSet.NamespacePrefix,PermissionSet.IsOwnedByProfile,"
        + "PermissionSetGroup.DeveloperName,IsActive,ExpirationDate"

    init(
        users: String = "Username,IsActive,Profile.Name\nada@x.com,true,API", _ assigned: String...,
        licenses: String? = nil, endUsers: [String] = []
    ) {
        self.users = users
        assignments = ([Self.header] + assigned).joined(separator: "\n")
        self.licenses = licenses
        self.endUsers = endUsers
    }

    /// The same without any record of assignments.
    var withoutAssignments: UserExports {
        var exports = self
        exports.assignments = nil
        return exports
    }

    private var allAssignments: String? {
        let usernames = users.split(separator: "\n").dropFirst().compactMap {
            $0.split(separator: ",").first.map(String.init)
        }
        let ofProfiles = (assigneesOfProfiles ?? usernames).map { "\($0),X00e000000000001AAA,,true,,true," }
        return assignments.map { ([$0] + ofProfiles).joined(separator: "\n") }
    }

    /// Audits an export of which these users are, `ada@x.com` being the API user.
    func audit(
        _ export: Export = Export().profile("API"), _ options: AuditOptions = AuditOptions(), against guide: Guide,
        adding named: [ComponentID] = [], apiUser: String? = "ada@x.com"
    ) throws -> AuditResult {
        let files = ["users.csv": users, "assignments.csv": allAssignments, "licenses.csv": licenses].compactMapValues(
            \.self)
        let folder = try TemporaryFolder(files)
        return try withExtendedLifetime(folder) {
            try export.withOrg { org in
                let read = UserExport.read(files.keys.sorted().map { "\(folder.path)/\($0)" })
                let org = org.adding(roles: read.roles).adding(
                    read.sources, standardProfiles: guide.platform.standardProfiles)
                let users = AssignedUsers(
                    read, in: org, standardProfiles: guide.platform.standardProfiles, people: guide.platform.people,
                    on: Date(day: "2026-06-01") ?? .distantPast)
                var principal = apiUser.map { users.principal($0).principal } ?? Principal()
                for id in named { principal.add(id) }
                if !endUsers.isEmpty {
                    let found = users.endUsers(endUsers.compactMap(EndUserSelector.init), except: apiUser)
                    principal.endUsers = found.users
                    principal.endUserGaps = found.gaps
                    principal.endUserGroups = users.groups(of: found.users)
                }
                return guide.audit(org, principal, options: options)
            }
        }
    }
}
