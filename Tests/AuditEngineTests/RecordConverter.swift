import Foundation
import OrgModel

/// What Salesforce's records would say of the sources whose files an export has: the files' entries said again as records,
/// without any of the program's own code.
///
/// The files are taken as complete: what they do not list is not granted.
struct RecordConverter {
    static let username = "api.user@example.com"

    /// What one profile, permission set or muting permission set contains.
    struct Source {
        var permissions: Set<String> = []
        /// The columns of ObjectPermissions that are true, by object.
        var objects: [String: Set<String>] = [:]
        /// The columns of FieldPermissions that are true, by field.
        var fields: [String: Set<String>] = [:]
        var license: String?
        var isSessionBased = false
        /// How many entries its file has.
        var count = 0
    }

    /// Everything that is assigned to the user, each with the name that records have for it.
    private(set) var assigned: [(source: Source, columns: [String: Any], group: [String: Any]?)] = []
    /// The columns of system permissions by name in lower case, those that no set grants among them.
    let permissions: [String: String]
    /// The objects that the queries name.
    let objects: Set<String>
    /// The fields that View All Fields makes readable, by object.
    let fields: [String: Set<String>]

    // MARK: Files

    private static let objectColumns = [
        "allowRead": "PermissionsRead", "allowCreate": "PermissionsCreate", "allowEdit": "PermissionsEdit",
        "allowDelete": "PermissionsDelete", "viewAllRecords": "PermissionsViewAllRecords",
        "modifyAllRecords": "PermissionsModifyAllRecords", "viewAllFields": "PermissionsViewAllFields",
    ]
    private static let fieldColumns = ["readable": "PermissionsRead", "editable": "PermissionsEdit"]

    /// Reads a file as plain text: exports have one element after another, and no comments among them.
    static func source(_ text: String) -> Source {
        var source = Source()
        for entry in entries("userPermissions", in: text) {
            source.count += 1
            if value("enabled", in: entry) == "true", let name = value("name", in: entry) {
                source.permissions.insert(name)
            }
        }
        for (element, subject, columns) in [
            ("objectPermissions", "object", objectColumns), ("fieldPermissions", "field", fieldColumns),
        ] {
            for entry in entries(element, in: text) {
                source.count += 1
                guard let name = value(subject, in: entry) else { continue }
                let granted = Set(columns.filter { value($0.key, in: entry) == "true" }.values)
                if element == "objectPermissions" {
                    source.objects[name, default: []].formUnion(granted)
                } else {
                    source.fields[name, default: []].formUnion(granted)
                }
            }
        }
        source.license = value("userLicense", in: text) ?? value("license", in: text)
        source.isSessionBased = value("hasActivationRequired", in: text) == "true"
        return source
    }

    static func entries(_ element: String, in text: String) -> [String] {
        text.components(separatedBy: "<\(element)>").dropFirst().compactMap {
            $0.components(separatedBy: "</\(element)>").first
        }
    }

    static func value(_ element: String, in text: String) -> String? {
        entries(element, in: text).first?.trimmingCharacters(in: .whitespacesAndNewlines)
            .replacingOccurrences(of: "&apos;", with: "'").replacingOccurrences(of: "&quot;", with: "\"")
            .replacingOccurrences(of: "&lt;", with: "<").replacingOccurrences(of: "&gt;", with: ">")
            .replacingOccurrences(of: "&amp;", with: "&")
    }

    // MARK: Assignments

    init(permissions: [String], objects: Set<String>, fields: [String: Set<String>]) {
        // A table has no two columns whose names differ in case alone.
        self.permissions = Dictionary(permissions.map { ($0.lowercased(), $0) }) { first, _ in first }
        (self.objects, self.fields) = (objects, fields)
    }

    /// - Parameter name: The name in Setup.
    mutating func add(profile source: Source, named name: String) {
        assigned.append(
            (
                source,
                [
                    "Name": "X00e00000000000\(assigned.count)", "Type": "Profile", "IsOwnedByProfile": true,
                    "Profile": ["Name": name],
                ], nil
            ))
    }

    mutating func add(set source: Source, named fullName: String) {
        let (namespace, name) = Self.split(fullName)
        assigned.append(
            (
                source,
                [
                    "Name": name, "NamespacePrefix": namespace, "Type": source.isSessionBased ? "Session" : "Regular",
                    "IsOwnedByProfile": false, "Profile": NSNull(),
                ], nil
            ))
    }

    mutating func add(group fullName: String, members: [Source], muting: [Source], isSessionBased: Bool) {
        let (namespace, name) = Self.split(fullName)
        var sum = Self.sum(members, less: muting)
        sum.isSessionBased = isSessionBased
        assigned.append(
            (
                sum,
                ["Name": "0PG\(assigned.count)", "Type": "Group", "IsOwnedByProfile": false, "Profile": NSNull()],
                ["DeveloperName": name, "NamespacePrefix": namespace, "Status": "Updated"]
            ))
    }

    private static func split(_ fullName: String) -> (namespace: Any, name: String) {
        guard let range = fullName.range(of: "__"), range.lowerBound > fullName.startIndex else {
            return (NSNull(), fullName)
        }
        return (String(fullName[..<range.lowerBound]), String(fullName[range.upperBound...]))
    }

    // MARK: Groups

