import AuditEngine
import Documents
import OrgModel

/// Rows of one verdict that are so for one reason: what they have in common is said once.
struct FindingGroup {
    /// What the rows are about: fields, objects, or the title of the guide's table.
    let title: String
    /// The rows, in the guide's order; at least one.
    let findings: [Finding]
    /// Knows what Setup calls a permission.
    let platform: PlatformFacts

    /// Puts findings of one verdict together, in the order in which each reason comes first.
    static func groups(of findings: [Finding], in guide: Guide) -> [FindingGroup] {
        // What is about one thing is together, whatever the reasons.
        findings.grouped { Key($0, guide) }.grouped(by: \.key.title).flatMap(\.elements)
            .map { FindingGroup(title: $0.key.title, findings: $0.elements, platform: guide.platform) }
    }

    /// What rows have in common that are one group.
    private struct Key: Hashable {
        let title: String
        let requires: String?
        /// What the evidence is about, whichever of the fields or objects it is; what is said instead where there is none.
        let reasons: Set<Reason>
        /// Set where a row is never one of several.
        let id: String?

        init(_ finding: Finding, _ guide: Guide) {
            let requirement = finding.requirement
            let isPermission = requirement.isAboutField || requirement.isAboutObject
            // What is not known of a source is the same for all that it may grant, and what is not in the export for all that
            // would be there.
            let isShared =
                finding.verdict == .unknown
                && (isPermission || requirement.roleRule == nil && finding.evidence.isEmpty)
            title =
                !isShared
                ? requirement.heading(in: guide) : finding.evidence.isEmpty ? "Not in the export" : "Objects and fields"
            requires = isShared || requirement.isAboutObject ? nil : requirement.requires
            reasons =
                finding.evidence.isEmpty
                ? [.message(finding.message)]
                : Set(finding.evidence.map { Reason($0, of: requirement, guide.platform) })
            id = requirement.roleRule == nil ? nil : requirement.id
        }
    }

    private enum Reason: Hashable {
        case message(String)
        case statement(ComponentID?, through: ComponentID?, Statement)
        /// Something is said of a field or an object, whichever it is.
        case named(ComponentID?, through: ComponentID?)

        init(_ evidence: Evidence, of requirement: Requirement, _ platform: PlatformFacts) {
            let (component, group) = (evidence.component, evidence.through)
            self =
                evidence.isAboutSubject(of: requirement, platform)
                ? .named(component, through: group) : .statement(component, through: group, evidence.statement)
        }
    }
}

extension Requirement {
    /// What rows like it are about.
    fileprivate func heading(in guide: Guide) -> String {
        if isAboutField { return "Fields" }
        if isAboutObject { return "Objects" }
        return guide.tables.first { $0.id == table }?.title ?? table
    }
}

extension Evidence {
    /// Whether it says something of what the row is about, as it could of what any other such row is about: of a field or its
    /// object, or of the system permission that the row requires.
    fileprivate func isAboutSubject(of requirement: Requirement, _ platform: PlatformFacts) -> Bool {
        guard let subject = statement.subject else { return false }
        return requirement.isAboutField || requirement.isAboutObject
            ? platform.knownPermissions[subject] == nil : requirement.systemPermission == subject
    }
}

// MARK: What the rows rest on

/// What several pieces of evidence say together.
struct SharedEvidence {
    let says: String
    /// Their places, a line for each file.
    let places: [String]
}

extension FindingGroup {
    private typealias Member = (finding: Finding, evidence: Evidence)

    /// What the rows rest on, each thing once; sources without an entry last, in one line.
    var evidence: [SharedEvidence] {
        let members = findings.flatMap { finding in finding.evidence.map { Member(finding, $0) } }
        let counted = members.filter { $0.evidence.statement.kind == .noEntryInOthers }
        let shapes = members.filter { $0.evidence.statement.kind != .noEntryInOthers }
            .grouped { Shape($0, platform) }
        let silent = shapes.filter(\.key.isNoEntry)
        let said = shapes.filter { !$0.key.isNoEntry || silent.count == 1 }.map {
            shared($0.elements, hasPlaces: !$0.key.isNoEntry)
        }
        return silent.count > 1 ? said + withoutEntry(silent.map(\.elements), counted) : said
    }

    /// - Parameter hasPlaces: Whether a line of a file says it.
    private func shared(_ members: [Member], hasPlaces: Bool) -> SharedEvidence {
        let places = hasPlaces ? members.compactMap(\.evidence.place) : []
        return SharedEvidence(says: words(of: members), places: Self.places(places))
    }

