import OrgModel

@testable import AuditEngine

extension AwkwardResult {
    /// Every pair of an old and a new verdict, on the first requirements.
    static func sinceBaseline() throws -> AuditResult {
        let result = try everything()
        let findings = Array(result.findings.prefix(30))
        let part = AuditResult(
            guide: result.guide, principal: result.principal, findings: findings, problems: result.problems,
            roleTree: result.roleTree)
        return try part.since(
            baseline(of: findings), at: Place(file: "old.json"), toolVersion: "1.2.3", mayBeOfAnother: true)
    }

    /// What an earlier audit said of these: other verdicts in turn, for each sixth nothing, and some said on other
    /// evidence; of other users, with an error less and a requirement more.
    private static func baseline(of findings: [Finding]) throws -> AuditSnapshot {
        let evidence = names.map { name in
            Evidence(
                component: ComponentID(.permissionSet, name), place: Place(file: name, line: 7), says: "it said \(name)"
            )
        }
        func answer(
            _ id: String, _ label: String, _ requires: String, _ verdict: Verdict, _ message: String,
            _ evidence: [Evidence]
        ) -> AuditSnapshot.Answered {
            AuditSnapshot.Answered(
                id: id, table: "", label: label, kind: "", requires: requires, severity: "", verdict: verdict,
                message: message, evidence: evidence)
        }
        var answers = findings.enumerated().compactMap { index, finding -> AuditSnapshot.Answered? in
            let turn = index / Verdict.allCases.count
            guard turn < Verdict.allCases.count else { return nil }
            let requirement = finding.requirement
            return answer(
                requirement.id, requirement.label, requirement.requires, Verdict.allCases[turn], "It was.",
                index % 4 == 0 ? finding.evidence : [evidence[index % evidence.count]])
        }
        answers.append(answer("field/\(names[3])", names[6], names[4], .failed, names[13], evidence))
        return AuditSnapshot(
            tool: AuditSnapshot.Tool(version: names[4]),
            guide: AuditSnapshot.GuideReference(id: try guide().id, title: "", edition: names[6]),
            principal: PrincipalNames(
                username: names[10], profile: names[11], permissionSetGroups: [names[12], names[13]]),
            outcome: "", counts: [:], requirements: answers,
            problems: names.dropFirst().map { Problem(.error, at: Place(file: $0, line: 99), "Broken: \($0)") })
    }
}
