package import OrgModel

/// How much depends on a requirement.
package enum RequirementSeverity: String, Sendable, Hashable, CaseIterable {
    /// Without it the integration cannot connect, or cannot write its core records.
    case critical
    /// A feature of it fails.
    case major
    /// Something is read or shown incompletely.
    case minor
}

/// Whether a guide requires something.
package enum RequirementLevel: String, Sendable, Hashable, CaseIterable {
    /// Without it the org is not ready.
    case required
    /// It is reported, and never fails.
    case recommended
}

/// One thing that a guide requires, or recommends.
public struct Requirement: Sendable {
    /// The stable identity, on which reports, waivers and histories hang.
    public let id: String
    /// The id of its table.
    package internal(set) var table: String
    /// The label as the guide prints it.
    public let label: String
    /// What is required.
    private(set) var subject: any RequirementSubject
    /// What is required, in one word: granted, create, modifyAll, read, edit, assigned, above.
    public let requires: String
    /// How much depends on it.
    package let severity: RequirementSeverity
    /// Whether the guide recommends it only.
    package var isRecommended = false
    /// What the integration needs it for.
    package let purpose: String
    /// How the row was read, where its words leave a choice.
    package let note: String?
    /// Whether the row's label was lost in the published text and inferred.
    package let isInferred: Bool
    /// The key of the feature for which alone it is required; `nil` where it is always required.
    package let feature: String?
    /// How a failure is fixed; placeholders that only an org can fill still are in it.
    package private(set) var remedy: Remedy
    /// The same where it is not known which permission set the API user has.
    package var generalRemedy: Remedy {
        remedy.granting(in: "the API user's permission set")
            .filled([
                "sources": Remedy.unnamedSources, "profile": "the API user's profile", "fields": "each of these fields",
            ])
    }
    /// Where the row is in the rule files.
    package let place: Place
    /// The org-wide defaults with which alone it applies, all of them.
    var conditions: [SharingCondition] = []

    /// The same row, requiring something else.
    func requiring(_ other: any RequirementSubject) -> Requirement {
        var requirement = self
        requirement.subject = other
        return requirement
    }

    /// The same row, requiring one permission: a part of one of its alternatives, or what it asks of the profile alone.
    func asking(for part: any SinglePermission, _ platform: PlatformFacts) -> Requirement {
        var requirement = requiring(part)
        requirement.remedy = part.remedy(platform, then: remedy.then)
        return requirement
    }

    /// The name of its kind, as reports have it.
    package var kind: String { type(of: subject.core).kind }
    /// How a report shows it in a table.
    package var columns: RequirementColumns { type(of: subject.core).columns }
    /// What is required, as tables with a column for it show it.
    package var access: String { subject.access }
    /// Whether it is about access to a field.
    package var isAboutField: Bool { ofAPIUser is FieldPermission || ofAPIUser is FieldsPermission }
    /// Whether it is about a right on an object.
    package var isAboutObject: Bool { ofAPIUser is ObjectPermission }
    /// The system permission that it is about; `nil` where it is about something else, or one of several.
    package var systemPermission: String? { (ofAPIUser as? SystemPermission)?.name }
    /// What is asked of the API user, or forbidden; `nil` where end users are asked.
    private var ofAPIUser: (any RequirementSubject)? { isAskedOfEndUsers ? nil : subject.core }
    /// The system permissions that it asks for; none where it asks for one of several.
    func systemPermissions(_ platform: PlatformFacts) -> [String] {
        if let permission = subject.asked as? SystemPermission { return [permission.name] }
        let needs =
            (subject.asked as? ObjectPermission).flatMap { platform.standIn(for: $0.right, on: $0.object)?.needs } ?? []
        return needs.compactMap { if case .systemPermission(let name) = $0 { name } else { nil } }
    }

    /// Whether it asks for permissions, of whatever source.
    var asksForPermissions: Bool { subject.asked != nil }
    /// Whether it can fail: what is recommended, or only a person can know, cannot.
    var canFail: Bool { !isRecommended && !subject.isForPerson }
    /// Whether permissions alone decide it, and a permission set can grant them.
    package var isPermission: Bool { subject is any PermissionSubject }
    /// Whether all rows of its table are about one object.
    package var isAboutObjectOfTable: Bool {
        (type(of: subject.core) as? any RowKind.Type)?.isAboutObjectOfTable ?? false
    }

    /// The guide's key of the object that is concerned, if it is one.
    package var objectKey: String? {
        objectKeys.count == 1 ? objectKeys.first : nil
    }

    /// The guide's keys of all objects that are concerned; several where alternatives speak of several.
    var objectKeys: [String] { subject.objectKeys.deduplicated() }
}
