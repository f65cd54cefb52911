package import AuditEngine
import Foundation
package import OrgModel

// The words that several formats share.

extension AuditResult.Outcome {
    /// The outcome for people: `Ready`, `Not ready`, `Undetermined`, `Incomplete`.
    package var words: String {
        switch self {
        case .ready: "Ready"
        case .notReady: "Not ready"
        case .undetermined: "Undetermined"
        case .incomplete: "Incomplete"
        }
    }

    var explanation: String {
        switch self {
        case .ready: "The API user has everything that the guide requires."
        case .notReady: "The API user lacks something that the guide requires."
        case .undetermined: "Nothing is proven to be missing, but the export cannot tell everything."
        case .incomplete: "The audit could not be done in full. The errors about the input say why."
        }
    }

    /// The verdict whose color and sign the outcome has.
    var verdict: Verdict {
        switch self {
        case .ready: .passed
        case .notReady, .incomplete: .failed
        case .undetermined: .unknown
        }
    }
}

extension AuditResult {
    /// The outcome for people; of an audit before the installation `Ready to install`.
    package var outcomeWords: String { isReadyToInstall ? "Ready to install" : outcome.words }

    /// Whether nothing is missing and what the installation brings was left out, which an export that shows it prevents.
    private var isReadyToInstall: Bool {
        outcome == .ready && basis.isInstalled == false
            && findings.allSatisfy { !guide.comesWithInstallation($0.requirement) || $0.verdict == .notApplicable }
    }

    /// What the outcome means.
    var explanation: String {
        if findings.isEmpty { return Self.nothingEvaluated }
        if isReadyToInstall {
            return "The API user has everything that the guide requires before the installation. Audit again after it."
        }
        guard outcome == .ready else { return outcome.explanation }
        let steps = count(.manual) == 0 ? "" : " \(count(.manual).of("manual step")) cannot be seen in an export."
        return whatIsReady + steps
    }

    /// What it means that nothing failed and nothing is unknown.
    private var whatIsReady: String {
        if count(.waived) > 0 { return "Everything that the API user lacks of what the guide requires is waived." }
        return count(.passed) > 0 ? outcome.explanation : "No row that the guide requires was judged."
    }
}

extension Waiver {
    /// `until 2026-12-31 by crm@example.com: The integration only reads.`
    var words: String { "until \(expires.day) by \(owner): \(reason)" }
}

extension Verdict {
    var words: String {
        switch self {
        case .passed: "passed"
        case .failed: "failed"
        case .unknown: "unknown"
        case .waived: "waived"
        case .notApplicable: "not applicable"
        case .recommended: "recommended"
        case .manual: "manual"
        }
    }
}

extension Verdict {
    /// What is above the rows of a verdict that are for a person to act on.
    var openWords: String {
        switch self {
        case .recommended: "Recommended, not required"
        case .manual: "Manual steps, which no export shows"
        default: words.capitalizedFirst
        }
    }

    /// The verdicts whose rows are for a person to act on, the most urgent first.
    static let actionable: [Verdict] = [.failed, .unknown, .recommended, .manual]
}

extension Finding {
    /// Whether something still has to be done about it.
    package var isOpen: Bool { verdict == .failed || verdict == .unknown }
}

extension Finding {
    /// Why, and what to do, as consumers show it that show one line: the end of what is too long is cut off by some of them, so
    /// neither may be there.
    var conclusion: String {
        let steps = isOpen ? [remedy?.retrieve, remedy?.setup].compactMap(\.self) : []
        let remedy = steps.isEmpty ? "" : " Fix: \(steps.joined(separator: " ").onOneLine)".cut(at: 500)
        return message.onOneLine.cut(at: 1_200 - remedy.count) + remedy
    }
}

extension [Finding] {
    /// `4 passed, 1 failed`; verdicts that nothing has are omitted.
    var counts: String { map(\.verdict).counts }
}

extension [Verdict] {
    /// `4 passed, 1 failed`; those that do not occur are omitted.
    var counts: String {
        let counts = Verdict.allCases.map { verdict in (verdict, count { $0 == verdict }) }
        return counts.filter { $0.1 > 0 }.map { "\($0.1) \($0.0.words)" }.joined(separator: ", ")
    }
}

extension AuditSnapshot.GuideReference {
    /// The guide's title, or its id where the report does not say the title.
    var name: String { title.isEmpty ? id : title }

    /// The same with the edition.
    var words: String { edition.isEmpty ? name : "\(name) (\(edition))" }
}

extension GuideTable {
    /// `Table 1. System permissions`, or the title alone for what is not a numbered table.
    var heading: String {
        Int(id) == nil ? title : "Table \(id). \(title)"
    }
}

