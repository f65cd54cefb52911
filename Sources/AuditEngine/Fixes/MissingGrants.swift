package import Foundation
package import OrgModel

/// What the API user lacks of what a guide requires, as the entries of one permission set.
///
/// The set can be deployed as it is: whatever Salesforce requires beside an entry is in it as well, also where the API
/// user has it from elsewhere, since Salesforce looks at nothing but the set.
package struct MissingGrants: Sendable {
    /// A row whose permissions cannot be granted by a permission set yet.
    package struct Skipped: Sendable, Equatable {
        /// The requirement's id.
        package let requirement: String
        /// Why, and what would resolve it, as whole sentences.
        package let why: String
    }

    /// The audit that found out what is missing.
    package let audit: AuditResult
    /// The entries, in the order in which Salesforce writes them.
    package let entries: [PermissionGrant]
    /// The ids of the requirements that pass once the entries are granted, in the guide's order.
    package let fixed: [String]
    /// The other rows that require permissions and did not pass.
    package let skipped: [Skipped]
    /// Whether everything beyond the guide was taken as gone.
    package let omitsSurplus: Bool
    /// Where the API user's role must be, where the row about that failed.
    package let placement: RolePlacement?
    /// Custom fields among the entries that the export does not define, so that they may have no field-level security.
    package let undefinedFields: [String]
}

extension MissingGrants {
    /// What keeps the API user from having the set that grants the entries: licenses that do not go with it, and rows that
    /// do not pass with it.
    ///
    /// - Parameters:
    ///   - set: The set as it is about to be written.
    ///   - org: The org as its export shows it.
    ///   - options: What else is known about the org.
    package func obstacles(to set: PermissionSource, in org: Org, options: AuditOptions) -> [Problem] {
        var principal = audit.principal
        if !principal.permissionSets.contains(set.id) { principal.permissionSets.append(set.id) }
        let evaluation = audit.guide.evaluation(of: org.replacing(set), principal, options)
        let known = Set(audit.problems.map(\.place))
        return evaluation.access.problems.filter { !known.contains($0.place) }
            + [open(in: evaluation, set), forbidden(in: evaluation, set)].compactMap(\.self)
    }

    /// The rows that forbid what the set would grant, which no audit finds to be held so far.
    private func forbidden(in evaluation: Evaluation, _ set: PermissionSource) -> Problem? {
        let held = Set(
            audit.findings.filter { $0.verdict == .failed || $0.verdict == .recommended }.map(\.requirement.id))
        let rows = audit.guide.requirements.filter { $0.isForbidden && !held.contains($0.id) }.filter {
            [.failed, .recommended].contains(evaluation.finding($0).verdict)
        }
        guard !rows.isEmpty else { return nil }
        return Problem(
            .warning, at: set.files.first.map { Place(file: $0) },
            "This set grants what the guide forbids, because Salesforce requires it beside what the guide requires: "
                + "\(rows.map(\.id).listed(limit: 5)). Decide which of them the integration needs.")
    }

    /// The rows that the entries are for and that do not pass with them.
    private func open(in evaluation: Evaluation, _ set: PermissionSource) -> Problem? {
        let wanted = Set(fixed)
        let open = audit.guide.requirements.filter { wanted.contains($0.id) }.map(evaluation.finding)
            .filter { $0.verdict != .passed }
        guard let first = open.first else { return nil }
        let reasons = first.evidence.filter { $0.component == set.id }.map(\.says)
        let rows = open.count == 1 ? first.requirement.id : "\(first.requirement.id) and \(open.count - 1) more rows"
        let why =
            (reasons.isEmpty ? first.evidence.map(\.says) : reasons).first.map { " \($0.capitalizedFirst)." } ?? ""
        return Problem(
            .warning, at: set.files.first.map { Place(file: $0) },
            "With this set \(rows) would not pass.\(why) \((first.remedy?.retrieve ?? first.message).onOneLine)")
    }
}

extension PlatformFacts {
    /// The entries that a permission set cannot contain because of the license that it names itself.
    package func entries(_ entries: [PermissionGrant], refusedInSetsOf license: String) -> [PermissionGrant] {
        let limits = (licenseLimits + [setLimit]).filter { $0.licenses.contains(APIName(license)) }
        return entries.filter { entry in
            needs(of: entry).contains { need in limits.contains { $0.excludes(need) } }
        }
    }

    /// Whether it is not known what sets can contain that name a license: a permission set license, unless it is the one
    /// beside which user licenses bear object permissions.
    package func isUnknownWhatSetsContain(of license: String) -> Bool {
        !isUserLicense(license) && !objectPermissionsNeed.values.contains { isSameLicense($0, license) }
    }

    /// What an entry grants.
    private func needs(of entry: PermissionGrant) -> [Need] {
        switch entry.kind {
        case .userPermission: [.systemPermission(entry.name)]
        case .objectPermission: entry.flags.compactMap(right).map { .objectPermission(entry.name, $0) }
        case .fieldPermission:
            [Need(field: entry.name, entry.flags.contains(EntryFlag.editable) ? .edit : .read)].compactMap(\.self)
        case .applicationVisibility: []
        }
    }
}

