import AuditEngine
import Foundation
import OrgModel
import Testing

private func day(_ text: String) throws -> Date { try #require(Date(day: text)) }

/// A result in which each requirement has the verdict that is given, and the others are passed.
private func result(_ verdicts: [String: Verdict]) throws -> AuditResult {
    let guide = try Guide.load("liveperson-connector")
    let findings = guide.requirements.map { requirement in
        Finding(
            requirement, verdicts[requirement.id] ?? .passed, message: "It is so.", evidence: [Evidence(says: "so")],
            remedy: Remedy(setup: "Fix it."))
    }
    return AuditResult(guide: guide, principal: Principal(), findings: findings, problems: [])
}

private func waiver(_ requirement: String, until day: String = "2026-12-31", guide: String? = nil, line: Int = 2) throws
    -> Waiver
{
    Waiver(
        requirement: requirement, reason: "Because.", owner: "crm", expires: try #require(Date(day: day)), guide: guide,
        place: Place(file: "w.yml", line: line))
}

@Suite("Waivers")
struct WaiverTests {
    @Test(
        "A waiver is valid until its last day is over in UTC",
        arguments: [
            (-86_400.0, Verdict.waived, 1), (-1, .waived, 1), (0, .waived, 0), (86_399, .waived, 0),
            (86_400, .failed, -1),
            (10 * 86_400, .failed, -10),
        ])
    func life(_ seconds: Double, _ verdict: Verdict, _ daysLeft: Int) throws {
        let waiver = try waiver("system/ApiEnabled", until: "2026-12-31")
        let date = try day("2026-12-31").addingTimeInterval(seconds)
        let result = try result(["system/ApiEnabled": .failed]).waiving([waiver], on: date)
        let finding = try #require(result.findings.first { $0.requirement.id == "system/ApiEnabled" })
        #expect(finding.verdict == verdict)
        #expect(finding.waiver == (verdict == .waived ? waiver : nil))
        #expect(finding.message == "It is so." && finding.evidence == [Evidence(says: "so")])
        #expect(finding.remedy == Remedy(setup: "Fix it."))
        #expect(result.outcome == (verdict == .waived ? .ready : .notReady))
        #expect(result.problems.isEmpty == (verdict == .waived))
        #expect(waiver.daysLeft(on: date) == daysLeft)
        #expect(waiver.hasExpired(on: date) == (verdict == .failed))
    }

    @Test("Only what failed is waived, and what only a person can know", arguments: Verdict.allCases)
    func onlyFailures(_ verdict: Verdict) throws {
        let result = try result(["system/ApiEnabled": verdict]).waiving([waiver("*")], on: day("2026-01-01"))
        let finding = try #require(result.findings.first { $0.requirement.id == "system/ApiEnabled" })
        #expect(finding.verdict == ([.failed, .manual].contains(verdict) ? .waived : verdict))
    }

    @Test(
        "An asterisk represents any run of characters",
        arguments: [
            ("object/Case/create", true), ("object/Case/*", true), ("object/*", true), ("*", true), ("**", true),
            ("*/create", true), ("object/*/create", true), ("*Case*", true), ("o*t/C*e/c*e", true),
            ("object/Case/create*", true),
            ("object/Case", false), ("object/Case/", false), ("object/Case/*x", false), ("Object/Case/create", false),
            ("*/Case", false), ("object/Case/c*create", false), ("*create*create", false), ("", false),
        ])
    func patterns(_ pattern: String, _ names: Bool) throws {
        #expect(try waiver(pattern).names("object/Case/create") == names)
    }

    @Test("An id comes before a pattern, then what contains longest, then what is first")
    func precedence() throws {
        let failed = try result(["object/Case/create": .failed])
        func counting(_ waivers: [Waiver]) throws -> Int? {
            try failed.waiving(waivers, on: day("2026-01-01")).findings.compactMap(\.waiver).first?.place.line
        }
        let exact = try waiver("object/Case/create", until: "2026-02-01", line: 4)
        let long = try waiver("object/*", until: "2026-12-31", line: 6)
        let short = try waiver("object/Case/*", until: "2026-11-30", line: 2)
        #expect(try counting([short, exact, long]) == 4)
        #expect(try counting([short, long]) == 6)
        #expect(try counting([waiver("*", line: 8), long]) == 6)
        #expect(
            try counting([waiver("object/Case/create", until: "2025-12-31", line: 1), short]) == 2,
            "expired ones do not count")
        #expect(try counting([waiver("*", guide: "other", line: 1)]) == nil)
        #expect(try counting([waiver("*", guide: "liveperson-connector", line: 1)]) == 1)
    }

    @Test("Every waiver to fix or remove is announced at its line, and no other")
    func announcements() throws {
        let verdicts: [String: Verdict] = [
            "object/Case/create": .failed, "object/Lead/create": .failed, "object/Account/create": .unknown,
            "field/Case.AccountId": .notApplicable,
        ]
        let waivers = [
            try waiver("object/Case/create", line: 2),
            try waiver("object/Lead/*", until: "2025-12-31", line: 6),
            try waiver("object/Case/*", line: 10),
            try waiver("object/Account/*", line: 14),
            try waiver("system/ApiEnabled", line: 18),
            try waiver("field/Case.AccountId", line: 22),
            try waiver("field/Case.AcountId", line: 26),
            try waiver("field/Csae.*", line: 30),
            try waiver("object/Case/create", until: "2026-06-30", line: 34),
            try waiver("system/*", until: "2025-12-31", line: 38),
            try waiver("system/Nothing", guide: "other-guide", line: 42),
            try waiver("system/Nothing", guide: "gong-salesforce", line: 44),
            try waiver("install/trusted-sites", line: 46),
            try waiver("field/*", line: 50),
            try waiver("*/create", until: "2025-12-30", line: 54),
            try waiver("object/Account/create", until: "2025-12-31", line: 58),
        ]
        let result = try result(verdicts).waiving(waivers, on: day("2026-01-01"))
        let expected = [
            6:
                "The waiver of \"object/Lead/*\" expired on 2025-12-31 and counts for nothing. object/Lead/create fails: fix that, or decide again.",
            10: "Whatever fails of \"object/Case/*\" is waived on line 2 already. Remove this waiver.",
            14:
                "A waiver accepts only what failed, and the export cannot tell about object/Account/create, so the waiver of \"object/Account/*\" changes nothing yet.",
            18: "\"system/ApiEnabled\" passes now, so its waiver is unnecessary. Remove it.",
            22: "\"field/Case.AccountId\" does not apply in this org, so its waiver is unnecessary. Remove it.",
            26: "The guide has no requirement \"field/Case.AcountId\". The nearest are field/Case.AccountId, ",
            30: "No requirement of the guide matches \"field/Csae.*\". The nearest are ",
            34:
                "\"object/Case/create\" is waived twice, here and on line 2, which counts, until 2026-12-31. Keep one of them.",
            38:
                "The waiver of \"system/*\" expired on 2025-12-31 and counts for nothing. Nothing needs it any more: remove it.",
            42: "It is meant for the guide \"other-guide\". rolecall contains none of that name; fix it, ",
            54:
                "The waiver of \"*/create\" expired on 2025-12-30 and counts for nothing. object/Lead/create fails: fix that, or decide again.",
            58:
                "The waiver of \"object/Account/create\" expired on 2025-12-31 and counts for nothing. The export cannot tell whether",
            50: "Nothing that \"field/*\" names fails, so its waiver is unnecessary. Remove it.",
        ]
        #expect(result.problems.allSatisfy { $0.severity == .warning && $0.place?.file == "w.yml" })
        #expect(Set(result.problems.compactMap(\.place?.line)) == Set(expected.keys))
        for problem in result.problems {
            let words = expected[problem.place?.line ?? 0] ?? "?"
            #expect(problem.message.hasPrefix(words), "\(problem)")
        }
        let reviews = result.guide.review(waivers, on: try day("2026-01-01"), findings: result.findings)
        #expect(
            reviews.map(\.state) == [
                .holds, .expired, .redundant, .undecided, .redundant, .redundant, .matchesNothing, .matchesNothing,
                .duplicate,
                .expired, .elsewhere, .elsewhere, .elsewhere, .redundant, .expired, .expired,
            ])
        #expect(reviews[0].requirements == ["object/Case/create"])
    }

    @Test("Without an audit it is reported what does not depend on one")
    func withoutAudit() throws {
        let guide = try Guide.load("liveperson-connector")
        let waivers = [
            try waiver("object/Case/*"), try waiver("system/ApiEnabled", until: "2025-12-31"),
            try waiver("system/Nothing"),
        ]
        let reviews = guide.review(waivers, on: try day("2026-01-01"))
        #expect(reviews.map(\.state) == [.inForce, .expired, .matchesNothing])
        #expect(reviews[0].requirements == ["object/Case/create", "object/Case/modifyAll"])
    }

    @Test("The nearest names are told of a waiver that names nothing, after however many that name something")
    func nearestAfterMany() throws {
        let waivers = try (1...20).map { try waiver("system/ApiEnabled", line: $0) } + [waiver("system/ApiEnable")]
        let reviews = try Guide.load("liveperson-connector").review(waivers, on: day("2026-01-01"))
        #expect(reviews.last?.message?.contains("The nearest are system/ApiEnabled") == true)
    }

    @Test("Only waivers in force for the guide are for everything or for years, and one that is alone is named")
    func cautions() throws {
        let guide = try Guide.load("liveperson-connector")
        func cautions(_ waivers: Waiver...) throws -> [String] {
            guide.cautions(about: waivers, on: try day("2026-01-01")).map(\.message)
        }
        #expect(try cautions(waiver("*", until: "2025-12-31")) == [])
        #expect(try cautions(waiver("*", until: "2029-12-31", guide: "gong-salesforce")) == [])
        #expect(try cautions(waiver("system/*"), waiver("*/*")).map { $0.hasPrefix("\"*/*\" waives every") } == [true])
    }

    @Test("Of two waivers of one requirement the longer one counts, even where the other has expired")
    func renewed() throws {
        let waivers = [
            try waiver("object/Case/create", until: "2025-12-31", line: 2), try waiver("object/Case/create", line: 6),
        ]
        let result = try result(["object/Case/create": .failed]).waiving(waivers, on: day("2026-01-01"))
        #expect(result.outcome == .ready)
        #expect(result.problems.map(\.place?.line) == [2])
        #expect(result.problems.first?.message.contains("on line 6, which counts") == true)
    }

    @Test("A waiver that names the guide itself counts as one that names none")
    func sameGuide() throws {
        let waivers = [try waiver("object/Case/create", guide: "liveperson-connector")]
        let waived = try result(["object/Case/create": .failed]).waiving(waivers, on: day("2026-01-01"))
        #expect(waived.outcome == .ready)
        #expect(waived.problems == [])
        let reviews = waived.guide.review(waivers, on: try day("2026-01-01"), findings: waived.findings)
        #expect(reviews.map(\.state) == [.holds])
    }

    @Test("A waiver for another guide is none of two for one requirement")
    func otherGuide() throws {
        let waivers = [
            try waiver("object/Case/create", line: 2),
            try waiver("object/Case/create", until: "2027-12-31", guide: "gong-salesforce", line: 6),
        ]
        let result = try result(["object/Case/create": .failed])
        let waived = result.waiving(waivers, on: try day("2026-01-01"))
        #expect(waived.problems == [])
        let reviews = result.guide.review(waivers, on: try day("2026-01-01"), findings: waived.findings)
        #expect(reviews.map(\.state) == [.holds, .elsewhere])
    }
}

