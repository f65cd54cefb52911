import OrgModel

/// The sentences of findings about permissions, apart from the logic that decides them.
struct Wording {
    let platform: PlatformFacts

    /// The first source that grants says it; the evidence says the rest.
    func granted(_ answer: Answer) -> String {
        guard let first = answer.evidence.first else { return "It is granted." }
        return first.says.capitalizedFirst + "."
    }

    func denied(_ answer: Answer) -> String {
        "\(list(answer.needs.map(words)).capitalizedFirst) \(answer.needs.count > 1 ? "are" : "is") not granted."
    }

    func unknown(_ answer: Answer) -> String {
        "The export cannot tell whether \(unknownRight(answer))."
    }

    /// What is not known of a right, as a clause.
    func unknownRight(_ answer: Answer) -> String {
        "\(list(answer.needs.map(words))) \(answer.needs.count > 1 ? "are" : "is") granted"
    }

    func judged(as access: FieldAccess) -> String {
        "The guide requires more than any user can be granted, so the row is judged as \(access.rawValue)."
    }

    func words(_ need: Need) -> String {
        switch need {
        case .systemPermission(let name): platform.label(ofPermission: name)
        case .objectPermission(let object, let right): "\(platform.label(of: right)) on \(object)"
        case .fieldPermission(let object, let field, let access):
            "\(access.label) on \(object).\(field)"
        }
    }

    private func list(_ words: [String]) -> String {
        words.deduplicated().joined(separator: " and ")
    }
}
