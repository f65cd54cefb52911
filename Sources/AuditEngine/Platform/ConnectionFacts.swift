import Documents
import OrgModel

/// What decides whether a program can connect, apart from permissions; read from `Rules/salesforce/connections.yaml`.
struct ConnectionFacts: Sendable {
    /// A policy of an app.
    struct Policy: Sendable {
        /// The value that lets a program in.
        let wanted: String
        /// Names in Setup, by value.
        let values: [String: String]

        /// What Setup calls a value, however a file spells it; `nil` for one that is not known.
        func label(of value: String) -> String? {
            values.first { Self.isSame($0.key, value) }?.value
        }

        func isWanted(_ value: String) -> Bool { Self.isSame(wanted, value) }

        /// Connected apps and external client apps spell the same values in two ways.
        private static func isSame(_ one: String, _ other: String) -> Bool { bare(one) == bare(other) }

        private static func bare(_ value: String) -> String {
            value.prefix { $0 != ":" }.lowercased().filter { $0 != "_" }
        }
    }

    /// The first API version whose exports have a restriction.
    private(set) var apiVersions: [Restriction.Rule: Int] = [:]
    /// Levels of sessions that every login has.
    private(set) var levelsOfEveryLogin: Set<String> = []
    /// Levels of sessions that a login may lack.
    private(set) var otherLevels: Set<String> = []
    private(set) var policies: [ConnectedAppPolicy: Policy] = [:]
    /// Why an app that is not in an export may be there all the same, and what to do then.
    private(set) var notExported = ""
    /// What to do where it is not.
    private(set) var notInstalled = ""
    /// How a profile's restriction is made what a guide requires.
    private(set) var restrictionRemedies: [Restriction.Rule: [Restriction.Word: Remedy]] = [:]
    /// How a setting is deployed.
    private(set) var settingRemedy = Remedy()
    /// How an app is made what a guide requires.
    private(set) var appRemedies: [ConnectedAppRequirement.Demand: Remedy] = [:]

    init() {}

    init(_ file: YAMLValue) {
        for rule in Restriction.Rule.allCases {
            apiVersions[rule] = file["apiVersions"][rule.rawValue].number
            for word in rule.words {
                restrictionRemedies[rule, default: [:]][word] = Remedy(
                    file["remedies"][rule.rawValue][word.rawValue])
            }
        }
        levelsOfEveryLogin = Set(file["sessionLevels"]["everyLogin"].texts)
        otherLevels = Set(file["sessionLevels"]["notEveryLogin"].texts)
        for policy in ConnectedAppPolicy.allCases {
            let entry = file["policies"][policy.rawValue]
            policies[policy] = Policy(
                wanted: entry["wanted"].text ?? "", values: entry["values"].dictionary(\.text))
        }
        notExported = file["notExported"].text ?? ""
        notInstalled = file["notInstalled"].text ?? ""
        settingRemedy = Remedy(file["remedies"]["setting"])
        for demand in ConnectedAppRequirement.Demand.allCases {
            appRemedies[demand] = Remedy(file["remedies"]["connectedApp"][demand.rawValue])
        }
    }
}

extension ConnectionFacts {
    static let keys = Keys(
        "What decides whether a program can connect, apart from permissions: restrictions of the profile, policies of the app.",
        [
            Key(
                "apiVersions",
                .keys(
                    Keys(
                        "The first API versions whose exports have a restriction.",
                        ["loginIpRanges", "loginHours"].map { Key($0, .number(from: 1)) })),
                "The first API versions whose exports have a restriction."),
            Key(
                "sessionLevels",
                .keys(
                    Keys(
                        "Values of requiredSessionLevel.",
                        [
                            Key("everyLogin", names, "Levels that every login has."),
                            Key("notEveryLogin", names, "Levels that a login by API may lack."),
                        ])),
                "Values of requiredSessionLevel."),
            Key(
                "policies", .each(ConnectedAppPolicy.self, "The policies.", .keys(policy)),
                "What an administrator decides about an app."),
            Key(
                "notExported", .text(.prose),
                "Why an app that is not in an export may be there all the same, and what to do then."),
            Key("notInstalled", .text(.prose), "What to do where it is not."),
            Key("remedies", .keys(remedies), "How what is missing is fixed."),
        ])

    private static let names = Shape.list(of: .text(.line), atLeast: 1)

    private static let policy = Keys(
        "A policy of an app.", name: "policy",
        [
            Key("wanted", .text(.line), "The value that lets a program in."),
            Key("values", .named(.line, .text(.line)), "The values, and their names in Setup."),
        ])

    private static let remedies = Keys(
        "How what is missing is fixed.",
        Restriction.Rule.allCases.map { rule in
            Key(
                rule.rawValue,
                .keys(
                    Keys(
                        "By what a guide requires.",
                        rule.words.map { Key($0.rawValue, .keys(Remedy.steps)) })),
                "A restriction of the profile.")
        } + [
            Key(
                "setting",
                .keys(
                    Keys(
                        "A setting that is not what a guide requires.",
                        [
                            Key(
                                "metadata", .text(.text),
                                "What to deploy. Placeholders: {type}, {member} and {entry}, which are the elements.")
                        ])),
                "A setting that is not what a guide requires."),
            Key(
                "connectedApp",
                .each(ConnectedAppRequirement.Demand.self, "By what a guide requires.", .keys(Remedy.steps)),
                "A connected app or external client app. Placeholder: {app}."),
        ])
}
