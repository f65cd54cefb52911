import AuditEngine
import Documents

/// The rows of a verdict that is still open, for reports that people act on: grouped by reason, with each step once.
struct OpenRows {
    let guide: Guide
    let verdict: Verdict
    let findings: [Finding]
    let groups: [Group]
    /// What is to be done afterwards: the same for many rows, so it comes last.
    let then: [String]

    struct Group {
        let rows: FindingGroup
        /// Whether the group before it has another title.
        let hasNewTitle: Bool
        /// How to find out what is not known.
        let retrieve: [String]
        /// How to fix it. Neither repeats a step of a group before.
        let setup: [String]
    }

    /// `nil` where no row has the verdict.
    init?(_ verdict: Verdict, in result: AuditResult) {
        let findings = result.findings.filter { $0.verdict == verdict }
        guard !findings.isEmpty else { return nil }
        let groups = FindingGroup.groups(of: findings, in: result.guide)
        var said: Set<String> = []
        self.groups = zip(groups, [nil] + groups.map(\.title)).map { group, titleBefore in
            let retrieve = Self.steps(group.findings, \.retrieve)
            let setup = Self.steps(group.findings, \.setup)
            defer { said.formUnion(retrieve + setup) }
            return Group(
                rows: group, hasNewTitle: group.title != titleBefore, retrieve: retrieve.filter { !said.contains($0) },
                setup: setup.filter { !said.contains($0) })
        }
        guide = result.guide
        self.verdict = verdict
        self.findings = findings
        then = Self.steps(findings, \.then)
    }

    private static func steps(_ findings: [Finding], _ part: KeyPath<Remedy, String?>) -> [String] {
        findings.compactMap { $0.remedy?[keyPath: part] }
            .flatMap { $0.split(separator: "\n").map(String.init) }.mergingNames
    }
}

extension FindingGroup {
    /// What was found out, where it is the same for all rows, and what they rest on does not say it by itself.
    var message: String? {
        let messages = findings.map(\.message).deduplicated()
        guard messages.count == 1 else { return nil }
        let restsOnNothing = findings.allSatisfy(\.evidence.isEmpty)
        return !isAboutPermissions || restsOnNothing || messages[0].count > 100 ? messages[0] : nil
    }

    /// So much of what the rows rest on is shown.
    static let maximumEvidence = 6

    /// Whether each row has a line: where they are few, or have changed each by itself since the baseline.
    var isListed: Bool { findings.count <= 3 || findings.contains { $0.sinceBaseline != nil } }

    /// Whether every row is about a permission.
    var isAboutPermissions: Bool { findings.allSatisfy(\.requirement.isPermission) }
}
