public import AuditEngine
import OrgModel

// The words that several formats share.

extension AuditResult.Outcome {
    /// The outcome for people: `Ready`, `Not ready`, `Undetermined`.
    public var words: String {
        switch self {
        case .ready: "Ready"
        case .notReady: "Not ready"
        case .undetermined: "Undetermined"
        }
    }

    var explanation: String {
        switch self {
        case .ready: "The API user has everything that the guide asks for."
        case .notReady: "The API user lacks something that the guide asks for."
        case .undetermined: "Nothing is proven to be missing, but the export cannot tell everything."
        }
    }
}

extension Verdict {
    var words: String {
        switch self {
        case .passed: "passed"
        case .failed: "failed"
        case .unknown: "unknown"
        case .waived: "waived"
        case .notApplicable: "not applicable"
        }
    }
}

extension [Finding] {
    /// `4 passed, 1 failed`; verdicts that nothing has are left out.
    var counts: String {
        let counts = Verdict.allCases.map { verdict in (verdict, count { $0.verdict == verdict }) }
        return counts.filter { $0.1 > 0 }.map { "\($0.1) \($0.0.words)" }.joined(separator: ", ")
    }
}

extension GuideTable {
    /// `Table 1. System permissions`, or the title alone for what is no numbered table.
    var heading: String {
        Int(id) == nil ? title : "Table \(id). \(title)"
    }
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
