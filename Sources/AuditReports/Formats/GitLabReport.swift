import AuditEngine
import OrgModel

/// GitLab's Code Quality report: what failed, waived or not, is unknown, recommended or manual, as the widget of a merge request shows it.
struct GitLabReport {
    private let issues: [Issue]

    struct Issue: Encodable {
        let description: String
        let checkName: String
        let fingerprint: String
        let severity: String
        let location: Location

        private enum CodingKeys: String, CodingKey {
            case description, fingerprint, severity, location
            case checkName = "check_name"
        }
    }

    struct Location: Encodable {
        let path: String
        let lines: Lines
    }

    struct Lines: Encodable {
        let begin: Int
    }

    init(_ result: AuditResult) {
        let places = FindingPlaces(result)
        // Of two issues with one fingerprint GitLab shows one.
        var fingerprints = Fingerprints(result.guide, result.basis)
        var issues = result.findings.filter { $0.verdict != .passed && $0.verdict != .notApplicable }.map { finding in
            let title =
                "\(result.basis.prefix)\(finding.verdict.words.capitalizedFirst): \(result.guide.title(of: finding.requirement))"
            return Issue(
                description: "\(title). \(finding.conclusion)\(finding.waiver.map { " Waived \($0.words)" } ?? "")"
                    .visible,
                checkName: finding.requirement.id,
                fingerprint: fingerprints.next(finding.requirement.id),
                severity: finding.gitLabSeverity, location: Location(places.place(of: finding)))
        }
        issues += result.problems.errors.map { problem in
            Issue(
                description: "\(result.basis.prefix)About the input: \(problem.message)".visible,
                checkName: "input/unreadable",
                fingerprint: fingerprints.next("input/\(problem.place?.file ?? "")"),
                severity: "blocker", location: Location(places.place(of: problem)))
        }
        if result.findings.isEmpty {
            // A report without issues would be a good one.
            issues.append(
                Issue(
                    description: (result.basis.prefix + AuditResult.nothingEvaluated).visible,
                    checkName: "input/nothing-evaluated",
                    fingerprint: fingerprints.next("input/nothing-evaluated"), severity: "blocker",
                    location: Location(places.placeOfAudit)))
        }
        if let note = Self.note(on: result, places, &fingerprints) { issues.append(note) }
        self.issues = issues
    }

    /// What the audit rests on, where that is more than the export and the day of the audit. It is new to GitLab, and
    /// shown, whenever it changes.
    private static func note(on result: AuditResult, _ places: FindingPlaces, _ fingerprints: inout Fingerprints)
        -> Issue?
    {
        let basis = result.basis
        guard basis.isDayChosen || !basis.files.isEmpty else { return nil }
        let lasting = AuditBasis(
            configuration: basis.configuration, guideFolder: basis.guideFolder, waivers: basis.waivers,
            asOf: basis.isDayChosen ? basis.asOf : nil)
        return Issue(
            description: "\(basis.prefix)The audit rests on \(basis.words).".visible, checkName: "input/configuration",
            fingerprint: fingerprints.next("input/configuration/\(lasting.words)"), severity: "info",
            location: Location(places.placeOfAudit))
    }

    func render() -> String { issues.jsonText }
}

extension GitLabReport.Location {
    init(_ place: Place) {
        path = place.file
        lines = GitLabReport.Lines(begin: max(1, place.line ?? 1))
    }
}

extension Finding {
    fileprivate var gitLabSeverity: String {
        // GitLab knows no accepted issues; this is the least that it can show.
        guard isOpen else { return "info" }
        guard verdict == .failed else { return "minor" }
        return switch requirement.severity {
        case .critical: "critical"
        case .major: "major"
        case .minor: "minor"
        }
    }
}
