package import OrgModel

/// A damaged file can give one warning for each of its thousands of entries; no one reads the thousandth.
private let maximumWarningsOfOneKind = 20

extension [Problem] {
    /// The same problems in their order; where one file has many warnings of one kind, only the first of them, and
    /// after them one that says how many more there are. Errors are always reported.
    func countingRepeatedWarnings() -> [Problem] {
        let counts = reduce(into: [:]) { counts, problem in counts[problem.repetition, default: 0] += 1 }
        var seen: [Problem.Repetition?: Int] = [:]
        return compactMap { problem in
            let repetition = problem.repetition
            seen[repetition, default: 0] += 1
            let position = seen[repetition] ?? 0
            if repetition == nil || position <= maximumWarningsOfOneKind { return problem }
            guard position == maximumWarningsOfOneKind + 1 else { return nil }
            let others = (counts[repetition] ?? 0) - position
            guard others > 0 else { return problem }
            return Problem(
                problem.severity, at: problem.place, "\(problem.message) \(others) more like this in this file.")
        }
    }
}

/// The limit of problems in a report. Each of a hundred thousand files may have its own.
private let maximumProblems = 1_000

extension [Problem] {
    /// The first thousand problems, and after them the first of each severity that says how many more of it there are, so
    /// that no error is lost among a thousand others.
    package var bounded: [Problem] {
        let others = Dictionary(grouping: dropFirst(maximumProblems), by: \.severity).sorted { $0.key < $1.key }
        return prefix(maximumProblems)
            + others.map { severity, problems in
                guard problems.count > 1 else { return problems[0] }
                let more = problems.count - 1
                return Problem(
                    severity, at: problems[0].place,
                    "\(problems[0].message) \(more) more \(severity.rawValue)\(more == 1 ? " is" : "s are") not listed."
                )
            }
    }
}

extension Problem {
    fileprivate struct Repetition: Hashable {
        let file: String
        let kind: Kind
    }

    /// What it may be one of many of; `nil` for an error, and for what has no kind or is in no file.
    fileprivate var repetition: Repetition? {
        guard severity == .warning, let file = place?.file, let kind else { return nil }
        return Repetition(file: file, kind: kind)
    }
}
