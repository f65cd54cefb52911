import AuditEngine
import Foundation
import OrgModel

/// The HTML report: one page that needs no other file, for sending to the people who must act on it.
///
/// The templates contain all markup and the engine escapes every value. Neither the filter nor anything else needs the
/// script; it only adds comfort. The page's content security policy allows its one style sheet and its one script by
/// their hashes, which are in the template.
///
/// What a template tests (`{{#.name}}`) is looked up with a dot, because the engine otherwise goes on looking for a
/// missing value in everything around it.
struct HTMLReport {
    let style = Templates.text("html.css") + Templates.text("role-drawing.css")
    let script = Templates.text("html.js")
    /// What the window and the list of files call the page.
    let title: String
    let org: String?
    let guide: String
    let edition: String
    let source: String
    let reading: [String]
    let outcome: String
    let outcomeClass: String
    let explanation: String
    let total: Int
    let counts: [Count]
    let hasErrors: Bool
    let facts: [Fact]
    let sources: [Source]
    let hasSources: Bool
    let roleTree: RoleDrawing?
    let tables: [Table]
    let problems: [ProblemNote]
    let hasProblems: Bool
    let toolVersion: String
    let date: String

    init(_ result: AuditResult, _ settings: ReportSettings) {
        title = "\(result.basis.prefix)\(result.outcome.words): \(result.guide.title)".visible
        org = result.basis.label?.visible
        guide = result.guide.title.visible
        edition = result.guide.edition.visible
        source = result.guide.source.visible
        reading = result.guide.reading.map(\.visible)
        outcome = result.outcome.words
        outcomeClass = result.outcome.verdict.rawValue
        explanation = result.explanation
        total = result.findings.count
        counts = Count.all(in: result.findings)
        hasErrors = !result.problems.errors.isEmpty
        facts =
            Fact.all(of: result.principal) + result.basis.facts.map { Fact(label: $0.label, text: $0.text.visible) }
            + Fact.baseline(of: result)
        sources = Source.all(in: result)
        hasSources = !sources.isEmpty
        roleTree = RoleDrawing(result.roleTree)
        tables = result.tables.map { Table($0, $1, of: result.guide) }
        problems = result.problems.map(ProblemNote.init)
        hasProblems = !problems.isEmpty
        toolVersion = settings.toolVersion
        date = settings.date.day
    }

    func render() -> String {
        Templates.render("html.mustache", self)
    }

    /// How many findings have a verdict; `before` is how many are left of them in the bar.
    struct Count {
        let verdict: String
        let words: String
        let count: Int
        let before: Int

        static func all(in findings: [Finding]) -> [Count] {
            var before = 0
            return Verdict.allCases.compactMap { verdict in
                let count = findings.count { $0.verdict == verdict }
                defer { before += count }
                return count == 0
                    ? nil : Count(verdict: verdict.rawValue, words: verdict.words, count: count, before: before)
            }
        }
    }

    /// Something about who was audited.
    struct Fact {
        let label: String
        let text: String

        static func all(of principal: Principal) -> [Fact] {
            let user = principal.username.map { Fact(label: "API user", text: $0.visible) }
            return [user].compactMap(\.self) + [
                Fact(label: "Role of the API user", text: principal.role.words.visible),
                Fact(label: "Roles of the end users", text: principal.endUserRoleWords.visible),
            ]
        }

        static func baseline(of result: AuditResult) -> [Fact] {
            result.comparison.map { [Fact(label: "Since the baseline", text: $0.sinceBaseline.visible)] } ?? []
        }
    }

    /// Something that grants, and how much of what the guide requires it proves.
    struct Source {
        let type: String
        let name: String
        let proves: String

        /// What was named, then what it brought along, such as a group's members.
        static func all(in result: AuditResult) -> [Source] {
            let named = result.principal.directSources + result.principal.permissionSetGroups
            let proofs = result.findings.filter { $0.verdict == .passed }.map {
                Set($0.evidence.compactMap(\.component))
            }
            let grants: Set<MetadataType> = [.profile, .permissionSet, .permissionSetGroup]
            let others = proofs.reduce(into: Set()) { $0.formUnion($1) }.subtracting(named)
                .filter { grants.contains($0.type) }.sorted { $0.description < $1.description }
            return (named + others).map { id in
                Source(
                    type: id.type.words.prefix(1).uppercased() + id.type.words.dropFirst(), name: id.fullName.visible,
                    proves: id.type == .permissionSetGroup
                        ? "through its members" : "\(proofs.count { $0.contains(id) })")
            }
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
        let evidence: [EvidenceNote]
        let hasEvidence: Bool
        let remedy: [Step]
        let metadata: String?
        let then: String?
        let sinceBaseline: String?

        init(_ finding: Finding, of guide: Guide, showsPurpose: Bool) {
            let requirement = finding.requirement
            anchor = requirement.id.anchor
            id = requirement.id.visible
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
            evidence = finding.evidence.map(EvidenceNote.init)
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

    struct EvidenceNote {
        let says: String
        let place: String?
        let wouldStand: String?

        init(_ evidence: Evidence) {
            says = evidence.says.visible
            place = (evidence.wouldStand == nil ? evidence.place : nil)?.description.visible
            wouldStand = evidence.wouldStand?.description.visible
        }
    }

    struct ProblemNote {
        let severity: String
        let verdict: String
        let place: String?
        let message: String

        init(_ problem: Problem) {
            severity = problem.severity.rawValue
            verdict = problem.severity == .error ? "failed" : "unknown"
            place = problem.place?.description.visible
            message = problem.message.visible
        }
    }
}

// How the guide's tables look.
extension Requirement {
    fileprivate func objectName(in guide: Guide) -> String {
        objectKey.map { guide.object($0)?.label ?? $0 } ?? label
    }
}

extension String {
    /// The text as an `id` in the page: no white space, and the same for links to it as for itself.
    fileprivate var anchor: String {
        String(map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./".contains($0)) ? $0 : "-" })
    }
}
