import OrgModel
import Testing

@testable import AuditEngine

@Suite("What became of a requirement between two audits")
struct ComparisonTests {
    private func snapshot(
        _ answers: [(id: String, verdict: Verdict)], evidence: [Evidence] = [], problems: [Problem] = [],
        guide: String = "guide"
    ) -> AuditSnapshot {
        snapshot(
            of: PrincipalNames(), guide: guide,
            answers.map { id, verdict in
                AuditSnapshot.Answered(
                    id: id, table: "", label: id, kind: "", requires: "granted", severity: "", verdict: verdict,
                    message: "It is.", evidence: evidence)
            }, problems: problems)
    }

    private func snapshot(
        of principal: PrincipalNames, guide: String, _ requirements: [AuditSnapshot.Answered], problems: [Problem] = []
    ) -> AuditSnapshot {
        AuditSnapshot(
            tool: AuditSnapshot.Tool(version: "1.0.0"),
            guide: AuditSnapshot.GuideReference(id: guide, title: "", edition: ""), principal: principal, outcome: "",
            counts: [:], requirements: requirements, problems: problems)
    }

    private func change(_ old: Verdict?, _ new: Verdict?) throws -> RequirementChange {
        let comparison = try Comparison(
            of: snapshot(old.map { [("a", $0)] } ?? []), with: snapshot(new.map { [("a", $0)] } ?? []))
        return try #require(comparison.changes.first)
    }

    @Test(
        "Each pair of verdicts has one word",
        arguments: [
            ("newFailure", Verdict.failed, [Verdict.passed, .unknown, .waived, .notApplicable, nil]),
            ("becameUnknown", .unknown, [.passed, .failed, .waived, .notApplicable, nil]),
            ("fixed", .passed, [.failed, .waived]),
            ("resolved", .passed, [.unknown]),
            ("newlyRequired", .passed, [.notApplicable, nil]),
            ("waived", .waived, [.passed, .failed, .unknown, .notApplicable, nil]),
            ("noLongerRequired", .notApplicable, [.passed, .failed, .unknown, .waived]),
            ("newlyRequired", .notApplicable, [nil]),
            ("noLongerRequired", nil, [.passed, .failed, .unknown, .waived, .notApplicable]),
        ] as [(String, Verdict?, [Verdict?])])
    func pairs(_ word: String, _ new: Verdict?, _ olds: [Verdict?]) throws {
        for old in olds {
            let change = try change(old, new)
            #expect(change.kind.rawValue == word, "\(String(describing: old))")
            #expect(change.oldVerdict == old && change.newVerdict == new)
        }
    }

    @Test("The same verdict is not a change", arguments: Verdict.allCases)
    func unchanged(_ verdict: Verdict) throws {
        #expect(try change(verdict, verdict).kind == .unchanged)
    }

    @Test("New failures outweigh what became unknown, and either outweighs what was fixed")
    func outcome() throws {
        func outcome(_ old: [Verdict], _ new: [Verdict], problems: [Problem] = []) throws -> Comparison.Outcome {
            func answers(_ verdicts: [Verdict]) -> [(String, Verdict)] { verdicts.enumerated().map { ("\($0)", $1) } }
            return try Comparison(of: snapshot(answers(old)), with: snapshot(answers(new), problems: problems)).outcome
        }
        #expect(try outcome([.failed, .passed], [.passed, .passed]) == .noWorse)
        #expect(try outcome([.failed, .passed], [.failed, .passed]) == .noWorse)
        #expect(try outcome([.failed, .passed], [.passed, .unknown]) == .undetermined)
        #expect(try outcome([.failed, .passed, .passed], [.passed, .unknown, .failed]) == .worse)
        #expect(try outcome([.passed], [.passed], problems: [Problem(.error, "Broken.")]) == .undetermined)
        #expect(try outcome([.passed], [.passed], problems: [Problem(.warning, "Invalid.")]) == .noWorse)
    }

    private let granted = Evidence(
        component: ComponentID(.profile, "A"), place: Place(file: "a.profile", line: 3),
        says: "granted by profile \"A\"")

    @Test("A grant that came or went is reported although the verdict is the same, with its place")
    func evidence() throws {
        let other = Evidence(
            component: ComponentID(.permissionSet, "B"), place: Place(file: "b.permissionset", line: 9),
            says: "granted by permission set \"B\"")
        let old = snapshot([("a", .passed)], evidence: [granted])
        let new = snapshot([("a", .passed)], evidence: [other])
        let change = try #require(Comparison(of: old, with: new).changes.first)
        #expect(change.kind == .evidenceChanged)
        #expect(change.isSameVerdict)
        #expect(change.vanished == [granted])
        #expect(change.appeared == [other])
    }

