import AuditEngine
import OrgModel

/// The one place that a finding is shown at, for the formats that show each at a line of a file.
struct FindingPlaces {
    /// What is about the audit as a whole is shown here.
    let placeOfAudit: Place

    init(_ result: AuditResult) {
        placeOfAudit = Self.placeOfAudit(result)
    }

    /// Where a finding is shown, though nothing of its evidence may have a place.
    func place(of finding: Finding) -> Place { finding.place ?? placeOfAudit }

    /// Where a problem is shown.
    func place(of problem: Problem) -> Place { problem.place ?? placeOfAudit }

    /// The file that says most about whose access was audited: the exported users, else a source of the API user, else
    /// any file that the result names, else the file in which the API user's sources and roles can be stated.
    private static func placeOfAudit(_ result: AuditResult) -> Place {
        if let user = result.principal.place { return user }
        let sources = Set(result.principal.directSources)
        let evidence = result.findings.lazy.flatMap(\.evidence).filter { $0.place != nil }
        let ofSource = evidence.first { $0.component.map(sources.contains) ?? false }
        let place = (ofSource ?? evidence.first)?.place ?? result.problems.lazy.compactMap(\.place).first
        return Place(file: place?.file ?? "rolecall.yml")
    }
}

extension Finding {
    /// The line that decides, else the line where the absent entry would be, else a file; `nil` where nothing of
    /// the evidence has a place.
    var place: Place? {
        evidence.lazy.compactMap(\.place).first { $0.line != nil }
            ?? evidence.lazy.compactMap(\.wouldStand).first
            ?? evidence.lazy.compactMap(\.place).first
    }
}
