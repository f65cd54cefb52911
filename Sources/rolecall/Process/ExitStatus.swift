import AuditEngine
import OrgModel

/// How a run ends; documented in the README.
enum ExitStatus: Int32 {
    /// Every requirement is passed, waived or does not apply; what is recommended or manual does not count.
    case ready = 0
    /// At least one requirement failed.
    case failed = 1
    /// The audit could not be done, or not all of it.
    case notDone = 2
    /// None failed, and at least one is unknown.
    case unknown = 3
    /// The command line itself is wrong (`EX_USAGE`).
    case usage = 64

    /// The same, or ready where the unknown is allowed.
    func allowing(unknown isAllowed: Bool) -> ExitStatus { self == .unknown && isAllowed ? .ready : self }
}

extension ExitStatus {
    /// With an error about the input not all could be done.
    init(_ problems: [Problem]) { self = problems.errors.isEmpty ? .ready : .notDone }

    init(_ verdict: Verdict) {
        switch verdict {
        case .failed: self = .failed
        case .unknown: self = .unknown
        case .passed, .waived, .notApplicable, .recommended, .manual: self = .ready
        }
    }

    /// With a baseline only what is new fails.
    init(_ result: AuditResult) {
        switch (result.outcome, result.comparison) {
        case (.incomplete, _): self = .notDone
        case (_, let comparison?): self.init(comparison)
        case (.notReady, nil): self = .failed
        case (.undetermined, nil): self = .unknown
        case (.ready, nil): self = .ready
        }
    }

    /// Only what is new fails.
    init(_ comparison: Comparison) {
        switch comparison.outcome {
        case .worse: self = .failed
        case .undetermined: self = .unknown
        case .noWorse: self = .ready
        }
    }
}