extension Guide {
    /// What a requirement requires, in a line that needs no heading above it: `Opportunity: Create`, `Lead: Phone (edit)`,
    /// `View Setup and Configuration`.
    func title(of requirement: Requirement) -> String {
        let object = requirement.objectKey.map { "\(self.object($0)?.label ?? $0): " } ?? ""
        if requirement.isAboutObject { return object + requirement.access }
        return object + requirement.label + (requirement.isAboutField ? " (\(requirement.requires))" : "")
    }
}

extension Remedy {
    /// What there is to do, each under a word for it.
    var steps: [(label: String, text: String)] {
        [("Find out", retrieve), ("Fix", setup), ("Then", then)].compactMap { label, text in text.map { (label, $0) } }
    }

    /// The same and what to deploy instead, for the formats that have room for it.
    var stepsAndMetadata: [(label: String, text: String)] { steps + (metadata.map { [("Deploy", $0)] } ?? []) }

    /// The steps as lines.
    var lines: [String] { steps.flatMap { "\($0.label): \($0.text)".split(separator: "\n").map(String.init) } }
}

extension Problem {
    /// `file:line: message`
    package var line: String { place.map { "\($0): \(message)" } ?? message }
}

extension AuditResult {
    /// What a run that judged nothing says, so that it is not taken for a good one.
    static let nothingEvaluated = "No requirement was evaluated."
}

extension Evidence {
    /// What it says, and where.
    var line: String {
        place.map { "\(says) (\($0))" } ?? says
    }
}

extension Principal.RoleAssignment {
    var words: String {
        switch self {
        case .notStated: "not named"
        case .none: "none"
        case .role(let name): name
        }
    }
}

extension AuditResult {
    /// What was audited, which guide was applied to whom, and what else it rests on, each fact under a word for it.
    func facts(_ settings: ReportSettings) -> [(label: String, text: String)] {
        let facts = [
            ("Guide", guide.words(on: basis, settings)),
            ("API user", principal.words),
            ("Role", principal.username != nil && principal.role == .notStated ? "not known" : principal.role.words),
            (
                "End users",
                (principal.endUsers ?? []).isEmpty ? principal.endUserRoleWords : "roles \(principal.endUserRoleWords)"
            ),
        ]
        return basis.org + facts + basis.facts + (comparison.map { [("Baseline", $0.sinceBaseline)] } ?? [])
    }
}

extension Guide {
    /// The guide with its edition, and whose rules these are: those of a version of rolecall, or those of a folder, which
    /// anyone may have changed.
    func words(on basis: AuditBasis, _ settings: ReportSettings) -> String {
        let rules = basis.guideFolder == nil ? "of rolecall \(settings.toolVersion)" : digest
        return "\(title) (\(edition)), rules \(rules)"
    }
}

extension AuditBasis {
    /// What the org is called, as a fact of a report; nothing where it is not called anything.
    var org: [(label: String, text: String)] { label.map { [("Org", $0)] } ?? [] }

    /// The label before what is said of the org, so that no one takes it for another: `Production: `.
    package var prefix: String { label.map { "\($0): " } ?? "" }

    /// What begins the keys by which a consumer knows a finding again, so that it takes those of two orgs apart.
    var keyPrefix: String { label.map { "\($0)/" } ?? "" }

    /// Each part that there is, under a word for it.
    var parts: [(label: String, text: String)] { files + (asOf.map { [("as of", $0.day)] } ?? []) }

    /// The files among them.
    var files: [(label: String, text: String)] {
        [("configuration", configuration), ("guide", guideFolder), ("waivers", waivers)]
            .compactMap { label, text in text.map { (label, $0) } }
    }

    /// `configuration rolecall.yml, waivers rolecall-waivers.yml, as of 2026-12-31`; nothing where neither was given.
    package var words: String { Self.words(parts) }

    private static func words(_ parts: [(label: String, text: String)]) -> String {
        parts.map { "\($0.label) \($0.text)" }.joined(separator: ", ")
    }

    /// The same as facts of a report: the files, where there are any, and the day.
    var facts: [(label: String, text: String)] {
        (files.isEmpty ? [] : [("Rests on", Self.words(files))]) + (asOf.map { [("As of", $0.day)] } ?? [])
    }
}

extension Principal {
    /// The end users' roles; without any user, why there is none.
    var endUserRoleWords: String { endUserRoleWords(limit: 5) }

    /// The same with fewer names.
    func endUserRoleWords(limit: Int) -> String {
        guard let endUsers else { return "not named" }
        guard !endUsers.isEmpty else { return "no user matches" }
        return Set(endUsers.map(\.role.words)).sorted().listed(limit: limit)
    }

    /// Who it is, and what grants it access.
    var words: String { (username.map { "\($0): " } ?? "") + sourceWords }

    /// Whether any source was named.
    var hasSources: Bool { !(directSources + permissionSetGroups).isEmpty }

    /// The sources that grant the API user access, as they were named.
    var sourceWords: String {
        let named = (directSources + permissionSetGroups).map { "\($0.type.words) \"\($0.fullName)\"" }
        return named.isEmpty ? "no profile or permission set named" : named.joined(separator: ", ")
    }
}
