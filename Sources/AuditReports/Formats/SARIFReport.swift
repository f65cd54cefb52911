import AuditEngine
import Foundation
import OrgModel

/// The SARIF report. By default it contains what GitHub code scanning shows well: it takes every result for an alert, so
/// only what failed or is unknown is one, and what is waived is a notification. The full report contains every verdict as
/// the specification requires it.
struct SARIFReport {
    private let result: AuditResult
    private let settings: ReportSettings
    private let isFull: Bool
    private let places: FindingPlaces

    init(_ result: AuditResult, _ settings: ReportSettings, isFull: Bool = false) {
        self.result = result
        self.settings = settings
        self.isFull = isFull
        places = FindingPlaces(result)
    }

    func render() -> String {
        let findings = result.findings.filter { isFull || $0.isOpen }
        let requirements = result.findings.map(\.requirement).deduplicated(by: \.id)
        let indices = Dictionary(uniqueKeysWithValues: requirements.enumerated().map { ($1.id, $0) })
        var fingerprints = Fingerprints(result.guide, result.basis)
        var results = findings.map { finding in
            self.result(finding, ruleIndex: indices[finding.requirement.id] ?? 0, &fingerprints)
        }
        let errors = result.problems.errors
        results += errors.map { self.result($0, ruleIndex: requirements.count, &fingerprints) }
        let rules =
            requirements.map { SARIFLog.Rule($0, of: result.guide) } + (errors.isEmpty ? [] : [.unreadableInput])
        let run = SARIFLog.Run(
            tool: SARIFLog.Tool(driver: SARIFLog.Driver(settings, rules)),
            automationDetails: SARIFLog.AutomationDetails(result.basis, result.guide),
            invocations: [invocation], results: results,
            properties: SARIFLog.RunProperties(
                result.guide, result.principal, result.basis, outcome: result.outcome.rawValue))
        return SARIFLog(runs: [run]).jsonText
    }

    // MARK: Results

    private func result(_ finding: Finding, ruleIndex: Int, _ fingerprints: inout Fingerprints) -> SARIFLog.Result {
        let related = finding.evidence.filter { $0.place != nil }.prefix(Self.maximumRelatedLocations)
        return SARIFLog.Result(
            ruleId: finding.requirement.id, ruleIndex: ruleIndex,
            kind: finding.kind(isFull: isFull), level: finding.level(isFull: isFull),
            message: SARIFLog.Text(text: message(finding)),
            locations: [SARIFLog.Location(places.lastingPlace(of: finding))],
            relatedLocations: related.enumerated().compactMap { index, evidence in
                evidence.shownPlace.map {
                    SARIFLog.Location($0, id: index + 1, message: SARIFLog.Text(text: evidence.says.sarifText))
                }
            },
            codeFlows: finding.chains.isEmpty ? nil : finding.chains.map(SARIFLog.CodeFlow.init),
            partialFingerprints: fingerprints.own(finding.requirement.id),
            suppressions: suppressions(finding), baselineState: finding.change?.baselineState,
            properties: SARIFLog.ResultProperties(verdict: finding.verdict.rawValue))
    }

    /// More of a result's locations GitHub drops.
    private static let maximumRelatedLocations = 99

    /// What was found, what it rests on with a link to each place, and what to do.
    private func message(_ finding: Finding) -> String {
        var links = 0
        let evidence = finding.evidence.map { evidence -> String in
            guard let place = evidence.place, links < Self.maximumRelatedLocations else {
                return "- \(evidence.line.sarifText)"
            }
            links += 1
            return "- \(evidence.says.sarifText) ([\(place.description.sarifLinkText)](\(links)))"
        }
        let title =
            "\(result.basis.prefix)\(finding.verdict.words.capitalizedFirst): \(result.guide.title(of: finding.requirement))."
        let remedy = (finding.remedy?.lines ?? []).map(\.sarifText)
        return (["\(title) \(finding.message)".sarifText] + evidence + remedy).joined(separator: "\n")
    }

