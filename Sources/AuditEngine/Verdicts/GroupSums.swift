import OrgModel

// Salesforce's own sum of a group's members counts, where exported records say it. What the members' files come to is
// compared with it: a difference is a sign of two exports of two days, and is reported.

extension Evaluation {
    /// What is reported of groups whose sum is not what their members come to, as far as the guide's rows are concerned.
    var groupSumProblems: [Problem] {
        let sums = access.contributions.filter(\.isSum)
        guard !sums.isEmpty else { return [] }
        let needs = guide.requirements.filter(isAsked)
            .map { ($0, self.needs(of: $0)) }
        return sums.compactMap { sum in
            let rows = needs.filter { $0.1.contains(where: sum.differsFromMembers) }.map(\.0.id)
            return rows.isEmpty ? nil : problem(of: sum, rows)
        }
    }

    private func needs(of requirement: Requirement) -> [Need] {
        requirement.alternatives(permissions).flatMap { $0.parts.flatMap { $0.ways(permissions) }.joined() }
            .deduplicated()
    }

    private func problem(of sum: Contribution, _ rows: [String]) -> Problem {
        Problem(
            .warning, at: sum.records?.files.first.map { Place(file: $0) },
            "The records of the \(sum.id.words) say something else than its members' files come to, less what is muted, about "
                + "\(rows.count.of("row")): \(rows.listed(limit: 5)). The records count. Retrieve the group, its members and "
                + "its muting permission set again, and run the queries again, on the same day.")
    }
}

extension Contribution {
    /// Whether a group's sum and its members give different answers, both of them certain.
    fileprivate func differsFromMembers(about need: Need) -> Bool {
        let (ofSum, ofMembers) = (
            answer(to: need).certainty, Answer.any(members.map { $0.answer(to: need) }, needs: []).certainty
        )
        return ofSum != .unknown && ofMembers != .unknown && ofSum != ofMembers
    }
}
