public import AuditEngine
import OrgModel

extension ReportFormat {
    /// Turns a result into as many reports as a consumer's limit takes: some refuse a file with more than so many cases.
    ///
    /// - Parameters:
    ///   - result: What to report.
    ///   - settings: What a report needs to know besides.
    ///   - most: The most test cases in one file; at least 1. Only the JUnit formats are split.
    public func render(_ result: AuditResult, _ settings: ReportSettings, most: Int) -> [String] {
        guard self == .junit || self == .junitAnnotated else { return [render(result, settings)] }
        return result.split(most: most).map { render($0, settings) }
    }
}

extension AuditResult {
    /// The result in parts whose JUnit reports hold at most so many cases each. What was odd in the input stands in the
    /// first part; it is one case for each file.
    fileprivate func split(most: Int) -> [AuditResult] {
        let inputCases = problems.isEmpty ? 0 : max(1, Set(problems.filter { $0.severity == .error }.map(\.place?.file)).count)
        guard findings.count + inputCases > most else { return [self] }
        let first = max(1, most - inputCases)
        let starts = [0] + Array(stride(from: first, to: findings.count, by: max(1, most)))
        return starts.enumerated().map { index, start in
            let end = index + 1 < starts.count ? starts[index + 1] : findings.count
            return AuditResult(
                guide: guide, principal: principal, findings: Array(findings[start..<end]),
                problems: index == 0 ? problems : [], roleTree: roleTree)
        }
    }
}
