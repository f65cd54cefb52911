package import Foundation
package import OrgModel

/// A failure that an owner accepts, or a manual step that one attests, with a reason, until a day.
package struct Waiver: Sendable, Hashable {
    /// The id of a requirement, or a pattern in which each `*` represents any run of characters, slashes included.
    package let requirement: String
    /// Why the failure is accepted, in one line.
    package let reason: String
    /// Who answers for it.
    package let owner: String
    /// The beginning, in UTC, of the last day on which it is valid.
    package let expires: Date
    /// The id of the one guide for which it contains; `nil` for every guide.
    package let guide: String?
    /// Where it is.
    package let place: Place

    /// Makes a waiver.
    package init(
        requirement: String, reason: String, owner: String, expires: Date, guide: String? = nil, place: Place
    ) {
        self.requirement = requirement
        self.reason = reason
        self.owner = owner
        self.expires = expires
        self.guide = guide
        self.place = place
    }

    /// How many days it contains after the one on which a point in time lies; below zero where it has expired.
    package func daysLeft(on date: Date) -> Int {
        let day = 86_400.0
        return Int(
            (expires.timeIntervalSince1970 / day).rounded(.down) - (date.timeIntervalSince1970 / day).rounded(.down))
    }

    /// Whether its last day is past.
    package func hasExpired(on date: Date) -> Bool { daysLeft(on: date) < 0 }

    /// Whether it names a requirement.
    package func names(_ id: String) -> Bool {
        guard isPattern else { return id == requirement }
        let parts = requirement.split(separator: "*", omittingEmptySubsequences: false)
        guard let first = parts.first, let last = parts.last, id.hasPrefix(first) else { return false }
        var rest = id.dropFirst(first.count)
        // As early as each part fits: a later place leaves less room for the others, never more.
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let found = rest.firstRange(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.hasSuffix(last)
    }

    /// Whether it is meant for a guide.
    package func isFor(_ guide: Guide) -> Bool { self.guide == nil || self.guide == guide.id }

    var isPattern: Bool { requirement.contains("*") }
}

extension Sequence<Waiver> {
    /// The one that counts of several: an id before a pattern, then the one that contains longest, then the first.
    var decisive: Waiver? {
        self.min { left, right in
            if left.isPattern != right.isPattern { return right.isPattern }
            return left.expires == right.expires ? left.place < right.place : left.expires > right.expires
        }
    }
}

extension Finding {
    /// The same finding, waived where it failed, or only a person can know, and one of the waivers covers it on a day.
    func waived(by waivers: [Waiver], on date: Date) -> Finding {
        guard verdict == .failed || verdict == .manual,
            let waiver = waivers.filter({ !$0.hasExpired(on: date) && $0.names(requirement.id) }).decisive
        else { return self }
        let message = verdict == .manual ? ManualStep.attested : message
        return Finding(requirement, .waived, message: message, evidence: evidence, remedy: remedy, waiver: waiver)
    }
}

extension AuditResult {
    /// The same result with what failed and is waived on a day as waived, and with a warning for each waiver that
    /// the owner should fix or remove.
    ///
    /// Only failures and manual steps are waived: what the export cannot tell stays unknown.
    package func waiving(_ waivers: [Waiver], on date: Date) -> AuditResult {
        let meant = waivers.filter { $0.isFor(guide) }
        var result = self
        result.findings = findings.map { $0.waived(by: meant, on: date) }
        let reviews = guide.review(waivers, on: date, findings: result.findings)
        let ofRows = result.findings.filter { $0.verdict == .waived }.compactMap { cautions[$0.requirement.id] }
        result.problems =
            (problems + reviews.compactMap(\.problem) + guide.cautions(about: waivers, on: date) + ofRows).inOrder
        return result
    }
}

extension Explanation {
    /// The same explanation with its verdict waived, where it failed and a waiver for the guide covers it on a day.
    package func waiving(_ waivers: [Waiver], of guide: Guide, on date: Date) -> Explanation {
        let meant = waivers.filter { $0.isFor(guide) }
        return Explanation(
            finding: finding.waived(by: meant, on: date), chains: chains, ways: ways, relations: relations,
            errors: errors)
    }
}
