import OrgModel

// From a kept report back to a result, so that any format can be made of it later.

extension AuditSnapshot {
    /// The roles of a result, as a report has them.
    package struct Roles: Codable, Sendable {
        let apiUser: String?
        let endUsers: [EndUserRole]
        let hierarchy: [HierarchyRole]

        struct EndUserRole: Codable, Sendable {
            let name: String
            let standing: String
        }

        struct HierarchyRole: Codable, Sendable {
            let name: String
            let label: String?
            let parent: String?
            let file: String
            let line: Int?
        }
    }

    /// The result that the report was made of, as far as it says.
    ///
    /// - Parameter guide: The guide, for what a report does not say of it: purposes, notes and how a kind of row is shown;
    ///   `nil` where it is not at hand.
    package func result(by guide: Guide?) -> AuditResult {
        let known = Dictionary((guide?.requirements ?? []).map { ($0.id, $0) }) { first, _ in first }
        let findings = requirements.map { Finding($0, Requirement($0, like: known[$0.id])) }
        var result = AuditResult(
            reported: Guide(of: self, findings.map(\.requirement), like: guide),
            principal.principal(endUserRoles: roles?.endUsers.map(\.name)), findings, problems,
            (roles.map(RoleTree.init) ?? RoleTree()).asked(by: findings.map(\.requirement)))
        result.basis = basis
        return result
    }
}

extension AuditSnapshot.Roles {
    init(_ result: AuditResult) {
        let tree = result.roleTree
        apiUser = tree.apiUserRole
        endUsers = tree.endUserRoles.map { EndUserRole(name: $0.name, standing: $0.standing.rawValue) }
        hierarchy = tree.roles.map {
            HierarchyRole(
                name: $0.name, label: $0.label, parent: $0.parent, file: $0.place.file, line: $0.place.line)
        }
    }
}

extension RoleTree {
    fileprivate init(_ roles: AuditSnapshot.Roles) {
        self.init(
            roles: roles.hierarchy.map {
                Role(name: $0.name, label: $0.label, parent: $0.parent, place: Place(file: $0.file, line: $0.line))
            },
            apiUserRole: roles.apiUser,
            endUserRoles: roles.endUsers.map { EndUserRole($0.name, Standing(rawValue: $0.standing) ?? .unknown) })
    }
}

extension Guide {
    /// The guide of a report: one that is at hand, with the rows that the report has; or what the report says of it.
    fileprivate init(of report: AuditSnapshot, _ requirements: [Requirement], like guide: Guide?) {
        let rows = Dictionary(grouping: requirements, by: \.table)
        let known = (report.tables ?? []).map {
            GuideTable(id: $0.id, title: $0.title, caption: $0.caption, edition: nil, requirements: rows[$0.id] ?? [])
        }
        let others = requirements.map(\.table).deduplicated().filter { id in !known.contains { $0.id == id } }.map {
            id in
            let table = guide?.tables.first { $0.id == id }
            return GuideTable(
                id: id, title: table?.title ?? id, caption: table?.caption ?? id, edition: nil,
                requirements: rows[id] ?? [])
        }
        self.init(
            id: report.guide.id, title: report.guide.title, edition: report.guide.edition,
            editions: guide?.editions ?? [], source: guide?.source ?? "", summary: guide?.summary ?? "",
            reading: guide?.reading ?? [], coverage: guide?.coverage ?? Guide.Coverage(), objects: guide?.objects ?? [],
            features: guide?.features ?? [],
            allTables: known + others, tables: known + others, platform: guide?.platform ?? PlatformFacts(),
            warnings: [],
            digest: report.guide.rules ?? "")
    }
}

extension Requirement {
    /// The requirement of a row of a report: as the report has it, and for the rest as a guide has it.
    fileprivate init(_ answer: AuditSnapshot.Answered, like known: Requirement?) {
        self.init(
            id: answer.id, table: answer.table, label: answer.label,
            subject: known?.subject ?? ReportedSubject(answer).subject, requires: answer.requires,
            severity: RequirementSeverity(rawValue: answer.severity) ?? known?.severity ?? .major,
            isRecommended: answer.level == RequirementLevel.recommended.rawValue,
            purpose: known?.purpose ?? "", note: known?.note, isInferred: known?.isInferred ?? false,
            feature: known?.feature, remedy: known?.remedy ?? answer.remedy ?? Remedy(),
            place: known?.place ?? Place(file: ""))
    }
}

extension Finding {
    /// A row of a report.
    fileprivate init(_ answer: AuditSnapshot.Answered, _ requirement: Requirement) {
        self.init(
            reported: requirement, answer.verdict, message: answer.message, evidence: answer.evidence,
            remedy: answer.remedy, waiver: answer.waiver)
    }
}

/// What a row of a report requires, where no guide is at hand that says it.
private struct ReportedSubject: RequirementSubject {
    static let kind = "other"
    static let columns = RequirementColumns(first: "Requirement", second: .purpose)
    let id: String
    let requires: String

    init(_ answer: AuditSnapshot.Answered) { self.init(id: answer.id, requires: answer.requires) }

    init(id: String, requires: String) { (self.id, self.requires) = (id, requires) }

    /// One of the kinds that ids tell apart, or else this.
    var subject: any RequirementSubject {
        if id.hasPrefix(Forbidden.idPrefix) {
            let word =
                requires.hasPrefix(Forbidden.wordPrefix)
                ? requires.dropFirst(Forbidden.wordPrefix.count) : requires[...]
            return Forbidden(
                subject: ReportedSubject(
                    id: String(id.dropFirst(Forbidden.idPrefix.count)), requires: String(word)
                ).subject)
        }
        let parts = id.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return self }
        switch parts[0] {
        case "system": return SystemPermission(name: parts[1])
        case "object":
            let names = parts[1].split(separator: "/").map(String.init)
            guard names.count == 2, let right = ObjectRight(rawValue: names[1]) else { return self }
            return ObjectPermission(object: names[0], right: right)
        case "field":
            let names = parts[1].split(separator: ".", maxSplits: 1).map(String.init)
            guard names.count == 2, let access = FieldAccess(rawValue: requires) else { return self }
            return FieldPermission(object: names[0], field: .named(names[1]), wanted: access)
        case "role":
            return RoleRule(rawValue: parts[1]).map { RoleCondition(rule: $0, records: []) } ?? self
        default: return self
        }
    }

    func judge(
        _ requirement: Requirement, in evaluation: Evaluation, _ permissions: PermissionEvaluation
    ) -> Judgement {
        .unknown("A report is not judged again.", resolvedBy: [])
    }

    func problems(decisiveFor finding: Finding, in evaluation: Evaluation) -> [Problem] { [] }
}
