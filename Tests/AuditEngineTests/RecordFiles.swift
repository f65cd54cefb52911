import AuditEngine
import OrgModel
import TestSupport
import Testing

// Exported records that tests make up, each on one line.

func entityRecord(_ name: String, _ label: String?, sharing: String? = nil) -> String {
    record(
        "EntityDefinition",
        #""QualifiedApiName":"\#(name)","Label":\#(json(label)),"InternalSharingModel":\#(json(sharing))"#)
}

/// - Parameter nillable: What `IsNillable` says; `nil` where the query has no such column.
func fieldRecord(_ object: String, _ name: String, _ label: String, _ type: String?, nillable: Bool? = nil) -> String {
    record(
        "FieldDefinition",
        #""EntityDefinition":{"QualifiedApiName":"\#(object)"},"QualifiedApiName":"\#(name)","Label":"\#(label)","DataType":\#(json(type))"#
            + (nillable.map { #","IsNillable":\#($0)"# } ?? ""))
}

private func record(_ object: String, _ members: String) -> String {
    #"{"attributes":{"type":"\#(object)"},\#(members)}"#
}

private func json(_ text: String?) -> String { text.map { "\"\($0)\"" } ?? "null" }

extension Export {
    /// Audits the export with results of queries beside it: `0.json`, `1.json` ..., whose records begin on the second line.
    ///
    /// - Parameter guide: The first built-in one where none is given.
    func audit(
        _ principal: Principal, _ options: AuditOptions = AuditOptions(), withRecords files: [[String]],
        against guide: Guide? = nil
    ) throws -> AuditResult {
        let guide = try guide ?? Guide.load("liveperson-connector")
        return try withOrg(records: files) { guide.audit($0, principal, options: options) }
    }

    /// The export with what records define.
    func withOrg<Value>(records files: [[String]], _ body: (Org) throws -> Value) throws -> Value {
        let results = files.map { records in
            "{\"records\":[\n\(records.joined(separator: ",\n"))\n],\"totalSize\":\(records.count),\"done\":true}"
        }
        let folder = try TemporaryFolder(
            Dictionary(uniqueKeysWithValues: results.enumerated().map { ("\($0).json", $1) }))
        let records = UserExport.read(files.indices.map { "\(folder.path)/\($0).json" })
        #expect(records.problems == [])
        return try withOrg { try body($0.adding(records.definitions)) }
    }
}
