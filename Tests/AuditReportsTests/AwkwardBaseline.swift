import OrgModel

@testable import AuditEngine

extension AwkwardResult {
    /// The awkward result, compared with an earlier one so that every kind of change is in it.
    static func sinceBaseline() throws -> AuditResult {
        let result = try everything()
        return result.since(
            try baseline(of: result.findings), at: Place(file: "old.json"), toolVersion: "1.2.3", mayBeOfAnother: true)
    }

    /// The earlier verdicts of the findings, which are passed, failed, unknown, waived, not applicable, recommended and manual
    /// in turn.
    private static let earlierVerdicts: [Verdict?] = [
        .failed, .passed, .passed, .failed, .passed, .passed, .manual,
        .unknown, .failed, .unknown, .waived, nil, .recommended, .notApplicable,
        nil,
    ]

    /// An earlier audit of another user, with an error less and a requirement more. Only the second five findings are
    /// on the same evidence.
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
                message: message, evidence: evidence, remedy: Remedy(then: "Wait.\nThen wait for \(label)."))
        }
        var answers = zip(findings, earlierVerdicts).enumerated().compactMap { index, pair -> AuditSnapshot.Answered? in
            let (finding, verdict) = pair
            let requirement = finding.requirement
            return verdict.map {
                answer(
                    requirement.id, names[index], requirement.requires, $0, "It was.",
                    (5..<10).contains(index) ? finding.evidence : [evidence[index]])
            }
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