    /// Either every result of a run says whether it is suppressed, or none does.
    private func suppressions(_ finding: Finding) -> [SARIFLog.Suppression]? {
        guard isFull else { return nil }
        guard finding.verdict == .waived else { return [] }
        return [SARIFLog.Suppression(justification: (finding.waiver.map(words) ?? finding.message).sarifText)]
    }

    /// Input that cannot be read is an alert as well, because GitHub shows no notifications.
    private func result(_ problem: Problem, ruleIndex: Int, _ fingerprints: inout Fingerprints) -> SARIFLog.Result {
        SARIFLog.Result(
            ruleId: SARIFLog.Rule.unreadableInput.id, ruleIndex: ruleIndex, kind: .fail, level: .error,
            message: SARIFLog.Text(text: (result.basis.prefix + problem.message).sarifText),
            locations: [SARIFLog.Location(places.place(of: problem))], relatedLocations: [],
            partialFingerprints: fingerprints.own("input/\(problem.place?.file ?? "")"),
            suppressions: isFull ? [] : nil,
            baselineState: result.comparison.map { $0.newErrors.contains(problem) ? .new : .unchanged },
            properties: SARIFLog.ResultProperties(verdict: "inputError"))
    }

    private func words(_ waiver: Waiver) -> String { "Waived \(waiver.words) (\(waiver.place))" }

    // MARK: Invocation

    private var invocation: SARIFLog.Invocation {
        var notifications = result.problems.map { problem in
            SARIFLog.Notification(
                level: problem.severity == .error ? .error : .warning,
                message: SARIFLog.Text(text: problem.message.sarifText),
                locations: problem.place.map { [SARIFLog.Location($0)] } ?? [])
        }
        if !isFull { notifications += result.findings.compactMap(waived) }
        if result.findings.isEmpty {
            notifications.append(
                SARIFLog.Notification(
                    level: .error, message: SARIFLog.Text(text: AuditResult.nothingEvaluated), locations: []))
        }
        return SARIFLog.Invocation(
            // GitHub may refuse a log of a run without success, and then nothing says why there are no alerts; there, the
            // errors are alerts.
            executionSuccessful: !isFull || result.isComplete, toolExecutionNotifications: notifications)
    }

    /// GitHub shows suppressed results as open alerts, so what is waived is none there.
    private func waived(_ finding: Finding) -> SARIFLog.Notification? {
        guard finding.verdict == .waived else { return nil }
        let title = result.guide.title(of: finding.requirement)
        let waiver = finding.waiver.map(words) ?? "Waived."
        return SARIFLog.Notification(
            level: .note, message: SARIFLog.Text(text: "\(finding.requirement.id): \(title). \(waiver)".sarifText),
            locations: finding.waiver.map { [SARIFLog.Location($0.place)] } ?? [])
    }
}

extension Fingerprints {
    /// Under a key of our own: GitHub computes `primaryLocationLineHash` by itself and warns of any other value.
    mutating func own(_ key: String) -> [String: String] { ["rolecallFinding/v1": next(key)] }
}

extension Evidence {
    /// Its place; for an entry that is absent, where it would be.
    fileprivate var shownPlace: Place? { place.map { wouldStand ?? $0 } }

    /// What takes a grant away, from the grant on.
    fileprivate var chain: [(place: Place, says: String)]? {
        guard let granted, let place else { return nil }
        return [(granted, "What is granted here is muted."), (place, says)]
    }
}

extension Finding {
    /// What leads to the verdict, step by step, where it is more than one step: the way between roles, and from what is granted
    /// to what mutes it.
    fileprivate var chains: [[(place: Place, says: String)]] {
        guard isOpen else { return [] }
        if requirement.roleRule != nil {
            let steps = evidence.compactMap { evidence in evidence.place.map { (place: $0, says: evidence.says) } }
            return steps.count > 1 ? [steps] : []
        }
        return evidence.compactMap(\.chain)
    }
}

extension SARIFLog.CodeFlow {
    fileprivate init(_ steps: [(place: Place, says: String)]) {
        let locations = steps.prefix(1_000).map {
            SARIFLog.Step(location: SARIFLog.Location($0.place, message: SARIFLog.Text(text: $0.says.sarifText)))
        }
        threadFlows = [SARIFLog.ThreadFlow(locations: locations)]
    }
}

