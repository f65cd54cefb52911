import Documents

/// A permission set group: its members' permissions, less what its muting permission sets take away.
package struct PermissionSetGroup: Sendable, Equatable {
    /// The full name.
    package let fullName: String
    /// Where it is.
    package let file: String
    /// The label.
    package let label: String?
    /// The members' full names, as written, with the line that names each.
    package let permissionSets: [Reference]
    /// The muting permission sets' full names, as written, with the line that names each.
    package let mutingPermissionSets: [Reference]
    /// `Updated` where Salesforce has computed the group's permissions; `nil` where the file does not say.
    package let status: String?
    /// The status, where it says that Salesforce has not computed the group's permissions from its members.
    package var staleStatus: String? { status.flatMap { Self.isUpdated($0) ? nil : $0 } }
    /// The same in words, after "has".
    package var staleness: String? { staleStatus.map(Self.words(ofStatus:)) }

    /// Whether a status says that Salesforce has computed the group's permissions.
    package static func isUpdated(_ status: String) -> Bool { APIName(status) == APIName("Updated") }

    /// A status in words, after "has".
    package static func words(ofStatus status: String) -> String {
        status.isEmpty ? "an empty status" : "the status \(status)"
    }

    /// Session-based: grants nothing until a session activates it. A group that may be so counts as one that is.
    package var requiresActivation: Bool { activation != .notRequired }
    /// Whether it is session-based.
    package let activation: PermissionSourceHeader.Activation

    /// A name that leads to another component.
    package struct Reference: Sendable, Hashable {
        /// The full name as written.
        package let name: String
        /// Where it is written.
        package let place: Place
        /// Another file of the same group that does not name it.
        package let missingIn: Place?

        /// Makes a reference.
        package init(name: String, place: Place, missingIn: Place? = nil) {
            self.name = name
            self.place = place
            self.missingIn = missingIn
        }
    }

    /// - Returns: The group, and what is invalid in its file without making it unreadable.
    /// - Throws: `DocumentError` with the place of the error.
    static func read(
        _ fullName: String, from file: InputFile
    ) throws(DocumentError) -> (group: PermissionSetGroup, invalid: [Problem]) {
        var invalid: [Problem] = []
        var label: String?
        var members: [Reference] = []
        var muting: [Reference] = []
        var status: String?
        var flags = FlagReading()
        try file.readRecords(
            root: MetadataType.permissionSetGroup.rawValue,
            wanted: ["label", "permissionSets", "mutingPermissionSets", "status", "hasActivationRequired"]
        ) { record in
            let reference = Reference(name: record.text, place: Place(file: file.path, line: record.line))
            switch record.element {
            case "label": label = record.text
            case "permissionSets": members.append(reference)
            case "mutingPermissionSets": muting.append(reference)
            // Of several, the one that is worth a warning.
            case "status":
                status = status.map(isUpdated) ?? true ? record.text : status
            default: invalid += [flags.add(record, in: file.path)].compactMap(\.self)
            }
        }
        let group = PermissionSetGroup(
            fullName: fullName, file: file.path, label: label, permissionSets: members, mutingPermissionSets: muting,
            status: status, activation: PermissionSourceHeader.Activation(flags))
        return (group, invalid)
    }
}
