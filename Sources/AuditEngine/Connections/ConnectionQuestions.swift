import OrgModel

// What the rows about connections need of an export, and what is wrong with it there.

extension Guide {
    /// What the rows about connections must know of an org; `nil` where there are none.
    func connectionQuestions(about principal: Principal) -> ConnectionQuestions? {
        var questions = ConnectionQuestions()
        for subject in requirements.map(\.subject.core) {
            if let setting = subject as? SettingValue { questions.settings.insert(setting.member) }
            if subject is ConnectedAppRequirement { questions.asksForApps = true }
            guard let restriction = subject as? Restriction else { continue }
            if restriction.rule == .sessionLevel {
                questions.asksForSessions = true
            } else {
                questions.restrictedProfile = principal.profile
            }
        }
        return questions == ConnectionQuestions() ? nil : questions
    }
}

extension Org {
    /// The files about connections that cannot be read, errors where one of the findings depends on them.
    func problemsOfConnections(decisiveFor findings: [Finding]) -> [Problem] {
        let cited = Set(findings.filter { $0.verdict == .unknown }.flatMap(\.evidence).compactMap(\.component))
        return (connections?.unreadable ?? [:]).map { $1.with(severity: cited.contains($0) ? .error : .warning) }
    }
}

extension Judgement {
    /// What one thing leaves unknown, which is the evidence too.
    ///
    /// - Parameter message: Why, where that is more than the unknown says.
    static func unknown(evidence unknown: Unknown, _ message: String? = nil) -> Judgement {
        .unknown(message ?? unknown.sentence, [Evidence(unknown)], resolvedBy: [unknown.resolvedBy])
    }
}
