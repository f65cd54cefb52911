import Documents
import OrgModel

/// From where, when and with which session the API user's profile lets it log in.
struct Restriction: RowKind {
    let rule: Rule
    let word: Word
    /// The addresses that must be let in.
    let addresses: [AddressRange]

    /// Which restriction it is about.
    enum Rule: String, Sendable, Hashable, CaseIterable {
        case loginIpRanges, loginHours, sessionLevel

        /// What can be required.
        var words: [Word] {
            switch self {
            case .loginIpRanges: [.none, .present, .includes]
            case .loginHours: [.none, .present]
            case .sessionLevel: [.none]
            }
        }
    }

    /// What is required of it.
    enum Word: String, Sendable, Hashable {
        case none, present, includes
    }

    static let kind = "restriction"
    static let columns = RequirementColumns(first: "Restriction", second: .purpose)
    var id: String { "restriction/\(rule.rawValue)" }
    var requires: String { word.rawValue }

    // MARK: Rule files

    static let forms = [
        RowForm(
            selectedBy: "rule",
            Keys(
                "A restriction of the API user's profile, or its absence.",
                [
                    Key(
                        "rule", .choice(Rule.self),
                        "loginIpRanges: the IP addresses from which users of the profile can log in. loginHours: when they can. "
                            + "sessionLevel: the security level that the session must have at login.")
                ],
                variants: Variants(by: "rule", Rule.allCases.map { Variant($0.rawValue, keys(of: $0)) })))
    ]

    private static func keys(of rule: Rule) -> [Key] {
        let requires = Key(
            "requires", .choice(rule.words.map(\.rawValue)),
            "none: the profile restricts nothing. present: it restricts something. includes: it restricts nothing, or lets in the addresses."
        )
        guard rule == .loginIpRanges else { return [requires] }
        return [
            requires,
            Key(
                optional: "addresses", .list(of: .text(address), atLeast: 1),
                "With requires: includes, the addresses that must be let in: one IPv4 or IPv6 address, or two with \"-\" between them."
            ),
        ]
    }

    private static let address = TextRule(pattern: "^[0-9A-Fa-f.:]+(-[0-9A-Fa-f.:]+)?$") { text in
        AddressRange(text) == nil
            ? "\"\(text)\" is not an address: write one such as 203.0.113.7 or 2001:db8::7, or the lowest and the highest of several "
                + "with \"-\" between them."
            : nil
    }

    static func read(_ row: YAMLValue, in table: TableContext) -> [Restriction] {
        guard let rule = row["rule"].choice(Rule.self),
            let word = row["requires"].text.flatMap(Word.init), rule.words.contains(word)
        else { return [] }
        if row["addresses"].exists != (word == .includes) {
            table.loader.diagnostics.add(
                row.place,
                word == .includes
                    ? "The key \"addresses\" is missing here, with \"requires: includes\"."
                    : "The key \"addresses\" is only for \"requires: includes\". Remove it, or require that.")
        }
        return [
            Restriction(rule: rule, word: word, addresses: row["addresses"].texts.compactMap { AddressRange($0) })
        ]
    }

    // MARK: Judging

    func judge(
        _ requirement: Requirement, in evaluation: Evaluation, _ permissions: PermissionEvaluation
    ) -> Judgement {
        LoginEvaluation(evaluation).judge(self)
    }

    func problems(decisiveFor finding: Finding, in evaluation: Evaluation) -> [Problem] {
        evaluation.org.problemsOfConnections(decisiveFor: [finding])
    }

    func remedy(_ platform: PlatformFacts) -> Remedy? { platform.connections.restrictionRemedies[rule]?[word] }

    func placeholders(_ platform: PlatformFacts) -> [String: String] {
        ["addresses": addresses.map(\.description).listed(limit: 10)]
    }

    /// A profile that was retrieved without any object proves nothing, and every org has this one.
    var retrieves: [MetadataType: Set<String>] {
        rule == .sessionLevel ? [.profileSessionSetting: ["*"]] : [.customObject: ["Account"]]
    }
}
