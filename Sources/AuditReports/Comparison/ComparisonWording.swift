package import AuditEngine
import OrgModel

// The words about what became of requirements between two audits.

extension Comparison.Outcome {
    /// The outcome for people: `Worse`, `Undetermined`, `No worse`.
    package var words: String {
        switch self {
        case .worse: "Worse"
        case .undetermined: "Undetermined"
        case .noWorse: "No worse"
        }
    }

    var explanation: String {
        switch self {
        case .worse: "Something fails that did not fail before."
        case .undetermined: "Nothing began to fail, but the new audit cannot tell everything."
        case .noWorse: "Nothing began to fail or became unknown."
        }
    }

    /// How the outcome is highlighted.
    var style: TextLayout.Style {
        switch self {
        case .worse: .bad
        case .undetermined: .doubtful
        case .noWorse: .good
        }
    }
}

extension RequirementChange.Kind {
    /// What is above the requirements of a kind.
    var heading: String {
        switch self {
        case .newFailure: "New failures"
        case .becameUnknown: "Became unknown"
        case .fixed: "Fixed"
        case .resolved: "Resolved"
        case .waived: "Waived"
        case .newRecommendation: "New recommendations"
        case .newlyRequired: "Newly required"
        case .noLongerRequired: "No longer required"
        case .evidenceChanged: "Unchanged, on other evidence"
        case .unchanged: "Unchanged"
        }
    }

    /// Whether it requires no attention, so that it is only counted.
    var isFolded: Bool { self == .evidenceChanged || self == .unchanged }

    /// The words after a number, or after a requirement.
    var words: String {
        switch self {
        case .newFailure: "newly failed"
        case .becameUnknown: "became unknown"
        case .fixed: "fixed"
        case .resolved: "resolved"
        case .waived: "newly waived"
        case .newRecommendation: "newly recommended"
        case .newlyRequired: "newly required"
        case .noLongerRequired: "no longer required"
        case .evidenceChanged: "unchanged on other evidence"
        case .unchanged: "unchanged"
        }
    }
}

extension RequirementChange {
    /// `was passed`
    var before: String { oldVerdict.map { "was \($0.words)" } ?? "was not required" }

    /// Why the requirement is answered so, where no evidence that came or went says it already.
    var message: String? {
        switch kind {
        case .newFailure, .becameUnknown, .newRecommendation: requirement.message
        case .waived: (requirement.waiver.map { "Waived \($0.words) " } ?? "") + requirement.message
        case .fixed, .resolved, .newlyRequired: appeared.isEmpty ? requirement.message : nil
        case .noLongerRequired: newVerdict.map { _ in requirement.message }
        case .evidenceChanged, .unchanged: nil
        }
    }

    /// `newly failed (was passed)`, `unchanged`
    var words: String { isSameVerdict ? kind.words : "\(kind.words) (\(before))" }
}

extension Comparison {
    /// What is to be done now that something is granted, each thing once.
    var then: [String] {
        changes.compactMap(\.then).flatMap { $0.split(separator: "\n").map(String.init) }.deduplicated()
    }

    /// The kinds that at least one requirement has, what needs attention first.
    var kinds: [RequirementChange.Kind] { RequirementChange.Kind.allCases.filter { count($0) > 0 } }

    /// `2 newly failed, 1 fixed, 88 unchanged`; kinds that nothing has are omitted.
    package var counts: String {
        changes.isEmpty
            ? AuditResult.nothingEvaluated : kinds.map { "\(count($0)) \($0.words)" }.joined(separator: ", ")
    }

    /// The same for programs, with every kind.
    var countsByName: [String: Int] {
        Dictionary(uniqueKeysWithValues: RequirementChange.Kind.allCases.map { ($0.rawValue, count($0)) })
    }

    /// What a reader should know who takes the two audits for alike.
    package var notes: [String] {
        [versions, orgs, guides, editions, rules, users, incomplete(old, "old"), incomplete(new, "new")].compactMap(
            \.self) + remarks
    }

    /// What each side is called, and rests on in addition to its export; nothing where neither says.
    var bases: [String] {
        func words(_ audit: AuditSnapshot) -> String {
            (audit.basis.org + audit.basis.parts).map { "\($0.label) \($0.text)" }.joined(separator: ", ")
        }
        let (before, now) = (words(old), words(new))
        let sides = before == now ? [("Both audits", now)] : [("The old audit", before), ("The new audit", now)]
        let audited = commits.map { [("Before", $0.old.words), ("Now", $0.new.words)] } ?? []
        return (audited + sides).filter { !$1.isEmpty }.map { "\($0): \($1)." }
    }

