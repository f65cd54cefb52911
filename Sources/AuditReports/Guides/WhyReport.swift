package import AuditEngine
import OrgModel

/// The answer to "why?": the whole chain behind one verdict, for a person at a terminal.
package struct WhyReport {
    private let explanation: Explanation
    private let basis: AuditBasis
    private let layout: TextLayout

    /// Makes the report of one explanation.
    ///
    /// - Parameters:
    ///   - explanation: The explanation.
    ///   - basis: What it rests on in addition to the export.
    ///   - settings: How it looks.
    package init(_ explanation: Explanation, on basis: AuditBasis = AuditBasis(), _ settings: ReportSettings) {
        self.explanation = explanation
        self.basis = basis
        layout = TextLayout(settings)
    }

    /// The whole text.
    package func render() -> String {
        let relations = explanation.relations.flatMap { layout.wrap($0.visible, first: "", rest: "") }
        let sections =
            [verdict, relations] + (explanation.chains.isEmpty ? [paths] : explanation.chains.map(chain)) + [
                remedy, restsOn,
            ]
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    private var finding: Finding { explanation.finding }

    private var verdict: [String] {
        let requirement = finding.requirement
        let headline =
            "\(layout.paint(finding.verdict.words.uppercased(), finding.verdict.style))  \(requirement.id.visible)  "
            + layout.paint("\(requirement.label): \(requirement.requires)".visible, .dim)
        return [headline] + layout.wrap(finding.message.visible, first: "", rest: "") + waiver
            + layout.wrap("It is required because: \(requirement.purpose)".visible, first: "", rest: "")
    }

    private var waiver: [String] {
        guard let waiver = finding.waiver else { return [] }
        return layout.wrap("It is waived \(waiver.words)".visible, first: "", rest: "")
            + [layout.paint(waiver.place.description.visible, .dim)]
    }

    /// A requirement about roles or the installation: what its verdict rests on.
    private var paths: [String] {
        (explanation.ways.isEmpty ? finding.evidence : explanation.ways).flatMap(layout.lines)
    }

    private func chain(_ chain: Explanation.Chain) -> [String] {
        let alternative = chain.alternative.map { "Alternative \($0). " } ?? ""
        var lines = [
            "\(layout.paint(alternative + chain.need.visible, .heading)): \(layout.paint(chain.answer.words, chain.answer.style))"
        ]
        for source in chain.sources {
            // What the file says names the source; only a source of which nothing is said needs its own line.
            let says = source.evidence.isEmpty ? [Evidence(says: source.source)] : source.evidence
            for (position, evidence) in says.enumerated() {
                let mark = position == 0 ? layout.paint(source.answer.mark, source.answer.style) : "".padded(8)
                lines += layout.wrap(evidence.says.visible, first: "  \(mark) ", rest: TextLayout.indent)
                if let place = evidence.place {
                    lines.append(TextLayout.indent + layout.paint(place.description.visible, .dim))
                }
            }
        }
        if chain.sources.isEmpty { lines.append("  no source was checked") }
        return lines
    }

    private var restsOn: [String] {
        (basis.org + basis.facts).flatMap { layout.wrap("\($0.label): \($0.text)".visible, first: "", rest: "") }
    }

    private var remedy: [String] {
        guard let remedy = finding.remedy else { return [] }
        func steps(_ text: String?) -> [String] { (text ?? "").split(separator: "\n").map(String.init) }
        let deploy = steps(remedy.metadata)
        return layout.steps("Find out", steps(remedy.retrieve)) + layout.steps("Fix", steps(remedy.setup))
            + layout.steps("Then", steps(remedy.then))
            + (deploy.isEmpty ? [] : ["  Or deploy"] + deploy.map { "    " + $0.visible })
    }
}

extension Explanation.Answer {
    fileprivate var words: String {
        switch self {
        case .granted: "granted"
        case .notGranted: "not granted"
        case .unknown: "unknown"
        }
    }

    fileprivate var mark: String {
        switch self {
        case .granted: "yes     "
        case .notGranted: "no      "
        case .unknown: "unknown "
        }
    }

    fileprivate var style: TextLayout.Style {
        switch self {
        case .granted: .good
        case .notGranted: .bad
        case .unknown: .doubtful
        }
    }
}
