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

    /// Where a finding is shown by consumers that take what has moved for something else: a line of its own, or else the first
    /// of a file. Where an absent entry would be changes with every line above it.
    func lastingPlace(of finding: Finding) -> Place { finding.lastingPlace ?? placeOfAudit }

    /// Where a problem is shown.
    func place(of problem: Problem) -> Place { problem.place ?? placeOfAudit }

    /// The file that says most about whose access was audited, the same as long as that is the same: the exported users, else a
    /// source of the API user, in the order in which they were named, else the configuration, else any file that the result
    /// names, else the file in which the API user's sources and roles can be stated.
    private static func placeOfAudit(_ result: AuditResult) -> Place {
        if let user = result.principal.place { return Place(file: user.file) }
        var files: [ComponentID: String] = [:]
        for evidence in result.findings.lazy.flatMap(\.evidence) {
            if let id = evidence.component, let file = evidence.place?.file, files[id] == nil { files[id] = file }
        }
        let ofSource = result.principal.directSources.lazy.compactMap { files[$0] }.first
        let ofAny = result.findings.lazy.flatMap(\.evidence).compactMap(\.place?.file).first
        let ofProblem = result.problems.lazy.compactMap(\.place?.file).first
        return Place(file: ofSource ?? result.basis.configuration ?? ofAny ?? ofProblem ?? "rolecall.yml")
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

    /// The line that decides, else a file.
    fileprivate var lastingPlace: Place? {
        let places = evidence.lazy.compactMap(\.place)
        return places.first { $0.line != nil } ?? places.first
    }
}
