import AuditEngine
import Documents
import OrgModel

/// Surplus as SARIF, for GitHub code scanning: each permission and each right on an object beyond the guide is an alert at the
/// line that grants it. What is too much in the wrong hands is a vulnerability, so these have a security severity.
struct SurplusSARIFReport {
    private let result: SurplusResult
    private let settings: ReportSettings
    private let files: [ComponentID: String]
    private let remedies: [ComponentID: String]

    init(_ result: SurplusResult, _ settings: ReportSettings) {
        self.result = result
        self.settings = settings
        files = Dictionary(result.sources.compactMap { source in source.file.map { (source.id, $0) } }) { first, _ in
            first
        }
        remedies = Dictionary(result.sources.map { ($0.id, $0.remedy) }) { first, _ in first }
    }

    func render() -> String {
        let alerts = result.grants.map(alert) + result.fields.flatMap(alerts)
        let errors = result.problems.errors
        var rules = alerts.map(\.rule).deduplicated(by: \.id)
        let indices = Dictionary(uniqueKeysWithValues: rules.enumerated().map { ($1.id, $0) })
        var fingerprints = Fingerprints(result.guide, result.basis)
        var results = alerts.map { sarif($0, indices[$0.rule.id] ?? 0, &fingerprints) }
        if !errors.isEmpty {
            results += errors.map { sarif($0, rules.count, &fingerprints) }
            rules.append(.unreadableInput)
        }
        // A tool of its own, so that an upload does not replace the alerts of an audit.
        var driver = SARIFLog.Driver(settings, rules)
        driver.name = "rolecall surplus"
        let run = SARIFLog.Run(
            tool: SARIFLog.Tool(driver: driver),
            automationDetails: SARIFLog.AutomationDetails(result.basis, result.guide),
            invocations: [invocation], results: results,
            properties: SARIFLog.RunProperties(result.guide, result.principal, result.basis))
        return SARIFLog(runs: [run]).jsonText
    }

    // MARK: Alerts

    /// Something that is granted beyond the guide.
    private struct Alert {
        let rule: SARIFLog.Rule
        let level: SARIFLog.Level
        /// What distinguishes it from the others.
        let key: String
        let message: [String]
        let places: [(place: Place, says: String)]
    }

    private func alert(_ grant: SurplusGrant) -> Alert {
        let (key, id, title) =
            switch grant.subject {
            case .systemPermission(let name): ("system/\(name)", "system/\(name)", grant.label)
            case .objectRight(let object, let right):
                ("object/\(object)/\(right.rawValue)", "object/\(right.rawValue)", "\(grant.label) on \(object)")
            }
        let carried = grant.carries.map(\.id).listed(limit: 10)
        let sources = grant.sources.map { ($0.id, $0.words, $0.place, $0.doubt) }
        return Alert(
            rule: rule("surplus/\(id)", grant.label, grant.rating),
            level: grant.isCertain ? grant.rating.level : .note, key: key,
            message: ["Beyond the guide: \(title) (\((grant.rating?.risk).words))."] + why(grant.rating)
                + sources.map { id, words, _, doubt in
                    "- " + (doubt.map { "Maybe granted: \($0)." } ?? "Granted by \(words).")
                        + (remedies[id].map { " \($0)" } ?? "")
                }
                + (carried.isEmpty ? [] : ["Grant first what passes only through it: \(carried)."]),
            places: sources.compactMap { id, words, place, _ in
                (place ?? files[id].map { Place(file: $0) }).map { ($0, words) }
            })
    }

    private func alerts(_ fields: SurplusFields) -> [Alert] {
        [(FieldAccess.edit, fields.editable), (.read, fields.readable)].filter { !$0.1.isEmpty }.map { access, names in
            let rating = fields.ratings[access]
            let sources = fields.sources.map { "\($0.type.words) \"\($0.fullName)\"" }
            return Alert(
                rule: rule("surplus/field/\(access.rawValue)", "\(access.rawValue.capitalizedFirst) on fields", rating),
                level: fields.isCertain && fields.isEffective != false ? rating.level : .note,
                key: "field/\(fields.object)/\(access.rawValue)",
                message: [
                    "Beyond the guide: \(names.count.of("field")) of \(fields.object) to \(access.rawValue): "
                        + "\(names.listed(limit: 20))."
                ] + why(rating) + ["Granted by \(sources.listed(limit: 10))."],
                places: fields.sources.compactMap { id in
                    files[id].map { (Place(file: $0), "\(id.type.words) \"\(id.fullName)\"") }
                })
        }
    }