extension Finding {
    /// A requirement that only the full report can call open, since GitHub takes every kind for a failure.
    fileprivate func kind(isFull: Bool) -> SARIFLog.Kind {
        switch verdict {
        case .passed: .pass
        case .failed, .waived: .fail
        case .unknown: isFull ? .open : .fail
        case .notApplicable: .notApplicable
        case .recommended, .manual: .review
        }
    }

    /// What is not a failure has no level.
    fileprivate func level(isFull: Bool) -> SARIFLog.Level {
        switch verdict {
        case .failed, .waived: requirement.severity.level
        case .unknown: isFull ? .none : .warning
        case .passed, .notApplicable, .recommended, .manual: .none
        }
    }
}

extension RequirementChange {
    /// What a gate closes on is new, what else has changed is an updated result.
    fileprivate var baselineState: SARIFLog.BaselineState {
        switch kind {
        case .newFailure, .becameUnknown: .new
        case .unchanged: .unchanged
        case .fixed, .resolved, .waived, .newRecommendation, .newlyRequired, .noLongerRequired, .evidenceChanged:
            oldVerdict == nil ? .new : .updated
        }
    }
}

extension RequirementSeverity {
    fileprivate var level: SARIFLog.Level {
        switch self {
        case .critical, .major: .error
        case .minor: .warning
        }
    }
}

extension SARIFLog.Rule {
    init(_ requirement: Requirement, of guide: Guide) {
        id = requirement.id
        name = requirement.label.sarifDescription.cut(at: 255)
        shortDescription = SARIFLog.Text(text: guide.title(of: requirement).sarifDescription)
        fullDescription = SARIFLog.Text(text: requirement.purpose.sarifDescription)
        let plain =
            [requirement.purpose, requirement.note].compactMap(\.self)
            + requirement.generalRemedy.stepsAndMetadata.map { "\($0.label): \($0.text)" }
        help = SARIFLog.Text(
            text: plain.joined(separator: "\n").visibleLines, markdown: requirement.manualEntry(in: guide).visibleLines)
        helpUri = guide.source
        defaultConfiguration = SARIFLog.Configuration(level: requirement.severity.level)
        properties = SARIFLog.RuleProperties(
            tags: ["salesforce", requirement.kind], precision: "very-high",
            problemSeverity: requirement.severity.level.rawValue)
    }

    /// What is not about the org but about the export.
    static let unreadableInput: Self = {
        let text = "Every file on which a verdict depends must be there, be readable and be about what is audited."
        return Self(
            id: "input/unreadable", name: "The input is complete",
            shortDescription: SARIFLog.Text(text: "The input is complete"),
            fullDescription: SARIFLog.Text(text: text),
            help: SARIFLog.Text(text: text, markdown: text), helpUri: nil,
            defaultConfiguration: SARIFLog.Configuration(level: .error),
            properties: SARIFLog.RuleProperties(
                tags: ["salesforce", "input"], precision: "very-high", problemSeverity: "error"))
    }()
}

extension SARIFLog.Location {
    /// A file as a whole is its first line: GitHub takes no location without one.
    init(_ place: Place, id: Int? = nil, message: SARIFLog.Text? = nil) {
        self.id = id
        self.message = message
        let line = max(1, place.line ?? 1)
        physicalLocation = SARIFLog.PhysicalLocation(
            artifactLocation: SARIFLog.ArtifactLocation(path: place.file),
            region: SARIFLog.Region(startLine: line, endLine: line))
    }
}

extension SARIFLog.ArtifactLocation {
    /// A path from the working folder, or an absolute one, which consumers recognize by its scheme.
    fileprivate init(path: String) {
        let isAbsolute = path.unicodeScalars.first == "/"
        uri = (isAbsolute ? "file://" : "") + path.uriReference
        uriBaseId = isAbsolute ? nil : Self.workingFolder
    }
}

extension SARIFLog.Driver {
    init(_ settings: ReportSettings, _ rules: [SARIFLog.Rule]) {
        (version, semanticVersion) = (settings.toolVersion, settings.toolVersion)
        self.rules = rules
    }
}