@Suite("The file of waivers")
struct WaiverFileTests {
    private static let good =
        "  - requirement: system/ApiEnabled\n    reason: R.\n    owner: O\n    expires: 2026-12-31\n"

    @Test("What is there is read, with its line")
    func reading() throws {
        let waivers = try Waiver.read(
            """
            # Accepted.
            waivers:
              - requirement: "object/*"
                reason: >-
                  The integration
                  only reads.
                owner: 'crm: "team"'
                expires: '2026-12-31'
                guide: liveperson-connector
              - {requirement: system/ApiEnabled, reason: R., owner: O, expires: 2026-01-02}

            """, file: "w.yml")
        #expect(
            waivers == [
                Waiver(
                    requirement: "object/*", reason: "The integration only reads.", owner: "crm: \"team\"",
                    expires: try day("2026-12-31"), guide: "liveperson-connector", place: Place(file: "w.yml", line: 3)),
                Waiver(
                    requirement: "system/ApiEnabled", reason: "R.", owner: "O", expires: try day("2026-01-02"),
                    place: Place(file: "w.yml", line: 10)),
            ])
    }

    @Test("Line breaks in a reason are spaces")
    func lines() throws {
        let text =
            "waivers:\n- requirement: x\n  reason: |\n    One.\n\n    Two.\n  owner: \"a\\nb\"\n  expires: 2026-01-01\n"
        let waiver = try #require(try Waiver.read(text, file: "w.yml").first)
        #expect(waiver.reason == "One. Two.")
        #expect(waiver.owner == "a b")
    }

    @Test("An empty list is sound", arguments: ["waivers: []\n", "waivers:\n", "waivers: # none\n", "waivers: null\n"])
    func empty(_ text: String) throws {
        #expect(try Waiver.read(text, file: "w.yml") == [])
    }

    @Test(
        "Each error is reported with its line",
        arguments: [
            ("", 1, "The file is empty."),
            ("- x\n", 1, "A mapping is wanted here, not a list."),
            ("\nwaiver: []\n", 2, "The key \"waiver\" is not known here. Known keys: waivers."),
            ("waivers: {}\n", 1, "A list is wanted here, not a mapping."),
            ("waivers:\n  - text\n", 2, "A mapping is wanted here, not a single value."),
            (
                "waivers:\n\(good)    until: x\n", 6,
                "The key \"until\" is not known here. Known keys: requirement, reason, owner, expires, guide."
            ),
            ("waivers:\n\(good)    reason: x\n", 3, "A key appears twice: reason. Keep one."),
            ("waivers:\n\(good)waivers: []\n", 1, "A key appears twice: waivers. Keep one."),
            ("waivers: []\n---\nwaivers: []\n", 2, "The file is not valid YAML"),
            ("waivers: [\n", 2, "The file is not valid YAML"),
        ])
    func diagnostics(_ text: String, _ line: Int, _ words: String) {
        #expect { try Waiver.read(text, file: "w.yml") } throws: { error in
            (error as? WaiverError)?.diagnostics.contains {
                $0.line == line && $0.message.hasPrefix(words) && $0.file == "w.yml"
            } == true
        }
    }

    @Test(
        "Without requirement, reason, owner or last day there is no waiver",
        arguments: ["requirement", "reason", "owner", "expires"])
    func mandatory(_ key: String) throws {
        let lines = Self.good.split(separator: "\n").map(String.init)
        for value in [nil, "", "''", "' '", "~", "null", "[]", "{a: b}"] {
            let kept = lines.compactMap { line in
                line.contains("\(key): ") ? value.map { line.prefix { $0 != ":" } + ": \($0)" } : line
            }
            var text = "waivers:\n" + kept.joined(separator: "\n") + "\n"
            if key == "requirement", value == nil {
                text = text.replacing("    reason", with: "  - reason", maxReplacements: 1)
            }
            #expect { try Waiver.read(text, file: "w.yml") } throws: { error in
                (error as? WaiverError)?.diagnostics.count == 1
            }
        }
    }

    @Test(
        "A last day is a day of the calendar, written as one",
        arguments: [
            "2026-02-30", "2026-13-01", "2026-1-1", "31.12.2026", "2026-12-31T00:00:00Z", "20261231", "tomorrow",
            "' 2026-12-31'", "+2026-12-31",
        ])
    func days(_ text: String) {
        #expect { try Waiver.read(Self.file.replacing("2026-12-31", with: text), file: "w.yml") } throws: { error in
            (error as? WaiverError)?.diagnostics.map(\.line) == [5]
        }
    }

    private static let file = "waivers:\n" + good

    // MARK: Adding

    @Test(
        "Adding keeps every byte that was there",
        arguments: [
            ("", ""), ("# Only a comment", ""), ("\u{FEFF}# mark\n\n", ""), (file, "  "),
            ("# head\nwaivers: # why\n\n\(good)\n# tail\n", "  "), (file.trimmingCharacters(in: .newlines), "  "),
            (file.replacing("\n", with: "\r\n"), "  "), (file.replacing("\n  ", with: "\n"), ""),
            (file.replacing("\n  ", with: "\n      "), "      "), ("\u{FEFF}\(file)", "  "),
            ("waivers:", "  "), ("waivers: null # none\n", nil), ("---\nwaivers:\n", "  "),
            ("\(file)  - {requirement: x, reason: r, owner: o, expires: 2026-01-01}\n", "  "),
            (
                "waivers:\n  - requirement: x\n    expires: 2026-01-01\n    owner: o\n    reason: |\n      One.\n      Two.",
                "  "
            ),
            ("waivers:\n  -\n    requirement: x\n    expires: 2026-01-01\n    owner: o\n    reason: r\n  ", "  "),
            ("waivers:\n-   requirement: x\n    expires: 2026-01-01\n    owner: o\n    reason: r\n", ""),
        ] as [(String, String?)])
    func adding(_ text: String, _ indent: String?) throws {
        let waiver = try Self.waiver("Because.")
        guard let indent else {
            #expect(throws: WaiverError.self) { try Waiver.appending(waiver, to: text, file: "w.yml") }
            return
        }
        let new = try Waiver.appending(waiver, to: text, file: "w.yml")
        #expect(Array(new.utf8).starts(with: Array(text.utf8)))
        let added = String(decoding: Array(new.utf8).dropFirst(text.utf8.count), as: UTF8.self)
        let isCRLF = text.utf8.contains(13)
        #expect(isCRLF == added.utf8.contains(13) && added.hasSuffix(isCRLF ? "\r\n" : "\n"))
        #expect(
            added.split(whereSeparator: \.isNewline).contains {
                $0.hasPrefix("\(text.contains("waivers") ? indent : "  ")- requirement: ")
            })
        let old = text.contains("waivers") ? try Waiver.read(text, file: "w.yml") : []
        let all = try Waiver.read(new, file: "w.yml")
        #expect(all.dropLast() == old[...])
        #expect(all.last?.reason == "Because.")
        let again = try Waiver.appending(Self.waiver("Another."), to: new, file: "w.yml")
        #expect(try Waiver.read(again, file: "w.yml").count == old.count + 2)
    }

    @Test(
        "An empty list loses its brackets and nothing else",
        arguments: ["waivers: []\n", "# a\nwaivers:  [ ] # none yet\n# b", "waivers: []\r\n"])
    func addingToEmpty(_ text: String) throws {
        let new = try Waiver.appending(Self.waiver("Because."), to: text, file: "w.yml")
        #expect(try Waiver.read(new, file: "w.yml").map(\.reason) == ["Because."])
        let kept = text.replacing(#/[ ]+\[[ ]?\]/#, with: "")
        #expect(Array(new.utf8).starts(with: Array(kept.utf8)), "\(new)")
        #expect(new.split(whereSeparator: \.isNewline).contains { $0.hasPrefix("  - requirement: ") }, "\(new)")
    }

    @Test(
        "What cannot be added to is refused with the lines to paste, or with its errors",
        arguments: [
            (
                "waivers: [{requirement: x, reason: r, owner: o, expires: 2026-01-01}]\n",
                "- requirement: system/ApiEnabled"
            ),
            ("{waivers: []}\n", "- requirement: system/ApiEnabled"),
            ("\(file)...\n", "- requirement: system/ApiEnabled"),
            ("waivers: [\n", "not valid YAML"), ("waivers:\n  - owner: x\n", "The key \"expires\" is missing"),
        ])
    func refusing(_ text: String, _ words: String) throws {
        let waiver = try Self.waiver("Because.")
        #expect { try Waiver.appending(waiver, to: text, file: "w.yml") } throws: { "\($0)".contains(words) }
    }

    @Test(
        "Whatever a reason contains, it is read back as it was",
        arguments: [
            "Plain words.", "a: b", "a #b", "# a", "'quoted'", "\"quoted\" \\ back", "yes", "null", "~", "2026-12-31",
            "1.5", "-", "- a", "*a",
            "&a", "!a", "%a", "@a", "`a", "[a]", "{a: b}", "a,b", "tab\there", "bidi \u{202E}x",
            "é 日本 🧑‍🚀", "x\u{FEFF}y", "a\u{85}b\u{2028}c", "ends:", "? a", "| a", "> a", "x\u{301}", "true", "\\n",
            "{{x}}", "C:\\dir",
            String(repeating: "long ", count: 5_000) + "end",
        ])
    func quoting(_ reason: String) throws {
        let new = try Waiver.appending(Self.waiver(reason), to: Self.file, file: "w.yml")
        let expected = reason.split(whereSeparator: \.isNewline).joined(separator: " ")
        #expect(try Waiver.read(new, file: "w.yml").last?.reason == expected)
        #expect(new.split(separator: "\n").count == 9)
    }

    @Test("A line break in what is added is a space")
    func addingLines() throws {
        let new = try Waiver.appending(Self.waiver("One.\n  Two.\r\nThree."), to: "", file: "w.yml")
        #expect(try Waiver.read(new, file: "w.yml").map(\.reason) == ["One. Two. Three."])
    }

    private static func waiver(_ reason: String) throws -> Waiver {
        Waiver(
            requirement: "system/ApiEnabled", reason: reason, owner: "crm", expires: try day("2026-12-31"),
            place: Place(file: "w.yml"))
    }
}