    /// What goes with each column of ObjectPermissions that is muted.
    private static let mutedTogether: [String: Set<String>] = [
        "PermissionsRead": Set(objectColumns.values), "PermissionsCreate": ["PermissionsCreate"],
        "PermissionsEdit": ["PermissionsEdit", "PermissionsDelete", "PermissionsModifyAllRecords"],
        "PermissionsDelete": ["PermissionsDelete", "PermissionsModifyAllRecords"],
        "PermissionsViewAllRecords": ["PermissionsViewAllRecords", "PermissionsModifyAllRecords"],
        "PermissionsModifyAllRecords": ["PermissionsModifyAllRecords"],
        "PermissionsViewAllFields": ["PermissionsViewAllFields"],
    ]

    private static let broughtByModifyAllData: Set = [
        "ViewAllData", "ViewSetup", "EditTask", "EditEvent", "RunReports",
    ]

    static func sum(_ members: [Source], less muting: [Source]) -> Source {
        var sum = Source()
        for member in members {
            sum.permissions.formUnion(member.permissions)
            sum.objects.merge(member.objects) { $0.union($1) }
            sum.fields.merge(member.fields) { $0.union($1) }
        }
        for muted in muting {
            sum.permissions.subtract(muted.permissions)
            if muted.permissions.contains("ModifyAllData") { sum.permissions.subtract(broughtByModifyAllData) }
            for (object, columns) in muted.objects {
                sum.objects[object]?.subtract(columns.flatMap { mutedTogether[$0] ?? [] })
            }
            for (field, columns) in muted.fields {
                sum.fields[field]?.subtract(columns.contains("PermissionsRead") ? Set(fieldColumns.values) : columns)
            }
        }
        return sum
    }

    // MARK: Records

    private func id(_ position: Int) -> String { "0PS0000000000\(100 + position)AAA" }

    private var assignments: [[String: Any]] {
        assigned.enumerated().map { position, assignment in
            var set = assignment.columns
            set["NamespacePrefix"] = set["NamespacePrefix"] ?? NSNull()
            set["License"] = assignment.source.license.map { ["Name": $0] } ?? NSNull()
            set["HasActivationRequired"] = assignment.source.isSessionBased
            let granted = Set(assignment.source.permissions.map { $0.lowercased() })
            for (key, name) in permissions { set["Permissions\(name)"] = granted.contains(key) }
            return [
                "attributes": ["type": "PermissionSetAssignment"], "AssigneeId": "005000000000001AAA",
                "Assignee": ["Username": Self.username], "IsActive": true, "ExpirationDate": NSNull(),
                "PermissionSetId": id(position), "PermissionSet": set,
                "PermissionSetGroup": assignment.group ?? NSNull(),
            ]
        }
    }

    private var objectPermissions: [[String: Any]] {
        assigned.enumerated().flatMap { position, assignment -> [[String: Any]] in
            func record(_ object: String, _ granted: Set<String>, id: String) -> [String: Any] {
                var record: [String: Any] = [
                    "attributes": ["type": "ObjectPermissions"], "Id": id, "ParentId": self.id(position),
                    "SobjectType": object,
                ]
                for column in Self.objectColumns.values { record[column] = granted.contains(column) }
                return record
            }
            let stored = assignment.source.objects.filter { !$0.value.isEmpty && objects.contains($0.key) }
                .map { record($0.key, $0.value, id: "110000000000001AAA") }
            var added: Set<String> = []
            if assignment.source.permissions.contains("ViewAllData") {
                added.formUnion(["PermissionsRead", "PermissionsViewAllRecords"])
            }
            if assignment.source.permissions.contains("ModifyAllData") {
                added.formUnion(Set(Self.objectColumns.values).subtracting(["PermissionsViewAllFields"]))
            }
            // Salesforce adds them beside those that are stored.
            return stored
                + (added.isEmpty ? [] : objects.sorted().map { record($0, added, id: "000000000000000AAA") })
        }
    }

    private var fieldPermissions: [[String: Any]] {
        assigned.enumerated().flatMap { position, assignment -> [[String: Any]] in
            var granted = assignment.source.fields
            for (object, columns) in assignment.source.objects where columns.contains("PermissionsViewAllFields") {
                for field in fields[object] ?? [] {
                    granted["\(object).\(field)", default: []].insert("PermissionsRead")
                }
            }
            return granted.filter { $0.value.contains("PermissionsRead") }.compactMap { field, columns in
                let object = String(field.prefix { $0 != "." })
                guard objects.contains(object) else { return nil }
                return [
                    "attributes": ["type": "FieldPermissions"], "Id": "01k000000000001AAA", "ParentId": id(position),
                    "SobjectType": object, "Field": field, "PermissionsRead": true,
                    "PermissionsEdit": columns.contains("PermissionsEdit"),
                ]
            }
        }
    }

    /// Writes the results, and the queries beside them, into a folder.
    ///
    /// - Returns: The paths of the results.
    func write(to folder: String) throws -> [String] {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, kind) in [("objects", PermissionKind.objectPermission), ("fields", .fieldPermission)] {
            let query = PermissionQuery(kind, of: .assigned(username: Self.username), objects: objects.sorted())
            try query.text().write(toFile: "\(folder)/\(name).soql", atomically: true, encoding: .utf8)
        }
        return try [("sources", assignments), ("objects", objectPermissions), ("fields", fieldPermissions)].map {
            let path = "\(folder)/\($0).json"
            let result: [String: Any] = ["records": $1, "totalSize": $1.count, "done": true]
            try JSONSerialization.data(withJSONObject: result, options: [.sortedKeys, .prettyPrinted])
                .write(to: URL(fileURLWithPath: path))
            return path
        }
    }
}
