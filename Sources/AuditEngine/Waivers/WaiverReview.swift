package import Foundation
package import OrgModel

/// What one waiver is good for, on a day.
package struct WaiverReview: Sendable {
    /// What it comes to.
    package enum State: String, Sendable {
        /// It covers rows that fail.
        case holds
        /// It names rows of the guide, and nothing was audited that would tell more.
        case inForce
        /// Its last day is past, so it counts for nothing.
        case expired
        /// The guide has no such requirement.
        case matchesNothing
        /// Nothing that it names fails, or something else waives that already.
        case redundant
        /// Another waiver of the same requirement or pattern counts instead.
        case duplicate
        /// Nothing that it names failed, and something of it is unknown.
        case undecided
        /// It is meant for another guide, or for another edition of this one.
        case elsewhere
    }

    /// The waiver.
    package let waiver: Waiver
    /// What it comes to.
    package let state: State
    /// The ids that the state is about: the rows that it covers or names, those that fail again since it has expired,
    /// those that are unknown.
    package let requirements: [String]
    /// What the owner should know or do about it, as whole sentences; `nil` where it is valid.
    package let message: String?

    /// Whether the owner should fix or remove it.
    package var isStale: Bool {
        switch state {
        case .expired, .matchesNothing, .redundant, .duplicate: true
        case .holds, .inForce, .undecided, .elsewhere: false
        }
    }

    /// Whether it is meant for a guide that rolecall does not have, whose name may be mistyped.
    var isForUnknownGuide: Bool { state == .elsewhere && waiver.guide.map { !Guide.embedded.contains($0) } == true }

    /// What an audit says about it.
    var problem: Problem? {
        guard isStale || state == .undecided || isForUnknownGuide, let message else { return nil }
        return Problem(.warning, kind: .waiver(state), at: waiver.place, message)
    }
}

extension Guide {
    /// Says of each waiver what it is good for, on a day.
    ///
    /// - Parameters:
    ///   - waivers: The waivers, for this guide or others.
    ///   - date: The day.
    ///   - findings: What an audit found, after the same waivers were applied; `nil` where there was none.
    package func review(_ waivers: [Waiver], on date: Date, findings: [Finding]? = nil) -> [WaiverReview] {
        let decisive = Dictionary(grouping: waivers.filter { $0.isFor(self) }, by: \.requirement).mapValues(\.decisive)
        let all = allTables.flatMap(\.requirements).map(\.id)
        var namesNothing = 0
        return waivers.map { waiver in
            // The hundredth list of names helps no one.
            if !all.contains(where: waiver.names) { namesNothing += 1 }
            let reviewer = WaiverReviewer(
                guide: self, allRequirements: all, waiver: waiver, date: date,
                tellsNearest: namesNothing <= maximumNearest)
            return reviewer.review(findings, counting: decisive[waiver.requirement] ?? nil)
        }
    }
}

/// So many waivers that name nothing are reported what they may have meant.
private let maximumNearest = 20

extension Guide {
    /// What the owner should know of waivers that accept more than they should, whether or not anything fails: all of the
    /// guide, or for years.
    package func cautions(about waivers: [Waiver], on date: Date) -> [Problem] {
        let inForce = waivers.filter { $0.isFor(self) && !$0.hasExpired(on: date) }
        let long = inForce.filter { $0.daysLeft(on: date) > Self.maximumDaysOfWaiver }.map { waiver in
            Problem(
                .warning, kind: .longWaiver, at: waiver.place,
                "The waiver of \"\(waiver.requirement)\" is valid until \(waiver.expires.day), for more than two years. Let it end "
                    + "sooner, so that it is decided again.")
        }
        return [cautionAboutEverything(inForce)].compactMap(\.self) + long
    }

    /// Two years, one of which may be a leap year.
    private static let maximumDaysOfWaiver = 731

    private func cautionAboutEverything(_ waivers: [Waiver]) -> Problem? {
        func isEverything(_ waivers: [Waiver]) -> Bool {
            requirements.allSatisfy { requirement in
                !requirement.canFail || waivers.contains { $0.names(requirement.id) }
            }
        }
        guard let first = waivers.min(by: { $0.place < $1.place }), isEverything(waivers) else { return nil }
        let alone = waivers.first { isEverything([$0]) }
        let what = alone.map { "\"\($0.requirement)\" waives" } ?? "Together the waivers cover"
        return Problem(
            .warning, at: (alone ?? first).place,
            "\(what) every requirement of the guide, so that nothing can fail any more. Waive only what is accepted.")
    }
}

private struct WaiverReviewer {
    let guide: Guide
    /// The ids of the guide's requirements, those of other editions among them.
    let allRequirements: [String]
    let waiver: Waiver
    let date: Date
    let tellsNearest: Bool