extension Guide {
    /// Finds out what a permission set must grant so that every row passes that requires permissions and failed.
    ///
    /// A failure that is waived stays as it is.
    ///
    /// - Parameters:
    ///   - org: The org as its export shows it.
    ///   - principal: Whose grants are missing.
    ///   - options: What else is known about the org.
    ///   - includesUnknown: Whether to grant also what the export cannot tell to be granted.
    ///   - omitsSurplus: Whether to look at what is left when everything beyond the guide is taken away.
    ///   - problems: What was met on the way to the principal; the audit says it with the rest.
    ///   - waivers: The accepted failures, which are not granted.
    ///   - date: The day on which the waivers must hold.
    package func missingGrants(
        in org: Org, of principal: Principal, options: AuditOptions = AuditOptions(), includesUnknown: Bool = false,
        omitsSurplus: Bool = false, problems: [Problem] = [], waivers: [Waiver] = [], on date: Date = .distantPast
    ) -> MissingGrants {
        let whole = self.evaluation(of: org, principal, options, keepingAllEntries: omitsSurplus)
        let masters = whole.readingMasters()
        let evaluation = omitsSurplus ? SurplusEvaluation(whole, masters: masters).withoutSurplus : whole
        // What rests on the surplus is lost with it for certain, even where the rest of the export cannot tell.
        let lost = Set(omitsSurplus ? requirements.filter { whole.finding($0).verdict == .passed }.map(\.id) : [])
        let audit = evaluation.result(problems).waiving(waivers, on: date)
        var collector = GrantCollector(platform: platform, org: masters)
        var fixed: [String] = []
        var skipped: [MissingGrants.Skipped] = []
        for finding in audit.findings where finding.requirement.isPermission {
            guard finding.verdict == .failed || finding.verdict == .unknown else { continue }
            let wanted = finding.verdict == .failed || includesUnknown || lost.contains(finding.requirement.id)
            if let why = wanted ? collector.add(finding, evaluation) : finding.leavesOpen {
                skipped.append(MissingGrants.Skipped(requirement: finding.requirement.id, why: why))
            } else {
                fixed.append(finding.requirement.id)
            }
        }
        let isMisplaced = audit.findings.contains {
            $0.requirement.roleRule == .apiUserAboveEndUsers && $0.verdict == .failed
        }
        return MissingGrants(
            audit: audit, entries: collector.entries, fixed: fixed, skipped: skipped,
            omitsSurplus: omitsSurplus, placement: isMisplaced ? evaluation.roles.placement : nil,
            undefinedFields: collector.undefinedFields)
    }
}

extension Finding {
    /// What would resolve it, where it is unknown; many rows have the same answer.
    fileprivate var leavesOpen: String { "The export cannot tell. \((remedy?.retrieve ?? message).onOneLine)" }
}

/// Puts together what one permission set must grant.
private struct GrantCollector {
    let platform: PlatformFacts
    /// Has read the fields of the objects and of their masters.
    let org: Org

    private var access = DeployableAccess()
    /// By name as a permission set lists them.
    private var fields: [String: FieldAccess] = [:]
    private(set) var undefinedFields: [String] = []

    init(platform: PlatformFacts, org: Org) {
        self.platform = platform
        self.org = org
    }

    /// Adds everything that a row needs and that is not granted.
    ///
    /// - Returns: Why that cannot be; `nil` where it could.
    mutating func add(_ finding: Finding, _ evaluation: Evaluation) -> String? {
        switch evaluation.permissions.grants(for: finding.requirement.subject) {
        case .unresolved(let unknown): return "\(unknown.sentence) \(unknown.resolvedBy)".onOneLine
        case .found(let needs):
            // Also what does not decide the verdict by itself: with the rest granted, it would.
            let missing = needs.filter { evaluation.access.answer(to: $0).certainty != .granted }
            if let need = missing.first(where: isImpossible) {
                return "Salesforce has no \(Wording(platform: platform).words(need))."
            }
            // What no permission set can bring about is not fixed by one.
            if missing.isEmpty, finding.verdict == .unknown { return finding.leavesOpen }
            for need in missing { add(need) }
            return nil
        }
    }

    private func isImpossible(_ need: Need) -> Bool {
        guard case .objectPermission(let object, let right) = need else { return false }
        return !platform.exists(right, on: object)
    }

    private mutating func add(_ need: Need) {
        switch need {
        case .systemPermission, .objectPermission:
            access.add(platform.deployable(need, in: org))
        case .fieldPermission(let object, let field, let access):
            for name in platform.deployableNames(ofField: field, of: object) where fields[name] != .edit {
                fields[name] = access
            }
            if field.hasSuffix("__c"), !isDefined(field, of: object) { undefinedFields.append("\(object).\(field)") }
        }
    }

    private func isDefined(_ field: String, of object: String) -> Bool {
        platform.objectsDefiningFields(of: object).contains { owner in
            org.object(owner)?.field(field) != nil
        }
    }

    /// The entries, by kind and name in the order of their characters, as Salesforce sorts them.
    var entries: [PermissionGrant] {
        // What Salesforce's older versions do not know is written where it is granted alone.
        let allRights = Set(platform.rights.values.map(\.flag)).subtracting([EntryFlag.viewAllFields])
        let fields = fields.map { name, access in
            PermissionGrant(
                .fieldPermission, name, flags: [FieldAccess.read.flag, access.flag],
                of: Set(FieldAccess.allCases.map(\.flag)))
        }
        let objects = access.rights.map { object, rights in
            PermissionGrant(
                .objectPermission, object, flags: Set(rights.compactMap { platform.rights[$0]?.flag }), of: allRights)
        }
        let permissions = access.permissions.map {
            PermissionGrant(.userPermission, $0, flags: [EntryFlag.enabled], of: [EntryFlag.enabled])
        }
        return (fields + objects + permissions).sorted { ($0.kind.rawValue, $0.name) < ($1.kind.rawValue, $1.name) }
    }
}