    @Test(
        "A moved line, another folder and another source beside it are not a change of the evidence",
        arguments: [
            (Place(file: "a.profile", line: 80), ""), (Place(file: "src/a.profile", line: 3), ""),
            (Place(file: "a.profile", line: 3), "also "),
        ])
    func sameEvidence(_ place: Place, _ prefix: String) throws {
        let moved = Evidence(component: granted.component, place: place, says: prefix + granted.says)
        let comparison = try Comparison(
            of: snapshot([("a", .passed)], evidence: [granted]), with: snapshot([("a", .passed)], evidence: [moved]))
        #expect(comparison.changes.map(\.kind) == [.unchanged])
    }

    @Test("What is not required any more says nothing of grants", arguments: [Verdict.notApplicable, nil])
    func notAsked(_ new: Verdict?) throws {
        let comparison = try Comparison(
            of: snapshot([("a", .passed)], evidence: [granted]), with: snapshot(new.map { [("a", $0)] } ?? []))
        #expect(comparison.changes.map(\.vanished) == [[]])
    }

    @Test("Requirements are in the new audit's order, then those that only the old one has")
    func order() throws {
        let comparison = try Comparison(
            of: snapshot([("gone", .passed), ("b", .passed), ("a", .passed)]),
            with: snapshot([("a", .passed), ("new", .failed), ("b", .passed)]))
        #expect(comparison.changes.map(\.requirement.id) == ["a", "new", "b", "gone"])
    }

    @Test("An error of the input is new if the old audit did not have it, on any line")
    func errors() throws {
        let known = [Problem(.error, at: Place(file: "a", line: 1), "Broken."), Problem(.warning, "Invalid.")]
        let now = [
            Problem(.error, at: Place(file: "a", line: 2), "Broken."), Problem(.error, "Missing."),
            Problem(.warning, "New."),
        ]
        let comparison = try Comparison(
            of: snapshot([("a", .passed)], problems: known), with: snapshot([("a", .passed)], problems: now))
        #expect(comparison.newErrors.map(\.message) == ["Missing."])
    }

    @Test("Audits against different guides are not compared")
    func guides() {
        #expect(throws: Comparison.DifferentGuides.self) {
            _ = try Comparison(of: snapshot([], guide: "one"), with: snapshot([], guide: "another"))
        }
    }

    @Test("A user is the same in a baseline with other assignments, and with the name in another case")
    func sameUser() throws {
        func snapshot(_ username: String?, _ profile: String?, role: String? = nil) -> AuditSnapshot {
            var names = PrincipalNames()
            (names.username, names.profile, names.role) = (username, profile, role)
            let answer = AuditSnapshot.Answered(
                id: "system/ApiEnabled", table: "", label: "A", kind: "", requires: "granted", severity: "",
                verdict: .passed, message: "It is.", evidence: [])
            return self.snapshot(of: names, guide: "liveperson-connector", [answer])
        }
        let guide = try Guide.load("liveperson-connector")
        func since(_ old: AuditSnapshot, _ change: (inout Principal) -> Void) -> AuditResult {
            var principal = Principal()
            change(&principal)
            let result = AuditResult(
                guide: guide, principal: principal,
                findings: [Finding(guide.requirements[3], .passed, message: "It is.")], problems: [])
            return result.since(old, at: Place(file: "old.json"), toolVersion: "1", mayBeOfAnother: false)
        }
        func isCompared(_ old: AuditSnapshot, _ change: (inout Principal) -> Void) -> Bool {
            let since = since(old, change)
            #expect(since.isComplete == (since.comparison != nil))
            return since.comparison != nil
        }
        #expect(
            isCompared(snapshot("a@x.example", "Old")) {
                ($0.username, $0.profile) = ("A@X.example", ComponentID(.profile, "New"))
            })
        #expect(
            !isCompared(snapshot("a@x.example", "Same")) {
                ($0.username, $0.profile) = ("b@x.example", ComponentID(.profile, "Same"))
            })
        #expect(isCompared(snapshot("a@x.example", "Same")) { $0.profile = ComponentID(.profile, "same") })
        #expect(!isCompared(snapshot(nil, "One")) { $0.profile = ComponentID(.profile, "Other") })
        #expect(!isCompared(snapshot(nil, "One")) { $0.permissionSets = [ComponentID(.permissionSet, "One")] })
        #expect(!isCompared(snapshot(nil, "One", role: "Same")) { $0.role = .role("Same") })
        #expect(!isCompared(snapshot(nil, nil, role: "One")) { $0.role = .role("Other") })
        #expect(isCompared(snapshot(nil, nil, role: "One")) { $0.role = .role("one") })
        since(snapshot(nil, "One")) { $0.role = .role("Two") }.expectProblem(
            .error, "it is of a user with the profile \"One\", this audit of a user with the role \"Two\".")
    }
}
