package import AuditEngine
import OrgModel

extension ReportFormat {
    /// The smallest limit of ``render(_:_:limit:)``: a file of several has the outcome and one case more.
    package static let leastCases = 2

    /// Turns a result into as many reports as a consumer's limit takes: some refuse a file with more than so many cases.
    ///
    /// Each of several files has one case more than its requirements: the outcome of the whole audit, so that a gate
    /// closes whichever of them it reads.
    ///
    /// - Parameters:
    ///   - result: What to report.
    ///   - settings: What a report needs to know in addition.
    ///   - limit: The most test cases in one file; at least ``leastCases``. Only the JUnit formats are split.
    package func render(_ result: AuditResult, _ settings: ReportSettings, limit: Int) -> [String] {
        guard self == .junit || self == .junitAnnotated else { return [render(result, settings)] }
        let parts = result.split(limit: limit)
        return parts.map { part in
            JUnitReport(part, settings, isAnnotated: self == .junitAnnotated, partOf: parts.count > 1 ? result : nil)
                .render()
        }
    }
}

extension AuditResult {
    /// The result in parts whose JUnit reports have at most so many cases each. What is wrong in the input is in the
    /// first part; it is one case for each file.
    fileprivate func split(limit: Int) -> [AuditResult] {
        let inputCases = Set(problems.errors.map(\.place?.file)).count
        guard findings.count + inputCases > limit else { return [self] }
        let room = max(1, limit - 1)
        let starts = [0] + Array(stride(from: max(1, room - inputCases), to: findings.count, by: room))
        return starts.enumerated().map { index, start in
            let end = index + 1 < starts.count ? starts[index + 1] : findings.count
            var part = AuditResult(
                guide: guide, principal: principal, findings: Array(findings[start..<end]),
                problems: index == 0 ? problems : [], roleTree: roleTree)
            part.basis = basis
            return part
        }
    }
}
