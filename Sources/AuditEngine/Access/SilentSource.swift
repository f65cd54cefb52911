import OrgModel

// Most sources of a user with many have nothing to do with a row. That is found out without an answer of each.

/// An entry that is looked up for something that is needed.
struct EntryQuestion {
    let kind: PermissionKind
    let name: String
    let flag: String
}

extension PlatformFacts {
    /// Every entry by which something that is needed can be granted, or may be: first the plain one.
    func questions(about need: Need) -> [EntryQuestion] {
        switch need {
        case .systemPermission(let name): return questions(aboutPermissions: [name])
        case .objectPermission(let object, let right):
            let uncertain = right == .viewAllFields ? permissions(thatMayOpenFieldsTo: .read) : []
            return [EntryQuestion(kind: .objectPermission, name: object, flag: flag(of: right))]
                + questions(aboutPermissions: permissions(bringing: right, on: object) + uncertain)
        case .fieldPermission(let object, let field, let access):
            return names(ofField: field, of: object).map {
                EntryQuestion(kind: .fieldPermission, name: $0, flag: access.flag)
            } + [EntryQuestion(kind: .objectPermission, name: object, flag: EntryFlag.viewAllFields)]
                + questions(aboutPermissions: permissions(thatMayOpenFieldsTo: access))
        }
    }

    private func questions(aboutPermissions names: [String]) -> [EntryQuestion] {
        (names + names.flatMap(permissions(bringing:))).map {
            EntryQuestion(kind: .userPermission, name: $0, flag: EntryFlag.enabled)
        }
    }
}

extension Contribution {
    /// Whether nothing is known of the source but its files, and these prove by what they do not list that it grants none of
    /// some entries.
    func isSilent(about questions: [EntryQuestion]) -> Bool {
        guard let source, records == nil else { return false }
        return questions.allSatisfy { source.entry($0.kind, $0.name) == nil }
            && questions.allSatisfy { silence(about: $0, in: source) == nil }
    }
}

/// Whether sources were read for some entries. Most were read for the same.
struct QuestionsAsked {
    let questions: [EntryQuestion]
    private var last: (asked: AskedEntries, includesAll: Bool)?

    init(_ questions: [EntryQuestion]) { self.questions = questions }

    mutating func isAsked(of contribution: Contribution) -> Bool {
        guard let asked = contribution.source?.asked else { return false }
        if let last, last.asked === asked { return last.includesAll }
        let includesAll = questions.allSatisfy { asked.includes($0.kind, $0.name) }
        last = (asked, includesAll)
        return includesAll
    }
}
