import AuditEngine
import Documents
import Foundation
import OrgModel

/// The HTML report of an audit: one page that needs no other file, for sending to the people who must act on it.
struct HTMLReport {
    let frame: Page.Frame
    let header: Page.Header
    let errors: Page.Problems?
    let todo: OpenSection?
    let roles: RoleSection?
    let sources: [Source]
    let hasSources: Bool
    let total: Int
    let counts: [Page.Count]
    let tables: [Table]
    let warnings: Page.Problems?
    let reading: [String]

    init(_ result: AuditResult, _ settings: ReportSettings) {
        let guide = result.guide
        total = result.findings.count
        counts = Page.Count.all(Verdict.allCases.map { ($0, $0.words, result.count($0)) })
        header = Page.Header(
            label: result.basis.label, guide: guide.words(on: result.basis, settings), outcome: result.outcomeWords,
            result.outcome.verdict, explanation: result.explanation, counts: counts, isShare: true,
            facts: result.pageFacts)
        frame = Page.Frame(header, of: guide.title, source: guide.source.visible, settings)
        errors = Page.Problems(.error, in: result.problems)
        todo = OpenSection(result, settings)
        roles = RoleSection(result)
        sources = Source.all(in: result)
        hasSources = !sources.isEmpty
        tables = result.tables.map { Table($0, $1, of: guide) }
        warnings = Page.Problems(.warning, in: result.problems)
        reading = guide.reading.map(\.visible)
    }

    func render() -> String {
        Templates.render("html.mustache", self)
    }

    /// Something that grants, and how much of what the guide requires it proves.
    struct Source {
        let type: String
        let name: String
        let proves: String
        /// Whether it is there because of the group above it.
        let place: String

        /// What was named, each group with its members, then what else proves something.
        static func all(in result: AuditResult) -> [Source] {
            let principal = result.principal
            let proofs = result.findings.filter { $0.verdict == .passed }
                .map { Set($0.evidence.compactMap(\.component)) }
            let evidence = result.findings.flatMap(\.evidence)
            let members = Dictionary(grouping: evidence.filter { $0.through != nil }, by: \.through)
                .mapValues { Set($0.compactMap(\.component)) }
            let named = principal.directSources + principal.permissionSetGroups
            let listed = members.values.reduce(into: Set(named)) { $0.formUnion($1) }
            let others = proofs.reduce(into: Set()) { $0.formUnion($1) }.subtracting(listed)
            return (named + others.grants).flatMap { id in
                [Source(id, proofs, place: "named")]
                    + (members[id] ?? []).subtracting(principal.directSources).grants
                    .map { Source($0, proofs, place: "member") }
            }
        }

        private init(_ id: ComponentID, _ proofs: [Set<ComponentID>], place: String) {
            type = id.type.words.capitalizedFirst
            name = id.fullName.visible
            proves =
                id.type == .permissionSetGroup ? "through its members" : "\(proofs.count { $0.contains(id) })"
            self.place = place
        }
    }

    struct Table {
        let anchor: String
        let heading: String
        let caption: String
        let summary: String
        let group: String?
        let firstColumn: String
        let secondColumn: String
        let verdicts: String
        let rows: [Row]

        init(_ table: GuideTable, _ findings: [Finding], of guide: Guide) {
            anchor = "table-\(table.id)".anchor
            heading = table.heading.visible
            caption = table.caption.visible
            summary = findings.counts
            // A row with alternatives looks like the others of its table.
            let typical = findings.first { !$0.requirement.isChoice } ?? findings.first
            let requirement = typical?.requirement
            let showsPurpose = requirement?.columns.second == .purpose
            firstColumn = requirement?.columns.first ?? ""
            secondColumn = requirement == nil ? "" : showsPurpose ? "Purpose" : "Permissions"
            group = requirement.flatMap { $0.isAboutObjectOfTable ? $0.objectName(in: guide) : nil }
                .map { "\($0) object".visible }
            verdicts = Set(findings.map { "has-\($0.verdict.rawValue)" }).sorted().joined(separator: " ")
            rows = findings.map { Row($0, of: guide, showsPurpose: showsPurpose) }
        }
    }

    struct Row {
        let anchor: String
        let id: String
        let isOpen: Bool
        /// Whether a reader who goes from link to link is spared it.
        let isQuiet: Bool
        let verdict: String
        let verdictWords: String
        let waiver: WaiverNote?
        let label: String
        let access: String
        let accessClass: String
        let purpose: String
        let note: String?
        let severity: String
        let message: String
        let evidence: [Page.EvidenceNote]
        let hasEvidence: Bool
        let remedy: [Step]
        let metadata: String?
        let then: String?
        let sinceBaseline: String?

        init(_ finding: Finding, of guide: Guide, showsPurpose: Bool) {
            let requirement = finding.requirement
            anchor = requirement.id.anchor
            id = requirement.id.visible
            isOpen = finding.verdict == .failed
            isQuiet = !finding.isOpen
            verdict = finding.verdict.rawValue
            verdictWords =
                finding.verdict.words + (finding.sinceBaseline == nil || finding.isOpenSinceBaseline ? "" : ", new")
            waiver = finding.waiver.map(WaiverNote.init)
            label =
                (requirement.columns.isCalledByObject ? requirement.objectName(in: guide) : requirement.label).visible
            access = (showsPurpose ? requirement.purpose : requirement.access).visible
            // On a narrow screen the purpose is only inside the row, on a wide one only in the table's own column.
            accessClass = showsPurpose ? "is-purpose" : "is-access"
            purpose = requirement.purpose.visible
            note = requirement.note?.visible
            severity = requirement.severity.rawValue
            message = finding.message.visible
            evidence = finding.evidence.map(Page.EvidenceNote.init)
            hasEvidence = !evidence.isEmpty
            remedy = [("Fix", finding.remedy?.setup), ("Retrieve", finding.remedy?.retrieve)].compactMap {
                label, text in
                text.map { Step(label: label, lines: $0.split(separator: "\n").map { String($0).visible }) }
            }
            metadata = finding.remedy?.metadata?.visibleLines
            then = finding.remedy?.then?.visible
            sinceBaseline = finding.change?.words.capitalizedFirst
        }
    }

    /// Why a failure is accepted.
    struct WaiverNote {
        let until: String
        let owner: String
        let reason: String
        let place: String

        init(_ waiver: Waiver) {
            until = waiver.expires.day
            owner = waiver.owner.visible
            reason = waiver.reason.visible
            place = waiver.place.description.visible
        }
    }

    struct Step {
        let label: String
        let lines: [String]
    }
}

extension Set<ComponentID> {
    /// The profiles and permission sets among them, by name.
    fileprivate var grants: [ComponentID] {
        filter { [.profile, .permissionSet, .permissionSetGroup].contains($0.type) }
            .sorted { $0.description < $1.description }
    }
}

extension AuditResult {
    /// Who was audited, when, and what else it rests on.
    fileprivate var pageFacts: [Page.Fact] {
        let people = [
            Page.Fact("API user", principal.words),
            Page.Fact("Role of the API user", principal.role.words),
            Page.Fact("Roles of the end users", principal.endUserRoleWords(limit: 4)),
        ]
        let baseline = comparison.map { [Page.Fact("Since the baseline", $0.sinceBaseline)] } ?? []
        return people + basis.facts.map { Page.Fact($0.label, $0.text) } + baseline
    }
}

// How the guide's tables look.
extension Requirement {
    fileprivate func objectName(in guide: Guide) -> String {
        objectKey.map { guide.object($0)?.label ?? $0 } ?? label
    }
}