    private var versions: String? {
        guard old.tool.version != new.tool.version else { return nil }
        return
            "The old audit was made by rolecall \(old.tool.version), the new one by \(new.tool.version): some changes may be "
            + "rolecall's own."
    }

    private var orgs: String? {
        guard let before = old.label, let now = new.label, before != now else { return nil }
        return "The old audit is of the org \"\(before)\", the new one of \"\(now)\"."
    }

    private var rules: String? {
        guard old.guide.id == new.guide.id, old.tool.version == new.tool.version, let before = old.guide.rules,
            let now = new.guide.rules, before != now, old.guide.edition == new.guide.edition
        else { return nil }
        return "The guide's rules differ: some changes may be due to them."
    }

    private var guides: String? {
        guard old.guide.id != new.guide.id else { return nil }
        return "The old audit is against the guide \"\(old.guide.id)\", the new one against \"\(new.guide.id)\"."
    }

    private var editions: String? {
        guard old.guide.id == new.guide.id, old.guide.edition != new.guide.edition else { return nil }
        return
            "The old audit is against the guide's edition \"\(old.guide.edition)\", the new one against \"\(new.guide.edition)\"."
    }

    private var users: String? {
        let differences = old.principal.differences(from: new.principal)
        return differences.isEmpty ? nil : "The audited users differ: \(differences.joined(separator: "; "))."
    }

    private func incomplete(_ audit: AuditSnapshot, _ which: String) -> String? {
        audit.isComplete ? nil : "Not all of the \(which) audit's input was there or could be read."
    }
}

extension PrincipalNames {
    /// What differs, each with what it was and what it is now.
    /// Salesforce distinguishes no names by their case.
    fileprivate func differences(from new: PrincipalNames) -> [String] {
        func one(_ label: String, _ path: KeyPath<PrincipalNames, String?>) -> String? {
            let (before, now) = (self[keyPath: path], new[keyPath: path])
            return before?.lowercased() == now?.lowercased() ? nil : "\(label) \(words([before])), now \(words([now]))"
        }
        func several(_ label: String, _ path: KeyPath<PrincipalNames, [String]>) -> String? {
            let (before, now) = (Set(self[keyPath: path]), Set(new[keyPath: path]))
            let isSame = Set(before.map { $0.lowercased() }) == Set(now.map { $0.lowercased() })
            return isSame ? nil : "\(label) \(words(before.sorted())), now \(words(now.sorted()))"
        }
        func words(_ names: [String?]) -> String {
            let names = names.compactMap { $0.map { "\"\($0)\"" } }
            return names.isEmpty ? "none" : names.joined(separator: " and ")
        }
        return [
            one("username", \.username), one("profile", \.profile), several("permission sets", \.permissionSets),
            several("permission set groups", \.permissionSetGroups), one("role", \.role),
            several("end users' roles", \.endUserRoles),
        ].compactMap(\.self)
    }
}

// What the reports of an audit say about its baseline.

extension Comparison {
    /// What it comes to, and which requirements changed that the audit's own report does not list.
    var sinceBaseline: String {
        let listed: [RequirementChange.Kind] = [.fixed, .resolved, .waived, .newlyRequired, .noLongerRequired]
        let lists = listed.compactMap { kind -> String? in
            let ids = changes.filter { $0.kind == kind }.map(\.requirement.id)
            let more = ids.count > 10 ? ["\(ids.count - 10) more"] : []
            return ids.isEmpty ? nil : "\(kind.heading): \((ids.prefix(10) + more).joined(separator: ", "))."
        }
        return (["\(outcome.words): \(counts)."] + lists + notes).joined(separator: " ")
    }
}

extension Finding {
    /// Whether it is open (failed or unknown) and was just so in the baseline, so that no gate closes on it.
    var isOpenSinceBaseline: Bool { (verdict == .failed || verdict == .unknown) && change?.isSameVerdict == true }

    /// The words after an open finding: `new`, or that the baseline has it too; `nil` without a baseline.
    var sinceBaseline: String? {
        guard verdict == .failed || verdict == .unknown, let change else { return nil }
        return change.isSameVerdict ? "as in the baseline" : "new, \(change.before)"
    }
}
