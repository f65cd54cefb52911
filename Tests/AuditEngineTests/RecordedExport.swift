import AuditEngine
import Foundation
import OrgModel
import TestSupport

/// An export with records of permissions, as a test makes it up. Each record is one line, and the first is on line 2.
struct RecordedExport {
    var export = Export()
    private var files: [String: [String]] = [:]
    private var queries: [String: String] = [:]
    /// What is written after the records of a file.
    private var endings: [String: String] = [:]

    static let username = "api@example.com"
    static let profile = "0PS000000000001"
    static let set = "0PS000000000002"
    static let group = "0PS000000000003"

    init(_ export: Export = Export()) { self.export = export }

    /// One more record of a file.
    func record(in file: String, _ text: String) -> RecordedExport {
        var recorded = self
        recorded.files[file, default: []].append(text)
        return recorded
    }

    /// What is assigned to the user: the set that a profile owns, one of its own, or the sum of a group.
    func profile(_ name: String, _ columns: String...) -> RecordedExport {
        assigned(Self.profile, #""Name":"X00e1","IsOwnedByProfile":true,"Profile":{"Name":"\#(name)"}"#, columns)
    }

    func set(_ name: String, _ columns: String...) -> RecordedExport {
        assigned(Self.set, #""Name":"\#(name)","IsOwnedByProfile":false"#, columns)
    }

    func group(_ name: String, status: String? = "Updated", _ columns: String...) -> RecordedExport {
        let status = status.map { #","Status":"\#($0)""# } ?? ""
        return assigned(
            Self.group, #""Name":"G1","IsOwnedByProfile":false"#, columns,
            #","PermissionSetGroup":{"DeveloperName":"\#(name)"\#(status)}"#)
    }

    private func assigned(_ id: String, _ set: String, _ columns: [String], _ group: String = "") -> RecordedExport {
        // The columns that open fields, which no records of fields say.
        let others = [
            #""PermissionsViewAllFieldsGlobal":false"#, #""PermissionsEditReadonlyFields":false"#,
            #""HasActivationRequired":false"#,
        ].filter { other in !columns.contains { $0.hasPrefix(other.prefix { $0 != ":" }) } }
        let columns = ([set] + columns + others).joined(separator: ",")
        return record(
            in: "sources",
            #"{"AssigneeId":"005000000000001","Assignee":{"Username":"\#(Self.username)"},"IsActive":true,"#
                + #""ExpirationDate":null,"PermissionSetId":"\#(id)","PermissionSet":{\#(columns)}\#(group)}"#)
    }

    /// A record of ObjectPermissions with the letters of ``object(_:_:)``.
    func object(
        _ parent: String, _ name: String, _ flags: String, id: String = "110000000000001", in file: String = "objects"
    ) -> RecordedExport {
        let columns: [(Character, String)] = [
            ("r", "Read"), ("c", "Create"), ("e", "Edit"), ("d", "Delete"), ("v", "ViewAllRecords"),
            ("m", "ModifyAllRecords"), ("f", "ViewAllFields"),
        ]
        let values = columns.map { #""Permissions\#($1)":\#(flags.contains($0))"# }.joined(separator: ",")
        return record(
            in: file, #"{"Id":"\#(id)","ParentId":"\#(parent)","SobjectType":"\#(name)",\#(values)}"#)
    }

    /// A record of FieldPermissions.
    func field(_ parent: String, _ name: String, _ flags: String, in file: String = "fields") -> RecordedExport {
        let object = name.split(separator: ".").first.map(String.init) ?? name
        return record(
            in: file,
            #"{"Id":"01k000000000001","ParentId":"\#(parent)","SobjectType":"\#(object)","Field":"\#(name)","#
                + #""PermissionsRead":\#(flags.contains("r")),"PermissionsEdit":\#(flags.contains("e"))}"#)
    }

    /// Puts the query beside a result, which exists then even without a record.
    func asking(
        _ file: String = "objects", of username: String = username, about objects: String..., adding text: String = ""
    ) -> RecordedExport {
        var recorded = self
        let kind = file.hasPrefix("fields") ? PermissionKind.fieldPermission : .objectPermission
        recorded.files[file] = recorded.files[file] ?? []
        recorded.queries[file] =
            PermissionQuery(kind, of: .assigned(username: username), objects: objects).text() + text
        return recorded
    }

    /// A result that says of itself something else than that it is whole.
    func ending(_ file: String, _ text: String) -> RecordedExport {
        var recorded = self
        recorded.endings[file] = text
        return recorded
    }

    func audit(_ principal: Principal, _ options: AuditOptions = AuditOptions()) throws -> AuditResult {
        try withOrg { guide, org, problems in
            guide.audit(org, principal, options: options, problems: problems)
        }
    }

    func withOrg<Value>(_ body: (Guide, Org, [Problem]) throws -> Value) throws -> Value {
        var all = export.files
        // PATH must be metadata, whatever else there is.
        all["roles/R.role"] = document("Role", "<name>R</name>")
        for (name, lines) in files {
            let ending = endings[name] ?? #""totalSize":\#(lines.count),"done":true"#
            all["records/\(name).json"] = "{\"records\":[\n\(lines.joined(separator: ",\n"))],\n\(ending)}"
        }
        for (name, text) in queries { all["records/\(name).soql"] = text }
        let folder = try TemporaryFolder(all)
        return try withExtendedLifetime(folder) {
            let guide = try Guide.load("liveperson-connector")
            let records = UserExport.read(files.keys.sorted().map { "\(folder.path)/records/\($0).json" })
            let org = try Org.read(MetadataCatalog.scan([folder.path], from: folder.path)).adding(
                records.sources, standardProfiles: guide.platform.standardProfiles)
            return try body(guide, org, records.problems)
        }
    }
}
