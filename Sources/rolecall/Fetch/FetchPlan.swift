import AuditEngine
import AuditReports
import Foundation
import OrgModel

// The folder Fetch: the one command that is not offline. A `FetchPlan` is what is asked, a value; `SalesforceCLI` runs `sf`;
// `FetchFolder` is what is there already and what is written; `FetchRun` goes through the steps.

/// What is asked of an org: the queries, and what is retrieved.
struct FetchPlan {
    private let guide: Guide
    private var users: QueriedUsers
    private var options: AuditOptions
    private var principal: Principal

    /// - Throws: ``CommandFailure`` where the settings do not fit the guide, or name nobody.
    init(_ session: Session) throws(CommandFailure) {
        guide = session.guide
        options = try session.options
        principal = session.settings.principal
        users = QueriedUsers(session, principal)
    }

    /// The username that is asked about; `nil` where the sources were named instead.
    var apiUser: String? { users.apiUser }

    /// Whether it is known what the API user has, without which everything would be retrieved.
    var knowsSources: Bool { !principal.directSources.isEmpty || !principal.permissionSetGroups.isEmpty }

    /// Whether anybody is named who can be asked about.
    var namesUser: Bool { apiUser != nil || knowsSources }

    /// In the order in which they are asked: what is asked later may depend on what an earlier one finds.
    var queries: [RecordQuery] { guide.recordQueries(for: .empty, users, options: options) }

    var apiVersion: Int { guide.platform.manifestAPIVersion }

    /// The `package.xml`, with a mark by which another call knows it.
    ///
    /// - Throws: ``CommandFailure`` where XML cannot contain a name.
    func manifest(apiVersion: Int) throws(CommandFailure) -> String {
        var plan = guide.retrievePlan(for: .empty, principal, options: options)
        plan.apiVersion = apiVersion
        let xml = try packageXML(of: plan)
        guard let end = xml.firstIndex(of: "\n") else { return xml }
        return "\(xml[...end])<!-- \(FetchFolder.mark) -->\n\(xml[xml.index(after: end)...])"
    }

    /// The users of whom one may be the API user, those that are made for integrations first.
    ///
    /// - Parameter file: The result of the query for users.
    func candidates(ofUsersIn file: String, on date: Date) -> [APIUserCandidate] {
        let users = AssignedUsers(
            UserExport.read([file]), in: .empty, standardProfiles: guide.platform.standardProfiles,
            people: guide.platform.people, on: date)
        return users.apiUserCandidates.sorted { one, other in
            one.isIntegration == other.isIntegration
                ? one.user.username < other.user.username : one.isIntegration
        }
    }

    // MARK: What was found

    /// Takes whom the user has chosen.
    mutating func take(apiUser: String) { users.apiUser = apiUser }

    /// Takes the names of a package's objects that were asked for by label.
    ///
    /// - Returns: What to say of labels that mean no single object.
    mutating func take(definitions: FetchedRecords) -> [String] {
        var remarks: [String] = []
        for object in guide.objects where !object.find.isEmpty && options.names[object.key] == nil {
            let labels = Set(object.find.map { $0.lowercased() })
            let names = definitions.records.filter { labels.contains($0.label?.lowercased() ?? "") }
                .compactMap(\.qualifiedAPIName).deduplicated().sorted()
            if names.count == 1 { options.names[object.key] = names[0] }
            if names.count != 1, !options.disabledObjects.contains(object.key) {
                let what = names.isEmpty ? "No object" : "More than one object (\(names.listed(limit: 5)))"
                remarks.append(
                    "\(what) has the label \(object.find.quoted.joined(separator: " or ")), so nothing was asked about "
                        + "\(object.label). Say which one it is with --name \(object.key)=API_NAME"
                        + (names.isEmpty ? ", where the package is installed." : "."))
            }
        }
        return remarks
    }

    /// Takes what is assigned to the API user.
    mutating func take(assignments: FetchedRecords) {
        principal.username = apiUser
        for record in assignments.records {
            if let group = record.permissionSetGroup?.fullName {
                principal.permissionSetGroups.append(ComponentID(.permissionSetGroup, group))
            } else if record.permissionSet?.isOwnedByProfile == true {
                principal.profile = record.permissionSet?.profile?.name.map { name in
                    let standard = guide.platform.standardProfiles.first { $0.value == name }
                    return ComponentID(.profile, standard?.key ?? name)
                }
            } else if let set = record.permissionSet?.fullName {
                principal.permissionSets.append(ComponentID(.permissionSet, set))
            }
        }
        principal.permissionSets = principal.permissionSets.deduplicated()
        principal.permissionSetGroups = principal.permissionSetGroups.deduplicated()
    }
}

extension FetchedRecord.PermissionSet {
    fileprivate var fullName: String? { name.map { name in namespacePrefix.map { "\($0)__\(name)" } ?? name } }
}

extension FetchedRecord.Group {
    fileprivate var fullName: String? { developerName.map { name in namespacePrefix.map { "\($0)__\(name)" } ?? name } }
}
