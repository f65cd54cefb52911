/// Several results of PermissionSetAssignment that list the same users as a whole. What one of them lists and another one does
/// not was granted or taken away between the two, and nothing says which of them is the newer one.
///
/// Every user is assigned the permission set that the profile owns, so a result with that record was asked for all that is
/// assigned to the user.
struct AssignmentResults {
    /// By file, what it lists of each user in lower case; only of users whom another file lists, too.
    private var targets: [(file: String, ofUsers: [String: Set<UserExport.Assignment.Target>])] = []

    init(_ tables: [ExportedTable], usernames: RecordNames) {
        // One alone contradicts nothing, and the next page of a result goes on where this one ends.
        let results = tables.filter { !$0.isCutOff && !$0.isPage }
            .map { (table: $0, decoder: AssignmentDecoder($0, usernames: usernames)) }
        guard results.count > 1 else { return }
        var issues = RecordIssues()
        var users: [Set<String>] = []
        var counts: [String: Int] = [:]
        for (table, decoder) in results {
            var found: Set<String> = []
            for record in table.records where decoder.isOfProfile(record, &issues) {
                guard let username = decoder.assignee.username(of: record, usernames, &issues) else { continue }
                found.insert(username.lowercased())
            }
            users.append(found)
            for user in found { counts[user, default: 0] += 1 }
        }
        for ((table, decoder), users) in zip(results, users) {
            var ofUsers: [String: Set<UserExport.Assignment.Target>] = [:]
            for user in users where counts[user, default: 0] > 1 { ofUsers[user] = [] }
            for record in table.records where !ofUsers.isEmpty && !decoder.isOfProfile(record, &issues) {
                guard let assignment = decoder.assignment(record, &issues) else { continue }
                ofUsers[assignment.username.lowercased()]?.insert(assignment.target.key)
            }
            targets.append((table.path, ofUsers))
        }
    }

    /// The assignment, in doubt where a result that lists its user as a whole does not have it.
    func doubting(_ assignment: UserExport.Assignment) -> UserExport.Assignment {
        guard !targets.isEmpty else { return assignment }
        let user = assignment.username.lowercased()
        let listing = targets.filter { $0.ofUsers[user] != nil }
        guard listing.contains(where: { $0.file == assignment.place.file }),
            let silent = listing.first(where: { $0.ofUsers[user]?.contains(assignment.target.key) == false })
        else { return assignment }
        var assignment = assignment
        assignment.doubts.append("\(silent.file) lists what is assigned to the user, and not this")
        return assignment
    }
}
