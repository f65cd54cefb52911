import AuditEngine
import Documents
import Foundation
import OrgModel

/// What is to be done, above everything else on the page: what failed, what is unknown, what is recommended or manual, and what
/// may be deployed.
struct OpenSection {
    let heading: String
    let open: [Open]
    let set: SetNote?
    let next: [Next]
    let hasNext: Bool

    /// The rows of a verdict.
    struct Open {
        let verdict: String
        let words: String
        let groups: [Group]
        let then: [String]
        let hasThen: Bool
    }

    /// Rows that are so for one reason.
    struct Group {
        let title: String?
        let parts: [Part]
        let requires: String?
        let reasons: [String]
        let steps: [Steps]
    }

    /// What to do at one place in Setup; without a path, one step.
    struct Steps {
        let path: String?
        let steps: [String]
    }

    /// The rows about one object.
    struct Part {
        let object: String?
        let rows: [Row]
    }

    struct Row {
        let label: String
        let anchor: String
        /// What is between it and the next one.
        let then: String
    }

    /// A permission set to deploy.
    struct SetNote {
        let effect: String
        let file: String
        let link: String
        let text: String
        let cautions: [String]
        let afterwards: String
        let assign: String
    }

    /// A command that goes on.
    struct Next {
        let command: String
        let effect: String
    }

    /// `nil` where there is nothing to do.
    init?(_ result: AuditResult, _ settings: ReportSettings) {
        open = Verdict.actionable.compactMap { verdict in
            OpenRows(verdict, in: result).map(Open.init)
        }
        guard !open.isEmpty else { return nil }
        let failed = result.count(.failed)
        heading = failed > 0 ? "What to fix" : result.count(.unknown) > 0 ? "What to find out" : "What else to do"
        set = settings.missingSet.flatMap { SetNote($0, failed: failed) }
        next = settings.nextSteps.map { Next(command: $0.command.visible, effect: $0.effect.visible) }
        hasNext = !next.isEmpty
    }
}

extension OpenSection.Open {
    fileprivate init(_ open: OpenRows) {
        verdict = open.verdict.rawValue
        words = "\(open.verdict.openWords): \(open.findings.count.of("row"))"
        // What rows rest on is inside them, so here those are together that differ in nothing else.
        let alike = open.groups.grouped { [Optional($0.rows.title), $0.rows.message] }.map(\.elements)
        groups = alike.enumerated().map { position, groups in
            let hasNewTitle = position == 0 || groups[0].rows.title != alike[position - 1][0].rows.title
            return OpenSection.Group(groups, hasNewTitle: hasNewTitle, in: open.guide)
        }
        then = open.then.map(\.visible)
        hasThen = !then.isEmpty
    }
}

extension OpenSection.Group {
    /// So much of what rows rest on is shown, where nothing else says why they are open.
    private static let maximumEvidence = 3

    fileprivate init(_ groups: [OpenRows.Group], hasNewTitle: Bool, in guide: Guide) {
        let rows = FindingGroup(
            title: groups[0].rows.title, findings: groups.flatMap(\.rows.findings), platform: guide.platform)
        title = hasNewTitle ? rows.title.visible : nil
        parts = rows.rowsByObject(in: guide).map(OpenSection.Part.init)
        let access = rows.findings.map(\.requirement.access).deduplicated()
        requires = rows.findings.allSatisfy(\.requirement.isAboutField) && access.count == 1 ? access[0].visible : nil
        let steps = groups.flatMap { $0.retrieve + $0.setup }.mergingNames
        let evidence = rows.evidence.map(\.says)
        let reasons = [groups[0].rows.message].compactMap(\.self)
        self.reasons =
            (reasons.isEmpty && steps.isEmpty ? Array(evidence.prefix(Self.maximumEvidence)) : reasons).map(\.visible)
        self.steps = steps.byPath.map { below in
            OpenSection.Steps(path: below.path.map { "\($0):".visible }, steps: below.steps.map(\.visible))
        }
    }
}

extension OpenSection.Part {
    fileprivate init(_ part: FindingGroup.ObjectRows) {
        object = part.object?.visible
        rows = part.rows.enumerated().map { position, row in
            OpenSection.Row(
                label: row.label.visible, anchor: row.finding.requirement.id.anchor,
                then: position == part.rows.count - 1 ? "" : ", ")
        }
    }
}

extension OpenSection.SetNote {
    fileprivate init(_ set: MissingSet, failed: Int) {
        let rows =
            set.rows == failed
            ? (failed == 1 ? "the failed row" : "all failed rows") : "\(set.rows) of the \(failed) failed rows"
        effect =
            ("The permission set \"\(set.name)\" grants what \(rows) \(set.rows == 1 ? "requires" : "require"), with what "
            + "Salesforce requires beside it.").visible
        file = set.file.visible
        link = "data:application/octet-stream;base64,\(Data(set.text.utf8).base64EncodedString())"
        text = set.text.visibleLines
        cautions = set.cautions.map(\.visible)
        afterwards =
            "Save it in the folder permissionsets of a Salesforce DX project and deploy it. Then assign it to the API user, "
            + "in Setup > Permission Sets > the set > Manage Assignments, or with this command:"
        assign =
            ShellCommand("sf org assign permset").option("--name", set.name)
            .option("--on-behalf-of", set.username ?? "USERNAME").line.visible
    }
}