    /// The sources that have no entry for the same things. They are named or counted; no line of their files says so.
    private func withoutEntry(_ sources: [[Member]], _ counted: [Member]) -> [SharedEvidence] {
        let byNames = Dictionary(grouping: sources) { names(of: $0) ?? $0[0].evidence.statement.subject ?? "" }
        return byNames.sorted { $0.key < $1.key }.map { names, sources in
            let subjects = Set(sources.joined().map(\.evidence.statement.subject))
            let words = sources.map { $0[0].evidence.component.words(through: $0[0].evidence.through) }
            let others = counted.filter { subjects.contains($0.evidence.statement.subject) }
            let named = words.listed(limit: Self.maximumNames)
            return SharedEvidence(
                says: "no entry for \(names) in \(named)\(self.words(ofOthers: others))", places: [])
        }
    }

    /// How many further sources there are: of several rows each may have its own number.
    private func words(ofOthers counted: [Member]) -> String {
        let counts = Set(counted.compactMap(\.evidence.statement.count))
        guard let most = counts.max() else { return "" }
        return ", nor in \(counts.count > 1 ? "up to " : "")\(most.of("further source"))"
    }

    /// A piece of evidence, whatever it is about.
    private struct Shape: Hashable {
        let component: ComponentID?
        let through: ComponentID?
        let statement: Statement
        let isFurther: Bool

        init(_ member: Member, _ platform: PlatformFacts) {
            let evidence = member.evidence
            (component, through, isFurther) = (evidence.component, evidence.through, evidence.isFurther)
            let isField = evidence.statement.subject?.contains(".") == true
            statement =
                evidence.isAboutSubject(of: member.finding.requirement, platform)
                ? evidence.statement.about(isField ? "." : "") : evidence.statement
        }

        var isNoEntry: Bool { statement.kind == .noEntry }
    }

    private func words(of members: [Member]) -> String {
        let first = members[0].evidence
        return names(of: members).map { first.stating(first.statement.about($0)).says } ?? first.says
    }

    /// What the members are about, where it is not one field or object, which the statement names as files do.
    private func names(of members: [Member]) -> String? {
        let subjects = members.compactMap(\.evidence.statement.subject).deduplicated()
        guard subjects.count > 1 else { return subjects.first.flatMap(permission) }
        let isAboutAll = Set(members.map(\.finding.requirement.id)).count == findings.count
        let areFields = subjects.allSatisfy { $0.contains(".") }
        if isAboutAll, members.allSatisfy({ areFields || !$0.finding.requirement.isAboutField }) {
            return "each of these"
        }
        return
            (areFields
            ? members.map(\.finding.requirement.label).deduplicated() : subjects.map { permission($0) ?? $0 })
            .listed(limit: Self.maximumNames)
    }

    /// A system permission as Setup calls it, with its API name: `Access Activities (ActivitiesAccess)`.
    private func permission(_ name: String) -> String? {
        let label = platform.label(ofPermission: name)
        return label == name ? nil : "\(label) (\(name))"
    }

    private static let maximumNames = 8

    /// `file:12, 19, 23 and 4 more`
    private static func places(_ places: [Place]) -> [String] {
        places.map(\.file).deduplicated().map { file in
            let lines = places.filter { $0.file == file }.compactMap(\.line).deduplicated().sorted()
            return lines.isEmpty ? file : "\(file):\(lines.map(String.init).listed(limit: maximumNames))"
        }
    }
}

// MARK: The rows

extension FindingGroup {
    /// The rows that are about one object, or about none.
    struct ObjectRows {
        /// What people call the object.
        let object: String?
        let rows: [(label: String, finding: Finding)]
    }

    /// The rows, those of one object together, with what tells them apart there.
    func rowsByObject(in guide: Guide) -> [ObjectRows] {
        findings.grouped(by: \.requirement.objectKey).map { key, findings in
            ObjectRows(
                object: key.map { guide.object($0)?.label ?? $0 },
                rows: findings.map { finding in
                    let requirement = finding.requirement
                    return (requirement.isAboutObject ? requirement.access : requirement.label, finding)
                })
        }
    }

    /// How many rows, and what they require where that is one thing: `5 rows: edit`.
    var countWords: String {
        let requires = findings.map(\.requirement.requires).deduplicated()
        return findings.count.of("row") + (requires.count == 1 ? ": \(requires[0])" : "")
    }

    /// The labels, those of one object together: `Account: Phone, Account Name; Lead: Email`.
    func labels(in guide: Guide) -> String {
        rowsByObject(in: guide).map { part in
            let labels = part.rows.map(\.label).deduplicated().joined(separator: ", ")
            return part.object.map { "\($0): \(labels)" } ?? labels
        }.joined(separator: "; ")
    }
}
