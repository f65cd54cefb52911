package import OrgModel

/// The contents of a `package.xml`: what the next export must hold so that nothing about a guide is unknown for want of
/// it, or what is to be deployed.
package struct RetrievePlan: Sendable {
    /// One metadata type and its members, sorted; `*` represents all.
    package struct Entry: Sendable, Equatable {
        /// The metadata type.
        package let type: String
        /// The members.
        package let members: [String]
    }

    /// The types, sorted.
    package let entries: [Entry]
    /// The API version, for example 63.
    package var apiVersion: Int
}

extension PlatformFacts {
    /// The manifest of components that are to be deployed.
    package func manifest(deploying components: [ComponentID]) -> RetrievePlan {
        let entries = Dictionary(grouping: components, by: \.type.rawValue)
            .map { RetrievePlan.Entry(type: $0.key, members: $0.value.map(\.fullName).sorted()) }
        return RetrievePlan(entries: entries.sorted { $0.type < $1.type }, apiVersion: manifestAPIVersion)
    }
}

extension Guide {
    /// Plans the next export for this guide.
    ///
    /// Sources are named one by one where the principal names them, otherwise all are required. Standard objects are
    /// always named, since a wildcard leaves them out.
    ///
    /// - Parameters:
    ///   - org: The org as far as it was exported already.
    ///   - principal: Whose sources and roles the export must hold.
    ///   - options: What is not enabled is not required, and what was named is required by its name.
    package func retrievePlan(for org: Org, _ principal: Principal, options: AuditOptions = AuditOptions())
        -> RetrievePlan
    {
        var members: [MetadataType: Set<String>] = [.role: ["*"]]
        members[.customObject] = objectsToRetrieve(org, options)
        members[.profile] = principal.profile.map { [$0.fullName] } ?? ["*"]
        let groups = principal.permissionSetGroups
        // Of a user whose assignments are known, none is missing.
        let isKnown = principal.username != nil && principal.gaps.isEmpty
        let isNamed = isKnown || !principal.permissionSets.isEmpty || !groups.isEmpty
        members[.permissionSet] =
            isNamed
            ? Set(
                principal.permissionSets.map(\.fullName)
                    + groups.flatMap { org.groups[$0]?.permissionSets.map(\.name) ?? ["*"] })
            : ["*"]
        members[.permissionSetGroup] = isNamed ? Set(groups.map(\.fullName)) : ["*"]
        members[.mutingPermissionSet] =
            isNamed
            ? Set(groups.flatMap { org.groups[$0]?.mutingPermissionSets.map(\.name) ?? ["*"] }) : ["*"]
        for requirement in requirements where reasonNotAsked(requirement, options) == nil {
            // A wildcard may leave out what belongs to a package.
            guard case .named(let name)? = (requirement.subject.core as? AssignedPermissionSet)?.name else { continue }
            if members[.permissionSet]?.contains("*") == true { members[.permissionSet]?.insert(name) }
        }
        if asksWhatEndUsersAreGranted(options) { addSources(ofEndUsers: principal, to: &members) }
        for requirement in requirements {
            guard let check = requirement.installCheck, reasonNotAsked(requirement, options) == nil else {
                continue
            }
            addParts(check, options, to: &members)
        }
        for requirement in requirements where reasonNotAsked(requirement, options) == nil {
            members.merge(requirement.subject.core.retrieves) { $0.union($1) }
        }
        let entries = members.filter { !$0.value.isEmpty }
            .map { RetrievePlan.Entry(type: $0.key.rawValue, members: $0.value.sorted()) }
            .sorted { $0.type < $1.type }
        return RetrievePlan(entries: entries, apiVersion: platform.manifestAPIVersion)
    }

    /// The guide's objects, those that share fields with them, and the packages' own by name, or all where it is not
    /// known yet.
    private func objectsToRetrieve(_ org: Org, _ options: AuditOptions) -> Set<String> {
        let asked = Dictionary(grouping: requirements.flatMap { row in row.objectKeys.map { ($0, row) } }, by: \.0)
        let enabled = objects.filter { object in
            // What only the rows of an unused feature speak of need not be retrieved.
            !options.disabledObjects.contains(object.key)
                && asked[object.key]?.allSatisfy { reasonNotAsked($0.1, options) != nil } != true
        }
        let names = GuideNames(guide: self, org: org, given: options.names)
        let conditions = requirements.filter { reasonNotAsked($0, options) == nil }.flatMap(\.conditions)
            .filter { object($0.object)?.find.isEmpty != false }
        return Set(conditions.flatMap { platform.objectsDefiningFields(of: $0.object) }).union(
            enabled.flatMap { object -> [String] in
                guard !object.find.isEmpty else {
                    return platform.objectsDefiningFields(of: object.key) + platform.objectsStanding(for: object.key)
                }
                return if case .found(let name) = names.object(object.key) { [name] } else { ["*"] }
            })
    }

    /// What the end users have, as far as exported users name it; everything where they do not.
    private func addSources(ofEndUsers principal: Principal, to members: inout [MetadataType: Set<String>]) {
        let isKnown =
            !principal.endUserSources.isEmpty && principal.endUserGaps.isEmpty && principal.endUserSourceGaps.isEmpty
        for type in [MetadataType.profile, .permissionSet, .permissionSetGroup, .mutingPermissionSet] {
            let known = principal.endUserSources.filter { $0.type == type }.map(\.fullName)
            // The groups are not among them: their members are.
            let names = isKnown && (type == .profile || type == .permissionSet) ? known : ["*"]
            members[type, default: []].formUnion(names)
        }
    }

    private func addParts(
        _ check: InstallCheck, _ options: AuditOptions, to members: inout [MetadataType: Set<String>]
    ) {
        switch check {
        case .object, .callCenterMembers: break
        case .package: members[.installedPackage] = ["*"]
        case .callCenter: members[.callCenter] = ["*"]
        case .trustedSites: members[.cspTrustedSite] = ["*"]
        case .utilityItem:
            let standard = platform.standardApps.filter {
                options.apps.contains($0.key) || options.apps.contains($0.value)
            }
            members[.customApplication] = Set(["*"] + standard.keys)
            members[.flexiPage] = ["*"]
        }
    }
}