    /// - Parameter decisive: The one that counts of the waivers of the same requirement or pattern.
    func review(_ findings: [Finding]?, counting decisive: Waiver?) -> WaiverReview {
        if let guide = waiver.guide, guide != self.guide.id {
            let known = Guide.embedded.contains(guide)
            let hint =
                known
                ? ""
                : " rolecall contains none of that name; fix it, unless the guide is a folder of your own. rolecall guide list shows those that it contains."
            return review(.elsewhere, "It is meant for the guide \"\(guide)\".\(hint)")
        }
        let named = guide.requirements.map(\.id).filter(waiver.names)
        guard !named.isEmpty else { return nothing }
        if let decisive, decisive != waiver {
            return review(
                .duplicate,
                "\(quoted) is waived twice, here and on line \(decisive.place.line ?? 1), which counts, until "
                    + "\(decisive.expires.day). Keep one of them.")
        }
        if waiver.hasExpired(on: date) { return expired(findings) }
        guard let findings else { return review(.inForce, requirements: named, nil) }
        let covered = findings.filter { $0.waiver == waiver }.map(\.requirement.id)
        if !covered.isEmpty { return review(.holds, requirements: covered, nil) }
        return coveringNothing(findings.filter { waiver.names($0.requirement.id) })
    }

    private var nothing: WaiverReview {
        guard !allRequirements.contains(where: waiver.names) else {
            return review(.elsewhere, "It is about another edition of the guide than \(guide.edition).")
        }
        let nearest =
            tellsNearest
            ? " The nearest are \(nearestNames(to: waiver.requirement, among: allRequirements).joined(separator: ", "))."
            : ""
        let missing =
            waiver.isPattern
            ? "No requirement of the guide matches \(quoted)." : "The guide has no requirement \(quoted)."
        return review(
            .matchesNothing,
            "\(missing)\(nearest) Fix the waiver or remove it; one for another guide says so under \"guide\".")
    }

    private func expired(_ findings: [Finding]?) -> WaiverReview {
        let sentence = "The waiver of \(quoted) expired on \(waiver.expires.day) and counts for nothing."
        guard let findings else { return review(.expired, "\(sentence) Decide again, or remove it.") }
        let named = findings.filter { waiver.names($0.requirement.id) }
        let steps = named.filter { $0.verdict == .manual }.map(\.requirement.id)
        let failing = named.filter { $0.verdict == .failed }.map(\.requirement.id)
        if failing.isEmpty, !steps.isEmpty {
            return review(
                .expired, requirements: steps, "\(sentence) Attest \(steps.listed(limit: 5)) again, or remove it.")
        }
        guard !failing.isEmpty else {
            let isUnknown = named.contains { $0.verdict == .unknown }
            return review(
                .expired,
                "\(sentence) \(isUnknown ? "The export cannot tell whether it is still needed: decide again, or remove it." : "Nothing needs it any more: remove it.")"
            )
        }
        let fails =
            waiver.isPattern ? "\(failing.listed(limit: 5)) \(failing.count == 1 ? "fails" : "fail")" : "The row fails"
        return review(.expired, requirements: failing, "\(sentence) \(fails): fix that, or decide again.")
    }

    /// - Parameter named: What was found about the rows that it names; it covers none of them.
    private func coveringNothing(_ named: [Finding]) -> WaiverReview {
        let unknown = named.filter { $0.verdict == .unknown }.map(\.requirement.id)
        if !unknown.isEmpty {
            return review(
                .undecided, requirements: unknown,
                "A waiver accepts only what failed, and the export cannot tell about \(unknown.listed(limit: 5)), so the waiver of \(quoted) changes nothing yet."
            )
        }
        let others = Set(named.compactMap(\.waiver?.place.line)).sorted().map(String.init)
        if !others.isEmpty {
            return review(
                .redundant,
                "Whatever fails of \(quoted) is waived on line \(others.joined(separator: ", ")) already. Remove this waiver."
            )
        }
        let what =
            waiver.isPattern
            ? "Nothing that \(quoted) names fails"
            : "\(quoted) \(whyUnnecessary(named.first?.verdict))"
        return review(.redundant, "\(what), so its waiver is unnecessary. Remove it.")
    }

    private func whyUnnecessary(_ verdict: Verdict?) -> String {
        switch verdict {
        case .passed: "passes now"
        case .recommended: "is recommended and never fails"
        default: "does not apply in this org"
        }
    }

    private func review(_ state: WaiverReview.State, requirements: [String] = [], _ message: String?) -> WaiverReview {
        WaiverReview(waiver: waiver, state: state, requirements: requirements, message: message)
    }

    private var quoted: String { "\"\(waiver.requirement)\"" }
}

extension Problem.Kind {
    fileprivate static let longWaiver = Problem.Kind("waiver for years")

    fileprivate static func waiver(_ state: WaiverReview.State) -> Problem.Kind {
        Problem.Kind("waiver: \(state.rawValue)")
    }
}