    private func why(_ rating: RiskFacts.Rating?) -> [String] { rating.map { [$0.why] } ?? [] }

    private func rule(_ id: String, _ label: String, _ rating: RiskFacts.Rating?) -> SARIFLog.Rule {
        let text = rating?.why ?? "It is not rated; rate it yourself by its name."
        let meaning = rating.flatMap { result.guide.platform.risks.levels[$0.risk] } ?? ""
        let help = [text, meaning, "Take it away from each source that the alert names, and audit again."]
            .filter { !$0.isEmpty }
        return SARIFLog.Rule(
            id: id, name: label.sarifDescription.cut(at: 255),
            shortDescription: SARIFLog.Text(text: "\(label) beyond the guide".sarifDescription),
            fullDescription: SARIFLog.Text(text: text.sarifDescription),
            help: SARIFLog.Text(
                text: help.joined(separator: "\n"), markdown: help.map(\.markdown).joined(separator: "\n\n")),
            helpUri: rating?.source.flatMap { $0.hasPrefix("https://") ? $0 : nil },
            defaultConfiguration: SARIFLog.Configuration(level: rating.level),
            properties: SARIFLog.RuleProperties(
                tags: ["salesforce", "security", "least-privilege"], precision: "very-high",
                problemSeverity: rating.level == .note ? "recommendation" : rating.level.rawValue,
                securitySeverity: rating?.risk.score))
    }

    // MARK: SARIF

    private func sarif(_ alert: Alert, _ ruleIndex: Int, _ fingerprints: inout Fingerprints) -> SARIFLog.Result {
        SARIFLog.Result(
            ruleId: alert.rule.id, ruleIndex: ruleIndex, kind: .fail, level: alert.level,
            message: SARIFLog.Text(
                text: (result.basis.prefix + alert.message.joined(separator: "\n")).split(separator: "\n")
                    .map { String($0).sarifText }.joined(separator: "\n")),
            locations: [SARIFLog.Location(alert.places.first?.place ?? placeOfAudit)],
            relatedLocations: alert.places.prefix(99).enumerated().map { index, place in
                SARIFLog.Location(place.place, id: index + 1, message: SARIFLog.Text(text: place.says.sarifText))
            },
            partialFingerprints: fingerprints.own("surplus/\(alert.key)"), suppressions: nil, baselineState: nil,
            properties: SARIFLog.ResultProperties(verdict: "surplus"))
    }

    private func sarif(_ problem: Problem, _ ruleIndex: Int, _ fingerprints: inout Fingerprints) -> SARIFLog.Result {
        SARIFLog.Result(
            ruleId: SARIFLog.Rule.unreadableInput.id, ruleIndex: ruleIndex, kind: .fail, level: .error,
            message: SARIFLog.Text(text: (result.basis.prefix + problem.message).sarifText),
            locations: [SARIFLog.Location(problem.place ?? placeOfAudit)], relatedLocations: [],
            partialFingerprints: fingerprints.own("surplus/input/\(problem.place?.file ?? "")"), suppressions: nil,
            baselineState: nil, properties: SARIFLog.ResultProperties(verdict: "inputError"))
    }

    private var placeOfAudit: Place {
        Place(
            file: result.principal.place?.file ?? result.sources.lazy.compactMap(\.file).first
                ?? result.basis.configuration ?? "rolecall.yml")
    }

    private var invocation: SARIFLog.Invocation {
        func notification(_ level: SARIFLog.Level, _ text: String, _ place: Place?) -> SARIFLog.Notification {
            SARIFLog.Notification(
                level: level, message: SARIFLog.Text(text: text.sarifText),
                locations: place.map { [SARIFLog.Location($0)] } ?? [])
        }
        let problems = result.problems.map {
            notification($0.severity == .error ? .error : .warning, $0.message, $0.place)
        }
        let gaps = result.gaps.map { notification(.note, "\($0.sentence) \($0.resolvedBy)", $0.place) }
        return SARIFLog.Invocation(
            executionSuccessful: true,
            toolExecutionNotifications: problems + gaps + result.notes.map { notification(.note, $0, nil) })
    }
}

extension RiskFacts.Rating? {
    fileprivate var level: SARIFLog.Level {
        switch self?.risk {
        case .critical, .high: .error
        case .medium: .warning
        case .low, nil: .note
        }
    }
}

extension Risk {
    /// GitHub's scale: above 9.0 critical, from 7.0 high, from 4.0 medium.
    fileprivate var score: String {
        switch self {
        case .critical: "9.1"
        case .high: "7.0"
        case .medium: "4.0"
        case .low: "1.0"
        }
    }
}
