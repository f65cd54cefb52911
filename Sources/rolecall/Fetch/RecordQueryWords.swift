import AuditEngine
import AuditReports
import OrgModel

extension RecordQuery {
    /// What its records answer, inside a sentence.
    var answers: String {
        switch name {
        case "sources", "sets": "system permissions"
        case "objects": "permissions on objects"
        case "fields": "permissions on fields"
        case "users": "users"
        case "roles": "roles"
        case "licenses": "permission set licenses"
        case "callcenters": "call centers"
        case "assignments": "the users of permission sets"
        default: "names and org-wide defaults"
        }
    }
}

extension FetchedRecords {
    /// How many there are.
    var words: String { records.count.of("record") }
}
