import AuditEngine
import OrgModel

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
        var answers = findings.enumerated().compactMap { index, finding -> AuditSnapshot.Answered? in
            let turn = index / Verdict.allCases.count
            guard turn < Verdict.allCases.count else { return nil }
            let verdict = Verdict.allCases[turn]
            return AuditSnapshot.Answered(
                id: finding.requirement.id, label: finding.requirement.label, requires: finding.requirement.requires,
                verdict: verdict, message: "It was.",
                evidence: index % 4 == 0 ? finding.evidence : [evidence[index % evidence.count]])
        }
        answers.append(
            AuditSnapshot.Answered(
                id: "field/\(names[3])", label: names[6], requires: names[4], verdict: .failed, message: names[13],
                evidence: evidence))
        var principal = PrincipalNames()
        principal.username = names[10]
        principal.profile = names[11]
        principal.permissionSetGroups = [names[12], names[13]]
        return AuditSnapshot(
            toolVersion: names[4], guide: try guide().id, edition: names[6], principal: principal,
            requirements: answers,
            problems: names.dropFirst().map { Problem(.error, at: Place(file: $0, line: 99), "Broken: \($0)") })
    }
}
